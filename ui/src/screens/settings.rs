//! Settings of this window: language, theme; one's own PIN and passphrase; and the ways to leave.

use domain::api::session::{LockStore, LogOut};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::desk;
use crate::client::{call, keep_token};
use crate::components::field::{Choice, never};
use crate::errors::error_text;
use crate::frame::LanguageMenu;
use crate::i18n::tr;
use crate::icons::{LOCK, Mark};
use crate::people::own::{OwnPassphrase, OwnPin};
use crate::theme;

/// The screen.
#[component]
pub(crate) fn Settings() -> impl IntoView {
    let desk = desk();
    let chosen = RwSignal::new(theme::chosen());
    let trouble = RwSignal::new(None::<String>);
    let choose = Callback::new(move |code: Option<String>| {
        // The chosen theme cannot be unchosen; pressing it again keeps it.
        let code = code.unwrap_or_else(|| chosen.get_untracked());
        theme::choose(&code);
        chosen.set(code);
    });
    let leave = move |outcome: Result<(), domain::api::ApiError>| match outcome {
        Ok(()) => {
            keep_token(None);
            desk.leave();
        }
        Err(error) => trouble.set(Some(error_text(&error))),
    };
    view! {
        <section data-screen="settings" class="screen">
            <header class="screen-head"><h1>{tr("settings-title")}</h1></header>
            {move || trouble.get().map(|text| view! { <p class="alert" role="alert">{text}</p> })}
            <section class="panel" aria-labelledby="settings-look">
                <h2 id="settings-look">{tr("settings-look")}</h2>
                <div class="field"><p>{tr("language-label")}</p><LanguageMenu /><p class="hint">{tr("language-note")}</p></div>
                <Choice form="settings" name="theme" codes=theme::THEMES.map(str::to_owned).to_vec() prefix="theme"
                    value=Signal::derive(move || Some(chosen.get())) on_choose=choose wrong=never() />
            </section>
            <div class="owns"><OwnPin /><OwnPassphrase /></div>
            <section class="panel" aria-labelledby="settings-leave">
                <h2 id="settings-leave">{tr("settings-leave")}</h2>
                <ul class="list leave">
                    <li><button type="button" class="button" data-test="lock-screen" on:click=move |_| desk.lock()><Mark icon=LOCK />{tr("lock-screen-verb")}</button><span>{tr("lock-screen-what")}</span></li>
                    <li><button type="button" class="button" data-test="log-out" on:click=move |_| spawn_local(async move { leave(call(LogOut {}).await) })>{tr("log-out-verb")}</button><span>{tr("log-out-what")}</span></li>
                    <li><button type="button" class="button" data-test="lock-store" on:click=move |_| spawn_local(async move { leave(call(LockStore {}).await) })>{tr("lock-store-verb")}</button><span>{tr("lock-store-what")}</span></li>
                </ul>
            </section>
            <p class="version">{tr("app-name")}" "<bdi dir="ltr" data-test="version">{move || desk.status.with(|s| s.as_ref().map(|s| s.version.clone()))}</bdi></p>
        </section>
    }
}
