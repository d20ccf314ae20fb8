//! The locked screen: keys stay in memory, nothing of a patient is shown, the same person's passphrase unlocks.

use domain::api::session::{LogOut, Unlock};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::desk;
use crate::client::{call, keep_token};
use crate::components::field::{TextField, field_id, never};
use crate::components::summary::ErrorSummary;
use crate::dom;
use crate::errors::error_text;
use crate::frame::LanguageMenu;
use crate::i18n::{ta, tr};

/// The screen.
#[component]
pub(crate) fn Lock() -> impl IntoView {
    let desk = desk();
    let passphrase = RwSignal::new(String::new());
    let trouble = RwSignal::new(None::<String>);
    let who = move || {
        desk.status.with(|s| s.as_ref().and_then(|s| s.user.as_ref().map(|u| u.name.clone()))).unwrap_or_default()
    };
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        trouble.set(None);
        spawn_local(async move {
            match call(Unlock { passphrase: passphrase.get_untracked().trim().to_owned() }).await {
                Ok(()) => desk.refresh(),
                Err(error) => trouble.set(Some(error_text(&error))),
            }
        });
    };
    let log_out = move |_| {
        spawn_local(async move {
            _ = call(LogOut {}).await;
            keep_token(None);
            desk.leave();
        });
    };
    // The one thing to do here.
    dom::focus_soon(field_id("lock", "passphrase"));
    view! {
        <main class="door" data-screen="lock">
            <header><p class="brand">{tr("app-name")}</p><LanguageMenu /></header>
            <h1>{tr("lock-title")}</h1>
            <p>{move || ta("lock-what", &[("name", who().into())])}</p>
            <ErrorSummary form="lock" wrongs=Signal::derive(Vec::new) trouble=trouble />
            <form class="form" on:submit=submit novalidate>
                <TextField form="lock" name="passphrase" kind="password" autocomplete="current-password" value=passphrase
                    on_input=Callback::new(move |v| passphrase.set(v)) wrong=never() />
                <div class="does">
                    <button type="submit" class="button primary" data-test="unlock">{tr("unlock-verb")}</button>
                    <button type="button" class="button" data-test="log-out" on:click=log_out>{tr("log-out-other")}</button>
                </div>
            </form>
        </main>
    }
}
