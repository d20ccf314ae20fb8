//! The journal on a disk that fails: at every write, sync, truncation and deletion, in every way (`vfs::Fault`).
//! In scope: what a person was told is stored is stored, what was told to have failed is there whole or not at all,
//! the log never forks, and read models say what the entries say.  Not here: damage to bytes at rest (tests/it/damage.rs).
//!
//! `FIELDCHART_FAULT_SEEDS=N` tears each power cut N times over and leaves no operation out; a failure names its case,
//! which replays it.

use ledger::{ArgonCost, Author, Class, Draft, Env, Error, Hash, Id, Journal, Unlocked, create, open};
use rusqlite::ErrorCode;
use std::cell::RefCell;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use tempfile::TempDir;
use vfs::{Dice, Disk, Fault, Keep};

const CHEAP: ArgonCost = ArgonCost { m_kib: 8, t: 1, p: 1 };
const PASSPHRASE: &str = "river lamp seven goat moon";
const NEW_PASSPHRASE: &str = "stone bread nine owl rain";

/// A clock that ticks when read, and randomness from a seed.
struct World {
    now_ms: AtomicU64,
    dice: Mutex<Dice>,
}

fn world(seed: u64) -> Arc<World> {
    Arc::new(World { now_ms: AtomicU64::new(1_800_000_000_000), dice: Mutex::new(Dice(seed)) })
}

impl Env for World {
    fn now_ms(&self) -> u64 {
        self.now_ms.fetch_add(1, Ordering::Relaxed)
    }

    fn fill(&self, out: &mut [u8]) {
        let mut dice = self.dice.lock().unwrap();
        out.chunks_mut(8).for_each(|chunk| chunk.copy_from_slice(&dice.roll().to_be_bytes()[..chunk.len()]));
    }
}

/// A founded store with its read model and a few hundred bytes of history, made once.
fn template() -> &'static Path {
    static DIR: OnceLock<TempDir> = OnceLock::new();
    let made = || {
        let dir = tempfile::tempdir().unwrap();
        let (journal, user, _) = create(dir.path(), world(1), PASSPHRASE, CHEAP, 0xff).unwrap();
        journal.local(|sql| Ok::<_, Error>(sql.execute_batch(SEEN)?)).unwrap();
        write(&journal, &user, 3, &RefCell::default()).unwrap();
        dir
    };
    DIR.get_or_init(made).path()
}

/// The read model: what each entry said.
const SEEN: &str = "CREATE TABLE seen (idx INTEGER PRIMARY KEY, leaf BLOB NOT NULL, said BLOB NOT NULL)";

fn copy() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(template()).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), dir.path().join(entry.file_name())).unwrap();
    }
    dir
}

/// Writes entries and their read-model rows; `records` gets their ids even where the write fails.
fn write(
    journal: &Journal,
    user: &Unlocked,
    count: u32,
    records: &RefCell<Vec<Id>>,
) -> Result<Vec<(u64, Hash)>, Error> {
    let build = |tx: &mut ledger::Tx<'_>| {
        let subject = tx.new_subject_key()?;
        for _ in 0..count {
            let record = tx.new_id();
            records.borrow_mut().push(record);
            let field = [&[0x50][..], &record].concat();
            let moment = (tx.now_ms() as i64, 60, 1);
            tx.append(Draft {
                class: Class::Clinical,
                record,
                subject: Some(subject),
                kind: (1, 1),
                parents: Vec::new(),
                effective_at: moment,
                recorded_at: moment,
                fields: vec![field],
            })?;
        }
        Ok::<_, Error>(())
    };
    let project = |sql: &rusqlite::Connection, committed: &[ledger::Committed], ()| {
        for c in committed.iter().filter(|c| c.class == Class::Clinical) {
            let row = rusqlite::params![c.index as i64, c.leaf_hash, c.payload[5]];
            sql.execute("INSERT INTO seen (idx, leaf, said) VALUES (?1, ?2, ?3)", row)?;
        }
        Ok(committed.iter().map(|c| (c.index, c.leaf_hash)).collect())
    };
    journal.write(&Author::User(user), build, project).map(|(written, _)| written)
}

/// What the journal told those who used it.
#[derive(Default)]
struct Told {
    /// Entries it acknowledged.
    stored: Vec<(u64, Hash)>,
    /// The records of each write, and whether it was acknowledged.
    writes: Vec<(Vec<Id>, bool)>,
    /// Every size and root it served.
    heads: Vec<(u64, Hash)>,
    /// Passphrases one of which must open it.
    passphrases: Vec<&'static str>,
}

impl Told {
    fn write(&mut self, journal: &Journal, user: &Unlocked, count: u32) -> Result<(), Error> {
        let records = RefCell::default();
        let result = write(journal, user, count, &records);
        self.writes.push((records.into_inner(), result.is_ok()));
        self.heads.push((journal.size(), journal.root()));
        self.stored.extend(result?);
        Ok(())
    }
}

/// What is being done when the disk fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// One entry and its subject key.
    One,
    /// 300 entries: a tile fills, and the cache spills nothing yet.
    Tile,
    /// Another passphrase.
    Slot,
    /// One entry, upon which the log of writes is carried over into the database.
    Checkpoint,
}

fn act(kind: Kind, journal: &Journal, user: &Unlocked, told: &mut Told) -> Result<(), Error> {
    match kind {
        Kind::One | Kind::Checkpoint => told.write(journal, user, 1),
        Kind::Tile => told.write(journal, user, 300),
        Kind::Slot => {
            let changed = journal.change_passphrase(user, NEW_PASSPHRASE, CHEAP);
            told.heads.push((journal.size(), journal.root()));
            match changed {
                Ok(()) => told.passphrases = vec![NEW_PASSPHRASE],
                Err(_) => told.passphrases.push(NEW_PASSPHRASE),
            }
            changed
        }
    }
}

/// How the process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Closed,
    Cut(Keep),
}

/// One way to fail. Its `Debug` form is what a failure prints.
#[derive(Debug, Clone, Copy)]
struct Case {
    kind: Kind,
    point: u64,
    fault: Fault,
    end: End,
}

/// Plays a case; `false` when it needed fewer operations than `point`, so that nothing failed.
fn play(case: Case) -> bool {
    let Case { kind, point, fault, end } = case;
    let dir = copy();
    let disk = Disk::under(dir.path()).unwrap();
    let mut told = Told { passphrases: vec![PASSPHRASE], ..Told::default() };
    let (journal, user) = open(dir.path(), world(2), PASSPHRASE).unwrap();
    if kind == Kind::Checkpoint {
        journal.local(|sql| Ok::<_, Error>(sql.pragma_update(None, "wal_autocheckpoint", 1)?)).unwrap();
    }
    disk.arm(point, fault);
    let first = act(kind, &journal, &user, &mut told);
    let failed_within = disk.fired();
    // The same handle goes on; with the power gone it must not claim to.
    let second = told.write(&journal, &user, 1);
    if fault == Fault::Cut && failed_within {
        assert!(second.is_err(), "{case:?}: it writes without power");
    }
    assert!(first.is_ok() || failed_within, "{case:?}: {first:?}");
    if fault != Fault::Cut && end != End::Closed {
        disk.cut();
    }
    // Where the cut itself is the fault, it may come while the handle closes.
    drop(journal);
    if end != End::Closed {
        disk.cut();
    }
    let fired = disk.fired();
    disk.power_on(if let End::Cut(keep) = end { keep } else { Keep::Everything }).unwrap();
    check(dir.path(), &told, 3, &format!("{case:?}"));
    fired
}

/// Everything that was told holds in the store as it stands now, and it can be written to.
fn check(dir: &Path, told: &Told, seed: u64, case: &str) {
    let opened = told.passphrases.iter().map(|passphrase| open(dir, world(seed), passphrase));
    let mut refused = Vec::new();
    let (journal, user) = opened
        .filter_map(|opened| opened.map_err(|e| refused.push(e.to_string())).ok())
        .next()
        .unwrap_or_else(|| panic!("{case}: it does not open: {refused:?}"));
    let report = journal.fsck(&mut |_, _| ControlFlow::Continue(())).unwrap();
    assert!(report.is_clean(), "{case}: {:?}", report.findings);
    for (index, leaf_hash) in &told.stored {
        assert!(*index < journal.size(), "{case}: acknowledged entry {index} of {} is lost", journal.size());
        assert_eq!(journal.open_entry(*index).unwrap().leaf_hash, *leaf_hash, "{case}: entry {index} is another");
    }
    for (size, root) in &told.heads {
        assert!(*size <= journal.size(), "{case}: a head of {size} was served, {} are there", journal.size());
        assert_eq!(journal.root_at(*size).unwrap(), *root, "{case}: the log forked before {size}");
    }
    let mut entries = Vec::new();
    let mut records = Vec::new();
    let each = |opened: ledger::Opened| {
        if opened.entry.class == Class::Clinical {
            records.push(opened.entry.record);
            entries.push((opened.index as i64, opened.leaf_hash, opened.payload[5].clone()));
        }
        Ok::<_, Error>(())
    };
    journal.open_range(0, journal.size(), each).unwrap();
    for (written, acknowledged) in &told.writes {
        let found = written.iter().filter(|record| records.contains(record)).count();
        assert!(found == written.len() || (found == 0 && !acknowledged), "{case}: {found} of {}", written.len());
    }
    let seen = journal.local(|sql| {
        let mut rows = sql.prepare("SELECT idx, leaf, said FROM seen ORDER BY idx")?;
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        rows.collect::<Result<Vec<(i64, Hash, Vec<u8>)>, _>>().map_err(Error::from)
    });
    assert_eq!(seen.unwrap(), entries, "{case}: the read model says something else");
    write(&journal, &user, 1, &RefCell::default()).unwrap_or_else(|e| panic!("{case}: it does not go on: {e}"));
}

fn seeds() -> u64 {
    std::env::var("FIELDCHART_FAULT_SEEDS").ok().and_then(|n| n.parse().ok()).unwrap_or(1)
}

/// Every fault at every `stride`-th operation, each ending in every way.
fn everywhere(kind: Kind, stride: u64) {
    let mut played = 0;
    for point in (0..).step_by(stride as usize) {
        let torn = (0..seeds()).map(|seed| End::Cut(Keep::Torn(seed << 32 | point)));
        let cuts: Vec<End> = [End::Cut(Keep::Nothing), End::Cut(Keep::Everything)].into_iter().chain(torn).collect();
        let mut fired = false;
        for fault in [Fault::Cut, Fault::Lost, Fault::KeptButFailed, Fault::SyncForgets] {
            let closed = (fault == Fault::Lost || fault == Fault::KeptButFailed).then_some(End::Closed);
            for end in cuts.iter().copied().chain(closed) {
                fired |= play(Case { kind, point, fault, end });
                played += 1;
            }
        }
        if !fired {
            println!("{kind:?}: {point} operations, {played} cases");
            assert!(point > 5 * stride, "{kind:?}: only {point} operations");
            return;
        }
    }
}

#[test]
fn one_entry() {
    everywhere(Kind::One, 1);
}

#[test]
fn a_tile_fills() {
    // A prime, so that writes of frame heads and of pages take turns.
    everywhere(Kind::Tile, if seeds() > 1 { 1 } else { 17 });
}

#[test]
fn another_passphrase() {
    everywhere(Kind::Slot, 1);
}

#[test]
fn the_log_of_writes_is_carried_over() {
    everywhere(Kind::Checkpoint, 1);
}

/// What SQLite said, where it was SQLite.
fn code(error: &Error) -> Option<ErrorCode> {
    match error {
        Error::Sql(e) => e.sqlite_error_code(),
        Error::Commit(e) => e.sqlite_error_code(),
        _ => None,
    }
}

/// A handle whose disk refuses for a while: it says so, serves what it has, and goes on afterwards.
fn refused_for_a_while(case: &str, refuse: impl Fn(&Disk), expected: ErrorCode, end: End) -> bool {
    let dir = copy();
    let disk = Disk::under(dir.path()).unwrap();
    let mut told = Told { passphrases: vec![PASSPHRASE], ..Told::default() };
    let (journal, user) = open(dir.path(), world(2), PASSPHRASE).unwrap();
    told.write(&journal, &user, 1).unwrap();
    refuse(&disk);
    let refused = told.write(&journal, &user, 40);
    if let Err(e) = &refused {
        assert_eq!(code(e), Some(expected), "{case}: {e}");
    }
    let (last, leaf_hash) = *told.stored.last().unwrap();
    assert_eq!(journal.open_entry(last).unwrap().leaf_hash, leaf_hash, "{case}: it cannot be read meanwhile");
    disk.set_free_bytes(None);
    disk.set_read_only(false);
    if end == End::Closed {
        told.write(&journal, &user, 2).unwrap_or_else(|e| panic!("{case}: it does not go on: {e}"));
    } else {
        disk.cut();
    }
    drop(journal);
    disk.power_on(if let End::Cut(keep) = end { keep } else { Keep::Everything }).unwrap();
    check(dir.path(), &told, 3, case);
    refused.is_err()
}

#[test]
fn the_disk_is_full_for_a_while() {
    for end in [End::Closed, End::Cut(Keep::Nothing), End::Cut(Keep::Everything), End::Cut(Keep::Torn(7))] {
        // From no room at all to as much as the write needs, off every boundary.
        let full = (0..).map(|n| n * 2111).take_while(|free| {
            let case = format!("{free} bytes free, {end:?}");
            refused_for_a_while(&case, |disk| disk.set_free_bytes(Some(*free)), ErrorCode::DiskFull, end)
        });
        assert!(full.count() > 10);
    }
}

#[test]
fn the_disk_is_read_only_for_a_while() {
    for end in [End::Closed, End::Cut(Keep::Nothing), End::Cut(Keep::Everything)] {
        let read_only = |disk: &Disk| disk.set_read_only(true);
        assert!(refused_for_a_while(&format!("{end:?}"), read_only, ErrorCode::SystemIoFailure, end));
    }
}

#[test]
fn a_read_only_or_full_disk_is_told_at_opening() {
    for (refuse, expected) in [
        // The store is closed, so there is no WAL to open, and none can be made.
        ((|disk| disk.set_read_only(true)) as fn(&Disk), ErrorCode::CannotOpen),
        (|disk| disk.set_free_bytes(Some(0)), ErrorCode::DiskFull),
    ] {
        let dir = copy();
        let disk = Disk::under(dir.path()).unwrap();
        refuse(&disk);
        let written = open(dir.path(), world(2), PASSPHRASE)
            .and_then(|(journal, user)| write(&journal, &user, 1, &RefCell::default()));
        assert_eq!(written.as_ref().err().and_then(code), Some(expected), "{written:?}");
        drop(disk);
        check(dir.path(), &Told { passphrases: vec![PASSPHRASE], ..Told::default() }, 3, "afterwards");
    }
}

/// A founding on a failing disk: either it stands and opens, or it can be begun again.
fn found(point: u64, fault: Fault, keep: Keep) -> bool {
    let case = format!("founding, operation {point}, {fault:?}, {keep:?}");
    let dir = tempfile::tempdir().unwrap();
    let disk = Disk::under(dir.path()).unwrap();
    disk.arm(point, fault);
    let founded = create(dir.path(), world(4), PASSPHRASE, CHEAP, 0xff).map(drop);
    let fired = disk.fired();
    assert!(founded.is_ok() || fired, "{case}: {founded:?}");
    disk.cut();
    disk.power_on(keep).unwrap();
    let stands = dir.path().join("vault.json").exists();
    assert!(stands || founded.is_err(), "{case}: founded, and gone");
    let journal = if stands {
        open(dir.path(), world(5), PASSPHRASE).map(|(journal, _)| journal)
    } else {
        create(dir.path(), world(6), PASSPHRASE, CHEAP, 0xff).map(|(journal, ..)| journal)
    };
    let journal = journal.unwrap_or_else(|e| panic!("{case}: stands: {stands}, but {e}"));
    let report = journal.fsck(&mut |_, _| ControlFlow::Continue(())).unwrap();
    assert!(report.is_clean() && journal.size() == 4, "{case}: {:?}", report.findings);
    fired
}

#[test]
fn a_founding() {
    for point in 0.. {
        let mut fired = false;
        for fault in [Fault::Cut, Fault::Lost, Fault::KeptButFailed, Fault::SyncForgets] {
            for keep in [Keep::Nothing, Keep::Everything, Keep::Torn(point)] {
                fired |= found(point, fault, keep);
            }
        }
        if !fired {
            println!("a founding: {point} operations");
            assert!(point > 20);
            return;
        }
    }
}

/// The store of the oldest format that is kept, as it lay on a disk.
fn older() -> TempDir {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
    let format = |path: &Path| path.file_name()?.to_str()?.strip_prefix("store-")?.parse::<u32>().ok();
    let found = std::fs::read_dir(kept).unwrap().map(|item| item.unwrap().path());
    let (_, store) = found.filter_map(|path| Some((format(&path)?, path))).min().expect("a store is kept");
    let dir = tempfile::tempdir().unwrap();
    for item in std::fs::read_dir(store).unwrap().map(Result::unwrap) {
        std::fs::copy(item.path(), dir.path().join(item.file_name())).unwrap();
    }
    dir
}

/// A store that somebody left: its database gets another key at the next opening.
fn left() -> TempDir {
    let dir = copy();
    let (journal, user) = open(dir.path(), world(7), PASSPHRASE).unwrap();
    let other = journal.add_user(&user, NEW_PASSPHRASE, CHEAP, 3).unwrap();
    journal.remove_slot(&other).unwrap();
    dir
}

/// An opening that changes the whole store, on a failing disk: it is done or told to have failed, and the next one brings it to its end.
fn reopened(what: &str, store: fn() -> TempDir, point: u64, fault: Fault, keep: Keep) -> bool {
    let case = format!("{what}, operation {point}, {fault:?}, {keep:?}");
    let dir = store();
    let disk = Disk::under(dir.path()).unwrap();
    disk.arm(point, fault);
    let opened = open(dir.path(), world(5), PASSPHRASE).map(drop);
    let fired = disk.fired();
    assert!(opened.is_ok() || fired, "{case}: {opened:?}");
    disk.cut();
    disk.power_on(keep).unwrap();
    let (journal, user) = open(dir.path(), world(6), PASSPHRASE).unwrap_or_else(|e| panic!("{case}: {e}"));
    let report = journal.fsck(&mut |_, _| ControlFlow::Continue(())).unwrap();
    assert!(report.is_clean() && journal.loss().is_none(), "{case}: {:?}", report.findings);
    let mut entries = 0;
    let each = |_: ledger::Opened| {
        entries += 1;
        Ok::<_, Error>(())
    };
    journal.open_range(0, journal.length(), each).unwrap();
    assert!(entries >= 8 && entries == journal.length(), "{case}: {entries} of {}", journal.length());
    let anew = SEEN.replace("TABLE", "TABLE IF NOT EXISTS");
    journal.local(|sql| Ok::<_, Error>(sql.execute_batch(&anew)?)).unwrap();
    write(&journal, &user, 1, &RefCell::default()).unwrap_or_else(|e| panic!("{case}: it does not go on: {e}"));
    fired
}

fn at_every_operation_of_an_opening(what: &str, store: fn() -> TempDir, faults: &[Fault]) {
    // A prime, as above.
    for point in (0..).step_by(if seeds() > 1 { 1 } else { 7 }) {
        let mut fired = false;
        for fault in faults.iter().copied() {
            for keep in [Keep::Nothing, Keep::Everything, Keep::Torn(point)] {
                fired |= reopened(what, store, point, fault, keep);
            }
        }
        if !fired {
            println!("{what}: {point} operations");
            assert!(point > 30, "{what}: only {point} operations");
            return;
        }
    }
}

#[test]
fn an_upgrade() {
    at_every_operation_of_an_opening(
        "an upgrade",
        older,
        &[Fault::Cut, Fault::Lost, Fault::KeptButFailed, Fault::SyncForgets],
    );
}

/// Every page is written in its place, so that a sync which fails and is forgotten is not survived (docs/faults.md): it is left out.
#[test]
fn another_key_for_the_database() {
    at_every_operation_of_an_opening("another key", left, &[Fault::Cut, Fault::Lost, Fault::KeptButFailed]);
}

/// A store that goes from fault to fault: what was told once holds after all of them.
fn live(seed: u64) {
    let mut dice = Dice(seed);
    let dir = copy();
    let disk = Disk::under(dir.path()).unwrap();
    let mut told = Told { passphrases: vec![PASSPHRASE], ..Told::default() };
    for round in 0..8 {
        let (journal, user) = open(dir.path(), world(dice.roll()), PASSPHRASE).unwrap();
        let pages = 1 + dice.below(60) as i64;
        journal.local(|sql| Ok::<_, Error>(sql.pragma_update(None, "wal_autocheckpoint", pages)?)).unwrap();
        let fault = match dice.below(5) {
            0 => Some(Fault::Lost),
            1 => Some(Fault::KeptButFailed),
            2 => Some(Fault::SyncForgets),
            3 => Some(Fault::Cut),
            _ => None,
        };
        let skip = dice.below(90);
        if let Some(fault) = fault {
            disk.arm(skip, fault);
        }
        for _ in 0..1 + dice.below(5) {
            let count = [1, 1, 9, 60][dice.below(4) as usize];
            let written = told.write(&journal, &user, count);
            assert!(written.is_ok() || disk.fired(), "seed {seed}, round {round}: {written:?}");
        }
        let abrupt = dice.below(3) > 0;
        if abrupt {
            disk.cut();
        }
        drop(journal);
        // What a sync forgot is seen only once the power is gone.
        if fault.is_some_and(|fault| matches!(fault, Fault::Cut | Fault::SyncForgets)) {
            disk.cut();
        }
        let keep = [Keep::Nothing, Keep::Everything, Keep::Torn(dice.roll()), Keep::Torn(dice.roll())];
        let keep = keep[dice.below(4) as usize];
        disk.power_on(keep).unwrap();
        let case = format!("seed {seed}, round {round}: {fault:?} after {skip}, abrupt: {abrupt}, {keep:?}");
        check(dir.path(), &told, dice.roll(), &case);
    }
}

#[test]
fn from_fault_to_fault() {
    (0..12 * seeds()).for_each(live);
}
