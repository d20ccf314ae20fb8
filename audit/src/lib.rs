//! `audit`: judges an exported journal with code of its own; it shares none with the one that wrote it.
//! In scope: signatures, every tile, every body's hash, roots rebuilt from the entries.  Not here: reading what is sealed.

mod body;
mod cbor;
mod entry;
pub mod fault;
mod member;
mod note;
mod source;
mod tile;
pub mod tree;
mod verify;

pub use fault::{Fault, Finding, KeyFault};
pub use note::{LogKey, Trust};
pub use source::{Memory, Source};
pub use tree::{ProofFault, verify_consistency, verify_inclusion};
pub use verify::{LogSummary, Report, verify, verify_plain};
