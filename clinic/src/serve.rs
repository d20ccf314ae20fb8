//! The HTTP host: the very same UI and calls over loopback.
//! In scope: `POST /api/call`, `GET /api/events`, `GET` and `PUT /api/blob`, the built UI, Origin check, security headers.  Not here: TLS for the LAN (later).

use crate::blobs::{self, Blob};
use crate::host::Host;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::sse::{Event as SseEvent, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use domain::api::attachment::ATTACHMENT_BYTES_MAX;
use domain::api::{ApiError, Envelope, Reply};
use domain::id::Id;
use domain::limits::{FieldError, Problem};
use rust_embed::RustEmbed;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::{BroadcastStream, ReceiverStream};

/// The built front end.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../ui/dist"]
struct Ui;

/// Largest body of a call.
const CALL_BYTES_MAX: usize = 2 << 20;

/// What the browser may do with our pages; the same as the window's.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
    connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";

/// Serves until the process ends; `started` is told the address once it listens. Loopback only: plain HTTP must not leave the machine.
///
/// # Errors
/// The address is not loopback, or cannot be listened on.
pub fn serve(host: Arc<Host>, address: SocketAddr, started: impl FnOnce(SocketAddr)) -> std::io::Result<()> {
    if !address.ip().is_loopback() {
        return Err(std::io::Error::other("plain HTTP is served on a loopback address only, such as 127.0.0.1:0"));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await?;
        started(listener.local_addr()?);
        let stop = async {
            let _ = tokio::signal::ctrl_c().await;
        };
        let closing = host.clone();
        let app = router(host);
        tokio::select! {
            served = async { axum::serve(listener, app).await } => served?,
            () = stop => {}
        }
        closing.lock_store();
        Ok(())
    })
}

/// Every route.
pub fn router(host: Arc<Host>) -> Router {
    Router::new()
        .route("/api/call", post(call))
        .route("/api/events", get(events))
        .fallback(get(page))
        .layer(DefaultBodyLimit::max(CALL_BYTES_MAX))
        .route("/api/blob/{id}", get(blob))
        .route("/api/blob", put(upload).layer(DefaultBodyLimit::max(ATTACHMENT_BYTES_MAX)))
        .layer(axum::middleware::from_fn(guard))
        .with_state(host)
}

/// A page of another origin may not call; nothing is cached; headers say what a page may do.
async fn guard(request: Request, next: Next) -> Response {
    if !same_origin(request.headers()) {
        return (StatusCode::FORBIDDEN, "calls from another origin are refused").into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let set = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    // A blob's own policy is narrower.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    for (name, value) in set {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// The Host must be a loopback name (no DNS rebinding), and an Origin, where sent, must be that Host.
fn same_origin(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|v: &HeaderValue| v.to_str().ok());
    let Some(host) = text(header::HOST) else { return false };
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "127.0.0.1" | "localhost" | "[::1]")
        && text(header::ORIGIN).is_none_or(|o| o.strip_prefix("http://") == Some(host))
}

async fn call(State(host): State<Arc<Host>>, body: Bytes) -> Response {
    let Ok(envelope) = serde_json::from_slice::<Envelope>(&body) else {
        return axum::Json(Reply::Err(ApiError::UnknownCall { method: String::new() })).into_response();
    };
    let answered = tokio::task::spawn_blocking(move || host.call(envelope)).await;
    let reply = answered.unwrap_or_else(|_| Reply::Err(ApiError::Internal { id: "panic".to_owned() }));
    axum::Json(reply).into_response()
}

async fn events(State(host): State<Arc<Host>>, Query(query): Query<HashMap<String, String>>) -> Response {
    let token = query.get("token").cloned();
    if host.session(token.as_deref()).is_err() {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    // It ends with the session: whoever holds on to it hears nothing more.
    let heard = BroadcastStream::new(host.subscribe()).take_while(move |_| host.session(token.as_deref()).is_ok());
    let stream = heard.filter_map(|e| {
        let text = serde_json::to_string(&e.ok()?).ok()?;
        Some(Ok::<_, std::convert::Infallible>(SseEvent::default().data(text)))
    });
    Sse::new(stream).keep_alive(KeepAlive::default()).into_response()
}

type Asked = Query<HashMap<String, String>>;

/// An attachment's bytes, chunk by chunk; one that does not verify breaks the answer off.
async fn blob(State(host): State<Arc<Host>>, Path(id): Path<String>, Query(query): Asked) -> Response {
    let Ok(id) = id.parse::<Id>() else { return StatusCode::NOT_FOUND.into_response() };
    let token = query.get("token").cloned();
    let opened = tokio::task::spawn_blocking(move || Blob::open(&host, token, id)).await;
    let blob = match opened {
        Ok(Ok(blob)) => blob,
        Ok(Err(error)) => return (status_of(&error), axum::Json(Reply::Err(error))).into_response(),
        Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    };
    let headers = [
        (header::CONTENT_TYPE, blob.media().to_owned()),
        (header::CONTENT_LENGTH, blob.what.bytes.to_string()),
        (header::CONTENT_DISPOSITION, blob.disposition()),
        (header::CONTENT_SECURITY_POLICY, blobs::POLICY.to_owned()),
    ];
    let (send, receive) = tokio::sync::mpsc::channel(1);
    tokio::task::spawn_blocking(move || {
        for chunk in blob {
            // Whoever asked may be gone.
            if send.blocking_send(chunk).is_err() {
                break;
            }
        }
    });
    (headers, Body::from_stream(ReceiverStream::new(receive))).into_response()
}

/// `PUT /api/blob?token=…&patient=…&title=…[&request=…]`, answered like a call.
async fn upload(State(host): State<Arc<Host>>, Query(query): Asked, body: Result<Bytes, BytesRejection>) -> Response {
    let told = |error| axum::Json(Reply::Err(error)).into_response();
    let Ok(bytes) = body else {
        let problem = Problem::FileTooLarge { max: ATTACHMENT_BYTES_MAX };
        return told(ApiError::Invalid { fields: vec![FieldError::new("file", problem)] });
    };
    let field = move |name: &str| query.get(name).cloned();
    let added = tokio::task::spawn_blocking(move || blobs::put(&host, field, &bytes)).await;
    axum::Json(added.unwrap_or_else(|_| Reply::Err(ApiError::Internal { id: "panic".to_owned() }))).into_response()
}

fn status_of(error: &ApiError) -> StatusCode {
    match error {
        ApiError::NoSession | ApiError::Locked | ApiError::ScreenLocked => StatusCode::UNAUTHORIZED,
        ApiError::NotAllowed => StatusCode::FORBIDDEN,
        ApiError::NotFound => StatusCode::NOT_FOUND,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

async fn page(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    let (name, file) = match Ui::get(path) {
        Some(f) => (path, Some(f)),
        None if path.contains('.') => (path, None),
        None => ("index.html", Ui::get("index.html")),
    };
    let Some(file) = file else { return StatusCode::NOT_FOUND.into_response() };
    let kind = match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    };
    ([(header::CONTENT_TYPE, kind)], Body::from(file.data.into_owned())).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    fn headers(host: &str, origin: Option<&str>) -> HeaderMap {
        let mut h = HeaderMap::new();
        h.insert(header::HOST, host.parse().unwrap());
        if let Some(o) = origin {
            h.insert(header::ORIGIN, o.parse().unwrap());
        }
        h
    }
    #[test]
    fn only_this_very_origin_may_call() {
        assert!(same_origin(&headers("127.0.0.1:4000", None)));
        assert!(same_origin(&headers("127.0.0.1:4000", Some("http://127.0.0.1:4000"))));
        assert!(!same_origin(&headers("127.0.0.1:4000", Some("http://127.0.0.1:4001"))));
        assert!(!same_origin(&headers("127.0.0.1:4000", Some("null"))));
        assert!(!same_origin(&headers("evil.example:4000", Some("http://evil.example:4000"))));
    }
}
