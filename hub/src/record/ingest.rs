//! Taking in: a batch is verified whole before anything of it is kept, and is acknowledged once it is on disk.
//! In scope: which history a batch goes on with, its tree, its bodies, forks, what public entries change, redactions, the quota.
//! Not here: statements (`rows`), how batches travel.

use super::rows::{Log, Rows};
use super::{Record, operation_in};
use crate::error::Error;
use crate::store::{Bulk, Lock};
use ed25519_dalek::VerifyingKey;
use ledger::entry::{Class, ENTRY_BYTES, Entry};
use ledger::store::incarnation;
use ledger::store::milestone;
use ledger::tlog::checkpoint::Checkpoint;
use ledger::tlog::hash::{self, Hash, sha256};
use ledger::tlog::tree::{Frontier, FullTile};
use ledger::{Batch, Id, Public, Roster, Taken};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Entries looked through at a time.
const CHUNK: u64 = 4096;

/// How a batch goes on from what is held of its log.
enum Continues {
    /// It is held already.
    Held,
    /// From the end of this history.
    From(Log),
    /// It leaves this history at an index.
    Leaves(Log, u64),
    /// It contradicts what is held, and does not reach back to where.
    Unclear(Log),
}

/// A batch whose tree was verified.
struct Verified {
    frontier: Frontier,
    full: Vec<FullTile>,
    milestones: Vec<(u64, String)>,
}

fn refused<T>(why: impl std::fmt::Display) -> Result<T, Error> {
    Err(Error::Refused(why.to_string()))
}

impl Record {
    /// Takes in a batch, all or nothing.
    pub(super) fn take(&self, operation: Id, batch: &Batch) -> Result<Taken, Error> {
        if operation_in(&batch.origin) != Some(operation) {
            return refused("it belongs to another operation");
        }
        let public = |entry: &Vec<u8>| entry.get(1).is_some_and(|class| Class::from_byte(*class).stands_alone());
        let is_new = || self.reading(operation, |rows| Ok(rows.histories(&batch.origin)?.is_empty()));
        let alone = batch.entries.iter().any(public) || is_new()?;
        let lock = if alone { Lock::Operation(&operation) } else { Lock::Log(&operation, &batch.origin) };
        let mut changed = None;
        let taken = self.writing(operation, lock, |rows| self.take_within(rows, batch, &mut changed))?;
        self.publish(operation, changed);
        Ok(taken)
    }

    /// Keeps in memory what a committed transaction changed of who belongs.
    fn publish(&self, operation: Id, changed: Option<(i64, Roster)>) {
        if let Some((heard, roster)) = changed {
            self.remember(operation, heard, roster);
        }
    }

    fn take_within(
        &self,
        rows: &mut Rows<'_>,
        batch: &Batch,
        changed: &mut Option<(i64, Roster)>,
    ) -> Result<Taken, Error> {
        let end = batch.first.checked_add(batch.entries.len() as u64);
        if end.is_none() || batch.entries.len() != batch.bodies.len() {
            return refused("it is not made of entries and as many bodies");
        }
        let roster = self.roster(rows)?;
        let histories = rows.histories(&batch.origin)?;
        let key = match histories.first() {
            Some(first) => first.key,
            None => key_of(&roster, batch)?,
        };
        let head = match Checkpoint::verify(&batch.note, &batch.origin, &key) {
            Ok(head) => head,
            Err(wrong) => return refused(wrong),
        };
        if end != Some(head.size) || head.size == 0 {
            return refused("its entries do not lead to the size in its note");
        }
        if histories.is_empty() && batch.first > 0 {
            return refused("its entries do not lead from entry 0 to the size in its note");
        }
        let log = match continues(rows, histories, batch, &head)? {
            None => rows.put_log(&batch.origin, 0, &key, None, &Frontier::new())?,
            Some(Continues::Held) => return Ok(Taken::Nothing),
            Some(Continues::From(log)) => log,
            Some(Continues::Leaves(of, at)) => {
                self.counts.forks.fetch_add(1, Ordering::Relaxed);
                rows.put_fork(&of, &batch.note)?;
                let edge = rows.edge_at(of.id, at)?;
                let history = rows.histories(&batch.origin)?.len();
                rows.put_log(&batch.origin, history, &key, Some(of.id), &edge)?
            }
            Some(Continues::Unclear(log)) if head.size <= log.size => {
                // The notes alone are proof. The entries come when they are asked for from the beginning.
                rows.put_fork(&log, &batch.note)?;
                return Ok(Taken::Fork);
            }
            Some(Continues::Unclear(log)) => {
                return refused(format!("its entries do not lead from entry {} to the size in its note", log.size));
            }
        };
        let verified = verify(rows, &log, batch, &head)?;
        let skipped = (log.size - batch.first) as usize;
        self.keep(rows, &roster, &log, batch, skipped, &head, verified, changed)?;
        let members = changed.as_ref().map_or(&*roster, |(_, roster)| roster);
        let device = incarnation::parse(&batch.origin).map(|(_, device)| device).unwrap_or_default();
        // Whoever brings their own certificate must have been let in by it.
        if !members.log_keys(&device).contains(&key) {
            return refused(format!("device {} is not known, or did not sign it", hex::encode(device)));
        }
        Ok(Taken::Entries(head.size - log.size))
    }

    /// Stores what was verified, and what follows from its public entries.
    #[allow(clippy::too_many_arguments)] // one transaction over everything that was verified
    fn keep(
        &self,
        rows: &mut Rows<'_>,
        roster: &Arc<Roster>,
        log: &Log,
        batch: &Batch,
        skipped: usize,
        head: &Checkpoint,
        verified: Verified,
        changed: &mut Option<(i64, Roster)>,
    ) -> Result<(), Error> {
        let new = || (log.size..).zip(batch.entries.iter().zip(&batch.bodies).skip(skipped));
        let entries: Vec<(u64, &[u8])> = new().map(|(index, (entry, _))| (index, entry.as_slice())).collect();
        rows.put(Bulk::Entry, log.id, &entries)?;
        rows.put_tiles(log.id, &verified.full)?;
        for (size, note) in &verified.milestones {
            rows.put_milestone(log.id, *size, note)?;
        }
        let mut public = Vec::new();
        for (index, (entry, body)) in new() {
            if entry.get(1).is_some_and(|class| Class::from_byte(*class).stands_alone()) {
                rows.put_public(log.id, index)?;
                let body = body.as_ref();
                public.extend(body.and_then(|body| Public::read(log.id, &log.origin, index, entry, body)));
            }
        }
        let bodies = new().filter_map(|(index, (entry, body))| {
            let body = body.as_ref().filter(|_| Entry::names_body(entry).is_some());
            body.map(|body| (index, body.as_slice(), hash::leaf(entry)))
        });
        let kept: Vec<_> = bodies.filter(|(.., leaf)| !roster.redacted().contains(leaf)).collect();
        let bytes = entries.len() * ENTRY_BYTES + kept.iter().map(|(_, body, _)| body.len()).sum::<usize>();
        if rows.bytes()?.saturating_add(bytes as u64) > rows.described()?.quota_bytes {
            return refused("the operation has no more room on this hub");
        }
        let held: HashSet<u64> = kept.iter().map(|(index, ..)| *index).collect();
        let kept: Vec<(u64, &[u8])> = kept.into_iter().map(|(index, body, _)| (index, body)).collect();
        rows.put(Bulk::Body, log.id, &kept)?;
        for (index, entry) in &entries {
            let leaf = hash::leaf(entry);
            if !held.contains(index) && !roster.redacted().contains(&leaf) {
                rows.put_missing(log.id, *index, &leaf)?;
            }
        }
        rows.put_head(log.id, head, &batch.note, &verified.frontier, bytes as i64)?;
        if !public.is_empty() || roster.awaits(&log.origin, log.size) {
            *changed = Some(self.hear(rows, roster, public)?);
        }
        Ok(())
    }

    /// Takes in bodies that were missing; those nobody waits for are passed over.
    pub(super) fn take_bodies(&self, operation: Id, origin: &str, bodies: &[(u64, Vec<u8>)]) -> Result<(), Error> {
        let mut changed = None;
        self.writing(operation, Lock::Operation(&operation), |rows| {
            let roster = self.roster(rows)?;
            let (mut public, mut came) = (Vec::new(), 0);
            let room = rows.described()?.quota_bytes.saturating_sub(rows.bytes()?);
            for (index, body) in bodies {
                let waiting = rows.missing_at(origin, *index)?;
                let mut fitting = waiting.iter().filter(|(_, entry)| is_body_of(entry, body)).peekable();
                // Of several histories, one at least must have an entry that the body is of.
                if !waiting.is_empty() && fitting.peek().is_none() {
                    return refused(format!("the body of entry {index} was altered"));
                }
                for (log, entry) in fitting {
                    came += body.len() as u64;
                    if came > room {
                        return refused("the operation has no more room on this hub");
                    }
                    rows.put(Bulk::Body, *log, &[(*index, body)])?;
                    rows.not_missing(*log, *index)?;
                    rows.add_bytes(*log, body.len() as i64)?;
                    public.extend(Public::read(*log, origin, *index, entry, body));
                }
            }
            if !public.is_empty() {
                changed = Some(self.hear(rows, &roster, public)?);
            }
            Ok(())
        })?;
        self.publish(operation, changed);
        Ok(())
    }

    /// Judges anew who belongs and what is dropped, and does what follows.
    fn hear(&self, rows: &mut Rows<'_>, before: &Roster, public: Vec<Public>) -> Result<(i64, Roster), Error> {
        let mut roster = before.clone();
        roster.learn(public, rows)?;
        while before.redacted() != roster.redacted() {
            let Some(void) = self.redact(rows, before, &roster)? else { break };
            rows.void(void)?;
            roster.void(void);
        }
        let drawn = i64::from_be_bytes(self.env.new_id()[..8].try_into().unwrap_or_default());
        rows.hear(drawn)?;
        Ok((drawn, roster))
    }

    /// Drops what came to be redacted, and wants again what no longer is. A redaction that names what everybody needs is void: its
    /// place is given, and it is to be done over without it.
    fn redact(&self, rows: &mut Rows<'_>, before: &Roster, after: &Roster) -> Result<Option<(i64, u64)>, Error> {
        let fresh: HashSet<Hash> = after.redacted().difference(before.redacted()).copied().collect();
        let again: HashSet<Hash> = before.redacted().difference(after.redacted()).copied().collect();
        let mut found = Vec::new();
        for log in rows.logs()? {
            let mut first = log.from;
            loop {
                let entries = rows.own_entries(log.id, first, CHUNK)?;
                let Some((last, _)) = entries.last() else { break };
                first = last + 1;
                for (index, entry) in entries {
                    let leaf = hash::leaf(&entry);
                    if fresh.contains(&leaf) || again.contains(&leaf) {
                        found.push((log.id, index, leaf, entry));
                    }
                }
            }
        }
        let class = |entry: &[u8]| entry.get(1).map(|class| Class::from_byte(*class));
        let never = |entry: &[u8]| matches!(class(entry), Some(Class::Membership | Class::Redaction | Class::Heads));
        for (.., leaf, entry) in &found {
            if fresh.contains(leaf) && never(entry) {
                let by = |public: &&Public| public.drops().is_some_and(|leaves| leaves.contains(leaf));
                return Ok(after.redactions().find(by).map(Public::place));
            }
        }
        for (log, index, leaf, _) in found {
            if fresh.contains(&leaf) {
                let dropped = rows.drop_body(log, index)?;
                rows.not_missing(log, index)?;
                rows.add_bytes(log, -(dropped as i64))?;
                self.counts.dropped.fetch_add(u64::from(dropped > 0), Ordering::Relaxed);
                self.unscrubbed.store(true, Ordering::SeqCst);
            } else if rows.body(log, index)?.is_none() {
                rows.put_missing(log, index, &leaf)?;
            }
        }
        Ok(None)
    }
}

/// The key that signed a log nobody has sent before: by a certificate of its device that is known, or comes with it.
fn key_of(roster: &Roster, batch: &Batch) -> Result<VerifyingKey, Error> {
    let Some((_, device)) = incarnation::parse(&batch.origin) else {
        return refused("its name is not one of a device's log");
    };
    let mut keys = roster.log_keys(&device);
    keys.extend((batch.first..).zip(batch.entries.iter().zip(&batch.bodies)).filter_map(|(index, (entry, body))| {
        Public::read(0, &batch.origin, index, entry, body.as_ref()?)?.log_key(&device)
    }));
    let signed = |key: &VerifyingKey| Checkpoint::verify(&batch.note, &batch.origin, key).is_ok();
    let unknown = || Error::Refused(format!("device {} is not known, or did not sign it", hex::encode(device)));
    keys.into_iter().find(signed).ok_or_else(unknown)
}

/// How a batch goes on from the histories held; `None` where there are none.
fn continues(
    rows: &mut Rows<'_>,
    histories: Vec<Log>,
    batch: &Batch,
    head: &Checkpoint,
) -> Result<Option<Continues>, Error> {
    for log in &histories {
        if rows.contains(log, head)? {
            return Ok(Some(Continues::Held));
        }
    }
    let (first, alone) = (histories.first().cloned(), histories.len() == 1);
    let mut leaves: Option<(Log, u64)> = None;
    for log in histories {
        if batch.first > log.size {
            continue;
        }
        match differs(rows, &log, batch)? {
            // Of several histories that end where the batch begins, the one that its entries lead on to the root.
            None if head.size > log.size && (alone || leads(rows, &log, batch, head)?) => {
                return Ok(Some(Continues::From(log)));
            }
            // The same entries lead to another root: what is before them differs.
            None => {}
            Some(at) if leaves.as_ref().is_none_or(|(_, most)| at > *most) => leaves = Some((log, at)),
            Some(_) => {}
        }
    }
    Ok(match leaves {
        Some((log, at)) => Some(Continues::Leaves(log, at)),
        None => first.map(Continues::Unclear),
    })
}

/// Whether a batch's entries beyond a history's end lead from there to the head.
fn leads(rows: &mut Rows<'_>, log: &Log, batch: &Batch, head: &Checkpoint) -> Result<bool, Error> {
    let mut frontier = rows.edge_at(log.id, log.size)?;
    let rest = batch.entries.iter().skip((log.size - batch.first) as usize);
    rest.for_each(|entry| frontier.push(hash::leaf(entry), &mut Vec::new()));
    Ok(frontier.root() == head.root)
}

/// The first index at which a batch has another entry than a history.
fn differs(rows: &mut Rows<'_>, log: &Log, batch: &Batch) -> Result<Option<u64>, Error> {
    let end = log.size.min(batch.first + batch.entries.len() as u64);
    let mut from = batch.first;
    while from < end {
        let count = CHUNK.min(end - from);
        let held = rows.entries(log.id, from, count)?;
        let theirs = batch.entries.iter().skip((from - batch.first) as usize);
        if let Some(at) = held.iter().zip(theirs).position(|(held, theirs)| held != theirs) {
            return Ok(Some(from + at as u64));
        }
        from += count;
    }
    Ok(None)
}

/// Verifies all of a batch beyond what a history holds: lengths, bodies, the tree at every note on the way.
fn verify(rows: &mut Rows<'_>, log: &Log, batch: &Batch, head: &Checkpoint) -> Result<Verified, Error> {
    let mut passed = Vec::new();
    for note in &batch.earlier {
        match Checkpoint::verify(note, &batch.origin, &log.key) {
            Ok(there) => passed.push((there, note)),
            Err(wrong) => return refused(wrong),
        }
    }
    passed.retain(|(there, _)| there.size > log.size);
    let mut passed = passed.into_iter().peekable();
    let (mut frontier, mut full, mut milestones) = (rows.frontier(log)?, Vec::new(), Vec::new());
    let mut last = rows.last_milestone(log.id)?.max(log.from);
    let skipped = (log.size - batch.first) as usize;
    for (index, (entry, body)) in (log.size..).zip(batch.entries.iter().zip(&batch.bodies).skip(skipped)) {
        if entry.len() != ENTRY_BYTES {
            return refused(format!("entry {index} has another length than entries have"));
        }
        let names_one = Entry::names_body(entry).is_some();
        if body.as_ref().is_some_and(|body| names_one && !is_body_of(entry, body)) {
            return refused(format!("the body of entry {index} was altered"));
        }
        frontier.push(hash::leaf(entry), &mut full);
        if let Some((there, note)) = passed.next_if(|(there, _)| there.size == index + 1) {
            if frontier.root() != there.root {
                return refused(format!("its entries do not lead to the root in its note (size {})", there.size));
            }
            milestones.push((there.size, note.clone()));
            last = there.size;
        }
    }
    if frontier.root() != head.root || passed.next().is_some() {
        return refused(format!("its entries do not lead to the root in its note (size {})", head.size));
    }
    if head.size - last >= milestone::ENTRIES {
        milestones.push((head.size, batch.note.clone()));
    }
    Ok(Verified { frontier, full, milestones })
}

fn is_body_of(entry: &[u8], body: &[u8]) -> bool {
    let named = Entry::names_body(entry);
    named.is_some_and(|(length, named)| body.len() == length as usize && sha256(&[body]) == named)
}
