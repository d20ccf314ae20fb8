//! Two and three laptops that went apart, hostile batches, what comes in the wrong order.

use super::*;
use crate::store::redaction::{REDACT_BIT, Scope};
use crate::store::tests::{PASSPHRASE, check, draft, found, reopen, write_many};
use crate::testing::{CHEAP, TestEnv};
use crate::tlog::proof;
use crate::tlog::tree::Frontier;
use crate::{Author, Committed, Unlocked, open, restore};
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::Path;

fn go_on() -> impl FnMut(u64, u64) -> ControlFlow<()> {
    |_, _| ControlFlow::Continue(())
}

/// The device put back from a backup into another folder: it writes a log of its own.
pub(crate) fn restored(journal: &Journal, dir: &Path, name: &str) -> (Journal, Unlocked) {
    let (out, there) = (dir.join(format!("{name} backup")), dir.join(name));
    journal.backup(&out, &mut go_on()).unwrap();
    restore(&out, &there, &mut go_on()).unwrap();
    let seed = name.bytes().map(u64::from).sum();
    open(&there, Arc::new(TestEnv::at(seed, journal.env().now_ms())), PASSPHRASE).unwrap()
}

pub(crate) fn ingest(journal: &Journal, batch: &Batch) -> Result<(Taken, Changed), Error> {
    let mut seen = Changed::default();
    let project = |_: &Connection, changed: &Changed| {
        seen = Changed { opened: changed.opened.clone(), dropped: changed.dropped.clone(), ..Changed::default() };
        Ok::<_, Error>(())
    };
    let (taken, ()) = journal.ingest(batch, project)?;
    Ok((taken, seen))
}

/// Every entry that can be read.
pub(crate) fn each_of(journal: &Journal, mut each: impl FnMut(Opened)) {
    let see = |opened| {
        each(opened);
        Ok::<_, Error>(())
    };
    journal.read_all().unwrap();
    journal.open_range(0, journal.length(), see).unwrap();
}

/// Everything of `from` that `to` does not hold.
pub(crate) fn pull(to: &Journal, from: &Journal) {
    let held = to.heads().unwrap();
    for head in from.heads().unwrap() {
        if !to.holds(&head).unwrap() {
            let first = from.shared(&head, &held).unwrap();
            let batch = from.batch(&head, first).unwrap();
            assert!(matches!(ingest(to, &batch).unwrap().0, Taken::Entries(_)));
            assert_eq!(ingest(to, &batch).unwrap().0, Taken::Nothing);
        }
    }
}

/// A device and a clone of its folder, both open.
pub(crate) fn cloned(journal: Journal, dir: &Path) -> (Journal, Journal) {
    let (folder, clone) = (journal.dir().to_owned(), dir.join("clone"));
    drop(journal);
    std::fs::create_dir(&clone).unwrap();
    for file in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
        std::fs::copy(file.path(), clone.join(file.file_name())).unwrap();
    }
    (reopen(&folder).unwrap().0, reopen(&clone).unwrap().0)
}

/// A batch of a journal's own log.
pub(crate) fn own_batch(journal: &Journal, first: u64) -> Batch {
    journal.batch(&journal.head().0, first).unwrap()
}

pub(crate) fn add(journal: &Journal, user: &Unlocked, subject: Option<Id>, texts: &[&str]) -> Vec<Committed> {
    let build = |tx: &mut crate::Tx<'_>| {
        texts.iter().try_for_each(|text| tx.append(draft(tx.new_id(), subject, text)).map(|_| ()))
    };
    journal.write(&Author::User(user), build, |_, c, ()| Ok::<_, Error>(c.to_vec())).unwrap().0
}

/// What somebody does to a batch on the way.
type Spoil<'a> = Box<dyn Fn(&mut Batch) + 'a>;

#[test]
fn two_who_went_apart_hold_the_same_after_each_took_from_the_other() {
    let (dir, here, user, _) = found(81);
    let (third, _) = restored(&here, dir.path(), "third");
    write_many(&here, &Author::User(&user), 20);
    let (there, user_there) = restored(&here, dir.path(), "there");
    let (written, _) = write_many(&there, &Author::User(&user_there), 300);
    let (meanwhile, _) = write_many(&here, &Author::User(&user), 7);
    pull(&here, &there);
    pull(&there, &here);
    assert_eq!((here.heads().unwrap(), here.length()), (there.heads().unwrap(), there.length()));
    for (journal, foreign, own) in [(&here, &written, &meanwhile), (&there, &meanwhile, &written)] {
        let mut read = HashMap::new();
        each_of(journal, |o| _ = read.insert(o.leaf_hash, o.payload));
        assert!(foreign.iter().chain(own).all(|c| read.get(&c.leaf_hash) == Some(&c.payload)));
        let report = check(journal);
        assert!(report.is_clean() && report.parked == 0, "{:?}", report.findings);
    }
    // What was taken in is handed on, written on after opening anew, and bears a third.
    drop(here);
    let (here, user) = reopen(dir.path()).unwrap();
    add(&here, &user, written.last().unwrap().subject, &["under their key"]);
    pull(&third, &here);
    pull(&here, &third);
    assert_eq!(third.heads().unwrap(), here.heads().unwrap());
    assert!(check(&third).is_clean() && check(&third).parked == 0);
}

#[test]
fn whatever_is_wrong_with_a_batch_nothing_of_it_is_kept() {
    let (dir, here, ..) = found(82);
    let (there, user) = restored(&here, dir.path(), "there");
    write_many(&there, &Author::User(&user), 30);
    let good = own_batch(&there, 0);
    let before = (here.heads().unwrap(), here.length());
    let (_other_dir, other, ..) = found(83);
    let last = good.entries.len() - 1;
    let bad: Vec<(&str, Spoil<'_>)> = vec![
        ("an entry", Box::new(|b| b.entries[3][20] ^= 1)),
        ("a short entry", Box::new(|b| b.entries[3].truncate(125))),
        ("a body", Box::new(move |b| b.bodies[last].as_mut().unwrap()[9] ^= 1)),
        ("two in the wrong order", Box::new(|b| b.entries.swap(2, 3))),
        ("one left out", Box::new(|b| drop((b.entries.remove(4), b.bodies.remove(4))))),
        ("one too many", Box::new(|b| b.entries.push(b.entries[0].clone()))),
        ("one beyond the last body", Box::new(|b| drop(b.bodies.pop()))),
        ("a gap", Box::new(|b| b.first = 1)),
        ("the end of all numbers", Box::new(|b| b.first = u64::MAX)),
        ("a note of another", Box::new(|b| b.note = other.checkpoint_text())),
        ("no note", Box::new(|b| b.note.clear())),
        ("another's log", Box::new(|b| *b = own_batch(&other, 0))),
        ("a name", Box::new(|b| b.origin.push('0'))),
    ];
    for (what, spoil) in bad {
        let mut batch = good.clone();
        spoil(&mut batch);
        let refused = ingest(&here, &batch);
        assert!(matches!(refused, Err(Error::Refused { .. })), "{what}: {refused:?}");
        assert_eq!((here.heads().unwrap(), here.length()), before, "{what}");
    }
    assert!(check(&here).is_clean());
    assert_eq!(ingest(&here, &good).unwrap().0, Taken::Entries(good.entries.len() as u64));
    assert!(check(&here).is_clean());
}

#[test]
fn what_cannot_be_read_yet_waits_alone_and_is_let_in_when_its_key_comes() {
    let (dir, here, ..) = found(84);
    let (second, user2) = restored(&here, dir.path(), "second");
    let (made, _) = write_many(&second, &Author::User(&user2), 2);
    let subject = made.last().unwrap().subject;
    let (third, user3) = restored(&second, dir.path(), "third");
    let sealed = add(&third, &user3, subject, &["under a key of the second"]);
    let plain = add(&third, &user3, None, &["of nobody"]);
    // The third's log comes first.
    let batch = own_batch(&third, 0);
    assert_eq!(ingest(&here, &batch).unwrap().0, Taken::Entries(batch.entries.len() as u64));
    let readable = |wanted: &Committed| {
        let mut there = false;
        each_of(&here, |o| there |= o.leaf_hash == wanted.leaf_hash);
        there
    };
    assert!(!readable(&sealed[0]) && readable(&plain[0]));
    let report = check(&here);
    assert!(report.is_clean() && report.parked == 1, "{:?}", report.findings);
    let (_, changed) = ingest(&here, &own_batch(&second, 0)).unwrap();
    assert_eq!(changed.opened.iter().map(|o| o.leaf_hash).collect::<Vec<_>>(), [sealed[0].leaf_hash]);
    assert!(readable(&sealed[0]) && check(&here).parked == 0);
}

#[test]
fn a_group_waits_for_its_bodies_and_its_neighbours_do_not() {
    let (dir, here, ..) = found(85);
    let (there, user) = restored(&here, dir.path(), "there");
    let group = add(&there, &user, None, &["one", "two", "three"]);
    let alone = add(&there, &user, None, &["alone"]);
    let mut batch = own_batch(&there, 0);
    let index = group[1].index;
    let body = batch.bodies[index as usize].take().unwrap();
    ingest(&here, &batch).unwrap();
    let mut read = Vec::new();
    each_of(&here, |o| read.push(o.leaf_hash));
    assert!(read.contains(&alone[0].leaf_hash) && group.iter().all(|c| !read.contains(&c.leaf_hash)));
    let missing = here.missing_bodies().unwrap();
    assert_eq!(missing, [(there.origin().to_owned(), index, hash::leaf(&batch.entries[index as usize]))]);
    let mut wrong = body.clone();
    wrong[8] ^= 1;
    let take = |body| {
        let mut opened = Vec::new();
        let project = |_: &Connection, changed: &Changed| {
            opened.extend(changed.opened.iter().map(|o| o.leaf_hash));
            Ok::<_, Error>(())
        };
        here.ingest_bodies(there.origin(), &[(index, body)], project).map(|()| opened)
    };
    assert!(matches!(take(wrong), Err(Error::Refused { why: Refusal::Body { .. }, .. })));
    assert_eq!(take(body.clone()).unwrap(), group.iter().map(|c| c.leaf_hash).collect::<Vec<_>>());
    assert_eq!(take(body).unwrap(), Vec::<hash::Hash>::new());
    assert!(here.missing_bodies().unwrap().is_empty() && check(&here).is_clean());
}

#[test]
fn two_histories_of_one_log_are_a_fork_and_both_notes_are_kept() {
    let (dir, here, ..) = found(86);
    let (there, user_there) = restored(&here, dir.path(), "there");
    pull(&here, &there);
    // A clone of the folder, both written.
    let (one, two) = cloned(there, dir.path());
    assert_eq!(one.origin(), two.origin());
    let fork_at = one.size();
    let mut written = add(&one, &user_there, None, &["one"]);
    written.extend(write_many(&two, &Author::User(&user_there), 300).0);
    pull(&here, &one);
    let (one_note, two_note) = (one.checkpoint_text(), two.checkpoint_text());
    // What does not reach back to where they part proves the fork, where it is no longer; or is asked for again.
    let short = Batch { note: two_note.clone(), ..own_batch(&two, two.size()) };
    let unclear = ingest(&here, &short);
    assert!(matches!(unclear, Err(Error::Refused { why: Refusal::Range { .. }, .. })), "{unclear:?}");
    let whole = own_batch(&two, 0);
    assert_eq!(ingest(&here, &whole).unwrap().0, Taken::Entries(two.size() - fork_at));
    assert_eq!(ingest(&here, &whole).unwrap().0, Taken::Nothing);
    assert_eq!(here.forks().unwrap(), [(one_note, two_note)]);
    assert_eq!(here.cosign(one.origin()).unwrap(), None, "a witness signs one history alone");
    // Both go on, and what each wrote is shown everywhere.
    written.extend(add(&two, &user_there, None, &["two again"]));
    written.extend(add(&one, &user_there, None, &["one again"]));
    pull(&here, &two);
    pull(&here, &one);
    let (third, _) = restored(&here, dir.path(), "third");
    pull(&one, &here);
    pull(&two, &here);
    for journal in [&here, &one, &two, &third] {
        let mut seen = BTreeSet::new();
        each_of(journal, |opened| assert!(seen.insert(opened.leaf_hash), "nothing is folded twice"));
        assert!(written.iter().all(|entry| seen.contains(&entry.leaf_hash)));
        let report = check(journal);
        assert!(report.is_clean() && report.parked == 0, "{:?}", report.findings);
    }
    let digests = |journal: &Journal| {
        let mut heads = journal.heads().unwrap();
        heads.retain(|head| head.origin == one.origin());
        heads
    };
    assert_eq!(digests(&here).len(), 2);
    for journal in [&one, &two, &third] {
        assert_eq!(digests(journal), digests(&here));
    }
    // Whoever reads proofs and exports gets both.
    let last = here.length() - 1;
    let receipt = here.prove(last).unwrap();
    proof::verify_inclusion(receipt.index, receipt.head.size, &receipt.leaf_hash, &receipt.proof, &receipt.head.root)
        .unwrap();
    assert!(digests(&here).contains(&receipt.head));
    // A device that hears of its other self begins a log of its own.
    let origin = one.origin().to_owned();
    drop(one);
    let (one, _) = reopen(&dir.path().join("there")).unwrap();
    assert_ne!(one.origin(), origin);
    assert!(check(&one).is_clean());
    pull(&here, &one);
    assert!(check(&here).is_clean());
}

#[test]
fn of_two_histories_of_one_length_a_part_finds_the_one_it_continues() {
    let (dir, here, ..) = found(90);
    let (there, user_there) = restored(&here, dir.path(), "there");
    pull(&here, &there);
    let (one, two) = cloned(there, dir.path());
    for (text, order) in [("at first", [&two, &one]), ("then", [&one, &two])] {
        add(&one, &user_there, None, &[text]);
        add(&two, &user_there, None, &[&text.to_uppercase()]);
        // Each batch begins where both histories end, the second time.
        for from in order {
            let (head, held) = (from.head().0, here.heads().unwrap());
            let first = from.shared(&head, &held).unwrap();
            assert_eq!(ingest(&here, &own_batch(from, first)).unwrap().0, Taken::Entries(1), "{text}");
        }
    }
    assert_eq!(here.heads().unwrap().iter().filter(|head| head.origin == one.origin()).count(), 2);
    assert!(here.holds(&one.head().0).unwrap() && here.holds(&two.head().0).unwrap());
    assert!(check(&here).is_clean());
}

#[test]
fn a_device_put_back_unseen_gets_back_what_it_lost_and_goes_on_elsewhere() {
    let (dir, here, user, _) = found(88);
    let old = dir.path().join("old");
    let (there, user_there) = restored(&here, dir.path(), "there");
    drop(there);
    let copy = |from: &Path, to: &Path| {
        std::fs::create_dir(to).unwrap();
        for file in std::fs::read_dir(from).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
        }
    };
    copy(&dir.path().join("there"), &old);
    let (there, _) = reopen(&dir.path().join("there")).unwrap();
    let lost = add(&there, &user_there, None, &["lost"]);
    pull(&here, &there);
    drop(there);
    // The whole disk is put back: the token beside the database as well.
    let (back, _) = reopen(&old).unwrap();
    assert!(back.loss().is_none());
    let origin = back.origin().to_owned();
    let more = here.heads().unwrap().into_iter().find(|head| head.origin == origin).unwrap();
    let batch = here.batch(&more, back.size()).unwrap();
    let refused = ingest(&back, &batch);
    assert!(matches!(refused, Err(Error::Refused { why: Refusal::OwnLog { .. }, .. })), "{refused:?}");
    drop(back);
    let (back, _) = reopen(&old).unwrap();
    assert_ne!(back.origin(), origin);
    assert!(back.needs_cosigner().unwrap());
    pull(&back, &here);
    let mut seen = BTreeSet::new();
    each_of(&back, |opened| _ = seen.insert(opened.leaf_hash));
    assert!(seen.contains(&lost[0].leaf_hash));
    add(&back, &user, None, &["on"]);
    pull(&here, &back);
    for journal in [&here, &back] {
        assert!(check(journal).is_clean() && journal.forks().unwrap().is_empty());
    }
}

/// Found by the simulator: which of two histories of its log a device opened was left to chance, and then it wrote on in the other's.
#[test]
fn whoever_heard_of_its_other_self_opens_its_own_history_and_writes_it_no_more() {
    // What is left to chance goes well for once.
    for seed in 150..160 {
        let (dir, here, ..) = found(seed);
        let (there, user) = restored(&here, dir.path(), "there");
        let (one, two) = cloned(there, dir.path());
        add(&one, &user, None, &["one"]);
        add(&two, &user, None, &["two"]);
        pull(&one, &two);
        let forked = one.origin().to_owned();
        drop(one);
        let (one, _) = reopen(&dir.path().join("there")).unwrap();
        assert_ne!(one.origin(), forked);
        assert_eq!(one.loss(), None);
    }
}

#[test]
fn a_redaction_that_arrives_drops_what_it_names_and_keeps_it_out() {
    let (dir, here, user, _) = found(87);
    let second = here.add_user(&user, "second words", CHEAP, REDACT_BIT).unwrap();
    let second = Unlocked { user: second, keys: here.unlock("second words").unwrap().keys };
    let (early, _) = restored(&here, dir.path(), "early");
    let before = here.size();
    let (written, _) = write_many(&here, &Author::User(&user), 5);
    let stale = own_batch(&here, before);
    let subject = written.last().unwrap().subject.unwrap();
    let (there, user_there) = restored(&here, dir.path(), "there");
    let late = add(&here, &user, Some(subject), &["not yet there"]);
    let project = |_: &Connection, _: &[Committed], dropped: &[u64]| Ok::<_, Error>(dropped.len());
    there.redact(&user_there, &second, &subject, Scope::Whole, 1, project).unwrap();
    let (_, changed) = ingest(&here, &own_batch(&there, 0)).unwrap();
    // Its entries and its key.
    let (last, dropped) = changed.dropped.split_last().unwrap();
    assert_eq!(dropped.len(), written.iter().filter(|c| c.subject == Some(subject)).count() + 1);
    for position in dropped {
        assert!(matches!(here.open_entry(*position), Err(Error::Redacted { .. })));
    }
    // And what the signers did not know of is left for a person to decide on, unread.
    assert_eq!((*last, check(&here).parked), (late[0].position, 1));
    assert!(here.open_entry(*last).is_err());
    // Whoever heard of it first takes the bodies of nobody.
    ingest(&early, &own_batch(&there, 0)).unwrap();
    assert_eq!(ingest(&early, &stale).unwrap().0, Taken::Entries(stale.entries.len() as u64));
    for journal in [&here, &early] {
        let report = check(journal);
        assert_eq!((report.redacted, report.is_clean()), (dropped.len() as u64, true), "{:?}", report.findings);
    }
}

/// An entry of a version to come, and one of a class to come, among those that can be read.
#[test]
fn what_only_a_newer_fieldchart_can_read_is_handed_on_to_a_third_with_its_body() {
    let (dir, here, ..) = found(97);
    let (third, _) = restored(&here, dir.path(), "third");
    let (there, user) = restored(&here, dir.path(), "there");
    for text in ["before", "of a version to come", "of a class to come", "behind"] {
        add(&there, &user, None, &[text]);
    }
    let mut batch = own_batch(&there, 0);
    let last = batch.entries.len() - 1;
    (batch.entries[last - 2][0], batch.entries[last - 1][1]) = (2, 200);
    let mut frontier = Frontier::new();
    batch.entries.iter().for_each(|entry| frontier.push(hash::leaf(entry), &mut Vec::new()));
    let origin = there.origin().to_owned();
    let head = Checkpoint { origin: origin.clone(), size: batch.entries.len() as u64, root: frontier.root() };
    batch.note = head.sign(there.log_key());
    assert!(matches!(ingest(&here, &batch).unwrap().0, Taken::Entries(_)));
    pull(&third, &here);
    for journal in [&here, &third] {
        assert!(journal.holds(&head).unwrap());
        for (index, (entry, body)) in batch.entries.iter().zip(&batch.bodies).enumerate() {
            assert_eq!(journal.body_of(&origin, index as u64, &hash::leaf(entry)).unwrap(), *body);
        }
        let mut shown = Vec::new();
        each_of(journal, |opened| shown.push(opened.leaf_hash));
        let is_shown: Vec<bool> = batch.entries[last - 3..].iter().map(|e| shown.contains(&hash::leaf(e))).collect();
        assert_eq!(is_shown, [true, false, false, true]);
        assert_eq!(check(journal).parked, 2);
        // They stand in lists, are proven, and keep nobody from anything.
        let leaf = hash::leaf(&batch.entries[last - 2]);
        let rows = journal.entries(0, journal.length()).unwrap();
        let newer = rows.iter().find(|row| row.leaf_hash == leaf).unwrap();
        let (length, _) = Entry::names_body(&batch.entries[last - 2]).unwrap();
        assert_eq!((newer.hlc, newer.record, newer.body_len), (None, None, length));
        let receipt = journal.prove(newer.position).unwrap();
        proof::verify_inclusion(receipt.index, head.size, &leaf, &receipt.proof, &head.root).unwrap();
        assert_eq!(journal.histories(&origin).unwrap().len(), 1);
        assert!(journal.entries_of(&[9; 16]).unwrap().is_empty());
    }
}

/// Found by the simulator: a batch that begins behind the point at which histories part was taken for the first one's.
#[test]
fn what_goes_on_from_a_branch_is_told_from_what_goes_on_from_the_first_history_of_the_same_size() {
    let (dir, here, ..) = found(89);
    let (there, user_there) = restored(&here, dir.path(), "there");
    pull(&here, &there);
    let (one, two) = cloned(there, dir.path());
    for (journal, text) in [(&one, "at the same index"), (&two, "and another there")] {
        add(journal, &user_there, None, &[text]);
        pull(&here, journal);
    }
    let third = {
        let folder = dir.path().join("third of the same");
        drop(two);
        std::fs::create_dir(&folder).unwrap();
        for file in std::fs::read_dir(dir.path().join("clone")).unwrap().map(Result::unwrap) {
            std::fs::copy(file.path(), folder.join(file.file_name())).unwrap();
        }
        reopen(&folder).unwrap().0
    };
    let (two, _) = reopen(&dir.path().join("clone")).unwrap();
    // One goes on from the second history, and one leaves that one in turn: each from where it parts.
    for (journal, text) in [(&two, "after it"), (&third, "after it, elsewhere")] {
        let from = journal.size();
        add(journal, &user_there, None, &[text]);
        assert_eq!(ingest(&here, &own_batch(journal, from)).unwrap().0, Taken::Entries(1));
    }
    assert!(check(&here).is_clean());
}
