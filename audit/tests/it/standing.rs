//! Whose keys count once somebody was revoked: a certificate that never stood vouches for nothing, one that stands for all it signed.

use audit::{Fault, Memory, Report};

use crate::both::{Verdict, judge};
use crate::builder::*;

const SECOND_ADMIN: [u8; 16] = [3; 16];
const THIRD_DEVICE: [u8; 16] = [0xE1; 16];

/// The founder's log; a second administrator's, on a device of their own, who certifies a third device there; that device's log.
struct Three {
    founder: Log,
    second: Log,
    third: Log,
}

impl Three {
    fn new() -> Self {
        let (mut founder, _) = operation(0);
        let by = admin(&founder);
        founder.push_issued(101, &by, &user_fields(SECOND_ADMIN, "second", 1 << 3), (0, ADMIN, "admin"));
        let mut second = Log::new(SECOND_DEVICE, "second log");
        let by = By { kind: 0, id: SECOND_ADMIN, certificate: founder.leaf(6), key: "second" };
        let mut fields = device_fields(THIRD_DEVICE, "third log", "third act");
        fields[4] = bytes(&public("third cosigner"));
        second.push_issued(102, &by, &fields, (0, SECOND_ADMIN, "second"));
        let mut third = Log::new(THIRD_DEVICE, "third log");
        third.push_sealed(1);
        Self { founder, second, third }
    }

    fn revoke(&mut self, kind: u64, id: [u8; 16], accepts_second: bool) {
        let accepted: &[&Log] = if accepts_second { &[&self.second] } else { &[] };
        let fields = revocation_fields(kind, id, accepted);
        self.founder.push_issued(104, &admin(&self.founder), &fields, (0, ADMIN, "admin"));
    }

    fn export(&self) -> Memory {
        export(&[&self.founder, &self.second, &self.third], true)
    }

    /// With a line below the founder's checkpoint by the third device.
    fn cosigned(&self, alter: impl FnOnce(String) -> String) -> Memory {
        let mut export = self.export();
        let checkpoint = self.founder.checkpoint();
        let line = alter(cosignature(&checkpoint, THIRD_DEVICE, "third cosigner", 1_700_000_000));
        let note = (checkpoint + &line).into_bytes();
        export.files.insert(format!("logs/{}/checkpoint", self.founder.name()), note);
        export
    }
}

fn gaps(report: &Report) -> Vec<(&str, &Fault)> {
    report.incomplete.iter().map(|gap| (gap.file.as_str(), &gap.fault)).collect()
}

fn cosigners(report: &Report) -> usize {
    report.logs.iter().map(|log| log.cosigned.len()).sum()
}

#[test]
fn a_log_whose_devices_certificate_never_stood_is_not_vouched_for() {
    let mut three = Three::new();
    assert_eq!(Verdict::of(&judge(&three.export())), Verdict::Whole);
    three.revoke(0, SECOND_ADMIN, false);
    let report = judge(&three.export());
    let file = format!("logs/{}/checkpoint", three.third.name());
    let fault = Fault::DeviceNotStanding { device: hex::encode(THIRD_DEVICE) };
    assert_eq!((gaps(&report), report.faults.len()), (vec![(file.as_str(), &fault)], 0));
    // Another key under it is wrong, as ever.
    let mut other = Three::new();
    other.third = Log::new(THIRD_DEVICE, "nobody's log");
    other.third.push_sealed(1);
    other.revoke(0, SECOND_ADMIN, false);
    assert_eq!(Verdict::of(&judge(&other.export())), Verdict::Wrong);
    // An administrator who stands lets the certificate in, or certifies the device anew.
    let mut admitted = Three::new();
    admitted.revoke(0, SECOND_ADMIN, false);
    let leaves = admission_fields(&[admitted.second.leaf(0)]);
    admitted.founder.push_issued(105, &admin(&admitted.founder), &leaves, (0, ADMIN, "admin"));
    assert_eq!(Verdict::of(&judge(&admitted.export())), Verdict::Whole);
    let fields = device_fields(THIRD_DEVICE, "third log", "third act");
    three.founder.push_issued(102, &admin(&three.founder), &fields, (0, ADMIN, "admin"));
    assert_eq!(Verdict::of(&judge(&three.export())), Verdict::Whole);
}

#[test]
fn what_a_revoked_administrator_certified_within_what_was_accepted_vouches_on() {
    let mut three = Three::new();
    three.revoke(0, SECOND_ADMIN, true);
    assert_eq!(Verdict::of(&judge(&three.export())), Verdict::Whole);
    assert_eq!(cosigners(&judge(&three.cosigned(|line| line))), 1);
}

#[test]
fn a_revoked_devices_log_is_proven_by_its_certificate_which_stands() {
    for accepts in [true, false] {
        let mut three = Three::new();
        three.second = Log::new(SECOND_DEVICE, "second log");
        three.second.push_sealed(1);
        three.third = three.second.clone();
        three.revoke(1, SECOND_DEVICE, accepts);
        let report = judge(&export(&[&three.founder, &three.second], true));
        assert_eq!(Verdict::of(&report), Verdict::Whole);
        let left_out: u64 = report.logs.iter().map(|log| log.left_out).sum();
        assert_eq!(left_out, u64::from(!accepts));
    }
}

#[test]
fn a_cosignature_under_a_certificate_that_never_stood_counts_for_nothing_and_harms_nothing() {
    let mut three = Three::new();
    assert_eq!(cosigners(&judge(&three.cosigned(|line| line))), 1);
    three.revoke(0, SECOND_ADMIN, false);
    let report = judge(&three.cosigned(|line| line));
    assert_eq!((cosigners(&report), report.faults.len()), (0, 0), "{report}");
    // It is still what that key signed, or it is wrong.
    let report = judge(&three.cosigned(|line| {
        let at = line.len() - 10;
        let other = if &line[at..=at] == "A" { "B" } else { "A" };
        format!("{}{other}{}", &line[..at], &line[at + 1..])
    }));
    assert_eq!(Verdict::of(&report), Verdict::Wrong);
}
