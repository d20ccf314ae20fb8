//! One's own PIN and passphrase: parts of the settings screen that make their own calls.

use domain::api::people::{ChangePassphrase, SetPin};
use domain::api::session::Suggest;
use domain::limits::{FieldError, Problem, check_passphrase, check_pin};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::client::call;
use crate::components::field::{FieldForm, TextField};
use crate::components::summary::{ErrorSummary, wrong_of};
use crate::errors::{Wrong, error_text};
use crate::i18n::{t, tr};
use crate::icons::{CHECK, Mark};
use crate::sending::Sending;

/// A password field; its value is what a person keeps in the head.
pub(crate) fn secret(
    form: &'static str,
    name: &'static str,
    hint: Option<&'static str>,
    value: RwSignal<String>,
    state: Sending,
) -> AnyView {
    let set = Callback::new(move |v| value.set(v));
    let wrong = wrong_of(state.wrongs, name);
    let kind = if name == "pin" { "pin" } else { "password" };
    let autocomplete =
        if name.starts_with("old") || name == "passphrase" { "current-password" } else { "new-password" };
    match hint {
        Some(hint) => view! { <TextField form=form name=name kind=kind hint=hint autocomplete=autocomplete value=value on_input=set wrong=wrong /> }.into_any(),
        None => view! { <TextField form=form name=name kind=kind autocomplete=autocomplete value=value on_input=set wrong=wrong /> }.into_any(),
    }
}

/// Sets one's PIN.
#[component]
pub(crate) fn OwnPin() -> impl IntoView {
    const FORM: &str = "own-pin";
    let state = Sending::new();
    let (passphrase, pin) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let save = Callback::new(move |()| {
        let wrongs = check_pin(pin.get_untracked().trim()).err();
        if !state.goes(wrongs.map(|p| FieldError::new("pin", p).into()).into_iter().collect()) {
            return;
        }
        let set = SetPin {
            passphrase: passphrase.get_untracked().trim().to_owned(),
            pin: pin.get_untracked().trim().to_owned(),
        };
        spawn_local(async move {
            let outcome = call(set).await;
            if outcome.is_ok() {
                passphrase.try_set(String::new());
                pin.try_set(String::new());
            }
            state.ends(outcome);
        });
    });
    view! {
        <section class="panel own" aria-labelledby="own-pin-title">
            <h2 id="own-pin-title">{tr("own-pin-title")}</h2>
            <p>{tr("own-pin-what")}</p>
            <ErrorSummary form=FORM wrongs=state.wrongs trouble=state.trouble />
            <FieldForm label=Signal::derive(tr("own-pin-title")) on_submit=save>
                {secret(FORM, "passphrase", None, passphrase, state)}
                {secret(FORM, "pin", Some("pin-hint"), pin, state)}
                <div class="does">
                    <button type="submit" class="button" data-test="set-pin" aria-disabled=move || state.busy.get().to_string()>{tr("own-pin-verb")}</button>
                    <p class="said" role="status" data-test="pin-said">{move || state.said.get().then(|| view! { <Mark icon=CHECK />{tr("own-pin-said")} })}</p>
                </div>
            </FieldForm>
        </section>
    }
}

/// Changes one's passphrase.
#[component]
pub(crate) fn OwnPassphrase() -> impl IntoView {
    const FORM: &str = "own-passphrase";
    let state = Sending::new();
    let text = || RwSignal::new(String::new());
    let (old, new, again, suggested) = (text(), text(), text(), text());
    let save = Callback::new(move |()| {
        let mut wrongs: Vec<Wrong> = Vec::new();
        let typed = new.get_untracked().trim().to_owned();
        if old.with_untracked(String::is_empty) {
            wrongs.push(FieldError::new("old_passphrase", Problem::Nothing).into());
        }
        if let Err(problem) = check_passphrase(&typed) {
            wrongs.push(FieldError::new("new_passphrase", problem).into());
        }
        if again.get_untracked().trim() != typed {
            wrongs.push(Wrong::typed("new_again", "problem-repeat"));
        }
        if !state.goes(wrongs) {
            return;
        }
        let change = ChangePassphrase { old: old.get_untracked().trim().to_owned(), new: typed };
        spawn_local(async move {
            let outcome = call(change).await;
            if outcome.is_ok() {
                for held in [old, new, again, suggested] {
                    held.try_set(String::new());
                }
            }
            state.ends(outcome);
        });
    });
    let suggest = move |_| {
        spawn_local(async move {
            match call(Suggest {}).await {
                Ok(words) => {
                    new.try_set(words.clone());
                    suggested.try_set(words);
                }
                Err(error) => _ = state.trouble.try_set(Some(error_text(&error))),
            }
        });
    };
    let words = move || {
        let words = suggested.get();
        (!words.is_empty()).then(|| view! { <p class="note">{t("suggested-words")}" "<strong class="secret" dir="ltr" lang="en" translate="no">{words}</strong></p> })
    };
    view! {
        <section class="panel own" aria-labelledby="own-passphrase-title">
            <h2 id="own-passphrase-title">{tr("own-passphrase-title")}</h2>
            <ErrorSummary form=FORM wrongs=state.wrongs trouble=state.trouble />
            <FieldForm label=Signal::derive(tr("own-passphrase-title")) on_submit=save>
                {secret(FORM, "old_passphrase", None, old, state)}
                {secret(FORM, "new_passphrase", Some("passphrase-rule"), new, state)}
                <p><button type="button" class="button" data-test="suggest" on:click=suggest>{tr("suggest-verb")}</button></p>
                <div aria-live="polite">{words}</div>
                {secret(FORM, "new_again", None, again, state)}
                <div class="does">
                    <button type="submit" class="button" data-test="change-passphrase" aria-disabled=move || state.busy.get().to_string()>{tr("own-passphrase-verb")}</button>
                    <p class="said" role="status" data-test="passphrase-said">{move || state.said.get().then(|| view! { <Mark icon=CHECK />{tr("own-passphrase-said")} })}</p>
                </div>
            </FieldForm>
        </section>
    }
}
