//! Dates and moments without a clock: `Moment` is [ms since the epoch UTC, offset minutes, precision]; `Date` is a civil date.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// How exactly a moment is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Encode, Decode, Default)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// To the millisecond, as a clock gave it.
    #[n(0)]
    #[default]
    Exact,
    /// To the minute, as a person wrote it.
    #[n(1)]
    Minute,
    /// Only the day is known.
    #[n(2)]
    Day,
    /// Only the month is known.
    #[n(3)]
    Month,
    /// Only the year is known.
    #[n(4)]
    Year,
}

/// A point in time with the writer's offset, so that reports can use the local date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Encode, Decode)]
#[cbor(array)]
pub struct Moment {
    /// Milliseconds since the Unix epoch, UTC.
    #[n(0)]
    pub ms: i64,
    /// Minutes east of UTC, −1440 to 1440.
    #[n(1)]
    pub offset_min: i16,
    /// How exactly it is known.
    #[n(2)]
    pub precision: Precision,
}

impl Moment {
    /// An exact moment in UTC.
    #[must_use]
    pub fn utc(ms: i64) -> Self {
        Moment { ms, offset_min: 0, precision: Precision::Exact }
    }
    /// The civil date where it was written.
    #[must_use]
    pub fn local_date(&self) -> Date {
        Date::from_days((self.ms + i64::from(self.offset_min) * 60_000).div_euclid(86_400_000))
    }
    /// The wall-clock time where it was written, as (hour, minute).
    #[must_use]
    pub fn local_time(&self) -> (u8, u8) {
        let minutes = (self.ms + i64::from(self.offset_min) * 60_000).rem_euclid(86_400_000) / 60_000;
        (u8::try_from(minutes / 60).unwrap_or(0), u8::try_from(minutes % 60).unwrap_or(0))
    }
}

/// A civil (Gregorian) date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Encode, Decode)]
#[cbor(array)]
pub struct Date {
    /// Year, 1850 to 2200 in records.
    #[n(0)]
    pub year: i16,
    /// Month, 1 to 12.
    #[n(1)]
    pub month: u8,
    /// Day of the month, 1 to 31.
    #[n(2)]
    pub day: u8,
}

impl Date {
    /// A date that exists in the calendar.
    #[must_use]
    pub fn new(year: i16, month: u8, day: u8) -> Option<Self> {
        let d = Date { year, month, day };
        ((1..=12).contains(&month) && (1..=31).contains(&day) && Date::from_days(d.days()) == d).then_some(d)
    }
    /// Days since 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms").
    #[must_use]
    pub fn days(&self) -> i64 {
        let y = i64::from(self.year) - i64::from(self.month <= 2);
        let era = y.div_euclid(400);
        let yoe = y.rem_euclid(400);
        let mp = (i64::from(self.month) + 9) % 12;
        let doy = (153 * mp + 2) / 5 + i64::from(self.day) - 1;
        let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
        era * 146_097 + doe - 719_468
    }
    /// The date that many days after 1970-01-01; years are clamped to what fits.
    #[must_use]
    pub fn from_days(days: i64) -> Self {
        let z = days.clamp(-11_000_000, 11_000_000) + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = doy - (153 * mp + 2) / 5 + 1;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        let year = yoe + era * 400 + i64::from(month <= 2);
        Date {
            year: i16::try_from(year).unwrap_or(if year < 0 { i16::MIN } else { i16::MAX }),
            month: u8::try_from(month).unwrap_or(1),
            day: u8::try_from(day).unwrap_or(1),
        }
    }
}

/// Why a text is not a date.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a date is YYYY-MM-DD, not {0:?}")]
pub struct BadDate(pub String);

impl std::str::FromStr for Date {
    type Err = BadDate;
    fn from_str(s: &str) -> Result<Self, BadDate> {
        let mut parts = s.splitn(3, '-');
        let mut next = || parts.next().unwrap_or_default();
        let date = match (next().parse(), next().parse(), next().parse()) {
            (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day),
            _ => None,
        };
        date.filter(|date| date.to_string() == s).ok_or_else(|| BadDate(s.chars().take(64).collect()))
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    proptest! {
        #[test]
        fn days_round_trip(n in -500_000_i64..500_000) {
            let d = Date::from_days(n);
            prop_assert_eq!(d.days(), n);
            prop_assert_eq!(Date::new(d.year, d.month, d.day), Some(d));
        }
    }
    #[test]
    fn dates_that_do_not_exist() {
        assert_eq!(Date::new(2023, 2, 29), None);
        assert!(Date::new(2024, 2, 29).is_some());
        assert_eq!(Date::from_days(0).to_string(), "1970-01-01");
        assert_eq!("2024-02-29".parse(), Ok(Date { year: 2024, month: 2, day: 29 }));
        for text in ["2023-02-29", "2024-2-29", "2024-02-29 ", "+2024-02-29", "", "2024-02"] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }
}
