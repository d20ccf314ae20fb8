//! Other laptops on the network: who is in reach, how far a meeting is, the last ones in words; sync now, pause, an address typed.
//! In scope: the panel and its calls.  Not here: meeting (core), the list of laptops (screens/laptops.rs).

use domain::api::Call;
use domain::api::peers::{
    ForgetAddress, MeetAt, Meeting, MeetingEnd, PauseSync, Peer, Peers, PeersView, Running, SyncNow, SyncState,
};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::client::call;
use crate::components::field::{FieldForm, TextField, field_id};
use crate::components::summary::wrong_of;
use crate::errors::error_text;
use crate::i18n::{t, ta, tr};
use crate::icons::{CHECK, LAPTOP, Mark, SAFE, WARNING};
use crate::laptops::{clock, laptop_words};
use crate::running::{Work, WorkForm};
use crate::{dom, live, moment};

/// The panel's signals.
#[derive(Clone, Copy)]
struct State {
    view: RwSignal<Option<PeersView>>,
    trouble: RwSignal<Option<String>>,
}

impl State {
    async fn look(self) {
        match call(Peers {}).await {
            Ok(view) => _ = self.view.try_set(Some(view)),
            Err(error) => _ = self.trouble.try_set(Some(error_text(&error))),
        }
    }

    /// Asks for something, and looks what came of it.
    fn asks<C: Call<Output = ()>>(self, ask: C) {
        self.trouble.set(None);
        spawn_local(async move {
            if let Err(error) = call(ask).await {
                self.trouble.try_set(Some(error_text(&error)));
            }
            self.look().await;
        });
    }

    fn is(self, state: SyncState) -> bool {
        self.view.with(|view| view.as_ref().is_some_and(|view| view.state == state))
    }
}

/// The panel. `on_done` follows when laptops have met.
#[component]
pub(crate) fn NearPanel(on_done: Callback<()>) -> impl IntoView {
    let state = State { view: RwSignal::new(None), trouble: RwSignal::new(None) };
    live::watch_meetings(move || state.look());
    // What meetings brought shows in the list of laptops too.
    let last = Memo::new(move |_| {
        state.view.with(|view| view.as_ref().and_then(|view| view.meetings.first().map(|met| met.at)))
    });
    Effect::new(move |before: Option<_>| {
        let now = last.get();
        if before.is_some_and(|before| before != now) {
            on_done.run(());
        }
        now
    });
    let runs = move || state.is(SyncState::On) || state.is(SyncState::Paused);
    let standing = move || {
        let code = state.view.with(|view| view.as_ref().map(|view| view.state.code().to_owned()));
        code.map(|code| t(&format!("near-{code}")))
    };
    let peers = move || state.view.get().map(|view| view.peers.into_iter().map(|peer| row(state, peer)).collect_view());
    let nobody =
        move || state.is(SyncState::On) && state.view.with(|view| view.as_ref().is_some_and(|v| v.peers.is_empty()));
    let pause = move || {
        let paused = state.is(SyncState::Paused);
        let key = if paused { "near-resume" } else { "near-pause" };
        view! { <button type="button" class="button" data-test="near-pause" on:click=move |_| state.asks(PauseSync { paused: !paused })>{tr(key)}</button> }
    };
    view! {
        <section class="panel" aria-labelledby="near-title" data-test="near">
            <h2 id="near-title">{tr("near-title")}</h2>
            <p role="status" data-test="near-state">{standing}</p>
            {move || state.trouble.get().map(|text| view! { <p class="alert" role="alert">{text}</p> })}
            {move || runs().then(|| view! {
                <div class="does">
                    <button type="button" class="button primary" data-test="near-now" on:click=move |_| state.asks(SyncNow {})><Mark icon=SAFE />{tr("near-now")}</button>
                    {pause}
                </div>
                <ul class="rows near" data-test="peers">{peers}</ul>
                {move || nobody().then(|| view! { <p class="empty">{tr("near-nobody")}</p> })}
                <Here state=state />
                <MeetForm state=state />
            })}
            <Log state=state />
        </section>
    }
}

fn row(state: State, peer: Peer) -> impl IntoView {
    let Peer { laptop, address, typed, running, trouble } = peer;
    let name = match laptop {
        Some(laptop) => laptop_words(laptop),
        None => ta("near-somebody", &[("address", address.clone().into())]),
    };
    let standing = match (&running, &trouble) {
        (Some(running), _) => how_far(running),
        (None, Some(end)) => said(end),
        (None, None) => t("near-in-reach"),
    };
    let bar = running.as_ref().map(|running| {
        let (done, all) = counts(running);
        view! { <progress max=all.max(1).to_string() value=done.to_string() aria-label=standing.clone() /> }
    });
    let forgotten = address.clone();
    let forget = move |_| state.asks(ForgetAddress { address: forgotten.clone() });
    view! {
        <li data-test="peer">
            <div class="laptop">
                <p class="laptop-name"><Mark icon=LAPTOP />{name}</p>
                <p class="laptop-entries"><bdi dir="ltr">{address}</bdi></p>
                <p class="laptop-state">{standing.clone()}{bar}</p>
                {typed.then(|| view! { <button type="button" class="button small" data-test="near-forget" on:click=forget>{tr("near-forget")}</button> })}
            </div>
        </li>
    }
}

fn counts(running: &Running) -> (u64, u64) {
    let all = running.entries_in_all.saturating_add(running.entries_out_all);
    ((running.entries_in + running.entries_out).min(all), all)
}

/// How far a meeting is, and how long it may still take.
fn how_far(running: &Running) -> String {
    let (done, all) = counts(running);
    let far = ta("near-running", &[("done", done.into()), ("all", all.into()), ("bytes", running.bytes.into())]);
    let left = running.left_s.map(|left| match left {
        0..90 => ta("near-left-seconds", &[("n", left.into())]),
        _ => ta("near-left-minutes", &[("n", left.div_ceil(60).into())]),
    });
    left.map_or_else(|| far.clone(), |left| format!("{far} · {left}"))
}

/// How a meeting ended, as a sentence.
pub(crate) fn said(end: &MeetingEnd) -> String {
    match end {
        // Of a newer version: shown as it is.
        MeetingEnd::Unknown(code) => code.clone(),
        known => t(&format!("meeting-{}", known.code())),
    }
}

/// Where others reach this laptop.
#[component]
fn Here(state: State) -> impl IntoView {
    let each = move || {
        let addresses = state.view.get().map(|view| view.addresses).unwrap_or_default();
        addresses.into_iter().map(|address| {
            let alt = ta("near-qr", &[("address", address.text.clone().into())]);
            let picture = dom::svg_address(&address.qr);
            view! { <li><code dir="ltr" data-test="near-address">{address.text}</code><details><summary>{alt.clone()}</summary><img class="qr" src=picture alt=alt /></details></li> }
        }).collect_view()
    };
    view! { <p>{tr("near-here")}</p><ul class="addresses">{each}</ul> }
}

/// Meets whoever is at an address that is typed.
#[component]
fn MeetForm(state: State) -> impl IntoView {
    const FORM: &str = "meet";
    let (work, address, met) = (Work::new(), RwSignal::new(String::new()), RwSignal::new(None::<Meeting>));
    let start = Callback::new(move |()| {
        met.set(None);
        let ask = MeetAt { address: address.get_untracked() };
        work.start(Vec::new(), field_id(FORM, "peer_address"), ask, move |done: Meeting| {
            met.try_set(Some(done));
            spawn_local(state.look());
        });
    });
    let told = move || {
        met.get().map(|met| {
            let well = met.end == MeetingEnd::Complete;
            let icon = if well { CHECK } else { WARNING };
            view! { <p class=if well { "note" } else { "alert" } data-test="met"><Mark icon=icon />" "{line(&met)}</p> }
        })
    };
    view! {
        <details data-test="form-meet">
            <summary>{tr("near-meet-title")}</summary>
            <WorkForm form=FORM work=work doing="phase-meet" stopped="near-stopped">
                <FieldForm label=Signal::derive(tr("near-meet-title")) on_submit=start>
                    <TextField form=FORM name="peer_address" kind="path" wide=true hint="near-address-hint" value=address
                        on_input=Callback::new(move |v| address.set(v)) wrong=wrong_of(work.sending.wrongs, "peer_address") />
                    <p class="does"><button type="submit" class="button" data-test="meet"><Mark icon=LAPTOP />{tr("near-meet-verb")}</button></p>
                </FieldForm>
            </WorkForm>
            <div role="status">{told}</div>
        </details>
    }
}

/// A meeting in words.
fn line(met: &Meeting) -> String {
    let who = match met.laptop {
        Some(laptop) => laptop_words(laptop),
        None => ta("near-somebody", &[("address", met.address.clone().into())]),
    };
    let when = moment::said(met.at, dom::now());
    let counted = ta(
        "near-log-line",
        &[
            ("who", who.into()),
            ("when", when.into()),
            ("came", met.entries_in.into()),
            ("went", met.entries_out.into()),
        ],
    );
    let clock = clock::off(met.clock_offset_ms).map(|off| off.words);
    [Some(counted), Some(said(&met.end)), clock].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The last meetings.
#[component]
fn Log(state: State) -> impl IntoView {
    let lines = move || {
        let meetings = state.view.get().map(|view| view.meetings).unwrap_or_default();
        meetings.into_iter().map(|met| {
            let why = (!met.why.is_empty()).then(|| view! { <details><summary>{tr("stick-why")}</summary><code dir="ltr">{met.why.clone()}</code></details> });
            view! { <li title=moment::exact(met.at) data-test="meeting">{line(&met)}{why}</li> }
        }).collect_view()
    };
    let any = move || state.view.with(|view| view.as_ref().is_some_and(|view| !view.meetings.is_empty()));
    view! {
        <details hidden=move || !any() data-test="meetings">
            <summary>{tr("near-log")}</summary>
            <ul class="meetings">{lines}</ul>
        </details>
    }
}
