//! A seized disk says nothing after a session in the real window either: the web view keeps no file that names anybody.
//! In scope: the window as people run it (incognito, no WebDriver), worked by keyboard under Xvfb.  Not here: the store alone (seized.rs).

use crate::seized::scan;
use crate::support::{PASSPHRASE, call, named, started};
use domain::api::chart::Register;
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A process that ends with its owner.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A screen, a keyboard, and what gives windows the keys and closes them.
const PROGRAMS: [&str; 3] = ["Xvfb", "xdotool", "matchbox-window-manager"];

/// Where the page keeps the language chosen: all that it stores lastingly, and so the mark of a web view that writes.
/// Proved by hand: with `.incognito(false)` in src-tauri this test failed, for this name in `data/…/localstorage`; no other
/// mark was in a file.
const PREFERENCE: &str = "fieldchart-language";

/// Bytes of a page of memory.
const PAGE: u64 = 4096;

/// The count of the list as only the screen in French has it: the source has a placeholder instead of the number.
const ONE_IN_FRENCH: &str = "1 patient :";

#[test]
fn planted_names_are_in_no_file_of_the_window() {
    let path = std::env::var_os("PATH").unwrap();
    let there = |p: &str| std::env::split_paths(&path).any(|folder| folder.join(p).is_file());
    let lacking: Vec<_> = PROGRAMS.into_iter().filter(|p| !there(p)).collect();
    if !lacking.is_empty() {
        println!("SKIP: lacking {lacking:?}");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let marks: Vec<String> = ["Zyxgiven", "Zyxfamily", "Zyxphone"].map(|m| format!("{m}{}", std::process::id())).into();
    let store = dir.path().join("store");
    let (host, token) = started(&store);
    let mut patient = named(&marks[0], &marks[1]);
    patient.phone = Some(marks[2].clone());
    call(&host, Some(&token), Register { patient }).unwrap();
    host.lock_store();
    drop(host);

    let (_screen, display) = screen();
    let _manager = started_on(&display, Command::new(PROGRAMS[2]));
    let mut window = open(dir.path(), &store, &display);
    let keys = |words: &[&str]| assert!(xdotool(&display, words), "xdotool {words:?}");
    until("the window", || xdotool(&display, &["search", "--onlyvisible", "--name", "^Fieldchart$", "windowfocus"]));
    // Each step is taken again until what it leads to has reached the page: a key may come before the page is ready.
    // Keys that come before the whole page is ready are a wrong passphrase, after which the field has the focus again.
    until("logged in", || {
        keys(&["key", "ctrl+a"]);
        keys(&["type", "--delay", "20", PASSPHRASE]);
        keys(&["key", "Return"]);
        soon(|| in_memory(window.0.id(), &marks[1]))
    });
    until("a language chosen", || {
        keys(&["key", "ctrl+k", "Tab", "f"]);
        soon(|| in_memory(window.0.id(), ONE_IN_FRENCH))
    });
    until("the chart", || {
        keys(&["key", "ctrl+k", "ctrl+a"]);
        keys(&["type", "--delay", "20", &marks[0]]);
        keys(&["key", "Return"]);
        soon(|| in_memory(window.0.id(), &marks[2]))
    });
    let mut needles = marks;
    needles.push(PREFERENCE.to_owned());
    let mut hits = Vec::new();
    scan(dir.path(), &needles, &mut hits); // while open, as if the power were cut
    keys(&["key", "alt+F4"]);
    until("the window closed", || window.0.try_wait().unwrap().is_some());
    scan(dir.path(), &needles, &mut hits);
    assert!(hits.is_empty(), "{hits:?}");
}

/// A virtual screen and its name.
fn screen() -> (Process, String) {
    let mut child = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut number = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut number).unwrap();
    (Process(child), format!(":{}", number.trim()))
}

/// The window as a person starts it, with every folder it may write to in `dir`.
fn open(dir: &Path, store: &Path, display: &str) -> Process {
    let mut c = Command::new(tests::bin("fieldchart-desktop"));
    c.env_clear().env("PATH", std::env::var_os("PATH").unwrap()).env("DISPLAY", display).env("FIELDCHART_DIR", store);
    c.env("FIELDCHART_TEST_CHEAP_ARGON", "1").env("LANG", "C.UTF-8").current_dir(dir);
    for (variable, folder) in [
        ("HOME", "home"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_STATE_HOME", "state"),
        ("XDG_RUNTIME_DIR", "run"),
        ("TMPDIR", "temp"),
    ] {
        let folder = dir.join(folder);
        std::fs::create_dir(&folder).unwrap();
        c.env(variable, folder);
    }
    Process(c.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
}

fn started_on(display: &str, mut command: Command) -> Process {
    command.env("DISPLAY", display).stdout(Stdio::null()).stderr(Stdio::null());
    Process(command.spawn().unwrap())
}

fn xdotool(display: &str, words: &[&str]) -> bool {
    let mut c = Command::new("xdotool");
    c.args(words).env("DISPLAY", display).stdout(Stdio::null()).stderr(Stdio::null());
    c.status().unwrap().success()
}

fn until(what: &str, mut holds: impl FnMut() -> bool) {
    // Only against hanging: a busy machine may take its time.
    let deadline = Instant::now() + Duration::from_secs(300);
    while !holds() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Whether it comes to hold before the step is worth taking again.
fn soon(holds: impl Fn() -> bool) -> bool {
    (0..20).any(|_| {
        std::thread::sleep(Duration::from_millis(200));
        holds()
    })
}

/// Whether the memory of the page's process, a child of the window's, holds the text: it has come through from the core.
fn in_memory(window: u32, text: &str) -> bool {
    let children = std::fs::read_dir("/proc").unwrap().flatten().filter(|e| {
        let stat = std::fs::read_to_string(e.path().join("stat")).unwrap_or_default();
        // "pid (name) state parent …"
        let after = stat.rsplit_once(") ").map_or("", |(_, after)| after);
        stat.contains("(WebKitWebProces)") && after.split(' ').nth(1) == Some(window.to_string().as_str())
    });
    children.into_iter().any(|page| memory_holds(&page.path(), text))
}

fn memory_holds(process: &Path, text: &str) -> bool {
    let open = |name: &str| std::fs::File::open(process.join(name));
    let (Ok(mut memory), Ok(mut pages)) = (open("mem"), open("pagemap")) else { return false };
    let maps = std::fs::read_to_string(process.join("maps")).unwrap_or_default();
    let mut grep = Command::new("grep").args(["-aqzF", text]).stdin(Stdio::piped()).spawn().unwrap();
    let mut pipe = grep.stdin.take().unwrap();
    for map in maps.lines().filter(|m| m.contains(" rw-p ")) {
        let bounds = map.split(' ').next().unwrap().split_once('-').unwrap();
        let [from, to] = [bounds.0, bounds.1].map(|hex| u64::from_str_radix(hex, 16).unwrap() / PAGE);
        let mut states = vec![0; usize::try_from((to - from) * 8).unwrap()];
        if pages.seek(SeekFrom::Start(from * 8)).and_then(|_| pages.read_exact(&mut states)).is_err() {
            continue;
        }
        // Of the gigabytes reserved, only what is in use (the highest bit of a page's state), a run of pages at a time.
        let used: Vec<bool> = states.chunks(8).map(|state| state[7] & 0x80 != 0).collect();
        let mut page = from;
        for run in used.chunk_by(|a, b| a == b) {
            let mut bytes = vec![0; if run[0] { run.len() * PAGE as usize } else { 0 }];
            let read = memory.seek(SeekFrom::Start(page * PAGE)).and_then(|_| memory.read_exact(&mut bytes));
            if read.is_ok() && pipe.write_all(&bytes).is_err() {
                break; // grep has found it
            }
            page += run.len() as u64;
        }
    }
    drop(pipe);
    grep.wait().unwrap().success()
}
