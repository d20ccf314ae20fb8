//! What every cross-crate test needs: the data to run on, and the programs to run.
//! In scope: finding both.  Not here: any test.

use std::path::PathBuf;

/// The folder of public data to test on; `None` where it is absent, saying so.
///
/// # Panics
/// Where FIELDCHART_REQUIRE names `data` and it is absent.
#[must_use]
pub fn data() -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let dir = std::env::var_os("FIELDCHART_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    if dir.join("PROVENANCE.md").is_file() {
        return Some(dir);
    }
    let required = std::env::var("FIELDCHART_REQUIRE").is_ok_and(|r| r.split(',').any(|what| what == "data"));
    assert!(!required, "FIELDCHART_REQUIRE names data, but it is not at {}", dir.display());
    println!("SKIP: no data to test on (FIELDCHART_DATA)");
    None
}

/// A program of this workspace, compiled beside the test.
///
/// # Panics
/// Where it was not built: `cargo build --workspace` does.
#[must_use]
pub fn bin(name: &str) -> PathBuf {
    let beside = || std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.parent()?.to_owned()));
    let dir = std::env::var_os("FIELDCHART_BIN").map(PathBuf::from).or_else(beside).unwrap_or_default();
    let path = [dir.join(name), dir.join("debug").join(name)].into_iter().find(|p| p.is_file());
    assert!(path.is_some(), "{name} is not built in {}", dir.display());
    path.unwrap_or_default()
}
