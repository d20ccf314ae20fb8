//! What was redacted, when, why and by whom; never whose.

use domain::api::redaction::{RedactionRow, Redactions};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::client::call;
use crate::i18n::{code_words, ta, tr};
use crate::{dom, moment};

/// The list, where there is anything in it.
#[component]
pub(crate) fn RedactionList() -> impl IntoView {
    let rows = RwSignal::new(Vec::<RedactionRow>::new());
    spawn_local(async move {
        if let Ok(found) = call(Redactions {}).await {
            rows.try_set(found);
        }
    });
    let body = move || rows.get().into_iter().map(|row| view! { <Row row=row /> }).collect_view();
    view! {
        <details class="panel no-print" data-test="redactions">
            <summary><h2>{move || ta("redactions-title", &[("n", rows.with(Vec::len).into())])}</h2></summary>
            <p>{tr("redactions-what")}</p>
            <ul class="list">{body}</ul>
        </details>
    }
}

#[component]
fn Row(row: RedactionRow) -> impl IntoView {
    let args = [
        ("n", row.entries.into()),
        ("when", moment::said(row.at, dom::now()).into()),
        ("who", row.by.join(", ").into()),
        ("index", row.index.to_string().into()),
    ];
    view! { <li data-test="redaction-row"><strong>{code_words("redaction", row.reason.code())}</strong>" "{ta("redactions-row", &args)}</li> }
}
