//! The one seam between screen and core: every use is a `Call`, in-process, over Tauri IPC and over HTTP alike.
//! In scope: requests, views, errors, events. Free to change each release; JSON on the wire.  Not here: handlers (clinic).

pub mod attachment;
pub mod chart;
pub mod closing;
pub mod coordinator;
pub mod copies;
pub mod journal;
pub mod laptops;
pub mod pairing;
pub mod peers;
pub mod people;
pub mod redaction;
pub mod session;
pub mod stock;
pub mod visit;

use crate::access::Access;
use crate::id::Id;
use crate::limits::FieldError;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// One thing a screen can ask of the core.
pub trait Call: Serialize + DeserializeOwned + Send + 'static {
    /// Its stable name, `area.verb`.
    const METHOD: &'static str;
    /// What it demands of the caller.
    const ACCESS: Access;
    /// What it answers.
    type Output: Serialize + DeserializeOwned + Send + 'static;
    /// Whose chart it opens, for the access log.
    fn subject(&self) -> Option<Id> {
        None
    }
}

/// Declares a call's method, access and output (and its subject's field).
macro_rules! call {
    ($name:ident, $method:literal, $access:expr, $out:ty $(, subject $field:ident)?) => {
        impl $crate::api::Call for $name {
            const METHOD: &'static str = $method;
            const ACCESS: $crate::access::Access = $access;
            type Output = $out;
            $(fn subject(&self) -> Option<$crate::id::Id> { Some(self.$field) })?
        }
    };
}
pub(crate) use call;

/// How a call travels: `POST /api/call` and the Tauri command `call` take it as JSON and answer `Reply`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Envelope {
    /// The method.
    pub method: String,
    /// The call itself.
    pub params: serde_json::Value,
    /// The session, once logged in.
    #[serde(default)]
    pub token: Option<String>,
    /// Client-made id of a write: a retry with the same id is idempotent.
    #[serde(default)]
    pub request: Option<Id>,
}

/// The answer to an envelope.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// The call's output.
    Ok(serde_json::Value),
    /// Why not.
    Err(ApiError),
}

/// Everything a caller may be told; locale files turn it into words (`error-…`). Closed: codes are stable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum ApiError {
    /// Fields must be mended first.
    #[error("invalid: {fields:?}")]
    Invalid {
        /// What is wrong where.
        fields: Vec<FieldError>,
    },
    /// No operation exists in this folder yet.
    #[error("no operation yet")]
    NoOperation,
    /// An operation exists already.
    #[error("an operation exists already")]
    OperationExists,
    /// The store is locked: log in.
    #[error("locked")]
    Locked,
    /// The screen is locked: unlock.
    #[error("screen locked")]
    ScreenLocked,
    /// The session is unknown or over: log in.
    #[error("no session")]
    NoSession,
    /// The passphrase opens nothing.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// The recovery key is mistyped, or another store's.
    #[error("wrong recovery key")]
    WrongRecoveryKey,
    /// Too many wrong tries: wait.
    #[error("wait {wait_s} s")]
    TooManyTries {
        /// Seconds to wait.
        wait_s: u32,
    },
    /// The PIN is wrong.
    #[error("wrong PIN, {left} tries left")]
    WrongPin {
        /// Tries before the passphrase is needed.
        left: u32,
    },
    /// No PIN opens this now: none is set, its user is not logged in here, or it was wrong three times.
    #[error("no PIN")]
    NoPin,
    /// The account is over: an administrator can extend it.
    #[error("the account ended on {on}")]
    AccountEnded {
        /// Its last day.
        on: crate::time::Date,
    },
    /// The caller's roles do not allow this.
    #[error("not allowed")]
    NotAllowed,
    /// The second signature was the first one's own, or of somebody who may not redact.
    #[error("the second signer will not do")]
    SecondSigner,
    /// Nobody has announced that the operation closes, or it was called off.
    #[error("no closing is announced")]
    NotAnnounced,
    /// Several people said different things about the closing at once: somebody must decide first.
    #[error("the closing is disputed")]
    ClosingDisputed,
    /// Laptops that are neither in nor revoked nor listed as missing.
    #[error("{laptops} laptops are not accounted for")]
    LaptopsUnaccounted {
        /// How many.
        laptops: u32,
    },
    /// Whoever signed the closing cannot confirm it too.
    #[error("the second signature would be the first one's own")]
    OwnSignature,
    /// A hold forbids the redaction.
    #[error("held until it is lifted")]
    Held,
    /// There is no such record.
    #[error("not found")]
    NotFound,
    /// The call is unknown or malformed: the screen and the core are of different versions.
    #[error("unknown call {method}")]
    UnknownCall {
        /// The method asked for.
        method: String,
    },
    /// The store does not verify: fsck says more. Nothing altered is shown as truth.
    #[error("damaged: {what}")]
    Damaged {
        /// Log index and fault, no patient data.
        what: String,
    },
    /// The store was written by a Fieldchart newer than this one, or older than any that is read.
    #[error("the store has format {found}; {oldest} to {newest} are read")]
    StoreFormat {
        /// The store's format.
        found: i64,
        /// The oldest that is read.
        oldest: i64,
        /// The newest that is read.
        newest: i64,
    },
    /// The disk is full or read-only; what was typed is kept in the form.
    #[error("disk")]
    Disk,
    /// The job was cancelled.
    #[error("cancelled")]
    Cancelled,
    /// Something failed inside; the log line has this id.
    #[error("internal error {id}")]
    Internal {
        /// Where to look in the log.
        id: String,
    },
    /// The core could not be reached (made by the client).
    #[error("unreachable")]
    Unreachable,
}

/// What the core tells open screens, over server-sent events (`GET /api/events?token=…`) or a Tauri event named `fieldchart`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A job moved on.
    Job {
        /// Which.
        id: Id,
        /// Steps done.
        done: u64,
        /// Steps in all; 0 while unknown.
        total: u64,
        /// What it is doing: a locale key (`phase-…`).
        phase: String,
    },
    /// The board changed: a visit, a claim, somebody writing.
    Board,
    /// Somebody came in reach or went, or a meeting moved on.
    Peers,
    /// The journal grew to this size.
    Grown {
        /// Entries.
        size: u64,
    },
}
