//! The same path where there is no network at all, and as a user who is not root.
//! In scope: starting this very program again under `unshare` and `setpriv`.  Not here: the path itself (main.rs).

use std::fs::Permissions;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::Path;
use std::process::{Command, Stdio};

/// The tests that walk the path.
const PATHS: [&str; 2] = ["first_patient_in_chromium", "first_patient_in_the_window"];

/// Debian's `nobody`.
const NOBODY: u32 = 65534;

/// Whether this process is root and the programs are there; says so where not.
fn able(programs: &[&str]) -> bool {
    if std::fs::metadata("/proc/self").unwrap().uid() != 0 {
        println!("SKIP: not root");
        return false;
    }
    let there =
        |program: &&&str| Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let lacking: Vec<_> = programs.iter().filter(|p| there(p).is_err()).collect();
    if !lacking.is_empty() {
        println!("SKIP: lacking {lacking:?}");
    }
    lacking.is_empty()
}

/// Ends the command with one test of this program, and insists that it ran and passed.
fn passes(command: &mut Command, test: &str) {
    let out = command.args([test, "--exact", "--nocapture"]).output().unwrap();
    let said = String::from_utf8_lossy(&out.stdout);
    assert!(
        out.status.success() && said.contains("1 passed"),
        "{test} under {command:?}:\n{said}{}",
        String::from_utf8_lossy(&out.stderr)
    );
}

#[test]
fn without_a_network() {
    if !able(&["unshare", "ip"]) {
        return;
    }
    // A network of its own that leads nowhere but to itself.
    let alone = "ip link set lo up && test -z \"$(ip route show)\" && exec \"$0\" \"$@\"";
    for path in PATHS {
        let mut command = Command::new("unshare");
        command.args(["--net", "sh", "-c", alone]).arg(std::env::current_exe().unwrap());
        passes(&mut command, path);
    }
}

#[test]
fn as_an_ordinary_user() {
    if !able(&["setpriv"]) {
        return;
    }
    let room = tempfile::tempdir().unwrap();
    let (programs, home) = (room.path().join("programs"), room.path().join("home"));
    for folder in [&programs, &home] {
        std::fs::create_dir(folder).unwrap();
    }
    std::fs::set_permissions(room.path(), Permissions::from_mode(0o755)).unwrap();
    chown(&home, Some(NOBODY), Some(NOBODY)).unwrap();
    let lend = |from: &Path| {
        let to = programs.join(from.file_name().unwrap());
        std::fs::copy(from, &to).unwrap();
        to
    };
    // They lie where only their builder may read.
    let this = lend(&std::env::current_exe().unwrap());
    lend(&tests::bin("fieldchart"));
    lend(&tests::bin("fieldchart-desktop"));
    lend(&crate::driver::tool("tauri-driver"));
    for path in PATHS {
        let mut command = Command::new("setpriv");
        command.args(["--reuid", &NOBODY.to_string(), "--regid", &NOBODY.to_string(), "--clear-groups"]).arg(&this);
        command.current_dir(&home).env("HOME", &home).env("TMPDIR", &home).env_remove("XDG_RUNTIME_DIR");
        command.env("FIELDCHART_BIN", &programs).env("FIELDCHART_TOOLS", &programs);
        passes(&mut command, path);
    }
}
