//! audit: see ARCHITECTURE.md.
