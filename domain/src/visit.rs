//! A visit (FHIR Encounter): its number, step, complaints and outcome, and the triage done in it.
//! In scope: payloads and their checks.  Not here: which colour the signs suggest (triage), what is treated (care).

use crate::code::codes;
use crate::limits::{FieldError, check_text};
use crate::patient::{AgeClass, Sex};
use crate::record::payload;
use crate::time::Moment;

codes! {
    /// Triage category of the interagency integrated triage tool, most urgent first.
    Category {
        /// Immediate.
        Red = "red",
        /// Soon.
        Yellow = "yellow",
        /// Can wait.
        Green = "green",
    }
}

codes! {
    /// Where a visit stands: what the patient waits for next.
    Step {
        /// Triage.
        Triage = "triage",
        /// Medical.
        Medical = "medical",
        /// Pharmacy.
        Pharmacy = "pharmacy",
        /// Under observation.
        Observation = "observation",
        /// Nothing: the visit is closed.
        Closed = "closed",
    }
}

codes! {
    /// How a visit ended.
    Outcome {
        /// Treated and sent home.
        Treated = "treated",
        /// Referred.
        Referred = "referred",
        /// Admitted.
        Admitted = "admitted",
        /// Left before being seen.
        LeftUnseen = "left-unseen",
        /// Left against advice.
        LeftAgainstAdvice = "left-against-advice",
        /// Dead on arrival.
        DeadOnArrival = "dead-on-arrival",
        /// Died here.
        DiedHere = "died-here",
    }
}

codes! {
    /// Age band of a report at the visit.
    AgeBand {
        /// Under 1 year.
        Under1 = "<1",
        /// 1 to 4 years.
        From1 = "1-4",
        /// 5 to 17 years.
        From5 = "5-17",
        /// 18 to 64 years.
        From18 = "18-64",
        /// 65 years and over.
        From65 = "65+",
        /// Not known.
        NotKnown = "unknown",
    }
}

impl AgeBand {
    /// The band of an age class; a class that spans no single band cannot occur.
    #[must_use]
    pub fn of(class: Option<&AgeClass>) -> AgeBand {
        match class {
            Some(AgeClass::Newborn | AgeClass::Infant) => AgeBand::Under1,
            Some(AgeClass::Young) => AgeBand::From1,
            Some(AgeClass::Child | AgeClass::Adolescent) => AgeBand::From5,
            Some(AgeClass::Adult) => AgeBand::From18,
            Some(AgeClass::Older) => AgeBand::From65,
            None | Some(AgeClass::Unknown(_)) => AgeBand::NotKnown,
        }
    }
}

payload! {
    /// A visit, v1. Carries sex and age band at the visit, so that reports count it without linking the patient.
    Encounter = Encounter {
        /// Whose.
        patient: crate::id::Id,
        /// Number of the day at this device ("14"), what is called out.
        number: u32,
        /// When it began.
        at: Moment,
        /// Sex at the visit.
        sex: Sex,
        /// Age band at the visit.
        age_band: AgeBand,
        /// Chief complaints, as told.
        complaints: Vec<String>,
        /// What the patient waits for.
        step: Step,
        /// Since when.
        step_since: Moment,
        /// How it ended.
        outcome: Outcome,
        /// Words to the outcome: where referred to, causes of death.
        outcome_note: String,
        /// When it closed.
        closed: Moment,
        /// Follow-up: when and for what.
        follow_up: String,
        /// Identifier of the resource in its source, for imported visits.
        source: String,
    }
}

impl Encounter {
    /// Everything that must be mended before this can be written.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldError> {
        let mut out = Vec::new();
        for complaint in self.complaints.iter().flatten() {
            check_text("complaints", Some(complaint), 2_000, &mut out);
        }
        check_text("outcome_note", self.outcome_note.as_deref(), 2_000, &mut out);
        check_text("follow_up", self.follow_up.as_deref(), 500, &mut out);
        out
    }
}

payload! {
    /// One triage, v1; a re-triage is a new one.
    Triage = Triage {
        /// Whose.
        patient: crate::id::Id,
        /// In which visit.
        encounter: crate::id::Id,
        /// When.
        at: Moment,
        /// What a person decided.
        category: Category,
        /// What the signs suggested.
        suggested: Category,
        /// Codes of the signs ticked (`triage::SIGNS`).
        signs: Vec<String>,
        /// Why the decision differs, or anything else.
        note: String,
    }
}

impl Triage {
    /// Everything that must be mended before this can be written.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldError> {
        let mut out = Vec::new();
        if self.category.is_none() {
            out.push(FieldError::new("category", crate::limits::Problem::Nothing));
        }
        check_text("note", self.note.as_deref(), 2_000, &mut out);
        out
    }
}
