//! Calls about the laptops of an operation: which there are, bringing their records together by a stick, joining, a lost one.
//! Folders are of the machine the store is on, as in `copies`. Words are compared by people: no call offers those of the other screen.

use super::call;
use crate::access::{Access, Permission};
use crate::code::codes;
use crate::id::Id;
use crate::time::Moment;
use serde::{Deserialize, Serialize};

const COORDINATE: Access = Access::Needs(Permission::Coordinate);
const ADMINISTER: Access = Access::Needs(Permission::Administer);

/// Every laptop that was admitted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Laptops {}
call!(Laptops, "laptops.list", COORDINATE, LaptopsView);

/// The answer to `Laptops`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaptopsView {
    /// A stick that is plugged in; empty where none is.
    pub stick: String,
    /// Whether a revoked laptop can still open what is written here now.
    pub exposed: bool,
    /// This one first, then the others in the order in which they were admitted.
    pub laptops: Vec<Laptop>,
}

/// A laptop of the operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Laptop {
    /// Its id.
    pub id: Id,
    /// What it is called, and where it is used; either may be empty.
    pub name: String,
    /// See `name`.
    pub site: String,
    /// The revisions of both that stand: the parents of the next one.
    pub heads: Vec<String>,
    /// Other names and places that somebody gave it at the same time: a person decides.
    pub rivals: Vec<String>,
    /// Whether it is this one.
    pub here: bool,
    /// Whether it was revoked.
    pub revoked: bool,
    /// Its entries held here; of several histories of a log, those of the longest.
    pub entries: u64,
    /// When it wrote the newest of them, by its own clock.
    pub heard: Option<Moment>,
    /// Of this laptop's entries, how many it has signed as a witness; `None` where it has signed none.
    pub signed: Option<u64>,
    /// Histories of it that contradict each other were met: all are kept.
    pub forked: bool,
    /// What it was last known to hold; `None` for this one, and where nothing tells.
    pub known: Option<Known>,
    /// When the two last met on a network and then held the same.
    pub met: Option<Moment>,
    /// The version of its program at that time; empty where they never met.
    pub program: String,
    /// Its clock less this one's at that time, milliseconds. Where they never met, so much at least as what it wrote is ahead of now.
    pub clock_offset_ms: i64,
}

codes! {
    /// What tells here what another laptop holds.
    KnownBy {
        /// Both met on a network and then held the same.
        Met = "met",
        /// It signed as a witness what it had verified.
        Signed = "signed",
        /// It wrote it.
        Wrote = "wrote",
    }
}

/// What a laptop was known to hold. It may hold more: what reached it since by others' ways is not known here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// What tells so last.
    pub how: KnownBy,
    /// When that was, by this laptop's clock as far as the two were compared.
    pub at: Moment,
    /// Entries held here that it was not known to hold.
    pub behind: u64,
}

/// Say what a laptop is called, and where it is used.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NameLaptop {
    /// Which.
    pub id: Id,
    /// The revisions that the form was drawn from.
    pub parents: Vec<String>,
    /// Its name; empty, its id stands for it.
    pub name: String,
    /// Where it is used.
    pub site: String,
}
call!(NameLaptop, "laptops.name", COORDINATE, ());

/// Take in what a stick has that is new here, and bring the stick up to date; the job's result is a `Synced`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SyncStick {
    /// The stick's folder.
    pub folder: String,
}
call!(SyncStick, "laptops.sync", COORDINATE, Id);

/// What a stick brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Synced {
    /// Where it is.
    pub folder: String,
    /// Logs that were on it.
    pub logs: u64,
    /// Entries that were new here.
    pub entries: u64,
    /// Contents that were missing here and came.
    pub bodies: u64,
    /// Witnesses' signatures that were new here.
    pub cosignatures: u64,
    /// What was not taken in. Then nothing was written to the stick.
    pub refused: Vec<Refused>,
}

/// A log that was not taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Whose it says it is.
    pub laptop: Option<Id>,
    /// Why, for whoever mends it.
    pub why: String,
}

/// Admit the laptop whose request on a stick has these six words; the job's result is an `Admitted`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Admit {
    /// The stick's folder.
    pub folder: String,
    /// The words that the new laptop shows, as somebody typed them.
    pub words: String,
}
call!(Admit, "laptops.admit", ADMINISTER, Id);

/// A laptop that was admitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Admitted {
    /// Which.
    pub laptop: Id,
    /// Six words that are typed on it.
    pub words: String,
}

codes! {
    /// Why a laptop no longer belongs to the operation.
    LaptopReason {
        /// It is no longer used.
        Left = "left",
        /// Lost or stolen.
        Lost = "lost",
        /// Somebody misused it.
        Misused = "misused",
    }
}

impl LaptopReason {
    /// Its number in a revocation (docs/formats/entry-v1.md); 0 where there is none.
    #[must_use]
    pub fn number(&self) -> u16 {
        Self::ALL.iter().zip(1..).find_map(|(known, n)| (known == self).then_some(n)).unwrap_or(0)
    }
}

/// Revoke a laptop, and renew the key under which everything is written from now on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RevokeLaptop {
    /// Which; never this one.
    pub id: Id,
    /// Why.
    pub reason: LaptopReason,
    /// The caller's own passphrase.
    pub passphrase: String,
}
call!(RevokeLaptop, "laptops.revoke", ADMINISTER, ());

/// Leave a request to join on a stick. Its keys are kept in memory until this laptop has joined or the request is dropped; asked
/// again, the same request goes to whichever stick.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AskToJoin {
    /// The stick's folder.
    pub folder: String,
}
call!(AskToJoin, "laptops.ask", Access::Anyone, Asking);

/// A request that was left on a stick.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asking {
    /// The folder.
    pub folder: String,
    /// Six words that are typed on an administrator's laptop.
    pub words: String,
}

/// Where joining stands: a stick that is plugged in, and the request that was left on one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Joining {}
call!(Joining, "laptops.joining", Access::Anyone, JoiningView);

/// The answer to `Joining`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoiningView {
    /// A stick that is plugged in; empty where none is, and where an operation was started.
    pub stick: String,
    /// The request, while it waits for its answer.
    pub asking: Option<Asking>,
}

/// Join by the answer on the stick that came back; the job's result is the number of entries that came with it. Then log in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CompleteJoin {
    /// The stick's folder.
    pub folder: String,
    /// The words that the administrator's laptop shows, as somebody typed them.
    pub words: String,
}
call!(CompleteJoin, "laptops.complete", Access::Anyone, Id);

/// Drop the request and its keys.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DropJoin {}
call!(DropJoin, "laptops.drop", Access::Anyone, ());

#[cfg(test)]
mod tests {
    use super::LaptopReason;
    #[test]
    fn reasons_have_the_numbers_of_the_format() {
        assert_eq!(LaptopReason::ALL.iter().map(LaptopReason::number).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(LaptopReason::from("newer").number(), 0);
    }
}
