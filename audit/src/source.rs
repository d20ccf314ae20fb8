//! Where the bytes to judge come from: a folder, a zip in a browser, or a map in a test.
//! In scope: the trait and the in-memory source.  Not here: folders on disk (the binary's `directory`), any judgement.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};

/// A read-only tree of files. Paths are relative, with `/` between their parts.
pub trait Source: Sync {
    /// Every path in the tree. Something that is no ordinary file must be listed too, so that it is named as stray.
    ///
    /// # Errors
    /// The tree cannot be walked.
    fn list(&self) -> io::Result<Vec<String>>;

    /// The whole of one file.
    ///
    /// # Errors
    /// The file cannot be read, or it is longer than `bytes_max`.
    fn read(&self, path: &str, bytes_max: u64) -> io::Result<Vec<u8>>;

    /// One file from its beginning. A source whose files may be too long to hold gives them piece by piece.
    ///
    /// # Errors
    /// The file cannot be read.
    fn open(&self, path: &str) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(Cursor::new(self.read(path, u64::MAX)?)))
    }
}

/// Files held in memory.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// Path to content.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Source for Memory {
    fn list(&self) -> io::Result<Vec<String>> {
        Ok(self.files.keys().cloned().collect())
    }

    fn read(&self, path: &str, bytes_max: u64) -> io::Result<Vec<u8>> {
        let bytes = self.files.get(path).ok_or(io::ErrorKind::NotFound)?;
        if bytes.len() as u64 > bytes_max {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(bytes.clone())
    }
}
