//! Parts of the auditor's screen: comparing digests, copies of the store, digests kept, receipts, redactions.

pub(crate) mod compare;
pub(crate) mod copies;
pub(crate) mod kept;
pub(crate) mod receipt;
pub(crate) mod redactions;
