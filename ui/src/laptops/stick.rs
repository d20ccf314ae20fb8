//! Records brought together by a stick: what is new on it comes in, what is new here goes on it, and what was refused is said.

use domain::api::laptops::{Refused, SyncStick, Synced};
use leptos::prelude::*;

use crate::components::field::{FieldForm, field_id};
use crate::dom;
use crate::i18n::{t, ta, tr};
use crate::icons::{CHECK, Mark, SAFE, WARNING};
use crate::journal::copies::Folder;
use crate::laptops::{called, offer};
use crate::running::{Work, WorkForm};

/// The panel. `on_done` follows when a stick was read.
#[component]
pub(crate) fn StickPanel(stick: Signal<String>, on_done: Callback<()>) -> impl IntoView {
    const FORM: &str = "sync";
    const DONE: &str = "sync-done";
    let (work, folder) = (Work::new(), RwSignal::new(String::new()));
    let brought = RwSignal::new(None::<Synced>);
    offer(stick, folder);
    let start = Callback::new(move |()| {
        brought.set(None);
        let ask = SyncStick { folder: folder.get_untracked() };
        work.start(Vec::new(), field_id(FORM, "stick"), ask, move |done: Synced| {
            brought.try_set(Some(done));
            dom::focus_soon(DONE.to_owned());
            on_done.try_run(());
        });
    });
    view! {
        <section class="panel" aria-labelledby="sync-title">
            <h2 id="sync-title">{tr("stick-title")}</h2>
            <p>{tr("stick-what")}</p>
            <WorkForm form=FORM work=work doing="phase-sync" stopped="stick-stopped">
                <FieldForm label=Signal::derive(tr("stick-title")) on_submit=start>
                    <Folder form=FORM name="stick" hint="stick-hint" folder=folder work=work />
                    <p class="does"><button type="submit" class="button primary" data-test="sync-stick"><Mark icon=SAFE />{tr("stick-verb")}</button></p>
                </FieldForm>
            </WorkForm>
            <div class="brought">{move || brought.get().map(|synced| view! { <Brought id=DONE synced=synced /> })}</div>
        </section>
    }
}

/// What the stick brought, in sentences. What was refused comes first, and takes the focus.
#[component]
fn Brought(id: &'static str, synced: Synced) -> impl IntoView {
    let counts = [("stick-bodies", synced.bodies), ("stick-signed", synced.cosignatures)];
    let more =
        counts.into_iter().filter(|(_, n)| *n > 0).map(|(key, n)| view! { <p>{ta(key, &[("n", n.into())])}</p> });
    let entries = match synced.entries {
        0 => t("stick-nothing"),
        n => ta("stick-entries", &[("n", n.into())]),
    };
    let whole = synced.refused.is_empty();
    view! {
        {(!whole).then(|| view! { <NotTaken id=id refused=synced.refused /> })}
        <div class="note copied" id=whole.then_some(id) tabindex="-1" role="status" data-test="synced">
            <p data-test="stick-entries">{whole.then(|| view! { <Mark icon=CHECK />" " })}{entries}</p>
            {more.collect_view()}
            {whole.then(|| view! { <p>{tr("stick-next")}</p> })}
        </div>
    }
}

#[component]
fn NotTaken(id: &'static str, refused: Vec<Refused>) -> impl IntoView {
    let whose = |refused: &Refused| match refused.laptop {
        Some(laptop) => ta("stick-refused", &[("name", called(laptop).into())]),
        None => t("stick-refused-somebody"),
    };
    let lines = refused.iter().map(|one| view! { <p>{whose(one)}</p> }).collect_view();
    let reasons = refused.iter().map(|one| view! { <p><code dir="ltr">{one.why.clone()}</code></p> }).collect_view();
    view! {
        <div class="alert copied" id=id tabindex="-1" role="alert" data-test="stick-refused">
            <p><Mark icon=WARNING /><strong>{tr("stick-keep")}</strong></p>
            {lines}
            <details><summary>{tr("stick-why")}</summary>{reasons}</details>
        </div>
    }
}

/// A laptop's id as people read it out: its first eight digits.
pub(crate) fn short(laptop: domain::id::Id) -> String {
    let mut id = laptop.to_string();
    id.truncate(8);
    id
}
