//! Any tlog-tiles log (c2sp.org/tlog-tiles), not only ours.
//! In scope: its checkpoint's signature, its root from the tiles, every tile and entry bundle that is present. Not here:
//! what entries mean, files other than tiles (older checkpoints, an issuer's own files): those are left alone.

use std::collections::BTreeMap;
use std::io;

use crate::demands::Demands;
use crate::fault::{Fault, Findings};
use crate::note::{self, CHECKPOINT_BYTES_MAX, Checkpoint, LogKey};
use crate::report::{LogReport, Report};
use crate::scan::compare_tile;
use crate::source::Source;
use crate::tile::{self, BUNDLE_BYTES_MAX, Piece, TILE_BYTES_MAX, WIDTH};
use crate::tree::{self, Hash};

/// Judges a tlog-tiles log against its verifier key and what is demanded. Entry bundles are held against the tree where there are any.
///
/// # Errors
/// The source cannot be listed at all.
pub fn verify_plain(source: &dyn Source, key: &LogKey, demands: &Demands) -> io::Result<Report> {
    let mut findings = Findings::of_folder();
    let paths = source.list()?;
    let checkpoint = match read(source, "checkpoint", CHECKPOINT_BYTES_MAX).and_then(|bytes| Checkpoint::parse(&bytes))
    {
        Ok(checkpoint) => checkpoint,
        Err(fault) => return Ok(failed(findings, fault)),
    };
    if checkpoint.origin != key.name {
        let fault = Fault::Origin { expected: key.name.clone(), found: checkpoint.origin.clone() };
        findings.push(None, "checkpoint", fault);
    } else if !checkpoint.signed_by(key) {
        findings.push(None, "checkpoint", Fault::CheckpointSignature);
    }
    let (cosigned, faults) = demands.judge(&checkpoint, Some(key), |_| Vec::new());
    faults.into_iter().for_each(|fault| findings.push(None, "checkpoint", fault));
    if checkpoint.size.div_ceil(WIDTH) > paths.len() as u64 {
        return Ok(failed(findings, Fault::SizeBeyondFiles { size: checkpoint.size, files: paths.len() }));
    }
    let mut rows: BTreeMap<String, Vec<Piece>> = BTreeMap::new();
    for (row, piece) in paths.iter().filter_map(|path| tile::parse_path(path)) {
        rows.entry(row).or_default().push(piece);
    }
    let mut leaves = read_leaves(source, &rows, checkpoint.size, &mut findings);
    let root = tree::root(&leaves);
    if root != checkpoint.root {
        // If the entries alone give the root, the tiles are to blame.
        let entries = read_entries(source, &rows, checkpoint.size);
        if tree::root(&entries) == checkpoint.root {
            leaves = entries;
        } else {
            let fault = Fault::Root { expected: note::base64_of(&checkpoint.root), found: note::base64_of(&root) };
            findings.push(None, "checkpoint", fault);
        }
    }
    let mut proven = demands.policy_said();
    proven.extend(demands.hold_plain_digest(key, &leaves, &mut findings));
    compare_bundles(source, rows.get("entries").map_or(&[], Vec::as_slice), &leaves, &mut findings);
    let mut hashes = leaves;
    for (level, count) in tile::levels(checkpoint.size) {
        let present = rows.get(&level.to_string()).map_or(&[][..], Vec::as_slice);
        for wanted in tile::pieces("tile", count) {
            if !present.iter().any(|piece| serves(piece, &wanted)) {
                findings.push(None, &format!("tile/{level}/{}", &wanted.path["tile/".len()..]), Fault::Missing);
            }
        }
        // A tile of a later state reaches beyond the tree; as far as that goes it must be of it.
        for piece in present.iter().filter(|piece| piece.number * WIDTH < count) {
            let start = (piece.number * WIDTH) as usize;
            let expected = &hashes[start..(start + piece.width as usize).min(hashes.len())];
            let bytes = read(source, &piece.path, TILE_BYTES_MAX).and_then(|mut bytes| {
                let (length, found) = (piece.width * 32, bytes.len() as u64);
                bytes.truncate(expected.len() * 32);
                if found == length { Ok(bytes) } else { Err(Fault::TileLength { expected: length, found }) }
            });
            if let Err((_, fault)) = compare_tile(bytes, expected) {
                findings.push(None, &piece.path, fault);
            }
        }
        hashes = hashes.chunks_exact(WIDTH as usize).map(tree::root).collect();
    }
    let log = LogReport {
        log: checkpoint.origin.clone(),
        origin: checkpoint.origin,
        size: checkpoint.size,
        root: note::base64_of(&checkpoint.root),
        cosigned,
        by_class: BTreeMap::new(),
        bodies_checked: 0,
        body_bytes: 0,
        bodies_absent: 0,
        bodies_redacted: 0,
        forked_at: None,
        left_out: 0,
        redactions: Vec::new(),
        needs_newer_verifier: 0,
    };
    let (faults, gaps) = findings.split();
    Ok(Report::new(vec![log], faults, gaps, proven))
}

/// Whether a stored piece holds at least what is wanted: a full tile stands in for a partial one.
fn serves(stored: &Piece, wanted: &Piece) -> bool {
    stored.number == wanted.number && stored.width >= wanted.width
}

/// Leaf hashes from the tiles of level 0; zeros where none serves.
fn read_leaves(
    source: &dyn Source,
    rows: &BTreeMap<String, Vec<Piece>>,
    size: u64,
    findings: &mut Findings,
) -> Vec<Hash> {
    let mut leaves = vec![[0; 32]; size as usize];
    for (wanted, stored) in serving(rows, "0", size) {
        let (path, width) = (&stored.path, stored.width);
        match read(source, path, TILE_BYTES_MAX) {
            Ok(bytes) if bytes.len() as u64 == width * 32 => {
                let start = (wanted.number * WIDTH) as usize;
                for (leaf, hash) in leaves[start..].iter_mut().zip(bytes.chunks_exact(32)) {
                    leaf.copy_from_slice(hash);
                }
            }
            Ok(bytes) => {
                let fault = Fault::TileLength { expected: width * 32, found: bytes.len() as u64 };
                findings.push(None, path, fault);
            }
            Err(fault) => findings.push(None, path, fault),
        }
    }
    leaves
}

/// Leaf hashes from the entry bundles; zeros where none serves.
fn read_entries(source: &dyn Source, rows: &BTreeMap<String, Vec<Piece>>, size: u64) -> Vec<Hash> {
    let mut leaves = vec![[0; 32]; size as usize];
    for (wanted, stored) in serving(rows, "entries", size) {
        let Ok(bytes) = read(source, &stored.path, BUNDLE_BYTES_MAX) else { continue };
        let Ok(entries) = tile::split_entries(&bytes, stored.width) else { continue };
        let start = (wanted.number * WIDTH) as usize;
        for (leaf, entry) in leaves[start..].iter_mut().zip(entries) {
            *leaf = tree::leaf_hash(entry);
        }
    }
    leaves
}

/// For each piece that `size` items need, the narrowest stored one that serves.
fn serving<'r>(rows: &'r BTreeMap<String, Vec<Piece>>, row: &str, size: u64) -> Vec<(Piece, &'r Piece)> {
    let stored: BTreeMap<(u64, u64), &Piece> =
        rows.get(row).into_iter().flatten().map(|piece| ((piece.number, piece.width), piece)).collect();
    let narrowest = |wanted: Piece| {
        let (_, piece) = stored.range((wanted.number, wanted.width)..=(wanted.number, WIDTH)).next()?;
        Some((wanted, *piece))
    };
    tile::pieces("", size).filter_map(narrowest).collect()
}

/// Every entry in every bundle present, as far as the tree goes.
fn compare_bundles(source: &dyn Source, bundles: &[Piece], leaves: &[Hash], findings: &mut Findings) {
    for bundle in bundles {
        let bytes = read(source, &bundle.path, BUNDLE_BYTES_MAX);
        match bytes.as_ref().map_err(Clone::clone).and_then(|bytes| tile::split_entries(bytes, bundle.width)) {
            Ok(entries) => {
                let expected = leaves.iter().skip((bundle.number * WIDTH) as usize);
                for ((entry, leaf), index) in entries.iter().zip(expected).zip(bundle.number * WIDTH..) {
                    if tree::leaf_hash(entry) != *leaf {
                        findings.push(index, &bundle.path, Fault::EntryHash);
                    }
                }
            }
            Err(fault) => findings.push(None, &bundle.path, fault),
        }
    }
}

fn failed(mut findings: Findings, fault: Fault) -> Report {
    findings.push(None, "checkpoint", fault);
    let (faults, gaps) = findings.split();
    Report::new(Vec::new(), faults, gaps, Vec::new())
}

fn read(source: &dyn Source, path: &str, bytes_max: u64) -> Result<Vec<u8>, Fault> {
    source.read(path, bytes_max).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Fault::Missing,
        _ => Fault::Unreadable { reason: error.to_string() },
    })
}
