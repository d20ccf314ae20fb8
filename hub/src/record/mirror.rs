//! What is held, as the files of a tiled log (c2sp.org/tlog-tiles): for auditors and for a second hub to follow.
//! In scope: checkpoints with cosignatures, tiles, entry bundles, bodies.  Not here: who may ask, HTTP.

use super::rows::{Log, Rows};
use super::{Record, operation_in};
use crate::error::Error;
use ledger::Id;
use ledger::tlog::tree::TILE_WIDTH;

/// One file of a log's mirror.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    /// The newest signed note that somebody cosigned with its lines, or else the newest.
    Checkpoint,
    /// Hashes of a level: the tile's number, and how many.
    Tile(u8, u64, usize),
    /// Entries: the bundle's number, and how many.
    Entries(u64, usize),
    /// The body of the entry at an index.
    Body(u64),
}

impl File {
    /// Reads a path below a log's folder.
    #[must_use]
    pub fn parse(path: &str) -> Option<Self> {
        if path == "checkpoint" {
            return Some(Self::Checkpoint);
        }
        if let Some(index) = path.strip_prefix("body/") {
            return index.parse().ok().filter(|n: &u64| n.to_string() == index).map(Self::Body);
        }
        let rest = path.strip_prefix("tile/")?;
        let (level, number) = rest.split_once('/')?;
        let (number, width) = match number.split_once(".p/") {
            Some((number, width)) => {
                let n: usize = width.parse().ok().filter(|n: &usize| n.to_string() == width)?;
                (number, Some(n).filter(|n| (1..TILE_WIDTH).contains(n))?)
            }
            None => (number, TILE_WIDTH),
        };
        let n = parse_number(number)?;
        if level == "entries" {
            return Some(Self::Entries(n, width));
        }
        let level = level.parse().ok().filter(|l: &u8| l.to_string() == level && *l < 8)?;
        Some(Self::Tile(level, n, width))
    }
}

/// Groups of three digits, all but the last with an `x` before them.
fn parse_number(path: &str) -> Option<u64> {
    let groups: Vec<&str> = path.split('/').collect();
    let (last, before) = groups.split_last()?;
    let mut n = 0_u64;
    for group in before.iter().map(|group| group.strip_prefix('x')).chain([Some(*last)]) {
        let digits = group.filter(|g| g.len() == 3 && g.bytes().all(|b| b.is_ascii_digit()))?;
        n = n.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
    }
    // One way to write each number alone.
    (ledger::tlog::tile::number_path(n) == path).then_some(n)
}

impl Record {
    /// A file of a log's mirror, of its n-th history; `None` where there is none.
    ///
    /// # Errors
    /// The store's.
    pub fn mirrored(&self, operation: Id, origin: &str, history: usize, file: File) -> Result<Option<Vec<u8>>, Error> {
        if operation_in(origin) != Some(operation) {
            return Ok(None);
        }
        self.reading(operation, |rows| {
            let log = rows.histories(origin)?.into_iter().nth(history);
            log.filter(|log| log.size > 0).map_or(Ok(None), |log| read(rows, &log, file))
        })
    }
}

fn read(rows: &mut Rows<'_>, log: &Log, file: File) -> Result<Option<Vec<u8>>, Error> {
    Ok(match file {
        File::Checkpoint => {
            let newest = rows.cosigned(Some(log.id))?.into_iter().find(|cosigned| cosigned.size == log.size);
            Some(newest.map_or_else(|| log.note.clone(), |cosigned| cosigned.note).into_bytes())
        }
        File::Tile(level, n, width) => {
            let hashes = rows.tile(log.id, level, n)?;
            // The right edge is of one tile alone.
            let exists = n <= (log.size >> (8 * u32::from(level))) / TILE_WIDTH as u64;
            hashes.get(..32 * width).filter(|_| exists).map(<[u8]>::to_vec)
        }
        File::Entries(n, width) => {
            let first = n.saturating_mul(TILE_WIDTH as u64);
            if first.saturating_add(width as u64) > log.size {
                return Ok(None);
            }
            let entries = rows.entries(log.id, first, width as u64)?;
            let record = |entry: Vec<u8>| [&(entry.len() as u16).to_be_bytes()[..], &entry].concat();
            Some(entries.into_iter().flat_map(record).collect())
        }
        File::Body(index) if index < log.size => rows.held(log.id, index, 1)?.pop().and_then(|held| held.body),
        File::Body(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_in_their_one_form() {
        assert_eq!(File::parse("tile/0/x001/x234/067"), Some(File::Tile(0, 1_234_067, 256)));
        assert_eq!(File::parse("tile/1/000.p/3"), Some(File::Tile(1, 0, 3)));
        assert_eq!(File::parse("tile/entries/001"), Some(File::Entries(1, 256)));
        assert_eq!(File::parse("body/17"), Some(File::Body(17)));
        for wrong in [
            "tile/0/1",
            "tile/0/x000/001",
            "tile/8/000",
            "tile/00/000",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/03",
            "tile/0/x001",
            "body/01",
            "body/-1",
            "tile/0/../000",
            "",
            "checkpoint/",
        ] {
            assert_eq!(File::parse(wrong), None, "{wrong}");
        }
    }
}
