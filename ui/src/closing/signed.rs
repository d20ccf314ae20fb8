//! Signing the closing, and what was signed: by whom, over what, and whether this laptop holds exactly that.

use domain::api::closing::{Beyond, ClosingView, Confirm, Held, Sign, SignedHead, SignedView, Written};
use domain::closing::Counts;
use leptos::prelude::*;

use super::{State, written_words};
use crate::components::summary::ErrorSummary;
use crate::i18n::{t, ta, tr};
use crate::icons::{CHECK, Mark, WARNING};
use crate::laptops::{called_cell, laptop_words};
use crate::{dom, moment};

/// The id of what is said once it was signed.
const SIGNED: &str = "closing-signed";

/// The panel.
#[component]
pub(crate) fn SignedPanel(state: State, view: ClosingView) -> impl IntoView {
    let announced = view.announced.as_ref().filter(|announced| !announced.withdrawn);
    let disputed = announced.is_some_and(|announced| !announced.conflicts.is_empty());
    let out = view.laptops.iter().filter(|laptop| !laptop.accounted).count() as u64;
    let wait = match (announced.is_some(), disputed, out) {
        (false, ..) => Some(t("closing-sign-first")),
        (true, true, _) => Some(t("error-closing-disputed")),
        (true, false, 0) => None,
        (true, false, n) => Some(ta("error-laptops-unaccounted", &[("n", n.into())])),
    };
    let may = wait.is_none();
    // Signed again, it takes in what was written since.
    let again =
        view.signed.as_ref().is_some_and(|signed| !is_exact(signed) || signed.amended || !signed.rivals.is_empty());
    let signs = (may && (again || view.signed.is_none())).then(|| {
        let verb = if again { "closing-sign-again" } else { "closing-sign" };
        let sign = move |_| state.sends(Vec::new(), Sign {}, SIGNED.to_owned());
        view! {
            <p>{tr("closing-sign-what")}</p>
            <p class="does no-print"><button type="button" class="button" class:primary=!again data-test="sign" aria-disabled=move || state.sending.busy.get().to_string() on:click=sign><Mark icon=CHECK />{tr(verb)}</button></p>
        }
    });
    let trouble = move || state.sending.trouble.get().filter(|_| state.open.get().is_none());
    view! {
        <section class="panel" aria-labelledby="closing-sign-title" data-test="closing-sign">
            <h2 id="closing-sign-title">{tr("closing-sign-title")}</h2>
            <ErrorSummary form="sign" wrongs=Signal::derive(Vec::new) trouble=Signal::derive(trouble) />
            {view.signed.map(|signed| view! { <Signed state=state signed=signed /> })}
            {wait.map(|wait| view! { <p data-test="sign-wait">{wait}</p> })}
            {signs}
        </section>
    }
}

/// Whether what is here is what was signed, neither more nor less.
fn is_exact(signed: &SignedView) -> bool {
    signed.beyond.is_empty() && signed.heads.iter().all(|head| head.held == Held::Whole)
}

#[component]
fn Signed(state: State, signed: SignedView) -> impl IntoView {
    let by = |key: &str, written: &Written| ta(key, &[("by", written_words(written).into())]);
    let first = signed.written.as_ref().map(|written| by("closing-signed-by", written));
    let confirmed: Vec<String> = signed.confirmed.iter().map(|written| by("closing-confirmed-by", written)).collect();
    let both = !confirmed.is_empty();
    let confirmed =
        confirmed.into_iter().map(|line| view! { <li data-test="closing-confirmed">{line}</li> }).collect_view();
    let rivals = signed.rivals.iter().map(|written| by("closing-rival", written));
    let amended = signed.amended.then(|| t("closing-amended"));
    let warnings: Vec<String> = rivals.chain(amended).collect();
    let warnings = warnings
        .into_iter()
        .map(|line| view! { <p class="alert" data-test="closing-warning"><Mark icon=WARNING />{line}</p> });
    let warnings = warnings.collect_view();
    let revision = signed.revision.clone();
    let confirms = (!signed.own).then(|| {
        let confirm = move |_| state.sends(Vec::new(), Confirm { revision: revision.clone() }, SIGNED.to_owned());
        view! {
            <p class="no-print">{tr("closing-confirm-what")}</p>
            <p class="does no-print"><button type="button" class="button primary" data-test="confirm" aria-disabled=move || state.sending.busy.get().to_string() on:click=confirm><Mark icon=CHECK />{tr("closing-confirm")}</button></p>
        }
    });
    let only = (!both).then(|| view! { <li>{tr("closing-signed-once")}</li> });
    let rows = signed.heads.iter().map(head_row).collect_view();
    view! {
        <div id=SIGNED tabindex="-1" data-test="closing-signed">
            <ul class="facts"><li><strong>{first}</strong></li>{confirmed}{only}<li>{counted(&signed.counts)}</li></ul>
        </div>
        {held(&signed)}
        {warnings}
        {confirms}
        <div class="scroll" tabindex="0" role="region" aria-label=tr("closing-heads-title")><table>
            <caption>{tr("closing-heads-title")}</caption>
            <thead><tr><th scope="col">{tr("closing-laptop")}</th><th scope="col" class="number">{tr("closing-size")}</th><th scope="col">{tr("closing-root")}</th><th scope="col">{tr("closing-here")}</th></tr></thead>
            <tbody>{rows}</tbody>
        </table></div>
    }
}

/// What there was, and what was still open.
fn counted(counts: &Counts) -> AnyView {
    let there = [("patients", counts.patients.into()), ("visits", counts.visits.into())];
    let open = open(counts).into_iter().map(|(key, n)| view! { <li>{ta(key, &[("n", n.into())])}</li> }).collect_view();
    view! { {ta("closing-counted", &there)}<ul class="facts" data-test="signed-open">{open}</ul> }.into_any()
}

/// What is to be settled, each as a locale key and how many of it there are.
pub(crate) fn open(counts: &Counts) -> [(&'static str, u64); 5] {
    [
        ("closing-visits", counts.open_visits),
        ("closing-lots", counts.lots_in_stock),
        ("closing-lots-below", counts.lots_below_zero),
        ("closing-forks", counts.forks),
        ("closing-behind", counts.behind),
    ]
}

/// What is here against what was signed, in sentences.
fn held(signed: &SignedView) -> AnyView {
    if is_exact(signed) {
        return view! { <p class="note" data-test="closing-exact"><Mark icon=CHECK />" "{tr("closing-exact")}</p> }
            .into_any();
    }
    let of_head = |head: &SignedHead| {
        let name = head.laptop.map(laptop_words).unwrap_or_default();
        let size = ("size", head.digest.size.into());
        match head.held {
            Held::Whole => None,
            Held::Behind { entries } => {
                Some(("closing-here-behind", ta("closing-is-short", &[("name", name.into()), ("n", entries.into())])))
            }
            Held::Contradicts => {
                Some(("closing-contradicts", ta("closing-contradicts", &[("name", name.into()), size])))
            }
            Held::Absent => Some(("closing-absent", ta("closing-absent", &[("name", name.into()), size]))),
        }
    };
    let of_beyond = |beyond: &Beyond| {
        let name = beyond.laptop.map(laptop_words).unwrap_or_default();
        let when = beyond.newest.map_or_else(|| t("closing-when-unknown"), |at| moment::said(at, dom::now()));
        let words = ta("closing-beyond", &[("name", name.into()), ("n", beyond.entries.into()), ("when", when.into())]);
        ("closing-beyond", words)
    };
    let lines = signed.heads.iter().filter_map(of_head).chain(signed.beyond.iter().map(of_beyond));
    let lines = lines.map(|(test, words)| view! { <li data-test=test>{words}</li> }).collect_view();
    view! { <div class="alert" data-test="closing-differs"><p><Mark icon=WARNING />{tr("closing-differs")}</p><ul class="facts">{lines}</ul></div> }
        .into_any()
}

fn head_row(head: &SignedHead) -> AnyView {
    let (icon, words) = match head.held {
        Held::Whole => (CHECK, t("closing-held-whole")),
        Held::Behind { .. } => (WARNING, t("closing-held-behind")),
        Held::Contradicts => (WARNING, t("closing-held-contradicts")),
        Held::Absent => (WARNING, t("closing-held-absent")),
    };
    let laptop = head.laptop;
    view! {
        <tr data-test="signed-head">
            <th scope="row">{move || laptop.map(called_cell)}</th><td class="number">{head.digest.size}</td>
            <td><code class="line" dir="ltr">{head.digest.root.clone()}</code></td><td><Mark icon=icon />" "{words}</td>
        </tr>
    }
    .into_any()
}
