//! The laptops of the operation: which there are and how they stand, what a stick brings, who joins, which was lost.
//! In scope: the list.  Not here: the forms (laptops/), joining on a new laptop (screens/join.rs).

use domain::access::Permission;
use domain::api::laptops::{Laptops as List, LaptopsView};
use domain::id::Id;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::desk;
use crate::client::call;
use crate::errors::error_text;
use crate::i18n::{ta, tr};
use crate::icons::{CHECK, Mark, WARNING};
use crate::laptops::admit::AdmitPanel;
use crate::laptops::near::NearPanel;
use crate::laptops::called;
use crate::laptops::row::{Form, Row};
use crate::laptops::stick::StickPanel;
use crate::dom;

/// The id of what is said once a laptop was revoked.
const REVOKED: &str = "laptop-revoked";

/// The screen's signals.
#[derive(Clone, Copy)]
struct State {
    view: RwSignal<Option<LaptopsView>>,
    trouble: RwSignal<Option<String>>,
    /// Which one a form is open for, and which form.
    open: RwSignal<Option<(Id, Form)>>,
    /// Which one was revoked a moment ago.
    gone: RwSignal<Option<Id>>,
}

impl State {
    fn load(self) {
        spawn_local(async move {
            match call(List {}).await {
                Ok(view) => _ = self.view.try_set(Some(view)),
                Err(error) => _ = self.trouble.try_set(Some(error_text(&error))),
            }
        });
    }
}

/// The screen.
#[component]
pub(crate) fn Laptops() -> impl IntoView {
    let desk = desk();
    let state = State {
        view: RwSignal::new(None),
        trouble: RwSignal::new(None),
        open: RwSignal::new(None),
        gone: RwSignal::new(None),
    };
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
    let gone = move || {
        state.gone.get().map(|laptop| {
            view! {
                <div class="note copied" id=REVOKED tabindex="-1" data-test="revoked">
                    <p><Mark icon=CHECK />" "{ta("lost-done", &[("name", called(laptop).into())])}</p>
                    <p>{tr("lost-next")}</p>
                </div>
            }
        })
    };
    let revoked = Callback::new(move |id| {
        state.gone.try_set(Some(id));
        dom::focus_soon(REVOKED.to_owned());
        again.try_run(());
    });
    let rows = move || {
        let laptops = state.view.get().map(|view| (view.exposed, view.laptops));
        laptops.map(|(exposed, all)| {
            all.into_iter()
                .map(|laptop| view! { <Row laptop=laptop exposed=exposed open=state.open on_named=again on_revoked=revoked /> })
                .collect_view()
        })
    };
    // What was said of one that is gone is over once another form opens.
    Effect::new(move |_| {
        if state.open.get().is_some() {
            state.gone.set(None);
        }
    });
    view! {
        <section data-screen="laptops" class="screen">
            <header class="screen-head"><h1>{tr("laptops-title")}</h1></header>
            {move || state.trouble.get().map(|text| view! { <p class="alert" role="alert" data-test="trouble">{text}</p> })}
            {move || exposed().then(|| view! { <p class="alert" role="alert" data-test="exposed"><Mark icon=WARNING />{tr("laptops-exposed")}</p> })}
            <div role="status">{gone}</div>
            <ul class="rows laptops" data-test="laptops">{rows}</ul>
            {move || alone().then(|| view! { <p class="empty" data-test="laptops-alone">{tr("laptops-alone")}</p> })}
            <NearPanel on_done=again />
            <StickPanel stick=stick on_done=again />
            {administers.then(|| view! { <AdmitPanel stick=stick on_done=again /> })}
        </section>
    }
}
