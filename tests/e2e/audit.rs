//! The auditor's screen and a redaction: digests compared, kept and verified; proofs; a record dropped by two.
//! In scope: the story by pointer, and a picture of each screen where asked.  Not here: what the core refuses (it/digests, it/redaction).

use crate::driver;
use crate::go;
use crate::keys::{PASSPHRASE, crowd};
use crate::page::{axe, fill, press, screen, text, wait};
use crate::screens::{TABLET, WIDE, picture};
use fantoccini::Client;
use std::path::PathBuf;

struct Story<'a> {
    page: &'a Client,
    folder: Option<PathBuf>,
    round: String,
}

impl Story<'_> {
    async fn look(&self, name: &str) {
        match &self.folder {
            Some(folder) => picture(self.page, folder, &format!("{name}-{}", self.round)).await,
            None => axe(self.page, name).await,
        }
    }

    /// Opens what is folded away.
    async fn unfold(&self, hook: &str) {
        let script = format!(
            "const d = document.querySelector('[data-test=\"{hook}\"]'); d.open = true; d.scrollIntoView(); return true;"
        );
        wait(self.page, hook, &format!("document.querySelector('[data-test=\"{hook}\"]')")).await;
        self.page.execute(&script, vec![]).await.unwrap();
    }

    async fn compared(&self, digest: &str, outcome: &str) {
        fill(self.page, "digest_text", digest).await;
        press(self.page, "compare").await;
        let is = format!("document.querySelector('[data-test=outcome]')?.dataset.outcome === '{outcome}'");
        wait(self.page, outcome, &is).await;
    }

    async fn digests(&self) {
        let page = self.page;
        go(page, "journal").await;
        let digest = text(page, "[data-test=digest]").await;
        self.compared(&digest, "same").await;
        self.look("journal-compared").await;
        self.compared("12 zz", "not-a-digest").await;
        self.compared(&digest.replacen('\n', "\n1", 1), "not-signed").await;
        press(page, "verify").await;
        wait(page, "verified", "document.querySelectorAll('[data-test=\"digest-row\"]').length === 1").await;
        self.unfold("kept").await;
        self.look("journal-kept").await;
        self.unfold("entries").await;
        press(page, "receipt-of").await;
        wait(page, "a proof", "document.querySelector('[data-test=\"receipt-text\"]')").await;
        self.look("journal-receipt").await;
    }

    async fn second_administrator(&self) -> String {
        let page = self.page;
        go(page, "people").await;
        press(page, "add-person").await;
        fill(page, "person_name", "Second").await;
        press(page, "role-administrator").await;
        press(page, "save-person").await;
        wait(page, "the passphrase", "document.querySelector('[data-test=\"passphrase-once\"]')").await;
        let passphrase = text(page, "[data-test='passphrase-once']").await;
        press(page, "once-done").await;
        passphrase
    }

    async fn redacted(&self, second: &str) {
        let page = self.page;
        go(page, "patients").await;
        press(page, "row").await;
        screen(page, "chart").await;
        let chart = page.current_url().await.unwrap().path().to_owned();
        press(page, "history-patient").await;
        press(page, "prove").await;
        wait(page, "proofs", "document.querySelectorAll('[data-test=\"receipt\"]').length >= 1").await;
        self.look("chart-proofs").await;
        self.unfold("redact-panel").await;
        self.unfold("new-hold").await;
        fill(page, "hold_reason", "Inquiry").await;
        press(page, "put-hold").await;
        wait(page, "held", "document.querySelector('[data-test=\"held\"]')").await;
        self.look("chart-held").await;
        press(page, "lift-hold").await;
        wait(page, "lifted", "document.querySelector('[data-test=\"redact\"]')").await;
        press(page, "redact").await;
        wait(
            page,
            "what is missing",
            "document.querySelectorAll('[data-test=redact-panel] .wrong:not([hidden])').length >= 2",
        )
        .await;
        press(page, "redact_reason-danger").await;
        fill(page, "second_passphrase", PASSPHRASE).await;
        press(page, "redact_sure").await;
        press(page, "redact").await;
        wait(page, "not oneself", "document.querySelector('[data-test=redact-panel] [role=alert]')").await;
        fill(page, "second_passphrase", second).await;
        self.look("chart-redact").await;
        press(page, "redact").await;
        screen(page, "patients").await;
        wait(page, "gone", &format!("!document.querySelector('a[href=\"{chart}\"]')")).await;
        go(page, "journal").await;
        wait(page, "told", "document.querySelectorAll('[data-test=\"redaction-row\"]').length === 1").await;
        self.unfold("redactions").await;
        self.look("journal-redactions").await;
    }
}

#[tokio::test]
async fn an_auditor_compares_and_two_people_redact() {
    let folder = std::env::var_os("FIELDCHART_SCREENS").map(PathBuf::from);
    if let Some(folder) = &folder {
        std::fs::create_dir_all(folder).unwrap();
    }
    let rounds = [("en", "light", WIDE), ("ar", "dark", WIDE), ("en", "light", TABLET)];
    for (language, theme, (width, height)) in rounds.into_iter().take(if folder.is_some() { 3 } else { 1 }) {
        let dir = tempfile::tempdir().unwrap();
        let store = dir.path().join("store");
        crowd(&store, 40);
        let (_server, address) = driver::served(&store);
        let driven = driver::chromium(dir.path(), &address).await;
        let page = &driven.page;
        page.set_window_size(width, height).await.unwrap();
        let keep = format!(
            "localStorage.setItem('fieldchart-language', '{language}'); localStorage.setItem('fieldchart-theme', '{theme}'); return true;"
        );
        page.execute(&keep, vec![]).await.unwrap();
        page.goto(&format!("{address}?lang={language}")).await.unwrap();
        screen(page, "log-in").await;
        fill(page, "passphrase", PASSPHRASE).await;
        press(page, "log-in").await;
        screen(page, "patients").await;
        let story = Story { page, folder: folder.clone(), round: format!("{language}-{theme}-{width}") };
        story.digests().await;
        let second = story.second_administrator().await;
        story.redacted(&second).await;
        driven.end().await;
    }
}
