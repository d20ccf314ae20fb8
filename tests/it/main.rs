//! tests/it/main.rs

fn main() {}
