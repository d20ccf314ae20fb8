//! A prescription as it is typed, read into a request and said as one sentence.
//! In scope: numbers, abbreviations, what is missing, the read-back.  Not here: amounts and alerts (the core).

use std::collections::BTreeMap;

use domain::api::visit::{Checked, Suggestion};
use domain::care::{MedicationRequest, Overridden, RequestStatus};
use domain::id::Id;
use domain::limits::{FieldError, Problem};
use domain::part::Part;
use domain::prescription::{Administration, Form, Route};
use serde::{Deserialize, Serialize};

use crate::errors::{What, Wrong};
use crate::i18n::{code_words, current, t, ta};
use crate::number::{self, NotNumber};
use crate::visit::form::judged;

/// Thousandths of a unit.
const MILLI: i32 = 1000;

/// What is typed; its JSON is the draft.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    pub(crate) medicine: String,
    pub(crate) item: Option<Id>,
    pub(crate) on_hand: Option<i64>,
    pub(crate) ingredients: Vec<String>,
    /// Code of the form.
    pub(crate) form: String,
    pub(crate) dose: String,
    /// Code of the route.
    pub(crate) route: String,
    /// How often, as typed; empty once it is understood and the field was left.
    pub(crate) administration: String,
    /// Its code, where it is understood.
    pub(crate) administration_code: String,
    pub(crate) days: String,
    pub(crate) daily_max: String,
    pub(crate) note: String,
    /// Why each alert is gone past, by its key.
    pub(crate) reasons: BTreeMap<String, String>,
}

impl Typed {
    /// A prescription to be given again: everything but its reasons, which belong to that day.
    pub(crate) fn again(request: &MedicationRequest, decimal: char) -> Self {
        let milli = |v: Option<u32>| v.map(|v| number::show(v.into(), MILLI, 0, decimal)).unwrap_or_default();
        Typed {
            medicine: request.medicine.clone().unwrap_or_default(),
            item: request.item,
            ingredients: request.ingredients.clone().unwrap_or_default(),
            form: request.form.as_ref().map(|f| f.code().to_owned()).unwrap_or_default(),
            dose: milli(request.dose_milli),
            route: request.route.as_ref().map(|r| r.code().to_owned()).unwrap_or_default(),
            administration_code: request.administration.as_ref().map(|a| a.code().to_owned()).unwrap_or_default(),
            days: request.days.map(|d| d.to_string()).unwrap_or_default(),
            daily_max: milli(request.daily_max_milli),
            note: request.note.clone().unwrap_or_default(),
            ..Typed::default()
        }
    }

    /// A name typed by hand is no item of the formulary.
    pub(crate) fn type_medicine(&mut self, words: String) {
        self.medicine = words;
        (self.item, self.on_hand) = (None, None);
        self.ingredients.clear();
        self.reasons.clear();
    }

    /// A row picked brings its form, its usual route and its ingredients.
    pub(crate) fn pick(&mut self, row: Suggestion) {
        self.type_medicine(row.label);
        (self.item, self.on_hand, self.ingredients) = (row.item, row.on_hand, row.ingredients);
        if let Some(form) = row.form {
            form.code().clone_into(&mut self.form);
        }
        if let Some(route) = row.route {
            route.code().clone_into(&mut self.route);
        }
    }

    /// How often, where it is understood.
    pub(crate) fn how(&self) -> Option<Administration> {
        (!self.administration_code.is_empty()).then(|| Administration::from(self.administration_code.as_str()))
    }

    /// What stands in the field: the words, or what is being typed.
    pub(crate) fn how_shown(&self) -> String {
        match self.how() {
            Some(how) if self.administration.is_empty() => code_words("administration", how.code()),
            _ => self.administration.clone(),
        }
    }

    /// Reads how often while it is typed.
    pub(crate) fn type_how(&mut self, typed: String, understood: impl Fn(&str) -> Option<Administration>) {
        self.administration_code = understood(&typed).map(|a| a.code().to_owned()).unwrap_or_default();
        self.administration = typed;
    }

    /// The field is left: an abbreviation that was understood gives way to its words.
    pub(crate) fn settle_how(&mut self) {
        if !self.administration_code.is_empty() {
            self.administration.clear();
        }
    }

    pub(crate) fn give_reason(&mut self, alert: String, reason: String) {
        if reason.is_empty() {
            self.reasons.remove(&alert);
        } else {
            self.reasons.insert(alert, reason);
        }
    }

    /// The prescription so far, and everything that must be mended before it can be signed.
    pub(crate) fn request(&self) -> (MedicationRequest, Vec<Wrong>) {
        let mut wrongs = Vec::new();
        let how = self.how();
        let (once, needed) = (how == Some(Administration::Once), how == Some(Administration::AsNeeded));
        let medicine = Some(self.medicine.trim().to_owned()).filter(|m| !m.is_empty());
        if medicine.is_none() {
            wrongs.push(missing("medicine"));
        }
        let form = coded("form", &self.form, &mut wrongs).map(Form::from);
        let dose_milli = read("dose_milli", &self.dose, MILLI, &mut wrongs);
        let route = coded("route", &self.route, &mut wrongs).map(Route::from);
        if how.is_none() {
            let key = if self.administration.trim().is_empty() { None } else { Some("prescribe-how-unknown") };
            wrongs.push(key.map_or_else(|| missing("administration"), |key| Wrong::typed("administration", key)));
        }
        let daily_max_milli = if needed { read("daily_max_milli", &self.daily_max, MILLI, &mut wrongs) } else { None };
        if daily_max_milli.zip(dose_milli).is_some_and(|(max, dose)| max < dose) {
            wrongs.push(Wrong::typed("daily_max_milli", "prescribe-max-below-dose"));
        }
        let days = if once { None } else { read("days", &self.days, 1, &mut wrongs) };
        let note = Some(self.note.trim().to_owned()).filter(|n| !n.is_empty());
        let request = MedicationRequest {
            item: self.item,
            medicine,
            ingredients: (!self.ingredients.is_empty()).then(|| self.ingredients.clone()),
            form,
            dose_milli,
            route,
            administration: how,
            days: days.and_then(|d| u16::try_from(d).ok()),
            daily_max_milli,
            note,
            ..MedicationRequest::default()
        };
        // The amount is the core's to find.
        let others = request.problems().into_iter().filter(|p| p.field != "amount" && p.field != "medicine");
        wrongs.extend(others.map(Wrong::from));
        (request, wrongs)
    }

    /// What is signed: the request as checked, each alert with its reason.
    pub(crate) fn signed(
        &self,
        request: MedicationRequest,
        checked: &Checked,
        encounter: Id,
    ) -> Result<Part, Vec<Wrong>> {
        let mut overridden = Vec::new();
        let mut wrongs = Vec::new();
        for alert in checked.alerts.iter().map(domain::api::visit::Alert::key) {
            match self.reasons.get(&alert).map(|r| r.trim().to_owned()).filter(|r| !r.is_empty()) {
                Some(reason) => overridden.push(Overridden { alert, reason }),
                None => wrongs.push(FieldError::new("reason", Problem::AlertNeedsReason { alert }).into()),
            }
        }
        if !wrongs.is_empty() {
            return Err(wrongs);
        }
        judged(MedicationRequest {
            encounter: Some(encounter),
            amount: checked.amount,
            status: Some(RequestStatus::Active),
            overridden: (!overridden.is_empty()).then_some(overridden),
            unchecked: (!checked.unchecked.is_empty()).then(|| checked.unchecked.clone()),
            ..request
        })
    }
}

fn missing(field: &str) -> Wrong {
    FieldError::new(field, Problem::Nothing).into()
}

/// A code that must be chosen.
fn coded<'a>(field: &str, code: &'a str, wrongs: &mut Vec<Wrong>) -> Option<&'a str> {
    if code.is_empty() {
        wrongs.push(missing(field));
    }
    Some(code).filter(|c| !c.is_empty())
}

/// A number above nothing, in units of 1/`scale`.
fn read(field: &str, text: &str, scale: i32, wrongs: &mut Vec<Wrong>) -> Option<u32> {
    let what = match number::parse(text, scale) {
        _ if text.trim().is_empty() => What::Problem(Problem::Nothing),
        Ok(0) => What::Typed("prescribe-not-zero"),
        Ok(value) => return u32::try_from(value).ok(),
        Err(NotNumber::Words) if scale == 1 => What::Typed("prescribe-not-whole"),
        Err(NotNumber::TooExact) if scale == 1 => What::Typed("prescribe-not-whole"),
        Err(NotNumber::Words) => What::Typed("prescribe-not-a-number"),
        Err(NotNumber::TooExact) => What::Typed("problem-too-exact"),
    };
    wrongs.push(Wrong { field: field.to_owned(), what });
    None
}

/// How often, from an abbreviation or from the words of the language now chosen, as far as only one begins so.
pub(crate) fn understood(typed: &str) -> Option<Administration> {
    if let Some(how) = Administration::from_typed(typed) {
        return Some(how);
    }
    let typed = typed.trim().to_lowercase();
    if typed.is_empty() {
        return None;
    }
    let words = |a: &Administration| code_words("administration", a.code()).to_lowercase();
    if let Some(how) = Administration::ALL.iter().find(|a| words(a) == typed) {
        return Some(how.clone());
    }
    let mut beginning = Administration::ALL.iter().filter(|a| words(a).starts_with(&typed));
    beginning.next().filter(|_| beginning.next().is_none()).cloned()
}

/// What a dose of a form is counted in (locale keys `unit-…`). An injection is never counted in "units",
/// which are also a strength.
fn unit_of(form: &str) -> &'static str {
    match Form::from(form) {
        Form::Tablet | Form::Chewable | Form::Sublingual => "tablet",
        Form::Capsule => "capsule",
        Form::Suspension | Form::Syrup | Form::Elixir | Form::Solution => "ml",
        Form::Sachet => "sachet",
        Form::Injection => "ampoule",
        Form::Cream | Form::Ointment | Form::Lotion => "application",
        Form::Drops => "drop",
        Form::Suppository => "suppository",
        Form::Inhaler => "puff",
        Form::Nebuliser => "nebule",
        Form::Patch => "patch",
        Form::Unknown(_) => "dose",
    }
}

/// The unit within a field, in the plural.
pub(crate) fn units(form: &str) -> String {
    t(&format!("units-{}", unit_of(form)))
}

/// So many units of a form in words; thousandths.
pub(crate) fn counted(form: &str, milli: u64) -> String {
    let shown = number::show(i64::try_from(milli).unwrap_or(i64::MAX), MILLI, 0, current().decimal());
    // Plural forms follow the next whole number: half a tablet counts as one, one and a half as two.
    let n = milli.div_ceil(1000);
    ta(&format!("unit-{}", unit_of(form)), &[("shown", shown.into()), ("n", n.into())])
}

/// A prescription as one sentence: "Amoxicillin 250 mg: 2 tablets by mouth, 3 times a day, 5 days = 30 tablets".
pub(crate) fn sentence(request: &MedicationRequest) -> String {
    let form = request.form.as_ref().map_or("", Form::code);
    let how = request.administration.as_ref();
    let key = match how {
        Some(Administration::Once) => "prescribe-said-once",
        Some(Administration::AsNeeded) => "prescribe-said-needed",
        _ => "prescribe-said",
    };
    let code = |prefix: &str, code: Option<&str>| code.map(|c| code_words(prefix, c)).unwrap_or_default();
    let count = |milli: Option<u32>| milli.map(|m| counted(form, m.into())).unwrap_or_default();
    ta(
        key,
        &[
            ("medicine", request.medicine.clone().unwrap_or_default().into()),
            ("dose", count(request.dose_milli).into()),
            ("route", code("route", request.route.as_ref().map(Route::code)).into()),
            ("how", code("administration", how.map(Administration::code)).into()),
            ("max", count(request.daily_max_milli).into()),
            ("days", ta("prescribe-days", &[("n", request.days.unwrap_or(0).into())]).into()),
            ("amount", request.amount.map(|n| counted(form, u64::from(n) * 1000)).unwrap_or_default().into()),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Lang, words};
    use domain::api::visit::Alert;

    fn amoxicillin() -> Typed {
        let mut typed = Typed { dose: "2".into(), days: "5".into(), ..Typed::default() };
        typed.pick(Suggestion {
            label: "Amoxicillin 250 mg".into(),
            code: None,
            item: Some(Id([9; 16])),
            on_hand: Some(400),
            ingredients: vec!["amoxicillin".into()],
            form: Some(Form::Tablet),
            route: Some(Route::Oral),
        });
        typed.type_how("TID".into(), understood);
        typed
    }

    fn fields(typed: &Typed) -> Vec<String> {
        typed.request().1.into_iter().map(|w| w.field).collect()
    }

    #[test]
    fn the_sentence_is_the_one_to_read_aloud() {
        let (mut request, wrongs) = amoxicillin().request();
        assert_eq!(wrongs, []);
        request.amount = Some(30);
        assert_eq!(sentence(&request), "Amoxicillin 250 mg: 2 tablets by mouth, 3 times a day, 5 days = 30 tablets");
        request.dose_milli = Some(500);
        assert!(sentence(&request).contains("0.5 tablet by mouth"), "{}", sentence(&request));
    }

    #[test]
    fn a_dose_is_read_with_point_comma_and_arabic_digits() {
        for (text, milli) in [("0.5", 500), ("0,5", 500), ("١٫٥", 1500), ("2", 2000), (" 12.125 ", 12_125)] {
            let typed = Typed { dose: text.into(), ..amoxicillin() };
            assert_eq!(typed.request().0.dose_milli, Some(milli), "{text}");
        }
        for text in ["", "0", "two", "1.2345", "-1", "1 1/2"] {
            let typed = Typed { dose: text.into(), ..amoxicillin() };
            assert_eq!((typed.request().0.dose_milli, fields(&typed)), (None, vec!["dose_milli".into()]), "{text}");
        }
    }

    #[test]
    fn what_is_needed_depends_on_how_often() {
        assert_eq!(fields(&Typed::default()), ["medicine", "form", "dose_milli", "route", "administration", "days"]);
        let mut typed = Typed { days: String::new(), ..amoxicillin() };
        assert_eq!(fields(&typed), ["days"]);
        typed.type_how("stat".into(), understood);
        assert_eq!(fields(&typed), [""; 0]);
        typed.type_how("PRN".into(), understood);
        assert_eq!(fields(&typed), ["daily_max_milli", "days"]);
        (typed.daily_max, typed.days) = ("1".into(), "3".into());
        assert_eq!(fields(&typed), ["daily_max_milli"], "a maximum below one dose");
        typed.daily_max = "8".into();
        assert_eq!(fields(&typed), [""; 0]);
    }

    #[test]
    fn an_abbreviation_gives_way_to_words() {
        let mut typed = amoxicillin();
        assert_eq!(typed.how_shown(), "TID");
        typed.settle_how();
        assert_eq!(typed.how_shown(), "3 times a day");
        typed.type_how("od".into(), understood);
        typed.settle_how();
        assert_eq!((typed.how(), typed.how_shown().as_str()), (None, "od"));
        assert_eq!(fields(&typed), ["administration"]);
        assert_eq!(understood("Every 12"), Some(Administration::Every12Hours));
        assert_eq!(understood("every"), None);
    }

    #[test]
    fn a_draft_comes_back_and_a_repeat_reads_the_same() {
        let typed = amoxicillin();
        let kept = serde_json::to_string(&typed).unwrap();
        assert_eq!(serde_json::from_str::<Typed>(&kept).unwrap(), typed);
        let (request, _) = typed.request();
        for decimal in ['.', ','] {
            let half = MedicationRequest { dose_milli: Some(1500), ..request.clone() };
            assert_eq!(Typed::again(&half, decimal).request(), (half, vec![]));
        }
    }

    #[test]
    fn every_code_a_form_shows_has_words() {
        use domain::care::{Certainty, ProcedureKind, Severity, TestStatus};
        use domain::visit::{Outcome, Step};
        let mut keys: Vec<String> = Vec::new();
        macro_rules! all {
            ($($prefix:literal $codes:ty),+) => { $(keys.extend(<$codes>::ALL.iter().map(|c| format!("{}-{}", $prefix, c.code())));)+ };
        }
        all!("form" Form, "route" Route, "administration" Administration, "request" RequestStatus, "reaction" Severity);
        all!("certainty" Certainty, "procedure" ProcedureKind, "test" TestStatus, "outcome" Outcome, "step" Step, "stands" Step);
        keys.extend(crate::visit::background::FLAGS.map(|f| format!("history-flag-{f}")));
        let counted = Form::ALL.iter().map(|f| unit_of(f.code()));
        keys.extend(counted.flat_map(|unit| [format!("unit-{unit}"), format!("units-{unit}")]));
        keys.retain(|key| words(Lang::En, key, &[]).contains('\u{27e6}'));
        assert!(keys.is_empty(), "{keys:?}");
    }

    #[test]
    fn every_alert_needs_its_reason() {
        let alert = Alert {
            code: "allergy".into(),
            object: "penicillins".into(),
            detail: String::new(),
            source: String::new(),
        };
        let checked = Checked { amount: Some(30), alerts: vec![alert], unchecked: vec!["no-weight".into()] };
        let mut typed = amoxicillin();
        let (request, _) = typed.request();
        let visit = Id([1; 16]);
        assert_eq!(typed.signed(request.clone(), &checked, visit).unwrap_err()[0].field, "reason");
        typed.give_reason("allergy:penicillins".into(), "tolerated in 2020".into());
        let Ok(Part::MedicationRequest(signed)) = typed.signed(request, &checked, visit) else { panic!() };
        assert_eq!(signed.overridden.unwrap()[0].reason, "tolerated in 2020");
        assert_eq!((signed.amount, signed.unchecked), (Some(30), Some(vec!["no-weight".into()])));
        typed.type_medicine("Amoxicilin".into());
        assert!(typed.reasons.is_empty() && typed.item.is_none() && typed.ingredients.is_empty());
    }
}
