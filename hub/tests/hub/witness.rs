//! The witness, as c2sp.org/tlog-witness has it, and what becomes of its key.

use crate::support::{TestEnv, each_base, founded, hub_of, meet};
use base64::{Engine, engine::general_purpose::STANDARD};
use hub::record::witness::Answer;
use hub::{Record, back_up, restore};
use ledger::Journal;
use ledger::tlog::checkpoint::Checkpoint;
use ledger::tlog::cosignature::{Cosignature, Cosigner, Strangers, verify_cosigned};
use std::sync::Arc;
use sync::Replica;
use tempfile::tempdir;

/// A request as a log would send it.
fn request(journal: &Journal, old: u64, proof: &[[u8; 32]]) -> String {
    let lines: String = proof.iter().map(|hash| format!("{}\n", STANDARD.encode(hash))).collect();
    format!("old {old}\n{lines}\n{}", journal.checkpoint_text())
}

fn proven(journal: &Journal, old: u64) -> String {
    let proof =
        if old == 0 || old == journal.size() { Vec::new() } else { journal.consistency(old, journal.size()).unwrap() };
    request(journal, old, &proof)
}

/// Who cosigns, out of the line that policies have.
fn cosigner(record: &Record) -> Cosigner {
    let vkey = record.witness_vkey().unwrap();
    let (name, rest) = vkey.split_once('+').unwrap();
    let key = STANDARD.decode(rest.split_once('+').unwrap().1).unwrap();
    let key = ed25519_dalek::VerifyingKey::from_bytes(&key[1..].try_into().unwrap()).unwrap();
    let cosigner = Cosigner { name: name.to_owned(), key };
    assert_eq!(cosigner.vkey(), vkey);
    cosigner
}

#[track_caller]
fn cosigned(record: &Record, journal: &Journal, old: u64) {
    let answer = record.add_checkpoint(&proven(journal, old)).unwrap();
    let Answer::Cosigned(line) = answer else { panic!("{answer:?}") };
    let cosignature = Cosignature::parse(line.strip_suffix('\n').unwrap()).unwrap();
    cosignature.verify(&journal.head().0, &cosigner(record)).unwrap();
}

#[test]
fn checkpoints_are_cosigned_that_extend_what_was_cosigned_last_and_no_others() {
    each_base(|base| {
        let dir = tempdir().unwrap();
        let a = founded(&dir.path().join("a"), 61);
        let (record, hub) = hub_of(base, &a);
        let journal = &a.journal;
        let answer = |body: &str| record.add_checkpoint(body).unwrap();
        assert_eq!(answer(&proven(journal, 0)), Answer::Unknown, "no member's log yet");
        meet(journal, &hub);
        // The meeting had it cosigned.
        let first = journal.size();
        assert_eq!(answer(&proven(journal, 0)), Answer::Conflict(first));
        cosigned(&record, journal, first);
        a.add(None, &["one", "two", "three"]);
        assert_eq!(answer(&request(journal, first, &[])), Answer::NoProof);
        assert_eq!(answer(&request(journal, first, &[[7; 32]; 3])), Answer::NoProof);
        let unsigned = proven(journal, first).replace("\n— ", "\n— x");
        assert_eq!(answer(&unsigned), Answer::NotSigned);
        assert!(matches!(answer(&request(journal, journal.size() + 1, &[])), Answer::Malformed(_)));
        // Signatures of others beside the log's own are passed over.
        let strangers = format!("{}— somebody AAAAAAAA\n", proven(journal, first));
        assert!(matches!(answer(&strangers), Answer::Cosigned(_)));
        assert_eq!(answer(&proven(journal, first)), Answer::Conflict(journal.size()));
        cosigned(&record, journal, journal.size());
        for wrong in ["", "old 5\n", "old 05\n\nx\n1\nAAAA\n\n", "new 5\n\n", "old 1\n?\n\nx\n1\nAAAA\n\n"] {
            assert!(matches!(answer(wrong), Answer::Malformed(_)), "{wrong}");
        }
        let many = request(journal, journal.size(), &[[1; 32]; 64]);
        assert!(matches!(answer(&many), Answer::Malformed(_)));
        // On disk before it answered: the next process goes on from there.
        drop((record, hub));
        let record = base.record();
        assert_eq!(record.add_checkpoint(&proven(journal, 0)).unwrap(), Answer::Conflict(journal.size()));
    });
}

#[test]
fn two_checkpoints_of_one_size_are_not_both_cosigned_however_they_race() {
    each_base(|base| {
        let dir = tempdir().unwrap();
        let a = founded(&dir.path().join("a"), 62);
        let b = crate::support::joined(&a, &dir.path().join("b"), 63);
        let (_, hub) = hub_of(base, &a);
        meet(&a.journal, &hub);
        b.add(None, &["before"]);
        let (b, clone) = crate::support::cloned(b, &dir.path().join("clone"));
        b.add(None, &["here"]);
        clone.add(None, &["there"]);
        assert_eq!(b.journal.size(), clone.journal.size());
        assert_ne!(b.journal.root(), clone.journal.root());
        // Nothing of this log is held, so that the witness knows it by its checkpoints alone.
        let answers: Vec<Answer> = std::thread::scope(|s| {
            let ask = |journal: &Journal| {
                let (body, record) = (proven(journal, 0), base.record());
                s.spawn(move || record.add_checkpoint(&body).unwrap())
            };
            let all: Vec<_> = [&b.journal, &clone.journal, &b.journal, &clone.journal].map(ask).into();
            all.into_iter().map(|t| t.join().unwrap()).collect()
        });
        let given = answers.iter().filter(|a| matches!(a, Answer::Cosigned(_))).count();
        assert_eq!(given, 1, "{answers:?}");
        // What then comes in is cosigned only where it goes on from that.
        let record = base.record();
        let view = record.view(a.journal.operation());
        let of = |journal: &Journal| journal.batch(&journal.head().0, 0).unwrap();
        view.take(&of(&b.journal)).unwrap().unwrap();
        view.take(&of(&clone.journal)).unwrap().unwrap();
        view.witness().unwrap();
        assert!(view.cosigned().unwrap().iter().all(|c| c.origin != b.journal.origin()));
    });
}

#[test]
fn what_was_cosigned_travels_with_the_note_and_satisfies_whoever_knows_the_hub() {
    each_base(|base| {
        let dir = tempdir().unwrap();
        let a = founded(&dir.path().join("a"), 64);
        let (record, hub) = hub_of(base, &a);
        meet(&a.journal, &hub);
        let cosigned = hub.cosigned().unwrap();
        let of_a = cosigned.iter().find(|c| c.origin == a.journal.origin()).unwrap();
        let key = a.journal.log_public();
        let by = [cosigner(&record)];
        let (head, lines) = verify_cosigned(&of_a.note, a.journal.origin(), &key, &by, Strangers::Refused).unwrap();
        assert_eq!((head, lines.len()), (a.journal.head().0, 1));
    });
}

#[test]
fn a_restored_hub_cosigns_under_another_key_and_goes_on_from_what_it_holds() {
    let base = crate::support::Base::embedded();
    let dir = tempdir().unwrap();
    let a = founded(&dir.path().join("a"), 65);
    let (record, hub) = hub_of(&base, &a);
    meet(&a.journal, &hub);
    let copy = dir.path().join("copy.db");
    back_up(base.dir.path(), &copy).unwrap();
    assert!(matches!(back_up(base.dir.path(), &copy), Err(hub::Error::AlreadyExists(_))));
    let held = hub.heads().unwrap();
    let before = cosigner(&record);
    a.add(None, &["after the copy"]);
    meet(&a.journal, &hub);
    assert!(matches!(restore(&copy, base.dir.path(), TestEnv::new(66)), Err(hub::Error::AlreadyExists(_))));
    drop((record, hub));
    let there = dir.path().join("there");
    assert!(matches!(restore(&dir.path().join("none"), &there, TestEnv::new(66)), Err(hub::Error::NotFound(_))));
    let vkey = restore(&copy, &there, TestEnv::new(66)).unwrap();
    let store = hub::store::sqlite::Sqlite::open(&there).unwrap();
    let record = Arc::new(Record::new(Box::new(store), TestEnv::new(67)));
    assert_eq!(record.witness_vkey().unwrap(), vkey);
    let after = cosigner(&record);
    assert_ne!(before.key, after.key);
    assert!(before.name.ends_with("/1") && after.name == before.name.replace("/1", "/2"));
    let hub = record.view(a.journal.operation());
    assert_eq!(hub.heads().unwrap(), held);
    // What it lost comes back at the next meeting.
    meet(&a.journal, &hub);
    let head: Checkpoint = a.journal.head().0;
    assert!(hub.holds(&head).unwrap());
    let newest = hub.cosigned().unwrap().into_iter().find(|c| c.size == head.size).unwrap();
    assert!(newest.by.contains(&after.name));
}
