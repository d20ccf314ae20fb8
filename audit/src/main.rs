//! `fieldchart-audit`: judges an export from the command line. Exit 0 whole, 1 found wanting, 2 wrong use.
//! In scope: arguments, the folder on disk, words.  Not here: any judgement (the library).

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use audit::{LogKey, Report, Source, Trust};
use clap::{Args, Parser, Subcommand};

/// Verifies Fieldchart's journals, independently of the program that wrote them.
#[derive(Parser)]
#[command(name = "fieldchart-audit", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check every byte of an export.
    Verify(Verify),
}

#[derive(Args)]
struct Verify {
    /// The exported folder.
    dir: PathBuf,
    /// File with the operation's root public key (`fieldchart trust-keys`), kept outside the folder.
    #[arg(long, required_unless_present = "plain", conflicts_with = "plain")]
    trust: Option<PathBuf>,
    /// The folder is any tlog-tiles log.
    #[arg(long, requires = "vkey")]
    plain: bool,
    /// The plain log's verifier key.
    #[arg(long, requires = "plain")]
    vkey: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    let Command::Verify(verify) = Arguments::parse().command;
    match judge(&verify) {
        Ok(report) => {
            print(&report, verify.json);
            if report.ok { ExitCode::SUCCESS } else { ExitCode::from(1) }
        }
        Err(e) => {
            eprintln!("fieldchart-audit: {e}");
            ExitCode::from(2)
        }
    }
}

fn judge(verify: &Verify) -> Result<Report, String> {
    let dir = verify.dir.canonicalize().map_err(|e| format!("{}: {e}", verify.dir.display()))?;
    let folder = Folder(dir.clone());
    if let Some(vkey) = &verify.vkey {
        return Ok(audit::verify_plain(&folder, &LogKey::parse(vkey).map_err(|e| e.to_string())?));
    }
    let path = verify.trust.as_ref().ok_or("--trust KEYFILE is missing")?;
    let path = path.canonicalize().map_err(|e| format!("{}: {e}", path.display()))?;
    if path.starts_with(&dir) {
        return Err("the key file lies inside the audited folder; it must come from elsewhere".to_owned());
    }
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(audit::verify(&folder, &Trust::parse(&text).map_err(|e| e.to_string())?))
}

fn print(report: &Report, json: bool) {
    if json {
        println!("{}", serde_json::to_string(report).unwrap_or_default());
        return;
    }
    for log in &report.logs {
        let classes: Vec<String> = log.classes.iter().map(|(class, n)| format!("{n} {class}")).collect();
        println!("{}\n  {} entries, {} bodies hashed, root {}", log.origin, log.size, log.bodies, log.root);
        println!("  {}", classes.join(", "));
        if log.newer > 0 {
            println!("  {} of a kind that needs a newer verifier: bytes checked, meaning not", log.newer);
        }
    }
    for finding in &report.faults {
        println!("FAULT {finding}");
    }
    for finding in &report.gaps {
        println!("incomplete: {finding}");
    }
    println!(
        "{}",
        match (report.faults.len(), report.gaps.len()) {
            (0, 0) => "Whole: every byte agrees with the signed digest.".to_owned(),
            (0, _) => "The result is incomplete.".to_owned(),
            (n, _) => format!("{n} faults: this export is not what was signed."),
        }
    );
}

/// A folder on disk. Links are listed as files, never followed.
struct Folder(PathBuf);

impl Source for Folder {
    fn list(&self) -> io::Result<Vec<String>> {
        let mut out = Vec::new();
        walk(&self.0, &self.0, &mut out)?;
        Ok(out)
    }

    fn read(&self, path: &str, bytes_max: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(self.0.join(path))?.take(bytes_max + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > bytes_max { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
    }
}

fn walk(root: &Path, folder: &Path, out: &mut Vec<String>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            walk(root, &entry.path(), out)?;
        } else {
            out.push(entry.path().strip_prefix(root).unwrap_or(&entry.path()).to_string_lossy().into_owned());
        }
    }
    Ok(())
}
