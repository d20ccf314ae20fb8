//! What was kept whole beside a chart: files that were added, and what an import brought. Opened here, never run.

use domain::access::Permission;
use domain::api::chart::ChartView;
use domain::id::Id;
use domain::record::Attachment;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, Url};

use crate::app::desk;
use crate::client::{read_blob, write_blob};
use crate::components::file_button::FileButton;
use crate::dom;
use crate::errors::error_text;
use crate::i18n::{t, ta, tr};
use crate::icons::FILE;

/// Characters of a text shown; the whole can be saved.
const SHOWN_MAX: usize = 100_000;

/// An attachment that is open.
#[derive(Clone)]
enum Shown {
    Picture(String),
    Text(String),
    /// Of a kind that is not shown here.
    File,
}

/// The list, and the way to add a file.
#[component]
pub(crate) fn Attachments(patient: Id, chart: Signal<Option<ChartView>>, on_saved: Callback<()>) -> impl IntoView {
    let trouble = RwSignal::new(None::<String>);
    let rows = Memo::new(move |_| {
        chart.with(|c| {
            let all = c
                .as_ref()
                .map(|c| c.all::<Attachment>().filter(|(v, _)| v.mark.is_none()).map(|(v, a)| (v.id, a.clone())));
            all.map(Iterator::collect::<Vec<_>>).unwrap_or_default()
        })
    });
    let picked = Callback::new(move |file: File| {
        trouble.set(None);
        spawn_local(async move {
            let bytes = JsFuture::from(file.array_buffer()).await.map(|b| js_sys::Uint8Array::new(&b));
            let added = match bytes {
                Ok(bytes) => write_blob(patient, &file.name(), &bytes).await.map_err(|e| error_text(&e)),
                Err(_) => Err(t("attachment-unreadable")),
            };
            match added {
                Ok(_) => on_saved.run(()),
                Err(words) => _ = trouble.try_set(Some(words)),
            }
        });
    });
    let count = move || ta("attachments-title", &[("n", rows.with(Vec::len).into())]);
    view! {
        <details class="panel">
            <summary><h2>{count}</h2></summary>
            <ul class="list"><For each=move || rows.get() key=|(id, _)| *id let:row><One id=row.0 what=row.1 /></For></ul>
            {desk().may(Permission::WriteChart).then(|| view! {
                <p class="does">
                    <FileButton words="attachment-add" icon=FILE on_file=picked test="attachment-file" />
                    <span class="hint">{tr("attachment-kinds")}</span>
                </p>
            })}
            {move || trouble.get().map(|text| view! { <p class="wrong" role="alert" data-test="attachment-trouble">{text}</p> })}
        </details>
    }
}

#[component]
fn One(id: Id, what: Attachment) -> impl IntoView {
    let shown = RwSignal::new(None::<Shown>);
    let trouble = RwSignal::new(false);
    let media = StoredValue::new(what.media.clone().unwrap_or_default());
    let title = StoredValue::new(what.title.clone().unwrap_or_default());
    let close = move || {
        if let Some(Some(Shown::Picture(address))) = shown.try_update(Option::take) {
            let _ = Url::revoke_object_url(&address);
        }
    };
    on_cleanup(close);
    let toggle = move |_| {
        if shown.with_untracked(Option::is_some) {
            return close();
        }
        spawn_local(async move {
            let opened = read_blob(id).await.and_then(|bytes| show(&media.get_value(), &bytes));
            trouble.try_set(opened.is_none());
            shown.try_set(opened);
        });
    };
    let save = move |_| {
        spawn_local(async move {
            if let Some(bytes) = read_blob(id).await {
                dom::save_bytes(&title.get_value(), &bytes);
            }
        });
    };
    let inside = move || {
        shown.get().map(|shown| match shown {
            Shown::Picture(address) => {
                view! { <img class="attached" src=address alt=title.get_value() data-test="attached-picture" /> }
                    .into_any()
            }
            Shown::Text(text) => {
                view! { <pre class="attached scroll" tabindex="0" dir="auto" data-test="attached-text">{text}</pre> }
                    .into_any()
            }
            Shown::File => view! { <p class="hint">{tr("attachment-not-shown")}</p> }.into_any(),
        })
    };
    let size = ta("bytes", &[("n", what.bytes.into())]);
    let verb = move || t(if shown.with(Option::is_some) { "close-verb" } else { "attachment-open" });
    view! {
        <li data-test="attachment">
            <bdi>{what.title}</bdi>" "<span class="aside-words" dir="ltr">{what.media}</span>" "<span class="aside-words">{size}</span>
            <span class="does">
                <button type="button" class="button small" data-test="open-attachment" aria-expanded=move || shown.with(Option::is_some).to_string() on:click=toggle>{verb}</button>
                <button type="button" class="button small" data-test="save-attachment" on:click=save>{tr("export-verb")}</button>
            </span>
            {move || trouble.get().then(|| view! { <p class="wrong" role="alert">{tr("attachment-unreadable")}</p> })}
            {inside}
        </li>
    }
}

/// What can be shown of a file: pictures and texts, by the kind its bytes had when it was added.
fn show(media: &str, bytes: &js_sys::Uint8Array) -> Option<Shown> {
    if matches!(media, "image/png" | "image/jpeg" | "image/webp") {
        return dom::address_of(bytes, media).map(Shown::Picture);
    }
    if media.starts_with("text/") || media.ends_with("json") || media.ends_with("xml") {
        let whole = String::from_utf8(bytes.to_vec()).ok()?;
        let pretty =
            serde_json::from_str::<serde_json::Value>(&whole).ok().and_then(|v| serde_json::to_string_pretty(&v).ok());
        return Some(Shown::Text(pretty.unwrap_or(whole).chars().take(SHOWN_MAX).collect()));
    }
    Some(Shown::File)
}
