//! Handing on what is held: parts of a history that end at signed checkpoints, bodies, where a peer stands.
//! In scope: reading.  Not here: taking in (`ingest`), how parts travel (`sync`).

use super::rows::Rows;
use crate::error::Error;
use ledger::Batch;
use ledger::entry::ENTRY_BYTES;
use ledger::store::milestone::PART_BODY_BYTES_MAX;
use ledger::tlog::checkpoint::Checkpoint;
use ledger::tlog::hash;
use sync::Missing;

/// Milestones looked at to find where a part ends.
const CANDIDATES_MAX: u64 = 1 << 10;

/// Up to where a peer with these heads holds what leads to `head`.
pub(super) fn shared(rows: &mut Rows<'_>, head: &Checkpoint, theirs: &[Checkpoint]) -> Result<u64, Error> {
    let log = rows.history_with(head)?.ok_or_else(|| Error::UnknownLog(head.origin.clone()))?;
    let mut shared = 0;
    for other in theirs.iter().filter(|other| other.origin == head.origin && other.size <= head.size) {
        if other.size > shared && rows.contains(&log, other)? {
            shared = other.size;
        }
    }
    Ok(shared)
}

/// Entries of the history that `head` is of, as a journal's `part` gives them.
pub(super) fn part(rows: &mut Rows<'_>, head: &Checkpoint, first: u64, room: usize) -> Result<Batch, Error> {
    let log = rows.history_with(head)?.ok_or_else(|| Error::UnknownLog(head.origin.clone()))?;
    if first >= log.size {
        return Err(Error::OutOfRange { index: first, size: log.size });
    }
    let mut notes = rows.milestones(log.id, first, CANDIDATES_MAX)?;
    notes.retain(|size, _| *size < log.size);
    notes.insert(log.size, log.note.clone());
    let next = notes.keys().next().copied().unwrap_or(log.size);
    // No more is looked at than could fit if no entry had a body.
    let reach = (first + (room / ENTRY_BYTES) as u64).clamp(next, log.size);
    let lengths = rows.lengths(log.id, first, reach - first)?;
    let lengths: Vec<usize> = lengths.into_iter().map(|body| ENTRY_BYTES + body).collect();
    let end = fitting(first, &mut notes.keys().copied(), &lengths, room).unwrap_or(next);
    let mut earlier: Vec<String> =
        notes.into_iter().take_while(|(size, _)| *size <= end).map(|(_, note)| note).collect();
    let note = earlier.pop().unwrap_or_default();
    let mut left = PART_BODY_BYTES_MAX.max(room);
    let (mut entries, mut bodies) = (Vec::new(), Vec::new());
    for held in rows.held(log.id, first, end - first)? {
        entries.push(held.entry);
        let fits = held.body.as_ref().map_or(0, Vec::len) <= left;
        bodies.push(held.body.filter(|_| fits).inspect(|body| left -= body.len()));
    }
    Ok(Batch { origin: log.origin, first, entries, bodies, note, earlier })
}

/// How many entries up to a milestone, given what each takes: as many milestones as fit, one at least.
fn fitting(first: u64, ends: &mut dyn Iterator<Item = u64>, lengths: &[usize], room: usize) -> Option<u64> {
    let (mut best, mut taken, mut bytes) = (None, 0, 0);
    for end in ends {
        let count = (end - first) as usize;
        bytes += lengths.get(taken..count)?.iter().sum::<usize>();
        taken = count;
        if best.is_some() && bytes > room {
            break;
        }
        best = Some(end);
    }
    best
}

/// The body of the entry with this leaf hash at this place, whichever history it stands in.
pub(super) fn body(rows: &mut Rows<'_>, missing: &Missing) -> Result<Option<Vec<u8>>, Error> {
    for log in rows.histories(&missing.origin)? {
        if missing.index >= log.size {
            continue;
        }
        let held = rows.held(log.id, missing.index, 1)?.pop();
        if let Some(held) = held.filter(|held| held.body.is_some() && hash::leaf(&held.entry) == missing.leaf) {
            return Ok(held.body);
        }
    }
    Ok(None)
}
