//! A compiler for wasm32-unknown-unknown, on machines whose rustc has none too.
//! In scope: finding one or building its standard library once.  Not here: compiling the UI (ui.rs).

use std::env;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::step::{Attempt, Failure, Workspace, answer, files, step, succeed};
use crate::system;

/// The target's name.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// How long rustup may take to fetch the target, in seconds; some networks let it hang.
const RUSTUP_TIMEOUT_S: &str = "60";

/// Debian's compiler, past any rustup in PATH.
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";

/// A compiler that has the target.
#[derive(Debug)]
pub(crate) struct Compiler {
    /// `RUSTC` for the UI's build; `None` is the one in PATH.
    pub(crate) rustc: Option<PathBuf>,
    /// Its version line: another compiler means another build.
    pub(crate) version: String,
}

/// Finds a compiler that has the target, or makes one, and says which it took.
///
/// # Errors
/// Where none of the three ways works.
pub(crate) fn compiler(workspace: &Workspace) -> Result<Compiler, Failure> {
    if has_target("rustc") {
        return found("the rustc in PATH", None);
    }
    let folder = workspace.cache.join("wasm-toolchain");
    let own = folder.join("bin/rustc");
    if fs::read_to_string(folder.join("made-of")).is_ok_and(|made_of| Some(made_of) == version(Path::new(DEBIAN_RUSTC)))
    {
        return found("Debian's rustc with the standard library built here before", Some(own));
    }
    if rustup_adds_it() && has_target("rustc") {
        return found("the rustc in PATH, to which rustup added the target", None);
    }
    system::need(workspace, &[system::WASM])?;
    step("Build the wasm32 standard library with Debian's rustc (once)", || build(workspace, &folder))?;
    found("Debian's rustc with the standard library built just now", Some(own))
}

fn found(which: &str, rustc: Option<PathBuf>) -> Result<Compiler, Failure> {
    let version = version(rustc.as_deref().unwrap_or(Path::new("rustc")))
        .ok_or_else(|| Failure::Plain(format!("{which} does not answer to --version")))?;
    println!("  wasm32 compiler: {which} ({version})");
    Ok(Compiler { rustc, version })
}

fn version(rustc: &Path) -> Option<String> {
    answer(Command::new(rustc).arg("--version"))
}

fn has_target(rustc: &str) -> bool {
    let folder = answer(Command::new(rustc).args(["--print", "target-libdir", "--target", TARGET]));
    folder.is_some_and(|folder| {
        files(Path::new(&folder)).is_ok_and(|files| files.iter().any(|file| is_rlib_of(file, "libstd-")))
    })
}

fn is_rlib_of(file: &Path, prefix: &str) -> bool {
    file.extension().is_some_and(|extension| extension == "rlib")
        && file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(prefix))
}

fn rustup_adds_it() -> bool {
    if env::var_os("FIELDCHART_NO_RUSTUP").is_some_and(|set| set == "1")
        || answer(Command::new("rustup").arg("--version")).is_none()
    {
        return false;
    }
    let asked = step("Ask rustup for the wasm32 target (it has one minute)", || {
        succeed(Command::new("timeout").args([RUSTUP_TIMEOUT_S, "rustup", "target", "add", TARGET]))
    });
    if let Err(failure) = &asked {
        println!("  {failure}; going on with Debian's compiler");
    }
    asked.is_ok()
}

/// Builds the standard library from Debian's sources and lays a sysroot around it.
fn build(workspace: &Workspace, folder: &Path) -> Result<(), Failure> {
    let sysroot = answer(Command::new(DEBIAN_RUSTC).args(["--print", "sysroot"]))
        .map(PathBuf::from)
        .ok_or_else(|| Failure::Plain(format!("{DEBIAN_RUSTC} is not there though rustc-web is installed")))?;
    let work = workspace.cache.join("wasm-toolchain.work");
    clear(&work)?;
    clear(folder)?;
    fs::create_dir_all(&work).attempt(format_args!("creating {}", work.display()))?;
    let library = work.join("library");
    succeed(Command::new("cp").arg("-rL").arg(sysroot.join("lib/rustlib/src/rust/library")).arg(&library))?;
    let mut cargo =
        workspace.program("/usr/bin/cargo", &["build", "--quiet", "--locked", "--release", "--target", TARGET]);
    cargo.args(["-p", "sysroot", "--features", "panic-unwind compiler-builtins-mem"]);
    cargo.current_dir(&library).env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN");
    cargo.env("RUSTC", DEBIAN_RUSTC).env("RUSTC_BOOTSTRAP", "1").env("__CARGO_DEFAULT_LIB_METADATA", "stablestd");
    cargo.env("CARGO_TARGET_DIR", work.join("target"));
    cargo.env("RUSTFLAGS", "-Cembed-bitcode=yes -Zforce-unstable-if-unmarked");
    succeed(&mut cargo)?;
    lay_out(&sysroot, &work, folder)?;
    clear(&work)
}

/// A sysroot of its own: the built libraries, a link to the host's, the linker, and wrappers that name it.
fn lay_out(sysroot: &Path, work: &Path, folder: &Path) -> Result<(), Failure> {
    let host = answer(Command::new(DEBIAN_RUSTC).args(["--print", "host-tuple"]))
        .ok_or_else(|| Failure::Plain(format!("{DEBIAN_RUSTC} does not say which host it compiles for")))?;
    let rustlib = folder.join("lib/rustlib");
    let (wasm, tools, bin) = (rustlib.join(TARGET).join("lib"), rustlib.join(&host).join("bin"), folder.join("bin"));
    for made in [&wasm, &tools, &bin] {
        fs::create_dir_all(made).attempt(format_args!("creating {}", made.display()))?;
    }
    for file in files(&work.join("target").join(TARGET).join("release/deps"))? {
        if is_rlib_of(&file, "lib") && !is_rlib_of(&file, "libsysroot") {
            let to = wasm.join(file.file_name().unwrap_or_default());
            fs::copy(&file, &to).attempt(format_args!("copying {} to {}", file.display(), to.display()))?;
        }
    }
    link(&sysroot.join("lib/rustlib").join(&host).join("lib"), &rustlib.join(&host).join("lib"))?;
    link(Path::new("/usr/bin/lld-19"), &tools.join("rust-lld"))?;
    for name in ["rustc", "rustdoc"] {
        let wrapper = bin.join(name);
        let script = format!("#!/bin/sh\nexec /usr/bin/{name} --sysroot '{}' \"$@\"\n", folder.display());
        fs::write(&wrapper, script).attempt(format_args!("writing {}", wrapper.display()))?;
        fs::set_permissions(&wrapper, fs::Permissions::from_mode(0o755))
            .attempt(format_args!("marking {}", wrapper.display()))?;
    }
    // Last, so that an interrupted build is not taken for a whole one.
    let made_of = version(Path::new(DEBIAN_RUSTC)).unwrap_or_default();
    fs::write(folder.join("made-of"), made_of).attempt(format_args!("writing into {}", folder.display()))
}

fn link(original: &Path, at: &Path) -> Result<(), Failure> {
    symlink(original, at).attempt(format_args!("linking {} to {}", at.display(), original.display()))
}

/// Removes a folder that may not be there.
pub(crate) fn clear(folder: &Path) -> Result<(), Failure> {
    if folder.exists() {
        fs::remove_dir_all(folder).attempt(format_args!("removing {}", folder.display()))?;
    }
    Ok(())
}
