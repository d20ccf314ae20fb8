//! Another project's data: a log written by Tessera. (The Merkle probes go through both implementations in package `tests`.)

use std::fs;
use std::path::{Path, PathBuf};

use audit::{LogKey, Memory, verify_plain};

pub(crate) const TESSERA_KEY: &str = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for item in fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() { files_below(&path, found) } else { found.push(path) }
    }
}

#[test]
fn tesseras_log_verifies_and_no_altered_one_does() {
    let Some(folder) = tests::data().map(|data| data.join("tlog/tessera-log")) else { return };
    let mut paths = Vec::new();
    files_below(&folder, &mut paths);
    let name = |path: &Path| path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned();
    let sound = Memory { files: paths.iter().map(|path| (name(path), fs::read(path).unwrap())).collect() };
    let key = LogKey::parse(TESSERA_KEY).unwrap();
    let report = verify_plain(&sound, &key, &audit::Demands::default()).unwrap();
    assert!(report.ok, "{report}");
    assert_eq!(report.logs[0].size, 15);
    for (file, bytes) in sound.files.iter().filter(|(file, _)| *file == "checkpoint" || file.starts_with("tile/")) {
        for at in 0..bytes.len() {
            let mut bent = sound.clone();
            bent.files.get_mut(file).unwrap()[at] ^= 1;
            let report = verify_plain(&bent, &key, &audit::Demands::default()).unwrap();
            assert!(report.faults.iter().any(|finding| finding.file == *file), "{file} at {at}: {report}");
        }
    }
    // A tile of a later state is held against the tree as far as that goes.
    let last = sound.files["tile/0/000.p/15"].clone();
    for (at, ok) in [(15 * 32, true), (14 * 32, false), (0, false)] {
        let mut later = sound.clone();
        let mut tile = [last.as_slice(), &[7; 32]].concat();
        tile[at] ^= 1;
        later.files.insert("tile/0/000.p/16".to_owned(), tile);
        assert_eq!(verify_plain(&later, &key, &audit::Demands::default()).unwrap().ok, ok, "{at}");
    }
    let mut without = sound.clone();
    without.files.retain(|file, _| !file.contains("entries"));
    assert!(verify_plain(&without, &key, &audit::Demands::default()).unwrap().ok, "bundles are judged where present");
    without.files.remove("tile/0/000.p/15");
    assert!(!verify_plain(&without, &key, &audit::Demands::default()).unwrap().ok, "tiles must be present");
}
