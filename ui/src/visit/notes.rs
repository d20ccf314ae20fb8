//! The story of the illness and the examination: the story first, its details folded away.

use domain::api::chart::ChartView;
use domain::api::visit::Amends;
use domain::care::Narrative;
use domain::id::Id;
use domain::part::Part;
use domain::visit::Encounter;
use leptos::prelude::*;

use crate::components::field::{Choice, field_id};
use crate::components::summary::wrong_of;
use crate::errors::Wrong;
use crate::i18n::{t, tr};
use crate::visit::form::{Form, Line, Place, Sheet, Write, judged, row_key, tidy};
use crate::visit::past_marks::{Open, Written};

const FORM: &str = "narrative";

/// A text of a narrative, by its field's name.
type Slot = (&'static str, fn(&Narrative) -> &Option<String>, fn(&mut Narrative, Option<String>));

/// The details behind the story.
const DETAILS: [Slot; 6] = [
    ("onset", |n| &n.onset, |n, v| n.onset = v),
    ("quality", |n| &n.quality, |n, v| n.quality = v),
    ("radiation", |n| &n.radiation, |n, v| n.radiation = v),
    ("provokes", |n| &n.provokes, |n, v| n.provokes = v),
    ("palliates", |n| &n.palliates, |n, v| n.palliates = v),
    ("time_of_day", |n| &n.time_of_day, |n, v| n.time_of_day = v),
];

/// The form, and what was written in this visit.
#[component]
pub(crate) fn Notes(
    patient: Id,
    encounter: Id,
    chart: Signal<Option<ChartView>>,
    on_saved: Callback<()>,
) -> impl IntoView {
    let place = Place { patient, encounter, chart, on_saved };
    let form = Form::<Narrative>::new(format!("narrative/{encounter}"));
    let submit =
        Callback::new(move |()| form.write(place, form.text.with_untracked(|n| read(n, encounter)), "narrative-saved"));
    let scale = (1..=10).map(|n: u8| n.to_string()).collect::<Vec<_>>();
    let severity = Signal::derive(move || form.text.with(|n| n.severity.map(|s| s.to_string())));
    let set_severity =
        Callback::new(move |code: Option<String>| form.text.update(|n| n.severity = code.and_then(|c| c.parse().ok())));
    let details = DETAILS.map(|(name, get, set)| view! { <Line form=form id=FORM name=name get=get set=set /> });
    // Details that hold something are never folded away.
    let detailed =
        Memo::new(move |_| form.text.with(|n| n.severity.is_some() || DETAILS.iter().any(|d| (d.1)(n).is_some())));
    view! {
        <Sheet form=form id=FORM title="narrative-title" on_submit=submit above=move || view! { <Rows place=place form=form /> }>
            <Complaint place=place form=form />
            <Line form=form id=FORM name="history" kind="multi" hint="narrative-hint" get=|n| &n.history set=|n, v| n.history = v />
            <details class="more" data-test="details" prop:open=move || detailed.get()>
                <summary>{tr("narrative-details")}</summary>
                <div class="grid">
                    <Choice form=FORM name="severity" codes=scale prefix="scale" value=severity on_choose=set_severity wrong=wrong_of(form.wrongs, "severity") />
                    {details}
                </div>
            </details>
            <Line form=form id=FORM name="examination" kind="multi" get=|n| &n.examination set=|n, v| n.examination = v />
            <Write form=form test="save-narrative" words="narrative-save" />
        </Sheet>
    }
}

/// The note of a form, or what must be mended first.
fn read(typed: &Narrative, encounter: Id) -> Result<Part, Vec<Wrong>> {
    judged(Narrative { encounter: Some(encounter), ..tidy(typed) })
}

/// Which complaint the note is about, where there are several; one for all is the rule.
#[component]
fn Complaint(place: Place, form: Form<Narrative>) -> impl IntoView {
    let complaints = Memo::new(move |_| {
        let visit = place.all::<Encounter>().into_iter().find(|(view, _)| view.id == place.encounter);
        visit.and_then(|(_, e)| e.complaints).unwrap_or_default()
    });
    let options = move || {
        let words = complaints.get().into_iter().map(|complaint| {
            let (value, chosen) = (complaint.clone(), complaint.clone());
            view! { <option value=value selected=move || form.text.with(|n| n.complaint.as_ref() == Some(&chosen))>{complaint}</option> }
        });
        words.collect_view()
    };
    let choose = move |ev| {
        let chosen = event_target_value(&ev);
        form.text.update(|n| n.complaint = Some(chosen).filter(|c| !c.is_empty()));
    };
    view! {
        <div class="field" hidden=move || complaints.with(|c| c.len() < 2)>
            <label for=field_id(FORM, "complaint")>{tr("field-complaint")}</label>
            <select id=field_id(FORM, "complaint") class="input" data-test="complaint" on:change=choose
                prop:value=move || form.text.with(|n| n.complaint.clone().unwrap_or_default())>
                <option value="">{tr("narrative-for-all")}</option>
                {options}
            </select>
        </div>
    }
}

#[component]
fn Rows(place: Place, form: Form<Narrative>) -> impl IntoView {
    let open: Open = RwSignal::new(None);
    let rows = move || place.here::<Narrative>();
    view! {
        <ul class="written-list" data-test="narratives">
            <For each=rows key=row_key let:row>
                {
                    let (view, note) = row;
                    let (again, amends) = (note.clone(), Amends::of(&view));
                    let amend = Callback::new(move |()| form.open(again.clone(), amends.clone(), "narrative-history"));
                    view! { <Written place=place view=view open=open name=t("narrative-title") on_amend=amend><Note note=note /></Written> }
                }
            </For>
        </ul>
    }
}

/// A note as it is read.
#[component]
fn Note(note: Narrative) -> impl IntoView {
    let prose = |text: Option<String>| text.map(|text| view! { <p class="prose" dir="auto">{text}</p> });
    let labelled = |name: &'static str, text: Option<String>| {
        text.map(|text| view! { <div class="fact"><dt>{move || t(&format!("field-{name}"))}</dt><dd><bdi>{text}</bdi></dd></div> })
    };
    let details = DETAILS.map(|(name, get, _)| labelled(name, get(&note).clone()));
    let severity = note.severity.map(|s| format!("{s}\u{a0}/\u{a0}10"));
    let examined = note.examination.is_some().then(|| view! { <h3>{tr("field-examination")}</h3> });
    view! {
        {note.complaint.clone().map(|c| view! { <h3><bdi>{c}</bdi></h3> })}
        {prose(note.history.clone())}
        <dl class="facts">{labelled("severity", severity)}{details}</dl>
        {examined}
        {prose(note.examination)}
    }
}
