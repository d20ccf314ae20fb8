//! The invented shelf of the demonstration: medicines that a small clinic keeps, with lots that are plenty, low, expiring,
//! expired and held back, so that every mark of the stock screen is there to be seen; and what people in the queue wait for.

use crate::reference::ingredients_of;
use domain::care::{MedicationRequest, RequestStatus};
use domain::prescription::{Administration, Form, Route, amount};
use domain::stock::{Batch, Item, last_day};
use domain::time::Date;

/// Generic name, strength, form, route, low at, and lots: months until its expiry, units.
type Row = (&'static str, &'static str, Form, Route, u32, &'static [(i64, u32)]);

const SHELF: [Row; 18] = [
    ("paracetamol", "500 mg", Form::Tablet, Route::Oral, 500, &[(7, 840), (26, 2_000)]),
    ("paracetamol", "120 mg/5 mL", Form::Suspension, Route::Oral, 600, &[(14, 1_800)]),
    ("amoxicillin", "250 mg dispersible", Form::Tablet, Route::Oral, 300, &[(2, 120), (19, 900)]),
    ("amoxicillin", "500 mg", Form::Capsule, Route::Oral, 400, &[(11, 260)]),
    ("artemether + lumefantrine", "20 mg + 120 mg", Form::Tablet, Route::Oral, 240, &[(1, 96), (16, 720)]),
    ("oral rehydration salts", "sachet for 1 L", Form::Sachet, Route::Oral, 100, &[(30, 400)]),
    ("zinc sulfate", "20 mg", Form::Tablet, Route::Oral, 200, &[(22, 1_000)]),
    ("ibuprofen", "400 mg", Form::Tablet, Route::Oral, 200, &[(9, 600)]),
    ("ciprofloxacin", "500 mg", Form::Tablet, Route::Oral, 100, &[(-1, 40), (12, 200)]),
    ("metronidazole", "250 mg", Form::Tablet, Route::Oral, 200, &[(13, 500)]),
    ("doxycycline", "100 mg", Form::Tablet, Route::Oral, 100, &[(18, 300)]),
    ("albendazole", "400 mg", Form::Chewable, Route::Oral, 100, &[(28, 450)]),
    ("amlodipine", "5 mg", Form::Tablet, Route::Oral, 150, &[(10, 420)]),
    ("metformin", "500 mg", Form::Tablet, Route::Oral, 300, &[(15, 180)]),
    ("ferrous salt + folic acid", "60 mg iron + 400 mcg", Form::Tablet, Route::Oral, 300, &[(20, 1_200)]),
    ("salbutamol", "100 mcg/dose", Form::Inhaler, Route::Inhaled, 400, &[(8, 1_000)]),
    ("permethrin", "5%", Form::Cream, Route::Topical, 60, &[(17, 90)]),
    ("morphine", "10 mg/mL", Form::Injection, Route::Intramuscular, 10, &[(23, 25)]),
];

/// Which row's first lot is held back.
const HELD: usize = 7;

/// An item of the shelf and its lots, each with the units received.
#[derive(Clone, Debug, PartialEq)]
pub struct Shelved {
    /// The item.
    pub item: Item,
    /// Its lots; `item` is empty.
    pub lots: Vec<(Batch, u32)>,
}

/// The shelf as of a day.
#[must_use]
pub fn shelf(today: Date) -> Vec<Shelved> {
    let place = |row: usize| Some(format!("Box {}", row / 6 + 1));
    SHELF
        .iter()
        .enumerate()
        .map(|(row, (generic, strength, form, route, low_at, lots))| Shelved {
            item: Item {
                generic: Some((*generic).to_owned()),
                ingredients: Some(ingredients_of(generic).into_iter().map(str::to_owned).collect()),
                strength: Some((*strength).to_owned()),
                form: Some(form.clone()),
                route: Some(route.clone()),
                low_at: Some(*low_at),
                controlled: (*generic == "morphine").then_some(true),
                ..Item::default()
            },
            lots: lots
                .iter()
                .enumerate()
                .map(|(n, (months, units))| {
                    let batch = Batch {
                        lot: Some(format!("DEMO-{:02}{}", row + 1, ["A", "B"][n % 2])),
                        expiry: months_on(today, *months),
                        place: place(row),
                        held: (row == HELD && n == 0).then_some(true),
                        ..Batch::default()
                    };
                    (batch, *units)
                })
                .collect(),
        })
        .collect()
}

/// The last day of the month so many months on.
fn months_on(today: Date, months: i64) -> Option<Date> {
    let month = i64::from(today.year) * 12 + i64::from(today.month) - 1 + months;
    last_day(i16::try_from(month.div_euclid(12)).ok()?, u8::try_from(month.rem_euclid(12) + 1).ok()?)
}

/// What somebody waits for at the pharmacy: paracetamol against fever or pain, by weight under 40 kg (15 mg for each kilogram:
/// WHO Pocket book of hospital care for children 2013). `item` stays empty; none without a weight.
#[must_use]
pub fn prescription(weight_g: Option<i32>) -> Option<MedicationRequest> {
    let weight_g = u32::try_from(weight_g?).ok()?;
    // 120 mg in 5 mL are 24 mg in one.
    let small = weight_g < 40_000;
    let (row, dose) = if small { (1, weight_g * 15 / 24_000) } else { (0, 2) };
    let (generic, strength, form, route, ..) = &SHELF[row];
    let (dose_milli, how, days) = (dose * 1000, Administration::ThreeADay, 3);
    (dose > 0).then(|| MedicationRequest {
        medicine: Some(format!("{generic} {strength}")),
        ingredients: Some(vec![(*generic).to_owned()]),
        form: Some(form.clone()),
        dose_milli: Some(dose_milli),
        route: Some(route.clone()),
        amount: amount(dose_milli, &how, Some(days), None),
        administration: Some(how),
        days: u16::try_from(days).ok(),
        status: Some(RequestStatus::Active),
        ..MedicationRequest::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shelf_could_be_typed_and_every_medicine_is_known() {
        for shelved in shelf(Date::new(2026, 11, 30).unwrap()) {
            assert_eq!(shelved.item.problems(), []);
            assert!(shelved.item.ingredients.as_ref().is_some_and(|i| !i.is_empty()), "{:?}", shelved.item.generic);
            for (mut batch, units) in shelved.lots {
                batch.item = Some(domain::id::Id([1; 16]));
                assert_eq!(batch.problems(), []);
                assert!(batch.expiry.is_some() && units > 0);
            }
        }
    }

    #[test]
    fn a_child_gets_fifteen_milligrams_a_kilogram() {
        let child = prescription(Some(16_000)).unwrap();
        assert_eq!((child.dose_milli, child.amount, child.problems()), (Some(10_000), Some(90), vec![]));
        assert_eq!(prescription(Some(62_000)).unwrap().amount, Some(18));
        assert_eq!(prescription(None), None);
    }
}
