//! The record in an embedded SQLite database: one file, one writing connection, as many readers as there are callers.
//! In scope: opening, transactions, how callers who come together share a flush of the disk.  Not here: statements.

use super::{Bulk, Lock, Store, Tx, Value, Work};
use crate::error::Error;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, OptionalExtension, ToSql, params, params_from_iter};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// The database's file name.
pub const FILE_NAME: &str = "hub.db";
const MIGRATIONS: [&str; 1] = [include_str!("../../../migrations/hub/embedded_0001_record.sql")];
/// Callers who share one flush at most.
const SHARED_MAX: usize = 64;
/// Readers kept for the next caller.
const IDLE_READERS_MAX: usize = 16;

/// See the module.
pub struct Sqlite {
    path: PathBuf,
    writer: Mutex<Writer>,
    /// Callers on their way to the writer: each commits what it finds open.
    coming: AtomicUsize,
    readers: Mutex<Vec<Connection>>,
}

struct Writer {
    conn: Connection,
    open: Option<Arc<Flush>>,
    shared: usize,
}

/// How a shared transaction ended.
#[derive(Default)]
struct Flush {
    ended: Mutex<Option<Result<(), String>>>,
    told: Condvar,
}

impl Flush {
    fn tell(&self, ended: Result<(), String>) {
        *self.ended.lock().unwrap_or_else(PoisonError::into_inner) = Some(ended);
        self.told.notify_all();
    }

    fn wait(&self) -> Result<(), Error> {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match &*ended {
                Some(ended) => return ended.clone().map_err(Error::Commit),
                None => ended = self.told.wait(ended).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

impl Sqlite {
    /// Opens the database of a folder, which is made where it is not there.
    ///
    /// # Errors
    /// When it cannot be used, is damaged, or was written by a newer hub.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(dir).map_err(|source| Error::Io { path: dir.to_owned(), source })?;
        let path = dir.join(FILE_NAME);
        let conn = Connection::open(&path)?;
        conn.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON;
             PRAGMA cell_size_check = ON; PRAGMA cache_size = -64000;",
        )?;
        prepare(&conn)?;
        let mut writer = Writer { conn, open: None, shared: 0 };
        writer.migrate()?;
        let (coming, readers) = (AtomicUsize::new(0), Mutex::default());
        Ok(Self { path, writer: Mutex::new(writer), coming, readers })
    }

    /// Copies the database to a file that must not exist, while it is in use.
    ///
    /// # Errors
    /// When it cannot be read or written, or the copy is damaged.
    pub fn copy_to(&self, file: &Path) -> Result<(), Error> {
        let mut reader = self.reader()?;
        let name = file.to_str().ok_or_else(|| Error::Damaged(format!("{} is no UTF-8", file.display())))?;
        reader.pragma_update(None, "query_only", false)?;
        reader.execute("VACUUM INTO ?1", [name])?;
        reader = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let verdict: String = reader.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        if verdict == "ok" { Ok(()) } else { Err(Error::Damaged(verdict)) }
    }

    fn reader(&self) -> Result<Connection, Error> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(
            || {
                let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                let conn = Connection::open_with_flags(&self.path, flags)?;
                prepare(&conn)?;
                conn.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -4000;")?;
                Ok(conn)
            },
            Ok,
        )
    }
}

fn prepare(conn: &Connection) -> Result<(), Error> {
    conn.busy_timeout(std::time::Duration::from_secs(10))?;
    conn.set_prepared_statement_cache_capacity(128);
    Ok(())
}

impl Writer {
    fn migrate(&mut self) -> Result<(), Error> {
        let found: i64 = self.conn.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let known = MIGRATIONS.len() as i64;
        if !(0..=known).contains(&found) {
            return Err(Error::NewerStore { found, known });
        }
        for (n, sql) in MIGRATIONS.iter().enumerate().skip(found as usize) {
            let tx = self.conn.transaction()?;
            tx.execute_batch(sql)?;
            tx.pragma_update(None, "user_version", n as i64 + 1)?;
            tx.commit()?;
        }
        Ok(())
    }

    /// Does one caller's work within the transaction that is open, or a new one.
    fn share(&mut self, work: Work<'_>) -> Result<Arc<Flush>, Error> {
        if self.open.is_none() {
            self.conn.execute_batch("BEGIN IMMEDIATE")?;
        }
        let flush = Arc::clone(self.open.get_or_insert_default());
        // Given up unless it is released: whatever fails leaves the others' work as it is.
        let mut savepoint = self.conn.savepoint()?;
        work(&mut Within(&savepoint))?;
        savepoint.set_drop_behavior(rusqlite::DropBehavior::Commit);
        savepoint.finish()?;
        self.shared += 1;
        Ok(flush)
    }

    /// Commits what is open and tells its callers.
    fn settle(&mut self) {
        let Some(flush) = self.open.take() else { return };
        let end = if std::mem::take(&mut self.shared) == 0 { "ROLLBACK" } else { "COMMIT" };
        let ended = self.conn.execute_batch(end);
        if ended.is_err() {
            // A commit that failed may leave the transaction open; whether it is stored, only reading tells.
            let _ = self.conn.execute_batch("ROLLBACK");
        }
        flush.tell(ended.map_err(|e| e.to_string()));
    }
}

/// Commits on the way out, unless somebody comes who will; also where the work panics.
struct Leaving<'a> {
    coming: &'a AtomicUsize,
    writer: std::sync::MutexGuard<'a, Writer>,
}

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        if self.writer.shared >= SHARED_MAX || self.coming.load(Ordering::SeqCst) == 0 {
            self.writer.settle();
        }
    }
}

impl Store for Sqlite {
    fn read(&self, work: Work<'_>) -> Result<(), Error> {
        let reader = self.reader()?;
        reader.execute_batch("BEGIN")?;
        let done = work(&mut Within(&reader));
        reader.execute_batch("ROLLBACK")?;
        let mut idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_READERS_MAX {
            idle.push(reader);
        }
        done
    }

    /// There is one writer, so that every lock is held.
    fn write(&self, _: Lock<'_>, work: Work<'_>) -> Result<(), Error> {
        self.coming.fetch_add(1, Ordering::SeqCst);
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        self.coming.fetch_sub(1, Ordering::SeqCst);
        let mut leaving = Leaving { coming: &self.coming, writer };
        let flush = leaving.writer.share(work);
        drop(leaving);
        flush?.wait()
    }

    fn scrub(&self) -> Result<(), Error> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        writer.settle();
        let busy: i64 = writer.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy == 0 { Ok(()) } else { Err(Error::Busy) }
    }
}

struct Within<'a>(&'a Connection);

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(n) => ValueRef::Integer(*n),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl Tx for Within<'_> {
    fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64, Error> {
        Ok(self.0.prepare_cached(sql)?.execute(params_from_iter(values))? as u64)
    }

    fn query(&mut self, sql: &'static str, values: &[Value]) -> Result<Vec<Vec<Value>>, Error> {
        let mut statement = self.0.prepare_cached(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query(params_from_iter(values))?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let value = |column| match row.get_ref(column)? {
                ValueRef::Null => Ok(Value::Null),
                ValueRef::Integer(n) => Ok(Value::Int(n)),
                ValueRef::Text(text) => String::from_utf8(text.to_vec())
                    .map(Value::Text)
                    .map_err(|_| Error::Damaged("a text is no UTF-8".to_owned())),
                ValueRef::Blob(bytes) => Ok(Value::Blob(bytes.to_vec())),
                ValueRef::Real(_) => Err(Error::Damaged("a column holds a fraction".to_owned())),
            };
            all.push((0..columns).map(value).collect::<Result<_, Error>>()?);
        }
        Ok(all)
    }

    fn put(&mut self, bulk: Bulk, log: i64, rows: &[(u64, &[u8])]) -> Result<(), Error> {
        let (put, get) = match bulk {
            Bulk::Entry => (
                "INSERT INTO entry (log, idx, bytes) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                "SELECT bytes FROM entry WHERE log = ?1 AND idx = ?2",
            ),
            Bulk::Body => (
                "INSERT INTO body (log, idx, bytes) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                "SELECT bytes FROM body WHERE log = ?1 AND idx = ?2",
            ),
        };
        let mut statement = self.0.prepare_cached(put)?;
        for (index, bytes) in rows {
            if statement.execute(params![log, *index as i64, bytes])? == 0 {
                let place = params![log, *index as i64];
                let held: Option<Vec<u8>> =
                    self.0.prepare_cached(get)?.query_row(place, |row| row.get(0)).optional()?;
                if held.as_deref() != Some(*bytes) {
                    return Err(Error::Damaged(format!("another {} stands at {index}", bulk.table())));
                }
            }
        }
        Ok(())
    }
}
