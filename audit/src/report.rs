//! What the verifier says: for people, and as JSON.
//! In scope: the verdict and its words.  Not here: how it was reached.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::cosignature::Cosigned;
use crate::entry;
use crate::fault::Finding;
use crate::note;
use crate::scan::Scan;

/// The outcome of an audit.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Nothing is wrong and everything could be checked.
    pub ok: bool,
    /// Every log whose checkpoint could be read.
    pub logs: Vec<LogReport>,
    /// What is wrong.
    pub faults: Vec<Finding>,
    /// What could not be checked.
    pub incomplete: Vec<Finding>,
    /// What a policy or an older digest proves beyond that.
    pub proven: Vec<String>,
}

/// What one log holds.
#[derive(Clone, Debug, Serialize)]
pub struct LogReport {
    /// Its folder's name, `<device>-<incarnation>`; for a plain log, its origin.
    pub log: String,
    /// Its origin.
    pub origin: String,
    /// Entries, as its checkpoint says.
    pub size: u64,
    /// The checkpoint's root, in base64: with the size, the digest to compare with one on paper.
    pub root: String,
    /// Who else signed the checkpoint.
    pub cosigned: Vec<Cosigned>,
    /// Entries by class in words; unknown classes by number.
    pub by_class: BTreeMap<String, u64>,
    /// Bodies present, and held against their entries.
    pub bodies_checked: u64,
    /// Bytes in those.
    pub body_bytes: u64,
    /// Bodies not included, for whatever reason but redaction.
    pub bodies_absent: u64,
    /// Bodies dropped by a redaction that two people signed.
    pub bodies_redacted: u64,
    /// Of a further history of a log: how many entries it shares with an earlier one. Its device wrote both, which proves a fork.
    pub forked_at: Option<u64>,
    /// Entries that a revocation leaves out, as far as it shows without looking into sealed bodies.
    pub left_out: u64,
    /// The redactions in this log.
    pub redactions: Vec<Redacted>,
    /// Entries of a version, class or type that needs a newer verifier: their hashes were checked, their content was not.
    pub needs_newer_verifier: u64,
}

/// A redaction.
#[derive(Clone, Debug, Serialize)]
pub struct Redacted {
    /// Index of its entry.
    pub by: u64,
    /// Entries it drops the bodies of.
    pub entries: u64,
    /// Why: 1 asked, 2 danger, 3 wrong person, 4 law, 5 kept long enough.
    pub reason: u64,
}

impl Report {
    pub(crate) fn new(
        logs: Vec<LogReport>,
        faults: Vec<Finding>,
        incomplete: Vec<Finding>,
        proven: Vec<String>,
    ) -> Self {
        Self { ok: faults.is_empty() && incomplete.is_empty(), logs, faults, incomplete, proven }
    }

    /// The verdict, in a sentence.
    #[must_use]
    pub fn claim(&self) -> String {
        match (self.faults.len(), self.incomplete.len()) {
            (0, 0) => "Verified: every stored byte is what was signed.".to_owned(),
            (0, gaps) => format!("Incomplete: nothing wrong was found, but {gaps} things could not be checked."),
            (faults, _) => format!("Not verified: {faults} faults."),
        }
    }
}

impl LogReport {
    pub(crate) fn of(scan: &Scan<'_>, redactions: Vec<Redacted>, left_out: u64) -> Self {
        let tally = &scan.tally;
        let name = |class| entry::class_name(class).map_or_else(|| format!("class {class}"), str::to_owned);
        Self {
            log: scan.folder.name.clone(),
            origin: scan.checkpoint.origin.clone(),
            size: scan.checkpoint.size,
            root: note::base64_of(&scan.checkpoint.root),
            cosigned: scan.cosigned.clone(),
            by_class: tally.by_class.iter().map(|(class, count)| (name(*class), *count)).collect(),
            bodies_checked: tally.bodies_checked,
            body_bytes: tally.body_bytes,
            bodies_absent: tally.bodies_absent,
            bodies_redacted: tally.bodies_redacted,
            forked_at: scan.shared,
            left_out,
            redactions,
            needs_newer_verifier: tally.newer.len() as u64,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries: u64 = self.logs.iter().map(|log| log.size).sum();
        writeln!(f, "{} logs, {entries} entries.", self.logs.len())?;
        for log in &self.logs {
            write!(f, "{log}")?;
        }
        for fault in &self.faults {
            writeln!(f, "wrong       {fault}")?;
        }
        for gap in &self.incomplete {
            writeln!(f, "incomplete  {gap}")?;
        }
        for proven in &self.proven {
            writeln!(f, "proven      {proven}")?;
        }
        writeln!(f, "{}", self.claim())
    }
}

impl fmt::Display for LogReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Log {}", self.origin)?;
        writeln!(f, "  digest   size {}, root {}", self.size, self.root)?;
        for by in &self.cosigned {
            writeln!(f, "  cosigned {by}")?;
        }
        if !self.by_class.is_empty() {
            let classes: Vec<_> = self.by_class.iter().map(|(class, count)| format!("{count} {class}")).collect();
            writeln!(f, "  entries  {}", classes.join(", "))?;
            writeln!(
                f,
                "  bodies   {} checked ({} bytes), {} redacted, {} absent",
                self.bodies_checked, self.body_bytes, self.bodies_redacted, self.bodies_absent
            )?;
        }
        for Redacted { by, entries, reason } in &self.redactions {
            let why = ["asked for", "danger", "wrong person", "law", "kept long enough"];
            let why = reason.checked_sub(1).and_then(|n| why.get(n as usize)).unwrap_or(&"a newer reason");
            writeln!(f, "  redacted {entries} entries by entry {by}: {why}")?;
        }
        if let Some(at) = self.forked_at {
            writeln!(
                f,
                "  forked   another history of this log: its device signed both, which are the same up to entry {at}"
            )?;
        }
        if self.left_out > 0 {
            writeln!(f, "  revoked  {} entries are not among what was accepted: they are not counted", self.left_out)?;
        }
        Ok(())
    }
}
