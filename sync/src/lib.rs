//! How entries travel between stores of one operation. Every byte is checked where it arrives (ledger, `Journal::ingest`).
//! In scope: the meeting of two stores over any connection, connections on a network, a folder on a stick.  Not here: what payloads mean.

#![cfg_attr(test, allow(clippy::unwrap_used))] // in tests a panic is the message

pub mod discovery;
pub mod introduction;
mod journal;
pub mod message;
pub mod pairing;
pub mod replica;
pub mod session;
pub mod stick;
pub mod transport;

pub use journal::refusal;
pub use replica::{Missing, Refused, Replica};
pub use session::{Broken, Outcome, Progress, Session};
pub use stick::{Carried, Report, Stick, StickError, Unread, read_to, six_words, take_in};
