//! An auditor counts without reading: what the tally counts from a disclosure is what the read models hold, whatever was written,
//! amended at once in two places, entered in error, taken back or redacted.

mod tampering;

use crate::support::{PASSPHRASE, call, fieldchart, named, register, run, started};
use audit::{DisclosureFault, Fault, Memory, Tally, Trust};
use clinic::reports::{REPORTS, Range, disclose, sample};
use clinic::store::{NewRecord, Store, Writer};
use clinic::{Host, projection};
use domain::access::Role;
use domain::api::people::AddPerson;
use domain::api::redaction::Redact;
use domain::api::stock::{Dispense, Receive, SaveItem, TakeBack};
use domain::api::visit::{MoveVisit, OpenVisit, RecordPart, Who};
use domain::care::{DispenseKind, Mark, MedicationDispense, MedicationRequest};
use domain::id::Id;
use domain::patient::Sex;
use domain::record::{Kind, Payload};
use domain::redaction::RedactionReason;
use domain::stock::{Batch, Item, Movement, MovementKind};
use domain::time::{Date, Moment, Precision};
use domain::visit::{AgeBand, Encounter};
use ledger::Author;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

/// Midday of a day near the beginning of 2026.
const BASE_MS: i64 = 1_767_268_800_000;
const DAY_MS: i64 = 86_400_000;
const SEED: &str = "dice 3 5 2";

/// A store written past the calls, so that every history can be made.
pub(super) struct Clinic {
    pub(super) host: Arc<Host>,
    pub(super) store: Arc<Store>,
    pub(super) subject: [u8; 16],
    _dir: tempfile::TempDir,
}

impl Clinic {
    pub(super) fn new() -> Clinic {
        let dir = tempfile::tempdir().unwrap();
        let (host, _) = started(dir.path());
        let store = host.store().unwrap();
        let subject = store.write(&Author::Device, None, |w| w.new_subject()).unwrap();
        Clinic { host, store, subject, _dir: dir }
    }

    pub(super) fn write(&self, write: impl FnOnce(&mut Writer<'_, '_>) -> Result<(), clinic::fault::Fault>) {
        self.store.write(&Author::Device, None, |w| write(w)).unwrap();
    }

    pub(super) fn add<P: Payload>(&self, payload: &P, effective: Moment) -> Id {
        let subject = (!matches!(P::KIND, Kind::Item | Kind::Batch | Kind::Movement)).then_some(self.subject);
        let mut id = Id::ZERO;
        self.write(|w| {
            id = w.new_id();
            w.append(subject, NewRecord::first(id, payload), Some(effective))
        });
        id
    }

    /// Writes what differs between two states, on top of the revisions that `saw` picks: newest first, all where it picks none.
    pub(super) fn amend<P: Payload>(&self, id: Id, before: &P, after: &P, saw: &[usize]) {
        let subject = (!matches!(P::KIND, Kind::Item | Kind::Batch | Kind::Movement)).then_some(self.subject);
        let mut all = self.store.read(|sql| projection::revisions_of(sql, id)).unwrap();
        let heads = projection::folded(&all).heads;
        all.reverse();
        let picked: BTreeSet<_> = saw.iter().map(|n| all[n % all.len()].items.id).collect();
        let parents = if picked.is_empty() { heads } else { picked.into_iter().collect() };
        self.write(|w| w.append(subject, NewRecord::patch(id, parents, before, after), None));
    }

    /// An export with every disclosure, as the auditor holds it.
    pub(super) fn export(&self, range: Range) -> (Memory, Trust) {
        exported(&self.store, range)
    }

    /// Every report, counted by the auditor and by the read models.
    #[track_caller]
    pub(super) fn agrees(&self, range: Range) -> Vec<Tally> {
        agreed(&self.store, range)
    }
}

/// A store's export with every disclosure, as the auditor holds it.
pub(crate) fn exported(store: &Store, range: Range) -> (Memory, Trust) {
    let out = tempfile::tempdir().unwrap();
    let out = out.path().join("out");
    let go_on = &mut |_: u64, _: u64| ControlFlow::Continue(());
    let exported = store.journal().export(&out, true, go_on).unwrap();
    for report in REPORTS {
        disclose(store, &out, &exported, report, range, go_on).unwrap();
    }
    sample::disclose(store, &out, &exported, SEED, 3, go_on).unwrap();
    (loaded(&out), Trust::parse(&store.journal().trust_key_line()).unwrap())
}

/// Every report, counted by the auditor and by the store's read models.
#[track_caller]
pub(crate) fn agreed(store: &Store, range: Range) -> Vec<Tally> {
    let (export, trust) = exported(store, range);
    let verified = audit::verify_export(&export, &trust, &audit::Demands::default()).unwrap();
    assert!(verified.ok, "{verified}");
    let tally = |report: &&clinic::reports::Report| {
        let tally = audit::tally(&export, &trust, report.name).unwrap();
        let ours = store.read(|sql| (report.totals)(sql, range)).unwrap();
        assert!(tally.ok, "{tally}");
        assert_eq!(rows(&tally), ours.to_json(), "{}", report.name);
        tally
    };
    REPORTS.iter().map(tally).collect()
}

pub(crate) fn rows(tally: &Tally) -> Value {
    serde_json::to_value(tally).unwrap()["totals"].clone()
}

/// A folder's files, as an auditor's tool reads them.
pub(crate) fn loaded(folder: &Path) -> Memory {
    fn walk(folder: &Path, prefix: &str, files: &mut Memory) {
        for item in std::fs::read_dir(folder).unwrap() {
            let item = item.unwrap();
            let path = format!("{prefix}{}", item.file_name().to_str().unwrap());
            if item.path().is_dir() {
                walk(&item.path(), &format!("{path}/"), files);
            } else {
                files.files.insert(path, std::fs::read(item.path()).unwrap());
            }
        }
    }
    let mut files = Memory::default();
    walk(folder, "", &mut files);
    files
}

pub(crate) fn day(n: i64) -> Moment {
    Moment { ms: BASE_MS + n * DAY_MS, offset_min: 120, precision: Precision::Minute }
}

pub(crate) fn all_time() -> Range {
    Range { from: Date::new(2000, 1, 1).unwrap(), to: Date::new(2100, 1, 1).unwrap() }
}

pub(super) fn item(name: &str, controlled: bool) -> Item {
    let controlled = controlled.then_some(true);
    Item { generic: Some(name.into()), strength: Some("5 mg".into()), controlled, ..Item::default() }
}

pub(crate) fn given(item: Option<Id>, quantity: u32, at: Moment) -> MedicationDispense {
    MedicationDispense {
        patient: Some(Id([7; 16])),
        kind: Some(DispenseKind::Whole),
        item,
        quantity: Some(quantity),
        lot: Some("LOT-1".into()),
        at: Some(at),
        ..MedicationDispense::default()
    }
}

pub(super) fn marking(record: Id, stands: bool) -> Mark {
    let reason = stands.then(|| "wrong person: Zyxwvut".to_owned());
    Mark { patient: Some(Id([7; 16])), record: Some(record), reason, moved_to: None, stands: Some(stands) }
}

/// One thing that happens in a generated history. Numbers pick among what is there.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Visit(Option<u8>, Option<u8>, i64),
    Give(Option<usize>, u32, bool, bool, i64),
    AmendGift(usize, Option<u32>, Option<usize>, Option<i64>, bool, Vec<usize>),
    AmendVisit(usize, u8, Vec<usize>),
    Mark(bool, usize),
    Unmark(usize, bool, Vec<usize>),
    Item(bool),
    AmendItem(usize, bool, Vec<usize>),
    Move(usize, u8, i32, i64),
}

pub(super) fn step() -> impl Strategy<Value = Step> {
    let saw = || prop::collection::vec(0usize..4, 0..3);
    let days = || -40i64..40;
    prop_oneof![
        3 => (prop::option::of(0u8..4), prop::option::of(0u8..6), days()).prop_map(|(s, a, d)| Step::Visit(s, a, d)),
        4 => (prop::option::of(any::<usize>()), 0u32..500, any::<bool>(), any::<bool>(), days())
            .prop_map(|(i, q, whole, at, d)| Step::Give(i, q, whole, at, d)),
        4 => (any::<usize>(), prop::option::of(0u32..500), prop::option::of(any::<usize>()), prop::option::of(days()), any::<bool>(), saw())
            .prop_map(|(n, q, i, d, empty, saw)| Step::AmendGift(n, q, i, d, empty, saw)),
        2 => (any::<usize>(), 0u8..4, saw()).prop_map(|(n, s, saw)| Step::AmendVisit(n, s, saw)),
        3 => (any::<bool>(), any::<usize>()).prop_map(|(gift, n)| Step::Mark(gift, n)),
        2 => (any::<usize>(), any::<bool>(), saw()).prop_map(|(n, stands, saw)| Step::Unmark(n, stands, saw)),
        2 => any::<bool>().prop_map(Step::Item),
        2 => (any::<usize>(), any::<bool>(), saw()).prop_map(|(n, controlled, saw)| Step::AmendItem(n, controlled, saw)),
        3 => (any::<usize>(), 0u8..5, -50i32..50, days()).prop_map(|(n, k, c, d)| Step::Move(n, k, c, d)),
    ]
}

/// What a generated history has written so far.
#[derive(Default)]
pub(super) struct Written {
    visits: Vec<Id>,
    gifts: Vec<Id>,
    marks: Vec<(Id, Id)>,
    items: Vec<Id>,
    batches: Vec<Id>,
}

fn pick<T: Copy>(from: &[T], n: usize) -> Option<T> {
    (!from.is_empty()).then(|| from[n % from.len()])
}

impl Written {
    pub(super) fn take(&mut self, c: &Clinic, step: &Step) {
        match step {
            Step::Visit(sex, band, at) => {
                let sex = sex.map(|n| Sex::from(["female", "male", "other", "newer"][usize::from(n)]));
                let age_band = band.map(|n| AgeBand::ALL[usize::from(n)].clone());
                let at = day(*at);
                self.visits.push(c.add(&Encounter { at: Some(at), sex, age_band, ..Encounter::default() }, at));
            }
            Step::Give(item, quantity, whole, own_time, at) => {
                let at = day(*at);
                let kind = Some(if *whole { DispenseKind::Whole } else { DispenseKind::NotDispensed });
                let item = item.and_then(|n| pick(&self.items, n));
                let at_field = own_time.then_some(at);
                let gift = MedicationDispense { kind, at: at_field, ..given(item, *quantity, at) };
                self.gifts.push(c.add(&gift, at));
            }
            Step::AmendGift(n, quantity, item, at, empty, saw) => {
                let Some(id) = pick(&self.gifts, *n) else { return };
                let before = MedicationDispense { reason: empty.then(|| "x".into()), ..MedicationDispense::default() };
                let item = item.and_then(|n| pick(&self.items, n));
                let after = MedicationDispense { quantity: *quantity, item, at: at.map(day), ..Default::default() };
                c.amend(id, &before, &after, saw);
                if *empty {
                    // Emptied, not left untouched.
                    let before = MedicationDispense { quantity: Some(1), ..Default::default() };
                    c.amend(id, &before, &MedicationDispense::default(), saw);
                }
            }
            Step::AmendVisit(n, sex, saw) => {
                let Some(id) = pick(&self.visits, *n) else { return };
                let sex = Some(Sex::from(["female", "male", "other", "newer"][usize::from(*sex)]));
                c.amend(id, &Encounter::default(), &Encounter { sex, ..Encounter::default() }, saw);
            }
            Step::Mark(gift, n) => {
                let Some(id) = pick(if *gift { &self.gifts } else { &self.visits }, *n) else { return };
                self.marks.push((c.add(&marking(id, true), day(0)), id));
            }
            Step::Unmark(n, stands, saw) => {
                let Some((mark, of)) = pick(&self.marks, *n) else { return };
                c.amend(mark, &marking(of, !stands), &marking(of, *stands), saw);
            }
            Step::Item(controlled) => {
                let name = format!("item {}", self.items.len());
                let id = c.add(&item(&name, *controlled), day(0));
                self.items.push(id);
                let batch = Batch { item: Some(id), lot: Some(format!("L{}", self.items.len())), ..Batch::default() };
                self.batches.push(c.add(&batch, day(0)));
            }
            Step::AmendItem(n, controlled, saw) => {
                let Some(id) = pick(&self.items, *n) else { return };
                let after = Item {
                    generic: Some(format!("renamed {}", saw.len())),
                    controlled: Some(*controlled),
                    ..Item::default()
                };
                c.amend(id, &Item::default(), &after, saw);
            }
            Step::Move(n, kind, change, at) => {
                let Some(batch) = pick(&self.batches, *n) else { return };
                let kind = Some(MovementKind::ALL[usize::from(*kind)].clone());
                let at = day(*at);
                let moved = Movement {
                    batch: Some(batch),
                    kind,
                    change: Some(*change),
                    at: Some(at),
                    reason: Some("Zyxwvut broke it".into()),
                    ..Movement::default()
                };
                c.add(&moved, at);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 40, ..ProptestConfig::default() })]
    #[test]
    fn the_auditor_counts_what_the_read_models_hold(steps in prop::collection::vec(step(), 10..60), from in -45i64..10, days in 0i64..80) {
        let c = Clinic::new();
        let mut written = Written::default();
        steps.iter().for_each(|step| written.take(&c, step));
        let range = Range { from: day(from).local_date(), to: day(from + days).local_date() };
        c.agrees(range);
    }
}

#[test]
fn amended_and_concurrent_dispensings_are_counted_once_and_those_in_error_not() {
    let c = Clinic::new();
    let amoxicillin = c.add(&item("amoxicillin", false), day(0));
    let first = given(Some(amoxicillin), 10, day(0));
    let amended = c.add(&first, day(0));
    c.amend(amended, &first, &given(Some(amoxicillin), 12, day(0)), &[]);
    let twice = c.add(&first, day(0));
    // Two people amend what they both saw; the later one is shown, and the record still counts once.
    c.amend(twice, &first, &given(Some(amoxicillin), 100, day(0)), &[0]);
    c.amend(twice, &first, &given(Some(amoxicillin), 200, day(0)), &[1]);
    let wrong = c.add(&given(Some(amoxicillin), 1_000, day(0)), day(0));
    c.add(&marking(wrong, true), day(1));
    let right_again = c.add(&given(Some(amoxicillin), 5, day(0)), day(0));
    let mark = c.add(&marking(right_again, true), day(1));
    c.amend(mark, &marking(right_again, true), &marking(right_again, false), &[]);
    let moved_day = c.add(&given(Some(amoxicillin), 7, day(0)), day(0));
    c.amend(moved_day, &given(None, 7, day(0)), &given(None, 7, day(40)), &[]);

    let january = Range { from: day(0).local_date(), to: day(20).local_date() };
    let tallies = c.agrees(january);
    let expected = json!([{
        "item": amoxicillin, "label": "amoxicillin 5 mg", "month": "2026-01", "dispensings": 3, "units": 12 + 200 + 5, "not_dispensed": 0,
    }]);
    assert_eq!(rows(&tallies[0]), expected);
    let text = tallies[0].to_string();
    assert!(text.contains("Complete against this digest except 0 entries sealed to others"), "{text}");
    assert!(text.contains("Whether it was true must be checked on site."), "{text}");
}

#[test]
fn what_people_do_in_the_clinic_is_counted_alike() {
    let c = Clinic::new();
    let token = c.host.log_in(PASSPHRASE).unwrap();
    let h = &c.host;
    clinic::people::write_demo(&c.store, 30, 5, &mut |_, _| ControlFlow::Continue(())).unwrap();
    let item = call(h, Some(&token), SaveItem { id: None, parents: vec![], item: item("morphine", true) }).unwrap();
    let expiry = Date::new(2090, 1, 31);
    let batch = Batch { item: Some(item), lot: Some("M1".into()), expiry, ..Batch::default() };
    call(h, Some(&token), Receive { batch, units: 100, form: None }).unwrap();
    let mut gifts = Vec::new();
    for name in ["Amina", "Joseph", "Wrong", "Right"] {
        let (patient, _) = register(h, &token, named(name, "K"));
        let visit = OpenVisit { who: Who::Known(patient), complaints: vec![], category: None, form: None };
        let visit = call(h, Some(&token), visit).unwrap();
        if name == "Right" {
            break;
        }
        let request = MedicationRequest {
            encounter: Some(visit.encounter),
            item: Some(item),
            medicine: Some("morphine 5 mg".into()),
            amount: Some(4),
            ..MedicationRequest::default()
        };
        let request = RecordPart { patient, part: request.into(), form: None };
        let request = Some(call(h, Some(&token), request).unwrap());
        let (kind, lot) = (Some(DispenseKind::Whole), Some("M1".into()));
        let dispense = MedicationDispense { request, kind, lot, quantity: Some(4), ..Default::default() };
        let id = call(h, Some(&token), Dispense { patient, dispense, form: None }).unwrap();
        gifts.push((patient, visit.encounter, id));
    }
    let (patient, _, id) = gifts[1];
    call(h, Some(&token), TakeBack { patient, id, reason: "not hers".into() }).unwrap();
    let (patient, encounter, _) = gifts[2];
    let (to, _) = register(h, &token, named("Right", "K"));
    call(h, Some(&token), MoveVisit { patient, encounter, to, reason: "another".into() }).unwrap();
    h.flush();

    let tallies = c.agrees(all_time());
    let dispensed = rows(&tallies[0]);
    assert_eq!((dispensed[0]["dispensings"].clone(), dispensed[0]["units"].clone()), (json!(2), json!(8)));
    let register = rows(&tallies[3]);
    let own: Vec<_> = register.as_array().unwrap().iter().filter(|row| row["lot"] == "M1").collect();
    assert_eq!(own.last().unwrap()["balance"], 92);
    // 30 of the demonstration, four here, one of which was written anew where it belongs.
    let visits: i64 = rows(&tallies[1]).as_array().unwrap().iter().map(|row| row["encounters"].as_i64().unwrap()).sum();
    assert_eq!(visits, 34);
}

#[test]
fn nothing_of_a_patient_stands_in_a_disclosure() {
    let c = Clinic::new();
    let mut written = Written::default();
    for step in [Step::Item(true), Step::Visit(Some(0), Some(1), 0), Step::Give(Some(0), 3, true, true, 0)] {
        written.take(&c, &step);
    }
    for step in [Step::Mark(true, 0), Step::Move(0, 1, -3, 0)] {
        written.take(&c, &step);
    }
    let link = MedicationDispense {
        request: Some(Id([0xAB; 16])),
        encounter: Some(written.visits[0]),
        ..given(None, 1, day(0))
    };
    c.add(&link, day(0));
    let (export, _) = c.export(all_time());
    let disclosed: Vec<_> = export.files.iter().filter(|(path, _)| path.starts_with("disclosures/")).collect();
    assert_eq!(disclosed.len(), 6);
    for (path, bytes) in disclosed {
        // The patient's id, a request's, a visit's, free text.
        for secret in [&[7; 16][..], &[0xAB; 16], &written.visits[0].0, b"Zyxwvut"] {
            assert!(!bytes.windows(secret.len()).any(|w| w == secret), "{path}: {secret:?}");
        }
    }
}

#[test]
fn redacted_and_sealed_entries_are_said_to_be_and_not_counted() {
    let c = Clinic::new();
    let token = c.host.log_in(PASSPHRASE).unwrap();
    let t = Some(token.as_str());
    let add = AddPerson { name: "Second".into(), roles: vec![Role::Administrator], ends: None };
    let second = call(&c.host, t, add).unwrap().passphrase;
    for name in ["Amina", "Joseph"] {
        let (patient, _) = register(&c.host, &token, named(name, "K"));
        let visit = OpenVisit { who: Who::Known(patient), complaints: vec![], category: None, form: None };
        call(&c.host, t, visit).unwrap();
        if name == "Amina" {
            let redact = Redact { patient, records: vec![], reason: RedactionReason::Danger, second: second.clone() };
            call(&c.host, t, redact).unwrap();
        }
    }
    c.host.flush();
    let tallies = c.agrees(all_time());
    assert_eq!((tallies[1].entries.redacted, tallies[1].entries.sealed_to_others), (3, 0));
    assert_eq!(rows(&tallies[1])[0]["encounters"], 1);
    assert!(tallies[1].claim.contains("3 redacted"), "{}", tallies[1].claim);

    // A key that this device does not hold: the entries are there, and sealed to others.
    c.add(&given(None, 3, day(0)), day(0));
    let drop_key = |sql: &rusqlite::Connection| -> Result<usize, ledger::Error> {
        Ok(sql.execute("DELETE FROM subject_key WHERE id = ?1", [c.subject])?)
    };
    assert_eq!(c.store.journal().local(drop_key).unwrap(), 1);
    let (export, trust) = c.export(all_time());
    let tally = audit::tally(&export, &trust, "dispensed").unwrap();
    assert!(tally.ok && tally.entries.sealed_to_others == 1, "{tally}");
    assert!(tally.claim.contains("except 1 entries sealed to others"), "{}", tally.claim);
    assert_eq!(rows(&tally), json!([]));
}

#[test]
fn a_sample_is_drawn_by_the_seed_alone_and_shows_exactly_what_it_draws() {
    let c = Clinic::new();
    let zinc = c.add(&item("zinc", false), day(0));
    let ids: BTreeSet<Id> = (1..=12).map(|n| c.add(&given(Some(zinc), n, day(0)), day(0))).collect();
    for id in &ids {
        c.amend(*id, &given(Some(zinc), 0, day(0)), &given(Some(zinc), 99, day(0)), &[]);
    }
    let (export, trust) = c.export(all_time());
    let drawn = audit::sample(&export, &trust, SEED, 3).unwrap();
    assert!(drawn.ok, "{drawn}");
    let listed = rows(&drawn);
    let listed: BTreeSet<Id> =
        listed.as_array().unwrap().iter().map(|row| row["record"].as_str().unwrap().parse().unwrap()).collect();
    assert_eq!(listed, sample::draw(ids, SEED, 3));
    assert!(rows(&drawn).as_array().unwrap().iter().all(|row| row["quantity"] == 99 && row["lot"] == "LOT-1"));

    for (seed, n) in [("another", 3), (SEED, 2), (SEED, 4)] {
        let drawn = audit::sample(&export, &trust, seed, n).unwrap();
        let faults: Vec<_> = drawn.export.faults.iter().map(|finding| &finding.fault).collect();
        assert!(matches!(faults[0], Fault::Disclosure(DisclosureFault::Draw { .. })), "{drawn}");
        assert!(faults.len() == 1 && drawn.totals.rows.is_empty(), "{drawn}");
    }
}

#[test]
fn the_commands_say_it_by_their_exit_codes() {
    let dir = tempfile::tempdir().unwrap();
    let store = dir.path().join("store");
    let (h, token) = started(&store);
    for name in ["Amina", "Joseph"] {
        let (patient, _) = register(&h, &token, named(name, "K"));
        let visit = OpenVisit { who: Who::Known(patient), complaints: vec![], category: None, form: None };
        call(&h, Some(&token), visit).unwrap();
    }
    h.lock_store();
    drop(h);
    let (out, key) = (dir.path().join("out"), dir.path().join("root.key"));
    std::fs::write(&key, run(fieldchart(&store).arg("trust-keys")).0).unwrap();
    let (text, ok) = run(fieldchart(&store).arg("export-audit").arg(&out).args(["--disclose", "encounters"]));
    assert!(!ok && text.contains("--from"), "{text}");
    let range = ["--from", "2000-01-01", "--to", "2100-12-31"];
    let asked = ["--disclose", "encounters", "--seed", SEED, "--sample", "2"];
    let (text, ok) = run(fieldchart(&store).arg("export-audit").arg(&out).args(asked).args(range));
    assert!(ok && text.contains("disclosed encounters"), "{text}");
    let (ours, ok) = run(fieldchart(&store).args(["--json", "report", "encounters"]).args(range));
    assert!(ok, "{ours}");

    let audit = |command: &str, more: &[&str]| {
        let mut c = Command::new(tests::bin("fieldchart-audit"));
        let output = c.arg(command).arg(&out).arg("--trust").arg(&key).args(more).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, text) = audit("tally", &["--report", "encounters", "--json"]);
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((code, &json["totals"]), (0, &serde_json::from_str::<Value>(&ours).unwrap()));
    assert_eq!(json["totals"].as_array().unwrap()[0]["encounters"], 2);
    assert_eq!(audit("verify", &[]).0, 0, "disclosures are part of an export");
    assert_eq!(audit("sample", &["--seed", SEED, "-n", "2"]).0, 0);
    assert_eq!(audit("sample", &["--seed", "another", "-n", "2"]).0, 1);
    let (code, text) = audit("tally", &["--report", "dispensed"]);
    assert!(code == 1 && text.contains("holds no disclosure of this report"), "{text}");
    assert_eq!(audit("tally", &["--report", "nonsense"]).0, 2);
    assert_eq!(audit("tally", &[]).0, 2);
    let file = out.join("disclosures/encounters.cbor");
    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&file, &whole[..whole.len() - 1]).unwrap();
    for (command, more) in [("verify", &[][..]), ("tally", &["--report", "encounters"])] {
        let (code, text) = audit(command, more);
        assert!(code == 1 && text.contains("disclosures/encounters.cbor"), "{text}");
    }
}
