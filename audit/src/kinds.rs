//! What the counting verifier knows of medicine: types of record, positions of their fields, and what each report shows
//! (docs/formats/entry-v1.md, "Types of records about patients, stock and settings"; docs/formats/disclosure-v1.md, "Reports").
//! In scope: the tables.  Not here: counting (`tally`).

use minicbor::Decoder;

use crate::cbor;

/// Classes of which a disclosure accounts for every entry: clinical and stock.
pub(crate) const CLASSES: [u8; 2] = [1, 2];

/// Positions of every payload's first elements.
pub(crate) const AUTHOR: u16 = 1;
pub(crate) const PARENTS: u16 = 2;
pub(crate) const EFFECTIVE: u16 = 3;
pub(crate) const RECORDED: u16 = 4;

/// A visit.
pub(crate) mod encounter {
    pub(crate) const KIND: u64 = 7;
    pub(crate) const AT: u16 = 7;
    pub(crate) const SEX: u16 = 8;
    pub(crate) const AGE_BAND: u16 = 9;
}

/// A dispensing, or that there was none.
pub(crate) mod dispense {
    pub(crate) const KIND: u64 = 13;
    pub(crate) const OUTCOME: u16 = 8;
    pub(crate) const ITEM: u16 = 9;
    pub(crate) const LOT: u16 = 11;
    pub(crate) const QUANTITY: u16 = 12;
    pub(crate) const COUNSELLED: u16 = 14;
    pub(crate) const AT: u16 = 15;
}

/// A mark on another record: entered in error, or moved.
pub(crate) mod mark {
    pub(crate) const KIND: u64 = 16;
    pub(crate) const RECORD: u16 = 6;
    pub(crate) const STANDS: u16 = 9;
}

/// An item of the formulary.
pub(crate) mod item {
    pub(crate) const KIND: u64 = 40;
    pub(crate) const GENERIC: u16 = 5;
    pub(crate) const STRENGTH: u16 = 7;
    pub(crate) const CONTROLLED: u16 = 13;
}

/// A batch of an item.
pub(crate) mod batch {
    pub(crate) const KIND: u64 = 41;
    pub(crate) const ITEM: u16 = 5;
    pub(crate) const LOT: u16 = 6;
}

/// A movement of stock.
pub(crate) mod movement {
    pub(crate) const KIND: u64 = 42;
    pub(crate) const BATCH: u16 = 5;
    pub(crate) const WHY: u16 = 6;
    pub(crate) const CHANGE: u16 = 7;
    pub(crate) const AT: u16 = 10;
}

/// Names and classes of all types.
const TYPES: [(u64, &str, u8); 35] = [
    (1, "Patient", 1),
    (2, "Vitals", 1),
    (3, "Condition", 1),
    (4, "Observation", 1),
    (5, "Attachment", 1),
    (6, "Chunk", 9),
    (7, "Encounter", 1),
    (8, "Triage", 1),
    (9, "Narrative", 1),
    (10, "Background", 1),
    (11, "AllergyIntolerance", 1),
    (12, "MedicationRequest", 1),
    (13, "MedicationDispense", 1),
    (14, "Test", 1),
    (15, "Procedure", 1),
    (16, "Mark", 1),
    (20, "ChartAccess", 3),
    (30, "Operation", 6),
    (31, "User", 6),
    (32, "Hold", 6),
    (33, "Device", 6),
    (34, "Closing", 6),
    (40, "Item", 2),
    (41, "Batch", 2),
    (42, "Movement", 2),
    (101, "user-cert", 4),
    (102, "device-cert", 4),
    (103, "op-key-wrap", 4),
    (104, "revocation", 4),
    (105, "admission", 4),
    (201, "subject-key", 7),
    (202, "user-slot", 7),
    (203, "confidential-key", 7),
    (301, "redaction", 5),
    (401, "heads", 8),
];

/// A type's name; its number where it is newer than this verifier.
pub(crate) fn name(kind: u64) -> String {
    let known = TYPES.iter().find(|(number, ..)| *number == kind);
    known.map_or_else(|| format!("type {kind}"), |(_, name, _)| (*name).to_owned())
}

/// Whether entries of a class may be of a type, as far as is known.
pub(crate) fn fits(class: u8, kind: u64) -> bool {
    TYPES.iter().find(|(number, ..)| *number == kind).is_none_or(|(.., of)| *of == class)
}

/// What a field's value must be, unless it is empty or untouched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Text,
    Uint,
    Int,
    Bool,
    Id,
    Time,
}

/// A report: what its disclosure shows.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) name: &'static str,
    pub(crate) version: u64,
    /// Of each counted type the fields, beside elements 1 to 4.
    pub(crate) shows: &'static [(u64, &'static [(u16, Shape)])],
    /// Whether elements 1 to 4 of every other entry are shown too.
    pub(crate) all_heads: bool,
    /// The type of which only drawn records are shown.
    pub(crate) drawn: Option<u64>,
}

impl Form {
    /// The fields shown of a type; `None` where it is not counted.
    pub(crate) fn fields(&self, kind: u64) -> Option<&'static [(u16, Shape)]> {
        self.shows.iter().find(|(shown, _)| *shown == kind).map(|(_, fields)| *fields)
    }
}

const MARKS: (u64, &[(u16, Shape)]) = (mark::KIND, &[(mark::RECORD, Shape::Id), (mark::STANDS, Shape::Bool)]);
const LABELS: (u64, &[(u16, Shape)]) = (item::KIND, &[(item::GENERIC, Shape::Text), (item::STRENGTH, Shape::Text)]);
const MOVEMENTS: (u64, &[(u16, Shape)]) = (
    movement::KIND,
    &[
        (movement::BATCH, Shape::Id),
        (movement::WHY, Shape::Text),
        (movement::CHANGE, Shape::Int),
        (movement::AT, Shape::Time),
    ],
);

/// Every report this verifier counts, and the sample.
pub(crate) const FORMS: [Form; 6] = [
    Form {
        name: "dispensed",
        version: 1,
        shows: &[
            (
                dispense::KIND,
                &[
                    (dispense::OUTCOME, Shape::Text),
                    (dispense::ITEM, Shape::Id),
                    (dispense::QUANTITY, Shape::Uint),
                    (dispense::AT, Shape::Time),
                ],
            ),
            MARKS,
            LABELS,
        ],
        all_heads: false,
        drawn: None,
    },
    Form {
        name: "encounters",
        version: 1,
        shows: &[
            (
                encounter::KIND,
                &[(encounter::AT, Shape::Time), (encounter::SEX, Shape::Text), (encounter::AGE_BAND, Shape::Text)],
            ),
            MARKS,
        ],
        all_heads: false,
        drawn: None,
    },
    Form {
        name: "stock",
        version: 1,
        shows: &[MOVEMENTS, (batch::KIND, &[(batch::ITEM, Shape::Id)]), LABELS],
        all_heads: false,
        drawn: None,
    },
    Form {
        name: "controlled",
        version: 1,
        shows: &[
            MOVEMENTS,
            (batch::KIND, &[(batch::ITEM, Shape::Id), (batch::LOT, Shape::Text)]),
            (
                item::KIND,
                &[(item::GENERIC, Shape::Text), (item::STRENGTH, Shape::Text), (item::CONTROLLED, Shape::Bool)],
            ),
        ],
        all_heads: false,
        drawn: None,
    },
    Form { name: "late", version: 1, shows: &[], all_heads: true, drawn: None },
    Form {
        name: "sample",
        version: 1,
        shows: &[
            (
                dispense::KIND,
                &[
                    (dispense::OUTCOME, Shape::Text),
                    (dispense::ITEM, Shape::Id),
                    (dispense::LOT, Shape::Text),
                    (dispense::QUANTITY, Shape::Uint),
                    (dispense::COUNSELLED, Shape::Bool),
                    (dispense::AT, Shape::Time),
                ],
            ),
            MARKS,
            LABELS,
        ],
        all_heads: false,
        drawn: Some(dispense::KIND),
    },
];

/// The form of a report.
pub(crate) fn form(name: &str) -> Option<&'static Form> {
    FORMS.iter().find(|form| form.name == name)
}

/// A moment: milliseconds since the Unix epoch, and the local offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Time {
    pub(crate) ms: i64,
    offset_min: i16,
}

impl Time {
    /// Year, month and day where it was written.
    pub(crate) fn local_date(self) -> (i64, i64, i64) {
        civil(self.local_ms().div_euclid(86_400_000))
    }

    /// Hour and minute where it was written.
    pub(crate) fn local_time(self) -> (i64, i64) {
        let minutes = self.local_ms().rem_euclid(86_400_000) / 60_000;
        (minutes / 60, minutes % 60)
    }

    fn local_ms(self) -> i64 {
        self.ms.saturating_add(i64::from(self.offset_min) * 60_000)
    }
}

/// A moment of the Unix epoch for people, in UTC: `2026-07-29 14:05:00 UTC`.
pub(crate) fn moment(unix_s: u64) -> String {
    let (year, month, day) = civil((unix_s / 86_400).cast_signed());
    let (hour, minute, second) = (unix_s / 3600 % 24, unix_s / 60 % 60, unix_s % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC")
}

/// The civil date so many days after 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn civil(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let (era, doe) = (z.div_euclid(146_097), z.rem_euclid(146_097));
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + i64::from(month <= 2), month, doy - (153 * mp + 2) / 5 + 1)
}

/// Reads `YYYY-MM-DD`, a day that exists.
pub(crate) fn parse_date(text: &str) -> Option<(i64, i64, i64)> {
    let number = |range: std::ops::Range<usize>| {
        text.get(range).filter(|part: &&str| part.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()
    };
    let date: (i64, i64, i64) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let leap = date.0 % 4 == 0 && (date.0 % 100 != 0 || date.0 % 400 == 0);
    let days = match date.1 {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    let same = format!("{:04}-{:02}-{:02}", date.0, date.1, date.2) == text;
    (same && (1..=days).contains(&date.2)).then_some(date)
}

/// Reads [ms, offset minutes, precision].
pub(crate) fn parse_time(item: &[u8]) -> Option<Time> {
    let parts = cbor::split_array(item)?;
    let [ms, offset, precision] = parts[..] else { return None };
    Decoder::new(precision).u64().ok()?;
    Some(Time { ms: Decoder::new(ms).i64().ok()?, offset_min: Decoder::new(offset).i16().ok()? })
}

impl Shape {
    /// Whether a value, one deterministic CBOR item, is of this shape, empty (`null`) or untouched (`undefined`).
    pub(crate) fn fits(self, value: &[u8]) -> bool {
        let mut decoder = Decoder::new(value);
        matches!(value, [0xF6 | 0xF7])
            || match self {
                Self::Text => decoder.str().is_ok(),
                Self::Uint => decoder.u64().is_ok(),
                Self::Int => decoder.i64().is_ok(),
                Self::Bool => decoder.bool().is_ok(),
                Self::Id => decoder.bytes().is_ok_and(|id| id.len() == 16),
                Self::Time => parse_time(value).is_some(),
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!([951_868_799, 1_679_315_147].map(moment), ["2000-02-29 23:59:59 UTC", "2023-03-20 12:25:47 UTC"]);
        assert_eq!([0, 19_782, -1].map(civil), [(1970, 1, 1), (2024, 2, 29), (1969, 12, 31)]);
        assert_eq!(parse_date("2024-02-29"), Some((2024, 2, 29)));
        for wrong in ["2023-02-29", "2024-2-29", "2024-02-29 ", "2024/02/29", "2024-13-01", "+024-01-01", "é024-01-0"]
        {
            assert_eq!(parse_date(wrong), None, "{wrong}");
        }
        let time = Time { ms: 1_700_000_000_000, offset_min: 600 };
        assert_eq!((time.local_date(), time.local_time()), ((2023, 11, 15), (8, 13)));
    }

    #[test]
    fn a_report_shows_positions_in_order() {
        for (kind, fields) in FORMS.iter().flat_map(|form| form.shows) {
            assert!(fields.is_sorted_by(|a, b| a.0 < b.0) && fields.iter().all(|(at, _)| *at >= 5), "{kind}");
        }
    }
}
