//! An operation is closed on one laptop's screen: announced, the other listed as missing, signed; then something is written after it.
//! In scope: the story, focus, what everybody is told, calling it off, and its pictures.  Not here: how the laptops came together (laptops.rs), two
//! laptops that announce or sign (it/closing).

use crate::go;
use crate::laptops::{Screen, fieldchart};
use crate::page::{press, screen, text, wait};
use fantoccini::key::Key;
use std::path::Path;

/// Gives a day as the browser's own field does.
async fn gives_day(here: &Screen<'_>, field: &str, day: &str) {
    let id = format!("announce-{field}");
    wait(here.page, &id, &format!("document.getElementById('{id}')")).await;
    let give = format!(
        "const f = document.getElementById('{id}'); f.value = '{day}'; f.dispatchEvent(new Event('input', {{bubbles: true}})); f.focus(); return true;"
    );
    here.page.execute(&give, vec![]).await.unwrap();
}

/// Says when, though the records would be thrown away too early at first.
async fn announces(here: &Screen<'_>) {
    here.keys.to("announce").await;
    here.keys.press(Key::Enter).await;
    here.keys.arrives("closing_last_day").await;
    gives_day(here, "closing_keep_until", "2099-11-29").await;
    gives_day(here, "closing_last_day", "2099-11-30").await;
    here.is_refused("announce").await;
    here.look("laptops-closing-refused").await;
    gives_day(here, "closing_keep_until", "2109-11-30").await;
    here.types("announce", "closing_note", "The district hospital takes over.").await;
    press(here.page, "announce-now").await;
    wait(here.page, "announced", "document.activeElement?.id === 'closing-said'").await;
    here.look("laptops-closing-announced").await;
}

/// The other laptop, which has two histories, will not come.
async fn lists(here: &Screen<'_>) {
    here.keys.to("list-missing").await;
    here.keys.press(Key::Enter).await;
    here.keys.arrives("missing_reason-lost").await;
    press(here.page, "missing_reason-other").await;
    here.is_refused("missing").await;
    here.look("laptops-closing-missing-refused").await;
    press(here.page, "missing_reason-in-use").await;
    here.types("missing", "missing_words", "With the mobile team in Kakuma").await;
    here.look("laptops-closing-missing").await;
    here.keys.done().await;
    here.keys.arrives("stands-forked").await;
    wait(here.page, "listed", "document.querySelector('[data-test=closing-listed]')").await;
    here.look("laptops-closing-listed").await;
}

/// What everybody is told, where they begin the day and where laptops come together.
async fn is_told(here: &Screen<'_>, name: &str) {
    for place in ["today", "laptops"] {
        go(here.page, place).await;
        wait(here.page, "the notice", "document.querySelector('[data-test=closing-notice]')").await;
        let to_it = "document.querySelector('[data-test=see-closing]').focus(); return true;";
        here.page.execute(to_it, vec![]).await.unwrap();
        here.look(&format!("{place}-told-{name}")).await;
    }
}

/// It is called off, and nobody is told of it any more.
async fn calls_off(here: &Screen<'_>) {
    here.keys.to("withdraw").await;
    here.keys.press(Key::Enter).await;
    wait(here.page, "what that means", "document.querySelector('[data-test=withdraw-ask]')").await;
    here.look("laptops-closing-withdraw").await;
    press(here.page, "withdraw-now").await;
    wait(here.page, "called off", "document.activeElement?.dataset.test === 'closing-withdrawn'").await;
    here.look("laptops-closing-withdrawn").await;
    go(here.page, "today").await;
    wait(here.page, "no notice", "!document.querySelector('[data-test=closing-notice]')").await;
}

/// The whole story; `other` is the folder of the laptop that will not come.
pub async fn closes(here: &Screen<'_>, other: &Path) {
    let page = here.page;
    let opens = async || {
        go(page, "laptops").await;
        here.keys.to("closing").await;
        here.keys.press(Key::Enter).await;
        screen(page, "closing").await;
        wait(page, "both laptops", "document.querySelectorAll('[data-test=closing-laptop]').length === 2").await;
    };
    opens().await;
    assert!(text(page, "[data-test=digest]").await.starts_with("fieldchart/"));
    here.look("laptops-closing").await;
    announces(here).await;
    is_told(here, "announced").await;
    opens().await;
    lists(here).await;
    here.keys.to("sign").await;
    here.keys.press(Key::Enter).await;
    wait(page, "signed", "document.activeElement?.id === 'closing-signed'").await;
    wait(page, "exactly that", "document.querySelector('[data-test=closing-exact]')").await;
    here.look("laptops-closing-signed").await;
    here.keys.to("digest").await;
    here.look("laptops-closing-digest").await;

    // Care goes on: here, and on the laptop that was not to come and does.
    here.registers("Leila", "Haddad").await;
    fieldchart(other, &["demo", "--patients", "2", "--seed", "7"]);
    let stick = other.with_file_name("fourth stick");
    std::fs::create_dir(&stick).unwrap();
    fieldchart(other, &["sync", stick.to_str().unwrap()]);
    here.brings_together(stick.to_str().unwrap()).await;
    here.keys.arrives("synced").await;
    opens().await;
    wait(page, "beyond", "document.querySelectorAll('[data-test=closing-beyond]').length === 2").await;
    page.execute("document.getElementById('closing-signed').focus(); return true;", vec![]).await.unwrap();
    here.look("laptops-closing-beyond").await;
    is_told(here, "signed").await;
    opens().await;
    calls_off(here).await;
    here.back().await;
}
