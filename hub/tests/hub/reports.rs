//! Reporting tables: what the record holds, once, whatever the stream does.

use crate::server::{Nats, Server};
use crate::stream::runtime;
use crate::support::{Base, CHEAP, Laptop, NOW_MS, founded, hub_of, joined, meet};
use domain::part::Part;
use domain::vitals::{Reading, Vitals};
use hub::project::{Projector, Round};
use hub::stream::{Follower, Publisher, done};
use ledger::store::redaction::REDACT_BIT;
use ledger::{Author, AuthorKind, Class, Draft, Error, Hash, Id, Scope, Unlocked};
use std::sync::Arc;
use std::time::Duration;
use tempfile::tempdir;

/// A pulse of somebody, written as the clinic would; its leaf hash.
fn pulse(laptop: &Laptop, subject: Id, record: Id, parents: Vec<Hash>, per_min: u16) -> Hash {
    let patient = Some(domain::id::Id([5; 16]));
    let vitals = Vitals { patient, pulse_per_min: Some(Reading::Value(per_min.into())), ..Vitals::default() };
    let (version, fields) = Part::Vitals(vitals).to_items();
    let at = (NOW_MS.cast_signed(), 60, 1);
    let draft = Draft {
        class: Class::Clinical,
        record,
        subject: Some(subject),
        kind: (2, version),
        parents,
        effective_at: at,
        recorded_at: at,
        fields,
    };
    let build = |tx: &mut ledger::Tx<'_>| tx.append(draft).map(|_| ());
    let wrote = laptop.journal.write(&Author::User(&laptop.user), build, |_, c, ()| Ok::<_, Error>(c[0].leaf_hash));
    wrote.unwrap().0
}

fn client(url: &str) -> postgres::Client {
    postgres::Client::connect(url, postgres::NoTls).unwrap()
}

/// Every row of every table, as text.
fn dump(url: &str) -> Vec<String> {
    let mut client = client(url);
    let mut rows = Vec::new();
    for table in ["revision", "record", "progress", "waiting"] {
        let sql = format!("SELECT t::text FROM {table} t ORDER BY 1");
        rows.extend(client.query(&sql, &[]).unwrap().into_iter().map(|row| row.get::<_, String>(0)));
    }
    rows
}

/// The pulses that a report would count.
fn pulses(url: &str) -> Vec<i64> {
    let sql = "SELECT (body ->> 'pulse_per_min')::bigint FROM standing WHERE kind = 'vitals' ORDER BY 1";
    client(url).query(sql, &[]).unwrap().into_iter().map(|row| row.get(0)).collect()
}

struct Desk {
    base: Base,
    server: Arc<Server>,
    record: Arc<hub::Record>,
    hub: hub::View,
}

fn desk(a: &Laptop) -> Option<Desk> {
    let (base, server) = (Base::postgres()?, Server::shared()?);
    let (record, hub) = hub_of(&base, a);
    Some(Desk { base, server, record, hub })
}

impl Desk {
    fn projector(&self, a: &Laptop, reports: &str) -> Projector {
        let key = a.journal.operation_key().unwrap();
        Projector::open(self.base.record(), reports, a.journal.operation(), key).unwrap()
    }

    /// Whether tables are the very same as others that were made from nothing.
    #[track_caller]
    fn holds_against_the_record(&self, a: &Laptop, reports: &str) {
        let fresh = self.server.database();
        self.projector(a, &fresh).round().unwrap();
        assert_eq!(dump(reports), dump(&fresh));
    }
}

#[test]
fn revisions_fold_to_what_laptops_show_and_nothing_is_counted_twice() {
    let dir = tempdir().unwrap();
    let a = founded(&dir.path().join("a"), 111);
    let b = joined(&a, &dir.path().join("b"), 112);
    let Some(desk) = desk(&a) else { return };
    let reports = desk.server.database();
    let mut projector = desk.projector(&a, &reports);
    assert_eq!(projector.round().unwrap(), Round::default());
    let subject = a.subject();
    let first = pulse(&a, subject, [1; 16], vec![], 80);
    pulse(&a, subject, [2; 16], vec![], 90);
    meet(&a.journal, &desk.hub);
    assert_eq!(projector.round().unwrap().revisions, 2);
    assert_eq!(projector.round().unwrap().revisions, 0);
    assert_eq!(pulses(&reports), [80, 90]);
    // Amended, under another operation key, on another laptop.
    a.journal.rotate_op_key(&a.user).unwrap();
    meet(&a.journal, &desk.hub);
    meet(&b.journal, &desk.hub);
    pulse(&b, subject, [1; 16], vec![first], 85);
    meet(&b.journal, &desk.hub);
    let key = a.journal.operation_key().unwrap();
    let mut projector = Projector::open(desk.base.record(), &reports, a.journal.operation(), key).unwrap();
    assert_eq!(projector.round().unwrap().revisions, 1);
    assert_eq!(pulses(&reports), [85, 90]);
    desk.holds_against_the_record(&a, &reports);
    assert!(dump(&reports).iter().all(|row| !row.contains(&hex::encode(a.journal.operation_key().unwrap().expose()))));
}

#[test]
fn bodies_that_come_late_are_read_then_and_redacted_ones_are_deleted() {
    let dir = tempdir().unwrap();
    let a = founded(&dir.path().join("a"), 113);
    let id = a.journal.add_user(&a.user, "second words", CHEAP, REDACT_BIT).unwrap();
    let other = Unlocked { user: id, keys: a.journal.unlock("second words").unwrap().keys };
    let Some(desk) = desk(&a) else { return };
    let reports = desk.server.database();
    let mut projector = desk.projector(&a, &reports);
    let (gone, stays) = (a.subject(), a.subject());
    pulse(&a, gone, [1; 16], vec![], 80);
    pulse(&a, stays, [2; 16], vec![], 90);
    let mut batch = a.journal.batch(&a.journal.head().0, 0).unwrap();
    // The subject's key is what comes late: the last but three.
    let at = batch.bodies.len() - 4;
    let body = batch.bodies[at].take().unwrap();
    sync::Replica::take(&desk.hub, &batch).unwrap().unwrap();
    let round = projector.round().unwrap();
    assert_eq!((round.revisions, pulses(&reports)), (1, vec![90]));
    sync::Replica::take_bodies(&desk.hub, &batch.origin, &[(at as u64, body)]).unwrap().unwrap();
    projector.round().unwrap();
    assert_eq!(pulses(&reports), [80, 90]);
    a.journal.redact(&a.user, &other, &gone, Scope::Whole, 1, |_, _, _| Ok::<_, Error>(())).unwrap();
    meet(&a.journal, &desk.hub);
    assert_eq!(projector.round().unwrap().dropped, 1);
    assert_eq!(pulses(&reports), [90]);
    desk.holds_against_the_record(&a, &reports);
}

#[test]
fn what_a_revocation_leaves_out_is_counted_no_more() {
    let dir = tempdir().unwrap();
    let a = founded(&dir.path().join("a"), 114);
    let b = joined(&a, &dir.path().join("b"), 115);
    let Some(desk) = desk(&a) else { return };
    let reports = desk.server.database();
    let subject = a.subject();
    pulse(&a, subject, [1; 16], vec![], 80);
    meet(&a.journal, &desk.hub);
    meet(&b.journal, &desk.hub);
    a.journal.revoke(&a.user, AuthorKind::Device, &b.journal.device(), 1).unwrap();
    pulse(&b, subject, [2; 16], vec![], 90);
    let batch = b.journal.batch(&b.journal.head().0, 0).unwrap();
    sync::Replica::take(&desk.hub, &batch).unwrap().unwrap();
    let mut projector = desk.projector(&a, &reports);
    projector.round().unwrap();
    assert_eq!(pulses(&reports), [80, 90], "nobody heard of the revocation yet");
    meet(&a.journal, &desk.hub);
    projector.round().unwrap();
    assert_eq!(pulses(&reports), [80]);
    desk.holds_against_the_record(&a, &reports);
}

#[test]
fn a_stream_that_is_wiped_or_tells_everything_twice_changes_nothing() {
    let Some(nats) = Nats::new() else { return };
    let dir = tempdir().unwrap();
    let a = founded(&dir.path().join("a"), 116);
    let Some(desk) = desk(&a) else { return };
    let reports = desk.server.database();
    let subject = a.subject();
    let (within, operation) = (Duration::from_millis(300), a.journal.operation());
    let mut projector = desk.projector(&a, &reports);
    runtime().block_on(async {
        let publisher = Publisher::connect(Arc::clone(&desk.record), &nats.url).await.unwrap();
        let follower = Follower::connect(&nats.url, &operation, "reports").await.unwrap();
        let twice = Follower::connect(&nats.url, &operation, "twice").await.unwrap();
        let mut told = Vec::new();
        for n in 0..6_u8 {
            // The database's client blocks.
            tokio::task::block_in_place(|| {
                pulse(&a, subject, [n; 16], vec![], 60 + u16::from(n));
                meet(&a.journal, &desk.hub);
            });
            if n == 3 {
                let context = async_nats::jetstream::new(async_nats::connect(&nats.url).await.unwrap());
                context.get_stream(hub::stream::STREAM).await.unwrap().purge().await.unwrap();
            } else {
                publisher.tell().await.unwrap();
            }
            for (follower, dies) in [(&follower, false), (&twice, true)] {
                told.push(follower.next(within).await.unwrap());
                tokio::task::block_in_place(|| projector.round().unwrap());
                // The one is done with them; the other dies each time before it says so.
                if !dies {
                    done(told.last().unwrap()).await.unwrap();
                }
            }
        }
        assert!(told.iter().map(Vec::len).sum::<usize>() > 6);
    });
    assert_eq!(pulses(&reports), [60, 61, 62, 63, 64, 65]);
    desk.holds_against_the_record(&a, &reports);
}
