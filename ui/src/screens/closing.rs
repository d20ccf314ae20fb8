//! Before an operation ends: it is announced, laptops come in or are listed as missing, what is still open is shown, and it is signed; a sheet
//! with the digest over all of it.
//! In scope: the screen, what is open, the sheet.  Not here: its panels (closing/), archive keys, the hand-over bundle, letters.

use domain::access::Permission;
use domain::api::closing::ClosingView;
use domain::closing::Counts;
use leptos::prelude::*;
use leptos_router::components::A;

use crate::app::desk;
use crate::closing::State;
use crate::closing::announced::AnnouncedPanel;
use crate::closing::laptops::LaptopsPanel;
use crate::closing::signed::{SignedPanel, open};
use crate::dom;
use crate::i18n::{current, ta, tr};
use crate::icons::{Mark, PRINT};
use crate::laptops::PageHead;
use crate::live;
use crate::print::foot;

/// The screen.
#[component]
pub(crate) fn Closing() -> impl IntoView {
    let state = State::new();
    // A laptop that comes meanwhile shows; what somebody is filling in is not drawn anew under their hands.
    live::watch_meetings(move || async move {
        if state.open.get_untracked().is_none() {
            state.look(None).await;
        }
    });
    let sheet = move || {
        // Sentences are made where they are drawn: anew in another language.
        current();
        state.view.get().map(|view| view! { <Sheet state=state view=view /> })
    };
    view! {
        <section data-screen="closing" class="screen">
            <PageHead title=Signal::derive(tr("closing-title")) />
            {move || state.trouble.get().map(|text| view! { <p class="alert" role="alert" data-test="trouble">{text}</p> })}
            <p class="does no-print">
                <A href="/laptops" attr:class="button" attr:data-test="back">{tr("laptops-back")}</A>
                <button type="button" class="button" data-test="print" on:click=move |_| dom::print()><Mark icon=PRINT />{tr("closing-print")}</button>
            </p>
            <p class="no-print">{tr("closing-what")}</p>
            {sheet}
        </section>
    }
}

#[component]
fn Sheet(state: State, view: ClosingView) -> impl IntoView {
    let announced = view.announced.as_ref().is_some_and(|announced| !announced.withdrawn);
    let picture = dom::svg_address(&view.digest_qr_svg);
    view! {
        <AnnouncedPanel state=state announced=view.announced.clone() />
        <LaptopsPanel state=state laptops=view.laptops.clone() announced=announced />
        <StillOpen counts=view.counts />
        <SignedPanel state=state view=view.clone() />
        <section class="panel sheet" aria-labelledby="closing-digest-title">
            <h2 id="closing-digest-title">{tr("closing-digest-title")}</h2>
            <p>{tr("closing-digest-what")}</p>
            <div class="sheet-secret">
                <img class="qr" src=picture alt=tr("digest-qr") />
                <pre class="digest" dir="ltr" translate="no" tabindex="0" data-test="digest">{view.digest}</pre>
            </div>
            <p class="sheet-sign"><span class="sign-here">{tr("sheet-signature")}</span><span class="sign-here">{tr("closing-second")}</span></p>
            {foot()}
        </section>
    }
}

/// What somebody should settle before: it keeps nobody from signing, and is signed as it stands.
#[component]
fn StillOpen(counts: Counts) -> impl IntoView {
    let desk = desk();
    let list_of = move |key: &str| match key {
        "closing-visits" => desk.may(Permission::ReadChart).then_some("/today"),
        "closing-lots" | "closing-lots-below" => {
            (desk.may(Permission::ReadChart) || desk.may(Permission::ManageStock)).then_some("/stock")
        }
        _ => None,
    };
    let row = move |(key, n): (&'static str, u64)| {
        let list = list_of(key).filter(|_| n > 0);
        let link = list.map(|href| {
            view! { " "<A href=href attr:class="no-print" attr:data-test=format!("see-{key}")>{tr("closing-see-list")}<span class="visually-hidden">" "{ta(key, &[("n", n.into())])}</span></A> }
        });
        view! { <li>{ta(key, &[("n", n.into())])}{link}</li> }
    };
    view! {
        <section class="panel" aria-labelledby="closing-open-title">
            <h2 id="closing-open-title">{tr("closing-open-title")}</h2>
            <ul class="facts" data-test="closing-open">{open(&counts).map(row).collect_view()}</ul>
            <p class="hint no-print">{tr("closing-open-what")}</p>
        </section>
    }
}
