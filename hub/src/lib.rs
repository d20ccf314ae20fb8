//! The hub: a blind meeting point for the devices of many operations. It verifies, stores, witnesses and mirrors; it opens nothing.
//! In scope: the record in SQLite or PostgreSQL, the witness, the mirror, who is let in. Not here: what payloads mean, what is said
//! in a meeting (`sync`), keys of operations.

#![cfg_attr(test, allow(clippy::unwrap_used))] // in tests a panic is the message

mod copy;
mod door;
mod env;
mod error;
pub mod http;
pub mod lines;
pub mod meetings;
pub mod project;
pub mod record;
pub mod store;
pub mod stream;

pub use copy::{back_up, restore};
pub use door::{Door, Guest, Rate, Turned};
pub use env::SystemEnv;
pub use error::Error;
pub use record::{Operation, Record, View};
