//! What can be wrong, in words an auditor can act on.
//! In scope: every fault and gap the verifier names.  Not here: finding them, Merkle proofs' faults (`tree`).

use serde::{Serialize, Serializer};

use crate::disclosure::DisclosureFault;

/// Why a key given on the command line was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// The trust file does not hold the one line it should.
    #[error("not a trust line (fieldchart-root+<operation>+<base64 key>): {found:?}")]
    Trust {
        /// What was found.
        found: String,
    },
    /// The verifier key is malformed, or its id is not its key's.
    #[error("not a verifier key (name+id+base64): {found:?}")]
    Vkey {
        /// What was found.
        found: String,
    },
    /// The verifier key is of another kind than its place asks for: 1 is a log's Ed25519 key, 4 a cosigner's.
    #[error("the key is of kind {found}, not {expected} (1: a log's Ed25519 key, 4: a cosigner's)")]
    Algorithm {
        /// The algorithm's byte that its place asks for.
        expected: u8,
        /// The algorithm's byte.
        found: u8,
    },
    /// The bytes are no usable Ed25519 public key.
    #[error("the bytes are no usable Ed25519 public key")]
    NotAKey,
}

/// Something wrong with the audited files, or something that could not be checked (see [`Fault::is_gap`]).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A file the format requires is absent.
    #[error("the file is missing")]
    Missing,
    /// A file the format has no place for.
    #[error("a stray file: nothing in the format explains it")]
    Stray,
    /// A file could not be read, or is larger than the format allows.
    #[error("the file cannot be read: {reason}")]
    Unreadable {
        /// What the system said.
        reason: String,
    },
    /// The `operation` file does not name the operation of the trust file.
    #[error("the operation is not {expected}, the one in the trust file")]
    Operation {
        /// The operation of the trust file.
        expected: String,
    },
    /// There is no log at all.
    #[error("the folder holds no log")]
    NoLogs,
    /// No log starts with the first administrator's certificate, signed by the root key.
    #[error("no log begins with an administrator whom the root key certified")]
    NoFoundingLog,

    /// The checkpoint is no strict signed note.
    #[error("the checkpoint is malformed: {what}")]
    CheckpointMalformed {
        /// Which part.
        what: &'static str,
    },
    /// The checkpoint has lines after the root.
    #[error("the checkpoint has extension lines")]
    CheckpointExtended,
    /// Two signature lines claim one name and key.
    #[error("two signature lines by {name}")]
    SignatureTwice {
        /// The signer's name.
        name: String,
    },
    /// A signature line by nobody known: it could be anything.
    #[error("a signature line by {name}, which no known key verifies (--allow-unknown-signatures passes it over)")]
    SignatureUnknown {
        /// The signer's name.
        name: String,
    },
    /// A known cosigner's line does not verify.
    #[error("the cosignature by {name} does not verify")]
    Cosignature {
        /// The cosigner's name.
        name: String,
    },
    /// A checkpoint of an earlier size of the log is not what it should be.
    #[error("the milestone of size {size}: {what}")]
    Milestone {
        /// The size it names.
        size: u64,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The policy lists logs, and this is none of them.
    #[error("the policy lists no key that signed this checkpoint of {origin}")]
    PolicyLog {
        /// The checkpoint's origin.
        origin: String,
    },
    /// Too few of the policy's witnesses cosigned.
    #[error("the policy's quorum {quorum:?} is not reached: {cosigned} of its {witnesses} witnesses cosigned")]
    PolicyQuorum {
        /// The quorum's name in the policy.
        quorum: String,
        /// How many witnesses of the policy cosigned.
        cosigned: usize,
        /// How many witnesses the policy lists.
        witnesses: usize,
    },
    /// The older digest is of a log that is not here.
    #[error("the digest is of log {origin:?}, which is not here")]
    DigestLog {
        /// The digest's origin.
        origin: String,
    },
    /// The older digest is of more entries than there are.
    #[error("TRUNCATED: {digest} entries were signed in the digest, {size} are here; the last {} are missing", digest - size)]
    DigestAhead {
        /// Entries the digest is of.
        digest: u64,
        /// Entries here.
        size: u64,
    },
    /// The entries up to the older digest's size are not those it was signed over.
    #[error(
        "FORK: over {size} entries the digest was signed with root {signed}, and the entries here give {found} (base64)"
    )]
    DigestFork {
        /// Entries the digest is of.
        size: u64,
        /// The digest's root.
        signed: String,
        /// The root of as many entries here.
        found: String,
    },
    /// A heads entry names a log that is not here.
    #[error("a heads entry names the log {origin}, which is not here: what it holds cannot be judged")]
    HeadAbsent {
        /// The log's origin.
        origin: String,
    },
    /// A heads entry holds a checkpoint that no certified key of its log signed.
    #[error("a heads entry holds a checkpoint of {origin} that no certified device signed")]
    HeadSignature {
        /// The checkpoint's origin.
        origin: String,
    },
    /// The checkpoint's origin is not what its place says.
    #[error("the checkpoint's origin is {found:?}, not {expected:?}")]
    Origin {
        /// The origin its place asks for.
        expected: String,
        /// The origin it has.
        found: String,
    },
    /// The checkpoint claims far more entries than the files could hold.
    #[error("the checkpoint claims {size} entries but the log has only {files} files")]
    SizeBeyondFiles {
        /// Entries claimed.
        size: u64,
        /// Files present.
        files: usize,
    },
    /// The checkpoint's signature does not verify under the log's key.
    #[error("the checkpoint's signature does not verify under the log's key")]
    CheckpointSignature,
    /// No trusted certificate names the device that signed the checkpoint.
    #[error("no trusted certificate for device {device}: the checkpoint's signer is unknown")]
    DeviceUncertified {
        /// The device, in hex.
        device: String,
    },
    /// Gap: the checkpoint is signed under certificates of its device that do not stand.
    #[error("the certificate of device {device} does not stand: nobody vouches for the key that signed the checkpoint")]
    DeviceNotStanding {
        /// The device, in hex.
        device: String,
    },
    /// Neither the entries nor the tiles give the checkpoint's root.
    #[error("the files give root {found}, not the checkpoint's {expected} (base64)")]
    Root {
        /// The checkpoint's root.
        expected: String,
        /// The root of the entries.
        found: String,
    },

    /// A tile's length is not that of its hashes.
    #[error("the tile is {found} bytes long, not {expected}")]
    TileLength {
        /// Its length by its name.
        expected: u64,
        /// Its length.
        found: u64,
    },
    /// A hash in a tile is not what the entries give.
    #[error("hash {offset} of the tile is not what the entries give")]
    TileHash {
        /// Position of the first wrong hash, from 0.
        offset: u64,
    },
    /// A bundle ends before its last item.
    #[error("the bundle ends after {found} of {expected} items")]
    BundleTruncated {
        /// Whole items found.
        found: u64,
        /// Items there should be.
        expected: u64,
    },
    /// A bundle goes on after its last item.
    #[error("the bundle goes on for {bytes} bytes after its last item")]
    BundleTrailing {
        /// Bytes too many.
        bytes: usize,
    },

    /// The entry is not the one the checkpoint commits to.
    #[error("the entry is not the one that was signed: its hash differs from the tree's")]
    EntryHash,
    /// A version-1 entry is not 126 bytes long.
    #[error("the entry is {found} bytes long, not 126")]
    EntryLength {
        /// Its length.
        found: usize,
    },
    /// The entry's clock does not come after the one before.
    #[error("the entry's time does not come after the entry before")]
    ClockNotIncreasing,
    /// The entry's body length is outside 1 … 1 MiB.
    #[error("a body length of {found} is outside 1 to 1048576")]
    BodyLengthRange {
        /// The length it states.
        found: u32,
    },
    /// The entry is of a public class, yet its key commitment is not zero.
    #[error("the key commitment of a public entry is not zero")]
    KeyCommitNotZero,

    /// The body's length is not what its entry states.
    #[error("the body is {found} bytes long, not {expected}")]
    BodyLength {
        /// Length the entry states.
        expected: u32,
        /// Length found.
        found: usize,
    },
    /// The body's hash is not what its entry states.
    #[error("the body was altered: its hash is not the one in the entry")]
    BodyHash,
    /// A public body is not deterministic CBOR of the shape the format gives.
    #[error("the public body is malformed: {what}")]
    BodyMalformed {
        /// Which part.
        what: &'static str,
    },
    /// A public body's fields do not give the entry's `fields_root`.
    #[error("the public body's fields do not give the entry's fields root")]
    FieldsRoot,
    /// A public body's group does not hold its entry, overlaps another, or is larger than its class allows.
    #[error("the group of {count} entries from index {first} does not fit here")]
    Group {
        /// Index of its first entry.
        first: u64,
        /// How many entries it has.
        count: u64,
    },

    /// A certificate's issuer is not known.
    #[error("the issuer {issuer} has no trusted certificate")]
    IssuerUnknown {
        /// The issuer, in hex.
        issuer: String,
    },
    /// A certificate's issuer may not administer.
    #[error("the issuer {issuer} has no permission to administer")]
    IssuerNotPermitted {
        /// The issuer, in hex.
        issuer: String,
    },
    /// An issuer's signature on a certificate does not verify.
    #[error("the issuer's signature ({issuer}) does not verify")]
    IssuerSignature {
        /// The issuer, in hex.
        issuer: String,
    },
    /// A redaction is not signed by two different people.
    #[error("the redaction is not signed by two different people")]
    RedactionSigners,
    /// A redacted body is here all the same.
    #[error("the body was redacted by entry {by} of log {log}, and is here all the same")]
    RedactedHeld {
        /// The redaction's log.
        log: String,
        /// Its index.
        by: u64,
    },
    /// A founding log's second or third entry is not the one the format asks for.
    #[error("a founding log needs {expected} here")]
    Founding {
        /// What should be here.
        expected: &'static str,
    },
    /// The author names no trusted certificate, or one of somebody else.
    #[error("the author {author} names no trusted certificate of theirs")]
    AuthorUnknown {
        /// The author, in hex.
        author: String,
    },
    /// The author's signature over the group does not verify.
    #[error("the signature of author {author} does not verify")]
    AuthorSignature {
        /// The author, in hex.
        author: String,
    },

    /// Gap: the export has no bodies.
    #[error("bodies were not included: their hashes were not checked, nor were the certificates in them")]
    BodiesNotIncluded,
    /// Gap: some bodies are marked as not held.
    #[error("{count} bodies were not included, the first at index {first}: their hashes were not checked")]
    BodiesNotHeld {
        /// How many.
        count: u64,
        /// The first one's index.
        first: u64,
    },
    /// Gap: entries of a class, version or type that this verifier does not know.
    #[error("{count} entries need a newer verifier, the first at index {first}: hashes were checked, content was not")]
    Newer {
        /// How many.
        count: u64,
        /// The first one's index.
        first: u64,
    },
    /// Gap: a signature could not be checked, because certificates are among the absent bodies.
    #[error("not checked, because bodies of certificates are absent: {what}")]
    Unchecked {
        /// What would have been said otherwise.
        what: String,
    },
    /// Something is wrong with a disclosure, or could not be counted.
    #[error(transparent)]
    Disclosure(#[from] DisclosureFault),
    /// So much is wrong that the list was cut.
    #[error("more is wrong with this log than is listed")]
    ListCut,
}

impl Fault {
    /// Whether this is something that could not be checked, rather than something wrong.
    #[must_use]
    pub fn is_gap(&self) -> bool {
        match self {
            Self::Disclosure(fault) => fault.is_gap(),
            _ => matches!(
                self,
                Self::BodiesNotIncluded
                    | Self::BodiesNotHeld { .. }
                    | Self::Newer { .. }
                    | Self::Unchecked { .. }
                    | Self::HeadAbsent { .. }
                    | Self::DeviceNotStanding { .. }
            ),
        }
    }
}

/// A fault and where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The log's folder name, if the fault is in one.
    pub log: Option<String>,
    /// The entry's index in that log, if the fault is about one.
    pub index: Option<u64>,
    /// The file's path inside the audited folder.
    pub file: String,
    /// What is wrong.
    #[serde(serialize_with = "in_words")]
    pub fault: Fault,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(log) = self.log.as_ref().filter(|log| !self.file.contains(*log)) {
            write!(f, ", log {log}")?;
        }
        if let Some(index) = self.index {
            write!(f, ", index {index}")?;
        }
        write!(f, ": {}", self.fault)
    }
}

/// Findings of one log, as they are made.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    log: Option<String>,
    list: Vec<Finding>,
}

impl Findings {
    /// A list is cut here, so that a wholly broken log does not fill memory.
    const LEN_MAX: usize = 10_000;

    /// Findings about the folder as a whole.
    pub(crate) fn of_folder() -> Self {
        Self::default()
    }

    /// Findings about one log.
    pub(crate) fn of_log(log: &str) -> Self {
        Self { log: Some(log.to_owned()), list: Vec::new() }
    }

    /// Adds one about a file of the log (or, for the folder, of the folder).
    pub(crate) fn push(&mut self, index: impl Into<Option<u64>>, file: &str, fault: Fault) {
        let file = self.log.as_ref().map_or_else(|| file.to_owned(), |log| format!("logs/{log}/{file}"));
        self.push_about(self.log.clone(), index.into(), file, fault);
    }

    /// Adds one about an entry of a log that stands in a file outside it.
    pub(crate) fn push_about(&mut self, log: Option<String>, index: Option<u64>, file: String, fault: Fault) {
        match self.list.len() {
            len if len < Self::LEN_MAX => self.list.push(Finding { log, index, file, fault }),
            Self::LEN_MAX => self.list.push(Finding { log, index: None, file, fault: Fault::ListCut }),
            _ => {}
        }
    }

    /// Whether anything in it is wrong, rather than merely not checked.
    pub(crate) fn any_wrong(&self) -> bool {
        self.list.iter().any(|finding| !finding.fault.is_gap())
    }

    /// Adds all of another list.
    pub(crate) fn append(&mut self, other: Self) {
        self.list.extend(other.list);
    }

    /// Faults and gaps, apart.
    pub(crate) fn split(self) -> (Vec<Finding>, Vec<Finding>) {
        self.list.into_iter().partition(|finding| !finding.fault.is_gap())
    }
}

fn in_words<S: Serializer>(fault: &Fault, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(fault)
}
