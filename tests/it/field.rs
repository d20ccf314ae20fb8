//! Real programs in networks of their own: three laptops and a hub that are killed at random, and a link as slow as fault 11 has it.
//! In scope: `fieldchart` and `fieldchart-hub` as people start them.  Not here: how links are made (link.rs).

use crate::link::{Like, Link, Namespace, are_possible};
use crate::stick::joined;
use crate::support::{PASSPHRASE, fieldchart, host, named, register, run, started};
use clinic::host::Host;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

/// A program that serves others, killed with -9 when dropped.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// `fieldchart serve`, met at an address within a namespace, its store open.
fn laptop(namespace: &Namespace, dir: &Path, address: &str) -> Served {
    let mut command = fieldchart(dir);
    command.args(["serve", "--open", "--peers", address]);
    let mut child = namespace.within(&command).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with("http"), "{line}");
    Served(child)
}

/// Closes a host's store, so that other programs may open it.
fn close(host: Arc<Host>) {
    host.lock_store();
}

fn heads(dir: &Path) -> String {
    let (said, ok) = run(fieldchart(dir).args(["--json", "devices"]));
    assert!(ok, "{said}");
    said
}

#[test]
fn over_a_link_of_the_field_three_hundred_entries_arrive_though_it_drops() {
    if !are_possible() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let (one, at_one) = started(&dir.path().join("one"));
    let (other, _) = joined(&one, &dir.path().join("other"), &dir.path().join("stick"));
    for n in 0..100 {
        // A person, their key and a set of vital signs.
        register(&one, &at_one, named(&format!("Given {n}"), &format!("Family {n}")));
    }
    let entries = one.store().unwrap().journal().size();
    assert!(entries >= 300, "{entries}");
    close(one);
    close(other);
    let (a, b) = (Namespace::new().unwrap(), Namespace::new().unwrap());
    let link = Link::between(&a, &b, Like { bits_per_s: 20_000, delay_ms: 500, loss_percent: 10 });
    let _serving = laptop(&a, &dir.path().join("one"), "10.77.0.1:7368");
    let mut meet = fieldchart(&dir.path().join("other"));
    meet.args(["--json", "sync", "--with", "10.77.0.1:7368"]);
    let meeting = b.within(&meet).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Gone in mid-meeting, and back: TCP goes on where it was.
    link.after(30_000);
    link.set_up(false);
    std::thread::sleep(std::time::Duration::from_secs(10));
    link.set_up(true);
    let ended = meeting.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&ended.stdout).into_owned() + &String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success() && said.contains("\"complete\""), "{said}");
    let there = host(&dir.path().join("other"));
    let token = there.log_in(PASSPHRASE).unwrap();
    let search = domain::api::chart::Search { query: "Given 99 Family 99".into(), limit: 5 };
    assert!(!crate::support::call(&there, Some(&token), search).unwrap().rows.is_empty());
}

/// A network of its own with a hub in it, and laptops that come and go.
struct Camp {
    inside: Namespace,
    dirs: Vec<PathBuf>,
    hub: PathBuf,
}

impl Camp {
    fn hub(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(tests::bin("fieldchart-hub"));
        command.arg("--dir").arg(&self.hub).args(arguments);
        self.inside.within(&command)
    }

    fn serve_hub(&self) -> Served {
        let mut command = self.hub(&["serve", "--meet", "127.0.0.1:7312", "--listen", "127.0.0.1:7311"]);
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        assert!(lines.by_ref().any(|line| line.unwrap().contains("\"serving\"")));
        // What it says later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Served(child)
    }

    fn meets(&self, dir: &Path) -> Child {
        let mut meet = fieldchart(dir);
        meet.args(["--json", "sync", "--with", "127.0.0.1:7312"]);
        self.inside.within(&meet).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    fn meets_whole(&self, dir: &Path) -> String {
        let ended = self.meets(dir).wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&ended.stdout).into_owned();
        assert!(ended.status.success() && said.contains("\"complete\""), "{said}");
        said
    }
}

#[test]
fn three_laptops_and_a_hub_are_killed_at_random_and_nothing_acknowledged_is_lost() {
    if !are_possible() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let (one, at_one) = started(&dir.path().join("0"));
    let (two, at_two) = joined(&one, &dir.path().join("1"), &dir.path().join("stick"));
    let (three, at_three) = joined(&one, &dir.path().join("2"), &dir.path().join("stick"));
    for n in 0..40 {
        for (h, token, who) in [(&one, &at_one, "One"), (&two, &at_two, "Two"), (&three, &at_three, "Three")] {
            register(h, token, named(&format!("{who} {n}"), "Written"));
        }
    }
    [one, two, three].into_iter().for_each(close);
    let camp = Camp {
        inside: Namespace::new().unwrap(),
        dirs: (0..3).map(|n| dir.path().join(n.to_string())).collect(),
        hub: dir.path().join("hub"),
    };
    std::fs::create_dir(&camp.hub).unwrap();
    let (line, ok) = run(fieldchart(&camp.dirs[0]).arg("hub"));
    assert!(ok, "{line}");
    let (said, ok) = run(&mut camp.hub(&["add-operation", line.trim()]));
    assert!(ok, "{said}");
    let (key, ok) = run(&mut camp.hub(&["key", "127.0.0.1:7312"]));
    assert!(ok, "{key}");
    for laptop in &camp.dirs {
        let (said, ok) = run(fieldchart(laptop).args(["hub", key.trim()]));
        assert!(ok, "{said}");
    }
    let mut state = 20_261_128_u64;
    let mut hub = camp.serve_hub();
    for round in 0..12 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut meeting = camp.meets(&camp.dirs[round % 3]);
        std::thread::sleep(std::time::Duration::from_millis((state >> 40) % 700));
        if state >> 63 == 0 {
            let _ = meeting.kill();
            let _ = meeting.wait();
        } else {
            drop(hub);
            let _ = meeting.wait();
            hub = camp.serve_hub();
        }
    }
    // Left alone, two rounds bring everything to everybody.
    for laptop in [0, 1, 2, 0, 1, 2, 0, 1] {
        camp.meets_whole(&camp.dirs[laptop]);
    }
    for laptop in &camp.dirs {
        let (said, ok) = run(fieldchart(laptop).arg("fsck"));
        assert!(ok, "{said}");
        for who in ["One 39", "Two 39", "Three 39"] {
            let (found, ok) = run(fieldchart(laptop).args(["search", who, "Written"]));
            assert!(ok && found.contains(who), "{found}");
        }
        assert!(heads(laptop).contains("entries"));
    }
    let (operations, ok) = run(&mut camp.hub(&["operations"]));
    assert!(ok && operations.contains(" 0 forks"), "{operations}");
}
