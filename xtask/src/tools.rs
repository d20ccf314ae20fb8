//! Development tools from crates.io, at fixed versions, installed once into the shared cache.

use std::fs;

use crate::step::{Attempt, Failure, Workspace, step, succeed};

/// A tool and the version every machine uses.
#[derive(Debug)]
pub(crate) struct Tool {
    name: &'static str,
    version: &'static str,
    why: &'static str,
}

/// Reads deny.toml.
pub(crate) const DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2", why: "to check licences and sources" };

/// Puts the window behind WebDriver.
pub(crate) const DRIVER: Tool = Tool { name: "tauri-driver", version: "2.1.0", why: "to drive the window in tests" };

/// Installs the tool where this version of it is not there.
///
/// # Errors
/// Where cargo cannot fetch or compile it.
pub(crate) fn need(workspace: &Workspace, tool: &Tool) -> Result<(), Failure> {
    let folder = workspace.tools();
    let mark = folder.join(format!("{}-{}", tool.name, tool.version));
    if mark.exists() && folder.join("bin").join(tool.name).exists() {
        return Ok(());
    }
    step(format_args!("Install {} {} {} (once)", tool.name, tool.version, tool.why), || {
        let exact = format!("{}@{}", tool.name, tool.version);
        let mut cargo = workspace.cargo(&["install", "--quiet", "--locked", "--force", &exact, "--root"]);
        cargo.arg(&folder).env("CARGO_TARGET_DIR", workspace.cache.join("target-tools"));
        succeed(&mut cargo)?;
        fs::write(&mark, "").attempt(format_args!("writing {}", mark.display()))
    })
}
