//! clinic: see ARCHITECTURE.md.
