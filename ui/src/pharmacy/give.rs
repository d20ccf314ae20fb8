//! Giving what was prescribed: the lot really taken, how many units, whether another medicine instead, whether explained.
//! The lot to take first is a suggestion; it counts once somebody picks, scans or types it.
//! In scope: the form.  Not here: which lots may be given (the core's `pharmacy.suggest`), what was given before (prescribed.rs).

use domain::api::stock::{Dispense, Lot, Suggest, Supply};
use domain::api::visit::{List, Suggestion};
use domain::care::{DispenseKind, MedicationDispense, MedicationRequest};
use domain::id::Id;
use domain::limits::{FieldError, Problem};
use domain::time::{Moment, Precision};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use crate::client::call;
use crate::components::field::{Tick, field_id};
use crate::components::summary::wrong_of;
use crate::dom;
use crate::errors::{Wrong, error_text};
use crate::i18n::{t, ta, tr};
use crate::moment::date_words;
use crate::pharmacy::prescribed::Counter;
use crate::pharmacy::{plain, send, units_words, whole};
use crate::visit::ahead::Ahead;
use crate::visit::form::{Form, Line, Sheet};

const FORM: &str = "give";

/// What is typed; its JSON is the draft.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct GiveText {
    lot: Option<String>,
    quantity: Option<String>,
    /// Another medicine, or another strength, instead.
    instead: bool,
    medicine: Option<String>,
    /// The item of the lot or medicine picked.
    item: Option<Id>,
    reason: Option<String>,
    counselled: bool,
}

impl GiveText {
    /// Before anything is typed: as many as the first lot has of what is owed.
    fn suggested(supply: &Supply) -> Self {
        let first = supply.lots.first().map_or(0, |lot| lot.take);
        let quantity = if first > 0 { first } else { supply.owed };
        GiveText { quantity: Some(quantity.to_string()), ..GiveText::default() }
    }

    /// Takes a lot that was picked. One of another name is given instead of what was prescribed.
    fn pick(&mut self, lot: &Lot, medicine: &str, owed: u32) {
        let left = u32::try_from(lot.units).unwrap_or(0);
        let take = if lot.take > 0 { lot.take } else { owed.min(left) };
        self.instead = !lot.same_item && !same_words(&lot.medicine, medicine);
        self.medicine = self.instead.then(|| lot.medicine.clone());
        (self.lot, self.item, self.quantity) = (Some(lot.lot.clone()), Some(lot.item), Some(take.to_string()));
    }

    /// The known lot of what is typed.
    fn known<'a>(&self, supply: &'a Supply) -> Option<&'a Lot> {
        let typed = plain(self.lot.as_ref())?;
        let fits = |lot: &&Lot| same_words(&lot.lot, &typed) && self.item.is_none_or(|item| item == lot.item);
        supply.lots.iter().find(fits)
    }

    /// Units as typed.
    fn units(&self) -> Option<u32> {
        whole("quantity", self.quantity.as_ref(), &mut Vec::new())
    }

    /// The dispensing, or what must be mended first.
    fn read(
        &self,
        id: Id,
        request: &MedicationRequest,
        supply: &Supply,
        at: Moment,
    ) -> Result<MedicationDispense, Vec<Wrong>> {
        let mut wrongs = Vec::new();
        let quantity = whole("quantity", self.quantity.as_ref(), &mut wrongs);
        let kind = match quantity {
            _ if self.instead => DispenseKind::Substituted,
            Some(n) if n < supply.owed => DispenseKind::Part,
            _ => DispenseKind::Whole,
        };
        let item = if self.instead { self.item } else { self.known(supply).map(|lot| lot.item).or(request.item) };
        let medicine = plain(self.medicine.as_ref()).filter(|_| self.instead);
        let given = MedicationDispense {
            request: Some(id),
            kind: Some(kind),
            item,
            lot: plain(self.lot.as_ref()),
            quantity,
            reason: plain(self.reason.as_ref()).filter(|_| self.instead),
            counselled: Some(self.counselled),
            at: Some(at),
            medicine,
            ..MedicationDispense::default()
        };
        let missing = |field: &str| Wrong::from(FieldError::new(field, Problem::Nothing));
        if self.instead && given.medicine.is_none() {
            wrongs.push(missing("medicine"));
        }
        if given.item.is_some() && given.lot.is_none() {
            wrongs.push(missing("lot"));
        }
        let found = given.problems().into_iter().filter(|e| !wrongs.iter().any(|w| w.field == e.field));
        let found: Vec<Wrong> = found.map(Wrong::from).collect();
        wrongs.extend(found);
        if wrongs.is_empty() { Ok(given) } else { Err(wrongs) }
    }
}

/// Whether two words are the same to a person who reads them off a box.
fn same_words(a: &str, b: &str) -> bool {
    let folded = |s: &str| s.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    folded(a) == folded(b)
}

/// The form of one prescription.
#[component]
pub(crate) fn Give(counter: Counter, id: Id, request: MedicationRequest) -> impl IntoView {
    let form = Form::<GiveText>::new(format!("dispense/{id}"));
    let supply = RwSignal::new(None::<Supply>);
    let request = StoredValue::new(request);
    spawn_local(async move {
        match call(Suggest { patient: counter.patient, request: id }).await {
            Ok(found) => {
                if supply.try_get_untracked().is_some() {
                    form.redraw(GiveText::suggested(&found), None);
                    supply.set(Some(found));
                }
            }
            Err(error) => _ = form.trouble.try_set(Some(error_text(&error))),
        }
    });
    let submit = Callback::new(move |()| {
        let Some(found) = supply.get_untracked() else { return };
        let given = request.with_value(|r| form.text.with_untracked(|t| t.read(id, r, &found, dom::now())));
        let words = given.as_ref().map(|g| given_words(g, request)).unwrap_or_default();
        let ask =
            given.map(|dispense| Dispense { patient: counter.patient, dispense, form: Some(format!("dispense/{id}")) });
        send(form, ask, move |_| counter.done(ta("give-done", &[("what", words.into())])));
    });
    view! {
        <Sheet form=form id=FORM title="give-title" on_submit=submit>
            {move || supply.get().map(|found| view! { <Lots form=form supply=found request=request /> })}
            <div class="grid">
                <div class="field-and">
                    <Line form=form id=FORM name="lot" hint="give-lot-hint" get=|t| &t.lot set=type_lot />
                    <LotSays form=form supply=supply request=request />
                </div>
                <Line form=form id=FORM name="quantity" kind="tel" get=|t| &t.quantity set=|t, v| t.quantity = v />
            </div>
            <Tick form=FORM name="instead" value=Signal::derive(move || form.text.with(|t| t.instead))
                on_change=Callback::new(move |yes| form.text.update(|t| set_instead(t, yes))) />
            {move || form.text.with(|t| t.instead).then(|| view! { <Instead form=form /> })}
            <Tick form=FORM name="counselled" value=Signal::derive(move || form.text.with(|t| t.counselled))
                on_change=Callback::new(move |yes| form.text.update(|t| t.counselled = yes)) />
            <GiveButton form=form supply=supply request=request />
        </Sheet>
    }
}

/// A lot typed by hand is of the medicine prescribed, or of the one chosen instead.
fn type_lot(text: &mut GiveText, lot: Option<String>) {
    text.lot = lot;
    if !text.instead {
        text.item = None;
    }
}

fn set_instead(text: &mut GiveText, yes: bool) {
    text.instead = yes;
    (text.medicine, text.item) = (None, None);
}

fn given_words(given: &MedicationDispense, request: StoredValue<MedicationRequest>) -> String {
    request.with_value(|r| {
        let units = units_words(r.form.as_ref(), given.quantity.unwrap_or(0).into());
        let medicine = given.medicine.clone().or_else(|| r.medicine.clone()).unwrap_or_default();
        ta("give-what", &[("units", units.into()), ("medicine", medicine.into())])
    })
}

/// The lots that may be given, in the order to be taken; what is missing.
#[component]
fn Lots(form: Form<GiveText>, supply: Supply, request: StoredValue<MedicationRequest>) -> impl IntoView {
    let (owed, missing) = (supply.owed, supply.missing);
    let units = move |n: i64| request.with_value(|r| units_words(r.form.as_ref(), n));
    let lots = supply.lots.iter().enumerate().map(|(at, lot)| {
        let id = field_id(FORM, &format!("pick-{at}"));
        let picked = lot.clone();
        let chosen = lot.clone();
        let pick = move |_| {
            let medicine = request.with_value(|r| r.medicine.clone().unwrap_or_default());
            form.text.update(|t| t.pick(&picked, &medicine, owed));
        };
        let is_chosen = move || {
            form.text.with(|t| t.item == Some(chosen.item) && t.lot.as_deref().is_some_and(|l| same_words(l, &chosen.lot)))
        };
        let until = lot.expiry.map_or_else(|| t("lot-no-expiry"), |e| ta("lot-until", &[("day", date_words(e, Precision::Day).into())]));
        let first = (lot.take > 0).then(|| view! { <span class="chip first" data-test="take-first">{ta("lot-take", &[("units", units(lot.take.into()).into())])}</span> });
        let other = (!lot.same_item).then(|| view! { <strong><bdi>{lot.medicine.clone()}</bdi></strong> });
        view! {
            <span class="option lot">
                <input type="radio" id=id.clone() name=field_id(FORM, "pick") data-test="pick-lot" prop:checked=is_chosen on:change=pick />
                <label for=id>
                    {other}
                    <span>{tr("lot-word")}" "<bdi class="lot-number">{lot.lot.clone()}</bdi></span>
                    <span>{until}</span>
                    <span class="aside-words">{ta("lot-left", &[("units", units(lot.units).into())])}</span>
                    {first}
                </label>
            </span>
        }
    });
    let lots = lots.collect_view();
    let any = !supply.lots.is_empty();
    let short = (missing > 0 && owed > 0).then(|| {
        let rest = units(missing.into());
        let words = if missing == owed {
            ta("give-none", &[("owed", rest.into())])
        } else {
            ta("give-short", &[("owed", rest.into())])
        };
        view! { <p class="caution" data-test="short">{words}</p> }
    });
    view! {
        {any.then(|| view! { <fieldset class="field lots"><legend>{tr("give-lots")}</legend><div class="options">{lots}</div></fieldset> })}
        {short}
    }
}

/// What is known of the lot in the field.
#[component]
fn LotSays(
    form: Form<GiveText>,
    supply: RwSignal<Option<Supply>>,
    request: StoredValue<MedicationRequest>,
) -> impl IntoView {
    let says = move || {
        supply.with(|found| {
            let found = found.as_ref()?;
            form.text.with(|text| {
                plain(text.lot.as_ref())?;
                Some(match text.known(found) {
                    Some(lot) => {
                        let units = request.with_value(|r| units_words(r.form.as_ref(), lot.units));
                        let until = lot.expiry.map_or_else(
                            || t("lot-no-expiry"),
                            |e| ta("lot-until", &[("day", date_words(e, Precision::Day).into())]),
                        );
                        ta("lot-known", &[("until", until.into()), ("units", units.into())])
                    }
                    None if text.item.or(request.with_value(|r| r.item)).is_some() => t("lot-unknown"),
                    None => t("lot-no-stock"),
                })
            })
        })
    };
    view! { <p class="hint" aria-live="polite" data-test="lot-says">{says}</p> }
}

/// Which medicine instead, and why.
#[component]
fn Instead(form: Form<GiveText>) -> impl IntoView {
    let value = Signal::derive(move || form.text.with(|t| t.medicine.clone().unwrap_or_default()));
    let typed = Callback::new(move |words: String| {
        form.text.update(|t| (t.medicine, t.item) = (Some(words).filter(|w| !w.is_empty()), None));
    });
    let picked = Callback::new(move |row: Suggestion| {
        form.text.update(|t| (t.medicine, t.item) = (Some(row.label), row.item));
    });
    view! {
        <div class="grid instead">
            <Ahead form=FORM name="medicine" list=List::Medicines value=value on_input=typed on_pick=picked wrong=wrong_of(form.wrongs, "medicine") />
            <Line form=form id=FORM name="reason" get=|t| &t.reason set=|t, v| t.reason = v />
            <p class="caution wide">{tr("give-instead-what")}</p>
        </div>
    }
}

/// "Give 30 tablets", or "Give 10 tablets, 20 tablets stay owed".
#[component]
fn GiveButton(
    form: Form<GiveText>,
    supply: RwSignal<Option<Supply>>,
    request: StoredValue<MedicationRequest>,
) -> impl IntoView {
    let owed = move || supply.with(|s| s.as_ref().map_or(0, |s| s.owed));
    let quantity = Memo::new(move |_| form.text.with(|t| (t.units().unwrap_or(0), t.instead)));
    let part = Memo::new(move |_| {
        let (n, instead) = quantity.get();
        n > 0 && n < owed() && !instead
    });
    let units = move |n: u32| request.with_value(|r| units_words(r.form.as_ref(), n.into()));
    let words = move || {
        let (n, instead) = quantity.get();
        match (n, part.get()) {
            (0, _) => t("give-verb"),
            _ if instead => ta("give-instead-verb", &[("units", units(n).into())]),
            (n, false) => ta("give-units-verb", &[("units", units(n).into())]),
            (n, true) => ta("give-part-verb", &[("units", units(n).into()), ("owed", units(owed() - n).into())]),
        }
    };
    let hook = move || if part.get() { "give-part" } else { "give" };
    view! {
        <p class="does">
            <button type="submit" class="button primary large" data-test=hook
                aria-disabled=move || (form.busy.get() || supply.with(Option::is_none)).to_string()>{words}</button>
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: Id = Id([1; 16]);
    const ITEM: Id = Id([2; 16]);
    const OTHER: Id = Id([3; 16]);

    fn lot(item: Id, number: &str, units: i64, take: u32) -> Lot {
        let medicine = if item == ITEM { "Amoxicillin 250 mg" } else { "Amoxicillin 500 mg" };
        Lot {
            item,
            medicine: medicine.into(),
            same_item: item == ITEM,
            batch: item,
            lot: number.into(),
            expiry: None,
            units,
            take,
        }
    }
    fn supply() -> Supply {
        Supply {
            owed: 30,
            lots: vec![lot(ITEM, "A1", 20, 20), lot(ITEM, "B2", 90, 10), lot(OTHER, "C3", 40, 0)],
            missing: 0,
        }
    }
    fn request() -> MedicationRequest {
        MedicationRequest {
            item: Some(ITEM),
            medicine: Some("amoxicillin 250 mg".into()),
            amount: Some(30),
            ..Default::default()
        }
    }
    fn read(text: &GiveText) -> Result<MedicationDispense, Vec<String>> {
        text.read(REQUEST, &request(), &supply(), Moment::utc(0)).map_err(|w| w.into_iter().map(|w| w.field).collect())
    }

    #[test]
    fn a_suggestion_is_not_yet_a_lot_taken() {
        let text = GiveText::suggested(&supply());
        assert_eq!((text.quantity.as_deref(), text.lot.as_deref()), (Some("20"), None));
        assert_eq!(read(&text).unwrap_err(), ["lot"]);
    }

    #[test]
    fn a_lot_typed_as_on_the_box_is_the_one_known_and_an_unknown_one_is_taken_at_its_word() {
        let mut text = GiveText { lot: Some(" b2".into()), quantity: Some("30".into()), ..GiveText::default() };
        let given = read(&text).unwrap();
        assert_eq!((given.kind, given.item, given.quantity), (Some(DispenseKind::Whole), Some(ITEM), Some(30)));
        (text.lot, text.quantity) = (Some("Z9".into()), Some("10".into()));
        let given = read(&text).unwrap();
        assert_eq!((given.kind, given.item, given.lot.as_deref()), (Some(DispenseKind::Part), Some(ITEM), Some("Z9")));
    }

    #[test]
    fn another_strength_is_a_substitution_with_a_reason() {
        let mut text = GiveText::suggested(&supply());
        text.pick(&supply().lots[2], "amoxicillin 250 mg", 30);
        assert!(text.instead);
        assert_eq!(read(&text).unwrap_err(), ["reason"]);
        text.reason = Some("no 250 mg left".into());
        let given = read(&text).unwrap();
        assert_eq!((given.kind, given.item), (Some(DispenseKind::Substituted), Some(OTHER)));
        text.pick(&supply().lots[0], "amoxicillin 250 mg", 30);
        assert!(!text.instead && text.medicine.is_none());
    }

    #[test]
    fn a_substitute_is_named_and_never_taken_for_what_was_prescribed() {
        let mut text = GiveText { lot: Some("X".into()), quantity: Some("5".into()), ..GiveText::default() };
        set_instead(&mut text, true);
        assert_eq!(read(&text).unwrap_err(), ["medicine", "reason"]);
        (text.medicine, text.reason) = (Some("Honey".into()), Some("asked for it".into()));
        assert_eq!(read(&text).unwrap().item, None);
    }

    #[test]
    fn no_number_is_told_once() {
        let text = GiveText { lot: Some("A1".into()), quantity: Some("many".into()), ..GiveText::default() };
        assert_eq!(read(&text).unwrap_err(), ["quantity"]);
    }
}
