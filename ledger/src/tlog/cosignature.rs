//! Cosignatures: others' signed statements that they verified a checkpoint (c2sp.org/tlog-cosignature, version 1, Ed25519).
//! In scope: make, print, parse, verify; checkpoints that carry them.  Not here: when to give one, ML-DSA, storage, transport.

use super::checkpoint::{Checkpoint, CheckpointError, Line};
use super::hash;
use crate::Id;
use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use std::fmt;

/// The byte that tells a cosigner's keys from a log's. FROZEN v1.
const ALGORITHM: u8 = 0x04;
/// Cosignatures that one checkpoint may carry; signed-note asks for 16 signatures at least.
pub const COSIGNATURES_MAX: usize = 64;

/// Who cosigns: a name and a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosigner {
    /// The name on the line.
    pub name: String,
    /// The key.
    pub key: VerifyingKey,
}

/// One cosignature, as its line says it. Until [`Cosignature::verify`] it is only a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosignature {
    /// The cosigner's name.
    pub name: String,
    /// First bytes of the hash of name and key.
    pub key_id: [u8; 4],
    /// When it was made, in seconds since the Unix epoch, by the cosigner's clock.
    pub time_s: u64,
    signature: [u8; 64],
}

/// What to do with a line whose signer is not among those asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strangers {
    /// It makes the whole note fail.
    Refused,
    /// It proves nothing, and is passed over.
    Ignored,
}

/// The name under which a device cosigns with its `n`-th cosigner key.
#[must_use]
pub fn cosigner_name(operation: &Id, device: &Id, n: u32) -> String {
    format!("fieldchart/{}/{}/cosigner/{n}", hex::encode(operation), hex::encode(device))
}

impl Cosigner {
    /// The verifier key as policies name it: `name+hex(key id)+base64(0x04 ‖ public key)`.
    #[must_use]
    pub fn vkey(&self) -> String {
        let coded = STANDARD.encode([&[ALGORITHM][..], self.key.as_bytes()].concat());
        format!("{}+{}+{coded}", self.name, hex::encode(self.key_id()))
    }

    fn key_id(&self) -> [u8; 4] {
        let hash = hash::sha256(&[self.name.as_bytes(), b"\n", &[ALGORITHM], self.key.as_bytes()]);
        [hash[0], hash[1], hash[2], hash[3]]
    }
}

impl Cosignature {
    /// Cosigns a checkpoint, which the caller verified. `name` has no white space and no plus.
    #[must_use]
    pub fn new(checkpoint: &Checkpoint, name: &str, key: &SigningKey, time_s: u64) -> Self {
        let signature = key.sign(message(checkpoint, time_s).as_bytes()).to_bytes();
        let cosigner = Cosigner { name: name.to_owned(), key: key.verifying_key() };
        Self { key_id: cosigner.key_id(), name: cosigner.name, time_s, signature }
    }

    /// Parses a signature line, without its end.
    ///
    /// # Errors
    /// When any byte deviates from the canonical form, or the line is of another length or time than version 1 has.
    pub fn parse(line: &str) -> Result<Self, CheckpointError> {
        let malformed = || CheckpointError::Malformed { part: "cosignature", found: line.to_owned() };
        let Line { name, key_id, signature } = Line::parse(line)?;
        let (time, signature) = signature.split_first_chunk().ok_or_else(malformed)?;
        let time_s = u64::from_be_bytes(*time);
        if time_s > i64::MAX.unsigned_abs() {
            return Err(malformed());
        }
        Ok(Self { name, key_id, time_s, signature: signature.try_into().map_err(|_| malformed())? })
    }

    /// Whether `cosigner` made this cosignature of `checkpoint`.
    ///
    /// # Errors
    /// [`CheckpointError::UnknownSigner`] for another name or key, [`CheckpointError::BadSignature`] if it does not verify.
    pub fn verify(&self, checkpoint: &Checkpoint, cosigner: &Cosigner) -> Result<(), CheckpointError> {
        if !self.is_by(cosigner) {
            return Err(CheckpointError::UnknownSigner { name: self.name.clone() });
        }
        let message = message(checkpoint, self.time_s);
        let signature = Signature::from_bytes(&self.signature);
        let bad = |_| CheckpointError::BadSignature { origin: self.name.clone() };
        cosigner.key.verify_strict(message.as_bytes(), &signature).map_err(bad)
    }

    fn is_by(&self, cosigner: &Cosigner) -> bool {
        self.name == cosigner.name && self.key_id == cosigner.key_id()
    }
}

impl fmt::Display for Cosignature {
    /// The signature line, without its line's end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&self.key_id[..], &self.time_s.to_be_bytes(), &self.signature].concat();
        write!(f, "— {} {}", self.name, STANDARD.encode(bytes))
    }
}

/// A log's signed note with cosignatures below.
#[must_use]
pub fn with_cosignatures(note: &str, cosignatures: &[Cosignature]) -> String {
    let lines: String = cosignatures.iter().map(|cosignature| format!("{cosignature}\n")).collect();
    format!("{note}{lines}")
}

/// Tells a log's own signed note, which ends with its fifth line, from the cosignatures below.
#[must_use]
pub fn split_cosigned(cosigned: &str) -> (&str, &str) {
    let own = cosigned.split_inclusive('\n').take(5).map(str::len).sum();
    cosigned.split_at(own)
}

/// Verifies a checkpoint's note: the log's one signature first, then cosignatures, at most one by each cosigner.
///
/// # Errors
/// Those of [`Checkpoint::verify`]; a cosignature that is malformed, does not verify, comes twice, or is a refused stranger's.
pub fn verify_cosigned(
    note: &str,
    origin: &str,
    key: &VerifyingKey,
    cosigners: &[Cosigner],
    strangers: Strangers,
) -> Result<(Checkpoint, Vec<Cosignature>), CheckpointError> {
    let malformed = |found: &str| CheckpointError::Malformed { part: "note", found: found.to_owned() };
    let text = note.find("\n\n").ok_or_else(|| malformed(note))? + 2;
    let own = text + note[text..].find('\n').ok_or_else(|| malformed(note))? + 1;
    let checkpoint = Checkpoint::verify(&note[..own], origin, key)?;
    let mut verified: Vec<Cosignature> = Vec::new();
    for (n, line) in note[own..].split_inclusive('\n').enumerate() {
        let line = line.strip_suffix('\n').filter(|_| n < COSIGNATURES_MAX).ok_or_else(|| malformed(line))?;
        let Line { name, key_id, .. } = Line::parse(line)?;
        let by = cosigners.iter().find(|cosigner| cosigner.name == name && cosigner.key_id() == key_id);
        let twice = verified.iter().any(|other| other.name == name && other.key_id == key_id);
        match by.filter(|_| !twice) {
            Some(cosigner) => {
                let cosignature = Cosignature::parse(line)?;
                cosignature.verify(&checkpoint, cosigner)?;
                verified.push(cosignature);
            }
            None if twice || strangers == Strangers::Refused => return Err(CheckpointError::UnknownSigner { name }),
            None => {}
        }
    }
    Ok((checkpoint, verified))
}

/// What a cosigner signs.
fn message(checkpoint: &Checkpoint, time_s: u64) -> String {
    format!("cosignature/v1\ntime {time_s}\n{}", checkpoint.text())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: &str = "fieldchart/a/b/c";

    fn key(n: u8) -> SigningKey {
        SigningKey::from_bytes(&[n; 32])
    }

    fn cosigner(n: u8) -> Cosigner {
        Cosigner { name: cosigner_name(&[n; 16], &[n; 16], 1), key: key(n).verifying_key() }
    }

    /// A checkpoint of key 7, cosigned by 1 and 2.
    fn cosigned() -> String {
        let head = Checkpoint { origin: ORIGIN.into(), size: 12, root: [9; 32] };
        let by = |n| Cosignature::new(&head, &cosigner(n).name, &key(n), 1_679_315_147 + u64::from(n));
        with_cosignatures(&head.sign(&key(7)), &[by(1), by(2)])
    }

    fn judged(note: &str, by: &[u8], strangers: Strangers) -> Result<Vec<u64>, CheckpointError> {
        let cosigners: Vec<_> = by.iter().map(|n| cosigner(*n)).collect();
        let (_, found) = verify_cosigned(note, ORIGIN, &key(7).verifying_key(), &cosigners, strangers)?;
        Ok(found.iter().map(|cosignature| cosignature.time_s).collect())
    }

    #[test]
    fn known_cosigners_are_verified_and_strangers_only_let_pass_where_allowed() {
        let note = cosigned();
        assert_eq!(judged(&note, &[2, 1], Strangers::Refused), Ok(vec![1_679_315_148, 1_679_315_149]));
        assert_eq!(judged(&note, &[2], Strangers::Ignored), Ok(vec![1_679_315_149]));
        let refused = CheckpointError::UnknownSigner { name: cosigner(1).name };
        assert_eq!(judged(&note, &[2], Strangers::Refused), Err(refused));
    }

    #[test]
    fn every_altered_byte_is_refused() {
        let note = cosigned();
        for at in 0..note.len() {
            let mut bytes = note.clone().into_bytes();
            bytes[at] ^= 1;
            let Ok(altered) = String::from_utf8(bytes) else { continue };
            assert!(judged(&altered, &[1, 2], Strangers::Refused).is_err(), "byte {at}");
        }
    }

    #[test]
    fn lines_twice_or_cut_or_of_another_checkpoint_are_refused() {
        let note = cosigned();
        let (rest, last) = note.trim_end().rsplit_once('\n').unwrap();
        let other = Checkpoint { origin: ORIGIN.into(), size: 13, root: [9; 32] };
        let moved = Cosignature::new(&other, &cosigner(2).name, &key(2), 5);
        for altered in [
            format!("{note}{last}\n"),
            note.trim_end().to_owned(),
            format!("{note}\n"),
            format!("{rest}\n{moved}\n"),
            format!("{rest}\n{}\n", last.replace("— ", "- ")),
        ] {
            assert!(judged(&altered, &[1, 2], Strangers::Ignored).is_err(), "{altered}");
        }
        // A log's own signature is no cosignature, even under a cosigner's key and name.
        let own = other.sign(&key(2)).lines().last().unwrap().to_owned();
        assert!(Cosignature::parse(&own).is_err());
    }
}
