//! Errors: what went wrong with the store, and what is wrong with an entry.
//! In scope: the crate's top-level error and the faults fsck names.  Not here: the errors of single parsers, which stand beside them.

use crate::Id;
use crate::cbor::CborError;
use crate::crypto::keys::KeyError;
use crate::crypto::seal::SealError;
use crate::crypto::vault::VaultError;
use crate::entry::{Class, EntryError};
use crate::tlog::checkpoint::CheckpointError;
use crate::tlog::hash::Hash;
use crate::tlog::proof::ProofError;
use crate::tlog::tree::FrontierError;
use std::path::PathBuf;

/// Why the journal could not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder cannot be used.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The database refused.
    #[error("the database: {0}")]
    Sql(#[from] rusqlite::Error),
    /// The final COMMIT failed: whether the transaction is stored is known only after opening anew.
    #[error("the commit failed, its outcome is unknown: {0}")]
    Commit(std::sync::Arc<rusqlite::Error>),
    /// The database holds another head than this handle knows: a commit that was kept but reported to have failed, or
    /// a file changed underneath. Nothing may be signed on top of it before it is opened anew.
    #[error("the database holds a log of {stored}, this handle knows one of {held}: open it anew")]
    HeadMoved {
        /// Entries this handle knows.
        held: u64,
        /// Entries stored.
        stored: u64,
    },
    /// Another process, or another handle of this one, has the journal open.
    #[error("{} is already open in another Fieldchart", .0.display())]
    AlreadyOpen(PathBuf),
    /// There is a journal already.
    #[error("{} holds a journal already", .0.display())]
    AlreadyExists(PathBuf),
    /// A folder to bring up to date is no earlier export of this journal.
    #[error("{} is not an earlier export of this journal", .0.display())]
    OtherExport(PathBuf),
    /// There is no journal.
    #[error("{} holds no journal", .0.display())]
    NotFound(PathBuf),
    /// The store was written by a Fieldchart newer than this one, or older than any that is read.
    #[error("the store has format {found}; this Fieldchart reads {oldest} to {newest}")]
    StoreFormat {
        /// The store's format.
        found: i64,
        /// The oldest that is read.
        oldest: i64,
        /// The newest that is read.
        newest: i64,
    },
    /// The passphrase or the vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// A key is unusable.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A body cannot be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// A proof cannot be made.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// Something stored is wrong; `index` is the entry, where it is one entry's fault.
    #[error("{}{fault}", index.map_or_else(String::new, |i| format!("entry {i}: ")))]
    Corrupt {
        /// The entry's index.
        index: Option<u64>,
        /// What is wrong.
        fault: Fault,
    },
    /// The vault and the database belong to different devices.
    #[error("vault and database disagree about {0}")]
    Mismatch(&'static str),
    /// The entry lies beyond the log's end.
    #[error("entry {index} is not in a log of {size}")]
    OutOfRange {
        /// The index asked for.
        index: u64,
        /// Entries in the log.
        size: u64,
    },
    /// A draft names a subject key that does not exist.
    #[error("subject key {} does not exist", hex::encode(.0))]
    UnknownSubject(Id),
    /// The author has no certificate.
    #[error("author {} has no certificate", hex::encode(.0))]
    UnknownAuthor(Id),
    /// The author, or this device, was revoked.
    #[error("{} was revoked: nothing more is written in that name", hex::encode(.0))]
    RevokedAuthor(Id),
    /// A device that asks to join names itself as one that has other keys.
    #[error("there is a device {} already, with other keys", hex::encode(.0))]
    DeviceTaken(Id),
    /// Entries of this class are not written as plain drafts.
    #[error("entries of class {0:?} are not written as drafts")]
    ClassNotWritable(Class),
    /// A redaction is signed by two.
    #[error("a redaction needs two different people")]
    SameSigner,
    /// A redaction's signer may not redact.
    #[error("user {} may not sign redactions", hex::encode(.0))]
    MayNotRedact(Id),
    /// An entry to be redacted is another subject's.
    #[error("entry {0} is not of that subject")]
    NotOfSubject(u64),
    /// A log that is not held here.
    #[error("there is no log {0} here")]
    UnknownLog(String),
    /// The entry's body was redacted.
    #[error("entry {index} was redacted by entry {by}")]
    Redacted {
        /// The entry's index.
        index: u64,
        /// Index of the redaction.
        by: u64,
    },
    /// The entry is in a confidential section of others.
    #[error("entry {index} is sealed to others")]
    SealedToOthers {
        /// The entry's index.
        index: u64,
    },
    /// A confidential section names fewer than two people.
    #[error("a confidential section names two people at least")]
    TooFewNamed,
    /// Somebody still reads, so that the write-ahead log cannot be emptied.
    #[error("the write-ahead log is in use and cannot be emptied yet")]
    WalInUse,
    /// A public class has no subject.
    #[error("entries of public class {0:?} have no subject")]
    PublicSubject(Class),
    /// A draft's field is not one deterministic CBOR item.
    #[error("field {element} of the draft: {source}")]
    BadField {
        /// Index of the payload element.
        element: usize,
        /// What is wrong with it.
        source: CborError,
    },
    /// More than fits.
    #[error("{what}: {found} are more than {max}")]
    Limit {
        /// What there is too much of.
        what: &'static str,
        /// How many were given.
        found: usize,
        /// How many are allowed.
        max: usize,
    },
    /// What a peer handed over was not taken in.
    #[error("of the log {origin} nothing was taken in: {why}")]
    Refused {
        /// The log it was said to belong to.
        origin: String,
        /// What is wrong with it.
        why: Refusal,
    },
    /// The caller broke off.
    #[error("broken off")]
    Cancelled,
}

/// Why nothing of a batch was taken in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The name is not a log's.
    #[error("its name is not one of a device's log")]
    Name,
    /// The log belongs elsewhere.
    #[error("it belongs to another operation")]
    OtherOperation,
    /// Nobody certified the device, or its certificate names another key.
    #[error("device {} is not known, or did not sign it", hex::encode(.0))]
    UnknownDevice(Id),
    /// The signed note is not valid.
    #[error(transparent)]
    Note(#[from] CheckpointError),
    /// A peer holds more of the log that is being written here: this device was put back to an earlier state.
    #[error("it is the log that this device writes; here it has {held} entries, there {theirs}")]
    OwnLog {
        /// Entries here.
        held: u64,
        /// Entries there.
        theirs: u64,
    },
    /// The entries do not go on where the log ends here, or not up to the note's size.
    #[error("its entries do not lead from entry {held} to the size in its note")]
    Range {
        /// Entries held.
        held: u64,
    },
    /// Not 126 bytes.
    #[error("entry {index} has another length than entries have")]
    Entry {
        /// The entry's index.
        index: u64,
    },
    /// A body that its entry does not name.
    #[error("the body of entry {index} was altered")]
    Body {
        /// The entry's index.
        index: u64,
    },
    /// The entries lead to another tree.
    #[error("its entries do not lead to the root in its note (size {size})")]
    Root {
        /// The size in the note.
        size: u64,
    },
}

impl Error {
    /// Whether the state on disk is unknown or damaged: lock, open anew, run fsck.
    #[must_use]
    pub fn is_fatal(&self) -> bool {
        match self {
            Self::Commit(_) | Self::HeadMoved { .. } | Self::Corrupt { .. } | Self::Mismatch(_) => true,
            Self::Sql(e) => matches!(
                e.sqlite_error_code(),
                Some(
                    rusqlite::ErrorCode::DatabaseCorrupt
                        | rusqlite::ErrorCode::NotADatabase
                        | rusqlite::ErrorCode::SystemIoFailure
                )
            ),
            _ => false,
        }
    }

    /// `fault` of the entry at `index`.
    #[must_use]
    pub fn at(index: u64, fault: impl Into<Fault>) -> Self {
        Self::Corrupt { index: Some(index), fault: fault.into() }
    }

    /// `fault` of the store as a whole.
    #[must_use]
    pub fn whole(fault: impl Into<Fault>) -> Self {
        Self::Corrupt { index: None, fault: fault.into() }
    }
}

/// What can be wrong with what is stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The database's own checks failed.
    #[error("the database is damaged: {0}")]
    Database(String),
    /// The entry's row is missing.
    #[error("the entry is missing")]
    EntryMissing,
    /// The body's row is missing.
    #[error("the body is missing")]
    BodyMissing,
    /// The entry's bytes are not an entry.
    #[error(transparent)]
    Entry(#[from] EntryError),
    /// The body is not of the entry's length.
    #[error("the body has {found} bytes instead of {expected}")]
    BodyLength {
        /// Bytes stored.
        found: usize,
        /// Bytes the entry says.
        expected: u32,
    },
    /// The body is not the one the entry names.
    #[error("the body was altered: its hash is not the entry's")]
    BodyHash,
    /// The body does not open.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The payload is malformed.
    #[error(transparent)]
    Cbor(#[from] CborError),
    /// A public entry commits to a key.
    #[error("a public entry's key commitment is not zero")]
    CommitNotZero,
    /// The payload is not the one the entry names.
    #[error("the payload's fields do not lead to the entry's fields root")]
    FieldsRoot,
    /// The group does not contain the entry, or reaches beyond the log.
    #[error("the group of {count} from {first} is impossible here")]
    Group {
        /// The group's first index.
        first: u64,
        /// Entries in it.
        count: u32,
    },
    /// The author's certificate is not in the journal before the entry.
    #[error("certificate {} is unknown or another's", hex::encode(.0))]
    Certificate(Hash),
    /// The author's signature does not verify.
    #[error("the author's signature does not verify")]
    Signature,
    /// A certificate's issuer did not sign it.
    #[error("no issuer's signature verifies")]
    Issuer,
    /// A redaction without two distinct signers who may redact.
    #[error("the redaction is not signed by two who may redact")]
    Redactors,
    /// A redaction names an entry that everybody needs.
    #[error("a redaction names an entry of a class that is never redacted")]
    NeverRedacted,
    /// A redacted body is still held.
    #[error("the body was redacted by entry {by}, and is still here")]
    StillHeld {
        /// Index of the redaction.
        by: u64,
    },
    /// Bodies of the same group are still to come.
    #[error("other bodies of its group are missing")]
    GroupWaits,
    /// Another entry made a subject key of this id before.
    #[error("subject key {} is another entry's", hex::encode(.0))]
    KeyTwice(Id),
    /// What a revoked person or device wrote beyond what was accepted.
    #[error("whoever wrote it was revoked, and it is not among what was accepted")]
    Revoked,
    /// An operation key wrapped to this device does not open.
    #[error("operation key {} does not open on this device", hex::encode(.0))]
    OpKeyWrap(Id),
    /// A device's cosignature does not verify.
    #[error("the cosignature by {0} does not verify")]
    Cosignature(String),
    /// The clock runs backwards.
    #[error("the clock does not rise above the entry's before it")]
    Clock,
    /// A stored tile differs from the entries.
    #[error("tile {level}/{n} does not match the entries")]
    Tile {
        /// The tile's level.
        level: u8,
        /// Its number.
        n: u64,
    },
    /// The stored right edge has another shape.
    #[error(transparent)]
    Frontier(#[from] FrontierError),
    /// The stored right edge differs from the entries.
    #[error("the frontier does not match the entries")]
    FrontierHashes,
    /// The signed head is not valid.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The signed head names another tree than the stored one.
    #[error("the checkpoint (size {size}) does not match the stored tree")]
    Head {
        /// The size it names.
        size: u64,
    },
    /// A signed checkpoint kept from the log's past is not of the stored tree.
    #[error("the checkpoint kept of size {size} does not match the entries")]
    Milestone {
        /// The size it is kept under.
        size: u64,
    },
    /// Checkpoints kept from the log's past are missing.
    #[error("of {kept} checkpoints kept from the past, {found} are here")]
    Milestones {
        /// How many were kept.
        kept: u64,
        /// How many are stored.
        found: u64,
    },
    /// The log ends earlier than it once did: the WAL was torn, or an older database was put back.
    #[error("this device once held {known} entries and holds {found}: the last {} are lost", known - found)]
    RolledBack {
        /// Entries it held.
        known: u64,
        /// Entries it holds.
        found: u64,
    },
    /// The log is another one than it was.
    #[error("the first {known} entries are not those that this device once held")]
    Replaced {
        /// Entries it held.
        known: u64,
    },
    /// Rows stand beyond the log's end.
    #[error("{count} rows of table {table} belong to no entry")]
    Stray {
        /// The table.
        table: &'static str,
        /// How many rows.
        count: u64,
    },
    /// A derived table differs from the journal.
    #[error("table {0} differs from the journal")]
    Derived(&'static str),
    /// A value of this device's identity is missing or of the wrong length.
    #[error("the device's {0} is missing or malformed")]
    Local(&'static str),
}
