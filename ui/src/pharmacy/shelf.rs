//! One item on the shelf: what is usable, what is wanting, and behind it its lots with everything that can be done to them.
//! In scope: the rows of the stock table, holding and releasing.  Not here: search, pages, export (screens/stock.rs).

use domain::api::stock::{AmendBatch, BatchRow, ItemRow};
use domain::id::Id;
use domain::prescription::Form as DoseForm;
use domain::stock::{Batch, MovementKind};
use domain::time::Precision;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::client::call;
use crate::components::field::field_id;
use crate::dom;
use crate::errors::error_text;
use crate::i18n::{code_words, t, ta, tr};
use crate::icons::{AMEND, Mark, WARNING};
use crate::moment::date_words;
use crate::pharmacy::item::ItemForm;
use crate::pharmacy::moves::{MoveForm, Movements};
use crate::pharmacy::receive::Receive;
use crate::pharmacy::units_words;

/// The one form that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pane {
    Nothing,
    /// A new item.
    New,
    /// Import from a file.
    Import,
    /// Amend the open item.
    Amend,
    /// Receive units of the open item.
    Receive,
    /// Adjust a batch.
    Adjust(Id),
    /// Waste of a batch.
    Waste(Id),
    /// Movements of the open item.
    Movements,
}

/// What the stock screen's parts share.
#[derive(Clone, Copy)]
pub(crate) struct Shelf {
    /// The open item.
    pub(crate) open: RwSignal<Option<Id>>,
    pub(crate) pane: RwSignal<Pane>,
    /// Said after a write.
    pub(crate) said: RwSignal<Option<String>>,
    pub(crate) trouble: RwSignal<Option<String>>,
    pub(crate) reload: Callback<()>,
    /// Whether the person may change stock.
    pub(crate) manages: bool,
}

impl Shelf {
    /// Something was written: the form closes.
    pub(crate) fn done(self, said: String) {
        self.said.try_set(Some(said));
        self.pane.try_set(Pane::Nothing);
        self.reload.run(());
    }

    /// Opens a form; its first field takes the focus.
    pub(crate) fn show(self, pane: Pane) {
        self.said.set(None);
        self.pane.set(pane);
        dom::focus_soon(match pane {
            Pane::New | Pane::Amend => field_id("item", "generic"),
            Pane::Receive => field_id("receive", "lot"),
            Pane::Adjust(_) => field_id("adjust", "change"),
            Pane::Waste(_) => field_id("waste", "change"),
            Pane::Movements => "movements".to_owned(),
            Pane::Import => field_id("import", "csv"),
            Pane::Nothing => return,
        });
    }
}

/// Changes with everything that is shown of a row.
pub(crate) fn row_key(row: &ItemRow) -> String {
    let lots: Vec<_> = row.batches.iter().map(|b| (b.id, &b.heads, b.units)).collect();
    format!("{}{:?}{}{lots:?}", row.id, row.heads, row.units)
}

/// An item's row, and below it the open one's lots.
#[component]
pub(crate) fn Shelved(shelf: Shelf, row: ItemRow) -> impl IntoView {
    let id = row.id;
    let is_open = Memo::new(move |_| shelf.open.get() == Some(id));
    let toggle = move |_| {
        shelf.pane.set(Pane::Nothing);
        shelf.open.update(|open| *open = if *open == Some(id) { None } else { Some(id) });
    };
    let item = &row.item;
    let form = item.form.as_ref().map(|f| code_words("form", f.code()));
    let brand = item.brand.clone();
    let of_note = [(item.controlled, "item-controlled"), (item.retired, "item-retired")];
    let of_note =
        of_note.map(|(holds, key)| (holds == Some(true)).then(|| view! { <span class="chip">{tr(key)}</span> }));
    let open_row = row.clone();
    view! {
        <tr data-test="item" class:open=move || is_open.get() class:retired=item.retired == Some(true)>
            <th scope="row">
                <button type="button" class="as-link" data-test="open-item" aria-expanded=move || is_open.get().to_string() on:click=toggle>
                    <bdi>{item.label()}</bdi>
                </button>
                " "<span class="aside-words">{form}" "<bdi>{brand}</bdi></span>" "{of_note}
            </th>
            <td class="number" data-test="usable">{units_words(item.form.as_ref(), row.units)}</td>
            <td>{wanting(&row)}</td>
        </tr>
        {move || is_open.get().then(|| view! { <tr class="behind"><td colspan="3"><Lots shelf=shelf row=open_row.clone() /></td></tr> })}
    }
}

/// What is wanting, in words.
fn wanting(row: &ItemRow) -> AnyView {
    let left = |b: &&BatchRow| b.units > 0;
    let low = row.low.then(|| ta("wanting-low", &[("at", row.item.low_at.unwrap_or(0).into())]));
    let expired = row.batches.iter().filter(left).filter(|b| b.expired).count();
    let soon = row.batches.iter().filter(left).filter(|b| b.expiring).count();
    let below = row.batches.iter().filter(|b| b.units < 0).count();
    let count = |n: usize, key: &str| (n > 0).then(|| ta(key, &[("n", n.into())]));
    let chips = [
        (low, "chip low", "low"),
        (count(expired, "wanting-expired"), "chip expired", "expired"),
        (count(soon, "wanting-expiring"), "chip expiring", "expiring"),
        (count(below, "wanting-below"), "chip expired", "below-zero"),
    ];
    let chips = chips
        .into_iter()
        .filter_map(|(words, class, test)| words.map(|w| view! { <span class=class data-test=test>{w}</span>" " }));
    chips.collect_view().into_any()
}

/// The lots of the open item, and what can be done.
#[component]
fn Lots(shelf: Shelf, row: ItemRow) -> impl IntoView {
    let unit = row.item.form.clone();
    let lots =
        row.batches.iter().map(|b| view! { <Lot shelf=shelf batch=b.clone() unit=unit.clone() /> }).collect_view();
    let table = if row.batches.is_empty() {
        view! { <p class="empty">{tr("stock-no-lots")}</p> }.into_any()
    } else {
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label=tr("stock-lots")>
                <table class="lots-table" data-test="lots">
                    <thead><tr>
                        <th scope="col">{tr("field-lot")}</th><th scope="col">{tr("field-expiry")}</th><th scope="col" class="number">{tr("field-units")}</th>
                        <th scope="col">{tr("stock-where")}</th><th scope="col"><span class="visually-hidden">{tr("stock-does")}</span></th>
                    </tr></thead>
                    <tbody>{lots}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    let ways = shelf.manages.then(|| view! {
        <button type="button" class="button primary" data-test="open-receive" on:click=move |_| shelf.show(Pane::Receive)>{tr("stock-open-receive")}</button>
        <button type="button" class="button" data-test="open-amend-item" on:click=move |_| shelf.show(Pane::Amend)><Mark icon=AMEND />{tr("item-amend")}</button>
    });
    let of = StoredValue::new(row);
    let pane = move || {
        let row = of.get_value();
        let batch = |id: Id| row.batches.iter().find(|b| b.id == id).cloned();
        let unit = row.item.form.clone();
        match shelf.pane.get() {
            Pane::Receive => Some(view! { <Receive shelf=shelf row=row /> }.into_any()),
            Pane::Amend => Some(view! { <ItemForm shelf=shelf row=row on_saved=Callback::new(|_| ()) /> }.into_any()),
            Pane::Movements => Some(view! { <Movements shelf=shelf item=row.id unit=unit /> }.into_any()),
            Pane::Adjust(id) => batch(id).map(|batch| {
                view! { <MoveForm shelf=shelf batch=batch unit=unit kind=MovementKind::Adjust /> }.into_any()
            }),
            Pane::Waste(id) => batch(id).map(|batch| {
                view! { <MoveForm shelf=shelf batch=batch unit=unit kind=MovementKind::Waste /> }.into_any()
            }),
            Pane::Nothing | Pane::New | Pane::Import => None,
        }
    };
    view! {
        <div class="shelf">
            {table}
            <p class="does">
                {ways}
                <button type="button" class="button" data-test="movements-open" on:click=move |_| shelf.show(Pane::Movements)>{tr("movements-open")}</button>
            </p>
            {pane}
        </div>
    }
}

/// One lot: expiry in words, units, where it stands and whom it came from.
#[component]
fn Lot(shelf: Shelf, batch: BatchRow, unit: Option<DoseForm>) -> impl IntoView {
    let BatchRow { id, batch: b, heads, units, expired, expiring } = batch;
    let until = b.expiry.map_or_else(|| t("lot-no-expiry"), |e| date_words(e, Precision::Day));
    let mark = match (expired, expiring) {
        (true, _) => Some(("chip expired", "lot-expired")),
        (_, true) => Some(("chip expiring", "lot-expiring")),
        _ => None,
    };
    let mark = mark.map(|(class, key)| view! { <span class=class data-test=key>{tr(key)}</span> });
    let held = b.held == Some(true);
    let held_mark = held.then(|| view! { <span class="chip held" data-test="held">{tr("lot-held")}</span> });
    let below = (units < 0).then(|| view! { <p class="none-left"><Mark icon=WARNING />{tr("lot-below")}</p> });
    let from: Vec<String> = [&b.place, &b.donor, &b.manufacturer].into_iter().flatten().cloned().collect();
    let lot = b.lot.clone().unwrap_or_default();
    let hold = move |_| {
        let ask = AmendBatch { id, parents: heads.clone(), batch: Batch { held: Some(!held), ..b.clone() } };
        spawn_local(async move {
            match call(ask).await {
                Ok(()) => shelf.done(t(if held { "release-done" } else { "hold-done" })),
                Err(error) => _ = shelf.trouble.try_set(Some(error_text(&error))),
            }
        });
    };
    let (hold_test, hold_words) = if held { ("release", "release-verb") } else { ("hold", "hold-verb") };
    let ways = shelf.manages.then(|| view! {
        <button type="button" class="button small" data-test="open-adjust" on:click=move |_| shelf.show(Pane::Adjust(id))>{tr("adjust-verb")}</button>
        <button type="button" class="button small" data-test="open-waste" on:click=move |_| shelf.show(Pane::Waste(id))>{tr("waste-open")}</button>
        <button type="button" class="button small" data-test=hold_test on:click=hold>{tr(hold_words)}</button>
    });
    view! {
        <tr data-test="lot-row" class:unusable=expired || held>
            <th scope="row"><bdi class="lot-number">{lot}</bdi>" "{held_mark}</th>
            <td>{until}" "{mark}</td>
            <td class="number">{units_words(unit.as_ref(), units)}{below}</td>
            <td><bdi>{from.join(", ")}</bdi></td>
            <td><span class="row-does">{ways}</span></td>
        </tr>
    }
}
