//! An operation ends: what everybody is told, which laptops will not come and why, and what was signed at the end.
//! In scope: the payload, its reasons, what its revisions say together.  Not here: whether a laptop is in, which heads are held (clinic).

use crate::code::codes;
use crate::id::Id;
use crate::limits::{FieldError, Problem, check_text};
use crate::record::{BadItem, Blob, Payload, Revision, RevisionItems, had_seen, payload, standing};
use crate::time::Date;
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use std::ops::Range;

codes! {
    /// Why a laptop will not come before the operation is closed.
    MissingReason {
        /// Nobody knows where it is.
        Lost = "lost",
        /// Somebody took it.
        Stolen = "stolen",
        /// It does not start any more, or its disk cannot be read.
        Broken = "broken",
        /// It goes on elsewhere, and cannot come in time.
        InUse = "in-use",
        /// Anything else; then words say what.
        Other = "other",
    }
}

/// A laptop that will not come. FROZEN v1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cbor(array)]
pub struct Missing {
    /// Of this line of the list: listed again, a laptop has another.
    #[n(0)]
    pub id: Id,
    /// Which laptop.
    #[n(1)]
    pub laptop: Id,
    /// Why.
    #[n(2)]
    pub reason: MissingReason,
    /// What else is to be said; may be empty.
    #[n(3)]
    pub words: String,
}

impl Missing {
    /// Everything that must be mended before this can be written.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldError> {
        let mut out = Vec::new();
        if matches!(self.reason, MissingReason::Unknown(_)) {
            out.push(FieldError::new("missing_reason", Problem::Nothing));
        }
        if self.reason == MissingReason::Other && self.words.trim().is_empty() {
            out.push(FieldError::new("missing_words", Problem::Nothing));
        }
        check_text("missing_words", Some(&self.words), 300, &mut out);
        out
    }
}

/// The head of a log as it was signed. FROZEN v1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cbor(array)]
pub struct Head {
    /// The log's name.
    #[n(0)]
    pub log: String,
    /// Its entries.
    #[n(1)]
    pub size: u64,
    /// Its root, 32 bytes.
    #[n(2)]
    pub root: Blob,
}

/// What there was, and what was still open. FROZEN v1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cbor(array)]
pub struct Counts {
    /// Patients.
    #[n(0)]
    pub patients: u64,
    /// Visits.
    #[n(1)]
    pub visits: u64,
    /// Of these, visits that were not closed.
    #[n(2)]
    pub open_visits: u64,
    /// Lots of which something was on the shelf.
    #[n(3)]
    pub lots_in_stock: u64,
    /// Lots whose count was below zero.
    #[n(4)]
    pub lots_below_zero: u64,
    /// Laptops with several histories.
    #[n(5)]
    pub forks: u64,
    /// Laptops that were not in.
    #[n(6)]
    pub behind: u64,
}

/// What somebody signed at the end. FROZEN v1.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cbor(array)]
pub struct SignOff {
    /// The head of every log and of every history of it.
    #[n(0)]
    pub heads: Vec<Head>,
    /// What these came to.
    #[n(1)]
    pub counts: Counts,
}

payload! {
    /// The end of an operation. One record: its id is the operation's with every bit turned (`Closing::record_of`), so that two who
    /// announce at once write the same one.
    Closing = Closing {
        /// The last day on which care is given.
        last_day: Date,
        /// Until when the records must be kept.
        keep_until: Date,
        /// A sentence for everybody.
        note: String,
        /// It was called off.
        withdrawn: bool,
        /// The laptops that will not come.
        missing: Vec<Missing>,
        /// What was signed at the end; whoever amends what stands above takes it out.
        signed: SignOff,
        /// The revision whose signature somebody else confirms.
        confirms: Blob,
    }
}

/// Positions of fields, as `Closing::FIELDS` has them.
const MISSING: usize = Closing::ANNOUNCED.end;
const SIGNED: usize = 5;
const CONFIRMS: usize = 6;

impl Closing {
    /// Positions of the fields that are announced.
    pub const ANNOUNCED: Range<usize> = 0..4;

    /// The one record of an operation.
    #[must_use]
    pub fn record_of(operation: Id) -> Id {
        Id(operation.0.map(|byte| !byte))
    }

    /// Everything that must be mended before this can be announced.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldError> {
        let mut out = Vec::new();
        let is_day = |day: Date| (1850..=2200).contains(&day.year) && Date::new(day.year, day.month, day.day).is_some();
        let (last, keep) = (self.last_day.filter(|day| is_day(*day)), self.keep_until.filter(|day| is_day(*day)));
        for (field, day) in [("closing_last_day", last), ("closing_keep_until", keep)] {
            if day.is_none() {
                out.push(FieldError::new(field, Problem::Nothing));
            }
        }
        if let (Some(last), Some(keep)) = (last, keep)
            && keep < last
        {
            out.push(FieldError::new("closing_keep_until", Problem::BeforeLastDay { last }));
        }
        check_text("closing_note", self.note.as_deref(), 300, &mut out);
        out
    }
}

/// A part of the record, and the revision that says it.
pub type Said<T> = (T, Revision);

/// Every laptop that is listed, each with the revision that listed it. Of two lists that were written at once neither takes anything out
/// of the other.
///
/// # Errors
/// A field that cannot be read.
pub fn listed(revisions: &[RevisionItems]) -> Result<Vec<Said<Missing>>, BadItem> {
    let mut lists = Vec::new();
    for revision in revisions {
        lists.push((revision, Closing::from_items(&revision.items)?.missing.unwrap_or_default()));
    }
    lists.sort_by_key(|(revision, _)| (revision.hlc, revision.id));
    let stand = standing(revisions, MISSING);
    let mut all: Vec<Said<Missing>> = Vec::new();
    for line in lists.iter().filter(|(revision, _)| stand.contains(&revision.id)).flat_map(|(_, list)| list) {
        if all.iter().all(|(known, _)| known.id != line.id) {
            // Later lists repeat it: who wrote it first has listed it.
            let first = lists.iter().find(|(_, list)| list.contains(line));
            all.extend(first.map(|(revision, _)| (line.clone(), revision.id)));
        }
    }
    Ok(all)
}

/// The signatures that stand, the one shown last. More than one: they were given at once, and one more settles it.
///
/// # Errors
/// A field that cannot be read.
pub fn sign_offs(revisions: &[RevisionItems]) -> Result<Vec<Said<SignOff>>, BadItem> {
    let mut all = Vec::new();
    for id in standing(revisions, SIGNED) {
        if let Some(revision) = revisions.iter().find(|revision| revision.id == id) {
            all.extend(Closing::from_items(&revision.items)?.signed.map(|signed| (signed, id)));
        }
    }
    Ok(all)
}

/// The revisions that confirm a signature, the oldest first.
///
/// # Errors
/// A field that cannot be read.
pub fn confirming(revisions: &[RevisionItems], signature: &Revision) -> Result<Vec<Revision>, BadItem> {
    let mut all = Vec::new();
    for revision in revisions {
        let confirms = Closing::from_items(&revision.items)?.confirms;
        all.extend(confirms.filter(|of| of.0 == signature).map(|_| (revision.hlc, revision.id)));
    }
    all.sort_unstable();
    Ok(all.into_iter().map(|(_, id)| id).collect())
}

/// A revision that confirms a signature: it says so also where another has said the same.
#[must_use]
pub fn confirmation(signature: &Revision) -> Vec<Vec<u8>> {
    let says = Closing { confirms: Some(Blob(signature.to_vec())), ..Closing::default() };
    let untouched = says.patch_from(&says);
    let items = says.to_items().into_iter().zip(untouched).enumerate();
    items.map(|(field, (item, untouched))| if field == CONFIRMS { item } else { untouched }).collect()
}

/// Whether whoever gave a signature had seen everything that was announced and listed.
#[must_use]
pub fn had_seen_all(revisions: &[RevisionItems], signature: &Revision) -> bool {
    let of_announcement = (0..SIGNED).flat_map(|field| standing(revisions, field));
    of_announcement.into_iter().all(|said| had_seen(revisions, signature, &said))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{UNTOUCHED, fold};

    fn day(month: u8, day: u8) -> Date {
        Date::new(2026, month, day).unwrap()
    }

    fn announced() -> Closing {
        Closing {
            last_day: Some(day(11, 30)),
            keep_until: Some(Date::new(2036, 11, 30).unwrap()),
            note: Some("The hospital takes over.".into()),
            withdrawn: Some(false),
            ..Closing::default()
        }
    }

    fn line(n: u8, reason: MissingReason) -> Missing {
        Missing { id: Id([n; 16]), laptop: Id([n + 1; 16]), reason, words: String::new() }
    }

    fn revision(n: u8, parents: &[u8], items: Vec<Vec<u8>>) -> RevisionItems {
        let parents = parents.iter().map(|parent| [*parent; 32]).collect();
        RevisionItems { id: [n; 32], hlc: u64::from(n), parents, items }
    }

    /// FROZEN v1: what stands in journals must be read for ever.
    #[test]
    fn closing_v1() {
        let head = Head { log: "log".into(), size: 300, root: Blob(vec![7; 4]) };
        let counts = Counts { patients: 1, visits: 2, open_visits: 3, lots_in_stock: 4, ..Counts::default() };
        let closing = Closing {
            missing: Some(vec![Missing { words: "in the river".into(), ..line(1, MissingReason::Lost) }]),
            signed: Some(SignOff { heads: vec![head], counts }),
            confirms: Some(Blob(vec![9; 4])),
            ..announced()
        };
        let items = closing.to_items();
        let told: Vec<String> =
            items.iter().map(|item| item.iter().map(|byte| format!("{byte:02x}")).collect()).collect();
        let id = |byte: &str| format!("50{}", byte.repeat(16));
        assert_eq!(
            told,
            [
                "831907ea0b181e".to_owned(),
                "831907f40b181e".to_owned(),
                "781854686520686f73706974616c2074616b6573206f7665722e".to_owned(),
                "f4".to_owned(),
                format!("8184{}{}646c6f73746c696e20746865207269766572", id("01"), id("02")),
                "828183636c6f6719012c44070707078701020304000000".to_owned(),
                "4409090909".to_owned(),
            ]
        );
        assert_eq!(Closing::from_items(&items), Ok(closing));
        assert_eq!(Closing::FIELDS[MISSING..], ["missing", "signed", "confirms"]);
        assert_eq!(Closing::record_of(Id([0x0f; 16])), Id([0xf0; 16]));
    }

    #[test]
    fn what_must_be_mended() {
        let fields = |closing: Closing| closing.problems().into_iter().map(|e| e.field).collect::<Vec<_>>();
        assert_eq!(fields(announced()), [""; 0]);
        assert_eq!(fields(Closing::default()), ["closing_last_day", "closing_keep_until"]);
        let impossible = Date { year: 2026, month: 13, day: 1 };
        assert_eq!(fields(Closing { last_day: Some(impossible), ..announced() }), ["closing_last_day"]);
        let early = Closing { keep_until: Some(day(11, 29)), ..announced() };
        assert_eq!(early.problems()[0].problem, Problem::BeforeLastDay { last: day(11, 30) });
        assert_eq!(fields(Closing { note: Some("x".repeat(301)), ..announced() }), ["closing_note"]);
        assert_eq!(line(1, MissingReason::Other).problems()[0].field, "missing_words");
        assert_eq!(line(1, MissingReason::Unknown("newer".into())).problems()[0].field, "missing_reason");
        assert_eq!(line(1, MissingReason::InUse).problems(), []);
    }

    #[test]
    fn of_two_lists_written_at_once_neither_takes_anything_out() {
        let with = |lines: &[Missing]| Closing { missing: Some(lines.to_vec()), ..announced() };
        let (one, two, three) =
            (line(1, MissingReason::Lost), line(2, MissingReason::Broken), line(3, MissingReason::Stolen));
        let base = with(std::slice::from_ref(&one));
        let set = [
            revision(1, &[], base.to_items()),
            revision(2, &[1], with(&[one.clone(), two.clone()]).patch_from(&base)),
            revision(3, &[1], with(std::slice::from_ref(&three)).patch_from(&base)),
        ];
        let told = |set: &[RevisionItems]| listed(set).unwrap();
        assert_eq!(told(&set), [(one.clone(), [1; 32]), (two.clone(), [2; 32]), (three, [3; 32])]);
        assert_eq!(fold(&set).conflicts.len(), 1);
        // Whoever saw both takes one out.
        let after = with(&[one.clone(), two.clone()]).patch_from(&base);
        let set = [set.to_vec(), vec![revision(4, &[2, 3], after)]].concat();
        assert_eq!(told(&set), [(one, [1; 32]), (two, [2; 32])]);
    }

    #[test]
    fn a_signature_stands_with_who_confirmed_it_until_it_is_taken_out() {
        let base = announced();
        let signed = Closing { signed: Some(SignOff::default()), ..base.clone() };
        let mut set = vec![
            revision(1, &[], base.to_items()),
            revision(2, &[1], signed.patch_from(&base)),
            revision(3, &[2], confirmation(&[2; 32])),
            revision(4, &[2], confirmation(&[2; 32])),
        ];
        assert_eq!(sign_offs(&set).unwrap(), [(SignOff::default(), [2; 32])]);
        assert_eq!(confirming(&set, &[2; 32]).unwrap(), [[3; 32], [4; 32]]);
        assert!(fold(&set).conflicts.is_empty() && had_seen_all(&set, &[2; 32]));
        // Somebody who had not seen it amends what was announced.
        let later = Closing { last_day: Some(day(12, 5)), ..base.clone() };
        set.push(revision(5, &[1], later.patch_from(&base)));
        assert!(!had_seen_all(&set, &[2; 32]));
        set.push(revision(6, &[3, 4, 5], base.patch_from(&signed)));
        assert_eq!((sign_offs(&set).unwrap(), &set[5].items[0][..]), (vec![], UNTOUCHED));
    }
}
