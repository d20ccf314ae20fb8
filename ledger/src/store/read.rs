//! Reading: entries opened and verified, rows listed, proofs made.
//! In scope: every check between a stored body and a payload that may be shown.  Not here: writing, checking the store as a whole.

use super::certificate;
use super::confidential::{SectionKeys, is_section};
use super::incarnation;
use super::journal::{Journal, locked};
use super::membership::Membership;
use super::order::{self, At};
use super::parked;
use super::redaction;
use super::rows::{Row, Tiles, contiguous_rows, row_at, rows_at, stored_bytes, stored_entries};
use super::schema::{self, Log};
use super::tx::{GROUP_ENTRIES_MAX, subject_key};
use super::unread;
use crate::Id;
use crate::crypto::seal::{self, BodyKeys, NO_SUBJECT, Place, SealError};
use crate::entry::{Class, Entry};
use crate::error::{Error, Fault};
use crate::payload::{self, AuthorKind, AuthorRef, Head, Inner, Moment};
use crate::tlog::checkpoint::{Checkpoint, vkey};
use crate::tlog::hash::{self, Hash, sha256};
use crate::tlog::proof::{self, ProofError};
use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, VerifyingKey};
use rusqlite::Connection;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Rows read at a time.
const CHUNK_ROWS: u64 = 256;
/// Leaf hashes that the cache of verified groups may hold.
const CACHED_LEAVES_MAX: usize = 1 << 18;

/// An entry that was opened, and every claim in it verified.
#[derive(Clone)]
pub struct Opened {
    /// The entry.
    pub entry: Entry,
    /// Its index in its log.
    pub index: u64,
    /// Its position among everything held here.
    pub position: u64,
    /// The log's row.
    pub(crate) log: i64,
    /// Its leaf hash.
    pub leaf_hash: Hash,
    /// Who wrote it.
    pub author: AuthorRef,
    /// The subject key it was sealed under.
    pub subject: Option<Id>,
    /// The payload's type and version.
    pub kind: (u16, u16),
    /// The revisions it saw.
    pub parents: Vec<Hash>,
    /// When it happened.
    pub effective_at: Moment,
    /// When it was written down.
    pub recorded_at: Moment,
    /// Index of its group's first entry.
    pub group_first: u64,
    /// Entries in its group.
    pub group_count: u32,
    /// Every payload element's CBOR, the head's five included.
    pub payload: Vec<Vec<u8>>,
}

impl std::fmt::Debug for Opened {
    /// Without the payload: it is a patient's, or a key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened").field("index", &self.index).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// An entry as listed, unopened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryRow {
    /// Its position among everything held here.
    pub position: u64,
    /// Its log.
    pub origin: String,
    /// Its index in its log.
    pub index: u64,
    /// Its class.
    pub class: Class,
    /// Its clock; `None` where it is of a version to come.
    pub hlc: Option<u64>,
    /// Its record, likewise.
    pub record: Option<Id>,
    /// Bytes of its body.
    pub body_len: u32,
    /// Its leaf hash.
    pub leaf_hash: Hash,
}

/// Proof that an entry is in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The entry's index.
    pub index: u64,
    /// Its leaf hash.
    pub leaf_hash: Hash,
    /// The inclusion proof.
    pub proof: Vec<Hash>,
    /// The head it leads to.
    pub head: Checkpoint,
    /// That head, signed.
    pub note: String,
    /// The log's verifier key.
    pub vkey: String,
}

impl Receipt {
    /// The receipt as a file (c2sp.org/tlog-proof).
    #[must_use]
    pub fn to_text(&self) -> String {
        let hashes: String = self.proof.iter().map(|hash| STANDARD.encode(hash) + "\n").collect();
        format!("c2sp.org/tlog-proof@v1\nindex {}\n{hashes}\n{}", self.index, self.note)
    }
}

/// Groups whose author's signature was verified, so that it is not verified again for each member.
#[derive(Debug, Default)]
pub struct Groups {
    known: HashMap<At, Arc<Group>>,
    leaves: usize,
}

#[derive(Debug)]
struct Group {
    signature: [u8; 64],
    author: AuthorRef,
    leaf_hashes: Vec<Hash>,
}

impl Groups {
    fn remember(&mut self, first: At, group: Group) {
        if self.leaves + group.leaf_hashes.len() > CACHED_LEAVES_MAX {
            self.known.clear();
            self.leaves = 0;
        }
        self.leaves += group.leaf_hashes.len();
        self.known.insert(first, Arc::new(group));
    }
}

impl Journal {
    /// Opens the entry at a position: body hash, seals, key commitment, fields root and author's signature are verified.
    ///
    /// # Errors
    /// [`Error::Corrupt`] names the index and what is wrong.
    pub fn open_entry(&self, position: u64) -> Result<Opened, Error> {
        self.open_entry_on(&locked(&self.reader), position)
    }

    /// [`Journal::open_entry`] on the caller's connection, such as one from [`Journal::reader`] or the one being written on.
    ///
    /// # Errors
    /// As there.
    pub fn open_entry_on(&self, conn: &Connection, position: u64) -> Result<Opened, Error> {
        self.open_row(conn, &mut locked(&self.groups), &row_at(conn, position)?)
    }

    /// The same, whether or not a revocation leaves the entry out.
    pub(crate) fn open_unjudged_on(&self, conn: &Connection, position: u64) -> Result<Opened, Error> {
        self.open_unjudged(conn, &mut locked(&self.groups), &row_at(conn, position)?)
    }

    /// Opens the entries at the positions `from … to` (exclusive), in order, stopping at the first error; redacted, parked and unread
    /// ones, and those sealed to others, are passed over.
    ///
    /// # Errors
    /// Those of [`Journal::open_entry`], and the closure's.
    pub fn open_range<E: From<Error>>(
        &self,
        from: u64,
        to: u64,
        mut each: impl FnMut(Opened) -> Result<(), E>,
    ) -> Result<(), E> {
        self.check_positions(from, to)?;
        let mut at = from;
        while at < to {
            let end = to.min(at + CHUNK_ROWS);
            // The closure may read as well, so nothing is locked while it runs.
            let opened = {
                let reader = locked(&self.reader);
                let mut groups = locked(&self.groups);
                let mut rows = rows_at(&reader, at, end)?;
                let (parked, unread) = (parked::all(&reader)?, unread::all(&reader)?);
                rows.retain(|row| !parked.contains(&row.at) && !unread::holds(&unread, row.position));
                rows.iter().map(|row| self.open_row(&reader, &mut groups, row)).collect::<Vec<_>>()
            };
            for entry in opened {
                match entry {
                    Err(Error::Redacted { .. } | Error::SealedToOthers { .. }) => {}
                    other => each(other?)?,
                }
            }
            at = end;
        }
        Ok(())
    }

    /// Opens the entries of some classes in a range of a log, in order, each with the keys that its fields' salts come from.
    /// One that cannot be opened is told like the others, and ends nothing; one that a revocation leaves out is opened.
    ///
    /// # Errors
    /// When an entry is missing; the closure's.
    pub(crate) fn open_keyed<E: From<Error>>(
        &self,
        log: i64,
        sizes: Range<u64>,
        classes: &[Class],
        mut each: impl FnMut(u64, Result<(Opened, Option<BodyKeys>), Error>) -> Result<(), E>,
    ) -> Result<(), E> {
        let none = SectionKeys::default();
        for from in sizes.clone().step_by(CHUNK_ROWS as usize) {
            let opened: Vec<_> = {
                let reader = locked(&self.reader);
                let mut groups = locked(&self.groups);
                let at = At { log, index: from };
                let rows = contiguous_rows(&reader, at, CHUNK_ROWS.min(sizes.end - from), 0)?.into_iter();
                let wanted = rows.filter(|row| classes.iter().any(|class| row.entry.get(1) == Some(&class.byte())));
                wanted.map(|row| (row.at.index, self.open_row_keyed(&reader, &mut groups, &row, &none))).collect()
            };
            for (index, entry) in opened {
                each(index, entry)?;
            }
        }
        Ok(())
    }

    /// Lists the entries at the positions `from … to` (exclusive) without opening them.
    ///
    /// # Errors
    /// When the range reaches beyond what is held, or an entry is missing or malformed.
    pub fn entries(&self, from: u64, to: u64) -> Result<Vec<EntryRow>, Error> {
        self.check_positions(from, to)?;
        let reader = locked(&self.reader);
        let mut rows = Vec::new();
        for stretch in order::stretches(&reader, from, to)? {
            let entries = stored_bytes(&reader, stretch.first, stretch.count)?;
            let log = self.log_of(stretch.first.log)?;
            rows.extend(entries.into_iter().zip(0..).map(|(bytes, i)| {
                let entry = Entry::from_bytes(&bytes).ok();
                EntryRow {
                    position: stretch.position + i,
                    origin: log.origin.clone(),
                    index: stretch.first.index + i,
                    class: Class::from_byte(bytes[1]),
                    hlc: entry.as_ref().map(|entry| entry.hlc),
                    record: entry.as_ref().map(|entry| entry.record),
                    body_len: Entry::names_body(&bytes).map_or(0, |(length, _)| length),
                    leaf_hash: hash::leaf(&bytes),
                }
            }));
        }
        Ok(rows)
    }

    /// Proves that the entry at a position is in its log at that log's newest head.
    ///
    /// # Errors
    /// When the position is out of range or tiles are missing.
    pub fn prove(&self, position: u64) -> Result<Receipt, Error> {
        let reader = locked(&self.reader);
        // One snapshot: a tile may become full, and leave the right edge, between two reads.
        let snapshot = reader.unchecked_transaction()?;
        let range = || Error::OutOfRange { index: position, size: self.length() };
        let at = order::place(&snapshot, position)?.ok_or_else(range)?;
        let log = self.log_of(at.log)?;
        let (head, note, _) = schema::verified_head(&snapshot, &log)?;
        let mut tiles = Tiles::new(&snapshot, at.log);
        let proof = proof::inclusion(at.index, head.size, &mut |level, i| tiles.subtree(level, i))?;
        let entry = stored_bytes(&snapshot, at, 1)?.pop();
        let leaf_hash = hash::leaf(&entry.ok_or(Error::at(at.index, Fault::EntryMissing))?);
        let vkey = vkey(&log.origin, log.key.as_bytes());
        Ok(Receipt { index: at.index, leaf_hash, proof, head, note, vkey })
    }

    /// Proves that this device's log of `size2` entries extends the one of `size1`.
    ///
    /// # Errors
    /// When a size is out of range or tiles are missing.
    pub fn consistency(&self, size1: u64, size2: u64) -> Result<Vec<Hash>, Error> {
        let size = self.size();
        if size2 > size {
            return Err(ProofError::SizeOutOfRange { size1: size2, size2: size }.into());
        }
        let reader = locked(&self.reader);
        // One snapshot: a tile may become full, and leave the right edge, between two reads.
        let snapshot = reader.unchecked_transaction()?;
        let mut tiles = Tiles::new(&snapshot, self.log().id);
        proof::consistency(size1, size2, &mut |level, i| tiles.subtree(level, i))
    }

    /// The root that this device's log had at `size` entries.
    ///
    /// # Errors
    /// When the size is out of range or tiles are missing.
    pub fn root_at(&self, size: u64) -> Result<Hash, Error> {
        self.check_range(0, size)?;
        self.root_of(self.log().id, size)
    }

    /// The root that a log had at `size` entries, which it must have.
    pub(crate) fn root_of(&self, log: i64, size: u64) -> Result<Hash, Error> {
        let reader = locked(&self.reader);
        // One snapshot: a tile may become full, and leave the right edge, between two reads.
        let snapshot = reader.unchecked_transaction()?;
        let mut tiles = Tiles::new(&snapshot, log);
        proof::range_root(0, size, &mut |level, i| tiles.subtree(level, i))
    }

    /// The row and head of this device's log of an incarnation.
    pub(crate) fn log_of_incarnation(&self, incarnation: &Id) -> Option<(i64, Checkpoint)> {
        let id = self.log_named(&incarnation::origin(&self.operation(), &self.device(), incarnation)).ok()?;
        let log = self.log_of(id).ok()?;
        let (_, note) = schema::stored_note(&locked(&self.reader), id).ok()??;
        Some((id, Checkpoint::verify(&note, &log.origin, &log.key).ok()?))
    }

    fn check_range(&self, from: u64, to: u64) -> Result<(), Error> {
        let size = self.size();
        if from > to || to > size { Err(Error::OutOfRange { index: from.max(to), size }) } else { Ok(()) }
    }

    fn check_positions(&self, from: u64, to: u64) -> Result<(), Error> {
        let mut size = self.length();
        if to > size {
            // What is committed is in the database before it is remembered here.
            size = order::length(&locked(&self.reader))?;
        }
        if from > to || to > size { Err(Error::OutOfRange { index: from.max(to), size }) } else { Ok(()) }
    }

    /// Opens a stored row and verifies every claim in it.
    pub(crate) fn open_row(&self, conn: &Connection, groups: &mut Groups, row: &Row) -> Result<Opened, Error> {
        self.open_with(conn, groups, row, &SectionKeys::default())
    }

    /// The same with the keys of confidential sections.
    pub(crate) fn open_with(
        &self,
        conn: &Connection,
        groups: &mut Groups,
        row: &Row,
        sections: &SectionKeys,
    ) -> Result<Opened, Error> {
        let (opened, _) = self.open_row_keyed(conn, groups, row, sections)?;
        let log = self.log_of(opened.log)?;
        self.check_standing(&log, &opened).map_err(|fault| Error::at(opened.index, fault))?;
        Ok(opened)
    }

    /// The same, whether or not a revocation leaves the entry out.
    pub(crate) fn open_unjudged(&self, conn: &Connection, groups: &mut Groups, row: &Row) -> Result<Opened, Error> {
        Ok(self.open_row_keyed(conn, groups, row, &SectionKeys::default())?.0)
    }

    fn open_row_keyed(
        &self,
        conn: &Connection,
        groups: &mut Groups,
        row: &Row,
        sections: &SectionKeys,
    ) -> Result<(Opened, Option<BodyKeys>), Error> {
        let Row { position, at: place, entry: bytes, body } = row;
        let (position, place) = (*position, *place);
        let index = place.index;
        let log = self.log_of(place.log)?;
        let at = |fault: Fault| Error::at(index, fault);
        let entry = Entry::from_bytes(bytes).map_err(|e| at(e.into()))?;
        let Some(body) = body else {
            let by = redaction::redacted_by(conn, &entry.leaf_hash())?;
            return Err(by.map_or(at(Fault::BodyMissing), |by| Error::Redacted { index, by }));
        };
        if body.len() != entry.body_len as usize {
            return Err(at(Fault::BodyLength { found: body.len(), expected: entry.body_len }));
        }
        if sha256(&[body]) != entry.body_hash {
            return Err(at(Fault::BodyHash));
        }
        let (keys, inner) = self.open_body(conn, &log, index, &entry, body, sections)?;
        let subject = keys.as_ref().map(BodyKeys::subject).filter(|subject| *subject != NO_SUBJECT);
        let head = Head::decode(&inner.payload).map_err(|e| at(e.into()))?;
        let leaf_hash = entry.leaf_hash();
        self.verify_author(conn, groups, &log, index, &entry, &leaf_hash, &inner, &head)?;
        if entry.class.stands_alone() {
            let (operation, root) = (&self.identity.operation, &self.identity.root);
            let membership = self.membership();
            certificate::verify_issuers(operation, root, &membership, place, head.kind, &inner.payload, false)
                .map_err(at)?;
        }
        let Head { kind, version, author, parents, effective_at, recorded_at } = head;
        let (group_first, group_count, payload) = (inner.first_index, inner.count, inner.payload);
        let kind = (kind, version);
        let opened = Opened {
            entry,
            index,
            position,
            log: place.log,
            leaf_hash,
            author,
            subject,
            kind,
            parents,
            effective_at,
            recorded_at,
            group_first,
            group_count,
            payload,
        };
        Ok((opened, keys))
    }

    fn open_body(
        &self,
        conn: &Connection,
        log: &Log,
        index: u64,
        entry: &Entry,
        body: &[u8],
        sections: &SectionKeys,
    ) -> Result<(Option<BodyKeys>, Inner), Error> {
        let at = |fault: Fault| Error::at(index, fault);
        if entry.class.is_public() {
            if entry.key_commit != [0; 32] {
                return Err(at(Fault::CommitNotZero));
            }
            let inner = payload::decode_inner(body).map_err(|e| at(e.into()))?;
            return match payload::fields_root(&inner.payload, &|_| [0; 16]) == entry.fields_root {
                true => Ok((None, inner)),
                false => Err(at(Fault::FieldsRoot)),
            };
        }
        let Entry { key_commit, fields_root, .. } = entry;
        let place = Place { origin: &log.origin, prefix: &entry.prefix(), key_commit, fields_root };
        let closed = |e: SealError| at(e.into());
        let op_key_id = seal::op_key_id(body).map_err(closed)?;
        let op_key = self.membership().op_key(&op_key_id).cloned().ok_or(closed(SealError::UnknownOpKey(op_key_id)))?;
        let op_key = &*op_key;
        let (subject, salt) = seal::open_envelope(op_key, &place, body).map_err(closed)?;
        let keys = if subject == NO_SUBJECT {
            BodyKeys::derive(op_key, subject, None, salt)
        } else if let Some(key) = sections.get(&subject) {
            BodyKeys::derive(op_key, subject, Some(key), salt)
        } else if let Some(key) = subject_key(conn, &subject)? {
            BodyKeys::derive(op_key, subject, Some(&key), salt)
        } else if is_section(conn, &subject)? {
            return Err(Error::SealedToOthers { index });
        } else {
            return Err(closed(SealError::UnknownSubjectKey(subject)));
        };
        let opened = keys.open(&place, body).map_err(closed)?;
        let inner = payload::decode_inner(&opened).map_err(|e| at(e.into()))?;
        if payload::fields_root(&inner.payload, &|i| keys.salt(i)) != entry.fields_root {
            return Err(at(Fault::FieldsRoot));
        }
        Ok((Some(keys), inner))
    }

    #[allow(clippy::too_many_arguments)] // one check over everything that was read
    fn verify_author(
        &self,
        conn: &Connection,
        groups: &mut Groups,
        log: &Log,
        index: u64,
        entry: &Entry,
        leaf_hash: &Hash,
        inner: &Inner,
        head: &Head,
    ) -> Result<(), Error> {
        let (first, count, author) = (inner.first_index, inner.count, head.author);
        let impossible = || Error::at(index, Fault::Group { first, count });
        let end = first.checked_add(u64::from(count)).ok_or_else(impossible)?;
        let alone = !entry.class.stands_alone() || count == 1;
        if index < first || index >= end || count as usize > GROUP_ENTRIES_MAX || !alone {
            return Err(impossible());
        }
        let known = groups.known.get(&At { log: log.id, index: first }).filter(|group| {
            group.signature == inner.signature
                && group.author == author
                && group.leaf_hashes.len() == count as usize
                && group.leaf_hashes.get((index - first) as usize) == Some(leaf_hash)
        });
        if known.is_some() {
            return Ok(());
        }
        let place = At { log: log.id, index };
        let key = founding_key(place, entry, inner, head)
            .map_or_else(|| author_key(&self.membership(), place, first, &author), Ok)
            .map_err(|fault| Error::at(index, fault))?;
        let entries =
            stored_entries(conn, At { log: log.id, index: first }, u64::from(count)).map_err(|_| impossible())?;
        let message = payload::group_message(&log.origin, first, &entries);
        let signature = Signature::from_bytes(&inner.signature);
        key.verify_strict(&message, &signature).map_err(|_| Error::at(index, Fault::Signature))?;
        let leaf_hashes = entries.iter().map(Entry::leaf_hash).collect();
        groups.remember(At { log: log.id, index: first }, Group { signature: inner.signature, author, leaf_hashes });
        Ok(())
    }
}

/// The author's key of a log's first entry, where that is the author's own certificate: the first administrator's. Who issued it
/// is judged like every certificate's issuer.
fn founding_key(at: At, entry: &Entry, inner: &Inner, head: &Head) -> Option<VerifyingKey> {
    let unnamed = at.index == 0 && entry.class == Class::Membership && head.author.certificate == [0; 32];
    let derived = certificate::derive(entry.class, (head.kind, head.version), at, entry.hlc, [0; 32], &inner.payload);
    match derived.ok().flatten().filter(|_| unnamed)? {
        certificate::Derived::Certificate(c) if c.kind == head.author.kind && c.id == head.author.id => {
            Some(c.sign_key)
        }
        _ => None,
    }
}

/// The key that must have signed: of the named certificate, which stands before the group; in a genesis, the first administrator's.
fn author_key(membership: &Membership, at: At, first: u64, author: &AuthorRef) -> Result<VerifyingKey, Fault> {
    let certificate = if at.index < 3 && author.certificate == [0; 32] && author.kind == AuthorKind::User {
        membership.first(at.log)
    } else {
        membership.get(&author.certificate).filter(|c| c.is_before(At { index: first, ..at }))
    };
    certificate
        .filter(|c| c.kind == author.kind && c.id == author.id)
        .map(|c| c.sign_key)
        .ok_or(Fault::Certificate(author.certificate))
}
