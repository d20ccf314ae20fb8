//! The words of a prescription: forms, routes, how often, and how much that comes to.
//! Sources: the administrations of the original system (Team fEMR); what is never shown follows the "do not use" lists
//! of the Joint Commission and ISMP.  In scope: codes and the amount to dispense, in whole numbers.
//! Not here: which medicines exist (clinic/reference), sentences shown to people (locales), records.

use crate::code::codes;

codes! {
    /// The form of a medicine: what is counted or measured when it is given.
    Form {
        /// Swallowed whole.
        Capsule = "capsule",
        /// Swallowed, dispersed or split; vaginal tablets too.
        Tablet = "tablet",
        /// Chewed before swallowing.
        Chewable = "chewable",
        /// Shaken before use; powders for suspension too.
        Suspension = "suspension",
        /// A sweet liquid.
        Syrup = "syrup",
        /// A liquid with alcohol.
        Elixir = "elixir",
        /// A clear liquid.
        Solution = "solution",
        /// A powder in a sachet, made into a drink or mixed into food: counted by the sachet (oral rehydration salts).
        Sachet = "sachet",
        /// Given through a needle or a line.
        Injection = "injection",
        /// For the skin, water-based.
        Cream = "cream",
        /// For the skin or the eye, fat-based.
        Ointment = "ointment",
        /// For the skin, liquid.
        Lotion = "lotion",
        /// For the eye, the ear, the nose or the mouth.
        Drops = "drops",
        /// For the rectum or the vagina.
        Suppository = "suppository",
        /// Breathed in, in puffs.
        Inhaler = "inhaler",
        /// Breathed in as a mist.
        Nebuliser = "nebuliser",
        /// Melts under the tongue.
        Sublingual = "sublingual",
        /// Sticks to the skin.
        Patch = "patch",
    }
}

codes! {
    /// The way a medicine enters the body.
    Route {
        /// By mouth, swallowed.
        Oral = "oral",
        /// Under the tongue.
        Sublingual = "sublingual",
        /// Inside the cheek.
        Buccal = "buccal",
        /// Into the rectum.
        Rectal = "rectal",
        /// Into the vagina.
        Vaginal = "vaginal",
        /// On the skin or a wound, acting there.
        Topical = "topical",
        /// Through the skin, acting in the whole body.
        Transdermal = "transdermal",
        /// Into the eye.
        Eye = "eye",
        /// Into the ear.
        Ear = "ear",
        /// Into the nose.
        Nasal = "nasal",
        /// Breathed in.
        Inhaled = "inhaled",
        /// Into a muscle.
        Intramuscular = "intramuscular",
        /// Into a vein.
        Intravenous = "intravenous",
        /// Under the skin.
        Subcutaneous = "subcutaneous",
        /// Into the skin.
        Intradermal = "intradermal",
        /// Into the marrow.
        Intraosseous = "intraosseous",
        /// Around the place to be numbed.
        Infiltration = "infiltration",
        /// Into the fluid around the spinal cord.
        Intrathecal = "intrathecal",
        /// Through a feeding tube.
        Tube = "tube",
    }
}

codes! {
    /// How often a dose is given.
    Administration {
        /// Once a day.
        OnceADay = "1-a-day",
        /// Once a day, in the morning.
        Morning = "morning",
        /// Once a day, in the evening.
        Evening = "evening",
        /// Once a day, at bedtime.
        Bedtime = "bedtime",
        /// Twice a day.
        TwoADay = "2-a-day",
        /// Three times a day.
        ThreeADay = "3-a-day",
        /// Four times a day.
        FourADay = "4-a-day",
        /// Five times a day.
        FiveADay = "5-a-day",
        /// Every 4 hours.
        Every4Hours = "every-4-hours",
        /// Every 4 to 6 hours, counted as five times a day.
        Every4To6Hours = "every-4-to-6-hours",
        /// Every 6 hours.
        Every6Hours = "every-6-hours",
        /// Every 8 hours.
        Every8Hours = "every-8-hours",
        /// Every 12 hours.
        Every12Hours = "every-12-hours",
        /// Every other day.
        AlternateDays = "alternate-days",
        /// Once a week.
        OnceAWeek = "1-a-week",
        /// Twice a week.
        TwiceAWeek = "2-a-week",
        /// Three times a week.
        ThriceAWeek = "3-a-week",
        /// When needed, up to a daily maximum.
        AsNeeded = "as-needed",
        /// One dose, now.
        Once = "once",
    }
}

impl Administration {
    /// Doses a day as a fraction `(numerator, denominator)`; `None` for doses that follow no clock, and for unknown codes.
    #[must_use]
    pub fn per_day(&self) -> Option<(u32, u32)> {
        match self {
            Self::OnceADay | Self::Morning | Self::Evening | Self::Bedtime => Some((1, 1)),
            Self::TwoADay | Self::Every12Hours => Some((2, 1)),
            Self::ThreeADay | Self::Every8Hours => Some((3, 1)),
            Self::FourADay | Self::Every6Hours => Some((4, 1)),
            Self::FiveADay | Self::Every4To6Hours => Some((5, 1)),
            Self::Every4Hours => Some((6, 1)),
            Self::AlternateDays => Some((1, 2)),
            Self::OnceAWeek => Some((1, 7)),
            Self::TwiceAWeek => Some((2, 7)),
            Self::ThriceAWeek => Some((3, 7)),
            Self::AsNeeded | Self::Once | Self::Unknown(_) => None,
        }
    }

    /// Reads what people type or import: a stable code, or an abbreviation in any case, with or without points.
    /// Several are on "do not use" lists: they are understood, and never shown again.
    /// "OD" is refused, because it is also the right eye.
    #[must_use]
    pub fn from_typed(text: &str) -> Option<Self> {
        let typed = text.trim().to_lowercase();
        if let Some(known) = Self::ALL.iter().find(|known| known.code() == typed) {
            return Some(known.clone());
        }
        let plain: String = typed.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
        Some(match plain.as_str() {
            "qd" | "q24h" => Self::OnceADay,
            "qam" | "mane" => Self::Morning,
            "qpm" => Self::Evening,
            "hs" | "qhs" | "nocte" => Self::Bedtime,
            "bid" | "bd" => Self::TwoADay,
            "tid" | "tds" => Self::ThreeADay,
            "qid" | "qds" => Self::FourADay,
            "cid" => Self::FiveADay,
            "q4h" => Self::Every4Hours,
            "q4-6h" => Self::Every4To6Hours,
            "q6h" => Self::Every6Hours,
            "q8h" => Self::Every8Hours,
            "q12h" => Self::Every12Hours,
            "alt" | "qod" => Self::AlternateDays,
            "weekly" => Self::OnceAWeek,
            "biw" => Self::TwiceAWeek,
            "tiw" => Self::ThriceAWeek,
            "prn" => Self::AsNeeded,
            "stat" => Self::Once,
            _ => return None,
        })
    }
}

/// Whole units to dispense: units per dose × doses a day × days, rounded up. Doses are in thousandths of a unit.
///
/// When needed, the daily maximum (thousandths of a unit) stands for dose × doses; a single dose needs no days.
/// `None` while a part is missing or zero, where the maximum is below one dose, and past what a `u32` holds.
#[must_use]
pub fn amount(
    units_per_dose_milli: u32,
    administration: &Administration,
    days: Option<u32>,
    prn_max_per_day_milli: Option<u32>,
) -> Option<u32> {
    if units_per_dose_milli == 0 {
        return None;
    }
    let (milli_per_period, days_per_period, days) = match administration {
        Administration::Once => (u64::from(units_per_dose_milli), 1, 1),
        Administration::AsNeeded => {
            let max = prn_max_per_day_milli.filter(|max| *max >= units_per_dose_milli)?;
            (u64::from(max), 1, days?)
        }
        regular => {
            let (doses, period_days) = regular.per_day()?;
            (u64::from(units_per_dose_milli) * u64::from(doses), period_days, days?)
        }
    };
    if days == 0 {
        return None;
    }
    let milli = milli_per_period.checked_mul(u64::from(days))?;
    u32::try_from(milli.div_ceil(u64::from(days_per_period) * 1000)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn typed(text: &str) -> Administration {
        Administration::from_typed(text).unwrap_or_else(|| panic!("{text} is not understood"))
    }

    #[test]
    fn the_table_of_administrations() {
        let table = [
            ("BID", 2, 1),
            ("TID", 3, 1),
            ("QID", 4, 1),
            ("q4h", 6, 1),
            ("q6h", 4, 1),
            ("q8h", 3, 1),
            ("q12h", 2, 1),
            ("q24h", 1, 1),
            ("qd", 1, 1),
            ("qAM", 1, 1),
            ("qPM", 1, 1),
            ("qHS", 1, 1),
            ("HS", 1, 1),
            ("CID", 5, 1),
            ("q4-6h", 5, 1),
            ("alt", 1, 2),
            ("qOd", 1, 2),
            ("weekly", 1, 7),
            ("BIW", 2, 7),
            ("TIW", 3, 7),
        ];
        for (code, doses, days) in table {
            assert_eq!(typed(code).per_day(), Some((doses, days)), "{code}");
        }
        assert_eq!(typed("PRN").per_day(), None);
        assert_eq!(typed("stat").per_day(), None);
    }

    #[test]
    fn what_is_typed_is_understood_or_refused_and_never_shown() {
        for text in ["b.i.d.", " Bid ", "bd", "2-a-day", "B I D"] {
            assert_eq!(typed(text), Administration::TwoADay, "{text}");
        }
        for text in ["", "od", "U", "IU", "gr", "q", "q5h", "qidd", "2"] {
            assert_eq!(Administration::from_typed(text), None, "{text}");
        }
        for known in Administration::ALL {
            let code = known.code();
            assert_eq!(&typed(code), known);
            assert!(!["qd", "qod", "hs", "u", "iu", "gr"].contains(&code), "{code} may not be shown");
        }
    }

    #[test]
    fn amounts_by_hand() {
        let check =
            |dose, how, days, max, expected| assert_eq!(amount(dose, &typed(how), days, max), expected, "{how}");
        check(2_000, "TID", Some(5), None, Some(30));
        check(500, "TID", Some(5), None, Some(8));
        check(1_000, "q4h", Some(7), None, Some(42));
        check(1_000, "qOd", Some(5), None, Some(3));
        check(1_000, "weekly", Some(28), None, Some(4));
        check(1_000, "weekly", Some(10), None, Some(2));
        check(1_000, "TIW", Some(14), None, Some(6));
        check(10_000, "stat", None, None, Some(10));
        check(10_000, "stat", Some(3), None, Some(10));
        check(1_000, "PRN", Some(3), Some(4_000), Some(12));
        check(1_000, "PRN", Some(3), None, None);
        check(2_000, "PRN", Some(3), Some(1_000), None);
        check(1_000, "PRN", None, Some(4_000), None);
        check(1_000, "BID", None, None, None);
        check(1_000, "BID", Some(0), None, None);
        check(0, "BID", Some(5), None, None);
        check(u32::MAX, "q4h", Some(u32::MAX), None, None);
        assert_eq!(amount(1_000, &Administration::Unknown("8-a-day".into()), Some(5), None), None);
    }

    fn regular() -> impl Strategy<Value = Administration> {
        let known = Administration::ALL.iter().filter(|a| a.per_day().is_some()).cloned();
        proptest::sample::select(known.collect::<Vec<_>>())
    }

    proptest! {
        #[test]
        fn the_amount_is_exact(dose in 1_u32.., how in regular(), days in 1..=10_000_u32) {
            let (doses, period) = how.per_day().unwrap();
            let milli = u128::from(dose) * u128::from(doses) * u128::from(days);
            let mut whole = milli / (1000 * u128::from(period));
            if milli % (1000 * u128::from(period)) != 0 {
                whole += 1;
            }
            prop_assert_eq!(amount(dose, &how, Some(days), None), u32::try_from(whole).ok());
        }
        #[test]
        fn more_days_or_a_larger_dose_is_never_less(
            dose in 1..100_000_u32, how in regular(), days in 1..1_000_u32, more in 0..1_000_u32,
        ) {
            let base = amount(dose, &how, Some(days), None);
            prop_assert!(base.is_some());
            prop_assert!(amount(dose, &how, Some(days + more), None) >= base);
            prop_assert!(amount(dose + more, &how, Some(days), None) >= base);
        }
        #[test]
        fn a_day_when_needed_never_exceeds_its_maximum(dose in 1..10_000_u32, max in 1..100_000_u32, days in 1..100_u32) {
            match amount(dose, &Administration::AsNeeded, Some(days), Some(max)) {
                Some(units) => prop_assert!(u64::from(units) * 1000 < u64::from(max) * u64::from(days) + 1000),
                None => prop_assert!(max < dose),
            }
        }
        #[test]
        fn typing_never_panics(text in "\\PC{0,12}") {
            let _ = Administration::from_typed(&text);
        }
    }
}
