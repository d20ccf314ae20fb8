//! An operation's keys in the hands of whoever was given its operation key and holds no journal: a coordinator's reporting.
//! In scope: the keys that entries carry, opening bodies by them.  Not here: authors' signatures, whether an entry stands (`Roster`),
//! confidential sections, which stay closed.

use super::certificate::{self, Derived};
use super::order::At;
use crate::Id;
use crate::crypto::keys::Secret32;
use crate::crypto::seal::{self, BodyKeys, NO_SUBJECT, OpKey, Place, SealError};
use crate::entry::Entry;
use crate::error::Fault;
use crate::payload::{self, HEAD_ELEMENTS, Head};
use crate::tlog::hash::{Hash, sha256};
use std::collections::HashMap;

/// See the module.
#[derive(Debug)]
pub struct Keyring {
    op_keys: HashMap<Id, OpKey>,
    subjects: HashMap<Id, Secret32>,
}

/// An opened entry.
#[derive(Clone, PartialEq, Eq)]
pub struct Plain {
    /// The entry.
    pub entry: Entry,
    /// Its leaf hash.
    pub leaf: Hash,
    /// Whose it is, where it is anybody's.
    pub subject: Option<Id>,
    /// The payload's head.
    pub head: Head,
    /// Its fields.
    pub fields: Vec<Vec<u8>>,
}

impl std::fmt::Debug for Plain {
    /// Without the fields: they are a patient's, or a key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plain").field("leaf", &hex::encode(self.leaf)).finish_non_exhaustive()
    }
}

impl Keyring {
    /// A ring with one key on it.
    #[must_use]
    pub fn new(op_key: Secret32) -> Self {
        let key = OpKey::new(op_key);
        Self { op_keys: HashMap::from([(key.id(), key)]), subjects: HashMap::new() }
    }

    /// Takes the keys that an opened entry carries; whether any is new.
    pub fn learn(&mut self, plain: &Plain) -> bool {
        let Plain { entry, leaf, head, fields, .. } = plain;
        let payload: Vec<Vec<u8>> = vec![Vec::new(); HEAD_ELEMENTS].into_iter().chain(fields.iter().cloned()).collect();
        let at = At { log: 0, index: 0 };
        match certificate::derive(entry.class, (head.kind, head.version), at, entry.hlc, *leaf, &payload) {
            Ok(Some(Derived::SubjectKey(id, key))) => self.subjects.insert(id, Secret32::new(*key)).is_none(),
            Ok(Some(Derived::OpKeyWrap(wrap))) => {
                let Some(key) = self.op_keys.get(&wrap.key) else { return false };
                let earlier = wrap.earlier.iter().filter(|(id, _)| !self.op_keys.contains_key(id));
                let opened: Vec<OpKey> = earlier.filter_map(|(id, sealed)| key.open_earlier(id, sealed).ok()).collect();
                let any = !opened.is_empty();
                self.op_keys.extend(opened.into_iter().map(|key| (key.id(), key)));
                any
            }
            _ => false,
        }
    }

    /// Opens a body and verifies that it is the entry's, whole.
    ///
    /// # Errors
    /// What is wrong with it, or which key is not on the ring.
    pub fn open(&self, origin: &str, entry: &[u8], body: &[u8]) -> Result<Plain, Fault> {
        let entry = Entry::from_bytes(entry)?;
        if sha256(&[body]) != entry.body_hash {
            return Err(Fault::BodyHash);
        }
        let (inner, subject, root) = if entry.class.is_public() {
            let inner = payload::decode_inner(body)?;
            let root = payload::fields_root(&inner.payload, &|_| [0; 16]);
            (inner, None, root)
        } else {
            let Entry { key_commit, fields_root, .. } = &entry;
            let place = Place { origin, prefix: &entry.prefix(), key_commit, fields_root };
            let id = seal::op_key_id(body)?;
            let op_key = self.op_keys.get(&id).ok_or(SealError::UnknownOpKey(id))?;
            let (subject, salt) = seal::open_envelope(op_key, &place, body)?;
            let own = Some(subject).filter(|subject| *subject != NO_SUBJECT);
            let key = own.map(|id| self.subjects.get(&id).ok_or(SealError::UnknownSubjectKey(id))).transpose()?;
            let keys = BodyKeys::derive(op_key, subject, key, salt);
            let inner = payload::decode_inner(&keys.open(&place, body)?)?;
            let root = payload::fields_root(&inner.payload, &|i| keys.salt(i));
            (inner, own, root)
        };
        if root != entry.fields_root {
            return Err(Fault::FieldsRoot);
        }
        let head = Head::decode(&inner.payload)?;
        let mut fields = inner.payload;
        fields.drain(..HEAD_ELEMENTS);
        Ok(Plain { leaf: entry.leaf_hash(), entry, subject, head, fields })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::{found, write_many};
    use crate::{Author, Error};

    #[test]
    fn the_operation_key_opens_what_a_journal_opens_whatever_was_rotated_since() {
        let (_dir, journal, user, _) = found(151);
        write_many(&journal, &Author::User(&user), 3);
        journal.rotate_op_key(&user).unwrap();
        write_many(&journal, &Author::User(&user), 3);
        let mut ring = Keyring::new(journal.operation_key().unwrap());
        let batch = journal.batch(&journal.head().0, 0).unwrap();
        let mut open = || -> Vec<Hash> {
            let pairs = batch.entries.iter().zip(&batch.bodies);
            let opened: Vec<Plain> = pairs.filter_map(|(e, b)| ring.open(&batch.origin, e, b.as_ref()?).ok()).collect();
            opened.iter().for_each(|plain| _ = ring.learn(plain));
            opened.into_iter().map(|plain| plain.leaf).collect()
        };
        let first = open().len();
        open();
        let all = open();
        let mut read = Vec::new();
        let see = |opened: crate::Opened| {
            read.push(opened.leaf_hash);
            Ok::<_, Error>(())
        };
        journal.open_range(0, journal.length(), see).unwrap();
        assert!(first < all.len());
        assert_eq!(all, read);
        let stranger = Keyring::new(Secret32::new([9; 32]));
        let sealed = batch.entries.iter().zip(&batch.bodies).find(|(e, _)| e[1] == 1).unwrap();
        assert!(stranger.open(&batch.origin, sealed.0, sealed.1.as_ref().unwrap()).is_err());
    }
}
