//! The locked screen: keys stay in memory, nothing of a patient is shown. One's PIN or passphrase unlocks;
//! somebody else who is logged in takes the screen over by PIN, or logs in by passphrase.

use domain::api::ApiError;
use domain::api::people::{Present, TakeOver};
use domain::api::session::{LogIn, LogOut, Unlock, UserView};
use domain::id::Id;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::app::desk;
use crate::client::{call, keep_token};
use crate::components::field::{TextField, field_id, never};
use crate::dom;
use crate::errors::error_text;
use crate::frame::LanguageMenu;
use crate::i18n::{t, ta, tr};

/// The screen's signals.
#[derive(Clone, Copy)]
struct State {
    /// Who is at this screen.
    me: Option<Id>,
    /// Those whose PIN opens a session here.
    present: RwSignal<Vec<UserView>>,
    /// Whose PIN is asked for.
    whose: RwSignal<Option<Id>>,
    pin: RwSignal<String>,
    trouble: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    /// Opens the desk with this token; another's begins at their own first screen.
    open: Callback<(Option<String>, bool)>,
}

/// The screen.
#[component]
pub(crate) fn Lock() -> impl IntoView {
    let desk = desk();
    let navigate = use_navigate();
    let open = Callback::new(move |(token, other): (Option<String>, bool)| {
        if let Some(token) = token {
            keep_token(Some(&token));
        }
        if other {
            navigate("/", NavigateOptions::default());
            desk.leave();
        } else {
            desk.refresh();
        }
    });
    let state = State {
        me: desk.status.with_untracked(|s| s.as_ref().and_then(|s| s.user.as_ref().map(|u| u.id))),
        present: RwSignal::new(Vec::new()),
        whose: RwSignal::new(None),
        pin: RwSignal::new(String::new()),
        trouble: RwSignal::new(None),
        busy: RwSignal::new(false),
        open,
    };
    spawn_local(async move {
        look(state).await;
        ask_pin().await;
    });
    let who = move || {
        desk.status.with(|s| s.as_ref().and_then(|s| s.user.as_ref().map(|u| u.name.clone()))).unwrap_or_default()
    };
    view! {
        <main class="door" data-screen="lock">
            <header><p class="brand">{tr("app-name")}</p><LanguageMenu /></header>
            <h1>{tr("lock-title")}</h1>
            <p>{move || ta("lock-what", &[("name", who().into())])}</p>
            {move || state.trouble.get().map(|text| view! { <p class="alert" role="alert" data-test="trouble">{text}</p> })}
            {move || state.whose.get().map(|whose| view! { <ByPin state=state whose=whose /> })}
            <ByPassphrase state=state />
            <Others state=state />
        </main>
    }
}

/// Asks who is here; one's own PIN is asked for first.
async fn look(state: State) {
    let present = call(Present {}).await.unwrap_or_default();
    let whose = state.me.filter(|me| present.iter().any(|u| u.id == *me));
    let still = state.whose.try_get_untracked().flatten().filter(|id| present.iter().any(|u| u.id == *id));
    state.whose.try_set(still.or(whose));
    state.present.try_set(present);
}

/// Puts the focus where the PIN is typed, once it is drawn.
async fn ask_pin() {
    dom::sleep(0).await;
    dom::focus("lock-pin");
}

#[component]
fn ByPin(state: State, whose: Id) -> impl IntoView {
    let own = state.me == Some(whose);
    let name = state
        .present
        .with_untracked(|all| all.iter().find(|u| u.id == whose).map(|u| u.name.clone()))
        .unwrap_or_default();
    let words = move || if own { t("take-back-verb") } else { ta("take-over-verb", &[("name", name.clone().into())]) };
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        let pin = state.pin.get_untracked().trim().to_owned();
        run(state, async move { Ok((Some(call(TakeOver { user: whose, pin }).await?), !own)) });
    };
    view! {
        <form class="form" on:submit=submit novalidate>
            <TextField form="lock" name="pin" kind="pin" autocomplete="off" value=state.pin on_input=Callback::new(move |v| state.pin.set(v)) wrong=never() />
            <div class="does"><button type="submit" class="button primary" data-test="take-over">{words}</button></div>
        </form>
    }
}

#[component]
fn ByPassphrase(state: State) -> impl IntoView {
    let passphrase = RwSignal::new(String::new());
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        let passphrase = passphrase.get_untracked().trim().to_owned();
        run(state, async move { call(Unlock { passphrase }).await.map(|()| (None, false)) });
    };
    let desk = desk();
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
        <form class="form" on:submit=submit novalidate>
            <TextField form="lock" name="passphrase" kind="password" autocomplete="current-password" value=passphrase
                on_input=Callback::new(move |v| passphrase.set(v)) wrong=never() />
            <div class="does">
                <button type="submit" class="button" class:primary=move || state.whose.get().is_none() data-test="unlock">{tr("unlock-verb")}</button>
                <button type="button" class="button" data-test="log-out" on:click=log_out>{tr("log-out-verb")}</button>
            </div>
        </form>
    }
}

/// Somebody else: those logged in, by PIN; anybody, by passphrase.
#[component]
fn Others(state: State) -> impl IntoView {
    let passphrase = RwSignal::new(String::new());
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        let passphrase = passphrase.get_untracked().trim().to_owned();
        run(state, async move { Ok((Some(call(LogIn { passphrase }).await?), true)) });
    };
    let choose = move |id: Id| {
        state.pin.set(String::new());
        state.whose.set(Some(id));
        spawn_local(ask_pin());
    };
    // Whoever the PIN is asked of already stands above.
    let people = move || {
        let mut others = state.present.get();
        others.retain(|u| Some(u.id) != state.whose.get());
        (!others.is_empty()).then(|| {
            let buttons = others
                .into_iter()
                .map(|u| view! { <li><button type="button" class="button" data-test="present" on:click=move |_| choose(u.id)><bdi>{u.name}</bdi></button></li> })
                .collect_view();
            view! { <p>{tr("others-what")}</p><ul class="present">{buttons}</ul> }
        })
    };
    view! {
        <section class="aside" aria-labelledby="others-title">
            <h2 id="others-title">{tr("others-title")}</h2>
            {people}
            <details class="more">
                <summary data-test="log-in-other">{tr("others-log-in")}</summary>
                <form class="form" on:submit=submit novalidate>
                    <TextField form="lock" name="other_passphrase" kind="password" autocomplete="current-password" hint="others-log-in-what" value=passphrase
                        on_input=Callback::new(move |v| passphrase.set(v)) wrong=never() />
                    <div class="does"><button type="submit" class="button" data-test="log-in">{tr("log-in-verb")}</button></div>
                </form>
            </details>
        </section>
    }
}

/// Runs one way in at a time; what it refuses is said, and who is present is asked again.
fn run(state: State, way: impl Future<Output = Result<(Option<String>, bool), ApiError>> + 'static) {
    if state.busy.get_untracked() {
        return;
    }
    state.busy.set(true);
    state.trouble.set(None);
    spawn_local(async move {
        match way.await {
            Ok(way_in) => state.open.run(way_in),
            Err(error) => {
                state.trouble.try_set(Some(error_text(&error)));
                state.pin.try_set(String::new());
                look(state).await;
            }
        }
        state.busy.try_set(false);
    });
}
