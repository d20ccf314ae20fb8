//! One page about a laptop that was lost: shut it out, what it held, what never came across, whose passphrases to change, what nobody
//! here can know. It prints.  Not here: the form that revokes (laptops/lost.rs).

use domain::access::Permission;
use domain::api::coordinator::{AboutLost, LostUser, LostView};
use domain::id::Id;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;

use crate::app::desk;
use crate::client::call;
use crate::errors::error_text;
use crate::i18n::{current, t, ta, tr};
use crate::icons::{CHECK, Mark, PRINT, WARNING};
use crate::laptops::lost::RevokeForm;
use crate::laptops::row::holds;
use crate::laptops::{PageHead, called};
use crate::print::foot;
use crate::{dom, moment};

/// The id of what is said once it was revoked.
const REVOKED: &str = "laptop-revoked";

/// The screen's signals.
#[derive(Clone, Copy)]
struct State {
    view: RwSignal<Option<LostView>>,
    trouble: RwSignal<Option<String>>,
    /// Whether it was revoked a moment ago.
    gone: RwSignal<bool>,
}

/// The screen.
#[component]
pub(crate) fn LostLaptop() -> impl IntoView {
    let state = State { view: RwSignal::new(None), trouble: RwSignal::new(None), gone: RwSignal::new(false) };
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<Id>().ok())));
    let look = move || {
        let Some(id) = id.get() else { return state.trouble.set(Some(t("error-not-found"))) };
        spawn_local(async move {
            match call(AboutLost { id }).await {
                Ok(view) => {
                    state.view.try_set(Some(view));
                    if state.gone.try_get_untracked() == Some(true) {
                        dom::focus_soon(REVOKED.to_owned());
                    }
                }
                Err(error) => _ = state.trouble.try_set(Some(error_text(&error))),
            }
        });
    };
    Effect::new(move |_| look());
    let desk = desk();
    let revoked = Callback::new(move |()| {
        state.gone.try_set(true);
        look();
        desk.refresh();
    });
    let title = Signal::derive(move || ta("lost-title", &[("name", id.get().map(called).unwrap_or_default().into())]));
    let shut = move || {
        state.view.get().map(|view| {
            view! {
                <ShutOut view=view gone=state.gone on_done=revoked />
            }
        })
    };
    let facts = move || {
        // Sentences are made where they are drawn: anew in another language.
        current();
        state.view.get().map(|view| {
            view! {
                <Held view=view.clone() />
                <NeverCame view=view.clone() />
                <Passphrases users=view.users />
                <Unknown />
                {foot()}
            }
        })
    };
    view! {
        <section data-screen="lost-laptop" class="screen">
            <PageHead title=title />
            {move || state.trouble.get().map(|text| view! { <p class="alert" role="alert" data-test="trouble">{text}</p> })}
            <p class="does no-print">
                <A href="/laptops" attr:class="button" attr:data-test="back">{tr("laptops-back")}</A>
                <button type="button" class="button" data-test="print" on:click=move |_| dom::print()><Mark icon=PRINT />{tr("print-verb")}</button>
            </p>
            {shut}
            {facts}
        </section>
    }
}

/// The form, or that it is done.
#[component]
fn ShutOut(view: LostView, gone: RwSignal<bool>, on_done: Callback<()>) -> impl IntoView {
    let out = view.laptop.revoked && !view.exposed;
    let id = view.laptop.id;
    let done = move || {
        let words = gone.get().then(|| ta("lost-done", &[("name", called(id).into())]));
        words.map(|words| view! { <p><Mark icon=CHECK />" "{words}</p> })
    };
    let stands = match (out, desk().may(Permission::Administer)) {
        (true, _) => view! {
            <div class="note" id=REVOKED tabindex="-1" data-test="revoked">
                {done}
                <p>{tr("lost-is-out")}</p>
                <p>{tr("lost-next")}</p>
            </div>
        }
        .into_any(),
        (false, true) => view! { <p>{tr("lost-what")}</p><RevokeForm laptop=id on_done=on_done /> }.into_any(),
        (false, false) => view! { <p class="alert"><Mark icon=WARNING />{tr("lost-by-administrator")}</p> }.into_any(),
    };
    view! { <section class="panel" class:no-print=!out aria-labelledby="lost-out-title" data-test="lost-out"><h2 id="lost-out-title">{tr("lost-out-title")}</h2>{stands}</section> }
}

/// What whoever has it now has.
#[component]
fn Held(view: LostView) -> impl IntoView {
    let share = |key, share: domain::api::coordinator::Share| {
        ta(key, &[("known", share.known.into()), ("all", share.all.into())])
    };
    view! {
        <section class="panel" aria-labelledby="lost-held-title" data-test="lost-held">
            <h2 id="lost-held-title">{tr("lost-held-title")}</h2>
            <ul class="facts">
                <li><strong>{share("lost-held-patients", view.patients)}</strong></li>
                <li>{share("lost-held-entries", view.entries)}" "{holds(view.laptop.known.as_ref())}</li>
                <li>{tr("lost-held-sealed")}</li>
            </ul>
        </section>
    }
}

/// What one of the two has and the other has not.
#[component]
fn NeverCame(view: LostView) -> impl IntoView {
    let when = |at| moment::said(at, dom::now());
    let there = match (view.entries.all - view.entries.known, view.missing_since) {
        (n, Some(since)) if n > 0 => ta("lost-never-there", &[("n", n.into()), ("when", when(since).into())]),
        _ => t("lost-never-there-none"),
    };
    let here = match view.laptop.heard {
        Some(heard) => ta("lost-never-here", &[("when", when(heard).into())]),
        None => t("lost-never-here-any"),
    };
    view! {
        <section class="panel" aria-labelledby="lost-never-title" data-test="lost-never">
            <h2 id="lost-never-title">{tr("lost-never-title")}</h2>
            <ul class="facts"><li>{here}</li><li>{tr("lost-never-found")}</li><li>{there}</li></ul>
        </section>
    }
}

#[component]
fn Passphrases(users: Vec<LostUser>) -> impl IntoView {
    let rows = users.into_iter().map(|user| {
        let used = match user.used {
            Some(at) => ta("lost-person-used", &[("when", moment::said(at, dom::now()).into())]),
            None => t("lost-person-unused"),
        };
        let out = (!user.active).then(|| t("lost-person-out"));
        view! { <tr data-test="lost-person"><th scope="row"><bdi>{user.name}</bdi></th><td>{used}</td><td>{out}</td></tr> }
    });
    view! {
        <section class="panel" aria-labelledby="lost-people-title" data-test="lost-people">
            <h2 id="lost-people-title">{tr("lost-people-title")}</h2>
            <p>{tr("lost-people-what")}</p>
            <div class="scroll" tabindex="0" role="region" aria-label=tr("lost-people-title")><table>
                <thead><tr><th scope="col">{tr("lost-person")}</th><th scope="col">{tr("lost-person-here")}</th><th scope="col">{tr("lost-person-account")}</th></tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table></div>
            <p class="hint">{tr("lost-people-how")}</p>
        </section>
    }
}

/// Said, so that nobody takes the rest for all.
#[component]
fn Unknown() -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby="lost-unknown-title" data-test="lost-unknown">
            <h2 id="lost-unknown-title">{tr("lost-unknown-title")}</h2>
            <ul class="facts"><li>{tr("lost-unknown-more")}</li><li>{tr("lost-unknown-open")}</li><li>{tr("lost-unknown-guess")}</li></ul>
        </section>
    }
}
