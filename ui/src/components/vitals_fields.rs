//! A set of vital signs as it is typed: numbers, reasons for their absence, consciousness; its JSON is the draft.

use std::collections::BTreeMap;

use domain::patient::AgeClass;
use domain::vitals::{Acvpu, Reading, SIGNS, Vitals};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::components::field::{Choice, TextField};
use crate::components::reading::{Judgement, ReadingField, judge};
use crate::components::summary::wrong_of;
use crate::errors::Wrong;
use crate::number;

/// What is typed in a form of vital signs. Fields are named as in the payload.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct VitalsText {
    /// Numbers as typed.
    pub(crate) values: BTreeMap<String, String>,
    /// Codes of absence.
    pub(crate) absent: BTreeMap<String, String>,
    /// Consciousness.
    pub(crate) acvpu: String,
    /// Pregnant: `yes`, `no`, or not asked.
    pub(crate) pregnant: String,
    /// Completed weeks, as typed.
    pub(crate) gestation_weeks: String,
}

impl VitalsText {
    /// The form of a set as it is now.
    pub(crate) fn of(vitals: &Vitals, decimal: char) -> Self {
        let mut text = VitalsText {
            acvpu: vitals.acvpu.as_ref().map(|a| a.code().to_owned()).unwrap_or_default(),
            pregnant: vitals.pregnant.map(|p| if p { "yes" } else { "no" }.to_owned()).unwrap_or_default(),
            gestation_weeks: vitals.gestation_weeks.map(|w| w.to_string()).unwrap_or_default(),
            ..VitalsText::default()
        };
        for sign in SIGNS {
            match vitals.reading(sign.field) {
                Some(Reading::Value(v)) => {
                    text.set_value(sign.field, number::show((*v).into(), sign.scale, sign.decimals, decimal))
                }
                Some(Reading::Absent(a)) => text.set_absent(sign.field, a.code().to_owned()),
                None => {}
            }
        }
        text
    }
    pub(crate) fn set_value(&mut self, field: &str, value: String) {
        keep(&mut self.values, field, value);
    }
    pub(crate) fn set_absent(&mut self, field: &str, code: String) {
        keep(&mut self.absent, field, code);
    }

    /// The set, or everything that must be mended first. What the form does not show is kept from `before`.
    pub(crate) fn read(&self, before: Option<&Vitals>) -> Result<Vitals, Vec<Wrong>> {
        let mut wrongs = Vec::new();
        let mut fields = serde_json::Map::new();
        for sign in SIGNS {
            if let Some(code) = self.absent.get(sign.field) {
                fields.insert(sign.field.to_owned(), code.as_str().into());
                continue;
            }
            let typed = self.values.get(sign.field).map_or("", String::as_str);
            match judge(&sign, typed, None) {
                Judgement::Empty => {}
                Judgement::Good(v) | Judgement::Unusual(v, _) => _ = fields.insert(sign.field.to_owned(), v.into()),
                Judgement::Wrong(what) => wrongs.push(Wrong { field: sign.field.to_owned(), what }),
            }
        }
        if !self.acvpu.is_empty() {
            fields.insert("acvpu".to_owned(), self.acvpu.as_str().into());
        }
        match self.pregnant.as_str() {
            "yes" => _ = fields.insert("pregnant".to_owned(), true.into()),
            "no" => _ = fields.insert("pregnant".to_owned(), false.into()),
            _ => {}
        }
        match self.gestation_weeks.trim() {
            "" => {}
            weeks => match weeks.parse::<u8>() {
                Ok(weeks) => _ = fields.insert("gestation_weeks".to_owned(), weeks.into()),
                Err(_) => wrongs.push(Wrong::typed("gestation_weeks", "problem-not-a-number")),
            },
        }
        let mut vitals: Vitals = serde_json::from_value(fields.into()).unwrap_or_default();
        if let Some(before) = before {
            (vitals.patient, vitals.at, vitals.encounter) = (before.patient, before.at, before.encounter);
        }
        if wrongs.is_empty() {
            wrongs.extend(vitals.problems().into_iter().map(Wrong::from));
        }
        if wrongs.is_empty() { Ok(vitals) } else { Err(wrongs) }
    }
}

fn keep(map: &mut BTreeMap<String, String>, field: &str, value: String) {
    if value.is_empty() {
        map.remove(field);
    } else {
        map.insert(field.to_owned(), value);
    }
}

/// The fields, in form order.
#[component]
pub(crate) fn VitalsFields(
    form: &'static str,
    text: RwSignal<VitalsText>,
    #[prop(into)] class: Signal<Option<AgeClass>>,
    wrongs: RwSignal<Vec<Wrong>>,
) -> impl IntoView {
    let fields = SIGNS.map(
        |sign| view! { <ReadingField form=form sign=sign text=text class=class told=wrong_of(wrongs, sign.field) /> },
    );
    let codes = Acvpu::ALL.iter().map(|a| a.code().to_owned()).collect::<Vec<_>>();
    let value = Signal::derive(move || text.with(|t| Some(t.acvpu.clone()).filter(|a| !a.is_empty())));
    let choose = Callback::new(move |code: Option<String>| text.update(|t| t.acvpu = code.unwrap_or_default()));
    view! {
        <div class="readings">
            {fields}
            <Choice form=form name="acvpu" codes=codes prefix="acvpu" value=value on_choose=choose wrong=wrong_of(wrongs, "acvpu") />
        </div>
    }
}

/// Whether pregnant, and for how long: asked, never assumed.
#[component]
pub(crate) fn PregnancyFields(
    form: &'static str,
    text: RwSignal<VitalsText>,
    wrongs: RwSignal<Vec<Wrong>>,
) -> impl IntoView {
    let value = Signal::derive(move || text.with(|t| Some(t.pregnant.clone()).filter(|p| !p.is_empty())));
    let choose = Callback::new(move |code: Option<String>| text.update(|t| t.pregnant = code.unwrap_or_default()));
    let weeks = Signal::derive(move || text.with(|t| t.gestation_weeks.clone()));
    let put = Callback::new(move |typed| text.update(|t| t.gestation_weeks = typed));
    let codes = vec!["yes".to_owned(), "no".to_owned()];
    view! {
        <Choice form=form name="pregnant" codes=codes prefix="answer" value=value on_choose=choose wrong=wrong_of(wrongs, "pregnant") />
        {move || (value.get().as_deref() == Some("yes")).then(|| view! {
            <TextField form=form name="gestation_weeks" kind="tel" value=weeks on_input=put wrong=wrong_of(wrongs, "gestation_weeks") />
        })}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::limits::Problem;
    use domain::vitals::Absence;

    use crate::errors::What;

    #[test]
    fn a_form_reads_back_the_set_it_was_drawn_from() {
        let vitals = Vitals {
            temperature_mc: Some(Reading::Value(37_450)),
            spo2_pct: Some(Reading::Absent(Absence::NotMeasurable)),
            weight_g: Some(Reading::Value(3_245)),
            acvpu: Some(Acvpu::Voice),
            at: Some(domain::time::Moment::utc(5)),
            ..Vitals::default()
        };
        for decimal in ['.', ','] {
            assert_eq!(VitalsText::of(&vitals, decimal).read(Some(&vitals)), Ok(vitals.clone()));
        }
    }

    #[test]
    fn impossible_and_empty_sets_are_refused() {
        let mut text = VitalsText::default();
        assert_eq!(text.read(None).unwrap_err()[0].what, What::Problem(Problem::Nothing));
        text.set_value("temperature_mc", "374".into());
        assert_eq!(text.read(None).unwrap_err()[0].field, "temperature_mc");
    }
}
