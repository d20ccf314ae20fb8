//! Attachments: which chunks hold one, and adding one whose kind is known by its bytes.

use crate::dispatch::Ctx;
use crate::fault::Fault;
use crate::interop::picture;
use crate::projection::PART;
use crate::{people, projection};
use domain::api::ApiError;
use domain::api::attachment::{ATTACHMENT_BYTES_MAX, AddAttachment, OpenAttachment, OpenedAttachment};
use domain::id::Id;
use domain::limits::{FieldError, Problem, is_unsafe_char};
use domain::record::{Attachment, Kind};
use rusqlite::{OptionalExtension, params};

/// Characters of a title.
const TITLE_MAX: usize = 200;

pub(crate) fn open(ctx: &Ctx, call: OpenAttachment) -> Result<OpenedAttachment, Fault> {
    let (patient, opened) = ctx.store()?.read(|sql| {
        let query = format!("SELECT patient, body FROM rm_part WHERE pos = ({PART} ?1) AND kind = ?2");
        let row = sql.query_row(&query, params![call.id.0, Kind::Attachment as u16], |r| {
            Ok((Id(r.get(0)?), r.get::<_, String>(1)?))
        });
        let (patient, body) = row.optional()?.ok_or(ApiError::NotFound)?;
        let whole: Attachment = serde_json::from_str(&body)?;
        let mut q = sql.prepare("SELECT pos FROM rm_chunk WHERE attachment = ?1 ORDER BY n")?;
        let chunks: Vec<u64> = q.query_map([call.id.0], |r| r.get(0))?.collect::<Result<_, _>>()?;
        if chunks.len() as u64 != u64::from(whole.chunks.unwrap_or(0)) {
            return Err(ApiError::Damaged { what: format!("attachment {} lacks a chunk", call.id) }.into());
        }
        let (title, media) = (whole.title.unwrap_or_default(), whole.media.unwrap_or_default());
        Ok((patient, OpenedAttachment { title, media, bytes: whole.bytes.unwrap_or(0), chunks }))
    })?;
    ctx.host.note_access(ctx.user()?, patient);
    Ok(opened)
}

pub(crate) fn add(ctx: &Ctx, call: AddAttachment) -> Result<Id, Fault> {
    let mut fields = Vec::new();
    let (title, length) = (call.title.trim(), call.title.trim().chars().count());
    if title.is_empty() {
        fields.push(FieldError::new("title", Problem::Nothing));
    } else if length > TITLE_MAX {
        fields.push(FieldError::new("title", Problem::TooLong { length, max: TITLE_MAX }));
    } else if title.chars().any(is_unsafe_char) {
        fields.push(FieldError::new("title", Problem::ControlCharacter));
    }
    let media = media_of(ctx.bytes);
    if ctx.bytes.is_empty() {
        fields.push(FieldError::new("file", Problem::Nothing));
    } else if ctx.bytes.len() > ATTACHMENT_BYTES_MAX {
        fields.push(FieldError::new("file", Problem::FileTooLarge { max: ATTACHMENT_BYTES_MAX }));
    } else {
        let problem = media.map_or(Some(Problem::FileKind), |media| picture::problem(media, ctx.bytes));
        fields.extend(problem.map(|problem| FieldError::new("file", problem)));
    }
    match media {
        Some(media) if fields.is_empty() => ctx.write(|w| {
            let subject = projection::subject_of(w.sql(), call.patient)?;
            people::attach(w, subject, call.patient, title.to_owned(), media, ctx.bytes)
        }),
        _ => Err(ApiError::Invalid { fields }.into()),
    }
}

/// The media type that the bytes show, of those that are taken in.
fn media_of(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => return Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => return Some("image/jpeg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => return Some("image/webp"),
        [b'%', b'P', b'D', b'F', b'-', ..] => return Some("application/pdf"),
        _ => {}
    }
    let text = std::str::from_utf8(bytes).ok()?;
    if text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r')) {
        return None;
    }
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with("<?xml") {
        Some("application/xml")
    } else if start.starts_with(['{', '[']) && serde_json::from_str::<&serde_json::value::RawValue>(start).is_ok() {
        Some("application/json")
    } else {
        Some("text/plain")
    }
}

#[cfg(test)]
mod tests {
    use super::media_of;

    #[test]
    fn kinds_are_told_by_the_bytes_alone() {
        assert_eq!(media_of(b"\x89PNG\r\n\x1a\nrest"), Some("image/png"));
        assert_eq!(media_of(b"RIFF\x10\0\0\0WEBPVP8 "), Some("image/webp"));
        assert_eq!(media_of(b"%PDF-1.7"), Some("application/pdf"));
        assert_eq!(media_of(b" {\"a\": 1}"), Some("application/json"));
        assert_eq!(media_of(b"{not json"), Some("text/plain"));
        assert_eq!(media_of(b"<?xml version='1.0'?><a/>"), Some("application/xml"));
        // A page is kept as the text it is.
        assert_eq!(media_of(b"<script>alert(1)</script>"), Some("text/plain"));
        assert_eq!(media_of(b"\x7fELF\x02\x01"), None);
        assert_eq!(media_of(b"MZ\x90\0"), None);
    }
}
