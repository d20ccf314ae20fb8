//! kill -9 during writes: it opens, fsck is clean, every acknowledged record is there, read models equal a rebuild.

use crate::support::{PASSPHRASE, call, envelope, fieldchart, host, run, started};
use domain::api::chart::{Register, Search};
use domain::api::session::LogIn;
use domain::api::{Envelope, Reply};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::Duration;

/// A served store, killed with -9 when dropped.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn start(dir: &std::path::Path) -> Served {
        let mut child = fieldchart(dir).arg("serve").stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        Served { child, address }
    }
    /// Sends one call; `None` where the server died under it.
    fn send(&self, e: &Envelope) -> Option<Reply> {
        let body = serde_json::to_vec(e).unwrap();
        let mut s = TcpStream::connect(&self.address).ok()?;
        s.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let head = format!(
            "POST /api/call HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            self.address,
            body.len()
        );
        s.write_all(head.as_bytes()).ok()?;
        s.write_all(&body).ok()?;
        let mut all = Vec::new();
        s.read_to_end(&mut all).ok()?;
        let at = all.windows(4).position(|w| w == b"\r\n\r\n")?;
        serde_json::from_slice(&all[at + 4..]).ok()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn acknowledged_records_survive_200_kills() {
    let dir = tempfile::tempdir().unwrap();
    let (h, _) = started(dir.path());
    h.lock_store();
    drop(h);
    let rounds: u32 = std::env::var("FIELDCHART_KILL_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(200);
    let mut acknowledged = 0u64;
    for round in 0..rounds {
        let served = Served::start(dir.path());
        let Some(Reply::Ok(token)) = served.send(&envelope(None, &LogIn { passphrase: PASSPHRASE.into() })) else {
            panic!("round {round}: it does not open")
        };
        let token = token.as_str().unwrap().to_owned();
        let pid = served.child.id();
        // The moment of death moves through the writes from round to round, and falls anywhere within one.
        let killer = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_micros(u64::from(round) * 7919 % 40_000));
            std::process::Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap();
        });
        for n in 0..1000 {
            let e = envelope(
                Some(&token),
                &Register { patient: crate::support::named(&format!("Round{round}"), &format!("Number{n}")) },
            );
            match served.send(&e) {
                Some(Reply::Ok(_)) => acknowledged += 1,
                Some(Reply::Err(e)) => panic!("round {round}: {e}"),
                None => break,
            }
        }
        killer.join().unwrap();
    }
    assert!(acknowledged > 0);
    let h = host(dir.path());
    let token = call(&h, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
    let total = call(&h, Some(&token), Search { query: String::new(), limit: 1 }).unwrap().total;
    // Each round may have committed one record whose acknowledgement was cut off.
    assert!(
        (acknowledged..=acknowledged + u64::from(rounds)).contains(&total),
        "{acknowledged} acknowledged, {total} there"
    );
    drop(h);
    let (text, ok) = run(fieldchart(dir.path()).arg("fsck"));
    assert!(ok, "{text}");
}

#[test]
fn a_second_process_is_refused_with_a_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let (_h, _) = started(dir.path());
    let (text, ok) = run(fieldchart(dir.path()).arg("digest"));
    assert!(!ok && text.contains("already open"), "{text}");
}

#[test]
fn a_crash_leaves_no_picture_of_the_memory() {
    use std::os::unix::process::{CommandExt, ExitStatusExt};
    let dir = tempfile::tempdir().unwrap();
    let (h, _) = started(dir.path());
    h.lock_store();
    drop(h);
    // A shell that lets any dump be written, where the kernel lets it.
    let plain = fieldchart(dir.path());
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", "ulimit -c unlimited; exec \"$0\" \"$@\""]).arg(plain.get_program()).args(plain.get_args());
    shell.arg("serve").current_dir(dir.path()).stdout(Stdio::piped()).arg0("sh");
    let mut child = shell.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    let limit = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(limit.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{limit}");
    assert!(run(std::process::Command::new("kill").arg("-ABRT").arg(child.id().to_string())).1);
    let ended = child.wait().unwrap();
    assert_eq!((ended.signal(), ended.core_dumped()), (Some(6), false));
    let left: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains("core")), "{left:?}");
}
