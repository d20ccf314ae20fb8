//! src-tauri/src/main.rs

fn main() {}
