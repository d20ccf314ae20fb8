//! A store copied while it is in use, opened elsewhere, and judged by the auditor: nothing lost, nothing contradicted.

use crate::disclosure::{agreed, all_time};
use crate::support::{PASSPHRASE, call, host, named, register, started};
use crate::witnessed::joined;
use clinic::host::Host;
use clinic::store::Store;
use domain::api::chart::{Chart, Search};
use domain::api::session::LogIn;
use domain::api::visit::{AmendPart, Amends, OpenVisit, RecordPart, Who};
use domain::care::Narrative;
use domain::id::Id;
use domain::visit::{Encounter, Step};
use ledger::Taken;
use ledger::tlog::checkpoint::Checkpoint;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

fn names(store: &Store) -> Vec<String> {
    let sql = "SELECT name FROM rm_patient ORDER BY name";
    store.read(|c| Ok(c.prepare(sql)?.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?)).unwrap()
}

pub(crate) fn verified(store: &Store, out: &Path) -> audit::Report {
    let go_on = &mut |_: u64, _: u64| ControlFlow::Continue(());
    store.journal().export(out, true, go_on).unwrap();
    let trust = audit::Trust::parse(&store.journal().trust_key_line()).unwrap();
    audit::verify_export(&crate::disclosure::loaded(out), &trust, &audit::Demands::default()).unwrap()
}

#[test]
fn a_restored_backup_has_every_record_and_goes_on_beside_the_original() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(&dir.path().join("a"));
    for n in 0..30 {
        register(&h, &token, named(&format!("Amina{n}"), "Hasan"));
    }
    let store = h.store().unwrap();
    let go_on = &mut |_: u64, _: u64| ControlFlow::Continue(());
    store.backup(&dir.path().join("backup"), go_on).unwrap();
    let before = names(&store);
    register(&h, &token, named("Later", "Hasan"));

    let there = dir.path().join("there");
    ledger::restore(&dir.path().join("backup"), &there, go_on).unwrap();
    let r = host(&there);
    let other = call(&r, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
    let restored = r.store().unwrap();
    assert_eq!(names(&restored), before);
    assert_eq!(restored.check_read_models(go_on).unwrap(), None);
    let found = call(&r, Some(&other), Search { query: "amnia17".into(), limit: 5 }).unwrap();
    assert!(found.rows[0].name.contains("Amina17"), "search is made anew");
    register(&r, &other, named("Elsewhere", "Hasan"));
    // The digest of the log now written covers the one before.
    restored.tell_heads().unwrap();

    let report = verified(&restored, &dir.path().join("export"));
    assert!(report.ok, "{report}");
    let own = report.logs.iter().find(|log| log.origin == restored.journal().origin()).unwrap();
    assert_eq!((report.logs.len(), own.by_class.get("heads")), (2, Some(&1)));
    let sizes: u64 = report.logs.iter().map(|log| log.size).sum();
    assert_eq!(sizes, restored.journal().length());
    let report = verified(&store, &dir.path().join("export2"));
    assert!(report.ok && report.logs.len() == 1, "{report}");
}

/// A copy of the device that goes on by itself, and a session there.
pub(crate) fn apart(h: &Host, dir: &Path, name: &str) -> (Arc<Host>, String) {
    let go_on = &mut |_: u64, _: u64| ControlFlow::Continue(());
    let out = dir.join(format!("{name} backup"));
    h.store().unwrap().backup(&out, go_on).unwrap();
    ledger::restore(&out, &dir.join(name), go_on).unwrap();
    let there = host(&dir.join(name));
    let token = call(&there, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
    (there, token)
}

/// Brings what one log of `from` has over `to`'s.
pub(crate) fn pull_log(to: &Host, from: &Host, origin: &str) -> Taken {
    let heads = from.store().unwrap().journal().heads().unwrap();
    pull_head(to, from, heads.iter().find(|head| head.origin == origin).unwrap())
}

fn pull_head(to: &Host, from: &Host, head: &Checkpoint) -> Taken {
    let (to, from) = (to.store().unwrap(), from.store().unwrap());
    let first = from.journal().shared(head, &to.journal().heads().unwrap()).unwrap();
    to.ingest(&from.journal().batch(head, first).unwrap()).unwrap()
}

pub(crate) fn pull(to: &Host, from: &Host) {
    for head in from.store().unwrap().journal().heads().unwrap() {
        pull_head(to, from, &head);
    }
}

fn shown(h: &Host, token: &str, patient: Id) -> serde_json::Value {
    serde_json::to_value(call(h, Some(token), Chart { id: patient }).unwrap()).unwrap()
}

pub(crate) fn clean(h: &Host) {
    let (store, go_on) = (h.store().unwrap(), &mut |_: u64, _: u64| ControlFlow::Continue(()));
    let report = store.journal().fsck(go_on).unwrap();
    assert!(report.is_clean(), "{:?}", report.findings);
    assert_eq!(store.check_read_models(go_on).unwrap(), None);
}

#[test]
fn lists_made_anew_and_a_check_while_something_is_unread_keep_nothing_from_being_shown() {
    let dir = tempfile::tempdir().unwrap();
    let (a, at_a) = started(&dir.path().join("a"));
    let (b, at_b) = joined(&a, &dir.path().join("b"));
    register(&a, &at_a, named("Amina", "Hasan"));
    let (from, to) = (a.store().unwrap(), b.store().unwrap());
    let head = from.journal().head().0;
    let first = from.journal().shared(&head, &to.journal().heads().unwrap()).unwrap();
    let batch = from.journal().batch(&head, first).unwrap();
    // As a laptop is left that stops between taking in and reading on.
    to.journal().ingest(&batch, |_, _| Ok::<_, ledger::Error>(())).unwrap();
    to.rebuild(&mut |_, _| ControlFlow::Continue(())).unwrap();
    assert!(to.journal().fsck(&mut |_, _| ControlFlow::Continue(())).unwrap().is_clean());
    let found = || call(&b, Some(&at_b), Search { query: "amina".into(), limit: 5 }).unwrap().total;
    assert_eq!(found(), 0);
    // The next meeting, whatever it brings.
    assert_eq!(to.ingest(&batch).unwrap(), Taken::Nothing);
    assert_eq!(found(), 1);
    clean(&b);
}

#[test]
fn laptops_that_went_apart_show_the_same_charts_after_exchanging_their_logs() {
    let dir = tempfile::tempdir().unwrap();
    let (a, at_a) = started(&dir.path().join("a"));
    let (known, _) = register(&a, &at_a, named("Amina", "Hasan"));
    let (b, at_b) = apart(&a, dir.path(), "b");
    let visit = |h: &Host, token: &str, patient| {
        let who = Who::Known(patient);
        call(h, Some(token), OpenVisit { who, complaints: vec!["cough".into()], category: None, form: None }).unwrap()
    };
    let note = |h: &Host, token: &str, patient, encounter, text: &str| {
        let part = Narrative { encounter: Some(encounter), history: Some(text.into()), ..Narrative::default() };
        call(h, Some(token), RecordPart { patient, part: part.into(), form: None }).unwrap();
    };
    let (met, _) = register(&b, &at_b, named("Zahra", "Noor"));
    let seen = visit(&b, &at_b, met);
    let (c, at_c) = apart(&b, dir.path(), "c");
    // The third amends what the second wrote; all three write on the first one's patient.
    let chart = call(&c, Some(&at_c), Chart { id: met }).unwrap();
    let (view, before) = chart.all::<Encounter>().next().unwrap();
    let after = Encounter { step: Some(Step::Pharmacy), ..before.clone() };
    let amends = Amends::of(view);
    call(&c, Some(&at_c), AmendPart { patient: met, amends, part: after.into(), form: None }).unwrap();
    note(&c, &at_c, met, seen.encounter, "from the third");
    for (h, token) in [(&a, &at_a), (&b, &at_b), (&c, &at_c)] {
        let opened = visit(h, token, known);
        note(h, token, known, opened.encounter, "seen");
    }
    // The amendment comes before what it amends.
    let origin_c = c.store().unwrap().journal().origin().to_owned();
    assert!(matches!(pull_log(&a, &c, &origin_c), Taken::Entries(_)));
    assert!(call(&a, Some(&at_a), Chart { id: met }).is_err());
    clean(&a);
    pull(&a, &b);
    pull(&b, &a);
    pull(&c, &b);
    assert_eq!(pull_log(&b, &c, &origin_c), Taken::Nothing);
    for patient in [known, met] {
        let at_first = shown(&a, &at_a, patient);
        assert_eq!((&shown(&b, &at_b, patient), &shown(&c, &at_c, patient)), (&at_first, &at_first));
    }
    let chart = call(&a, Some(&at_a), Chart { id: met }).unwrap();
    assert_eq!(chart.all::<Encounter>().next().unwrap().1.step, Some(Step::Pharmacy));
    assert_eq!(chart.all::<Narrative>().count(), 1);
    let found = call(&a, Some(&at_a), Search { query: "zarha".into(), limit: 5 }).unwrap();
    assert_eq!(found.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [met]);
    for h in [&a, &b, &c] {
        clean(h);
    }
    let (store, out) = (a.store().unwrap(), dir.path().join("export"));
    store.tell_heads().unwrap();
    let report = verified(&store, &out);
    assert!(report.ok && report.logs.len() == 3, "{report}");
    drop(store);
    // What was taken in is written on, and found again after opening anew.
    note(&a, &at_a, met, seen.encounter, "and here");
    let before = shown(&a, &at_a, met);
    drop(a);
    let a = host(&dir.path().join("a"));
    let at_a = call(&a, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
    assert_eq!(shown(&a, &at_a, met), before);
    clean(&a);
}

#[test]
fn a_cloned_laptop_loses_nothing_and_the_auditor_counts_both_histories_once() {
    let dir = tempfile::tempdir().unwrap();
    let (a, at_a) = started(&dir.path().join("a"));
    register(&a, &at_a, named("Amina", "Hasan"));
    let (b, at_b) = joined(&a, &dir.path().join("b"));
    let (known, _) = register(&b, &at_b, named("Zahra", "Noor"));
    drop(b);
    // The disk is copied, and both copies are used.
    let clone = dir.path().join("clone");
    copied(&dir.path().join("b"), &clone);
    let opened = |dir: &Path| {
        let h = host(dir);
        let token = call(&h, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
        (h, token)
    };
    let ((b, at_b), (c, at_c)) = (opened(&dir.path().join("b")), opened(&clone));
    let visit = |h: &Host, token: &str, patient| {
        let who = Who::Known(patient);
        call(h, Some(token), OpenVisit { who, complaints: vec!["cough".into()], category: None, form: None }).unwrap()
    };
    visit(&b, &at_b, known);
    visit(&c, &at_c, known);
    let (only_there, _) = register(&c, &at_c, named("Only", "There"));
    visit(&c, &at_c, only_there);
    pull(&a, &b);
    pull(&a, &c);
    pull(&b, &a);
    pull(&c, &a);
    assert_eq!(a.store().unwrap().journal().forks().unwrap().len(), 1);
    let at_first = [known, only_there].map(|patient| shown(&a, &at_a, patient));
    for (h, token) in [(&a, &at_a), (&b, &at_b), (&c, &at_c)] {
        assert_eq!([known, only_there].map(|patient| shown(h, token, patient)), at_first);
        clean(h);
        crate::python::both_accept(&h.store().unwrap());
        let tallies = agreed(&h.store().unwrap(), all_time());
        let encounters = tallies.iter().find(|tally| tally.report == "encounters").unwrap();
        assert_eq!(encounters.totals.rows.iter().map(|(_, n)| n[0]).sum::<i64>(), 3);
        let forked = encounters.export.logs.iter().filter(|log| log.forked_at.is_some());
        assert_eq!(forked.count(), 1);
    }
    let chart = call(&a, Some(&at_a), Chart { id: known }).unwrap();
    assert_eq!(chart.all::<Encounter>().count(), 2);
}

fn copied(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        let to = to.join(file.file_name());
        if file.path().is_dir() {
            copied(&file.path(), &to);
        } else {
            std::fs::copy(file.path(), to).unwrap();
        }
    }
}
