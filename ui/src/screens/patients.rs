//! Patients: found as you type in the search line; arrow keys and Enter open a chart.

use domain::api::chart::{PatientRow, Search};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::components::A;
use leptos_router::hooks::use_navigate;

use crate::age::age_words;
use crate::app::desk;
use crate::client::call;
use crate::dom;
use crate::errors::error_text;
use crate::frame::{SEARCH_ID, focus_row};
use crate::i18n::{code_words, ta, tr};
use crate::icons::{ADD, Mark};
use crate::wait::Pause;

/// A pause in the typing after which the core is asked.
const PAUSE_MS: i32 = 80;
const ROWS: u8 = 50;

/// The screen.
#[component]
pub(crate) fn Patients() -> impl IntoView {
    let desk = desk();
    let total = RwSignal::new(None::<u64>);
    let trouble = RwSignal::new(None::<String>);
    let pause = Pause::new();
    // Rows of an earlier look may lack who was registered since.
    desk.asked.set(None);
    Effect::new(move |before: Option<()>| {
        let query = desk.query.get();
        pause.then(if before.is_none() { 0 } else { PAUSE_MS }, move |last| async move {
            let found = call(Search { query: query.clone(), limit: ROWS }).await;
            if !last.holds() {
                return;
            }
            match found {
                Ok(found) => {
                    trouble.set(None);
                    total.set(Some(found.total));
                    desk.rows.set(found.rows);
                    desk.asked.set(Some(query));
                }
                Err(error) => trouble.set(Some(error_text(&error))),
            }
        });
    });
    let open = use_navigate();
    Effect::new(move |_| {
        let answered = desk.asked.with(|a| desk.query.with(|q| a.as_ref() == Some(q)));
        if !desk.enter.get() || !answered {
            return;
        }
        desk.enter.set(false);
        match desk.rows.with_untracked(|rows| rows.iter().map(|r| r.id).collect::<Vec<_>>()).as_slice() {
            [only] => open(&format!("/chart/{only}"), NavigateOptions::default()),
            _ => spawn_local(async {
                // The rows are drawn after this.
                dom::sleep(0).await;
                focus_row(0);
            }),
        }
    });
    let count = move || {
        let n = desk.rows.with(Vec::len);
        match (total.get(), desk.asked.with(|a| a.as_ref().is_none_or(String::is_empty))) {
            (None, _) => String::new(),
            (Some(total), true) => ta("patients-latest", &[("n", n.into()), ("total", total.into())]),
            (Some(total), false) => ta("patients-found", &[("n", n.into()), ("total", total.into())]),
        }
    };
    let none =
        move || total.get().filter(|_| desk.rows.with(Vec::is_empty)).map(|total| view! { <Nobody any={total > 0} /> });
    view! {
        <section data-screen="patients" class="screen">
            <header class="screen-head">
                <h1>{tr("patients-title")}</h1>
                <A href="/register" attr:class="button primary" attr:data-test="register"><Mark icon=ADD />{tr("register-verb")}</A>
            </header>
            <p role="status" data-test="count">{count}</p>
            {move || trouble.get().map(|text| view! { <p class="alert" role="alert">{text}</p> })}
            <ul class="rows" on:keydown=arrows>
                <For each=move || desk.rows.get() key=|row| (row.id, row.last.ms, row.name.clone()) let:row><Row row=row /></For>
            </ul>
            {none}
        </section>
    }
}

/// Arrow keys go from row to row, and back up into the search line.
pub(crate) fn arrows(ev: KeyboardEvent) {
    let step: isize = match ev.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        _ => return,
    };
    ev.prevent_default();
    let Some(document) = dom::document() else { return };
    let Some(root) = document.document_element() else { return };
    let rows = dom::all(&root, "[data-test=row]");
    let here = document.active_element();
    let at = rows.iter().position(|r| here.as_ref().is_some_and(|h| r.is_same_node(Some(h))));
    match at.map_or(Some(0), |at| at.checked_add_signed(step)) {
        Some(at) => focus_row(at),
        None => dom::focus(SEARCH_ID),
    }
}

/// One patient: everything that tells two people of the same name apart.
#[component]
pub(crate) fn Row(row: PatientRow) -> impl IntoView {
    let href = format!("/chart/{}", row.id);
    view! { <li><A href=href attr:class="row" attr:data-test="row"><RowParts row=row /></A></li> }
}

/// The parts of a row, also for look-alikes.
#[component]
pub(crate) fn RowParts(row: PatientRow) -> impl IntoView {
    let (sex, birth) = (row.sex.clone(), row.birth.clone());
    let sex = move || sex.as_ref().map_or_else(|| tr("sex-not-asked")(), |s| code_words("sex", s.code()));
    let age = move || birth.as_ref().map_or_else(|| tr("age-not-asked")(), |b| age_words(b, dom::today()));
    view! {
        <span class="row-name"><bdi data-test="row-name">{row.name}</bdi>{row.script_name.map(|n| view! { <bdi class="script">{n}</bdi> })}</span>
        <span class="row-sex">{sex}</span>
        <span class="row-age">{age}</span>
        <span class="row-place"><bdi>{row.city}</bdi></span>
        <span class="row-ids"><bdi>{row.ids.join(", ")}</bdi></span>
    }
}

/// Nobody found: what to do next.
#[component]
fn Nobody(any: bool) -> impl IntoView {
    let words = move || if any { tr("patients-none-found")() } else { tr("patients-none-yet")() };
    view! {
        <div class="empty" data-test="empty">
            <p>{words}</p>
            <A href="/register" attr:class="button" attr:data-test="register-empty"><Mark icon=ADD />{tr("register-verb")}</A>
        </div>
    }
}
