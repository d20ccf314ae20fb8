//! What was redacted, and what is merely absent (docs/formats/entry-v1.md, "Public payload of class 5").
//! In scope: holding the bodies of every log against the redactions of all.  Not here: who may sign one (`member`).

use std::collections::HashMap;

use crate::body::Act;
use crate::entry::class_is_public;
use crate::fault::Fault;
use crate::member::Registry;
use crate::report::Redacted;
use crate::scan::Scan;
use crate::tile::{WIDTH, body_path};
use crate::tree::Hash;

/// Leaf hashes of redacted entries, each with the log and index of its redaction.
pub(crate) type Dropped = HashMap<Hash, (String, u64)>;

/// Holds every log's bodies against the admitted redactions. Tells which log holds which redactions, and what they drop.
pub(crate) fn judge(scans: &mut [Scan<'_>], registry: &Registry) -> (Vec<Vec<Redacted>>, Dropped) {
    let mut dropped = Dropped::new();
    let mut told = Vec::new();
    for (log, scan) in scans.iter().enumerate() {
        let mut of_log = Vec::new();
        for public in scan.publics.iter().filter(|public| registry.admitted(log, public.index)) {
            if registry.standing.leaves_out(&scan.leaves[public.index as usize]) {
                continue;
            }
            let Some(Act::Redact { leaves, reason }) = public.issued.as_ref().map(|issued| &issued.act) else {
                continue;
            };
            of_log.push(Redacted { by: public.index, entries: leaves.len() as u64, reason: *reason });
            for leaf in leaves {
                dropped.entry(*leaf).or_insert_with(|| (scan.folder.name.clone(), public.index));
            }
        }
        told.push(of_log);
    }
    for scan in scans {
        hold(scan, &dropped);
    }
    (told, dropped)
}

fn hold(scan: &mut Scan<'_>, dropped: &Dropped) {
    if !scan.has_bodies {
        scan.tally.bodies_absent = scan.tally.absent.len() as u64;
        return;
    }
    let by = |index: u64| scan.leaves.get(index as usize).and_then(|leaf| dropped.get(leaf));
    let mut missing = Vec::new();
    for (index, class) in &scan.tally.absent {
        match by(*index) {
            Some(_) if !class_is_public(*class) => scan.tally.bodies_redacted += 1,
            _ => missing.push(*index),
        }
    }
    let absent = |index: &u64| scan.tally.absent.binary_search_by_key(index, |(at, _)| *at).is_ok();
    let all = if dropped.is_empty() { 0 } else { scan.leaves.len() as u64 };
    for index in 0..all {
        if let Some((log, by)) = by(index)
            && !absent(&index)
        {
            let fault = Fault::RedactedHeld { log: log.clone(), by: *by };
            scan.findings.push(index, &body_path(index / WIDTH), fault);
        }
    }
    scan.tally.bodies_absent = missing.len() as u64;
    if let Some(first) = missing.first().copied() {
        let fault = Fault::BodiesNotHeld { count: missing.len() as u64, first };
        scan.findings.push(first, &body_path(first / WIDTH), fault);
    }
}
