//! A small vocabulary of what a person does on a page, by the `data-test` hooks.
//! In scope: waiting, filling, pressing, reading.  Not here: any story.

use fantoccini::{Client, Locator};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Waits until no call is in flight and `until` holds; fails with a picture.
pub async fn wait(page: &Client, what: &str, script: &str) {
    until(page, what, &format!("document.documentElement.dataset.busy === '0' && Boolean({script})")).await;
}

/// Waits until something holds, also while a job is followed; fails with a picture.
pub async fn until(page: &Client, what: &str, script: &str) {
    let deadline = Instant::now() + Duration::from_secs(40);
    let whole = format!("return Boolean({script});");
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
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"), PathBuf::from);
    let folder = target.join("e2e-failures");
    // Whoever may not write there still hears what went wrong.
    let _ = std::fs::create_dir_all(&folder);
    let name: String = what.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).take(60).collect();
    if let Ok(png) = page.screenshot().await {
        let _ = std::fs::write(folder.join(format!("{name}.png")), png);
    }
    if let Ok(dom) = page.source().await {
        let _ = std::fs::write(folder.join(format!("{name}.html")), dom);
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
    into_view(page, name).await;
    let field = page.find(Locator::Css(&hook(name))).await.unwrap();
    field.clear().await.unwrap();
    field.send_keys(text).await.unwrap();
}

/// As a person scrolls first: WebKit's driver works only with what is in view.
async fn into_view(page: &Client, name: &str) {
    let middle = format!("document.querySelector('{}').scrollIntoView({{block: 'center'}}); return true;", hook(name));
    page.execute(&middle, vec![]).await.unwrap();
}

pub async fn press(page: &Client, name: &str) {
    wait(page, &format!("button {name}"), &format!("document.querySelector('{}')", hook(name))).await;
    into_view(page, name).await;
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

/// Fails on any serious or critical finding of axe-core (MPL-2.0, vendored in axe/) on the page as it stands, and on words in
/// the colour of their ground, of which axe says only that it cannot judge them.
pub async fn axe(page: &Client, what: &str) {
    const AXE: &str = include_str!("axe/axe.min.js");
    page.execute(&format!("{AXE}; return true;"), vec![]).await.unwrap();
    let run = "const done = arguments[arguments.length - 1]; axe.run(document, { resultTypes: ['violations', 'incomplete'] }).then(r => { \
        const unseen = r.incomplete.flatMap(v => v.nodes.filter(n => n.any.some(c => c.data?.messageKey === 'equalRatio')) \
        .map(n => ({ id: 'unseen words', nodes: [n] }))); \
        done(r.violations.filter(v => v.impact === 'serious' || v.impact === 'critical').concat(unseen).map(v => v.id + ' ' + v.nodes.map(n => n.target.join(' ')).join(', '))); }, e => done([String(e)]));";
    let found = page.execute_async(run, vec![]).await.unwrap();
    assert_eq!(found, serde_json::json!([]), "{what}: axe");
}

/// Fails on any visible or spoken word that did not come through the pseudo-locale, which leaves none of these letters
/// plain. Symbols of units, digests and keys are the same in every language. What was typed must do without the letters.
pub async fn all_pseudo(page: &Client, what: &str) {
    wait(page, what, "true").await;
    let script = "const plain = /[aceinosuyACEINOSUY]/, same = 'code, pre, kbd, .unit, script, style', found = [document.title]; \
        document.querySelectorAll('details').forEach(d => d.open = true); \
        for (const e of document.body.querySelectorAll('*')) { \
            if (e.closest(same) || !e.checkVisibility()) continue; \
            for (const n of e.childNodes) if (n.nodeType === Node.TEXT_NODE) found.push(n.data); \
            for (const a of ['placeholder', 'aria-label', 'title', 'alt']) found.push(e.getAttribute(a) ?? ''); \
        } \
        return [found.length, found.filter(t => plain.test(t) || t.includes('\u{27e6}'))];";
    let found = page.execute(script, vec![]).await.unwrap();
    assert!(found[0].as_u64().unwrap() > 20, "{what}: hardly a word");
    assert_eq!(found[1], serde_json::json!([]), "{what}: not from the locale file");
}
