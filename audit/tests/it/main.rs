//! The verifier against exports built here, against altered ones, and against public probes; the second verifier beside it.
//! In scope: the library and the command.  Not here: exports written by the ledger (crate `tests`).
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod both;
mod builder;
mod command;
mod disclosure;
mod export;
mod forms;
mod outside;
mod redaction;
mod standing;
