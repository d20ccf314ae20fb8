//! The judgement: every file of an export, in order, each fault with its log, index and file.
//! In scope: whole exports and any tlog-tiles log.  Not here: parsing (entry, body, note, tile), whose signatures count (member).

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::body::{self, Public};
use crate::entry::{Entry, class_name};
use crate::fault::{Fault, Finding, Findings};
use crate::member::Members;
use crate::note::{self, CHECKPOINT_BYTES_MAX, Checkpoint, LogKey, Trust};
use crate::source::Source;
use crate::tile::{self, BODIES_BYTES_MAX, BUNDLE_BYTES_MAX, TILE_BYTES_MAX, WIDTH};
use crate::tree::{self, Hash};

/// Body bytes an entry may state.
const BODY_LENGTHS: std::ops::RangeInclusive<u32> = 1..=1 << 20;

/// What a verification found.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Whether every byte was checked and nothing is wrong.
    pub ok: bool,
    /// The logs, by folder.
    pub logs: Vec<LogSummary>,
    /// What is wrong.
    pub faults: Vec<Finding>,
    /// What could not be checked.
    pub gaps: Vec<Finding>,
}

/// One log in a few figures.
#[derive(Debug, Serialize)]
pub struct LogSummary {
    /// Its folder.
    pub log: String,
    /// Its origin.
    pub origin: String,
    /// Entries.
    pub size: u64,
    /// The root, hex.
    pub root: String,
    /// Entries by class, in words.
    pub classes: BTreeMap<String, u64>,
    /// Entries of a version, class or type that needs a newer verifier: stored bytes checked, meaning not.
    pub newer: u64,
    /// Bodies whose hash was checked.
    pub bodies: u64,
}

/// Verifies an export against the operation's root key, which comes from outside it.
#[must_use]
pub fn verify(source: &dyn Source, trust: &Trust) -> Report {
    let mut findings = Findings::of_folder();
    let mut left = listed(source, &mut findings);
    let operation = hex::encode(trust.operation);
    left.remove("operation");
    match source.read("operation", 64) {
        Ok(text) if text == format!("{operation}\n").as_bytes() => {}
        Ok(_) => findings.push(None, "operation", Fault::Operation { expected: operation.clone() }),
        Err(e) => findings.push(None, "operation", unreadable(&e)),
    }
    let names: BTreeSet<String> =
        left.iter().filter_map(|p| p.strip_prefix("logs/")?.split_once('/').map(|(log, _)| log.to_owned())).collect();
    if names.is_empty() {
        findings.push(None, "logs", Fault::NoLogs);
    }
    let mut members = Members::new(trust);
    let mut logs = Vec::new();
    for name in names {
        let mut log =
            Log { source, folder: format!("logs/{name}/"), left: &mut left, findings: Findings::of_log(&name) };
        logs.extend(log.export(&name, &operation, &mut members));
        let of_log = log.findings;
        findings.append(of_log);
    }
    for path in left {
        findings.push(None, &path, Fault::Stray);
    }
    report(logs, findings)
}

/// Verifies any tlog-tiles log: checkpoint, tiles and entry bundles.
#[must_use]
pub fn verify_plain(source: &dyn Source, key: &LogKey) -> Report {
    let mut findings = Findings::of_folder();
    let mut left = listed(source, &mut findings);
    let mut log = Log { source, folder: String::new(), left: &mut left, findings };
    let summary = log.checkpoint().map(|checkpoint| {
        if !checkpoint.signed_by(key) {
            log.findings.push(None, "checkpoint", Fault::CheckpointSignature);
        }
        let leaves: Vec<Hash> = log.entries(checkpoint.size).iter().map(|e| tree::leaf_hash(e)).collect();
        log.tree(&checkpoint, &leaves);
        summary_of("", &checkpoint)
    });
    report(summary.into_iter().collect(), log.findings)
}

fn report(logs: Vec<LogSummary>, findings: Findings) -> Report {
    let (faults, gaps) = findings.split();
    Report { ok: faults.is_empty() && gaps.is_empty(), logs, faults, gaps }
}

fn listed(source: &dyn Source, findings: &mut Findings) -> BTreeSet<String> {
    source.list().map(|all| all.into_iter().collect()).unwrap_or_else(|e| {
        findings.push(None, ".", unreadable(&e));
        BTreeSet::new()
    })
}

fn unreadable(e: &std::io::Error) -> Fault {
    if e.kind() == std::io::ErrorKind::NotFound { Fault::Missing } else { Fault::Unreadable { reason: e.to_string() } }
}

fn summary_of(log: &str, checkpoint: &Checkpoint) -> LogSummary {
    LogSummary {
        log: log.to_owned(),
        origin: checkpoint.origin.clone(),
        size: checkpoint.size,
        root: hex::encode(checkpoint.root),
        classes: BTreeMap::new(),
        newer: 0,
        bodies: 0,
    }
}

/// A log being judged. Files that were looked at leave `left`.
struct Log<'a> {
    source: &'a dyn Source,
    folder: String,
    left: &'a mut BTreeSet<String>,
    findings: Findings,
}

impl Log<'_> {
    fn export(&mut self, name: &str, operation: &str, members: &mut Members) -> Option<LogSummary> {
        let checkpoint = self.checkpoint()?;
        let mut summary = summary_of(name, &checkpoint);
        let (device, incarnation) = name.split_once('-').unwrap_or((name, ""));
        let expected = format!("fieldchart/{operation}/{device}/{incarnation}");
        if checkpoint.origin != expected {
            let found = checkpoint.origin.clone();
            self.findings.push(None, "checkpoint", Fault::Origin { expected: expected.clone(), found });
        }
        if checkpoint.extended {
            self.findings.push(None, "checkpoint", Fault::CheckpointExtended);
        }
        let entries = self.entries(checkpoint.size);
        let leaves: Vec<Hash> = entries.iter().map(|e| tree::leaf_hash(e)).collect();
        let parsed = self.parse(&entries, &mut summary);
        self.tree(&checkpoint, &leaves);
        let publics = self.bodies(&parsed, &mut summary);
        for (public, newer) in publics {
            summary.newer += u64::from(newer);
            let index = public.index;
            let range = usize::try_from(public.first).ok().zip(usize::try_from(public.count).ok());
            let group =
                range.and_then(|(first, count)| parsed.get(first..first.checked_add(count)?)).unwrap_or_default();
            let authored: Vec<Vec<u8>> = group.iter().flatten().map(|e| e.authored().collect()).collect();
            let leaf = usize::try_from(index).ok().and_then(|i| leaves.get(i)).copied().unwrap_or_default();
            if let Err(fault) = members.judge(&expected, &public, leaf, &authored) {
                self.findings.push(index, &bundle(index), fault);
            }
        }
        let key = note::parse_id(device).and_then(|id| members.log_key(&id));
        match key.map(|key| LogKey { name: expected, key }) {
            None => self.findings.push(None, "checkpoint", Fault::DeviceUncertified { device: device.to_owned() }),
            Some(key) if !checkpoint.signed_by(&key) => {
                self.findings.push(None, "checkpoint", Fault::CheckpointSignature)
            }
            Some(_) => {}
        }
        Some(summary)
    }

    fn read(&mut self, path: &str, bytes_max: u64) -> Option<Vec<u8>> {
        let whole = format!("{}{path}", self.folder);
        self.left.remove(&whole);
        self.source.read(&whole, bytes_max).map_err(|e| self.findings.push(None, path, unreadable(&e))).ok()
    }

    fn checkpoint(&mut self) -> Option<Checkpoint> {
        let bytes = self.read("checkpoint", CHECKPOINT_BYTES_MAX)?;
        let parsed = Checkpoint::parse(&bytes).and_then(|c| {
            // A lie about the size must not make us look for a million files.
            let (size, files) = (c.size, self.left.len());
            if size.div_ceil(WIDTH) > files as u64 { Err(Fault::SizeBeyondFiles { size, files }) } else { Ok(c) }
        });
        parsed.map_err(|fault| self.findings.push(None, "checkpoint", fault)).ok()
    }

    /// Every entry's bytes; empty ones stand for what could not be read.
    fn entries(&mut self, size: u64) -> Vec<Vec<u8>> {
        let mut all = Vec::new();
        for piece in tile::pieces("tile/entries", size) {
            let bytes = self.read(&piece.path, BUNDLE_BYTES_MAX);
            let cut = bytes.as_deref().map(|b| tile::split_entries(b, piece.width));
            match cut {
                Some(Ok(entries)) => all.extend(entries.into_iter().map(<[u8]>::to_vec)),
                Some(Err(fault)) => self.findings.push(piece.number * WIDTH, &piece.path, fault),
                None => {}
            }
            all.resize(usize::try_from(piece.number * WIDTH + piece.width).unwrap_or(usize::MAX), Vec::new());
        }
        all
    }

    fn parse<'e>(&mut self, entries: &'e [Vec<u8>], summary: &mut LogSummary) -> Vec<Option<Entry<'e>>> {
        let mut last = None;
        let mut parsed = Vec::with_capacity(entries.len());
        for (index, bytes) in (0..).zip(entries) {
            let entry = match Entry::parse(bytes) {
                Ok(entry) => entry,
                Err(fault) => {
                    self.findings.push(index, &bundle(index), fault);
                    parsed.push(None);
                    continue;
                }
            };
            match &entry {
                None => summary.newer += 1,
                Some(e) => {
                    if last.is_some_and(|last| last >= e.hlc) {
                        self.findings.push(index, &bundle(index), Fault::ClockNotIncreasing);
                    }
                    last = Some(e.hlc);
                    if !BODY_LENGTHS.contains(&e.body_len) {
                        self.findings.push(index, &bundle(index), Fault::BodyLengthRange { found: e.body_len });
                    }
                    if e.is_public() && *e.key_commit != [0; 32] {
                        self.findings.push(index, &bundle(index), Fault::KeyCommitNotZero);
                    }
                    summary.newer += u64::from(class_name(e.class).is_none());
                    *summary.classes.entry(class_name(e.class).unwrap_or("newer").to_owned()).or_default() += 1;
                }
            }
            parsed.push(entry);
        }
        parsed
    }

    /// Rebuilds the tree from the entries; every tile at every level must be what they give.
    fn tree(&mut self, checkpoint: &Checkpoint, leaves: &[Hash]) {
        let found = tree::root(leaves);
        let whole = found == checkpoint.root;
        if !whole {
            let fault = Fault::Root { expected: note::base64_of(&checkpoint.root), found: note::base64_of(&found) };
            self.findings.push(None, "checkpoint", fault);
        }
        let mut hashes = leaves.to_vec();
        for (level, count) in tile::levels(checkpoint.size) {
            for piece in tile::pieces(&format!("tile/{level}"), count) {
                let Some(bytes) = self.read(&piece.path, TILE_BYTES_MAX) else { continue };
                let expected = piece.width * 32;
                if bytes.len() as u64 != expected {
                    let found = bytes.len() as u64;
                    self.findings.push(None, &piece.path, Fault::TileLength { expected, found });
                    continue;
                }
                let from = usize::try_from(piece.number * WIDTH).unwrap_or(usize::MAX);
                for ((offset, stored), computed) in (0..).zip(bytes.chunks_exact(32)).zip(hashes.iter().skip(from)) {
                    let index = piece.number * WIDTH + offset;
                    match stored == computed {
                        true => {}
                        // Where the root differs too, it is the entry that is not the signed one.
                        false if level == 0 && !whole => self.findings.push(index, &bundle(index), Fault::EntryHash),
                        false => self.findings.push(None, &piece.path, Fault::TileHash { offset }),
                    }
                }
            }
            hashes = hashes.chunks_exact(256).map(tree::root).collect();
        }
    }

    /// Hashes every body; public ones are returned parsed.
    fn bodies(&mut self, entries: &[Option<Entry<'_>>], summary: &mut LogSummary) -> Vec<(Public, bool)> {
        let mut publics = Vec::new();
        let prefix = format!("{}bodies/", self.folder);
        if !self.left.iter().any(|p| p.starts_with(&prefix)) {
            self.findings.push(None, "bodies", Fault::BodiesNotIncluded);
            return publics;
        }
        let (mut absent, mut first_absent) = (0, None);
        for (number, path) in (0..).zip(tile::body_paths(entries.len() as u64)) {
            let Some(bytes) = self.read(&path, BODIES_BYTES_MAX) else { continue };
            let from = number * WIDTH;
            let width = WIDTH.min(entries.len() as u64 - from);
            let bodies = match tile::split_bodies(&bytes, width) {
                Ok(bodies) => bodies,
                Err(fault) => {
                    self.findings.push(from, &path, fault);
                    continue;
                }
            };
            for (index, body) in (from..).zip(bodies) {
                let entry = usize::try_from(index).ok().and_then(|i| entries.get(i)).and_then(Option::as_ref);
                let (Some(entry), Some(body)) = (entry, body) else {
                    absent += 1;
                    first_absent = first_absent.or(Some(index));
                    continue;
                };
                match judge_body(index, entry, body) {
                    Ok(public) => publics.extend(public),
                    Err(fault) => self.findings.push(index, &path, fault),
                }
                summary.bodies += 1;
            }
        }
        if let Some(first) = first_absent {
            self.findings.push(None, "bodies", Fault::BodiesNotHeld { count: absent, first });
        }
        publics
    }
}

fn judge_body(index: u64, entry: &Entry<'_>, body: &[u8]) -> Result<Option<(Public, bool)>, Fault> {
    if usize::try_from(entry.body_len) != Ok(body.len()) {
        return Err(Fault::BodyLength { expected: entry.body_len, found: body.len() });
    }
    if Sha256::digest(body)[..] != entry.body_hash[..] {
        return Err(Fault::BodyHash);
    }
    if entry.is_public() { body::parse(index, entry, body).map(Some) } else { Ok(None) }
}

/// The entry bundle an index stands in, without its width.
fn bundle(index: u64) -> String {
    format!("tile/entries bundle {}", index / WIDTH)
}
