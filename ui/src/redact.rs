//! Redacting a patient's record from the chart: why, a second person's passphrase, and the plain word that nothing comes back;
//! and the holds that forbid it.

use domain::access::Permission;
use domain::api::redaction::{Holds, LiftHold, PutHold, Redact};
use domain::id::Id;
use domain::limits::{FieldError, Problem};
use domain::redaction::{HoldView, RedactionReason};
use domain::time::Precision;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::app::desk;
use crate::client::call;
use crate::components::field::{Choice, FieldForm, TextField, Tick};
use crate::components::summary::{ErrorSummary, wrong_of};
use crate::dom;
use crate::errors::Wrong;
use crate::i18n::{ta, tr};
use crate::icons::{Mark, WARNING};
use crate::moment::date_words;
use crate::people::form::read_day;
use crate::people::own::secret;
use crate::sending::Sending;

/// The panel, for those who may sign redactions.
#[component]
pub(crate) fn RedactPanel(patient: Id) -> impl IntoView {
    let holds = RwSignal::new(Vec::<HoldView>::new());
    let load = move || {
        spawn_local(async move {
            if let Ok(found) = call(Holds { patient }).await {
                holds.try_set(found);
            }
        });
    };
    let may = desk().may(Permission::Redact);
    if may {
        load();
    }
    let standing = move || holds.with(|all| all.iter().any(|view| view.hold.holds(dom::today())));
    let reload = Callback::new(move |()| load());
    move || {
        may.then(|| {
            view! {
                <details class="panel" data-test="redact-panel">
                    <summary><h2>{tr("redact-title")}</h2></summary>
                    <p>{tr("redact-what")}</p>
                    <Standing holds=holds reload=reload />
                    {move || if standing() {
                        view! { <p class="note" data-test="held">{tr("error-held")}</p> }.into_any()
                    } else {
                        view! { <Sign patient=patient /> }.into_any()
                    }}
                    <NewHold patient=patient reload=reload />
                </details>
            }
        })
    }
}

/// The holds on this record.
#[component]
fn Standing(holds: RwSignal<Vec<HoldView>>, reload: Callback<()>) -> impl IntoView {
    let row = move |view: HoldView| {
        let id = view.id;
        let until = view.hold.until.map(|day| ta("hold-until", &[("day", date_words(day, Precision::Day).into())]));
        let stands = view.hold.holds(dom::today());
        let lift = move |_| {
            spawn_local(async move {
                if call(LiftHold { id }).await.is_ok() {
                    reload.try_run(());
                }
            });
        };
        view! {
            <li data-test="hold" class:struck=!stands>
                <bdi>{view.hold.reason}</bdi>" "<span class="aside-words">{until}</span>
                {stands.then(|| view! { <button type="button" class="button small" data-test="lift-hold" on:click=lift>{tr("hold-lift")}</button> })}
            </li>
        }
    };
    move || {
        let all = holds.get();
        (!all.is_empty()).then(
            || view! { <h3>{tr("holds-title")}</h3><ul class="list">{all.into_iter().map(row).collect_view()}</ul> },
        )
    }
}

/// Two sign.
#[component]
fn Sign(patient: Id) -> impl IntoView {
    const FORM: &str = "redact";
    let state = Sending::new();
    let reason = RwSignal::new(None::<String>);
    let second = RwSignal::new(String::new());
    let sure = RwSignal::new(false);
    let navigate = use_navigate();
    let sign = Callback::new(move |()| {
        let mut wrongs: Vec<Wrong> = Vec::new();
        if reason.with_untracked(Option::is_none) {
            wrongs.push(FieldError::new("redact_reason", Problem::Nothing).into());
        }
        if second.with_untracked(|s| s.trim().is_empty()) {
            wrongs.push(FieldError::new("second_passphrase", Problem::Nothing).into());
        }
        if !sure.get_untracked() {
            wrongs.push(Wrong::typed("redact_sure", "redact-not-sure"));
        }
        if !state.goes(wrongs) {
            return;
        }
        let ask = Redact {
            patient,
            records: Vec::new(),
            reason: RedactionReason::from(reason.get_untracked().unwrap_or_default().as_str()),
            second: second.get_untracked().trim().to_owned(),
        };
        let navigate = navigate.clone();
        spawn_local(async move {
            let outcome = call(ask).await;
            second.try_set(String::new());
            let gone = outcome.is_ok();
            state.ends(outcome);
            if gone {
                navigate("/patients", NavigateOptions { replace: true, ..NavigateOptions::default() });
            }
        });
    });
    let codes = RedactionReason::ALL.iter().map(|r| r.code().to_owned()).collect::<Vec<_>>();
    view! {
        <ErrorSummary form=FORM wrongs=state.wrongs trouble=state.trouble />
        <FieldForm label=Signal::derive(tr("redact-title")) on_submit=sign>
            <Choice form=FORM name="redact_reason" codes=codes prefix="redaction" value=reason on_choose=Callback::new(move |v| reason.set(v)) wrong=wrong_of(state.wrongs, "redact_reason") />
            {secret(FORM, "second_passphrase", Some("second-hint"), second, state)}
            <Tick form=FORM name="redact_sure" value=sure on_change=Callback::new(move |v| sure.set(v)) />
            <p class="does"><button type="submit" class="button danger" data-test="redact" aria-disabled=move || state.busy.get().to_string()><Mark icon=WARNING />{tr("redact-verb")}</button></p>
        </FieldForm>
    }
}

/// A new hold.
#[component]
fn NewHold(patient: Id, reload: Callback<()>) -> impl IntoView {
    const FORM: &str = "hold";
    let state = Sending::new();
    let (reason, until) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let put = Callback::new(move |()| {
        let mut wrongs: Vec<Wrong> = Vec::new();
        if reason.with_untracked(|r| r.trim().is_empty()) {
            wrongs.push(FieldError::new("hold_reason", Problem::Nothing).into());
        }
        let day = read_day(&until.get_untracked());
        if day.is_none() {
            wrongs.push(Wrong::typed("hold_until", "ends-wrong"));
        }
        if !state.goes(wrongs) {
            return;
        }
        let ask = PutHold { patient, reason: reason.get_untracked(), until: day.flatten() };
        spawn_local(async move {
            let outcome = call(ask).await;
            if outcome.is_ok() {
                reason.try_set(String::new());
                until.try_set(String::new());
                reload.try_run(());
            }
            state.ends(outcome);
        });
    });
    view! {
        <details class="more" data-test="new-hold">
            <summary>{tr("hold-new")}</summary>
            <ErrorSummary form=FORM wrongs=state.wrongs trouble=state.trouble />
            <FieldForm label=Signal::derive(tr("hold-new")) on_submit=put>
                <TextField form=FORM name="hold_reason" value=reason on_input=Callback::new(move |v| reason.set(v)) wrong=wrong_of(state.wrongs, "hold_reason") />
                <TextField form=FORM name="hold_until" kind="date" value=until on_input=Callback::new(move |v| until.set(v)) wrong=wrong_of(state.wrongs, "hold_until") />
                <p class="does"><button type="submit" class="button" data-test="put-hold" aria-disabled=move || state.busy.get().to_string()>{tr("hold-record-verb")}</button></p>
            </FieldForm>
        </details>
    }
}
