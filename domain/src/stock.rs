//! The pharmacy's stock: items, batches and movements. Stock is the sum of movements, in whole smallest units.
//! In scope: payloads and their checks, expiry, first-expiry-first-out.  Not here: prescriptions (care), rows (clinic).

use crate::code::codes;
use crate::id::Id;
use crate::limits::{FieldError, Problem, check_text};
use crate::prescription::{Form, Route};
use crate::record::payload;
use crate::time::{Date, Moment};

/// Characters of a name.
const NAME_MAX: usize = 200;

payload! {
    /// A formulary item, v1.
    Item = Item {
        /// Generic name.
        generic: String,
        /// Its ingredients.
        ingredients: Vec<String>,
        /// Strength, as printed ("250 mg", "125 mg/5 mL").
        strength: String,
        /// Form.
        form: Form,
        /// Usual route.
        route: Route,
        /// Brand.
        brand: String,
        /// Units in a pack.
        pack_size: u32,
        /// Cost of a unit, thousandths of the operation's currency.
        unit_cost_milli: u32,
        /// Whether it is a controlled medicine.
        controlled: bool,
        /// Low at this many units.
        low_at: u32,
        /// No longer offered.
        retired: bool,
    }
}

impl Item {
    /// Its name as shown and printed: generic, strength, form's own word excepted.
    #[must_use]
    pub fn label(&self) -> String {
        let parts = [self.generic.as_deref(), self.strength.as_deref()];
        parts.into_iter().flatten().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// Everything that must be mended before this can be written.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldError> {
        let mut out = Vec::new();
        if self.generic.as_deref().is_none_or(|g| g.trim().is_empty()) {
            out.push(FieldError::new("generic", Problem::Nothing));
        }
        for (name, text) in [("generic", &self.generic), ("strength", &self.strength), ("brand", &self.brand)] {
            check_text(name, text.as_deref(), NAME_MAX, &mut out);
        }
        for ingredient in self.ingredients.iter().flatten() {
            check_text("ingredients", Some(ingredient), NAME_MAX, &mut out);
        }
        out
    }
}

payload! {
    /// A batch of an item, v1.
    Batch = Batch {
        /// Of which item.
        item: Id,
        /// Lot number, as printed.
        lot: String,
        /// Expiry; where only the month is printed, its last day.
        expiry: Date,
        /// Manufacturer.
        manufacturer: String,
        /// Box or shelf.
        place: String,
        /// Donor.
        donor: String,
        /// Held back: not to be given.
        held: bool,
    }
}

/// Years an expiry may lie in: what is outside is a slip of the hand.
const EXPIRY_YEARS: (i16, i16) = (1990, 2100);

impl Batch {
    /// Everything that must be mended before this can be written.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldError> {
        let mut out = Vec::new();
        if self.item.is_none() {
            out.push(FieldError::new("item", Problem::Nothing));
        }
        if self.lot.as_deref().is_none_or(|l| l.trim().is_empty()) {
            out.push(FieldError::new("lot", Problem::Nothing));
        }
        check_text("lot", self.lot.as_deref(), 100, &mut out);
        for (name, text) in [("manufacturer", &self.manufacturer), ("place", &self.place), ("donor", &self.donor)] {
            check_text(name, text.as_deref(), NAME_MAX, &mut out);
        }
        let (first, last) = EXPIRY_YEARS;
        let year = self.expiry.map_or(first, |e| e.year);
        if year > last {
            out.push(FieldError::new("expiry", Problem::TooHigh { value: year.into(), limit: last.into() }));
        } else if year < first {
            out.push(FieldError::new("expiry", Problem::TooLow { value: year.into(), limit: first.into() }));
        }
        out
    }
}

codes! {
    /// Why stock moved.
    MovementKind {
        /// Received.
        Receive = "receive",
        /// Dispensed.
        Dispense = "dispense",
        /// A dispensing taken back: exactly what was taken.
        Return = "return",
        /// Counted or corrected.
        Adjust = "adjust",
        /// Wasted, broken, expired.
        Waste = "waste",
    }
}

payload! {
    /// One movement, v1. Movements are never amended: another one puts it right.
    Movement = Movement {
        /// Of which batch.
        batch: Id,
        /// Why.
        kind: MovementKind,
        /// Units in (positive) or out (negative).
        change: i32,
        /// Reason in words, for adjust and waste.
        reason: String,
        /// The dispensing it belongs to.
        dispense: Id,
        /// When.
        at: Moment,
    }
}

/// The most units one movement may move.
pub const MOVEMENT_MAX: i64 = 1_000_000;

impl Movement {
    /// Everything that must be mended before this can be written.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldError> {
        let mut out = Vec::new();
        let change = i64::from(self.change.unwrap_or(0));
        if change == 0 {
            out.push(FieldError::new("change", Problem::Nothing));
        } else if change.abs() > MOVEMENT_MAX {
            out.push(FieldError::new("change", Problem::TooHigh { value: change.abs(), limit: MOVEMENT_MAX }));
        }
        let explained = matches!(self.kind, Some(MovementKind::Adjust | MovementKind::Waste));
        if explained && self.reason.as_deref().is_none_or(|r| r.trim().is_empty()) {
            out.push(FieldError::new("reason", Problem::Nothing));
        }
        check_text("reason", self.reason.as_deref(), 500, &mut out);
        out
    }
}

/// A batch with what is left of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnHand {
    /// The batch.
    pub batch: Id,
    /// Its lot.
    pub lot: String,
    /// Its expiry, where known.
    pub expiry: Option<Date>,
    /// Held back.
    pub held: bool,
    /// Units left; below zero asks for a count.
    pub units: i64,
}

impl OnHand {
    /// Whether it may be given on a day.
    #[must_use]
    pub fn usable(&self, today: Date) -> bool {
        !self.held && self.units > 0 && !expired(self.expiry, today)
    }

    /// Sorts first what expires first; what has no expiry comes last.
    #[must_use]
    pub fn first_expiry(&self) -> (i64, &str, Id) {
        (self.expiry.map_or(i64::MAX, |e| e.days()), &self.lot, self.batch)
    }
}

/// First expiry, first out: from which batches to take so many units; what is missing is the remainder.
/// Expired and held batches are never offered; a batch without an expiry comes last.
#[must_use]
pub fn fefo(on_hand: &[OnHand], wanted: u32, today: Date) -> (Vec<(Id, u32)>, u32) {
    let mut usable: Vec<&OnHand> = on_hand.iter().filter(|b| b.usable(today)).collect();
    usable.sort_by(|a, b| a.first_expiry().cmp(&b.first_expiry()));
    let (mut taken, mut left) = (Vec::new(), wanted);
    for batch in usable {
        let take = u32::try_from(batch.units).unwrap_or(u32::MAX).min(left);
        if take > 0 {
            taken.push((batch.batch, take));
            left -= take;
        }
    }
    (taken, left)
}

/// Whether a day comes after an expiry; on its expiry day a lot may still be given.
#[must_use]
pub fn expired(expiry: Option<Date>, today: Date) -> bool {
    expiry.is_some_and(|e| e.days() < today.days())
}

/// The last day of a month: what a package that names only the month means.
#[must_use]
pub fn last_day(year: i16, month: u8) -> Option<Date> {
    (28..=31).rev().find_map(|day| Date::new(year, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn today() -> Date {
        Date::new(2026, 3, 1).unwrap()
    }

    prop_compose! {
        fn batch()(id in any::<[u8; 16]>(), days in prop::option::of(-40i64..400), held in any::<bool>(), units in -20i64..200) -> OnHand {
            let expiry = days.map(|d| Date::from_days(today().days() + d));
            OnHand { batch: Id(id), lot: hex(id), expiry, held, units }
        }
    }

    fn hex(id: [u8; 16]) -> String {
        Id(id).to_string()
    }

    proptest! {
        #[test]
        fn what_is_taken_is_there_usable_and_never_skips_an_earlier_expiry(batches in prop::collection::vec(batch(), 0..8), wanted in 0u32..600) {
            let (taken, missing) = fefo(&batches, wanted, today());
            let of = |id: Id| batches.iter().find(|b| b.batch == id).unwrap();
            prop_assert_eq!(taken.iter().map(|(_, n)| n).sum::<u32>() + missing, wanted);
            for (id, n) in &taken {
                prop_assert!(of(*id).usable(today()) && i64::from(*n) <= of(*id).units);
            }
            // Whatever usable batch is left over expires no sooner than the last one taken.
            let last = taken.iter().filter_map(|(id, _)| of(*id).expiry).map(|e| e.days()).max();
            for b in batches.iter().filter(|b| b.usable(today()) && !taken.iter().any(|(id, _)| *id == b.batch)) {
                prop_assert!(missing == 0);
                if let (Some(last), Some(e)) = (last, b.expiry) { prop_assert!(e.days() >= last); }
            }
        }
    }

    #[test]
    fn a_month_means_its_last_day() {
        assert_eq!(last_day(2028, 2), Date::new(2028, 2, 29));
        assert_eq!(last_day(2027, 13), None);
    }
}
