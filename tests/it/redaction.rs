//! Redaction through the API: two sign, a hold forbids, and afterwards nothing of the person is in rows, drafts, answers,
//! search, journal or files; everything else stays proven.

use crate::support::{PASSPHRASE, call, fieldchart, http, named, register, run, served, started};
use clinic::Host;
use domain::access::Role;
use domain::api::ApiError;
use domain::api::chart::{Chart, Register, Search};
use domain::api::people::{AccessLog, AddPerson};
use domain::api::redaction::{Holds, LiftHold, PutHold, Redact, Redactions};
use domain::api::session::{LogIn, SaveDraft};
use domain::api::visit::{Board, OpenVisit, RecordPart, Who};
use domain::care::Narrative;
use domain::id::Id;
use domain::part::Part;
use domain::patient::Patient;
use domain::record::Attachment;
use domain::redaction::RedactionReason;
use std::path::Path;
use std::process::Command;

const MARK: &str = "Zyxwvut";

pub(super) fn second(h: &Host, token: &str) -> String {
    let add = AddPerson { name: "Second".into(), roles: vec![Role::Administrator], ends: None };
    call(h, Some(token), add).unwrap().passphrase
}

pub(super) fn redact(patient: Id, records: Vec<Id>, second: &str) -> Redact {
    Redact { patient, records, reason: RedactionReason::Danger, second: second.into() }
}

/// Somebody with a visit, a note, a file, a draft; every text bears the mark.
pub(super) fn planted(h: &Host, token: &str) -> (Id, Id) {
    let patient = Patient { phone: Some(format!("{MARK}4")), ..named(&format!("{MARK}1"), &format!("{MARK}2")) };
    let id = call(h, Some(token), Register { patient }).unwrap();
    let visit = OpenVisit { who: Who::Known(id), complaints: vec![format!("{MARK}3")], category: None, form: None };
    let encounter = call(h, Some(token), visit).unwrap().encounter;
    let note = Narrative { encounter: Some(encounter), history: Some(format!("{MARK}5")), ..Narrative::default() };
    let note = call(h, Some(token), RecordPart { patient: id, part: Part::Narrative(note), form: None }).unwrap();
    let draft = SaveDraft { form: format!("visit/{encounter}/note"), text: format!("{MARK}6") };
    call(h, Some(token), draft).unwrap();
    (id, note)
}

/// Where the mark still stands, in the database as whoever has its key reads it.
fn traces(dir: &Path) -> Vec<String> {
    let env = clinic::Config::default().env;
    let (journal, _) = ledger::open(dir, env, PASSPHRASE).unwrap();
    let key = journal.derived_key("fieldchart/v1/search");
    let holds = |bytes: &[u8]| {
        let lower = bytes.to_ascii_lowercase();
        lower.windows(MARK.len()).any(|w| w == MARK.to_lowercase().as_bytes())
    };
    let mut out = Vec::new();
    let mut scan = |sql: &rusqlite::Connection| {
        let tables: Vec<String> = {
            let mut q = sql.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
            q.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect()
        };
        for table in tables {
            let mut q = sql.prepare(&format!("SELECT * FROM {table}")).unwrap();
            let columns = q.column_count();
            let mut rows = q.query([]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                for c in 0..columns {
                    let value = row.get_ref(c).unwrap();
                    if value.as_bytes_or_null().is_ok_and(|b| b.is_some_and(holds)) {
                        out.push(format!("{table} column {c}"));
                    }
                }
            }
        }
    };
    let local = |sql: &rusqlite::Connection| -> Result<(), ledger::Error> {
        scan(sql);
        Ok(())
    };
    journal.local(local).unwrap();
    let index = rusqlite::Connection::open(dir.join("search.db")).unwrap();
    index.execute_batch(&format!("PRAGMA key = \"x'{}'\";", hex::encode(key.expose()))).unwrap();
    scan(&index);
    // Entries as they open.
    journal
        .open_range(0, journal.size(), |e| {
            if e.payload.iter().any(|item| holds(item)) {
                out.push(format!("entry {}", e.index));
            }
            Ok::<_, ledger::Error>(())
        })
        .unwrap();
    out
}

fn fsck(dir: &Path) {
    let (text, ok) = run(fieldchart(dir).arg("fsck"));
    assert!(ok && text.contains("nothing wrong"), "{text}");
}

fn found(h: &Host, token: &str, query: &str) -> usize {
    call(h, Some(token), Search { query: query.into(), limit: 20 }).unwrap().rows.len()
}

#[test]
fn a_person_goes_whole_and_leaves_no_trace() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let t = Some(token.as_str());
    let other = second(&h, &token);
    for n in 0..30 {
        register(&h, &token, named(&format!("Given{n}"), "Family"));
    }
    let (patient, _) = planted(&h, &token);
    let address = served(&h);
    let path = format!("/api/blob?token={token}&patient={patient}&title={MARK}7.txt");
    http(&address, "PUT", &path, "", format!("{MARK}8").as_bytes());
    assert_eq!(call(&h, t, Chart { id: patient }).unwrap().all::<Attachment>().count(), 1);
    assert_eq!((found(&h, &token, MARK), found(&h, &token, "given7")), (1, 20));
    h.flush();

    let done = call(&h, t, redact(patient, vec![], &other)).unwrap();
    assert_eq!(done.second, "Second");
    // The key, the person, the visit, the note, the file and its one piece, and who opened the chart.
    assert_eq!(done.entries, 7);
    assert_eq!(call(&h, t, Chart { id: patient }).unwrap_err(), ApiError::NotFound);
    assert!(call(&h, t, Board {}).unwrap().rows.iter().all(|r| r.patient != patient));
    assert_eq!((found(&h, &token, MARK), found(&h, &token, "given7")), (0, 20));
    assert!(call(&h, t, AccessLog { before: None }).unwrap().iter().all(|r| r.patient != patient));
    let told = call(&h, t, Redactions {}).unwrap();
    let (index, reason, by) = (told[0].index, told[0].reason.clone(), told[0].by.clone());
    assert_eq!((index, reason, by), (done.by, RedactionReason::Danger, vec!["Dr Test".into(), "Second".into()]));
    // Again there is nobody to redact.
    assert_eq!(call(&h, t, redact(patient, vec![], &other)).unwrap_err(), ApiError::NotFound);
    h.lock_store();
    assert_eq!(traces(dir.path()), Vec::<String>::new());
    fsck(dir.path());
    auditor_agrees(dir.path());
}

/// The export verifies, and says what was redacted.
fn auditor_agrees(dir: &Path) {
    let aside = tempfile::tempdir().unwrap();
    let (out, key) = (aside.path().join("out"), aside.path().join("root.key"));
    let (text, ok) = run(fieldchart(dir).arg("export-audit").arg(&out));
    assert!(ok, "{text}");
    std::fs::write(&key, run(fieldchart(dir).arg("trust-keys")).0).unwrap();
    let verify =
        |out: &Path| run(Command::new(tests::bin("fieldchart-audit")).arg("verify").arg(out).arg("--trust").arg(&key));
    let (text, ok) = verify(&out);
    assert!(ok && text.contains("redacted 7 entries by entry") && text.contains("danger"), "{text}");
}

#[test]
fn the_scan_for_traces_finds_them() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    planted(&h, &token);
    h.lock_store();
    let found = traces(dir.path()).join("\n");
    for place in ["rm_patient", "rm_part", "draft", "entry "] {
        assert!(found.contains(place), "{place} not in {found}");
    }
}

#[test]
fn one_record_goes_and_the_chart_stays() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let t = Some(token.as_str());
    let other = second(&h, &token);
    let (patient, note) = planted(&h, &token);
    let (stranger, _) = register(&h, &token, named("Eva", "Noor"));
    assert_eq!(call(&h, t, redact(stranger, vec![note], &other)).unwrap_err(), ApiError::NotFound);
    assert_eq!(call(&h, t, redact(patient, vec![note], &other)).unwrap().entries, 1);
    let chart = call(&h, t, Chart { id: patient }).unwrap();
    assert_eq!((chart.all::<Narrative>().count(), chart.name), (0, format!("{MARK}1 {MARK}2")));
    h.lock_store();
    fsck(dir.path());
}

#[test]
fn it_takes_a_second_person_and_no_hold() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let t = Some(token.as_str());
    let other = second(&h, &token);
    let nurse = AddPerson { name: "Nurse".into(), roles: vec![Role::Nurse], ends: None };
    let nurse = call(&h, t, nurse).unwrap().passphrase;
    let (patient, _) = planted(&h, &token);
    let refused = |second: &str| call(&h, t, redact(patient, vec![], second)).unwrap_err();
    assert_eq!(refused(PASSPHRASE), ApiError::SecondSigner);
    assert_eq!(refused(&nurse), ApiError::SecondSigner);
    assert_eq!(refused("nobody's words at all"), ApiError::WrongPassphrase);
    let by_nurse = call(&h, None, LogIn { passphrase: nurse }).unwrap();
    assert_eq!(call(&h, Some(&by_nurse), redact(patient, vec![], &other)).unwrap_err(), ApiError::NotAllowed);

    let reason = "Inquiry of March".to_owned();
    assert!(call(&h, t, PutHold { patient, reason: " ".into(), until: None }).is_err());
    let hold = call(&h, t, PutHold { patient, reason, until: None }).unwrap();
    assert_eq!(call(&h, t, Holds { patient }).unwrap()[0].id, hold);
    assert_eq!(refused(&other), ApiError::Held);
    call(&h, t, LiftHold { id: hold }).unwrap();
    call(&h, t, LiftHold { id: hold }).unwrap();
    assert_eq!(call(&h, t, LiftHold { id: patient }).unwrap_err(), ApiError::NotFound);
    call(&h, t, redact(patient, vec![], &other)).unwrap();
    h.lock_store();
    fsck(dir.path());
}
