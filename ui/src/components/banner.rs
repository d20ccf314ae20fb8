//! The patient banner, always in sight within a chart: names, age with its precision, sex, ids, conflicts.

use domain::api::chart::ChartView;
use domain::care::{AllergyIntolerance, Background, Certainty};
use leptos::html::Header;
use leptos::prelude::*;
use leptos_router::components::A;

use crate::age::{age_words, birth_words};
use crate::components::history::ids_words;
use crate::i18n::{code_words, t, ta, tr};
use crate::icons::{AMEND, BOARD, HISTORY, Mark, PRINT, WARNING};
use crate::{dom, moment};

/// Who this is. The name is the screen's heading.
#[component]
pub(crate) fn Banner(
    chart: ChartView,
    on_amend: Callback<()>,
    on_history: Callback<()>,
    /// Within a visit no other is started.
    #[prop(default = false)]
    in_visit: bool,
    #[prop(optional)] on_visit: Option<Callback<()>>,
    /// Their picture.
    picture: AnyView,
) -> impl IntoView {
    let p = &chart.patient;
    let age = p.birth.as_ref().map_or_else(|| t("age-not-asked"), |b| age_words(b, dom::today()));
    let birth = p.birth.as_ref().map(birth_words);
    let sex = p.sex.as_ref().map_or_else(|| t("sex-not-asked"), |s| code_words("sex", s.code()));
    let place: Vec<String> = [&p.city, &p.country].into_iter().flatten().cloned().collect();
    let fact = |key: &'static str, test: &'static str, value: Option<String>| {
        value
            .filter(|v| !v.is_empty())
            .map(|v| view! { <div class="fact"><dt>{tr(key)}</dt><dd data-test=test>{v}</dd></div> })
    };
    // What people typed has a direction of its own; our own words have the page's.
    let data = |key: &'static str, test: &'static str, value: Option<String>| {
        value
            .filter(|v| !v.is_empty())
            .map(|v| view! { <div class="fact"><dt>{tr(key)}</dt><dd data-test=test><bdi>{v}</bdi></dd></div> })
    };
    let died = p.died.map(|at| view! { <p class="alert" data-test="died"><Mark icon=WARNING />{ta("banner-died", &[("when", moment::exact(at).into())])}</p> });
    let conflicts = (!chart.conflicts.is_empty()).then(|| {
        let fields = chart.conflicts.iter().map(|c| t(&format!("field-{}", c.field))).collect::<Vec<_>>().join(", ");
        view! { <p class="alert" data-test="conflicts"><Mark icon=WARNING />{ta("banner-conflicts", &[("fields", fields.into())])}</p> }
    });
    let start = on_visit.filter(|_| !in_visit).map(|run| {
        view! { <button type="button" class="button primary" data-test="start-visit" on:click=move |_| run.run(())><Mark icon=BOARD />{tr("start-visit")}</button> }
    });
    let banner = NodeRef::<Header>::new();
    // What else stays in sight stands under it.
    banner.on_load(|element| dom::keep_height(&element, "--banner"));
    view! {
        <header class="banner" data-test="banner" node_ref=banner>
            {picture}
            <div class="who">
                <h1 data-test="name" dir="auto">{chart.name.clone()}</h1>
                {p.script_name.clone().map(|n| view! { <p class="script" data-test="script-name" dir="auto">{n}</p> })}
            </div>
            <dl class="facts">
                {fact("banner-age", "age", Some(age))}
                {fact("field-birth", "birth", birth)}
                {fact("field-sex", "sex", Some(sex))}
                {data("field-ids", "ids", p.ids.as_deref().map(ids_words))}
                {data("field-city", "place", Some(place.join(", ")))}
                {data("field-phone", "phone", p.phone.clone())}
                {fact("field-status", "status", p.status.as_ref().map(|s| code_words("status", s.code())))}
            </dl>
            {allergies(&chart)}
            <div class="does">
                {start}
                <button type="button" class="button" data-test="amend-patient" on:click=move |_| on_amend.run(())><Mark icon=AMEND />{tr("amend-patient")}</button>
                {(!in_visit).then(|| view! { <A href=format!("/print/card/{}", chart.id) attr:class="button" attr:data-test="print-card"><Mark icon=PRINT />{tr("print-card")}</A> })}
                <button type="button" class="button" data-test="history-patient" on:click=move |_| on_history.run(())><Mark icon=HISTORY />{tr("history-verb")}</button>
            </div>
            {died} {conflicts}
        </header>
    }
}

/// Allergies, or that there are none, or that nobody asked: these differ.
fn allergies(chart: &ChartView) -> AnyView {
    match known_allergies(chart) {
        Ok(known) => view! { <p class="alert" data-test="allergies"><Mark icon=WARNING /><strong>{tr("allergies-title")}</strong>" "<bdi>{known}</bdi></p> }.into_any(),
        Err(words) => view! { <p class="aside-words" data-test="allergies">{tr(words)}</p> }.into_any(),
    }
}

/// What somebody is allergic to, in one line.
///
/// # Errors
/// Nothing known: the locale key that says whether there is none, or nobody asked.
pub(crate) fn known_allergies(chart: &ChartView) -> Result<String, &'static str> {
    let counts = |a: &AllergyIntolerance| a.certainty != Some(Certainty::Refuted);
    let known = chart.all::<AllergyIntolerance>().filter(|(view, a)| view.mark.is_none() && counts(a));
    let known: Vec<String> = known.filter_map(|(_, a)| a.substance.clone()).collect();
    let none = chart.all::<Background>().any(|(v, b)| v.mark.is_none() && b.no_known_allergies == Some(true));
    match (known.is_empty(), none) {
        (false, _) => Ok(known.join(", ")),
        (true, true) => Err("allergies-none-known"),
        (true, false) => Err("allergies-not-asked"),
    }
}
