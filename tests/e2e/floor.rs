//! A clinic at work among invented people: board, visit, pharmacy desk, shelf, import, prints; with a picture of each where asked.
//! In scope: the pharmacist's story by pointer, and that every screen stands up to axe, narrow windows and Arabic.
//! Not here: the same by keyboard (keys), what the core refuses (it/stock).

use crate::driver;
use crate::go;
use crate::keys::{PASSPHRASE, crowd};
use crate::page::{axe, fill, press, screen, wait};
use crate::screens::{TABLET, WIDE, picture};
use fantoccini::{Client, Locator};
use std::path::{Path, PathBuf};

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

    /// The same with something further down in sight.
    async fn look_at(&self, name: &str, css: &str) {
        let script = format!("document.querySelector('{css}').scrollIntoView({{block: 'start'}}); return true;");
        self.page.execute(&script, vec![]).await.unwrap();
        self.look(name).await;
    }

    async fn count(&self, what: &str, css: &str, n: usize) {
        wait(self.page, what, &format!("document.querySelectorAll('{css}').length === {n}")).await;
    }

    /// A file as a person chooses it.
    async fn choose(&self, file: &Path) {
        wait(self.page, "the file field", "document.querySelector('[data-test=\"csv\"]')").await;
        let field = self.page.find(Locator::Css("[data-test=csv]")).await.unwrap();
        field.send_keys(file.to_str().unwrap()).await.unwrap();
        wait(self.page, "the report", "document.querySelector('[data-test=\"report\"]')").await;
    }

    async fn board_and_visit(&self) {
        let page = self.page;
        go(page, "today").await;
        self.look("today").await;
        press(page, "board-row").await;
        screen(page, "visit").await;
        self.look("visit").await;
        for step in ["medical", "prescriptions", "outcome"] {
            self.look_at(&format!("visit-{step}"), &format!("#step-{step}")).await;
        }
        press(page, "print-summary").await;
        screen(page, "print").await;
        wait(page, "a summary", "document.querySelector('[data-test=\"sheet-visit\"]')").await;
        self.look("print-visit").await;
    }

    /// Part, owed; a wrong one taken back; the rest not given with a reason.
    async fn pharmacy(&self) {
        let page = self.page;
        go(page, "pharmacy").await;
        wait(page, "two wait", "document.querySelectorAll('[data-test=\"row\"]').length === 2").await;
        self.look("pharmacy-queue").await;
        press(page, "row").await;
        wait(page, "lots", "document.querySelector('[data-test=\"pick-lot\"]')").await;
        self.look("pharmacy-give").await;
        press(page, "give").await;
        wait(page, "no lot yet", "document.querySelector('.summary')?.textContent").await;
        press(page, "pick-lot").await;
        fill(page, "quantity", "3").await;
        press(page, "give-part").await;
        self.count("given in part", "[data-test=dispensed]", 1).await;
        press(page, "open-take-back").await;
        press(page, "why-wrong-number").await;
        press(page, "take-back").await;
        self.count("struck", "[data-test=dispensed].struck", 1).await;
        press(page, "pick-lot").await;
        fill(page, "quantity", "4").await;
        press(page, "give-part").await;
        self.count("given again", "[data-test=dispensed]:not(.struck)", 1).await;
        self.look("pharmacy-part").await;
        press(page, "print-label").await;
        screen(page, "print").await;
        wait(page, "a label", "document.querySelector('[data-test=\"sheet-label\"]')").await;
        self.look("print-label").await;
        go(page, "pharmacy").await;
        press(page, "row").await;
        press(page, "open-not-dispensed").await;
        press(page, "why-has-some").await;
        press(page, "not-dispensed").await;
        wait(page, "all dealt with", "document.querySelector('[data-test=\"all-given\"]')").await;
        self.look("pharmacy-done").await;
        press(page, "print-prescription").await;
        screen(page, "print").await;
        wait(page, "a prescription", "document.querySelector('[data-test=\"sheet-prescription\"]')").await;
        self.look("print-prescription").await;
    }

    async fn shelf(&self, files: &Path) {
        let page = self.page;
        go(page, "stock").await;
        wait(page, "the shelf", "document.querySelectorAll('[data-test=\"item\"]').length === 18").await;
        self.look("stock").await;
        fill(page, "stock-query", "amoxi dispers").await;
        self.count("found", "[data-test=item]", 1).await;
        press(page, "open-item").await;
        self.count("its lots", "[data-test=lot-row]", 2).await;
        press(page, "hold").await;
        self.count("held back", "[data-test=held]", 1).await;
        press(page, "open-waste").await;
        fill(page, "change", "20").await;
        press(page, "why-broken").await;
        self.look("stock-waste").await;
        press(page, "waste").await;
        press(page, "movements-open").await;
        wait(page, "movements", "document.querySelectorAll('[data-test=\"movement\"]').length === 3").await;
        self.look("stock-movements").await;
        press(page, "open-receive").await;
        fill(page, "lot", "R7").await;
        fill(page, "expiry", "02/2099").await;
        fill(page, "units", "60").await;
        self.look("stock-receive").await;
        press(page, "receive").await;
        self.count("a lot more", "[data-test=lot-row]", 3).await;

        let (bad, good) = (files.join("bad.csv"), files.join("good.csv"));
        std::fs::write(&bad, "generic,strength,form,lot,expiry,units\nquinine,300 mg,tablet,Q1,2099-05,12\nquinine,300 mg,pil,Q2,soon,x\n").unwrap();
        std::fs::write(&good, "generic,strength,form,lot,expiry,units\nquinine,300 mg,tablet,Q1,2099-05,12\n").unwrap();
        press(page, "open-import").await;
        self.choose(&bad).await;
        self.count("each cell is named", "[data-test=refused]", 3).await;
        self.look("stock-import-refused").await;
        self.choose(&good).await;
        press(page, "import").await;
        fill(page, "stock-query", "quinine").await;
        self.count("imported", "[data-test=item]", 1).await;
        wait(page, "12 units", "document.querySelector('[data-test=\"usable\"]').textContent.match(/12|١٢/)").await;
    }

    async fn card(&self) {
        let page = self.page;
        go(page, "patients").await;
        press(page, "row").await;
        screen(page, "chart").await;
        self.look("chart-demo").await;
        press(page, "print-card").await;
        screen(page, "print").await;
        wait(page, "a card", "document.querySelector('[data-test=\"sheet-card\"] img')?.naturalWidth > 0").await;
        self.look("print-card").await;
    }
}

#[tokio::test]
async fn a_clinic_at_work() {
    let folder = std::env::var_os("FIELDCHART_SCREENS").map(PathBuf::from);
    if let Some(folder) = &folder {
        std::fs::create_dir_all(folder).unwrap();
    }
    let rounds = [("en", "light", WIDE), ("en", "dark", WIDE), ("ar", "light", WIDE), ("en", "light", TABLET)];
    // Without pictures to take, one round tells the story.
    for (language, theme, (width, height)) in rounds.into_iter().take(if folder.is_some() { 4 } else { 1 }) {
        let dir = tempfile::tempdir().unwrap();
        let store = dir.path().join("store");
        crowd(&store, 300);
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
        story.board_and_visit().await;
        story.pharmacy().await;
        story.shelf(dir.path()).await;
        story.card().await;
        driven.end().await;
    }
}
