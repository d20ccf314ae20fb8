//! The record: what the members of many operations handed over, each operation by itself. The hub is blind: it verifies signatures,
//! trees and hashes, and opens nothing.
//! In scope: operations, who belongs, one operation as a replica.  Not here: databases (`store`), meetings (`sync`), HTTP.

mod ingest;
pub mod mirror;
mod parts;
pub(crate) mod rows;
mod tiles;
pub mod witness;

use crate::error::Error;
use crate::store::{self, Lock, Store};
use ed25519_dalek::VerifyingKey;
use ledger::store::incarnation;
use ledger::tlog::checkpoint::Checkpoint;
use ledger::tlog::hash::{Hash, sha256};
use ledger::{Batch, Cosigned, Env, Id, Roster, Taken};
use rows::Rows;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use sync::introduction::OperationLine;
use sync::{Missing, Refused, Replica};

pub use rows::Operation;

/// Bytes of the token that opens an operation's mirror.
const TOKEN_BYTES: usize = 32;

/// What the record did since it was opened, for `GET /metrics`.
#[derive(Debug, Default)]
pub struct Counts {
    /// Entries taken in.
    pub entries: AtomicU64,
    /// Batches refused.
    pub refused: AtomicU64,
    /// Cosignatures given.
    pub cosigned: AtomicU64,
    /// Bodies dropped by redactions.
    pub dropped: AtomicU64,
    /// Histories that parted from another.
    pub forks: AtomicU64,
}

/// See the module.
pub struct Record {
    store: Box<dyn Store>,
    env: Arc<dyn Env>,
    /// Who belongs to each operation, of the state with this number.
    rosters: Mutex<HashMap<Id, (i64, Arc<Roster>)>>,
    /// Something was dropped and may still be readable beneath the database.
    unscrubbed: AtomicBool,
    /// Rings when entries were committed.
    grown: tokio::sync::Notify,
    /// Since it was opened.
    pub counts: Counts,
}

impl Record {
    /// The record in a store.
    #[must_use]
    pub fn new(store: Box<dyn Store>, env: Arc<dyn Env>) -> Self {
        let (rosters, counts) = (Mutex::default(), Counts::default());
        Self { store, env, rosters, unscrubbed: AtomicBool::new(true), grown: tokio::sync::Notify::new(), counts }
    }

    /// The seed of the TLS key by which laptops know this hub, every process and every restored copy of it.
    ///
    /// # Errors
    /// The store's.
    pub fn tls_seed(&self) -> Result<zeroize::Zeroizing<[u8; 32]>, Error> {
        let mut drawn = zeroize::Zeroizing::new([0; 32]);
        self.env.fill(&mut *drawn);
        store::write(&*self.store, Lock::Hub, |tx| rows::identity(tx, &drawn))
    }

    /// Every operation on this hub.
    ///
    /// # Errors
    /// The store's.
    pub fn operations(&self) -> Result<Vec<Operation>, Error> {
        store::read(&*self.store, rows::operations)
    }

    /// Adds an operation by its line; gives the token that opens its mirror, which is kept nowhere.
    ///
    /// # Errors
    /// [`Error::Line`], [`Error::OperationExists`]; the store's.
    pub fn add_operation(&self, line: &str, quota_bytes: u64) -> Result<(Id, String), Error> {
        let line: OperationLine = line.parse().map_err(|_| Error::Line("it is not whole"))?;
        let (id, root, tls) = (line.operation, line.root, line.tls);
        VerifyingKey::from_bytes(&root).map_err(|_| Error::Line("the root key is none"))?;
        let mut token = zeroize::Zeroizing::new([0; TOKEN_BYTES]);
        self.env.fill(&mut *token);
        let text = hex::encode(*token);
        let new = Operation { id, root, tls, token: sha256(&[text.as_bytes()]), quota_bytes };
        store::write(&*self.store, Lock::Hub, |tx| rows::put_operation(tx, &new))?;
        Ok((id, text))
    }

    /// The operation that a TLS key belongs to: a member's, or for as long as nothing is known of it, its first device's.
    ///
    /// # Errors
    /// The store's.
    pub fn operation_of(&self, tls: &[u8; 32]) -> Result<Option<Id>, Error> {
        for operation in self.operations()? {
            let (roster, is_empty) =
                self.reading(operation.id, |rows| Ok((self.roster(rows)?, rows.logs()?.is_empty())))?;
            if roster.device_of(tls).is_some() || is_empty && operation.tls == *tls {
                return Ok(Some(operation.id));
            }
        }
        Ok(None)
    }

    /// The operation whose mirror a token opens.
    ///
    /// # Errors
    /// The store's.
    pub fn operation_by_token(&self, token: &str) -> Result<Option<Id>, Error> {
        // Compared by hash: how long it takes says nothing about the token.
        let hash = sha256(&[token.as_bytes()]);
        Ok(self.operations()?.into_iter().find(|operation| operation.token == hash).map(|operation| operation.id))
    }

    /// Bytes held of an operation.
    ///
    /// # Errors
    /// The store's.
    pub fn bytes_of(&self, operation: Id) -> Result<u64, Error> {
        self.reading(operation, |rows| rows.bytes())
    }

    /// Both signed notes of every fork that was met in an operation.
    ///
    /// # Errors
    /// The store's.
    pub fn forks(&self, operation: Id) -> Result<Vec<(String, String)>, Error> {
        self.reading(operation, |rows| rows.forks())
    }

    /// One operation, as its members meet it.
    #[must_use]
    pub fn view(self: &Arc<Self>, operation: Id) -> View {
        View { record: Arc::clone(self), operation, seen: Mutex::default() }
    }

    /// Whether the store answers.
    ///
    /// # Errors
    /// The store's.
    pub fn check(&self) -> Result<(), Error> {
        self.operations().map(|_| ())
    }

    /// Has what redactions dropped overwritten, where that did not succeed yet.
    ///
    /// # Errors
    /// The store's; it is tried again the next time.
    pub fn scrub(&self) -> Result<(), Error> {
        if self.unscrubbed.swap(false, Ordering::SeqCst) {
            self.store.scrub().inspect_err(|_| self.unscrubbed.store(true, Ordering::SeqCst))?;
        }
        Ok(())
    }

    pub(crate) fn reading<T>(
        &self,
        operation: Id,
        work: impl FnOnce(&mut Rows<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        store::read(&*self.store, |tx| work(&mut Rows::new(tx, operation)))
    }

    pub(crate) fn writing<T>(
        &self,
        operation: Id,
        lock: Lock<'_>,
        work: impl FnOnce(&mut Rows<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        store::write(&*self.store, lock, |tx| work(&mut Rows::new(tx, operation)))
    }

    /// Who belongs, as of the state that `rows` are of.
    pub(crate) fn roster(&self, rows: &mut Rows<'_>) -> Result<Arc<Roster>, Error> {
        let described = rows.described()?;
        let heard = rows.heard()?;
        let known = self.rosters.lock().unwrap_or_else(PoisonError::into_inner).get(&described.id).cloned();
        if let Some((_, roster)) = known.filter(|(of, _)| *of == heard) {
            return Ok(roster);
        }
        let root = VerifyingKey::from_bytes(&described.root).map_err(|_| Error::Line("the root key is none"))?;
        let mut roster = Roster::new(described.id, root);
        let public = rows.public()?;
        roster.learn(public, rows)?;
        Ok(self.remember(described.id, heard, roster))
    }

    /// Waits until entries were committed since this was asked last.
    pub(crate) async fn grew(&self) {
        self.grown.notified().await;
    }

    /// Has everything told to the stream again.
    pub(crate) fn forget_streamed(&self) -> Result<(), Error> {
        store::write(&*self.store, Lock::Nothing, rows::forget_streamed)
    }

    fn remember(&self, operation: Id, heard: i64, roster: Roster) -> Arc<Roster> {
        let roster = Arc::new(roster);
        let mut rosters = self.rosters.lock().unwrap_or_else(PoisonError::into_inner);
        rosters.insert(operation, (heard, Arc::clone(&roster)));
        roster
    }
}

/// See [`Record::view`].
pub struct View {
    record: Arc<Record>,
    operation: Id,
    /// Heads that were held when they were asked for last.
    seen: Mutex<HashSet<(String, u64, Hash)>>,
}

impl View {
    fn reading<T>(&self, work: impl FnOnce(&mut Rows<'_>) -> Result<T, Error>) -> Result<T, Error> {
        self.record.reading(self.operation, work)
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, HashSet<(String, u64, Hash)>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells what is wrong with something that came from a store that failed.
fn judged<T>(done: Result<T, Error>) -> Result<Result<T, Refused>, Error> {
    match done {
        Ok(done) => Ok(Ok(done)),
        Err(Error::Refused(why)) => Ok(Err(Refused(why))),
        Err(other) => Err(other),
    }
}

impl Replica for View {
    type Error = Error;

    fn operation(&self) -> Id {
        self.operation
    }

    fn heads(&self) -> Result<Vec<Checkpoint>, Error> {
        let logs = self.reading(|rows| rows.logs())?.into_iter().filter(|log| log.size > 0);
        let mut heads: Vec<Checkpoint> = logs.map(|log| log.head()).collect();
        heads.sort_by(|a, b| (&a.origin, a.size, &a.root).cmp(&(&b.origin, b.size, &b.root)));
        *self.seen() = heads.iter().map(|head| (head.origin.clone(), head.size, head.root)).collect();
        Ok(heads)
    }

    fn holds(&self, head: &Checkpoint) -> Result<bool, Error> {
        if self.seen().contains(&(head.origin.clone(), head.size, head.root)) {
            return Ok(true);
        }
        self.reading(|rows| Ok(rows.history_with(head)?.is_some()))
    }

    fn shared(&self, head: &Checkpoint, theirs: &[Checkpoint]) -> Result<u64, Error> {
        self.reading(|rows| parts::shared(rows, head, theirs))
    }

    fn part(&self, head: &Checkpoint, first: u64, room: usize) -> Result<Batch, Error> {
        self.reading(|rows| parts::part(rows, head, first, room))
    }

    fn take(&self, batch: &Batch) -> Result<Result<Taken, Refused>, Error> {
        let done = self.record.take(self.operation, batch);
        match &done {
            Ok(Taken::Entries(n)) => {
                self.record.counts.entries.fetch_add(*n, Ordering::Relaxed);
                self.record.grown.notify_one();
            }
            Ok(Taken::Fork) => _ = self.record.counts.forks.fetch_add(1, Ordering::Relaxed),
            Err(Error::Refused(_)) => _ = self.record.counts.refused.fetch_add(1, Ordering::Relaxed),
            _ => {}
        }
        judged(done)
    }

    fn missing(&self) -> Result<Vec<Missing>, Error> {
        self.reading(|rows| rows.missing())
    }

    fn body(&self, missing: &Missing) -> Result<Option<Vec<u8>>, Error> {
        self.reading(|rows| parts::body(rows, missing))
    }

    fn take_bodies(&self, origin: &str, bodies: &[(u64, Vec<u8>)]) -> Result<Result<(), Refused>, Error> {
        judged(self.record.take_bodies(self.operation, origin, bodies))
    }

    fn witness(&self) -> Result<(), Error> {
        for origin in self.reading(|rows| rows.unwitnessed())? {
            self.record.cosign(self.operation, &origin)?;
        }
        Ok(())
    }

    fn cosigned(&self) -> Result<Vec<Cosigned>, Error> {
        self.reading(|rows| rows.cosigned(None))
    }

    fn take_cosigned(&self, cosigned: &str) -> Result<Result<usize, Refused>, Error> {
        judged(self.record.take_cosigned(self.operation, cosigned))
    }
}

/// The operation in a log's name.
fn operation_in(origin: &str) -> Option<Id> {
    incarnation::parse(origin).map(|(operation, _)| operation)
}
