//! One laptop in the list: its name, what is here of it, what it holds and what is wrong with it, and the forms that open within.
//! In scope: the row.  Not here: the list (screens/laptops.rs), the forms (name.rs, lost.rs).

use domain::access::Permission;
use domain::api::laptops::{Known, Laptop};
use domain::id::Id;
use leptos::prelude::*;

use crate::app::desk;
use crate::i18n::{t, ta, tr};
use crate::icons::{AMEND, LAPTOP, Mark, WARNING};
use crate::laptops::lost::Lost;
use crate::laptops::name::NameForm;
use crate::laptops::stick::short;
use crate::laptops::{called, clock, laptop_words};
use crate::{dom, moment};

/// A form that opens within a row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Name,
    Lost,
}

/// The row. `open` is the one form of the list that is open.
#[component]
pub(crate) fn Row(
    laptop: Laptop,
    /// Whether a revoked laptop can still read what is written here.
    exposed: bool,
    open: RwSignal<Option<(Id, Form)>>,
    /// Somebody named it, or gave up a form.
    on_named: Callback<()>,
    on_revoked: Callback<Id>,
) -> impl IntoView {
    let id = laptop.id;
    // While a revoked one can still read, its key is to be renewed by the same way.
    let may_lose = desk().may(Permission::Administer) && !laptop.here && (exposed || !laptop.revoked);
    let is_open = move |form: Form| open.get() == Some((id, form));
    let opens = move |form: Form| {
        open.update(|open| *open = if *open == Some((id, form)) { None } else { Some((id, form)) });
    };
    let closes = move |button: String| {
        Callback::new(move |()| {
            open.try_set(None);
            dom::focus_soon(button.clone());
        })
    };
    let (name_button, lost_button) = (format!("name-{id}"), format!("lost-{id}"));
    let (name_closes, lost_closes) = (closes(name_button.clone()), closes(lost_button.clone()));
    let named = Callback::new(move |()| {
        name_closes.run(());
        on_named.try_run(());
    });
    let revoked = Callback::new(move |()| {
        open.try_set(None);
        on_revoked.try_run(id);
    });
    let site = (!laptop.site.is_empty()).then(|| laptop.site.clone());
    let form = laptop.clone();
    view! {
        <li data-test="laptop" class:out=laptop.revoked>
            <div class="laptop">
                <div>
                    <p class="laptop-name" title=id.to_string()><Mark icon=LAPTOP /><bdi data-test="laptop-name">{move || laptop_words(id)}</bdi></p>
                    <p class="laptop-site"><bdi>{site}</bdi>" "<code dir="ltr">{short(id)}</code></p>
                </div>
                {written(&laptop)}
                {standing(&laptop)}
                <div class="does">
                    <button type="button" class="button small" id=name_button data-test="name-laptop" aria-expanded=move || is_open(Form::Name).to_string() on:click=move |_| opens(Form::Name)><Mark icon=AMEND />{tr("name-verb")}<span class="visually-hidden">" "{move || called(id)}</span></button>
                    {may_lose.then(|| view! { <button type="button" class="button small" id=lost_button data-test="lost" aria-expanded=move || is_open(Form::Lost).to_string() on:click=move |_| opens(Form::Lost)>{tr("lost-verb")}<span class="visually-hidden">" "{move || called(id)}</span></button> })}
                </div>
            </div>
            {warnings(&laptop)}
            {move || is_open(Form::Name).then(|| view! { <NameForm laptop=form.clone() on_done=named on_cancel=name_closes /> })}
            {move || is_open(Form::Lost).then(|| view! { <Lost laptop=id on_done=revoked on_cancel=lost_closes /> })}
        </li>
    }
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
    let forked = laptop.forked.then(|| t("laptop-forked"));
    let off = clock::off(laptop.clock_offset_ms).filter(|off| off.is_wrong);
    let clock = off.map(|off| format!("{} {}", off.words, t("clock-wrong")));
    let line = |test, text: Option<String>| {
        text.map(|text| view! { <p class="laptop-warning" data-test=test><Mark icon=WARNING />{text}</p> })
    };
    view! { {line("forked", forked)}{line("rivals", rivals)}{line("clock-wrong", clock)} }.into_any()
}
