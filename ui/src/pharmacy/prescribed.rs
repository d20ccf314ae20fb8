//! One patient's prescriptions at the pharmacy: each as its sentence, with what was given and what is owed, and one form open at a time.
//! In scope: not dispensing, taking back.  Not here: giving (give.rs), the queue and the banner (screens/pharmacy.rs).

use domain::api::chart::{ChartView, PartView};
use domain::api::stock::{Dispense, TakeBack};
use domain::care::{DispenseKind, MedicationDispense, MedicationRequest, RequestStatus};
use domain::id::Id;
use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::field::field_id;
use crate::i18n::{code_words, t, ta, tr};
use crate::icons::{Mark, PRINT, WARNING};
use crate::pharmacy::give::Give;
use crate::pharmacy::why::{Why, reason, why_form};
use crate::pharmacy::{send, units_words};
use crate::visit::dose::sentence;
use crate::visit::form::{Sheet, judged};
use crate::{dom, moment};

/// The one form that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Open {
    /// None: everything is done, or put aside.
    Nothing,
    /// Giving this prescription.
    Give(Id),
    /// Saying why this prescription is not dispensed.
    Not(Id),
    /// Taking this dispensing back.
    Back(Id),
}

/// The counter: one patient's visit at the pharmacy.
#[derive(Clone, Copy)]
pub(crate) struct Counter {
    pub(crate) patient: Id,
    pub(crate) encounter: Id,
    pub(crate) chart: RwSignal<Option<ChartView>>,
    /// What is open; empty: the first prescription that waits.
    pub(crate) open: RwSignal<Option<Open>>,
    /// Said after a write.
    pub(crate) said: RwSignal<Option<String>>,
    pub(crate) reload: Callback<()>,
}

impl Counter {
    /// Something was written: the next prescription opens.
    pub(crate) fn done(self, said: String) {
        self.said.try_set(Some(said));
        self.open.try_set(None);
        self.reload.run(());
    }

    /// The visit's prescriptions as they stand, oldest first.
    pub(crate) fn lines(self) -> Vec<Line> {
        self.chart.with(|c| c.as_ref().map(|c| lines(c, self.encounter)).unwrap_or_default())
    }
}

/// A prescription and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) view: PartView,
    pub(crate) request: MedicationRequest,
    /// Its dispensings, newest first, those taken back included.
    pub(crate) dispensed: Vec<(PartView, MedicationDispense)>,
}

impl Line {
    /// Whole units given and not taken back.
    pub(crate) fn given(&self) -> u32 {
        let counts = |(view, d): &&(PartView, MedicationDispense)| {
            view.mark.is_none() && d.kind != Some(DispenseKind::NotDispensed)
        };
        self.dispensed.iter().filter(counts).fold(0, |sum, (_, d)| sum.saturating_add(d.quantity.unwrap_or(0)))
    }
    /// Units still to be given; none once it is done.
    pub(crate) fn owed(&self) -> u32 {
        if self.waits() { self.request.amount.unwrap_or(0).saturating_sub(self.given()) } else { 0 }
    }
    /// Whether it waits to be given.
    pub(crate) fn waits(&self) -> bool {
        matches!(self.request.status, None | Some(RequestStatus::Active))
    }
    /// Changes with everything that is shown of it.
    fn key(&self) -> String {
        let of = |(view, _): &(PartView, MedicationDispense)| format!("{}{}", view.id, view.mark.is_some());
        let dispensed: String = self.dispensed.iter().map(of).collect();
        format!("{}{:?}{dispensed}", self.view.id, self.view.heads)
    }
}

/// The prescriptions of a visit that were not entered in error, oldest first.
pub(crate) fn lines(chart: &ChartView, encounter: Id) -> Vec<Line> {
    let of = |request: Id| {
        let own = chart.all::<MedicationDispense>().filter(|(_, d)| d.request == Some(request));
        own.map(|(view, d)| (view.clone(), d.clone())).collect()
    };
    let here = chart.all::<MedicationRequest>();
    let here = here.filter(|(view, r)| view.mark.is_none() && r.encounter == Some(encounter));
    let mut out: Vec<Line> =
        here.map(|(view, r)| Line { view: view.clone(), request: r.clone(), dispensed: of(view.id) }).collect();
    out.reverse();
    out
}

/// All of them.
#[component]
pub(crate) fn Prescriptions(counter: Counter) -> impl IntoView {
    let open = Memo::new(move |_| {
        let first = || counter.lines().iter().find(|l| l.waits()).map_or(Open::Nothing, |l| Open::Give(l.view.id));
        counter.open.get().unwrap_or_else(first)
    });
    // Whoever has the next box in hand goes on without looking for the field.
    Effect::new(move |_| match open.get() {
        Open::Give(_) => dom::focus_soon(field_id("give", "lot")),
        Open::Not(_) => dom::focus_soon(field_id("not", "reason")),
        Open::Back(_) => dom::focus_soon(field_id("back", "reason")),
        Open::Nothing => {}
    });
    let none = move || {
        counter
            .lines()
            .is_empty()
            .then(|| view! { <p class="empty" data-test="empty">{tr("pharmacy-nothing-prescribed")}</p> })
    };
    view! {
        <For each=move || counter.lines() key=Line::key let:line><Prescription counter=counter line=line open=open /></For>
        {none}
    }
}

#[component]
fn Prescription(counter: Counter, line: Line, open: Memo<Open>) -> impl IntoView {
    let id = line.view.id;
    let request = line.request.clone();
    let (given, owed, waits) = (line.given(), line.owed(), line.waits());
    let heading = format!("rx-{id}");
    let units = |n: u32| units_words(request.form.as_ref(), n.into());
    let count = match (given, owed) {
        (0, 0) => None,
        (0, owed) => Some(ta("rx-to-give", &[("owed", units(owed).into())])),
        (given, 0) => Some(ta("rx-given", &[("given", units(given).into())])),
        (given, owed) => Some(ta("rx-given-owed", &[("given", units(given).into()), ("owed", units(owed).into())])),
    };
    let over = request.overridden.iter().flatten().map(|o| {
        let (code, object) = o.alert.split_once(':').unwrap_or((&o.alert, ""));
        let (code, object, reason) = (code.to_owned(), object.to_owned(), o.reason.clone());
        view! { <p class="caution" data-test="overridden"><Mark icon=WARNING />{code_words("alert", &code)}": "<bdi>{object}</bdi>" — "<bdi>{reason}</bdi></p> }
    });
    let over = over.collect_view();
    let unchecked = request.unchecked.clone().filter(|codes| !codes.is_empty()).map(|codes| {
        let words = codes.iter().map(|code| code_words("unchecked", code)).collect::<Vec<_>>().join(", ");
        view! { <p class="aside-words">{ta("prescribe-unchecked", &[("what", words.into())])}</p> }
    });
    let status = request.status.clone().unwrap_or(RequestStatus::Active);
    let not_given = line.dispensed.iter().any(|(v, d)| v.mark.is_none() && d.kind == Some(DispenseKind::NotDispensed));
    let status_words = if not_given { t("dispense-not-dispensed") } else { code_words("request", status.code()) };
    let dispensed = line.dispensed.clone().into_iter();
    let dispensed = dispensed
        .map(|(view, d)| view! { <Dispensed counter=counter view=view given=d request=request.clone() open=open /> });
    let dispensed = dispensed.collect_view();
    let form = StoredValue::new(request.clone());
    let pane = move || match open.get() {
        Open::Give(at) if at == id => {
            Some(view! { <Give counter=counter id=id request=form.get_value() /> }.into_any())
        }
        Open::Not(at) if at == id => Some(view! { <NotDispensed counter=counter id=id /> }.into_any()),
        _ => None,
    };
    let put = move |what: Open| move |_| counter.open.set(Some(what));
    let ways = waits.then(|| view! {
        <p class="does">
            <button type="button" class="button" data-test="open-give" hidden=move || open.get() == Open::Give(id) on:click=put(Open::Give(id))>{tr("rx-open-give")}</button>
            <button type="button" class="button" data-test="open-not-dispensed" hidden=move || open.get() == Open::Not(id) on:click=put(Open::Not(id))>{tr("rx-open-not")}</button>
        </p>
    });
    view! {
        <article class="panel rx" class:done=!waits data-test="prescription" aria-labelledby=heading.clone()>
            <header>
                <h2 class="rx-says" class:stopped=status == RequestStatus::Stopped id=heading.clone() data-test="rx-says">{sentence(&request)}</h2>
                <span class="chip" data-test="request-status">{status_words}</span>
            </header>
            {request.note.clone().map(|note| view! { <p class="rx-note"><bdi>{note}</bdi></p> })}
            {over}
            {unchecked}
            {count.map(|words| view! { <p class="rx-count" data-test="rx-count">{words}</p> })}
            <ul class="list dispensed">{dispensed}</ul>
            {pane}
            {ways}
        </article>
    }
}

/// A dispensing: what, from which lot, by whom; to be taken back, or labelled.
#[component]
fn Dispensed(
    counter: Counter,
    view: PartView,
    given: MedicationDispense,
    request: MedicationRequest,
    open: Memo<Open>,
) -> impl IntoView {
    let id = view.id;
    let back = view.mark.clone();
    let not = given.kind == Some(DispenseKind::NotDispensed);
    let units = units_words(request.form.as_ref(), given.quantity.unwrap_or(0).into());
    let medicine = given.medicine.clone().unwrap_or_default();
    let what = if not {
        t("dispense-not-dispensed")
    } else {
        ta("give-what", &[("units", units.clone().into()), ("medicine", medicine.into())])
    };
    let lot = given.lot.clone().map(|lot| view! { <span>{tr("lot-word")}" "<bdi>{lot}</bdi></span> });
    let instead = (given.kind == Some(DispenseKind::Substituted))
        .then(|| view! { <span class="chip">{tr("dispense-substituted")}</span> });
    let told = (given.counselled == Some(true)).then(|| view! { <span>{tr("dispense-counselled")}</span> });
    let why = given.reason.clone().map(|reason| view! { <bdi>{reason}</bdi> });
    let at = given.at.unwrap_or(view.recorded_at);
    let by = ta("written-by", &[("who", view.by.clone().into()), ("when", moment::said(at, dom::now()).into())]);
    let struck = back.is_some();
    let ways = (!struck).then(|| {
        let label = (!not).then(|| view! { <A href=format!("/print/label/{}/{id}", counter.patient) attr:class="button small" attr:data-test="print-label"><Mark icon=PRINT />{tr("print-label")}</A> });
        let put = move |_| counter.open.set(Some(Open::Back(id)));
        view! {
            <span class="does">
                {label}
                <button type="button" class="button small" data-test="open-take-back" hidden=move || open.get() == Open::Back(id) on:click=put>{tr("rx-open-back")}</button>
            </span>
        }
    });
    let taken = back.map(|mark| view! { <p class="why">{tr("dispense-taken-back")}" "<bdi>{mark.reason}</bdi></p> });
    let verb = if not { t("take-back-not") } else { ta("take-back-units-verb", &[("units", units.into())]) };
    let pane = move || {
        let verb = verb.clone();
        (open.get() == Open::Back(id)).then(|| view! { <TakeItBack counter=counter id=id verb=verb /> })
    };
    view! {
        <li class:struck=struck data-test="dispensed">
            <p class="dispensed-line">
                <strong>{what}</strong>{instead}{lot}{told}{why}
                <span class="aside-words" title=moment::exact(at)>{by}</span>
                {ways}
            </p>
            {taken}
            {pane}
        </li>
    }
}

#[component]
fn NotDispensed(counter: Counter, id: Id) -> impl IntoView {
    let form = why_form(format!("not-dispensed/{id}"));
    let submit = Callback::new(move |()| {
        let dispense = MedicationDispense {
            request: Some(id),
            kind: Some(DispenseKind::NotDispensed),
            reason: reason(form),
            at: Some(dom::now()),
            ..MedicationDispense::default()
        };
        let ask = judged(dispense.clone()).map(|_| Dispense {
            patient: counter.patient,
            dispense,
            form: Some(format!("not-dispensed/{id}")),
        });
        send(form, ask, move |_| counter.done(t("not-dispensed-done")));
    });
    view! {
        <Sheet form=form id="not" title="not-dispensed-title" on_submit=submit>
            <Why form=form id="not" usual=&["why-out-of-stock", "why-declined", "why-has-some", "why-not-safe"] />
            <p class="does">
                <button type="submit" class="button primary" data-test="not-dispensed" aria-disabled=move || form.busy.get().to_string()>{tr("not-dispensed-verb")}</button>
                <button type="button" class="button quiet" data-test="leave" on:click=move |_| counter.open.set(None)>{tr("cancel-verb")}</button>
            </p>
        </Sheet>
    }
}

#[component]
fn TakeItBack(counter: Counter, id: Id, verb: String) -> impl IntoView {
    let form = why_form(format!("take-back/{id}"));
    let submit = Callback::new(move |()| {
        let ask = TakeBack { patient: counter.patient, id, reason: reason(form).unwrap_or_default() };
        send(form, Ok(ask), move |()| counter.done(t("take-back-done")));
    });
    view! {
        <Sheet form=form id="back" title="take-back-title" on_submit=submit>
            <Why form=form id="back" usual=&["why-wrong-patient", "why-wrong-lot", "why-wrong-number", "why-brought-back"] />
            <p class="does">
                <button type="submit" class="button primary" data-test="take-back" aria-disabled=move || form.busy.get().to_string()>{verb}</button>
                <button type="button" class="button quiet" data-test="leave" on:click=move |_| counter.open.set(None)>{tr("cancel-verb")}</button>
            </p>
        </Sheet>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::api::chart::Marked;
    use domain::part::Part;
    use domain::time::Moment;

    fn view(n: u8, part: impl Into<Part>, mark: Option<&str>) -> PartView {
        PartView {
            id: Id([n; 16]),
            part: part.into(),
            recorded_at: Moment::utc(0),
            by: String::new(),
            unusual: vec![],
            heads: vec![],
            amended: false,
            conflicts: vec![],
            mark: mark.map(|reason| Marked { reason: reason.into(), moved_to: None }),
        }
    }
    fn given(kind: DispenseKind, quantity: u32) -> MedicationDispense {
        MedicationDispense { kind: Some(kind), quantity: Some(quantity), ..Default::default() }
    }

    #[test]
    fn what_was_taken_back_and_not_dispensed_is_not_given() {
        let request = MedicationRequest { amount: Some(30), ..Default::default() };
        let part = |n, kind, quantity, mark| {
            let d = given(kind, quantity);
            (view(n, d.clone(), mark), d)
        };
        let dispensed = vec![
            part(1, DispenseKind::Part, 10, None),
            part(2, DispenseKind::Part, 5, Some("wrong lot")),
            part(3, DispenseKind::NotDispensed, 0, None),
        ];
        let mut line = Line { view: view(9, request.clone(), None), request, dispensed };
        assert_eq!((line.given(), line.owed()), (10, 20));
        line.request.status = Some(RequestStatus::Completed);
        assert_eq!((line.given(), line.owed(), line.waits()), (10, 0, false));
    }
}
