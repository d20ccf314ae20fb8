//! Cosignatures: what others signed below a checkpoint (c2sp.org/tlog-cosignature, version 1, Ed25519).
//! In scope: their keys, verifying them, and what becomes of a line by somebody unknown.  Not here: which of them suffice
//! (`policy`), ML-DSA.

use serde::Serialize;

use crate::fault::{Fault, KeyFault};
use crate::kinds::moment;
use crate::note::{self, COSIGNER, Checkpoint, Line, LogKey, parse_vkey};

/// A cosigner's public key and the name it signs under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WitnessKey {
    /// The name on the signature line.
    pub name: String,
    /// The Ed25519 public key.
    pub key: [u8; 32],
}

impl WitnessKey {
    /// Reads a verifier key, `name+hex(key id)+base64(0x04 ‖ key)`.
    ///
    /// # Errors
    /// The text is malformed, is for another algorithm, or its key id is not its key's.
    pub fn parse(text: &str) -> Result<Self, KeyFault> {
        let (name, key) = parse_vkey(text, COSIGNER)?;
        Ok(Self { name, key })
    }

    fn signed(&self, line: &Line) -> bool {
        self.name == line.name && note::key_id(&self.name, COSIGNER, &self.key) == line.key_id
    }
}

/// A cosigner's key, and whether what it signs counts: not where its certificate does not stand.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) key: WitnessKey,
    pub(crate) counts: bool,
}

impl Known {
    /// One that comes from outside, and counts.
    pub(crate) fn counting(key: WitnessKey) -> Self {
        Self { key, counts: true }
    }
}

/// A cosignature that was verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cosigned {
    /// The cosigner's name.
    pub name: String,
    /// When, by the cosigner's clock, in seconds since the Unix epoch.
    pub time_s: u64,
    #[serde(skip)]
    pub(crate) key: [u8; 32],
}

impl std::fmt::Display for Cosigned {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} on {}", self.name, moment(self.time_s))
    }
}

/// Judges every line of a checkpoint but the log's own, which is somebody's affair where its key is not known (`own`: none).
/// `known` gives the keys that may sign under a name; what one signed that does not count is left out, and must verify all the same.
pub(crate) fn judge(
    checkpoint: &Checkpoint,
    own: Option<&LogKey>,
    known: impl Fn(&str) -> Vec<Known>,
    allow_unknown: bool,
) -> (Vec<Cosigned>, Vec<Fault>) {
    let (mut cosigned, mut faults) = (Vec::new(), Vec::new());
    for line in &checkpoint.lines {
        if own.map_or(line.name == checkpoint.origin, |key| checkpoint.is_own(line, key)) {
            continue;
        }
        let name = line.name.clone();
        let known = known(&name).into_iter().filter(|known| known.key.signed(line));
        match known.max_by_key(|known| known.counts) {
            Some(Known { key, counts }) => match verify(checkpoint, line, &key) {
                Some(time_s) if counts => cosigned.push(Cosigned { name, time_s, key: key.key }),
                Some(_) => {}
                None => faults.push(Fault::Cosignature { name }),
            },
            None if allow_unknown => {}
            None => faults.push(Fault::SignatureUnknown { name }),
        }
    }
    (cosigned, faults)
}

/// The time of a cosignature: u64 time ‖ signature[64], the signature over the time and the checkpoint's text.
fn verify(checkpoint: &Checkpoint, line: &Line, key: &WitnessKey) -> Option<u64> {
    let (time, signature) = line.signature.split_first_chunk()?;
    let time_s = u64::from_be_bytes(*time);
    let message = format!("cosignature/v1\ntime {time_s}\n{}", checkpoint.text);
    let holds = note::verify(&key.key, message.as_bytes(), signature.try_into().ok()?);
    (holds && i64::try_from(time_s).is_ok()).then_some(time_s)
}
