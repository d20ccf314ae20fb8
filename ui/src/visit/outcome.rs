//! How the visit ends: its outcome, what follows, and where the patient goes next. All of it amends the visit itself.

use domain::api::chart::ChartView;
use domain::api::visit::Amends;
use domain::id::Id;
use domain::visit::{Encounter, Outcome, Step};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::components::field::{Choice, FieldForm, TextField};
use crate::components::saved::{Restored, Saved};
use crate::components::summary::{ErrorSummary, wrong_of};
use crate::errors::Wrong;
use crate::i18n::{code_words, t, ta, tr};
use crate::moment;
use crate::visit::form::{Form, Place, Unwritten, judged};

const FORM: &str = "outcome";

/// What is typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Typed {
    outcome: Option<Outcome>,
    note: String,
    follow_up: String,
}

impl Typed {
    fn of(visit: &Encounter) -> Self {
        Typed {
            outcome: visit.outcome.clone(),
            note: visit.outcome_note.clone().unwrap_or_default(),
            follow_up: visit.follow_up.clone().unwrap_or_default(),
        }
    }
    /// The visit as it should be, on its way to `step` where one is given.
    fn onto(&self, visit: &Encounter, step: Option<Step>) -> Encounter {
        let text = |t: &str| Some(t.trim().to_owned()).filter(|t| !t.is_empty());
        Encounter {
            outcome: self.outcome.clone(),
            outcome_note: text(&self.note),
            follow_up: text(&self.follow_up),
            step: step.or_else(|| visit.step.clone()),
            ..visit.clone()
        }
    }
}

/// The form.
#[component]
pub(crate) fn OutcomeForm(
    patient: Id,
    encounter: Id,
    chart: Signal<Option<ChartView>>,
    on_saved: Callback<()>,
) -> impl IntoView {
    let place = Place { patient, encounter, chart, on_saved };
    let form = Form::<Typed>::new(format!("outcome/{encounter}"));
    let visit = Memo::new(move |_| {
        let found = place.all::<Encounter>().into_iter().find(|(view, _)| view.id == encounter);
        found.map(|(view, e)| (Amends::of(&view), e))
    });
    // What the form was drawn from: its parents and its other fields belong together.
    let drawn = RwSignal::new(None::<Encounter>);
    Effect::new(move |_| {
        let Some((amends, e)) = visit.get() else { return };
        if !untrack(|| form.touched()) {
            drawn.set(Some(e.clone()));
        }
        form.redraw(Typed::of(&e), Some(amends));
    });
    let write = move |step: Option<Step>, said: &'static str| {
        let Some(before) = drawn.get_untracked().or_else(|| visit.get_untracked().map(|v| v.1)) else { return };
        let after = form.text.with_untracked(|typed| typed.onto(&before, step));
        form.write(place, judged(after), said);
    };
    let now = move || visit.with(|v| v.as_ref().and_then(|v| v.1.step.clone()));
    // What is typed elsewhere on the page is asked about once, before the patient is sent on.
    let others = use_context::<Unwritten>();
    let asked = RwSignal::new(None::<Step>);
    let go = Callback::new(move |(step, said): Way| {
        let left = untrack(|| others.is_some_and(|forms| !forms.titles().is_empty()));
        if left && asked.get_untracked().as_ref() != Some(&step) {
            return asked.set(Some(step));
        }
        asked.set(None);
        write(Some(step), said);
    });
    let left = move || {
        let titles = others.filter(|_| asked.with(Option::is_some))?.titles();
        let forms = titles.into_iter().map(t).collect::<Vec<_>>().join(", ");
        let write_all = move |_| {
            if let Some(forms) = others {
                forms.write_all(place);
            }
        };
        (!forms.is_empty()).then(|| view! {
            <div class="caution" role="alert" data-test="unwritten">
                <p>{ta("unwritten", &[("forms", forms.into())])}</p>
                <p class="does"><button type="button" class="button" data-test="write-all" on:click=write_all>{tr("unwritten-write")}</button></p>
            </div>
        })
    };
    view! {
        <section class="panel sheet-form" aria-labelledby="outcome-title" data-test="form-outcome">
            <header>
                <h2 id="outcome-title">{tr("outcome-title")}</h2>
                <p class="said" role="status" data-test="said">{move || form.said.get().map(t)}</p>
                <Saved draft=form.draft />
            </header>
            <Standing visit=Signal::derive(move || visit.get().map(|v| v.1)) />
            <Restored draft=form.draft on_discard=Callback::new(move |()| form.discard()) />
            <ErrorSummary form=FORM wrongs=form.wrongs trouble=form.trouble />
            <FieldForm label=Signal::derive(tr("outcome-title")) on_submit=Callback::new(move |()| write(None, "outcome-saved"))>
                <Fields form=form />
                <p class="does"><button type="submit" class="button" data-test="save-outcome">{tr("outcome-save")}</button></p>
            </FieldForm>
            {left}
            <Ways form=form now=Signal::derive(now) go=go />
        </section>
    }
}

/// Where the visit stands, in a sentence.
#[component]
fn Standing(visit: Signal<Option<Encounter>>) -> impl IntoView {
    move || {
        let visit = visit.get()?;
        let step = visit.step?;
        let words = match (&step, visit.closed) {
            (Step::Closed, Some(at)) => ta("outcome-closed", &[("when", moment::said(at, crate::dom::now()).into())]),
            _ => code_words("stands", step.code()),
        };
        let none = (step == Step::Closed && visit.outcome.is_none()).then(|| t("outcome-none"));
        Some(view! { <p class="state" data-test="step">{words}" "{none}</p> })
    }
}

#[component]
fn Fields(form: Form<Typed>) -> impl IntoView {
    let text = form.text;
    let codes = Outcome::ALL.iter().map(|o| o.code().to_owned()).collect::<Vec<_>>();
    let value = Signal::derive(move || text.with(|t| t.outcome.as_ref().map(|o| o.code().to_owned())));
    let choose =
        Callback::new(move |code: Option<String>| text.update(|t| t.outcome = code.map(|c| Outcome::from(c.as_str()))));
    // The note asks for what this outcome needs.
    let hint = move || match text.with(|t| t.outcome.clone()) {
        Some(Outcome::Referred) => Some(t("outcome-ask-referred")),
        Some(Outcome::Admitted) => Some(t("outcome-ask-admitted")),
        Some(Outcome::DeadOnArrival | Outcome::DiedHere) => Some(t("outcome-ask-died")),
        _ => None,
    };
    view! {
        <Choice form=FORM name="outcome" codes=codes prefix="outcome" value=value on_choose=choose wrong=wrong_of(form.wrongs, "outcome") />
        <p class="hint" role="status" hidden=move || hint().is_none()>{hint}</p>
        <div class="grid">
            <TextField form=FORM name="outcome_note" kind="multi" value=Signal::derive(move || text.with(|t| t.note.clone()))
                on_input=Callback::new(move |v| text.update(|t| t.note = v)) wrong=wrong_of(form.wrongs, "outcome_note") />
            <TextField form=FORM name="follow_up" hint="outcome-follow-hint" value=Signal::derive(move || text.with(|t| t.follow_up.clone()))
                on_input=Callback::new(move |v| text.update(|t| t.follow_up = v)) wrong=wrong_of(form.wrongs, "follow_up") />
        </div>
    }
}

/// A step and what is said once it is written.
type Way = (Step, &'static str);

/// Where the patient goes next. Closing without an outcome is asked about once.
#[component]
fn Ways(form: Form<Typed>, now: Signal<Option<Step>>, go: Callback<Way>) -> impl IntoView {
    let asked = RwSignal::new(false);
    let close = move |_| {
        let none = form.text.with_untracked(|t| t.outcome.is_none());
        if none && !asked.get_untracked() {
            asked.set(true);
            return form.wrongs.set(vec![Wrong::typed("outcome", "outcome-asked")]);
        }
        asked.set(false);
        go.run((Step::Closed, "visit-closed"));
    };
    let at = move |step: Step| now.get() == Some(step);
    view! {
        <div class="ways" role="group" aria-label=tr("outcome-next")>
            <button type="button" class="button primary" data-test="send-to-pharmacy" hidden=move || at(Step::Pharmacy) || at(Step::Closed)
                on:click=move |_| go.run((Step::Pharmacy, "visit-to-pharmacy"))>{tr("outcome-to-pharmacy")}</button>
            <button type="button" class="button" data-test="observe" hidden=move || at(Step::Observation) || at(Step::Closed)
                on:click=move |_| go.run((Step::Observation, "visit-observed"))>{tr("outcome-observe")}</button>
            <button type="button" class="button" data-test="close-visit" hidden=move || at(Step::Closed) on:click=close>{tr("outcome-close")}</button>
            <button type="button" class="button" data-test="reopen-visit" hidden=move || !at(Step::Closed)
                on:click=move |_| go.run((Step::Medical, "visit-reopened"))>{tr("outcome-reopen")}</button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_changes_only_what_it_shows() {
        let visit = Encounter {
            number: Some(14),
            complaints: Some(vec!["Fever".into()]),
            step: Some(Step::Medical),
            outcome_note: Some("To the district hospital".into()),
            ..Default::default()
        };
        assert_eq!(Typed::of(&visit).onto(&visit, None), visit);
        let typed = Typed { outcome: Some(Outcome::Referred), follow_up: " ".into(), ..Typed::of(&visit) };
        let after = typed.onto(&visit, Some(Step::Closed));
        assert_eq!((after.step, after.outcome, after.follow_up), (Some(Step::Closed), Some(Outcome::Referred), None));
        assert_eq!((after.number, after.complaints), (visit.number, visit.complaints));
    }

    #[test]
    fn a_draft_comes_back_as_it_was_typed() {
        let typed = Typed { outcome: Some(Outcome::Admitted), note: "Ward 2 ".into(), follow_up: String::new() };
        assert_eq!(serde_json::from_str::<Typed>(&serde_json::to_string(&typed).unwrap()).unwrap(), typed);
    }
}
