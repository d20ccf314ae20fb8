//! Calls about the end of an operation: announcing it, saying which laptops will not come, signing what there is.
//! What other laptops hold is told as far as it is known here. Nothing of it keeps anybody from giving care.

use super::call;
use super::chart::Conflict;
use super::laptops::Laptop;
use crate::access::{Access, Permission};
use crate::closing::{Counts, MissingReason};
use crate::code::codes;
use crate::id::Id;
use crate::time::{Date, Moment};
use serde::{Deserialize, Serialize};

const COORDINATE: Access = Access::Needs(Permission::Coordinate);

/// How the closing stands: what was announced, every laptop, what is still open, what was signed, and the digest over all that is here.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Closing {}
call!(Closing, "closing.view", COORDINATE, ClosingView);

/// The answer to `Closing`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClosingView {
    /// What was announced; `None` before anybody did.
    pub announced: Option<Announced>,
    /// Every laptop, this one first.
    pub laptops: Vec<ClosingLaptop>,
    /// What there is, and what is still open.
    pub counts: Counts,
    /// What was signed.
    pub signed: Option<SignedView>,
    /// This laptop's digest, over all that is here: a signed note.
    pub digest: String,
    /// The same as a QR code: an SVG document.
    pub digest_qr_svg: String,
}

/// Who wrote something, when and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Who.
    pub by: String,
    /// When.
    pub at: Moment,
    /// On which laptop.
    pub laptop: Option<Id>,
}

/// What was announced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Announced {
    /// The last day of care.
    pub last_day: Option<Date>,
    /// Until when the records must be kept.
    pub keep_until: Option<Date>,
    /// A sentence for everybody; may be empty.
    pub note: String,
    /// It was called off.
    pub withdrawn: bool,
    /// Who said so last.
    pub written: Option<Written>,
    /// The revisions to name as parents of an amendment.
    pub heads: Vec<String>,
    /// What several people said differently at once: a person decides.
    pub conflicts: Vec<Conflict>,
}

codes! {
    /// How a laptop stands before the end.
    Standing {
        /// It is known to hold everything that is here.
        In = "in",
        /// Something that is here is not known to have reached it.
        Behind = "behind",
        /// Nothing is known to have reached it.
        Unheard = "unheard",
        /// It has several histories: another of them may hold what nobody knows of.
        Forked = "forked",
        /// It was revoked.
        Revoked = "revoked",
        /// It will not come, and somebody said why.
        Listed = "listed",
    }
}

/// A laptop on the sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosingLaptop {
    /// Which.
    pub laptop: Laptop,
    /// The digests of its logs as they are here.
    pub digests: Vec<LogDigest>,
    /// How it stands.
    pub stands: Standing,
    /// Entries here that it is not known to hold; what was written about the closing itself does not count.
    pub behind: u64,
    /// That it will not come. More than one where people listed it at once.
    pub listed: Vec<ListedLaptop>,
    /// Whether the closing can be signed as far as this laptop goes: it is in, or revoked, or listed.
    pub accounted: bool,
}

/// A laptop that will not come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedLaptop {
    /// Which line of the list.
    pub id: Id,
    /// Why.
    pub reason: MissingReason,
    /// What else was said; may be empty.
    pub words: String,
    /// Who listed it.
    pub written: Option<Written>,
}

/// The head of a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogDigest {
    /// Entries.
    pub size: u64,
    /// The root, hex.
    pub root: String,
}

/// What was signed, held against what is here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedView {
    /// The revision that signed: whoever confirms it names it.
    pub revision: String,
    /// Who signed.
    pub written: Option<Written>,
    /// Whether whoever asks has signed or confirmed it.
    pub own: bool,
    /// Who confirmed it, the first to do so first.
    pub confirmed: Vec<Written>,
    /// What there was, and what was still open.
    pub counts: Counts,
    /// The heads that were signed.
    pub heads: Vec<SignedHead>,
    /// What is here and none of them covers, by laptop.
    pub beyond: Vec<Beyond>,
    /// Something was announced or listed that whoever signed had not seen.
    pub amended: bool,
    /// Other signatures that were given at the same time.
    pub rivals: Vec<Written>,
}

/// A head that was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedHead {
    /// Whose log it is.
    pub laptop: Option<Id>,
    /// The head.
    pub digest: LogDigest,
    /// Whether it is held here.
    pub held: Held,
}

/// A signed head against what is held here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "held", rename_all = "kebab-case")]
pub enum Held {
    /// All that it covers is here: the same root at that size.
    Whole,
    /// The log is shorter here.
    Behind {
        /// By so many entries.
        entries: u64,
    },
    /// Another root stands here at that size.
    Contradicts,
    /// Several histories of the log were signed, and this one is not here.
    Absent,
}

/// What a laptop wrote that no signed head covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beyond {
    /// Which.
    pub laptop: Option<Id>,
    /// Entries; what was written about the closing itself, and about other logs, does not count.
    pub entries: u64,
    /// When it wrote the newest of them, by its own clock; `None` where all are of a version to come.
    pub newest: Option<Moment>,
}

/// Announce that the operation closes, or amend what was announced. What was signed before no longer counts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Announce {
    /// The revisions that the form was drawn from.
    pub parents: Vec<String>,
    /// The last day of care.
    pub last_day: Option<Date>,
    /// Until when the records must be kept.
    pub keep_until: Option<Date>,
    /// A sentence for everybody; may be empty.
    pub note: String,
}
call!(Announce, "closing.announce", COORDINATE, ());

/// Call it off.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Withdraw {}
call!(Withdraw, "closing.withdraw", COORDINATE, ());

/// Say that a laptop will not come, and why. What was said of it before is replaced, and what was signed no longer counts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListMissing {
    /// Which; never this one.
    pub laptop: Id,
    /// Why.
    pub reason: MissingReason,
    /// What else is to be said; may be empty.
    pub words: String,
}
call!(ListMissing, "closing.list", COORDINATE, ());

/// Take a laptop off the list: it will come after all. What was signed no longer counts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Unlist {
    /// Which.
    pub laptop: Id,
}
call!(Unlist, "closing.unlist", COORDINATE, ());

/// Sign what there is, once every laptop is in, revoked or listed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sign {}
call!(Sign, "closing.sign", COORDINATE, ());

/// Confirm what somebody else signed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Confirm {
    /// The revision that signed.
    pub revision: String,
}
call!(Confirm, "closing.confirm", COORDINATE, ());
