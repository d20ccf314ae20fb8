//! Entries: the 126 bytes that the log's tree covers (docs/formats/entry-v1.md).
//! In scope: their layout and classes.  Not here: bodies, payloads, trees.

use crate::Id;
use crate::tlog::hash::{self, Hash};

/// Bytes of an entry. FROZEN v1.
pub const ENTRY_BYTES: usize = 126;
/// Largest stored body, in bytes.
pub const BODY_BYTES_MAX: usize = 1 << 20;
/// Largest decompressed inner body, in bytes.
pub const INNER_BYTES_MAX: usize = 4 << 20;

/// What kind of thing an entry holds; coarse on purpose, since anybody who holds the log sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// A revision of a clinical record, sealed under its patient's key.
    Clinical,
    /// A stock movement.
    Stock,
    /// Who looked at what.
    Access,
    /// Certificates, revocations, key wraps; public.
    Membership,
    /// A redaction; public.
    Redaction,
    /// Settings of the operation.
    Settings,
    /// Subject keys and user slots.
    Key,
    /// Heads of other logs; public.
    Heads,
    /// A piece of an attachment.
    AttachmentChunk,
    /// A class this version does not know; kept and forwarded, never read.
    Unknown(u8),
}

impl Class {
    /// The class of a byte.
    #[must_use]
    pub fn from_byte(byte: u8) -> Self {
        match byte {
            1 => Self::Clinical,
            2 => Self::Stock,
            3 => Self::Access,
            4 => Self::Membership,
            5 => Self::Redaction,
            6 => Self::Settings,
            7 => Self::Key,
            8 => Self::Heads,
            9 => Self::AttachmentChunk,
            other => Self::Unknown(other),
        }
    }

    /// The class's byte. FROZEN v1.
    #[must_use]
    pub fn byte(self) -> u8 {
        match self {
            Self::Clinical => 1,
            Self::Stock => 2,
            Self::Access => 3,
            Self::Membership => 4,
            Self::Redaction => 5,
            Self::Settings => 6,
            Self::Key => 7,
            Self::Heads => 8,
            Self::AttachmentChunk => 9,
            Self::Unknown(other) => other,
        }
    }

    /// Whether each entry of this class is a group of its own, judged by its issuers.
    #[must_use]
    pub fn stands_alone(self) -> bool {
        matches!(self, Self::Membership | Self::Redaction)
    }

    /// Whether bodies of this class are stored unsealed.
    #[must_use]
    pub fn is_public(self) -> bool {
        matches!(self, Self::Membership | Self::Redaction | Self::Heads)
    }
}

/// One entry, field by field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The class.
    pub class: Class,
    /// Hybrid logical clock: 48 bits of milliseconds since the Unix epoch, 16 bits of counter.
    pub hlc: u64,
    /// The record this entry revises.
    pub record: Id,
    /// Bytes of the stored body.
    pub body_len: u32,
    /// SHA-256 of the stored body.
    pub body_hash: Hash,
    /// Commitment to the sealing key; zero in public classes.
    pub key_commit: Hash,
    /// Root of the tree over the payload's salted fields.
    pub fields_root: Hash,
}

/// Why 126 bytes are no entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// An entry has exactly 126 bytes.
    #[error("an entry has 126 bytes, not {0}")]
    Length(usize),
    /// Only version 1 is known.
    #[error("entry version {0} needs a newer Fieldchart")]
    Version(u8),
    /// A body has 1 byte to 1 MiB.
    #[error("a body of {0} bytes is out of range")]
    BodyLength(u32),
}

impl Entry {
    /// The entry's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; ENTRY_BYTES] {
        let mut bytes = [0; ENTRY_BYTES];
        bytes[..26].copy_from_slice(&self.prefix());
        bytes[26..30].copy_from_slice(&self.body_len.to_be_bytes());
        bytes[30..62].copy_from_slice(&self.body_hash);
        bytes[62..94].copy_from_slice(&self.key_commit);
        bytes[94..].copy_from_slice(&self.fields_root);
        bytes
    }

    /// Version, class, clock and record: the first 26 bytes, which a body's seals are bound to.
    #[must_use]
    pub fn prefix(&self) -> [u8; 26] {
        let mut bytes = [0; 26];
        bytes[0] = 1;
        bytes[1] = self.class.byte();
        bytes[2..10].copy_from_slice(&self.hlc.to_be_bytes());
        bytes[10..].copy_from_slice(&self.record);
        bytes
    }

    /// Reads an entry.
    ///
    /// # Errors
    /// When the length, the version or the body's length is out of range. Unknown classes pass.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EntryError> {
        let bytes: &[u8; ENTRY_BYTES] = bytes.try_into().map_err(|_| EntryError::Length(bytes.len()))?;
        if bytes[0] != 1 {
            return Err(EntryError::Version(bytes[0]));
        }
        let entry = Self {
            class: Class::from_byte(bytes[1]),
            hlc: u64::from_be_bytes(cut(bytes, 2)),
            record: cut(bytes, 10),
            body_len: u32::from_be_bytes(cut(bytes, 26)),
            body_hash: cut(bytes, 30),
            key_commit: cut(bytes, 62),
            fields_root: cut(bytes, 94),
        };
        if entry.body_len == 0 || entry.body_len as usize > BODY_BYTES_MAX {
            return Err(EntryError::BodyLength(entry.body_len));
        }
        Ok(entry)
    }

    /// Length and hash of the body that an entry names, of whatever version: they stand at one place in all of them, so that whoever
    /// cannot read an entry can hand it on whole. `None` where no body has such a length.
    #[must_use]
    pub fn names_body(bytes: &[u8]) -> Option<(u32, Hash)> {
        let bytes: &[u8; ENTRY_BYTES] = bytes.try_into().ok()?;
        let length = u32::from_be_bytes(cut(bytes, 26));
        (1..=BODY_BYTES_MAX).contains(&(length as usize)).then(|| (length, cut(bytes, 30)))
    }

    /// The leaf hash, by which an entry is known everywhere.
    #[must_use]
    pub fn leaf_hash(&self) -> Hash {
        hash::leaf(&self.to_bytes())
    }

    /// Milliseconds since the Unix epoch in the clock.
    #[must_use]
    pub fn hlc_ms(&self) -> u64 {
        self.hlc >> 16
    }
}

/// `N` bytes from `at`; the caller's offsets are constants within the entry.
fn cut<const N: usize>(bytes: &[u8; ENTRY_BYTES], at: usize) -> [u8; N] {
    let mut out = [0; N];
    out.copy_from_slice(&bytes[at..at + N]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn entries_round_trip(mut bytes in proptest::collection::vec(any::<u8>(), ENTRY_BYTES), len in 1u32..=1 << 20) {
            bytes[0] = 1;
            bytes[26..30].copy_from_slice(&len.to_be_bytes());
            let entry = Entry::from_bytes(&bytes).unwrap();
            prop_assert_eq!(&entry.to_bytes()[..], &bytes[..]);
        }
    }

    #[test]
    fn lengths_and_versions_are_checked() {
        let mut bytes = [0u8; ENTRY_BYTES];
        assert_eq!(Entry::from_bytes(&bytes), Err(EntryError::Version(0)));
        bytes[0] = 1;
        assert_eq!(Entry::from_bytes(&bytes), Err(EntryError::BodyLength(0)));
        assert_eq!(Entry::from_bytes(&bytes[1..]), Err(EntryError::Length(125)));
    }
}
