//! Drawing dispensings by the auditor's seed (docs/formats/disclosure-v1.md, "The sample").
//! In scope: the draw, and the list of what was drawn.  Not here: that exactly the drawn are shown (`disclosure`), what is true of
//! them, which is looked for on site.

use std::collections::{BTreeMap, BTreeSet};
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
    let (mut records, mut left_out) = (Records::default(), Records::default());
    let mut counted = 0;
    let summary = tally::read(&mut judged, NAME, &mut |shown: Shown| {
        if shown.head.is_some() && shown.stands {
            counted += 1;
            records.add(shown);
        } else if shown.head.is_some() {
            left_out.add(shown);
        }
    });
    if let Some((found_seed, found_count)) = summary.as_ref().and_then(|summary| summary.sample.as_ref())
        && (found_seed.as_str(), *found_count) != (seed, count)
    {
        let say = |seed: &str, count: u64| format!("{count} by seed {seed:?}");
        let fault = DisclosureFault::Draw { expected: say(seed, count), found: say(found_seed, *found_count) };
        judged.findings.push(None, &disclosure::path_of(NAME), fault.into());
    }
    let is_told = !judged.any_wrong() && summary.is_some();
    let totals = if is_told { listed(&records, &left_out) } else { Totals::default() };
    Ok(Tally::new(judged, NAME, summary.as_ref(), counted, totals, Vec::new()))
}

/// The records with the lowest tickets: SHA-256("fieldchart/sample/v1" ‖ u16 length of the seed ‖ seed ‖ record).
pub(crate) fn draw(records: impl Iterator<Item = Id>, seed: &str, count: u64) -> BTreeSet<Id> {
    let length = u16::try_from(seed.len()).unwrap_or(u16::MAX).to_be_bytes();
    let start = Sha256::new().chain_update("fieldchart/sample/v1").chain_update(length).chain_update(seed);
    let ticket = |record: Id| (<[u8; 32]>::from(start.clone().chain_update(record).finalize()), record);
    let tickets: BTreeSet<_> = records.map(ticket).collect();
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    tickets.into_iter().take(count).map(|(_, record)| record).collect()
}

/// The drawn records, in the order of their ids. One of which nothing stands is told from what was left out of it.
fn listed(records: &Records, left_out: &Records) -> Totals {
    let marked = records.marked();
    let stand: BTreeMap<_, _> = records.of(dispense::KIND).collect();
    let mut all: BTreeMap<_, _> = left_out.of(dispense::KIND).collect();
    all.extend(&stand);
    let mut rows = Vec::new();
    for (id, given) in all {
        let [_, label] = records.item_keys(given.id(dispense::ITEM));
        let text = |position| given.text(position).unwrap_or_default().to_owned();
        let by = given.first().and_then(|first| first.head.as_ref()).map(|head| hex::encode(head.author.id));
        let at = given.at(dispense::AT).map(tally::minute);
        let state = match (stand.contains_key(id), marked.contains(id)) {
            (false, _) => "left out",
            (true, true) => "taken back",
            (true, false) => "stands",
        };
        let texts = [
            hex::encode(id),
            at.unwrap_or_default(),
            label,
            text(dispense::LOT),
            text(dispense::OUTCOME),
            state.to_owned(),
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
