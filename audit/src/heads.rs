//! Heads entries: what one log says of the others (docs/formats/entry-v1.md, "Public payload of class 8").
//! In scope: their checkpoints, each against the log it is of.  Not here: parsing the payload (`body`).

use std::collections::HashMap;

use crate::demands::holds;
use crate::fault::{Fault, Findings};
use crate::member::Registry;
use crate::note::{Checkpoint, parse_id};
use crate::scan::Scan;
use crate::tile::{WIDTH, body_path};

/// Judges every checkpoint in every heads entry, adding to the findings of the log that says it.
pub(crate) fn judge(scans: &mut [Scan<'_>], registry: &Registry) {
    let held: HashMap<String, usize> =
        scans.iter().enumerate().map(|(n, scan)| (scan.folder.origin.clone(), n)).collect();
    let mut judged: Vec<Findings> = Vec::with_capacity(scans.len());
    for scan in scans.iter() {
        let mut findings = Findings::of_log(&scan.folder.name);
        for public in &scan.publics {
            let Some(said) = &public.heads else { continue };
            let file = body_path(public.index / WIDTH);
            let predecessor = said.predecessor.iter().filter(|origin| !held.contains_key(*origin));
            let mut faults: Vec<Fault> =
                predecessor.map(|origin| Fault::HeadAbsent { origin: origin.clone() }).collect();
            faults.extend(said.notes.iter().filter_map(|note| judge_note(note, scans, &held, registry).err()));
            faults.into_iter().for_each(|fault| findings.push(public.index, &file, fault));
        }
        judged.push(findings);
    }
    for (scan, findings) in scans.iter_mut().zip(judged) {
        scan.findings.append(findings);
    }
}

fn judge_note(note: &str, scans: &[Scan<'_>], held: &HashMap<String, usize>, registry: &Registry) -> Result<(), Fault> {
    let checkpoint = Checkpoint::parse(note.as_bytes())?;
    let device = checkpoint.origin.rsplit('/').nth(1).and_then(parse_id);
    let signed = device.and_then(|device| registry.log_key(device, &checkpoint));
    if signed.is_none() {
        return Err(registry.or_unchecked(Fault::HeadSignature { origin: checkpoint.origin }));
    }
    match held.get(&checkpoint.origin) {
        Some(n) => holds(&checkpoint, &scans[*n].leaves),
        None => Err(Fault::HeadAbsent { origin: checkpoint.origin }),
    }
}
