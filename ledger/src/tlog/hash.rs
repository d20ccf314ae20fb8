//! Hashes of leaves and nodes (RFC 6962 §2.1).
//! In scope: SHA-256 with its domain prefixes.  Not here: tree shapes.

use sha2::{Digest, Sha256};

/// A SHA-256 output.
pub type Hash = [u8; 32];

/// SHA-256 of the concatenation of `pieces`.
#[must_use]
pub fn sha256(pieces: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    for piece in pieces {
        hasher.update(piece);
    }
    hasher.finalize().into()
}

/// The hash of a leaf holding `data`: `H(0x00 ‖ data)`.
#[must_use]
pub fn leaf(data: &[u8]) -> Hash {
    sha256(&[&[0], data])
}

/// The hash of an inner node: `H(0x01 ‖ left ‖ right)`.
#[must_use]
pub fn node(left: &Hash, right: &Hash) -> Hash {
    let mut buffer = [1u8; 65];
    buffer[1..33].copy_from_slice(left);
    buffer[33..].copy_from_slice(right);
    Sha256::digest(buffer).into()
}

/// The root of a tree without leaves: the hash of nothing.
#[must_use]
pub fn empty_root() -> Hash {
    sha256(&[])
}
