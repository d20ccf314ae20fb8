//! Other projects' data: Merkle probes and a log written by Tessera. Skipped, loudly, where the data is absent.

use std::fs;
use std::path::{Path, PathBuf};

use audit::{Hash, LogKey, Memory, verify_consistency, verify_inclusion, verify_plain};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

pub(crate) const TESSERA_KEY: &str = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

/// A folder of FIELDCHART_DATA; `None`, with a notice, if it is not there.
pub(crate) fn data(folder: &str) -> Option<PathBuf> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data");
    let path = PathBuf::from(std::env::var("FIELDCHART_DATA").unwrap_or_else(|_| default.to_owned())).join(folder);
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("SKIPPED: {} is absent; set FIELDCHART_DATA", path.display());
    None
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for item in fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() { files_below(&path, found) } else { found.push(path) }
    }
}

fn hash(value: &Value) -> Option<Hash> {
    STANDARD.decode(value.as_str()?).ok()?.try_into().ok()
}

/// What the probe says of itself must be what we find. A hash that is none of 32 bytes is refused by its type.
fn probe(path: &Path) {
    let json: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let number = |name: &str| json[name].as_u64().unwrap();
    let none = Vec::new();
    let proof: Option<Vec<Hash>> = json["proof"].as_array().unwrap_or(&none).iter().map(hash).collect();
    let judged = if json.get("leafIdx").is_some() {
        proof
            .zip(hash(&json["leafHash"]))
            .zip(hash(&json["root"]))
            .map(|((proof, leaf), root)| verify_inclusion(number("leafIdx"), number("treeSize"), &leaf, &proof, &root))
    } else {
        proof
            .zip(hash(&json["root1"]))
            .zip(hash(&json["root2"]))
            .map(|((proof, old), new)| verify_consistency(number("size1"), number("size2"), &proof, &old, &new))
    };
    let refused = judged.is_none_or(|judged| judged.is_err());
    assert_eq!(refused, json["wantErr"].as_bool().unwrap(), "{}", path.display());
}

#[test]
fn merkle_probes_are_judged_as_they_say() {
    let Some(folder) = data("tlog/merkle-probes") else { return };
    let mut files = Vec::new();
    files_below(&folder, &mut files);
    assert_eq!(files.len(), 103);
    files.iter().for_each(|path| probe(path));
}

#[test]
fn tesseras_log_verifies_and_no_altered_one_does() {
    let Some(folder) = data("tlog/tessera-log") else { return };
    let mut paths = Vec::new();
    files_below(&folder, &mut paths);
    let name = |path: &Path| path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned();
    let sound = Memory { files: paths.iter().map(|path| (name(path), fs::read(path).unwrap())).collect() };
    let key = LogKey::parse(TESSERA_KEY).unwrap();
    let report = verify_plain(&sound, &key).unwrap();
    assert!(report.ok, "{report}");
    assert_eq!(report.logs[0].size, 15);
    for (file, bytes) in sound.files.iter().filter(|(file, _)| *file == "checkpoint" || file.starts_with("tile/")) {
        for at in 0..bytes.len() {
            let mut bent = sound.clone();
            bent.files.get_mut(file).unwrap()[at] ^= 1;
            let report = verify_plain(&bent, &key).unwrap();
            assert!(report.faults.iter().any(|finding| finding.file == *file), "{file} at {at}: {report}");
        }
    }
    let mut without = sound.clone();
    without.files.retain(|file, _| !file.contains("entries"));
    assert!(verify_plain(&without, &key).unwrap().ok, "bundles are judged where present");
    without.files.remove("tile/0/000.p/15");
    assert!(!verify_plain(&without, &key).unwrap().ok, "tiles must be present");
}
