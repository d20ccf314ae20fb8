//! The giving half of a session: histories and bodies that the other side asked for, as fast as it stores them.
//! In scope: what is under way, how large a part is.  Not here: what is asked for in return (`taking`).

use super::{ROOM, Session, WORDS_MAX};
use crate::message::{Bytes, FRAME_BYTES_MAX, Head, Malformed, Message, Part};
use crate::replica::{Missing, Replica};
use crate::session::Broken;
use ledger::Batch;
use ledger::tlog::checkpoint::Checkpoint;

/// Parts under way at a time.
const PARTS_UNDER_WAY: usize = 4;
/// A part that was stored within this time may be twice as large next time, one that took longer than the other half.
const QUICK_MS: u64 = 1_500;
/// See above.
const SLOW_MS: u64 = 6_000;

/// A history that the other side asked for.
#[derive(Debug)]
pub(super) struct Flow {
    pub(super) head: Checkpoint,
    pub(super) next: u64,
    pub(super) ended: bool,
}

/// A part that was sent and not answered.
#[derive(Debug)]
pub(super) struct UnderWay {
    flow: u32,
    bytes: usize,
    sent_ms: u64,
    entries: u64,
}

impl Session {
    pub(super) fn asked<R: Replica>(
        &mut self,
        replica: &R,
        heads: Vec<Head>,
        last: bool,
    ) -> Result<(), Broken<R::Error>> {
        if self.wants_whole || self.going.len() + heads.len() > self.mine.len() {
            return Err(Malformed::Unexpected("more wanted than there is").into());
        }
        for head in heads {
            let head = Checkpoint::from(head);
            self.touched.insert(head.origin.clone());
            self.going.push(Flow { head, next: 0, ended: false });
        }
        self.wants_whole = last;
        if last {
            for n in 0..self.going.len() {
                let head = self.going[n].head.clone();
                match replica.shared(&head, &self.theirs) {
                    Ok(shared) => {
                        self.going[n].next = shared;
                        self.progress.entries_out_all += head.size.saturating_sub(shared);
                    }
                    Err(error) => self.give_up(n, &error),
                }
            }
        }
        Ok(())
    }

    /// What cannot be read here keeps nothing else from being handed over.
    fn give_up(&mut self, n: usize, error: &dyn std::error::Error) {
        self.going[n].ended = true;
        self.say(&Message::Ended(n as u32, Some(error.to_string().chars().take(WORDS_MAX).collect())));
    }

    /// Makes output while there is room for it.
    pub(super) fn hand_over<R: Replica>(&mut self, replica: &R, now_ms: u64) {
        let window = PARTS_UNDER_WAY * self.room;
        while self.outcome.is_none() && self.wants_whole && self.out_bytes < window {
            let under_way: usize = self.under_way.iter().map(|part| part.bytes).sum();
            let Some(n) = self.going.iter().position(|flow| !flow.ended).filter(|_| under_way < window) else { break };
            let Flow { head, next, .. } = &self.going[n];
            if *next >= head.size {
                self.going[n].ended = true;
                self.say(&Message::Ended(n as u32, None));
                continue;
            }
            match replica.part(head, *next, self.room) {
                Ok(batch) => self.say_part(n, batch, now_ms),
                Err(error) => self.give_up(n, &error),
            }
        }
        while self.outcome.is_none() && self.out_bytes < window {
            let Some(place) = self.bodies_going.pop_front() else { break };
            let missing = Missing { origin: place.origin.clone(), index: place.index, leaf: place.leaf };
            // One that cannot be read here keeps nothing else from being handed over.
            let body = replica.body(&missing).ok().flatten().map(Bytes);
            self.say(&Message::Body(place, body));
        }
    }

    fn say_part(&mut self, n: usize, batch: Batch, now_ms: u64) {
        let count = batch.entries.len() as u64;
        self.going[n].next = batch.first + count;
        let bodies = batch.bodies.into_iter().map(|body| body.map(Bytes)).collect();
        let Batch { first, entries, note, earlier, .. } = batch;
        let message = Message::Part(n as u32, Part { first, entries: entries.concat(), bodies, note, earlier });
        let frame = message.frame();
        if frame.len() - 4 > FRAME_BYTES_MAX {
            // No peer would take it: a log from before milestones, and a very long one.
            self.going[n].ended = true;
            self.say(&Message::Ended(n as u32, Some("it is too long to be handed over in one piece".to_owned())));
            return;
        }
        self.under_way.push_back(UnderWay { flow: n as u32, bytes: frame.len(), sent_ms: now_ms, entries: count });
        self.send(frame);
    }

    /// The other side takes no more of a history: it is told that nothing more comes, behind what is under way.
    pub(super) fn refused_there(&mut self, flow: u32) -> Result<(), Malformed> {
        self.answered(flow)?;
        let of = self.going.get_mut(flow as usize).ok_or(Malformed::Unexpected("a history that was not asked for"))?;
        if !std::mem::replace(&mut of.ended, true) {
            self.say(&Message::Ended(flow, None));
        }
        Ok(())
    }

    pub(super) fn stored(&mut self, flow: u32, now_ms: u64) -> Result<(), Malformed> {
        let part = self.answered(flow)?;
        self.progress.entries_out += part.entries;
        let took_ms = now_ms.saturating_sub(part.sent_ms);
        if took_ms < QUICK_MS {
            self.room = (self.room * 2).min(ROOM.1);
        } else if took_ms > SLOW_MS {
            self.room = (self.room / 2).max(ROOM.0);
        }
        Ok(())
    }

    /// The part that an answer is to: they come in the order in which parts went.
    fn answered(&mut self, flow: u32) -> Result<UnderWay, Malformed> {
        let part = self.under_way.pop_front().filter(|part| part.flow == flow);
        part.ok_or(Malformed::Unexpected("an answer to no part"))
    }
}
