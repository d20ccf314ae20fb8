//! Whatever is done to a disclosure is found, and named by log, index and fault; the hash at its end is mended each time, so that it
//! alone explains nothing.

use super::{Clinic, SEED, all_time, day, given, item, marking, rows};
use audit::{DisclosureFault, Fault, Memory, Tally, Trust, node_hash};
use clinic::reports::{self, Range};
use domain::id::Id;
use domain::record::Payload;
use domain::time::{Date, Moment};
use domain::visit::Encounter;
use ledger::tlog::hash::sha256;
use ledger::{Author, Class, Draft, Error, Tx};
use minicbor::{Decoder, Encoder};
use proptest::prelude::*;
use std::ops::ControlFlow;
use std::sync::OnceLock;

const FILE: &str = "disclosures/dispensed.cbor";

/// An export and where its dispensings stand.
struct Case {
    export: Memory,
    trust: Trust,
    log: String,
    gifts: Vec<u64>,
    visit: u64,
    size: u64,
}

/// A store with two dispensings of one item and a visit, made once.
fn case() -> &'static Case {
    static ONE: OnceLock<Case> = OnceLock::new();
    ONE.get_or_init(|| {
        let c = Clinic::new();
        let zinc = c.add(&item("zinc", true), day(0));
        let visit = c.store.journal().size();
        c.add(&Encounter { at: Some(day(0)), ..Encounter::default() }, day(0));
        let mut gifts = Vec::new();
        for quantity in [5, 7] {
            gifts.push(c.store.journal().size());
            let id = c.add(&given(Some(zinc), quantity, day(0)), day(0));
            c.add(&marking(Id([9; 16]), true), day(0));
            assert_ne!(id, Id::ZERO);
        }
        let (export, trust) = c.export(all_time());
        let log = export.files.keys().find_map(|path| path.strip_prefix("logs/")?.strip_suffix("/checkpoint"));
        let log = log.unwrap().to_owned();
        Case { trust, log, gifts, visit, size: c.store.journal().size(), export }
    })
}

/// A disclosure's items, the hash at its end left out.
fn items(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut decoder = Decoder::new(bytes);
    let mut items = Vec::new();
    while decoder.position() < bytes.len() {
        let start = decoder.position();
        decoder.skip().unwrap();
        items.push(bytes[start..decoder.position()].to_vec());
    }
    items.pop();
    items
}

fn ended(items: &[Vec<u8>]) -> Vec<u8> {
    let all = items.concat();
    let hash = sha256(&[&all]);
    [all, vec![0x58, 0x20], hash.to_vec()].concat()
}

/// The position of an entry's item.
fn at(items: &[Vec<u8>], index: u64) -> usize {
    items.iter().position(|item| index_of(item) == Some(index)).unwrap()
}

fn index_of(item: &[u8]) -> Option<u64> {
    let mut decoder = Decoder::new(item);
    decoder.array().ok()?;
    decoder.u64().ok()?;
    decoder.u64().ok()
}

fn without_more(index: u64, category: u8) -> Vec<u8> {
    let mut item = Encoder::new(Vec::new());
    item.array(3).unwrap().u64(0).unwrap().u64(index).unwrap().u8(category).unwrap();
    item.into_writer()
}

fn tallied(bytes: Vec<u8>) -> Tally {
    let mut export = case().export.clone();
    export.files.insert(FILE.to_owned(), bytes);
    let verified = audit::verify_export(&export, &case().trust, &audit::Demands::default()).unwrap();
    let tally = audit::tally(&export, &case().trust, "dispensed").unwrap();
    assert_eq!(verified.ok, tally.ok, "verify judges disclosures too: {verified}");
    tally
}

/// Changes the items and tells what is then found: index and fault of each.
fn found(change: impl FnOnce(&mut Vec<Vec<u8>>)) -> Vec<(Option<u64>, DisclosureFault)> {
    let mut all = items(&case().export.files[FILE]);
    change(&mut all);
    let tally = tallied(ended(&all));
    let findings = tally.export.faults.iter().chain(&tally.export.incomplete);
    let found: Vec<_> = findings
        .map(|finding| {
            assert_eq!(finding.file, FILE);
            assert_eq!(finding.log.is_some(), finding.index.is_some());
            assert!(finding.log.as_ref().is_none_or(|log| *log == case().log));
            let Fault::Disclosure(fault) = &finding.fault else { panic!("{finding}") };
            (finding.index, fault.clone())
        })
        .collect();
    assert_eq!(tally.ok, found.is_empty());
    assert!(
        tally.ok || tally.export.faults.is_empty() || tally.totals.rows.is_empty(),
        "nothing is counted where something is wrong"
    );
    found
}

#[test]
fn untouched_it_counts() {
    assert_eq!(found(|_| ()), []);
    let tally = tallied(case().export.files[FILE].clone());
    assert_eq!(rows(&tally)[0]["units"], 12);
}

#[test]
fn an_entry_omitted_repeated_invented_or_moved_is_named() {
    let (first, second) = (case().gifts[0], case().gifts[1]);
    let misplaced = |index| (Some(index), DisclosureFault::Misplaced);
    let omitted = |index| (Some(index), DisclosureFault::Omitted);
    let last = case().size - 1;
    assert_eq!(found(|all| _ = all.remove(at(all, first))), [omitted(first)]);
    assert_eq!(found(|all| _ = all.pop()), [omitted(last)]);
    assert_eq!(found(|all| all.insert(at(all, first), all[at(all, first)].clone())), [misplaced(first)]);
    assert_eq!(found(|all| all.push(all[at(all, second)].clone())), [misplaced(second)]);
    let swapped = found(|all| {
        let (a, b) = (at(all, first), at(all, second));
        all.swap(a, b);
    });
    // The later one stands where the earlier ought to: all between is omitted until it fits, then the earlier comes too late.
    assert_eq!(swapped, [omitted(first), omitted(first + 1), misplaced(first + 1), misplaced(first)]);
    // Beyond the end, of another class (a key), of another log.
    assert_eq!(found(|all| all.push(without_more(case().size, 2))), [misplaced(case().size)]);
    assert_eq!(found(|all| all.insert(1, without_more(1, 2))), [misplaced(1)]);
    let mut elsewhere = without_more(first, 2);
    elsewhere[1] = 1;
    let foreign = {
        let mut all = items(&case().export.files[FILE]);
        all.push(elsewhere);
        tallied(ended(&all))
    };
    assert_eq!(foreign.export.faults[0].log, None);
    assert_eq!(foreign.export.faults[0].fault, Fault::Disclosure(DisclosureFault::Misplaced));
}

#[test]
fn an_altered_value_salt_or_hash_is_named() {
    let first = case().gifts[0];
    let len = items(&case().export.files[FILE])[at(&items(&case().export.files[FILE]), first)].len();
    for byte in 8..len {
        let faults = found(|all| {
            let at = at(all, first);
            all[at][byte] ^= 1;
        });
        assert!(!faults.is_empty(), "byte {byte}");
        // A length may swallow what follows; the first thing told is still where it is.
        let (index, fault) = &faults[0];
        let whole_file = index.is_none() && matches!(fault, DisclosureFault::Malformed { .. });
        assert!(*index == Some(first) || whole_file, "byte {byte}: {faults:?}");
    }
    // The quantity itself.
    let quantity = found(|all| {
        let item = all.iter_mut().find(|item| index_of(item) == Some(first)).unwrap();
        let salted = item.windows(3).rposition(|w| w == [0x83, 0x0c, 0x50]).unwrap() + 19;
        assert_eq!(item[salted], 5);
        item[salted] = 9;
    });
    assert_eq!(quantity, [(Some(first), DisclosureFault::FieldsRoot)]);
}

#[test]
fn a_counted_field_cannot_be_held_back_nor_another_slipped_in() {
    let (first, visit) = (case().gifts[0], case().visit);
    let hidden = found(|all| {
        let at = at(all, first);
        all[at] = hide_quantity(&all[at]);
    });
    assert_eq!(hidden, [(Some(first), DisclosureFault::NotShown { position: 12 })]);
    // The visit as another report shows it: true, and more than this one needs.
    let encounters = items(&case().export.files["disclosures/encounters.cbor"]);
    let more = found(|all| {
        let at = at(all, visit);
        all[at] = encounters[at].clone();
    });
    assert_eq!(more, [(Some(visit), DisclosureFault::ShownTooMuch { position: 1 })]);
    // A dispensing of which nothing is shown but its type, as a sample may have it.
    let sample = items(&case().export.files["disclosures/encounters.cbor"]);
    let bare = found(|all| {
        let at = at(all, first);
        all[at] = sample[at].clone();
    });
    assert_eq!(bare, [(Some(first), DisclosureFault::NotShown { position: 1 })]);
}

/// The item with element 12 taken out and its leaf hashed together with element 13's, which stood beside it: true, but silent.
fn hide_quantity(item: &[u8]) -> Vec<u8> {
    let mut decoder = Decoder::new(item);
    decoder.array().unwrap();
    (0..3).for_each(|_| decoder.skip().unwrap());
    let mut kept = Vec::new();
    let mut leaf = [0; 32];
    for _ in 0..decoder.array().unwrap().unwrap() {
        let start = decoder.position();
        decoder.array().unwrap();
        let position = decoder.u16().unwrap();
        let salt = decoder.bytes().unwrap();
        let value = decoder.position();
        decoder.skip().unwrap();
        match position {
            12 => leaf = sha256(&[&[0], salt, &position.to_be_bytes(), &item[value..decoder.position()]]),
            _ => kept.push(item[start..decoder.position()].to_vec()),
        }
    }
    let hashes: Vec<[u8; 32]> = {
        let count = decoder.array().unwrap().unwrap();
        (0..count).map(|_| decoder.bytes().unwrap().try_into().unwrap()).collect()
    };
    // 5, 6–7, 10–11, 13, 14 of sixteen elements.
    assert_eq!((kept.len(), hashes.len()), (8, 5));
    let pair = node_hash(&leaf, &hashes[3]);
    let mut out = Encoder::new(item[..1].to_vec());
    let index = index_of(item).unwrap();
    out.u64(0).unwrap().u64(index).unwrap().u64(0).unwrap().array(8).unwrap();
    let mut out = Encoder::new([out.into_writer(), kept.concat()].concat());
    out.array(5).unwrap();
    for hash in [hashes[0], hashes[1], hashes[2], pair, hashes[4]] {
        out.bytes(&hash).unwrap();
    }
    out.into_writer()
}

#[test]
fn an_entry_cannot_be_passed_off_as_redacted_or_lost_and_sealed_ones_are_told() {
    let first = case().gifts[0];
    let as_if = |category| {
        found(|all| {
            let at = at(all, first);
            all[at] = without_more(first, category);
        })
    };
    assert_eq!(as_if(1), [(Some(first), DisclosureFault::RedactionUnknown)]);
    assert_eq!(as_if(3), [(Some(first), DisclosureFault::NotHeld)]);
    assert_eq!(as_if(4), [(Some(first), DisclosureFault::Malformed { what: "an entry's item" })]);
    // What is sealed to others nobody can tell from outside: the claim counts it.
    assert_eq!(as_if(2), []);
    let mut all = items(&case().export.files[FILE]);
    let at = at(&all, first);
    all[at] = without_more(first, 2);
    let tally = tallied(ended(&all));
    assert!(tally.claim.contains("except 1 entries sealed to others"), "{}", tally.claim);
}

#[test]
fn a_header_of_another_report_operation_digest_or_impossible_range_is_refused() {
    let of = |name: &str| items(&case().export.files[&format!("disclosures/{name}.cbor")]).remove(0);
    let header = |change: &dyn Fn(&mut Vec<u8>)| {
        let faults = found(|all| change(&mut all[0]));
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!(faults[0].0, None);
        faults[0].1.clone()
    };
    assert!(matches!(header(&|header| *header = of("stock")), DisclosureFault::Header { .. }));
    let flip = |from: usize| move |header: &mut Vec<u8>| header[from] ^= 1;
    let whole = of("dispensed");
    let operation = 1 + 1 + 1 + "fieldchart/disclosure/v1".len() + 1;
    assert!(matches!(header(&flip(operation)), DisclosureFault::Header { .. }));
    assert!(matches!(header(&flip(whole.len() - 1)), DisclosureFault::Checkpoints));
    let range = whole.windows(4).position(|w| w == b"2000").unwrap();
    let later: &dyn Fn(&mut Vec<u8>) = &|header| header[range] = b'9';
    assert_eq!(header(later), DisclosureFault::Malformed { what: "the header" });
}

#[test]
fn a_disclosure_of_an_older_digest_is_refused() {
    let c = Clinic::new();
    c.add(&given(None, 1, day(0)), day(0));
    let old = c.export(all_time()).0.files.remove(FILE).unwrap();
    c.add(&given(None, 1, day(0)), day(0));
    let (mut export, trust) = c.export(all_time());
    export.files.insert(FILE.to_owned(), old);
    let tally = audit::tally(&export, &trust, "dispensed").unwrap();
    let faults: Vec<_> = tally.export.faults.iter().map(|finding| finding.fault.clone()).collect();
    assert_eq!(faults, [Fault::Disclosure(DisclosureFault::Checkpoints)]);
}

#[test]
fn a_drawn_record_cannot_be_held_back_nor_another_put_in_its_place() {
    let path = "disclosures/sample.cbor";
    let c = Clinic::new();
    let ids: Vec<Id> = (1..=6).map(|n| c.add(&given(None, n, day(0)), day(0))).collect();
    let drawn = |seed: &str| reports::sample::draw(ids.clone(), seed, 3);
    let rather =
        (0..).map(|n| format!("what they would rather show {n}")).find(|seed| drawn(seed) != drawn(SEED)).unwrap();
    let (mut export, trust) = c.export(all_time());
    let out = tempfile::tempdir().unwrap();
    let other = out.path().join("disclosures/sample.cbor");
    let go_on = &mut |_: u64, _: u64| ControlFlow::Continue(());
    let (entries, heads) = (c.store.journal().length(), vec![c.store.journal().head().0]);
    let exported = ledger::ExportSummary { entries, heads, ..Default::default() };
    reports::sample::disclose(&c.store, out.path(), &exported, &rather, 3, go_on).unwrap();
    // Another draw under the auditor's own seed.
    let mut all = items(&std::fs::read(other).unwrap());
    all[0] = items(&export.files[path]).remove(0);
    export.files.insert(path.to_owned(), ended(&all));
    let drawn = audit::sample(&export, &trust, SEED, 3).unwrap();
    let faults: Vec<_> = drawn.export.faults.iter().map(|finding| finding.fault.clone()).collect();
    assert!(faults.contains(&Fault::Disclosure(DisclosureFault::DrawnNotShown)), "{drawn}");
    assert!(faults.contains(&Fault::Disclosure(DisclosureFault::ShownNotDrawn)), "{drawn}");
    assert!(drawn.export.faults.iter().all(|finding| finding.log.is_some() && finding.index.is_some()));
    // Who was not told the seed reads it in the header, and draws too.
    let verified = audit::verify_export(&export, &trust, &audit::Demands::default()).unwrap();
    assert_eq!(verified.faults, drawn.export.faults);
    assert_eq!(crate::python::verdict(&export, &c.store.journal().trust_key_line()), 1);
}

/// Writes a dispensing of three units in an entry of any class, under any clock, as another program could.
fn write_as(c: &Clinic, class: Class, at: Moment) {
    let wire = (at.ms, at.offset_min, at.precision as u8);
    let write = |tx: &mut Tx<'_>| {
        tx.append(Draft {
            class,
            record: tx.new_id(),
            subject: Some(c.subject),
            kind: (13, 1),
            parents: vec![],
            effective_at: wire,
            recorded_at: wire,
            fields: given(None, 3, day(0)).to_items(),
        })
    };
    c.store.journal().write(&Author::Device, write, |_, _, _| Ok::<_, Error>(())).unwrap();
    c.store.rebuild(&mut |_, _| ControlFlow::Continue(())).unwrap();
}

#[test]
fn a_dispensing_hidden_in_another_class_is_nobodys() {
    let c = Clinic::new();
    write_as(&c, Class::Access, c.store.now());
    // No disclosure looks there, and no screen either.
    assert_eq!(rows(&c.agrees(all_time())[0]).as_array().unwrap().len(), 0);
    // A stock entry is looked at by both: the auditor names what does not belong there.
    let index = c.store.journal().size();
    write_as(&c, Class::Stock, c.store.now());
    let (export, trust) = c.export(all_time());
    let tally = audit::tally(&export, &trust, "dispensed").unwrap();
    let found: Vec<_> = tally.export.faults.iter().filter(|finding| finding.file == FILE).collect();
    let expected = Fault::Disclosure(DisclosureFault::Class { kind: "MedicationDispense".to_owned() });
    assert_eq!(
        found.iter().map(|finding| (finding.index, &finding.fault)).collect::<Vec<_>>(),
        [(Some(index), &expected)]
    );
}

#[test]
fn an_entry_written_under_a_clock_put_back_is_named_and_counted() {
    let c = Clinic::new();
    let now = c.store.now().ms;
    let index = c.store.journal().size();
    write_as(&c, Class::Clinical, Moment::utc(now - 3 * 86_400_000));
    let tallies = c.agrees(all_time());
    let late = tallies.last().unwrap();
    assert_eq!(rows(late)[0]["back_dated"], 1);
    for tally in [&tallies[0], late] {
        assert_eq!(tally.back_dated.iter().map(|entry| entry.index).collect::<Vec<_>>(), [index]);
        assert!(
            tally.to_string().contains(&format!("index {index}: written under a clock 72 hours behind")),
            "{tally}"
        );
    }
    assert_eq!(rows(&tallies[0])[0]["units"], 3, "it is shown, never refused");
}

#[test]
fn a_range_counts_its_first_and_last_day_where_they_were_written() {
    let c = Clinic::new();
    // Half an hour after midnight two hours east of Greenwich: the day before, in UTC.
    let early = Moment { ms: day(0).ms - 13 * 3_600_000 - 1_800_000, ..day(0) };
    c.add(&given(None, 1, early), early);
    assert_eq!(early.local_date(), day(0).local_date());
    let one_day = |n| Range { from: day(n).local_date(), to: day(n).local_date() };
    assert_eq!(rows(&c.agrees(one_day(0))[0]).as_array().unwrap().len(), 1);
    assert_eq!(rows(&c.agrees(one_day(-1))[0]).as_array().unwrap().len(), 0);
    assert_eq!(Date::new(2026, 1, 1), Some(day(0).local_date()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, max_shrink_iters: 0, ..ProptestConfig::default() })]
    #[test]
    fn any_flipped_byte_of_a_disclosure_is_found(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let mut bytes = case().export.files[FILE].clone();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let tally = tallied(bytes);
        prop_assert!(!tally.ok, "byte {at}");
        prop_assert!(tally.export.faults.iter().chain(&tally.export.incomplete).all(|finding| finding.file == FILE));
    }

    #[test]
    fn a_disclosure_cut_anywhere_is_found(at in any::<prop::sample::Index>()) {
        let bytes = &case().export.files[FILE];
        let tally = tallied(bytes[..at.index(bytes.len())].to_vec());
        prop_assert!(!tally.ok);
    }
}
