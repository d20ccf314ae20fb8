//! A stick goes from laptop to laptop: broken off, pulled out in mid-write, damaged, put back to an older state, exchanged for a stranger's.
//! In scope: what befalls it, visits as the application makes them, what each must lead to.  Not here: what is shown in the end (`oracle`).

use crate::device::Trouble;
use crate::simulation::{Failure, Simulation};
use crate::writing::hex_of;
use ledger::tlog::checkpoint::Checkpoint;
use ledger::tlog::hash;
use ledger::{Error, Hash};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::{fs, io};
use sync::{Report, StickError};

/// Laptops that a stick visits on one round, at most.
const VISITS_MAX: usize = 3;
/// Times that a visit tells how far it is, of which one may be its last.
const TOLD_MAX: usize = 24;

/// The files in a folder, by their paths in it.
pub(crate) type Files = BTreeMap<PathBuf, Vec<u8>>;

/// The one stick of a simulation.
pub(crate) struct Stick {
    folder: PathBuf,
    /// Whether it was damaged since it was empty, so that it may be refused.
    damaged: bool,
    /// What it had on it some time ago, and whether it was damaged then.
    older: Option<(Files, bool)>,
    /// What a stick of another operation has on it.
    foreign: Files,
}

impl Stick {
    pub(crate) fn new(folder: PathBuf, foreign: &Files) -> Self {
        Self { folder, damaged: false, older: None, foreign: foreign.clone() }
    }
}

/// What a stick refuses to be, as opposed to what the laptop's own store does.
fn is_the_sticks(trouble: &Trouble) -> bool {
    matches!(
        trouble,
        Trouble::Stick(_) | Trouble::Ledger(Error::OtherExport(_) | Error::AlreadyExists(_) | Error::Io { .. })
    )
}

impl Simulation {
    pub(crate) fn a_stick_goes_round(&mut self) -> Result<(), Failure> {
        if self.chance.once_in(3) {
            self.befalls_the_stick();
        }
        if self.chance.once_in(8) {
            self.a_strangers_stick_comes()?;
        }
        for _ in 0..1 + self.chance.below(VISITS_MAX) {
            let n = self.laptop();
            self.visit(n)?;
        }
        Ok(())
    }

    /// The stick visits a laptop.
    fn visit(&mut self, n: usize) -> Result<(), Failure> {
        let ends = if self.chance.once_in(5) { self.chance.below(TOLD_MAX) } else { usize::MAX };
        let pulled = self.chance.once_in(6).then(|| files_of(&self.stick.folder));
        self.tally.sticks += 1;
        let went = self.visited(n, &self.stick.folder, ends);
        match went {
            Ok(report) if report.refused.is_empty() => self.judge_stick(n, &report)?,
            Ok(report) => {
                let own = self.devices[n].journal().origin();
                // Its own log, which it wrote before it was put back, a laptop writes no further, and takes in at its next start.
                if !self.stick.damaged && report.refused.iter().any(|(origin, _)| origin != own) {
                    let what = format!("{} refuses on an undamaged stick {:?}", self.name(n), report.refused);
                    return Err(self.fails(what));
                }
                self.tells(format!("a stick visits {}, which refuses {} logs", self.name(n), report.refused.len()));
                if self.stick.damaged && self.chance.once_in(2) {
                    self.stick_holds(&Files::new());
                    self.stick.damaged = false;
                }
            }
            Err(Trouble::Ledger(Error::Cancelled)) if ends < usize::MAX => {
                self.tells(format!("a stick visits {}, which breaks it off", self.name(n)));
            }
            Err(trouble) if self.stick.damaged && is_the_sticks(&trouble) => {
                self.tells(format!("a stick visits {}, which refuses it: {trouble}", self.name(n)));
                self.stick_holds(&Files::new());
                self.stick.damaged = false;
            }
            Err(trouble) => return Err(self.broken(n, &trouble)),
        }
        if let Some(before) = pulled {
            self.is_pulled_out(&before);
        }
        if self.chance.once_in(4) {
            self.stick.older = Some((files_of(&self.stick.folder), self.stick.damaged));
        }
        Ok(())
    }

    /// A visit as the application makes it, broken off when it tells for the last time how far it is.
    fn visited(&self, n: usize, folder: &Path, ends: usize) -> Result<Report, Trouble> {
        let (device, mut told) = (&self.devices[n], 0);
        sync::stick::visit(folder, device, device.journal(), &mut |_, _| {
            told += 1;
            if told > ends { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
    }

    /// What was taken in and written without complaint: both hold the same, and nothing redacted lies on the stick.
    fn judge_stick(&mut self, n: usize, report: &Report) -> Result<(), Failure> {
        let journal = self.devices[n].journal();
        let broken = |trouble: Trouble| self.broken(n, &trouble);
        let stick = sync::Stick::open(&self.stick.folder, &journal.operation()).map_err(|e| broken(e.into()))?;
        let (logs, unread) =
            stick.map_or(Ok(Default::default()), |stick| stick.logs()).map_err(|e| broken(e.into()))?;
        let mut there: Vec<Checkpoint> = logs.iter().map(|log| log.head.clone()).collect();
        there.sort_by(|a, b| (&a.origin, a.size, &a.root).cmp(&(&b.origin, b.size, &b.root)));
        let here = journal.heads().map_err(|error| broken(error.into()))?;
        if !unread.is_empty() || there != here {
            return Err(self.fails(format!("{} left other heads on the stick than it holds", self.name(n))));
        }
        let standing = journal.redactions().map_err(|error| broken(error.into()))?;
        let redacted: BTreeSet<Hash> = standing.into_iter().flat_map(|(_, redaction, _)| redaction.leaves).collect();
        for log in &logs {
            let mut parts = log.parts(0).map_err(|error| broken(error.into()))?;
            loop {
                let part = match parts.next_part() {
                    Ok(Some(part)) => part,
                    Ok(None) => break,
                    // What was damaged before, and is held here, nobody read.
                    Err(_) if self.stick.damaged => break,
                    Err(error) => return Err(broken(error.into())),
                };
                let leaves = part.entries.iter().zip(&part.bodies).filter(|(_, body)| body.is_some());
                let mut leaves = leaves.map(|(entry, _)| hash::leaf(entry));
                if let Some(leaf) = leaves.find(|leaf| redacted.contains(leaf)) {
                    let what = format!("{} left {} on the stick, which was redacted", self.name(n), hex_of(&leaf));
                    return Err(self.fails(what));
                }
            }
        }
        self.tells(format!("a stick visits {}: {} new", self.name(n), report.entries + report.bodies));
        Ok(())
    }

    /// Another operation's stick is taken for this one's.
    fn a_strangers_stick_comes(&mut self) -> Result<(), Failure> {
        let (n, folder) = (self.laptop(), self.folder.path().join("another's stick"));
        write_files(&folder, &self.stick.foreign);
        let went = self.visited(n, &folder, usize::MAX);
        if !matches!(went, Err(Trouble::Stick(StickError::OtherOperation))) || files_of(&folder) != self.stick.foreign {
            return Err(self.fails(format!("{} makes of another operation's stick {went:?}", self.name(n))));
        }
        self.tells(format!("another operation's stick visits {}", self.name(n)));
        Ok(())
    }

    /// The stick is damaged, or exchanged.
    fn befalls_the_stick(&mut self) {
        let mut files = files_of(&self.stick.folder);
        let Some(last) = files.len().checked_sub(1) else { return };
        let n = self.chance.below(last + 1);
        let path = files.keys().nth(n).cloned().unwrap_or_default();
        let bytes = files.entry(path.clone()).or_default();
        let at = self.chance.below(bytes.len().max(1));
        let mut damaged = true;
        match (self.chance.below(6), &self.stick.older) {
            (0, Some(older)) => (files, damaged) = older.clone(),
            (1, _) => bytes.truncate(at),
            (2, _) => _ = files.remove(&path),
            (3, _) => {
                let logs = self.stick.foreign.iter().filter(|(path, _)| !path.ends_with("operation"));
                files.extend(logs.map(|(path, bytes)| (path.clone(), bytes.clone())));
            }
            _ => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << (n % 8)),
        }
        self.tells("something befalls the stick".to_owned());
        self.tally.sticks_damaged += u64::from(damaged);
        self.stick.damaged = damaged;
        self.stick_holds(&files);
    }

    /// Of what the last visit wrote, some is there, some is not, and some is cut off.
    fn is_pulled_out(&mut self, before: &Files) {
        let mut files = files_of(&self.stick.folder);
        let paths: BTreeSet<PathBuf> = files.keys().chain(before.keys()).cloned().collect();
        for path in paths.into_iter().filter(|path| files.get(path) != before.get(path)).collect::<Vec<_>>() {
            match (self.chance.below(3), before.get(&path)) {
                (0, Some(bytes)) => _ = files.insert(path, bytes.clone()),
                (0, None) => _ = files.remove(&path),
                (1, _) => {
                    let bytes = files.entry(path).or_default();
                    bytes.truncate(self.chance.below(bytes.len() + 1));
                }
                _ => {}
            }
        }
        self.tells("the stick was pulled out too early".to_owned());
        self.tally.sticks_damaged += 1;
        self.stick.damaged = true;
        self.stick_holds(&files);
    }

    fn stick_holds(&self, files: &Files) {
        write_files(&self.stick.folder, files);
    }
}

/// Every file in a folder; none where there is no folder.
pub(crate) fn files_of(folder: &Path) -> Files {
    let (mut files, mut folders) = (Files::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        let listed = match fs::read_dir(&next) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            listed => listed.expect("a folder of ours"),
        };
        for item in listed {
            let path = item.expect("a file of ours").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).expect("a file of ours");
                files.insert(path.strip_prefix(folder).expect("it is in there").to_owned(), bytes);
            }
        }
    }
    files
}

/// Has a folder hold these files, and nothing else.
fn write_files(folder: &Path, files: &Files) {
    if folder.exists() {
        fs::remove_dir_all(folder).expect("a folder of ours");
    }
    for (path, bytes) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(folder)).expect("a folder of ours");
        fs::write(path, bytes).expect("a folder of ours");
    }
}
