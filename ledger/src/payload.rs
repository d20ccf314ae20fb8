//! Payloads: the CBOR array inside a body, its common head, and the tree over its fields (docs/formats/entry-v1.md).
//! In scope: encoding and decoding elements 0 to 4, the inner array, fields_root, what an author signs.  Not here: sealing, what the fields mean.

use crate::Id;
use crate::cbor::{self, CborError};
use crate::entry::Entry;
use crate::tlog::hash::{self, Hash};
use minicbor::{Decoder, Encoder};
use rs_merkle::{Hasher, MerkleTree};
use sha2::{Digest, Sha256};

/// Elements before the type's own fields.
pub const HEAD_ELEMENTS: usize = 5;
/// Most elements a payload may have: their index is a u16.
pub const ELEMENTS_MAX: usize = 1 << 16;
/// Most parents a revision may name.
pub const PARENTS_MAX: usize = 1024;

/// A moment: milliseconds since the Unix epoch, the local offset in minutes, and how precise it is.
pub type Moment = (i64, i16, u8);

/// Who wrote an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuthorKind {
    /// A person, with the Ed25519 key of the user's certificate.
    User,
    /// A device, with the act key of its certificate.
    Device,
}

/// Payload element 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AuthorRef {
    /// A person or a device.
    pub kind: AuthorKind,
    /// Which one.
    pub id: Id,
    /// Leaf hash of the certificate that holds the author's key; zeros in a genesis.
    pub certificate: Hash,
}

/// Payload elements 0 to 4, the element count apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The payload's type.
    pub kind: u16,
    /// The payload's version.
    pub version: u16,
    /// Who wrote it.
    pub author: AuthorRef,
    /// The revisions this one saw, ascending.
    pub parents: Vec<Hash>,
    /// When it happened.
    pub effective_at: Moment,
    /// When it was written down.
    pub recorded_at: Moment,
}

/// The decoded inner array.
#[derive(Clone, PartialEq, Eq)]
pub struct Inner {
    /// The author's signature over the group.
    pub signature: [u8; 64],
    /// Index of the group's first entry.
    pub first_index: u64,
    /// Entries in the group.
    pub count: u32,
    /// Each payload element's CBOR.
    pub payload: Vec<Vec<u8>>,
}

impl std::fmt::Debug for Inner {
    /// Without the payload: it is a patient's, or a key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inner")
            .field("first_index", &self.first_index)
            .field("count", &self.count)
            .finish_non_exhaustive()
    }
}

impl Head {
    /// The elements' CBOR, for a payload with `field_count` fields behind them.
    #[must_use]
    pub fn encode(&self, field_count: usize) -> Vec<Vec<u8>> {
        let author_kind = u8::from(self.author.kind == AuthorKind::Device);
        let length = (HEAD_ELEMENTS + field_count) as u64;
        let parents = cbor(|e| {
            e.array(self.parents.len() as u64);
            for parent in &self.parents {
                e.bytes(parent);
            }
            e
        });
        vec![
            cbor(|e| e.array(3).u64(u64::from(self.kind)).u64(u64::from(self.version)).u64(length)),
            cbor(|e| e.array(3).u64(u64::from(author_kind)).bytes(&self.author.id).bytes(&self.author.certificate)),
            parents,
            moment(self.effective_at),
            moment(self.recorded_at),
        ]
    }

    /// Reads elements 0 to 4 of `payload`.
    ///
    /// # Errors
    /// When an element has another shape, or the length does not match.
    pub fn decode(payload: &[Vec<u8>]) -> Result<Self, CborError> {
        let shape = |what| move |detail: minicbor::decode::Error| CborError::Shape { what, detail: detail.to_string() };
        let fault = |what, detail: &str| CborError::Shape { what, detail: detail.to_owned() };
        let [kind, author, parents, effective_at, recorded_at, ..] = payload else {
            return Err(fault("payload", "fewer than five elements"));
        };
        let (kind, version, length): (u16, u16, u32) = minicbor::decode(kind).map_err(shape("type"))?;
        if length as usize != payload.len() {
            return Err(fault("type", "the length is not the number of elements"));
        }
        let author = decode_author(author).map_err(shape("author"))?;
        let parents = decode_parents(parents).map_err(shape("parents"))?;
        if !parents.is_sorted_by(|a, b| a < b) {
            return Err(fault("parents", "not ascending"));
        }
        Ok(Self {
            kind,
            version,
            author,
            parents,
            effective_at: minicbor::decode(effective_at).map_err(shape("effective_at"))?,
            recorded_at: minicbor::decode(recorded_at).map_err(shape("recorded_at"))?,
        })
    }
}

/// The payload as one CBOR array.
#[must_use]
pub fn join(payload: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = cbor::array_head(payload.len());
    for element in payload {
        bytes.extend_from_slice(element);
    }
    bytes
}

/// The inner array's CBOR.
#[must_use]
pub fn encode_inner(signature: &[u8; 64], first_index: u64, count: u32, payload: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = cbor(|e| e.array(4).bytes(signature).u64(first_index).u64(u64::from(count)));
    bytes.extend_from_slice(&join(payload));
    bytes
}

/// Reads the inner array, refusing whatever is not deterministic.
///
/// # Errors
/// Names what deviates.
pub fn decode_inner(bytes: &[u8]) -> Result<Inner, CborError> {
    let shape = |what| move |detail: minicbor::decode::Error| CborError::Shape { what, detail: detail.to_string() };
    let parts = cbor::elements(bytes)?;
    let [signature, first_index, count, payload] = parts[..] else {
        return Err(CborError::Shape { what: "inner array", detail: format!("{} elements", parts.len()) });
    };
    let payload = cbor::elements(payload)?;
    if payload.len() > ELEMENTS_MAX {
        return Err(CborError::Shape { what: "payload", detail: format!("{} elements", payload.len()) });
    }
    Ok(Inner {
        signature: fixed(&mut Decoder::new(signature)).map_err(shape("signature"))?,
        first_index: minicbor::decode(first_index).map_err(shape("first index"))?,
        count: minicbor::decode(count).map_err(shape("count"))?,
        payload: payload.into_iter().map(<[u8]>::to_vec).collect(),
    })
}

/// Root of the tree over the payload's elements, each with its salt.
#[must_use]
pub fn fields_root(payload: &[Vec<u8>], salt: &dyn Fn(u16) -> [u8; 16]) -> Hash {
    field_root(&field_leaves(payload, salt))
}

/// The salted commitment to each of the payload's elements.
pub(crate) fn field_leaves(payload: &[Vec<u8>], salt: &dyn Fn(u16) -> [u8; 16]) -> Vec<Hash> {
    let leaf =
        |(i, element): (usize, &Vec<u8>)| hash::sha256(&[&[0], &salt(i as u16), &(i as u16).to_be_bytes(), element]);
    payload.iter().enumerate().map(leaf).collect()
}

/// Root of the tree, or of a subtree, over such commitments.
pub(crate) fn field_root(leaves: &[Hash]) -> Hash {
    MerkleTree::<FieldTree>::from_leaves(leaves).root().unwrap_or_else(hash::empty_root)
}

/// The bytes an author signs for a group.
#[must_use]
pub fn group_message(origin: &str, first_index: u64, entries: &[Entry]) -> Vec<u8> {
    let mut members = Sha256::new();
    for entry in entries {
        members.update([entry.class.byte()]);
        members.update(entry.hlc.to_be_bytes());
        members.update(entry.record);
        members.update(entry.fields_root);
    }
    let mut message = b"fieldchart/author/v1".to_vec();
    push_piece(&mut message, origin.as_bytes());
    message.extend_from_slice(&first_index.to_be_bytes());
    message.extend_from_slice(&(entries.len() as u32).to_be_bytes());
    message.extend_from_slice(&members.finalize());
    message
}

/// Appends a variable piece: its length as a u16, and its bytes.
pub fn push_piece(out: &mut Vec<u8>, piece: &[u8]) {
    debug_assert!(piece.len() <= usize::from(u16::MAX));
    out.extend_from_slice(&(piece.len() as u16).to_be_bytes());
    out.extend_from_slice(piece);
}

/// An encoder into memory, where nothing can fail, so that CBOR can be written without a result at each step.
pub struct Writer(Encoder<Vec<u8>>);

impl Writer {
    /// An array's head.
    pub fn array(&mut self, length: u64) -> &mut Self {
        let _ = self.0.array(length);
        self
    }

    /// An unsigned integer.
    pub fn u64(&mut self, value: u64) -> &mut Self {
        let _ = self.0.u64(value);
        self
    }

    /// A signed integer.
    pub fn i64(&mut self, value: i64) -> &mut Self {
        let _ = self.0.i64(value);
        self
    }

    /// A text.
    pub fn text(&mut self, value: &str) -> &mut Self {
        let _ = self.0.str(value);
        self
    }

    /// A byte string.
    pub fn bytes(&mut self, value: &[u8]) -> &mut Self {
        let _ = self.0.bytes(value);
        self
    }
}

/// CBOR as `write` puts it together.
pub fn cbor(write: impl FnOnce(&mut Writer) -> &mut Writer) -> Vec<u8> {
    let mut writer = Writer(Encoder::new(Vec::new()));
    write(&mut writer);
    writer.0.into_writer()
}

/// A byte string of exactly `N` bytes.
pub(crate) fn fixed<const N: usize>(decoder: &mut Decoder<'_>) -> Result<[u8; N], minicbor::decode::Error> {
    let bytes = decoder.bytes()?;
    bytes.try_into().map_err(|_| minicbor::decode::Error::message(format!("{} bytes instead of {N}", bytes.len())))
}

fn moment((ms, offset, precision): Moment) -> Vec<u8> {
    cbor(|e| e.array(3).i64(ms).i64(i64::from(offset)).u64(u64::from(precision)))
}

fn decode_author(bytes: &[u8]) -> Result<AuthorRef, minicbor::decode::Error> {
    let mut decoder = Decoder::new(bytes);
    if decoder.array()? != Some(3) {
        return Err(minicbor::decode::Error::message("not three elements"));
    }
    let kind = match decoder.u8()? {
        0 => AuthorKind::User,
        1 => AuthorKind::Device,
        other => return Err(minicbor::decode::Error::message(format!("kind {other}"))),
    };
    Ok(AuthorRef { kind, id: fixed(&mut decoder)?, certificate: fixed(&mut decoder)? })
}

fn decode_parents(bytes: &[u8]) -> Result<Vec<Hash>, minicbor::decode::Error> {
    let mut decoder = Decoder::new(bytes);
    let count = decoder.array()?.unwrap_or(0) as usize;
    if count > PARENTS_MAX {
        return Err(minicbor::decode::Error::message(format!("{count} parents")));
    }
    (0..count).map(|_| fixed(&mut decoder)).collect()
}

/// The field tree's node hash; leaves arrive hashed.
#[derive(Clone)]
struct FieldTree;

impl Hasher for FieldTree {
    type Hash = Hash;

    fn hash(data: &[u8]) -> Hash {
        hash::sha256(&[data])
    }

    fn concat_and_hash(left: &Hash, right: Option<&Hash>) -> Hash {
        right.map_or(*left, |right| hash::node(left, right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> Head {
        let author = AuthorRef { kind: AuthorKind::Device, id: [1; 16], certificate: [2; 32] };
        let parents = vec![[3; 32], [4; 32]];
        Head { kind: 300, version: 2, author, parents, effective_at: (-1, -90, 3), recorded_at: (1 << 40, 330, 0) }
    }

    #[test]
    fn heads_and_inner_arrays_round_trip() {
        let mut payload = head().encode(2);
        payload.push(vec![0xf6]);
        payload.push(vec![0xf7]);
        assert_eq!(Head::decode(&payload), Ok(head()));
        let inner = decode_inner(&encode_inner(&[5; 64], 9, 2, &payload)).unwrap();
        assert_eq!((inner.first_index, inner.count, inner.payload), (9, 2, payload));
    }

    #[test]
    fn a_payload_shorter_than_it_says_is_refused() {
        assert!(Head::decode(&head().encode(1)).is_err());
    }

    #[test]
    fn the_field_tree_is_rfc_6962() {
        let payload: Vec<Vec<u8>> = (0..7u8).map(|i| vec![i]).collect();
        let salt = |i: u16| [i as u8; 16];
        let leaf = |i: usize| hash::sha256(&[&[0], &salt(i as u16), &(i as u16).to_be_bytes(), &payload[i]]);
        let left = hash::node(&hash::node(&leaf(0), &leaf(1)), &hash::node(&leaf(2), &leaf(3)));
        let right = hash::node(&hash::node(&leaf(4), &leaf(5)), &leaf(6));
        assert_eq!(fields_root(&payload, &salt), hash::node(&left, &right));
    }
}
