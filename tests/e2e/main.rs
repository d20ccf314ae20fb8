//! The whole path in a browser and in the real window: first run, register, find by a misspelt name, digest grown.
//! In scope: the story and the pictures.  Not here: calls without a screen (it/).

#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs, unreachable_pub)]

mod alone;
mod audit;
mod audit_page;
mod closing;
mod copies;
mod drafts;
mod driver;
mod floor;
mod keys;
mod laptops;
mod page;
mod pairing;
mod people;
mod screens;
mod visit;

use fantoccini::Client;
use page::{all_pseudo, axe, fill, press, screen, text, tick, wait};

/// Who looks at the screens passed.
#[derive(Clone, Copy, PartialEq)]
enum Eyes {
    None,
    Axe,
}

/// Waits for a screen and has it looked at.
async fn pass(page: &Client, eyes: Eyes, name: &str) {
    screen(page, name).await;
    if eyes == Eyes::Axe {
        axe(page, name).await;
    }
}

/// First run to a registered patient found by a misspelt name.
async fn first_patient(page: &Client, eyes: Eyes) {
    pass(page, eyes, "first-run").await;
    fill(page, "operation", "Flood response").await;
    fill(page, "site", "Tent 3").await;
    fill(page, "name", "Dr Okello").await;
    fill(page, "passphrase", "river lamp seven goat moon").await;
    fill(page, "repeat", "river lamp seven goat moon").await;
    press(page, "start").await;
    pass(page, eyes, "sheets").await;
    tick(page).await;
    press(page, "sheets-done").await;
    pass(page, eyes, "patients").await;
    go(page, "journal").await;
    let before = entries(page).await;
    go(page, "patients").await;
    press(page, "register").await;
    pass(page, eyes, "register").await;
    fill(page, "given", "Amina").await;
    fill(page, "family", "Hassan").await;
    press(page, "save").await;
    pass(page, eyes, "chart").await;
    assert!(text(page, "[data-test='banner']").await.contains("Amina Hassan"));
    fill(page, "pulse_per_min", "84").await;
    press(page, "save-vitals").await;
    wait(
        page,
        "vitals in the table",
        "document.querySelector('[data-test=\"vitals-table\"]')?.textContent.includes('84')",
    )
    .await;
    pass(page, eyes, "chart").await;
    go(page, "patients").await;
    fill(page, "search", "Amnia Hasan").await;
    wait(
        page,
        "found by a misspelt name",
        "document.querySelector('[data-test=\"row\"]')?.textContent.includes('Amina Hassan')",
    )
    .await;
    pass(page, eyes, "patients").await;
    go(page, "journal").await;
    pass(page, eyes, "journal").await;
    let after = entries(page).await;
    assert!(after >= before + 3, "{before} entries before, {after} after"); // subject key, patient, vitals
}

/// Follows a link of the rail.
async fn go(page: &Client, to: &str) {
    press(page, &format!("nav-{to}")).await;
    screen(page, to).await;
}

/// The size in the digest: the second line of the checkpoint.
async fn entries(page: &Client) -> u64 {
    wait(page, "digest", "document.querySelector('[data-test=\"digest\"]')?.textContent.includes('fieldchart/')").await;
    let digest =
        page.execute("return document.querySelector('[data-test=\"digest\"]').textContent;", vec![]).await.unwrap();
    digest.as_str().unwrap().trim().lines().nth(1).unwrap().trim().parse().unwrap()
}

#[tokio::test]
async fn first_patient_in_chromium() {
    let dir = tempfile::tempdir().unwrap();
    let (_server, address) = driver::served(&dir.path().join("store"));
    let driven = driver::chromium(dir.path(), &address).await;
    first_patient(&driven.page, Eyes::Axe).await;
    driven.end().await;
}

#[tokio::test]
async fn first_patient_in_the_window() {
    let dir = tempfile::tempdir().unwrap();
    let driven = driver::window(&dir.path().join("store"), dir.path()).await;
    first_patient(&driven.page, Eyes::None).await;
    driven.end().await;
}

#[tokio::test]
async fn every_word_is_from_the_locale_file() {
    let dir = tempfile::tempdir().unwrap();
    let (_server, address) = driver::served(&dir.path().join("store"));
    let driven = driver::chromium(dir.path(), &format!("{address}?lang=qps")).await;
    let page = &driven.page;
    screen(page, "first-run").await;
    all_pseudo(page, "first-run").await;
    let chosen = "document.querySelector('[data-test=\"language\"]').selectedOptions[0]?.text";
    wait(page, "the menu says what is chosen", chosen).await;
    for (field, text) in [
        ("operation", "Brrk"),
        ("site", "Tlt 3"),
        ("name", "Dr Grrt"),
        ("passphrase", "river lamp seven goat moon"),
        ("repeat", "river lamp seven goat moon"),
    ] {
        fill(page, field, text).await;
    }
    press(page, "start").await;
    screen(page, "sheets").await;
    tick(page).await;
    press(page, "sheets-done").await;
    screen(page, "patients").await;
    press(page, "register").await;
    screen(page, "register").await;
    all_pseudo(page, "register").await;
    fill(page, "given", "Hlm").await;
    fill(page, "family", "Mrkt").await;
    press(page, "save").await;
    screen(page, "chart").await;
    all_pseudo(page, "chart without vital signs").await;
    fill(page, "pulse_per_min", "84").await;
    press(page, "save-vitals").await;
    wait(page, "vitals", "document.querySelector('[data-test=\"vitals-table\"]')?.textContent.includes('84')").await;
    all_pseudo(page, "chart").await;
    go(page, "journal").await;
    all_pseudo(page, "journal").await;
    driven.end().await;
}
