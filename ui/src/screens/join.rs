//! This device joins the laptops of a team: a request on a stick, six words there, six words back. Then somebody logs in.
//! In scope: the two steps.  Not here: the keys behind the request, which the core keeps until it is answered or dropped.

use domain::api::laptops::{AskToJoin, Asking, CompleteJoin, DropJoin, Joining};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::desk;
use crate::client::call;
use crate::components::field::{FieldForm, field_id};
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
const WORDS: &str = "request-words";

/// The screen's signals.
#[derive(Clone, Copy)]
struct State {
    work: Work,
    folder: RwSignal<String>,
    words: RwSignal<String>,
    /// The request, once it is on a stick.
    asking: RwSignal<Option<Asking>>,
}

/// The screen. `on_back` follows where nobody joins.
#[component]
pub(crate) fn Join(on_back: Callback<()>) -> impl IntoView {
    let state = State {
        work: Work::new(),
        folder: RwSignal::new(String::new()),
        words: RwSignal::new(String::new()),
        asking: RwSignal::new(None),
    };
    dom::to_top();
    spawn_local(async move {
        match call(Joining {}).await {
            Ok(view) => {
                let at = if view.asking.is_some() { WORDS.to_owned() } else { field_id(FORM, "stick") };
                let left = view.asking.as_ref().map(|asking| asking.folder.clone());
                state.folder.try_set(left.unwrap_or(view.stick));
                state.asking.try_set(view.asking);
                dom::focus_soon(at);
            }
            Err(error) => _ = state.work.sending.trouble.try_set(Some(error_text(&error))),
        }
    });
    let step = move || match state.asking.get() {
        None => view! { <First state=state on_back=on_back /> }.into_any(),
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
        <p>{tr("join-what")}</p>
        <WorkForm form=FORM work=state.work doing="phase-ask" stops=false>
            <FieldForm label=Signal::derive(tr("join-title")) on_submit=Callback::new(move |()| ask(state))>
                <Folder form=FORM name="stick" hint="stick-hint" folder=state.folder work=state.work />
                <div class="does">
                    <button type="submit" class="button primary" data-test="join-ask"><Mark icon=LAPTOP />{tr("join-ask-verb")}</button>
                    <button type="button" class="button" data-test="join-back" on:click=move |_| on_back.run(())>{tr("restore-back")}</button>
                </div>
            </FieldForm>
        </WorkForm>
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
