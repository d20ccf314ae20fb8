//! Databases that fail at the worst moments: between commit and acknowledgement, before it, in the middle of a meeting.

use crate::server::Server;
use crate::support::{Base, TestEnv, each_base, founded, joined, meet, settle, tried};
use hub::store::postgres::Postgres;
use hub::store::sqlite::{self, Sqlite};
use hub::store::{Lock, Store, Work};
use hub::{Error, Record};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use sync::Replica;
use tempfile::tempdir;

/// What becomes of a write that is reported to have failed.
#[derive(Clone, Copy)]
pub enum Fault {
    Lost,
    KeptButFailed,
}

pub struct Failing {
    pub store: Box<dyn Store>,
    pub fault: Fault,
    /// Writes until the one that fails.
    pub left: Arc<AtomicI64>,
}

impl Store for Failing {
    fn read(&self, work: Work<'_>) -> Result<(), Error> {
        self.store.read(work)
    }

    fn write(&self, lock: Lock<'_>, work: Work<'_>) -> Result<(), Error> {
        let fails = self.left.fetch_sub(1, Ordering::SeqCst) == 0;
        match (fails, self.fault) {
            (true, Fault::Lost) => Err(Error::Commit("lost on purpose".to_owned())),
            (true, Fault::KeptButFailed) => {
                self.store.write(lock, work)?;
                Err(Error::Commit("kept on purpose".to_owned()))
            }
            (false, _) => self.store.write(lock, work),
        }
    }

    fn scrub(&self) -> Result<(), Error> {
        self.store.scrub()
    }
}

#[test]
fn a_write_that_was_lost_or_kept_but_failed_loses_nothing_and_doubles_nothing() {
    each_base(|base| {
        for fault in [Fault::Lost, Fault::KeptButFailed] {
            let dir = tempdir().unwrap();
            let a = founded(&dir.path().join("a"), 31);
            let b = joined(&a, &dir.path().join("b"), 32);
            (0..12).for_each(|_| _ = b.add(None, &["text"; 7]));
            let own = base.fresh();
            let left = Arc::new(AtomicI64::new(i64::MAX));
            let store = Failing { store: own.store(), fault, left: Arc::clone(&left) };
            let record = Arc::new(Record::new(Box::new(store), TestEnv::new(33)));
            record.add_operation(&a.line(), 1 << 30).unwrap();
            let hub = record.view(a.journal.operation());
            let mut failures = 0;
            for n in 0..12 {
                left.store(n % 5, Ordering::SeqCst);
                let laptop = if n % 2 == 0 { &a } else { &b };
                failures += u32::from(tried(&laptop.journal, &hub).is_none());
                laptop.add(None, &["meanwhile"]);
            }
            assert!(failures > 1, "{failures}");
            left.store(i64::MAX, Ordering::SeqCst);
            settle(&[&b, &a], &hub);
            for head in hub.heads().unwrap() {
                let held = hub.part(&head, 0, usize::MAX >> 8).unwrap();
                assert_eq!(held.entries.len() as u64, head.size);
                assert!(held.bodies.iter().all(Option::is_some));
            }
            assert!(hub.missing().unwrap().is_empty());
        }
    });
}

#[test]
fn a_database_that_crashes_in_mid_meeting_is_gone_on_with_where_it_stopped() {
    let Some(base) = Base::server_of_its_own() else { return };
    let dir = tempdir().unwrap();
    let a = founded(&dir.path().join("a"), 34);
    let record = base.record();
    record.add_operation(&a.line(), 1 << 30).unwrap();
    let hub = record.view(a.journal.operation());
    for n in 0..3 {
        (0..10).for_each(|_| _ = a.add(None, &["text"; 7]));
        if n == 1 {
            // The pool's connections are broken without knowing it.
            base.server().unwrap().crash();
            assert!(tried(&a.journal, &hub).is_none());
            base.server().unwrap().start();
        } else {
            base.server().unwrap().crash();
            base.server().unwrap().start();
        }
        let done = (0..20).find_map(|_| tried(&a.journal, &hub));
        assert!(done.is_some(), "a broken connection is given up, and another taken");
        meet(&a.journal, &hub);
    }
    assert_eq!(hub.heads().unwrap(), a.journal.heads().unwrap());
}

/// A database whose server dies right after a commit, before anybody is told; its standby takes over.
struct FailingOver {
    store: Postgres,
    primary: Server,
    standby: Arc<Server>,
    /// Writes until then.
    left: Arc<AtomicI64>,
}

impl Store for FailingOver {
    fn read(&self, work: Work<'_>) -> Result<(), Error> {
        self.store.read(work)
    }

    fn write(&self, lock: Lock<'_>, work: Work<'_>) -> Result<(), Error> {
        self.store.write(lock, work)?;
        if self.left.fetch_sub(1, Ordering::SeqCst) != 0 {
            return Ok(());
        }
        self.primary.crash();
        self.standby.promote();
        Err(Error::Commit("the server is gone".to_owned()))
    }

    fn scrub(&self) -> Result<(), Error> {
        self.store.scrub()
    }
}

#[test]
fn a_server_that_fails_over_between_commit_and_acknowledgement_loses_nothing_and_doubles_nothing() {
    let Some(primary) = Server::new("on") else { return };
    let (dir, standby) = (tempdir().unwrap(), Arc::new(primary.standby()));
    let url = primary.or(&standby, &primary.database());
    let (store, left) = (Postgres::open(&url).unwrap(), Arc::new(AtomicI64::new(i64::MAX)));
    let store = FailingOver { store, primary, standby: Arc::clone(&standby), left: Arc::clone(&left) };
    let a = founded(&dir.path().join("a"), 35);
    let b = joined(&a, &dir.path().join("b"), 36);
    let record = Arc::new(Record::new(Box::new(store), TestEnv::new(37)));
    record.add_operation(&a.line(), 1 << 30).unwrap();
    let hub = record.view(a.journal.operation());
    meet(&a.journal, &hub);
    let acknowledged = hub.heads().unwrap();
    (0..12).for_each(|_| _ = a.add(None, &["text"; 7]));
    left.store(0, Ordering::SeqCst);
    assert!(tried(&a.journal, &hub).is_none());
    let done = (0..20).find_map(|_| tried(&a.journal, &hub));
    assert!(done.is_some(), "the one that took over is found");
    settle(&[&b, &a], &hub);
    for head in &acknowledged {
        assert!(hub.holds(head).unwrap(), "what was acknowledged before is there");
    }
    // Another process finds the same there.
    let elsewhere = Record::new(Box::new(Postgres::open(&url).unwrap()), TestEnv::new(38));
    let there = Arc::new(elsewhere).view(a.journal.operation());
    assert_eq!(there.heads().unwrap(), a.journal.heads().unwrap());
    for head in there.heads().unwrap() {
        let held = there.part(&head, 0, usize::MAX >> 8).unwrap();
        assert_eq!(held.entries.len() as u64, head.size);
        assert!(held.bodies.iter().all(Option::is_some));
    }
    assert!(there.missing().unwrap().is_empty());
}

#[test]
fn a_record_that_a_newer_hub_wrote_is_refused_and_left_as_it_is() {
    let dir = tempdir().unwrap();
    drop(Sqlite::open(dir.path()).unwrap());
    let path = dir.path().join(sqlite::FILE_NAME);
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let before = std::fs::read(&path).unwrap();
    let refused = Sqlite::open(dir.path()).map(drop).unwrap_err();
    assert!(matches!(refused, Error::NewerStore { found: 99, .. }), "{refused}");
    assert!(std::fs::read(&path).unwrap() == before);
    let Some(server) = Server::shared() else { return };
    let url = server.database();
    drop(Postgres::open(&url).unwrap());
    let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
    client.batch_execute("UPDATE hub_version SET version = 99").unwrap();
    let refused = Postgres::open(&url).map(drop).unwrap_err();
    assert!(matches!(refused, Error::NewerStore { found: 99, .. }), "{refused}");
}
