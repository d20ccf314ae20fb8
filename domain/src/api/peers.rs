//! Calls about meeting other laptops on a network: who is in reach, what goes on, what went on, pausing it.
//! Addresses are of the machine the store is on, and of those it reaches.

use super::call;
use crate::access::{Access, Permission};
use crate::code::codes;
use crate::id::Id;
use crate::time::Moment;
use serde::{Deserialize, Serialize};

const COORDINATE: Access = Access::Needs(Permission::Coordinate);

/// Who is in reach, what goes on and what went on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Peers {}
call!(Peers, "peers.list", COORDINATE, PeersView);

/// The answer to `Peers`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeersView {
    /// Whether laptops meet by themselves here.
    pub state: SyncState,
    /// Where others reach this one, with a QR code of each; empty where nothing listens.
    pub addresses: Vec<Address>,
    /// Whoever is in reach, or is to be met at an address that was typed.
    pub peers: Vec<Peer>,
    /// The newest meetings, newest first.
    pub meetings: Vec<Meeting>,
}

codes! {
    /// Whether laptops meet by themselves.
    SyncState {
        /// They do, as soon as they are in reach.
        On = "on",
        /// Somebody paused it on this laptop.
        Paused = "paused",
        /// There is no other laptop yet.
        Alone = "alone",
        /// This program was not told to use the network.
        Off = "off",
    }
}

/// Where this laptop is reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Address and port, to be typed elsewhere.
    pub text: String,
    /// The same as a QR code: an SVG document.
    pub qr: String,
}

/// Somebody to meet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peer {
    /// Which laptop it proved to be; `None` before it did.
    pub laptop: Option<Id>,
    /// Where it was found, or is to be found.
    pub address: String,
    /// Whether somebody typed the address, so that it is tried again.
    pub typed: bool,
    /// The meeting that goes on.
    pub running: Option<Running>,
    /// Why there was none when it was last tried.
    pub trouble: Option<MeetingEnd>,
}

/// How far a meeting is.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Running {
    /// Entries that came in.
    pub entries_in: u64,
    /// Of so many, as far as is known.
    pub entries_in_all: u64,
    /// Entries that the other laptop stored.
    pub entries_out: u64,
    /// Of so many, as far as is known.
    pub entries_out_all: u64,
    /// Bytes that came and went.
    pub bytes: u64,
    /// Seconds it may still take at this pace; `None` while nobody knows.
    pub left_s: Option<u64>,
}

/// A meeting that is over, as this laptop saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// When it ended.
    pub at: Moment,
    /// With whom; `None` where nobody proved to be one of the operation's.
    pub laptop: Option<Id>,
    /// Where.
    pub address: String,
    /// Entries that came in.
    pub entries_in: u64,
    /// Entries that went out.
    pub entries_out: u64,
    /// How it ended.
    pub end: MeetingEnd,
    /// More about that, for whoever mends it; often empty.
    pub why: String,
    /// The other laptop's clock less this one's, milliseconds.
    pub clock_offset_ms: i64,
}

codes! {
    /// How a meeting ended.
    MeetingEnd {
        /// Both hold the same.
        Complete = "complete",
        /// Something was refused; the rest was exchanged.
        Incomplete = "incomplete",
        /// Somebody stopped it here.
        Stopped = "stopped",
        /// Somebody stopped it there.
        StoppedThere = "stopped-there",
        /// The other belongs to another operation.
        OtherOperation = "other-operation",
        /// The two programs speak no common version.
        Version = "version",
        /// One said what the other did not understand.
        Protocol = "protocol",
        /// The store of one failed: full, locked, damaged.
        Store = "store",
        /// The connection broke, or nothing moved for long.
        Broke = "broke",
        /// Nobody answered there.
        Unreachable = "unreachable",
        /// Whoever answered is not a laptop of this operation, or no longer.
        Stranger = "stranger",
        /// The other does not know this laptop, or no longer.
        NotLetIn = "not-let-in",
    }
}

/// Meet everybody in reach now; what was paused goes on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SyncNow {}
call!(SyncNow, "peers.now", COORDINATE, ());

/// Stop what goes on and let nobody meet this laptop until it is resumed, or the other way round. What came in stays.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PauseSync {
    /// Whether to pause.
    pub paused: bool,
}
call!(PauseSync, "peers.pause", COORDINATE, ());

/// Meet whoever is at an address, and try it again from now on; the job's result is a `Meeting`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MeetAt {
    /// Address and port, as the other laptop shows them.
    pub address: String,
}
call!(MeetAt, "peers.meet", COORDINATE, Id);

/// Try an address no more.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ForgetAddress {
    /// The address.
    pub address: String,
}
call!(ForgetAddress, "peers.forget", COORDINATE, ());
