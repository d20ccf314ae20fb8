//! Disclosures: chosen fields of entries for somebody who may not read the rest (docs/formats/disclosure-v1.md).
//! In scope: the file, the salted fields in it, the hashes that lead from them to each entry's fields root.
//! Not here: which fields are shown (the caller says, and knows what they mean), judging a disclosure (the auditor's tool).

use crate::crypto::seal::{BodyKeys, SealError};
use crate::entry::Class;
use crate::error::{Error, Fault};
use crate::payload::{cbor, field_leaves, field_root, join};
use crate::store::journal::Journal;
use crate::store::read::Opened;
use crate::tlog::checkpoint::Checkpoint;
use crate::{Hash, Id};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::Path;

/// First element of a disclosure's header. FROZEN v1.
const LABEL: &str = "fieldchart/disclosure/v1";
/// Classes of which every entry is accounted for. FROZEN v1.
const CLASSES: [Class; 2] = [Class::Clinical, Class::Stock];
/// CBOR `null`.
const NULL: &[u8] = &[0xf6];

/// What a disclosure is for: words of the application's, carried as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purpose {
    /// The report's name.
    pub report: String,
    /// Its version.
    pub version: u16,
    /// First and last local date of the report, `YYYY-MM-DD`; a sample has none.
    pub range: Option<(String, String)>,
    /// The auditor's seed and how many records were drawn by it.
    pub sample: Option<(String, u64)>,
}

/// What a disclosure holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DisclosureSummary {
    /// Entries of which something is shown.
    pub disclosed: u64,
    /// Entries that were redacted.
    pub redacted: u64,
    /// Entries sealed under a key that is not held here.
    pub sealed: u64,
    /// Entries whose bodies are not here.
    pub not_held: u64,
    /// Bytes of the file.
    pub bytes: u64,
}

impl Journal {
    /// Writes to `path` what `choose` picks of every clinical and stock entry below these heads, of which the origins
    /// ascend: positions in the payload, of which
    /// the first (type, version, length) is always shown. The file appears whole or not at all.
    ///
    /// # Errors
    /// A body that is here and does not open; [`Error::Cancelled`]; what disk and database say.
    pub fn disclose(
        &self,
        path: &Path,
        heads: &[Checkpoint],
        purpose: &Purpose,
        choose: &mut dyn FnMut(&Opened) -> Vec<u16>,
        progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<DisclosureSummary, Error> {
        let partial = path.with_extension("partial");
        let io = |source| Error::Io { path: path.to_owned(), source };
        let written = path
            .parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| File::create(&partial))
            .map_err(io)
            .and_then(|file| self.write_disclosure(file, path, heads, purpose, choose, progress))
            .and_then(|summary| fs::rename(&partial, path).map(|()| summary).map_err(io));
        if written.is_err() {
            // The first error is the one to tell. A folder made for nothing goes too.
            let _ = fs::remove_file(&partial);
            let _ = path.parent().map(fs::remove_dir);
        }
        written
    }

    /// The record ids of a type among what [`Journal::disclose`] would show below these heads, whether the entries stand or not.
    ///
    /// # Errors
    /// [`Error::Cancelled`]; what the database says.
    pub fn disclosable(
        &self,
        heads: &[Checkpoint],
        kind: u16,
        progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<BTreeSet<Id>, Error> {
        let mut records = BTreeSet::new();
        self.each_accounted(heads, progress, |_, entry| {
            records
                .extend(entry.ok().filter(|(opened, _)| opened.kind.0 == kind).map(|(opened, _)| opened.entry.record));
            Ok(())
        })?;
        Ok(records)
    }

    /// Opens every entry that a disclosure accounts for: the log's number among the heads, the index, the entry.
    fn each_accounted(
        &self,
        heads: &[Checkpoint],
        progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
        mut each: impl FnMut((u64, u64), Result<(Opened, Option<BodyKeys>), Error>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let all = heads.iter().map(|head| head.size).sum();
        let mut done = 0;
        for (number, head) in (0..).zip(heads) {
            let log = self.row_with(&self.reader()?, head)?.ok_or_else(|| Error::UnknownLog(head.origin.clone()))?;
            // What a branch shares with the history it left is shown there.
            self.open_keyed(log.id, log.from..head.size, &CLASSES, |index, entry| {
                if index % 256 == 0 && progress(done + index, all).is_break() {
                    return Err(Error::Cancelled);
                }
                each((number, index), entry)
            })?;
            done += head.size;
        }
        let _ = progress(all, all);
        Ok(())
    }

    fn write_disclosure(
        &self,
        file: File,
        path: &Path,
        heads: &[Checkpoint],
        purpose: &Purpose,
        choose: &mut dyn FnMut(&Opened) -> Vec<u16>,
        progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<DisclosureSummary, Error> {
        let io = |source| Error::Io { path: path.to_owned(), source };
        let mut out = Hashed { out: BufWriter::new(file), hash: Sha256::new(), bytes: 0 };
        let mut summary = DisclosureSummary::default();
        out.put(&self.header(heads, purpose)).map_err(io)?;
        self.each_accounted(heads, progress, |at, entry| {
            let item = match entry {
                Ok((opened, keys)) => {
                    summary.disclosed += 1;
                    let salt = |i| keys.as_ref().map_or([0; 16], |keys| keys.salt(i));
                    disclosed(at, &opened.payload, &salt, choose(&opened))
                }
                Err(error) => unavailable(at, error, &mut summary)?,
            };
            out.put(&item).map_err(io)
        })?;
        summary.bytes = out.finish().map_err(io)?;
        Ok(summary)
    }

    fn header(&self, heads: &[Checkpoint], purpose: &Purpose) -> Vec<u8> {
        let text = |text: &str| cbor(|e| e.text(text));
        let uint = |n: u64| cbor(|e| e.u64(n));
        let bytes = |bytes: &[u8]| cbor(|e| e.bytes(bytes));
        let sample = purpose.sample.as_ref();
        let sample = sample.map_or(NULL.to_vec(), |(seed, count)| join(&[text(seed), uint(*count)]));
        let (from, to) = purpose.range.as_ref().map_or((NULL.to_vec(), NULL.to_vec()), |(a, b)| (text(a), text(b)));
        let log = |head: &Checkpoint| join(&[text(&head.origin), uint(head.size), bytes(&head.root)]);
        let logs: Vec<Vec<u8>> = heads.iter().map(log).collect();
        join(&[
            text(LABEL),
            bytes(&self.operation()),
            text(&purpose.report),
            uint(purpose.version.into()),
            from,
            to,
            sample,
            join(&logs),
        ])
    }
}

/// Category of an entry of which something is shown. FROZEN v1, like the three below.
const DISCLOSED: u64 = 0;
const REDACTED: u64 = 1;
const SEALED: u64 = 2;
const NOT_HELD: u64 = 3;

/// An entry's item: log, index, category, the shown elements, the hashes beside them.
fn disclosed(
    (log, index): (u64, u64),
    payload: &[Vec<u8>],
    salt: &dyn Fn(u16) -> [u8; 16],
    chosen: Vec<u16>,
) -> Vec<u8> {
    let chosen: BTreeSet<usize> =
        chosen.into_iter().map(usize::from).filter(|i| *i < payload.len()).chain([0]).collect();
    let elements: Vec<Vec<u8>> = chosen
        .iter()
        .map(|i| {
            let mut element = cbor(|e| e.array(3).u64(*i as u64).bytes(&salt(*i as u16)));
            element.extend_from_slice(&payload[*i]);
            element
        })
        .collect();
    let mut hashes = Vec::new();
    undisclosed(&field_leaves(payload, salt), 0, &chosen, &mut hashes);
    let hashes: Vec<Vec<u8>> = hashes.iter().map(|hash| cbor(|e| e.bytes(hash))).collect();
    let mut item = cbor(|e| e.array(5).u64(log).u64(index).u64(DISCLOSED));
    item.extend(join(&elements));
    item.extend(join(&hashes));
    item
}

/// The item of an entry that cannot be shown; an error where it could be and is damaged.
fn unavailable((log, index): (u64, u64), error: Error, summary: &mut DisclosureSummary) -> Result<Vec<u8>, Error> {
    let (category, count) = match error {
        Error::Redacted { .. } => (REDACTED, &mut summary.redacted),
        Error::SealedToOthers { .. } => (SEALED, &mut summary.sealed),
        Error::Corrupt { fault: Fault::Seal(SealError::UnknownOpKey(_) | SealError::UnknownSubjectKey(_)), .. } => {
            (SEALED, &mut summary.sealed)
        }
        Error::Corrupt { fault: Fault::BodyMissing, .. } => (NOT_HELD, &mut summary.not_held),
        other => return Err(other),
    };
    *count += 1;
    Ok(cbor(|e| e.array(3).u64(log).u64(index).u64(category)))
}

/// Appends the roots of the largest subtrees that hold nothing chosen, left to right. `leaves` begin at position `first`.
fn undisclosed(leaves: &[Hash], first: usize, chosen: &BTreeSet<usize>, out: &mut Vec<Hash>) {
    if chosen.range(first..first + leaves.len()).next().is_none() {
        out.push(field_root(leaves));
    } else if leaves.len() > 1 {
        let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
        undisclosed(left, first, chosen, out);
        undisclosed(right, first + left.len(), chosen, out);
    }
}

/// A file and the hash of what went into it.
struct Hashed {
    out: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

impl Hashed {
    fn put(&mut self, item: &[u8]) -> io::Result<()> {
        self.hash.update(item);
        self.bytes += item.len() as u64;
        self.out.write_all(item)
    }

    /// Ends with the hash of everything before, and tells the file's length.
    fn finish(mut self) -> io::Result<u64> {
        let hash = self.hash.finalize();
        let trailer = cbor(|e| e.bytes(&hash));
        self.out.write_all(&trailer)?;
        self.out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        Ok(self.bytes + trailer.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Author;
    use crate::cbor;
    use crate::payload::fields_root;
    use crate::store::tests::{draft, found, tamper};
    use crate::tlog::hash;

    /// The verifier's way: down the tree, taking shown leaves and hashes as they come.
    fn rebuild(
        width: usize,
        first: usize,
        shown: &[(usize, Hash)],
        hashes: &mut std::slice::Iter<'_, Hash>,
    ) -> Option<Hash> {
        let here: Vec<_> = shown.iter().filter(|(i, _)| (first..first + width).contains(i)).copied().collect();
        if here.is_empty() {
            return hashes.next().copied();
        }
        if width == 1 {
            return Some(here[0].1);
        }
        let mut split = 1;
        while split * 2 < width {
            split *= 2;
        }
        let left = rebuild(split, first, &here, hashes)?;
        Some(hash::node(&left, &rebuild(width - split, first + split, &here, hashes)?))
    }

    #[test]
    fn any_choice_leads_to_the_root_with_no_hash_left_over() {
        let salt = |i: u16| [i as u8; 16];
        for width in 1..=9_usize {
            let payload: Vec<Vec<u8>> = (0..width as u8).map(|i| vec![i]).collect();
            let leaves = field_leaves(&payload, &salt);
            for bits in 0_u32..1 << width {
                let chosen: BTreeSet<usize> = (0..width).filter(|i| bits >> i & 1 == 1).collect();
                let mut hashes = Vec::new();
                undisclosed(&leaves, 0, &chosen, &mut hashes);
                let shown: Vec<_> = chosen.iter().map(|i| (*i, leaves[*i])).collect();
                let mut rest = hashes.iter();
                assert_eq!(
                    rebuild(width, 0, &shown, &mut rest),
                    Some(fields_root(&payload, &salt)),
                    "{width} {bits:b}"
                );
                assert_eq!(rest.len(), 0, "{width} {bits:b}");
            }
        }
    }

    #[test]
    fn every_clinical_and_stock_entry_is_accounted_for_and_nothing_else_is_shown() {
        let (dir, journal, user, _) = found(7);
        let write = |tx: &mut crate::Tx<'_>| -> Result<Id, Error> {
            let subject = tx.new_subject_key()?;
            for (n, class) in [Class::Clinical, Class::Access, Class::Stock, Class::Clinical].into_iter().enumerate() {
                let record = tx.new_id();
                let secret = format!("secret of {n}");
                tx.append(crate::Draft { class, ..draft(record, Some(subject), &secret) })?;
            }
            Ok(subject)
        };
        journal.write(&Author::User(&user), write, |_, _, _| Ok::<_, Error>(())).unwrap();
        let last = journal.size() - 1;
        tamper(&journal, "DELETE FROM body WHERE log = 1 AND idx = ?1", last);
        let path = dir.path().join("out/report.cbor");
        let purpose = Purpose {
            report: "report".into(),
            version: 1,
            range: Some(("2026-01-01".into(), "2026-12-31".into())),
            sample: Some(("seed".into(), 3)),
        };
        let go_on = &mut |_: u64, _: u64| ControlFlow::Continue(());
        let summary = journal.disclose(&path, &[journal.head().0], &purpose, &mut |_| vec![3, 6, 99], go_on).unwrap();
        assert_eq!((summary.disclosed, summary.not_held, summary.redacted, summary.sealed), (2, 1, 0, 0));

        let bytes = fs::read(&path).unwrap();
        assert_eq!(bytes.len() as u64, summary.bytes);
        assert!(!bytes.windows(6).any(|w| w == b"secret"), "field 5 was not chosen");
        let (before, trailer) = bytes.split_at(bytes.len() - 34);
        assert_eq!(trailer[2..], hash::sha256(&[before]));
        // A CBOR sequence behind the head of an array is an array: the reader of arrays cuts it.
        let items = cbor::elements(&[&cbor::array_head(5)[..], &bytes].concat()).map(|i| i.len());
        assert_eq!(items, Ok(5), "a header, three entries, the hash");
        // Three shown elements of eight: 0, 3 and 6; beside them 1, 2, {4, 5} and 7.
        let item = cbor::elements(&[&cbor::array_head(5)[..], &bytes].concat()).unwrap()[1].to_vec();
        let parts = cbor::elements(&item).unwrap();
        assert_eq!(cbor::elements(parts[3]).unwrap().len(), 3);
        assert_eq!(cbor::elements(parts[4]).unwrap().len(), 4);
    }
}
