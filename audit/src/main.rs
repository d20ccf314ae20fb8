//! The command `fieldchart-audit`: verify an export, or any tlog-tiles log; count what it discloses; judge receipts; compare.
//! In scope: arguments, keys from outside the audited folder, exit codes (0 verified, 1 wrong or incomplete, 2 usage).
//! Not here: any judgement (the library).

mod directory;

use std::fmt::Display;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use audit::{
    Compared, Demands, Fault, JudgedProof, JudgedReceipt, KeyFault, LogKey, Policy, PolicyFault, Report, Trust,
};
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
        #[command(flatten)]
        asked: Asked,
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
    },
    /// Check that an entry is in a log, by a receipt that `fieldchart prove` wrote
    Receipt {
        /// The receipt
        receipt: PathBuf,
        /// The entry's leaf hash, 64 hex digits
        #[arg(long, value_name = "HEX")]
        leaf: String,
        /// The log's verifier key, name+id+base64
        #[arg(long, value_name = "KEY")]
        vkey: String,
        #[command(flatten)]
        asked: Asked,
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
    },
    /// Compare two exports of one operation, or one with a fork's proof that a laptop saved: does either contradict the other?
    Compare {
        /// The first export
        first: PathBuf,
        /// The second, or the file with the proof
        second: PathBuf,
        /// File with the line that `fieldchart trust-keys` prints; it must lie outside both
        #[arg(long, value_name = "KEYFILE")]
        trust: PathBuf,
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

/// What is asked of checkpoints beyond the files agreeing with them.
#[derive(clap::Args, Default)]
struct Asked {
    /// An older digest (a signed checkpoint), kept outside: what it covers must still be there, unchanged
    #[arg(long, value_name = "FILE")]
    digest: Option<PathBuf>,
    /// Whose signatures a checkpoint needs (c2sp.org/tlog-policy)
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Pass over signature lines that no known key verifies, rather than refuse them
    #[arg(long)]
    allow_unknown_signatures: bool,
}

impl Asked {
    /// Reads what is asked; none of it may lie in the folder to be judged.
    fn read(&self, root: Option<&Path>) -> Result<Demands, UsageError> {
        let read = |path: &PathBuf| {
            let file = resolve(path)?;
            if root.is_some_and(|root| file.starts_with(root)) {
                return Err(UsageError::KeyInside { path: path.clone() });
            }
            read_at_most(&file, audit::POLICY_BYTES_MAX)
        };
        let policy = self.policy.as_ref().map(|path| Ok::<_, UsageError>(Policy::parse(&read(path)?)?)).transpose()?;
        let digest = self.digest.as_ref().map(read).transpose()?;
        Ok(Demands { policy, digest, allow_unknown_signatures: self.allow_unknown_signatures })
    }
}

fn read_at_most(path: &Path, bytes: u64) -> Result<Vec<u8>, UsageError> {
    let at = |source| UsageError::Path { path: path.to_owned(), source };
    let mut read = Vec::new();
    fs::File::open(path).and_then(|file| file.take(bytes + 1).read_to_end(&mut read)).map_err(at)?;
    if read.len() as u64 > bytes {
        return Err(at(io::Error::other("it is too long to be what was asked for")));
    }
    Ok(read)
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
    /// The policy is malformed.
    #[error(transparent)]
    Policy(#[from] PolicyFault),
    /// A leaf hash given is malformed.
    #[error("{0:?} is not a leaf hash of 64 hex digits")]
    Leaf(String),
    /// A file is not the receipt it should be.
    #[error("{path} is no receipt: {fault}")]
    Receipt { path: PathBuf, fault: Fault },
    /// The arguments do not fit together.
    #[error("give either an export and --trust, or --plain and --vkey")]
    Arguments,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Verify { export, trust, plain, vkey, asked, json } => {
            verify(export, trust, plain, vkey, &asked).map(|report| print(&report, report.ok, json))
        }
        Command::Receipt { receipt, leaf, vkey, asked, json } => {
            judge_receipt(&receipt, &leaf, &vkey, &asked).map(|judged| print(&judged, judged.ok, json))
        }
        Command::Compare { first, second, trust, json } => {
            if second.is_file() {
                judge_fork(&first, &second, &trust).map(|judged| print(&judged, judged.ok, json))
            } else {
                compare(&first, &second, &trust).map(|compared| print(&compared, compared.ok, json))
            }
        }
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
    asked: &Asked,
) -> Result<Report, UsageError> {
    match (export, trust, plain, vkey) {
        (Some(export), Some(trust), None, None) => {
            let demands = asked.read(Some(&resolve(&export)?))?;
            judge_export(&export, &trust, |folder, trust| audit::verify_export(folder, trust, &demands))
        }
        (None, None, Some(plain), Some(vkey)) => {
            let (root, key) = (resolve(&plain)?, LogKey::parse(&vkey)?);
            let demands = asked.read(Some(&root))?;
            let judged = audit::verify_plain(&Directory { root }, &key, &demands);
            judged.map_err(|source| UsageError::Path { path: plain, source })
        }
        _ => Err(UsageError::Arguments),
    }
}

/// Judges an export by keys from outside it.
fn judge_export<T>(
    export: &Path,
    trust: &Path,
    judge: impl FnOnce(&Directory, &Trust) -> io::Result<T>,
) -> Result<T, UsageError> {
    let root = resolve(export)?;
    let trust = read_trust(trust, &[&root])?;
    let judged = judge(&Directory { root }, &trust);
    judged.map_err(|source| UsageError::Path { path: export.to_owned(), source })
}

fn read_trust(trust: &Path, outside: &[&Path]) -> Result<Trust, UsageError> {
    let key_file = resolve(trust)?;
    if outside.iter().any(|root| key_file.starts_with(root)) {
        return Err(UsageError::KeyInside { path: trust.to_owned() });
    }
    let line = fs::read_to_string(&key_file).map_err(|source| UsageError::Path { path: key_file, source })?;
    Ok(Trust::parse(&line)?)
}

fn judge_receipt(path: &Path, leaf: &str, vkey: &str, asked: &Asked) -> Result<JudgedReceipt, UsageError> {
    let mut hash = [0; 32];
    hex::decode_to_slice(leaf, &mut hash).map_err(|_| UsageError::Leaf(leaf.to_owned()))?;
    let text = read_at_most(path, audit::RECEIPT_BYTES_MAX)?;
    let judged = audit::judge_receipt(&text, &hash, &LogKey::parse(vkey)?, &asked.read(None)?, |_| Vec::new());
    judged.map_err(|fault| UsageError::Receipt { path: path.to_owned(), fault })
}

fn compare(first: &Path, second: &Path, trust: &Path) -> Result<Compared, UsageError> {
    let roots = [resolve(first)?, resolve(second)?];
    let trust = read_trust(trust, &[&roots[0], &roots[1]])?;
    let [one, two] = roots.map(|root| Directory { root });
    let compared = audit::compare(&one, &two, &trust);
    compared.map_err(|source| UsageError::Path { path: first.to_owned(), source })
}

fn judge_fork(export: &Path, proof: &Path, trust: &Path) -> Result<JudgedProof, UsageError> {
    let text = read_at_most(proof, audit::FORK_BYTES_MAX)?;
    judge_export(export, trust, |folder, trust| audit::judge_fork(folder, trust, &String::from_utf8_lossy(&text)))
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
