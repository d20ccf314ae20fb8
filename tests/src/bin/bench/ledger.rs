//! The figures of the journal.

use super::{Figure, PASSPHRASE, folder_bytes, median, p95};
use ::ledger::crypto::keys::Secret32;
use ::ledger::crypto::seal::{BodyKeys, OpKey, Place};
use ::ledger::payload::{self, Head};
use ::ledger::tlog::hash::{Hash, leaf, sha256};
use ::ledger::tlog::proof::{self, ProofError};
use ::ledger::tlog::tile;
use ::ledger::tlog::tree::Frontier;
use ::ledger::{Author, AuthorKind, AuthorRef, Class, Draft, Entry, Journal};
use clinic::Config;
use ed25519_dalek::{Signer, SigningKey};
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;

fn cheap() -> Config {
    Config { argon: ::clinic::Cost::Fixed(::ledger::ArgonCost { m_kib: 64, t: 1, p: 1 }), ..Config::default() }
}

fn draft(subject: [u8; 16], n: u64) -> Draft {
    let fields = vec![[0x58, 0x60].into_iter().chain(std::iter::repeat_n(n.to_be_bytes()[7], 96)).collect()];
    let mut record = [0; 16];
    record[..8].copy_from_slice(&n.to_be_bytes());
    Draft {
        class: Class::Clinical,
        record,
        subject: Some(subject),
        kind: (4, 1),
        parents: vec![],
        effective_at: (0, 0, 0),
        recorded_at: (0, 0, 0),
        fields,
    }
}

fn append(journal: &Journal, subject: [u8; 16], count: u64, next: &mut u64) {
    let from = *next;
    *next += count;
    journal
        .write(
            &Author::Device,
            |tx| -> Result<(), ::ledger::Error> {
                (from..from + count).try_for_each(|n| tx.append(draft(subject, n)).map(|_| ()))
            },
            |_, _, ()| Ok(()),
        )
        .unwrap();
}

pub(crate) fn figures() -> Vec<Figure> {
    let dir = tempfile::tempdir().unwrap();
    let config = cheap();
    let (journal, _, _) =
        ::ledger::create(&dir.path().join("j"), config.env.clone(), PASSPHRASE, config.argon().unwrap(), u32::MAX)
            .unwrap();
    let mut next = 0;
    let subject =
        journal.write(&Author::Device, |tx| tx.new_subject_key(), |_, _, k| Ok::<_, ::ledger::Error>(k)).unwrap().0;
    // Yardstick: SQLCipher, WAL, FULL, the same bytes and rows (an entry, a body, a checkpoint) a commit.
    let raw = rusqlite::Connection::open(dir.path().join("raw.db")).unwrap();
    raw.execute_batch(&format!("PRAGMA key = \"x'{}'\"; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
        CREATE TABLE entry(idx INTEGER PRIMARY KEY, bytes BLOB, hash BLOB); CREATE TABLE body(idx INTEGER PRIMARY KEY, bytes BLOB); CREATE TABLE head(id INTEGER PRIMARY KEY, bytes BLOB)", "ab".repeat(32))).unwrap();
    let mut row = 0i64;
    let mut raw_commit = |count: i64| {
        raw.execute_batch("BEGIN IMMEDIATE").unwrap();
        for _ in 0..count {
            row += 1;
            raw.prepare_cached("INSERT INTO entry VALUES(?1, ?2, ?3)")
                .unwrap()
                .execute(rusqlite::params![row, [7u8; 126], [8u8; 32]])
                .unwrap();
            raw.prepare_cached("INSERT INTO body VALUES(?1, ?2)")
                .unwrap()
                .execute(rusqlite::params![row, vec![row as u8; 472]])
                .unwrap();
        }
        raw.execute("INSERT OR REPLACE INTO head VALUES(1, ?1)", [vec![9u8; 300]]).unwrap();
        raw.execute_batch("COMMIT").unwrap();
    };
    append(&journal, subject, 10, &mut next);
    raw_commit(10);
    let one = median(200, || append(&journal, subject, 1, &mut next));
    let one_raw = median(200, || raw_commit(1));
    let many = median(15, || append(&journal, subject, 1000, &mut next));
    let many_raw = median(15, || raw_commit(1000));
    let sealing = sealing_ms(1000);
    append(&journal, subject, 60_000, &mut next);
    append(&journal, subject, 60_000, &mut next);
    let out = dir.path().join("out");
    journal.export(&out, true, &mut |_, _| ControlFlow::Continue(())).unwrap();
    let key = dir.path().join("key");
    std::fs::write(&key, journal.trust_key_line()).unwrap();
    let bytes = folder_bytes(&out);
    // The program of the same build as this one.
    let audit = std::env::current_exe().unwrap().with_file_name("fieldchart-audit");
    let verify = |cores: &str| {
        median(5, || {
            let mut program = Command::new("taskset");
            program.args(["-c", cores]).arg(&audit).arg("verify").arg(&out).arg("--trust").arg(&key);
            let done = program.output().unwrap();
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
        })
    };
    let (verify_one, verify_two) = (verify("0"), verify("0,1"));
    let buffer = vec![7u8; 1 << 20];
    let sha = median(5, || {
        for _ in 0..bytes / (1 << 20) {
            std::hint::black_box(sha256(&[&buffer]));
        }
    });
    let fsck = median(3, || assert!(journal.fsck(&mut |_, _| ControlFlow::Continue(())).unwrap().is_clean()));
    let pages = median(3, || {
        let sql = journal.reader().unwrap();
        let mut q =
            sql.prepare("SELECT e.bytes, b.bytes FROM entry e JOIN body b ON b.log = e.log AND b.idx = e.idx").unwrap();
        let mut rows = q.query([]).unwrap();
        while let Some(r) = rows.next().unwrap() {
            let (e, b): (Vec<u8>, Vec<u8>) = (r.get(0).unwrap(), r.get(1).unwrap());
            std::hint::black_box((sha256(&[&e]), sha256(&[&b])));
        }
    });
    let [sequencing, compressions] = sequencing_ms();
    let [inclusion, consistency] = proofs_ms(dir.path());
    let ratio = |name, value, unit, yardstick: f64, ratio: f64, hold, ok| Figure {
        name,
        value,
        unit,
        yardstick,
        ratio,
        hold,
        ok,
    };
    let rate = |ms: f64| 1e6 / ms;
    let storing = many - sealing;
    let faster =
        |name, ms: f64, raw: f64, hold, least: f64| ratio(name, ms, "ms", raw, raw / ms, hold, raw / ms >= least);
    vec![
        ratio("durable append, 1 sealed entry", one, "ms", one_raw, one / one_raw, "<= 1.5", one <= 1.5 * one_raw),
        ratio(
            "durable append, 1,000 entries, sealing apart",
            rate(storing),
            "entries/s",
            rate(many_raw),
            many_raw / storing,
            ">= 0.6; > 100,000/s",
            many_raw / storing >= 0.6 && rate(storing) > 100_000.0,
        ),
        ratio(
            "the same, sealing and signing included",
            rate(many),
            "entries/s",
            rate(many_raw),
            many_raw / many,
            "reported",
            true,
        ),
        ratio(
            "sealing and signing alone, 1,000 in a group",
            rate(sealing),
            "entries/s",
            rate(many_raw),
            many_raw / sealing,
            "reported",
            true,
        ),
        ratio(
            "sequencing alone: hash, tree, frontier",
            SEQUENCED as f64 / sequencing * 1e3,
            "entries/s",
            SEQUENCED as f64 / compressions * 1e3,
            compressions / sequencing,
            ">= 0.8; > 1,050,000/s",
            compressions / sequencing >= 0.8 && SEQUENCED as f64 / sequencing * 1e3 > 1_050_000.0,
        ),
        faster("verify an export, every byte, one core", verify_one, sha, ">= 0.7 of a core", 0.7),
        faster("the same on two cores", verify_two, sha, ">= 1.3 (near-linear)", 1.3),
        faster("fsck of a store (with signatures, opening)", fsck, pages, ">= 0.8", 0.8),
        ratio("inclusion proof at 10,000,000, p95", inclusion, "ms", 1.0, inclusion, "<= 1 ms", inclusion <= 1.0),
        ratio(
            "consistency proof at 10,000,000, p95",
            consistency,
            "ms",
            1.0,
            consistency,
            "<= 1 ms",
            consistency <= 1.0,
        ),
    ]
}

/// Entries sequenced, and leaves of the tree that proofs are taken from.
const SEQUENCED: u64 = 1_000_000;
const LEAVES: u64 = 10_000_000;

/// Sealing, committing and signing `count` entries in one group: what an append does before anything is stored.
fn sealing_ms(count: u64) -> f64 {
    let op_key = OpKey::new(Secret32::new([1; 32]));
    let (subject, key, signer) = ([2; 16], Secret32::new([3; 32]), SigningKey::from_bytes(&[4; 32]));
    let origin = format!("fieldchart/{0}/{0}/{0}", "ab".repeat(16));
    median(15, || {
        let mut group = Vec::new();
        for n in 0..count {
            let Draft { class, record, kind, fields, .. } = draft(subject, n);
            let author = AuthorRef { kind: AuthorKind::Device, id: [5; 16], certificate: [6; 32] };
            let moment = (0, 0, 0);
            let head = Head {
                kind: kind.0,
                version: kind.1,
                author,
                parents: vec![],
                effective_at: moment,
                recorded_at: moment,
            };
            let mut payload = head.encode(fields.len());
            payload.extend(fields);
            let mut salt = [0; 32];
            salt[..8].copy_from_slice(&n.to_be_bytes());
            let keys = BodyKeys::derive(&op_key, subject, Some(&key), salt);
            let fields_root = payload::fields_root(&payload, &|i| keys.salt(i));
            let key_commit = keys.commit();
            let entry = Entry { class, hlc: n, record, body_len: 0, body_hash: [0; 32], key_commit, fields_root };
            group.push((entry, keys, payload));
        }
        let entries: Vec<Entry> = group.iter().map(|(entry, ..)| entry.clone()).collect();
        let signature = signer.sign(&payload::group_message(&origin, 0, &entries)).to_bytes();
        for (entry, keys, payload) in &group {
            let inner = payload::encode_inner(&signature, 0, count as u32, payload);
            let Entry { key_commit, fields_root, .. } = entry;
            let place = Place { origin: &origin, prefix: &entry.prefix(), key_commit, fields_root };
            let body = keys.seal(&op_key, &place, &[7; 48], &inner).unwrap();
            std::hint::black_box(sha256(&[&body]));
        }
    })
}

/// Hashing entries into a tree, and raw SHA-256 over as many compressions: three for a leaf of 127 bytes, two for a node.
fn sequencing_ms() -> [f64; 2] {
    let sequencing = median(3, || {
        let (mut frontier, mut full, mut entry) = (Frontier::new(), Vec::new(), [7u8; 126]);
        for n in 0..SEQUENCED {
            entry[..8].copy_from_slice(&n.to_be_bytes());
            frontier.push(leaf(&entry), &mut full);
        }
        std::hint::black_box((frontier.root(), full.len()));
    });
    let blocks = vec![7u8; (SEQUENCED * 64) as usize];
    let raw = median(3, || (0..5).for_each(|_| _ = std::hint::black_box(sha256(&[&blocks]))));
    [sequencing, raw]
}

/// Proofs out of tiles in SQLCipher, read as the store reads them, each on a cold statement of its own entries.
fn proofs_ms(dir: &Path) -> [f64; 2] {
    let sql = rusqlite::Connection::open(dir.join("tiles.db")).unwrap();
    sql.execute_batch(&format!(
        "PRAGMA key = \"x'{}'\"; PRAGMA journal_mode = WAL; PRAGMA cache_size = -8000;
         CREATE TABLE tile(level INTEGER, n INTEGER, bytes BLOB, PRIMARY KEY(level, n)) WITHOUT ROWID; BEGIN",
        "ab".repeat(32)
    ))
    .unwrap();
    let (mut frontier, mut full) = (Frontier::new(), Vec::new());
    for n in 0..LEAVES {
        frontier.push(leaf(&n.to_be_bytes()), &mut full);
        for tile in full.drain(..) {
            let put = "INSERT INTO tile VALUES(?1, ?2, ?3)";
            sql.prepare_cached(put).unwrap().execute(rusqlite::params![tile.level, tile.n as i64, tile.bytes]).unwrap();
        }
    }
    sql.execute_batch("COMMIT").unwrap();
    let load = |level: u8, n: u64| {
        let get = "SELECT bytes FROM tile WHERE level = ?1 AND n = ?2";
        let row = sql.prepare_cached(get).unwrap().query_row(rusqlite::params![level, n as i64], |r| r.get(0));
        row.unwrap_or_else(|_| frontier.levels()[usize::from(level)].concat())
    };
    // Each tile once for a proof.
    let subtrees = || {
        let mut tiles: HashMap<(u8, u64), Vec<u8>> = HashMap::new();
        move |level: u32, i: u64| -> Result<Hash, ProofError> {
            let place = tile::place(level, i);
            let bytes = tiles.entry((place.level, place.n)).or_insert_with(|| load(place.level, place.n));
            Ok(tile::subtree_root(place, bytes).unwrap())
        }
    };
    let root = frontier.root();
    let spread = |n: u64| n * 7_919_993 % LEAVES;
    let inclusion = p95((0..500)
        .map(|n| {
            median(1, || {
                let index = spread(n);
                let proof = proof::inclusion(index, LEAVES, &mut subtrees()).unwrap();
                proof::verify_inclusion(index, LEAVES, &leaf(&index.to_be_bytes()), &proof, &root).unwrap();
            })
        })
        .collect());
    let consistency = p95((1..500)
        .map(|n| {
            median(1, || drop(std::hint::black_box(proof::consistency(spread(n), LEAVES, &mut subtrees()).unwrap())))
        })
        .collect());
    [inclusion, consistency]
}
