//! Other devices' logs: taken in as a peer hands them over, and handed on.
//! In scope: verifying a batch whole before anything of it is kept, parking what cannot be read (yet) and letting it in later, forks.
//! Not here: how batches travel, what payloads mean.

use super::beside::on_two_cores;
use super::bodies::put_body;
use super::branch::{self, Continues};
use super::certificate::{self, DEVICE_CERT, Derived};
use super::incarnation;
use super::journal::{Journal, locked};
use super::membership::{Known, Membership};
use super::milestone;
use super::order::{self, At};
use super::parked;
use super::read::Opened;
use super::redaction;
use super::rows::{Row, row_at};
use super::schema::{self, Log};
use super::tx::Finished;
use super::unread;
use crate::Id;
use crate::crypto::seal::OpKey;
use crate::entry::{Class, ENTRY_BYTES, Entry};
use crate::error::{Error, Fault, Refusal};
use crate::payload::{self, HEAD_ELEMENTS, Head, fixed};
use crate::planted::{self, Bug};
use crate::tlog::checkpoint::Checkpoint;
use crate::tlog::hash::{self, sha256};
use crate::tlog::tree::Frontier;
use ed25519_dalek::VerifyingKey;
use minicbor::Decoder;
use rusqlite::{Connection, params};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::atomic::Ordering;
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
    /// Signed notes of checkpoints on the way, in ascending order: whoever takes the batch hands it on in parts that end there.
    pub earlier: Vec<String>,
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

/// What changed of the entries that are held.
#[derive(Debug, Default)]
pub struct Changed {
    /// Entries that were parked or unread, and are shown now.
    pub opened: Vec<Opened>,
    /// Positions whose bodies a redaction dropped, or that cannot be read without the key it dropped.
    pub dropped: Vec<u64>,
    /// Where [`Journal::read_on`] opened them: the positions that were read.
    pub read: Range<u64>,
}

impl Journal {
    /// Takes in entries of another log, all or none. Nothing is believed: the entries must lead to the note's root and the note
    /// be signed by a device of this operation. Only what other entries may hang on is opened at once; the rest is unread, and
    /// [`Journal::read_on`] opens it. An entry that cannot be read is parked, and its neighbours are not.
    /// `project` is given what changed below the new positions.
    ///
    /// # Errors
    /// [`Error::Refused`] says what is wrong with the batch; then nothing of it was kept. The closure's and the store's.
    pub fn ingest<U, E: From<Error>>(
        &self,
        batch: &Batch,
        project: impl FnOnce(&Connection, &Changed) -> Result<U, E>,
    ) -> Result<(Taken, U), E> {
        // Whatever else comes of it, this device writes no more of a log that somebody has more of.
        let is_own = batch.origin == self.origin() && self.overtakes(batch)?;
        if is_own {
            self.local(|conn| {
                let sql = "INSERT OR REPLACE INTO local (name, value) VALUES ('overtaken', ?1)";
                Ok::<_, Error>(conn.execute(sql, [batch.origin.as_bytes()])?)
            })?;
        }
        self.arrive(|conn, changed| self.take(conn, batch, changed), project)
    }

    /// Whether a batch proves that this device's own log goes on beyond what is here.
    fn overtakes(&self, batch: &Batch) -> Result<bool, Error> {
        let head = Checkpoint::verify(&batch.note, self.origin(), &self.log_public());
        Ok(head.is_ok_and(|head| head.size > self.size()))
    }

    /// The head of every log held here, and of every branch, by name, size and root.
    ///
    /// # Errors
    /// When the store cannot be read, or a head does not verify.
    pub fn heads(&self) -> Result<Vec<Checkpoint>, Error> {
        let reader = locked(&self.reader);
        let mut heads = Vec::new();
        for log in schema::logs(&reader)? {
            let (head, ..) = schema::verified_head(&reader, &log)?;
            heads.extend(Some(head).filter(|head| head.size > 0));
        }
        heads.sort_by(|a, b| (&a.origin, a.size, &a.root).cmp(&(&b.origin, b.size, &b.root)));
        Ok(heads)
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
    pub(crate) fn arrive<T, U, E: From<Error>>(
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

    pub(crate) fn remember_anew(&self, conn: &Connection) -> Result<(), Error> {
        let (membership, logs) = (Membership::load(conn)?, schema::logs(conn)?);
        *self.membership.write().unwrap_or_else(PoisonError::into_inner) = membership;
        let logs = logs.into_iter().map(|log| (log.id, Arc::new(log))).collect();
        *self.logs.write().unwrap_or_else(PoisonError::into_inner) = logs;
        Ok(())
    }

    fn take(&self, conn: &Connection, batch: &Batch, changed: &mut Changed) -> Result<Taken, Error> {
        let refused = |why: Refusal| Error::Refused { origin: batch.origin.clone(), why };
        let (first, is_new) = self.log_for(conn, batch)?;
        let head = Checkpoint::verify(&batch.note, &first.origin, &first.key).map_err(|e| refused(e.into()))?;
        let whole = batch.first.checked_add(batch.entries.len() as u64) == Some(head.size);
        let held = schema::stored_note(conn, first.id)?.map_or(0, |(size, _)| size);
        if batch.entries.len() != batch.bodies.len() || !whole {
            return Err(refused(Refusal::Range { held }));
        }
        let (log, forks) = match self.continues(conn, batch, &head)? {
            Continues::Held if planted::is(Bug::PositionedTwice) => {
                let first = At { log: first.id, index: batch.first };
                order::put(conn, first, batch.entries.len() as u64)?;
                return Ok(Taken::Nothing);
            }
            Continues::Held => return Ok(Taken::Nothing),
            Continues::From(log) if log.id == self.log().id => {
                return Err(refused(Refusal::OwnLog { held, theirs: head.size }));
            }
            Continues::From(log) => (log, false),
            Continues::Leaves(of, at) => {
                keep_fork(conn, &of, &batch.note)?;
                if planted::is(Bug::BranchDropped) {
                    return Ok(Taken::Nothing);
                }
                (self.put_branch(conn, &of, at)?, true)
            }
            Continues::Unclear(of) if head.size <= held => {
                // The notes alone are proof. The entries come when they are asked for from the beginning.
                keep_fork(conn, &of, &batch.note)?;
                return Ok(Taken::Fork);
            }
            Continues::Unclear(_) => return Err(refused(Refusal::Range { held })),
        };
        let (mut held, mut frontier) = (log.from, branch::edge_at(conn, &log)?);
        if !forks {
            let (head, _, edge) = schema::verified_head(conn, &log)?;
            (held, frontier) = (head.size, edge);
        }
        // Signatures on the way are judged beside the store's work, which takes longer.
        let signed = |note: &String| Checkpoint::verify(note, &batch.origin, &log.key).map(drop);
        let (signed, put) = on_two_cores(
            || batch.earlier.iter().try_for_each(signed),
            || put_rows(conn, batch, &log, (held, frontier), &head),
        );
        signed.map_err(|e| refused(e.into())).and(put)?;
        if self.membership().any_revoked() {
            // How far a revocation accepts this log shows only now that so much of it is here.
            self.remember_anew(conn)?;
        }
        let position = order::put(conn, At { log: log.id, index: held }, head.size - held)?;
        unread::put(conn, position..position + (head.size - held))?;
        self.unread.store(true, Ordering::SeqCst);
        let (skipped, redacts_any) = ((held - batch.first) as usize, redaction::any(conn)?);
        let mut groups = Waiting::default();
        // Of a group that the part before cut, the rest may be here now.
        let mut opens_others = held > 0 && parked::holds(conn, At { log: log.id, index: held - 1 })?;
        let came = batch.entries.iter().zip(&batch.bodies).skip(skipped);
        let mut as_it_came = true;
        for ((index, position), (entry, body)) in (held..head.size).zip(position..).zip(came) {
            let at = At { log: log.id, index };
            if unread::can_wait(entry) {
                let lacks_body = body.is_none() || Entry::names_body(entry).is_none();
                if lacks_body && redaction::redacted_by(conn, &hash::leaf(entry))?.is_none() {
                    parked::put(conn, at, &Fault::BodyMissing)?;
                }
                continue;
            }
            let body = body.as_ref().filter(|_| !redacts_any);
            let row = match body.filter(|_| as_it_came) {
                Some(body) => Row { position, at, entry: entry.clone(), body: Some(body.clone()) },
                None => row_at(conn, position)?,
            };
            // A redaction drops bodies of what comes after it as well.
            as_it_came &= entry.get(1) != Some(&Class::Redaction.byte());
            let admitted = self.admit(conn, row, &mut groups, changed)?;
            opens_others |= admitted.derives;
            match admitted.waits {
                Some(fault) => _ = parked::put(conn, at, &fault)?,
                // A revocation before it in this batch looked at it when its key had not come.
                None if changed.dropped.contains(&position) => parked::release(conn, at)?,
                None => {}
            }
        }
        if opens_others && !planted::is(Bug::UnparkForgotten) {
            self.unpark(conn, changed)?;
        }
        if self.rows_named(&batch.origin).len() > 1 {
            // Which of several histories a revocation meant may show only now.
            let revoked = self.membership().revoked();
            self.leave_out(conn, &revoked, changed)?;
        }
        changed.dropped.retain(|dropped| *dropped < position);
        changed.opened.retain(|opened| opened.position < position);
        // Whoever brings their own certificate must have been let in by it.
        let Some((_, device)) = incarnation::parse(&log.origin).filter(|_| is_new) else {
            return Ok(Taken::Entries(head.size - held));
        };
        match device == self.device() || self.log_keys(conn, &device)?.contains(&log.key) {
            true => Ok(Taken::Entries(head.size - held)),
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
            let payload = payload::decode_inner(body).ok()?.payload;
            let head = Head::decode(&payload).ok().filter(|head| head.kind == DEVICE_CERT)?;
            log_key(payload.get(HEAD_ELEMENTS..)?, &device).filter(|_| head.version == 1)
        }));
        let signed = |key: &VerifyingKey| Checkpoint::verify(&batch.note, &batch.origin, key).is_ok();
        let key = keys.into_iter().find(signed).ok_or(refused(Refusal::UnknownDevice(device)))?;
        let id = schema::put_log(conn, &batch.origin, &key)?;
        let log = Arc::new(Log { id, origin: batch.origin.clone(), key, from: 0 });
        self.logs.write().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(&log));
        Ok((log, true))
    }

    /// The keys that sign a device's logs, by its certificates held here.
    fn log_keys(&self, conn: &Connection, device: &Id) -> Result<Vec<VerifyingKey>, Error> {
        let mut keys = Vec::new();
        for fields in self.device_fields(conn, device)? {
            keys.extend(log_key(&fields, device));
        }
        Ok(keys)
    }

    /// Puts what an entry adds into the derived tables, and gives the operation keys it opened; the inner error says why not.
    pub(crate) fn keep_derived(
        &self,
        conn: &Connection,
        at: At,
        derived: &Derived,
    ) -> Result<Result<Vec<OpKey>, Fault>, Error> {
        let keys = match derived {
            Derived::OpKeyWrap(wrap) => match self.unwrap_op_keys(conn, wrap)? {
                Ok(keys) => keys,
                Err(fault) => return Ok(Err(fault)),
            },
            _ => Vec::new(),
        };
        certificate::put_derived(conn, at, derived)?;
        certificate::put_op_keys(conn, at, &keys)?;
        Ok(Ok(keys))
    }

    /// Opens an entry and puts what it adds into the derived tables.
    pub(crate) fn admit(
        &self,
        conn: &Connection,
        row: Row,
        groups: &mut Waiting,
        changed: &mut Changed,
    ) -> Result<Admitted, Error> {
        let opened = match self.open_unjudged(conn, &mut locked(&self.groups), &row) {
            Ok(opened) => opened,
            Err(Error::Redacted { .. } | Error::SealedToOthers { .. }) => return Ok(Admitted::default()),
            Err(Error::Corrupt { fault, .. }) => return Ok(Admitted::waits(fault)),
            Err(other) => return Err(other),
        };
        if groups.waits(conn, &opened)? {
            return Ok(Admitted::waits(Fault::GroupWaits));
        }
        let standing = self.check_standing(&*self.log_of(opened.log)?, &opened).err();
        let derived = match certificate::derived(&opened) {
            Ok(derived) => derived,
            Err(fault) => return Ok(Admitted::waits(fault)),
        };
        let Some(mut derived) = derived else {
            return Ok(Admitted { opened: standing.is_none().then_some(opened), waits: standing, derives: false });
        };
        // What a revocation leaves out may still tell whose signature another revocation bears, and open what others sealed.
        let stands = standing.is_none();
        match &mut derived {
            Derived::Certificate(certificate) => certificate.stands = stands,
            Derived::OpKeyWrap(wrap) => wrap.stands = stands,
            _ if !stands => return Ok(Admitted { waits: standing, ..Admitted::default() }),
            _ => {}
        }
        let at = At { log: opened.log, index: opened.index };
        let mut late = Vec::new();
        if let Derived::Redaction(redaction) = &derived {
            let dropped = redaction::held(conn, redaction)?;
            late = self.entries_of_on(conn, order::length(conn)?, &redaction.subject)?;
            late.retain(|position| !dropped.contains(position));
            changed.dropped.extend(dropped);
        }
        let keys = match self.keep_derived(conn, at, &derived) {
            Ok(Ok(keys)) => keys,
            Ok(Err(fault)) | Err(Error::Corrupt { fault, .. }) => return Ok(Admitted::waits(fault)),
            Err(other) => return Err(other),
        };
        // What its signers did not know of the subject cannot be read any more where they dropped the key. A person decides on it.
        for position in late {
            if let Err(Error::Corrupt { index: Some(_), fault }) = self.open_entry_on(conn, position) {
                let at = order::place(conn, position)?.ok_or(Error::whole(Fault::Derived("stretch")))?;
                if parked::put(conn, at, &fault)? {
                    changed.dropped.push(position);
                }
            }
        }
        let revoked = match &derived {
            Derived::Revocation(revocation) => Some(revocation.of),
            _ => None,
        };
        if let Some(known) = Known::of(conn, derived, keys)? {
            self.membership.write().unwrap_or_else(PoisonError::into_inner).learn(known);
        }
        if let Some(of) = revoked.filter(|_| !planted::is(Bug::RevokedShown)) {
            self.leave_out(conn, &[of], changed)?;
        }
        Ok(Admitted { opened: stands.then_some(opened), waits: standing, derives: true })
    }

    /// Tries what is parked again, until nothing more opens.
    pub(crate) fn unpark(&self, conn: &Connection, changed: &mut Changed) -> Result<(), Error> {
        let unread = unread::all(conn)?;
        loop {
            let (mut groups, mut again) = (Waiting::default(), false);
            for at in parked::all(conn)? {
                let position = order::position(conn, at)?.ok_or(Error::at(at.index, Fault::Derived("parked")))?;
                let row = row_at(conn, position)?;
                if unread::holds(&unread, position) && unread::can_wait(&row.entry) {
                    // Tried when it is read.
                    continue;
                }
                let Admitted { opened, waits, derives } = self.admit(conn, row, &mut groups, changed)?;
                if let Some(fault) = waits {
                    // Held back for another reason than before: something that it hangs on came.
                    again |= derives && parked::rename(conn, at, &fault)?;
                    continue;
                }
                parked::release(conn, at)?;
                changed.opened.extend(opened);
                again |= derives;
            }
            if !again {
                return Ok(());
            }
        }
    }
}

/// Puts a batch's rows behind those held of its log, with the tree they make, which must lead to each checkpoint on the way and to
/// the head. Whether the checkpoints on the way are signed is judged elsewhere.
fn put_rows(
    conn: &Connection,
    batch: &Batch,
    log: &Log,
    (held, mut frontier): (u64, Frontier),
    head: &Checkpoint,
) -> Result<(), Error> {
    let refused = |why: Refusal| Error::Refused { origin: batch.origin.clone(), why };
    let mut passed = Vec::new();
    for note in &batch.earlier {
        passed.push((Checkpoint::claimed(note).map_err(|e| refused(e.into()))?, note));
    }
    let mut passed = passed.into_iter().filter(|(there, _)| there.size > held).peekable();
    let mut last = milestone::last(conn, log.id)?.max(log.from);
    let (mut full, redacts_any) = (Vec::new(), redaction::any(conn)?);
    let came = batch.entries.iter().zip(&batch.bodies).skip((held - batch.first) as usize);
    for (index, (bytes, body)) in (held..).zip(came) {
        let at = At { log: log.id, index };
        if bytes.len() != ENTRY_BYTES {
            return Err(refused(Refusal::Entry { index }));
        }
        schema::put_entry(conn, at, bytes)?;
        if let Some(body) = body {
            put_body(conn, at, bytes, body, redacts_any).map_err(|e| named(e, &batch.origin))?;
        }
        frontier.push(hash::leaf(bytes), &mut full);
        if let Some((there, note)) = passed.next_if(|(there, _)| there.size == index + 1) {
            if frontier.root() != there.root {
                return Err(refused(Refusal::Root { size: there.size }));
            }
            milestone::put(conn, log.id, there.size, note)?;
            last = there.size;
        }
    }
    if (frontier.root() != head.root && !planted::is(Bug::RootUnchecked)) || passed.next().is_some() {
        return Err(refused(Refusal::Root { size: head.size }));
    }
    if head.size - last >= milestone::ENTRIES {
        milestone::put(conn, log.id, head.size, &batch.note)?;
    }
    schema::put_tree(conn, log.id, held, &frontier, &full)?;
    schema::put_note(conn, log.id, head.size, &batch.note)
}

/// Remembers two notes of a log that cannot both be true.
fn keep_fork(conn: &Connection, log: &Log, other: &str) -> Result<(), Error> {
    if planted::is(Bug::ProofDropped) {
        return Ok(());
    }
    let held = schema::stored_note(conn, log.id)?.map(|(_, note)| note).unwrap_or_default();
    let sql = "INSERT OR IGNORE INTO fork (log, held, other) VALUES (?1, ?2, ?3)";
    conn.prepare_cached(sql)?.execute(params![log.id, held, other])?;
    Ok(())
}

/// What became of an entry that came.
#[derive(Default)]
pub(crate) struct Admitted {
    /// The entry, where it is shown.
    pub(crate) opened: Option<Opened>,
    /// Why it has to wait.
    pub(crate) waits: Option<Fault>,
    /// Whether it added anything that others may wait for.
    derives: bool,
}

impl Admitted {
    fn waits(fault: Fault) -> Self {
        Self { waits: Some(fault), ..Self::default() }
    }
}

/// Which groups wait for bodies, as far as somebody asked.
#[derive(Default)]
pub(crate) struct Waiting(HashMap<At, bool>);

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

pub(crate) fn named(error: Error, name: &str) -> Error {
    match error {
        Error::Refused { why, .. } => Error::Refused { origin: name.to_owned(), why },
        other => other,
    }
}

/// The log key in a device's certificate, given its fields.
fn log_key(fields: &[Vec<u8>], device: &Id) -> Option<VerifyingKey> {
    let id: Id = fixed(&mut Decoder::new(fields.first()?)).ok()?;
    let key: [u8; 32] = fixed(&mut Decoder::new(fields.get(1)?)).ok()?;
    VerifyingKey::from_bytes(&key).ok().filter(|_| id == *device)
}

#[cfg(test)]
pub(crate) mod tests;
