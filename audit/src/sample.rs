//! Drawing dispensings by the auditor's seed (docs/formats/disclosure-v1.md, "The sample").
//! In scope: the draw, and that exactly the drawn are shown.  Not here: what is true of them, which is looked for on site.

use std::collections::BTreeSet;
use std::io;

use sha2::{Digest, Sha256};

use crate::demands::Demands;
use crate::disclosure::{self, DisclosureFault, Shown};
use crate::export;
use crate::kinds::dispense;
use crate::note::{Id, Trust};
use crate::source::Source;
use crate::tally::{self, Records, Tally, Totals};

/// The disclosure's name.
const NAME: &str = "sample";

/// Draws `count` dispensings by `seed` and lists them as they are disclosed. Whatever is wrong is in the export's report.
///
/// # Errors
/// The source cannot be listed at all.
pub fn sample(source: &dyn Source, trust: &Trust, seed: &str, count: u64) -> io::Result<Tally> {
    let mut judged = export::judge(source, trust, &Demands::default())?;
    let mut records = Records::default();
    let (mut counted, mut entries) = (0, Vec::new());
    let summary = tally::read(&mut judged, NAME, &mut |shown: Shown| {
        if shown.kind == dispense::KIND {
            entries.push((shown.record, shown.log, shown.index, shown.head.is_some()));
        }
        if shown.head.is_some() {
            counted += 1;
            records.add(shown);
        }
    });
    let path = disclosure::path_of(NAME);
    if let Some((found_seed, found_count)) = summary.as_ref().and_then(|summary| summary.sample.as_ref())
        && (found_seed, *found_count) != (&seed.to_owned(), count)
    {
        let say = |seed: &str, count: u64| format!("{count} by seed {seed:?}");
        let fault = DisclosureFault::Draw { expected: say(seed, count), found: say(found_seed, *found_count) };
        judged.findings.push(None, &path, fault.into());
    }
    let drawn = draw(entries.iter().map(|(record, ..)| *record), seed, count);
    for (record, log, index, is_shown) in &entries {
        let fault = match (drawn.contains(record), is_shown) {
            (true, false) => DisclosureFault::DrawnNotShown,
            (false, true) => DisclosureFault::ShownNotDrawn,
            _ => continue,
        };
        let log = judged.scans.get(*log).map(|scan| scan.folder.name.clone());
        judged.findings.push_about(log, Some(*index), path.clone(), fault.into());
    }
    let totals = if judged.any_wrong() || summary.is_none() { Totals::default() } else { listed(&records) };
    Ok(Tally::new(judged, NAME, summary.as_ref(), counted, totals, Vec::new()))
}

/// The records with the lowest tickets: SHA-256("fieldchart/sample/v1" ‖ u16 length of the seed ‖ seed ‖ record).
fn draw(records: impl Iterator<Item = Id>, seed: &str, count: u64) -> BTreeSet<Id> {
    let length = u16::try_from(seed.len()).unwrap_or(u16::MAX).to_be_bytes();
    let start = Sha256::new().chain_update("fieldchart/sample/v1").chain_update(length).chain_update(seed);
    let ticket = |record: Id| (<[u8; 32]>::from(start.clone().chain_update(record).finalize()), record);
    let tickets: BTreeSet<_> = records.map(ticket).collect();
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    tickets.into_iter().take(count).map(|(_, record)| record).collect()
}

/// The drawn records, in the order of their ids.
fn listed(records: &Records) -> Totals {
    let marked = records.marked();
    let mut rows = Vec::new();
    for (id, given) in records.of(dispense::KIND) {
        let [_, label] = records.item_keys(given.id(dispense::ITEM));
        let text = |position| given.text(position).unwrap_or_default().to_owned();
        let by = given.first().and_then(|first| first.head.as_ref()).map(|head| hex::encode(head.author.0));
        let at = given.at(dispense::AT).map(tally::minute);
        let stands = if marked.contains(id) { "taken back" } else { "stands" };
        let texts = [
            hex::encode(id),
            at.unwrap_or_default(),
            label,
            text(dispense::LOT),
            text(dispense::OUTCOME),
            stands.to_owned(),
            by.unwrap_or_default(),
        ];
        let counselled = i64::from(given.is_true(dispense::COUNSELLED));
        rows.push((texts.to_vec(), vec![given.int(dispense::QUANTITY).unwrap_or(0), counselled]));
    }
    Totals { keys: &["record", "at", "label", "lot", "kind", "state", "by"], counts: &["quantity", "counselled"], rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_tickets_win_and_a_record_has_one_however_often_it_was_amended() {
        let records = || (0..50_u8).map(|n| [n; 16]);
        let ten = draw(records(), "dice 3 5 2", 10);
        assert_eq!(ten.len(), 10);
        assert_eq!(draw(records().chain(records()), "dice 3 5 2", 10), ten);
        assert_ne!(draw(records(), "dice 3 5 3", 10), ten);
        assert_eq!(draw(records(), "s", 99).len(), 50);
    }
}
