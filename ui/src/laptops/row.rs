//! One laptop in the list: its name, what is here of it, what it holds, and what is wrong with it.
//! In scope: the row.  Not here: the list (screens/laptops.rs), the form for its name (name.rs), the page of a lost one.

use domain::api::laptops::{Known, Laptop};
use domain::id::Id;
use leptos::prelude::*;
use leptos_router::components::A;

use crate::app::desk;
use crate::i18n::{t, ta, tr};
use crate::icons::{AMEND, LAPTOP, Mark, WARNING};
use crate::laptops::name::NameForm;
use crate::laptops::stick::short;
use crate::laptops::{called, clock, laptop_words};
use crate::{dom, moment};

/// The row. `open` says in which one of the list the name is being written.
#[component]
pub(crate) fn Row(
    laptop: Laptop,
    /// Whether a revoked laptop can still read what is written here.
    exposed: bool,
    open: RwSignal<Option<Id>>,
) -> impl IntoView {
    let id = laptop.id;
    // While a revoked one can still read, its key is to be renewed by the same way.
    let may_lose = !laptop.here && (exposed || !laptop.revoked);
    let is_open = move || open.get() == Some(id);
    let closes = Callback::new(move |()| _ = open.try_set(None));
    let desk = desk();
    let named = Callback::new(move |()| {
        desk.refresh();
        closes.run(());
    });
    let site = (!laptop.site.is_empty()).then(|| laptop.site.clone());
    let shown = StoredValue::new(laptop);
    view! {
        <li data-test="laptop" class:out=shown.with_value(|laptop| laptop.revoked)>
            <div class="laptop">
                <div>
                    <p class="laptop-name" title=id.to_string()><Mark icon=LAPTOP /><bdi data-test="laptop-name">{move || laptop_words(id)}</bdi></p>
                    <p class="laptop-site"><bdi>{site}</bdi>" "<code dir="ltr">{short(id)}</code></p>
                </div>
                {move || shown.with_value(written)}
                {move || shown.with_value(standing)}
                <div class="does">
                    <button type="button" class="button small" id=name_button(id) data-test="name-laptop" aria-expanded=move || is_open().to_string() on:click=move |_| open.update(|open| *open = if *open == Some(id) { None } else { Some(id) })><Mark icon=AMEND />{tr("name-verb")}<span class="visually-hidden">" "{move || called(id)}</span></button>
                    {may_lose.then(|| view! { <A href=format!("/laptops/lost/{id}") attr:class="button small" attr:data-test="lost">{tr("lost-verb")}<span class="visually-hidden">" "{move || called(id)}</span></A> })}
                </div>
            </div>
            {move || shown.with_value(warnings)}
            {move || is_open().then(|| view! { <NameForm laptop=shown.get_value() on_done=named on_cancel=closes /> })}
        </li>
    }
}

/// The id of the button that opens the form for a laptop's name.
pub(crate) fn name_button(laptop: Id) -> String {
    format!("name-{laptop}")
}

/// What is here of it.
fn written(laptop: &Laptop) -> AnyView {
    let heard = laptop.heard.map(|at| {
        let said = ta("laptop-heard", &[("when", moment::said(at, dom::now()).into())]);
        view! { <span title=moment::exact(at)>{said}</span> }
    });
    let entries = match laptop.entries {
        0 => t("laptop-none"),
        n => ta("laptop-entries", &[("n", n.into())]),
    };
    view! { <p class="laptop-entries">{entries}<br />{heard}</p> }.into_any()
}

/// Whether it belongs here, what it holds and what it has signed.
fn standing(laptop: &Laptop) -> AnyView {
    let signed = match laptop.signed {
        Some(n) => ta("laptop-signed", &[("n", n.into())]),
        None => t("laptop-unsigned"),
    };
    let lines = match (laptop.here, laptop.revoked) {
        (true, _) => vec![t("laptop-here")],
        (false, true) => vec![t("laptop-revoked"), holds(laptop.known.as_ref())],
        (false, false) => vec![holds(laptop.known.as_ref()), signed],
    };
    let off = clock::off(laptop.clock_offset_ms).filter(|off| !off.is_wrong).map(|off| off.words);
    let lines = lines.into_iter().chain(off).map(|line| view! { <span>{line}</span> }).collect_view();
    view! { <p class="laptop-state" data-test="laptop-state">{lines}</p> }.into_any()
}

/// What a laptop holds of what is here, as far as is known, and what tells so.
pub(crate) fn holds(known: Option<&Known>) -> String {
    let Some(Known { how, at, behind }) = known else { return t("known-nothing") };
    let far = match behind {
        0 => t("known-whole"),
        n => ta("known-behind", &[("n", (*n).into())]),
    };
    let since = ta(&format!("known-{}", how.code()), &[("when", moment::said(*at, dom::now()).into())]);
    format!("{far} {since}")
}

/// What somebody must see to.
fn warnings(laptop: &Laptop) -> AnyView {
    let rivals =
        (!laptop.rivals.is_empty()).then(|| ta("laptop-rivals", &[("others", laptop.rivals.join(", ").into())]));
    let off = clock::off(laptop.clock_offset_ms).filter(|off| off.is_wrong);
    let clock = off.map(|off| format!("{} {}", off.words, t("clock-wrong")));
    let line = |test, text: Option<String>| {
        text.map(|text| view! { <p class="laptop-warning" data-test=test><Mark icon=WARNING />{text}</p> })
    };
    let id = laptop.id;
    let forked = laptop.forked.then(|| {
        view! {
            <p class="laptop-warning" data-test="forked"><Mark icon=WARNING />{tr("laptop-forked")}</p>
            <p class="laptop-warning"><A href=format!("/laptops/fork/{id}") attr:data-test="see-fork">{tr("fork-verb")}<span class="visually-hidden">" "{move || called(id)}</span></A></p>
        }
    });
    view! { {forked}{line("rivals", rivals)}{line("clock-wrong", clock)} }.into_any()
}
