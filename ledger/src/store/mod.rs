//! The store: one SQLCipher database that holds bodies, entries, tiles, heads and the read models beside them.
//! In scope: the one write path, reading, checking, exporting.  Not here: what payloads mean.

pub mod backup;
mod carrier;
pub mod certificate;
pub mod export;
pub mod fsck;
pub mod genesis;
pub mod incarnation;
pub mod ingest;
pub mod journal;
mod order;
pub mod read;
pub mod redaction;
pub mod schema;
#[cfg(test)]
pub(crate) mod tests;
mod token;
pub mod tx;
mod writer;
