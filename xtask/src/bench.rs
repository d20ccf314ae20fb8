//! `cargo xtask bench`: runs the measuring program of the package `tests`, release build.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::step::{Attempt, Failure, Workspace, answer, step, succeed};
use crate::{system, ui};

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
    let pouch = if names.contains(&"sync") { Some(pouch(workspace)?) } else { None };
    for name in names {
        let mut program: Command = workspace.program(workspace.target.join("release/bench"), &[name]);
        program.envs(pouch.iter().map(|folder| ("FIELDCHART_BENCH_POUCH", folder)));
        step(format_args!("Measure {name}"), || succeed(&mut program))?;
    }
    Ok(())
}

/// The files of the yardstick, and the packages that package.json names.
const POUCH: [(&str, &str); 3] = [
    ("package.json", include_str!("../../tests/src/bin/bench/pouch/package.json")),
    ("replicate.js", include_str!("../../tests/src/bin/bench/pouch/replicate.js")),
    ("server.js", include_str!("../../tests/src/bin/bench/pouch/server.js")),
];

/// Installs PouchDB in the cache, once for each list of versions, and gives its folder.
fn pouch(workspace: &Workspace) -> Result<PathBuf, Failure> {
    if ["node", "npm"].iter().any(|program| answer(Command::new(program).arg("--version")).is_none()) {
        system::need(workspace, &[system::NODE])?;
    }
    let folder = workspace.cache.join("pouch");
    let mark = folder.join("installed.json");
    fs::create_dir_all(&folder).attempt(format_args!("creating {}", folder.display()))?;
    for (name, text) in POUCH {
        let path = folder.join(name);
        fs::write(&path, text).attempt(format_args!("writing {}", path.display()))?;
    }
    if fs::read_to_string(&mark).is_ok_and(|installed| installed == POUCH[0].1) {
        return Ok(folder);
    }
    step("Install PouchDB (once)", || {
        // Its LevelDB comes compiled within the package: no script of any package is run.
        let words = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"];
        succeed(workspace.program("npm", &words).current_dir(&folder))?;
        fs::write(&mark, POUCH[0].1).attempt(format_args!("writing {}", mark.display()))
    })?;
    Ok(folder)
}
