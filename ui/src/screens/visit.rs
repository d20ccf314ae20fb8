//! One visit on one page: steps at the left, the form in the middle, the past at the right.

use domain::api::chart::{Chart as Read, ChartView};
use domain::id::Id;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;

use crate::client::call;
use crate::i18n::tr;
use crate::visit::{
    assess::Assess, background::BackgroundForm, notes::Notes, orders::Orders, outcome::OutcomeForm,
    past_marks::MoveVisit, prescribe::Prescribe,
};

/// The screen.
#[component]
pub(crate) fn Visit() -> impl IntoView {
    let params = use_params_map();
    let id = move |name: &str| params.with_untracked(|p| p.get(name)).and_then(|id| id.parse::<Id>().ok());
    let (Some(patient), Some(encounter)) = (id("patient"), id("encounter")) else { return ().into_any() };
    let chart = RwSignal::new(None::<ChartView>);
    let load = Callback::new(move |()| {
        spawn_local(async move {
            if let Ok(view) = call(Read { id: patient }).await {
                chart.try_set(Some(view));
            }
        });
    });
    load.run(());
    let chart = Signal::from(chart);
    view! {
        <section data-screen="visit" class="screen"><h1>{tr("visit-title")}</h1>
            <Notes patient=patient encounter=encounter chart=chart on_saved=load />
            <BackgroundForm patient=patient encounter=encounter chart=chart on_saved=load />
            <Assess patient=patient encounter=encounter chart=chart on_saved=load />
            <Prescribe patient=patient encounter=encounter chart=chart on_saved=load />
            <Orders patient=patient encounter=encounter chart=chart on_saved=load />
            <OutcomeForm patient=patient encounter=encounter chart=chart on_saved=load />
            <MoveVisit patient=patient encounter=encounter chart=chart on_saved=load />
        </section>
    }
    .into_any()
}
