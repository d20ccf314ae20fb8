//! First run: start an operation, join a team's laptops, restore a backup, or look around with invented people.
//! In scope: the ways up to the first patient list.  Not here: the sheets' looks (sheets.rs), restoring (restore.rs), joining (join.rs).

use domain::api::ApiError;
use domain::api::journal::LoadDemo;
use domain::api::session::{Start, Started, Suggest};
use domain::limits::{FieldError, Problem, check_passphrase};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::{Desk, desk};
use crate::client::{call, follow, keep_token};
use crate::components::field::{FieldForm, TextField, field_id};
use crate::components::progress::Progress;
use crate::components::summary::{ErrorSummary, wrong_of};
use crate::dom;
use crate::errors::{Wrong, error_text};
use crate::frame::LanguageMenu;
use crate::i18n::{t, tr};
use crate::screens::join::Join;
use crate::screens::restore::Restore;
use crate::screens::sheets::Sheets;

/// Invented people of the demonstration.
const DEMO_PATIENTS: u32 = 200;
const DEMO_SEED: u64 = 1;

/// How far the first run is.
#[derive(Clone)]
enum Stage {
    Ask,
    Restore,
    Join,
    Sheets(Box<Started>),
    Demo(String),
}

/// What the form holds.
#[derive(Clone, Copy)]
struct Form {
    operation: RwSignal<String>,
    site: RwSignal<String>,
    name: RwSignal<String>,
    passphrase: RwSignal<String>,
    repeat: RwSignal<String>,
    suggested: RwSignal<Option<String>>,
    wrongs: RwSignal<Vec<Wrong>>,
    trouble: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    stage: RwSignal<Stage>,
    demo_at: RwSignal<(u64, u64)>,
    demo_done: RwSignal<bool>,
}

/// The screen.
#[component]
pub(crate) fn FirstRun() -> impl IntoView {
    let desk = desk();
    let text = || RwSignal::new(String::new());
    let form = Form {
        operation: text(),
        site: text(),
        name: text(),
        passphrase: text(),
        repeat: text(),
        suggested: RwSignal::new(None),
        wrongs: RwSignal::new(Vec::new()),
        trouble: RwSignal::new(None),
        busy: RwSignal::new(false),
        stage: RwSignal::new(Stage::Ask),
        demo_at: RwSignal::new((0, 0)),
        demo_done: RwSignal::new(false),
    };
    Effect::new(move |_| {
        form.stage.track();
        dom::to_top();
    });
    let done = Callback::new(move |()| desk.refresh());
    let back = Callback::new(move |()| form.stage.set(Stage::Ask));
    move || match form.stage.get() {
        Stage::Ask => view! { <Ask form=form desk=desk /> }.into_any(),
        Stage::Restore => view! { <Restore on_back=back /> }.into_any(),
        Stage::Join => view! { <Join on_back=back /> }.into_any(),
        Stage::Sheets(started) => {
            view! { <Sheets started=*started operation=form.operation.get_untracked() on_done=done /> }.into_any()
        }
        Stage::Demo(passphrase) => view! { <Demo form=form passphrase=passphrase on_done=done /> }.into_any(),
    }
}

#[component]
fn Ask(form: Form, desk: Desk) -> impl IntoView {
    let field = move |name: &'static str, signal: RwSignal<String>, kind: &'static str, hint: Option<&'static str>| {
        let set = Callback::new(move |v| signal.set(v));
        let autocomplete = if kind == "password" { "new-password" } else { "off" };
        match hint {
            Some(hint) => view! { <TextField form="first-run" name=name kind=kind value=signal on_input=set hint=hint autocomplete=autocomplete wrong=wrong_of(form.wrongs, name) /> }.into_any(),
            None => view! { <TextField form="first-run" name=name kind=kind value=signal on_input=set autocomplete=autocomplete wrong=wrong_of(form.wrongs, name) /> }.into_any(),
        }
    };
    dom::focus_soon(field_id("first-run", "operation"));
    let suggest = move |_| {
        spawn_local(async move {
            match call(Suggest {}).await {
                Ok(words) => {
                    form.passphrase.set(words.clone());
                    form.suggested.set(Some(words));
                }
                Err(error) => form.trouble.set(Some(error_text(&error))),
            }
        });
    };
    let suggested = move || {
        form.suggested.get().map(|words| view! { <p class="note">{tr("suggested-words")}" "<strong class="secret" dir="ltr" translate="no" data-test="suggested">{words}</strong></p> })
    };
    view! {
        <main class="door" data-screen="first-run">
            <header><p class="brand">{tr("app-name")}</p><LanguageMenu /></header>
            <h1>{tr("first-run-title")}</h1>
            <p>{tr("first-run-what")}</p>
            <ErrorSummary form="first-run" wrongs=form.wrongs trouble=form.trouble />
            <FieldForm label=Signal::derive(tr("first-run-title")) on_submit=Callback::new(move |()| start(form))>
                {field("operation", form.operation, "text", Some("operation-hint"))}
                {field("site", form.site, "text", Some("site-hint"))}
                {field("name", form.name, "text", None)}
                {field("passphrase", form.passphrase, "password", Some("passphrase-hint"))}
                <p><button type="button" class="button" data-test="suggest" on:click=suggest>{tr("suggest-verb")}</button></p>
                <div aria-live="polite">{suggested}</div>
                {field("repeat", form.repeat, "password", None)}
                <button type="submit" class="button primary" data-test="start" aria-disabled=move || form.busy.get().to_string()>{tr("start-verb")}</button>
            </FieldForm>
            <section class="aside" aria-labelledby="join-title">
                <h2 id="join-title">{tr("join-title")}</h2>
                <p>{tr("join-aside")}</p>
                <button type="button" class="button" data-test="join" on:click=move |_| form.stage.set(Stage::Join)>{tr("join-link")}</button>
            </section>
            <section class="aside" aria-labelledby="restore-title">
                <h2 id="restore-title">{tr("restore-title")}</h2>
                <p>{tr("restore-aside")}</p>
                <button type="button" class="button" data-test="restore" on:click=move |_| form.stage.set(Stage::Restore)>{tr("restore-link")}</button>
            </section>
            <section class="aside" aria-labelledby="demo-title">
                <h2 id="demo-title">{tr("demo-title")}</h2>
                <p>{tr("demo-what")}</p>
                <button type="button" class="button" data-test="demo" on:click=move |_| look_around(form)>{tr("demo-verb")}</button>
            </section>
            <p class="version" dir="ltr">{move || desk.status.with(|s| s.as_ref().map(|s| s.version.clone()))}</p>
        </main>
    }
}

#[component]
fn Demo(form: Form, passphrase: String, on_done: Callback<()>) -> impl IntoView {
    view! {
        <main class="door" data-screen="demo">
            <h1>{tr("demo-title")}</h1>
            <p>{tr("demo-passphrase")}</p>
            <p class="secret note" dir="ltr" translate="no" data-test="demo-passphrase">{passphrase}</p>
            <ErrorSummary form="demo" wrongs=Signal::derive(Vec::new) trouble=form.trouble />
            <Progress name="demo" at=form.demo_at label=Signal::derive(move || if form.demo_done.get() { t("demo-ready") } else { t("phase-demo") }) />
            <button type="button" class="button primary" data-test="demo-done" disabled=move || !form.demo_done.get()
                on:click=move |_| on_done.run(())>{tr("demo-done")}</button>
        </main>
    }
}

/// What is wrong before the core is asked.
fn check(form: Form) -> Vec<Wrong> {
    let mut wrongs = Vec::new();
    for (name, signal) in [("operation", form.operation), ("site", form.site), ("name", form.name)] {
        if signal.with_untracked(|s| s.trim().is_empty()) {
            wrongs.push(FieldError::new(name, Problem::Nothing).into());
        }
    }
    let passphrase = form.passphrase.get_untracked();
    if let Err(problem) = check_passphrase(passphrase.trim()) {
        wrongs.push(FieldError::new("passphrase", problem).into());
    } else if form.repeat.with_untracked(|r| r.trim() != passphrase.trim()) {
        wrongs.push(Wrong::typed("repeat", "problem-repeat"));
    }
    wrongs
}

fn start(form: Form) {
    let wrongs = check(form);
    let fine = wrongs.is_empty() && !form.busy.get_untracked();
    form.trouble.set(None);
    form.wrongs.set(wrongs);
    if !fine {
        return;
    }
    form.busy.set(true);
    spawn_local(async move {
        let ask = Start {
            operation: form.operation.get_untracked().trim().to_owned(),
            site: form.site.get_untracked().trim().to_owned(),
            name: form.name.get_untracked().trim().to_owned(),
            passphrase: form.passphrase.get_untracked().trim().to_owned(),
        };
        match call(ask).await {
            Ok(started) => {
                keep_token(Some(&started.token));
                form.passphrase.set(String::new());
                form.repeat.set(String::new());
                form.suggested.set(None);
                form.stage.set(Stage::Sheets(Box::new(started)));
            }
            Err(ApiError::Invalid { fields }) => form.wrongs.set(fields.into_iter().map(Wrong::from).collect()),
            Err(error) => form.trouble.set(Some(error_text(&error))),
        }
        form.busy.set(false);
    });
}

fn look_around(form: Form) {
    if form.busy.get_untracked() {
        return;
    }
    form.busy.set(true);
    form.wrongs.set(Vec::new());
    form.trouble.set(None);
    spawn_local(async move {
        if let Err(error) = demonstrate(form).await {
            form.trouble.set(Some(error_text(&error)));
            // The operation stands; the list may be opened, however many people are in it.
            form.demo_done.set(true);
        }
        form.busy.set(false);
    });
}

async fn demonstrate(form: Form) -> Result<(), ApiError> {
    let passphrase = call(Suggest {}).await?;
    let ask = Start {
        operation: t("demo-operation"),
        site: t("demo-site"),
        name: t("demo-user"),
        passphrase: passphrase.clone(),
    };
    let started = call(ask).await?;
    keep_token(Some(&started.token));
    form.stage.set(Stage::Demo(passphrase));
    let job = call(LoadDemo { patients: DEMO_PATIENTS, seed: DEMO_SEED }).await?;
    follow(job, move |done, total| form.demo_at.set((done, total))).await?;
    form.demo_at.set((DEMO_PATIENTS.into(), DEMO_PATIENTS.into()));
    form.demo_done.set(true);
    Ok(())
}
