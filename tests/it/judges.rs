//! Judges from outside: Go's `sumdb/note` and `tlog`, and the crates `signed_note` and `tlog_tiles`. They accept what our writers
//! write as it is, and reject it altered.

use crate::disclosure::loaded;
use crate::support::{call, started};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::api::chart::Register;
use domain::patient::Patient;
use ed25519_dalek::{Signature, SigningKey, VerifyingKey};
use ledger::tlog::cosignature::{Cosignature, Cosigner, with_cosignatures};
use ledger::tlog::hash::sha256;
use serde::{Serialize, Serializer};
use signed_note::{Note, StandardVerifier, Verifier, VerifierList};
use std::collections::BTreeMap;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Stdio};
use tlog_tiles::{Hash, HashReader, Tile, TileHashReader, TileReader, check_record, check_tree, stored_hash_index};

/// What the judges are told.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Question {
    log: String,
    cosigners: Vec<String>,
    cases: Vec<Case>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    /// A signed note with as many signatures as `size` says.
    Note,
    /// An inclusion proof.
    Record,
    /// A consistency proof.
    Tree,
    /// Tiles that lead from the root to every leaf.
    Tiles,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Case {
    kind: Kind,
    note: Coded,
    index: u64,
    size: u64,
    old: u64,
    root: Coded,
    other: Coded,
    proof: Vec<Coded>,
    tiles: BTreeMap<String, Coded>,
}

/// Bytes, in JSON as base64.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Coded(Vec<u8>);

impl Serialize for Coded {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl Case {
    fn new(kind: Kind) -> Self {
        let (note, root, other) = (Coded::default(), Coded::default(), Coded::default());
        Self { kind, note, index: 0, size: 0, old: 0, root, other, proof: Vec::new(), tiles: BTreeMap::new() }
    }

    /// The same with one bit of what counts turned over, chosen by a number.
    fn altered(&self, n: u64) -> Self {
        let mut case = self.clone();
        let dice = sha256(&[b"altered", &n.to_be_bytes()]);
        let number = |at: usize| u64::from_be_bytes(dice[at..at + 8].try_into().unwrap()) as usize;
        if self.kind == Kind::Note {
            case.note.0 = altered_note(&self.note.0, number(0), 1 << (number(8) % 8));
            return case;
        }
        let mut pieces: Vec<&mut Coded> = vec![&mut case.root, &mut case.other];
        pieces.extend(case.proof.iter_mut());
        pieces.extend(case.tiles.values_mut());
        let chosen = number(0) % pieces.len();
        let piece = &mut pieces[chosen].0;
        let at = number(16) % piece.len();
        piece[at] ^= 1 << (number(8) % 8);
        case
    }
}

/// A note with one bit of its text, or of a signature behind its base64, turned over.
fn altered_note(note: &[u8], at: usize, bit: u8) -> Vec<u8> {
    let note = std::str::from_utf8(note).unwrap();
    let (text, lines) = note.split_once("\n\n").unwrap();
    let mut text = format!("{text}\n").into_bytes();
    let split = |line: &str| {
        let (name, coded) = line.rsplit_once(' ').unwrap();
        (name.to_owned(), STANDARD.decode(coded).unwrap())
    };
    let mut signatures: Vec<_> = lines.lines().map(split).collect();
    let mut pieces: Vec<&mut Vec<u8>> = vec![&mut text];
    pieces.extend(signatures.iter_mut().map(|(_, bytes)| bytes));
    let all: usize = pieces.iter().map(|piece| piece.len()).sum();
    let mut at = at % all;
    for piece in pieces {
        match piece.get_mut(at) {
            Some(byte) => {
                *byte ^= bit;
                break;
            }
            None => at -= piece.len(),
        }
    }
    let lines: String = signatures.iter().map(|(name, bytes)| format!("{name} {}\n", STANDARD.encode(bytes))).collect();
    [&text[..], b"\n", lines.as_bytes()].concat()
}

/// A clinic's journal over several tiles, asked about in every way.
fn question(dir: &Path) -> Question {
    let (h, token) = started(&dir.join("store"));
    for n in 0..300 {
        let patient = Patient { given: Some(format!("Person {n}")), ..Patient::default() };
        call(&h, Some(&token), Register { patient }).unwrap();
    }
    let store = h.store().unwrap();
    let journal = store.journal();
    journal.export(&dir.join("out"), true, &mut |_, _| ControlFlow::Continue(())).unwrap();
    let (head, note) = journal.head();
    assert!(head.size > 512, "more than two tiles: {}", head.size);
    let keys = [1, 2].map(|n| SigningKey::from_bytes(&[n; 32]));
    let cosigners =
        [1, 2].map(|n: usize| Cosigner { name: format!("witness{n}.example"), key: keys[n - 1].verifying_key() });
    let cosigned = |count: usize| {
        let by = (0..count).map(|n| Cosignature::new(&head, &cosigners[n].name, &keys[n], 1_790_000_000 + n as u64));
        with_cosignatures(&note, &by.collect::<Vec<_>>())
    };
    let coded = |hash: &[u8; 32]| Coded(hash.to_vec());
    let mut cases: Vec<Case> = (0..=2)
        .map(|count| Case {
            note: Coded(cosigned(count).into_bytes()),
            size: 1 + count as u64,
            ..Case::new(Kind::Note)
        })
        .collect();
    for index in [0, 1, 255, 256, 511, 512, head.size - 1] {
        let receipt = journal.prove(index).unwrap();
        let (root, other) = (coded(&receipt.head.root), coded(&receipt.leaf_hash));
        let proof = receipt.proof.iter().map(coded).collect();
        cases.push(Case { index, size: receipt.head.size, root, other, proof, ..Case::new(Kind::Record) });
    }
    for old in [1, 2, 3, 255, 256, 257, 512, head.size - 1] {
        let proof = journal.consistency(old, head.size).unwrap().iter().map(coded).collect();
        let (root, other) = (coded(&head.root), coded(&journal.root_at(old).unwrap()));
        cases.push(Case { old, size: head.size, root, other, proof, ..Case::new(Kind::Tree) });
    }
    let tiles = loaded(&dir.join("out")).files.into_iter().filter_map(|(path, bytes)| {
        let (_, path) = path.split_once("/tile/")?;
        (!path.starts_with("entries/")).then(|| (format!("tile/{path}"), Coded(bytes)))
    });
    let leaves = journal.entries(0, head.size).unwrap().iter().flat_map(|row| row.leaf_hash).collect();
    cases.push(Case {
        size: head.size,
        root: coded(&head.root),
        other: Coded(leaves),
        tiles: tiles.collect(),
        ..Case::new(Kind::Tiles)
    });
    Question { log: journal.vkey(), cosigners: cosigners.iter().map(Cosigner::vkey).collect(), cases }
}

/// Everything as it is, then a hundred alterations of each kind.
fn both_ways(question: Question) -> (Question, usize) {
    let whole = question.cases.len();
    let mut cases = question.cases.clone();
    for kind in [Kind::Note, Kind::Record, Kind::Tree, Kind::Tiles] {
        let of_kind: Vec<_> = question.cases.iter().filter(|case| case.kind == kind).collect();
        cases.extend((0..100).map(|n| of_kind[n as usize % of_kind.len()].altered(n)));
    }
    (Question { cases, ..question }, whole)
}

fn assert_judged(question: &Question, whole: usize, verdicts: &[bool]) {
    assert_eq!(verdicts.len(), whole + 400);
    for (n, (case, accepted)) in question.cases.iter().zip(verdicts).enumerate() {
        assert_eq!(*accepted, n < whole, "case {n}: {case:?}");
    }
}

#[test]
fn go_accepts_what_we_write_and_rejects_it_altered() {
    let dir = tempfile::tempdir().unwrap();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("judges/judge.go");
    let library = Path::new("/usr/share/gocode/src/golang.org/x/mod/sumdb/note");
    let found = Command::new("go").arg("version").output();
    if found.is_err() || !library.is_dir() {
        let required = std::env::var_os("CI").is_some();
        assert!(!required, "golang-go and golang-golang-x-mod-dev are not installed");
        println!("SKIP: golang-go and golang-golang-x-mod-dev are not installed");
        return;
    }
    let program = dir.path().join("judge");
    let mut build = Command::new("go");
    build.args(["build", "-o"]).arg(&program).arg(&source).current_dir(dir.path());
    build.env("GO111MODULE", "off").env("GOPATH", "/usr/share/gocode").env("GOCACHE", dir.path().join("cache"));
    let built = build.env("GOFLAGS", "").output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));

    let (question, whole) = both_ways(question(dir.path()));
    let mut judge = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    judge.stdin.take().unwrap().write_all(&serde_json::to_vec(&question).unwrap()).unwrap();
    let out = judge.wait_with_output().unwrap();
    assert!(out.status.success());
    let verdicts: Vec<bool> = serde_json::from_slice(&out.stdout).unwrap();
    assert_judged(&question, whole, &verdicts);
}

/// A cosigner as c2sp.org/tlog-cosignature has it; the crate knows logs only.
struct Witness {
    name: String,
    id: u32,
    key: VerifyingKey,
}

impl Witness {
    fn new(vkey: &str) -> Self {
        let mut parts = vkey.splitn(3, '+');
        let (name, id, coded) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        let key = STANDARD.decode(coded).unwrap();
        assert_eq!(key[0], 4);
        let key = VerifyingKey::from_bytes(key[1..].try_into().unwrap()).unwrap();
        Self { name: name.to_owned(), id: u32::from_str_radix(id, 16).unwrap(), key }
    }
}

impl Verifier for Witness {
    fn name(&self) -> &str {
        &self.name
    }
    fn key_id(&self) -> u32 {
        self.id
    }
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        let Some((time, signature)) = signature.split_first_chunk::<8>() else { return false };
        let Ok(signature) = Signature::from_slice(signature) else { return false };
        let head = format!("cosignature/v1\ntime {}\n", u64::from_be_bytes(*time));
        self.key.verify_strict(&[head.as_bytes(), message].concat(), &signature).is_ok()
    }
}

struct Tiles<'a>(&'a BTreeMap<String, Coded>);

impl TileReader for Tiles<'_> {
    fn height(&self) -> u8 {
        8
    }
    fn read_tiles(&self, wanted: &[Tile]) -> Result<Vec<Vec<u8>>, tlog_tiles::Error> {
        let read = |tile: &Tile| {
            // Their path names the height, tlog-tiles' does not.
            let path = tile.path().replacen("tile/8/", "tile/", 1);
            let whole = path.split(".p/").next().unwrap();
            let held = self.0.get(&path).or_else(|| self.0.get(whole)).ok_or(tlog_tiles::Error::InvalidTile)?;
            Ok(held.0[..tile.width() as usize * 32].to_vec())
        };
        wanted.iter().map(read).collect()
    }
    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}

fn crates_accept(question: &Question, case: &Case) -> bool {
    let hash = |coded: &Coded| Hash(coded.0.clone().try_into().unwrap());
    let proof: Vec<Hash> = case.proof.iter().map(hash).collect();
    match case.kind {
        Kind::Note => {
            let log: Box<dyn Verifier> = Box::new(StandardVerifier::new(&question.log).unwrap());
            let witnesses = question.cosigners.iter().map(|vkey| Box::new(Witness::new(vkey)) as Box<dyn Verifier>);
            let known = VerifierList::new([log].into_iter().chain(witnesses).collect());
            let verified = Note::from_bytes(&case.note.0).and_then(|note| note.verify(&known));
            verified.is_ok_and(|(signed, unknown)| signed.len() as u64 == case.size && unknown.is_empty())
        }
        Kind::Record => check_record(&proof, case.size, hash(&case.root), case.index, hash(&case.other)).is_ok(),
        Kind::Tree => check_tree(&proof, case.size, hash(&case.root), case.old, hash(&case.other)).is_ok(),
        Kind::Tiles => {
            let tiles = Tiles(&case.tiles);
            let every: Vec<u64> = (0..case.size).map(|n| stored_hash_index(0, n)).collect();
            let read = TileHashReader::new(case.size, hash(&case.root), &tiles).read_hashes(&every);
            read.is_ok_and(|leaves| leaves.iter().flat_map(|leaf| leaf.0).eq(case.other.0.iter().copied()))
        }
    }
}

#[test]
fn the_crates_accept_what_we_write_and_reject_it_altered() {
    let dir = tempfile::tempdir().unwrap();
    let (question, whole) = both_ways(question(dir.path()));
    let verdicts: Vec<bool> = question.cases.iter().map(|case| crates_accept(&question, case)).collect();
    assert_judged(&question, whole, &verdicts);
}
