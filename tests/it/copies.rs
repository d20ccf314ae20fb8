//! The store as a whole through its calls: backed up, restored before there is one, exported with a disclosure, checked.
//! In scope: who is told of a job, refused folders, cancelling.  Not here: what is in a backup (backup) or a disclosure (disclosure).

use crate::support::{PASSPHRASE, call, host, named, register, started};
use clinic::Host;
use domain::api::chart::Search;
use domain::api::copies::{
    BackedUp, Backup, CheckStore, Checked, Disclose, ExportAudit, Exported, Places, Rebuild, Report, Restore,
};
use domain::api::journal::{Digests, Overview};
use domain::api::session::{CancelJob, JobStatus, LogIn, Phase, Start, Status};
use domain::api::{ApiError, Call};
use domain::id::Id;
use domain::limits::{FieldError, Problem};
use domain::visit::Step;
use serde::de::DeserializeOwned;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// Runs a job to its end.
pub fn end<T: DeserializeOwned>(h: &Host, token: Option<&str>, id: Id) -> Result<T, ApiError> {
    loop {
        if let Some(result) = call(h, token, JobStatus { id }).unwrap().result {
            return result.map(|value| serde_json::from_value(value).unwrap());
        }
        std::thread::yield_now();
    }
}

pub fn run<T: DeserializeOwned>(h: &Host, token: Option<&str>, c: impl Call<Output = Id>) -> Result<T, ApiError> {
    let id = call(h, token, c)?;
    end(h, token, id)
}

pub fn path(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

fn found(h: &Host, token: &str) -> usize {
    call(h, Some(token), Search { query: "Hassan".into(), limit: 50 }).unwrap().rows.len()
}

pub fn refused<T: std::fmt::Debug>(outcome: Result<T, ApiError>, field: &str, problem: Problem) {
    assert_eq!(outcome.unwrap_err(), ApiError::Invalid { fields: vec![FieldError::new(field, problem)] });
}

/// Names in a folder, sorted.
fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_backup_is_restored_where_nothing_was_started_and_opens_with_the_same_passphrase() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(&dir.path().join("first"));
    let t = Some(token.as_str());
    for n in 0..20 {
        register(&h, &token, named(&format!("Amina{n}"), "Hassan"));
    }
    let out = dir.path().join("backup");
    let made: BackedUp = run(&h, t, Backup { folder: path(&out) }).unwrap();
    assert_eq!(
        (made.folder.as_str(), made.bytes),
        (out.to_str().unwrap(), { std::fs::metadata(out.join("journal.db")).unwrap().len() })
    );
    let view = call(&h, t, Overview {}).unwrap();
    assert_eq!((made.size, &made.root), (view.size, &view.root));
    let kept = call(&h, t, Digests {}).unwrap();
    assert_eq!((kept[0].why.as_str(), kept[0].size, &kept[0].root), ("backup", made.size, &made.root));

    let second = host(&dir.path().join("second"));
    let job = call(&second, None, Restore { folder: path(&out) }).unwrap();
    end::<()>(&second, None, job).unwrap();
    assert_eq!(call(&second, None, Status {}).unwrap().phase, Phase::Locked);
    let there = call(&second, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
    assert_eq!(found(&second, &there), 20);
    assert_eq!(call(&second, None, Restore { folder: path(&out) }).unwrap_err(), ApiError::OperationExists);
    let checked: Checked = run(&second, Some(&there), CheckStore {}).unwrap();
    assert_eq!((checked.faults, checked.list), (vec![], None));
}

#[test]
fn a_job_is_told_to_nobody_else_than_who_is_logged_in() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(&dir.path().join("store"));
    let id = call(&h, Some(&token), CheckStore {}).unwrap();
    for id in [id, Id([1; 16])] {
        assert_eq!(call(&h, None, JobStatus { id }).unwrap_err(), ApiError::NoSession);
        assert_eq!(call(&h, None, CancelJob { id }).unwrap_err(), ApiError::NoSession);
    }
    assert_eq!(call(&h, Some(&token), JobStatus { id: Id([1; 16]) }).unwrap_err(), ApiError::NotFound);
    end::<Checked>(&h, Some(&token), id).unwrap();
}

#[test]
fn folders_that_will_not_do_are_refused_with_the_reason() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(&dir.path().join("store"));
    let t = Some(token.as_str());
    let full = dir.path().join("full");
    std::fs::create_dir(&full).unwrap();
    std::fs::write(full.join("letter"), "dear").unwrap();
    let missing = dir.path().join("missing");
    let cases = [
        (String::new(), Problem::Nothing),
        ("backup".into(), Problem::PathNotWhole),
        ("/".into(), Problem::FolderInUse),
        (path(&missing.join("backup")), Problem::FolderMissing { folder: path(&missing) }),
        (path(&full), Problem::FolderInUse),
        (path(&full.join("letter")), Problem::FolderInUse),
        (path(&dir.path().join("store/backup")), Problem::FolderOfStore),
        (path(&full.join("../store/backup")), Problem::FolderOfStore),
        (format!("{}\u{202e}", path(&missing)), Problem::ControlCharacter),
        // Nobody writes there, not even root.
        ("/proc/fieldchart".into(), Problem::FolderNotWritable),
    ];
    for (folder, problem) in cases {
        let (backup, export) = (folder.clone(), folder);
        refused(run::<BackedUp>(&h, t, Backup { folder: backup }), "backup_to", problem.clone());
        refused(run::<Exported>(&h, t, ExportAudit { folder: export, disclose: None }), "export_to", problem);
    }
    assert_eq!(names(dir.path()), ["full", "store"]);
    // What is suggested would do.
    let places = call(&h, t, Places {}).unwrap();
    for place in [places.backup, places.export].map(std::path::PathBuf::from) {
        assert!(place.parent().unwrap().is_dir() && !place.exists(), "{}", place.display());
    }

    let new = host(&dir.path().join("new"));
    let cases = [
        (String::new(), Problem::Nothing),
        ("backup".into(), Problem::PathNotWhole),
        (path(&missing), Problem::FolderMissing { folder: path(&missing) }),
        (path(&full), Problem::NoBackup),
    ];
    for (folder, problem) in cases {
        refused(run::<()>(&new, None, Restore { folder }), "restore_from", problem);
    }
    for name in ["vault.json", "journal.db"] {
        std::fs::write(full.join(name), "no such thing").unwrap();
    }
    refused(run::<()>(&new, None, Restore { folder: path(&full) }), "restore_from", Problem::NoBackup);
    assert_eq!(names(dir.path()), ["full", "store"]);
}

#[test]
fn what_is_cancelled_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(&dir.path().join("store"));
    let t = Some(token.as_str());
    register(&h, &token, named("Amina", "Hassan"));
    let cancelled = |h: &Host, token: Option<&str>, id: &dyn Fn() -> Id| {
        // The job waits its turn until it was told to stop.
        let copying = h.copying();
        let turn = copying.lock().unwrap();
        let id = id();
        call(h, token, CancelJob { id }).unwrap();
        drop(turn);
        assert_eq!(end::<serde_json::Value>(h, token, id).unwrap_err(), ApiError::Cancelled);
    };
    let out = path(&dir.path().join("out"));
    cancelled(&h, t, &|| call(&h, t, Backup { folder: out.clone() }).unwrap());
    cancelled(&h, t, &|| call(&h, t, ExportAudit { folder: out.clone(), disclose: None }).unwrap());
    assert_eq!(names(dir.path()), ["store"]);
    assert!(call(&h, t, Digests {}).unwrap().is_empty());

    run::<BackedUp>(&h, t, Backup { folder: out.clone() }).unwrap();
    let new = host(&dir.path().join("new"));
    cancelled(&new, None, &|| call(&new, None, Restore { folder: out.clone() }).unwrap());
    assert_eq!(names(dir.path()), ["out", "store"]);
    // It is as if nothing had been tried.
    assert_eq!(call(&new, None, Status {}).unwrap().phase, Phase::New);
    let start =
        Start { operation: "T".into(), site: "T".into(), name: "T".into(), passphrase: "five other words here".into() };
    call(&new, None, start).unwrap();
}

#[test]
fn an_export_with_a_disclosure_satisfies_the_auditor() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(&dir.path().join("store"));
    let t = Some(token.as_str());
    let (patient, _) = register(&h, &token, named("Amina", "Hassan"));
    let who = domain::api::visit::Who::Known(patient);
    let visit = domain::api::visit::OpenVisit { who, complaints: vec!["cough".into()], category: None, form: None };
    call(&h, t, visit).unwrap();
    call(&h, t, domain::api::visit::CallNext { step: Step::Triage }).unwrap();
    let day = h.store().unwrap().now().local_date();
    let before: domain::time::Date = "2020-01-01".parse().unwrap();
    let disclose = |from, to| Some(Disclose { report: Report::Encounters, from, to });
    let out = dir.path().join("out");
    let folder = || path(&out);
    let export = |disclose| run::<Exported>(&h, t, ExportAudit { folder: folder(), disclose });
    refused(export(disclose(day, before)), "report_to", Problem::BeforeFirstDay);
    let unknown = Some(Disclose { report: Report::Unknown("names".into()), from: before, to: day });
    refused(export(unknown), "disclose", Problem::Gone);
    let told = export(disclose(before, day)).unwrap();
    assert_eq!((told.folder, told.hidden), (folder(), 0));
    assert!(told.disclosed.unwrap() >= 1);
    let trust = audit::Trust::parse(&told.trust).unwrap();
    let report = audit::verify_export(&crate::disclosure::loaded(&out), &trust, &audit::Demands::default()).unwrap();
    assert!(report.ok, "{report}");
    let sizes: u64 = report.logs.iter().map(|log| log.size).sum();
    assert_eq!(sizes, told.entries);
    assert_eq!(names(&out.join("disclosures")), ["encounters.cbor"]);
    for known in Report::ALL {
        assert!(clinic::reports::named(known.code()).is_some(), "{known:?}");
    }
    assert_eq!(Report::ALL.len(), clinic::reports::NAMES.len());
}

#[test]
fn the_check_of_the_whole_store_tells_lists_from_entries_and_lists_are_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(&dir.path().join("store"));
    let t = Some(token.as_str());
    register(&h, &token, named("Amina", "Hassan"));
    let store = h.store().unwrap();
    let alter = |sql: &'static str| store.local(|c| Ok(c.execute(sql, [])?)).unwrap();
    let checked = || run::<Checked>(&h, t, CheckStore {}).unwrap();
    let whole = checked();
    assert_eq!((whole.entries, whole.faults, whole.list), (store.journal().length(), vec![], None));
    assert!(call(&h, t, Overview {}).unwrap().verified.unwrap().1);
    alter("UPDATE rm_patient SET name = 'Somebody Else'");
    let altered = checked();
    assert!(altered.faults.is_empty() && altered.list.unwrap().contains("rm_patient"));
    assert_eq!(run::<u64>(&h, t, Rebuild {}).unwrap(), store.journal().length());
    assert_eq!(checked().list, None);
    alter("UPDATE body SET bytes = zeroblob(length(bytes)) WHERE idx = (SELECT max(idx) FROM body)");
    assert!(!checked().faults.is_empty());
    assert!(!call(&h, t, Overview {}).unwrap().verified.unwrap().1);
}

#[test]
fn a_check_takes_what_is_written_meanwhile_for_no_fault() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(&dir.path().join("store"));
    let over = AtomicBool::new(false);
    std::thread::scope(|s| {
        let writer = s.spawn(|| {
            for n in 0.. {
                register(&h, &token, named(&format!("Amina{n}"), "Hassan"));
                if over.load(Ordering::Relaxed) {
                    break;
                }
            }
        });
        let checked: Vec<_> = (0..8).map(|_| run::<Checked>(&h, Some(&token), CheckStore {})).collect();
        over.store(true, Ordering::Relaxed);
        writer.join().unwrap();
        for checked in checked {
            assert!(checked.as_ref().is_ok_and(|c| c.faults.is_empty() && c.list.is_none()), "{checked:?}");
        }
    });
}
