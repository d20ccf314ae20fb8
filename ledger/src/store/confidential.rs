//! Confidential sections: entries under a key that is wrapped to named people alone, at least two. The device holds the wraps, and
//! opens such an entry only with the keys of one of them, in memory, for as long as they are asked for.
//! In scope: making and renewing a section's key, naming people, reading and writing with it.  Not here: what such sections are for,
//! who may be named.

use super::genesis::Unlocked;
use super::journal::{Journal, locked};
use super::order::{self, At};
use super::read::Opened;
use super::rows::row_at;
use super::tx::Tx;
use crate::Id;
use crate::cbor::CborError;
use crate::crypto::keys::{Purpose, Secret32, WrapContext, unwrap, wrap};
use crate::entry::Class;
use crate::error::{Error, Fault};
use crate::payload::{AuthorKind, cbor, fixed};
use minicbor::Decoder;
use rusqlite::{Connection, params};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Payload type of a confidential section's key. FROZEN v1.
pub const CONFIDENTIAL_KEY: u16 = 203;
/// People who must be named.
pub const NAMED_MIN: usize = 2;

/// A section's key, wrapped to each person named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Confidential {
    pub(crate) subject: Id,
    pub(crate) wraps: Vec<(Id, Vec<u8>)>,
}

impl Confidential {
    fn fields(&self) -> Vec<Vec<u8>> {
        let wraps = cbor(|e| {
            e.array(self.wraps.len() as u64);
            for (user, wrap) in &self.wraps {
                e.array(2).bytes(user).bytes(wrap);
            }
            e
        });
        vec![cbor(|e| e.bytes(&self.subject)), wraps]
    }

    /// Reads fields 5 and up.
    pub(crate) fn decode(fields: &[Vec<u8>]) -> Result<Self, Fault> {
        let shape = |detail: String| Fault::Cbor(CborError::Shape { what: "confidential key", detail });
        let read = |e: minicbor::decode::Error| shape(e.to_string());
        let [subject, wraps, ..] = fields else { return Err(shape("fewer than two fields".to_owned())) };
        let mut decoder = Decoder::new(wraps);
        let count = decoder.array().map_err(read)?.unwrap_or(0);
        let mut one = || {
            decoder.array()?;
            let user = fixed(&mut decoder)?;
            Ok((user, fixed::<80>(&mut decoder)?.to_vec()))
        };
        let wraps = (0..count).map(|_| one().map_err(read)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { subject: fixed(&mut Decoder::new(subject)).map_err(read)?, wraps })
    }

    /// Rows of the derived table, one for each person.
    pub(crate) fn put(&self, conn: &Connection, at: At) -> Result<(), Error> {
        let sql = "INSERT OR IGNORE INTO confidential (subject, user, log, idx, wrap) VALUES (?1, ?2, ?3, ?4, ?5)";
        for (user, wrap) in &self.wraps {
            conn.prepare_cached(sql)?.execute(params![self.subject, user, at.log, at.index as i64, wrap])?;
        }
        Ok(())
    }

    /// Whether the derived table has exactly these.
    pub(crate) fn is_put(&self, conn: &Connection, at: At) -> Result<bool, Error> {
        let sql = "SELECT user, wrap FROM confidential WHERE subject = ?1 AND log = ?2 AND idx = ?3";
        let mut statement = conn.prepare_cached(sql)?;
        let rows = statement
            .query_map(params![self.subject, at.log, at.index as i64], |row| {
                Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?))
            })?
            .collect::<Result<BTreeMap<Id, Vec<u8>>, _>>()?;
        Ok(rows == self.wraps.iter().cloned().collect())
    }
}

/// Keys of the sections that one person may read; zeroized when dropped.
#[derive(Debug, Default)]
pub struct SectionKeys(HashMap<Id, Secret32>);

impl SectionKeys {
    /// Whether a section is among them.
    #[must_use]
    pub fn has(&self, section: &Id) -> bool {
        self.0.contains_key(section)
    }

    pub(crate) fn get(&self, section: &Id) -> Option<&Secret32> {
        self.0.get(section)
    }
}

/// Whether an id is a confidential section's.
pub(crate) fn is_section(conn: &Connection, id: &Id) -> Result<bool, Error> {
    Ok(conn.prepare_cached("SELECT 1 FROM confidential WHERE subject = ?1")?.exists([id])?)
}

impl Journal {
    /// The keys of every section that names this person.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn section_keys(&self, user: &Unlocked) -> Result<SectionKeys, Error> {
        let reader = locked(&self.reader);
        let mut statement = reader.prepare_cached("SELECT subject, wrap FROM confidential WHERE user = ?1")?;
        let rows = statement.query_map([user.user], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)))?;
        let mut keys = HashMap::new();
        for row in rows {
            let (section, wrapped): (Id, _) = row?;
            // A wrap that does not open was made for other keys of theirs, or by a hostile hand: it opens nothing.
            if let Ok(key) = unwrap(&user.keys.wrap, &self.section_context(user.user, section), &wrapped) {
                keys.insert(section, key);
            }
        }
        Ok(SectionKeys(keys))
    }

    /// The people named for a section.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn named(&self, section: &Id) -> Result<BTreeSet<Id>, Error> {
        let reader = locked(&self.reader);
        let mut statement = reader.prepare_cached("SELECT user FROM confidential WHERE subject = ?1")?;
        Ok(statement.query_map([section], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// [`Journal::open_entry`] with the keys of somebody who may read confidential sections.
    ///
    /// # Errors
    /// As there; [`Error::SealedToOthers`] where the section is not among the keys.
    pub fn open_confidential(&self, keys: &SectionKeys, position: u64) -> Result<Opened, Error> {
        let reader = locked(&self.reader);
        let row = row_at(&reader, position)?;
        self.open_with(&reader, &mut locked(&self.groups), &row, keys)
    }

    /// Positions of the entries in a section, in order. Reads every envelope.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn entries_of_section(&self, section: &Id) -> Result<Vec<u64>, Error> {
        let key_at: BTreeSet<u64> = self.section_key_positions(&locked(&self.reader), section)?.into_iter().collect();
        let mut all = self.entries_of(section)?;
        all.retain(|position| !key_at.contains(position));
        Ok(all)
    }

    /// Where a section's key entries stand.
    pub(crate) fn section_key_positions(&self, conn: &Connection, section: &Id) -> Result<Vec<u64>, Error> {
        let mut statement = conn.prepare_cached("SELECT DISTINCT log, idx FROM confidential WHERE subject = ?1")?;
        let places = statement.query_map([section], |row| Ok(At { log: row.get(0)?, index: row.get(1)? }))?;
        let mut positions = Vec::new();
        for at in places {
            positions.extend(order::position(conn, at?)?);
        }
        Ok(positions)
    }

    pub(crate) fn section_context(&self, user: Id, section: Id) -> WrapContext {
        WrapContext { purpose: Purpose::Confidential, operation: self.operation(), recipient: user, key: section }
    }
}

impl Tx<'_> {
    /// Makes a confidential section for these people, and gives its id. To let somebody go, make another section for those who stay
    /// and write there from then on.
    ///
    /// # Errors
    /// [`Error::TooFewNamed`]; somebody without a certificate.
    pub fn new_section(&mut self, named: &[Id]) -> Result<Id, Error> {
        let id = self.new_id();
        let key = Secret32::random(self.journal().env());
        self.put_section(id, &key, named)?;
        self.remember_key(id, key);
        Ok(id)
    }

    /// Names further people for a section that the writer may read.
    ///
    /// # Errors
    /// [`Error::UnknownSubject`] where the section is not among the keys; somebody without a certificate.
    pub fn name_for_section(&mut self, keys: &SectionKeys, section: &Id, more: &[Id]) -> Result<(), Error> {
        let key = keys.get(section).ok_or(Error::UnknownSubject(*section))?;
        self.wrap_section(*section, key, more)
    }

    /// Lets drafts be sealed under these sections within this transaction.
    pub fn use_sections(&mut self, keys: &SectionKeys) {
        for (id, key) in &keys.0 {
            self.remember_key(*id, Secret32::new(*key.expose()));
        }
    }

    fn put_section(&mut self, id: Id, key: &Secret32, named: &[Id]) -> Result<(), Error> {
        let distinct: BTreeSet<&Id> = named.iter().collect();
        if distinct.len() < NAMED_MIN {
            return Err(Error::TooFewNamed);
        }
        self.wrap_section(id, key, named)
    }

    fn wrap_section(&mut self, id: Id, key: &Secret32, named: &[Id]) -> Result<(), Error> {
        let mut wraps = Vec::new();
        for user in named.iter().collect::<BTreeSet<_>>() {
            let public = self.journal().membership().newest_of(AuthorKind::User, user).map(|c| c.wrap_key);
            let public = public.filter(|_| !self.journal().is_revoked(AuthorKind::User, user));
            let public = public.ok_or(Error::UnknownAuthor(*user))?;
            let context = self.journal().section_context(*user, id);
            wraps.push((*user, wrap(self.journal().env(), &public, &context, key)?));
        }
        let fields = Confidential { subject: id, wraps }.fields();
        let draft = self.plain(Class::Key, self.new_id(), CONFIDENTIAL_KEY, fields);
        self.append(draft).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::ingest::tests::{each_of, pull};
    use crate::store::join::tests::joined;
    use crate::store::redaction::{REDACT_BIT, Scope};
    use crate::store::tests::{check, draft, found, reopen};
    use crate::testing::CHEAP;
    use crate::{Author, Committed};

    fn person(journal: &Journal, admin: &Unlocked, words: &str) -> Unlocked {
        let user = journal.add_user(admin, words, CHEAP, REDACT_BIT).unwrap();
        Unlocked { user, keys: journal.unlock(words).unwrap().keys }
    }

    fn write(journal: &Journal, by: &Unlocked, keys: &SectionKeys, section: Id, text: &str) -> Committed {
        let build = |tx: &mut Tx<'_>| {
            tx.use_sections(keys);
            tx.append(draft(tx.new_id(), Some(section), text))
        };
        journal.write(&Author::User(by), build, |_, c, _| Ok::<_, Error>(c[0].clone())).unwrap().0
    }

    #[test]
    fn only_the_named_read_a_section_and_everybody_else_passes_over_it() {
        let (dir, here, admin, _) = found(151);
        let [doctor, midwife, other] =
            ["doctor words", "midwife words", "other words"].map(|w| person(&here, &admin, w));
        let make = |named: &[Id]| {
            here.write(&Author::User(&doctor), |tx| tx.new_section(named), |_, _, id| Ok::<_, Error>(id))
                .map(|(id, _)| id)
        };
        assert!(matches!(make(&[doctor.user, doctor.user]), Err(Error::TooFewNamed)));
        assert!(matches!(make(&[doctor.user, [9; 16]]), Err(Error::UnknownAuthor(_))));
        let section = make(&[doctor.user, midwife.user]).unwrap();
        let keys = here.section_keys(&doctor).unwrap();
        let written = write(&here, &doctor, &keys, section, "told in confidence");
        assert!(here.section_keys(&other).unwrap().0.is_empty());
        assert!(matches!(here.open_entry(written.position), Err(Error::SealedToOthers { .. })));
        let none = SectionKeys::default();
        assert!(matches!(here.open_confidential(&none, written.position), Err(Error::SealedToOthers { .. })));
        let as_midwife = here.section_keys(&midwife).unwrap();
        assert_eq!(here.open_confidential(&as_midwife, written.position).unwrap().payload, written.payload);
        assert_eq!(here.entries_of_section(&section).unwrap(), [written.position]);
        // Without the keys nobody writes there either.
        let build = |tx: &mut Tx<'_>| tx.append(draft(tx.new_id(), Some(section), "x"));
        let refused = here.write(&Author::User(&other), build, |_, _, _| Ok::<_, Error>(()));
        assert!(matches!(refused, Err(Error::UnknownSubject(_))));
        each_of(&here, |opened| assert_ne!(opened.position, written.position));
        let report = check(&here);
        assert!(report.is_clean() && report.sealed == 1, "{:?}", report.findings);

        // Elsewhere it is the same, also for somebody who is named later.
        let (there, _) = joined(&here, &admin, dir.path(), "there");
        let there_midwife = there.unlock("midwife words").unwrap();
        let keys = there.section_keys(&there_midwife).unwrap();
        let position = there.entries_of_section(&section).unwrap()[0];
        assert_eq!(there.open_confidential(&keys, position).unwrap().payload, written.payload);
        let name = |tx: &mut Tx<'_>| tx.name_for_section(&keys, &section, &[other.user]);
        there.write(&Author::User(&there_midwife), name, |_, _, ()| Ok::<_, Error>(())).unwrap();
        let answer = write(&there, &there_midwife, &keys, section, "and answered");
        pull(&here, &there);
        assert_eq!(here.named(&section).unwrap().len(), 3);
        let keys = here.section_keys(&other).unwrap();
        let all = here.entries_of_section(&section).unwrap();
        assert_eq!(here.open_confidential(&keys, all[1]).unwrap().payload, answer.payload);
        assert!(check(&here).is_clean() && check(&there).is_clean());
        drop(here);
        let (here, _) = reopen(dir.path()).unwrap();
        assert!(check(&here).is_clean());

        // Redacted, it is gone with its key.
        here.redact(&doctor, &midwife, &section, Scope::Whole, 1, |_, _, _| Ok::<_, Error>(())).unwrap();
        assert!(here.section_keys(&other).unwrap().0.is_empty());
        assert!(matches!(here.open_confidential(&keys, all[1]), Err(Error::Redacted { .. })));
        assert!(check(&here).is_clean());
    }
}
