//! tests/tidy/main.rs

fn main() {}
