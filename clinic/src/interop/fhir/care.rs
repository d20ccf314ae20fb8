//! Which resources become parts of the chart, and how: visits, problems, findings, allergies, medicines, vaccines, procedures.
//! In scope: the fields we have; what a resource says beyond them stays in the bundle kept whole.

use super::super::json::Node;
use super::words::{TEXT_CHARS_MAX, clean, coded, concept_words, condition, first_code, moment, observation};
use crate::reference::ingredients_of;
use domain::care::{
    AllergyIntolerance, Certainty, MedicationRequest, Procedure, ProcedureKind, RequestStatus, Severity,
};
use domain::part::Part;
use domain::time::Moment;
use domain::visit::{Encounter, Step};

/// The part a resource becomes; `None` where its type, or its status, has no place in a chart. `resolve` finds what it refers to.
pub(super) fn map<'a>(
    kind: &str,
    n: Node<'a>,
    source: String,
    resolve: &dyn Fn(&str) -> Option<Node<'a>>,
) -> Option<Part> {
    Some(match kind {
        "Condition" => Part::Condition(condition(n, source)),
        "Observation" => Part::Observation(observation(n, source)),
        "Encounter" => Part::Encounter(encounter(n, source)),
        "AllergyIntolerance" => Part::AllergyIntolerance(allergy(n, source)),
        "MedicationRequest" | "MedicationStatement" => Part::MedicationRequest(medication(n, source, resolve)?),
        "Immunization" => Part::Procedure(procedure(n, source, ProcedureKind::Vaccine, "vaccineCode")?),
        "Procedure" => Part::Procedure(procedure(n, source, ProcedureKind::Procedure, "code")?),
        _ => return None,
    })
}

/// The reference to the visit a resource belongs to.
pub(super) fn visit_of(n: Node) -> Option<String> {
    n.at(&["encounter", "reference"]).or_else(|| n.at(&["context", "reference"]))?.text()
}

/// A visit elsewhere: it is over, whatever its status says, and has no number here.
fn encounter(n: Node, source: String) -> Encounter {
    let at = |field: &str| n.at(&["period", field]).and_then(Node::text).and_then(|t| moment(&t));
    let start = at("start").or_else(|| at("end"));
    let reasons: Vec<String> = ["reasonCode", "type"]
        .into_iter()
        .find_map(|field| Some(n.list(field)).filter(|l| !l.is_empty()))
        .unwrap_or_default()
        .into_iter()
        .filter_map(|c| clean(&concept_words(c)?, TEXT_CHARS_MAX))
        .collect();
    Encounter {
        at: start,
        complaints: (!reasons.is_empty()).then_some(reasons),
        step: Some(Step::Closed),
        step_since: start,
        closed: at("end").or(start).or(Some(Moment::utc(0))),
        source: Some(source),
        ..Encounter::default()
    }
}

fn allergy(n: Node, source: String) -> AllergyIntolerance {
    let reactions = n.list("reaction");
    let shown = reactions.iter().flat_map(|r| r.list("manifestation")).find_map(concept_words);
    let severity = reactions.iter().find_map(|r| r.string("severity"));
    let certainty = first_code(n, "verificationStatus").and_then(|status| match status.as_str() {
        "confirmed" => Some(Certainty::Confirmed),
        "unconfirmed" | "presumed" => Some(Certainty::Suspected),
        "refuted" => Some(Certainty::Refuted),
        _ => None,
    });
    let (_, _, words) = coded(n.get("code"));
    AllergyIntolerance {
        substance: words.or_else(|| clean("No words in source", TEXT_CHARS_MAX)),
        reaction: shown.and_then(|t| clean(&t, TEXT_CHARS_MAX)),
        severity: severity.filter(|s| !s.is_empty()).map(|s| Severity::from(s.as_str())),
        // "Inactive" and "resolved" say that it no longer holds.
        certainty: match first_code(n, "clinicalStatus").as_deref() {
            Some("inactive" | "resolved") => Some(Certainty::Refuted),
            _ => certainty,
        },
        at: ["recordedDate", "onsetDateTime"].into_iter().find_map(|f| moment(&n.string(f)?)),
        source: Some(source),
        ..AllergyIntolerance::default()
    }
}

/// A medicine another system says is or was taken; never ours to dispense.
fn medication<'a>(
    n: Node<'a>,
    source: String,
    resolve: &dyn Fn(&str) -> Option<Node<'a>>,
) -> Option<MedicationRequest> {
    let referred = || resolve(&n.at(&["medicationReference", "reference"])?.text()?)?.get("code");
    let concept = n.get("medicationCodeableConcept").or_else(referred);
    let shown = || n.at(&["medicationReference", "display"])?.text();
    let medicine = clean(&concept.and_then(concept_words).or_else(shown)?, 500)?;
    let ends = matches!(n.string("status")?.as_str(), "stopped" | "completed" | "cancelled" | "not-taken" | "ended");
    let dosage = ["dosageInstruction", "dosage"].into_iter().flat_map(|f| n.list(f)).find_map(|d| d.string("text"));
    let when = ["authoredOn", "effectiveDateTime", "dateAsserted"];
    let start = || n.at(&["effectivePeriod", "start"])?.text();
    let ingredients: Vec<String> = ingredients_of(&medicine).into_iter().map(str::to_owned).collect();
    Some(MedicationRequest {
        medicine: Some(medicine),
        ingredients: (!ingredients.is_empty()).then_some(ingredients),
        note: dosage.and_then(|t| clean(&t, TEXT_CHARS_MAX)),
        status: Some(if ends { RequestStatus::Stopped } else { RequestStatus::Reported }),
        at: when.into_iter().find_map(|f| n.string(f)).or_else(start).and_then(|t| moment(&t)),
        source: Some(source),
        ..MedicationRequest::default()
    })
}

/// Something done; what was not done is kept whole, not charted.
fn procedure(n: Node, source: String, kind: ProcedureKind, code: &str) -> Option<Procedure> {
    if n.string("status").is_some_and(|s| matches!(s.as_str(), "not-done" | "preparation")) {
        return None;
    }
    let (system, code, words) = coded(n.get(code));
    let when = ["occurrenceDateTime", "performedDateTime"].into_iter().find_map(|f| n.string(f));
    let start = || n.at(&["performedPeriod", "start"])?.text();
    Some(Procedure {
        kind: Some(kind),
        text: Some(words?),
        at: when.or_else(start).and_then(|t| moment(&t)),
        lot: n.string("lotNumber").and_then(|l| clean(&l, 100)),
        system,
        code,
        source: Some(source),
        ..Procedure::default()
    })
}
