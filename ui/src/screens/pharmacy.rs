//! The pharmacy's queue, and dispensing one patient's prescriptions.

use domain::api::chart::{Chart as Read, ChartView};
use domain::api::stock::{Queue, QueueRow};
use domain::api::visit::{AmendPart, Amends};
use domain::id::Id;
use domain::part::Part;
use domain::visit::{Encounter, Step};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::components::A;
use leptos_router::hooks::{use_navigate, use_params_map};

use crate::age::age_words;
use crate::client::call;
use crate::components::banner::Banner;
use crate::errors::error_text;
use crate::frame::focus_row;
use crate::i18n::{code_words, t, ta, tr};
use crate::icons::{CHECK, Mark, PRINT};
use crate::live::watch;
use crate::pharmacy::prescribed::{Counter, Prescriptions};
use crate::photo::Photo;
use crate::screens::patients::arrows;
use crate::visit::triage::CategoryMark;
use crate::{dom, moment};

/// The screen: the queue, or one patient of it.
#[component]
pub(crate) fn Pharmacy() -> impl IntoView {
    let params = use_params_map();
    let id = move |name: &str| params.with(|p| p.get(name)).and_then(|id| id.parse::<Id>().ok());
    let both = Memo::new(move |_| id("patient").zip(id("encounter")));
    move || match both.get() {
        Some((patient, encounter)) => view! { <OnePatient patient=patient encounter=encounter /> }.into_any(),
        None => view! { <WaitingList /> }.into_any(),
    }
}

#[component]
fn WaitingList() -> impl IntoView {
    let queue = RwSignal::new(None::<Vec<QueueRow>>);
    let trouble = RwSignal::new(None::<String>);
    let look = move || async move {
        match call(Queue {}).await {
            Ok(rows) => {
                trouble.try_set(None);
                let first = queue.try_with_untracked(Option::is_none) == Some(true);
                queue.try_set(Some(rows));
                if first {
                    // Enter opens whoever is first.
                    dom::sleep(0).await;
                    focus_row(0);
                }
            }
            Err(error) => _ = trouble.try_set(Some(error_text(&error))),
        }
    };
    watch(look);
    let rows = move || queue.get().unwrap_or_default();
    let count = move || {
        queue.with(|q| {
            q.as_ref().map(|rows| {
                let owed = rows.iter().filter(|r| r.owed).count();
                ta("pharmacy-count", &[("n", (rows.len() - owed).into()), ("owed", owed.into())])
            })
        })
    };
    let empty = move || {
        let nobody = queue.with(|q| q.as_ref().is_some_and(Vec::is_empty));
        nobody.then(|| view! { <div class="empty" data-test="empty"><p>{tr("pharmacy-empty")}</p></div> })
    };
    view! {
        <section data-screen="pharmacy" class="screen">
            <header class="screen-head"><h1>{tr("pharmacy-title")}</h1></header>
            <p role="status" data-test="count">{count}</p>
            {move || trouble.get().map(|text| view! { <p class="alert" role="alert">{text}</p> })}
            <ul class="rows queue" data-test="queue" on:keydown=arrows>
                <For each=rows key=|row| (row.encounter, format!("{:?}", (&row.category, &row.since, &row.name, row.open, row.owed))) let:row>
                    <Waiting row=row />
                </For>
            </ul>
            {empty}
        </section>
    }
}

/// One who waits, or is owed something.
#[component]
fn Waiting(row: QueueRow) -> impl IntoView {
    let href = format!("/pharmacy/{}/{}", row.patient, row.encounter);
    let age = row.birth.as_ref().map_or_else(|| t("age-not-asked"), |b| age_words(b, dom::today()));
    let now = dom::now();
    let since = if row.owed {
        ta("queue-left", &[("when", moment::said(row.since, now).into())])
    } else {
        ta("queue-waits", &[("minutes", ((now.ms - row.since.ms).max(0) / 60_000).into())])
    };
    let owed = row.owed.then(|| view! { <span class="chip owed" data-test="owed">{tr("queue-owed")}</span> });
    view! {
        <li>
            <A href=href attr:class="row queue-row" attr:data-test="row">
                <span class="board-number">{row.number}</span>
                <CategoryMark category=row.category />
                <span class="row-name"><bdi>{row.name}</bdi></span>
                <span class="row-age">{age}</span>
                <span class="queue-open">{ta("queue-open", &[("n", row.open.into())])}</span>
                <span class="aside-words" title=moment::exact(row.since)>{since}</span>
                <span>{owed}</span>
            </A>
        </li>
    }
}

#[component]
fn OnePatient(patient: Id, encounter: Id) -> impl IntoView {
    let chart = RwSignal::new(None);
    let trouble = RwSignal::new(None::<String>);
    let reload = Callback::new(move |()| {
        spawn_local(async move {
            match call(Read { id: patient }).await {
                Ok(view) => _ = chart.try_set(Some(view)),
                Err(error) => _ = trouble.try_set(Some(error_text(&error))),
            }
        });
    });
    reload.run(());
    let counter = Counter { patient, encounter, chart, open: RwSignal::new(None), said: RwSignal::new(None), reload };
    let there = Memo::new(move |_| chart.with(Option::is_some));
    let visit = Memo::new(move |_| {
        chart.with(|c| c.as_ref()?.all::<Encounter>().find(|(v, _)| v.id == encounter).map(|(_, e)| e.clone()))
    });
    let navigate = use_navigate();
    let to_chart = Callback::new(move |()| navigate(&format!("/chart/{patient}"), NavigateOptions::default()));
    let head = move || {
        visit.get().map(|e| {
            let number = e.number.map(|n| ta("visit-number", &[("n", n.into())]));
            let step = e.step.as_ref().map(|s| code_words("waits", s.code()));
            view! { <p class="visit-head" data-test="visit-head"><strong>{number}</strong>" "<span>{step}</span></p> }
        })
    };
    let leave = use_navigate();
    let close = move |_| {
        let found = chart.with_untracked(|c: &Option<ChartView>| {
            let (view, e) = c.as_ref()?.all::<Encounter>().find(|(v, _)| v.id == encounter)?;
            Some((Amends::of(view), e.clone()))
        });
        let Some((amends, e)) = found else { return };
        let part = Part::from(Encounter { step: Some(Step::Closed), ..e });
        let leave = leave.clone();
        spawn_local(async move {
            match call(AmendPart { patient, amends, part, form: None }).await {
                Ok(()) => leave("/pharmacy", NavigateOptions::default()),
                Err(error) => _ = trouble.try_set(Some(error_text(&error))),
            }
        });
    };
    let finished = move || {
        let lines = counter.lines();
        let here = visit.with(|e| e.as_ref().is_some_and(|e| e.step == Some(Step::Pharmacy)));
        (here && !lines.is_empty() && !lines.iter().any(|l| l.waits())).then(|| {
            // How it ended is said in the visit; once it is, this desk may close it.
            let ended = visit.with(|e| e.as_ref().is_some_and(|e| e.outcome.is_some()));
            let close = close.clone();
            let way = if ended {
                view! { <button type="button" class="button primary" data-test="close-visit" on:click=close>{tr("pharmacy-close")}</button> }.into_any()
            } else {
                view! { <A href=format!("/visit/{patient}/{encounter}") attr:class="button" attr:data-test="to-outcome">{tr("pharmacy-to-visit")}</A> }.into_any()
            };
            view! { <div class="note all-given" data-test="all-given"><p>{tr("pharmacy-all-done")}</p><p class="does">{way}</p></div> }
        })
    };
    let print = |kind: &str, test: &'static str, words: &'static str| {
        let href = format!("/print/{kind}/{patient}/{encounter}");
        view! { <A href=href attr:class="button" attr:data-test=test><Mark icon=PRINT />{tr(words)}</A> }
    };
    view! {
        <section data-screen="pharmacy" class="screen counter">
            {move || chart.get().map(|chart| view! { <Banner picture=view! { <Photo chart=chart.clone() on_saved=reload /> }.into_any() chart=chart on_amend=to_chart on_history=to_chart in_visit=true /> })}
            {move || (!there.get()).then(|| view! { <h1>{tr("pharmacy-title")}</h1> })}
            <div class="screen-head">
                {head}
                <p class="does">
                    <A href="/pharmacy" attr:class="button" attr:data-test="to-queue">{tr("pharmacy-back")}</A>
                    <A href=format!("/visit/{patient}/{encounter}") attr:class="button" attr:data-test="to-visit">{tr("pharmacy-to-visit")}</A>
                    {print("prescription", "print-prescription", "print-prescription")}
                    {print("visit", "print-summary", "print-summary")}
                </p>
            </div>
            {move || trouble.get().map(|text| view! { <p class="alert" role="alert">{text}</p> })}
            <p class="said" role="status" data-test="said">{move || counter.said.get().map(|words| view! { <Mark icon=CHECK />{words} })}</p>
            {move || there.get().then(|| view! { <Prescriptions counter=counter /> })}
            {finished}
        </section>
    }
}
