//! Milestones: signed checkpoints at sizes that a log once had, so that a long log travels in parts each of which is verified by
//! itself, and kept (docs/decisions/0010-milestones.md).
//! In scope: when one is due, keeping them, cutting a history into parts at them.  Not here: how parts travel (`sync`).

use super::branch;
use super::ingest::Batch;
use super::journal::{Journal, locked};
use super::order::At;
use super::rows::contiguous_rows;
use super::schema::{self, Log};
use crate::entry::ENTRY_BYTES;
use crate::error::Error;
use crate::tlog::checkpoint::Checkpoint;
use crate::tlog::tree::TILE_WIDTH;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;

/// Entries from one milestone to the next, or a few more: a group of entries is not cut.
pub const ENTRIES: u64 = 64;
/// Bytes of bodies after which one is due earlier.
pub(crate) const BODY_BYTES: u64 = 1 << 18;
/// Milestones looked at to find where a part ends.
const CANDIDATES_MAX: usize = 1 << 10;
/// Bytes of bodies that a part carries where no milestone comes sooner; the others are handed over one by one.
pub const PART_BODY_BYTES_MAX: usize = 1 << 22;

/// The size of a log's last milestone, 0 where there is none.
pub(crate) fn last(conn: &Connection, log: i64) -> Result<u64, Error> {
    let sql = "SELECT size FROM milestone WHERE log = ?1 ORDER BY size DESC LIMIT 1";
    Ok(conn.prepare_cached(sql)?.query_row([log], |row| row.get(0)).optional()?.unwrap_or(0))
}

/// Keeps a signed note as a milestone.
pub(crate) fn put(conn: &Connection, log: i64, size: u64, note: &str) -> Result<(), Error> {
    let sql = "INSERT OR IGNORE INTO milestone (log, size, note) VALUES (?1, ?2, ?3)";
    if conn.prepare_cached(sql)?.execute(params![log, size as i64, note])? > 0 {
        conn.prepare_cached("UPDATE log SET milestones = milestones + 1 WHERE id = ?1")?.execute([log])?;
    }
    Ok(())
}

/// How many a row of `log` was given, and how many it has.
pub(crate) fn counts(conn: &Connection, log: i64) -> Result<(u64, u64), Error> {
    let sql = "SELECT milestones, (SELECT count(*) FROM milestone WHERE log = ?1) FROM log WHERE id = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([log], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// A history's milestones above one size and up to another, so many at most; those included that it shares with what it left.
pub(crate) fn between(
    conn: &Connection,
    log: i64,
    (above, up_to): (u64, u64),
    max: i64,
) -> Result<BTreeMap<u64, String>, Error> {
    let mut notes = match branch::base(conn, log)?.filter(|(_, at)| above < *at) {
        Some((of, at)) => between(conn, of, (above, up_to.min(at)), max)?,
        None => BTreeMap::new(),
    };
    let sql = "SELECT size, note FROM milestone WHERE log = ?1 AND size > ?2 AND size <= ?3 ORDER BY size LIMIT ?4";
    let mut statement = conn.prepare_cached(sql)?;
    let rows =
        statement.query_map(params![log, above as i64, up_to as i64, max], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for row in rows {
        let (size, note) = row?;
        notes.insert(size, note);
    }
    Ok(notes)
}

/// Those of a history's milestones that an export takes: some 256 entries apart, and closer where large bodies made them due.
/// A verifier pays for each with a signature.
pub(crate) fn exported(notes: BTreeMap<u64, String>) -> Vec<String> {
    let (mut kept, mut before) = (0, 0);
    let mut is_due = |size: u64| {
        let due = size - kept >= TILE_WIDTH as u64 || size - before < ENTRIES;
        (kept, before) = (if due { size } else { kept }, size);
        due
    };
    notes.into_iter().filter(|(size, _)| is_due(*size)).map(|(_, note)| note).collect()
}

/// The bytes that entries of a history take with their bodies, from `first` on.
fn length(conn: &Connection, first: At, count: u64) -> Result<usize, Error> {
    let sql = "SELECT count(*), coalesce(sum(length(b.bytes)), 0) FROM entry e
               LEFT JOIN body b ON b.log = e.log AND b.idx = e.idx WHERE e.log = ?1 AND e.idx >= ?2 AND e.idx < ?3";
    let mut length = 0;
    for (first, count) in branch::pieces(conn, first, count)? {
        let place = params![first.log, first.index as i64, (first.index + count) as i64];
        let read = |row: &rusqlite::Row<'_>| Ok(ENTRY_BYTES * row.get::<_, usize>(0)? + row.get::<_, usize>(1)?);
        length += conn.prepare_cached(sql)?.query_row(place, read)?;
    }
    Ok(length)
}

impl Journal {
    /// The entries of a log from an index on, up to one of its heads, as [`Journal::ingest`] takes them.
    ///
    /// # Errors
    /// When the log is unknown or shorter, or the store cannot be read.
    pub fn batch(&self, head: &Checkpoint, first: u64) -> Result<Batch, Error> {
        let reader = locked(&self.reader);
        let snapshot = reader.unchecked_transaction()?;
        let log = self.row_with(&snapshot, head)?.ok_or_else(|| Error::UnknownLog(head.origin.clone()))?;
        let (head, note, _) = schema::verified_head(&snapshot, &log)?;
        let count = head.size.checked_sub(first).ok_or(Error::OutOfRange { index: first, size: head.size })?;
        let rows = contiguous_rows(&snapshot, At { log: log.id, index: first }, count, 0)?;
        let (entries, bodies) = rows.into_iter().map(|row| (row.entry, row.body)).unzip();
        Ok(Batch { origin: head.origin, first, entries, bodies, note, earlier: Vec::new() })
    }

    /// Entries of the history that `head` is of, from `first` on, up to the last of its milestones, or its newest head, that fits
    /// in `room` bytes; up to the next at least. Bodies beyond four megabytes are left out of a part.
    ///
    /// # Errors
    /// When the history is unknown or shorter, or the store cannot be read.
    pub fn part(&self, head: &Checkpoint, first: u64, room: usize) -> Result<Batch, Error> {
        let reader = locked(&self.reader);
        let snapshot = reader.unchecked_transaction()?;
        let log = self.row_with(&snapshot, head)?.ok_or_else(|| Error::UnknownLog(head.origin.clone()))?;
        self.part_of(&snapshot, &log, first, room)
    }

    fn part_of(&self, conn: &Connection, log: &Log, first: u64, room: usize) -> Result<Batch, Error> {
        let (head, newest, _) = schema::verified_head(conn, log)?;
        if first >= head.size {
            return Err(Error::OutOfRange { index: first, size: head.size });
        }
        let most = (room / (ENTRIES as usize * ENTRY_BYTES)).clamp(1, CANDIDATES_MAX);
        let mut notes = between(conn, log.id, (first, head.size - 1), most as i64)?;
        if notes.len() < most {
            notes.insert(head.size, newest);
        }
        let start = At { log: log.id, index: first };
        let (mut end, mut bytes, mut within) = (first, 0, Vec::new());
        for (size, note) in notes {
            bytes += length(conn, At { index: end, ..start }, size - end)?;
            if bytes > room && end > first {
                break;
            }
            (end, _) = (size, within.push(note));
        }
        let note = within.pop().unwrap_or_default();
        let mut left = PART_BODY_BYTES_MAX.max(room);
        let (mut entries, mut bodies) = (Vec::new(), Vec::new());
        for row in contiguous_rows(conn, start, end - first, 0)? {
            entries.push(row.entry);
            let fits = row.body.as_ref().map_or(0, Vec::len) <= left;
            bodies.push(row.body.filter(|_| fits).inspect(|body| left -= body.len()));
        }
        Ok(Batch { origin: log.origin.clone(), first, entries, bodies, note, earlier: within })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Fault;
    use crate::store::ingest::Taken;
    use crate::store::ingest::tests::{add, ingest};
    use crate::store::join::tests::joined;
    use crate::store::tests::{check, found, tamper};

    #[test]
    fn a_long_log_travels_in_parts_each_verified_by_itself_and_handed_on_alike() {
        let (dir, here, admin, _) = found(131);
        let (there, _) = joined(&here, &admin, dir.path(), "there");
        let (third, _) = joined(&here, &admin, dir.path(), "third");
        (0..60).for_each(|_| _ = add(&here, &admin, None, &["text"; 7]));
        let head = here.head().0;
        // From one to the next, and on to a third from what the second holds alone.
        for (from, to) in [(&here, &there), (&there, &third)] {
            let mut parts = 0;
            while !to.holds(&head).unwrap() {
                let held = to.heads().unwrap();
                let first = from.shared(&head, &held).unwrap();
                let part = from.part(&head, first, 1 << 15).unwrap();
                assert!(matches!(ingest(to, &part).unwrap().0, Taken::Entries(n) if n > 0));
                parts += 1;
            }
            assert!(parts > 3, "{parts}");
            assert!(check(to).is_clean());
        }
        // All of it at once, with every milestone within.
        let whole = third.part(&head, 0, usize::MAX >> 8).unwrap();
        assert!(whole.entries.len() as u64 == head.size && whole.earlier.len() > 3);
    }

    #[test]
    fn a_part_whose_milestone_is_not_the_logs_is_refused_whole() {
        let (dir, here, admin, _) = found(132);
        let (there, _) = joined(&here, &admin, dir.path(), "there");
        (0..30).for_each(|_| _ = add(&here, &admin, None, &["text"; 7]));
        let head = here.head().0;
        let first = here.shared(&head, &there.heads().unwrap()).unwrap();
        let part = here.part(&head, first, usize::MAX >> 8).unwrap();
        let size = there.heads().unwrap().iter().map(|head| head.size).sum::<u64>();
        for altered in [
            part.earlier.iter().map(|note| note.replace('A', "B")).collect(),
            part.earlier.iter().rev().cloned().collect(),
            vec![part.earlier[0].clone(); 2],
        ] {
            let batch = Batch { earlier: altered, ..part.clone() };
            assert!(matches!(ingest(&there, &batch), Err(Error::Refused { .. })));
            assert_eq!(there.heads().unwrap().iter().map(|head| head.size).sum::<u64>(), size);
        }
        assert!(matches!(ingest(&there, &part).unwrap().0, Taken::Entries(_)));
    }

    #[test]
    fn one_that_was_altered_lost_or_invented_is_named() {
        let (_dir, here, admin, _) = found(134);
        (0..30).for_each(|_| _ = add(&here, &admin, None, &["text"; 7]));
        assert!(check(&here).is_clean());
        let notes = here.unopened(|conn| between(conn, here.log().id, (0, u64::MAX >> 1), i64::MAX)).unwrap();
        let sizes: Vec<u64> = notes.keys().copied().collect();
        assert!(sizes.len() > 2, "{sizes:?}");
        let kept = sizes.len() as u64;
        let [first, second, ..] = sizes[..] else { panic!() };
        let swapped = format!("SELECT note FROM milestone WHERE size = {second}");
        for (change, back, faults) in [
            (
                format!("UPDATE milestone SET note = ({swapped}) WHERE size = ?1"),
                format!("UPDATE milestone SET note = '{}' WHERE size = ?1", notes[&first]),
                vec![Fault::Milestone { size: first }],
            ),
            (
                "UPDATE milestone SET note = replace(note, 'A', 'B') WHERE size = ?1".to_owned(),
                format!("UPDATE milestone SET note = '{}' WHERE size = ?1", notes[&first]),
                vec![Fault::Milestone { size: first }],
            ),
            (
                "DELETE FROM milestone WHERE size = ?1".to_owned(),
                format!("INSERT INTO milestone VALUES ({}, ?1, '{}')", here.log().id, notes[&first]),
                vec![Fault::Milestones { kept, found: kept - 1 }],
            ),
            (
                format!("INSERT INTO milestone SELECT log, 100000 + ?1, note FROM milestone WHERE size = {first}"),
                "DELETE FROM milestone WHERE size = 100000 + ?1".to_owned(),
                vec![Fault::Milestones { kept, found: kept + 1 }, Fault::Stray { table: "milestone", count: 1 }],
            ),
        ] {
            tamper(&here, &change, first);
            assert_eq!(check(&here).findings.into_iter().map(|f| f.fault).collect::<Vec<_>>(), faults, "{change}");
            tamper(&here, &back, first);
            assert!(check(&here).is_clean(), "{back}");
        }
    }

    #[test]
    fn an_export_takes_some_256_entries_apart_and_those_that_large_bodies_made_due() {
        let notes = |sizes: &[u64]| sizes.iter().map(|size| (*size, size.to_string())).collect();
        assert_eq!(exported(notes(&[64, 128, 192, 256, 320, 384, 448, 600])), ["256", "600"]);
        assert_eq!(exported(notes(&[64, 70, 80, 150, 330, 400])), ["70", "80", "400"]);
        assert!(exported(BTreeMap::new()).is_empty());
    }

    #[test]
    fn a_group_that_a_part_cuts_waits_for_its_rest() {
        let (dir, here, admin, _) = found(133);
        let (there, _) = joined(&here, &admin, dir.path(), "there");
        let texts: Vec<String> = (0..10).map(|n| n.to_string()).collect();
        let added = add(&here, &admin, None, &texts.iter().map(String::as_str).collect::<Vec<_>>());
        let head = here.head().0;
        let first = here.shared(&head, &there.heads().unwrap()).unwrap();
        let whole = here.batch(&head, first).unwrap();
        let cut = added[4].index;
        // The device itself signs where it is cut, which it never does by itself.
        let mut frontier = crate::tlog::tree::Frontier::new();
        let all = here.batch(&head, 0).unwrap();
        all.entries[..cut as usize].iter().for_each(|e| frontier.push(crate::tlog::hash::leaf(e), &mut Vec::new()));
        let half = Checkpoint { origin: head.origin.clone(), size: cut, root: frontier.root() }.sign(here.log_key());
        let keep = (cut - first) as usize;
        let (entries, bodies) = (whole.entries[..keep].to_vec(), whole.bodies[..keep].to_vec());
        let part = Batch { entries, bodies, note: half, ..whole.clone() };
        assert!(matches!(ingest(&there, &part).unwrap().0, Taken::Entries(_)));
        let shown = |journal: &Journal| {
            let mut n = 0;
            crate::store::ingest::tests::each_of(journal, |_| n += 1);
            n
        };
        let before = shown(&there);
        let rest = here.part(&head, cut, usize::MAX >> 8).unwrap();
        assert!(matches!(ingest(&there, &rest).unwrap().0, Taken::Entries(_)));
        assert_eq!(shown(&there) - before, texts.len() as u64 as i32, "all of the group, and nothing of it before");
        assert!(check(&there).is_clean());
    }
}
