//! How far another laptop's clock is from this one's, as people say it.

use crate::i18n::ta;

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;
const DAY_MS: u64 = 24 * HOUR_MS;

/// A clock that differs.
pub(crate) struct Off {
    pub(crate) words: String,
    /// By more than a day: what is written by it is dated wrongly.
    pub(crate) is_wrong: bool,
}

/// By how much it differs; `None` where that is no news.
pub(crate) fn off(offset_ms: i64) -> Option<Off> {
    let way = if offset_ms > 0 { "ahead" } else { "behind" };
    let ms = offset_ms.unsigned_abs();
    let (unit, n) = match ms {
        0..=119_999 => return None,
        ms if ms < 2 * HOUR_MS => ("minutes", ms / MINUTE_MS),
        ms if ms < 2 * DAY_MS => ("hours", ms / HOUR_MS),
        ms => ("days", ms / DAY_MS),
    };
    Some(Off { words: ta(&format!("clock-{way}-{unit}"), &[("n", n.into())]), is_wrong: ms > DAY_MS })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_off_in_the_unit_that_people_say() {
        let said = |ms: i64| off(ms).map(|off| (off.words, off.is_wrong));
        assert_eq!(said(119_999), None);
        let cases = [
            (120_000, "2 minutes ahead", false),
            (-5_400_000, "90 minutes behind", false),
            (2 * 3_600_000, "2 hours ahead", false),
            (-30 * 3_600_000, "30 hours behind", true),
            (50 * 3_600_000, "2 days ahead", true),
            (-3_650 * 86_400_000, "3,650 days behind", true),
        ];
        for (ms, words, wrong) in cases {
            let (said, is_wrong) = said(ms).unwrap();
            assert!(said.contains(words) && is_wrong == wrong, "{ms}: {said}");
        }
    }
}
