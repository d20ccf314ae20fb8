//! A tantivy `Directory` whose files are rows of one encrypted SQLite file, and bytes in memory while open.
//! In scope: files, locks, commit points.  Not here: what is indexed (search), the key's derivation (the caller).
//!
//! tantivy's files are written once and then only read. They are kept back until tantivy replaces `meta.json`, its commit
//! point, and then stored in one transaction: what a crash leaves behind is always one whole commit.

use super::SearchError;
use rusqlite::{Connection, params};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, OwnedBytes, TerminatingWrite, WatchCallback,
    WatchCallbackList, WatchHandle, WritePtr,
};
use zeroize::Zeroizing;

/// tantivy's commit point.
const META: &str = "meta.json";
/// The version of the schema, of the folding rules and of what documents hold; another one is `SearchError::Damaged`, so that the caller rebuilds.
const VERSION: i64 = 2;

/// Names of the locks held, and the call that one was given back.
type Locks = (Mutex<HashSet<PathBuf>>, Condvar);

#[derive(Default)]
struct Inner {
    files: HashMap<PathBuf, OwnedBytes>,
    /// Changes since the last commit point; `None` removes.
    pending: BTreeMap<PathBuf, Option<OwnedBytes>>,
    /// The encrypted file; none for an index in memory.
    sql: Option<Connection>,
}

/// The files of one index. Clones share them.
#[derive(Clone)]
pub(super) struct SealedDirectory {
    inner: Arc<Mutex<Inner>>,
    watchers: Arc<WatchCallbackList>,
    commits: Arc<AtomicU64>,
    locks: Arc<Locks>,
}

impl SealedDirectory {
    pub(super) fn in_memory() -> Self {
        SealedDirectory {
            inner: Arc::default(),
            watchers: Arc::default(),
            commits: Arc::default(),
            locks: Arc::default(),
        }
    }

    /// Opens or creates the encrypted file and reads it whole.
    pub(super) fn open(path: &Path, key: &[u8; 32]) -> Result<Self, SearchError> {
        let sql = connect(path, key)?;
        let mut files = HashMap::new();
        {
            let mut query = sql.prepare("SELECT name, bytes FROM file ORDER BY name")?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let name: String = row.get(0)?;
                files.insert(PathBuf::from(name), OwnedBytes::new(row.get::<_, Vec<u8>>(1)?));
            }
        }
        let inner = Inner { files, pending: BTreeMap::new(), sql: Some(sql) };
        Ok(SealedDirectory { inner: Arc::new(Mutex::new(inner)), ..Self::in_memory() })
    }

    /// How often `meta.json` was replaced: a reader opened before is behind.
    pub(super) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Acquire)
    }

    /// Writes the write-ahead log back into the file and cuts it to nothing.
    pub(super) fn empty_wal(&self) -> rusqlite::Result<()> {
        match &self.lock().sql {
            Some(sql) => sql.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())),
            None => Ok(()),
        }
    }

    /// Bytes held in memory.
    pub(super) fn bytes(&self) -> usize {
        self.lock().files.values().map(|f| f.len()).sum()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Every change under the lock is a single insertion or removal, so that a panic elsewhere leaves it whole.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, path: &Path, bytes: Vec<u8>) -> io::Result<()> {
        let bytes = OwnedBytes::new(bytes);
        let mut inner = self.lock();
        inner.files.insert(path.to_owned(), bytes.clone());
        inner.pending.insert(path.to_owned(), Some(bytes));
        if path == Path::new(META) {
            inner.store().map_err(io::Error::other)?;
            self.commits.fetch_add(1, Ordering::AcqRel);
            drop(inner);
            drop(self.watchers.broadcast());
        }
        Ok(())
    }
}

/// Opens the encrypted file. SQLite's own "not a database" and "malformed" are `SearchError::Damaged`.
fn connect(path: &Path, key: &[u8; 32]) -> Result<Connection, SearchError> {
    let sql = Connection::open(path)?;
    let hex = Zeroizing::new(hex::encode(key));
    let pragma = Zeroizing::new(format!("PRAGMA key = \"x'{}'\";", hex.as_str()));
    // SQLCipher would write each wrong page to standard error; the caller is told once.
    sql.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    sql.execute_batch(&pragma)?;
    // One process, one connection: the exclusive mode keeps the WAL's index in memory instead of in a file.
    sql.execute_batch(
        "PRAGMA temp_store = MEMORY; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
         PRAGMA secure_delete = ON; PRAGMA journal_size_limit = 4194304; PRAGMA cache_size = -2000; PRAGMA trusted_schema = OFF;",
    )?;
    let version: i64 = sql.query_row("PRAGMA user_version", [], |r| r.get(0))?;
    let tables: i64 = sql.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0))?;
    match (version, tables) {
        (VERSION, _) => {}
        (0, 0) => sql.execute_batch(&format!(
            "BEGIN; CREATE TABLE file (name TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT; PRAGMA user_version = {VERSION}; COMMIT;"
        ))?,
        _ => return Err(SearchError::Damaged(format!("version {version}, this one reads {VERSION}"))),
    }
    Ok(sql)
}

impl Inner {
    /// Stores every pending change in one transaction.
    fn store(&mut self) -> rusqlite::Result<()> {
        if let Some(sql) = &mut self.sql {
            let tx = sql.transaction()?;
            for (path, bytes) in &self.pending {
                let name = path.to_string_lossy();
                match bytes {
                    Some(b) => tx
                        .prepare_cached("INSERT INTO file (name, bytes) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET bytes = excluded.bytes")?
                        .execute(params![name, b.as_slice()])?,
                    None => tx.prepare_cached("DELETE FROM file WHERE name = ?1")?.execute([name])?,
                };
            }
            tx.commit()?;
        }
        self.pending.clear();
        Ok(())
    }
}

impl std::fmt::Debug for SealedDirectory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealedDirectory")
    }
}

/// A lock that is given back when dropped. Locks are never stored: a crash must not leave one behind.
struct Held {
    locks: Arc<Locks>,
    path: PathBuf,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.locks.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.path);
        self.locks.1.notify_all();
    }
}

struct Writer {
    to: SealedDirectory,
    path: PathBuf,
    bytes: Vec<u8>,
}

impl Write for Writer {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(buf);
        Ok(buf.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TerminatingWrite for Writer {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        let mut bytes = std::mem::take(&mut self.bytes);
        bytes.shrink_to_fit();
        self.to.put(&self.path, bytes)
    }
}

impl Directory for SealedDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let found = self.lock().files.get(path).cloned();
        found
            .map(|b| Arc::new(b) as Arc<dyn FileHandle>)
            .ok_or_else(|| OpenReadError::FileDoesNotExist(path.to_owned()))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        let mut inner = self.lock();
        if inner.files.remove(path).is_none() {
            return Err(DeleteError::FileDoesNotExist(path.to_owned()));
        }
        inner.pending.insert(path.to_owned(), None);
        Ok(())
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        Ok(self.lock().files.contains_key(path))
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let mut inner = self.lock();
        if inner.files.contains_key(path) {
            return Err(OpenWriteError::FileAlreadyExists(path.to_owned()));
        }
        inner.files.insert(path.to_owned(), OwnedBytes::empty());
        drop(inner);
        let writer = Writer { to: self.clone(), path: path.to_owned(), bytes: Vec::new() };
        Ok(BufWriter::new(Box::new(writer)))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let found = self.lock().files.get(path).map(|b| b.as_slice().to_vec());
        found.ok_or_else(|| OpenReadError::FileDoesNotExist(path.to_owned()))
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.put(path, data.to_vec())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        let held = |e: &mut MutexGuard<'_, HashSet<PathBuf>>| !e.insert(lock.filepath.clone());
        let (set, freed) = &*self.locks;
        let mut guard = set.lock().unwrap_or_else(PoisonError::into_inner);
        while held(&mut guard) {
            if !lock.is_blocking {
                return Err(LockError::LockBusy);
            }
            guard = freed.wait(guard).unwrap_or_else(PoisonError::into_inner);
        }
        Ok(DirectoryLock::from(Box::new(Held { locks: self.locks.clone(), path: lock.filepath.clone() })))
    }

    fn watch(&self, watch_callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(self.watchers.subscribe(watch_callback))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_commit_points_are_stored() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("search.db");
        let one = SealedDirectory::open(&path, &[7; 32]).unwrap();
        one.atomic_write(Path::new("a"), b"before").unwrap();
        one.atomic_write(Path::new(META), b"{}").unwrap();
        one.atomic_write(Path::new("b"), b"after").unwrap();
        one.delete(Path::new("a")).unwrap();
        assert!(one.exists(Path::new("b")).unwrap());
        drop(one);
        let two = SealedDirectory::open(&path, &[7; 32]).unwrap();
        assert_eq!(two.atomic_read(Path::new("a")).unwrap(), b"before");
        assert!(!two.exists(Path::new("b")).unwrap());
    }

    #[test]
    fn a_file_is_written_once() {
        let d = SealedDirectory::in_memory();
        d.open_write(Path::new("x")).unwrap().terminate().unwrap();
        assert!(matches!(d.open_write(Path::new("x")), Err(OpenWriteError::FileAlreadyExists(_))));
    }
}
