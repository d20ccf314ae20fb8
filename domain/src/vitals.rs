//! One set of vital signs: each value a scaled integer, or the reason there is none, with two kinds of limits by age.
//! *Impossible* is refused and names the limit; *unusual for this age* is marked and never refused.
//! Sources of the unusual ranges, by age class: WHO, Pocket book of hospital care for children (2013), tables of normal pulse
//! and breathing; WHO, Integrated Management of Childhood Illness (fast breathing); Royal College of Physicians, NEWS2 (2017), adults.
//! Impossible limits are wide engineering bounds around the extremes in the medical literature, to catch slips of unit and digit.

use crate::code::codes;
use crate::limits::{FieldError, Problem};
use crate::patient::AgeClass;
use crate::record::payload;
use crate::time::Moment;
use minicbor::data::Type;
use serde::{Deserialize, Serialize};

codes! {
    /// Why a value is absent; it counts in triage.
    Absence {
        /// It could not be measured.
        NotMeasurable = "not-measurable",
        /// It lay beyond the meter.
        BeyondMeter = "beyond-meter",
        /// The person refused.
        Refused = "refused",
    }
}

/// A value in its field's scaled unit, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Reading {
    /// The value.
    Value(i32),
    /// Why not.
    Absent(Absence),
}

impl<C> minicbor::Encode<C> for Reading {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        c: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        match self {
            Reading::Value(v) => e.i32(*v).map(|_| ()),
            Reading::Absent(a) => a.encode(e, c),
        }
    }
}
impl<'b, C> minicbor::Decode<'b, C> for Reading {
    fn decode(d: &mut minicbor::Decoder<'b>, c: &mut C) -> Result<Self, minicbor::decode::Error> {
        if d.datatype()? == Type::String {
            Ok(Reading::Absent(Absence::decode(d, c)?))
        } else {
            Ok(Reading::Value(d.i32()?))
        }
    }
}

codes! {
    /// Consciousness.
    Acvpu {
        /// Alert.
        Alert = "alert",
        /// New confusion.
        Confused = "confused",
        /// Responds to voice.
        Voice = "voice",
        /// Responds to pain.
        Pain = "pain",
        /// Unresponsive.
        Unresponsive = "unresponsive",
    }
}

payload! {
    /// One set of vital signs, v1. Positions follow `SIGNS` after `patient`.
    Vitals = Vitals {
        /// Whose.
        patient: crate::id::Id,
        /// When it was measured.
        at: Moment,
        /// Temperature, thousandths of a degree Celsius.
        temperature_mc: Reading,
        /// Heart rate, beats a minute.
        pulse_per_min: Reading,
        /// Respiratory rate, breaths a minute.
        breathing_per_min: Reading,
        /// Oxygen saturation, per cent.
        spo2_pct: Reading,
        /// Oxygen given, mL a minute; empty means air.
        oxygen_ml_per_min: Reading,
        /// Systolic blood pressure, mmHg.
        systolic_mmhg: Reading,
        /// Diastolic blood pressure, mmHg.
        diastolic_mmhg: Reading,
        /// Weight, grams.
        weight_g: Reading,
        /// Height or length, millimetres.
        height_mm: Reading,
        /// Mid-upper-arm circumference, millimetres.
        muac_mm: Reading,
        /// Glucose, micromoles a litre.
        glucose_umol_per_l: Reading,
        /// Pain, 0 to 10.
        pain: Reading,
        /// Consciousness.
        acvpu: Acvpu,
        /// In which visit.
        encounter: crate::id::Id,
        /// Whether pregnant, as asked; empty: not asked.
        pregnant: bool,
        /// Completed weeks of pregnancy.
        gestation_weeks: u8,
    }
}

/// A measured sign: how it is scaled, shown and limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sign {
    /// The payload field's name and the locale key (`field-…`).
    pub field: &'static str,
    /// The unit shown; a locale key (`unit-…`) in words.
    pub unit: &'static str,
    /// Stored = shown × scale.
    pub scale: i32,
    /// Decimals shown.
    pub decimals: u8,
    /// Lowest and highest possible, stored scale.
    pub possible: (i32, i32),
}

/// Longest pregnancy taken down, completed weeks.
const GESTATION_WEEKS_MAX: u8 = 45;

/// Every numeric sign, in form order.
pub const SIGNS: [Sign; 12] = [
    Sign { field: "temperature_mc", unit: "°C", scale: 1000, decimals: 1, possible: (20_000, 46_000) },
    Sign { field: "pulse_per_min", unit: "/min", scale: 1, decimals: 0, possible: (10, 350) },
    Sign { field: "breathing_per_min", unit: "/min", scale: 1, decimals: 0, possible: (2, 150) },
    Sign { field: "spo2_pct", unit: "%", scale: 1, decimals: 0, possible: (20, 100) },
    Sign { field: "oxygen_ml_per_min", unit: "L/min", scale: 1000, decimals: 1, possible: (100, 60_000) },
    Sign { field: "systolic_mmhg", unit: "mmHg", scale: 1, decimals: 0, possible: (20, 350) },
    Sign { field: "diastolic_mmhg", unit: "mmHg", scale: 1, decimals: 0, possible: (10, 250) },
    Sign { field: "weight_g", unit: "kg", scale: 1000, decimals: 1, possible: (200, 500_000) },
    Sign { field: "height_mm", unit: "cm", scale: 10, decimals: 1, possible: (200, 2_600) },
    Sign { field: "muac_mm", unit: "mm", scale: 1, decimals: 0, possible: (50, 700) },
    Sign { field: "glucose_umol_per_l", unit: "mmol/L", scale: 1000, decimals: 1, possible: (200, 100_000) },
    Sign { field: "pain", unit: "0–10", scale: 1, decimals: 0, possible: (0, 10) },
];

/// The usual range of a sign for an age class, stored scale; `None` where none is published or the class is unknown.
#[must_use]
pub fn usual(field: &str, class: Option<&AgeClass>) -> Option<(i32, i32)> {
    use AgeClass as A;
    let class = class?;
    Some(match (field, class) {
        ("temperature_mc", _) => (35_500, 37_500),
        ("spo2_pct", _) => (94, 100),
        ("pulse_per_min", A::Newborn | A::Infant) => (100, 190),
        ("pulse_per_min", A::Young) => (80, 150),
        ("pulse_per_min", A::Child) => (70, 120),
        ("pulse_per_min", A::Adolescent) => (60, 110),
        ("pulse_per_min", A::Adult | A::Older) => (51, 90),
        ("breathing_per_min", A::Newborn) => (30, 59),
        ("breathing_per_min", A::Infant) => (25, 49),
        ("breathing_per_min", A::Young) => (20, 39),
        ("breathing_per_min", A::Child) => (16, 29),
        ("breathing_per_min", A::Adolescent) => (12, 24),
        ("breathing_per_min", A::Adult | A::Older) => (12, 20),
        ("systolic_mmhg", A::Adult | A::Older) => (111, 219),
        ("diastolic_mmhg", A::Adult | A::Older) => (50, 99),
        _ => return None,
    })
}

impl Vitals {
    /// The reading of a sign by its field name.
    #[must_use]
    pub fn reading(&self, field: &str) -> Option<&Reading> {
        match field {
            "temperature_mc" => self.temperature_mc.as_ref(),
            "pulse_per_min" => self.pulse_per_min.as_ref(),
            "breathing_per_min" => self.breathing_per_min.as_ref(),
            "spo2_pct" => self.spo2_pct.as_ref(),
            "oxygen_ml_per_min" => self.oxygen_ml_per_min.as_ref(),
            "systolic_mmhg" => self.systolic_mmhg.as_ref(),
            "diastolic_mmhg" => self.diastolic_mmhg.as_ref(),
            "weight_g" => self.weight_g.as_ref(),
            "height_mm" => self.height_mm.as_ref(),
            "muac_mm" => self.muac_mm.as_ref(),
            "glucose_umol_per_l" => self.glucose_umol_per_l.as_ref(),
            "pain" => self.pain.as_ref(),
            _ => None,
        }
    }

    /// Values no body can have, and an empty set.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldError> {
        let readings = || SIGNS.iter().filter_map(|s| Some((s, self.reading(s.field)?)));
        if readings().next().is_none() && self.acvpu.is_none() && self.pregnant.is_none() {
            return vec![FieldError::new("vitals", Problem::Nothing)];
        }
        let weeks = self.gestation_weeks.filter(|w| *w > GESTATION_WEEKS_MAX).map(|w| {
            let problem = Problem::TooHigh { value: i64::from(w), limit: i64::from(GESTATION_WEEKS_MAX) };
            FieldError::new("gestation_weeks", problem)
        });
        readings()
            .filter_map(|(s, r)| {
                let Reading::Value(v) = r else { return None };
                impossible(s, *v).map(|p| FieldError::new(s.field, p))
            })
            .chain(weeks)
            .collect()
    }

    /// The fields that are unusual for this age: marked, never refused.
    #[must_use]
    pub fn unusual(&self, class: Option<&AgeClass>) -> Vec<&'static str> {
        SIGNS
            .iter()
            .filter(|s| matches!((self.reading(s.field), usual(s.field, class)), (Some(Reading::Value(v)), Some((low, high))) if *v < low || *v > high))
            .map(|s| s.field)
            .collect()
    }
}

/// The problem of a value outside a sign's possible range, naming the limit.
#[must_use]
pub fn impossible(sign: &Sign, value: i32) -> Option<Problem> {
    let (low, high) = sign.possible;
    let value64 = i64::from(value);
    if value > high {
        Some(Problem::TooHigh { value: value64, limit: i64::from(high) })
    } else if value < low {
        Some(Problem::TooLow { value: value64, limit: i64::from(low) })
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Payload;

    fn pulse(v: i32) -> Vitals {
        Vitals { pulse_per_min: Some(Reading::Value(v)), ..Vitals::default() }
    }

    #[test]
    fn a_newborns_pulse_of_180_is_normal_and_an_adults_is_marked() {
        assert!(pulse(180).problems().is_empty());
        assert!(pulse(180).unusual(Some(&AgeClass::Newborn)).is_empty());
        assert_eq!(pulse(180).unusual(Some(&AgeClass::Adult)), ["pulse_per_min"]);
        assert!(pulse(180).unusual(None).is_empty());
    }

    #[test]
    fn impossible_names_the_limit() {
        assert_eq!(
            pulse(900).problems(),
            [FieldError::new("pulse_per_min", Problem::TooHigh { value: 900, limit: 350 })]
        );
        assert_eq!(Vitals::default().problems()[0].problem, Problem::Nothing);
    }

    #[test]
    fn every_sign_is_a_field_and_its_usual_range_is_possible() {
        for s in SIGNS {
            assert!(Vitals::FIELDS.contains(&s.field), "{}", s.field);
            for c in AgeClass::ALL {
                if let Some((low, high)) = usual(s.field, Some(c)) {
                    assert!(s.possible.0 <= low && low < high && high <= s.possible.1, "{} {c:?}", s.field);
                }
            }
        }
    }

    #[test]
    fn absence_survives() {
        let v = Vitals { spo2_pct: Some(Reading::Absent(Absence::Refused)), ..pulse(70) };
        assert_eq!(Vitals::from_items(&v.to_items()), Ok(v));
    }
}
