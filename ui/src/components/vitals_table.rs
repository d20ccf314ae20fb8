//! Sets of vital signs side by side, newest first, as on a ward's sheet: a row a sign, a column a set.

use domain::api::chart::{ChartView, PartView};
use domain::id::Id;
use domain::vitals::{Reading, SIGNS, Vitals};
use leptos::prelude::*;

use crate::i18n::{code_words, current, t, ta, tr};
use crate::icons::{AMEND, HISTORY, Mark, WARNING};
use crate::{dom, moment, number};

/// Columns shown at first.
const FIRST: usize = 8;

/// A set and what stands around it.
#[derive(Clone, PartialEq)]
pub(crate) struct VitalsSet {
    pub(crate) view: PartView,
    pub(crate) vitals: Vitals,
}

/// The sets of a chart, newest first, those entered in error left out.
pub(crate) fn sets_of(chart: &ChartView) -> Vec<VitalsSet> {
    let sets = chart.all::<Vitals>().filter(|(view, _)| view.mark.is_none());
    sets.map(|(view, vitals)| VitalsSet { view: view.clone(), vitals: vitals.clone() }).collect()
}

/// The table. Signs never measured have no row.
#[component]
pub(crate) fn VitalsTable(
    #[prop(into)] sets: Signal<Vec<VitalsSet>>,
    on_amend: Callback<Id>,
    on_history: Callback<Id>,
) -> impl IntoView {
    let all = RwSignal::new(false);
    let table = move || {
        let sets = sets.get();
        let shown: Vec<VitalsSet> = sets.iter().take(if all.get() { usize::MAX } else { FIRST }).cloned().collect();
        if shown.is_empty() {
            return view! { <p class="empty" data-test="no-vitals">{t("vitals-none")}</p> }.into_any();
        }
        let heads = shown
            .iter()
            .map(|s| view! { <SetHead set=s.clone() on_amend=on_amend on_history=on_history /> })
            .collect_view();
        let rows = SIGNS
            .iter()
            .filter(|sign| shown.iter().any(|s| s.vitals.reading(sign.field).is_some()))
            .map(|sign| {
                let cells = shown.iter().map(|s| cell(s, sign.field)).collect_view();
                let label = t(&format!("field-{}", sign.field));
                view! { <tr><th scope="row">{label}" "<span class="unit" dir="ltr">{sign.unit}</span></th>{cells}</tr> }
            })
            .collect_view();
        let awake = shown.iter().any(|s| s.vitals.acvpu.is_some()).then(|| {
            let cells = shown
                .iter()
                .map(|s| view! { <td>{s.vitals.acvpu.as_ref().map(|a| code_words("acvpu", a.code()))}</td> })
                .collect_view();
            view! { <tr><th scope="row">{t("field-acvpu")}</th>{cells}</tr> }
        });
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label=tr("vitals-title")>
                <table class="vitals" data-test="vitals-table">
                    <thead><tr><th scope="col">{t("vitals-measured")}</th>{heads}</tr></thead>
                    <tbody>{rows}{awake}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    let more = move || {
        let n = sets.with(Vec::len);
        (n > FIRST && !all.get()).then(|| {
            view! { <button type="button" class="button" data-test="show-all" on:click=move |_| all.set(true)>{ta("vitals-show-all", &[("n", n.into())])}</button> }
        })
    };
    view! { {table} {more} }
}

/// When and by whom, and what can be done with the set.
#[component]
fn SetHead(set: VitalsSet, on_amend: Callback<Id>, on_history: Callback<Id>) -> impl IntoView {
    let id = set.view.id;
    let at = set.vitals.at;
    let when = at.map(|at| moment::said(at, dom::now())).unwrap_or_default();
    let exact = at.map(moment::exact).unwrap_or_default();
    let (amend, history) =
        (ta("vitals-amend", &[("when", when.clone().into())]), ta("vitals-history", &[("when", when.clone().into())]));
    view! {
        <th scope="col">
            <span class="when" title=exact>{when}</span>
            <span class="by"><bdi>{set.view.by}</bdi></span>
            {set.view.amended.then(|| view! { <span class="amended" data-test="amended">{tr("amended-mark")}</span> })}
            <span class="does">
                <button type="button" class="button small" data-test="amend-vitals" title=amend on:click=move |_| on_amend.run(id)>
                    <Mark icon=AMEND /><span>{tr("amend-verb")}</span>
                </button>
                <button type="button" class="button small" data-test="history-vitals" title=history on:click=move |_| on_history.run(id)>
                    <Mark icon=HISTORY /><span>{tr("history-verb")}</span>
                </button>
            </span>
        </th>
    }
}

/// A measured value as it is shown, without its unit.
pub(crate) fn shown(vitals: &Vitals, field: &str) -> Option<String> {
    let sign = SIGNS.iter().find(|s| s.field == field)?;
    match vitals.reading(field)? {
        Reading::Value(v) => Some(number::show((*v).into(), sign.scale, sign.decimals, current().decimal())),
        Reading::Absent(_) => None,
    }
}

fn cell(set: &VitalsSet, field: &str) -> AnyView {
    match set.vitals.reading(field) {
        Some(Reading::Value(_)) => {
            let shown = shown(&set.vitals, field);
            let unusual = set.view.unusual.iter().any(|u| u == field);
            let mark = unusual.then(|| view! { <span class="unusual"><Mark icon=WARNING />{t("unusual-mark")}</span> });
            view! { <td class="value" class:marked=unusual data-test=format!("value-{field}")><bdi dir="ltr">{shown}</bdi>{mark}</td> }.into_any()
        }
        Some(Reading::Absent(a)) => {
            view! { <td class="absent" data-test=format!("value-{field}")>{code_words("absence", a.code())}</td> }
                .into_any()
        }
        None => view! { <td></td> }.into_any(),
    }
}
