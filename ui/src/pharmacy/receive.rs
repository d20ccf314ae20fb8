//! Receiving units of a lot as the package has it: a lot already here grows.

use domain::api::stock::{ItemRow, Receive as Write};
use domain::limits::{FieldError, Problem};
use domain::stock::{Batch, expired};
use domain::time::{Date, Precision};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::dom;
use crate::errors::Wrong;
use crate::i18n::{t, ta, tr};
use crate::moment::date_words;
use crate::pharmacy::shelf::{Pane, Shelf};
use crate::pharmacy::{expiry, plain, send, units_words, whole};
use crate::visit::form::{Form, Line, Sheet};

const FORM: &str = "receive";

/// What is typed; its JSON is the draft.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ReceiveText {
    lot: Option<String>,
    expiry: Option<String>,
    units: Option<String>,
    manufacturer: Option<String>,
    place: Option<String>,
    donor: Option<String>,
}

impl ReceiveText {
    fn until(&self) -> Option<Result<Date, &'static str>> {
        plain(self.expiry.as_ref()).map(|text| expiry::read(&text))
    }

    fn read(&self, item: domain::id::Id, form: String) -> Result<Write, Vec<Wrong>> {
        let mut wrongs = Vec::new();
        let units = whole("units", self.units.as_ref(), &mut wrongs);
        let expiry = self.until().transpose().unwrap_or_else(|key| {
            wrongs.push(Wrong::typed("expiry", key));
            None
        });
        let batch = Batch {
            item: Some(item),
            lot: plain(self.lot.as_ref()),
            expiry,
            manufacturer: plain(self.manufacturer.as_ref()),
            place: plain(self.place.as_ref()),
            donor: plain(self.donor.as_ref()),
            held: None,
        };
        wrongs.extend(batch.problems().into_iter().map(Wrong::from));
        if units.unwrap_or(0) == 0 && !wrongs.iter().any(|w| w.field == "units") {
            wrongs.push(FieldError::new("units", Problem::Nothing).into());
        }
        if wrongs.is_empty() { Ok(Write { batch, units: units.unwrap_or(0), form: Some(form) }) } else { Err(wrongs) }
    }
}

/// The form, of one item.
#[component]
pub(crate) fn Receive(shelf: Shelf, row: ItemRow) -> impl IntoView {
    let key = format!("receive/{}", row.id);
    let form = Form::<ReceiveText>::new(key.clone());
    let (id, counted) = (row.id, row.item.form.clone());
    let submit = Callback::new(move |()| {
        let ask = form.text.with_untracked(|t| t.read(id, key.clone()));
        let units = ask.as_ref().map_or(0, |a| a.units);
        let words = units_words(counted.as_ref(), units.into());
        send(form, ask, move |_| shelf.done(ta("receive-done", &[("units", words.into())])));
    });
    let unit = row.item.form.clone();
    let verb = move || {
        let units = form.text.with(|t| whole("units", t.units.as_ref(), &mut Vec::new())).filter(|n| *n > 0);
        units.map_or_else(
            || t("receive-verb"),
            |n| ta("receive-units-verb", &[("units", units_words(unit.as_ref(), n.into()).into())]),
        )
    };
    view! {
        <Sheet form=form id=FORM title="receive-title" on_submit=submit>
            <div class="grid">
                <Line form=form id=FORM name="lot" get=|t| &t.lot set=|t, v| t.lot = v />
                <div class="field-and">
                    <Line form=form id=FORM name="expiry" hint="expiry-hint" get=|t| &t.expiry set=|t, v| t.expiry = v />
                    <Until form=form />
                </div>
                <Line form=form id=FORM name="units" kind="tel" hint="receive-units-hint" get=|t| &t.units set=|t, v| t.units = v />
                <Line form=form id=FORM name="donor" get=|t| &t.donor set=|t, v| t.donor = v />
                <Line form=form id=FORM name="place" get=|t| &t.place set=|t, v| t.place = v />
                <Line form=form id=FORM name="manufacturer" get=|t| &t.manufacturer set=|t, v| t.manufacturer = v />
            </div>
            <p class="does">
                <button type="submit" class="button primary" data-test="receive" aria-disabled=move || form.busy.get().to_string()>{verb}</button>
                <button type="button" class="button quiet" data-test="leave" on:click=move |_| shelf.pane.set(Pane::Nothing)>{tr("close-verb")}</button>
            </p>
        </Sheet>
    }
}

/// The expiry as it was understood, while it is typed.
#[component]
fn Until(form: Form<ReceiveText>) -> impl IntoView {
    let read = Memo::new(move |_| form.text.with(|t| t.until().and_then(Result::ok)));
    let past = move || expired(read.get(), dom::today());
    let words = move || {
        read.get().map(|date| {
            let day = date_words(date, Precision::Day);
            let key = if past() { "lot-expired-on" } else { "lot-until" };
            ta(key, &[("day", day.into())])
        })
    };
    view! { <p class="hint" class:none-left=past aria-live="polite" data-test="until">{words}</p> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::Id;

    fn fields(text: &ReceiveText) -> Vec<String> {
        text.read(Id([1; 16]), String::new()).unwrap_err().into_iter().map(|w| w.field).collect()
    }

    #[test]
    fn a_month_is_its_last_day_and_a_lot_and_units_are_needed() {
        let mut text = ReceiveText::default();
        assert_eq!(fields(&text), ["lot", "units"]);
        (text.lot, text.units, text.expiry) = (Some(" A1 ".into()), Some("0".into()), Some("soon".into()));
        assert_eq!(fields(&text), ["expiry", "units"]);
        (text.units, text.expiry) = (Some("200".into()), Some("06/2027".into()));
        let ask = text.read(Id([1; 16]), String::new()).unwrap();
        assert_eq!((ask.batch.lot.as_deref(), ask.batch.expiry, ask.units), (Some("A1"), Date::new(2027, 6, 30), 200));
    }
}
