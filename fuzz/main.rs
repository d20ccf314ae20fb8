//! libFuzzer over one of the targets, which FIELDCHART_FUZZ_TARGET names. Started by `cargo xtask fuzz`.
#![no_main]

mod targets;

use std::sync::LazyLock;

static TARGET: LazyLock<fn(&[u8])> = LazyLock::new(|| {
    let name = std::env::var("FIELDCHART_FUZZ_TARGET").unwrap_or_default();
    let known = targets::TARGETS.iter().find(|(known, _)| *known == name);
    known.map_or_else(|| panic!("FIELDCHART_FUZZ_TARGET={name}: no such target"), |(_, target)| *target)
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| TARGET(bytes));
