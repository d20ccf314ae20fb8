//! The journal in sentences first: how many records, whether altered, when verified; digest in text and QR; trees and hashes for those who ask.

use domain::api::ApiError;
use domain::api::journal::{EntryView, Overview, OverviewView, Verified, Verify};
use domain::api::session::CancelJob;
use domain::id::Id;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::client::{call, follow};
use crate::components::progress::Progress;
use crate::errors::error_text;
use crate::i18n::{t, ta, tr};
use crate::icons::{CHECK, Mark, PRINT, WARNING};
use crate::{dom, moment};

/// The screen's signals.
#[derive(Clone, Copy)]
struct State {
    view: RwSignal<Option<OverviewView>>,
    trouble: RwSignal<Option<String>>,
    job: RwSignal<Option<Id>>,
    at: RwSignal<(u64, u64)>,
    faults: RwSignal<Vec<String>>,
}

/// The screen.
#[component]
pub(crate) fn Journal() -> impl IntoView {
    let state = State {
        view: RwSignal::new(None),
        trouble: RwSignal::new(None),
        job: RwSignal::new(None),
        at: RwSignal::new((0, 0)),
        faults: RwSignal::new(Vec::new()),
    };
    spawn_local(load(state));
    let cancel = Callback::new(move |()| {
        if let Some(id) = state.job.get_untracked() {
            spawn_local(async move { _ = call(CancelJob { id }).await });
        }
    });
    let working = move || state.job.get().is_some();
    let faults = move || {
        let faults = state.faults.get();
        (!faults.is_empty()).then(|| {
            let items = faults.into_iter().map(|f| view! { <li dir="ltr">{f}</li> }).collect_view();
            view! { <div class="alert" role="alert" data-test="faults"><h2><Mark icon=WARNING />{tr("journal-faults")}</h2><ul>{items}</ul></div> }
        })
    };
    view! {
        <section data-screen="journal" class="screen">
            <header class="screen-head"><h1>{tr("journal-title")}</h1></header>
            {move || state.trouble.get().map(|text| view! { <p class="alert" role="alert" data-test="trouble">{text}</p> })}
            <p class="sentence" role="status" data-test="sentence">{move || state.view.get().map(|v| sentence(&v))}</p>
            {faults}
            <div class="verify">
                {move || if working() {
                    view! { <Progress at=state.at label=Signal::derive(tr("phase-verify")) on_cancel=cancel /> }.into_any()
                } else {
                    view! { <button type="button" class="button primary" data-test="verify" on:click=move |_| verify(state)><Mark icon=CHECK />{tr("verify-verb")}</button> }.into_any()
                }}
            </div>
            {move || state.view.get().map(|view| view! { <Digest view=view /> })}
        </section>
    }
}

async fn load(state: State) {
    match call(Overview {}).await {
        Ok(view) => _ = state.view.try_set(Some(view)),
        Err(error) => _ = state.trouble.try_set(Some(error_text(&error))),
    }
}

fn verify(state: State) {
    state.trouble.set(None);
    state.faults.set(Vec::new());
    state.at.set((0, 0));
    spawn_local(async move {
        let outcome = run(state).await;
        state.job.try_set(None);
        match outcome {
            Ok(found) => _ = state.faults.try_set(found.faults),
            Err(error) => _ = state.trouble.try_set(Some(error_text(&error))),
        }
        load(state).await;
    });
}

async fn run(state: State) -> Result<Verified, ApiError> {
    let id = call(Verify {}).await?;
    state.job.try_set(Some(id));
    let result = follow(id, move |done, total| _ = state.at.try_set((done, total))).await?;
    serde_json::from_value(result).map_err(|_| ApiError::UnknownCall { method: "journal.verify".to_owned() })
}

/// "12,408 records. None altered. Verified 10 minutes ago."
fn sentence(view: &OverviewView) -> String {
    let count = ta("journal-count", &[("n", view.size.into())]);
    let rest = match view.verified {
        Some((at, true)) => ta("journal-whole", &[("when", moment::said(at, dom::now()).into())]),
        Some((at, false)) => ta("journal-broken", &[("when", moment::said(at, dom::now()).into())]),
        None => t("journal-unverified"),
    };
    format!("{count} {rest}")
}

#[component]
fn Digest(view: OverviewView) -> impl IntoView {
    let picture = dom::svg_address(&view.digest_qr_svg);
    let rows = view.entries.into_iter().map(|entry| view! { <Entry entry=entry /> }).collect_view();
    view! {
        <article class="panel sheet" aria-labelledby="digest-title">
            <h2 id="digest-title">{tr("digest-title")}</h2>
            <p>{tr("digest-what")}</p>
            <div class="sheet-secret">
                <img class="qr" src=picture alt=tr("digest-qr") />
                <pre class="digest" dir="ltr" translate="no" tabindex="0" data-test="digest">{view.digest}</pre>
            </div>
            <p class="no-print"><button type="button" class="button" data-test="print" on:click=move |_| dom::print()><Mark icon=PRINT />{tr("print-verb")}</button></p>
        </article>
        <details class="panel no-print" data-test="entries">
            <summary><h2>{tr("entries-title")}</h2></summary>
            <p>{tr("entries-root")}" "<code dir="ltr" data-test="root">{view.root}</code></p>
            <div class="scroll" tabindex="0" role="region" aria-label=tr("entries-title")>
                <table>
                    <thead><tr>
                        <th scope="col" class="number">{tr("entries-index")}</th><th scope="col">{tr("entries-class")}</th>
                        <th scope="col">{tr("entries-at")}</th><th scope="col" class="number">{tr("entries-bytes")}</th><th scope="col">{tr("entries-leaf")}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}

#[component]
fn Entry(entry: EntryView) -> impl IntoView {
    let class = entry.class.clone();
    view! {
        <tr data-test="entry">
            <td class="number">{entry.index}</td>
            <td>{move || crate::i18n::code_words("class", &class)}</td>
            <td title=moment::exact(entry.at)>{moment::said(entry.at, dom::now())}</td>
            <td class="number">{entry.bytes}</td>
            <td><code dir="ltr">{entry.leaf}</code></td>
        </tr>
    }
}
