//! What somebody else was not known to hold: entries held here that none of the heads covers which they once had.
//! In scope: counting them over every log and branch, and where they stand.  Not here: where such heads are known from.

use super::branch;
use super::journal::{Journal, locked};
use super::order::{self, At};
use super::schema;
use crate::error::Error;
use crate::tlog::checkpoint::Checkpoint;
use rusqlite::{Connection, params};
use std::collections::HashMap;
use std::ops::Range;

impl Journal {
    /// How many entries held here none of these heads covers, heads entries apart: they tell of others alone. A head of what is
    /// not held here says nothing.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn beyond(&self, heads: &[Checkpoint]) -> Result<u64, Error> {
        let conn = locked(&self.reader);
        let sql =
            "SELECT count(*) FROM entry WHERE log = ?1 AND idx >= ?2 AND idx < ?3 AND substr(bytes, 2, 1) <> x'08'";
        let mut counted = conn.prepare_cached(sql)?;
        let mut all = 0;
        for (first, count) in self.uncovered(&conn, heads)? {
            let bounds = params![first.log, first.index as i64, (first.index + count) as i64];
            all += counted.query_row(bounds, |row| row.get::<_, u64>(0))?;
        }
        Ok(all)
    }

    /// The positions of all entries that none of these heads covers, in ascending order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn positions_beyond(&self, heads: &[Checkpoint]) -> Result<Vec<Range<u64>>, Error> {
        let conn = locked(&self.reader);
        let mut ranges = Vec::new();
        for (first, count) in self.uncovered(&conn, heads)? {
            ranges.append(&mut order::positions(&conn, first, count)?);
        }
        ranges.sort_unstable_by_key(|range| range.start);
        Ok(ranges)
    }

    /// The end of every log that is not covered, by its first entry and how many follow.
    fn uncovered(&self, conn: &Connection, heads: &[Checkpoint]) -> Result<Vec<(At, u64)>, Error> {
        let mut covered: HashMap<i64, u64> = HashMap::new();
        for head in heads {
            let Some(log) = self.row_with(conn, head)? else { continue };
            for (first, count) in branch::pieces(conn, At { log: log.id, index: 0 }, head.size)? {
                let end = covered.entry(first.log).or_default();
                *end = (first.index + count).max(*end);
            }
        }
        let mut rest = Vec::new();
        for log in schema::logs(conn)? {
            let size = schema::stored_note(conn, log.id)?.map_or(0, |(size, _)| size);
            let index = covered.get(&log.id).copied().unwrap_or_default().max(log.from);
            if index < size {
                rest.push((At { log: log.id, index }, size - index));
            }
        }
        Ok(rest)
    }
}

#[cfg(test)]
mod tests {
    use crate::store::ingest::tests::{add, pull};
    use crate::store::join::tests::joined;
    use crate::store::tests::found;
    use crate::tlog::checkpoint::Checkpoint;

    #[test]
    fn what_no_head_covers_is_counted_and_found_over_all_logs() {
        let (dir, here, admin, _) = found(131);
        let (there, admin_there) = joined(&here, &admin, dir.path(), "there");
        add(&there, &admin_there, None, &["one"]);
        pull(&here, &there);
        let held = here.heads().unwrap();
        let all = here.length();
        assert_eq!((here.beyond(&held).unwrap(), here.beyond(&[]).unwrap()), (0, all));
        assert_eq!(here.positions_beyond(&[]).unwrap().into_iter().map(|r| r.end - r.start).sum::<u64>(), all);
        add(&here, &admin, None, &["two", "three"]);
        let mine = here.length();
        add(&there, &admin_there, None, &["four"]);
        pull(&here, &there);
        let rest = here.positions_beyond(&held).unwrap();
        assert_eq!(rest.first().map(|r| r.start), Some(all));
        assert_eq!(rest.last().map(|r| r.end), Some(here.length()));
        assert_eq!(here.beyond(&held).unwrap(), here.length() - all);
        // What the other wrote is covered by its own newest head; what is not held here is passed over.
        let theirs: Vec<Checkpoint> =
            here.heads().unwrap().into_iter().filter(|head| head.origin == there.origin()).collect();
        let known = [held.clone(), theirs].concat();
        let beyond = here.positions_beyond(&known).unwrap();
        assert_eq!(beyond.iter().map(|r| (r.start, r.end)).collect::<Vec<_>>(), [(all, mine)]);
        // That somebody tells of what came is nothing that is missing.
        here.tell_heads().unwrap();
        assert!(here.size() > mine - all);
        assert_eq!(here.beyond(&known).unwrap(), mine - all);
        let ahead = Checkpoint { size: 1_000, ..held[0].clone() };
        assert_eq!(here.beyond(&[known, vec![ahead]].concat()).unwrap(), mine - all);
    }
}
