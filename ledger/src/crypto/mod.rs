//! Keys, seals and the vault.
//! In scope: everything secret.  Not here: storage of entries, trees.

pub mod argon;
pub mod keys;
pub mod seal;
pub mod vault;
