//! When somebody was born, however exactly it is known: a date (or its year, or month), an age as it was told, or a class judged by eye.
//! In scope: what is typed, and reading it into a `Birth`.  Not here: words for a birth (age.rs).

use domain::patient::{AgeClass, AgeUnit, Birth};
use domain::time::{Date, Precision};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::components::field::{Choice, FieldWrong, describe, field_id, never};
use crate::i18n::{code_words, t, tr};
use crate::number;

/// What is typed in the birth field; kept as it is in drafts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct BirthText {
    /// `date`, `age` or `class`; nothing chosen shows the age.
    pub(crate) way: String,
    pub(crate) day: String,
    pub(crate) month: String,
    pub(crate) year: String,
    pub(crate) age: String,
    pub(crate) unit: String,
    pub(crate) class: String,
}

impl BirthText {
    /// The text from which a birth would be read again.
    pub(crate) fn of(birth: Option<&Birth>) -> Self {
        let mut text = BirthText::default();
        match birth {
            Some(Birth::Date { date, known }) => {
                text.way = "date".into();
                text.year = date.year.to_string();
                if *known <= Precision::Month {
                    text.month = date.month.to_string();
                }
                if *known <= Precision::Day {
                    text.day = date.day.to_string();
                }
            }
            Some(Birth::Age { value, unit, .. }) => {
                (text.way, text.age, text.unit) = ("age".into(), value.to_string(), unit.code().to_owned());
            }
            Some(Birth::Class { class, .. }) => (text.way, text.class) = ("class".into(), class.code().to_owned()),
            None => {}
        }
        text
    }

    /// Reads the birth; an unchanged one keeps the day it was told on.
    pub(crate) fn read(&self, today: Date, before: Option<&Birth>) -> Result<Option<Birth>, &'static str> {
        if before.is_some() && *self == BirthText::of(before) {
            return Ok(before.cloned());
        }
        match self.way.as_str() {
            "date" => self.read_date(),
            "class" => Ok((!self.class.is_empty())
                .then(|| Birth::Class { class: AgeClass::from(self.class.as_str()), on: today })),
            _ => self.read_age(today),
        }
    }

    fn read_date(&self) -> Result<Option<Birth>, &'static str> {
        let part = |s: &str| {
            if s.trim().is_empty() { Ok(None) } else { number::parse(s, 1).map(Some).map_err(|_| "birth-wrong-date") }
        };
        let (day, month, year) = (part(&self.day)?, part(&self.month)?, part(&self.year)?);
        let (year, month, day, known) = match (year, month, day) {
            (None, None, None) => return Ok(None),
            (None, ..) => return Err("birth-wrong-year"),
            (Some(_), None, Some(_)) => return Err("birth-wrong-month"),
            (Some(y), None, None) => (y, 1, 1, Precision::Year),
            (Some(y), Some(m), None) => (y, m, 1, Precision::Month),
            (Some(y), Some(m), Some(d)) => (y, m, d, Precision::Day),
        };
        let short = || "birth-wrong-date";
        let year = i16::try_from(year).ok().filter(|y| *y >= 1850).ok_or("birth-wrong-four")?;
        let date = Date::new(year, u8::try_from(month).map_err(|_| short())?, u8::try_from(day).map_err(|_| short())?);
        date.map(|date| Some(Birth::Date { date, known })).ok_or_else(short)
    }

    fn read_age(&self, today: Date) -> Result<Option<Birth>, &'static str> {
        if self.age.trim().is_empty() {
            return Ok(None);
        }
        let value = number::parse(&self.age, 1).ok().and_then(|v| u16::try_from(v).ok()).ok_or("birth-wrong-age")?;
        if self.unit.is_empty() {
            return Err("birth-wrong-unit");
        }
        Ok(Some(Birth::Age { value, unit: AgeUnit::from(self.unit.as_str()), on: today }))
    }
}

/// The birth field.
#[component]
pub(crate) fn BirthField(
    form: &'static str,
    text: RwSignal<BirthText>,
    #[prop(into)] wrong: Signal<Option<String>>,
) -> impl IntoView {
    let way = Memo::new(move |_| text.with(|b| if b.way.is_empty() { "age".to_owned() } else { b.way.clone() }));
    let ways =
        ["age", "date", "class"].map(|code| view! { <WayOption form=form code=code way=way.into() text=text /> });
    let wrong_id = format!("{}-wrong", field_id(form, "birth"));
    let parts = move || match way.get().as_str() {
        "date" => view! { <DateParts form=form text=text /> }.into_any(),
        "class" => {
            let codes = AgeClass::ALL.iter().map(|c| c.code().to_owned()).collect();
            let value = Signal::derive(move || text.with(|b| Some(b.class.clone()).filter(|c| !c.is_empty())));
            let choose = Callback::new(move |code: Option<String>| text.update(|b| b.class = code.unwrap_or_default()));
            view! { <Choice form=form name="birth_class" codes=codes prefix="age-class" value=value on_choose=choose wrong=never() /> }
                .into_any()
        }
        _ => view! { <AgeParts form=form text=text /> }.into_any(),
    };
    let described = describe(None, wrong_id.clone(), wrong);
    view! {
        <fieldset class="field birth wide" data-test="birth" id=field_id(form, "birth") tabindex="-1" aria-describedby=described>
            <legend>{tr("field-birth")}</legend>
            <div class="options">{ways}</div>
            <div class="parts">{parts}</div>
            <FieldWrong id=wrong_id wrong=wrong />
        </fieldset>
    }
}

#[component]
fn WayOption(form: &'static str, code: &'static str, way: Signal<String>, text: RwSignal<BirthText>) -> impl IntoView {
    let id = field_id(form, &format!("birth_way-{code}"));
    view! {
        <span class="option">
            <input type="radio" id=id.clone() name=field_id(form, "birth_way") data-test=format!("birth_way-{code}") value=code
                prop:checked=move || way.get() == code on:change=move |_| text.update(|b| b.way = code.to_owned()) />
            <label for=id>{move || t(&format!("birth-way-{code}"))}</label>
        </span>
    }
}

#[component]
fn AgeParts(form: &'static str, text: RwSignal<BirthText>) -> impl IntoView {
    let units = AgeUnit::ALL.iter().map(|u| {
        let code = u.code().to_owned();
        let chosen = code.clone();
        let words = code.clone();
        view! { <option value=code selected=move || text.with(|b| b.unit == chosen)>{move || code_words("age-unit", &words)}</option> }
    });
    view! {
        <Part form=form name="birth_age" text=text get=|b| &b.age set=|b, v| b.age = v />
        <span class="part">
            <label for=field_id(form, "birth_unit")>{tr("field-birth_unit")}</label>
            <select id=field_id(form, "birth_unit") class="input" data-test="birth_unit" prop:value=move || text.with(|b| b.unit.clone())
                on:change=move |ev| text.update(|b| b.unit = event_target_value(&ev))>
                <option value="">{tr("choose-one")}</option>
                {units.collect_view()}
            </select>
        </span>
    }
}

#[component]
fn DateParts(form: &'static str, text: RwSignal<BirthText>) -> impl IntoView {
    view! {
        <Part form=form name="birth_day" text=text get=|b| &b.day set=|b, v| b.day = v />
        <Part form=form name="birth_month" text=text get=|b| &b.month set=|b, v| b.month = v />
        <Part form=form name="birth_year" text=text get=|b| &b.year set=|b, v| b.year = v />
        <p class="hint">{tr("birth-date-hint")}</p>
    }
}

/// One number of a birth.
#[component]
fn Part(
    form: &'static str,
    name: &'static str,
    text: RwSignal<BirthText>,
    get: fn(&BirthText) -> &String,
    set: fn(&mut BirthText, String),
) -> impl IntoView {
    let id = field_id(form, name);
    view! {
        <span class="part">
            <label for=id.clone()>{move || t(&format!("field-{name}"))}</label>
            <input id=id class="input number" type="text" inputmode="numeric" autocomplete="off" dir="ltr" maxlength="4" data-test=name
                prop:value=move || text.with(|b| get(b).clone()) on:input=move |ev| text.update(|b| set(b, event_target_value(&ev))) />
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Date {
        Date::new(2026, 6, 15).unwrap()
    }
    fn date(day: &str, month: &str, year: &str) -> Result<Option<Birth>, &'static str> {
        BirthText {
            way: "date".into(),
            day: day.into(),
            month: month.into(),
            year: year.into(),
            ..BirthText::default()
        }
        .read(today(), None)
    }

    #[test]
    fn dates_keep_their_precision() {
        let known = |r: Result<Option<Birth>, _>| match r {
            Ok(Some(Birth::Date { known, .. })) => known,
            other => panic!("{other:?}"),
        };
        assert_eq!(known(date("3", "4", "1990")), Precision::Day);
        assert_eq!(known(date("", "4", "1990")), Precision::Month);
        assert_eq!(known(date("", "", "1990")), Precision::Year);
        assert_eq!(date("", "", ""), Ok(None));
    }

    #[test]
    fn what_is_no_date_says_why() {
        assert_eq!(date("30", "2", "1990"), Err("birth-wrong-date"));
        assert_eq!(date("3", "", "1990"), Err("birth-wrong-month"));
        assert_eq!(date("3", "4", ""), Err("birth-wrong-year"));
        assert_eq!(date("3", "4", "90"), Err("birth-wrong-four"));
    }

    #[test]
    fn an_age_needs_its_unit_and_an_unchanged_one_keeps_its_day() {
        let text = BirthText { age: "3".into(), ..BirthText::default() };
        assert_eq!(text.read(today(), None), Err("birth-wrong-unit"));
        let told = Birth::Age { value: 3, unit: AgeUnit::Months, on: Date::new(2020, 1, 1).unwrap() };
        assert_eq!(BirthText::of(Some(&told)).read(today(), Some(&told)), Ok(Some(told.clone())));
        for birth in [told, Birth::Class { class: AgeClass::Older, on: today() }] {
            let again = BirthText::of(Some(&birth)).read(today(), None).unwrap().unwrap();
            assert_eq!(BirthText::of(Some(&again)), BirthText::of(Some(&birth)));
        }
    }
}
