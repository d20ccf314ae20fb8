//! The store: one SQLCipher database that holds bodies, entries, tiles, heads and the read models beside them.
//! In scope: the one write path, reading, checking, exporting.  Not here: what payloads mean.

pub mod backup;
mod beside;
mod beyond;
mod bodies;
pub mod branch;
mod carrier;
pub mod certificate;
pub mod confidential;
pub mod cosigning;
pub mod export;
pub mod fsck;
pub mod genesis;
pub mod incarnation;
pub mod ingest;
pub mod join;
pub mod journal;
pub mod keyring;
pub mod membership;
pub mod milestone;
mod order;
mod parked;
pub mod read;
pub mod redaction;
mod rekey;
pub mod revocation;
pub mod roster;
mod rows;
pub mod schema;
#[cfg(test)]
pub(crate) mod tests;
pub mod tls;
mod token;
pub mod tx;
mod unread;
mod writer;
