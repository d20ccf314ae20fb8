//! A button that lets a file be chosen: the browser's own speaks the browser's language, not the page's.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement};

use crate::dom;
use crate::i18n::tr;
use crate::icons::{Icon, Mark};

/// Hands over the file chosen; the same file may be chosen again.
#[component]
pub(crate) fn FileButton(
    /// What the button says: a locale key.
    words: &'static str,
    icon: Icon,
    on_file: Callback<File>,
    /// The hook of tests, and the field's id.
    test: &'static str,
    /// Which files are offered; empty for all.
    #[prop(default = "")]
    accept: &'static str,
    /// Which camera a tablet opens at once.
    #[prop(optional)]
    capture: Option<&'static str>,
    /// Takes the focus as soon as it is there.
    #[prop(default = false)]
    focus: bool,
) -> impl IntoView {
    let picked = move |ev: leptos::ev::Event| {
        let Some(input) = ev.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            on_file.run(file);
        }
        input.set_value("");
    };
    if focus {
        dom::focus_soon(test.to_owned());
    }
    view! {
        <label class="button file-button">
            <Mark icon=icon />{tr(words)}
            <input id=test type="file" class="visually-hidden" accept=accept capture=capture data-test=test on:change=picked />
        </label>
    }
}
