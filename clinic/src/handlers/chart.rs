//! Patients: register, find, read, measure, amend, history.

use super::conflict::conflicts;
use super::{Names, end_draft, refuse, revision, seen_from};
use crate::dispatch::Ctx;
use crate::fault::Fault;
use crate::projection::{self, PART};
use crate::qr;
use crate::search::fold::{distance, fold};
use crate::store::NewRecord;
use domain::api::ApiError;
use domain::api::chart::{
    AmendPatient, Card, Change, Chart, ChartView, Conflict, Found, History, Marked, PartView, PatientRow, ReadCard,
    Register, Search,
};
use domain::api::visit::{Duplicate, Duplicates};
use domain::id::Id;
use domain::part::Part;
use domain::patient::{AgeClass, Patient, card_digits, card_number};
use domain::record::{EMPTY, Kind, Payload};
use rusqlite::{Connection, OptionalExtension, Row, params};

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
    let now = ctx.store()?.now();
    refuse(call.patient.problems(now.local_date()))?;
    let user = ctx.user()?.user.id;
    ctx.write(|w| {
        let subject = projection::subject_of(w.sql(), call.id)?;
        let parents = call.parents.iter().map(|h| revision(h)).collect::<Result<Vec<_>, _>>()?;
        let all = projection::revisions_of(w.sql(), call.id)?;
        if parents.is_empty()
            || all.iter().any(|r| r.kind != Some(Kind::Patient))
            || !parents.iter().all(|p| all.iter().any(|r| r.items.id == *p))
        {
            return Err(ApiError::NotFound.into());
        }
        // What the form showed: the fold of its parents and all they had seen.
        let before = Patient::from_items(&projection::folded(&seen_from(&parents, &all)).items)?;
        let patch = NewRecord::patch(call.id, parents, &before, &call.patient);
        if !patch.is_empty() {
            w.append(Some(subject), patch, None)?;
        }
        super::visit::follow_registration(w, subject, call.id, &call.patient, now)?;
        end_draft(w, user, &format!("amend/{}", call.id))
    })
}

pub(crate) fn search(ctx: &Ctx, call: Search) -> Result<Found, Fault> {
    let store = ctx.store()?;
    let limit = usize::from(call.limit.clamp(1, 100));
    let query: String = call.query.trim().chars().take(200).collect();
    let mut hits = if query.is_empty() { None } else { Some(store.search(&query, limit)?) };
    // A whole card number means its owner and nobody else: least of all who has almost the same number.
    let scanned = card_digits(&fold(&query));
    if let (Some(found), Some(digits)) = (&mut hits, scanned) {
        let off = |id: &Id| card_digits(&card_number(*id)).map_or(usize::MAX, |card| distance(&card, &digits));
        match found.iter().any(|id| off(id) == 0) {
            true => found.retain(|id| off(id) == 0),
            false => found.retain(|id| off(id) > 2),
        }
    }
    store.read(|sql| {
        const COLUMNS: &str = "SELECT id, body, name, last FROM rm_patient";
        let total = store.patients(sql)?;
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

/// Look-alikes shown at most.
const DUPLICATES_MAX: usize = 5;

/// Who might be the person of a form: found by the words typed, kept where at least two things speak for it.
pub(crate) fn duplicates(ctx: &Ctx, call: Duplicates) -> Result<Vec<Duplicate>, Fault> {
    let store = ctx.store()?;
    let typed = &call.patient;
    let today = store.now().local_date();
    let mut hits = Vec::new();
    let names = [&typed.given, &typed.family, &typed.other_names, &typed.script_name];
    let name = names.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
    for query in [Some(name), typed.phone.clone()].into_iter().flatten().filter(|q| q.trim().chars().count() > 1) {
        let query: String = query.chars().take(200).collect();
        hits.extend(store.search(&query, 20)?.into_iter().filter(|id| !hits.contains(id)).collect::<Vec<_>>());
    }
    store.read(|sql| {
        let mut found = Vec::new();
        for id in hits {
            let mut query = sql.prepare_cached("SELECT id, body, name, last FROM rm_patient WHERE id = ?1")?;
            let Some(raw) = query.query_row([id.0], raw_row).optional()? else { continue };
            let other: Patient = serde_json::from_str(&raw.1)?;
            let reasons = domain::patient::resemblance(typed, &other, today);
            if reasons.len() >= 2 {
                found.push(Duplicate {
                    row: patient_row(raw)?,
                    reasons: reasons.into_iter().map(str::to_owned).collect(),
                });
            }
        }
        // Search has put the closest names first; more reasons outweigh that.
        found.sort_by_key(|d| std::cmp::Reverse(d.reasons.len()));
        found.truncate(DUPLICATES_MAX);
        Ok(found)
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

pub(crate) fn card(ctx: &Ctx, call: ReadCard) -> Result<Card, Fault> {
    let known = "SELECT 1 FROM rm_patient WHERE id = ?1";
    let store = ctx.store()?;
    store.read(|sql| Ok(sql.prepare_cached(known)?.exists([call.id.0])?))?.then_some(()).ok_or(ApiError::NotFound)?;
    let number = card_number(call.id);
    let qr_svg = qr::svg(&card_digits(&number).unwrap_or_default());
    Ok(Card { number, qr_svg })
}

pub(crate) fn chart(ctx: &Ctx, call: Chart) -> Result<ChartView, Fault> {
    let store = ctx.store()?;
    store.read(|sql| {
        let query = "SELECT body, name, heads, conflicts FROM rm_patient WHERE id = ?1";
        let row: Option<RawChart> = sql
            .prepare_cached(query)?
            .query_row([call.id.0], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))
            .optional()?;
        let (body, name, heads, disputes) = row.ok_or(ApiError::NotFound)?;
        let patient: Patient = serde_json::from_str(&body)?;
        let age_class = patient.birth.as_ref().and_then(|b| b.class_on(store.now().local_date()));
        let names = Names { sql, journal: store.journal() };
        Ok(ChartView {
            id: call.id,
            name,
            heads: words(&heads),
            conflicts: disputed(sql, &names, call.id, &disputes)?,
            parts: parts(sql, &names, call.id, age_class.as_ref())?,
            patient,
            age_class,
        })
    })
}

type RawChart = (String, String, String, String);

/// The conflicts of a record, of which its row names the fields; most have none.
fn disputed(sql: &Connection, names: &Names, id: Id, fields: &str) -> Result<Vec<Conflict>, Fault> {
    if fields.is_empty() { Ok(Vec::new()) } else { conflicts(sql, names, id) }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// Everything of a patient, newest first, at most `PARTS_MAX` of a kind. Marks stand on what they mark.
fn parts(sql: &Connection, names: &Names, patient: Id, class: Option<&AgeClass>) -> Result<Vec<PartView>, Fault> {
    let mut q = sql.prepare_cached(
        "SELECT id, body, heads, conflicts, revisions, recorded, author_kind, author, \
         (SELECT reason FROM rm_mark WHERE record = rm_part.id ORDER BY mark LIMIT 1), \
         (SELECT moved_to FROM rm_mark WHERE record = rm_part.id ORDER BY mark LIMIT 1) \
         FROM rm_part WHERE patient = ?1 AND kind = ?2 ORDER BY at_ms DESC, id LIMIT ?3",
    )?;
    let mut out = Vec::new();
    for kind in Kind::ALL.into_iter().filter(|k| *k != Kind::Mark && !Part::fields(*k).is_empty()) {
        let mut rows = q.query(params![patient.0, kind as u16, PARTS_MAX])?;
        while let Some(r) = rows.next()? {
            let part: Part = serde_json::from_str(&r.get::<_, String>(1)?)?;
            let unusual = match &part {
                Part::Vitals(v) => v.unusual(class).into_iter().map(str::to_owned).collect(),
                _ => Vec::new(),
            };
            let moved_to: Option<[u8; 16]> = r.get(9)?;
            let reason: Option<String> = r.get(8)?;
            let id = Id(r.get(0)?);
            out.push(PartView {
                id,
                part,
                recorded_at: serde_json::from_str(&r.get::<_, String>(5)?)?,
                by: names.of((r.get(6)?, r.get(7)?))?,
                unusual,
                heads: words(&r.get::<_, String>(2)?),
                amended: r.get::<_, i64>(4)? > 1,
                conflicts: disputed(sql, names, id, &r.get::<_, String>(3)?)?,
                mark: reason.map(|reason| Marked { reason, moved_to: moved_to.map(Id) }),
            });
        }
    }
    Ok(out)
}

pub(crate) fn history(ctx: &Ctx, call: History) -> Result<Vec<Change>, Fault> {
    let store = ctx.store()?;
    store.read(|sql| {
        owned(sql, call.patient, call.id)?;
        let mut revisions = projection::revisions_of(sql, call.id)?;
        let kind = revisions.first().and_then(|r| r.kind).ok_or(ApiError::NotFound)?;
        revisions.sort_by_key(|r| (r.items.hlc, r.items.id));
        let names = Names { sql, journal: store.journal() };
        let mut out = Vec::new();
        for (n, r) in revisions.iter().enumerate() {
            let before = projection::folded(&seen_from(&r.items.parents, &revisions[..n]));
            let fields = match kind {
                Kind::Patient => differences(Patient::FIELDS, &before.items, &r.items.items, |items| {
                    Ok(serde_json::to_value(Patient::from_items(items)?)?)
                })?,
                kind => differences(Part::fields(kind), &before.items, &r.items.items, |items| {
                    Ok(serde_json::to_value(Part::from_items(kind, items)?)?)
                })?,
            };
            out.push(Change {
                recorded_at: r.recorded,
                by: names.of((r.author_kind, r.author))?,
                index: r.position,
                fields,
            });
        }
        out.reverse();
        Ok(out)
    })
}

/// A record must be the patient, or a part of their chart.
pub(super) fn owned(sql: &Connection, patient: Id, record: Id) -> Result<(), Fault> {
    let of = format!("SELECT patient FROM rm_part WHERE pos = ({PART} ?1)");
    let part = || sql.query_row(&of, [record.0], |r| r.get::<_, [u8; 16]>(0)).optional();
    if record == patient || part()? == Some(patient.0) { Ok(()) } else { Err(ApiError::NotFound.into()) }
}

/// Field name, before, after: as JSON of the payload's own field.
type Difference = (String, serde_json::Value, serde_json::Value);

fn differences(
    names: &[&str],
    before: &[Vec<u8>],
    patch: &[Vec<u8>],
    json: impl Fn(&[Vec<u8>]) -> Result<serde_json::Value, Fault>,
) -> Result<Vec<Difference>, Fault> {
    let (old, new) = (json(before)?, json(patch)?);
    let touched = names.iter().enumerate().filter(|(i, _)| {
        let empty = before.get(*i).is_none_or(|b| b == EMPTY);
        patch.get(*i).is_some_and(|p| projection::is_touched(p) && !(empty && p == EMPTY))
    });
    Ok(touched
        .filter(|(_, name)| **name != "patient")
        .map(|(_, name)| ((*name).to_owned(), old[*name].clone(), new[*name].clone()))
        .collect())
}
