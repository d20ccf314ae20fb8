//! The one place of the hub that reads the machine's clock and randomness; everything else is handed an `Env`.
//! In scope: system time, random bytes.  Not here: what they are used for.

/// The machine's own clock and randomness.
#[derive(Debug, Default)]
pub struct SystemEnv;

impl ledger::Env for SystemEnv {
    #[allow(clippy::disallowed_methods)] // this is the injected clock
    fn now_ms(&self) -> u64 {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(0, |d| u64::try_from(d.as_millis()).unwrap_or(u64::MAX))
    }
    #[allow(clippy::disallowed_methods)] // this is the injected randomness
    fn fill(&self, out: &mut [u8]) {
        // Without randomness no key is safe: stopping is the only honest answer.
        assert!(getrandom::fill(out).is_ok(), "the operating system gives no randomness");
    }
}
