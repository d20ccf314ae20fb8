//! What is printed: a prescription, the summary of a visit, a label, a patient's card.
//! Each is a route that shows the sheet as it will be on paper; the print stylesheet leaves nothing else.
//! In scope: the sheets.  Not here: sheets that hold a secret (components/sheet.rs), the digest (screens/journal.rs).

use domain::api::chart::{Card, Chart as Read, ChartView, ReadCard};
use domain::care::{DispenseKind, MedicationDispense, MedicationRequest, Narrative, Procedure, RequestStatus, Test};
use domain::id::Id;
use domain::part::PartOf;
use domain::record::Condition;
use domain::time::{Moment, Precision};
use domain::visit::{Encounter, Triage};
use domain::vitals::{SIGNS, Vitals};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;

use crate::age::{age_words, birth_words};
use crate::app::desk;
use crate::client::call;
use crate::components::banner::known_allergies;
use crate::components::vitals_table::shown;
use crate::dom;
use crate::errors::error_text;
use crate::i18n::{code_words, current, t, ta, tr};
use crate::icons::{Mark, PRINT};
use crate::moment::{self, date_words};
use crate::pharmacy::prescribed::{Line, lines};
use crate::pharmacy::{directions, units_words};
use crate::visit::dose::sentence;

/// The button that has the focus when the sheet stands: Enter prints.
const BUTTON: &str = "print-now";

/// What a route prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// The prescriptions of a visit.
    Prescription(Id),
    /// A visit.
    Visit(Id),
    /// The label of a dispensing.
    Label(Id),
    /// The patient's card.
    Card,
}

impl What {
    fn of(kind: &str, id: Option<Id>) -> Option<What> {
        match (kind, id) {
            ("prescription", Some(id)) => Some(What::Prescription(id)),
            ("visit", Some(id)) => Some(What::Visit(id)),
            ("label", Some(id)) => Some(What::Label(id)),
            ("card", None) => Some(What::Card),
            _ => None,
        }
    }

    /// Where one came from.
    fn back(self, patient: Id) -> String {
        match self {
            What::Prescription(visit) | What::Visit(visit) => format!("/visit/{patient}/{visit}"),
            What::Label(_) => "/pharmacy".to_owned(),
            What::Card => format!("/chart/{patient}"),
        }
    }
}

/// The screen.
#[component]
pub(crate) fn Print() -> impl IntoView {
    let params = use_params_map();
    let sought = Memo::new(move |_| {
        params.with(|p| {
            let id = |name: &str| p.get(name).and_then(|id| id.parse::<Id>().ok());
            Some((id("patient")?, What::of(&p.get("kind")?, id("of"))?))
        })
    });
    move || {
        match sought.get() {
        Some((patient, what)) => view! { <OneSheet patient=patient what=what /> }.into_any(),
        None => view! { <section data-screen="print" class="screen"><h1>{tr("print-title")}</h1><p role="alert">{tr("print-nothing")}</p></section> }.into_any(),
    }
    }
}

#[component]
fn OneSheet(patient: Id, what: What) -> impl IntoView {
    let chart = RwSignal::new(None::<ChartView>);
    let card = RwSignal::new(None::<Card>);
    let trouble = RwSignal::new(None::<String>);
    spawn_local(async move {
        if what == What::Card {
            match call(ReadCard { id: patient }).await {
                Ok(read) => _ = card.try_set(Some(read)),
                Err(error) => {
                    trouble.try_set(Some(error_text(&error)));
                    return;
                }
            }
        }
        match call(Read { id: patient }).await {
            Ok(read) => {
                chart.try_set(Some(read));
                dom::focus_soon(BUTTON.to_owned());
            }
            Err(error) => _ = trouble.try_set(Some(error_text(&error))),
        }
    });
    let sheet = move || {
        let read = chart.get()?;
        let sheet = match what {
            What::Prescription(visit) => prescription(&read, visit),
            What::Visit(visit) => summary(&read, visit),
            What::Label(dispensed) => label(&read, dispensed),
            What::Card => card.get().map(|card| card_sheet(&read, card)),
        };
        Some(sheet.unwrap_or_else(|| view! { <p role="alert">{tr("print-nothing")}</p> }.into_any()))
    };
    let unread =
        move || (!current().reviewed()).then(|| view! { <p class="caution no-print">{tr("sheet-unreviewed")}</p> });
    view! {
        <section data-screen="print" class="screen paper">
            <header class="screen-head"><h1>{tr("print-title")}</h1></header>
            <p class="does no-print">
                <button type="button" id=BUTTON class="button primary" data-test="print" on:click=move |_| dom::print()><Mark icon=PRINT />{tr("print-verb")}</button>
                <A href=what.back(patient) attr:class="button" attr:data-test="print-back">{tr("print-back")}</A>
            </p>
            <p class="hint no-print">{tr("print-paper")}</p>
            {unread}
            {move || trouble.get().map(|text| view! { <p class="alert" role="alert">{text}</p> })}
            {sheet}
        </section>
    }
}

/// The parts of one visit that were not entered in error, oldest first.
fn of_visit<P: PartOf + Clone + 'static>(chart: &ChartView, visit: Id) -> Vec<P> {
    let here = chart.all::<P>().filter(|(v, _)| v.mark.is_none() && v.part.encounter() == Some(visit));
    let mut found: Vec<P> = here.map(|(_, p)| p.clone()).collect();
    found.reverse();
    found
}

/// The visit itself, and who opened it.
fn visit_of(chart: &ChartView, visit: Id) -> Option<&Encounter> {
    chart.all::<Encounter>().find(|(v, _)| v.id == visit).map(|(_, e)| e)
}

/// Who the sheet is about, as a person checks it against the one before them.
fn who(chart: &ChartView) -> AnyView {
    let p = &chart.patient;
    let age = p.birth.as_ref().map_or_else(|| t("age-not-asked"), |b| age_words(b, dom::today()));
    let sex = p.sex.as_ref().map_or_else(|| t("sex-not-asked"), |s| code_words("sex", s.code()));
    let weight = chart.all::<Vitals>().filter(|(v, _)| v.mark.is_none()).find_map(|(_, v)| shown(v, "weight_g"));
    let weight = weight.map(|kg| view! { <span>{ta("sheet-weight", &[("kg", kg.into())])}</span> });
    view! {
        <p class="sheet-who">
            <strong dir="auto">{chart.name.clone()}</strong>
            {p.script_name.clone().map(|n| view! { <strong dir="auto">{n}</strong> })}
            <span>{ta("sheet-age-weight", &[("age", age.into()), ("sex", sex.into())])}</span>
            {weight}
        </p>
    }
    .into_any()
}

/// Operation and site; date of the visit.
fn head(title: &'static str, at: Option<Moment>) -> AnyView {
    let desk = desk();
    let of = move |pick: fn(&domain::api::session::StatusView) -> Option<String>| {
        desk.status.with_untracked(|s| s.as_ref().and_then(pick)).unwrap_or_default()
    };
    let (operation, site) = (of(|s| s.operation.clone()), of(|s| s.site.clone()));
    let when = at.map(|at| ta("sheet-visit", &[("when", moment::exact(at).into())]));
    view! {
        <header class="sheet-head">
            <p class="sheet-for"><bdi>{operation}</bdi>", "<bdi>{site}</bdi></p>
            <h2 data-test="sheet-title">{t(title)}</h2>
            <p>{when}</p>
        </header>
    }
    .into_any()
}

/// When, by whom and where it was printed.
pub(crate) fn foot() -> AnyView {
    let desk = desk();
    let (who, site) = desk.status.with_untracked(|s| {
        let s = s.as_ref();
        let user = s.and_then(|s| s.user.as_ref().map(|u| u.name.clone()));
        (user.unwrap_or_default(), s.and_then(|s| s.site.clone()).unwrap_or_default())
    });
    let words = [("when", moment::exact(dom::now()).into()), ("who", who.into()), ("site", site.into())];
    view! { <p class="sheet-foot">{ta("sheet-printed", &words)}</p> }.into_any()
}

/// Allergies as they stand: known, none, or not asked.
fn allergies(chart: &ChartView) -> String {
    known_allergies(chart).map_or_else(t, |known| format!("{}: {known}", t("allergies-title")))
}

/// What is still to be given or was given: stopped ones are not on paper.
fn standing(chart: &ChartView, visit: Id) -> Vec<Line> {
    let mut found = lines(chart, visit);
    found.retain(|l| l.request.status != Some(RequestStatus::Stopped));
    found
}

fn prescription(chart: &ChartView, visit: Id) -> Option<AnyView> {
    let found = standing(chart, visit);
    if found.is_empty() {
        return None;
    }
    let prescribers: std::collections::BTreeSet<String> = found.iter().map(|l| l.view.by.clone()).collect();
    let prescribers = prescribers.into_iter().collect::<Vec<_>>().join(", ");
    let rows = found.iter().map(|line| {
        view! { <li><p><bdi>{sentence(&line.request)}</bdi></p>{line.request.note.clone().map(|n| view! { <p class="sheet-note" dir="auto">{n}</p> })}</li> }
    });
    let rows = rows.collect_view();
    Some(view! {
        <article class="sheet print-sheet" data-test="sheet-prescription">
            {head("sheet-prescription", visit_of(chart, visit).and_then(|e| e.at))}
            {who(chart)}
            <p class="sheet-allergies" dir="auto">{allergies(chart)}</p>
            <ol class="sheet-rows">{rows}</ol>
            <p class="sheet-sign"><span>{(!prescribers.is_empty()).then(|| ta("sheet-prescriber", &[("who", prescribers.into())]))}</span><span class="sign-here">{t("sheet-signature")}</span></p>
            {foot()}
        </article>
    }.into_any())
}

/// A heading and its lines, if there are any.
fn block(title: &'static str, rows: Vec<String>) -> Option<AnyView> {
    let rows: Vec<String> = rows.into_iter().filter(|r| !r.trim().is_empty()).collect();
    if rows.is_empty() {
        return None;
    }
    let rows = rows.into_iter().map(|r| view! { <li><bdi>{r}</bdi></li> }).collect_view();
    Some(view! { <h3>{t(title)}</h3><ul class="sheet-rows">{rows}</ul> }.into_any())
}

fn summary(chart: &ChartView, visit: Id) -> Option<AnyView> {
    let encounter = visit_of(chart, visit)?.clone();
    let with = |what: Option<String>, aside: Option<String>| {
        [what, aside].into_iter().flatten().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(": ")
    };
    let triage = of_visit::<Triage>(chart, visit).pop().and_then(|tr| tr.category);
    let category = triage.map(|c| code_words("category", c.code()));
    let complaints = encounter.complaints.clone().unwrap_or_default();
    let vitals = of_visit::<Vitals>(chart, visit).into_iter().map(|v| {
        let values = SIGNS
            .iter()
            .filter_map(|s| Some(format!("{} {} {}", t(&format!("field-{}", s.field)), shown(&v, s.field)?, s.unit)));
        with(v.at.map(moment::exact), Some(values.collect::<Vec<_>>().join(", ")))
    });
    let stories = of_visit::<Narrative>(chart, visit).into_iter().flat_map(|n| {
        [
            with(n.complaint, n.history),
            n.examination.map(|e| format!("{}: {e}", t("field-examination"))).unwrap_or_default(),
        ]
    });
    let problems = of_visit::<Condition>(chart, visit).into_iter().map(|c| c.text.unwrap_or_default());
    let tests = of_visit::<Test>(chart, visit).into_iter().map(|tst| {
        let stands = tst.status.map(|s| code_words("test", s.code()));
        with(tst.name, tst.result.or(stands))
    });
    let done = of_visit::<Procedure>(chart, visit).into_iter().map(|p| p.text.unwrap_or_default());
    let medicines = standing(chart, visit).into_iter().map(|l| {
        let given = (l.given() > 0)
            .then(|| ta("rx-given", &[("given", units_words(l.request.form.as_ref(), l.given().into()).into())]));
        with(Some(sentence(&l.request)), given)
    });
    let outcome = encounter.outcome.as_ref().map(|o| code_words("outcome", o.code()));
    let ended = match &outcome {
        Some(_) => vec![with(outcome, encounter.outcome_note.clone())],
        None if encounter.closed.is_some() => vec![t("outcome-none")],
        None => Vec::new(),
    };
    Some(
        view! {
            <article class="sheet print-sheet" data-test="sheet-visit">
                {head("sheet-summary", encounter.at)}
                {who(chart)}
                <p class="sheet-allergies" dir="auto">{allergies(chart)}</p>
                {block("field-complaints", complaints)}
                {block("triage-title", category.into_iter().collect())}
                {block("vitals-title", vitals.collect())}
                {block("narrative-title", stories.collect())}
                {block("problems-title", problems.collect())}
                {block("tests-title", tests.collect())}
                {block("procedures-title", done.collect())}
                {block("sheet-given", medicines.collect())}
                {block("outcome-title", ended)}
                {block("field-follow_up", encounter.follow_up.clone().into_iter().collect())}
                {foot()}
            </article>
        }
        .into_any(),
    )
}

fn label(chart: &ChartView, dispensed: Id) -> Option<AnyView> {
    let of = |(v, d): (&domain::api::chart::PartView, &MedicationDispense)| {
        (v.id == dispensed && v.mark.is_none()).then(|| d.clone())
    };
    let given = chart.all::<MedicationDispense>().find_map(of)?;
    let request =
        chart.all::<MedicationRequest>().find(|(v, _)| Some(v.id) == given.request).map(|(_, r)| r.clone())?;
    let medicine = given.medicine.clone().or_else(|| request.medicine.clone()).unwrap_or_default();
    let units = units_words(request.form.as_ref(), given.quantity?.into());
    let desk = desk();
    let site = desk.status.with_untracked(|s| s.as_ref().and_then(|s| s.site.clone())).unwrap_or_default();
    let day = given.at.map(|at| date_words(at.local_date(), Precision::Day)).unwrap_or_default();
    // Directions are those of what was prescribed; of another medicine a person writes them.
    let how = if given.kind == Some(DispenseKind::Substituted) { t("sheet-by-hand") } else { directions(&request) };
    let lot = given.lot.map(|lot| view! { <span>{t("lot-word")}" "<bdi>{lot}</bdi></span> });
    Some(
        view! {
            <article class="sheet print-label" data-test="sheet-label">
                <p class="label-name" dir="auto">{chart.name.clone()}</p>
                <p class="label-medicine"><strong dir="auto">{medicine}</strong>" "<span>{units}</span></p>
                <p class="label-how" dir="auto">{how}</p>
                {request.note.clone().map(|n| view! { <p dir="auto">{n}</p> })}
                <p class="label-foot"><span>{day}</span>{lot}<bdi>{site}</bdi></p>
            </article>
        }
        .into_any(),
    )
}

fn card_sheet(chart: &ChartView, card: Card) -> AnyView {
    let picture = dom::svg_address(&card.qr_svg);
    let born = chart.patient.birth.as_ref().map(birth_words);
    view! {
        <article class="sheet print-card" data-test="sheet-card">
            <div>
                <p class="label-name" dir="auto">{chart.name.clone()}</p>
                {chart.patient.script_name.clone().map(|n| view! { <p class="label-name" dir="auto">{n}</p> })}
                <p>{born}</p>
                <p class="aside-words">{t("sheet-card-number")}</p>
                <p class="card-number" dir="ltr" data-test="card-number">{card.number}</p>
                <p class="hint">{t("sheet-card-what")}</p>
            </div>
            <img class="qr" src=picture alt=tr("sheet-card-qr") />
        </article>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_addresses_print() {
        let id = Id([7; 16]);
        assert_eq!(What::of("label", Some(id)), Some(What::Label(id)));
        assert_eq!(What::of("card", None), Some(What::Card));
        assert_eq!((What::of("label", None), What::of("poster", Some(id))), (None, None));
    }
}
