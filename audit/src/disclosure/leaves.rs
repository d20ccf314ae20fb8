//! What is shown of one entry, held against its fields root (docs/formats/disclosure-v1.md, "An entry").
//! In scope: rebuilding the root from shown elements and the hashes beside them.  Not here: what elements mean.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::fault::DisclosureFault;
use crate::body::{fixed, uint};
use crate::cbor;
use crate::tree::{Hash, node_hash};

/// Most elements a payload may have: their position is a u16.
const ELEMENTS_MAX: u64 = 1 << 16;

/// An entry's shown elements, proven: type, version, and each element's CBOR by its position.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Proven<'b> {
    pub(super) kind: u64,
    pub(super) version: u64,
    /// Elements the payload has.
    pub(super) length: u64,
    pub(super) elements: BTreeMap<u16, &'b [u8]>,
}

/// Reads elements and hashes, and rebuilds the root from them.
pub(super) fn prove<'b>(elements: &'b [u8], hashes: &[u8], fields_root: &Hash) -> Result<Proven<'b>, DisclosureFault> {
    let bad = |what| DisclosureFault::Malformed { what };
    let mut shown = BTreeMap::new();
    let mut leaves: Vec<(u64, Hash)> = Vec::new();
    for element in cbor::split_array(elements).ok_or(bad("the elements"))? {
        let parts = cbor::split_array(element).ok_or(bad("an element"))?;
        let [position, salt, value] = parts[..] else { return Err(bad("an element")) };
        let position: u16 = uint(position).and_then(|i| i.try_into().ok()).ok_or(bad("an element's position"))?;
        let salt: [u8; 16] = fixed(salt).ok_or(bad("an element's salt"))?;
        if leaves.last().is_some_and(|(last, _)| *last >= position.into()) {
            return Err(bad("the elements' order"));
        }
        let leaf = Sha256::new().chain_update([0]).chain_update(salt).chain_update(position.to_be_bytes());
        leaves.push((position.into(), leaf.chain_update(value).finalize().into()));
        shown.insert(position, value);
    }
    let hashes: Option<Vec<Hash>> =
        cbor::split_array(hashes).ok_or(bad("the hashes"))?.into_iter().map(fixed).collect();
    let hashes = hashes.ok_or(bad("the hashes"))?;
    let header = shown.get(&0).and_then(|header| cbor::split_array(header)).ok_or(bad("the first element"))?;
    let [kind, version, length] = header[..] else { return Err(bad("the first element")) };
    let (Some(kind), Some(version), Some(length)) = (uint(kind), uint(version), uint(length)) else {
        return Err(bad("the first element"));
    };
    if length > ELEMENTS_MAX {
        return Err(bad("the first element"));
    }
    if leaves.last().is_some_and(|(last, _)| *last >= length) {
        return Err(bad("an element's position"));
    }
    let mut rest = hashes.iter();
    let found = rebuild(0, length, &leaves, &mut rest);
    if found.as_ref() != Some(fields_root) || rest.len() > 0 {
        return Err(DisclosureFault::FieldsRoot);
    }
    Ok(Proven { kind, version, length, elements: shown })
}

/// The root over the positions `first … first + width`: a hash where nothing of them is shown, the leaf where one is left, else
/// both halves, split at the largest power of two below the width (RFC 6962 §2.1).
fn rebuild(first: u64, width: u64, shown: &[(u64, Hash)], hashes: &mut std::slice::Iter<'_, Hash>) -> Option<Hash> {
    match shown {
        [] => hashes.next().copied(),
        [(_, leaf)] if width == 1 => Some(*leaf),
        _ => {
            let half = width.next_power_of_two() / 2;
            let (left, right) = shown.split_at(shown.partition_point(|(position, _)| *position < first + half));
            let left = rebuild(first, half, left, hashes)?;
            Some(node_hash(&left, &rebuild(first + half, width - half, right, hashes)?))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::root;

    fn bytes(head: &[u8], content: &[u8]) -> Vec<u8> {
        [head, content].concat()
    }

    /// Five elements, of which those in `shown` are told: their root, elements and hashes as a writer gives them.
    fn told(shown: [u16; 2], hashes: &[&[usize]]) -> (Hash, Vec<u8>, Vec<u8>) {
        let values: Vec<Vec<u8>> = (0..5).map(|i| if i == 0 { vec![0x83, 7, 1, 5] } else { vec![i] }).collect();
        let leaf = |i: usize| -> Hash {
            Sha256::digest(bytes(&[&[0; 1][..], &[i as u8; 16], &(i as u16).to_be_bytes()].concat(), &values[i])).into()
        };
        let leaves: Vec<Hash> = (0..5).map(leaf).collect();
        let mut elements = vec![0x82];
        for i in shown {
            elements.extend([0x83, i as u8, 0x50]);
            elements.extend([i as u8; 16]);
            elements.extend(&values[usize::from(i)]);
        }
        let mut beside = vec![0x80 | hashes.len() as u8];
        for group in hashes {
            let of: Vec<Hash> = group.iter().map(|i| leaves[*i]).collect();
            beside.extend(bytes(&[0x58, 0x20], &root(&of)));
        }
        (root(&leaves), elements, beside)
    }

    #[test]
    fn shown_elements_and_the_hashes_beside_them_lead_to_the_root() {
        let (root, elements, hashes) = told([0, 2], &[&[1], &[3], &[4]]);
        let proven = prove(&elements, &hashes, &root).unwrap();
        assert_eq!((proven.kind, proven.version, proven.length), (7, 1, 5));
        assert_eq!(proven.elements.into_keys().collect::<Vec<_>>(), [0, 2]);
        let (root, elements, hashes) = told([0, 4], &[&[1], &[2, 3]]);
        prove(&elements, &hashes, &root).unwrap();
    }

    #[test]
    fn a_hash_more_or_less_or_elsewhere_is_refused() {
        for hashes in [&[&[1][..], &[3]][..], &[&[1], &[3], &[4], &[4]], &[&[3], &[1], &[4]], &[&[1], &[3, 4]]] {
            let (root, elements, hashes) = told([0, 2], hashes);
            assert_eq!(prove(&elements, &hashes, &root), Err(DisclosureFault::FieldsRoot));
        }
    }

    #[test]
    fn elements_stand_in_order_begin_with_the_type_and_lie_within_the_payload() {
        let (root, elements, hashes) = told([2, 0], &[&[1], &[3], &[4]]);
        assert_eq!(prove(&elements, &hashes, &root), Err(DisclosureFault::Malformed { what: "the elements' order" }));
        let (root, elements, hashes) = told([1, 2], &[&[0], &[3], &[4]]);
        assert_eq!(prove(&elements, &hashes, &root), Err(DisclosureFault::Malformed { what: "the first element" }));
        let (root, mut elements, hashes) = told([0, 4], &[&[1], &[2, 3]]);
        let at = elements.len() - 19;
        elements[at] = 5;
        assert_eq!(prove(&elements, &hashes, &root), Err(DisclosureFault::Malformed { what: "an element's position" }));
    }
}
