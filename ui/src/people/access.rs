//! Who opened which chart, newest first, page by page. Charts stand there by id, never by name.
//! A part of the people screen that makes its own calls.

use domain::api::people::{AccessLog, AccessRow};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::client::call;
use crate::errors::error_text;
use crate::i18n::tr;
use crate::{dom, moment};

/// Rows of a full page: fewer mean that there are no older ones.
const PAGE: usize = 100;

/// The access log.
#[component]
pub(crate) fn Access() -> impl IntoView {
    let rows = RwSignal::new(Vec::<AccessRow>::new());
    let whole = RwSignal::new(None::<bool>);
    let trouble = RwSignal::new(None::<String>);
    let more = move || {
        let before = rows.with_untracked(|all| all.last().map(|r| r.index));
        spawn_local(async move {
            match call(AccessLog { before }).await {
                Ok(page) => {
                    whole.try_set(Some(page.len() < PAGE));
                    rows.try_update(|all| all.extend(page));
                }
                Err(error) => _ = trouble.try_set(Some(error_text(&error))),
            }
        });
    };
    more();
    let lines = move || {
        let now = dom::now();
        rows.get()
            .into_iter()
            .map(|row| {
                let id = row.patient.to_string();
                view! {
                    <tr data-test="access-row">
                        <td title=moment::exact(row.at)>{moment::said(row.at, now)}</td>
                        <td><bdi>{row.by}</bdi></td>
                        <td><code dir="ltr">{id}</code></td>
                    </tr>
                }
            })
            .collect_view()
    };
    let table = move || {
        (!rows.with(Vec::is_empty)).then(|| view! {
        <div class="scroll" tabindex="0" role="region" aria-labelledby="access-title">
            <table>
                <thead><tr><th scope="col">{tr("access-when")}</th><th scope="col">{tr("access-who")}</th><th scope="col">{tr("access-chart")}</th></tr></thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    })
    };
    view! {
        <section class="panel access" aria-labelledby="access-title" data-test="access-log">
            <h2 id="access-title">{tr("access-title")}</h2>
            <p class="hint">{tr("access-what")}</p>
            {move || trouble.get().map(|text| view! { <p class="alert" role="alert">{text}</p> })}
            {table}
            {move || (whole.get() == Some(true) && rows.with(Vec::is_empty)).then(|| view! { <p class="empty">{tr("access-none")}</p> })}
            {move || (whole.get() == Some(false)).then(|| view! { <p><button type="button" class="button" data-test="access-older" on:click=move |_| more()>{tr("access-older")}</button></p> })}
        </section>
    }
}
