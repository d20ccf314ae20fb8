//! Milestones: signed checkpoints at sizes that a log once had, by which it travels in parts (docs/formats/entry-v1.md, "Export").
//! In scope: their file, and holding each against the entries.  Not here: which key that is (`member`).

use crate::fault::{Fault, Findings};
use crate::note::{Checkpoint, LogKey};
use crate::scan::{Folder, in_halves};
use crate::tile::WIDTH;
use crate::tree::{self, Hash};

/// The file's name.
pub(crate) const FILE: &str = "milestones";
/// The longest file that is read.
const BYTES_MAX: u64 = 1 << 26;
/// Lines of a note with one signature.
const LINES: usize = 5;

/// Reads the milestones of a log. `roots` are those over each bundle's leaves.
pub(crate) fn read(
    folder: &Folder<'_>,
    log: &Checkpoint,
    leaves: &[Hash],
    roots: &[Hash],
    findings: &mut Findings,
) -> Vec<Checkpoint> {
    let notes = match folder.read(FILE, BYTES_MAX) {
        None => return Vec::new(),
        Some(read) => read.and_then(|bytes| split(&bytes)).unwrap_or_else(|fault| {
            findings.push(None, FILE, fault);
            Vec::new()
        }),
    };
    let (mut peaks, mut before) = (Peaks::default(), 0);
    let mut hold = |note: &Checkpoint| {
        if note.origin != log.origin || note.extended || note.lines.len() != 1 {
            return Err("it is not a checkpoint of this log with one signature");
        }
        if note.size <= before || note.size >= log.size {
            return Err("its size is not above the one before it and below the log's");
        }
        before = note.size;
        let whole = (note.size / WIDTH) as usize;
        roots[peaks.count..whole].iter().for_each(|root| peaks.push(*root));
        let rest = &leaves[whole * WIDTH as usize..note.size as usize];
        if peaks.root(rest) == note.root { Ok(()) } else { Err("it is not the root of the entries") }
    };
    // What is wrong with one may be so with all that follow.
    let wrong = notes.iter().find_map(|note| hold(note).err().map(|what| Fault::Milestone { size: note.size, what }));
    wrong.into_iter().for_each(|fault| findings.push(None, FILE, fault));
    notes
}

/// The first that the log's key did not sign.
pub(crate) fn by_others<'n>(notes: &'n [Checkpoint], key: &LogKey) -> Option<&'n Checkpoint> {
    let search = |notes: &'n [Checkpoint]| notes.iter().find(|note| !note.signed_by(key));
    let (left, right) = in_halves(notes, search);
    left.or(right.flatten())
}

/// Takes the file apart into its notes.
fn split(bytes: &[u8]) -> Result<Vec<Checkpoint>, Fault> {
    let mut ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').skip(LINES - 1).step_by(LINES);
    let (mut notes, mut start) = (Vec::new(), 0);
    while start < bytes.len() {
        let end = ends.next().map_or(bytes.len(), |(at, _)| at + 1);
        notes.push(Checkpoint::parse(&bytes[start..end])?);
        start = end;
    }
    Ok(notes)
}

/// The perfect trees, from the left, that whole bundles make.
#[derive(Default)]
struct Peaks {
    count: usize,
    roots: Vec<Hash>,
}

impl Peaks {
    fn push(&mut self, bundle: Hash) {
        let mut root = bundle;
        for _ in 0..self.count.trailing_ones() {
            root = self.roots.pop().map_or(root, |left| tree::node_hash(&left, &root));
        }
        self.roots.push(root);
        self.count += 1;
    }

    /// The root over them and the leaves behind them.
    fn root(&self, rest: &[Hash]) -> Hash {
        let mut left = self.roots.iter().rev();
        let last = if rest.is_empty() { left.next().copied() } else { None };
        left.fold(last.unwrap_or_else(|| tree::root(rest)), |right, left| tree::node_hash(left, &right))
    }
}
