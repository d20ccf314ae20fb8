//! The frame around every screen of the open store: rail, top line with search, and the routes.

use domain::access::Permission;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::{A, Route, Routes};
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::path;

use crate::app::{Desk, desk};
use crate::i18n::{Lang, choose, current, t, ta, tr};
use crate::icons::{
    ADD, BOARD, BOX, Icon, JOURNAL, LAPTOP, LOCK, Mark, PATIENTS, PEOPLE, PILL, SAFE, SEARCH, SETTINGS,
};
use crate::laptops::{called, hub_at};
use crate::print::Print;
use crate::screens::{
    chart::Chart, closing::Closing, fork::Fork, journal::Journal, laptops::Laptops, lost_laptop::LostLaptop,
    patients::Patients, people::People, pharmacy::Pharmacy, register::Register, settings::Settings, stock::Stock,
    today::Today, visit::Visit,
};
use crate::{dom, live, moment};

/// The id of the search line's field.
pub(crate) const SEARCH_ID: &str = "search";

/// A place of the rail.
#[derive(Clone, Copy)]
struct Place {
    href: &'static str,
    icon: Icon,
    /// A locale key, and the test hook.
    name: &'static str,
    /// Any one of these permissions shows it.
    needs: &'static [Permission],
    /// Goes there from anywhere; keys that browsers and screen readers leave free.
    key: Option<&'static str>,
}

/// The rail, in its order.
const PLACES: [Place; 9] = [
    place("/today", BOARD, "nav-today", READ, Some("F4")),
    place("/patients", PATIENTS, "nav-patients", READ, None),
    place("/register", ADD, "nav-register", &[Permission::WriteChart], Some("F2")),
    place("/pharmacy", PILL, "nav-pharmacy", READ, Some("F8")),
    place("/stock", BOX, "nav-stock", &[Permission::ReadChart, Permission::ManageStock], Some("F9")),
    place("/journal", JOURNAL, "nav-journal", &[Permission::Audit], None),
    place("/laptops", LAPTOP, "nav-laptops", &[Permission::Coordinate], None),
    place("/people", PEOPLE, "nav-people", &[Permission::Administer, Permission::Audit], None),
    place("/settings", SETTINGS, "nav-settings", &[], None),
];
const READ: &[Permission] = &[Permission::ReadChart];

const fn place(
    href: &'static str,
    icon: Icon,
    name: &'static str,
    needs: &'static [Permission],
    key: Option<&'static str>,
) -> Place {
    Place { href, icon, name, needs, key }
}

impl Place {
    fn shown_to(self, desk: Desk) -> bool {
        self.needs.is_empty() || self.needs.iter().any(|p| desk.may(*p))
    }
}

/// Rail, top line, and the screen of the address.
#[component]
pub(crate) fn Frame() -> impl IntoView {
    let desk = desk();
    let navigate = use_navigate();
    let handle = window_event_listener(leptos::ev::keydown, move |ev| {
        if ev.ctrl_key() || ev.alt_key() || ev.meta_key() || ev.shift_key() {
            // Only Ctrl K is ours, below.
        } else if let Some(place) = PLACES.iter().find(|p| p.key == Some(ev.key().as_str()) && p.shown_to(desk)) {
            ev.prevent_default();
            navigate(place.href, NavigateOptions::default());
        }
        if (ev.ctrl_key() || ev.meta_key()) && !ev.alt_key() && ev.key().eq_ignore_ascii_case("k") {
            ev.prevent_default();
            // Whoever searches anew types over the last search.
            dom::select(SEARCH_ID);
        }
    });
    on_cleanup(move || handle.remove());
    let path = use_location().pathname;
    Effect::new(move |_| {
        path.track();
        dom::to_top();
        // The next Tab is the screen's own first stop; who types a search stays in its field.
        if !dom::has_focus(SEARCH_ID) {
            dom::focus("main");
        }
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
                {PLACES.map(|place| view! { <RailLink place=place /> })}
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
                    <Route path=path!("/print/:kind/:patient") view=Print />
                    <Route path=path!("/print/:kind/:patient/:of") view=Print />
                    <Route path=path!("/people") view=People />
                    <Route path=path!("/journal") view=Journal />
                    <Route path=path!("/laptops") view=Laptops />
                    <Route path=path!("/laptops/lost/:id") view=LostLaptop />
                    <Route path=path!("/laptops/fork/:id") view=Fork />
                    <Route path=path!("/laptops/closing") view=Closing />
                    <Route path=path!("/settings") view=Settings />
                </Routes>
            </main>
        </div>
    }
}

#[component]
fn RailLink(place: Place) -> impl IntoView {
    let desk = desk();
    let shown = Memo::new(move |_| place.shown_to(desk));
    let key = move || place.key.map(|key| view! { <kbd aria-hidden="true">{key}</kbd> });
    move || {
        shown.get().then(|| {
            view! {
                <A href=place.href attr:class="rail-link" attr:data-test=place.name attr:aria-keyshortcuts=place.key>
                    <Mark icon=place.icon /><span>{tr(place.name)}</span>{key()}
                </A>
            }
        })
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
    let others = move || desk.status.with(|s| s.as_ref().map_or(0, |s| s.others));
    // Whoever meets this laptop changes what is said, and so does the clock.
    live::watch_meetings(move || async move { desk.refresh() });
    let met = move || desk.status.with(|s| s.as_ref().and_then(|s| s.met));
    let sync = move || match (others(), met()) {
        (0, _) => t("sync-alone"),
        (n, None) => ta("sync-others", &[("n", n.into())]),
        (_, Some(met)) => {
            let when = moment::said(met.at, dom::now());
            match hub_at(met.laptop) {
                Some(_) => ta("sync-met-hub", &[("when", when.into())]),
                None => ta("sync-met", &[("name", called(met.laptop).into()), ("when", when.into())]),
            }
        }
    };
    view! {
        <header class="top">
            {move || desk.may(Permission::ReadChart).then(|| view! { <SearchLine /> })}
            <p class="where"><strong data-test="site"><bdi>{site}</bdi></strong><span class="operation"><bdi>{operation}</bdi></span></p>
            <p class="sync" data-test="sync"><Mark icon=SAFE />{sync}</p>
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
        desk.enter.set(false);
        if !on_patients(&path.get_untracked()) {
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
        // The Patients screen opens the one found, or leads to the rows, once it has the answer.
        "Enter" => {
            desk.enter.set(true);
            if !on_patients(&path.get_untracked()) {
                open("/patients", NavigateOptions::default());
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

/// Whether an address shows the rows that a search finds.
fn on_patients(path: &str) -> bool {
    matches!(path, "/" | "/patients")
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
