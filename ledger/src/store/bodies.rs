//! Bodies lie beside the tree: they may come later than their entries, and one that is missing is asked for.
//! In scope: which are missing, storing one beside its entry, handing one on.  Not here: entries (`ingest`), dropping bodies (`redaction`).

use super::ingest::{Changed, named};
use super::journal::{Journal, locked};
use super::order::At;
use super::redaction;
use super::schema;
use crate::entry::Entry;
use crate::error::{Error, Refusal};
use crate::planted::{self, Bug};
use crate::tlog::hash::{self, Hash, sha256};
use rusqlite::{Connection, OptionalExtension, params};

impl Journal {
    /// Takes in bodies that were missing, each by its index in the log; those nobody waits for are passed over.
    ///
    /// # Errors
    /// As [`Journal::ingest`].
    pub fn ingest_bodies<U, E: From<Error>>(
        &self,
        origin: &str,
        bodies: &[(u64, Vec<u8>)],
        project: impl FnOnce(&Connection, &Changed) -> Result<U, E>,
    ) -> Result<U, E> {
        let take = |conn: &Connection, changed: &mut Changed| {
            let rows = self.rows_named(origin);
            for (index, body) in bodies {
                let sql = "SELECT bytes FROM entry e WHERE log = ?1 AND idx = ?2
                           AND NOT EXISTS (SELECT 1 FROM body b WHERE b.log = e.log AND b.idx = e.idx)";
                let mut waiting = Vec::new();
                for log in &rows {
                    let row = params![log.id, *index as i64];
                    let bytes = conn.prepare_cached(sql)?.query_row(row, |row| row.get::<_, Vec<u8>>(0)).optional()?;
                    waiting.extend(bytes.map(|bytes| (At { log: log.id, index: *index }, bytes)));
                }
                // Of several histories, one at least must have an entry that the body is of.
                let taken = waiting.iter().map(|(at, bytes)| put_body(conn, *at, bytes, body, true));
                let taken: Vec<_> = taken.map(|taken| taken.map_err(|e| named(e, origin))).collect();
                if !taken.iter().any(Result::is_ok) {
                    taken.into_iter().next().unwrap_or(Ok(()))?;
                }
            }
            self.unpark(conn, changed)
        };
        Ok(self.arrive(take, project)?.1)
    }

    /// Entries whose bodies are missing here: the log's name, the index, the leaf hash.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn missing_bodies(&self) -> Result<Vec<(String, u64, Hash)>, Error> {
        let reader = locked(&self.reader);
        let sql = "SELECT p.log, p.idx, e.bytes FROM parked p JOIN entry e ON e.log = p.log AND e.idx = p.idx
                   WHERE NOT EXISTS (SELECT 1 FROM body b WHERE b.log = p.log AND b.idx = p.idx)";
        let mut statement = reader.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, Vec<u8>>(2)?)))?;
        let mut missing = Vec::new();
        for row in rows {
            let (log, index, bytes) = row?;
            missing.push((self.log_of(log)?.origin.clone(), index, hash::leaf(&bytes)));
        }
        missing.sort_unstable();
        Ok(missing)
    }

    /// The body of the entry with a leaf hash at an index of a log, whichever history it stands in; `None` where it is not held.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn body_of(&self, origin: &str, index: u64, leaf: &Hash) -> Result<Option<Vec<u8>>, Error> {
        let reader = locked(&self.reader);
        for log in self.rows_named(origin) {
            let row = super::rows::stored_rows(&reader, At { log: log.id, index }, 1, 0)?.into_iter().next();
            if let Some(row) = row.filter(|row| hash::leaf(&row.entry) == *leaf && row.body.is_some()) {
                return Ok(row.body);
            }
        }
        Ok(None)
    }
}

/// Stores a body beside its entry, which must name it; a redacted one is not kept, where any is redacted.
pub(crate) fn put_body(conn: &Connection, at: At, entry: &[u8], body: &[u8], redacts_any: bool) -> Result<(), Error> {
    let wrong = Error::Refused { origin: String::new(), why: Refusal::Body { index: at.index } };
    let Some((length, named)) = Entry::names_body(entry) else { return Ok(()) };
    if body.len() != length as usize || sha256(&[body]) != named {
        return Err(wrong);
    }
    if redacts_any && redaction::redacted_by(conn, &hash::leaf(entry))?.is_some() && !planted::is(Bug::LateBodyKept) {
        return Ok(());
    }
    schema::put_body(conn, at, body)
}
