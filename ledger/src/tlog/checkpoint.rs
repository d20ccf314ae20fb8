//! Checkpoints: signed tree heads (c2sp.org/tlog-checkpoint, c2sp.org/signed-note).
//! In scope: parse, print, sign, verify.  Not here: storage, transport, cosignatures.

use super::hash::{self, Hash};
use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

/// A tree head: which log, how many entries, which root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: String,
    /// Entries in the tree.
    pub size: u64,
    /// The tree's root.
    pub root: Hash,
}

/// Why a signed note is no valid checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The note is not of the expected shape.
    #[error("the checkpoint's {part} is malformed: {found:?}")]
    Malformed {
        /// Which part.
        part: &'static str,
        /// What stands there.
        found: String,
    },
    /// The checkpoint belongs to another log.
    #[error("the checkpoint is of log {found:?}, not {expected:?}")]
    WrongOrigin {
        /// The origin in the note.
        found: String,
        /// The origin asked for.
        expected: String,
    },
    /// No signature line carries the log's name and key.
    #[error("the checkpoint bears no signature by {origin}")]
    NotSigned {
        /// The log's name.
        origin: String,
    },
    /// The log's signature does not verify.
    #[error("the checkpoint's signature by {origin} does not verify")]
    BadSignature {
        /// The log's name.
        origin: String,
    },
    /// A signature line by somebody unknown.
    #[error("a signature by {name:?} cannot be verified")]
    UnknownSigner {
        /// The signer's name.
        name: String,
    },
}

impl Checkpoint {
    /// The note's text, which the signature covers.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root))
    }

    /// The signed note.
    #[must_use]
    pub fn sign(&self, key: &SigningKey) -> String {
        let text = self.text();
        let signature = key.sign(text.as_bytes()).to_bytes();
        let id = key_id(&self.origin, key.verifying_key().as_bytes());
        let line = STANDARD.encode([&id[..], &signature[..]].concat());
        format!("{text}\n— {} {line}\n", self.origin)
    }

    /// Parses a signed note of the log `origin` and verifies its one signature.
    ///
    /// # Errors
    /// When any byte deviates from the canonical form, or the signature does not verify, or others stand beside it.
    pub fn verify(note: &str, origin: &str, key: &VerifyingKey) -> Result<Self, CheckpointError> {
        let malformed = |part, found: &str| CheckpointError::Malformed { part, found: found.to_owned() };
        let (body, signatures) = note.split_once("\n\n").ok_or_else(|| malformed("blank line", note))?;
        let checkpoint = Self::parse_body(body)?;
        if checkpoint.origin != origin {
            return Err(CheckpointError::WrongOrigin { found: checkpoint.origin, expected: origin.to_owned() });
        }
        let lines = signatures.strip_suffix('\n').ok_or_else(|| malformed("last line", signatures))?;
        let expected_id = key_id(origin, key.as_bytes());
        let mut signed = false;
        for line in lines.split('\n') {
            let Line { name, key_id, signature } = Line::parse(line)?;
            if name != origin || key_id != expected_id || signed {
                return Err(CheckpointError::UnknownSigner { name });
            }
            let bad = || CheckpointError::BadSignature { origin: origin.to_owned() };
            let signature = Signature::from_slice(&signature).map_err(|_| bad())?;
            key.verify_strict(checkpoint.text().as_bytes(), &signature).map_err(|_| bad())?;
            signed = true;
        }
        if signed { Ok(checkpoint) } else { Err(CheckpointError::NotSigned { origin: origin.to_owned() }) }
    }

    /// What a signed note says, whoever signed it: for asking what to do about it, never for believing it.
    ///
    /// # Errors
    /// When any byte of the text deviates from the canonical form.
    pub fn claimed(note: &str) -> Result<Self, CheckpointError> {
        let malformed = || CheckpointError::Malformed { part: "blank line", found: note.to_owned() };
        Self::parse_body(note.split_once("\n\n").ok_or_else(malformed)?.0)
    }

    fn parse_body(body: &str) -> Result<Self, CheckpointError> {
        let malformed = |part, found: &str| CheckpointError::Malformed { part, found: found.to_owned() };
        let lines: Vec<&str> = body.split('\n').collect();
        let [origin, size_text, root_text] = lines[..] else {
            return Err(malformed("text", body));
        };
        let size: u64 = size_text.parse().map_err(|_| malformed("size", size_text))?;
        if size.to_string() != size_text {
            return Err(malformed("size", size_text));
        }
        let root = STANDARD.decode(root_text).ok().and_then(|bytes| Hash::try_from(bytes).ok());
        let root = root.ok_or_else(|| malformed("root", root_text))?;
        if origin.is_empty() || origin.contains([' ', '+']) {
            return Err(malformed("origin", origin));
        }
        Ok(Self { origin: origin.to_owned(), size, root })
    }
}

/// A signature line of a note, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) name: String,
    pub(super) key_id: [u8; 4],
    pub(super) signature: Vec<u8>,
}

impl Line {
    /// Parses the line, without its end: canonical base64, a name without white space, control characters or plus.
    pub(super) fn parse(line: &str) -> Result<Self, CheckpointError> {
        let malformed = || CheckpointError::Malformed { part: "signature line", found: line.to_owned() };
        let (name, coded) = line.strip_prefix("— ").and_then(|rest| rest.split_once(' ')).ok_or_else(malformed)?;
        let bytes = STANDARD.decode(coded).map_err(|_| malformed())?;
        let (key_id, signature) = bytes.split_first_chunk::<4>().ok_or_else(malformed)?;
        if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+') {
            return Err(malformed());
        }
        Ok(Self { name: name.to_owned(), key_id: *key_id, signature: signature.to_vec() })
    }
}

/// The four bytes that stand before an Ed25519 signature in a note.
#[must_use]
pub fn key_id(origin: &str, public: &[u8; 32]) -> [u8; 4] {
    let hash = hash::sha256(&[origin.as_bytes(), b"\n\x01", public]);
    [hash[0], hash[1], hash[2], hash[3]]
}

/// The verifier key of a log, as `note` tools print it: `origin+hex(key id)+base64(0x01 ‖ public key)`.
#[must_use]
pub fn vkey(origin: &str, public: &[u8; 32]) -> String {
    let coded = STANDARD.encode([&[1u8][..], public].concat());
    format!("{origin}+{}+{coded}", hex::encode(key_id(origin, public)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note() -> (SigningKey, String) {
        let key = SigningKey::from_bytes(&[7; 32]);
        let head = Checkpoint { origin: "fieldchart/a/b/c".into(), size: 12, root: [9; 32] };
        let note = head.sign(&key);
        (key, note)
    }

    #[test]
    fn a_signed_note_verifies() {
        let (key, note) = note();
        let head = Checkpoint::verify(&note, "fieldchart/a/b/c", &key.verifying_key()).unwrap();
        assert_eq!(head.size, 12);
    }

    #[test]
    fn every_altered_byte_is_refused() {
        let (key, note) = note();
        for at in 0..note.len() {
            let mut bytes = note.clone().into_bytes();
            bytes[at] ^= 1;
            let Ok(altered) = String::from_utf8(bytes) else { continue };
            assert!(Checkpoint::verify(&altered, "fieldchart/a/b/c", &key.verifying_key()).is_err(), "byte {at}");
        }
    }

    #[test]
    fn another_log_and_a_second_signature_are_refused() {
        let (key, note) = note();
        assert!(Checkpoint::verify(&note, "fieldchart/a/b/d", &key.verifying_key()).is_err());
        let line = note.lines().last().unwrap().to_owned();
        assert!(Checkpoint::verify(&format!("{note}{line}\n"), "fieldchart/a/b/c", &key.verifying_key()).is_err());
    }

    #[test]
    fn sizes_are_canonical() {
        let (key, note) = note();
        let altered = note.replace("\n12\n", "\n012\n");
        assert!(Checkpoint::verify(&altered, "fieldchart/a/b/c", &key.verifying_key()).is_err());
    }
}
