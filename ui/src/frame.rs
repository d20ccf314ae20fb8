//! The frame around every screen of the open store: rail, top line with search, and the routes.

use domain::access::Permission;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::{A, Route, Routes};
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::path;

use crate::app::desk;
use crate::dom;
use crate::i18n::{Lang, choose, current, t, ta, tr};
use crate::icons::{ADD, BOARD, BOX, Icon, JOURNAL, LOCK, Mark, PATIENTS, PEOPLE, PILL, SAFE, SEARCH, SETTINGS};
use crate::screens::{
    chart::Chart, journal::Journal, patients::Patients, people::People, pharmacy::Pharmacy, register::Register,
    settings::Settings, stock::Stock, today::Today, visit::Visit,
};

/// The id of the search line's field.
pub(crate) const SEARCH_ID: &str = "search";

/// Any one of these permissions shows a link of the rail.
type Needs = &'static [Permission];
const ALL: Needs = &[];
const READ: Needs = &[Permission::ReadChart];
const WRITE: Needs = &[Permission::WriteChart];
const STOCK: Needs = &[Permission::ReadChart, Permission::ManageStock];
const AUDIT: Needs = &[Permission::Audit];
const WHO: Needs = &[Permission::Administer, Permission::Audit];

/// Rail, top line, and the screen of the address.
#[component]
pub(crate) fn Frame() -> impl IntoView {
    let handle = window_event_listener(leptos::ev::keydown, |ev| {
        if (ev.ctrl_key() || ev.meta_key()) && !ev.alt_key() && ev.key().eq_ignore_ascii_case("k") {
            ev.prevent_default();
            dom::focus(SEARCH_ID);
        }
    });
    on_cleanup(move || handle.remove());
    let path = use_location().pathname;
    Effect::new(move |_| {
        path.track();
        dom::to_top();
    });
    let skip = move |ev: leptos::ev::MouseEvent| {
        ev.prevent_default();
        dom::focus("main");
    };
    view! {
        <a class="skip" href="#main" on:click=skip>{tr("skip-to-main")}</a>
        <div class="frame">
            <TopLine />
            <nav class="rail" aria-label=tr("nav-label")>
                <RailLink href="/today" icon=BOARD words="nav-today" test="nav-today" needs=READ />
                <RailLink href="/patients" icon=PATIENTS words="nav-patients" test="nav-patients" needs=READ />
                <RailLink href="/register" icon=ADD words="nav-register" test="nav-register" needs=WRITE />
                <RailLink href="/pharmacy" icon=PILL words="nav-pharmacy" test="nav-pharmacy" needs=READ />
                <RailLink href="/stock" icon=BOX words="nav-stock" test="nav-stock" needs=STOCK />
                <RailLink href="/journal" icon=JOURNAL words="nav-journal" test="nav-journal" needs=AUDIT />
                <RailLink href="/people" icon=PEOPLE words="nav-people" test="nav-people" needs=WHO />
                <RailLink href="/settings" icon=SETTINGS words="nav-settings" test="nav-settings" needs=ALL />
            </nav>
            <main id="main" class="main" tabindex="-1">
                <Routes fallback=Home>
                    <Route path=path!("/") view=Home />
                    <Route path=path!("/today") view=Today />
                    <Route path=path!("/patients") view=Patients />
                    <Route path=path!("/register") view=Register />
                    <Route path=path!("/chart/:id") view=Chart />
                    <Route path=path!("/visit/:patient/:encounter") view=Visit />
                    <Route path=path!("/pharmacy") view=Pharmacy />
                    <Route path=path!("/pharmacy/:patient/:encounter") view=Pharmacy />
                    <Route path=path!("/stock") view=Stock />
                    <Route path=path!("/people") view=People />
                    <Route path=path!("/journal") view=Journal />
                    <Route path=path!("/settings") view=Settings />
                </Routes>
            </main>
        </div>
    }
}

#[component]
fn RailLink(href: &'static str, icon: Icon, words: &'static str, test: &'static str, needs: Needs) -> impl IntoView {
    let desk = desk();
    let shown = Memo::new(move |_| needs.is_empty() || needs.iter().any(|p| desk.may(*p)));
    move || {
        shown.get().then(|| view! { <A href=href attr:class="rail-link" attr:data-test=test><Mark icon=icon /><span>{tr(words)}</span></A> })
    }
}

/// Where a person begins: the patients, or what else their roles are for.
#[component]
fn Home() -> impl IntoView {
    let desk = desk();
    let (reads, audits) = (desk.may(Permission::ReadChart), desk.may(Permission::Audit));
    match (reads, audits) {
        (true, _) => view! { <Patients /> }.into_any(),
        (false, true) => view! { <Journal /> }.into_any(),
        (false, false) => view! { <Settings /> }.into_any(),
    }
}

#[component]
fn TopLine() -> impl IntoView {
    let desk = desk();
    let site = move || desk.status.with(|s| s.as_ref().and_then(|s| s.site.clone()));
    let operation = move || desk.status.with(|s| s.as_ref().and_then(|s| s.operation.clone()));
    let user = move || desk.status.with(|s| s.as_ref().and_then(|s| s.user.as_ref().map(|u| u.name.clone())));
    view! {
        <header class="top">
            {move || desk.may(Permission::ReadChart).then(|| view! { <SearchLine /> })}
            <p class="where"><strong data-test="site"><bdi>{site}</bdi></strong><span class="operation"><bdi>{operation}</bdi></span></p>
            <p class="sync" data-test="sync"><Mark icon=SAFE />{tr("sync-alone")}</p>
            <LanguageMenu />
            <p class="user"><span class="visually-hidden">{tr("user-label")}</span><bdi data-test="user">{user}</bdi></p>
            <button type="button" class="button" data-test="lock" on:click=move |_| desk.lock()><Mark icon=LOCK />{tr("lock-verb")}</button>
        </header>
    }
}

/// The search line. Results stand on the Patients screen; typing leads there.
#[component]
fn SearchLine() -> impl IntoView {
    let desk = desk();
    let navigate = use_navigate();
    let path = use_location().pathname;
    let typed = move |ev: leptos::ev::Event| {
        desk.query.set(event_target_value(&ev));
        if !matches!(path.get_untracked().as_str(), "/" | "/patients") {
            navigate("/patients", NavigateOptions::default());
            // The field is the same element: the focus stays where the person types.
        }
    };
    let open = use_navigate();
    let keys = move |ev: KeyboardEvent| match ev.key().as_str() {
        "ArrowDown" => {
            ev.prevent_default();
            focus_row(0);
        }
        "Enter" => {
            let only = desk.rows.with_untracked(|r| match r.as_slice() {
                [row] => Some(row.id),
                _ => None,
            });
            if let Some(id) = only {
                open(&format!("/chart/{id}"), NavigateOptions::default());
            } else {
                focus_row(0);
            }
        }
        "Escape" => desk.query.set(String::new()),
        _ => {}
    };
    // An empty field has no direction of its own; the page's keeps the hint clear of the icon.
    let direction = move || desk.query.with(|q| (!q.is_empty()).then_some("auto"));
    view! {
        <div class="search" role="search">
            <label class="visually-hidden" for=SEARCH_ID>{tr("search-label")}</label>
            <Mark icon=SEARCH />
            <input id=SEARCH_ID class="input" type="search" dir=direction autocomplete="off" spellcheck="false" data-test="search"
                placeholder=tr("search-hint") prop:value=move || desk.query.get() on:input=typed on:keydown=keys />
            <kbd aria-hidden="true">"Ctrl K"</kbd>
        </div>
    }
}

/// Moves the focus to the row at this place of the list, if there is one.
pub(crate) fn focus_row(at: usize) {
    let Some(body) = dom::document().and_then(|d| d.document_element()) else { return };
    if let Some(row) = dom::all(&body, "[data-test=row]").get(at) {
        let _ = row.focus();
    }
}

/// The languages; those no native speaker has read say so.
#[component]
pub(crate) fn LanguageMenu() -> impl IntoView {
    let option = |lang: Lang| {
        let words = move || {
            let name = t(&format!("language-{}", lang.code()));
            if lang.reviewed() { name } else { ta("language-unreviewed", &[("name", name.into())]) }
        };
        view! { <option value=lang.code() selected=move || current() == lang>{words}</option> }
    };
    let offered = Lang::OFFERED.map(option).into_iter().collect_view();
    // Never offered, but shown where the address asked for it.
    let pseudo = move || (current() == Lang::Pseudo).then(|| option(Lang::Pseudo));
    let chosen = move |ev: leptos::ev::Event| {
        let code = event_target_value(&ev);
        if let Some(lang) = Lang::OFFERED.into_iter().find(|l| l.code() == code) {
            choose(lang);
        }
    };
    view! {
        <label class="language">
            <span class="visually-hidden">{tr("language-label")}</span>
            <select class="input" data-test="language" on:change=chosen prop:value=move || current().code()>{offered}{pseudo}</select>
        </label>
    }
}
