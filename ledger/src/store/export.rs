//! The export an auditor gets: tlog-tiles directories with bodies beside them (docs/formats/entry-v1.md, c2sp.org/tlog-tiles).
//! In scope: writing the folder whole, from one snapshot, and bringing an earlier one up to date.  Not here: disclosures, verifying.

use super::backup::appearing;
use super::branch;
use super::cosigning;
use super::journal::Journal;
use super::milestone;
use super::order::At;
use super::redaction;
use super::rows::{Tiles, stored_rows};
use super::schema::{self, Log};
use crate::crypto::vault::sync_dir;
use crate::entry::{ENTRY_BYTES, Entry};
use crate::error::{Error, Fault};
use crate::tlog::checkpoint::Checkpoint;
use crate::tlog::cosignature::split_cosigned;
use crate::tlog::hash::{self, sha256};
use crate::tlog::tile::tile_path;
use crate::tlog::tree::{TILE_LEVELS_MAX, TILE_WIDTH};
use rusqlite::{Connection, params};
use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Entries in a bundle.
const BUNDLE: u64 = TILE_WIDTH as u64;
/// Bytes of an entry in a bundle.
const ENTRY_RECORD: u64 = 2 + ENTRY_BYTES as u64;

/// The length that stands for a body not held.
pub const NOT_HELD: u32 = u32::MAX;

/// What an export wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportSummary {
    /// The heads of the logs in it, by origin.
    pub heads: Vec<Checkpoint>,
    /// Entries.
    pub entries: u64,
    /// Bodies written.
    pub bodies: u64,
    /// Bodies not held here.
    pub bodies_missing: u64,
    /// Hash tiles, full and partial.
    pub tiles: u64,
    /// Bytes of all files.
    pub bytes: u64,
}

impl Journal {
    /// Writes the export to `out`, which must not exist or be empty. It appears whole or not at all.
    ///
    /// # Errors
    /// [`Error::AlreadyExists`] for a folder with something in it; [`Error::Cancelled`]; what disk and database say.
    pub fn export(
        &self,
        out: &Path,
        bodies: bool,
        progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<ExportSummary, Error> {
        let mut summary = ExportSummary::default();
        appearing(out, |partial| {
            summary = self.export_into(Folder::new(partial, true), bodies, progress)?;
            Ok(())
        })?;
        Ok(summary)
    }

    /// Brings an earlier export up to date, writing only what came since, and taking out what was redacted; its disclosures go,
    /// since they are about the state before. Each log's checkpoint is replaced last but for its milestones: broken off, it is begun again.
    ///
    /// # Errors
    /// [`Error::OtherExport`] for a folder that is not an earlier export of this journal; otherwise as [`Journal::export`].
    pub fn update_export(
        &self,
        out: &Path,
        bodies: bool,
        progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<ExportSummary, Error> {
        let names = self.check_earlier(out)?;
        self.export_into(Folder { names, ..Folder::new(out, false) }, bodies, progress)
    }

    /// Every log in the folder must be the beginning of one that is held here. Gives the folder of each history: whoever made
    /// the export may have met them in another order.
    fn check_earlier(&self, out: &Path) -> Result<HashMap<i64, String>, Error> {
        let other = || Error::OtherExport(out.to_owned());
        // Nothing is written through a link, or removed behind one.
        if !is_ordinary(out).unwrap_or(false) {
            return Err(other());
        }
        let operation = fs::read_to_string(out.join("operation")).map_err(|_| other())?;
        if operation.trim_end() != hex::encode(self.operation()) {
            return Err(other());
        }
        let mut names = HashMap::new();
        for log in fs::read_dir(out.join("logs")).map_err(|_| other())? {
            let log = log.map_err(|_| other())?;
            let name = log.file_name().into_string().map_err(|_| other())?;
            if is_litter(&name) {
                continue;
            }
            let cosigned = fs::read_to_string(log.path().join("checkpoint")).map_err(|_| other())?;
            let (note, _) = split_cosigned(&cosigned);
            let origin = note.lines().next().unwrap_or_default();
            let row = self.log_named(origin).and_then(|id| self.log_of(id)).map_err(|_| other())?;
            let head = Checkpoint::verify(note, origin, &row.key).map_err(|_| other())?;
            let holding = self.histories_with(&head)?;
            let free = holding.iter().find(|id| !names.contains_key(*id)).or(holding.first()).ok_or_else(other)?;
            names.entry(*free).or_insert(name);
        }
        Ok(names)
    }

    fn export_into(
        &self,
        mut folder: Folder<'_>,
        bodies: bool,
        progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<ExportSummary, Error> {
        let out = folder.out;
        let conn = self.reader()?;
        let snapshot = conn.unchecked_transaction()?;
        folder.write(out.join("operation"), format!("{}\n", hex::encode(self.operation())).as_bytes())?;
        let mut logs = Vec::new();
        for log in schema::logs(&snapshot)? {
            let (head, note, frontier) = schema::verified_head(&snapshot, &log)?;
            if head.size > 0 {
                folder.summary.entries += head.size;
                logs.push((log, head, note, frontier));
            }
        }
        logs.sort_by(|a, b| (&a.1.origin, a.0.id).cmp(&(&b.1.origin, b.0.id)));
        let (mut done, all) = (0, folder.summary.entries);
        for (log, head, note, frontier) in logs {
            let (path, settled) = folder.place(&log)?;
            folder.tiles(&snapshot, log.id, head.size, &path)?;
            for (level, hashes) in frontier.levels().iter().enumerate().filter(|(_, hashes)| !hashes.is_empty()) {
                let n = head.size >> (8 * (level + 1));
                folder.summary.tiles += 1;
                folder.write(path.join(format!("tile/{level}/{}", tile_path(n, hashes.len()))), &hashes.concat())?;
            }
            for at in (0..head.size).step_by(BUNDLE as usize) {
                if progress(done + at, all).is_break() {
                    return Err(Error::Cancelled);
                }
                folder.bundle(&snapshot, &path, At { log: log.id, index: at }, BUNDLE.min(head.size - at), bodies)?;
            }
            let cosigned = cosigning::at_size(&snapshot, &log, head.size)?;
            folder.write(path.join("checkpoint"), cosigned.map_or(note, |cosigned| cosigned.note).as_bytes())?;
            let milestones = milestone::between(&snapshot, log.id, (0, head.size - 1), i64::MAX)?;
            let milestones = milestone::exported(milestones).concat();
            if !milestones.is_empty() {
                folder.write(path.join("milestones"), milestones.as_bytes())?;
            }
            folder.settle(&path, &settled)?;
            done += head.size;
            folder.summary.heads.push(head);
        }
        folder.prune()?;
        folder.make_last()?;
        let _ = progress(all, all);
        Ok(folder.summary)
    }
}

/// What an operating system leaves in folders that it looks at.
pub fn is_litter(name: &str) -> bool {
    name.starts_with('.') || ["Thumbs.db", "desktop.ini"].contains(&name)
}

struct Folder<'a> {
    out: &'a Path,
    /// Whether nothing is there yet.
    fresh: bool,
    /// The folder of each history under `logs`.
    names: HashMap<i64, String>,
    /// Files that belong to the export.
    kept: HashSet<PathBuf>,
    summary: ExportSummary,
}

impl<'a> Folder<'a> {
    fn new(out: &'a Path, fresh: bool) -> Self {
        Self { out, fresh, names: HashMap::new(), kept: HashSet::new(), summary: ExportSummary::default() }
    }

    /// The folder of a history: its device and incarnation; further ones of a log have a number behind.
    fn name(&mut self, log: &Log) -> String {
        let mut parts = log.origin.rsplit('/');
        let (incarnation, device) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let first = format!("{device}-{incarnation}");
        let further = (1_u32..).map(|n| format!("{first}-{n}"));
        let taken: HashSet<&String> = self.names.values().collect();
        let free =
            std::iter::once(first.clone()).chain(further).find(|name| !taken.contains(name)).unwrap_or(first.clone());
        self.names.entry(log.id).or_insert(free).clone()
    }

    /// Where a history's files are written, and the folder that they belong in. One that an earlier export lacks appears whole or
    /// not at all: until then it has a name that is passed over, so that a stick pulled out meanwhile is no damaged one.
    fn place(&mut self, log: &Log) -> Result<(PathBuf, PathBuf), Error> {
        let (logs, name) = (self.out.join("logs"), self.name(log));
        let settled = logs.join(&name);
        if self.fresh || settled.exists() {
            return Ok((settled.clone(), settled));
        }
        let begun = logs.join(format!(".{name}"));
        if begun.exists() {
            fs::remove_dir_all(&begun).map_err(|source| Error::Io { path: begun.clone(), source })?;
        }
        Ok((begun, settled))
    }

    fn settle(&mut self, begun: &Path, settled: &Path) -> Result<(), Error> {
        if begun == settled {
            return Ok(());
        }
        fs::rename(begun, settled).map_err(|source| Error::Io { path: settled.to_owned(), source })?;
        let moved = |path: PathBuf| path.strip_prefix(begun).map(|rest| settled.join(rest)).unwrap_or(path);
        self.kept = std::mem::take(&mut self.kept).into_iter().map(moved).collect();
        Ok(())
    }

    /// Has the disk keep what was written: whoever is told that it is done may pull a stick out.
    fn make_last(&self) -> Result<(), Error> {
        let mut folders = HashSet::new();
        for path in &self.kept {
            let io = |source| Error::Io { path: path.clone(), source };
            if self.fresh {
                fs::File::options().write(true).open(path).and_then(|file| file.sync_all()).map_err(io)?;
            }
            let within = path.ancestors().skip(1).take_while(|folder| folder.starts_with(self.out));
            folders.extend(within.map(Path::to_owned));
        }
        folders.into_iter().try_for_each(|path| sync_dir(&path).map_err(|source| Error::Io { path, source }))
    }

    /// Whether a file that never changes once it has this length is there.
    fn has(&mut self, path: &Path, length: u64) -> bool {
        let has = !self.fresh && fs::metadata(path).is_ok_and(|file| file.len() == length);
        if has {
            self.kept.insert(path.to_owned());
        }
        has
    }

    /// Removes what an earlier state left.
    fn prune(&self) -> Result<(), Error> {
        if self.fresh {
            return Ok(());
        }
        ["logs", "disclosures"]
            .iter()
            .map(|name| self.out.join(name))
            .filter(|path| path.exists())
            .try_for_each(|path| self.prune_folder(&path).map(|_| ()).map_err(|source| Error::Io { path, source }))
    }

    /// Whether anything is left in it.
    fn prune_folder(&self, folder: &Path) -> std::io::Result<bool> {
        let mut left = false;
        for item in fs::read_dir(folder)? {
            let item = item?;
            let path = item.path();
            if item.file_type()?.is_dir() {
                left |= self.prune_folder(&path)?;
            } else if self.kept.contains(&path) {
                left = true;
            } else {
                fs::remove_file(&path)?;
            }
        }
        if !left {
            fs::remove_dir(folder)?;
        }
        Ok(left)
    }

    fn tiles(&mut self, conn: &Connection, id: i64, size: u64, log: &Path) -> Result<(), Error> {
        let tiles = Tiles::new(conn, id);
        for level in 0..TILE_LEVELS_MAX as u8 {
            for n in 0..size.checked_shr(8 * (u32::from(level) + 1)).unwrap_or(0) {
                self.summary.tiles += 1;
                let path = log.join(format!("tile/{level}/{}", tile_path(n, TILE_WIDTH)));
                if !self.has(&path, 32 * TILE_WIDTH as u64) {
                    let bytes = tiles.load(level, n)?.ok_or(Error::whole(Fault::Tile { level, n }))?;
                    self.write(path, &bytes)?;
                }
            }
        }
        Ok(())
    }

    /// One entry bundle, and the bodies beside it.
    fn bundle(&mut self, conn: &Connection, log: &Path, first: At, count: u64, bodies: bool) -> Result<(), Error> {
        let n = first.index / BUNDLE;
        let entries_path = log.join(format!("tile/entries/{}", tile_path(n, count as usize)));
        let bodies_path = log.join(format!("bodies/{}", tile_path(n, TILE_WIDTH)));
        let (held, length) = if self.fresh { (0, 0) } else { held_bodies(conn, first, count)? };
        // A body that was dropped and another that came may be of one length: only a bundle without gaps is told by its own.
        let bodies_stand = !bodies || (held == count && self.has(&bodies_path, length));
        if bodies_stand && self.has(&entries_path, count * ENTRY_RECORD) {
            self.summary.bodies += if bodies { held } else { 0 };
            self.summary.bodies_missing += count - held;
            return Ok(());
        }
        let (mut entry_bytes, mut body_bytes) = (Vec::new(), Vec::new());
        let mut earlier =
            if self.fresh { Vec::new() } else { bundled_bodies(&fs::read(&bodies_path).unwrap_or_default()) }
                .into_iter();
        let mut rows = stored_rows(conn, first, count, 0)?.into_iter();
        for index in first.index..first.index + count {
            let row = rows.next().filter(|row| row.at.index == index).ok_or(Error::at(index, Fault::EntryMissing))?;
            let (entry, mut body) = (row.entry, row.body);
            // What this laptop never got may be the only copy.
            if let (None, Some(there)) = (&body, earlier.next().flatten()) {
                let fits = Entry::names_body(&entry).is_some_and(|(_, named)| sha256(&[&there]) == named);
                body = Some(there).filter(|_| fits);
                if body.is_some() && redaction::redacted_by(conn, &hash::leaf(&entry))?.is_some() {
                    body = None;
                }
            }
            entry_bytes.extend_from_slice(&(entry.len() as u16).to_be_bytes());
            entry_bytes.extend_from_slice(&entry);
            match body {
                Some(body) => {
                    self.summary.bodies += u64::from(bodies);
                    body_bytes.extend_from_slice(&(body.len() as u32).to_be_bytes());
                    body_bytes.extend_from_slice(&body);
                }
                None => {
                    self.summary.bodies_missing += 1;
                    body_bytes.extend_from_slice(&NOT_HELD.to_be_bytes());
                }
            }
        }
        self.write(entries_path, &entry_bytes)?;
        if bodies {
            self.write(bodies_path, &body_bytes)?;
        }
        Ok(())
    }

    fn write(&mut self, path: PathBuf, bytes: &[u8]) -> Result<(), Error> {
        let same = !self.fresh && fs::read(&path).is_ok_and(|held| held == bytes);
        let written = match (same, self.fresh) {
            (true, _) => Ok(()),
            (_, true) => path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, bytes)),
            // Pulled out in mid-write, what was there is there still.
            (_, false) => replace(&path, bytes),
        };
        self.summary.bytes += if same { 0 } else { bytes.len() as u64 };
        written.map_err(|source| Error::Io { path: path.clone(), source })?;
        self.kept.insert(path);
        Ok(())
    }
}

/// Whether a folder holds files and folders alone, all the way down: no link, no device.
fn is_ordinary(folder: &Path) -> std::io::Result<bool> {
    if !fs::symlink_metadata(folder)?.is_dir() {
        return Ok(false);
    }
    for item in fs::read_dir(folder)? {
        let item = item?;
        let kind = item.file_type()?;
        if !(kind.is_file() || kind.is_dir() && is_ordinary(&item.path())?) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Puts a file in the place of an older one, whole or not at all.
fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let temporary = path.with_file_name(name);
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    let mut file = fs::File::create(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&temporary, path)
}

/// The bodies in a bundle, as far as it can be read; `None` for one that whoever wrote it did not hold.
fn bundled_bodies(bytes: &[u8]) -> Vec<Option<Vec<u8>>> {
    let (mut rest, mut bodies) = (bytes, Vec::new());
    while let Some((length, more)) = rest.split_first_chunk::<4>() {
        let length = u32::from_be_bytes(*length);
        if length == NOT_HELD {
            (rest, _) = (more, bodies.push(None));
            continue;
        }
        let Some((body, more)) = more.split_at_checked(length as usize) else { break };
        (rest, _) = (more, bodies.push(Some(body.to_vec())));
    }
    bodies
}

/// How many bodies of these entries are held, and the length of their bundle.
fn held_bodies(conn: &Connection, first: At, count: u64) -> Result<(u64, u64), Error> {
    let sql = "SELECT count(*), coalesce(sum(length(bytes)), 0) FROM body WHERE log = ?1 AND idx >= ?2 AND idx < ?3";
    let (mut held, mut length) = (0, 4 * count);
    for (at, count) in branch::pieces(conn, first, count)? {
        let row = params![at.log, at.index as i64, (at.index + count) as i64];
        let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, u64>(0)?, row.get::<_, u64>(1)?));
        let (some, bytes) = conn.prepare_cached(sql)?.query_row(row, read)?;
        held += some;
        length += bytes;
    }
    Ok((held, length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::ingest::tests::{add, cloned, ingest, own_batch, pull, restored};
    use crate::store::tests::found;
    use std::collections::BTreeMap;

    fn checkpoints(out: &Path) -> BTreeMap<String, String> {
        let logs = fs::read_dir(out.join("logs")).unwrap().map(Result::unwrap);
        logs.map(|log| {
            let note = fs::read_to_string(log.path().join("checkpoint")).unwrap();
            (log.file_name().into_string().unwrap(), note.split_inclusive('\n').take(5).collect())
        })
        .collect()
    }

    #[test]
    fn histories_keep_their_folders_whoever_met_which_first() {
        let (dir, here, admin, _) = found(141);
        let (there, _) = restored(&here, dir.path(), "there");
        let (third, _) = restored(&here, dir.path(), "third");
        let (one, two) = cloned(there, dir.path());
        add(&one, &admin, None, &["one"]);
        add(&two, &admin, None, &["two", "and more"]);
        for (journal, [first, second]) in [(&here, [&one, &two]), (&third, [&two, &one])] {
            pull(journal, first);
            pull(journal, second);
        }
        let out = dir.path().join("stick");
        let go_on: &mut dyn FnMut(u64, u64) -> ControlFlow<()> = &mut |_, _| ControlFlow::Continue(());
        here.export(&out, true, go_on).unwrap();
        let before = checkpoints(&out);
        assert!(before.keys().any(|name| name.ends_with("-1")), "{:?}", before.keys());
        // Another device's own folders, were it to name them anew, would stand in the others' place.
        let anew = dir.path().join("anew");
        third.export(&anew, true, go_on).unwrap();
        assert!(checkpoints(&anew).iter().any(|(name, note)| before.get(name).is_some_and(|other| other != note)));
        third.update_export(&out, true, go_on).unwrap();
        let after = checkpoints(&out);
        assert!(before.iter().all(|(name, note)| after.get(name) == Some(note)), "{before:?} {after:?}");
    }

    #[test]
    fn a_body_that_only_the_folder_has_stays_there() {
        let (dir, here, admin, _) = found(142);
        let (there, _) = restored(&here, dir.path(), "there");
        let written = add(&here, &admin, None, &["kept on the stick"]);
        let mut batch = own_batch(&here, here.shared(&here.head().0, &there.heads().unwrap()).unwrap());
        *batch.bodies.last_mut().unwrap() = None;
        ingest(&there, &batch).unwrap();
        let out = dir.path().join("stick");
        let go_on: &mut dyn FnMut(u64, u64) -> ControlFlow<()> = &mut |_, _| ControlFlow::Continue(());
        here.export(&out, true, go_on).unwrap();
        there.update_export(&out, true, go_on).unwrap();
        let log = |name: &String| checkpoints(&out)[name].starts_with(&written_in(&here));
        let name = checkpoints(&out).keys().find(|name| log(name)).unwrap().clone();
        let held = bundled_bodies(&fs::read(out.join("logs").join(name).join("bodies/000")).unwrap());
        assert!(held[written[0].index as usize].is_some());
    }

    /// Where a log was new, what was broken off left a folder without a checkpoint, which every laptop took for damage.
    #[test]
    fn an_update_broken_off_anywhere_is_begun_again() {
        let (dir, here, admin, _) = found(143);
        let out = dir.path().join("stick");
        let go_on: &mut dyn FnMut(u64, u64) -> ControlFlow<()> = &mut |_, _| ControlFlow::Continue(());
        here.export(&out, true, go_on).unwrap();
        for name in ["one", "two", "three"] {
            let (there, _) = restored(&here, dir.path(), name);
            add(&there, &admin, None, &["in a log that is new on the stick"]);
            pull(&here, &there);
        }
        add(&here, &admin, None, &["in one that is there"]);
        for ends in 0..4 {
            let mut told = 0;
            let broken_off = here.update_export(&out, true, &mut |_, _| {
                told += 1;
                if told > ends { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            assert!(matches!(broken_off, Err(Error::Cancelled)), "{broken_off:?}");
        }
        let summary = here.update_export(&out, true, go_on).unwrap();
        let folders: Vec<_> = fs::read_dir(out.join("logs")).unwrap().map(|log| log.unwrap().file_name()).collect();
        assert_eq!((summary.heads.len(), folders.len()), (4, 4), "{folders:?}");
        assert!(checkpoints(&out).values().all(|note| summary.heads.iter().any(|head| note.starts_with(&head.text()))));
    }

    fn written_in(journal: &Journal) -> String {
        format!("{}\n", journal.origin())
    }
}
