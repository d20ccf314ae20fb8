//! Who belongs: certificates, revocations and operation keys as they stand, kept in memory and derived from entries of class 4.
//! In scope: looking them up, whether an entry stands, which operation key writes.  Not here: payloads (`certificate`), revoking
//! and rotating (`revocation`).

use super::branch;
use super::certificate::{Certificate, Derived, Wrap};
use super::order::At;
use super::revocation::{self, Head};
use super::rows::Tiles;
use super::schema;
use crate::Id;
use crate::crypto::keys::Secret32;
use crate::crypto::seal::OpKey;
use crate::entry::Entry;
use crate::error::{Error, Fault};
use crate::payload::AuthorKind;
use crate::tlog::hash::Hash;
use crate::tlog::proof;
use ed25519_dalek::VerifyingKey;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct Membership {
    by_leaf: HashMap<Hash, Certificate>,
    newest: HashMap<(AuthorKind, Id), Hash>,
    revoked: HashMap<(AuthorKind, Id), Vec<Accepted>>,
    admitted: HashSet<Hash>,
    op_keys: HashMap<Id, Arc<OpKey>>,
    wraps: BTreeMap<Id, BTreeSet<Id>>,
    standing_keys: BTreeSet<Id>,
    earlier: HashMap<Id, BTreeSet<Id>>,
}

/// How far one revocation lets each log stand.
pub(crate) type Accepted = HashMap<i64, u64>;

/// The histories held of logs, each in a row of its own: what tells how far a head reaches.
pub trait Histories {
    /// Why they cannot be read.
    type Error;

    /// The rows of a log, and how many entries each holds.
    ///
    /// # Errors
    /// The store's own.
    fn rows(&mut self, origin: &str) -> Result<Vec<(i64, u64)>, Self::Error>;

    /// The root that a row had at a size, which it has reached.
    ///
    /// # Errors
    /// The store's own.
    fn root(&mut self, row: i64, size: u64) -> Result<Hash, Self::Error>;

    /// The row that this one is a branch of, and where it leaves it.
    ///
    /// # Errors
    /// The store's own.
    fn base(&mut self, row: i64) -> Result<Option<(i64, u64)>, Self::Error>;
}

impl Histories for &Connection {
    type Error = Error;

    fn rows(&mut self, origin: &str) -> Result<Vec<(i64, u64)>, Error> {
        let mut rows = Vec::new();
        for log in schema::logs(self)?.into_iter().filter(|log| log.origin == origin) {
            rows.push((log.id, schema::stored_note(self, log.id)?.map_or(0, |(size, _)| size)));
        }
        Ok(rows)
    }

    fn root(&mut self, row: i64, size: u64) -> Result<Hash, Error> {
        let mut tiles = Tiles::new(self, row);
        proof::range_root(0, size, &mut |level, i| tiles.subtree(level, i))
    }

    fn base(&mut self, row: i64) -> Result<Option<(i64, u64)>, Error> {
        branch::base(self, row)
    }
}

/// What an entry adds to the membership.
pub(crate) enum Known {
    Certificate(Box<Certificate>),
    Revocation((AuthorKind, Id), Accepted),
    Admitted(Vec<Hash>),
    Wrap(Wrap, Vec<OpKey>),
}

impl Known {
    /// What is to be remembered of what an entry added to the tables; `keys` are the operation keys that it opened.
    pub(crate) fn of(conn: &Connection, derived: Derived, keys: Vec<OpKey>) -> Result<Option<Self>, Error> {
        Ok(match derived {
            Derived::Certificate(certificate) => Some(Self::Certificate(certificate)),
            Derived::Revocation(revocation) => {
                Some(Self::Revocation(revocation.of, accepted(&mut { conn }, &revocation.heads)?))
            }
            Derived::Admission(leaves) => Some(Self::Admitted(leaves)),
            Derived::OpKeyWrap(wrap) => Some(Self::Wrap(wrap, keys)),
            Derived::SubjectKey(..) | Derived::Slot(_) | Derived::Redaction(_) | Derived::Confidential(_) => None,
        })
    }
}

impl Membership {
    /// Adds what an entry tells.
    pub(crate) fn learn(&mut self, known: Known) {
        match known {
            Known::Certificate(certificate) => self.add(*certificate),
            Known::Revocation(of, accepted) => self.revoked.entry(of).or_default().push(accepted),
            Known::Admitted(leaves) => self.admitted.extend(leaves),
            Known::Wrap(wrap, keys) => {
                self.add_wrap(wrap.key, wrap.device, wrap.stands, wrap.earlier.iter().map(|(id, _)| *id));
                self.op_keys.extend(keys.into_iter().map(|key| (key.id(), Arc::new(key))));
            }
        }
    }

    fn add_wrap(&mut self, key: Id, device: Id, stands: bool, earlier: impl Iterator<Item = Id>) {
        self.wraps.entry(key).or_default().insert(device);
        if stands {
            self.standing_keys.insert(key);
        }
        self.earlier.entry(key).or_default().extend(earlier);
    }

    /// Adds a certificate; later ones of the same holder replace earlier ones for new entries.
    fn add(&mut self, certificate: Certificate) {
        let holder = (certificate.kind, certificate.id);
        let older = |old: &Certificate| old.age() <= certificate.age();
        if certificate.stands && self.newest_of(certificate.kind, &certificate.id).is_none_or(older) {
            self.newest.insert(holder, certificate.leaf_hash);
        }
        self.by_leaf.insert(certificate.leaf_hash, certificate);
    }

    /// The certificate of this leaf hash.
    #[must_use]
    pub fn get(&self, leaf_hash: &Hash) -> Option<&Certificate> {
        self.by_leaf.get(leaf_hash)
    }

    /// The newest certificate of a holder, of those that stand.
    #[must_use]
    pub fn newest_of(&self, kind: AuthorKind, id: &Id) -> Option<&Certificate> {
        self.newest.get(&(kind, *id)).and_then(|leaf| self.by_leaf.get(leaf))
    }

    /// The certificates of a holder that somebody who wrote at `at` could know: in the same log they stand before.
    pub(crate) fn before(&self, kind: AuthorKind, id: &Id, at: At) -> impl Iterator<Item = &Certificate> {
        let id = *id;
        self.by_leaf.values().filter(move |c| c.kind == kind && c.id == id && c.is_before(at))
    }

    /// The newest certificate of everybody of a kind, of those that stand, oldest first.
    #[must_use]
    pub fn all(&self, kind: AuthorKind) -> Vec<&Certificate> {
        let newest = self.newest.values().filter_map(|leaf| self.by_leaf.get(leaf));
        let mut all: Vec<_> = newest.filter(|c| c.kind == kind).collect();
        all.sort_by_key(|c| c.age());
        all
    }

    /// The certificate of a log's first entry: the first administrator's, where the operation was founded in that log.
    #[must_use]
    pub(crate) fn first(&self, log: i64) -> Option<&Certificate> {
        self.by_leaf.values().find(|c| c.at == At { log, index: 0 })
    }

    /// Whether a user or device was revoked.
    #[must_use]
    pub fn is_revoked(&self, kind: AuthorKind, id: &Id) -> bool {
        self.revoked.contains_key(&(kind, *id))
    }

    /// Whoever was.
    pub(crate) fn revoked(&self) -> Vec<(AuthorKind, Id)> {
        self.revoked.keys().copied().collect()
    }

    /// Whether anybody was.
    pub(crate) fn any_revoked(&self) -> bool {
        !self.revoked.is_empty()
    }

    /// Whether what these wrote at `at` stands: every revocation of each of them accepts it, or an administrator admitted it.
    pub(crate) fn stands(&self, at: At, leaf_hash: &Hash, writers: &[(AuthorKind, Id)]) -> bool {
        let mut revocations = writers.iter().filter_map(|writer| self.revoked.get(writer)).flatten();
        let accepts = |accepted: &Accepted| accepted.get(&at.log).is_some_and(|size| at.index < *size);
        revocations.all(accepts) || self.admitted.contains(leaf_hash)
    }

    /// How far every revocation of these users and devices lets a log stand.
    pub(crate) fn accepted_of(&self, of: &[(AuthorKind, Id)], log: i64) -> u64 {
        let revocations = of.iter().filter_map(|of| self.revoked.get(of)).flatten();
        revocations.map(|accepted| accepted.get(&log).copied().unwrap_or(0)).min().unwrap_or(u64::MAX)
    }

    /// An operation key held here.
    pub(crate) fn op_key(&self, id: &Id) -> Option<&Arc<OpKey>> {
        self.op_keys.get(id)
    }

    /// The operation key that writes, alike on every device that holds the same: of the keys that no later one seals, one
    /// wrapped to no revoked device if there is any, then the lowest id.
    pub(crate) fn writing(&self) -> Option<&Arc<OpKey>> {
        let stands = |id: &&Id| self.standing_keys.contains(*id) || self.op_keys.len() == 1;
        let safe: Vec<&Id> = self.op_keys.keys().filter(stands).filter(|id| !self.is_exposed(id)).collect();
        let of = if safe.is_empty() { self.op_keys.keys().filter(stands).collect() } else { safe };
        self.latest(&of).into_iter().min().and_then(|id| self.op_keys.get(id))
    }

    /// Whether a revoked device can open what is sealed under a key.
    pub(crate) fn is_exposed(&self, key: &Id) -> bool {
        self.wraps.get(key).into_iter().flatten().any(|device| self.is_revoked(AuthorKind::Device, device))
    }

    /// The operation keys held here that no other one seals.
    pub(crate) fn latest_op_keys(&self) -> Vec<&Arc<OpKey>> {
        let all: Vec<&Id> = self.op_keys.keys().collect();
        let mut latest = self.latest(&all);
        latest.sort_unstable();
        latest.into_iter().filter_map(|id| self.op_keys.get(id)).collect()
    }

    /// The devices that a key is wrapped to.
    #[cfg(test)]
    pub(crate) fn wraps_of(&self, key: &Id) -> BTreeSet<Id> {
        self.wraps.get(key).cloned().unwrap_or_default()
    }

    /// The keys held here that a key seals as earlier ones, and those that these seal in turn: whoever is given it opens all of them.
    pub(crate) fn earlier_than(&self, key: &Id) -> Vec<Arc<OpKey>> {
        self.sealed_by(&[key]).iter().filter_map(|id| self.op_keys.get(id).cloned()).collect()
    }

    fn sealed_by(&self, keys: &[&Id]) -> BTreeSet<Id> {
        let mut sealed = BTreeSet::new();
        let mut next: Vec<Id> = keys.iter().filter_map(|id| self.earlier.get(*id)).flatten().copied().collect();
        while let Some(id) = next.pop() {
            if sealed.insert(id) {
                next.extend(self.earlier.get(&id).into_iter().flatten());
            }
        }
        sealed
    }

    fn latest<'a>(&self, of: &[&'a Id]) -> Vec<&'a Id> {
        let sealed = self.sealed_by(of);
        of.iter().copied().filter(|id| !sealed.contains(*id)).collect()
    }

    /// Reads the derived tables.
    pub(crate) fn load(conn: &Connection) -> Result<Self, Error> {
        let mut membership = Self::default();
        membership.load_certificates(conn)?;
        let mut statement = conn.prepare("SELECT kind, id, heads FROM revocation ORDER BY log, idx")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (of, heads) = ((author_kind(row.get(0)?), row.get(1)?), row.get_ref(2)?.as_blob().unwrap_or_default());
            let heads = revocation::heads(heads).map_err(|_| Error::whole(Fault::Derived("revocation")))?;
            membership.learn(Known::Revocation(of, accepted(&mut { conn }, &heads)?));
        }
        let mut statement = conn.prepare("SELECT leaf_hash FROM admitted")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        membership.admitted = rows.collect::<Result<_, _>>()?;
        let mut statement = conn.prepare("SELECT key, device, earlier, stands FROM op_key_wrap ORDER BY log, idx")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let earlier: Vec<u8> = row.get(2)?;
            let ids = earlier.chunks_exact(16).filter_map(|id| id.try_into().ok());
            membership.add_wrap(row.get(0)?, row.get(1)?, row.get(3)?, ids);
        }
        let mut statement = conn.prepare("SELECT id, key FROM op_key")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (id, key): (Id, [u8; 32]) = (row.get(0)?, row.get(1)?);
            let key = OpKey::new(Secret32::new(key));
            if key.id() != id {
                return Err(Error::whole(Fault::Derived("op_key")));
            }
            membership.op_keys.insert(id, Arc::new(key));
        }
        Ok(membership)
    }

    fn load_certificates(&mut self, conn: &Connection) -> Result<(), Error> {
        let sql = "SELECT c.leaf_hash, c.log, c.idx, c.kind, c.id, c.sign_key, c.wrap_key, c.bits, e.bytes, c.stands
                   FROM certificate c LEFT JOIN entry e ON e.log = c.log AND e.idx = c.idx ORDER BY c.log, c.idx";
        let mut statement = conn.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let wrong = || Error::whole(Fault::Derived("certificate"));
            let sign_key: [u8; 32] = row.get(5)?;
            let entry = row.get_ref(8)?.as_blob().map_err(|_| wrong())?;
            self.add(Certificate {
                leaf_hash: row.get(0)?,
                at: At { log: row.get(1)?, index: row.get(2)? },
                hlc: Entry::from_bytes(entry).map_err(|_| wrong())?.hlc,
                kind: author_kind(row.get(3)?),
                id: row.get(4)?,
                sign_key: VerifyingKey::from_bytes(&sign_key).map_err(|_| wrong())?,
                wrap_key: row.get(6)?,
                permission_bits: row.get(7)?,
                stands: row.get(9)?,
            });
        }
        Ok(())
    }
}

fn author_kind(code: u8) -> AuthorKind {
    if code == 0 { AuthorKind::User } else { AuthorKind::Device }
}

/// How far heads accept each row: the histories that contain a head up to its size, and what they share with others. As long as
/// none that is held reaches so far, every history is taken for one that will.
pub(crate) fn accepted<H: Histories>(held: &mut H, heads: &[Head]) -> Result<Accepted, H::Error> {
    let mut out = Accepted::new();
    let mut accept = |log: i64, size: u64| {
        let reach = out.entry(log).or_default();
        *reach = size.max(*reach);
    };
    for head in heads {
        let histories = held.rows(&head.origin)?;
        if histories.iter().all(|(_, size)| head.size > *size) {
            histories.iter().for_each(|(id, _)| accept(*id, head.size));
        }
        for (id, size) in histories {
            if head.size > size || held.root(id, head.size)? != head.root {
                continue;
            }
            accept(id, head.size);
            let mut at = id;
            while let Some((of, from)) = held.base(at)? {
                accept(of, head.size.min(from));
                at = of;
            }
        }
    }
    Ok(out)
}
