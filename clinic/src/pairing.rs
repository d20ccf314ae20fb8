//! A further laptop joins over a network: one offers to admit it, by six digits or a QR code, people compare six words, and the records
//! go over the same connection.
//! In scope: both sides as this machine runs them.  Not here: what is said (sync), certificates and keys (ledger), joining by a stick
//! (joining.rs).

pub mod guest;
pub mod offer;

use sync::transport::{QUIET_MAX, Terms};

/// What a meeting right after joining needs.
fn terms(env: &std::sync::Arc<dyn ledger::Env>) -> Terms {
    Terms { env: env.clone(), program: env!("CARGO_PKG_VERSION").to_owned(), quiet_max: QUIET_MAX }
}
