//! Every field of a patient, for registering and for amending: the main ones first, the rest folded away.
//! In scope: what is typed and reading it into a `Patient`.  Not here: drafts, calls, look-alikes (screens).

use domain::patient::{Identifier, Patient, Sex, Status};
use domain::time::Date;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::components::birth::{BirthField, BirthText};
use crate::components::field::{Choice, TextField, Tick, never};
use crate::components::summary::wrong_of;
use crate::errors::{What, Wrong};
use crate::i18n::{t, ta, tr};
use crate::{dom, moment};

/// What is typed in a patient's form; its JSON is the draft.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct PatientText {
    pub(crate) patient: Patient,
    pub(crate) birth: BirthText,
    /// Camp or national ids, one a line: "who gave it: number".
    pub(crate) ids: String,
    pub(crate) no_name: bool,
}

impl PatientText {
    /// The form of a patient as it is now.
    pub(crate) fn of(patient: &Patient) -> Self {
        let line =
            |i: &Identifier| if i.system.is_empty() { i.value.clone() } else { format!("{}: {}", i.system, i.value) };
        PatientText {
            birth: BirthText::of(patient.birth.as_ref()),
            ids: patient.ids.iter().flatten().map(line).collect::<Vec<_>>().join("\n"),
            no_name: patient.label.is_some() && patient.given.is_none() && patient.family.is_none(),
            patient: patient.clone(),
        }
    }

    /// What is known while it is still being typed.
    pub(crate) fn so_far(&self) -> Patient {
        let mut patient = self.patient.clone();
        tidy(&mut patient);
        Patient { birth: self.birth.read(dom::today(), None).ok().flatten(), ..patient }
    }

    /// The patient, or everything that must be mended first. `before` is the patient the form was drawn from.
    pub(crate) fn read(&self, today: Date, before: Option<&Patient>) -> Result<Patient, Vec<Wrong>> {
        let mut patient = self.patient.clone();
        tidy(&mut patient);
        let mut wrongs = Vec::new();
        match self.birth.read(today, before.and_then(|b| b.birth.as_ref())) {
            Ok(birth) => patient.birth = birth,
            Err(key) => wrongs.push(Wrong::typed("birth", key)),
        }
        patient.ids = match before {
            Some(before) if PatientText::of(before).ids == self.ids => before.ids.clone(),
            _ => read_ids(&self.ids),
        };
        // A label that was there before stays until somebody empties it.
        if !self.no_name && before.is_none_or(|b| b.label.is_none()) {
            patient.label = None;
        }
        wrongs.extend(patient.problems(today).into_iter().map(Wrong::from));
        if wrongs.is_empty() { Ok(patient) } else { Err(wrongs) }
    }
}

/// Spaces around a text mean nothing, and an empty text is no text.
fn tidy(patient: &mut Patient) {
    for field in TEXTS {
        let slot = (field.slot)(patient);
        *slot = slot.take().map(|s| s.trim().to_owned()).filter(|s| !s.is_empty());
    }
}

fn read_ids(text: &str) -> Option<Vec<Identifier>> {
    let ids: Vec<Identifier> = text
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .map(|line| match line.rsplit_once(": ") {
            Some((system, value)) => Identifier { system: system.trim().to_owned(), value: value.trim().to_owned() },
            None => Identifier { system: String::new(), value: line.to_owned() },
        })
        .collect();
    (!ids.is_empty()).then_some(ids)
}

/// A text field of a patient and where it is kept.
#[derive(Clone, Copy)]
struct Text {
    name: &'static str,
    kind: &'static str,
    slot: fn(&mut Patient) -> &mut Option<String>,
    read: fn(&Patient) -> &Option<String>,
}

macro_rules! texts {
    ($($name:ident $kind:literal),+ $(,)?) => {
        [$(Text { name: stringify!($name), kind: $kind, slot: |p| &mut p.$name, read: |p| &p.$name }),+]
    };
}

const TEXTS: [Text; 11] = texts![
    given "text", family "text", label "text", phone "tel", city "text", other_names "text", script_name "text", address "multi", country "text",
    language "text", next_of_kin "multi",
];

/// The fields.
#[component]
pub(crate) fn PatientFields(
    form: &'static str,
    text: RwSignal<PatientText>,
    wrongs: RwSignal<Vec<Wrong>>,
) -> impl IntoView {
    let birth = RwSignal::new(text.with_untracked(|t| t.birth.clone()));
    // The birth has a signal of its own; keep both alike (a restored draft comes from outside).
    Effect::new(move |_| {
        let inner = birth.get();
        if text.with_untracked(|t| t.birth != inner) {
            text.update(|t| t.birth = inner);
        }
    });
    let outer = Memo::new(move |_| text.with(|t| t.birth.clone()));
    Effect::new(move |_| {
        let outer = outer.get();
        if birth.with_untracked(|b| *b != outer) {
            birth.set(outer);
        }
    });
    let plain = move |name: &'static str| view! { <PatientTextField form=form name=name text=text wrongs=wrongs /> };
    let status = Status::ALL.iter().map(|s| s.code().to_owned()).collect::<Vec<_>>();
    let sex = Sex::ALL.iter().map(|s| s.code().to_owned()).collect::<Vec<_>>();
    let nameless = Memo::new(move |_| text.with(|t| t.no_name));
    // Whoever has a name is not asked whether there is none.
    let named =
        Memo::new(move |_| text.with(|t| !t.no_name && (t.patient.given.is_some() || t.patient.family.is_some())));
    let set_nameless = Callback::new(move |yes: bool| {
        text.update(|t| {
            t.no_name = yes;
            if yes && t.patient.label.is_none() {
                let now = dom::now();
                let when = format!(
                    "{} {}",
                    moment::date_words(now.local_date(), domain::time::Precision::Day),
                    moment::clock(now)
                );
                t.patient.label = Some(ta("no-name-label", &[("when", when.into())]));
            }
        });
    });
    view! {
        <div class="grid">
            {plain("given")} {plain("family")}
            <div hidden=move || named.get()><Tick form=form name="no_name" value=nameless on_change=set_nameless /></div>
            <div class="label-slot">{move || nameless.get().then(|| plain("label"))}</div>
            <Choice form=form name="sex" codes=sex prefix="sex"
                value=Signal::derive(move || text.with(|t| t.patient.sex.as_ref().map(|s| s.code().to_owned())))
                on_choose=Callback::new(move |c: Option<String>| text.update(|t| t.patient.sex = c.map(|c| Sex::from(c.as_str()))))
                wrong=wrong_of(wrongs, "sex") />
            <BirthField form=form text=birth wrong=wrong_of(wrongs, "birth") />
            {plain("phone")} {plain("city")}
            <Choice form=form name="status" codes=status prefix="status"
                value=Signal::derive(move || text.with(|t| t.patient.status.as_ref().map(|s| s.code().to_owned())))
                on_choose=Callback::new(move |c: Option<String>| text.update(|t| t.patient.status = c.map(|c| Status::from(c.as_str()))))
                wrong=wrong_of(wrongs, "status") />
        </div>
        <details class="more" data-test="more">
            <summary>{tr("register-more")}</summary>
            <div class="grid">
                {plain("script_name")} {plain("other_names")} {plain("address")} {plain("next_of_kin")} {plain("country")} {plain("language")}
                <TextField form=form name="ids" kind="multi" hint="ids-hint" value=Signal::derive(move || text.with(|t| t.ids.clone()))
                    on_input=Callback::new(move |v| text.update(|t| t.ids = v)) wrong=wrong_of(wrongs, "ids") />
                <div class="field">
                    {yes_no(form, SHARED, text)}
                    {yes_no(form, SAFE, text)}
                </div>
            </div>
        </details>
    }
}

/// One of the `TEXTS`; too long or unsafe text is said while it is typed.
#[component]
fn PatientTextField(
    form: &'static str,
    name: &'static str,
    text: RwSignal<PatientText>,
    wrongs: RwSignal<Vec<Wrong>>,
) -> impl IntoView {
    let field = TEXTS.into_iter().find(|t| t.name == name)?;
    let value = Signal::derive(move || text.with(|t| (field.read)(&t.patient).clone().unwrap_or_default()));
    let set = Callback::new(move |v: String| {
        text.update(|t| *(field.slot)(&mut t.patient) = Some(v).filter(|v| !v.is_empty()))
    });
    let told = wrong_of(wrongs, name);
    let wrong = Signal::derive(move || told.get().or_else(|| live_problem(&text.get().patient, name)));
    Some(view! { <TextField form=form name=name kind=field.kind value=value on_input=set wrong=wrong /> })
}

fn live_problem(patient: &Patient, name: &str) -> Option<String> {
    use domain::limits::Problem;
    let found = patient
        .problems(dom::today())
        .into_iter()
        .find(|p| p.field == name && p.problem != Problem::NameOrLabelNeeded)?;
    Some(Wrong { field: found.field, what: What::Problem(found.problem) }.text())
}

/// A flag of a patient, and where it is kept.
#[derive(Clone, Copy)]
struct Flag {
    name: &'static str,
    slot: fn(&mut Patient) -> &mut Option<bool>,
    read: fn(&Patient) -> Option<bool>,
}

const SHARED: Flag = Flag { name: "phone_shared", slot: |p| &mut p.phone_shared, read: |p| p.phone_shared };
const SAFE: Flag = Flag { name: "phone_safe", slot: |p| &mut p.phone_safe, read: |p| p.phone_safe };

/// Yes, no, or not asked.
fn yes_no(form: &'static str, flag: Flag, text: RwSignal<PatientText>) -> impl IntoView {
    let value = Signal::derive(move || {
        text.with(|t| (flag.read)(&t.patient).map(|yes| if yes { "yes" } else { "no" }.to_owned()))
    });
    let choose = Callback::new(move |code: Option<String>| {
        text.update(|t| *(flag.slot)(&mut t.patient) = code.map(|c| c == "yes"))
    });
    let codes = vec!["yes".to_owned(), "no".to_owned()];
    view! { <Choice form=form name=flag.name codes=codes prefix="answer" value=value on_choose=choose wrong=never() /> }
}

/// A yes or no in words.
pub(crate) fn answer_words(yes: bool) -> String {
    if yes { t("answer-yes") } else { t("answer-no") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Date {
        Date::new(2026, 6, 15).unwrap()
    }

    #[test]
    fn a_form_reads_back_the_patient_it_was_drawn_from() {
        let patient = Patient {
            given: Some("Amina".into()),
            script_name: Some("أمينة".into()),
            ids: Some(vec![Identifier { system: "http://camp.example/ids".into(), value: "7: 2".into() }]),
            consent: Some(vec!["treatment".into()]),
            phone_safe: Some(false),
            birth: Some(domain::patient::Birth::Age {
                value: 30,
                unit: domain::patient::AgeUnit::Years,
                on: Date::new(2025, 1, 1).unwrap(),
            }),
            ..Patient::default()
        };
        assert_eq!(PatientText::of(&patient).read(today(), Some(&patient)), Ok(patient));
    }

    #[test]
    fn spaces_are_no_name_and_a_label_counts_only_when_asked_for() {
        let mut text = PatientText::default();
        text.patient.given = Some("  ".into());
        text.patient.label = Some("Unknown woman 2".into());
        assert_eq!(text.read(today(), None).unwrap_err()[0].field, "given");
        text.no_name = true;
        assert_eq!(text.read(today(), None).unwrap().label.as_deref(), Some("Unknown woman 2"));
    }

    #[test]
    fn ids_one_a_line() {
        let ids = read_ids("camp: 12\n\n 77 \n").unwrap();
        assert_eq!((ids[0].system.as_str(), ids[0].value.as_str()), ("camp", "12"));
        assert_eq!((ids[1].system.as_str(), ids[1].value.as_str()), ("", "77"));
    }
}
