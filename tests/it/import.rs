//! Real bundles: all 56 files import; a second import writes nothing; a malformed one leaves no trace.

use crate::support::{fieldchart, run, started};

#[test]
fn all_public_bundles_import_and_again_change_nothing() {
    let Some(data) = tests::data() else { return };
    let dir = tempfile::tempdir().unwrap();
    drop(started(dir.path()).0);
    let mut files = Vec::new();
    for folder in ["synthea", "ips/connectathon_samples", "ips/validated_samples"] {
        for e in std::fs::read_dir(data.join(folder)).unwrap() {
            let path = e.unwrap().path();
            if path.to_string_lossy().contains(".json") {
                files.push(path);
            }
        }
    }
    files.sort();
    assert_eq!(files.len(), 56);
    let (text, ok) = run(fieldchart(dir.path()).arg("import").args(&files));
    assert!(ok, "{text}");
    assert_eq!(text.lines().filter(|l| l.starts_with("imported ")).count(), 56);
    let digest = || run(fieldchart(dir.path()).arg("digest")).0;
    let before = digest();
    let (again, ok) = run(fieldchart(dir.path())
        .arg("import")
        .args(files.iter().filter(|f| f.to_string_lossy().contains("synthea"))));
    assert!(ok && again.lines().all(|l| l.contains(" known attachments=0 ")), "{again}");
    assert_eq!(digest(), before);
    let (text, ok) = run(fieldchart(dir.path()).arg("fsck"));
    assert!(ok, "{text}");
}

#[test]
fn a_malformed_file_is_refused_whole_and_says_where() {
    let dir = tempfile::tempdir().unwrap();
    drop(started(dir.path()).0);
    let bad = dir.path().join("bad.json");
    std::fs::write(&bad, "{\"resourceType\":\"Bundle\",\n\"entry\":[{\"resource\":{\"resourceType\":\"Patient\"}},]}")
        .unwrap();
    let before = run(fieldchart(dir.path()).arg("digest")).0;
    let (text, ok) = run(fieldchart(dir.path()).arg("import").arg(&bad));
    assert!(!ok && text.starts_with("refused ") && text.contains("line 2"), "{text}");
    assert_eq!(run(fieldchart(dir.path()).arg("digest")).0, before);
}
