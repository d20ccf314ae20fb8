//! The laptops of the operation: which there are and how they stand, what a stick brings, who joins, which was lost.
//! In scope: the list.  Not here: the forms (laptops/), joining on a new laptop (screens/join.rs).

use domain::access::Permission;
use domain::api::laptops::{Laptop, Laptops as List, LaptopsView};
use domain::id::Id;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::desk;
use crate::client::call;
use crate::errors::error_text;
use crate::i18n::{t, ta, tr};
use crate::icons::{CHECK, LAPTOP, Mark, WARNING};
use crate::laptops::admit::AdmitPanel;
use crate::laptops::lost::Lost;
use crate::laptops::near::NearPanel;
use crate::laptops::pair::PairPanel;
use crate::laptops::stick::{StickPanel, short};
use crate::{dom, moment};

/// The id of what is said once a laptop was revoked.
const REVOKED: &str = "laptop-revoked";

/// The screen's signals.
#[derive(Clone, Copy)]
struct State {
    view: RwSignal<Option<LaptopsView>>,
    trouble: RwSignal<Option<String>>,
    /// Which one is being asked about.
    asked: RwSignal<Option<Id>>,
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
        asked: RwSignal::new(None),
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
                    <p><Mark icon=CHECK />" "{ta("lost-done", &[("name", short(laptop).into())])}</p>
                    <p>{tr("lost-next")}</p>
                </div>
            }
        })
    };
    let rows = move || {
        let laptops = state.view.get().map(|view| (view.exposed, view.laptops));
        laptops.map(|(exposed, all)| {
            all.into_iter()
                .map(|laptop| view! { <Row state=state laptop=laptop exposed=exposed again=again /> })
                .collect_view()
        })
    };
    view! {
        <section data-screen="laptops" class="screen">
            <header class="screen-head"><h1>{tr("laptops-title")}</h1></header>
            {move || state.trouble.get().map(|text| view! { <p class="alert" role="alert" data-test="trouble">{text}</p> })}
            {move || exposed().then(|| view! { <p class="alert" role="alert" data-test="exposed"><Mark icon=WARNING />{tr("laptops-exposed")}</p> })}
            <div role="status">{gone}</div>
            <ul class="rows laptops" data-test="laptops">{rows}</ul>
            {move || alone().then(|| view! { <p class="empty" data-test="laptops-alone">{tr("laptops-alone")}</p> })}
            <NearPanel on_done=again />
            {administers.then(|| view! { <PairPanel on_done=again /> })}
            <StickPanel stick=stick on_done=again />
            {administers.then(|| view! { <AdmitPanel stick=stick on_done=again /> })}
        </section>
    }
}

#[component]
fn Row(state: State, laptop: Laptop, exposed: bool, again: Callback<()>) -> impl IntoView {
    let id = laptop.id;
    let name = ta("laptop-name", &[("name", short(id).into())]);
    let standing = match (laptop.here, laptop.revoked) {
        (true, _) => t("laptop-here"),
        (false, true) => t("laptop-revoked"),
        (false, false) => match laptop.signed {
            Some(n) => ta("laptop-signed", &[("n", n.into())]),
            None => t("laptop-unsigned"),
        },
    };
    let heard = laptop.heard.map(|at| {
        let said = ta("laptop-heard", &[("when", moment::said(at, dom::now()).into())]);
        view! { <span title=moment::exact(at)>{said}</span> }
    });
    let entries = match laptop.entries {
        0 => t("laptop-none"),
        n => ta("laptop-entries", &[("n", n.into())]),
    };
    // While a revoked one can still read, its key is to be renewed by the same way.
    let may_lose = desk().may(Permission::Administer) && !laptop.here && (exposed || !laptop.revoked);
    let button = format!("lost-{id}");
    let back = button.clone();
    let is_asked = move || state.asked.get() == Some(id);
    let done = Callback::new(move |()| {
        state.asked.try_set(None);
        state.gone.try_set(Some(id));
        dom::focus_soon(REVOKED.to_owned());
        again.try_run(());
    });
    let cancel = Callback::new(move |()| {
        state.asked.set(None);
        dom::focus_soon(back.clone());
    });
    let ask = move |_| {
        state.gone.set(None);
        state.asked.update(|a| *a = if *a == Some(id) { None } else { Some(id) });
    };
    view! {
        <li data-test="laptop" class:out=laptop.revoked>
            <div class="laptop">
                <p class="laptop-name" title=id.to_string()><Mark icon=LAPTOP />{name}</p>
                <p class="laptop-entries">{entries}<br />{heard}</p>
                <p class="laptop-state">{standing}</p>
                {may_lose.then(|| view! { <button type="button" class="button small" id=button data-test="lost" aria-expanded=move || is_asked().to_string() on:click=ask>{tr("lost-verb")}<span class="visually-hidden">" "{short(id)}</span></button> })}
            </div>
            {laptop.forked.then(|| view! { <p class="laptop-forked" data-test="forked"><Mark icon=WARNING />{tr("laptop-forked")}</p> })}
            {move || is_asked().then(|| view! { <Lost laptop=id on_done=done on_cancel=cancel /> })}
        </li>
    }
}
