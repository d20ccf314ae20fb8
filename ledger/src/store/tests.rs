//! Tests of the store as a whole: founding, writing, reading, rolling back, checking, exporting.
//! In scope: what only shows with a database.  Not here: single formats, which are tested beside their code.

use crate::testing::{CHEAP, TestEnv};
use crate::tlog::proof::{verify_consistency, verify_inclusion};
use crate::{
    Author, Class, Commit, Committed, Draft, Error, ExportSummary, Fault, Genesis, Id, Journal, RecoveryKey, Report,
    Unlocked, VaultError, create, open, open_with_recovery,
};
use rusqlite::params;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

pub(crate) const PASSPHRASE: &str = "correct horse battery staple lamp";

pub(crate) fn found(seed: u64) -> (TempDir, Journal, Unlocked, Genesis) {
    let dir = tempfile::tempdir().unwrap();
    let (journal, user, genesis) = create(dir.path(), Arc::new(TestEnv::new(seed)), PASSPHRASE, CHEAP, 0xff).unwrap();
    (dir, journal, user, genesis)
}

pub(crate) fn reopen(dir: &Path) -> Result<(Journal, Unlocked), Error> {
    open(dir, Arc::new(TestEnv::new(99)), PASSPHRASE)
}

pub(crate) fn draft(record: Id, subject: Option<Id>, text: &str) -> Draft {
    let field = crate::payload::cbor(|e| e.bytes(text.as_bytes()));
    let moment = (1_700_000_000_000, 60, 1);
    Draft {
        class: Class::Clinical,
        record,
        subject,
        kind: (1, 1),
        parents: Vec::new(),
        effective_at: moment,
        recorded_at: moment,
        fields: vec![field, vec![0xf6], vec![0xf7]],
    }
}

/// Writes `count` entries under one new subject key: `count + 1` in all.
pub(crate) fn write_many(journal: &Journal, author: &Author<'_>, count: u32) -> (Vec<Committed>, Commit) {
    let build = |tx: &mut crate::Tx<'_>| {
        let subject = tx.new_subject_key()?;
        for i in 0..count {
            tx.append(draft(tx.new_id(), Some(subject), &format!("note {i}")))?;
        }
        Ok::<_, Error>(())
    };
    journal.write(author, build, |_, committed, ()| Ok(committed.to_vec())).unwrap()
}

pub(crate) fn check(journal: &Journal) -> Report {
    journal.read_all().unwrap();
    journal.fsck(&mut |_, _| ControlFlow::Continue(())).unwrap()
}

/// Alters the database behind the journal's back.
pub(crate) fn tamper(journal: &Journal, sql: &str, index: u64) {
    let changed = journal.unopened(|writer| {
        writer.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        writer.execute(sql, params![index as i64]).unwrap()
    });
    assert_eq!(changed, 1, "{sql}");
}

#[test]
fn a_founded_operation_writes_and_reopens() {
    let (dir, journal, user, genesis) = found(1);
    assert_eq!(journal.size(), 4);
    let (committed, commit) = write_many(&journal, &Author::User(&user), 5);
    assert_eq!((commit.first, commit.count, commit.size), (4, 6, 10));
    assert_eq!(journal.root_public(), genesis.root_public);
    let head = journal.checkpoint_text();
    drop(journal);

    let (journal, user) = reopen(dir.path()).unwrap();
    assert_eq!((journal.size(), journal.checkpoint_text()), (10, head));
    assert_eq!(user.user, genesis.user);
    for known in &committed {
        let opened = journal.open_entry(known.index).unwrap();
        assert_eq!(
            (opened.leaf_hash, &opened.payload, opened.subject),
            (known.leaf_hash, &known.payload, known.subject)
        );
        assert_eq!(opened.author.id, user.user);
    }
    let mut seen = Vec::new();
    journal
        .open_range(0, 10, |opened| {
            seen.push(opened.index);
            Ok::<_, Error>(())
        })
        .unwrap();
    assert_eq!(seen, (0..10).collect::<Vec<_>>());
    let report = check(&journal);
    assert!(report.is_clean(), "{:?}", report.findings);
    assert_eq!((report.size, report.entries), (10, 10));
}

#[test]
fn a_second_handle_and_a_wrong_passphrase_are_refused() {
    let (dir, journal, ..) = found(2);
    assert!(matches!(reopen(dir.path()), Err(Error::AlreadyOpen(_))));
    assert!(matches!(create(dir.path(), Arc::new(TestEnv::new(3)), "x", CHEAP, 0), Err(Error::AlreadyOpen(_))));
    drop(journal);
    // A process that is being started holds a copy of every file until it runs.
    let lock = super::genesis::take_lock(dir.path()).unwrap();
    let _copy = lock.copy();
    drop(lock);
    let wrong = open(dir.path(), Arc::new(TestEnv::new(3)), "wrong");
    assert!(matches!(wrong, Err(Error::Vault(VaultError::WrongPassphrase))));
    assert!(matches!(create(dir.path(), Arc::new(TestEnv::new(3)), "x", CHEAP, 0), Err(Error::AlreadyExists(_))));
    let empty = tempfile::tempdir().unwrap();
    assert!(matches!(reopen(empty.path()), Err(Error::NotFound(_))));
}

#[test]
fn an_interrupted_founding_starts_over_but_a_lost_vault_does_not() {
    let (dir, journal, ..) = found(4);
    drop(journal);
    std::fs::remove_file(dir.path().join("vault.json")).unwrap();
    assert!(matches!(create(dir.path(), Arc::new(TestEnv::new(5)), "x", CHEAP, 0), Err(Error::AlreadyExists(_))));
    std::fs::write(dir.path().join("genesis.unfinished"), "").unwrap();
    let (journal, ..) = create(dir.path(), Arc::new(TestEnv::new(5)), "x", CHEAP, 8).unwrap();
    assert!(check(&journal).is_clean());
    assert!(!dir.path().join("genesis.unfinished").exists());
}

#[test]
fn a_failed_write_leaves_nothing() {
    let (dir, journal, user, _) = found(6);
    let before = (journal.size(), journal.checkpoint_text());
    let build = |tx: &mut crate::Tx<'_>| {
        tx.sql().execute_batch("CREATE TABLE model (x)")?;
        tx.append(draft([1; 16], None, "lost"))
    };
    let failed = journal.write(&Author::User(&user), build, |sql, committed, appended| {
        assert_eq!(committed[0].index, appended.index);
        sql.execute("INSERT INTO model VALUES (?1)", [&committed[0].leaf_hash[..]])?;
        Err::<(), _>(Error::Cancelled)
    });
    assert!(matches!(failed, Err(Error::Cancelled)));
    let refused = journal.write(&Author::Device, |tx| tx.append(draft([1; 16], Some([9; 16]), "x")), |_, _, _| Ok(()));
    assert!(matches!(refused, Err(Error::UnknownSubject(id)) if id == [9; 16]));
    assert_eq!((journal.size(), journal.checkpoint_text()), before);
    let reader = journal.reader().unwrap();
    assert!(reader.prepare("SELECT * FROM model").is_err());
    assert!(reader.execute("DELETE FROM body", []).is_err(), "readers cannot write");
    drop((reader, journal));
    assert!(check(&reopen(dir.path()).unwrap().0).is_clean());
}

#[test]
fn a_panic_while_writing_leaves_nothing_and_the_journal_usable() {
    let (_dir, journal, user, _) = found(7);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let build = |tx: &mut crate::Tx<'_>| tx.append(draft([1; 16], None, "lost"));
        let _ = journal.write(&Author::User(&user), build, |_, _, _| -> Result<(), Error> { panic!("on purpose") });
    }));
    assert!(panicked.is_err());
    write_many(&journal, &Author::User(&user), 1);
    assert!(check(&journal).is_clean());
}

#[test]
fn projected_rows_commit_with_their_entries() {
    let (_dir, journal, user, _) = found(8);
    let build = |tx: &mut crate::Tx<'_>| {
        tx.sql().execute_batch("CREATE TABLE model (leaf BLOB)")?;
        tx.append(draft([1; 16], None, "kept"))
    };
    let project = |sql: &rusqlite::Connection, committed: &[Committed], _| {
        sql.execute("INSERT INTO model VALUES (?1)", [&committed[0].leaf_hash[..]])?;
        assert_eq!(journal.open_entry_on(sql, committed[0].index)?.leaf_hash, committed[0].leaf_hash);
        Ok::<_, Error>(committed[0].leaf_hash)
    };
    let (leaf, commit) = journal.write(&Author::User(&user), build, project).unwrap();
    let stored: [u8; 32] = journal.reader().unwrap().query_row("SELECT leaf FROM model", [], |row| row.get(0)).unwrap();
    assert_eq!(stored, leaf);
    assert_eq!(journal.entries(commit.first, commit.size).unwrap()[0].leaf_hash, leaf);
    let local = journal.local(|sql| Ok::<_, Error>(sql.execute("DELETE FROM model", [])?)).unwrap();
    assert_eq!((local, journal.size()), (1, commit.size));
    let (_, sql_only) = journal.write(&Author::Device, |_| Ok::<_, Error>(()), |_, _, ()| Ok(())).unwrap();
    assert_eq!((sql_only.count, sql_only.size), (0, commit.size));
}

#[test]
fn drafts_are_checked() {
    let (_dir, journal, user, _) = found(9);
    let refused = |change: &dyn Fn(&mut Draft)| {
        let mut altered = draft([1; 16], None, "x");
        change(&mut altered);
        journal.write(&Author::User(&user), |tx| tx.append(altered), |_, _, _| Ok(())).unwrap_err()
    };
    assert!(matches!(refused(&|d| d.fields[1] = vec![0x18, 1]), Error::BadField { element: 6, .. }));
    assert!(matches!(refused(&|d| d.fields[0] = vec![0xf9, 0, 0]), Error::BadField { element: 5, .. }));
    assert!(matches!(refused(&|d| d.class = Class::Membership), Error::ClassNotWritable(Class::Membership)));
    assert!(matches!(
        refused(&|d| (d.class, d.subject) = (Class::Heads, Some([1; 16]))),
        Error::PublicSubject(Class::Heads)
    ));
    let many: Vec<[u8; 32]> = (0..2000u16).map(|i| crate::tlog::hash::leaf(&i.to_be_bytes())).collect();
    assert!(matches!(refused(&|d| d.parents = many.clone()), Error::Limit { what: "parents", .. }));
}

#[test]
fn what_is_printed_for_debugging_shows_no_payload() {
    let (_dir, journal, user, _) = found(22);
    let (committed, _) = write_many(&journal, &Author::User(&user), 1);
    let payload = |bytes: &[u8]| format!("{bytes:?}").trim_matches(['[', ']']).to_owned();
    let secret = payload(&committed[1].payload[5]);
    let opened = journal.open_entry(committed[1].index).unwrap();
    let printed = format!("{committed:?} {opened:?} {:?} {journal:?} {user:?}", draft([1; 16], None, "note 0"));
    assert!(!printed.contains(&secret), "{printed}");
}

#[test]
fn parents_are_kept_once_and_ascending() {
    let (_dir, journal, user, _) = found(21);
    let mut amended = draft([1; 16], None, "x");
    amended.parents = vec![[3; 32], [2; 32], [3; 32]];
    let (_, commit) =
        journal.write(&Author::User(&user), |tx| tx.append(amended), |_, _, _| Ok::<_, Error>(())).unwrap();
    assert_eq!(journal.open_entry(commit.first).unwrap().parents, [[2; 32], [3; 32]]);
}

#[test]
fn fsck_names_what_was_altered() {
    let cases: [(&str, Fault); 6] = [
        (
            "UPDATE body SET bytes = CAST(substr(bytes, 1, 200) || x'00' || substr(bytes, 202) AS BLOB) WHERE idx = ?1",
            Fault::BodyHash,
        ),
        ("DELETE FROM body WHERE idx = ?1", Fault::BodyMissing),
        (
            "UPDATE entry SET bytes = CAST(substr(bytes, 1, 10) || zeroblob(16) || substr(bytes, 27) AS BLOB) WHERE idx = ?1",
            Fault::Seal(crate::crypto::seal::SealError::Box(1)),
        ),
        ("DELETE FROM entry WHERE idx = ?1", Fault::EntryMissing),
        ("UPDATE subject_key SET key = zeroblob(32) WHERE ?1 = 7", Fault::Derived("subject_key")),
        (
            "UPDATE frontier SET bytes = CAST(zeroblob(32) || substr(bytes, 33) AS BLOB) WHERE ?1 = 7",
            Fault::Head { size: 10 },
        ),
    ];
    for (sql, expected) in cases {
        let (_dir, journal, user, _) = found(10);
        write_many(&journal, &Author::User(&user), 5);
        tamper(&journal, sql, 7);
        let report = check(&journal);
        assert!(report.finished && !report.is_clean());
        let named = report.findings.iter().any(|f| f.fault == expected && f.index.is_none_or(|i| i == 7 || i == 4));
        assert!(named, "{sql}: {:?}", report.findings);
    }
}

#[test]
fn fsck_compares_full_tiles_and_opening_compares_the_head() {
    let (dir, journal, _, _) = found(11);
    write_many(&journal, &Author::Device, 600);
    assert!(check(&journal).is_clean());
    assert_eq!(check(&journal).tiles, 2);
    tamper(&journal, "UPDATE tile SET bytes = zeroblob(8192) WHERE level = 0 AND n = ?1", 1);
    assert_eq!(check(&journal).findings[0].fault, Fault::Tile { level: 0, n: 1 });
    tamper(
        &journal,
        "UPDATE checkpoint SET note = replace(note, char(10) || '605' || char(10), char(10) || '604' || char(10)) WHERE ?1 = 1",
        1,
    );
    drop(journal);
    let error = reopen(dir.path()).unwrap_err();
    assert!(error.is_fatal(), "{error}");
}

#[test]
fn a_damaged_page_is_found() {
    let (dir, journal, user, _) = found(12);
    write_many(&journal, &Author::User(&user), 300);
    drop(journal);
    assert!(!dir.path().join("journal.db-wal").exists(), "a closed store is one file");
    let path = dir.path().join("journal.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    match reopen(dir.path()) {
        Ok((journal, _)) => {
            let report = check(&journal);
            assert!(report.findings.iter().any(|f| matches!(f.fault, Fault::Database(_))), "{:?}", report.findings);
        }
        Err(error) => assert!(error.is_fatal(), "{error}"),
    }
}

#[test]
fn a_handle_whose_head_is_not_the_stored_one_writes_nothing() {
    let (dir, journal, user, _) = found(15);
    let before = journal.head();
    write_many(&journal, &Author::User(&user), 1);
    // As after a commit that was kept but reported to have failed, or a database put back under a running program.
    (journal.standing.write().unwrap().head, journal.standing.write().unwrap().note) = before;
    let refused = journal.write(&Author::Device, |tx| tx.append(draft([1; 16], None, "x")), |_, _, _| Ok(()));
    assert!(matches!(&refused, Err(e @ Error::HeadMoved { held: 4, stored: 6 }) if e.is_fatal()), "{refused:?}");
    drop(journal);
    let (journal, _) = reopen(dir.path()).unwrap();
    write_many(&journal, &Author::Device, 1);
    assert!(check(&journal).is_clean() && journal.size() == 8);
}

/// Copies the store's files as they lie there, as a kill would leave them.
pub(crate) fn seize(from: &Path) -> TempDir {
    let to = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.path().join(entry.file_name())).unwrap();
    }
    std::fs::remove_file(to.path().join("journal.db-shm")).unwrap_or_default();
    to
}

fn put_back(name: &str, from: &Path, to: &Path) {
    std::fs::copy(from.join(name), to.join(name)).unwrap();
}

#[test]
fn what_a_torn_wal_loses_is_named_until_it_is_accepted() {
    let (dir, journal, user, _) = found(16);
    drop(journal);
    let (journal, _) = reopen(dir.path()).unwrap();
    let sizes: Vec<u64> = (0..5).map(|_| write_many(&journal, &Author::User(&user), 1).1.size).collect();
    let dir = seize(dir.path());
    let wal = dir.path().join("journal.db-wal");
    let mut bytes = std::fs::read(&wal).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&wal, bytes).unwrap();
    for round in 0..2 {
        let (journal, _) = open(dir.path(), Arc::new(TestEnv::new(60 + round)), PASSPHRASE).unwrap();
        let Some(Fault::RolledBack { known, found }) = journal.loss() else { panic!("{:?}", journal.loss()) };
        assert!(known == sizes[4] && found < known && (found == 4 || sizes.contains(&found)), "{found} of {known}");
        let report = check(&journal);
        assert_eq!(report.findings.iter().map(|f| &f.fault).collect::<Vec<_>>(), [&journal.loss().unwrap()]);
        // What was signed once stays so: the device goes on in a log of its own, whose first entry says after which.
        assert_eq!((journal.size(), journal.length()), (1 + round, found + 1 + round));
        write_many(&journal, &Author::Device, 0);
    }
    let (journal, _) = open(dir.path(), Arc::new(TestEnv::new(98)), PASSPHRASE).unwrap();
    journal.accept_loss();
    write_many(&journal, &Author::Device, 1);
    drop(journal);
    let (journal, _) = reopen(dir.path()).unwrap();
    assert!(journal.loss().is_none() && check(&journal).is_clean());
}

#[test]
fn a_database_put_back_or_replaced_is_named() {
    let (dir, journal, user, _) = found(17);
    drop(journal);
    let old = seize(dir.path());
    let write_on = |dir: &Path, env: u64, count: u32| {
        let (journal, _) = open(dir, Arc::new(TestEnv::new(env)), PASSPHRASE).unwrap();
        write_many(&journal, &Author::User(&user), count);
        journal.size()
    };
    let known = write_on(dir.path(), 1, 3);
    put_back("journal.db", old.path(), dir.path());
    let (journal, _) = reopen(dir.path()).unwrap();
    assert_eq!(journal.loss(), Some(Fault::RolledBack { known, found: 4 }));
    drop(journal);

    // The old one grew elsewhere, past the size that is remembered here.
    write_on(old.path(), 2, 9);
    put_back("journal.db", old.path(), dir.path());
    let (journal, _) = reopen(dir.path()).unwrap();
    assert_eq!(journal.loss(), Some(Fault::Replaced { known }));
    drop(journal);

    // A token of another key, cut off or gone says nothing.
    for bytes in [Some(vec![7; 104]), Some(vec![1; 9]), Some(Vec::new()), None] {
        let token = dir.path().join("journal.token");
        match bytes {
            Some(bytes) => std::fs::write(&token, bytes).unwrap(),
            None => std::fs::remove_file(&token).unwrap(),
        }
        assert!(check(&reopen(dir.path()).unwrap().0).is_clean());
    }

    // A damaged tile is the check's to name; the store opens as ever.
    let (journal, _) = open(dir.path(), Arc::new(TestEnv::new(3)), PASSPHRASE).unwrap();
    write_many(&journal, &Author::Device, 300);
    let token = std::fs::read(dir.path().join("journal.token")).unwrap();
    write_many(&journal, &Author::Device, 1);
    tamper(&journal, "UPDATE tile SET bytes = zeroblob(8192) WHERE level = 0 AND n = ?1", 0);
    drop(journal);
    std::fs::write(dir.path().join("journal.token"), token).unwrap();
    let report = check(&reopen(dir.path()).unwrap().0);
    assert_eq!(report.findings.iter().map(|f| &f.fault).collect::<Vec<_>>(), [&Fault::Tile { level: 0, n: 0 }]);
}

#[test]
fn an_export_brought_up_to_date_is_the_one_made_anew() {
    let (dir, journal, user, _) = found(24);
    let second = journal.add_user(&user, "second words", CHEAP, crate::store::redaction::REDACT_BIT).unwrap();
    let second = Unlocked { user: second, keys: journal.unlock("second words").unwrap().keys };
    let go_on = &mut |_: u64, _: u64| ControlFlow::Continue(());
    let kept = dir.path().join("kept");
    let contents = |folder: &Path| -> BTreeMap<PathBuf, Vec<u8>> {
        let files = walk(folder).into_iter();
        files.map(|path| (path.strip_prefix(folder).unwrap().to_owned(), std::fs::read(&path).unwrap())).collect()
    };
    let (written, _) = write_many(&journal, &Author::User(&user), 300);
    journal.export(&kept, true, go_on).unwrap();
    std::fs::create_dir(kept.join("disclosures")).unwrap();
    std::fs::write(kept.join("disclosures/late.cbor"), "of before").unwrap();
    let subject = written.last().unwrap().subject.unwrap();
    for step in 0..4 {
        match step {
            0 => _ = write_many(&journal, &Author::User(&user), 1),
            1 => _ = write_many(&journal, &Author::User(&user), 700),
            2 => {
                let scope = crate::store::redaction::Scope::Entries(&[written[4].position]);
                journal.redact(&user, &second, &subject, scope, 1, |_, _, _| Ok::<_, Error>(())).unwrap();
            }
            _ => {}
        }
        let summary = journal.update_export(&kept, true, go_on).unwrap();
        let fresh = dir.path().join(format!("fresh {step}"));
        let anew = journal.export(&fresh, true, go_on).unwrap();
        assert!(contents(&kept) == contents(&fresh), "step {step}");
        assert!(summary.bytes < anew.bytes, "step {step}");
        let counts = |s: &ExportSummary| (s.entries, s.bodies, s.bodies_missing, s.tiles);
        assert_eq!(counts(&summary), counts(&anew));
    }
    // Another's, one that is ahead, and none at all are left as they are.
    let (_other_dir, other, other_user, _) = found(25);
    write_many(&other, &Author::User(&other_user), 2);
    for journal in [&other, &journal] {
        let folder = dir.path().join("none");
        let folder = if journal.operation() == other.operation() { &kept } else { &folder };
        let refused = journal.update_export(folder, true, go_on);
        assert!(matches!(refused, Err(Error::OtherExport(_))));
    }
}

#[test]
fn verifying_can_be_broken_off_and_then_proves_nothing() {
    let (_dir, journal, ..) = found(13);
    let report = journal.verify(&mut |_, _| ControlFlow::Break(())).unwrap();
    assert!(!report.is_clean() && report.findings_count == 0);
}

#[test]
fn every_entry_is_provable_and_growth_is_consistent() {
    let (_dir, journal, ..) = found(14);
    let mut heads = vec![journal.head().0];
    for count in [1, 30, 255, 300] {
        write_many(&journal, &Author::Device, count);
        heads.push(journal.head().0);
    }
    let newest = heads.last().unwrap();
    for index in (0..newest.size).step_by(7) {
        let receipt = journal.prove(index).unwrap();
        verify_inclusion(index, newest.size, &receipt.leaf_hash, &receipt.proof, &newest.root).unwrap();
    }
    for older in &heads {
        let proof = journal.consistency(older.size, newest.size).unwrap();
        verify_consistency(older.size, newest.size, &proof, &older.root, &newest.root).unwrap();
        assert_eq!(journal.root_at(older.size).unwrap(), older.root);
    }
    assert!(
        journal.prove(newest.size).is_err()
            && journal.consistency(0, 4).is_err()
            && journal.root_at(newest.size + 1).is_err()
    );
    let text = journal.prove(3).unwrap().to_text();
    assert!(text.starts_with("c2sp.org/tlog-proof@v1\nindex 3\n") && text.contains("=\n\nfieldchart/"), "{text}");
}

#[test]
fn users_come_and_change_their_passphrases() {
    let (dir, journal, admin, _) = found(15);
    let nurse = journal.add_user(&admin, "nurse words", CHEAP, 3).unwrap();
    journal.set_permissions(&admin, &nurse, 7).unwrap();
    let unlocked = journal.unlock("nurse words").unwrap();
    write_many(&journal, &Author::User(&unlocked), 1);
    journal.change_passphrase(&unlocked, "new words", CHEAP).unwrap();
    let user = journal.users().into_iter().find(|user| user.id == nurse).unwrap();
    assert_eq!((user.permission_bits, user.has_slot), (7, true));
    let old_vault = std::fs::read(dir.path().join("vault.json")).unwrap();
    journal.change_passphrase(&unlocked, "newest words", CHEAP).unwrap();
    assert!(check(&journal).is_clean());
    drop(journal);

    // The power failed between journal and vault: the old passphrase opens once more, then the newest alone.
    std::fs::write(dir.path().join("vault.json"), old_vault).unwrap();
    let env = || Arc::new(TestEnv::new(77));
    drop(open(dir.path(), env(), "new words").unwrap());
    assert!(open(dir.path(), env(), "new words").is_err());
    let (journal, unlocked) = open(dir.path(), env(), "newest words").unwrap();
    assert_eq!(unlocked.user, nurse);
    journal.remove_slot(&nurse).unwrap();
    assert!(journal.unlock("newest words").is_err());
    drop(journal);
    assert!(open(dir.path(), env(), "newest words").is_err());
    reopen(dir.path()).unwrap();
}

#[test]
fn the_recovery_key_opens_the_journal() {
    let (dir, journal, _, genesis) = found(16);
    drop(journal);
    let key = RecoveryKey::from_text(&genesis.recovery_text).unwrap();
    let journal = open_with_recovery(dir.path(), Arc::new(TestEnv::new(1)), &key).unwrap();
    write_many(&journal, &Author::Device, 1);
    assert!(check(&journal).is_clean());
    let unlocked = journal.recover(&key, &genesis.user, "found again", CHEAP).unwrap();
    write_many(&journal, &Author::User(&unlocked), 1);
    assert!(check(&journal).is_clean());
    drop(journal);
    assert!(reopen(dir.path()).is_err());
    let (journal, unlocked) = open(dir.path(), Arc::new(TestEnv::new(1)), "found again").unwrap();
    assert_eq!(unlocked.user, genesis.user);
    // The sheet opens the store a second time, too.
    journal.recover(&key, &genesis.user, "and again", CHEAP).unwrap();
    journal.unlock("and again").unwrap();
    let other = RecoveryKey::random(&TestEnv::new(5)).unwrap();
    let refused = journal.recover(&other, &genesis.user, "not mine", CHEAP);
    assert!(matches!(refused, Err(Error::Vault(VaultError::WrongRecoveryKey))));
    journal.unlock("and again").unwrap();
}

#[test]
fn clocks_rise_even_when_the_machine_clock_falls() {
    let (dir, journal, ..) = found(18);
    write_many(&journal, &Author::Device, 20);
    drop(journal);
    let (journal, _) = reopen(dir.path()).unwrap(); // its clock starts where the first one did
    write_many(&journal, &Author::Device, 20);
    let rows = journal.entries(0, journal.size()).unwrap();
    assert!(rows.is_sorted_by(|a, b| a.hlc < b.hlc));
}

#[test]
fn exports_have_the_layout_of_the_format() {
    let (dir, journal, ..) = found(19);
    write_many(&journal, &Author::Device, 300);
    let out = dir.path().join("out");
    let summary = journal.export(&out, true, &mut |_, _| ControlFlow::Continue(())).unwrap();
    assert_eq!((summary.entries, summary.bodies, summary.bodies_missing, summary.tiles), (305, 305, 0, 3));
    let log = out.join("logs").join(journal.origin().split('/').skip(2).collect::<Vec<_>>().join("-"));
    let length = |path: &str| std::fs::metadata(log.join(path)).unwrap_or_else(|e| panic!("{path}: {e}")).len();
    assert_eq!(std::fs::read_to_string(log.join("checkpoint")).unwrap(), journal.checkpoint_text());
    assert_eq!(std::fs::read_to_string(out.join("operation")).unwrap(), hex::encode(journal.operation()) + "\n");
    assert_eq!(length("tile/0/000"), 8192);
    assert_eq!(length("tile/0/001.p/49"), 49 * 32);
    assert_eq!(length("tile/1/000.p/1"), 32);
    assert_eq!(length("tile/entries/000"), 256 * 128);
    assert_eq!(length("tile/entries/001.p/49"), 49 * 128);
    assert!(length("bodies/000") > 256 * 400 && length("bodies/001") > 49 * 400);
    let files = walk(&out);
    assert_eq!(files.len(), 2 + 3 + 2 + 2, "{files:?}");

    assert!(matches!(journal.export(&out, true, &mut |_, _| ControlFlow::Continue(())), Err(Error::AlreadyExists(_))));
    let bare = dir.path().join("bare");
    journal.export(&bare, false, &mut |_, _| ControlFlow::Continue(())).unwrap();
    assert_eq!(walk(&bare).len(), 2 + 3 + 2);
    let broken_off = dir.path().join("broken");
    let cancelled = journal.export(&broken_off, true, &mut |_, _| ControlFlow::Break(()));
    assert!(matches!(cancelled, Err(Error::Cancelled)) && !broken_off.exists());
}

fn walk(dir: &Path) -> Vec<std::path::PathBuf> {
    std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] })
        .collect()
}
