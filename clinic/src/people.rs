//! Writing people in bulk: demonstration data and imported bundles. Signed by the device, which says so in every entry.
//! In scope: batching, matching a known patient, attachments in chunks.  Not here: inventing people (demo), reading FHIR (interop).

use crate::demo::DemoPerson;
use crate::fault::Fault;
use crate::interop::fhir::{Bundle, Resource};
use crate::store::{NewRecord, Progress, Store, Writer};
use domain::api::ApiError;
use domain::id::Id;
use domain::part::Part;
use domain::record::{Attachment, Blob, Chunk};
use domain::stock::{Batch, Item, Movement, MovementKind};
use domain::time::Moment;
use domain::visit::{AgeBand, Category, Encounter, Outcome, Step, Triage};
use domain::vitals::Reading;
use ledger::Author;
use rusqlite::{OptionalExtension, params};
use std::collections::BTreeMap;

/// Invented people who still wait today.
const WAITING: usize = 14;
/// People written in one transaction.
const BATCH: u32 = 250;
/// Bytes of one attachment chunk (JOURNAL.md: at most 960 KiB).
const CHUNK_BYTES_MAX: usize = 960 * 1024;

/// Media type of what an import keeps whole.
const FHIR: &str = "application/fhir+json";

/// Writes invented people and tells how many.
///
/// # Errors
/// `ApiError::Cancelled` when asked to stop; whole batches written before stay.
pub fn write_demo(store: &Store, patients: u32, seed: u64, progress: Progress) -> Result<u32, Fault> {
    let now = store.now();
    let mut people = crate::demo::people(patients, seed, now.local_date(), now.ms).enumerate().peekable();
    let mut done = 0;
    write_shelf(store, now)?;
    while people.peek().is_some() {
        let batch: Vec<_> = people.by_ref().take(BATCH as usize).collect();
        store.write(&Author::Device, None, |w| {
            for (n, person) in &batch {
                let waiting = (patients as usize).checked_sub(n + 1).filter(|left| *left < WAITING);
                write_person(w, person, waiting, now)?;
            }
            Ok(())
        })?;
        done += u32::try_from(batch.len()).unwrap_or(BATCH);
        if progress(done.into(), patients.into()).is_break() {
            return Err(ApiError::Cancelled.into());
        }
    }
    store.index_pending()?;
    Ok(done)
}

/// Writes the invented shelf, unless a formulary is here.
fn write_shelf(store: &Store, now: Moment) -> Result<(), Fault> {
    let here =
        store.read(|sql| Ok(sql.query_row("SELECT EXISTS(SELECT 1 FROM rm_item)", [], |r| r.get::<_, bool>(0))?))?;
    if here {
        return Ok(());
    }
    store.write(&Author::Device, None, |w| {
        for shelved in crate::demo::stock::shelf(now.local_date()) {
            let item = w.new_id();
            w.append(None, NewRecord::first(item, &shelved.item), None)?;
            for (batch, units) in shelved.lots {
                let id = w.new_id();
                w.append(None, NewRecord::first(id, &Batch { item: Some(item), ..batch }), None)?;
                let received = Movement {
                    batch: Some(id),
                    kind: Some(MovementKind::Receive),
                    change: i32::try_from(units).ok(),
                    at: Some(now),
                    ..Movement::default()
                };
                let movement = w.new_id();
                w.append(None, NewRecord::first(movement, &received), Some(now))?;
            }
        }
        Ok(())
    })
}

/// The formulary's item of a medicine in words.
fn item_named(w: &Writer, medicine: &str) -> Result<Option<Id>, Fault> {
    let mut q = w.sql().prepare_cached("SELECT id, body FROM rm_item")?;
    let mut rows = q.query([])?;
    while let Some(r) = rows.next()? {
        let item: Item = serde_json::from_str(&r.get::<_, String>(1)?)?;
        if item.label() == medicine {
            return Ok(Some(Id(r.get(0)?)));
        }
    }
    Ok(None)
}

/// Writes a person with the visit they came for. The last few still wait: `waiting` people came after them.
fn write_person(w: &mut Writer, person: &DemoPerson, waiting: Option<usize>, now: Moment) -> Result<(), Fault> {
    let subject = w.new_subject()?;
    let id = w.new_id();
    let minutes_ago = waiting.map_or(i64::from(person.minutes_ago), |after| 4 + 7 * after as i64);
    let at = Moment { ms: now.ms - minutes_ago * 60_000, ..now };
    w.append(Some(subject), NewRecord::first(id, &person.patient), Some(at))?;
    let (step, category) = match waiting.map(|after| after % 6) {
        None => (Step::Closed, Some(Category::Green)),
        Some(0 | 3) => (Step::Triage, None),
        Some(4) => (Step::Medical, Some(Category::Red)),
        Some(1) => (Step::Medical, Some(Category::Yellow)),
        Some(2) => (Step::Medical, Some(Category::Green)),
        Some(_) => (Step::Pharmacy, Some(Category::Green)),
    };
    let class = person.patient.birth.as_ref().and_then(|b| b.class_on(at.local_date()));
    let visit = Encounter {
        patient: Some(id),
        number: waiting.map(|after| u32::try_from(WAITING - after).unwrap_or(1)),
        at: Some(at),
        sex: person.patient.sex.clone(),
        age_band: Some(AgeBand::of(class.as_ref())),
        complaints: Some(vec![person.complaint.to_owned()]),
        closed: (step == Step::Closed).then_some(at),
        outcome: (step == Step::Closed).then_some(Outcome::Treated),
        step: Some(step.clone()),
        step_since: Some(at),
        ..Encounter::default()
    };
    let encounter = w.new_id();
    w.append(Some(subject), NewRecord::first(encounter, &visit), Some(at))?;
    let mut parts: Vec<Part> = Vec::new();
    parts.extend(person.vitals.iter().cloned().map(|mut v| {
        if waiting.is_some() {
            v.at = Some(at);
        }
        Part::Vitals(v)
    }));
    parts.extend(person.conditions.iter().cloned().map(Part::Condition));
    if waiting.is_some() {
        parts.extend(category.map(|c| Part::Triage(Triage { at: Some(at), category: Some(c), ..Triage::default() })));
    }
    if step == Step::Pharmacy {
        let weight = person.vitals.last().and_then(|v| match v.weight_g {
            Some(Reading::Value(grams)) => Some(grams),
            _ => None,
        });
        if let Some(mut request) = crate::demo::stock::prescription(weight) {
            request.item = item_named(w, request.medicine.as_deref().unwrap_or_default())?;
            request.at = Some(at);
            parts.push(Part::MedicationRequest(request));
        }
    }
    for mut part in parts {
        part.set_patient(id);
        part.set_encounter(encounter);
        let record = w.new_id();
        w.append(Some(subject), NewRecord::part(record, &part), part.at().or(Some(at)))?;
    }
    Ok(())
}

/// What an import wrote.
#[derive(Debug, PartialEq, Eq, serde::Serialize)]
pub struct Imported {
    /// Whose.
    pub patient: Id,
    /// Whether the patient was here already, by system and value of an identifier.
    pub known: bool,
    /// Parts written, by type (`condition`, `encounter`, …).
    pub parts: BTreeMap<&'static str, u32>,
    /// Resources kept whole.
    pub attachments: u32,
    /// What was here from an earlier import of the same source.
    pub unchanged: u32,
}

/// Writes one bundle whole or not at all.
///
/// # Errors
/// The journal's own; then nothing of the bundle was written.
pub fn write_bundle(store: &Store, bundle: &Bundle) -> Result<Imported, Fault> {
    store.write(&Author::Device, None, |w| {
        let mut known = None;
        for i in bundle.patient.ids.iter().flatten() {
            let query = "SELECT patient FROM rm_identifier WHERE system = ?1 AND value = ?2 ORDER BY patient LIMIT 1";
            known = known
                .or(w.sql().query_row(query, params![i.system, i.value], |r| r.get::<_, [u8; 16]>(0)).optional()?);
        }
        let (patient, subject) = match known {
            Some(id) => (Id(id), crate::projection::subject_of(w.sql(), Id(id))?),
            None => {
                let subject = w.new_subject()?;
                let id = w.new_id();
                w.append(Some(subject), NewRecord::first(id, &bundle.patient), None)?;
                (id, subject)
            }
        };
        let mut out =
            Imported { patient, known: known.is_some(), parts: BTreeMap::new(), attachments: 0, unchanged: 0 };
        // The record that an earlier import of the same source made, if any.
        let here = |w: &Writer, source: Option<&str>| -> Result<Option<Id>, Fault> {
            let Some(source) = source.filter(|_| known.is_some()) else { return Ok(None) };
            let query = "SELECT id FROM rm_part WHERE patient = ?1 AND source = ?2 LIMIT 1";
            let found =
                w.sql().prepare_cached(query)?.query_row(params![patient.0, source], |r| r.get(0)).optional()?;
            Ok(found.map(Id))
        };
        let mut ids: Vec<Id> = Vec::with_capacity(bundle.parts.len());
        for mapped in &bundle.parts {
            if let Some(id) = here(w, mapped.part.source().as_deref())? {
                out.unchanged += 1;
                ids.push(id);
                continue;
            }
            let mut part = mapped.part.clone();
            part.set_patient(patient);
            if let Some(visit) = mapped.visit.and_then(|v| ids.get(v)) {
                part.set_encounter(*visit);
            }
            let id = w.new_id();
            w.append(Some(subject), NewRecord::part(id, &part), part.at())?;
            *out.parts.entry(part.name()).or_default() += 1;
            ids.push(id);
        }
        for r in &bundle.others {
            let title = title(r);
            if here(w, Some(&title))?.is_some() {
                out.unchanged += 1;
                continue;
            }
            attach(w, subject, patient, title, FHIR, &r.json)?;
            out.attachments += 1;
        }
        // The bundle as it came: what Patient, Condition and Observation said beyond our fields.
        let whole = format!("Bundle#{}", hex::encode(&ledger::tlog::hash::sha256(&[&bundle.original])[..4]));
        if here(w, Some(&whole))?.is_some() {
            out.unchanged += 1;
        } else {
            attach(w, subject, patient, whole, FHIR, &bundle.original)?;
            out.attachments += 1;
        }
        Ok(out)
    })
}

fn title(r: &Resource) -> String {
    format!("{}/{}", r.kind, r.id).chars().take(200).collect()
}

/// Writes an attachment and its chunks under its patient's key, and tells its id.
///
/// # Errors
/// The journal's own.
pub(crate) fn attach(
    w: &mut Writer,
    subject: [u8; 16],
    patient: Id,
    title: String,
    media: &str,
    bytes: &[u8],
) -> Result<Id, Fault> {
    let id = w.new_id();
    let pieces: Vec<&[u8]> = bytes.chunks(CHUNK_BYTES_MAX).collect();
    let count = u32::try_from(pieces.len()).unwrap_or(u32::MAX);
    let whole = Attachment {
        patient: Some(patient),
        title: Some(title),
        media: Some(media.to_owned()),
        bytes: Some(bytes.len() as u64),
        chunks: Some(count),
    };
    w.append(Some(subject), NewRecord::first(id, &whole), None)?;
    for (n, piece) in pieces.into_iter().enumerate() {
        let chunk = Chunk {
            attachment: Some(id),
            index: Some(u32::try_from(n).unwrap_or(u32::MAX)),
            count: Some(count),
            bytes: Some(Blob(piece.to_vec())),
        };
        let record = w.new_id();
        w.append(Some(subject), NewRecord::first(record, &chunk), None)?;
    }
    Ok(id)
}
