//! Other devices' logs: taken in as a peer hands them over, and handed on.
//! In scope: verifying a batch whole before anything of it is kept, parking what cannot be read (yet) and letting it in later, forks.
//! Not here: how batches travel, what payloads mean.

use super::certificate::{self, Certificates, DEVICE_CERT};
use super::incarnation;
use super::journal::{Journal, locked};
use super::order::{self, At};
use super::read::{Opened, Tiles};
use super::redaction;
use super::schema::{self, Log};
use super::tx::Finished;
use crate::Id;
use crate::entry::{BODY_BYTES_MAX, Class, ENTRY_BYTES, Entry};
use crate::error::{Error, Fault, Refusal};
use crate::payload::{self, HEAD_ELEMENTS, Head, fixed};
use crate::tlog::checkpoint::Checkpoint;
use crate::tlog::hash::{self, sha256};
use crate::tlog::proof;
use ed25519_dalek::VerifyingKey;
use minicbor::Decoder;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError};

/// Entries of one log up to one of its checkpoints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The log's name.
    pub origin: String,
    /// Index of the first entry.
    pub first: u64,
    /// The entries, 126 bytes each.
    pub entries: Vec<Vec<u8>>,
    /// Their bodies, as far as whoever hands them over holds them.
    pub bodies: Vec<Option<Vec<u8>>>,
    /// The signed note of the checkpoint that the entries lead to.
    pub note: String,
}

/// What became of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// Everything in it was held already.
    Nothing,
    /// So many entries are new.
    Entries(u64),
    /// The note contradicts the log as it is held here. Both notes are kept: together they prove it.
    Fork,
}

/// What a batch changed below the positions that were known before.
#[derive(Debug, Default)]
pub struct Changed {
    /// Entries that were parked and can be read now.
    pub opened: Vec<Opened>,
    /// Positions whose bodies a redaction dropped, or that cannot be read without the key it dropped.
    pub dropped: Vec<u64>,
}

impl Journal {
    /// Takes in entries of another log, all or none. Nothing is believed: the entries must lead to the note's root and the note
    /// be signed by a device of this operation. An entry that cannot be read is parked, and its neighbours are not.
    /// `project` is given what changed below the new positions; the new ones follow as always.
    ///
    /// # Errors
    /// [`Error::Refused`] says what is wrong with the batch; then nothing of it was kept. The closure's and the store's.
    pub fn ingest<U, E: From<Error>>(
        &self,
        batch: &Batch,
        project: impl FnOnce(&Connection, &Changed) -> Result<U, E>,
    ) -> Result<(Taken, U), E> {
        self.arrive(|conn, changed| self.take(conn, batch, changed), project)
    }

    /// Takes in bodies that were missing, each by its index in the log; those nobody waits for are passed over.
    ///
    /// # Errors
    /// As [`Journal::ingest`].
    pub fn ingest_bodies<U, E: From<Error>>(
        &self,
        origin: &str,
        bodies: &[(u64, Vec<u8>)],
        project: impl FnOnce(&Connection, &Changed) -> Result<U, E>,
    ) -> Result<U, E> {
        let take = |conn: &Connection, changed: &mut Changed| {
            let log = self.log_named(origin)?;
            for (index, body) in bodies {
                let at = At { log, index: *index };
                let sql = "SELECT bytes FROM entry e WHERE log = ?1 AND idx = ?2
                           AND NOT EXISTS (SELECT 1 FROM body b WHERE b.log = e.log AND b.idx = e.idx)";
                let bytes: Option<Vec<u8>> =
                    conn.prepare_cached(sql)?.query_row(params![log, *index as i64], |row| row.get(0)).optional()?;
                if let Some(bytes) = bytes {
                    put_body(conn, at, &bytes, body)?;
                }
            }
            self.unpark(conn, changed)
        };
        Ok(self.arrive(take, project)?.1)
    }

    /// Entries whose bodies are missing here: the log's name and the index.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn missing_bodies(&self) -> Result<Vec<(String, u64)>, Error> {
        let reader = locked(&self.reader);
        let sql = "SELECT l.origin, p.idx FROM parked p JOIN log l ON l.id = p.log
                   WHERE NOT EXISTS (SELECT 1 FROM body b WHERE b.log = p.log AND b.idx = p.idx) ORDER BY l.origin, p.idx";
        let mut statement = reader.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The entries of a log from an index on, up to its newest checkpoint, as [`Journal::ingest`] takes them.
    ///
    /// # Errors
    /// When the log is unknown or shorter, or the store cannot be read.
    pub fn batch(&self, origin: &str, first: u64) -> Result<Batch, Error> {
        let log = self.log_of(self.log_named(origin)?)?;
        let reader = locked(&self.reader);
        let snapshot = reader.unchecked_transaction()?;
        let (head, note, _) = schema::verified_head(&snapshot, &log)?;
        let count = head.size.checked_sub(first).ok_or(Error::OutOfRange { index: first, size: head.size })?;
        let rows = super::read::contiguous_rows(&snapshot, At { log: log.id, index: first }, count, 0)?;
        let (entries, bodies) = rows.into_iter().map(|row| (row.entry, row.body)).unzip();
        Ok(Batch { origin: origin.to_owned(), first, entries, bodies, note })
    }

    /// The head of every log held here: its name and size.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn heads(&self) -> Result<Vec<(String, u64)>, Error> {
        let sql = "SELECT l.origin, c.size FROM log l JOIN checkpoint c ON c.log = l.id ORDER BY l.origin";
        let reader = locked(&self.reader);
        let mut statement = reader.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Both signed notes of every fork that was met.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn forks(&self) -> Result<Vec<(String, String)>, Error> {
        let reader = locked(&self.reader);
        let mut statement = reader.prepare_cached("SELECT held, other FROM fork ORDER BY log, other")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// One transaction: what `take` takes in, and what follows from it.
    fn arrive<T, U, E: From<Error>>(
        &self,
        take: impl FnOnce(&Connection, &mut Changed) -> Result<T, Error>,
        project: impl FnOnce(&Connection, &Changed) -> Result<U, E>,
    ) -> Result<(T, U), E> {
        let mut redacted = false;
        let done = self.writer.command(&|finished| self.publish(finished), |conn, _| {
            let mut changed = Changed::default();
            let taken = take(conn, &mut changed)?;
            redacted = !changed.dropped.is_empty();
            let projected = project(conn, &changed)?;
            let finished = Finished { length: order::length(conn)?, ..Finished::default() };
            Ok(((taken, projected), finished))
        });
        if done.is_err() {
            // What was remembered on the way is as the database has it again.
            self.unopened(|conn| self.remember_anew(conn))?;
        } else if redacted {
            self.empty_wal()?;
        }
        done
    }

    fn remember_anew(&self, conn: &Connection) -> Result<(), Error> {
        let (certificates, logs) = (Certificates::load(conn)?, schema::logs(conn)?);
        *self.certificates.write().unwrap_or_else(PoisonError::into_inner) = certificates;
        let logs = logs.into_iter().map(|log| (log.id, Arc::new(log))).collect();
        *self.logs.write().unwrap_or_else(PoisonError::into_inner) = logs;
        Ok(())
    }

    fn take(&self, conn: &Connection, batch: &Batch, changed: &mut Changed) -> Result<Taken, Error> {
        let refused = |why: Refusal| Error::Refused { origin: batch.origin.clone(), why };
        let (log, is_new) = self.log_for(conn, batch)?;
        let (held, held_note, mut frontier) = schema::verified_head(conn, &log)?;
        let head = Checkpoint::verify(&batch.note, &log.origin, &log.key).map_err(|e| refused(e.into()))?;
        if head.size <= held.size {
            let mut tiles = Tiles::new(conn, log.id);
            let root = proof::range_root(0, head.size, &mut |level, i| tiles.subtree(level, i))?;
            if root == head.root {
                return Ok(Taken::Nothing);
            }
            let sql = "INSERT OR IGNORE INTO fork (log, held, other) VALUES (?1, ?2, ?3)";
            conn.prepare_cached(sql)?.execute(params![log.id, held_note, batch.note])?;
            return Ok(Taken::Fork);
        }
        if log.id == self.log().id {
            return Err(refused(Refusal::OwnLog { held: held.size, theirs: head.size }));
        }
        let whole = batch.first.checked_add(batch.entries.len() as u64) == Some(head.size);
        if batch.first > held.size || !whole || batch.entries.len() != batch.bodies.len() {
            return Err(refused(Refusal::Range { held: held.size }));
        }
        let mut full = Vec::new();
        let skipped = (held.size - batch.first) as usize;
        for (index, (bytes, body)) in (held.size..).zip(batch.entries.iter().zip(&batch.bodies).skip(skipped)) {
            let at = At { log: log.id, index };
            if bytes.len() != ENTRY_BYTES {
                return Err(refused(Refusal::Entry { index }));
            }
            schema::put_entry(conn, at, bytes)?;
            if let Some(body) = body {
                put_body(conn, at, bytes, body).map_err(|e| named(e, &batch.origin))?;
            }
            frontier.push(hash::leaf(bytes), &mut full);
        }
        if frontier.root() != head.root {
            return Err(refused(Refusal::Root { size: head.size }));
        }
        schema::put_tree(conn, log.id, &frontier, &full)?;
        schema::put_note(conn, log.id, head.size, &batch.note)?;
        let position = order::put(conn, At { log: log.id, index: held.size }, head.size - held.size)?;
        let mut groups = Waiting::default();
        let mut opens_others = false;
        for (index, position) in (held.size..head.size).zip(position..) {
            let at = At { log: log.id, index };
            match self.admit(conn, position, &mut groups, changed)? {
                Ok((_, derived)) => opens_others |= derived,
                Err(fault) => park(conn, at, &fault)?,
            }
        }
        if opens_others {
            self.unpark(conn, changed)?;
        }
        changed.dropped.retain(|dropped| *dropped < position);
        changed.opened.retain(|opened| opened.position < position);
        // Whoever brings their own certificate must have been let in by it.
        let Some((_, device)) = incarnation::parse(&log.origin).filter(|_| is_new) else {
            return Ok(Taken::Entries(head.size - held.size));
        };
        match device == self.device() || self.log_keys(conn, &device)?.contains(&log.key) {
            true => Ok(Taken::Entries(head.size - held.size)),
            false => Err(refused(Refusal::UnknownDevice(device))),
        }
    }

    /// The log a batch belongs to, and whether it is new here; its key comes from a certificate of its device.
    fn log_for(&self, conn: &Connection, batch: &Batch) -> Result<(Arc<Log>, bool), Error> {
        if let Ok(id) = self.log_named(&batch.origin) {
            return Ok((self.log_of(id)?, false));
        }
        let refused = |why: Refusal| Error::Refused { origin: batch.origin.clone(), why };
        let Some((operation, device)) = incarnation::parse(&batch.origin) else { return Err(refused(Refusal::Name)) };
        if operation != self.operation() {
            return Err(refused(Refusal::OtherOperation));
        }
        let mut keys = self.log_keys(conn, &device)?;
        if device == self.device() {
            keys.push(self.log_public());
        }
        keys.extend(batch.entries.iter().zip(&batch.bodies).filter_map(|(entry, body)| {
            let entry = Entry::from_bytes(entry).ok().filter(|entry| entry.class == Class::Membership)?;
            let body = body.as_ref().filter(|body| sha256(&[body]) == entry.body_hash)?;
            log_key(&payload::decode_inner(body).ok()?.payload, &device)
        }));
        let signed = |key: &VerifyingKey| Checkpoint::verify(&batch.note, &batch.origin, key).is_ok();
        let key = keys.into_iter().find(signed).ok_or(refused(Refusal::UnknownDevice(device)))?;
        let id = schema::put_log(conn, &batch.origin, &key)?;
        let log = Arc::new(Log { id, origin: batch.origin.clone(), key });
        self.logs.write().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(&log));
        Ok((log, true))
    }

    /// The keys that sign a device's logs, by its certificates held here.
    fn log_keys(&self, conn: &Connection, device: &Id) -> Result<Vec<VerifyingKey>, Error> {
        let sql = "SELECT log, idx FROM certificate WHERE kind = 1 AND id = ?1 ORDER BY log, idx";
        let mut statement = conn.prepare_cached(sql)?;
        let places = statement.query_map([device], |row| Ok(At { log: row.get(0)?, index: row.get(1)? }))?;
        let mut keys = Vec::new();
        for at in places {
            if let Some(position) = order::position(conn, at?)? {
                keys.extend(log_key(&self.open_entry_on(conn, position)?.payload, device));
            }
        }
        Ok(keys)
    }

    /// Opens an entry and puts what it adds into the derived tables: whether it opened, and whether it added anything. The
    /// inner error says why it has to wait.
    fn admit(
        &self,
        conn: &Connection,
        position: u64,
        groups: &mut Waiting,
        changed: &mut Changed,
    ) -> Result<Result<(Option<Opened>, bool), Fault>, Error> {
        let opened = match self.open_entry_on(conn, position) {
            Ok(opened) => opened,
            Err(Error::Redacted { .. }) => return Ok(Ok((None, false))),
            Err(Error::Corrupt { fault, .. }) => return Ok(Err(fault)),
            Err(other) => return Err(other),
        };
        if groups.waits(conn, &opened)? {
            return Ok(Err(Fault::GroupWaits));
        }
        let derived = match certificate::derived(&opened) {
            Ok(Some(derived)) => derived,
            Ok(None) => return Ok(Ok((Some(opened), false))),
            Err(fault) => return Ok(Err(fault)),
        };
        let at = At { log: opened.log, index: opened.index };
        let mut late = Vec::new();
        if let certificate::Derived::Redaction(redaction) = &derived {
            let dropped = redaction::held(conn, redaction)?;
            late = self.entries_of_on(conn, order::length(conn)?, &redaction.subject)?;
            late.retain(|position| !dropped.contains(position));
            changed.dropped.extend(dropped);
        }
        match certificate::put_derived(conn, at, &derived) {
            Ok(()) => {}
            Err(Error::Corrupt { fault, .. }) => return Ok(Err(fault)),
            Err(other) => return Err(other),
        }
        // What its signers did not know of the subject cannot be read any more where they dropped the key. A person decides on it.
        for position in late {
            if let Err(Error::Corrupt { index: Some(_), fault }) = self.open_entry_on(conn, position) {
                let at = order::place(conn, position)?.ok_or(Error::whole(Fault::Derived("stretch")))?;
                park(conn, at, &fault)?;
                changed.dropped.push(position);
            }
        }
        if let certificate::Derived::Certificate(certificate) = derived {
            self.certificates.write().unwrap_or_else(PoisonError::into_inner).add(*certificate);
        }
        Ok(Ok((Some(opened), true)))
    }

    /// Tries what is parked again, until nothing more opens.
    fn unpark(&self, conn: &Connection, changed: &mut Changed) -> Result<(), Error> {
        loop {
            let (mut groups, mut again) = (Waiting::default(), false);
            for at in parked(conn)? {
                let position = order::position(conn, at)?.ok_or(Error::at(at.index, Fault::Derived("parked")))?;
                let Ok((opened, derived)) = self.admit(conn, position, &mut groups, changed)? else { continue };
                let sql = "DELETE FROM parked WHERE log = ?1 AND idx = ?2";
                conn.prepare_cached(sql)?.execute(params![at.log, at.index as i64])?;
                changed.opened.extend(opened);
                again |= derived;
            }
            if !again {
                return Ok(());
            }
        }
    }
}

/// Which groups wait for bodies, as far as somebody asked.
#[derive(Default)]
struct Waiting(HashMap<At, bool>);

impl Waiting {
    fn waits(&mut self, conn: &Connection, opened: &Opened) -> Result<bool, Error> {
        let first = At { log: opened.log, index: opened.group_first };
        if let Some(waits) = self.0.get(&first) {
            return Ok(*waits);
        }
        let sql = "SELECT e.bytes FROM entry e LEFT JOIN body b ON b.log = e.log AND b.idx = e.idx
                   WHERE e.log = ?1 AND e.idx >= ?2 AND e.idx < ?3 AND b.idx IS NULL";
        let end = first.index + u64::from(opened.group_count);
        let mut statement = conn.prepare_cached(sql)?;
        let mut rows = statement.query(params![first.log, first.index as i64, end as i64])?;
        let mut waits = false;
        while let Some(row) = rows.next()? {
            let bytes: Vec<u8> = row.get(0)?;
            waits |= redaction::redacted_by(conn, &hash::leaf(&bytes))?.is_none();
        }
        self.0.insert(first, waits);
        Ok(waits)
    }
}

/// Stores a body beside its entry, which must name it; a redacted one is not kept.
fn put_body(conn: &Connection, at: At, entry: &[u8], body: &[u8]) -> Result<(), Error> {
    let wrong = Error::Refused { origin: String::new(), why: Refusal::Body { index: at.index } };
    // Of a version to come: whether the body is this entry's, only a newer Fieldchart can tell.
    let Ok(parsed) = Entry::from_bytes(entry) else { return Ok(()) };
    if body.len() > BODY_BYTES_MAX || body.len() != parsed.body_len as usize || sha256(&[body]) != parsed.body_hash {
        return Err(wrong);
    }
    if redaction::redacted_by(conn, &hash::leaf(entry))?.is_some() {
        return Ok(());
    }
    schema::put_body(conn, at, body)
}

fn named(error: Error, name: &str) -> Error {
    match error {
        Error::Refused { why, .. } => Error::Refused { origin: name.to_owned(), why },
        other => other,
    }
}

fn park(conn: &Connection, at: At, why: &Fault) -> Result<(), Error> {
    let sql = "INSERT OR REPLACE INTO parked (log, idx, why) VALUES (?1, ?2, ?3)";
    conn.prepare_cached(sql)?.execute(params![at.log, at.index as i64, why.to_string()])?;
    Ok(())
}

/// What is held and not shown.
pub(crate) fn parked(conn: &Connection) -> Result<BTreeSet<At>, Error> {
    let mut statement = conn.prepare_cached("SELECT log, idx FROM parked")?;
    let rows = statement.query_map([], |row| Ok(At { log: row.get(0)?, index: row.get(1)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The log key in a device's certificate.
fn log_key(payload: &[Vec<u8>], device: &Id) -> Option<VerifyingKey> {
    if Head::decode(payload).ok()?.kind != DEVICE_CERT {
        return None;
    }
    let field = |i: usize| payload.get(HEAD_ELEMENTS + i).map(|bytes| Decoder::new(bytes));
    let id: Id = fixed(&mut field(0)?).ok()?;
    let key: [u8; 32] = fixed(&mut field(1)?).ok()?;
    VerifyingKey::from_bytes(&key).ok().filter(|_| id == *device)
}

#[cfg(test)]
mod tests;
