//! A patient's chart: banner, a form for vital signs, sets measured, problems, findings, attachments; amendments and history.
//! In scope: this screen's signals and calls.  Not here: the forms' fields and the tables (components).

use domain::api::ApiError;
use domain::api::chart::{AmendPatient, Change, Chart as Read, ChartView, History, Settle};
use domain::api::journal::{ReceiptView, Receipts};
use domain::api::visit::{AmendPart, Amends, OpenVisit, RecordPart, Who};
use domain::id::Id;
use domain::part::{Part, PartOf};
use domain::record::{Condition, Observation};
use domain::vitals::SIGNS;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};

use crate::attachments::Attachments;
use crate::client::call;
use crate::components::banner::Banner;
use crate::components::conflicts::conflicts_panel;
use crate::components::field::{FieldForm, field_id};
use crate::components::history::HistoryPanel;
use crate::components::patient_fields::{PatientFields, PatientText};
use crate::components::saved::{Restored, Saved};
use crate::components::summary::ErrorSummary;
use crate::components::vitals_fields::{VitalsFields, VitalsText};
use crate::components::vitals_table::{VitalsSet, VitalsTable, sets_of};
use crate::errors::{Wrong, error_text};
use crate::i18n::{current, t, ta, tr};
use crate::journal::receipt::OneReceipt;
use crate::photo::Photo;
use crate::redact::RedactPanel;
use crate::wait::Draft;
use crate::{dom, moment};

/// What is open beside the chart.
#[derive(Clone, PartialEq)]
enum Open {
    Nothing,
    AmendPatient,
    AmendVitals(Id),
    History(Id),
}

/// The chart's signals.
#[derive(Clone, Copy)]
struct Desk {
    id: Id,
    view: RwSignal<Option<ChartView>>,
    trouble: RwSignal<Option<String>>,
    open: RwSignal<Open>,
    /// Said to screen readers after a write.
    said: RwSignal<Option<&'static str>>,
}

impl Desk {
    fn load(self) {
        spawn_local(async move { self.reload().await });
    }
    async fn reload(self) {
        match call(Read { id: self.id }).await {
            Ok(view) => _ = self.view.try_set(Some(view)),
            Err(error) => _ = self.trouble.try_set(Some(error_text(&error))),
        }
    }
}

/// The screen: one chart for each id.
#[component]
pub(crate) fn Chart() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id")).and_then(|id| id.parse::<Id>().ok()));
    move || {
        match id.get() {
        Some(id) => view! { <OneChart id=id /> }.into_any(),
        None => view! { <section data-screen="chart" class="screen"><h1>{tr("chart-title")}</h1><p role="alert">{tr("error-not-found")}</p></section> }.into_any(),
    }
    }
}

#[component]
fn OneChart(id: Id) -> impl IntoView {
    let desk = Desk {
        id,
        view: RwSignal::new(None),
        trouble: RwSignal::new(None),
        open: RwSignal::new(Open::Nothing),
        said: RwSignal::new(None),
    };
    desk.load();
    let navigate = use_navigate();
    let visit = Callback::new(move |()| {
        let navigate = navigate.clone();
        spawn_local(async move {
            let ask = OpenVisit { who: Who::Known(id), complaints: Vec::new(), category: None, form: None };
            match call(ask).await {
                Ok(opened) => navigate(&format!("/visit/{id}/{}", opened.encounter), NavigateOptions::default()),
                Err(error) => _ = desk.trouble.try_set(Some(error_text(&error))),
            }
        });
    });
    let banner = move || {
        desk.view.get().map(|chart| {
            let amend = Callback::new(move |()| desk.open.set(Open::AmendPatient));
            let history = Callback::new(move |()| desk.open.set(Open::History(id)));
            let saved = Callback::new(move |()| desk.load());
            let picture = view! { <Photo chart=chart.clone() on_saved=saved /> }.into_any();
            view! { <Banner picture=picture chart=chart on_amend=amend on_history=history on_visit=visit /> }
        })
    };
    let settle = Callback::new(move |settle: Settle| {
        spawn_local(async move {
            match call(settle).await {
                Ok(()) => amended(desk).await,
                Err(error) => _ = desk.trouble.try_set(Some(error_text(&error))),
            }
        });
    });
    let disputed = move || desk.view.with(|view| view.as_ref().and_then(|chart| conflicts_panel(chart, settle)));
    let there = Memo::new(move |_| desk.view.with(Option::is_some));
    let sets = Memo::new(move |_| {
        desk.view
            .with(|v| v.as_ref().map(|v| sets_of(v).into_iter().map(|s| (s.view.id, s.view.heads)).collect::<Vec<_>>()))
    });
    let table = Signal::derive(move || {
        sets.track();
        desk.view.with(|v| v.as_ref().map(sets_of).unwrap_or_default())
    });
    view! {
        <section data-screen="chart" class="screen chart">
            {banner}
            {move || (!there.get()).then(|| view! { <h1>{tr("chart-title")}</h1> })}
            {move || desk.trouble.get().map(|text| view! { <p class="alert" role="alert">{text}</p> })}
            <p class="said" role="status" data-test="said">{move || desk.said.get().map(t)}</p>
            {disputed}
            {move || panel(desk)}
            {move || there.get().then(|| view! {
                <NewVitals desk=desk />
                <section class="panel" aria-labelledby="vitals-title">
                    <h2 id="vitals-title">{tr("vitals-title")}</h2>
                    <VitalsTable sets=table on_amend=Callback::new(move |set| desk.open.set(Open::AmendVitals(set)))
                        on_history=Callback::new(move |set| desk.open.set(Open::History(set))) />
                </section>
                {lists(desk)}
            })}
        </section>
    }
}

/// What is open: a form to amend, or a history. It takes the focus.
fn panel(desk: Desk) -> Option<AnyView> {
    let open = desk.open.get();
    let chart = desk.view.get_untracked()?;
    let id = match &open {
        Open::Nothing => return None,
        Open::History(_) => "history",
        _ => "amend",
    };
    spawn_local(async move {
        dom::sleep(0).await;
        dom::focus(id);
    });
    match open {
        Open::Nothing => None,
        Open::AmendPatient => Some(view! { <AmendPatientForm desk=desk chart=chart /> }.into_any()),
        Open::AmendVitals(set) => {
            let set = sets_of(&chart).into_iter().find(|s| s.view.id == set)?;
            Some(view! { <AmendVitalsForm desk=desk set=set /> }.into_any())
        }
        Open::History(record) => Some(view! { <RecordHistory desk=desk chart=chart record=record /> }.into_any()),
    }
}

#[component]
fn NewVitals(desk: Desk) -> impl IntoView {
    let text = RwSignal::new(VitalsText::default());
    let wrongs = RwSignal::new(Vec::<Wrong>::new());
    let trouble = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let json = Signal::derive(move || {
        text.with(|t| {
            if *t == VitalsText::default() { String::new() } else { serde_json::to_string(t).unwrap_or_default() }
        })
    });
    let draft = Draft::new(format!("vitals/{}", desk.id), json, move |kept| {
        if let Ok(kept) = serde_json::from_str(&kept) {
            text.set(kept);
        }
    });
    let discard = Callback::new(move |()| {
        text.set(VitalsText::default());
        wrongs.set(Vec::new());
        spawn_local(draft.end());
    });
    let submit = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        trouble.set(None);
        desk.said.set(None);
        let mut vitals = match text.with_untracked(|t| t.read(None)) {
            Ok(vitals) => vitals,
            Err(found) => return wrongs.set(found),
        };
        wrongs.set(Vec::new());
        busy.set(true);
        vitals.at = Some(dom::now());
        spawn_local(async move {
            match call(RecordPart {
                patient: desk.id,
                part: Part::Vitals(vitals),
                form: Some(format!("vitals/{}", desk.id)),
            })
            .await
            {
                Ok(_) => {
                    text.set(VitalsText::default());
                    draft.end().await;
                    desk.reload().await;
                    desk.said.try_set(Some("vitals-saved"));
                }
                Err(error) => tell(error, wrongs, trouble),
            }
            busy.try_set(false);
        });
    });
    let class = Memo::new(move |_| desk.view.with(|v| v.as_ref().and_then(|v| v.age_class.clone())));
    let app = crate::app::desk();
    if app.fresh.get_untracked() == Some(desk.id) {
        app.fresh.set(None);
        dom::focus_soon(field_id("vitals", SIGNS[0].field));
    }
    let no_class =
        move || class.get().is_none().then(|| view! { <p class="note" data-test="ask-age">{tr("vitals-ask-age")}</p> });
    view! {
        <section class="panel" aria-labelledby="new-vitals-title">
            <header><h2 id="new-vitals-title">{tr("vitals-new-title")}</h2><Saved draft=draft /></header>
            <Restored draft=draft on_discard=discard />
            {no_class}
            <ErrorSummary form="vitals" wrongs=wrongs trouble=trouble />
            <FieldForm label=Signal::derive(tr("vitals-new-title")) on_submit=submit>
                <VitalsFields form="vitals" text=text class=class wrongs=wrongs />
                <p class="does"><button type="submit" class="button primary" data-test="save-vitals" aria-disabled=move || busy.get().to_string()>{tr("vitals-verb")}</button></p>
            </FieldForm>
        </section>
    }
}

#[component]
fn AmendVitalsForm(desk: Desk, set: VitalsSet) -> impl IntoView {
    let before = set.vitals.clone();
    let text = RwSignal::new(VitalsText::of(&before, current().decimal()));
    let wrongs = RwSignal::new(Vec::<Wrong>::new());
    let trouble = RwSignal::new(None::<String>);
    let when = set.vitals.at.map(|at| moment::said(at, dom::now())).unwrap_or_default();
    let submit = Callback::new(move |()| {
        trouble.set(None);
        let vitals = match text.with_untracked(|t| t.read(Some(&before))) {
            Ok(vitals) => vitals,
            Err(found) => return wrongs.set(found),
        };
        wrongs.set(Vec::new());
        let ask = AmendPart { patient: desk.id, amends: Amends::of(&set.view), part: Part::Vitals(vitals), form: None };
        spawn_local(async move {
            match call(ask).await {
                Ok(()) => amended(desk).await,
                Err(error) => tell(error, wrongs, trouble),
            }
        });
    });
    let class = Memo::new(move |_| desk.view.with(|v| v.as_ref().and_then(|v| v.age_class.clone())));
    view! {
        <section class="panel amend" id="amend" tabindex="-1" aria-labelledby="amend-title" data-test="amend-form">
            <h2 id="amend-title">{ta("vitals-amend", &[("when", when.into())])}</h2>
            <ErrorSummary form="amend-vitals" wrongs=wrongs trouble=trouble />
            <FieldForm label=Signal::derive(tr("amend-verb")) on_submit=submit>
                <VitalsFields form="amend-vitals" text=text class=class wrongs=wrongs />
                <AmendButtons desk=desk />
            </FieldForm>
        </section>
    }
}

#[component]
fn AmendPatientForm(desk: Desk, chart: ChartView) -> impl IntoView {
    let before = chart.patient.clone();
    let drawn = PatientText::of(&before);
    let text = RwSignal::new(drawn.clone());
    let wrongs = RwSignal::new(Vec::<Wrong>::new());
    let trouble = RwSignal::new(None::<String>);
    let json = Signal::derive(move || {
        text.with(|t| if *t == drawn { String::new() } else { serde_json::to_string(t).unwrap_or_default() })
    });
    let draft = Draft::new(format!("amend/{}", desk.id), json, move |kept| {
        if let Ok(kept) = serde_json::from_str(&kept) {
            text.set(kept);
        }
    });
    let again = PatientText::of(&before);
    let discard = Callback::new(move |()| {
        text.set(again.clone());
        wrongs.set(Vec::new());
        spawn_local(draft.end());
    });
    let submit = Callback::new(move |()| {
        trouble.set(None);
        let patient = match text.with_untracked(|t| t.read(dom::today(), Some(&before))) {
            Ok(patient) => patient,
            Err(found) => return wrongs.set(found),
        };
        wrongs.set(Vec::new());
        let ask = AmendPatient { id: desk.id, parents: chart.heads.clone(), patient };
        spawn_local(async move {
            match call(ask).await {
                Ok(()) => {
                    draft.end().await;
                    amended(desk).await;
                }
                Err(error) => tell(error, wrongs, trouble),
            }
        });
    });
    view! {
        <section class="panel amend" id="amend" tabindex="-1" aria-labelledby="amend-title" data-test="amend-form">
            <header><h2 id="amend-title">{tr("amend-patient")}</h2><Saved draft=draft /></header>
            <Restored draft=draft on_discard=discard />
            <ErrorSummary form="amend" wrongs=wrongs trouble=trouble />
            <FieldForm label=Signal::derive(tr("amend-patient")) on_submit=submit>
                <PatientFields form="amend" text=text wrongs=wrongs />
                <AmendButtons desk=desk />
            </FieldForm>
        </section>
    }
}

#[component]
fn AmendButtons(desk: Desk) -> impl IntoView {
    view! {
        <p class="does">
            <button type="submit" class="button primary" data-test="save-amend">{tr("amend-save")}</button>
            <button type="button" class="button" data-test="close-amend" on:click=move |_| desk.open.set(Open::Nothing)>{tr("close-verb")}</button>
        </p>
    }
}

#[component]
fn RecordHistory(desk: Desk, chart: ChartView, record: Id) -> impl IntoView {
    let changes = RwSignal::new(None::<Result<Vec<Change>, String>>);
    spawn_local(async move {
        let found = call(History { patient: desk.id, id: record }).await;
        changes.try_set(Some(found.map_err(|e| error_text(&e))));
        dom::sleep(0).await;
        dom::focus("history");
    });
    let at = sets_of(&chart).into_iter().find(|s| s.view.id == record).and_then(|s| s.vitals.at);
    let of = at.map_or(chart.name, |at| ta("vitals-of", &[("when", moment::said(at, dom::now()).into())]));
    let close = Callback::new(move |()| desk.open.set(Open::Nothing));
    let receipts = RwSignal::new(Vec::<ReceiptView>::new());
    let prove = Callback::new(move |()| {
        spawn_local(async move {
            if let Ok(found) = call(Receipts { patient: desk.id, id: record }).await {
                receipts.try_set(found);
            }
        });
    });
    let proofs =
        move || receipts.get().into_iter().map(|receipt| view! { <OneReceipt receipt=receipt /> }).collect_view();
    move || match changes.get() {
        None => ().into_any(),
        Some(Ok(changes)) => {
            let proofs = view! { <div role="status" data-test="proofs">{proofs}</div> }.into_any();
            view! { <HistoryPanel changes=changes of=of.clone() on_close=close on_prove=prove proofs=proofs /> }
                .into_any()
        }
        Some(Err(text)) => view! { <p class="alert" role="alert">{text}</p> }.into_any(),
    }
}

/// After an amendment: the chart anew, the form closed.
async fn amended(desk: Desk) {
    desk.reload().await;
    desk.open.try_set(Open::Nothing);
    desk.said.try_set(Some("amend-saved"));
}

fn tell(error: ApiError, wrongs: RwSignal<Vec<Wrong>>, trouble: RwSignal<Option<String>>) {
    match error {
        ApiError::Invalid { fields } => _ = wrongs.try_set(fields.into_iter().map(Wrong::from).collect()),
        error => _ = trouble.try_set(Some(error_text(&error))),
    }
}

/// The parts of one type that count.
fn all<P: PartOf + Clone + 'static>(desk: Desk) -> Vec<P> {
    let of =
        |chart: &ChartView| chart.all::<P>().filter(|(view, _)| view.mark.is_none()).map(|(_, p)| p.clone()).collect();
    desk.view.with(|v| v.as_ref().map(of).unwrap_or_default())
}

/// Problems, findings and attachments, where there are any.
fn lists(desk: Desk) -> impl IntoView {
    let problems = move || {
        let items = all::<Condition>(desk);
        (!items.is_empty()).then(|| {
            let rows = items.into_iter().map(|c| {
                let onset = c.onset.map(|at| ta("problem-since", &[("when", moment::exact(at).into())]));
                view! { <li data-test="problem"><bdi>{c.text}</bdi>" "<span class="aside-words">{onset}" "<bdi>{c.status}</bdi>" "<bdi>{c.code}</bdi></span></li> }
            });
            view! { <section class="panel" aria-labelledby="problems-title"><h2 id="problems-title">{tr("problems-title")}</h2><ul class="list">{rows.collect_view()}</ul></section> }
        })
    };
    let findings = move || {
        let items = all::<Observation>(desk);
        (!items.is_empty()).then(|| {
            let n = items.len();
            let rows = items.into_iter().map(|o| {
                let at = o.at.map(moment::exact);
                view! { <tr data-test="finding"><th scope="row"><bdi>{o.text}</bdi></th><td><bdi>{o.value}</bdi></td><td>{at}</td></tr> }
            });
            let rows = rows.collect_view();
            view! {
                <details class="panel"><summary><h2>{ta("findings-title", &[("n", n.into())])}</h2></summary>
                    <div class="scroll" tabindex="0" role="region" aria-label=ta("findings-title", &[("n", n.into())])><table>
                        <thead><tr><th scope="col">{tr("findings-what")}</th><th scope="col">{tr("findings-value")}</th><th scope="col">{tr("findings-when")}</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table></div>
                </details>
            }
        })
    };
    let saved = Callback::new(move |()| desk.load());
    view! { {problems} {findings} <Attachments patient=desk.id chart=desk.view.into() on_saved=saved /> <RedactPanel patient=desk.id /> }
}
