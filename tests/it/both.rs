//! Both doors: every call there is, in-process and over HTTP, on two stores that see the same clock and the same chance.
//! In scope: that the answers are the same, byte for byte.  Not here: what they should be (doors).

use crate::support::{PASSPHRASE, envelope, http, named, served};
use clinic::dispatch::methods;
use clinic::{Config, Host};
use domain::api::attachment::{AddAttachment, OpenAttachment};
use domain::api::chart::{AmendPatient, Chart, ChartView, History, Register, Search};
use domain::api::journal::{LoadDemo, Overview, Verify};
use domain::api::session::{
    CancelJob, JobStatus, JobView, LoadDraft, LockScreen, LockStore, LogIn, LogOut, Recover, SaveDraft, Start, Started,
    Status, Suggest, Unlock,
};
use domain::api::stock as k;
use domain::api::visit::{
    AmendPart, Board, CallNext, CheckPrescription, Duplicates, Find, List, MarkPart, MoveVisit, OpenVisit, RecordPart,
    Who, Writing,
};
use domain::api::{Call, Envelope, Reply};
use domain::care::{DispenseKind, MedicationDispense, MedicationRequest};
use domain::id::Id;
use domain::part::Part;
use domain::stock::{Batch, Item, MovementKind};
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
    Host::new(dir.to_owned(), Config { env: Arc::new(Same(AtomicU64::new(1))), argon })
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

fn the_pharmacy(d: &mut Doors, t: Option<&str>, patient: Id, encounter: Id) {
    let item = Item { generic: Some("Zinc sulfate".into()), ..Item::default() };
    let item = d.ask(t, k::SaveItem { id: None, parents: vec![], item }).unwrap();
    let batch = Batch { item: Some(item), lot: Some("Z1".into()), ..Batch::default() };
    let receive = |units| k::Receive { batch: batch.clone(), units, form: None };
    d.ask(t, receive(0)).unwrap_err();
    let id = d.ask(t, receive(50)).unwrap();
    let (medicine, amount) = (Some("Zinc sulfate".into()), Some(10));
    let request = MedicationRequest { encounter: Some(encounter), medicine, amount, ..MedicationRequest::default() };
    let request = d.ask(t, RecordPart { patient, part: request.into(), form: None }).unwrap();
    d.ask(t, k::Queue {}).unwrap();
    let supply = d.ask(t, k::Suggest { patient, request }).unwrap();
    assert_eq!(supply.lots[0].take, 10);
    let dispense = |quantity| MedicationDispense {
        request: Some(request),
        item: Some(item),
        kind: Some(DispenseKind::Whole),
        lot: Some("Z1".into()),
        quantity: Some(quantity),
        ..MedicationDispense::default()
    };
    d.ask(t, k::Dispense { patient, dispense: dispense(11), form: None }).unwrap_err();
    let given = d.ask(t, k::Dispense { patient, dispense: dispense(10), form: None }).unwrap();
    d.ask(t, k::TakeBack { patient, id: given, reason: "slip".into() }).unwrap();
    d.ask(t, k::Move { batch: id, kind: MovementKind::Waste, change: 1, reason: "wet".into() }).unwrap();
    d.ask(t, k::Movements { item }).unwrap();
    let view = d.ask(t, k::Items { query: "zinc".into(), wanting: false, offset: 0 }).unwrap();
    let parents = view.rows[0].batches[0].heads.clone();
    d.ask(t, k::AmendBatch { id, parents, batch: Batch { held: Some(true), ..batch } }).unwrap();
    let csv = d.ask(t, k::ExportStock {}).unwrap();
    d.ask(t, k::ImportStock { csv, dry_run: true }).unwrap();
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
    d.ask(t, AmendPart { patient, id: set, parents, part: Part::Vitals(vitals(88)), form: None }).unwrap();
    d.ask(t, MarkPart { patient, id: set, reason: Some("slip".into()) }).unwrap();
    d.ask(t, Duplicates { patient: named("Amina", "Hasan") }).unwrap();
    d.ask(t, Find { list: List::Medicines, query: "amoxi".into(), limit: 3 }).unwrap();
    let (category, complaints) = (Some(Category::Yellow), vec!["cough".into()]);
    let visit = d.ask(t, OpenVisit { who: Who::Known(patient), complaints, category, form: None }).unwrap();
    d.ask(t, Board {}).unwrap();
    d.ask(t, CallNext { step: Step::Medical }).unwrap();
    d.ask(t, Writing { encounter: visit.encounter, now: true }).unwrap();
    d.ask(t, CheckPrescription { patient, request: MedicationRequest::default() }).unwrap();
    the_pharmacy(&mut d, t, patient, visit.encounter);
    let right = d.ask(t, Register { patient: named("Amina", "Husain") }).unwrap();
    d.ask(t, MoveVisit { patient, encounter: visit.encounter, to: right, reason: "mixed up".into() }).unwrap();
    d.ask(t, History { patient, id: patient }).unwrap();
    d.ask(t, Search { query: "hasan".into(), limit: 5 }).unwrap();
    d.ask(t, SaveDraft { form: "register".into(), text: "{}".into() }).unwrap();
    d.ask(t, LoadDraft { form: "register".into() }).unwrap();

    // The bytes of an upload do not ride in JSON: without any it is refused, through either door.
    d.ask(t, AddAttachment { patient, title: "note".into() }).unwrap_err();
    let add = AddAttachment { patient, title: "note".into() };
    let here = clinic::blobs::add(&d.inside, Some(token.clone()), None, &add, b"a note");
    let path = format!("/api/blob?token={token}&patient={patient}&title=note");
    let there = http(&d.address, "PUT", &path, "", b"a note").body;
    assert_eq!(serde_json::to_vec(&here).unwrap(), there);
    let Reply::Ok(id) = here else { panic!() };
    let id: Id = serde_json::from_value(id).unwrap();
    d.ask(t, OpenAttachment { id }).unwrap();
    d.ask(t, OpenAttachment { id: Id([1; 16]) }).unwrap_err();
    let blob = clinic::blobs::Blob::open(&d.inside, Some(token.clone()), id).unwrap();
    let here: Vec<u8> = blob.flat_map(Result::unwrap).collect();
    assert_eq!(here, http(&d.address, "GET", &format!("/api/blob/{id}?token={token}"), "", b"").body);

    for host in [&d.inside, &d.served] {
        host.flush();
    }
    let job = d.ask(t, LoadDemo { patients: 3, seed: 1 }).unwrap();
    assert!(d.end(&token, job).result.unwrap().is_ok());
    let job = d.ask(t, Verify {}).unwrap();
    assert!(d.end(&token, job).result.unwrap().is_ok());
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
    let recover = |key: String| Recover { key, user: String::new(), passphrase: new.into() };
    d.ask(None, recover("7".repeat(56))).unwrap_err();
    let token = d.ask(None, recover(recovery.text)).unwrap();
    d.ask(Some(&token), Overview {}).unwrap();

    let known: BTreeSet<String> = methods(&d.inside).into_iter().map(str::to_owned).collect();
    let unsent: Vec<_> = known.difference(&d.sent).collect();
    assert!(unsent.is_empty(), "calls that are sent through no door here: {unsent:?}");
}
