//! Parts of the auditor's screen: comparing digests, digests kept, receipts, redactions.

pub(crate) mod compare;
pub(crate) mod kept;
pub(crate) mod receipt;
pub(crate) mod redactions;
