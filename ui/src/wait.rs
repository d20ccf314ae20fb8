//! Waiting for the typing to pause, and drafts that are kept meanwhile.
//! In scope: debounce, drafts.  Not here: what a form is made of.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use domain::api::session::{LoadDraft, SaveDraft};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::client::{Busy, call};
use crate::dom;
use crate::moment::clock;

/// A pause in the typing after which a draft is kept.
const DRAFT_MS: i32 = 400;

/// Runs only the last of many requests, once no other came for a while. Ends with its component.
#[derive(Clone)]
pub(crate) struct Pause(Arc<AtomicU32>);

impl Pause {
    /// A pause of the component now being made.
    pub(crate) fn new() -> Self {
        let turn = Arc::new(AtomicU32::new(0));
        let ended = turn.clone();
        on_cleanup(move || _ = ended.fetch_add(1, Ordering::Relaxed));
        Pause(turn)
    }
    /// After `ms` without another, runs `then`; it gets a test of whether it is still the last.
    pub(crate) fn then<F: Future<Output = ()> + 'static>(&self, ms: i32, then: impl FnOnce(Last) -> F + 'static) {
        let mine = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        let last = Last(self.0.clone(), mine);
        let busy = Busy::new();
        spawn_local(async move {
            dom::sleep(ms).await;
            if last.holds() {
                then(last).await;
            }
            drop(busy);
        });
    }
}

/// Whether a request is still the last: answers to older ones are dropped.
pub(crate) struct Last(Arc<AtomicU32>, u32);

impl Last {
    pub(crate) fn holds(&self) -> bool {
        self.0.load(Ordering::Relaxed) == self.1
    }
}

/// A form's draft: what is typed is never lost.
#[derive(Clone, Copy)]
pub(crate) struct Draft {
    /// When it was last kept ("14:02").
    pub(crate) kept_at: RwSignal<Option<String>>,
    /// Whether it was there when the form opened.
    pub(crate) restored: RwSignal<bool>,
    waiting: StoredValue<Arc<Mutex<Option<String>>>>,
    form: StoredValue<String>,
    ended: StoredValue<bool>,
}

impl Draft {
    /// Keeps `text` (empty while nothing is typed) under `form`, and gives an earlier one to `restore`.
    pub(crate) fn new(form: String, text: Signal<String>, restore: impl Fn(String) + Send + Sync + 'static) -> Self {
        let waiting: Arc<Mutex<Option<String>>> = Arc::default();
        let draft = Draft {
            kept_at: RwSignal::new(None),
            restored: RwSignal::new(false),
            waiting: StoredValue::new(waiting.clone()),
            form: StoredValue::new(form.clone()),
            ended: StoredValue::new(false),
        };
        let ready = RwSignal::new(false);
        let load = form.clone();
        spawn_local(async move {
            let before = call(LoadDraft { form: load }).await.ok().flatten().filter(|t| !t.is_empty());
            if let Some(before) = before
                && text.try_get_untracked().is_some_and(|t| t.is_empty())
            {
                restore(before);
                draft.restored.set(true);
            }
            ready.set(true);
        });
        let pause = Pause::new();
        Effect::new(move |previous: Option<Option<String>>| {
            if !ready.get() {
                return None;
            }
            let text = text.get();
            // The first text after loading is what the core holds already.
            let changed =
                previous.flatten().is_some_and(|p| p != text) || (!draft.restored.get_untracked() && !text.is_empty());
            if changed && !draft.ended.get_value() {
                draft.keep_soon(&pause, text.clone());
            }
            Some(text)
        });
        // What still waits is kept at once when the form goes, or the page with it.
        let flush = move || {
            let left = waiting.lock().ok().and_then(|mut w| w.take());
            if let Some(text) = left {
                let form = form.clone();
                spawn_local(async move { _ = call(SaveDraft { form, text }).await });
            }
        };
        dom::on_hide(flush.clone());
        on_cleanup(flush);
        draft
    }

    /// Forgets the draft: it was written, or thrown away on purpose.
    pub(crate) async fn end(self) {
        self.ended.set_value(true);
        self.take();
        self.kept_at.set(None);
        self.restored.set(false);
        let form = self.form.get_value();
        _ = call(SaveDraft { form, text: String::new() }).await;
        self.ended.try_set_value(false);
    }

    fn keep_soon(self, pause: &Pause, text: String) {
        self.kept_at.set(None);
        self.waiting.with_value(|w| w.lock().ok().map(|mut w| *w = Some(text)));
        pause.then(DRAFT_MS, move |_| async move {
            let Some(text) = self.take() else { return };
            let form = self.form.get_value();
            if call(SaveDraft { form, text }).await.is_ok() {
                self.kept_at.try_set(Some(clock(dom::now())));
            }
        });
    }

    fn take(self) -> Option<String> {
        self.waiting.try_with_value(|w| w.lock().ok().and_then(|mut w| w.take())).flatten()
    }
}
