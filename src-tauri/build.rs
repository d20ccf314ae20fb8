//! Tauri's build step: reads tauri.conf.json and embeds ui/dist.

fn main() {
    tauri_build::build();
}
