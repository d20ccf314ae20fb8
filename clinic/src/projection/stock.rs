//! Rows of the pharmacy: items, batches, movements, and the prescriptions its queue is made of.
//! Stock has no row: it is the sum of a batch's movements, in whatever order records arrive.

use super::rows::{Row, put};
use crate::fault::Fault;
use crate::search::fold::fold;
use domain::care::{MedicationRequest, RequestStatus};
use domain::prescription::Form;
use domain::stock::{Batch, Item, Movement, MovementKind};
use rusqlite::{Connection, params};

pub(super) const DDL: &str = "
CREATE TABLE rm_item(id BLOB PRIMARY KEY, name TEXT NOT NULL, alike TEXT, body TEXT NOT NULL, heads TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX rm_item_alike ON rm_item(alike) WHERE alike IS NOT NULL;
CREATE TABLE rm_batch(id BLOB PRIMARY KEY, item BLOB NOT NULL, lot TEXT NOT NULL, expiry_day INTEGER, held INTEGER NOT NULL, body TEXT NOT NULL,
  heads TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX rm_batch_lot ON rm_batch(item, lot);
CREATE TABLE rm_movement(id BLOB PRIMARY KEY, batch BLOB NOT NULL, change INTEGER NOT NULL, kind TEXT NOT NULL, at_ms INTEGER NOT NULL, at TEXT NOT NULL,
  dispense BLOB, reason TEXT, author_kind INTEGER NOT NULL, author BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX rm_movement_batch ON rm_movement(batch, at_ms, change);
CREATE INDEX rm_movement_dispense ON rm_movement(dispense) WHERE dispense IS NOT NULL;
CREATE TABLE rm_request(id BLOB PRIMARY KEY, patient BLOB NOT NULL, encounter BLOB, open INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX rm_request_open ON rm_request(encounter) WHERE open;
";

/// A lot number as it is compared: printed and typed in any case, spaces at the ends.
pub(crate) fn lot_key(lot: &str) -> String {
    lot.trim().to_lowercase()
}

/// What items that may stand for each other share: ingredients in any order, and the form. `None` where either is not known.
pub(crate) fn alike(ingredients: &[String], form: Option<&Form>) -> Option<String> {
    let mut folded: Vec<String> = ingredients.iter().map(|i| fold(i.trim())).filter(|i| !i.is_empty()).collect();
    folded.sort();
    folded.dedup();
    form.filter(|_| !folded.is_empty()).map(|form| format!("{}/{}", folded.join("+"), form.code()))
}

pub(super) fn item(sql: &Connection, row: &Row, item: &Item) -> Result<(), Fault> {
    let name = fold(&format!("{} {}", item.label(), item.brand.as_deref().unwrap_or_default()));
    put(
        sql,
        "rm_item",
        row.id,
        params![
            row.id.0,
            name.trim(),
            alike(item.ingredients.as_deref().unwrap_or_default(), item.form.as_ref()),
            serde_json::to_string(item)?,
            row.heads(),
        ],
    )
}

pub(super) fn batch(sql: &Connection, row: &Row, batch: &Batch) -> Result<(), Fault> {
    put(
        sql,
        "rm_batch",
        row.id,
        params![
            row.id.0,
            batch.item.unwrap_or_default().0,
            lot_key(batch.lot.as_deref().unwrap_or_default()),
            batch.expiry.map(|e| e.days()),
            batch.held.unwrap_or(false),
            serde_json::to_string(batch)?,
            row.heads(),
        ],
    )
}

pub(super) fn movement(sql: &Connection, row: &Row, movement: &Movement) -> Result<(), Fault> {
    let at = movement.at.unwrap_or(row.recorded);
    put(
        sql,
        "rm_movement",
        row.id,
        params![
            row.id.0,
            movement.batch.unwrap_or_default().0,
            movement.change.unwrap_or(0),
            movement.kind.as_ref().map_or("", MovementKind::code),
            at.ms,
            serde_json::to_string(&at)?,
            movement.dispense.map(|d| d.0),
            movement.reason,
            row.author.0,
            row.author.1,
        ],
    )
}

/// A prescription is open while it is to be dispensed here; one imported from elsewhere is not.
pub(super) fn request(sql: &Connection, row: &Row, request: &MedicationRequest) -> Result<(), Fault> {
    let active = matches!(request.status, None | Some(RequestStatus::Active));
    put(
        sql,
        "rm_request",
        row.id,
        params![
            row.id.0,
            request.patient.unwrap_or_default().0,
            request.encounter.map(|e| e.0),
            active && request.source.is_none(),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_alike_by_ingredients_and_form_alone() {
        let list = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        let key = |names: &[&str]| alike(&list(names), Some(&Form::Tablet));
        assert_eq!(key(&["Lumefantrine", "artemether "]), key(&["artemether", "lumefantrine"]));
        assert_ne!(key(&["artemether"]), key(&["artemether", "lumefantrine"]));
        assert_ne!(key(&["artemether"]), alike(&list(&["artemether"]), Some(&Form::Injection)));
        assert_eq!((key(&[" "]), alike(&list(&["zinc"]), None)), (None, None));
    }
}
