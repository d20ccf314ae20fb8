//! What two sessions say to each other: frames of a u32 length and one CBOR array (docs/formats/sync-v1.md).
//! In scope: the messages, their bytes, cutting a stream into frames, limits.  Not here: who says what when (`session`).

use ledger::Id;
use ledger::tlog::checkpoint::Checkpoint;
use ledger::tlog::hash::Hash;
use minicbor::{Decode, Encode};

/// Bytes a frame may have. Entries of one part are at most 65,536, and their bodies are bounded by whoever cuts it.
pub const FRAME_BYTES_MAX: usize = 1 << 24;
/// Heads in one frame.
pub const HEADS_MAX: usize = 1 << 12;
/// Bodies asked for in one frame.
pub const WANTED_BODIES_MAX: usize = 1 << 9;
/// The versions of the protocol that this program speaks.
pub const PROTOCOL: (u16, u16) = (1, 1);

/// One message. FROZEN v1.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Message {
    /// Who speaks, and whether there is anything to do.
    #[n(0)]
    Hello(#[n(0)] Hello),
    /// The heads of what is held; `last` ends the list.
    #[n(1)]
    Heads(#[n(0)] Vec<Head>, #[n(1)] bool),
    /// Histories that are wanted, by their heads; `last` ends the list.
    #[n(2)]
    Want(#[n(0)] Vec<Head>, #[n(1)] bool),
    /// Entries of the history asked for at this place of the list.
    #[n(3)]
    Part(#[n(0)] u32, #[n(1)] Part),
    /// A part was stored, with so many bytes of its frame.
    #[n(4)]
    Stored(#[n(0)] u32),
    /// A part was refused; no more of this history is wanted now.
    #[n(5)]
    Refused(#[n(0)] u32, #[n(1)] String),
    /// Nothing more comes of the history at this place of the list; with a reason where it could not be handed over.
    #[n(6)]
    Ended(#[n(0)] u32, #[n(1)] Option<String>),
    /// Bodies that are wanted.
    #[n(7)]
    WantBodies(#[n(0)] Vec<Place>),
    /// A body, or none where it is not held, for each place asked for, in order.
    #[n(8)]
    Body(#[n(0)] Place, #[n(1)] Option<Bytes>),
    /// A log's signed note with cosignatures below.
    #[n(9)]
    Cosigned(#[n(0)] String),
    /// The speaker has what it can get.
    #[n(10)]
    Sum(#[n(0)] Sum),
    /// The speaker ends the session.
    #[n(11)]
    Bye(#[n(0)] Why),
}

/// The first message of either side.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Hello {
    /// Lowest and highest version spoken.
    #[n(0)]
    pub lowest: u16,
    /// The highest.
    #[n(1)]
    pub highest: u16,
    /// The operation.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub operation: Id,
    /// SHA-256 over the sorted heads, and over the sorted leaf hashes of missing bodies.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub heads: Hash,
    /// As above.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub missing: Hash,
    /// The speaker's clock, milliseconds since the Unix epoch: shown, never obeyed.
    #[n(5)]
    pub now_ms: u64,
    /// The program's version, for people.
    #[n(6)]
    pub program: String,
}

/// A head as it travels.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct Head {
    /// The log.
    #[n(0)]
    pub origin: String,
    /// Entries.
    #[n(1)]
    pub size: u64,
    /// The root over them.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub root: Hash,
}

/// A stretch of one history, up to a signed checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Part {
    /// Index of the first entry.
    #[n(0)]
    pub first: u64,
    /// The entries, one after another.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub entries: Vec<u8>,
    /// A body for each, where it is held and fits.
    #[n(2)]
    pub bodies: Vec<Option<Bytes>>,
    /// The signed note that they lead to.
    #[n(3)]
    pub note: String,
    /// Signed notes on the way.
    #[n(4)]
    pub earlier: Vec<String>,
}

/// Bytes that travel as such, not as a list of numbers.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Bytes(#[cbor(n(0), with = "minicbor::bytes")] pub Vec<u8>);

/// An entry whose body is wanted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct Place {
    /// The log.
    #[n(0)]
    pub origin: String,
    /// The entry's index.
    #[n(1)]
    pub index: u64,
    /// Its leaf hash.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub leaf: Hash,
}

/// What one side makes of a round.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Sum {
    /// SHA-256 over the sorted heads that the speaker has now.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub heads: Hash,
    /// SHA-256 over the sorted leaf hashes of bodies that it still misses.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub missing: Hash,
    /// Whether it holds, verified, what every head of the other's list covers.
    #[n(2)]
    pub holds_all: bool,
    /// Whether it took in, or wrote, anything since the round began.
    #[n(3)]
    pub changed: bool,
}

/// Why a session ends before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Why {
    /// No version of the protocol is spoken by both.
    #[n(0)]
    Version,
    /// The other belongs to another operation.
    #[n(1)]
    OtherOperation,
    /// What the other said is against the protocol.
    #[n(2)]
    Protocol,
    /// The store failed: full, locked, damaged.
    #[n(3)]
    Store,
    /// Somebody stopped it.
    #[n(4)]
    Stopped,
}

/// What is wrong with bytes that came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// A frame is longer than any may be.
    #[error("a frame of {bytes} bytes is longer than {FRAME_BYTES_MAX}")]
    TooLong {
        /// What its length says.
        bytes: usize,
    },
    /// A frame is no message.
    #[error("not a message: {0}")]
    Message(String),
    /// A message at a time at which nothing of the kind is expected.
    #[error("unexpected: {0}")]
    Unexpected(&'static str),
}

impl Message {
    /// The message as a frame.
    #[must_use]
    pub fn frame(&self) -> Vec<u8> {
        let mut frame = vec![0; 4];
        // A vector takes whatever is written to it.
        let _ = minicbor::encode(self, &mut frame);
        let length = (frame.len() - 4) as u32;
        frame[..4].copy_from_slice(&length.to_be_bytes());
        frame
    }

    /// Reads a frame's body.
    ///
    /// # Errors
    /// [`Malformed::Message`].
    pub fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut decoder = minicbor::Decoder::new(bytes);
        let message = decoder.decode().map_err(|e| Malformed::Message(e.to_string()))?;
        if decoder.position() == bytes.len() { Ok(message) } else { Err(Malformed::Message("bytes left over".into())) }
    }
}

/// Cuts what comes into frames.
#[derive(Debug, Default)]
pub struct Frames {
    bytes: Vec<u8>,
    start: usize,
}

impl Frames {
    /// Adds bytes that came.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.start > 0 {
            self.bytes.drain(..self.start);
            self.start = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// The next whole frame's body.
    ///
    /// # Errors
    /// [`Malformed::TooLong`], before any of it is kept.
    pub fn next_frame(&mut self) -> Result<Option<&[u8]>, Malformed> {
        let rest = &self.bytes[self.start..];
        let Some((length, rest)) = rest.split_first_chunk::<4>() else { return Ok(None) };
        let bytes = u32::from_be_bytes(*length) as usize;
        if bytes > FRAME_BYTES_MAX {
            return Err(Malformed::TooLong { bytes });
        }
        if rest.len() < bytes {
            return Ok(None);
        }
        let from = self.start + 4;
        self.start = from + bytes;
        Ok(Some(&self.bytes[from..from + bytes]))
    }
}

impl From<&Checkpoint> for Head {
    fn from(head: &Checkpoint) -> Self {
        Self { origin: head.origin.clone(), size: head.size, root: head.root }
    }
}

impl From<Head> for Checkpoint {
    fn from(head: Head) -> Self {
        Self { origin: head.origin, size: head.size, root: head.root }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_stream_is_cut_alike_wherever_it_is_torn() {
        let place = Place { origin: "o".into(), index: 7, leaf: [9; 32] };
        let messages =
            [Message::Stored(5), Message::Body(place, Some(Bytes(vec![1; 300]))), Message::Bye(Why::Stopped)];
        let stream: Vec<u8> = messages.iter().flat_map(Message::frame).collect();
        for cut in 0..stream.len() {
            let (mut frames, mut read) = (Frames::default(), Vec::new());
            for piece in [&stream[..cut], &stream[cut..]] {
                frames.push(piece);
                while let Some(frame) = frames.next_frame().unwrap() {
                    read.push(Message::read(frame).unwrap());
                }
            }
            assert_eq!(read, messages);
        }
    }

    #[test]
    fn a_length_bomb_is_refused_at_its_length() {
        let mut frames = Frames::default();
        frames.push(&u32::MAX.to_be_bytes());
        assert_eq!(frames.next_frame(), Err(Malformed::TooLong { bytes: u32::MAX as usize }));
    }

    proptest! {
        #[test]
        fn whatever_comes_is_a_message_or_is_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(message) = Message::read(&bytes) {
                prop_assert_eq!(Message::read(&message.frame()[4..]), Ok(message));
            }
        }
    }
}
