//! The flow board: who waits for what, red on top; call next, red now.

use domain::api::visit::{Board, BoardRow, BoardView, CallNext, OpenVisit, Opened, Who};
use domain::patient::{AgeClass, Birth, Patient};
use domain::visit::{Category, Step};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::components::A;
use leptos_router::hooks::use_navigate;

use crate::age::age_words;
use crate::client::call;
use crate::closing::notice::ClosingBanner;
use crate::errors::error_text;
use crate::i18n::{code_words, t, ta, tr};
use crate::icons::{Mark, WARNING};
use crate::live::watch;
use crate::visit::triage::CategoryMark;
use crate::{dom, moment};

/// Steps one can be called for.
const CALLED: [Step; 3] = [Step::Triage, Step::Medical, Step::Pharmacy];

/// The screen.
#[component]
pub(crate) fn Today() -> impl IntoView {
    let board = RwSignal::new(None::<BoardView>);
    let trouble = RwSignal::new(None::<String>);
    let said = RwSignal::new(None::<String>);
    let red = RwSignal::new(false);
    let look = move || async move {
        match call(Board {}).await {
            Ok(view) => {
                trouble.try_set(None);
                board.try_set(Some(view));
            }
            Err(error) => _ = trouble.try_set(Some(error_text(&error))),
        }
    };
    watch(look);
    let navigate = use_navigate();
    let go = Callback::new(move |visit: Opened| {
        navigate(&format!("/visit/{}/{}", visit.patient, visit.encounter), NavigateOptions::default());
    });
    let call_next = move |step: Step| {
        said.set(None);
        let nobody = ta("today-nobody-waits", &[("step", code_words("waits", step.code()).into())]);
        spawn_local(async move {
            match call(CallNext { step }).await {
                Ok(Some(visit)) => go.run(visit),
                Ok(None) => _ = said.try_set(Some(nobody)),
                Err(error) => _ = trouble.try_set(Some(error_text(&error))),
            }
        });
    };
    let calls = CALLED.map(|step| {
        let test = format!("call-next-{}", step.code());
        let words = format!("call-next-{}", step.code());
        view! { <button type="button" class="button" data-test=test on:click=move |_| call_next(step.clone())>{move || t(&words)}</button> }
    });
    let count = move || {
        board.with(|b| {
            b.as_ref().map(|b| ta("today-count", &[("n", b.rows.len().into()), ("closed", b.closed_today.into())]))
        })
    };
    let empty = move || {
        board.with(|b| b.as_ref().is_some_and(|b| b.rows.is_empty())).then(|| {
            view! { <div class="empty" data-test="empty"><p>{tr("today-empty")}</p><A href="/register" attr:class="button">{tr("register-verb")}</A></div> }
        })
    };
    let rows = move || board.with(|b| b.as_ref().map(|b| b.rows.clone()).unwrap_or_default());
    view! {
        <section data-screen="today" class="screen">
            <header class="screen-head">
                <h1>{tr("today-title")}</h1>
                <button type="button" class="button danger" data-test="red-now" aria-expanded=move || red.get().to_string() on:click=move |_| red.update(|r| *r = !*r)><Mark icon=WARNING />{tr("red-now")}</button>
            </header>
            <ClosingBanner />
            {move || red.get().then(|| view! { <RedNow go=go trouble=trouble /> })}
            <p class="does">{calls}</p>
            <p role="status" data-test="said">{move || said.get()}</p>
            <p data-test="count">{count}</p>
            {move || trouble.get().map(|text| view! { <p class="alert" role="alert">{text}</p> })}
            <ul class="rows board" data-test="board">
                <For each=rows key=|row| (row.encounter, format!("{:?}", (&row.category, &row.step, &row.since, &row.name, &row.writing, &row.called_by))) let:row>
                    <Waiting row=row />
                </For>
            </ul>
            {empty}
        </section>
    }
}

/// One who waits.
#[component]
fn Waiting(row: BoardRow) -> impl IntoView {
    let href = format!("/visit/{}/{}", row.patient, row.encounter);
    let sex = row.sex.as_ref().map_or_else(|| t("sex-not-asked"), |s| code_words("sex", s.code()));
    let age = row.birth.as_ref().map_or_else(|| t("age-not-asked"), |b| age_words(b, dom::today()));
    let minutes = (dom::now().ms - row.since.ms).max(0) / 60_000;
    let wait = ta("today-wait", &[("minutes", minutes.into())]);
    let writing = (!row.writing.is_empty()).then(|| ta("visit-writing", &[("names", row.writing.join(", ").into())]));
    let called = row.called_by.map(|name| ta("today-called", &[("name", name.into())]));
    view! {
        <li>
            <A href=href attr:class="row board-row" attr:data-test="board-row">
                <span class="board-number">{row.number}</span>
                <CategoryMark category=row.category />
                <span class="row-name"><bdi>{row.name}</bdi></span>
                <span class="row-age">{sex}", "{age}</span>
                <span class="row-place"><bdi>{row.complaint}</bdi></span>
                <span class="board-step">{code_words("waits", row.step.code())}<span class="aside-words" title=moment::exact(row.since)>{wait}</span></span>
                <span class="aside-words">{called}" "{writing}</span>
            </A>
        </li>
    }
}

/// Colour and age class open a numbered visit at once; registration follows.
#[component]
fn RedNow(go: Callback<Opened>, trouble: RwSignal<Option<String>>) -> impl IntoView {
    let open = move |class: AgeClass| {
        let now = dom::now();
        let label = ta(
            "red-now-label",
            &[("class", code_words("age-class", class.code()).into()), ("time", moment::clock(now).into())],
        );
        let patient =
            Patient { label: Some(label), birth: Some(Birth::Class { class, on: dom::today() }), ..Patient::default() };
        spawn_local(async move {
            let who = Who::New(Box::new(patient));
            let ask = OpenVisit { who, complaints: Vec::new(), category: Some(Category::Red), form: None };
            match call(ask).await {
                Ok(visit) => go.run(visit),
                Err(error) => _ = trouble.try_set(Some(error_text(&error))),
            }
        });
    };
    spawn_local(async {
        dom::sleep(0).await;
        dom::focus("red-now-classes");
    });
    let classes = AgeClass::ALL.iter().map(|class| {
        let (class, words) = (class.clone(), class.clone());
        let test = format!("red-{}", class.code());
        view! { <button type="button" class="button" data-test=test on:click=move |_| open(class.clone())>{move || code_words("age-class", words.code())}</button> }
    });
    let classes = classes.collect_view();
    view! {
        <section class="panel" id="red-now-classes" tabindex="-1" aria-labelledby="red-now-title" data-test="red-now-classes">
            <h2 id="red-now-title">{tr("red-now-title")}</h2>
            <p>{tr("red-now-hint")}</p>
            <p class="does">{classes}</p>
        </section>
    }
}
