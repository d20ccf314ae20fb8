//! `cargo xtask test`: every check and every test, one stage after the other, as CI runs them.
//! In scope: the order of the stages, and adding up what the tests say.  Stops at the first stage that fails.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use serde_json::Value;

use crate::step::{Attempt, Failure, Workspace, files, line, seconds, step, succeed, timed};
use crate::{system, tools, ui};

/// A compiled test program.
#[derive(Debug)]
pub(crate) struct Program {
    /// The target's name: `it`, `tidy`, `e2e`, or the crate's for unit tests.
    pub(crate) name: String,
    /// The package's folder, where the program runs.
    folder: PathBuf,
    path: PathBuf,
}

/// What the tests said, added up.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Tally {
    passed: u64,
    failed: u64,
    skipped: u64,
}

/// Runs all stages; the last line printed is the sum. A failing stage is printed and becomes the exit code.
pub(crate) fn test(workspace: &Workspace) -> ExitCode {
    let mut tally = Tally::default();
    let (outcome, took) = timed(|| stages(workspace, &mut tally));
    println!("all stages: {}", seconds(took));
    if let Err(failure) = &outcome {
        println!("xtask: {failure}");
        // A stage without tests of its own, such as formatting, counts as one failure.
        tally.failed = tally.failed.max(1);
    }
    println!("{} passed, {} failed, {} skipped", tally.passed, tally.failed, tally.skipped);
    if outcome.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn stages(workspace: &Workspace, tally: &mut Tally) -> Result<(), Failure> {
    let cargo = |arguments: &[&str]| succeed(&mut workspace.cargo(arguments));
    step("Formatting", || cargo(&["fmt", "--all", "--check"]))?;
    system::need(workspace, &[system::WINDOW, system::UNSEEN, system::BROWSER, system::JUDGES, system::HUB])?;
    // Before anything else is compiled: the programs carry ui/dist inside.
    ui::build(workspace)?;
    step("Clippy, warnings denied", || {
        cargo(&["clippy", "--locked", "--workspace", "--all-targets", "--", "--deny", "warnings"])
    })?;
    tools::need(workspace, &tools::DENY)?;
    step("Licences, sources and bans of dependencies", || {
        let deny = workspace.tools().join("bin/cargo-deny");
        let arguments = ["--locked", "--workspace", "check", "--hide-inclusion-graph", "bans", "licenses", "sources"];
        succeed(&mut workspace.program(deny, &arguments))
    })?;
    step("Documentation, warnings denied", || {
        let mut doc = workspace.cargo(&["doc", "--quiet", "--locked", "--no-deps", "--workspace"]);
        succeed(doc.env("RUSTDOCFLAGS", "--deny warnings"))
    })?;
    let built = step("Build the programs and the tests", || programs(workspace))?;
    let (ends, inner): (Vec<_>, Vec<_>) = built.iter().partition(|program| program.name == "e2e");
    step("Tests of each crate, tidy, and tests across crates", || {
        inner.iter().try_for_each(|program| count(&mut command(workspace, program), tally))
    })?;
    // Cargo resolves features anew for these, some three minutes of compiling: not for nothing.
    if documentation_has_examples(workspace)? {
        step("Examples in the documentation", || {
            let mut doc = workspace.cargo(&["test", "--locked", "--workspace", "--doc", "--", "--show-output"]);
            count(&mut doc, tally)
        })?;
    }
    tools::need(workspace, &tools::DRIVER)?;
    step("The browser and the window, end to end", || {
        ends.iter().try_for_each(|program| count(&mut command(workspace, program), tally))
    })
}

/// Whether any comment of a crate shows code.
fn documentation_has_examples(workspace: &Workspace) -> Result<bool, Failure> {
    let shown =
        |text: &str| text.lines().any(|line| ["/// ```", "//! ```"].iter().any(|fence| line.trim().starts_with(fence)));
    for name in ["domain", "ledger", "audit", "sync", "clinic", "hub", "tests"] {
        for file in files(&workspace.root.join(name).join("src"))? {
            if fs::read_to_string(file).is_ok_and(|text| shown(&text)) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Compiles every program and every test in one go (so that cargo resolves features once) and lists the tests.
///
/// # Errors
/// Where something does not compile.
pub(crate) fn programs(workspace: &Workspace) -> Result<Vec<Program>, Failure> {
    let mut cargo = workspace.cargo(&["build", "--locked", "--workspace", "--all-targets"]);
    cargo.arg("--message-format=json-render-diagnostics");
    let mut built = Vec::new();
    let success =
        each_line(&mut cargo, |text| built.extend(serde_json::from_str(text).ok().and_then(|said| test_of(&said))))?;
    if !success {
        return Err(Failure::Program { command: line(&cargo), outcome: "an error".into() });
    }
    Ok(built)
}

/// The test program that a message of cargo's announces, if it does.
fn test_of(said: &Value) -> Option<Program> {
    if said["reason"] != "compiler-artifact" || said["profile"]["test"] != true {
        return None;
    }
    let manifest = PathBuf::from(said["manifest_path"].as_str()?);
    Some(Program {
        name: said["target"]["name"].as_str()?.to_owned(),
        folder: manifest.parent()?.to_path_buf(),
        path: PathBuf::from(said["executable"].as_str()?),
    })
}

/// How a test program is started: in its package's folder, as cargo would, and told where programs and tools lie.
pub(crate) fn command(workspace: &Workspace, program: &Program) -> Command {
    let mut command = workspace.program(&program.path, &["--show-output"]);
    command.current_dir(&program.folder).env("CARGO_MANIFEST_DIR", &program.folder);
    command.env("CARGO_TARGET_DIR", &workspace.target);
    command.env("FIELDCHART_BIN", workspace.binaries()).env("FIELDCHART_TOOLS", workspace.tools().join("bin"));
    command
}

/// Runs tests, shows what they print and adds it up.
fn count(command: &mut Command, tally: &mut Tally) -> Result<(), Failure> {
    let mut listener = Listener::default();
    let success = each_line(command, |text| {
        listener.hear(text);
        if listener.worth_showing(text) {
            println!("{text}");
        }
    })?;
    listener.add_to(tally);
    if success { Ok(()) } else { Err(Failure::Program { command: line(command), outcome: "failures".into() }) }
}

/// Runs a program and hands over each line of its standard output as it comes; whether it succeeded.
fn each_line(command: &mut Command, mut hear: impl FnMut(&str)) -> Result<bool, Failure> {
    let started = format!("starting `{}`", line(command));
    let mut child = command.stdout(Stdio::piped()).spawn().attempt(&started)?;
    if let Some(output) = child.stdout.take() {
        let mut output = BufReader::new(output);
        let mut bytes = Vec::new();
        // Not `lines()`: a test may print bytes that are no text.
        while output.read_until(b'\n', &mut bytes).attempt(&started)? > 0 {
            hear(String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']));
            bytes.clear();
        }
    }
    Ok(child.wait().attempt(&started)?.success())
}

/// Follows the output of test programs (libtest with `--show-output`).
#[derive(Debug, Default)]
struct Listener {
    tally: Tally,
    /// Skips heard since the last result line; libtest has them among the passed.
    skips: u64,
    /// Whether the test whose output is being shown has said already that it skips.
    said: bool,
    /// Whether the output of tests that passed is being listed.
    passed: bool,
}

impl Listener {
    fn hear(&mut self, text: &str) {
        match text {
            "successes:" => self.passed = true,
            "failures:" => self.passed = false,
            _ => {}
        }
        if text.starts_with("---- ") {
            self.said = false;
        } else if text.starts_with("SKIP:") && !self.said {
            self.said = true;
            self.skips += 1;
        } else if let Some(result) = text.strip_prefix("test result: ") {
            let number = |word: &str| number_before(result, word);
            let skips = self.skips.min(number("passed"));
            self.tally.passed += number("passed") - skips;
            self.tally.failed += number("failed");
            self.tally.skipped += number("ignored") + skips;
            (self.skips, self.said, self.passed) = (0, false, false);
        }
    }

    /// Whether a person wants to read the line just heard: of what passed, only the skips, so that failures stand out.
    fn worth_showing(&self, text: &str) -> bool {
        !self.passed || text.starts_with("SKIP:")
    }

    fn add_to(&self, tally: &mut Tally) {
        tally.passed += self.tally.passed;
        tally.failed += self.tally.failed;
        tally.skipped += self.tally.skipped;
    }
}

/// The number before a word, as in `ok. 3 passed; 0 failed`; zero where the word is not there.
fn number_before(text: &str, word: &str) -> u64 {
    let words: Vec<&str> = text.split([' ', ';']).filter(|word| !word.is_empty()).collect();
    words.windows(2).find(|pair| pair[1] == word).and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(output: &str) -> Tally {
        let mut listener = Listener::default();
        output.lines().for_each(|text| listener.hear(text));
        listener.tally
    }

    #[test]
    fn results_of_several_programs_add_up() {
        let output = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
                      test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(heard(output), Tally { passed: 5, failed: 1, skipped: 1 });
    }

    #[test]
    fn of_what_passed_only_skips_are_shown() {
        let output = "successes:\n---- a stdout ----\nchatter\nSKIP: no data\nsuccesses:\n    a\n\nfailures:\n---- b stdout ----\nwhy";
        let mut listener = Listener::default();
        let mut shown = Vec::new();
        for text in output.lines() {
            listener.hear(text);
            shown.extend(listener.worth_showing(text).then_some(text));
        }
        assert_eq!(shown, ["SKIP: no data", "failures:", "---- b stdout ----", "why"]);
    }

    #[test]
    fn a_test_that_says_so_twice_is_skipped_once() {
        let output = "successes:\n\n---- a stdout ----\nSKIP: no data\nSKIP: really\n\n---- b stdout ----\nSKIP: no data\n\n\
                      test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(heard(output), Tally { passed: 1, failed: 0, skipped: 2 });
    }
}
