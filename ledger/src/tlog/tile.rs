//! Tiles: how a tree is cut into files (c2sp.org/tlog-tiles).
//! In scope: tile paths, and perfect subtrees read out of tiles.  Not here: files, the database.

use super::hash::Hash;
use super::tree::{TILE_WIDTH, perfect_root};

/// Where a perfect subtree's hashes stand: `count` hashes from `offset` of tile (`level`, `n`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The tile's level.
    pub level: u8,
    /// The tile's number within its level.
    pub n: u64,
    /// The first hash.
    pub offset: usize,
    /// How many hashes; a power of two.
    pub count: usize,
}

/// The place of the subtree over leaves `index·2^level … (index+1)·2^level`.
#[must_use]
pub fn place(level: u32, index: u64) -> Place {
    let within = level % 8;
    let count = 1usize << within;
    let first = index << within;
    Place { level: (level / 8) as u8, n: first >> 8, offset: (first & 0xff) as usize, count }
}

/// The subtree's root, out of its tile's `bytes`; `None` when the tile is too short.
#[must_use]
pub fn subtree_root(place: Place, bytes: &[u8]) -> Option<Hash> {
    let (start, end) = (place.offset * 32, (place.offset + place.count) * 32);
    let hashes = split_hashes(bytes.get(start..end)?)?;
    Some(perfect_root(&hashes))
}

/// Cuts joined hashes apart; `None` when the length is no multiple of 32.
#[must_use]
pub fn split_hashes(bytes: &[u8]) -> Option<Vec<Hash>> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    rest.is_empty().then(|| hashes.to_vec())
}

/// A tile number as path segments: groups of three digits, all but the last with an `x` before them: `x001/x234/067`.
#[must_use]
pub fn number_path(n: u64) -> String {
    let mut path = format!("{:03}", n % 1000);
    let mut rest = n / 1000;
    while rest > 0 {
        path = format!("x{:03}/{path}", rest % 1000);
        rest /= 1000;
    }
    path
}

/// [`number_path`] with `.p/width` behind it where the tile is partial.
#[must_use]
pub fn tile_path(n: u64, width: usize) -> String {
    let path = number_path(n);
    if width == TILE_WIDTH { path } else { format!("{path}.p/{width}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_grouped_by_three_digits() {
        assert_eq!(number_path(0), "000");
        assert_eq!(number_path(1_234_067), "x001/x234/067");
        assert_eq!(tile_path(1000, 3), "x001/000.p/3");
        assert_eq!(tile_path(999, TILE_WIDTH), "999");
    }

    #[test]
    fn places_are_within_one_tile() {
        assert_eq!(place(0, 257), Place { level: 0, n: 1, offset: 1, count: 1 });
        assert_eq!(place(7, 3), Place { level: 0, n: 1, offset: 128, count: 128 });
        assert_eq!(place(8, 3), Place { level: 1, n: 0, offset: 3, count: 1 });
    }
}
