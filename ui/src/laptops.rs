//! Parts of the screens about laptops: meeting on a network, bringing records together by a stick, admitting a further one, one that was lost.
//! In scope: six words to type, shown and asked for.  Not here: the list (screens/laptops.rs), joining (screens/join.rs).

pub(crate) mod admit;
pub(crate) mod lost;
pub(crate) mod near;
pub(crate) mod pair;
pub(crate) mod stick;

use leptos::prelude::*;

use crate::components::field::TextField;
use crate::components::summary::wrong_of;
use crate::running::Work;

/// Fills a stick's folder with what is plugged in, where nothing was typed yet.
fn offer(stick: Signal<String>, folder: RwSignal<String>) {
    Effect::new(move |_| {
        let plugged = stick.get();
        if folder.with_untracked(String::is_empty) {
            folder.set(plugged);
        }
    });
}

/// Six words to be typed on the other laptop. They take the focus when asked to, by `id`.
#[component]
pub(crate) fn SixWords(
    id: &'static str,
    /// What they are: a locale key.
    label: &'static str,
    words: String,
) -> impl IntoView {
    let each = words.split(' ').map(|word| view! { <span>{word.to_owned()}</span>" " }).collect_view();
    view! {
        <div class="six" id=id tabindex="-1" role="group" data-test=id aria-labelledby=format!("{id}-label")>
            <p id=format!("{id}-label")>{crate::i18n::tr(label)}</p>
            <p class="six-words" dir="ltr" lang="en" translate="no">{each}</p>
        </div>
    }
}

/// The field in which the other laptop's six words are typed.
#[component]
pub(crate) fn WordsField(form: &'static str, hint: &'static str, words: RwSignal<String>, work: Work) -> impl IntoView {
    view! {
        <TextField form=form name="join_words" kind="path" wide=true hint=hint value=words
            on_input=Callback::new(move |v| words.set(v)) wrong=wrong_of(work.sending.wrongs, "join_words") />
    }
}
