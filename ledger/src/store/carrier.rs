//! Carries the write-ahead log over into the database beside the writing. Within a commit it would be a person who waits for it: for
//! thousands of pages and two more flushes of the disk, every dozen saves.
//! In scope: when that happens, and keeping it away while somebody needs the file still.  Not here: commits.

use super::schema::{self, FILE_NAME};
use crate::crypto::keys::DbKey;
use crate::error::Error;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

/// How long the write-ahead log grows before it is carried over: long enough that a page written again and again is carried once.
const WAL_BYTES: u64 = if cfg!(test) { 1 } else { 16 } << 20;

/// The thread that carries over, on a connection of its own.
pub(crate) struct Carrier {
    wal: PathBuf,
    nudge: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
    carrying: Arc<Mutex<()>>,
}

impl Carrier {
    /// # Errors
    /// When the database cannot be opened once more, or there is no thread to be had.
    pub(crate) fn new(dir: &Path, key: &DbKey) -> Result<Self, Error> {
        let conn = schema::open_carrier(&dir.join(FILE_NAME), key)?;
        let (nudge, nudges) = sync_channel(1);
        let carrying = Arc::new(Mutex::new(()));
        let shared = Arc::clone(&carrying);
        let thread = thread::Builder::new().name("carrier".into()).spawn(move || carry(&conn, &nudges, &shared));
        let thread = thread.map_err(|source| Error::Io { path: dir.to_owned(), source })?;
        Ok(Self { wal: dir.join(format!("{FILE_NAME}-wal")), nudge: Some(nudge), thread: Some(thread), carrying })
    }

    /// Sees to it that a long write-ahead log is carried over soon. Costs a look at the file's length.
    pub(crate) fn after_commit(&self) {
        // The writer cuts the file whenever it begins it anew, so its length is what it holds.
        let long = self.wal.metadata().is_ok_and(|wal| wal.len() > WAL_BYTES);
        if let Some(nudge) = self.nudge.as_ref().filter(|_| long) {
            // Full: it has been told already.
            let _ = nudge.try_send(());
        }
    }

    /// Nothing is carried over until the guard is dropped.
    pub(crate) fn pause(&self) -> MutexGuard<'_, ()> {
        self.carrying.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Carrier {
    fn drop(&mut self) {
        self.nudge = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn carry(conn: &Connection, nudges: &Receiver<()>, carrying: &Mutex<()>) {
    while nudges.recv().is_ok() {
        let _carrying = carrying.lock().unwrap_or_else(PoisonError::into_inner);
        // Where it fails, the log stays and grows: the next nudge tries again, and at last a commit does it (schema.rs).
        let _ = conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Author;
    use crate::store::tests::{check, draft, found};

    #[test]
    fn a_long_write_ahead_log_is_carried_over_beside_the_writing_and_begun_anew() {
        let (dir, journal, user, _) = found(71);
        let length = |name: &str| dir.path().join(name).metadata().unwrap().len();
        let (file, wal) = (FILE_NAME.to_owned(), format!("{FILE_NAME}-wal"));
        // Nothing that packing would make small.
        let mut noise = vec![0; 35_000];
        journal.env().fill(&mut noise);
        let text = hex::encode(noise);
        let write = || {
            let build = |tx: &mut crate::Tx<'_>| tx.append(draft([1; 16], None, &text));
            journal.write(&Author::User(&user), build, |_, _, _| Ok::<_, Error>(())).unwrap();
        };
        let before = length(&file);
        while length(&wal) <= WAL_BYTES {
            write();
            assert!(length(&file) == before || length(&wal) > WAL_BYTES, "carried over before it was long");
        }
        while length(&file) < before + WAL_BYTES / 2 {
            thread::yield_now();
        }
        // The carrier may still be at its last flush when the first of these is written.
        while length(&wal) > WAL_BYTES {
            write();
        }
        assert!(check(&journal).is_clean());
    }
}
