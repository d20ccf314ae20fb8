//! Users and their roles, and who opened which chart.
//! In scope: list, add, amend, deactivate.  Not here: the form itself and the access log (people/).

use domain::access::Permission;
use domain::api::ApiError;
use domain::api::people::{AddPerson, AmendPerson, Deactivate, People as List, Person};
use domain::id::Id;
use domain::time::Precision;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::desk;
use crate::client::call;
use crate::dom;
use crate::errors::{Wrong, error_text};
use crate::i18n::{code_words, t, ta, tr};
use crate::icons::{ADD, AMEND, Mark};
use crate::moment::date_words;
use crate::people::access::Access;
use crate::people::form::{PersonForm, PersonText};
use crate::people::once::Once;

/// What the screen shows.
#[derive(Clone)]
enum Stage {
    List,
    Add,
    Amend(Box<Person>),
    Once { name: String, passphrase: String },
}

/// The screen's signals.
#[derive(Clone, Copy)]
struct State {
    stage: RwSignal<Stage>,
    people: RwSignal<Vec<Person>>,
    trouble: RwSignal<Option<String>>,
    /// Whom one is asked about before they are deactivated.
    asked: RwSignal<Option<Id>>,
}

impl State {
    fn go(self, stage: Stage) {
        self.trouble.try_set(None);
        self.asked.try_set(None);
        self.stage.try_set(stage);
        dom::to_top();
        spawn_local(load(self));
    }
}

/// The screen.
#[component]
pub(crate) fn People() -> impl IntoView {
    let desk = desk();
    let state = State {
        stage: RwSignal::new(Stage::List),
        people: RwSignal::new(Vec::new()),
        trouble: RwSignal::new(None),
        asked: RwSignal::new(None),
    };
    let (administers, audits) = (desk.may(Permission::Administer), desk.may(Permission::Audit));
    if administers {
        spawn_local(load(state));
    }
    let stage = move || match state.stage.get() {
        Stage::List => view! {
            {administers.then(|| view! { <Everybody state=state /> })}
            {audits.then(|| view! { <Access /> })}
        }
        .into_any(),
        Stage::Add => view! { <Writes state=state person=None /> }.into_any(),
        Stage::Amend(person) => view! { <Writes state=state person=Some(*person) /> }.into_any(),
        Stage::Once { name, passphrase } => {
            let done = Callback::new(move |()| state.go(Stage::List));
            view! { <Once name=name passphrase=passphrase on_done=done /> }.into_any()
        }
    };
    let adds = move || administers && matches!(state.stage.get(), Stage::List);
    view! {
        <section data-screen="people" class="screen people">
            <header class="screen-head">
                <h1>{tr("people-title")}</h1>
                {move || adds().then(|| view! { <button type="button" class="button primary" data-test="add-person" on:click=move |_| state.go(Stage::Add)><Mark icon=ADD />{tr("person-add")}</button> })}
            </header>
            {move || state.trouble.get().map(|text| view! { <p class="alert" role="alert" data-test="trouble">{text}</p> })}
            {stage}
        </section>
    }
}

async fn load(state: State) {
    match call(List {}).await {
        Ok(people) => _ = state.people.try_set(people),
        Err(error) => _ = state.trouble.try_set(Some(error_text(&error))),
    }
}

#[component]
fn Everybody(state: State) -> impl IntoView {
    let me = desk().status.with_untracked(|s| s.as_ref().and_then(|s| s.user.as_ref().map(|u| u.id)));
    let rows = move || {
        state
            .people
            .get()
            .into_iter()
            .map(|p| view! { <Row state=state own=Some(p.user.id) == me person=p /> })
            .collect_view()
    };
    view! { <ul class="rows" data-test="people">{rows}</ul> }
}

#[component]
fn Row(state: State, person: Person, own: bool) -> impl IntoView {
    let id = person.user.id;
    let roles: Vec<String> = person.user.roles.iter().map(|r| r.code().to_owned()).collect();
    let roles = move || roles.iter().map(|code| code_words("role", code)).collect::<Vec<_>>().join(" · ");
    let (ends, active) = (person.ends, person.active);
    let ended = ends.is_some_and(|last| last < dom::today());
    let state_words = move || match ends.map(|d| date_words(d, Precision::Day)) {
        Some(day) if ended => ta("person-ended", &[("day", day.into())]),
        _ if !active => t("person-out"),
        Some(day) => ta("person-until", &[("day", day.into())]),
        None if own => t("person-you"),
        None => String::new(),
    };
    let name = StoredValue::new(person.user.name.clone());
    let amended = person.clone();
    let amend = move |_| state.go(Stage::Amend(Box::new(amended.clone())));
    let ask = move |_| state.asked.update(|a| *a = if *a == Some(id) { None } else { Some(id) });
    let asked = move || {
        (state.asked.get() == Some(id)).then(|| view! {
            <div class="note ask" role="group" aria-labelledby="deactivate-title">
                <h2 id="deactivate-title">{move || ta("deactivate-title", &[("name", name.get_value().into())])}</h2>
                <p>{tr("deactivate-what")}</p>
                <div class="does">
                    <button type="button" class="button danger" data-test="deactivate-now" on:click=move |_| deactivate(state, id)>{tr("deactivate-verb")}</button>
                    <button type="button" class="button" data-test="deactivate-not" on:click=move |_| state.asked.set(None)>{tr("cancel-verb")}</button>
                </div>
            </div>
        })
    };
    // Whoever can log in, or could again with a later last day, is amended; deactivated people stay as they are.
    let does = (active || ended).then(|| view! {
        <div class="does">
            <button type="button" class="button small" data-test="amend-person" on:click=amend><Mark icon=AMEND />{tr("amend-verb")}<span class="visually-hidden">" "{name.get_value()}</span></button>
            {(!own).then(|| view! { <button type="button" class="button small" data-test="deactivate" aria-expanded=move || (state.asked.get() == Some(id)).to_string() on:click=ask>{tr("deactivate-verb")}<span class="visually-hidden">" "{name.get_value()}</span></button> })}
        </div>
    });
    view! {
        <li data-test="person" class:out=!active>
            <div class="person">
                <p class="person-name"><bdi>{person.user.name}</bdi></p>
                <p class="person-roles">{roles}</p>
                <p class="person-state">{state_words}</p>
                {does}
            </div>
            {asked}
        </li>
    }
}

fn deactivate(state: State, id: Id) {
    spawn_local(async move {
        match call(Deactivate { id }).await {
            Ok(()) => state.go(Stage::List),
            Err(error) => refuse(state.trouble, None, error),
        }
    });
}

/// The form of a new person, or of one to amend.
#[component]
fn Writes(state: State, person: Option<Person>) -> impl IntoView {
    let text = PersonText::of(person.as_ref());
    let named = person.as_ref().map(|p| p.user.name.clone());
    let label = Signal::derive(move || match &named {
        Some(name) => ta("person-amend-title", &[("name", name.clone().into())]),
        None => t("person-add-title"),
    });
    let save = Callback::new(move |()| {
        let Some((name, roles, ends)) = text.read().filter(|_| !text.busy.get_untracked()) else { return };
        text.busy.set(true);
        text.trouble.set(None);
        let before = person.clone();
        spawn_local(async move {
            let done = match before {
                None => call(AddPerson { name: name.clone(), roles, ends })
                    .await
                    .map(|added| Stage::Once { name, passphrase: added.passphrase }),
                Some(p) => {
                    call(AmendPerson { id: p.user.id, parents: p.heads, name, roles, ends }).await.map(|()| Stage::List)
                }
            };
            text.busy.try_set(false);
            match done {
                Ok(stage) => {
                    state.go(stage);
                    desk().refresh();
                }
                Err(error) => refuse(text.trouble, Some(text.wrongs), error),
            }
        });
    });
    let cancel = Callback::new(move |()| state.go(Stage::List));
    view! {
        <section class="panel" aria-labelledby="person-title">
            <h2 id="person-title">{label}</h2>
            <PersonForm text=text label=label on_save=save on_cancel=cancel />
        </section>
    }
}

/// Shows an error at its fields where the form has them, else as a sentence.
fn refuse(trouble: RwSignal<Option<String>>, wrongs: Option<RwSignal<Vec<Wrong>>>, error: ApiError) {
    match (error, wrongs) {
        (ApiError::Invalid { fields }, Some(wrongs)) => {
            _ = wrongs.try_set(fields.into_iter().map(Wrong::from).collect());
        }
        (ApiError::Invalid { fields }, None) => {
            let texts = fields.into_iter().map(|f| Wrong::from(f).text()).collect::<Vec<_>>();
            _ = trouble.try_set(Some(texts.join(" ")));
        }
        (error, _) => _ = trouble.try_set(Some(error_text(&error))),
    }
}
