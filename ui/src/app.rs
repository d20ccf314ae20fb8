//! Which screen: first run, log in, locked, or the frame with its routes.
//! In scope: where the device stands, the idle lock.  Not here: what the screens do.

use std::cell::Cell;
use std::rc::Rc;

use domain::access::Permission;
use domain::api::ApiError;
use domain::api::chart::PatientRow;
use domain::api::session::{LockScreen, Phase, Status, StatusView};
use domain::id::Id;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::Router;

use crate::client::{self, Busy, call};
use crate::dom;
use crate::errors::error_text;
use crate::frame::Frame;
use crate::i18n::tr;
use crate::live;
use crate::screens::{first_run::FirstRun, lock::Lock, log_in::LogIn};

/// Idle time after which the screen locks (CLINIC.md: at most five minutes).
const IDLE_MS: i64 = 5 * 60_000;
const IDLE_LOOK_MS: i32 = 10_000;

/// What every screen may need: where we stand, and the search line that stands on all of them.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    /// The last answer of `Status`.
    pub(crate) status: RwSignal<Option<StatusView>>,
    /// Why there is none.
    pub(crate) trouble: RwSignal<Option<ApiError>>,
    /// What is typed in the search line.
    pub(crate) query: RwSignal<String>,
    /// The rows found, and for what: a row is never opened for another question than its own.
    pub(crate) rows: RwSignal<Vec<PatientRow>>,
    pub(crate) asked: RwSignal<Option<String>>,
    /// Who was registered a moment ago.
    pub(crate) fresh: RwSignal<Option<Id>>,
    /// Grows with every change of which the core tells.
    pub(crate) changed: RwSignal<u64>,
    /// Grows with every news of a meeting.
    pub(crate) met: RwSignal<u64>,
    /// Enter was pressed and waits for the rows of what is typed.
    pub(crate) enter: RwSignal<bool>,
}

impl Desk {
    /// Asks again where we stand.
    pub(crate) fn refresh(self) {
        spawn_local(async move {
            match call(Status {}).await {
                Ok(status) => {
                    self.trouble.set(None);
                    self.status.set(Some(status));
                }
                Err(error) => self.trouble.set(Some(error)),
            }
        });
    }
    /// Whether the person logged in may do this.
    pub(crate) fn may(self, permission: Permission) -> bool {
        self.status.with(|s| s.as_ref().and_then(|s| s.user.as_ref()).is_some_and(|u| u.permissions.has(permission)))
    }
    /// Locks the screen; keys stay.
    pub(crate) fn lock(self) {
        spawn_local(async move {
            _ = call(LockScreen {}).await;
            self.leave();
        });
    }
    /// Forgets what was on the screen and asks where we stand.
    pub(crate) fn leave(self) {
        self.query.set(String::new());
        self.rows.set(Vec::new());
        self.asked.set(None);
        self.enter.set(false);
        self.refresh();
    }
}

/// The desk of the app.
pub(crate) fn desk() -> Desk {
    expect_context::<Desk>()
}

/// The whole program.
#[component]
pub(crate) fn App() -> impl IntoView {
    let desk = Desk {
        status: RwSignal::new(None),
        trouble: RwSignal::new(None),
        query: RwSignal::new(String::new()),
        rows: RwSignal::new(Vec::new()),
        asked: RwSignal::new(None),
        fresh: RwSignal::new(None),
        changed: RwSignal::new(0),
        met: RwSignal::new(0),
        enter: RwSignal::new(false),
    };
    provide_context(desk);
    client::on_lost(move || desk.leave());
    let starting = Busy::new();
    spawn_local(async move {
        let status = call(Status {}).await;
        match status {
            Ok(status) => desk.status.set(Some(status)),
            Err(error) => desk.trouble.set(Some(error)),
        }
        drop(starting);
    });
    lock_when_idle(desk);
    let phase = Memo::new(move |_| desk.status.with(|s| s.as_ref().map(|s| s.phase)));
    live::listen(desk.changed, desk.met, Memo::new(move |_| phase.get() == Some(Phase::Open)));
    Effect::new(move |_| {
        let words = desk.status.with(|s| s.as_ref().and_then(|s| s.site.clone()));
        dom::set_title(&words.map_or_else(|| tr("app-name")(), |site| format!("{site} · {}", tr("app-name")())));
    });
    let screen = move || match phase.get() {
        None => view! { <Unreachable /> }.into_any(),
        Some(Phase::New) => view! { <FirstRun /> }.into_any(),
        Some(Phase::Locked) => view! { <LogIn /> }.into_any(),
        Some(Phase::ScreenLocked) => view! { <Lock /> }.into_any(),
        Some(Phase::Open) => view! { <Frame /> }.into_any(),
    };
    view! { <Router>{screen}</Router> }
}

/// Shown while there is no answer yet, and where there will be none.
#[component]
fn Unreachable() -> impl IntoView {
    let desk = desk();
    move || {
        desk.trouble.get().map(|error| {
            view! {
                <main class="door" data-screen="unreachable">
                    <h1>{tr("app-name")}</h1>
                    <p role="alert">{error_text(&error)}</p>
                    <button type="button" class="button primary" data-test="retry" on:click=move |_| desk.refresh()>{tr("retry-verb")}</button>
                </main>
            }
        })
    }
}

fn lock_when_idle(desk: Desk) {
    let last = Rc::new(Cell::new(dom::now().ms));
    for event in ["keydown", "pointerdown", "wheel"] {
        let seen = last.clone();
        // It listens as long as the page lives.
        let _ = window_event_listener_untyped(event, move |_: ev::Event| seen.set(dom::now().ms));
    }
    spawn_local(async move {
        loop {
            dom::sleep(IDLE_LOOK_MS).await;
            let open = desk.status.with_untracked(|s| s.as_ref().is_some_and(|s| s.phase == Phase::Open));
            if open && dom::now().ms - last.get() >= IDLE_MS {
                last.set(dom::now().ms);
                desk.lock();
            }
        }
    });
}
