//! Copies of the embedded record. PostgreSQL has its own tools (docs/hub.md).
//! In scope: a copy made while the hub is in use, putting one back under another key.  Not here: cosigning (`record::witness`).

use crate::error::Error;
use crate::record::Record;
use crate::store::sqlite::{FILE_NAME, Sqlite};
use ledger::Env;
use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

/// Copies the record to a file, which must not exist; it appears whole or not at all.
///
/// # Errors
/// [`Error::AlreadyExists`], [`Error::NotFound`]; what the disk says, or that the copy is damaged.
pub fn back_up(dir: &Path, out: &Path) -> Result<(), Error> {
    let io = |source| Error::Io { path: out.to_owned(), source };
    if out.exists() {
        return Err(Error::AlreadyExists(out.to_owned()));
    }
    if !dir.join(FILE_NAME).is_file() {
        return Err(Error::NotFound(dir.to_owned()));
    }
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    let partial = out.with_file_name(name);
    if partial.exists() {
        fs::remove_file(&partial).map_err(io)?;
    }
    Sqlite::open(dir)?.copy_to(&partial)?;
    File::open(&partial).and_then(|file| file.sync_all()).map_err(io)?;
    fs::rename(&partial, out).map_err(io)?;
    sync_parent(out)
}

/// Puts a copy back into a folder that holds no record. It cosigns under a new key, of which the line for policies is given: what the
/// old one signed since the copy was made is not known.
///
/// # Errors
/// [`Error::AlreadyExists`], [`Error::NotFound`]; what the disk says.
pub fn restore(copy: &Path, dir: &Path, env: Arc<dyn Env>) -> Result<String, Error> {
    let path = dir.join(FILE_NAME);
    let io = |source| Error::Io { path: path.clone(), source };
    if path.exists() {
        return Err(Error::AlreadyExists(path));
    }
    if !copy.is_file() {
        return Err(Error::NotFound(copy.to_owned()));
    }
    let partial = dir.join("restoring");
    if partial.exists() {
        fs::remove_dir_all(&partial).map_err(io)?;
    }
    fs::create_dir_all(&partial).map_err(io)?;
    fs::copy(copy, partial.join(FILE_NAME)).map_err(io)?;
    let vkey = Record::new(Box::new(Sqlite::open(&partial)?), env).renew_witness()?;
    File::open(partial.join(FILE_NAME)).and_then(|file| file.sync_all()).map_err(io)?;
    // Only now, with the new key in it, is it this hub's.
    fs::rename(partial.join(FILE_NAME), &path).map_err(io)?;
    fs::remove_dir_all(&partial).map_err(io)?;
    sync_parent(&path)?;
    Ok(vkey)
}

fn sync_parent(path: &Path) -> Result<(), Error> {
    let Some(parent) = path.parent().filter(|parent| parent.is_dir()) else { return Ok(()) };
    File::open(parent).and_then(|dir| dir.sync_all()).map_err(|source| Error::Io { path: parent.to_owned(), source })
}
