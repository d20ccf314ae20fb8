//! A world for tests: a clock that ticks when read, and randomness from a seed.
//! In scope: this crate's own tests.  Not here: anything that ships.

use crate::tlog::hash::sha256;
use crate::{ArgonCost, Env};
use std::sync::atomic::{AtomicU64, Ordering};

/// Argon2 at its cheapest.
pub(crate) const CHEAP: ArgonCost = ArgonCost { m_kib: 8, t: 1, p: 1 };

/// See the module.
pub(crate) struct TestEnv {
    seed: u64,
    drawn: AtomicU64,
    now_ms: AtomicU64,
}

impl TestEnv {
    pub(crate) fn new(seed: u64) -> Self {
        Self::at(seed, 1_700_000_000_000)
    }

    pub(crate) fn at(seed: u64, now_ms: u64) -> Self {
        Self { seed, drawn: AtomicU64::new(0), now_ms: AtomicU64::new(now_ms) }
    }
}

impl Env for TestEnv {
    fn now_ms(&self) -> u64 {
        self.now_ms.fetch_add(1, Ordering::Relaxed)
    }

    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            let n = self.drawn.fetch_add(1, Ordering::Relaxed);
            let block = sha256(&[&self.seed.to_be_bytes(), &n.to_be_bytes()]);
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}
