//! Signed notes, checkpoints and keys (c2sp.org/signed-note, c2sp.org/tlog-checkpoint; RFC 8032).
//! In scope: strict parsing of checkpoints, verifier keys and trust lines; judging the log's signature.  Not here: the lines
//! of others (`cosignature`).

use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::fault::{Fault, KeyFault};
use crate::tree::Hash;

/// A 16-byte random id.
pub(crate) type Id = [u8; 16];

/// The longest checkpoint file that is read.
pub(crate) const CHECKPOINT_BYTES_MAX: u64 = 1 << 16;
/// Signature lines in one note; signed-note asks for 16 at least.
const LINES_MAX: usize = 65;
/// What a verifier key says before a log's key, and what it says before a cosigner's.
const LOG: u8 = 0x01;
pub(crate) const COSIGNER: u8 = 0x04;

/// A root of trust: which operation, and the key that certifies its first administrator. Comes from outside the audited
/// folder, always.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trust {
    /// The operation's id.
    pub operation: [u8; 16],
    /// The Ed25519 public key.
    pub root_key: [u8; 32],
}

impl Trust {
    /// Reads the line that `fieldchart trust-keys` prints: `fieldchart-root+<operation hex>+<base64 key>`.
    ///
    /// # Errors
    /// The text is not exactly that line, or the key is no Ed25519 key.
    pub fn parse(text: &str) -> Result<Self, KeyFault> {
        let line = text.strip_suffix('\n').map_or(text, |line| line.strip_suffix('\r').unwrap_or(line));
        let malformed = || KeyFault::Trust { found: line.to_owned() };
        let (operation, key) =
            line.strip_prefix("fieldchart-root+").and_then(|rest| rest.split_once('+')).ok_or_else(malformed)?;
        let operation = parse_id(operation).ok_or_else(malformed)?;
        let root_key = decode_exact(key).ok_or_else(malformed)?;
        usable(&root_key).ok_or(KeyFault::NotAKey)?;
        Ok(Self { operation, root_key })
    }
}

/// A log's public key and the name it signs under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogKey {
    /// The name on the signature line; for a checkpoint, its origin.
    pub name: String,
    /// The Ed25519 public key.
    pub key: [u8; 32],
}

impl LogKey {
    /// Reads a verifier key, `name+hex(key id)+base64(0x01 ‖ key)`.
    ///
    /// # Errors
    /// The text is malformed, is for another algorithm, or its key id is not its key's.
    pub fn parse(text: &str) -> Result<Self, KeyFault> {
        let (name, key) = parse_vkey(text, LOG)?;
        Ok(Self { name, key })
    }

    fn id(&self) -> [u8; 4] {
        key_id(&self.name, LOG, &self.key)
    }
}

/// Reads a verifier key, `name+hex(key id)+base64(algorithm ‖ key)`, of one algorithm.
pub(crate) fn parse_vkey(text: &str, algorithm: u8) -> Result<(String, [u8; 32]), KeyFault> {
    let malformed = || KeyFault::Vkey { found: text.to_owned() };
    let (name, rest) = text.split_once('+').ok_or_else(malformed)?;
    let (id, key) = rest.split_once('+').ok_or_else(malformed)?;
    let typed = decode(key).ok_or_else(malformed)?;
    let (found, key) = typed.split_first().ok_or_else(malformed)?;
    if *found != algorithm {
        return Err(KeyFault::Algorithm { expected: algorithm, found: *found });
    }
    let key = key.try_into().map_err(|_| malformed())?;
    usable(&key).ok_or(KeyFault::NotAKey)?;
    if !is_name(name) || id != hex::encode(key_id(name, algorithm, &key)) {
        return Err(malformed());
    }
    Ok((name.to_owned(), key))
}

/// The first four bytes of H(name ‖ "\n" ‖ algorithm ‖ key).
pub(crate) fn key_id(name: &str, algorithm: u8, key: &[u8; 32]) -> [u8; 4] {
    let hash = Sha256::new().chain_update(name).chain_update([b'\n', algorithm]).chain_update(key).finalize();
    [hash[0], hash[1], hash[2], hash[3]]
}

/// A signature line, taken apart; nothing in it is judged yet.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) key_id: [u8; 4],
    pub(crate) signature: Vec<u8>,
}

impl Line {
    fn parse(line: &str) -> Result<Self, Fault> {
        let bad = |what| Fault::CheckpointMalformed { what };
        let (name, coded) =
            line.strip_prefix("— ").and_then(|rest| rest.split_once(' ')).ok_or(bad("no signature line"))?;
        if !is_name(name) {
            return Err(bad("the signer's name"));
        }
        let bytes = decode(coded).ok_or(bad("the signature's base64"))?;
        let (key_id, signature) = bytes.split_first_chunk().ok_or(bad("the signature's length"))?;
        if signature.is_empty() {
            return Err(bad("the signature's length"));
        }
        Ok(Self { name: name.to_owned(), key_id: *key_id, signature: signature.to_vec() })
    }
}

/// A parsed checkpoint; its signature is not yet judged.
#[derive(Clone, Debug)]
pub(crate) struct Checkpoint {
    /// First line: who the log is.
    pub(crate) origin: String,
    /// Entries in the tree.
    pub(crate) size: u64,
    /// The tree's root.
    pub(crate) root: Hash,
    /// Whether lines follow the root.
    pub(crate) extended: bool,
    /// Its signature lines, at most one by each name and key.
    pub(crate) lines: Vec<Line>,
    /// What is signed.
    pub(crate) text: String,
    /// The note as it was read.
    pub(crate) note: String,
}

impl Checkpoint {
    /// Parses the note: text, a blank line, signature lines, nothing after.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        let bad = |what| Fault::CheckpointMalformed { what };
        let note = std::str::from_utf8(bytes).map_err(|_| bad("it is not UTF-8"))?;
        if note.chars().any(|c| c.is_ascii_control() && c != '\n') {
            return Err(bad("it holds control characters"));
        }
        let split = note.rfind("\n\n").ok_or(bad("no blank line"))?;
        let (text, signatures) = (&note[..=split], &note[split + 2..]);
        let signatures = signatures.strip_suffix('\n').ok_or(bad("the last signature line does not end"))?;
        let mut lines: Vec<Line> = Vec::new();
        for line in signatures.split('\n') {
            let line = Line::parse(line)?;
            if lines.len() == LINES_MAX {
                return Err(bad("too many signature lines"));
            }
            if lines.iter().any(|other| (&other.name, other.key_id) == (&line.name, line.key_id)) {
                return Err(Fault::SignatureTwice { name: line.name });
            }
            lines.push(line);
        }
        let mut rest = text[..text.len() - 1].split('\n');
        let origin = rest.next().filter(|line| !line.is_empty()).ok_or(bad("no origin"))?;
        let size = rest.next().and_then(parse_decimal).ok_or(bad("the size"))?;
        let root = rest.next().and_then(decode_exact).ok_or(bad("the root's base64 or length"))?;
        let extensions: Vec<_> = rest.collect();
        if extensions.iter().any(|line| line.is_empty()) {
            return Err(bad("an empty line in the text"));
        }
        let (origin, extended) = (origin.to_owned(), !extensions.is_empty());
        Ok(Self { origin, size, root, extended, lines, text: text.to_owned(), note: note.to_owned() })
    }

    /// Whether the log's key signed it, under the checkpoint's origin as name.
    pub(crate) fn signed_by(&self, key: &LogKey) -> bool {
        let by_key = |line: &&Line| self.is_own(line, key);
        let signature = self.lines.iter().find(by_key).and_then(|line| line.signature.as_slice().try_into().ok());
        signature.is_some_and(|signature| verify(&key.key, self.text.as_bytes(), &signature))
    }

    /// Whether a line claims to be by the log's key.
    pub(crate) fn is_own(&self, line: &Line, key: &LogKey) -> bool {
        self.origin == key.name && line.name == key.name && line.key_id == key.id()
    }
}

/// One strict Ed25519 verification: no small-order keys, no malleable signatures.
pub(crate) fn verify(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    usable(key).is_some_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
}

/// Sixteen bytes as 32 lower-case hex digits.
pub(crate) fn parse_id(text: &str) -> Option<Id> {
    let id = hex::decode(text).ok()?.try_into().ok()?;
    (hex::encode(id) == text).then_some(id)
}

/// Canonical standard base64 of a root, for people.
pub(crate) fn base64_of(hash: &Hash) -> String {
    STANDARD.encode(hash)
}

fn usable(key: &[u8; 32]) -> Option<VerifyingKey> {
    VerifyingKey::from_bytes(key).ok().filter(|key| !key.is_weak())
}

/// Canonical base64: padded, no stray bits. Encoding it again must give the same text.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok().filter(|bytes| STANDARD.encode(bytes) == text)
}

/// Canonical base64 of exactly `N` bytes.
pub(crate) fn decode_exact<const N: usize>(text: &str) -> Option<[u8; N]> {
    decode(text)?.try_into().ok()
}

/// A number as it must be written: no sign, no leading zero.
pub(crate) fn parse_decimal(text: &str) -> Option<u64> {
    text.parse().ok().filter(|size: &u64| size.to_string() == text)
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '+')
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";
    const NOTE: &str = "example.com/log/testdata\n15\nrKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=\n\n— example.com/log/testdata M9e0luh4jTG+UMBqOUo9/q+yAEvx1ilBEniMvjf1zfcBOhg+CKubMt53MvIt/uEWP6zdkdIQzd/fmwlM/dlPWF74ewI=\n";

    #[test]
    fn another_projects_checkpoint_verifies() {
        let key = LogKey::parse(KEY).expect("key");
        let checkpoint = Checkpoint::parse(NOTE.as_bytes()).expect("note");
        assert_eq!(checkpoint.size, 15);
        assert!(checkpoint.signed_by(&key));
    }

    #[test]
    fn only_the_exact_form_is_read() {
        let altered = [
            ("trailing newline", format!("{NOTE}\n")),
            ("trailing bytes", format!("{NOTE}x")),
            ("no last newline", NOTE.trim_end().to_owned()),
            ("leading zero", NOTE.replace("\n15\n", "\n015\n")),
            ("sign", NOTE.replace("\n15\n", "\n+15\n")),
            ("stray bits in the root", NOTE.replace("3cs=\n", "3ct=\n")),
            ("unpadded root", NOTE.replace("3cs=\n", "3cs\n")),
            ("stray bits in the signature", NOTE.replace("ewI=", "ewJ=")),
            ("carriage returns", NOTE.replace('\n', "\r\n")),
            ("hyphen for dash", NOTE.replace('—', "-")),
            ("second line", format!("{NOTE}— other M9e0lg==\n")),
            ("two blank lines", NOTE.replace("\n\n", "\n\n\n")),
            ("empty", String::new()),
        ];
        for (name, note) in altered {
            Checkpoint::parse(note.as_bytes()).expect_err(name);
        }
        for key in
            [KEY.replace("33d7", "33D7"), KEY.replace("33d7", "33d8"), KEY.replace("+Ae", "+Aq"), format!("{KEY}\n")]
        {
            LogKey::parse(&key).expect_err(&key);
        }
        for trust in ["fieldchart-root+00+", "", "fieldchart-root+00000000000000000000000000000000+AA=="] {
            Trust::parse(trust).expect_err(trust);
        }
    }
}
