//! What a disk does to a store: which bytes are on the platter, which only in the cache, and what fails when.
//! In scope: the model and its faults, in safe code.  Not here: SQLite's function tables (lib.rs).
//!
//! The real files hold what the process sees, as the page cache would. Beside them the model keeps, for each file, its
//! durable image and every operation since the last successful sync; a power cut writes back what the platter has.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// What a torn write is torn at.
const SECTOR_BYTES: u64 = 512;
/// SQLite's wal-index: shared memory, gone with the power.
const SHM_SUFFIX: &str = "-shm";

/// What happens at the operation that fails. Operations are writes, syncs, truncations and deletions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is not done, and an error is reported.
    Lost,
    /// It is done, and an error is reported all the same.
    KeptButFailed,
    /// A failed sync after which the cache calls its pages clean: later syncs report success without writing them
    /// (the behaviour of Linux; see "fsyncgate", 2018). Other operations are done.
    SyncForgets,
    /// The power fails: this operation and all that follow are refused until [`Disk::power_on`].
    Cut,
}

/// What of the unsynced a power cut leaves on the platter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Nothing.
    Nothing,
    /// All of it, as when the process alone is killed.
    Everything,
    /// Some sectors of some operations, in any order, as the seed has it.
    Torn(u64),
}

/// An operation on a file, about to be done.
#[derive(Debug, Clone)]
pub(crate) enum Op<'a> {
    Write { offset: u64, bytes: &'a [u8] },
    Truncate { size: u64 },
    Sync,
    Delete,
}

/// What to do with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    Do,
    DoAndFail,
    Refuse,
    /// The disk is full: only so many bytes of the write fit.
    Fit(usize),
}

#[derive(Debug, Clone)]
enum Pending {
    Write { offset: u64, bytes: Vec<u8> },
    Truncate { size: u64 },
    Delete,
}

/// One file: its durable image (`None`: no such file) and what was done since.
#[derive(Debug, Default)]
struct Model {
    durable: Option<Vec<u8>>,
    pending: Vec<Pending>,
}

#[derive(Debug, Default)]
struct State {
    files: BTreeMap<String, Model>,
    done: u64,
    armed: Option<(u64, Fault)>,
    dead: bool,
    fired: bool,
    free_bytes: Option<u64>,
    read_only: bool,
}

/// A folder whose SQLite files lie on a disk that can fail.
#[derive(Debug)]
pub struct Disk {
    dir: PathBuf,
    state: Mutex<State>,
}

static DISKS: Mutex<Vec<Weak<Disk>>> = Mutex::new(Vec::new());

impl Disk {
    /// Takes `dir` over, as it stands: every database in it is durable. Files that SQLite does not open stay as they are.
    ///
    /// # Errors
    /// When there is no such folder.
    pub fn under(dir: &Path) -> io::Result<Arc<Self>> {
        crate::register();
        let disk = Arc::new(Self { dir: dir.canonicalize()?, state: Mutex::default() });
        let mut disks = locked(&DISKS);
        disks.retain(|known| known.strong_count() > 0);
        disks.push(Arc::downgrade(&disk));
        Ok(disk)
    }

    /// The disk a file lies on, and its name there.
    pub(crate) fn of(path: &Path) -> Option<(Arc<Self>, String)> {
        let name = path.file_name()?.to_str()?.to_owned();
        let dir = path.parent()?;
        let disk = locked(&DISKS).iter().filter_map(Weak::upgrade).find(|disk| disk.dir == dir)?;
        Some((disk, name))
    }

    /// Lets `fault` happen at the operation after the next `skip`.
    pub fn arm(&self, skip: u64, fault: Fault) {
        let mut state = locked(&self.state);
        state.armed = Some((state.done + skip, fault));
        state.fired = false;
    }

    /// Whether the armed fault has happened.
    #[must_use]
    pub fn fired(&self) -> bool {
        locked(&self.state).fired
    }

    /// Operations so far.
    #[must_use]
    pub fn operations(&self) -> u64 {
        locked(&self.state).done
    }

    /// Lets files grow by so many bytes in all; `None`: as far as they like.
    pub fn set_free_bytes(&self, free_bytes: Option<u64>) {
        locked(&self.state).free_bytes = free_bytes;
    }

    /// Refuses every change, as a disk does that was mounted again for reading only.
    pub fn set_read_only(&self, read_only: bool) {
        locked(&self.state).read_only = read_only;
    }

    /// Cuts the power now.
    pub fn cut(&self) {
        locked(&self.state).dead = true;
    }

    /// Forgets what was armed and, after a cut, puts the files as the platter has them. Every handle must be closed.
    ///
    /// # Errors
    /// When the real files cannot be written.
    pub fn power_on(&self, keep: Keep) -> io::Result<()> {
        let mut state = locked(&self.state);
        if state.dead {
            for (number, (name, model)) in (0..).zip(&state.files) {
                let path = self.dir.join(name);
                match model.after_cut(keep, number) {
                    Some(bytes) => fs::write(path, bytes)?,
                    None => remove(&path)?,
                }
                remove(&self.dir.join(format!("{name}{SHM_SUFFIX}")))?;
            }
        }
        *state = State { done: state.done, ..State::default() };
        Ok(())
    }

    /// A file is being opened: what it holds by now is durable, where it is new to the model.
    pub(crate) fn opening(&self, name: &str) {
        let durable = || fs::read(self.dir.join(name)).ok();
        locked(&self.state)
            .files
            .entry(name.to_owned())
            .or_insert_with(|| Model { durable: durable(), pending: Vec::new() });
    }

    /// Whether anything can still be asked of the disk.
    pub(crate) fn is_dead(&self) -> bool {
        locked(&self.state).dead
    }

    pub(crate) fn is_read_only(&self) -> bool {
        locked(&self.state).read_only
    }

    /// Decides about an operation, and remembers what of it happens.
    pub(crate) fn judge(&self, name: &str, size_now: u64, op: &Op<'_>) -> Verdict {
        let mut state = locked(&self.state);
        if state.dead {
            return Verdict::Refuse;
        }
        let fault = state.armed.filter(|(at, _)| *at == state.done).map(|(_, fault)| fault);
        state.done += 1;
        state.fired |= fault.is_some();
        if state.read_only && !matches!(op, Op::Sync) {
            return Verdict::Refuse;
        }
        let model = state.files.entry(name.to_owned()).or_default();
        match fault {
            Some(Fault::Lost) => Verdict::Refuse,
            Some(Fault::KeptButFailed) => {
                state.note(name, op);
                Verdict::DoAndFail
            }
            Some(Fault::SyncForgets) if matches!(op, Op::Sync) => {
                model.pending.clear();
                Verdict::Refuse
            }
            Some(Fault::Cut) => {
                model.note_unless_sync(op);
                state.dead = true;
                Verdict::Refuse
            }
            Some(Fault::SyncForgets) | None => {
                let verdict = state.room(size_now, op);
                match (op, &verdict) {
                    (Op::Write { offset, bytes }, Verdict::Fit(fit)) => {
                        state.note(name, &Op::Write { offset: *offset, bytes: &bytes[..*fit] });
                    }
                    _ => state.note(name, op),
                }
                verdict
            }
        }
    }
}

impl State {
    /// Whether a write still fits.
    fn room(&mut self, size_now: u64, op: &Op<'_>) -> Verdict {
        let (Some(free), Op::Write { offset, bytes }) = (self.free_bytes, op) else { return Verdict::Do };
        let end = offset + bytes.len() as u64;
        let growth = end.saturating_sub(size_now);
        self.free_bytes = Some(free.saturating_sub(growth));
        if growth <= free {
            Verdict::Do
        } else {
            Verdict::Fit(bytes.len() - ((growth - free) as usize).min(bytes.len()))
        }
    }

    /// Remembers what an operation does.
    fn note(&mut self, name: &str, op: &Op<'_>) {
        let model = self.files.entry(name.to_owned()).or_default();
        let fresh = model.durable.is_none() || model.pending.iter().any(|op| matches!(op, Pending::Delete));
        model.note_unless_sync(op);
        if matches!(op, Op::Sync) {
            model.sync(usize::MAX);
            // The first sync of a new journal or WAL syncs the folder, too (UNIXFILE_DIRSYNC in os_unix.c): what was deleted stays so.
            if fresh && (name.ends_with("-wal") || name.ends_with("-journal")) {
                self.files.values_mut().for_each(Model::sync_deletion);
            }
        }
    }
}

impl Model {
    /// Makes the first `count` operations durable.
    fn sync(&mut self, count: usize) {
        let rest = self.pending.split_off(count.min(self.pending.len()));
        self.pending.iter().for_each(|op| apply(&mut self.durable, op));
        self.pending = rest;
    }

    fn sync_deletion(&mut self) {
        if let Some(last) = self.pending.iter().rposition(|op| matches!(op, Pending::Delete)) {
            self.sync(last + 1);
        }
    }

    fn note_unless_sync(&mut self, op: &Op<'_>) {
        self.pending.push(match op {
            Op::Write { offset, bytes } => Pending::Write { offset: *offset, bytes: bytes.to_vec() },
            Op::Truncate { size } => Pending::Truncate { size: *size },
            Op::Delete => Pending::Delete,
            Op::Sync => return,
        });
    }

    /// What the platter has after a cut.
    fn after_cut(&self, keep: Keep, number: u64) -> Option<Vec<u8>> {
        let mut image = self.durable.clone();
        match keep {
            Keep::Nothing => {}
            Keep::Everything => self.pending.iter().for_each(|op| apply(&mut image, op)),
            Keep::Torn(seed) => {
                let mut dice = Dice(seed ^ (number << 56));
                self.torn(&mut dice).iter().for_each(|op| apply(&mut image, op));
            }
        }
        image
    }

    /// Some sectors of some operations, shuffled. Operations on either side of a deletion concern two different files.
    fn torn(&self, dice: &mut Dice) -> Vec<Pending> {
        let last_delete = self.pending.iter().rposition(|op| matches!(op, Pending::Delete));
        let (before, after) = match last_delete {
            Some(at) if dice.below(2) == 0 => (&self.pending[at..=at], &self.pending[at + 1..]),
            Some(_) => {
                let first = self.pending.iter().position(|op| matches!(op, Pending::Delete)).unwrap_or(0);
                (&self.pending[..0], &self.pending[..first])
            }
            None => (&self.pending[..0], &self.pending[..]),
        };
        let mut pieces: Vec<Pending> = after.iter().flat_map(sectors).collect();
        // From nearly everything to nearly nothing.
        let kept_of_8 = 1 + dice.below(8);
        pieces.retain(|_| dice.below(8) < kept_of_8);
        if dice.below(2) == 0 {
            for i in (1..pieces.len()).rev() {
                pieces.swap(i, dice.below(i as u64 + 1) as usize);
            }
        }
        before.iter().cloned().chain(pieces).collect()
    }
}

fn sectors(op: &Pending) -> Vec<Pending> {
    let Pending::Write { offset, bytes } = op else { return vec![op.clone()] };
    let mut pieces = Vec::new();
    let mut at = *offset;
    let end = offset + bytes.len() as u64;
    while at < end {
        let next = end.min((at / SECTOR_BYTES + 1) * SECTOR_BYTES);
        let Range { start, end } = (at - offset) as usize..(next - offset) as usize;
        pieces.push(Pending::Write { offset: at, bytes: bytes[start..end].to_vec() });
        at = next;
    }
    pieces
}

fn apply(image: &mut Option<Vec<u8>>, op: &Pending) {
    match op {
        Pending::Write { offset, bytes } => {
            let image = image.get_or_insert_default();
            let (start, end) = (*offset as usize, *offset as usize + bytes.len());
            if image.len() < end {
                image.resize(end, 0);
            }
            image[start..end].copy_from_slice(bytes);
        }
        Pending::Truncate { size } => image.get_or_insert_default().resize(*size as usize, 0),
        Pending::Delete => *image = None,
    }
}

/// Numbers from a seed (splitmix64: <https://prng.di.unimi.it/splitmix64.c>, public domain).
#[derive(Debug, Clone)]
pub struct Dice(pub u64);

impl Dice {
    /// The next number.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// The next number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.roll() % end
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECTOR: usize = SECTOR_BYTES as usize;

    fn write(model: &mut Model, offset: u64, byte: u8, length: usize) {
        model.note_unless_sync(&Op::Write { offset, bytes: &vec![byte; length] });
    }

    #[test]
    fn a_cut_keeps_what_was_synced_and_of_the_rest_what_is_asked() {
        let mut model = Model::default();
        write(&mut model, 0, 1, 2 * SECTOR);
        model.sync(usize::MAX);
        write(&mut model, SECTOR_BYTES, 2, 2 * SECTOR);
        assert_eq!(model.after_cut(Keep::Nothing, 0), Some(vec![1; 2 * SECTOR]));
        let all = [vec![1; SECTOR], vec![2; 2 * SECTOR]].concat();
        assert_eq!(model.after_cut(Keep::Everything, 0), Some(all));
        // Torn between sectors, never within one, and not always alike.
        let torn: Vec<_> = (0..64).map(|seed| model.after_cut(Keep::Torn(seed), 0).unwrap_or_default()).collect();
        for image in &torn {
            assert_eq!(image[..SECTOR], [1; SECTOR]);
            assert!(image.chunks(SECTOR).all(|sector| sector.iter().all(|byte| *byte == sector[0])));
        }
        assert!((0..3).all(|kept| torn.iter().any(|image| image.iter().filter(|b| **b == 2).count() == kept * SECTOR)));
    }

    #[test]
    fn a_new_wal_makes_earlier_deletions_last() {
        let mut state = State::default();
        let bytes = &[1][..];
        for (name, op) in [
            ("a-journal", Op::Write { offset: 0, bytes }),
            ("a-journal", Op::Sync),
            ("a-journal", Op::Delete),
            ("a-wal", Op::Write { offset: 0, bytes }),
        ] {
            state.note(name, &op);
        }
        assert_eq!(state.files["a-journal"].after_cut(Keep::Nothing, 0), Some(vec![1]));
        state.note("a-wal", &Op::Sync);
        assert_eq!(state.files["a-journal"].after_cut(Keep::Nothing, 0), None);
    }
}
