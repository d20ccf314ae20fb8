//! What each call does, by area; dispatch has already checked who asks.
//! In scope: what handlers of several areas share: refusing, ending drafts, names of authors, what a form was drawn from.

pub mod attachment;
pub(crate) mod chart;
pub(crate) mod closing;
pub(crate) mod conflict;
pub(crate) mod coordinator;
pub mod copies;
pub(crate) mod journal;
pub(crate) mod laptops;
pub mod pairing;
pub(crate) mod part;
pub mod peers;
pub(crate) mod people;
pub(crate) mod pharmacy;
pub(crate) mod prescription;
pub(crate) mod redaction;
pub(crate) mod reference;
pub mod session;
pub(crate) mod stock;
pub(crate) mod visit;

use crate::fault::Fault;
use crate::projection::StoredRevision;
use crate::store::Writer;
use domain::api::ApiError;
use domain::id::Id;
use domain::limits::FieldError;
use domain::record::{Device, Kind, Revision, User};
use ledger::Journal;
use rusqlite::{Connection, OptionalExtension, params};
use serde::de::DeserializeOwned;
use std::collections::HashMap;

fn refuse(fields: Vec<FieldError>) -> Result<(), ApiError> {
    if fields.is_empty() { Ok(()) } else { Err(ApiError::Invalid { fields }) }
}

/// A draft ends in its record's transaction.
fn end_draft(w: &Writer, user: Id, form: &str) -> Result<(), Fault> {
    w.sql().execute("DELETE FROM draft WHERE user = ?1 AND form = ?2", params![user.0, form])?;
    Ok(())
}

/// A revision named in hex.
fn revision(text: &str) -> Result<Revision, ApiError> {
    hex::decode(text).ok().and_then(|b| b.try_into().ok()).ok_or(ApiError::NotFound)
}

/// The revisions and all they had seen: what a form showed that was drawn from them.
fn seen_from(parents: &[Revision], all: &[StoredRevision]) -> Vec<StoredRevision> {
    let mut todo = parents.to_vec();
    let mut seen: HashMap<Revision, &StoredRevision> = HashMap::new();
    while let Some(id) = todo.pop() {
        if let Some(r) = all.iter().find(|r| r.items.id == id)
            && seen.insert(id, r).is_none()
        {
            todo.extend(r.items.parents.iter().copied());
        }
    }
    seen.into_values().cloned().collect()
}

/// Names of authors, and the laptops on which they wrote.
struct Names<'a> {
    sql: &'a Connection,
    journal: &'a Journal,
}

impl Names<'_> {
    /// A user's name, or a laptop's (empty text for this one, which the screen words); the short id of whoever has none.
    fn of(&self, (kind, id): (u8, [u8; 16])) -> Result<String, Fault> {
        let name = match kind {
            1 if id == self.journal.device() => return Ok(String::new()),
            1 => self.setting::<Device>(id, Kind::Device)?.name,
            _ => self.setting::<User>(id, Kind::User)?.name,
        };
        Ok(name.filter(|name| !name.is_empty()).unwrap_or_else(|| hex::encode(&id[..4])))
    }

    /// The laptop that wrote an entry.
    fn laptop_of(&self, position: u64) -> Result<Option<Id>, Fault> {
        crate::laptops::of_entry(self.journal, position)
    }

    fn setting<T: DeserializeOwned + Default>(&self, id: [u8; 16], kind: Kind) -> Result<T, Fault> {
        let mut query = self.sql.prepare_cached("SELECT body FROM rm_setting WHERE id = ?1 AND kind = ?2")?;
        let body = query.query_row(params![id, kind as u16], |r| r.get::<_, String>(0)).optional()?;
        Ok(body.map(|b| serde_json::from_str(&b)).transpose()?.unwrap_or_default())
    }
}
