//! Calls about the pharmacy: its queue, dispensing, the formulary, batches and movements, import and export.

use super::call;
use crate::access::{Access, Permission};
use crate::care::MedicationDispense;
use crate::id::Id;
use crate::patient::Birth;
use crate::stock::{Batch, Item, MovementKind};
use crate::time::{Date, Moment};
use crate::visit::Category;
use serde::{Deserialize, Serialize};

const READ: Access = Access::Needs(Permission::ReadChart);
const WRITE: Access = Access::Needs(Permission::WriteChart);
const STOCK: Access = Access::Needs(Permission::ManageStock);

/// Patients with something to dispense: waiting at the pharmacy, or owed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Queue {}
call!(Queue, "pharmacy.queue", READ, Vec<QueueRow>);

/// A patient at the pharmacy.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct QueueRow {
    /// The visit.
    pub encounter: Id,
    /// Whose.
    pub patient: Id,
    /// Number of the day.
    pub number: u32,
    /// The name to show.
    pub name: String,
    /// Birth, with its precision.
    pub birth: Option<Birth>,
    /// Category.
    pub category: Option<Category>,
    /// Prescriptions still to be dispensed, whole or in part.
    pub open: u32,
    /// Waiting since.
    pub since: Moment,
    /// Whether the visit is closed and something is owed.
    pub owed: bool,
}

/// From which lots to give a prescription: first expiry first; expired and held lots never.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Suggest {
    /// For whom.
    pub patient: Id,
    /// The prescription.
    pub request: Id,
}
call!(Suggest, "pharmacy.suggest", READ, Supply, subject patient);

/// The answer to `Suggest`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Supply {
    /// Units prescribed and not yet given.
    pub owed: u32,
    /// Usable lots of the item, then of those with the same ingredients and form; each in the order to be taken.
    /// Another strength is shown, never suggested: how many units it takes is for a person to say.
    pub lots: Vec<Lot>,
    /// Units missing even if all that is suggested is taken.
    pub missing: u32,
}

/// A lot that may be given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lot {
    /// The item.
    pub item: Id,
    /// The item in words.
    pub medicine: String,
    /// Whether it is the very item prescribed.
    pub same_item: bool,
    /// The batch.
    pub batch: Id,
    /// Lot number.
    pub lot: String,
    /// Expiry.
    pub expiry: Option<Date>,
    /// Units left.
    pub units: i64,
    /// Units suggested to be taken from it.
    pub take: u32,
}

/// Record a dispensing (or that there was none) with its stock movement; one call a lot.
/// `dispense.lot` is the lot really taken, even if it was not yet received. Whole gives all that is owed, and a part that leaves
/// nothing owed ends the prescription too. Another strength instead ends it with the number of units the person gives.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Dispense {
    /// To whom.
    pub patient: Id,
    /// What; `patient`, `encounter` and `medicine` are set by the core.
    pub dispense: MedicationDispense,
    /// The draft that ends with this.
    pub form: Option<String>,
}
call!(Dispense, "pharmacy.dispense", WRITE, Id, subject patient);

/// Take a dispensing back: it was entered in error, and exactly what was taken goes back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TakeBack {
    /// From whom.
    pub patient: Id,
    /// The dispensing.
    pub id: Id,
    /// Why.
    pub reason: String,
}
call!(TakeBack, "pharmacy.take_back", WRITE, (), subject patient);

/// The formulary with what is on hand, by name; at most 100 rows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Items {
    /// Part of a name; empty for all.
    pub query: String,
    /// Only what is low, expiring, expired or below zero.
    pub wanting: bool,
    /// Rows to skip.
    pub offset: u32,
}
call!(Items, "stock.items", READ, ItemsView);

/// The answer to `Items`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ItemsView {
    /// The rows.
    pub rows: Vec<ItemRow>,
    /// Items in all that match.
    pub total: u64,
    /// Items low, expiring, expired or below zero.
    pub wanting: u64,
}

/// An item with its batches.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ItemRow {
    /// The record.
    pub id: Id,
    /// The item.
    pub item: Item,
    /// Parents for an amendment.
    pub heads: Vec<String>,
    /// Units usable today.
    pub units: i64,
    /// At or below its low mark.
    pub low: bool,
    /// Its batches, first expiry first; empty ones left out after 90 days.
    pub batches: Vec<BatchRow>,
}

/// A batch with what is left of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BatchRow {
    /// The record.
    pub id: Id,
    /// The batch.
    pub batch: Batch,
    /// Parents for an amendment.
    pub heads: Vec<String>,
    /// Units left; below zero asks for a count.
    pub units: i64,
    /// Expired today.
    pub expired: bool,
    /// Expires within 90 days.
    pub expiring: bool,
}

/// Write an item, or amend one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SaveItem {
    /// Which; empty for a new one.
    pub id: Option<Id>,
    /// The revisions the form was drawn from.
    pub parents: Vec<String>,
    /// The item as it should be.
    pub item: Item,
}
call!(SaveItem, "stock.save_item", STOCK, Id);

/// Hold a batch back, release it, or correct its words.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AmendBatch {
    /// Which.
    pub id: Id,
    /// The revisions the form was drawn from.
    pub parents: Vec<String>,
    /// The batch as it should be.
    pub batch: Batch,
}
call!(AmendBatch, "stock.amend_batch", STOCK, ());

/// Receive units of a lot; a lot already known grows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Receive {
    /// The batch as printed; `item` says of what.
    pub batch: Batch,
    /// Whole units.
    pub units: u32,
    /// The draft that ends with this.
    pub form: Option<String>,
}
call!(Receive, "stock.receive", STOCK, Id);

/// Adjust or waste.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Move {
    /// Which batch.
    pub batch: Id,
    /// Adjust or waste.
    pub kind: MovementKind,
    /// Units in (positive) or out (negative); waste is always out.
    pub change: i32,
    /// Why.
    pub reason: String,
}
call!(Move, "stock.move", STOCK, Id);

/// The last 200 movements of an item, newest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Movements {
    /// Which item.
    pub item: Id,
}
call!(Movements, "stock.movements", READ, Vec<MovementRow>);

/// A movement as shown.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MovementRow {
    /// When.
    pub at: Moment,
    /// Lot.
    pub lot: String,
    /// Why.
    pub kind: MovementKind,
    /// Units.
    pub change: i32,
    /// In words.
    pub reason: Option<String>,
    /// Who.
    pub by: String,
}

/// Import items and stock from CSV; a dry run writes nothing. One bad line refuses the file: nothing is written then.
/// Units are received: an item or lot already here is not made again, and the lot grows by what the file says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImportStock {
    /// The file's text, at most 2 MB and 5,000 lines. Columns by header, in any order: generic; ingredients (parted by ";"),
    /// strength, form, route, brand, pack_size, unit_cost_milli, controlled, low_at, lot, expiry, manufacturer, place, donor, held, units.
    pub csv: String,
    /// Only say what would be done.
    pub dry_run: bool,
}
call!(ImportStock, "stock.import", STOCK, ImportReport);

/// The answer to `ImportStock`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// Lines read.
    pub lines: u32,
    /// Items made (or that would be).
    pub items: u32,
    /// Lots received (or that would be).
    pub lots: u32,
    /// Lots among them that were here already, and grow: the same file imported twice shows here.
    #[serde(default)]
    pub grown: u32,
    /// What was refused: line from 1 with the header, column, locale key of the reason (`import-…`), the text found; at most 100.
    pub refused: Vec<Refused>,
}

/// A refused line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Line number, the header being 1.
    pub line: u32,
    /// Column.
    pub column: String,
    /// Why: a locale key.
    pub reason: String,
    /// What was found.
    pub found: String,
}

/// The formulary and every lot with something left of it as CSV, in the form `ImportStock` reads: a clinic that imports it
/// exports the same. Retired items stand there only with what is left of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExportStock {}
call!(ExportStock, "stock.export", READ, String);
