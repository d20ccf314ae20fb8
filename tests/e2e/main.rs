//! tests/e2e/main.rs

fn main() {}
