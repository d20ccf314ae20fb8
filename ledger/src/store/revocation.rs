//! Somebody leaves, or a laptop is lost: what they wrote stands as far as it was accepted, and new keys shut them out.
//! In scope: revocations, admissions, what stands no longer, new operation keys.  Not here: the database's own key, devices that join.

use super::certificate::{self, DEVICE_CERT, OP_KEY_WRAP, SUBJECT_KEY, Wrap};
use super::confidential::CONFIDENTIAL_KEY;
use super::genesis::Unlocked;
use super::incarnation;
use super::ingest::Changed;
use super::journal::{Author, Journal};
use super::order::{self, At};
use super::parked;
use super::read::Opened;
use super::redaction::REDACTION;
use super::schema::{self, Log};
use super::tx::Tx;
use crate::Id;
use crate::crypto::keys::{Purpose, Secret32, WrapContext, WrapKeys, unwrap, wrap};
use crate::crypto::seal::{OpKey, SealError};
use crate::entry::Class;
use crate::error::{Error, Fault};
use crate::payload::{AuthorKind, cbor, fixed};
use crate::tlog::hash::Hash;
use minicbor::Decoder;
use rusqlite::{Connection, params};

/// Payload type of a revocation. FROZEN v1.
pub const REVOCATION: u16 = 104;
/// Payload type of an admission. FROZEN v1.
pub const ADMISSION: u16 = 105;
/// Leaf hashes in one admission.
const LEAVES_MAX: u64 = 20_000;

/// A log's head, as far as a revocation accepts the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) origin: String,
    pub(crate) size: u64,
    pub(crate) root: Hash,
}

/// A revocation as its entry says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Revocation {
    /// Whose entries stand only as far as the heads reach.
    pub(crate) of: (AuthorKind, Id),
    /// What is accepted.
    pub(crate) heads: Vec<Head>,
}

impl Revocation {
    /// Reads fields 5 and up.
    pub(crate) fn decode(fields: &[Vec<u8>]) -> Result<Self, minicbor::decode::Error> {
        let [kind, id, heads, _reason, ..] = fields else {
            return Err(minicbor::decode::Error::message("fewer than four fields"));
        };
        let kind = match minicbor::decode(kind)? {
            0u8 => AuthorKind::User,
            1 => AuthorKind::Device,
            other => return Err(minicbor::decode::Error::message(format!("kind {other}"))),
        };
        Ok(Self { of: (kind, fixed(&mut Decoder::new(id))?), heads: self::heads(heads)? })
    }

    fn fields(&self, reason: u16) -> Vec<Vec<u8>> {
        let (kind, id) = self.of;
        let kind = u64::from(kind == AuthorKind::Device);
        vec![
            cbor(|e| e.u64(kind)),
            cbor(|e| e.bytes(&id)),
            encode_heads(&self.heads),
            cbor(|e| e.u64(u64::from(reason))),
        ]
    }
}

/// Accepted heads as their field has them.
pub(crate) fn encode_heads(heads: &[Head]) -> Vec<u8> {
    cbor(|e| {
        e.array(heads.len() as u64);
        for head in heads {
            e.array(3).text(&head.origin).u64(head.size).bytes(&head.root);
        }
        e
    })
}

/// Reads [`encode_heads`].
pub(crate) fn heads(bytes: &[u8]) -> Result<Vec<Head>, minicbor::decode::Error> {
    let mut decoder = Decoder::new(bytes);
    let count = decoder.array()?.unwrap_or(0);
    let mut head = || {
        if decoder.array()? != Some(3) {
            return Err(minicbor::decode::Error::message("a head is not three elements"));
        }
        Ok(Head { origin: decoder.str()?.to_owned(), size: decoder.u64()?, root: fixed(&mut decoder)? })
    };
    (0..count).map(|_| head()).collect()
}

/// The leaf hashes in an admission's fields.
pub(crate) fn admission(fields: &[Vec<u8>]) -> Result<Vec<Hash>, minicbor::decode::Error> {
    let mut decoder = Decoder::new(fields.first().map(Vec::as_slice).unwrap_or_default());
    let count = decoder.array()?.unwrap_or(0);
    if count > LEAVES_MAX {
        return Err(minicbor::decode::Error::message(format!("{count} leaf hashes")));
    }
    (0..count).map(|_| fixed(&mut decoder)).collect()
}

/// Keeps what an admission lists.
pub(crate) fn put_admission(conn: &Connection, at: At, leaves: &[Hash]) -> Result<(), Error> {
    let mut admit = conn.prepare_cached("INSERT OR IGNORE INTO admitted (leaf_hash, log, idx) VALUES (?1, ?2, ?3)")?;
    for leaf in leaves {
        admit.execute(params![leaf, at.log, at.index as i64])?;
    }
    Ok(())
}

/// Whether an entry stands whoever was revoked: a revocation itself, and a subject's or section's key, which claims nothing and
/// others may use.
fn stands_always(opened: &Opened) -> bool {
    matches!(
        (opened.entry.class, opened.kind.0),
        (Class::Membership, REVOCATION) | (Class::Key, SUBJECT_KEY | CONFIDENTIAL_KEY)
    )
}

impl Journal {
    /// Revokes a user, or a device: what they wrote stands as far as it is held here, and no further on any device that hears
    /// of it, unless [`Journal::admit_entries`] lists it. The caller has checked that `admin` may.
    ///
    /// # Errors
    /// When nobody of that id was certified, or the store cannot be written.
    pub fn revoke(&self, admin: &Unlocked, kind: AuthorKind, id: &Id, reason: u16) -> Result<(), Error> {
        self.membership().newest_of(kind, id).ok_or(Error::UnknownAuthor(*id))?;
        let build = |tx: &mut Tx<'_>| {
            let mut heads = Vec::new();
            for log in schema::logs(tx.sql())? {
                let concerns = kind == AuthorKind::User || log_device(&log).is_some_and(|device| device == *id);
                let (head, ..) = schema::verified_head(tx.sql(), &log)?;
                if concerns && head.size > 0 {
                    heads.push(Head { origin: log.origin, size: head.size, root: head.root });
                }
            }
            let revocation = Revocation { of: (kind, *id), heads };
            tx.append_certificate(tx.new_id(), REVOCATION, revocation.fields(reason), &[admin.issuer()])
        };
        self.write(&Author::User(admin), build, |_, _, _| Ok::<_, Error>(())).map(|_| ())
    }

    /// Lets entries stand that revocations leave out, by their leaf hashes. The caller has checked that `admin` may.
    ///
    /// # Errors
    /// When the store cannot be written, or an entry still does not verify.
    pub fn admit_entries<U, E: From<Error>>(
        &self,
        admin: &Unlocked,
        leaves: &[Hash],
        project: impl FnOnce(&Connection, &Changed) -> Result<U, E>,
    ) -> Result<U, E> {
        let field = cbor(|e| {
            e.array(leaves.len() as u64);
            leaves.iter().for_each(|leaf| _ = e.bytes(leaf));
            e
        });
        let build = |tx: &mut Tx<'_>| tx.append_certificate(tx.new_id(), ADMISSION, vec![field], &[admin.issuer()]);
        self.write(&Author::User(admin), build, |_, _, _| Ok::<_, Error>(()))?;
        Ok(self.arrive(|conn, changed| self.unpark(conn, changed), project)?.1)
    }

    /// Users and devices that were revoked may not be certified anew under the same id.
    #[must_use]
    pub fn is_revoked(&self, kind: AuthorKind, id: &Id) -> bool {
        self.membership().is_revoked(kind, id)
    }

    /// Whether a revoked device can open what is written here now: administrators should rotate the key.
    #[must_use]
    pub fn is_op_key_exposed(&self) -> bool {
        let membership = self.membership();
        membership.writing().is_none_or(|key| membership.is_exposed(&key.id()))
    }

    /// Makes a new operation key, wrapped to every certified device that was not revoked, under which everything is written from
    /// now on. The keys before it are sealed under it, so that who joins later reads what was. The caller has checked that
    /// `admin` may.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn rotate_op_key(&self, admin: &Unlocked) -> Result<Id, Error> {
        let env = self.env();
        let key = OpKey::new(Secret32::random(env));
        let (devices, earlier) = {
            let membership = self.membership();
            let devices = membership.all(AuthorKind::Device).into_iter();
            let devices = devices.filter(|device| !membership.is_revoked(AuthorKind::Device, &device.id));
            let devices: Vec<_> = devices.map(|device| (device.id, device.wrap_key)).collect();
            let earlier =
                membership.latest_op_keys().into_iter().map(|old| Ok((old.id(), key.seal_earlier(env, old)?)));
            (devices, earlier.collect::<Result<Vec<_>, crate::crypto::seal::SealError>>().map_err(Error::whole)?)
        };
        let build = |tx: &mut Tx<'_>| {
            for (device, public) in &devices {
                let wrap = wrap_op_key(self, &key, *device, public, &earlier)?;
                tx.append_certificate(tx.new_id(), OP_KEY_WRAP, wrap.fields(), &[admin.issuer()])?;
            }
            Ok::<_, Error>(())
        };
        self.write(&Author::User(admin), build, |_, _, ()| Ok::<_, Error>(()))?;
        Ok(key.id())
    }

    /// A copy of the operation key that writes, for a coordinator's reporting: whoever has it reads everything but confidential
    /// sections, and need not be a member. The caller has checked that whoever asks may; `None` where there is no key here.
    #[must_use]
    pub fn operation_key(&self) -> Option<Secret32> {
        self.membership().writing().map(|key| Secret32::new(*key.secret().expose()))
    }

    /// The operation keys that a wrap opens here: its own, and those sealed under it, and theirs.
    pub(crate) fn unwrap_op_keys(&self, conn: &Connection, wrap: &Wrap) -> Result<Result<Vec<OpKey>, Fault>, Error> {
        if wrap.device != self.device() {
            return Ok(Ok(Vec::new()));
        }
        let keys = WrapKeys::from_secret(schema::local_secret(conn, "x25519_secret")?)?;
        let context = self.wrap_context(wrap.device, wrap.key);
        let open = || {
            let key = unwrap(&keys, &context, &wrap.wrapped).ok().map(OpKey::new)?;
            (key.id() == wrap.key).then_some(key)
        };
        let Some(key) = open() else { return Ok(Err(Fault::OpKeyWrap(wrap.key))) };
        let mut opened = Vec::new();
        for (id, sealed) in &wrap.earlier {
            match key.open_earlier(id, sealed) {
                Ok(old) => opened.push(old),
                Err(fault) => return Ok(Err(fault.into())),
            }
        }
        opened.push(key);
        Ok(Ok(opened))
    }

    pub(crate) fn wrap_context(&self, device: Id, key: Id) -> WrapContext {
        WrapContext { purpose: Purpose::OpKey, operation: self.operation(), recipient: device, key }
    }

    /// Fails where a revocation leaves the entry out.
    pub(crate) fn check_standing(&self, log: &Log, opened: &Opened) -> Result<(), Fault> {
        let membership = self.membership();
        if !membership.any_revoked() || stands_always(opened) {
            return Ok(());
        }
        let at = At { log: log.id, index: opened.index };
        let mut writers = vec![(opened.author.kind, opened.author.id)];
        writers.extend(log_device(log).map(|device| (AuthorKind::Device, device)));
        let mut certified = membership.get(&opened.author.certificate).is_none_or(|c| c.stands);
        if opened.entry.class.stands_alone() {
            // Not some certificate of each issuer must stand, but one under which the signature verifies.
            let (operation, root, kind) = (&self.identity.operation, &self.identity.root, opened.kind.0);
            certified &=
                certificate::verify_issuers(operation, root, &membership, at, kind, &opened.payload, true).is_ok();
            let issuers = certificate::signers(&opened.payload)?.into_iter().filter(|id| id != operation);
            writers.extend(issuers.map(|issuer| (AuthorKind::User, issuer)));
        }
        if certified && membership.stands(at, &opened.leaf_hash, &writers) { Ok(()) } else { Err(Fault::Revoked) }
    }

    /// Parks what was shown and stands no longer, now that these were revoked.
    pub(crate) fn leave_out(
        &self,
        conn: &Connection,
        of: &[(AuthorKind, Id)],
        changed: &mut Changed,
    ) -> Result<(), Error> {
        if of.is_empty() {
            return Ok(());
        }
        // Whoever was certified by what stands no longer may have written anywhere.
        let mut everything = self.settle(conn)?;
        loop {
            let mut unsaid = false;
            for log in schema::logs(conn)? {
                let size = schema::stored_note(conn, log.id)?.map_or(0, |(size, _)| size);
                let accepted = self.membership().accepted_of(of, log.id);
                let from = if everything { 0 } else { accepted };
                for index in from.max(log.from)..size {
                    unsaid |= self.leave_out_one(conn, At { log: log.id, index }, changed)?;
                }
            }
            if !unsaid {
                return Ok(());
            }
            // Bodies that a redaction dropped are missing again.
            self.remember_anew(conn)?;
            everything = true;
        }
    }

    /// Weighs certificates and admissions anew, from those that need none of the others upwards, so that no two hold each other
    /// up; whether one stands no longer.
    fn settle(&self, conn: &Connection) -> Result<bool, Error> {
        let mut waiting: Vec<(At, Vec<Hash>)> = Vec::new();
        let sql = "SELECT log, idx, NULL FROM certificate WHERE stands UNION ALL SELECT log, idx, leaf_hash FROM admitted ORDER BY 1, 2";
        let mut statement = conn.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let at = At { log: row.get(0)?, index: row.get(1)? };
            if waiting.last().is_none_or(|(last, _)| *last != at) {
                waiting.push((at, Vec::new()));
            }
            waiting
                .last_mut()
                .into_iter()
                .try_for_each(|(_, leaves)| row.get(2).map(|leaf: Option<Hash>| leaves.extend(leaf)))?;
        }
        conn.execute_batch("UPDATE certificate SET stands = 0; DELETE FROM admitted;")?;
        loop {
            self.remember_anew(conn)?;
            let before = waiting.len();
            let mut rest = Vec::new();
            for (at, leaves) in waiting {
                let position = order::position(conn, at)?.ok_or(Error::at(at.index, Fault::Derived("stretch")))?;
                match self.open_entry_on(conn, position) {
                    Ok(_) => {
                        let sql = "UPDATE certificate SET stands = 1 WHERE log = ?1 AND idx = ?2";
                        conn.prepare_cached(sql)?.execute(params![at.log, at.index as i64])?;
                        put_admission(conn, at, &leaves)?;
                    }
                    Err(Error::Corrupt { index: Some(_), .. }) => rest.push((at, leaves)),
                    Err(other) => return Err(other),
                }
            }
            waiting = rest;
            if waiting.len() == before || waiting.is_empty() {
                self.remember_anew(conn)?;
                return Ok(!waiting.is_empty());
            }
        }
    }

    /// Parks one entry where it does not stand; whether anybody's certificate went with it.
    fn leave_out_one(&self, conn: &Connection, at: At, changed: &mut Changed) -> Result<bool, Error> {
        let position = order::position(conn, at)?.ok_or(Error::at(at.index, Fault::Derived("stretch")))?;
        let fault = match self.open_entry_on(conn, position) {
            // A key that comes later in the same batch takes nothing away from what stands.
            Err(Error::Corrupt {
                fault: Fault::Seal(SealError::UnknownOpKey(_) | SealError::UnknownSubjectKey(_)),
                ..
            }) => {
                return Ok(false);
            }
            Err(Error::Corrupt { index: Some(_), fault }) => fault,
            Ok(_) | Err(Error::Redacted { .. } | Error::SealedToOthers { .. } | Error::Corrupt { .. }) => {
                return Ok(false);
            }
            Err(other) => return Err(other),
        };
        if !parked::put(conn, at, &fault)? {
            return Ok(false);
        }
        changed.dropped.push(position);
        changed.opened.retain(|opened| opened.position != position);
        let mut unsaid = 0;
        for sql in [
            "UPDATE certificate SET stands = 0 WHERE log = ?1 AND idx = ?2",
            "UPDATE op_key_wrap SET stands = 0 WHERE log = ?1 AND idx = ?2",
            "DELETE FROM admitted WHERE log = ?1 AND idx = ?2",
            "DELETE FROM user_slot WHERE log = ?1 AND idx = ?2",
            // A redaction that does not stand drops nothing: peers who still hold the bodies hand them back.
            "DELETE FROM redacted WHERE log = ?1 AND idx = ?2",
        ] {
            unsaid += conn.prepare_cached(sql)?.execute(params![at.log, at.index as i64])?;
        }
        Ok(unsaid > 0)
    }
}

/// An operation key wrapped to a device, with the earlier ones sealed under it.
pub(crate) fn wrap_op_key(
    journal: &Journal,
    key: &OpKey,
    device: Id,
    public: &[u8; 32],
    earlier: &[(Id, Vec<u8>)],
) -> Result<Wrap, Error> {
    let wrapped = wrap(journal.env(), public, &journal.wrap_context(device, key.id()), key.secret())?;
    Ok(Wrap { key: key.id(), device, wrapped, earlier: earlier.to_vec(), stands: true })
}

fn log_device(log: &Log) -> Option<Id> {
    incarnation::parse(&log.origin).map(|(_, device)| device)
}

/// What is issued, and the name its issuers sign it under.
pub(crate) const ISSUED: [(u16, &str); 6] = [
    (certificate::USER_CERT, "user-cert"),
    (DEVICE_CERT, "device-cert"),
    (OP_KEY_WRAP, "op-key-wrap"),
    (REVOCATION, "revocation"),
    (ADMISSION, "admission"),
    (REDACTION, "redaction"),
];

#[cfg(test)]
mod tests;
