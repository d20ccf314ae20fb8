//! Importing items and stock from a CSV file: first a dry run that says line by line what would be refused, then the import.

use domain::api::stock::{ImportReport, ImportStock, Refused};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeSet;
use web_sys::File;

use crate::client::call;
use crate::components::file_button::FileButton;
use crate::dom;
use crate::errors::error_text;
use crate::i18n::{t, ta, tr};
use crate::icons::{CHECK, FILE, Mark, WARNING};
use crate::pharmacy::shelf::{Pane, Shelf};

/// What a picked file came to.
#[derive(Clone)]
struct Tried {
    name: String,
    csv: String,
    report: ImportReport,
}

/// The panel.
#[component]
pub(crate) fn Import(shelf: Shelf) -> impl IntoView {
    let tried = RwSignal::new(None::<Tried>);
    let trouble = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let pick = Callback::new(move |file: File| {
        tried.set(None);
        trouble.set(None);
        spawn_local(async move {
            let name = file.name();
            let Some(csv) = dom::file_text(&file).await else { return };
            if csv.contains('\u{fffd}') {
                _ = trouble.try_set(Some(t("import-encoding")));
                return;
            }
            match call(ImportStock { csv: csv.clone(), dry_run: true }).await {
                Ok(report) => _ = tried.try_set(Some(Tried { name, csv, report })),
                Err(error) => _ = trouble.try_set(Some(error_text(&error))),
            }
        });
    });
    let import = Callback::new(move |csv: String| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            match call(ImportStock { csv, dry_run: false }).await {
                Ok(report) if report.refused.is_empty() => shelf.done(done_words(&report)),
                // Somebody else wrote in the meantime: the report says what.
                Ok(report) => tried.update(|t| {
                    if let Some(tried) = t {
                        tried.report = report;
                    }
                }),
                Err(error) => _ = trouble.try_set(Some(error_text(&error))),
            }
            busy.try_set(false);
        });
    });
    view! {
        <section class="panel" aria-labelledby="import-title" data-test="form-import">
            <header>
                <h2 id="import-title">{tr("import-title")}</h2>
                <button type="button" class="button quiet" data-test="leave" on:click=move |_| shelf.pane.set(Pane::Nothing)>{tr("close-verb")}</button>
            </header>
            <p>{tr("import-what")}</p>
            <p class="hint">{tr("import-columns")}" "<code dir="ltr">"generic, ingredients, strength, form, route, brand, pack_size, unit_cost_milli, controlled, low_at, lot, expiry, manufacturer, place, donor, held, units"</code></p>
            <p class="does"><FileButton words="import-choose" icon=FILE on_file=pick test="csv" accept=".csv,text/csv" focus=true /></p>
            {move || trouble.get().map(|text| view! { <p class="alert" role="alert" data-test="import-trouble">{text}</p> })}
            {move || tried.get().map(|tried| view! { <Report tried=tried busy=busy import=import /> })}
        </section>
    }
}

fn done_words(report: &ImportReport) -> String {
    ta("import-done", &[("items", report.items.into()), ("lots", report.lots.into())])
}

/// What the dry run found.
#[component]
fn Report(tried: Tried, busy: RwSignal<bool>, import: Callback<String>) -> impl IntoView {
    let ImportReport { lines, items, lots, grown, refused } = tried.report;
    let again = (grown > 0)
        .then(|| view! { <p class="caution" data-test="grown">{ta("import-grown", &[("n", grown.into())])}</p> });
    let file = tried.name.clone();
    let rest = if refused.is_empty() {
        let read = ta("import-read", &[("n", lines.into())]);
        let words = ta("import-would", &[("items", items.into()), ("lots", lots.into())]);
        let verb = ta("import-verb", &[("items", items.into()), ("lots", lots.into())]);
        let csv = tried.csv;
        view! {
            <p>{read}</p>
            <p><Mark icon=CHECK />{words}</p>
            {again}
            <p class="does"><button type="button" class="button primary" data-test="import" aria-disabled=move || busy.get().to_string() on:click=move |_| import.run(csv.clone())>{verb}</button></p>
        }
        .into_any()
    } else {
        let row = |r: Refused| {
            view! {
                <tr data-test="refused">
                    <td class="number">{r.line}</td><td><code dir="ltr">{r.column}</code></td><td><bdi>{r.found}</bdi></td><td>{t(&r.reason)}</td>
                </tr>
            }
        };
        // One line may have several cells to mend.
        let wrong = refused.iter().map(|r| r.line).collect::<BTreeSet<_>>().len();
        view! {
            <p class="alert"><Mark icon=WARNING />{ta("import-refused", &[("n", wrong.into())])}</p>
            <div class="scroll" tabindex="0" role="region" aria-label=tr("import-title")>
                <table>
                    <thead><tr><th scope="col" class="number">{tr("import-line")}</th><th scope="col">{tr("import-column")}</th><th scope="col">{tr("import-found")}</th><th scope="col">{tr("import-mend")}</th></tr></thead>
                    <tbody>{refused.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! { <div class="report" role="status" data-test="report"><h3><bdi>{file}</bdi></h3>{rest}</div> }
}
