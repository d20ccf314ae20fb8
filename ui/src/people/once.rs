//! A new person's passphrase, shown once: printed or read out, then kept nowhere.

use leptos::prelude::*;

use crate::dom;
use crate::i18n::{ta, tr};
use crate::icons::{CHECK, Mark, PRINT};

/// The sheet. `on_done` follows when the person has it.
#[component]
pub(crate) fn Once(
    #[prop(into)] name: String,
    #[prop(into)] passphrase: String,
    on_done: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="sheets">
            <article class="sheet once" id="passphrase-once" tabindex="-1" aria-labelledby="once-title">
                <h2 id="once-title">{move || ta("once-title", &[("name", name.clone().into())])}</h2>
                <p class="once-words" dir="ltr" lang="en" translate="no" data-test="passphrase-once">{passphrase}</p>
                <p>{tr("once-what")}</p>
                <p class="hint">{tr("once-next")}</p>
            </article>
        </div>
        <div class="does no-print">
            <button type="button" class="button" data-test="print" on:click=move |_| dom::print()><Mark icon=PRINT />{tr("print-verb")}</button>
            <button type="button" class="button primary" data-test="once-done" on:click=move |_| on_done.run(())><Mark icon=CHECK />{tr("once-done")}</button>
        </div>
    }
}
