//! Whether an allergy speaks against a medicine: the same ingredient, the same class, or a class known to cross.
//! Sources: the rows of allergy_classes.csv and allergy_crossings.csv.
//! In scope: the finding, with its source.  Not here: whether to go on (a person decides and says why), how sure the allergy is.

use super::names::Names;
use super::{ALLERGY_CLASSES, ALLERGY_CROSSINGS, ALLERGY_NAMES};
use super::{ingredients_of, medicines, rows};
use crate::search::fold::fold;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// An ingredient's membership of a class.
#[derive(Deserialize)]
pub(super) struct Membership {
    pub(super) class: String,
    pub(super) ingredient: String,
    pub(super) source: String,
}

/// Two classes that can cross, either way.
#[derive(Deserialize)]
pub(super) struct Crossing {
    pub(super) class: String,
    pub(super) with: String,
    pub(super) source: String,
}

/// Another name of a class, in any language.
#[derive(Deserialize)]
pub(super) struct ClassName {
    pub(super) name: String,
    pub(super) class: String,
}

pub(super) static MEMBERSHIPS: LazyLock<Vec<Membership>> = LazyLock::new(|| rows(ALLERGY_CLASSES));
pub(super) static CROSSINGS: LazyLock<Vec<Crossing>> = LazyLock::new(|| rows(ALLERGY_CROSSINGS));
pub(super) static CLASS_NAMES: LazyLock<Vec<ClassName>> = LazyLock::new(|| rows(ALLERGY_NAMES));

static CLASSES_BY_NAME: LazyLock<Names<&'static str>> = LazyLock::new(|| {
    let mut classes: Vec<&str> = MEMBERSHIPS.iter().map(|m| m.class.as_str()).collect();
    classes.dedup();
    let own = classes.into_iter().map(|class| (class, class));
    Names::new(own.chain(CLASS_NAMES.iter().map(|n| (n.name.as_str(), n.class.as_str()))))
});

/// What somebody can be allergic to: a class or an ingredient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allergen {
    /// Its name.
    pub name: String,
    /// What else people call it.
    pub also: Vec<String>,
}

static ALLERGENS: LazyLock<Vec<Allergen>> = LazyLock::new(|| {
    let mut names: Vec<&str> = MEMBERSHIPS.iter().map(|m| m.class.as_str()).collect();
    names.dedup();
    let mut known: BTreeSet<&str> = names.iter().copied().collect();
    let ingredients = MEMBERSHIPS.iter().map(|m| &m.ingredient).chain(medicines().iter().flat_map(|m| &m.ingredients));
    names.extend(ingredients.map(String::as_str).filter(|name| known.insert(name)));
    let also = |name| CLASS_NAMES.iter().filter(move |c| c.class == name).map(|c| c.name.clone()).collect();
    names.into_iter().map(|name| Allergen { name: name.to_owned(), also: also(name) }).collect()
});

/// Every class, then every ingredient.
#[must_use]
pub fn allergens() -> &'static [Allergen] {
    &ALLERGENS
}

/// Why an allergy speaks against a medicine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// How they meet.
    pub kind: ConflictKind,
    /// The ingredient of the medicine.
    pub ingredient: String,
    /// Where this is known from.
    pub source: &'static str,
}

/// How an allergy and a medicine meet, nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConflictKind {
    /// The allergy is to this ingredient.
    Ingredient,
    /// Both are of this class.
    Class(&'static str),
    /// The allergy is to `allergy`, the ingredient of `medicine`: classes known to cross.
    Crossing {
        /// Class of the allergy.
        allergy: &'static str,
        /// Class of the ingredient.
        medicine: &'static str,
    },
}

/// The nearest conflict between an allergy (a class, an ingredient, or free text that names one) and a medicine's ingredients.
/// `None` says only that these lists know of none: an allergy in words they do not know finds nothing.
#[must_use]
pub fn allergy_conflict(allergy: &str, ingredients: &[&str]) -> Option<Conflict> {
    let to = ingredients_of(allergy);
    let mut to_classes = CLASSES_BY_NAME.in_text(allergy);
    to_classes.extend(to.iter().flat_map(|ingredient| memberships(ingredient)).map(|m| m.class.as_str()));
    let allergy = fold(allergy.trim());
    let mut conflicts = Vec::new();
    for given in ingredients {
        let known = ingredients_of(given);
        let names = if known.is_empty() { vec![*given] } else { known };
        for ingredient in names {
            if to.contains(&ingredient) || (!allergy.is_empty() && fold(ingredient.trim()) == allergy) {
                conflicts.push(conflict(ConflictKind::Ingredient, ingredient, source_of(ingredient)));
            }
            for membership in memberships(ingredient) {
                conflicts.extend(by_class(membership, &to_classes));
            }
        }
    }
    conflicts.into_iter().min_by_key(|conflict| conflict.kind)
}

/// Every ingredient of a class, those included that no medicine of ours holds.
pub(super) fn ingredients() -> impl Iterator<Item = &'static String> {
    MEMBERSHIPS.iter().map(|m| &m.ingredient)
}

fn by_class(membership: &'static Membership, to_classes: &[&'static str]) -> Vec<Conflict> {
    let own = membership.class.as_str();
    let ingredient = membership.ingredient.as_str();
    let mut found = Vec::new();
    for allergy in to_classes.iter().copied() {
        if allergy == own {
            found.push(conflict(ConflictKind::Class(own), ingredient, &membership.source));
        }
        let crosses = |c: &&Crossing| (c.class == allergy && c.with == own) || (c.with == allergy && c.class == own);
        let crossing = CROSSINGS.iter().filter(crosses);
        let kind = ConflictKind::Crossing { allergy, medicine: own };
        found.extend(crossing.map(|c| conflict(kind, ingredient, &c.source)));
    }
    found
}

fn conflict(kind: ConflictKind, ingredient: &str, source: &'static str) -> Conflict {
    Conflict { kind, ingredient: ingredient.to_owned(), source }
}

fn memberships(ingredient: &str) -> impl Iterator<Item = &'static Membership> {
    MEMBERSHIPS.iter().filter(move |m| m.ingredient == ingredient)
}

/// Where an ingredient's name is from: the list of medicines, else its class; empty for one that no list knows.
fn source_of(ingredient: &str) -> &'static str {
    let medicine = medicines().iter().find(|m| m.ingredients.iter().any(|i| i == ingredient));
    let class = || memberships(ingredient).next().map(|m| m.source.as_str());
    medicine.map(|m| m.source.as_str()).or_else(class).unwrap_or_default()
}
