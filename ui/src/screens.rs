//! Screens own their signals and calls; each is one `data-screen`.

pub(crate) mod chart;
pub(crate) mod closing;
pub(crate) mod first_run;
pub(crate) mod fork;
pub(crate) mod join;
pub(crate) mod journal;
pub(crate) mod laptops;
pub(crate) mod lock;
pub(crate) mod log_in;
pub(crate) mod lost_laptop;
pub(crate) mod patients;
pub(crate) mod people;
pub(crate) mod pharmacy;
pub(crate) mod recover;
pub(crate) mod register;
pub(crate) mod restore;
pub(crate) mod settings;
pub(crate) mod sheets;
pub(crate) mod stock;
pub(crate) mod today;
pub(crate) mod visit;
