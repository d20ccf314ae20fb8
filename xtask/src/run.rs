//! `cargo xtask run`: from a bare machine to the open window.

use std::env;
use std::process::Command;

use crate::step::{Failure, Workspace, step, succeed};
use crate::{check, system, ui};

/// The desktop's binary.
pub(crate) const WINDOW: &str = "fieldchart-desktop";

/// Installs what is missing, builds both halves and opens the window; `check` opens it unseen and closes it.
///
/// # Errors
/// Those of the steps; where there is no screen to open a window on, a sentence that says so.
pub(crate) fn run(workspace: &Workspace, check: bool) -> Result<(), Failure> {
    system::need(workspace, if check { &[system::WINDOW, system::UNSEEN] } else { &[system::WINDOW] })?;
    ui::build(workspace)?;
    step("Build the desktop window", || succeed(&mut workspace.cargo(&["build", "--locked", "--package", "desktop"])))?;
    let window = workspace.binaries().join(WINDOW);
    if check {
        return step("Open the window unseen and wait for its first screen", || {
            check::first_screen(workspace, &window)
        });
    }
    if env::var_os("DISPLAY").is_none() && env::var_os("WAYLAND_DISPLAY").is_none() {
        return Err(Failure::Plain(
            "everything is built, but there is no screen here to open a window on (neither DISPLAY nor WAYLAND_DISPLAY \
             is set); `cargo xtask run --check` opens it unseen"
                .into(),
        ));
    }
    println!("▶ Open the window (close it, or press Ctrl-C here, to end)");
    succeed(Command::new(window).current_dir(&workspace.root))
}
