//! The pharmacy: its queue, what to give, dispensing with its stock movement, taking back.
//! A dispensing and what it takes from stock are one transaction; a movement names the dispensing, never the patient.

use super::part::{Standing, amend_now, belongs, end_form, gone, set_mark, standing};
use super::refuse;
use super::stock::{append_movement, batches_of, item_of, lot_of};
use super::visit::CATEGORY;
use crate::dispatch::Ctx;
use crate::fault::Fault;
use crate::projection::{self, PART, alike};
use crate::search::fold::fold;
use crate::store::{NewRecord, Writer};
use domain::api::ApiError;
use domain::api::stock::{Dispense, Lot, Queue, QueueRow, Suggest, Supply, TakeBack};
use domain::care::{DispenseKind, Mark, MedicationDispense, MedicationRequest, RequestStatus};
use domain::id::Id;
use domain::limits::{FieldError, Problem};
use domain::part::Part;
use domain::patient::Patient;
use domain::stock::{Batch, Item, MOVEMENT_MAX, Movement, MovementKind, expired, fefo};
use domain::time::{Date, Moment, Precision};
use domain::visit::{Category, Encounter};
use rusqlite::Connection;

/// Rows of the queue.
const QUEUE_MAX: u32 = 500;

/// Who waits at the pharmacy by urgency and wait, then who is still with somebody else, then who is owed something.
pub(crate) fn queue(ctx: &Ctx, _: Queue) -> Result<Vec<QueueRow>, Fault> {
    ctx.store()?.read(|sql| {
        let mut query = sql.prepare_cached(&format!(
            "WITH open AS (SELECT encounter, count(*) AS n FROM rm_request r WHERE open AND encounter IS NOT NULL \
               AND NOT EXISTS(SELECT 1 FROM rm_mark m WHERE m.record = r.id) GROUP BY encounter), \
             due AS (SELECT encounter AS id FROM open UNION SELECT id FROM rm_encounter WHERE closed_ms IS NULL AND step = 'pharmacy') \
             SELECT e.id, e.patient, e.number, p.name, p.body, v.body, {CATEGORY} AS category, \
               coalesce((SELECT n FROM open WHERE encounter = e.id), 0), coalesce(e.closed_ms, e.since_ms) AS since, e.closed_ms IS NOT NULL AS owed \
             FROM due JOIN rm_encounter e ON e.id = due.id JOIN rm_part v ON v.pos = ({PART} e.id) JOIN rm_patient p ON p.id = e.patient \
             WHERE NOT EXISTS(SELECT 1 FROM rm_mark m WHERE m.record = e.id) \
             ORDER BY owed, e.step <> 'pharmacy', CASE category WHEN 'red' THEN 0 WHEN 'yellow' THEN 2 WHEN 'green' THEN 3 ELSE 1 END, since, e.id LIMIT {QUEUE_MAX}"
        ))?;
        let mut rows = query.query([])?;
        let mut out = Vec::new();
        while let Some(r) = rows.next()? {
            let person: Patient = serde_json::from_str(&r.get::<_, String>(4)?)?;
            let visit: Encounter = serde_json::from_str(&r.get::<_, String>(5)?)?;
            let ms = r.get(8)?;
            out.push(QueueRow {
                encounter: Id(r.get(0)?),
                patient: Id(r.get(1)?),
                number: r.get::<_, Option<u32>>(2)?.unwrap_or(0),
                name: r.get(3)?,
                birth: person.birth,
                category: r.get::<_, Option<String>>(6)?.map(|c| Category::from(c.as_str())),
                open: r.get(7)?,
                since: Moment { ms, precision: Precision::Exact, ..visit.at.unwrap_or(Moment::utc(ms)) },
                owed: r.get(9)?,
            });
        }
        Ok(out)
    })
}

/// A prescription as the pharmacy sees it.
struct Prescribed {
    id: Id,
    body: MedicationRequest,
    /// Units prescribed and not yet given; none once it is done.
    owed: u32,
    open: bool,
}

impl Prescribed {
    /// A prescription of this patient that counts.
    fn of(sql: &Connection, patient: Id, request: Id) -> Result<Prescribed, Fault> {
        let all = standing::<MedicationRequest>(sql, patient)?;
        let found = all.into_iter().find(|r| r.id == request && r.body.status != Some(RequestStatus::Stopped));
        let Standing { id, body, .. } = found.ok_or_else(|| gone("request"))?;
        let given: u32 = standing::<MedicationDispense>(sql, patient)?
            .iter()
            .filter(|d| d.body.request == Some(id) && d.body.kind != Some(DispenseKind::NotDispensed))
            .fold(0, |sum, d| sum.saturating_add(d.body.quantity.unwrap_or(0)));
        let open = matches!(body.status, None | Some(RequestStatus::Active));
        let owed = if open { body.amount.unwrap_or(0).saturating_sub(given) } else { 0 };
        Ok(Prescribed { id, body, owed, open })
    }

    /// How an item answers to what was prescribed.
    fn answer(&self, id: Id, item: &Item) -> Answer {
        let medicine = fold(self.body.medicine.as_deref().unwrap_or_default());
        if self.body.item == Some(id) || (self.body.item.is_none() && medicine == fold(&item.label())) {
            return Answer::Same;
        }
        let own = |ingredients: &Option<Vec<String>>, form| alike(ingredients.as_deref().unwrap_or_default(), form);
        let Some(wanted) = own(&self.body.ingredients, self.body.form.as_ref()) else { return Answer::Unknown };
        if own(&item.ingredients, item.form.as_ref()).as_ref() != Some(&wanted) {
            Answer::Other
        } else if names_strength(&medicine, &fold(item.strength.as_deref().unwrap_or_default())) {
            Answer::Equal
        } else {
            Answer::OtherStrength
        }
    }
}

/// How an item answers to what was prescribed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// It is the item.
    Same,
    /// Same ingredients, form and strength: unit for unit.
    Equal,
    /// Same ingredients and form.
    OtherStrength,
    /// Another medicine.
    Other,
    /// The prescription names no ingredients: a person knows.
    Unknown,
}

/// Whether folded words of a medicine name a strength: all of it, and not as one part of a mixture.
fn names_strength(medicine: &str, strength: &str) -> bool {
    let (medicine, strength): (Vec<_>, Vec<_>) =
        (medicine.split_whitespace().collect(), strength.split_whitespace().collect());
    let mixes = |at: Option<usize>| at.and_then(|at| medicine.get(at)).is_some_and(|word| *word == "+");
    !strength.is_empty()
        && medicine
            .windows(strength.len())
            .enumerate()
            .any(|(at, words)| words == strength && !mixes(at.checked_sub(1)) && !mixes(Some(at + strength.len())))
}

pub(crate) fn suggest(ctx: &Ctx, call: Suggest) -> Result<Supply, Fault> {
    let store = ctx.store()?;
    let today = store.now().local_date();
    store.read(|sql| {
        let request = Prescribed::of(sql, call.patient, call.request)?;
        let mut supply = Supply { owed: request.owed, lots: Vec::new(), missing: request.owed };
        let (mut same, mut equal, mut other) = (Vec::new(), Vec::new(), Vec::new());
        for (id, item) in candidates(sql, &request.body)? {
            match request.answer(id, &item) {
                Answer::Same => same.push((id, item)),
                // What is no longer offered is not offered instead of anything.
                _ if item.retired == Some(true) => {}
                Answer::Equal => equal.push((id, item)),
                Answer::OtherStrength => other.push((id, item)),
                Answer::Other | Answer::Unknown => {}
            }
        }
        for (items, same_item, suggested) in [(same, true, true), (equal, false, true), (other, false, false)] {
            offer(sql, today, &items, same_item, suggested, &mut supply)?;
        }
        Ok(supply)
    })
}

/// The item prescribed and those that share its ingredients and form; where there are none, those of its name.
fn candidates(sql: &Connection, request: &MedicationRequest) -> Result<Vec<(Id, Item)>, Fault> {
    let shared = alike(request.ingredients.as_deref().unwrap_or_default(), request.form.as_ref());
    let name = fold(request.medicine.as_deref().unwrap_or_default());
    let mut query =
        sql.prepare_cached("SELECT id, body FROM rm_item WHERE id = ?1 OR alike = ?2 OR name = ?3 ORDER BY name, id")?;
    let mut rows = query.query((request.item.map(|i| i.0), shared, name.trim()))?;
    let mut out = Vec::new();
    while let Some(r) = rows.next()? {
        out.push((Id(r.get(0)?), serde_json::from_str(&r.get::<_, String>(1)?)?));
    }
    Ok(out)
}

/// Adds the usable lots of these items, first expiry first, and takes from them what is still missing.
fn offer(
    sql: &Connection,
    today: Date,
    items: &[(Id, Item)],
    same_item: bool,
    suggested: bool,
    supply: &mut Supply,
) -> Result<(), Fault> {
    let mut shelf = Vec::new();
    for (id, item) in items {
        shelf.extend(batches_of(sql, *id)?.into_iter().map(|stored| (*id, item, stored.on_hand())));
    }
    let on_hand: Vec<_> = shelf.iter().map(|(_, _, b)| b.clone()).collect();
    let (taken, missing) = if suggested { fefo(&on_hand, supply.missing, today) } else { (Vec::new(), supply.missing) };
    shelf.retain(|(_, _, b)| b.usable(today));
    shelf.sort_by(|(_, _, a), (_, _, b)| a.first_expiry().cmp(&b.first_expiry()));
    supply.missing = missing;
    supply.lots.extend(shelf.into_iter().map(|(item, body, b)| Lot {
        item,
        medicine: body.label(),
        same_item,
        take: taken.iter().find(|(batch, _)| *batch == b.batch).map_or(0, |(_, units)| *units),
        batch: b.batch,
        lot: b.lot,
        expiry: b.expiry,
        units: b.units,
    }));
    Ok(())
}

pub(crate) fn dispense(ctx: &Ctx, call: Dispense) -> Result<Id, Fault> {
    let now = ctx.store()?.now();
    let user = ctx.user()?.user.id;
    let mut given = tidy(call.dispense);
    given.patient = Some(call.patient);
    let at = given.at.filter(|at| at.ms < now.ms).unwrap_or(now);
    given.at = Some(at);
    refuse(given.problems())?;
    ctx.write(|w| {
        let subject = projection::subject_of(w.sql(), call.patient)?;
        let request = Prescribed::of(w.sql(), call.patient, given.request.unwrap_or_default())?;
        given.encounter = request.body.encounter;
        given.item = given.item.or(request.body.item).filter(|_| given.kind != Some(DispenseKind::NotDispensed));
        let item = match given.item {
            Some(id) => Some((id, item_of(w.sql(), id)?.ok_or_else(|| gone("item"))?)),
            None => None,
        };
        let answer = item.as_ref().map_or(Answer::Unknown, |(id, item)| request.answer(*id, item));
        let done = is_done(&request, &given, answer)?;
        given.medicine = match &item {
            Some((_, item)) => Some(item.label()),
            // A medicine that is not in the formulary comes from no stock here.
            None => given
                .medicine
                .take()
                .filter(|_| given.kind == Some(DispenseKind::Substituted))
                .or(request.body.medicine),
        };
        let batch = match &item {
            Some((id, _)) => Some(taken_from(w, *id, given.lot.as_deref(), at.local_date())?),
            None => None,
        };
        let id = w.new_id();
        let change = given.quantity.and_then(|n| i32::try_from(n).ok()).map(|n| -n);
        w.append(Some(subject), NewRecord::first(id, &given), given.at)?;
        if let Some(batch) = batch {
            append_movement(w, &of_dispense(batch, MovementKind::Dispense, change, id, at))?;
        }
        if done {
            set_status(w, subject, request.id, &RequestStatus::Completed)?;
        }
        end_form(w, user, call.form.as_deref())?;
        Ok(id)
    })
}

fn tidy(given: MedicationDispense) -> MedicationDispense {
    let text = |t: Option<String>| t.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
    let gives = given.kind != Some(DispenseKind::NotDispensed);
    MedicationDispense {
        lot: text(given.lot).filter(|_| gives),
        quantity: given.quantity.filter(|_| gives),
        reason: text(given.reason),
        medicine: text(given.medicine),
        ..given
    }
}

/// Whether nothing is left to be done after this; refuses more than is owed, and another medicine that is not said to be one.
fn is_done(request: &Prescribed, given: &MedicationDispense, answer: Answer) -> Result<bool, ApiError> {
    let quantity = |problem| Err(ApiError::Invalid { fields: vec![FieldError::new("quantity", problem)] });
    let (value, limit) = (given.quantity.unwrap_or(0), request.owed);
    let substituted = given.kind == Some(DispenseKind::Substituted);
    // Units of another strength or medicine do not count against those prescribed.
    let countable = match answer {
        Answer::Same | Answer::Equal => true,
        Answer::OtherStrength | Answer::Other => false,
        Answer::Unknown => !substituted,
    };
    if given.kind == Some(DispenseKind::NotDispensed) {
        return if request.open { Ok(true) } else { quantity(Problem::MoreThanOwed { value, limit }) };
    }
    if !countable && !substituted {
        return Err(ApiError::Invalid { fields: vec![FieldError::new("item", Problem::OtherMedicine)] });
    }
    if !request.open || (countable && value > limit) {
        return quantity(Problem::MoreThanOwed { value, limit });
    }
    if i64::from(value) > MOVEMENT_MAX {
        return quantity(Problem::TooHigh { value: value.into(), limit: MOVEMENT_MAX });
    }
    if given.kind == Some(DispenseKind::Whole) && value < limit {
        return quantity(Problem::LessThanOwed { value, limit });
    }
    Ok(!countable || value == limit)
}

/// The batch a lot is taken from, known or not; never an expired or held one.
fn taken_from(w: &mut Writer, item: Id, lot: Option<&str>, today: Date) -> Result<Id, Fault> {
    let refused = |problem| Err(ApiError::Invalid { fields: vec![FieldError::new("lot", problem)] }.into());
    let Some(lot) = lot else { return refused(Problem::Nothing) };
    let known = lot_of(w.sql(), item, lot)?;
    for stored in &known {
        if stored.batch.held == Some(true) {
            return refused(Problem::LotHeld { lot: lot.to_owned() });
        }
        if let Some(expiry) = stored.batch.expiry.filter(|e| expired(Some(*e), today)) {
            return refused(Problem::LotExpired { lot: lot.to_owned(), expiry });
        }
    }
    if let Some(fullest) = known.iter().max_by_key(|stored| (stored.units, stored.id)) {
        return Ok(fullest.id);
    }
    let id = w.new_id();
    let batch = Batch { item: Some(item), lot: Some(lot.to_owned()), ..Batch::default() };
    w.append(None, NewRecord::first(id, &batch), None)?;
    Ok(id)
}

fn of_dispense(batch: Id, kind: MovementKind, change: Option<i32>, dispense: Id, at: Moment) -> Movement {
    Movement { batch: Some(batch), kind: Some(kind), change, reason: None, dispense: Some(dispense), at: Some(at) }
}

fn set_status(w: &mut Writer, subject: [u8; 16], request: Id, status: &RequestStatus) -> Result<(), Fault> {
    amend_now(w, subject, request, |part| {
        let Part::MedicationRequest(mut request) = part else { return Err(ApiError::NotFound.into()) };
        request.status = Some(status.clone());
        Ok(Part::MedicationRequest(request))
    })
}

pub(crate) fn take_back(ctx: &Ctx, call: TakeBack) -> Result<(), Fault> {
    let now = ctx.store()?.now();
    let reason = call.reason.trim().to_owned();
    if reason.is_empty() {
        refuse(vec![FieldError::new("reason", Problem::Nothing)])?;
    }
    ctx.write(|w| {
        let subject = projection::subject_of(w.sql(), call.patient)?;
        belongs(w.sql(), call.id, call.patient)?;
        let given = standing::<MedicationDispense>(w.sql(), call.patient)?.into_iter().find(|d| d.id == call.id);
        let given = given.ok_or_else(|| gone("id"))?.body;
        let mark = Mark { patient: Some(call.patient), record: Some(call.id), reason: Some(reason), ..Mark::default() };
        set_mark(w, subject, &mark)?;
        for (batch, change) in moved_by(w.sql(), call.id)? {
            append_movement(w, &of_dispense(batch, MovementKind::Return, Some(-change), call.id, now))?;
        }
        let request = standing::<MedicationRequest>(w.sql(), call.patient)?
            .into_iter()
            .find(|r| given.request == Some(r.id) && r.body.status == Some(RequestStatus::Completed));
        request.map_or(Ok(()), |r| set_status(w, subject, r.id, &RequestStatus::Active))
    })
}

/// What a dispensing has moved out of which batch, all in all.
fn moved_by(sql: &Connection, dispense: Id) -> Result<Vec<(Id, i32)>, Fault> {
    let mut query = sql.prepare_cached(
        "SELECT batch, sum(change) FROM rm_movement WHERE dispense = ?1 GROUP BY batch HAVING sum(change) <> 0 ORDER BY batch",
    )?;
    let rows = query.query_map([dispense.0], |r| Ok((Id(r.get(0)?), r.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A dispensing moved to the right chart: what it took is now taken by its copy there; stock stays as it is.
pub(super) fn follow(w: &mut Writer, from: Id, to: Id, at: Moment) -> Result<(), Fault> {
    for (batch, change) in moved_by(w.sql(), from)? {
        append_movement(w, &of_dispense(batch, MovementKind::Return, Some(-change), from, at))?;
        append_movement(w, &of_dispense(batch, MovementKind::Dispense, Some(change), to, at))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strength_is_named_whole_or_not_at_all() {
        assert!(names_strength("amoxicillin 250 mg", "250 mg"));
        assert!(names_strength("amoxicillin 250 mg dispersible", "250 mg"));
        assert!(!names_strength("morphine 2.5 mg", "5 mg"));
        assert!(!names_strength("amoxicillin 1250 mg", "250 mg"));
        assert!(!names_strength("abacavir + lamivudine 120 mg + 60 mg", "60 mg"));
        assert!(!names_strength("zinc", ""));
    }
}
