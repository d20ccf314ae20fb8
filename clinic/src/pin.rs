//! Screen-lock PINs: six digits that open the screen of somebody logged in, never the store (JOURNAL.md, Keys).
//! In scope: keeping, checking, counting wrong tries, which survive a restart.  Not here: sessions and delays (host).

use crate::fault::Fault;
use crate::store::Store;
use argon2::{Algorithm, Argon2, Params, Version};
use domain::api::ApiError;
use domain::id::Id;
use ledger::ArgonCost;
use rusqlite::{OptionalExtension, params};
use std::collections::HashSet;

/// Wrong tries that end a PIN until the passphrase is given.
const TRIES: u32 = 3;
/// A million PINs are soon tried at any cost: the encrypted store and the three tries protect them, so unlocking may be quick.
const COST: ArgonCost = ArgonCost { m_kib: 19 * 1024, t: 2, p: 1 };

/// Sets a user's PIN.
///
/// # Errors
/// The store's own.
pub fn set(store: &Store, user: Id, pin: &str) -> Result<(), Fault> {
    let mut salt = [0; 16];
    store.journal().env().fill(&mut salt);
    let hash = hash(pin, salt, COST)?;
    store.local(|sql| {
        sql.execute(
            "INSERT OR REPLACE INTO pin(user, salt, m_kib, t, hash, wrong) VALUES(?1, ?2, ?3, ?4, ?5, 0)",
            params![user.0, salt, COST.m_kib, COST.t, hash],
        )?;
        Ok(())
    })
}

/// Checks a PIN. The try is counted before it is judged, so that a power cut gives none away.
///
/// # Errors
/// `WrongPin`; `NoPin` where none is set or the tries are used up.
pub fn check(store: &Store, user: Id, typed: &str) -> Result<(), Fault> {
    let row = store.local(|sql| {
        let query =
            "UPDATE pin SET wrong = wrong + 1 WHERE user = ?1 AND wrong < ?2 RETURNING salt, m_kib, t, hash, wrong";
        let row = sql.query_row(query, params![user.0, TRIES], |r| {
            let cost = ArgonCost { m_kib: r.get(1)?, t: r.get(2)?, p: 1 };
            Ok((r.get::<_, [u8; 16]>(0)?, cost, r.get::<_, [u8; 32]>(3)?, r.get::<_, u32>(4)?))
        });
        Ok(row.optional()?)
    })?;
    let (salt, cost, kept, tried) = row.ok_or(ApiError::NoPin)?;
    if hash(typed, salt, cost)? == kept {
        return revive(store, user);
    }
    Err(if tried < TRIES { ApiError::WrongPin { left: TRIES - tried } } else { ApiError::NoPin }.into())
}

/// Makes a PIN work again: its user gave the passphrase.
///
/// # Errors
/// The store's own.
pub fn revive(store: &Store, user: Id) -> Result<(), Fault> {
    store.local(|sql| {
        sql.execute("UPDATE pin SET wrong = 0 WHERE user = ?1 AND wrong > 0", [user.0])?;
        Ok(())
    })
}

/// Forgets a user's PIN.
///
/// # Errors
/// The store's own.
pub fn forget(store: &Store, user: Id) -> Result<(), Fault> {
    store.local(|sql| {
        sql.execute("DELETE FROM pin WHERE user = ?1", [user.0])?;
        Ok(())
    })
}

/// Users whose PIN works.
///
/// # Errors
/// The store's own.
pub fn able(store: &Store) -> Result<HashSet<Id>, Fault> {
    store.read(|sql| {
        let mut query = sql.prepare_cached("SELECT user FROM pin WHERE wrong < ?1")?;
        let users = query.query_map([TRIES], |r| Ok(Id(r.get(0)?)))?;
        Ok(users.collect::<Result<_, _>>()?)
    })
}

fn hash(pin: &str, salt: [u8; 16], cost: ArgonCost) -> Result<[u8; 32], Fault> {
    let ArgonCost { m_kib, t, p } = cost;
    let unusable = |_| ledger::Error::from(ledger::VaultError::Cost { m_kib, t, p });
    let mut out = [0; 32];
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(m_kib, t, p, None).map_err(unusable)?);
    argon.hash_password_into(pin.as_bytes(), &salt, &mut out).map_err(unusable)?;
    Ok(out)
}
