//! clinic/src/bin/fieldchart.rs

fn main() {}
