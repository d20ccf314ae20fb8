//! What a prescription amounts to, and what speaks against it: allergies, duplicates, pregnancy, dose by weight.
//! Every alert names its source and needs a reason to go on; what could not be checked is said, never passed over.

use super::part::{Standing, standing};
use super::refuse;
use super::visit::patient_of;
use crate::dispatch::Ctx;
use crate::fault::Fault;
use crate::reference::{ConflictKind, allergy_conflict, doses, ingredients_of, pregnancy_cautions};
use domain::api::visit::{Alert, CheckPrescription, Checked};
use domain::care::{AllergyIntolerance, Certainty, MedicationRequest, RequestStatus};
use domain::id::Id;
use domain::limits::{FieldError, Problem};
use domain::patient::{AgeClass, Sex};
use domain::prescription::{Form, amount};
use domain::time::Moment;
use domain::vitals::{Reading, Vitals};
use rusqlite::Connection;

const DAY_MS: i64 = 86_400_000;
/// A weight is of today for a child's dose this long.
const WEIGHT_DAYS: i64 = 30;
/// "Pregnant?" is asked again after this long.
const PREGNANCY_DAYS: i64 = 60;
/// Ages in years at which pregnancy is asked for (CLINIC.md).
const PREGNANCY_YEARS: (i64, i64) = (10, 55);

pub(crate) fn check(ctx: &Ctx, call: CheckPrescription) -> Result<Checked, Fault> {
    let store = ctx.store()?;
    store.read(|sql| judge(sql, store.now(), call.patient, None, &call.request))
}

/// Fills in what the core computes, and refuses an alert that nobody gave a reason to go past.
pub(super) fn complete(
    sql: &Connection,
    now: Moment,
    patient: Id,
    own: Option<Id>,
    request: &mut MedicationRequest,
) -> Result<(), Fault> {
    let checked = judge(sql, now, patient, own, request)?;
    if request.ingredients.as_ref().is_none_or(Vec::is_empty) {
        let known = ingredients_of(request.medicine.as_deref().unwrap_or_default());
        request.ingredients = (!known.is_empty()).then(|| known.into_iter().map(str::to_owned).collect());
    }
    request.amount = checked.amount.or(request.amount);
    request.unchecked = (!checked.unchecked.is_empty()).then_some(checked.unchecked);
    request.status.get_or_insert(RequestStatus::Active);
    // A prescription that is stopped or done needs no reasons any more.
    if request.status != Some(RequestStatus::Active) {
        return Ok(());
    }
    let given = |alert: &Alert| {
        let key = alert.key();
        request.overridden.iter().flatten().any(|o| o.alert == key && !o.reason.trim().is_empty())
    };
    let missing = checked.alerts.iter().filter(|alert| !given(alert));
    Ok(refuse(missing.map(|a| FieldError::new("overridden", Problem::AlertNeedsReason { alert: a.key() })).collect())?)
}

fn judge(
    sql: &Connection,
    now: Moment,
    patient: Id,
    own: Option<Id>,
    request: &MedicationRequest,
) -> Result<Checked, Fault> {
    let computed = request
        .dose_milli
        .zip(request.administration.as_ref())
        .and_then(|(dose, how)| amount(dose, how, request.days.map(u32::from), request.daily_max_milli));
    let mut out = Checked { amount: computed, alerts: Vec::new(), unchecked: Vec::new() };
    let medicine = request.medicine.as_deref().unwrap_or_default();
    if medicine.trim().is_empty() {
        return Ok(out);
    }
    let named: Vec<String> = match request.ingredients.as_ref().filter(|i| !i.is_empty()) {
        Some(named) => named.clone(),
        None => ingredients_of(medicine).into_iter().map(str::to_owned).collect(),
    };
    let ingredients: Vec<&str> = named.iter().map(String::as_str).collect();
    if ingredients.is_empty() {
        out.unchecked.push("not-in-list".to_owned());
        return Ok(out);
    }
    allergies(sql, patient, &ingredients, &mut out)?;
    duplicates(sql, now, patient, own, &ingredients, &mut out)?;
    let person = patient_of(sql, patient)?;
    let sets = standing::<Vitals>(sql, patient)?;
    let age_years = person.birth.as_ref().and_then(|b| b.age_days_on(now.local_date())).map(|d| d * 10_000 / 3_652_425);
    let class = person.birth.as_ref().and_then(|b| b.class_on(now.local_date()));
    let could_be_pregnant = person.sex != Some(Sex::Male)
        && match (age_years, &class) {
            (Some(years), _) => (PREGNANCY_YEARS.0..=PREGNANCY_YEARS.1).contains(&years),
            (None, Some(class)) => matches!(class, AgeClass::Child | AgeClass::Adolescent | AgeClass::Adult),
            (None, None) => true,
        };
    if could_be_pregnant {
        pregnancy(&sets, now, &ingredients, &mut out);
    }
    let grown = match (age_years, &class) {
        (Some(years), _) => years >= 18,
        (None, class) => matches!(class, Some(AgeClass::Adult | AgeClass::Older)),
    };
    if !grown {
        dose(&sets, now, &ingredients, request, &mut out);
    }
    Ok(out)
}

fn allergies(sql: &Connection, patient: Id, ingredients: &[&str], out: &mut Checked) -> Result<(), Fault> {
    for Standing { body: allergy, .. } in standing::<AllergyIntolerance>(sql, patient)? {
        if allergy.certainty == Some(Certainty::Refuted) {
            continue;
        }
        let substance = allergy.substance.clone().unwrap_or_default();
        let told = [allergy.code.as_deref(), Some(substance.as_str())];
        let Some(conflict) = told.into_iter().flatten().find_map(|text| allergy_conflict(text, ingredients)) else {
            continue;
        };
        let how = match conflict.kind {
            ConflictKind::Ingredient => String::new(),
            ConflictKind::Class(class) => class.to_owned(),
            ConflictKind::Crossing { allergy, medicine } => format!("{allergy} → {medicine}"),
        };
        let detail = [Some(substance), allergy.reaction, Some(how)];
        let detail = detail.into_iter().flatten().filter(|d| !d.is_empty()).collect::<Vec<_>>().join(" · ");
        out.alerts.push(Alert {
            code: "allergy".to_owned(),
            object: conflict.ingredient,
            detail,
            source: conflict.source.to_owned(),
        });
    }
    Ok(())
}

/// Another prescription that still runs and holds the same ingredient.
fn duplicates(
    sql: &Connection,
    now: Moment,
    patient: Id,
    own: Option<Id>,
    ingredients: &[&str],
    out: &mut Checked,
) -> Result<(), Fault> {
    for Standing { id, at_ms, body } in standing::<MedicationRequest>(sql, patient)? {
        let ends = at_ms + i64::from(body.days.unwrap_or(1)) * DAY_MS;
        if Some(id) == own || body.status == Some(RequestStatus::Stopped) || ends < now.ms {
            continue;
        }
        let Some(same) = body.ingredients.iter().flatten().find(|i| ingredients.contains(&i.as_str())) else {
            continue;
        };
        out.alerts.push(Alert {
            code: "duplicate".to_owned(),
            object: same.clone(),
            detail: body.medicine.clone().unwrap_or_default(),
            source: String::new(),
        });
    }
    Ok(())
}

fn pregnancy(sets: &[Standing<Vitals>], now: Moment, ingredients: &[&str], out: &mut Checked) {
    let recent = |s: &&Standing<Vitals>| s.at_ms > now.ms - PREGNANCY_DAYS * DAY_MS && s.body.pregnant.is_some();
    let Some(asked) = sets.iter().find(recent) else {
        // Only worth saying where an answer would matter.
        if pregnancy_cautions().iter().any(|c| ingredients.contains(&c.ingredient.as_str())) {
            out.unchecked.push("pregnancy-unknown".to_owned());
        }
        return;
    };
    if asked.body.pregnant != Some(true) {
        return;
    }
    let passed = u32::try_from((now.ms - asked.at_ms).max(0) / (7 * DAY_MS)).unwrap_or(0);
    let week = asked.body.gestation_weeks.map(|w| u32::from(w) + passed);
    for caution in pregnancy_cautions().iter().filter(|c| ingredients.contains(&c.ingredient.as_str())) {
        if caution.holds_at(week) {
            out.alerts.push(Alert {
                code: "pregnancy".to_owned(),
                object: caution.ingredient.clone(),
                detail: caution.advice_key.clone(),
                source: caution.source.clone(),
            });
        }
    }
}

/// A child's single dose by weight, where an open source gives one for the ingredient.
fn dose(sets: &[Standing<Vitals>], now: Moment, ingredients: &[&str], request: &MedicationRequest, out: &mut Checked) {
    let unit_mcg = mcg_per_unit(request.medicine.as_deref().unwrap_or_default(), request.form.as_ref());
    let ([ingredient], Some(unit_mcg), Some(dose_milli)) = (ingredients, unit_mcg, request.dose_milli) else {
        out.unchecked.push("no-dose-data".to_owned());
        return;
    };
    let rows: Vec<_> = doses().iter().filter(|d| d.ingredient == *ingredient).collect();
    if rows.is_empty() {
        out.unchecked.push("no-dose-data".to_owned());
        return;
    }
    let fresh = |s: &&Standing<Vitals>| s.at_ms > now.ms - WEIGHT_DAYS * DAY_MS;
    let weight = sets.iter().filter(fresh).find_map(|s| match s.body.weight_g {
        Some(Reading::Value(grams)) => u64::try_from(grams).ok(),
        _ => None,
    });
    let Some(weight_g) = weight else {
        out.unchecked.push("no-weight".to_owned());
        return;
    };
    let dose_mcg = unit_mcg * u64::from(dose_milli) / 1000;
    // Several indications: only what none of them allows is too much.
    let limit_of = |d: &crate::reference::Dose| {
        let by_weight = u64::from(d.mcg_per_kg_high) * weight_g / 1000;
        d.max_single_mcg.map_or(by_weight, |max| by_weight.min(u64::from(max)))
    };
    let Some(widest) = rows.into_iter().max_by_key(|d| limit_of(d)) else { return };
    let limit = limit_of(widest);
    if dose_mcg > limit {
        out.alerts.push(Alert {
            code: "dose-high".to_owned(),
            object: widest.ingredient.clone(),
            detail: format!("{} mg > {} mg", dose_mcg / 1000, limit / 1000),
            source: widest.source.clone(),
        });
    }
}

/// Micrograms in one counted unit, read from words such as "Amoxicillin 250 mg"; `None` for liquids and mixtures.
fn mcg_per_unit(medicine: &str, form: Option<&Form>) -> Option<u64> {
    if !matches!(
        form,
        None | Some(Form::Tablet | Form::Capsule | Form::Chewable | Form::Suppository | Form::Sublingual)
    ) {
        return None;
    }
    let words: Vec<&str> = medicine.split_whitespace().collect();
    let mut strengths = words.windows(2).filter_map(|w| {
        let scale = match w[1].trim_end_matches(',') {
            "mg" => 1_000,
            "g" => 1_000_000,
            "mcg" => 1,
            _ => return None,
        };
        let (whole, part) = w[0].split_once('.').unwrap_or((w[0], ""));
        let digits: u64 = format!("{whole}{part}").parse().ok()?;
        digits.checked_mul(scale).map(|mcg| mcg / 10u64.pow(u32::try_from(part.len()).unwrap_or(0).min(6)))
    });
    let first = strengths.next()?;
    strengths.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strengths_are_read_from_words_and_never_guessed() {
        let tablet = Some(Form::Tablet);
        assert_eq!(mcg_per_unit("amoxicillin 250 mg", tablet.as_ref()), Some(250_000));
        assert_eq!(mcg_per_unit("folic acid 0.4 mg", tablet.as_ref()), Some(400));
        assert_eq!(mcg_per_unit("abacavir + lamivudine 120 mg + 60 mg", tablet.as_ref()), None);
        assert_eq!(mcg_per_unit("amoxicillin 125 mg/5 mL", tablet.as_ref()), None);
        assert_eq!(mcg_per_unit("amoxicillin 250 mg", Some(&Form::Suspension)), None);
        assert_eq!(mcg_per_unit("zinc", None), None);
    }
}
