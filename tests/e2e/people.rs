//! Two people at one screen: one adds the other, both set a PIN, the screen goes to and fro, the auditor's rail, deactivation.
//! In scope: the story, and a picture of each step where FIELDCHART_SCREENS names a folder.  Not here: what calls refuse (it/people.rs).

use crate::driver;
use crate::go;
use crate::page::{fill, press, screen, text, tick, wait};
use crate::screens::{TABLET, WIDE, picture};
use fantoccini::Client;
use std::path::PathBuf;

const PASSPHRASE: &str = "river lamp seven goat moon";

/// A page, and where its pictures go.
struct Story<'a> {
    page: &'a Client,
    folder: Option<PathBuf>,
    round: String,
}

impl Story<'_> {
    async fn picture(&self, name: &str) {
        if let Some(folder) = &self.folder {
            picture(self.page, folder, &format!("{name}-{}", self.round)).await;
        }
    }

    async fn start(&self) {
        let page = self.page;
        screen(page, "first-run").await;
        let typed = [("operation", "Flood response"), ("site", "Tent 3"), ("name", "Dr Okello")];
        for (field, words) in typed.into_iter().chain([("passphrase", PASSPHRASE), ("repeat", PASSPHRASE)]) {
            fill(page, field, words).await;
        }
        press(page, "start").await;
        screen(page, "sheets").await;
        tick(page).await;
        press(page, "sheets-done").await;
        screen(page, "patients").await;
        press(page, "register").await;
        fill(page, "given", "Amina").await;
        press(page, "save").await;
        screen(page, "chart").await;
    }

    /// Adds a person and answers the passphrase shown once.
    async fn add(&self, name: &str, role: &str) -> String {
        let page = self.page;
        go(page, "people").await;
        press(page, "add-person").await;
        fill(page, "person_name", name).await;
        press(page, &format!("role-{role}")).await;
        self.picture(&format!("people-add-{role}")).await;
        press(page, "save-person").await;
        wait(page, "the passphrase", "document.querySelector('[data-test=\"passphrase-once\"]')").await;
        let passphrase = text(page, "[data-test='passphrase-once']").await;
        assert_eq!(passphrase.split(' ').count(), 5, "{passphrase}");
        self.picture("people-once").await;
        press(page, "once-done").await;
        wait(
            page,
            "the list",
            &format!("document.querySelector('[data-test=\"people\"]')?.textContent.includes('{name}')"),
        )
        .await;
        passphrase
    }

    async fn set_pin(&self, passphrase: &str, pin: &str) {
        let page = self.page;
        go(page, "settings").await;
        fill(page, "passphrase", passphrase).await;
        fill(page, "pin", "123456").await;
        press(page, "set-pin").await;
        wait(page, "a common PIN is refused", "document.querySelector('#own-pin-errors:not([hidden])')").await;
        self.picture("settings-pin-refused").await;
        fill(page, "pin", pin).await;
        press(page, "set-pin").await;
        wait(page, "the PIN is set", "document.querySelector('[data-test=\"pin-said\"]').textContent").await;
    }

    async fn lock(&self) {
        press(self.page, "lock").await;
        screen(self.page, "lock").await;
    }

    async fn is_at_the_desk(&self, name: &str) {
        wait(self.page, name, &format!("document.querySelector('[data-test=\"user\"]')?.textContent === '{name}'"))
            .await;
    }

    async fn run(&self) {
        let page = self.page;
        self.start().await;
        self.set_pin(PASSPHRASE, "604913").await;
        let eva = self.add("Eva", "auditor").await;
        self.picture("people").await;
        self.lock().await;
        fill(page, "pin", "604914").await;
        press(page, "take-over").await;
        wait(page, "a wrong PIN is said", "document.querySelector('[data-test=\"trouble\"]')").await;
        self.picture("lock-wrong-pin").await;
        fill(page, "pin", "604913").await;
        press(page, "take-over").await;
        self.is_at_the_desk("Dr Okello").await;
        self.lock().await;
        press(page, "log-in-other").await;
        fill(page, "other_passphrase", &eva).await;
        press(page, "log-in").await;
        self.is_at_the_desk("Eva").await;
        screen(page, "journal").await;
        // An auditor's rail has nothing that leads to a chart.
        wait(page, "no patients", "!document.querySelector('[data-test=\"nav-patients\"], [data-test=\"search\"]')")
            .await;
        go(page, "people").await;
        wait(page, "the access log", "document.querySelector('[data-test=\"access-log\"] [data-test=\"access-row\"]')")
            .await;
        wait(page, "no list", "!document.querySelector('[data-test=\"people\"], [data-test=\"add-person\"]')").await;
        self.picture("people-auditor").await;
        self.set_pin(&eva, "271828").await;
        self.lock().await;
        self.picture("lock-others").await;
        press(page, "present").await;
        fill(page, "pin", "604913").await;
        press(page, "take-over").await;
        self.is_at_the_desk("Dr Okello").await;
        screen(page, "patients").await;
        go(page, "people").await;
        press(page, "deactivate").await;
        self.picture("people-deactivate").await;
        press(page, "deactivate-now").await;
        wait(page, "Eva is out", "document.querySelector('[data-test=\"person\"].out')?.textContent.includes('Eva')")
            .await;
        self.lock().await;
        wait(page, "nobody else", "!document.querySelector('[data-test=\"present\"]')").await;
    }
}

#[tokio::test]
async fn two_people_share_a_screen() {
    let folder = std::env::var_os("FIELDCHART_SCREENS").map(PathBuf::from);
    let rounds = [("en", "light", WIDE), ("ar", "dark", WIDE), ("en", "light", TABLET)];
    if let Some(folder) = &folder {
        std::fs::create_dir_all(folder).unwrap();
    }
    // Without pictures to take, one round tells the story.
    for (language, theme, (width, height)) in rounds.into_iter().take(if folder.is_some() { 3 } else { 1 }) {
        let dir = tempfile::tempdir().unwrap();
        let (_server, address) = driver::served(&dir.path().join("store"));
        let driven = driver::chromium(dir.path(), &address).await;
        let page = &driven.page;
        page.set_window_size(width, height).await.unwrap();
        let keep = format!(
            "localStorage.setItem('fieldchart-language', '{language}'); localStorage.setItem('fieldchart-theme', '{theme}'); return true;"
        );
        page.execute(&keep, vec![]).await.unwrap();
        page.goto(&format!("{address}?lang={language}")).await.unwrap();
        let round = format!("{language}-{theme}-{width}");
        Story { page, folder: folder.clone(), round }.run().await;
        driven.end().await;
    }
}
