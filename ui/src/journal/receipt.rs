//! A receipt: proof that an entry is in the journal, as text, QR code and file. It says nothing about any patient.

use domain::api::journal::ReceiptView;
use leptos::prelude::*;

use crate::i18n::{code_words, ta, tr};
use crate::icons::{FILE, Mark};
use crate::{dom, moment};

/// One receipt.
#[component]
pub(crate) fn OneReceipt(receipt: ReceiptView) -> impl IntoView {
    let entry = receipt.entry;
    let picture = dom::svg_address(&receipt.qr_svg);
    let name = format!("{}.tlog-proof", entry.index);
    let bytes = StoredValue::new(receipt.text.clone());
    let save = move |_| dom::save_bytes(&name, &js_sys::Uint8Array::from(bytes.get_value().as_bytes()));
    let index = ("index", entry.index.to_string().into());
    let title = match entry.at {
        Some(at) => ta("receipt-title", &[index, ("when", moment::exact(at).into())]),
        None => ta("receipt-title-newer", &[index]),
    };
    view! {
        <div class="receipt" data-test="receipt">
            <p><strong>{title}</strong>" "<span class="aside-words">{code_words("class", &entry.class)}</span></p>
            <p>{tr("receipt-leaf")}" "<code dir="ltr">{entry.leaf}</code></p>
            <div class="sheet-secret">
                <img class="qr" src=picture alt=tr("receipt-qr") />
                <pre class="digest" dir="ltr" translate="no" tabindex="0" data-test="receipt-text">{receipt.text}</pre>
            </div>
            <p class="does"><button type="button" class="button small" data-test="save-receipt" on:click=save><Mark icon=FILE />{tr("receipt-save")}</button></p>
        </div>
    }
}
