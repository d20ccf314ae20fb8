//! A row that was written: who and when, its history, "entered in error" and back; and a visit moved to the right patient.
//! In scope: what every written row can do.  Not here: what a row says (each form's own module).

use domain::api::chart::{Change, History, PartView, PatientRow, Search};
use domain::api::visit::{MarkPart, MoveVisit as Move};
use domain::id::Id;
use domain::record::Kind;
use domain::time::Moment;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use serde_json::Value;

use crate::client::call;
use crate::components::field::{FieldForm, TextField};
use crate::components::history::HistoryPanel;
use crate::components::summary::{ErrorSummary, wrong_of};
use crate::errors::{Wrong, error_text};
use crate::i18n::{code_words, current, t, ta, tr};
use crate::icons::{AMEND, HISTORY, Mark as Icon, WARNING};
use crate::screens::patients::RowParts;
use crate::visit::form::{Place, tell};
use crate::wait::Pause;
use crate::{dom, moment, number};

/// A pause in the typing after which the core is asked.
const SEARCH_MS: i32 = 200;
const SEARCH_ROWS: u8 = 5;

/// What is open below a row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pane {
    /// Its history.
    History,
    /// The reason why it is an error.
    Error,
}

/// The one row of a list that has something open.
pub(crate) type Open = RwSignal<Option<(Id, Pane)>>;

/// A written row. A marked one is struck through, with the reason, and can be taken back.
#[component]
pub(crate) fn Written(
    place: Place,
    view: PartView,
    open: Open,
    /// How the row is called in its history.
    #[prop(into)]
    name: String,
    /// Opens it to be amended.
    #[prop(optional, into)]
    on_amend: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    let id = view.id;
    let kind = view.part.kind();
    let marked = view.mark.clone();
    let struck = marked.is_some();
    let amend = on_amend.filter(|_| !struck).map(|amend| {
        view! { <button type="button" class="button small quiet" data-test="amend" on:click=move |_| amend.run(())><Icon icon=AMEND />{tr("amend-verb")}</button> }
    });
    let toggle = move |pane: Pane| {
        let next = (open.get_untracked() != Some((id, pane))).then_some((id, pane));
        open.set(next);
    };
    let error = (!struck).then(|| {
        view! { <button type="button" class="button small quiet" data-test="mark-error" aria-expanded=move || (open.get() == Some((id, Pane::Error))).to_string()
            on:click=move |_| toggle(Pane::Error)>{tr("mark-verb")}</button> }
    });
    let pane = move || {
        match open.get() {
        Some((at, Pane::History)) if at == id => {
            view! { <RowHistory place=place id=id kind=kind name=name.clone() on_close=Callback::new(move |()| open.set(None)) /> }.into_any()
        }
        Some((at, Pane::Error)) if at == id => view! { <MarkForm place=place id=id open=open /> }.into_any(),
        _ => ().into_any(),
    }
    };
    view! {
        <li class="written" class:struck=struck data-test="written">
            <div class="written-row">
                <div class="says">{children()}</div>
                <p class="by" title=moment::exact(view.recorded_at)>{by_words(&view)}</p>
                <div class="row-does">
                    {amend}
                    <button type="button" class="button small quiet" data-test="row-history" aria-expanded=move || (open.get() == Some((id, Pane::History))).to_string()
                        on:click=move |_| toggle(Pane::History)><Icon icon=HISTORY />{tr("history-verb")}</button>
                    {error}
                </div>
            </div>
            {marked.map(|mark| view! { <Struck place=place id=id reason=mark.reason moved=mark.moved_to.is_some() /> })}
            {pane}
        </li>
    }
}

/// Who wrote it and when.
fn by_words(view: &PartView) -> String {
    let when = moment::said(view.recorded_at, dom::now());
    let line = if view.by.is_empty() {
        when
    } else {
        ta("written-by", &[("when", when.into()), ("who", view.by.clone().into())])
    };
    if view.amended { format!("{line} · {}", t("amended-mark")) } else { line }
}

/// Why a row no longer counts, and the way back.
#[component]
fn Struck(place: Place, id: Id, reason: String, moved: bool) -> impl IntoView {
    let trouble = RwSignal::new(None::<String>);
    let take_back = move |_| {
        spawn_local(async move {
            match call(MarkPart { patient: place.patient, id, reason: None }).await {
                Ok(()) => place.on_saved.run(()),
                Err(error) => _ = trouble.try_set(Some(error_text(&error))),
            }
        });
    };
    let words = move || t(if moved { "mark-moved" } else { "mark-stands" });
    let back = (!moved).then(|| view! { <button type="button" class="button small" data-test="take-back" on:click=take_back>{tr("mark-take-back")}</button> });
    view! {
        <p class="why" data-test="marked"><Icon icon=WARNING /><span><strong>{words}</strong>" "<bdi>{reason}</bdi></span>{back}</p>
        {move || trouble.get().map(|text| view! { <p class="alert" role="alert">{text}</p> })}
    }
}

/// Asks why a row is an error.
#[component]
fn MarkForm(place: Place, id: Id, open: Open) -> impl IntoView {
    const FORM: &str = "mark";
    let reason = RwSignal::new(String::new());
    let (wrongs, trouble) = (RwSignal::new(Vec::<Wrong>::new()), RwSignal::new(None::<String>));
    focus_soon("mark-reason");
    let submit = Callback::new(move |()| {
        let why = reason.get_untracked().trim().to_owned();
        if why.is_empty() {
            return wrongs.set(vec![Wrong::typed("reason", "mark-why")]);
        }
        spawn_local(async move {
            match call(MarkPart { patient: place.patient, id, reason: Some(why) }).await {
                Ok(()) => {
                    open.try_set(None);
                    place.on_saved.run(());
                }
                Err(error) => tell(error, wrongs, trouble),
            }
        });
    });
    view! {
        <div class="pane">
            <ErrorSummary form=FORM wrongs=wrongs trouble=trouble />
            <FieldForm label=Signal::derive(tr("mark-verb")) on_submit=submit>
                <TextField form=FORM name="reason" hint="mark-what" value=reason on_input=Callback::new(move |v| reason.set(v)) wrong=wrong_of(wrongs, "reason") />
                <p class="does">
                    <button type="submit" class="button danger" data-test="save-mark">{tr("mark-save")}</button>
                    <button type="button" class="button quiet" on:click=move |_| open.set(None)>{tr("cancel-verb")}</button>
                </p>
            </FieldForm>
        </div>
    }
}

fn focus_soon(id: &'static str) {
    spawn_local(async move {
        dom::sleep(0).await;
        dom::focus(id);
    });
}

#[component]
fn RowHistory(place: Place, id: Id, kind: Kind, name: String, on_close: Callback<()>) -> impl IntoView {
    let changes = RwSignal::new(None::<Result<Vec<Change>, String>>);
    spawn_local(async move {
        let found = call(History { patient: place.patient, id }).await;
        changes.try_set(Some(found.map_err(|e| error_text(&e))));
        dom::sleep(0).await;
        dom::focus("history");
    });
    move || match changes.get() {
        None => ().into_any(),
        Some(Err(text)) => view! { <p class="alert" role="alert">{text}</p> }.into_any(),
        Some(Ok(mut changes)) => {
            changes.iter_mut().for_each(|change| change.fields = readable(kind, &change.fields));
            view! { <HistoryPanel changes=changes of=name.clone() on_close=on_close /> }.into_any()
        }
    }
}

/// A field's name, and its value before and after.
type Field = (String, Value, Value);

/// A part's changes as people read them: codes in words, thousandths as decimals, links between records left out.
fn readable(kind: Kind, fields: &[Field]) -> Vec<Field> {
    const LINKS: [&str; 6] = ["patient", "encounter", "item", "request", "source", "system"];
    let shown = fields.iter().filter(|(field, ..)| !LINKS.contains(&field.as_str()));
    shown
        .map(|(field, before, after)| {
            (label_of(kind, field).to_owned(), value_words(kind, field, before), value_words(kind, field, after))
        })
        .collect()
}

/// The word of a field where another kind of record has a field of the same name.
fn label_of(kind: Kind, field: &str) -> &str {
    match (kind, field) {
        (Kind::Background, "family") => "family_history",
        (Kind::Background, "flags") => "history_flags",
        (Kind::Test, "name") => "test_name",
        (Kind::Procedure, "at") => "done_at",
        (Kind::Procedure, "text") => "done_text",
        (Kind::Encounter, "at") => "opened_at",
        _ => field,
    }
}

fn value_words(kind: Kind, field: &str, value: &Value) -> Value {
    let code = |prefix: &str| match value {
        Value::String(code) => Value::String(code_words(prefix, code)),
        Value::Array(codes) => {
            Value::Array(codes.iter().filter_map(|c| Some(code_words(prefix, c.as_str()?).into())).collect())
        }
        other => other.clone(),
    };
    match (kind, field) {
        (Kind::Background, "flags") => code("history-flag"),
        (Kind::AllergyIntolerance, "severity") => code("reaction"),
        (Kind::AllergyIntolerance, "certainty") => code("certainty"),
        (Kind::MedicationRequest, "status") => code("request"),
        (Kind::MedicationRequest, "form" | "route" | "administration" | "unchecked") => code(field),
        (Kind::MedicationRequest, "overridden") => overridden_words(value),
        (Kind::MedicationRequest, "dose_milli" | "daily_max_milli") => {
            value.as_i64().map_or(Value::Null, |milli| number::show(milli, 1000, 0, current().decimal()).into())
        }
        (Kind::Test, "status") => code("test"),
        (Kind::Procedure, "kind") => code("procedure"),
        (Kind::Condition, "status") => code("problem"),
        (Kind::Encounter, "step" | "outcome") => code(field),
        (Kind::Encounter, "step_since" | "closed") | (Kind::Condition, "onset") => {
            serde_json::from_value::<Moment>(value.clone()).map_or(Value::Null, |at| moment::exact(at).into())
        }
        _ => value.clone(),
    }
}

fn overridden_words(value: &Value) -> Value {
    let Ok(all) = serde_json::from_value::<Vec<domain::care::Overridden>>(value.clone()) else { return Value::Null };
    let words = all.into_iter().map(|o| {
        let (code, object) = o.alert.split_once(':').unwrap_or((&o.alert, ""));
        format!("{} ({object}): {}", code_words("alert", code), o.reason).into()
    });
    Value::Array(words.collect())
}

/// Moves this visit to the patient it belongs to. It asks loudly, since only a second move undoes it.
#[component]
pub(crate) fn MoveVisit(
    patient: Id,
    encounter: Id,
    chart: Signal<Option<domain::api::chart::ChartView>>,
    on_saved: Callback<()>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let show = move |_| {
        open.update(|o| *o = !*o);
        focus_soon("move-move_query");
    };
    let form = move || {
        open.get().then(|| {
            let place = Place { patient, encounter, chart, on_saved };
            view! { <MoveForm place=place open=open /> }
        })
    };
    view! {
        <section class="panel move" aria-labelledby="move-title">
            <header>
                <h2 id="move-title">{tr("move-title")}</h2>
                <button type="button" class="button" data-test="move-visit" aria-expanded=move || open.get().to_string() on:click=show>{tr("move-verb")}</button>
            </header>
            <p class="hint">{tr("move-what")}</p>
            {form}
        </section>
    }
}

#[component]
fn MoveForm(place: Place, open: RwSignal<bool>) -> impl IntoView {
    const FORM: &str = "move";
    let (query, reason) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let found = RwSignal::new(Vec::<PatientRow>::new());
    let to = RwSignal::new(None::<PatientRow>);
    let (wrongs, trouble) = (RwSignal::new(Vec::<Wrong>::new()), RwSignal::new(None::<String>));
    let pause = Pause::new();
    Effect::new(move |_| {
        let query = query.get().trim().to_owned();
        pause.then(SEARCH_MS, move |last| async move {
            let rows = if query.is_empty() {
                Vec::new()
            } else {
                call(Search { query, limit: SEARCH_ROWS }).await.map(|f| f.rows).unwrap_or_default()
            };
            if last.holds() {
                found.set(rows.into_iter().filter(|row| row.id != place.patient).collect());
            }
        });
    });
    let navigate = use_navigate();
    let submit = Callback::new(move |()| {
        let why = reason.get_untracked().trim().to_owned();
        let mut missing = Vec::new();
        let target = to.get_untracked();
        if target.is_none() {
            missing.push(Wrong::typed("move_query", "move-whose"));
        }
        if why.is_empty() {
            missing.push(Wrong::typed("move_reason", "mark-why"));
        }
        wrongs.set(missing);
        let Some(target) = target.filter(|_| !why.is_empty()) else { return };
        let navigate = navigate.clone();
        spawn_local(async move {
            let ask = Move { patient: place.patient, encounter: place.encounter, to: target.id, reason: why };
            match call(ask).await {
                Ok(opened) => {
                    place.on_saved.run(());
                    navigate(&format!("/visit/{}/{}", opened.patient, opened.encounter), NavigateOptions::default());
                }
                Err(error) => tell(error, wrongs, trouble),
            }
        });
    });
    let name = move || place.chart.with(|c| c.as_ref().map(|c| c.name.clone()).unwrap_or_default());
    let sure = move || {
        to.get().map(|row| {
            let args = [("from", name().into()), ("to", row.name.clone().into())];
            view! {
                <div class="alert sure" data-test="move-sure">
                    <p><Icon icon=WARNING /><strong>{ta("move-sure", &args)}</strong></p>
                    <p>{tr("move-goes")}</p>
                    <p class="row"><RowParts row=row /></p>
                </div>
            }
        })
    };
    view! {
        <div class="pane">
            <ErrorSummary form=FORM wrongs=wrongs trouble=trouble />
            <FieldForm label=Signal::derive(tr("move-title")) on_submit=submit>
                <TextField form=FORM name="move_query" kind="search" hint="search-hint" value=query on_input=Callback::new(move |v| { to.set(None); query.set(v); }) wrong=wrong_of(wrongs, "move_query") />
                <ul class="rows" hidden=move || to.with(Option::is_some)>
                    <For each=move || found.get() key=|row| row.id let:row><Candidate row=row to=to /></For>
                </ul>
                <TextField form=FORM name="move_reason" value=reason on_input=Callback::new(move |v| reason.set(v)) wrong=wrong_of(wrongs, "move_reason") />
                {sure}
                <p class="does">
                    <button type="submit" class="button danger" data-test="confirm-move">{tr("move-confirm")}</button>
                    <button type="button" class="button quiet" on:click=move |_| open.set(false)>{tr("cancel-verb")}</button>
                </p>
            </FieldForm>
        </div>
    }
}

/// Somebody the visit may belong to: chosen with a press, never by the form's Enter.
#[component]
fn Candidate(row: PatientRow, to: RwSignal<Option<PatientRow>>) -> impl IntoView {
    let chosen = row.clone();
    let choose = move |_| {
        to.set(Some(chosen.clone()));
        focus_soon("move-move_reason");
    };
    view! { <li><button type="button" class="row" data-test="move-to" on:click=choose><RowParts row=row /></button></li> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_history_speaks_in_words_and_leaves_links_out() {
        let fields = [
            ("encounter".to_owned(), Value::Null, json!("0a")),
            ("dose_milli".to_owned(), json!(500), json!(1500)),
            ("administration".to_owned(), json!("2-a-day"), json!("3-a-day")),
        ];
        let words = readable(Kind::MedicationRequest, &fields);
        assert_eq!(words[0], ("dose_milli".to_owned(), json!("0.5"), json!("1.5")));
        assert_eq!(words[1].2, json!("3 times a day"));
        assert_eq!(words.len(), 2);
    }

    #[test]
    fn a_family_history_is_no_family_name() {
        assert_eq!(label_of(Kind::Background, "family"), "family_history");
        assert_eq!(label_of(Kind::Patient, "family"), "family");
    }
}
