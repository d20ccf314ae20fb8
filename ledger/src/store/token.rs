//! The open token: the end of this device's log as it was last known, in a small sealed file beside the database.
//! SQLite drops whatever stands behind a damaged frame of the WAL without a word (<https://sqlite.org/walformat.html>,
//! "The Checksum Algorithm"), and a database put back from yesterday looks whole as well. The token names both.
//! In scope: the file, and comparing it with the log.  Not here: what is done about a loss, copies of the whole folder.

use super::journal::{Journal, locked};
use crate::Id;
use crate::crypto::keys::{DbKey, Secret32};
use crate::crypto::seal::{open_slot, seal_slot};
use crate::error::Fault;
use crate::tlog::checkpoint::Checkpoint;
use crate::tlog::hash::{Hash, sha256};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Mutex;

const FILE_NAME: &str = "journal.token";
const LABEL: &str = "open-token";
/// Nonce, size, root, incarnation, 8 zero bytes, tag.
const TOKEN_BYTES: usize = 24 + 8 + 32 + 16 + 8 + 16;

/// What the token says of the log that stands here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Remembered {
    /// Nothing is missing, as far as is known.
    Whole,
    /// Something of the log that would be written on is missing.
    Lost,
    /// Something is missing of a log that was left already.
    LostBefore,
}

/// See the module. Whatever the file system refuses here costs knowledge, never data, and is passed over.
pub(crate) struct Token {
    file: Option<Mutex<File>>,
    key: Secret32,
    loss: Mutex<Option<Fault>>,
}

impl Token {
    pub(crate) fn open(dir: &Path, db_key: &DbKey) -> Self {
        let file = File::options().read(true).write(true).create(true).truncate(false).open(dir.join(FILE_NAME));
        Self { file: file.ok().map(Mutex::new), key: db_key.derive(LABEL), loss: Mutex::new(None) }
    }

    /// Remembers a head that was committed. Not synced: a token that lags names less, and never what is not lost.
    pub(crate) fn remember(&self, head: &Checkpoint) {
        // A loss is named at every opening until somebody accepts it.
        if locked(&self.loss).is_none() {
            self.write(head.size, &head.root, &incarnation_of(&head.origin));
        }
    }

    fn write(&self, size: u64, root: &Hash, incarnation: &Id) {
        let Some(file) = &self.file else { return };
        let mut plain = [0; 64];
        plain[..8].copy_from_slice(&size.to_be_bytes());
        plain[8..40].copy_from_slice(root);
        plain[40..56].copy_from_slice(incarnation);
        let mut nonce = [0; 24];
        // The same head may get the same nonce: it is then the same message.
        nonce.copy_from_slice(&sha256(&[b"fieldchart/v1/open-token", &plain])[..24]);
        let Ok(sealed) = seal_slot(self.key.expose(), &nonce, LABEL.as_bytes(), &plain) else { return };
        let mut file = locked(file);
        let _ = file.seek(SeekFrom::Start(0)).and_then(|_| file.write_all(&[&nonce[..], &sealed].concat()));
    }

    /// Size, root and incarnation last remembered; `None` where the file is new, or was left unfinished by a power cut.
    fn remembered(&self) -> Option<(u64, Hash, Id)> {
        let mut bytes = Vec::new();
        let mut file = locked(self.file.as_ref()?);
        file.seek(SeekFrom::Start(0)).ok()?;
        (&mut *file).take(TOKEN_BYTES as u64 + 1).read_to_end(&mut bytes).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<24>()?;
        let plain = open_slot(self.key.expose(), nonce, LABEL.as_bytes(), sealed).ok()?;
        let (size, rest) = plain.split_first_chunk::<8>()?;
        let (root, rest) = rest.split_first_chunk::<32>()?;
        Some((u64::from_be_bytes(*size), *root, *rest.first_chunk::<16>()?))
    }
}

/// Writes the token of a store anew, whose database has another key.
pub(crate) fn rekey(dir: &Path, old: &DbKey, new: &DbKey) {
    let Some((size, root, incarnation)) = Token::open(dir, old).remembered() else { return };
    Token::open(dir, new).write(size, &root, &incarnation);
}

impl Journal {
    /// What of the log this device once held and holds no more, as far as it remembers; named until it is accepted.
    #[must_use]
    pub fn loss(&self) -> Option<Fault> {
        locked(&self.token.loss).clone()
    }

    /// Takes the log as it is now for the whole one. The caller has told a person what is lost, and where to look for it.
    pub fn accept_loss(&self) {
        *locked(&self.token.loss) = None;
        self.token.remember(&self.head().0);
    }

    /// Compares the log that was written on last with what is remembered of it. Where the tree is too damaged to compare, a
    /// check names that.
    pub(crate) fn look_for_loss(&self) -> Remembered {
        let Some((known, root, incarnation)) = self.token.remembered() else {
            self.token.remember(&self.head().0);
            return Remembered::Whole;
        };
        let own = incarnation_of(self.origin());
        // Tokens of the first stores name no incarnation: they had but one.
        let named = if incarnation == [0; 16] { own } else { incarnation };
        let held = self.log_of_incarnation(&named);
        let loss = match held {
            // Nothing was written there yet.
            None if known == 0 => None,
            None => Some(Fault::RolledBack { known, found: 0 }),
            Some((log, ref head)) if known <= head.size => {
                let is = |size, root| self.root_of(log, size).is_ok_and(|other| other == root);
                (!is(known, root) && is(head.size, head.root)).then_some(Fault::Replaced { known })
            }
            Some((_, ref head)) => Some(Fault::RolledBack { known, found: head.size }),
        };
        let lost = loss.is_some();
        *locked(&self.token.loss) = loss;
        self.token.remember(&self.head().0);
        match lost {
            false => Remembered::Whole,
            true if held.is_some() && named != own => Remembered::LostBefore,
            true => Remembered::Lost,
        }
    }
}

/// The last part of a log's name; zeros where it is none of ours.
fn incarnation_of(origin: &str) -> Id {
    let mut id = [0; 16];
    let last = origin.rsplit('/').next().unwrap_or_default();
    if hex::decode_to_slice(last, &mut id).is_err() { [0; 16] } else { id }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::open;
    use crate::store::journal::Author;
    use crate::store::tests::{PASSPHRASE, check, found, reopen, seize, write_many};
    use crate::testing::TestEnv;
    use std::fs;
    use std::sync::Arc;

    /// SQLite takes the log of writes up to the first frame that is damaged, and says nothing of the rest.
    #[test]
    fn any_flipped_bit_of_the_write_ahead_log_loses_what_is_behind_it_by_name_and_serves_nothing_false() {
        let (dir, journal, user, _) = found(18);
        drop(journal);
        let (journal, _) = reopen(dir.path()).unwrap();
        let sizes: Vec<u64> = (0..4).map(|_| write_many(&journal, &Author::User(&user), 2).1.size).collect();
        let (known, served) = (sizes[3], journal.entries(0, journal.size()).unwrap());
        let seized = seize(dir.path());
        let whole = fs::read(seized.path().join("journal.db-wal")).unwrap();
        let mut reached = std::collections::BTreeSet::new();
        // A prime, so that every field of a frame's head has its turn.
        for at in (0..whole.len()).step_by(2801) {
            let copy = seize(seized.path());
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 8);
            fs::write(copy.path().join("journal.db-wal"), bytes).unwrap();
            let (journal, _) = open(copy.path(), Arc::new(TestEnv::new(60)), PASSPHRASE).unwrap();
            let Some(Fault::RolledBack { known: told, found }) = journal.loss() else {
                panic!("byte {at} is not missed")
            };
            assert!(told == known && found < known && (found == 4 || sizes.contains(&found)), "byte {at}: {found}");
            reached.insert(found);
            let left = journal.entries(0, found).unwrap();
            assert!(left.iter().zip(&served).all(|(left, before)| left.leaf_hash == before.leaf_hash), "byte {at}");
            let findings = check(&journal).findings;
            assert!(findings.iter().all(|finding| finding.fault == journal.loss().unwrap()), "byte {at}: {findings:?}");
        }
        assert!(reached.len() > 3, "{reached:?}");
    }
}
