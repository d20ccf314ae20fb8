//! `cargo xtask bench [ledger|clinic|sync]`: each figure beside its yardstick, measured in the same run; JSON to target/bench.
//! In scope: what a figure is, printing them.  Not here: pass or fail in a test (timings are judged by eye, as ratios).

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod clinic;
mod ledger;
mod sync;

use serde_json::json;
use std::path::Path;
use std::time::Instant;

const PASSPHRASE: &str = "river lamp seven goat moon";

/// One figure.
struct Figure {
    name: &'static str,
    value: f64,
    unit: &'static str,
    yardstick: f64,
    /// Value over yardstick, or yardstick over value where larger is better.
    ratio: f64,
    hold: &'static str,
    ok: bool,
}

fn main() {
    let which = std::env::args().nth(1).unwrap_or_else(|| "all".into());
    if which == clinic::OPENED {
        let store = std::env::args_os().nth(2).unwrap();
        println!("{}", serde_json::to_string(&clinic::measure_opened(Path::new(&store))).unwrap());
        return;
    }
    if which == sync::SIDE {
        let store = std::env::args_os().nth(2).unwrap();
        sync::side(Path::new(&store), std::env::args().nth(3).as_deref());
        return;
    }
    let areas =
        [("ledger", ledger::figures as fn() -> Vec<Figure>), ("clinic", clinic::figures), ("sync", sync::figures)];
    for (name, run) in areas {
        if which != "all" && which != name {
            continue;
        }
        let figures = run();
        for f in &figures {
            println!(
                "{:<50} {:>12.3} {:<10} yardstick {:>12.3}  ratio {:>7.3}  hold {:<24} {}",
                f.name,
                f.value,
                f.unit,
                f.yardstick,
                f.ratio,
                f.hold,
                if f.ok { "ok" } else { "SHORT" }
            );
        }
        let list: Vec<_> = figures
            .iter()
            .map(|f| json!({"name": f.name, "value": f.value, "unit": f.unit, "yardstick": f.yardstick, "ratio": f.ratio, "hold": f.hold, "ok": f.ok}))
            .collect();
        std::fs::create_dir_all("target/bench").unwrap();
        std::fs::write(format!("target/bench/{name}.json"), serde_json::to_vec_pretty(&list).unwrap()).unwrap();
    }
}

/// Median of several rounds of `f`, in milliseconds.
fn median(rounds: usize, mut f: impl FnMut()) -> f64 {
    let mut all: Vec<f64> = (0..rounds)
        .map(|_| {
            let t = Instant::now();
            f();
            t.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

/// The value below which 95 of 100 lie.
fn p95(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[(all.len() * 95 / 100).min(all.len() - 1)]
}

fn folder_bytes(dir: &Path) -> u64 {
    std::fs::read_dir(dir)
        .unwrap()
        .map(|e| {
            let e = e.unwrap();
            if e.path().is_dir() { folder_bytes(&e.path()) } else { e.metadata().unwrap().len() }
        })
        .sum()
}
