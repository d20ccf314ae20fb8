//! One vital sign: its number with the unit inside the field, limits told as it is typed, or the reason there is none.

use domain::limits::Problem;
use domain::patient::AgeClass;
use domain::vitals::{Absence, Sign, impossible, usual};
use leptos::prelude::*;

use crate::components::field::{FieldWrong, describe, field_id};
use crate::components::vitals_fields::VitalsText;
use crate::errors::{What, Wrong, shown};
use crate::i18n::{code_words, t, ta, tr};
use crate::icons::{Mark, WARNING};
use crate::number::{self, NotNumber};

/// What is to be said of a typed number.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Judgement {
    /// Nothing is typed.
    Empty,
    /// Possible and usual, or with no usual range.
    Good(i32),
    /// Possible; outside the usual range for this age.
    Unusual(i32, (i32, i32)),
    /// Not to be written.
    Wrong(What),
}

/// Judges what is typed for a sign at an age.
pub(crate) fn judge(sign: &Sign, text: &str, class: Option<&AgeClass>) -> Judgement {
    if text.trim().is_empty() {
        return Judgement::Empty;
    }
    let value = match number::parse(text, sign.scale) {
        Ok(value) => value,
        Err(NotNumber::Words) => return Judgement::Wrong(What::Typed("problem-not-a-number")),
        Err(NotNumber::TooExact) => return Judgement::Wrong(What::Typed("problem-too-exact")),
    };
    if let Some(problem) = impossible(sign, value) {
        return Judgement::Wrong(What::Problem(problem));
    }
    match usual(sign.field, class) {
        Some(range) if value < range.0 || value > range.1 => Judgement::Unusual(value, range),
        _ => Judgement::Good(value),
    }
}

/// A sign's field.
#[component]
pub(crate) fn ReadingField(
    form: &'static str,
    sign: Sign,
    text: RwSignal<VitalsText>,
    #[prop(into)] class: Signal<Option<AgeClass>>,
    #[prop(into)] told: Signal<Option<String>>,
) -> impl IntoView {
    let name = sign.field;
    let id = field_id(form, name);
    let absent_id = field_id(form, &format!("{name}-absence"));
    let typed = Memo::new(move |_| text.with(|t| t.values.get(name).cloned().unwrap_or_default()));
    let absent = Memo::new(move |_| text.with(|t| t.absent.get(name).cloned().unwrap_or_default()));
    let judged = Memo::new(move |_| judge(&sign, &typed.get(), class.get().as_ref()));
    let wrong = Signal::derive(move || match judged.get() {
        // Half a number may still become a good one: below the limit is said on leaving the field, by the form.
        Judgement::Wrong(What::Problem(Problem::TooLow { .. }))
        | Judgement::Empty
        | Judgement::Good(_)
        | Judgement::Unusual(..) => told.get(),
        Judgement::Wrong(what) => Some(Wrong { field: name.to_owned(), what }.text()),
    });
    let unusual = move || match judged.get() {
        Judgement::Unusual(_, (low, high)) => {
            let range = [("low", shown(name, low.into()).into()), ("high", shown(name, high.into()).into())];
            Some(view! { <Mark icon=WARNING /><span>{ta("unusual-range", &range)}</span> })
        }
        _ => None,
    };
    let (hint_id, wrong_id) = (format!("{id}-unusual"), format!("{id}-wrong"));
    let described = describe(Some(hint_id.clone()), wrong_id.clone(), wrong);
    let reasons = Absence::ALL.iter().map(|a| {
        let (code, chosen, words) = (a.code(), a.code(), a.code());
        view! { <option value=code selected=move || absent.get() == chosen>{move || code_words("absence", words)}</option> }
    });
    view! {
        <div class="field reading" class:unusual=move || matches!(judged.get(), Judgement::Unusual(..))>
            <label for=id.clone()>{move || t(&format!("field-{name}"))}</label>
            <div class="with-unit">
                <input id=id class="input number" type="text" inputmode="decimal" autocomplete="off" dir="ltr" maxlength="10" data-test=name
                    aria-describedby=described aria-invalid=move || wrong.get().is_some().then_some("true")
                    disabled=move || !absent.get().is_empty() prop:value=move || typed.get()
                    on:input=move |ev| text.update(|t| t.set_value(name, event_target_value(&ev))) />
                <span class="unit" aria-hidden="true" dir="ltr">{sign.unit}</span>
            </div>
            <label class="visually-hidden" for=absent_id.clone()>{move || ta("absence-of", &[("field", t(&format!("field-{name}")).into())])}</label>
            <select id=absent_id class="input absence" data-test=format!("{name}-absence") disabled=move || typed.with(|t| !t.is_empty()) prop:value=move || absent.get()
                on:change=move |ev| text.update(|t| t.set_absent(name, event_target_value(&ev)))>
                <option value="">{tr("absence-none")}</option>
                {reasons.collect_view()}
            </select>
            <p class="mark" id=hint_id aria-live="polite" data-test=format!("{name}-unusual")>{unusual}</p>
            <FieldWrong id=wrong_id wrong=wrong />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::vitals::SIGNS;

    #[test]
    fn two_kinds_of_limits() {
        let pulse = &SIGNS[1];
        assert_eq!(judge(pulse, "180", Some(&AgeClass::Newborn)), Judgement::Good(180));
        assert_eq!(judge(pulse, "180", Some(&AgeClass::Adult)), Judgement::Unusual(180, (51, 90)));
        assert_eq!(judge(pulse, "180", None), Judgement::Good(180));
        assert!(matches!(
            judge(pulse, "900", None),
            Judgement::Wrong(What::Problem(Problem::TooHigh { limit: 350, .. }))
        ));
        assert!(matches!(judge(pulse, "72.5", None), Judgement::Wrong(What::Typed("problem-too-exact"))));
        assert_eq!(judge(pulse, " ", None), Judgement::Empty);
    }
}
