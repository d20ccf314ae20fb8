//! One visit on one page: steps at the left, the form in the middle, the past at the right.

use domain::api::chart::{Chart as Read, ChartView};
use domain::api::visit::Writing;
use domain::id::Id;
use domain::visit::{Encounter, Step};
use leptos::ev::Event;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::components::A;
use leptos_router::hooks::{use_navigate, use_params_map};

use crate::client::call;
use crate::components::banner::Banner;
use crate::dom;
use crate::errors::error_text;
use crate::i18n::{code_words, ta, tr};
use crate::icons::{Mark, PRINT};
use crate::photo::Photo;
use crate::visit::form::Unwritten;
use crate::visit::triage::{TriageForm, VitalsForm};
use crate::visit::{
    assess::Assess, background::BackgroundForm, notes::Notes, orders::Orders, outcome::OutcomeForm, past::Past,
    past_marks::MoveVisit, prescribe::Prescribe,
};

/// How often the screen says again that somebody writes here.
const SAY_MS: i32 = 20_000;

/// The parts of the page, in the order of a day: each may be done out of order.
const STEPS: [(&str, &str); 4] = [
    ("triage", "step-triage"),
    ("medical", "step-medical"),
    ("prescriptions", "step-prescriptions"),
    ("outcome", "step-outcome"),
];

/// The screen.
#[component]
pub(crate) fn Visit() -> impl IntoView {
    let params = use_params_map();
    let id = move |name: &str| params.with(|p| p.get(name)).and_then(|id| id.parse::<Id>().ok());
    let both = Memo::new(move |_| id("patient").zip(id("encounter")));
    move || {
        match both.get() {
        Some((patient, encounter)) => view! { <OneVisit patient=patient encounter=encounter /> }.into_any(),
        None => view! { <section data-screen="visit" class="screen"><h1>{tr("visit-title")}</h1><p role="alert">{tr("error-not-found")}</p></section> }.into_any(),
    }
    }
}

#[component]
fn OneVisit(patient: Id, encounter: Id) -> impl IntoView {
    let read = RwSignal::new(None::<ChartView>);
    let chart: Signal<Option<ChartView>> = read.into();
    let trouble = RwSignal::new(None::<String>);
    let load = Callback::new(move |()| {
        spawn_local(async move {
            match call(Read { id: patient }).await {
                Ok(view) => _ = read.try_set(Some(view)),
                Err(error) => _ = trouble.try_set(Some(error_text(&error))),
            }
        });
    });
    load.run(());
    Unwritten::provide();
    let there = Memo::new(move |_| chart.with(Option::is_some));
    let visit = Memo::new(move |_| {
        chart.with(|c| c.as_ref()?.all::<Encounter>().find(|(v, _)| v.id == encounter).map(|(_, e)| e.clone()))
    });
    let others = presence(encounter);
    let navigate = use_navigate();
    let to_chart = Callback::new(move |()| navigate(&format!("/chart/{patient}"), NavigateOptions::default()));
    let head = move || {
        visit.get().map(|e| {
            let number = e.number.map(|n| ta("visit-number", &[("n", n.into())]));
            let step = e.step.as_ref().map(|s| code_words("waits", s.code()));
            let complaints = e.complaints.unwrap_or_default().join(" · ");
            let print = |kind: &str, test: &'static str, words: &'static str| {
                view! { <A href=format!("/print/{kind}/{patient}/{encounter}") attr:class="button small" attr:data-test=test><Mark icon=PRINT />{tr(words)}</A> }
            };
            view! {
                <div class="screen-head">
                    <p class="visit-head" data-test="visit-head"><strong>{number}</strong>" "<span>{step}</span>" "<bdi>{complaints}</bdi></p>
                    <p class="does">{print("prescription", "print-prescription", "print-prescription")}{print("visit", "print-summary", "print-summary")}</p>
                </div>
            }
        })
    };
    let steps = move || {
        STEPS.map(|(name, words)| {
        let go = move |ev: leptos::ev::MouseEvent| {
            ev.prevent_default();
            dom::focus(&format!("step-{name}"));
        };
        let now = move || {
            let step = visit.get().and_then(|e| e.step);
            matches!(
                (name, step),
                ("triage", Some(Step::Triage))
                    | ("medical", Some(Step::Medical))
                    | ("prescriptions", Some(Step::Pharmacy))
                    | ("outcome", Some(Step::Observation | Step::Closed))
            )
            .then_some("step")
        };
        view! { <li><a href=format!("#step-{name}") on:click=go aria-current=now data-test=format!("go-{name}")>{tr(words)}</a></li> }
    })
    };
    view! {
        <section data-screen="visit" class="screen visit">
            {move || chart.get().map(|chart| view! { <Banner picture=view! { <Photo chart=chart.clone() on_saved=load /> }.into_any() chart=chart on_amend=to_chart on_history=to_chart in_visit=true /> })}
            {move || (!there.get()).then(|| view! { <h1>{tr("visit-title")}</h1> })}
            {head}
            {move || trouble.get().map(|text| view! { <p class="alert" role="alert">{text}</p> })}
            <p class="writing" role="status" data-test="writing-here">{move || {
                let names = others.get();
                (!names.is_empty()).then(|| ta("visit-writing", &[("names", names.join(", ").into())]))
            }}</p>
            {move || there.get().then(|| view! {
                <div class="visit-page">
                    <nav class="steps" aria-label=tr("steps-label")><ol>{steps()}</ol></nav>
                    <div class="visit-forms">
                        <section id="step-triage" tabindex="-1" aria-label=tr("step-triage")>
                            <VitalsForm patient=patient encounter=encounter chart=chart on_saved=load />
                            <TriageForm patient=patient encounter=encounter chart=chart on_saved=load />
                        </section>
                        <section id="step-medical" tabindex="-1" aria-label=tr("step-medical")>
                            <Notes patient=patient encounter=encounter chart=chart on_saved=load />
                            <BackgroundForm patient=patient encounter=encounter chart=chart on_saved=load />
                            <Assess patient=patient encounter=encounter chart=chart on_saved=load />
                            <Orders patient=patient encounter=encounter chart=chart on_saved=load />
                        </section>
                        <section id="step-prescriptions" tabindex="-1" aria-label=tr("step-prescriptions")>
                            <Prescribe patient=patient encounter=encounter chart=chart on_saved=load />
                        </section>
                        <section id="step-outcome" tabindex="-1" aria-label=tr("step-outcome")>
                            <OutcomeForm patient=patient encounter=encounter chart=chart on_saved=load />
                            <MoveVisit patient=patient encounter=encounter chart=chart on_saved=load />
                        </section>
                    </div>
                    <Past patient=patient encounter=encounter chart=chart />
                </div>
            })}
        </section>
    }
}

/// Says that somebody writes here from the first key on, and who else does.
fn presence(encounter: Id) -> RwSignal<Vec<String>> {
    let others = RwSignal::new(Vec::new());
    let typing = RwSignal::new(false);
    let say = move |now: bool| {
        spawn_local(async move {
            if let Ok(names) = call(Writing { encounter, now }).await {
                others.try_set(names);
            }
        });
    };
    let handle = window_event_listener_untyped("input", move |_: Event| {
        if !typing.try_get_untracked().unwrap_or(true) {
            typing.set(true);
            say(true);
        }
    });
    spawn_local(async move {
        loop {
            dom::sleep(SAY_MS).await;
            match typing.try_get_untracked() {
                None => break,
                Some(typed) => say(typed),
            }
        }
    });
    on_cleanup(move || {
        handle.remove();
        spawn_local(async move { _ = call(Writing { encounter, now: false }).await });
    });
    others
}
