//! The one writing connection, and how callers who come at the same time share a flush of the disk, which is the slow part.
//! In scope: whose turn it is, commands as savepoints of one transaction, committing for everybody.  Not here: what is written.

use super::carrier::Carrier;
use super::tx::Finished;
use crate::error::Error;
use crate::planted::{self, Bug};
use crate::tlog::checkpoint::Checkpoint;
use rusqlite::Connection;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// Commands that one transaction may hold before it is committed whoever waits.
const COMMANDS_MAX: usize = 64;

/// A log's head, and its signed note.
type Head = (Checkpoint, String);

/// The writing connection.
pub(crate) struct Writer {
    state: Mutex<State>,
    /// Callers on their way in: each of them will commit what it finds open.
    coming: AtomicUsize,
}

struct State {
    // Closed before the carrier, which ends with it.
    conn: Connection,
    carrier: Carrier,
    open: Option<Batch>,
}

/// An open transaction and the commands in it.
#[derive(Default)]
struct Batch {
    commands: Vec<Finished>,
    outcome: Arc<Outcome>,
}

/// How a transaction ended, for everybody in it.
#[derive(Default)]
struct Outcome {
    ended: Mutex<Option<Result<(), Arc<rusqlite::Error>>>>,
    told: Condvar,
}

impl Outcome {
    fn tell(&self, result: Result<(), Arc<rusqlite::Error>>) {
        *self.ended.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
        self.told.notify_all();
    }

    fn wait(&self) -> Result<(), Error> {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match &*ended {
                Some(result) => return result.clone().map_err(Error::Commit),
                None => ended = self.told.wait(ended).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

impl Writer {
    pub(crate) fn new(conn: Connection, carrier: Carrier) -> Self {
        Self { state: Mutex::new(State { conn, carrier, open: None }), coming: AtomicUsize::new(0) }
    }

    /// Runs a command: all of it is committed, or nothing. `f` is given the head that a command before it left in the same
    /// transaction. `publish` is given what each committed command left to remember,
    /// in the order of the commands, before any of their callers goes on.
    pub(crate) fn command<T, E: From<Error>>(
        &self,
        publish: &dyn Fn(Finished),
        f: impl FnOnce(&Connection, Option<&Head>) -> Result<(T, Finished), E>,
    ) -> Result<T, E> {
        let (out, outcome) = self.turn(publish, |state| {
            if state.open.is_none() {
                state.conn.execute_batch("BEGIN IMMEDIATE").map_err(Error::from)?;
            }
            let batch = state.open.get_or_insert_default();
            // Given up unless it is released: whatever fails, or panics, leaves the others' commands as they are.
            let savepoint = state.conn.savepoint().map_err(Error::from)?;
            let before = batch.commands.iter().rev().find_map(|finished| finished.head.as_ref());
            let (out, finished) = f(&savepoint, before)?;
            savepoint.commit().map_err(Error::from)?;
            batch.commands.push(finished);
            Ok::<_, E>((out, Arc::clone(&batch.outcome)))
        })?;
        if planted::is(Bug::ToldBeforeCommit) {
            return Ok(out);
        }
        outcome.wait()?;
        Ok(out)
    }

    /// Runs `f` on the connection while no transaction is open and the write-ahead log stays where it is.
    pub(crate) fn alone<T>(&self, publish: &dyn Fn(Finished), f: impl FnOnce(&Connection) -> T) -> T {
        self.turn(publish, |state| {
            state.settle(publish);
            let _still = state.carrier.pause();
            f(&state.conn)
        })
    }

    fn turn<T>(&self, publish: &dyn Fn(Finished), f: impl FnOnce(&mut State) -> T) -> T {
        self.coming.fetch_add(1, Ordering::SeqCst);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        self.coming.fetch_sub(1, Ordering::SeqCst);
        // Also where `f` panics: somebody may be waiting for what is open.
        let mut leaving = Leaving { writer: self, state: &mut state, publish };
        f(leaving.state())
    }
}

/// Commits on the way out, unless somebody comes who will.
struct Leaving<'a> {
    writer: &'a Writer,
    state: &'a mut State,
    publish: &'a dyn Fn(Finished),
}

impl Leaving<'_> {
    fn state(&mut self) -> &mut State {
        self.state
    }
}

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        let full = self.state.open.as_ref().is_some_and(|batch| batch.commands.len() >= COMMANDS_MAX);
        let waits =
            planted::is(Bug::ToldBeforeCommit) && self.state.open.as_ref().is_some_and(|b| b.commands.len() == 1);
        if waits {
            return;
        }
        if full || self.writer.coming.load(Ordering::SeqCst) == 0 {
            self.state.settle(self.publish);
        }
    }
}

impl State {
    /// Commits what is open and tells its callers.
    fn settle(&mut self, publish: &dyn Fn(Finished)) {
        let Some(batch) = self.open.take() else { return };
        let end = if batch.commands.is_empty() { "ROLLBACK" } else { "COMMIT" };
        let ended = self.conn.execute_batch(end);
        if ended.is_err() {
            // A commit that failed may leave the transaction open; whether it is stored, only reading tells.
            let _ = self.conn.execute_batch("ROLLBACK");
        } else {
            batch.commands.into_iter().for_each(publish);
        }
        batch.outcome.tell(ended.map_err(Arc::new));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Author;
    use crate::store::tests::{check, draft, found, reopen};
    use std::collections::BTreeSet;
    use std::sync::Barrier;

    #[test]
    fn callers_who_come_together_share_a_commit_and_see_nothing_before_it() {
        let (_dir, journal, user, _) = found(41);
        let before = journal.size();
        let inside = Barrier::new(2);
        let stored =
            || -> u64 { journal.reader().unwrap().query_row("SELECT count(*) FROM entry", [], |r| r.get(0)).unwrap() };
        std::thread::scope(|s| {
            let first = s.spawn(|| {
                let build = |tx: &mut crate::Tx<'_>| {
                    inside.wait();
                    // Until the second stands at the door.
                    while journal.writer.coming.load(Ordering::SeqCst) == 0 {
                        std::thread::yield_now();
                    }
                    tx.append(draft([1; 16], None, "first"))
                };
                journal.write(&Author::User(&user), build, |_, _, _| Ok::<_, Error>(())).unwrap().1
            });
            inside.wait();
            let second = s.spawn(|| {
                let build = |tx: &mut crate::Tx<'_>| {
                    // The first is through, and waits for this one's commit.
                    assert_eq!((stored(), journal.size()), (before, before));
                    tx.append(draft([2; 16], None, "second"))
                };
                journal.write(&Author::User(&user), build, |_, _, _| Ok::<_, Error>(())).unwrap().1
            });
            let (first, second) = (first.join().unwrap(), second.join().unwrap());
            assert_eq!((first.first, second.first, second.size), (before, before + 1, before + 2));
        });
        assert_eq!((stored(), journal.size()), (before + 2, before + 2));
        assert!(check(&journal).is_clean());
    }

    #[test]
    fn many_writers_each_keep_all_and_a_failing_or_panicking_one_takes_nothing_along() {
        let (dir, journal, user, _) = found(42);
        let before = journal.size();
        let written = Mutex::new(BTreeSet::new());
        std::thread::scope(|s| {
            for t in 0..8u8 {
                let (journal, user, written) = (&journal, &user, &written);
                s.spawn(move || {
                    for n in 0..40u8 {
                        let build = |tx: &mut crate::Tx<'_>| {
                            tx.append(draft([t + 1; 16], None, &format!("{n}")))?;
                            match (t, n % 5) {
                                (0, 3) => Err(Error::Cancelled),
                                (1, 4) => panic!("on purpose"),
                                _ => Ok(()),
                            }
                        };
                        let write = || journal.write(&Author::User(user), build, |_, _, ()| Ok::<_, Error>(()));
                        match std::panic::catch_unwind(std::panic::AssertUnwindSafe(write)) {
                            Ok(Ok(((), commit))) => assert!(written.lock().unwrap().insert(commit.first)),
                            Ok(Err(Error::Cancelled)) => assert_eq!((t, n % 5), (0, 3)),
                            Ok(Err(other)) => panic!("{other}"),
                            Err(_) => assert_eq!((t, n % 5), (1, 4)),
                        }
                    }
                });
            }
        });
        let written = written.into_inner().unwrap();
        assert_eq!(written, (before..before + 8 * 40 - 16).collect());
        assert_eq!(journal.size(), before + 8 * 40 - 16);
        drop(journal);
        let (journal, _) = reopen(dir.path()).unwrap();
        assert!(check(&journal).is_clean());
    }
}
