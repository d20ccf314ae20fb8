//! Two real windows on one machine, each a laptop with its own screen: one admits the other by a code, both meet on the network,
//! what was written differently in two places is settled.
//! In scope: the story, and a picture of each step where FIELDCHART_SCREENS names a folder.  Not here: what the core refuses
//! (it/pairing), the same by a stick (laptops).

use crate::driver::{self, Driven};
use crate::go;
use crate::keys::crowd;
use crate::laptops::Screen;
use crate::page::{fill, press, screen, text, wait};
use crate::screens::picture;
use fantoccini::Client;
use fantoccini::key::Key;
use std::path::{Path, PathBuf};

async fn step(folder: Option<&Path>, page: &Client, name: &str) {
    if let Some(folder) = folder {
        picture(page, folder, name).await;
    }
}

/// The new laptop types what the administrator's shows; both show the same words; somebody says so.
async fn pair(here: &Screen<'_>, new: &Screen<'_>, folder: Option<&Path>) {
    screen(new.page, "first-run").await;
    new.keys.to("join").await;
    new.keys.press(Key::Enter).await;
    screen(new.page, "join").await;
    go(here.page, "laptops").await;
    press(here.page, "pair-offer").await;
    here.keys.arrives("pair-code").await;
    step(folder, here.page, "windows-1-code").await;
    let code = text(here.page, "[data-test=pair-code] .six-words").await;
    let address = text(here.page, "[data-test=pair-address]").await;
    new.types("pair", "peer_address", &address).await;
    new.types("pair", "join_code", "12").await;
    new.is_refused("pair").await;
    step(folder, new.page, "windows-2-mistyped").await;
    new.types("pair", "join_code", &code).await;
    step(folder, new.page, "windows-3-typed").await;
    new.keys.done().await;
    let theirs = new.six_words("pair-words").await;
    here.keys.arrives("pair-words").await;
    let mine = here.six_words("pair-words").await;
    assert_eq!(mine, theirs);
    step(folder, here.page, "windows-4-same-words").await;
    if let Some(folder) = folder {
        // The new one waits for the other's yes.
        std::fs::write(folder.join("windows-5-same-words.png"), new.page.screenshot().await.unwrap()).unwrap();
    }
    press(here.page, "pair-same").await;
    new.logs_in().await;
    wait(new.page, "everybody", "document.querySelectorAll('[data-test=row]').length >= 10").await;
    step(folder, new.page, "windows-6-joined").await;
    here.keys.arrives("paired").await;
    step(folder, here.page, "windows-7-admitted").await;
}

/// Opens the chart of the patient of this name.
async fn opens(page: &Client, name: &str) {
    go(page, "patients").await;
    fill(page, "search", name).await;
    let found = "document.querySelector('[data-test=row]')?.textContent.includes('Nooruddin')";
    wait(page, "found", found).await;
    press(page, "row").await;
    screen(page, "chart").await;
}

async fn amends(page: &Client, name: &str, phone: &str) {
    opens(page, name).await;
    press(page, "amend-patient").await;
    fill(page, "phone", phone).await;
    press(page, "save-amend").await;
    wait(page, "amended", &format!("document.querySelector('[data-test=phone]')?.textContent === '{phone}'")).await;
}

/// Asks to meet whoever is at an address, until both hold the same.
async fn meets(here: &Screen<'_>, address: &str) {
    go(here.page, "laptops").await;
    wait(here.page, "meet", "document.querySelector('[data-test=form-meet]')").await;
    here.page
        .execute("document.querySelector('[data-test=form-meet]').open = true; return true;", vec![])
        .await
        .unwrap();
    here.types("meet", "peer_address", address).await;
    here.keys.done().await;
    wait(here.page, "met", "document.querySelector('[data-test=met].note')").await;
}

/// Nobody meets this laptop, or everybody does again.
async fn pauses(page: &Client, paused: bool) {
    go(page, "laptops").await;
    wait(page, "pause", "document.querySelector('[data-test=near-pause]')").await;
    press(page, "near-pause").await;
    let state = if paused { "peers" } else { "near-now" };
    wait(page, state, "document.querySelector('[data-test=near-pause]')").await;
}

#[tokio::test]
async fn the_screens_of_two_windows_that_pair_meet_and_settle_a_conflict() {
    let folder = std::env::var_os("FIELDCHART_SCREENS").map(PathBuf::from);
    let folder = folder.as_deref();
    let dir = tempfile::tempdir().unwrap();
    crowd(&dir.path().join("here"), 20);
    let homes = ["home here", "home new"].map(|name| dir.path().join(name));
    let mine: Driven = driver::window(&dir.path().join("here"), &homes[0]).await;
    let theirs = driver::window(&dir.path().join("new"), &homes[1]).await;
    let (here, new) = (Screen::of(&mine.page), Screen::of(&theirs.page));
    here.logs_in().await;
    here.registers("Zahra", "Nooruddin").await;
    pair(&here, &new, folder).await;

    go(new.page, "laptops").await;
    wait(new.page, "an address", "document.querySelector('[data-test=near-address]')").await;
    let address = text(new.page, "[data-test=near-address]").await;
    pauses(here.page, true).await;
    amends(here.page, "Zahra Nooruddin", "555 0101").await;
    amends(new.page, "Zahra Nooruddin", "555 0202").await;
    step(folder, new.page, "windows-8-apart").await;
    pauses(here.page, false).await;
    meets(&here, &address).await;
    step(folder, here.page, "windows-9-met").await;
    for page in [here.page, new.page] {
        opens(page, "Zahra Nooruddin").await;
        wait(page, "both values", "document.querySelectorAll('[data-test=rival]').length === 2").await;
    }
    step(folder, here.page, "windows-10-conflict").await;
    // What is shown already can be chosen as well.
    let chosen = text(here.page, "[data-test=phone]").await;
    let select = format!(
        "[...document.querySelectorAll('.conflict-value')].find(v => v.textContent.includes('{chosen}')).querySelector('[data-test=settle]').click(); return true;"
    );
    here.page.execute(&select, vec![]).await.unwrap();
    wait(here.page, "settled", "!document.querySelector('[data-test=conflict]')").await;
    step(folder, here.page, "windows-11-settled").await;
    meets(&here, &address).await;
    opens(new.page, "Zahra Nooruddin").await;
    let settled = format!(
        "!document.querySelector('[data-test=conflict]') && document.querySelector('[data-test=phone]')?.textContent === '{chosen}'"
    );
    wait(new.page, "settled there too", &settled).await;
    step(folder, new.page, "windows-12-settled-there").await;
    theirs.end().await;
    mine.end().await;
}
