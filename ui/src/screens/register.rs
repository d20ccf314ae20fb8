//! Register a patient: one name suffices, or none yet. Look-alikes show while typing and never block; the draft is kept.

use domain::api::ApiError;
use domain::api::chart::{Register as Write, Search};
use domain::api::visit::{Duplicate, Duplicates};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::components::A;
use leptos_router::hooks::use_navigate;

use crate::app::desk;
use crate::client::call;
use crate::components::field::{FieldForm, field_id};
use crate::components::patient_fields::{PatientFields, PatientText};
use crate::components::saved::{Restored, Saved};
use crate::components::summary::ErrorSummary;
use crate::dom;
use crate::errors::{Wrong, error_text};
use crate::i18n::{code_words, tr};
use crate::screens::patients::RowParts;
use crate::wait::{Draft, Pause};

const ALIKE_PAUSE_MS: i32 = 250;
const ALIKE: u8 = 5;

/// The screen.
#[component]
pub(crate) fn Register() -> impl IntoView {
    let text = RwSignal::new(PatientText::default());
    let wrongs = RwSignal::new(Vec::<Wrong>::new());
    let trouble = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let json = Signal::derive(move || {
        text.with(|t| {
            if *t == PatientText::default() { String::new() } else { serde_json::to_string(t).unwrap_or_default() }
        })
    });
    let draft = Draft::new("register".to_owned(), json, move |kept| {
        if let Ok(kept) = serde_json::from_str(&kept) {
            text.set(kept);
        }
    });
    let discard = Callback::new(move |()| {
        text.set(PatientText::default());
        wrongs.set(Vec::new());
        spawn_local(draft.end());
    });
    dom::focus_soon(field_id("register", "given"));
    let desk = desk();
    let navigate = use_navigate();
    let submit = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        trouble.set(None);
        let patient = match text.with_untracked(|t| t.read(dom::today(), None)) {
            Ok(patient) => patient,
            Err(found) => return wrongs.set(found),
        };
        wrongs.set(Vec::new());
        busy.set(true);
        let navigate = navigate.clone();
        spawn_local(async move {
            match call(Write { patient }).await {
                Ok(id) => {
                    draft.end().await;
                    // Who was just registered is measured next.
                    desk.fresh.set(Some(id));
                    navigate(&format!("/chart/{id}"), NavigateOptions { replace: true, ..NavigateOptions::default() });
                }
                Err(ApiError::Invalid { fields }) => wrongs.set(fields.into_iter().map(Wrong::from).collect()),
                Err(error) => trouble.set(Some(error_text(&error))),
            }
            busy.try_set(false);
        });
    });
    view! {
        <section data-screen="register" class="screen">
            <header class="screen-head"><h1>{tr("register-title")}</h1><Saved draft=draft /></header>
            <Restored draft=draft on_discard=discard />
            <ErrorSummary form="register" wrongs=wrongs trouble=trouble />
            <div class="beside">
                <FieldForm label=Signal::derive(tr("register-title")) on_submit=submit>
                    <PatientFields form="register" text=text wrongs=wrongs />
                    <p class="does">
                        <button type="submit" class="button primary" data-test="save" aria-disabled=move || busy.get().to_string()>{tr("register-verb")}</button>
                        <span class="hint">{tr("register-hint")}</span>
                    </p>
                </FieldForm>
                <LookAlikes text=text />
            </div>
        </section>
    }
}

/// People who may be the same, and why. Opening one is a click or a deliberate Tab and Enter, never the form's Enter.
#[component]
fn LookAlikes(text: RwSignal<PatientText>) -> impl IntoView {
    let rows = RwSignal::new(Vec::<Duplicate>::new());
    let asked = Memo::new(move |_| text.with(PatientText::so_far));
    let pause = Pause::new();
    Effect::new(move |_| {
        let patient = asked.get();
        let query = [&patient.given, &patient.family].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
        if query.trim().chars().count() < 2 && patient.phone.is_none() {
            // A later pause makes an answer under way stale.
            pause.then(0, move |_| async move { rows.set(Vec::new()) });
            return;
        }
        pause.then(ALIKE_PAUSE_MS, move |last| async move {
            // A name alone is like many; once more is known, only those are left for whom more speaks.
            let more =
                patient.sex.is_some() || patient.birth.is_some() || patient.city.is_some() || patient.phone.is_some();
            let found = if more {
                call(Duplicates { patient }).await
            } else {
                let alone = |row| Duplicate { row, reasons: Vec::new() };
                call(Search { query, limit: ALIKE }).await.map(|found| found.rows.into_iter().map(alone).collect())
            };
            if let Ok(found) = found
                && last.holds()
            {
                rows.set(found);
            }
        });
    });
    view! {
        <aside class="alike" aria-labelledby="alike-title" data-test="look-alikes" hidden=move || rows.with(Vec::is_empty)>
            <h2 id="alike-title">{tr("alike-title")}</h2>
            <p class="hint" role="status">{tr("alike-what")}</p>
            <ul class="rows">
                <For each=move || rows.get() key=|found| (found.row.id, found.row.last.ms, found.reasons.clone()) let:found>
                    <li>
                        <A href=format!("/chart/{}", found.row.id) attr:class="row" attr:data-test="look-alike"><RowParts row=found.row /></A>
                        <Reasons codes=found.reasons />
                    </li>
                </For>
            </ul>
        </aside>
    }
}

/// What speaks for it being the same person.
#[component]
fn Reasons(codes: Vec<String>) -> impl IntoView {
    let words = move || codes.iter().map(|code| code_words("same", code)).collect::<Vec<_>>().join(", ");
    view! { <p class="alike-reasons aside-words" data-test="reasons">{words}</p> }
}
