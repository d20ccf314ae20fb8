//! Visits through the calls: opened, triaged, called, treated, moved; marks; look-alikes; text of every kind and size.

use crate::support::{call, named, register, started};
use clinic::Host;
use domain::api::ApiError;
use domain::api::chart::{AmendPatient, Chart, ChartView, History, Register};
use domain::api::session::{LoadDraft, SaveDraft};
use domain::api::visit::{
    AmendPart, Amends, Board, CallNext, CheckPrescription, Duplicates, Find, List, MarkPart, MoveVisit, OpenVisit,
    Opened, PartWrite, RecordPart, Who, WriteParts, Writing,
};
use domain::care::{AllergyIntolerance, Background, Mark, MedicationRequest, Narrative, Overridden, RequestStatus};
use domain::id::Id;
use domain::limits::Problem;
use domain::part::{Part, PartOf};
use domain::patient::{AgeClass, AgeUnit, Birth, Patient, Sex};
use domain::prescription::{Administration, Form, Route};
use domain::record::Condition;
use domain::time::Date;
use domain::visit::{AgeBand, Category, Encounter, Outcome, Step, Triage};
use domain::vitals::{Reading, Vitals};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

fn open(h: &Host, token: &str, who: Who, category: Option<Category>) -> Opened {
    let call_it = OpenVisit { who, complaints: vec!["cough".into()], category, form: None };
    call(h, Some(token), call_it).unwrap()
}

fn chart(h: &Host, token: &str, id: Id) -> ChartView {
    call(h, Some(token), Chart { id }).unwrap()
}

fn only<P: PartOf + Clone + 'static>(view: &ChartView) -> P {
    let all: Vec<P> = view.all::<P>().map(|(_, p)| p.clone()).collect();
    assert_eq!(all.len(), 1);
    all[0].clone()
}

fn record(h: &Host, token: &str, patient: Id, part: impl Into<Part>) -> Id {
    call(h, Some(token), RecordPart { patient, part: part.into(), form: None }).unwrap()
}

fn clean(h: &Host) {
    let report = h.store().unwrap().journal().fsck(&mut |_, _| ControlFlow::Continue(())).unwrap();
    assert!(report.is_clean());
    assert_eq!(h.store().unwrap().check_read_models(&mut |_, _| ControlFlow::Continue(())).unwrap(), None);
}

#[test]
fn the_board_puts_red_first_then_the_untriaged_then_the_longest_wait() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let come = |name: &str, category| {
        let (id, _) = register(&h, &token, named(name, "K"));
        open(&h, &token, Who::Known(id), category)
    };
    let green = come("Green", Some(Category::Green));
    let yellow = come("Yellow", Some(Category::Yellow));
    let new = come("New", None);
    let red = come("Red", Some(Category::Red));
    let board = call(&h, Some(&token), Board {}).unwrap();
    let order: Vec<Id> = board.rows.iter().map(|r| r.encounter).collect();
    assert_eq!(order, [red.encounter, new.encounter, yellow.encounter, green.encounter]);
    assert_eq!(board.rows.iter().map(|r| r.number).collect::<Vec<_>>(), [4, 3, 2, 1]);
    assert_eq!(board.rows[1].step, Step::Triage);
    assert_eq!(board.rows[0].complaint.as_deref(), Some("cough"));

    // Called in the same order, never the same patient twice, and nobody who waits for something else.
    let next = |step| call(&h, Some(&token), CallNext { step }).unwrap().map(|o| o.encounter);
    assert_eq!(next(Step::Medical), Some(red.encounter));
    assert_eq!(next(Step::Medical), Some(yellow.encounter));
    assert_eq!(next(Step::Medical), Some(green.encounter));
    assert_eq!(next(Step::Medical), None);
    assert_eq!(next(Step::Triage), Some(new.encounter));
    let board = call(&h, Some(&token), Board {}).unwrap();
    assert!(board.rows.iter().all(|r| r.called_by.as_deref() == Some("Dr Test")));
    clean(&h);
}

#[test]
fn red_now_opens_at_once_and_registration_follows_into_the_visit() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let today = h.store().unwrap().now().local_date();
    let unknown = Patient {
        label: Some("Unknown child".into()),
        birth: Some(Birth::Class { class: AgeClass::Young, on: today }),
        ..Patient::default()
    };
    let visit = open(&h, &token, Who::New(Box::new(unknown.clone())), Some(Category::Red));
    let view = chart(&h, &token, visit.patient);
    let encounter: Encounter = only(&view);
    assert_eq!((encounter.age_band, encounter.sex), (Some(AgeBand::From1), None));
    assert_eq!(only::<Triage>(&view).category, Some(Category::Red));

    let known = Patient { given: Some("Bilal".into()), sex: Some(Sex::Male), ..unknown };
    let amend = AmendPatient { id: visit.patient, parents: view.heads.clone(), patient: known };
    call(&h, Some(&token), amend).unwrap();
    let after: Encounter = only(&chart(&h, &token, visit.patient));
    assert_eq!((after.age_band, after.sex), (Some(AgeBand::From1), Some(Sex::Male)));
    clean(&h);
}

#[test]
fn triage_sends_on_and_closing_ends_the_visit_and_can_be_amended() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let (patient, _) = register(&h, &token, named("Amina", "K"));
    let visit = open(&h, &token, Who::Known(patient), None);
    record(
        &h,
        &token,
        patient,
        Triage {
            encounter: Some(visit.encounter),
            category: Some(Category::Yellow),
            signs: Some(vec!["wheezing".into()]),
            ..Triage::default()
        },
    );
    let view = chart(&h, &token, patient);
    assert_eq!(only::<Encounter>(&view).step, Some(Step::Medical));

    let close = |step, outcome| {
        let view = chart(&h, &token, patient);
        let (at, before) = view.all::<Encounter>().next().unwrap();
        let after = Encounter { step: Some(step), outcome, closed: None, ..before.clone() };
        let amend = AmendPart { patient, amends: Amends::of(at), part: after.into(), form: None };
        call(&h, Some(&token), amend).unwrap();
    };
    close(Step::Closed, Some(Outcome::Treated));
    let closed: Encounter = only(&chart(&h, &token, patient));
    assert!(closed.closed.is_some() && closed.outcome == Some(Outcome::Treated));
    let board = call(&h, Some(&token), Board {}).unwrap();
    assert_eq!((board.rows.len(), board.closed_today), (0, 1));
    // Reverted: open again, and the history says so.
    close(Step::Medical, None);
    assert_eq!(call(&h, Some(&token), Board {}).unwrap().rows.len(), 1);
    let history = call(&h, Some(&token), History { patient, id: visit.encounter }).unwrap();
    assert_eq!(history.len(), 4);
    assert!(
        history[0].fields.iter().any(|(f, before, after)| f == "outcome" && before == "treated" && after.is_null())
    );
    clean(&h);
}

#[test]
fn several_parts_are_written_at_once_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let (patient, _) = register(&h, &token, named("Amina", "K"));
    let visit = open(&h, &token, Who::Known(patient), None);
    let view = chart(&h, &token, patient);
    let (at, before) = view.all::<Encounter>().next().unwrap();
    let new = |part: Part| PartWrite { amends: None, part, form: Some("notes".into()) };
    let note = |text: &str| new(Narrative { history: Some(text.into()), ..Narrative::default() }.into());
    let triage = Triage { encounter: Some(visit.encounter), category: Some(Category::Yellow), ..Triage::default() };
    let observe = Encounter { step: Some(Step::Observation), ..before.clone() };
    let observe = PartWrite { amends: Some(Amends::of(at)), part: observe.into(), form: None };
    let parts = vec![note("Fever"), new(triage.into()), observe.clone(), note("Cough")];
    let size = || h.store().unwrap().journal().size();
    let (sized, refused) = (size(), |parts| call(&h, Some(&token), WriteParts { patient, parts }).unwrap_err());

    // One that must be mended keeps all of them back, wherever it stands, and is named by its place.
    for n in 0..=parts.len() {
        let mut with = parts.clone();
        with.insert(n, new(Narrative::default().into()));
        let ApiError::Invalid { fields } = refused(with) else { panic!("not refused") };
        assert_eq!(fields[0].field, format!("{n}/history"));
    }
    let request = MedicationRequest { medicine: Some("Amoxicillin".into()), ..MedicationRequest::default() };
    for never in [new(request.into()), new(Mark::default().into()), observe] {
        assert_eq!(refused([parts.clone(), vec![never]].concat()), ApiError::NotAllowed);
    }
    assert_eq!(refused(vec![note("Fever"); 65]), ApiError::NotAllowed);
    assert_eq!(size(), sized);

    call(&h, Some(&token), SaveDraft { form: "notes".into(), text: "Fever".into() }).unwrap();
    let ids = call(&h, Some(&token), WriteParts { patient, parts }).unwrap();
    assert_eq!(size(), sized + 4);
    let after = chart(&h, &token, patient);
    let notes: BTreeSet<_> = after.all::<Narrative>().map(|(view, n)| (view.id, n.history.clone().unwrap())).collect();
    assert_eq!(notes, BTreeSet::from([(ids[0], "Fever".into()), (ids[3], "Cough".into())]));
    assert_eq!(ids[2], visit.encounter);
    // What the call says of the visit counts, not where a triage would have sent it.
    assert_eq!(only::<Encounter>(&after).step, Some(Step::Observation));
    assert_eq!(call(&h, Some(&token), LoadDraft { form: "notes".into() }).unwrap(), None);
    clean(&h);
}

#[test]
fn a_visit_moves_whole_to_the_right_patient_and_both_charts_say_so() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let (wrong, _) = register(&h, &token, named("Amina", "K"));
    let girl = Patient { sex: Some(Sex::Female), ..named("Amina", "Kh") };
    let (right, _) = register(&h, &token, girl);
    let visit = open(&h, &token, Who::Known(wrong), Some(Category::Green));
    let encounter = Some(visit.encounter);
    record(&h, &token, wrong, Narrative { encounter, history: Some("three days".into()), ..Narrative::default() });
    record(&h, &token, wrong, Vitals { encounter, pulse_per_min: Some(Reading::Value(77)), ..Vitals::default() });
    record(&h, &token, wrong, Condition { encounter, text: Some("Malaria".into()), ..Condition::default() });
    record(&h, &token, wrong, Background { medical: Some("none".into()), ..Background::default() });
    let move_it = |to, reason: &str| {
        let call_it = MoveVisit { patient: wrong, encounter: visit.encounter, to, reason: reason.into() };
        call(&h, Some(&token), call_it)
    };
    assert!(matches!(move_it(right, " "), Err(ApiError::Invalid { .. })));
    assert!(matches!(move_it(wrong, "same"), Err(ApiError::Invalid { .. })));
    let moved = move_it(right, "same given name").unwrap();
    assert_eq!(moved.patient, right);

    let there = chart(&h, &token, right);
    let (narrative, triage) = (only::<Narrative>(&there), only::<Triage>(&there));
    assert_eq!((narrative.encounter, triage.encounter), (Some(moved.encounter), Some(moved.encounter)));
    assert_eq!(only::<Encounter>(&there).sex, Some(Sex::Female));
    assert_eq!(there.all::<Vitals>().filter(|(_, v)| v.encounter == Some(moved.encounter)).count(), 1);
    assert!(there.all::<Background>().next().is_none(), "the past is the patient's own");
    let here = chart(&h, &token, wrong);
    for kind in [here.all::<Narrative>().next().map(|p| p.0), here.all::<Encounter>().next().map(|p| p.0)] {
        assert_eq!(kind.unwrap().mark.as_ref().unwrap().moved_to, Some(right));
    }
    let board = call(&h, Some(&token), Board {}).unwrap();
    assert_eq!(board.rows.iter().map(|r| r.patient).collect::<Vec<_>>(), [right]);
    clean(&h);
}

#[test]
fn a_mark_is_set_with_a_reason_taken_back_and_never_on_anothers_record() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let (amina, set) = register(&h, &token, named("Amina", "K"));
    let (ben, _) = register(&h, &token, named("Ben", "L"));
    let mark = |patient, reason: Option<&str>| {
        call(&h, Some(&token), MarkPart { patient, id: set, reason: reason.map(str::to_owned) })
    };
    assert_eq!(mark(ben, Some("slip")), Err(ApiError::NotFound));
    mark(amina, Some("wrong cuff")).unwrap();
    let marked = |h: &Host| chart(h, &token, amina).all::<Vitals>().next().unwrap().0.mark.clone();
    assert_eq!(marked(&h).unwrap().reason, "wrong cuff");
    mark(amina, None).unwrap();
    assert_eq!(marked(&h), None);
    clean(&h);
}

#[test]
fn look_alikes_come_with_reasons_and_strangers_do_not() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let today = h.store().unwrap().now().local_date();
    let aged = |name: Patient, value| Patient {
        sex: Some(Sex::Female),
        birth: Some(Birth::Age { value, unit: AgeUnit::Years, on: today }),
        city: Some("Zaatari".into()),
        ..name
    };
    let known = call(&h, Some(&token), Register { patient: aged(named("Fatima", "Hassan"), 40) }).unwrap();
    call(&h, Some(&token), Register { patient: aged(named("Fatima", "Hassan"), 4) }).unwrap();
    let ask = |patient| call(&h, Some(&token), Duplicates { patient }).unwrap();
    let found = ask(aged(named("Fatma", "Hasan"), 42));
    assert_eq!(found.iter().map(|d| d.row.id).collect::<Vec<_>>(), [known]);
    assert_eq!(found[0].reasons, ["name", "sex", "age", "place"]);
    assert!(ask(aged(named("Oksana", "Petrenko"), 42)).is_empty());
    assert!(ask(Patient::default()).is_empty());
}

#[test]
fn who_writes_is_said_to_others_only() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let (patient, _) = register(&h, &token, named("Amina", "K"));
    let visit = open(&h, &token, Who::Known(patient), None);
    let say = |now| call(&h, Some(&token), Writing { encounter: visit.encounter, now }).unwrap();
    assert_eq!(say(true), Vec::<String>::new());
    assert_eq!(call(&h, Some(&token), Board {}).unwrap().rows[0].writing, ["Dr Test"]);
    say(false);
    assert!(call(&h, Some(&token), Board {}).unwrap().rows[0].writing.is_empty());
}

/// Fault 17: text of every kind in every field of text is kept as it came, or refused with the limit; nothing runs.
#[test]
fn hostile_text_is_kept_or_refused_in_every_field() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let (patient, _) = register(&h, &token, named("Amina", "K"));
    let kept = ["<script>alert(1)</script>", "'); DROP TABLE rm_patient; --", "{{7*7}} ${x} %s", "سلام 你好 👩‍⚕️", "\"\\"];
    let refused = ["a\u{202e}b", "a\0b", "a\u{1b}[31m"];
    type Make = fn(String) -> Part;
    let fields: [(&str, Make); 3] = [
        ("history", |t| Narrative { history: Some(t), ..Narrative::default() }.into()),
        ("medical", |t| Background { medical: Some(t), ..Background::default() }.into()),
        ("problem", |t| Condition { text: Some(t), ..Condition::default() }.into()),
    ];
    for (field, make) in &fields {
        for text in kept {
            let id = record(&h, &token, patient, make(text.to_owned()));
            let view = chart(&h, &token, patient);
            let part = &view.parts.iter().find(|p| p.id == id).unwrap().part;
            let mut expected = make(text.to_owned());
            expected.set_patient(patient);
            assert_eq!(*part, expected);
        }
        for text in refused.map(str::to_owned).into_iter().chain(["x".repeat(1 << 20)]) {
            let long = text.len() > 1000;
            let call_it = RecordPart { patient, part: make(text), form: None };
            let Err(ApiError::Invalid { fields }) = call(&h, Some(&token), call_it) else { panic!("{field} accepted") };
            assert_eq!(fields[0].field, *field);
            assert_eq!(matches!(fields[0].problem, Problem::TooLong { length: 1_048_576, max } if max < 50_000), long);
        }
    }
    let far = Date::new(1700, 1, 1).unwrap();
    let old = Patient { birth: Some(Birth::Age { value: 900, unit: AgeUnit::Years, on: far }), ..named("A", "B") };
    assert!(matches!(call(&h, Some(&token), Register { patient: old }), Err(ApiError::Invalid { .. })));
    clean(&h);
}

fn tablets(encounter: Id, medicine: &str, dose_milli: u32) -> MedicationRequest {
    MedicationRequest {
        encounter: Some(encounter),
        medicine: Some(medicine.into()),
        form: Some(Form::Tablet),
        dose_milli: Some(dose_milli),
        route: Some(Route::Oral),
        administration: Some(Administration::ThreeADay),
        days: Some(5),
        ..MedicationRequest::default()
    }
}

#[test]
fn a_prescription_is_computed_checked_and_refused_until_every_alert_has_a_reason() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let today = h.store().unwrap().now().local_date();
    let child = Patient {
        sex: Some(Sex::Male),
        birth: Some(Birth::Age { value: 4, unit: AgeUnit::Years, on: today }),
        ..named("Bilal", "K")
    };
    let patient = call(&h, Some(&token), Register { patient: child }).unwrap();
    let encounter = open(&h, &token, Who::Known(patient), Some(Category::Green)).encounter;
    let check = |request| call(&h, Some(&token), CheckPrescription { patient, request }).unwrap();
    let request = tablets(encounter, "Amoxicillin 250 mg", 2000);
    let plain = check(request.clone());
    assert_eq!((plain.amount, plain.alerts.len()), (Some(30), 0));
    assert_eq!(plain.unchecked, ["no-weight"]);

    record(&h, &token, patient, Vitals { weight_g: Some(Reading::Value(10_000)), ..Vitals::default() });
    record(
        &h,
        &token,
        patient,
        AllergyIntolerance {
            substance: Some("penicillin".into()),
            reaction: Some("rash".into()),
            ..AllergyIntolerance::default()
        },
    );
    let found = check(request.clone());
    let codes: Vec<&str> = found.alerts.iter().map(|a| a.code.as_str()).collect();
    assert_eq!(codes, ["allergy", "dose-high"], "500 mg at once is more than 40 mg/kg of 10 kg");
    assert!(found.unchecked.is_empty() && found.alerts.iter().all(|a| !a.source.is_empty()));

    let sign = |overridden| {
        let request = MedicationRequest { overridden, ..request.clone() };
        call(&h, Some(&token), RecordPart { patient, part: request.into(), form: None })
    };
    let Err(ApiError::Invalid { fields }) = sign(None) else { panic!("signed past two alerts") };
    assert_eq!(fields.len(), 2);
    let because = |alert: &str| Overridden { alert: alert.into(), reason: "tolerated last year".into() };
    let Err(ApiError::Invalid { fields }) = sign(Some(vec![because("allergy:amoxicillin")])) else { panic!() };
    assert_eq!(fields[0].problem, Problem::AlertNeedsReason { alert: "dose-high:amoxicillin".into() });
    sign(Some(vec![because("allergy:amoxicillin"), because("dose-high:amoxicillin")])).unwrap();
    let written: MedicationRequest = only(&chart(&h, &token, patient));
    assert_eq!((written.amount, written.status), (Some(30), Some(RequestStatus::Active)));
    assert_eq!(written.ingredients.as_deref(), Some(&["amoxicillin".to_owned()][..]));
    // Again the same: a duplicate now.
    assert!(check(request.clone()).alerts.iter().any(|a| a.code == "duplicate"));
    clean(&h);
}

#[test]
fn pregnancy_is_asked_for_and_heeded() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let today = h.store().unwrap().now().local_date();
    let woman = Patient {
        sex: Some(Sex::Female),
        birth: Some(Birth::Age { value: 25, unit: AgeUnit::Years, on: today }),
        ..named("Oksana", "P")
    };
    let patient = call(&h, Some(&token), Register { patient: woman }).unwrap();
    let encounter = open(&h, &token, Who::Known(patient), Some(Category::Green)).encounter;
    let check = |medicine| {
        call(&h, Some(&token), CheckPrescription { patient, request: tablets(encounter, medicine, 1000) }).unwrap()
    };
    assert_eq!(check("Doxycycline 100 mg").unchecked, ["pregnancy-unknown"]);
    assert!(check("Paracetamol 500 mg").unchecked.is_empty(), "an answer would change nothing");
    record(&h, &token, patient, Vitals { pregnant: Some(true), gestation_weeks: Some(20), ..Vitals::default() });
    assert!(check("Doxycycline 100 mg").alerts.iter().any(|a| a.code == "pregnancy" && a.object == "doxycycline"));
    record(&h, &token, patient, Vitals { pregnant: Some(false), ..Vitals::default() });
    assert!(check("Doxycycline 100 mg").alerts.is_empty());
}

#[test]
fn lists_are_found_as_typed() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let find = |list, query: &str| call(&h, Some(&token), Find { list, query: query.into(), limit: 5 }).unwrap();
    assert!(find(List::Medicines, "amoxi").iter().all(|m| m.ingredients.iter().any(|i| i == "amoxicillin")));
    assert!(find(List::Medicines, "paracetmol")[0].ingredients == ["paracetamol"]);
    assert!(find(List::Problems, "malaria").iter().any(|p| p.code.as_deref().is_some_and(|c| c.starts_with("B5"))));
    assert_eq!(find(List::Allergies, "penicil")[0].label, "penicillins");
    assert!(!find(List::Complaints, "cough").is_empty());
    assert!(find(List::Problems, "").is_empty());
}
