//! A formulary item as it is typed: new, or amended. The type-ahead fills what the reference list knows of a medicine.

use domain::api::stock::{ItemRow, SaveItem};
use domain::api::visit::{List, Suggestion};
use domain::id::Id;
use domain::prescription::{Form as DoseForm, Route};
use domain::stock::Item;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::components::field::Tick;
use crate::components::summary::wrong_of;
use crate::errors::Wrong;
use crate::i18n::{current, ta, tr};
use crate::number::{self, NotNumber};
use crate::pharmacy::shelf::{Pane, Shelf};
use crate::pharmacy::{Picked, plain, send, whole};
use crate::visit::ahead::Ahead;
use crate::visit::form::{Form, Line, Sheet};

const FORM: &str = "item";
/// Thousandths of the currency.
const MILLI: i32 = 1000;

/// What is typed; its JSON is the draft.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ItemText {
    generic: Option<String>,
    strength: Option<String>,
    /// Code of the form.
    form: Option<String>,
    /// Code of the route.
    route: Option<String>,
    /// Parted by ";".
    ingredients: Option<String>,
    brand: Option<String>,
    pack_size: Option<String>,
    unit_cost: Option<String>,
    low_at: Option<String>,
    controlled: bool,
    retired: bool,
}

impl ItemText {
    /// The text from which an item would be read again.
    fn of(item: &Item, decimal: char) -> Self {
        ItemText {
            generic: item.generic.clone(),
            strength: item.strength.clone(),
            form: item.form.as_ref().map(|f| f.code().to_owned()),
            route: item.route.as_ref().map(|r| r.code().to_owned()),
            ingredients: item.ingredients.as_ref().filter(|all| !all.is_empty()).map(|all| all.join("; ")),
            brand: item.brand.clone(),
            pack_size: item.pack_size.map(|n| n.to_string()),
            unit_cost: item.unit_cost_milli.map(|n| number::show(n.into(), MILLI, 2, decimal)),
            low_at: item.low_at.map(|n| n.to_string()),
            controlled: item.controlled == Some(true),
            retired: item.retired == Some(true),
        }
    }

    /// Takes a medicine of the reference list: its label parts where the strength begins.
    fn pick(&mut self, row: Suggestion) {
        let (generic, strength) = parted(&row.label);
        (self.generic, self.strength) = (Some(generic), strength);
        self.form = row.form.map(|f| f.code().to_owned());
        self.route = row.route.map(|r| r.code().to_owned());
        self.ingredients = Some(row.ingredients.join("; ")).filter(|i| !i.is_empty());
    }

    fn read(&self) -> Result<Item, Vec<Wrong>> {
        let mut wrongs = Vec::new();
        let cost = plain(self.unit_cost.as_ref()).map(|text| number::parse(&text, MILLI)).transpose();
        let cost = cost.unwrap_or_else(|e| {
            let key = if e == NotNumber::TooExact { "problem-too-exact" } else { "cost-not-a-number" };
            wrongs.push(Wrong::typed("unit_cost_milli", key));
            None
        });
        let ingredients: Vec<String> = self
            .ingredients
            .as_deref()
            .unwrap_or_default()
            .split([';', '\n'])
            .map(|i| i.trim().to_owned())
            .filter(|i| !i.is_empty())
            .collect();
        let item = Item {
            generic: plain(self.generic.as_ref()),
            ingredients: Some(ingredients).filter(|all| !all.is_empty()),
            strength: plain(self.strength.as_ref()),
            form: self.form.as_deref().map(DoseForm::from),
            route: self.route.as_deref().map(Route::from),
            brand: plain(self.brand.as_ref()),
            pack_size: whole("pack_size", self.pack_size.as_ref(), &mut wrongs),
            unit_cost_milli: cost.and_then(|n| u32::try_from(n).ok()),
            controlled: self.controlled.then_some(true),
            low_at: whole("low_at", self.low_at.as_ref(), &mut wrongs),
            retired: self.retired.then_some(true),
        };
        wrongs.extend(item.problems().into_iter().map(Wrong::from));
        if wrongs.is_empty() { Ok(item) } else { Err(wrongs) }
    }
}

/// A medicine's label as generic name and strength: the strength begins with the first word that begins with a digit.
fn parted(label: &str) -> (String, Option<String>) {
    let at = label
        .match_indices(' ')
        .map(|(at, _)| at + 1)
        .find(|at| label[*at..].starts_with(|c: char| c.is_ascii_digit()));
    match at {
        Some(at) => (label[..at].trim().to_owned(), Some(label[at..].trim().to_owned())),
        None => (label.to_owned(), None),
    }
}

/// The form: of a new item, or of one that is amended.
#[component]
pub(crate) fn ItemForm(
    shelf: Shelf,
    #[prop(optional)] row: Option<ItemRow>,
    /// Told the item's id and name.
    on_saved: Callback<(Id, String)>,
) -> impl IntoView {
    let key = row.as_ref().map_or_else(|| "stock/new-item".to_owned(), |r| format!("stock/item/{}", r.id));
    let form = Form::<ItemText>::new(key);
    let amends = row.is_some();
    if let Some(row) = &row {
        form.redraw(ItemText::of(&row.item, current().decimal()), None);
    }
    let (id, parents) = row.map_or((None, Vec::new()), |r| (Some(r.id), r.heads));
    let submit = Callback::new(move |()| {
        let item = form.text.with_untracked(ItemText::read);
        let name = item.as_ref().map(Item::label).unwrap_or_default();
        let ask = item.map(|item| SaveItem { id, parents: parents.clone(), item });
        send(form, ask, move |id| {
            shelf.done(ta("item-saved", &[("name", name.clone().into())]));
            on_saved.run((id, name));
        });
    });
    let generic = Signal::derive(move || form.text.with(|t| t.generic.clone().unwrap_or_default()));
    let typed =
        Callback::new(move |words: String| form.text.update(|t| t.generic = Some(words).filter(|w| !w.is_empty())));
    let picked = Callback::new(move |row: Suggestion| form.text.update(|t| t.pick(row)));
    let forms = DoseForm::ALL.iter().map(|f| f.code().to_owned()).collect::<Vec<_>>();
    let routes = Route::ALL.iter().map(|r| r.code().to_owned()).collect::<Vec<_>>();
    view! {
        <Sheet form=form id=FORM title={if amends { "item-amend-title" } else { "item-new-title" }} on_submit=submit>
            <div class="grid item-fields">
                <Ahead form=FORM name="generic" list=List::Medicines value=generic on_input=typed on_pick=picked wrong=wrong_of(form.wrongs, "generic") />
                <Line form=form id=FORM name="strength" get=|t| &t.strength set=|t, v| t.strength = v />
                <Picked form=form id=FORM name="form" codes=forms get=|t| &t.form set=|t, v| t.form = v />
                <Picked form=form id=FORM name="route" codes=routes get=|t| &t.route set=|t, v| t.route = v />
                <Line form=form id=FORM name="ingredients" hint="ingredients-hint" get=|t| &t.ingredients set=|t, v| t.ingredients = v />
                <Line form=form id=FORM name="low_at" kind="tel" hint="low-at-hint" get=|t| &t.low_at set=|t, v| t.low_at = v />
                <Line form=form id=FORM name="brand" get=|t| &t.brand set=|t, v| t.brand = v />
                <Line form=form id=FORM name="pack_size" kind="tel" get=|t| &t.pack_size set=|t, v| t.pack_size = v />
                <Line form=form id=FORM name="unit_cost_milli" kind="tel" get=|t| &t.unit_cost set=|t, v| t.unit_cost = v />
            </div>
            <Tick form=FORM name="controlled" value=Signal::derive(move || form.text.with(|t| t.controlled))
                on_change=Callback::new(move |yes| form.text.update(|t| t.controlled = yes)) />
            {amends.then(|| view! {
                <Tick form=FORM name="retired" value=Signal::derive(move || form.text.with(|t| t.retired))
                    on_change=Callback::new(move |yes| form.text.update(|t| t.retired = yes)) />
            })}
            <p class="does">
                <button type="submit" class="button primary" data-test="save-item" aria-disabled=move || form.busy.get().to_string()>{tr("item-save")}</button>
                <button type="button" class="button quiet" data-test="leave" on:click=move |_| shelf.pane.set(Pane::Nothing)>{tr("close-verb")}</button>
            </p>
        </Sheet>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_parts_where_its_strength_begins() {
        assert_eq!(parted("amoxicillin 250 mg"), ("amoxicillin".into(), Some("250 mg".into())));
        let mixed = parted("artemether + lumefantrine 20 mg + 120 mg");
        assert_eq!(mixed, ("artemether + lumefantrine".into(), Some("20 mg + 120 mg".into())));
        assert_eq!(parted("vitamin B12"), ("vitamin B12".into(), None));
    }

    #[test]
    fn an_item_drawn_and_read_is_the_same() {
        let item = Item {
            generic: Some("Amoxicillin".into()),
            ingredients: Some(vec!["amoxicillin".into(), "clavulanic acid".into()]),
            strength: Some("250 mg".into()),
            form: Some(DoseForm::Tablet),
            route: Some(Route::Oral),
            pack_size: Some(100),
            unit_cost_milli: Some(35),
            controlled: Some(true),
            low_at: Some(200),
            ..Item::default()
        };
        for decimal in ['.', ','] {
            assert_eq!(ItemText::of(&item, decimal).read(), Ok(item.clone()));
        }
    }

    #[test]
    fn what_is_no_number_is_told_beside_its_field() {
        let text = ItemText { pack_size: Some("ten".into()), unit_cost: Some("1.2345".into()), ..ItemText::default() };
        let wrong: Vec<String> = text.read().unwrap_err().into_iter().map(|w| w.field).collect();
        assert_eq!(wrong, ["unit_cost_milli", "pack_size", "generic"]);
    }
}
