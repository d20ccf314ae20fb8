//! The second verifier (tests/judges) on exports built here: what one refuses the other must refuse.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use audit::{Demands, Memory, Report, verify_export};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

use crate::builder::*;

/// What is said of an export.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Whole,
    Incomplete,
    Wrong,
}

impl Verdict {
    pub(crate) fn of(report: &Report) -> Self {
        match (report.faults.is_empty(), report.incomplete.is_empty()) {
            (true, true) => Self::Whole,
            (true, false) => Self::Incomplete,
            (false, _) => Self::Wrong,
        }
    }
}

/// Writes an export below a folder, and the trust line beside it.
pub(crate) fn write_to(folder: &Path, files: &Memory) -> (PathBuf, PathBuf) {
    let (out, key) = (folder.join("out"), folder.join("trust"));
    for (path, bytes) in &files.files {
        let path = out.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let line = format!("fieldchart-root+{}+{}\n", hex::encode(OPERATION), STANDARD.encode(public("root")));
    fs::write(&key, line).unwrap();
    (out, key)
}

/// What the second verifier says.
fn second(files: &Memory, words: &[&str]) -> (Verdict, Value) {
    let temp = tempfile::tempdir().unwrap();
    let (out, key) = write_to(temp.path(), files);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/judges/doors.py");
    let mut python = Command::new("/usr/bin/python3");
    python.arg("-B").arg(script).arg(words[0]).arg(out).arg("--trust").arg(key).arg("--json").args(&words[1..]);
    let output = python.output().unwrap();
    let said: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("it says nothing: {}", String::from_utf8_lossy(&output.stderr)));
    let none = |name: &str| said[name].as_array().unwrap().is_empty();
    let verdict = match (none("faults"), none("incomplete")) {
        (true, true) => Verdict::Whole,
        (true, false) => Verdict::Incomplete,
        (false, _) => Verdict::Wrong,
    };
    (verdict, said)
}

/// Judges by both, which must agree.
#[track_caller]
pub(crate) fn judge(files: &Memory) -> Report {
    let report = verify_export(files, &trust(), &Demands::default()).unwrap();
    let (verdict, said) = second(files, &["verify"]);
    assert_eq!(verdict, Verdict::of(&report), "{report}\n{said:#}");
    report
}

/// Counts what was dispensed by both, which must agree on the verdict, and on the numbers where it is good.
#[track_caller]
pub(crate) fn tally(files: &Memory) -> audit::Tally {
    let tally = audit::tally(files, &trust(), "dispensed").unwrap();
    let (verdict, said) = second(files, &["tally", "--report", "dispensed"]);
    assert_eq!(verdict, Verdict::of(&tally.export), "{tally}\n{said:#}");
    if tally.ok {
        let ours = serde_json::to_value(&tally).unwrap();
        assert_eq!((&said["entries"], &said["totals"]), (&ours["entries"], &ours["totals"]));
    }
    tally
}
