//! A person cared for: names (one suffices, or none yet), sex, birth with its precision, contact, status.
//! Sources: CLINIC.md (registration); FHIR R4 Patient for the words.  Not here: search and duplicate hints (clinic).

use crate::code::codes;
use crate::id::Id;
use crate::limits::{FieldError, Problem, check_text};
use crate::record::payload;
use crate::time::{Date, Moment};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

codes! {
    /// Sex as registered.
    Sex {
        /// Female.
        Female = "female",
        /// Male.
        Male = "male",
        /// Other.
        Other = "other",
        /// Not known.
        NotKnown = "unknown",
    }
}

codes! {
    /// Where the person stands in the response.
    Status {
        /// Refugee.
        Refugee = "refugee",
        /// Displaced within the country.
        Displaced = "displaced",
        /// Host community.
        Host = "host",
        /// Other.
        Other = "other",
    }
}

codes! {
    /// Age class, when neither a birth date nor an age is known. Lower bounds in days stand in `first_day`.
    AgeClass {
        /// Under 28 days.
        Newborn = "under-28-days",
        /// 28 days to 11 months.
        Infant = "1-11-months",
        /// 1 to 4 years.
        Young = "1-4",
        /// 5 to 11 years.
        Child = "5-11",
        /// 12 to 17 years.
        Adolescent = "12-17",
        /// 18 to 64 years.
        Adult = "18-64",
        /// 65 years and over.
        Older = "65+",
    }
}

codes! {
    /// Unit of an age as it was told.
    AgeUnit {
        /// Days.
        Days = "days",
        /// Weeks.
        Weeks = "weeks",
        /// Months.
        Months = "months",
        /// Years.
        Years = "years",
    }
}

/// Mean length of a Gregorian year in days, times 10,000.
const YEAR_DAYS_E4: i64 = 3_652_425;

/// When somebody was born, as exactly as it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
pub enum Birth {
    /// The birth date; `known` is day, month or year.
    #[n(0)]
    Date {
        /// The date; unknown parts are 1.
        #[n(0)]
        date: Date,
        /// Day, month or year.
        #[n(1)]
        known: crate::time::Precision,
    },
    /// An age told on a day.
    #[n(1)]
    Age {
        /// How many.
        #[n(0)]
        value: u16,
        /// Of what.
        #[n(1)]
        unit: AgeUnit,
        /// The day it was told.
        #[n(2)]
        on: Date,
    },
    /// Only an age class, judged on a day.
    #[n(2)]
    Class {
        /// The class.
        #[n(0)]
        class: AgeClass,
        /// The day it was judged.
        #[n(1)]
        on: Date,
    },
}

impl Birth {
    /// The age class on a day; `None` where a code is of a newer version or the birth lies after the day.
    #[must_use]
    pub fn class_on(&self, today: Date) -> Option<AgeClass> {
        match self {
            Birth::Class { class: AgeClass::Unknown(_), .. } => None,
            Birth::Class { class, .. } => Some(class.clone()),
            _ => class_of_days(self.age_days_on(today)?),
        }
    }
    /// Age in days on a day, estimated from what is known; `None` for a class alone.
    #[must_use]
    pub fn age_days_on(&self, today: Date) -> Option<i64> {
        let days = match self {
            Birth::Date { date, .. } => today.days() - date.days(),
            Birth::Age { value, unit, on } => {
                let v = i64::from(*value);
                let told = match unit {
                    AgeUnit::Days => v,
                    AgeUnit::Weeks => v * 7,
                    AgeUnit::Months => (v * YEAR_DAYS_E4 + 119_999) / 120_000,
                    AgeUnit::Years => (v * YEAR_DAYS_E4 + 9_999) / 10_000,
                    AgeUnit::Unknown(_) => return None,
                };
                told + today.days() - on.days()
            }
            Birth::Class { .. } => return None,
        };
        (days >= 0).then_some(days)
    }
    /// The year of birth, estimated; for search and duplicate hints.
    #[must_use]
    pub fn year(&self) -> Option<i16> {
        match self {
            Birth::Date { date, .. } => Some(date.year),
            Birth::Age { on, .. } => self.age_days_on(*on).map(|d| Date::from_days(on.days() - d).year),
            Birth::Class { .. } => None,
        }
    }
}

fn class_of_days(days: i64) -> Option<AgeClass> {
    let years = |n: i64| (n * YEAR_DAYS_E4).div_euclid(10_000);
    Some(match days {
        d if d < 0 => return None,
        d if d < 28 => AgeClass::Newborn,
        d if d < years(1) => AgeClass::Infant,
        d if d < years(5) => AgeClass::Young,
        d if d < years(12) => AgeClass::Child,
        d if d < years(18) => AgeClass::Adolescent,
        d if d < years(65) => AgeClass::Adult,
        _ => AgeClass::Older,
    })
}

/// An id given by somebody else: a national id, a camp number, an identifier of an imported record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cbor(array)]
pub struct Identifier {
    /// Who gave it: a URI or a plain name.
    #[n(0)]
    pub system: String,
    /// The id.
    #[n(1)]
    pub value: String,
}

payload! {
    /// A patient, v1. Every field may be empty: registration never blocks care.
    Patient = Patient {
        /// Given names.
        given: String,
        /// Family name.
        family: String,
        /// Other names people use.
        other_names: String,
        /// The name in another script.
        script_name: String,
        /// What to call somebody without a name yet ("Unknown man 3, Tue 14:20").
        label: String,
        /// Sex.
        sex: Sex,
        /// Birth, with its precision.
        birth: Birth,
        /// Telephone.
        phone: String,
        /// Whether others answer this telephone.
        phone_shared: bool,
        /// Whether it is safe to call.
        phone_safe: bool,
        /// Address or block.
        address: String,
        /// City, camp or village.
        city: String,
        /// Country.
        country: String,
        /// National or camp ids.
        ids: Vec<Identifier>,
        /// Refugee, displaced, host.
        status: Status,
        /// Preferred language.
        language: String,
        /// Next of kin.
        next_of_kin: String,
        /// Purposes consented to.
        consent: Vec<String>,
        /// Vulnerability flags.
        flags: Vec<String>,
        /// When the person died, if so.
        died: Moment,
        /// Their picture: an attachment.
        photo: Id,
    }
}

impl Patient {
    /// The name to show: given and family, else another name, else the label.
    #[must_use]
    pub fn display_name(&self) -> String {
        let part = |s: &Option<String>| s.as_deref().map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned);
        let full: Vec<String> = [part(&self.given), part(&self.family)].into_iter().flatten().collect();
        if full.is_empty() {
            [&self.other_names, &self.script_name, &self.label].into_iter().find_map(part).unwrap_or_default()
        } else {
            full.join(" ")
        }
    }

    /// Everything that must be mended before this can be written.
    #[must_use]
    pub fn problems(&self, today: Date) -> Vec<FieldError> {
        let mut out = Vec::new();
        if self.display_name().is_empty() {
            out.push(FieldError::new("given", Problem::NameOrLabelNeeded));
        }
        let texts = [
            ("given", &self.given, 200),
            ("family", &self.family, 200),
            ("other_names", &self.other_names, 200),
            ("script_name", &self.script_name, 200),
            ("label", &self.label, 200),
            ("phone", &self.phone, 60),
            ("address", &self.address, 500),
            ("city", &self.city, 200),
            ("country", &self.country, 100),
            ("language", &self.language, 60),
            ("next_of_kin", &self.next_of_kin, 500),
        ];
        for (name, text, max) in texts {
            check_text(name, text.as_deref(), max, &mut out);
        }
        match &self.birth {
            Some(Birth::Date { date, .. }) if date.days() > today.days() => {
                out.push(FieldError::new("birth", Problem::InTheFuture));
            }
            Some(Birth::Date { date, .. }) if today.days() - date.days() > 130 * 366 => {
                out.push(FieldError::new("birth", Problem::TooHigh { value: i64::from(date.year), limit: 130 }));
            }
            Some(b @ Birth::Age { value, .. }) if b.age_days_on(today).is_some_and(|d| d > 130 * 366) => {
                out.push(FieldError::new("birth", Problem::TooHigh { value: i64::from(*value), limit: 130 }));
            }
            _ => {}
        }
        out
    }
}

/// Digits of a card number.
const CARD_DIGITS: usize = 12;

/// The number on a patient's card, in groups of three digits. It follows from the record's id, so that every device finds the
/// same one, and says nothing about anybody. Of 100,000 patients two share a number with a chance of one in 200.
#[must_use]
pub fn card_number(id: Id) -> String {
    let [.., a, b, c, d, e, f, g, h] = id.0;
    let digits = format!("{:012}", u64::from_be_bytes([a, b, c, d, e, f, g, h]) % 10_u64.pow(12));
    digits.as_bytes().chunks(3).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
}

/// The digits of a card number, out of what was typed or scanned; `None` where it is something else.
#[must_use]
pub fn card_digits(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    (digits.len() == CARD_DIGITS && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

/// What speaks for two being the same person (locale keys `same-…`), tolerant of estimated ages. A differing sex speaks
/// against: then nothing is said. Whether names look or sound alike is search's to say; here they share a word, or `name`
/// stands for having been found by it.
#[must_use]
pub fn resemblance(a: &Patient, b: &Patient, today: Date) -> Vec<&'static str> {
    let known = |s: &Option<Sex>| s.clone().filter(|s| matches!(s, Sex::Female | Sex::Male));
    let (sex_a, sex_b) = (known(&a.sex), known(&b.sex));
    if sex_a.is_some() && sex_b.is_some() && sex_a != sex_b {
        return Vec::new();
    }
    let mut out = vec!["name"];
    if sex_a.is_some() && sex_a == sex_b {
        out.push("sex");
    }
    if let (Some(x), Some(y)) = (&a.birth, &b.birth) {
        let days = |birth: &Birth| birth.age_days_on(today);
        match (days(x), days(y)) {
            _ if x == y => out.push("birth"),
            // A tenth of the age, and a year at least: people estimate.
            (Some(i), Some(j)) if (i - j).abs() <= (i.max(j) / 10).max(366) => out.push("age"),
            (Some(_), Some(_)) => return Vec::new(),
            _ if x.class_on(today) == y.class_on(today) => out.push("age"),
            _ => {}
        }
    }
    let digits = |s: &Option<String>| {
        let d: String = s.iter().flat_map(|s| s.chars()).filter(char::is_ascii_digit).collect();
        (d.len() >= 6).then(|| d[d.len().saturating_sub(8)..].to_owned())
    };
    if digits(&a.phone).is_some() && digits(&a.phone) == digits(&b.phone) {
        out.push("phone");
    }
    let fold = |s: &Option<String>| s.as_ref().map(|s| s.trim().to_lowercase()).filter(|s| !s.is_empty());
    if fold(&a.city).is_some() && fold(&a.city) == fold(&b.city) {
        out.push("place");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i16, m: u8, d: u8) -> Date {
        Date::new(y, m, d).unwrap()
    }

    #[test]
    fn one_name_suffices_and_none_is_refused() {
        let today = day(2026, 1, 1);
        let amina = Patient { given: Some("Amina".into()), ..Patient::default() };
        assert!(amina.problems(today).is_empty());
        assert_eq!(Patient::default().problems(today)[0].problem, Problem::NameOrLabelNeeded);
    }

    #[test]
    fn classes_have_the_designs_bounds() {
        let today = day(2026, 6, 15);
        let class = |b: Date| Birth::Date { date: b, known: crate::time::Precision::Day }.class_on(today);
        assert_eq!(class(day(2026, 5, 19)), Some(AgeClass::Newborn));
        assert_eq!(class(day(2026, 5, 18)), Some(AgeClass::Infant));
        assert_eq!(class(day(2025, 6, 15)), Some(AgeClass::Young));
        assert_eq!(class(day(2008, 6, 15)), Some(AgeClass::Adult));
        assert_eq!(class(day(2026, 6, 16)), None);
        let told = Birth::Age { value: 18, unit: AgeUnit::Years, on: today };
        assert_eq!(told.class_on(today), Some(AgeClass::Adult));
    }

    #[test]
    fn resemblance_forgives_estimates_and_never_crosses_sexes() {
        let today = day(2026, 6, 15);
        let told = |value, on| Some(Birth::Age { value, unit: AgeUnit::Years, on });
        let a = Patient { sex: Some(Sex::Female), birth: told(40, today), ..Patient::default() };
        let b = Patient { sex: Some(Sex::Female), birth: told(35, day(2022, 6, 15)), ..Patient::default() };
        assert_eq!(resemblance(&a, &b, today), ["name", "sex", "age"]);
        let man = Patient { sex: Some(Sex::Male), ..b.clone() };
        assert!(resemblance(&a, &man, today).is_empty());
        let child = Patient { birth: told(4, today), ..a.clone() };
        assert!(resemblance(&a, &child, today).is_empty());
    }

    #[test]
    fn items_round_trip() {
        use crate::record::Payload;
        let p = Patient {
            given: Some("Li".into()),
            sex: Some(Sex::Unknown("newer".into())),
            birth: Some(Birth::Class { class: AgeClass::Young, on: day(2026, 1, 2) }),
            ids: Some(vec![Identifier { system: "camp".into(), value: "7".into() }]),
            phone_safe: Some(false),
            ..Patient::default()
        };
        assert_eq!(Patient::from_items(&p.to_items()), Ok(p));
    }
}
