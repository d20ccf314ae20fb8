//! Type-ahead in the reference lists; the formulary stands before the essential medicines.

use crate::dispatch::Ctx;
use crate::fault::Fault;
use crate::reference::{self, complaints, medicines, problems, type_ahead};
use domain::api::visit::{Find, List, Suggestion};

/// Rows answered at most.
const ROWS_MAX: usize = 20;

pub(crate) fn find(_: &Ctx, call: Find) -> Result<Vec<Suggestion>, Fault> {
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
        List::Medicines => type_ahead(medicines(), &query, limit)
            .into_iter()
            .map(|m| Suggestion {
                label: format!("{} {}", m.generic, m.strength).trim_end().to_owned(),
                ingredients: m.ingredients.clone(),
                form: Some(m.form.clone()),
                route: m.routes.first().cloned(),
                ..Suggestion::default()
            })
            .collect(),
    })
}
