//! One simulation from one number: devices that write, meet and fail, then are healed and judged.
//! In scope: the state, what a seed contains, the log of what happened.  Not here: the steps (`steps`), the judgement (`oracle`).

use crate::clock::{BEGIN_MS, Time};
use crate::device::{Device, Lie, Trouble, copy_folder};
use crate::founding::{Founded, HUB, folder_in_memory};
use crate::meeting::Weather;
use crate::random::Random;
use crate::stick::Stick;
use crate::writing::{Ack, Record, Revoked};
use ledger::{Hash, Id};
use std::collections::BTreeSet;
use std::fmt;
use tempfile::TempDir;

/// Steps of a seed: at least, and so many more at most.
const STEPS: (usize, usize) = (6, 12);
/// Of so many seeds one is of whole clinics, with read models and search; the others are of journals, which are ten times faster.
pub(crate) const WHOLE_ONCE_IN: u64 = 16;
/// Lines of the log that a failure shows.
const LINES_SHOWN: usize = 40;

/// What a seed contained.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) steps: u64,
    pub(crate) written: u64,
    pub(crate) meetings: u64,
    pub(crate) complete: u64,
    pub(crate) cuts: u64,
    pub(crate) attacks: u64,
    pub(crate) crashes: u64,
    pub(crate) put_back: u64,
    pub(crate) clones: u64,
    pub(crate) forks: u64,
    pub(crate) revocations: u64,
    pub(crate) redactions: u64,
    pub(crate) joined: u64,
    pub(crate) sticks: u64,
    pub(crate) sticks_damaged: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: &Self) {
        for (sum, n) in self.all_mut().into_iter().zip(other.clone().all_mut()) {
            *sum.1 += *n.1;
        }
    }

    fn all_mut(&mut self) -> [(&'static str, &mut u64); 15] {
        [
            ("steps", &mut self.steps),
            ("entries written", &mut self.written),
            ("meetings", &mut self.meetings),
            ("of them complete", &mut self.complete),
            ("cut", &mut self.cuts),
            ("frames attacked", &mut self.attacks),
            ("crashes", &mut self.crashes),
            ("restored or put back", &mut self.put_back),
            ("cloned", &mut self.clones),
            ("forks proven", &mut self.forks),
            ("revocations", &mut self.revocations),
            ("redactions", &mut self.redactions),
            ("joined", &mut self.joined),
            ("visits of a stick", &mut self.sticks),
            ("sticks damaged", &mut self.sticks_damaged),
        ]
    }

    /// Averages over so many seeds, in words.
    pub(crate) fn averages(mut self, seeds: u64) -> String {
        let average = |(name, n): (&str, &mut u64)| format!("{name} {:.1}", *n as f64 / seeds as f64);
        self.all_mut().map(average).join(", ")
    }
}

/// What a seed found wrong, how to see it again, and what happened before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) seed: u64,
    pub(crate) what: String,
    pub(crate) log: Vec<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left_out = self.log.len().saturating_sub(LINES_SHOWN);
        if left_out > 0 {
            writeln!(f, "… {left_out} lines before")?;
        }
        self.log.iter().skip(left_out).try_for_each(|line| writeln!(f, "{line}"))?;
        writeln!(f, "seed {}: {}", self.seed, self.what)?;
        write!(f, "again: cargo xtask sim --seeds 1 --first {}", self.seed)
    }
}

/// See the module.
pub(crate) struct Simulation {
    pub(crate) seed: u64,
    pub(crate) chance: Random,
    pub(crate) time: Time,
    pub(crate) devices: Vec<Device>,
    pub(crate) whole: bool,
    /// The ids of the three people.
    pub(crate) people: [Id; 3],
    /// What was acknowledged, and what became of it.
    pub(crate) acks: Vec<Ack>,
    pub(crate) records: Vec<Record>,
    pub(crate) revoked: Vec<Revoked>,
    /// What somebody redacted, whether or not it stands.
    pub(crate) redacted: BTreeSet<Hash>,
    /// Subjects of which everything was redacted.
    pub(crate) redacted_subjects: BTreeSet<Id>,
    /// Every entry that a device of the operation wrote.
    pub(crate) genuine: BTreeSet<Hash>,
    pub(crate) recorded: Vec<Vec<u8>>,
    pub(crate) stick: Stick,
    pub(crate) tally: Tally,
    log: Vec<String>,
    pub(crate) folder: TempDir,
}

impl Simulation {
    fn new(founded: &Founded, seed: u64) -> Result<Self, Failure> {
        let mut chance = Random::new(seed);
        let (time, whole) = (Time::new(BEGIN_MS), seed % WHOLE_ONCE_IN == WHOLE_ONCE_IN - 1);
        let folder = folder_in_memory();
        // Mostly two laptops: most of what can go wrong takes no more, and every further one meets all others.
        let laptops = 2 + usize::from(chance.once_in(3)) + usize::from(chance.once_in(6));
        let mut devices = Vec::new();
        // The first is the hub, which is always in reach unless it is cut off as well.
        for name in founded.names.iter().take(1 + laptops) {
            let dir = folder.path().join(name);
            copy_folder(&founded.path(name), &dir);
            devices.push(Device::new(name, dir, &time, seed, whole));
        }
        let mut simulation = Self {
            seed,
            chance,
            time,
            devices,
            whole,
            people: founded.people,
            acks: Vec::new(),
            records: Vec::new(),
            revoked: Vec::new(),
            redacted: BTreeSet::new(),
            redacted_subjects: BTreeSet::new(),
            genuine: founded.genuine.clone(),
            recorded: Vec::new(),
            stick: Stick::new(folder.path().join("stick"), &founded.foreign_stick),
            tally: Tally::default(),
            log: Vec::new(),
            folder,
        };
        for n in 0..simulation.devices.len() {
            simulation.devices[n].open().map_err(|trouble| simulation.broken(n, &trouble))?;
        }
        Ok(simulation)
    }

    fn run(&mut self) -> Result<(), Failure> {
        for _ in 0..STEPS.0 + self.chance.below(STEPS.1) {
            self.step()?;
            self.tally.steps += 1;
        }
        self.heal()?;
        self.judge()
    }

    /// The device that only relays.
    pub(crate) fn hub(&self) -> usize {
        HUB
    }

    pub(crate) fn name(&self, n: usize) -> &str {
        &self.devices[n].name
    }

    /// Notes what happened.
    pub(crate) fn tells(&mut self, line: String) {
        self.log.push(line);
    }

    /// Ends the seed, since something is wrong.
    pub(crate) fn fails(&self, what: String) -> Failure {
        Failure { seed: self.seed, what, log: self.log.clone() }
    }

    /// Ends the seed, since a store failed that should not.
    pub(crate) fn broken(&self, n: usize, trouble: &Trouble) -> Failure {
        self.fails(format!("the store of {} failed: {trouble}", self.name(n)))
    }

    /// Has everybody meet in undisturbed weather until nothing more moves.
    fn heal(&mut self) -> Result<(), Failure> {
        self.tells("everything is healed".to_owned());
        for device in &mut self.devices {
            device.place = 0;
            device.lie.set(Lie::None);
            device.full_in.set(None);
        }
        // Whoever hears of its other self writes a log of its own from its next start on, of which the others hear then.
        for _ in 0..STARTS_MAX {
            if self.converge()? {
                break;
            }
            for n in self.honest() {
                self.restart(n)?;
            }
        }
        self.converge()?;
        if self.tally.joined > 0 {
            // Whoever joined while somebody else made a new key has no wrap of it, until an administrator makes the next one.
            self.rotate(HUB)?;
            self.converge()?;
        }
        Ok(())
    }

    /// Those that must agree in the end.
    pub(crate) fn honest(&self) -> Vec<usize> {
        (0..self.devices.len()).filter(|n| self.devices[*n].is_honest()).collect()
    }

    /// Whether all hold the same once nothing moves any more.
    fn converge(&mut self) -> Result<bool, Failure> {
        for _ in 0..SWEEPS_MAX {
            if self.is_quiet()? {
                return Ok(true);
            }
            let (honest, mut came) = (self.honest(), 0);
            for other in honest.iter().skip(1) {
                came += self.meet([honest[0], *other], Weather { slow_ms: 2_000, ..Weather::default() })?;
            }
            if came == 0 {
                return self.is_quiet();
            }
        }
        Err(self.fails(format!("after {SWEEPS_MAX} meetings of each with the hub there still is something new")))
    }
}

/// Starts after which nobody may still be about to write a log of its own: of its other self a device hears at the first.
const STARTS_MAX: usize = 3;
/// Meetings of everybody with one after which nothing may be new any more.
const SWEEPS_MAX: usize = 8;

/// Runs a seed. A panic is a failure like others.
pub(crate) fn run(founded: &Founded, seed: u64) -> Result<Tally, Failure> {
    let mut simulation = Simulation::new(founded, seed)?;
    let ran = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| simulation.run()));
    ran.unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        Err(simulation.fails(format!("it panicked: {}", said.unwrap_or_default())))
    })?;
    Ok(simulation.tally)
}
