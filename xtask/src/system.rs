//! Packages of the system (Debian's apt), installed only where they are lacking.

use std::env;
use std::process::Command;

use crate::step::{Failure, Workspace, answer, line, step, succeed};

/// A set of packages and the reason they are needed.
#[derive(Debug)]
pub(crate) struct Packages {
    why: &'static str,
    names: &'static [&'static str],
}

/// What the desktop window is compiled against.
pub(crate) const WINDOW: Packages = Packages {
    why: "to compile the desktop window",
    names: &["libwebkit2gtk-4.1-dev", "libayatana-appindicator3-dev", "librsvg2-dev", "libssl-dev", "pkg-config"],
};

/// What opens and drives the window where nobody looks, as a person with a keyboard too, and without a network.
pub(crate) const UNSEEN: Packages = Packages {
    why: "to open and drive the window without a screen",
    names: &["xvfb", "webkit2gtk-driver", "fonts-noto-core", "xdotool", "matchbox-window-manager", "iproute2"],
};

/// The browser that the tests drive.
pub(crate) const BROWSER: Packages = Packages { why: "to test in a browser", names: &["chromium", "chromium-driver"] };

/// Judges from outside of what the journal writes (tests/judges): Go's own tlog, and a verifier in Python.
pub(crate) const JUDGES: Packages = Packages {
    why: "to have others judge the journal",
    names: &["golang-go", "golang-golang-x-mod-dev", "python3", "python3-cryptography"],
};

/// What runs PouchDB, beside which sync is measured.
pub(crate) const NODE: Packages = Packages { why: "to measure beside PouchDB", names: &["nodejs", "npm"] };

/// The databases and the stream of a hub for many, started by its tests (hub/tests) in folders of their own; the hub itself needs
/// neither.
pub(crate) const HUB: Packages =
    Packages { why: "to test the hub's record and its stream", names: &["postgresql", "nats-server"] };

/// A compiler that has, in source, the standard library for wasm32.
pub(crate) const WASM: Packages =
    Packages { why: "to compile the browser's half", names: &["rustc-web", "cargo-web", "rust-web-src", "lld-19"] };

/// A bare Debian in a folder.
pub(crate) const ROOM: Packages = Packages { why: "to set up a bare Debian to test in", names: &["debootstrap"] };

/// Installs those of the packages that are not there.
///
/// # Errors
/// Where apt is missing or fails.
pub(crate) fn need(workspace: &Workspace, sets: &[Packages]) -> Result<(), Failure> {
    let lacking: Vec<(&Packages, Vec<&str>)> = sets
        .iter()
        .map(|set| (set, set.names.iter().copied().filter(|name| !installed(name)).collect::<Vec<_>>()))
        .filter(|(_, names)| !names.is_empty())
        .collect();
    if lacking.is_empty() {
        return Ok(());
    }
    for (set, names) in &lacking {
        println!("  {}: {}", set.why, names.join(" "));
    }
    let names: Vec<&str> = lacking.iter().flat_map(|(_, names)| names.iter().copied()).collect();
    step("Install system packages with apt", || {
        if answer(Command::new("apt-get").arg("--version")).is_none() {
            return Err(Failure::Plain(format!(
                "there is no apt-get here; install what provides: {}",
                names.join(" ")
            )));
        }
        succeed(&mut as_root(workspace, &["apt-get", "update", "-q"]))?;
        let mut install = vec!["apt-get", "install", "-q", "-y", "--no-install-recommends"];
        install.extend(names);
        succeed(&mut as_root(workspace, &install))
    })
}

/// Whether dpkg holds the package installed.
fn installed(name: &str) -> bool {
    answer(Command::new("dpkg-query").args(["-W", "-f=${db:Status-Status}", name]))
        .is_some_and(|status| status == "installed")
}

/// The command as root, through sudo where xtask is not root; announced when it asks for a password.
fn as_root(workspace: &Workspace, words: &[&str]) -> Command {
    let mut command = if is_root() {
        workspace.program(words[0], &words[1..])
    } else {
        let mut sudo = workspace.program("sudo", &["--preserve-env=DEBIAN_FRONTEND"]);
        sudo.args(words);
        println!("  as root: {}", line(&sudo));
        sudo
    };
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// Whether this process may install packages itself.
pub(crate) fn is_root() -> bool {
    answer(Command::new("id").arg("-u"))
        .map_or_else(|| env::var("USER").is_ok_and(|user| user == "root"), |id| id == "0")
}
