//! Calls about the journal: digest, entries, verification; demonstration data.

use super::call;
use crate::access::{Access, Permission};
use crate::id::Id;
use crate::time::Moment;
use serde::{Deserialize, Serialize};

/// The journal's state.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Overview {}
call!(Overview, "journal.overview", Access::Needs(Permission::Audit), OverviewView);

/// The answer to `Overview`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OverviewView {
    /// Entries.
    pub size: u64,
    /// Root hash, hex.
    pub root: String,
    /// The digest: the signed checkpoint.
    pub digest: String,
    /// The digest as a QR code, SVG.
    pub digest_qr_svg: String,
    /// The newest 50 entries, newest first.
    pub entries: Vec<EntryView>,
    /// The last verification on this device, and whether it was whole.
    pub verified: Option<(Moment, bool)>,
}

/// An entry as the journal shows it: no patient data.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EntryView {
    /// Index from 0.
    pub index: u64,
    /// Class code: a locale key (`class-…`), e.g. `clinical`.
    pub class: String,
    /// When it was written.
    pub at: Moment,
    /// Stored bytes of the body.
    pub bytes: u32,
    /// Leaf hash, hex.
    pub leaf: String,
}

/// Verify every stored byte; the job's result is a `Verified`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Verify {}
call!(Verify, "journal.verify", Access::Needs(Permission::Audit), Id);

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// Entries checked.
    pub entries: u64,
    /// Faults, each naming index and fault; empty when whole.
    pub faults: Vec<String>,
}

/// Add invented people, for looking around. Marked as demonstration; the job's result is the number written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LoadDemo {
    /// How many, 1 to 100,000.
    pub patients: u32,
    /// The same seed makes the same people.
    pub seed: u64,
}
call!(LoadDemo, "demo.load", Access::Needs(Permission::Administer), Id);
