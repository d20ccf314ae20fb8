//! Dates and times as a person says them; the exact moment is for the hover text.
//! In scope: `Moment` and `Date` to words.  Not here: the clock (dom.rs).

use domain::time::{Date, Moment, Precision};

use crate::i18n::{Lang, current, words};

/// A date in words, as exactly as it is known.
pub(crate) fn date_words(date: Date, known: Precision) -> String {
    let lang = current();
    let month = words(lang, &format!("month-{}", date.month), &[]);
    let year = date.year.to_string();
    match known {
        Precision::Year => year,
        Precision::Month => words(lang, "date-month", &[("month", month.into()), ("year", year.into())]),
        _ => words(
            lang,
            "date-day",
            &[("day", date.day.to_string().into()), ("month", month.into()), ("year", year.into())],
        ),
    }
}

/// A clock time.
pub(crate) fn clock(at: Moment) -> String {
    let (hour, minute) = at.local_time();
    format!("{hour:02}:{minute:02}")
}

/// The exact moment, for hover and sheets.
pub(crate) fn exact(at: Moment) -> String {
    match at.precision {
        Precision::Exact | Precision::Minute => {
            let day = date_words(at.local_date(), Precision::Day);
            words(current(), "date-time", &[("date", day.into()), ("time", clock(at).into())])
        }
        known => date_words(at.local_date(), known),
    }
}

/// A moment as a person says it, seen from `now`.
pub(crate) fn said(at: Moment, now: Moment) -> String {
    said_in(current(), at, now)
}

fn said_in(lang: Lang, at: Moment, now: Moment) -> String {
    // The reader's own clock counts, whoever wrote it where.
    let here = Moment { offset_min: now.offset_min, ..at };
    let minutes = (now.ms - at.ms).div_euclid(60_000);
    let days = now.local_date().days() - here.local_date().days();
    let time = clock(here);
    match (at.precision, minutes, days) {
        (Precision::Day | Precision::Month | Precision::Year, ..) => date_words(at.local_date(), at.precision),
        (_, 0, _) => words(lang, "time-now", &[]),
        (_, 1..60, _) => words(lang, "time-minutes", &[("n", minutes.into())]),
        (_, _, 0) => words(lang, "time-today", &[("time", time.into())]),
        (_, _, 1) => words(lang, "time-yesterday", &[("time", time.into())]),
        _ => exact(here),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_a_person_says_it() {
        let now = Moment::utc(Date::new(2026, 3, 10).unwrap().days() * 86_400_000 + 15 * 3_600_000);
        let ago = |minutes: i64| said(Moment::utc(now.ms - minutes * 60_000), now);
        assert_eq!(ago(0), "just now");
        assert_eq!(ago(1), "1 minute ago");
        assert_eq!(ago(10), "10 minutes ago");
        assert_eq!(ago(120), "today 13:00");
        assert_eq!(ago(24 * 60), "yesterday 15:00");
        assert_eq!(ago(7 * 24 * 60), "3 March 2026, 15:00");
        let year = Moment { precision: Precision::Year, ..Moment::utc(0) };
        assert_eq!(said(year, now), "1970");
    }
}
