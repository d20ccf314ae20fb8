//! Named steps with their time, the folders they work in, and the programs they start.
//! In scope: printing, timing, running a command and saying what went wrong.

use std::env;
use std::fmt::Display;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

/// Why a command could not be carried out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// A file or folder could not be read or written, or a program not started.
    #[error("{what}: {source}")]
    Io {
        /// What was attempted, with its path.
        what: String,
        /// The system's answer.
        source: io::Error,
    },
    /// A program ran and did not succeed.
    #[error("`{command}` ended with {outcome}")]
    Program {
        /// The command line.
        command: String,
        /// Its exit status, or that it ran out of time.
        outcome: String,
    },
    /// Something is not as it must be; the sentence says what and what to do.
    #[error("{0}")]
    Plain(String),
}

/// Gives an input/output error the sentence that says what was attempted.
pub(crate) trait Attempt<T> {
    /// # Errors
    /// The same error, as [`Failure::Io`].
    fn attempt(self, what: impl Display) -> Result<T, Failure>;
}

impl<T> Attempt<T> for io::Result<T> {
    fn attempt(self, what: impl Display) -> Result<T, Failure> {
        self.map_err(|source| Failure::Io { what: what.to_string(), source })
    }
}

/// The folders of one checkout and of the cache that all checkouts share.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// The checkout.
    pub(crate) root: PathBuf,
    /// `$HOME/.cache/fieldchart`.
    pub(crate) cache: PathBuf,
    /// Where host crates are compiled: `CARGO_TARGET_DIR`, or `target` in the cache.
    pub(crate) target: PathBuf,
}

impl Workspace {
    /// Finds the folders from the environment that cargo and the shell provide.
    ///
    /// # Errors
    /// Where `HOME` is not set, or the cache cannot be created.
    pub(crate) fn find() -> Result<Self, Failure> {
        let manifest =
            env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest.parent().map_or_else(|| manifest.clone(), Path::to_path_buf);
        let home = env::var_os("HOME")
            .ok_or_else(|| Failure::Plain("HOME is not set, so there is no place for the cache".into()))?;
        let cache = Path::new(&home).join(".cache/fieldchart");
        fs::create_dir_all(&cache).attempt(format_args!("creating {}", cache.display()))?;
        let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| cache.join("target"), |set| root.join(set));
        let workspace = Self { root, cache, target };
        for folder in [&workspace.target, &workspace.web_target()] {
            workspace.claim(folder)?;
        }
        Ok(workspace)
    }

    /// Where the browser's half is compiled: beside the host's, since its profile and flags differ.
    pub(crate) fn web_target(&self) -> PathBuf {
        let mut name = self.target.file_name().unwrap_or_default().to_owned();
        name.push("-ui");
        self.target.with_file_name(name)
    }

    /// Makes sure that cargo does not take what another checkout compiled into this folder for ours: it tells workspace
    /// crates apart by their path within the checkout, and fresh from stale by the age of files. So where the folder last
    /// served another checkout, every file of this one becomes new.
    // The age of files is no record's time.
    #[allow(clippy::disallowed_methods)]
    fn claim(&self, folder: &Path) -> Result<(), Failure> {
        let stamp = folder.join("checkout");
        let own = self.root.canonicalize().unwrap_or_else(|_| self.root.clone());
        let own = own.display().to_string();
        if fs::read_to_string(&stamp).is_ok_and(|last| last == own) {
            return Ok(());
        }
        fs::create_dir_all(folder).attempt(format_args!("creating {}", folder.display()))?;
        let now = SystemTime::now();
        for file in answer(&mut self.program("git", &["ls-files"])).unwrap_or_default().lines() {
            // A file that is listed but gone is nobody's input.
            if let Ok(file) = fs::File::options().append(true).open(self.root.join(file)) {
                file.set_modified(now).attempt("marking a file as new")?;
            }
        }
        fs::write(&stamp, own).attempt(format_args!("writing {}", stamp.display()))
    }

    /// `cargo` at the root of the checkout, in the shared target folder, in universal time.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command =
            self.program(env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from), arguments);
        command.env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// Any program at the root of the checkout, without what cargo told xtask about xtask itself.
    pub(crate) fn program(&self, path: impl AsRef<Path>, arguments: &[&str]) -> Command {
        let mut command = Command::new(path.as_ref());
        command.args(arguments).current_dir(&self.root).env("TZ", "UTC");
        for (name, _) in env::vars_os() {
            let name = name.to_string_lossy();
            if ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_PRIMARY_"]
                .iter()
                .any(|prefix| name.starts_with(prefix))
            {
                command.env_remove(&*name);
            }
        }
        command
    }

    /// The folder of debug binaries.
    pub(crate) fn binaries(&self) -> PathBuf {
        self.target.join("debug")
    }

    /// The folder of development tools that the tests start.
    pub(crate) fn tools(&self) -> PathBuf {
        self.cache.join("tools")
    }
}

/// Runs one named step, saying first what it does and then how long it took.
///
/// # Errors
/// Those of `work`.
pub(crate) fn step<T>(what: impl Display, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    println!("▶ {what}");
    let (outcome, took) = timed(work);
    let sign = if outcome.is_ok() { "✓" } else { "✗ failed:" };
    println!("{sign} {what}  ({})", seconds(took));
    outcome
}

/// Runs `work` and measures it.
// The developer's stopwatch: nothing clinical is timed here.
#[allow(clippy::disallowed_methods)]
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let outcome = work();
    (outcome, start.elapsed())
}

/// A duration as people say it.
pub(crate) fn seconds(took: Duration) -> String {
    let tenths = took.as_millis() / 100;
    if tenths < 600 {
        format!("{}.{} s", tenths / 10, tenths % 10)
    } else {
        format!("{} min {:02} s", tenths / 600, tenths % 600 / 10)
    }
}

/// Runs a program to its end with its output shown.
///
/// # Errors
/// Where it cannot be started or does not succeed.
pub(crate) fn succeed(command: &mut Command) -> Result<(), Failure> {
    let status = command.status().attempt(format_args!("starting `{}`", line(command)))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::Program { command: line(command), outcome: status.to_string() })
    }
}

/// Runs a program to its end and returns what it printed; `None` where it cannot be started or does not succeed.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The command line as one would type it, without its environment.
pub(crate) fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// Every file below `folder` in a fixed order; none where there is no such folder.
///
/// # Errors
/// Where a folder cannot be listed.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for item in fs::read_dir(folder).attempt(format_args!("listing {}", folder.display()))? {
        let path = item.attempt(format_args!("listing {}", folder.display()))?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
