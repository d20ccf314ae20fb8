//! What was before the visit: one record a patient, amended; and the allergies, of which "none known" and "not asked" differ.

use domain::api::chart::ChartView;
use domain::api::visit::{AmendPart, Amends, List, Suggestion};
use domain::care::{AllergyIntolerance, Background, Certainty, Severity};
use domain::id::Id;
use domain::part::Part;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::client::call;
use crate::components::field::{Choice, Tick, field_id};
use crate::components::summary::wrong_of;
use crate::errors::Wrong;
use crate::i18n::{code_words, t, tr};
use crate::visit::ahead::Ahead;
use crate::visit::form::{Form, Line, Place, Sheet, Write, judged, row_key, tidy};
use crate::visit::past_marks::{Open, Written};

const FORM: &str = "background";
const ALLERGY: &str = "allergy";

/// The flags of a history, in form order.
pub(crate) const FLAGS: [&str; 5] = ["diabetes", "hypertension", "high-cholesterol", "smoker", "alcohol"];

/// Allergies first: they are what harms when forgotten.
#[component]
pub(crate) fn BackgroundForm(
    patient: Id,
    encounter: Id,
    chart: Signal<Option<ChartView>>,
    on_saved: Callback<()>,
) -> impl IntoView {
    let place = Place { patient, encounter, chart, on_saved };
    view! {
        <Allergies place=place />
        <History place=place />
    }
}

/// The one record that stands: the newest, should two devices have begun one each.
fn standing(place: Place) -> Option<(Amends, Background)> {
    place.standing::<Background>().into_iter().next().map(|(view, b)| (Amends::of(&view), b))
}

#[component]
fn History(place: Place) -> impl IntoView {
    let form = Form::<Background>::new(format!("background/{}", place.patient));
    Effect::new(move |_| {
        let (amends, background) = standing(place).unzip();
        form.redraw(background.unwrap_or_default(), amends);
    });
    let allergic = Memo::new(move |_| !place.standing::<AllergyIntolerance>().is_empty());
    let submit = Callback::new(move |()| {
        form.write(place, form.text.with_untracked(|b| read(b, allergic.get_untracked())), "background-saved");
    });
    let flags = FLAGS.map(|code| {
        let value = Signal::derive(move || form.text.with(|b| has(b, code)));
        let set = Callback::new(move |on: bool| form.text.update(|b| flag(b, code, on)));
        view! { <Flag code=code value=value on_change=set /> }
    });
    let none = Signal::derive(move || form.text.with(|b| b.no_known_allergies == Some(true)));
    let set_none = Callback::new(move |on: bool| form.text.update(|b| b.no_known_allergies = on.then_some(true)));
    let asked = move || {
        (!allergic.get()).then(|| view! { <Tick form=FORM name="no_known_allergies" value=none on_change=set_none /> })
    };
    view! {
        <Sheet form=form id=FORM title="background-title" on_submit=submit above=move || view! { <Past place=place /> }>
            {asked}
            <fieldset class="field" data-test="flags" id=field_id(FORM, "flags")>
                <legend>{tr("field-history_flags")}</legend>
                <div class="ticks">{flags}</div>
            </fieldset>
            <div class="grid">
                <Line form=form id=FORM name="medical" kind="multi" get=|b| &b.medical set=|b, v| b.medical = v />
                <Line form=form id=FORM name="medication" kind="multi" get=|b| &b.medication set=|b, v| b.medication = v />
                <Line form=form id=FORM name="social" kind="multi" get=|b| &b.social set=|b, v| b.social = v />
                <Line form=form id=FORM name="family_history" kind="multi" get=|b| &b.family set=|b, v| b.family = v />
            </div>
            <Write form=form test="save-background" words="background-save" />
        </Sheet>
    }
}

/// Who wrote the record and when, its history, and the way to strike it out.
#[component]
fn Past(place: Place) -> impl IntoView {
    let open: Open = RwSignal::new(None);
    let rows = move || place.all::<Background>();
    view! {
        <ul class="written-list" data-test="backgrounds">
            <For each=rows key=row_key let:row>
                <Written place=place view=row.0 open=open name=t("background-title")><p>{tr("background-asked")}</p></Written>
            </For>
        </ul>
    }
}

/// The record of a form. With an allergy in the chart, "none known" cannot stand.
fn read(typed: &Background, allergic: bool) -> Result<Part, Vec<Wrong>> {
    let mut background = tidy(typed);
    background.no_known_allergies = background.no_known_allergies.filter(|_| !allergic);
    judged(background)
}

fn has(background: &Background, code: &str) -> bool {
    background.flags.iter().flatten().any(|f| f == code)
}

/// Sets or clears a flag; flags of a newer version stay.
fn flag(background: &mut Background, code: &str, on: bool) {
    let mut flags = background.flags.take().unwrap_or_default();
    flags.retain(|f| f != code);
    if on {
        flags.push(code.to_owned());
    }
    background.flags = (!flags.is_empty()).then_some(flags);
}

/// One flag of the history; its words are those of its code.
#[component]
fn Flag(code: &'static str, value: Signal<bool>, on_change: Callback<bool>) -> impl IntoView {
    let id = field_id(FORM, &format!("flag-{code}"));
    view! {
        <div class="tick">
            <input type="checkbox" id=id.clone() data-test=format!("flag-{code}") prop:checked=move || value.get()
                on:change=move |ev| on_change.run(event_target_checked(&ev)) />
            <label for=id>{move || code_words("history-flag", code)}</label>
        </div>
    }
}

#[component]
fn Allergies(place: Place) -> impl IntoView {
    let form = Form::<AllergyIntolerance>::new(format!("allergy/{}", place.encounter));
    let submit = Callback::new(move |()| {
        let read = form.text.with_untracked(|a| judged(tidy(a)));
        form.write_then(place, read, "allergy-saved", move || no_longer_none(place));
    });
    let substance = Signal::derive(move || form.text.with(|a| a.substance.clone().unwrap_or_default()));
    let typed = Callback::new(move |v: String| {
        form.text.update(|a| (a.substance, a.code) = (Some(v).filter(|v| !v.is_empty()), None));
    });
    let picked =
        Callback::new(move |s: Suggestion| form.text.update(|a| (a.substance, a.code) = (Some(s.label), s.code)));
    let severity = Signal::derive(move || form.text.with(|a| a.severity.as_ref().map(|s| s.code().to_owned())));
    let certainty = Signal::derive(move || form.text.with(|a| a.certainty.as_ref().map(|s| s.code().to_owned())));
    let set_severity = Callback::new(move |c: Option<String>| {
        form.text.update(|a| a.severity = c.map(|c| Severity::from(c.as_str())))
    });
    let set_certainty = Callback::new(move |c: Option<String>| {
        form.text.update(|a| a.certainty = c.map(|c| Certainty::from(c.as_str())))
    });
    let codes = |all: &[&str]| all.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
    let (severities, certainties) = (
        codes(&Severity::ALL.iter().map(Severity::code).collect::<Vec<_>>()),
        codes(&Certainty::ALL.iter().map(Certainty::code).collect::<Vec<_>>()),
    );
    view! {
        <Sheet form=form id=ALLERGY title="allergies-title" on_submit=submit above=move || view! { <AllergyRows place=place form=form /> }>
            <div class="grid">
                <Ahead form=ALLERGY name="substance" list=List::Allergies value=substance on_input=typed on_pick=picked wrong=wrong_of(form.wrongs, "substance") />
                <Line form=form id=ALLERGY name="reaction" get=|a| &a.reaction set=|a, v| a.reaction = v />
                <Choice form=ALLERGY name="severity" codes=severities prefix="reaction" value=severity on_choose=set_severity wrong=wrong_of(form.wrongs, "severity") />
                <Choice form=ALLERGY name="certainty" codes=certainties prefix="certainty" value=certainty on_choose=set_certainty wrong=wrong_of(form.wrongs, "certainty") />
            </div>
            <Write form=form test="add-allergy" words="allergy-add" />
        </Sheet>
    }
}

/// An allergy that was just written ends "none known".
fn no_longer_none(place: Place) {
    let Some((amends, mut background)) = untrack(|| standing(place)) else { return };
    if background.no_known_allergies.take().is_none() {
        return;
    }
    let part = Part::Background(background);
    spawn_local(async move {
        if call(AmendPart { patient: place.patient, amends, part, form: None }).await.is_ok() {
            place.on_saved.run(());
        }
    });
}

#[component]
fn AllergyRows(place: Place, form: Form<AllergyIntolerance>) -> impl IntoView {
    let open: Open = RwSignal::new(None);
    let state = move || {
        let none = standing(place).is_some_and(|(_, b)| b.no_known_allergies == Some(true));
        place
            .standing::<AllergyIntolerance>()
            .is_empty()
            .then(|| t(if none { "allergies-none-known" } else { "allergies-not-asked" }))
    };
    let rows = move || place.all::<AllergyIntolerance>();
    view! {
        <p class="state" data-test="allergy-state" hidden=move || state().is_none()>{state}</p>
        <ul class="written-list" data-test="allergies">
            <For each=rows key=row_key let:row>
                {
                    let (view, allergy) = row;
                    let (again, amends) = (allergy.clone(), Amends::of(&view));
                    let amend = Callback::new(move |()| form.open(again.clone(), amends.clone(), "allergy-substance"));
                    let name = allergy.substance.clone().unwrap_or_default();
                    let words = [
                        allergy.severity.map(|s| code_words("reaction", s.code())),
                        allergy.certainty.map(|c| code_words("certainty", c.code())),
                    ];
                    let words = words.into_iter().flatten().collect::<Vec<_>>().join(", ");
                    view! {
                        <Written place=place view=view open=open name=name.clone() on_amend=amend>
                            <p><strong><bdi>{name}</bdi></strong>" "<bdi>{allergy.reaction}</bdi>" "<span class="aside-words">{words}</span></p>
                        </Written>
                    }
                }
            </For>
        </ul>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allergy_and_none_known_cannot_both_stand() {
        let typed = Background { no_known_allergies: Some(true), medical: Some(" ".into()), ..Default::default() };
        let Ok(Part::Background(alone)) = read(&typed, false) else { panic!() };
        assert_eq!((alone.no_known_allergies, alone.medical), (Some(true), None));
        let Ok(Part::Background(beside)) = read(&typed, true) else { panic!() };
        assert_eq!(beside.no_known_allergies, None);
    }

    #[test]
    fn a_flag_of_a_newer_version_stays() {
        let mut background =
            Background { flags: Some(vec!["sickle-cell".into(), "smoker".into()]), ..Default::default() };
        flag(&mut background, "smoker", false);
        flag(&mut background, "diabetes", true);
        assert_eq!(background.flags, Some(vec!["sickle-cell".into(), "diabetes".into()]));
    }
}
