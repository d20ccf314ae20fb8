//! A small vocabulary of what a person does on a page, by the `data-test` hooks.
//! In scope: waiting, filling, pressing, reading.  Not here: any story.

use fantoccini::{Client, Locator};
use std::time::{Duration, Instant};

/// Waits until no call is in flight and `until` holds; fails with a picture.
pub async fn wait(page: &Client, what: &str, script: &str) {
    let deadline = Instant::now() + Duration::from_secs(40);
    let whole = format!("return document.documentElement.dataset.busy === '0' && Boolean({script});");
    loop {
        if page.execute(&whole, vec![]).await.is_ok_and(|v| v.as_bool() == Some(true)) {
            return;
        }
        if Instant::now() > deadline {
            fail(page, what).await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn fail(page: &Client, what: &str) -> ! {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/e2e-failures");
    std::fs::create_dir_all(&folder).unwrap();
    let name: String = what.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).take(60).collect();
    if let Ok(png) = page.screenshot().await {
        std::fs::write(folder.join(format!("{name}.png")), png).unwrap();
    }
    if let Ok(dom) = page.source().await {
        std::fs::write(folder.join(format!("{name}.html")), dom).unwrap();
    }
    panic!("{what}; see target/e2e-failures/{name}.png");
}

pub async fn screen(page: &Client, name: &str) {
    wait(page, &format!("screen {name}"), &format!("document.querySelector('[data-screen=\"{name}\"]')")).await;
}

fn hook(name: &str) -> String {
    format!("[data-test=\"{name}\"]")
}

pub async fn fill(page: &Client, name: &str, text: &str) {
    wait(page, &format!("field {name}"), &format!("document.querySelector('{}')", hook(name))).await;
    let field = page.find(Locator::Css(&hook(name))).await.unwrap();
    field.clear().await.unwrap();
    field.send_keys(text).await.unwrap();
}

pub async fn press(page: &Client, name: &str) {
    wait(page, &format!("button {name}"), &format!("document.querySelector('{}')", hook(name))).await;
    // As a person scrolls first: WebKit's driver clicks only what is in view.
    let middle = format!("document.querySelector('{}').scrollIntoView({{block: 'center'}}); return true;", hook(name));
    page.execute(&middle, vec![]).await.unwrap();
    if let Err(e) = page.find(Locator::Css(&hook(name))).await.unwrap().click().await {
        fail(page, &format!("button {name} cannot be pressed ({e})")).await;
    }
}

pub async fn text(page: &Client, css: &str) -> String {
    page.find(Locator::Css(css)).await.unwrap().text().await.unwrap()
}

/// Ticks the only box of the screen.
pub async fn tick(page: &Client) {
    page.execute("document.querySelector('input[type=checkbox]').click(); return true;", vec![]).await.unwrap();
}

/// Fails on any serious or critical finding of axe-core (MPL-2.0, vendored in axe/) on the page as it stands.
pub async fn axe(page: &Client, what: &str) {
    const AXE: &str = include_str!("axe/axe.min.js");
    page.execute(&format!("{AXE}; return true;"), vec![]).await.unwrap();
    let run = "const done = arguments[arguments.length - 1]; axe.run(document, { resultTypes: ['violations'] }).then(r => \
        done(r.violations.filter(v => v.impact === 'serious' || v.impact === 'critical') \
        .map(v => v.id + ' ' + v.nodes.map(n => n.target.join(' ')).join(', '))), e => done([String(e)]));";
    let found = page.execute_async(run, vec![]).await.unwrap();
    assert_eq!(found, serde_json::json!([]), "{what}: axe");
}
