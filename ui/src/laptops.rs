//! Parts of the screens about laptops: what they are called, meeting on a network, bringing records together by a stick, admitting a further one, one that was lost.
//! In scope: six words to type, shown and asked for.  Not here: the list (screens/laptops.rs), joining (screens/join.rs).

pub(crate) mod admit;
pub(crate) mod clock;
pub(crate) mod hubs;
pub(crate) mod lost;
pub(crate) mod name;
pub(crate) mod near;
pub(crate) mod row;
pub(crate) mod stick;

use domain::api::session::StatusView;
use domain::id::Id;
use leptos::prelude::*;

use crate::app::desk;
use crate::components::field::TextField;
use crate::components::summary::wrong_of;
use crate::i18n::ta;
use crate::laptops::stick::short;
use crate::running::Work;

/// A laptop's name where it has one, its short id behind it where another has the same.
fn name_of(laptop: Id) -> Option<String> {
    desk().status.with(|status| {
        let names = &status.as_ref()?.names;
        let name = &names.iter().find(|named| named.id == laptop && !named.name.is_empty())?.name;
        let alike = names.iter().filter(|other| other.name.to_lowercase() == name.to_lowercase()).count();
        Some(if alike > 1 { format!("{name} ({})", short(laptop)) } else { name.clone() })
    })
}

/// Where a hub is, if it is one.
pub(crate) fn hub_at(id: Id) -> Option<String> {
    desk().status.with(|status| {
        let (_, address) = status.as_ref()?.hubs.iter().find(|(hub, _)| *hub == id)?;
        Some(address.clone())
    })
}

/// What a laptop is called within a sentence: its name, or its short id.
pub(crate) fn called(laptop: Id) -> String {
    name_of(laptop).unwrap_or_else(|| short(laptop))
}

/// The same as a cell shows it: an id is no word.
pub(crate) fn called_cell(laptop: Id) -> AnyView {
    match name_of(laptop) {
        Some(name) => view! { <bdi>{name}</bdi> }.into_any(),
        None => view! { <code dir="ltr">{short(laptop)}</code> }.into_any(),
    }
}

/// What a laptop, or a hub, is called where nothing else says what it is.
pub(crate) fn laptop_words(laptop: Id) -> String {
    let hub = || hub_at(laptop).map(|address| ta("hub-name", &[("address", address.into())]));
    name_of(laptop).or_else(hub).unwrap_or_else(|| ta("laptop-name", &[("name", short(laptop).into())]))
}

/// The head of a page about laptops, on the screen as on paper.
#[component]
pub(crate) fn PageHead(title: Signal<String>) -> impl IntoView {
    let status = desk().status;
    let of = move |pick: fn(&StatusView) -> Option<String>| status.with(|s| s.as_ref().and_then(pick));
    view! {
        <header class="sheet-head">
            <p class="sheet-for"><bdi>{move || of(|s| s.operation.clone())}</bdi>", "<bdi>{move || of(|s| s.site.clone())}</bdi></p>
            <h1>{title}</h1>
        </header>
    }
}

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
