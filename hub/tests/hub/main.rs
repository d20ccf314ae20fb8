//! The hub over both of its databases: laptops meet by way of it, hostile ones get nowhere, witnesses and auditors are answered.
//! In scope: what only shows with journals and a database.  Not here: paths and lines, which are tested beside their code.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs, unreachable_pub)]

mod contract;
mod failing;
mod figures;
mod hostile;
mod reports;
mod server;
mod shared;
mod stream;
mod support;
mod web;
mod witness;
