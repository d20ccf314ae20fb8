//! Signed notes, checkpoints and keys (c2sp.org/signed-note, c2sp.org/tlog-checkpoint; RFC 8032).
//! In scope: strict parsing of checkpoints, verifier keys and trust lines; judging one signature.  Not here: cosignatures.

use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::fault::{Fault, KeyFault};
use crate::tree::Hash;

/// A 16-byte random id.
pub(crate) type Id = [u8; 16];

/// The longest checkpoint file that is read.
pub(crate) const CHECKPOINT_BYTES_MAX: u64 = 1 << 16;

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
        let malformed = || KeyFault::Vkey { found: text.to_owned() };
        let (name, rest) = text.split_once('+').ok_or_else(malformed)?;
        let (id, key) = rest.split_once('+').ok_or_else(malformed)?;
        let typed: [u8; 33] = decode_exact(key).ok_or_else(malformed)?;
        let [1, key @ ..] = typed else { return Err(KeyFault::Algorithm { found: typed[0] }) };
        usable(&key).ok_or(KeyFault::NotAKey)?;
        let parsed = Self { name: name.to_owned(), key };
        if !is_name(name) || id != hex::encode(parsed.id()) {
            return Err(malformed());
        }
        Ok(parsed)
    }

    /// The first four bytes of H(name ‖ "\n" ‖ 0x01 ‖ key).
    fn id(&self) -> [u8; 4] {
        let hash = Sha256::new().chain_update(&self.name).chain_update(b"\n\x01").chain_update(self.key).finalize();
        [hash[0], hash[1], hash[2], hash[3]]
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
    text: String,
    signer: String,
    key_id: [u8; 4],
    signature: [u8; 64],
}

impl Checkpoint {
    /// Parses the note: text, a blank line, exactly one Ed25519 signature line, nothing after.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        let bad = |what| Fault::CheckpointMalformed { what };
        let note = std::str::from_utf8(bytes).map_err(|_| bad("it is not UTF-8"))?;
        if note.chars().any(|c| c.is_ascii_control() && c != '\n') {
            return Err(bad("it holds control characters"));
        }
        let split = note.rfind("\n\n").ok_or(bad("no blank line"))?;
        let (text, signatures) = (&note[..=split], &note[split + 2..]);
        let line = signatures.strip_suffix('\n').ok_or(bad("the signature line does not end"))?;
        if line.contains('\n') {
            return Err(Fault::SignatureLines { found: signatures.lines().count() });
        }
        let (signer, signature) =
            line.strip_prefix("— ").and_then(|rest| rest.split_once(' ')).ok_or(bad("no signature line"))?;
        if !is_name(signer) {
            return Err(bad("the signer's name"));
        }
        let signed: [u8; 68] = decode_exact(signature).ok_or(bad("the signature's base64 or length"))?;
        let mut lines = text[..text.len() - 1].split('\n');
        let origin = lines.next().filter(|line| !line.is_empty()).ok_or(bad("no origin"))?;
        let size = lines.next().and_then(parse_decimal).ok_or(bad("the size"))?;
        let root = lines.next().and_then(decode_exact).ok_or(bad("the root's base64 or length"))?;
        let extensions: Vec<_> = lines.collect();
        if extensions.iter().any(|line| line.is_empty()) {
            return Err(bad("an empty line in the text"));
        }
        let (mut key_id, mut raw) = ([0; 4], [0; 64]);
        key_id.copy_from_slice(&signed[..4]);
        raw.copy_from_slice(&signed[4..]);
        Ok(Self {
            origin: origin.to_owned(),
            size,
            root,
            extended: !extensions.is_empty(),
            text: text.to_owned(),
            signer: signer.to_owned(),
            key_id,
            signature: raw,
        })
    }

    /// Whether the one signature line is by `key`, under the checkpoint's origin as name.
    pub(crate) fn signed_by(&self, key: &LogKey) -> bool {
        self.signer == self.origin
            && self.origin == key.name
            && self.key_id == key.id()
            && verify(&key.key, self.text.as_bytes(), &self.signature)
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

/// Canonical base64 of exactly `N` bytes: padded, no stray bits. Encoding it again must give the same text.
fn decode_exact<const N: usize>(text: &str) -> Option<[u8; N]> {
    let bytes: [u8; N] = STANDARD.decode(text).ok()?.try_into().ok()?;
    (STANDARD.encode(bytes) == text).then_some(bytes)
}

fn parse_decimal(text: &str) -> Option<u64> {
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
