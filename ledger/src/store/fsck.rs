//! fsck: does everything stored still say what was signed?
//! In scope: every byte re-hashed, every body opened, every signature verified, tiles and head recomputed.  Not here: repairing.

use super::beside::{Beside, on_two_cores};
use super::branch;
use super::certificate::{self, Certificate, Derived};
use super::journal::Journal;
use super::milestone;
use super::order::{self, At, Stretch};
use super::parked;
use super::read::{Groups, Opened};
use super::redaction;
use super::revocation::{self, Revocation};
use super::rows::stored_rows;
use super::schema::{self, Log};
use super::unread;
use crate::Id;
use crate::crypto::keys::Secret32;
use crate::entry::Entry;
use crate::error::{Error, Fault};
use crate::payload::AuthorKind;
use crate::tlog::checkpoint::Checkpoint;
use crate::tlog::hash::Hash;
use crate::tlog::tree::{Frontier, FullTile};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::{ControlFlow, Range};
use std::sync::Barrier;

/// Findings kept; more are only counted.
pub const FINDINGS_MAX: usize = 1000;
const CHUNK_ROWS: u64 = 256;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The log's origin, where it is another's than this device's own.
    pub log: Option<String>,
    /// The entry, where it is one entry's fault.
    pub index: Option<u64>,
    /// What is wrong.
    pub fault: Fault,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(log) = &self.log {
            write!(f, "log {log}: ")?;
        }
        match self.index {
            Some(index) => write!(f, "entry {index}: {}", self.fault),
            None => write!(f, "{}", self.fault),
        }
    }
}

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Entries held, of all logs.
    pub size: u64,
    /// Entries looked at.
    pub entries: u64,
    /// Entries whose body was redacted.
    pub redacted: u64,
    /// Entries in confidential sections, which only the named people can open: their bytes were checked.
    pub sealed: u64,
    /// Entries of other devices that are held and not shown, since they cannot be read (yet), or nobody has read them.
    pub parked: u64,
    /// Full tiles compared.
    pub tiles: u64,
    /// Whether the check came to its end; otherwise it was broken off and proves nothing.
    pub finished: bool,
    /// What is wrong, the first [`FINDINGS_MAX`].
    pub findings: Vec<Finding>,
    /// How many things are wrong.
    pub findings_count: u64,
    /// The log being looked at, where it is another's.
    log: Option<String>,
}

impl Report {
    /// Whether everything was checked and nothing is wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.finished && self.findings_count == 0
    }

    /// Whether somebody broke the check off before anything was found.
    fn is_broken_off(&self) -> bool {
        !self.finished && self.findings_count == 0
    }

    fn add(&mut self, index: Option<u64>, fault: Fault) {
        self.findings_count += 1;
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(Finding { log: self.log.clone(), index, fault });
        }
    }

    /// Puts what the database says of itself before what is wrong in it.
    fn add_first(&mut self, faults: Vec<Fault>) {
        self.findings_count += faults.len() as u64;
        self.findings.splice(0..0, faults.into_iter().map(|fault| Finding { log: None, index: None, fault }));
        self.findings.truncate(FINDINGS_MAX);
    }

    /// Files a fault under the report; other errors pass.
    fn absorb<T>(&mut self, result: Result<T, Error>) -> Result<Option<T>, Error> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(Error::Corrupt { index, fault }) => {
                self.add(index, fault);
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }
}

/// What the derived tables should hold, counted while entries pass.
#[derive(Default)]
struct Counts {
    certificates: u64,
    subject_keys: u64,
    slots: u64,
    wraps: u64,
    confidential: u64,
    revocations: u64,
    admitted: u64,
    redacted: u64,
}

impl Journal {
    /// Checks the whole store: the database's own sums beside [`Journal::verify`].
    ///
    /// # Errors
    /// When the store cannot be read at all; what can be named is in the report instead.
    pub fn fsck(&self, progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>) -> Result<Report, Error> {
        let conn = self.reader()?;
        let stop = conn.get_interrupt_handle();
        let carried = Barrier::new(2);
        let walk = || {
            // A reader that began before would keep the WAL from being carried over.
            carried.wait();
            let report = self.verify(progress);
            if report.as_ref().map_or(true, Report::is_broken_off) {
                stop.interrupt();
            }
            report
        };
        let (faults, report) = on_two_cores(|| self.check_database(&{ conn }, &carried), walk);
        let mut report = report?;
        if !report.is_broken_off() {
            report.add_first(faults?);
        }
        Ok(report)
    }

    /// What the database's own sums say is wrong; `carried` waits for the WAL to be carried over.
    fn check_database(&self, conn: &Connection, carried: &Barrier) -> Result<Vec<Fault>, Error> {
        let whole = self.whole_file(conn);
        carried.wait();
        let (snapshot, trouble) = whole?;
        let mut faults: Vec<Fault> = trouble.into_iter().map(Fault::Database).collect();
        for pragma in ["PRAGMA cipher_integrity_check", "PRAGMA integrity_check"] {
            let mut statement = snapshot.prepare(pragma)?;
            for line in statement.query_map([], |row| row.get::<_, String>(0))? {
                match line {
                    Ok(line) if line == "ok" => {}
                    Ok(line) => faults.push(Fault::Database(line)),
                    Err(e) => faults.push(Fault::Database(e.to_string())),
                }
            }
        }
        Ok(faults)
    }

    /// A report that begins with what is missing at the log's end, which nothing stored can show.
    fn losses(&self) -> Report {
        let mut report = Report::default();
        if let Some(loss) = self.loss() {
            report.add(None, loss);
        }
        report
    }

    /// A snapshot under which the database's file alone holds everything and stays as it is.
    ///
    /// SQLCipher's check reads the file past the WAL. After a power cut amid a checkpoint a page may be torn there and
    /// whole in the WAL; and a checkpoint meanwhile would tear it under the check. A reader that needs nothing of the
    /// WAL keeps checkpoints away (<https://sqlite.org/walformat.html>, "WAL_READ_LOCK(0)"). Tells what kept the WAL from
    /// being carried over, if anything did.
    pub(crate) fn whole_file<'a>(&self, conn: &'a Connection) -> Result<(Transaction<'a>, Option<String>), Error> {
        self.unopened(|writer| {
            let carried = writer.query_row("PRAGMA wal_checkpoint(FULL)", [], |_| Ok(()));
            let snapshot = conn.unchecked_transaction()?;
            snapshot.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
            Ok((snapshot, carried.err().map(|e| e.to_string())))
        })
    }

    /// Checks the journal: every entry, body, signature, tile and the head, in one snapshot. Breaking off is not clean.
    ///
    /// # Errors
    /// As [`Journal::fsck`].
    pub fn verify(&self, progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>) -> Result<Report, Error> {
        self.check_or_name(&self.reader()?, self.losses(), progress)
    }

    /// A database too damaged to be read on is a finding as well.
    fn check_or_name(
        &self,
        conn: &Connection,
        mut report: Report,
        progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<Report, Error> {
        match self.check_journal(conn, &mut report, progress) {
            Err(error) if error.is_fatal() => report.add(None, Fault::Database(error.to_string())),
            other => other?,
        }
        Ok(report)
    }

    fn check_journal(
        &self,
        conn: &Connection,
        report: &mut Report,
        progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<(), Error> {
        let snapshot = conn.unchecked_transaction()?;
        let mut walk = Walk {
            journal: self,
            conn: &snapshot,
            groups: Groups::default(),
            beside: self.beside()?,
            logs: BTreeMap::new(),
            counts: Counts::default(),
            redacted: HashSet::new(),
            op_keys: HashSet::new(),
            any_redacted: redaction::any(&snapshot)?,
            parked: parked::all(&snapshot)?,
            unread: unread::all(&snapshot)?,
        };
        for log in schema::logs(&snapshot)? {
            report.log = (log.id != self.log().id).then(|| log.origin.clone());
            let head = report.absorb(schema::verified_head(&snapshot, &log))?.map(|(head, ..)| head);
            let size = match &head {
                Some(head) => head.size,
                None => last_index(&snapshot, log.id)?.map_or(0, |last| last + 1),
            };
            report.size += size;
            report.size -= log.from.min(size);
            // What a branch shares with the history it left is checked there.
            let edge = report.absorb(branch::edge_at(&snapshot, &log))?;
            let (whole, tree) = (edge.is_some(), edge.unwrap_or_default());
            walk.logs.insert(log.id, Walked { log, head, size, tree, last_hlc: 0, milestones: 0, whole });
        }
        report.log = None;
        let length = report.absorb(order::length(&snapshot))?.unwrap_or(report.size);
        let mut at = 0;
        while at < length {
            if progress(at, length).is_break() {
                return Ok(());
            }
            let end = length.min(at + CHUNK_ROWS);
            let Some(stretches) = report.absorb(order::stretches(&snapshot, at, end))? else { break };
            for stretch in stretches {
                walk.stretch(&stretch, report)?;
            }
            at = end;
        }
        walk.end(report)?;
        walk.derived_tables(report)?;
        let _ = progress(length, length);
        report.finished = true;
        Ok(())
    }
}

struct Walk<'a> {
    journal: &'a Journal,
    conn: &'a Connection,
    groups: Groups,
    beside: Beside,
    logs: BTreeMap<i64, Walked>,
    counts: Counts,
    redacted: HashSet<Hash>,
    op_keys: HashSet<Id>,
    any_redacted: bool,
    parked: BTreeSet<At>,
    /// What nobody has opened yet, and may have to be parked.
    unread: Vec<Range<u64>>,
}

/// How far a log has been walked.
struct Walked {
    log: Log,
    /// Its head, where that verifies.
    head: Option<Checkpoint>,
    size: u64,
    tree: Frontier,
    last_hlc: u64,
    /// Signed notes from its past that were met.
    milestones: u64,
    /// Whether every entry so far was there: without one's bytes nothing behind it can be recomputed.
    whole: bool,
}

impl Walked {
    /// Holds a signed note of the size that was just reached against the tree.
    fn milestone(&mut self, note: &str, report: &mut Report) {
        let reached = Checkpoint { origin: self.log.origin.clone(), size: self.tree.size(), root: self.tree.root() };
        self.milestones += 1;
        if Checkpoint::verify(note, &self.log.origin, &self.log.key).ok() != Some(reached) {
            report.add(None, Fault::Milestone { size: self.tree.size() });
        }
    }
}

impl Walk<'_> {
    /// Checks entries of one log, which must be the next of it.
    fn stretch(&mut self, stretch: &Stretch, report: &mut Report) -> Result<(), Error> {
        let Stretch { position, first, count } = *stretch;
        let own = self.journal.log().id;
        let next = |walked: &Walked| walked.whole && walked.tree.size() == first.index;
        let Some(walked) = self.logs.get(&first.log).filter(|walked| next(walked)) else {
            // Behind a missing entry, which was named, everything waits for it.
            if self.logs.get(&first.log).is_none_or(|walked| walked.whole) {
                report.add(Some(first.index), Fault::Derived("stretch"));
            }
            return Ok(());
        };
        report.log = (first.log != own).then(|| walked.log.origin.clone());
        let count = count.min(walked.size.saturating_sub(first.index));
        let rows = stored_rows(self.conn, first, count, position)?;
        let opened = self.journal.open_all(self.conn, &mut self.groups, &mut self.beside, &rows);
        let mut rows = rows.iter().zip(opened);
        let mut notes = milestone::between(self.conn, first.log, (first.index, first.index + count), i64::MAX)?;
        for index in first.index..first.index + count {
            let at = At { index, ..first };
            let Some((row, opened)) = rows.next().filter(|(row, _)| row.at == at) else {
                report.add(Some(index), Fault::EntryMissing);
                self.walked(first.log, |walked| walked.whole = false);
                break;
            };
            let mut full = Vec::new();
            let leaf = crate::tlog::hash::leaf(&row.entry);
            self.walked(first.log, |walked| walked.tree.push(leaf, &mut full));
            for tile in full {
                self.tile(first.log, &tile, report)?;
            }
            if let Some(note) = notes.remove(&(index + 1)) {
                self.walked(first.log, |walked| walked.milestone(&note, report));
            }
            if let (true, true, Ok(entry)) = (self.any_redacted, row.body.is_some(), Entry::from_bytes(&row.entry))
                && let Some(by) = redaction::redacted_by(self.conn, &entry.leaf_hash())?
            {
                report.add(Some(index), Fault::StillHeld { by });
            }
            report.entries += 1;
            let unread = unread::can_wait(&row.entry) && unread::holds(&self.unread, row.position);
            let waits = unread || self.parked.contains(&at);
            match opened {
                Err(Error::Redacted { .. }) => report.redacted += 1,
                Err(Error::SealedToOthers { .. }) => report.sealed += 1,
                // It waits, and is shown to nobody. A body altered here would not.
                Err(Error::Corrupt { fault, .. })
                    if waits && !matches!(fault, Fault::BodyHash | Fault::BodyLength { .. }) =>
                {
                    report.parked += 1;
                }
                other => {
                    if let Some(opened) = report.absorb(other)? {
                        self.entry(at, &opened, waits, report)?;
                    }
                }
            }
        }
        report.log = None;
        Ok(())
    }

    fn walked(&mut self, log: i64, change: impl FnOnce(&mut Walked)) {
        if let Some(walked) = self.logs.get_mut(&log) {
            change(walked);
        }
    }

    /// Compares what was walked with each log's head.
    fn end(&mut self, report: &mut Report) -> Result<(), Error> {
        let own = self.journal.log().id;
        for (id, Walked { log, head, size, tree, milestones, whole, .. }) in &self.logs {
            report.log = (*id != own).then(|| log.origin.clone());
            if *whole && tree.size() != *size {
                report.add(Some(tree.size()), Fault::EntryMissing);
            }
            if let (Some(head), true) = (head, *whole && tree.size() == *size) {
                if tree.root() != head.root {
                    report.add(None, Fault::Head { size: head.size });
                }
                let stored = report.absorb(schema::stored_frontier(self.conn, *id, head.size))?;
                if stored.is_some_and(|stored| stored.root() != tree.root() || !same(&stored, tree)) {
                    report.add(None, Fault::FrontierHashes);
                }
            }
            strays(self.conn, *id, *size, report)?;
            let (kept, found) = milestone::counts(self.conn, *id)?;
            if kept != found {
                report.add(None, Fault::Milestones { kept, found });
            }
            if *whole && found > *milestones {
                report.add(None, Fault::Stray { table: "milestone", count: found - milestones });
            }
        }
        report.log = None;
        Ok(())
    }

    fn entry(&mut self, at: At, opened: &Opened, waits: bool, report: &mut Report) -> Result<(), Error> {
        let hlc = opened.entry.hlc;
        if self.logs.get(&at.log).is_some_and(|walked| hlc <= walked.last_hlc) {
            report.add(Some(at.index), Fault::Clock);
        }
        self.walked(at.log, |walked| walked.last_hlc = hlc);
        let log = self.journal.log_of(at.log)?;
        let stands = self.journal.check_standing(&log, opened);
        report.parked += u64::from(waits);
        match (certificate::derived(opened), &stands) {
            // What a revocation leaves out is remembered as such; another that waits adds nothing.
            (Ok(Some(Derived::Certificate(c))), Err(_)) => {
                let left_out = Certificate { stands: false, ..*c };
                self.derived(at, &Derived::Certificate(Box::new(left_out)), report)?;
            }
            (Ok(Some(wrap @ Derived::OpKeyWrap(_))), Err(_)) => self.derived(at, &wrap, report)?,
            _ if waits => {}
            (_, Err(fault)) => report.add(Some(at.index), fault.clone()),
            (Ok(Some(derived)), Ok(())) => self.derived(at, &derived, report)?,
            (Ok(None), Ok(())) => {}
            (Err(fault), Ok(())) => report.add(Some(at.index), fault),
        }
        Ok(())
    }

    /// Compares what an entry adds with the derived tables.
    fn derived(&mut self, at: At, derived: &Derived, report: &mut Report) -> Result<(), Error> {
        let conn = self.conn;
        let (table, matches) = match derived {
            Derived::Certificate(c) => {
                self.counts.certificates += 1;
                ("certificate", self.journal.membership().get(&c.leaf_hash) == Some(c))
            }
            Derived::SubjectKey(id, key) => {
                self.counts.subject_keys += 1;
                let sql = "SELECT key FROM subject_key WHERE id = ?1 AND log = ?2 AND idx = ?3";
                let row: Option<[u8; 32]> = conn
                    .prepare_cached(sql)?
                    .query_row(params![id, at.log, at.index as i64], |row| row.get(0))
                    .optional()?;
                ("subject_key", row.map(zeroize::Zeroizing::new).as_ref() == Some(key))
            }
            Derived::Slot(slot) => {
                self.counts.slots += 1;
                let sql = "SELECT 1 FROM user_slot WHERE user = ?1 AND version = ?2 AND log = ?3 AND idx = ?4";
                let row = params![slot.user, slot.version as i64, at.log, at.index as i64];
                ("user_slot", conn.prepare_cached(sql)?.exists(row)?)
            }
            Derived::Redaction(redaction) => {
                let mut remembered = conn.prepare_cached("SELECT 1 FROM redacted WHERE leaf_hash = ?1")?;
                let mut all = true;
                for leaf in &redaction.leaves {
                    self.counts.redacted += u64::from(self.redacted.insert(*leaf));
                    all &= remembered.exists([leaf])?;
                }
                ("redacted", all)
            }
            Derived::Revocation(Revocation { of: (kind, id), heads }) => {
                self.counts.revocations += 1;
                let sql =
                    "SELECT 1 FROM revocation WHERE log = ?1 AND idx = ?2 AND kind = ?3 AND id = ?4 AND heads = ?5";
                let (kind, heads) = (u8::from(*kind == AuthorKind::Device), revocation::encode_heads(heads));
                let row = params![at.log, at.index as i64, kind, id, heads];
                ("revocation", conn.prepare_cached(sql)?.exists(row)?)
            }
            Derived::Confidential(section) => {
                self.counts.confidential += section.wraps.len() as u64;
                ("confidential", section.is_put(conn, at)?)
            }
            Derived::Admission(leaves) => {
                let sql = "SELECT 1 FROM admitted WHERE leaf_hash = ?1 AND log = ?2 AND idx = ?3";
                let mut remembered = conn.prepare_cached(sql)?;
                let mut all = true;
                for leaf in leaves.iter().collect::<BTreeSet<_>>() {
                    self.counts.admitted += 1;
                    all &= remembered.exists(params![leaf, at.log, at.index as i64])?;
                }
                ("admitted", all)
            }
            Derived::OpKeyWrap(wrap) => {
                self.counts.wraps += 1;
                let earlier = wrap.earlier.iter().map(|(id, _)| *id).collect::<Vec<Id>>().concat();
                let sql = "SELECT 1 FROM op_key_wrap WHERE log = ?1 AND idx = ?2 AND key = ?3 AND device = ?4 AND earlier = ?5";
                let row = params![at.log, at.index as i64, wrap.key, wrap.device, earlier];
                let wrapped = conn.prepare_cached(sql)?.exists(row)?;
                let opened = self.journal.unwrap_op_keys(conn, wrap)?;
                let mut same = opened.is_ok();
                for key in opened.unwrap_or_default() {
                    let sql = "SELECT key, log = ?2 AND idx = ?3 FROM op_key WHERE id = ?1";
                    let row = params![key.id(), at.log, at.index as i64];
                    let held = |row: &rusqlite::Row<'_>| Ok((Secret32::new(row.get(0)?), row.get(1)?));
                    let held: Option<(Secret32, bool)> = conn.prepare_cached(sql)?.query_row(row, held).optional()?;
                    same &= held.as_ref().is_some_and(|(held, _)| held.expose() == key.secret().expose());
                    // Several wraps may open one key; its row names the first.
                    if held.is_some_and(|(_, here)| here) {
                        self.op_keys.insert(key.id());
                    }
                }
                ("op_key", same && wrapped)
            }
        };
        if !matches {
            report.add(Some(at.index), Fault::Derived(table));
        }
        Ok(())
    }

    fn tile(&self, log: i64, tile: &FullTile, report: &mut Report) -> Result<(), Error> {
        let sql = "SELECT bytes FROM tile WHERE log = ?1 AND level = ?2 AND n = ?3";
        let row = params![log, tile.level, tile.n as i64];
        let stored: Option<Vec<u8>> = self.conn.prepare_cached(sql)?.query_row(row, |row| row.get(0)).optional()?;
        report.tiles += 1;
        if stored.as_deref() != Some(&tile.bytes[..]) {
            report.add(None, Fault::Tile { level: tile.level, n: tile.n });
        }
        Ok(())
    }

    /// Rows that no entry accounts for.
    fn derived_tables(&self, report: &mut Report) -> Result<(), Error> {
        let Counts { certificates, subject_keys, slots, wraps, confidential, revocations, admitted, redacted } =
            self.counts;
        let op_keys = self.op_keys.len() as u64;
        for (table, sql, expected) in [
            ("certificate", "SELECT count(*) FROM certificate", certificates),
            ("subject_key", "SELECT count(*) FROM subject_key", subject_keys),
            ("user_slot", "SELECT count(*) FROM user_slot", slots),
            ("op_key", "SELECT count(*) FROM op_key", op_keys),
            ("op_key_wrap", "SELECT count(*) FROM op_key_wrap", wraps),
            ("confidential", "SELECT count(*) FROM confidential", confidential),
            ("revocation", "SELECT count(*) FROM revocation", revocations),
            ("admitted", "SELECT count(*) FROM admitted", admitted),
            ("redacted", "SELECT count(*) FROM redacted", redacted),
        ] {
            let found: u64 = self.conn.query_row(sql, [], |row| row.get(0))?;
            if found > expected {
                report.add(None, Fault::Stray { table, count: found - expected });
            }
        }
        Ok(())
    }
}

fn same(stored: &Frontier, computed: &Frontier) -> bool {
    let width = stored.levels().len().max(computed.levels().len());
    let level = |f: &Frontier, i: usize| f.levels().get(i).cloned().unwrap_or_default();
    (0..width).all(|i| level(stored, i) == level(computed, i))
}

/// Rows beyond a log's end.
fn strays(conn: &Connection, log: i64, size: u64, report: &mut Report) -> Result<(), Error> {
    let size = size as i64;
    for (table, sql) in [
        ("entry", "SELECT count(*) FROM entry WHERE log = ?1 AND idx >= ?2"),
        ("body", "SELECT count(*) FROM body WHERE log = ?1 AND idx >= ?2"),
        ("tile", "SELECT count(*) FROM tile WHERE log = ?1 AND (n + 1) << (8 * (level + 1)) > ?2"),
    ] {
        let count: u64 = conn.query_row(sql, params![log, size], |row| row.get(0))?;
        if count > 0 {
            report.add(None, Fault::Stray { table, count });
        }
    }
    Ok(())
}

fn last_index(conn: &Connection, log: i64) -> Result<Option<u64>, Error> {
    Ok(conn.query_row("SELECT max(idx) FROM entry WHERE log = ?1", [log], |row| row.get(0))?)
}
