//! Hashes of leaves and nodes (RFC 6962 §2.1).
//! In scope: SHA-256 with its domain prefixes.  Not here: tree shapes.

use crate::entry::ENTRY_BYTES;
use sha2::block_api::compress256;
use sha2::{Digest, Sha256};

/// SHA-256's first state (FIPS 180-4 §5.3.3).
const START: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

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
    if data.len() == ENTRY_BYTES { padded::<192>(&[&[0], data]) } else { sha256(&[&[0], data]) }
}

/// The hash of an inner node: `H(0x01 ‖ left ‖ right)`.
#[must_use]
pub fn node(left: &Hash, right: &Hash) -> Hash {
    padded::<128>(&[&[1], left, right])
}

/// SHA-256 of a message of known length, laid out in its `BYTES` of whole blocks at once (FIPS 180-4 §5.1.1). Trees hash short messages
/// by the million, and keeping a buffer for each takes half as long as the compressions do.
fn padded<const BYTES: usize>(pieces: &[&[u8]]) -> Hash {
    let mut message = [0; BYTES];
    let mut end = 0;
    for piece in pieces {
        message[end..end + piece.len()].copy_from_slice(piece);
        end += piece.len();
    }
    message[end] = 0x80;
    message[BYTES - 8..].copy_from_slice(&(8 * end as u64).to_be_bytes());
    let mut state = START;
    compress256(&mut state, message.as_chunks().0);
    let mut hash = [0; 32];
    for (bytes, word) in hash.as_chunks_mut().0.iter_mut().zip(state) {
        *bytes = word.to_be_bytes();
    }
    hash
}

/// The root of a tree without leaves: the hash of nothing.
#[must_use]
pub fn empty_root() -> Hash {
    sha256(&[])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn short_messages_hash_as_long_ones_do(data in proptest::collection::vec(any::<u8>(), ENTRY_BYTES), left: Hash, right: Hash) {
            prop_assert_eq!(leaf(&data), sha256(&[&[0], &data]));
            prop_assert_eq!(node(&left, &right), sha256(&[&[1], &left, &right]));
        }
    }
}
