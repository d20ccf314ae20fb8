//! Every passphrase is lost: the printed recovery key opens the store and gives a person a new one.
//! In scope: the form and its own checks.  Not here: what the key opens (core).

use domain::api::ApiError;
use domain::api::session::{Recover as Ask, Suggest};
use domain::limits::{FieldError, Problem, check_passphrase};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::desk;
use crate::client::{call, keep_token};
use crate::components::field::{FieldForm, TextField};
use crate::components::summary::{ErrorSummary, wrong_of};
use crate::dom;
use crate::errors::{Wrong, error_text};
use crate::frame::LanguageMenu;
use crate::i18n::tr;

/// What the form holds.
#[derive(Clone, Copy)]
struct Form {
    key: RwSignal<String>,
    user: RwSignal<String>,
    passphrase: RwSignal<String>,
    repeat: RwSignal<String>,
    suggested: RwSignal<Option<String>>,
    wrongs: RwSignal<Vec<Wrong>>,
    trouble: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

/// The screen.
#[component]
pub(crate) fn Recover(on_back: Callback<()>) -> impl IntoView {
    let desk = desk();
    let text = || RwSignal::new(String::new());
    let form = Form {
        key: text(),
        user: text(),
        passphrase: text(),
        repeat: text(),
        suggested: RwSignal::new(None),
        wrongs: RwSignal::new(Vec::new()),
        trouble: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    dom::to_top();
    let field = move |name: &'static str, signal: RwSignal<String>, kind: &'static str, hint: &'static str| {
        let set = Callback::new(move |v| signal.set(v));
        let autocomplete = if kind == "password" { "new-password" } else { "off" };
        view! { <TextField form="recover" name=name kind=kind value=signal on_input=set hint=hint autocomplete=autocomplete wrong=wrong_of(form.wrongs, name) /> }
    };
    let suggest = move |_| {
        spawn_local(async move {
            match call(Suggest {}).await {
                Ok(words) => {
                    form.passphrase.set(words.clone());
                    form.suggested.set(Some(words));
                }
                Err(error) => form.trouble.set(Some(error_text(&error))),
            }
        });
    };
    let suggested = move || {
        form.suggested.get().map(|words| view! { <p class="note">{tr("suggested-words")}" "<strong class="secret" dir="ltr" translate="no" data-test="suggested">{words}</strong></p> })
    };
    let set_repeat = Callback::new(move |v| form.repeat.set(v));
    let done = Callback::new(move |token: String| {
        keep_token(Some(&token));
        desk.refresh();
    });
    view! {
        <main class="door" data-screen="recover">
            <header><p class="brand">{tr("app-name")}</p><LanguageMenu /></header>
            <h1>{tr("recover-title")}</h1>
            <p>{tr("recover-what")}</p>
            <ErrorSummary form="recover" wrongs=form.wrongs trouble=form.trouble />
            <FieldForm label=Signal::derive(tr("recover-title")) on_submit=Callback::new(move |()| recover(form, done))>
                {field("recovery_key", form.key, "multi", "recovery-key-hint")}
                {field("user", form.user, "text", "recover-user-hint")}
                {field("passphrase", form.passphrase, "password", "passphrase-hint")}
                <p><button type="button" class="button" data-test="suggest" on:click=suggest>{tr("suggest-verb")}</button></p>
                <div aria-live="polite">{suggested}</div>
                <TextField form="recover" name="repeat" kind="password" value=form.repeat on_input=set_repeat autocomplete="new-password" wrong=wrong_of(form.wrongs, "repeat") />
                <div class="does">
                    <button type="submit" class="button primary" data-test="recover-do" aria-disabled=move || form.busy.get().to_string()>{tr("recover-verb")}</button>
                    <button type="button" class="button" data-test="recover-back" on:click=move |_| on_back.run(())>{tr("recover-back")}</button>
                </div>
            </FieldForm>
        </main>
    }
}

/// What is wrong before the core is asked.
fn check(form: Form) -> Vec<Wrong> {
    let mut wrongs = Vec::new();
    if form.key.with_untracked(|k| k.trim().is_empty()) {
        wrongs.push(FieldError::new("recovery_key", Problem::Nothing).into());
    }
    let passphrase = form.passphrase.get_untracked();
    if let Err(problem) = check_passphrase(passphrase.trim()) {
        wrongs.push(FieldError::new("passphrase", problem).into());
    } else if form.repeat.with_untracked(|r| r.trim() != passphrase.trim()) {
        wrongs.push(Wrong::typed("repeat", "problem-repeat"));
    }
    wrongs
}

fn recover(form: Form, done: Callback<String>) {
    if form.busy.get_untracked() {
        return;
    }
    let wrongs = check(form);
    let fine = wrongs.is_empty();
    form.trouble.set(None);
    form.wrongs.set(wrongs);
    if !fine {
        return;
    }
    form.busy.set(true);
    spawn_local(async move {
        let ask = Ask {
            key: form.key.get_untracked(),
            user: form.user.get_untracked().trim().to_owned(),
            passphrase: form.passphrase.get_untracked().trim().to_owned(),
        };
        match call(ask).await {
            Ok(token) => done.run(token),
            Err(ApiError::Invalid { fields }) => form.wrongs.set(fields.into_iter().map(Wrong::from).collect()),
            Err(error) => form.trouble.set(Some(error_text(&error))),
        }
        form.busy.try_set(false);
    });
}
