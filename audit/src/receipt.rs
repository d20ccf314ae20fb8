//! Receipts: proofs that one entry is in a log, each a file of its own (c2sp.org/tlog-proof).
//! In scope: strict parsing, judging against the log's key and what is demanded.  Not here: what the entry means.

use std::fmt;

use serde::Serialize;

use crate::cosignature::{Cosigned, Known, WitnessKey};
use crate::demands::Demands;
use crate::fault::Fault;
use crate::note::{self, Checkpoint, LogKey, decode_exact, parse_decimal};
use crate::tree::{self, Hash};

/// The longest receipt that is read.
pub const RECEIPT_BYTES_MAX: u64 = 1 << 17;
/// First line of a receipt.
const LABEL: &str = "c2sp.org/tlog-proof@v1";
/// A proof in a tree of 2⁶⁴ leaves has no more hashes.
const HASHES_MAX: usize = 64;

/// A receipt, parsed; nothing in it is judged yet.
struct Receipt {
    index: u64,
    proof: Vec<Hash>,
    checkpoint: Checkpoint,
}

/// What a receipt proves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Judged {
    /// Whether it proves anything.
    pub ok: bool,
    /// The log.
    pub origin: String,
    /// The entry's index.
    pub index: u64,
    /// Entries in the log at the receipt's checkpoint.
    pub size: u64,
    /// The checkpoint's root, in base64.
    pub root: String,
    /// Who else signed the checkpoint.
    pub cosigned: Vec<Cosigned>,
    /// What is wrong.
    pub faults: Vec<String>,
}

impl fmt::Display for Judged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in &self.faults {
            writeln!(f, "fault       {fault}")?;
        }
        for by in &self.cosigned {
            writeln!(f, "cosigned    {by}")?;
        }
        let Self { origin, index, size, root, .. } = self;
        match self.ok {
            true => writeln!(
                f,
                "Proven: the entry is number {index} of the {size} in {origin}, whose signed root is {root}."
            ),
            false => writeln!(f, "Not proven."),
        }
    }
}

/// Judges a receipt for the entry of this leaf hash, by its log's key. `certified` gives cosigners' keys.
///
/// # Errors
/// The file is no receipt.
pub fn judge(
    text: &[u8],
    leaf: &Hash,
    key: &LogKey,
    demands: &Demands,
    certified: impl Fn(&str) -> Vec<WitnessKey>,
) -> Result<Judged, Fault> {
    let Receipt { index, proof, checkpoint } = parse(text)?;
    let mut faults = Vec::new();
    if checkpoint.origin != key.name {
        faults.push(Fault::Origin { expected: key.name.clone(), found: checkpoint.origin.clone() });
    } else if !checkpoint.signed_by(key) {
        faults.push(Fault::CheckpointSignature);
    }
    let (cosigned, more) =
        demands.judge(&checkpoint, Some(key), |name| certified(name).into_iter().map(Known::counting).collect());
    faults.extend(more);
    let mut faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    if let Err(fault) = tree::verify_inclusion(index, checkpoint.size, leaf, &proof, &checkpoint.root) {
        faults.push(fault.to_string());
    }
    let root = note::base64_of(&checkpoint.root);
    Ok(Judged {
        ok: faults.is_empty(),
        origin: checkpoint.origin,
        index,
        size: checkpoint.size,
        root,
        cosigned,
        faults,
    })
}

fn parse(bytes: &[u8]) -> Result<Receipt, Fault> {
    let bad = |what| Fault::CheckpointMalformed { what };
    let text = std::str::from_utf8(bytes).map_err(|_| bad("it is not UTF-8"))?;
    let (proof, note) = text.split_once("\n\n").ok_or(bad("no blank line behind the proof"))?;
    let mut lines = proof.split('\n').peekable();
    if lines.next() != Some(LABEL) {
        return Err(bad("the receipt's first line"));
    }
    // Whatever an issuer adds is its own affair; it is signed by nobody.
    lines.next_if(|line| line.starts_with("extra "));
    let index = lines.next().and_then(|line| line.strip_prefix("index ")).and_then(parse_decimal);
    let index = index.ok_or(bad("the receipt's index"))?;
    let mut proof = Vec::new();
    for line in lines {
        if proof.len() == HASHES_MAX {
            return Err(bad("too many hashes in the proof"));
        }
        proof.push(decode_exact(line).ok_or(bad("a hash's base64 or length"))?);
    }
    Ok(Receipt { index, proof, checkpoint: Checkpoint::parse(note.as_bytes())? })
}
