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
use crate::icons::{AMEND, CHECK, LAPTOP, Mark, WARNING};
use crate::laptops::admit::AdmitPanel;
use crate::laptops::lost::Lost;
use crate::laptops::name::NameForm;
use crate::laptops::near::NearPanel;
use crate::laptops::stick::{StickPanel, short};
use crate::laptops::{called, laptop_words};
use crate::{dom, moment};

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

/// A form that opens within a laptop's row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Name,
    Lost,
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
            <StickPanel stick=stick on_done=again />
            {administers.then(|| view! { <AdmitPanel stick=stick on_done=again /> })}
        </section>
    }
}

#[component]
fn Row(state: State, laptop: Laptop, exposed: bool, again: Callback<()>) -> impl IntoView {
    let id = laptop.id;
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
    let is_open = move |form: Form| state.open.get() == Some((id, form));
    let opens = move |form: Form| {
        state.gone.set(None);
        state.open.update(|open| *open = if *open == Some((id, form)) { None } else { Some((id, form)) });
    };
    let closes = move |button: String| {
        Callback::new(move |()| {
            state.open.try_set(None);
            dom::focus_soon(button.clone());
        })
    };
    let (name_button, lost_button) = (format!("name-{id}"), format!("lost-{id}"));
    let (name_closes, lost_closes) = (closes(name_button.clone()), closes(lost_button.clone()));
    let revoked = Callback::new(move |()| {
        state.open.try_set(None);
        state.gone.try_set(Some(id));
        dom::focus_soon(REVOKED.to_owned());
        again.try_run(());
    });
    let named = Callback::new(move |()| {
        name_closes.run(());
        again.try_run(());
    });
    let site = (!laptop.site.is_empty()).then(|| laptop.site.clone());
    let rivals = (!laptop.rivals.is_empty()).then(|| ta("laptop-rivals", &[("others", laptop.rivals.join(", ").into())]));
    let form = laptop.clone();
    view! {
        <li data-test="laptop" class:out=laptop.revoked>
            <div class="laptop">
                <div>
                    <p class="laptop-name" title=id.to_string()><Mark icon=LAPTOP /><bdi data-test="laptop-name">{move || laptop_words(id)}</bdi></p>
                    <p class="laptop-site"><bdi>{site}</bdi>" "<code dir="ltr">{short(id)}</code></p>
                </div>
                <p class="laptop-entries">{entries}<br />{heard}</p>
                <p class="laptop-state">{standing}</p>
                <div class="does">
                    <button type="button" class="button small" id=name_button data-test="name-laptop" aria-expanded=move || is_open(Form::Name).to_string() on:click=move |_| opens(Form::Name)><Mark icon=AMEND />{tr("name-verb")}<span class="visually-hidden">" "{move || called(id)}</span></button>
                    {may_lose.then(|| view! { <button type="button" class="button small" id=lost_button data-test="lost" aria-expanded=move || is_open(Form::Lost).to_string() on:click=move |_| opens(Form::Lost)>{tr("lost-verb")}<span class="visually-hidden">" "{move || called(id)}</span></button> })}
                </div>
            </div>
            {rivals.map(|text| view! { <p class="laptop-forked" data-test="rivals"><Mark icon=WARNING />{text}</p> })}
            {laptop.forked.then(|| view! { <p class="laptop-forked" data-test="forked"><Mark icon=WARNING />{tr("laptop-forked")}</p> })}
            {move || is_open(Form::Name).then(|| view! { <NameForm laptop=form.clone() on_done=named on_cancel=name_closes /> })}
            {move || is_open(Form::Lost).then(|| view! { <Lost laptop=id on_done=revoked on_cancel=lost_closes /> })}
        </li>
    }
}
