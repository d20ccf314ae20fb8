//! Visits: open, board, call next, who is writing, move to the right patient; type-ahead and look-alikes.

use super::part::{GOES_ALONG, belongs, end_form, gone, set_mark};
use super::refuse;
use crate::dispatch::Ctx;
use crate::fault::Fault;
use crate::projection::{self, PART};
use crate::store::{NewRecord, Writer};
use domain::api::ApiError;
use domain::api::visit::{Board, BoardRow, BoardView, CallNext, MoveVisit, OpenVisit, Opened, Who, Writing};
use domain::care::Mark;
use domain::id::Id;
use domain::part::Part;
use domain::patient::Patient;
use domain::record::Kind;
use domain::time::{Moment, Precision};
use domain::visit::{AgeBand, Category, Encounter, Step, Triage};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashMap;

/// Rows of the board.
const BOARD_MAX: u32 = 500;

pub(crate) fn open(ctx: &Ctx, call: OpenVisit) -> Result<Opened, Fault> {
    let store = ctx.store()?;
    let now = store.now();
    let complaints: Vec<String> =
        call.complaints.into_iter().map(|c| c.trim().to_owned()).filter(|c| !c.is_empty()).collect();
    let mut encounter = Encounter {
        at: Some(now),
        complaints: (!complaints.is_empty()).then_some(complaints),
        step: Some(if call.category.is_some() { Step::Medical } else { Step::Triage }),
        step_since: Some(now),
        ..Encounter::default()
    };
    refuse(encounter.problems())?;
    if let Who::New(patient) = &call.who {
        refuse(patient.problems(now.local_date()))?;
    }
    let user = ctx.user()?.user.id;
    let opened = ctx.write(|w| {
        let (patient, subject, person) = match call.who {
            Who::Known(id) => (id, projection::subject_of(w.sql(), id)?, patient_of(w.sql(), id)?),
            Who::New(person) => {
                let subject = w.new_subject()?;
                let id = w.new_id();
                w.append(Some(subject), NewRecord::first(id, &*person), None)?;
                (id, subject, *person)
            }
        };
        let number = next_number(w.sql(), now)?;
        encounter.patient = Some(patient);
        encounter.number = Some(number);
        encounter.sex = person.sex.clone();
        encounter.age_band = Some(AgeBand::of(person.birth.and_then(|b| b.class_on(now.local_date())).as_ref()));
        let id = w.new_id();
        w.append(Some(subject), NewRecord::first(id, &encounter), None)?;
        if let Some(category) = call.category {
            let triage = Triage {
                patient: Some(patient),
                encounter: Some(id),
                at: Some(now),
                category: Some(category),
                ..Triage::default()
            };
            let record = w.new_id();
            w.append(Some(subject), NewRecord::first(record, &triage), None)?;
        }
        end_form(w, user, call.form.as_deref())?;
        Ok(Opened { patient, encounter: id, number })
    })?;
    ctx.host.note_access(ctx.user()?, opened.patient);
    Ok(opened)
}

/// Number of the day: one more than the highest given out since midnight.
fn next_number(sql: &Connection, now: Moment) -> Result<u32, Fault> {
    let mut query = sql.prepare_cached("SELECT coalesce(max(number), 0) + 1 FROM rm_encounter WHERE day = ?1")?;
    Ok(query.query_row([now.local_date().days()], |r| r.get(0))?)
}

pub(super) fn patient_of(sql: &Connection, id: Id) -> Result<Patient, Fault> {
    let mut query = sql.prepare_cached("SELECT body FROM rm_patient WHERE id = ?1")?;
    let body: Option<String> = query.query_row([id.0], |r| r.get(0)).optional()?;
    Ok(serde_json::from_str(&body.ok_or(ApiError::NotFound)?)?)
}

pub(crate) fn board(ctx: &Ctx, _: Board) -> Result<BoardView, Fault> {
    let store = ctx.store()?;
    let now = store.now();
    let floor = ctx.host.floor(now.ms);
    store.read(|sql| {
        let mut rows = open_visits(sql)?;
        for row in &mut rows {
            row.called_by = floor.called.get(&row.encounter).map(|(_, name)| name.clone());
            row.writing = floor.writing(row.encounter);
        }
        let midnight = now.local_date().days() * 86_400_000 - i64::from(now.offset_min) * 60_000;
        let closed: i64 = sql.query_row(
            "SELECT count(*) FROM rm_encounter WHERE closed_ms >= ?1 AND number IS NOT NULL",
            [midnight],
            |r| r.get(0),
        )?;
        Ok(BoardView { rows, closed_today: closed.cast_unsigned() })
    })
}

/// The newest standing triage's category of a visit.
pub(super) const CATEGORY: &str = "(SELECT json_extract(t.body, '$.category') FROM rm_part t WHERE t.encounter = e.id AND t.kind = 8 \
    AND NOT EXISTS(SELECT 1 FROM rm_mark m WHERE m.record = t.id) ORDER BY t.at_ms DESC, t.id LIMIT 1)";

/// Open visits in the board's order: red, not yet triaged, yellow, green; the longest wait first.
pub(super) fn open_visits(sql: &Connection) -> Result<Vec<BoardRow>, Fault> {
    let mut query = sql.prepare_cached(&format!(
        "SELECT e.id, e.patient, e.number, v.body, p.body, p.name, {CATEGORY}, e.since_ms, e.opened_ms \
         FROM rm_encounter e JOIN rm_part v ON v.pos = ({PART} e.id) JOIN rm_patient p ON p.id = e.patient \
         WHERE e.closed_ms IS NULL AND NOT EXISTS(SELECT 1 FROM rm_mark m WHERE m.record = e.id) \
         ORDER BY e.since_ms, e.id LIMIT {BOARD_MAX}"
    ))?;
    let mut rows = query.query([])?;
    let mut out = Vec::new();
    while let Some(r) = rows.next()? {
        let visit: Encounter = serde_json::from_str(&r.get::<_, String>(3)?)?;
        let person: Patient = serde_json::from_str(&r.get::<_, String>(4)?)?;
        let moment = |ms| Moment { ms, precision: Precision::Exact, ..visit.at.unwrap_or(Moment::utc(ms)) };
        out.push(BoardRow {
            encounter: Id(r.get(0)?),
            patient: Id(r.get(1)?),
            number: r.get::<_, Option<u32>>(2)?.unwrap_or(0),
            name: r.get(5)?,
            sex: person.sex,
            birth: person.birth,
            complaint: visit.complaints.as_ref().and_then(|c| c.first().cloned()),
            category: r.get::<_, Option<String>>(6)?.map(|c| Category::from(c.as_str())),
            since: moment(r.get(7)?),
            opened: moment(r.get(8)?),
            step: visit.step.unwrap_or(Step::Triage),
            called_by: None,
            writing: Vec::new(),
        });
    }
    out.sort_by_key(|row| match row.category {
        Some(Category::Red) => 0,
        None => 1,
        Some(Category::Yellow) => 2,
        Some(Category::Green | Category::Unknown(_)) => 3,
    });
    Ok(out)
}

pub(crate) fn call_next(ctx: &Ctx, call: CallNext) -> Result<Option<Opened>, Fault> {
    let store = ctx.store()?;
    let user = ctx.user()?;
    let rows = store.read(open_visits)?;
    let waiting: Vec<BoardRow> = rows.into_iter().filter(|row| row.step == call.step).collect();
    // One lock over looking and claiming: two callers never get the same patient.
    let called = ctx.host.claim(user, &waiting);
    if called.is_some() {
        ctx.host.announce_board();
    }
    Ok(called)
}

pub(crate) fn writing(ctx: &Ctx, call: Writing) -> Result<Vec<String>, Fault> {
    let now = ctx.store()?.now().ms;
    let (others, changed) = ctx.host.write_here(ctx.user()?, call.encounter, call.now, now);
    if changed {
        ctx.host.announce_board();
    }
    Ok(others)
}

pub(crate) fn move_visit(ctx: &Ctx, call: MoveVisit) -> Result<Opened, Fault> {
    let reason = call.reason.trim().to_owned();
    if reason.is_empty() {
        refuse(vec![domain::limits::FieldError::new("reason", domain::limits::Problem::Nothing)])?;
    }
    if call.to == call.patient {
        return Err(gone("to"));
    }
    let now = ctx.store()?.now();
    ctx.write(|w| {
        let from_subject = projection::subject_of(w.sql(), call.patient)?;
        let to_subject = projection::subject_of(w.sql(), call.to)?;
        belongs(w.sql(), call.encounter, call.patient)?;
        let person = patient_of(w.sql(), call.to)?;
        let new = w.new_id();
        let mut number = 0;
        let mut requests: HashMap<Id, Id> = HashMap::new();
        // Copies under the right patient's key: redacting one patient must not take another's records along.
        for (id, mut part) in parts_of_visit(w.sql(), call.encounter)? {
            let mark = Mark {
                patient: Some(call.patient),
                record: Some(id),
                reason: Some(reason.clone()),
                moved_to: Some(call.to),
                ..Mark::default()
            };
            set_mark(w, from_subject, &mark)?;
            part.set_patient(call.to);
            let at = part.at();
            let record = match &mut part {
                Part::Encounter(e) => {
                    number = e.number.unwrap_or(0);
                    e.sex = person.sex.clone();
                    let day = e.at.map(|m| m.local_date());
                    let class = person.birth.as_ref().zip(day).and_then(|(b, day)| b.class_on(day));
                    e.age_band = Some(AgeBand::of(class.as_ref()));
                    new
                }
                other => {
                    other.set_encounter(new);
                    w.new_id()
                }
            };
            match &mut part {
                Part::MedicationRequest(_) => _ = requests.insert(id, record),
                // Prescriptions come first, by their kind: a dispensing finds the copy of its own.
                Part::MedicationDispense(d) => {
                    d.request = d.request.map(|r| requests.get(&r).copied().unwrap_or(r));
                    super::pharmacy::follow(w, id, record, now)?;
                }
                _ => {}
            }
            w.append(Some(to_subject), NewRecord::part(record, &part), at)?;
        }
        Ok(Opened { patient: call.to, encounter: new, number })
    })
}

fn parts_of_visit(sql: &Connection, encounter: Id) -> Result<Vec<(Id, Part)>, Fault> {
    let mut query = sql.prepare_cached(&format!(
        "SELECT id, kind, body FROM rm_part WHERE (encounter = ?1 OR pos = ({PART} ?1)) \
         AND NOT EXISTS(SELECT 1 FROM rm_mark WHERE record = rm_part.id) ORDER BY kind, at_ms, id"
    ))?;
    let mut rows = query.query([encounter.0])?;
    let mut out = Vec::new();
    while let Some(r) = rows.next()? {
        if Kind::from_number(r.get(1)?).is_some_and(|k| GOES_ALONG.contains(&k)) {
            out.push((Id(r.get(0)?), serde_json::from_str(&r.get::<_, String>(2)?)?));
        }
    }
    Ok(out)
}

/// Sex and age band of the patient's open visits follow a registration that comes later.
pub(super) fn follow_registration(
    w: &mut Writer,
    subject: [u8; 16],
    patient: Id,
    person: &Patient,
    now: Moment,
) -> Result<(), Fault> {
    let open: Vec<[u8; 16]> = {
        let mut query =
            w.sql().prepare_cached("SELECT id FROM rm_encounter WHERE patient = ?1 AND closed_ms IS NULL")?;
        query.query_map(params![patient.0], |r| r.get(0))?.collect::<Result<_, _>>()?
    };
    for id in open {
        super::part::amend_now(w, subject, Id(id), |part| {
            let Part::Encounter(mut e) = part else { return Err(ApiError::NotFound.into()) };
            e.sex = person.sex.clone();
            let day = e.at.unwrap_or(now).local_date();
            e.age_band = Some(AgeBand::of(person.birth.as_ref().and_then(|b| b.class_on(day)).as_ref()));
            Ok(Part::Encounter(e))
        })?;
    }
    Ok(())
}
