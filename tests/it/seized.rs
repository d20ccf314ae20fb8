//! A seized disk says nothing: planted names stand in no file of the store after a session, nor in temporary files.

use crate::support::{call, named, register, started};
use domain::api::chart::{Chart, Search};
use domain::api::session::SaveDraft;
use std::path::Path;

pub fn scan(dir: &Path, needles: &[String], hits: &mut Vec<String>) {
    for e in std::fs::read_dir(dir).unwrap().flatten() {
        let path = e.path();
        if path.is_dir() {
            scan(&path, needles, hits);
        } else if let Ok(bytes) = std::fs::read(&path) {
            for n in needles {
                let wide: Vec<u8> = n.encode_utf16().flat_map(u16::to_le_bytes).collect();
                let found = |p: &[u8]| bytes.windows(p.len()).any(|w| w.eq_ignore_ascii_case(p));
                if found(n.as_bytes()) || found(&wide) {
                    hits.push(format!("{n} in {}", path.display()));
                }
            }
        }
    }
}

#[test]
fn planted_names_are_in_no_file() {
    let dir = tempfile::tempdir().unwrap();
    let marks: Vec<String> =
        ["Zyxgiven", "Zyxfamily", "Zyxdraft", "Zyxphone"].map(|m| format!("{m}{}", std::process::id())).into();
    let (h, token) = started(dir.path());
    let mut p = named(&marks[0], &marks[1]);
    p.phone = Some(marks[3].clone());
    let (id, _) = register(&h, &token, p);
    for n in 0..50 {
        register(&h, &token, named(&format!("{}{n}", marks[0]), &marks[1]));
    }
    call(&h, Some(&token), SaveDraft { form: "register".into(), text: marks[2].clone() }).unwrap();
    assert_eq!(call(&h, Some(&token), Search { query: marks[1].clone(), limit: 5 }).unwrap().rows.len(), 5);
    call(&h, Some(&token), Chart { id }).unwrap();
    let mut hits = Vec::new();
    scan(dir.path(), &marks, &mut hits); // while open: WAL and shared memory too
    h.lock_store();
    scan(dir.path(), &marks, &mut hits);
    assert!(hits.is_empty(), "{hits:?}");
}

#[test]
fn the_scan_finds_what_is_there() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("note"), "before Zyxplain after").unwrap();
    let mut hits = Vec::new();
    scan(dir.path(), &["zyxplain".to_owned()], &mut hits);
    assert_eq!(hits.len(), 1);
}
