//! Histories as trees: their right edges and tiles, what is before the point where one leaves another included.
//! In scope: reading hashes, roots at any size, which history a head is of.  Not here: entries (`rows`), verifying (`ingest`).

use super::rows::{Log, Rows};
use crate::error::Error;
use crate::store::Row;
use ledger::store::membership::Histories;
use ledger::tlog::checkpoint::Checkpoint;
use ledger::tlog::hash::Hash;
use ledger::tlog::proof;
use ledger::tlog::tile::{self, split_hashes};
use ledger::tlog::tree::{Frontier, TILE_LEVELS_MAX, TILE_WIDTH, partial_width};

impl Rows<'_> {
    /// The stored right edge of a history, which must lead to its root.
    pub(crate) fn frontier(&mut self, log: &Log) -> Result<Frontier, Error> {
        let damaged = || Error::Damaged(format!("the right edge of {} does not lead to its root", log.origin));
        let hashes = split_hashes(&self.edge(log.id)?.1).ok_or_else(damaged)?;
        let (mut rest, mut levels) = (hashes.as_slice(), Vec::new());
        for level in 0..TILE_LEVELS_MAX {
            let (these, more) = rest.split_at_checked(partial_width(log.size, level)).ok_or_else(damaged)?;
            levels.push(these.to_vec());
            rest = more;
        }
        let frontier = Frontier::from_levels(log.size, levels).map_err(|_| damaged())?;
        if frontier.root() == log.root && rest.is_empty() { Ok(frontier) } else { Err(damaged()) }
    }

    fn edge(&mut self, log: i64) -> Result<(u64, Vec<u8>), Error> {
        let row = self.tx.query("SELECT size, edge FROM log WHERE id = $1", &[log.into()])?.into_iter().next();
        let mut row = Row::from(row.ok_or(Error::Damaged(format!("there is no row {log}")))?);
        Ok((row.uint()?, row.blob()?))
    }

    /// A tile's bytes: a full one, or else the level's right edge.
    pub(crate) fn tile(&mut self, log: i64, level: u8, n: u64) -> Result<Vec<u8>, Error> {
        if let Some(known) = self.tiles.get(&(log, level, n)) {
            return Ok(known.clone());
        }
        let sql = "SELECT bytes FROM tile WHERE log = $1 AND level = $2 AND n = $3";
        let row = self.tx.query(sql, &[log.into(), u64::from(level).into(), n.into()])?.into_iter().next();
        let end = u128::from(n + 1) << (8 * (u32::from(level) + 1));
        let bytes = match (row, self.base(log)?.filter(|(_, at)| end <= u128::from(*at))) {
            (Some(row), _) => Row::from(row).blob()?,
            // What a history shares with the one it left stands there alone.
            (None, Some((of, _))) => self.tile(of, level, n)?,
            (None, None) => {
                let (size, edge) = self.edge(log)?;
                let before: usize = (0..usize::from(level)).map(|level| partial_width(size, level)).sum();
                let width = partial_width(size, usize::from(level));
                edge.get(32 * before..32 * (before + width)).unwrap_or_default().to_vec()
            }
        };
        self.tiles.insert((log, level, n), bytes.clone());
        Ok(bytes)
    }

    /// The root over leaves `i·2^level … (i+1)·2^level`.
    pub(crate) fn subtree(&mut self, log: i64, level: u32, i: u64) -> Result<Hash, Error> {
        let place = tile::place(level, i);
        let bytes = self.tile(log, place.level, place.n)?;
        let missing = || Error::Damaged(format!("tile {}/{} is missing", place.level, place.n));
        tile::subtree_root(place, &bytes).ok_or_else(missing)
    }

    /// The root that a history had at a size, which it has.
    pub(crate) fn root_at(&mut self, log: i64, size: u64) -> Result<Hash, Error> {
        proof::range_root(0, size, &mut |level, i| self.subtree(log, level, i))
    }

    /// The right edge that a history had at a size.
    pub(crate) fn edge_at(&mut self, log: i64, size: u64) -> Result<Frontier, Error> {
        let mut levels = Vec::new();
        for level in 0..TILE_LEVELS_MAX as u32 {
            let (end, width) = (size >> (8 * level), TILE_WIDTH as u64);
            let hashes = (end - end % width..end).map(|i| self.subtree(log, 8 * level, i));
            levels.push(hashes.collect::<Result<_, _>>()?);
        }
        Frontier::from_levels(size, levels).map_err(|e| Error::Damaged(e.to_string()))
    }

    /// Whether everything that a head covers is in this history.
    pub(crate) fn contains(&mut self, log: &Log, head: &Checkpoint) -> Result<bool, Error> {
        Ok(match head.size.cmp(&log.size) {
            std::cmp::Ordering::Greater => false,
            std::cmp::Ordering::Equal => head.root == log.root,
            std::cmp::Ordering::Less => self.root_at(log.id, head.size)? == head.root,
        })
    }

    /// The history that contains a head.
    pub(crate) fn history_with(&mut self, head: &Checkpoint) -> Result<Option<Log>, Error> {
        for log in self.histories(&head.origin)? {
            if self.contains(&log, head)? {
                return Ok(Some(log));
            }
        }
        Ok(None)
    }
}

impl Histories for Rows<'_> {
    type Error = Error;

    fn rows(&mut self, origin: &str) -> Result<Vec<(i64, u64)>, Error> {
        Ok(self.histories(origin)?.into_iter().map(|log| (log.id, log.size)).collect())
    }

    fn root(&mut self, row: i64, size: u64) -> Result<Hash, Error> {
        self.root_at(row, size)
    }

    fn base(&mut self, row: i64) -> Result<Option<(i64, u64)>, Error> {
        Rows::base(self, row)
    }
}
