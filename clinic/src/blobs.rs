//! Attachments' bytes beside the JSON, the same behind the HTTP host and the window's commands.
//! In scope: what a blob's answer says and its chunks one by one.  Not here: who may (dispatch), what an attachment is (handlers).

use crate::fault::Fault;
use crate::host::Host;
use crate::store::Store;
use domain::api::attachment::{AddAttachment, OpenAttachment, OpenedAttachment};
use domain::api::{ApiError, Call, Envelope, Reply};
use domain::id::Id;
use domain::record::{Chunk, Payload};
use std::fmt::Write;
use std::sync::Arc;

/// What a browser may do with an attachment: nothing but keep it.
pub const POLICY: &str = "default-src 'none'; sandbox";

/// Types that are served under their own name; any other is bytes.
const SERVED: [&str; 8] = [
    "image/png",
    "image/jpeg",
    "image/webp",
    "application/pdf",
    "application/json",
    "application/fhir+json",
    "application/xml",
    "text/plain",
];

/// An attachment being read.
pub struct Blob {
    /// What it is.
    pub what: OpenedAttachment,
    store: Arc<Store>,
    next: usize,
    env: Arc<dyn ledger::Env>,
}

impl Blob {
    /// Opens an attachment for a session.
    ///
    /// # Errors
    /// What the call `OpenAttachment` refuses.
    pub fn open(host: &Host, token: Option<String>, id: Id) -> Result<Blob, ApiError> {
        let call = OpenAttachment { id };
        let params = serde_json::to_value(call).map_err(|_| ApiError::NotFound)?;
        let envelope = Envelope { method: OpenAttachment::METHOD.to_owned(), params, token, request: None };
        let what = match host.call(envelope) {
            Reply::Ok(what) => serde_json::from_value(what).map_err(|_| ApiError::NotFound)?,
            Reply::Err(error) => return Err(error),
        };
        Ok(Blob { what, store: host.store()?, next: 0, env: host.config().env.clone() })
    }

    /// The media type to serve it as.
    #[must_use]
    pub fn media(&self) -> &'static str {
        SERVED.into_iter().find(|m| *m == self.what.media).unwrap_or("application/octet-stream")
    }

    /// `Content-Disposition`: to be kept under its title, never shown as a page (RFC 6266, RFC 8187).
    #[must_use]
    pub fn disposition(&self) -> String {
        let mut out = "attachment; filename*=UTF-8''".to_owned();
        for byte in self.what.title.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                out.push(char::from(byte));
            } else {
                // Writing to a String cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
        out
    }

    fn chunk(&self, index: u64) -> Result<Vec<u8>, Fault> {
        let opened = self.store.journal().open_entry(index)?;
        let chunk = Chunk::from_items(opened.payload.get(5..).unwrap_or_default())?;
        Ok(chunk.bytes.unwrap_or_default().0)
    }
}

impl Iterator for Blob {
    type Item = Result<Vec<u8>, ApiError>;

    /// The next chunk, opened and verified.
    fn next(&mut self) -> Option<Self::Item> {
        let index = *self.what.chunks.get(self.next)?;
        self.next += 1;
        Some(self.chunk(index).map_err(|fault| fault.tell(&*self.env)))
    }
}

/// An attachment's bytes at once.
///
/// # Errors
/// What the call `OpenAttachment` refuses, `NotFound` where the id is none, `Damaged` where a chunk does not verify.
pub fn whole(host: &Host, token: Option<String>, id: &str) -> Result<Vec<u8>, ApiError> {
    let id = id.parse().map_err(|_| ApiError::NotFound)?;
    Ok(Blob::open(host, token, id)?.collect::<Result<Vec<_>, _>>()?.concat())
}

/// Adds an attachment: `token`, `patient`, `title` and `request` stand beside the bytes.
pub fn put(host: &Host, field: impl Fn(&str) -> Option<String>, bytes: &[u8]) -> Reply {
    let id = |name: &str| field(name).and_then(|id| id.parse::<Id>().ok());
    let Some(patient) = id("patient") else { return Reply::Err(ApiError::NotFound) };
    let call = AddAttachment { patient, title: field("title").unwrap_or_default() };
    let method = AddAttachment::METHOD.to_owned();
    match serde_json::to_value(call) {
        Ok(params) => host.call_with(Envelope { method, params, token: field("token"), request: id("request") }, bytes),
        Err(_) => Reply::Err(ApiError::UnknownCall { method }),
    }
}
