//! A reason and the button it is for: why not dispensed, why taken back. The usual reasons are one press away.

use leptos::prelude::*;

use crate::i18n::t;
use crate::pharmacy::plain;
use crate::visit::form::{Form, Line};

/// What is typed: a reason.
pub(crate) type WhyText = Option<String>;

/// The form of a reason, kept under `key`.
pub(crate) fn why_form(key: String) -> Form<WhyText> {
    Form::new(key)
}

/// The reason as typed.
pub(crate) fn reason(form: Form<WhyText>) -> Option<String> {
    form.text.with_untracked(|t| plain(t.as_ref()))
}

/// The reason's field, with the usual ones as buttons that fill it.
#[component]
pub(crate) fn Why(
    form: Form<WhyText>,
    /// Ids begin so.
    id: &'static str,
    /// Locale keys of the usual reasons.
    usual: &'static [&'static str],
) -> impl IntoView {
    let buttons = usual.iter().map(|key| {
        view! { <button type="button" class="button small" data-test=*key on:click=move |_| form.text.set(Some(t(key)))>{move || t(key)}</button> }
    });
    view! {
        <Line form=form id=id name="reason" get=|t| t set=|t, v| *t = v wide=true />
        <p class="does usual">{buttons.collect_view()}</p>
    }
}
