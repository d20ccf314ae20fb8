//! The browser's half: ui/ compiled to wasm32, bound to JavaScript and laid out in ui/dist; the auditor's page beside it.
//! Skipped where nothing it is made of has changed.  Not here: which compiler (wasm.rs), the page as one file (page.rs).

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use wasm_bindgen_cli_support::Bindgen;

use crate::page;
use crate::step::{Attempt, Failure, Workspace, files, step, succeed};
use crate::wasm::{self, Compiler, TARGET};

/// A program of the package `ui`, as the browser gets it.
#[derive(Debug)]
pub(crate) struct Module {
    /// The binary's name.
    binary: &'static str,
    /// What its files are called: `<name>.js` and `<name>_bg.wasm`.
    pub(crate) name: &'static str,
    /// Whether its script is a module, which no page opened from a disk may load.
    is_module: bool,
}

/// The screens.
const SCREENS: Module = Module { binary: "ui", name: "fieldchart", is_module: true };

/// The auditor's page.
const AUDIT: Module = Module { binary: "audit_page", name: "fieldchart_audit", is_module: false };

/// The committed file that keeps ui/dist, so that the programs compile before the UI is built.
const KEEP: &str = ".gitkeep";

/// What goes into ui/dist as it is.
const STATIC: [&str; 4] = ["index.html", "start.js", "style", "assets"];

/// Everything the module is compiled from, seen from the root; `STATIC` lies within ui/.
const SOURCES: [&str; 9] = [
    "ui",
    "domain",
    "audit/src",
    "locales",
    "Cargo.toml",
    "Cargo.lock",
    "xtask/Cargo.toml",
    "xtask/src/ui.rs",
    "xtask/src/page.rs",
];

/// Builds ui/dist, and the auditor's page in target/audit-page.
///
/// # Errors
/// Where no compiler has the target, or the UI does not compile.
pub(crate) fn build(workspace: &Workspace) -> Result<(), Failure> {
    let compiler = step("Find a compiler for wasm32", || wasm::compiler(workspace))?;
    let dist = workspace.root.join("ui/dist");
    let stamp = workspace.root.join("target/xtask/ui.stamp");
    let inputs = fingerprint(workspace, &compiler)?;
    if [dist.join("fieldchart_bg.wasm"), page::path(workspace)].iter().all(|made| made.exists())
        && fs::read_to_string(&stamp).is_ok_and(|before| before == inputs)
    {
        println!("✓ ui/dist and the auditor's page are up to date");
        return Ok(());
    }
    step("Build the browser's half into ui/dist, and the auditor's page", || {
        let compiled = compile(workspace, &compiler)?;
        empty(&dist)?;
        SCREENS.bind(&compiled, &dist)?;
        for name in STATIC {
            copy(&workspace.root.join("ui").join(name), &dist.join(name))?;
        }
        // The programs embed the folder as they found it; the one file that was always there tells cargo that it changed.
        fs::write(dist.join(KEEP), "").attempt(format_args!("writing into {}", dist.display()))?;
        report(&dist)?;
        let folder = workspace.root.join("target/xtask");
        fs::create_dir_all(&folder).attempt(format_args!("creating {}", folder.display()))?;
        AUDIT.bind(&compiled, &folder)?;
        page::write(workspace, &AUDIT, &folder)?;
        fs::write(&stamp, &inputs).attempt(format_args!("writing {}", stamp.display()))
    })
}

/// Compiles both programs in a folder of their own, since their compiler may be another than the host crates'.
fn compile(workspace: &Workspace, compiler: &Compiler) -> Result<PathBuf, Failure> {
    let target = workspace.web_target();
    let mut cargo =
        workspace.cargo(&["build", "--locked", "--package", "ui", "--bins", "--profile", "web", "--target", TARGET]);
    cargo.env("CARGO_TARGET_DIR", &target);
    // Views of one type each, instead of one type a view: a smaller download, compiled in less time (Leptos's own switch).
    cargo.env("RUSTFLAGS", "--cfg erase_components");
    if let Some(rustc) = &compiler.rustc {
        cargo.env("RUSTC", rustc).env("RUSTDOC", rustc.with_file_name("rustdoc"));
    }
    succeed(&mut cargo)?;
    Ok(target.join(TARGET).join("web"))
}

impl Module {
    /// Writes the JavaScript that the browser loads, and the module it loads in turn.
    fn bind(&self, compiled: &Path, folder: &Path) -> Result<(), Failure> {
        let input = compiled.join(self.binary).with_extension("wasm");
        let mut bindgen = Bindgen::new();
        let bindgen = bindgen
            .input_path(&input)
            .out_name(self.name)
            .typescript(false)
            .omit_default_module_path(true)
            .remove_name_section(true)
            .remove_producers_section(true);
        let kind = if self.is_module { bindgen.web(true) } else { bindgen.no_modules(true) };
        let outcome = kind.and_then(|bindgen| bindgen.generate(folder));
        outcome.map_err(|error| Failure::Plain(format!("wasm-bindgen refused {}: {error:#}", input.display())))
    }
}

/// Empties ui/dist but for the committed file that keeps the folder.
fn empty(dist: &Path) -> Result<(), Failure> {
    fs::create_dir_all(dist).attempt(format_args!("creating {}", dist.display()))?;
    for file in files(dist)? {
        if file.file_name().is_none_or(|name| name != KEEP) {
            fs::remove_file(&file).attempt(format_args!("removing {}", file.display()))?;
        }
    }
    Ok(())
}

/// Copies a file or a folder; what is not there is not copied.
fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    let all = if from.is_file() { vec![from.to_path_buf()] } else { files(from)? };
    for file in all {
        let below = file.strip_prefix(from).unwrap_or(Path::new(""));
        let to = if below.as_os_str().is_empty() { to.to_path_buf() } else { to.join(below) };
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).attempt(format_args!("creating {}", folder.display()))?;
        }
        fs::copy(&file, &to).attempt(format_args!("copying {} to {}", file.display(), to.display()))?;
    }
    Ok(())
}

fn report(dist: &Path) -> Result<(), Failure> {
    for file in files(dist)? {
        let size = file.metadata().attempt(format_args!("measuring {}", file.display()))?.len();
        println!("  {:>9} bytes  {}", size, file.strip_prefix(dist).unwrap_or(&file).display());
    }
    Ok(())
}

/// A number that changes with any input, the compiler included.
fn fingerprint(workspace: &Workspace, compiler: &Compiler) -> Result<String, Failure> {
    let dist = workspace.root.join("ui/dist");
    let mut hasher = DefaultHasher::new();
    compiler.version.hash(&mut hasher);
    for source in SOURCES {
        let source = workspace.root.join(source);
        let all = if source.is_file() { vec![source] } else { files(&source)? };
        for file in all.iter().filter(|file| !file.starts_with(&dist)) {
            file.strip_prefix(&workspace.root).unwrap_or(file).hash(&mut hasher);
            fs::read(file).attempt(format_args!("reading {}", file.display()))?.hash(&mut hasher);
        }
    }
    Ok(format!("{:016x}", hasher.finish()))
}
