//! Redaction: two people sign, holds forbid, and what is dropped leaves rows, drafts and search with it.

use super::{Names, refuse};
use crate::dispatch::Ctx;
use crate::fault::Fault;
use crate::projection;
use crate::store::NewRecord;
use domain::access::{Permission, Permissions};
use domain::api::ApiError;
use domain::api::redaction::{Holds, LiftHold, PutHold, Redact, Redacted, RedactionRow, Redactions};
use domain::id::Id;
use domain::record::{Kind, Payload};
use domain::redaction::{Hold, HoldView, RedactionReason};
use domain::time::Moment;
use ledger::Scope;
use rusqlite::Connection;

pub(crate) fn sign(ctx: &Ctx, call: Redact) -> Result<Redacted, Fault> {
    let (store, session) = (ctx.store()?, ctx.user()?);
    if call.reason.number() == 0 {
        return Err(ApiError::NotFound.into());
    }
    let second = ctx.host.witness(&call.second)?;
    let may = Permissions(certified_bits(&store, second.user)).has(Permission::Redact);
    if second.user == session.keys.user || !may {
        return Err(ApiError::SecondSigner.into());
    }
    // Who opened the chart so far is of the subject too: it must be an entry before it is dropped.
    ctx.host.flush();
    let today = store.now().local_date();
    let (subject, indexes, ids, name) = store.read(|sql| {
        if holds_of(sql, call.patient)?.iter().any(|view| view.hold.holds(today)) {
            return Err(ApiError::Held.into());
        }
        let subject = projection::subject_of(sql, call.patient)?;
        let mut indexes = Vec::new();
        for record in &call.records {
            indexes.extend(entries_of(sql, call.patient, *record)?);
        }
        let visits = ids(sql, "SELECT id FROM rm_encounter WHERE patient = ?1", call.patient)?;
        let all = [call.patient].into_iter().chain(call.records.iter().copied());
        let all: Vec<Id> = if call.records.is_empty() { all.chain(visits).collect() } else { all.skip(1).collect() };
        let name = Names { sql, journal: store.journal() }.of((0, second.user))?;
        Ok((subject, indexes, all, name))
    })?;
    let scope = if call.records.is_empty() { Scope::Whole } else { Scope::Entries(&indexes) };
    let (entries, by) = store.redact([&session.keys, &second], subject, scope, call.reason.number(), &ids)?;
    ctx.host.announce(&store);
    ctx.host.announce_board();
    Ok(Redacted { entries, by, second: name })
}

fn certified_bits(store: &crate::store::Store, user: [u8; 16]) -> u32 {
    store.journal().users().into_iter().find(|u| u.id == user && u.has_slot).map_or(0, |u| u.permission_bits)
}

/// Every entry of a record of the patient's, an attachment's pieces included.
fn entries_of(sql: &Connection, patient: Id, record: Id) -> Result<Vec<u64>, Fault> {
    if record == patient {
        return Err(ApiError::NotFound.into());
    }
    super::chart::owned(sql, patient, record)?;
    let entries = "SELECT pos FROM rm_revision WHERE record = ?1 UNION SELECT pos FROM rm_chunk WHERE attachment = ?1";
    let mut query = sql.prepare_cached(entries)?;
    let rows = query.query_map([record.0], |r| r.get::<_, i64>(0))?;
    Ok(rows.map(|r| r.map(i64::cast_unsigned)).collect::<Result<_, _>>()?)
}

fn ids(sql: &Connection, query: &str, of: Id) -> Result<Vec<Id>, Fault> {
    let mut query = sql.prepare_cached(query)?;
    let rows = query.query_map([of.0], |r| r.get(0).map(Id))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn list(ctx: &Ctx, _: Redactions) -> Result<Vec<RedactionRow>, Fault> {
    let store = ctx.store()?;
    let found = store.journal().redactions()?;
    store.read(|sql| {
        let names = Names { sql, journal: store.journal() };
        let row = |(opened, redaction, signers): &(ledger::Opened, ledger::Redaction, Vec<[u8; 16]>)| {
            Ok(RedactionRow {
                index: opened.position,
                at: Moment::utc((opened.entry.hlc >> 16).cast_signed()),
                entries: redaction.leaves.len() as u64,
                reason: RedactionReason::from_number(redaction.reason),
                by: signers.iter().map(|id| names.of((0, *id))).collect::<Result<_, Fault>>()?,
            })
        };
        found.iter().rev().map(row).collect()
    })
}

/// The holds on a patient's record, the standing ones and the lifted.
fn holds_of(sql: &Connection, patient: Id) -> Result<Vec<HoldView>, Fault> {
    let mut query = sql.prepare_cached("SELECT id, body FROM rm_setting WHERE kind = ?1 ORDER BY id")?;
    let rows = query.query_map([Kind::Hold as u16], |r| Ok((r.get::<_, [u8; 16]>(0)?, r.get::<_, String>(1)?)))?;
    let mut out = Vec::new();
    for row in rows {
        let (id, body) = row?;
        let hold: Hold = serde_json::from_str(&body)?;
        if hold.patient == Some(patient) {
            out.push(HoldView { id: Id(id), hold });
        }
    }
    Ok(out)
}

pub(crate) fn holds(ctx: &Ctx, call: Holds) -> Result<Vec<HoldView>, Fault> {
    ctx.store()?.read(|sql| holds_of(sql, call.patient))
}

pub(crate) fn hold(ctx: &Ctx, call: PutHold) -> Result<Id, Fault> {
    let reason = Some(call.reason.trim().to_owned());
    let hold = Hold { patient: Some(call.patient), reason, until: call.until, lifted: None };
    refuse(hold.problems())?;
    ctx.write(|w| {
        let subject = projection::subject_of(w.sql(), call.patient)?;
        let id = w.new_id();
        w.append(Some(subject), NewRecord::first(id, &hold), None)?;
        Ok(id)
    })
}

pub(crate) fn lift(ctx: &Ctx, call: LiftHold) -> Result<(), Fault> {
    ctx.write(|w| {
        let all = projection::revisions_of(w.sql(), call.id)?;
        if all.iter().all(|r| r.kind != Some(Kind::Hold)) {
            return Err(ApiError::NotFound.into());
        }
        let folded = projection::folded(&all);
        let before = Hold::from_items(&folded.items)?;
        let subject = projection::subject_of(w.sql(), before.patient.unwrap_or_default())?;
        let after = Hold { lifted: Some(true), ..before.clone() };
        let patch = NewRecord::patch(call.id, folded.heads, &before, &after);
        if !patch.is_empty() {
            w.append(Some(subject), patch, None)?;
        }
        Ok(())
    })
}
