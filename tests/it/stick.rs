//! Laptops that never meet exchange their records by a stick: nothing lost, nothing twice, damage named, strangers refused.

use crate::backup::clean;
use crate::support::{PASSPHRASE, call, fieldchart, host, http, named, picture, register, served, started};
use clinic::host::Host;
use clinic::{fault::Fault, joining};
use domain::api::Reply;
use domain::api::chart::{Chart, Search};
use domain::api::session::LogIn;
use domain::api::visit::{OpenVisit, Who};
use domain::id::Id;
use domain::visit::Encounter;
use ledger::Joining;
use std::io::{BufRead, BufReader, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;

fn sync(h: &Host, stick: &Path) -> Result<sync::Report, Fault> {
    h.store().unwrap().sync_stick(stick, &mut |_, _| ControlFlow::Continue(()))
}

/// A further laptop, joined by way of a stick.
pub(crate) fn joined(h: &Host, dir: &Path, stick: &Path) -> (Arc<Host>, String) {
    let new = host(dir);
    let asking = Joining::new(&*new.config().env).unwrap();
    let words = joining::ask(stick, &asking).unwrap();
    let store = h.store().unwrap();
    let admin = store.journal().unlock(PASSPHRASE).unwrap();
    let (_, answer) = joining::admit(&store, &admin, stick, &words.to_uppercase()).unwrap();
    joining::complete(dir, new.config(), stick, &asking, &format!(" {} ", answer.to_uppercase())).unwrap();
    let token = call(&new, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
    (new, token)
}

fn visit(h: &Host, token: &str, patient: Id) {
    let who = Who::Known(patient);
    call(h, Some(token), OpenVisit { who, complaints: vec!["cough".into()], category: None, form: None }).unwrap();
}

fn visits(h: &Host, token: &str, patient: Id) -> usize {
    call(h, Some(token), Chart { id: patient }).unwrap().all::<Encounter>().count()
}

pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for item in std::fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() { all.append(&mut files(&path)) } else { all.push(path) }
    }
    all.sort();
    all
}

#[test]
fn three_laptops_and_one_stick_hold_the_same_after_two_rounds_and_witness_each_other() {
    let dir = tempfile::tempdir().unwrap();
    let stick = dir.path().join("stick");
    let (a, at_a) = started(&dir.path().join("a"));
    let (patient, _) = register(&a, &at_a, named("Amina", "Hasan"));
    let (b, at_b) = joined(&a, &dir.path().join("b"), &stick);
    let (c, at_c) = joined(&a, &dir.path().join("c"), &stick);
    assert!(files(&stick).iter().all(|path| !path.to_string_lossy().contains("join-")));
    for (h, token) in [(&a, &at_a), (&b, &at_b), (&c, &at_c)] {
        assert_eq!(call(h, Some(token), Search { query: "amnia".into(), limit: 5 }).unwrap().rows.len(), 1);
        visit(h, token, patient);
    }
    for _ in 0..3 {
        for h in [&a, &b, &c] {
            let report = sync(h, &stick).unwrap();
            assert!(report.refused.is_empty(), "{report:?}");
        }
    }
    let heads = a.store().unwrap().journal().heads().unwrap();
    assert_eq!(heads.len(), 3);
    for (h, token) in [(&a, &at_a), (&b, &at_b), (&c, &at_c)] {
        let store = h.store().unwrap();
        assert_eq!((visits(h, token, patient), store.journal().heads().unwrap()), (3, heads.clone()));
        // Both others signed what this one wrote.
        let own = store.journal().origin().to_owned();
        let mut by: Vec<String> =
            store.journal().cosigned().unwrap().into_iter().filter(|c| c.origin == own).flat_map(|c| c.by).collect();
        by.sort();
        by.dedup();
        assert_eq!(by.len(), 2, "{by:?}");
        drop(store);
        clean(h);
        crate::python::both_accept(&h.store().unwrap());
    }
    // Nothing to do is nothing done.
    let before: Vec<_> = files(&stick).iter().map(|path| std::fs::read(path).unwrap()).collect();
    let report = sync(&c, &stick).unwrap();
    assert_eq!((report.entries, report.bodies, report.cosignatures), (0, 0, 0));
    assert_eq!(files(&stick).iter().map(|path| std::fs::read(path).unwrap()).collect::<Vec<_>>(), before);
    // As it lies there an auditor can judge it.
    let trust = audit::Trust::parse(&a.store().unwrap().journal().trust_key_line()).unwrap();
    let report = audit::verify_export(
        &crate::disclosure::loaded(&sync::Stick::records(&stick)),
        &trust,
        &audit::Demands::default(),
    )
    .unwrap();
    assert!(report.ok, "{report}");
}

#[test]
fn what_is_damaged_on_a_stick_is_named_and_the_rest_is_taken_in() {
    let dir = tempfile::tempdir().unwrap();
    let stick = dir.path().join("stick");
    let (a, at_a) = started(&dir.path().join("a"));
    let (patient, _) = register(&a, &at_a, named("Amina", "Hasan"));
    let (b, at_b) = joined(&a, &dir.path().join("b"), &stick);
    let (c, at_c) = joined(&a, &dir.path().join("c"), &stick);
    visit(&b, &at_b, patient);
    sync(&b, &stick).unwrap();
    visit(&a, &at_a, patient);
    sync(&a, &stick).unwrap();
    let whole = dir.path().join("whole");
    copied(&stick, &whole);
    // Of the second laptop's log every file in turn is cut off, flipped, emptied and taken away.
    let device = hex::encode(b.store().unwrap().journal().device());
    let of_b: Vec<_> = files(&stick).into_iter().filter(|path| path.to_string_lossy().contains(&device)).collect();
    assert!(of_b.len() >= 4, "{of_b:?}");
    let mut named = 0;
    for path in &of_b {
        for how in 0..4 {
            let bytes = std::fs::read(path).unwrap();
            match how {
                0 => std::fs::write(path, &bytes[..bytes.len() / 2]).unwrap(),
                1 => std::fs::write(
                    path,
                    [&bytes[..bytes.len() / 2], &[bytes[bytes.len() / 2] ^ 4], &bytes[bytes.len() / 2 + 1..]].concat(),
                )
                .unwrap(),
                2 => std::fs::write(path, []).unwrap(),
                _ => std::fs::remove_file(path).unwrap(),
            }
            let fresh = dir.path().join("fresh");
            copied(&dir.path().join("c"), &fresh);
            let h = host(&fresh);
            let token = call(&h, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
            let report = sync(&h, &stick).unwrap();
            // A tile is nothing that a laptop reads: it makes its own.
            let read = !path.to_string_lossy().contains("tile/") || path.to_string_lossy().contains("entries");
            assert_eq!(!report.refused.is_empty(), read, "{how} {}: {report:?}", path.display());
            named += u32::from(read);
            assert_eq!(visits(&h, &token, patient), if read { 1 } else { 2 }, "{how} {}", path.display());
            clean(&h);
            drop(h);
            std::fs::remove_dir_all(&fresh).unwrap();
            std::fs::remove_dir_all(&stick).unwrap();
            copied(&whole, &stick);
        }
    }
    assert!(named >= 12);
    sync(&c, &stick).unwrap();
    assert_eq!(visits(&c, &at_c, patient), 2);
    // Carried to the wrong clinic.
    let (other, _) = started(&dir.path().join("other"));
    assert!(matches!(sync(&other, &stick), Err(Fault::Stick(sync::StickError::OtherOperation))));
}

#[cfg(unix)]
/// What the stick carries came in by another way before: its note is judged all the same.
#[test]
fn a_cut_off_note_of_what_is_held_already_is_named_and_stays_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let stick = dir.path().join("stick");
    let (a, at_a) = started(&dir.path().join("a"));
    let (b, at_b) = joined(&a, &dir.path().join("b"), &stick);
    for (h, token) in [(&b, &at_b), (&a, &at_a), (&b, &at_b)] {
        register(h, token, named("Amina", "Hasan"));
        sync(h, &stick).unwrap();
    }
    assert!(sync(&a, &stick).unwrap().refused.is_empty());
    let notes: Vec<_> = files(&stick).into_iter().filter(|path| path.ends_with("checkpoint")).collect();
    assert_eq!(notes.len(), 2);
    for note in notes {
        let whole = std::fs::read(&note).unwrap();
        let own: usize = whole.split_inclusive(|byte| *byte == b'\n').take(5).map(<[u8]>::len).sum();
        for end in (0..own).step_by(7) {
            std::fs::write(&note, &whole[..end]).unwrap();
            let report = sync(&a, &stick).unwrap();
            assert_eq!(report.refused.len(), 1, "{end} of {own}: {report:?}");
            assert_eq!(std::fs::read(&note).unwrap(), whole[..end], "it may be the only copy");
        }
        std::fs::write(&note, &whole).unwrap();
        assert!(sync(&a, &stick).unwrap().refused.is_empty());
    }
}

#[test]
fn a_link_on_a_stick_leads_nowhere_and_nothing_behind_it_is_touched() {
    let dir = tempfile::tempdir().unwrap();
    let (stick, elsewhere) = (dir.path().join("stick"), dir.path().join("elsewhere"));
    let (a, at_a) = started(&dir.path().join("a"));
    let (b, _) = joined(&a, &dir.path().join("b"), &stick);
    register(&a, &at_a, named("Amina", "Hasan"));
    std::fs::create_dir(&elsewhere).unwrap();
    std::fs::write(elsewhere.join("precious"), "kept").unwrap();
    let records = sync::Stick::records(&stick);
    let log = std::fs::read_dir(records.join("logs")).unwrap().next().unwrap().unwrap().path();
    for link in [records.join("disclosures"), log.join("more"), records.join("logs/more")] {
        std::os::unix::fs::symlink(&elsewhere, &link).unwrap();
        assert!(sync(&a, &stick).map_or(true, |report| !report.refused.is_empty()), "{}", link.display());
        assert_eq!(std::fs::read_to_string(elsewhere.join("precious")).unwrap(), "kept");
        std::fs::remove_file(&link).unwrap();
    }
    assert!(sync(&a, &stick).unwrap().refused.is_empty());
    assert!(sync(&b, &stick).unwrap().entries > 0);
}

#[test]
fn what_other_programs_leave_on_a_stick_and_a_spoilt_cosignature_block_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let stick = dir.path().join("stick");
    let (a, at_a) = started(&dir.path().join("a"));
    let (b, _) = joined(&a, &dir.path().join("b"), &stick);
    register(&a, &at_a, named("Amina", "Hasan"));
    assert!(sync(&a, &stick).unwrap().refused.is_empty());
    sync(&b, &stick).unwrap();
    let logs = sync::Stick::records(&stick).join("logs");
    std::fs::write(logs.join(".DS_Store"), "left by a laptop").unwrap();
    std::fs::create_dir(logs.join(".Trashes")).unwrap();
    let notes = files(&logs).into_iter().filter(|path| path.ends_with("checkpoint"));
    let cosigned = notes.filter(|path| std::fs::read_to_string(path).unwrap().lines().count() > 5).collect::<Vec<_>>();
    assert!(!cosigned.is_empty());
    for path in &cosigned {
        let text = std::fs::read_to_string(path).unwrap();
        let line = text.lines().nth(5).unwrap().to_owned();
        let (name, signature) = line.rsplit_once(' ').unwrap();
        let spoilt: String = signature.chars().rev().collect();
        std::fs::write(path, text.replace(&line, &format!("{name} {spoilt}"))).unwrap();
    }
    for h in [&a, &b] {
        let report = sync(h, &stick).unwrap();
        assert_eq!(report.refused, []);
    }
    assert!(files(&logs).iter().all(|path| !path.to_string_lossy().contains(".DS_Store")));
    assert!(sync(&b, &stick).unwrap().left_out.is_empty(), "whoever writes the stick leaves it out");
}

#[test]
fn a_request_with_other_words_is_not_admitted_and_an_answer_for_another_opens_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let stick = dir.path().join("stick");
    let (a, _) = started(&dir.path().join("a"));
    let (b, c) = (host(&dir.path().join("b")), host(&dir.path().join("c")));
    let (asking, other) = (Joining::new(&*b.config().env).unwrap(), Joining::new(&*c.config().env).unwrap());
    let words = joining::ask(&stick, &asking).unwrap();
    let store = a.store().unwrap();
    let admin = store.journal().unlock(PASSPHRASE).unwrap();
    let complete = |h: &Host, name: &str, j: &Joining, words: &str| {
        joining::complete(&dir.path().join(name), h.config(), &stick, j, words)
    };
    assert!(complete(&b, "b", &asking, &words).is_err(), "there is no answer yet");
    // Somebody puts another request in its place.
    let request = files(&stick).remove(0);
    let mut text = std::fs::read_to_string(&request).unwrap();
    text.replace_range(40..44, "0000");
    std::fs::write(&request, text).unwrap();
    assert!(joining::admit(&store, &admin, &stick, &words).is_err());
    joining::ask(&stick, &asking).unwrap();
    let (_, said) = joining::admit(&store, &admin, &stick, &words).unwrap();
    let answer = files(&stick).into_iter().find(|path| path.extension().is_some_and(|end| end == "welcome")).unwrap();
    let swapped = stick.join(format!("join-{}.welcome", hex::encode(other.request().device)));
    std::fs::copy(&answer, &swapped).unwrap();
    assert!(complete(&c, "c", &other, &said).is_err());
    assert!(call(&c, None, LogIn { passphrase: PASSPHRASE.into() }).is_err());
    // Other people's administrator answers in the place of ours, with a stick of theirs.
    let theirs = dir.path().join("theirs");
    let (d, _) = started(&dir.path().join("d"));
    let there = d.store().unwrap();
    joining::ask(&theirs, &asking).unwrap();
    let their_admin = there.journal().unlock(PASSPHRASE).unwrap();
    joining::admit(&there, &their_admin, &theirs, &words).unwrap();
    assert!(joining::complete(&dir.path().join("b"), b.config(), &theirs, &asking, &said).is_err());
    assert!(complete(&b, "b", &asking, &words).is_err(), "the request's words are not the answer's");
    complete(&b, "b", &asking, &said).unwrap();
    assert!(call(&b, None, LogIn { passphrase: PASSPHRASE.into() }).is_ok());
}

#[test]
fn two_laptops_join_and_exchange_by_the_command_line() {
    let dir = tempfile::tempdir().unwrap();
    let (a, stick) = (dir.path().join("a"), dir.path().join("stick"));
    let run = |dir: &Path, words: &[&str]| {
        let out = fieldchart(dir).args(words).output().unwrap();
        let text = String::from_utf8(out.stdout).unwrap() + &String::from_utf8(out.stderr).unwrap();
        assert!(out.status.success(), "{words:?}: {text}");
        text
    };
    let (h, token) = started(&a);
    register(&h, &token, named("Amina", "Hasan"));
    drop(h);
    let folder = stick.to_str().unwrap();
    let new = dir.path().join("new");
    let mut joining = fieldchart(&new)
        .args(["join", folder])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(joining.stderr.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    let words = line.trim().rsplit(": ").next().unwrap().to_owned();
    assert_eq!(words.split(' ').count(), 6, "{line}");
    assert!(run(&a, &["admit", folder]).contains(&words));
    let mut typed = joining.stdin.take().unwrap();
    typed.write_all(b"too early to say\n").unwrap();
    let admitted = run(&a, &["admit", folder, "--words", &words]);
    let answer = admitted.trim().rsplit(": ").next().unwrap();
    typed.write_all(format!("{answer}\n").as_bytes()).unwrap();
    let out = joining.wait_with_output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stdout));
    assert!(run(&new, &["search", "amnia"]).contains("Amina"));
    assert!(run(&new, &["sync", folder]).contains("0 new entries"));
    assert!(!run(&a, &["sync", folder]).contains(" 0 new entries"));
    run(&new, &["fsck"]);
    // It is lost: what it writes afterwards is not taken for anybody's.
    let listed = run(&a, &["devices"]);
    let lost = listed.lines().find(|line| !line.contains("this one")).unwrap().split(' ').next().unwrap().to_owned();
    run(&a, &["revoke-device", &lost]);
    assert!(run(&a, &["devices"]).lines().any(|line| line.contains(&lost) && line.contains("revoked")));
    let (h, token) = (host(&new), PASSPHRASE.to_owned());
    let token = call(&h, None, LogIn { passphrase: token }).unwrap();
    register(&h, &token, named("Stolen", "Pages"));
    drop(h);
    run(&new, &["sync", folder]);
    run(&a, &["sync", folder]);
    assert!(!run(&a, &["search", "stolen"]).contains("Stolen"));
    run(&a, &["fsck"]);
}

/// Puts a picture of so many bytes, which no compression makes smaller, into a patient's chart.
fn put_picture(address: &str, token: &str, patient: Id, seed: u64, bytes: usize) {
    let mut state = seed | 1;
    let noise = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    });
    let picture = picture(9, &noise.take(bytes).collect::<Vec<_>>());
    let path = format!("/api/blob?token={token}&patient={patient}&title={seed}.png");
    let answer = http(address, "PUT", &path, "", &picture);
    assert!(matches!(serde_json::from_slice(&answer.body), Ok(Reply::Ok(_))), "{}", answer.head);
}

#[test]
fn a_long_log_is_taken_in_by_parts_and_what_is_wrong_with_one_holds_up_no_part_before_it() {
    let dir = tempfile::tempdir().unwrap();
    let stick = dir.path().join("stick");
    let (a, at_a) = started(&dir.path().join("a"));
    let (b, _) = joined(&a, &dir.path().join("b"), &stick);
    let (patient, _) = register(&a, &at_a, named("Amina", "Hasan"));
    let address = served(&a);
    (0..5).for_each(|n| put_picture(&address, &at_a, patient, n, 2_100_000));
    (0..90).for_each(|n| _ = register(&a, &at_a, named(&format!("Given{n}"), "Family")));
    assert!(sync(&a, &stick).unwrap().refused.is_empty());
    // No part is longer than it must be; together they are the log.
    let operation = a.store().unwrap().journal().operation();
    let (logs, _) = sync::Stick::open(&stick, &operation).unwrap().unwrap().logs().unwrap();
    let log = logs.iter().max_by_key(|log| log.head.size).unwrap();
    let (mut parts, mut carried, mut next) = (log.parts(0).unwrap(), 0, 0);
    while let Some(part) = parts.next_part().unwrap() {
        let bytes = part.bodies.iter().flatten().map(Vec::len).sum::<usize>() + 126 * part.entries.len();
        assert!(part.first == next && bytes < sync::stick::PART_BYTES + 3_000_000, "{bytes}");
        (next, carried) = (next + part.entries.len() as u64, carried + 1);
    }
    assert!(next == log.head.size && carried > 2, "{carried} parts of {next} entries");
    // The last milestone is spoilt: what comes before it is taken in, and the other is named.
    let milestones = files(&stick).into_iter().find(|path| path.ends_with("milestones")).unwrap();
    let whole = std::fs::read_to_string(&milestones).unwrap();
    let last = whole.lines().rev().nth(2).unwrap().to_owned();
    let root: String = last.chars().map(|c| if c == 'A' { 'B' } else { 'A' }).take(43).chain(['=']).collect();
    std::fs::write(&milestones, whole.replace(&last, &root)).unwrap();
    let report = sync(&b, &stick).unwrap();
    assert!(report.entries > 0 && report.refused.len() == 1, "{report:?}");
    assert!(!b.store().unwrap().journal().holds(&log.head).unwrap());
    // Without them the log is in one piece, and with them it is the same.
    std::fs::remove_file(&milestones).unwrap();
    let report = sync(&b, &stick).unwrap();
    assert!(report.entries > 0 && report.refused.is_empty(), "{report:?}");
    assert!(milestones.is_file(), "whoever writes the stick puts back those that they hold");
    sync(&a, &stick).unwrap();
    assert!(std::fs::read_to_string(&milestones).unwrap().starts_with(&whole));
    let (c, _) = joined(&b, &dir.path().join("c"), &stick);
    for h in [&a, &b, &c] {
        assert!(h.store().unwrap().journal().holds(&log.head).unwrap());
        clean(h);
        crate::python::both_accept(&h.store().unwrap());
    }
}

pub fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for item in std::fs::read_dir(from).unwrap() {
        let item = item.unwrap();
        let to = to.join(item.file_name());
        if item.path().is_dir() { copied(&item.path(), &to) } else { _ = std::fs::copy(item.path(), to).unwrap() }
    }
}
