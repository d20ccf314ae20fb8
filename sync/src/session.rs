//! One meeting of two stores: bytes in, bytes out (docs/formats/sync-v1.md). Both sides run the same machine; neither leads.
//! In scope: who says what when, rounds until both hold the same, back-pressure, progress, the outcome.
//! Not here: connections, clocks and time-outs (`transport`), what stores do with entries (`Replica`).
//!
//! No cursor of an earlier meeting is kept: what is missing follows from both sides' heads alone, so that a store that was put back
//! to an older state gets again what it lost.

mod giving;
mod taking;

use crate::message::{
    Frames, HEADS_MAX, Head, Hello, Malformed, Message, PROTOCOL, Place, Sum, WANTED_BODIES_MAX, Why,
};
use crate::replica::{Missing, Replica};
use giving::{Flow, UnderWay};
use ledger::planted::{self, Bug};
use ledger::tlog::checkpoint::Checkpoint;
use ledger::tlog::hash::{Hash, sha256};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use taking::Coming;

/// Bytes of a part: the least and the most that is aimed at, and what a session begins with.
const ROOM: (usize, usize, usize) = (1 << 14, 1 << 20, 1 << 16);
/// Rounds of one meeting. Each ends with what was new at its beginning; a fourth is needed only where people write meanwhile.
const ROUNDS_MAX: u32 = 8;
/// Characters of a reason that travels.
const WORDS_MAX: usize = 500;

/// How a meeting ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Both hold the same, verified: the digest over the heads, compared.
    Complete {
        /// SHA-256 over the sorted heads of both.
        digest: Hash,
    },
    /// Something is held on one side alone. What was taken in stays.
    Incomplete {
        /// Logs of which something was refused here, and why; empty where the other side refused.
        refused: Vec<(String, String)>,
    },
    /// It was ended before its time. What was taken in stays.
    Ended {
        /// Whether the other side ended it.
        by_peer: bool,
        /// Why.
        why: Why,
    },
}

/// How far a meeting is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Entries that were taken in.
    pub entries_in: u64,
    /// Entries that the other side stored.
    pub entries_out: u64,
    /// Entries that are to come in, those that came included, as far as the other side's heads say.
    pub entries_in_all: u64,
    /// Entries that are to go out, likewise.
    pub entries_out_all: u64,
    /// Bodies that were missing and came.
    pub bodies_in: u64,
    /// Cosignatures that were new here.
    pub cosignatures_in: u64,
    /// Bytes that came and went, frames whole.
    pub bytes_in: u64,
    /// See above.
    pub bytes_out: u64,
    /// The other side's clock less this one's, milliseconds.
    pub clock_offset_ms: i64,
}

/// What the other side said of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// The version of its program.
    pub program: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Greeting,
    Open,
}

/// See the module.
#[derive(Debug)]
pub struct Session {
    program: String,
    frames: Frames,
    out: VecDeque<Vec<u8>>,
    out_bytes: usize,
    phase: Phase,
    round: u32,
    mine: Vec<Checkpoint>,
    /// What the hello said of bodies that are missing here.
    missing: Hash,
    theirs: Vec<Checkpoint>,
    coming: Coming,
    going: Vec<Flow>,
    wants_whole: bool,
    bodies_going: VecDeque<Place>,
    under_way: VecDeque<UnderWay>,
    room: usize,
    /// Logs that flowed either way.
    touched: BTreeSet<String>,
    refused: BTreeMap<String, String>,
    changed: bool,
    sums: (Option<Sum>, Option<Sum>),
    progress: Progress,
    peer: Option<Peer>,
    outcome: Option<Outcome>,
}

/// Why a session cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum Broken<E: std::error::Error + 'static> {
    /// The store failed.
    #[error(transparent)]
    Store(E),
    /// What came is against the protocol.
    #[error(transparent)]
    Malformed(#[from] Malformed),
}

impl Session {
    /// A meeting that begins.
    ///
    /// # Errors
    /// The store's own.
    pub fn new<R: Replica>(replica: &R, now_ms: u64, program: &str) -> Result<Self, R::Error> {
        let mut session = Self {
            program: program.to_owned(),
            frames: Frames::default(),
            out: VecDeque::new(),
            out_bytes: 0,
            phase: Phase::Greeting,
            round: 0,
            mine: Vec::new(),
            missing: [0; 32],
            theirs: Vec::new(),
            coming: Coming::default(),
            going: Vec::new(),
            wants_whole: false,
            bodies_going: VecDeque::new(),
            under_way: VecDeque::new(),
            room: ROOM.2,
            touched: BTreeSet::new(),
            refused: BTreeMap::new(),
            changed: false,
            sums: (None, None),
            progress: Progress::default(),
            peer: None,
            outcome: None,
        };
        let hello = session.hello(replica, now_ms)?;
        session.say(&Message::Hello(hello));
        Ok(session)
    }

    /// How it ended, once it did. What is still to be sent must be sent then, and nothing more be read.
    #[must_use]
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// What the other side said of itself, once it did.
    #[must_use]
    pub fn peer(&self) -> Option<&Peer> {
        self.peer.as_ref()
    }

    /// The next bytes to send.
    pub fn output(&mut self) -> Option<Vec<u8>> {
        let frame = self.out.pop_front()?;
        self.out_bytes -= frame.len();
        Some(frame)
    }

    /// Ends the meeting.
    pub fn stop(&mut self, why: Why) {
        if self.outcome.is_none() {
            self.say(&Message::Bye(why));
            self.outcome = Some(Outcome::Ended { by_peer: false, why });
        }
    }

    /// Takes bytes that came. To be called again with none whenever output was sent, so that more of it is made.
    ///
    /// # Errors
    /// [`Broken`]; the other side is told, and the meeting is over.
    pub fn receive<R: Replica>(&mut self, replica: &R, bytes: &[u8], now_ms: u64) -> Result<(), Broken<R::Error>> {
        self.progress.bytes_in += bytes.len() as u64;
        self.frames.push(bytes);
        let went = self.go_on(replica, now_ms);
        if let Err(broken) = &went {
            self.stop(match broken {
                Broken::Store(_) => Why::Store,
                Broken::Malformed(_) => Why::Protocol,
            });
        }
        went
    }

    fn go_on<R: Replica>(&mut self, replica: &R, now_ms: u64) -> Result<(), Broken<R::Error>> {
        loop {
            if self.outcome.is_some() {
                return Ok(());
            }
            let Some(frame) = self.frames.next_frame()? else { break };
            let message = Message::read(frame)?;
            self.hear(replica, message, now_ms)?;
        }
        self.hand_over(replica, now_ms);
        Ok(())
    }

    fn say(&mut self, message: &Message) {
        self.send(message.frame());
    }

    fn send(&mut self, frame: Vec<u8>) {
        self.progress.bytes_out += frame.len() as u64;
        self.out_bytes += frame.len();
        self.out.push_back(frame);
    }

    fn hello<R: Replica>(&mut self, replica: &R, now_ms: u64) -> Result<Hello, R::Error> {
        self.mine = replica.heads()?;
        self.missing = missing_digest(&replica.missing()?);
        Ok(Hello {
            lowest: PROTOCOL.0,
            highest: PROTOCOL.1,
            operation: replica.operation(),
            heads: heads_digest(&self.mine),
            missing: self.missing,
            now_ms,
            program: self.program.clone(),
        })
    }

    fn hear<R: Replica>(&mut self, replica: &R, message: Message, now_ms: u64) -> Result<(), Broken<R::Error>> {
        match (self.phase, message) {
            (_, Message::Bye(why)) => self.outcome = Some(Outcome::Ended { by_peer: true, why }),
            (Phase::Greeting, Message::Hello(hello)) => self.greeted(replica, &hello, now_ms)?,
            (Phase::Greeting, _) => return Err(Malformed::Unexpected("something before hello").into()),
            (Phase::Open, Message::Heads(heads, last)) => self.heads_came(replica, heads, last)?,
            (Phase::Open, Message::Want(heads, last)) => self.asked(replica, heads, last)?,
            (Phase::Open, Message::Part(flow, part)) => self.part_came(replica, flow, part)?,
            (Phase::Open, Message::Stored(flow)) => self.stored(flow, now_ms)?,
            (Phase::Open, Message::Refused(flow, _)) => self.refused_there(flow)?,
            (Phase::Open, Message::Ended(flow, why)) => self.flow_ended(replica, flow, why)?,
            (Phase::Open, Message::WantBodies(places)) => {
                if places.len() > WANTED_BODIES_MAX || !self.bodies_going.is_empty() {
                    return Err(Malformed::Unexpected("more bodies asked for at once").into());
                }
                self.bodies_going.extend(places);
            }
            (Phase::Open, Message::Body(place, body)) => self.body_came(replica, place, body)?,
            (Phase::Open, Message::Cosigned(note)) => {
                let taken = replica.take_cosigned(&note).map_err(Broken::Store)?;
                // One that does not verify is worth nothing, and spoils nothing.
                self.progress.cosignatures_in += taken.unwrap_or(0) as u64;
            }
            (Phase::Open, Message::Sum(sum)) => {
                if self.sums.1.replace(sum).is_some() {
                    return Err(Malformed::Unexpected("a second sum").into());
                }
                self.end_round(replica).map_err(Broken::Store)?;
            }
            (Phase::Open, Message::Hello(_)) => return Err(Malformed::Unexpected("a second hello").into()),
        }
        Ok(())
    }

    fn greeted<R: Replica>(&mut self, replica: &R, hello: &Hello, now_ms: u64) -> Result<(), Broken<R::Error>> {
        self.progress.clock_offset_ms = hello.now_ms.cast_signed().saturating_sub(now_ms.cast_signed());
        self.peer = Some(Peer { program: hello.program.chars().take(64).collect() });
        if hello.lowest > PROTOCOL.1 || hello.highest < PROTOCOL.0 {
            self.stop(Why::Version);
            return Ok(());
        }
        if hello.operation != replica.operation() {
            self.stop(Why::OtherOperation);
            return Ok(());
        }
        self.phase = Phase::Open;
        let heads = heads_digest(&self.mine);
        // Judged by what was said, so that both sides come to the same conclusion.
        if (heads, self.missing) == (hello.heads, hello.missing) {
            self.outcome = Some(Outcome::Complete { digest: heads });
            return Ok(());
        }
        self.begin_round();
        Ok(())
    }

    fn begin_round(&mut self) {
        self.round += 1;
        (self.theirs, self.coming, self.going) = (Vec::new(), Coming::default(), Vec::new());
        (self.wants_whole, self.sums, self.changed) = (false, (None, None), false);
        self.refused.clear();
        let heads: Vec<Head> = self.mine.iter().map(Head::from).collect();
        self.say_list(&heads, Message::Heads);
    }

    fn say_list(&mut self, heads: &[Head], of: fn(Vec<Head>, bool) -> Message) {
        let mut chunks = heads.chunks(HEADS_MAX).peekable();
        if chunks.peek().is_none() {
            self.say(&of(Vec::new(), true));
        }
        while let Some(chunk) = chunks.next() {
            self.say(&of(chunk.to_vec(), chunks.peek().is_none()));
        }
    }

    fn say_sum<R: Replica>(&mut self, replica: &R) -> Result<(), R::Error> {
        // What came is witnessed before it is summed up, so that what is written about it is part of the next round.
        if self.round == 1 {
            replica.witness()?;
        }
        let mut cosigned = replica.cosigned()?;
        cosigned.retain(|note| self.touched.contains(&note.origin));
        cosigned.into_iter().for_each(|cosigned| self.say(&Message::Cosigned(cosigned.note)));
        let mut holds_all = true;
        for head in &self.theirs {
            holds_all &= replica.holds(head)?;
        }
        let now = replica.heads()?;
        let changed = self.changed || now != self.mine;
        self.mine = now;
        let sum =
            Sum { heads: heads_digest(&self.mine), missing: missing_digest(&replica.missing()?), holds_all, changed };
        self.say(&Message::Sum(sum.clone()));
        self.sums.0 = Some(sum);
        self.end_round(replica)
    }

    fn end_round<R: Replica>(&mut self, replica: &R) -> Result<(), R::Error> {
        let (Some(mine), Some(theirs)) = (&self.sums.0, &self.sums.1) else { return Ok(()) };
        let held = mine.holds_all && theirs.holds_all;
        let (equal, changed) =
            ((mine.heads, mine.missing) == (theirs.heads, theirs.missing), mine.changed || theirs.changed);
        if equal {
            self.outcome = Some(Outcome::Complete { digest: mine.heads });
        } else if changed && self.round < ROUNDS_MAX {
            self.mine = replica.heads()?;
            self.begin_round();
        } else {
            let mut refused: Vec<_> = std::mem::take(&mut self.refused).into_iter().collect();
            if held && refused.is_empty() {
                refused.push((String::new(), "people wrote faster than this could travel".to_owned()));
            }
            self.outcome = Some(Outcome::Incomplete { refused });
        }
        Ok(())
    }
}

/// The digest over heads: SHA-256 over each one's origin (u16 length), size (u64) and root, sorted.
#[must_use]
pub fn heads_digest(heads: &[Checkpoint]) -> Hash {
    let mut heads: Vec<Head> = heads.iter().map(Head::from).collect();
    heads.sort_unstable();
    heads.dedup();
    let mut bytes = Vec::new();
    for Head { origin, size, root } in heads {
        bytes.extend_from_slice(&(origin.len() as u16).to_be_bytes());
        bytes.extend_from_slice(origin.as_bytes());
        bytes.extend_from_slice(&size.to_be_bytes());
        if !planted::is(Bug::EqualSizes) {
            bytes.extend_from_slice(&root);
        }
    }
    sha256(&[b"fieldchart/sync/heads/v1", &bytes])
}

/// The digest over missing bodies: SHA-256 over the sorted leaf hashes of their entries.
#[must_use]
pub fn missing_digest(missing: &[Missing]) -> Hash {
    let leaves: BTreeSet<Hash> = missing.iter().map(|missing| missing.leaf).collect();
    let leaves: Vec<u8> = leaves.into_iter().flatten().collect();
    sha256(&[b"fieldchart/sync/missing/v1", &leaves])
}
