//! Parts of the screens about people: the form of a person, the passphrase shown once, the access log, one's own PIN and passphrase.

pub(crate) mod access;
pub(crate) mod form;
pub(crate) mod once;
pub(crate) mod own;
