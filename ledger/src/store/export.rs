//! The export an auditor gets: tlog-tiles directories with bodies beside them (docs/formats/entry-v1.md, c2sp.org/tlog-tiles).
//! In scope: writing the folder whole, from one snapshot.  Not here: disclosures, verifying.

use super::backup::appearing;
use super::journal::Journal;
use super::order::At;
use super::read::stored_rows;
use super::schema::{self, Log};
use crate::error::{Error, Fault};
use crate::tlog::checkpoint::Checkpoint;
use crate::tlog::tile::tile_path;
use crate::tlog::tree::TILE_WIDTH;
use rusqlite::{Connection, params};
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Entries in a bundle.
const BUNDLE: u64 = TILE_WIDTH as u64;

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
            summary = self.export_into(partial, bodies, progress)?;
            Ok(())
        })?;
        Ok(summary)
    }

    fn export_into(
        &self,
        out: &Path,
        bodies: bool,
        progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<ExportSummary, Error> {
        let conn = self.reader()?;
        let snapshot = conn.unchecked_transaction()?;
        let mut folder = Folder { summary: ExportSummary::default() };
        folder.write(out.join("operation"), format!("{}\n", hex::encode(self.operation())).as_bytes())?;
        let mut logs = Vec::new();
        for log in schema::logs(&snapshot)? {
            let (head, note, frontier) = schema::verified_head(&snapshot, &log)?;
            if head.size > 0 {
                folder.summary.entries += head.size;
                logs.push((log, head, note, frontier));
            }
        }
        logs.sort_by(|a, b| a.1.origin.cmp(&b.1.origin));
        let (mut done, all) = (0, folder.summary.entries);
        for (log, head, note, frontier) in logs {
            let name = log_name(&log);
            let path = out.join("logs").join(name);
            folder.write(path.join("checkpoint"), note.as_bytes())?;
            folder.tiles(&snapshot, log.id, &path)?;
            for (level, hashes) in frontier.levels().iter().enumerate().filter(|(_, hashes)| !hashes.is_empty()) {
                let n = head.size >> (8 * (level + 1));
                let path = path.join(format!("tile/{level}/{}", tile_path(n, hashes.len())));
                folder.summary.tiles += 1;
                folder.write(path, &hashes.concat())?;
            }
            for at in (0..head.size).step_by(BUNDLE as usize) {
                if progress(done + at, all).is_break() {
                    return Err(Error::Cancelled);
                }
                folder.bundle(&snapshot, &path, At { log: log.id, index: at }, BUNDLE.min(head.size - at), bodies)?;
            }
            done += head.size;
            folder.summary.heads.push(head);
        }
        let _ = progress(all, all);
        Ok(folder.summary)
    }
}

/// The folder of a log: its device and incarnation.
fn log_name(log: &Log) -> String {
    let mut parts = log.origin.rsplit('/');
    let (incarnation, device) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    format!("{device}-{incarnation}")
}

struct Folder {
    summary: ExportSummary,
}

impl Folder {
    fn tiles(&mut self, conn: &Connection, id: i64, log: &Path) -> Result<(), Error> {
        let mut statement = conn.prepare("SELECT level, n, bytes FROM tile WHERE log = ?1 ORDER BY level, n")?;
        let mut rows = statement.query(params![id])?;
        while let Some(row) = rows.next()? {
            let (level, n, bytes): (u8, u64, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
            self.summary.tiles += 1;
            self.write(log.join(format!("tile/{level}/{}", tile_path(n, TILE_WIDTH))), &bytes)?;
        }
        Ok(())
    }

    /// One entry bundle, and the bodies beside it.
    fn bundle(&mut self, conn: &Connection, log: &Path, first: At, count: u64, bodies: bool) -> Result<(), Error> {
        let (mut entry_bytes, mut body_bytes) = (Vec::new(), Vec::new());
        let mut rows = stored_rows(conn, first, count, 0)?.into_iter();
        for index in first.index..first.index + count {
            let row = rows.next().filter(|row| row.at.index == index).ok_or(Error::at(index, Fault::EntryMissing))?;
            let (entry, body) = (row.entry, row.body);
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
                    body_bytes.extend_from_slice(&u32::MAX.to_be_bytes());
                }
            }
        }
        let n = first.index / BUNDLE;
        self.write(log.join(format!("tile/entries/{}", tile_path(n, count as usize))), &entry_bytes)?;
        if bodies {
            self.write(log.join(format!("bodies/{}", tile_path(n, TILE_WIDTH))), &body_bytes)?;
        }
        Ok(())
    }

    fn write(&mut self, path: PathBuf, bytes: &[u8]) -> Result<(), Error> {
        let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, bytes));
        self.summary.bytes += bytes.len() as u64;
        written.map_err(|source| Error::Io { path, source })
    }
}
