//! What can go wrong with the record as a whole; what is wrong with something that came is a [`sync::Refused`].
//! In scope: the crate's error.  Not here: HTTP statuses (`http`).

use ledger::Id;
use std::path::PathBuf;

/// Why the hub could not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder cannot be used.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The embedded database refused.
    #[error("the database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL refused, or is not there.
    #[error("PostgreSQL: {}", said(.0))]
    Postgres(#[from] postgres::Error),
    /// The stream refused, or is not there.
    #[error("NATS: {0}")]
    Stream(String),
    /// The final COMMIT failed: whether it is stored is known only after reading again. Nothing was acknowledged.
    #[error("the commit failed, its outcome is unknown: {0}")]
    Commit(String),
    /// Somebody still reads what was to be overwritten.
    #[error("the write-ahead log is in use and cannot be emptied yet")]
    Busy,
    /// The store was written by a newer hub.
    #[error("the store has version {found}; this hub knows up to {known}")]
    NewerStore {
        /// The store's version.
        found: i64,
        /// The newest known one.
        known: i64,
    },
    /// Something stored is not as it was written.
    #[error("the record is damaged: {0}")]
    Damaged(String),
    /// An operation that is not on this hub.
    #[error("there is no operation {} here", hex::encode(.0))]
    UnknownOperation(Id),
    /// An operation that is on this hub already.
    #[error("operation {} is here already", hex::encode(.0))]
    OperationExists(Id),
    /// A log or a history of it that is not held.
    #[error("there is no log {0} here")]
    UnknownLog(String),
    /// The entry lies beyond the log's end.
    #[error("entry {index} is not in a log of {size}")]
    OutOfRange {
        /// The index asked for.
        index: u64,
        /// Entries in the log.
        size: u64,
    },
    /// What came was not taken in; the transaction was given up.
    #[error("{0}")]
    Refused(String),
    /// A line that describes an operation is none.
    #[error("not an operation's line: {0}")]
    Line(&'static str),
    /// There is something already where a copy was to go.
    #[error("{} is there already", .0.display())]
    AlreadyExists(PathBuf),
    /// There is nothing to restore.
    #[error("{} holds no backup of a hub", .0.display())]
    NotFound(PathBuf),
}

/// What PostgreSQL said, the statement's values left out.
fn said(error: &postgres::Error) -> String {
    match error.as_db_error() {
        Some(told) => format!("{} ({})", told.message(), told.code().code()),
        None => error.to_string(),
    }
}
