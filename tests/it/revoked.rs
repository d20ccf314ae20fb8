//! Somebody leaves while their laptop is away: what they wrote there afterwards is held, shown to nobody, and counted by nobody.

use crate::backup::{apart, clean, pull};
use crate::disclosure::{agreed, all_time, day, given, loaded, rows};
use crate::support::{call, named, register, started};
use audit::Trust;
use clinic::host::Host;
use clinic::reports::sample;
use clinic::store::NewRecord;
use domain::access::Role;
use domain::api::ApiError;
use domain::api::chart::Chart;
use domain::api::people::{AddPerson, Deactivate};
use domain::api::session::LogIn;
use domain::api::visit::{OpenVisit, Who};
use domain::id::Id;
use domain::visit::Encounter;
use ledger::{Author, Unlocked};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

fn visit(h: &Host, token: &str, patient: Id) -> Result<Id, ApiError> {
    let who = Who::Known(patient);
    let opened = call(h, Some(token), OpenVisit { who, complaints: vec!["cough".into()], category: None, form: None })?;
    Ok(opened.encounter)
}

fn visits(h: &Host, token: &str, patient: Id) -> usize {
    call(h, Some(token), Chart { id: patient }).unwrap().all::<Encounter>().count()
}

#[test]
fn what_a_nurse_writes_elsewhere_after_leaving_is_neither_shown_nor_counted() {
    let dir = tempfile::tempdir().unwrap();
    let (a, at_a) = started(&dir.path().join("a"));
    let nurse = AddPerson { name: "Nadia".into(), roles: vec![Role::Nurse], ends: None };
    let nurse = call(&a, Some(&at_a), nurse).unwrap();
    let (patient, _) = register(&a, &at_a, named("Amina", "Hasan"));
    let (b, at_b) = apart(&a, dir.path(), "b");
    let as_nurse = call(&b, None, LogIn { passphrase: nurse.passphrase.clone() }).unwrap();
    visit(&b, &as_nurse, patient).unwrap();
    pull(&a, &b);
    assert_eq!(visits(&a, &at_a, patient), 1);
    call(&a, Some(&at_a), Deactivate { id: nurse.id }).unwrap();
    assert!(call(&a, None, LogIn { passphrase: nurse.passphrase }).is_err());
    // The laptop that is away knows nothing of it.
    visit(&b, &as_nurse, patient).unwrap();
    visit(&b, &at_b, patient).unwrap();
    assert_eq!(visits(&b, &at_b, patient), 3);
    pull(&a, &b);
    pull(&b, &a);
    for (h, token) in [(&a, &at_a), (&b, &at_b)] {
        assert_eq!(visits(h, token, patient), 2);
        clean(h);
        crate::python::both_accept(&h.store().unwrap());
        let tallies = agreed(&h.store().unwrap(), all_time());
        let encounters = tallies.iter().find(|tally| tally.report == "encounters").unwrap();
        assert_eq!(
            (encounters.totals.rows.iter().map(|(_, n)| n[0]).sum::<i64>(), encounters.entries.left_out),
            (2, 1)
        );
    }
    // Word has come: nothing more is written in the nurse's name.
    assert_eq!(visit(&b, &as_nurse, patient).unwrap_err(), ApiError::NotAllowed);
    assert_eq!(visits(&b, &at_b, patient), 2);
}

/// Dispensings in somebody's name; their record ids.
fn dispense(h: &Host, by: &Unlocked, n: u32) -> Vec<Id> {
    let write = |quantity| {
        let mut id = Id::ZERO;
        let store = h.store().unwrap();
        let subject = store.write(&Author::Device, None, |w| w.new_subject()).unwrap();
        let write = store.write(&Author::User(by), None, |w| {
            id = w.new_id();
            w.append(Some(subject), NewRecord::first(id, &given(None, quantity, day(0))), Some(day(0)))
        });
        write.unwrap();
        id
    };
    (1..=n).map(write).collect()
}

#[test]
fn a_sample_is_drawn_over_all_that_was_dispensed_and_says_what_does_not_stand() {
    let dir = tempfile::tempdir().unwrap();
    let (a, at_a) = started(&dir.path().join("a"));
    let nurse = AddPerson { name: "Nadia".into(), roles: vec![Role::Nurse], ends: None };
    let nurse = call(&a, Some(&at_a), nurse).unwrap();
    let (b, _) = apart(&a, dir.path(), "b");
    let unlocked = b.store().unwrap().journal().unlock(&nurse.passphrase).unwrap();
    let stands = dispense(&b, &unlocked, 3);
    pull(&a, &b);
    call(&a, Some(&at_a), Deactivate { id: nurse.id }).unwrap();
    let left_out = dispense(&b, &unlocked, 3);
    pull(&a, &b);
    pull(&b, &a);
    let all: BTreeSet<Id> = stands.iter().chain(&left_out).copied().collect();
    let drawn = |seed: &str| sample::draw(all.clone(), seed, 3);
    let of = |drawn: &BTreeSet<Id>, ids: &[Id]| ids.iter().filter(|id| drawn.contains(id)).count();
    let seed = (0..).map(|n| n.to_string()).find(|seed| of(&drawn(seed), &left_out) == 2).unwrap();
    for h in [&a, &b] {
        let store = h.store().unwrap();
        let out = dir.path().join(format!("out {}", store.journal().origin().replace('/', "-")));
        let go_on = &mut |_: u64, _: u64| ControlFlow::Continue(());
        let summary = store.journal().export(&out, true, go_on).unwrap();
        sample::disclose(&store, &out, &summary, &seed, 3, go_on).unwrap();
        let (files, line) = (loaded(&out), store.journal().trust_key_line());
        let trust = Trust::parse(&line).unwrap();
        let said = audit::sample(&files, &trust, &seed, 3).unwrap();
        assert!(said.ok, "{said}");
        assert_eq!((said.entries.counted, said.entries.left_out), (1, 2));
        let told = rows(&said);
        let told = told.as_array().unwrap().iter().map(|row| (row["record"].as_str().unwrap(), row["state"].as_str()));
        for (record, state) in told.clone() {
            let expected = if left_out.contains(&record.parse().unwrap()) { "left out" } else { "stands" };
            assert_eq!(state, Some(expected));
        }
        assert_eq!(told.map(|(record, _)| record.parse().unwrap()).collect::<BTreeSet<Id>>(), drawn(&seed));
        assert_eq!(crate::python::verdict(&files, &line), 0);
    }
}
