//! What a session needs of a store that replicates: a laptop's journal with its read models, or a hub's blind record.
//! In scope: the trait, and what is told apart by it.  Not here: stores, the messages between two of them (`session`).

use ledger::tlog::checkpoint::Checkpoint;
use ledger::tlog::hash::Hash;
use ledger::{Batch, Cosigned, Id, Taken};

/// A store that replicates. Every method may be slow; none waits for a peer.
pub trait Replica {
    /// The store's own failure, upon which a session ends.
    type Error: std::error::Error + Send + Sync + 'static;

    /// The operation that the store belongs to.
    fn operation(&self) -> Id;

    /// The head of every history of every log held here.
    ///
    /// # Errors
    /// The store's own.
    fn heads(&self) -> Result<Vec<Checkpoint>, Self::Error>;

    /// Whether everything that a head covers is held here.
    ///
    /// # Errors
    /// The store's own.
    fn holds(&self, head: &Checkpoint) -> Result<bool, Self::Error>;

    /// Up to where a peer with these heads holds what leads to `head`, which is held here.
    ///
    /// # Errors
    /// The store's own.
    fn shared(&self, head: &Checkpoint, theirs: &[Checkpoint]) -> Result<u64, Self::Error>;

    /// Entries of the history that `head` is of, from `first` on: as many as end at one of its signed checkpoints and fit in
    /// `room` bytes with their bodies, and up to the next such checkpoint at least. Then bodies are left out where they do not fit.
    ///
    /// # Errors
    /// The store's own.
    fn part(&self, head: &Checkpoint, first: u64, room: usize) -> Result<Batch, Self::Error>;

    /// Takes in a batch, all of it or nothing. Nothing in it is believed.
    ///
    /// # Errors
    /// The store's own; what is wrong with the batch is the inner error.
    fn take(&self, batch: &Batch) -> Result<Result<Taken, Refused>, Self::Error>;

    /// Entries whose bodies are not here and are wanted.
    ///
    /// # Errors
    /// The store's own.
    fn missing(&self) -> Result<Vec<Missing>, Self::Error>;

    /// The body of the entry with this leaf hash at this place, if it is held.
    ///
    /// # Errors
    /// The store's own.
    fn body(&self, missing: &Missing) -> Result<Option<Vec<u8>>, Self::Error>;

    /// Takes in bodies of one log that were missing, each by its index.
    ///
    /// # Errors
    /// The store's own; what is wrong with a body is the inner error.
    fn take_bodies(&self, origin: &str, bodies: &[(u64, Vec<u8>)]) -> Result<Result<(), Refused>, Self::Error>;

    /// Signs every head that grew, as a witness, and writes down what the others signed and how far the logs reach.
    ///
    /// # Errors
    /// The store's own.
    fn witness(&self) -> Result<(), Self::Error>;

    /// The notes that somebody cosigned, with the lines of those who did.
    ///
    /// # Errors
    /// The store's own.
    fn cosigned(&self) -> Result<Vec<Cosigned>, Self::Error>;

    /// Takes in the cosignatures below a log's signed note; tells how many are new here.
    ///
    /// # Errors
    /// The store's own; what is wrong with the note or a line is the inner error.
    fn take_cosigned(&self, cosigned: &str) -> Result<Result<usize, Refused>, Self::Error>;
}

/// Why something was not taken in, in words for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(pub String);

/// An entry whose body is wanted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// The log.
    pub origin: String,
    /// The entry's index in it.
    pub index: u64,
    /// Its leaf hash: of two histories, the peer may hold the other one.
    pub leaf: Hash,
}
