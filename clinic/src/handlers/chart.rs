//! Patients: register, find, read, measure, amend, history.

use crate::dispatch::Ctx;
use crate::fault::Fault;
use crate::projection::{self, StoredRevision};
use crate::store::{NewRecord, Store, Writer};
use domain::api::ApiError;
use domain::api::chart::{
    AmendPatient, AmendVitals, AttachmentView, Change, Chart, ChartView, ConditionView, Found, History,
    ObservationView, PatientRow, RecordVitals, Register, Search, VitalsView,
};
use domain::id::Id;
use domain::limits::FieldError;
use domain::patient::{AgeClass, Patient};
use domain::record::{Attachment, Condition, EMPTY, Kind, Observation, Payload, Revision, User};
use domain::vitals::Vitals;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::HashMap;

/// Rows of one kind in a chart.
const PARTS_MAX: u32 = 200;

pub(crate) fn register(ctx: &Ctx, call: Register) -> Result<Id, Fault> {
    refuse(call.patient.problems(ctx.store()?.now().local_date()))?;
    let user = ctx.user()?.user.id;
    ctx.write(|w| {
        let subject = w.new_subject()?;
        let id = w.new_id();
        w.append(Some(subject), NewRecord::first(id, &call.patient), None)?;
        end_draft(w, user, "register")?;
        Ok(id)
    })
}

pub(crate) fn amend_patient(ctx: &Ctx, call: AmendPatient) -> Result<(), Fault> {
    refuse(call.patient.problems(ctx.store()?.now().local_date()))?;
    let user = ctx.user()?.user.id;
    ctx.write(|w| {
        let subject = projection::subject_of(w.sql(), call.id)?;
        amend(w, subject, call.id, &call.parents, &call.patient)?;
        end_draft(w, user, &format!("amend/{}", call.id))
    })
}

pub(crate) fn record_vitals(ctx: &Ctx, mut call: RecordVitals) -> Result<Id, Fault> {
    refuse(call.vitals.problems())?;
    let now = ctx.store()?.now();
    let user = ctx.user()?.user.id;
    call.vitals.patient = Some(call.patient);
    let at = *call.vitals.at.get_or_insert(now);
    ctx.write(|w| {
        let subject = projection::subject_of(w.sql(), call.patient)?;
        let id = w.new_id();
        w.append(Some(subject), NewRecord::first(id, &call.vitals), Some(at))?;
        end_draft(w, user, &format!("vitals/{}", call.patient))?;
        Ok(id)
    })
}

pub(crate) fn amend_vitals(ctx: &Ctx, mut call: AmendVitals) -> Result<(), Fault> {
    refuse(call.vitals.problems())?;
    call.vitals.patient = Some(call.patient);
    let user = ctx.user()?.user.id;
    ctx.write(|w| {
        let subject = projection::subject_of(w.sql(), call.patient)?;
        let owner = w
            .sql()
            .query_row("SELECT patient FROM rm_part WHERE id = ?1", [call.id.0], |r| r.get::<_, [u8; 16]>(0))
            .optional()?;
        if owner != Some(call.patient.0) {
            return Err(ApiError::NotFound.into());
        }
        amend(w, subject, call.id, &call.parents, &call.vitals)?;
        end_draft(w, user, &format!("vitals/{}", call.patient))
    })
}

/// Appends what differs from the revisions the form was drawn from; nothing where nothing differs.
fn amend<P: Payload>(
    w: &mut Writer,
    subject: [u8; 16],
    record: Id,
    parents: &[String],
    after: &P,
) -> Result<(), Fault> {
    let parents = parents.iter().map(|h| revision(h)).collect::<Result<Vec<_>, _>>()?;
    let all = projection::revisions_of(w.sql(), record)?;
    if parents.is_empty()
        || all.iter().any(|r| r.kind != Some(P::KIND))
        || !parents.iter().all(|p| all.iter().any(|r| r.items.id == *p))
    {
        return Err(ApiError::NotFound.into());
    }
    // What the form showed: the fold of its parents and all they had seen.
    let seen = seen_from(&parents, &all);
    let before = P::from_items(&projection::folded(&seen).items)?;
    let patch = NewRecord::patch(record, parents, &before, after);
    if patch.is_empty() {
        return Ok(());
    }
    w.append(Some(subject), patch, None)
}

fn seen_from(parents: &[Revision], all: &[StoredRevision]) -> Vec<StoredRevision> {
    let mut todo = parents.to_vec();
    let mut seen: HashMap<Revision, &StoredRevision> = HashMap::new();
    while let Some(id) = todo.pop() {
        if let Some(r) = all.iter().find(|r| r.items.id == id)
            && seen.insert(id, r).is_none()
        {
            todo.extend(r.items.parents.iter().copied());
        }
    }
    seen.into_values().cloned().collect()
}

fn revision(text: &str) -> Result<Revision, ApiError> {
    hex::decode(text).ok().and_then(|b| b.try_into().ok()).ok_or(ApiError::NotFound)
}

fn refuse(fields: Vec<FieldError>) -> Result<(), ApiError> {
    if fields.is_empty() { Ok(()) } else { Err(ApiError::Invalid { fields }) }
}

/// A draft ends in its record's transaction.
fn end_draft(w: &Writer, user: Id, form: &str) -> Result<(), Fault> {
    w.sql().execute("DELETE FROM draft WHERE user = ?1 AND form = ?2", params![user.0, form])?;
    Ok(())
}

pub(crate) fn search(ctx: &Ctx, call: Search) -> Result<Found, Fault> {
    let store = ctx.store()?;
    let limit = usize::from(call.limit.clamp(1, 100));
    let query: String = call.query.trim().chars().take(200).collect();
    let hits = if query.is_empty() { None } else { Some(store.search(&query, limit)?) };
    store.read(|sql| {
        const COLUMNS: &str = "SELECT id, body, name, last FROM rm_patient";
        let total = sql.query_row("SELECT count(*) FROM rm_patient", [], |r| r.get::<_, i64>(0))?.cast_unsigned();
        let rows = match hits {
            None => {
                let mut q = sql.prepare_cached(&format!("{COLUMNS} ORDER BY last_ms DESC, id LIMIT ?1"))?;
                let rows =
                    q.query_map([i64::try_from(limit).unwrap_or(100)], raw_row)?.collect::<Result<Vec<_>, _>>()?;
                rows.into_iter().map(patient_row).collect::<Result<_, _>>()?
            }
            Some(ids) => {
                let mut q = sql.prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?;
                let found = ids.iter().filter_map(|id| q.query_row([id.0], raw_row).optional().transpose());
                found.collect::<Result<Vec<_>, _>>()?.into_iter().map(patient_row).collect::<Result<_, _>>()?
            }
        };
        Ok(Found { rows, total })
    })
}

type RawRow = ([u8; 16], String, String, String);

fn raw_row(r: &Row) -> rusqlite::Result<RawRow> {
    Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))
}

fn patient_row((id, body, name, last): RawRow) -> Result<PatientRow, Fault> {
    let p: Patient = serde_json::from_str(&body)?;
    Ok(PatientRow {
        id: Id(id),
        name,
        script_name: p.script_name,
        sex: p.sex,
        birth: p.birth,
        city: p.city,
        ids: p.ids.unwrap_or_default().into_iter().map(|i| i.value).collect(),
        last: serde_json::from_str(&last)?,
    })
}

pub(crate) fn chart(ctx: &Ctx, call: Chart) -> Result<ChartView, Fault> {
    let store = ctx.store()?;
    store.read(|sql| {
        let query = "SELECT body, name, heads, conflicts FROM rm_patient WHERE id = ?1";
        let row: Option<RawChart> = sql
            .prepare_cached(query)?
            .query_row([call.id.0], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))
            .optional()?;
        let (body, name, heads, conflicts) = row.ok_or(ApiError::NotFound)?;
        let patient: Patient = serde_json::from_str(&body)?;
        let age_class = patient.birth.as_ref().and_then(|b| b.class_on(store.now().local_date()));
        Ok(ChartView {
            id: call.id,
            name,
            heads: words(&heads),
            conflicts: words(&conflicts),
            vitals: vitals_of(sql, &store, call.id, age_class.as_ref())?,
            conditions: parts(sql, call.id, |id, c: Condition, _| ConditionView {
                id,
                text: c.text.unwrap_or_default(),
                code: c.code,
                status: c.status,
                onset: c.onset,
            })?,
            observations: parts(sql, call.id, |id, o: Observation, _| ObservationView {
                id,
                text: o.text.unwrap_or_default(),
                value: o.value,
                at: o.at,
            })?,
            attachments: parts(sql, call.id, |id, a: Attachment, _| AttachmentView {
                id,
                title: a.title.unwrap_or_default(),
                media: a.media.unwrap_or_default(),
                bytes: a.bytes.unwrap_or(0),
            })?,
            patient,
            age_class,
        })
    })
}

type RawChart = (String, String, String, String);

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// What a part's row says beside its body.
struct PartRow {
    heads: String,
    revisions: i64,
    author: (u8, [u8; 16]),
}

fn parts<P: Payload + serde::de::DeserializeOwned, V>(
    sql: &Connection,
    patient: Id,
    view: impl Fn(Id, P, PartRow) -> V,
) -> Result<Vec<V>, Fault> {
    let mut q = sql.prepare_cached(
        "SELECT id, body, heads, revisions, author_kind, author FROM rm_part WHERE patient = ?1 AND kind = ?2 ORDER BY at_ms DESC, id LIMIT ?3",
    )?;
    let mut rows = q.query(params![patient.0, P::KIND as u16, PARTS_MAX])?;
    let mut out = Vec::new();
    while let Some(r) = rows.next()? {
        let row = PartRow { heads: r.get(2)?, revisions: r.get(3)?, author: (r.get(4)?, r.get(5)?) };
        out.push(view(Id(r.get(0)?), serde_json::from_str(&r.get::<_, String>(1)?)?, row));
    }
    Ok(out)
}

fn vitals_of(sql: &Connection, store: &Store, patient: Id, class: Option<&AgeClass>) -> Result<Vec<VitalsView>, Fault> {
    let names = Names { sql, device: store.journal().device() };
    let raw = parts(sql, patient, |id, v: Vitals, row| (id, v, row))?;
    raw.into_iter()
        .map(|(id, vitals, row)| {
            Ok(VitalsView {
                id,
                by: names.of(row.author)?,
                unusual: vitals.unusual(class).into_iter().map(str::to_owned).collect(),
                heads: words(&row.heads),
                amended: row.revisions > 1,
                vitals,
            })
        })
        .collect()
}

/// Names of authors.
struct Names<'a> {
    sql: &'a Connection,
    device: [u8; 16],
}

impl Names<'_> {
    /// A user's name; for a device, its short id (empty text for this one, which the screen words).
    fn of(&self, (kind, id): (u8, [u8; 16])) -> Result<String, Fault> {
        if kind == 1 {
            return Ok(if id == self.device { String::new() } else { hex::encode(&id[..4]) });
        }
        let query = "SELECT body FROM rm_setting WHERE id = ?1 AND kind = ?2";
        let body = self.sql.query_row(query, params![id, Kind::User as u16], |r| r.get::<_, String>(0)).optional()?;
        let user: User = body.map(|b| serde_json::from_str(&b)).transpose()?.unwrap_or_default();
        Ok(user.name.unwrap_or_else(|| hex::encode(&id[..4])))
    }
}

pub(crate) fn history(ctx: &Ctx, call: History) -> Result<Vec<Change>, Fault> {
    let store = ctx.store()?;
    store.read(|sql| {
        let mut revisions = projection::revisions_of(sql, call.id)?;
        let kind = revisions.first().and_then(|r| r.kind).ok_or(ApiError::NotFound)?;
        let owned = call.id == call.patient
            || sql
                .query_row("SELECT patient FROM rm_part WHERE id = ?1", [call.id.0], |r| r.get::<_, [u8; 16]>(0))
                .optional()?
                == Some(call.patient.0);
        if !owned {
            return Err(ApiError::NotFound.into());
        }
        revisions.sort_by_key(|r| (r.items.hlc, r.items.id));
        let names = Names { sql, device: store.journal().device() };
        let mut out = Vec::new();
        for (n, r) in revisions.iter().enumerate() {
            let before = projection::folded(&seen_from(&r.items.parents, &revisions[..n]));
            let fields = match kind {
                Kind::Patient => differences::<Patient>(&before.items, &r.items.items)?,
                Kind::Vitals => differences::<Vitals>(&before.items, &r.items.items)?,
                _ => Vec::new(),
            };
            out.push(Change {
                recorded_at: r.recorded,
                by: names.of((r.author_kind, r.author))?,
                index: r.index,
                fields,
            });
        }
        out.reverse();
        Ok(out)
    })
}

/// Field name, before, after: as JSON of the payload's own field.
type Difference = (String, serde_json::Value, serde_json::Value);

fn differences<P: Payload + serde::Serialize>(before: &[Vec<u8>], patch: &[Vec<u8>]) -> Result<Vec<Difference>, Fault> {
    let at =
        |items: &[Vec<u8>]| -> Result<serde_json::Value, Fault> { Ok(serde_json::to_value(P::from_items(items)?)?) };
    let (old, new) = (at(before)?, at(patch)?);
    let touched = P::FIELDS.iter().enumerate().filter(|(i, _)| {
        let empty = before.get(*i).is_none_or(|b| b == EMPTY);
        patch.get(*i).is_some_and(|p| projection::is_touched(p) && !(empty && p == EMPTY))
    });
    Ok(touched
        .filter(|(_, name)| **name != "patient")
        .map(|(_, name)| ((*name).to_owned(), old[*name].clone(), new[*name].clone()))
        .collect())
}
