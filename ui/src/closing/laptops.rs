//! Every laptop of an operation that closes: how each stands, and that one will not come, with the reason.

use domain::api::closing::{ClosingLaptop, ListMissing, ListedLaptop, Standing, Unlist};
use domain::closing::MissingReason;
use domain::id::Id;
use domain::limits::{FieldError, Problem};
use leptos::prelude::*;
use leptos_router::components::A;

use super::{Open, State, written_words};
use crate::components::field::{Choice, FieldForm, TextField, field_id};
use crate::components::summary::{ErrorSummary, wrong_of};
use crate::dom;
use crate::errors::Wrong;
use crate::i18n::{code_words, t, ta, tr};
use crate::icons::{CHECK, Mark, WARNING};
use crate::laptops::row::holds;
use crate::laptops::stick::short;
use crate::laptops::{called, laptop_words};

const FORM: &str = "missing";

/// The panel. Laptops are listed once the closing is announced.
#[component]
pub(crate) fn LaptopsPanel(state: State, laptops: Vec<ClosingLaptop>, announced: bool) -> impl IntoView {
    let out = laptops.iter().filter(|laptop| !laptop.accounted).count();
    let said = match out {
        0 => view! { <p class="note" data-test="closing-in"><Mark icon=CHECK />" "{tr("closing-all-in")}</p> }.into_any(),
        n => view! { <p class="alert" data-test="closing-missing"><Mark icon=WARNING />{ta("closing-some-missing", &[("n", (n as u64).into())])}</p> }.into_any(),
    };
    let rows = laptops.iter().map(|laptop| row(state, laptop, announced)).collect_view();
    let asked = move || match state.open.get() {
        Some(Open::Missing(laptop)) => Some(view! { <MissingForm state=state laptop=laptop /> }),
        _ => None,
    };
    view! {
        <section class="panel" aria-labelledby="closing-laptops-title">
            <h2 id="closing-laptops-title">{tr("closing-laptops-title")}</h2>
            {said}
            <div class="scroll" tabindex="0" role="region" aria-label=tr("closing-laptops-title")><table>
                <thead><tr><th scope="col">{tr("closing-laptop")}</th><th scope="col">{tr("closing-stands")}</th><th scope="col" class="number">{tr("closing-size")}</th><th scope="col">{tr("closing-root")}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
            {asked}
            <p class="hint">{tr("closing-compare")}</p>
        </section>
    }
}

/// The id of what says how a laptop stands.
fn stands_id(laptop: Id) -> String {
    format!("closing-{laptop}")
}

fn row(state: State, shown: &ClosingLaptop, announced: bool) -> AnyView {
    let laptop = &shown.laptop;
    let id = laptop.id;
    let icon = if shown.accounted && shown.stands != Standing::Forked { CHECK } else { WARNING };
    let words = match shown.stands {
        Standing::Behind => ta("closing-is-behind", &[("n", shown.behind.into())]),
        _ => code_words("closing-is", shown.stands.code()),
    };
    let known = if laptop.here { t("laptop-here") } else { holds(laptop.known.as_ref()) };
    let fork = (shown.stands == Standing::Forked).then(|| {
        view! { <A href=format!("/laptops/fork/{id}") attr:class="line no-print" attr:data-test="see-fork">{tr("fork-verb")}<span class="visually-hidden">" "{move || called(id)}</span></A> }
    });
    let site = (!laptop.site.is_empty()).then(|| laptop.site.clone());
    let line = |text: String| view! { <span class="line">{text}</span> };
    let sizes = shown.digests.iter().map(|digest| line(digest.size.to_string())).collect_view();
    let roots = shown.digests.iter().map(|digest| view! { <code class="line" dir="ltr">{digest.root.clone()}</code> });
    let roots = roots.collect_view();
    let listed = shown.listed.iter().map(|line| listed(line, shown.stands == Standing::In)).collect_view();
    view! {
        <tr data-test="closing-laptop">
            <th scope="row"><bdi>{move || laptop_words(id)}</bdi><span class="line hint"><bdi>{site}</bdi>" "<code dir="ltr">{short(id)}</code></span></th>
            <td id=stands_id(id) tabindex="-1" data-test=format!("stands-{}", shown.stands.code())>
                <strong><Mark icon=icon />" "{words}</strong>
                {listed}
                <span class="line hint">{known}</span>{fork}
                {(announced && !laptop.here && !laptop.revoked).then(|| does(state, id, !shown.listed.is_empty()))}
            </td>
            <td class="number">{sizes}</td><td>{roots}</td>
        </tr>
    }
    .into_any()
}

/// Why one will not come, and who said so. Of one that came all the same it says that it was expected not to.
fn listed(line: &ListedLaptop, came: bool) -> impl IntoView + use<> {
    let reason = code_words("missing-reason", line.reason.code());
    let said = ta(if came { "missing-was-listed" } else { "missing-listed" }, &[("reason", reason.into())]);
    let words = (!line.words.is_empty()).then(|| view! { " "<bdi>{line.words.clone()}</bdi> });
    let by = line.written.as_ref().map(written_words);
    view! { <span class="line" data-test="closing-listed">{said}{words}<span class="line hint">{by}</span></span> }
}

fn does(state: State, id: Id, is_listed: bool) -> AnyView {
    let asks = move |_| {
        state.reason.set(None);
        state.words.set(String::new());
        state.turns(Open::Missing(id));
        dom::focus_soon(field_id(FORM, "missing_reason"));
    };
    let is_open = move || state.open.get() == Some(Open::Missing(id));
    let off = is_listed.then(|| {
        let off = move |_| state.sends(Vec::new(), Unlist { laptop: id }, stands_id(id));
        view! { <button type="button" class="button small" data-test="unlist" on:click=off>{tr("missing-off")}<span class="visually-hidden">" "{move || called(id)}</span></button> }
    });
    view! {
        <span class="does no-print">
            <button type="button" class="button small" data-test="list-missing" aria-expanded=move || is_open().to_string() on:click=asks>{tr("missing-verb")}<span class="visually-hidden">" "{move || called(id)}</span></button>
            {off}
        </span>
    }
    .into_any()
}

/// Why a laptop will not come.
#[component]
fn MissingForm(state: State, laptop: Id) -> impl IntoView {
    let State { reason, words, sending, .. } = state;
    let save = Callback::new(move |()| {
        let mut wrongs: Vec<Wrong> = Vec::new();
        let chosen = reason.get_untracked();
        if chosen.is_none() {
            wrongs.push(FieldError::new("missing_reason", Problem::Nothing).into());
        }
        let reason = MissingReason::from(chosen.unwrap_or_default().as_str());
        let ask = ListMissing { laptop, reason, words: words.get_untracked() };
        state.sends(wrongs, ask, stands_id(laptop));
    });
    let codes = MissingReason::ALL.iter().map(|reason| reason.code().to_owned()).collect::<Vec<_>>();
    view! {
        <div class="note ask no-print" data-test="missing-ask">
            <h3>{move || ta("missing-title", &[("name", called(laptop).into())])}</h3>
            <p>{tr("missing-what")}</p>
            <ErrorSummary form=FORM wrongs=sending.wrongs trouble=sending.trouble />
            <FieldForm label=Signal::derive(tr("missing-verb")) on_submit=save>
                <Choice form=FORM name="missing_reason" codes=codes prefix="missing-reason" value=reason on_choose=Callback::new(move |v| reason.set(v)) wrong=wrong_of(sending.wrongs, "missing_reason") />
                <TextField form=FORM name="missing_words" wide=true hint="missing-words-hint" value=words on_input=Callback::new(move |v| words.set(v)) wrong=wrong_of(sending.wrongs, "missing_words") />
                <div class="does">
                    <button type="submit" class="button primary" data-test="missing-now" aria-disabled=move || sending.busy.get().to_string()><Mark icon=CHECK />{tr("missing-now")}</button>
                    <button type="button" class="button" data-test="missing-not" on:click=move |_| state.open.set(None)>{tr("cancel-verb")}</button>
                </div>
            </FieldForm>
        </div>
    }
}
