//! A part of a chart: any record that belongs to one patient, as screens read and write it.
//! In scope: the one list of such records.  To add one: its payload, a variant here, words in locales/.

use crate::care::{
    AllergyIntolerance, Background, Mark, MedicationDispense, MedicationRequest, Narrative, Procedure, Test,
};
use crate::id::Id;
use crate::limits::FieldError;
use crate::record::{Attachment, BadItem, Condition, Kind, Observation, Payload};
use crate::time::Moment;
use crate::visit::{Encounter, Triage};
use crate::vitals::Vitals;
use serde::{Deserialize, Serialize};

/// A payload that is a part of a chart.
pub trait PartOf: Sized {
    /// The payload, if the part is of this type.
    fn of(part: &Part) -> Option<&Self>;
}

/// Declares the enum and what every variant can be asked.
macro_rules! parts {
    ($($name:ident { $($at:ident)? $(, in $encounter:ident)? $(, from $source:ident)? },)+) => {
        /// A part of a chart.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "type", rename_all = "snake_case")]
        pub enum Part { $(#[allow(missing_docs, reason = "each is its payload")] $name($name),)+ }
        $(
            impl PartOf for $name {
                fn of(part: &Part) -> Option<&Self> { match part { Part::$name(p) => Some(p), _ => None } }
            }
            impl From<$name> for Part {
                fn from(payload: $name) -> Self { Part::$name(payload) }
            }
        )+
        impl Part {
            /// Its record type.
            #[must_use]
            pub fn kind(&self) -> Kind { match self { $(Part::$name(_) => Kind::$name,)+ } }
            /// Whose it is.
            #[must_use]
            pub fn patient(&self) -> Option<Id> { match self { $(Part::$name(p) => p.patient,)+ } }
            /// Sets whose it is.
            pub fn set_patient(&mut self, patient: Id) { match self { $(Part::$name(p) => p.patient = Some(patient),)+ } }
            /// The visit it belongs to.
            #[must_use]
            pub fn encounter(&self) -> Option<Id> { match self { $(#[allow(unused_variables)] Part::$name(p) => { None$(.or(p.$encounter))? })+ } }
            /// Sets the visit it belongs to, where it can belong to one.
            pub fn set_encounter(&mut self, encounter: Id) {
                match self { $(#[allow(unused_variables)] Part::$name(p) => { $(p.$encounter = Some(encounter);)? })+ }
            }
            /// The name of its type.
            #[must_use]
            pub fn name(&self) -> &'static str { match self { $(Part::$name(_) => stringify!($name),)+ } }
            /// When it happened, where it says so.
            #[must_use]
            pub fn at(&self) -> Option<Moment> { match self { $(#[allow(unused_variables)] Part::$name(p) => { None$(.or(p.$at))? })+ } }
            /// The identifier of its source, of an imported one.
            #[must_use]
            pub fn source(&self) -> Option<String> { match self { $(#[allow(unused_variables)] Part::$name(p) => { None$(.or(p.$source.clone()))? })+ } }
            /// Reads the folded items of a record of this kind; `None` where the kind is no part of a chart.
            /// # Errors
            /// The position of the first item that does not have its field's shape.
            pub fn from_items(kind: Kind, items: &[Vec<u8>]) -> Result<Option<Part>, BadItem> {
                Ok(match kind { $(Kind::$name => Some(Part::$name($name::from_items(items)?)),)+ _ => None })
            }
            /// Payload version and items of the first revision.
            #[must_use]
            pub fn to_items(&self) -> (u16, Vec<Vec<u8>>) { match self { $(Part::$name(p) => ($name::VERSION, p.to_items()),)+ } }
            /// The names of its fields, in position order.
            #[must_use]
            pub fn fields(kind: Kind) -> &'static [&'static str] { match kind { $(Kind::$name => $name::FIELDS,)+ _ => &[] } }
        }
    };
}

parts! {
    Vitals { at, in encounter },
    Condition { onset, in encounter, from source },
    Observation { at, from source },
    Attachment { , from title },
    Encounter { at, from source },
    Triage { at, in encounter },
    Narrative { , in encounter },
    Background { },
    AllergyIntolerance { at, from source },
    MedicationRequest { at, in encounter, from source },
    MedicationDispense { at, in encounter },
    Test { , in encounter },
    Procedure { at, in encounter, from source },
    Mark { },
}

impl Part {
    /// Everything that must be mended before this can be written.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldError> {
        match self {
            Part::Vitals(p) => p.problems(),
            Part::Condition(p) => p.problems(),
            Part::Encounter(p) => p.problems(),
            Part::Triage(p) => p.problems(),
            Part::Narrative(p) => p.problems(),
            Part::Background(p) => p.problems(),
            Part::AllergyIntolerance(p) => p.problems(),
            Part::MedicationRequest(p) => p.problems(),
            Part::MedicationDispense(p) => p.problems(),
            Part::Test(p) => p.problems(),
            Part::Procedure(p) => p.problems(),
            Part::Mark(p) => p.problems(),
            Part::Observation(_) | Part::Attachment(_) => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_reads_what_it_writes() {
        for kind in Kind::ALL {
            let Some(mut part) = Part::from_items(kind, &[]).unwrap() else { continue };
            part.set_patient(Id([7; 16]));
            let (_, items) = part.to_items();
            assert_eq!(items.len(), Part::fields(kind).len());
            assert_eq!(Part::from_items(kind, &items), Ok(Some(part)));
        }
    }
}
