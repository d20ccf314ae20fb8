//! audit/src/main.rs

fn main() {}
