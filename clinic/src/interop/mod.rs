//! Records of other systems, one module a format.
//! In scope: reading bytes into the words of `domain`, judging a picture.  Not here: writing them to the journal (people).

pub mod fhir;
mod json;
pub(crate) mod picture;
pub(crate) mod stock_csv;
