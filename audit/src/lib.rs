//! The independent verifier of Fieldchart's journal, to be read in an afternoon. It shares no code with the program that
//! writes the journal; both follow docs/formats. Read in this order: `export`, `scan`, `body`, `member`; then `disclosure`, `fold`, `tally`.
//! In scope: judging an export ([`verify_export`]), counting what it discloses ([`tally()`], [`sample()`]), any tlog-tiles log ([`verify_plain`]), policies and older
//! digests ([`Demands`]), receipts, two journals side by side ([`compare()`]), a fork's proof ([`judge_fork`]), Merkle proofs.  Not here: files
//! on disk (the binary), opening sealed bodies.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod body;
mod cbor;
mod compare;
mod cosignature;
mod demands;
mod disclosure;
mod entry;
mod export;
mod fault;
mod fold;
mod heads;
mod kinds;
mod member;
mod milestones;
mod note;
mod plain;
mod policy;
mod proof;
mod receipt;
mod redaction;
mod report;
mod sample;
mod scan;
mod source;
mod standing;
mod tally;
mod tile;
mod tree;

pub use compare::{Compared, Relation, compare};
pub use cosignature::{Cosigned, WitnessKey};
pub use demands::Demands;
pub use disclosure::DisclosureFault;
pub use export::verify_export;
pub use fault::{Fault, Finding, KeyFault};
pub use note::{LogKey, Trust};
pub use plain::verify_plain;
pub use policy::{POLICY_BYTES_MAX, Policy, PolicyFault, PolicyReason};
pub use proof::{FORK_BYTES_MAX, JudgedProof, Pair, judge_fork};
pub use receipt::{Judged as JudgedReceipt, RECEIPT_BYTES_MAX, judge as judge_receipt};
pub use report::{LogReport, Report};
pub use sample::sample;
pub use source::{Memory, Source};
pub use tally::{Accounted, BackDated, REPORTS, Tally, Totals, tally};
pub use tree::{Hash, ProofFault, leaf_hash, node_hash, root, verify_consistency, verify_inclusion};
