//! Stored rows: entries with their bodies, by place or position, and perfect subtrees out of tiles.
//! In scope: reading them as they are, those that a branch shares included.  Not here: opening and verifying (`read`).

use super::branch;
use super::order::{self, At};
use super::schema;
use crate::entry::{ENTRY_BYTES, Entry, EntryError};
use crate::error::{Error, Fault};
use crate::tlog::hash::Hash;
use crate::tlog::tile;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashMap;

/// A stored row.
pub(crate) struct Row {
    pub(crate) position: u64,
    pub(crate) at: At,
    /// The entry's bytes.
    pub(crate) entry: Vec<u8>,
    /// The body's, if held.
    pub(crate) body: Option<Vec<u8>>,
}

/// Up to `count` stored rows of a log from `first` on, as far as there are any; the first would stand at `position`.
pub(crate) fn stored_rows(conn: &Connection, first: At, count: u64, position: u64) -> Result<Vec<Row>, Error> {
    let mut rows = Vec::new();
    for (piece, count) in branch::pieces(conn, first, count)? {
        rows.append(&mut rows_of(conn, piece, count, position + (piece.index - first.index))?);
    }
    Ok(rows)
}

fn rows_of(conn: &Connection, first: At, count: u64, position: u64) -> Result<Vec<Row>, Error> {
    let sql = "SELECT e.idx, e.bytes, b.bytes FROM entry e LEFT JOIN body b ON b.log = e.log AND b.idx = e.idx
               WHERE e.log = ?1 AND e.idx >= ?2 AND e.idx < ?3 ORDER BY e.idx";
    let mut statement = conn.prepare_cached(sql)?;
    let end = first.index.saturating_add(count);
    let rows = statement.query_map(params![first.log, first.index as i64, end as i64], |row| {
        let index: u64 = row.get(0)?;
        let position = position + (index - first.index);
        Ok(Row { position, at: At { index, ..first }, entry: row.get(1)?, body: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The same, all of them.
pub(crate) fn contiguous_rows(conn: &Connection, first: At, count: u64, position: u64) -> Result<Vec<Row>, Error> {
    let rows = stored_rows(conn, first, count, position)?;
    let found = rows.iter().map(|row| Some(row.at.index)).chain(std::iter::repeat(None));
    let missing = (first.index..first.index + count).zip(found).find(|(index, row)| Some(*index) != *row);
    missing.map_or(Ok(rows), |(index, _)| Err(Error::at(index, Fault::EntryMissing)))
}

/// The row at a position.
pub(crate) fn row_at(conn: &Connection, position: u64) -> Result<Row, Error> {
    let Some(at) = order::place(conn, position)? else {
        return Err(Error::OutOfRange { index: position, size: order::length(conn)? });
    };
    let row = stored_rows(conn, at, 1, position)?.into_iter().next();
    row.ok_or(Error::at(at.index, Fault::EntryMissing))
}

/// The rows at the positions `from … to`, every one of them.
pub(crate) fn rows_at(conn: &Connection, from: u64, to: u64) -> Result<Vec<Row>, Error> {
    let mut rows = Vec::with_capacity((to - from) as usize);
    for stretch in order::stretches(conn, from, to)? {
        rows.append(&mut contiguous_rows(conn, stretch.first, stretch.count, stretch.position)?);
    }
    Ok(rows)
}

/// The bytes of `count` entries of a log from `first` on, every one of them.
pub(crate) fn stored_bytes(conn: &Connection, first: At, count: u64) -> Result<Vec<[u8; ENTRY_BYTES]>, Error> {
    let sql = "SELECT idx, bytes FROM entry WHERE log = ?1 AND idx >= ?2 AND idx < ?3 ORDER BY idx";
    let mut statement = conn.prepare_cached(sql)?;
    let mut entries = Vec::new();
    for (first, count) in branch::pieces(conn, first, count)? {
        let end = first.index.saturating_add(count);
        let mut rows = statement.query(params![first.log, first.index as i64, end as i64])?;
        for index in first.index..end {
            let missing = || Error::at(index, Fault::EntryMissing);
            let row = rows.next()?.filter(|row| row.get(0) == Ok(index)).ok_or_else(missing)?;
            let bytes = row.get_ref(1)?.as_blob().map_err(|_| missing())?;
            let length = || Error::at(index, EntryError::Length(bytes.len()));
            entries.push(bytes.try_into().map_err(|_| length())?);
        }
    }
    Ok(entries)
}

/// The same, read.
pub(crate) fn stored_entries(conn: &Connection, first: At, count: u64) -> Result<Vec<Entry>, Error> {
    let entries = stored_bytes(conn, first, count)?.into_iter().zip(first.index..);
    entries.map(|(bytes, index)| Entry::from_bytes(&bytes).map_err(|e| Error::at(index, e))).collect()
}

/// Perfect subtrees out of stored tiles and the right edge.
pub(crate) struct Tiles<'a> {
    conn: &'a Connection,
    log: i64,
    read: HashMap<(u8, u64), Vec<u8>>,
}

impl<'a> Tiles<'a> {
    pub(crate) fn new(conn: &'a Connection, log: i64) -> Self {
        Self { conn, log, read: HashMap::new() }
    }

    /// The root over leaves `i·2^level … (i+1)·2^level`.
    pub(crate) fn subtree(&mut self, level: u32, i: u64) -> Result<Hash, Error> {
        let place = tile::place(level, i);
        let missing = Error::whole(Fault::Tile { level: place.level, n: place.n });
        if !self.read.contains_key(&(place.level, place.n)) {
            let Some(bytes) = self.load(place.level, place.n)? else { return Err(missing) };
            self.read.insert((place.level, place.n), bytes);
        }
        let bytes = self.read.get(&(place.level, place.n));
        bytes.and_then(|bytes| tile::subtree_root(place, bytes)).ok_or(missing)
    }

    /// The tile's bytes: a full one, or else the level's right edge.
    pub(crate) fn load(&self, level: u8, n: u64) -> Result<Option<Vec<u8>>, Error> {
        let sql = "SELECT bytes FROM tile WHERE log = ?1 AND level = ?2 AND n = ?3";
        let full = self
            .conn
            .prepare_cached(sql)?
            .query_row(params![self.log, level, n as i64], |row| row.get(0))
            .optional()?;
        if full.is_some() {
            return Ok(full);
        }
        // What a branch shares with the log it left stands there alone.
        let end = u128::from(n + 1) << (8 * (u32::from(level) + 1));
        if let Some((of, _)) = branch::base(self.conn, self.log)?.filter(|(_, at)| end <= u128::from(*at)) {
            return Tiles::new(self.conn, of).load(level, n);
        }
        Ok(Some(schema::stored_edge(self.conn, self.log, level)?).filter(|bytes| !bytes.is_empty()))
    }
}
