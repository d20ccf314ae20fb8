//! Tests from ordered to seen, each step an amendment; and what was done here: procedures, medicines given, vaccines, counselling.

use domain::api::chart::{ChartView, PartView};
use domain::api::visit::{AmendPart, Amends};
use domain::care::{Procedure, ProcedureKind, Test, TestStatus};
use domain::id::Id;
use domain::part::Part;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::client::call;
use crate::components::field::Choice;
use crate::components::summary::wrong_of;
use crate::errors::{Wrong, error_text};
use crate::i18n::{code_words, t, tr};
use crate::visit::form::{Form, Line, Place, Sheet, Write, judged, row_key, tidy};
use crate::visit::past_marks::{Open, Written};

const TEST: &str = "test";
const RESULT: &str = "result";
const DONE: &str = "procedure";

/// Tests, then what was done.
#[component]
pub(crate) fn Orders(
    patient: Id,
    encounter: Id,
    chart: Signal<Option<ChartView>>,
    on_saved: Callback<()>,
) -> impl IntoView {
    let place = Place { patient, encounter, chart, on_saved };
    view! {
        <Tests place=place />
        <Procedures place=place />
    }
}

#[component]
fn Tests(place: Place) -> impl IntoView {
    let form = Form::<Test>::new(format!("test/{}", place.encounter));
    let submit = Callback::new(move |()| {
        form.write(place, form.text.with_untracked(|test| order(test, place.encounter)), "test-ordered-now");
    });
    view! {
        <Sheet form=form id=TEST title="tests-title" on_submit=submit above=move || view! { <TestRows place=place /> }>
            <Line form=form id=TEST name="test_name" hint="test-hint" get=|test| &test.name set=|test, v| test.name = v />
            <Write form=form test="order-test" words="test-order" />
        </Sheet>
    }
}

/// The order of a form, or what must be mended first.
fn order(typed: &Test, encounter: Id) -> Result<Part, Vec<Wrong>> {
    tested(Test { encounter: Some(encounter), status: Some(TestStatus::Ordered), ..tidy(typed) })
}

/// The result of a form, or what must be mended first.
fn result(typed: &Test) -> Result<Part, Vec<Wrong>> {
    tested(Test { status: Some(TestStatus::Resulted), ..tidy(typed) })
}

/// A test's field `name` has another word than a person's.
fn tested(test: Test) -> Result<Part, Vec<Wrong>> {
    judged(test).map_err(|wrongs| renamed(wrongs, "name", "test_name"))
}

/// What is wrong, with the form's own name for one field.
fn renamed(mut wrongs: Vec<Wrong>, from: &str, to: &str) -> Vec<Wrong> {
    wrongs.iter_mut().filter(|w| w.field == from).for_each(|w| to.clone_into(&mut w.field));
    wrongs
}

#[component]
fn TestRows(place: Place) -> impl IntoView {
    let open: Open = RwSignal::new(None);
    // The one test whose result is being typed.
    let typing = RwSignal::new(None::<Id>);
    let rows = move || place.here::<Test>();
    view! {
        <ul class="written-list" data-test="tests">
            <For each=rows key=row_key let:row>
                <TestRow place=place view=row.0 test=row.1 open=open typing=typing />
            </For>
        </ul>
    }
}

/// A test: where it stands, and the one thing to do next.
#[component]
fn TestRow(place: Place, view: PartView, test: Test, open: Open, typing: RwSignal<Option<Id>>) -> impl IntoView {
    let trouble = RwSignal::new(None::<String>);
    let (id, amends) = (view.id, Amends::of(&view));
    let status = test.status.clone().unwrap_or(TestStatus::Ordered);
    let counts = view.mark.is_none();
    let held = StoredValue::new((test.clone(), amends.clone()));
    let step = Callback::new(move |to: TestStatus| {
        let (test, amends) = held.get_value();
        let part = Part::Test(Test { status: Some(to), ..test });
        spawn_local(async move {
            match call(AmendPart { patient: place.patient, amends, part, form: None }).await {
                Ok(()) => place.on_saved.run(()),
                Err(error) => _ = trouble.try_set(Some(error_text(&error))),
            }
        });
    });
    let next = |test: &'static str, words: &'static str, to: TestStatus| {
        view! { <button type="button" class="button small" data-test=test on:click=move |_| step.run(to.clone())>{tr(words)}</button> }
    };
    let taken = (counts && status == TestStatus::Ordered).then(|| next("take-test", "test-take", TestStatus::Taken));
    let seen = (counts && status == TestStatus::Resulted).then(|| next("see-test", "test-see", TestStatus::Seen));
    let waits = counts && matches!(status, TestStatus::Ordered | TestStatus::Taken);
    let resulted = waits.then(|| {
        view! { <button type="button" class="button small" data-test="enter-result" aria-expanded=move || (typing.get() == Some(id)).to_string()
            on:click=move |_| typing.update(|now| *now = (*now != Some(id)).then_some(id))>{tr("test-enter-result")}</button> }
    });
    let details = [("kit_lot", test.kit_lot.clone()), ("reader", test.reader.clone())];
    let details = details.into_iter().filter_map(|(name, text)| Some((name, text?))).map(|(name, text)| {
        view! { <span class="aside-words">{move || t(&format!("field-{name}"))}": "<bdi>{text}</bdi></span>" " }
    });
    let details = details.collect_view();
    let pane = move || {
        (typing.get() == Some(id)).then(|| {
            let (test, amends) = held.get_value();
            view! { <ResultForm place=place test=test amends=amends typing=typing /> }
        })
    };
    let (name, code) = (test.name.clone().unwrap_or_default(), status.code().to_owned());
    let chip = code.clone();
    view! {
        <Written place=place view=view open=open name=name.clone()>
            <p><strong><bdi>{name}</bdi></strong>" "<span class=format!("chip test-{code}") data-test="test-status">{move || code_words("test", &chip)}</span></p>
            {test.result.clone().map(|result| view! { <p class="prose" dir="auto" data-test="test-result">{result}</p> })}
            <p>{details}</p>
            <p class="does">{taken}{resulted}{seen}</p>
            {move || trouble.get().map(|text| view! { <p class="alert" role="alert">{text}</p> })}
            {pane}
        </Written>
    }
}

/// The result of one test.
#[component]
fn ResultForm(place: Place, test: Test, amends: Amends, typing: RwSignal<Option<Id>>) -> impl IntoView {
    let form = Form::<Test>::new(format!("result/{}", amends.id));
    form.redraw(test, Some(amends));
    let submit = Callback::new(move |()| {
        form.write_then(place, form.text.with_untracked(result), "test-resulted-now", move || _ = typing.try_set(None));
    });
    spawn_local(async {
        crate::dom::sleep(0).await;
        crate::dom::focus("result-result");
    });
    view! {
        <Sheet form=form id=RESULT title="test-result-title" on_submit=submit>
            <Line form=form id=RESULT name="result" get=|test| &test.result set=|test, v| test.result = v />
            <div class="grid">
                <Line form=form id=RESULT name="kit_lot" get=|test| &test.kit_lot set=|test, v| test.kit_lot = v />
                <Line form=form id=RESULT name="reader" get=|test| &test.reader set=|test, v| test.reader = v />
            </div>
            <Write form=form test="save-result" words="test-save-result" />
        </Sheet>
    }
}

#[component]
fn Procedures(place: Place) -> impl IntoView {
    let form = Form::<Procedure>::new(format!("procedure/{}", place.encounter));
    let submit = Callback::new(move |()| {
        form.write(place, form.text.with_untracked(|p| done(p, place.encounter)), "procedure-saved");
    });
    let kinds = ProcedureKind::ALL.iter().map(|k| k.code().to_owned()).collect::<Vec<_>>();
    let kind = Signal::derive(move || form.text.with(|p| p.kind.as_ref().map(|k| k.code().to_owned())));
    let choose = Callback::new(move |code: Option<String>| {
        form.text.update(|p| p.kind = code.map(|c| ProcedureKind::from(c.as_str())));
    });
    // Only what comes out of a box has a lot.
    let boxed =
        Memo::new(move |_| form.text.with(|p| matches!(p.kind, Some(ProcedureKind::Given | ProcedureKind::Vaccine))));
    view! {
        <Sheet form=form id=DONE title="procedures-title" on_submit=submit above=move || view! { <ProcedureRows place=place form=form /> }>
            <Choice form=DONE name="kind" codes=kinds prefix="procedure" value=kind on_choose=choose wrong=wrong_of(form.wrongs, "kind") />
            <div class="grid">
                <Line form=form id=DONE name="done_text" get=|p| &p.text set=|p, v| p.text = v />
                <div hidden=move || !boxed.get()><Line form=form id=DONE name="lot" get=|p| &p.lot set=|p, v| p.lot = v /></div>
            </div>
            <Write form=form test="add-procedure" words="procedure-add" />
        </Sheet>
    }
}

/// What was done, of a form, or what must be mended first. A kind not chosen is a procedure.
fn done(typed: &Procedure, encounter: Id) -> Result<Part, Vec<Wrong>> {
    let procedure = tidy(typed);
    let kind = procedure.kind.clone().unwrap_or(ProcedureKind::Procedure);
    let boxed = matches!(kind, ProcedureKind::Given | ProcedureKind::Vaccine);
    let lot = procedure.lot.clone().filter(|_| boxed);
    judged(Procedure { encounter: Some(encounter), kind: Some(kind), lot, ..procedure })
        .map_err(|wrongs| renamed(wrongs, "text", "done_text"))
}

#[component]
fn ProcedureRows(place: Place, form: Form<Procedure>) -> impl IntoView {
    let open: Open = RwSignal::new(None);
    let rows = move || place.here::<Procedure>();
    view! {
        <ul class="written-list" data-test="procedures">
            <For each=rows key=row_key let:row>
                {
                    let (view, procedure) = row;
                    let (again, amends) = (procedure.clone(), Amends::of(&view));
                    let amend = Callback::new(move |()| form.open(again.clone(), amends.clone(), "procedure-done_text"));
                    let kind = procedure.kind.clone().unwrap_or(ProcedureKind::Procedure);
                    let name = procedure.text.unwrap_or_default();
                    let lot = procedure.lot.map(|lot| view! { <span class="aside-words">{tr("field-lot")}": "<bdi>{lot}</bdi></span> });
                    view! {
                        <Written place=place view=view open=open name=name.clone() on_amend=amend>
                            <p><span class="chip">{move || code_words("procedure", kind.code())}</span>" "<strong><bdi>{name}</bdi></strong>" "{lot}</p>
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
    fn a_result_keeps_what_was_ordered_and_needs_its_words() {
        let visit = Id([1; 16]);
        let Ok(Part::Test(ordered)) =
            order(&Test { name: Some(" Malaria rapid test ".into()), ..Default::default() }, visit)
        else {
            panic!()
        };
        assert_eq!(
            (ordered.name.as_deref(), &ordered.status),
            (Some("Malaria rapid test"), &Some(TestStatus::Ordered))
        );
        assert_eq!(result(&ordered).unwrap_err()[0].field, "result");
        let Ok(Part::Test(read)) = result(&Test { result: Some("positive".into()), ..ordered }) else { panic!() };
        assert_eq!((read.encounter, read.status), (Some(visit), Some(TestStatus::Resulted)));
        assert_eq!(order(&Test::default(), visit).unwrap_err()[0].field, "test_name");
    }

    #[test]
    fn only_what_comes_out_of_a_box_has_a_lot() {
        let typed = Procedure { text: Some("Wound cleaned".into()), lot: Some("A1".into()), ..Default::default() };
        let lot_of = |typed: &Procedure| match done(typed, Id([1; 16])) {
            Ok(Part::Procedure(p)) => p.lot,
            other => panic!("{other:?}"),
        };
        assert_eq!(lot_of(&typed), None);
        assert_eq!(lot_of(&Procedure { kind: Some(ProcedureKind::Vaccine), ..typed }), Some("A1".into()));
    }
}
