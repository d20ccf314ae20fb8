//! The register of controlled medicines: each movement, and what was left of the item after it.

use super::stock::{Moved, each_movement};
use super::{Range, Report, Totals, item_keys, items};
use crate::fault::Fault;
use domain::record::Kind;
use domain::time::Moment;
use rusqlite::Connection;

pub(super) const REPORT: Report = Report {
    name: "controlled",
    version: 1,
    shows: &[
        (Kind::Movement, &["batch", "kind", "change", "at"]),
        (Kind::Batch, &["item", "lot"]),
        (Kind::Item, &["generic", "strength", "controlled"]),
    ],
    shows_all_heads: false,
    totals,
};

fn totals(sql: &Connection, range: Range) -> Result<Totals, Fault> {
    let items = items(sql)?;
    let mut register: Vec<([String; 2], Moved)> = Vec::new();
    each_movement(sql, |moved| {
        if moved.item.and_then(|id| items.get(&id)).is_some_and(|item| item.controlled == Some(true)) {
            register.push((item_keys(&items, moved.item), moved));
        }
    })?;
    register.sort_by(|(a, x), (b, y)| (&a[1], &a[0], x.at.ms, x.id).cmp(&(&b[1], &b[0], y.at.ms, y.id)));
    let (mut rows, mut of, mut balance) = (Vec::new(), String::new(), 0);
    for ([item, label], moved) in register {
        if of != item {
            (of, balance) = (item.clone(), 0);
        }
        balance += moved.change;
        if range.holds(moved.at) {
            rows.push((vec![item, label, moved.lot, minute(moved.at), moved.kind], vec![moved.change, balance]));
        }
    }
    Ok(Totals { keys: &["item", "label", "lot", "at", "kind"], counts: &["change", "balance"], rows })
}

/// Date and time where it was written.
fn minute(at: Moment) -> String {
    let (hour, minute) = at.local_time();
    format!("{} {hour:02}:{minute:02}", at.local_date())
}
