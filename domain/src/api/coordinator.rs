//! Calls of the coordinator's pages: a laptop that was lost, one with several histories, what hubs hold.
//! What other laptops hold is told as far as it is known here, and since when; what cannot be known here, the screens say so.

use super::call;
use super::laptops::Laptop;
use super::peers::Meeting;
use crate::access::{Access, Permission};
use crate::id::Id;
use crate::time::Moment;
use serde::{Deserialize, Serialize};

const COORDINATE: Access = Access::Needs(Permission::Coordinate);

/// What is known of a laptop that was lost.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AboutLost {
    /// Which.
    pub id: Id,
}
call!(AboutLost, "laptops.lost", COORDINATE, LostView);

/// The answer to `AboutLost`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostView {
    /// How it stands.
    pub laptop: Laptop,
    /// Whether a revoked laptop can still open what is written here now.
    pub exposed: bool,
    /// Patients whose records it was known to hold, of those held here.
    pub patients: Share,
    /// Entries that it was known to hold, of those held here.
    pub entries: Share,
    /// When the oldest entry was written that is not known to have reached it.
    pub missing_since: Option<Moment>,
    /// Everybody with an account, those who used it first.
    pub users: Vec<LostUser>,
}

/// Some of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// So many at least.
    pub known: u64,
    /// Of so many that are here.
    pub all: u64,
}

/// Somebody whose passphrase may open a lost laptop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostUser {
    /// Who.
    pub id: Id,
    /// Their name.
    pub name: String,
    /// When they last wrote or opened a chart on it, as far as that is here.
    pub used: Option<Moment>,
    /// Whether they can still log in elsewhere.
    pub active: bool,
}

/// Logs with several histories.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Forks {}
call!(Forks, "laptops.forks", COORDINATE, Vec<ForkView>);

/// A log whose laptop signed what cannot all be true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForkView {
    /// Whose log it is.
    pub laptop: Option<Id>,
    /// Its name, for the auditor.
    pub log: String,
    /// Entries that all its histories begin with.
    pub shared: u64,
    /// When the last of these was written.
    pub parted: Option<Moment>,
    /// The histories held here. One alone where the other is known only by its signed digest.
    pub histories: Vec<History>,
    /// Pairs of signed notes that cannot both be true: the proof.
    pub proof: String,
}

/// One of several histories of a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// Entries that it alone has.
    pub entries: u64,
    /// Entries in all.
    pub size: u64,
    /// Its root, hex.
    pub root: String,
    /// When the newest was written.
    pub newest: Option<Moment>,
    /// Which laptops signed it, and not another, as witnesses.
    pub signed: Vec<Id>,
}

/// What the hubs hold that this laptop knows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Hubs {}
call!(Hubs, "laptops.hubs", COORDINATE, Vec<HubView>);

/// A hub, as of the last meeting with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubView {
    /// What stands for it where laptops have an id.
    pub id: Id,
    /// Where it is.
    pub address: String,
    /// When both last held the same.
    pub met: Option<Moment>,
    /// The last time that it was tried, whatever came of it.
    pub last: Option<Meeting>,
    /// Entries that it held then.
    pub entries: u64,
    /// Entries held here that it did not hold then.
    pub behind: u64,
    /// Of each laptop, what it held then, of what is here.
    pub laptops: Vec<(Id, Share)>,
}
