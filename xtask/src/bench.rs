//! `cargo xtask bench`: runs the measuring program of the package `tests`, release build.

use std::process::Command;

use crate::step::{Failure, Workspace, step, succeed};
use crate::ui;

/// Measures each named area; `target/bench/<name>.json` holds the figures.
///
/// # Errors
/// Where the measuring program cannot be built, or fails.
pub(crate) fn bench(workspace: &Workspace, names: &[&str]) -> Result<(), Failure> {
    ui::build(workspace)?;
    step("Build the measuring program (release)", || {
        let arguments = [
            "build",
            "--locked",
            "--release",
            "--package=tests",
            "--bin=bench",
            "--package=audit",
            "--bin=fieldchart-audit",
        ];
        succeed(&mut workspace.cargo(&arguments))
    })?;
    for name in names {
        let mut program: Command = workspace.program(workspace.target.join("release/bench"), &[name]);
        step(format_args!("Measure {name}"), || succeed(&mut program))?;
    }
    Ok(())
}
