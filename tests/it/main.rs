//! Tests across crates: vectors, crashes, damage, seizure, both doors.
//! In scope: what no single crate can show.  Not here: browser and window (e2e), style (tidy).

#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs, unreachable_pub)]

mod auditor;
mod backup;
mod blobs;
mod both;
mod cards;
mod closing;
mod coordinator;
mod copies;
mod crash;
mod damage;
mod demands;
mod digests;
mod disclosure;
mod doors;
mod failures;
mod field;
mod formats;
mod fuzz;
mod import;
mod judges;
mod laptops;
mod link;
mod newer;
mod pairing;
mod peers;
mod people;
mod pulled;
mod python;
mod redaction;
mod revoked;
mod seized;
mod seized_window;
mod stick;
mod stock;
mod stolen;
mod support;
mod vectors;
mod visit;
mod witnessed;
