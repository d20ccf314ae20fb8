//! Certificates and the other entries that later ones depend on: users, devices, operation keys, subject keys, slots.
//! In scope: their payload types, issuers' signatures, the tables derived from them.  Not here: who may issue what, which is the operation's rule.

use super::confidential::{self, CONFIDENTIAL_KEY, Confidential};
use super::membership::Membership;
use super::order::At;
use super::read::Opened;
use super::redaction::{self, REDACTION, Redaction};
use super::revocation::{self, ADMISSION, ISSUED, REVOCATION, Revocation};
use crate::Id;
use crate::cbor::CborError;
use crate::crypto::seal::OpKey;
use crate::crypto::vault::{ArgonCost, Slot};
use crate::entry::Class;
use crate::error::{Error, Fault};
use crate::payload::{self, AuthorKind, cbor, fixed};
use crate::tlog::hash::Hash;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use minicbor::Decoder;
use rusqlite::{Connection, params};

/// Payload type of a user's certificate. FROZEN v1.
pub const USER_CERT: u16 = 101;
/// Payload type of a device's certificate. FROZEN v1.
pub const DEVICE_CERT: u16 = 102;
/// Payload type of an operation key wrapped to a device. FROZEN v1.
pub const OP_KEY_WRAP: u16 = 103;
/// The public permission bit of whoever may certify and revoke. FROZEN v1.
pub const ADMINISTER_BIT: u32 = 1 << 3;
/// Payload type of a subject key. FROZEN v1.
pub const SUBJECT_KEY: u16 = 201;
/// Payload type of a user's slot. FROZEN v1.
pub const USER_SLOT: u16 = 202;

/// A user's or a device's certificate, as far as the journal needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Leaf hash of its entry.
    pub leaf_hash: Hash,
    /// Where its entry stands.
    pub(crate) at: At,
    /// Its entry's clock.
    pub(crate) hlc: u64,
    /// A person's or a device's.
    pub kind: AuthorKind,
    /// Whose.
    pub id: Id,
    /// The key that signs entries: a user's Ed25519 key, a device's act key.
    pub sign_key: VerifyingKey,
    /// The X25519 key.
    pub wrap_key: [u8; 32],
    /// A user's permission bits; 0 for a device.
    pub permission_bits: u32,
    /// Whether no revocation leaves it out.
    pub(crate) stands: bool,
}

impl Certificate {
    /// Orders certificates of one holder alike on every device.
    pub(crate) fn age(&self) -> (u64, Hash) {
        (self.hlc, self.leaf_hash)
    }

    pub(crate) fn is_before(&self, at: At) -> bool {
        self.at.log != at.log || self.at.index < at.index
    }
}

/// Keeps operation keys that a wrap opened.
pub(crate) fn put_op_keys(conn: &Connection, at: At, keys: &[OpKey]) -> Result<(), Error> {
    for key in keys {
        let sql = "INSERT OR IGNORE INTO op_key (id, log, idx, key) VALUES (?1, ?2, ?3, ?4)";
        let row = params![key.id(), at.log, at.index as i64, key.secret().expose()];
        conn.prepare_cached(sql)?.execute(row)?;
    }
    Ok(())
}

/// Who certifies.
#[derive(Clone, Copy)]
pub enum Issuer<'a> {
    /// The operation's root key; the id is the operation's.
    Root(Id, &'a SigningKey),
    /// An administrator.
    User(Id, &'a SigningKey),
}

impl std::fmt::Debug for Issuer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Root(id, _) => f.debug_tuple("Root").field(&hex::encode(id)).finish(),
            Self::User(id, _) => f.debug_tuple("User").field(&hex::encode(id)).finish(),
        }
    }
}

/// Appends the issuers' signatures to `payload`, whose head must count the element already.
pub(crate) fn push_signatures(operation: &Id, kind: u16, payload: &mut Vec<Vec<u8>>, issuers: &[Issuer<'_>]) {
    let message = issuer_message(operation, kind, payload);
    payload.push(cbor(|e| {
        e.array(issuers.len() as u64);
        for issuer in issuers {
            let (code, id, key) = match issuer {
                Issuer::User(id, key) => (0, id, key),
                Issuer::Root(id, key) => (2, id, key),
            };
            e.array(3).u64(code).bytes(id).bytes(&key.sign(&message).to_bytes());
        }
        e
    }));
}

/// Verifies the issuers of a payload of class 4 or 5: at least one, and every one of them; a redaction's may redact. Whether
/// the certificates under which they verify must stand is the caller's question: a revocation must not hang on what it revokes.
pub(crate) fn verify_issuers(
    operation: &Id,
    root: &VerifyingKey,
    membership: &Membership,
    at: At,
    kind: u16,
    payload: &[Vec<u8>],
    only_standing: bool,
) -> Result<(), Fault> {
    let (signatures, signed) = payload.split_last().ok_or(Fault::Issuer)?;
    let message = issuer_message(operation, kind, signed);
    let mut decoder = Decoder::new(signatures);
    let count = decoder.array().map_err(shape)?.unwrap_or(0);
    let mut signers = Vec::new();
    let signed_by = |key: &VerifyingKey, signature: &Signature| key.verify_strict(&message, signature).is_ok();
    for _ in 0..count {
        if decoder.array().map_err(shape)? != Some(3) {
            return Err(Fault::Issuer);
        }
        let code = decoder.u8().map_err(shape)?;
        let id: Id = fixed(&mut decoder).map_err(shape)?;
        let signature = Signature::from_bytes(&fixed(&mut decoder).map_err(shape)?);
        // A right taken away in one log takes nothing back that another log certified meanwhile; revocations do.
        let may = |c: &&Certificate| {
            (kind == REDACTION || c.permission_bits & ADMINISTER_BIT != 0) && (c.stands || !only_standing)
        };
        let signed = match code {
            2 => id == *operation && kind != REDACTION && signed_by(root, &signature),
            0 => membership.before(AuthorKind::User, &id, at).filter(may).any(|c| signed_by(&c.sign_key, &signature)),
            _ => false,
        };
        if !signed {
            return Err(Fault::Issuer);
        }
        signers.push(id);
    }
    if kind == REDACTION {
        return redaction::check_signers(membership, at, &signers);
    }
    if count == 0 { Err(Fault::Issuer) } else { Ok(()) }
}

/// Who signed a payload of class 4 or 5, in their order; the signatures are verified elsewhere.
pub(crate) fn signers(payload: &[Vec<u8>]) -> Result<Vec<Id>, Fault> {
    let mut decoder = Decoder::new(payload.last().ok_or(Fault::Issuer)?);
    let count = decoder.array().map_err(shape)?.unwrap_or(0);
    let mut signer = || {
        decoder.array()?;
        decoder.u8()?;
        let id = fixed(&mut decoder)?;
        decoder.bytes()?;
        Ok(id)
    };
    (0..count).map(|_| signer().map_err(shape)).collect()
}

fn issuer_message(operation: &Id, kind: u16, payload: &[Vec<u8>]) -> Vec<u8> {
    let name = ISSUED.iter().find(|(of, _)| *of == kind).map_or("unknown", |(_, name)| *name);
    let mut message = format!("fieldchart/{name}/v1").into_bytes();
    message.extend_from_slice(operation);
    message.extend_from_slice(&payload::join(payload));
    message
}

/// What an entry adds to the derived tables.
pub(crate) enum Derived {
    /// A user's or device's certificate.
    Certificate(Box<Certificate>),
    /// A subject key and its id.
    SubjectKey(Id, zeroize::Zeroizing<[u8; 32]>),
    /// A user's slot.
    Slot(Box<Slot>),
    /// What is dropped.
    Redaction(Redaction),
    /// An operation key wrapped to a device.
    OpKeyWrap(Wrap),
    /// Whose entries stand only so far.
    Revocation(Revocation),
    /// Entries that stand anyway.
    Admission(Vec<Hash>),
    /// A confidential section's key, wrapped to people.
    Confidential(Confidential),
}

/// An operation key wrapped to a device.
#[derive(Clone, Debug)]
pub(crate) struct Wrap {
    /// The key's id.
    pub(crate) key: Id,
    /// Who can open it.
    pub(crate) device: Id,
    /// The wrap.
    pub(crate) wrapped: Vec<u8>,
    /// Earlier keys, each with its id, sealed under this one.
    pub(crate) earlier: Vec<(Id, Vec<u8>)>,
    /// Whether no revocation leaves it out.
    pub(crate) stands: bool,
}

impl Wrap {
    /// The payload's fields, the signatures apart.
    pub(crate) fn fields(&self) -> Vec<Vec<u8>> {
        let earlier = cbor(|e| {
            e.array(self.earlier.len() as u64);
            for (id, sealed) in &self.earlier {
                e.array(2).bytes(id).bytes(sealed);
            }
            e
        });
        vec![cbor(|e| e.bytes(&self.key)), cbor(|e| e.bytes(&self.device)), cbor(|e| e.bytes(&self.wrapped)), earlier]
    }

    /// Reads fields 5 and up.
    pub(crate) fn decode(fields: &[Vec<u8>]) -> Result<Self, Fault> {
        let mut decoder = Decoder::new(field(fields, 3)?);
        let count = decoder.array().map_err(shape)?.unwrap_or(0);
        let mut one = || {
            decoder.array()?;
            Ok((fixed(&mut decoder)?, decoder.bytes()?.to_vec()))
        };
        Ok(Self {
            key: bytes(fields, 0)?,
            device: bytes(fields, 1)?,
            wrapped: Decoder::new(field(fields, 2)?).bytes().map_err(shape)?.to_vec(),
            earlier: (0..count).map(|_| one().map_err(shape)).collect::<Result<_, _>>()?,
            stands: true,
        })
    }
}

/// [`derive`] of an entry that was opened.
pub(crate) fn derived(opened: &Opened) -> Result<Option<Derived>, Fault> {
    let at = At { log: opened.log, index: opened.index };
    derive(opened.entry.class, opened.kind, at, opened.entry.hlc, opened.leaf_hash, &opened.payload)
}

/// Reads what the entry adds to the derived tables; `None` for ordinary ones and for types of a newer Fieldchart.
pub(crate) fn derive(
    class: Class,
    (kind, version): (u16, u16),
    at: At,
    hlc: u64,
    leaf_hash: Hash,
    payload: &[Vec<u8>],
) -> Result<Option<Derived>, Fault> {
    let fields = payload.get(payload::HEAD_ELEMENTS..).unwrap_or_default();
    let derived = match (class, kind, version) {
        (Class::Membership, USER_CERT, 1) => Derived::Certificate(Box::new(Certificate {
            leaf_hash,
            at,
            hlc,
            kind: AuthorKind::User,
            id: bytes(fields, 0)?,
            sign_key: public(fields, 1)?,
            wrap_key: bytes(fields, 2)?,
            permission_bits: uint(fields, 3)?,
            stands: true,
        })),
        (Class::Membership, DEVICE_CERT, 1) => Derived::Certificate(Box::new(Certificate {
            leaf_hash,
            at,
            hlc,
            kind: AuthorKind::Device,
            id: bytes(fields, 0)?,
            sign_key: public(fields, 2)?,
            wrap_key: bytes(fields, 5)?,
            permission_bits: 0,
            stands: true,
        })),
        (Class::Membership, OP_KEY_WRAP, 1) => Derived::OpKeyWrap(Wrap::decode(fields)?),
        (Class::Membership, REVOCATION, 1) => Derived::Revocation(Revocation::decode(fields).map_err(shape)?),
        (Class::Membership, ADMISSION, 1) => Derived::Admission(revocation::admission(fields).map_err(shape)?),
        (Class::Key, SUBJECT_KEY, 1) => {
            Derived::SubjectKey(bytes(fields, 0)?, zeroize::Zeroizing::new(bytes(fields, 1)?))
        }
        (Class::Key, USER_SLOT, 1) => Derived::Slot(Box::new(slot(fields)?)),
        (Class::Key, CONFIDENTIAL_KEY, 1) => Derived::Confidential(Confidential::decode(fields)?),
        (Class::Redaction, REDACTION, 1) => Derived::Redaction(Redaction::decode(fields)?),
        _ => return Ok(None),
    };
    Ok(Some(derived))
}

/// A slot's payload fields.
pub(crate) fn slot_fields(slot: &Slot) -> Vec<Vec<u8>> {
    let ArgonCost { m_kib, t, p } = slot.cost;
    vec![
        cbor(|e| e.bytes(&slot.user)),
        cbor(|e| e.u64(slot.version)),
        cbor(|e| e.array(4).u64(u64::from(m_kib)).u64(u64::from(t)).u64(u64::from(p)).bytes(&slot.salt)),
        cbor(|e| e.bytes(&slot.nonce)),
        cbor(|e| e.bytes(&slot.sealed)),
    ]
}

fn slot(fields: &[Vec<u8>]) -> Result<Slot, Fault> {
    let mut cost = Decoder::new(field(fields, 2)?);
    if cost.array().map_err(shape)? != Some(4) {
        return Err(Fault::Cbor(CborError::Shape { what: "Argon2 parameters", detail: "not four elements".into() }));
    }
    Ok(Slot {
        user: bytes(fields, 0)?,
        version: minicbor::decode(field(fields, 1)?).map_err(shape)?,
        cost: ArgonCost {
            m_kib: cost.u32().map_err(shape)?,
            t: cost.u32().map_err(shape)?,
            p: cost.u32().map_err(shape)?,
        },
        salt: fixed(&mut cost).map_err(shape)?,
        nonce: bytes::<24>(fields, 3)?.to_vec(),
        sealed: bytes::<80>(fields, 4)?.to_vec(),
    })
}

/// Puts what an entry adds into the derived tables. Operation keys are put there by [`put_op_keys`].
pub(crate) fn put_derived(conn: &Connection, at: At, derived: &Derived) -> Result<(), Error> {
    let (log, idx) = (at.log, at.index as i64);
    match derived {
        Derived::Certificate(c) => {
            let sql = "INSERT OR REPLACE INTO certificate (leaf_hash, log, idx, kind, id, sign_key, wrap_key, bits, stands) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
            let kind = u8::from(c.kind == AuthorKind::Device);
            let row = params![
                c.leaf_hash,
                log,
                idx,
                kind,
                c.id,
                c.sign_key.as_bytes(),
                c.wrap_key,
                c.permission_bits,
                c.stands
            ];
            conn.prepare_cached(sql)?.execute(row)?;
        }
        Derived::SubjectKey(id, key) => {
            let sql = "INSERT OR IGNORE INTO subject_key (id, log, idx, key) VALUES (?1, ?2, ?3, ?4)";
            if confidential::is_section(conn, id)?
                || conn.prepare_cached(sql)?.execute(params![id, log, idx, &key[..]])? == 0
            {
                return Err(Error::at(at.index, Fault::KeyTwice(*id)));
            }
        }
        Derived::Slot(slot) => {
            let sql = "INSERT INTO user_slot (user, version, log, idx) VALUES (?1, ?2, ?3, ?4)";
            conn.prepare_cached(sql)?.execute(params![slot.user, slot.version as i64, log, idx])?;
        }
        Derived::Redaction(redaction) => redaction::apply(conn, at, redaction)?,
        Derived::OpKeyWrap(wrap) => {
            let sql = "INSERT OR REPLACE INTO op_key_wrap (log, idx, key, device, earlier, stands) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            let earlier = wrap.earlier.iter().map(|(id, _)| *id).collect::<Vec<Id>>().concat();
            conn.prepare_cached(sql)?.execute(params![log, idx, wrap.key, wrap.device, earlier, wrap.stands])?;
        }
        Derived::Confidential(section) => {
            if conn.prepare_cached("SELECT 1 FROM subject_key WHERE id = ?1")?.exists([section.subject])? {
                return Err(Error::at(at.index, Fault::KeyTwice(section.subject)));
            }
            section.put(conn, at)?;
        }
        Derived::Revocation(Revocation { of: (kind, id), heads }) => {
            let sql = "INSERT INTO revocation (log, idx, kind, id, heads) VALUES (?1, ?2, ?3, ?4, ?5)";
            let (kind, heads) = (u8::from(*kind == AuthorKind::Device), revocation::encode_heads(heads));
            conn.prepare_cached(sql)?.execute(params![log, idx, kind, id, heads])?;
        }
        Derived::Admission(leaves) => {
            revocation::put_admission(conn, at, leaves)?;
        }
    }
    Ok(())
}

fn field(fields: &[Vec<u8>], i: usize) -> Result<&[u8], Fault> {
    fields.get(i).map(Vec::as_slice).ok_or_else(|| {
        Fault::Cbor(CborError::Shape {
            what: "payload",
            detail: format!("field {} is missing", i + payload::HEAD_ELEMENTS),
        })
    })
}

fn bytes<const N: usize>(fields: &[Vec<u8>], i: usize) -> Result<[u8; N], Fault> {
    fixed(&mut Decoder::new(field(fields, i)?)).map_err(shape)
}

fn uint(fields: &[Vec<u8>], i: usize) -> Result<u32, Fault> {
    minicbor::decode(field(fields, i)?).map_err(shape)
}

fn public(fields: &[Vec<u8>], i: usize) -> Result<VerifyingKey, Fault> {
    VerifyingKey::from_bytes(&bytes(fields, i)?)
        .map_err(|_| Fault::Cbor(CborError::Shape { what: "public key", detail: "not a point of the curve".into() }))
}

fn shape(detail: minicbor::decode::Error) -> Fault {
    Fault::Cbor(CborError::Shape { what: "payload", detail: detail.to_string() })
}
