//! Users and their roles, and who opened which chart.

use leptos::prelude::*;

use crate::i18n::tr;

/// The screen.
#[component]
pub(crate) fn People() -> impl IntoView {
    view! { <section data-screen="people" class="screen"><h1>{tr("people-title")}</h1></section> }
}
