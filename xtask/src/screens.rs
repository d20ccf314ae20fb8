//! `cargo xtask screens`: a picture of every screen, and one page that shows them all.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::step::{Attempt, Failure, Workspace, files, step, succeed};
use crate::{system, test, tools, ui, wasm};

/// Takes the pictures into target/screens and writes the page.
///
/// # Errors
/// Where the tests that take the pictures fail, or take none.
pub(crate) fn screens(workspace: &Workspace) -> Result<(), Failure> {
    system::need(workspace, &[system::WINDOW, system::UNSEEN, system::BROWSER])?;
    ui::build(workspace)?;
    tools::need(workspace, &tools::DRIVER)?;
    let folder = workspace.root.join("target/screens");
    wasm::clear(&folder)?;
    fs::create_dir_all(&folder).attempt(format_args!("creating {}", folder.display()))?;
    let built = step("Build the programs and the tests", || test::programs(workspace))?;
    let e2e = built
        .iter()
        .find(|program| program.name == "e2e")
        .ok_or_else(|| Failure::Plain("the package tests has no test target e2e".into()))?;
    step("Take a picture of every screen", || {
        succeed(test::command(workspace, e2e).env("FIELDCHART_SCREENS", &folder).arg("--nocapture"))
    })?;
    page(&folder)
}

/// Writes index.html beside the pictures.
fn page(folder: &Path) -> Result<(), Failure> {
    let pictures: Vec<String> = files(folder)?
        .iter()
        .filter(|file| file.extension().is_some_and(|extension| extension == "png"))
        .filter_map(|file| Some(file.strip_prefix(folder).ok()?.to_string_lossy().into_owned()))
        .collect();
    if pictures.is_empty() {
        return Err(Failure::Plain("no test took a picture".into()));
    }
    let mut html = String::from(
        "<!doctype html>\n<meta charset=\"utf-8\">\n<title>Fieldchart, every screen</title>\n\
         <style>img { max-width: 100%; border: 1px solid #888 } figure { margin: 2rem 0 }</style>\n",
    );
    for name in &pictures {
        // Writing to a string cannot fail.
        let _ = writeln!(html, "<figure><figcaption>{name}</figcaption><img src=\"{name}\" alt=\"{name}\"></figure>");
    }
    let index = folder.join("index.html");
    fs::write(&index, html).attempt(format_args!("writing {}", index.display()))?;
    println!("{} pictures: {}", pictures.len(), index.display());
    Ok(())
}
