//! Reporting tables, where a coordinator gives the hub the operation key: what the record holds, opened and folded, in a PostgreSQL
//! database of its own.
//! In scope: reading on where it stopped, opening, folding, dropping what is redacted, holding it against the record. Not here: the
//! stream, which only says when to look (`stream`); authors' signatures, which laptops judge; names of patients, which no report needs.
//!
//! Nothing hangs on messages: how far each history was read stands beside the rows, in the same transaction.

use crate::error::Error;
use crate::record::Record;
use crate::record::rows::{Held, Log, Rows};
use crate::store::postgres::Postgres;
use crate::store::{self, Lock, Row, Tx, Value};
use domain::part::Part;
use domain::record::{Kind, Payload, RevisionItems, UNTOUCHED, fold};
use domain::stock::{Batch, Item, Movement};
use ledger::tlog::hash::{self, Hash};
use ledger::{Id, Keyring, Plain, Roster, Secret32};
use serde_json::Value as Json;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

const MIGRATIONS: [&str; 1] = [include_str!("../../migrations/hub/reports_0001.sql")];
/// Entries read at a time.
const CHUNK: u64 = 512;
/// One round at a time, whichever process: "fcreport" in ASCII.
const ALONE: i64 = 0x6663_7265_706f_7274;

/// See the module.
pub struct Projector {
    record: Arc<Record>,
    reports: Postgres,
    operation: Id,
    keys: Keyring,
    /// Leaf hashes that were dropped from the tables since this was opened.
    dropped: HashSet<Hash>,
    /// Bodies that the record missed at the last round.
    missing: Option<usize>,
}

/// What a round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// Revisions that are new in the tables.
    pub revisions: u64,
    /// Revisions that were dropped.
    pub dropped: u64,
    /// Entries that wait for a body or a key, or are sealed to others.
    pub waiting: u64,
}

/// A history, by a name that is the same in every record.
struct History {
    log: Log,
    name: String,
}

impl Projector {
    /// The tables of an operation, in a database of their own.
    ///
    /// # Errors
    /// When the database cannot be reached or was written by a newer hub.
    pub fn open(record: Arc<Record>, reports: &str, operation: Id, key: Secret32) -> Result<Self, Error> {
        let reports = Postgres::with_tables(reports, "report_version", &MIGRATIONS)?;
        Ok(Self { record, reports, operation, keys: Keyring::new(key), dropped: HashSet::new(), missing: None })
    }

    /// Brings the tables to what the record holds.
    ///
    /// # Errors
    /// The databases'; what a transaction did stays, and the next round goes on from there.
    pub fn round(&mut self) -> Result<Round, Error> {
        let mut round = Round::default();
        self.begin_anew_if_due()?;
        // Keys come as entries like others: what could not be opened is tried again as long as any was new.
        let mut learned = false;
        while self.learn_keys()? {
            learned = true;
        }
        for history in self.histories()? {
            while self.read_on(&history, &mut round, &mut learned)? {}
        }
        // What a key opens may lie before it, and hold another key.
        while learned && self.learn_keys()? {}
        let missing = Some(self.record.reading(self.operation, |rows| rows.missing())?.len());
        if learned || self.missing != missing {
            self.missing = missing;
            self.try_again(&mut round)?;
        }
        self.drop_redacted(&mut round)?;
        let waiting = self.reports_query("SELECT count(*) FROM waiting", &[])?;
        round.waiting = waiting.into_iter().next().map_or(Ok(0), |row| Row::from(row).uint())?;
        Ok(round)
    }

    /// Empties the tables where what stood may stand no longer, or the record has other entries than were read.
    fn begin_anew_if_due(&mut self) -> Result<(), Error> {
        let revocations = self.roster()?.revocations() as u64;
        let known = self.reports_query("SELECT value FROM state WHERE name = 'revocations'", &[])?;
        let known = known.into_iter().next().map_or(Ok(0), |row| Row::from(row).uint())?;
        let mut due = known != revocations;
        for History { log, name } in self.histories()? {
            let (size, root) = self.progress(&name)?;
            // A record that was put back to an earlier state has less, which is no contradiction.
            due |= size > 0
                && size <= log.size
                && self.record.reading(self.operation, |r| r.root_at(log.id, size))? != root;
        }
        if !due {
            return Ok(());
        }
        self.dropped.clear();
        self.reports_write(|tx| {
            tx.execute("DELETE FROM record", &[])?;
            tx.execute("DELETE FROM revision", &[])?;
            tx.execute("DELETE FROM waiting", &[])?;
            tx.execute("DELETE FROM progress", &[])?;
            let sql = "INSERT INTO state (name, value) VALUES ('revocations', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
            tx.execute(sql, &[revocations.into()]).map(|_| ())
        })
    }

    /// Learns the keys in everything that was read before, which are kept in memory alone; whether any was new, so that it may open
    /// others.
    fn learn_keys(&mut self) -> Result<bool, Error> {
        let mut any = false;
        for History { log, name } in self.histories()? {
            let end = self.progress(&name)?.0.min(log.size);
            let mut first = log.from;
            while first < end {
                let count = CHUNK.min(end - first);
                let held = self.record.reading(self.operation, |rows| rows.held(log.id, first, count))?;
                for Held { entry, body, .. } in held {
                    // Key wraps and subject keys alone.
                    let carries = matches!(entry.get(1), Some(4 | 7));
                    let opened = body.filter(|_| carries).map(|body| self.keys.open(&log.origin, &entry, &body));
                    any |= opened.and_then(Result::ok).is_some_and(|plain| self.keys.learn(&plain));
                }
                first += count;
            }
        }
        Ok(any)
    }

    /// Reads the next entries of a history; whether there may be more.
    fn read_on(&mut self, history: &History, round: &mut Round, learned: &mut bool) -> Result<bool, Error> {
        let History { log, name } = history;
        let first = self.progress(name)?.0.max(log.from);
        if first >= log.size {
            return Ok(false);
        }
        let end = log.size.min(first + CHUNK);
        let read = |rows: &mut Rows<'_>| {
            Ok((rows.held(log.id, first, end - first)?, rows.root_at(log.id, end)?, self.record.roster(rows)?))
        };
        let (held, root, roster) = self.record.reading(self.operation, read)?;
        let (mut opened, mut waiting) = (Vec::new(), Vec::new());
        for held in held {
            match self.opened(&roster, log, &held) {
                Some(Ok(plain)) => {
                    *learned |= self.keys.learn(&plain);
                    opened.push(plain);
                }
                Some(Err(())) => waiting.push(held.index),
                None => {}
            }
        }
        round.revisions += self.reports_write(|tx| {
            for index in &waiting {
                let sql = "INSERT INTO waiting (log, idx) VALUES ($1, $2) ON CONFLICT DO NOTHING";
                tx.execute(sql, &[name.as_str().into(), (*index).into()])?;
            }
            let sql = "INSERT INTO progress (log, size, root) VALUES ($1, $2, $3)
                       ON CONFLICT (log) DO UPDATE SET size = excluded.size, root = excluded.root";
            tx.execute(sql, &[name.as_str().into(), end.into(), (&root).into()])?;
            put(tx, &opened)
        })?;
        Ok(true)
    }

    /// Opens an entry that stands: `None` for what does not, or is redacted; an error where it has to wait.
    fn opened(&self, roster: &Roster, log: &Log, held: &Held) -> Option<Result<Plain, ()>> {
        if roster.redacted().contains(&hash::leaf(&held.entry)) {
            return None;
        }
        let Some(body) = &held.body else { return Some(Err(())) };
        let Ok(plain) = self.keys.open(&log.origin, &held.entry, body) else { return Some(Err(())) };
        let stands = roster.lets_stand((log.id, held.index), &log.origin, &plain.leaf, &plain.head.author);
        stands.then_some(Ok(plain))
    }

    fn try_again(&mut self, round: &mut Round) -> Result<(), Error> {
        let histories: HashMap<String, Log> = self.histories()?.into_iter().map(|h| (h.name, h.log)).collect();
        let mut again = true;
        while std::mem::take(&mut again) {
            for row in self.reports_query("SELECT log, idx FROM waiting ORDER BY log, idx", &[])? {
                let mut row = Row::from(row);
                let (name, index) = (row.text()?, row.uint()?);
                let Some(log) = histories.get(&name).filter(|log| index < log.size) else { continue };
                let read = |rows: &mut Rows<'_>| Ok((rows.held(log.id, index, 1)?, self.record.roster(rows)?));
                let (held, roster) = self.record.reading(self.operation, read)?;
                let opened = held.first().and_then(|held| self.opened(&roster, log, held));
                let plain = match opened {
                    Some(Err(())) => continue,
                    Some(Ok(plain)) => Some(plain),
                    None => None,
                };
                again |= plain.as_ref().is_some_and(|plain| self.keys.learn(plain));
                round.revisions += self.reports_write(|tx| {
                    let sql = "DELETE FROM waiting WHERE log = $1 AND idx = $2";
                    tx.execute(sql, &[name.as_str().into(), index.into()])?;
                    put(tx, plain.as_slice())
                })?;
            }
        }
        Ok(())
    }

    fn drop_redacted(&mut self, round: &mut Round) -> Result<(), Error> {
        let roster = self.roster()?;
        let fresh: Vec<Hash> = roster.redacted().difference(&self.dropped).copied().collect();
        if fresh.is_empty() {
            return Ok(());
        }
        round.dropped += self.reports_write(|tx| {
            let (mut dropped, mut records) = (0, BTreeSet::new());
            for leaf in &fresh {
                let sql = "DELETE FROM revision WHERE leaf = $1 RETURNING record";
                for row in tx.query(sql, &[leaf.into()])? {
                    dropped += 1;
                    records.insert(Row::from(row).fixed::<16>()?);
                }
            }
            records.iter().try_for_each(|record| refold(tx, record))?;
            Ok(dropped)
        })?;
        self.dropped.extend(fresh);
        Ok(())
    }

    fn roster(&self) -> Result<Arc<Roster>, Error> {
        self.record.reading(self.operation, |rows| self.record.roster(rows))
    }

    fn histories(&self) -> Result<Vec<History>, Error> {
        let mut counts: HashMap<String, u64> = HashMap::new();
        let named = |log: Log| {
            let n = counts.entry(log.origin.clone()).or_default();
            let name = format!("{}-{n}", log.origin);
            *n += 1;
            History { log, name }
        };
        let logs = self.record.reading(self.operation, |rows| rows.logs())?;
        Ok(logs.into_iter().map(named).collect())
    }

    fn progress(&self, name: &str) -> Result<(u64, Hash), Error> {
        let rows = self.reports_query("SELECT size, root FROM progress WHERE log = $1", &[name.into()])?;
        let read = |row| {
            let mut row = Row::from(row);
            Ok((row.uint()?, row.fixed()?))
        };
        rows.into_iter().next().map_or(Ok((0, [0; 32])), read)
    }

    fn reports_query(&self, sql: &'static str, values: &[Value]) -> Result<Vec<Vec<Value>>, Error> {
        store::read(&self.reports, |tx| tx.query(sql, values))
    }

    fn reports_write<T>(&self, work: impl FnOnce(&mut dyn Tx) -> Result<T, Error>) -> Result<T, Error> {
        store::write(&self.reports, Lock::Nothing, |tx| {
            tx.execute("SELECT pg_advisory_xact_lock($1)", &[ALONE.into()])?;
            work(tx)
        })
    }
}

/// Puts revisions that reports know into the tables; tells how many are new.
fn put(tx: &mut dyn Tx, opened: &[Plain]) -> Result<u64, Error> {
    let (mut new, mut records) = (0, BTreeSet::new());
    for plain in opened {
        let Plain { entry, leaf, head, fields, .. } = plain;
        if !Kind::from_number(head.kind).is_some_and(is_reported) || entry.class.is_public() {
            continue;
        }
        let sql = "INSERT INTO revision (leaf, record, kind, hlc, author, effective_ms, recorded_ms, parents, items)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
        let row = [
            leaf.into(),
            (&entry.record).into(),
            u64::from(head.kind).into(),
            entry.hlc.into(),
            (&head.author.id).into(),
            head.effective_at.0.into(),
            head.recorded_at.0.into(),
            Value::Blob(head.parents.concat()),
            Value::Blob(ledger::payload::join(fields)),
        ];
        if tx.execute(sql, &row)? > 0 {
            new += 1;
            records.insert(entry.record);
        }
    }
    records.iter().try_for_each(|record| refold(tx, record))?;
    Ok(new)
}

/// Whether reports have the kind: clinical parts and stock, not people's names, attachments' bytes or who looked at what.
fn is_reported(kind: Kind) -> bool {
    !Part::fields(kind).is_empty() || matches!(kind, Kind::Item | Kind::Batch | Kind::Movement)
}

/// Writes anew what a record's revisions amount to.
fn refold(tx: &mut dyn Tx, record: &Id) -> Result<(), Error> {
    let sql = "SELECT leaf, kind, hlc, effective_ms, parents, items FROM revision WHERE record = $1 ORDER BY hlc, leaf";
    let (mut revisions, mut kind, mut at_ms) = (Vec::new(), None, 0);
    for row in tx.query(sql, &[record.into()])? {
        let mut row = Row::from(row);
        let (id, number, hlc) = (row.fixed()?, row.uint()?, row.uint()?);
        kind = u16::try_from(number).ok().and_then(Kind::from_number);
        at_ms = row.int()?;
        let parents = row.blob()?.as_chunks::<32>().0.to_vec();
        let items = row.blob()?;
        let items = ledger::cbor::elements(&items).map_err(|e| Error::Damaged(e.to_string()))?;
        let items = items.into_iter().map(<[u8]>::to_vec).collect();
        revisions.push(RevisionItems { id, hlc, parents, items });
    }
    tx.execute("DELETE FROM record WHERE record = $1", &[record.into()])?;
    let Some(kind) = kind else { return Ok(()) };
    let mut folded = fold(&revisions);
    folded.items.iter_mut().filter(|item| *item == UNTOUCHED).for_each(|item| *item = domain::record::EMPTY.to_vec());
    let Some(Shown { name, patient, encounter, body }) = shown(kind, &folded.items) else { return Ok(()) };
    let sql = "INSERT INTO record (record, kind, patient, encounter, at_ms, conflicts, revisions, body)
               VALUES ($1, $2, $3, $4, $5, $6, $7, CAST($8 AS TEXT)::jsonb)";
    let id = |id: Option<domain::id::Id>| id.map_or(Value::Null, |id| Value::Blob(id.0.to_vec()));
    let row = [
        record.into(),
        name.as_str().into(),
        id(patient),
        id(encounter),
        at_ms.into(),
        (folded.conflicts.len() as u64).into(),
        (revisions.len() as u64).into(),
        Value::Text(body.to_string().replace("\\u0000", "")),
    ];
    tx.execute(sql, &row).map(|_| ())
}

/// A record as its row shows it.
struct Shown {
    name: String,
    patient: Option<domain::id::Id>,
    encounter: Option<domain::id::Id>,
    body: Json,
}

/// What is shown of a record; `None` where its items are not what its kind has, which a newer Fieldchart may have written.
fn shown(kind: Kind, items: &[Vec<u8>]) -> Option<Shown> {
    fn stock<P: Payload + serde::Serialize>(name: &str, items: &[Vec<u8>]) -> Option<Shown> {
        let body = serde_json::to_value(P::from_items(items).ok()?).ok()?;
        Some(Shown { name: name.to_owned(), patient: None, encounter: None, body })
    }
    match kind {
        Kind::Item => stock::<Item>("item", items),
        Kind::Batch => stock::<Batch>("batch", items),
        Kind::Movement => stock::<Movement>("movement", items),
        _ => {
            let part = Part::from_items(kind, items).ok()??;
            let body = serde_json::to_value(&part).ok()?;
            let name = body.get("type")?.as_str()?.to_owned();
            Some(Shown { name, patient: part.patient(), encounter: part.encounter(), body })
        }
    }
}
