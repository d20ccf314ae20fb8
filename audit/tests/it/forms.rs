//! The forms of what anybody may read: what deviates is refused, or not judged, by both verifiers alike.

use crate::both::{Verdict, judge};
use crate::builder::*;

use Verdict::{Incomplete, Whole, Wrong};

const BOTH: [(u8, [u8; 16], &str); 2] = [(0, ADMIN, "admin"), (0, NURSE, "nurse")];
const NULL: [u8; 1] = [0xF6];
const FALSE: [u8; 1] = [0xF4];
const TRUE: [u8; 1] = [0xF5];

/// Two logs, in the first of which two may redact.
fn logs() -> (Log, Log) {
    let (mut first, second) = operation(0);
    for (id, name, bits) in [(ADMIN, "admin", 1 << 3 | 1 << 4), (NURSE, "nurse", 1 << 4)] {
        first.push_issued(101, &admin(&first), &user_fields(id, name, bits), (0, ADMIN, "admin"));
    }
    (first, second)
}

#[track_caller]
fn check(why: &str, expected: Verdict, bend: impl FnOnce(&mut Log, &Log)) {
    let (mut first, second) = logs();
    bend(&mut first, &second);
    let report = judge(&export(&[&first, &second], true));
    assert_eq!(Verdict::of(&report), expected, "{why}: {report}");
}

/// Something an administrator issues.
#[track_caller]
fn check_issued(why: &str, expected: Verdict, kind: u16, fields: &[Vec<u8>]) {
    check(why, expected, |log, _| log.push_issued(kind, &admin(log), fields, (0, ADMIN, "admin")));
}

fn heads(log: &Log, predecessor: &[u8], notes: &[String]) -> Vec<Vec<u8>> {
    let by_device = By { kind: 1, id: DEVICE, certificate: log.leaf(1), key: "device act" };
    let notes: Vec<Vec<u8>> = notes.iter().map(|note| text(note)).collect();
    payload(401, &by_device, &[predecessor.to_vec(), array(&notes)])
}

#[track_caller]
fn check_heads(why: &str, expected: Verdict, heads_of: impl FnOnce(&Log, &Log) -> Vec<Vec<u8>>) {
    check(why, expected, |log, second| log.push_payload(8, "device act", &heads_of(log, second)));
}

fn leaves(count: usize) -> Vec<[u8; 32]> {
    let leaf = |n: usize| {
        let mut leaf = [0xEE; 32];
        leaf[..8].copy_from_slice(&(n as u64).to_be_bytes());
        leaf
    };
    (0..count).map(leaf).collect()
}

fn redaction_fields(leaves: &[[u8; 32]]) -> Vec<Vec<u8>> {
    let leaves: Vec<Vec<u8>> = leaves.iter().map(|leaf| bytes(leaf)).collect();
    vec![bytes(&[0x55; 16]), array(&leaves), uint(1)]
}

#[test]
fn a_type_stands_in_its_class_and_a_newer_one_is_not_judged() {
    let user = user_fields([5; 16], "fifth", 1);
    for (class, kind, expected) in
        [(4, 101, Whole), (5, 101, Wrong), (4, 1, Wrong), (5, 201, Wrong), (4, 150, Incomplete), (5, 350, Incomplete)]
    {
        check(&format!("type {kind} in class {class}"), expected, |log, _| {
            log.push_issued_by(class, kind, &admin(log), &user, &BOTH[..1]);
        });
    }
    for (class, expected) in [(5, Whole), (4, Wrong)] {
        check(&format!("a redaction in class {class}"), expected, |log, _| {
            log.push_issued_by(class, 301, &admin(log), &redaction_fields(&leaves(2)), &BOTH);
        });
    }
    for (class, expected) in [(8, Whole), (5, Wrong), (4, Wrong)] {
        check(&format!("heads in class {class}"), expected, |log, _| {
            log.push_payload(class, "device act", &heads(log, &NULL, &[]));
        });
    }
    for (class, kind) in [(4, 101), (5, 301), (8, 401)] {
        check(&format!("type {kind} of version 2"), Incomplete, |log, _| {
            let mut payload = payload(kind, &admin(log), &[uint(1)]);
            payload[0] = array(&[uint(kind.into()), uint(2), uint(6)]);
            log.push_payload(class, "admin", &payload);
        });
    }
}

#[test]
fn a_public_body_holds_no_maps_tags_or_depths() {
    // The payload stands at depth 0, its elements at 1.
    let deep = |lists: usize| [vec![0x81; lists], vec![0]].concat();
    for (why, expected, field) in [
        ("a list", Incomplete, array(&[uint(1)])),
        ("a map", Wrong, vec![0xA1, 1, 1]),
        ("an empty map", Wrong, vec![0xA0]),
        ("a tag", Wrong, vec![0xC1, 0]),
        ("a float", Wrong, vec![0xF9, 0x3C, 0]),
        ("what stands at depth 32", Incomplete, deep(31)),
        ("what stands at depth 33", Wrong, deep(32)),
    ] {
        check(why, expected, |log, _| log.push_public(4, 150, &admin(log), &[field]));
    }
}

#[test]
fn the_first_five_elements_have_their_shapes() {
    for (why, at, element) in [
        ("a time that is empty", 3, NULL.to_vec()),
        ("a time that is untouched", 4, vec![0xF7]),
        ("a time beyond 64 bits", 3, array(&[uint(1 << 63), uint(0), uint(0)])),
        ("an offset beyond 16 bits", 3, array(&[uint(1), uint(1 << 15), uint(0)])),
        ("an author's kind that is false", 1, array(&[FALSE.to_vec(), bytes(&ADMIN), bytes(&founded().leaf(0))])),
        ("an author's kind that is 2", 1, array(&[uint(2), bytes(&ADMIN), bytes(&founded().leaf(0))])),
        ("parents that repeat", 2, array(&[bytes(&[7; 32]), bytes(&[7; 32])])),
        ("a version that is true", 0, array(&[uint(150), TRUE.to_vec(), uint(6)])),
    ] {
        check(why, Wrong, |log, _| {
            let mut payload = payload(150, &admin(log), &[uint(1)]);
            payload[at] = element;
            log.push_payload(4, "admin", &payload);
        });
    }
}

#[test]
fn what_is_issued_has_the_shapes_of_its_fields() {
    let earlier = |list: Vec<u8>| [&wrap_fields(DEVICE)[..3], &[list]].concat();
    let pair = array(&[bytes(&[8; 16]), bytes(&[9; 72])]);
    check_issued("earlier keys", Whole, 103, &earlier(array(&[pair])));
    for (why, list) in [
        ("a map of earlier keys", vec![0xA0]),
        ("a text", text("none")),
        ("nothing", NULL.to_vec()),
        ("numbers", array(&[uint(1)])),
        ("an id alone", array(&[array(&[bytes(&[8; 16])])])),
        ("a short id", array(&[array(&[bytes(&[8; 15]), bytes(&[9; 72])])])),
    ] {
        check_issued(why, Wrong, 103, &earlier(list));
    }
    let mut user = user_fields([5; 16], "fifth", 1);
    user[3] = TRUE.to_vec();
    check_issued("permission bits that are true", Wrong, 101, &user);
    let revocation = |kind: Vec<u8>, heads: Vec<u8>| [kind, bytes(&NURSE), heads, uint(1)];
    check_issued("a revocation", Whole, 104, &revocation(uint(0), array(&[])));
    check_issued("one of a third kind", Wrong, 104, &revocation(uint(2), array(&[])));
    check_issued("one of kind false", Wrong, 104, &revocation(FALSE.to_vec(), array(&[])));
    for (why, head) in [
        ("a head that is a number", uint(1)),
        ("a head without a root", array(&[text("fieldchart/x"), uint(1)])),
        ("a head of a short root", array(&[text("fieldchart/x"), uint(1), bytes(&[1; 31])])),
        ("a head whose size is true", array(&[text("fieldchart/x"), TRUE.to_vec(), bytes(&[1; 32])])),
    ] {
        check_issued(why, Wrong, 104, &revocation(uint(0), array(&[head])));
    }
    check_issued("heads that are no list", Wrong, 104, &revocation(uint(0), uint(1)));
    check_issued("an admission of numbers", Wrong, 105, &[array(&[uint(1)])]);
    check_issued("an admission of a number", Wrong, 105, &[uint(1)]);
    check("an issuer of kind 1", Wrong, |log, _| {
        log.push_issued(101, &admin(log), &user_fields([5; 16], "fifth", 1), (1, ADMIN, "admin"));
    });
    check("no issuer", Wrong, |log, _| {
        log.push_issued_by(4, 101, &admin(log), &user_fields([5; 16], "fifth", 1), &[]);
    });
    check("another operation's root", Wrong, |log, _| {
        log.push_issued(101, &admin(log), &user_fields([5; 16], "fifth", 1), (2, [1; 16], "root"));
    });
}

#[test]
fn lists_of_leaf_hashes_keep_their_limits_and_their_order() {
    let mut swapped = leaves(3);
    swapped.swap(0, 1);
    let repeated = [leaves(2), leaves(2)[1..].to_vec()].concat();
    for (why, expected, leaves) in [
        ("20,000", Whole, leaves(20_000)),
        ("20,001", Wrong, leaves(20_001)),
        ("out of order", Wrong, swapped),
        ("twice the same", Wrong, repeated),
    ] {
        check(why, expected, |log, _| {
            log.push_issued_by(5, 301, &admin(log), &redaction_fields(&leaves), &BOTH);
        });
    }
    check_issued("20,000 admitted", Whole, 105, &admission_fields(&leaves(20_000)));
    check_issued("20,001 admitted", Wrong, 105, &admission_fields(&leaves(20_001)));
}

#[test]
fn heads_name_a_log_before_and_notes_within_their_limits() {
    let note = |second: &Log, cosigned: u8| {
        let checkpoint = second.checkpoint();
        let line = |n: u8| cosignature(&checkpoint, [n; 16], "somebody", 1);
        (0..cosigned).fold(checkpoint.clone(), |note, n| note + &line(n))
    };
    check_heads("1,000 notes", Whole, |log, second| heads(log, &NULL, &vec![note(second, 0); 1000]));
    check_heads("1,001 notes", Wrong, |log, second| heads(log, &NULL, &vec![note(second, 0); 1001]));
    check_heads("8 cosignatures", Whole, |log, second| heads(log, &NULL, &[note(second, 8)]));
    check_heads("9 cosignatures", Wrong, |log, second| heads(log, &NULL, &[note(second, 9)]));
    check_heads("a predecessor that is here", Whole, |log, second| heads(log, &text(second.origin()), &[]));
    check_heads("one that is not", Incomplete, |log, _| heads(log, &text("fieldchart/elsewhere"), &[]));
    check_heads("one that is a number", Wrong, |log, _| heads(log, &uint(1), &[]));
    check_heads("one that is false", Wrong, |log, _| heads(log, &FALSE, &[]));
    check_heads("a note of no log", Wrong, |log, second| heads(log, &NULL, &[note(second, 0).replace('/', "-")]));
    for notes in [uint(1), array(&[uint(1)]), vec![0xA0], NULL.to_vec()] {
        check_heads("notes that are no texts", Wrong, |log, _| {
            let mut payload = heads(log, &NULL, &[]);
            payload[6] = notes;
            payload
        });
    }
}

#[test]
fn a_cosignature_in_heads_must_hold_whether_the_log_is_here_or_not() {
    for (of_second, here, absent) in [(true, Whole, Incomplete), (false, Wrong, Wrong)] {
        let (mut first, second) = logs();
        let mut fields = device_fields(SECOND_DEVICE, "second log", "second act");
        fields[4] = bytes(&public("second cosigner"));
        first.push_issued(102, &admin(&first), &fields, (0, ADMIN, "admin"));
        let cosigned = if of_second { second.checkpoint() } else { first.checkpoint() };
        let note = second.checkpoint() + &cosignature(&cosigned, SECOND_DEVICE, "second cosigner", 1_700_000_000);
        first.push_payload(8, "device act", &heads(&first, &NULL, &[note]));
        assert_eq!(Verdict::of(&judge(&export(&[&first, &second], true))), here);
        assert_eq!(Verdict::of(&judge(&export(&[&first], true))), absent);
    }
}

#[test]
fn a_redacted_entry_of_a_newer_version_is_newer_and_nothing_else() {
    check("its body dropped", Incomplete, |log, _| {
        log.push_sealed(1);
        let index = log.entries.len() - 1;
        log.entries[index][0] = 2;
        log.bodies[index] = None;
        log.redact(&admin(log), &[index], &BOTH);
    });
}

#[test]
fn an_operation_is_founded_by_entries_that_can_be_read() {
    check("a wrap that became an absent sealed body", Wrong, |log, _| {
        log.entries[2][1] = 1;
        log.bodies[2] = None;
    });
}

#[test]
fn groups_do_not_overlap() {
    for (why, expected, first, second) in [
        ("two groups", Whole, 1, 1),
        ("a group that the next entry is of, which says so of another", Wrong, 2, 1),
        ("a group beyond the log", Wrong, 1, 2),
    ] {
        check(why, expected, |log, _| {
            let payload = heads(log, &NULL, &[]);
            for count in [first, second] {
                log.push_first_of(8, "device act", &vec![&payload[..]; count]);
            }
        });
    }
}

#[test]
fn lines_below_a_checkpoint_stand_in_any_order_and_once() {
    let (mut first, second) = logs();
    let mut fields = device_fields(SECOND_DEVICE, "second log", "second act");
    fields[4] = bytes(&public("second cosigner"));
    first.push_issued(102, &admin(&first), &fields, (0, ADMIN, "admin"));
    let checkpoint = first.checkpoint();
    let (text, own) = checkpoint.split_at(checkpoint.find("\n\n").unwrap() + 2);
    let line = cosignature(&checkpoint, SECOND_DEVICE, "second cosigner", 1_700_000_000);
    let stranger = cosignature(&checkpoint, SECOND_DEVICE, "somebody", 1_700_000_000);
    // The log's own name over a key of nobody's.
    let posing = own.split_at(own.rfind(' ').unwrap() + 1).0.to_owned() + "AAAAAAAA\n";
    for (why, expected, lines) in [
        ("its own first", Whole, [own, &line].concat()),
        ("its own last", Whole, [&line, own].concat()),
        ("its own twice", Wrong, [own, own].concat()),
        ("the other twice", Wrong, [own, &line, &line].concat()),
        ("its own not", Wrong, line.clone()),
        ("a stranger's", Wrong, [own, &stranger].concat()),
        ("one that poses as its own", Wrong, [own, &posing].concat()),
    ] {
        let mut whole = export(&[&first, &second], true);
        whole.files.insert(format!("logs/{}/checkpoint", first.name()), [text, &lines].concat().into_bytes());
        let report = judge(&whole);
        assert_eq!(Verdict::of(&report), expected, "{why}: {report}");
    }
    // Whose line it is, certificates tell, and without bodies there are none.
    let mut bare = export(&[&first, &second], false);
    bare.files.insert(
        format!("logs/{}/checkpoint", first.name()),
        [&checkpoint, &line].map(String::as_str).concat().into_bytes(),
    );
    assert_eq!(Verdict::of(&judge(&bare)), Incomplete);
}
