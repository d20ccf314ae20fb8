//! The hub's HTTP: witness, mirror, health, metrics.
//! In scope: routes, statuses, who may ask for what, how much at once.  Not here: TLS, which a proxy in front ends (docs/hub.md); peers.

use crate::door::{Door, Rate};
use crate::error::Error;
use crate::lines;
use crate::record::Record;
use crate::record::mirror::File;
use crate::record::witness::Answer;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use ledger::{Env, Id};
use serde_json::json;
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Semaphore;

/// Bytes of a request to cosign: 63 proof lines and a note with its signatures.
const REQUEST_BYTES_MAX: usize = 32 << 10;
/// Requests that wait for the store at a time; more are told to come later.
const WAITING_MAX: usize = 64;
/// Requests of each operation within a minute.
const PER_MINUTE: u32 = 6_000;

/// What answers requests.
pub struct Http {
    record: Arc<Record>,
    door: Arc<Door>,
    env: Arc<dyn Env>,
    waiting: Semaphore,
    rate: Rate,
    busy: AtomicU64,
}

/// Every route.
pub fn router(record: Arc<Record>, door: Arc<Door>, env: Arc<dyn Env>) -> Router {
    let (waiting, rate, busy) = (Semaphore::new(WAITING_MAX), Rate::new(PER_MINUTE), AtomicU64::new(0));
    Router::new()
        .route("/add-checkpoint", post(add_checkpoint))
        .route("/log/{operation}/{device}/{incarnation}/{*file}", get(mirror))
        .route("/health", get(health))
        .route("/metrics", get(metrics))
        .layer(DefaultBodyLimit::max(REQUEST_BYTES_MAX))
        .with_state(Arc::new(Http { record, door, env, waiting, rate, busy }))
}

impl Http {
    /// Does what may block, where not too many wait already.
    async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Response> {
        let Ok(_place) = self.waiting.try_acquire() else {
            self.busy.fetch_add(1, Ordering::Relaxed);
            return Err((StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")]).into_response());
        };
        let http = Arc::clone(self);
        match tokio::task::spawn_blocking(move || work(&http)).await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(error)) => {
                lines::say(&*self.env, "the store failed", json!({ "error": error.to_string() }));
                Err(StatusCode::INTERNAL_SERVER_ERROR.into_response())
            }
            Err(_) => Err(StatusCode::INTERNAL_SERVER_ERROR.into_response()),
        }
    }

    fn too_often(&self, operation: Id) -> Option<Response> {
        let often = (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "60")]);
        (!self.rate.allows(operation, self.env.now_ms())).then(|| often.into_response())
    }
}

async fn add_checkpoint(State(http): State<Arc<Http>>, body: String) -> Response {
    match http.ask(move |http| http.record.add_checkpoint(&body)).await {
        Ok(Answer::Cosigned(line)) => line.into_response(),
        Ok(Answer::Malformed(why)) => (StatusCode::BAD_REQUEST, why).into_response(),
        Ok(Answer::NotSigned) => StatusCode::FORBIDDEN.into_response(),
        Ok(Answer::Unknown) => StatusCode::NOT_FOUND.into_response(),
        Ok(Answer::Conflict(size)) => {
            (StatusCode::CONFLICT, [(header::CONTENT_TYPE, "text/x.tlog.size")], format!("{size}\n")).into_response()
        }
        Ok(Answer::NoProof) => StatusCode::UNPROCESSABLE_ENTITY.into_response(),
        Err(response) => response,
    }
}

async fn mirror(
    State(http): State<Arc<Http>>,
    Path((operation, device, incarnation, file)): Path<(String, String, String, String)>,
    headers: HeaderMap,
) -> Response {
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let Some(token) = token.and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let own = match http.ask(move |http| http.record.operation_by_token(&token)).await {
        Ok(Some(own)) => own,
        Ok(None) => return StatusCode::UNAUTHORIZED.into_response(),
        Err(response) => return response,
    };
    if let Some(response) = http.too_often(own) {
        return response;
    }
    // Whether others' operations exist is not told.
    let (incarnation, history) = incarnation.split_once('-').unwrap_or((&incarnation, "0"));
    let (Ok(history), Some(file)) = (history.parse(), File::parse(&file)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let origin = format!("fieldchart/{operation}/{device}/{incarnation}");
    let cache = if file == File::Checkpoint { "no-store" } else { "private, immutable, max-age=604800" };
    match http.ask(move |http| http.record.mirrored(own, &origin, history, file)).await {
        Ok(Some(bytes)) => {
            let kind = if file == File::Checkpoint { "text/plain; charset=utf-8" } else { "application/octet-stream" };
            // A body may be redacted later.
            let cache = if matches!(file, File::Body(_)) { "no-store" } else { cache };
            ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, cache)], bytes).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(response) => response,
    }
}

async fn health(State(http): State<Arc<Http>>) -> Response {
    match http.ask(|http| http.record.check()).await {
        Ok(()) => "ok\n".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n").into_response(),
    }
}

/// Totals of the hub; none of them names an operation.
async fn metrics(State(http): State<Arc<Http>>) -> Response {
    match http.ask(text_of_metrics).await {
        Ok(text) => ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response(),
        Err(response) => response,
    }
}

fn text_of_metrics(http: &Http) -> Result<String, Error> {
    let operations = http.record.operations()?;
    let mut bytes = 0;
    for operation in &operations {
        bytes += http.record.bytes_of(operation.id)?;
    }
    let counts = &http.record.counts;
    let count = |of: &AtomicU64| of.load(Ordering::Relaxed);
    let mut text = String::new();
    for (name, kind, what, value) in [
        ("operations", "gauge", "Operations on this hub", operations.len() as u64),
        ("stored_bytes", "gauge", "Bytes of entries and bodies", bytes),
        ("peers", "gauge", "Peers that are here now", http.door.guests() as u64),
        ("peers_turned_away_total", "counter", "Peers that were not let in", count(&http.door.turned)),
        ("entries_taken_total", "counter", "Entries taken in", count(&counts.entries)),
        ("batches_refused_total", "counter", "Batches refused", count(&counts.refused)),
        ("cosignatures_given_total", "counter", "Cosignatures given", count(&counts.cosigned)),
        ("bodies_dropped_total", "counter", "Bodies dropped by redactions", count(&counts.dropped)),
        ("forks_total", "counter", "Histories that parted", count(&counts.forks)),
        ("requests_put_off_total", "counter", "Requests told to come later", count(&http.busy)),
    ] {
        // A text takes whatever is written to it.
        let _ = writeln!(
            text,
            "# HELP fieldchart_hub_{name} {what}.\n# TYPE fieldchart_hub_{name} {kind}\nfieldchart_hub_{name} {value}"
        );
    }
    Ok(text)
}
