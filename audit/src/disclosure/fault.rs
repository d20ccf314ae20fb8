//! What can be wrong with a disclosure, in words an auditor can act on.
//! In scope: every fault and gap it can have.  Not here: finding them.

/// Something wrong with a disclosure, or something in it that could not be counted (see [`DisclosureFault::is_gap`]).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DisclosureFault {
    /// The file cannot be read.
    #[error("the disclosure cannot be read: {reason}")]
    Unreadable {
        /// What the system said.
        reason: String,
    },
    /// The file, or an item of it, is not of the form.
    #[error("the disclosure is malformed: {what}")]
    Malformed {
        /// Which part.
        what: &'static str,
    },
    /// The header names another operation, report or version than its place.
    #[error("the disclosure's header says {found:?}, not {expected:?}")]
    Header {
        /// What its place asks for.
        expected: String,
        /// What it says.
        found: String,
    },
    /// The disclosure is against other checkpoints than those of the export.
    #[error("the disclosure is against other logs or checkpoints than those of this export")]
    Checkpoints,
    /// The sample was drawn by another seed, or of another size.
    #[error("the sample is of {found}, not of {expected}")]
    Draw {
        /// The seed and number asked for.
        expected: String,
        /// Those of the disclosure.
        found: String,
    },
    /// The hash at the end is not that of the file.
    #[error("the file is not whole: its last hash is not that of what stands before it")]
    Trailer,

    /// A clinical or stock entry that the disclosure says nothing of.
    #[error("the disclosure omits this entry")]
    Omitted,
    /// An item for which there is no entry here: invented, repeated or out of order.
    #[error("the disclosure shows an entry that does not belong here: invented, repeated, or out of order")]
    Misplaced,
    /// What is shown of an entry does not lead to its fields root.
    #[error("what is disclosed is not what the entry commits to")]
    FieldsRoot,
    /// A field that the report counts is not shown.
    #[error("element {position} is not disclosed, and the report needs it")]
    NotShown {
        /// Its position.
        position: u16,
    },
    /// A field is shown that the report does not count.
    #[error("element {position} is disclosed, and the report does not need it")]
    ShownTooMuch {
        /// Its position.
        position: u16,
    },
    /// A field's value is not what its position holds.
    #[error("element {position} is not what its position holds")]
    Shape {
        /// Its position.
        position: u16,
    },
    /// An entry is of a class that its type does not belong to.
    #[error("{kind} does not belong in an entry of this class")]
    Class {
        /// The record's type.
        kind: String,
    },
    /// The author names no trusted certificate, or one of somebody else, or is another device.
    #[error("the author {author} names no trusted certificate of theirs")]
    Author {
        /// The author, in hex.
        author: String,
    },
    /// Revisions of one record are of several types.
    #[error("another revision of the same record is of another type")]
    TwoTypes,
    /// An entry is said to be redacted, and no redaction names it.
    #[error("the entry is said to be redacted, but no redaction signed by two people names it")]
    RedactionUnknown,
    /// A redacted entry is shown.
    #[error("the entry was redacted, and is disclosed all the same")]
    RedactedShown,
    /// A drawn record is not shown.
    #[error("the seed draws this record, and it is not disclosed")]
    DrawnNotShown,
    /// A record is shown that was not drawn.
    #[error("the seed does not draw this record, and it is disclosed")]
    ShownNotDrawn,

    /// Gap: the report's disclosure is not in the export.
    #[error("the export holds no disclosure of this report")]
    Absent,
    /// Gap: a report this verifier does not know.
    #[error("a disclosure of a report that needs a newer verifier")]
    NewerReport,
    /// Gap: a counted record of a newer version.
    #[error("version {version} of {kind} needs a newer verifier")]
    NewerType {
        /// The record's type.
        kind: String,
        /// Its version.
        version: u64,
    },
    /// Gap: an entry of a newer version.
    #[error("an entry of a version that needs a newer verifier")]
    NewerEntry,
    /// Gap: the exporting device did not hold the entry's body.
    #[error("the exporting device does not hold this entry's body, so it is not counted")]
    NotHeld,
    /// Gap: certificates are among the absent bodies, and the author's may be one of them.
    #[error("not checked, because bodies of certificates are absent: the certificate of author {author}")]
    AuthorUnchecked {
        /// The author, in hex.
        author: String,
    },
    /// Gap: redactions stand in bodies, and the export has none.
    #[error("the entry is said to be redacted, which cannot be checked without bodies")]
    RedactionUnchecked,
}

impl DisclosureFault {
    /// Whether this is something that could not be counted, rather than something wrong.
    #[must_use]
    pub fn is_gap(&self) -> bool {
        matches!(
            self,
            Self::Absent
                | Self::NewerReport
                | Self::NewerEntry
                | Self::NewerType { .. }
                | Self::NotHeld
                | Self::AuthorUnchecked { .. }
                | Self::RedactionUnchecked
        )
    }
}
