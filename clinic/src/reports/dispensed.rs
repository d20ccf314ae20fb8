//! What was dispensed: units of each item and month.

use super::{Range, Report, Totals, item_keys, items, standing};
use crate::fault::Fault;
use domain::care::{DispenseKind, MedicationDispense};
use domain::part::Part;
use domain::record::Kind;
use rusqlite::Connection;
use std::collections::BTreeMap;

pub(super) const REPORT: Report = Report {
    name: "dispensed",
    version: 1,
    shows: &[
        (Kind::MedicationDispense, &["kind", "item", "quantity", "at"]),
        (Kind::Mark, &["record", "stands"]),
        (Kind::Item, &["generic", "strength"]),
    ],
    shows_all_heads: false,
    totals,
};

fn totals(sql: &Connection, range: Range) -> Result<Totals, Fault> {
    let items = items(sql)?;
    let mut sums: BTreeMap<[String; 3], [i64; 3]> = BTreeMap::new();
    let add = |given: MedicationDispense, at: domain::time::Moment| {
        if !range.holds(at) {
            return;
        }
        let [item, label] = item_keys(&items, given.item);
        let month = at.local_date().to_string().chars().take(7).collect();
        let row = sums.entry([item, label, month]).or_default();
        if given.kind == Some(DispenseKind::NotDispensed) {
            row[2] += 1;
        } else {
            row[0] += 1;
            row[1] += i64::from(given.quantity.unwrap_or(0));
        }
    };
    let part = |part| if let Part::MedicationDispense(given) = part { Some(given) } else { None };
    standing(sql, Kind::MedicationDispense, add, part, |given| given.at)?;
    Ok(Totals::of(&["item", "label", "month"], &["dispensings", "units", "not_dispensed"], sums))
}
