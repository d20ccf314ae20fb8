//! Calls about redaction: dropping what is sealed, under two signatures, and the holds that forbid it.

use super::call;
use crate::access::{Access, Permission};
use crate::id::Id;
use crate::redaction::{HoldView, RedactionReason};
use crate::time::{Date, Moment};
use serde::{Deserialize, Serialize};

const REDACT: Access = Access::Needs(Permission::Redact);

/// Drop a patient's record, or some records of it, for ever. A second person who may redact gives their passphrase.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Redact {
    /// Whose.
    pub patient: Id,
    /// These records of the patient's; empty for everything, the patient's key included.
    pub records: Vec<Id>,
    /// Why.
    pub reason: RedactionReason,
    /// The second person's passphrase.
    pub second: String,
}
call!(Redact, "redaction.sign", REDACT, Redacted, subject patient);

/// What was redacted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redacted {
    /// Entries whose bodies were dropped.
    pub entries: u64,
    /// Index of the first entry that says so.
    pub by: u64,
    /// Who signed beside the one who asked.
    pub second: String,
}

/// Every redaction in the journal, newest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Redactions {}
call!(Redactions, "redaction.list", Access::Needs(Permission::Audit), Vec<RedactionRow>);

/// A redaction as the journal says it publicly: nobody's name but the signers'.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedactionRow {
    /// Its journal index.
    pub index: u64,
    /// When.
    pub at: Moment,
    /// Entries dropped.
    pub entries: u64,
    /// Why.
    pub reason: RedactionReason,
    /// Who signed.
    pub by: Vec<String>,
}

/// The holds on a patient's record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Holds {
    /// Whose.
    pub patient: Id,
}
call!(Holds, "redaction.holds", REDACT, Vec<HoldView>);

/// Forbid a patient's redaction until a day, or until it is lifted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PutHold {
    /// Whose.
    pub patient: Id,
    /// Why.
    pub reason: String,
    /// The last day; empty for no end.
    pub until: Option<Date>,
}
call!(PutHold, "redaction.hold", REDACT, Id);

/// Lift a hold.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LiftHold {
    /// Which.
    pub id: Id,
}
call!(LiftHold, "redaction.lift", REDACT, ());
