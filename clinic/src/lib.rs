//! The application: one table of calls, their handlers, read models, search, import, the HTTP host, meeting other laptops.
//! In scope: everything between the journal and the screens.  Not here: medicine's words (domain), bytes of the log (ledger), pixels (ui).

pub mod blobs;
pub mod clock;
pub(crate) mod closing;
pub mod config;
pub mod demo;
pub mod dispatch;
pub mod dumps;
pub mod fault;
pub mod floor;
pub mod handlers;
pub mod host;
pub mod interop;
pub mod jobs;
pub mod joining;
pub mod laptops;
pub mod pairing;
pub mod peers;
pub mod people;
pub mod pin;
pub mod projection;
pub mod qr;
pub mod reference;
pub mod reports;
pub mod search;
pub mod serve;
pub mod store;

pub use config::{Config, Cost};
pub use domain::api::{Envelope, Event, Reply};
pub use host::Host;
