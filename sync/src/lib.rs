//! sync: see ARCHITECTURE.md.
