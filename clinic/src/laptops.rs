//! What is known here of an operation's laptops, and how one that was lost is shut out.
//! In scope: names, entries held of each, when it was last heard of, who witnessed, forks.  Not here: what each holds (held.rs),
//! what screens and the command line make of it.

pub(crate) mod held;

use self::held::Told;
use crate::fault::Fault;
use crate::peers;
use crate::projection::{self, StoredRevision};
use crate::store::Store;
use domain::api::laptops::Laptop;
use domain::api::session::LaptopName;
use domain::id::Id;
use domain::record::{Device, Folded, Kind, Payload, UNTOUCHED};
use domain::time::Moment;
use ledger::entry::Entry;
use ledger::{AuthorKind, Journal, Unlocked};
use rusqlite::Connection;

/// A clock that is off by more is wrong.
const CLOCK_OFF_MS: i64 = 24 * 60 * 60 * 1_000;

/// Every laptop that was certified, this one first.
///
/// # Errors
/// When the journal or the database cannot be read.
pub fn known(store: &Store) -> Result<Vec<Laptop>, Fault> {
    let journal = store.journal();
    let met = store.read(peers::log::met)?;
    let own = journal.origin();
    let signed: Vec<(u64, Vec<String>)> =
        journal.cosigned()?.into_iter().filter(|note| note.origin == own).map(|note| (note.size, note.by)).collect();
    let forked: Vec<Option<Id>> = journal.forks()?.iter().map(|(held, _)| laptop_of(held)).collect();
    let heads = journal.heads()?;
    let (told, now) = (Told::gather(store)?, store.now());
    let mut laptops = Vec::new();
    for (device, revoked) in journal.devices() {
        let id = Id(device);
        let met = met.iter().find(|(of, _)| *of == id).map(|(_, met)| met);
        let named = store.read(|sql| named(sql, id))?;
        let mut laptop = Laptop {
            id,
            name: named.device.name.unwrap_or_default(),
            site: named.device.site.unwrap_or_default(),
            heads: named.heads,
            rivals: named.rivals,
            here: device == journal.device(),
            revoked,
            entries: 0,
            heard: None,
            signed: signed
                .iter()
                .filter(|(_, by)| by.iter().any(|name| laptop_of(name) == Some(id)))
                .map(|(size, _)| *size)
                .max(),
            forked: forked.contains(&Some(id)),
            known: None,
            met: met.map(|met| met.at),
            program: met.map(|met| met.program.clone()).unwrap_or_default(),
            clock_offset_ms: met.map_or(0, |met| met.clock_offset_ms),
        };
        let of_it: Vec<_> = heads.iter().filter(|head| laptop_of(&head.origin) == Some(id)).collect();
        for (n, head) in of_it.iter().enumerate() {
            // Histories of one log share their beginning and stand by size: the last is the longest.
            let is_longest = of_it.get(n + 1).is_none_or(|next| next.origin != head.origin);
            laptop.entries += if is_longest { head.size } else { 0 };
            let newest = journal.batch(head, head.size - 1)?;
            let written = newest.entries.first().and_then(|bytes| Entry::from_bytes(bytes).ok());
            laptop.heard = laptop.heard.max(written.map(|entry| Moment::utc((entry.hlc >> 16).cast_signed())));
        }
        if met.is_none() {
            laptop.clock_offset_ms = laptop.heard.map_or(0, |heard| ahead(heard, now));
        }
        if !laptop.here {
            laptop.known = told.known(store, &laptop)?;
        }
        laptops.push(laptop);
    }
    laptops.sort_by_key(|laptop| !laptop.here);
    Ok(laptops)
}

/// How far a moment lies ahead of now, where that is more than a slow clock here would explain.
fn ahead(at: Moment, now: Moment) -> i64 {
    Some(at.ms - now.ms).filter(|ahead| *ahead > CLOCK_OFF_MS).unwrap_or_default()
}

/// What a laptop's record says.
struct Named {
    device: Device,
    heads: Vec<String>,
    rivals: Vec<String>,
}

fn named(sql: &Connection, laptop: Id) -> Result<Named, Fault> {
    let all = projection::revisions_of(sql, laptop)?;
    let folded = projection::folded(&all);
    let rivals = rivals(&folded, &all)?;
    let heads = folded.heads.iter().map(hex::encode).collect();
    Ok(Named { device: Device::from_items(&folded.items)?, heads, rivals })
}

/// Values of fields in conflict beside those shown.
fn rivals(folded: &Folded, all: &[StoredRevision]) -> Result<Vec<String>, Fault> {
    let mut rivals = Vec::new();
    for (field, said) in &folded.conflicts {
        for revision in all.iter().filter(|revision| said.contains(&revision.items.id)) {
            let Some(item) = revision.items.items.get(*field).filter(|item| **item != folded.items[*field]) else {
                continue;
            };
            let mut other = vec![UNTOUCHED.to_vec(); Device::FIELDS.len().max(field + 1)];
            other[*field].clone_from(item);
            let Device { name, site } = Device::from_items(&other)?;
            rivals.extend([name, site].into_iter().flatten());
        }
    }
    rivals.sort();
    rivals.dedup();
    Ok(rivals)
}

/// What laptops are called, of those that somebody named.
///
/// # Errors
/// The database's own.
pub fn names(sql: &Connection) -> Result<Vec<LaptopName>, Fault> {
    let mut query = sql.prepare_cached("SELECT id, body FROM rm_setting WHERE kind = ?1 ORDER BY id")?;
    let rows = query.query_map([Kind::Device as u16], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    let mut names = Vec::new();
    for row in rows {
        let (id, body) = row?;
        let Device { name, site } = serde_json::from_str(&body)?;
        names.push(LaptopName { id: Id(id), name: name.unwrap_or_default(), site: site.unwrap_or_default() });
    }
    Ok(names)
}

/// The laptop that wrote an entry.
///
/// # Errors
/// When the journal cannot be read.
pub(crate) fn of_entry(journal: &Journal, position: u64) -> Result<Option<Id>, Fault> {
    let entry = journal.entries(position, position + 1)?.pop();
    Ok(entry.and_then(|entry| laptop_of(&entry.origin)))
}

/// Revokes a laptop, and renews the key, so that it opens nothing that is written from now on. The caller has checked that
/// `admin` may, and that it is not this one.
///
/// # Errors
/// What the journal says.
pub fn revoke(store: &Store, admin: &Unlocked, laptop: Id, reason: u16) -> Result<(), Fault> {
    let journal = store.journal();
    // Broken off between the two, only the second is left to do.
    if !journal.is_revoked(AuthorKind::Device, &laptop.0) {
        journal.revoke(admin, AuthorKind::Device, &laptop.0, reason)?;
    }
    journal.rotate_op_key(admin)?;
    store.pass_keys()?;
    Ok(())
}

/// The laptop that the name of a log, or of a cosigner, is of: `fieldchart/<operation>/<device>/…`.
pub(crate) fn laptop_of(name: &str) -> Option<Id> {
    name.split('/').nth(2)?.parse().ok()
}
