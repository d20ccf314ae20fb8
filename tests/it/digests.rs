//! The auditor's questions through the API: does this digest belong to that journal, what was kept, is this record in it.

use crate::support::{PASSPHRASE, call, fieldchart, host, named, register, run, started};
use base64::{Engine, engine::general_purpose::STANDARD};
use clinic::Host;
use domain::api::ApiError;
use domain::api::journal::{Compare, Compared, Digests, KeepDigest, Outcome, Overview, Receipt, Receipts};
use domain::api::session::{JobStatus, LogIn};
use std::path::Path;
use std::sync::Arc;

fn compare(h: &Host, token: &str, digest: &str) -> Compared {
    call(h, Some(token), Compare { digest: digest.into() }).unwrap()
}

fn digest(h: &Host, token: &str) -> String {
    call(h, Some(token), Overview {}).unwrap().digest
}

/// A copy of a store as a backup tool or a thief makes it, opened.
fn cloned(from: &Path, to: &Path) -> (Arc<Host>, String) {
    for e in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        std::fs::copy(e.path(), to.join(e.file_name())).unwrap();
    }
    let h = host(to);
    let token = call(&h, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
    (h, token)
}

#[test]
fn a_digest_from_elsewhere_is_told_apart_in_every_way() {
    let (one, two, three) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (h, token) = started(one.path());
    for n in 0..300 {
        register(&h, &token, named(&format!("Given{n}"), "Family"));
    }
    h.flush();
    let old = digest(&h, &token);
    h.lock_store();
    let (copy, by_copy) = cloned(one.path(), two.path());
    let token = call(&h, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
    let found = compare(&h, &token, &old);
    assert_eq!((found.outcome, found.signed), (Outcome::Same, true));

    register(&h, &token, named("Amina", "Hassan"));
    let new = digest(&h, &token);
    assert_eq!(compare(&h, &token, &old).outcome, Outcome::Older);
    assert_eq!(compare(&h, &token, &format!("  {}\r\n", old.replace('\n', "\r\n"))).outcome, Outcome::Older);
    assert_eq!(compare(&copy, &by_copy, &new).outcome, Outcome::Ahead);

    // The copy is written to as well: two journals under one name.
    register(&copy, &by_copy, named("Somebody", "Else"));
    register(&copy, &by_copy, named("And", "Another"));
    let found = compare(&copy, &by_copy, &new);
    assert_eq!((found.outcome, found.signed), (Outcome::Fork, true));
    assert_ne!(Some(found.root), found.here);

    // From paper: a size and a root, in either writing.
    let view = call(&h, Some(&token), Overview {}).unwrap();
    for root in [view.root.clone(), STANDARD.encode(hex::decode(&view.root).unwrap())] {
        let found = compare(&h, &token, &format!("{}  {root}", view.size));
        assert_eq!((found.outcome, found.signed), (Outcome::Same, false));
    }
    assert_eq!(compare(&h, &token, &format!("{} {}", view.size - 1, view.root)).outcome, Outcome::Fork);

    let (other, by_other) = started(three.path());
    assert_eq!(compare(&h, &token, &digest(&other, &by_other)).outcome, Outcome::OtherLog);
    for (n, c) in new.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
        let altered = format!("{}{}{}", &new[..n], if c == '9' { '8' } else { '9' }, &new[n + 1..]);
        let outcome = compare(&h, &token, &altered).outcome;
        let refused = [Outcome::NotSigned, Outcome::OtherLog, Outcome::NotADigest].contains(&outcome);
        assert!(refused, "{altered}: {outcome:?}");
    }
    for nonsense in ["", "hello", "12", "12 zz", "-1 00", "one two three"] {
        assert_eq!(compare(&h, &token, nonsense).outcome, Outcome::NotADigest, "{nonsense}");
    }
}

#[test]
fn kept_digests_are_held_against_the_journal() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let t = Some(token.as_str());
    call(&h, t, KeepDigest {}).unwrap();
    register(&h, &token, named("Amina", "Hassan"));
    let job = call(&h, t, domain::api::journal::Verify {}).unwrap();
    while call(&h, t, JobStatus { id: job }).unwrap().result.is_none() {
        std::thread::yield_now();
    }
    let rows = call(&h, t, Digests {}).unwrap();
    let told: Vec<_> = rows.iter().map(|r| (r.why.as_str(), r.holds)).collect();
    assert_eq!(told, [("verified", true), ("kept", true)]);
    assert!(rows[0].size > rows[1].size);
    // One that the journal does not lead from is told.
    let store = h.store().unwrap();
    let other =
        |sql: &rusqlite::Connection| Ok(sql.execute("UPDATE digest SET root = zeroblob(32) WHERE why = 'kept'", [])?);
    store.local(other).unwrap();
    assert!(!call(&h, t, Digests {}).unwrap()[1].holds);
}

#[test]
fn every_revision_of_a_record_has_a_receipt_that_the_auditor_accepts() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let t = Some(token.as_str());
    let (patient, set) = register(&h, &token, named("Amina", "Hassan"));
    let (stranger, _) = register(&h, &token, named("Eva", "Noor"));
    let receipts = call(&h, t, Receipts { patient, id: set }).unwrap();
    assert_eq!(receipts.len(), 1);
    assert!(receipts[0].qr_svg.contains("<svg"));
    accepted(&receipts[0].text, &receipts[0].entry.leaf);
    assert_eq!(call(&h, t, Receipts { patient: stranger, id: set }).unwrap_err(), ApiError::NotFound);
    let size = call(&h, t, Overview {}).unwrap().size;
    for index in 0..size {
        let receipt = call(&h, t, Receipt { index }).unwrap();
        accepted(&receipt.text, &receipt.entry.leaf);
        assert!(!receipt.text.contains("Amina"));
    }
    assert_eq!(call(&h, t, Receipt { index: size + 5 }).unwrap_err(), ApiError::NotFound);
    h.lock_store();
    let (text, ok) = run(fieldchart(dir.path()).args(["prove", &set.to_string()]));
    assert!(ok, "{text}");
    let (said, receipt) = text.split_once('\n').unwrap();
    let (leaf, vkey) = said.strip_prefix("leaf ").unwrap().split_once(", log key ").unwrap();
    assert_eq!(leaf, receipts[0].entry.leaf);
    accepted(receipt, leaf);
    let file = dir.path().join("receipt");
    std::fs::write(&file, format!("{}\n", receipt.trim_end())).unwrap();
    let auditor = |leaf: &str| {
        let mut c = std::process::Command::new(tests::bin("fieldchart-audit"));
        run(c.arg("receipt").arg(&file).args(["--leaf", leaf, "--vkey", vkey]))
    };
    let (text, ok) = auditor(leaf);
    assert!(ok && text.starts_with("Proven"), "{text}");
    let (text, ok) = auditor(&"0".repeat(64));
    assert!(!ok && text.contains("Not proven"), "{text}");
    let (text, ok) = run(fieldchart(dir.path()).args(["prove", &"0".repeat(32)]));
    assert!(!ok && text.contains("no record"), "{text}");
}

/// Judged by the auditor's own arithmetic, against the head that the receipt itself carries.
fn accepted(text: &str, leaf: &str) {
    let hash = |line: &str| -> [u8; 32] { STANDARD.decode(line).unwrap().try_into().unwrap() };
    let (proof, note) = text.split_once("\n\n").unwrap();
    let mut lines = proof.lines();
    assert_eq!(lines.next(), Some("c2sp.org/tlog-proof@v1"));
    let index: u64 = lines.next().unwrap().strip_prefix("index ").unwrap().parse().unwrap();
    let hashes: Vec<[u8; 32]> = lines.map(hash).collect();
    let head: Vec<&str> = note.lines().collect();
    let leaf: [u8; 32] = hex::decode(leaf).unwrap().try_into().unwrap();
    audit::verify_inclusion(index, head[1].parse().unwrap(), &leaf, &hashes, &hash(head[2])).unwrap();
}
