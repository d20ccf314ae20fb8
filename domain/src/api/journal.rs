//! Calls about the journal: digest, entries, verification; demonstration data.

use super::call;
use crate::access::{Access, Permission};
use crate::code::codes;
use crate::id::Id;
use crate::time::Moment;
use serde::{Deserialize, Serialize};

const AUDIT: Access = Access::Needs(Permission::Audit);

/// The journal's state.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Overview {}
call!(Overview, "journal.overview", AUDIT, OverviewView);

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryView {
    /// Index from 0.
    pub index: u64,
    /// The laptop that wrote it.
    pub laptop: Option<Id>,
    /// Class code: a locale key (`class-…`), e.g. `clinical`.
    pub class: String,
    /// When it was written; `None` where only a newer Fieldchart can tell.
    pub at: Option<Moment>,
    /// Stored bytes of the body.
    pub bytes: u32,
    /// Leaf hash, hex.
    pub leaf: String,
}

/// Verify every stored byte; the job's result is a `Verified`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Verify {}
call!(Verify, "journal.verify", AUDIT, Id);

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// Entries checked.
    pub entries: u64,
    /// Faults, each naming index and fault; empty when whole.
    pub faults: Vec<String>,
}

/// Compare the journal with a digest from elsewhere: a signed note whole, or a size and a root from paper.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Compare {
    /// What was typed, scanned or read from a file.
    pub digest: String,
}
call!(Compare, "journal.compare", AUDIT, Compared);

/// How a digest from elsewhere stands to this journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// How.
    pub outcome: Outcome,
    /// Entries the digest covers.
    pub size: u64,
    /// The root it names, hex.
    pub root: String,
    /// The root of this journal at that size, hex, where it has so many entries.
    pub here: Option<String>,
    /// Whether it bears the signature of this device's log; a size and root from paper do not.
    pub signed: bool,
}

codes! {
    /// How a digest stands to this journal.
    Outcome {
        /// It is this journal's digest now.
        Same = "same",
        /// The journal has grown since, and holds all it held then.
        Older = "older",
        /// The digest covers more than is here: entries are missing, or this is an older copy.
        Ahead = "ahead",
        /// The digest covers other entries: one of the two was altered.
        Fork = "fork",
        /// It is of another device's log.
        OtherLog = "other-log",
        /// It is not signed by this device, or was altered.
        NotSigned = "not-signed",
        /// It is no digest.
        NotADigest = "not-a-digest",
    }
}

/// Remember the digest as it stands: it was printed, saved or read out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeepDigest {}
call!(KeepDigest, "journal.keep_digest", AUDIT, ());

/// Digests remembered on this device, newest first, each held against the journal anew.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Digests {}
call!(Digests, "journal.digests", AUDIT, Vec<DigestRow>);

/// A digest remembered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestRow {
    /// When.
    pub at: Moment,
    /// Entries it covers.
    pub size: u64,
    /// Its root, hex.
    pub root: String,
    /// Why it was remembered: `kept`, `verified` or `backup` (locale keys `digest-why-…`).
    pub why: String,
    /// Whether the journal still holds exactly those entries.
    pub holds: bool,
}

/// Proof that an entry is in the journal, for somebody to keep.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Receipt {
    /// The entry's number on this device.
    pub index: u64,
}
call!(Receipt, "journal.receipt", AUDIT, ReceiptView);

/// Proofs of every revision of a record, newest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Receipts {
    /// Whose chart it belongs to.
    pub patient: Id,
    /// Which record.
    pub id: Id,
}
call!(Receipts, "record.receipts", Access::Needs(Permission::ReadChart), Vec<ReceiptView>, subject patient);

/// A receipt: an entry, and the proof that leads from it to a signed digest. It says nothing about any patient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptView {
    /// The entry as the journal shows it.
    pub entry: EntryView,
    /// The receipt (c2sp.org/tlog-proof), for a file.
    pub text: String,
    /// The same as a QR code, SVG.
    pub qr_svg: String,
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
