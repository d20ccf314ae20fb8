//! The world outside of a device: the time of the simulation as its clock shows it, and randomness of its own.
//! In scope: offsets and jumps, a fresh stream of randomness at each start.  Not here: when clocks jump (`steps`).

use ledger::Env;
use ledger::tlog::hash::sha256;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// When every simulation begins: later than anything in the folders it begins with.
pub(crate) const BEGIN_MS: u64 = 1_800_000_000_000;

/// The true time of one simulation, which no device knows.
#[derive(Debug, Clone)]
pub(crate) struct Time(Arc<AtomicU64>);

impl Time {
    pub(crate) fn new(now_ms: u64) -> Self {
        Self(Arc::new(AtomicU64::new(now_ms)))
    }

    pub(crate) fn now_ms(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn pass(&self, ms: u64) {
        self.0.fetch_add(ms, Ordering::Relaxed);
    }
}

/// A device's clock: the true time and how far it is off.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    time: Time,
    off_ms: Arc<AtomicI64>,
}

impl Clock {
    pub(crate) fn new(time: &Time) -> Self {
        Self { time: time.clone(), off_ms: Arc::default() }
    }

    pub(crate) fn now_ms(&self) -> u64 {
        self.time.now_ms().saturating_add_signed(self.off_ms.load(Ordering::Relaxed))
    }

    pub(crate) fn set_off_ms(&self, off_ms: i64) {
        self.off_ms.store(off_ms, Ordering::Relaxed);
    }
}

/// What a running device is given. Two that run on copies of one folder draw different numbers.
#[derive(Debug)]
pub(crate) struct World {
    clock: Clock,
    stream: [u8; 32],
    drawn: AtomicU64,
}

impl World {
    pub(crate) fn new(clock: &Clock, seed: u64, device: &str, start: u64) -> Self {
        let stream = sha256(&[&seed.to_be_bytes(), &start.to_be_bytes(), device.as_bytes()]);
        Self { clock: clock.clone(), stream, drawn: AtomicU64::new(0) }
    }
}

impl Env for World {
    fn now_ms(&self) -> u64 {
        // Time never stands still.
        self.clock.time.pass(1);
        self.clock.now_ms()
    }

    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            let n = self.drawn.fetch_add(1, Ordering::Relaxed);
            chunk.copy_from_slice(&sha256(&[&self.stream, &n.to_be_bytes()])[..chunk.len()]);
        }
    }
}
