//! The journal in sentences first: how many records, whether altered, when verified; digest in text and QR; trees and hashes for those who ask.

use domain::api::ApiError;
use domain::api::journal::{EntryView, KeepDigest, Overview, OverviewView, Receipt, ReceiptView, Verified, Verify};
use domain::api::session::CancelJob;
use domain::id::Id;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::client::{call, follow};
use crate::components::progress::Progress;
use crate::errors::error_text;
use crate::i18n::{t, ta, tr};
use crate::icons::{CHECK, FILE, Mark, PRINT, WARNING};
use crate::journal::compare::CompareDigest;
use crate::journal::kept::KeptDigests;
use crate::journal::receipt::OneReceipt;
use crate::journal::redactions::RedactionList;
use crate::{dom, moment};

/// The screen's signals.
#[derive(Clone, Copy)]
struct State {
    view: RwSignal<Option<OverviewView>>,
    trouble: RwSignal<Option<String>>,
    job: RwSignal<Option<Id>>,
    at: RwSignal<(u64, u64)>,
    faults: RwSignal<Vec<String>>,
    /// Counts up when another digest was kept.
    kept: RwSignal<u32>,
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
        kept: RwSignal::new(0),
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
            {move || state.view.get().map(|view| view! { <Digest view=view state=state /> })}
            <CompareDigest />
            <KeptDigests again=state.kept.into() />
            <RedactionList />
            {move || state.view.get().map(|view| view! { <Entries view=view /> })}
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
        state.kept.try_update(|n| *n += 1);
    });
}

/// Remembers the digest as it stands, since it now stands elsewhere too.
fn keep(state: State) {
    spawn_local(async move {
        if call(KeepDigest {}).await.is_ok() {
            state.kept.try_update(|n| *n += 1);
        }
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
fn Digest(view: OverviewView, state: State) -> impl IntoView {
    let picture = dom::svg_address(&view.digest_qr_svg);
    let digest = StoredValue::new(view.digest.clone());
    let print = move |_| {
        keep(state);
        dom::print();
    };
    let save = move |_| {
        keep(state);
        let name = format!("digest-{}.txt", dom::today());
        dom::save_bytes(&name, &js_sys::Uint8Array::from(digest.get_value().as_bytes()));
    };
    view! {
        <article class="panel sheet" aria-labelledby="digest-title">
            <h2 id="digest-title">{tr("digest-title")}</h2>
            <p>{tr("digest-what")}</p>
            <div class="sheet-secret">
                <img class="qr" src=picture alt=tr("digest-qr") />
                <pre class="digest" dir="ltr" translate="no" tabindex="0" data-test="digest">{view.digest}</pre>
            </div>
            <p class="no-print does">
                <button type="button" class="button" data-test="print" on:click=print><Mark icon=PRINT />{tr("print-verb")}</button>
                <button type="button" class="button" data-test="save-digest" on:click=save><Mark icon=FILE />{tr("digest-save")}</button>
            </p>
        </article>
    }
}

#[component]
fn Entries(view: OverviewView) -> impl IntoView {
    let open = RwSignal::new(None::<ReceiptView>);
    let rows = view.entries.into_iter().map(|entry| view! { <Entry entry=entry open=open /> }).collect_view();
    view! {
        <details class="panel no-print" data-test="entries">
            <summary><h2>{tr("entries-title")}</h2></summary>
            <p>{tr("entries-root")}" "<code dir="ltr" data-test="root">{view.root}</code></p>
            <div role="status">{move || open.get().map(|receipt| view! { <OneReceipt receipt=receipt /> })}</div>
            <div class="scroll" tabindex="0" role="region" aria-label=tr("entries-title")>
                <table>
                    <thead><tr>
                        <th scope="col" class="number">{tr("entries-index")}</th><th scope="col">{tr("entries-class")}</th>
                        <th scope="col">{tr("entries-at")}</th><th scope="col" class="number">{tr("entries-bytes")}</th><th scope="col">{tr("entries-leaf")}</th><th scope="col">{tr("receipt-word")}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}

#[component]
fn Entry(entry: EntryView, open: RwSignal<Option<ReceiptView>>) -> impl IntoView {
    let class = entry.class.clone();
    let index = entry.index;
    let show = move |_| {
        spawn_local(async move { _ = open.try_set(call(Receipt { index }).await.ok()) });
    };
    view! {
        <tr data-test="entry">
            <td class="number">{entry.index}</td>
            <td>{move || crate::i18n::code_words("class", &class)}</td>
            <td title=moment::exact(entry.at)>{moment::said(entry.at, dom::now())}</td>
            <td class="number">{entry.bytes}</td>
            <td><code dir="ltr">{entry.leaf}</code></td>
            <td><button type="button" class="button small" data-test="receipt-of" on:click=show>{tr("receipt-verb")}<span class="visually-hidden">" "{index}</span></button></td>
        </tr>
    }
}
