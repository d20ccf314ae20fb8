//! A further laptop admitted over the network: a code to say aloud, a QR code, six words to compare, how far its records are.

use domain::api::Call;
use domain::api::pairing::{AnswerPairing, EndPairing, Offer, Pairing, PairingState, PairingView};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::client::call;
use crate::errors::error_text;
use crate::i18n::{t, ta, tr};
use crate::icons::{ADD, CHECK, Mark, WARNING};
use crate::laptops::SixWords;
use crate::laptops::stick::short;
use crate::{dom, live, moment};

const WORDS: &str = "pair-words";
const CODE: &str = "pair-code";
const ENDED: &str = "pair-ended";

/// The panel's signals.
#[derive(Clone, Copy)]
struct State {
    view: RwSignal<Option<PairingView>>,
    trouble: RwSignal<Option<String>>,
}

impl State {
    async fn look(self) {
        match call(Pairing {}).await {
            Ok(view) => _ = self.view.try_set(view),
            Err(error) => _ = self.trouble.try_set(Some(error_text(&error))),
        }
    }

    /// Asks for something, and looks what came of it.
    fn asks<C: Call>(self, ask: C) {
        self.trouble.set(None);
        spawn_local(async move {
            if let Err(error) = call(ask).await {
                self.trouble.try_set(Some(error_text(&error)));
            }
            self.look().await;
        });
    }
}

/// The panel, for administrators. `on_done` follows when a laptop was admitted.
#[component]
pub(crate) fn PairPanel(on_done: Callback<()>) -> impl IntoView {
    let state = State { view: RwSignal::new(None), trouble: RwSignal::new(None) };
    live::watch_meetings(move || state.look());
    let standing = Memo::new(move |_| state.view.with(|view| view.as_ref().map(|view| view.state.clone())));
    // Whoever waits at this screen is brought to what they have to do next.
    Effect::new(move |before: Option<Option<PairingState>>| {
        let now = standing.get();
        if before.is_some_and(|before| before != now) {
            match &now {
                Some(PairingState::Waiting) => dom::focus_soon(CODE.to_owned()),
                Some(PairingState::Comparing) => dom::focus_soon(WORDS.to_owned()),
                Some(PairingState::Admitted) => {
                    dom::focus_soon(ENDED.to_owned());
                    on_done.run(());
                }
                Some(PairingState::Sending) | None => {}
                Some(_) => dom::focus_soon(ENDED.to_owned()),
            }
        }
        now
    });
    // Looked at again and found the same, nothing is drawn anew: a QR code stays open, the focus where it is.
    let shown = Memo::new(move |_| state.view.get());
    let step = move || {
        let Some(view) = shown.get() else { return begin(state, "pair-verb").into_any() };
        match view.state {
            PairingState::Waiting => waiting(state, view).into_any(),
            PairingState::Comparing => comparing(state, view.words).into_any(),
            PairingState::Sending => sending(&view).into_any(),
            _ => ended(state, &view).into_any(),
        }
    };
    view! {
        <section class="panel" aria-labelledby="pair-title" data-test="pair">
            <h2 id="pair-title">{tr("pair-title")}</h2>
            <p>{tr("pair-what")}</p>
            {move || state.trouble.get().map(|text| view! { <p class="alert" role="alert" data-test="pair-trouble">{text}</p> })}
            {step}
        </section>
    }
}

fn begin(state: State, verb: &'static str) -> impl IntoView {
    view! { <p class="does"><button type="button" class="button primary" data-test="pair-offer" on:click=move |_| state.asks(Offer {})><Mark icon=ADD />{tr(verb)}</button></p> }
}

/// Nobody has come yet: what to say, show and type.
fn waiting(state: State, view: PairingView) -> impl IntoView {
    let (first, second) = view.code.split_at(view.code.len() / 2);
    let spoken = format!("{first} {second}");
    let addresses = view.addresses.into_iter();
    let addresses =
        addresses.map(|address| view! { <li><code dir="ltr" data-test="pair-address">{address}</code></li> });
    let picture = dom::svg_address(&view.way.qr);
    view! {
        <div class="six" id=CODE tabindex="-1" role="group" data-test=CODE aria-labelledby="pair-code-label">
            <p id="pair-code-label">{tr("pair-code")}</p>
            <p class="six-words" dir="ltr" translate="no"><bdi>{spoken}</bdi></p>
        </div>
        <p>{tr("pair-where")}</p>
        <ul class="addresses">{addresses.collect_view()}</ul>
        <details>
            <summary>{tr("pair-qr")}</summary>
            <img class="qr" src=picture alt=t("pair-qr") />
            <p><code class="line" dir="ltr" data-test="pair-line">{view.way.text}</code></p>
        </details>
        <p>{ta("pair-until", &[("when", moment::said(view.until, dom::now()).into())])}</p>
        <p class="does"><button type="button" class="button" data-test="pair-end" on:click=move |_| state.asks(EndPairing {})>{tr("pair-end")}</button></p>
    }
}

fn comparing(state: State, words: String) -> impl IntoView {
    view! {
        <SixWords id=WORDS label="pair-words" words=words />
        <p class="does">
            <button type="button" class="button primary" data-test="pair-same" on:click=move |_| state.asks(AnswerPairing { same: true })><Mark icon=CHECK />{tr("pair-same")}</button>
            <button type="button" class="button" data-test="pair-other" on:click=move |_| state.asks(AnswerPairing { same: false })>{tr("pair-other")}</button>
        </p>
    }
}

fn sending(view: &PairingView) -> impl IntoView + use<> {
    let counts = [("done", view.entries.into()), ("total", view.entries_all.into())];
    view! {
        <div class="progress" data-test="pair-sending">
            <p id="pair-progress" role="status">{tr("pair-sending")}</p>
            <progress aria-labelledby="pair-progress" value=view.entries.to_string() max=view.entries_all.max(1).to_string()></progress>
            <p class="count">{ta("progress-of", &counts)}</p>
        </div>
    }
}

fn ended(state: State, view: &PairingView) -> impl IntoView + use<> {
    let said = match (&view.state, view.laptop) {
        (PairingState::Admitted, Some(laptop)) => {
            ta("pair-admitted", &[("name", short(laptop).into()), ("n", view.entries.into())])
        }
        // Of a newer version: shown as it is.
        (PairingState::Unknown(code), _) => code.clone(),
        (state, _) => t(&format!("pair-{}", state.code())),
    };
    let well = view.state == PairingState::Admitted;
    view! {
        <div class=if well { "note copied" } else { "alert" } id=ENDED tabindex="-1" role="status" data-test=if well { "paired" } else { "pair-over" }>
            <p><Mark icon=if well { CHECK } else { WARNING } />" "{said}</p>
        </div>
        {begin(state, if well { "pair-further" } else { "pair-again" })}
    }
}
