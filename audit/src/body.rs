//! Public bodies (docs/formats/entry-v1.md, "Body of a public class", "Payload", "Public payloads of class 4").
//! In scope: parsing, the fields root, the shape of certificates.  Not here: whose signatures count (`member`), sealed
//! bodies (hashed only, by `scan`).

use minicbor::Decoder;
use minicbor::decode::Error;
use sha2::{Digest, Sha256};

use crate::cbor;
use crate::entry::{Entry, HEADS, MEMBERSHIP, REDACTION};
use crate::fault::Fault;
use crate::kinds;
use crate::note::Id;
use crate::tree::{self, Hash};

/// Which of a user's permission bits lets them certify others.
pub(crate) const ADMINISTER: u64 = 1 << 3;
/// Which lets them sign redactions.
pub(crate) const REDACT: u64 = 1 << 4;
/// Leaf hashes in one redaction.
const LEAVES_MAX: usize = 20_000;
/// Checkpoints in one heads entry.
const NOTES_MAX: usize = 1000;

/// What a public body says, as far as judging it needs.
#[derive(Clone, Debug)]
pub(crate) struct Public {
    pub(crate) index: u64,
    pub(crate) class: u8,
    pub(crate) hlc: u64,
    /// The author's signature over the group of `count` entries from `first`.
    pub(crate) signature: [u8; 64],
    pub(crate) first: u64,
    pub(crate) count: u32,
    pub(crate) author: Author,
    /// Classes 4 and 5 only; `None` for a type this verifier does not know.
    pub(crate) issued: Option<Issued>,
    /// Class 8 only; `None` for a type this verifier does not know.
    pub(crate) heads: Option<Heads>,
}

/// What an entry says of other logs.
#[derive(Clone, Debug)]
pub(crate) struct Heads {
    /// The origin of the log that this one follows.
    pub(crate) predecessor: Option<String>,
    /// Checkpoints of other logs.
    pub(crate) notes: Vec<String>,
}

/// Who wrote an entry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Author {
    pub(crate) is_device: bool,
    pub(crate) id: Id,
    /// Leaf hash of their certificate; zeros before any exists.
    pub(crate) certificate: Hash,
}

/// A payload of class 4 or 5 and its issuers' signatures.
#[derive(Clone, Debug)]
pub(crate) struct Issued {
    pub(crate) act: Act,
    /// What the issuers sign after the operation's id and the kind.
    pub(crate) kind: &'static str,
    pub(crate) unsigned_cbor: Vec<u8>,
    pub(crate) signatures: Vec<IssuerSignature>,
}

/// What a payload of class 4 or 5 does.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Certifies a user.
    User { id: Id, key: [u8; 32], bits: u64 },
    /// Certifies a device.
    Device { id: Id, log_key: [u8; 32], act_key: [u8; 32], cosigner_key: [u8; 32] },
    /// Wraps an operation key to a device.
    Wrap { device: Id },
    /// Leaves out what a user (or device: the flag) wrote beyond the heads: origin, size, root.
    Revoke { of: (Id, bool), heads: Vec<(String, u64, Hash)> },
    /// Lets entries stand that revocations leave out.
    Admit { leaves: Vec<Hash> },
    /// Drops bodies.
    Redact { leaves: Vec<Hash>, reason: u64 },
}

/// One issuer's signature.
#[derive(Clone, Debug)]
pub(crate) struct IssuerSignature {
    pub(crate) by_root: bool,
    pub(crate) issuer: Id,
    pub(crate) signature: [u8; 64],
}

/// Parses a public body whose length and hash were already checked. The flag says that its type or version needs a newer
/// verifier.
pub(crate) fn parse(index: u64, entry: &Entry<'_>, body: &[u8]) -> Result<(Public, bool), Fault> {
    let bad = |what| Fault::BodyMalformed { what };
    let inner = cbor::split_array(body).ok_or(bad("not one deterministic CBOR array"))?;
    let [signature, first, count, payload] = inner[..] else { return Err(bad("not four elements")) };
    let signature = fixed(signature).ok_or(bad("the signature"))?;
    let first = uint(first).ok_or(bad("the group's first index"))?;
    let count = uint(count).and_then(|n| n.try_into().ok()).ok_or(bad("the group's count"))?;
    let fields = cbor::split_array(payload).ok_or(bad("the payload is no array"))?;
    if fields_root(&fields).ok_or(bad("too many fields"))? != *entry.fields_root {
        return Err(Fault::FieldsRoot);
    }
    let [header, author, parents, effective, recorded, rest @ ..] = &fields[..] else {
        return Err(bad("fewer than five fields"));
    };
    let (kind, version) = parse_header(header, fields.len()).ok_or(bad("the type, version and length"))?;
    if !kinds::fits(entry.class, kind) {
        return Err(bad("a type that belongs in another class"));
    }
    let author = parse_author(author).map_err(|_| bad("the author"))?;
    let parents = cbor::split_array(parents).ok_or(bad("the parents"))?;
    let hashes: Option<Vec<Hash>> = parents.into_iter().map(fixed).collect();
    if !hashes.is_some_and(|hashes| hashes.is_sorted_by(|a, b| a < b)) {
        return Err(bad("the parents"));
    }
    if [effective, recorded].iter().any(|time| kinds::parse_time(time).is_none()) {
        return Err(bad("the times"));
    }
    let issued = match (entry.class, kind, version) {
        (MEMBERSHIP, 101..=105, 1) | (REDACTION, 301, 1) => {
            Some(parse_issued(kind, &fields, rest).ok_or(bad("the fields of a certificate or redaction"))?)
        }
        _ => None,
    };
    let heads = match (entry.class, kind, version) {
        (HEADS, 401, 1) => Some(parse_heads(rest).ok_or(bad("the heads of other logs"))?),
        _ => None,
    };
    let newer = issued.is_none() && heads.is_none();
    let public = Public { index, class: entry.class, hlc: entry.hlc, signature, first, count, author, issued, heads };
    Ok((public, newer))
}

/// RFC 6962 tree over H(0x00 ‖ `salt_i` ‖ u16 i ‖ CBOR), with the zero salts of public classes.
fn fields_root(fields: &[&[u8]]) -> Option<Hash> {
    let leaves: Option<Vec<Hash>> = fields
        .iter()
        .enumerate()
        .map(|(i, field)| {
            let i = u16::try_from(i).ok()?.to_be_bytes();
            Some(Sha256::new().chain_update([0; 17]).chain_update(i).chain_update(field).finalize().into())
        })
        .collect();
    leaves.map(|leaves| tree::root(&leaves))
}

fn parse_header(header: &[u8], fields: usize) -> Option<(u64, u64)> {
    let header = cbor::split_array(header)?;
    let [kind, version, length] = header[..] else { return None };
    (uint(length)? == fields as u64).then_some((uint(kind)?, uint(version)?))
}

pub(crate) fn parse_author(author: &[u8]) -> Result<Author, Error> {
    let wrong = || Error::message("author");
    let parts = cbor::split_array(author).ok_or_else(wrong)?;
    let [kind, id, certificate] = parts[..] else { return Err(wrong()) };
    let is_device = match uint(kind) {
        Some(0) => false,
        Some(1) => true,
        _ => return Err(wrong()),
    };
    let id = fixed(id).ok_or_else(wrong)?;
    Ok(Author { is_device, id, certificate: fixed(certificate).ok_or_else(wrong)? })
}

fn parse_heads(rest: &[&[u8]]) -> Option<Heads> {
    let [predecessor, notes] = rest else { return None };
    let text = |item: &[u8]| Decoder::new(item).str().ok().map(str::to_owned);
    let predecessor = if *predecessor == [0xF6] { None } else { Some(text(predecessor)?) };
    let notes = cbor::split_array(notes)?.into_iter().map(text).collect::<Option<Vec<_>>>()?;
    (notes.len() <= NOTES_MAX).then_some(Heads { predecessor, notes })
}

fn parse_issued(kind: u64, fields: &[&[u8]], rest: &[&[u8]]) -> Option<Issued> {
    let (act, kind, signatures) = match (kind, rest) {
        (101, [id, key, x25519, bits, signatures]) => {
            fixed::<32>(x25519)?;
            (Act::User { id: fixed(id)?, key: fixed(key)?, bits: uint(bits)? }, "user-cert", signatures)
        }
        (102, [id, log_key, act_key, tls_key, cosigner_key, x25519, signatures]) => {
            [tls_key, x25519].into_iter().try_for_each(|key| fixed::<32>(key).map(|_| ()))?;
            let (log_key, act_key, cosigner_key) = (fixed(log_key)?, fixed(act_key)?, fixed(cosigner_key)?);
            (Act::Device { id: fixed(id)?, log_key, act_key, cosigner_key }, "device-cert", signatures)
        }
        (103, [key_id, device, wrapped, previous, signatures]) => {
            fixed::<16>(key_id)?;
            Decoder::new(wrapped).bytes().ok()?;
            cbor::split_array(previous)?.into_iter().try_for_each(parse_earlier)?;
            (Act::Wrap { device: fixed(device)? }, "op-key-wrap", signatures)
        }
        (104, [kind, id, heads, reason, signatures]) => {
            uint(reason)?;
            let is_device = match uint(kind)? {
                0 => false,
                1 => true,
                _ => return None,
            };
            let heads = cbor::split_array(heads)?.into_iter().map(parse_head).collect::<Option<_>>()?;
            (Act::Revoke { of: (fixed(id)?, is_device), heads }, "revocation", signatures)
        }
        (105, [leaves, signatures]) => {
            let leaves: Vec<Hash> = cbor::split_array(leaves)?.into_iter().map(fixed).collect::<Option<_>>()?;
            if leaves.len() > LEAVES_MAX {
                return None;
            }
            (Act::Admit { leaves }, "admission", signatures)
        }
        (301, [subject, leaves, reason, signatures]) => {
            fixed::<16>(subject)?;
            let leaves: Vec<Hash> = cbor::split_array(leaves)?.into_iter().map(fixed).collect::<Option<_>>()?;
            if leaves.len() > LEAVES_MAX || !leaves.is_sorted_by(|a, b| a < b) {
                return None;
            }
            (Act::Redact { leaves, reason: uint(reason)? }, "redaction", signatures)
        }
        _ => return None,
    };
    let signatures: Option<Vec<_>> = cbor::split_array(signatures)?.into_iter().map(parse_issuer).collect();
    let (_, signed) = fields.split_last()?;
    let mut unsigned_cbor = cbor::array_head(u16::try_from(signed.len()).ok()?);
    unsigned_cbor.extend(signed.concat());
    let signatures = signatures.filter(|list| !list.is_empty())?;
    Some(Issued { act, kind, unsigned_cbor, signatures })
}

/// [operation key's id, that key sealed]
fn parse_earlier(item: &[u8]) -> Option<()> {
    let parts = cbor::split_array(item)?;
    let [key_id, sealed] = parts[..] else { return None };
    fixed::<16>(key_id)?;
    Decoder::new(sealed).bytes().ok().map(|_| ())
}

/// [origin, size, root]
fn parse_head(item: &[u8]) -> Option<(String, u64, Hash)> {
    let parts = cbor::split_array(item)?;
    let [origin, size, root] = parts[..] else { return None };
    Some((Decoder::new(origin).str().ok()?.to_owned(), uint(size)?, fixed(root)?))
}

fn parse_issuer(item: &[u8]) -> Option<IssuerSignature> {
    let parts = cbor::split_array(item)?;
    let [kind, issuer, signature] = parts[..] else { return None };
    let by_root = match uint(kind)? {
        0 => false,
        2 => true,
        _ => return None,
    };
    Some(IssuerSignature { by_root, issuer: fixed(issuer)?, signature: fixed(signature)? })
}

pub(crate) fn uint(item: &[u8]) -> Option<u64> {
    Decoder::new(item).u64().ok()
}

pub(crate) fn fixed<const N: usize>(item: &[u8]) -> Option<[u8; N]> {
    Decoder::new(item).bytes().ok()?.try_into().ok()
}
