//! The laptops of the operation: which there are and how they stand, what a stick or a hub brings, who joins.
//! In scope: the list.  Not here: its rows and the forms (laptops/), joining on a new laptop (screens/join.rs), a lost one (lost_laptop.rs).

use domain::access::Permission;
use domain::api::laptops::{Laptops as List, LaptopsView};
use domain::id::Id;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

use crate::app::desk;
use crate::client::call;
use crate::closing::notice::ClosingBanner;
use crate::dom;
use crate::errors::error_text;
use crate::i18n::tr;
use crate::icons::{CHECK, Mark, WARNING};
use crate::laptops::admit::AdmitPanel;
use crate::laptops::hubs::HubsPanel;
use crate::laptops::near::NearPanel;
use crate::laptops::pair::PairPanel;
use crate::laptops::row::{Row, name_button};
use crate::laptops::stick::StickPanel;

/// The screen's signals.
#[derive(Clone, Copy)]
struct State {
    view: RwSignal<Option<LaptopsView>>,
    trouble: RwSignal<Option<String>>,
    /// Whose name is being written.
    open: RwSignal<Option<Id>>,
}

impl State {
    fn load(self) {
        spawn_local(self.look());
    }

    async fn look(self) {
        match call(List {}).await {
            // Drawn anew, a form would lose what is typed in it, and a button the focus.
            Ok(view) if self.open.try_get_untracked() == Some(None) => {
                if self.view.try_with_untracked(|shown| shown.as_ref() != Some(&view)) == Some(true) {
                    self.view.try_set(Some(view));
                }
            }
            Ok(_) => {}
            Err(error) => _ = self.trouble.try_set(Some(error_text(&error))),
        }
    }
}

/// The screen.
#[component]
pub(crate) fn Laptops() -> impl IntoView {
    let desk = desk();
    let state = State { view: RwSignal::new(None), trouble: RwSignal::new(None), open: RwSignal::new(None) };
    state.load();
    let stick =
        Signal::derive(move || state.view.with(|view| view.as_ref().map(|v| v.stick.clone()).unwrap_or_default()));
    let again = Callback::new(move |()| {
        state.load();
        desk.refresh();
    });
    let administers = desk.may(Permission::Administer);
    let exposed = move || state.view.with(|view| view.as_ref().is_some_and(|v| v.exposed));
    let alone = move || state.view.with(|view| view.as_ref().is_some_and(|v| v.laptops.len() == 1));
    let rows = move || {
        let laptops = state.view.get().map(|view| (view.exposed, view.laptops));
        laptops.map(|(exposed, all)| {
            all.into_iter().map(|laptop| view! { <Row laptop=laptop exposed=exposed open=state.open /> }).collect_view()
        })
    };
    // Once a form closes, what came meanwhile is shown, and the focus is where the form was opened.
    Effect::new(move |before: Option<Option<Id>>| {
        let now = state.open.get();
        if let (Some(Some(closed)), None) = (before, now) {
            spawn_local(async move {
                state.look().await;
                dom::focus_soon(name_button(closed));
            });
        }
        now
    });
    view! {
        <section data-screen="laptops" class="screen">
            <header class="screen-head"><h1>{tr("laptops-title")}</h1></header>
            {move || state.trouble.get().map(|text| view! { <p class="alert" role="alert" data-test="trouble">{text}</p> })}
            <ClosingBanner />
            {move || exposed().then(|| view! { <p class="alert" role="alert" data-test="exposed"><Mark icon=WARNING />{tr("laptops-exposed")}</p> })}
            <ul class="rows laptops" data-test="laptops">{rows}</ul>
            {move || alone().then(|| view! { <p class="empty" data-test="laptops-alone">{tr("laptops-alone")}</p> })}
            <NearPanel on_done=again />
            <HubsPanel />
            {administers.then(|| view! { <PairPanel on_done=again /> })}
            <StickPanel stick=stick on_done=again />
            {administers.then(|| view! { <AdmitPanel stick=stick on_done=again /> })}
            <p><A href="/laptops/closing" attr:class="button" attr:data-test="closing"><Mark icon=CHECK />{tr("closing-verb")}</A></p>
        </section>
    }
}
