//! ui/src/main.rs

fn main() {}
