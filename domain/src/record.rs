//! Records as the journal keeps them: typed payload fields at frozen positions, and the fold of revisions into a current view.
//! In scope: CBOR items per field, patches, conflicts, history.  Not here: sealing (ledger), SQL rows (clinic/projection).
//!
//! A revision is a list of CBOR items. The first is full; later ones are patches, in which `undefined` means "untouched".

use crate::limits::{FieldError, Problem, check_text};
use std::collections::{BTreeMap, BTreeSet};

/// A leaf hash: the identity of one revision.
pub type Revision = [u8; 32];

/// CBOR `undefined`: this revision leaves the field as it was.
pub const UNTOUCHED: &[u8] = &[0xf7];
/// CBOR `null`: the field is empty.
pub const EMPTY: &[u8] = &[0xf6];

/// Record types; the number is frozen and sealed inside the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u16)]
pub enum Kind {
    /// A person cared for.
    Patient = 1,
    /// One set of vital signs.
    Vitals = 2,
    /// A problem (FHIR Condition).
    Condition = 3,
    /// A finding that came from outside (FHIR Observation).
    Observation = 4,
    /// What an attachment is; its bytes are chunks.
    Attachment = 5,
    /// One chunk of an attachment.
    Chunk = 6,
    /// A visit (FHIR Encounter).
    Encounter = 7,
    /// One triage in a visit.
    Triage = 8,
    /// History of present illness and examination.
    Narrative = 9,
    /// What was before the visit.
    Background = 10,
    /// An allergy.
    AllergyIntolerance = 11,
    /// A prescription.
    MedicationRequest = 12,
    /// A dispensing.
    MedicationDispense = 13,
    /// A test, from ordered to seen.
    Test = 14,
    /// Something done.
    Procedure = 15,
    /// A mark on another record: entered in error, moved.
    Mark = 16,
    /// A person opened a chart.
    ChartAccess = 20,
    /// The operation's and site's names.
    Operation = 30,
    /// A user's name and roles.
    User = 31,
    /// A retention hold on a patient's record.
    Hold = 32,
    /// What a laptop is called, and where it is used.
    Device = 33,
    /// The end of the operation: announced, who is missing, signed.
    Closing = 34,
    /// A formulary item.
    Item = 40,
    /// A batch of an item.
    Batch = 41,
    /// A movement of stock.
    Movement = 42,
}

impl Kind {
    /// Every known type.
    pub const ALL: [Kind; 25] = [
        Kind::Patient,
        Kind::Vitals,
        Kind::Condition,
        Kind::Observation,
        Kind::Attachment,
        Kind::Chunk,
        Kind::Encounter,
        Kind::Triage,
        Kind::Narrative,
        Kind::Background,
        Kind::AllergyIntolerance,
        Kind::MedicationRequest,
        Kind::MedicationDispense,
        Kind::Test,
        Kind::Procedure,
        Kind::Mark,
        Kind::ChartAccess,
        Kind::Operation,
        Kind::User,
        Kind::Hold,
        Kind::Device,
        Kind::Closing,
        Kind::Item,
        Kind::Batch,
        Kind::Movement,
    ];
    /// The type with this number, if this version knows it.
    #[must_use]
    pub fn from_number(n: u16) -> Option<Kind> {
        Kind::ALL.into_iter().find(|k| *k as u16 == n)
    }
}

/// A payload type whose fields have frozen positions.
pub trait Payload: Sized + Default {
    /// Its record type.
    const KIND: Kind;
    /// The payload version this code writes.
    const VERSION: u16 = 1;
    /// Field names in position order; they are keys of the locale files.
    const FIELDS: &'static [&'static str];
    /// One CBOR item per field, in position order.
    fn to_items(&self) -> Vec<Vec<u8>>;
    /// Reads items; missing trailing ones are empty.
    /// # Errors
    /// The position of the first item that does not have its field's shape.
    fn from_items(items: &[Vec<u8>]) -> Result<Self, BadItem>;
    /// The items that differ from `before`, all others untouched.
    fn patch_from(&self, before: &Self) -> Vec<Vec<u8>> {
        self.to_items()
            .into_iter()
            .zip(before.to_items())
            .map(|(a, b)| if a == b { UNTOUCHED.to_vec() } else { a })
            .collect()
    }
}

/// An item that is not what its position holds.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("field {field} ({name}) cannot be read")]
pub struct BadItem {
    /// Position after the five common ones.
    pub field: usize,
    /// The field's name.
    pub name: &'static str,
}

/// Declares a payload: every field is an `Option`, its position its order.
macro_rules! payload {
    ($(#[$doc:meta])* $name:ident = $kind:ident { $($(#[$fdoc:meta])* $f:ident : $t:ty,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        pub struct $name { $($(#[$fdoc])* #[serde(skip_serializing_if = "Option::is_none")] pub $f: Option<$t>,)+ }
        impl $crate::record::Payload for $name {
            const KIND: $crate::record::Kind = $crate::record::Kind::$kind;
            const FIELDS: &'static [&'static str] = &[$(stringify!($f),)+];
            fn to_items(&self) -> Vec<Vec<u8>> {
                // Writing to a Vec cannot fail.
                vec![$(minicbor::to_vec(&self.$f).unwrap_or_default(),)+]
            }
            fn from_items(items: &[Vec<u8>]) -> Result<Self, $crate::record::BadItem> {
                let mut at = 0..;
                let mut next = || { let i = at.next().unwrap_or(usize::MAX); (i, items.get(i).map_or($crate::record::EMPTY, Vec::as_slice)) };
                Ok($name { $($f: { let (field, item) = next();
                    if item == $crate::record::UNTOUCHED { None } else {
                        minicbor::decode(item).map_err(|_| $crate::record::BadItem { field, name: stringify!($f) })? } },)+ })
            }
        }
    };
}
pub(crate) use payload;

/// One revision of a record, as a reader of the journal sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionItems {
    /// Its leaf hash.
    pub id: Revision,
    /// Hybrid logical clock: orders what is shown, decides nothing.
    pub hlc: u64,
    /// The revisions its writer had seen.
    pub parents: Vec<Revision>,
    /// The payload's fields.
    pub items: Vec<Vec<u8>>,
}

/// A record folded from the set of its revisions; the result depends on the set alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The shown value of each field.
    pub items: Vec<Vec<u8>>,
    /// Fields with more than one current value, and for each value a revision that has it; a person decides.
    pub conflicts: BTreeMap<usize, Vec<Revision>>,
    /// The maximal revisions: the parents of the next one.
    pub heads: Vec<Revision>,
}

/// Folds revisions: a field's value is that of the maximal revisions touching it.
#[must_use]
pub fn fold(revisions: &[RevisionItems]) -> Folded {
    let seen = Seen::of(revisions);
    let width = revisions.iter().map(|r| r.items.len()).max().unwrap_or(0);
    let mut folded = Folded { heads: seen.maximal(|_| true), ..Folded::default() };
    folded.heads.sort_unstable();
    for field in 0..width {
        let top = seen.touching(field);
        let mut values = BTreeSet::new();
        let rivals: Vec<Revision> =
            top.iter().filter(|id| values.insert(seen.by_id[id].items.get(field))).copied().collect();
        if rivals.len() > 1 {
            folded.conflicts.insert(field, rivals);
        }
        let shown = top.last().and_then(|id| seen.by_id[id].items.get(field)).cloned();
        folded.items.push(shown.unwrap_or_else(|| EMPTY.to_vec()));
    }
    folded
}

/// The revisions that say what a field is: the maximal ones touching it, the one shown last.
#[must_use]
pub fn standing(revisions: &[RevisionItems], field: usize) -> Vec<Revision> {
    Seen::of(revisions).touching(field)
}

/// Whether whoever wrote `later` had seen `earlier`, or wrote it.
#[must_use]
pub fn had_seen(revisions: &[RevisionItems], later: &Revision, earlier: &Revision) -> bool {
    later == earlier || Seen::of(revisions).ancestors.get(later).is_some_and(|seen| seen.contains(earlier))
}

/// A record's revisions, and what the writer of each had seen of the others.
struct Seen<'a> {
    by_id: BTreeMap<&'a Revision, &'a RevisionItems>,
    ancestors: BTreeMap<&'a Revision, BTreeSet<&'a Revision>>,
}

impl<'a> Seen<'a> {
    fn of(revisions: &'a [RevisionItems]) -> Self {
        let by_id: BTreeMap<&Revision, &RevisionItems> = revisions.iter().map(|r| (&r.id, r)).collect();
        let ancestors = by_id.keys().map(|id| (*id, ancestors_of(id, &by_id))).collect();
        Seen { by_id, ancestors }
    }

    fn touching(&self, field: usize) -> Vec<Revision> {
        self.maximal(|r| r.items.get(field).is_some_and(|item| item != UNTOUCHED))
    }

    /// Of some of them, those that no other of these had seen, in the order in which they are shown.
    fn maximal(&self, among: impl Fn(&RevisionItems) -> bool) -> Vec<Revision> {
        let among: Vec<&RevisionItems> = self.by_id.values().copied().filter(|r| among(r)).collect();
        let is_seen = |r: &RevisionItems| among.iter().any(|o| o.id != r.id && self.ancestors[&o.id].contains(&r.id));
        let mut top: Vec<&RevisionItems> = among.iter().copied().filter(|r| !is_seen(r)).collect();
        top.sort_by_key(|r| (r.hlc, r.id));
        top.iter().map(|r| r.id).collect()
    }
}

fn ancestors_of<'a>(id: &Revision, by_id: &BTreeMap<&'a Revision, &'a RevisionItems>) -> BTreeSet<&'a Revision> {
    let mut seen = BTreeSet::new();
    let mut todo: Vec<&Revision> = by_id.get(id).map(|r| r.parents.iter().collect()).unwrap_or_default();
    while let Some(p) = todo.pop() {
        if let Some((key, r)) = by_id.get_key_value(p)
            && seen.insert(*key)
        {
            todo.extend(r.parents.iter());
        }
    }
    seen
}

payload! {
    /// The operation (one deployment) and the site this device serves.
    Operation = Operation {
        /// The operation's name.
        name: String,
        /// The site's name.
        site: String,
    }
}

payload! {
    /// A user as people see one; keys and permission bits stand in the certificate.
    User = User {
        /// The name shown.
        name: String,
        /// Role presets.
        roles: Vec<crate::access::Role>,
        /// Last day of the account.
        ends: crate::time::Date,
    }
}

payload! {
    /// A laptop as people call it. Its record has the laptop's own id, so that two who name it at once write one record.
    Device = Device {
        /// What it is called; empty, its id stands for it.
        name: String,
        /// Where it is used.
        site: String,
    }
}

impl Device {
    /// Everything that must be mended before this can be written.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldError> {
        let mut out = Vec::new();
        check_text("laptop_name", self.name.as_deref(), 60, &mut out);
        check_text("laptop_site", self.site.as_deref(), 120, &mut out);
        out
    }
}

payload! {
    /// A user opened a chart. One per user, patient and 15 minutes.
    ChartAccess = ChartAccess {
        /// Who.
        user: crate::id::Id,
        /// Whose chart.
        patient: crate::id::Id,
    }
}

payload! {
    /// A problem (FHIR Condition).
    Condition = Condition {
        /// Whose.
        patient: crate::id::Id,
        /// Code system, as a URI.
        system: String,
        /// Code within the system.
        code: String,
        /// Words as they came.
        text: String,
        /// Clinical status code (active, resolved, …).
        status: String,
        /// When it began.
        onset: crate::time::Moment,
        /// Identifier of the resource in its source.
        source: String,
        /// The visit it was assessed in.
        encounter: crate::id::Id,
    }
}

impl Condition {
    /// Everything that must be mended before this can be written.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldError> {
        let mut out = Vec::new();
        if self.text.as_deref().is_none_or(|t| t.trim().is_empty()) {
            out.push(FieldError::new("problem", Problem::Nothing));
        }
        check_text("problem", self.text.as_deref(), 2_000, &mut out);
        out
    }
}

payload! {
    /// A finding from outside (FHIR Observation).
    Observation = Observation {
        /// Whose.
        patient: crate::id::Id,
        /// Code system, as a URI.
        system: String,
        /// Code within the system.
        code: String,
        /// Words as they came.
        text: String,
        /// The value in words, number and unit as they came.
        value: String,
        /// When it was observed.
        at: crate::time::Moment,
        /// Identifier of the resource in its source.
        source: String,
    }
}

payload! {
    /// What an attachment is. Its bytes are chunk records with the same attachment id.
    Attachment = Attachment {
        /// Whose, if anybody's.
        patient: crate::id::Id,
        /// What it is: a file name or a FHIR resource type.
        title: String,
        /// Media type.
        media: String,
        /// Size in bytes.
        bytes: u64,
        /// Number of chunks.
        chunks: u32,
    }
}

/// Raw bytes: a CBOR byte string.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, minicbor::Encode, minicbor::Decode,
)]
#[cbor(transparent)]
pub struct Blob(#[cbor(with = "minicbor::bytes")] pub Vec<u8>);

payload! {
    /// Chunk v1 of an attachment, at most 960 KiB.
    Chunk = Chunk {
        /// The attachment's record id.
        attachment: crate::id::Id,
        /// Position from 0.
        index: u32,
        /// Number of chunks.
        count: u32,
        /// The bytes.
        bytes: Blob,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rev(n: u8, parents: &[u8], items: &[Option<u8>]) -> RevisionItems {
        RevisionItems {
            id: [n; 32],
            hlc: u64::from(n),
            parents: parents.iter().map(|p| [*p; 32]).collect(),
            items: items.iter().map(|i| i.map_or(UNTOUCHED.to_vec(), |v| vec![v])).collect(),
        }
    }

    #[test]
    fn a_patch_leaves_other_fields() {
        let f = fold(&[rev(1, &[], &[Some(1), Some(2)]), rev(2, &[1], &[None, Some(9)])]);
        assert_eq!((f.items, f.heads, f.conflicts.len()), (vec![vec![1], vec![9]], vec![[2; 32]], 0));
    }

    #[test]
    fn concurrent_values_conflict_and_a_third_resolves() {
        let mut set = vec![rev(1, &[], &[Some(1)]), rev(2, &[1], &[Some(2)]), rev(3, &[1], &[Some(3)])];
        assert_eq!(fold(&set).conflicts.into_iter().collect::<Vec<_>>(), [(0, vec![[2; 32], [3; 32]])]);
        set.push(rev(4, &[2, 3], &[Some(3)]));
        let f = fold(&set);
        assert!(f.conflicts.is_empty());
        assert_eq!(f.items, [vec![3]]);
    }

    proptest! {
        #[test]
        fn order_of_arrival_does_not_matter(
            edges in prop::collection::vec((0u8..6, prop::option::of(0u8..4), prop::option::of(0u8..4)), 1..7),
            shuffle in any::<prop::sample::Index>(),
        ) {
            let set: Vec<_> = edges.iter().enumerate().map(|(i, (p, a, b))| {
                let n = i as u8 + 1;
                rev(n, &[p % n], &[*a, *b])
            }).collect();
            let mut other = set.clone();
            other.rotate_left(shuffle.index(set.len()));
            other.reverse();
            prop_assert_eq!(fold(&set), fold(&other));
        }
    }
}
