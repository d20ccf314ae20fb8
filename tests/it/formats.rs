//! A small store of every format since the first that is read, as it lay on a disk: opened by this Fieldchart, read, checked and written.
//! In scope: the stores in tests/fixtures, how one is made, what is said of a format that is not read.
//! Not here: what each migration does (ledger), an upgrade on a disk that fails (vfs).
//!
//! After a migration was added, `FIELDCHART_BLESS=1 cargo test -p tests --test it formats` makes the store of the new format.
//! That of format 4 was made by the same calls with the program of its time (commit 2f895ea).

use crate::backup::{clean, verified};
use crate::support::{PASSPHRASE, call, fieldchart, named, register, run, started};
use clinic::{Config, Cost, Host, blobs};
use domain::access::Role;
use domain::api::chart::{Chart, History, Search};
use domain::api::people::{AddPerson, ChangePassphrase, Present, SetPin, TakeOver};
use domain::api::session::{LoadDraft, LogIn, SaveDraft, Start};
use domain::api::visit::{AmendPart, Amends, OpenVisit, Who};
use domain::api::{ApiError, Reply};
use domain::part::Part;
use domain::record::Attachment;
use domain::visit::Encounter;
use domain::vitals::{Reading, Vitals};
use ledger::Env;
use ledger::store::schema::{OLDEST, VERSION};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// When the stores were made, by their own clocks.
const MADE_MS: u64 = 1_700_000_000_000;
const NURSES_PASSPHRASE: &str = "stone bread nine owl rain";
const PIN: &str = "604913";
const NOTE: &[u8] = b"Brought along: a note of the last clinic.";

/// A clock of its own that ticks when read, and the system's randomness.
struct Clock(AtomicU64);

impl Env for Clock {
    fn now_ms(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }

    fn fill(&self, out: &mut [u8]) {
        clinic::clock::SystemEnv.fill(out);
    }
}

fn at(dir: &Path, now_ms: u64) -> Arc<Host> {
    let argon = Cost::Fixed(ledger::ArgonCost { m_kib: 64, t: 1, p: 1 });
    Host::new(dir.to_owned(), Config { env: Arc::new(Clock(AtomicU64::new(now_ms))), argon })
}

/// Two invented people who work, one whom they treat: amended, in a visit, with a note, and something typed and not yet written.
fn make(dir: &Path) {
    let h = at(dir, MADE_MS);
    let start = Start {
        operation: "Invented".into(),
        site: "Tent 1".into(),
        name: "Dr Test".into(),
        passphrase: PASSPHRASE.into(),
    };
    let token = call(&h, None, start).unwrap().token;
    let nurse = AddPerson { name: "Nurse Test".into(), roles: vec![Role::Nurse], ends: None };
    let added = call(&h, Some(&token), nurse).unwrap();
    let hers = call(&h, None, LogIn { passphrase: added.passphrase.clone() }).unwrap();
    let change = ChangePassphrase { old: added.passphrase, new: NURSES_PASSPHRASE.into() };
    call(&h, Some(&hers), change).unwrap();
    call(&h, Some(&hers), SetPin { passphrase: NURSES_PASSPHRASE.into(), pin: PIN.into() }).unwrap();
    let (patient, _) = register(&h, &hers, named("Amina", "Hasan"));
    let chart = call(&h, Some(&token), Chart { id: patient }).unwrap();
    let (view, before) = chart.all::<Vitals>().next().unwrap();
    let vitals = Vitals { pulse_per_min: Some(Reading::Value(88)), ..before.clone() };
    let amend = AmendPart { patient, amends: Amends::of(view), part: Part::Vitals(vitals), form: None };
    call(&h, Some(&token), amend).unwrap();
    let who = Who::Known(patient);
    call(&h, Some(&hers), OpenVisit { who, complaints: vec!["cough".into()], category: None, form: None }).unwrap();
    let beside = |name: &str| match name {
        "token" => Some(token.clone()),
        "patient" => Some(patient.to_string()),
        "title" => Some("note.txt".to_owned()),
        _ => None,
    };
    assert!(matches!(blobs::put(&h, beside, NOTE), Reply::Ok(_)));
    call(&h, Some(&token), SaveDraft { form: "register".into(), text: "{\"given\":\"Za".into() }).unwrap();
    h.lock_store();
    drop(h);
    // What the next opening makes by itself.
    for derived in ["search.db", "journal.lock"] {
        let _ = std::fs::remove_file(dir.join(derived));
    }
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// The stores by their formats, the oldest first.
fn stores() -> Vec<(i64, PathBuf)> {
    let found = std::fs::read_dir(fixtures()).unwrap().map(|item| item.unwrap().path());
    let format = |path: &Path| path.file_name()?.to_str()?.strip_prefix("store-")?.parse().ok();
    let mut all: Vec<(i64, PathBuf)> = found.filter_map(|path| Some((format(&path)?, path))).collect();
    all.sort();
    all
}

#[test]
fn a_store_of_todays_format_is_kept_for_those_who_come_later() {
    let store = fixtures().join(format!("store-{VERSION}"));
    if std::env::var_os("FIELDCHART_BLESS").is_some() && !store.exists() {
        make(&store);
    }
    let newest = stores().pop().map(|(format, _)| format);
    assert_eq!(newest, Some(VERSION), "FIELDCHART_BLESS=1 makes the store of this format");
}

#[test]
fn a_store_of_every_format_is_opened_read_checked_and_written() {
    for (format, kept) in stores() {
        let dir = tempfile::tempdir().unwrap();
        let (store, out) = (dir.path().join("store"), dir.path().join("out"));
        crate::stick::copied(&kept, &store);
        let h = at(&store, MADE_MS + 86_400_000);
        let token = call(&h, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap_or_else(|e| panic!("{format}: {e}"));
        let found = call(&h, Some(&token), Search { query: "amnia hassan".into(), limit: 5 }).unwrap();
        assert_eq!((found.total, found.rows.len()), (1, 1), "{format}");
        let patient = found.rows[0].id;
        let chart = call(&h, Some(&token), Chart { id: patient }).unwrap();
        assert_eq!(
            (chart.patient.given.as_deref(), chart.patient.family.as_deref()),
            (Some("Amina"), Some("Hasan")),
            "{format}"
        );
        let (view, vitals) = chart.all::<Vitals>().next().unwrap();
        assert_eq!((vitals.pulse_per_min.clone(), view.by.as_str()), (Some(Reading::Value(88)), "Nurse Test"));
        let history = call(&h, Some(&token), History { patient, id: view.id }).unwrap();
        assert_eq!(history.iter().map(|row| row.by.as_str()).collect::<Vec<_>>(), ["Dr Test", "Nurse Test"]);
        let (_, visit) = chart.all::<Encounter>().next().unwrap();
        assert_eq!(visit.complaints.as_deref(), Some(&["cough".to_owned()][..]), "{format}");
        let (note, _) = chart.all::<Attachment>().next().unwrap();
        assert_eq!(blobs::whole(&h, Some(token.clone()), &note.id.to_string()).unwrap(), NOTE, "{format}");
        let draft = call(&h, Some(&token), LoadDraft { form: "register".into() }).unwrap();
        assert_eq!(draft.as_deref(), Some("{\"given\":\"Za"), "{format}");
        // The nurse logs in, and her PIN takes the screen over.
        let hers = call(&h, None, LogIn { passphrase: NURSES_PASSPHRASE.into() }).unwrap();
        let nurse = call(&h, Some(&token), Present {}).unwrap()[0].id;
        assert_eq!(call(&h, Some(&token), TakeOver { user: nurse, pin: PIN.into() }).unwrap(), hers, "{format}");
        clean(&h);
        register(&h, &hers, named("Peter", "Okello"));
        clean(&h);
        let report = verified(&h.store().unwrap(), &out);
        assert!(report.ok, "{format}: {report}");
        // Closed and opened again it has today's format, and is judged by the command line.
        h.lock_store();
        drop(h);
        let (text, ok) = run(fieldchart(&store).args(["search", "Okello"]));
        assert!(ok && text.contains("Peter"), "{format}: {text}");
        let (text, ok) = run(fieldchart(&store).arg("fsck"));
        assert!(ok && text.contains("nothing wrong"), "{format}: {text}");
    }
}

#[test]
fn a_store_of_another_format_is_refused_with_a_sentence_and_left_as_it_is() {
    for format in [VERSION + 1, OLDEST - 1] {
        let dir = tempfile::tempdir().unwrap();
        let (h, _) = started(dir.path());
        let store = h.store().unwrap();
        store.local(|sql| Ok(sql.pragma_update(None, "user_version", format)?)).unwrap();
        drop(store);
        h.lock_store();
        let refused = ApiError::StoreFormat { found: format, oldest: OLDEST, newest: VERSION };
        refused_with(&h, dir.path(), &refused, "journal.db");
    }
    let dir = tempfile::tempdir().unwrap();
    let (h, _) = started(dir.path());
    h.lock_store();
    let vault = dir.path().join("vault.json");
    let text = std::fs::read_to_string(&vault).unwrap();
    std::fs::write(&vault, text.replace("\"format\": 1,", "\"format\": 2,")).unwrap();
    refused_with(&h, dir.path(), &ApiError::StoreFormat { found: 2, oldest: 1, newest: 1 }, "vault.json");
}

/// Both doors refuse the store, and the file is as it was.
#[track_caller]
fn refused_with(h: &Host, dir: &Path, why: &ApiError, file: &str) {
    let before = std::fs::read(dir.join(file)).unwrap();
    assert_eq!(&call(h, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap_err(), why);
    let (text, ok) = run(fieldchart(dir).arg("fsck"));
    assert!(!ok && text.contains("this Fieldchart reads"), "{text}");
    assert!(std::fs::read(dir.join(file)).unwrap() == before, "{file} was written");
}
