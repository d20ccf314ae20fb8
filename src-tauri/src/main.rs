//! `fieldchart-desktop`: the window. One command forwards every call to the core, two carry attachments; events are handed on.
//! In scope: the window and its data folder.  Not here: anything a call does (clinic).

use clinic::peers::Network;
use clinic::{Config, Envelope, Host, Reply, blobs};
use std::path::PathBuf;
use std::sync::Arc;
use tauri::ipc::{InvokeBody, Request, Response as Bytes};
use tauri::{Emitter, Manager, State, WebviewUrl, WebviewWindowBuilder};

/// The one door between screen and core.
#[tauri::command]
async fn call(envelope: Envelope, host: State<'_, Arc<Host>>) -> Result<Reply, String> {
    let host = Arc::clone(&host);
    tauri::async_runtime::spawn_blocking(move || host.call(envelope)).await.map_err(|e| e.to_string())
}

/// An attachment's bytes.
#[tauri::command]
async fn read_blob(token: Option<String>, id: String, host: State<'_, Arc<Host>>) -> Result<Bytes, String> {
    let host = Arc::clone(&host);
    let read = tauri::async_runtime::spawn_blocking(move || blobs::whole(&host, token, &id));
    read.await.map_err(|e| e.to_string())?.map(Bytes::new).map_err(|e| e.to_string())
}

/// Adds an attachment: its bytes are the body; headers, percent-encoded, are what query fields are over HTTP.
#[tauri::command]
async fn write_blob(request: Request<'_>, host: State<'_, Arc<Host>>) -> Result<Reply, String> {
    let InvokeBody::Raw(bytes) = request.body().clone() else { return Err("bytes are missing".to_owned()) };
    let (host, headers) = (Arc::clone(&host), request.headers().clone());
    let field = move |name: &str| {
        let text = headers.get(name)?.to_str().ok()?;
        Some(percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned())
    };
    tauri::async_runtime::spawn_blocking(move || blobs::put(&host, field, &bytes)).await.map_err(|e| e.to_string())
}

fn main() {
    clinic::dumps::forbid();
    let host = Host::new(data_dir(), Config::default());
    host.go_online(Network::default());
    let locking = Arc::clone(&host);
    let app = tauri::Builder::default()
        .manage(Arc::clone(&host))
        .invoke_handler(tauri::generate_handler![call, read_blob, write_blob])
        .setup(move |app| {
            // Incognito: the web view keeps nothing on disk. WebKitGTK's WebDriver drives no incognito context, so
            // debug builds give way to it when tauri-driver asks.
            let driven = cfg!(debug_assertions) && std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some();
            WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
                .title("Fieldchart")
                .inner_size(1366.0, 768.0)
                .min_inner_size(800.0, 600.0)
                .incognito(!driven)
                .build()?;
            let (handle, mut events) = (app.app_handle().clone(), host.subscribe());
            tauri::async_runtime::spawn(async move {
                while let Ok(event) = events.recv().await {
                    let _ = handle.emit("fieldchart", event);
                }
            });
            Ok(())
        })
        .build(tauri::generate_context!());
    match app {
        Ok(app) => app.run(move |_, event| {
            if matches!(event, tauri::RunEvent::Exit) {
                locking.lock_store();
            }
        }),
        Err(e) => {
            eprintln!("fieldchart-desktop: the window cannot be opened: {e}");
            std::process::exit(1);
        }
    }
}

/// `--dir D`, else FIELDCHART_DIR, else the user's data folder.
fn data_dir() -> PathBuf {
    let mut words = std::env::args_os().skip_while(|w| w != "--dir").skip(1);
    let home = || std::env::var_os("HOME").map(|h| PathBuf::from(h).join(".local/share"));
    words
        .next()
        .or_else(|| std::env::var_os("FIELDCHART_DIR"))
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).or_else(home).map(|d| d.join("fieldchart")))
        .unwrap_or_else(|| PathBuf::from("fieldchart-data"))
}
