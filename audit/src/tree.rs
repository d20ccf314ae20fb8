//! Merkle trees and their proofs (RFC 6962 §2, RFC 9162 §2.1): hashes, roots, inclusion and consistency.
//! In scope: computing and strictly judging.  Not here: tiles' files (`tile`), signatures (`note`), making proofs.

use sha2::{Digest, Sha256};

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// Why a Merkle proof was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofFault {
    /// The leaf's index is not in the tree.
    #[error("index {index} is not in a tree of {size}")]
    IndexBeyondTree {
        /// The index asked for.
        index: u64,
        /// The tree's size.
        size: u64,
    },
    /// The older tree is larger than the newer one.
    #[error("the older size ({old}) is past the newer ({new})")]
    SizesInverted {
        /// The older tree's size.
        old: u64,
        /// The newer tree's size.
        new: u64,
    },
    /// A consistency proof from the empty tree says nothing.
    #[error("a proof from the empty tree to size {new} proves nothing")]
    OldTreeEmpty {
        /// The newer tree's size.
        new: u64,
    },
    /// The proof holds too few or too many hashes.
    #[error("the proof has {found} hashes, not {expected}")]
    Length {
        /// How many hashes these sizes need.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// The proof leads to another root.
    #[error("the proof leads to root {}, not {}", hex::encode(found), hex::encode(expected))]
    Root {
        /// The root claimed.
        expected: Hash,
        /// The root the proof leads to.
        found: Hash,
    },
}

/// The hash of a leaf's data: H(0x00 ‖ data).
#[must_use]
pub fn leaf_hash(data: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(data).finalize().into()
}

/// The hash of an inner node: H(0x01 ‖ left ‖ right).
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut data = [1; 65];
    data[1..33].copy_from_slice(left);
    data[33..].copy_from_slice(right);
    Sha256::digest(data).into()
}

/// The root over leaf hashes (RFC 6962 §2.1). Pairing neighbours level by level and lifting an odd last node unchanged
/// gives the RFC's split at the largest power of two.
#[must_use]
pub fn root(leaves: &[Hash]) -> Hash {
    if leaves.is_empty() {
        return Sha256::digest([]).into();
    }
    let mut level = pair_up(leaves);
    while level.len() > 1 {
        level = pair_up(&level);
    }
    level[0]
}

fn pair_up(level: &[Hash]) -> Vec<Hash> {
    level
        .chunks(2)
        .map(|pair| match pair {
            [left, right] => node_hash(left, right),
            lone => lone[0],
        })
        .collect()
}

/// Judges an inclusion proof (RFC 9162 §2.1.3.2): `leaf` stands at `index` in the tree of `size` leaves under `root`.
///
/// # Errors
/// Names what is wrong: range, length or root.
pub fn verify_inclusion(index: u64, size: u64, leaf: &Hash, proof: &[Hash], root: &Hash) -> Result<(), ProofFault> {
    if index >= size {
        return Err(ProofFault::IndexBeyondTree { index, size });
    }
    let expected = inclusion_len(index, size);
    if proof.len() != expected {
        return Err(ProofFault::Length { expected, found: proof.len() });
    }
    let (mut at, mut last, mut found) = (index, size - 1, *leaf);
    for sibling in proof {
        if at % 2 == 1 || at == last {
            found = node_hash(sibling, &found);
            while at % 2 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            found = node_hash(&found, sibling);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    same_root(root, found)
}

/// Judges a consistency proof (RFC 9162 §2.1.4.2): the tree of `new` leaves extends the tree of `old` leaves.
///
/// # Errors
/// Names what is wrong: sizes, length or which root.
pub fn verify_consistency(
    old: u64,
    new: u64,
    proof: &[Hash],
    old_root: &Hash,
    new_root: &Hash,
) -> Result<(), ProofFault> {
    if old > new {
        return Err(ProofFault::SizesInverted { old, new });
    }
    if old == 0 {
        return Err(ProofFault::OldTreeEmpty { new });
    }
    let expected = consistency_len(old, new);
    if proof.len() != expected {
        return Err(ProofFault::Length { expected, found: proof.len() });
    }
    if old == new {
        return same_root(old_root, *new_root);
    }
    // Steps 2 to 5: a whole old tree stands for itself; then start at the old tree's last complete subtree.
    let (mut rest, first) = if old.is_power_of_two() { (proof, *old_root) } else { (&proof[1..], proof[0]) };
    let shift = (old - 1).trailing_ones();
    let (mut at, mut last) = ((old - 1) >> shift, (new - 1) >> shift);
    let (mut found_old, mut found_new) = (first, first);
    while let [sibling, tail @ ..] = rest {
        rest = tail;
        if at % 2 == 1 || at == last {
            found_old = node_hash(sibling, &found_old);
            found_new = node_hash(sibling, &found_new);
            while at % 2 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            found_new = node_hash(&found_new, sibling);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    same_root(old_root, found_old)?;
    same_root(new_root, found_new)
}

/// Siblings on the way up: one per level up to where the leaf's path meets the tree's right edge, then one per left
/// neighbour along that edge.
fn inclusion_len(index: u64, size: u64) -> usize {
    let below_edge = u64::BITS - (index ^ (size - 1)).leading_zeros();
    let along_edge = index.checked_shr(below_edge).unwrap_or(0).count_ones();
    (below_edge + along_edge) as usize
}

fn consistency_len(old: u64, new: u64) -> usize {
    if old == new {
        return 0;
    }
    let shift = (old - 1).trailing_ones();
    inclusion_len((old - 1) >> shift, ((new - 1) >> shift) + 1) + usize::from(!old.is_power_of_two())
}

fn same_root(expected: &Hash, found: Hash) -> Result<(), ProofFault> {
    if *expected == found { Ok(()) } else { Err(ProofFault::Root { expected: *expected, found }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proofs written from the RFC's recursive definitions, to hold against the iterative verifiers.
    fn path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
        if leaves.len() <= 1 {
            return vec![];
        }
        let split = leaves.len().next_power_of_two() / 2;
        let (left, right) = leaves.split_at(split);
        let (mut proof, other) =
            if index < split { (path(index, left), root(right)) } else { (path(index - split, right), root(left)) };
        proof.push(other);
        proof
    }

    fn extension(old: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
        if old == leaves.len() {
            return if whole { vec![] } else { vec![root(leaves)] };
        }
        let split = leaves.len().next_power_of_two() / 2;
        let (left, right) = leaves.split_at(split);
        let (mut proof, other) = if old <= split {
            (extension(old, left, whole), root(right))
        } else {
            (extension(old - split, right, false), root(left))
        };
        proof.push(other);
        proof
    }

    #[test]
    fn every_proof_up_to_40_leaves_holds_and_no_altered_one_does() {
        let leaves: Vec<Hash> = (0_u8..40).map(|i| leaf_hash(&[i])).collect();
        for size in 1..=leaves.len() {
            let top = root(&leaves[..size]);
            for index in 0..size {
                let mut proof = path(index, &leaves[..size]);
                let judge = |proof: &[Hash]| verify_inclusion(index as u64, size as u64, &leaves[index], proof, &top);
                judge(&proof).expect("sound");
                for i in 0..proof.len() {
                    proof[i][0] ^= 1;
                    judge(&proof).expect_err("altered");
                    proof[i][0] ^= 1;
                }
                proof.push(top);
                judge(&proof).expect_err("too long");

                let old = index + 1;
                let mut proof = extension(old, &leaves[..size], true);
                let old_top = root(&leaves[..old]);
                let judge = |proof: &[Hash]| verify_consistency(old as u64, size as u64, proof, &old_top, &top);
                judge(&proof).expect("sound");
                for i in 0..proof.len() {
                    proof[i][0] ^= 1;
                    judge(&proof).expect_err("altered");
                    proof[i][0] ^= 1;
                }
                proof.pop();
                assert_eq!(judge(&proof).is_ok(), old == size, "too short");
            }
        }
    }

    #[test]
    fn sizes_at_the_end_of_the_range_do_not_overflow() {
        let hash = [0; 32];
        for index in [0, 1, u64::MAX / 2, u64::MAX - 1] {
            assert!(verify_inclusion(index, u64::MAX, &hash, &[], &hash).is_err());
            assert!(verify_consistency(index + 1, u64::MAX, &[hash], &hash, &hash).is_err());
        }
    }
}
