//! The pharmacy's queue, and dispensing one patient's prescriptions.

use leptos::prelude::*;

use crate::i18n::tr;

/// The screen.
#[component]
pub(crate) fn Pharmacy() -> impl IntoView {
    view! { <section data-screen="pharmacy" class="screen"><h1>{tr("pharmacy-title")}</h1></section> }
}
