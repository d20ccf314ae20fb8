//! A device as its peers meet it: its store, honest or not, on a disk that may be full.
//! In scope: the replica, and what a hostile one does to what it hands over.  Not here: the connection (`meeting`).

use crate::device::{Device, Kept, Lie, Trouble};
use ledger::tlog::checkpoint::Checkpoint;
use ledger::{Batch, Changed, Cosigned, Error, Id, Taken};
use std::cell::RefCell;
use sync::{Missing, Refused, Replica};

/// The outer error where the store failed; the inner one where it refused.
fn told<T, E: Into<Trouble>>(done: Result<T, E>) -> Result<Result<T, Refused>, Trouble> {
    match done.map_err(Into::into) {
        Ok(done) => Ok(Ok(done)),
        Err(Trouble::Ledger(error)) => Ok(Err(sync::refusal(error)?)),
        Err(other) => Err(other),
    }
}

impl Device {
    /// Fails once the disk is full, and has room again afterwards.
    fn room(&self) -> Result<(), Trouble> {
        match self.full_in.get() {
            Some(0) => {
                self.full_in.set(None);
                Err(Trouble::Full)
            }
            left => {
                self.full_in.set(left.map(|left| left - 1));
                Ok(())
            }
        }
    }

    /// What a journal took in, with the read model behind it.
    fn followed<T>(
        &self,
        take: impl FnOnce(&mut dyn FnMut(&Changed)) -> Result<T, Error>,
    ) -> Result<Result<T, Refused>, Trouble> {
        let seen = RefCell::new(Changed::default());
        let taken = told(take(&mut |changed| {
            let (opened, dropped) = (changed.opened.clone(), changed.dropped.clone());
            *seen.borrow_mut() = Changed { opened, dropped, ..Changed::default() };
        }))?;
        if taken.is_ok() {
            // What came may lie unread for long.
            let reads_on = self.chance.borrow_mut().once_in(2);
            self.follow(&seen.into_inner(), reads_on)?;
        }
        Ok(taken)
    }

    /// Spoils a batch in one of many ways, given the one of the same log that was handed over before it.
    fn spoil(&self, batch: &mut Batch, earlier: Option<Batch>) {
        let mut chance = self.chance.borrow_mut();
        let n = chance.below(batch.entries.len().max(1));
        let bit = 1 << chance.below(8);
        match chance.below(16) {
            // Most of an entry is bound by the root alone.
            0 | 12 | 13 => flip(batch.entries.get_mut(n), chance.next(), bit),
            1 => flip(batch.bodies.get_mut(n).and_then(Option::as_mut), chance.next(), bit),
            2 => batch.entries.swap(0, n),
            3 => drop((batch.entries.pop(), batch.bodies.pop())),
            4 => _ = batch.bodies.pop(),
            5 => batch.first = batch.first.saturating_sub(1 + chance.magnitude(3)),
            6 => batch.note = batch.earlier.first().cloned().unwrap_or_default(),
            7 => batch.earlier.reverse(),
            8 => batch.earlier.push(batch.note.clone()),
            9 => batch.note = batch.note.replace('1', "2"),
            10 => batch.entries.extend(batch.entries.clone()),
            14 | 15 => *batch = earlier.unwrap_or_else(|| batch.clone()),
            _ => batch.bodies.iter_mut().flatten().for_each(|body| body.extend([0; 40])),
        }
    }
}

fn flip(bytes: Option<&mut Vec<u8>>, at: u64, bit: u8) {
    if let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty()) {
        let at = (at % bytes.len() as u64) as usize;
        bytes[at] ^= bit;
    }
}

impl Replica for Device {
    type Error = Trouble;

    fn operation(&self) -> Id {
        self.journal().operation()
    }

    fn heads(&self) -> Result<Vec<Checkpoint>, Trouble> {
        let mut heads = self.journal().heads()?;
        if self.tells_own.get() {
            heads.retain(|head| head.origin == self.journal().origin());
        }
        if self.lie.get() == Lie::Spoil && self.chance.borrow_mut().once_in(3) {
            // More than there is, of a log that is.
            let mut chance = self.chance.borrow_mut();
            let mut more = chance.pick(&heads).clone();
            more.size = if chance.once_in(2) { u64::MAX } else { more.size + 1 + chance.magnitude(1 << 20) };
            heads.push(more);
        }
        Ok(heads)
    }

    fn holds(&self, head: &Checkpoint) -> Result<bool, Trouble> {
        Ok(self.journal().holds(head)?)
    }

    fn shared(&self, head: &Checkpoint, theirs: &[Checkpoint]) -> Result<u64, Trouble> {
        Ok(self.journal().shared(head, theirs)?)
    }

    fn part(&self, head: &Checkpoint, first: u64, room: usize) -> Result<Batch, Trouble> {
        let mut batch = self.journal().part(head, first, room)?;
        let earlier = self.given.borrow_mut().insert(head.origin.clone(), batch.clone());
        match self.lie.get() {
            Lie::None => {}
            Lie::Lean => {
                let mut chance = self.chance.borrow_mut();
                batch.bodies.iter_mut().filter(|_| chance.once_in(3)).for_each(|body| *body = None);
            }
            Lie::Spoil => self.spoil(&mut batch, earlier),
        }
        Ok(batch)
    }

    fn take(&self, batch: &Batch) -> Result<Result<Taken, Refused>, Trouble> {
        self.room()?;
        match self.kept() {
            Kept::Bare(journal, _) => self.followed(|see| {
                let see = |_: &_, changed: &_| {
                    see(changed);
                    Ok::<_, Error>(())
                };
                Ok(journal.ingest(batch, see)?.0)
            }),
            Kept::Whole(store) => Ok(store.take(batch)?),
        }
    }

    fn missing(&self) -> Result<Vec<Missing>, Trouble> {
        Ok(Replica::missing(self.journal())?)
    }

    fn body(&self, missing: &Missing) -> Result<Option<Vec<u8>>, Trouble> {
        let mut body = Replica::body(self.journal(), missing)?;
        match self.lie.get() {
            Lie::None => {}
            Lie::Lean => body = body.filter(|_| self.chance.borrow_mut().once_in(2)),
            Lie::Spoil => flip(body.as_mut(), self.chance.borrow_mut().next(), 4),
        }
        Ok(body)
    }

    fn take_bodies(&self, origin: &str, bodies: &[(u64, Vec<u8>)]) -> Result<Result<(), Refused>, Trouble> {
        self.room()?;
        match self.kept() {
            Kept::Bare(journal, _) => self.followed(|see| {
                let see = |_: &_, changed: &_| {
                    see(changed);
                    Ok::<_, Error>(())
                };
                journal.ingest_bodies(origin, bodies, see)
            }),
            Kept::Whole(store) => Ok(store.take_bodies(origin, bodies)?),
        }
    }

    fn witness(&self) -> Result<(), Trouble> {
        match self.kept() {
            Kept::Bare(journal, _) => Replica::witness(&**journal)?,
            Kept::Whole(store) => Replica::witness(&**store)?,
        }
        self.follow(&Changed::default(), false)
    }

    fn cosigned(&self) -> Result<Vec<Cosigned>, Trouble> {
        Ok(self.journal().cosigned()?)
    }

    fn take_cosigned(&self, cosigned: &str) -> Result<Result<usize, Refused>, Trouble> {
        Ok(Replica::take_cosigned(self.journal(), cosigned)?)
    }
}
