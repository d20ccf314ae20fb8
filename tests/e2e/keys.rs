//! By keyboard alone: a whole day of one patient, and finding a known one again. Every key pressed is counted.
//! In scope: keys as an operating system sends them, and the counts a clinic is promised.  Not here: the same by pointer (visit).

use crate::driver;
use crate::page::{screen, text, wait};
use fantoccini::Client;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use std::cell::Cell;
use std::path::Path;
use std::process::Command;

pub const PASSPHRASE: &str = "river lamp seven goat moon";

/// A keyboard: nothing else touches the page.
pub struct Keyboard<'a> {
    page: &'a Client,
    /// Keys that move, choose and confirm.
    steering: Cell<u32>,
    /// Letters and digits of what is told.
    telling: Cell<u32>,
}

impl<'a> Keyboard<'a> {
    pub fn of(page: &'a Client) -> Self {
        Keyboard { page, steering: Cell::new(0), telling: Cell::new(0) }
    }

    async fn send(&self, held: &[Key], keys: impl IntoIterator<Item = char>) {
        let held = held.iter().map(|k| char::from(*k));
        let mut actions = KeyActions::new("keyboard".to_owned());
        for value in held.clone() {
            actions = actions.then(KeyAction::Down { value });
        }
        for value in keys {
            actions = actions.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        for value in held {
            actions = actions.then(KeyAction::Up { value });
        }
        self.page.perform_actions(actions).await.unwrap();
    }

    pub async fn press(&self, key: Key) {
        self.steering.set(self.steering.get() + 1);
        self.send(&[], [char::from(key)]).await;
    }

    /// A key with others held: each counts.
    async fn chord(&self, held: Key, key: char) {
        self.steering.set(self.steering.get() + 2);
        self.send(&[held], [key]).await;
    }

    async fn letter(&self, key: char) {
        self.steering.set(self.steering.get() + 1);
        self.send(&[], [key]).await;
    }

    pub async fn tell(&self, what: &str) {
        self.telling.set(self.telling.get() + u32::try_from(what.chars().count()).unwrap());
        self.send(&[], what.chars()).await;
    }

    /// Tells something and goes on.
    pub async fn field(&self, what: &str) {
        self.tell(what).await;
        self.press(Key::Enter).await;
    }

    /// Writes the form from wherever the caret is.
    pub async fn done(&self) {
        self.chord(Key::Control, char::from(Key::Enter)).await;
    }

    async fn stands_at(&self, hook: &str) -> bool {
        let script = format!("return document.activeElement?.dataset.test === '{hook}';");
        self.page.execute(&script, vec![]).await.unwrap() == true
    }

    /// Waits until the focus came to a stop by itself.
    pub async fn arrives(&self, hook: &str) {
        wait(self.page, &format!("focus on {hook}"), &format!("document.activeElement?.dataset.test === '{hook}'"))
            .await;
    }

    /// Goes from stop to stop.
    pub async fn to(&self, hook: &str) {
        wait(self.page, hook, &format!("document.querySelector('[data-test=\"{hook}\"]')")).await;
        for _ in 0..200 {
            if self.stands_at(hook).await {
                return;
            }
            self.press(Key::Tab).await;
        }
        panic!("no stop {hook}");
    }

    /// Picks the first row that a list offers for what is typed.
    async fn pick(&self, typed: &str) {
        self.tell(typed).await;
        wait(self.page, typed, "document.querySelector('[data-test=\"suggestion\"]')").await;
        self.press(Key::Down).await;
        self.press(Key::Enter).await;
    }

    async fn sees(&self, css: &str, words: &str) {
        let script = format!("[...document.querySelectorAll('{css}')].some(e => e.textContent.includes('{words}'))");
        wait(self.page, &format!("{words} in {css}"), &script).await;
    }

    fn reset(&self) {
        self.steering.set(0);
        self.telling.set(0);
    }
}

/// An operation, a formulary of one item, and 100 units of it.
async fn prepared(keys: &Keyboard<'_>) {
    screen(keys.page, "first-run").await;
    keys.arrives("operation").await;
    for words in ["Flood response", "Tent 3", "Dr Okello", PASSPHRASE, PASSPHRASE] {
        keys.field(words).await;
    }
    keys.press(Key::Enter).await;
    screen(keys.page, "sheets").await;
    keys.to("sheets_kept").await;
    keys.letter(' ').await;
    keys.to("sheets-done").await;
    keys.press(Key::Enter).await;
    screen(keys.page, "patients").await;
    keys.press(Key::F9).await;
    screen(keys.page, "stock").await;
    keys.to("new-item").await;
    keys.press(Key::Enter).await;
    keys.arrives("generic").await;
    keys.pick("paracetamol 500").await;
    keys.done().await;
    keys.to("open-receive").await;
    keys.press(Key::Enter).await;
    keys.arrives("lot").await;
    for words in ["A1", "06/2099", "100"] {
        keys.field(words).await;
    }
    keys.done().await;
    keys.sees("[data-test=usable]", "100").await;
}

/// Registers and measures: the twelve fields, nothing filled in beforehand.
async fn registered(keys: &Keyboard<'_>) {
    keys.reset();
    keys.press(Key::F2).await;
    screen(keys.page, "register").await;
    keys.arrives("given").await;
    let filled = "[...document.querySelectorAll('form input, form select')].some(e => /radio|checkbox/.test(e.type) ? e.checked && e.name !== 'register-birth_way' : e.value)";
    assert_eq!(
        keys.page.execute(&format!("return {filled};"), vec![]).await.unwrap(),
        false,
        "a field is filled in beforehand"
    );
    keys.field("Amina").await;
    keys.field("Hassan").await;
    keys.letter(' ').await; // female
    keys.press(Key::Enter).await;
    keys.press(Key::Enter).await; // an age, not a date
    keys.field("34").await;
    keys.letter('y').await; // years
    keys.press(Key::Enter).await;
    keys.field("0712345678").await;
    keys.field("Kakuma").await;
    keys.letter(' ').await; // refugee
    keys.done().await;
    screen(keys.page, "chart").await;
    keys.arrives("temperature_mc").await;
    for value in ["38.4", "96", "18", "97"] {
        keys.field(value).await;
    }
    while !keys.stands_at("weight_g").await {
        keys.press(Key::Enter).await;
    }
    keys.tell("61").await;
    keys.done().await;
    keys.sees("[data-test=vitals-table]", "38.4").await;
    let banner = text(keys.page, "[data-test=banner]").await;
    for told in ["Amina Hassan", "34", "Female", "Kakuma"] {
        assert!(banner.contains(told), "{told} in {banner}");
    }
    println!("registration with vitals: {} keys beyond {} letters and digits", keys.steering.get(), keys.telling.get());
    assert!(keys.steering.get() <= 45, "{} keys", keys.steering.get());
}

/// From the chart to a closed visit with the medicine given.
async fn treated(keys: &Keyboard<'_>) {
    keys.to("start-visit").await;
    keys.press(Key::Enter).await;
    screen(keys.page, "visit").await;
    keys.to("category-red").await;
    keys.letter(' ').await;
    keys.done().await;
    keys.sees("[data-test=visit-head]", "medical").await;
    keys.to("text").await;
    keys.pick("malaria").await;
    keys.done().await;
    keys.sees("[data-test=problems]", "alaria").await;
    keys.to("medicine").await;
    keys.pick("paracetamol 500").await;
    keys.to("dose_milli").await;
    keys.tell("2").await;
    keys.to("administration").await;
    keys.tell("TID").await;
    keys.to("days").await;
    keys.tell("5").await;
    keys.sees("[data-test=read-back]", "30").await;
    keys.to("sign").await;
    keys.press(Key::Enter).await;
    keys.sees("[data-test=prescriptions]", "30").await;
    keys.to("outcome-treated").await;
    keys.letter(' ').await;
    keys.to("send-to-pharmacy").await;
    keys.press(Key::Enter).await;
    keys.sees("[data-test=visit-head]", "pharmacy").await;
    keys.press(Key::F8).await;
    screen(keys.page, "pharmacy").await;
    keys.arrives("row").await;
    keys.press(Key::Enter).await;
    keys.arrives("lot").await;
    keys.tell("a1").await;
    keys.sees("[data-test=lot-says]", "100 tablets").await;
    keys.done().await;
    keys.sees("[data-test=dispensed]", "30 tablets").await;
    keys.to("close-visit").await;
    keys.press(Key::Enter).await;
    keys.sees("[data-test=empty]", "").await;
    keys.press(Key::F9).await;
    screen(keys.page, "stock").await;
    keys.sees("[data-test=usable]", "70").await;
    keys.to("nav-journal").await;
    keys.press(Key::Enter).await;
    screen(keys.page, "journal").await;
    keys.to("verify").await;
    keys.press(Key::Enter).await;
    keys.sees("main", "None altered").await;
}

async fn a_day(page: &Client) {
    let keys = Keyboard::of(page);
    prepared(&keys).await;
    registered(&keys).await;
    treated(&keys).await;
}

#[tokio::test]
async fn a_day_by_keyboard_in_chromium() {
    let dir = tempfile::tempdir().unwrap();
    let (_server, address) = driver::served(&dir.path().join("store"));
    let driven = driver::chromium(dir.path(), &address).await;
    a_day(&driven.page).await;
    driven.end().await;
}

#[tokio::test]
async fn a_day_by_keyboard_in_the_window() {
    let dir = tempfile::tempdir().unwrap();
    let driven = driver::window(&dir.path().join("store"), dir.path()).await;
    a_day(&driven.page).await;
    driven.end().await;
}

/// Invented people, and the passphrase that opens them.
pub fn crowd(dir: &Path, patients: u32) {
    let made = Command::new(tests::bin("fieldchart"))
        .arg("--dir")
        .arg(dir)
        .args(["demo", "--seed", "1", "--patients"])
        .arg(patients.to_string())
        .env("FIELDCHART_TEST_CHEAP_ARGON", "1")
        .env("FIELDCHART_PASSPHRASE", PASSPHRASE)
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
}

#[tokio::test]
async fn a_known_patient_is_found_in_few_keys() {
    let dir = tempfile::tempdir().unwrap();
    let store = dir.path().join("store");
    crowd(&store, 300);
    let (_server, address) = driver::served(&store);
    let driven = driver::chromium(dir.path(), &address).await;
    let (page, keys) = (&driven.page, Keyboard::of(&driven.page));
    screen(page, "log-in").await;
    keys.arrives("passphrase").await;
    // Whoever mistyped types again, at once: no key leads back into the field.
    keys.field("not the words").await;
    wait(page, "what is wrong", "document.querySelector('[data-test=trouble]') !== null").await;
    keys.arrives("passphrase").await;
    keys.field(PASSPHRASE).await;
    screen(page, "patients").await;
    registered(&keys).await;
    let chart = page.current_url().await.unwrap();
    keys.to("print-card").await;
    keys.press(Key::Enter).await;
    keys.arrives("print").await;
    let number = text(page, "[data-test=card-number]").await;
    keys.press(Key::F4).await;
    screen(page, "today").await;

    // By name, among three hundred others: the right person stands first.
    keys.reset();
    keys.chord(Key::Control, 'k').await;
    keys.tell("ami has").await;
    keys.press(Key::Enter).await;
    let answered = "location.pathname.startsWith('/chart/') || document.activeElement?.dataset.test === 'row'";
    wait(page, "the answer", answered).await;
    if keys.stands_at("row").await {
        keys.press(Key::Enter).await;
    }
    screen(page, "chart").await;
    assert_eq!(page.current_url().await.unwrap(), chart);
    let pressed = keys.steering.get() + keys.telling.get();
    println!("known by name: {pressed} keys, letters included");
    assert!(pressed <= 12, "{pressed} keys");

    // By the card: a scanner types the number and Enter.
    keys.press(Key::F4).await;
    screen(page, "today").await;
    keys.reset();
    keys.chord(Key::Control, 'k').await;
    keys.field(&number.replace(' ', "")).await;
    screen(page, "chart").await;
    assert_eq!(page.current_url().await.unwrap(), chart);
    println!("known by card: {} keys beyond the number", keys.steering.get());
    assert!(keys.steering.get() <= 6);
    driven.end().await;
}
