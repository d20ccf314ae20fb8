//! Carries the write-ahead log over into the database beside the writing. Within a commit it would be a person who waits for it: for
//! thousands of pages and two more flushes of the disk, every dozen saves.
//! In scope: when that happens, and keeping it away while somebody needs the file still.  Not here: commits.

use super::schema;
use crate::crypto::keys::DbKey;
use crate::error::Error;
use rusqlite::Connection;
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

/// Pages of 4 KiB in the write-ahead log before it is carried over: so many that a page written again and again is carried once.
const PAGES: i32 = if cfg!(test) { 256 } else { 4096 };
/// Pages before a commit does it itself: the thread cannot keep up.
const PAGES_MAX: i32 = 16_384;

/// The thread that carries over, on a connection of its own. It ends when the writing connection is closed.
pub(crate) struct Carrier {
    thread: Option<JoinHandle<Connection>>,
    carrying: Arc<Mutex<()>>,
}

impl Carrier {
    /// Begins to follow the commits of `writer`, in place of SQLite's own carrying over.
    ///
    /// # Errors
    /// When the database cannot be opened once more, or there is no thread to be had.
    pub(crate) fn follow(writer: &mut Connection, path: &Path, key: &DbKey) -> Result<Self, Error> {
        let conn = schema::open_carrier(path, key)?;
        let (nudge, nudges) = sync_channel(1);
        let carrying = Arc::new(Mutex::new(()));
        let shared = Arc::clone(&carrying);
        let thread = thread::Builder::new().name("carrier".into()).spawn(move || carry(conn, &nudges, &shared));
        let thread = thread.map_err(|source| Error::Io { path: path.to_owned(), source })?;
        writer.wal_hook(Some(move |wal: &mut rusqlite::hooks::Wal, pages: i32| {
            // Neither can undo the commit before it. Where carrying over fails, the log stays and the next commit asks again.
            if pages > PAGES_MAX {
                let _ = wal.checkpoint();
            } else if pages > PAGES {
                // Full: it has been told already.
                let _ = nudge.try_send(());
            }
            Ok(())
        }))?;
        Ok(Self { thread: Some(thread), carrying })
    }

    /// Nothing is carried over by the thread until the guard is dropped.
    pub(crate) fn pause(&self) -> MutexGuard<'_, ()> {
        self.carrying.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Carrier {
    fn drop(&mut self) {
        // The writing connection is closed by now: of two that close at once neither is the last, and the log would stay.
        drop(self.thread.take().map(JoinHandle::join));
    }
}

/// Gives the connection back in the end, for whoever joins the thread to close.
fn carry(conn: Connection, nudges: &Receiver<()>, carrying: &Mutex<()>) -> Connection {
    while nudges.recv().is_ok() {
        let _carrying = carrying.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
    }
    conn
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Author;
    use crate::store::schema::FILE_NAME;
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
        let (before, long) = (length(&file), u64::from(PAGES.unsigned_abs()) * 4096);
        while length(&wal) <= long {
            write();
            assert!(length(&file) == before || length(&wal) > long, "carried over before it was long");
        }
        while length(&file) < before + long / 2 {
            thread::yield_now();
        }
        // Begun anew, it is written from its start and no longer grows. The carrier may be at its last flush still.
        let mut lengths = vec![length(&wal)];
        while lengths.iter().rev().take_while(|length| **length == lengths[lengths.len() - 1]).count() < 4 {
            write();
            lengths.push(length(&wal));
        }
        assert!(check(&journal).is_clean());
    }

    #[test]
    fn a_closed_store_is_one_file() {
        for n in 0..20 {
            let (dir, journal, user, _) = found(700 + n);
            crate::store::tests::write_many(&journal, &Author::User(&user), 600);
            drop(journal);
            assert!(!dir.path().join(format!("{FILE_NAME}-wal")).exists(), "{n}");
        }
    }
}
