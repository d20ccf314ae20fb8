//! Form fields: label above, unit within, hint and error below, all tied together for screen readers.
//! In scope: text, choices, and the form whose Enter goes on to the next field.  Not here: what a field means (its owner parses it).

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::dom;
use crate::i18n::t;
use crate::icons::{Mark, WARNING};

/// What a form is made of, for going on with Enter.
const STOPS: &str = "input:not([disabled]), select:not([disabled]), textarea:not([disabled]), button[type=submit]";

/// A form in which Enter goes on to the next field (Ctrl+Enter within multi-line text); the last stop is its button.
/// In any other field Ctrl+Enter presses that button: nobody walks past fields they leave empty.
#[component]
pub(crate) fn FieldForm(
    #[prop(into)] label: Signal<String>,
    on_submit: Callback<()>,
    children: Children,
) -> impl IntoView {
    let form = NodeRef::<html::Form>::new();
    let go_on = move |ev: KeyboardEvent| {
        let Some(at) = ev.target().and_then(|t| t.dyn_into::<HtmlElement>().ok()) else { return };
        let tag = at.tag_name();
        let goes_on = match tag.as_str() {
            "TEXTAREA" => ev.ctrl_key(),
            "INPUT" | "SELECT" => true,
            _ => false,
        };
        if ev.key() != "Enter" || !goes_on || ev.is_composing() {
            return;
        }
        ev.prevent_default();
        let Some(form) = form.get_untracked() else { return };
        if ev.ctrl_key() && tag != "TEXTAREA" {
            let _ = form.request_submit();
        } else {
            next(&form, &at);
        }
    };
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        on_submit.run(());
    };
    view! {
        <form class="form" node_ref=form novalidate autocomplete="off" aria-label=label on:keydown=go_on on:submit=submit>
            {children()}
        </form>
    }
}

/// Focuses the stop after `at`, passing over what is folded away or hidden and the other choices of the same question.
fn next(form: &web_sys::Element, at: &HtmlElement) {
    let name = |e: &HtmlElement| e.get_attribute("type").filter(|t| t == "radio").and_then(|_| e.get_attribute("name"));
    let asked = name(at);
    let stops = dom::all(form, STOPS);
    let mut after = stops.into_iter().skip_while(|e| e != at).skip(1);
    let folded = |e: &HtmlElement| e.closest("details:not([open]), [hidden]").ok().flatten().is_some();
    if let Some(stop) = after.find(|e| !folded(e) && (asked.is_none() || name(e) != asked)) {
        let _ = stop.focus();
    }
}

/// For fields in which nothing can be wrong.
pub(crate) fn never() -> Signal<Option<String>> {
    Signal::derive(|| None::<String>)
}

/// The id of a field's element.
pub(crate) fn field_id(form: &str, name: &str) -> String {
    format!("{form}-{name}")
}

/// A text field. Its label is the locale key `field-<name>`, its test hook `<name>`.
#[component]
pub(crate) fn TextField(
    /// The form's name: ids are unique on the page.
    form: &'static str,
    /// The field's name.
    name: &'static str,
    #[prop(into)] value: Signal<String>,
    on_input: Callback<String>,
    #[prop(into)] wrong: Signal<Option<String>>,
    /// `text` unless said otherwise; `multi` is several lines, `pin` hidden digits, `path` a folder as machines write it.
    #[prop(default = "text")]
    kind: &'static str,
    /// A locale key.
    #[prop(optional)]
    hint: Option<&'static str>,
    #[prop(default = "off")] autocomplete: &'static str,
    /// Two columns wide.
    #[prop(default = false)]
    wide: bool,
) -> impl IntoView {
    let id = field_id(form, name);
    let (hint_id, wrong_id) = (format!("{id}-hint"), format!("{id}-wrong"));
    let described = describe(hint.is_some().then(|| hint_id.clone()), wrong_id.clone(), wrong);
    let invalid = move || wrong.get().is_some().then_some("true");
    let spell = if matches!(kind, "password" | "pin" | "tel" | "path") { "false" } else { "true" };
    let always_ltr = matches!(kind, "tel" | "path");
    let (kind, mode) = match kind {
        "pin" => ("password", Some("numeric")),
        "path" => ("text", None),
        other => (other, None),
    };
    // An empty field has no direction of its own; the page's puts the caret where its language begins.
    let direction = move || {
        if always_ltr { Some("ltr") } else { value.with(|v| !v.is_empty()).then_some("auto") }
    };
    let input = if kind == "multi" {
        view! {
            <textarea id=id.clone() class="input" data-test=name name=name rows="3" dir=direction autocomplete="off" aria-invalid=invalid
                aria-describedby=described prop:value=move || value.get() on:input=move |ev| on_input.run(event_target_value(&ev))></textarea>
        }
        .into_any()
    } else {
        view! {
            <input id=id.clone() class="input" data-test=name name=name type=kind inputmode=mode dir=direction autocomplete=autocomplete spellcheck=spell
                aria-invalid=invalid aria-describedby=described prop:value=move || value.get()
                on:input=move |ev| on_input.run(event_target_value(&ev)) />
        }
        .into_any()
    };
    view! {
        <div class="field" class:wide=wide>
            <label for=id>{move || t(&format!("field-{name}"))}</label>
            {hint.map(|h| view! { <p class="hint" id=hint_id>{move || t(h)}</p> })}
            {input}
            <FieldWrong id=wrong_id wrong=wrong />
        </div>
    }
}

/// The error below a field.
#[component]
pub(crate) fn FieldWrong(id: String, wrong: Signal<Option<String>>) -> impl IntoView {
    let shown = move || wrong.get().map(|text| view! { <Mark icon=WARNING /><span>{text}</span> });
    view! { <p class="wrong" id=id aria-live="polite" hidden=move || wrong.get().is_none()>{shown}</p> }
}

/// The ids that describe a field.
pub(crate) fn describe(
    hint: Option<String>,
    wrong_id: String,
    wrong: Signal<Option<String>>,
) -> impl Fn() -> Option<String> + Clone + Send + Sync + 'static {
    move || {
        let ids: Vec<String> =
            hint.clone().into_iter().chain(wrong.get().is_some().then(|| wrong_id.clone())).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// One of several answers, as large buttons. Nothing is chosen beforehand; choosing the chosen one again clears it.
#[component]
pub(crate) fn Choice(
    form: &'static str,
    name: &'static str,
    /// Codes, each with the locale key `<prefix>-<code>`.
    codes: Vec<String>,
    prefix: &'static str,
    #[prop(into)] value: Signal<Option<String>>,
    on_choose: Callback<Option<String>>,
    #[prop(into)] wrong: Signal<Option<String>>,
) -> impl IntoView {
    let id = field_id(form, name);
    let wrong_id = format!("{id}-wrong");
    let options = codes
        .into_iter()
        .enumerate()
        .map(|(i, code)| {
            let option_id = if i == 0 { id.clone() } else { format!("{id}-{}", code.replace('+', "-plus")) };
            let (test, chosen, clicked, words) = (format!("{name}-{code}"), code.clone(), code.clone(), code.clone());
            let is_chosen = move || value.get().as_deref() == Some(chosen.as_str());
            let clear = is_chosen.clone();
            view! {
                <span class="option">
                    <input type="radio" id=option_id.clone() name=id.clone() data-test=test value=code prop:checked=is_chosen
                        on:click=move |_| if clear() { on_choose.run(None) }
                        on:change=move |_| on_choose.run(Some(clicked.clone())) />
                    <label for=option_id>{move || crate::i18n::code_words(prefix, &words)}</label>
                </span>
            }
        })
        .collect_view();
    let described = describe(None, wrong_id.clone(), wrong);
    view! {
        <fieldset class="field choice" data-test=name aria-describedby=described>
            <legend>{move || t(&format!("field-{name}"))}</legend>
            <div class="options">{options}</div>
            <FieldWrong id=wrong_id wrong=wrong />
        </fieldset>
    }
}

/// A yes-or-nothing box with its label beside it.
#[component]
pub(crate) fn Tick(
    form: &'static str,
    name: &'static str,
    #[prop(into)] value: Signal<bool>,
    on_change: Callback<bool>,
) -> impl IntoView {
    let id = field_id(form, name);
    view! {
        <div class="tick">
            <input type="checkbox" id=id.clone() data-test=name prop:checked=move || value.get()
                on:change=move |ev| on_change.run(event_target_checked(&ev)) />
            <label for=id>{move || t(&format!("field-{name}"))}</label>
        </div>
    }
}
