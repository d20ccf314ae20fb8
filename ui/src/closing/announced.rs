//! What is announced to everybody: the days and the sentence, the form that says or amends them, and calling it off.

use domain::api::chart::{Conflict, Rival};
use domain::api::closing::{Announce, Announced, Withdraw};
use domain::time::{Date, Precision};
use leptos::prelude::*;

use super::{Open, State, written_words};
use crate::components::field::{FieldForm, TextField, field_id};
use crate::components::summary::{ErrorSummary, wrong_of};
use crate::dom;
use crate::errors::Wrong;
use crate::i18n::{t, ta, tr};
use crate::icons::{AMEND, CHECK, Mark, WARNING};
use crate::laptops::called;
use crate::moment::{self, date_words};
use crate::people::form::needed_day;

const FORM: &str = "announce";
/// The id of what is said once it was announced.
const SAID: &str = "closing-said";

/// The panel.
#[component]
pub(crate) fn AnnouncedPanel(state: State, announced: Option<Announced>) -> impl IntoView {
    let stands = announced.as_ref().is_some_and(|announced| !announced.withdrawn);
    let said = StoredValue::new(announced.clone());
    let amends = move |_| {
        fill(state, said.get_value().as_ref());
        state.turns(Open::Announcement);
        dom::focus_soon(field_id(FORM, "closing_last_day"));
    };
    let is_open = move |what: Open| state.open.get() == Some(what);
    let amend = if stands { "closing-amend" } else { "closing-announce" };
    let does = view! {
        <p class="does no-print">
            <button type="button" class="button" class:primary=!stands data-test="announce" aria-expanded=move || is_open(Open::Announcement).to_string() on:click=amends><Mark icon=AMEND />{tr(amend)}</button>
            {stands.then(|| view! { <button type="button" class="button" data-test="withdraw" aria-expanded=move || is_open(Open::Withdrawal).to_string() on:click=move |_| state.turns(Open::Withdrawal)>{tr("closing-withdraw")}</button> })}
        </p>
    };
    let form =
        move || is_open(Open::Announcement).then(|| view! { <AnnounceForm state=state announced=said.get_value() /> });
    let ask = move || is_open(Open::Withdrawal).then(|| view! { <WithdrawAsk state=state /> });
    let what = announced.is_none().then(|| view! { <p>{tr("closing-announce-what")}</p> });
    view! {
        <section class="panel" aria-labelledby="closing-announced-title" data-test="closing-announced">
            <h2 id="closing-announced-title">{tr("closing-announced-title")}</h2>
            {what}
            {announced.map(said_view)}
            {does}{form}{ask}
        </section>
    }
}

fn fill(state: State, announced: Option<&Announced>) {
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    state.last_day.set(announced.map(|a| day(a.last_day)).unwrap_or_default());
    state.keep_until.set(announced.map(|a| day(a.keep_until)).unwrap_or_default());
    state.note.set(announced.map(|a| a.note.clone()).unwrap_or_default());
}

fn said_view(announced: Announced) -> AnyView {
    let day = |day: Option<Date>| day.map(|day| date_words(day, Precision::Day)).unwrap_or_default();
    let by = announced.written.as_ref().map(written_words);
    if announced.withdrawn {
        return view! { <div class="note" id=SAID tabindex="-1" data-test="closing-withdrawn"><p>{tr("closing-is-withdrawn")}</p><p class="hint">{by}</p></div> }
            .into_any();
    }
    let (last, keep) = (day(announced.last_day), day(announced.keep_until));
    let disputes = announced.conflicts.iter().map(dispute).collect_view();
    let disputed = !announced.conflicts.is_empty();
    view! {
        <div id=SAID tabindex="-1" data-test="closing-said">
            <ul class="facts">
                <li><strong>{ta("closing-last-day", &[("day", last.into())])}</strong></li>
                <li>{ta("closing-keep-until", &[("day", keep.into())])}</li>
                {(!announced.note.is_empty()).then(|| view! { <li dir="auto">{announced.note.clone()}</li> })}
            </ul>
            <p class="hint">{by}</p>
        </div>
        {disputed.then(|| view! { <div class="alert" data-test="closing-disputed"><p><Mark icon=WARNING />{tr("closing-disputed")}</p><ul class="facts">{disputes}</ul></div> })}
    }
    .into_any()
}

/// What several people said at once, each with who said it and where.
fn dispute(conflict: &Conflict) -> impl IntoView + use<> {
    let field = conflict.field.clone();
    let value = |rival: &Rival| match &field[..] {
        "withdrawn" => t(if rival.value == true { "closing-value-withdrawn" } else { "closing-value-stands" }),
        "last_day" | "keep_until" => {
            let day = serde_json::from_value::<Date>(rival.value.clone()).ok();
            day.map(|day| date_words(day, Precision::Day)).unwrap_or_default()
        }
        _ => rival.value.as_str().unwrap_or_default().to_owned(),
    };
    let rival = |rival: &Rival| {
        let when = moment::said(rival.recorded_at, dom::now());
        let laptop = rival.laptop.map(called).unwrap_or_default();
        let by = [("who", rival.by.clone().into()), ("when", when.into()), ("laptop", laptop.into())];
        view! { <span class="line"><strong><bdi>{value(rival)}</bdi></strong>" "<span class="hint">{ta("closing-by", &by)}</span></span> }
    };
    let values = conflict.values.iter().map(rival).collect_view();
    view! { <li data-test="closing-dispute">{t(&format!("field-closing_{}", conflict.field))}{values}</li> }
}

/// The days and the sentence.
#[component]
fn AnnounceForm(state: State, announced: Option<Announced>) -> impl IntoView {
    let heads = announced.map(|announced| announced.heads).unwrap_or_default();
    let State { last_day, keep_until, note, sending, .. } = state;
    let save = Callback::new(move |()| {
        let mut wrongs: Vec<Wrong> = Vec::new();
        let mut day = |text: RwSignal<String>, name| needed_day(name, &text.get_untracked(), &mut wrongs);
        let (last_day, keep_until) = (day(last_day, "closing_last_day"), day(keep_until, "closing_keep_until"));
        let ask = Announce { parents: heads.clone(), last_day, keep_until, note: note.get_untracked() };
        state.sends(wrongs, ask, SAID.to_owned());
    });
    let changes = |text: RwSignal<String>| Callback::new(move |typed| text.set(typed));
    view! {
        <div class="note ask no-print" data-test="announce-ask">
            <ErrorSummary form=FORM wrongs=sending.wrongs trouble=sending.trouble />
            <FieldForm label=Signal::derive(tr("closing-announce")) on_submit=save>
                <TextField form=FORM name="closing_last_day" kind="date" hint="closing-last-day-hint" value=last_day on_input=changes(last_day) wrong=wrong_of(sending.wrongs, "closing_last_day") />
                <TextField form=FORM name="closing_keep_until" kind="date" hint="closing-keep-until-hint" value=keep_until on_input=changes(keep_until) wrong=wrong_of(sending.wrongs, "closing_keep_until") />
                <TextField form=FORM name="closing_note" kind="multi" wide=true hint="closing-note-hint" value=note on_input=changes(note) wrong=wrong_of(sending.wrongs, "closing_note") />
                <div class="does">
                    <button type="submit" class="button primary" data-test="announce-now" aria-disabled=move || sending.busy.get().to_string()><Mark icon=CHECK />{tr("closing-announce-now")}</button>
                    <button type="button" class="button" data-test="announce-not" on:click=move |_| state.open.set(None)>{tr("cancel-verb")}</button>
                </div>
            </FieldForm>
        </div>
    }
}

/// Whether it is really called off.
#[component]
fn WithdrawAsk(state: State) -> impl IntoView {
    view! {
        <div class="note ask no-print" data-test="withdraw-ask">
            <ErrorSummary form="withdraw" wrongs=state.sending.wrongs trouble=state.sending.trouble />
            <p>{tr("closing-withdraw-what")}</p>
            <p class="does">
                <button type="button" class="button danger" data-test="withdraw-now" aria-disabled=move || state.sending.busy.get().to_string() on:click=move |_| state.sends(Vec::new(), Withdraw {}, SAID.to_owned())>{tr("closing-withdraw-now")}</button>
                <button type="button" class="button" data-test="withdraw-not" on:click=move |_| state.open.set(None)>{tr("cancel-verb")}</button>
            </p>
        </div>
    }
}
