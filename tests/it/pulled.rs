//! A stick pulled out at every moment of being written (fault 12): it is of use to whoever gets it next, and can be written again.
//! In scope: the folder as it lies whenever its writer looks up from the work.  Not here: files that a file system loses or cuts
//! off, which are named (stick.rs); a file half written, which is never in a file's place.

use crate::backup::clean;
use crate::stick::{copied, files, joined};
use crate::support::{PASSPHRASE, call, host, named, register, started};
use clinic::host::Host;
use domain::api::chart::Search;
use domain::api::session::LogIn;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Brings a stick and a laptop together, and keeps the stick as it lies at each moment on the way.
fn watched(h: &Host, stick: &Path, moments: &Path) -> Vec<PathBuf> {
    let (mut all, mut before) = (Vec::new(), Vec::new());
    let mut look = |_, _| {
        let now: Vec<_> = files(stick).into_iter().map(|path| (std::fs::read(&path).unwrap(), path)).collect();
        if now != before {
            let moment = moments.join(all.len().to_string());
            copied(stick, &moment);
            all.push(moment);
            before = now;
        }
        ControlFlow::Continue(())
    };
    let report = h.store().unwrap().sync_stick(stick, &mut look).unwrap();
    assert!(report.refused.is_empty(), "{report:?}");
    all
}

fn sync(h: &Host, stick: &Path) -> sync::Report {
    h.store().unwrap().sync_stick(stick, &mut |_, _| ControlFlow::Continue(())).unwrap()
}

fn finds(h: &Host, token: &str, name: &str) -> bool {
    !call(h, Some(token), Search { query: name.into(), limit: 5 }).unwrap().rows.is_empty()
}

#[test]
fn a_stick_pulled_out_at_any_moment_serves_the_next_laptop_and_is_written_again() {
    let dir = tempfile::tempdir().unwrap();
    let stick = dir.path().join("stick");
    let (a, at_a) = started(&dir.path().join("a"));
    let (b, at_b) = joined(&a, &dir.path().join("b"), &stick);
    let (c, _) = joined(&a, &dir.path().join("c"), &stick);
    // As the next laptop is each time.
    c.lock_store();
    // One log grows by more than a bundle, and another comes to the stick for the first time.
    (0..140).for_each(|n| _ = register(&a, &at_a, named(&format!("Given{n}"), "Early")));
    sync(&a, &stick);
    register(&b, &at_b, named("Yusuf", "Omar"));
    (0..90).for_each(|n| _ = register(&a, &at_a, named(&format!("Given{n}"), "Late")));
    let mut moments = Vec::new();
    for (n, h) in [&a, &b, &a].into_iter().enumerate() {
        moments.extend(watched(h, &stick, &dir.path().join(format!("moments{n}"))).into_iter().map(|m| (n, m)));
    }
    assert!(moments.len() >= 6, "{} moments", moments.len());
    for (n, moment) in moments {
        let next = tempfile::tempdir().unwrap();
        copied(&dir.path().join("c"), next.path());
        let case = moment.display();
        let d = host(next.path());
        let at_d = call(&d, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
        // It takes in whatever is whole there, and leaves on it what it has.
        let report = sync(&d, &moment);
        assert!(report.refused.is_empty(), "{case}: {report:?}");
        assert!(finds(&d, &at_d, "Given7 Early"), "{case}");
        clean(&d);
        // Plugged in again where it was pulled out, it is brought to its end, and serves as ever.
        let writer = if n == 1 { &b } else { &a };
        let report = sync(writer, &moment);
        assert!(report.refused.is_empty(), "{case}: {report:?}");
        let left = std::fs::read_dir(moment.join("fieldchart/logs")).unwrap().map(|item| item.unwrap().file_name());
        assert!(left.into_iter().all(|name| !name.to_string_lossy().starts_with('.')), "{case}");
        sync(&d, &moment);
        assert!(finds(&d, &at_d, if n == 1 { "Yusuf Omar" } else { "Given7 Late" }), "{case}");
        clean(&d);
    }
}
