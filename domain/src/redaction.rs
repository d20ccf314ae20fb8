//! Redaction and what holds it back: the reasons that may be given, and retention holds.
//! In scope: codes, their public numbers, the hold's payload.  Not here: dropping (ledger), who must sign (clinic).

use crate::code::codes;
use crate::limits::{FieldError, Problem, check_text};
use crate::record::payload;
use serde::{Deserialize, Serialize};

codes! {
    /// Why something is redacted. Public: it stands unsealed in the journal, so it is a code and never free text.
    RedactionReason {
        /// The person asked for it.
        Asked = "asked",
        /// The record puts somebody in danger.
        Danger = "danger",
        /// It was written into the wrong person's record.
        WrongPerson = "wrong-person",
        /// A law or a court demands it.
        Law = "law",
        /// It was kept as long as it had to be.
        Expired = "expired",
    }
}

impl RedactionReason {
    /// The number in the journal. FROZEN v1.
    #[must_use]
    pub fn number(&self) -> u16 {
        match self {
            RedactionReason::Asked => 1,
            RedactionReason::Danger => 2,
            RedactionReason::WrongPerson => 3,
            RedactionReason::Law => 4,
            RedactionReason::Expired => 5,
            RedactionReason::Unknown(_) => 0,
        }
    }

    /// The reason of a number.
    #[must_use]
    pub fn from_number(number: u16) -> Self {
        let known = Self::ALL.iter().find(|reason| reason.number() == number);
        known.cloned().unwrap_or_else(|| RedactionReason::Unknown(number.to_string()))
    }
}

payload! {
    /// A patient's record must be kept: an inquiry, a law. Nobody signs its redaction until the hold is lifted or over.
    Hold = Hold {
        /// Whose.
        patient: crate::id::Id,
        /// Why, in words; sealed as everything of the operation's.
        reason: String,
        /// Its last day, if it has one.
        until: crate::time::Date,
        /// Lifted before its day.
        lifted: bool,
    }
}

impl Hold {
    /// Whether it holds on a day.
    #[must_use]
    pub fn holds(&self, today: crate::time::Date) -> bool {
        self.lifted != Some(true) && self.until.is_none_or(|last| today <= last)
    }

    /// Everything that must be mended before this can be written.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldError> {
        let mut out = Vec::new();
        if self.reason.as_deref().is_none_or(|t| t.trim().is_empty()) {
            out.push(FieldError::new("hold_reason", Problem::Nothing));
        }
        check_text("hold_reason", self.reason.as_deref(), 500, &mut out);
        out
    }
}

/// A hold as a screen shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HoldView {
    /// Its record.
    pub id: crate::id::Id,
    /// What it says.
    pub hold: Hold,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Date;

    #[test]
    fn every_reason_has_a_number_of_its_own() {
        for reason in RedactionReason::ALL {
            assert_eq!(RedactionReason::from_number(reason.number()), *reason);
        }
        assert_eq!(RedactionReason::from_number(99), RedactionReason::Unknown("99".to_owned()));
    }

    #[test]
    fn a_hold_ends_with_its_day_or_when_lifted() {
        let day = |d| Date::new(2026, 3, d).unwrap();
        let hold = Hold { until: Some(day(4)), ..Hold::default() };
        assert!(hold.holds(day(4)) && !hold.holds(day(5)));
        assert!(Hold::default().holds(day(31)));
        assert!(!Hold { lifted: Some(true), ..Hold::default() }.holds(day(1)));
    }
}
