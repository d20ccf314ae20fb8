//! Parts of a chart: record, amend, several at once, mark as entered in error.

use super::{end_draft, refuse, revision, seen_from};
use crate::dispatch::Ctx;
use crate::fault::Fault;
use crate::projection::{self, PART};
use crate::store::{NewRecord, Writer};
use domain::api::ApiError;
use domain::api::visit::{AmendPart, Amends, MarkPart, PartWrite, RecordPart, WriteParts};
use domain::care::Mark;
use domain::id::Id;
use domain::limits::{FieldError, Problem};
use domain::part::Part;
use domain::record::{Kind, Payload, Revision};
use domain::time::Moment;
use domain::visit::{Encounter, Step};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;

/// The most parts in one call.
const PARTS_MAX: usize = 64;

pub(crate) fn record(ctx: &Ctx, call: RecordPart) -> Result<Id, Fault> {
    let mut new = PartWrite { amends: None, part: call.part, form: call.form };
    make_ready(ctx, call.patient, &mut new)?;
    let ids = write(ctx, call.patient, vec![new])?;
    Ok(ids[0])
}

pub(crate) fn amend(ctx: &Ctx, call: AmendPart) -> Result<(), Fault> {
    let mut amended = PartWrite { amends: Some(call.amends), part: call.part, form: call.form };
    make_ready(ctx, call.patient, &mut amended)?;
    write(ctx, call.patient, vec![amended]).map(drop)
}

pub(crate) fn write_several(ctx: &Ctx, mut call: WriteParts) -> Result<Vec<Id>, Fault> {
    let mut amended = BTreeSet::new();
    let twice = call.parts.iter().filter_map(|p| p.amends.as_ref()).any(|amends| !amended.insert(amends.id));
    // A prescription is judged against what stands, so not beside an allergy that is still being written.
    let prescribes = call.parts.iter().any(|p| matches!(p.part, Part::MedicationRequest(_)));
    if twice || prescribes || call.parts.len() > PARTS_MAX {
        return Err(ApiError::NotAllowed.into());
    }
    let mut wrong = Vec::new();
    for (n, part) in call.parts.iter_mut().enumerate() {
        match make_ready(ctx, call.patient, part) {
            Err(Fault::Api(ApiError::Invalid { fields })) => {
                wrong.extend(fields.into_iter().map(|f| FieldError { field: format!("{n}/{}", f.field), ..f }));
            }
            other => other?,
        }
    }
    refuse(wrong)?;
    write(ctx, call.patient, call.parts)
}

/// Fills in what the core knows, and refuses what cannot be written so.
fn make_ready(ctx: &Ctx, patient: Id, write: &mut PartWrite) -> Result<(), Fault> {
    let store = ctx.store()?;
    let now = store.now();
    let (part, amends) = (&mut write.part, write.amends.as_ref().map(|a| a.id));
    part.set_patient(patient);
    match (&mut *part, amends) {
        // What a dispensing took stands in its movements (`pharmacy.dispense`, `pharmacy.take_back`); a mark has its call.
        (Part::MedicationDispense(_) | Part::Mark(_), _) => return Err(ApiError::NotAllowed.into()),
        // A visit is opened; bytes come as a blob.
        (Part::Encounter(_) | Part::Attachment(_), None) => return Err(ApiError::NotAllowed.into()),
        (Part::Vitals(v), None) => _ = v.at.get_or_insert(now),
        (Part::Triage(t), None) => _ = t.at.get_or_insert(now),
        (Part::Procedure(p), None) => _ = p.at.get_or_insert(now),
        (Part::AllergyIntolerance(a), None) => _ = a.at.get_or_insert(now),
        (Part::MedicationRequest(request), _) => {
            if amends.is_none() {
                request.at.get_or_insert(now);
            }
            store.read(|sql| super::prescription::complete(sql, now, patient, amends, request))?;
        }
        _ => {}
    }
    Ok(refuse(part.problems())?)
}

/// Writes parts that are ready, in one transaction under one signature.
fn write(ctx: &Ctx, patient: Id, parts: Vec<PartWrite>) -> Result<Vec<Id>, Fault> {
    let user = ctx.user()?.user.id;
    let now = ctx.store()?.now();
    // Whoever called the patient is done where the visit moves on.
    let visits: BTreeSet<Id> = parts.iter().filter_map(amended_visit).collect();
    visits.iter().for_each(|visit| ctx.host.release(*visit));
    ctx.write(|w| {
        let subject = projection::subject_of(w.sql(), patient)?;
        let mut triaged: BTreeSet<Id> = BTreeSet::new();
        let mut ids = Vec::with_capacity(parts.len());
        for PartWrite { amends, part, form } in parts {
            end_form(w, user, form.as_deref())?;
            if let Some(Amends { id, parents }) = amends {
                belongs(w.sql(), id, patient)?;
                let parents = parents.iter().map(|h| revision(h)).collect::<Result<Vec<_>, _>>()?;
                amend_from(w, subject, id, parents, part, now)?;
                ids.push(id);
                continue;
            }
            if let Some(encounter) = part.encounter() {
                belongs(w.sql(), encounter, patient)?;
                if matches!(part, Part::Triage(_)) {
                    triaged.insert(encounter);
                }
            }
            let id = w.new_id();
            w.append(Some(subject), NewRecord::part(id, &part), part.at())?;
            ids.push(id);
        }
        // Where the same call says what the visit waits for, that counts.
        for encounter in triaged.difference(&visits) {
            move_on(w, subject, *encounter, now)?;
        }
        Ok(ids)
    })
}

fn amended_visit(write: &PartWrite) -> Option<Id> {
    write.amends.as_ref().filter(|_| matches!(write.part, Part::Encounter(_))).map(|amends| amends.id)
}

pub(crate) fn mark(ctx: &Ctx, call: MarkPart) -> Result<(), Fault> {
    let reason = call.reason.map(|r| r.trim().to_owned()).filter(|r| !r.is_empty());
    ctx.write(|w| {
        let subject = projection::subject_of(w.sql(), call.patient)?;
        belongs(w.sql(), call.id, call.patient)?;
        // A dispensing is taken back with its stock (`pharmacy.take_back`).
        if projection::revisions_of(w.sql(), call.id)?.iter().any(|r| r.kind == Some(Kind::MedicationDispense)) {
            return Err(ApiError::NotAllowed.into());
        }
        set_mark(w, subject, &Mark { patient: Some(call.patient), record: Some(call.id), reason, ..Mark::default() })
    })
}

/// Writes a mark, or amends the one that stands; takes every one back where there is no reason.
pub(super) fn set_mark(w: &mut Writer, subject: [u8; 16], mark: &Mark) -> Result<(), Fault> {
    refuse(mark.problems())?;
    let mark = &Mark { stands: Some(mark.reason.is_some()), ..mark.clone() };
    let target = mark.record.unwrap_or_default();
    let standing: Vec<[u8; 16]> = {
        let mut q = w.sql().prepare_cached("SELECT mark FROM rm_mark WHERE record = ?1 ORDER BY mark")?;
        q.query_map([target.0], |r| r.get(0))?.collect::<Result<_, _>>()?
    };
    if standing.is_empty() {
        if mark.reason.is_none() {
            return Ok(());
        }
        let id = w.new_id();
        return w.append(Some(subject), NewRecord::first(id, mark), None);
    }
    for id in standing {
        amend_now(w, subject, Id(id), |_| Ok(Part::Mark(mark.clone())))?;
    }
    Ok(())
}

/// Amends a part from its current heads.
pub(super) fn amend_now(
    w: &mut Writer,
    subject: [u8; 16],
    id: Id,
    change: impl FnOnce(Part) -> Result<Part, Fault>,
) -> Result<(), Fault> {
    let all = projection::revisions_of(w.sql(), id)?;
    let kind = all.first().and_then(|r| r.kind).ok_or(ApiError::NotFound)?;
    let folded = projection::folded(&all);
    let before = Part::from_items(kind, &folded.items)?.ok_or(ApiError::NotFound)?;
    let after = change(before.clone())?;
    append_patch(w, subject, NewRecord::part_patch(id, folded.heads, &before, &after))
}

/// Amends a part from the revisions its form was drawn from; nothing where nothing differs.
fn amend_from(
    w: &mut Writer,
    subject: [u8; 16],
    id: Id,
    parents: Vec<Revision>,
    mut after: Part,
    now: Moment,
) -> Result<(), Fault> {
    let all = projection::revisions_of(w.sql(), id)?;
    let kind = after.kind();
    if parents.is_empty()
        || all.iter().any(|r| r.kind != Some(kind))
        || !parents.iter().all(|p| all.iter().any(|r| r.items.id == *p))
    {
        return Err(ApiError::NotFound.into());
    }
    // What the form showed: the fold of its parents and all they had seen.
    let before =
        Part::from_items(kind, &projection::folded(&seen_from(&parents, &all)).items)?.ok_or(ApiError::NotFound)?;
    if let (Part::Encounter(before), Part::Encounter(after)) = (&before, &mut after) {
        step_on(before, after, now);
    }
    append_patch(w, subject, NewRecord::part_patch(id, parents, &before, &after))
}

fn append_patch(w: &mut Writer, subject: [u8; 16], patch: NewRecord) -> Result<(), Fault> {
    if patch.is_empty() { Ok(()) } else { w.append(Some(subject), patch, None) }
}

/// The core says when a step began and when a visit closed; a form cannot.
pub(super) fn step_on(before: &Encounter, after: &mut Encounter, now: Moment) {
    (after.number, after.at, after.closed) = (before.number, before.at, before.closed);
    after.step_since = if after.step == before.step { before.step_since } else { Some(now) };
    match (&after.step, before.closed) {
        (Some(Step::Closed), None) => after.closed = Some(now),
        (Some(Step::Closed), Some(_)) => {}
        _ => after.closed = None,
    }
}

/// A triaged visit waits for medical.
fn move_on(w: &mut Writer, subject: [u8; 16], encounter: Id, now: Moment) -> Result<(), Fault> {
    amend_now(w, subject, encounter, |part| {
        let Part::Encounter(before) = part else { return Err(ApiError::NotFound.into()) };
        let mut after = before.clone();
        if after.step == Some(Step::Triage) {
            after.step = Some(Step::Medical);
        }
        step_on(&before, &mut after, now);
        Ok(Part::Encounter(after))
    })
}

/// Refuses a record that does not lie in this patient's chart.
pub(super) fn belongs(sql: &Connection, record: Id, patient: Id) -> Result<(), Fault> {
    let mut query = sql.prepare_cached(&format!("SELECT patient FROM rm_part WHERE pos = ({PART} ?1)"))?;
    let owner = query.query_row([record.0], |r| r.get::<_, [u8; 16]>(0)).optional()?;
    if owner == Some(patient.0) { Ok(()) } else { Err(ApiError::NotFound.into()) }
}

/// A part that counts.
pub(super) struct Standing<P> {
    pub(super) id: Id,
    pub(super) at_ms: i64,
    pub(super) body: P,
}

/// Every part of one type in a chart that is not marked, newest first.
pub(super) fn standing<P: Payload + serde::de::DeserializeOwned>(
    sql: &Connection,
    patient: Id,
) -> Result<Vec<Standing<P>>, Fault> {
    let mut query = sql.prepare_cached(
        "SELECT id, at_ms, body FROM rm_part WHERE patient = ?1 AND kind = ?2 \
         AND NOT EXISTS(SELECT 1 FROM rm_mark WHERE record = rm_part.id) ORDER BY at_ms DESC, id",
    )?;
    let mut rows = query.query(params![patient.0, P::KIND as u16])?;
    let mut out = Vec::new();
    while let Some(r) = rows.next()? {
        let body = serde_json::from_str(&r.get::<_, String>(2)?)?;
        out.push(Standing { id: Id(r.get(0)?), at_ms: r.get(1)?, body });
    }
    Ok(out)
}

pub(super) fn end_form(w: &Writer, user: Id, form: Option<&str>) -> Result<(), Fault> {
    form.map_or(Ok(()), |form| end_draft(w, user, form))
}

/// What a record names must exist.
pub(super) fn gone(field: &str) -> Fault {
    ApiError::Invalid { fields: vec![FieldError::new(field, Problem::Gone)] }.into()
}

/// The kinds that go with a visit that is moved.
pub(super) const GOES_ALONG: [Kind; 9] = [
    Kind::Vitals,
    Kind::Condition,
    Kind::Triage,
    Kind::Narrative,
    Kind::MedicationRequest,
    Kind::MedicationDispense,
    Kind::Test,
    Kind::Procedure,
    Kind::Encounter,
];
