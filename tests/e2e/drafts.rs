//! What was typed is never lost: a program killed in mid-form, a lock, somebody else at the screen, a closed window.

use crate::driver;
use crate::keys::PASSPHRASE;
use crate::page::{fill, press, screen, text, wait};
use crate::{go, visit};
use fantoccini::Client;

/// A form with something typed in it: how to come to it, which field, what was typed.
struct Typed {
    path: String,
    open: &'static [&'static str],
    field: &'static str,
    words: &'static str,
}

impl Typed {
    async fn come(&self, page: &Client) {
        // Within the app, as a person would: a new page has no session.
        page.execute(
            &format!("history.pushState(null, '', '{}'); dispatchEvent(new PopStateEvent('popstate'));", self.path),
            vec![],
        )
        .await
        .unwrap();
        for button in self.open {
            press(page, button).await;
        }
        wait(page, self.field, &format!("document.querySelector('[data-test=\"{}\"]')", self.field)).await;
    }

    async fn holds(&self, page: &Client, when: &str, words: &str) {
        self.come(page).await;
        let what = format!("{} {when}", self.field);
        wait(page, &what, &format!("document.querySelector('[data-test=\"{}\"]').value === '{words}'", self.field))
            .await;
    }
}

async fn log_in(page: &Client) {
    screen(page, "log-in").await;
    fill(page, "passphrase", PASSPHRASE).await;
    press(page, "log-in").await;
    screen(page, "patients").await;
}

async fn log_in_other(page: &Client, passphrase: &str, name: &str) {
    press(page, "lock").await;
    screen(page, "lock").await;
    press(page, "log-in-other").await;
    fill(page, "other_passphrase", passphrase).await;
    press(page, "log-in").await;
    wait(page, name, &format!("document.querySelector('[data-test=\"user\"]')?.textContent === '{name}'")).await;
}

#[tokio::test]
async fn what_was_typed_is_never_lost() {
    let dir = tempfile::tempdir().unwrap();
    let store = dir.path().join("store");
    let (server, address) = driver::served(&store);
    let driven = driver::chromium(dir.path(), &address).await;
    let page = &driven.page;
    visit::started(page).await;
    press(page, "start-visit").await;
    screen(page, "visit").await;
    let visit = page.current_url().await.unwrap().path().to_owned();
    go(page, "people").await;
    press(page, "add-person").await;
    fill(page, "person_name", "Eva").await;
    press(page, "role-nurse").await;
    press(page, "save-person").await;
    wait(page, "the passphrase", "document.querySelector('[data-test=\"passphrase-once\"]')").await;
    let eva = text(page, "[data-test='passphrase-once']").await;
    press(page, "once-done").await;

    let forms = [
        Typed { path: "/register".into(), open: &[], field: "family", words: "Habimana" },
        Typed { path: visit.clone(), open: &[], field: "history", words: "Fever since Tuesday" },
        Typed { path: visit.clone(), open: &[], field: "temperature_mc", words: "38.7" },
        Typed { path: visit.clone(), open: &[], field: "medicine", words: "paraceta" },
        Typed { path: visit, open: &[], field: "outcome_note", words: "to the hospital" },
        Typed { path: "/stock".into(), open: &["new-item"], field: "strength", words: "250 mg" },
    ];
    for form in &forms {
        form.come(page).await;
        fill(page, form.field, form.words).await;
        // Until the draft is kept: the pause after typing counts as busy.
        wait(page, form.field, "true").await;
    }

    drop(server); // kill -9
    let (_server, address) = driver::served(&store);
    page.goto(&address).await.unwrap();
    log_in(page).await;
    for form in &forms {
        form.holds(page, "after kill -9", form.words).await;
    }
    log_in_other(page, &eva, "Eva").await;
    for form in &forms[..2] {
        form.holds(page, "is not shown to another", "").await;
    }
    log_in_other(page, PASSPHRASE, "Dr Okello").await;
    for form in &forms {
        form.holds(page, "after another was here", form.words).await;
    }
    driven.end().await;

    let driven = driver::chromium(&dir.path().join("another"), &address).await;
    let page = &driven.page;
    log_in(page).await;
    for form in &forms {
        form.holds(page, "after a closed window", form.words).await;
    }
    // Thrown away on purpose it is gone.
    forms[0].come(page).await;
    press(page, "discard-draft").await;
    leave(page).await;
    forms[0].holds(page, "thrown away", "").await;
    driven.end().await;
}

/// Leaves the screen, so that it is drawn anew.
async fn leave(page: &Client) {
    go(page, "today").await;
}

#[tokio::test]
async fn what_is_typed_is_not_left_behind_when_the_patient_is_sent_on() {
    let dir = tempfile::tempdir().unwrap();
    let (_server, address) = driver::served(&dir.path().join("store"));
    let driven = driver::chromium(dir.path(), &address).await;
    let page = &driven.page;
    visit::started(page).await;
    press(page, "start-visit").await;
    screen(page, "visit").await;
    fill(page, "history", "Fever since Tuesday").await;
    fill(page, "temperature_mc", "38.7").await;
    press(page, "send-to-pharmacy").await;
    wait(page, "asked", "document.querySelector('[data-test=\"unwritten\"]')").await;
    press(page, "write-all").await;
    let written = "!document.querySelector('[data-test=\"unwritten\"]') && document.querySelector('[data-test=\"history\"]').value === ''";
    wait(page, "written", written).await;
    press(page, "send-to-pharmacy").await;
    let sent = "document.querySelector('[data-test=\"visit-head\"]').textContent.includes('pharmacy')";
    wait(page, "sent on", sent).await;
    // Whoever does not want to write it yet says so by pressing again.
    fill(page, "history", "and a rash").await;
    press(page, "observe").await;
    wait(page, "asked again", "document.querySelector('[data-test=\"unwritten\"]')").await;
    press(page, "observe").await;
    wait(page, "under observation", "document.querySelector('[data-test=\"step\"]').textContent.length > 0 && !document.querySelector('[data-test=\"unwritten\"]')").await;
    wait(page, "still a draft", "document.querySelector('[data-test=\"history\"]').value === 'and a rash'").await;
    driven.end().await;
}
