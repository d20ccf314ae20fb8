//! Type-ahead in the reference lists; the formulary stands before the essential medicines.

use super::stock::{Stored, batches_of};
use crate::dispatch::Ctx;
use crate::fault::Fault;
use crate::reference::{self, Findable, complaints, medicines, problems, type_ahead};
use domain::api::visit::{Find, List, Suggestion};
use domain::id::Id;
use domain::prescription::Form;
use domain::stock::Item;
use domain::time::Date;
use rusqlite::Connection;

/// Rows answered at most.
const ROWS_MAX: usize = 20;

pub(crate) fn find(ctx: &Ctx, call: Find) -> Result<Vec<Suggestion>, Fault> {
    let limit = usize::from(call.limit).clamp(1, ROWS_MAX);
    let query: String = call.query.chars().take(100).collect();
    let plain = |label: &str, code: &str| Suggestion {
        label: label.to_owned(),
        code: (!code.is_empty()).then(|| code.to_owned()),
        ..Suggestion::default()
    };
    Ok(match call.list {
        List::Problems => {
            type_ahead(problems(), &query, limit).into_iter().map(|p| plain(&p.label_en, &p.code)).collect()
        }
        List::Complaints => {
            type_ahead(complaints(), &query, limit).into_iter().map(|c| plain(&c.label_en, &c.code)).collect()
        }
        List::Allergies => {
            type_ahead(reference::allergens(), &query, limit).into_iter().map(|a| plain(&a.name, &a.name)).collect()
        }
        List::Medicines => {
            let store = ctx.store()?;
            let mut found = store.read(|sql| formulary(sql, &query, limit, store.now().local_date()))?;
            let listed = type_ahead(medicines(), &query, limit).into_iter().map(|m| Suggestion {
                label: format!("{} {}", m.generic, m.strength).trim_end().to_owned(),
                ingredients: m.ingredients.clone(),
                form: Some(m.form.clone()),
                route: m.routes.first().cloned(),
                ..Suggestion::default()
            });
            // A listed medicine that the site has stands there once, as the site's own.
            let new: Vec<Suggestion> = listed.filter(|m| !found.iter().any(|f| same(f, m))).collect();
            found.extend(new);
            found.truncate(limit);
            found
        }
    })
}

fn same(a: &Suggestion, b: &Suggestion) -> bool {
    a.form == b.form && a.label.to_lowercase() == b.label.to_lowercase()
}

/// A formulary item that is still offered.
struct Offered {
    id: Id,
    item: Item,
}

impl Findable for Offered {
    fn text(&self) -> String {
        let form = self.item.form.as_ref().map(Form::code);
        [Some(self.item.label().as_str()), form, self.item.brand.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// Items of the site's own, with the units that may be given today.
fn formulary(sql: &Connection, query: &str, limit: usize, today: Date) -> Result<Vec<Suggestion>, Fault> {
    let mut rows = sql.prepare_cached("SELECT id, body FROM rm_item ORDER BY name, id")?;
    let mut rows = rows.query([])?;
    let mut items = Vec::new();
    while let Some(r) = rows.next()? {
        let item: Item = serde_json::from_str(&r.get::<_, String>(1)?)?;
        if item.retired != Some(true) {
            items.push(Offered { id: Id(r.get(0)?), item });
        }
    }
    let mut found = Vec::new();
    for Offered { id, item } in type_ahead(&items, query, limit) {
        let usable =
            batches_of(sql, *id)?.iter().map(Stored::on_hand).filter(|b| b.usable(today)).map(|b| b.units).sum();
        found.push(Suggestion {
            label: item.label(),
            code: None,
            item: Some(*id),
            on_hand: Some(usable),
            ingredients: item.ingredients.clone().unwrap_or_default(),
            form: item.form.clone(),
            route: item.route.clone(),
        });
    }
    Ok(found)
}
