//! Laptops, hubs and meetings in memory.

use crate::server::Server;
use hub::store::Store;
use hub::store::postgres::Postgres;
use hub::store::sqlite::Sqlite;
use hub::{Record, View};
use ledger::{ArgonCost, Author, Class, Committed, Draft, Env, Error, Id, Joining, Journal, Unlocked, create, open};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use sync::introduction::OperationLine;
use sync::{Outcome, Replica, Session};
use tempfile::TempDir;

pub const PASSPHRASE: &str = "correct horse battery staple lamp";
pub const CHEAP: ArgonCost = ArgonCost { m_kib: 8, t: 1, p: 1 };
pub const NOW_MS: u64 = 1_700_000_000_000;
/// The TLS key that stands for a first device's in tests which do not ask for the journal's own.
pub const FIRST_TLS: [u8; 32] = [3; 32];

/// A clock that ticks when read, and randomness from a seed.
pub struct TestEnv {
    seed: u64,
    drawn: AtomicU64,
    now_ms: AtomicU64,
}

impl TestEnv {
    pub fn new(seed: u64) -> Arc<Self> {
        Arc::new(Self { seed, drawn: AtomicU64::new(0), now_ms: AtomicU64::new(NOW_MS) })
    }
}

impl Env for TestEnv {
    fn now_ms(&self) -> u64 {
        self.now_ms.fetch_add(1, Ordering::Relaxed)
    }

    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            let n = self.drawn.fetch_add(1, Ordering::Relaxed);
            let block = ledger::tlog::hash::sha256(&[&self.seed.to_be_bytes(), &n.to_be_bytes()]);
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}

/// A laptop and who is logged in there.
pub struct Laptop {
    pub journal: Journal,
    pub user: Unlocked,
}

/// An operation's first laptop.
pub fn founded(dir: &Path, seed: u64) -> Laptop {
    let (journal, user, _) = create(dir, TestEnv::new(seed), PASSPHRASE, CHEAP, 0xff).unwrap();
    Laptop { journal, user }
}

/// A further laptop, which gets what the first one has.
pub fn joined(first: &Laptop, dir: &Path, seed: u64) -> Laptop {
    let env = TestEnv::new(seed);
    let joining = Joining::new(&*env).unwrap();
    let welcome = first.journal.admit_device(&first.user, &joining.request()).unwrap();
    let mut logs = first.journal.heads().unwrap().into_iter().map(|head| first.journal.batch(&head, 0).unwrap());
    drop(joining.join(dir, env, &welcome, &mut logs).unwrap());
    opened(dir, seed + 1000)
}

pub fn opened(dir: &Path, seed: u64) -> Laptop {
    let (journal, user) = open(dir, TestEnv::new(seed), PASSPHRASE).unwrap();
    Laptop { journal, user }
}

/// A laptop whose disk was copied, and the copy.
pub fn cloned(laptop: Laptop, to: &Path) -> (Laptop, Laptop) {
    let folder = laptop.journal.dir().to_owned();
    drop(laptop);
    std::fs::create_dir(to).unwrap();
    for file in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
    (opened(&folder, 71), opened(to, 72))
}

impl Laptop {
    pub fn add(&self, subject: Option<Id>, texts: &[&str]) -> Vec<Committed> {
        let draft = |record, text: &str| Draft {
            class: Class::Clinical,
            record,
            subject,
            kind: (1, 1),
            parents: Vec::new(),
            effective_at: (NOW_MS.cast_signed(), 60, 1),
            recorded_at: (NOW_MS.cast_signed(), 60, 1),
            fields: vec![ledger::payload::cbor(|e| e.text(text))],
        };
        let build =
            |tx: &mut ledger::Tx<'_>| texts.iter().try_for_each(|text| tx.append(draft(tx.new_id(), text)).map(|_| ()));
        self.journal.write(&Author::User(&self.user), build, |_, c, ()| Ok::<_, Error>(c.to_vec())).unwrap().0
    }

    pub fn subject(&self) -> Id {
        let build = |tx: &mut ledger::Tx<'_>| tx.new_subject_key();
        self.journal.write(&Author::User(&self.user), build, |_, _, id| Ok::<_, Error>(id)).unwrap().0
    }

    /// Entries that can be read here.
    pub fn read(&self) -> u64 {
        let mut n = 0;
        let count = |_| {
            n += 1;
            Ok::<_, Error>(())
        };
        self.journal.read_all().unwrap();
        self.journal.open_range(0, self.journal.length(), count).unwrap();
        n
    }

    pub fn line(&self) -> String {
        let (operation, root) = (self.journal.operation(), self.journal.root_public());
        OperationLine { operation, root, tls: FIRST_TLS }.to_string()
    }

    /// Its certified TLS key, as any journal of the operation has it.
    pub fn tls(&self) -> [u8; 32] {
        let certificate = |opened: ledger::Opened| {
            let own = opened.kind == (102, 1)
                && opened.payload[5] == ledger::payload::cbor(|e| e.bytes(&self.journal.device()));
            own.then(|| opened.payload[8][2..].try_into().unwrap())
        };
        let mut found = None;
        let see = |opened| {
            found = found.or(certificate(opened));
            Ok::<_, Error>(())
        };
        self.journal.read_all().unwrap();
        self.journal.open_range(0, self.journal.length(), see).unwrap();
        found.unwrap()
    }
}

/// A database, and how to open another door to it.
pub struct Base {
    pub dir: TempDir,
    postgres: Option<(Arc<Server>, String)>,
}

impl Base {
    pub fn embedded() -> Self {
        Self { dir: tempfile::tempdir().unwrap(), postgres: None }
    }

    /// None where PostgreSQL is not installed.
    pub fn postgres() -> Option<Self> {
        Server::shared().map(Self::on)
    }

    /// With a server that a test may end.
    pub fn server_of_its_own() -> Option<Self> {
        Server::new("on").map(|server| Self::on(Arc::new(server)))
    }

    fn on(server: Arc<Server>) -> Self {
        let url = server.database();
        Self { dir: tempfile::tempdir().unwrap(), postgres: Some((server, url)) }
    }

    /// An empty one of the same kind.
    pub fn fresh(&self) -> Self {
        self.postgres.as_ref().map_or_else(Self::embedded, |(server, _)| Self::on(Arc::clone(server)))
    }

    pub fn store(&self) -> Box<dyn Store> {
        match &self.postgres {
            Some((_, url)) => Box::new(Postgres::open(url).unwrap()),
            None => Box::new(Sqlite::open(self.dir.path()).unwrap()),
        }
    }

    pub fn record(&self) -> Arc<Record> {
        Arc::new(Record::new(self.store(), TestEnv::new(900)))
    }

    pub fn server(&self) -> Option<&Server> {
        self.postgres.as_ref().map(|(server, _)| &**server)
    }
}

/// Runs a test over each database.
pub fn each_base(mut test: impl FnMut(&Base)) {
    test(&Base::embedded());
    if let Some(base) = Base::postgres() {
        test(&base);
    }
}

/// A hub that has a laptop's operation.
pub fn hub_of(base: &Base, laptop: &Laptop) -> (Arc<Record>, View) {
    let record = base.record();
    record.add_operation(&laptop.line(), 1 << 30).unwrap();
    let view = record.view(laptop.journal.operation());
    (record, view)
}

/// Two sessions that hand each other what they say; none where a store failed.
pub fn tried<A: Replica, B: Replica>(a: &A, b: &B) -> Option<(Outcome, Outcome)> {
    let mut left = Session::new(a, NOW_MS, "left").ok()?;
    let mut right = Session::new(b, NOW_MS, "right").ok()?;
    for _ in 0..100_000 {
        let (to_right, to_left) = (left.output(), right.output());
        if to_right.is_none() && to_left.is_none() {
            break;
        }
        // Again with nothing, so that there is more output for what room was made.
        right.receive(b, &to_right.unwrap_or_default(), NOW_MS).ok()?;
        left.receive(a, &to_left.unwrap_or_default(), NOW_MS).ok()?;
        left.receive(a, &[], NOW_MS).ok()?;
        right.receive(b, &[], NOW_MS).ok()?;
    }
    Some((left.outcome()?.clone(), right.outcome()?.clone()))
}

/// A meeting after which both hold the same.
#[track_caller]
pub fn meet<A: Replica, B: Replica>(a: &A, b: &B) {
    let (left, right) = tried(a, b).unwrap();
    assert!(matches!(left, Outcome::Complete { .. }), "{left:?}");
    assert_eq!(left, right);
}

/// Meetings until every laptop and the hub hold the same: each may write about what came.
#[track_caller]
pub fn settle(laptops: &[&Laptop], hub: &View) {
    for _ in 0..6 {
        laptops.iter().for_each(|laptop| meet(&laptop.journal, hub));
        let held = hub.heads().unwrap();
        if laptops.iter().all(|laptop| laptop.journal.heads().unwrap() == held) {
            return;
        }
    }
    panic!("they write to each other without an end");
}

/// Every file below a folder that holds some bytes.
pub fn files_with(dir: &Path, needle: &[u8]) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for item in std::fs::read_dir(dir).unwrap().map(Result::unwrap) {
        if item.path().is_dir() {
            found.extend(files_with(&item.path(), needle));
        } else if std::fs::read(item.path()).unwrap().windows(needle.len()).any(|w| w == needle) {
            found.push(item.path());
        }
    }
    found
}
