//! Fields that people wrote differently who had not seen each other's writing: shown with who wrote what, and settled by a person.
//! In scope: which values stand, the amendment that settles.  Not here: when two values are rivals (domain::record::fold).

use super::chart::owned;
use super::{Names, revision};
use crate::dispatch::Ctx;
use crate::fault::Fault;
use crate::projection::{self, StoredRevision};
use crate::store::NewRecord;
use domain::api::ApiError;
use domain::api::chart::{Conflict, Rival, Settle};
use domain::closing::Closing;
use domain::id::Id;
use domain::part::Part;
use domain::patient::Patient;
use domain::record::{Kind, Payload, UNTOUCHED};
use rusqlite::Connection;
use serde_json::Value;

/// The names of a kind's fields.
fn fields(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Patient => Patient::FIELDS,
        Kind::Closing => Closing::FIELDS,
        kind => Part::fields(kind),
    }
}

/// A payload as JSON.
fn json(kind: Kind, items: &[Vec<u8>]) -> Result<Value, Fault> {
    Ok(match kind {
        Kind::Patient => serde_json::to_value(Patient::from_items(items)?)?,
        Kind::Closing => serde_json::to_value(Closing::from_items(items)?)?,
        kind => serde_json::to_value(Part::from_items(kind, items)?)?,
    })
}

/// The conflicts of a record, with every value that stands.
pub(super) fn conflicts(sql: &Connection, names: &Names, record: Id) -> Result<Vec<Conflict>, Fault> {
    let revisions = projection::revisions_of(sql, record)?;
    let Some(kind) = revisions.first().and_then(|r| r.kind) else { return Ok(Vec::new()) };
    let mut out = Vec::new();
    for (field, rivals) in projection::folded(&revisions).conflicts {
        let Some(name) = fields(kind).get(field) else { continue };
        let rivals = rivals.iter().filter_map(|id| revisions.iter().find(|r| r.items.id == *id));
        let values = rivals.map(|r| rival(names, kind, name, r)).collect::<Result<_, _>>()?;
        out.push(Conflict { field: (*name).to_owned(), values });
    }
    Ok(out)
}

fn rival(names: &Names, kind: Kind, field: &str, r: &StoredRevision) -> Result<Rival, Fault> {
    Ok(Rival {
        revision: hex::encode(r.items.id),
        value: json(kind, &r.items.items)?[field].clone(),
        recorded_at: r.recorded,
        by: names.of((r.author_kind, r.author))?,
        laptop: names.laptop_of(r.position)?,
    })
}

pub(crate) fn settle(ctx: &Ctx, call: Settle) -> Result<(), Fault> {
    let (now, chosen) = (ctx.store()?.now(), revision(&call.revision)?);
    ctx.write(|w| {
        owned(w.sql(), call.patient, call.id)?;
        let revisions = projection::revisions_of(w.sql(), call.id)?;
        let kind = revisions.first().and_then(|r| r.kind).ok_or(ApiError::NotFound)?;
        let mut folded = projection::folded(&revisions);
        let field = fields(kind).iter().position(|name| *name == call.field).ok_or(ApiError::NotFound)?;
        let rivals = folded.conflicts.get(&field).filter(|rivals| rivals.contains(&chosen));
        let chosen = rivals.and_then(|_| revisions.iter().find(|r| r.items.id == chosen)).ok_or(ApiError::NotFound)?;
        let value = chosen.items.items.get(field).cloned().ok_or(ApiError::NotFound)?;
        let mut patch = vec![UNTOUCHED.to_vec(); folded.items.len()];
        patch[field].clone_from(&value);
        folded.items[field] = value;
        let subject = projection::subject_of(w.sql(), call.patient)?;
        if kind == Kind::Patient {
            let patient = Patient::from_items(&folded.items)?;
            w.append(Some(subject), NewRecord::decided(call.id, (kind, Patient::VERSION), folded.heads, patch), None)?;
            return super::visit::follow_registration(w, subject, call.id, &patient, now);
        }
        let version = Part::from_items(kind, &folded.items)?.ok_or(ApiError::NotFound)?.to_items().0;
        w.append(Some(subject), NewRecord::decided(call.id, (kind, version), folded.heads, patch), None)
    })
}
