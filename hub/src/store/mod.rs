//! Where the record is kept: an embedded SQLite database, or PostgreSQL for many. Both answer the same statements, written once in
//! `record`, so that what is verified and what is kept cannot differ between them.
//! In scope: transactions, values, locks.  Not here: what is stored when (`record`).
//!
//! A store blocks: sessions run on threads that may (`Replica` is synchronous), and a runtime for every row would buy nothing.

pub mod postgres;
pub mod sqlite;

use crate::error::Error;
use ledger::Id;

/// A value in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A number.
    Int(i64),
    /// A text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// What a writing transaction keeps others from changing.
#[derive(Debug, Clone, Copy)]
pub enum Lock<'a> {
    /// One log's head: entries, bodies, cosignatures.
    Log(&'a Id, &'a str),
    /// Everything of an operation: whatever changes who belongs or what is dropped, and new logs.
    Operation(&'a Id),
    /// The hub's own rows.
    Hub,
    /// Nothing: the work itself sees to it.
    Nothing,
}

/// Tables that take many rows at once, each of a log, an index and bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bulk {
    /// Entries.
    Entry,
    /// Bodies.
    Body,
}

impl Bulk {
    /// The table's name.
    #[must_use]
    pub fn table(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Body => "body",
        }
    }
}

/// A transaction. Parameters are `$1`, `$2` … and appear first in that order, which both databases read alike.
pub trait Tx {
    /// Runs a statement; tells how many rows it changed.
    ///
    /// # Errors
    /// The database's.
    fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64, Error>;

    /// Runs a query; gives its rows.
    ///
    /// # Errors
    /// The database's.
    fn query(&mut self, sql: &'static str, values: &[Value]) -> Result<Vec<Vec<Value>>, Error>;

    /// Puts rows of one log. One that stands there already must be equal, and stays.
    ///
    /// # Errors
    /// [`Error::Damaged`] where another one stands; the database's.
    fn put(&mut self, bulk: Bulk, log: i64, rows: &[(u64, &[u8])]) -> Result<(), Error>;
}

/// What a transaction does.
pub type Work<'a> = &'a mut dyn FnMut(&mut dyn Tx) -> Result<(), Error>;

/// A database. Transactions either happen whole or not at all, and what was answered is on disk.
pub trait Store: Send + Sync {
    /// Reads one state of it.
    ///
    /// # Errors
    /// The work's, and the database's.
    fn read(&self, work: Work<'_>) -> Result<(), Error>;

    /// Reads and writes, alone with what the lock names; the work may be told of a state that others in the same flush left, which is
    /// on disk before this returns.
    ///
    /// # Errors
    /// The work's, upon which nothing is kept, and the database's.
    fn write(&self, lock: Lock<'_>, work: Work<'_>) -> Result<(), Error>;

    /// Has the database overwrite what was deleted, as far as it can.
    ///
    /// # Errors
    /// The database's.
    fn scrub(&self) -> Result<(), Error>;
}

/// Runs `work` in a reading transaction and gives what it gave.
///
/// # Errors
/// The work's, and the database's.
pub fn read<T>(store: &dyn Store, work: impl FnOnce(&mut dyn Tx) -> Result<T, Error>) -> Result<T, Error> {
    once(work, |work| store.read(work))
}

/// The same, writing.
///
/// # Errors
/// The work's, and the database's.
pub fn write<T>(
    store: &dyn Store,
    lock: Lock<'_>,
    work: impl FnOnce(&mut dyn Tx) -> Result<T, Error>,
) -> Result<T, Error> {
    once(work, |work| store.write(lock, work))
}

fn once<T>(
    work: impl FnOnce(&mut dyn Tx) -> Result<T, Error>,
    run: impl FnOnce(Work<'_>) -> Result<(), Error>,
) -> Result<T, Error> {
    let (mut work, mut given) = (Some(work), None);
    run(&mut |tx| {
        if let Some(work) = work.take() {
            given = Some(work(tx)?);
        }
        Ok(())
    })?;
    given.ok_or(Error::Damaged("a transaction that did nothing".to_owned()))
}

/// A row being taken apart, column by column.
#[derive(Debug)]
pub struct Row(std::vec::IntoIter<Value>);

impl From<Vec<Value>> for Row {
    fn from(values: Vec<Value>) -> Self {
        Self(values.into_iter())
    }
}

impl Row {
    fn wrong<T>(found: Option<&Value>) -> Result<T, Error> {
        Err(Error::Damaged(format!("a column holds {}", found.map_or("nothing", kind))))
    }

    /// A number that is not negative.
    ///
    /// # Errors
    /// [`Error::Damaged`].
    pub fn uint(&mut self) -> Result<u64, Error> {
        match self.0.next() {
            Some(Value::Int(n)) if n >= 0 => Ok(n.unsigned_abs()),
            other => Self::wrong(other.as_ref()),
        }
    }

    /// A row's number, where there is one.
    ///
    /// # Errors
    /// [`Error::Damaged`].
    pub fn maybe_int(&mut self) -> Result<Option<i64>, Error> {
        match self.0.next() {
            Some(Value::Int(n)) => Ok(Some(n)),
            Some(Value::Null) => Ok(None),
            other => Self::wrong(other.as_ref()),
        }
    }

    /// A row's number.
    ///
    /// # Errors
    /// [`Error::Damaged`].
    pub fn int(&mut self) -> Result<i64, Error> {
        self.maybe_int()?.map_or_else(|| Self::wrong(Some(&Value::Null)), Ok)
    }

    /// A text.
    ///
    /// # Errors
    /// [`Error::Damaged`].
    pub fn text(&mut self) -> Result<String, Error> {
        match self.0.next() {
            Some(Value::Text(text)) => Ok(text),
            other => Self::wrong(other.as_ref()),
        }
    }

    /// Bytes, where there are any.
    ///
    /// # Errors
    /// [`Error::Damaged`].
    pub fn maybe_blob(&mut self) -> Result<Option<Vec<u8>>, Error> {
        match self.0.next() {
            Some(Value::Blob(bytes)) => Ok(Some(bytes)),
            Some(Value::Null) => Ok(None),
            other => Self::wrong(other.as_ref()),
        }
    }

    /// Bytes.
    ///
    /// # Errors
    /// [`Error::Damaged`].
    pub fn blob(&mut self) -> Result<Vec<u8>, Error> {
        self.maybe_blob()?.map_or_else(|| Self::wrong(Some(&Value::Null)), Ok)
    }

    /// Exactly `N` bytes.
    ///
    /// # Errors
    /// [`Error::Damaged`].
    pub fn fixed<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let bytes = self.blob()?;
        let length = bytes.len();
        bytes.try_into().map_err(|_| Error::Damaged(format!("a column holds {length} bytes instead of {N}")))
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Int(_) => "a number",
        Value::Text(_) => "a text",
        Value::Blob(_) => "bytes",
    }
}

impl From<u64> for Value {
    /// Sizes and indices are below 2^63: logs are bounded by what a disk holds.
    fn from(n: u64) -> Self {
        Self::Int(i64::try_from(n).unwrap_or(i64::MAX))
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Self {
        Self::Int(n)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Blob(bytes.to_vec())
    }
}

impl<const N: usize> From<&[u8; N]> for Value {
    fn from(bytes: &[u8; N]) -> Self {
        Self::Blob(bytes.to_vec())
    }
}
