//! Revoked people, lost laptops, new operation keys, on devices that hear of it in every order.

use super::*;
use crate::store::ingest::Taken;
use crate::store::ingest::tests::{add, cloned, each_of, ingest, own_batch, pull, restored};
use crate::store::redaction::{REDACT_BIT, Scope};
use crate::store::tests::{check, found, reopen, write_many};
use crate::testing::CHEAP;
use crate::{Committed, Error};
use std::collections::BTreeSet;

/// Leaf hashes of everything that is shown.
fn shown(journal: &Journal) -> BTreeSet<Hash> {
    let mut seen = BTreeSet::new();
    each_of(journal, |opened| _ = seen.insert(opened.leaf_hash));
    seen
}

fn has(journal: &Journal, entries: &[Committed]) -> Vec<bool> {
    let shown = shown(journal);
    entries.iter().map(|entry| shown.contains(&entry.leaf_hash)).collect()
}

fn clean(journal: &Journal) {
    let report = check(journal);
    assert!(report.is_clean(), "{:?}", report.findings);
}

fn person(journal: &Journal, admin: &Unlocked, words: &str, bits: u32) -> Unlocked {
    let user = journal.add_user(admin, words, CHEAP, bits).unwrap();
    Unlocked { user, keys: journal.unlock(words).unwrap().keys }
}

#[test]
fn what_a_revoked_person_wrote_stands_as_far_as_it_was_accepted_and_no_further() {
    let (dir, here, admin, _) = found(101);
    let nurse = person(&here, &admin, "nurse words", 1);
    let (there, admin_there) = restored(&here, dir.path(), "there");
    let before = add(&there, &nurse, None, &["before"]);
    pull(&here, &there);
    here.revoke(&admin, AuthorKind::User, &nurse.user, 1).unwrap();
    let after = add(&there, &nurse, None, &["after", "and again"]);
    let others = add(&there, &admin_there, None, &["another's"]);
    // Here it was revoked first; there, written first: the same stands.
    pull(&here, &there);
    let first = here.shared(&here.head().0, &there.heads().unwrap()).unwrap();
    let (taken, changed) = ingest(&there, &own_batch(&here, first)).unwrap();
    assert!(matches!(taken, Taken::Entries(_)) && changed.dropped.len() == 2, "{changed:?}");
    for journal in [&here, &there] {
        assert_eq!(has(journal, &before), [true]);
        assert_eq!(has(journal, &after), [false, false]);
        assert_eq!(has(journal, &others), [true]);
        clean(journal);
    }
    assert_eq!(shown(&here), shown(&there));
    // An administrator looked at one of them.
    let (leaves, mut opened) = ([after[1].leaf_hash], Vec::new());
    here.admit_entries(&admin, &leaves, |_, changed| {
        opened = changed.opened.iter().map(|o| o.leaf_hash).collect();
        Ok::<_, Error>(())
    })
    .unwrap();
    assert_eq!(opened, leaves);
    pull(&there, &here);
    for journal in [&here, &there] {
        assert_eq!(has(journal, &after), [false, true]);
        clean(journal);
    }
    drop(here);
    let (here, _) = reopen(dir.path()).unwrap();
    assert_eq!(shown(&here), shown(&there));
    assert!(here.is_revoked(AuthorKind::User, &nurse.user));
    clean(&here);
}

#[test]
fn what_was_accepted_stands_also_where_its_log_comes_after_the_revocation() {
    let (dir, here, admin, _) = found(109);
    let nurse = person(&here, &admin, "nurse words", 1);
    let (third, _) = restored(&here, dir.path(), "third");
    let (there, _) = restored(&here, dir.path(), "there");
    let before = add(&there, &nurse, None, &["before"]);
    pull(&here, &there);
    here.revoke(&admin, AuthorKind::User, &nurse.user, 1).unwrap();
    let after = add(&there, &nurse, None, &["after"]);
    let first = here.shared(&here.head().0, &third.heads().unwrap()).unwrap();
    ingest(&third, &own_batch(&here, first)).unwrap();
    pull(&third, &there);
    assert_eq!((has(&third, &before), has(&third, &after)), (vec![true], vec![false]));
    clean(&third);
}

#[test]
fn a_head_of_one_history_accepts_nothing_of_another() {
    let (dir, here, admin, _) = found(110);
    let nurse = person(&here, &admin, "nurse words", 1);
    let (there, _) = restored(&here, dir.path(), "there");
    let (third, _) = restored(&here, dir.path(), "third");
    // Two histories of one log, of which the revoking device knows one.
    let (one, two) = cloned(there, dir.path());
    let known = add(&one, &nurse, None, &["known", "and this"]);
    let unknown = add(&two, &nurse, None, &["unknown"]);
    pull(&here, &one);
    here.revoke(&admin, AuthorKind::User, &nurse.user, 1).unwrap();
    // The third hears of the revocation, then of the history that it does not name, then of the one it does.
    let first = here.shared(&here.head().0, &third.heads().unwrap()).unwrap();
    ingest(&third, &own_batch(&here, first)).unwrap();
    for journal in [&two, &one] {
        ingest(&third, &own_batch(journal, 0)).unwrap();
    }
    pull(&here, &two);
    for journal in [&here, &third] {
        assert_eq!((has(journal, &known), has(journal, &unknown)), (vec![true, true], vec![false]));
        clean(journal);
    }
}

#[test]
fn a_certificate_forged_for_an_administrator_lends_nobody_that_name() {
    let (dir, here, admin, _) = found(111);
    let second = person(&here, &admin, "second words", ADMINISTER);
    let bob = person(&here, &admin, "bob words", 1);
    let (there, _) = restored(&here, dir.path(), "there");
    here.revoke(&admin, AuthorKind::User, &second.user, 2).unwrap();
    // The second, revoked, certifies other keys as the first administrator's, and Bob writes an admission under them.
    let forged = crate::UserKeys::random(there.env()).unwrap();
    let fields = super::super::journal::user_fields(&admin.user, &forged.signing_public(), forged.wrap_public(), 0xff);
    let certify =
        |tx: &mut Tx<'_>| tx.append_certificate(admin.user, certificate::USER_CERT, fields, &[second.issuer()]);
    let leaf = |c: &[Committed]| c.last().unwrap().leaf_hash;
    let forgery = there.write(&Author::User(&second), certify, |_, c, _| Ok::<_, Error>(leaf(c))).unwrap().0;
    let evil = add(&there, &second, None, &["evil"]);
    let field = cbor(|e| e.array(2).bytes(&forgery).bytes(&evil[0].leaf_hash));
    let as_admin = crate::store::certificate::Issuer::User(admin.user, &forged.signing);
    let admit = |tx: &mut Tx<'_>| tx.append_certificate(tx.new_id(), ADMISSION, vec![field], &[as_admin]);
    there.write(&Author::User(&bob), admit, |_, _, _| Ok::<_, Error>(())).unwrap();
    pull(&here, &there);
    pull(&there, &here);
    for journal in [&here, &there] {
        assert_eq!(has(journal, &evil), [false]);
        assert_eq!(
            journal.membership().newest_of(AuthorKind::User, &admin.user).unwrap().sign_key,
            admin.keys.signing_public()
        );
        clean(journal);
    }
}

#[test]
fn a_log_rewritten_below_an_accepted_head_is_not_what_was_accepted() {
    let (dir, here, admin, _) = found(112);
    let nurse = person(&here, &admin, "nurse words", 1);
    let (there, _) = restored(&here, dir.path(), "there");
    let (third, _) = restored(&here, dir.path(), "third");
    let (one, two) = cloned(there, dir.path());
    add(&one, &nurse, None, &["accepted"]);
    let rewritten = add(&two, &nurse, None, &["in its place", "and more"]);
    pull(&here, &one);
    here.revoke(&admin, AuthorKind::User, &nurse.user, 1).unwrap();
    let first = here.shared(&here.head().0, &third.heads().unwrap()).unwrap();
    ingest(&third, &own_batch(&here, first)).unwrap();
    ingest(&third, &own_batch(&two, 0)).unwrap();
    assert_eq!(has(&third, &rewritten), [false, false]);
    clean(&third);
}

#[test]
fn what_a_revoked_administrator_let_in_goes_with_what_it_let_in() {
    let (dir, here, admin, _) = found(102);
    let second = person(&here, &admin, "second words", ADMINISTER | REDACT_BIT);
    let (there, _) = restored(&here, dir.path(), "there");
    let (third, _) = restored(&here, dir.path(), "third");
    here.revoke(&admin, AuthorKind::User, &second.user, 2).unwrap();
    // Not knowing of it, the second certifies a friend, who writes.
    let friend = person(&there, &second, "friend words", 1);
    let written = add(&there, &friend, None, &["by a friend"]);
    // The third hears the friend first, the revocation afterwards.
    pull(&third, &there);
    assert_eq!(has(&third, &written), [true]);
    pull(&third, &here);
    pull(&here, &there);
    pull(&here, &third);
    for journal in [&there, &third] {
        pull(journal, &here);
    }
    for journal in [&here, &there, &third] {
        assert_eq!(has(journal, &written), [false]);
        assert!(journal.membership().newest_of(AuthorKind::User, &friend.user).is_none());
        clean(journal);
    }
    assert_eq!(shown(&here), shown(&third));
    assert_eq!(shown(&here), shown(&there));
}

#[test]
fn whoever_a_revoked_administrator_let_in_to_revoke_it_in_turn_is_out_as_well_in_every_order() {
    let (dir, here, admin, _) = found(106);
    let second = person(&here, &admin, "second words", ADMINISTER);
    let (there, _) = restored(&here, dir.path(), "there");
    let (third, _) = restored(&here, dir.path(), "third");
    let (fourth, _) = restored(&here, dir.path(), "fourth");
    // The second lets a friend in, and the friend revokes the second: as far as a log that ends before that.
    let friend = person(&there, &second, "friend words", ADMINISTER);
    third.revoke(&admin, AuthorKind::User, &second.user, 2).unwrap();
    let revocation = Revocation { of: (AuthorKind::User, second.user), heads: Vec::new() };
    let build =
        |tx: &mut Tx<'_>| tx.append_certificate(tx.new_id(), REVOCATION, revocation.fields(3), &[friend.issuer()]);
    there.write(&Author::User(&friend), build, |_, _, _| Ok::<_, Error>(())).unwrap();
    pull(&here, &there);
    pull(&here, &third);
    pull(&fourth, &third);
    pull(&fourth, &there);
    pull(&here, &fourth);
    for journal in [&there, &third, &fourth] {
        pull(journal, &here);
        assert_eq!(shown(journal), shown(&here));
    }
    for journal in [&here, &there, &third, &fourth] {
        assert!(journal.membership().newest_of(AuthorKind::User, &friend.user).is_none());
        clean(journal);
    }
}

#[test]
fn a_key_from_a_revoked_administrator_opens_what_was_sealed_and_writes_nothing() {
    let (dir, here, admin, _) = found(107);
    let second = person(&here, &admin, "second words", ADMINISTER);
    let (there, _) = restored(&here, dir.path(), "there");
    here.revoke(&admin, AuthorKind::User, &second.user, 2).unwrap();
    let (mut key, mut sealed) = (there.rotate_op_key(&second).unwrap(), Vec::new());
    // Whichever id is lower: by its own right the new one would write.
    while here.membership().writing().unwrap().id() < key {
        key = there.rotate_op_key(&second).unwrap();
    }
    let honest = there.unlock(crate::store::tests::PASSPHRASE).unwrap();
    sealed.extend(add(&there, &honest, None, &["under it"]));
    pull(&here, &there);
    assert_eq!(has(&here, &sealed), [true]);
    assert_ne!(here.membership().writing().unwrap().id(), key);
    clean(&here);
    pull(&there, &here);
    assert_eq!(there.membership().writing().unwrap().id(), here.membership().writing().unwrap().id());
    assert_eq!(shown(&there), shown(&here));
    clean(&there);
}

#[test]
fn a_redaction_that_stands_no_longer_gives_back_what_peers_still_hold() {
    let (dir, here, admin, _) = found(108);
    let second = person(&here, &admin, "second words", REDACT_BIT);
    let (written, _) = write_many(&here, &Author::User(&admin), 4);
    let subject = written.last().unwrap().subject.unwrap();
    let (there, _) = restored(&here, dir.path(), "there");
    here.revoke(&admin, AuthorKind::User, &second.user, 2).unwrap();
    there.redact(&admin, &second, &subject, Scope::Whole, 1, |_, _, _| Ok::<_, Error>(())).unwrap();
    pull(&here, &there);
    assert!(has(&here, &written).into_iter().all(|shown| shown));
    pull(&there, &here);
    assert!(!has(&there, &written).into_iter().any(|shown| shown));
    let missing = there.missing_bodies().unwrap();
    assert_eq!(missing.len(), written.len());
    for (origin, index, _) in missing {
        let head = here.heads().unwrap().into_iter().find(|head| head.origin == origin).unwrap();
        let body = here.batch(&head, index).unwrap().bodies.swap_remove(0).unwrap();
        there.ingest_bodies(&origin, &[(index, body)], |_, _| Ok::<_, Error>(())).unwrap();
    }
    assert_eq!(shown(&there), shown(&here));
    clean(&here);
    clean(&there);
}

#[test]
fn after_a_laptop_is_lost_everything_new_is_under_a_key_it_never_gets() {
    let (dir, here, admin, _) = found(103);
    let lost = joined(&here, &admin, [7; 16]);
    assert!(!here.is_op_key_exposed());
    here.revoke(&admin, AuthorKind::Device, &lost, 3).unwrap();
    assert!(here.is_op_key_exposed());
    let (old, _) = write_many(&here, &Author::User(&admin), 3);
    let key = here.rotate_op_key(&admin).unwrap();
    assert!(!here.is_op_key_exposed());
    let (new, _) = write_many(&here, &Author::User(&admin), 3);
    let wraps = |key: &Id| here.membership().wraps_of(key);
    assert_eq!(wraps(&key), BTreeSet::from([here.device()]));
    let sealed_under = |entry: &Committed| {
        let conn = here.reader().unwrap();
        let sql = "SELECT b.bytes FROM body b WHERE b.log = 1 AND b.idx = ?1";
        let body: Vec<u8> = conn.query_row(sql, [entry.index as i64], |row| row.get(0)).unwrap();
        crate::crypto::seal::op_key_id(&body).unwrap()
    };
    assert!(sealed_under(&old[1]) != key && sealed_under(&new[1]) == key);
    // Another incarnation of this device opens both by the one wrap.
    let (there, _) = restored(&here, dir.path(), "there");
    let (late, _) = write_many(&here, &Author::User(&admin), 1);
    let again = here.rotate_op_key(&admin).unwrap();
    let (latest, _) = write_many(&here, &Author::User(&admin), 1);
    pull(&there, &here);
    for entries in [&old, &new, &late, &latest] {
        assert!(has(&there, entries).into_iter().all(|shown| shown));
    }
    assert_eq!(there.membership().writing().unwrap().id(), again);
    clean(&there);
    clean(&here);
    drop(here);
    let (here, _) = reopen(dir.path()).unwrap();
    assert_eq!(here.membership().writing().unwrap().id(), again);
    clean(&here);
}

/// A device certified here, to which the operation key is wrapped.
fn joined(journal: &Journal, admin: &Unlocked, id: Id) -> Id {
    let key = journal.membership().writing().cloned().unwrap();
    let keys = WrapKeys::from_secret(Secret32::new(id.repeat(2).try_into().unwrap())).unwrap();
    let sign = ed25519_dalek::SigningKey::from_bytes(&[9; 32]).verifying_key().to_bytes();
    let build = |tx: &mut Tx<'_>| {
        let mut fields = vec![cbor(|e| e.bytes(&id))];
        fields.extend((0..4).map(|_| cbor(|e| e.bytes(&sign))));
        fields.push(cbor(|e| e.bytes(keys.public())));
        tx.append_certificate(id, DEVICE_CERT, fields, &[admin.issuer()])?;
        let wrap = wrap_op_key(journal, &key, id, keys.public(), &[])?;
        tx.append_certificate(tx.new_id(), OP_KEY_WRAP, wrap.fields(), &[admin.issuer()])
    };
    journal.write(&Author::User(admin), build, |_, _, _| Ok::<_, Error>(())).unwrap();
    id
}

#[test]
fn only_an_administrator_certifies_and_revokes() {
    let (dir, here, admin, _) = found(104);
    let nurse = person(&here, &admin, "nurse words", 1 | REDACT_BIT);
    let (there, _) = restored(&here, dir.path(), "there");
    // Another program on the nurse's laptop writes what ours does not.
    there.revoke(&nurse, AuthorKind::User, &admin.user, 1).unwrap();
    let batch = own_batch(&there, 0);
    ingest(&here, &batch).unwrap();
    assert!(!here.is_revoked(AuthorKind::User, &admin.user));
    assert_eq!(check(&here).parked, 1);
    clean(&here);
}

#[test]
fn two_who_revoke_each_other_are_both_out() {
    let (dir, here, admin, genesis) = found(105);
    let second = person(&here, &admin, "second words", ADMINISTER);
    let (there, _) = restored(&here, dir.path(), "there");
    here.revoke(&admin, AuthorKind::User, &second.user, 1).unwrap();
    there.revoke(&second, AuthorKind::User, &admin.user, 1).unwrap();
    let late = [add(&here, &admin, None, &["late"]), add(&there, &second, None, &["late too"])].concat();
    pull(&here, &there);
    pull(&there, &here);
    for journal in [&here, &there] {
        assert!(journal.is_revoked(AuthorKind::User, &admin.user));
        assert!(journal.is_revoked(AuthorKind::User, &second.user));
        assert_eq!(has(journal, &late), [false, false]);
        clean(journal);
    }
    assert_eq!(shown(&here), shown(&there));
    let more = here.write(&Author::User(&admin), |tx| tx.new_subject_key(), |_, _, _| Ok::<_, Error>(()));
    assert!(matches!(more, Err(Error::RevokedAuthor(id)) if id == admin.user));
    // The root, on paper, begins anew.
    let root = crate::crypto::keys::secret_from_text(&genesis.root_secret_text).unwrap();
    let other = Secret32::new([1; 32]);
    assert!(matches!(here.appoint(&other, "anew", CHEAP, ADMINISTER), Err(Error::Mismatch(_))));
    let third = here.appoint(&root, "third words", CHEAP, ADMINISTER).unwrap();
    let nurse = person(&here, &third, "nurse words", 1);
    let written = add(&here, &nurse, None, &["on"]);
    pull(&there, &here);
    assert_eq!(has(&there, &written), [true]);
    clean(&there);
}

/// The public bit of administrators.
const ADMINISTER: u32 = certificate::ADMINISTER_BIT;

/// Found by the simulator: a revocation looks at everything held, the rest of its own batch included, whose key comes with it.
#[test]
fn what_follows_a_revocation_and_its_new_key_in_one_batch_is_shown() {
    let (dir, here, admin, _) = found(114);
    let lost = joined(&here, &admin, [7; 16]);
    let (there, _) = crate::store::join::tests::joined(&here, &admin, dir.path(), "there");
    here.revoke(&admin, AuthorKind::Device, &lost, 3).unwrap();
    here.rotate_op_key(&admin).unwrap();
    // Of a new subject: its key's entry adds to a table, and only once.
    let (written, _) = write_many(&here, &Author::User(&admin), 2);
    pull(&there, &here);
    assert!(has(&there, &written).into_iter().all(|shown| shown));
    assert_eq!(check(&there).parked, 0);
    clean(&there);
}

/// Found by the simulator: the keys that a joining device was welcomed with stand in no table before its log brings them.
#[test]
fn a_device_that_joins_after_a_revocation_shows_what_was_before_it() {
    let (dir, here, admin, _) = found(115);
    let lost = joined(&here, &admin, [7; 16]);
    let (second, admin_there) = crate::store::join::tests::joined(&here, &admin, dir.path(), "second");
    let (written, _) = write_many(&second, &Author::User(&admin_there), 2);
    second.revoke(&admin_there, AuthorKind::Device, &lost, 3).unwrap();
    second.rotate_op_key(&admin_there).unwrap();
    let (there, _) = crate::store::join::tests::joined(&second, &admin_there, dir.path(), "there");
    assert!(has(&there, &written).into_iter().all(|shown| shown));
    assert_eq!(check(&there).parked, 0);
    clean(&there);
}
