//! Log in: the passphrase opens the store and says who you are.

use domain::api::session::LogIn as Open;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::desk;
use crate::client::{call, keep_token};
use crate::components::field::{TextField, field_id, never};
use crate::dom;
use crate::errors::error_text;
use crate::frame::LanguageMenu;
use crate::i18n::tr;
use crate::screens::recover::Recover;

/// The screen.
#[component]
pub(crate) fn LogIn() -> impl IntoView {
    let desk = desk();
    let passphrase = RwSignal::new(String::new());
    let trouble = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let recovering = RwSignal::new(false);
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            match call(Open { passphrase: passphrase.get_untracked().trim().to_owned() }).await {
                Ok(token) => {
                    keep_token(Some(&token));
                    desk.refresh();
                }
                Err(error) => {
                    trouble.set(Some(error_text(&error)));
                    // Whoever mistyped types again, at once.
                    dom::select(&field_id("log-in", "passphrase"));
                }
            }
            busy.try_set(false);
        });
    };
    let ask = move || {
        // The one thing to do here.
        dom::focus_soon(field_id("log-in", "passphrase"));
        view! {
        <main class="door" data-screen="log-in">
            <header><p class="brand">{tr("app-name")}</p><LanguageMenu /></header>
            <h1>{tr("log-in-title")}</h1>
            <p>{tr("log-in-what")}</p>
            {move || trouble.get().map(|text| view! { <p class="alert" role="alert" data-test="trouble">{text}</p> })}
            <form class="form" on:submit=submit novalidate>
                <TextField form="log-in" name="passphrase" kind="password" autocomplete="current-password" value=passphrase
                    on_input=Callback::new(move |v| passphrase.set(v)) wrong=never() />
                <button type="submit" class="button primary" data-test="log-in" aria-disabled=move || busy.get().to_string()>{tr("log-in-verb")}</button>
            </form>
            <p><button type="button" class="button quiet" data-test="recover" on:click=move |_| recovering.set(true)>{tr("recover-link")}</button></p>
        </main>
        }
    };
    let back = Callback::new(move |()| recovering.set(false));
    move || if recovering.get() { view! { <Recover on_back=back /> }.into_any() } else { ask().into_any() }
}
