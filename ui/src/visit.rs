//! The steps of a visit: the forms of its page, one module each.

pub(crate) mod ahead;
pub(crate) mod assess;
pub(crate) mod background;
pub(crate) mod dose;
pub(crate) mod form;
pub(crate) mod notes;
pub(crate) mod orders;
pub(crate) mod outcome;
pub(crate) mod past_marks;
pub(crate) mod prescribe;
