//! What must be mended, at the top of a form, each line leading to its field; and an error that is about no single field.

use leptos::prelude::*;

use crate::components::field::field_id;
use crate::dom;
use crate::errors::Wrong;
use crate::i18n::{t, tr};
use crate::icons::{Mark, WARNING};

/// The summary of a form's errors. It takes the focus when it appears.
#[component]
pub(crate) fn ErrorSummary(
    form: &'static str,
    #[prop(into)] wrongs: Signal<Vec<Wrong>>,
    #[prop(into)] trouble: Signal<Option<String>>,
) -> impl IntoView {
    let id = format!("{form}-errors");
    let heading = format!("{form}-errors-title");
    let any = move || !wrongs.get().is_empty() || trouble.get().is_some();
    let labelled = heading.clone();
    let focus = id.clone();
    Effect::new(move |before: Option<bool>| {
        let now = any();
        if now && before == Some(false) {
            dom::focus_soon(focus.clone());
        }
        now
    });
    let lines = move || {
        wrongs
            .get()
            .into_iter()
            .map(|w| {
                let (target, text) = (field_id(form, &w.field), w.clone());
                let href = format!("#{target}");
                let go = move |ev: leptos::ev::MouseEvent| {
                    ev.prevent_default();
                    dom::focus(&target);
                };
                let label = format!("field-{}", w.field);
                view! { <li><a href=href on:click=go>{move || t(&label)}": "{move || text.text()}</a></li> }
            })
            .collect_view()
    };
    view! {
        <div class="summary" id=id tabindex="-1" role="alert" data-test="errors" aria-labelledby=labelled hidden=move || !any()>
            <h2 id=heading><Mark icon=WARNING />{tr("errors-title")}</h2>
            {move || trouble.get().map(|text| view! { <p>{text}</p> })}
            <ul>{lines}</ul>
        </div>
    }
}

/// The errors of one field as its sentence.
pub(crate) fn wrong_of(wrongs: RwSignal<Vec<Wrong>>, field: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || wrongs.with(|all| all.iter().find(|w| w.field == field).map(Wrong::text)))
}
