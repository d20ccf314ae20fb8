//! Stock: the formulary, its batches, movements, import and export. Of no subject: nothing here names a patient.

use super::part::{end_form, gone};
use super::{Names, refuse, revision, seen_from};
use crate::dispatch::Ctx;
use crate::fault::Fault;
use crate::interop::stock_csv::{self, Line};
use crate::projection::{self, lot_key};
use crate::reference::ingredients_of;
use crate::search::fold::{fold, words};
use crate::store::{NewRecord, Writer};
use domain::api::ApiError;
use domain::api::stock::{
    AmendBatch, BatchRow, ExportStock, ImportReport, ImportStock, ItemRow, Items, ItemsView, Move, MovementRow,
    Movements, Receive, SaveItem,
};
use domain::id::Id;
use domain::limits::{FieldError, Problem};
use domain::record::{Payload, Revision};
use domain::stock::{Batch, Item, MOVEMENT_MAX, Movement, MovementKind, OnHand, expired};
use domain::time::{Date, Moment};
use rusqlite::{Connection, OptionalExtension, Params, params};
use std::collections::HashMap;

/// Rows of one page of the formulary.
const ITEMS_MAX: usize = 100;
/// Movements shown of an item.
const MOVEMENTS_MAX: u32 = 200;
/// A batch that expires within so many days is expiring; an empty one is shown for as many.
const SOON_DAYS: i64 = 90;
const DAY_MS: i64 = 86_400_000;

pub(crate) fn items(ctx: &Ctx, call: Items) -> Result<ItemsView, Fault> {
    let store = ctx.store()?;
    let now = store.now();
    let query: String = call.query.chars().take(100).collect();
    let wanted = words(&fold(&query));
    store.read(|sql| {
        let mut shelves: HashMap<Id, Vec<Stored>> = HashMap::new();
        for stored in batches(sql, "TRUE", [])? {
            shelves.entry(stored.batch.item.unwrap_or_default()).or_default().push(stored);
        }
        let mut view = ItemsView { rows: Vec::new(), total: 0, wanting: 0 };
        for (id, name, item, heads) in formulary(sql)? {
            let row = item_row(id, item, heads, shelves.remove(&id).unwrap_or_default(), now);
            let wanting = row.low || row.batches.iter().any(wants);
            view.wanting += u64::from(wanting);
            if (call.wanting && !wanting) || !wanted.iter().all(|word| name.contains(word.as_str())) {
                continue;
            }
            view.total += 1;
            if view.total > u64::from(call.offset) && view.rows.len() < ITEMS_MAX {
                view.rows.push(row);
            }
        }
        Ok(view)
    })
}

/// Every item by name, retired ones last: id, folded name, body, heads.
fn formulary(sql: &Connection) -> Result<Vec<(Id, String, Item, String)>, Fault> {
    let mut q = sql.prepare_cached(
        "SELECT id, name, body, heads FROM rm_item ORDER BY coalesce(json_extract(body, '$.retired'), 0), name, id",
    )?;
    let mut rows = q.query([])?;
    let mut out = Vec::new();
    while let Some(r) = rows.next()? {
        out.push((Id(r.get(0)?), r.get(1)?, serde_json::from_str(&r.get::<_, String>(2)?)?, r.get(3)?));
    }
    Ok(out)
}

fn item_row(id: Id, item: Item, heads: String, shelf: Vec<Stored>, now: Moment) -> ItemRow {
    let today = now.local_date();
    let units = shelf.iter().map(Stored::on_hand).filter(|b| b.usable(today)).map(|b| b.units).sum();
    let offered = item.retired != Some(true);
    let shown = shelf.into_iter().filter(|b| b.units != 0 || b.last_ms > now.ms - SOON_DAYS * DAY_MS);
    ItemRow {
        id,
        heads: list(&heads),
        units,
        low: offered && item.low_at.is_some_and(|mark| units <= i64::from(mark)),
        batches: shown.map(|stored| batch_row(stored, today)).collect(),
        item,
    }
}

fn batch_row(stored: Stored, today: Date) -> BatchRow {
    let soon = Date::from_days(today.days() + SOON_DAYS);
    let is_expired = expired(stored.batch.expiry, today);
    BatchRow {
        id: stored.id,
        heads: list(&stored.heads),
        units: stored.units,
        expired: is_expired,
        expiring: !is_expired && stored.batch.expiry.is_some_and(|e| e.days() <= soon.days()),
        batch: stored.batch,
    }
}

/// Whether a batch asks for somebody: what is left of it expires, or a count is due.
fn wants(row: &BatchRow) -> bool {
    row.units < 0 || (row.units > 0 && (row.expired || row.expiring))
}

fn list(heads: &str) -> Vec<String> {
    heads.split_whitespace().map(str::to_owned).collect()
}

/// A batch with the sum of its movements.
pub(super) struct Stored {
    pub(super) id: Id,
    pub(super) batch: Batch,
    heads: String,
    pub(super) units: i64,
    /// The last movement; 0 where there was none.
    last_ms: i64,
}

impl Stored {
    pub(super) fn on_hand(&self) -> OnHand {
        OnHand {
            batch: self.id,
            lot: self.batch.lot.clone().unwrap_or_default(),
            expiry: self.batch.expiry,
            held: self.batch.held.unwrap_or(false),
            units: self.units,
        }
    }
}

/// Batches for which a condition on `b` holds, first expiry first; one without an expiry comes last.
fn batches(sql: &Connection, condition: &str, params: impl Params) -> Result<Vec<Stored>, Fault> {
    let mut q = sql.prepare_cached(&format!(
        "SELECT b.id, b.body, b.heads, (SELECT coalesce(sum(change), 0) FROM rm_movement WHERE batch = b.id), \
         (SELECT coalesce(max(at_ms), 0) FROM rm_movement WHERE batch = b.id) \
         FROM rm_batch b WHERE {condition} ORDER BY b.expiry_day IS NULL, b.expiry_day, b.lot, b.id"
    ))?;
    let mut rows = q.query(params)?;
    let mut out = Vec::new();
    while let Some(r) = rows.next()? {
        out.push(Stored {
            id: Id(r.get(0)?),
            batch: serde_json::from_str(&r.get::<_, String>(1)?)?,
            heads: r.get(2)?,
            units: r.get(3)?,
            last_ms: r.get(4)?,
        });
    }
    Ok(out)
}

/// The batches of an item.
pub(super) fn batches_of(sql: &Connection, item: Id) -> Result<Vec<Stored>, Fault> {
    batches(sql, "b.item = ?1", [item.0])
}

/// The batches of a lot: several where devices that had not met wrote it both.
pub(super) fn lot_of(sql: &Connection, item: Id, lot: &str) -> Result<Vec<Stored>, Fault> {
    batches(sql, "b.item = ?1 AND b.lot = ?2", params![item.0, lot_key(lot)])
}

/// An item by its id.
pub(super) fn item_of(sql: &Connection, id: Id) -> Result<Option<Item>, Fault> {
    let mut q = sql.prepare_cached("SELECT body FROM rm_item WHERE id = ?1")?;
    let body: Option<String> = q.query_row([id.0], |r| r.get(0)).optional()?;
    Ok(body.map(|b| serde_json::from_str(&b)).transpose()?)
}

pub(crate) fn save_item(ctx: &Ctx, call: SaveItem) -> Result<Id, Fault> {
    let item = tidy_item(call.item);
    refuse(item.problems())?;
    ctx.write(|w| {
        if let Some(id) = call.id {
            amend::<Item>(w, id, &call.parents, |_| item)?;
            return Ok(id);
        }
        let id = w.new_id();
        w.append(None, NewRecord::first(id, &item), None)?;
        Ok(id)
    })
}

pub(crate) fn amend_batch(ctx: &Ctx, call: AmendBatch) -> Result<(), Fault> {
    let batch = tidy_batch(call.batch);
    ctx.write(|w| {
        let mut wrong = Vec::new();
        amend::<Batch>(w, call.id, &call.parents, |before| {
            // Units were counted as of this item: a batch never becomes one of another.
            let after = Batch { item: before.item, ..batch };
            wrong = after.problems();
            after
        })?;
        Ok(refuse(wrong)?)
    })
}

/// Amends a record from the revisions its form was drawn from; nothing where nothing differs.
fn amend<P: Payload>(w: &mut Writer, id: Id, parents: &[String], change: impl FnOnce(&P) -> P) -> Result<(), Fault> {
    let parents = parents.iter().map(|h| revision(h)).collect::<Result<Vec<_>, _>>()?;
    let all = projection::revisions_of(w.sql(), id)?;
    let known = |p: &Revision| all.iter().any(|r| r.items.id == *p);
    if parents.is_empty() || all.iter().any(|r| r.kind != Some(P::KIND)) || !parents.iter().all(known) {
        return Err(ApiError::NotFound.into());
    }
    let before = P::from_items(&projection::folded(&seen_from(&parents, &all)).items)?;
    let patch = NewRecord::patch(id, parents, &before, &change(&before));
    if patch.is_empty() { Ok(()) } else { w.append(None, patch, None) }
}

/// Texts without spaces at their ends, and none where nothing is left.
fn tidy(text: Option<String>) -> Option<String> {
    text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty())
}

/// An item as it is kept: its ingredients are those of its name where none are given.
fn tidy_item(item: Item) -> Item {
    let generic = tidy(item.generic);
    let mut ingredients: Vec<String> = item.ingredients.iter().flatten().flat_map(|i| stock_csv::parts(i)).collect();
    if ingredients.is_empty() {
        let known = ingredients_of(generic.as_deref().unwrap_or_default());
        ingredients = known.into_iter().map(str::to_owned).collect();
    }
    Item {
        generic,
        ingredients: (!ingredients.is_empty()).then_some(ingredients),
        strength: tidy(item.strength),
        brand: tidy(item.brand),
        ..item
    }
}

fn tidy_batch(batch: Batch) -> Batch {
    Batch {
        lot: tidy(batch.lot),
        manufacturer: tidy(batch.manufacturer),
        place: tidy(batch.place),
        donor: tidy(batch.donor),
        ..batch
    }
}

pub(crate) fn receive(ctx: &Ctx, call: Receive) -> Result<Id, Fault> {
    let now = ctx.store()?.now();
    let batch = tidy_batch(call.batch);
    let mut wrong = batch.problems();
    let units = i64::from(call.units);
    if units == 0 {
        wrong.push(FieldError::new("units", Problem::Nothing));
    } else if units > MOVEMENT_MAX {
        wrong.push(FieldError::new("units", Problem::TooHigh { value: units, limit: MOVEMENT_MAX }));
    }
    refuse(wrong)?;
    let user = ctx.user()?.user.id;
    ctx.write(|w| {
        let item = batch.item.unwrap_or_default();
        item_of(w.sql(), item)?.ok_or_else(|| gone("item"))?;
        let known = first_of(w.sql(), item, batch.lot.as_deref().unwrap_or_default())?;
        let shelved = shelve(w.new_id(), known, &batch)
            .map_err(|problem| ApiError::Invalid { fields: vec![FieldError::new("expiry", problem)] })?;
        let id = shelved.write(w)?;
        append_movement(w, &received(id, call.units, now))?;
        end_form(w, user, call.form.as_deref())?;
        Ok(id)
    })
}

/// What becomes of a batch that is received.
struct Shelved {
    id: Id,
    /// As it was here before.
    before: Option<Batch>,
    after: Batch,
}

/// The batch that a lot received again grows.
fn first_of(sql: &Connection, item: Id, lot: &str) -> Result<Option<(Id, Batch)>, Fault> {
    Ok(lot_of(sql, item, lot)?.into_iter().next().map(|known| (known.id, known.batch)))
}

fn received(batch: Id, units: u32, at: Moment) -> Movement {
    let (kind, change) = (Some(MovementKind::Receive), i32::try_from(units).ok());
    Movement { batch: Some(batch), kind, change, at: Some(at), ..Movement::default() }
}

/// A known lot learns what was not known of it; it never gets another expiry by being received. A new one gets the fresh id.
fn shelve(fresh: Id, known: Option<(Id, Batch)>, new: &Batch) -> Result<Shelved, Problem> {
    let new = new.clone();
    let Some((id, before)) = known else { return Ok(Shelved { id: fresh, before: None, after: new }) };
    if let (Some(known), Some(given)) = (before.expiry, new.expiry)
        && known != given
    {
        return Err(Problem::OtherExpiry { known });
    }
    let known = before.clone();
    let after = Batch {
        expiry: known.expiry.or(new.expiry),
        manufacturer: known.manufacturer.or(new.manufacturer),
        place: known.place.or(new.place),
        donor: known.donor.or(new.donor),
        ..known
    };
    Ok(Shelved { id, before: Some(before), after })
}

impl Shelved {
    fn write(&self, w: &mut Writer) -> Result<Id, Fault> {
        let record = match &self.before {
            None => NewRecord::first(self.id, &self.after),
            Some(before) => {
                let heads = projection::folded(&projection::revisions_of(w.sql(), self.id)?).heads;
                NewRecord::patch(self.id, heads, before, &self.after)
            }
        };
        if self.before.is_none() || !record.is_empty() {
            w.append(None, record, None)?;
        }
        Ok(self.id)
    }
}

/// Appends a movement that holds.
pub(super) fn append_movement(w: &mut Writer, movement: &Movement) -> Result<Id, Fault> {
    refuse(movement.problems())?;
    let id = w.new_id();
    w.append(None, NewRecord::first(id, movement), movement.at)?;
    Ok(id)
}

pub(crate) fn move_units(ctx: &Ctx, call: Move) -> Result<Id, Fault> {
    let change = match call.kind {
        MovementKind::Adjust => call.change,
        MovementKind::Waste => call.change.saturating_abs().saturating_neg(),
        // Whatever else moves stock has a call that says with what.
        _ => return Err(ApiError::NotAllowed.into()),
    };
    let movement = Movement {
        batch: Some(call.batch),
        kind: Some(call.kind),
        change: Some(change),
        reason: tidy(Some(call.reason)),
        dispense: None,
        at: Some(ctx.store()?.now()),
    };
    ctx.write(|w| {
        if batches(w.sql(), "b.id = ?1", [call.batch.0])?.is_empty() {
            return Err(gone("batch"));
        }
        append_movement(w, &movement)
    })
}

pub(crate) fn movements(ctx: &Ctx, call: Movements) -> Result<Vec<MovementRow>, Fault> {
    let store = ctx.store()?;
    store.read(|sql| {
        let names = Names { sql, journal: store.journal() };
        let mut q = sql.prepare_cached(
            "SELECT m.at, json_extract(b.body, '$.lot'), m.kind, m.change, m.reason, m.author_kind, m.author \
             FROM rm_batch b JOIN rm_movement m ON m.batch = b.id WHERE b.item = ?1 ORDER BY m.at_ms DESC, m.id LIMIT ?2",
        )?;
        let mut rows = q.query(params![call.item.0, MOVEMENTS_MAX])?;
        let mut out = Vec::new();
        while let Some(r) = rows.next()? {
            out.push(MovementRow {
                at: serde_json::from_str(&r.get::<_, String>(0)?)?,
                lot: r.get::<_, Option<String>>(1)?.unwrap_or_default(),
                kind: MovementKind::from(r.get::<_, String>(2)?.as_str()),
                change: r.get(3)?,
                reason: r.get(4)?,
                by: names.of((r.get(5)?, r.get(6)?))?,
            });
        }
        Ok(out)
    })
}

pub(crate) fn import(ctx: &Ctx, call: ImportStock) -> Result<ImportReport, Fault> {
    let store = ctx.store()?;
    let now = store.now();
    let lines = match stock_csv::read(&call.csv) {
        Ok(lines) => lines,
        Err(refused) => return Ok(ImportReport { refused, ..ImportReport::default() }),
    };
    let fresh = || {
        let mut id = [0; 16];
        ctx.host.config().env.fill(&mut id);
        Id(id)
    };
    if call.dry_run {
        return store.read(|sql| Ok(Plan::of(sql, lines, &fresh)?.report));
    }
    ctx.write(|w| {
        let plan = Plan::of(w.sql(), lines, &fresh)?;
        if plan.report.refused.is_empty() {
            plan.write(w, now)?;
        }
        Ok(plan.report)
    })
}

/// What a file comes to, before any of it is written.
struct Plan {
    report: ImportReport,
    items: Vec<(Id, Item)>,
    /// By item and lot, in the order of their first line.
    lots: Vec<Shelved>,
    units: Vec<(Id, u32)>,
}

impl Plan {
    fn of(sql: &Connection, lines: Vec<Line>, fresh: &dyn Fn() -> Id) -> Result<Plan, Fault> {
        let mut plan = Plan { report: ImportReport::default(), items: Vec::new(), lots: Vec::new(), units: Vec::new() };
        let known = formulary(sql)?.into_iter().rev();
        let mut items: HashMap<stock_csv::Key, Id> =
            known.map(|(id, _, item, _)| (stock_csv::key(&item), id)).collect();
        // Where in `lots` a lot stands.
        let mut laid: HashMap<(Id, String), usize> = HashMap::new();
        for line in lines {
            plan.report.lines += 1;
            let item = tidy_item(line.item);
            let id = *items.entry(stock_csv::key(&item)).or_insert_with(|| {
                let id = fresh();
                plan.items.push((id, item));
                id
            });
            let Some((batch, units)) = line.lot else { continue };
            let batch = tidy_batch(Batch { item: Some(id), ..batch });
            let lot = (id, lot_key(batch.lot.as_deref().unwrap_or_default()));
            let at = laid.get(&lot).copied();
            let shelved = match at.and_then(|at| plan.lots.get(at)) {
                // What the journal holds stays what its amendment is made from.
                Some(laid) => shelve(fresh(), Some((laid.id, laid.after.clone())), &batch)
                    .map(|again| Shelved { before: laid.before.clone(), ..again }),
                None => shelve(fresh(), first_of(sql, id, &lot.1)?, &batch),
            };
            match shelved {
                Err(problem) => plan.report.refused.push(stock_csv::refused(line.number, "expiry", &problem, &batch)),
                Ok(shelved) => {
                    plan.units.push((shelved.id, units));
                    match at.and_then(|at| plan.lots.get_mut(at)) {
                        Some(laid) => *laid = shelved,
                        None => {
                            laid.insert(lot, plan.lots.len());
                            plan.lots.push(shelved);
                        }
                    }
                }
            }
        }
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        plan.report.items = count(plan.items.len());
        plan.report.lots = count(plan.lots.len());
        plan.report.grown = count(plan.lots.iter().filter(|lot| lot.before.is_some()).count());
        plan.report.refused.truncate(stock_csv::REFUSED_MAX);
        Ok(plan)
    }

    fn write(&self, w: &mut Writer, now: Moment) -> Result<(), Fault> {
        for (id, item) in &self.items {
            w.append(None, NewRecord::first(*id, item), None)?;
        }
        for lot in &self.lots {
            lot.write(w)?;
        }
        for (batch, units) in &self.units {
            append_movement(w, &received(*batch, *units, now))?;
        }
        Ok(())
    }
}

pub(crate) fn export(ctx: &Ctx, _: ExportStock) -> Result<String, Fault> {
    ctx.store()?.read(|sql| {
        let mut shelves: HashMap<Id, Vec<(Batch, i64)>> = HashMap::new();
        for stored in batches(sql, "TRUE", [])?.into_iter().filter(|b| b.units > 0) {
            shelves.entry(stored.batch.item.unwrap_or_default()).or_default().push((stored.batch, stored.units));
        }
        let items = formulary(sql)?.into_iter();
        let rows = items.map(|(id, _, item, _)| (item, shelves.remove(&id).unwrap_or_default()));
        Ok(stock_csv::write(rows.filter(|(item, lots)| item.retired != Some(true) || !lots.is_empty()).collect()))
    })
}
