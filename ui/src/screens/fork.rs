//! A laptop with several histories: what happened, how each stands and who signed it, what to do, and the proof for the auditor. It prints.

use domain::api::coordinator::{ForkView, Forks, History};
use domain::id::Id;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;

use crate::client::call;
use crate::errors::error_text;
use crate::i18n::{current, t, ta, tr};
use crate::icons::{FILE, Mark, PRINT};
use crate::laptops::{PageHead, called};
use crate::print::foot;
use crate::{dom, moment};

/// The screen.
#[component]
pub(crate) fn Fork() -> impl IntoView {
    let (forks, trouble) = (RwSignal::new(Vec::<ForkView>::new()), RwSignal::new(None::<String>));
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<Id>().ok())));
    spawn_local(async move {
        match call(Forks {}).await {
            Ok(found) => _ = forks.try_set(found),
            Err(error) => _ = trouble.try_set(Some(error_text(&error))),
        }
    });
    let title = Signal::derive(move || ta("fork-title", &[("name", id.get().map(called).unwrap_or_default().into())]));
    let each = move || {
        // Sentences are made where they are drawn: anew in another language.
        current();
        let of_it = forks.get().into_iter().filter(move |fork| fork.laptop == id.get());
        of_it.map(|fork| view! { <One fork=fork /> }).collect_view()
    };
    view! {
        <section data-screen="fork" class="screen">
            <PageHead title=title />
            {move || trouble.get().map(|text| view! { <p class="alert" role="alert" data-test="trouble">{text}</p> })}
            <p class="does no-print">
                <A href="/laptops" attr:class="button" attr:data-test="back">{tr("laptops-back")}</A>
                <button type="button" class="button" data-test="print" on:click=move |_| dom::print()><Mark icon=PRINT />{tr("print-verb")}</button>
            </p>
            <p>{tr("fork-what")}</p>
            {each}
            <section class="panel" aria-labelledby="fork-do-title">
                <h2 id="fork-do-title">{tr("fork-do-title")}</h2>
                <ol class="steps-to-do"><li>{tr("fork-do-ask")}</li><li>{tr("fork-do-look")}</li><li>{tr("fork-do-lost")}</li></ol>
            </section>
            {foot()}
        </section>
    }
}

/// One log's histories, and the proof.
#[component]
fn One(fork: ForkView) -> impl IntoView {
    let since = match fork.parted {
        Some(at) => ta("fork-since", &[("n", fork.shared.into()), ("when", moment::said(at, dom::now()).into())]),
        None => t("fork-since-start"),
    };
    let alone = (fork.histories.len() < 2).then(|| view! { <p>{tr("fork-one")}</p> });
    let rows = fork.histories.into_iter().zip(1_u64..).map(|(history, n)| row(history, n)).collect_view();
    let name = format!("fork-{}.txt", fork.log.replace('/', "-"));
    let bytes = StoredValue::new(fork.proof.clone());
    let save = move |_| dom::save_bytes(&name, &js_sys::Uint8Array::from(bytes.get_value().as_bytes()));
    view! {
        <section class="panel" data-test="fork" aria-label=tr("fork-histories")>
            <p data-test="fork-since">{since}</p>
            {alone}
            <div class="scroll" tabindex="0" role="region" aria-label=tr("fork-histories")><table>
                <thead><tr>
                    <th scope="col">{tr("fork-history")}</th><th scope="col" class="number">{tr("fork-own")}</th><th scope="col" class="number">{tr("fork-all")}</th>
                    <th scope="col">{tr("fork-newest")}</th><th scope="col">{tr("fork-signed")}</th><th scope="col">{tr("fork-root")}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
            <h2>{tr("fork-proof-title")}</h2>
            <p>{tr("fork-proof-what")}</p>
            <pre class="digest" dir="ltr" translate="no" tabindex="0" data-test="fork-proof">{fork.proof}</pre>
            <p class="does no-print"><button type="button" class="button" data-test="save-fork" on:click=save><Mark icon=FILE />{tr("fork-proof-save")}</button></p>
        </section>
    }
}

fn row(history: History, n: u64) -> AnyView {
    let newest = history.newest.map(|at| view! { <span title=moment::exact(at)>{moment::said(at, dom::now())}</span> });
    let signed = match history.signed.is_empty() {
        true => t("fork-signed-nobody"),
        false => history.signed.into_iter().map(called).collect::<Vec<_>>().join(", "),
    };
    view! {
        <tr data-test="history">
            <th scope="row">{n}</th><td class="number">{history.entries}</td><td class="number">{history.size}</td>
            <td>{newest}</td><td><bdi>{signed}</bdi></td><td><code dir="ltr">{history.root}</code></td>
        </tr>
    }
    .into_any()
}
