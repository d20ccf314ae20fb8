//! A store backed up on the Journal screen and restored on a device where nothing was started, by keyboard; the auditor's
//! export and the check of the whole.  In scope: progress seen, focus, what is said.  Not here: what the core refuses (it/copies).

use crate::driver;
use crate::go;
use crate::keys::{Keyboard, PASSPHRASE, crowd};
use crate::page::{fill, press, screen, text, wait};
use crate::screens::{TABLET, WIDE, look};
use fantoccini::Client;
use fantoccini::key::Key;
use std::path::{Path, PathBuf};

struct Story<'a> {
    page: &'a Client,
    keys: Keyboard<'a>,
    folder: Option<PathBuf>,
    round: String,
}

impl Story<'_> {
    async fn look(&self, name: &str) {
        look(self.page, self.folder.as_deref(), name, &self.round).await;
    }

    /// Opens what is folded away, as a person does who reads.
    async fn unfold(&self, hook: &str) {
        let script = format!(
            "const d = document.querySelector('[data-test=\"{hook}\"]'); d.open = true; d.querySelector('summary').focus(); return true;"
        );
        wait(self.page, hook, &format!("document.querySelector('[data-test=\"{hook}\"]')")).await;
        self.page.execute(&script, vec![]).await.unwrap();
    }

    /// Has the page keep what a job shows while it runs: its bar, and where the focus is.
    async fn watch(&self) {
        let script = "window.shown = []; new MutationObserver(() => { \
            const bar = document.querySelector('[data-test=progress] progress'); \
            if (bar) window.shown.push([bar.max, document.activeElement?.dataset.test]); \
            }).observe(document.body, { subtree: true, childList: true, attributes: true }); \
            document.addEventListener('focusin', () => window.shown.push([0, document.activeElement?.dataset.test])); return true;";
        self.page.execute(script, vec![]).await.unwrap();
    }

    async fn was_shown(&self) {
        wait(self.page, "a bar", "window.shown.some(([max]) => max > 0)").await;
        wait(self.page, "a way out in focus", "window.shown.some(([, focus]) => focus === 'cancel')").await;
    }

    async fn wrong(&self, form: &str, words: &str) {
        let shown = format!("document.querySelector('#{form}-errors:not([hidden])')?.textContent.includes('{words}')");
        wait(self.page, words, &shown).await;
        wait(self.page, "the focus", &format!("document.activeElement?.id === '{form}-errors'")).await;
    }

    async fn backed_up(&self, out: &Path) {
        let (page, keys) = (self.page, &self.keys);
        self.unfold("form-backup").await;
        wait(
            page,
            "a suggestion",
            "document.querySelector('[data-test=backup_to]').value.includes('fieldchart-backup')",
        )
        .await;
        self.look("backup").await;
        self.watch().await;
        fill(page, "backup_to", "backup").await;
        keys.press(Key::Enter).await;
        keys.press(Key::Enter).await;
        wait(page, "refused", "document.activeElement?.id === 'backup-errors'").await;
        self.look("backup-refused").await;
        fill(page, "backup_to", out.to_str().unwrap()).await;
        keys.press(Key::Enter).await;
        keys.arrives("backup").await;
        keys.press(Key::Enter).await;
        keys.arrives("backed-up").await;
        self.was_shown().await;
        self.look("backup-made").await;
        assert_eq!(text(page, "[data-test=backup-folder]").await, out.to_str().unwrap());
        self.unfold("entries").await;
        // Nobody wrote meanwhile.
        assert_eq!(text(page, "[data-test=backup-root]").await, text(page, "[data-test=root]").await);
        assert!(out.join("journal.db").is_file());
    }

    async fn exported(&self, out: &Path) {
        let page = self.page;
        self.unfold("form-export").await;
        fill(page, "export_to", out.to_str().unwrap()).await;
        press(page, "disclose-encounters").await;
        self.look("export").await;
        press(page, "export").await;
        self.keys.arrives("exported").await;
        self.look("export-made").await;
        wait(page, "what is disclosed", "document.querySelector('[data-test=disclosed]')").await;
        assert!(out.join("disclosures/encounters.cbor").is_file());
    }

    async fn checked(&self) {
        self.keys.to("check-store").await;
        self.keys.press(Key::Enter).await;
        self.keys.arrives("whole").await;
        self.look("journal-whole").await;
    }

    async fn restored(&self, from: &Path) {
        let (page, keys) = (self.page, &self.keys);
        screen(page, "first-run").await;
        keys.to("restore").await;
        self.look("first-run-restore").await;
        keys.press(Key::Enter).await;
        screen(page, "restore").await;
        keys.arrives("restore_from").await;
        self.look("restore").await;
        self.watch().await;
        keys.tell(from.parent().unwrap().to_str().unwrap()).await;
        keys.done().await;
        self.wrong("restore", "").await;
        self.look("restore-refused").await;
        fill(page, "restore_from", from.to_str().unwrap()).await;
        keys.done().await;
        screen(page, "log-in").await;
        self.was_shown().await;
        keys.arrives("passphrase").await;
        keys.field(PASSPHRASE).await;
        screen(page, "patients").await;
        wait(page, "everybody", "document.querySelectorAll('[data-test=row]').length >= 10").await;
    }
}

#[tokio::test]
async fn a_store_is_backed_up_and_restored_on_another_device() {
    let folder = std::env::var_os("FIELDCHART_SCREENS").map(PathBuf::from);
    if let Some(folder) = &folder {
        std::fs::create_dir_all(folder).unwrap();
    }
    let rounds = [("en", "light", WIDE), ("ar", "dark", WIDE), ("fr", "light", TABLET)];
    for (language, theme, (width, height)) in rounds.into_iter().take(if folder.is_some() { 3 } else { 1 }) {
        let dir = tempfile::tempdir().unwrap();
        let store = dir.path().join("store");
        crowd(&store, 40);
        let (_first, address) = driver::served(&store);
        let (_second, other) = driver::served(&dir.path().join("other"));
        let driven = driver::chromium(dir.path(), &address).await;
        let page = &driven.page;
        page.set_window_size(width, height).await.unwrap();
        let keep = format!(
            "localStorage.setItem('fieldchart-language', '{language}'); localStorage.setItem('fieldchart-theme', '{theme}'); return true;"
        );
        let round = format!("{language}-{theme}-{width}");
        let story = Story { page, keys: Keyboard::of(page), folder: folder.clone(), round };
        page.execute(&keep, vec![]).await.unwrap();
        page.goto(&format!("{address}?lang={language}")).await.unwrap();
        screen(page, "log-in").await;
        fill(page, "passphrase", PASSPHRASE).await;
        press(page, "log-in").await;
        screen(page, "patients").await;
        go(page, "journal").await;
        story.checked().await;
        let backup = dir.path().join("backup");
        story.backed_up(&backup).await;
        story.exported(&dir.path().join("export")).await;

        page.goto(&other).await.unwrap();
        page.execute(&keep, vec![]).await.unwrap();
        page.goto(&format!("{other}?lang={language}")).await.unwrap();
        story.restored(&backup).await;
        driven.end().await;
    }
}
