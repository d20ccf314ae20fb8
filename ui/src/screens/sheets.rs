//! The two sheets of a new operation, shown once: print or copy them, then confirm.

use domain::api::session::Started;
use leptos::prelude::*;

use crate::components::field::Tick;
use crate::components::sheet::SheetView;
use crate::dom;
use crate::i18n::tr;
use crate::icons::{Mark, PRINT};

/// The screen. `on_done` follows the confirmation.
#[component]
pub(crate) fn Sheets(started: Started, #[prop(into)] operation: String, on_done: Callback<()>) -> impl IntoView {
    let kept = RwSignal::new(false);
    let asked = RwSignal::new(false);
    let go_on = move |_| if kept.get_untracked() { on_done.run(()) } else { asked.set(true) };
    view! {
        <main class="door wide" data-screen="sheets">
            <h1>{tr("sheets-title")}</h1>
            <p class="no-print">{tr("sheets-what")}</p>
            <p class="no-print">
                <button type="button" class="button" data-test="print" on:click=move |_| dom::print()><Mark icon=PRINT />{tr("print-verb")}</button>
            </p>
            <div class="sheets">
                <SheetView sheet=started.recovery kind="recovery" operation=operation.clone() />
                <SheetView sheet=started.root kind="root" operation=operation />
            </div>
            <div class="no-print confirm">
                <Tick form="sheets" name="sheets_kept" value=kept on_change=Callback::new(move |v| kept.set(v)) />
                <p class="wrong" role="alert" hidden=move || !asked.get() || kept.get()>{tr("sheets-confirm-first")}</p>
                <button type="button" class="button primary" data-test="sheets-done" on:click=go_on>{tr("sheets-done")}</button>
            </div>
        </main>
    }
}
