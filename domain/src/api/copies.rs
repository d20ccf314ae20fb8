//! Calls about the store as a whole: checked to the last byte, copied to another disk, exported for an auditor, brought back.
//! Each runs as a job; folders are of the machine the store is on, written as that machine writes them.

use super::call;
use crate::access::{Access, Permission};
use crate::code::codes;
use crate::id::Id;
use crate::time::Date;
use serde::{Deserialize, Serialize};

const AUDIT: Access = Access::Needs(Permission::Audit);

/// Folders that would do for a copy made now: dated, not there yet, on a removable medium where one is mounted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Places {}
call!(Places, "store.places", AUDIT, PlacesView);

/// The answer to `Places`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacesView {
    /// For a backup.
    pub backup: String,
    /// For an auditor's export.
    pub export: String,
}

/// Copy the store, while it is in use, to a folder that does not exist yet or is empty. It appears whole or not at all; the
/// job's result is a `BackedUp`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Backup {
    /// The folder, from the root of its disk on, or from `~`.
    pub folder: String,
}
call!(Backup, "store.backup", Access::Needs(Permission::Administer), Id);

/// A backup that was made and checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackedUp {
    /// Where it is.
    pub folder: String,
    /// Its bytes.
    pub bytes: u64,
    /// Entries of this device's log in it.
    pub size: u64,
    /// The root over them, hex.
    pub root: String,
}

codes! {
    /// What an auditor can count from an export that discloses it.
    Report {
        /// Medicines given.
        Dispensed = "dispensed",
        /// Visits.
        Encounters = "encounters",
        /// Stock received, given, lost and left.
        Stock = "stock",
        /// Controlled medicines, movement by movement.
        Controlled = "controlled",
        /// What was written long after it happened.
        Late = "late",
    }
}

/// Write the journal to a folder for an auditor; the job's result is an `Exported`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExportAudit {
    /// The folder, which does not exist yet or is empty.
    pub folder: String,
    /// What the auditor may count.
    pub disclose: Option<Disclose>,
}
call!(ExportAudit, "journal.export", AUDIT, Id);

/// A report disclosed beside an export: what it counts and nothing that names a patient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disclose {
    /// Which.
    pub report: Report,
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
}

/// An export that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exported {
    /// Where it is.
    pub folder: String,
    /// Entries of every log.
    pub entries: u64,
    /// Bytes, disclosure included.
    pub bytes: u64,
    /// The operation's root key, which the auditor gets by another way.
    pub trust: String,
    /// Entries disclosed, where a report was.
    pub disclosed: Option<u64>,
    /// Entries that cannot be disclosed: redacted, sealed to others or not held.
    pub hidden: u64,
}

/// Check the database's own sums, every stored byte and signature, and every list made from them; the job's result is a `Checked`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CheckStore {}
call!(CheckStore, "store.check", AUDIT, Id);

/// What a check of the whole store found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// Entries checked.
    pub entries: u64,
    /// Faults of the database or the journal, each naming index and fault.
    pub faults: Vec<String>,
    /// The first list that differs from the journal; looked for only where that has no fault.
    pub list: Option<String>,
}

/// Drop every list and search, and make them anew from the journal; the job's result is the number of entries read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rebuild {}
call!(Rebuild, "store.rebuild", Access::Needs(Permission::Administer), Id);

/// Bring a backup into this device's folder, where no operation was started yet. The job's result says nothing: log in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Restore {
    /// The backup's folder.
    pub folder: String,
}
call!(Restore, "store.restore", Access::Anyone, Id);
