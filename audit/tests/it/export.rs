//! Exports, sound and bent: what is altered must be named, with its log and file.

use audit::{Fault, Memory, Report, Trust, root, verify_export};
use rs_merkle::{MerkleTree, algorithms::Sha256};

use crate::both::{Verdict, judge};
use crate::builder::*;

/// By this verifier alone, where there is much to judge.
fn alone(source: &Memory) -> Report {
    verify_export(source, &trust(), &audit::Demands::default()).unwrap()
}

/// The faults and gaps about one index, in words.
fn said(report: &Report) -> Vec<String> {
    report.faults.iter().chain(&report.incomplete).map(ToString::to_string).collect()
}

#[track_caller]
fn assert_named(report: &Report, file: &str, why: &str) {
    assert!(!report.ok, "{why}");
    assert!(report.faults.iter().any(|finding| finding.file == file), "{why}: {file} not named in {:#?}", said(report));
}

#[test]
fn sound_exports_of_many_sizes_verify() {
    for size in [6, 7, 255, 256, 257, 700, 1300] {
        let (first, second) = operation(size);
        let report = judge(&export(&[&first, &second], true));
        assert!(report.ok, "{size}: {:#?}", said(&report));
        assert_eq!(report.logs.iter().map(|log| log.size).sum::<u64>(), size as u64 + 2);
    }
}

#[test]
fn two_levels_of_full_tiles_verify() {
    let (mut first, second) = operation(6);
    while first.entries.len() < 256 * 257 {
        first.push(2, vec![1], [0; 32]);
    }
    let report = judge(&export(&[&first, &second], true));
    assert!(report.ok, "{:#?}", said(&report));
}

#[test]
fn roots_agree_with_rs_merkle_where_it_builds_the_same_tree() {
    // rs_merkle hashes no prefixes and lifts an odd node as RFC 6962 does; give it a hasher of ours.
    #[derive(Clone)]
    struct Prefixed;
    impl rs_merkle::Hasher for Prefixed {
        type Hash = [u8; 32];
        fn hash(data: &[u8]) -> [u8; 32] {
            Sha256::hash(&[&[1], data].concat())
        }
    }
    for size in 1..70_u8 {
        let leaves: Vec<[u8; 32]> = (0..size).map(|i| audit::leaf_hash(&[i])).collect();
        assert_eq!(MerkleTree::<Prefixed>::from_leaves(&leaves).root(), Some(root(&leaves)), "{size}");
    }
}

#[test]
fn every_flipped_byte_of_a_small_export_is_named_in_its_file() {
    let (first, second) = operation(8);
    let sound = export(&[&first, &second], true);
    assert!(alone(&sound).ok);
    for (file, bytes) in &sound.files {
        for at in 0..bytes.len() {
            for bit in [0, 7] {
                let mut bent = sound.clone();
                bent.files.get_mut(file).unwrap()[at] ^= 1 << bit;
                assert_named(&alone(&bent), file, &format!("byte {at}, bit {bit}"));
            }
        }
    }
}

#[test]
fn flipped_bytes_of_a_larger_export_are_named_in_their_file() {
    let (first, second) = operation(600);
    let sound = export(&[&first, &second], true);
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for (file, bytes) in &sound.files {
        for _ in 0..25 {
            let (at, bit) = (random(bytes.len()), random(8));
            let mut bent = sound.clone();
            bent.files.get_mut(file).unwrap()[at] ^= 1 << bit;
            assert_named(&alone(&bent), file, &format!("byte {at}, bit {bit}"));
        }
    }
}

#[test]
fn every_missing_truncated_lengthened_or_stray_file_is_named() {
    let (first, second) = operation(300);
    let sound = export(&[&first, &second], true);
    for file in sound.files.keys() {
        let mut bent = sound.clone();
        bent.files.remove(file);
        let report = alone(&bent);
        // Without its only body bundle a log has no bodies: a gap, by the format.
        let gap = report.incomplete.iter().any(|finding| finding.file.ends_with("/bodies"));
        assert!(!report.ok && (gap || report.faults.iter().any(|f| f.file == *file)), "{file} missing");

        let mut bent = sound.clone();
        bent.files.get_mut(file).unwrap().pop();
        assert_named(&alone(&bent), file, "truncated");

        let mut bent = sound.clone();
        bent.files.get_mut(file).unwrap().push(0);
        assert_named(&alone(&bent), file, "lengthened");
    }
    let log = first.name();
    for stray in ["README", "logs/x/checkpoint", "logs", &format!("logs/{log}/tile/0/001.p/9")] {
        let mut bent = sound.clone();
        bent.files.insert(stray.to_owned(), vec![1]);
        assert_named(&alone(&bent), stray, "stray");
    }
}

#[test]
fn an_altered_and_correctly_rehashed_history_is_still_refused() {
    let (mut first, second) = operation(20);
    let signed = first.checkpoint();
    let file = format!("logs/{}/checkpoint", first.name());
    first.entries[10][12] ^= 1;
    let mut bent = export(&[&first, &second], true);
    bent.files.insert(file.clone(), signed.into_bytes());
    assert_named(&judge(&bent), &file, "entries and tiles rewritten under the old checkpoint");

    let (mut first, second) = operation(20);
    first.entries.pop();
    first.bodies.pop();
    let signed = first.checkpoint();
    let mut bent = export(&[&first, &second], true);
    bent.files.insert(file.clone(), signed.replace("\n19\n", "\n20\n").into_bytes());
    assert_named(&judge(&bent), &file, "the size altered");
}

#[test]
fn another_root_key_or_operation_is_refused() {
    let (first, second) = operation(8);
    let source = export(&[&first, &second], true);
    let report =
        verify_export(&source, &Trust { root_key: public("other"), ..trust() }, &audit::Demands::default()).unwrap();
    assert!(report.faults.iter().any(|f| f.index == Some(0) && matches!(f.fault, Fault::IssuerSignature { .. })));
    let report = verify_export(&source, &Trust { operation: [0; 16], ..trust() }, &audit::Demands::default()).unwrap();
    assert_named(&report, "operation", "another operation");
}

#[test]
fn absent_bodies_are_incomplete_and_said_so() {
    let (mut first, second) = operation(300);
    let report = judge(&export(&[&first, &second], false));
    assert!(!report.ok && report.faults.is_empty(), "{:#?}", said(&report));
    assert!(said(&report).iter().any(|text| text.contains("bodies were not included: their hashes were not checked")));

    first.bodies[280] = None;
    let report = judge(&export(&[&first, &second], true));
    assert!(!report.ok && report.faults.is_empty());
    assert_eq!(report.incomplete.len(), 1, "{:#?}", said(&report));
    assert_eq!(report.incomplete[0].fault, Fault::BodiesNotHeld { count: 1, first: 280 });

    first.bodies[1] = None;
    let report = judge(&export(&[&first, &second], true));
    assert!(!report.ok && report.faults.is_empty(), "{:#?}", said(&report));
}

#[test]
fn unknown_classes_versions_and_types_need_a_newer_verifier_and_nothing_more() {
    let (mut first, second) = operation(8);
    first.push_sealed(77);
    let admin = admin(&first);
    first.push_issued(150, &admin, &[uint(1)], (0, ADMIN, "admin"));
    first.push_sealed(1);
    first.entries.last_mut().unwrap()[0] = 2;
    first.push_public(5, 350, &admin, &[uint(1)]);
    first.push_public(8, 450, &admin, &[uint(1)]);
    let report = judge(&export(&[&first, &second], true));
    assert!(!report.ok && report.faults.is_empty(), "{:#?}", said(&report));
    assert_eq!(report.incomplete.len(), 1, "{:#?}", said(&report));
    assert_eq!(report.incomplete[0].fault, Fault::Newer { count: 5, first: 8 });
    assert_eq!(report.logs.iter().map(|log| log.needs_newer_verifier).sum::<u64>(), 5);
    // Of a newer kind or not: a clock goes forward.
    let (mut first, second) = operation(8);
    first.push_sealed(77);
    first.push_sealed(78);
    first.entries.swap(8, 9);
    first.bodies.swap(8, 9);
    assert_eq!(Verdict::of(&judge(&export(&[&first, &second], true))), Verdict::Wrong);
}

/// Logs written by somebody who holds the device's key, so that hashes and signatures of the checkpoint are right.
#[test]
fn wrong_entries_under_a_right_checkpoint_are_named() {
    type Bend = fn(&mut Log);
    let cases: [(&str, Bend); 13] = [
        ("does not come after", |log| log.entries.swap(6, 7)),
        ("of a public entry is not zero", |log| log.entries[5][70] = 1),
        ("outside 1 to", |log| log.entries[7][26..30].copy_from_slice(&[0, 0, 0, 0])),
        ("the body was altered", |log| log.bodies[7].as_mut().unwrap()[0] ^= 1),
        ("bytes long, not", |log| log.bodies[7].as_mut().unwrap().push(0)),
        ("fields root", |log| log.entries[5][100] ^= 1),
        ("is 125 bytes long", |log| log.entries[7].truncate(125)),
        ("no permission to administer", |log| {
            let by = admin(log);
            log.push_issued(101, &by, &user_fields([5; 16], "fifth", 8), (0, NURSE, "nurse"));
        }),
        ("has no trusted certificate", |log| {
            let by = admin(log);
            log.push_issued(101, &by, &user_fields([5; 16], "fifth", 8), (0, [6; 16], "sixth"));
        }),
        ("(01010101010101010101010101010101) does not verify", |log| {
            let by = admin(log);
            log.push_issued(101, &by, &user_fields([5; 16], "fifth", 8), (0, ADMIN, "nurse"));
        }),
        ("signature of author", |log| {
            let by = By { key: "nurse", ..admin(log) };
            log.push_public(8, 401, &by, &[vec![0xF6], array(&[])]);
        }),
        ("names no trusted certificate", |log| {
            let by = By { certificate: [3; 32], ..admin(log) };
            log.push_public(8, 401, &by, &[vec![0xF6], array(&[])]);
        }),
        ("names no trusted certificate", |log| log.push_public(8, 401, &FOUNDER, &[vec![0xF6], array(&[])])),
    ];
    for (said_so, bend) in cases {
        let (mut first, second) = operation(9);
        bend(&mut first);
        let report = judge(&export(&[&first, &second], true));
        assert!(!report.ok, "{said_so}");
        assert!(said(&report).iter().any(|text| text.contains(said_so)), "{said_so}: {:#?}", said(&report));
    }
}

#[test]
fn an_operation_must_be_founded_for_its_own_device() {
    let mut log = Log::new(DEVICE, "device log");
    log.push_issued(101, &FOUNDER, &user_fields(ADMIN, "admin", 8), (2, OPERATION, "root"));
    log.push_issued(102, &FOUNDER, &device_fields(SECOND_DEVICE, "device log", "device act"), (0, ADMIN, "admin"));
    log.push_issued(103, &FOUNDER, &wrap_fields(DEVICE), (0, ADMIN, "admin"));
    let report = judge(&export(&[&log], true));
    assert!(report.faults.iter().any(|f| f.index == Some(1) && matches!(f.fault, Fault::Founding { .. })));
    let (_, second) = operation(6);
    let report = judge(&export(&[&second], true));
    assert!(report.faults.iter().any(|f| f.fault == Fault::NoFoundingLog), "{:#?}", said(&report));
    assert!(!judge(&export(&[], true)).ok, "no log at all");
}

#[test]
fn a_size_beyond_all_files_ends_at_once() {
    let (first, second) = operation(8);
    let mut bent = export(&[&first, &second], true);
    let file = format!("logs/{}/checkpoint", first.name());
    let text = first.checkpoint().replace("\n8\n", "\n18446744073709551615\n");
    bent.files.insert(file.clone(), text.into_bytes());
    assert_named(&judge(&bent), &file, "size");
}
