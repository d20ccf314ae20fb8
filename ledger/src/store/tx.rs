//! The write path's inside: drafts become sealed, signed, hashed entries within one transaction.
//! In scope: appending drafts, sealing groups, the tree and head that follow.  Not here: transactions themselves, which the journal opens and commits.

use super::certificate::{self, Issuer};
use super::journal::Journal;
use super::membership::Known;
use super::milestone;
use super::order::{self, At};
use super::schema;
use crate::Id;
use crate::cbor;
use crate::crypto::keys::Secret32;
use crate::crypto::seal::{BodyKeys, NO_SUBJECT, OpKey, Place};
use crate::entry::{BODY_BYTES_MAX, Class, Entry};
use crate::error::{Error, Fault};
use crate::payload::{self, AuthorRef, ELEMENTS_MAX, HEAD_ELEMENTS, Head, Moment, PARENTS_MAX, cbor as encode};
use crate::tlog::checkpoint::Checkpoint;
use crate::tlog::hash::{Hash, sha256};
use crate::tlog::tree::{Frontier, FullTile};
use ed25519_dalek::{Signer, SigningKey};
use rusqlite::{Connection, OptionalExtension};
use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::sync::Arc;

/// Most entries one transaction may append.
pub const GROUP_ENTRIES_MAX: usize = 1 << 16;

/// How far another device's clock may run ahead of this one's and still be followed: a day.
const CLOCK_AHEAD_MS: u64 = 86_400_000;

/// An entry to be: everything but what sealing adds.
#[derive(Clone)]
pub struct Draft {
    /// The class.
    pub class: Class,
    /// The record it revises.
    pub record: Id,
    /// The subject key to seal under; none for what concerns no subject.
    pub subject: Option<Id>,
    /// The payload's type and version.
    pub kind: (u16, u16),
    /// Leaf hashes of the revisions this one saw, in any order.
    pub parents: Vec<Hash>,
    /// When it happened.
    pub effective_at: Moment,
    /// When it was written down.
    pub recorded_at: Moment,
    /// Elements 5 and up, each one deterministic CBOR item.
    pub fields: Vec<Vec<u8>>,
}

/// Where an appended draft will stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// Its index in the log; the leaf hash is known once the group is sealed.
    pub index: u64,
}

/// A sealed and stored entry, about to be committed.
#[derive(Clone)]
pub struct Committed {
    /// Its index in this device's log.
    pub index: u64,
    /// Its position among everything held here.
    pub position: u64,
    /// Its leaf hash, by which it is known everywhere.
    pub leaf_hash: Hash,
    /// Its class.
    pub class: Class,
    /// Its record.
    pub record: Id,
    /// Its clock.
    pub hlc: u64,
    /// The subject key it is sealed under.
    pub subject: Option<Id>,
    /// The payload's type and version.
    pub kind: (u16, u16),
    /// Who wrote it.
    pub author: AuthorRef,
    /// Every payload element's CBOR, the head's five included.
    pub payload: Vec<Vec<u8>>,
}

impl std::fmt::Debug for Draft {
    /// Without the fields: they are a patient's.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Draft").field("class", &self.class).field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Committed {
    /// Without the payload: it is a patient's, or a key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Committed").field("index", &self.index).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// A transaction being built.
pub struct Tx<'a> {
    journal: &'a Journal,
    conn: &'a Connection,
    log: i64,
    author: AuthorRef,
    signer: &'a SigningKey,
    frontier: Frontier,
    last_hlc: u64,
    now_ms: u64,
    pending: Vec<Pending>,
    /// Those made here, and those met.
    subject_keys: HashMap<Id, Secret32>,
    op_key: Arc<OpKey>,
    /// The last milestone, and the bytes of bodies since.
    milestone: (u64, u64),
}

impl std::fmt::Debug for Tx<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tx").field("pending", &self.pending.len()).finish_non_exhaustive()
    }
}

struct Pending {
    entry: Entry,
    subject: Option<Id>,
    kind: (u16, u16),
    keys: Option<BodyKeys>,
    payload: Vec<Vec<u8>>,
}

/// What a finished command leaves to remember once it is committed.
#[derive(Default)]
pub(crate) struct Finished {
    /// Entries in the log with it.
    pub(crate) size: u64,
    /// Positions in all with it; 0 where it added none.
    pub(crate) length: u64,
    pub(crate) head: Option<(Checkpoint, String)>,
    pub(crate) known: Vec<Known>,
}

impl<'a> Tx<'a> {
    /// `before` is the head that an uncommitted command of the same transaction left, if one did.
    pub(crate) fn begin(
        journal: &'a Journal,
        conn: &'a Connection,
        before: Option<&(Checkpoint, String)>,
        author: AuthorRef,
        signer: &'a SigningKey,
    ) -> Result<Self, Error> {
        let log = journal.log().id;
        let (size, note) = schema::stored_note(conn, log)?.unwrap_or_default();
        let (held, held_note) = before.cloned().unwrap_or_else(|| journal.head());
        if note != held_note {
            return Err(Error::HeadMoved { held: held.size, stored: size });
        }
        let frontier = schema::stored_frontier(conn, log, size)?;
        let op_key = journal.membership().writing().cloned().ok_or(Error::whole(Fault::Derived("op_key")))?;
        let now_ms = journal.env().now_ms();
        let last_hlc = last_hlc(conn, log, now_ms)?;
        Ok(Self {
            journal,
            conn,
            log,
            author,
            signer,
            frontier,
            last_hlc,
            now_ms,
            pending: Vec::new(),
            subject_keys: HashMap::new(),
            op_key,
            milestone: (milestone::last(conn, log)?, 0),
        })
    }

    /// Appends a draft.
    ///
    /// # Errors
    /// When a field is not deterministic CBOR, the subject key is unknown, the class is not for drafts, or a limit is passed.
    pub fn append(&mut self, draft: Draft) -> Result<Appended, Error> {
        match draft.class {
            Class::Membership | Class::Redaction | Class::Unknown(_) => {
                return Err(Error::ClassNotWritable(draft.class));
            }
            class if class.is_public() && draft.subject.is_some() => return Err(Error::PublicSubject(class)),
            _ => {}
        }
        for (i, field) in draft.fields.iter().enumerate() {
            cbor::check(field).map_err(|source| Error::BadField { element: i + HEAD_ELEMENTS, source })?;
        }
        self.push(draft, &[])
    }

    /// Makes a new subject key, in an entry of class 7, and gives its id.
    ///
    /// # Errors
    /// When a limit is passed.
    pub fn new_subject_key(&mut self) -> Result<Id, Error> {
        let env = self.journal.env();
        let (id, key) = (env.new_id(), Secret32::random(env));
        let fields = vec![encode(|e| e.bytes(&id)), encode(|e| e.bytes(key.expose()))];
        self.append(self.plain(Class::Key, env.new_id(), certificate::SUBJECT_KEY, fields))?;
        self.subject_keys.insert(id, key);
        Ok(id)
    }

    pub(crate) fn journal(&self) -> &'a Journal {
        self.journal
    }

    /// Lets drafts of this transaction be sealed under a key that the store does not hold.
    pub(crate) fn remember_key(&mut self, id: Id, key: Secret32) {
        self.subject_keys.insert(id, key);
    }

    /// Appends an entry of class 4 or 5, a group of its own, signed by its issuers.
    pub(crate) fn append_issued(
        &mut self,
        class: Class,
        record: Id,
        kind: u16,
        fields: Vec<Vec<u8>>,
        issuers: &[Issuer<'_>],
    ) -> Result<Appended, Error> {
        self.push(self.plain(class, record, kind, fields), issuers)
    }

    /// Appends a class-4 entry.
    pub(crate) fn append_certificate(
        &mut self,
        record: Id,
        kind: u16,
        fields: Vec<Vec<u8>>,
        issuers: &[Issuer<'_>],
    ) -> Result<Appended, Error> {
        self.append_issued(Class::Membership, record, kind, fields, issuers)
    }

    /// The SQL transaction: for reading, and for rows that do not depend on leaf hashes.
    #[must_use]
    pub fn sql(&self) -> &'a Connection {
        self.conn
    }

    /// Milliseconds since the Unix epoch, the same throughout the transaction.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        self.now_ms
    }

    /// Fills `out` with unpredictable bytes.
    pub fn fill(&self, out: &mut [u8]) {
        self.journal.env().fill(out);
    }

    /// A fresh random id.
    #[must_use]
    pub fn new_id(&self) -> Id {
        self.journal.env().new_id()
    }

    /// The author of everything appended here.
    #[must_use]
    pub fn author(&self) -> AuthorRef {
        self.author
    }

    /// A draft without subject or parents, of now, version 1.
    pub(crate) fn plain(&self, class: Class, record: Id, kind: u16, fields: Vec<Vec<u8>>) -> Draft {
        let now = (self.now_ms as i64, 0, 0);
        Draft {
            class,
            record,
            subject: None,
            kind: (kind, 1),
            parents: Vec::new(),
            effective_at: now,
            recorded_at: now,
            fields,
        }
    }

    fn push(&mut self, draft: Draft, issuers: &[Issuer<'_>]) -> Result<Appended, Error> {
        let Draft { class, record, subject, kind, mut parents, effective_at, recorded_at, fields } = draft;
        parents.sort_unstable();
        parents.dedup();
        let field_count = fields.len() + usize::from(!issuers.is_empty());
        limit("payload elements", HEAD_ELEMENTS + field_count, ELEMENTS_MAX)?;
        limit("parents", parents.len(), PARENTS_MAX)?;
        limit("entries in one transaction", self.pending.len() + 1, GROUP_ENTRIES_MAX)?;
        let head = Head { kind: kind.0, version: kind.1, author: self.author, parents, effective_at, recorded_at };
        let mut payload = head.encode(field_count);
        payload.extend(fields);
        if !issuers.is_empty() {
            certificate::push_signatures(&self.journal.operation(), kind.0, &mut payload, issuers);
        }
        let keys = if class.is_public() { None } else { Some(self.body_keys(subject)?) };
        let fields_root = match &keys {
            Some(keys) => payload::fields_root(&payload, &|i| keys.salt(i)),
            None => payload::fields_root(&payload, &|_| [0; 16]),
        };
        self.last_hlc = (self.now_ms << 16).max(self.last_hlc + 1);
        let key_commit = keys.as_ref().map_or([0; 32], BodyKeys::commit);
        let entry =
            Entry { class, hlc: self.last_hlc, record, body_len: 0, body_hash: [0; 32], key_commit, fields_root };
        let index = self.frontier.size() + self.pending.len() as u64;
        self.pending.push(Pending { entry, subject, kind, keys, payload });
        Ok(Appended { index })
    }

    fn body_keys(&mut self, subject: Option<Id>) -> Result<BodyKeys, Error> {
        let mut entry_salt = [0; 32];
        self.fill(&mut entry_salt);
        let Some(id) = subject else { return Ok(BodyKeys::derive(&self.op_key, NO_SUBJECT, None, entry_salt)) };
        let key = match self.subject_keys.entry(id) {
            Slot::Occupied(known) => known.into_mut(),
            Slot::Vacant(slot) => slot.insert(subject_key(self.conn, &id)?.ok_or(Error::UnknownSubject(id))?),
        };
        Ok(BodyKeys::derive(&self.op_key, id, Some(key), entry_salt))
    }

    /// Signs, seals and stores everything appended, group by group, and the head over it.
    pub(crate) fn finish(mut self) -> Result<(Vec<Committed>, Finished), Error> {
        let mut committed = Vec::with_capacity(self.pending.len());
        let mut finished = Finished { size: self.frontier.size(), ..Finished::default() };
        if self.pending.is_empty() {
            return Ok((committed, finished));
        }
        let mut full = Vec::new();
        let mut rest = std::mem::take(&mut self.pending);
        let first = At { log: self.log, index: self.frontier.size() };
        let position = order::put(self.conn, first, rest.len() as u64)?;
        finished.length = position + rest.len() as u64;
        while let Some(first) = rest.first() {
            let alone = first.entry.class.stands_alone();
            let others = || rest.iter().position(|p| p.entry.class.stands_alone()).unwrap_or(rest.len());
            let length = if alone { 1 } else { others() };
            let later = rest.split_off(length);
            self.finish_group(rest, position, &mut full, &mut committed, &mut finished)?;
            rest = later;
            self.keep_milestone()?;
        }
        schema::put_tree(self.conn, self.log, first.index, &self.frontier, &full)?;
        let (head, note) = self.sign();
        schema::put_note(self.conn, self.log, head.size, &note)?;
        finished.size = head.size;
        finished.head = Some((head, note));
        Ok((committed, finished))
    }

    /// The head over what is in the tree, and its signed note.
    fn sign(&self) -> (Checkpoint, String) {
        let origin = self.journal.origin().to_owned();
        let head = Checkpoint { origin, size: self.frontier.size(), root: self.frontier.root() };
        let note = head.sign(self.journal.log_key());
        (head, note)
    }

    /// Keeps a signed checkpoint of what is in the tree, where one is due.
    fn keep_milestone(&mut self) -> Result<(), Error> {
        let (last, body_bytes) = self.milestone;
        if self.frontier.size() - last < milestone::ENTRIES && body_bytes < milestone::BODY_BYTES {
            return Ok(());
        }
        let (head, note) = self.sign();
        self.milestone = (head.size, 0);
        milestone::put(self.conn, self.log, head.size, &note)
    }

    fn finish_group(
        &mut self,
        group: Vec<Pending>,
        position: u64,
        full: &mut Vec<FullTile>,
        committed: &mut Vec<Committed>,
        finished: &mut Finished,
    ) -> Result<(), Error> {
        let first = self.frontier.size();
        let (entries, rest): (Vec<Entry>, Vec<_>) =
            group.into_iter().map(|p| (p.entry, (p.subject, p.kind, p.keys, p.payload))).unzip();
        let message = payload::group_message(self.journal.origin(), first, &entries);
        let signature = self.signer.sign(&message).to_bytes();
        let count = entries.len() as u32;
        for (mut entry, (subject, kind, keys, payload)) in entries.into_iter().zip(rest) {
            let inner = zeroize::Zeroizing::new(payload::encode_inner(&signature, first, count, &payload));
            let body = self.body(&entry, keys.as_ref(), &inner)?;
            entry.body_len = body.len() as u32;
            self.milestone.1 += body.len() as u64;
            entry.body_hash = sha256(&[&body]);
            let index = self.frontier.size();
            let bytes = entry.to_bytes();
            let at = At { log: self.log, index };
            schema::put_entry(self.conn, at, &bytes)?;
            schema::put_body(self.conn, at, &body)?;
            let leaf_hash = crate::tlog::hash::leaf(&bytes);
            self.frontier.push(leaf_hash, full);
            let Entry { class, hlc, record, .. } = entry;
            let derived = certificate::derive(class, kind, at, hlc, leaf_hash, &payload);
            if let Some(derived) = derived.map_err(|fault| Error::at(index, fault))? {
                let keys =
                    self.journal.keep_derived(self.conn, at, &derived)?.map_err(|fault| Error::at(index, fault))?;
                finished.known.extend(Known::of(self.conn, derived, keys)?);
            }
            let author = self.author;
            let position = position + committed.len() as u64;
            committed.push(Committed {
                index,
                position,
                leaf_hash,
                class,
                record,
                hlc,
                subject,
                kind,
                author,
                payload,
            });
        }
        Ok(())
    }

    fn body(&self, entry: &Entry, keys: Option<&BodyKeys>, inner: &[u8]) -> Result<Vec<u8>, Error> {
        let Some(keys) = keys else {
            limit("bytes of a public body", inner.len(), BODY_BYTES_MAX)?;
            return Ok(inner.to_vec());
        };
        let mut nonces = [0; 48];
        self.fill(&mut nonces);
        let Entry { key_commit, fields_root, .. } = entry;
        let place = Place { origin: self.journal.origin(), prefix: &entry.prefix(), key_commit, fields_root };
        Ok(keys.seal(&self.op_key, &place, &nonces, inner)?)
    }
}

/// The subject key of this id, as the derived table has it.
pub(crate) fn subject_key(conn: &Connection, id: &Id) -> Result<Option<Secret32>, Error> {
    let sql = "SELECT key FROM subject_key WHERE id = ?1";
    let key: Option<[u8; 32]> = conn.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?;
    Ok(key.map(Secret32::new))
}

/// The last entry of each log. CROSS JOIN keeps the order of the loops: from the few logs to one entry each
/// (<https://sqlite.org/optoverview.html#crossjoin>); SQLite by itself chose to read every entry.
const LAST_ENTRIES: &str =
    "SELECT c.log, e.bytes FROM checkpoint c CROSS JOIN entry e WHERE e.log = c.log AND e.idx = c.size - 1";

/// The newest clock among what is held here: that of some log's last entry, since each log's clocks ascend. Another's that
/// runs over a day ahead of ours is wrong, and not adopted.
fn last_hlc(conn: &Connection, own: i64, now_ms: u64) -> Result<u64, Error> {
    let mut statement = conn.prepare_cached(LAST_ENTRIES)?;
    let mut rows = statement.query([])?;
    let mut newest = 0;
    while let Some(row) = rows.next()? {
        let hlc = Entry::from_bytes(row.get_ref(1)?.as_blob().unwrap_or_default()).map_err(Error::whole)?.hlc;
        if row.get::<_, i64>(0)? == own || hlc >> 16 <= now_ms + CLOCK_AHEAD_MS {
            newest = newest.max(hlc);
        }
    }
    Ok(newest)
}

fn limit(what: &'static str, found: usize, max: usize) -> Result<(), Error> {
    if found > max { Err(Error::Limit { what, found, max }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::found;

    #[test]
    fn the_newest_clock_is_found_without_reading_every_entry() {
        let (_dir, journal, ..) = found(41);
        let plan: Vec<String> = journal.unopened(|conn| {
            let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {LAST_ENTRIES}")).unwrap();
            statement.query_map([], |row| row.get(3)).unwrap().map(Result::unwrap).collect()
        });
        assert!(plan.iter().any(|step| step.starts_with("SCAN c")), "{plan:?}");
        assert!(plan.iter().any(|step| step.starts_with("SEARCH e USING PRIMARY KEY (log=? AND idx=?)")), "{plan:?}");
    }
}
