//! Calls about patients: register, find, read, amend.

use super::call;
use crate::access::{Access, Permission};
use crate::id::Id;
use crate::part::{Part, PartOf};
use crate::patient::{AgeClass, Birth, Patient, Sex};
use crate::time::Moment;
use serde::{Deserialize, Serialize};

const READ: Access = Access::Needs(Permission::ReadChart);
const WRITE: Access = Access::Needs(Permission::WriteChart);

/// Write a new patient.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Register {
    /// Who.
    pub patient: Patient,
}
call!(Register, "patient.register", WRITE, Id);

/// Amend a patient: the whole form as it should now be; only what differs from the parents is written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AmendPatient {
    /// Which patient.
    pub id: Id,
    /// The revisions the form was drawn from (hex leaf hashes).
    pub parents: Vec<String>,
    /// The patient as it should be.
    pub patient: Patient,
}
call!(AmendPatient, "patient.amend", WRITE, (), subject id);

/// Patients that match, best first: names (typos, accents, order), ids, phones, places.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Search {
    /// What was typed; empty lists the latest.
    pub query: String,
    /// At most this many rows, 1 to 100.
    pub limit: u8,
}
call!(Search, "patient.search", READ, Found);

/// The answer to `Search`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Found {
    /// The rows, best first.
    pub rows: Vec<PatientRow>,
    /// Patients in all.
    pub total: u64,
}

/// A patient in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PatientRow {
    /// The record.
    pub id: Id,
    /// The name to show.
    pub name: String,
    /// The name in another script.
    pub script_name: Option<String>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Birth, with its precision.
    pub birth: Option<Birth>,
    /// Place.
    pub city: Option<String>,
    /// Camp or national ids, as text.
    pub ids: Vec<String>,
    /// When last written.
    pub last: Moment,
}

/// Everything of one patient.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Chart {
    /// Whose.
    pub id: Id,
}
call!(Chart, "patient.chart", READ, ChartView, subject id);

/// The card a patient carries: its number, and the same as a QR code. A scanner types it into the search line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReadCard {
    /// Whose.
    pub id: Id,
}
call!(ReadCard, "patient.card", READ, Card, subject id);

/// The answer to `ReadCard`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Its number, in groups of three digits.
    pub number: String,
    /// QR code of the number, as SVG.
    pub qr_svg: String,
}

/// The answer to `Chart`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChartView {
    /// The record.
    pub id: Id,
    /// The patient now.
    pub patient: Patient,
    /// The name to show.
    pub name: String,
    /// Age class today, for limits; unknown: ask.
    pub age_class: Option<AgeClass>,
    /// The revisions to name as parents of an amendment.
    pub heads: Vec<String>,
    /// Patient fields with several current values.
    pub conflicts: Vec<Conflict>,
    /// Everything written of the patient, newest first; at most 200 of a kind.
    pub parts: Vec<PartView>,
}

impl ChartView {
    /// The parts of one type, newest first, with what each says.
    pub fn all<P: PartOf + 'static>(&self) -> impl Iterator<Item = (&PartView, &P)> {
        self.parts.iter().filter_map(|view| Some((view, P::of(&view.part)?)))
    }
}

/// A part of a chart as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartView {
    /// The record.
    pub id: Id,
    /// What it says.
    pub part: Part,
    /// When it was first written.
    pub recorded_at: Moment,
    /// Who wrote it first: a user's name; a device's short id; empty for this device.
    pub by: String,
    /// Vital signs unusual for the patient's age, by field name.
    pub unusual: Vec<String>,
    /// Parents for an amendment.
    pub heads: Vec<String>,
    /// Whether it was amended.
    pub amended: bool,
    /// Fields with several current values.
    pub conflicts: Vec<Conflict>,
    /// That it was entered in error, or moved.
    pub mark: Option<Marked>,
}

/// A field that people wrote differently who had not seen each other's writing. All of it stays; a person decides what counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// The field.
    pub field: String,
    /// What stands there, oldest first.
    pub values: Vec<Rival>,
}

/// One of the values of a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rival {
    /// The revision that has it.
    pub revision: String,
    /// The value, as JSON of the payload's field; null is empty.
    pub value: serde_json::Value,
    /// When it was written.
    pub recorded_at: Moment,
    /// Who wrote it.
    pub by: String,
    /// On which laptop.
    pub laptop: Option<Id>,
}

/// Decide which value of a field counts: an amendment that names all that was written, and says this.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Settle {
    /// Whose chart it belongs to.
    pub patient: Id,
    /// Which record.
    pub id: Id,
    /// Which field.
    pub field: String,
    /// The revision whose value counts.
    pub revision: String,
}
call!(Settle, "record.settle", WRITE, (), subject patient);

/// Why a part no longer counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marked {
    /// Why.
    pub reason: String,
    /// The patient it was moved to.
    pub moved_to: Option<Id>,
}

/// Every change of a record, newest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct History {
    /// Whose chart it belongs to.
    pub patient: Id,
    /// Which record.
    pub id: Id,
}
call!(History, "record.history", READ, Vec<Change>, subject patient);

/// One revision of a record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Change {
    /// When it was written.
    pub recorded_at: Moment,
    /// Who wrote it.
    pub by: String,
    /// The entry's number on this device.
    pub index: u64,
    /// What it changed: field name, before, after (as JSON of the payload's field; null is empty).
    pub fields: Vec<(String, serde_json::Value, serde_json::Value)>,
}
