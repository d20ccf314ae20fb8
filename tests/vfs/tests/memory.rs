//! The journal while SQLite gets no memory (fault 2): every write is told to have failed, or is there; nothing panics, and once
//! there is memory again the store is whole. A process of its own, since the limit is the process's.
//! In scope: SQLite's heap.  Not here: Rust's, which aborts like a power cut (faults.rs).

use ledger::{ArgonCost, Author, Class, Draft, Env, Error, Journal, create, open};
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const CHEAP: ArgonCost = ArgonCost { m_kib: 8, t: 1, p: 1 };
const PASSPHRASE: &str = "river lamp seven goat moon";

/// A clock that ticks when read, and bytes that never repeat.
struct World(AtomicU64);

impl Env for World {
    fn now_ms(&self) -> u64 {
        1_800_000_000_000 + self.0.fetch_add(1, Ordering::Relaxed)
    }

    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(8) {
            let mut n = self.0.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            n ^= n >> 29;
            chunk.copy_from_slice(&n.to_be_bytes()[..chunk.len()]);
        }
    }
}

/// Limits SQLite's heap to so many bytes; 0 for no limit.
fn limit(bytes: i64) -> bool {
    // SAFETY: takes and gives a number, at any time, from any thread (sqlite3.h).
    unsafe { rusqlite::ffi::sqlite3_hard_heap_limit64(bytes) >= 0 }
}

fn used() -> i64 {
    // SAFETY: as above.
    unsafe { rusqlite::ffi::sqlite3_memory_used() }
}

#[test]
fn without_memory_nothing_is_half_written_and_nothing_acknowledged_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    let world = Arc::new(World(AtomicU64::new(1)));
    let (journal, user, _) = create(dir.path(), world.clone(), PASSPHRASE, CHEAP, 0xff).unwrap();
    let write = |journal: &Journal, count: u32| {
        let build = |tx: &mut ledger::Tx<'_>| {
            let subject = tx.new_subject_key()?;
            let mut records = Vec::new();
            for _ in 0..count {
                let record = tx.new_id();
                let moment = (tx.now_ms() as i64, 60, 1);
                let (class, kind, parents) = (Class::Clinical, (1, 1), Vec::new());
                // 20,000 bytes of text.
                let field = [&[0x59, 0x4e, 0x20][..], &[7; 20_000]].concat();
                let fields = vec![field];
                let (effective_at, recorded_at, subject) = (moment, moment, Some(subject));
                tx.append(Draft { class, record, subject, kind, parents, effective_at, recorded_at, fields })?;
                records.push(record);
            }
            Ok::<_, Error>(records)
        };
        journal.write(&Author::User(&user), build, |_, _, records| Ok::<_, Error>(records)).map(|(records, _)| records)
    };
    let mut acknowledged = BTreeSet::new();
    acknowledged.extend(write(&journal, 3).unwrap());
    let (mut failed, mut went) = (0, 0);
    for step in 0..60 {
        assert!(limit(used() + 500 * step * step));
        match write(&journal, 40) {
            Ok(records) => {
                went += 1;
                acknowledged.extend(records);
            }
            Err(_) => failed += 1,
        }
        assert!(limit(0));
    }
    assert!(failed > 5 && went > 5, "{failed} failed, {went} went through");
    acknowledged.extend(write(&journal, 3).unwrap());
    for _ in 0..2 {
        let mut held = BTreeSet::new();
        journal
            .open_range(0, journal.length(), |opened| {
                held.insert(opened.entry.record);
                Ok::<_, Error>(())
            })
            .unwrap();
        assert!(acknowledged.is_subset(&held));
        let report = journal.fsck(&mut |_, _| ControlFlow::Continue(())).unwrap();
        assert!(report.is_clean(), "{:?}", report.findings);
    }
    drop(journal);
    // Opening without memory is refused, and harms nothing.
    let mut refused = 0;
    for step in 0..40 {
        assert!(limit(used() + 4000 * step));
        refused += u32::from(open(dir.path(), world.clone(), PASSPHRASE).is_err());
        assert!(limit(0));
    }
    assert!(refused > 3, "{refused} refused");
    let (journal, _) = open(dir.path(), world, PASSPHRASE).unwrap();
    let report = journal.fsck(&mut |_, _| ControlFlow::Continue(())).unwrap();
    assert!(report.is_clean() && journal.loss().is_none(), "{:?}", report.findings);
}
