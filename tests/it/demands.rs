//! What an auditor asks beyond an export agreeing with itself: an older digest, whose signatures, a receipt, a second export.

use crate::disclosure::loaded;
use crate::support::{PASSPHRASE, call, host, named, register, started};
use audit::{
    Demands, LogKey, Memory, Policy, Relation, Report, Trust, WitnessKey, compare, judge_receipt, verify_export,
};
use clinic::Host;
use domain::api::session::LogIn;
use ed25519_dalek::SigningKey;
use ledger::tlog::checkpoint::Checkpoint;
use ledger::tlog::cosignature::{Cosignature, Cosigner, with_cosignatures};
use std::ops::ControlFlow;
use std::path::Path;

/// What a clinic hands out: its export, its digest, whom to trust.
pub(crate) struct Handed {
    pub(crate) export: Memory,
    digest: Vec<u8>,
    pub(crate) trust: Trust,
}

pub(crate) fn handed(h: &Host, out: &Path) -> Handed {
    // Opened charts are entries too, written by and by: on a slow machine amid what follows.
    h.flush();
    let store = h.store().unwrap();
    let journal = store.journal();
    journal.export(out, true, &mut |_, _| ControlFlow::Continue(())).unwrap();
    let trust = Trust::parse(&journal.trust_key_line()).unwrap();
    Handed { export: loaded(out), digest: journal.checkpoint_text().into_bytes(), trust }
}

fn asked(handed: &Handed, digest: &[u8]) -> Report {
    let demands = Demands { digest: Some(digest.to_vec()), ..Demands::default() };
    verify_export(&handed.export, &handed.trust, &demands).unwrap()
}

fn faults(report: &Report) -> String {
    report.faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn an_older_digest_proves_that_nothing_it_covers_was_dropped_or_rewritten() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(&dir.path().join("a"));
    register(&h, &token, named("Amina", "Hasan"));
    let early = handed(&h, &dir.path().join("1"));
    let size = h.store().unwrap().journal().size();
    // A clone: the same folder, written on in two places.
    h.lock_store();
    let clone = dir.path().join("clone");
    std::fs::create_dir(&clone).unwrap();
    for file in std::fs::read_dir(dir.path().join("a")).unwrap().map(Result::unwrap) {
        std::fs::copy(file.path(), clone.join(file.file_name())).unwrap();
    }
    let mut late = Vec::new();
    for (n, place) in [dir.path().join("a"), clone].into_iter().enumerate() {
        let h = host(&place);
        let token = call(&h, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
        for i in 0..=n {
            register(&h, &token, named(&format!("Bilal{n}{i}"), "Hasan"));
        }
        late.push(handed(&h, &dir.path().join(format!("late{n}"))));
    }
    let report = asked(&late[0], &early.digest);
    assert!(report.ok, "{report}");
    assert!(report.proven[0].contains(&format!("first {size} entries")), "{:?}", report.proven);
    let said = faults(&asked(&early, &late[0].digest));
    assert!(said.contains("TRUNCATED"), "{said}");
    // Each of the two is in order by itself; together they prove that one key signed two histories.
    let said = faults(&asked(&late[1], &late[0].digest));
    assert!(said.contains("FORK"), "{said}");
    let compared = compare(&late[0].export, &late[1].export, &early.trust).unwrap();
    assert!(compared.first.ok && compared.second.ok && !compared.ok);
    let [(_, Relation::Fork { index, first, second })] = &compared.logs[..] else { panic!("{compared}") };
    // Closing may have written who looked at whom, in both alike.
    assert!(*index >= size);
    assert!(first.as_bytes() == late[0].digest && second.as_bytes() == late[1].digest);
    let compared = compare(&late[0].export, &early.export, &early.trust).unwrap();
    assert!(compared.ok && matches!(compared.logs[..], [(_, Relation::FirstAhead { .. })]), "{compared}");

    // No altered digest passes for one.
    for at in 0..early.digest.len() {
        let mut bent = early.digest.clone();
        bent[at] ^= 1;
        let report = asked(&late[0], &bent);
        assert!(!report.ok && report.proven.is_empty(), "byte {at}: {report}");
    }
}

#[test]
fn a_policy_asks_for_signatures_and_a_receipt_is_held_against_it() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(&dir.path().join("a"));
    register(&h, &token, named("Amina", "Hasan"));
    let clinic = handed(&h, &dir.path().join("1"));
    let store = h.store().unwrap();
    let journal = store.journal();
    let (head, note) = journal.head();
    let witness = |n: u8| SigningKey::from_bytes(&[n; 32]);
    let cosigner = |n: u8| Cosigner { name: format!("witness{n}.example"), key: witness(n).verifying_key() };
    let cosigned = |by: &[u8]| {
        let by: Vec<_> =
            by.iter().map(|n| Cosignature::new(&head, &cosigner(*n).name, &witness(*n), 1_790_000_000)).collect();
        with_cosignatures(&note, &by)
    };
    let lines: String = (1..=3).map(|n| format!("witness w{n} {}\n", cosigner(n).vkey())).collect();
    let policy = format!("log {}\n{lines}group two 2 w1 w2 w3\nquorum two\n", journal.vkey());
    let demands = Demands { policy: Some(Policy::parse(policy.as_bytes()).unwrap()), ..Demands::default() };
    let place = clinic.export.files.keys().find(|path| path.ends_with("/checkpoint")).unwrap().clone();
    let with = |checkpoint: String, demands: &Demands| {
        let mut export = clinic.export.clone();
        export.files.insert(place.clone(), checkpoint.into_bytes());
        verify_export(&export, &clinic.trust, demands).unwrap()
    };
    for (by, enough) in [(&[1, 2][..], true), (&[3, 1], true), (&[1, 2, 3], true), (&[2], false), (&[], false)] {
        let report = with(cosigned(by), &demands);
        assert_eq!(report.ok, enough, "{by:?}: {report}");
        assert_eq!(report.logs[0].cosigned.len(), by.len());
        assert!(enough || faults(&report).contains("quorum"), "{report}");
    }
    // Nobody knows these keys without the policy.
    assert!(faults(&with(cosigned(&[1]), &Demands::default())).contains("no known key"));
    let lenient = Demands { allow_unknown_signatures: true, ..Demands::default() };
    assert!(with(cosigned(&[1]), &lenient).ok);
    // A cosignature of another checkpoint is none of this one.
    let other = Checkpoint { size: head.size + 1, ..head.clone() };
    let moved = Cosignature::new(&other, &cosigner(2).name, &witness(2), 1_790_000_000);
    assert!(faults(&with(with_cosignatures(&cosigned(&[1]), &[moved]), &demands)).contains("does not verify"));

    let key = LogKey::parse(&journal.vkey()).unwrap();
    let none = |_: &str| Vec::<WitnessKey>::new();
    for position in 0..journal.length() {
        let receipt = journal.prove(position).unwrap();
        let judge = |text: &[u8], leaf, demands: &Demands| judge_receipt(text, leaf, &key, demands, none);
        let text = receipt.to_text();
        let judged = judge(text.as_bytes(), &receipt.leaf_hash, &Demands::default()).unwrap();
        assert!(judged.ok && judged.index == position, "{judged}");
        assert!(!judge(text.as_bytes(), &[7; 32], &Demands::default()).unwrap().ok);
        assert!(!judge(text.as_bytes(), &receipt.leaf_hash, &demands).unwrap().ok, "the policy asks for two");
        let text =
            with_cosignatures(&text, &[1, 3].map(|n| Cosignature::new(&head, &cosigner(n).name, &witness(n), 5)));
        assert!(judge(text.as_bytes(), &receipt.leaf_hash, &demands).unwrap().ok);
        for at in 0..text.len() {
            let mut bent = text.clone().into_bytes();
            bent[at] ^= 1;
            let judged = judge(&bent, &receipt.leaf_hash, &demands);
            assert!(judged.is_err() || !judged.unwrap().ok, "byte {at}");
        }
    }
}
