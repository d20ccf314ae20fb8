//! Calls about patients: register, find, read, measure, amend.

use super::call;
use crate::access::{Access, Permission};
use crate::id::Id;
use crate::patient::{AgeClass, Birth, Patient, Sex};
use crate::time::Moment;
use crate::vitals::Vitals;
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
    pub conflicts: Vec<String>,
    /// Sets of vital signs, newest first.
    pub vitals: Vec<VitalsView>,
    /// Problems.
    pub conditions: Vec<ConditionView>,
    /// The newest 200 findings from outside, newest first.
    pub observations: Vec<ObservationView>,
    /// Attachments.
    pub attachments: Vec<AttachmentView>,
}

/// A set of vital signs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VitalsView {
    /// The record.
    pub id: Id,
    /// The values.
    pub vitals: Vitals,
    /// Who measured.
    pub by: String,
    /// Fields unusual for the patient's age.
    pub unusual: Vec<String>,
    /// Parents for an amendment.
    pub heads: Vec<String>,
    /// Whether it was amended.
    pub amended: bool,
}

/// A problem.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ConditionView {
    /// The record.
    pub id: Id,
    /// Words as they came.
    pub text: String,
    /// Code.
    pub code: Option<String>,
    /// Status code.
    pub status: Option<String>,
    /// When it began.
    pub onset: Option<Moment>,
}

/// A finding from outside.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ObservationView {
    /// The record.
    pub id: Id,
    /// Words as they came.
    pub text: String,
    /// Value and unit as they came.
    pub value: Option<String>,
    /// When.
    pub at: Option<Moment>,
}

/// An attachment; its bytes are at `GET /api/blob/{id}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AttachmentView {
    /// The record.
    pub id: Id,
    /// What it is.
    pub title: String,
    /// Media type.
    pub media: String,
    /// Bytes.
    pub bytes: u64,
}

/// Write a set of vital signs. `vitals.patient` is set from `patient`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecordVitals {
    /// Whose.
    pub patient: Id,
    /// The values.
    pub vitals: Vitals,
}
call!(RecordVitals, "vitals.record", WRITE, Id, subject patient);

/// Amend a set of vital signs: the whole set as it should now be.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AmendVitals {
    /// Whose.
    pub patient: Id,
    /// Which set.
    pub id: Id,
    /// The revisions the form was drawn from.
    pub parents: Vec<String>,
    /// The values as they should be.
    pub vitals: Vitals,
}
call!(AmendVitals, "vitals.amend", WRITE, (), subject patient);

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
    /// Entry's index in the journal.
    pub index: u64,
    /// What it changed: field name, before, after (as JSON of the payload's field; null is empty).
    pub fields: Vec<(String, serde_json::Value, serde_json::Value)>,
}
