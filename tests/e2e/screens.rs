//! A picture of every screen (laptop light, dark and high contrast, tablet; English and Arabic), checked for overflow and missing words.
//! In scope: pictures into the folder named by FIELDCHART_SCREENS.  Not here: the story of a patient.

use crate::driver;
use crate::page::{axe, fill, press, screen, tick, wait};
use fantoccini::Client;
use std::path::Path;

pub const WIDE: (u32, u32) = (1366, 768);
pub const TABLET: (u32, u32) = (820, 1180);

/// Language, theme, size of each round.
const ROUNDS: [(&str, &str, (u32, u32)); 6] = [
    ("en", "light", WIDE),
    ("en", "dark", WIDE),
    ("en", "contrast", WIDE),
    ("en", "light", TABLET),
    ("ar", "light", WIDE),
    ("ar", "dark", TABLET),
];

pub async fn picture(page: &Client, folder: &Path, name: &str) {
    wait(page, name, "true").await;
    let checks = "const e = document.scrollingElement; return [e.scrollWidth <= e.clientWidth + 1, document.body.innerText.includes('\u{27e6}')];";
    let found = page.execute(checks, vec![]).await.unwrap();
    std::fs::write(folder.join(format!("{name}.png")), page.screenshot().await.unwrap()).unwrap();
    assert_eq!(found[0], true, "{name} is wider than its window");
    assert_eq!(found[1], false, "{name} lacks a word");
    axe(page, name).await;
}

/// A picture around what has the focus, where pictures are asked for; judged for accessibility in any case.
pub async fn look(page: &Client, folder: Option<&Path>, name: &str, round: &str) {
    match folder {
        Some(folder) => {
            let middle = "const e = document.activeElement; if (e !== document.body) e.scrollIntoView({block: 'center'}); return true;";
            page.execute(middle, vec![]).await.unwrap();
            picture(page, folder, &format!("{name}-{round}")).await;
        }
        None => axe(page, name).await,
    }
}

#[tokio::test]
async fn screens() {
    let Some(folder) = std::env::var_os("FIELDCHART_SCREENS").map(std::path::PathBuf::from) else {
        println!("SKIP: FIELDCHART_SCREENS is not set (cargo xtask screens sets it)");
        return;
    };
    std::fs::create_dir_all(&folder).unwrap();
    for (language, theme, (width, height)) in ROUNDS {
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
        let name = |s: &str| format!("{s}-{language}-{theme}-{width}");
        screen(page, "first-run").await;
        picture(page, &folder, &name("first-run")).await;
        for (field, text) in [
            ("operation", "Flood response"),
            ("site", "Tent 3"),
            ("name", "Dr Okello"),
            ("passphrase", "river lamp seven goat moon"),
            ("repeat", "river lamp seven goat moon"),
        ] {
            fill(page, field, text).await;
        }
        press(page, "start").await;
        screen(page, "sheets").await;
        picture(page, &folder, &name("sheets")).await;
        tick(page).await;
        press(page, "sheets-done").await;
        screen(page, "patients").await;
        picture(page, &folder, &name("patients-empty")).await;
        press(page, "register").await;
        screen(page, "register").await;
        picture(page, &folder, &name("register")).await;
        fill(page, "given", "Amina").await;
        fill(page, "family", "Hassan").await;
        press(page, "save").await;
        screen(page, "chart").await;
        fill(page, "temperature_mc", "39.2").await;
        fill(page, "pulse_per_min", "84").await;
        picture(page, &folder, &name("chart-typing")).await;
        press(page, "save-vitals").await;
        wait(page, "vitals", "document.querySelector('[data-test=\"vitals-table\"]')?.textContent.includes('84')")
            .await;
        picture(page, &folder, &name("chart")).await;
        page.execute(
            "document.querySelector('[data-test=\"vitals-table\"]').scrollIntoView({block: 'end'}); return true;",
            vec![],
        )
        .await
        .unwrap();
        picture(page, &folder, &name("chart-table")).await;
        for to in ["patients", "journal", "settings"] {
            super::go(page, to).await;
            picture(page, &folder, &name(to)).await;
        }
        press(page, "lock-screen").await;
        screen(page, "lock").await;
        picture(page, &folder, &name("lock")).await;
        driven.end().await;
    }
}
