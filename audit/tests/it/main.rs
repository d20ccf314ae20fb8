//! The verifier against exports built here, against altered ones, and against public probes.
//! In scope: the library and the command.  Not here: exports written by the ledger (crate `tests`).
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod builder;
mod command;
mod disclosure;
mod export;
mod outside;
mod redaction;
