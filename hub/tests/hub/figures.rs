//! How long 200 laptops wait that hand over their work at once. Printed, not held: `cargo test -p hub --release -- --ignored figures`.

use crate::support::{Base, founded, hub_of, meet};
use ed25519_dalek::SigningKey;
use ledger::tlog::checkpoint::Checkpoint;
use ledger::tlog::hash::{self, sha256};
use ledger::tlog::tree::Frontier;
use ledger::{Batch, Class, Entry, JoinRequest};
use std::sync::Barrier;
use std::time::Instant;
use sync::Replica;
use tempfile::tempdir;

const LAPTOPS: u8 = 200;
const BATCHES: u64 = 10;
/// A visit with what belongs to it.
const ENTRIES: u64 = 12;
const BODY_BYTES: usize = 600;

/// What a laptop hands over, batch by batch. The hub is blind, so that any bytes will do for what is sealed.
fn batches(operation: &str, device: [u8; 16], key: &SigningKey) -> Vec<Batch> {
    let origin = format!("fieldchart/{operation}/{}/{}", hex::encode(device), hex::encode([7; 16]));
    let (mut tree, mut all) = (Frontier::new(), Vec::new());
    for n in 0..BATCHES {
        let (mut entries, mut bodies) = (Vec::new(), Vec::new());
        for i in n * ENTRIES..(n + 1) * ENTRIES {
            let body: Vec<u8> = device.iter().chain(&i.to_be_bytes()).copied().cycle().take(BODY_BYTES).collect();
            let (body_len, body_hash) = (BODY_BYTES as u32, sha256(&[&body]));
            let (record, key_commit, fields_root) = (device, [1; 32], [2; 32]);
            let entry = Entry { class: Class::Clinical, hlc: i, record, body_len, body_hash, key_commit, fields_root };
            tree.push(hash::leaf(&entry.to_bytes()), &mut Vec::new());
            entries.push(entry.to_bytes().to_vec());
            bodies.push(Some(body));
        }
        let note = Checkpoint { origin: origin.clone(), size: tree.size(), root: tree.root() }.sign(key);
        all.push(Batch { origin: origin.clone(), first: n * ENTRIES, entries, bodies, note, earlier: Vec::new() });
    }
    all
}

fn measured(name: &str, base: &Base) {
    let dir = tempdir().unwrap();
    let a = founded(&dir.path().join("a"), 201);
    let (record, hub) = hub_of(base, &a);
    let operation = a.journal.operation();
    let mut works = Vec::new();
    for n in 0..LAPTOPS {
        let (device, key) = ([n + 1; 16], SigningKey::from_bytes(&[n + 1; 32]));
        let public = key.verifying_key().to_bytes();
        let request = JoinRequest { device, keys: [public; 4], wrap: [9; 32] };
        a.journal.admit_device(&a.user, &request).unwrap();
        works.push(batches(&hex::encode(operation), device, &key));
    }
    meet(&a.journal, &hub);
    let barrier = Barrier::new(works.len());
    let began = Instant::now();
    let mut waits_ms: Vec<u128> = std::thread::scope(|s| {
        let work = |batches: Vec<Batch>| {
            let (view, barrier) = (record.view(operation), &barrier);
            s.spawn(move || {
                barrier.wait();
                let take = |batch: &Batch| {
                    let began = Instant::now();
                    view.take(batch).unwrap().unwrap();
                    began.elapsed().as_millis()
                };
                batches.iter().map(take).collect::<Vec<_>>()
            })
        };
        let all: Vec<_> = works.into_iter().map(work).collect();
        all.into_iter().flat_map(|t| t.join().unwrap()).collect()
    });
    let took = began.elapsed();
    waits_ms.sort_unstable();
    let at = |share: usize| waits_ms[waits_ms.len() * share / 100];
    let entries = u128::from(ENTRIES) * waits_ms.len() as u128;
    let rate = entries * 1000 / took.as_millis().max(1);
    println!(
        "{name}: {entries} entries in {took:?}, {rate}/s; a batch waits {} ms at p50, {} ms at p99",
        at(50),
        at(99)
    );
}

#[test]
#[ignore = "measures"]
fn two_hundred_laptops_at_once() {
    measured("SQLite", &Base::embedded());
    if let Some(base) = Base::server_of_its_own() {
        measured("PostgreSQL", &base);
    }
}
