//! Components take props and callbacks and make no calls; the screens do.

pub(crate) mod banner;
pub(crate) mod birth;
pub(crate) mod conflicts;
pub(crate) mod field;
pub(crate) mod file_button;
pub(crate) mod history;
pub(crate) mod patient_fields;
pub(crate) mod progress;
pub(crate) mod reading;
pub(crate) mod saved;
pub(crate) mod sheet;
pub(crate) mod summary;
pub(crate) mod vitals_fields;
pub(crate) mod vitals_table;
