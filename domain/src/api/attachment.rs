//! Calls about attachments. Their bytes ride beside the JSON: `GET /api/blob/{id}`, `PUT /api/blob`.

use super::call;
use crate::access::{Access, Permission};
use crate::id::Id;
use serde::{Deserialize, Serialize};

/// Most bytes of one attachment that a person adds.
pub const ATTACHMENT_BYTES_MAX: usize = 25_000_000;

/// Open an attachment; its patient's chart counts as opened.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OpenAttachment {
    /// The record.
    pub id: Id,
}
call!(OpenAttachment, "attachment.open", Access::Needs(Permission::ReadChart), OpenedAttachment);

/// The answer to `OpenAttachment`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedAttachment {
    /// What it is.
    pub title: String,
    /// Media type.
    pub media: String,
    /// Bytes.
    pub bytes: u64,
    /// Where its chunks stand in the journal, in order.
    pub chunks: Vec<u64>,
}

/// Add an attachment; the bytes come with the call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AddAttachment {
    /// Whose.
    pub patient: Id,
    /// What it is, such as the file's name.
    pub title: String,
}
call!(AddAttachment, "attachment.add", Access::Needs(Permission::WriteChart), Id, subject patient);
