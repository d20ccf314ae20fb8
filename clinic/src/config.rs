//! What is handed to a `Host` when it starts: clock, randomness, the cost of passphrases.

use crate::clock::SystemEnv;
use ledger::{ArgonCost, VaultError};
use std::sync::{Arc, OnceLock};

/// How a host runs.
#[derive(Clone)]
pub struct Config {
    /// Clock and randomness.
    pub env: Arc<dyn ledger::Env>,
    /// Cost of deriving a key from a passphrase.
    pub argon: Cost,
}

/// What a passphrase set here is to cost whoever tries one.
#[derive(Clone, Debug)]
pub enum Cost {
    /// As long as this device takes for it, measured when the first one is set.
    OfDevice,
    /// The same everywhere: for tests.
    Fixed(ArgonCost),
}

impl Config {
    /// The cost of a passphrase that is set now.
    ///
    /// # Errors
    /// Where the memory cannot be had.
    pub fn argon(&self) -> Result<ArgonCost, VaultError> {
        static MEASURED: OnceLock<ArgonCost> = OnceLock::new();
        match (&self.argon, MEASURED.get()) {
            (Cost::Fixed(cost), _) | (Cost::OfDevice, Some(cost)) => Ok(*cost),
            (Cost::OfDevice, None) => {
                let measured = ArgonCost::calibrated(&*self.env)?;
                Ok(*MEASURED.get_or_init(|| measured))
            }
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        // Tests would spend minutes deriving keys: builds with debug assertions may ask for a cheap cost.
        let cheap = cfg!(debug_assertions) && std::env::var_os("FIELDCHART_TEST_CHEAP_ARGON").is_some();
        let argon = if cheap { Cost::Fixed(ArgonCost { m_kib: 64, t: 1, p: 1 }) } else { Cost::OfDevice };
        Config { env: Arc::new(SystemEnv), argon }
    }
}
