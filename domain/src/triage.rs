//! Which category the signs suggest; a person decides.
//! Source: WHO, ICRC, MSF, IFRC: Interagency Integrated Triage Tool (2020), the adult (12 and over) and the child (under 12) card,
//! with their vital-sign check. Only signs a health worker ticks are listed; wording is ours (locale keys `sign-<code>`).

use crate::patient::AgeClass;
use crate::visit::Category;
use crate::vitals::{Acvpu, Reading, Vitals};

/// Who a sign applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Card {
    /// Everyone.
    All,
    /// Under 12 years.
    Child,
    /// 12 years and over.
    Adult,
    /// Pregnant.
    Pregnant,
}

/// A sign that can be ticked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sign {
    /// Stable code; the locale key is `sign-<code>`.
    pub code: &'static str,
    /// The category it suggests.
    pub category: Category,
    /// Whose card it stands on.
    pub card: Card,
}

const fn red(code: &'static str, card: Card) -> Sign {
    Sign { code, category: Category::Red, card }
}

const fn yellow(code: &'static str, card: Card) -> Sign {
    Sign { code, category: Category::Yellow, card }
}

/// Every sign, in the order of the cards: airway and breathing, circulation, disability, other.
pub static SIGNS: [Sign; 41] = [
    red("unresponsive", Card::All),
    red("stridor", Card::All),
    red("respiratory-distress", Card::All),
    red("capillary-refill-over-3s", Card::All),
    red("weak-fast-pulse", Card::All),
    red("cold-extremities", Card::Child),
    red("heavy-bleeding", Card::All),
    red("convulsions", Card::All),
    red("altered-with-fever-or-stiff-neck", Card::All),
    red("hypoglycaemia", Card::All),
    red("high-risk-trauma", Card::All),
    red("threatened-limb", Card::All),
    red("snake-bite", Card::All),
    red("poisoning", Card::All),
    red("testicular-pain", Card::Child),
    red("under-8-days", Card::Child),
    red("pregnant-bleeding", Card::Pregnant),
    red("pregnant-abdominal-pain", Card::Pregnant),
    red("pregnant-convulsions", Card::Pregnant),
    red("pregnant-headache", Card::Pregnant),
    red("labour", Card::Pregnant),
    yellow("swelling-of-mouth-or-neck", Card::All),
    yellow("wheezing", Card::All),
    yellow("vomits-everything", Card::All),
    yellow("ongoing-diarrhoea", Card::All),
    yellow("cannot-feed-or-drink", Card::All),
    yellow("dehydration", Card::Child),
    yellow("severe-wasting-or-oedema", Card::Child),
    yellow("under-6-months", Card::Child),
    yellow("severe-pallor", Card::All),
    yellow("ongoing-bleeding", Card::All),
    yellow("recent-fainting", Card::All),
    yellow("restless-or-lethargic", Card::All),
    yellow("weakness-or-loss-of-vision", Card::Adult),
    yellow("severe-pain", Card::All),
    yellow("new-rash-peeling", Card::All),
    yellow("open-fracture-or-dislocation", Card::All),
    yellow("other-trauma-or-burns", Card::All),
    yellow("sexual-assault", Card::All),
    yellow("cannot-pass-urine", Card::All),
    yellow("pregnant-referred", Card::Pregnant),
];

/// Whether a sign stands on the card of somebody of this age class; an unknown age shows both cards.
#[must_use]
pub fn applies(sign: &Sign, class: Option<&AgeClass>, pregnant: bool) -> bool {
    let child = class.map(|c| matches!(c, AgeClass::Newborn | AgeClass::Infant | AgeClass::Young | AgeClass::Child));
    match sign.card {
        Card::All => true,
        Card::Child => child != Some(false),
        Card::Adult => child != Some(true),
        Card::Pregnant => pregnant,
    }
}

/// Vital signs that ask for a senior's eye at once (the tool's high-risk check for 12 and over), by field name.
#[must_use]
pub fn high_risk(vitals: &Vitals, class: Option<&AgeClass>) -> Vec<&'static str> {
    let outside = |field: &'static str, low: i32, high: i32| match vitals.reading(field) {
        Some(Reading::Value(v)) => (*v < low || *v > high).then_some(field),
        // "Beyond the meter" is never reassuring.
        Some(Reading::Absent(crate::vitals::Absence::BeyondMeter)) => Some(field),
        _ => None,
    };
    let older = !matches!(class, Some(AgeClass::Newborn | AgeClass::Infant | AgeClass::Young | AgeClass::Child));
    let mut out = Vec::new();
    if older {
        out.extend(outside("pulse_per_min", 60, 130));
        out.extend(outside("breathing_per_min", 10, 30));
    }
    out.extend(outside("temperature_mc", 36_000, 39_000));
    out.extend(outside("spo2_pct", 92, 100));
    if vitals.acvpu.as_ref().is_some_and(|a| *a != Acvpu::Alert) {
        out.push("acvpu");
    }
    out
}

/// The category suggested by ticked signs and vital signs; `None` while neither says anything.
#[must_use]
pub fn suggest(ticked: &[String], vitals: Option<&Vitals>, class: Option<&AgeClass>) -> Option<Category> {
    let signs = SIGNS.iter().filter(|s| ticked.iter().any(|t| t == s.code)).map(|s| s.category.clone());
    let unresponsive = vitals.is_some_and(|v| v.acvpu == Some(Acvpu::Unresponsive));
    let measured = vitals.map(|v| match high_risk(v, class).is_empty() {
        _ if unresponsive => Category::Red,
        true => Category::Green,
        false => Category::Yellow,
    });
    signs.chain(measured).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_unique_and_red_wins() {
        assert_eq!(SIGNS.iter().map(|s| s.code).collect::<BTreeSet<_>>().len(), SIGNS.len());
        let ticked = ["wheezing".to_owned(), "snake-bite".to_owned()];
        assert_eq!(suggest(&ticked, None, None), Some(Category::Red));
        assert_eq!(suggest(&[], None, None), None);
    }

    #[test]
    fn vital_signs_speak_by_age() {
        let pulse = |v| Vitals { pulse_per_min: Some(Reading::Value(v)), ..Vitals::default() };
        assert_eq!(suggest(&[], Some(&pulse(140)), Some(&AgeClass::Adult)), Some(Category::Yellow));
        assert_eq!(suggest(&[], Some(&pulse(140)), Some(&AgeClass::Infant)), Some(Category::Green));
        // Nobody is assumed to be an adult's opposite: an unknown age is judged by the stricter card.
        assert_eq!(suggest(&[], Some(&pulse(140)), None), Some(Category::Yellow));
    }

    #[test]
    fn an_unknown_age_shows_both_cards() {
        let shown = |class| SIGNS.iter().filter(|s| applies(s, class, false)).count();
        assert!(shown(None) > shown(Some(&AgeClass::Adult)) && shown(None) > shown(Some(&AgeClass::Young)));
    }
}
