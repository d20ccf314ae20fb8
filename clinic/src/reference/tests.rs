//! The shipped files hold what the types promise, and what people type finds its row.

use super::allergy::{CLASS_NAMES, CROSSINGS, MEMBERSHIPS};
use super::*;
use std::collections::BTreeSet;

/// Every file, with the number of rows that reached a type.
fn files() -> [(&'static str, &'static str, usize); 10] {
    [
        ("medicines", MEDICINES, medicines().len()),
        ("synonyms", SYNONYMS, ALL_SYNONYMS.len()),
        ("problems", PROBLEMS, problems().len()),
        ("complaints", COMPLAINTS, complaints().len()),
        ("allergy_classes", ALLERGY_CLASSES, MEMBERSHIPS.len()),
        ("allergy_crossings", ALLERGY_CROSSINGS, CROSSINGS.len()),
        ("allergy_names", ALLERGY_NAMES, CLASS_NAMES.len()),
        ("pregnancy_cautions", PREGNANCY_CAUTIONS, pregnancy_cautions().len()),
        ("doses", DOSES, doses().len()),
        ("dose_bands", DOSE_BANDS, dose_bands().len()),
    ]
}

fn ingredients() -> BTreeSet<&'static str> {
    medicines().iter().flat_map(|m| &m.ingredients).map(String::as_str).collect()
}

fn is_icd10(code: &str) -> bool {
    let shape: String = code.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let letter = code.starts_with(|c: char| c.is_ascii_uppercase());
    letter && ["00", "00.0"].contains(&&shape[1..])
}

#[test]
fn every_row_is_read() {
    for (name, text, read) in files() {
        assert_eq!(read, text.lines().count() - 1, "{name}: a row is dropped, or holds a line break");
        assert!(text.lines().all(|line| line == line.trim()), "{name}: a space at an end");
        let lines: BTreeSet<&str> = text.lines().collect();
        assert_eq!(lines.len(), text.lines().count(), "{name}: a row stands twice");
    }
    assert!(medicines().len() >= 300 && problems().len() >= 400 && complaints().len() >= 80);
}

#[test]
fn no_row_is_without_a_source() {
    for (name, text, _) in files() {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let Some(at) = reader.headers().unwrap().iter().position(|h| h == "source") else {
            // Their source is the code itself, or they are our own words.
            assert!(["problems", "complaints", "allergy_names"].contains(&name), "{name} has no sources");
            continue;
        };
        for row in reader.records().map(Result::unwrap) {
            assert!(row[at].len() >= 8, "{name}: {row:?}");
        }
    }
}

#[test]
fn medicines_are_told_apart_and_of_known_form_and_route() {
    let mut seen = BTreeSet::new();
    for m in medicines() {
        assert!(Form::ALL.contains(&m.form), "{m:?}");
        assert!(!m.routes.is_empty() && m.routes.iter().all(|r| Route::ALL.contains(r)), "{m:?}");
        assert!(m.ingredients.iter().all(|i| !i.is_empty() && i.trim() == i), "{m:?}");
        assert!(!m.generic.is_empty() && !m.strength.is_empty(), "{m:?}");
        let atc: String = m.atc.chars().map(|c| if c.is_ascii_digit() { '0' } else { 'A' }).collect();
        assert!(["", "A00AA00"].contains(&atc.as_str()), "{m:?}");
        assert!(seen.insert((&m.generic, &m.strength, &m.form, &m.routes)), "{m:?} stands twice");
    }
}

#[test]
fn codes_have_the_shape_of_icd_10() {
    let mut seen = BTreeSet::new();
    for p in problems() {
        assert!(is_icd10(&p.code) && !p.label_en.is_empty(), "{p:?}");
        assert!(seen.insert(&p.code), "{} stands twice", p.code);
    }
    for c in complaints() {
        assert!(c.code.is_empty() || is_icd10(&c.code), "{c:?}");
    }
    let labels: BTreeSet<&String> = problems().iter().map(|p| &p.label_en).collect();
    assert_eq!(labels.len(), problems().len(), "two problems read alike");
}

#[test]
fn the_syndromes_of_the_daily_report_have_a_code() {
    // WHO EMT minimum data set, items 9–29: the infectious diseases, emergencies and others it asks for.
    for code in [
        "J06.9", "A09.0", "A09.9", "B05.9", "A39.0", "A35", "A80.9", "A99", "B54", "L08.9", "G03.9", "R17.0", "J22",
        "R50.9", "E43", "O80.9", "O15.9", "F43.0", "I10", "E14.9", "T14.1", "S06.9", "T30.0", "T14.2", "A03.9",
        "A00.9",
    ] {
        assert!(problems().iter().any(|p| p.code == code), "{code}");
    }
}

#[test]
fn what_the_checks_name_is_in_the_list_of_medicines() {
    // Given elsewhere, or met outside the pharmacy: known as allergies all the same.
    const EXTERNAL: [&str; 7] =
        ["amidotrizoate", "ertapenem", "imipenem", "iohexol", "iopamidol", "natural rubber latex", "procaine"];
    let listed = ingredients();
    let external: BTreeSet<&str> =
        MEMBERSHIPS.iter().map(|m| m.ingredient.as_str()).filter(|i| !listed.contains(i)).collect();
    assert_eq!(external, BTreeSet::from(EXTERNAL));
    let synonyms = ALL_SYNONYMS.iter().flat_map(|s| &s.ingredients);
    let named = pregnancy_cautions().iter().map(|c| &c.ingredient).chain(doses().iter().map(|d| &d.ingredient));
    for ingredient in named.chain(dose_bands().iter().flat_map(|b| &b.ingredients)).chain(synonyms) {
        assert!(listed.contains(ingredient.as_str()), "{ingredient}");
    }
    let classes: BTreeSet<&str> = MEMBERSHIPS.iter().map(|m| m.class.as_str()).collect();
    for class in CLASS_NAMES.iter().map(|n| &n.class).chain(CROSSINGS.iter().flat_map(|c| [&c.class, &c.with])) {
        assert!(classes.contains(class.as_str()), "{class}");
    }
}

#[test]
fn cautions_and_doses_are_ranges() {
    for c in pregnancy_cautions() {
        assert!(
            ["contraindicated", "avoid", "avoid-high-dose", "specialist"].contains(&c.advice_key.as_str()),
            "{c:?}"
        );
        assert!(c.from_week <= c.to_week.unwrap_or(42) && c.to_week.unwrap_or(42) <= 42, "{c:?}");
    }
    for d in doses() {
        assert!(0 < d.mcg_per_kg_low && d.mcg_per_kg_low <= d.mcg_per_kg_high, "{d:?}");
        assert!(d.mcg_per_kg_high <= 100_000, "{d:?}: over 100 mg/kg");
    }
    for b in dose_bands() {
        assert!(
            ["kg", "month"].contains(&b.by.as_str()) && ["tablet", "mg", "unit"].contains(&b.unit.as_str()),
            "{b:?}"
        );
        assert!(b.below.is_none_or(|below| b.from < below) && b.dose > 0 && b.per_day > 0 && b.days > 0, "{b:?}");
    }
    let paracetamol = doses().iter().find(|d| d.ingredient == "paracetamol").unwrap();
    assert_eq!((paracetamol.mcg_per_kg_low, paracetamol.mcg_per_kg_high), (10_000, 15_000));
    assert_eq!(paracetamol.max_single_mcg, Some(1_000_000));
}

#[test]
fn milligrams_become_micrograms() {
    for (text, expected) in [("0.25", 250), ("12.5", 12_500), ("40", 40_000), ("0.001", 1)] {
        assert_eq!(mcg(text), Some(expected), "{text}");
    }
    for text in ["", ".5", "1.2345", "-1", "1,5", "+1", "99999999"] {
        assert_eq!(mcg(text), None, "{text}");
    }
}

#[test]
fn a_caution_holds_in_its_weeks() {
    let advice = |ingredient, week| {
        let holding = pregnancy_cautions().iter().filter(|c| c.ingredient == ingredient && c.holds_at(week));
        holding.map(|c| c.advice_key.as_str()).collect::<Vec<_>>()
    };
    assert!(advice("ibuprofen", Some(19)).is_empty());
    assert_eq!(advice("ibuprofen", Some(20)), ["avoid"]);
    assert_eq!(advice("ibuprofen", Some(41)), ["avoid"]);
    assert_eq!(advice("sulfadoxine", Some(12)), ["avoid"]);
    assert!(advice("sulfadoxine", Some(13)).is_empty());
    assert_eq!(advice("sulfadoxine", None), ["avoid"]);
}

#[test]
fn ingredients_by_any_name() {
    let check = |name, expected: &[&str]| assert_eq!(ingredients_of(name), expected, "{name}");
    check("Amoxicillin", &["amoxicillin"]);
    check("amoxicilin 500 mg caps", &["amoxicillin"]);
    check("Acetaminophen", &["paracetamol"]);
    check("aspirin", &["acetylsalicylic acid"]);
    check("co-trimoxazole 480", &["sulfamethoxazole", "trimethoprim"]);
    check("Artemether + lumefantrine", &["artemether", "lumefantrine"]);
    check("penicillin G benzathine", &["benzathine benzylpenicillin"]);
    check("povidone iodine", &["povidone iodine"]);
    check("adrenaline", &["epinephrine"]);
    check("", &[]);
    check("a herb from the market", &[]);
}

#[test]
fn an_allergy_is_met_by_ingredient_class_or_crossing() {
    let kind = |allergy, given: &[&str]| allergy_conflict(allergy, given).map(|c| c.kind);
    let class = |class| Some(ConflictKind::Class(class));
    let crossing = |allergy, medicine| Some(ConflictKind::Crossing { allergy, medicine });
    assert_eq!(kind("amoxicillin", &["clavulanic acid", "amoxicillin"]), Some(ConflictKind::Ingredient));
    assert_eq!(kind("Aspirin", &["acetylsalicylic acid"]), Some(ConflictKind::Ingredient));
    assert_eq!(kind("argan oil", &["Argan oil"]), Some(ConflictKind::Ingredient));
    assert_eq!(kind("amoxicillin", &["cloxacillin"]), class("penicillins"));
    assert_eq!(kind("rash after penicilin and aspirin, 2010", &["ampicillin"]), class("penicillins"));
    assert_eq!(kind("Pénicilline", &["benzathine benzylpenicillin"]), class("penicillins"));
    assert_eq!(kind("البنسلين", &["amoxicillin"]), class("penicillins"));
    assert_eq!(kind("sulfa drugs", &["co-trimoxazole"]), class("sulfonamide antibiotics"));
    assert_eq!(kind("aspirin", &["ibuprofen"]), class("nsaids"));
    assert_eq!(kind("eggs", &["yellow fever vaccine"]), class("egg"));
    assert_eq!(kind("penicillin", &["ceftriaxone"]), crossing("penicillins", "cephalosporins"));
    assert_eq!(kind("ceftriaxone", &["amoxicillin"]), crossing("cephalosporins", "penicillins"));
    assert_eq!(kind("penicillin", &["ceftriaxone", "ampicillin"]), class("penicillins"));
    for (allergy, given) in
        [("", "amoxicillin"), ("none known", "amoxicillin"), ("sulfa", "furosemide"), ("iodine", "iohexol")]
    {
        assert_eq!(kind(allergy, &[given]), None, "{allergy} {given}");
    }
}

#[test]
fn a_conflict_says_where_it_is_from() {
    for m in MEMBERSHIPS.iter() {
        let conflict = allergy_conflict(&m.class, &[m.ingredient.as_str()]).expect("a class meets its members");
        assert!(!conflict.source.is_empty(), "{}", m.ingredient);
        assert!(matches!(conflict.kind, ConflictKind::Class(_) | ConflictKind::Ingredient), "{conflict:?}");
        assert!(!allergy_conflict(&m.ingredient, &[m.ingredient.as_str()]).unwrap().source.is_empty());
    }
}

#[test]
fn typing_finds_medicines() {
    let first = |query| type_ahead(medicines(), query, 5).first().map(|m| m.generic.as_str());
    assert_eq!(first("amoxi"), Some("amoxicillin"));
    assert_eq!(first("AMOXI 500 tab"), Some("amoxicillin"));
    assert_eq!(first("paracetmol"), Some("paracetamol"));
    assert_eq!(first("acetaminophen"), Some("paracetamol"));
    assert_eq!(first("lumefan"), Some("artemether + lumefantrine"));
    assert_eq!(first("cotrimox"), Some("sulfamethoxazole + trimethoprim"));
    assert_eq!(first(""), None);
    assert_eq!(first("zzzz"), None);
    assert!(type_ahead(medicines(), "amoxi 250 susp", 9).iter().all(|m| m.form == Form::Suspension));
    assert_eq!(type_ahead(medicines(), "a", 7).len(), 7);
    assert_eq!(type_ahead(medicines(), "amoxi", 50), type_ahead(medicines(), "Amóxi", 50));
}

#[test]
fn typing_finds_problems_and_complaints() {
    let problems_of = |query| type_ahead(problems(), query, 20).iter().map(|p| p.code.as_str()).collect::<Vec<_>>();
    assert_eq!(problems_of("malaria")[0], "B54", "whole words come before beginnings (malariae)");
    assert!(problems_of("malaria").contains(&"B50.9"));
    assert_eq!(problems_of("B54"), ["B54"]);
    assert_eq!(problems_of("J18.9")[0], "J18.9");
    assert_eq!(problems_of("diarhoea water"), Vec::<&str>::new());
    let complaint = |query| type_ahead(complaints(), query, 1).first().map(|c| c.label_en.as_str());
    assert_eq!(complaint("head"), Some("Head injury"));
    assert_eq!(complaint("headahce"), Some("Headache"));
    assert_eq!(complaint("diarhoea water"), Some("Watery diarrhoea"));
}

#[test]
fn a_row_without_a_typo_comes_first() {
    let rows = ["Fevers", "Lever"].map(|label| Complaint { label_en: label.into(), code: String::new() });
    let found: Vec<&str> = type_ahead(&rows, "lever", 9).iter().map(|c| c.label_en.as_str()).collect();
    assert_eq!(found, ["Lever", "Fevers"]);
}
