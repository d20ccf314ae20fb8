//! Two exports side by side: is one log's history in the one the beginning of that in the other?
//! In scope: the relation of each log, and the proof where they contradict each other.  Not here: judging either (`export`).

use std::collections::BTreeSet;
use std::fmt;
use std::io;

use serde::Serialize;

use crate::demands::{Demands, holds};
use crate::export;
use crate::note::Trust;
use crate::report::Report;
use crate::source::Source;

/// How a log in the first export stands to the same one in the second.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Relation {
    /// Both hold the same.
    Equal,
    /// The first goes on where the second ends.
    FirstAhead {
        /// By so many entries.
        entries: u64,
    },
    /// The second goes on where the first ends.
    SecondAhead {
        /// By so many entries.
        entries: u64,
    },
    /// Only the first has it.
    OnlyFirst,
    /// Only the second has it.
    OnlySecond,
    /// Both are signed by the log's key, and cannot both be true.
    Fork {
        /// The first entry in which they differ.
        index: u64,
        /// The signed checkpoint of the first.
        first: String,
        /// The signed checkpoint of the second.
        second: String,
    },
}

/// What came of the comparison.
#[derive(Clone, Debug, Serialize)]
pub struct Compared {
    /// Whether both are in order by themselves and no log forks.
    pub ok: bool,
    /// Each log and its relation, by origin.
    pub logs: Vec<(String, Relation)>,
    /// What verifying the first found.
    pub first: Report,
    /// What verifying the second found.
    pub second: Report,
}

/// Verifies two exports of one operation and compares them, log by log.
///
/// # Errors
/// A source cannot be listed at all.
pub fn compare(first: &dyn Source, second: &dyn Source, trust: &Trust) -> io::Result<Compared> {
    let demands = Demands::default();
    let (first, second) = (export::judge(first, trust, &demands)?, export::judge(second, trust, &demands)?);
    let origins: BTreeSet<&str> =
        [&first, &second].iter().flat_map(|side| side.scans.iter().map(|s| &s.folder.origin[..])).collect();
    let mut logs = Vec::new();
    for origin in origins {
        let find = |side: &'_ export::Judged<'_>| side.scans.iter().position(|scan| scan.folder.origin == origin);
        let relation = match (find(&first), find(&second)) {
            (Some(a), Some(b)) => {
                let (a, b) = (&first.scans[a], &second.scans[b]);
                match a.leaves.len().cmp(&b.leaves.len()) {
                    _ if holds(&a.checkpoint, &b.leaves).is_err() && holds(&b.checkpoint, &a.leaves).is_err() => {
                        Relation::Fork {
                            index: a.leaves.iter().zip(&b.leaves).take_while(|(a, b)| a == b).count() as u64,
                            first: a.checkpoint.note.clone(),
                            second: b.checkpoint.note.clone(),
                        }
                    }
                    std::cmp::Ordering::Equal => Relation::Equal,
                    std::cmp::Ordering::Greater => {
                        Relation::FirstAhead { entries: (a.leaves.len() - b.leaves.len()) as u64 }
                    }
                    std::cmp::Ordering::Less => {
                        Relation::SecondAhead { entries: (b.leaves.len() - a.leaves.len()) as u64 }
                    }
                }
            }
            (Some(_), None) => Relation::OnlyFirst,
            _ => Relation::OnlySecond,
        };
        logs.push((origin.to_owned(), relation));
    }
    let (first, second) = (first.into_report(), second.into_report());
    let forked = logs.iter().any(|(_, relation)| matches!(relation, Relation::Fork { .. }));
    Ok(Compared { ok: first.ok && second.ok && !forked, logs, first, second })
}

impl fmt::Display for Compared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (side, report) in [("first", &self.first), ("second", &self.second)] {
            for finding in report.faults.iter().chain(&report.incomplete) {
                writeln!(f, "{side}  {finding}")?;
            }
        }
        for (origin, relation) in &self.logs {
            match relation {
                Relation::Equal => writeln!(f, "equal   {origin}")?,
                Relation::FirstAhead { entries } => {
                    writeln!(f, "ahead   {origin}: the first has {entries} entries more")?
                }
                Relation::SecondAhead { entries } => {
                    writeln!(f, "behind  {origin}: the second has {entries} entries more")?
                }
                Relation::OnlyFirst => writeln!(f, "only    {origin}: the second does not have it")?,
                Relation::OnlySecond => writeln!(f, "only    {origin}: the first does not have it")?,
                Relation::Fork { index, first, second } => {
                    writeln!(f, "FORK    {origin}: from entry {index} on, two histories are signed by one key")?;
                    write!(f, "the first signed:\n{first}the second signed:\n{second}")?;
                }
            }
        }
        let said = match self.ok {
            true => "No log contradicts itself.",
            false => "Something is wrong: see above.",
        };
        writeln!(f, "{said}")
    }
}
