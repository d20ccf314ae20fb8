//! Counting what a disclosure shows (docs/formats/disclosure-v1.md, "Reports").
//! In scope: the five reports, the back-dated entries, the claim.  Not here: whether what is shown is true to the entries
//! (`disclosure`), which value of a field counts (`fold`), drawing samples (`sample`).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use crate::demands::Demands;
use crate::disclosure::{self, DisclosureFault, Shown, Summary};
use crate::export::{self, Judged};
use crate::fold::Record;
use crate::kinds::{self, Time, batch, dispense, encounter, item, mark, movement, parse_date};
use crate::note::{Id, Trust};
use crate::report::Report;
use crate::source::Source;

/// The reports that can be counted.
pub const REPORTS: [&str; 5] = ["dispensed", "encounters", "stock", "controlled", "late"];

/// How far apart two times may lie before it is told.
const DAY_MS: i64 = 86_400_000;
/// Back-dated entries that are listed one by one.
const LISTED_MAX: usize = 10_000;

/// What an auditor counted.
#[derive(Clone, Debug, Serialize)]
pub struct Tally {
    /// Nothing is wrong, and nothing is missing but what the claim excepts.
    pub ok: bool,
    /// What this tells, and what it does not.
    pub claim: String,
    /// The report, or `sample`.
    pub report: String,
    /// First and last local date; a sample has none.
    pub range: Option<(String, String)>,
    /// Clinical and stock entries, by what the disclosure says of them.
    pub entries: Accounted,
    /// The totals; none where anything is wrong.
    pub totals: Totals,
    /// Entries written under a clock more than a day behind their log's own.
    pub back_dated: Vec<BackDated>,
    /// The export itself.
    pub export: Report,
}

/// How many clinical and stock entries are what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Accounted {
    /// Of a type that the report counts.
    pub counted: u64,
    /// Disclosed as another type.
    pub other: u64,
    /// Redacted.
    pub redacted: u64,
    /// Left out: whoever wrote it was revoked, and it is not among what was accepted.
    pub left_out: u64,
    /// Sealed to others.
    pub sealed_to_others: u64,
    /// Not held by the exporting device.
    pub not_held: u64,
}

/// An entry whose writer's clock was behind the log's, or behind a witness's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BackDated {
    /// Its log's folder.
    pub log: String,
    /// Its index.
    pub index: u64,
    /// When it says it was written, in milliseconds since the Unix epoch.
    pub recorded_ms: i64,
    /// What its log's clock, or that of a witness whose cosignature stands in its log before it, had reached by then.
    pub clock_ms: i64,
}

/// Rows of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Names of what rows are told apart by.
    pub keys: &'static [&'static str],
    /// Names of what is counted.
    pub counts: &'static [&'static str],
    /// Each row's values of both.
    pub rows: Vec<(Vec<String>, Vec<i64>)>,
}

/// Counts a report over the range its disclosure was made for. Whatever is wrong is in the export's report.
///
/// # Errors
/// The source cannot be listed at all.
pub fn tally(source: &dyn Source, trust: &Trust, report: &str) -> io::Result<Tally> {
    let mut judged = export::judge(source, trust, &Demands::default())?;
    let mut counter = Counter::default();
    let summary = read(&mut judged, report, &mut |shown| counter.add(report, shown));
    counter.tell_two_types(&mut judged, report);
    let range = summary.as_ref().and_then(|summary| summary.range.clone());
    let mut totals = Totals::default();
    if !judged.any_wrong()
        && let Some((from, to)) = range.as_ref().and_then(|(from, to)| parse_date(from).zip(parse_date(to)))
    {
        totals = counter.totals(report, &|at: Time| (from..=to).contains(&at.local_date()));
    }
    let names: Vec<String> = judged.scans.iter().map(|scan| scan.folder.name.clone()).collect();
    let named = |(log, entry): &(usize, BackDated)| BackDated { log: names[*log].clone(), ..entry.clone() };
    let back_dated = counter.back_dated.iter().map(named).collect();
    let counted = counter.counted;
    Ok(Tally::new(judged, report, summary.as_ref(), counted, totals, back_dated))
}

/// Reads the asked disclosure, and judges every other one in the export.
pub(crate) fn read(judged: &mut Judged<'_>, report: &str, each: &mut dyn FnMut(Shown)) -> Option<Summary> {
    for name in judged.disclosures.clone().iter().filter(|name| *name != report) {
        disclosure::judge(judged, name, &mut |_| ());
    }
    if judged.disclosures.contains(report) {
        return disclosure::judge(judged, report, each);
    }
    judged.findings.push(None, &disclosure::path_of(report), DisclosureFault::Absent.into());
    None
}

impl Tally {
    pub(crate) fn new(
        judged: Judged<'_>,
        report: &str,
        summary: Option<&Summary>,
        counted: u64,
        totals: Totals,
        back_dated: Vec<BackDated>,
    ) -> Self {
        let summary = summary.cloned().unwrap_or_default();
        let entries = Accounted {
            counted,
            other: summary.disclosed.saturating_sub(counted + summary.left_out),
            left_out: summary.left_out,
            redacted: summary.redacted,
            sealed_to_others: summary.sealed,
            not_held: summary.not_held,
        };
        let export = judged.into_report();
        let claim = match (export.faults.len(), export.incomplete.len()) {
            (0, 0) => format!(
                "Complete against this digest except {} entries sealed to others and {} redacted. No outside digest or cosignature was \
                 given: compare the digest with one kept outside. Whether it was true must be checked on site.",
                entries.sealed_to_others, entries.redacted
            ),
            (0, gaps) => format!("Incomplete: {gaps} things could not be checked, so that the totals may fall short."),
            (faults, _) => format!("Not verified: {faults} faults. Nothing is counted."),
        };
        let (report, range) = (report.to_owned(), summary.range);
        Self { ok: export.ok, claim, report, range, entries, totals, back_dated, export }
    }
}

/// What is kept of a disclosure while it is read.
#[derive(Default)]
struct Counter {
    /// Records of counted types.
    records: Records,
    /// Every entry's type and times, for the report about them.
    late: Vec<(u64, Time, [bool; 3])>,
    /// By position of the log.
    back_dated: Vec<(usize, BackDated)>,
    counted: u64,
}

impl Counter {
    fn add(&mut self, report: &str, shown: Shown) {
        let Some(head) = shown.head.as_ref().filter(|_| shown.stands) else { return };
        self.counted += 1;
        let witnessed_ms = shown.after_s.saturating_mul(1000).min(i64::MAX.unsigned_abs()).cast_signed();
        let own_ms = (shown.hlc >> 16).cast_signed();
        let clock_ms = own_ms.max(witnessed_ms);
        let (effective_ms, recorded_ms) = (head.effective.ms, head.recorded.ms);
        let behind = |clock_ms: i64| clock_ms.saturating_sub(recorded_ms) > DAY_MS;
        if behind(clock_ms) && self.back_dated.len() < LISTED_MAX {
            let entry = BackDated { log: String::new(), index: shown.index, recorded_ms, clock_ms };
            self.back_dated.push((shown.log, entry));
        }
        if report == "late" {
            let late = recorded_ms.saturating_sub(effective_ms) > DAY_MS;
            self.late.push((shown.kind, head.effective, [late, behind(own_ms), !head.parents.is_empty()]));
        } else {
            self.records.add(shown);
        }
    }

    /// Names records that are of two types at once: which counts, nobody could say.
    fn tell_two_types(&mut self, judged: &mut Judged<'_>, report: &str) {
        for (log, index) in std::mem::take(&mut self.records.two_types) {
            let name = judged.scans.get(log).map(|scan| scan.folder.name.clone());
            let path = disclosure::path_of(report);
            judged.findings.push_about(name, Some(index), path, DisclosureFault::TwoTypes.into());
        }
    }

    fn totals(&self, report: &str, holds: &dyn Fn(Time) -> bool) -> Totals {
        match report {
            "dispensed" => self.records.dispensed(holds),
            "encounters" => self.records.encounters(holds),
            "stock" => self.records.stock(holds),
            "controlled" => self.records.controlled(holds),
            _ => self.late(holds),
        }
    }

    /// Late entries and corrections by type, entry by entry.
    fn late(&self, holds: &dyn Fn(Time) -> bool) -> Totals {
        let mut sums: BTreeMap<[String; 1], [i64; 4]> = BTreeMap::new();
        for (kind, _, [late, back_dated, correction]) in self.late.iter().filter(|(_, effective, _)| holds(*effective))
        {
            let row = sums.entry([kinds::name(*kind)]).or_default();
            for (sum, is) in row.iter_mut().zip([true, *late, *back_dated, *correction]) {
                *sum += i64::from(is);
            }
        }
        Totals::of(&["type"], &["entries", "late", "back_dated", "corrections"], sums)
    }
}

/// The records a disclosure shows, each from all its revisions.
#[derive(Default)]
pub(crate) struct Records {
    by_id: BTreeMap<Id, (u64, Record)>,
    /// Entries whose record has another type elsewhere.
    two_types: Vec<(usize, u64)>,
}

impl Records {
    pub(crate) fn add(&mut self, shown: Shown) {
        let (kind, record) = self.by_id.entry(shown.record).or_insert_with(|| (shown.kind, Record::default()));
        if *kind == shown.kind {
            record.add(shown);
        } else {
            self.two_types.push((shown.log, shown.index));
        }
    }

    /// Every record of a type.
    pub(crate) fn of(&self, kind: u64) -> impl Iterator<Item = (&Id, &Record)> {
        self.by_id.iter().filter(move |(_, (of, _))| *of == kind).map(|(id, (_, record))| (id, record))
    }

    fn get(&self, kind: u64, id: Option<Id>) -> Option<&Record> {
        self.by_id.get(&id?).filter(|(of, _)| *of == kind).map(|(_, record)| record)
    }

    /// Records that a standing mark takes out: entered in error, or moved.
    pub(crate) fn marked(&self) -> BTreeSet<Id> {
        let standing = self.of(mark::KIND).filter(|(_, record)| record.is_true(mark::STANDS));
        standing.filter_map(|(_, record)| record.id(mark::RECORD)).collect()
    }

    /// An item's id and label; empty where there is none.
    pub(crate) fn item_keys(&self, id: Option<Id>) -> [String; 2] {
        let item = self.get(item::KIND, id);
        let word = |position| item.and_then(|item| item.text(position)).filter(|word| !word.is_empty());
        let label: Vec<&str> = [item::GENERIC, item::STRENGTH].into_iter().filter_map(word).collect();
        [id.map(hex::encode).unwrap_or_default(), label.join(" ")]
    }

    /// Records of a type that no mark takes out, with when they happened, within the range.
    fn standing<'r>(
        &'r self,
        kind: u64,
        at: u16,
        holds: &'r dyn Fn(Time) -> bool,
    ) -> impl Iterator<Item = (&'r Record, Time)> {
        let marked = self.marked();
        let counts = self.of(kind).filter(move |(id, _)| !marked.contains(*id));
        counts.filter_map(move |(_, record)| record.at(at).filter(|at| holds(*at)).map(|at| (record, at)))
    }

    fn dispensed(&self, holds: &dyn Fn(Time) -> bool) -> Totals {
        let mut sums: BTreeMap<[String; 3], [i64; 3]> = BTreeMap::new();
        for (given, at) in self.standing(dispense::KIND, dispense::AT, holds) {
            let [item, label] = self.item_keys(given.id(dispense::ITEM));
            let (year, month, _) = at.local_date();
            let row = sums.entry([item, label, format!("{year:04}-{month:02}")]).or_default();
            if given.text(dispense::OUTCOME) == Some("not-dispensed") {
                row[2] += 1;
            } else {
                row[0] += 1;
                row[1] = row[1].saturating_add(given.int(dispense::QUANTITY).unwrap_or(0));
            }
        }
        Totals::of(&["item", "label", "month"], &["dispensings", "units", "not_dispensed"], sums)
    }

    fn encounters(&self, holds: &dyn Fn(Time) -> bool) -> Totals {
        let mut sums: BTreeMap<[String; 2], [i64; 1]> = BTreeMap::new();
        for (visit, _) in self.standing(encounter::KIND, encounter::AT, holds) {
            let code = |position| visit.text(position).unwrap_or("unknown").to_owned();
            sums.entry([code(encounter::SEX), code(encounter::AGE_BAND)]).or_default()[0] += 1;
        }
        Totals::of(&["sex", "age_band"], &["encounters"], sums)
    }

    fn stock(&self, holds: &dyn Fn(Time) -> bool) -> Totals {
        let mut sums: BTreeMap<[String; 3], [i64; 2]> = BTreeMap::new();
        for (_, moved) in self.of(movement::KIND) {
            if moved.at(movement::AT).is_some_and(holds) {
                let batch = self.get(batch::KIND, moved.id(movement::BATCH));
                let [item, label] = self.item_keys(batch.and_then(|batch| batch.id(batch::ITEM)));
                let kind = moved.text(movement::WHY).unwrap_or_default().to_owned();
                let row = sums.entry([item, label, kind]).or_default();
                row[0] += 1;
                row[1] = row[1].saturating_add(moved.int(movement::CHANGE).unwrap_or(0));
            }
        }
        Totals::of(&["item", "label", "kind"], &["movements", "units"], sums)
    }

    /// Movements of controlled items in order, and what was left of the item after each.
    fn controlled(&self, holds: &dyn Fn(Time) -> bool) -> Totals {
        let mut register = Vec::new();
        for (id, moved) in self.of(movement::KIND) {
            let batch = self.get(batch::KIND, moved.id(movement::BATCH));
            let item = batch.and_then(|batch| batch.id(batch::ITEM));
            if self.get(item::KIND, item).is_some_and(|item| item.is_true(item::CONTROLLED))
                && let Some(at) = moved.at(movement::AT)
            {
                let [item, label] = self.item_keys(item);
                register.push((label, item, at.ms, *id, at, batch, moved));
            }
        }
        register.sort_by(|a, b| (&a.0, &a.1, a.2, a.3).cmp(&(&b.0, &b.1, b.2, b.3)));
        let (mut rows, mut of, mut balance) = (Vec::new(), String::new(), 0_i64);
        for (label, item, _, _, at, batch, moved) in register {
            if of != item {
                (of, balance) = (item.clone(), 0);
            }
            let change = moved.int(movement::CHANGE).unwrap_or(0);
            balance = balance.saturating_add(change);
            if holds(at) {
                let lot = batch.and_then(|batch| batch.text(batch::LOT)).unwrap_or_default().to_owned();
                let kind = moved.text(movement::WHY).unwrap_or_default().to_owned();
                rows.push((vec![item, label, lot, minute(at), kind], vec![change, balance]));
            }
        }
        Totals { keys: &["item", "label", "lot", "at", "kind"], counts: &["change", "balance"], rows }
    }
}

/// Date and time where it was written.
pub(crate) fn minute(at: Time) -> String {
    let ((year, month, day), (hour, minute)) = (at.local_date(), at.local_time());
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}")
}

impl Totals {
    fn of<const K: usize, const C: usize>(
        keys: &'static [&'static str; K],
        counts: &'static [&'static str; C],
        sums: BTreeMap<[String; K], [i64; C]>,
    ) -> Self {
        Self { keys, counts, rows: sums.into_iter().map(|(keys, counts)| (keys.to_vec(), counts.to_vec())).collect() }
    }
}

impl Serialize for Totals {
    /// A list of objects, each value under its name.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        struct Row<'t>(&'t Totals, &'t (Vec<String>, Vec<i64>));
        impl Serialize for Row<'_> {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                let Self(Totals { keys, counts, .. }, (texts, numbers)) = self;
                let mut map = to.serialize_map(Some(keys.len() + counts.len()))?;
                keys.iter().zip(texts).try_for_each(|(name, text)| map.serialize_entry(name, text))?;
                counts.iter().zip(numbers).try_for_each(|(name, number)| map.serialize_entry(name, number))?;
                map.end()
            }
        }
        let mut list = to.serialize_seq(Some(self.rows.len()))?;
        self.rows.iter().try_for_each(|row| list.serialize_element(&Row(self, row)))?;
        list.end()
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", [self.keys, self.counts].concat().join("\t"))?;
        for (texts, numbers) in &self.rows {
            let numbers = numbers.iter().map(i64::to_string);
            writeln!(f, "{}", texts.iter().cloned().chain(numbers).collect::<Vec<_>>().join("\t"))?;
        }
        Ok(())
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.export)?;
        write!(f, "Report {}", self.report)?;
        if let Some((from, to)) = &self.range {
            write!(f, ", {from} to {to}")?;
        }
        let Accounted { counted, other, redacted, left_out, sealed_to_others, not_held } = self.entries;
        writeln!(
            f,
            "\n  entries  {counted} counted, {other} of other types, {redacted} redacted, {left_out} left out by revocations, {sealed_to_others} sealed to others, {not_held} \
             not held"
        )?;
        for BackDated { log, index, recorded_ms, clock_ms } in &self.back_dated {
            let hours = (clock_ms - recorded_ms) / 3_600_000;
            writeln!(
                f,
                "back-dated  log {log}, index {index}: written under a clock {hours} hours behind the log's or a witness's"
            )?;
        }
        if !self.totals.keys.is_empty() {
            write!(f, "{}", self.totals)?;
        }
        writeln!(f, "{}", self.claim)
    }
}
