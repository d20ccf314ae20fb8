//! Read models and search follow the journal: after another device's entries came, an upgrade, a crash between stores.
//! In scope: taking a batch in, folding by position, rebuilding, checking, letting go of what was redacted.  Not here: rows (projection).

use super::{Progress, Store, ids, lock, opened, search_doc};
use crate::fault::Fault;
use crate::projection::{self, PART};
use domain::id::Id;
use ledger::tlog::checkpoint::Checkpoint;
use ledger::{Batch, Changed, Committed, Cosigned, Hash, Journal, Taken, Unlocked};
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::Path;
use sync::{Missing, Refused, Replica};

/// Entries folded in one transaction while people work: they wait for it.
const STEP_ENTRIES: u64 = 512;

/// Moves the cursor over what was just written and applied, unless other entries before it still are to be applied.
pub(super) fn step(sql: &Connection, committed: &[Committed]) -> Result<(), Fault> {
    if let (Some(first), Some(last)) = (committed.first(), committed.last())
        && projection::position(sql) == Some(first.position)
    {
        projection::set_position(sql, last.position + 1)?;
    }
    Ok(())
}

/// Takes out what follows from dropped entries: rows, drafts about `ids`, kept answers.
pub(super) fn let_go(sql: &Connection, dropped: &[u64], ids: &[Id]) -> Result<(), Fault> {
    projection::forget(sql, dropped)?;
    // A draft's form names what it is about; kept answers may hold anything, and serve only retries of a moment ago.
    for id in ids {
        sql.execute("DELETE FROM draft WHERE instr(form, ?1) > 0", [id.to_string()])?;
    }
    sql.execute("DELETE FROM request", [])?;
    Ok(())
}

impl Store {
    /// Takes in entries of another device's log, and has read models and search follow.
    ///
    /// # Errors
    /// What the journal refuses, then nothing was kept; the database's own.
    pub fn ingest(&self, batch: &Batch) -> Result<Taken, Fault> {
        self.follow(|journal, project| Ok(journal.ingest(batch, project)?.0))
    }

    /// Takes in bodies that were missing, each by its index in the log.
    ///
    /// # Errors
    /// As [`Store::ingest`].
    pub fn ingest_bodies(&self, origin: &str, bodies: &[(u64, Vec<u8>)]) -> Result<(), Fault> {
        self.follow(|journal, project| journal.ingest_bodies(origin, bodies, project))
    }

    /// Lets entries stand that revocations leave out. The caller has checked that `admin` may.
    ///
    /// # Errors
    /// The journal's own.
    pub fn admit_entries(&self, admin: &Unlocked, leaves: &[Hash]) -> Result<(), Fault> {
        self.follow(|journal, project| journal.admit_entries(admin, leaves, project))
    }

    /// Has read models and search follow what `take` has the journal take in.
    fn follow<T>(
        &self,
        take: impl FnOnce(&Journal, &mut dyn FnMut(&Connection, &Changed) -> Result<(), Fault>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut touched = BTreeSet::new();
        let mut gone = Vec::new();
        let taken = take(&self.journal, &mut |sql, changed| {
            if !changed.dropped.is_empty() {
                gone = concerned(sql, &changed.dropped)?;
                let_go(sql, &changed.dropped, &gone)?;
            }
            changed.opened.iter().try_for_each(|entry| projection::apply(sql, &opened(entry), &mut touched))
        })?;
        lock(&self.behind).patients.append(&mut touched);
        self.catch_up()?;
        *lock(&self.counted) = None;
        if !gone.is_empty() {
            self.purge_search(&gone)?;
        }
        self.index_pending()?;
        Ok(taken)
    }

    /// A stick visits this laptop: see [`sync::stick::visit`].
    ///
    /// # Errors
    /// As there.
    pub fn sync_stick(&self, folder: &Path, progress: Progress) -> Result<sync::Report, Fault> {
        sync::stick::visit(folder, self, &self.journal, progress)
    }

    /// Has search let go of every trace of what was redacted about these ids.
    pub(super) fn purge_search(&self, ids: &[Id]) -> Result<(), Fault> {
        let mut behind = lock(&self.behind);
        behind.position = self.journal.length();
        *lock(&self.counted) = None;
        let docs = self.read(|sql| {
            let docs = ids.iter().map(|id| search_doc(sql, *id)).collect::<Result<Vec<_>, _>>()?;
            Ok(docs.into_iter().flatten().collect())
        })?;
        self.search.purge(docs, ids, behind.position)?;
        behind.patients.retain(|id| !ids.contains(id));
        Ok(())
    }

    /// Drops and rebuilds read models and search from the journal.
    ///
    /// # Errors
    /// `ApiError::Cancelled` when asked to stop (then the old rows stay); the journal's own.
    pub fn rebuild(&self, progress: Progress) -> Result<u64, Fault> {
        let mut n = 0;
        self.local(|sql| {
            n = self.fold_all(sql, progress)?;
            Ok(())
        })?;
        self.search.clear()?;
        let mut behind = lock(&self.behind);
        behind.patients = self.read(|sql| ids(sql, "SELECT id FROM rm_patient", 0))?;
        behind.position = self.journal.length();
        *lock(&self.counted) = None;
        drop(behind);
        self.index_pending()?;
        Ok(n)
    }

    /// Faults of the read models: a table whose rows differ from a fresh fold of the journal.
    ///
    /// # Errors
    /// The journal's own.
    pub fn check_read_models(&self, progress: Progress) -> Result<Option<String>, Fault> {
        let fresh = Connection::open_in_memory()?;
        fresh.execute_batch("PRAGMA temp_store = MEMORY; BEGIN")?;
        projection::create(&fresh)?;
        let length = self.journal.length();
        self.read(|sql| {
            // What others write meanwhile is no difference: both sides end where this snapshot does.
            let snapshot = sql.unchecked_transaction()?;
            let end = projection::position(&snapshot).unwrap_or(0).max(length);
            self.fold(0, end, &fresh, progress)?;
            projection::first_difference(&snapshot, &fresh)
        })
    }

    fn fold_all(&self, sql: &Connection, progress: Progress) -> Result<u64, Fault> {
        projection::create(sql)?;
        self.fold(0, self.journal.length(), sql, progress)
    }

    /// Applies everything from one position to another, and tells the position reached.
    fn fold(&self, from: u64, size: u64, sql: &Connection, progress: Progress) -> Result<u64, Fault> {
        let mut touched = BTreeSet::new();
        self.journal.open_range(from, size, |c| -> Result<(), Fault> {
            projection::apply(sql, &opened(&c), &mut touched)?;
            if c.position % 256 == 0 && progress(c.position, size).is_break() {
                return Err(Fault::Api(domain::api::ApiError::Cancelled));
            }
            Ok(())
        })?;
        projection::set_position(sql, size)?;
        let _ = progress(size, size);
        Ok(size)
    }

    /// Opens what came and was not opened yet, and applies it.
    fn read_on(&self) -> Result<(), Fault> {
        let mut touched = BTreeSet::new();
        while self.journal.read_on(|sql, changed| -> Result<(), Fault> {
            // Where there are no read models yet, all of them are folded afterwards.
            let Some(followed) = projection::position(sql) else { return Ok(()) };
            changed.opened.iter().try_for_each(|entry| projection::apply(sql, &opened(entry), &mut touched))?;
            if followed == changed.read.start {
                projection::set_position(sql, followed.max(changed.read.end))?;
            }
            Ok(())
        })? {}
        lock(&self.behind).patients.append(&mut touched);
        Ok(())
    }

    /// What others sent is opened and applied; what is missing after an upgrade, a crash between stores or a deleted index is folded.
    pub(super) fn catch_up(&self) -> Result<(), Fault> {
        let _following = lock(&self.following);
        self.read_on()?;
        let go_on = &mut |_: u64, _: u64| ControlFlow::Continue(());
        // Search never has what the journal had not before.
        let from = self.search.position();
        // What is written meanwhile is applied by its writer; the cursor passes it here, once more. Both are of one snapshot: a
        // cursor beyond the journal has everything folded again.
        let size = loop {
            let (followed, size) = self.read(|sql| {
                let snapshot = sql.unchecked_transaction()?;
                Ok((projection::position(&snapshot), self.journal.length_on(&snapshot)?))
            })?;
            match followed {
                Some(from) if from == size => break size,
                Some(from) if from < size => {
                    _ = self.local(|sql| self.fold(from, size.min(from + STEP_ENTRIES), sql, go_on))?;
                }
                _ => _ = self.local(|sql| self.fold_all(sql, go_on))?,
            }
        };
        if from > size {
            self.search.clear()?;
        }
        let from = if from > size { 0 } else { from };
        if from < size {
            let mut behind = lock(&self.behind);
            behind.position = size;
            let mut missing = self.read(|sql| {
                let mut set = ids(sql, "SELECT DISTINCT record FROM rm_revision WHERE pos >= ?1 AND kind = 1", from)?;
                let of = format!(
                    "SELECT DISTINCT p.patient FROM rm_revision r JOIN rm_part p ON p.pos = ({PART} r.record) WHERE r.pos >= ?1 AND r.kind = 3"
                );
                set.append(&mut ids(sql, &of, from)?);
                Ok(set)
            })?;
            behind.patients.append(&mut missing);
        }
        self.index_pending()
    }
}

/// What was refused, told from a store that failed.
fn refusal<T>(done: Result<T, Fault>) -> Result<Result<T, Refused>, Fault> {
    match done {
        Ok(done) => Ok(Ok(done)),
        Err(Fault::Ledger(error)) => Ok(Err(sync::refusal(error)?)),
        Err(other) => Err(other),
    }
}

impl Replica for Store {
    type Error = Fault;

    fn operation(&self) -> [u8; 16] {
        self.journal.operation()
    }

    fn heads(&self) -> Result<Vec<Checkpoint>, Fault> {
        Ok(self.journal.heads()?)
    }

    fn holds(&self, head: &Checkpoint) -> Result<bool, Fault> {
        Ok(self.journal.holds(head)?)
    }

    fn shared(&self, head: &Checkpoint, theirs: &[Checkpoint]) -> Result<u64, Fault> {
        Ok(self.journal.shared(head, theirs)?)
    }

    fn part(&self, head: &Checkpoint, first: u64, room: usize) -> Result<Batch, Fault> {
        Ok(self.journal.part(head, first, room)?)
    }

    fn take(&self, batch: &Batch) -> Result<Result<Taken, Refused>, Fault> {
        refusal(self.ingest(batch))
    }

    fn missing(&self) -> Result<Vec<Missing>, Fault> {
        Ok(Replica::missing(&self.journal)?)
    }

    fn body(&self, missing: &Missing) -> Result<Option<Vec<u8>>, Fault> {
        Ok(Replica::body(&self.journal, missing)?)
    }

    fn take_bodies(&self, origin: &str, bodies: &[(u64, Vec<u8>)]) -> Result<Result<(), Refused>, Fault> {
        refusal(self.ingest_bodies(origin, bodies))
    }

    fn witness(&self) -> Result<(), Fault> {
        self.journal.cosign_all()?;
        self.tell_heads()
    }

    fn cosigned(&self) -> Result<Vec<Cosigned>, Fault> {
        Ok(self.journal.cosigned()?)
    }

    fn take_cosigned(&self, cosigned: &str) -> Result<Result<usize, Refused>, Fault> {
        Ok(Replica::take_cosigned(&self.journal, cosigned)?)
    }
}

/// Records and patients that entries at these positions are about.
fn concerned(sql: &Connection, positions: &[u64]) -> Result<Vec<Id>, Fault> {
    let mut found = BTreeSet::new();
    for position in positions {
        for query in ["SELECT record FROM rm_revision WHERE pos = ?1", "SELECT patient FROM rm_part WHERE pos = ?1"] {
            found.append(&mut ids(sql, query, *position)?);
        }
    }
    Ok(found.into_iter().collect())
}
