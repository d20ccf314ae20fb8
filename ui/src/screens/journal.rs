//! The journal in sentences first: how many records, whether altered, when verified; digest in text and QR; trees and hashes for those who ask.

use domain::access::Permission;
use domain::api::ApiError;
use domain::api::copies::{CheckStore, Checked, Rebuild};
use domain::api::journal::{EntryView, KeepDigest, Overview, OverviewView, Receipt, ReceiptView, Verified, Verify};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::desk;
use crate::client::call;
use crate::components::progress::Progress;
use crate::errors::error_text;
use crate::i18n::{t, ta, tr};
use crate::icons::{CHECK, FILE, Mark, PRINT, SAFE, WARNING};
use crate::journal::compare::CompareDigest;
use crate::journal::copies::Copies;
use crate::journal::kept::KeptDigests;
use crate::journal::receipt::OneReceipt;
use crate::journal::redactions::RedactionList;
use crate::laptops::called_cell;
use crate::running::Running;
use crate::{dom, moment};

/// Ids of what takes the focus when a check ends: what was found, or the button that checks again.
const FOUND: &str = "check-found";
const VERIFY: &str = "check-verify";

/// The screen's signals.
#[derive(Clone, Copy)]
struct State {
    view: RwSignal<Option<OverviewView>>,
    trouble: RwSignal<Option<String>>,
    job: Running,
    /// What runs: a locale key.
    doing: RwSignal<Option<&'static str>>,
    faults: RwSignal<Vec<String>>,
    /// What the last check of the whole store found, where the journal has no fault.
    checked: RwSignal<Option<Checked>>,
    /// Counts up when another digest was kept.
    kept: RwSignal<u32>,
}

/// The screen.
#[component]
pub(crate) fn Journal() -> impl IntoView {
    let state = State {
        view: RwSignal::new(None),
        trouble: RwSignal::new(None),
        job: Running::new(),
        doing: RwSignal::new(None),
        faults: RwSignal::new(Vec::new()),
        checked: RwSignal::new(None),
        kept: RwSignal::new(0),
    };
    spawn_local(load(state));
    let faults = move || {
        let faults = state.faults.get();
        (!faults.is_empty()).then(|| {
            let items = faults.into_iter().map(|f| view! { <li dir="ltr">{f}</li> }).collect_view();
            view! {
                <div class="alert" role="alert" tabindex="-1" id=FOUND data-test="faults">
                    <h2><Mark icon=WARNING />{tr("journal-faults")}</h2>
                    <details><summary>{tr("journal-each-fault")}</summary><ul>{items}</ul></details>
                </div>
            }
        })
    };
    let kept = Callback::new(move |()| state.kept.update(|n| *n += 1));
    view! {
        <section data-screen="journal" class="screen">
            <header class="screen-head"><h1>{tr("journal-title")}</h1></header>
            {move || state.trouble.get().map(|text| view! { <p class="alert" role="alert" data-test="trouble">{text}</p> })}
            <p class="sentence" role="status" data-test="sentence">{move || state.view.get().map(|v| sentence(&v))}</p>
            {faults}
            <div role="status">{move || state.checked.get().map(|checked| view! { <Whole checked=checked state=state /> })}</div>
            <Doing state=state />
            {move || state.view.get().map(|view| view! { <Digest view=view state=state /> })}
            <CompareDigest />
            <Copies on_kept=kept />
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

/// The two checks, or how far the one under way is.
#[component]
fn Doing(state: State) -> impl IntoView {
    let progress = move |doing: &'static str| {
        view! { <Progress name="verify" at=state.job.at label=Signal::derive(tr(doing)) on_cancel=state.job.cancel() /> }
    };
    let offer = move || {
        view! {
            <div class="does">
                <button type="button" class="button primary" id=VERIFY data-test="verify" on:click=move |_| verify(state)><Mark icon=CHECK />{tr("verify-verb")}</button>
                <button type="button" class="button" data-test="check-store" aria-describedby="check-hint" on:click=move |_| check(state)><Mark icon=SAFE />{tr("check-verb")}</button>
            </div>
            <p class="hint" id="check-hint">{tr("check-hint")}</p>
        }
    };
    view! {
        <div class="verify">
            {move || match state.doing.get() {
                Some(doing) => progress(doing).into_any(),
                None => offer().into_any(),
            }}
        </div>
    }
}

/// What a check of the whole store found, where the journal has no fault.
#[component]
fn Whole(checked: Checked, state: State) -> impl IntoView {
    let mends = desk().may(Permission::Administer);
    match checked.list {
        None => view! {
            <p class="note" tabindex="-1" id=FOUND data-test="whole"><Mark icon=CHECK />" "{ta("check-whole", &[("n", checked.entries.into())])}</p>
        }
        .into_any(),
        Some(list) => view! {
            <div class="alert" tabindex="-1" id=FOUND data-test="list-differs">
                <p><Mark icon=WARNING />{tr("check-list")}</p>
                <details><summary>{tr("journal-each-fault")}</summary><p><code dir="ltr">{list}</code></p></details>
                {mends.then(|| view! { <p class="does"><button type="button" class="button" data-test="rebuild" on:click=move |_| rebuild(state)>{tr("rebuild-verb")}</button></p> })}
            </div>
        }
        .into_any(),
    }
}

fn verify(state: State) {
    begin(state, "phase-verify");
    spawn_local(async move {
        let outcome = state.job.run::<Verified, _>(Verify {}).await;
        ended(state, outcome.map(|found| (found.faults, None))).await;
    });
}

fn check(state: State) {
    begin(state, "phase-check");
    spawn_local(async move {
        let outcome = state.job.run::<Checked, _>(CheckStore {}).await;
        ended(state, outcome.map(|found| (found.faults.clone(), Some(found)))).await;
    });
}

/// Makes the lists anew, and looks whether they are right now.
fn rebuild(state: State) {
    begin(state, "phase-rebuild");
    spawn_local(async move {
        match state.job.run::<u64, _>(Rebuild {}).await {
            Ok(_) => check(state),
            Err(error) => ended(state, Err(error)).await,
        }
    });
}

fn begin(state: State, doing: &'static str) {
    state.trouble.set(None);
    state.faults.set(Vec::new());
    state.checked.set(None);
    state.doing.set(Some(doing));
}

/// Shows what was found, with the focus on it; else the focus is where the next check begins.
async fn ended(state: State, outcome: Result<(Vec<String>, Option<Checked>), ApiError>) {
    state.doing.try_set(None);
    let mut at = VERIFY;
    match outcome {
        Ok((faults, checked)) => {
            if !faults.is_empty() || checked.is_some() {
                at = FOUND;
            }
            state.checked.try_set(checked.filter(|_| faults.is_empty()));
            state.faults.try_set(faults);
        }
        Err(error) => _ = state.trouble.try_set(Some(error_text(&error))),
    }
    dom::focus_soon(at.to_owned());
    load(state).await;
    state.kept.try_update(|n| *n += 1);
}

/// Remembers the digest as it stands, since it now stands elsewhere too.
fn keep(state: State) {
    spawn_local(async move {
        if call(KeepDigest {}).await.is_ok() {
            state.kept.try_update(|n| *n += 1);
        }
    });
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
                        <th scope="col">{tr("entries-laptop")}</th><th scope="col">{tr("entries-at")}</th><th scope="col" class="number">{tr("entries-bytes")}</th><th scope="col">{tr("entries-leaf")}</th><th scope="col">{tr("receipt-word")}</th>
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
            <td>{move || entry.laptop.map(called_cell)}</td>
            <td title=entry.at.map(moment::exact)>{entry.at.map(|at| moment::said(at, dom::now()))}</td>
            <td class="number">{entry.bytes}</td>
            <td><code dir="ltr">{entry.leaf}</code></td>
            <td><button type="button" class="button small" data-test="receipt-of" on:click=show>{tr("receipt-verb")}<span class="visually-hidden">" "{index}</span></button></td>
        </tr>
    }
}
