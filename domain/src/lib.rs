//! The words of the clinic: pure types, units, limits, validation and the API contract.
//! In scope: what a record is, how it is written as CBOR, how revisions fold, what a call asks and answers.
//! Not here: I/O, clocks, randomness, storage, words shown to people (locales/ has those).

pub mod access;
pub mod api;
pub mod care;
pub mod closing;
pub mod code;
pub mod id;
pub mod limits;
pub mod part;
pub mod patient;
pub mod prescription;
pub mod record;
pub mod redaction;
pub mod stock;
pub mod time;
pub mod triage;
pub mod visit;
pub mod vitals;
