//! The auditor's page, opened from the disk: it says of an export what the command says, whole or damaged, and loads nothing.
//! In scope: choosing, asking, verdicts, and a picture of each where asked.  Not here: what the verifier finds (it/).

use crate::driver;
use crate::keys::{PASSPHRASE, crowd};
use crate::page::{axe, fill, press, text, wait};
use crate::screens::{WIDE, picture};
use fantoccini::{Client, Locator};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::Command;

const RANGE: [&str; 4] = ["--from", "2000-01-01", "--to", "2100-12-31"];

/// An auditor before the page, who also has the command.
struct Auditor<'a> {
    page: &'a Client,
    trust: PathBuf,
    pictures: Option<PathBuf>,
}

impl Auditor<'_> {
    async fn look(&self, name: &str) {
        match &self.pictures {
            Some(folder) => picture(self.page, folder, name).await,
            None => axe(self.page, name).await,
        }
    }

    async fn give(&self, field: &str, path: &Path) {
        let field = self.page.find(Locator::Css(&format!("[data-test={field}]"))).await.unwrap();
        field.send_keys(path.to_str().unwrap()).await.unwrap();
    }

    /// Has an export judged, and holds the answer against the command's.
    async fn judge(&self, export: &Path, verdict: &str, more: &[&str]) {
        self.give("folder", export).await;
        press(self.page, "verify").await;
        let is = format!("document.querySelector('[data-verdict={verdict}]:not([hidden])')");
        wait(self.page, verdict, &is).await;
        assert_eq!(self.shown("report").await, self.command("verify", export, more), "page and command differ");
    }

    fn command(&self, name: &str, export: &Path, more: &[&str]) -> String {
        let mut audit = Command::new(tests::bin("fieldchart-audit"));
        said(audit.arg(name).arg(export).arg("--trust").arg(&self.trust).args(more))
    }

    /// The text of an element, seen or folded away.
    async fn shown(&self, id: &str) -> String {
        let script = format!("return document.getElementById('{id}').textContent;");
        self.page.execute(&script, vec![]).await.unwrap().as_str().unwrap().to_owned()
    }
}

fn said(command: &mut Command) -> String {
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

fn fieldchart(store: &Path) -> Command {
    let mut fieldchart = Command::new(tests::bin("fieldchart"));
    fieldchart.arg("--dir").arg(store).env("FIELDCHART_TEST_CHEAP_ARGON", "1").env("FIELDCHART_PASSPHRASE", PASSPHRASE);
    fieldchart
}

/// Alters one bit in the middle of a file.
fn flip(file: &Path) {
    let mut bytes = std::fs::read(file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(file, bytes).unwrap();
}

#[tokio::test]
async fn an_export_is_judged_in_a_page_from_the_disk() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/audit-page/fieldchart-audit.html");
    let file = file.canonicalize().expect("`cargo xtask ui` builds the page");
    let dir = tempfile::tempdir().unwrap();
    let [store, export, bare, trust] = ["store", "export", "bare", "root.key"].map(|name| dir.path().join(name));
    crowd(&store, 40);
    let key = said(fieldchart(&store).arg("trust-keys"));
    std::fs::write(&trust, &key).unwrap();
    let digest = said(fieldchart(&store).arg("digest"));
    said(fieldchart(&store).arg("export-audit").arg(&export).args(["--disclose", "encounters"]).args(RANGE));
    said(fieldchart(&store).args(["export-audit", "--no-bodies"]).arg(&bare));

    let driven = driver::chromium(dir.path(), &format!("file://{}", file.display())).await;
    let page = &driven.page;
    page.set_window_size(WIDE.0, WIDE.1).await.unwrap();
    let pictures = std::env::var_os("FIELDCHART_SCREENS").map(PathBuf::from);
    let auditor = Auditor { page, trust, pictures };
    wait(page, "the page", "document.querySelector('[data-screen=audit]')").await;
    auditor.look("audit-page").await;

    fill(page, "trust", "fieldchart-root+no").await;
    auditor.give("folder", &export).await;
    press(page, "verify").await;
    wait(page, "the key refused", "!document.querySelector('[data-test=trust-wrong]').hidden").await;
    fill(page, "trust", &key).await;
    auditor.judge(&export, "complete", &[]).await;
    assert!(text(page, "[data-test=claim]").await.starts_with("Verified"));
    auditor.look("audit-page-complete").await;
    press(page, "count-encounters").await;
    wait(page, "counted", "document.querySelectorAll('[data-test=totals] tr').length").await;
    assert_eq!(auditor.shown("count-report").await, auditor.command("tally", &export, &["--report", "encounters"]));
    auditor.look("audit-page-counted").await;

    auditor.judge(&bare, "incomplete", &[]).await;
    auditor.look("audit-page-incomplete").await;

    page.execute("document.querySelector('[data-test=more]').open = true; return true;", vec![]).await.unwrap();
    fill(page, "digest", &digest).await;
    assert!(
        auditor.page.find(Locator::Css("[data-verdict]:not([hidden])")).await.is_err(),
        "a verdict outlives what was asked"
    );
    let old = dir.path().join("old.digest");
    std::fs::write(&old, &digest).unwrap();
    auditor.judge(&export, "complete", &["--digest", old.to_str().unwrap()]).await;
    assert!(text(page, "[data-test=proven]").await.contains("are those of the given digest, unchanged"));

    let log = std::fs::read_dir(export.join("logs")).unwrap().next().unwrap().unwrap().path();
    let altered = log.join("bodies/000");
    flip(&altered);
    page.execute("document.querySelector('[data-test=digest]').value = ''; return true;", vec![]).await.unwrap();
    auditor.judge(&export, "wrong", &[]).await;
    let name = altered.strip_prefix(&export).unwrap().to_str().unwrap();
    assert!(text(page, "[data-test=faults]").await.contains(name), "{name} is not named");
    auditor.look("audit-page-wrong").await;

    let asked = "const done = arguments[0]; fetch('http://127.0.0.1:9/').then(() => done('sent'), () => \
        done(performance.getEntriesByType('resource').map(entry => entry.name)));";
    assert_eq!(page.execute_async(asked, vec![]).await.unwrap(), json!([]), "the page loads or sends something");
    driven.end().await;
}
