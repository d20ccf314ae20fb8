//! A whole export (docs/formats/entry-v1.md, "Export"): the operation, every log, and nothing else.
//! In scope: the layout and the order of the checks.  Not here: one log's bytes (`scan`), signatures (`member`).

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use crate::fault::{Fault, Findings};
use crate::member;
use crate::note::{Id, Trust, parse_id};
use crate::redaction;
use crate::report::{LogReport, Report};
use crate::scan::{Folder, Scan};
use crate::source::Source;

const OPERATION_FILE: &str = "operation";
/// An id in hex and a newline.
const OPERATION_BYTES_MAX: u64 = 64;

/// Judges an export against a root key. Whatever is wrong with the files is in the report.
///
/// # Errors
/// The source cannot be listed at all.
pub fn verify_export(source: &dyn Source, trust: &Trust) -> io::Result<Report> {
    let mut findings = Findings::of_folder();
    let mut folders: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut has_operation = false;
    for path in source.list()? {
        match path.strip_prefix("logs/").and_then(|rest| rest.split_once('/')) {
            Some((log, file)) if parse_log_name(log).is_some() => {
                folders.entry(log.to_owned()).or_default().insert(file.to_owned());
            }
            _ if path == OPERATION_FILE => has_operation = true,
            _ => findings.push(None, &path, Fault::Stray),
        }
    }
    judge_operation(source, has_operation, trust, &mut findings);
    if folders.is_empty() {
        findings.push(None, "logs", Fault::NoLogs);
    }
    let mut scans = Vec::new();
    for (name, files) in folders {
        let Some((device, incarnation)) = parse_log_name(&name) else { continue };
        let ids = [trust.operation, device, incarnation].map(hex::encode);
        let origin = format!("fieldchart/{}/{}/{}", ids[0], ids[1], ids[2]);
        match Scan::run(Folder { source, name, device, origin, files }) {
            Ok(scan) => scans.push(scan),
            Err(fatal) => findings.append(fatal),
        }
    }
    let (registry, folder) = member::judge(&mut scans, trust);
    findings.append(folder);
    let redacted = redaction::judge(&mut scans, &registry);
    let logs = scans.iter().zip(redacted).map(|(scan, redacted)| LogReport::of(scan, redacted)).collect();
    for scan in scans {
        findings.append(scan.findings);
    }
    let (faults, incomplete) = findings.split();
    Ok(Report::new(logs, faults, incomplete))
}

fn judge_operation(source: &dyn Source, present: bool, trust: &Trust, findings: &mut Findings) {
    let expected = hex::encode(trust.operation);
    let fault = match source.read(OPERATION_FILE, OPERATION_BYTES_MAX) {
        _ if !present => Fault::Missing,
        Err(error) => Fault::Unreadable { reason: error.to_string() },
        Ok(bytes) if bytes == format!("{expected}\n").as_bytes() => return,
        Ok(_) => Fault::Operation { expected },
    };
    findings.push(None, OPERATION_FILE, fault);
}

/// `<device>-<incarnation>`, both in hex.
fn parse_log_name(name: &str) -> Option<(Id, Id)> {
    let (device, incarnation) = name.split_once('-')?;
    Some((parse_id(device)?, parse_id(incarnation)?))
}
