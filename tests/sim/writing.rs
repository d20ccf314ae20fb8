//! What people write in a simulation, and what is remembered of it to judge by.
//! In scope: records and amendments, revocations, redactions, new keys.  Not here: who does what when (`steps`).

use crate::device::{ADMIN_WORDS, Kept, NURSE_WORDS, SECOND_WORDS, Trouble};
use crate::simulation::{Failure, Simulation};
use ledger::payload::cbor;
use ledger::{
    Author, AuthorKind, Changed, Class, Committed, Draft, EntryRow, Error, Hash, Id, Journal, Scope, Unlocked,
};
use std::cell::Cell;
use std::collections::BTreeMap;

/// An entry that a device said is stored.
#[derive(Debug, Clone)]
pub(crate) struct Ack {
    pub(crate) leaf: Hash,
    /// The device that said so.
    pub(crate) home: usize,
    pub(crate) origin: String,
    pub(crate) index: u64,
    /// What was written together: it is shown together.
    pub(crate) group: usize,
    pub(crate) class: Class,
    pub(crate) subject: Option<Id>,
    /// The person who wrote it; none where the device did.
    pub(crate) by: Option<Id>,
    /// Whether the only disk that held it is lost.
    pub(crate) gone: bool,
}

/// An entry as whoever wrote it was told of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written {
    pub(crate) leaf: Hash,
    index: u64,
    class: Class,
    record: Id,
}

impl From<&EntryRow> for Written {
    fn from(row: &EntryRow) -> Self {
        Self { leaf: row.leaf_hash, index: row.index, class: row.class, record: row.record.unwrap_or_default() }
    }
}

impl From<&Committed> for Written {
    fn from(committed: &Committed) -> Self {
        let Committed { leaf_hash: leaf, index, class, record, .. } = *committed;
        Self { leaf, index, class, record }
    }
}

/// A record that is amended later.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub(crate) id: Id,
    pub(crate) subject: Option<Id>,
    pub(crate) leaves: Vec<Hash>,
}

/// Somebody who was revoked, and how far each log was accepted.
#[derive(Debug, Clone)]
pub(crate) struct Revoked {
    pub(crate) leaf: Hash,
    pub(crate) of: (AuthorKind, Id),
    pub(crate) accepted: BTreeMap<String, u64>,
}

/// Who writes.
enum Who {
    Person(Box<Unlocked>),
    Device,
}

impl Who {
    fn author(&self) -> Author<'_> {
        match self {
            Self::Person(user) => Author::User(user),
            Self::Device => Author::Device,
        }
    }

    fn id(&self) -> Option<Id> {
        match self {
            Self::Person(user) => Some(user.user),
            Self::Device => None,
        }
    }
}

/// Under whose key.
#[derive(Debug, Clone, Copy)]
enum Subject {
    Nobody,
    New,
    Known(Id),
}

/// What is refused where somebody was revoked or redacted, and fails nothing.
fn is_expected(trouble: &Trouble) -> bool {
    matches!(
        trouble.ledger(),
        Some(
            Error::RevokedAuthor(_)
                | Error::UnknownAuthor(_)
                | Error::UnknownSubject(_)
                | Error::NotOfSubject(_)
                | Error::MayNotRedact(_)
        )
    )
}

impl Simulation {
    /// What was written, unless it was refused as it should.
    pub(crate) fn written<T>(&mut self, n: usize, done: Result<T, Trouble>) -> Result<Option<T>, Failure> {
        match done {
            Ok(written) => Ok(Some(written)),
            Err(trouble) if is_expected(&trouble) => {
                self.tells(format!("{} refuses: {trouble}", self.name(n)));
                Ok(None)
            }
            Err(trouble) => Err(self.broken(n, &trouble)),
        }
    }

    /// Remembers what a device said is stored.
    pub(crate) fn acknowledge(&mut self, n: usize, entries: &[Written], subject: Option<Id>, by: Option<Id>) {
        let (origin, group) = (self.devices[n].journal().origin().to_owned(), self.acks.len());
        for entry in entries {
            let Written { leaf, index, class, .. } = *entry;
            self.acks.push(Ack {
                leaf,
                home: n,
                origin: origin.clone(),
                index,
                group,
                class,
                subject,
                by,
                gone: false,
            });
        }
        self.tally.written += entries.len() as u64;
    }

    /// Somebody writes something on a device.
    pub(crate) fn write(&mut self, n: usize) -> Result<(), Failure> {
        let who = self.somebody(n)?;
        let amended = self.records.len().checked_sub(1).map(|last| self.chance.below(last + 1));
        let amended = amended.filter(|_| self.chance.once_in(3));
        let subject = match self.chance.below(4) {
            _ if amended.is_some() => Subject::Nobody,
            0 => Subject::Nobody,
            1 if !self.records.is_empty() => {
                self.chance.pick(&self.records).subject.map_or(Subject::New, Subject::Known)
            }
            _ => Subject::New,
        };
        let done = match self.devices[n].kept() {
            Kept::Bare(..) => self.write_bare(n, &who, amended, subject),
            Kept::Whole(_) => self.write_whole(n, &who.author(), amended),
        };
        let Some((entries, subject)) = self.written(n, done)? else { return Ok(()) };
        self.acknowledge(n, &entries, subject, who.id());
        self.tells(format!("{} writes {} entries", self.name(n), entries.len()));
        for entry in entries.iter().filter(|entry| matches!(entry.class, Class::Clinical | Class::Stock)) {
            match self.records.iter_mut().find(|record| record.id == entry.record) {
                Some(record) => record.leaves.push(entry.leaf),
                None => self.records.push(Record { id: entry.record, subject, leaves: vec![entry.leaf] }),
            }
        }
        Ok(())
    }

    fn somebody(&mut self, n: usize) -> Result<Who, Failure> {
        let words = match self.chance.below(6) {
            0 => return Ok(Who::Device),
            1 | 2 => NURSE_WORDS,
            _ => ADMIN_WORDS,
        };
        self.person(n, words).map(|user| user.map_or(Who::Device, |user| Who::Person(Box::new(user))))
    }

    /// Somebody's keys, unless they have no slot there.
    fn person(&self, n: usize, words: &str) -> Result<Option<Unlocked>, Failure> {
        match self.devices[n].unlock(words) {
            Ok(user) => Ok(Some(user)),
            Err(trouble) => match trouble.ledger() {
                Some(Error::Vault(_)) => Ok(None),
                _ => Err(self.broken(n, &trouble)),
            },
        }
    }

    fn write_bare(
        &mut self,
        n: usize,
        who: &Who,
        amended: Option<usize>,
        subject: Subject,
    ) -> Result<(Vec<Written>, Option<Id>), Trouble> {
        let record = amended.map(|record| self.records[record].clone());
        // Mostly a few; sometimes so many that a log is cut within.
        let count = if self.chance.once_in(12) { 70 } else { 1 + self.chance.magnitude(6) };
        let texts: Vec<Vec<u8>> = (0..count).map(|_| vec![b'x'; self.chance.magnitude(2_000) as usize]).collect();
        let known = Cell::new(record.as_ref().and_then(|record| record.subject));
        let device = &self.devices[n];
        let Kept::Bare(_, shown) = device.kept() else { return Ok((Vec::new(), None)) };
        let seen = |leaf: &&Hash| shown.borrow().leaves.values().any(|shown| shown == *leaf);
        let parents: Vec<Hash> =
            record.iter().flat_map(|record| record.leaves.iter().rev().filter(seen).take(2)).copied().collect();
        let build = |tx: &mut ledger::Tx<'_>| {
            match subject {
                Subject::New => known.set(Some(tx.new_subject_key()?)),
                Subject::Known(id) => known.set(Some(id)),
                Subject::Nobody => {}
            }
            for text in &texts {
                let moment = (tx.now_ms().cast_signed(), 0, 1);
                tx.append(Draft {
                    class: Class::Clinical,
                    record: record.as_ref().map_or_else(|| tx.new_id(), |record| record.id),
                    subject: known.get(),
                    kind: (1, 1),
                    parents: parents.clone(),
                    effective_at: moment,
                    recorded_at: moment,
                    fields: vec![cbor(|e| e.bytes(text))],
                })?;
            }
            Ok::<_, Error>(())
        };
        let (written, _) = device
            .journal()
            .write(&who.author(), build, |_, c, ()| Ok::<_, Error>(c.iter().map(Written::from).collect()))?;
        device.follow(&Changed::default(), true)?;
        Ok((written, known.get()))
    }

    /// Somebody is revoked by what this device holds, and a new operation key shuts them out.
    pub(crate) fn revoke(&mut self, n: usize, of: (AuthorKind, Id)) -> Result<(), Failure> {
        let Some(admin) = self.person(n, ADMIN_WORDS)? else { return Ok(()) };
        let heads = self.devices[n].journal().heads();
        let heads = heads.map_err(|error| self.broken(n, &error.into()))?;
        let accepted = heads.into_iter().map(|head| (head.origin, head.size)).collect();
        let done = self.devices[n].writing(|kept, _| Ok(of_kept(kept).revoke(&admin, of.0, &of.1, 1)?));
        let Some(rows) = self.written(n, done)? else { return Ok(()) };
        self.acknowledge(n, &rows, None, Some(admin.user));
        self.tells(format!("{} revokes {}", self.name(n), hex_of(&of.1)));
        self.tally.revocations += 1;
        self.revoked.extend(rows.first().map(|row| Revoked { leaf: row.leaf, of, accepted }));
        if of.0 == AuthorKind::Device {
            let theirs = |device: &crate::device::Device| device.kept.is_some() && device.journal().device() == of.1;
            self.devices.iter_mut().filter(|device| theirs(device)).for_each(|device| device.revoked = true);
        }
        self.rotate(n)
    }

    /// A new operation key.
    pub(crate) fn rotate(&mut self, n: usize) -> Result<(), Failure> {
        let Some(admin) = self.person(n, ADMIN_WORDS)? else { return Ok(()) };
        let done = self.devices[n].writing(|kept, _| Ok(of_kept(kept).rotate_op_key(&admin).map(|_| ())?));
        let Some(rows) = self.written(n, done)? else { return Ok(()) };
        self.acknowledge(n, &rows, None, Some(admin.user));
        self.tells(format!("{} makes a new operation key", self.name(n)));
        Ok(())
    }

    /// Everything of a record's subject is redacted, or that record.
    pub(crate) fn redact(&mut self, n: usize, record: &Record) -> Result<(), Failure> {
        let (Some(subject), Some(admin), Some(second)) =
            (record.subject, self.person(n, ADMIN_WORDS)?, self.person(n, SECOND_WORDS)?)
        else {
            return Ok(());
        };
        let of = self.devices[n].journal().entries_of(&subject);
        let of = of.map_err(|error| self.broken(n, &error.into()))?;
        let journal = self.devices[n].journal();
        let rows = journal.entries(0, journal.length()).map_err(|error| self.broken(n, &error.into()))?;
        let one = self.chance.once_in(2) && !self.whole;
        let positions: Vec<u64> =
            of.into_iter().filter(|at| !one || rows[*at as usize].record == Some(record.id)).collect();
        let dropped: Vec<Hash> = positions.iter().map(|at| rows[*at as usize].leaf_hash).collect();
        if dropped.is_empty() {
            return Ok(());
        }
        let ids: Vec<domain::id::Id> =
            self.records.iter().filter(|r| r.subject == Some(subject)).map(|r| domain::id::Id(r.id)).collect();
        let scope = if one { Scope::Entries(&positions) } else { Scope::Whole };
        let done = self.devices[n].writing(|kept, changed| match kept {
            Kept::Bare(journal, _) => {
                journal.redact(&admin, &second, &subject, scope, 1, |_, _, dropped| {
                    changed.dropped.extend_from_slice(dropped);
                    Ok::<_, Error>(())
                })?;
                Ok(())
            }
            Kept::Whole(store) => Ok(store.redact([&admin, &second], subject, scope, 1, &ids).map(|_| ())?),
        });
        let Some(rows) = self.written(n, done)? else { return Ok(()) };
        self.acknowledge(n, &rows, None, Some(admin.user));
        self.tells(format!("{} redacts {} entries", self.name(n), dropped.len()));
        self.tally.redactions += 1;
        self.redacted.extend(dropped);
        if !one {
            self.redacted_subjects.insert(subject);
        }
        Ok(())
    }
}

fn of_kept(kept: &Kept) -> &Journal {
    match kept {
        Kept::Bare(journal, _) => journal,
        Kept::Whole(store) => store.journal(),
    }
}

/// The first digits of an id.
pub(crate) fn hex_of(id: &[u8]) -> String {
    id.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}
