//! A device of the simulation: a folder, a clock, and the store that is open on it, which may crash, be copied and put back.
//! In scope: opening and ending it in every way, writing, what it shows.  Not here: when that happens (`steps`), what is right (`oracle`).

use crate::clock::{Clock, Time, World};
use crate::random::Random;
use crate::writing::Written;
use clinic::store::Store;
use ledger::tlog::checkpoint::Checkpoint;
use ledger::{Batch, Changed, Error, Hash, Journal, Unlocked};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The first administrator's passphrase, and those of two more people.
pub(crate) const ADMIN_WORDS: &str = "correct horse battery staple lamp";
pub(crate) const SECOND_WORDS: &str = "second words of somebody";
pub(crate) const NURSE_WORDS: &str = "third words of somebody";

/// Argon2 at its cheapest.
pub(crate) const CHEAP: ledger::ArgonCost = ledger::ArgonCost { m_kib: 8, t: 1, p: 1 };

/// What went wrong with a device's store.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    /// The journal.
    #[error(transparent)]
    Ledger(#[from] Error),
    /// Read models or search.
    #[error(transparent)]
    Clinic(#[from] clinic::fault::Fault),
    /// A stick.
    #[error(transparent)]
    Stick(#[from] sync::StickError),
    /// On purpose.
    #[error("the disk is full")]
    Full,
}

impl Trouble {
    /// The journal's error, whoever passed it on.
    pub(crate) fn ledger(&self) -> Option<&Error> {
        match self {
            Self::Ledger(error) | Self::Clinic(clinic::fault::Fault::Ledger(error)) => Some(error),
            _ => None,
        }
    }
}

/// What a device does to what it hands over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lie {
    /// Nothing.
    None,
    /// It keeps some bodies to itself: allowed, as where it does not have them.
    Lean,
    /// It alters, leaves out, swaps, and claims what is not.
    Spoil,
}

/// A store that is open.
pub(crate) enum Kept {
    /// A journal, with the simplest of read models.
    Bare(Box<Journal>, RefCell<Shown>),
    /// A clinic's, with read models and search.
    Whole(Box<Store>),
}

/// What is shown, by position, and up to where the journal was followed.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    pub(crate) leaves: BTreeMap<u64, Hash>,
    followed: u64,
}

/// See the module.
pub(crate) struct Device {
    pub(crate) name: String,
    pub(crate) dir: PathBuf,
    pub(crate) clock: Clock,
    pub(crate) kept: Option<Kept>,
    /// Whether somebody signs two histories here on purpose.
    pub(crate) equivocates: bool,
    /// Whether its disk was copied or put back unseen: its cosigner key may have signed what it does not know of.
    pub(crate) copied: bool,
    /// Whether it was revoked: it is on its own then.
    pub(crate) revoked: bool,
    /// The device by way of which it joined in this simulation.
    pub(crate) admitted_by: Option<ledger::Id>,
    /// Where it is: only those in one place reach each other.
    pub(crate) place: usize,
    pub(crate) lie: Cell<Lie>,
    /// Whether it hands over its own log alone, as one that was cut off before others came to it.
    pub(crate) tells_own: Cell<bool>,
    /// The batch of each log that it handed over last.
    pub(crate) given: RefCell<BTreeMap<String, Batch>>,
    /// Batches until its disk is full.
    pub(crate) full_in: Cell<Option<u32>>,
    pub(crate) chance: RefCell<Random>,
    whole: bool,
    seed: u64,
    starts: u64,
}

impl Device {
    pub(crate) fn new(name: &str, dir: PathBuf, time: &Time, seed: u64, whole: bool) -> Self {
        Self {
            name: name.to_owned(),
            dir,
            clock: Clock::new(time),
            kept: None,
            equivocates: false,
            copied: false,
            revoked: false,
            admitted_by: None,
            place: 0,
            lie: Cell::new(Lie::None),
            tells_own: Cell::new(false),
            given: RefCell::default(),
            full_in: Cell::new(None),
            chance: RefCell::new(Random::new(seed ^ name.bytes().fold(7, |sum, byte| sum * 31 + u64::from(byte)))),
            whole,
            seed,
            starts: 0,
        }
    }

    /// Whether it is one of those that must agree in the end.
    pub(crate) fn is_honest(&self) -> bool {
        !self.equivocates && !self.revoked
    }

    pub(crate) fn kept(&self) -> &Kept {
        self.kept.as_ref().expect("the device is on")
    }

    pub(crate) fn journal(&self) -> &Journal {
        match self.kept() {
            Kept::Bare(journal, _) => journal,
            Kept::Whole(store) => store.journal(),
        }
    }

    /// What must be equal where two hold the same: every head, and the entries without a body.
    pub(crate) fn stand(&self) -> Result<(Vec<Checkpoint>, Vec<Hash>), Trouble> {
        let mut missing: Vec<Hash> = self.journal().missing_bodies()?.into_iter().map(|(.., leaf)| leaf).collect();
        missing.sort_unstable();
        missing.dedup();
        Ok((self.journal().heads()?, missing))
    }

    /// What is held back here, and why.
    pub(crate) fn parked(&self) -> Result<Vec<(i64, u64, String)>, Trouble> {
        let conn = self.journal().reader()?;
        let mut query = conn.prepare("SELECT log, idx, why FROM parked ORDER BY log, idx").map_err(Error::from)?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).map_err(Error::from)?;
        Ok(rows.collect::<Result<_, _>>().map_err(Error::from)?)
    }

    /// What a further device of the same folder, or this one once more, is given as the world.
    pub(crate) fn world(&mut self) -> Arc<World> {
        self.starts += 1;
        Arc::new(World::new(&self.clock, self.seed, &self.name, self.starts))
    }

    pub(crate) fn open(&mut self) -> Result<(), Trouble> {
        let world = self.world();
        let (journal, _) = ledger::open(&self.dir, world.clone(), ADMIN_WORDS)?;
        self.keep(journal, world)
    }

    /// Begins to use a journal that is open.
    pub(crate) fn keep(&mut self, journal: Journal, world: Arc<World>) -> Result<(), Trouble> {
        self.kept = Some(if self.whole {
            let config = clinic::Config { env: world, argon: clinic::Cost::Fixed(CHEAP) };
            Kept::Whole(Box::new(Store::new(journal, &self.dir, config)?))
        } else {
            Kept::Bare(Box::new(journal), RefCell::default())
        });
        self.follow(&Changed::default(), true)?;
        Ok(())
    }

    pub(crate) fn close(&mut self) {
        self.kept = None;
    }

    /// Power goes: whatever is in the files at this moment is all there is.
    pub(crate) fn crash(&mut self) -> Result<(), Trouble> {
        let seized = self.dir.with_extension("seized");
        copy_folder(&self.dir, &seized);
        self.close();
        fs::remove_dir_all(&self.dir).expect("a folder of ours");
        fs::rename(&seized, &self.dir).expect("a folder of ours");
        self.open()
    }

    /// Another folder takes the place of this one's: an image of the disk, which nothing marks as a copy.
    pub(crate) fn put_back(&mut self, image: &Path) -> Result<(), Trouble> {
        self.close();
        fs::remove_dir_all(&self.dir).expect("a folder of ours");
        copy_folder(image, &self.dir);
        self.open()
    }

    /// A backup is restored, as its makers meant it.
    pub(crate) fn restore(&mut self, backup: &Path) -> Result<(), Trouble> {
        self.close();
        fs::remove_dir_all(&self.dir).expect("a folder of ours");
        ledger::restore(backup, &self.dir, &mut go_on())?;
        self.open()
    }

    pub(crate) fn unlock(&self, words: &str) -> Result<Unlocked, Trouble> {
        Ok(self.journal().unlock(words)?)
    }

    /// Does what writes to this device's own log, and tells every new entry.
    pub(crate) fn writing(
        &self,
        act: impl FnOnce(&Kept, &mut Changed) -> Result<(), Trouble>,
    ) -> Result<Vec<Written>, Trouble> {
        let (before, mut changed) = (self.journal().length(), Changed::default());
        act(self.kept(), &mut changed)?;
        match self.kept() {
            Kept::Bare(..) => self.follow(&changed, true)?,
            // The cursor follows what the journal wrote by itself.
            Kept::Whole(store) => store.pass_keys()?,
        }
        let rows = self.journal().entries(before, self.journal().length())?;
        Ok(rows.iter().map(Written::from).collect())
    }

    /// Has the simplest read model follow, as `clinic` has its own: what is gone, what opened, then what is new.
    pub(crate) fn follow(&self, changed: &Changed, reads_on: bool) -> Result<(), Trouble> {
        let Kept::Bare(journal, shown) = self.kept() else { return Ok(()) };
        let Shown { leaves, followed } = &mut *shown.borrow_mut();
        changed.dropped.iter().for_each(|position| _ = leaves.remove(position));
        leaves.extend(changed.opened.iter().map(|opened| (opened.position, opened.leaf_hash)));
        while reads_on
            && journal.read_on(|_, changed| {
                leaves.extend(changed.opened.iter().map(|opened| (opened.position, opened.leaf_hash)));
                Ok::<_, Error>(())
            })?
        {}
        let length = journal.length();
        journal.open_range(*followed, length, |opened| {
            leaves.insert(opened.position, opened.leaf_hash);
            Ok::<_, Error>(())
        })?;
        *followed = length;
        Ok(())
    }
}

/// Copies a folder's files as they lie there.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder of ours");
    for file in fs::read_dir(from).expect("a folder of ours") {
        let file = file.expect("a file of ours");
        // What a running store shares in memory is no file for others.
        if !file.file_name().to_string_lossy().ends_with("-shm") {
            fs::copy(file.path(), to.join(file.file_name())).expect("a file of ours");
        }
    }
}

/// Progress that nobody breaks off.
pub(crate) fn go_on() -> impl FnMut(u64, u64) -> ControlFlow<()> {
    |_, _| ControlFlow::Continue(())
}
