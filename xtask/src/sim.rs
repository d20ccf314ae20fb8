//! `cargo xtask sim`: the simulator of many devices (tests/sim) on as many seeds as one likes.
//! In scope: building it and telling it which.  Not here: the thousand seeds of the test command, which it runs by itself.

use crate::step::{Failure, Workspace, step, succeed};
use crate::ui;

/// Seeds, where nothing is said.
const SEEDS: u64 = 1_000;

/// Runs so many seeds from a first one on. The lowest that fails is told with what happened in it.
///
/// # Errors
/// Where a word is not understood, the program does not build, or a seed fails.
pub(crate) fn sim(workspace: &Workspace, words: &[&str]) -> Result<(), Failure> {
    let (mut seeds, mut first) = (SEEDS, 0);
    let unclear = |word: &str| Failure::Plain(format!("sim: {word:?}? It is `sim --seeds N --first S`"));
    for pair in words.chunks(2) {
        let [name, number] = pair else { return Err(unclear(pair[0])) };
        let number: u64 = number.parse().map_err(|_| unclear(number))?;
        match *name {
            "--seeds" => seeds = number,
            "--first" => first = number,
            other => return Err(unclear(other)),
        }
    }
    ui::build(workspace)?;
    let test =
        ["test", "--locked", "--package=tests", "--test=sim", "--", "--nocapture", "--exact", "every_seed_agrees"];
    let mut cargo = workspace.cargo(&test);
    cargo.env("FIELDCHART_SIM", format!("{first}+{seeds}"));
    step(format_args!("Simulate {seeds} seeds from {first} on"), || succeed(&mut cargo))
}
