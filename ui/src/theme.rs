//! Light, dark and high contrast: one attribute of `<html>`, chosen here or by the system.

use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use crate::dom;

const KEY: &str = "fieldchart-theme";
const DARK: &str = "(prefers-color-scheme: dark)";
const CONTRAST: &str = "(prefers-contrast: more)";

/// What the settings offer; `auto` asks the system.
pub(crate) const THEMES: [&str; 4] = ["auto", "light", "dark", "contrast"];

/// The theme chosen.
pub(crate) fn chosen() -> String {
    dom::recall(KEY).filter(|t| THEMES.contains(&t.as_str())).unwrap_or_else(|| "auto".to_owned())
}

/// Chooses a theme and remembers it.
pub(crate) fn choose(theme: &str) {
    dom::remember(KEY, theme);
    apply();
}

/// Applies the theme, and again when the system's changes.
pub(crate) fn start() {
    apply();
    for query in [DARK, CONTRAST] {
        if let Some(media) = window().match_media(query).ok().flatten() {
            let again = Closure::<dyn FnMut()>::new(apply);
            let _ = media.add_event_listener_with_callback("change", again.as_ref().unchecked_ref());
            // It listens as long as the page lives.
            again.forget();
        }
    }
}

fn apply() {
    let theme = match chosen().as_str() {
        "auto" if dom::matches(CONTRAST) => "contrast",
        "auto" if dom::matches(DARK) => "dark",
        "auto" => "light",
        "dark" => "dark",
        "contrast" => "contrast",
        _ => "light",
    };
    dom::set_root("data-theme", theme);
}
