//! What is found, ordered, prescribed and given in a visit (FHIR words).
//! In scope: payloads and their checks.  Not here: amounts and codes of prescriptions (prescription), stock.

use crate::code::codes;
use crate::limits::{FieldError, Problem, check_text};
use crate::prescription::{Administration, Form, Route};
use crate::record::payload;
use crate::time::Moment;
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// Characters of a narrative.
const NARRATIVE_MAX: usize = 20_000;
/// Characters of a short line.
const LINE_MAX: usize = 500;

payload! {
    /// History of present illness and examination, v1.
    Narrative = Narrative {
        /// Whose.
        patient: crate::id::Id,
        /// In which visit.
        encounter: crate::id::Id,
        /// Which complaint; empty for all.
        complaint: String,
        /// The story.
        history: String,
        /// Onset.
        onset: String,
        /// Severity, 1 to 10.
        severity: u8,
        /// Radiation.
        radiation: String,
        /// Quality.
        quality: String,
        /// What provokes it.
        provokes: String,
        /// What palliates it.
        palliates: String,
        /// Time of day.
        time_of_day: String,
        /// Physical examination.
        examination: String,
    }
}

payload! {
    /// What was before the visit: one record a patient, amended, v1.
    Background = Background {
        /// Whose.
        patient: crate::id::Id,
        /// Medical and surgical history.
        medical: String,
        /// Social history.
        social: String,
        /// Family history.
        family: String,
        /// Medicines taken now.
        medication: String,
        /// Flags: diabetes, hypertension, high-cholesterol, smoker, alcohol.
        flags: Vec<String>,
        /// Whether allergies were asked for and there are none; empty: not asked.
        no_known_allergies: bool,
    }
}

codes! {
    /// How bad a reaction was.
    Severity {
        /// Mild.
        Mild = "mild",
        /// Moderate.
        Moderate = "moderate",
        /// Severe.
        Severe = "severe",
    }
}

codes! {
    /// How sure we are.
    Certainty {
        /// Confirmed.
        Confirmed = "confirmed",
        /// Suspected.
        Suspected = "suspected",
        /// Refuted.
        Refuted = "refuted",
    }
}

payload! {
    /// An allergy (FHIR AllergyIntolerance), v1.
    AllergyIntolerance = AllergyIntolerance {
        /// Whose.
        patient: crate::id::Id,
        /// Substance, as told.
        substance: String,
        /// Class or ingredient of the reference list, where it is one.
        code: String,
        /// What happened.
        reaction: String,
        /// How bad.
        severity: Severity,
        /// How sure.
        certainty: Certainty,
        /// Identifier of the resource in its source.
        source: String,
        /// When it was noted.
        at: Moment,
    }
}

codes! {
    /// What became of a prescription.
    RequestStatus {
        /// To be dispensed.
        Active = "active",
        /// Nothing is left to be done: dispensed whole, or not dispensed with the reason in its dispensing.
        Completed = "completed",
        /// Stopped by the prescriber.
        Stopped = "stopped",
        /// Taken, as told or as another system says: not ours to dispense.
        Reported = "reported",
    }
}

/// An alert that was gone past, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cbor(array)]
pub struct Overridden {
    /// The alert's code and its object, as `allergy:amoxicillin`.
    #[n(0)]
    pub alert: String,
    /// The reason given.
    #[n(1)]
    pub reason: String,
}

payload! {
    /// A prescription (FHIR MedicationRequest), v1.
    MedicationRequest = MedicationRequest {
        /// Whose.
        patient: crate::id::Id,
        /// In which visit.
        encounter: crate::id::Id,
        /// The formulary item, where it is one.
        item: crate::id::Id,
        /// The medicine in words, strength included.
        medicine: String,
        /// Its ingredients.
        ingredients: Vec<String>,
        /// Its form.
        form: Form,
        /// Units a dose, thousandths.
        dose_milli: u32,
        /// Route.
        route: Route,
        /// How often.
        administration: Administration,
        /// For how many days.
        days: u16,
        /// At most so many units a day when needed, thousandths.
        daily_max_milli: u32,
        /// Whole units in all.
        amount: u32,
        /// Words to it.
        note: String,
        /// What became of it.
        status: RequestStatus,
        /// Alerts gone past.
        overridden: Vec<Overridden>,
        /// Codes of what could not be checked.
        unchecked: Vec<String>,
        /// Identifier of the resource in its source.
        source: String,
        /// When it was prescribed.
        at: Moment,
    }
}

codes! {
    /// What became of a request at the pharmacy.
    DispenseKind {
        /// All of it, or what was owed.
        Whole = "whole",
        /// A part; the rest is owed.
        Part = "part",
        /// Another item instead.
        Substituted = "substituted",
        /// Not dispensed.
        NotDispensed = "not-dispensed",
    }
}

payload! {
    /// A dispensing, or that there was none (FHIR MedicationDispense), v1. Its stock movement names it.
    MedicationDispense = MedicationDispense {
        /// Whose.
        patient: crate::id::Id,
        /// In which visit.
        encounter: crate::id::Id,
        /// Of which prescription.
        request: crate::id::Id,
        /// What became of it.
        kind: DispenseKind,
        /// The item given.
        item: crate::id::Id,
        /// The item in words.
        medicine: String,
        /// The lot really taken.
        lot: String,
        /// Whole units given.
        quantity: u32,
        /// Why not, why another.
        reason: String,
        /// Whether its use was explained.
        counselled: bool,
        /// When.
        at: Moment,
    }
}

codes! {
    /// Where a test stands.
    TestStatus {
        /// Ordered.
        Ordered = "ordered",
        /// Taken, result waiting.
        Taken = "taken",
        /// The result is there.
        Resulted = "resulted",
        /// Somebody who treats has seen it.
        Seen = "seen",
    }
}

payload! {
    /// A test (FHIR ServiceRequest and its Observation), v1: amended from ordered to seen.
    Test = Test {
        /// Whose.
        patient: crate::id::Id,
        /// In which visit.
        encounter: crate::id::Id,
        /// Which test.
        name: String,
        /// Where it stands.
        status: TestStatus,
        /// The result in words.
        result: String,
        /// Lot of the kit.
        kit_lot: String,
        /// Who read it.
        reader: String,
    }
}

codes! {
    /// What kind of thing was done.
    ProcedureKind {
        /// A procedure.
        Procedure = "procedure",
        /// A medicine given here.
        Given = "given",
        /// A vaccine (FHIR Immunization).
        Vaccine = "vaccine",
        /// Counselling.
        Counselling = "counselling",
    }
}

payload! {
    /// Something done here or before (FHIR Procedure, Immunization), v1.
    Procedure = Procedure {
        /// Whose.
        patient: crate::id::Id,
        /// In which visit.
        encounter: crate::id::Id,
        /// What kind.
        kind: ProcedureKind,
        /// What, in words.
        text: String,
        /// When.
        at: Moment,
        /// Lot, of what was given.
        lot: String,
        /// Code system, as a URI.
        system: String,
        /// Code.
        code: String,
        /// Identifier of the resource in its source.
        source: String,
    }
}

payload! {
    /// A mark on another record, v1: it was entered in error, or moved to where it belongs. Amended to take it back.
    Mark = Mark {
        /// Whose chart the record lies in.
        patient: crate::id::Id,
        /// The record marked.
        record: crate::id::Id,
        /// Why, in words; empty once the mark is taken back.
        reason: String,
        /// The patient it was moved to.
        moved_to: crate::id::Id,
        /// Whether it counts; false once it is taken back. A disclosure shows this, never the reason.
        stands: bool,
    }
}

impl Narrative {
    /// Everything that must be mended before this can be written.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldError> {
        let mut out = Vec::new();
        let long = [("history", &self.history), ("examination", &self.examination)];
        let short = [
            ("complaint", &self.complaint),
            ("onset", &self.onset),
            ("radiation", &self.radiation),
            ("quality", &self.quality),
            ("provokes", &self.provokes),
            ("palliates", &self.palliates),
            ("time_of_day", &self.time_of_day),
        ];
        long.iter().for_each(|(name, text)| check_text(name, text.as_deref(), NARRATIVE_MAX, &mut out));
        short.iter().for_each(|(name, text)| check_text(name, text.as_deref(), LINE_MAX, &mut out));
        if long.iter().chain(&short).all(|(_, text)| text.is_none()) {
            out.push(FieldError::new("history", Problem::Nothing));
        }
        if let Some(value) = self.severity.filter(|s| !(1..=10).contains(s)) {
            let value = i64::from(value);
            let problem =
                if value > 10 { Problem::TooHigh { value, limit: 10 } } else { Problem::TooLow { value, limit: 1 } };
            out.push(FieldError::new("severity", problem));
        }
        out
    }
}

impl Background {
    /// Everything that must be mended before this can be written.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldError> {
        let mut out = Vec::new();
        for (name, text) in [
            ("medical", &self.medical),
            ("social", &self.social),
            ("family_history", &self.family),
            ("medication", &self.medication),
        ] {
            check_text(name, text.as_deref(), NARRATIVE_MAX, &mut out);
        }
        out
    }
}

impl AllergyIntolerance {
    /// Everything that must be mended before this can be written.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldError> {
        let mut out = Vec::new();
        needed("substance", self.substance.as_deref(), LINE_MAX, &mut out);
        check_text("reaction", self.reaction.as_deref(), LINE_MAX, &mut out);
        out
    }
}

impl MedicationRequest {
    /// Everything that must be mended before this can be written.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldError> {
        let mut out = Vec::new();
        needed("medicine", self.medicine.as_deref(), LINE_MAX, &mut out);
        check_text("note", self.note.as_deref(), 2_000, &mut out);
        let range = |name: &str, value: Option<i64>, limit: i64, out: &mut Vec<FieldError>| match value {
            Some(value) if value > limit => out.push(FieldError::new(name, Problem::TooHigh { value, limit })),
            Some(value) if value < 1 => out.push(FieldError::new(name, Problem::TooLow { value, limit: 1 })),
            _ => {}
        };
        range("dose_milli", self.dose_milli.map(i64::from), 1_000_000, &mut out);
        range("days", self.days.map(i64::from), 730, &mut out);
        range("amount", self.amount.map(i64::from), 100_000, &mut out);
        if self.amount.is_none() && matches!(self.status, None | Some(RequestStatus::Active)) {
            out.push(FieldError::new("amount", Problem::Nothing));
        }
        for o in self.overridden.iter().flatten() {
            needed("reason", Some(&o.reason), LINE_MAX, &mut out);
        }
        out
    }
}

impl MedicationDispense {
    /// Everything that must be mended before this can be written.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldError> {
        let mut out = Vec::new();
        check_text("lot", self.lot.as_deref(), 100, &mut out);
        match &self.kind {
            Some(DispenseKind::NotDispensed | DispenseKind::Substituted) => {
                needed("reason", self.reason.as_deref(), LINE_MAX, &mut out);
            }
            Some(_) => check_text("reason", self.reason.as_deref(), LINE_MAX, &mut out),
            None => out.push(FieldError::new("kind", Problem::Nothing)),
        }
        let gives = self.kind != Some(DispenseKind::NotDispensed);
        if gives && self.quantity.unwrap_or(0) == 0 {
            out.push(FieldError::new("quantity", Problem::Nothing));
        }
        out
    }
}

impl Test {
    /// Everything that must be mended before this can be written.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldError> {
        let mut out = Vec::new();
        needed("name", self.name.as_deref(), LINE_MAX, &mut out);
        check_text("result", self.result.as_deref(), 2_000, &mut out);
        check_text("kit_lot", self.kit_lot.as_deref(), 100, &mut out);
        check_text("reader", self.reader.as_deref(), 200, &mut out);
        if matches!(self.status, Some(TestStatus::Resulted | TestStatus::Seen)) && self.result.is_none() {
            out.push(FieldError::new("result", Problem::Nothing));
        }
        out
    }
}

impl Procedure {
    /// Everything that must be mended before this can be written.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldError> {
        let mut out = Vec::new();
        needed("text", self.text.as_deref(), 2_000, &mut out);
        check_text("lot", self.lot.as_deref(), 100, &mut out);
        out
    }
}

impl Mark {
    /// Everything that must be mended before this can be written.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldError> {
        let mut out = Vec::new();
        check_text("reason", self.reason.as_deref(), LINE_MAX, &mut out);
        out
    }
}

/// A text that must be there and fit.
fn needed(name: &str, text: Option<&str>, max: usize, out: &mut Vec<FieldError>) {
    if text.is_none_or(|t| t.trim().is_empty()) {
        out.push(FieldError::new(name, Problem::Nothing));
    }
    check_text(name, text, max, out);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Payload;

    #[test]
    fn not_dispensed_needs_a_reason_and_dispensed_a_quantity() {
        let none = MedicationDispense { kind: Some(DispenseKind::NotDispensed), ..Default::default() };
        assert_eq!(none.problems(), [FieldError::new("reason", Problem::Nothing)]);
        let whole = MedicationDispense { kind: Some(DispenseKind::Whole), ..Default::default() };
        assert_eq!(whole.problems(), [FieldError::new("quantity", Problem::Nothing)]);
    }

    #[test]
    fn a_megabyte_of_text_is_refused_with_the_limit() {
        let text = "x".repeat(1 << 20);
        let narrative = Narrative { history: Some(text), ..Default::default() };
        let problem = Problem::TooLong { length: 1 << 20, max: NARRATIVE_MAX };
        assert_eq!(narrative.problems(), [FieldError::new("history", problem)]);
    }

    #[test]
    fn a_prescription_survives_its_items() {
        let request = MedicationRequest {
            medicine: Some("Amoxicillin 250 mg".into()),
            ingredients: Some(vec!["amoxicillin".into()]),
            overridden: Some(vec![Overridden { alert: "allergy:amoxicillin".into(), reason: "tolerated".into() }]),
            amount: Some(30),
            ..Default::default()
        };
        assert_eq!(MedicationRequest::from_items(&request.to_items()), Ok(request));
    }
}
