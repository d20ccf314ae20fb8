//! What happens in a simulation, step by step.
//! In scope: choosing, and everything that befalls a device.  Not here: what people write (`writing`), connections (`meeting`).

use crate::device::{Device, Lie, Trouble, copy_folder, go_on};
use crate::founding::join;
use crate::meeting::{Weather, short};
use crate::simulation::{Failure, Simulation};
use crate::writing::Record;
use ledger::tlog::hash;
use ledger::{AuthorKind, Hash};
use std::collections::BTreeSet;

/// Places that devices are at; those in one place reach each other.
const PLACES: usize = 3;
/// Ten years.
const OFF_MS_MAX: u64 = 315_576_000_000;

/// What may happen, and how often as against the others.
const STEPS: [(usize, Step); 17] = [
    (26, Simulation::somebody_writes),
    (36, Simulation::two_meet),
    (5, Simulation::all_move),
    (5, Simulation::one_crashes),
    (4, Simulation::one_restarts),
    (4, Simulation::an_image_is_taken),
    (3, Simulation::an_image_is_put_back),
    (2, Simulation::a_backup_is_made),
    (2, Simulation::a_backup_is_restored),
    (2, Simulation::one_is_cloned),
    (3, Simulation::a_clock_jumps),
    (3, Simulation::something_is_redacted),
    (2, Simulation::somebody_is_revoked),
    (1, Simulation::a_key_is_rotated),
    (2, Simulation::one_joins),
    (4, Simulation::a_stick_goes_round),
    (3, Simulation::a_redaction_overtakes),
];

type Step = fn(&mut Simulation) -> Result<(), Failure>;

impl Simulation {
    pub(crate) fn step(&mut self) -> Result<(), Failure> {
        self.time.pass(self.chance.magnitude(3_600_000));
        let mut at = self.chance.below(STEPS.iter().map(|(often, _)| often).sum());
        for (often, step) in STEPS {
            match at.checked_sub(often) {
                Some(rest) => at = rest,
                None => return step(self),
            }
        }
        Ok(())
    }

    /// A device that people use.
    pub(crate) fn laptop(&mut self) -> usize {
        1 + self.chance.below(self.devices.len() - 1)
    }

    fn anybody(&mut self) -> usize {
        self.chance.below(self.devices.len())
    }

    fn somebody_writes(&mut self) -> Result<(), Failure> {
        let n = self.laptop();
        self.write(n)
    }

    /// Something happens to a device whose session is under way; whether it still runs.
    pub(crate) fn disturb(&mut self, n: usize, third: Option<usize>) -> Result<bool, Failure> {
        match (self.chance.below(8), third) {
            (0, _) => {
                self.crash(n)?;
                return Ok(false);
            }
            // What is on its way here already comes from elsewhere.
            (1..=3, Some(third)) => _ = self.meet([n, third], Weather::default())?,
            (4, _) => self.jump(n),
            (5, _) => self.devices[n].full_in.set(Some(self.chance.below(3) as u32)),
            _ if n != self.hub() => self.write(n)?,
            _ => {}
        }
        Ok(true)
    }

    fn two_meet(&mut self) -> Result<(), Failure> {
        let one = self.anybody();
        let known = |sim: &Self, one: usize, other: usize| {
            // Whoever knows of a revocation opens no connection.
            let (one, other) = (sim.devices[one].journal(), sim.devices[other].journal());
            !one.is_revoked(AuthorKind::Device, &other.device())
        };
        let near = |sim: &Self, other: &usize| {
            *other != one
                && sim.devices[one].place == sim.devices[*other].place
                && known(sim, one, *other)
                && known(sim, *other, one)
        };
        let others: Vec<usize> = (0..self.devices.len()).filter(|other| near(self, other)).collect();
        if others.is_empty() {
            return Ok(());
        }
        let other = *self.chance.pick(&others);
        let weather = Weather {
            cut_after: self.chance.once_in(3).then(|| self.chance.magnitude(1 << 18)),
            attacked_once_in: self.chance.once_in(8).then(|| 1 + self.chance.below(12)),
            disturbed_once_in: self.chance.once_in(5).then(|| 10 + self.chance.below(60)),
            slow_ms: self.chance.magnitude(20_000),
        };
        let lie = match self.chance.below(12) {
            0 | 1 => Lie::Spoil,
            2 | 3 => Lie::Lean,
            _ => Lie::None,
        };
        self.devices[one].lie.set(lie);
        let met = self.meet([one, other], weather);
        for n in [one, other] {
            self.devices[n].lie.set(Lie::None);
            self.devices[n].full_in.set(None);
        }
        met.map(|_| ())
    }

    fn all_move(&mut self) -> Result<(), Failure> {
        for n in 0..self.devices.len() {
            self.devices[n].place = if self.chance.once_in(2) { 0 } else { self.chance.below(PLACES) };
        }
        self.tells("everybody moves".to_owned());
        Ok(())
    }

    fn crash(&mut self, n: usize) -> Result<(), Failure> {
        self.remember_genuine(n)?;
        self.tally.crashes += 1;
        self.tells(format!("{} crashes", self.name(n)));
        self.devices[n].crash().map_err(|trouble| self.broken(n, &trouble))
    }

    fn one_crashes(&mut self) -> Result<(), Failure> {
        let n = self.anybody();
        self.crash(n)
    }

    pub(crate) fn restart(&mut self, n: usize) -> Result<(), Failure> {
        self.remember_genuine(n)?;
        self.devices[n].close();
        self.devices[n].open().map_err(|trouble| self.broken(n, &trouble))?;
        self.tells(format!("{} starts anew, and writes {}", self.name(n), short(self.devices[n].journal().origin())));
        Ok(())
    }

    fn one_restarts(&mut self) -> Result<(), Failure> {
        let n = self.anybody();
        self.restart(n)
    }

    fn an_image_is_taken(&mut self) -> Result<(), Failure> {
        let n = self.anybody();
        let image = self.devices[n].dir.with_extension("image");
        if image.exists() {
            std::fs::remove_dir_all(&image).expect("a folder of ours");
        }
        copy_folder(&self.devices[n].dir, &image);
        self.tells(format!("an image of the disk of {} is taken", self.name(n)));
        Ok(())
    }

    fn an_image_is_put_back(&mut self) -> Result<(), Failure> {
        self.put_back("image", "its disk", |device, image| {
            device.copied = true;
            device.put_back(image)
        })
    }

    fn a_backup_is_made(&mut self) -> Result<(), Failure> {
        let n = self.anybody();
        let backup = self.devices[n].dir.with_extension("backup");
        if !backup.exists() {
            let made = self.devices[n].journal().backup(&backup, &mut go_on());
            made.map_err(|error| self.broken(n, &error.into()))?;
            self.tells(format!("a backup of {} is made", self.name(n)));
        }
        Ok(())
    }

    fn a_backup_is_restored(&mut self) -> Result<(), Failure> {
        self.put_back("backup", "from its backup", |device, backup| device.restore(backup))
    }

    fn put_back(
        &mut self,
        from: &str,
        what: &str,
        put: impl FnOnce(&mut Device, &std::path::Path) -> Result<(), Trouble>,
    ) -> Result<(), Failure> {
        let copied = |device: &Device| device.is_honest() && device.dir.with_extension(from).exists();
        let of: Vec<usize> = (0..self.devices.len()).filter(|n| copied(&self.devices[*n])).collect();
        if of.is_empty() {
            return Ok(());
        }
        let n = *self.chance.pick(&of);
        self.remember_genuine(n)?;
        let folder = self.devices[n].dir.with_extension(from);
        put(&mut self.devices[n], &folder).map_err(|trouble| self.broken(n, &trouble))?;
        self.tally.put_back += 1;
        self.tells(format!("{} is put back: {what}", self.name(n)));
        self.bury()
    }

    /// A folder is copied, and both are used; sometimes on purpose.
    fn one_is_cloned(&mut self) -> Result<(), Failure> {
        let n = self.laptop();
        if self.tally.clones >= 2 || !self.devices[n].is_honest() {
            return Ok(());
        }
        self.remember_genuine(n)?;
        let mut name = format!("{}'", self.name(n));
        // Two of one name would draw the same numbers.
        while self.devices.iter().any(|device| device.name == name) {
            name.push('\'');
        }
        let dir = self.folder.path().join(format!("{name}{}", self.devices.len()));
        self.devices[n].close();
        copy_folder(&self.devices[n].dir, &dir);
        let mut clone = Device::new(&name, dir, &self.time, self.seed, self.whole);
        clone.place = self.chance.below(PLACES);
        // Whoever means it takes care that no honest entry is only here.
        clone.equivocates = self.chance.once_in(3);
        self.devices[n].equivocates = clone.equivocates;
        (self.devices[n].copied, clone.copied) = (true, true);
        self.devices.push(clone);
        self.tally.clones += 1;
        let meant = if self.devices[n].equivocates { ", on purpose" } else { "" };
        self.tells(format!("{} is cloned{meant}", self.name(n)));
        let twins = [n, self.devices.len() - 1];
        for n in twins {
            self.devices[n].open().map_err(|trouble| self.broken(n, &trouble))?;
        }
        if self.chance.once_in(2) {
            self.twins_write_alike(twins)?;
        }
        self.bury()
    }

    /// Both write as many entries in one log, which are not the same, and meet.
    fn twins_write_alike(&mut self, twins: [usize; 2]) -> Result<(), Failure> {
        let drawn = self.chance.clone();
        self.write(twins[0])?;
        self.chance = drawn;
        self.write(twins[1])?;
        self.meet(twins, Weather::default()).map(|_| ())
    }

    fn jump(&mut self, n: usize) {
        let off_ms = self.chance.magnitude(OFF_MS_MAX).cast_signed();
        let off_ms = if self.chance.once_in(2) { -off_ms } else { off_ms };
        self.devices[n].clock.set_off_ms(off_ms);
        self.tells(format!("the clock of {} is off by {off_ms} ms", self.name(n)));
    }

    fn a_clock_jumps(&mut self) -> Result<(), Failure> {
        let n = self.anybody();
        self.jump(n);
        Ok(())
    }

    fn something_is_redacted(&mut self) -> Result<(), Failure> {
        let n = self.laptop();
        let of: Vec<Record> = self.records.iter().filter(|record| record.subject.is_some()).cloned().collect();
        if of.is_empty() {
            return Ok(());
        }
        let record = self.chance.pick(&of).clone();
        self.redact(n, &record)
    }

    /// Somebody hears of a redaction first, and then of what it redacts, from whoever wrote that and does not know.
    fn a_redaction_overtakes(&mut self) -> Result<(), Failure> {
        let (writer, redactor, third) = (self.laptop(), self.laptop(), self.anybody());
        let (all, before) = (BTreeSet::from([writer, redactor, third]), self.records.len());
        if all.len() < 3 || all.iter().any(|n| !self.devices[*n].is_honest()) {
            return Ok(());
        }
        self.write(writer)?;
        let Some(record) = self.records[before..].iter().find(|record| record.subject.is_some()).cloned() else {
            return Ok(());
        };
        self.meet([writer, redactor], Weather::default())?;
        self.redact(redactor, &record)?;
        self.devices[redactor].tells_own.set(true);
        let met = self.meet([redactor, third], Weather::default());
        self.devices[redactor].tells_own.set(false);
        met?;
        self.meet([writer, third], Weather::default()).map(|_| ())
    }

    fn somebody_is_revoked(&mut self) -> Result<(), Failure> {
        let (n, of) = (self.laptop(), self.laptop());
        if !self.devices[n].is_honest() || self.tally.revocations >= 2 {
            return Ok(());
        }
        let device = self.devices[of].journal().device();
        if self.chance.once_in(3) {
            self.revoke(n, (AuthorKind::User, self.people[2]))
        } else if device != self.devices[n].journal().device() && self.honest().len() > 3 {
            self.revoke(n, (AuthorKind::Device, device))?;
            self.bury()
        } else {
            Ok(())
        }
    }

    fn a_key_is_rotated(&mut self) -> Result<(), Failure> {
        let n = self.laptop();
        self.rotate(n)
    }

    /// A further device joins by way of another.
    fn one_joins(&mut self) -> Result<(), Failure> {
        let by = self.laptop();
        if self.tally.joined >= 2 || !self.devices[by].is_honest() {
            return Ok(());
        }
        let name = format!("new {}", self.tally.joined + 1);
        let dir = self.folder.path().join(&name);
        let mut device = Device::new(&name, dir.clone(), &self.time, self.seed, self.whole);
        let world = device.world();
        let (mut journal, admitting) = (None, &self.devices[by]);
        let written = admitting.writing(|_, _| {
            journal = Some(join(admitting.journal(), &dir, world.clone())?);
            Ok(())
        });
        let Some(written) = self.written(by, written)? else { return Ok(()) };
        self.acknowledge(by, &written, None, None);
        device.admitted_by = Some(self.devices[by].journal().device());
        let Some(joined) = journal else { return Ok(()) };
        device.keep(joined, world).map_err(|trouble| self.broken(by, &trouble))?;
        self.devices.push(device);
        self.tally.joined += 1;
        self.tells(format!("{name} joins by way of {}", self.name(by)));
        Ok(())
    }

    /// Remembers what this device wrote in its present log, before it ends or is put back.
    pub(crate) fn remember_genuine(&mut self, n: usize) -> Result<(), Failure> {
        let journal = self.devices[n].journal();
        if journal.size() == 0 {
            return Ok(());
        }
        let own = journal.batch(&journal.head().0, 0).map_err(|error| self.broken(n, &error.into()))?;
        self.genuine.extend(own.entries.iter().map(|entry| hash::leaf(entry)));
        Ok(())
    }

    /// After a disk was lost: what no honest device holds any more is gone.
    fn bury(&mut self) -> Result<(), Failure> {
        let mut held: BTreeSet<Hash> = BTreeSet::new();
        for n in self.honest() {
            let journal = self.devices[n].journal();
            let rows = journal.entries(0, journal.length()).map_err(|error| self.broken(n, &error.into()))?;
            let missing = journal.missing_bodies().map_err(|error| self.broken(n, &error.into()))?;
            let missing: BTreeSet<Hash> = missing.into_iter().map(|(.., leaf)| leaf).collect();
            held.extend(rows.into_iter().map(|row| row.leaf_hash).filter(|leaf| !missing.contains(leaf)));
        }
        self.acks.iter_mut().filter(|ack| !held.contains(&ack.leaf)).for_each(|ack| ack.gone = true);
        Ok(())
    }
}
