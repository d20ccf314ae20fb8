//! Style as tests: who imports whom, head comments, length, dead files, words that may not stand in the repository.
//! Source: ARCHITECTURE.md ("who imports whom") and CONTRIBUTING.md.  In scope: what can be read off the text of
//! the files that git knows or would take.  Not here: what clippy, rustfmt or cargo-deny check.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

/// A package and the workspace packages it may import.
const EDGES: [(&str, &[&str]); 11] = [
    ("domain", &[]),
    ("ledger", &[]),
    ("audit", &[]),
    ("xtask", &[]),
    ("sync", &["ledger"]),
    ("clinic", &["domain", "ledger", "sync"]),
    ("hub", &["domain", "ledger", "sync"]),
    ("desktop", &["clinic"]),
    ("ui", &["domain", "audit"]),
    ("tests", &["domain", "ledger", "audit", "sync", "clinic", "hub", "desktop", "ui"]),
    ("vfs", &["ledger"]),
];

/// Lines a file may have without explaining itself.
const LINES_MAX: usize = 600;

/// How a longer file begins its explanation.
const EXPLANATION: &str = "longer than 600 lines because";

/// The second verifier, and what it may take of a reader's time: lines of code (neither blank, comment nor docstring), and columns.
const SECOND: (&str, usize, usize) = ("tests/judges/verify.py", 299, 120);

/// This file, which has to spell out what no other may contain.
const OWN: &str = "tests/tidy/main.rs";

/// Ways to write markup past the framework: the road of every script injection.
const MARKUP: [&str; 4] = ["inner_html", "innerHTML", "insertAdjacentHTML", "document.write"];

/// Leftovers of a working day.
const LEFTOVERS: [&str; 3] = ["dbg!", "todo!", "unimplemented!"];

/// Folders of one machine.
const MACHINE_PATHS: [&str; 3] = ["/work/", "/root/", "/home/"];

/// Addresses of package registries and their mirrors; every machine is set up for its own.
const REGISTRIES: [&str; 7] = [
    "artifactory",
    "jfrog.io",
    "pkg.dev/",
    "index.crates.io",
    "static.crates.io",
    "registry.npmjs.org",
    "deb.debian.org",
];

/// The test data that lies beside a checkout; one helper finds it.
const DATA: &str = "shared/data";

/// One file of the repository.
struct Source {
    /// From the root, with `/`.
    path: String,
    text: String,
}

impl Source {
    fn is_rust(&self) -> bool {
        Path::new(&self.path).extension().is_some_and(|extension| extension == "rs")
    }

    /// Each line that contains one of the needles, as `path:number: needle`.
    fn lines_with(&self, needles: &[&str]) -> Vec<String> {
        let numbered = self.text.lines().enumerate();
        let hits =
            numbered.flat_map(|(at, line)| needles.iter().filter(|n| line.contains(**n)).map(move |n| (at + 1, *n)));
        hits.map(|(number, needle)| format!("{}:{number}: {needle}", self.path)).collect()
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every text file that git tracks or would take, but this one.
fn sources() -> Vec<Source> {
    let git = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let listed = Command::new("git").args(git).current_dir(root()).output().expect("git lists the files");
    assert!(listed.status.success(), "git ls-files: {}", String::from_utf8_lossy(&listed.stderr));
    let names = String::from_utf8(listed.stdout).expect("file names are UTF-8");
    let names: BTreeSet<&str> = names.split('\0').filter(|name| !name.is_empty() && *name != OWN).collect();
    // A file deleted but not yet committed is listed and cannot be read; a picture is no text.
    let read = |name: &str| Some(Source { path: name.to_owned(), text: fs::read_to_string(root().join(name)).ok()? });
    let sources: Vec<Source> = names.into_iter().filter_map(read).collect();
    assert!(sources.iter().any(Source::is_rust), "git lists no Rust file");
    sources
}

fn metadata() -> Metadata {
    described("Cargo.toml")
}

fn described(manifest: &str) -> Metadata {
    MetadataCommand::new().manifest_path(root().join(manifest)).no_deps().exec().expect("cargo describes the workspace")
}

/// Fails with all faults at once, each on a line of its own.
#[track_caller]
fn check(rule: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{rule}:\n  {}", faults.join("\n  "));
}

#[test]
fn a_crate_imports_only_those_the_architecture_lets_it() {
    let metadata = metadata();
    let allowed: BTreeMap<&str, &[&str]> = EDGES.into_iter().collect();
    let ours: BTreeSet<&str> = metadata.workspace_packages().iter().map(|package| package.name.as_str()).collect();
    let known: BTreeSet<&str> = allowed.keys().copied().collect();
    assert_eq!(ours, known, "a crate came or went: say in ARCHITECTURE.md and here whom it may import");
    let mut faults = Vec::new();
    for package in metadata.workspace_packages() {
        let name = package.name.as_str();
        for dependency in &package.dependencies {
            // The tests of any crate may ask `tests` where the data lies.
            let helper = dependency.name == "tests" && dependency.kind == DependencyKind::Development;
            let dependency = dependency.name.as_str();
            if ours.contains(dependency) && !allowed[name].contains(&dependency) && !helper {
                faults.push(format!("{name} → {dependency}"));
            }
        }
    }
    check("a crate imports another that ARCHITECTURE.md does not let it", &faults);
}

#[test]
fn every_module_begins_by_saying_what_it_is() {
    let faults: Vec<String> = sources()
        .iter()
        .filter(|source| source.is_rust())
        .filter(|source| {
            let head = source.text.lines().next().and_then(|line| line.strip_prefix("//!")).unwrap_or_default().trim();
            head.is_empty() || head == source.path
        })
        .map(|source| source.path.clone())
        .collect();
    check("the first line is no `//!` comment that says what the module is", &faults);
}

#[test]
fn the_second_verifier_stays_short() {
    let (path, lines_max, columns_max) = SECOND;
    let source = sources().into_iter().find(|source| source.path == path).expect("the second verifier is there");
    let quoted: Vec<&str> = source.text.split(r#"""""#).collect();
    assert_eq!(quoted.len() % 2, 1, "{path}: three quotes stand around docstrings only");
    // What stands between three quotes and the next is a docstring; beside the quotes of one nothing else stands.
    let lines = quoted.iter().step_by(2).flat_map(|code| code.lines()).map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#')).count();
    let wide = (1..).zip(source.text.lines()).filter(|(_, line)| line.chars().count() > columns_max);
    let mut faults: Vec<String> =
        wide.map(|(number, _)| format!("{path}:{number}: over {columns_max} columns")).collect();
    faults.extend((lines > lines_max).then(|| format!("{path}: {lines} lines of code, over {lines_max}")));
    check("the second verifier is longer or wider than it may be", &faults);
}

#[test]
fn a_long_file_explains_itself() {
    let faults: Vec<String> = sources()
        .iter()
        .filter(|source| source.is_rust() && !source.text.contains(EXPLANATION))
        .map(|source| (source, source.text.lines().count()))
        .filter(|(_, lines)| *lines > LINES_MAX)
        .map(|(source, lines)| format!("{}: {lines} lines", source.path))
        .collect();
    check("split by meaning, or say in the head comment `longer than 600 lines because …`", &faults);
}

#[test]
fn no_file_is_dead() {
    let root = root().canonicalize().expect("the checkout is there");
    let (metadata, fuzz) = (metadata(), described("fuzz/Cargo.toml"));
    let packages = metadata.workspace_packages().into_iter().chain(fuzz.workspace_packages());
    let targets = packages.flat_map(|package| &package.targets);
    let targets: BTreeSet<PathBuf> = targets.map(|target| target.src_path.clone().into_std_path_buf()).collect();
    let sources = sources();
    let faults: Vec<String> = sources
        .iter()
        .filter(|source| source.is_rust() && !targets.contains(&root.join(&source.path)))
        .filter(|source| !is_declared(source, &sources, &targets, &root))
        .map(|source| source.path.clone())
        .collect();
    check("no `mod` names this file, so it is never compiled", &faults);
}

/// Whether a module that may declare this file does so.
fn is_declared(source: &Source, sources: &[Source], targets: &BTreeSet<PathBuf>, root: &Path) -> bool {
    let path = Path::new(&source.path);
    let module = if path.ends_with("mod.rs") { path.parent().unwrap_or(path) } else { path };
    let name = module.file_stem().unwrap_or_default().to_string_lossy();
    let folder = module.parent().unwrap_or(Path::new(""));
    let declaration = format!("mod {name};");
    sources.iter().any(|parent| {
        let at = Path::new(&parent.path);
        let beside = at.parent() == Some(folder) && (at.ends_with("mod.rs") || targets.contains(&root.join(at)));
        (beside || at == folder.with_extension("rs"))
            && parent.text.lines().any(|line| line.trim().ends_with(&declaration))
    })
}

#[test]
fn markup_is_written_by_the_framework_alone() {
    // axe-core is another's program, vendored whole.
    let own = |source: &&Source| !source.path.starts_with("tests/e2e/axe/");
    let faults: Vec<String> = sources().iter().filter(own).flat_map(|source| source.lines_with(&MARKUP)).collect();
    check("markup is written past the framework", &faults);
}

#[test]
fn styles_stand_in_style_sheets() {
    let inline = |line: &str| {
        [" style=", "\tstyle=", "\"style\""].iter().any(|way| line.contains(way)) || line.starts_with("style=")
    };
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| source.path.starts_with("ui/")) {
        let lines = source.text.lines().enumerate().filter(|(_, line)| inline(line));
        faults.extend(lines.map(|(at, _)| format!("{}:{}", source.path, at + 1)));
    }
    check("an inline style, which the content security policy refuses", &faults);
}

#[test]
fn nothing_is_left_lying_about() {
    let rust = sources().into_iter().filter(Source::is_rust);
    let faults: Vec<String> = rust.flat_map(|source| source.lines_with(&LEFTOVERS)).collect();
    check("a leftover", &faults);
}

#[test]
fn no_machine_is_named() {
    let needles: Vec<&str> = MACHINE_PATHS.into_iter().chain(REGISTRIES).collect();
    let faults: Vec<String> = sources().iter().flat_map(|source| source.lines_with(&needles)).collect();
    check("a folder of one machine, or the address of a registry", &faults);
}

#[test]
fn one_helper_finds_the_data() {
    let rust = sources().into_iter().filter(Source::is_rust);
    let places: Vec<String> = rust.flat_map(|source| source.lines_with(&[DATA])).collect();
    assert!(places.len() <= 1, "the data is found in several places; call the helper:\n  {}", places.join("\n  "));
}

/// Documents that name tests between backticks, as `module::test`.
const NAMING_TESTS: [&str; 2] = ["docs/faults.md", "docs/threat-model.md"];

/// Faults in the first of them.
const FAULTS: u32 = 18;

#[test]
fn every_test_that_a_document_names_is_there() {
    let sources = sources();
    let mut faults = Vec::new();
    for document in sources.iter().filter(|source| NAMING_TESTS.contains(&source.path.as_str())) {
        for (at, line) in document.text.lines().enumerate() {
            let named = line.split('`').skip(1).step_by(2).filter_map(|word| word.rsplit_once("::"));
            let missing = named.filter(|(module, test)| !sources.iter().any(|source| has_test(source, module, test)));
            faults.extend(missing.map(|(module, test)| format!("{}:{}: {module}::{test}", document.path, at + 1)));
        }
        if document.path == NAMING_TESTS[0] {
            let row = |n: &u32| {
                document.text.lines().any(|line| line.starts_with(&format!("| {n} |")) && line.contains("::"))
            };
            faults.extend((1..=FAULTS).filter(|n| !row(n)).map(|n| format!("{}: fault {n}", document.path)));
        }
    }
    check("a document names a test that is not there, or a fault has none", &faults);
}

/// Whether a file is this module and has this test; `*`: any.
fn has_test(source: &Source, module: &str, test: &str) -> bool {
    let path = Path::new(&source.path);
    if !source.is_rust() || path.file_stem().is_none_or(|stem| stem != module) {
        return false;
    }
    let lines: Vec<&str> = source.text.lines().map(str::trim_start).collect();
    let is_test = |at: usize| {
        let above = lines[..at].iter().rev().take_while(|line| line.starts_with(['#', '/']));
        above.into_iter().any(|line| ["#[test]", "#[tokio::test]"].contains(line))
    };
    let named = |line: &str| {
        let name = line.trim_start_matches("async ").strip_prefix("fn ").and_then(|rest| rest.split('(').next());
        name.is_some_and(|name| test == "*" || name == test)
    };
    (0..lines.len()).any(|at| named(lines[at]) && is_test(at))
}

#[test]
fn every_language_has_the_keys_of_english() {
    let mut languages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources() {
        let parts: Vec<&str> = source.path.split('/').collect();
        if let ["locales", language, file] = parts[..]
            && Path::new(file).extension().is_some_and(|extension| extension == "ftl")
        {
            languages
                .entry(language.to_owned())
                .or_default()
                .extend(keys(&source.text).map(|key| format!("{file}: {key}")));
        }
    }
    let english = languages.get("en").expect("locales/en has a file");
    let mut faults = Vec::new();
    for (language, keys) in &languages {
        faults.extend(english.difference(keys).map(|key| format!("{language} lacks {key}")));
        faults.extend(keys.difference(english).map(|key| format!("{language} has, and English has not, {key}")));
    }
    check("the languages differ in their keys", &faults);
}

/// The messages and terms of a Fluent file, each with its attributes as `message.attribute`.
fn keys(text: &str) -> impl Iterator<Item = String> {
    let mut message = String::new();
    text.lines().filter_map(move |line| {
        let (name, _) = line.split_once('=')?;
        let (name, indented) = (name.trim_end(), line.starts_with(' '));
        let word =
            |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        match name.trim_start().strip_prefix('.') {
            Some(attribute) if indented && word(attribute) => Some(format!("{message}.{attribute}")),
            None if !indented && word(name) => {
                name.clone_into(&mut message);
                Some(message.clone())
            }
            _ => None,
        }
    })
}

#[test]
fn keys_of_a_fluent_file() {
    let text = "# a = comment\nsave = Save\n    .title = Saves = keeps\n-brand = Fieldchart\nold = { $n ->\n    [one] a = b\n   *[other] c\n}\n";
    assert_eq!(keys(text).collect::<Vec<_>>(), ["save", "save.title", "-brand", "old"]);
}
