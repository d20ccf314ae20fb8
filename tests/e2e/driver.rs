//! A browser or the real window behind WebDriver, each ended by its process id.
//! In scope: starting, stopping.  Not here: what is done in the page (page.rs).

use fantoccini::{Client, ClientBuilder};
use serde_json::{Map, Value, json};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A process that ends with its owner.
pub struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A page to drive, and everything that must live as long.
pub struct Driven {
    pub page: Client,
    processes: Vec<Process>,
}

impl Driven {
    pub async fn end(self) {
        let _ = self.page.close().await;
        drop(self.processes);
    }
}

/// A program that xtask keeps among its tools.
pub fn tool(name: &str) -> PathBuf {
    std::env::var_os("FIELDCHART_TOOLS").map(PathBuf::from).unwrap_or_default().join(name)
}

/// Ports that are free, each another: all are held before any is let go.
fn free_ports<const N: usize>() -> [u16; N] {
    let held = [(); N].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    held.map(|listener| listener.local_addr().unwrap().port())
}

/// Starts a program that prints its address as the first line (`fieldchart serve`, `Xvfb -displayfd 1`).
fn first_line(command: &mut Command) -> (Process, String) {
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (Process(child), line.trim().to_owned())
}

/// `fieldchart serve` on a folder, and its address.
pub fn served(dir: &Path) -> (Process, String) {
    let mut c = Command::new(tests::bin("fieldchart"));
    c.arg("--dir").arg(dir).args(["serve", "--peers", "off"]).env("FIELDCHART_TEST_CHEAP_ARGON", "1");
    first_line(&mut c)
}

/// `fieldchart-hub serve` on a folder for an operation; the line by which laptops know it, and the address where they meet it.
pub fn hub(dir: &Path, operation: &str) -> (Process, String, String) {
    let command = |words: &[&str]| {
        let mut command = Command::new(tests::bin("fieldchart-hub"));
        command.arg("--dir").arg(dir).args(words);
        command
    };
    assert!(command(&["add-operation", operation]).output().unwrap().status.success());
    let [meet, listen] = free_ports::<2>().map(|port| format!("127.0.0.1:{port}"));
    let key = command(&["key", &meet]).output().unwrap();
    let mut serve = command(&["serve", "--meet", &meet, "--listen", &listen]);
    let mut serving = serve.stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(serving.stderr.take().unwrap()).lines();
    assert!(lines.by_ref().any(|line| line.unwrap().contains("\"serving\"")));
    // What it says later must not fill the pipe.
    std::thread::spawn(move || lines.for_each(drop));
    (Process(serving), String::from_utf8(key.stdout).unwrap().trim().to_owned(), meet)
}

async fn connect(port: u16, capabilities: Map<String, Value>) -> Client {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let tried = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(capabilities.clone())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await;
        match tried {
            Ok(c) => return c,
            Err(e) => assert!(Instant::now() < until, "no WebDriver session: {e}"),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Headless Chromium, fresh profile in `home`, at an address.
pub async fn chromium(home: &Path, address: &str) -> Driven {
    let [port] = free_ports();
    let mut driver = Command::new("chromedriver");
    driver.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null());
    // Owned from the start: it ends also where no session comes of it.
    let driver = Process(driver.spawn().unwrap());
    let profile = format!("--user-data-dir={}", home.join("profile").display());
    let arguments = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--force-device-scale-factor=1",
        "--window-size=1366,768",
        &profile,
    ];
    let capabilities = json!({"goog:chromeOptions": {"args": arguments, "binary": "/usr/bin/chromium"}});
    let page = connect(port, capabilities.as_object().unwrap().clone()).await;
    page.goto(address).await.unwrap();
    Driven { page, processes: vec![driver] }
}

/// The real window on a folder, under Xvfb.
pub async fn window(dir: &Path, home: &Path) -> Driven {
    let (screen, display) = first_line(
        Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp"])
            .stderr(Stdio::null()),
    );
    let [port, native] = free_ports();
    let mut driver = Command::new(tool("tauri-driver"));
    driver
        .args([
            "--port",
            &port.to_string(),
            "--native-port",
            &native.to_string(),
            "--native-driver",
            "/usr/bin/WebKitWebDriver",
        ])
        .env("DISPLAY", format!(":{display}"))
        .env("FIELDCHART_DIR", dir)
        .env("FIELDCHART_TEST_CHEAP_ARGON", "1")
        .env("HOME", home)
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_CACHE_HOME", home.join("cache"))
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env_remove("WAYLAND_DISPLAY")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    // Owned from the start: it ends also where no session comes of it.
    let driver = Process(driver.spawn().unwrap());
    let capabilities = json!({"tauri:options": {"application": tests::bin("fieldchart-desktop")}});
    let page = connect(port, capabilities.as_object().unwrap().clone()).await;
    Driven { page, processes: vec![driver, screen] }
}
