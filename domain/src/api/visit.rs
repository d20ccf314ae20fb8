//! Calls about a visit: open, board, call next, its parts, prescriptions checked, moved to the right patient.

use super::call;
use super::chart::{PartView, PatientRow};
use crate::access::{Access, Permission};
use crate::id::Id;
use crate::part::Part;
use crate::patient::{Birth, Patient, Sex};
use crate::prescription::{Form, Route};
use crate::time::Moment;
use crate::visit::{Category, Step};
use serde::{Deserialize, Serialize};

const READ: Access = Access::Needs(Permission::ReadChart);
const WRITE: Access = Access::Needs(Permission::WriteChart);

/// Who comes: somebody known, or somebody new (a label suffices: registration follows).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// A patient already registered.
    Known(Id),
    /// A new patient.
    New(Box<Patient>),
}

/// Open a visit. With a category it is triaged at once ("red now").
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OpenVisit {
    /// Who.
    pub who: Who,
    /// Chief complaints.
    pub complaints: Vec<String>,
    /// The category decided at the door.
    pub category: Option<Category>,
    /// The draft that ends with this.
    pub form: Option<String>,
}
call!(OpenVisit, "visit.open", WRITE, Opened);

/// A visit that was opened or called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// Whose.
    pub patient: Id,
    /// The visit.
    pub encounter: Id,
    /// Its number of the day.
    pub number: u32,
}

/// Every open visit: red first, then those not yet triaged, then by category; the longest wait first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Board {}
call!(Board, "visit.board", READ, BoardView);

/// The answer to `Board`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BoardView {
    /// The open visits, at most 500.
    pub rows: Vec<BoardRow>,
    /// Visits closed since midnight here.
    pub closed_today: u64,
}

/// A visit on the board.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BoardRow {
    /// The visit.
    pub encounter: Id,
    /// Whose.
    pub patient: Id,
    /// Number of the day.
    pub number: u32,
    /// The name to show.
    pub name: String,
    /// Sex.
    pub sex: Option<Sex>,
    /// Birth, with its precision.
    pub birth: Option<Birth>,
    /// The first complaint.
    pub complaint: Option<String>,
    /// The last triage's category.
    pub category: Option<Category>,
    /// What the patient waits for.
    pub step: Step,
    /// Since when.
    pub since: Moment,
    /// When the visit began.
    pub opened: Moment,
    /// Who called the patient.
    pub called_by: Option<String>,
    /// Who is writing in this visit now.
    pub writing: Vec<String>,
}

/// Call the next patient waiting for a step, and claim them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CallNext {
    /// Which step.
    pub step: Step,
}
call!(CallNext, "visit.call_next", WRITE, Option<Opened>);

/// Say that the caller is writing in a visit (again every 20 s; forgotten after 60 s). Answers who else is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Writing {
    /// Which visit.
    pub encounter: Id,
    /// False: no longer.
    pub now: bool,
}
call!(Writing, "visit.writing", WRITE, Vec<String>);

/// Write a part of a chart. Its `patient` is set from `patient`.
/// A prescription's amount and what was not checked are set by the core; every alert needs a reason.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecordPart {
    /// Whose.
    pub patient: Id,
    /// What.
    pub part: Part,
    /// The draft that ends with this.
    pub form: Option<String>,
}
call!(RecordPart, "part.record", WRITE, Id, subject patient);

/// Amend a part: the whole of it as it should now be; only what differs from the parents is written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AmendPart {
    /// Whose.
    pub patient: Id,
    /// Which, and what the form was drawn from.
    pub amends: Amends,
    /// The part as it should be.
    pub part: Part,
    /// The draft that ends with this.
    pub form: Option<String>,
}
call!(AmendPart, "part.amend", WRITE, (), subject patient);

/// What an amendment amends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amends {
    /// Which part.
    pub id: Id,
    /// The revisions the form was drawn from (hex leaf hashes).
    pub parents: Vec<String>,
}

impl Amends {
    /// What a chart shows of a part.
    #[must_use]
    pub fn of(view: &PartView) -> Self {
        Amends { id: view.id, parents: view.heads.clone() }
    }
}

/// Write several parts of one chart at once, all of them or none; answers their ids in the same order.
/// A refusal names its fields `<place in the list, from 0>/<field>`. Not prescriptions: each is signed alone, against
/// what stands. No part may be amended twice.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WriteParts {
    /// Whose.
    pub patient: Id,
    /// What, at most 64.
    pub parts: Vec<PartWrite>,
}
call!(WriteParts, "part.write", WRITE, Vec<Id>, subject patient);

/// One of several parts: new, or amended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PartWrite {
    /// What it amends; empty for a new part.
    pub amends: Option<Amends>,
    /// The part as it should be.
    pub part: Part,
    /// The draft that ends with this.
    pub form: Option<String>,
}

/// Mark a part as entered in error, or take the mark back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MarkPart {
    /// Whose.
    pub patient: Id,
    /// Which part.
    pub id: Id,
    /// Why; empty takes the mark back.
    pub reason: Option<String>,
}
call!(MarkPart, "part.mark", WRITE, (), subject patient);

/// Move a visit to the right patient: notes, tests and prescriptions go, stock stays; both charts say so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MoveVisit {
    /// In whose chart it lies.
    pub patient: Id,
    /// Which visit.
    pub encounter: Id,
    /// Whose it is.
    pub to: Id,
    /// Why.
    pub reason: String,
}
call!(MoveVisit, "visit.move", WRITE, Opened, subject patient);

/// What a prescription amounts to, and what speaks against it. Nothing is written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CheckPrescription {
    /// For whom.
    pub patient: Id,
    /// The prescription so far.
    pub request: crate::care::MedicationRequest,
}
call!(CheckPrescription, "prescription.check", READ, Checked, subject patient);

/// The answer to `CheckPrescription`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// Whole units in all; empty while a part is missing.
    pub amount: Option<u32>,
    /// What speaks against it.
    pub alerts: Vec<Alert>,
    /// Codes of what could not be checked (`unchecked-…`): no-weight, no-dose-data, not-in-list, pregnancy-unknown.
    pub unchecked: Vec<String>,
}

/// Something that speaks against a prescription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// `allergy`, `duplicate`, `pregnancy`, `dose-high` (locale keys `alert-…`).
    pub code: String,
    /// The ingredient, class or medicine it is about.
    pub object: String,
    /// Details in words of the data file or the record (what the allergy did, the limit).
    pub detail: String,
    /// Where it comes from.
    pub source: String,
}

impl Alert {
    /// What an override names.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}:{}", self.code, self.object)
    }
}

/// A reference list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// Medicines: the formulary first, then the essential medicines.
    Medicines,
    /// Problems, ICD-10.
    Problems,
    /// Chief complaints.
    Complaints,
    /// Allergy classes and ingredients.
    Allergies,
}

/// Type-ahead in a reference list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Find {
    /// Which list.
    pub list: List,
    /// What was typed.
    pub query: String,
    /// At most this many, 1 to 20.
    pub limit: u8,
}
call!(Find, "reference.find", Access::Unlocked, Vec<Suggestion>);

/// A row of a reference list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The words to show and to keep.
    pub label: String,
    /// Its code: ICD-10, allergy class.
    pub code: Option<String>,
    /// The formulary item.
    pub item: Option<Id>,
    /// Units on hand, of a formulary item.
    pub on_hand: Option<i64>,
    /// Ingredients, of a medicine.
    pub ingredients: Vec<String>,
    /// Form, of a medicine.
    pub form: Option<Form>,
    /// Usual route, of a medicine.
    pub route: Option<Route>,
}

/// Who might be the same person as a form being typed; never blocks.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Duplicates {
    /// The form so far.
    pub patient: Patient,
}
call!(Duplicates, "patient.duplicates", READ, Vec<Duplicate>);

/// Somebody who might be the same person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Duplicate {
    /// Who.
    pub row: PatientRow,
    /// Why (locale keys `same-…`): name, sound, phone, birth, age, sex, place.
    pub reasons: Vec<String>,
}
