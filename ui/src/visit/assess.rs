//! What it is: problems by type-ahead over the coded list, or in free words.

use domain::api::chart::ChartView;
use domain::api::visit::{Amends, List, Suggestion};
use domain::id::Id;
use domain::part::Part;
use domain::record::Condition;
use leptos::prelude::*;

use crate::components::summary::wrong_of;
use crate::errors::Wrong;
use crate::i18n::tr;
use crate::visit::ahead::Ahead;
use crate::visit::form::{Form, Place, Sheet, Write, judged, row_key, tidy};
use crate::visit::past_marks::{Open, Written};

const FORM: &str = "assess";

/// ICD-10, as FHIR names it (hl7.org/fhir/R4/icd.html).
pub(crate) const ICD_10: &str = "http://hl7.org/fhir/sid/icd-10";

/// The form, and the problems of this visit.
#[component]
pub(crate) fn Assess(
    patient: Id,
    encounter: Id,
    chart: Signal<Option<ChartView>>,
    on_saved: Callback<()>,
) -> impl IntoView {
    let place = Place { patient, encounter, chart, on_saved };
    let form = Form::<Condition>::new(format!("assess/{encounter}"));
    let submit =
        Callback::new(move |()| form.write(place, form.text.with_untracked(|c| read(c, encounter)), "problem-saved"));
    let text = Signal::derive(move || form.text.with(|c| c.text.clone().unwrap_or_default()));
    let typed = Callback::new(move |words: String| form.text.update(|c| type_words(c, words)));
    let picked = Callback::new(move |row: Suggestion| form.text.update(|c| pick(c, row)));
    let coded = move || {
        form.text
            .with(|c| c.code.clone())
            .map(|code| view! { <p class="hint" data-test="code">{tr("assess-code")}" "<bdi>{code}</bdi></p> })
    };
    view! {
        <Sheet form=form id=FORM title="assess-title" on_submit=submit above=move || view! { <Rows place=place form=form /> }>
            <div>
                <Ahead form=FORM name="text" list=List::Problems value=text on_input=typed on_pick=picked wrong=wrong_of(form.wrongs, "text") />
                {coded}
            </div>
            <Write form=form test="add-problem" words="assess-add" />
        </Sheet>
    }
}

/// Words typed by hand have no code: what was picked before is no longer what stands there.
fn type_words(problem: &mut Condition, words: String) {
    problem.text = Some(words).filter(|w| !w.is_empty());
    (problem.system, problem.code) = (None, None);
}

fn pick(problem: &mut Condition, row: Suggestion) {
    problem.text = Some(row.label);
    problem.system = row.code.is_some().then(|| ICD_10.to_owned());
    problem.code = row.code;
}

fn read(typed: &Condition, encounter: Id) -> Result<Part, Vec<Wrong>> {
    let problem = tidy(typed);
    let status = problem.status.clone().or_else(|| Some("active".to_owned()));
    judged(Condition { encounter: Some(encounter), status, ..problem })
}

#[component]
fn Rows(place: Place, form: Form<Condition>) -> impl IntoView {
    let open: Open = RwSignal::new(None);
    let rows = move || place.here::<Condition>();
    view! {
        <ul class="written-list" data-test="problems">
            <For each=rows key=row_key let:row>
                {
                    let (view, problem) = row;
                    let (again, amends) = (problem.clone(), Amends::of(&view));
                    let amend = Callback::new(move |()| form.open(again.clone(), amends.clone(), "assess-text"));
                    let name = problem.text.unwrap_or_default();
                    view! {
                        <Written place=place view=view open=open name=name.clone() on_amend=amend>
                            <p><strong><bdi>{name}</bdi></strong>" "<bdi class="aside-words">{problem.code}</bdi></p>
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
    fn a_code_goes_with_the_words_it_came_with() {
        let row = Suggestion {
            label: "Malaria, unspecified".into(),
            code: Some("B54".into()),
            item: None,
            on_hand: None,
            ingredients: vec![],
            form: None,
            route: None,
        };
        let mut problem = Condition::default();
        pick(&mut problem, row);
        assert_eq!((problem.system.as_deref(), problem.code.as_deref()), (Some(ICD_10), Some("B54")));
        let Ok(Part::Condition(written)) = read(&problem, Id([1; 16])) else { panic!() };
        assert_eq!((written.status.as_deref(), written.encounter), (Some("active"), Some(Id([1; 16]))));
        type_words(&mut problem, "Malaria?".into());
        assert_eq!((problem.system, problem.code, problem.text.as_deref()), (None, None, Some("Malaria?")));
    }
}
