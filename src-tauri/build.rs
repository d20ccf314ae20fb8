//! src-tauri/build.rs

fn main() {}
