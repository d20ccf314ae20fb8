//! One visit on one page: steps at the left, the form in the middle, the past at the right.

use leptos::prelude::*;

use crate::i18n::tr;

/// The screen.
#[component]
pub(crate) fn Visit() -> impl IntoView {
    view! { <section data-screen="visit" class="screen"><h1>{tr("visit-title")}</h1></section> }
}
