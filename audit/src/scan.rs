//! One log, byte by byte: its set of files, entries, bodies, tiles and root (docs/formats/entry-v1.md, "Export").
//! In scope: everything that needs no key.  Not here: who may sign what (`member`), other projects' logs (`plain`).

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use sha2::{Digest, Sha256};

use crate::body::{self, Public};
use crate::cosignature::Cosigned;
use crate::entry::{self, Entry};
use crate::fault::{Fault, Findings};
use crate::milestones;
use crate::note::{self, CHECKPOINT_BYTES_MAX, Checkpoint, Id, LogKey};
use crate::source::Source;
use crate::tile::{self, BODIES_BYTES_MAX, BODY_BYTES_MAX, BUNDLE_BYTES_MAX, Piece, TILE_BYTES_MAX, WIDTH};
use crate::tree::{self, Hash};

/// A log's folder: what is in it, and whose it is.
pub(crate) struct Folder<'s> {
    pub(crate) source: &'s dyn Source,
    /// `<device>-<incarnation>`.
    pub(crate) name: String,
    pub(crate) device: Id,
    pub(crate) origin: String,
    /// Paths inside the folder.
    pub(crate) files: BTreeSet<String>,
}

impl Folder<'_> {
    /// Reads a file that is listed; `None` for one that is not (the comparison of file sets names it).
    pub(crate) fn read(&self, path: &str, bytes_max: u64) -> Option<Result<Vec<u8>, Fault>> {
        self.files.contains(path).then(|| {
            let full = format!("logs/{}/{path}", self.name);
            self.source.read(&full, bytes_max).map_err(|error| Fault::Unreadable { reason: error.to_string() })
        })
    }

    /// Lends the entries of one bundle; `None` if they cannot be had, calling `fail` with why.
    pub(crate) fn entries<T>(
        &self,
        piece: &Piece,
        fail: impl FnOnce(Fault),
        with: impl FnOnce(&[&[u8]]) -> T,
    ) -> Option<T> {
        let bytes = self.read(&piece.path, BUNDLE_BYTES_MAX)?;
        match bytes.as_ref().map_err(Clone::clone).and_then(|bytes| tile::split_entries(bytes, piece.width)) {
            Ok(entries) => Some(with(&entries)),
            Err(fault) => {
                fail(fault);
                None
            }
        }
    }
}

/// What a scan of one log gives.
pub(crate) struct Scan<'s> {
    pub(crate) folder: Folder<'s>,
    pub(crate) checkpoint: Checkpoint,
    /// The certified key that signed the checkpoint (`member`).
    pub(crate) log_key: Option<LogKey>,
    /// Those of earlier sizes; their signatures are not judged here.
    pub(crate) milestones: Vec<Checkpoint>,
    /// Who else signed it.
    pub(crate) cosigned: Vec<Cosigned>,
    /// Whether the export holds bodies at all.
    pub(crate) has_bodies: bool,
    /// Leaf hashes of the entries, in order.
    pub(crate) leaves: Vec<Hash>,
    /// Of a further history of a log: how many entries it shares with those before it (`export`).
    pub(crate) shared: Option<u64>,
    pub(crate) tally: Tally,
    /// Public bodies that parsed, by index.
    pub(crate) publics: Vec<Public>,
    /// Index of each heads entry with cosignatures, and the newest time, in seconds, of any up to there (`heads`).
    pub(crate) witnessed: Vec<(u64, u64)>,
    pub(crate) findings: Findings,
}

/// Counts over a log.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) by_class: BTreeMap<u8, u64>,
    pub(crate) bodies_checked: u64,
    pub(crate) body_bytes: u64,
    /// Bodies that are not there and that no redaction explains (`redaction`).
    pub(crate) bodies_absent: u64,
    pub(crate) bodies_redacted: u64,
    /// Index and class of every entry whose body is marked as not held, in order.
    pub(crate) absent: Vec<(u64, u8)>,
    /// Absent class-4 bodies: the chain of certificates has holes.
    pub(crate) certificates_absent: u64,
    /// Index of every entry of a class, version or type that this verifier does not know, in order.
    pub(crate) newer: Vec<u64>,
}

impl<'s> Scan<'s> {
    /// Scans a log. Without a readable checkpoint there is nothing to hold it against: then only findings come back.
    pub(crate) fn run(folder: Folder<'s>) -> Result<Self, Findings> {
        let mut findings = Findings::of_log(&folder.name);
        let Some(checkpoint) = read_checkpoint(&folder, &mut findings) else { return Err(findings) };
        let has_bodies = folder.files.iter().any(|path| path.starts_with("bodies/"));
        compare_files(&folder, checkpoint.size, has_bodies, &mut findings);
        let pieces: Vec<Piece> = tile::pieces("tile/entries", checkpoint.size).collect();
        let mut part = scan_pieces(&folder, &pieces, has_bodies);
        findings.append(std::mem::take(&mut part.findings));
        if checkpoint.size > 0 && !has_bodies {
            findings.push(None, "bodies", Fault::BodiesNotIncluded);
        }
        if let Some(first) = part.tally.newer.first().copied() {
            let count = part.tally.newer.len() as u64;
            findings.push(first, &tile::body_path(first / WIDTH), Fault::Newer { count, first });
        }
        compare_tree(&folder, &checkpoint, &pieces, &part, &mut findings);
        let Part { leaves, roots, tally, publics, .. } = part;
        let milestones = milestones::read(&folder, &checkpoint, &leaves, &roots, &mut findings);
        let (log_key, cosigned) = (None, Vec::new());
        let witnessed = Vec::new();
        let shared = None;
        Ok(Self {
            folder,
            checkpoint,
            log_key,
            milestones,
            cosigned,
            has_bodies,
            leaves,
            shared,
            tally,
            publics,
            witnessed,
            findings,
        })
    }

    /// What an author signs for the group of `count` entries from `first`; `None` if an entry of it cannot be read.
    pub(crate) fn group_digest(&self, first: u64, count: u32) -> Option<Hash> {
        let end = first + u64::from(count);
        let mut digest = Sha256::new();
        for number in first / WIDTH..end.div_ceil(WIDTH) {
            let piece = tile::piece("tile/entries", self.checkpoint.size, number);
            let add_group = |entries: &[&[u8]]| {
                for (entry, at) in entries.iter().zip(number * WIDTH..) {
                    if (first..end).contains(&at) {
                        digest.update(Entry::parse(entry).ok().flatten()?.authored().collect::<Vec<u8>>());
                    }
                }
                Some(())
            };
            self.folder.entries(&piece, |_| (), add_group)??;
        }
        Some(digest.finalize().into())
    }
}

fn read_checkpoint(folder: &Folder<'_>, findings: &mut Findings) -> Option<Checkpoint> {
    const FILE: &str = "checkpoint";
    let Some(bytes) = folder.read(FILE, CHECKPOINT_BYTES_MAX) else {
        findings.push(None, FILE, Fault::Missing);
        return None;
    };
    let checkpoint = match bytes.and_then(|bytes| Checkpoint::parse(&bytes)) {
        Ok(checkpoint) => checkpoint,
        Err(fault) => {
            findings.push(None, FILE, fault);
            return None;
        }
    };
    if checkpoint.origin != folder.origin {
        let (expected, found) = (folder.origin.clone(), checkpoint.origin.clone());
        findings.push(None, FILE, Fault::Origin { expected, found });
    }
    if checkpoint.extended {
        findings.push(None, FILE, Fault::CheckpointExtended);
    }
    // Every 256 entries need two files or more. A size far beyond that is refused before it is counted up to.
    let files = folder.files.len();
    if checkpoint.size.div_ceil(WIDTH) > 4 * (files as u64 + 64) {
        findings.push(None, FILE, Fault::SizeBeyondFiles { size: checkpoint.size, files });
        return None;
    }
    Some(checkpoint)
}

fn compare_files(folder: &Folder<'_>, size: u64, has_bodies: bool, findings: &mut Findings) {
    let mut expected: BTreeSet<String> = tile::pieces("tile/entries", size).map(|piece| piece.path).collect();
    expected.insert("checkpoint".to_owned());
    // A log that has none has no file of them.
    expected.extend(folder.files.get(milestones::FILE).cloned());
    for (level, count) in tile::levels(size) {
        expected.extend(tile::pieces(&format!("tile/{level}"), count).map(|piece| piece.path));
    }
    if has_bodies {
        expected.extend(tile::body_paths(size));
    }
    for path in expected.difference(&folder.files) {
        findings.push(None, path, Fault::Missing);
    }
    for path in folder.files.difference(&expected) {
        findings.push(None, path, Fault::Stray);
    }
}

/// Consecutive bundles, scanned.
struct Part {
    leaves: Vec<Hash>,
    /// The root over each bundle's leaves.
    roots: Vec<Hash>,
    /// Bundles whose entries could not be read; their leaves are zeros.
    unread: BTreeSet<u64>,
    clock: Option<Clock>,
    tally: Tally,
    publics: Vec<Public>,
    findings: Findings,
}

/// The clocks of a part's first and last entries of a known version, and where the first stands.
struct Clock {
    first: u64,
    first_index: u64,
    first_file: String,
    last: u64,
}

fn scan_pieces(folder: &Folder<'_>, pieces: &[Piece], has_bodies: bool) -> Part {
    let (left, right) = in_halves(pieces, |pieces| scan_part(folder, pieces, has_bodies));
    match right {
        Some(right) => left.then(right),
        None => left,
    }
}

/// Does `work` on two threads, half of the items each; on one where there are no threads, or few items.
pub(crate) fn in_halves<'i, T: Sync, R: Send>(items: &'i [T], work: impl Fn(&'i [T]) -> R + Sync) -> (R, Option<R>) {
    if cfg!(target_arch = "wasm32") || items.len() < 4 {
        return (work(items), None);
    }
    let (left, right) = items.split_at(items.len() / 2);
    let (left, right) = thread::scope(|scope| {
        let right = scope.spawn(|| work(right));
        (work(left), right.join())
    });
    match right {
        Ok(right) => (left, Some(right)),
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

fn scan_part(folder: &Folder<'_>, pieces: &[Piece], has_bodies: bool) -> Part {
    let mut part = Part {
        leaves: Vec::with_capacity(pieces.len() * WIDTH as usize),
        roots: Vec::with_capacity(pieces.len()),
        unread: BTreeSet::new(),
        clock: None,
        tally: Tally::default(),
        publics: Vec::new(),
        findings: Findings::of_log(&folder.name),
    };
    for piece in pieces {
        part.scan_piece(folder, piece, has_bodies);
    }
    part
}

impl Part {
    /// Joins the part that follows.
    fn then(mut self, next: Self) -> Self {
        if let (Some(before), Some(after)) = (&self.clock, &next.clock)
            && after.first <= before.last
        {
            self.findings.push(after.first_index, &after.first_file, Fault::ClockNotIncreasing);
        }
        self.leaves.extend(next.leaves);
        self.roots.extend(next.roots);
        self.unread.extend(next.unread);
        self.publics.extend(next.publics);
        self.findings.append(next.findings);
        self.tally.add(next.tally);
        self
    }

    fn scan_piece(&mut self, folder: &Folder<'_>, piece: &Piece, has_bodies: bool) {
        let path = tile::body_path(piece.number);
        let file = if has_bodies { folder.read(&path, BODIES_BYTES_MAX) } else { None };
        let file = file.transpose().unwrap_or_else(|fault| {
            self.findings.push(None, &path, fault);
            None
        });
        let bodies = file.as_ref().and_then(|bytes| {
            tile::split_bodies(bytes, piece.width).map_err(|fault| self.findings.push(None, &path, fault)).ok()
        });
        let mut fault = None;
        let judge_all = |entries: &[&[u8]]| {
            for (i, bytes) in entries.iter().enumerate() {
                self.leaves.push(tree::leaf_hash(bytes));
                let body = bodies.as_ref().and_then(|bodies| bodies[i]);
                let index = piece.number * WIDTH + i as u64;
                match Entry::parse(bytes) {
                    Ok(Some(entry)) => {
                        self.judge_entry(index, &entry, &piece.path);
                        self.judge_body(index, &entry, body, &path);
                    }
                    Ok(None) => {
                        self.tally.newer.push(index);
                        // Its class stands where every version has it, and a redaction may name it like any other.
                        let class = bytes.get(1).copied().unwrap_or_default();
                        self.tally.absent.extend(body.is_none().then_some((index, class)));
                    }
                    Err(fault) => self.findings.push(index, &piece.path, fault),
                }
            }
        };
        if folder.entries(piece, |why| fault = Some(why), judge_all).is_none() {
            self.unread.insert(piece.number);
            self.leaves.resize(self.leaves.len() + piece.width as usize, [0; 32]);
        }
        self.roots.push(tree::root(&self.leaves[self.leaves.len() - piece.width as usize..]));
        if let Some(fault) = fault {
            self.findings.push(None, &piece.path, fault);
        }
    }

    fn judge_entry(&mut self, index: u64, entry: &Entry<'_>, file: &str) {
        *self.tally.by_class.entry(entry.class).or_default() += 1;
        if entry::class_name(entry.class).is_none() {
            self.tally.newer.push(index);
        }
        match &mut self.clock {
            Some(clock) => {
                if entry.hlc <= clock.last {
                    self.findings.push(index, file, Fault::ClockNotIncreasing);
                }
                clock.last = entry.hlc;
            }
            none => {
                let first = entry.hlc;
                *none = Some(Clock { first, first_index: index, first_file: file.to_owned(), last: first });
            }
        }
        if !(1..=BODY_BYTES_MAX).contains(&entry.body_len.into()) {
            self.findings.push(index, file, Fault::BodyLengthRange { found: entry.body_len });
        }
        if entry.is_public() && *entry.key_commit != [0; 32] {
            self.findings.push(index, file, Fault::KeyCommitNotZero);
        }
    }

    fn judge_body(&mut self, index: u64, entry: &Entry<'_>, body: Option<&[u8]>, file: &str) {
        let Some(body) = body else {
            self.tally.absent.push((index, entry.class));
            self.tally.certificates_absent += u64::from(entry.class == entry::MEMBERSHIP);
            return;
        };
        self.tally.bodies_checked += 1;
        self.tally.body_bytes += body.len() as u64;
        let fault = if body.len() as u64 != u64::from(entry.body_len) {
            Fault::BodyLength { expected: entry.body_len, found: body.len() }
        } else if Sha256::digest(body)[..] != *entry.body_hash {
            Fault::BodyHash
        } else if entry.is_public() {
            match body::parse(index, entry, body) {
                Ok((public, newer)) => {
                    self.tally.newer.extend(newer.then_some(index));
                    self.publics.push(public);
                    return;
                }
                Err(fault) => fault,
            }
        } else {
            return;
        };
        self.findings.push(index, file, fault);
    }
}

impl Tally {
    fn add(&mut self, next: Self) {
        for (class, count) in next.by_class {
            *self.by_class.entry(class).or_default() += count;
        }
        self.bodies_checked += next.bodies_checked;
        self.body_bytes += next.body_bytes;
        self.absent.extend(next.absent);
        self.certificates_absent += next.certificates_absent;
        self.newer.extend(next.newer);
    }
}

/// Holds entries, every tile of every level and the checkpoint's root against each other. If only the tiles give the
/// root, the entries are to blame; otherwise the tiles are.
fn compare_tree(folder: &Folder<'_>, checkpoint: &Checkpoint, pieces: &[Piece], part: &Part, findings: &mut Findings) {
    // A bundle is a whole subtree, the last one apart, which is lifted: so the root over their roots is the root over all leaves.
    let found = tree::root(&part.roots);
    let stored = if found == checkpoint.root { Vec::new() } else { read_leaves(folder, checkpoint.size) };
    let (mut hashes, mut roots) = (Cow::Borrowed(&part.leaves), Cow::Borrowed(&part.roots));
    if found != checkpoint.root && tree::root(&stored) == checkpoint.root {
        for (index, (stored, entry)) in (0_u64..).zip(stored.iter().zip(&part.leaves)) {
            let number = index / WIDTH;
            if stored != entry && !part.unread.contains(&number) {
                findings.push(index, &pieces[number as usize].path, Fault::EntryHash);
            }
        }
        roots = Cow::Owned(stored.chunks(WIDTH as usize).map(tree::root).collect());
        hashes = Cow::Owned(stored);
    } else if found != checkpoint.root {
        let fault = Fault::Root { expected: note::base64_of(&checkpoint.root), found: note::base64_of(&found) };
        findings.push(None, "checkpoint", fault);
    }
    for (level, count) in tile::levels(checkpoint.size) {
        for piece in tile::pieces(&format!("tile/{level}"), count) {
            let start = (piece.number * WIDTH) as usize;
            let expected = &hashes[start..start + piece.width as usize];
            let Some(bytes) = folder.read(&piece.path, TILE_BYTES_MAX) else { continue };
            if let Err((offset, fault)) = compare_tile(bytes, expected) {
                let index = offset.map(|offset| (start as u64 + offset) << (8 * level));
                findings.push(index, &piece.path, fault);
            }
        }
        let next = roots.chunks_exact(WIDTH as usize).map(tree::root).collect();
        hashes = std::mem::replace(&mut roots, Cow::Owned(next));
    }
}

/// Where a tile is wrong, and how.
pub(crate) fn compare_tile(bytes: Result<Vec<u8>, Fault>, expected: &[Hash]) -> Result<(), (Option<u64>, Fault)> {
    let bytes = bytes.map_err(|fault| (None, fault))?;
    let (length, found) = (expected.len() as u64 * 32, bytes.len() as u64);
    if found != length {
        return Err((None, Fault::TileLength { expected: length, found }));
    }
    match bytes.chunks_exact(32).zip(expected).position(|(found, expected)| found != expected) {
        Some(offset) => Err((Some(offset as u64), Fault::TileHash { offset: offset as u64 })),
        None => Ok(()),
    }
}

/// The leaf hashes as the tiles of level 0 hold them; zeros where there is no tile of the right length.
fn read_leaves(folder: &Folder<'_>, size: u64) -> Vec<Hash> {
    let mut leaves = vec![[0; 32]; size as usize];
    for piece in tile::pieces("tile/0", size) {
        let Some(Ok(bytes)) = folder.read(&piece.path, TILE_BYTES_MAX) else { continue };
        if bytes.len() as u64 == piece.width * 32 {
            let start = (piece.number * WIDTH) as usize;
            for (leaf, hash) in leaves[start..].iter_mut().zip(bytes.chunks_exact(32)) {
                leaf.copy_from_slice(hash);
            }
        }
    }
    leaves
}
