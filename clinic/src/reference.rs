//! The lists that ship with the clinic: medicines, problems, complaints, allergy classes, cautions in pregnancy, doses.
//! Sources: every row names its own; clinic/reference/README.md says how to add one and what is not there.
//! In scope: the rows as types, read once, and finding one while somebody types.
//! Not here: a site's formulary and stock, which alerts a prescription raises, sentences shown to people.

mod allergy;
mod names;
mod type_ahead;

pub use allergy::{Allergen, Conflict, ConflictKind, allergens, allergy_conflict};
pub use type_ahead::{Findable, type_ahead};

use domain::prescription::{Form, Route};
use names::Names;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error};
use std::sync::LazyLock;

const MEDICINES: &str = include_str!("../reference/medicines.csv");
const SYNONYMS: &str = include_str!("../reference/synonyms.csv");
const PROBLEMS: &str = include_str!("../reference/problems.csv");
const COMPLAINTS: &str = include_str!("../reference/complaints.csv");
const ALLERGY_CLASSES: &str = include_str!("../reference/allergy_classes.csv");
const ALLERGY_CROSSINGS: &str = include_str!("../reference/allergy_crossings.csv");
const ALLERGY_NAMES: &str = include_str!("../reference/allergy_names.csv");
const PREGNANCY_CAUTIONS: &str = include_str!("../reference/pregnancy_cautions.csv");
const DOSES: &str = include_str!("../reference/doses.csv");
const DOSE_BANDS: &str = include_str!("../reference/dose_bands.csv");

/// A medicine by generic name, in one strength and form, whatever the pack.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Medicine {
    /// Generic name; a combination joins its parts with " + ".
    pub generic: String,
    /// International nonproprietary names of what acts.
    #[serde(deserialize_with = "listed")]
    pub ingredients: Vec<String>,
    /// ATC code of the fifth level; empty where none is sure.
    pub atc: String,
    /// Strength as labels write it.
    pub strength: String,
    /// What is counted.
    pub form: Form,
    /// Ways to give it, the usual one first.
    #[serde(rename = "route", deserialize_with = "listed")]
    pub routes: Vec<Route>,
    /// Where the row is from.
    pub source: String,
    /// Other names for the same ingredients (USAN, BAN, common).
    #[serde(skip)]
    pub also: Vec<String>,
}

/// A problem that a clinic sees, with its ICD-10 code.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Problem {
    /// ICD-10 code (WHO, version of 2019); the code is the row's source.
    pub code: String,
    /// Plain English, in our words.
    pub label_en: String,
}

/// What people come with, in their words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Complaint {
    /// Plain English, in our words.
    pub label_en: String,
    /// The nearest ICD-10 code; empty where none fits everybody.
    pub code: String,
}

/// A caution about an ingredient in pregnancy.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PregnancyCaution {
    /// International nonproprietary name.
    pub ingredient: String,
    /// What to do: `contraindicated`, `avoid`, `avoid-high-dose`, `specialist`; a key of the locale files.
    pub advice_key: String,
    /// First completed week of pregnancy it holds for.
    pub from_week: u32,
    /// Last completed week; none is until birth.
    pub to_week: Option<u32>,
    /// Where the row is from.
    pub source: String,
}

impl PregnancyCaution {
    /// Whether the caution holds; a pregnancy of unknown age is held to every caution.
    #[must_use]
    pub fn holds_at(&self, week: Option<u32>) -> bool {
        week.is_none_or(|week| self.from_week <= week && self.to_week.is_none_or(|last| week <= last))
    }
}

/// A dose for children by weight.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Dose {
    /// International nonproprietary name.
    pub ingredient: String,
    /// What the dose is for; another use has another dose.
    pub indication: String,
    /// Smallest single dose, micrograms per kilogram (milligrams in the file).
    #[serde(rename = "mg_per_kg_low", deserialize_with = "mg_as_mcg")]
    pub mcg_per_kg_low: u32,
    /// Largest single dose, micrograms per kilogram.
    #[serde(rename = "mg_per_kg_high", deserialize_with = "mg_as_mcg")]
    pub mcg_per_kg_high: u32,
    /// Largest single dose whatever the weight, micrograms.
    #[serde(rename = "max_single_mg", deserialize_with = "optional_mg_as_mcg")]
    pub max_single_mcg: Option<u32>,
    /// Most doses a day.
    pub per_day_max: Option<u32>,
    /// Youngest age, days.
    pub min_age_days: Option<u32>,
    /// Where the row is from.
    pub source: String,
}

/// A dose that goes by bands of weight or age.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct DoseBand {
    /// International nonproprietary names.
    #[serde(deserialize_with = "listed")]
    pub ingredients: Vec<String>,
    /// What the dose is for.
    pub indication: String,
    /// What the band measures: `kg` or `month`.
    pub by: String,
    /// Start of the band, included.
    pub from: u32,
    /// End of the band, not included; none is open.
    pub below: Option<u32>,
    /// Single dose, in `unit`.
    pub dose: u32,
    /// `tablet`, `mg` or `unit` (international units).
    pub unit: String,
    /// Doses a day.
    pub per_day: u32,
    /// Days.
    pub days: u32,
    /// Where the row is from.
    pub source: String,
}

/// Another name for ingredients.
#[derive(Deserialize)]
struct Synonym {
    name: String,
    #[serde(deserialize_with = "listed")]
    ingredients: Vec<String>,
}

static ALL_SYNONYMS: LazyLock<Vec<Synonym>> = LazyLock::new(|| rows(SYNONYMS));
static ALL_MEDICINES: LazyLock<Vec<Medicine>> = LazyLock::new(|| {
    let mut medicines: Vec<Medicine> = rows(MEDICINES);
    for medicine in &mut medicines {
        let same = ALL_SYNONYMS.iter().filter(|synonym| synonym.ingredients == medicine.ingredients);
        medicine.also = same.map(|synonym| synonym.name.clone()).collect();
    }
    medicines
});
static ALL_PROBLEMS: LazyLock<Vec<Problem>> = LazyLock::new(|| rows(PROBLEMS));
static ALL_COMPLAINTS: LazyLock<Vec<Complaint>> = LazyLock::new(|| rows(COMPLAINTS));
static ALL_CAUTIONS: LazyLock<Vec<PregnancyCaution>> = LazyLock::new(|| rows(PREGNANCY_CAUTIONS));
static ALL_DOSES: LazyLock<Vec<Dose>> = LazyLock::new(|| rows(DOSES));
static ALL_BANDS: LazyLock<Vec<DoseBand>> = LazyLock::new(|| rows(DOSE_BANDS));

/// Generic names, ingredients and synonyms.
static INGREDIENTS_BY_NAME: LazyLock<Names<&'static [String]>> = LazyLock::new(|| {
    let generics = medicines().iter().map(|m| (m.generic.as_str(), m.ingredients.as_slice()));
    let ingredients = medicines().iter().flat_map(|m| &m.ingredients).chain(allergy::ingredients());
    let ingredients = ingredients.map(|name| (name.as_str(), std::slice::from_ref(name)));
    let synonyms = ALL_SYNONYMS.iter().map(|s| (s.name.as_str(), s.ingredients.as_slice()));
    Names::new(generics.chain(ingredients).chain(synonyms))
});

/// Every medicine, by generic name.
#[must_use]
pub fn medicines() -> &'static [Medicine] {
    &ALL_MEDICINES
}

/// Every problem, by code.
#[must_use]
pub fn problems() -> &'static [Problem] {
    &ALL_PROBLEMS
}

/// Every complaint, in alphabetical order.
#[must_use]
pub fn complaints() -> &'static [Complaint] {
    &ALL_COMPLAINTS
}

/// Every caution in pregnancy, by ingredient.
#[must_use]
pub fn pregnancy_cautions() -> &'static [PregnancyCaution] {
    &ALL_CAUTIONS
}

/// Doses by weight, from open sources; an ingredient that is not here has no dose check.
#[must_use]
pub fn doses() -> &'static [Dose] {
    &ALL_DOSES
}

/// Doses by bands of weight or age, from open sources.
#[must_use]
pub fn dose_bands() -> &'static [DoseBand] {
    &ALL_BANDS
}

/// The ingredients of the medicines that a text names, generic or by a synonym, one typo forgiven in a long word.
/// Empty where it names none that the lists know: then no check of ingredients can be made.
#[must_use]
pub fn ingredients_of(name: &str) -> Vec<&'static str> {
    let mut found: Vec<&str> = Vec::new();
    for ingredient in INGREDIENTS_BY_NAME.in_text(name).into_iter().flatten() {
        if !found.contains(&ingredient.as_str()) {
            found.push(ingredient);
        }
    }
    found
}

/// The rows of a file that ships with the program; the tests prove that none is dropped.
fn rows<T: DeserializeOwned>(text: &'static str) -> Vec<T> {
    csv::Reader::from_reader(text.as_bytes()).into_deserialize().flatten().collect()
}

/// A cell with several values, separated by `|`.
fn listed<'de, D: Deserializer<'de>, T: for<'a> From<&'a str>>(cell: D) -> Result<Vec<T>, D::Error> {
    Ok(String::deserialize(cell)?.split('|').map(T::from).collect())
}

/// Milligrams with at most three decimals, as micrograms.
fn mg_as_mcg<'de, D: Deserializer<'de>>(cell: D) -> Result<u32, D::Error> {
    let text = String::deserialize(cell)?;
    mcg(&text).ok_or_else(|| D::Error::custom(format!("{text:?} is not milligrams with at most three decimals")))
}

/// The same, where the cell may be empty.
fn optional_mg_as_mcg<'de, D: Deserializer<'de>>(cell: D) -> Result<Option<u32>, D::Error> {
    let text = String::deserialize(cell)?;
    if text.is_empty() {
        return Ok(None);
    }
    mcg(&text).map(Some).ok_or_else(|| D::Error::custom(format!("{text:?} is not milligrams")))
}

fn mcg(mg: &str) -> Option<u32> {
    let (whole, decimals) = mg.split_once('.').unwrap_or((mg, ""));
    if whole.is_empty() || decimals.len() > 3 || !(whole.bytes().chain(decimals.bytes())).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part: u32 = format!("{decimals:0<3}").parse().ok()?;
    whole.parse::<u32>().ok()?.checked_mul(1000)?.checked_add(part)
}

#[cfg(test)]
mod tests;
