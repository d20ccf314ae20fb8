//! `cargo xtask room`: a bare Debian 12 in which the README's two commands must pass, cold and then warm.
//! In scope: the room, what the machine lends it (network, toolchain), and the times.  The room is a folder of its own
//! with its own mounts and processes: when a command ends, nothing of it is left running or mounted.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::step::{Attempt, Failure, Workspace, answer, seconds, step, succeed, timed};
use crate::{system, wasm};

/// What a fresh machine has, by the README.
const PACKAGES: &str = "git,gcc,libc6-dev,ca-certificates";

/// The release that the README names.
const RELEASE: &str = "bookworm";

/// How this machine reaches the network; taken as it is, and never written down in the repository.
const NETWORK: [&str; 9] = [
    "etc/resolv.conf",
    "etc/apt/sources.list",
    "etc/apt/sources.list.d",
    "etc/apt/apt.conf.d",
    "etc/apt/keyrings",
    "etc/apt/trusted.gpg.d",
    "etc/ssl/certs",
    "usr/share/keyrings",
    "usr/local/share/ca-certificates",
];

/// Variables by which programs find their way to the network.
const VARIABLES: [&str; 5] = ["CARGO_HTTP_", "CARGO_NET_", "CARGO_SOURCE_", "SSL_CERT_", "RUSTUP_AUTO_INSTALL"];

/// Where the clone lies inside the room.
const CLONE: &str = "srv/fieldchart";

/// Whose home it is.
const HOME: &str = "/root";

/// Both commands of the README.
const COMMANDS: [&str; 2] = ["cargo xtask run --check", "cargo xtask test"];

/// Runs each command twice in a fresh room and prints how long it took.
///
/// # Errors
/// Where the room cannot be made, or a command fails in it.
pub(crate) fn room(workspace: &Workspace) -> Result<(), Failure> {
    if !system::is_root() {
        return Err(Failure::Plain("a room needs root: its own root folder, mounts and processes".into()));
    }
    system::need(workspace, &[system::ROOM])?;
    let room = workspace.cache.join("room");
    let base = workspace.cache.join("room.base");
    if !base.join("debootstrap.done").exists() {
        step(format_args!("Set up a bare Debian {RELEASE} (once)"), || bare(&base))?;
    }
    step("Lay out the room: the bare system, the toolchain, a clone of HEAD", || furnish(workspace, &base, &room))?;
    let mut times: Vec<(String, Duration)> = Vec::new();
    for heat in ["cold", "warm"] {
        for command in COMMANDS {
            let (outcome, took) =
                timed(|| step(format_args!("In the room, {heat}: {command}"), || inside(&room, command)));
            outcome?;
            times.push((format!("{heat}  {command}"), took));
        }
    }
    for (what, took) in &times {
        println!("{what:<32} {}", seconds(*took));
    }
    Ok(())
}

/// Fetches the release from where this machine's apt fetches it.
fn bare(base: &Path) -> Result<(), Failure> {
    wasm::clear(base)?;
    let mut debootstrap = Command::new("debootstrap");
    debootstrap.args(["--variant=minbase", &format!("--include={PACKAGES}"), RELEASE]).arg(base).args(mirror());
    succeed(&mut debootstrap)?;
    // The room has no services: packages must not try to start any.
    let policy = base.join("usr/sbin/policy-rc.d");
    fs::write(&policy, "#!/bin/sh\nexit 101\n").attempt(format_args!("writing {}", policy.display()))?;
    fs::set_permissions(&policy, fs::Permissions::from_mode(0o755))
        .attempt(format_args!("marking {}", policy.display()))?;
    fs::write(base.join("debootstrap.done"), "").attempt(format_args!("writing into {}", base.display()))
}

/// The address from which apt itself fetches the release, by its own account.
fn mirror() -> Option<String> {
    let targets = answer(Command::new("apt-get").args([
        "indextargets",
        "--format",
        "$(SITE) $(RELEASE)",
        "Created-By: Packages",
    ]))?;
    targets.lines().find_map(|target| target.strip_suffix(&format!(" {RELEASE}")).map(str::to_owned))
}

/// A fresh copy of the bare system with what the machine lends it.
fn furnish(workspace: &Workspace, base: &Path, room: &Path) -> Result<(), Failure> {
    wasm::clear(room)?;
    succeed(Command::new("cp").args(["-a", "--reflink=auto"]).args([base, room]))?;
    // What an installer writes on every machine: without it drivers look for "localhost" in the network.
    let hosts = room.join("etc/hosts");
    fs::write(&hosts, "127.0.0.1\tlocalhost\n::1\tlocalhost\n").attempt(format_args!("writing {}", hosts.display()))?;
    for name in NETWORK {
        lend(&Path::new("/").join(name), &room.join(name))?;
    }
    let home = env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let rustup = env::var_os("RUSTUP_HOME").map_or_else(|| home.join(".rustup"), PathBuf::from);
    let cargo = env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
    let sysroot = answer(workspace.program("rustc", &["--print", "sysroot"]).current_dir("/"))
        .map(PathBuf::from)
        .ok_or_else(|| Failure::Plain("there is no rustc to lend to the room".into()))?;
    let toolchain = sysroot.file_name().unwrap_or_default();
    let there = room.join(&HOME[1..]);
    lend(&rustup.join("settings.toml"), &there.join(".rustup/settings.toml"))?;
    lend(&sysroot, &there.join(".rustup/toolchains").join(toolchain))?;
    lend(&cargo.join("bin"), &there.join(".cargo/bin"))?;
    lend(&cargo.join("config.toml"), &there.join(".cargo/config.toml"))?;
    let clone = room.join(CLONE);
    succeed(Command::new("git").args(["clone", "--quiet", "--no-hardlinks"]).args([&workspace.root, &clone]))?;
    if let Some(outside) = workspace.root.parent() {
        lend(&outside.join("shared"), &room.join(CLONE).with_file_name("shared"))?;
    }
    Ok(())
}

/// Copies a file or folder of the machine into the room, links followed; what is not there is not copied.
fn lend(from: &Path, to: &Path) -> Result<(), Failure> {
    if !from.exists() {
        return Ok(());
    }
    if to.is_dir() {
        wasm::clear(to)?;
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).attempt(format_args!("creating {}", folder.display()))?;
    }
    succeed(Command::new("cp").args(["-aLT", "--reflink=auto"]).args([from, to]))
}

/// Runs one command in the room, with mounts and processes of its own.
fn inside(room: &Path, command: &str) -> Result<(), Failure> {
    let script = format!(
        "set -e; mount -t proc proc \"$0/proc\"; mount --rbind /dev \"$0/dev\"; \
         exec chroot \"$0\" sh -c 'cd /{CLONE} && exec {command}'"
    );
    let mut unshare = Command::new("unshare");
    unshare
        .args(["--mount", "--propagation", "private", "--pid", "--fork", "--kill-child", "sh", "-c", &script])
        .arg(room);
    unshare.env_clear().envs(network()).env("HOME", HOME).env("LANG", "C.UTF-8").env("CI", "true");
    unshare.env("PATH", format!("{HOME}/.cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
    succeed(&mut unshare)
}

/// The variables that the room needs to reach the network as this machine does.
fn network() -> impl Iterator<Item = (OsString, OsString)> {
    env::vars_os().filter(|(name, _)| {
        let name = name.to_string_lossy();
        name.to_ascii_lowercase().ends_with("_proxy") || VARIABLES.iter().any(|start| name.starts_with(start))
    })
}
