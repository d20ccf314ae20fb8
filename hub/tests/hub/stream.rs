//! The stream: told once, told again, wiped.

use crate::failing::{Failing, Fault};
use crate::server::Nats;
use crate::support::{Base, TestEnv, founded, hub_of, joined, meet};
use async_nats::jetstream;
use hub::Record;
use hub::stream::{Follower, Publisher, STREAM, done};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use sync::Replica;
use tempfile::tempdir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const SOON: Duration = Duration::from_millis(300);

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

async fn stored(url: &str) -> u64 {
    let context = jetstream::new(async_nats::connect(url).await.unwrap());
    context.get_stream(STREAM).await.unwrap().info().await.unwrap().state.messages
}

/// Every entry that a follower is told of, by subject; how many messages that took.
async fn followed(follower: &Follower) -> (BTreeMap<String, Vec<u8>>, usize) {
    let (mut all, mut count) = (BTreeMap::<String, Vec<u8>>::new(), 0);
    loop {
        let messages = follower.next(SOON).await.unwrap();
        if messages.is_empty() {
            return (all, count);
        }
        for message in &messages {
            all.entry(message.subject.to_string()).or_default().extend_from_slice(&message.payload);
        }
        count += messages.len();
        done(&messages).await.unwrap();
    }
}

#[test]
fn committed_entries_are_told_once_and_in_order_and_to_nobody_elses_followers() {
    let Some(nats) = Nats::new() else { return };
    let dir = tempdir().unwrap();
    let base = Base::embedded();
    let (a, other) = (founded(&dir.path().join("a"), 101), founded(&dir.path().join("o"), 102));
    let (record, hub) = hub_of(&base, &a);
    record.add_operation(&other.line(), 1 << 30).unwrap();
    (0..20).for_each(|_| _ = a.add(None, &["text"; 70]));
    meet(&a.journal, &hub);
    meet(&other.journal, &record.view(other.journal.operation()));
    runtime().block_on(async {
        let publisher = Publisher::connect(Arc::clone(&record), &nats.url).await.unwrap();
        assert_eq!(publisher.tell().await.unwrap(), 3, "two of a long log, one of a short");
        assert_eq!(publisher.tell().await.unwrap(), 0);
        let follower = Follower::connect(&nats.url, &a.journal.operation(), "test").await.unwrap();
        let (told, _) = followed(&follower).await;
        let whole = a.journal.batch(&a.journal.head().0, 0).unwrap().entries.concat();
        let subject = format!(
            "fieldchart.entries.{}.0",
            a.journal.origin().strip_prefix("fieldchart/").unwrap().replace('/', ".")
        );
        assert_eq!(told.into_iter().collect::<Vec<_>>(), [(subject, whole)]);
        // Two processes that tell the same: the server takes it once.
        a.add(None, &["more"]);
        meet(&a.journal, &hub);
        let second = Publisher::connect(base.record(), &nats.url).await.unwrap();
        let both = tokio::join!(publisher.tell(), second.tell());
        assert!(both.0.unwrap() + both.1.unwrap() >= 1);
        assert_eq!(stored(&nats.url).await, 4);
        assert_eq!(followed(&follower).await.1, 1);
    });
}

#[test]
fn a_hub_that_dies_between_the_streams_word_and_its_own_tells_it_again_and_it_falls_out() {
    let Some(nats) = Nats::new() else { return };
    let dir = tempdir().unwrap();
    let base = Base::embedded();
    let a = founded(&dir.path().join("a"), 103);
    let b = joined(&a, &dir.path().join("b"), 104);
    let (_, hub) = hub_of(&base, &a);
    b.add(None, &["so that there are two logs"]);
    meet(&a.journal, &hub);
    meet(&b.journal, &hub);
    let left = Arc::new(AtomicI64::new(i64::MAX));
    let store = Failing { store: base.store(), fault: Fault::Lost, left: Arc::clone(&left) };
    let record = Arc::new(Record::new(Box::new(store), TestEnv::new(105)));
    runtime().block_on(async {
        let publisher = Publisher::connect(record, &nats.url).await.unwrap();
        for at in [0, 1] {
            left.store(at, Ordering::SeqCst);
            assert!(publisher.tell().await.is_err());
        }
        left.store(i64::MAX, Ordering::SeqCst);
        assert_eq!(publisher.tell().await.unwrap(), 1, "the last one, told again");
        assert_eq!(stored(&nats.url).await, 2);
    });
}

#[test]
fn a_stream_that_stalls_keeps_nobody_from_the_record_and_hears_the_rest_once_when_it_goes_on() {
    let Some(nats) = Nats::new() else { return };
    let dir = tempdir().unwrap();
    let base = Base::embedded();
    let a = founded(&dir.path().join("a"), 107);
    let (record, hub) = hub_of(&base, &a);
    meet(&a.journal, &hub);
    runtime().block_on(async {
        let publisher = Publisher::connect(record, &nats.url).await.unwrap();
        let follower = Follower::connect(&nats.url, &a.journal.operation(), "test").await.unwrap();
        assert_eq!(publisher.tell().await.unwrap(), 1);
        let mut told = followed(&follower).await.0;
        nats.stall();
        a.add(None, &["while it says nothing"; 3]);
        meet(&a.journal, &hub);
        assert_eq!(hub.heads().unwrap(), a.journal.heads().unwrap());
        assert!(publisher.tell().await.is_err(), "nobody confirmed it");
        assert_eq!(follower.next(SOON).await.map_or(0, |messages| messages.len()), 0);
        nats.go_on();
        // It may have heard what it did not confirm: told again, that falls out.
        assert_eq!(publisher.tell().await.unwrap(), 1);
        assert_eq!(stored(&nats.url).await, 2);
        for (subject, entries) in followed(&follower).await.0 {
            told.entry(subject).or_default().extend(entries);
        }
        let entries = a.journal.batch(&a.journal.head().0, 0).unwrap().entries.concat();
        assert_eq!(told.into_values().collect::<Vec<_>>(), [entries]);
    });
}

/// Carries bytes to a stream and back, until it has carried a message of entries: from then on it swallows what comes back.
async fn silent_after_a_message(url: &str) -> String {
    let to = url.trim_start_matches("nats://").to_owned();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let here = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (near, _) = listener.accept().await.unwrap();
        let far = tokio::net::TcpStream::connect(to).await.unwrap();
        let ((mut from_near, mut to_near), (mut from_far, mut to_far)) = (near.into_split(), far.into_split());
        let back = async move {
            let (mut bytes, mut silent) = (vec![0; 1 << 20], false);
            while let Ok(length @ 1..) = from_far.read(&mut bytes).await {
                if !silent {
                    to_near.write_all(&bytes[..length]).await.unwrap();
                }
                let said = String::from_utf8_lossy(&bytes[..length]);
                silent |= said.contains("HMSG fieldchart.entries.");
            }
        };
        let _ = tokio::join!(back, tokio::io::copy(&mut from_near, &mut to_far));
    });
    format!("nats://{here}")
}

#[test]
fn a_stream_that_falls_silent_in_mid_answer_is_not_waited_for_and_what_came_counts() {
    let Some(nats) = Nats::new() else { return };
    let dir = tempdir().unwrap();
    let base = Base::embedded();
    let a = founded(&dir.path().join("a"), 108);
    let (record, hub) = hub_of(&base, &a);
    runtime().block_on(async {
        let publisher = Publisher::connect(record, &nats.url).await.unwrap();
        for _ in 0..3 {
            a.add(None, &["text"]);
            meet(&a.journal, &hub);
            publisher.tell().await.unwrap();
        }
        let operation = a.journal.operation();
        let silent = silent_after_a_message(&nats.url).await;
        let follower = Follower::connect(&silent, &operation, "test").await.unwrap();
        assert_eq!(follower.next(SOON).await.unwrap().len(), 1);
        // It was not said to be done with, and comes again with the rest.
        let follower = Follower::connect(&nats.url, &operation, "another").await.unwrap();
        assert_eq!(followed(&follower).await.1, 3);
    });
}

#[test]
fn a_stream_that_was_wiped_is_filled_again_from_the_record() {
    let Some(nats) = Nats::new() else { return };
    let dir = tempdir().unwrap();
    let base = Base::embedded();
    let a = founded(&dir.path().join("a"), 106);
    let (record, hub) = hub_of(&base, &a);
    meet(&a.journal, &hub);
    runtime().block_on(async {
        let publisher = Publisher::connect(Arc::clone(&record), &nats.url).await.unwrap();
        publisher.tell().await.unwrap();
        let context = jetstream::new(async_nats::connect(&nats.url).await.unwrap());
        context.delete_stream(STREAM).await.unwrap();
        a.add(None, &["while it is away"]);
        meet(&a.journal, &hub);
        assert!(publisher.tell().await.is_err());
        // As the running hub does after that.
        let publisher = Publisher::connect(Arc::clone(&record), &nats.url).await.unwrap();
        publisher.tell().await.unwrap();
        let follower = Follower::connect(&nats.url, &a.journal.operation(), "test").await.unwrap();
        let entries = a.journal.batch(&a.journal.head().0, 0).unwrap().entries.concat();
        assert_eq!(followed(&follower).await.0.into_values().collect::<Vec<_>>(), [entries]);
        // Emptied but still there, it is the same.
        context.get_stream(STREAM).await.unwrap().purge().await.unwrap();
        let publisher = Publisher::connect(record, &nats.url).await.unwrap();
        assert!(publisher.tell().await.unwrap() > 0);
    });
}
