//! Late entries and corrections, by type of record: written more than a day after it happened; written under a clock more than a
//! day behind the log's own (back-dated); revisions of what was there. Counted by entry, not by record.

use super::{Range, Report, Totals};
use crate::fault::Fault;
use crate::store::class_of;
use domain::record::Kind;
use domain::time::Moment;
use ledger::Class;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// How far apart two times may lie before it is told.
const DAY_MS: i64 = 86_400_000;

pub(super) const REPORT: Report = Report { name: "late", version: 1, shows: &[], shows_all_heads: true, totals };

fn totals(sql: &Connection, range: Range) -> Result<Totals, Fault> {
    let mut sums: BTreeMap<[String; 1], [i64; 4]> = BTreeMap::new();
    let mut query =
        sql.prepare_cached("SELECT kind, hlc, recorded, effective, length(parents) > 0 FROM rm_revision")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let Some(kind) = Kind::from_number(row.get(0)?).filter(|kind| is_counted(*kind)) else { continue };
        let recorded: Moment = serde_json::from_str(&row.get::<_, String>(2)?)?;
        let effective: Moment = serde_json::from_str(&row.get::<_, String>(3)?)?;
        if !range.holds(effective) {
            continue;
        }
        let clock_ms = row.get::<_, i64>(1)?.cast_unsigned() >> 16;
        let sums = sums.entry([format!("{kind:?}")]).or_default();
        sums[0] += 1;
        sums[1] += i64::from(recorded.ms - effective.ms > DAY_MS);
        sums[2] += i64::from(clock_ms.cast_signed() - recorded.ms > DAY_MS);
        sums[3] += i64::from(row.get::<_, bool>(4)?);
    }
    Ok(Totals::of(&["type"], &["entries", "late", "back_dated", "corrections"], sums))
}

/// Whether records of a type are clinical or stock entries.
fn is_counted(kind: Kind) -> bool {
    matches!(class_of(kind), Class::Clinical | Class::Stock)
}
