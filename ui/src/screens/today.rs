//! The flow board: who waits for what, red on top; call next, red now.

use leptos::prelude::*;

use crate::i18n::tr;

/// The screen.
#[component]
pub(crate) fn Today() -> impl IntoView {
    view! { <section data-screen="today" class="screen"><h1>{tr("today-title")}</h1></section> }
}
