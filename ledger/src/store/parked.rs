//! Entries that are held and not shown, since they cannot be read (yet) or do not stand.
//! In scope: their rows.  Not here: when they are tried again (`ingest`), what stands (`revocation`).

use super::order::At;
use crate::error::{Error, Fault};
use rusqlite::{Connection, params};
use std::collections::BTreeSet;

/// Holds an entry back; whether it was not held back before.
pub(crate) fn put(conn: &Connection, at: At, why: &Fault) -> Result<bool, Error> {
    let sql = "INSERT OR IGNORE INTO parked (log, idx, why) VALUES (?1, ?2, ?3)";
    Ok(conn.prepare_cached(sql)?.execute(params![at.log, at.index as i64, why.to_string()])? > 0)
}

pub(crate) fn holds(conn: &Connection, at: At) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM parked WHERE log = ?1 AND idx = ?2";
    Ok(conn.prepare_cached(sql)?.exists(params![at.log, at.index as i64])?)
}

/// Says anew why an entry is held back; whether that was another reason before.
pub(crate) fn rename(conn: &Connection, at: At, why: &Fault) -> Result<bool, Error> {
    let sql = "UPDATE parked SET why = ?3 WHERE log = ?1 AND idx = ?2 AND why <> ?3";
    Ok(conn.prepare_cached(sql)?.execute(params![at.log, at.index as i64, why.to_string()])? > 0)
}

/// Lets an entry in that was held back.
pub(crate) fn release(conn: &Connection, at: At) -> Result<(), Error> {
    let sql = "DELETE FROM parked WHERE log = ?1 AND idx = ?2";
    conn.prepare_cached(sql)?.execute(params![at.log, at.index as i64])?;
    Ok(())
}

/// What is held and not shown.
pub(crate) fn all(conn: &Connection) -> Result<BTreeSet<At>, Error> {
    let mut statement = conn.prepare_cached("SELECT log, idx FROM parked")?;
    let rows = statement.query_map([], |row| Ok(At { log: row.get(0)?, index: row.get(1)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
