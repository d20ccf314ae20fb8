//! A sheet of paper that holds a secret: its words, its groups of characters, its QR code. The print stylesheet prints only these.

use domain::api::session::Sheet;
use leptos::prelude::*;

use crate::dom;
use crate::i18n::t;

/// One sheet. `kind` is the locale key's middle: `sheet-<kind>-title`, `sheet-<kind>-what`.
#[component]
pub(crate) fn SheetView(sheet: Sheet, kind: &'static str, #[prop(into)] operation: String) -> impl IntoView {
    let picture = dom::svg_address(&sheet.qr_svg);
    let id = format!("sheet-{kind}");
    view! {
        <article class="sheet" data-test=id.clone() aria-labelledby=format!("{id}-title")>
            <h2 id=format!("{id}-title")>{move || t(&format!("sheet-{kind}-title"))}</h2>
            <p class="sheet-for"><bdi>{operation}</bdi></p>
            <p>{move || t(&format!("sheet-{kind}-what"))}</p>
            <div class="sheet-secret">
                <img class="qr" src=picture alt=move || t("sheet-qr") />
                <p class="secret" dir="ltr" translate="no" data-test=format!("{id}-text")>{sheet.text}</p>
            </div>
            <p class="hint">{move || t(&format!("sheet-{kind}-where"))}</p>
        </article>
    }
}
