//! A whole export (docs/formats/entry-v1.md, "Export"): the operation, every log, and nothing else.
//! In scope: the layout and the order of the checks.  Not here: one log's bytes (`scan`), signatures (`member`).

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use crate::demands::Demands;
use crate::disclosure;
use crate::fault::{Fault, Findings};
use crate::heads;
use crate::member::{self, Registry};
use crate::note::{Id, Trust, parse_decimal, parse_id};
use crate::redaction::{self, Dropped};
use crate::report::{LogReport, Redacted, Report};
use crate::scan::{Folder, Scan};
use crate::source::Source;

const OPERATION_FILE: &str = "operation";
/// An id in hex and a newline.
const OPERATION_BYTES_MAX: u64 = 64;

/// What judging an export gives, before its disclosures are looked at.
pub(crate) struct Judged<'s> {
    pub(crate) source: &'s dyn Source,
    pub(crate) operation: Id,
    pub(crate) scans: Vec<Scan<'s>>,
    pub(crate) dropped: Dropped,
    /// Names of the disclosures, as their files say them.
    pub(crate) disclosures: BTreeSet<String>,
    pub(crate) findings: Findings,
    redactions: Vec<Vec<Redacted>>,
    pub(crate) registry: Registry,
    /// What was proven beyond the files agreeing with their checkpoints.
    proven: Vec<String>,
}

/// Judges an export against a root key and what is demanded, its disclosures too. Whatever is wrong is in the report.
///
/// # Errors
/// The source cannot be listed at all.
pub fn verify_export(source: &dyn Source, trust: &Trust, demands: &Demands) -> io::Result<Report> {
    let mut judged = judge(source, trust, demands)?;
    judged.hold_digest(demands);
    for name in judged.disclosures.clone() {
        disclosure::judge(&mut judged, &name, &mut |_| ());
    }
    Ok(judged.into_report())
}

impl Judged<'_> {
    /// Whether anything was found to be wrong, rather than merely not checked.
    pub(crate) fn any_wrong(&self) -> bool {
        self.findings.any_wrong() || self.scans.iter().any(|scan| scan.findings.any_wrong())
    }

    pub(crate) fn into_report(self) -> Report {
        let standing = &self.registry.standing;
        let told = self.scans.iter().zip(self.redactions).enumerate();
        let log = |(n, (scan, redacted)): (usize, (&Scan<'_>, _))| {
            LogReport::of(scan, redacted, standing.count(n, &scan.leaves))
        };
        let logs = told.map(log).collect();
        let mut findings = self.findings;
        for scan in self.scans {
            findings.append(scan.findings);
        }
        let (faults, incomplete) = findings.split();
        Report::new(logs, faults, incomplete, self.proven)
    }

    fn hold_digest(&mut self, demands: &Demands) {
        let cosigners = |name: &str| self.registry.cosigners(name);
        self.proven.extend(demands.hold_digest(&self.scans, cosigners, &mut self.findings));
    }
}

/// Judges everything but the disclosures.
///
/// # Errors
/// The source cannot be listed at all.
pub(crate) fn judge<'s>(source: &'s dyn Source, trust: &Trust, demands: &Demands) -> io::Result<Judged<'s>> {
    let mut findings = Findings::of_folder();
    let mut disclosures = BTreeSet::new();
    let mut folders: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut has_operation = false;
    for path in source.list()? {
        match path.strip_prefix("logs/").and_then(|rest| rest.split_once('/')) {
            Some((log, file)) if parse_log_name(log).is_some() => {
                folders.entry(log.to_owned()).or_default().insert(file.to_owned());
            }
            _ if path == OPERATION_FILE => has_operation = true,
            _ if let Some(name) = disclosure::name_of(&path) => _ = disclosures.insert(name.to_owned()),
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
    find_forks(&mut scans);
    let (registry, folder) = member::judge(&mut scans, trust, demands);
    findings.append(folder);
    let (redactions, dropped) = redaction::judge(&mut scans, &registry);
    heads::judge(&mut scans, &registry);
    let (operation, proven) = (trust.operation, demands.policy_said());
    Ok(Judged { source, operation, scans, dropped, disclosures, findings, redactions, registry, proven })
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

/// How much each log shares with an earlier one of the same name: histories that went apart.
fn find_forks(scans: &mut [Scan<'_>]) {
    for n in 1..scans.len() {
        let (before, rest) = scans.split_at_mut(n);
        let Some(scan) = rest.first_mut() else { continue };
        let same = before.iter().filter(|other| other.checkpoint.origin == scan.checkpoint.origin);
        let shared = |other: &Scan<'_>| other.leaves.iter().zip(&scan.leaves).take_while(|(a, b)| a == b).count();
        scan.shared = same.map(|other| shared(other) as u64).max();
    }
}

/// `<device>-<incarnation>`, both in hex; a further history of the same log has its number, from 1 on, behind another `-`.
fn parse_log_name(name: &str) -> Option<(Id, Id)> {
    let (device, rest) = name.split_once('-')?;
    let (incarnation, branch) = rest.split_once('-').map_or((rest, None), |(id, n)| (id, Some(n)));
    if branch.is_some_and(|n| parse_decimal(n).is_none_or(|n| n == 0)) {
        return None;
    }
    Some((parse_id(device)?, parse_id(incarnation)?))
}
