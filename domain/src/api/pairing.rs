//! Calls about joining over a network: an administrator's laptop offers to admit another, which asks by six digits or a QR code.
//! Words are compared by people on two screens: both show the same six.

use super::call;
use crate::access::{Access, Permission};
use crate::code::codes;
use crate::id::Id;
use crate::time::Moment;
use serde::{Deserialize, Serialize};

const ADMINISTER: Access = Access::Needs(Permission::Administer);

/// Offer to admit a laptop, or look at the offer that stands; a new one replaces one that is over.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Offer {}
call!(Offer, "pairing.offer", ADMINISTER, PairingView);

/// The offer, if there is one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pairing {}
call!(Pairing, "pairing.view", ADMINISTER, Option<PairingView>);

/// What is to be seen of an offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairingView {
    /// Where it stands.
    pub state: PairingState,
    /// Six digits to be said aloud.
    pub code: String,
    /// The same, and where to find this laptop, for a scanner.
    pub way: Way,
    /// Where this laptop is reached, to be typed where it is not found.
    pub addresses: Vec<String>,
    /// Until when it stands.
    pub until: Moment,
    /// Six words to compare with the other screen; empty before somebody proved the code.
    pub words: String,
    /// Who was admitted.
    pub laptop: Option<Id>,
    /// Entries that the other laptop stored.
    pub entries: u64,
    /// Of so many, as far as is known.
    pub entries_all: u64,
}

/// A line to be scanned or copied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// The line.
    pub text: String,
    /// The same as a QR code: an SVG document.
    pub qr: String,
}

codes! {
    /// Where an offer to admit a laptop stands.
    PairingState {
        /// Nobody has proved the code yet.
        Waiting = "waiting",
        /// Somebody has: two people compare the words.
        Comparing = "comparing",
        /// It is admitted, and the records go there.
        Sending = "sending",
        /// It has them all.
        Admitted = "admitted",
        /// Over: nobody came in time.
        Expired = "expired",
        /// Over: too many wrong codes.
        Guessed = "guessed",
        /// Over: somebody here said that the words differ.
        Refused = "refused",
        /// Over: it is admitted, but the connection broke before it had everything.
        Broke = "broke",
        /// Over: it could not be admitted.
        Failed = "failed",
    }
}

/// Say whether the other laptop shows the same six words: then it is admitted, else refused.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AnswerPairing {
    /// Whether they are the same.
    pub same: bool,
}
call!(AnswerPairing, "pairing.answer", ADMINISTER, ());

/// Take the offer back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EndPairing {}
call!(EndPairing, "pairing.end", ADMINISTER, ());

/// Look around for a moment: where laptops offer to admit this one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Seek {}
call!(Seek, "pairing.seek", Access::Anyone, Vec<String>);

/// Ask to be admitted. Its answer comes once both laptops proved that they have the same code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ask {
    /// Six digits, or the line of the QR code.
    pub code: String,
    /// Where the other laptop is, as it shows; not needed beside a line.
    pub address: String,
}
call!(Ask, "pairing.ask", Access::Anyone, Asked);

/// Somebody on the other laptop compares words now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The six words that both screens show.
    pub words: String,
}

/// Wait for the yes and take in the records; the job's result is the number of entries. Then log in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CompletePairing {}
call!(CompletePairing, "pairing.complete", Access::Anyone, Id);
