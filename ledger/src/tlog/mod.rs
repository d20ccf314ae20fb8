//! The transparency log's pure arithmetic: hashes, trees, proofs, tiles, checkpoints.
//! In scope: RFC 6962 / RFC 9162 and the C2SP tlog formats over byte slices.  Not here: storage, keys, sealing.

pub mod checkpoint;
pub mod cosignature;
pub mod hash;
pub mod proof;
pub mod tile;
pub mod tree;
