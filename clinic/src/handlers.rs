//! What each call does, by area.

pub mod attachment;
pub mod chart;
pub mod journal;
pub mod session;
