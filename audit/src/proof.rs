//! A fork's proof against an export: two checkpoints, signed by one log's key, that no history holds both.
//! In scope: reading what a laptop saves as such, judging it.  Not here: two exports (`compare`).

use std::fmt;
use std::io;

use serde::Serialize;

use crate::demands::{Demands, holds};
use crate::export;
use crate::fault::Fault;
use crate::note::{Checkpoint, Trust};
use crate::report::Report;
use crate::scan::Scan;
use crate::source::Source;

/// The longest proof that is read.
pub const FORK_BYTES_MAX: u64 = 1 << 20;

/// What a pair of checkpoints proves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Pair {
    /// The log's key signed both, and they cannot both be true.
    Fork {
        /// The log.
        origin: String,
        /// The first entry in which the two histories differ, where the export holds both.
        index: Option<u64>,
        /// The one signed checkpoint.
        first: String,
        /// The other.
        second: String,
    },
    /// One history holds both: they prove nothing against the log.
    Agree {
        /// The log.
        origin: String,
    },
    /// This export cannot tell.
    Undecided {
        /// The log.
        origin: String,
        /// Why not.
        why: String,
    },
}

/// What came of judging a proof.
#[derive(Clone, Debug, Serialize)]
pub struct JudgedProof {
    /// Whether the export is in order, every pair was judged, and none proves a fork.
    pub ok: bool,
    /// What each pair proves.
    pub pairs: Vec<Pair>,
    /// What verifying the export found.
    pub export: Report,
}

/// Verifies an export, and judges a fork's proof by the logs in it.
///
/// # Errors
/// The source cannot be listed at all.
pub fn judge_fork(source: &dyn Source, trust: &Trust, proof: &str) -> io::Result<JudgedProof> {
    let judged = export::judge(source, trust, &Demands::default())?;
    let notes = notes(proof);
    let pairs: Vec<Pair> = notes.chunks(2).map(|pair| judge_pair(&judged.scans, pair)).collect();
    let agree = !pairs.is_empty() && pairs.iter().all(|pair| matches!(pair, Pair::Agree { .. }));
    let export = judged.into_report();
    Ok(JudgedProof { ok: export.ok && agree, pairs, export })
}

/// The signed notes of a text, one behind another with an empty line between them.
fn notes(text: &str) -> Vec<String> {
    let mut notes = vec![String::new()];
    for line in text.lines() {
        match notes.last_mut() {
            Some(note) if !(line.is_empty() && (note.is_empty() || note.contains("\n\n— "))) => {
                note.push_str(line);
                note.push('\n');
            }
            _ => notes.push(String::new()),
        }
    }
    notes.retain(|note| !note.is_empty());
    notes
}

fn judge_pair(scans: &[Scan<'_>], pair: &[String]) -> Pair {
    let origin = pair.first().and_then(|note| note.lines().next()).unwrap_or_default().to_owned();
    let undecided = |why: &str| Pair::Undecided { origin: origin.clone(), why: why.to_owned() };
    let [first, second] = pair else { return undecided("one checkpoint alone proves nothing") };
    let parsed = [first, second].map(|note| Checkpoint::parse(note.as_bytes()));
    let [Ok(a), Ok(b)] = parsed else { return undecided("it is not two signed checkpoints") };
    if a.origin != b.origin {
        return undecided("the two are of different logs");
    }
    let histories: Vec<&Scan<'_>> = scans.iter().filter(|scan| scan.folder.origin == a.origin).collect();
    let Some(key) = histories.iter().find_map(|scan| scan.log_key.as_ref()) else {
        return undecided("the export does not hold that log, or nobody certified its key");
    };
    if !a.signed_by(key) || !b.signed_by(key) {
        return undecided("the log's key did not sign both");
    }
    let holding = |head: &Checkpoint| histories.iter().find(|scan| holds(head, &scan.leaves).is_ok());
    if histories.iter().any(|scan| holds(&a, &scan.leaves).is_ok() && holds(&b, &scan.leaves).is_ok()) {
        return Pair::Agree { origin };
    }
    let contradicts = |held: &Checkpoint, other: &Checkpoint| {
        holding(held).is_some_and(|scan| matches!(holds(other, &scan.leaves), Err(Fault::DigestFork { .. })))
    };
    if !contradicts(&a, &b) && !contradicts(&b, &a) {
        return undecided("the export does not hold what either covers");
    }
    let index = holding(&a).zip(holding(&b)).map(|(one, other)| {
        one.leaves.iter().zip(&other.leaves).take_while(|(one, other)| one == other).count() as u64
    });
    Pair::Fork { origin, index, first: first.clone(), second: second.clone() }
}

impl fmt::Display for JudgedProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in self.export.faults.iter().chain(&self.export.incomplete) {
            writeln!(f, "{finding}")?;
        }
        for pair in &self.pairs {
            match pair {
                Pair::Fork { origin, index, first, second } => {
                    let from = index.map(|index| format!("from entry {index} on, ")).unwrap_or_default();
                    writeln!(f, "FORK    {origin}: {from}two histories are signed by one key")?;
                    write!(f, "the one signed:\n{first}the other signed:\n{second}")?;
                }
                Pair::Agree { origin } => writeln!(f, "agree   {origin}: one history holds both checkpoints")?,
                Pair::Undecided { origin, why } => writeln!(f, "unknown {origin}: {why}")?,
            }
        }
        let said = match self.ok {
            true => "The checkpoints contradict nothing.",
            false => "Something is wrong: see above.",
        };
        writeln!(f, "{said}")
    }
}

#[cfg(test)]
mod tests {
    use super::notes;

    #[test]
    fn notes_stand_one_behind_another() {
        let note = |n: u8| format!("log\n{n}\nroot\n\n— log sig\n");
        let text = format!("{}\n{}\n{}", note(1), note(2), note(3));
        assert_eq!(notes(&text), [note(1), note(2), note(3)]);
        assert!(notes("").is_empty() && notes("\n\n").is_empty());
        assert_eq!(notes("a\n\nb"), ["a\n\nb\n"]);
    }
}
