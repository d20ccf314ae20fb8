//! Forks: a device that was cloned, or put back unseen, wrote two histories of one log. Both are kept and read, since real care
//! was written on both.
//! In scope: where a branch leaves the log it came from, finding the row that a head or a batch belongs to, beginning a branch.
//! Not here: taking batches in (`ingest`), who is told.

use super::cosigning;
use super::ingest::Batch;
use super::journal::Journal;
use super::order::At;
use super::rows::{Tiles, stored_bytes, stored_rows};
use super::schema::{self, Log};
use crate::entry::Entry;
use crate::error::Error;
use crate::tlog::checkpoint::Checkpoint;
use crate::tlog::hash;
use crate::tlog::proof;
use crate::tlog::tree::{Frontier, TILE_LEVELS_MAX, TILE_WIDTH};
use rusqlite::{Connection, OptionalExtension, params};
use std::cmp::Reverse;
use std::sync::{Arc, PoisonError};

/// Entries compared at a time.
const CHUNK: u64 = 256;

/// One of several histories of a log, as far as it is held here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// Its head.
    pub head: Checkpoint,
    /// The index from which on its entries are in no other.
    pub from: u64,
    /// The clock of the entry before that one.
    pub parted: Option<u64>,
    /// The clock of its newest entry.
    pub newest: Option<u64>,
    /// Who signed as a witness what it alone has.
    pub by: Vec<String>,
}

/// The row that a branch came from, and the index from which on it has entries of its own.
pub(crate) fn base(conn: &Connection, log: i64) -> Result<Option<(i64, u64)>, Error> {
    let mut statement = conn.prepare_cached("SELECT of, at FROM branch WHERE log = ?1")?;
    Ok(statement.query_row([log], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// Where the entries of a log from `first` on stand, piece by piece: those before a branch leaves stand with what it left.
pub(crate) fn pieces(conn: &Connection, first: At, count: u64) -> Result<Vec<(At, u64)>, Error> {
    let Some((of, at)) = base(conn, first.log)?.filter(|(_, at)| first.index < *at) else {
        return Ok(vec![(first, count)]);
    };
    let before = count.min(at - first.index);
    let mut all = pieces(conn, At { log: of, ..first }, before)?;
    if count > before {
        all.push((At { index: at, ..first }, count - before));
    }
    Ok(all)
}

/// The right edge that a log had at a size.
fn edge(tiles: &mut Tiles<'_>, size: u64) -> Result<Frontier, Error> {
    let mut levels = Vec::new();
    for level in 0..TILE_LEVELS_MAX as u32 {
        let (end, width) = (size >> (8 * level), TILE_WIDTH as u64);
        let start = end - end % width;
        levels.push((start..end).map(|i| tiles.subtree(8 * level, i)).collect::<Result<_, _>>()?);
    }
    Frontier::from_levels(size, levels).map_err(Error::whole)
}

/// The right edge of what a branch shares; an empty one where the log is none.
pub(crate) fn edge_at(conn: &Connection, log: &Log) -> Result<Frontier, Error> {
    match base(conn, log.id)? {
        Some((of, at)) => edge(&mut Tiles::new(conn, of), at),
        None => Ok(Frontier::new()),
    }
}

/// How a batch goes on from what is held of its log.
pub(crate) enum Continues {
    /// It is held already.
    Held,
    /// From the end of this row.
    From(Arc<Log>),
    /// It leaves this row's history at an index.
    Leaves(Arc<Log>, u64),
    /// It contradicts what is held, and does not reach back to where.
    Unclear(Arc<Log>),
}

impl Journal {
    /// The rows of a log: its first history, and the branches.
    pub(crate) fn rows_named(&self, origin: &str) -> Vec<Arc<Log>> {
        let logs = self.logs.read().unwrap_or_else(PoisonError::into_inner);
        let mut rows: Vec<_> = logs.values().filter(|log| log.origin == origin).cloned().collect();
        rows.sort_by_key(|log| log.id);
        rows
    }

    /// Every history of a log that is held here; one where it has never contradicted itself.
    ///
    /// # Errors
    /// When the store cannot be read, or a head does not verify.
    pub fn histories(&self, origin: &str) -> Result<Vec<History>, Error> {
        let conn = super::journal::locked(&self.reader);
        let rows = self.rows_named(origin);
        let bases = rows.iter().map(|log| base(&conn, log.id)).collect::<Result<Vec<_>, _>>()?;
        let mut all = Vec::new();
        for log in &rows {
            let (head, ..) = schema::verified_head(&conn, log)?;
            let left = bases.iter().flatten().filter(|(of, _)| *of == log.id).map(|(_, at)| *at);
            let from = left.fold(log.from, u64::max);
            let clock = |end: u64| {
                let before = end.checked_sub(1).map(|index| stored_bytes(&conn, At { log: log.id, index }, 1));
                let before = before.transpose()?.and_then(|found| Entry::from_bytes(found.first()?).ok());
                Ok::<_, Error>(before.map(|entry| entry.hlc))
            };
            let own = cosigning::of_log(&conn, log)?.into_iter().filter(|note| note.size > from);
            let by = own.flat_map(|note| note.by).collect();
            all.push(History { parted: clock(from)?, newest: clock(head.size)?, from, head, by });
        }
        Ok(all)
    }

    /// The row whose history contains a head.
    pub(crate) fn row_with(&self, conn: &Connection, head: &Checkpoint) -> Result<Option<Arc<Log>>, Error> {
        for log in self.rows_named(&head.origin) {
            if contains(conn, &log, head)? {
                return Ok(Some(log));
            }
        }
        Ok(None)
    }

    /// Every history here that holds what a head covers.
    pub(crate) fn histories_with(&self, head: &Checkpoint) -> Result<Vec<i64>, Error> {
        let conn = super::journal::locked(&self.reader);
        let mut holding = Vec::new();
        for log in self.rows_named(&head.origin) {
            if contains(&conn, &log, head)? {
                holding.push(log.id);
            }
        }
        Ok(holding)
    }

    /// Whether everything that a head covers is held here.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn holds(&self, head: &Checkpoint) -> Result<bool, Error> {
        Ok(self.row_with(&super::journal::locked(&self.reader), head)?.is_some())
    }

    /// Up to where a peer, whose heads of the same log these are, holds what leads to `head`.
    ///
    /// # Errors
    /// When the log is unknown or the store cannot be read.
    pub fn shared(&self, head: &Checkpoint, theirs: &[Checkpoint]) -> Result<u64, Error> {
        let conn = super::journal::locked(&self.reader);
        let row = self.row_with(&conn, head)?.ok_or_else(|| Error::UnknownLog(head.origin.clone()))?;
        let mut shared = 0;
        for other in theirs.iter().filter(|other| other.origin == head.origin && other.size <= head.size) {
            if contains(&conn, &row, other)? {
                shared = other.size.max(shared);
            }
        }
        Ok(shared)
    }

    /// Which row a batch belongs to. The note was verified.
    pub(crate) fn continues(&self, conn: &Connection, batch: &Batch, head: &Checkpoint) -> Result<Continues, Error> {
        if self.row_with(conn, head)?.is_some() {
            return Ok(Continues::Held);
        }
        let rows = self.rows_named(&batch.origin);
        let mut candidates = Vec::new();
        for log in &rows {
            let size = schema::stored_note(conn, log.id)?.map_or(0, |(size, _)| size);
            let end = size.min(batch.first + batch.entries.len() as u64);
            if batch.first > size {
                continue;
            }
            match differs(conn, log, batch, end)? {
                None if head.size > size => candidates.push((false, Reverse(size), log)),
                // The same entries lead to another root: what is before them differs.
                None => {}
                Some(at) => candidates.push((true, Reverse(at), log)),
            }
        }
        candidates.sort_by_key(|(leaves, at, log)| (*leaves, *at, log.id));
        for (leaves, Reverse(at), log) in candidates {
            // Where a batch begins behind the point at which two histories part, only the root tells whose it is.
            if rows.len() == 1 || leads(conn, log, at, batch, head)? {
                let log = Arc::clone(log);
                return Ok(if leaves { Continues::Leaves(log, at) } else { Continues::From(log) });
            }
        }
        let first = rows.into_iter().next().ok_or_else(|| Error::UnknownLog(batch.origin.clone()))?;
        Ok(Continues::Unclear(first))
    }

    /// Begins a branch that leaves a row's history at an index.
    pub(crate) fn put_branch(&self, conn: &Connection, of: &Log, at: u64) -> Result<Arc<Log>, Error> {
        let edge = edge(&mut Tiles::new(conn, of.id), at)?;
        let n = self.rows_named(&of.origin).len();
        let id = schema::put_log(conn, &format!("{}/{n}", of.origin), &of.key)?;
        let sql = "INSERT INTO branch (log, of, at) VALUES (?1, ?2, ?3)";
        conn.prepare_cached(sql)?.execute(params![id, of.id, at as i64])?;
        schema::put_edge(conn, id, &edge)?;
        let log = Arc::new(Log { id, from: at, ..of.clone() });
        self.logs.write().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(&log));
        Ok(log)
    }
}

fn contains(conn: &Connection, log: &Log, head: &Checkpoint) -> Result<bool, Error> {
    let size = schema::stored_note(conn, log.id)?.map_or(0, |(size, _)| size);
    if head.size > size {
        return Ok(false);
    }
    let mut tiles = Tiles::new(conn, log.id);
    Ok(proof::range_root(0, head.size, &mut |level, i| tiles.subtree(level, i))? == head.root)
}

/// Whether a row's history up to an index and the batch's entries from there on lead to the batch's head.
fn leads(conn: &Connection, log: &Log, at: u64, batch: &Batch, head: &Checkpoint) -> Result<bool, Error> {
    let (mut frontier, mut full) = (edge(&mut Tiles::new(conn, log.id), at)?, Vec::new());
    let rest = batch.entries.iter().skip((at - batch.first) as usize);
    rest.for_each(|entry| frontier.push(hash::leaf(entry), &mut full));
    Ok(frontier.root() == head.root)
}

/// The first index, before `end`, at which a batch has another entry than the row.
fn differs(conn: &Connection, log: &Log, batch: &Batch, end: u64) -> Result<Option<u64>, Error> {
    let mut from = batch.first;
    while from < end {
        let count = CHUNK.min(end - from);
        let rows = stored_rows(conn, At { log: log.id, index: from }, count, 0)?;
        for (row, index) in rows.iter().zip(from..) {
            if batch.entries.get((index - batch.first) as usize) != Some(&row.entry) {
                return Ok(Some(index));
            }
        }
        from += count;
    }
    Ok(None)
}
