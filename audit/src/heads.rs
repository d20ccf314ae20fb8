//! Heads entries: what one log says of the others (docs/formats/entry-v1.md, "Public payload of class 8").
//! In scope: their checkpoints, each against the log it is of, and what others signed below them, which dates what comes after.
//! Not here: parsing the payload (`body`).

use std::collections::HashMap;

use crate::cosignature;
use crate::demands::holds;
use crate::fault::{Fault, Findings};
use crate::member::Registry;
use crate::note::{Checkpoint, parse_id};
use crate::scan::Scan;
use crate::tile::{WIDTH, body_path};

/// Signature lines of one note in a heads entry: its log's own, and up to eight by others.
const LINES_MAX: usize = 9;

/// Judges every checkpoint in every heads entry, adding to the findings of the log that says it.
pub(crate) fn judge(scans: &mut [Scan<'_>], registry: &Registry) {
    let mut held: HashMap<String, Vec<usize>> = HashMap::new();
    for (n, scan) in scans.iter().enumerate() {
        held.entry(scan.folder.origin.clone()).or_default().push(n);
    }
    let mut judged = Vec::with_capacity(scans.len());
    for scan in scans.iter() {
        let mut findings = Findings::of_log(&scan.folder.name);
        let mut witnessed: Vec<(u64, u64)> = Vec::new();
        for public in &scan.publics {
            let Some(said) = &public.heads else { continue };
            let file = body_path(public.index / WIDTH);
            let predecessor = said.predecessor.iter().filter(|origin| !held.contains_key(*origin));
            let mut faults: Vec<Fault> =
                predecessor.map(|origin| Fault::HeadAbsent { origin: origin.clone() }).collect();
            for note in &said.notes {
                match judge_note(note, scans, &held, registry) {
                    Ok(times) => witnessed.extend(times.into_iter().max().map(|time_s| (public.index, time_s))),
                    Err(fault) => faults.push(fault),
                }
            }
            faults.into_iter().for_each(|fault| findings.push(public.index, &file, fault));
        }
        for n in 1..witnessed.len() {
            witnessed[n].1 = witnessed[n].1.max(witnessed[n - 1].1);
        }
        judged.push((findings, witnessed));
    }
    for (scan, (findings, witnessed)) in scans.iter_mut().zip(judged) {
        scan.findings.append(findings);
        scan.witnessed = witnessed;
    }
}

/// Judges one checkpoint, and gives the times of the cosignatures below it.
fn judge_note(
    note: &str,
    scans: &[Scan<'_>],
    held: &HashMap<String, Vec<usize>>,
    registry: &Registry,
) -> Result<Vec<u64>, Fault> {
    let checkpoint = Checkpoint::parse(note.as_bytes())?;
    if checkpoint.lines.len() > LINES_MAX {
        return Err(Fault::CheckpointMalformed { what: "too many signature lines for a heads entry" });
    }
    let device = checkpoint.origin.rsplit('/').nth(1).and_then(parse_id);
    let own = device.and_then(|device| registry.log_key(device, &checkpoint)).map(|(key, _)| key);
    // A witness that nobody certified dates nothing, and harms nothing.
    let (cosigned, faults) = cosignature::judge(&checkpoint, own.as_ref(), |name| registry.cosigners(name), true);
    faults.into_iter().next().map_or(Ok(()), Err)?;
    if own.is_none() {
        return Err(registry.or_unchecked(Fault::HeadSignature { origin: checkpoint.origin }));
    }
    let Some(histories) = held.get(&checkpoint.origin) else {
        return Err(Fault::HeadAbsent { origin: checkpoint.origin });
    };
    // Of several histories it is the beginning of one.
    let mut judged = histories.iter().map(|n| holds(&checkpoint, &scans[*n].leaves));
    judged.clone().find(Result::is_ok).or_else(|| judged.next()).unwrap_or(Ok(()))?;
    Ok(cosigned.into_iter().map(|by| by.time_s).collect())
}
