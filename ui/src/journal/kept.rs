//! Digests kept on this device, each held against the journal as it is now.

use domain::api::journal::{DigestRow, Digests};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::client::call;
use crate::i18n::{code_words, t, tr};
use crate::icons::{CHECK, Mark, WARNING};
use crate::{dom, moment};

/// The list; read anew whenever `again` changes.
#[component]
pub(crate) fn KeptDigests(again: Signal<u32>) -> impl IntoView {
    let rows = RwSignal::new(Vec::<DigestRow>::new());
    Effect::new(move |_| {
        again.track();
        spawn_local(async move {
            if let Ok(found) = call(Digests {}).await {
                rows.try_set(found);
            }
        });
    });
    let lost = move || rows.with(|all| all.iter().any(|row| !row.holds));
    let body = move || rows.get().into_iter().map(|row| view! { <Row row=row /> }).collect_view();
    view! {
        {move || lost().then(|| view! { <p class="alert" role="alert" data-test="digest-lost"><Mark icon=WARNING />" "{t("digests-lost")}</p> })}
        <details class="panel no-print" data-test="kept">
            <summary><h2>{tr("digests-title")}</h2></summary>
            <p>{tr("digests-what")}</p>
            <Show when=move || !rows.with(Vec::is_empty) fallback=move || view! { <p class="empty">{tr("digests-none")}</p> }>
                <div class="scroll" tabindex="0" role="region" aria-label=tr("digests-title")>
                    <table>
                        <thead><tr>
                            <th scope="col">{tr("digests-when")}</th><th scope="col" class="number">{tr("digests-size")}</th>
                            <th scope="col">{tr("digests-why")}</th><th scope="col">{tr("digests-now")}</th><th scope="col">{tr("digests-root")}</th>
                        </tr></thead>
                        <tbody>{body}</tbody>
                    </table>
                </div>
            </Show>
        </details>
    }
}

#[component]
fn Row(row: DigestRow) -> impl IntoView {
    let now = if row.holds {
        view! { <Mark icon=CHECK />" "{t("digest-holds")} }.into_any()
    } else {
        view! { <Mark icon=WARNING />" "{t("digest-gone")} }.into_any()
    };
    view! {
        <tr data-test="digest-row">
            <td title=moment::exact(row.at)>{moment::said(row.at, dom::now())}</td><td class="number">{row.size}</td>
            <td>{code_words("digest-why", &row.why)}</td><td>{now}</td><td><code dir="ltr">{row.root}</code></td>
        </tr>
    }
}
