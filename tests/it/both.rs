//! Both doors: every call there is, in-process and over HTTP, on two stores that see the same clock and the same chance.
//! In scope: that the answers are the same, byte for byte.  Not here: what they should be (doors).

use crate::support::{PASSPHRASE, envelope, http, named, served};
use clinic::dispatch::calls;
use clinic::{Config, Host};
use domain::access::Role;
use domain::api::attachment::{AddAttachment, OpenAttachment};
use domain::api::chart::{AmendPatient, Chart, ChartView, History, ReadCard, Register, Search, Settle};
use domain::api::closing::{Announce, Closing, Confirm, ListMissing, Sign, Unlist, Withdraw};
use domain::api::coordinator::{AboutLost, Forks, Hubs};
use domain::api::copies::{Backup, CheckStore, ExportAudit, Places, Rebuild, Restore};
use domain::api::journal::{Compare, Digests, KeepDigest, LoadDemo, Overview, Receipt, Receipts, Verify};
use domain::api::laptops::{
    Admit, AskToJoin, CompleteJoin, DropJoin, Joining, LaptopReason, Laptops, NameLaptop, RevokeLaptop, SyncStick,
};
use domain::api::pairing::{AnswerPairing, Ask, CompletePairing, EndPairing, Offer, Pairing, Seek};
use domain::api::peers::{ForgetAddress, MeetAt, PauseSync, Peers, SyncNow};
use domain::api::people::{
    AccessLog, AddPerson, AmendPerson, ChangePassphrase, Deactivate, People, Present, SetPin, TakeOver,
};
use domain::api::redaction::{Holds, LiftHold, PutHold, Redact, Redactions};
use domain::api::session::{
    CancelJob, JobStatus, JobView, LoadDraft, LockScreen, LockStore, LogIn, LogOut, Recover, SaveDraft, Start, Started,
    Status, Suggest, Unlock,
};
use domain::api::stock::{
    AmendBatch, Dispense, ExportStock, ImportStock, Items, Move, Movements, Queue, Receive, SaveItem,
    Suggest as SupplyOf, TakeBack,
};
use domain::api::visit::{
    AmendPart, Amends, Board, CallNext, CheckPrescription, Duplicates, Find, List, MarkPart, MoveVisit, OpenVisit,
    PartWrite, RecordPart, Who, WriteParts, Writing,
};
use domain::api::{Call, Envelope, Reply};
use domain::care::{DispenseKind, MedicationDispense, MedicationRequest};
use domain::closing::MissingReason;
use domain::id::Id;
use domain::part::Part;
use domain::redaction::RedactionReason;
use domain::stock::{Batch, Item, MovementKind};
use domain::time::Date;
use domain::visit::{Category, Step};
use domain::vitals::{Reading, Vitals};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A clock that stands still, and chance that is the same for both stores.
struct Same(AtomicU64);

impl ledger::Env for Same {
    fn now_ms(&self) -> u64 {
        1_790_000_000_000
    }
    fn fill(&self, out: &mut [u8]) {
        for piece in out.chunks_mut(32) {
            let n = self.0.fetch_add(1, Ordering::SeqCst);
            piece.copy_from_slice(&ledger::tlog::hash::sha256(&[&n.to_be_bytes()])[..piece.len()]);
        }
    }
}

fn host(dir: &Path) -> Arc<Host> {
    let argon = ledger::ArgonCost { m_kib: 64, t: 1, p: 1 };
    Host::new(dir.to_owned(), Config { env: Arc::new(Same(AtomicU64::new(1))), argon: clinic::Cost::Fixed(argon) })
}

/// The two doors.
struct Doors {
    inside: Arc<Host>,
    served: Arc<Host>,
    address: String,
    sent: BTreeSet<String>,
}

impl Doors {
    fn open(inside: &Path, outside: &Path) -> Doors {
        let (inside, served_host) = (host(inside), host(outside));
        let address = served(&served_host);
        Doors { inside, served: served_host, address, sent: BTreeSet::new() }
    }

    fn over_http(&self, e: &Envelope) -> Reply {
        let body = serde_json::to_vec(e).unwrap();
        serde_json::from_slice(&http(&self.address, "POST", "/api/call", "", &body).body).unwrap()
    }

    /// Sends a call through both and gives the answer that both gave.
    fn ask<C: Call>(&mut self, token: Option<&str>, c: C) -> Result<C::Output, domain::api::ApiError> {
        let e = envelope(token, &c);
        self.sent.insert(e.method.clone());
        let (here, there) = (self.inside.call(e.clone()), self.over_http(&e));
        let text = |r: &Reply| serde_json::to_string(r).unwrap();
        assert_eq!(text(&here), text(&there), "{}", C::METHOD);
        match here {
            Reply::Ok(v) => Ok(serde_json::from_value(v).unwrap()),
            Reply::Err(e) => Err(e),
        }
    }

    /// Waits for a job behind both doors and compares the ends.
    fn end(&mut self, token: &str, id: Id) -> JobView {
        let e = envelope(Some(token), &JobStatus { id });
        let ended = |ask: &dyn Fn(&Envelope) -> Reply| loop {
            let Reply::Ok(v) = ask(&e) else { panic!("no job {id}") };
            if !v["result"].is_null() {
                break;
            }
            std::thread::yield_now();
        };
        ended(&|e| self.inside.call(e.clone()));
        ended(&|e| self.over_http(e));
        self.ask(Some(token), JobStatus { id }).unwrap()
    }
}

/// The calls of the pharmacy and its stock.
fn pharmacy(d: &mut Doors, t: Option<&str>, patient: Id) {
    let item = Item { generic: Some("amoxicillin".into()), strength: Some("250 mg".into()), ..Item::default() };
    let id = d.ask(t, SaveItem { id: None, parents: vec![], item }).unwrap();
    let lot = || Batch { item: Some(id), lot: Some("L1".into()), ..Batch::default() };
    let batch = d.ask(t, Receive { batch: lot(), units: 100, form: None }).unwrap();
    let view = d.ask(t, Items { query: String::new(), wanting: false, offset: 0 }).unwrap();
    let parents = view.rows[0].batches[0].heads.clone();
    d.ask(t, AmendBatch { id: batch, parents, batch: Batch { donor: Some("MSF".into()), ..lot() } }).unwrap();
    let moved = Move { batch, kind: MovementKind::Waste, change: -2, reason: "broken".into() };
    d.ask(t, moved).unwrap();
    let (who, complaints) = (Who::Known(patient), vec![]);
    let visit = d.ask(t, OpenVisit { who, complaints, category: Some(Category::Green), form: None }).unwrap();
    let request = MedicationRequest {
        encounter: Some(visit.encounter),
        item: Some(id),
        medicine: Some("amoxicillin 250 mg".into()),
        amount: Some(10),
        ..MedicationRequest::default()
    };
    let request = d.ask(t, RecordPart { patient, part: request.into(), form: None }).unwrap();
    d.ask(t, Queue {}).unwrap();
    d.ask(t, SupplyOf { patient, request }).unwrap();
    let dispense = MedicationDispense {
        request: Some(request),
        item: Some(id),
        kind: Some(DispenseKind::Whole),
        lot: Some("L1".into()),
        quantity: Some(10),
        ..MedicationDispense::default()
    };
    let given = d.ask(t, Dispense { patient, dispense, form: None }).unwrap();
    d.ask(t, TakeBack { patient, id: given, reason: "left it here".into() }).unwrap();
    d.ask(t, Movements { item: id }).unwrap();
    let csv = d.ask(t, ExportStock {}).unwrap();
    d.ask(t, ImportStock { csv, dry_run: true }).unwrap();
}

/// The calls about redaction: somebody is held, let go and redacted.
fn redactions(d: &mut Doors, t: Option<&str>) {
    let (name, roles) = ("Second".to_owned(), vec![Role::Administrator]);
    let second = d.ask(t, AddPerson { name, roles, ends: None }).unwrap().passphrase;
    let patient = d.ask(t, Register { patient: named("Zahra", "Noor") }).unwrap();
    let hold = d.ask(t, PutHold { patient, reason: "inquiry".into(), until: None }).unwrap();
    d.ask(t, Holds { patient }).unwrap();
    let redact = || Redact { patient, records: vec![], reason: RedactionReason::Asked, second: second.clone() };
    d.ask(t, redact()).unwrap_err();
    d.ask(t, LiftHold { id: hold }).unwrap();
    d.ask(t, redact()).unwrap();
    d.ask(t, Redactions {}).unwrap();
}

/// The calls about people.
fn closing(d: &mut Doors, t: Option<&str>, here: Id) {
    let (last_day, keep_until) = (Date::new(2026, 11, 30), Date::new(2036, 11, 30));
    let announce = |parents, note: &str| Announce { parents, last_day, keep_until, note: note.to_owned() };
    d.ask(t, Sign {}).unwrap_err();
    d.ask(t, announce(vec![], &"x".repeat(301))).unwrap_err();
    d.ask(t, announce(vec![], "The hospital takes over.")).unwrap();
    d.ask(t, ListMissing { laptop: here, reason: MissingReason::Lost, words: String::new() }).unwrap_err();
    d.ask(t, Unlist { laptop: here }).unwrap();
    d.ask(t, Sign {}).unwrap();
    let signed = d.ask(t, Closing {}).unwrap().signed.unwrap();
    d.ask(t, Confirm { revision: signed.revision }).unwrap_err();
    d.ask(t, Status {}).unwrap();
    d.ask(t, Withdraw {}).unwrap();
}

fn people(d: &mut Doors, t: Option<&str>) {
    let added = d.ask(t, AddPerson { name: "Amina".into(), roles: vec![Role::Nurse], ends: None }).unwrap();
    let list = d.ask(t, People {}).unwrap();
    let parents = list.into_iter().find(|p| p.user.id == added.id).unwrap().heads;
    let (name, roles) = ("Amina K".to_owned(), vec![Role::Nurse, Role::Auditor]);
    d.ask(t, AmendPerson { id: added.id, parents, name, roles, ends: None }).unwrap();
    d.ask(t, AccessLog { before: None }).unwrap();
    let pin = || "402718".to_owned();
    d.ask(t, SetPin { passphrase: PASSPHRASE.into(), pin: pin() }).unwrap();
    d.ask(t, Present {}).unwrap();
    d.ask(t, TakeOver { user: added.id, pin: pin() }).unwrap_err();
    d.ask(t, ChangePassphrase { old: "not it at all".into(), new: PASSPHRASE.into() }).unwrap_err();
    d.ask(t, Deactivate { id: added.id }).unwrap();
}

#[test]
fn every_call_is_answered_alike_through_both_doors() {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let mut d = Doors::open(dirs[0].path(), dirs[1].path());
    d.ask(None, Status {}).unwrap();
    d.ask(None, Suggest {}).unwrap();
    let passphrase = PASSPHRASE.to_owned();
    let (operation, site, name) = ("Test".into(), "Tent 1".into(), "Dr Test".into());
    let Started { token, recovery, .. } = d.ask(None, Start { operation, site, name, passphrase }).unwrap();
    let t = Some(token.as_str());
    d.ask(t, Status {}).unwrap();

    let patient = d.ask(t, Register { patient: named("Amina", "Hasan") }).unwrap();
    let vitals = |n| Vitals { pulse_per_min: Some(Reading::Value(n)), ..Vitals::default() };
    let part = |n| RecordPart { patient, part: Part::Vitals(vitals(n)), form: None };
    let set = d.ask(t, part(80)).unwrap();
    d.ask(t, part(9000)).unwrap_err();
    let ChartView { heads, parts, .. } = d.ask(t, Chart { id: patient }).unwrap();
    d.ask(t, AmendPatient { id: patient, parents: heads, patient: named("Amina", "Hassan") }).unwrap();
    let parents = parts[0].heads.clone();
    d.ask(t, AmendPart { patient, amends: Amends { id: set, parents }, part: Part::Vitals(vitals(88)), form: None })
        .unwrap();
    let several = [72, 9000].map(|n| PartWrite { amends: None, part: Part::Vitals(vitals(n)), form: None });
    d.ask(t, WriteParts { patient, parts: several[..1].to_vec() }).unwrap();
    d.ask(t, WriteParts { patient, parts: several.to_vec() }).unwrap_err();
    d.ask(t, MarkPart { patient, id: set, reason: Some("slip".into()) }).unwrap();
    d.ask(t, Duplicates { patient: named("Amina", "Hasan") }).unwrap();
    d.ask(t, Find { list: List::Medicines, query: "amoxi".into(), limit: 3 }).unwrap();
    let (category, complaints) = (Some(Category::Yellow), vec!["cough".into()]);
    let visit = d.ask(t, OpenVisit { who: Who::Known(patient), complaints, category, form: None }).unwrap();
    d.ask(t, Board {}).unwrap();
    d.ask(t, CallNext { step: Step::Medical }).unwrap();
    d.ask(t, Writing { encounter: visit.encounter, now: true }).unwrap();
    d.ask(t, CheckPrescription { patient, request: MedicationRequest::default() }).unwrap();
    let right = d.ask(t, Register { patient: named("Amina", "Husain") }).unwrap();
    d.ask(t, MoveVisit { patient, encounter: visit.encounter, to: right, reason: "mixed up".into() }).unwrap();
    d.ask(t, History { patient, id: patient }).unwrap();
    let settle = Settle { patient, id: patient, field: "family".into(), revision: hex::encode([7; 32]) };
    d.ask(t, settle).unwrap_err();
    d.ask(t, ReadCard { id: patient }).unwrap();
    d.ask(t, Search { query: "hasan".into(), limit: 5 }).unwrap();
    d.ask(t, SaveDraft { form: "register".into(), text: "{}".into() }).unwrap();
    d.ask(t, LoadDraft { form: "register".into() }).unwrap();

    // The bytes of an upload do not ride in JSON: without any it is refused, through either door.
    d.ask(t, AddAttachment { patient, title: "note".into() }).unwrap_err();
    let field = |name: &str| match name {
        "token" => Some(token.clone()),
        "patient" => Some(patient.to_string()),
        "title" => Some("note".into()),
        _ => None,
    };
    let here = clinic::blobs::put(&d.inside, field, b"a note");
    let path = format!("/api/blob?token={token}&patient={patient}&title=note");
    let there = http(&d.address, "PUT", &path, "", b"a note").body;
    assert_eq!(serde_json::to_vec(&here).unwrap(), there);
    let Reply::Ok(id) = here else { panic!() };
    let id: Id = serde_json::from_value(id).unwrap();
    d.ask(t, OpenAttachment { id }).unwrap();
    d.ask(t, OpenAttachment { id: Id([1; 16]) }).unwrap_err();
    let here = clinic::blobs::whole(&d.inside, Some(token.clone()), &id.to_string()).unwrap();
    assert_eq!(here, http(&d.address, "GET", &format!("/api/blob/{id}?token={token}"), "", b"").body);

    pharmacy(&mut d, t, patient);
    redactions(&mut d, t);
    people(&mut d, t);
    for host in [&d.inside, &d.served] {
        host.flush();
    }
    let job = d.ask(t, LoadDemo { patients: 3, seed: 1 }).unwrap();
    assert!(d.end(&token, job).result.unwrap().is_ok());
    let job = d.ask(t, Verify {}).unwrap();
    assert!(d.end(&token, job).result.unwrap().is_ok());
    let digest = d.ask(t, Overview {}).unwrap().digest;
    d.ask(t, Compare { digest }).unwrap();
    d.ask(t, KeepDigest {}).unwrap();
    d.ask(t, Digests {}).unwrap();
    d.ask(t, Receipt { index: 3 }).unwrap();
    d.ask(t, Receipts { patient, id: set }).unwrap();
    let job = d.ask(t, CheckStore {}).unwrap();
    assert!(d.end(&token, job).result.unwrap().is_ok());
    let rebuilt = d.ask(t, Rebuild {}).unwrap();
    assert!(d.end(&token, rebuilt).result.unwrap().is_ok());
    d.ask(t, Places {}).unwrap();
    // Two hosts do not write one folder.
    let folder = || "not from a root".to_owned();
    d.ask(t, Backup { folder: folder() }).unwrap_err();
    d.ask(t, ExportAudit { folder: folder(), disclose: None }).unwrap_err();
    d.ask(None, Restore { folder: folder() }).unwrap_err();
    let here = d.ask(t, Laptops {}).unwrap().laptops.remove(0).id;
    let (name, site) = ("Reception".to_owned(), "Tent 1".to_owned());
    d.ask(t, NameLaptop { id: here, parents: vec![], name, site }).unwrap();
    d.ask(t, AboutLost { id: here }).unwrap_err();
    d.ask(t, Forks {}).unwrap();
    d.ask(t, Hubs {}).unwrap();
    closing(&mut d, t, here);
    let words = || "six words".to_owned();
    d.ask(t, SyncStick { folder: folder() }).unwrap_err();
    d.ask(t, Admit { folder: folder(), words: words() }).unwrap_err();
    let nobody = RevokeLaptop { id: Id([1; 16]), reason: LaptopReason::Lost, passphrase: PASSPHRASE.into() };
    d.ask(t, nobody).unwrap_err();
    // A laptop alone, which was not told to use the network.
    d.ask(t, Peers {}).unwrap();
    d.ask(t, SyncNow {}).unwrap_err();
    d.ask(t, PauseSync { paused: true }).unwrap_err();
    d.ask(t, MeetAt { address: folder() }).unwrap_err();
    d.ask(t, ForgetAddress { address: folder() }).unwrap_err();
    d.ask(t, Offer {}).unwrap_err();
    d.ask(t, Pairing {}).unwrap();
    d.ask(t, AnswerPairing { same: true }).unwrap_err();
    d.ask(t, EndPairing {}).unwrap();
    d.ask(None, Seek {}).unwrap_err();
    d.ask(None, Ask { code: words(), address: folder() }).unwrap_err();
    d.ask(None, CompletePairing {}).unwrap_err();
    d.ask(None, AskToJoin { folder: folder() }).unwrap_err();
    d.ask(None, CompleteJoin { folder: folder(), words: words() }).unwrap_err();
    d.ask(None, Joining {}).unwrap();
    d.ask(None, DropJoin {}).unwrap();
    d.ask(t, CancelJob { id: job }).unwrap();
    d.ask(t, CancelJob { id: Id([1; 16]) }).unwrap_err();
    d.ask(t, Overview {}).unwrap();

    d.ask(t, LockScreen {}).unwrap();
    d.ask(t, Overview {}).unwrap_err();
    d.ask(t, Unlock { passphrase: "not it at all".into() }).unwrap_err();
    d.ask(t, Unlock { passphrase: PASSPHRASE.into() }).unwrap();
    d.ask(t, LogOut {}).unwrap();
    d.ask(t, Overview {}).unwrap_err();
    let token = d.ask(None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
    d.ask(Some(&token), LockStore {}).unwrap();
    d.ask(None, LogIn { passphrase: "not it at all".into() }).unwrap_err();
    let new = "five other words are here";
    let recover = |key: String| Recover { key, user: "Dr Test".into(), passphrase: new.into() };
    d.ask(None, recover("7".repeat(56))).unwrap_err();
    let token = d.ask(None, recover(recovery.text)).unwrap();
    d.ask(Some(&token), Overview {}).unwrap();

    let known: BTreeSet<String> = calls().into_iter().map(|(method, _)| method.to_owned()).collect();
    let unsent: Vec<_> = known.difference(&d.sent).collect();
    assert!(unsent.is_empty(), "calls that are sent through no door here: {unsent:?}");
}
