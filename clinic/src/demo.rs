//! Invented people for looking around, pictures and benchmarks: several regions and scripts, the ages of a camp, believable vitals.
//! In scope: the same people for the same seed and moment, on every machine.  Not here: writing them (people), data of real people.

mod regions;
pub mod stock;

use domain::patient::{AgeClass, AgeUnit, Birth, Identifier, Patient, Sex, Status};
use domain::record::Condition;
use domain::time::{Date, Moment, Precision};
use domain::vitals::{Absence, Acvpu, Reading, Vitals};
use regions::{ILLNESSES, Illness, Name, REGIONS, Region};

/// An invented person with what a first visit leaves behind.
#[derive(Clone, Debug, PartialEq)]
pub struct DemoPerson {
    /// The person.
    pub patient: Patient,
    /// Sets of vital signs, oldest first; `patient` is empty, `at` is set.
    pub vitals: Vec<Vitals>,
    /// Problems; `patient` is empty.
    pub conditions: Vec<Condition>,
    /// What the person came with.
    pub complaint: &'static str,
    /// How long before now the person was registered.
    pub minutes_ago: u32,
}

/// What people with an illness say they have.
fn complaint(code: &str) -> &'static str {
    match code {
        "J06.9" => "Cough and runny nose",
        "J18.9" => "Cough, fast breathing",
        "A09" => "Watery diarrhoea",
        "B54" => "Fever and chills",
        "E44.0" | "E43" => "Not growing, does not eat",
        "B86" => "Itching at night",
        "H66.9" => "Ear pain",
        "L08.9" => "Sore on the skin",
        "I10" => "Headache; blood pressure check",
        "E11.9" => "Always thirsty; sugar check",
        "M54.5" => "Back pain",
        "Z34.9" => "Pregnancy check",
        _ => "Weakness and pain",
    }
}

/// Invents `n` people. The same arguments give the same people.
pub fn people(n: u32, seed: u64, today: Date, now_ms: i64) -> impl Iterator<Item = DemoPerson> + use<> {
    (0..n).map(move |i| {
        // Each person has a stream of their own, so that the first hundred of ten and of a thousand are the same.
        let mut dice = Dice(seed ^ (u64::from(i) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        person(&mut dice, i, today, now_ms)
    })
}

/// SplitMix64 (Steele, Lea, Flood, 2014): tiny, and good enough to invent people. Never used for secrets.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    /// From `low` to `high`, both included.
    fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high - low + 1).unwrap_or(1).max(1);
        low + i64::try_from(self.next() % width).unwrap_or(0)
    }
    /// Around a middle, seldom far from it: the mean of three throws.
    fn around(&mut self, middle: i64, reach: i64) -> i64 {
        middle + (0..3).map(|_| self.between(-reach, reach)).sum::<i64>() / 3
    }
    fn percent(&mut self, chance: i64) -> bool {
        self.between(0, 99) < chance
    }
    fn pick<T>(&mut self, from: &'static [T]) -> &'static T {
        let last = i64::try_from(from.len()).unwrap_or(1) - 1;
        &from[usize::try_from(self.between(0, last)).unwrap_or(0)]
    }
}

/// What the rest of a person follows from.
struct Body {
    female: bool,
    /// Age in days.
    days: i64,
}

impl Body {
    fn years(&self) -> i64 {
        self.days * 100 / 36_525
    }
}

fn person(dice: &mut Dice, number: u32, today: Date, now_ms: i64) -> DemoPerson {
    let body = Body { female: dice.percent(54), days: age_days(dice) };
    let region = dice.pick(&REGIONS);
    let illnesses = illnesses(dice, &body);
    let minutes_ago = u32::try_from(dice.between(5, 90 * 24 * 60)).unwrap_or(5);
    // Somebody is not registered before being born.
    let minutes_ago = minutes_ago.min(u32::try_from(body.days * 1440 / 2).unwrap_or(u32::MAX)).max(1);
    let registered_ms = now_ms - i64::from(minutes_ago) * 60_000;
    let sets = if dice.percent(30) { 2 } else { 1 };
    let vitals = (0..sets)
        .map(|set| vitals(dice, &body, &illnesses, registered_ms + set * i64::from(minutes_ago) * 30_000))
        .collect();
    let conditions = illnesses.iter().map(|i| condition(i, registered_ms)).collect();
    let complaint = illnesses.first().map_or("Check-up", |i| complaint(i.code));
    DemoPerson { patient: patient(dice, number, &body, region, today), vitals, conditions, complaint, minutes_ago }
}

/// The ages of a camp: nearly half are children, one in twenty is old.
fn age_days(dice: &mut Dice) -> i64 {
    let (low, high) = match dice.between(0, 99) {
        0..=1 => (1, 27),
        2..=5 => (28, 364),
        6..=19 => (365, 5 * 365),
        20..=38 => (5 * 366, 12 * 365),
        39..=51 => (12 * 366, 18 * 365),
        52..=94 => (18 * 366, 60 * 365),
        _ => (60 * 366, 92 * 365),
    };
    dice.between(low, high)
}

fn patient(dice: &mut Dice, number: u32, body: &Body, region: &'static Region, today: Date) -> Patient {
    let given = dice.pick(if body.female { region.female } else { region.male });
    let family = dice.pick(region.family);
    let other = dice.pick(region.family).0;
    let kin_names = if dice.percent(60) { region.female } else { region.male };
    let kin = dice.pick(kin_names).0;
    let status = match dice.between(0, 9) {
        0..=4 => Status::Refugee,
        5..=7 => Status::Displaced,
        8 => Status::Host,
        _ => Status::Other,
    };
    let adult = body.years() >= 15;
    let has_phone = adult && dice.percent(45);
    let block = char::from(b'A' + u8::try_from(dice.between(0, 15)).unwrap_or(0));
    Patient {
        given: text(given.0),
        family: text(family.0),
        other_names: if dice.percent(8) { text(other) } else { None },
        script_name: script(given, family),
        sex: Some(if body.female { Sex::Female } else { Sex::Male }),
        birth: Some(birth(dice, body, today)),
        phone: has_phone.then(|| {
            format!("{}{:02} {:03} {:03}", region.dial, dice.between(0, 99), dice.between(0, 999), dice.between(0, 999))
        }),
        phone_shared: has_phone.then(|| dice.percent(40)),
        phone_safe: has_phone.then(|| dice.percent(85)),
        address: Some(format!("Block {block}{}, shelter {}", dice.between(1, 40), dice.between(1, 220))),
        city: text(dice.pick::<&str>(region.cities)),
        country: text(region.country),
        ids: dice
            .percent(70)
            .then(|| vec![Identifier { system: "camp".to_owned(), value: format!("DEMO-{block}-{:06}", number + 1) }]),
        status: Some(status),
        language: text(region.language),
        next_of_kin: Some(
            format!("{kin} {} ({})", family.0, if adult { "relative" } else { "parent" }).replace("  ", " "),
        ),
        consent: Some(vec!["care".to_owned()]),
        ..Patient::default()
    }
}

fn text(words: &str) -> Option<String> {
    Some(words.to_owned()).filter(|w| !w.is_empty())
}

/// The name in its own script, where the given name has one.
fn script(given: &Name, family: &Name) -> Option<String> {
    text(given.1).map(|g| format!("{g} {}", family.1).trim().to_owned())
}

/// A birth as people know it: to the day for half, else the year, an age or only a class.
fn birth(dice: &mut Dice, body: &Body, today: Date) -> Birth {
    let date = Date::from_days(today.days() - body.days);
    let first = |month: u8| Date { month, day: 1, ..date };
    match dice.between(0, 99) {
        0..=49 => Birth::Date { date, known: Precision::Day },
        50..=57 => Birth::Date { date: first(date.month), known: Precision::Month },
        58..=69 => Birth::Date { date: first(1), known: Precision::Year },
        70..=93 => {
            let (value, unit) = match body.days {
                d if d < 28 => (d, AgeUnit::Days),
                d if d < 90 => (d / 7, AgeUnit::Weeks),
                d if d < 730 => (d * 12 / 366, AgeUnit::Months),
                _ => (body.years(), AgeUnit::Years),
            };
            Birth::Age { value: u16::try_from(value).unwrap_or(0), unit, on: today }
        }
        _ => {
            let exact = Birth::Date { date, known: Precision::Day };
            Birth::Class { class: exact.class_on(today).unwrap_or(AgeClass::Adult), on: today }
        }
    }
}

fn illnesses(dice: &mut Dice, body: &Body) -> Vec<&'static Illness> {
    let wanted = match dice.between(0, 9) {
        0..=1 => 0,
        2..=7 => 1,
        _ => 2,
    };
    let mut out: Vec<&Illness> = Vec::new();
    for _ in 0..wanted * 6 {
        let i = dice.pick(&ILLNESSES);
        let fits = (i.years.0..=i.years.1).contains(&body.years()) && (body.female || !i.female_only);
        if fits && out.len() < wanted && !out.iter().any(|o| o.code == i.code) {
            out.push(i);
        }
    }
    out
}

fn condition(i: &Illness, at_ms: i64) -> Condition {
    Condition {
        system: text("http://hl7.org/fhir/sid/icd-10"),
        code: text(i.code),
        text: text(i.text),
        status: text("active"),
        onset: Some(Moment { precision: Precision::Day, ..Moment::utc(at_ms) }),
        ..Condition::default()
    }
}

/// Height in millimetres by age: medians of the WHO growth standards at a few ages, straight between them.
const HEIGHT_MM: [(i64, i64); 9] = [
    (0, 495),
    (182, 665),
    (365, 750),
    (730, 865),
    (1826, 1095),
    (3652, 1380),
    (5113, 1600),
    (6574, 1660),
    (36_500, 1640),
];
/// Weight in grams by age, as above.
const WEIGHT_G: [(i64, i64); 9] = [
    (0, 3_300),
    (182, 7_600),
    (365, 9_300),
    (730, 11_800),
    (1826, 18_000),
    (3652, 31_000),
    (5113, 48_000),
    (6574, 58_000),
    (36_500, 62_000),
];
/// Heart rate a minute by age, middle of the usual range.
const PULSE: [(i64, i64); 6] = [(0, 140), (365, 125), (1826, 105), (4383, 90), (6574, 76), (36_500, 74)];
/// Breaths a minute by age, middle of the usual range.
const BREATHING: [(i64, i64); 6] = [(0, 44), (365, 34), (1826, 25), (4383, 20), (6574, 16), (36_500, 16)];

fn by_age(table: &[(i64, i64)], days: i64) -> i64 {
    let after = table.iter().position(|(d, _)| *d > days).unwrap_or(table.len() - 1).max(1);
    let ((d0, v0), (d1, v1)) = (table[after - 1], table[after]);
    v0 + (v1 - v0) * (days.min(d1) - d0) / (d1 - d0)
}

fn vitals(dice: &mut Dice, body: &Body, illnesses: &[&Illness], at_ms: i64) -> Vitals {
    let has = |code: &str| illnesses.iter().any(|i| i.code == code);
    let fever = illnesses.iter().any(|i| i.fever) && dice.percent(75);
    let thin = if has("E43") {
        25
    } else if has("E44.0") {
        15
    } else {
        0
    };
    let reading = |v: i64| Some(Reading::Value(i32::try_from(v).unwrap_or(0)));
    let scale = dice.around(100, 14);
    let height_mm = by_age(&HEIGHT_MM, body.days) * dice.around(100, 6) / 100;
    let weight_g = by_age(&WEIGHT_G, body.days) * scale * (100 - thin) / 10_000;
    let child = body.years() < 5;
    let mut v = Vitals {
        at: Some(Moment { precision: Precision::Minute, ..Moment::utc(at_ms) }),
        temperature_mc: reading(if fever { dice.around(38_800, 1_000) } else { dice.around(36_800, 600) } / 100 * 100),
        pulse_per_min: reading(by_age(&PULSE, body.days) * dice.around(if fever { 118 } else { 100 }, 14) / 100),
        breathing_per_min: reading(
            by_age(&BREATHING, body.days) * dice.around(if has("J18.9") { 150 } else { 100 }, 12) / 100,
        ),
        spo2_pct: reading(if has("J18.9") { dice.around(91, 4) } else { dice.around(98, 2) }.min(100)),
        weight_g: reading(weight_g / 100 * 100),
        acvpu: Some(Acvpu::Alert),
        ..Vitals::default()
    };
    if dice.percent(70) {
        v.height_mm = reading(height_mm);
    }
    if child && body.days > 180 {
        v.muac_mm = reading(dice.around(145 - thin, 10));
    }
    if body.years() >= 12 {
        let (high, low) = if has("I10") { (158, 96) } else { (118 + body.years() / 6, 76) };
        v.systolic_mmhg = reading(dice.around(high, 16));
        v.diastolic_mmhg = reading(dice.around(low, 10));
        v.pain = reading(dice.between(0, 6));
    }
    if has("E11.9") {
        v.glucose_umol_per_l = reading(dice.around(10_500, 4_000) / 100 * 100);
    }
    if dice.percent(3) {
        let why = if child { Absence::NotMeasurable } else { Absence::Refused };
        v.spo2_pct = Some(Reading::Absent(why));
    }
    v
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW_MS: i64 = 1_795_392_000_000;

    fn today() -> Date {
        Moment::utc(NOW_MS).local_date()
    }

    proptest! {
        #[test]
        fn everybody_could_be_registered(seed: u64) {
            for p in people(40, seed, today(), NOW_MS) {
                prop_assert_eq!(p.patient.problems(today()), []);
                for v in &p.vitals {
                    prop_assert_eq!(v.problems(), []);
                    prop_assert!(v.patient.is_none() && v.at.is_some_and(|at| at.ms <= NOW_MS));
                }
                prop_assert!(p.conditions.iter().all(|c| c.code.is_some() && c.patient.is_none()));
                prop_assert!(p.minutes_ago > 0);
                if let Some(b) = &p.patient.birth {
                    prop_assert!(b.class_on(today()).is_some(), "{:?}", b);
                }
            }
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_people_and_another_one_others() {
        let first = |n: u32, seed: u64| people(n, seed, today(), NOW_MS).take(20).collect::<Vec<_>>();
        assert_eq!(first(20, 7), first(500, 7));
        assert_ne!(first(20, 7), first(20, 8));
    }

    #[test]
    fn a_crowd_looks_like_a_camp() {
        let all: Vec<_> = people(4_000, 1, today(), NOW_MS).collect();
        let share = |is: &dyn Fn(&DemoPerson) -> bool| all.iter().filter(|p| is(p)).count() * 100 / all.len();
        let class = |p: &DemoPerson| p.patient.birth.as_ref().and_then(|b| b.class_on(today()));
        let children = share(&|p| !matches!(class(p), Some(AgeClass::Adult | AgeClass::Older)));
        assert!((45..60).contains(&children), "{children} % children");
        assert!((30..70).contains(&share(&|p| p.patient.script_name.is_some())));
        assert!(share(&|p| matches!(p.patient.birth, Some(Birth::Class { .. }))) >= 3);
        let marked = share(&|p| p.vitals.iter().any(|v| !v.unusual(class(p).as_ref()).is_empty()));
        assert!((10..70).contains(&marked), "{marked} % with an unusual value");
        let names: std::collections::BTreeSet<String> = all.iter().map(|p| p.patient.display_name()).collect();
        assert!(names.len() > 1_000, "{} names", names.len());
    }
}
