//! Redaction: bodies are dropped under two signatures, while every entry, tile and old proof stays valid.
//! In scope: the payload, who may sign it, dropping, finding what concerns a subject.  Not here: whether it ought to be done
//! (holds, reasons), read models, search, what an operating system's disk keeps beneath us.

use super::certificate;
use super::genesis::Unlocked;
use super::journal::{Author, Commit, Journal, locked};
use super::membership::Membership;
use super::order::{self, At};
use super::read::Opened;
use super::rows::{Row, stored_rows};
use super::tx::{Committed, Tx};
use crate::Id;
use crate::cbor::CborError;
use crate::crypto::seal::{self, NO_SUBJECT, Place};
use crate::entry::{Class, Entry, EntryError};
use crate::error::{Error, Fault};
use crate::payload::{AuthorKind, HEAD_ELEMENTS, cbor, fixed};
use crate::tlog::hash::{self, Hash};
use minicbor::Decoder;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;

/// Payload type of a redaction. FROZEN v1.
pub const REDACTION: u16 = 301;
/// The public permission bit of whoever may sign one. FROZEN v1.
pub const REDACT_BIT: u32 = 1 << 4;
/// Users who must have signed.
pub const SIGNERS_MIN: usize = 2;
/// Leaf hashes in one redaction; more make several.
const LEAVES_MAX: usize = 20_000;
/// Rows read at a time.
const CHUNK_ROWS: u64 = 4096;

/// A redaction as its entry says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redaction {
    /// The subject key's id, of which everything or some entries go.
    pub subject: Id,
    /// What is dropped, ascending.
    pub leaves: Vec<Hash>,
    /// Why, as a code of the application's.
    pub reason: u16,
}

impl Redaction {
    fn fields(&self) -> Vec<Vec<u8>> {
        let leaves = cbor(|e| {
            e.array(self.leaves.len() as u64);
            for leaf in &self.leaves {
                e.bytes(leaf);
            }
            e
        });
        vec![cbor(|e| e.bytes(&self.subject)), leaves, cbor(|e| e.u64(u64::from(self.reason)))]
    }

    /// Reads fields 5 and up.
    pub(crate) fn decode(fields: &[Vec<u8>]) -> Result<Self, Fault> {
        let shape = |detail: String| Fault::Cbor(CborError::Shape { what: "redaction", detail });
        let read = |e: minicbor::decode::Error| shape(e.to_string());
        let [subject, leaves, reason, ..] = fields else { return Err(shape("fewer than three fields".to_owned())) };
        let mut decoder = Decoder::new(leaves);
        let count = decoder.array().map_err(read)?.unwrap_or(0);
        if count > LEAVES_MAX as u64 {
            return Err(shape(format!("{count} leaf hashes")));
        }
        let leaves = (0..count).map(|_| fixed(&mut decoder)).collect::<Result<Vec<Hash>, _>>().map_err(read)?;
        if !leaves.is_sorted_by(|a, b| a < b) {
            return Err(shape("leaf hashes do not ascend".to_owned()));
        }
        Ok(Self {
            subject: fixed(&mut Decoder::new(subject)).map_err(read)?,
            leaves,
            reason: minicbor::decode(reason).map_err(read)?,
        })
    }
}

/// What to redact.
#[derive(Debug, Clone, Copy)]
pub enum Scope<'a> {
    /// Everything of the subject, its key included: nothing of it can be written or read again.
    Whole,
    /// These entries of the subject, by position.
    Entries(&'a [u64]),
}

/// The signers must be distinct users who may redact; their signatures are verified already.
pub(crate) fn check_signers(membership: &Membership, at: At, signers: &[Id]) -> Result<(), Fault> {
    let distinct: BTreeSet<&Id> = signers.iter().collect();
    let newest = |id: &Id| membership.before(AuthorKind::User, id, at).max_by_key(|c| c.age());
    let may = |id: &Id| newest(id).is_some_and(|c| c.permission_bits & REDACT_BIT != 0);
    let enough = distinct.len() == signers.len() && distinct.len() >= SIGNERS_MIN;
    if enough && signers.iter().all(may) { Ok(()) } else { Err(Fault::Redactors) }
}

/// Drops what a redaction entry names, wherever it stands, and remembers to refuse it.
pub(crate) fn apply(conn: &Connection, at: At, redaction: &Redaction) -> Result<(), Error> {
    let found = found(conn, &redaction.leaves)?;
    let never = |class| matches!(class, Class::Membership | Class::Redaction | Class::Heads);
    if let Some((_, index, _)) = found.iter().find(|(.., class)| never(*class)) {
        return Err(Error::at(*index, Fault::NeverRedacted));
    }
    let mut remember =
        conn.prepare_cached("INSERT OR IGNORE INTO redacted (leaf_hash, log, idx) VALUES (?1, ?2, ?3)")?;
    for leaf in &redaction.leaves {
        remember.execute(params![leaf, at.log, at.index as i64])?;
    }
    for (log, index, class) in found {
        conn.prepare_cached("DELETE FROM body WHERE log = ?1 AND idx = ?2")?.execute(params![log, index as i64])?;
        if class == Class::Key {
            for sql in [
                "DELETE FROM subject_key WHERE log = ?1 AND idx = ?2",
                "DELETE FROM confidential WHERE log = ?1 AND idx = ?2",
            ] {
                conn.prepare_cached(sql)?.execute(params![log, index as i64])?;
            }
        }
    }
    Ok(())
}

/// Positions of what a redaction names, as far as it is held here.
pub(crate) fn held(conn: &Connection, redaction: &Redaction) -> Result<Vec<u64>, Error> {
    let mut positions = Vec::new();
    for (log, index, _) in found(conn, &redaction.leaves)? {
        positions.extend(order::position(conn, At { log, index })?);
    }
    Ok(positions)
}

/// Log, index and class of the entries held here with one of these leaf hashes, whichever version they are of.
fn found(conn: &Connection, leaves: &[Hash]) -> Result<Vec<(i64, u64, Class)>, Error> {
    let mut statement = conn.prepare("SELECT log, idx, bytes FROM entry")?;
    let mut rows = statement.query([])?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let (index, bytes): (u64, _) = (row.get(1)?, row.get_ref(2)?.as_blob().unwrap_or_default());
        if leaves.binary_search(&hash::leaf(bytes)).is_ok() {
            let class = *bytes.get(1).ok_or(Error::at(index, EntryError::Length(bytes.len())))?;
            out.push((row.get(0)?, index, Class::from_byte(class)));
        }
    }
    Ok(out)
}

/// Index, in its log, of the entry that redacted this leaf, if one did.
pub(crate) fn redacted_by(conn: &Connection, leaf: &Hash) -> Result<Option<u64>, Error> {
    let sql = "SELECT idx FROM redacted WHERE leaf_hash = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([leaf], |row| row.get(0)).optional()?)
}

/// Whether anything was ever redacted here.
pub(crate) fn any(conn: &Connection) -> Result<bool, Error> {
    Ok(conn.prepare_cached("SELECT 1 FROM redacted LIMIT 1")?.exists([])?)
}

impl Journal {
    /// Positions of all entries sealed under a subject key, the entry that holds the key included. Reads every envelope.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn entries_of(&self, subject: &Id) -> Result<Vec<u64>, Error> {
        self.entries_of_on(&locked(&self.reader), self.length(), subject)
    }

    /// The same among the first `length` positions, on the caller's connection.
    pub(crate) fn entries_of_on(&self, conn: &Connection, length: u64, subject: &Id) -> Result<Vec<u64>, Error> {
        let key_at = "SELECT log, idx FROM subject_key WHERE id = ?1";
        let place = |row: &rusqlite::Row<'_>| Ok(At { log: row.get(0)?, index: row.get(1)? });
        let key_at = conn.prepare_cached(key_at)?.query_row([subject], place).optional()?;
        let mut out = self.section_key_positions(conn, subject)?;
        if let Some(at) = key_at {
            out.extend(order::position(conn, at)?);
        }
        for from in (0..length).step_by(CHUNK_ROWS as usize) {
            for stretch in order::stretches(conn, from, length.min(from + CHUNK_ROWS))? {
                let log = self.log_of(stretch.first.log)?;
                for row in stored_rows(conn, stretch.first, stretch.count, stretch.position)? {
                    let Row { position, entry, body, .. } = row;
                    // Whom an entry of a version to come is about nobody can tell here.
                    let Ok(entry) = Entry::from_bytes(&entry) else { continue };
                    let Some(body) = body.filter(|_| !entry.class.is_public()) else { continue };
                    if self.envelope_subject(&log.origin, &entry, &body) == Some(*subject) {
                        out.push(position);
                    }
                }
            }
        }
        out.sort_unstable();
        out.dedup();
        Ok(out)
    }

    /// Whose key a body is sealed under; `None` where it does not open or is of no subject.
    fn envelope_subject(&self, origin: &str, entry: &Entry, body: &[u8]) -> Option<Id> {
        let op_key = self.membership().op_key(&seal::op_key_id(body).ok()?).cloned()?;
        let Entry { key_commit, fields_root, .. } = entry;
        let place = Place { origin, prefix: &entry.prefix(), key_commit, fields_root };
        let (subject, _) = seal::open_envelope(&op_key, &place, body).ok()?;
        (subject != NO_SUBJECT).then_some(subject)
    }

    /// Redacts: writes the entry that says so, signed by both, drops the bodies in the same transaction with what `project`
    /// does, and empties the write-ahead log of them. `project` is given the positions dropped.
    ///
    /// # Errors
    /// [`Error::SameSigner`], [`Error::MayNotRedact`]; an entry that is not the subject's ([`Error::NotOfSubject`]); the
    /// closure's and the store's.
    pub fn redact<U, E: From<Error>>(
        &self,
        first: &Unlocked,
        second: &Unlocked,
        subject: &Id,
        scope: Scope<'_>,
        reason: u16,
        project: impl FnOnce(&Connection, &[Committed], &[u64]) -> Result<U, E>,
    ) -> Result<(U, Commit), E> {
        if first.user == second.user {
            return Err(Error::SameSigner.into());
        }
        for signer in [first, second] {
            let membership = self.membership();
            let bits = membership.newest_of(AuthorKind::User, &signer.user).map_or(0, |c| c.permission_bits);
            if bits & REDACT_BIT == 0 {
                return Err(Error::MayNotRedact(signer.user).into());
            }
        }
        let all = self.entries_of(subject)?;
        if all.is_empty() {
            return Err(Error::UnknownSubject(*subject).into());
        }
        let indexes = match scope {
            Scope::Whole => all,
            Scope::Entries(some) => {
                if let Some(other) = some.iter().find(|index| all.binary_search(index).is_err()) {
                    return Err(Error::NotOfSubject(*other).into());
                }
                some.to_vec()
            }
        };
        let mut leaves = indexes
            .iter()
            .map(|index| {
                Ok(self.entries(*index, index + 1)?.pop().ok_or(Error::at(*index, Fault::EntryMissing))?.leaf_hash)
            })
            .collect::<Result<Vec<Hash>, Error>>()?;
        leaves.sort_unstable();
        let signers = [first.issuer(), second.issuer()];
        let build = |tx: &mut Tx<'_>| -> Result<(), E> {
            for leaves in leaves.chunks(LEAVES_MAX) {
                let redaction = Redaction { subject: *subject, leaves: leaves.to_vec(), reason };
                tx.append_issued(Class::Redaction, tx.new_id(), REDACTION, redaction.fields(), &signers)?;
            }
            Ok(())
        };
        let done = self.write(&Author::User(first), build, |sql, committed, ()| project(sql, committed, &indexes))?;
        self.empty_wal()?;
        Ok(done)
    }

    /// Every redaction in the journal, in order: its index and clock, what it says, and who signed.
    ///
    /// # Errors
    /// When the store cannot be read, or an entry does not verify.
    pub fn redactions(&self) -> Result<Vec<(Opened, Redaction, Vec<Id>)>, Error> {
        let positions = {
            let reader = locked(&self.reader);
            let mut statement = reader.prepare_cached("SELECT DISTINCT log, idx FROM redacted")?;
            let rows = statement.query_map([], |row| Ok(At { log: row.get(0)?, index: row.get(1)? }))?;
            let mut positions = BTreeSet::new();
            for at in rows {
                positions.extend(order::position(&reader, at?)?);
            }
            positions
        };
        let read = |position| {
            let opened = self.open_entry(position)?;
            let index = opened.index;
            let fields = opened.payload.get(HEAD_ELEMENTS..).unwrap_or_default();
            let redaction = Redaction::decode(fields).map_err(|fault| Error::at(index, fault))?;
            let signers = certificate::signers(&opened.payload).map_err(|fault| Error::at(index, fault))?;
            Ok((opened, redaction, signers))
        };
        positions.into_iter().map(read).collect()
    }

    /// Writes the write-ahead log back into the database and cuts it to nothing.
    ///
    /// # Errors
    /// When the disk refuses, or a reader keeps the log in use for ten seconds.
    pub fn empty_wal(&self) -> Result<(), Error> {
        let busy: i64 =
            self.unopened(|conn| conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)))?;
        if busy == 0 { Ok(()) } else { Err(Error::WalInUse) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::{check, draft, found, reopen, tamper, write_many};
    use crate::testing::CHEAP;
    use crate::tlog::proof::verify_inclusion;

    /// A journal with two who may redact and two subjects of some entries each; the indexes of the first.
    fn with_two(seed: u64) -> (tempfile::TempDir, Journal, Unlocked, Unlocked, [Id; 2], Vec<u64>) {
        let (dir, journal, first, _) = found(seed);
        let second = journal.add_user(&first, "second words", CHEAP, REDACT_BIT).unwrap();
        let second = Unlocked { user: second, keys: journal.unlock("second words").unwrap().keys };
        let mut subjects = Vec::new();
        let mut indexes = Vec::new();
        for _ in 0..2 {
            let (committed, commit) = write_many(&journal, &Author::User(&first), 300);
            indexes = (commit.first..commit.size).collect();
            subjects.push(committed.last().unwrap().subject.unwrap());
        }
        let wanted = indexes.iter().map(|i| i - 301).collect();
        (dir, journal, first, second, [subjects[0], subjects[1]], wanted)
    }

    fn whole(journal: &Journal, first: &Unlocked, second: &Unlocked, subject: &Id) -> Result<Vec<u64>, Error> {
        journal.redact(first, second, subject, Scope::Whole, 1, |_, _, dropped| Ok(dropped.to_vec())).map(|(d, _)| d)
    }

    #[test]
    fn a_subject_goes_whole_and_everything_else_stays_proven() {
        let (dir, journal, first, second, [gone, stays], indexes) = with_two(31);
        assert_eq!(journal.entries_of(&gone).unwrap(), indexes);
        let (old_size, old_root) = (journal.size(), journal.root());
        assert_eq!(whole(&journal, &first, &second, &gone).unwrap(), indexes);
        for index in &indexes {
            let by = old_size;
            assert!(matches!(journal.open_entry(*index), Err(Error::Redacted { by: b, .. }) if b == by));
            let receipt = journal.prove(*index).unwrap();
            let leaf = receipt.leaf_hash;
            verify_inclusion(*index, receipt.head.size, &leaf, &receipt.proof, &receipt.head.root).unwrap();
        }
        assert_eq!(journal.root_at(old_size).unwrap(), old_root);
        let mut opened = 0;
        journal
            .open_range(0, journal.size(), |_| {
                opened += 1;
                Ok::<_, Error>(())
            })
            .unwrap();
        assert_eq!(opened, journal.size() - indexes.len() as u64);
        let again =
            journal.write(&Author::User(&first), |tx| tx.append(draft([9; 16], Some(gone), "late")), |_, _, _| Ok(()));
        assert!(matches!(again, Err(Error::UnknownSubject(_))));
        assert_eq!(journal.entries_of(&stays).unwrap().len(), 301);
        drop(journal);
        let (journal, _) = reopen(dir.path()).unwrap();
        let report = check(&journal);
        assert!(report.is_clean(), "{:?}", report.findings);
        assert_eq!(report.redacted, 301);
    }

    #[test]
    fn single_entries_go_and_the_subject_goes_on() {
        let (_dir, journal, first, second, [subject, other], indexes) = with_two(32);
        let some = [indexes[5], indexes[9]];
        let not_his = journal.redact(&first, &second, &other, Scope::Entries(&some), 1, |_, _, _| Ok::<_, Error>(()));
        assert!(matches!(not_his, Err(Error::NotOfSubject(i)) if i == some[0]));
        journal.redact(&first, &second, &subject, Scope::Entries(&some), 1, |_, _, _| Ok::<_, Error>(())).unwrap();
        assert_eq!(journal.entries_of(&subject).unwrap().len(), 299);
        let later =
            journal.write(&Author::User(&first), |tx| tx.append(draft([9; 16], Some(subject), "on")), |_, _, _| Ok(()));
        later.map_err(|e: Error| e).unwrap();
        assert!(check(&journal).is_clean());
    }

    #[test]
    fn it_takes_two_who_may() {
        let (_dir, journal, first, second, [subject, _], _) = with_two(33);
        let size = journal.size();
        assert!(matches!(whole(&journal, &first, &first, &subject), Err(Error::SameSigner)));
        journal.set_permissions(&first, &second.user, 1).unwrap();
        assert!(matches!(whole(&journal, &first, &second, &subject), Err(Error::MayNotRedact(u)) if u == second.user));
        assert!(matches!(whole(&journal, &first, &second, &[7; 16]), Err(Error::MayNotRedact(_))));
        assert_eq!(journal.size(), size + 1);
    }

    #[test]
    fn what_the_closure_refuses_is_not_redacted() {
        let (_dir, journal, first, second, [subject, _], indexes) = with_two(34);
        let refused =
            journal.redact(&first, &second, &subject, Scope::Whole, 1, |_, _, _| Err::<(), _>(Error::Cancelled));
        assert!(matches!(refused, Err(Error::Cancelled)));
        assert_eq!(journal.entries_of(&subject).unwrap(), indexes);
        assert!(check(&journal).is_clean());
    }

    #[test]
    fn a_dropped_body_without_a_redaction_and_a_held_one_with_are_named() {
        let (_dir, journal, first, second, [subject, other], indexes) = with_two(35);
        let kept: Vec<u8> = {
            let conn = locked(&journal.reader);
            conn.query_row("SELECT bytes FROM body WHERE idx = ?1", [indexes[3] as i64], |r| r.get(0)).unwrap()
        };
        whole(&journal, &first, &second, &subject).unwrap();
        let put = "INSERT INTO body (log, idx, bytes) VALUES (1, ?1, ?2)";
        journal.unopened(|conn| conn.execute(put, params![indexes[3] as i64, kept])).unwrap();
        let held = journal.entries_of(&other).unwrap()[4];
        tamper(&journal, "DELETE FROM body WHERE idx = ?1", held);
        let faults: Vec<_> = check(&journal).findings.into_iter().map(|f| (f.index, f.fault)).collect();
        assert!(
            faults.iter().any(|(i, f)| *i == Some(indexes[3]) && matches!(f, Fault::StillHeld { .. })),
            "{faults:?}"
        );
        assert!(faults.contains(&(Some(held), Fault::BodyMissing)), "{faults:?}");
        // A row that says "redacted" without an entry that does is a stray.
        let leaf = journal.prove(held).unwrap().leaf_hash;
        let put = "INSERT INTO redacted (leaf_hash, log, idx) VALUES (?1, 1, 3)";
        journal.unopened(|conn| conn.execute(put, params![leaf])).unwrap();
        let report = check(&journal);
        assert!(report.findings.iter().any(|f| f.fault == Fault::Stray { table: "redacted", count: 1 }), "{report:?}");
    }

    #[test]
    fn dropping_overwrites_what_it_frees_and_empties_the_write_ahead_log() {
        let (dir, journal, first, second, [subject, _], _) = with_two(36);
        assert!(std::fs::metadata(dir.path().join("journal.db-wal")).unwrap().len() > 0);
        whole(&journal, &first, &second, &subject).unwrap();
        assert_eq!(std::fs::metadata(dir.path().join("journal.db-wal")).unwrap().len(), 0);
        let secure: i64 = journal.unopened(|c| c.query_row("PRAGMA secure_delete", [], |r| r.get(0))).unwrap();
        assert_eq!(secure, 1);
    }
}
