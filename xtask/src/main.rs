//! `cargo xtask`: the commands a developer needs, set-up included.
//! In scope: reading the command line and naming the commands.  Not here: how each is done (one module each).

mod bench;
mod check;
mod fuzz;
mod page;
mod room;
mod run;
mod screens;
mod sim;
mod step;
mod system;
mod test;
mod tools;
mod ui;
mod wasm;

use std::process::ExitCode;

use step::{Failure, Workspace};

const HELP: &str = "\
cargo xtask <command>

  run [--check]            install what is missing, build, open the desktop window
                           (--check: open it unseen, wait for the first screen, close it)
  test                     every check and every test, as CI runs them
  screens                  a picture of every screen, in target/screens
  bench [ledger|clinic|sync] figures beside their yardsticks
  fuzz [TARGET] [--seconds N]
                           look for bytes that break a reader of foreign bytes, a minute each
  ui                       build the browser's half into ui/dist, and the auditor's page into target/audit-page
  room                     both commands above in a bare Debian 12 (needs root)
  sim [--seeds N] [--first S]
                           the simulator of many devices, everything in it drawn from a number: N of them, from S on";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match perform(&words) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Carries out one command line.
fn perform(words: &[&str]) -> Result<ExitCode, Failure> {
    let workspace = Workspace::find()?;
    match words {
        ["run"] => run::run(&workspace, false)?,
        ["run", "--check"] => run::run(&workspace, true)?,
        ["test"] => return Ok(test::test(&workspace)),
        ["screens"] => screens::screens(&workspace)?,
        ["bench"] => bench::bench(&workspace, &["ledger", "clinic", "sync"])?,
        ["bench", name @ ("ledger" | "clinic" | "sync")] => bench::bench(&workspace, &[name])?,
        ["fuzz", rest @ ..] => fuzz::fuzz(&workspace, rest)?,
        ["ui"] => ui::build(&workspace)?,
        ["room"] => room::room(&workspace)?,
        ["sim", rest @ ..] => sim::sim(&workspace, rest)?,
        ["help" | "--help" | "-h"] => println!("{HELP}"),
        _ => {
            eprintln!("{HELP}");
            return Ok(ExitCode::from(2));
        }
    }
    Ok(ExitCode::SUCCESS)
}
