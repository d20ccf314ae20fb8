//! What members may rely on, over both databases.

use crate::support::{Laptop, cloned, each_base, files_with, founded, hub_of, joined, meet, settle, tried};
use ledger::store::redaction::REDACT_BIT;
use ledger::{AuthorKind, Batch, Error, Id, Journal, Scope, Taken, Unlocked};
use std::ops::ControlFlow;
use sync::{Outcome, Refused, Replica};
use tempfile::tempdir;

fn is_clean(journal: &Journal) -> bool {
    let report = journal.fsck(&mut |_, _| ControlFlow::Continue(())).unwrap();
    report.is_clean()
}

/// Everything that a laptop holds of its own log.
fn own(laptop: &Laptop) -> Batch {
    laptop.journal.batch(&laptop.journal.head().0, 0).unwrap()
}

#[test]
fn laptops_that_never_meet_hold_the_same_by_way_of_the_hub() {
    each_base(|base| {
        let dir = tempdir().unwrap();
        let a = founded(&dir.path().join("a"), 1);
        let b = joined(&a, &dir.path().join("b"), 2);
        let (record, hub) = hub_of(base, &a);
        meet(&a.journal, &hub);
        for n in 0..12 {
            a.add(None, &["one", "two", &n.to_string()]);
            b.add(None, &["three", &n.to_string()]);
        }
        settle(&[&b, &a], &hub);
        assert!(hub.missing().unwrap().is_empty());
        assert_eq!(a.read(), b.read());
        assert!(is_clean(&a.journal) && is_clean(&b.journal));
        // What they cosigned of each other stands on the hub beside its own, for auditors.
        let by = |origin: &str| {
            hub.cosigned().unwrap().into_iter().filter(|c| c.origin == origin).flat_map(|c| c.by).collect::<Vec<_>>()
        };
        for (of, other) in [(&a, &b), (&b, &a)] {
            let name = ledger::tlog::cosignature::cosigner_name(&other.journal.operation(), &other.journal.device(), 1);
            let by = by(of.journal.origin());
            assert!(
                by.contains(&name)
                    && by.contains(&record.witness_vkey().unwrap().split('+').next().unwrap().to_owned()),
                "{by:?}"
            );
        }
    });
}

#[test]
fn what_the_hub_holds_is_on_disk_and_found_by_the_next_process() {
    each_base(|base| {
        let dir = tempdir().unwrap();
        let a = founded(&dir.path().join("a"), 3);
        let (record, hub) = hub_of(base, &a);
        a.add(None, &["kept"; 300]);
        meet(&a.journal, &hub);
        let vkey = record.witness_vkey().unwrap();
        let token = record.operations().unwrap();
        drop((record, hub));
        let record = base.record();
        let hub = record.view(a.journal.operation());
        assert_eq!(hub.heads().unwrap(), a.journal.heads().unwrap());
        assert_eq!((record.witness_vkey().unwrap(), record.operations().unwrap()), (vkey, token));
        a.add(None, &["and on"]);
        meet(&a.journal, &hub);
        // A laptop that lost everything gets it again.
        let head = a.journal.head().0;
        let whole = hub.part(&head, 0, usize::MAX >> 8).unwrap();
        assert_eq!(whole.entries, own(&a).entries);
        assert_eq!(whole.bodies, own(&a).bodies);
    });
}

#[test]
fn parts_end_at_milestones_and_the_least_one_fits_where_nothing_else_does() {
    each_base(|base| {
        let dir = tempdir().unwrap();
        let a = founded(&dir.path().join("a"), 4);
        let (record, hub) = hub_of(base, &a);
        (0..30).for_each(|_| _ = a.add(None, &["text"; 7]));
        meet(&a.journal, &hub);
        let head = a.journal.head().0;
        for room in [1, 1 << 14, 1 << 16] {
            let mut first = 0;
            while first < head.size {
                let (ours, theirs) =
                    (hub.part(&head, first, room).unwrap(), a.journal.part(&head, first, room).unwrap());
                assert_eq!(ours, theirs, "room {room}, from {first}");
                first += ours.entries.len() as u64;
            }
        }
        assert!(record.bytes_of(a.journal.operation()).unwrap() > head.size * 126);
    });
}

#[test]
fn bodies_that_came_late_are_taken_in_and_altered_ones_refused() {
    each_base(|base| {
        let dir = tempdir().unwrap();
        let a = founded(&dir.path().join("a"), 5);
        let (_, hub) = hub_of(base, &a);
        a.add(None, &["one", "two"]);
        let mut batch = own(&a);
        let last = batch.bodies.len() - 1;
        let body = batch.bodies[last].take().unwrap();
        assert!(matches!(hub.take(&batch).unwrap(), Ok(Taken::Entries(_))));
        let missing = hub.missing().unwrap();
        assert_eq!((missing.len(), missing[0].index), (1, last as u64));
        let mut altered = body.clone();
        altered[40] ^= 1;
        assert!(hub.take_bodies(&batch.origin, &[(last as u64, altered)]).unwrap().is_err());
        assert_eq!(hub.missing().unwrap(), missing);
        hub.take_bodies(&batch.origin, &[(last as u64, body.clone())]).unwrap().unwrap();
        assert_eq!((hub.missing().unwrap(), hub.body(&missing[0]).unwrap()), (vec![], Some(body)));
        meet(&a.journal, &hub);
    });
}

#[test]
fn both_histories_of_a_cloned_laptop_are_kept_and_handed_on_and_neither_is_cosigned_any_more() {
    each_base(|base| {
        let dir = tempdir().unwrap();
        let a = founded(&dir.path().join("a"), 6);
        let b = joined(&a, &dir.path().join("b"), 7);
        let (record, hub) = hub_of(base, &a);
        (0..30).for_each(|_| _ = b.add(None, &["before"; 10]));
        meet(&a.journal, &hub);
        meet(&b.journal, &hub);
        let (b, clone) = cloned(b, &dir.path().join("clone"));
        b.add(None, &["here"; 3]);
        clone.add(None, &["there"; 300]);
        let origin = b.journal.origin().to_owned();
        meet(&b.journal, &hub);
        assert!(tried(&clone.journal, &hub).is_some());
        let histories = |replica: &dyn Fn() -> Vec<ledger::tlog::checkpoint::Checkpoint>| {
            replica().into_iter().filter(|head| head.origin == origin).collect::<Vec<_>>()
        };
        let held = histories(&|| hub.heads().unwrap());
        assert_eq!(held.len(), 2, "{held:?}");
        assert_eq!(record.forks(a.journal.operation()).unwrap().len(), 1);
        meet(&a.journal, &hub);
        assert_eq!(histories(&|| a.journal.heads().unwrap()), held);
        assert!(is_clean(&a.journal));
        // Parts of the second history are the very same that a journal hands over, what it shares included.
        for head in &held {
            let (ours, theirs) = (hub.part(head, 0, 1 << 16).unwrap(), a.journal.part(head, 0, 1 << 16).unwrap());
            assert_eq!((ours.entries, ours.bodies), (theirs.entries, theirs.bodies));
        }
        let cosigned = |hub: &hub::View| hub.cosigned().unwrap().into_iter().find(|c| c.origin == origin).unwrap();
        let before = cosigned(&hub);
        hub.witness().unwrap();
        assert_eq!(cosigned(&hub), before);
    });
}

/// Somebody else who may redact.
fn second(laptop: &Laptop) -> Unlocked {
    use crate::support::CHEAP;
    let id: Id = laptop.journal.add_user(&laptop.user, "second words", CHEAP, REDACT_BIT).unwrap();
    Unlocked { user: id, keys: laptop.journal.unlock("second words").unwrap().keys }
}

#[test]
fn what_two_redact_is_dropped_and_refused_for_ever_and_found_in_no_file() {
    each_base(|base| {
        let dir = tempdir().unwrap();
        let a = founded(&dir.path().join("a"), 8);
        let b = joined(&a, &dir.path().join("b"), 9);
        let (record, hub) = hub_of(base, &a);
        let other = second(&a);
        let (gone, stays) = (a.subject(), a.subject());
        a.add(Some(gone), &["redacted"; 5]);
        a.add(Some(stays), &["stays"; 5]);
        meet(&a.journal, &hub);
        meet(&b.journal, &hub);
        let before = own(&a);
        let scope = Scope::Whole;
        let dropped =
            a.journal.redact(&a.user, &other, &gone, scope, 1, |_, _, d| Ok::<_, Error>(d.to_vec())).unwrap().0;
        assert_eq!(dropped.len(), 6);
        meet(&a.journal, &hub);
        assert!(hub.missing().unwrap().is_empty());
        let now = hub.part(&a.journal.head().0, 0, usize::MAX >> 8).unwrap();
        let without: Vec<u64> = (0..).zip(&now.bodies).filter(|(_, body)| body.is_none()).map(|(i, _)| i).collect();
        assert_eq!(without, dropped);
        // Offered again it is not wanted, by bodies or by a batch.
        let offered: Vec<(u64, Vec<u8>)> =
            dropped.iter().map(|i| (*i, before.bodies[*i as usize].clone().unwrap())).collect();
        hub.take_bodies(&before.origin, &offered).unwrap().unwrap();
        assert_eq!(hub.part(&a.journal.head().0, 0, usize::MAX >> 8).unwrap().bodies, now.bodies);
        meet(&b.journal, &hub);
        assert!(is_clean(&b.journal));
        record.scrub().unwrap();
        if base.server().is_none() {
            for (_, body) in offered {
                assert_eq!(files_with(base.dir.path(), &body[..64]), Vec::<std::path::PathBuf>::new());
            }
        }
        // A hub that hears of the redaction first never stores what it names.
        drop((record, hub));
        let fresh = crate::support::Base::embedded();
        let (_, hub) = hub_of(&fresh, &a);
        meet(&a.journal, &hub);
        let held = hub.part(&a.journal.head().0, 0, usize::MAX >> 8).unwrap();
        assert!(dropped.iter().all(|index| held.bodies[*index as usize].is_none()));
        assert!(hub.missing().unwrap().is_empty());
    });
}

#[test]
fn a_revoked_laptop_is_turned_away_and_what_it_wrote_is_still_handed_on() {
    each_base(|base| {
        let dir = tempdir().unwrap();
        let a = founded(&dir.path().join("a"), 10);
        let b = joined(&a, &dir.path().join("b"), 11);
        let (record, hub) = hub_of(base, &a);
        let door = hub::Door::new(std::sync::Arc::clone(&record), crate::support::TestEnv::new(5), 8, 100);
        assert!(door.enter(&crate::support::FIRST_TLS).is_ok(), "the first device, of which nothing is known yet");
        meet(&a.journal, &hub);
        meet(&b.journal, &hub);
        assert!(door.enter(&crate::support::FIRST_TLS).is_err(), "a key that no certificate names");
        let (of_a, of_b) = (a.tls(), b.tls());
        assert_eq!(door.enter(&of_a).unwrap().operation, a.journal.operation());
        assert!(door.enter(&of_b).is_ok() && door.enter(&[9; 32]).is_err());
        a.journal.revoke(&a.user, AuthorKind::Device, &b.journal.device(), 1).unwrap();
        meet(&a.journal, &hub);
        assert!(door.enter(&of_b).is_err() && door.enter(&of_a).is_ok());
        // What it wrote after that is carried to the hub by somebody else, and on.
        b.add(None, &["late"]);
        let batch = own(&b);
        let part = Batch { ..batch };
        assert!(matches!(hub.take(&part).unwrap(), Ok(Taken::Entries(1))));
        meet(&a.journal, &hub);
    });
}

#[test]
fn operations_on_one_hub_see_nothing_of_each_other() {
    each_base(|base| {
        let dir = tempdir().unwrap();
        let (a, other) = (founded(&dir.path().join("a"), 12), founded(&dir.path().join("o"), 13));
        let (record, hub) = hub_of(base, &a);
        record.add_operation(&other.line(), 1 << 30).unwrap();
        assert!(matches!(record.add_operation(&other.line(), 1), Err(hub::Error::OperationExists(_))));
        let theirs = record.view(other.journal.operation());
        meet(&a.journal, &hub);
        assert!(theirs.heads().unwrap().is_empty());
        assert!(!theirs.holds(&a.journal.head().0).unwrap());
        assert!(theirs.part(&a.journal.head().0, 0, 1000).is_err());
        assert!(matches!(theirs.take(&own(&a)).unwrap(), Err(Refused(_))));
        assert!(theirs.take_cosigned(&a.journal.checkpoint_text()).unwrap().is_err());
        let missing = sync::Missing { origin: a.journal.origin().to_owned(), index: 0, leaf: [0; 32] };
        assert_eq!(theirs.body(&missing).unwrap(), None);
        meet(&other.journal, &theirs);
        assert!(
            theirs.heads().unwrap().iter().all(|head| head.origin.contains(&hex::encode(other.journal.operation())))
        );
        let (left, _) = tried(&a.journal, &theirs).unwrap();
        assert!(matches!(left, Outcome::Ended { .. }), "{left:?}");
    });
}
