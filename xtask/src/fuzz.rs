//! `cargo xtask fuzz`: libFuzzer over the readers of foreign bytes (fuzz/targets.rs), with stable Rust.
//! Source: what cargo-fuzz passes to rustc; none of it needs a nightly compiler once the sanitizers are left out, since
//! `-C passes` and `-C llvm-args` are stable.  In scope: building, running each target.  Not here: the seeds (tests/it/fuzz.rs).

use std::fs;
use std::path::Path;

use crate::step::{Attempt, Failure, Workspace, answer, step, succeed};

/// How long one target is tried, where nothing is said.
const SECONDS: u32 = 60;

/// LLVM's coverage pass as libFuzzer reads it, and the instrumented crates each in one piece.
const FLAGS: [&str; 7] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
    "--cfg=fuzzing",
];

/// Fuzzes one target or all. What breaks one is left in target/fuzz/TARGET/broken.
///
/// # Errors
/// Where a word is not understood, the program does not build, or a target broke.
pub(crate) fn fuzz(workspace: &Workspace, words: &[&str]) -> Result<(), Failure> {
    // Each target is a folder of seeds, and a function in fuzz/targets.rs.
    let known = folders(&workspace.root.join("fuzz/corpus"))?;
    let unclear = |word: &str| Failure::Plain(format!("fuzz: {word:?}? The targets are {}", known.join(", ")));
    let seconds = |text: &str| text.parse().map_err(|_| unclear(text));
    let (targets, seconds): (Vec<&str>, u32) = match words {
        [] => (known.iter().map(String::as_str).collect(), SECONDS),
        ["--seconds", n] => (known.iter().map(String::as_str).collect(), seconds(n)?),
        [target] => (vec![*target], SECONDS),
        [target, "--seconds", n] => (vec![*target], seconds(n)?),
        [.., word] => return Err(unclear(word)),
    };
    if let Some(unknown) = targets.iter().find(|target| known.iter().all(|known| known != *target)) {
        return Err(unclear(unknown));
    }
    let folder = workspace.target.join("fuzz");
    // Named, so that the flags reach the crates alone and not what runs while they are built.
    let version = answer(&mut workspace.program("rustc", &["--version", "--verbose"])).unwrap_or_default();
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.ok_or_else(|| Failure::Plain("rustc does not name its host".into()))?;
    step("Build the fuzzing program", || {
        let arguments = ["build", "--locked", "--release", "--manifest-path", "fuzz/Cargo.toml", "--target", host];
        let mut cargo = workspace.cargo(&arguments);
        succeed(cargo.env("CARGO_TARGET_DIR", &folder).env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}")))
    })?;
    let program = folder.join(host).join("release/fuzz");
    for target in targets {
        step(format_args!("Fuzz {target} for {seconds} s"), || one(workspace, &program, &folder, target, seconds))?;
    }
    Ok(())
}

/// Names of the folders in a folder, in order.
fn folders(folder: &Path) -> Result<Vec<String>, Failure> {
    let entries = fs::read_dir(folder).attempt(format_args!("reading {}", folder.display()))?;
    let mut names: Vec<String> =
        entries.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned())).collect();
    names.sort_unstable();
    Ok(names)
}

fn one(workspace: &Workspace, program: &Path, folder: &Path, target: &str, seconds: u32) -> Result<(), Failure> {
    let (found, broken) = (folder.join(target).join("found"), folder.join(target).join("broken"));
    for folder in [&found, &broken] {
        fs::create_dir_all(folder).attempt(format_args!("making {}", folder.display()))?;
    }
    let time = format!("-max_total_time={seconds}");
    let artifacts = format!("-artifact_prefix={}/", broken.display());
    let limits = ["-timeout=10", "-rss_limit_mb=1024", "-max_len=65536", "-verbosity=0", "-print_final_stats=1"];
    let mut run = workspace.program(program, &[&time, &artifacts]);
    run.args(limits).arg(found).arg(workspace.root.join("fuzz/corpus").join(target));
    succeed(run.env("FIELDCHART_FUZZ_TARGET", target))
}
