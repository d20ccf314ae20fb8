//! Two laptops and a stick, each on its own screen and by keyboard: one joins, both are named and meet, damage is named, one has two
//! histories, the operation is closed (closing.rs), one is lost.
//! In scope: the story, focus, what is said, and a picture of each step where FIELDCHART_SCREENS names a folder.
//! Not here: what the core refuses (it/laptops), what travels (it/stick).

use crate::closing::closes;
use crate::driver;
use crate::go;
use crate::keys::{Keyboard, PASSPHRASE, crowd};
use crate::page::{fill, press, screen, text, until, wait};
use crate::screens::{TABLET, WIDE, look};
use fantoccini::Client;
use fantoccini::key::Key;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A window as narrow as a phone held upright, as far as the browser goes.
const PHONE: (u32, u32) = (500, 900);

/// One laptop's screen.
pub struct Screen<'a> {
    pub page: &'a Client,
    pub keys: Keyboard<'a>,
    folder: Option<PathBuf>,
    round: String,
}

impl<'a> Screen<'a> {
    pub fn of(page: &'a Client) -> Self {
        Screen { page, keys: Keyboard::of(page), folder: None, round: String::new() }
    }
}

impl Screen<'_> {
    pub async fn look(&self, name: &str) {
        look(self.page, self.folder.as_deref(), name, &self.round).await;
    }

    async fn stands_at(&self, id: &str) {
        wait(self.page, &format!("focus on {id}"), &format!("document.activeElement?.id === '{id}'")).await;
    }

    /// Types into a field of a form, over what stands there, and stays in it.
    pub async fn types(&self, form: &str, field: &str, words: &str) {
        let id = format!("{form}-{field}");
        wait(self.page, &id, &format!("document.getElementById('{id}')?.checkVisibility()")).await;
        let select = format!("const f = document.getElementById('{id}'); f.focus(); f.select(); return true;");
        self.page.execute(&select, vec![]).await.unwrap();
        self.keys.tell(words).await;
    }

    /// Sends the form that the caret is in, and comes to its errors.
    pub async fn is_refused(&self, form: &str) {
        self.keys.done().await;
        self.stands_at(&format!("{form}-errors")).await;
    }

    /// The six words shown.
    pub async fn six_words(&self, hook: &str) -> String {
        until(self.page, hook, &format!("document.querySelector('[data-test={hook}]')")).await;
        let shown = text(self.page, &format!("[data-test={hook}] .six-words")).await;
        let words: Vec<&str> = shown.split_whitespace().collect();
        assert_eq!(words.len(), 6, "{shown}");
        words.join(" ")
    }

    /// Back from a page of its own to the list.
    pub async fn back(&self) {
        go(self.page, "laptops").await;
    }

    pub async fn logs_in(&self) {
        screen(self.page, "log-in").await;
        self.keys.arrives("passphrase").await;
        self.keys.field(PASSPHRASE).await;
        screen(self.page, "patients").await;
    }

    pub async fn registers(&self, given: &str, family: &str) {
        press(self.page, "nav-register").await;
        screen(self.page, "register").await;
        fill(self.page, "given", given).await;
        fill(self.page, "family", family).await;
        press(self.page, "save").await;
        screen(self.page, "chart").await;
    }

    pub async fn brings_together(&self, stick: &str) {
        go(self.page, "laptops").await;
        self.types("sync", "stick", stick).await;
        self.keys.done().await;
    }
}

/// A command on a laptop's folder, by the administrator's passphrase.
pub fn fieldchart(store: &Path, words: &[&str]) -> String {
    let mut command = Command::new(tests::bin("fieldchart"));
    command.arg("--dir").arg(store).args(words);
    command.env("FIELDCHART_TEST_CHEAP_ARGON", "1").env("FIELDCHART_PASSPHRASE", PASSPHRASE);
    let ran = command.output().unwrap();
    assert!(ran.status.success(), "{ran:?}");
    String::from_utf8(ran.stdout).unwrap().trim().to_owned()
}

/// A hub that is told of the operation, and met once.
fn meets_a_hub(store: &Path, dir: &Path) -> driver::Process {
    std::fs::create_dir(dir).unwrap();
    let operation = fieldchart(store, &["hub"]);
    let (hub, line, address) = driver::hub(dir, &operation);
    fieldchart(store, &["hub", &line]);
    fieldchart(store, &["sync", "--with", &address]);
    hub
}

/// The request is written, though the folder was mistyped; the answer is asked for too early.
async fn asks(new: &Screen<'_>, stick: &str) -> String {
    screen(new.page, "first-run").await;
    new.keys.to("join").await;
    new.look("first-run-join").await;
    new.keys.press(Key::Enter).await;
    screen(new.page, "join").await;
    new.keys.arrives("join_code").await;
    new.types("join", "stick", "/no/such/stick").await;
    new.is_refused("join").await;
    new.look("join-refused").await;
    new.types("join", "stick", stick).await;
    new.look("join").await;
    new.keys.done().await;
    new.keys.arrives("request-words").await;
    let words = new.six_words("request-words").await;
    new.look("join-words").await;
    new.types("join", "join_words", &words).await;
    new.is_refused("join").await;
    new.look("join-too-early").await;
    words
}

/// The administrator admits only whoever has these words, and gets six to take back.
async fn admits(here: &Screen<'_>, stick: &str, words: &str) -> String {
    let page = here.page;
    go(page, "laptops").await;
    wait(page, "alone", "document.querySelector('[data-test=laptops-alone]')").await;
    here.look("laptops-alone").await;
    wait(page, "what the hub holds", "document.querySelector('[data-test=hub-stands]')").await;
    page.execute("document.querySelector('[data-test=hub] details').open = true; return true;", vec![]).await.unwrap();
    page.execute("document.querySelector('[data-test=hub] summary').focus(); return true;", vec![]).await.unwrap();
    here.look("laptops-hub").await;
    let unfold = "document.querySelector('[data-test=form-admit]').open = true; return true;";
    page.execute(unfold, vec![]).await.unwrap();
    here.types("admit", "stick", stick).await;
    here.types("admit", "join_words", "river lamp seven goat moon tree").await;
    here.is_refused("admit").await;
    here.look("laptops-admit-refused").await;
    assert!(!page.source().await.unwrap().contains(words), "the words are never offered");
    here.types("admit", "join_words", words).await;
    here.keys.done().await;
    here.keys.arrives("answer-words").await;
    let answer = here.six_words("answer-words").await;
    here.look("laptops-admitted").await;
    wait(page, "both", "document.querySelectorAll('[data-test=laptop]').length === 2").await;
    names(here).await;
    answer
}

/// Both are named by keyboard, and every place that shows them says so.
async fn names(here: &Screen<'_>) {
    let page = here.page;
    go(page, "laptops").await;
    here.keys.to("name-laptop").await;
    for (n, name) in ["Reception", "Ward 2"].into_iter().enumerate() {
        here.keys.press(Key::Enter).await;
        here.keys.arrives("laptop_name").await;
        if n == 1 {
            here.keys.tell("reception").await;
            here.is_refused("name").await;
            here.look("laptops-name-refused").await;
            here.types("name", "laptop_name", name).await;
            here.keys.press(Key::Enter).await;
        } else {
            here.keys.field(name).await;
        }
        here.keys.arrives("laptop_site").await;
        here.keys.tell("Camp North").await;
        here.look(&format!("laptops-name-{n}")).await;
        here.keys.done().await;
        here.keys.arrives("name-laptop").await;
        let shown = format!("document.querySelectorAll('[data-test=laptop-name]')[{n}]?.textContent === '{name}'");
        wait(page, name, &shown).await;
        here.keys.press(Key::Tab).await;
    }
    wait(page, "the site of this one", "document.querySelector('[data-test=site]').textContent === 'Camp North'").await;
}

/// What the other laptop wrote comes by the stick; a stick cut off is named and kept.
async fn meet(here: &Screen<'_>, new: &Screen<'_>, stick: &Path) {
    let folder = stick.to_str().unwrap();
    new.registers("Zahra", "Nooruddin").await;
    for laptop in [new, here] {
        laptop.brings_together(folder).await;
        laptop.keys.arrives("synced").await;
    }
    here.look("laptops-synced").await;
    fill(here.page, "search", "Zahra Nooruddin").await;
    wait(
        here.page,
        "the other's patient",
        "document.querySelector('[data-test=row]')?.textContent.includes('Nooruddin')",
    )
    .await;

    new.registers("Yusuf", "Omar").await;
    new.brings_together(folder).await;
    new.keys.arrives("synced").await;
    let logs = std::fs::read_dir(stick.join("fieldchart/logs")).unwrap();
    for log in logs {
        let note = log.unwrap().path().join("checkpoint");
        let half = std::fs::read(&note).unwrap();
        std::fs::write(&note, &half[..half.len() / 2]).unwrap();
    }
    here.brings_together(folder).await;
    here.keys.arrives("stick-refused").await;
    here.look("laptops-stick-refused").await;
}

/// The other laptop's folder was copied and both went on: both histories come, and the list says so.
async fn forks(here: &Screen<'_>, other: &Path) {
    let beside = |name: &str| other.with_file_name(name);
    let (stick, clone) = (beside("second stick"), beside("clone"));
    std::fs::create_dir(&stick).unwrap();
    here.registers("Maryam", "Ali").await;
    here.brings_together(stick.to_str().unwrap()).await;
    here.keys.arrives("synced").await;
    let third = beside("third stick");
    for (from, to) in [(other, &clone), (stick.as_path(), &third)] {
        assert!(Command::new("cp").arg("-r").args([from, to]).status().unwrap().success());
    }
    for (store, stick) in [(other, &stick), (&clone, &third)] {
        fieldchart(store, &["sync", stick.to_str().unwrap()]);
        here.brings_together(stick.to_str().unwrap()).await;
        here.keys.arrives("synced").await;
    }
    wait(here.page, "two histories", "document.querySelector('[data-test=forked]')").await;
    here.page.execute("document.querySelector('[data-test=lost]').focus(); return true;", vec![]).await.unwrap();
    here.look("laptops-forked").await;
    here.keys.to("see-fork").await;
    here.keys.press(Key::Enter).await;
    screen(here.page, "fork").await;
    wait(here.page, "both histories", "document.querySelectorAll('[data-test=history]').length === 2").await;
    let proof = text(here.page, "[data-test=fork-proof]").await;
    let notes = proof.lines().filter(|line| line.starts_with("fieldchart/")).count();
    assert!(notes >= 2 && notes % 2 == 0, "{proof}");
    here.keys.to("save-fork").await;
    here.look("laptops-fork").await;
    here.back().await;
}

/// Revoked with a reason and the administrator's own passphrase, or not at all.
async fn loses(here: &Screen<'_>) {
    let page = here.page;
    here.keys.to("lost").await;
    here.keys.press(Key::Enter).await;
    screen(page, "lost-laptop").await;
    wait(page, "who may open it", "document.querySelectorAll('[data-test=lost-person]').length >= 1").await;
    here.look("lost-laptop").await;
    here.keys.to("print").await;
    here.look("lost-laptop-whole").await;
    here.back().await;
    here.keys.to("lost").await;
    here.keys.press(Key::Enter).await;
    screen(page, "lost-laptop").await;
    here.types("lost", "passphrase", "not the words").await;
    here.is_refused("lost").await;
    here.look("lost-laptop-refused").await;
    press(page, "laptop_reason-lost").await;
    here.types("lost", "passphrase", PASSPHRASE).await;
    here.keys.done().await;
    here.keys.arrives("revoked").await;
    here.look("lost-laptop-revoked").await;
    here.back().await;
    wait(page, "revoked", "document.querySelectorAll('.laptops .out').length === 1").await;
    here.look("laptops-revoked").await;
}

#[tokio::test]
async fn the_screens_of_two_laptops_that_join_and_meet_by_a_stick() {
    let folder = std::env::var_os("FIELDCHART_SCREENS").map(PathBuf::from);
    if let Some(folder) = &folder {
        std::fs::create_dir_all(folder).unwrap();
    }
    let rounds = [("en", "light", WIDE), ("ar", "dark", WIDE), ("fr", "light", TABLET), ("en", "dark", PHONE)];
    for (language, theme, (width, height)) in rounds.into_iter().take(if folder.is_some() { rounds.len() } else { 1 }) {
        let dir = tempfile::tempdir().unwrap();
        let stick = dir.path().join("stick");
        std::fs::create_dir(&stick).unwrap();
        let store = dir.path().join("store");
        crowd(&store, 20);
        let hub = meets_a_hub(&store, &dir.path().join("hub"));
        let (_first, address) = driver::served(&store);
        let (second, other) = driver::served(&dir.path().join("other"));
        let homes = ["first", "second"].map(|name| dir.path().join("home").join(name));
        let (mine, theirs) = (driver::chromium(&homes[0], &address).await, driver::chromium(&homes[1], &other).await);
        let keep = format!(
            "localStorage.setItem('fieldchart-language', '{language}'); localStorage.setItem('fieldchart-theme', '{theme}'); return true;"
        );
        for (driven, address) in [(&mine, &address), (&theirs, &other)] {
            driven.page.set_window_size(width, height).await.unwrap();
            driven.page.execute(&keep, vec![]).await.unwrap();
            driven.page.goto(&format!("{address}?lang={language}")).await.unwrap();
        }
        let round = format!("{language}-{theme}-{width}");
        let of = |page| Screen { page, keys: Keyboard::of(page), folder: folder.clone(), round: round.clone() };
        let pages = [mine.page.clone(), theirs.page.clone()];
        let (here, new) = (of(&pages[0]), of(&pages[1]));
        here.logs_in().await;
        let words = asks(&new, stick.to_str().unwrap()).await;
        let answer = admits(&here, stick.to_str().unwrap(), &words).await;
        new.types("join", "join_words", &answer).await;
        new.keys.done().await;
        new.logs_in().await;
        wait(new.page, "everybody", "document.querySelectorAll('[data-test=row]').length >= 10").await;
        meet(&here, &new, &stick).await;
        theirs.end().await;
        drop(second);
        forks(&here, &dir.path().join("other")).await;
        closes(&here, &dir.path().join("other")).await;
        loses(&here).await;
        mine.end().await;
        drop(hub);
    }
}
