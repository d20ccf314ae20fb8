//! Inclusion and consistency proofs (RFC 9162 §2.1.3 and §2.1.4).
//! In scope: building proofs from perfect subtrees, verifying them strictly.  Not here: reading tiles, checkpoints.

use super::hash::{self, Hash};

/// Why a proof does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The leaf does not lie within the tree.
    #[error("leaf {index} is not in a tree of {size}")]
    IndexOutOfRange {
        /// The leaf's index.
        index: u64,
        /// The tree's size.
        size: u64,
    },
    /// The older tree is larger than the newer one, or empty.
    #[error("a tree of {size2} cannot extend a tree of {size1}")]
    SizeOutOfRange {
        /// The older size.
        size1: u64,
        /// The newer size.
        size2: u64,
    },
    /// The proof has too many or too few hashes.
    #[error("the proof has {found} hashes; exactly {expected} are needed")]
    WrongLength {
        /// Hashes in the proof.
        found: usize,
        /// Hashes a proof between these sizes has.
        expected: usize,
    },
    /// The hashes lead to another root.
    #[error("the proof leads to another root")]
    WrongRoot {
        /// The root the proof leads to.
        computed: Hash,
    },
}

/// Verifies that the leaf `leaf_hash` stands at `index` in the tree of `size` leaves with `root`.
///
/// # Errors
/// When the index is out of range, the proof's length is not exact, or the root differs.
pub fn verify_inclusion(
    index: u64,
    size: u64,
    leaf_hash: &Hash,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::IndexOutOfRange { index, size });
    }
    let expected = inclusion_length(index, size);
    if proof.len() != expected {
        return Err(ProofError::WrongLength { found: proof.len(), expected });
    }
    let (mut fnode, mut snode, mut computed) = (index, size - 1, *leaf_hash);
    for sibling in proof {
        if fnode & 1 == 1 || fnode == snode {
            computed = hash::node(sibling, &computed);
            while fnode & 1 == 0 && fnode != 0 {
                fnode >>= 1;
                snode >>= 1;
            }
        } else {
            computed = hash::node(&computed, sibling);
        }
        fnode >>= 1;
        snode >>= 1;
    }
    same_root(snode == 0, &computed, root)
}

/// Verifies that the tree of `size2` leaves with `root2` extends the one of `size1` with `root1`.
///
/// # Errors
/// When the sizes run backwards or `size1` is 0 (nothing could be proven), the length is not exact, or a root differs.
pub fn verify_consistency(
    size1: u64,
    size2: u64,
    proof: &[Hash],
    root1: &Hash,
    root2: &Hash,
) -> Result<(), ProofError> {
    if size1 == 0 || size1 > size2 {
        return Err(ProofError::SizeOutOfRange { size1, size2 });
    }
    let expected = consistency_length(size1, size2);
    if proof.len() != expected {
        return Err(ProofError::WrongLength { found: proof.len(), expected });
    }
    if size1 == size2 {
        return same_root(true, root1, root2);
    }
    let (mut fnode, mut snode) = (size1 - 1, size2 - 1);
    while fnode & 1 == 1 {
        fnode >>= 1;
        snode >>= 1;
    }
    let mut rest = proof.iter();
    let start = if size1.is_power_of_two() { root1 } else { rest.next().unwrap_or(root1) };
    let (mut computed1, mut computed2) = (*start, *start);
    for sibling in rest {
        if fnode & 1 == 1 || fnode == snode {
            computed1 = hash::node(sibling, &computed1);
            computed2 = hash::node(sibling, &computed2);
            while fnode & 1 == 0 && fnode != 0 {
                fnode >>= 1;
                snode >>= 1;
            }
        } else {
            computed2 = hash::node(&computed2, sibling);
        }
        fnode >>= 1;
        snode >>= 1;
    }
    same_root(true, &computed1, root1)?;
    same_root(snode == 0, &computed2, root2)
}

/// The inclusion proof of leaf `index` in the tree of `size` leaves.
///
/// `subtree(level, i)` gives the root over leaves `i·2^level … (i+1)·2^level`.
///
/// # Errors
/// Those of `subtree`, and [`ProofError::IndexOutOfRange`].
pub fn inclusion<E: From<ProofError>>(
    index: u64,
    size: u64,
    subtree: &mut dyn FnMut(u32, u64) -> Result<Hash, E>,
) -> Result<Vec<Hash>, E> {
    if index >= size {
        return Err(ProofError::IndexOutOfRange { index, size }.into());
    }
    let mut proof = Vec::new();
    path(index, 0, size, subtree, &mut proof)?;
    Ok(proof)
}

/// The consistency proof from `size1` to `size2` leaves; see [`inclusion`] for `subtree`.
///
/// # Errors
/// Those of `subtree`, and [`ProofError::SizeOutOfRange`].
pub fn consistency<E: From<ProofError>>(
    size1: u64,
    size2: u64,
    subtree: &mut dyn FnMut(u32, u64) -> Result<Hash, E>,
) -> Result<Vec<Hash>, E> {
    if size1 == 0 || size1 > size2 {
        return Err(ProofError::SizeOutOfRange { size1, size2 }.into());
    }
    let mut proof = Vec::new();
    subproof(size1, 0, size2, true, subtree, &mut proof)?;
    Ok(proof)
}

/// The root over leaves `start … end`, where `start` is a multiple of the smallest power of two not below the width.
///
/// # Errors
/// Those of `subtree`.
pub fn range_root<E>(start: u64, end: u64, subtree: &mut dyn FnMut(u32, u64) -> Result<Hash, E>) -> Result<Hash, E> {
    let width = end - start;
    if width == 0 {
        return Ok(hash::empty_root());
    }
    if width.is_power_of_two() {
        let level = width.trailing_zeros();
        return subtree(level, start >> level);
    }
    let split = start + split_point(width);
    let left = range_root(start, split, subtree)?;
    let right = range_root(split, end, subtree)?;
    Ok(hash::node(&left, &right))
}

fn same_root(complete: bool, computed: &Hash, root: &Hash) -> Result<(), ProofError> {
    if complete && computed == root { Ok(()) } else { Err(ProofError::WrongRoot { computed: *computed }) }
}

/// The largest power of two below `width`, which is at least 2.
fn split_point(width: u64) -> u64 {
    1 << (width - 1).ilog2()
}

fn inclusion_length(index: u64, size: u64) -> usize {
    let (mut fnode, mut snode, mut length) = (index, size - 1, 0);
    while snode > 0 {
        if fnode & 1 == 1 || fnode < snode {
            length += 1;
        }
        fnode >>= 1;
        snode >>= 1;
    }
    length
}

fn consistency_length(size1: u64, size2: u64) -> usize {
    let (mut m, mut width, mut complete, mut length) = (size1, size2, true, 0);
    while m < width {
        let split = split_point(width);
        length += 1;
        if m <= split {
            width = split;
        } else {
            m -= split;
            width -= split;
            complete = false;
        }
    }
    length + usize::from(!complete)
}

fn path<E>(
    index: u64,
    start: u64,
    end: u64,
    subtree: &mut dyn FnMut(u32, u64) -> Result<Hash, E>,
    proof: &mut Vec<Hash>,
) -> Result<(), E> {
    if end - start == 1 {
        return Ok(());
    }
    let split = start + split_point(end - start);
    if index < split {
        path(index, start, split, subtree, proof)?;
        proof.push(range_root(split, end, subtree)?);
    } else {
        path(index, split, end, subtree, proof)?;
        proof.push(range_root(start, split, subtree)?);
    }
    Ok(())
}

fn subproof<E>(
    size1: u64,
    start: u64,
    end: u64,
    complete: bool,
    subtree: &mut dyn FnMut(u32, u64) -> Result<Hash, E>,
    proof: &mut Vec<Hash>,
) -> Result<(), E> {
    if size1 == end {
        if !complete {
            proof.push(range_root(start, end, subtree)?);
        }
        return Ok(());
    }
    let split = start + split_point(end - start);
    if size1 <= split {
        subproof(size1, start, split, complete, subtree, proof)?;
        proof.push(range_root(split, end, subtree)?);
    } else {
        subproof(size1, split, end, false, subtree, proof)?;
        proof.push(range_root(start, split, subtree)?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tlog::tree::{Frontier, perfect_root};
    use proptest::prelude::*;

    fn leaf(i: u64) -> Hash {
        hash::leaf(&i.to_be_bytes())
    }

    fn root(size: u64) -> Hash {
        let (mut frontier, mut full) = (Frontier::new(), Vec::new());
        for i in 0..size {
            frontier.push(leaf(i), &mut full);
        }
        frontier.root()
    }

    fn subtree(level: u32, i: u64) -> Result<Hash, ProofError> {
        let leaves: Vec<Hash> = ((i << level)..((i + 1) << level)).map(leaf).collect();
        Ok(perfect_root(&leaves))
    }

    #[test]
    fn every_small_inclusion_proof_holds_and_no_other_does() {
        for size in 1..40 {
            let tree_root = root(size);
            for index in 0..size {
                let proof = inclusion(index, size, &mut subtree).unwrap();
                verify_inclusion(index, size, &leaf(index), &proof, &tree_root).unwrap();
                assert!(verify_inclusion(index, size, &leaf(index + 1), &proof, &tree_root).is_err());
                assert!(verify_inclusion(size, size, &leaf(index), &proof, &tree_root).is_err());
                let longer = [proof.clone(), vec![[0; 32]]].concat();
                assert!(verify_inclusion(index, size, &leaf(index), &longer, &tree_root).is_err());
                for other in (0..size).filter(|other| *other != index) {
                    assert!(verify_inclusion(other, size, &leaf(index), &proof, &tree_root).is_err());
                }
            }
        }
    }

    #[test]
    fn every_small_consistency_proof_holds() {
        for size2 in 1..40 {
            for size1 in 1..=size2 {
                let proof = consistency(size1, size2, &mut subtree).unwrap();
                verify_consistency(size1, size2, &proof, &root(size1), &root(size2)).unwrap();
                assert!(verify_consistency(size1, size2, &proof, &root(size1 + 1), &root(size2)).is_err());
                assert!(verify_consistency(size1, size2, &proof, &root(size1), &root(size2 + 1)).is_err());
                let longer = [proof, vec![[0; 32]]].concat();
                assert!(verify_consistency(size1, size2, &longer, &root(size1), &root(size2)).is_err());
            }
        }
    }

    #[test]
    fn nothing_is_consistent_with_an_empty_or_larger_tree() {
        assert!(verify_consistency(0, 3, &[], &root(0), &root(3)).is_err());
        assert!(verify_consistency(4, 3, &[], &root(4), &root(3)).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn proofs_round_trip(size2 in 1u64..900, a in any::<u64>(), b in any::<u64>(), flip in any::<usize>()) {
            let (index, size1) = (a % size2, b % size2 + 1);
            let mut proof = inclusion(index, size2, &mut subtree).unwrap();
            prop_assert!(verify_inclusion(index, size2, &leaf(index), &proof, &root(size2)).is_ok());
            if !proof.is_empty() {
                let at = flip % proof.len();
                proof[at][flip % 32] ^= 1;
                prop_assert!(verify_inclusion(index, size2, &leaf(index), &proof, &root(size2)).is_err());
            }
            let proof = consistency(size1, size2, &mut subtree).unwrap();
            prop_assert!(verify_consistency(size1, size2, &proof, &root(size1), &root(size2)).is_ok());
        }
    }
}
