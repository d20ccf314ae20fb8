//! Records folded from the revisions a disclosure shows (docs/formats/disclosure-v1.md, "Folding").
//! In scope: which value of a field counts, also among concurrent revisions.  Not here: reading revisions (`disclosure`).

use std::collections::{HashMap, HashSet};

use minicbor::Decoder;

use crate::disclosure::Shown;
use crate::kinds::{Time, parse_time};
use crate::note::Id;
use crate::tree::Hash;

/// CBOR `undefined`: this revision leaves the field as it was.
const UNTOUCHED: [u8; 1] = [0xF7];

/// Every revision of one record.
#[derive(Debug, Default)]
pub(crate) struct Record {
    revisions: Vec<Shown>,
}

/// Revisions by their leaf hashes.
type ByLeaf<'r> = HashMap<&'r Hash, &'r Shown>;

impl Record {
    pub(crate) fn add(&mut self, revision: Shown) {
        self.revisions.push(revision);
    }

    /// The revision with the lowest clock; of equals, the one with the lowest leaf hash.
    pub(crate) fn first(&self) -> Option<&Shown> {
        self.revisions.iter().min_by_key(|revision| (revision.hlc, revision.leaf))
    }

    /// A field's value: that of the newest among the maximal revisions that touch it.
    pub(crate) fn field(&self, position: u16) -> Option<&[u8]> {
        let touches = |revision: &&Shown| revision.value(position).is_some_and(|value| value != UNTOUCHED);
        let touching: Vec<&Shown> = self.revisions.iter().filter(touches).collect();
        let newest = match touching[..] {
            [] => return None,
            [one] => one,
            _ => {
                let all: ByLeaf<'_> = self.revisions.iter().map(|revision| (&revision.leaf, revision)).collect();
                let seen: HashSet<&Hash> = touching.iter().flat_map(|revision| seen_by(revision, &all)).collect();
                let maximal = touching.into_iter().filter(|revision| !seen.contains(&revision.leaf));
                maximal.max_by_key(|revision| (revision.hlc, revision.leaf))?
            }
        };
        newest.value(position)
    }

    pub(crate) fn text(&self, position: u16) -> Option<&str> {
        Decoder::new(self.field(position)?).str().ok()
    }

    pub(crate) fn int(&self, position: u16) -> Option<i64> {
        Decoder::new(self.field(position)?).i64().ok()
    }

    pub(crate) fn is_true(&self, position: u16) -> bool {
        self.field(position).is_some_and(|value| matches!(Decoder::new(value).bool(), Ok(true)))
    }

    pub(crate) fn id(&self, position: u16) -> Option<Id> {
        Decoder::new(self.field(position)?).bytes().ok()?.try_into().ok()
    }

    /// When it happened: what its own field says, else what its first revision says.
    pub(crate) fn at(&self, position: u16) -> Option<Time> {
        let own = self.field(position).and_then(parse_time);
        own.or_else(|| self.first()?.head.as_ref().map(|head| head.effective))
    }
}

/// Everything a revision had seen, itself excepted.
fn seen_by<'r>(revision: &'r Shown, all: &ByLeaf<'r>) -> HashSet<&'r Hash> {
    let mut seen = HashSet::new();
    let mut todo: Vec<&Hash> = revision.parents().collect();
    while let Some(leaf) = todo.pop() {
        if let Some((leaf, parent)) = all.get_key_value(leaf)
            && seen.insert(*leaf)
        {
            todo.extend(parent.parents());
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Author;
    use crate::disclosure::Head;
    use crate::kinds::parse_time;

    fn revision(n: u8, parents: &[u8], value: Option<u8>) -> Shown {
        let time = parse_time(&[0x83, 0, 0, 0]).unwrap();
        let parents = parents.iter().map(|n| [*n; 32]).collect();
        let author = Author { is_device: false, id: [0; 16], certificate: [0; 32] };
        let head = Head { author, parents, effective: time, recorded: time };
        let fields = vec![(5, value.map_or(UNTOUCHED.to_vec(), |value| vec![value]))];
        Shown { leaf: [n; 32], hlc: n.into(), head: Some(head), fields, ..Shown::default() }
    }

    fn folded(revisions: &[(u8, &[u8], Option<u8>)]) -> Option<i64> {
        let forwards: Vec<_> = revisions.iter().map(|(n, parents, value)| revision(*n, parents, *value)).collect();
        let mut records = [Record::default(), Record::default()];
        forwards.iter().for_each(|revision| records[0].add(revision.clone()));
        forwards.iter().rev().for_each(|revision| records[1].add(revision.clone()));
        assert_eq!(records[0].int(5), records[1].int(5), "the order of arrival decides nothing");
        records[0].int(5)
    }

    #[test]
    fn what_a_later_revision_touches_counts_and_nothing_is_counted_twice() {
        assert_eq!(folded(&[(1, &[], Some(4))]), Some(4));
        assert_eq!(folded(&[(1, &[], Some(4)), (2, &[1], None)]), Some(4));
        assert_eq!(folded(&[(1, &[], Some(4)), (2, &[1], None), (3, &[2], Some(6))]), Some(6));
        assert_eq!(folded(&[(1, &[], Some(4)), (2, &[1], Some(0xF6))]), None, "emptied");
        assert_eq!(folded(&[]), None);
    }

    #[test]
    fn of_concurrent_revisions_the_newest_counts_and_a_clock_alone_decides_nothing() {
        assert_eq!(folded(&[(1, &[], Some(1)), (2, &[1], Some(2)), (3, &[1], Some(3))]), Some(3));
        // 2 saw 3, though its clock was behind.
        assert_eq!(folded(&[(1, &[], Some(1)), (3, &[1], Some(3)), (2, &[3], Some(2))]), Some(2));
        // 4 saw both and settled it.
        assert_eq!(
            folded(&[(1, &[], Some(1)), (2, &[1], Some(2)), (3, &[1], Some(3)), (4, &[2, 3], Some(2))]),
            Some(2)
        );
        // A parent that is not here hides nothing.
        assert_eq!(folded(&[(2, &[9], Some(2)), (3, &[2], Some(3))]), Some(3));
    }
}
