//! The one place that reads the machine's clock and randomness; everything else is handed an `Env`.
//! In scope: system time, local offset, random bytes.  Not here: what they are used for.

use chrono::Offset;

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

/// Minutes east of UTC of the machine's time zone at a moment.
#[must_use]
pub fn offset_min_at(ms: u64) -> i16 {
    let at = chrono::DateTime::from_timestamp_millis(i64::try_from(ms).unwrap_or(0)).unwrap_or_default();
    let seconds = at.with_timezone(&chrono::Local).offset().fix().local_minus_utc();
    i16::try_from(seconds / 60).unwrap_or(0)
}
