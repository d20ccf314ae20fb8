//! The patient's past beside the form: allergies, problems, medicines, earlier visits, vital signs, so that nobody leaves the form.

use domain::api::chart::ChartView;
use domain::care::{AllergyIntolerance, Background, Certainty, MedicationRequest, Procedure, RequestStatus};
use domain::id::Id;
use domain::record::Condition;
use domain::visit::Encounter;
use domain::vitals::{Reading, SIGNS, Vitals};
use leptos::prelude::*;

use crate::i18n::{current, t, tr};
use crate::visit::form::Place;
use crate::{dom, moment, number};

/// Rows of a list shown.
const ROWS: usize = 6;
/// Signs drawn as a line over the last sets.
const TRENDS: [&str; 4] = ["temperature_mc", "pulse_per_min", "weight_g", "systolic_mmhg"];

/// The column.
#[component]
pub(crate) fn Past(patient: Id, encounter: Id, chart: Signal<Option<ChartView>>) -> impl IntoView {
    let place = Place { patient, encounter, chart, on_saved: Callback::new(|()| ()) };
    let block = move |title: &'static str, rows: Vec<(String, String)>| {
        (!rows.is_empty()).then(|| {
            let more = rows.len().saturating_sub(ROWS);
            let rows = rows.into_iter().take(ROWS).map(|(what, aside)| view! { <li><bdi>{what}</bdi>" "<span class="aside-words"><bdi>{aside}</bdi></span></li> });
            let rows = rows.collect_view();
            view! { <h3>{tr(title)}</h3><ul class="list">{rows}{(more > 0).then(|| view! { <li class="aside-words">"+"{more}</li> })}</ul> }
        })
    };
    let allergies = move || {
        let known: Vec<(String, String)> = place
            .standing::<AllergyIntolerance>()
            .into_iter()
            .filter(|(_, a)| a.certainty != Some(Certainty::Refuted))
            .map(|(_, a)| (a.substance.unwrap_or_default(), a.reaction.unwrap_or_default()))
            .collect();
        let none = place.standing::<Background>().iter().any(|(_, b)| b.no_known_allergies == Some(true));
        match (known.is_empty(), none) {
            (false, _) => view! { <div class="alert">{block("allergies-title", known)}</div> }.into_any(),
            (true, true) => view! { <p class="none-known">{tr("allergies-none-known")}</p> }.into_any(),
            (true, false) => view! { <p class="note">{tr("allergies-not-asked")}</p> }.into_any(),
        }
    };
    let when = |at: Option<domain::time::Moment>| at.map(|at| moment::said(at, dom::now())).unwrap_or_default();
    let problems = move || {
        let rows = place.standing::<Condition>().into_iter();
        let rows = rows.filter(|(v, _)| v.part.encounter() != Some(encounter));
        block("problems-title", rows.map(|(_, c)| (c.text.unwrap_or_default(), when(c.onset))).collect())
    };
    let medicines = move || {
        let rows = place.standing::<MedicationRequest>().into_iter();
        let rows =
            rows.filter(|(v, m)| v.part.encounter() != Some(encounter) && m.status != Some(RequestStatus::Stopped));
        block("past-medicines", rows.map(|(_, m)| (m.medicine.unwrap_or_default(), when(m.at))).collect())
    };
    let visits = move || {
        let rows = place.standing::<Encounter>().into_iter().filter(|(v, _)| v.id != encounter);
        block("past-visits", rows.map(|(_, e)| (e.complaints.unwrap_or_default().join(", "), when(e.at))).collect())
    };
    let done = move || {
        let rows = place.standing::<Procedure>().into_iter().filter(|(v, _)| v.part.encounter() != Some(encounter));
        block("past-done", rows.map(|(_, p)| (p.text.unwrap_or_default(), when(p.at))).collect())
    };
    let trends = move || {
        let sets: Vec<Vitals> = place.standing::<Vitals>().into_iter().map(|(_, v)| v).collect();
        TRENDS.iter().filter_map(|field| trend(&sets, field)).collect_view()
    };
    view! {
        <aside class="past" aria-label=tr("past-title")>
            {allergies} {trends} {problems} {medicines} {done} {visits}
        </aside>
    }
}

/// A sign over the last sets, oldest first: the last value in words, a line where there are several.
fn trend(sets: &[Vitals], field: &str) -> Option<AnyView> {
    let sign = SIGNS.iter().find(|s| s.field == field)?;
    let values: Vec<i32> = sets
        .iter()
        .filter_map(|v| match v.reading(field) {
            Some(Reading::Value(v)) => Some(*v),
            _ => None,
        })
        .take(12)
        .collect();
    let last = *values.first()?;
    let (low, high) = (*values.iter().min()?, *values.iter().max()?);
    let shown = |v: i32| number::show(v.into(), sign.scale, sign.decimals, current().decimal());
    let name = t(&format!("field-{field}"));
    let line = (values.len() > 1).then(|| {
        let span = f64::from((high - low).max(1));
        let step = 100.0 / (values.len() - 1) as f64;
        let points = values.iter().rev().enumerate().map(|(i, v)| {
            format!("{:.1},{:.1}", i as f64 * step, 22.0 - f64::from(*v - low) / span * 20.0)
        });
        let points = points.collect::<Vec<_>>().join(" ");
        let words = values.iter().rev().map(|v| shown(*v)).collect::<Vec<_>>().join(", ");
        view! { <svg class="trend" viewBox="0 0 100 24" role="img" aria-label=words preserveAspectRatio="none"><polyline points=points /></svg> }
    });
    Some(view! { <p class="trend-line"><span>{name}</span>" "<strong dir="ltr">{shown(last)}" "{sign.unit}</strong>{line}</p> }.into_any())
}
