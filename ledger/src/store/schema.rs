//! The database: how it is opened, keyed, migrated, and its small tables.
//! In scope: pragmas, migrations, local values, the frontier's rows.  Not here: what is written when.

use super::order::At;
use crate::crypto::keys::{DbKey, Secret32};
use crate::error::{Error, Fault};
use crate::tlog::checkpoint::Checkpoint;
use crate::tlog::hash::Hash;
use crate::tlog::tile::split_hashes;
use crate::tlog::tree::{Frontier, FullTile, partial_width};
use ed25519_dalek::VerifyingKey;
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use std::path::Path;
use zeroize::Zeroizing;

/// The store's format, kept as SQLite's user_version.
pub const VERSION: i64 = 11;
/// The oldest format that is read, and brought to the newest.
pub const OLDEST: i64 = 1;
/// The database's file name.
pub const FILE_NAME: &str = "journal.db";
/// Hashes in a stored part of the right edge.
const EDGE_PART: usize = 16;
const MIGRATIONS: [&str; VERSION as usize] = [
    include_str!("../../../migrations/device/0001_journal.sql"),
    include_str!("../../../migrations/device/0004_redaction.sql"),
    include_str!("../../../migrations/device/0006_logs.sql"),
    include_str!("../../../migrations/device/0007_ingest.sql"),
    include_str!("../../../migrations/device/0008_keys.sql"),
    include_str!("../../../migrations/device/0009_cosignatures.sql"),
    include_str!("../../../migrations/device/0010_branches.sql"),
    include_str!("../../../migrations/device/0011_confidential.sql"),
    include_str!("../../../migrations/device/0012_frontier.sql"),
    include_str!("../../../migrations/device/0013_milestones.sql"),
    include_str!("../../../migrations/device/0017_unread.sql"),
];

/// Has SQLCipher ready before anybody needs it: of two threads that come first at once, the second finds SQLite initialised and
/// SQLCipher not yet, and its key is refused (sqlcipher.c, `sqlcipherCodecAttach`).
fn initialize() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| drop(Connection::open_in_memory()));
}

/// Opens the database for writing, and brings it to [`VERSION`].
///
/// # Errors
/// When the file has a format that is not read here, is damaged, or keyed otherwise.
pub(crate) fn open_writer(path: &Path, key: &DbKey) -> Result<Connection, Error> {
    initialize();
    let mut conn = Connection::open(path)?;
    unlock(&conn, key)?;
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
         PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; PRAGMA cache_size = -32000; PRAGMA wal_autocheckpoint = 0;",
    )?;
    migrate(&mut conn)?;
    Ok(conn)
}

/// Opens the connection that carries the write-ahead log over into the database.
///
/// # Errors
/// When the file is damaged or keyed otherwise.
pub(crate) fn open_carrier(path: &Path, key: &DbKey) -> Result<Connection, Error> {
    let conn = Connection::open(path)?;
    unlock(&conn, key)?;
    conn.execute_batch("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -100;")?;
    Ok(conn)
}

/// Whether the database has this key. What a power cut interrupted is rolled back first, which whoever can only read could not do.
///
/// # Errors
/// When the file cannot be read or written.
pub(crate) fn opens(path: &Path, key: &DbKey) -> Result<bool, Error> {
    initialize();
    match unlock(&Connection::open(path)?, key) {
        Ok(()) => Ok(true),
        Err(Error::Sql(e)) if e.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => Ok(false),
        Err(other) => Err(other),
    }
}

/// Opens another connection that can only read.
///
/// # Errors
/// When the file is damaged or keyed otherwise.
pub(crate) fn open_reader(path: &Path, key: &DbKey) -> Result<Connection, Error> {
    initialize();
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    unlock(&conn, key)?;
    conn.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -8000;")?;
    Ok(conn)
}

fn unlock(conn: &Connection, key: &DbKey) -> Result<(), Error> {
    let hex = Zeroizing::new(hex::encode(key.0.expose()));
    let pragma = Zeroizing::new(format!(
        "PRAGMA cipher_log_level = NONE; PRAGMA key = \"x'{}'\"; PRAGMA temp_store = MEMORY;",
        hex.as_str()
    ));
    conn.execute_batch(&pragma)?;
    conn.busy_timeout(std::time::Duration::from_secs(10))?;
    conn.set_prepared_statement_cache_capacity(128);
    // The first read is where a wrong key or a damaged first page shows.
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(())
}

/// Writes the whole database anew under another key.
pub(crate) fn rekey(conn: &Connection, key: &DbKey) -> Result<(), Error> {
    let hex = Zeroizing::new(hex::encode(key.0.expose()));
    let pragma = Zeroizing::new(format!("PRAGMA rekey = \"x'{}'\";", hex.as_str()));
    Ok(conn.execute_batch(&pragma)?)
}

fn migrate(conn: &mut Connection) -> Result<(), Error> {
    let found: i64 = conn.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let is_new = found == 0 && !conn.prepare("SELECT 1 FROM sqlite_schema")?.exists([])?;
    if !is_new && !(OLDEST..=VERSION).contains(&found) {
        return Err(Error::StoreFormat { found, oldest: OLDEST, newest: VERSION });
    }
    for (i, sql) in MIGRATIONS.iter().enumerate().skip(found as usize) {
        let tx = conn.transaction()?;
        tx.execute_batch(sql)?;
        tx.pragma_update(None, "user_version", i as i64 + 1)?;
        tx.commit()?;
    }
    Ok(())
}

/// Keeps a value of this device.
pub(crate) fn put_local(conn: &Connection, name: &'static str, value: &[u8]) -> Result<(), Error> {
    conn.execute("INSERT INTO local (name, value) VALUES (?1, ?2)", params![name, value])?;
    Ok(())
}

/// A value of this device, of exactly `N` bytes.
pub(crate) fn local<const N: usize>(conn: &Connection, name: &'static str) -> Result<[u8; N], Error> {
    let sql = "SELECT value FROM local WHERE name = ?1";
    let value: Option<Vec<u8>> = conn.query_row(sql, [name], |row| row.get(0)).optional()?;
    let value = Zeroizing::new(value.ok_or(Error::whole(Fault::Local(name)))?);
    value.as_slice().try_into().map_err(|_| Error::whole(Fault::Local(name)))
}

/// A secret of this device.
pub(crate) fn local_secret(conn: &Connection, name: &'static str) -> Result<Secret32, Error> {
    local::<32>(conn, name).map(Secret32::new)
}

/// A log held here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Log {
    /// Its row.
    pub(crate) id: i64,
    /// Its name; a branch's is that of the log it is a history of.
    pub(crate) origin: String,
    /// The key that signs its checkpoints.
    pub(crate) key: VerifyingKey,
    /// The first index at which it has entries of its own: 0 but for branches.
    pub(crate) from: u64,
}

/// Every log held here, this device's and others', and their branches.
pub(crate) fn logs(conn: &Connection) -> Result<Vec<Log>, Error> {
    let mut statement = conn.prepare_cached(LOGS)?;
    let mut rows = statement.query([])?;
    let mut logs = Vec::new();
    while let Some(row) = rows.next()? {
        let key = VerifyingKey::from_bytes(&row.get(2)?).map_err(|_| Error::whole(Fault::Derived("log")))?;
        let mut origin: String = row.get(1)?;
        let from: Option<u64> = row.get(3)?;
        if from.is_some() {
            let name = origin.rsplit_once('/').map_or(0, |(name, _)| name.len());
            origin.truncate(name);
        }
        logs.push(Log { id: row.get(0)?, origin, key, from: from.unwrap_or(0) });
    }
    Ok(logs)
}

const LOGS: &str = "SELECT l.id, l.origin, l.log_key, b.at FROM log l LEFT JOIN branch b ON b.log = l.id ORDER BY l.id";

/// Adds a log, and gives its row.
pub(crate) fn put_log(conn: &Connection, origin: &str, key: &VerifyingKey) -> Result<i64, Error> {
    conn.execute("INSERT INTO log (origin, log_key) VALUES (?1, ?2)", params![origin, key.as_bytes()])?;
    Ok(conn.last_insert_rowid())
}

/// The log's newest signed note and the size it names; `None` for an empty log.
pub(crate) fn stored_note(conn: &Connection, log: i64) -> Result<Option<(u64, String)>, Error> {
    let sql = "SELECT size, note FROM checkpoint WHERE log = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([log], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// The stored right edge of the log, which must fit `size`.
pub(crate) fn stored_frontier(conn: &Connection, log: i64, size: u64) -> Result<Frontier, Error> {
    let mut levels: Vec<Vec<Hash>> = Vec::new();
    let sql = "SELECT level, bytes FROM frontier WHERE log = ?1 ORDER BY level, part";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([log])?;
    while let Some(row) = rows.next()? {
        let level: usize = row.get(0)?;
        let bytes = row.get_ref(1)?.as_blob().unwrap_or_default();
        if levels.len() <= level {
            levels.resize_with(level + 1, Vec::new);
        }
        levels[level].extend(split_hashes(bytes).ok_or(Error::whole(Fault::FrontierHashes))?);
    }
    Frontier::from_levels(size, levels).map_err(Error::whole)
}

/// The stored partial tile of a level; empty where there is none.
pub(crate) fn stored_edge(conn: &Connection, log: i64, level: u8) -> Result<Vec<u8>, Error> {
    let sql = "SELECT bytes FROM frontier WHERE log = ?1 AND level = ?2 ORDER BY part";
    let mut statement = conn.prepare_cached(sql)?;
    let parts = statement.query_map(params![log, level], |row| row.get::<_, Vec<u8>>(0))?;
    Ok(parts.collect::<Result<Vec<_>, _>>()?.concat())
}

/// Stores what of the right edge changed since the log had `before` entries, and the tiles that became full since.
pub(crate) fn put_tree(
    conn: &Connection,
    log: i64,
    before: u64,
    frontier: &Frontier,
    full: &[FullTile],
) -> Result<(), Error> {
    let mut tile_row = conn.prepare_cached("INSERT INTO tile (log, level, n, bytes) VALUES (?1, ?2, ?3, ?4)")?;
    for tile in full {
        tile_row.execute(params![log, tile.level, tile.n as i64, tile.bytes])?;
    }
    let changed = full.iter().map(|tile| usize::from(tile.level) + 1).max().unwrap_or(0);
    for (level, hashes) in frontier.levels().iter().enumerate().take(changed + 1) {
        let began_anew = full.iter().any(|tile| usize::from(tile.level) == level);
        let stands = if began_anew { 0 } else { partial_width(before, level) / EDGE_PART };
        put_edge_level(conn, log, level, hashes, stands)?;
        if began_anew {
            let sql = "DELETE FROM frontier WHERE log = ?1 AND level = ?2 AND part >= ?3";
            let parts = hashes.len().div_ceil(EDGE_PART);
            conn.prepare_cached(sql)?.execute(params![log, level as i64, parts as i64])?;
        }
    }
    Ok(())
}

/// Stores all of a right edge.
pub(crate) fn put_edge(conn: &Connection, log: i64, frontier: &Frontier) -> Result<(), Error> {
    let mut levels = frontier.levels().iter().enumerate();
    levels.try_for_each(|(level, hashes)| put_edge_level(conn, log, level, hashes, 0))
}

/// Stores a level's parts from one on.
fn put_edge_level(conn: &Connection, log: i64, level: usize, hashes: &[Hash], from: usize) -> Result<(), Error> {
    let sql = "INSERT OR REPLACE INTO frontier (log, level, part, bytes) VALUES (?1, ?2, ?3, ?4)";
    let mut row = conn.prepare_cached(sql)?;
    for (part, hashes) in hashes.chunks(EDGE_PART).enumerate().skip(from) {
        row.execute(params![log, level as i64, part as i64, hashes.concat()])?;
    }
    Ok(())
}

/// Stores an entry.
pub(crate) fn put_entry(conn: &Connection, at: At, bytes: &[u8]) -> Result<(), Error> {
    let sql = "INSERT INTO entry (log, idx, bytes) VALUES (?1, ?2, ?3)";
    conn.prepare_cached(sql)?.execute(params![at.log, at.index as i64, bytes])?;
    Ok(())
}

/// Stores the body of an entry.
pub(crate) fn put_body(conn: &Connection, at: At, bytes: &[u8]) -> Result<(), Error> {
    let sql = "INSERT INTO body (log, idx, bytes) VALUES (?1, ?2, ?3)";
    conn.prepare_cached(sql)?.execute(params![at.log, at.index as i64, bytes])?;
    Ok(())
}

/// Stores the newest signed note.
pub(crate) fn put_note(conn: &Connection, log: i64, size: u64, note: &str) -> Result<(), Error> {
    let sql = "INSERT OR REPLACE INTO checkpoint (log, size, note) VALUES (?1, ?2, ?3)";
    conn.prepare_cached(sql)?.execute(params![log, size as i64, note])?;
    Ok(())
}

/// The verified head of a log, whose stored right edge must lead to its root.
pub(crate) fn verified_head(conn: &Connection, log: &Log) -> Result<(Checkpoint, String, Frontier), Error> {
    let Log { id, origin, key, .. } = log;
    let Some((size, note)) = stored_note(conn, *id)? else {
        let frontier = Frontier::new();
        return Ok((Checkpoint { origin: origin.clone(), size: 0, root: frontier.root() }, String::new(), frontier));
    };
    let head = Checkpoint::verify(&note, origin, key).map_err(Error::whole)?;
    let frontier = stored_frontier(conn, *id, head.size)?;
    if head.size != size || frontier.root() != head.root {
        return Err(Error::whole(Fault::Head { size: head.size }));
    }
    Ok((head, note, frontier))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::vault::{self, Vault, VaultError};
    use crate::store::tests::{found, reopen};

    /// Whether that is so is asked before anybody opens them, which brings them to today's format (tests/it/formats.rs).
    #[test]
    fn the_stores_that_are_kept_have_the_formats_they_are_named_after() {
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures");
        let mut formats = Vec::new();
        for item in std::fs::read_dir(kept).unwrap().map(Result::unwrap) {
            let name = item.file_name().into_string().unwrap();
            let Some(format) = name.strip_prefix("store-").and_then(|format| format.parse::<i64>().ok()) else {
                continue;
            };
            let (_, _, key) = Vault::load(&item.path()).unwrap().open("river lamp seven goat moon").unwrap();
            let dir = tempfile::tempdir().unwrap();
            let copy = dir.path().join(FILE_NAME);
            std::fs::copy(item.path().join(FILE_NAME), &copy).unwrap();
            let found: i64 =
                open_reader(&copy, &key).unwrap().query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
            assert_eq!(found, format);
            formats.push(format);
        }
        assert_eq!(formats.into_iter().max(), Some(VERSION));
    }

    #[test]
    fn a_store_of_a_format_that_is_not_read_is_refused_and_left_as_it_is() {
        for format in [VERSION + 1, i64::from(i32::MAX), OLDEST - 1, -1] {
            let (dir, journal, ..) = found(17);
            journal.unopened(|writer| writer.pragma_update(None, "user_version", format)).unwrap();
            drop(journal);
            let before = std::fs::read(dir.path().join(FILE_NAME)).unwrap();
            let refused = reopen(dir.path()).map(drop).unwrap_err();
            let told =
                matches!(refused, Error::StoreFormat { found, oldest: OLDEST, newest: VERSION } if found == format);
            assert!(told, "{refused}");
            assert!(std::fs::read(dir.path().join(FILE_NAME)).unwrap() == before, "format {format}");
        }
    }

    #[test]
    fn a_vault_of_another_format_is_told_by_its_number_whatever_else_stands_in_it() {
        let (dir, journal, ..) = found(17);
        drop(journal);
        for text in [r#"{"format": 2}"#, r#"{"format": 2, "slots": "elsewhere"}"#, r#"{"format": 0}"#] {
            std::fs::write(dir.path().join(vault::FILE_NAME), text).unwrap();
            let refused = reopen(dir.path()).map(drop).unwrap_err();
            assert!(matches!(refused, Error::Vault(VaultError::Format { known: 1, .. })), "{refused}");
        }
    }
}
