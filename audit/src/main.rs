//! The command `fieldchart-audit`: verify an export, or any tlog-tiles log.
//! In scope: arguments, keys from outside the audited folder, exit codes (0 verified, 1 wrong or incomplete, 2 usage).
//! Not here: any judgement (the library).

mod directory;

use std::fmt::Display;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use audit::{KeyFault, LogKey, Report, Trust};
use clap::{Parser, Subcommand};
use directory::Directory;
use serde::Serialize;

/// The independent verifier of Fieldchart's journal.
#[derive(Parser)]
#[command(name = "fieldchart-audit", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check every byte of an export, or of any tlog-tiles log
    Verify {
        /// The export, as `fieldchart export-audit` wrote it
        #[arg(required_unless_present = "plain", conflicts_with = "plain", requires = "trust")]
        export: Option<PathBuf>,
        /// File with the line that `fieldchart trust-keys` prints; it must not lie inside the export
        #[arg(long, value_name = "KEYFILE", conflicts_with = "plain")]
        trust: Option<PathBuf>,
        /// Any tlog-tiles log, instead of an export
        #[arg(long, value_name = "DIR", requires = "vkey")]
        plain: Option<PathBuf>,
        /// That log's verifier key, name+id+base64
        #[arg(long, value_name = "KEY", requires = "plain")]
        vkey: Option<String>,
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
    },
    /// Check an export and count a report that it discloses, without reading anybody's chart
    Tally {
        /// The export, as `fieldchart export-audit --disclose` wrote it
        export: PathBuf,
        /// File with the line that `fieldchart trust-keys` prints; it must not lie inside the export
        #[arg(long, value_name = "KEYFILE")]
        trust: PathBuf,
        /// Which report
        #[arg(long, value_parser = audit::REPORTS)]
        report: String,
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
    },
    /// Check an export and list the dispensings that a seed draws
    Sample {
        /// The export, as `fieldchart export-audit --seed --sample` wrote it
        export: PathBuf,
        /// File with the line that `fieldchart trust-keys` prints; it must not lie inside the export
        #[arg(long, value_name = "KEYFILE")]
        trust: PathBuf,
        /// The seed, as it was named after the digest
        #[arg(long)]
        seed: String,
        /// How many are drawn
        #[arg(short, value_name = "N")]
        n: u64,
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
    },
}

/// Why nothing could be judged.
#[derive(Debug, thiserror::Error)]
enum UsageError {
    /// A path given cannot be read.
    #[error("{path}: {source}")]
    Path { path: PathBuf, source: io::Error },
    /// The trust file lies in the folder it is to judge.
    #[error("{path} lies inside the audited folder: a key must come from outside it")]
    KeyInside { path: PathBuf },
    /// A key given is malformed.
    #[error(transparent)]
    Key(#[from] KeyFault),
    /// The arguments do not fit together.
    #[error("give either an export and --trust, or --plain and --vkey")]
    Arguments,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Verify { export, trust, plain, vkey, json } => verify(export, trust, plain, vkey, json),
        Command::Tally { export, trust, report, json } => {
            judge_export(&export, &trust, |folder, trust| audit::tally(folder, trust, &report))
                .map(|tally| print(&tally, tally.ok, json))
        }
        Command::Sample { export, trust, seed, n, json } => {
            judge_export(&export, &trust, |folder, trust| audit::sample(folder, trust, &seed, n))
                .map(|drawn| print(&drawn, drawn.ok, json))
        }
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("fieldchart-audit: {error}");
            ExitCode::from(2)
        }
    }
}

fn verify(
    export: Option<PathBuf>,
    trust: Option<PathBuf>,
    plain: Option<PathBuf>,
    vkey: Option<String>,
    json: bool,
) -> Result<ExitCode, UsageError> {
    let report = match (export, trust, plain, vkey) {
        (Some(export), Some(trust), None, None) => judge_export(&export, &trust, |f, t| audit::verify_export(f, t)),
        (None, None, Some(plain), Some(vkey)) => judge_plain(&plain, &vkey),
        _ => Err(UsageError::Arguments),
    }?;
    Ok(print(&report, report.ok, json))
}

/// Judges an export by keys from outside it.
fn judge_export<T>(
    export: &Path,
    trust: &Path,
    judge: impl FnOnce(&Directory, &Trust) -> io::Result<T>,
) -> Result<T, UsageError> {
    let (root, key_file) = (resolve(export)?, resolve(trust)?);
    if key_file.starts_with(&root) {
        return Err(UsageError::KeyInside { path: trust.to_owned() });
    }
    let line = fs::read_to_string(&key_file).map_err(|source| UsageError::Path { path: key_file, source })?;
    let trust = Trust::parse(&line)?;
    let judged = judge(&Directory { root }, &trust);
    judged.map_err(|source| UsageError::Path { path: export.to_owned(), source })
}

fn judge_plain(plain: &Path, vkey: &str) -> Result<Report, UsageError> {
    let key = LogKey::parse(vkey)?;
    let judged = audit::verify_plain(&Directory { root: resolve(plain)? }, &key);
    judged.map_err(|source| UsageError::Path { path: plain.to_owned(), source })
}

/// The true place of a path, links followed.
fn resolve(path: &Path) -> Result<PathBuf, UsageError> {
    fs::canonicalize(path).map_err(|source| UsageError::Path { path: path.to_owned(), source })
}

fn print(result: &(impl Serialize + Display), ok: bool, json: bool) -> ExitCode {
    let mut out = io::stdout().lock();
    let printed = if json {
        serde_json::to_writer_pretty(&mut out, result).map_err(io::Error::from).and_then(|()| writeln!(out))
    } else {
        write!(out, "{result}")
    };
    match printed {
        Ok(()) if ok => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}
