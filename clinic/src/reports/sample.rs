//! A sample of dispensings, drawn by the auditor's seed: what a person then looks for in the paper and on the shelf.
//! The draw: each record's ticket is SHA-256("fieldchart/sample/v1" ‖ u16 length of the seed ‖ seed ‖ record id); the lowest tickets win.

use super::{file_of, positions};
use crate::fault::Fault;
use crate::store::{Progress, Store};
use domain::id::Id;
use domain::record::Kind;
use ledger::disclosure::{DisclosureSummary, Purpose};
use ledger::payload::push_piece;
use ledger::tlog::hash::sha256;
use ledger::{ExportSummary, Opened};
use std::collections::BTreeSet;
use std::path::Path;

/// Its name, where a report has one.
pub const NAME: &str = "sample";
/// Its version.
pub const VERSION: u16 = 1;

/// What is shown; of dispensings, only of those drawn.
pub(super) const SHOWS: &[(Kind, &[&str])] = &[
    (Kind::MedicationDispense, &["kind", "item", "lot", "quantity", "counselled", "at"]),
    (Kind::Mark, &["record", "stands"]),
    (Kind::Item, &["generic", "strength"]),
];

/// The `count` records that a seed draws; all of them where there are fewer.
#[must_use]
pub fn draw(records: impl IntoIterator<Item = Id>, seed: &str, count: usize) -> BTreeSet<Id> {
    let mut start = b"fieldchart/sample/v1".to_vec();
    push_piece(&mut start, seed.as_bytes());
    let mut tickets: Vec<_> = records.into_iter().map(|record| (sha256(&[&start, &record.0]), record)).collect();
    tickets.sort_unstable();
    tickets.into_iter().take(count).map(|(_, record)| record).collect()
}

/// Draws, and writes the disclosure of what was drawn beside what was exported.
///
/// # Errors
/// The journal's own.
pub fn disclose(
    store: &Store,
    export: &Path,
    exported: &ExportSummary,
    seed: &str,
    count: usize,
    progress: Progress,
) -> Result<DisclosureSummary, Fault> {
    let kind = Kind::MedicationDispense as u16;
    let journal = store.journal();
    // Everything that is disclosed, not what the read models hold: an auditor draws before asking what stands.
    let all = journal.disclosable(&exported.heads, kind, progress)?;
    let drawn = draw(all.into_iter().map(Id), seed, count);
    let purpose = Purpose {
        report: NAME.to_owned(),
        version: VERSION,
        range: None,
        sample: Some((seed.to_owned(), count as u64)),
    };
    let choose = &mut |opened: &Opened| {
        let shown = opened.kind.0 != kind || drawn.contains(&Id(opened.entry.record));
        if shown { positions(opened.kind.0, SHOWS, false) } else { Vec::new() }
    };
    Ok(journal.disclose(&file_of(export, NAME), &exported.heads, &purpose, choose, progress)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_depends_on_seed_and_records_alone() {
        let records = |n: u8| (0..n).map(|i| Id([i; 16]));
        let ten = draw(records(100), "dice 3 5 2", 10);
        assert_eq!(ten.len(), 10);
        assert_eq!(draw(records(100).collect::<Vec<_>>().into_iter().rev(), "dice 3 5 2", 10), ten);
        assert_ne!(draw(records(100), "dice 3 5 1", 10), ten);
        assert!(draw(records(100), "dice 3 5 2", 20).is_superset(&ten));
        assert_eq!(draw(records(3), "s", 10).len(), 3);
    }
}
