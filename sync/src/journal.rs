//! A journal as a replica, for whoever keeps nothing beside it.
//! In scope: the trait in the journal's own terms.  Not here: read models, which follow in `clinic`.

use crate::replica::{Missing, Refused, Replica};
use crate::stick::StickError;
use ledger::tlog::checkpoint::Checkpoint;
use ledger::{Batch, Cosigned, Error, Id, Journal, Taken};
use std::path::PathBuf;

/// Tells what is wrong with something that came from a store that failed.
///
/// # Errors
/// The failure.
pub fn refusal(error: Error) -> Result<Refused, Error> {
    match error {
        Error::Refused { .. } => Ok(Refused(error.to_string())),
        other => Err(other),
    }
}

impl From<StickError> for Error {
    fn from(error: StickError) -> Self {
        let (path, source) = match error {
            StickError::Io { path, source } => (path, source),
            StickError::Damaged(path) => (path, std::io::ErrorKind::InvalidData.into()),
            StickError::OtherOperation => (PathBuf::new(), std::io::Error::other(StickError::OtherOperation)),
        };
        Self::Io { path, source }
    }
}

impl Replica for Journal {
    type Error = Error;

    fn operation(&self) -> Id {
        Journal::operation(self)
    }

    fn heads(&self) -> Result<Vec<Checkpoint>, Error> {
        Journal::heads(self)
    }

    fn holds(&self, head: &Checkpoint) -> Result<bool, Error> {
        Journal::holds(self, head)
    }

    fn shared(&self, head: &Checkpoint, theirs: &[Checkpoint]) -> Result<u64, Error> {
        Journal::shared(self, head, theirs)
    }

    fn part(&self, head: &Checkpoint, first: u64, room: usize) -> Result<Batch, Error> {
        Journal::part(self, head, first, room)
    }

    fn take(&self, batch: &Batch) -> Result<Result<Taken, Refused>, Error> {
        match self.ingest(batch, |_, _| Ok::<_, Error>(())) {
            Ok((taken, ())) => Ok(Ok(taken)),
            Err(error) => refusal(error).map(Err),
        }
    }

    fn missing(&self) -> Result<Vec<Missing>, Error> {
        let missing = self.missing_bodies()?.into_iter();
        Ok(missing.map(|(origin, index, leaf)| Missing { origin, index, leaf }).collect())
    }

    fn body(&self, missing: &Missing) -> Result<Option<Vec<u8>>, Error> {
        self.body_of(&missing.origin, missing.index, &missing.leaf)
    }

    fn take_bodies(&self, origin: &str, bodies: &[(u64, Vec<u8>)]) -> Result<Result<(), Refused>, Error> {
        match self.ingest_bodies(origin, bodies, |_, _| Ok::<_, Error>(())) {
            Ok(()) => Ok(Ok(())),
            Err(error) => refusal(error).map(Err),
        }
    }

    fn witness(&self) -> Result<(), Error> {
        self.cosign_all()?;
        self.tell_heads()
    }

    fn cosigned(&self) -> Result<Vec<Cosigned>, Error> {
        Journal::cosigned(self)
    }

    fn take_cosigned(&self, cosigned: &str) -> Result<Result<usize, Refused>, Error> {
        match Journal::take_cosigned(self, cosigned) {
            Ok(kept) => Ok(Ok(kept)),
            // Of a log not held here, or a line that does not verify.
            Err(error @ (Error::UnknownLog(_) | Error::Corrupt { .. })) => Ok(Err(Refused(error.to_string()))),
            Err(other) => Err(other),
        }
    }
}
