//! The taking half of a session: what the other side has is asked for, verified by the store and answered.
//! In scope: the stages of a round, from the other's heads to nothing left to ask for.  Not here: what is given in return (`giving`).

use super::{Session, WORDS_MAX};
use crate::message::{Bytes, Head, Malformed, Message, Part, Place, WANTED_BODIES_MAX};
use crate::replica::{Missing, Refused, Replica};
use crate::session::Broken;
use ledger::entry::ENTRY_BYTES;
use ledger::planted::{self, Bug};
use ledger::tlog::checkpoint::Checkpoint;
use ledger::{Batch, Taken};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Heads that a peer may have: ten times the devices of the largest operation thought of.
const HEADS_OF_PEER_MAX: usize = 1 << 17;
/// Bodies kept in memory before they are stored.
const BODY_BYTES_AT_ONCE: usize = 1 << 20;

/// What this side is waiting for, in the order of a round.
#[derive(Debug, Default)]
pub(super) struct Coming {
    pub(super) wanted: Vec<Checkpoint>,
    pub(super) ended: BTreeSet<u32>,
    pub(super) refused: BTreeSet<u32>,
    /// Bodies still to ask for, and those asked for.
    pub(super) missing: VecDeque<Missing>,
    pub(super) asked: VecDeque<Place>,
    pub(super) received: Vec<(Place, Vec<u8>)>,
    pub(super) stage: Stage,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// The other side's heads.
    #[default]
    Heads,
    Entries,
    Bodies,
    /// Nothing: the sum was said.
    Said,
}

impl Session {
    pub(super) fn heads_came<R: Replica>(
        &mut self,
        replica: &R,
        heads: Vec<Head>,
        last: bool,
    ) -> Result<(), Broken<R::Error>> {
        if self.coming.stage != Stage::Heads || self.theirs.len() + heads.len() > HEADS_OF_PEER_MAX {
            return Err(Malformed::Unexpected("heads").into());
        }
        self.theirs.extend(heads.into_iter().map(Checkpoint::from));
        if !last {
            return Ok(());
        }
        for head in self.theirs.clone() {
            if !replica.holds(&head).map_err(Broken::Store)? {
                self.coming.wanted.push(head);
            }
        }
        self.coming.stage = Stage::Entries;
        let held = |head: &Checkpoint| {
            let same = self.mine.iter().filter(|mine| mine.origin == head.origin && mine.size < head.size);
            same.map(|mine| mine.size).max().unwrap_or(0)
        };
        // What a peer claims may be any number.
        let more = self.coming.wanted.iter().map(|head| head.size - held(head));
        self.progress.entries_in_all = more.fold(self.progress.entries_in, u64::saturating_add);
        self.touched.extend(self.coming.wanted.iter().map(|head| head.origin.clone()));
        let wanted: Vec<Head> = self.coming.wanted.iter().map(Head::from).collect();
        self.say_list(&wanted, Message::Want);
        self.look_further(replica)
    }

    pub(super) fn part_came<R: Replica>(&mut self, replica: &R, flow: u32, part: Part) -> Result<(), Broken<R::Error>> {
        let of = self.coming.wanted.get(flow as usize);
        let head = of.filter(|_| self.coming.stage == Stage::Entries).ok_or(Malformed::Unexpected("a part"))?;
        let origin = head.origin.clone();
        if self.coming.refused.contains(&flow) {
            // Under way while it was refused.
            self.say(&Message::Refused(flow, String::new()));
            return Ok(());
        }
        let Part { first, entries, bodies, note, earlier } = part;
        let (entries, rest) = entries.as_chunks::<ENTRY_BYTES>();
        let taken = if rest.is_empty() && entries.len() == bodies.len() {
            let entries = entries.iter().map(|entry| entry.to_vec()).collect();
            let bodies = bodies.into_iter().map(|body| body.map(|Bytes(body)| body)).collect();
            replica.take(&Batch { origin: origin.clone(), first, entries, bodies, note, earlier })
        } else {
            Ok(Err(Refused("a part is not made of whole entries".to_owned())))
        };
        match taken.map_err(Broken::Store)? {
            Ok(Taken::Entries(entries)) => {
                self.progress.entries_in += entries;
                self.changed = true;
                self.say(&Message::Stored(flow));
            }
            Ok(Taken::Nothing) => self.say(&Message::Stored(flow)),
            Ok(Taken::Fork) => {
                self.changed = true;
                self.refuse(flow, &origin, "it contradicts what is held here, and does not say where they part");
            }
            Err(Refused(why)) => self.refuse(flow, &origin, &why),
        }
        Ok(())
    }

    pub(super) fn refuse(&mut self, flow: u32, origin: &str, why: &str) {
        self.refused.insert(origin.to_owned(), why.to_owned());
        self.coming.refused.insert(flow);
        self.say(&Message::Refused(flow, why.chars().take(WORDS_MAX).collect()));
    }

    pub(super) fn flow_ended<R: Replica>(
        &mut self,
        replica: &R,
        flow: u32,
        why: Option<String>,
    ) -> Result<(), Broken<R::Error>> {
        let head = self.coming.wanted.get(flow as usize).ok_or(Malformed::Unexpected("an end"))?;
        if let Some(why) = why {
            self.refused.entry(head.origin.clone()).or_insert(why);
        }
        self.coming.ended.insert(flow);
        self.look_further(replica)
    }

    /// Goes from stage to stage as far as nothing is waited for.
    pub(super) fn look_further<R: Replica>(&mut self, replica: &R) -> Result<(), Broken<R::Error>> {
        if self.coming.stage == Stage::Entries && self.coming.ended.len() == self.coming.wanted.len() {
            self.coming.stage = Stage::Bodies;
            self.coming.missing = replica.missing().map_err(Broken::Store)?.into();
        }
        if self.coming.stage == Stage::Bodies && self.coming.asked.is_empty() {
            self.keep_bodies(replica)?;
            let count = self.coming.missing.len().min(WANTED_BODIES_MAX);
            let places = self.coming.missing.drain(..count);
            let places: Vec<Place> =
                places.map(|Missing { origin, index, leaf }| Place { origin, index, leaf }).collect();
            if places.is_empty() {
                self.coming.stage = Stage::Said;
                self.say_sum(replica).map_err(Broken::Store)?;
            } else {
                self.coming.asked.extend(places.iter().cloned());
                self.say(&Message::WantBodies(places));
            }
        }
        Ok(())
    }

    pub(super) fn body_came<R: Replica>(
        &mut self,
        replica: &R,
        place: Place,
        body: Option<Bytes>,
    ) -> Result<(), Broken<R::Error>> {
        if self.coming.asked.pop_front().as_ref() != Some(&place) {
            return Err(Malformed::Unexpected("a body that was not asked for").into());
        }
        if let Some(Bytes(body)) = body {
            self.coming.received.push((place, body));
        }
        if self.coming.received.iter().map(|(_, body)| body.len()).sum::<usize>() >= BODY_BYTES_AT_ONCE {
            self.keep_bodies(replica)?;
        }
        self.look_further(replica)
    }

    pub(super) fn keep_bodies<R: Replica>(&mut self, replica: &R) -> Result<(), Broken<R::Error>> {
        if planted::is(Bug::LastBodyDropped) {
            self.coming.received.pop();
        }
        let mut of_logs: BTreeMap<String, Vec<(u64, Vec<u8>)>> = BTreeMap::new();
        for (place, body) in self.coming.received.drain(..) {
            of_logs.entry(place.origin).or_default().push((place.index, body));
        }
        for (origin, bodies) in of_logs {
            match replica.take_bodies(&origin, &bodies).map_err(Broken::Store)? {
                Ok(()) => {
                    self.progress.bodies_in += bodies.len() as u64;
                    self.changed = true;
                }
                Err(Refused(why)) => _ = self.refused.insert(origin, why),
            }
        }
        Ok(())
    }
}
