//! Entries, version 1: 126 bytes (docs/formats/entry-v1.md, "Entry").
//! In scope: reading the fields.  Not here: what follows from them (`scan`), bodies (`body`).

use crate::fault::Fault;
use crate::tree::Hash;

/// Bytes in a version-1 entry.
const LEN: usize = 126;

/// The classes version 1 knows, by number, in words.
const CLASSES: [&str; 9] =
    ["clinical", "stock", "access", "membership", "redaction", "settings", "key", "heads", "attachment chunk"];

/// Class of certificates and key wraps.
pub(crate) const MEMBERSHIP: u8 = 4;
/// Class of redactions.
pub(crate) const REDACTION: u8 = 5;
/// Class of what a log says of others.
pub(crate) const HEADS: u8 = 8;

/// Whether anyone may read the bodies of a class, and nobody may redact them.
pub(crate) fn class_is_public(class: u8) -> bool {
    matches!(class, 4 | 5 | 8)
}

/// A version-1 entry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'b> {
    pub(crate) class: u8,
    pub(crate) hlc: u64,
    pub(crate) record: &'b [u8; 16],
    pub(crate) body_len: u32,
    pub(crate) body_hash: &'b Hash,
    pub(crate) key_commit: &'b Hash,
    pub(crate) fields_root: &'b Hash,
}

impl<'b> Entry<'b> {
    /// Reads an entry; `None` if its version is one this verifier does not know.
    pub(crate) fn parse(bytes: &'b [u8]) -> Result<Option<Self>, Fault> {
        if bytes.first().is_some_and(|version| *version != 1) {
            return Ok(None);
        }
        let length = || Fault::EntryLength { found: bytes.len() };
        let (head, rest) = bytes.split_first_chunk::<10>().ok_or_else(length)?;
        let (record, rest) = rest.split_first_chunk().ok_or_else(length)?;
        let (body_len, rest) = rest.split_first_chunk().ok_or_else(length)?;
        let (body_hash, rest) = rest.split_first_chunk().ok_or_else(length)?;
        let (key_commit, rest) = rest.split_first_chunk().ok_or_else(length)?;
        let fields_root = rest.try_into().map_err(|_| length())?;
        debug_assert_eq!(bytes.len(), LEN, "the pieces above add up");
        let [_, class, hlc @ ..] = *head;
        Ok(Some(Self {
            class,
            hlc: u64::from_be_bytes(hlc),
            record,
            body_len: u32::from_be_bytes(*body_len),
            body_hash,
            key_commit,
            fields_root,
        }))
    }

    /// Whether anyone may read the body.
    pub(crate) fn is_public(&self) -> bool {
        class_is_public(self.class)
    }

    /// What an author's signature covers of this entry: class ‖ hlc ‖ record ‖ `fields_root`.
    pub(crate) fn authored(&self) -> impl Iterator<Item = u8> + '_ {
        let hlc = self.hlc.to_be_bytes();
        [self.class].into_iter().chain(hlc).chain(*self.record).chain(*self.fields_root)
    }
}

/// A class in words; `None` if this verifier does not know it.
pub(crate) fn class_name(class: u8) -> Option<&'static str> {
    CLASSES.get(usize::from(class).checked_sub(1)?).copied()
}
