//! The end of an operation: its record as it stands here, how each laptop stands, and what was signed held against what is held.
//! In scope: what is known here, to the entry and by roots.  Not here: who may write what (handlers/closing), the payload (domain).

use crate::fault::Fault;
use crate::laptops::held::Told;
use crate::laptops::{self, laptop_of};
use crate::projection::{self, StoredRevision};
use crate::store::Store;
use domain::api::closing::{Beyond, ClosingLaptop, Held, LogDigest, SignedHead, Standing};
use domain::api::session::ClosingNotice;
use domain::closing::{Closing, Counts, Head, Missing, Said, SignOff, listed, sign_offs};
use domain::id::Id;
use domain::record::{Blob, Folded, Payload, Revision, RevisionItems, standing};
use domain::time::Moment;
use ledger::tlog::checkpoint::Checkpoint;
use ledger::{Class, Journal};
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::ops::Range;

/// Entries looked at together.
const STEP_ENTRIES: u64 = 1_024;

/// What there is, and what is still open. A visit or a laptop that the lists do not show does not count.
const COUNTED: &str = "WITH visit AS (SELECT closed_ms FROM rm_encounter e WHERE NOT EXISTS(SELECT 1 FROM rm_mark m WHERE m.record = e.id)), \
    lot AS (SELECT (SELECT coalesce(sum(change), 0) FROM rm_movement WHERE batch = b.id) AS units FROM rm_batch b) \
    SELECT (SELECT count(*) FROM rm_patient), (SELECT count(*) FROM visit), (SELECT count(*) FROM visit WHERE closed_ms IS NULL), \
    (SELECT count(*) FROM lot WHERE units > 0), (SELECT count(*) FROM lot WHERE units < 0)";

/// The record as its revisions make it here.
pub(crate) struct Record {
    pub(crate) id: Id,
    pub(crate) revisions: Vec<StoredRevision>,
    pub(crate) folded: Folded,
    pub(crate) closing: Closing,
}

impl Record {
    /// Reads it; empty before anything was announced.
    ///
    /// # Errors
    /// The database's own; a field that cannot be read.
    pub(crate) fn read(sql: &Connection, journal: &Journal) -> Result<Self, Fault> {
        let id = Closing::record_of(Id(journal.operation()));
        let revisions = projection::revisions_of(sql, id)?;
        let folded = projection::folded(&revisions);
        let closing = Closing::from_items(&folded.items)?;
        Ok(Record { id, revisions, folded, closing })
    }

    /// Whether somebody announced it, and nobody has called it off.
    pub(crate) fn is_announced(&self) -> bool {
        !self.revisions.is_empty() && self.closing.withdrawn != Some(true)
    }

    /// Fields of what was announced that several people said differently at once.
    pub(crate) fn disputed(&self) -> impl Iterator<Item = usize> {
        self.folded.conflicts.keys().copied().filter(|field| Closing::ANNOUNCED.contains(field))
    }

    pub(crate) fn items(&self) -> Vec<RevisionItems> {
        self.revisions.iter().map(|revision| revision.items.clone()).collect()
    }

    pub(crate) fn stored(&self, id: &Revision) -> Option<&StoredRevision> {
        self.revisions.iter().find(|revision| revision.items.id == *id)
    }

    /// The revision by which it was last announced, amended or called off.
    pub(crate) fn announcement(&self) -> Option<&StoredRevision> {
        let items = self.items();
        let said = Closing::ANNOUNCED.flat_map(|field| standing(&items, field));
        said.filter_map(|id| self.stored(&id)).max_by_key(|revision| (revision.items.hlc, revision.items.id))
    }

    /// Every laptop that is listed, each with the revision that listed it.
    pub(crate) fn listed(&self) -> Result<Vec<Said<Missing>>, Fault> {
        Ok(listed(&self.items())?)
    }

    /// The signatures that stand, the one shown last.
    pub(crate) fn signatures(&self) -> Result<Vec<Said<SignOff>>, Fault> {
        Ok(sign_offs(&self.items())?)
    }

    fn has(&self, position: u64) -> bool {
        self.revisions.iter().any(|revision| revision.position == position)
    }

    fn within(&self, ranges: &[Range<u64>]) -> u64 {
        let own = self.revisions.iter().filter(|own| ranges.iter().any(|range| range.contains(&own.position)));
        own.count() as u64
    }
}

/// What everybody is told, if anything.
///
/// # Errors
/// When the journal or the database cannot be read.
pub(crate) fn notice(store: &Store) -> Result<Option<ClosingNotice>, Fault> {
    let journal = store.journal();
    let record = store.read(|sql| Record::read(sql, journal))?;
    let Some(announced) = record.announcement().filter(|_| record.is_announced()) else { return Ok(None) };
    let on = laptops::of_entry(journal, announced.position)?;
    Ok(Some(ClosingNotice {
        last_day: record.closing.last_day,
        note: record.closing.note.clone().unwrap_or_default(),
        with: on.filter(|laptop| laptop.0 != journal.device()),
        signed: !record.signatures()?.is_empty(),
    }))
}

/// A laptop before people's names are known: who listed it stands beside each line.
pub(crate) type Laptop = (ClosingLaptop, Vec<Said<Missing>>);

/// How each laptop stands, this one first.
///
/// # Errors
/// When the journal or the database cannot be read.
pub(crate) fn laptops(store: &Store, record: &Record) -> Result<Vec<Laptop>, Fault> {
    let journal = store.journal();
    let (told, heads, listed) = (Told::gather(store)?, journal.heads()?, record.listed()?);
    let mut all = Vec::new();
    for laptop in laptops::known(store)? {
        let lines: Vec<_> = listed.iter().filter(|(line, _)| line.laptop == laptop.id).cloned().collect();
        let behind = match &laptop.known {
            // What is said about the closing must not keep it from being signed.
            Some(known) => {
                let beyond = journal.positions_beyond(&told.heads_of(laptop.id))?;
                known.behind.saturating_sub(record.within(&beyond))
            }
            None => 0,
        };
        let is_whole = is_whole(&laptop, behind);
        let stands = match (laptop.revoked, laptop.forked) {
            (true, _) => Standing::Revoked,
            (false, true) => Standing::Forked,
            (false, false) if is_whole => Standing::In,
            (false, false) if !lines.is_empty() => Standing::Listed,
            (false, false) if laptop.known.is_none() => Standing::Unheard,
            (false, false) => Standing::Behind,
        };
        let own = heads.iter().filter(|head| laptop_of(&head.origin) == Some(laptop.id));
        let digests = own.map(|head| LogDigest { size: head.size, root: hex::encode(head.root) }).collect();
        let accounted = laptop.revoked || is_whole || !lines.is_empty();
        all.push((ClosingLaptop { laptop, digests, stands, behind, listed: Vec::new(), accounted }, lines));
    }
    Ok(all)
}

/// Whether a laptop is known to hold all that is here but for what was said about the closing, of which it is so many behind.
fn is_whole(laptop: &domain::api::laptops::Laptop, behind: u64) -> bool {
    laptop.here || (laptop.known.is_some() && behind == 0)
}

/// What there is here, and what is still open.
///
/// # Errors
/// The database's own.
pub(crate) fn counts(sql: &Connection, laptops: &[Laptop]) -> Result<Counts, Fault> {
    let of = |is: fn(&ClosingLaptop) -> bool| laptops.iter().filter(|(laptop, _)| is(laptop)).count() as u64;
    let is_out = |laptop: &ClosingLaptop| !laptop.laptop.revoked && !is_whole(&laptop.laptop, laptop.behind);
    let (forks, behind) = (of(|laptop| laptop.laptop.forked && !laptop.laptop.revoked), of(is_out));
    let counted = sql.query_row(COUNTED, [], |row| {
        let count = |n| row.get::<_, i64>(n).map(i64::cast_unsigned);
        Ok(Counts {
            patients: count(0)?,
            visits: count(1)?,
            open_visits: count(2)?,
            lots_in_stock: count(3)?,
            lots_below_zero: count(4)?,
            forks,
            behind,
        })
    })?;
    Ok(counted)
}

/// The heads of every log and of every history, as they are signed.
///
/// # Errors
/// When the journal cannot be read.
pub(crate) fn heads(journal: &Journal) -> Result<Vec<Head>, Fault> {
    let heads = journal.heads()?.into_iter();
    Ok(heads.map(|head| Head { log: head.origin, size: head.size, root: Blob(head.root.to_vec()) }).collect())
}

/// Signed heads against what is held: each by its root, and what none of them covers.
///
/// # Errors
/// When the journal cannot be read.
pub(crate) fn held(
    journal: &Journal,
    record: &Record,
    signed: &[Head],
) -> Result<(Vec<SignedHead>, Vec<Beyond>), Fault> {
    let here = journal.heads()?;
    let mut covering = Vec::new();
    for head in signed {
        let root = head.root.0.clone().try_into().ok();
        let head = root.map(|root| Checkpoint { origin: head.log.clone(), size: head.size, root });
        let holds = head.as_ref().map(|head| journal.holds(head)).transpose()?.unwrap_or_default();
        covering.extend(head.filter(|_| holds));
    }
    let mut told = Vec::new();
    for head in signed {
        let of_log = || here.iter().filter(|own| own.origin == head.log);
        let longest = of_log().map(|own| own.size).max().unwrap_or_default();
        let is =
            |other: &Checkpoint| other.origin == head.log && other.size == head.size && other.root[..] == head.root.0;
        let held = if covering.iter().any(is) {
            Held::Whole
        } else if covering.iter().any(|other| other.origin == head.log) {
            Held::Absent
        } else if longest >= head.size {
            Held::Contradicts
        } else {
            Held::Behind { entries: head.size - longest }
        };
        let digest = LogDigest { size: head.size, root: hex::encode(&head.root.0) };
        told.push(SignedHead { laptop: laptop_of(&head.log), digest, held });
    }
    // Of a log that does not reach, or contradicts, what was signed, nothing is beyond it.
    let unheld =
        told.iter().zip(signed).filter(|(told, _)| matches!(told.held, Held::Behind { .. } | Held::Contradicts));
    let unheld: Vec<&str> = unheld.map(|(_, head)| &head.log[..]).collect();
    covering.extend(here.iter().filter(|own| unheld.contains(&&own.origin[..])).cloned());
    Ok((told, beyond(journal, record, &covering)?))
}

/// What none of these heads covers, by the laptop that wrote it.
fn beyond(journal: &Journal, record: &Record, covering: &[Checkpoint]) -> Result<Vec<Beyond>, Fault> {
    let mut by: BTreeMap<Option<Id>, (u64, Option<u64>)> = BTreeMap::new();
    for range in journal.positions_beyond(covering)? {
        for first in range.clone().step_by(STEP_ENTRIES as usize) {
            let entries = journal.entries(first, range.end.min(first + STEP_ENTRIES))?;
            for entry in entries.iter().filter(|entry| entry.class != Class::Heads && !record.has(entry.position)) {
                let (count, newest) = by.entry(laptop_of(&entry.origin)).or_default();
                (*count, *newest) = (*count + 1, entry.hlc.max(*newest));
            }
        }
    }
    let said = |(laptop, (entries, hlc)): (_, (u64, Option<u64>))| Beyond {
        laptop,
        entries,
        newest: hlc.map(|hlc| Moment::utc((hlc >> 16).cast_signed())),
    };
    Ok(by.into_iter().map(said).collect())
}
