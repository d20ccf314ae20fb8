//! Movements of stock: how many and how many units, of each item and kind.

use super::{Range, Report, Totals, item_keys, items};
use crate::fault::Fault;
use domain::id::Id;
use domain::record::Kind;
use domain::time::Moment;
use rusqlite::Connection;
use std::collections::BTreeMap;

pub(super) const REPORT: Report = Report {
    name: "stock",
    version: 1,
    shows: &[
        (Kind::Movement, &["batch", "kind", "change", "at"]),
        (Kind::Batch, &["item"]),
        (Kind::Item, &["generic", "strength"]),
    ],
    shows_all_heads: false,
    totals,
};

fn totals(sql: &Connection, range: Range) -> Result<Totals, Fault> {
    let items = items(sql)?;
    let mut sums: BTreeMap<[String; 3], [i64; 2]> = BTreeMap::new();
    each_movement(sql, |moved| {
        if range.holds(moved.at) {
            let [item, label] = item_keys(&items, moved.item);
            let row = sums.entry([item, label, moved.kind]).or_default();
            row[0] += 1;
            row[1] += moved.change;
        }
    })?;
    Ok(Totals::of(&["item", "label", "kind"], &["movements", "units"], sums))
}

/// A movement with what its batch says.
pub(super) struct Moved {
    pub(super) id: Id,
    pub(super) item: Option<Id>,
    /// The lot, as printed.
    pub(super) lot: String,
    pub(super) kind: String,
    pub(super) change: i64,
    pub(super) at: Moment,
}

/// Calls `each` with every movement.
pub(super) fn each_movement(sql: &Connection, mut each: impl FnMut(Moved)) -> Result<(), Fault> {
    let mut query = sql.prepare_cached(
        "SELECT m.id, b.body, m.kind, m.change, m.at FROM rm_movement m LEFT JOIN rm_batch b ON b.id = m.batch",
    )?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let body: Option<String> = row.get(1)?;
        let batch: domain::stock::Batch = body.map(|body| serde_json::from_str(&body)).transpose()?.unwrap_or_default();
        each(Moved {
            id: Id(row.get(0)?),
            item: batch.item,
            lot: batch.lot.unwrap_or_default(),
            kind: row.get(2)?,
            change: row.get(3)?,
            at: serde_json::from_str(&row.get::<_, String>(4)?)?,
        });
    }
    Ok(())
}
