//! The one seam, from the screen's side: `call` takes a `Call` through the window's IPC or over HTTP and gives its output.
//! In scope: transport, session token, request ids, `html[data-busy]`.  Not here: what to do with an answer (screens).

use std::cell::{Cell, RefCell};

use domain::access::{Access, Permission};
use domain::api::session::JobStatus;
use domain::api::{ApiError, Call, Envelope, Reply};
use domain::id::Id;
use leptos::prelude::window;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, Request, RequestInit, Response};

use crate::dom;

const TOKEN: &str = "fieldchart-token";
/// Between two looks at a job.
const POLL_MS: i32 = 200;

/// Browsers allow 64 KiB of calls under way that outlive their page.
const KEEPALIVE_BYTES_MAX: usize = 16 << 10;

/// What to do when the session has ended or is locked.
type OnLost = Box<dyn Fn()>;

thread_local! {
    /// Things under way: calls, waits for the typing to pause, and the start itself.
    static BUSY: Cell<u32> = const { Cell::new(0) };
    static ON_LOST: RefCell<Option<OnLost>> = const { RefCell::new(None) };
}

/// While one lives, `html[data-busy]` is not "0".
pub(crate) struct Busy(());

impl Busy {
    pub(crate) fn new() -> Self {
        BUSY.with(|b| b.set(b.get() + 1));
        show_busy();
        Busy(())
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        // One turn of the event loop later, so that what was answered has been drawn.
        spawn_local(async {
            dom::sleep(0).await;
            BUSY.with(|b| b.set(b.get().saturating_sub(1)));
            show_busy();
        });
    }
}

fn show_busy() {
    dom::set_root("data-busy", &BUSY.with(Cell::get).to_string());
}

/// Keeps the session's token until the window closes.
pub(crate) fn keep_token(token: Option<&str>) {
    let Some(store) = dom::session() else { return };
    let _ = match token {
        Some(token) => store.set_item(TOKEN, token),
        None => store.remove_item(TOKEN),
    };
}

/// The session's token, where there is a session.
pub(crate) fn token() -> Option<String> {
    dom::session().and_then(|s| s.get_item(TOKEN).ok().flatten())
}

/// Says what to do when a call finds the session over or the screen locked.
pub(crate) fn on_lost(then: impl Fn() + 'static) {
    ON_LOST.with(|o| *o.borrow_mut() = Some(Box::new(then)));
}

/// Asks the core.
///
/// # Errors
/// Whatever the core answers, or `Unreachable`.
pub(crate) async fn call<C: Call>(c: C) -> Result<C::Output, ApiError> {
    let _busy = Busy::new();
    let unknown = || ApiError::UnknownCall { method: C::METHOD.to_owned() };
    let envelope = Envelope {
        method: C::METHOD.to_owned(),
        params: serde_json::to_value(&c).map_err(|_| unknown())?,
        token: token(),
        request: writes(C::ACCESS).then(dom::random).flatten().map(Id),
    };
    let text = serde_json::to_string(&envelope).map_err(|_| unknown())?;
    let mut answer = send(&text).await;
    if answer.is_none() && envelope.request.is_some() {
        // The same request id: were it written already, the answer comes again and nothing is written twice.
        dom::sleep(POLL_MS).await;
        answer = send(&text).await;
    }
    let reply = answer.ok_or(ApiError::Unreachable)?;
    match serde_json::from_str::<Reply>(&reply).map_err(|_| ApiError::Unreachable)? {
        Reply::Ok(value) => serde_json::from_value(value).map_err(|_| unknown()),
        Reply::Err(error) => {
            if matches!(error, ApiError::NoSession | ApiError::Locked | ApiError::ScreenLocked) {
                ON_LOST.with(|o| o.borrow().as_ref().map(|f| f()));
            }
            Err(error)
        }
    }
}

/// Follows a job to its end, telling its progress (done, total) on the way.
///
/// # Errors
/// Those of the job, or of asking.
pub(crate) async fn follow(id: Id, progress: impl Fn(u64, u64)) -> Result<serde_json::Value, ApiError> {
    let _busy = Busy::new();
    loop {
        let job = call(JobStatus { id }).await?;
        progress(job.done, job.total);
        match job.result {
            Some(result) => return result,
            None => dom::sleep(POLL_MS).await,
        }
    }
}

fn writes(access: Access) -> bool {
    matches!(
        access,
        Access::Needs(
            Permission::WriteChart
                | Permission::Administer
                | Permission::Coordinate
                | Permission::Redact
                | Permission::ManageStock
        )
    )
}

/// Carries an envelope's JSON and brings back the reply's; `None` where nothing answered.
async fn send(envelope: &str) -> Option<String> {
    let args = js_sys::Object::new();
    js_sys::Reflect::set(&args, &"envelope".into(), &js_sys::JSON::parse(envelope).ok()?).ok()?;
    if let Some(promise) = invoke("call", &args, None) {
        let answer = JsFuture::from(promise).await.ok()?;
        return js_sys::JSON::stringify(&answer).ok().map(String::from);
    }
    let options = RequestInit::new();
    let headers = Headers::new().ok()?;
    headers.set("content-type", "application/json").ok()?;
    options.set_method("POST");
    options.set_headers(&headers);
    // A small call outlives the page that made it: the last draft of a closed window.
    if envelope.len() < KEEPALIVE_BYTES_MAX {
        js_sys::Reflect::set(&options, &"keepalive".into(), &true.into()).ok()?;
    }
    options.set_body(&JsValue::from_str(envelope));
    let request = Request::new_with_str_and_init("/api/call", &options).ok()?;
    let response: Response = JsFuture::from(window().fetch_with_request(&request)).await.ok()?.dyn_into().ok()?;
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}

/// The window's way to the core, where this is the window.
fn invoke(command: &str, args: &JsValue, options: Option<&JsValue>) -> Option<js_sys::Promise> {
    let core = dom::property(&window(), "__TAURI__").and_then(|t| dom::property(&t, "core"))?;
    let invoke: js_sys::Function = dom::property(&core, "invoke")?.dyn_into().ok()?;
    let command = command.into();
    let promise = match options {
        Some(options) => invoke.call3(&core, &command, args, options),
        None => invoke.call2(&core, &command, args),
    };
    promise.ok()?.dyn_into().ok()
}

/// An object of a few texts.
fn object(fields: &[(&str, &str)]) -> Option<js_sys::Object> {
    let out = js_sys::Object::new();
    for (name, value) in fields {
        js_sys::Reflect::set(&out, &(*name).into(), &(*value).into()).ok()?;
    }
    Some(out)
}

/// An attachment's bytes; `None` where they cannot be had.
pub(crate) async fn read_blob(id: Id) -> Option<js_sys::Uint8Array> {
    let _busy = Busy::new();
    let (token, id) = (token()?, id.to_string());
    let args = object(&[("token", &token), ("id", &id)])?;
    if let Some(promise) = invoke("read_blob", &args, None) {
        return Some(js_sys::Uint8Array::new(&JsFuture::from(promise).await.ok()?));
    }
    let address = format!("/api/blob/{id}?token={token}");
    let response: Response = JsFuture::from(window().fetch_with_str(&address)).await.ok()?.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    Some(js_sys::Uint8Array::new(&JsFuture::from(response.array_buffer().ok()?).await.ok()?))
}

/// Adds an attachment and tells its id.
///
/// # Errors
/// Whatever the core answers, or `Unreachable`.
pub(crate) async fn write_blob(patient: Id, title: &str, bytes: &js_sys::Uint8Array) -> Result<Id, ApiError> {
    let _busy = Busy::new();
    let text = upload(patient, title, bytes).await.ok_or(ApiError::Unreachable)?;
    match serde_json::from_str::<Reply>(&text).map_err(|_| ApiError::Unreachable)? {
        Reply::Ok(id) => serde_json::from_value(id).map_err(|_| ApiError::Unreachable),
        Reply::Err(error) => Err(error),
    }
}

async fn upload(patient: Id, title: &str, bytes: &js_sys::Uint8Array) -> Option<String> {
    let (token, patient) = (token()?, patient.to_string());
    let request = Id(dom::random()?).to_string();
    let title = String::from(js_sys::encode_uri_component(title));
    let fields = [("token", &*token), ("patient", &*patient), ("request", &*request), ("title", &*title)];
    let options = js_sys::Object::new();
    js_sys::Reflect::set(&options, &"headers".into(), object(&fields)?.as_ref()).ok()?;
    if let Some(promise) = invoke("write_blob", bytes, Some(&options)) {
        return js_sys::JSON::stringify(&JsFuture::from(promise).await.ok()?).ok().map(String::from);
    }
    let options = RequestInit::new();
    options.set_method("PUT");
    options.set_body(bytes);
    let query = fields.map(|(name, value)| format!("{name}={value}")).join("&");
    let request = Request::new_with_str_and_init(&format!("/api/blob?{query}"), &options).ok()?;
    let response: Response = JsFuture::from(window().fetch_with_request(&request)).await.ok()?.dyn_into().ok()?;
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}
