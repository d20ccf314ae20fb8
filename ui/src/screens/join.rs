//! This device joins the laptops of a team: over the network, or by a request on a stick with six words there and six back. Then
//! somebody logs in.
//! In scope: the steps of both ways.  Not here: the keys behind the request, which the core keeps until it is answered or dropped.

use domain::api::laptops::{AskToJoin, Asking, CompleteJoin, DropJoin, Joining};
use domain::api::pairing::{Ask, CompletePairing, Seek};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::{Desk, desk};
use crate::client::call;
use crate::components::field::{FieldForm, TextField, field_id};
use crate::components::summary::wrong_of;
use crate::dom;
use crate::errors::error_text;
use crate::frame::LanguageMenu;
use crate::i18n::tr;
use crate::icons::{LAPTOP, Mark};
use crate::journal::copies::Folder;
use crate::laptops::admit::missing;
use crate::laptops::{SixWords, WordsField};
use crate::running::{Work, WorkForm};

const FORM: &str = "join";
const NEAR: &str = "pair";
const SAME_WORDS: &str = "pair-words";
const WORDS: &str = "request-words";

/// The screen's signals.
#[derive(Clone, Copy)]
struct State {
    work: Work,
    folder: RwSignal<String>,
    words: RwSignal<String>,
    /// The request, once it is on a stick.
    asking: RwSignal<Option<Asking>>,
    /// The form of the way over the network, and what is typed there.
    near: Work,
    code: RwSignal<String>,
    address: RwSignal<String>,
    /// The words that both screens show, once both proved the code.
    same: RwSignal<Option<String>>,
}

/// The screen. `on_back` follows where nobody joins.
#[component]
pub(crate) fn Join(on_back: Callback<()>) -> impl IntoView {
    let state = State {
        work: Work::new(),
        folder: RwSignal::new(String::new()),
        words: RwSignal::new(String::new()),
        asking: RwSignal::new(None),
        near: Work::new(),
        code: RwSignal::new(String::new()),
        address: RwSignal::new(String::new()),
        same: RwSignal::new(None),
    };
    dom::to_top();
    spawn_local(async move {
        match call(Joining {}).await {
            Ok(view) => {
                let at = if view.asking.is_some() { WORDS.to_owned() } else { field_id(NEAR, "join_code") };
                let left = view.asking.as_ref().map(|asking| asking.folder.clone());
                state.folder.try_set(left.unwrap_or(view.stick));
                state.asking.try_set(view.asking);
                dom::focus_soon(at);
            }
            Err(error) => _ = state.work.sending.trouble.try_set(Some(error_text(&error))),
        }
    });
    let step = move || match state.asking.get() {
        None => view! { <Near state=state /><First state=state on_back=on_back /> }.into_any(),
        Some(asking) => view! { <Second state=state asking=asking on_back=on_back /> }.into_any(),
    };
    view! {
        <main class="door" data-screen="join">
            <header><p class="brand">{tr("app-name")}</p><LanguageMenu /></header>
            <h1>{tr("join-title")}</h1>
            {step}
        </main>
    }
}

/// Asks whoever shows the code, and then waits until somebody there says that the words are the same.
fn ask_near(state: State, desk: Desk) {
    let near = state.near;
    if !near.sending.goes(Vec::new()) {
        return;
    }
    let ask = Ask { code: state.code.get_untracked(), address: state.address.get_untracked() };
    spawn_local(async move {
        let outcome = call(ask).await;
        let words = outcome.as_ref().ok().map(|asked| asked.words.clone());
        near.sending.ends(outcome);
        let Some(words) = words else { return };
        state.same.try_set(Some(words));
        near.start(Vec::new(), field_id(NEAR, "join_code"), CompletePairing {}, move |_: u64| desk.refresh());
    });
}

/// The way over the network.
#[component]
fn Near(state: State) -> impl IntoView {
    let (desk, near) = (desk(), state.near);
    let found = RwSignal::new(Vec::<String>::new());
    spawn_local(async move {
        // That nobody is found is no trouble: an address can be typed.
        if let Ok(addresses) = call(Seek {}).await {
            if let [only] = &addresses[..]
                && state.address.with_untracked(String::is_empty)
            {
                state.address.try_set(only.clone());
            }
            found.try_set(addresses);
        }
    });
    // The words stand as long as somebody is asked to compare them.
    let words = move || {
        let words = state.same.get().filter(|_| near.sending.busy.get());
        words.map(|words| view! { <SixWords id=SAME_WORDS label="join-same" words=words /> })
    };
    let several = move || found.with(|found| found.len() > 1);
    let choices = move || {
        found.get().into_iter().map(|address| {
            let chosen = address.clone();
            view! { <li><button type="button" class="button small" on:click=move |_| state.address.set(chosen.clone())><bdi dir="ltr">{address}</bdi></button></li> }
        }).collect_view()
    };
    view! {
        <section class="panel" aria-labelledby="join-by-network">
            <h2 id="join-by-network">{tr("join-near")}</h2>
            <p>{tr("join-near-what")}</p>
            <div role="status">{words}</div>
            <WorkForm form=NEAR work=near doing="phase-pair" stopped="join-stopped">
                <FieldForm label=Signal::derive(tr("join-near")) on_submit=Callback::new(move |()| ask_near(state, desk))>
                    <TextField form=NEAR name="join_code" kind="path" wide=true hint="join-code-hint" value=state.code
                        on_input=Callback::new(move |v| state.code.set(v)) wrong=wrong_of(near.sending.wrongs, "join_code") />
                    {move || several().then(|| view! { <p>{tr("join-found")}</p><ul class="addresses">{choices}</ul> })}
                    <TextField form=NEAR name="peer_address" kind="path" wide=true hint="join-address-hint" value=state.address
                        on_input=Callback::new(move |v| state.address.set(v)) wrong=wrong_of(near.sending.wrongs, "peer_address") />
                    <p class="does"><button type="submit" class="button primary" data-test="pair-ask"><Mark icon=LAPTOP />{tr("join-near-verb")}</button></p>
                </FieldForm>
            </WorkForm>
        </section>
    }
}

/// Leaves the request on the stick in the field.
fn ask(state: State) {
    let sending = state.work.sending;
    if !sending.goes(Vec::new()) {
        return;
    }
    spawn_local(async move {
        let outcome = call(AskToJoin { folder: state.folder.get_untracked() }).await;
        if let Ok(asking) = &outcome {
            state.asking.try_set(Some(asking.clone()));
            dom::to_top();
            dom::focus_soon(WORDS.to_owned());
        }
        sending.ends(outcome);
    });
}

#[component]
fn First(state: State, on_back: Callback<()>) -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby="join-by-stick">
        <h2 id="join-by-stick">{tr("join-stick")}</h2>
        <p>{tr("join-what")}</p>
        <WorkForm form=FORM work=state.work doing="phase-ask" stops=false>
            <FieldForm label=Signal::derive(tr("join-title")) on_submit=Callback::new(move |()| ask(state))>
                <Folder form=FORM name="stick" hint="stick-hint" folder=state.folder work=state.work />
                <div class="does">
                    <button type="submit" class="button" data-test="join-ask"><Mark icon=LAPTOP />{tr("join-ask-verb")}</button>
                    <button type="button" class="button" data-test="join-back" on:click=move |_| on_back.run(())>{tr("restore-back")}</button>
                </div>
            </FieldForm>
        </WorkForm>
        </section>
    }
}

#[component]
fn Second(state: State, asking: Asking, on_back: Callback<()>) -> impl IntoView {
    let (desk, work, words) = (desk(), state.work, state.words);
    let complete = Callback::new(move |()| {
        let ask = CompleteJoin { folder: state.folder.get_untracked(), words: words.get_untracked() };
        work.start(missing(words), field_id(FORM, "stick"), ask, move |_: u64| desk.refresh());
    });
    let drop_it = move |_| {
        spawn_local(async move {
            _ = call(DropJoin {}).await;
            on_back.try_run(());
        });
    };
    view! {
        <SixWords id=WORDS label="join-words" words=asking.words />
        <ol class="steps-to-do">
            <li>{tr("join-step-carry")}</li>
            <li>{tr("join-step-type")}</li>
            <li>{tr("join-step-back")}</li>
        </ol>
        <WorkForm form=FORM work=work doing="phase-join" stops=false>
            <FieldForm label=Signal::derive(tr("join-title")) on_submit=complete>
                <Folder form=FORM name="stick" hint="stick-hint" folder=state.folder work=work />
                <WordsField form=FORM hint="join-words-hint" words=words work=work />
                <div class="does">
                    <button type="submit" class="button primary" data-test="join-complete"><Mark icon=LAPTOP />{tr("join-verb")}</button>
                    <button type="button" class="button" data-test="join-again" on:click=move |_| ask(state)>{tr("join-ask-again")}</button>
                    <button type="button" class="button" data-test="join-drop" on:click=drop_it>{tr("join-drop-verb")}</button>
                </div>
            </FieldForm>
        </WorkForm>
    }
}
