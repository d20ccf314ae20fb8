//! The formulary and its lots: receive, adjust, waste, hold, import, export.

use domain::access::Permission;
use domain::api::stock::{ExportStock, Items, ItemsView};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::desk;
use crate::client::call;
use crate::components::field::Tick;
use crate::dom;
use crate::errors::error_text;
use crate::i18n::{ta, tr};
use crate::icons::{CHECK, Mark};
use crate::pharmacy::import::Import;
use crate::pharmacy::item::ItemForm;
use crate::pharmacy::shelf::{Pane, Shelf, Shelved, row_key};
use crate::wait::Pause;

/// Rows of a page, as the core answers them.
const PAGE: u32 = 100;
/// A pause in the typing after which the core is asked.
const PAUSE_MS: i32 = 80;

/// Which rows are asked for.
#[derive(Clone, Copy)]
struct Sought {
    query: RwSignal<String>,
    wanting: RwSignal<bool>,
    offset: RwSignal<u32>,
}

impl Sought {
    fn ask(self) -> Items {
        Items { query: self.query.get(), wanting: self.wanting.get(), offset: self.offset.get() }
    }
}

/// The screen.
#[component]
pub(crate) fn Stock() -> impl IntoView {
    let sought =
        Sought { query: RwSignal::new(String::new()), wanting: RwSignal::new(false), offset: RwSignal::new(0) };
    let view = RwSignal::new(None::<ItemsView>);
    let trouble = RwSignal::new(None::<String>);
    let again = RwSignal::new(0_u32);
    let pause = Pause::new();
    Effect::new(move |before: Option<()>| {
        again.track();
        let ask = sought.ask();
        pause.then(if before.is_none() { 0 } else { PAUSE_MS }, move |last| async move {
            let found = call(ask).await;
            if !last.holds() {
                return;
            }
            match found {
                Ok(found) => {
                    trouble.set(None);
                    view.set(Some(found));
                }
                Err(error) => trouble.set(Some(error_text(&error))),
            }
        });
    });
    let shelf = Shelf {
        open: RwSignal::new(None),
        pane: RwSignal::new(Pane::Nothing),
        said: RwSignal::new(None),
        trouble,
        reload: Callback::new(move |()| _ = again.try_update(|n| *n += 1)),
        manages: desk().may(Permission::ManageStock),
    };
    let export = move |_| {
        shelf.said.set(None);
        spawn_local(async move {
            match call(ExportStock {}).await {
                Ok(csv) => {
                    dom::save_bytes(&format!("stock-{}.csv", dom::today()), &js_sys::Uint8Array::from(csv.as_bytes()));
                    shelf.said.try_set(Some(tr("export-done")()));
                }
                Err(error) => _ = trouble.try_set(Some(error_text(&error))),
            }
        });
    };
    // A new item is shown, and the first thing one does with it is to receive some.
    let made = Callback::new(move |(id, name): (_, String)| {
        sought.offset.set(0);
        sought.wanting.set(false);
        sought.query.set(name);
        shelf.open.set(Some(id));
    });
    let ways = shelf.manages.then(|| view! {
        <button type="button" class="button primary" data-test="new-item" on:click=move |_| shelf.show(Pane::New)>{tr("item-new")}</button>
        <button type="button" class="button" data-test="open-import" on:click=move |_| shelf.show(Pane::Import)>{tr("import-open")}</button>
    });
    let pane = move || match shelf.pane.get() {
        Pane::New => Some(view! { <ItemForm shelf=shelf on_saved=made /> }.into_any()),
        Pane::Import => Some(view! { <Import shelf=shelf /> }.into_any()),
        _ => None,
    };
    view! {
        <section data-screen="stock" class="screen stock">
            <header class="screen-head">
                <h1>{tr("stock-title")}</h1>
                <p class="does">
                    {ways}
                    <button type="button" class="button" data-test="export" on:click=export>{tr("export-verb")}</button>
                </p>
            </header>
            <p class="said" role="status" data-test="said">{move || shelf.said.get().map(|words| view! { <Mark icon=CHECK />{words} })}</p>
            {move || trouble.get().map(|text| view! { <p class="alert" role="alert">{text}</p> })}
            {pane}
            <Filter sought=sought view=view />
            <Shelves shelf=shelf sought=sought view=view />
        </section>
    }
}

/// The filter row: a part of a name, or only what is wanting.
#[component]
fn Filter(sought: Sought, view: RwSignal<Option<ItemsView>>) -> impl IntoView {
    let count = move || {
        view.with(|v| {
            v.as_ref().map(|v| ta("stock-count", &[("total", v.total.into()), ("wanting", v.wanting.into())]))
        })
    };
    let typed = move |ev| {
        sought.offset.set(0);
        sought.query.set(event_target_value(&ev));
    };
    let tick = Callback::new(move |yes| {
        sought.offset.set(0);
        sought.wanting.set(yes);
    });
    view! {
        <div class="filter">
            <div class="field">
                <label for="stock-query">{tr("stock-query")}</label>
                <input id="stock-query" class="input" type="search" autocomplete="off" spellcheck="false" data-test="stock-query"
                    dir=move || sought.query.with(|q| (!q.is_empty()).then_some("auto"))
                    prop:value=move || sought.query.get() on:input=typed />
            </div>
            <Tick form="stock" name="wanting" value=sought.wanting on_change=tick />
            <p role="status" data-test="count">{count}</p>
        </div>
    }
}

/// The table and its pages.
#[component]
fn Shelves(shelf: Shelf, sought: Sought, view: RwSignal<Option<ItemsView>>) -> impl IntoView {
    let rows = move || view.with(|v| v.as_ref().map(|v| v.rows.clone()).unwrap_or_default());
    let any = Memo::new(move |_| view.with(|v| v.as_ref().is_some_and(|v| !v.rows.is_empty())));
    let empty = move || {
        let seeks = sought.wanting.get() || sought.query.with(|q| !q.is_empty());
        let nothing = view.with(|v| v.is_some()) && !any.get();
        let words = if seeks { tr("stock-none-found") } else { tr("stock-none-yet") };
        nothing.then(|| view! { <div class="empty" data-test="empty"><p>{words}</p></div> })
    };
    let pages = move || {
        let (offset, total) = (sought.offset.get(), view.with(|v| v.as_ref().map_or(0, |v| v.total)));
        let last = u64::from(offset + PAGE).min(total);
        let turn = move |to: u32| {
            move |_| {
                sought.offset.set(to);
                dom::to_top();
            }
        };
        (total > u64::from(PAGE)).then(|| view! {
            <nav class="pages" aria-label=tr("stock-pages")>
                <button type="button" class="button" data-test="page-before" disabled=offset == 0 on:click=turn(offset.saturating_sub(PAGE))>{tr("page-before")}</button>
                <span>{ta("page-of", &[("first", (offset + 1).into()), ("last", last.into()), ("total", total.into())])}</span>
                <button type="button" class="button" data-test="page-after" disabled=last == total on:click=turn(offset + PAGE)>{tr("page-after")}</button>
            </nav>
        })
    };
    view! {
        <div class="panel stock-table" hidden=move || !any.get()>
            <table data-test="stock">
                <thead><tr><th scope="col">{tr("stock-item")}</th><th scope="col" class="number">{tr("stock-usable")}</th><th scope="col">{tr("stock-wanting")}</th></tr></thead>
                <tbody><For each=rows key=row_key let:row><Shelved shelf=shelf row=row /></For></tbody>
            </table>
        </div>
        {empty}
        {pages}
    }
}
