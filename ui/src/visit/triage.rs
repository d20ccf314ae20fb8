//! Triage: vital signs, the signs of the integrated triage tool, what they suggest, and what a person decides.

use std::collections::BTreeMap;

use domain::api::chart::ChartView;
use domain::id::Id;
use domain::part::Part;
use domain::patient::{AgeClass, Sex};
use domain::triage::{SIGNS, applies, high_risk, suggest};
use domain::visit::{Category, Triage};
use domain::vitals::Vitals;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::components::field::Choice;
use crate::components::summary::wrong_of;
use crate::components::vitals_fields::{PregnancyFields, VitalsFields, VitalsText};
use crate::dom;
use crate::i18n::{code_words, t, ta, tr};
use crate::visit::form::{Form, Line, Place, Sheet, Write, judged, tidy};

/// What is typed in a triage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Typed {
    /// Signs ticked.
    signs: BTreeMap<String, bool>,
    /// What was decided.
    category: Option<String>,
    /// Words to it.
    note: Option<String>,
}

impl Typed {
    fn ticked(&self) -> Vec<String> {
        self.signs.iter().filter(|(_, ticked)| **ticked).map(|(code, _)| code.clone()).collect()
    }
}

/// The mark of a category: letter and shape, never colour alone.
#[component]
pub(crate) fn CategoryMark(category: Option<Category>) -> impl IntoView {
    let code = category.as_ref().map_or("none", Category::code).to_owned();
    let words = category.as_ref().map_or_else(|| t("category-none"), |c| code_words("category", c.code()));
    let letter = words.chars().next().map(|c| c.to_string());
    let letter = if category.is_some() { letter } else { Some("?".to_owned()) };
    view! { <span class=format!("category {code}") data-test=format!("mark-{code}")><span class="letter" aria-hidden="true">{letter}</span>{words}</span> }
}

/// The vital signs of this visit: as many sets as are measured.
#[component]
pub(crate) fn VitalsForm(
    patient: Id,
    encounter: Id,
    chart: Signal<Option<ChartView>>,
    on_saved: Callback<()>,
) -> impl IntoView {
    let place = Place { patient, encounter, chart, on_saved };
    let form = Form::<VitalsText>::new(format!("vitals/{encounter}"));
    let class = Memo::new(move |_| chart.with(|c| c.as_ref().and_then(|c| c.age_class.clone())));
    // CLINIC.md: from 10 to 55, female. Who is not known to be a man is asked.
    let ask = Memo::new(move |_| {
        chart.with(|c| {
            c.as_ref().is_some_and(|c| {
                let years =
                    c.patient.birth.as_ref().and_then(|b| b.age_days_on(dom::today())).map(|d| d * 10_000 / 3_652_425);
                let of_age = match (years, &c.age_class) {
                    (Some(years), _) => (10..=55).contains(&years),
                    (None, class) => {
                        !matches!(class, Some(AgeClass::Newborn | AgeClass::Infant | AgeClass::Young | AgeClass::Older))
                    }
                };
                of_age && c.patient.sex != Some(Sex::Male)
            })
        })
    });
    let submit = Callback::new(move |()| {
        let read = form.text.with_untracked(|text| text.read(None));
        let part = read.map(|v| Part::Vitals(Vitals { encounter: Some(encounter), at: Some(dom::now()), ..v }));
        form.write(place, part, "vitals-saved");
    });
    view! {
        <Sheet form=form id="vitals" title="vitals-new-title" on_submit=submit>
            <VitalsFields form="vitals" text=form.text class=class wrongs=form.wrongs />
            {move || ask.get().then(|| view! { <PregnancyFields form="vitals" text=form.text wrongs=form.wrongs /> })}
            <Write form=form test="save-vitals" words="vitals-verb" />
        </Sheet>
    }
}

/// The triage of this visit; a re-triage is a new one.
#[component]
pub(crate) fn TriageForm(
    patient: Id,
    encounter: Id,
    chart: Signal<Option<ChartView>>,
    on_saved: Callback<()>,
) -> impl IntoView {
    let place = Place { patient, encounter, chart, on_saved };
    let form = Form::<Typed>::new(format!("triage/{encounter}"));
    let class = Memo::new(move |_| chart.with(|c| c.as_ref().and_then(|c| c.age_class.clone())));
    let vitals = Memo::new(move |_| place.here::<Vitals>().into_iter().find(|(v, _)| v.mark.is_none()).map(|(_, v)| v));
    let pregnant =
        Memo::new(move |_| place.standing::<Vitals>().into_iter().find_map(|(_, v)| v.pregnant).unwrap_or_default());
    let suggested =
        Memo::new(move |_| form.text.with(|text| suggest(&text.ticked(), vitals.get().as_ref(), class.get().as_ref())));
    let submit = Callback::new(move |()| {
        let part = form.text.with_untracked(|typed| {
            let signs = typed.ticked();
            judged(Triage {
                encounter: Some(encounter),
                at: Some(dom::now()),
                category: typed.category.as_deref().map(Category::from),
                suggested: suggested.get_untracked(),
                signs: (!signs.is_empty()).then_some(signs),
                ..tidy(&Triage { note: typed.note.clone(), ..Triage::default() })
            })
        });
        form.write(place, part, "triage-saved");
    });
    let signs = move |wanted: Category| {
        let (class, pregnant) = (class.get(), pregnant.get());
        let ticks = SIGNS.iter().filter(|s| s.category == wanted && applies(s, class.as_ref(), pregnant)).map(|sign| {
            let code = sign.code;
            let ticked = move || form.text.with(|text| text.signs.get(code).copied().unwrap_or_default());
            let tick = move |ev| {
                let on = event_target_checked(&ev);
                form.text.update(|text| {
                    if on { text.signs.insert(code.to_owned(), true) } else { text.signs.remove(code) };
                });
            };
            let id = format!("triage-{code}");
            view! {
                <div class="tick"><input type="checkbox" id=id.clone() data-test=format!("sign-{code}") prop:checked=ticked on:change=tick />
                    <label for=id>{code_words("sign", code)}</label></div>
            }
        });
        ticks.collect_view()
    };
    let why = move || {
        let measured = vitals.get().map(|v| high_risk(&v, class.get().as_ref())).unwrap_or_default();
        let fields = measured.into_iter().map(|f| t(&format!("field-{f}"))).collect::<Vec<_>>().join(", ");
        (!fields.is_empty()).then(|| view! { <p class="note">{ta("triage-high-risk", &[("what", fields.into())])}</p> })
    };
    let suggestion = move || {
        match suggested.get() {
        Some(category) => view! { <p class="suggested" data-test="suggested">{tr("triage-suggested")}" "<CategoryMark category=Some(category) /></p> }.into_any(),
        None => view! { <p class="suggested" data-test="suggested">{tr("triage-nothing-suggested")}</p> }.into_any(),
    }
    };
    let value = Signal::derive(move || form.text.with(|text| text.category.clone()));
    let choose = Callback::new(move |code: Option<String>| form.text.update(|text| text.category = code));
    let codes = Category::ALL.iter().map(|c| c.code().to_owned()).collect::<Vec<_>>();
    view! {
        <Sheet form=form id="triage" title="triage-title" on_submit=submit>
            <fieldset class="signs red"><legend>{tr("triage-red-signs")}</legend><div class="ticks">{move || signs(Category::Red)}</div></fieldset>
            <fieldset class="signs yellow"><legend>{tr("triage-yellow-signs")}</legend><div class="ticks">{move || signs(Category::Yellow)}</div></fieldset>
            <div role="status">{suggestion}{why}</div>
            <Choice form="triage" name="category" codes=codes prefix="category" value=value on_choose=choose wrong=wrong_of(form.wrongs, "category") />
            <Line form=form id="triage" name="note" get=|text: &Typed| &text.note set=|text, v| text.note = v />
            <Write form=form test="save-triage" words="triage-save" />
        </Sheet>
    }
}
