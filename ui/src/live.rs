//! What the core tells by itself: the journal grew, the board changed. Screens that show either look again.
//! In scope: hearing it, in the window and over HTTP.  Not here: what is looked at (screens), progress of jobs (client.rs).

use domain::api::Event;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{EventSource, MessageEvent};

use crate::app::desk;
use crate::client::token;
use crate::dom;
use crate::wait::Pause;

/// Several changes at once are one look.
const CALM_MS: i32 = 150;
/// What the clock alone changes: waits in minutes.
const CLOCK_MS: i32 = 30_000;

/// Counts changes in `changed`, and news of meetings in `met`, as long as the page lives. `open` says whether there is a session to hear them in.
pub(crate) fn listen(changed: RwSignal<u64>, met: RwSignal<u64>, open: Memo<bool>) {
    let count = move |event: Option<Event>| match event {
        Some(Event::Board | Event::Grown { .. }) => changed.update(|n| *n += 1),
        Some(Event::Peers) => met.update(|n| *n += 1),
        Some(Event::Job { .. }) | None => {}
    };
    if let Some(events) = dom::property(&window(), "__TAURI__").and_then(|t| dom::property(&t, "event")) {
        let heard = Closure::<dyn Fn(JsValue)>::new(move |told: JsValue| {
            let text = dom::property(&told, "payload").and_then(|p| js_sys::JSON::stringify(&p).ok()).map(String::from);
            count(text.and_then(|t| serde_json::from_str(&t).ok()));
        });
        let listen = dom::property(&events, "listen").and_then(|l| l.dyn_into::<js_sys::Function>().ok());
        let _ = listen.map(|listen| listen.call2(&events, &"fieldchart".into(), heard.as_ref()));
        heard.forget();
        return;
    }
    let heard = Closure::<dyn Fn(MessageEvent)>::new(move |told: MessageEvent| {
        count(told.data().as_string().and_then(|t| serde_json::from_str(&t).ok()));
    });
    Effect::new(move |before: Option<Option<EventSource>>| {
        if let Some(Some(before)) = before {
            before.close();
        }
        let token = token().filter(|_| open.get())?;
        let source = EventSource::new(&format!("/api/events?token={token}")).ok()?;
        source.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        Some(source)
    });
}

/// Looks now, after every change the core tells of, and as the clock goes on; ends with its component.
pub(crate) fn watch<F: Future<Output = ()> + 'static>(look: impl Fn() -> F + Clone + 'static) {
    follow(desk().changed, look);
}

/// As [`watch`], for news of meetings.
pub(crate) fn watch_meetings<F: Future<Output = ()> + 'static>(look: impl Fn() -> F + Clone + 'static) {
    follow(desk().met, look);
}

fn follow<F: Future<Output = ()> + 'static>(changed: RwSignal<u64>, look: impl Fn() -> F + Clone + 'static) {
    let clock = RwSignal::new(0_u32);
    spawn_local(async move {
        loop {
            dom::sleep(CLOCK_MS).await;
            if clock.try_update(|n| *n += 1).is_none() {
                break;
            }
        }
    });
    let pause = Pause::new();
    Effect::new(move |before: Option<()>| {
        changed.track();
        clock.track();
        let look = look.clone();
        pause.then(if before.is_none() { 0 } else { CALM_MS }, move |_| async move { look().await });
    });
}
