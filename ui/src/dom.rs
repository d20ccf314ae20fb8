//! The browser behind small functions: storage, focus, timers, the root element, time now.
//! In scope: everything that touches `window`, but for calls (client.rs).  Not here: meaning.

use domain::time::{Date, Moment, Precision};
use leptos::prelude::{StoredValue, WithValue as _, on_cleanup, window};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, Document, HtmlElement, HtmlInputElement, Storage, Url};

pub(crate) fn document() -> Option<Document> {
    window().document()
}

/// Sets an attribute of `<html>`.
pub(crate) fn set_root(name: &str, value: &str) {
    if let Some(root) = document().and_then(|d| d.document_element()) {
        let _ = root.set_attribute(name, value);
    }
}

pub(crate) fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// A value of the address's query.
pub(crate) fn query(name: &str) -> Option<String> {
    let search = window().location().search().ok()?;
    search.trim_start_matches('?').split('&').find_map(|p| p.strip_prefix(name)?.strip_prefix('=')).map(str::to_owned)
}

pub(crate) fn browser_language() -> Option<String> {
    window().navigator().language()
}

fn local() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Keeps a preference of this browser. Never patient data.
pub(crate) fn remember(key: &str, value: &str) {
    if let Some(store) = local() {
        let _ = store.set_item(key, value);
    }
}

pub(crate) fn recall(key: &str) -> Option<String> {
    local()?.get_item(key).ok().flatten()
}

/// Storage that ends with the window; for the session's token.
pub(crate) fn session() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

/// The moment now, with this device's offset.
pub(crate) fn now() -> Moment {
    let date = js_sys::Date::new_0();
    Moment { ms: date.get_time() as i64, offset_min: -(date.get_timezone_offset() as i16), precision: Precision::Exact }
}

/// The civil date here.
pub(crate) fn today() -> Date {
    now().local_date()
}

/// Waits.
pub(crate) async fn sleep(ms: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
    });
    let _ = JsFuture::from(promise).await;
}

/// Moves the focus to the element with this id.
pub(crate) fn focus(id: &str) {
    if let Some(element) =
        document().and_then(|d| d.get_element_by_id(id)).and_then(|e| e.dyn_into::<HtmlElement>().ok())
    {
        open_details(&element);
        let _ = element.focus();
    }
}

/// Moves the focus to a field with all its text selected, so that the next letter replaces it.
pub(crate) fn select(id: &str) {
    focus(id);
    if let Some(field) = document().and_then(|d| d.get_element_by_id(id)?.dyn_into::<HtmlInputElement>().ok()) {
        field.select();
    }
}

/// Whether the element with this id has the focus.
pub(crate) fn has_focus(id: &str) -> bool {
    document().and_then(|d| d.active_element()).is_some_and(|e| e.id() == id)
}

/// The same once what is being drawn stands.
pub(crate) fn focus_soon(id: String) {
    wasm_bindgen_futures::spawn_local(async move {
        sleep(0).await;
        focus(&id);
    });
}

/// A field within closed details cannot be focused: open them.
fn open_details(element: &HtmlElement) {
    if let Ok(Some(details)) = element.closest("details:not([open])") {
        let _ = details.set_attribute("open", "");
    }
}

/// The elements within `root` that match, in document order.
pub(crate) fn all(root: &web_sys::Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(list) = root.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|i| list.item(i)?.dyn_into::<HtmlElement>().ok()).collect()
}

/// A new screen begins at its top.
pub(crate) fn to_top() {
    window().scroll_to_with_x_and_y(0.0, 0.0);
}

/// Runs `then` when the page goes away or is hidden.
pub(crate) fn on_hide(then: impl Fn() + Send + Sync + 'static) {
    let handle = leptos::prelude::window_event_listener_untyped("pagehide", move |_| then());
    leptos::prelude::on_cleanup(move || handle.remove());
}

pub(crate) fn print() {
    let _ = window().print();
}

/// An SVG picture as an address for `<img>`: nothing in it can run there.
pub(crate) fn svg_address(svg: &str) -> String {
    format!("data:image/svg+xml,{}", String::from(js_sys::encode_uri_component(svg)))
}

/// 16 random bytes from the system.
pub(crate) fn random() -> Option<[u8; 16]> {
    let mut bytes = [0; 16];
    window().crypto().ok()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(bytes)
}

/// Whether a media query holds.
pub(crate) fn matches(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|m| m.matches())
}

/// A property of an object, if it is there.
pub(crate) fn property(of: &JsValue, name: &str) -> Option<JsValue> {
    js_sys::Reflect::get(of, &name.into()).ok().filter(|v| !v.is_undefined() && !v.is_null())
}

/// A file's text; what is not UTF-8 becomes U+FFFD.
pub(crate) async fn file_text(file: &Blob) -> Option<String> {
    JsFuture::from(file.text()).await.ok()?.as_string()
}

/// Keeps an element's height in a variable of the styles, as long as it is there.
pub(crate) fn keep_height(element: &HtmlElement, variable: &'static str) {
    let told = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
        let of = entries.get(0).dyn_into::<web_sys::ResizeObserverEntry>().map(|entry| entry.target());
        if let Some(element) = of.ok().and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
            let height = format!("{}px", element.offset_height());
            if let Some(root) = document().and_then(|d| d.document_element()?.dyn_into::<HtmlElement>().ok()) {
                let _ = root.style().set_property(variable, &height);
            }
        }
    });
    if let Ok(observer) = web_sys::ResizeObserver::new(told.as_ref().unchecked_ref()) {
        observer.observe(element);
        let kept = StoredValue::new_local((observer, told));
        on_cleanup(move || _ = kept.try_with_value(|(observer, _)| observer.disconnect()));
    }
}

/// An address at which the page reads these bytes, until it is revoked.
pub(crate) fn address_of(bytes: &js_sys::Uint8Array, media: &str) -> Option<String> {
    let kind = BlobPropertyBag::new();
    kind.set_type(media);
    let blob = Blob::new_with_u8_array_sequence_and_options(&js_sys::Array::of1(bytes), &kind).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}

/// Offers bytes as a file to keep.
pub(crate) fn save_bytes(name: &str, bytes: &js_sys::Uint8Array) {
    let Some(address) = address_of(bytes, "application/octet-stream") else { return };
    let link = document().and_then(|d| d.create_element("a").ok()).and_then(|e| e.dyn_into::<HtmlElement>().ok());
    if let Some(link) = link {
        let _ = link.set_attribute("href", &address);
        let _ = link.set_attribute("download", name);
        link.click();
    }
    wasm_bindgen_futures::spawn_local(async move {
        // The browser has begun to read it by then.
        sleep(10_000).await;
        let _ = Url::revoke_object_url(&address);
    });
}
