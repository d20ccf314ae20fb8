//! Fields that were written differently in two places: what stands there, by whom and on which laptop, and which of it counts.

use domain::api::chart::{ChartView, Conflict, Rival, Settle};
use domain::id::Id;
use leptos::prelude::*;

use crate::components::history::value_view;
use crate::i18n::{t, ta, tr};
use crate::icons::{CHECK, Mark};
use crate::laptops::called;
use crate::{dom, moment};

/// The panel; nothing where nothing is disputed. `settle` follows when somebody decides.
pub(crate) fn conflicts_panel(chart: &ChartView, settle: Callback<Settle>) -> Option<AnyView> {
    let patient = chart.id;
    let of_patient = chart.conflicts.iter().map(|conflict| (patient, None, conflict));
    let of_parts = chart.parts.iter().filter(|view| view.mark.is_none());
    let of_parts = of_parts.flat_map(|view| view.conflicts.iter().map(|c| (view.id, Some(view.recorded_at), c)));
    let all: Vec<_> = of_patient.chain(of_parts).collect();
    let rows: Vec<_> = all
        .into_iter()
        .map(|(id, at, conflict)| {
            let written = at.map(|at| ta("conflict-in", &[("when", moment::exact(at).into())]));
            view! {
                <li data-test="conflict">
                    <h3>{t(&format!("field-{}", conflict.field))}" "<span class="aside-words">{written}</span></h3>
                    <ul class="rows">{rivals(patient, id, conflict, settle)}</ul>
                </li>
            }
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="panel conflicts" aria-labelledby="conflicts-title" data-test="conflicts-panel">
                <h2 id="conflicts-title">{tr("conflict-title")}</h2>
                <p>{tr("conflict-what")}</p>
                <ul class="plain">{rows}</ul>
            </section>
        }
        .into_any()
    })
}

fn rivals(patient: Id, id: Id, conflict: &Conflict, settle: Callback<Settle>) -> impl IntoView + use<> {
    let field = conflict.field.clone();
    let row = move |rival: &Rival| {
        let ask = Settle { patient, id, field: field.clone(), revision: rival.revision.clone() };
        let laptop = rival.laptop.map(called).unwrap_or_default();
        let when = moment::said(rival.recorded_at, dom::now());
        let who = [("when", when.into()), ("who", rival.by.clone().into()), ("laptop", laptop.into())];
        view! {
            <li class="conflict-value">
                <strong data-test="rival">{value_view(&field, &rival.value)}</strong>
                <span class="aside-words">{ta("conflict-by", &who)}</span>
                <button type="button" class="button small" data-test="settle" on:click=move |_| settle.run(ask.clone())><Mark icon=CHECK />{tr("conflict-settle")}</button>
            </li>
        }
    };
    conflict.values.iter().map(row).collect_view()
}
