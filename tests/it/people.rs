//! Users through the core: what each role may call, who may log in, PINs and handing over the screen, who wrote and who looked.

use crate::support::{PASSPHRASE, call, envelope, named, register, run, started};
use clinic::{Config, Host};
use domain::access::Access::{self, Anyone, LoggedIn, Needs, Unlocked};
use domain::access::Permission::{Administer, Audit, Coordinate, ManageStock, ReadChart, Redact, WriteChart};
use domain::access::{Permissions, Role};
use domain::api::chart::{AmendPatient, Chart, History, Register, Search};
use domain::api::journal::Overview;
use domain::api::people::{
    AccessLog, AddPerson, Added, AmendPerson, ChangePassphrase, Deactivate, People, Person, Present, SetPin, TakeOver,
};
use domain::api::session::{LockScreen, LogIn, LogOut, Phase, Start, Status, Unlock};
use domain::api::{ApiError, Envelope, Reply};
use domain::id::Id;
use domain::limits::{FieldError, Problem};
use domain::time::Moment;
use ledger::Env;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Every call and what it demands. A call added to the dispatch table fails the test until it stands here too.
const CALLS: &[(&str, Access)] = &[
    ("session.status", Anyone),
    ("session.suggest", Anyone),
    ("session.start", Anyone),
    ("session.log_in", Anyone),
    ("session.lock_screen", LoggedIn),
    ("session.unlock", LoggedIn),
    ("session.log_out", LoggedIn),
    ("session.lock_store", LoggedIn),
    ("draft.save", LoggedIn),
    ("draft.load", Unlocked),
    // Of what others started, the handler tells only who is logged in (it/copies).
    ("job.status", Anyone),
    ("job.cancel", Anyone),
    ("store.check", Needs(Audit)),
    ("store.rebuild", Needs(Administer)),
    ("store.places", Needs(Audit)),
    ("store.backup", Needs(Administer)),
    ("journal.export", Needs(Audit)),
    ("store.restore", Anyone),
    ("patient.search", Needs(ReadChart)),
    ("patient.chart", Needs(ReadChart)),
    ("patient.card", Needs(ReadChart)),
    ("record.history", Needs(ReadChart)),
    ("record.settle", Needs(WriteChart)),
    ("patient.register", Needs(WriteChart)),
    ("patient.amend", Needs(WriteChart)),
    ("patient.duplicates", Needs(ReadChart)),
    ("visit.open", Needs(WriteChart)),
    ("visit.board", Needs(ReadChart)),
    ("visit.call_next", Needs(WriteChart)),
    ("visit.writing", Needs(WriteChart)),
    ("part.record", Needs(WriteChart)),
    ("part.amend", Needs(WriteChart)),
    ("part.write", Needs(WriteChart)),
    ("part.mark", Needs(WriteChart)),
    ("visit.move", Needs(WriteChart)),
    ("prescription.check", Needs(ReadChart)),
    ("journal.overview", Needs(Audit)),
    ("journal.verify", Needs(Audit)),
    ("demo.load", Needs(Administer)),
    ("laptops.list", Needs(Coordinate)),
    ("laptops.name", Needs(Coordinate)),
    ("laptops.lost", Needs(Coordinate)),
    ("laptops.forks", Needs(Coordinate)),
    ("laptops.hubs", Needs(Coordinate)),
    ("closing.view", Needs(Coordinate)),
    ("closing.announce", Needs(Coordinate)),
    ("closing.withdraw", Needs(Coordinate)),
    ("closing.list", Needs(Coordinate)),
    ("closing.unlist", Needs(Coordinate)),
    ("closing.sign", Needs(Coordinate)),
    ("closing.confirm", Needs(Coordinate)),
    ("laptops.sync", Needs(Coordinate)),
    ("laptops.admit", Needs(Administer)),
    ("laptops.revoke", Needs(Administer)),
    ("laptops.joining", Anyone),
    ("laptops.ask", Anyone),
    ("laptops.complete", Anyone),
    ("laptops.drop", Anyone),
    ("pairing.offer", Needs(Administer)),
    ("pairing.view", Needs(Administer)),
    ("pairing.answer", Needs(Administer)),
    ("pairing.end", Needs(Administer)),
    ("pairing.seek", Anyone),
    ("pairing.ask", Anyone),
    ("pairing.complete", Anyone),
    ("peers.list", Needs(Coordinate)),
    ("peers.now", Needs(Coordinate)),
    ("peers.pause", Needs(Coordinate)),
    ("peers.meet", Needs(Coordinate)),
    ("peers.forget", Needs(Coordinate)),
    ("journal.compare", Needs(Audit)),
    ("journal.keep_digest", Needs(Audit)),
    ("journal.digests", Needs(Audit)),
    ("journal.receipt", Needs(Audit)),
    ("record.receipts", Needs(ReadChart)),
    ("redaction.sign", Needs(Redact)),
    ("redaction.list", Needs(Audit)),
    ("redaction.holds", Needs(Redact)),
    ("redaction.hold", Needs(Redact)),
    ("redaction.lift", Needs(Redact)),
    ("people.list", Needs(Administer)),
    ("people.add", Needs(Administer)),
    ("people.amend", Needs(Administer)),
    ("people.deactivate", Needs(Administer)),
    ("people.change_passphrase", Unlocked),
    ("people.set_pin", Unlocked),
    ("people.present", LoggedIn),
    ("people.take_over", LoggedIn),
    ("people.access_log", Needs(Audit)),
    ("session.recover", Anyone),
    ("attachment.open", Needs(ReadChart)),
    ("attachment.add", Needs(WriteChart)),
    ("reference.find", Unlocked),
    ("pharmacy.queue", Needs(ReadChart)),
    ("pharmacy.suggest", Needs(ReadChart)),
    ("pharmacy.dispense", Needs(WriteChart)),
    ("pharmacy.take_back", Needs(WriteChart)),
    ("stock.items", Needs(ReadChart)),
    ("stock.save_item", Needs(ManageStock)),
    ("stock.amend_batch", Needs(ManageStock)),
    ("stock.receive", Needs(ManageStock)),
    ("stock.move", Needs(ManageStock)),
    ("stock.movements", Needs(ReadChart)),
    ("stock.import", Needs(ManageStock)),
    ("stock.export", Needs(ReadChart)),
];

const PIN: &str = "604913";

/// A clock that a test moves.
#[derive(Default)]
struct Clock {
    ahead_ms: AtomicU64,
}

impl Clock {
    fn pass_days(&self, days: u64) {
        self.ahead_ms.fetch_add(days * 86_400_000, Ordering::Relaxed);
    }
    fn pass_ms(&self, ms: u64) {
        self.ahead_ms.fetch_add(ms, Ordering::Relaxed);
    }
}

impl Env for Clock {
    fn now_ms(&self) -> u64 {
        clinic::clock::SystemEnv.now_ms() + self.ahead_ms.load(Ordering::Relaxed)
    }
    fn fill(&self, out: &mut [u8]) {
        clinic::clock::SystemEnv.fill(out);
    }
}

fn timed(dir: &Path) -> (Arc<Host>, Arc<Clock>) {
    let clock = Arc::new(Clock::default());
    let config = Config { env: clock.clone(), argon: clinic::Cost::Fixed(ledger::ArgonCost { m_kib: 64, t: 1, p: 1 }) };
    (Host::new(dir.to_owned(), config), clock)
}

fn start(host: &Host) -> String {
    let start = Start {
        operation: "Test".into(),
        site: "Tent 1".into(),
        name: "Dr Test".into(),
        passphrase: PASSPHRASE.into(),
    };
    call(host, None, start).unwrap().token
}

fn add(host: &Host, admin: &str, name: &str, roles: &[Role]) -> Added {
    call(host, Some(admin), AddPerson { name: name.into(), roles: roles.to_vec(), ends: None }).unwrap()
}

fn log_in(host: &Host, passphrase: &str) -> Result<String, ApiError> {
    call(host, None, LogIn { passphrase: passphrase.into() })
}

fn person(host: &Host, admin: &str, id: Id) -> Person {
    call(host, Some(admin), People {}).unwrap().into_iter().find(|p| p.user.id == id).unwrap()
}

/// An amendment that changes nothing, to be changed.
fn amendment(p: &Person) -> AmendPerson {
    let (name, roles) = (p.user.name.clone(), p.user.roles.clone());
    AmendPerson { id: p.user.id, parents: p.heads.clone(), name, roles, ends: p.ends }
}

fn refused<T: std::fmt::Debug>(outcome: Result<T, ApiError>, field: &str, problem: Problem) {
    assert_eq!(outcome.unwrap_err(), ApiError::Invalid { fields: vec![FieldError::new(field, problem)] });
}

fn fsck(dir: &Path) {
    let (text, ok) = run(crate::support::fieldchart(dir).arg("fsck"));
    assert!(ok && text.contains("nothing wrong"), "{text}");
}

fn search() -> Search {
    Search { query: String::new(), limit: 5 }
}

#[test]
fn every_call_answers_every_role_as_access_says() {
    let listed: BTreeMap<_, _> = CALLS.iter().map(|(m, a)| (*m, format!("{a:?}"))).collect();
    let offered: BTreeMap<_, _> = clinic::dispatch::calls().into_iter().map(|(m, a)| (m, format!("{a:?}"))).collect();
    assert_eq!(listed, offered, "left: this test's list; right: the dispatch table");

    let dir = tempfile::tempdir().unwrap();
    let (h, admin) = started(dir.path());
    // Parameters that no call can read: authorization answers first, and whoever may call is told so without any effect.
    let ask = |token: Option<&str>, method: &str| {
        let token = token.map(str::to_owned);
        match h.call(Envelope { method: method.into(), params: json!(false), token, request: None }) {
            Reply::Err(e) => e,
            Reply::Ok(v) => panic!("{method} answered {v}"),
        }
    };
    let may = |e: ApiError| matches!(e, ApiError::UnknownCall { .. });
    for role in Role::ALL {
        let added = add(&h, &admin, role.code(), std::slice::from_ref(role));
        let token = log_in(&h, &added.passphrase).unwrap();
        let granted = Permissions::of_roles(std::slice::from_ref(role));
        for (method, access) in CALLS {
            let expected = match access {
                Anyone | LoggedIn | Unlocked => true,
                Needs(permission) => granted.has(*permission),
            };
            let told = ask(Some(&token), method);
            assert!(
                expected == may(told.clone()) && (expected || told == ApiError::NotAllowed),
                "{role:?} {method}: {told}"
            );
        }
        call(&h, Some(&token), LockScreen {}).unwrap();
        for (method, access) in CALLS {
            let told = ask(Some(&token), method);
            let expected = matches!(access, Anyone | LoggedIn);
            assert!(
                expected == may(told.clone()) && (expected || told == ApiError::ScreenLocked),
                "{role:?} {method}: {told}"
            );
        }
    }
    for (method, access) in CALLS {
        let told = ask(None, method);
        let expected = *access == Anyone;
        assert!(expected == may(told.clone()) && (expected || told == ApiError::NoSession), "nobody {method}: {told}");
    }
}

#[test]
fn two_people_write_and_the_history_names_each() {
    let dir = tempfile::tempdir().unwrap();
    let (h, admin) = started(dir.path());
    let amina = add(&h, &admin, "Amina", &[Role::Nurse]);
    assert_eq!(amina.passphrase.split(' ').count(), 5);
    let hers = log_in(&h, &amina.passphrase).unwrap();
    let (id, _) = register(&h, &hers, named("Ben", "Okello"));
    let chart = call(&h, Some(&admin), Chart { id }).unwrap();
    let mut patient = chart.patient.clone();
    patient.city = Some("Tent B".into());
    call(&h, Some(&admin), AmendPatient { id, parents: chart.heads, patient }).unwrap();
    let history = call(&h, Some(&hers), History { patient: id, id }).unwrap();
    assert_eq!(history.iter().map(|c| c.by.as_str()).collect::<Vec<_>>(), ["Dr Test", "Amina"]);
    // Both opened the chart: the access log names both, and the chart only by its id.
    let log = call(&h, Some(&admin), AccessLog { before: None }).unwrap();
    let mut who: Vec<&str> = log.iter().filter(|r| r.patient == id).map(|r| r.by.as_str()).collect();
    who.sort_unstable();
    assert_eq!(who, ["Amina", "Dr Test"]);
    assert!(!serde_json::to_string(&log).unwrap().contains("Okello"));
    let older = call(&h, Some(&admin), AccessLog { before: Some(log[0].index) }).unwrap();
    assert_eq!(older.iter().map(|r| r.index).collect::<Vec<_>>(), log[1..].iter().map(|r| r.index).collect::<Vec<_>>());
    h.lock_store();
    drop(h);
    fsck(dir.path());
}

#[test]
fn the_access_log_is_paged() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    for n in 0..103 {
        let id = call(&h, Some(&token), Register { patient: named(&format!("P{n}"), "") }).unwrap();
        call(&h, Some(&token), Chart { id }).unwrap();
    }
    let page = |before| call(&h, Some(&token), AccessLog { before }).unwrap();
    let first = page(None);
    let second = page(first.last().map(|r| r.index));
    assert_eq!((first.len(), second.len()), (100, 3));
    assert!(first.iter().chain(&second).map(|r| r.index).is_sorted_by(|a, b| a > b));
}

#[test]
fn an_auditor_reads_no_chart() {
    let dir = tempfile::tempdir().unwrap();
    let (h, admin) = started(dir.path());
    let (id, _) = register(&h, &admin, named("Ben", "Okello"));
    let auditor = log_in(&h, &add(&h, &admin, "Eva", &[Role::Auditor]).passphrase).unwrap();
    assert_eq!(call(&h, Some(&auditor), Chart { id }).unwrap_err(), ApiError::NotAllowed);
    assert_eq!(call(&h, Some(&auditor), History { patient: id, id }).unwrap_err(), ApiError::NotAllowed);
    assert_eq!(call(&h, Some(&auditor), search()).unwrap_err(), ApiError::NotAllowed);
    call(&h, Some(&auditor), Overview {}).unwrap();
    // What was refused was not opened: the log has the registration's reading only.
    let log = call(&h, Some(&auditor), AccessLog { before: None }).unwrap();
    assert_eq!(log.iter().map(|r| r.by.as_str()).collect::<Vec<_>>(), ["Dr Test"]);
}

#[test]
fn a_deactivated_person_is_out_and_their_records_stay() {
    let dir = tempfile::tempdir().unwrap();
    let (h, admin) = started(dir.path());
    let me = call(&h, Some(&admin), Status {}).unwrap().user.unwrap().id;
    let amina = add(&h, &admin, "Amina", &[Role::Nurse]);
    let hers = log_in(&h, &amina.passphrase).unwrap();
    let (id, _) = register(&h, &hers, named("Ben", "Okello"));
    call(&h, Some(&hers), SetPin { passphrase: amina.passphrase.clone(), pin: PIN.into() }).unwrap();
    assert_eq!(call(&h, Some(&admin), Deactivate { id: me }).unwrap_err(), ApiError::NotAllowed);
    call(&h, Some(&admin), Deactivate { id: amina.id }).unwrap();
    call(&h, Some(&admin), Deactivate { id: amina.id }).unwrap();
    assert_eq!(call(&h, Some(&admin), Deactivate { id: Id([9; 16]) }).unwrap_err(), ApiError::NotFound);
    assert_eq!(call(&h, Some(&hers), search()).unwrap_err(), ApiError::NoSession);
    assert_eq!(log_in(&h, &amina.passphrase).unwrap_err(), ApiError::WrongPassphrase);
    assert_eq!(call(&h, Some(&admin), TakeOver { user: amina.id, pin: PIN.into() }).unwrap_err(), ApiError::NoPin);
    assert!(!person(&h, &admin, amina.id).active);
    let history = call(&h, Some(&admin), History { patient: id, id }).unwrap();
    assert_eq!(history[0].by, "Amina");
    // The name is free again, and the slot does not come back with the store.
    add(&h, &admin, "amina", &[Role::Nurse]);
    h.lock_store();
    assert_eq!(log_in(&h, &amina.passphrase).unwrap_err(), ApiError::WrongPassphrase);
    drop(h);
    fsck(dir.path());
}

#[test]
fn roles_apply_at_once_and_the_last_administrator_stays() {
    let dir = tempfile::tempdir().unwrap();
    let (h, admin) = started(dir.path());
    let me = call(&h, Some(&admin), Status {}).unwrap().user.unwrap().id;
    let amina = add(&h, &admin, "Amina", &[Role::Nurse]);
    let hers = log_in(&h, &amina.passphrase).unwrap();
    call(&h, Some(&hers), search()).unwrap();
    let stale = amendment(&person(&h, &admin, amina.id));
    call(&h, Some(&admin), AmendPerson { roles: vec![Role::Auditor], ..stale.clone() }).unwrap();
    assert_eq!(call(&h, Some(&hers), search()).unwrap_err(), ApiError::NotAllowed);
    let bits = |id: Id| h.store().unwrap().journal().users().iter().find(|u| u.id == id.0).unwrap().permission_bits;
    assert_eq!(bits(amina.id), Permissions::of_roles(&[Role::Auditor]).0);
    // A name changed from the same old form does not undo the roles.
    call(&h, Some(&admin), AmendPerson { name: "Amina K.".into(), ..stale }).unwrap();
    let now = person(&h, &admin, amina.id);
    assert_eq!((now.user.name.as_str(), now.user.roles.as_slice()), ("Amina K.", &[Role::Auditor][..]));
    assert_eq!(bits(amina.id), Permissions::of_roles(&[Role::Auditor]).0);

    let last = Problem::LastAdministrator;
    let own = amendment(&person(&h, &admin, me));
    let today = Moment::utc(clinic::clock::SystemEnv.now_ms().cast_signed()).local_date();
    refused(call(&h, Some(&admin), AmendPerson { roles: vec![Role::Physician], ..own.clone() }), "roles", last.clone());
    let soon = domain::time::Date::from_days(today.days() + 9);
    refused(call(&h, Some(&admin), AmendPerson { ends: Some(soon), ..own.clone() }), "roles", last);
    add(&h, &admin, "Second", &[Role::Administrator]);
    call(&h, Some(&admin), AmendPerson { roles: vec![Role::Physician], ..own }).unwrap();
    assert_eq!(call(&h, Some(&admin), People {}).unwrap_err(), ApiError::NotAllowed);
    h.lock_store();
    drop(h);
    fsck(dir.path());
}

#[test]
fn what_is_typed_of_a_person_is_checked() {
    let dir = tempfile::tempdir().unwrap();
    let (h, admin) = started(dir.path());
    let before = h.store().unwrap().journal().size();
    let ask = |name: &str, roles: Vec<Role>, ends| call(&h, Some(&admin), AddPerson { name: name.into(), roles, ends });
    refused(ask("  ", vec![Role::Nurse], None), "person_name", Problem::Nothing);
    refused(ask(" dr test", vec![Role::Nurse], None), "person_name", Problem::NameTaken);
    refused(ask("\u{202e}x", vec![Role::Nurse], None), "person_name", Problem::ControlCharacter);
    refused(ask("Amina", vec![], None), "roles", Problem::Nothing);
    let past = domain::time::Date::new(2020, 1, 1);
    refused(ask("Amina", vec![Role::Nurse], past), "ends", Problem::InThePast);
    assert_eq!(h.store().unwrap().journal().size(), before);
}

#[test]
fn an_account_ends_with_its_day() {
    let dir = tempfile::tempdir().unwrap();
    let (h, clock) = timed(dir.path());
    let admin = start(&h);
    let today = h.store().unwrap().now().local_date();
    let added = call(&h, Some(&admin), AddPerson { name: "Amina".into(), roles: vec![Role::Nurse], ends: Some(today) })
        .unwrap();
    let hers = log_in(&h, &added.passphrase).unwrap();
    call(&h, Some(&hers), SetPin { passphrase: added.passphrase.clone(), pin: PIN.into() }).unwrap();
    call(&h, Some(&hers), search()).unwrap();
    clock.pass_days(1);
    // Her PIN no longer takes the screen over, her session is over, her passphrase is told why.
    assert!(call(&h, Some(&admin), Present {}).unwrap().is_empty());
    assert_eq!(call(&h, Some(&admin), TakeOver { user: added.id, pin: PIN.into() }).unwrap_err(), ApiError::NoPin);
    assert_eq!(call(&h, Some(&hers), search()).unwrap_err(), ApiError::NoSession);
    assert_eq!(log_in(&h, &added.passphrase).unwrap_err(), ApiError::AccountEnded { on: today });
    h.lock_store();
    // She does not open a locked store for others to use.
    assert_eq!(log_in(&h, &added.passphrase).unwrap_err(), ApiError::AccountEnded { on: today });
    assert_eq!(h.store().err(), Some(ApiError::Locked));
    let admin = log_in(&h, PASSPHRASE).unwrap();
    let p = person(&h, &admin, added.id);
    assert!(!p.active);
    call(&h, Some(&admin), AmendPerson { ends: None, ..amendment(&p) }).unwrap();
    log_in(&h, &added.passphrase).unwrap();
}

#[test]
fn three_wrong_pins_ask_for_the_passphrase() {
    let dir = tempfile::tempdir().unwrap();
    let (h, clock) = timed(dir.path());
    let token = start(&h);
    let me = call(&h, Some(&token), Status {}).unwrap().user.unwrap().id;
    let take = |pin: &str| call(&h, Some(&token), TakeOver { user: me, pin: pin.into() });
    assert_eq!(take(PIN).unwrap_err(), ApiError::NoPin);
    let set =
        |passphrase: &str, pin: &str| call(&h, Some(&token), SetPin { passphrase: passphrase.into(), pin: pin.into() });
    refused(set(PASSPHRASE, "123456"), "pin", Problem::BadPin);
    assert_eq!(set("some other words here", PIN).unwrap_err(), ApiError::WrongPassphrase);
    set(PASSPHRASE, PIN).unwrap();
    call(&h, Some(&token), LockScreen {}).unwrap();
    assert_eq!(take("111111").unwrap_err(), ApiError::WrongPin { left: 2 });
    assert_eq!(take(PIN).unwrap(), token);
    call(&h, Some(&token), search()).unwrap();

    call(&h, Some(&token), LockScreen {}).unwrap();
    assert_eq!(take("111111").unwrap_err(), ApiError::WrongPin { left: 2 });
    assert_eq!(take("111112").unwrap_err(), ApiError::WrongPin { left: 1 });
    assert_eq!(take("111113").unwrap_err(), ApiError::NoPin);
    assert_eq!(take(PIN).unwrap_err(), ApiError::NoPin);
    assert!(call(&h, Some(&token), Present {}).unwrap().is_empty());
    assert_eq!(call(&h, Some(&token), search()).unwrap_err(), ApiError::ScreenLocked);
    // The tries are kept over a restart; the passphrase makes the PIN work again.
    drop(h);
    let (h, _) = timed(dir.path());
    let count = |h: &Host| {
        let wrong =
            |sql: &rusqlite::Connection| Ok(sql.query_row("SELECT wrong FROM pin", [], |r| r.get::<_, u32>(0))?);
        h.store().unwrap().read(wrong).unwrap()
    };
    let again = log_in(&h, PASSPHRASE).unwrap();
    assert_eq!(count(&h), 0);
    call(&h, Some(&again), LockScreen {}).unwrap();
    assert_eq!(call(&h, Some(&again), TakeOver { user: me, pin: PIN.into() }).unwrap(), again);
    clock.pass_ms(1);
    call(&h, Some(&again), LockScreen {}).unwrap();
    for _ in 0..3 {
        call(&h, Some(&again), TakeOver { user: me, pin: "999999".into() }).unwrap_err();
    }
    call(&h, Some(&again), Unlock { passphrase: PASSPHRASE.into() }).unwrap();
    assert_eq!(count(&h), 0);
}

#[test]
fn wrong_pins_are_slowed_like_passphrases() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let second = add(&h, &token, "Amina", &[Role::Nurse]);
    let hers = log_in(&h, &second.passphrase).unwrap();
    let me = call(&h, Some(&token), Status {}).unwrap().user.unwrap().id;
    call(&h, Some(&token), SetPin { passphrase: PASSPHRASE.into(), pin: PIN.into() }).unwrap();
    call(&h, Some(&hers), SetPin { passphrase: second.passphrase, pin: PIN.into() }).unwrap();
    let tried: Vec<ApiError> = [me, me, second.id, second.id, second.id]
        .into_iter()
        .map(|user| call(&h, Some(&token), TakeOver { user, pin: "999999".into() }).unwrap_err())
        .collect();
    assert_eq!(tried[3], ApiError::WrongPin { left: 1 });
    assert!(matches!(tried[4], ApiError::TooManyTries { wait_s } if wait_s > 0), "{tried:?}");
}

#[test]
fn the_screen_is_handed_over_by_pin() {
    let dir = tempfile::tempdir().unwrap();
    let (h, admin) = started(dir.path());
    let amina = add(&h, &admin, "Amina", &[Role::Nurse]);
    let hers = log_in(&h, &amina.passphrase).unwrap();
    call(&h, Some(&hers), SetPin { passphrase: amina.passphrase.clone(), pin: PIN.into() }).unwrap();
    call(&h, Some(&hers), LockScreen {}).unwrap();
    assert_eq!(call(&h, Some(&admin), Present {}).unwrap().iter().map(|u| u.id).collect::<Vec<_>>(), [amina.id]);
    let taken = call(&h, Some(&admin), TakeOver { user: amina.id, pin: PIN.into() }).unwrap();
    assert_eq!(taken, hers);
    let phase = |token: &str| call(&h, Some(token), Status {}).unwrap().phase;
    assert_eq!((phase(&hers), phase(&admin)), (Phase::Open, Phase::ScreenLocked));
    assert_eq!(call(&h, Some(&admin), search()).unwrap_err(), ApiError::ScreenLocked);
    // Logged out, her PIN opens nothing, though it stays set for the next log-in.
    call(&h, Some(&hers), LogOut {}).unwrap();
    assert_eq!(call(&h, Some(&admin), TakeOver { user: amina.id, pin: PIN.into() }).unwrap_err(), ApiError::NoPin);
    assert_eq!(call(&h, None, TakeOver { user: amina.id, pin: PIN.into() }).unwrap_err(), ApiError::NoSession);
    let hers = log_in(&h, &amina.passphrase).unwrap();
    assert_eq!(call(&h, Some(&admin), TakeOver { user: amina.id, pin: PIN.into() }).unwrap(), hers);
}

#[test]
fn a_passphrase_is_changed_by_its_owner() {
    let dir = tempfile::tempdir().unwrap();
    let (h, admin) = started(dir.path());
    let amina = add(&h, &admin, "Amina", &[Role::Nurse]);
    let hers = log_in(&h, &amina.passphrase).unwrap();
    let change = |old: &str, new: &str| call(&h, Some(&hers), ChangePassphrase { old: old.into(), new: new.into() });
    let field = "new_passphrase";
    assert_eq!(change(PASSPHRASE, "tall grass by the river").unwrap_err(), ApiError::WrongPassphrase);
    refused(change(&amina.passphrase, "short"), field, Problem::PassphraseTooShort { min: 12 });
    // Somebody else's passphrase would say that she is somebody else.
    refused(change(&amina.passphrase, PASSPHRASE), field, Problem::PassphraseCommon);
    change(&amina.passphrase, "tall grass by the river").unwrap();
    assert_eq!(log_in(&h, &amina.passphrase).unwrap_err(), ApiError::WrongPassphrase);
    h.lock_store();
    let hers = log_in(&h, "tall grass by the river").unwrap();
    assert_eq!(call(&h, Some(&hers), Status {}).unwrap().user.unwrap().name, "Amina");
    h.lock_store();
    drop(h);
    fsck(dir.path());
}

#[test]
fn a_passphrase_shown_once_is_kept_nowhere() {
    let dir = tempfile::tempdir().unwrap();
    let (h, admin) = started(dir.path());
    let mut e = envelope(Some(&admin), &AddPerson { name: "Amina".into(), roles: vec![Role::Nurse], ends: None });
    e.request = Some(Id([5; 16]));
    let Reply::Ok(answer) = h.call(e.clone()) else { panic!() };
    let passphrase = answer["passphrase"].as_str().unwrap().to_owned();
    let kept = |sql: &rusqlite::Connection| {
        Ok(sql.query_row("SELECT count(*) FROM request WHERE instr(answer, ?1) > 0", [&passphrase], |r| {
            r.get::<_, u32>(0)
        })?)
    };
    assert_eq!(h.store().unwrap().read(kept).unwrap(), 0);
    // A retry adds nobody twice.
    assert!(matches!(h.call(e), Reply::Err(ApiError::Invalid { .. })));
    assert_eq!(call(&h, Some(&admin), People {}).unwrap().len(), 2);
}
