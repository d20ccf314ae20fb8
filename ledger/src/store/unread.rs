//! Entries of other devices that were taken in and not opened yet: what the network brings is stored as fast as the disk takes it,
//! and opened when somebody is to see it.
//! In scope: which entries can wait, their positions, opening and judging them.  Not here: taking in (`ingest`), what waits for others (`parked`).

use super::ingest::{Changed, Waiting};
use super::journal::{Journal, locked};
use super::parked;
use super::rows::rows_at;
use crate::entry::Class;
use crate::error::Error;
use rusqlite::{Connection, OptionalExtension, params};
use std::ops::Range;
use std::sync::atomic::Ordering;

/// Entries opened in one transaction: who works meanwhile waits for it.
const AT_ONCE: u64 = 512;

/// Whether an entry can wait to be opened: other entries hang on none of its class. A class that is not known here is of a newer
/// version, and cannot be opened at all.
pub(crate) fn can_wait(entry: &[u8]) -> bool {
    let derives = [Class::Membership, Class::Redaction, Class::Key].map(Class::byte);
    entry.get(1).is_some_and(|class| !derives.contains(class))
}

/// Remembers that the entries at these positions, which are the newest, came.
pub(crate) fn put(conn: &Connection, positions: Range<u64>) -> Result<(), Error> {
    let (first, count) = (positions.start as i64, positions.end.saturating_sub(positions.start) as i64);
    let sql = "UPDATE unread SET count = count + ?2 WHERE pos = (SELECT max(pos) FROM unread) AND pos + count = ?1";
    if conn.prepare_cached(sql)?.execute(params![first, count])? == 0 && count > 0 {
        conn.prepare_cached("INSERT INTO unread (pos, count) VALUES (?1, ?2)")?.execute(params![first, count])?;
    }
    Ok(())
}

/// All of them, in ascending order.
pub(crate) fn all(conn: &Connection) -> Result<Vec<Range<u64>>, Error> {
    let mut statement = conn.prepare_cached("SELECT pos, pos + count FROM unread ORDER BY pos")?;
    let rows = statement.query_map([], |row| Ok(row.get(0)?..row.get(1)?))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether a position is among them.
pub(crate) fn holds(unread: &[Range<u64>], position: u64) -> bool {
    let next = unread.partition_point(|range| range.end <= position);
    unread.get(next).is_some_and(|range| range.contains(&position))
}

/// The first of them, so many at most; no longer among them from now on.
fn take_next(conn: &Connection) -> Result<Option<Range<u64>>, Error> {
    let sql = "SELECT pos, count FROM unread ORDER BY pos LIMIT 1";
    let first = conn.prepare_cached(sql)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((first, count)): Option<(u64, u64)> = first else { return Ok(None) };
    conn.prepare_cached("DELETE FROM unread WHERE pos = ?1")?.execute([first as i64])?;
    let end = first + count.min(AT_ONCE);
    if count > AT_ONCE {
        let rest = params![end as i64, (count - AT_ONCE) as i64];
        conn.prepare_cached("INSERT INTO unread (pos, count) VALUES (?1, ?2)")?.execute(rest)?;
    }
    Ok(Some(first..end))
}

impl Journal {
    /// Opens and judges entries that came and were not opened yet, the next few hundred of them; whether there were any. Those that
    /// cannot be read are parked, the others are handed to `project` with their positions, in one transaction.
    ///
    /// # Errors
    /// The closure's, upon which they stay unread, and the store's.
    pub fn read_on<E: From<Error>>(
        &self,
        project: impl FnOnce(&Connection, &Changed) -> Result<(), E>,
    ) -> Result<bool, E> {
        if !self.unread.load(Ordering::SeqCst) {
            return Ok(false);
        }
        Ok(self.arrive(|conn, changed| self.read_next(conn, changed), project)?.0)
    }

    /// [`Journal::read_on`] until nothing is unread, for whoever keeps no read models.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub fn read_all(&self) -> Result<(), Error> {
        while self.read_on(|_, _| Ok::<_, Error>(()))? {}
        Ok(())
    }

    fn read_next(&self, conn: &Connection, changed: &mut Changed) -> Result<bool, Error> {
        let Some(positions) = take_next(conn)? else {
            // Whoever puts more there waits for this transaction.
            self.unread.store(false, Ordering::SeqCst);
            return Ok(false);
        };
        let (parked, mut groups) = (parked::all(conn)?, Waiting::default());
        for row in rows_at(conn, positions.start, positions.end)? {
            let at = row.at;
            if can_wait(&row.entry) {
                let admitted = self.admit(conn, row, &mut groups, changed)?;
                match admitted.waits {
                    Some(fault) => _ = parked::put(conn, at, &fault)? || parked::rename(conn, at, &fault)?,
                    None if parked.contains(&at) => parked::release(conn, at)?,
                    None => {}
                }
                changed.opened.extend(admitted.opened);
            } else if !parked.contains(&at) {
                match self.open_row(conn, &mut locked(&self.groups), &row) {
                    Err(Error::Redacted { .. } | Error::SealedToOthers { .. }) => {}
                    other => changed.opened.push(other?),
                }
            }
        }
        changed.read = positions;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::ingest::tests::{add, own_batch, restored};
    use crate::store::ingest::{Batch, Taken};
    use crate::store::tests::{check, found, reopen, write_many};
    use crate::testing::CHEAP;
    use crate::tlog::hash::{self, Hash};
    use crate::{Author, AuthorKind};
    use std::collections::BTreeSet;

    /// What a journal shows.
    fn shown(journal: &Journal) -> BTreeSet<Hash> {
        let mut shown = BTreeSet::new();
        let see = |opened: crate::Opened| {
            shown.insert(opened.leaf_hash);
            Ok::<_, Error>(())
        };
        journal.open_range(0, journal.length(), see).unwrap();
        shown
    }

    fn take(journal: &Journal, batch: &Batch) {
        let (taken, ()) = journal.ingest(batch, |_, _| Ok::<_, Error>(())).unwrap();
        assert!(matches!(taken, Taken::Entries(_)));
    }

    #[test]
    fn positions_are_taken_in_order_a_few_hundred_at_a_time_and_each_once() {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(include_str!("../../../migrations/device/0017_unread.sql")).unwrap();
        let came = [3..4, 4..700, 703..703, 710..2000, 2000..2001];
        came.iter().for_each(|positions| put(&conn, positions.clone()).unwrap());
        assert_eq!(all(&conn).unwrap(), [3..700, 710..2001]);
        let expected: Vec<u64> = came.into_iter().flatten().collect();
        let unread = all(&conn).unwrap();
        assert!((0..2100).all(|position| holds(&unread, position) == expected.contains(&position)));
        let mut taken = Vec::new();
        while let Some(positions) = take_next(&conn).unwrap() {
            assert!(!positions.is_empty() && positions.end - positions.start <= AT_ONCE);
            taken.extend(positions);
        }
        assert_eq!(taken, expected);
        assert!(all(&conn).unwrap().is_empty());
    }

    #[test]
    fn what_came_is_shown_to_nobody_before_it_is_read_and_is_handed_over_once() {
        let (dir, here, ..) = found(151);
        let (there, user) = restored(&here, dir.path(), "there");
        let before = shown(&here);
        let (written, _) = write_many(&there, &Author::User(&user), 700);
        take(&here, &own_batch(&there, 0));
        let written: BTreeSet<Hash> = written.iter().map(|c| c.leaf_hash).collect();
        assert_eq!(shown(&here), before);
        // Whoever fails to follow has read nothing.
        assert!(matches!(here.read_on(|_, _| Err(Error::Cancelled)), Err(Error::Cancelled)));
        assert_eq!(shown(&here), before);
        let (mut read, mut rounds) = (Vec::new(), 0);
        let mut read_on = |journal: &Journal| {
            let see = |_: &Connection, changed: &Changed| {
                assert!(changed.dropped.is_empty());
                assert!(changed.opened.iter().all(|opened| changed.read.contains(&opened.position)));
                read.extend(changed.opened.iter().map(|opened| opened.leaf_hash));
                rounds += 1;
                Ok::<_, Error>(())
            };
            journal.read_on(see).unwrap()
        };
        assert!(read_on(&here));
        // Closed and opened again it goes on where it was.
        drop(here);
        let (here, _) = reopen(dir.path()).unwrap();
        while read_on(&here) {}
        assert!(!read_on(&here) && rounds > 1);
        let all: BTreeSet<Hash> = read.iter().copied().collect();
        assert!(all.len() == read.len() && written.is_subset(&all));
        assert_eq!(shown(&here), before.union(&all).copied().collect());
        assert!(check(&here).is_clean() && check(&here).parked == 0);
    }

    #[test]
    fn a_body_that_is_missing_is_asked_for_before_anything_is_read() {
        let (dir, here, ..) = found(152);
        let (there, user) = restored(&here, dir.path(), "there");
        let group = add(&there, &user, None, &["one", "two", "three"]);
        let mut batch = own_batch(&there, 0);
        let index = group[1].index;
        let body = batch.bodies[index as usize].take().unwrap();
        take(&here, &batch);
        let missing = here.missing_bodies().unwrap();
        assert_eq!(missing, [(there.origin().to_owned(), index, hash::leaf(&batch.entries[index as usize]))]);
        let mut told = 0;
        let see = |_: &Connection, changed: &Changed| {
            told += changed.opened.len();
            Ok::<_, Error>(())
        };
        here.ingest_bodies(there.origin(), &[(index, body)], see).unwrap();
        assert!(told == 0 && here.missing_bodies().unwrap().is_empty());
        here.read_all().unwrap();
        let shown = shown(&here);
        assert!(group.iter().all(|member| shown.contains(&member.leaf_hash)));
        assert!(check(&here).is_clean() && check(&here).parked == 0);
    }

    #[test]
    fn what_a_revocation_leaves_out_before_it_was_read_is_never_shown() {
        let (dir, here, admin, _) = found(153);
        let words = "nurse words";
        here.add_user(&admin, words, CHEAP, 1).unwrap();
        let (there, admin_there) = restored(&here, dir.path(), "there");
        let (third, _) = restored(&here, dir.path(), "third");
        let nurse = there.unlock(words).unwrap();
        let (hers, others) = (add(&there, &nurse, None, &["hers"]), add(&there, &admin_there, None, &["another's"]));
        take(&third, &own_batch(&there, 0));
        here.revoke(&admin, AuthorKind::User, &nurse.user, 1).unwrap();
        let first = here.shared(&here.head().0, &third.heads().unwrap()).unwrap();
        take(&third, &own_batch(&here, first));
        third.read_all().unwrap();
        let shown = shown(&third);
        assert!(!shown.contains(&hers[0].leaf_hash) && shown.contains(&others[0].leaf_hash));
        assert!(check(&third).is_clean() && check(&third).parked == 1);
    }

    #[test]
    fn a_check_bears_what_is_unread_and_leaves_it_unread() {
        let (dir, here, admin, _) = found(154);
        let words = "nurse words";
        here.add_user(&admin, words, CHEAP, 1).unwrap();
        let (there, admin_there) = restored(&here, dir.path(), "there");
        let (third, _) = restored(&here, dir.path(), "third");
        let nurse = there.unlock(words).unwrap();
        let group = add(&there, &admin_there, None, &["whole", "without a body"]);
        add(&there, &nurse, None, &["left out"]);
        let mut batch = own_batch(&there, 0);
        batch.bodies[group[1].index as usize] = None;
        take(&third, &batch);
        here.revoke(&admin, AuthorKind::User, &nurse.user, 1).unwrap();
        let first = here.shared(&here.head().0, &third.heads().unwrap()).unwrap();
        take(&third, &own_batch(&here, first));
        let before = shown(&third);
        let report = third.fsck(&mut |_, _| std::ops::ControlFlow::Continue(())).unwrap();
        assert!(report.is_clean() && report.parked > 1, "{:?}", report.findings);
        assert_eq!(shown(&third), before);
        assert!(third.read_on(|_, _| Ok::<_, Error>(())).unwrap());
        assert!(check(&third).is_clean() && shown(&third) != before);
    }
}
