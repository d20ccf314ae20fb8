//! Prescriptions: typed, checked while typed, read back in one sentence, signed; repeated, stopped.
//! In scope: the form and its sentence.  Not here: amounts and alerts (the core's `prescription.check`), the text typed (dose.rs).

use domain::api::chart::{ChartView, PartView};
use domain::api::visit::{AmendPart, Amends, CheckPrescription, Checked, List, Suggestion};
use domain::care::{MedicationRequest, RequestStatus};
use domain::id::Id;
use domain::limits::Problem;
use domain::prescription::{Administration, Form as DoseForm, Route};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::client::call;
use crate::components::field::{FieldWrong, TextField, describe, field_id};
use crate::components::summary::wrong_of;
use crate::dom;
use crate::errors::{What, Wrong, error_text};
use crate::i18n::{code_words, current, t, ta, tr};
use crate::icons::{Mark, WARNING};
use crate::visit::ahead::Ahead;
use crate::visit::dose::{Typed, sentence, understood, units};
use crate::visit::form::{Form, Place, Sheet, Write, row_key};
use crate::visit::past_marks::{Open, Written};
use crate::wait::Pause;

const FORM: &str = "prescribe";

/// A pause in the typing after which the core is asked.
const CHECK_MS: i32 = 250;

/// The prescriptions of this visit, and the form of the next.
#[component]
pub(crate) fn Prescribe(
    patient: Id,
    encounter: Id,
    chart: Signal<Option<ChartView>>,
    on_saved: Callback<()>,
) -> impl IntoView {
    let place = Place { patient, encounter, chart, on_saved };
    let form = Form::<Typed>::new(format!("prescribe/{encounter}"));
    let checked = checking(place, form);
    let submit = Callback::new(move |()| sign(place, form, checked));
    view! {
        <Sheet form=form id=FORM title="prescribe-title" on_submit=submit above=move || view! { <Rows place=place /><Again place=place form=form /> }>
            <Fields form=form />
            <Alerts form=form checked=checked />
            <ReadBack form=form checked=checked />
            <Write form=form test="sign" words="prescribe-sign" />
        </Sheet>
    }
}

/// What the core says of the prescription so far; nothing while it is being asked.
fn checking(place: Place, form: Form<Typed>) -> RwSignal<Option<Checked>> {
    let checked = RwSignal::new(None);
    let request = Memo::new(move |_| form.text.with(|t| t.request().0));
    let pause = Pause::new();
    Effect::new(move |_| {
        let request = request.get();
        let empty = request.medicine.is_none();
        // The amount belongs to what was checked; the alerts stay until the next answer.
        checked.update(|c: &mut Option<Checked>| {
            if let Some(c) = c {
                c.amount = None;
            }
        });
        pause.then(if empty { 0 } else { CHECK_MS }, move |last| async move {
            let found =
                if empty { None } else { call(CheckPrescription { patient: place.patient, request }).await.ok() };
            if last.holds() {
                checked.try_set(found);
            }
        });
    });
    checked
}

/// Signs what was read back: it is checked once more, and every alert must have its reason.
/// An amount that nobody could have read yet is shown first.
fn sign(place: Place, form: Form<Typed>, checked: RwSignal<Option<Checked>>) {
    if form.busy.get_untracked() {
        return;
    }
    let (request, wrongs) = form.text.with_untracked(|t| t.request());
    if !wrongs.is_empty() {
        return form.wrongs.set(wrongs);
    }
    form.wrongs.set(Vec::new());
    form.trouble.set(None);
    form.busy.set(true);
    spawn_local(async move {
        let found = call(CheckPrescription { patient: place.patient, request: request.clone() }).await;
        form.busy.try_set(false);
        let found = match found {
            Ok(found) => found,
            Err(error) => return form.tell(error),
        };
        let read = checked.try_get_untracked().flatten().and_then(|c| c.amount);
        let part = form.text.with_untracked(|t| t.signed(request, &found, place.encounter));
        let amount = found.amount;
        checked.try_set(Some(found));
        if amount.is_some() && read != amount {
            return form.trouble.set(Some(t("prescribe-read-again")));
        }
        form.write(place, part, "prescribe-signed");
    });
}

/// What is typed, in the order a prescription is spoken.
#[component]
fn Fields(form: Form<Typed>) -> impl IntoView {
    let text = form.text;
    let medicine = Signal::derive(move || text.with(|t| t.medicine.clone()));
    let typed = Callback::new(move |words: String| text.update(|t| t.type_medicine(words)));
    let picked = Callback::new(move |row: Suggestion| text.update(|t| t.pick(row)));
    let on_hand = move || {
        text.with(|t| t.on_hand).map(|n| {
            let words = ta("prescribe-on-hand", &[("n", n.max(0).into())]);
            view! { <p class="hint" class:none-left=move || n <= 0 data-test="on-hand">{words}</p> }
        })
    };
    let needed = Memo::new(move |_| text.with(|t| t.how() == Some(Administration::AsNeeded)));
    let once = Memo::new(move |_| text.with(|t| t.how() == Some(Administration::Once)));
    let forms = DoseForm::ALL.iter().map(|f| f.code().to_owned()).collect::<Vec<_>>();
    let routes = Route::ALL.iter().map(|r| r.code().to_owned()).collect::<Vec<_>>();
    view! {
        <div class="wide-field">
            <Ahead form=FORM name="medicine" list=List::Medicines value=medicine on_input=typed on_pick=picked wrong=wrong_of(form.wrongs, "medicine") />
            {on_hand}
        </div>
        <div class="grid dose">
            <Picked form=form name="form" codes=forms get=|t| &t.form set=|t, v| t.form = v />
            <Number form=form name="dose_milli" get=|t| &t.dose set=|t, v| t.dose = v unit=true />
            <Picked form=form name="route" codes=routes get=|t| &t.route set=|t, v| t.route = v />
            <HowOften form=form />
            <div hidden=move || !needed.get()><Number form=form name="daily_max_milli" get=|t| &t.daily_max set=|t, v| t.daily_max = v unit=true /></div>
            <div hidden=move || once.get()><Number form=form name="days" get=|t| &t.days set=|t, v| t.days = v unit=false /></div>
        </div>
        <TextField form=FORM name="note" hint="prescribe-note-hint" value=Signal::derive(move || text.with(|t| t.note.clone()))
            on_input=Callback::new(move |v| text.update(|t| t.note = v)) wrong=wrong_of(form.wrongs, "note") wide=true />
    }
}

/// One of many words.
#[component]
fn Picked(
    form: Form<Typed>,
    name: &'static str,
    codes: Vec<String>,
    get: fn(&Typed) -> &String,
    set: fn(&mut Typed, String),
) -> impl IntoView {
    let id = field_id(FORM, name);
    let wrong_id = format!("{id}-wrong");
    let wrong = wrong_of(form.wrongs, name);
    let value = Memo::new(move |_| form.text.with(|t| get(t).clone()));
    let options = codes.into_iter().map(|code| {
        let (chosen, words) = (code.clone(), code.clone());
        view! { <option value=code selected=move || value.get() == chosen>{move || code_words(name, &words)}</option> }
    });
    view! {
        <div class="field">
            <label for=id.clone()>{move || t(&format!("field-{name}"))}</label>
            <select id=id class="input" data-test=name aria-describedby=describe(None, wrong_id.clone(), wrong)
                aria-invalid=move || wrong.get().is_some().then_some("true") prop:value=move || value.get()
                on:change=move |ev| form.text.update(|t| set(t, event_target_value(&ev)))>
                <option value="">{tr("choose-one")}</option>
                {options.collect_view()}
            </select>
            <FieldWrong id=wrong_id wrong=wrong />
        </div>
    }
}

/// A number, with the unit of the medicine's form within the field where it counts units.
#[component]
fn Number(
    form: Form<Typed>,
    name: &'static str,
    get: fn(&Typed) -> &String,
    set: fn(&mut Typed, String),
    unit: bool,
) -> impl IntoView {
    let id = field_id(FORM, name);
    let wrong_id = format!("{id}-wrong");
    let wrong = wrong_of(form.wrongs, name);
    let words = move || if unit { form.text.with(|t| units(&t.form)) } else { t("prescribe-days-unit") };
    let mode = if unit { "decimal" } else { "numeric" };
    view! {
        <div class="field">
            <label for=id.clone()>{move || t(&format!("field-{name}"))}</label>
            <div class="with-unit wide-unit">
                <input id=id class="input number" type="text" inputmode=mode autocomplete="off" dir="ltr" maxlength="8" data-test=name
                    aria-describedby=describe(None, wrong_id.clone(), wrong) aria-invalid=move || wrong.get().is_some().then_some("true")
                    prop:value=move || form.text.with(|t| get(t).clone()) on:input=move |ev| form.text.update(|t| set(t, event_target_value(&ev))) />
                <span class="unit" aria-hidden="true">{words}</span>
            </div>
            <FieldWrong id=wrong_id wrong=wrong />
        </div>
    }
}

/// How often: words from a list, or an abbreviation, which turns into words as soon as the field is left.
#[component]
fn HowOften(form: Form<Typed>) -> impl IntoView {
    let id = field_id(FORM, "administration");
    let (list, hint, wrong_id) = (format!("{id}-list"), format!("{id}-hint"), format!("{id}-wrong"));
    let wrong = wrong_of(form.wrongs, "administration");
    let value = move || form.text.with(Typed::how_shown);
    let options = Administration::ALL
        .iter()
        .map(|a| view! { <option value=move || code_words("administration", a.code())></option> });
    let input = move |ev| {
        let typed = event_target_value(&ev);
        form.text.update(|t| t.type_how(typed, understood));
    };
    let read = move || {
        form.text.with(|t| {
            let words = t.how().map(|how| code_words("administration", how.code()));
            words.filter(|words| *words != t.administration && !t.administration.is_empty())
        })
    };
    view! {
        <div class="field">
            <label for=id.clone()>{tr("field-administration")}</label>
            <input id=id class="input" type="text" list=list.clone() autocomplete="off" spellcheck="false" dir="auto" data-test="administration"
                placeholder=tr("prescribe-how-hint")
                aria-describedby=describe(Some(hint.clone()), wrong_id.clone(), wrong) aria-invalid=move || wrong.get().is_some().then_some("true")
                prop:value=value on:input=input on:change=move |_| form.text.update(Typed::settle_how) />
            <datalist id=list>{options.collect_view()}</datalist>
            <p class="hint" id=hint aria-live="polite" data-test="administration-words">{read}</p>
            <FieldWrong id=wrong_id wrong=wrong />
        </div>
    }
}

/// What speaks against it, each with its source and a reason to go on; and what nobody could check.
#[component]
fn Alerts(form: Form<Typed>, checked: RwSignal<Option<Checked>>) -> impl IntoView {
    let alerts = Memo::new(move |_| checked.with(|c| c.as_ref().map(|c| c.alerts.clone()).unwrap_or_default()));
    let unchecked = move || {
        let codes = checked.with(|c| c.as_ref().map(|c| c.unchecked.clone()).unwrap_or_default());
        let words = codes.iter().map(|code| code_words("unchecked", code)).collect::<Vec<_>>().join(", ");
        (!codes.is_empty()).then(|| view! { <p class="caution" data-test="unchecked">{ta("prescribe-unchecked", &[("what", words.into())])}</p> })
    };
    let rows = move || alerts.get().into_iter().enumerate().collect::<Vec<_>>();
    view! {
        <div class="alerts" id=field_id(FORM, "reason") tabindex="-1" aria-live="polite" data-test="alerts">
            <For each=rows key=|(_, alert)| alert.clone().key() + &alert.detail let:row>
                {
                    let (at, alert) = row;
                    let key = StoredValue::new(alert.key());
                    let id = field_id(FORM, &format!("reason-{at}"));
                    let wrong_id = format!("{id}-wrong");
                    let wrong = Signal::derive(move || form.wrongs.with(|all| all.iter().find(|w| key.with_value(|k| about(w, k))).map(Wrong::text)));
                    let test = if at == 0 { "reason".to_owned() } else { format!("reason-{at}") };
                    let value = move || key.with_value(|k| form.text.with(|t| t.reasons.get(k).cloned().unwrap_or_default()));
                    let (code, hook) = (alert.code.clone(), format!("alert-{}", alert.code));
                    view! {
                        <div class="alert" data-test=hook>
                            <p><Mark icon=WARNING /><strong>{move || code_words("alert", &code)}": "<bdi>{alert.object}</bdi></strong></p>
                            <p><bdi>{alert.detail}</bdi></p>
                            <p class="hint">{tr("prescribe-source")}" "<bdi>{alert.source}</bdi></p>
                            <div class="field">
                                <label for=id.clone()>{tr("prescribe-reason")}</label>
                                <input id=id class="input" type="text" dir="auto" autocomplete="off" data-test=test aria-describedby=describe(None, wrong_id.clone(), wrong)
                                    aria-invalid=move || wrong.get().is_some().then_some("true") prop:value=value
                                    on:input=move |ev| form.text.update(|t| t.give_reason(key.get_value(), event_target_value(&ev))) />
                                <FieldWrong id=wrong_id wrong=wrong />
                            </div>
                        </div>
                    }
                }
            </For>
        </div>
        {unchecked}
    }
}

/// Whether something wrong is about this alert.
fn about(wrong: &Wrong, key: &str) -> bool {
    matches!(&wrong.what, What::Problem(Problem::AlertNeedsReason { alert }) if alert == key)
}

/// The sentence to read aloud before signing, or what is still missing.
#[component]
fn ReadBack(form: Form<Typed>, checked: RwSignal<Option<Checked>>) -> impl IntoView {
    let words = move || {
        let (mut request, wrongs) = form.text.with(|t| t.request());
        request.amount = checked.with(|c| c.as_ref().and_then(|c| c.amount));
        request.medicine.as_ref()?;
        if !wrongs.is_empty() {
            let names = wrongs.iter().map(|w| t(&format!("field-{}", w.field))).collect::<Vec<_>>().join(", ");
            return Some((false, ta("prescribe-missing", &[("what", names.into())])));
        }
        request.amount.map(|_| (true, sentence(&request)))
    };
    move || {
        words().map(|(whole, words)| {
            let test = if whole { "read-back" } else { "missing" };
            view! { <p class="read-back" class:whole=whole role="status" data-test=test>{words}</p> }
        })
    }
}

/// The last prescription again, to be looked at, changed and signed anew.
#[component]
fn Again(place: Place, form: Form<Typed>) -> impl IntoView {
    let last = Memo::new(move |_| place.standing::<MedicationRequest>().into_iter().next().map(|(_, r)| r));
    let fill = move |_| {
        if let Some(last) = last.get_untracked() {
            form.text.set(Typed::again(&last, current().decimal()));
            spawn_local(async move {
                dom::sleep(0).await;
                dom::focus(&field_id(FORM, "dose_milli"));
            });
        }
    };
    move || {
        last.get().map(|request| {
            let name = request.medicine.unwrap_or_default();
            view! {
                <p class="does">
                    <button type="button" class="button small" data-test="repeat-last" disabled=move || form.touched() on:click=fill>{ta("prescribe-again", &[("medicine", name.into())])}</button>
                </p>
            }
        })
    }
}

#[component]
fn Rows(place: Place) -> impl IntoView {
    let open: Open = RwSignal::new(None);
    let rows = move || place.here::<MedicationRequest>();
    view! {
        <ul class="written-list" data-test="prescriptions">
            <For each=rows key=row_key let:row>
                <Prescribed place=place view=row.0 request=row.1 open=open />
            </For>
        </ul>
    }
}

/// A prescription that was signed: its sentence, what became of it, what was not checked.
#[component]
fn Prescribed(place: Place, view: PartView, request: MedicationRequest, open: Open) -> impl IntoView {
    let trouble = RwSignal::new(None::<String>);
    let name = request.medicine.clone().unwrap_or_default();
    let status = request.status.clone().unwrap_or(RequestStatus::Active);
    let can_stop = status == RequestStatus::Active && view.mark.is_none();
    let (amends, said) = (Amends::of(&view), sentence(&request));
    let note = request.note.clone();
    let over = request.overridden.iter().flatten().map(|o| {
        let (code, object) = o.alert.split_once(':').unwrap_or((&o.alert, ""));
        let (code, object, reason) = (code.to_owned(), object.to_owned(), o.reason.clone());
        view! { <p class="aside-words"><Mark icon=WARNING />{move || code_words("alert", &code)}": "<bdi>{object}</bdi>" — "<bdi>{reason}</bdi></p> }
    });
    let over = over.collect_view();
    let unchecked = request.unchecked.clone().filter(|codes| !codes.is_empty()).map(|codes| {
        let words = codes.iter().map(|code| code_words("unchecked", code)).collect::<Vec<_>>().join(", ");
        view! { <p class="aside-words" data-test="was-unchecked">{ta("prescribe-unchecked", &[("what", words.into())])}</p> }
    });
    let stop = move |_| {
        let part = MedicationRequest { status: Some(RequestStatus::Stopped), ..request.clone() }.into();
        let ask = AmendPart { patient: place.patient, amends: amends.clone(), part, form: None };
        spawn_local(async move {
            match call(ask).await {
                Ok(()) => place.on_saved.run(()),
                Err(error) => _ = trouble.try_set(Some(error_text(&error))),
            }
        });
    };
    let stop = can_stop.then(|| view! { <button type="button" class="button small" data-test="stop" on:click=stop>{tr("prescribe-stop")}</button> });
    let stopped = status == RequestStatus::Stopped;
    view! {
        <Written place=place view=view open=open name=name>
            <p class="prescribed" class:stopped=stopped data-test="prescribed">{said}</p>
            {note.map(|note| view! { <p><bdi>{note}</bdi></p> })}
            {over}
            {unchecked}
            <p class="does"><span class="chip" data-test="request-status">{move || code_words("request", status.code())}</span>{stop}</p>
            {move || trouble.get().map(|text| view! { <p class="alert" role="alert">{text}</p> })}
        </Written>
    }
}
