//! Ages and births in words, always with their precision: "3 years 2 months", "about 34 years, told 3 March", "18 to 64 years, judged".
//! In scope: `Birth` to words.  Not here: typing a birth (components/birth.rs), age classes' limits (domain::vitals).

use domain::patient::{AgeClass, Birth};
use domain::time::{Date, Precision};

use crate::i18n::{Lang, code_words, current, words};
use crate::moment::date_words;

/// An age on a day in words.
pub(crate) fn age_words(birth: &Birth, today: Date) -> String {
    let lang = current();
    let Some(days) = birth.age_days_on(today) else {
        return match birth {
            Birth::Class { class, .. } => words(lang, "age-judged", &[("class", class_words(class).into())]),
            _ => words(lang, "age-unclear", &[]),
        };
    };
    match birth {
        Birth::Date { known: Precision::Exact | Precision::Minute | Precision::Day, date } => {
            exact(lang, *date, today, days)
        }
        Birth::Age { on, .. } if *on == today => span(lang, days),
        // Months would claim more than a year of birth tells.
        Birth::Date { known: Precision::Year, .. } if days > 2 * 366 => {
            let years = words(lang, "age-years", &[("n", (days * 10_000 / 3_652_425).into())]);
            words(lang, "age-about", &[("age", years.into())])
        }
        _ => words(lang, "age-about", &[("age", span(lang, days).into())]),
    }
}

/// What is known of the birth in words: the long form, for the banner and the history.
pub(crate) fn birth_words(birth: &Birth) -> String {
    let lang = current();
    match birth {
        Birth::Date { date, known } => words(lang, "birth-born", &[("date", date_words(*date, *known).into())]),
        Birth::Age { value, unit, on } => {
            let age = words(
                lang,
                "birth-count",
                &[("n", (*value).into()), ("unit", code_words("age-unit", unit.code()).into())],
            );
            words(lang, "birth-told", &[("age", age.into()), ("date", date_words(*on, Precision::Day).into())])
        }
        Birth::Class { class, on } => {
            let (class, on) = (class_words(class), date_words(*on, Precision::Day));
            words(lang, "birth-judged", &[("class", class.into()), ("date", on.into())])
        }
    }
}

/// An age class in words.
pub(crate) fn class_words(class: &AgeClass) -> String {
    code_words("age-class", class.code())
}

/// Completed years and months, as people count them from a date.
fn exact(lang: Lang, born: Date, today: Date, days: i64) -> String {
    let before_day = today.day < born.day;
    let months = (i32::from(today.year) - i32::from(born.year)) * 12 + i32::from(today.month)
        - i32::from(born.month)
        - i32::from(before_day);
    in_words(lang, days, i64::from(months))
}

/// The same from days alone. A told age of n months is kept as a whole number of days, up to one too few: add it again.
fn span(lang: Lang, days: i64) -> String {
    in_words(lang, days, (days + 1) * 120_000 / 3_652_425)
}

fn in_words(lang: Lang, days: i64, months: i64) -> String {
    match months {
        ..1 => words(lang, "age-days", &[("n", days.into())]),
        1..24 => words(lang, "age-months", &[("n", months.into())]),
        24..60 if months % 12 != 0 => {
            words(lang, "age-years-months", &[("years", (months / 12).into()), ("months", (months % 12).into())])
        }
        _ => words(lang, "age-years", &[("n", (months / 12).into())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::patient::AgeUnit;

    fn day(y: i16, m: u8, d: u8) -> Date {
        Date::new(y, m, d).unwrap()
    }
    fn age(birth: &Birth) -> String {
        age_words(birth, day(2026, 6, 15))
    }
    fn born(y: i16, m: u8, d: u8) -> Birth {
        Birth::Date { date: day(y, m, d), known: Precision::Day }
    }

    #[test]
    fn ages_in_the_unit_people_use() {
        assert_eq!(age(&born(2026, 6, 12)), "3 days");
        assert_eq!(age(&born(2026, 6, 14)), "1 day");
        assert_eq!(age(&born(2026, 5, 14)), "1 month");
        assert_eq!(age(&born(2025, 6, 16)), "11 months");
        assert_eq!(age(&born(2023, 4, 1)), "3 years 2 months");
        assert_eq!(age(&born(2023, 6, 15)), "3 years");
        assert_eq!(age(&born(1992, 6, 16)), "33 years");
    }

    #[test]
    fn precision_is_told() {
        assert_eq!(age(&Birth::Date { date: day(1992, 1, 1), known: Precision::Year }), "about 34 years");
        assert_eq!(age(&Birth::Date { date: day(2022, 1, 1), known: Precision::Year }), "about 4 years");
        let told = |on| Birth::Age { value: 30, unit: AgeUnit::Years, on };
        assert_eq!(age(&told(day(2026, 6, 15))), "30 years");
        assert_eq!(age(&told(day(2024, 6, 15))), "about 32 years");
        for value in 1..24 {
            let months = Birth::Age { value, unit: AgeUnit::Months, on: day(2026, 6, 15) };
            assert!(age(&months).starts_with(&value.to_string()), "{value} → {}", age(&months));
        }
        assert_eq!(age(&Birth::Class { class: AgeClass::Adult, on: day(2026, 6, 15) }), "18 to 64 years (judged)");
        assert_eq!(
            age(&Birth::Age { value: 4, unit: AgeUnit::Unknown("moons".into()), on: day(2026, 6, 15) }),
            "age not clear"
        );
        assert!(birth_words(&told(day(2024, 6, 15))).contains("30 years"));
    }
}
