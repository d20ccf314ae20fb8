//! The judgement at the end of a seed, when everything was healed.
//! In scope: equal digests, equal folds and read models, nothing acknowledged lost, forks proven, nothing unverified shown.
//! Not here: what a single meeting must keep to (`meeting`).

use crate::device::{Kept, Trouble, go_on};
use crate::simulation::{Failure, Simulation};
use crate::writing::{Ack, hex_of};
use ledger::tlog::checkpoint::Checkpoint;
use ledger::tlog::hash::sha256;
use ledger::{AuthorKind, Changed, Class, Cosigned, Error, Hash, Id};
use std::collections::{BTreeMap, BTreeSet};

/// What is shown: each entry's leaf hash, and the hash over its payload.
type Fold = BTreeMap<Hash, Hash>;

impl Simulation {
    /// Whether all that must agree hold the same and miss the same.
    pub(crate) fn is_quiet(&self) -> Result<bool, Failure> {
        let mut all = Vec::new();
        for n in self.honest() {
            // Not by the digests that the sessions compare: they are what is judged here.
            let stand = self.devices[n].stand().map_err(|trouble| self.broken(n, &trouble))?;
            all.push(stand);
        }
        all.dedup();
        Ok(all.len() <= 1)
    }

    pub(crate) fn judge(&mut self) -> Result<(), Failure> {
        if !self.is_quiet()? {
            return Err(self.fails("honest devices do not hold the same".to_owned()));
        }
        for n in 0..self.devices.len() {
            self.remember_genuine(n)?;
        }
        let mut first: Option<(usize, Fold)> = None;
        for n in self.honest() {
            let followed = self.devices[n].follow(&Changed::default(), true);
            followed.map_err(|trouble| self.broken(n, &trouble))?;
            let fold = self.fold(n)?;
            self.judge_one(n, &fold)?;
            match &first {
                None => first = Some((n, fold)),
                Some((of, other)) if *other != fold => {
                    let more = |a: &Fold, b: &Fold| a.keys().filter(|leaf| !b.contains_key(*leaf)).count();
                    let (here, there) = (more(&fold, other), more(other, &fold));
                    let what = format!(
                        "{} shows {here} entries that {} does not, which shows {there} others",
                        self.name(n),
                        self.name(*of)
                    );
                    return Err(self.fails(what));
                }
                Some((of, _)) => self.judge_read_models(n, *of)?,
            }
        }
        let Some((n, fold)) = first else { return Ok(()) };
        if let Some(leaf) = fold.keys().find(|leaf| !self.genuine.contains(*leaf)) {
            return Err(self.fails(format!("{} is shown, and nobody wrote it", hex_of(leaf))));
        }
        self.judge_acks(n, &fold)?;
        self.judge_witnesses(n)?;
        self.judge_redactions(n, &fold)
    }

    /// Everything that can be read on a device.
    fn fold(&self, n: usize) -> Result<Fold, Failure> {
        let (mut fold, journal) = (Fold::new(), self.devices[n].journal());
        let read = journal.open_range(0, journal.length(), |opened| {
            fold.insert(opened.leaf_hash, sha256(&[&ledger::payload::join(&opened.payload)]));
            Ok::<_, Error>(())
        });
        read.map_err(|error| self.broken(n, &error.into()))?;
        Ok(fold)
    }

    /// A store is whole, its read models are what a fresh fold makes, and what contradicts itself is proven.
    fn judge_one(&mut self, n: usize, fold: &Fold) -> Result<(), Failure> {
        let device = &self.devices[n];
        let broken = |trouble: Trouble| self.broken(n, &trouble);
        let report = device.journal().verify(&mut go_on()).map_err(|error| broken(error.into()))?;
        if !report.is_clean() {
            let parked = device.parked().map_err(broken)?;
            return Err(self.fails(format!("{}: fsck finds {:?}; parked: {parked:?}", device.name, report.findings)));
        }
        let difference = match device.kept() {
            Kept::Bare(_, shown) => {
                let fresh: BTreeSet<Hash> = fold.keys().copied().collect();
                let shown: Vec<Hash> = shown.borrow().leaves.values().copied().collect();
                let followed: BTreeSet<Hash> = shown.iter().copied().collect();
                let differs = fresh.symmetric_difference(&followed).next();
                let differs = differs.map(|leaf| format!("{} is shown in one alone", hex_of(leaf)));
                differs.or((shown.len() > followed.len()).then(|| "an entry is shown twice".to_owned()))
            }
            Kept::Whole(store) => store.check_read_models(&mut go_on()).map_err(|fault| broken(fault.into()))?,
        };
        if let Some(difference) = difference {
            return Err(self.fails(format!("the read models of {} are no fresh fold: {difference}", device.name)));
        }
        let heads = device.journal().heads().map_err(|error| broken(error.into()))?;
        let proofs = device.journal().forks().map_err(|error| broken(error.into()))?;
        let of = |note: &str| note.lines().next().unwrap_or_default().to_owned();
        for origin in twice(&heads) {
            if !proofs.iter().any(|(held, other)| held != other && of(held) == origin && of(other) == origin) {
                return Err(self.fails(format!("{} holds two histories of {origin} and no proof", device.name)));
            }
        }
        self.tally.forks = self.tally.forks.max(proofs.len() as u64);
        Ok(())
    }

    /// Every acknowledged entry is there, and shown unless somebody was revoked or redacted.
    fn judge_acks(&self, n: usize, fold: &Fold) -> Result<(), Failure> {
        let journal = self.devices[n].journal();
        let broken = |error: Error| self.broken(n, &error.into());
        let rows = journal.entries(0, journal.length()).map_err(broken)?;
        let held: BTreeSet<Hash> = rows.into_iter().map(|row| row.leaf_hash).collect();
        let lacks = !journal.missing_bodies().map_err(broken)?.is_empty();
        let forked = twice(&journal.heads().map_err(broken)?);
        let lost = Lost::of(&self.acks);
        for ack in self.acks.iter().filter(|ack| !lost.groups.contains(&ack.group)) {
            let home = &self.devices[ack.home];
            let who = format!("entry {} of {} ({})", ack.index, home.name, hex_of(&ack.leaf));
            if !held.contains(&ack.leaf) {
                // What nobody heard of whoever is not to be trusted is nobody's loss.
                if home.is_honest() {
                    return Err(self.fails(format!("{who} was acknowledged and is lost")));
                }
                continue;
            }
            let excused = self.redacted.contains(&ack.leaf)
                || ack.subject.is_some_and(|id| self.redacted_subjects.contains(&id) || lost.subjects.contains(&id))
                || lost.keys
                || lacks && !home.is_honest()
                || self.is_admitted_by_revoked(home.admitted_by);
            let shown = fold.contains_key(&ack.leaf);
            match self.is_left_out(ack, fold, forked.contains(&ack.origin)) {
                Some(true) if shown => {
                    return Err(self.fails(format!("{who} is shown, and whoever wrote it was revoked before")));
                }
                Some(false) if !shown && !excused => {
                    return Err(self.fails(format!("{who} was acknowledged and is not shown")));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether a revocation leaves an entry out; none where it depends on which of two histories was meant.
    fn is_left_out(&self, ack: &Ack, fold: &Fold, is_forked: bool) -> Option<bool> {
        // A subject's key stands always, and so does a revocation.
        if ack.class == Class::Key || self.revoked.iter().any(|revoked| revoked.leaf == ack.leaf) {
            return Some(false);
        }
        let device = self.devices[ack.home].journal().device();
        let writers = [Some((AuthorKind::Device, device)), ack.by.map(|id| (AuthorKind::User, id))];
        let concerns = self.revoked.iter().filter(|revoked| writers.contains(&Some(revoked.of)));
        let mut concerns = concerns.filter(|revoked| fold.contains_key(&revoked.leaf)).peekable();
        if concerns.peek().is_some() && is_forked {
            return None;
        }
        Some(concerns.any(|revoked| ack.index >= revoked.accepted.get(&ack.origin).copied().unwrap_or(0)))
    }

    /// Whether a device was let in by one that was revoked: it may stand no longer itself.
    fn is_admitted_by_revoked(&self, mut by: Option<Id>) -> bool {
        while let Some(id) = by {
            if self.revoked.iter().any(|revoked| revoked.of == (AuthorKind::Device, id)) {
                return true;
            }
            by = self.devices.iter().find(|device| device.journal().device() == id).and_then(|d| d.admitted_by);
        }
        false
    }

    /// Of two histories of a log, no witness signed both.
    fn judge_witnesses(&self, n: usize) -> Result<(), Failure> {
        let journal = self.devices[n].journal();
        let broken = |error: Error| self.broken(n, &error.into());
        let heads = journal.heads().map_err(broken)?;
        let forked = twice(&heads);
        let mut signed: BTreeMap<(String, String), BTreeSet<(u64, Hash)>> = BTreeMap::new();
        for other in self.honest() {
            for note in self.devices[other].journal().cosigned().map_err(broken)? {
                let Some(head) = head_of(&note).filter(|_| forked.contains(&note.origin)) else { continue };
                for by in note.by {
                    signed.entry((note.origin.clone(), by)).or_default().insert((head.size, head.root));
                }
            }
        }
        let copied =
            |name: &str| self.devices.iter().any(|d| d.copied && name.contains(&hex::encode(d.journal().device())));
        for ((origin, by), signed) in signed.into_iter().filter(|((_, by), signed)| signed.len() > 1 && !copied(by)) {
            let of = |(size, root)| Checkpoint { origin: origin.clone(), size, root };
            let signed: Vec<Checkpoint> = signed.into_iter().map(of).collect();
            let mut whole = false;
            for head in heads.iter().filter(|head| head.origin == origin) {
                let mut within = true;
                for note in &signed {
                    within &= journal.shared(head, std::slice::from_ref(note)).map_err(broken)? == note.size;
                }
                whole |= within;
            }
            if !whole {
                return Err(self.fails(format!("{by} signed two histories of {origin}")));
            }
        }
        Ok(())
    }

    /// What a redaction that stands names is not shown.
    fn judge_redactions(&self, n: usize, fold: &Fold) -> Result<(), Failure> {
        let standing = self.devices[n].journal().redactions().map_err(|error| self.broken(n, &error.into()))?;
        let mut named = standing.iter().flat_map(|(_, redaction, _)| &redaction.leaves);
        match named.find(|leaf| fold.contains_key(*leaf)) {
            Some(leaf) => Err(self.fails(format!("{} was redacted and is shown", hex_of(leaf)))),
            None => Ok(()),
        }
    }

    /// Two clinics show the same, whatever came first on each.
    fn judge_read_models(&self, one: usize, other: usize) -> Result<(), Failure> {
        let (Kept::Whole(here), Kept::Whole(there)) = (self.devices[one].kept(), self.devices[other].kept()) else {
            return Ok(());
        };
        for (table, _) in clinic::projection::TABLES {
            let rows = |store: &clinic::store::Store| store.read(|sql| Ok(rows_of(sql, table)?));
            let broken = |fault: clinic::fault::Fault| self.broken(one, &fault.into());
            if rows(here).map_err(broken)? != rows(there).map_err(broken)? {
                let what = format!("{} and {} show different rows of {table}", self.name(one), self.name(other));
                return Err(self.fails(what));
            }
        }
        Ok(())
    }
}

/// The checkpoint of a note.
fn head_of(note: &Cosigned) -> Option<Checkpoint> {
    let root = note.note.lines().nth(2)?;
    let root = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, root).ok()?;
    Some(Checkpoint { origin: note.origin.clone(), size: note.size, root: root.try_into().ok()? })
}

/// The logs of which there are two heads.
fn twice(heads: &[Checkpoint]) -> BTreeSet<String> {
    heads.windows(2).filter(|two| two[0].origin == two[1].origin).map(|two| two[0].origin.clone()).collect()
}

/// Every row of a table, in no order, positions apart: they tell in which order entries came.
fn rows_of(sql: &rusqlite::Connection, table: &str) -> rusqlite::Result<BTreeSet<String>> {
    let mut query = sql.prepare(&format!("SELECT * FROM {table}"))?;
    let columns: Vec<String> = query.column_names().map(str::to_owned).collect();
    let wanted: Vec<usize> = (0..columns.len()).filter(|n| !columns[*n].starts_with("pos")).collect();
    let rows = query.query_map([], |row| {
        let values = wanted.iter().map(|n| row.get::<_, rusqlite::types::Value>(*n));
        Ok(format!("{:?}", values.collect::<rusqlite::Result<Vec<_>>>()?))
    })?;
    rows.collect()
}

/// What went with a disk that was lost, and what hangs on it.
#[derive(Default)]
struct Lost {
    groups: BTreeSet<usize>,
    subjects: BTreeSet<Id>,
    /// Whether a certificate or an operation key went as well.
    keys: bool,
}

impl Lost {
    fn of(acks: &[Ack]) -> Self {
        let groups: BTreeSet<usize> = acks.iter().filter(|ack| ack.gone).map(|ack| ack.group).collect();
        let lost: Vec<&Ack> = acks.iter().filter(|ack| groups.contains(&ack.group)).collect();
        let subjects = lost.iter().filter_map(|ack| ack.subject).collect();
        Self { subjects, keys: lost.iter().any(|ack| ack.class == Class::Membership), groups }
    }
}
