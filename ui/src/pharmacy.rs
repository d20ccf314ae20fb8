//! Pharmacy and stock: their forms, one module each, and what these have in common.
//! In scope: sending a form, counting units, reading numbers as typed.  Not here: what a screen shows beside them (screens).

pub(crate) mod expiry;
pub(crate) mod give;
pub(crate) mod import;
pub(crate) mod item;
pub(crate) mod moves;
pub(crate) mod prescribed;
pub(crate) mod receive;
pub(crate) mod shelf;
pub(crate) mod why;

use domain::api::Call;
use domain::care::MedicationRequest;
use domain::prescription::{Administration, Form as DoseForm, Route};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::client::call;
use crate::components::field::{FieldWrong, describe, field_id};
use crate::components::summary::wrong_of;
use crate::errors::Wrong;
use crate::i18n::{code_words, t, ta, tr};
use crate::number;
use crate::visit::dose::counted;
use crate::visit::form::Form;

/// Sends what a form asks, unless something must be mended; the form keeps what is typed until the core has it.
pub(crate) fn send<T, C>(form: Form<T>, ask: Result<C, Vec<Wrong>>, then: impl FnOnce(C::Output) + 'static)
where
    T: Clone + Default + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static,
    C: Call,
{
    if form.busy.get_untracked() {
        return;
    }
    form.trouble.set(None);
    form.wrongs.set(Vec::new());
    let ask = match ask {
        Ok(ask) => ask,
        Err(wrongs) => return form.wrongs.set(wrongs),
    };
    form.busy.set(true);
    spawn_local(async move {
        let told = call(ask).await;
        // Whoever went on to another screen no longer has the form.
        if form.busy.try_set(false).is_some() {
            return;
        }
        match told {
            Ok(told) => {
                form.reset();
                form.draft.end().await;
                then(told);
            }
            Err(error) => form.tell(error),
        }
    });
}

/// Units in words, by what the form of the medicine counts: "30 tablets", "−4 capsules".
pub(crate) fn units_words(form: Option<&DoseForm>, units: i64) -> String {
    let words = counted(form.map_or("", DoseForm::code), units.unsigned_abs().saturating_mul(1000));
    if units < 0 { format!("−{words}") } else { words }
}

/// How to take what was prescribed, without its name and amount: "2 tablets by mouth, 3 times a day, 5 days".
pub(crate) fn directions(request: &MedicationRequest) -> String {
    let form = request.form.as_ref().map_or("", DoseForm::code);
    let how = request.administration.as_ref();
    let key = match how {
        Some(Administration::Once) => "directions-once",
        Some(Administration::AsNeeded) => "directions-needed",
        _ => "directions",
    };
    let code = |prefix: &str, code: Option<&str>| code.map(|c| code_words(prefix, c)).unwrap_or_default();
    let count = |milli: Option<u32>| milli.map(|m| counted(form, m.into())).unwrap_or_default();
    ta(
        key,
        &[
            ("dose", count(request.dose_milli).into()),
            ("route", code("route", request.route.as_ref().map(Route::code)).into()),
            ("how", code("administration", how.map(Administration::code)).into()),
            ("max", count(request.daily_max_milli).into()),
            ("days", ta("prescribe-days", &[("n", request.days.unwrap_or(0).into())]).into()),
        ],
    )
}

/// What was typed, without the spaces around it; nothing where that is all.
pub(crate) fn plain(text: Option<&String>) -> Option<String> {
    text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty())
}

/// A whole number as typed; an empty field is none.
pub(crate) fn whole(field: &str, text: Option<&String>, wrongs: &mut Vec<Wrong>) -> Option<u32> {
    let text = plain(text)?;
    let read = number::parse(&text, 1).ok().and_then(|n| u32::try_from(n).ok());
    if read.is_none() {
        wrongs.push(Wrong::typed(field, "number-not-whole"));
    }
    read
}

/// One of many words, by its code; the locale key of each is `<name>-<code>`.
#[component]
pub(crate) fn Picked<T: Send + Sync + 'static>(
    form: Form<T>,
    /// Ids begin so.
    id: &'static str,
    name: &'static str,
    codes: Vec<String>,
    get: fn(&T) -> &Option<String>,
    set: fn(&mut T, Option<String>),
) -> impl IntoView {
    let at = field_id(id, name);
    let wrong_id = format!("{at}-wrong");
    let wrong = wrong_of(form.wrongs, name);
    let value = Memo::new(move |_| form.text.with(|t| get(t).clone().unwrap_or_default()));
    let options = codes.into_iter().map(|code| {
        let (chosen, words) = (code.clone(), code.clone());
        view! { <option value=code selected=move || value.get() == chosen>{move || code_words(name, &words)}</option> }
    });
    let put = move |ev| {
        let code = Some(event_target_value(&ev)).filter(|c| !c.is_empty());
        form.text.update(|t| set(t, code));
    };
    view! {
        <div class="field">
            <label for=at.clone()>{move || t(&format!("field-{name}"))}</label>
            <select id=at class="input" data-test=name aria-describedby=describe(None, wrong_id.clone(), wrong)
                aria-invalid=move || wrong.get().is_some().then_some("true") prop:value=move || value.get() on:change=put>
                <option value="">{tr("choose-one")}</option>
                {options.collect_view()}
            </select>
            <FieldWrong id=wrong_id wrong=wrong />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_in_words_below_zero_too() {
        assert_eq!(units_words(Some(&DoseForm::Tablet), 30), "30 tablets");
        assert_eq!(units_words(Some(&DoseForm::Capsule), -1), "−1 capsule");
        assert_eq!(units_words(None, 0), "0 of it");
    }

    #[test]
    fn directions_name_no_medicine_and_no_amount() {
        let request = MedicationRequest {
            medicine: Some("Amoxicillin 250 mg".into()),
            form: Some(DoseForm::Tablet),
            dose_milli: Some(2000),
            route: Some(Route::Oral),
            administration: Some(Administration::ThreeADay),
            days: Some(5),
            amount: Some(30),
            ..MedicationRequest::default()
        };
        assert_eq!(directions(&request), "2 tablets by mouth, 3 times a day, 5 days");
        let once = MedicationRequest { administration: Some(Administration::Once), ..request };
        assert_eq!(directions(&once), "2 tablets by mouth, one dose, now");
    }

    #[test]
    fn whole_numbers_in_any_digits() {
        let read = |text: &str| {
            let mut wrongs = Vec::new();
            let n = whole("units", Some(&text.to_owned()), &mut wrongs);
            (n, wrongs.len())
        };
        assert_eq!(read(" 30 "), (Some(30), 0));
        assert_eq!(read("٣٠"), (Some(30), 0));
        assert_eq!(read(" "), (None, 0));
        for bad in ["-3", "2.5", "ten", "99999999999"] {
            assert_eq!(read(bad), (None, 1), "{bad}");
        }
    }
}
