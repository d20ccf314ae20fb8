//! The second verifier (tests/judges/verify.py, in Python) says what `fieldchart-audit` says.
//! In scope: exports whole, bare, redacted, disclosed and damaged, receipts, probes, another project's log.  Not here: what each fault is called.

use crate::disclosure::{Clinic, Written, all_time, exported, loaded, step};
use crate::redaction::{planted, redact, second};
use crate::support::{call, fieldchart, named, register, run, started};
use audit::Memory;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// The key of the log in data/tlog/tessera-log.
const TESSERA_KEY: &str = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

/// What a verifier answers: its exit code and its JSON.
fn answer(program: &mut Command, words: &[&str]) -> (i32, Value) {
    let out = program.args(words).output().unwrap();
    let said = serde_json::from_slice(&out.stdout).unwrap_or(Value::Null);
    let code = out.status.code().unwrap();
    assert!(code == 2 || !said.is_null(), "{words:?}: {}", String::from_utf8_lossy(&out.stderr));
    (code, said)
}

/// Debian's Python, whatever others there are: Ed25519 comes from its package python3-cryptography. The words are those of
/// `fieldchart-audit`, which doors.py understands.
fn python(words: &[&str]) -> (i32, Value) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("judges/doors.py");
    answer(Command::new("/usr/bin/python3").arg("-B").arg(script), words)
}

/// Both verifiers on the same words; they must agree on the verdict and, where it is good, on everything that both say.
#[track_caller]
pub(crate) fn both(words: &[&str]) -> (i32, Value) {
    let (code, said) = python(words);
    let (ours, expected) = answer(&mut Command::new(tests::bin("fieldchart-audit")), words);
    assert_eq!((code, &said["ok"]), (ours, &expected["ok"]), "{words:?}\n{said:#}\n{expected:#}");
    if code == 0 {
        assert_eq!(digests(&said), digests(&expected), "{words:?}");
    }
    (code, said)
}

/// Size and root of every log.
fn digests(said: &Value) -> Value {
    // A tally holds its export's report within.
    let report = if said["export"].is_null() { said } else { &said["export"] };
    let logs = report["logs"].as_array().into_iter().flatten();
    logs.map(|log| json!([log["origin"], log["size"], log["root"]])).collect()
}

/// An export on disk, and the trust line beside it.
struct Export {
    dir: tempfile::TempDir,
}

impl Export {
    fn of(store: &Path, options: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (text, ok) = run(fieldchart(store).arg("export-audit").args(options).arg(dir.path().join("out")));
        assert!(ok, "{text}");
        let (line, ok) = run(fieldchart(store).arg("trust-keys"));
        assert!(ok, "{line}");
        std::fs::write(dir.path().join("root.key"), line).unwrap();
        Self { dir }
    }

    /// One that was made in memory.
    fn from(files: &Memory, trust: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        for (path, bytes) in &files.files {
            let path = dir.path().join("out").join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        std::fs::write(dir.path().join("root.key"), trust).unwrap();
        Self { dir }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The files' paths in the export, sorted.
    fn files(&self) -> Vec<String> {
        loaded(&self.path("out")).files.into_keys().collect()
    }

    fn file(&self, end: &str) -> PathBuf {
        let files = self.files();
        self.path("out").join(files.iter().find(|path| path.ends_with(end)).unwrap())
    }

    #[track_caller]
    fn judged(&self, door: &str, more: &[&str]) -> (i32, Value) {
        let (out, key) = (self.path("out"), self.path("root.key"));
        both(&[&[door, out.to_str().unwrap(), "--trust", key.to_str().unwrap(), "--json"], more].concat())
    }

    /// The verdict over the export while a file's bytes are others.
    #[track_caller]
    fn altered(&self, path: &Path, alter: impl FnOnce(&mut Vec<u8>)) -> (i32, Value) {
        let whole = std::fs::read(path).unwrap();
        let mut bytes = whole.clone();
        alter(&mut bytes);
        std::fs::write(path, &bytes).unwrap();
        let judged = self.judged("verify", &[]);
        std::fs::write(path, &whole).unwrap();
        judged
    }
}

/// Both accept what a store exports and count the same in it.
#[track_caller]
pub(crate) fn both_accept(store: &clinic::store::Store) {
    let (files, _) = exported(store, all_time());
    let export = Export::from(&files, &store.journal().trust_key_line());
    let (code, said) = export.judged("verify", &[]);
    assert_eq!(code, 0, "{said:#}");
    let (code, counted) = export.judged("tally", &["--report", "dispensed"]);
    let words = [export.path("out"), export.path("root.key")].map(|path| path.to_str().unwrap().to_owned());
    let words = ["tally", &words[0], "--trust", &words[1], "--report", "dispensed", "--json"];
    let (_, ours) = answer(&mut Command::new(tests::bin("fieldchart-audit")), &words);
    assert_eq!((code, &counted["entries"], &counted["totals"]), (0, &ours["entries"], &ours["totals"]), "{counted:#}");
}

/// What both say of an export made in memory, their exit code.
#[track_caller]
pub(crate) fn verdict(files: &Memory, trust: &str) -> i32 {
    Export::from(files, trust).judged("verify", &[]).0
}

/// An export of more than one tile, with a redacted patient and a disclosure, made once.
fn export() -> MutexGuard<'static, Export> {
    static ONE: OnceLock<Mutex<Export>> = OnceLock::new();
    let one = ONE.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let (h, token) = started(dir.path());
        let other = second(&h, &token);
        for n in 0..110 {
            register(&h, &token, named(&format!("Given{n}"), "Family"));
        }
        let (patient, _) = planted(&h, &token);
        call(&h, Some(&token), redact(patient, vec![], &other)).unwrap();
        h.lock_store();
        let range = ["--disclose", "dispensed", "--from", "2020-01-01", "--to", "2100-01-01"];
        Mutex::new(Export::of(dir.path(), &range))
    });
    one.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where the body bundle's length number `at` stands.
fn length_at(bundle: &[u8], at: usize) -> usize {
    (0..at).fold(0, |place, _| {
        let length = u32::from_be_bytes(bundle[place..place + 4].try_into().unwrap());
        place + 4 + if length == u32::MAX { 0 } else { length as usize }
    })
}

#[test]
fn a_whole_export_is_accepted_and_redacted_is_told_from_missing() {
    let e = export();
    let (code, said) = e.judged("verify", &[]);
    assert_eq!((code, &said["faults"], &said["incomplete"]), (0, &json!([]), &json!([])), "{said:#}");
    let size = said["logs"][0]["size"].as_u64().unwrap();
    assert!(size > 256 && e.file("/milestones").is_file(), "{size}");
    let bodies = e.file("/bodies/000");
    // A settings entry's body that nobody redacted (index 3), taken out of the bundle.
    let (code, said) = e.altered(&bodies, |bytes| {
        let at = length_at(bytes, 3);
        let end = length_at(bytes, 4);
        bytes.splice(at..end, u32::MAX.to_be_bytes());
    });
    assert_eq!((code, &said["faults"]), (1, &json!([])), "{said:#}");
    assert_eq!(said["incomplete"].as_array().unwrap().len(), 1, "{said:#}");
    // The last bundle's absent bodies are those of the redaction: what replaces one is refused.
    let (code, said) = e.altered(&e.file("/bodies/001"), |bytes| {
        let absent = (0..).map(|at| length_at(bytes, at)).find(|at| bytes[*at..*at + 4] == [0xFF; 4]).unwrap();
        bytes.splice(absent..absent + 4, [0, 0, 0, 1, 9]);
    });
    assert!(code == 1 && said["faults"] != json!([]), "{said:#}");
    // Milestones twice over, and more of them than there are entries.
    for times in [2, size as usize + 1] {
        let (code, said) = e.altered(&e.file("/milestones"), |bytes| *bytes = bytes.repeat(times));
        assert!(code == 1 && said["faults"] != json!([]), "{said:#}");
    }
}

#[test]
fn without_bodies_both_say_incomplete() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    register(&h, &token, named("Amina", "Hassan"));
    drop(h);
    let e = Export::of(dir.path(), &["--no-bodies"]);
    let (code, said) = e.judged("verify", &[]);
    assert_eq!((code, &said["faults"]), (1, &json!([])), "{said:#}");
    assert_ne!(said["incomplete"], json!([]));
}

#[test]
fn several_logs_are_judged_and_what_one_says_of_another() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(&dir.path().join("a"));
    register(&h, &token, named("Amina", "Hassan"));
    drop(h);
    let (backup, there) = (dir.path().join("backup"), dir.path().join("there"));
    for (store, words) in
        [(&dir.path().join("a"), ["backup", backup.to_str().unwrap()]), (&there, ["restore", backup.to_str().unwrap()])]
    {
        let (text, ok) = run(fieldchart(store).args(words));
        assert!(ok, "{text}");
    }
    let e = Export::of(&there, &[]);
    let (code, said) = e.judged("verify", &[]);
    assert_eq!((code, said["logs"].as_array().map(Vec::len)), (0, Some(2)), "{said:#}");
    let files = e.files();
    let heads = files.iter().filter(|path| path.ends_with("bodies/000")).map(|path| e.path("out").join(path));
    let heads = heads.min_by_key(|path| std::fs::metadata(path).unwrap().len()).unwrap();
    for at in (0..std::fs::metadata(&heads).unwrap().len() as usize).step_by(37) {
        assert_eq!(e.altered(&heads, |bytes| bytes[at] ^= 1).0, 1, "byte {at}");
    }
    // Without the log that is named, nothing is wrong, and it is not whole.
    let named = heads.parent().unwrap().parent().unwrap();
    for log in std::fs::read_dir(e.path("out/logs")).unwrap().map(|log| log.unwrap().path()).filter(|log| log != named)
    {
        std::fs::remove_dir_all(log).unwrap();
    }
    assert_eq!(e.judged("verify", &[]).0, 1);
}

#[test]
fn keys_come_from_outside_and_must_be_the_right_ones() {
    let e = export();
    let line = std::fs::read_to_string(e.path("root.key")).unwrap();
    let out = e.path("out").to_str().unwrap().to_owned();
    let with_key = |name: &str, line: &str| {
        let key = e.path(name);
        std::fs::write(&key, line).unwrap();
        let judged = both(&["verify", &out, "--trust", key.to_str().unwrap(), "--json"]).0;
        std::fs::remove_file(key).unwrap();
        judged
    };
    // Another root (that of RFC 8032 section 7.1, test 1), another operation.
    // The key's own base64 may hold a plus.
    let operation = line.split('+').nth(1).unwrap();
    let named = format!("fieldchart-root+{operation}");
    let other = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    assert_eq!(with_key("other.key", &format!("{named}+{other}\n")), 1);
    assert_eq!(with_key("other.key", &line.replace(operation, &"0".repeat(32))), 1);
    // Inside the folder; malformed; of small order.
    assert_eq!(with_key("out/root.key", &line), 2);
    assert_eq!(with_key("other.key", &format!("{line}\n")), 2);
    assert_eq!(with_key("other.key", &line.replace("root+", "root ")), 2);
    assert_eq!(with_key("other.key", &format!("{named}+{}=\n", "A".repeat(43))), 2);
    for words in
        [&["verify"][..], &["verify", &out], &["verify", "--plain", &out], &["verify", "nowhere", "--trust", "nowhere"]]
    {
        assert_eq!(both(words).0, 2, "{words:?}");
    }
}

#[test]
fn a_file_too_many_or_too_few_is_refused() {
    let e = export();
    for path in e.files() {
        let (file, aside) = (e.path("out").join(&path), e.path("aside"));
        std::fs::rename(&file, &aside).unwrap();
        // A disclosure that was taken away leaves its folder empty, and that does not belong there.
        // Milestones are for whoever takes a log in by parts, and may be none.
        assert_eq!(e.judged("verify", &[]).0, i32::from(!path.ends_with("/milestones")), "without {path}");
        std::fs::rename(&aside, &file).unwrap();
        let stray = file.with_extension("stray");
        std::fs::write(&stray, "").unwrap();
        assert_eq!(e.judged("verify", &[]).0, 1, "beside {path}");
        std::fs::remove_file(&stray).unwrap();
        std::fs::create_dir(&stray).unwrap();
        assert_eq!(e.judged("verify", &[]).0, 1, "an empty folder beside {path}");
        std::fs::remove_dir(&stray).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, max_shrink_iters: 0, ..ProptestConfig::default() })]
    #[test]
    fn both_refuse_any_flipped_bit_of_any_file(file in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let e = export();
        let path = e.path("out").join(file.get(&e.files()));
        let (code, said) = e.altered(&path, |bytes| {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
        });
        prop_assert_eq!(code, 1, "{}: {}", path.display(), said);
    }
}

/// A folder of probes through the Python implementation; vectors.rs takes them through the other two.
fn probed(folder: &Path) -> usize {
    let (code, said) = python(&["probes", folder.to_str().unwrap()]);
    assert_eq!(code, 0);
    let said = said.as_object().unwrap();
    for (file, accepted) in said {
        let probe: Value = serde_json::from_slice(&std::fs::read(folder.join(file)).unwrap()).unwrap();
        assert_eq!(accepted.as_bool(), probe["wantErr"].as_bool().map(|wrong| !wrong), "{file}");
    }
    said.len()
}

#[test]
fn public_probes_are_judged_rightly() {
    let Some(data) = tests::data() else { return };
    assert_eq!(probed(&data.join("tlog/merkle-probes")), 103);
}

#[test]
fn extra_vectors_are_judged_rightly() {
    match std::env::var_os("EXTRA_VECTORS") {
        Some(folder) => assert!(probed(Path::new(&folder)) > 0),
        None => println!("SKIP: EXTRA_VECTORS is not set"),
    }
}

#[test]
fn another_projects_log_is_accepted_and_refused_altered() {
    let Some(data) = tests::data() else { return };
    let e = Export::from(&loaded(&data.join("tlog/tessera-log")), "");
    let out = e.path("out").to_str().unwrap().to_owned();
    let words = ["verify", "--plain", &out, "--vkey", TESSERA_KEY, "--json"];
    assert_eq!(both(&words).0, 0);
    for key in [TESSERA_KEY.replace("33d7", "33d8"), TESSERA_KEY.replace("testdata", "other"), "nothing".to_owned()] {
        assert_eq!(both(&["verify", "--plain", &out, "--vkey", &key, "--json"]).0, 2, "{key}");
    }
    for path in e.files() {
        let file = e.path("out").join(&path);
        let whole = std::fs::read(&file).unwrap();
        if whole.is_empty() {
            continue;
        }
        let mut bytes = whole.clone();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&file, bytes).unwrap();
        let ours = path == "checkpoint" || path.starts_with("tile/");
        assert_eq!(both(&words).0, i32::from(ours), "{path}");
        std::fs::write(&file, whole).unwrap();
    }
}

/// Proofs to be tried on the second verifier, each a file in the form of the public probes.
pub(crate) struct Probes {
    folder: tempfile::TempDir,
    count: usize,
}

impl Probes {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), count: 0 }
    }

    /// Keeps a probe, and whether the other verifiers accept it.
    pub(crate) fn keep(&mut self, mut probe: Value, is_accepted: bool) {
        probe["wantErr"] = json!(!is_accepted);
        self.count += 1;
        std::fs::write(self.folder.path().join(format!("{}.json", self.count)), probe.to_string()).unwrap();
    }

    /// The second verifier says of each what the others said.
    #[track_caller]
    pub(crate) fn judged(self) {
        assert!(self.count > 0 && probed(self.folder.path()) == self.count);
    }
}

#[test]
fn receipts_are_judged_alike() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(&dir.path().join("store"));
    (0..3).for_each(|n| _ = register(&h, &token, named(&format!("Given{n}"), "Family")));
    let store = h.store().unwrap();
    let (journal, file) = (store.journal(), dir.path().join("receipt"));
    let judged = |text: &[u8], leaf: &[u8], vkey: &str| {
        std::fs::write(&file, text).unwrap();
        let leaf = hex::encode(leaf);
        let words = ["receipt", file.to_str().unwrap(), "--leaf", &leaf, "--vkey", vkey, "--json"];
        let (code, said) = python(&words);
        let (ours, expected) = answer(&mut Command::new(tests::bin("fieldchart-audit")), &words);
        // What is no receipt at all is wrong use to ours, and to the second verifier a wrong receipt.
        assert_eq!(code == 0, ours == 0, "{said:#}\n{expected:#}");
        for field in ["origin", "index", "size", "root"].into_iter().filter(|_| code == 0) {
            assert_eq!(said[field], expected[field], "{field}: {said:#}");
        }
        ours
    };
    for index in 0..journal.length() {
        let receipt = journal.prove(index).unwrap();
        let text = receipt.to_text();
        assert_eq!(judged(text.as_bytes(), &receipt.leaf_hash, &journal.vkey()), 0, "{text}");
    }
    let receipt = journal.prove(journal.length() / 2).unwrap();
    let (text, key) = (receipt.to_text(), journal.vkey());
    let noted = text.replace("@v1\n", "@v1\nextra bm90ZQ==\n");
    assert_eq!(judged(noted.as_bytes(), &receipt.leaf_hash, &key), 0, "what an issuer adds is passed over");
    assert_eq!(judged(text.as_bytes(), &[7; 32], &key), 1, "another entry's");
    assert_eq!(judged(text.as_bytes(), &[7; 31], &key), 2, "no leaf hash");
    assert_eq!(judged(text.as_bytes(), &receipt.leaf_hash, TESSERA_KEY), 1, "another log's");
    for at in (0..text.len()).step_by(7) {
        let mut bytes = text.clone().into_bytes();
        bytes[at] ^= 1;
        assert_ne!(judged(&bytes, &receipt.leaf_hash, &key), 0, "byte {at}");
    }
}

/// The trust line of a key, as `fieldchart trust-keys` prints it.
pub(crate) fn line(trust: &audit::Trust) -> String {
    use base64::Engine;
    let key = base64::engine::general_purpose::STANDARD.encode(trust.root_key);
    format!("fieldchart-root+{}+{key}\n", hex::encode(trust.operation))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 20, ..ProptestConfig::default() })]
    #[test]
    fn both_count_the_same_dispensings(steps in prop::collection::vec(step(), 10..60)) {
        let c = Clinic::new();
        let mut written = Written::default();
        steps.iter().for_each(|step| written.take(&c, step));
        let (files, trust) = c.export(all_time());
        let e = Export::from(&files, &line(&trust));
        prop_assert_eq!(e.judged("verify", &[]).0, 0);
        let words = ["--report", "dispensed"];
        let (code, said) = e.judged("tally", &words);
        prop_assert_eq!(code, 0, "{}", said);
        let (out, key) = (e.path("out"), e.path("root.key"));
        let words = [&["tally", out.to_str().unwrap(), "--trust", key.to_str().unwrap(), "--json"], &words[..]].concat();
        let (_, ours) = answer(&mut Command::new(tests::bin("fieldchart-audit")), &words);
        prop_assert_eq!((&said["totals"], &said["entries"], &said["range"]), (&ours["totals"], &ours["entries"], &ours["range"]));
    }
}
