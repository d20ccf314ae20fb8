//! Several hub processes on one database, and many peers at once.

use crate::support::{Base, each_base, founded, hub_of, joined, meet};
use ledger::Taken;
use std::sync::Barrier;
use sync::Replica;
use tempfile::tempdir;

#[test]
fn two_hubs_that_take_the_same_at_the_same_time_store_it_once() {
    each_base(|base| {
        let dir = tempdir().unwrap();
        let a = founded(&dir.path().join("a"), 41);
        let b = joined(&a, &dir.path().join("b"), 42);
        let (_, hub) = hub_of(base, &a);
        meet(&a.journal, &hub);
        let others: Vec<_> = (0..4).map(|_| base.record().view(a.journal.operation())).collect();
        for round in 0..4 {
            b.add(None, &["text"; 5]);
            let batch = b.journal.batch(&b.journal.head().0, 0).unwrap();
            let barrier = Barrier::new(others.len());
            let taken: Vec<Taken> = std::thread::scope(|s| {
                let take = |hub| {
                    let (barrier, batch) = (&barrier, &batch);
                    s.spawn(move || {
                        barrier.wait();
                        Replica::take(hub, batch).unwrap().unwrap()
                    })
                };
                let all: Vec<_> = others.iter().map(take).collect();
                all.into_iter().map(|t| t.join().unwrap()).collect()
            });
            let new = taken.iter().filter(|t| matches!(t, Taken::Entries(_))).count();
            assert_eq!(new, 1, "round {round}: {taken:?}");
        }
        for hub in &others {
            assert!(hub.holds(&b.journal.head().0).unwrap());
        }
        meet(&b.journal, &others[0]);
    });
}

#[test]
fn what_one_hub_hears_of_members_the_other_knows_at_once() {
    let Some(base) = Base::postgres() else { return };
    let dir = tempdir().unwrap();
    let a = founded(&dir.path().join("a"), 43);
    let (_, hub) = hub_of(&base, &a);
    let elsewhere = base.record();
    let there = elsewhere.view(a.journal.operation());
    meet(&a.journal, &hub);
    assert_eq!(there.heads().unwrap(), hub.heads().unwrap());
    let b = joined(&a, &dir.path().join("b"), 44);
    assert_eq!(elsewhere.operation_of(&b.tls()).unwrap(), None);
    meet(&a.journal, &hub);
    assert_eq!(elsewhere.operation_of(&b.tls()).unwrap(), Some(a.journal.operation()));
    meet(&b.journal, &there);
    a.journal.revoke(&a.user, ledger::AuthorKind::Device, &b.journal.device(), 1).unwrap();
    meet(&a.journal, &there);
    assert_eq!(base.record().operation_of(&b.tls()).unwrap(), None);
}

#[test]
fn many_laptops_at_once_each_end_complete() {
    each_base(|base| {
        let dir = tempdir().unwrap();
        let a = founded(&dir.path().join("a"), 45);
        let all: Vec<_> = (0..5).map(|n| joined(&a, &dir.path().join(n.to_string()), 50 + n)).collect();
        let (record, hub) = hub_of(base, &a);
        meet(&a.journal, &hub);
        all.iter().for_each(|laptop| _ = laptop.add(None, &["text"; 10]));
        std::thread::scope(|s| {
            for laptop in &all {
                let view = record.view(a.journal.operation());
                s.spawn(move || {
                    // What others bring meanwhile may end a meeting without both holding the same.
                    while !hub_holds(&view, laptop) {
                        crate::support::tried(&laptop.journal, &view).unwrap();
                    }
                });
            }
        });
        let heads = hub.heads().unwrap();
        for laptop in &all {
            meet(&laptop.journal, &hub);
            assert!(heads.iter().any(|head| head.origin == laptop.journal.origin()));
        }
    });
}

fn hub_holds(view: &hub::View, laptop: &crate::support::Laptop) -> bool {
    view.holds(&laptop.journal.head().0).unwrap()
}
