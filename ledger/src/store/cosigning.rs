//! Every device is a witness of every other: it signs the heads it verified, and keeps what others signed.
//! In scope: giving, taking and keeping cosignatures, a new cosigner key for a device that was put back.  Not here: their bytes
//! (`tlog::cosignature`), when they travel.

use super::certificate::DEVICE_CERT;
use super::genesis::Unlocked;
use super::incarnation;
use super::journal::{Author, Journal, locked};
use super::order::{self, At};
use super::schema::{self, Log};
use super::tx::Tx;
use crate::Id;
use crate::crypto::keys::Secret32;
use crate::error::{Error, Fault};
use crate::payload::{AuthorKind, HEAD_ELEMENTS, fixed};
use crate::planted::{self, Bug};
use crate::tlog::checkpoint::Checkpoint;
use crate::tlog::cosignature::{Cosignature, Cosigner, cosigner_name, split_cosigned, with_cosignatures};
use ed25519_dalek::{SigningKey, VerifyingKey};
use minicbor::Decoder;
use rusqlite::{Connection, OptionalExtension, params};

/// Cosignatures that one note carries in a `heads` entry.
pub(crate) const CARRIED_MAX: usize = 8;
/// The cosigner key among a device certificate's fields.
pub(crate) const COSIGNER_FIELD: usize = 4;

/// A log's signed note with the cosignatures below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosigned {
    /// The log.
    pub origin: String,
    /// Entries that the note covers.
    pub size: u64,
    /// The note, and the cosignatures as its further lines, newest first.
    pub note: String,
    /// Who cosigned it, in the same order.
    pub by: Vec<String>,
}

impl Journal {
    /// Signs the head of another device's log as a witness, and tells the note. `None` where there is nothing to sign: the log is
    /// this device's own, has not grown since it was signed but by heads entries, contradicts itself, or this device was put back and has no new key yet.
    ///
    /// # Errors
    /// When the log is unknown or its head does not verify; when the store cannot be written.
    pub fn cosign(&self, origin: &str) -> Result<Option<Cosigned>, Error> {
        let mut log = self.log_of(self.log_named(origin)?)?;
        let both = planted::is(Bug::BothCosigned);
        if both {
            log = self.rows_named(origin).pop().unwrap_or(log);
        }
        let is_own = incarnation::parse(origin).is_some_and(|(_, device)| device == self.device());
        let size = self.local(|conn| {
            let Some((key, n)) = cosigner(conn)?.filter(|_| !is_own) else { return Ok(None) };
            if !both && conn.prepare_cached("SELECT 1 FROM fork WHERE log = ?1")?.exists([log.id])? {
                return Ok(None);
            }
            let (head, note, _) = schema::verified_head(conn, &log)?;
            let name = cosigner_name(&self.operation(), &self.device(), n);
            let last: Option<u64> = conn
                .prepare_cached("SELECT size FROM cosignature WHERE log = ?1 AND name = ?2")?
                .query_row(params![log.id, name], |row| row.get(0))
                .optional()?;
            if !incarnation::has_grown(conn, log.id, last, head.size)? {
                return Ok(None);
            }
            let cosignature = Cosignature::new(&head, &name, &key, self.env().now_ms() / 1000);
            put(conn, &log, head.size, &note, &cosignature)?;
            Ok::<_, Error>(Some(head.size))
        })?;
        size.map_or(Ok(None), |size| self.cosigned_at(&log, size))
    }

    /// [`Journal::cosign`] for every log held here; nothing on a device that was revoked, or whose certificate stands no longer.
    ///
    /// # Errors
    /// As [`Journal::cosign`].
    pub fn cosign_all(&self) -> Result<(), Error> {
        if !self.may_write() {
            return Ok(());
        }
        let mut origins: Vec<String> = self.heads()?.into_iter().map(|head| head.origin).collect();
        origins.dedup();
        origins.iter().try_for_each(|origin| self.cosign(origin).map(|_| ()))
    }

    /// Takes the cosignatures below a log's signed note, each verified against the certificate of the device it names. Those of
    /// strangers, of older sizes than the same cosigner signed before, and of notes that cover what is not held here are passed
    /// over; tells how many were kept.
    ///
    /// # Errors
    /// When the log is unknown, the note or a line is malformed or does not verify, or the store cannot be written.
    pub fn take_cosigned(&self, cosigned: &str) -> Result<usize, Error> {
        let (note, lines) = split_cosigned(cosigned);
        let origin = note.lines().next().unwrap_or_default();
        let log = self.log_of(self.log_named(origin)?)?;
        let head = Checkpoint::verify(note, origin, &log.key).map_err(Error::whole)?;
        self.local(|conn| {
            let Some(log) = self.row_with(conn, &head)? else { return Ok(0) };
            let mut kept = 0;
            for line in lines.lines() {
                let cosignature = Cosignature::parse(line).map_err(Error::whole)?;
                let name = cosignature.name.clone();
                let keys = self.cosigner_keys(conn, &name)?.into_iter();
                let cosigners: Vec<_> = keys.map(|key| Cosigner { name: name.clone(), key }).collect();
                if cosigners.is_empty() {
                    continue;
                }
                let mut judged = cosigners.iter().map(|cosigner| cosignature.verify(&head, cosigner));
                if !judged.any(|judged| judged.is_ok()) {
                    return Err(Error::whole(Fault::Cosignature(name)));
                }
                kept += usize::from(put(conn, &log, head.size, note, &cosignature)?);
            }
            Ok(kept)
        })
    }

    /// Every note that some cosigner signed last, of every log.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn cosigned(&self) -> Result<Vec<Cosigned>, Error> {
        all(&locked(&self.reader))
    }

    /// Name and key under which this device cosigns, for an auditor's policy; `None` until it has a new key.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn cosigner_vkey(&self) -> Result<Option<String>, Error> {
        let conn = locked(&self.reader);
        let vkey = |(key, n): (SigningKey, u32)| {
            let name = cosigner_name(&self.operation(), &self.device(), n);
            Cosigner { name, key: key.verifying_key() }.vkey()
        };
        Ok(cosigner(&conn)?.map(vkey))
    }

    /// Whether this device was put back to an earlier state and needs a new cosigner key: what the old one signed is not known.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn needs_cosigner(&self) -> Result<bool, Error> {
        Ok(cosigner(&locked(&self.reader))?.is_none())
    }

    /// Certifies this device anew, with another cosigner key. The caller has checked that `admin` may.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn renew_cosigner(&self, admin: &Unlocked) -> Result<(), Error> {
        let seed = Secret32::random(self.env());
        let public = SigningKey::from_bytes(seed.expose()).verifying_key();
        let device = self.device();
        let at = self.membership().newest_of(AuthorKind::Device, &device).map(|certificate| certificate.at);
        let at = at.ok_or(Error::UnknownAuthor(device))?;
        let position = order::position(&locked(&self.reader), at)?;
        let position = position.ok_or(Error::at(at.index, Fault::Derived("certificate")))?;
        let mut fields = self.open_entry(position)?.payload.split_off(HEAD_ELEMENTS);
        // The issuers' signatures are made anew.
        fields.pop();
        if let Some(field) = fields.get_mut(COSIGNER_FIELD) {
            *field = crate::payload::cbor(|e| e.bytes(public.as_bytes()));
        }
        let build = |tx: &mut Tx<'_>| tx.append_certificate(device, DEVICE_CERT, fields, &[admin.issuer()]);
        let keep = |conn: &Connection, _: &[_], _| {
            let n = number(conn)? + 1;
            conn.execute("UPDATE local SET value = ?1 WHERE name = 'cosigner_seed'", [seed.expose()])?;
            set_number(conn, n)?;
            conn.execute("DELETE FROM local WHERE name = 'cosigner_lost'", [])?;
            Ok::<_, Error>(())
        };
        self.write(&Author::User(admin), build, keep).map(|_| ())
    }

    /// The cosigner keys certified for the device in a cosigner's name.
    fn cosigner_keys(&self, conn: &Connection, name: &str) -> Result<Vec<VerifyingKey>, Error> {
        let Some(device) = named_device(name, &self.operation()) else { return Ok(Vec::new()) };
        let mut keys = Vec::new();
        for fields in self.device_fields(conn, &device)? {
            let key = fields.get(COSIGNER_FIELD).and_then(|field| fixed(&mut Decoder::new(field)).ok());
            keys.extend(key.and_then(|key| VerifyingKey::from_bytes(&key).ok()));
        }
        Ok(keys)
    }

    /// The fields of every certificate of a device.
    pub(crate) fn device_fields(&self, conn: &Connection, device: &Id) -> Result<Vec<Vec<Vec<u8>>>, Error> {
        let sql = "SELECT log, idx FROM certificate WHERE kind = 1 AND id = ?1 ORDER BY log, idx";
        let mut statement = conn.prepare_cached(sql)?;
        let places = statement.query_map([device], |row| Ok(At { log: row.get(0)?, index: row.get(1)? }))?;
        let mut all = Vec::new();
        for at in places {
            if let Some(position) = order::position(conn, at?)? {
                all.push(self.open_unjudged_on(conn, position)?.payload.split_off(HEAD_ELEMENTS));
            }
        }
        Ok(all)
    }

    fn cosigned_at(&self, log: &Log, size: u64) -> Result<Option<Cosigned>, Error> {
        at_size(&locked(&self.reader), log, size)
    }
}

/// This device may have cosigned what it does not know of.
pub(crate) fn forget_cosigner(conn: &Connection) -> Result<(), Error> {
    conn.execute("INSERT OR REPLACE INTO local (name, value) VALUES ('cosigner_lost', x'01')", [])?;
    Ok(())
}

/// Every note of a log with what others signed below it, newest first.
pub(crate) fn of_log(conn: &Connection, log: &Log) -> Result<Vec<Cosigned>, Error> {
    let mut statement = conn.prepare_cached("SELECT size FROM cosigned WHERE log = ?1 ORDER BY size DESC")?;
    let sizes = statement.query_map([log.id], |row| row.get(0))?.collect::<Result<Vec<u64>, _>>()?;
    let mut out = Vec::new();
    for size in sizes {
        out.extend(at_size(conn, log, size)?);
    }
    Ok(out)
}

fn all(conn: &Connection) -> Result<Vec<Cosigned>, Error> {
    let mut out = Vec::new();
    for log in schema::logs(conn)? {
        out.extend(of_log(conn, &log)?);
    }
    Ok(out)
}

/// The note of a log at a size with its newest cosignatures.
pub(crate) fn at_size(conn: &Connection, log: &Log, size: u64) -> Result<Option<Cosigned>, Error> {
    let sql = "SELECT note FROM cosigned WHERE log = ?1 AND size = ?2";
    let note: Option<String> =
        conn.prepare_cached(sql)?.query_row(params![log.id, size as i64], |row| row.get(0)).optional()?;
    let Some(note) = note else { return Ok(None) };
    let sql = "SELECT line FROM cosignature WHERE log = ?1 AND size = ?2 ORDER BY time_s DESC, name LIMIT ?3";
    let mut statement = conn.prepare_cached(sql)?;
    let lines = statement.query_map(params![log.id, size as i64, CARRIED_MAX as i64], |row| row.get::<_, String>(0))?;
    let mut cosignatures = Vec::new();
    for line in lines {
        cosignatures.push(Cosignature::parse(&line?).map_err(Error::whole)?);
    }
    let note = with_cosignatures(&note, &cosignatures);
    let by = cosignatures.into_iter().map(|cosignature| cosignature.name).collect();
    Ok(Some(Cosigned { origin: log.origin.clone(), size, note, by }))
}

/// Keeps a verified cosignature unless the same cosigner signed more, and lets go of what nobody signed last any more.
fn put(conn: &Connection, log: &Log, size: u64, note: &str, cosignature: &Cosignature) -> Result<bool, Error> {
    let sql = "INSERT OR IGNORE INTO cosigned (log, size, note) VALUES (?1, ?2, ?3)";
    conn.prepare_cached(sql)?.execute(params![log.id, size as i64, note])?;
    let sql = "INSERT INTO cosignature (log, name, size, time_s, line) VALUES (?1, ?2, ?3, ?4, ?5)
               ON CONFLICT (log, name) DO UPDATE SET size = ?3, time_s = ?4, line = ?5 WHERE size < ?3";
    let (time, line) = (cosignature.time_s as i64, cosignature.to_string());
    let row = params![log.id, cosignature.name, size as i64, time, line];
    let kept = conn.prepare_cached(sql)?.execute(row)? > 0;
    let sql = "DELETE FROM cosigned WHERE log = ?1 AND NOT EXISTS
               (SELECT 1 FROM cosignature c WHERE c.log = cosigned.log AND c.size = cosigned.size)";
    conn.prepare_cached(sql)?.execute([log.id])?;
    Ok(kept)
}

/// The key that this device cosigns with, and its number.
fn cosigner(conn: &Connection) -> Result<Option<(SigningKey, u32)>, Error> {
    if conn.prepare_cached("SELECT 1 FROM local WHERE name = 'cosigner_lost'")?.exists([])? {
        return Ok(None);
    }
    let seed = schema::local_secret(conn, "cosigner_seed")?;
    Ok(Some((SigningKey::from_bytes(seed.expose()), number(conn)?)))
}

fn number(conn: &Connection) -> Result<u32, Error> {
    let sql = "SELECT value FROM local WHERE name = 'cosigner'";
    let n: Option<[u8; 4]> = conn.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?;
    Ok(n.map_or(1, u32::from_be_bytes))
}

fn set_number(conn: &Connection, n: u32) -> Result<(), Error> {
    conn.execute("INSERT OR REPLACE INTO local (name, value) VALUES ('cosigner', ?1)", [n.to_be_bytes()])?;
    Ok(())
}

/// The device in a cosigner's name, where it is one of this operation's.
pub(crate) fn named_device(name: &str, operation: &Id) -> Option<Id> {
    let rest = name.strip_prefix("fieldchart/")?.strip_prefix(&hex::encode(operation))?.strip_prefix('/')?;
    let (device, n) = rest.split_once("/cosigner/")?;
    let device: Id = hex::decode(device).ok()?.try_into().ok()?;
    let n: u32 = n.parse().ok()?;
    (cosigner_name(operation, &device, n) == name).then_some(device)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::ingest::tests::{add, pull, restored};
    use crate::store::join::tests::joined;
    use crate::store::tests::{check, found, reopen};

    fn lines(cosigned: &Cosigned) -> Vec<&str> {
        split_cosigned(&cosigned.note).1.lines().collect()
    }

    #[test]
    fn devices_witness_each_other_and_what_they_sign_travels_with_the_notes() {
        let (dir, here, admin, _) = found(121);
        let (there, admin_there) = joined(&here, &admin, dir.path(), "there");
        add(&there, &admin_there, None, &["one"]);
        pull(&here, &there);
        assert_eq!(here.cosign(here.origin()).unwrap(), None, "nobody is a witness of itself");
        let given = here.cosign(there.origin()).unwrap().unwrap();
        assert_eq!((given.size, given.by.len(), lines(&given).len()), (there.size(), 1, 1));
        assert_eq!(here.cosign(there.origin()).unwrap(), None, "once per size");
        let taken = there.take_cosigned(&given.note).unwrap();
        assert_eq!((taken, there.cosigned().unwrap()), (1, vec![given.clone()]));
        // Every altered one is refused; one by nobody known is passed over.
        let line = lines(&given).remove(0);
        let altered = line.replace(&line[line.len() - 12..line.len() - 8], "AAAA");
        assert!(there.take_cosigned(&given.note.replace(line, &altered)).is_err());
        let strangers = line.replace("/cosigner/1", "/cosigner/x");
        assert_eq!(there.take_cosigned(&given.note.replace(line, &strangers)).unwrap(), 0);
        assert!(there.take_cosigned(&given.note.replacen(&format!("\n{}\n", given.size), "\n9\n", 1)).is_err());
        // The log's own heads entry embeds what others signed of it, and that growth alone is not told again.
        there.tell_heads().unwrap();
        let told = there.open_entry(there.length() - 1).unwrap();
        let notes: Vec<String> = minicbor::decode(&told.payload[6]).unwrap();
        assert!(notes.contains(&given.note), "{notes:?}");
        let size = there.size();
        there.tell_heads().unwrap();
        assert_eq!(there.size(), size);
        pull(&here, &there);
        let size = here.size();
        here.tell_heads().unwrap();
        assert_eq!(here.size(), size + 1);
        pull(&there, &here);
        there.tell_heads().unwrap();
        pull(&here, &there);
        let size = here.size();
        here.tell_heads().unwrap();
        assert_eq!(here.size(), size, "heads entries alone are nothing to tell of");
        // What it signed last stays when its log grew.
        assert_eq!(here.cosigned().unwrap(), [given]);
        assert_eq!(here.cosign(there.origin()).unwrap(), None, "heads entries alone are nothing to sign");
        add(&there, &admin_there, None, &["two"]);
        pull(&here, &there);
        let again = here.cosign(there.origin()).unwrap().unwrap();
        assert_eq!((again.size, here.cosigned().unwrap().len()), (there.size(), 1));
        drop(here);
        let (here, _) = reopen(dir.path()).unwrap();
        assert_eq!(here.cosigned().unwrap(), [again]);
        assert!(check(&here).is_clean());
    }

    #[test]
    fn a_device_that_was_put_back_cosigns_nothing_until_it_has_another_key() {
        let (dir, here, admin, _) = found(122);
        let (there, admin_there) = joined(&here, &admin, dir.path(), "there");
        add(&there, &admin_there, None, &["one"]);
        let (back, admin_back) = restored(&here, dir.path(), "back");
        pull(&back, &there);
        assert!(back.needs_cosigner().unwrap() && !here.needs_cosigner().unwrap());
        assert_eq!((back.cosign(there.origin()).unwrap(), back.cosigner_vkey().unwrap()), (None, None));
        back.renew_cosigner(&admin_back).unwrap();
        assert!(back.cosigner_vkey().unwrap().unwrap().contains("/cosigner/2+"));
        let given = back.cosign(there.origin()).unwrap().unwrap();
        // Who does not have the new certificate yet cannot tell; who has, can.
        let take = || there.take_cosigned(&given.note);
        assert!(take().is_err());
        pull(&there, &back);
        assert_eq!(take().unwrap(), 1);
        assert!(check(&back).is_clean() && check(&there).is_clean());
    }
}
