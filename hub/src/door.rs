//! Who is let in to meet the record, and how many at once.
//! In scope: a peer's TLS key and its operation, places, a rate for each operation. Not here: the connection, which proves that the peer
//! has the key, and the meeting on it (`sync`).
//!
//! Whoever accepts a connection asks [`Door::enter`] with the key it was opened with, then runs a session on [`Guest::view`] on a
//! thread that may block, and drops the guest at its end.

use crate::error::Error;
use crate::record::{Record, View};
use ledger::{Env, Id};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// See the module.
pub struct Door {
    record: Arc<Record>,
    env: Arc<dyn Env>,
    places: usize,
    rate: Rate,
    guests: Mutex<usize>,
    /// Peers turned away since the hub started.
    pub turned: AtomicU64,
}

/// How often each operation may come within a minute.
pub struct Rate {
    per_minute: u32,
    /// Of each operation: the minute, and how often it came in it.
    came: Mutex<HashMap<Id, (u64, u32)>>,
}

impl Rate {
    /// So often a minute.
    #[must_use]
    pub fn new(per_minute: u32) -> Self {
        Self { per_minute, came: Mutex::default() }
    }

    /// Whether an operation may come once more. Only operations on this hub are asked for, so that the list stays short.
    #[must_use]
    pub fn allows(&self, operation: Id, now_ms: u64) -> bool {
        let minute = now_ms / 60_000;
        let mut all = self.came.lock().unwrap_or_else(PoisonError::into_inner);
        let came = all.entry(operation).or_default();
        if came.0 != minute {
            *came = (minute, 0);
        }
        came.1 = came.1.saturating_add(1);
        came.1 <= self.per_minute
    }
}

/// A peer that was let in; its place is free again when this is dropped.
pub struct Guest {
    door: Arc<Door>,
    /// Its operation.
    pub operation: Id,
    /// What it meets.
    pub view: Arc<View>,
}

/// Why a peer was not let in. It should come again later, but for the first reason.
#[derive(Debug, thiserror::Error)]
pub enum Turned {
    /// No operation here knows the key, or its device was revoked.
    #[error("the peer belongs to no operation on this hub")]
    Stranger,
    /// Every place is taken.
    #[error("{0} peers are here already")]
    Full(usize),
    /// Its operation came too often within a minute.
    #[error("the operation came more than {0} times within a minute")]
    TooOften(u32),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Error),
}

impl Door {
    /// A door with so many places; each operation may come so often a minute.
    #[must_use]
    pub fn new(record: Arc<Record>, env: Arc<dyn Env>, places: usize, per_minute: u32) -> Arc<Self> {
        let (rate, guests, turned) = (Rate::new(per_minute), Mutex::new(0), AtomicU64::new(0));
        Arc::new(Self { record, env, places, rate, guests, turned })
    }

    /// Whether a TLS key belongs to anybody here: asked before a word is said to them.
    #[must_use]
    pub fn knows(&self, tls: &[u8; 32]) -> bool {
        matches!(self.record.operation_of(tls), Ok(Some(_)))
    }

    /// Lets the peer in that proved to have a TLS key.
    ///
    /// # Errors
    /// [`Turned`].
    pub fn enter(self: &Arc<Self>, tls: &[u8; 32]) -> Result<Guest, Turned> {
        let entered = self.operation_for(tls).and_then(|operation| self.take_place(operation));
        entered.inspect_err(|_| _ = self.turned.fetch_add(1, Ordering::Relaxed))
    }

    fn operation_for(&self, tls: &[u8; 32]) -> Result<Id, Turned> {
        // Before anything is looked up: a crowd at the door costs nothing.
        let guests = self.guests();
        if guests >= self.places {
            return Err(Turned::Full(guests));
        }
        self.record.operation_of(tls)?.ok_or(Turned::Stranger)
    }

    fn take_place(self: &Arc<Self>, operation: Id) -> Result<Guest, Turned> {
        if !self.rate.allows(operation, self.env.now_ms()) {
            return Err(Turned::TooOften(self.rate.per_minute));
        }
        let mut guests = self.guests.lock().unwrap_or_else(PoisonError::into_inner);
        if *guests >= self.places {
            return Err(Turned::Full(*guests));
        }
        *guests += 1;
        let (door, view) = (Arc::clone(self), Arc::new(self.record.view(operation)));
        Ok(Guest { door, operation, view })
    }

    /// Peers inside now.
    #[must_use]
    pub fn guests(&self) -> usize {
        *self.guests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        *self.door.guests.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
    }
}
