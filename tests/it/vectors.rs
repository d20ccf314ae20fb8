//! Public probes of transparency-dev/merkle through both implementations, and Tessera's log through the auditor's.
//! `EXTRA_VECTORS` names a further folder of probes in the same form.

use base64::Engine;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn bytes(v: &Value) -> Vec<u8> {
    v.as_str().map(|s| base64::engine::general_purpose::STANDARD.decode(s).unwrap()).unwrap_or_default()
}

/// A hash of any other length than 32 is not one: the probe must then be a bad one.
fn hash(v: &Value) -> Option<[u8; 32]> {
    bytes(v).try_into().ok()
}

fn proof(v: &Value) -> Option<Vec<[u8; 32]>> {
    v["proof"].as_array().map_or(Some(vec![]), |a| a.iter().map(hash).collect())
}

fn number(v: &Value) -> u64 {
    v.as_u64().or_else(|| v.as_i64().map(i64::cast_unsigned)).unwrap_or(0)
}

/// Whether (ledger, audit) accept a probe.
fn judged(v: &Value) -> (bool, bool) {
    let Some(p) = proof(v) else { return (false, false) };
    if v.get("leafIdx").is_some() {
        let (index, size) = (number(&v["leafIdx"]), number(&v["treeSize"]));
        let (Some(root), Some(leaf)) = (hash(&v["root"]), hash(&v["leafHash"])) else { return (false, false) };
        (
            ledger::tlog::proof::verify_inclusion(index, size, &leaf, &p, &root).is_ok(),
            audit::verify_inclusion(index, size, &leaf, &p, &root).is_ok(),
        )
    } else {
        let (a, b) = (number(&v["size1"]), number(&v["size2"]));
        let (Some(ra), Some(rb)) = (hash(&v["root1"]), hash(&v["root2"])) else { return (false, false) };
        (
            ledger::tlog::proof::verify_consistency(a, b, &p, &ra, &rb).is_ok(),
            audit::verify_consistency(a, b, &p, &ra, &rb).is_ok(),
        )
    }
}

fn files(dir: &Path, out: &mut Vec<PathBuf>) {
    for e in std::fs::read_dir(dir).unwrap() {
        let path = e.unwrap().path();
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|e| e == "json") {
            out.push(path);
        }
    }
}

fn check(dir: &Path) -> usize {
    let mut all = Vec::new();
    files(dir, &mut all);
    for f in &all {
        let v: Value = serde_json::from_slice(&std::fs::read(f).unwrap()).unwrap();
        let good = !v["wantErr"].as_bool().unwrap();
        assert_eq!(judged(&v), (good, good), "{}", f.display());
    }
    all.len()
}

#[test]
fn probes_through_both_implementations() {
    let Some(data) = tests::data() else { return };
    assert_eq!(check(&data.join("tlog/merkle-probes")), 103);
}

#[test]
fn extra_vectors() {
    match std::env::var_os("EXTRA_VECTORS") {
        Some(dir) => assert!(check(Path::new(&dir)) > 0),
        None => println!("SKIP: EXTRA_VECTORS is not set"),
    }
}
