//! An export is accepted whole, and any changed byte of any of its files is named.

use crate::support::{fieldchart, named, register, run, started};
use proptest::prelude::*;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

struct Export {
    _dir: tempfile::TempDir,
    out: PathBuf,
    key: PathBuf,
    files: Vec<PathBuf>,
}

fn files(dir: &Path, out: &mut Vec<PathBuf>) {
    for e in std::fs::read_dir(dir).unwrap() {
        let path = e.unwrap().path();
        if path.is_dir() { files(&path, out) } else { out.push(path) }
    }
}

/// One export, made once; each case changes a file and mends it again under a lock.
fn export() -> &'static std::sync::Mutex<Export> {
    static ONE: OnceLock<std::sync::Mutex<Export>> = OnceLock::new();
    ONE.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let store = dir.path().join("store");
        let (h, token) = started(&store);
        for n in 0..120 {
            register(&h, &token, named(&format!("Given{n}"), "Family"));
        }
        h.lock_store();
        drop(h);
        let (out, key) = (dir.path().join("out"), dir.path().join("root.key"));
        let (text, ok) = run(fieldchart(&store).arg("export-audit").arg(&out));
        assert!(ok, "{text}");
        let (line, ok) = run(fieldchart(&store).arg("trust-keys"));
        assert!(ok, "{line}");
        std::fs::write(&key, line).unwrap();
        let mut all = Vec::new();
        files(&out, &mut all);
        all.sort();
        std::sync::Mutex::new(Export { _dir: dir, out, key, files: all })
    })
}

fn verify(e: &Export) -> (String, bool) {
    run(Command::new(tests::bin("fieldchart-audit")).arg("verify").arg(&e.out).arg("--trust").arg(&e.key))
}

#[test]
fn an_export_is_accepted_and_a_foreign_key_is_not() {
    let e = export().lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let (text, ok) = verify(&e);
    assert!(ok, "{text}");
    let line = std::fs::read_to_string(&e.key).unwrap();
    let other = e.key.with_extension("other");
    let at = line.len() - 12;
    let swapped = if line.as_bytes()[at] == b'A' { "B" } else { "A" };
    std::fs::write(&other, format!("{}{swapped}{}", &line[..at], &line[at + 1..])).unwrap();
    let (text, ok) =
        run(Command::new(tests::bin("fieldchart-audit")).arg("verify").arg(&e.out).arg("--trust").arg(&other));
    assert!(!ok, "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, max_shrink_iters: 0, ..ProptestConfig::default() })]
    #[test]
    fn any_flipped_byte_of_any_file_is_named(file in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let e = export().lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let path = file.get(&e.files);
        let whole = std::fs::read(path).unwrap();
        let mut bytes = whole.clone();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        std::fs::write(path, &bytes).unwrap();
        let (text, ok) = verify(&e);
        std::fs::write(path, &whole).unwrap();
        prop_assert!(!ok, "{} byte {at}: {text}", path.display());
    }
}

#[test]
fn without_bodies_it_says_incomplete() {
    let dir = tempfile::tempdir().unwrap();
    let store = dir.path().join("store");
    drop(started(&store).0);
    let out = dir.path().join("out");
    let (text, ok) = run(fieldchart(&store).args(["export-audit", "--no-bodies"]).arg(&out));
    assert!(ok, "{text}");
    let key = dir.path().join("key");
    std::fs::write(&key, run(fieldchart(&store).arg("trust-keys")).0).unwrap();
    let (text, ok) = run(Command::new(tests::bin("fieldchart-audit")).arg("verify").arg(&out).arg("--trust").arg(&key));
    assert!(!ok && text.contains("incomplete"), "{text}");
}
