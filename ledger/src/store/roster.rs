//! Who belongs to an operation, for whoever holds no key of it: a hub judges members, log keys and redactions by the public entries.
//! In scope: entries of classes 4 and 5 under their issuers' signatures, and whether they stand. Not here: their authors' signatures,
//! which add nothing to who issued them (each log's own checkpoint covers it), storage, anything sealed.

use super::certificate::{self, DEVICE_CERT, Derived};
use super::cosigning::{COSIGNER_FIELD, named_device};
use super::incarnation;
use super::membership::{Histories, Known, Membership, accepted};
use super::order::At;
use super::revocation::Revocation;
use crate::Id;
use crate::entry::Entry;
use crate::payload::{self, AuthorKind, AuthorRef, HEAD_ELEMENTS, Head, fixed};
use crate::tlog::hash::{Hash, sha256};
use ed25519_dalek::VerifyingKey;
use minicbor::Decoder;
use std::collections::HashSet;
use std::sync::Arc;

/// Fields of a device's certificate.
const LOG_FIELD: usize = 1;
/// See above.
const TLS_FIELD: usize = 3;

/// An entry of class 4 or 5 with its body, whole and of a kind known here. Nothing in it is believed yet.
#[derive(Debug, Clone)]
pub struct Public(Arc<Read>);

#[derive(Debug)]
struct Read {
    at: At,
    origin: String,
    leaf: Hash,
    kind: u16,
    author: AuthorRef,
    payload: Vec<Vec<u8>>,
    derived: What,
}

/// What of it matters here.
#[derive(Debug)]
enum What {
    Certificate(Box<certificate::Certificate>),
    Revocation(Revocation),
    Admission(Vec<Hash>),
    Redaction(Vec<Hash>),
}

impl Public {
    /// Reads what stands at an index of a log's row; `None` for other classes, for what is malformed, and for kinds that tell
    /// nothing about who belongs.
    #[must_use]
    pub fn read(row: i64, origin: &str, index: u64, entry: &[u8], body: &[u8]) -> Option<Self> {
        let at = At { log: row, index };
        let entry = Entry::from_bytes(entry).ok().filter(|entry| entry.class.stands_alone())?;
        if sha256(&[body]) != entry.body_hash || entry.key_commit != [0; 32] {
            return None;
        }
        let payload = payload::decode_inner(body).ok()?.payload;
        let head = Head::decode(&payload).ok()?;
        if payload::fields_root(&payload, &|_| [0; 16]) != entry.fields_root {
            return None;
        }
        let leaf = entry.leaf_hash();
        let kind = (head.kind, head.version);
        let derived = match certificate::derive(entry.class, kind, at, entry.hlc, leaf, &payload).ok()?? {
            Derived::Certificate(certificate) => What::Certificate(certificate),
            Derived::Revocation(revocation) => What::Revocation(revocation),
            Derived::Admission(leaves) => What::Admission(leaves),
            Derived::Redaction(redaction) => What::Redaction(redaction.leaves),
            _ => return None,
        };
        let origin = origin.to_owned();
        Some(Self(Arc::new(Read { at, origin, leaf, kind: head.kind, author: head.author, payload, derived })))
    }

    /// Where it stands: the row and the index.
    #[must_use]
    pub fn place(&self) -> (i64, u64) {
        (self.0.at.log, self.0.at.index)
    }

    /// What a redaction drops.
    #[must_use]
    pub fn drops(&self) -> Option<&[Hash]> {
        match &self.0.derived {
            What::Redaction(leaves) => Some(leaves),
            _ => None,
        }
    }

    /// The log key that a device's certificate names.
    #[must_use]
    pub fn log_key(&self, device: &Id) -> Option<VerifyingKey> {
        let is_of = matches!(&self.0.derived, What::Certificate(c) if c.kind == AuthorKind::Device && c.id == *device);
        self.key(LOG_FIELD).and_then(|key| VerifyingKey::from_bytes(&key).ok()).filter(|_| is_of)
    }

    fn key(&self, field: usize) -> Option<[u8; 32]> {
        fixed(&mut Decoder::new(self.0.payload.get(HEAD_ELEMENTS + field)?)).ok()
    }
}

/// See the module.
#[derive(Debug, Clone)]
pub struct Roster {
    operation: Id,
    root: VerifyingKey,
    membership: Membership,
    /// Whose issuers did not verify so far.
    waiting: Vec<Public>,
    /// Whose issuers did, whether or not they stand.
    known: Vec<Public>,
    standing: HashSet<Hash>,
    redacted: HashSet<Hash>,
}

impl Roster {
    /// An operation of which nothing is known but its root key.
    #[must_use]
    pub fn new(operation: Id, root: VerifyingKey) -> Self {
        let (membership, waiting, known) = (Membership::default(), Vec::new(), Vec::new());
        Self { operation, root, membership, waiting, known, standing: HashSet::new(), redacted: HashSet::new() }
    }

    /// Takes public entries, and judges all of them anew as far as these change it. `held` tells how far revocations reach.
    ///
    /// # Errors
    /// When `held` cannot be read.
    pub fn learn<H: Histories>(
        &mut self,
        entries: impl IntoIterator<Item = Public>,
        held: &mut H,
    ) -> Result<(), H::Error> {
        self.waiting.extend(entries);
        self.hear();
        self.judge(held)
    }

    /// Whether a revocation accepts more of a log than its first `size` entries, so that what stands may change when it grows.
    #[must_use]
    pub fn awaits(&self, origin: &str, size: u64) -> bool {
        self.known.iter().any(|public| match &public.0.derived {
            What::Revocation(revocation) => revocation.heads.iter().any(|h| h.origin == origin && h.size > size),
            _ => false,
        })
    }

    /// Remembers whose issuers verify by what is remembered, until nothing more does.
    fn hear(&mut self) {
        loop {
            let before = self.waiting.len();
            for public in std::mem::take(&mut self.waiting) {
                if self.is_issued(&self.membership, &public, false) {
                    self.remember(&public, true);
                    self.known.push(public);
                } else {
                    self.waiting.push(public);
                }
            }
            if self.waiting.len() == before {
                return;
            }
        }
    }

    fn remember(&mut self, public: &Public, stands: bool) {
        if let What::Certificate(certificate) = &public.0.derived {
            let certificate = certificate::Certificate { stands, ..(**certificate).clone() };
            self.membership.learn(Known::Certificate(Box::new(certificate)));
        }
    }

    /// Tells what stands: from what needs no other up, so that no two hold each other up.
    fn judge<H: Histories>(&mut self, held: &mut H) -> Result<(), H::Error> {
        let known = self.known.clone();
        let mut reaches = Vec::new();
        for public in &known {
            if let What::Revocation(revocation) = &public.0.derived {
                reaches.push((revocation.of, accepted(held, &revocation.heads)?));
            }
        }
        self.standing = HashSet::new();
        self.membership = Membership::default();
        known.iter().for_each(|public| self.remember(public, reaches.is_empty()));
        let any = !reaches.is_empty();
        reaches.into_iter().for_each(|(of, reach)| self.membership.learn(Known::Revocation(of, reach)));
        let mut waiting: Vec<&Public> = known.iter().collect();
        loop {
            let before = waiting.len();
            waiting.retain(|public| {
                let stands = !any || self.stands(public);
                if stands {
                    self.standing.insert(public.0.leaf);
                    self.remember(public, true);
                    if let What::Admission(leaves) = &public.0.derived {
                        self.membership.learn(Known::Admitted(leaves.clone()));
                    }
                }
                !stands
            });
            if waiting.len() == before || waiting.is_empty() {
                break;
            }
        }
        let standing = self.known.iter().filter(|public| self.standing.contains(&public.0.leaf));
        self.redacted = standing.filter_map(Public::drops).flatten().copied().collect();
        Ok(())
    }

    fn is_issued(&self, membership: &Membership, public: &Public, only_standing: bool) -> bool {
        let Read { at, kind, payload, .. } = &*public.0;
        let (operation, root) = (&self.operation, &self.root);
        certificate::verify_issuers(operation, root, membership, *at, *kind, payload, only_standing).is_ok()
    }

    /// As a journal's `check_standing` says it.
    fn stands(&self, public: &Public) -> bool {
        let Read { at, origin, leaf, author, payload, derived, .. } = &*public.0;
        if matches!(derived, What::Revocation(_)) {
            return true;
        }
        let Ok(issuers) = certificate::signers(payload) else { return false };
        let mut writers = vec![(author.kind, author.id)];
        writers.extend(incarnation::parse(origin).map(|(_, device)| (AuthorKind::Device, device)));
        writers.extend(issuers.into_iter().filter(|id| *id != self.operation).map(|id| (AuthorKind::User, id)));
        self.membership.get(&author.certificate).is_none_or(|c| c.stands)
            && self.membership.stands(*at, leaf, &writers)
            && self.is_issued(&self.membership, public, true)
    }

    fn device_certificates(&self) -> impl Iterator<Item = (&Public, Id)> {
        self.known.iter().filter(|public| public.0.kind == DEVICE_CERT).filter_map(|public| match &public.0.derived {
            What::Certificate(certificate) => Some((public, certificate.id)),
            _ => None,
        })
    }

    /// The keys that sign a device's logs, by every certificate of it, whether or not it stands: what a revoked device wrote is
    /// held too, and judged by who can read it.
    #[must_use]
    pub fn log_keys(&self, device: &Id) -> Vec<VerifyingKey> {
        self.device_certificates().filter_map(|(public, _)| public.log_key(device)).collect()
    }

    /// The device whose standing certificate names a TLS key, unless it was revoked.
    #[must_use]
    pub fn device_of(&self, tls: &[u8; 32]) -> Option<Id> {
        let stands = |public: &Public| self.standing.contains(&public.0.leaf);
        let mut all = self.device_certificates().filter(|(public, _)| stands(public));
        let found = all.find(|(public, _)| public.key(TLS_FIELD).as_ref() == Some(tls)).map(|(_, device)| device);
        found.filter(|device| !self.membership.is_revoked(AuthorKind::Device, device))
    }

    /// Whether a device of this id is certified and was not revoked.
    #[must_use]
    pub fn is_member(&self, device: &Id) -> bool {
        self.membership.newest_of(AuthorKind::Device, device).is_some()
            && !self.membership.is_revoked(AuthorKind::Device, device)
    }

    /// The keys certified for a cosigner's name; empty for a stranger's.
    #[must_use]
    pub fn cosigner_keys(&self, name: &str) -> Vec<VerifyingKey> {
        let Some(device) = named_device(name, &self.operation) else { return Vec::new() };
        let of = self.device_certificates().filter(|(_, id)| *id == device);
        let keys = of.filter_map(|(public, _)| public.key(COSIGNER_FIELD));
        keys.filter_map(|key| VerifyingKey::from_bytes(&key).ok()).collect()
    }

    /// Whether an entry of another class stands, given its place, its log's name and its author: no revocation leaves it out.
    #[must_use]
    pub fn lets_stand(&self, (row, index): (i64, u64), origin: &str, leaf: &Hash, author: &AuthorRef) -> bool {
        let mut writers = vec![(author.kind, author.id)];
        writers.extend(incarnation::parse(origin).map(|(_, device)| (AuthorKind::Device, device)));
        self.membership.get(&author.certificate).is_none_or(|c| c.stands)
            && self.membership.stands(At { log: row, index }, leaf, &writers)
    }

    /// How many revocations there are: as long as there are no more, what stood stands.
    #[must_use]
    pub fn revocations(&self) -> usize {
        self.known.iter().filter(|public| matches!(public.0.derived, What::Revocation(_))).count()
    }

    /// The leaf hashes whose bodies are dropped and refused.
    #[must_use]
    pub fn redacted(&self) -> &HashSet<Hash> {
        &self.redacted
    }

    /// The redactions that stand.
    pub fn redactions(&self) -> impl Iterator<Item = &Public> {
        self.known.iter().filter(|public| self.standing.contains(&public.0.leaf) && public.drops().is_some())
    }

    /// Takes a redaction out that names what is never redacted.
    pub fn void(&mut self, place: (i64, u64)) {
        self.known.retain(|public| public.place() != place);
        let standing = self.known.iter().filter(|public| self.standing.contains(&public.0.leaf));
        self.redacted = standing.filter_map(Public::drops).flatten().copied().collect();
    }
}
