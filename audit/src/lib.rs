//! The independent verifier of Fieldchart's journal, to be read in an afternoon. It shares no code with the program that
//! writes the journal; both follow docs/formats/entry-v1.md. Read in this order: `export`, `scan`, `body`, `member`.
//! In scope: judging an export ([`verify_export`]), any tlog-tiles log ([`verify_plain`]), Merkle proofs.  Not here: files
//! on disk (the binary), opening sealed bodies, judging revocations, comparing with an older digest.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod body;
mod cbor;
mod entry;
mod export;
mod fault;
mod member;
mod note;
mod plain;
mod redaction;
mod report;
mod scan;
mod source;
mod tile;
mod tree;

pub use export::verify_export;
pub use fault::{Fault, Finding, KeyFault};
pub use note::{LogKey, Trust};
pub use plain::verify_plain;
pub use report::{LogReport, Report};
pub use source::{Memory, Source};
pub use tree::{Hash, ProofFault, leaf_hash, node_hash, root, verify_consistency, verify_inclusion};
