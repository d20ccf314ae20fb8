//! Batches that somebody altered on the way, or made up.

use crate::support::{each_base, founded, hub_of, joined};
use ledger::{Batch, Taken};
use sync::{Refused, Replica};
use tempfile::tempdir;

/// What somebody does to a batch on the way.
type Alter = fn(&mut Batch);

#[test]
fn nothing_altered_is_kept_and_nothing_of_it_either() {
    let altered: [(&str, Alter); 11] = [
        ("an entry", |b| b.entries[5][100] ^= 1),
        ("an entry's length", |b| b.entries[5].truncate(125)),
        ("a body", |b| b.bodies[5].as_mut().unwrap()[20] ^= 1),
        ("a body of another entry", |b| b.bodies[5] = b.bodies[6].clone()),
        ("a body too long", |b| b.bodies[5] = Some(vec![0; (1 << 20) + 1])),
        ("an entry fewer", |b| _ = (b.entries.pop(), b.bodies.pop())),
        ("two entries changed about", |b| {
            b.entries.swap(5, 6);
            b.bodies.swap(5, 6);
        }),
        ("the note's size", |b| b.note = b.note.replacen("\n14", "\n15", 1)),
        ("a million entries said", |b| b.first = u64::MAX - 3),
        ("a milestone by nobody", |b| b.earlier = vec![b.note.replace('A', "B")]),
        ("a note twice", |b| b.earlier = vec![b.note.clone(), b.note.clone()]),
    ];
    each_base(|base| {
        let dir = tempdir().unwrap();
        let a = founded(&dir.path().join("a"), 21);
        a.add(None, &["text"; 10]);
        let (_, hub) = hub_of(base, &a);
        let whole = a.journal.batch(&a.journal.head().0, 0).unwrap();
        for (what, alter) in altered {
            let mut batch = whole.clone();
            alter(&mut batch);
            assert_ne!(batch, whole, "{what}");
            assert!(matches!(hub.take(&batch).unwrap(), Err(Refused(_))), "{what}");
            assert!(hub.heads().unwrap().is_empty(), "{what}");
        }
        assert!(matches!(hub.take(&whole).unwrap(), Ok(Taken::Entries(_))));
        assert_eq!(hub.take(&whole).unwrap(), Ok(Taken::Nothing), "a replay");
    });
}

#[test]
fn a_laptop_that_nobody_certified_leaves_nothing_behind() {
    each_base(|base| {
        let dir = tempdir().unwrap();
        let a = founded(&dir.path().join("a"), 22);
        let b = joined(&a, &dir.path().join("b"), 23);
        let (_, hub) = hub_of(base, &a);
        b.add(None, &["early"]);
        let batch = b.journal.batch(&b.journal.head().0, 0).unwrap();
        // Its certificate is in the first laptop's log, which is not here yet.
        assert!(matches!(hub.take(&batch).unwrap(), Err(Refused(_))));
        assert!(hub.heads().unwrap().is_empty());
        hub.take(&a.journal.batch(&a.journal.head().0, 0).unwrap()).unwrap().unwrap();
        hub.take(&batch).unwrap().unwrap();
        // Another operation's founder, who certifies itself under the first one's name, has not its root key.
        let other = founded(&dir.path().join("o"), 24);
        let mut forged = other.journal.batch(&other.journal.head().0, 0).unwrap();
        let operation = |l: &crate::support::Laptop| hex::encode(l.journal.operation());
        for text in [&mut forged.origin, &mut forged.note] {
            *text = text.replace(&operation(&other), &operation(&a));
        }
        assert!(matches!(hub.take(&forged).unwrap(), Err(Refused(_))));
        assert_eq!(hub.heads().unwrap().len(), 2);
    });
}

#[test]
fn an_operation_with_its_quota_used_up_is_refused_and_stays_readable() {
    each_base(|base| {
        let dir = tempdir().unwrap();
        let a = founded(&dir.path().join("a"), 25);
        let record = base.record();
        let room = 20_000;
        record.add_operation(&a.line(), room).unwrap();
        let hub = record.view(a.journal.operation());
        crate::support::meet(&a.journal, &hub);
        let held = hub.heads().unwrap();
        a.add(None, &["much"; 100]);
        let (left, _) = crate::support::tried(&a.journal, &hub).unwrap();
        assert!(matches!(left, sync::Outcome::Incomplete { .. }), "{left:?}");
        assert_eq!(hub.heads().unwrap(), held);
        assert!(record.bytes_of(a.journal.operation()).unwrap() <= room);
    });
}
