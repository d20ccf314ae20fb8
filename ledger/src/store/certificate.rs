//! Certificates and the other entries that later ones depend on: users, devices, operation keys, subject keys, slots.
//! In scope: their payload types, issuers' signatures, the tables derived from them.  Not here: who may issue what, which is the operation's rule.

use super::order::At;
use super::read::Opened;
use super::redaction::{self, REDACTION, Redaction};
use crate::Id;
use crate::cbor::CborError;
use crate::crypto::vault::{ArgonCost, Slot};
use crate::entry::{Class, Entry};
use crate::error::{Error, Fault};
use crate::payload::{self, AuthorKind, cbor, fixed};
use crate::tlog::hash::Hash;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use minicbor::Decoder;
use rusqlite::{Connection, params};
use std::collections::HashMap;

/// Payload type of a user's certificate. FROZEN v1.
pub const USER_CERT: u16 = 101;
/// Payload type of a device's certificate. FROZEN v1.
pub const DEVICE_CERT: u16 = 102;
/// Payload type of an operation key wrapped to a device. FROZEN v1.
pub const OP_KEY_WRAP: u16 = 103;
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
}

/// The certificates of the journal, by leaf hash and by holder.
#[derive(Debug, Default)]
pub struct Certificates {
    by_leaf: HashMap<Hash, Certificate>,
    newest: HashMap<(AuthorKind, Id), Hash>,
}

impl Certificate {
    /// Orders certificates of one holder alike on every device.
    fn age(&self) -> (u64, Hash) {
        (self.hlc, self.leaf_hash)
    }

    pub(crate) fn is_before(&self, at: At) -> bool {
        self.at.log != at.log || self.at.index < at.index
    }
}

impl Certificates {
    /// Adds one; later ones of the same holder replace earlier ones for new entries.
    pub(crate) fn add(&mut self, certificate: Certificate) {
        let holder = (certificate.kind, certificate.id);
        let newer = self.newest_of(certificate.kind, &certificate.id).is_none_or(|old| old.age() <= certificate.age());
        if newer {
            self.newest.insert(holder, certificate.leaf_hash);
        }
        self.by_leaf.insert(certificate.leaf_hash, certificate);
    }

    /// The certificate of this leaf hash.
    #[must_use]
    pub fn get(&self, leaf_hash: &Hash) -> Option<&Certificate> {
        self.by_leaf.get(leaf_hash)
    }

    /// The newest certificate of a holder.
    #[must_use]
    pub fn newest_of(&self, kind: AuthorKind, id: &Id) -> Option<&Certificate> {
        self.newest.get(&(kind, *id)).and_then(|leaf| self.by_leaf.get(leaf))
    }

    /// The newest certificate of a holder that somebody who wrote at `at` could know: in the same log it stands before.
    #[must_use]
    pub(crate) fn before(&self, kind: AuthorKind, id: &Id, at: At) -> Option<&Certificate> {
        let older = self.by_leaf.values().filter(|c| c.kind == kind && c.id == *id && c.is_before(at));
        older.max_by_key(|c| c.age())
    }

    /// The newest certificate of every user, oldest first.
    #[must_use]
    pub fn users(&self) -> Vec<&Certificate> {
        let newest = self.newest.values().filter_map(|leaf| self.by_leaf.get(leaf));
        let mut users: Vec<_> = newest.filter(|c| c.kind == AuthorKind::User).collect();
        users.sort_by_key(|c| c.age());
        users
    }

    /// The certificate of a log's first entry: the first administrator's, where the operation was founded in that log.
    #[must_use]
    pub(crate) fn first(&self, log: i64) -> Option<&Certificate> {
        self.by_leaf.values().find(|c| c.at == At { log, index: 0 })
    }

    /// Reads the derived table.
    pub(crate) fn load(conn: &Connection) -> Result<Self, Error> {
        let mut certificates = Self::default();
        let sql = "SELECT c.leaf_hash, c.log, c.idx, c.kind, c.id, c.sign_key, c.wrap_key, c.bits, e.bytes
                   FROM certificate c LEFT JOIN entry e ON e.log = c.log AND e.idx = c.idx ORDER BY c.log, c.idx";
        let mut statement = conn.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let wrong = || Error::whole(Fault::Derived("certificate"));
            let sign_key: [u8; 32] = row.get(5)?;
            let entry = row.get_ref(8)?.as_blob().map_err(|_| wrong())?;
            certificates.add(Certificate {
                leaf_hash: row.get(0)?,
                at: At { log: row.get(1)?, index: row.get(2)? },
                hlc: Entry::from_bytes(entry).map_err(|_| wrong())?.hlc,
                kind: if row.get::<_, u8>(3)? == 0 { AuthorKind::User } else { AuthorKind::Device },
                id: row.get(4)?,
                sign_key: VerifyingKey::from_bytes(&sign_key).map_err(|_| wrong())?,
                wrap_key: row.get(6)?,
                permission_bits: row.get(7)?,
            });
        }
        Ok(certificates)
    }
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

/// Verifies the issuers of a payload of class 4 or 5: at least one, and every one of them; a redaction's may redact.
pub(crate) fn verify_issuers(
    operation: &Id,
    root: &VerifyingKey,
    certificates: &Certificates,
    at: At,
    kind: u16,
    payload: &[Vec<u8>],
) -> Result<(), Fault> {
    let (signatures, signed) = payload.split_last().ok_or(Fault::Issuer)?;
    let message = issuer_message(operation, kind, signed);
    let mut decoder = Decoder::new(signatures);
    let count = decoder.array().map_err(shape)?.unwrap_or(0);
    let mut signers = Vec::new();
    for _ in 0..count {
        if decoder.array().map_err(shape)? != Some(3) {
            return Err(Fault::Issuer);
        }
        let code = decoder.u8().map_err(shape)?;
        let id: Id = fixed(&mut decoder).map_err(shape)?;
        let signature = Signature::from_bytes(&fixed(&mut decoder).map_err(shape)?);
        let key = match code {
            2 if id == *operation => *root,
            0 => certificates.before(AuthorKind::User, &id, at).map(|c| c.sign_key).ok_or(Fault::Issuer)?,
            _ => return Err(Fault::Issuer),
        };
        key.verify_strict(&message, &signature).map_err(|_| Fault::Issuer)?;
        signers.push(id);
    }
    if kind == REDACTION {
        return redaction::check_signers(certificates, at, &signers);
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
    let name = match kind {
        USER_CERT => "user-cert",
        DEVICE_CERT => "device-cert",
        OP_KEY_WRAP => "op-key-wrap",
        REDACTION => "redaction",
        _ => "unknown",
    };
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
    /// An operation key's id, the device it is wrapped to, and the wrap.
    OpKeyWrap(Id, Id, Vec<u8>),
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
        })),
        (Class::Membership, OP_KEY_WRAP, 1) => {
            let wrapped = Decoder::new(field(fields, 2)?).bytes().map_err(shape)?.to_vec();
            Derived::OpKeyWrap(bytes(fields, 0)?, bytes(fields, 1)?, wrapped)
        }
        (Class::Key, SUBJECT_KEY, 1) => {
            Derived::SubjectKey(bytes(fields, 0)?, zeroize::Zeroizing::new(bytes(fields, 1)?))
        }
        (Class::Key, USER_SLOT, 1) => Derived::Slot(Box::new(slot(fields)?)),
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

/// Puts what an entry adds into the derived tables. Operation keys are put there by whoever can unwrap them.
pub(crate) fn put_derived(conn: &Connection, at: At, derived: &Derived) -> Result<(), Error> {
    let (log, idx) = (at.log, at.index as i64);
    match derived {
        Derived::Certificate(c) => {
            let sql = "INSERT INTO certificate (leaf_hash, log, idx, kind, id, sign_key, wrap_key, bits) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
            let kind = u8::from(c.kind == AuthorKind::Device);
            let row = params![c.leaf_hash, log, idx, kind, c.id, c.sign_key.as_bytes(), c.wrap_key, c.permission_bits];
            conn.prepare_cached(sql)?.execute(row)?;
        }
        Derived::SubjectKey(id, key) => {
            let sql = "INSERT OR IGNORE INTO subject_key (id, log, idx, key) VALUES (?1, ?2, ?3, ?4)";
            if conn.prepare_cached(sql)?.execute(params![id, log, idx, &key[..]])? == 0 {
                return Err(Error::at(at.index, Fault::KeyTwice(*id)));
            }
        }
        Derived::Slot(slot) => {
            let sql = "INSERT INTO user_slot (user, version, log, idx) VALUES (?1, ?2, ?3, ?4)";
            conn.prepare_cached(sql)?.execute(params![slot.user, slot.version as i64, log, idx])?;
        }
        Derived::Redaction(redaction) => redaction::apply(conn, at, redaction)?,
        Derived::OpKeyWrap(..) => {}
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
