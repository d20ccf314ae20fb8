//! What was redacted by two is whole; what is absent otherwise is not.

use audit::{Fault, Report};

use crate::both;
use crate::builder::*;

const BOTH: [(u8, [u8; 16], &str); 2] = [(0, ADMIN, "admin"), (0, NURSE, "nurse")];

fn judge(log: &Log) -> Report {
    both::judge(&export(&[log], true))
}

/// A founded log with two who may redact and twenty sealed entries from index 5 on.
fn with_two(bits_of_second: u64) -> Log {
    let mut log = founded();
    log.push_issued(101, &admin(&log), &user_fields(ADMIN, "admin", 1 << 3 | 1 << 4), (0, ADMIN, "admin"));
    log.push_issued(101, &admin(&log), &user_fields(NURSE, "nurse", bits_of_second), (0, ADMIN, "admin"));
    while log.entries.len() < 25 {
        log.push_sealed(1);
    }
    log
}

fn faults(report: &Report) -> Vec<(Option<u64>, Fault)> {
    report.faults.iter().chain(&report.incomplete).map(|f| (f.index, f.fault.clone())).collect()
}

#[test]
fn bodies_dropped_by_two_are_no_gap() {
    let mut log = with_two(1 << 4);
    log.redact(&admin(&log), &[7, 9, 20], &BOTH);
    let report = judge(&log);
    assert!(report.ok, "{:#?}", faults(&report));
    assert_eq!((report.logs[0].bodies_redacted, report.logs[0].bodies_absent), (3, 0));
    assert_eq!((report.logs[0].redactions[0].by, report.logs[0].redactions[0].entries), (25, 3));
    assert!(report.to_string().contains("redacted 3 entries by entry 25: danger"), "{report}");
}

#[test]
fn a_body_absent_beside_them_is_a_gap_and_one_still_held_is_wrong() {
    let mut log = with_two(1 << 4);
    log.redact(&admin(&log), &[7, 9], &BOTH);
    let whole = log.clone();
    log.bodies[11] = None;
    assert_eq!(faults(&judge(&log)), [(Some(11), Fault::BodiesNotHeld { count: 1, first: 11 })]);
    let mut log = whole;
    log.bodies[9] = Some(vec![9; 40 + 9 % 7]);
    let report = judge(&log);
    assert!(matches!(faults(&report)[..], [(Some(9), Fault::RedactedHeld { by: 25, .. })]), "{:#?}", faults(&report));
}

#[test]
fn one_signer_or_the_same_twice_or_one_who_may_not_redacts_nothing() {
    let named = |log: &Log, fault: &Fault| {
        let report = judge(log);
        let all = faults(&report);
        assert!(all.iter().any(|(index, f)| *index == Some(25) && f == fault), "{fault}: {all:#?}");
        assert!(all.contains(&(Some(7), Fault::BodiesNotHeld { count: 1, first: 7 })), "{all:#?}");
    };
    for signers in [&BOTH[..1], &[BOTH[0], BOTH[0]]] {
        let mut log = with_two(1 << 4);
        log.redact(&admin(&log), &[7], signers);
        named(&log, &Fault::RedactionSigners);
    }
    let mut log = with_two(1);
    log.redact(&admin(&log), &[7], &BOTH);
    named(&log, &Fault::IssuerNotPermitted { issuer: hex::encode(NURSE) });
    let mut log = with_two(1 << 4);
    log.redact(&admin(&log), &[7], &[(2, OPERATION, "root"), BOTH[0]]);
    named(&log, &Fault::IssuerNotPermitted { issuer: hex::encode(OPERATION) });
    // Nor one who signs as if it were the root.
    let mut log = with_two(1 << 4);
    log.redact(&admin(&log), &[7], &[(2, NURSE, "nurse"), BOTH[0]]);
    named(&log, &Fault::IssuerNotPermitted { issuer: hex::encode(NURSE) });
}

#[test]
fn a_certificate_cannot_be_redacted_away() {
    let mut log = with_two(1 << 4);
    log.push_issued(101, &admin(&log), &user_fields([3; 16], "third", 1), (0, ADMIN, "admin"));
    log.redact(&admin(&log), &[7, 25], &BOTH);
    let report = judge(&log);
    assert_eq!(faults(&report), [(Some(25), Fault::BodiesNotHeld { count: 1, first: 25 })]);
}
