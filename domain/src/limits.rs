//! What is wrong with a value, as data: locale files turn it into words that name the limit and say what to do.

use crate::time::Date;
use serde::{Deserialize, Serialize};

/// Why a field was refused. The serialized names are keys of the locale files (`problem-…`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "problem", rename_all = "kebab-case")]
pub enum Problem {
    /// Neither a name nor a "no name yet" label.
    NameOrLabelNeeded,
    /// A text longer than its field.
    TooLong {
        /// Characters given.
        length: usize,
        /// Characters allowed.
        max: usize,
    },
    /// A control or direction-override character.
    ControlCharacter,
    /// A date after today.
    InTheFuture,
    /// A date before today.
    InThePast,
    /// Above what is possible; scaled like the field.
    TooHigh {
        /// What was given.
        value: i64,
        /// The highest possible.
        limit: i64,
    },
    /// Below what is possible; scaled like the field.
    TooLow {
        /// What was given.
        value: i64,
        /// The lowest possible.
        limit: i64,
    },
    /// Nothing was entered.
    Nothing,
    /// Not an address of a laptop, such as 192.168.1.7:7368.
    NotAnAddress,
    /// A passphrase that is too short (characters).
    PassphraseTooShort {
        /// The least length.
        min: usize,
    },
    /// A passphrase everyone tries first.
    PassphraseCommon,
    /// Not six digits, or six that everyone tries first.
    BadPin,
    /// Somebody who can log in has this name already: the history could not tell them apart.
    NameTaken,
    /// Without this administrator nobody could add users again.
    LastAdministrator,
    /// An alert that nobody gave a reason to go past.
    AlertNeedsReason {
        /// The alert's key, `code:object`.
        alert: String,
    },
    /// Something the record names does not exist, or no longer counts.
    Gone,
    /// A lot that expired before the day it would be given.
    LotExpired {
        /// The lot.
        lot: String,
        /// Its last day.
        expiry: Date,
    },
    /// A lot that is held back.
    LotHeld {
        /// The lot.
        lot: String,
    },
    /// A lot that is known with another expiry.
    OtherExpiry {
        /// The expiry it is known with.
        known: Date,
    },
    /// More units than are owed.
    MoreThanOwed {
        /// Units given.
        value: u32,
        /// Units owed.
        limit: u32,
    },
    /// Fewer units than are owed, said to be all of them.
    LessThanOwed {
        /// Units given.
        value: u32,
        /// Units owed.
        limit: u32,
    },
    /// Another medicine than was prescribed, not said to be a substitution.
    OtherMedicine,
    /// Several people use this device, and this names none or more than one of them.
    NobodyByThisName,
    /// A file of more bytes than are kept.
    FileTooLarge {
        /// The most bytes.
        max: usize,
    },
    /// A file of a kind that is not taken in.
    FileKind,
    /// A picture that is cut off or damaged.
    PictureDamaged,
    /// A picture of more pixels than a small laptop can draw.
    PictureTooLarge {
        /// The most pixels.
        max: u64,
    },
    /// A last day before the first.
    BeforeFirstDay,
    /// Records that would be kept no longer than to a day before the last one of care.
    BeforeLastDay {
        /// The last day of care.
        last: Date,
    },
    /// A folder's path that does not begin at the root of a disk.
    PathNotWhole,
    /// The folder in which another would be made is not there.
    FolderMissing {
        /// The one missing.
        folder: String,
    },
    /// A folder that holds something already, or a file of that name.
    FolderInUse,
    /// A folder within the one where the store itself is.
    FolderOfStore,
    /// A folder that cannot be written.
    FolderNotWritable,
    /// A disk without room for what is to be written.
    FolderFull,
    /// A folder that cannot be read.
    FolderUnreadable,
    /// A folder that holds no backup, or one of a newer Fieldchart.
    NoBackup,
    /// A stick with another operation's records.
    OtherOperation,
    /// A stick on which something is damaged or cut off.
    StickDamaged,
    /// A stick on which no laptop asks to join.
    NoRequest,
    /// A stick without an answer to this laptop's request.
    NoAnswer,
    /// Not the six words.
    OtherWords,
    /// Neither six digits nor the line of a QR code.
    NotACode,
    /// Not the code that the other laptop shows.
    OtherCode,
    /// An address at which no laptop offers to admit another.
    NobodyThere,
    /// A laptop whose offer to admit another is over.
    OfferOver,
}

/// A problem and the field it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's name, a key of the locale files (`field-…`).
    pub field: String,
    /// What is wrong.
    #[serde(flatten)]
    pub problem: Problem,
}

impl FieldError {
    /// A problem of a field.
    #[must_use]
    pub fn new(field: &str, problem: Problem) -> Self {
        FieldError { field: field.to_owned(), problem }
    }
}

/// Characters that could disguise a text: controls (but not line breaks and tabs) and bidirectional overrides.
#[must_use]
pub fn is_unsafe_char(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Adds the problems of a text: longer than `max` characters, or holding a character that cannot be seen.
pub fn check_text(field: &str, text: Option<&str>, max: usize, out: &mut Vec<FieldError>) {
    let Some(text) = text else { return };
    // Bytes bound characters: a megabyte is not counted twice.
    let length = if text.len() > max { text.chars().count() } else { 0 };
    if length > max {
        out.push(FieldError::new(field, Problem::TooLong { length, max }));
    }
    if text.chars().any(is_unsafe_char) {
        out.push(FieldError::new(field, Problem::ControlCharacter));
    }
}

/// Checks a passphrase: at least 12 characters and not one of the commonest.
/// # Errors
/// The problem to show.
pub fn check_passphrase(p: &str) -> Result<(), Problem> {
    const MIN: usize = 12;
    const COMMON: [&str; 8] =
        ["password", "passphrase", "123456789012", "qwertyuiop", "letmein", "fieldchart", "iloveyou", "administrator"];
    if p.chars().count() < MIN {
        return Err(Problem::PassphraseTooShort { min: MIN });
    }
    let lower = p.to_lowercase();
    let rest = COMMON.iter().fold(lower.clone(), |s, c| s.replace(c, ""));
    let distinct = lower.chars().collect::<std::collections::BTreeSet<_>>().len();
    if distinct < 5 || rest.chars().filter(|c| c.is_alphabetic()).count() < 3 && rest != lower {
        return Err(Problem::PassphraseCommon);
    }
    Ok(())
}

/// Checks a screen-lock PIN: six digits, and none of the patterns that people pick first (few different digits, runs, repeats, mirrors).
/// # Errors
/// The problem to show.
pub fn check_pin(pin: &str) -> Result<(), Problem> {
    let Ok(d) = <[u8; 6]>::try_from(pin.as_bytes()) else { return Err(Problem::BadPin) };
    if !d.iter().all(u8::is_ascii_digit) {
        return Err(Problem::BadPin);
    }
    let distinct = d.iter().collect::<std::collections::BTreeSet<_>>().len();
    // Steps modulo ten: 890123 runs on past nine.
    let step = |w: &[u8]| (w[1] + 10 - w[0]) % 10;
    let runs = d.windows(2).all(|w| step(w) == step(&d));
    let repeats = d[..3] == d[3..] || d.windows(3).all(|w| w[0] == w[2]);
    let mirrors = d.iter().eq(d.iter().rev());
    let doubles = d.chunks(2).all(|pair| pair[0] == pair[1]);
    if distinct < 3 || runs || repeats || mirrors || doubles { Err(Problem::BadPin) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn pins() {
        for bad in [
            "",
            "12345",
            "1234567",
            "12345a",
            "١٢٣٤٥٦",
            "111111",
            "123456",
            "987654",
            "890123",
            "246802",
            "121212",
            "123123",
            "123321",
            "112233",
            "111112",
        ] {
            assert_eq!(check_pin(bad), Err(Problem::BadPin), "{bad}");
        }
        for good in ["604913", "271828", "900451"] {
            assert_eq!(check_pin(good), Ok(()), "{good}");
        }
    }
    #[test]
    fn passphrases() {
        assert_eq!(check_passphrase("short"), Err(Problem::PassphraseTooShort { min: 12 }));
        assert_eq!(check_passphrase("password1234"), Err(Problem::PassphraseCommon));
        assert_eq!(check_passphrase("aaaaaaaaaaaa"), Err(Problem::PassphraseCommon));
        assert_eq!(check_passphrase("river lamp seven goat"), Ok(()));
    }
}
