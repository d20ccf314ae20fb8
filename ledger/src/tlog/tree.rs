//! The growing tree: its right edge, kept tile by tile (RFC 6962 §2.1, c2sp.org/tlog-tiles).
//! In scope: appending leaves, the root, tiles as they fill.  Not here: where tiles are stored, proofs.

use super::hash::{self, Hash};

/// Hashes in a full tile.
pub const TILE_WIDTH: usize = 256;
/// Tile levels a 64-bit tree can have.
pub const TILE_LEVELS_MAX: usize = 8;

/// A tile that has just become full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FullTile {
    /// The tile's level: its hashes each cover 256^level leaves.
    pub level: u8,
    /// The tile's position within its level.
    pub n: u64,
    /// Its 256 hashes, joined.
    pub bytes: Vec<u8>,
}

/// The right edge of a tree: for every tile level, the hashes of the tile that is not full yet.
///
/// Together with the full tiles it determines every node; alone it determines the root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    levels: Vec<Vec<Hash>>,
}

/// The stored frontier does not fit the size it claims.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the frontier of size {size} holds {found} hashes at level {level} instead of {expected}")]
pub struct FrontierError {
    /// Leaves the tree is said to have.
    pub size: u64,
    /// The level whose width is wrong.
    pub level: usize,
    /// Hashes found there.
    pub found: usize,
    /// Hashes that a tree of this size has there.
    pub expected: usize,
}

impl Frontier {
    /// An empty tree.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Rebuilds a frontier from its stored levels, lowest first.
    ///
    /// # Errors
    /// When a level's width is not what `size` implies.
    pub fn from_levels(size: u64, mut levels: Vec<Vec<Hash>>) -> Result<Self, FrontierError> {
        while levels.last().is_some_and(Vec::is_empty) {
            levels.pop();
        }
        for level in 0..TILE_LEVELS_MAX.max(levels.len()) {
            let expected = partial_width(size, level);
            let found = levels.get(level).map_or(0, Vec::len);
            if found != expected {
                return Err(FrontierError { size, level, found, expected });
            }
        }
        Ok(Self { size, levels })
    }

    /// Leaves in the tree.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The hashes of each level's partial tile, lowest level first.
    #[must_use]
    pub fn levels(&self) -> &[Vec<Hash>] {
        &self.levels
    }

    /// Appends one leaf hash; tiles that become full are pushed on `full`.
    pub fn push(&mut self, leaf_hash: Hash, full: &mut Vec<FullTile>) {
        let mut carry = leaf_hash;
        for level in 0.. {
            if self.levels.len() == level {
                self.levels.push(Vec::with_capacity(TILE_WIDTH));
            }
            let tile = &mut self.levels[level];
            tile.push(carry);
            if tile.len() < TILE_WIDTH {
                break;
            }
            let n = self.size >> (8 * (level + 1));
            full.push(FullTile { level: level as u8, n, bytes: tile.concat() });
            carry = perfect_root(tile);
            tile.clear();
        }
        self.size += 1;
    }

    /// The tree's root.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut root: Option<Hash> = None;
        for tile in &self.levels {
            let mut end = tile.len();
            while end > 0 {
                let width = 1 << end.trailing_zeros();
                let peak = perfect_root(&tile[end - width..end]);
                root = Some(root.map_or(peak, |right| hash::node(&peak, &right)));
                end -= width;
            }
        }
        root.unwrap_or_else(hash::empty_root)
    }
}

/// Hashes in the partial tile at `level` of a tree of `size` leaves.
#[must_use]
pub fn partial_width(size: u64, level: usize) -> usize {
    if level >= TILE_LEVELS_MAX { 0 } else { ((size >> (8 * level)) & 0xff) as usize }
}

/// The root over `hashes`, whose number is a power of two.
#[must_use]
pub fn perfect_root(hashes: &[Hash]) -> Hash {
    debug_assert!(hashes.len().is_power_of_two());
    let mut row = hashes.to_vec();
    while row.len() > 1 {
        for i in 0..row.len() / 2 {
            row[i] = hash::node(&row[2 * i], &row[2 * i + 1]);
        }
        row.truncate(row.len() / 2);
    }
    row.first().copied().unwrap_or_else(hash::empty_root)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Clone)]
    struct Oracle;

    impl rs_merkle::Hasher for Oracle {
        type Hash = Hash;
        fn hash(data: &[u8]) -> Hash {
            hash::sha256(&[data])
        }
        fn concat_and_hash(left: &Hash, right: Option<&Hash>) -> Hash {
            right.map_or(*left, |right| hash::node(left, right))
        }
    }

    fn leaves(size: usize) -> Vec<Hash> {
        (0..size as u64).map(|i| hash::leaf(&i.to_be_bytes())).collect()
    }

    #[test]
    fn the_empty_root_is_the_hash_of_nothing() {
        let hex = hex::encode(Frontier::new().root());
        assert_eq!(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn a_level_of_the_wrong_width_is_refused() {
        let error = Frontier::from_levels(3, vec![leaves(2)]).unwrap_err();
        assert_eq!((error.level, error.found, error.expected), (0, 2, 3));
    }

    #[test]
    fn tiles_fill_and_are_numbered() {
        let (mut frontier, mut full) = (Frontier::new(), Vec::new());
        for leaf in leaves(65_536) {
            frontier.push(leaf, &mut full);
        }
        assert_eq!(full.iter().filter(|t| t.level == 0).map(|t| t.n).collect::<Vec<_>>(), (0..256).collect::<Vec<_>>());
        assert_eq!(full.iter().filter(|t| t.level == 1).map(|t| t.n).collect::<Vec<_>>(), [0]);
        assert_eq!(frontier.levels().iter().map(Vec::len).collect::<Vec<_>>(), [0, 0, 1]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn roots_equal_rs_merkle(size in 1usize..1_500) {
            let leaves = leaves(size);
            let (mut frontier, mut full) = (Frontier::new(), Vec::new());
            for leaf in &leaves {
                frontier.push(*leaf, &mut full);
            }
            let oracle = rs_merkle::MerkleTree::<Oracle>::from_leaves(&leaves).root();
            prop_assert_eq!(Some(frontier.root()), oracle);
            let copy = Frontier::from_levels(size as u64, frontier.levels().to_vec()).unwrap();
            prop_assert_eq!(copy.root(), frontier.root());
        }
    }
}
