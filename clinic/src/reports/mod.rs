//! Reports: totals out of the read models, and what an auditor must see of the journal to count the same (docs/formats/disclosure-v1.md).
//! In scope: the list, what each counts and shows, writing a disclosure beside an export.  Not here: the bytes of a disclosure
//! (ledger), how the auditor counts (its own tool, which shares no code with this one).

mod controlled;
mod dispensed;
mod encounters;
mod late;
pub mod sample;
mod stock;

use crate::fault::Fault;
use crate::store::{Progress, Store};
use domain::id::Id;
use domain::part::Part;
use domain::record::{Kind, Payload};
use domain::stock::{Batch, Item, Movement};
use domain::time::{Date, Moment};
use ledger::disclosure::{DisclosureSummary, Purpose};
use ledger::{ExportSummary, Opened};
use rusqlite::Connection;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// Every report.
pub const REPORTS: [&Report; 5] =
    [&dispensed::REPORT, &encounters::REPORT, &stock::REPORT, &controlled::REPORT, &late::REPORT];

/// Their names.
pub const NAMES: [&str; REPORTS.len()] = {
    let mut names = [""; REPORTS.len()];
    let mut i = 0;
    while i < names.len() {
        names[i] = REPORTS[i].name;
        i += 1;
    }
    names
};

/// Payload elements before a type's own fields: type, author, parents, when it happened, when it was written.
const COMMON: u16 = 5;

/// A report: how it counts, and what it shows an auditor.
#[derive(Debug)]
pub struct Report {
    /// Its name, as typed.
    pub name: &'static str,
    /// Raised with any change of what it counts or shows.
    pub version: u16,
    /// Fields shown of every counted type, by name; with them elements 1 to 4.
    pub shows: &'static [(Kind, &'static [&'static str])],
    /// Whether elements 1 to 4 of every other clinical and stock entry are shown too.
    pub shows_all_heads: bool,
    /// Its totals over a range of local dates.
    pub totals: fn(&Connection, Range) -> Result<Totals, Fault>,
}

/// Local dates, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

impl Range {
    /// Whether something happened in it, by the date where it was written.
    #[must_use]
    pub fn holds(&self, at: Moment) -> bool {
        (self.from..=self.to).contains(&at.local_date())
    }
}

/// What a report counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Names of what rows are told apart by.
    pub keys: &'static [&'static str],
    /// Names of what is counted.
    pub counts: &'static [&'static str],
    /// Each row's values of both.
    pub rows: Vec<(Vec<String>, Vec<i64>)>,
}

impl Totals {
    /// Rows added up, in the order of their keys.
    fn of<const K: usize, const C: usize>(
        keys: &'static [&'static str; K],
        counts: &'static [&'static str; C],
        sums: BTreeMap<[String; K], [i64; C]>,
    ) -> Totals {
        Totals { keys, counts, rows: sums.into_iter().map(|(k, c)| (k.to_vec(), c.to_vec())).collect() }
    }

    /// The rows as objects, each value under its name.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let row = |(keys, counts): &(Vec<String>, Vec<i64>)| {
            let named = self.keys.iter().zip(keys).map(|(name, text)| ((*name).to_owned(), Value::from(text.as_str())));
            let counted = self.counts.iter().zip(counts).map(|(name, n)| ((*name).to_owned(), Value::from(*n)));
            Value::Object(named.chain(counted).collect::<Map<_, _>>())
        };
        Value::Array(self.rows.iter().map(row).collect())
    }
}

impl std::fmt::Display for Totals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", [self.keys, self.counts].concat().join("\t"))?;
        for (keys, counts) in &self.rows {
            let counts = counts.iter().map(i64::to_string);
            writeln!(f, "{}", keys.iter().cloned().chain(counts).collect::<Vec<_>>().join("\t"))?;
        }
        Ok(())
    }
}

/// The report of that name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Report> {
    REPORTS.into_iter().find(|report| report.name == name)
}

/// Writes a report's disclosure beside what was exported.
///
/// # Errors
/// The journal's own.
pub fn disclose(
    store: &Store,
    export: &Path,
    exported: &ExportSummary,
    report: &Report,
    range: Range,
    progress: Progress,
) -> Result<DisclosureSummary, Fault> {
    let purpose = Purpose {
        report: report.name.to_owned(),
        version: report.version,
        range: Some((range.from.to_string(), range.to.to_string())),
        sample: None,
    };
    let choose = &mut |opened: &Opened| positions(opened.kind.0, report.shows, report.shows_all_heads);
    Ok(store.journal().disclose(&file_of(export, report.name), &exported.heads, &purpose, choose, progress)?)
}

/// Where a disclosure stands in an export.
fn file_of(export: &Path, name: &str) -> std::path::PathBuf {
    export.join("disclosures").join(format!("{name}.cbor"))
}

/// The positions shown of a type's payload.
fn positions(kind: u16, shows: &[(Kind, &[&str])], all_heads: bool) -> Vec<u16> {
    let shown = shows.iter().find(|(shown, _)| *shown as u16 == kind);
    let own = shown.map_or(&[][..], |(_, names)| *names);
    let all = shown.map_or(&[][..], |(kind, _)| fields_of(*kind));
    let own = own.iter().filter_map(|name| all.iter().position(|field| field == name));
    let heads = if shown.is_some() || all_heads { 1..COMMON } else { 0..0 };
    heads.chain(own.filter_map(|at| u16::try_from(at).ok()).map(|at| COMMON + at)).collect()
}

/// The fields of a type that reports may show, in the order of their positions.
fn fields_of(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Item => Item::FIELDS,
        Kind::Batch => Batch::FIELDS,
        Kind::Movement => Movement::FIELDS,
        other => Part::fields(other),
    }
}

/// Calls `each` with every part of a type that no mark takes out, and with when it happened.
fn standing<P: serde::de::DeserializeOwned>(
    sql: &Connection,
    kind: Kind,
    mut each: impl FnMut(P, Moment),
    part: impl Fn(Part) -> Option<P>,
    at: impl Fn(&P) -> Option<Moment>,
) -> Result<(), Fault> {
    let mut query = sql.prepare_cached(
        "SELECT id, body FROM rm_part p WHERE kind = ?1 AND NOT EXISTS(SELECT 1 FROM rm_mark m WHERE m.record = p.id)",
    )?;
    let mut rows = query.query([kind as u16])?;
    while let Some(row) = rows.next()? {
        let Some(body) = part(serde_json::from_str(&row.get::<_, String>(1)?)?) else { continue };
        let at = match at(&body) {
            Some(at) => at,
            None => first_effective(sql, Id(row.get(0)?))?,
        };
        each(body, at);
    }
    Ok(())
}

/// When a record happened by its first revision: what counts where its fields do not say.
fn first_effective(sql: &Connection, record: Id) -> Result<Moment, Fault> {
    let mut query =
        sql.prepare_cached("SELECT effective FROM rm_revision WHERE record = ?1 ORDER BY hlc, leaf LIMIT 1")?;
    let text: String = query.query_row([record.0], |row| row.get(0))?;
    Ok(serde_json::from_str(&text)?)
}

/// Every item of the formulary.
fn items(sql: &Connection) -> Result<BTreeMap<Id, Item>, Fault> {
    let mut query = sql.prepare_cached("SELECT id, body FROM rm_item")?;
    let mut rows = query.query([])?;
    let mut out = BTreeMap::new();
    while let Some(row) = rows.next()? {
        out.insert(Id(row.get(0)?), serde_json::from_str(&row.get::<_, String>(1)?)?);
    }
    Ok(out)
}

/// An item's id and label as a report writes them; empty where there is no item, or no record of it.
fn item_keys(items: &BTreeMap<Id, Item>, item: Option<Id>) -> [String; 2] {
    let label = item.and_then(|id| items.get(&id)).map(Item::label).unwrap_or_default();
    [item.map(|id| id.to_string()).unwrap_or_default(), label]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_shown_exists_and_none_names_or_links_a_patient() {
        let secret = ["patient", "encounter", "request", "dispense", "reason", "medicine", "moved_to"];
        for (kind, names) in REPORTS.iter().flat_map(|r| r.shows).chain(sample::SHOWS) {
            for name in *names {
                assert!(fields_of(*kind).contains(name) && !secret.contains(name), "{kind:?} {name}");
            }
        }
    }

    #[test]
    fn positions_are_those_of_the_format() {
        let of = |name: &str, kind: Kind| {
            let report = super::named(name).unwrap();
            positions(kind as u16, report.shows, report.shows_all_heads)
        };
        assert_eq!(of("dispensed", Kind::MedicationDispense), [1, 2, 3, 4, 8, 9, 12, 15]);
        assert_eq!(of("dispensed", Kind::Mark), [1, 2, 3, 4, 6, 9]);
        assert_eq!(of("encounters", Kind::Encounter), [1, 2, 3, 4, 7, 8, 9]);
        assert_eq!(of("controlled", Kind::Item), [1, 2, 3, 4, 5, 7, 13]);
        assert_eq!(of("dispensed", Kind::Vitals), [0_u16; 0]);
        assert_eq!(of("late", Kind::Vitals), [1, 2, 3, 4]);
    }
}
