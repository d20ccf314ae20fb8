//! Incarnations: a device that cannot be sure to go on where it stopped goes on in a new log, so that nothing it once signed
//! can be contradicted: after a restore, a loss at the log's end, or a clock put back by more than a day.
//! In scope: when, the new log, its first entry; `heads` entries, by which one log's digest covers the others.
//! Not here: finding a loss (`token`), copying (`backup`).

use super::backup;
use super::branch;
use super::cosigning;
use super::journal::{Author, Journal, Standing};
use super::schema::{self, Log};
use super::token::Remembered;
use super::tx::Tx;
use crate::Id;
use crate::entry::{Class, Entry};
use crate::error::{Error, Fault};
use crate::payload::{AuthorKind, cbor};
use crate::tlog::checkpoint::Checkpoint;
use crate::tlog::tree::Frontier;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

/// Payload type of a `heads` entry. FROZEN v1.
pub const HEADS: u16 = 401;
/// Checkpoints in one `heads` entry; more make several.
const NOTES_MAX: usize = 1000;
/// CBOR `null`.
const NULL: &[u8] = &[0xf6];
/// How far a clock may fall behind the log before the log is left.
const CLOCK_BACK_MS: u64 = 86_400_000;

impl Journal {
    /// Leaves the log for a new one where that is due, and begins a new one with what it follows.
    pub(crate) fn incarnate_if_due(&mut self, remembered: Remembered) -> Result<(), Error> {
        let restored = backup::is_restored(&self.dir);
        let lost = restored || remembered == Remembered::Lost || self.is_overtaken()?;
        if self.size() > 0 && (lost || self.is_clock_back()?) {
            self.incarnate(lost)?;
        }
        if restored {
            backup::forget_restored(&self.dir)?;
        }
        match self.predecessor()? {
            // A device that was revoked has nothing more to say.
            Some(predecessor) if self.size() == 0 && !self.is_revoked(AuthorKind::Device, &self.device()) => {
                self.tell_heads_after(Some(&predecessor))
            }
            _ => Ok(()),
        }
    }

    /// Whether another history of this device's log, or more of it than is here, has come: it writes that log no more.
    fn is_overtaken(&self) -> Result<bool, Error> {
        let own = self.log().id;
        let sql =
            "SELECT 1 FROM fork WHERE log = ?1 UNION ALL SELECT 1 FROM local WHERE name = 'overtaken' AND value = ?2";
        self.unopened(|conn| Ok(conn.prepare(sql)?.exists(params![own, self.origin().as_bytes()])?))
    }

    fn is_clock_back(&self) -> Result<bool, Error> {
        let own = self.log().id;
        self.unopened(|conn| {
            let sql = "SELECT e.bytes FROM checkpoint c JOIN entry e ON e.log = c.log AND e.idx = c.size - 1 WHERE c.log = ?1";
            let bytes: Option<Vec<u8>> = conn.query_row(sql, [own], |row| row.get(0)).optional()?;
            let Some(bytes) = bytes else { return Ok(false) };
            let last_ms = Entry::from_bytes(&bytes).map_err(Error::whole)?.hlc >> 16;
            Ok(self.env().now_ms().saturating_add(CLOCK_BACK_MS) < last_ms)
        })
    }

    /// `unsure`: whether this device may have signed what it does not know of.
    fn incarnate(&mut self, unsure: bool) -> Result<(), Error> {
        let incarnation = self.env().new_id();
        let origin = origin(&self.operation(), &self.device(), &incarnation);
        let key = self.log_public();
        let id = self.local(|conn| {
            conn.execute("UPDATE local SET value = ?1 WHERE name = 'incarnation'", [incarnation])?;
            if unsure {
                cosigning::forget_cosigner(conn)?;
            }
            schema::put_log(conn, &origin, &key)
        })?;
        let log = Arc::new(Log { id, origin, key, from: 0 });
        self.logs.get_mut().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(&log));
        let length = self.length();
        let head = Checkpoint { origin: log.origin.clone(), size: 0, root: Frontier::new().root() };
        *self.standing.get_mut().unwrap_or_else(PoisonError::into_inner) =
            Standing { head, note: String::new(), length };
        self.identity.log = log;
        let vault = self.vault.get_mut().unwrap_or_else(PoisonError::into_inner);
        vault.incarnation = incarnation;
        Ok(vault.save(&self.dir)?)
    }

    /// This device's log before the present one.
    fn predecessor(&self) -> Result<Option<String>, Error> {
        let (own, device) = (self.log().id, format!("/{}/", hex::encode(self.device())));
        let sql = "SELECT origin FROM log WHERE id <> ?1 AND instr(origin, ?2) > 0 ORDER BY id DESC LIMIT 1";
        self.unopened(|conn| Ok(conn.query_row(sql, params![own, device], |row| row.get(0)).optional()?))
    }

    /// Writes down the newest heads of all other logs that changed since the last time, with what others signed of any log, so
    /// that this log's digest covers them. Nothing on a device that was revoked, or whose certificate stands no longer: it writes no more.
    ///
    /// # Errors
    /// When the store cannot be written, or a head does not verify.
    pub fn tell_heads(&self) -> Result<(), Error> {
        if !self.may_write() {
            return Ok(());
        }
        self.tell_heads_after(None)
    }

    fn tell_heads_after(&self, predecessor: Option<&str>) -> Result<(), Error> {
        let build = |tx: &mut Tx<'_>| {
            let told = told(tx.sql())?;
            let mut now = BTreeMap::new();
            let mut notes = Vec::new();
            for log in schema::logs(tx.sql())? {
                let (head, note, _) = schema::verified_head(tx.sql(), &log)?;
                let own = log.id == self.log().id;
                // A branch has no name of its own: its number here tells it from the others.
                let is_branch = branch::base(tx.sql(), log.id)?.is_some();
                let name = if is_branch { format!("{}/{}", log.origin, log.id) } else { log.origin.clone() };
                let before = told.get(&name).copied();
                let mut tell = !own && has_grown(tx.sql(), log.id, before, head.size)?;
                for cosigned in cosigning::of_log(tx.sql(), &log)? {
                    let names = cosigned.by.iter().map(|name| format!("{} {name}", log.origin));
                    let new: Vec<String> = names.filter(|name| told.get(name) < Some(&cosigned.size)).collect();
                    if !new.is_empty() || (tell && cosigned.size == head.size) {
                        tell &= cosigned.size != head.size;
                        notes.push(cosigned.note);
                    }
                    now.extend(new.into_iter().map(|name| (name, cosigned.size)));
                }
                if tell {
                    notes.push(note);
                }
                if !own {
                    now.insert(name, head.size);
                }
            }
            let now: BTreeMap<String, u64> = told.into_iter().chain(now).collect();
            for notes in notes.chunks(NOTES_MAX) {
                let record = tx.new_id();
                tx.append(tx.plain(Class::Heads, record, HEADS, fields(predecessor, notes)))?;
            }
            Ok(now)
        };
        let remember = |conn: &Connection, _: &[_], now| {
            let now = serde_json::to_vec(&now).unwrap_or_default();
            conn.execute("INSERT OR REPLACE INTO local (name, value) VALUES ('heads', ?1)", [now])?;
            Ok::<_, Error>(())
        };
        self.write(&Author::Device, build, remember).map(|_| ())
    }
}

/// Whether a log holds more than was told of it, heads entries apart: they alone are never a reason to write another,
/// or to cosign.
pub(crate) fn has_grown(conn: &Connection, log: i64, told: Option<u64>, size: u64) -> Result<bool, Error> {
    let Some(told) = told else { return Ok(size > 0) };
    let sql = "SELECT 1 FROM entry WHERE log = ?1 AND idx >= ?2 AND idx < ?3 AND substr(bytes, 2, 1) <> x'08' LIMIT 1";
    Ok(conn.prepare_cached(sql)?.exists(params![log, told as i64, size as i64])?)
}

/// What this device last told, by origin; with a cosigner's name behind it, of what that cosigner signed.
fn told(conn: &Connection) -> Result<BTreeMap<String, u64>, Error> {
    let sql = "SELECT value FROM local WHERE name = 'heads'";
    let value: Option<Vec<u8>> = conn.query_row(sql, [], |row| row.get(0)).optional()?;
    let Some(value) = value else { return Ok(BTreeMap::new()) };
    serde_json::from_slice(&value).map_err(|_| Error::whole(Fault::Local("heads")))
}

fn fields(predecessor: Option<&str>, notes: &[String]) -> Vec<Vec<u8>> {
    let predecessor = predecessor.map_or(NULL.to_vec(), |origin| cbor(|e| e.text(origin)));
    let notes = cbor(|e| {
        e.array(notes.len() as u64);
        for note in notes {
            e.text(note);
        }
        e
    });
    vec![predecessor, notes]
}

/// Operation and device in the name of a log, where it is one of ours.
#[must_use]
pub fn parse(origin: &str) -> Option<(Id, Id)> {
    let id = |text: &str| -> Option<Id> { hex::decode(text).ok()?.try_into().ok() };
    let mut parts = origin.strip_prefix("fieldchart/")?.split('/');
    let (operation, device, incarnation) = (id(parts.next()?)?, id(parts.next()?)?, id(parts.next()?)?);
    // Nothing behind, and nothing that hex would read but not write.
    (self::origin(&operation, &device, &incarnation) == origin).then_some((operation, device))
}

/// The name of a device's log.
pub(crate) fn origin(operation: &Id, device: &Id, incarnation: &Id) -> String {
    let [operation, device, incarnation] = [operation, device, incarnation].map(hex::encode);
    format!("fieldchart/{operation}/{device}/{incarnation}")
}

#[cfg(test)]
mod tests {
    use crate::store::tests::{PASSPHRASE, check, draft, found, reopen, write_many};
    use crate::testing::TestEnv;
    use crate::tlog::proof::verify_inclusion;
    use crate::{Author, Class, Error, Journal, open, restore};
    use std::ops::ControlFlow;
    use std::sync::Arc;

    /// The fields of the first entry of the log being written.
    fn first_heads(journal: &Journal) -> (u16, Vec<Vec<u8>>) {
        let opened = journal.open_entry(journal.length() - journal.size()).unwrap();
        assert_eq!((opened.index, opened.entry.class), (0, Class::Heads));
        (opened.kind.0, opened.payload[5..].to_vec())
    }

    #[test]
    fn a_backup_goes_on_in_a_log_of_its_own_and_contradicts_nothing() {
        let (dir, journal, user, _) = found(19);
        let (written, _) = write_many(&journal, &Author::User(&user), 300);
        let out = dir.path().join("backup");
        let go_on = &mut |_: u64, _: u64| ControlFlow::Continue(());
        assert!(journal.backup(&out, go_on).unwrap().bytes > 300 * 126);
        assert!(matches!(journal.backup(&out, go_on), Err(Error::AlreadyExists(_))));
        let stop = &mut |_: u64, _: u64| ControlFlow::Break(());
        let other = dir.path().join("other");
        assert!(matches!(journal.backup(&other, stop), Err(Error::Cancelled)) && !other.exists());
        let (head, note) = journal.head();
        write_many(&journal, &Author::User(&user), 2);

        let there = dir.path().join("there");
        assert!(matches!(restore(&dir.path().join("nothing"), &there, go_on), Err(Error::NotFound(_))));
        restore(&out, &there, go_on).unwrap();
        assert!(matches!(restore(&out, &there, go_on), Err(Error::AlreadyExists(_))));
        let (restored, user) = reopen(&there).unwrap();
        assert_ne!(restored.origin(), journal.origin());
        assert_eq!((restored.length(), restored.size(), restored.loss()), (head.size + 1, 1, None));
        let text = |s: &str| crate::payload::cbor(|e| e.text(s));
        let notes = crate::payload::cbor(|e| e.array(1).text(&note));
        assert_eq!(first_heads(&restored), (401, vec![text(&head.origin), notes]));
        for known in &written {
            assert_eq!(restored.open_entry(known.position).unwrap().payload, known.payload);
        }
        // Both write on, and each is whole.
        let subject = written.last().unwrap().subject;
        restored
            .write(&Author::User(&user), |tx| tx.append(draft([7; 16], subject, "there")), |_, _, _| Ok(()))
            .map_err(|e: Error| e)
            .unwrap();
        for journal in [&journal, &restored] {
            let report = check(journal);
            assert!(report.is_clean() && report.size == journal.length(), "{:?}", report.findings);
        }
        // Only the first opening of a copy begins anew.
        let origin = restored.origin().to_owned();
        drop(restored);
        let (restored, _) = reopen(&there).unwrap();
        assert_eq!((restored.origin(), restored.size()), (origin.as_str(), 2));
        let position = restored.length() - 1;
        let receipt = restored.prove(position).unwrap();
        verify_inclusion(1, 2, &receipt.leaf_hash, &receipt.proof, &restored.root()).unwrap();
        // Nothing changed elsewhere, so there is nothing to tell.
        restored.tell_heads().unwrap();
        assert_eq!(restored.size(), 2);
    }

    #[test]
    fn a_clock_put_back_by_over_a_day_begins_a_new_log_whose_clocks_are_right() {
        let (dir, journal, ..) = found(20);
        write_many(&journal, &Author::Device, 1);
        let (origin, now) = (journal.origin().to_owned(), journal.env().now_ms());
        drop(journal);
        for (back_ms, same) in [(3_600_000, true), (3 * 86_400_000, false)] {
            let (journal, _) = open(dir.path(), Arc::new(TestEnv::at(97, now - back_ms)), PASSPHRASE).unwrap();
            assert_eq!(journal.origin() == origin, same);
            let (committed, _) = write_many(&journal, &Author::Device, 1);
            assert_eq!(committed[0].hlc >> 16 < now - 86_400_000, !same);
            assert!(check(&journal).is_clean());
        }
    }

    /// Found by the simulator: a branch from index 0 was told under the name of the log itself, in turn, without end.
    #[test]
    fn two_histories_that_share_nothing_are_each_told_once() {
        let (dir, here, admin, _) = found(23);
        let (there, user) = crate::store::join::tests::joined(&here, &admin, dir.path(), "there");
        let (one, two) = crate::store::ingest::tests::cloned(there, dir.path());
        for (journal, texts) in [(&one, &["one"; 1][..]), (&two, &["two"; 3][..])] {
            crate::store::ingest::tests::add(journal, &user, None, texts);
            crate::store::ingest::tests::pull(&here, journal);
        }
        here.tell_heads().unwrap();
        let size = here.size();
        here.tell_heads().unwrap();
        assert_eq!(here.size(), size);
    }
}
