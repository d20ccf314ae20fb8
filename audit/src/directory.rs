//! Audited folders on disk.
//! In scope: listing everything in one, symbolic links and empty folders too; bounded reads.  Not here: any judgement.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::PathBuf;

use audit::Source;

/// A folder.
pub(crate) struct Directory {
    /// Where it is.
    pub(crate) root: PathBuf,
}

impl Source for Directory {
    fn list(&self) -> io::Result<Vec<String>> {
        let mut found = Vec::new();
        let mut open = vec![(self.root.clone(), String::new())];
        while let Some((folder, prefix)) = open.pop() {
            let mut is_empty = true;
            for item in fs::read_dir(folder)? {
                let item = item?;
                is_empty = false;
                // A name that is not UTF-8 becomes one that no format explains.
                let path = format!("{prefix}{}", item.file_name().to_string_lossy());
                let kind = item.file_type()?;
                if kind.is_dir() {
                    open.push((item.path(), format!("{path}/")));
                } else if kind.is_file() {
                    found.push(path);
                } else {
                    found.push(format!("{path} (no ordinary file)"));
                }
            }
            if is_empty && !prefix.is_empty() {
                found.push(prefix);
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    fn read(&self, path: &str, bytes_max: u64) -> io::Result<Vec<u8>> {
        let file = File::open(self.root.join(path))?;
        let mut bytes = Vec::with_capacity(file.metadata()?.len().min(bytes_max) as usize + 1);
        file.take(bytes_max + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > bytes_max {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(bytes)
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(File::open(self.root.join(path))?))
    }
}
