//! What other laptops and hubs hold, as far as it is known here: from meetings, from what they signed as witnesses, from what they wrote.
//! In scope: the heads that each was known to hold, and since when.  Not here: counting what they do not cover (ledger).

use super::laptop_of;
use crate::fault::Fault;
use crate::peers::log::{self, HeldThen};
use crate::store::Store;
use domain::api::laptops::{Known, KnownBy, Laptop};
use domain::id::Id;
use domain::time::Moment;
use ledger::tlog::checkpoint::{Checkpoint, CheckpointError};
use ledger::tlog::cosignature::{Cosignature, split_cosigned};

/// Everything here that tells what others hold.
pub(crate) struct Told {
    met: Vec<HeldThen>,
    /// Who signed which head as a witness, and when by their own clock.
    signed: Vec<(Id, Checkpoint, Moment)>,
    heads: Vec<Checkpoint>,
}

impl Told {
    /// Gathers it.
    ///
    /// # Errors
    /// When the journal or the database cannot be read.
    pub(crate) fn gather(store: &Store) -> Result<Self, Fault> {
        let journal = store.journal();
        let mut signed = Vec::new();
        for cosigned in journal.cosigned()? {
            // Verified when they were taken in.
            signed.append(&mut signatures(&cosigned.note).map_err(ledger::Error::whole)?);
        }
        Ok(Told { met: store.read(log::held)?, signed, heads: journal.heads()? })
    }

    /// The heads that a laptop was known to hold; of one that was copied, those that either copy was.
    pub(crate) fn heads_of(&self, laptop: Id) -> Vec<Checkpoint> {
        let met = self.met_with(laptop).map(|met| &met.heads[..]).unwrap_or_default();
        let signed = self.signed.iter().filter(|(by, ..)| *by == laptop).map(|(_, head, _)| head);
        met.iter().chain(signed).chain(self.written_by(laptop)).cloned().collect()
    }

    /// The heads of all other laptops' logs: what is beyond them, the laptop wrote itself.
    pub(crate) fn written_by_others(&self, laptop: Id) -> Vec<Checkpoint> {
        self.heads.iter().filter(|head| laptop_of(&head.origin) != Some(laptop)).cloned().collect()
    }

    /// What was held at the last meeting with a laptop or a hub.
    pub(crate) fn met_with(&self, device: Id) -> Option<&HeldThen> {
        self.met.iter().find(|met| met.device == device)
    }

    /// What a laptop was last known to hold, and how much of what is here it was not.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub(crate) fn known(&self, store: &Store, laptop: &Laptop) -> Result<Option<Known>, Fault> {
        let here = |at: Moment| Moment { ms: at.ms - laptop.clock_offset_ms, ..at };
        let met = self.met_with(laptop.id).map(|met| (met.at, KnownBy::Met));
        let signed = self.signed.iter().filter(|(by, ..)| *by == laptop.id).map(|(.., at)| *at).max();
        let signed = signed.map(|at| (here(at), KnownBy::Signed));
        let wrote = laptop.heard.map(|at| (here(at), KnownBy::Wrote));
        let Some((at, how)) = [wrote, signed, met].into_iter().flatten().max_by_key(|(at, _)| at.ms) else {
            return Ok(None);
        };
        let behind = store.journal().beyond(&self.heads_of(laptop.id))?;
        Ok(Some(Known { how, at, behind }))
    }

    fn written_by(&self, laptop: Id) -> impl Iterator<Item = &Checkpoint> {
        self.heads.iter().filter(move |head| laptop_of(&head.origin) == Some(laptop))
    }
}

/// Who signed a note as a witness, and when.
fn signatures(cosigned: &str) -> Result<Vec<(Id, Checkpoint, Moment)>, CheckpointError> {
    let (note, lines) = split_cosigned(cosigned);
    let head = Checkpoint::claimed(note)?;
    let mut all = Vec::new();
    for line in lines.lines() {
        let Cosignature { name, time_s, .. } = Cosignature::parse(line)?;
        let at = Moment::utc(time_s.cast_signed().saturating_mul(1_000));
        all.extend(laptop_of(&name).map(|laptop| (laptop, head.clone(), at)));
    }
    Ok(all)
}
