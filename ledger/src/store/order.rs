//! Where entries stand: in a log, by index; on this device, by position, in the order in which they came.
//! In scope: the map between the two.  Not here: the entries.

use crate::error::Error;
use rusqlite::{Connection, OptionalExtension, params};
use std::ops::Range;

/// An entry's place in its log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct At {
    /// The log's row.
    pub(crate) log: i64,
    /// The index.
    pub(crate) index: u64,
}

/// Entries of one log that stand one behind another in both orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// The first one's position.
    pub(crate) position: u64,
    /// The first one's place.
    pub(crate) first: At,
    /// How many.
    pub(crate) count: u64,
}

impl Stretch {
    fn end(&self) -> u64 {
        self.position + self.count
    }
}

const COLUMNS: &str = "SELECT pos, log, idx, count FROM stretch";

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Stretch> {
    Ok(Stretch { position: row.get(0)?, first: At { log: row.get(1)?, index: row.get(2)? }, count: row.get(3)? })
}

fn one(conn: &Connection, condition: &str, bound: &[&dyn rusqlite::ToSql]) -> Result<Option<Stretch>, Error> {
    Ok(conn.prepare_cached(&format!("{COLUMNS} {condition} LIMIT 1"))?.query_row(bound, read).optional()?)
}

/// Positions in all: entries held here, of every log.
pub(crate) fn length(conn: &Connection) -> Result<u64, Error> {
    Ok(one(conn, "ORDER BY pos DESC", &[])?.map_or(0, |last| last.end()))
}

/// The stretches from one position to another (exclusive), cut to them.
pub(crate) fn stretches(conn: &Connection, from: u64, to: u64) -> Result<Vec<Stretch>, Error> {
    let sql = format!(
        "{COLUMNS} WHERE pos < ?2 AND pos >= coalesce((SELECT max(pos) FROM stretch WHERE pos <= ?1), 0) ORDER BY pos"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![from as i64, to as i64], read)?;
    let mut found = Vec::new();
    for row in rows {
        let row = row?;
        let (start, end) = (row.position.max(from), row.end().min(to));
        if start < end {
            let first = At { index: row.first.index + (start - row.position), ..row.first };
            found.push(Stretch { position: start, first, count: end - start });
        }
    }
    Ok(found)
}

/// Where the entry at a position stands in its log.
pub(crate) fn place(conn: &Connection, position: u64) -> Result<Option<At>, Error> {
    Ok(stretches(conn, position, position.saturating_add(1))?.first().map(|stretch| stretch.first))
}

/// The position of an entry held here.
pub(crate) fn position(conn: &Connection, at: At) -> Result<Option<u64>, Error> {
    let found = one(conn, "WHERE log = ?1 AND idx <= ?2 ORDER BY idx DESC", &[&at.log, &(at.index as i64)])?;
    Ok(found.filter(|s| at.index - s.first.index < s.count).map(|s| s.position + (at.index - s.first.index)))
}

/// Where entries that stand one behind another in a log stand on this device: those of them that are held here, in their order.
pub(crate) fn positions(conn: &Connection, first: At, count: u64) -> Result<Vec<Range<u64>>, Error> {
    let end = first.index + count;
    let mut statement =
        conn.prepare_cached(&format!("{COLUMNS} WHERE log = ?1 AND idx < ?2 AND idx + count > ?3 ORDER BY idx"))?;
    let rows = statement.query_map(params![first.log, end as i64, first.index as i64], read)?;
    let mut found = Vec::new();
    for row in rows {
        let Stretch { position, first: at, count } = row?;
        let (from, to) = (first.index.max(at.index), end.min(at.index + count));
        found.push(position + (from - at.index)..position + (to - at.index));
    }
    Ok(found)
}

/// Puts entries behind all others, and tells the first one's position.
pub(crate) fn put(conn: &Connection, first: At, count: u64) -> Result<u64, Error> {
    let last = one(conn, "ORDER BY pos DESC", &[])?;
    let position = last.map_or(0, |last| last.end());
    match last.filter(|l| l.first.log == first.log && l.first.index + l.count == first.index) {
        Some(last) => conn
            .prepare_cached("UPDATE stretch SET count = ?2 WHERE pos = ?1")?
            .execute(params![last.position as i64, (last.count + count) as i64])?,
        None => conn
            .prepare_cached("INSERT INTO stretch (pos, log, idx, count) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![position as i64, first.log, first.index as i64, count as i64])?,
    };
    Ok(position)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_position_has_one_place_and_every_place_one_position() {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch("CREATE TABLE stretch (pos INTEGER PRIMARY KEY, log INTEGER, idx INTEGER, count INTEGER)")
            .unwrap();
        let mut expected = Vec::new();
        let mut next = [0_u64; 4];
        for (log, count) in [(1, 4), (1, 2), (2, 3), (1, 1), (3, 300), (3, 1), (2, 2)] {
            let first = At { log, index: next[log as usize] };
            assert_eq!(put(&conn, first, count).unwrap(), expected.len() as u64);
            expected.extend((0..count).map(|i| At { log, index: first.index + i }));
            next[log as usize] += count;
        }
        let length = length(&conn).unwrap();
        assert_eq!(length, expected.len() as u64);
        for (n, at) in expected.iter().enumerate() {
            assert_eq!(place(&conn, n as u64).unwrap(), Some(*at));
            assert_eq!(position(&conn, *at).unwrap(), Some(n as u64));
        }
        assert_eq!(place(&conn, length).unwrap(), None);
        assert_eq!(position(&conn, At { log: 2, index: 5 }).unwrap(), None);
        assert_eq!(position(&conn, At { log: 9, index: 0 }).unwrap(), None);
        for (log, size) in next.iter().enumerate().skip(1) {
            for (from, to) in [(0, *size), (1, *size), (2, size - 1)] {
                let ranges = positions(&conn, At { log: log as i64, index: from }, to.saturating_sub(from)).unwrap();
                let places: Vec<At> = ranges.into_iter().flatten().map(|n| expected[n as usize]).collect();
                let wanted: Vec<At> = (from..to).map(|index| At { log: log as i64, index }).collect();
                assert_eq!(places, wanted, "{log}, {from}..{to}");
            }
        }
        for (from, to) in [(0, length), (3, 9), (5, 6), (6, 6), (9, 400)] {
            let flat: Vec<At> = stretches(&conn, from, to)
                .unwrap()
                .into_iter()
                .flat_map(|s| (0..s.count).map(move |i| At { index: s.first.index + i, ..s.first }))
                .collect();
            assert_eq!(flat, expected[from as usize..expected.len().min(to as usize)], "{from}..{to}");
        }
    }
}
