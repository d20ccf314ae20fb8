//! Backups: a copy of the store that anybody allowed on this device can open elsewhere, made while it is in use.
//! In scope: copying, checking the copy, the mark by which a copy is known when it is opened.  Not here: what a restored
//! device does then (`incarnation`), search, which is rebuilt.

use super::journal::{Journal, locked};
use super::schema::{self, FILE_NAME};
use crate::crypto::vault::{self, Vault, sync_dir};
use crate::error::{Error, Fault};
use crate::tlog::checkpoint::Checkpoint;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Stands in every backup: whoever opens it opens a copy, and goes on in a log of its own.
const MARK: &str = "journal.restored";
/// Bytes copied between two looks at whether to go on.
const PIECE: usize = 1 << 20;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupSummary {
    /// Bytes of its database.
    pub bytes: u64,
    /// The head of this device's log in it.
    pub head: Checkpoint,
}

pub(crate) fn is_restored(dir: &Path) -> bool {
    dir.join(MARK).exists()
}

pub(crate) fn forget_restored(dir: &Path) -> Result<(), Error> {
    let path = dir.join(MARK);
    fs::remove_file(&path).and_then(|()| sync_dir(dir)).map_err(|source| Error::Io { path, source })
}

impl Journal {
    /// Copies the store to `out`, which must not exist or be empty, and checks every page of the copy. It appears whole or
    /// not at all.
    ///
    /// # Errors
    /// [`Error::AlreadyExists`] for a folder with something in it; [`Error::Cancelled`]; what disk and database say.
    pub fn backup(
        &self,
        out: &Path,
        progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<BackupSummary, Error> {
        let conn = self.reader()?;
        let (snapshot, trouble) = self.whole_file(&conn)?;
        if let Some(trouble) = trouble {
            return Err(Error::whole(Fault::Database(trouble)));
        }
        let (head, ..) = schema::verified_head(&snapshot, self.log())?;
        let written = appearing(out, |partial| {
            put(partial, MARK, b"")?;
            // The vault before the pages: a slot in it may be newer than theirs, never older.
            locked(&self.vault).save(partial)?;
            copy(&self.dir.join(FILE_NAME), &partial.join(FILE_NAME), progress)?;
            let copied = schema::open_reader(&partial.join(FILE_NAME), &self.secrets.db_key)?;
            let fault: Option<String> = {
                let mut statement = copied.prepare("PRAGMA cipher_integrity_check")?;
                statement.query_map([], |row| row.get(0))?.next().transpose()?
            };
            if let Some(fault) = fault {
                return Err(Error::whole(Fault::Database(fault)));
            }
            drop(copied);
            // What reading leaves beside a database.
            ["-wal", "-shm"].iter().try_for_each(|suffix| {
                let path = partial.join(format!("{FILE_NAME}{suffix}"));
                let removed = if path.exists() { fs::remove_file(&path) } else { Ok(()) };
                removed.map_err(|source| Error::Io { path, source })
            })?;
            // Checking took as long as copying did: the last moment to turn back.
            if progress(1, 1).is_break() { Err(Error::Cancelled) } else { Ok(()) }
        });
        drop(snapshot);
        written?;
        let path = out.join(FILE_NAME);
        let bytes = fs::metadata(&path).map(|file| file.len()).map_err(|source| Error::Io { path, source })?;
        Ok(BackupSummary { bytes, head })
    }
}

/// Copies a backup into `dir`, which must not exist or be empty. Opening it begins a new incarnation.
///
/// # Errors
/// [`Error::NotFound`] where there is no backup; [`Error::Vault`] where its vault is none or a newer one's; [`Error::AlreadyExists`]; [`Error::Cancelled`]; what the disk says.
pub fn restore(backup: &Path, dir: &Path, progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>) -> Result<(), Error> {
    if [vault::FILE_NAME, FILE_NAME].iter().any(|name| !backup.join(name).is_file()) {
        return Err(Error::NotFound(backup.to_owned()));
    }
    Vault::load(backup)?;
    appearing(dir, |partial| {
        put(partial, MARK, b"")?;
        copy(&backup.join(vault::FILE_NAME), &partial.join(vault::FILE_NAME), &mut |_, _| ControlFlow::Continue(()))?;
        copy(&backup.join(FILE_NAME), &partial.join(FILE_NAME), progress)
    })
}

/// Makes a folder that appears whole or not at all.
pub(crate) fn appearing(out: &Path, write: impl FnOnce(&Path) -> Result<(), Error>) -> Result<(), Error> {
    if fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_some()) || out.is_file() {
        return Err(Error::AlreadyExists(out.to_owned()));
    }
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    let partial = out.with_file_name(name);
    let io = |source| Error::Io { path: partial.clone(), source };
    if partial.exists() {
        fs::remove_dir_all(&partial).map_err(io)?;
    }
    let written = fs::create_dir_all(&partial).map_err(io).and_then(|()| write(&partial)).and_then(|()| {
        if out.exists() {
            fs::remove_dir(out).map_err(io)?;
        }
        fs::rename(&partial, out).map_err(io)?;
        out.parent().filter(|parent| parent.is_dir()).map_or(Ok(()), |parent| sync_dir(parent).map_err(io))
    });
    if written.is_err() {
        // The first error is the one to tell.
        let _ = fs::remove_dir_all(&partial);
    }
    written
}

fn put(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Error> {
    let path = folder.join(name);
    fs::write(&path, bytes).map_err(|source| Error::Io { path, source })
}

fn copy(from: &Path, to: &Path, progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>) -> Result<(), Error> {
    let io = |path: &Path| {
        let path: PathBuf = path.to_owned();
        move |source: io::Error| Error::Io { path: path.clone(), source }
    };
    let mut source = File::open(from).map_err(io(from))?;
    let all = source.metadata().map_err(io(from))?.len();
    let mut target = File::create(to).map_err(io(to))?;
    let (mut piece, mut done) = (vec![0; PIECE], 0);
    loop {
        if progress(done, all).is_break() {
            return Err(Error::Cancelled);
        }
        let read = source.read(&mut piece).map_err(io(from))?;
        if read == 0 {
            return target.sync_all().map_err(io(to));
        }
        target.write_all(&piece[..read]).map_err(io(to))?;
        done += read as u64;
    }
}
