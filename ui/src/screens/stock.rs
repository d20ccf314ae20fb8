//! The formulary and its lots: receive, adjust, waste, hold, import, export.

use leptos::prelude::*;

use crate::i18n::tr;

/// The screen.
#[component]
pub(crate) fn Stock() -> impl IntoView {
    view! { <section data-screen="stock" class="screen"><h1>{tr("stock-title")}</h1></section> }
}
