//! The journal: an append-only, Merkle-hashed, encrypted log of opaque records (docs/formats/entry-v1.md).
//!
//! In scope: the tree and its proofs, sealing, keys and the vault, the SQLCipher store, checking it, exporting it.
//! Not here: medicine, sync, screens; clocks and randomness, which callers inject as [`Env`].

#![cfg_attr(test, allow(clippy::unwrap_used))] // in tests a panic is the message

pub mod cbor;
pub mod crypto;
pub mod disclosure;
pub mod entry;
mod error;
pub mod payload;
pub mod planted;
pub mod store;
#[cfg(test)]
pub(crate) mod testing;
pub mod tlog;
#[cfg(test)]
mod vectors;

pub use crypto::keys::{DbKey, RecoveryKey, Secret32, UserKeys};
pub use crypto::vault::{ArgonCost, Vault, VaultError};
pub use entry::{Class, Entry};
pub use error::{Error, Fault, Refusal};
pub use payload::{AuthorKind, AuthorRef, Moment};
pub use store::backup::{BackupSummary, restore};
pub use store::branch::History;
pub use store::confidential::SectionKeys;
pub use store::cosigning::Cosigned;
pub use store::export::{ExportSummary, NOT_HELD, is_litter};
pub use store::fsck::{Finding, Report};
pub use store::genesis::{Genesis, Unlocked, create, open, open_with_recovery};
pub use store::ingest::{Batch, Changed, Taken};
pub use store::join::{JoinRequest, Joining, Welcome};
pub use store::journal::{Author, Commit, Journal, User};
pub use store::keyring::{Keyring, Plain};
pub use store::read::{EntryRow, Opened, Receipt};
pub use store::redaction::{Redaction, Scope};
pub use store::roster::{Public, Roster};
pub use store::tx::{Appended, Committed, Draft, Tx};
pub use tlog::hash::Hash;

/// 16 random bytes; in text 32 lower-case hex digits.
pub type Id = [u8; 16];

/// The world outside: time and randomness.
pub trait Env: Send + Sync {
    /// Milliseconds since the Unix epoch.
    fn now_ms(&self) -> u64;
    /// Fills `out` with unpredictable bytes.
    fn fill(&self, out: &mut [u8]);

    /// A fresh random id.
    fn new_id(&self) -> Id {
        let mut id = [0; 16];
        self.fill(&mut id);
        id
    }
}
