//! The fuzzed readers (fuzz/targets.rs) on their seeds, and the seeds themselves, made by the real writers.
//! In scope: that every seed passes in every test run, and that the seeds are those of today's formats.
//! Not here: looking for more (`cargo xtask fuzz`). FIELDCHART_BLESS=1 writes the seeds anew.

#[path = "../../fuzz/targets.rs"]
mod targets;

use domain::part::Part;
use domain::record::Kind;
use ed25519_dalek::SigningKey;
use ledger::disclosure::Purpose;
use ledger::payload::encode_inner;
use ledger::tlog::checkpoint::Checkpoint;
use ledger::{ArgonCost, Author, Class, Draft, Env, Error, Journal, Opened};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A world that is the same each time.
#[derive(Default)]
struct World(AtomicU64);

impl Env for World {
    fn now_ms(&self) -> u64 {
        1_800_000_000_000 + self.0.fetch_add(1, Ordering::Relaxed)
    }

    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            let drawn = self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes();
            chunk.copy_from_slice(&ledger::tlog::hash::sha256(&[&drawn])[..chunk.len()]);
        }
    }
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus")
}

/// A small journal: its founding, and one entry of each type of record.
fn journal(dir: &Path) -> Journal {
    let cheap = ArgonCost { m_kib: 8, t: 1, p: 1 };
    let (journal, user, _) =
        ledger::create(dir, Arc::new(World::default()), targets::PASSPHRASE, cheap, 0xff).expect("it is founded");
    let build = |tx: &mut ledger::Tx<'_>| {
        let subject = Some(tx.new_subject_key()?);
        for (kind, version, fields) in parts() {
            let now = (tx.now_ms() as i64, 60, 0);
            let (record, kind) = (tx.new_id(), (kind as u16, version));
            // None, one or two; nobody asks whether they are known here.
            let (class, parents) = (Class::Clinical, (0..kind.0 as u8 % 3).map(|n| [n; 32]).collect());
            tx.append(Draft { class, record, subject, kind, parents, effective_at: now, recorded_at: now, fields })?;
        }
        Ok(())
    };
    journal.write(&Author::User(&user), build, |_, _, ()| Ok::<_, Error>(())).expect("it is written");
    journal
}

/// Every type of record that is part of a chart, empty: undefined fields are what a patch has.
fn parts() -> Vec<(Kind, u16, Vec<Vec<u8>>)> {
    let empty = |kind| (1..40).find_map(|n| Part::from_items(kind, &vec![vec![0xf7]; n]).ok().flatten());
    let written = |kind| empty(kind).map(|part| part.to_items()).map(|(version, items)| (kind, version, items));
    (0..64).filter_map(Kind::from_number).filter_map(written).collect()
}

/// Target and name to bytes.
fn seeds() -> BTreeMap<(&'static str, String), Vec<u8>> {
    let dir = tempfile::tempdir().expect("a folder");
    let journal = journal(dir.path());
    let mut seeds = BTreeMap::new();
    let mut put = |target: &'static str, name: String, bytes: Vec<u8>| {
        assert!(seeds.insert((target, name), bytes).is_none(), "two seeds of one name");
    };
    for index in 0..journal.size() {
        let opened = journal.open_entry(index).expect("it opens");
        put("entry", format!("{index}"), opened.entry.to_bytes().to_vec());
        let inner = encode_inner(&[5; 64], opened.group_first, opened.group_count, &opened.payload);
        put("payload", format!("{index}"), inner);
    }
    let key = SigningKey::from_bytes(&targets::CHECKPOINT_SEED);
    let head = journal.head().0;
    put("checkpoint", "journal".into(), journal.checkpoint_text().into_bytes());
    let ours = Checkpoint { origin: "fieldchart/example".into(), ..head };
    put("checkpoint", "ours".into(), ours.sign(&key).into_bytes());
    for index in [0, 3, journal.size() - 1] {
        let receipt = journal.prove(index).expect("it is provable");
        let hashes = [&[receipt.leaf_hash, receipt.head.root][..], &receipt.proof].concat().concat();
        let sizes = [index.to_be_bytes(), receipt.head.size.to_be_bytes()].concat();
        put("proof", format!("leaf-{index}"), [vec![0], sizes, hashes].concat());
    }
    for size in [1, 4, 7] {
        let (one, two) = (journal.root_at(size).expect("a root"), journal.root());
        let proof = journal.consistency(size, journal.size()).expect("it grew");
        let sizes = [size.to_be_bytes(), journal.size().to_be_bytes()].concat();
        put("proof", format!("growth-{size}"), [vec![1], sizes, [&[one, two][..], &proof].concat().concat()].concat());
    }
    let leaves: Vec<u8> =
        journal.entries(0, journal.size()).expect("entries").iter().flat_map(|row| row.leaf_hash).collect();
    for (level, index) in [(0u8, 2u64), (2, 4), (9, 1 << 9)] {
        let numbers = [index.to_be_bytes(), journal.size().to_be_bytes()].concat();
        put("tile", format!("level-{level}"), [vec![level], numbers, leaves.clone()].concat());
    }
    put("vault", "one-user".into(), std::fs::read(dir.path().join("vault.json")).expect("the vault"));
    let out = dir.path().join("export");
    journal.export(&out, true, &mut |_, _| ControlFlow::Continue(())).expect("it is exported");
    put("export", "small".into(), pack(&journal.trust_key_line(), &out));
    let purpose = Purpose {
        report: "dispensed".into(),
        version: 1,
        range: Some(("2026-01-01".into(), "2028-12-31".into())),
        sample: None,
    };
    // Dispensings and marks, as docs/formats/disclosure-v1.md shows them.
    let choose = &mut |opened: &Opened| match opened.kind.0 {
        13 => vec![1, 2, 3, 4, 8, 9, 12, 15],
        16 => vec![1, 2, 3, 4, 6, 9],
        _ => vec![],
    };
    let go_on = &mut |_: u64, _: u64| ControlFlow::Continue(());
    let file = out.join("disclosures/dispensed.cbor");
    journal.disclose(&file, journal.size(), &purpose, choose, go_on).expect("it is disclosed");
    let trust = audit::Trust::parse(&journal.trust_key_line()).expect("a trust line");
    let tally = audit::tally(&crate::disclosure::loaded(&out), &trust, "dispensed").expect("it is counted");
    assert!(tally.ok, "{tally}");
    put("export", "disclosed".into(), pack(&journal.trust_key_line(), &out));
    seeds
}

/// The form that the target `export` reads.
fn pack(trust: &str, out: &Path) -> Vec<u8> {
    let mut files = BTreeMap::new();
    let mut folders = vec![out.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("a file").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(out).expect("below").to_str().expect("ASCII").to_owned();
                files.insert(name, std::fs::read(&path).expect("a file"));
            }
        }
    }
    let trust = trust.trim();
    let mut bytes = [&[trust.len() as u8], trust.as_bytes()].concat();
    for (name, content) in files {
        bytes.push(u8::try_from(name.len()).expect("a short path"));
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(&(content.len() as u32).to_be_bytes()[1..]);
        bytes.extend_from_slice(&content);
    }
    bytes
}

#[test]
fn the_seeds_are_what_the_writers_write() {
    let seeds = seeds();
    let bless = std::env::var_os("FIELDCHART_BLESS").is_some();
    for ((target, name), bytes) in &seeds {
        let path = corpus().join(target).join(name);
        if bless {
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(&path, bytes).expect("a seed");
        }
        assert!(std::fs::read(&path).is_ok_and(|held| held == *bytes), "{target}/{name}: FIELDCHART_BLESS=1 writes it");
    }
    assert!(parts().len() > 10 && targets::TARGETS.iter().all(|(t, _)| seeds.keys().any(|(target, _)| target == t)));
}

#[test]
fn every_reader_takes_its_seeds_and_all_that_ever_broke_it() {
    for (name, target) in targets::TARGETS {
        let files = std::fs::read_dir(corpus().join(name)).expect("the seeds are there");
        for file in files {
            let bytes = std::fs::read(file.expect("a file").path()).expect("a seed");
            target(&bytes);
            // Cut off and altered, too: the readers' errors are no panics.
            for at in (0..bytes.len()).step_by(bytes.len() / 64 + 1) {
                target(&bytes[..at]);
                let mut altered = bytes.clone();
                altered[at] ^= 1 << (at % 8);
                target(&altered);
            }
        }
    }
}
