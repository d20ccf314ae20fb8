//! Disclosures over several logs, written here from docs/formats/disclosure-v1.md alone.

use audit::{DisclosureFault, Fault, Hash, Memory, Tally, leaf_hash, node_hash, root};
use sha2::{Digest, Sha256};

use crate::both;
use crate::builder::*;

const FILE: &str = "disclosures/dispensed.cbor";
const GIFT: [u8; 16] = [0x61; 16];
const OTHER: [u8; 16] = [0x62; 16];
const MARK: [u8; 16] = [0x63; 16];
const UNTOUCHED: [u8; 1] = [0xF7];
const EMPTY: [u8; 1] = [0xF6];

/// A revision: elements of a payload and what is told of it.
struct Revision {
    class: u8,
    record: [u8; 16],
    payload: Vec<Vec<u8>>,
    shown: Vec<usize>,
}

/// A payload of a type and version: fields from 5 on.
fn revision(
    kind: u64,
    version: u64,
    record: [u8; 16],
    parents: &[Hash],
    fields: Vec<Vec<u8>>,
    shown: &[usize],
) -> Revision {
    let header = array(&[uint(kind), uint(version), uint(5 + fields.len() as u64)]);
    let author = array(&[uint(0), bytes(&ADMIN), bytes(&founded().leaf(0))]);
    let mut parents = parents.to_vec();
    parents.sort_unstable();
    let parents = array(&parents.iter().map(|hash| bytes(hash)).collect::<Vec<_>>());
    let time = array(&[uint(1_700_000_000_000), uint(0), uint(0)]);
    let payload = [vec![header, author, parents, time.clone(), time], fields].concat();
    Revision { class: 1, record, payload, shown: [&[0, 1, 2, 3, 4], shown].concat() }
}

/// A dispensing that touches its quantity alone, or all of it if it is the first.
fn gift(record: [u8; 16], parents: &[Hash], quantity: u64) -> Revision {
    let mut fields = vec![if parents.is_empty() { EMPTY.to_vec() } else { UNTOUCHED.to_vec() }; 11];
    fields[7] = uint(quantity);
    if parents.is_empty() {
        fields[3] = text("whole");
    }
    revision(13, 1, record, parents, fields, &[8, 9, 12, 15])
}

fn leaf(payload: &[Vec<u8>], i: usize) -> Hash {
    leaf_hash(&[&[i as u8; 16], &(i as u16).to_be_bytes()[..], &payload[i]].concat())
}

/// Appends a revision and tells its leaf hash.
fn push(log: &mut Log, revision: &Revision) -> Hash {
    let leaves: Vec<Hash> = (0..revision.payload.len()).map(|i| leaf(&revision.payload, i)).collect();
    log.push_of(revision.class, &revision.record, vec![7; 40], root(&leaves));
    log.leaf(log.entries.len() - 1)
}

fn hashes(payload: &[Vec<u8>], shown: &[usize], first: usize, width: usize, out: &mut Vec<Vec<u8>>) -> Hash {
    let hash = if width == 1 {
        leaf(payload, first)
    } else {
        let mut half = 1;
        while half * 2 < width {
            half *= 2;
        }
        // Where nothing below is shown, what the halves told is taken back.
        let told = out.len();
        let left = hashes(payload, shown, first, half, out);
        let hash = node_hash(&left, &hashes(payload, shown, first + half, width - half, out));
        if !shown.iter().any(|i| (first..first + width).contains(i)) {
            out.truncate(told);
        }
        hash
    };
    if !shown.iter().any(|i| (first..first + width).contains(i)) {
        out.push(bytes(&hash));
    }
    hash
}

fn item(log: u64, index: u64, revision: &Revision) -> Vec<u8> {
    let Revision { payload, shown, .. } = revision;
    let element = |i: &usize| array(&[uint(*i as u64), bytes(&[*i as u8; 16]), payload[*i].clone()]);
    let elements: Vec<Vec<u8>> = shown.iter().map(element).collect();
    let mut beside = Vec::new();
    hashes(payload, shown, 0, payload.len(), &mut beside);
    array(&[uint(log), uint(index), uint(0), array(&elements), array(&beside)])
}

fn unshown(log: u64, index: u64, category: u64) -> Vec<u8> {
    array(&[uint(log), uint(index), uint(category)])
}

/// Two logs, the second device's first by their names, and what is disclosed of them.
struct Two {
    founder: Log,
    second: Log,
    /// Log by its place in the header, index, item.
    items: Vec<(u64, u64, Vec<u8>)>,
}

impl Two {
    /// With one clinical entry sealed to others in the second log.
    fn new() -> Self {
        let (founder, second) = operation(0);
        Self { founder, second, items: vec![(0, 0, unshown(0, 0, 2))] }
    }

    fn add(&mut self, in_founder: bool, revision: &Revision) -> Hash {
        let log = if in_founder { &mut self.founder } else { &mut self.second };
        let (place, index) = (u64::from(in_founder), log.entries.len() as u64);
        self.items.push((place, index, item(place, index, revision)));
        push(log, revision)
    }

    fn export(&self, change: impl FnOnce(&mut Vec<Vec<u8>>)) -> Memory {
        let mut export = export(&[&self.founder, &self.second], true);
        let head = |log: &Log| {
            let leaves: Vec<Hash> = log.entries.iter().map(|entry| leaf_hash(entry)).collect();
            array(&[text(log.origin()), uint(leaves.len() as u64), bytes(&root(&leaves))])
        };
        let mut ordered = self.items.clone();
        ordered.sort_by_key(|(log, index, _)| (*log, *index));
        let mut items = vec![array(&[
            text("fieldchart/disclosure/v1"),
            bytes(&OPERATION),
            text("dispensed"),
            uint(1),
            text("2023-11-01"),
            text("2023-11-30"),
            EMPTY.to_vec(),
            array(&[head(&self.second), head(&self.founder)]),
        ])];
        items.extend(ordered.into_iter().map(|(_, _, item)| item));
        change(&mut items);
        let all = items.concat();
        let hash = Sha256::digest(&all);
        export.files.insert(FILE.to_owned(), [all, bytes(&hash)].concat());
        export
    }

    fn tally(&self, change: impl FnOnce(&mut Vec<Vec<u8>>)) -> Tally {
        both::tally(&self.export(change))
    }
}

fn faults(tally: &Tally) -> Vec<(Option<String>, Option<u64>, DisclosureFault)> {
    let findings = tally.export.faults.iter().chain(&tally.export.incomplete);
    findings
        .filter(|finding| !matches!(finding.fault, Fault::Newer { .. }))
        .map(|finding| match &finding.fault {
            Fault::Disclosure(fault) => (finding.log.clone(), finding.index, fault.clone()),
            other => panic!("{other}"),
        })
        .collect()
}

fn units(tally: &Tally) -> Vec<i64> {
    assert!(tally.ok, "{tally}");
    tally.totals.rows.iter().map(|(_, counts)| counts[1]).collect()
}

#[test]
fn revisions_of_several_logs_are_one_record() {
    let mut two = Two::new();
    let first = two.add(true, &gift(GIFT, &[], 5));
    assert_eq!(units(&two.tally(|_| ())), [5]);
    // Both devices amend what both saw. The founder's clock is ahead: what it wrote is shown.
    let ours = two.add(true, &gift(GIFT, &[first], 7));
    let theirs = two.add(false, &gift(GIFT, &[first], 9));
    assert_eq!(units(&two.tally(|_| ())), [7]);
    // The second device settles it: it saw both, and its slow clock does not matter.
    two.add(false, &gift(GIFT, &[ours, theirs], 8));
    two.add(false, &gift(OTHER, &[], 100));
    assert_eq!(units(&two.tally(|_| ())), [108]);
    // Taken back on the other device.
    let marked = |stands: u8| {
        let fields = vec![EMPTY.to_vec(), bytes(&OTHER), text("secret"), EMPTY.to_vec(), vec![stands]];
        revision(16, 1, MARK, &[], fields, &[6, 9])
    };
    two.add(true, &marked(0xF5));
    let tally = two.tally(|_| ());
    assert_eq!(units(&tally), [8]);
    assert_eq!((tally.entries.counted, tally.entries.sealed_to_others), (6, 1));
    assert!(
        tally.claim.starts_with("Complete against this digest except 1 entries sealed to others"),
        "{}",
        tally.claim
    );
    assert_eq!(tally.totals.rows[0].0, ["", "", "2023-11"]);
}

#[test]
fn a_fault_is_named_in_its_own_log() {
    let mut two = Two::new();
    two.add(false, &gift(OTHER, &[], 1));
    two.add(true, &gift(GIFT, &[], 5));
    let (second, founder) = (two.second.name(), two.founder.name());
    let named = |log: &str, index, fault| (Some(log.to_owned()), Some(index), fault);
    let (in_second, in_founder) = (two.items[1].1, two.items[2].1);
    let omitted = faults(&two.tally(|items| _ = items.remove(2)));
    assert_eq!(omitted, [named(&second, in_second, DisclosureFault::Omitted)]);
    let omitted = faults(&two.tally(|items| _ = items.remove(3)));
    assert_eq!(omitted, [named(&founder, in_founder, DisclosureFault::Omitted)]);
    let swapped = faults(&two.tally(|items| items.swap(2, 3)));
    assert!(swapped.contains(&named(&second, in_second, DisclosureFault::Misplaced)), "{swapped:?}");
    // The item of one log's entry with the other's fields.
    let exchanged = faults(&two.tally(|items| items[3] = item(1, in_founder, &gift(OTHER, &[], 1))));
    assert_eq!(exchanged, [named(&founder, in_founder, DisclosureFault::FieldsRoot)]);
    let logs = faults(&two.tally(|items| {
        let at = items[0].windows(64).rposition(|w| w.starts_with(b"fieldchart/")).unwrap();
        items[0].truncate(at);
    }));
    assert!(matches!(logs[0].2, DisclosureFault::Malformed { .. }), "{logs:?}");
}

#[test]
fn what_is_newer_is_incomplete_and_what_is_of_two_types_is_wrong() {
    let mut two = Two::new();
    let mut newer = gift(GIFT, &[], 5);
    newer.payload[0] = array(&[uint(13), uint(2), uint(16)]);
    two.add(true, &newer);
    let tally = two.tally(|_| ());
    let index = two.items[1].1;
    let expected = DisclosureFault::NewerType { kind: "MedicationDispense".to_owned(), version: 2 };
    assert_eq!(faults(&tally), [(Some(two.founder.name()), Some(index), expected)]);
    assert!(tally.export.faults.is_empty() && tally.claim.starts_with("Incomplete"), "{tally}");

    let mut two = Two::new();
    two.add(true, &gift(GIFT, &[], 5));
    let label = vec![EMPTY.to_vec(), EMPTY.to_vec(), EMPTY.to_vec()];
    let mut odd = Two::new();
    odd.add(true, &revision(40, 1, GIFT, &[], label.clone(), &[5, 7]));
    assert_eq!(faults(&odd.tally(|_| ()))[0].2, DisclosureFault::Class { kind: "Item".to_owned() });
    two.add(true, &Revision { class: 2, ..revision(40, 1, GIFT, &[], label, &[5, 7]) });
    let tally = two.tally(|_| ());
    assert_eq!(faults(&tally)[0].2, DisclosureFault::TwoTypes);
    assert!(tally.totals.rows.is_empty());

    let mut two = Two::new();
    two.add(true, &gift(GIFT, &[], 5));
    two.founder.entries.push(vec![2; 9]);
    two.founder.bodies.push(Some(vec![1]));
    assert_eq!(faults(&two.tally(|_| ()))[0].2, DisclosureFault::NewerEntry);

    let mut export = two.export(|_| ());
    export.files.insert("disclosures/weather.cbor".to_owned(), vec![0]);
    let report = both::judge(&export);
    assert!(report.incomplete.iter().any(|gap| gap.fault == Fault::Disclosure(DisclosureFault::NewerReport)));
    export.files.insert("disclosures/../notes.cbor".to_owned(), vec![0]);
    export.files.insert("disclosures/Notes.cbor".to_owned(), vec![0]);
    let report = both::judge(&export);
    assert_eq!(report.faults.iter().filter(|finding| finding.fault == Fault::Stray).count(), 2);
}

/// A dispensing by this author.
fn gift_by(kind: u64, id: [u8; 16], certificate: Hash) -> Revision {
    let mut gift = gift(GIFT, &[], 5);
    gift.payload[1] = array(&[uint(kind), bytes(&id), bytes(&certificate)]);
    gift
}

#[test]
fn a_disclosed_entry_names_its_authors_own_certificate() {
    let two = Two::new();
    // The administrator, the founding device, a nurse, the second device.
    let [user, device, nurse, other] = [0, 1, 3, 4].map(|index| two.founder.leaf(index));
    for (kind, id, certificate, in_founder) in [
        (0, ADMIN, user, true),
        (0, NURSE, nurse, true),
        (0, NURSE, nurse, false),
        (1, DEVICE, device, true),
        (1, SECOND_DEVICE, other, false),
    ] {
        let mut two = Two::new();
        two.add(in_founder, &gift_by(kind, id, certificate));
        assert_eq!(units(&two.tally(|_| ())), [5]);
    }
    for (why, kind, id, certificate, in_founder) in [
        ("no certificate", 0, NURSE, [3; 32], true),
        ("zeros, after the founding entries", 0, ADMIN, [0; 32], true),
        ("zeros, in another log", 0, ADMIN, [0; 32], false),
        ("somebody else's", 0, NURSE, user, true),
        ("nobody's", 0, [5; 16], nurse, true),
        ("a device's, as a user's", 0, DEVICE, device, true),
        ("a user's, as a device's", 1, ADMIN, user, true),
        ("another device's log", 1, SECOND_DEVICE, other, true),
        ("a wrap", 0, ADMIN, two.founder.leaf(2), true),
    ] {
        let mut two = Two::new();
        two.add(in_founder, &gift_by(kind, id, certificate));
        let log = if in_founder { two.founder.name() } else { two.second.name() };
        let expected = (Some(log), Some(two.items[1].1), DisclosureFault::Author { author: hex::encode(id) });
        let tally = two.tally(|_| ());
        assert_eq!(faults(&tally), [expected], "{why}");
        assert!(tally.totals.rows.is_empty(), "{why}");
    }
    // Where bodies of certificates are absent, nobody can tell.
    let mut two = Two::new();
    two.add(true, &gift_by(0, NURSE, nurse));
    two.founder.bodies[3] = None;
    let tally = two.tally(|_| ());
    let gaps: Vec<_> = tally.export.incomplete.iter().map(|gap| gap.fault.clone()).collect();
    let expected = DisclosureFault::AuthorUnchecked { author: hex::encode(NURSE) };
    assert!(gaps.contains(&Fault::Disclosure(expected)) && tally.export.faults.is_empty(), "{tally}");
}

#[test]
fn a_certificate_forged_for_an_administrator_and_an_admission_under_it_hold_each_other_up_for_nobody() {
    const SECOND_ADMIN: [u8; 16] = [3; 16];
    // A second administrator, revoked, certifies other keys as the first one's. Under these an admission is signed that lists the
    // forged certificate, and what the second wrote; or the first administrator signs it indeed.
    for (signs, counted, left_out) in [("forged", vec![], 1), ("admin", vec![5], 0)] {
        let mut two = Two::new();
        let first = admin(&two.founder);
        two.founder.push_issued(101, &first, &user_fields(SECOND_ADMIN, "second", 1 << 3), (0, ADMIN, "admin"));
        let certificate = two.founder.leaf(6);
        let second = By { kind: 0, id: SECOND_ADMIN, certificate, key: "second" };
        two.second.push_issued(101, &second, &user_fields(ADMIN, "forged", 0x3F), (0, SECOND_ADMIN, "second"));
        let forged = two.second.leaf(2);
        let evil = two.add(false, &gift_by(0, SECOND_ADMIN, certificate));
        let nurse = By { kind: 0, id: NURSE, certificate: two.founder.leaf(3), key: "nurse" };
        let listed = if signs == "forged" { vec![forged, evil] } else { vec![evil] };
        two.second.push_issued(105, &nurse, &admission_fields(&listed), (0, ADMIN, signs));
        assert_eq!(units(&two.tally(|_| ())), [5], "nobody is revoked yet");
        two.founder.push_issued(104, &first, &revocation_fields(0, SECOND_ADMIN, &[]), (0, ADMIN, "admin"));
        let tally = two.tally(|_| ());
        assert_eq!((units(&tally), tally.entries.left_out), (counted, left_out), "{signs}");
    }
}

#[test]
fn a_value_of_another_shape_is_named_and_nothing_is_counted() {
    let mut two = Two::new();
    let mut odd = gift(GIFT, &[], 5);
    odd.payload[12] = text("five");
    two.add(true, &odd);
    let tally = two.tally(|_| ());
    assert_eq!(faults(&tally)[0].2, DisclosureFault::Shape { position: 12 });
    assert!(tally.totals.rows.is_empty() && tally.claim.starts_with("Not verified"), "{tally}");
}

#[test]
fn a_boolean_is_no_number_and_a_number_no_boolean() {
    let (no, yes) = (vec![0xF4], vec![0xF5]);
    let mut two = Two::new();
    two.add(true, &gift(GIFT, &[], 5));
    let index = uint(two.items[1].1);
    let mended = |items: &mut Vec<Vec<u8>>, at: usize, from: &[u8], to: &[u8]| {
        let place = items[at].windows(from.len()).position(|window| window == from).unwrap();
        items[at].splice(place..place + from.len(), to.iter().copied());
    };
    assert_eq!(units(&two.tally(|_| ())), [5]);
    for (why, tally) in [
        ("the log", two.tally(|items| items[1] = array(&[no.clone(), uint(0), uint(2)]))),
        ("the index", two.tally(|items| items[1] = array(&[uint(0), no.clone(), uint(2)]))),
        (
            "the category",
            two.tally(|items| mended(items, 2, &[&index[..], &[0]].concat(), &[&index[..], &no].concat())),
        ),
        ("a position", two.tally(|items| mended(items, 2, &[0x83, 0, 0x50], &[0x83, 0xF4, 0x50]))),
        ("the version", two.tally(|items| mended(items, 0, b"dispensed\x01", b"dispensed\xF5"))),
    ] {
        assert!(!tally.export.faults.is_empty() && tally.totals.rows.is_empty(), "{why}");
    }
    for (stands, expected) in [(yes, None), (uint(1), Some(DisclosureFault::Shape { position: 9 }))] {
        let mut two = Two::new();
        let fields = vec![EMPTY.to_vec(), bytes(&OTHER), EMPTY.to_vec(), EMPTY.to_vec(), stands];
        two.add(true, &revision(16, 1, MARK, &[], fields, &[6, 9]));
        assert_eq!(faults(&two.tally(|_| ())).pop().map(|(_, _, fault)| fault), expected);
    }
}

#[test]
fn what_is_redacted_is_said_to_be_and_only_then() {
    let mut two = Two::new();
    let administrator = admin(&two.founder);
    for (id, name, bits) in [(ADMIN, "admin", 1 << 3 | 1 << 4), (NURSE, "nurse", 1 << 4)] {
        two.founder.push_issued(101, &administrator, &user_fields(id, name, bits), (0, ADMIN, "admin"));
    }
    two.add(true, &gift(GIFT, &[], 5));
    two.add(true, &gift(OTHER, &[], 7));
    let (gone, kept) = (two.items[1].1, two.items[2].1);
    let signers = [(0, ADMIN, "admin"), (0, NURSE, "nurse")];
    two.founder.redact(&administrator, &[gone as usize], &signers);
    let founder = two.founder.name();
    let named = |index, fault| [(Some(founder.clone()), Some(index), fault)];
    // Shown all the same, as by one who kept a copy.
    assert_eq!(faults(&two.tally(|_| ())), named(gone, DisclosureFault::RedactedShown));
    two.items[1].2 = unshown(1, gone, 1);
    let tally = two.tally(|_| ());
    assert_eq!((units(&tally), tally.entries.redacted), (vec![7], 1));
    assert!(tally.claim.contains("and 1 redacted"), "{}", tally.claim);
    let pretended = faults(&two.tally(|items| items[3] = unshown(1, kept, 1)));
    assert_eq!(pretended, named(kept, DisclosureFault::RedactionUnknown));
    // Without bodies nobody can tell.
    let mut export = two.export(|_| ());
    export.files.retain(|path, _| !path.contains("/bodies/"));
    let tally = both::tally(&export);
    let gaps: Vec<_> = tally.export.incomplete.iter().map(|gap| gap.fault.clone()).collect();
    assert!(gaps.contains(&Fault::Disclosure(DisclosureFault::RedactionUnchecked)), "{tally}");
    assert!(!tally.ok && tally.export.faults.is_empty(), "{tally}");
    assert_eq!(tally.totals.rows[0].1[1], 7, "what can be counted is");
}
