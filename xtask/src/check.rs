//! Whether the window comes up: opened on a virtual screen through WebKit's own WebDriver, asked, closed.
//! In scope: the five requests this takes.  Not here: tests of what the window does (tests/e2e).

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::step::{Attempt, Failure, Workspace, seconds, timed};
use crate::wasm;

/// How often the window is asked before it is given up; with the pause between, half a minute.
const ASKED_MAX: u32 = 300;

/// The pause before asking again.
const PAUSE: Duration = Duration::from_millis(100);

/// A single answer may take this long.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);

/// A program that ends when this is dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; either way there is nothing left to do.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Opens the window on a fresh store and waits until its first screen has no call in flight (`html[data-busy="0"]`).
///
/// # Errors
/// Where it does not come up in time.
pub(crate) fn first_screen(workspace: &Workspace, window: &Path) -> Result<(), Failure> {
    let store = workspace.root.join("target/xtask/check");
    wasm::clear(&store)?;
    fs::create_dir_all(&store).attempt(format_args!("creating {}", store.display()))?;
    let (_screen, display) = screen()?;
    let port = free_port()?;
    let mut driver = workspace.program("WebKitWebDriver", &[&format!("--port={port}")]);
    driver.env("DISPLAY", display).env_remove("WAYLAND_DISPLAY").env("FIELDCHART_DIR", &store);
    driver.env("TAURI_AUTOMATION", "true").env("TAURI_WEBVIEW_AUTOMATION", "true");
    let _driver = Running(driver.spawn().attempt("starting WebKitWebDriver")?);
    wait_for(port)?;
    let options =
        json!({"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": {"binary": window, "args": []}}}});
    let (outcome, took) = timed(|| {
        let session = request(port, "POST", "/session", &options)?;
        let session = session["sessionId"].as_str().unwrap_or_default().to_owned();
        let outcome = settled(port, &session);
        request(port, "DELETE", &format!("/session/{session}"), &Value::Null)?;
        outcome
    });
    let title = outcome?;
    println!("  the first screen, “{title}”, stood {} after the start", seconds(took));
    wasm::clear(&store)
}

/// Starts a virtual screen, whose number the server itself chooses and tells.
fn screen() -> Result<(Running, String), Failure> {
    let mut server = Command::new("Xvfb");
    server.args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"]);
    let mut server = Running(server.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().attempt("starting Xvfb")?);
    let mut number = String::new();
    if let Some(output) = server.0.stdout.take() {
        BufReader::new(output).read_line(&mut number).attempt("asking Xvfb for its number")?;
    }
    if number.trim().is_empty() {
        return Err(Failure::Plain("Xvfb ended without opening a screen".into()));
    }
    Ok((server, format!(":{}", number.trim())))
}

fn free_port() -> Result<u16, Failure> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).attempt("asking for a free port")?;
    Ok(listener.local_addr().attempt("asking for a free port")?.port())
}

fn wait_for(port: u16) -> Result<(), Failure> {
    for _ in 0..ASKED_MAX {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return Ok(());
        }
        thread::sleep(PAUSE);
    }
    Err(Failure::Plain("WebKitWebDriver does not answer".into()))
}

/// Asks until no call is in flight; returns the heading of the screen.
fn settled(port: u16, session: &str) -> Result<String, Failure> {
    let script = "const h = document.documentElement; \
                  return [h.dataset.busy ?? '', document.querySelector('h1')?.textContent ?? document.title, location.href];";
    let question = json!({"script": script, "args": []});
    let mut last = Value::Null;
    for _ in 0..ASKED_MAX {
        last = request(port, "POST", &format!("/session/{session}/execute/sync"), &question)?;
        if last[0] == "0" {
            return Ok(last[1].as_str().unwrap_or_default().to_owned());
        }
        thread::sleep(PAUSE);
    }
    Err(Failure::Plain(format!("the window opened, but its page never said data-busy=\"0\"; it last said {last}")))
}

/// One WebDriver request over plain HTTP/1.1; the answer's `value`.
fn request(port: u16, method: &str, path: &str, body: &Value) -> Result<Value, Failure> {
    let what = || format!("{method} {path} to WebKitWebDriver");
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let mut stream = TcpStream::connect(("127.0.0.1", port)).attempt(what())?;
    stream.set_read_timeout(Some(ANSWER_TIMEOUT)).attempt(what())?;
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n"
    );
    stream.write_all(format!("{head}Connection: close\r\n\r\n{body}").as_bytes()).attempt(what())?;
    let mut stream = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut header = String::new();
        stream.read_line(&mut header).attempt(what())?;
        if header.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = header.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut bytes = vec![0; length];
    stream.read_exact(&mut bytes).attempt(what())?;
    let answer: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    match answer["value"]["error"].as_str() {
        Some(error) => Err(Failure::Plain(format!("{} failed: {error}: {}", what(), answer["value"]["message"]))),
        None => Ok(answer["value"].clone()),
    }
}
