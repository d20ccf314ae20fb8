//! The auditor's page as one file that a browser opens from a disk: style, script and module stand inside ui/audit.html.
//! Not here: compiling and binding the module (ui.rs).

use std::fs;
use std::path::{Path, PathBuf};

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::step::{Attempt, Failure, Workspace};
use crate::ui::Module;

/// Where the page is.
pub(crate) fn path(workspace: &Workspace) -> PathBuf {
    workspace.root.join("target/audit-page/fieldchart-audit.html")
}

/// Writes the page: the bound module is in `bound`, all else in ui/.
///
/// # Errors
/// Where a part is missing, or the page has no place for it.
pub(crate) fn write(workspace: &Workspace, module: &Module, bound: &Path) -> Result<(), Failure> {
    let ui = workspace.root.join("ui");
    let (script, wasm) = (format!("{}.js", module.name), format!("{}_bg.wasm", module.name));
    let mut page = String::new();
    for line in text(&ui.join("audit.html"))?.lines() {
        if let Some(sheet) = between(line, "<link rel=\"stylesheet\" href=\"", "\">") {
            page += &format!("<style>\n{}</style>\n", text(&ui.join(sheet))?);
        } else if line.contains(&format!("src=\"{script}\"")) {
            page += &format!("<script>\n{}</script>\n", text(&bound.join(&script))?);
        } else if line.contains(&wasm) {
            let file = bound.join(&wasm);
            let bytes = fs::read(&file).attempt(format_args!("reading {}", file.display()))?;
            page += &format!("{}\n", line.replace(&wasm, &STANDARD.encode(bytes)));
        } else {
            page += &format!("{line}\n");
        }
    }
    if let Some(outside) = ["<link", "src=\"", "@import", "url("].into_iter().find(|outside| page.contains(outside)) {
        return Err(Failure::Plain(format!("the auditor's page would load something: it has {outside}")));
    }
    let path = path(workspace);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).attempt(format_args!("creating {}", folder.display()))?;
    }
    fs::write(&path, &page).attempt(format_args!("writing {}", path.display()))?;
    println!("  {:>9} bytes  {}", page.len(), path.strip_prefix(&workspace.root).unwrap_or(&path).display());
    Ok(())
}

fn text(file: &Path) -> Result<String, Failure> {
    fs::read_to_string(file).attempt(format_args!("reading {}", file.display()))
}

fn between<'l>(line: &'l str, before: &str, after: &str) -> Option<&'l str> {
    line.trim().strip_prefix(before)?.strip_suffix(after)
}
