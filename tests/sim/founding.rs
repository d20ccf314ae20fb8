//! The operation that every seed begins with: founded once, its folders copied.
//! In scope: three people, a hub and some laptops that joined and hold the same; another operation's stick.  Not here: devices that join later (`steps`).

use crate::clock::{BEGIN_MS, Clock, Time, World};
use crate::device::{ADMIN_WORDS, CHEAP, NURSE_WORDS, SECOND_WORDS, go_on};
use crate::stick::{Files, files_of};
use ledger::store::redaction::REDACT_BIT;
use ledger::{Batch, Error, Hash, Id, Joining, Journal};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// The hub among the devices.
pub(crate) const HUB: usize = 0;
/// How long before the simulations begin.
const BEFORE_MS: u64 = 86_400_000;

/// See the module.
pub(crate) struct Founded {
    dir: TempDir,
    pub(crate) names: Vec<String>,
    /// The leaf hashes of everything written so far.
    pub(crate) genuine: BTreeSet<Hash>,
    /// The people's ids: the administrator, the second who may redact, the nurse.
    pub(crate) people: [Id; 3],
    /// What another operation's stick has on it.
    pub(crate) foreign_stick: Files,
}

impl Founded {
    /// Founds it, with a hub and so many laptops.
    pub(crate) fn new(laptops: usize) -> Result<Self, Error> {
        let dir = folder_in_memory();
        let time = Time::new(BEGIN_MS - BEFORE_MS);
        let names: Vec<String> =
            std::iter::once("hub".to_owned()).chain((1..=laptops).map(|n| format!("laptop {n}"))).collect();
        let world = |name: &str| Arc::new(World::new(&Clock::new(&time), 0, name, 0));
        let path = |name: &str| dir.path().join(name);
        let (founder, admin, genesis) = ledger::create(&path("founder"), world("founder"), ADMIN_WORDS, CHEAP, 0xff)?;
        let second = founder.add_user(&admin, SECOND_WORDS, CHEAP, REDACT_BIT | 1)?;
        let nurse = founder.add_user(&admin, NURSE_WORDS, CHEAP, 1)?;
        let mut joined = Vec::new();
        for name in &names {
            joined.push(join(&founder, &path(name), world(name))?);
        }
        for journal in &joined {
            everything(&founder)
                .iter()
                .try_for_each(|batch| journal.ingest(batch, |_, _| Ok::<_, Error>(())).map(|_| ()))?;
        }
        let genuine = founder.entries(0, founder.length())?.into_iter().map(|entry| entry.leaf_hash).collect();
        let (stranger, ..) = ledger::create(&path("stranger"), world("stranger"), ADMIN_WORDS, CHEAP, 0xff)?;
        stranger.export(&sync::Stick::records(&path("another's stick")), true, &mut go_on())?;
        let foreign_stick = files_of(&path("another's stick"));
        Ok(Self { dir, names, genuine, people: [genesis.user, second, nurse], foreign_stick })
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }
}

/// A further device joins by way of one that may admit it.
pub(crate) fn join(by: &Journal, dir: &Path, world: Arc<World>) -> Result<Journal, Error> {
    let joining = Joining::new(&*world)?;
    let welcome = by.admit_device(&by.unlock(ADMIN_WORDS)?, &joining.request())?;
    joining.join(dir, world, &welcome, &mut everything(by).into_iter())
}

/// Every log held somewhere, whole.
fn everything(journal: &Journal) -> Vec<Batch> {
    let heads = journal.heads().unwrap_or_default();
    heads.iter().filter_map(|head| journal.batch(head, 0).ok()).collect()
}

/// A temporary folder in memory, where there is a file system of it: disks are slow, and nothing here outlives the test.
pub(crate) fn folder_in_memory() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.expect("a temporary folder")
}
