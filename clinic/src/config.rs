//! What is handed to a `Host` when it starts: clock, randomness, the cost of passphrases.

use crate::clock::SystemEnv;
use std::sync::Arc;

/// How a host runs.
#[derive(Clone)]
pub struct Config {
    /// Clock and randomness.
    pub env: Arc<dyn ledger::Env>,
    /// Cost of deriving a key from a passphrase.
    pub argon: ledger::ArgonCost,
}

impl Default for Config {
    fn default() -> Self {
        Config { env: Arc::new(SystemEnv), argon: argon_cost() }
    }
}

/// At least 64 MiB and three passes (JOURNAL.md, Keys).
const FIELD_COST: ledger::ArgonCost = ledger::ArgonCost { m_kib: 256 * 1024, t: 3, p: 1 };

/// Tests would spend minutes deriving keys: builds with debug assertions may ask for a cheap cost.
fn argon_cost() -> ledger::ArgonCost {
    if cfg!(debug_assertions) && std::env::var_os("FIELDCHART_TEST_CHEAP_ARGON").is_some() {
        return ledger::ArgonCost { m_kib: 64, t: 1, p: 1 };
    }
    FIELD_COST
}
