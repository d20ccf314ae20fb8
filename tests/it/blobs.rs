//! Attachments over HTTP: what is put in comes out, for whom it may, and nothing of it can run.

use crate::support::{Answer, call, fieldchart, http, named, picture, register, run, served, started};
use domain::api::attachment::ATTACHMENT_BYTES_MAX;
use domain::api::chart::{Chart, Register};
use domain::api::journal::Overview;
use domain::api::session::LockScreen;
use domain::api::{ApiError, Reply};
use domain::id::Id;
use domain::limits::Problem;
use domain::record::Attachment;
use std::path::Path;

fn told(answer: &Answer) -> Reply {
    serde_json::from_slice(&answer.body).unwrap()
}

fn problem(answer: &Answer) -> Problem {
    let Reply::Err(ApiError::Invalid { fields }) = told(answer) else { panic!("{}", answer.head) };
    fields[0].problem.clone()
}

#[test]
fn what_is_put_in_comes_out_as_a_file_that_cannot_run() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let (patient, _) = register(&h, &token, named("Amina", "Hassan"));
    let address = served(&h);
    let put = |title: &str, more: &str, bytes: &[u8]| {
        http(&address, "PUT", &format!("/api/blob?token={token}&patient={patient}&title={title}"), more, bytes)
    };
    // Larger than two chunks.
    let picture = picture(9, &(0..2_100_000u32).map(|n| (n % 251) as u8).collect::<Vec<_>>());
    let Reply::Ok(id) = told(&put("chest%20x-ray.png", "", &picture)) else { panic!() };
    let id: Id = serde_json::from_value(id).unwrap();
    let chart = call(&h, Some(&token), Chart { id: patient }).unwrap();
    let (listed, file) = chart.all::<Attachment>().next().unwrap();
    assert_eq!((listed.id, file.media.as_deref(), file.bytes), (id, Some("image/png"), Some(picture.len() as u64)));

    let got = http(&address, "GET", &format!("/api/blob/{id}?token={token}"), "", b"");
    assert!(got.body == picture, "{}", got.head);
    for line in [
        "http/1.1 200",
        "content-type: image/png",
        "content-disposition: attachment; filename*=utf-8''chest%20x-ray.png",
        "content-security-policy: default-src 'none'; sandbox",
        "x-content-type-options: nosniff",
        "cache-control: no-store",
    ] {
        assert!(got.head.contains(line), "{line} is not in {}", got.head);
    }
    // A page is text, whatever it is called.
    let Reply::Ok(page) = told(&put("x.html", "", b"<html><script>alert(1)</script>")) else { panic!() };
    let page: Id = serde_json::from_value(page).unwrap();
    let got = http(&address, "GET", &format!("/api/blob/{page}?token={token}"), "", b"");
    assert!(got.head.contains("content-type: text/plain") && got.head.contains("attachment;"), "{}", got.head);
    h.lock_store();
    drop(h);
}

#[test]
fn nobody_else_gets_or_puts_anything() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let patient = call(&h, Some(&token), Register { patient: named("Amina", "Hassan") }).unwrap();
    let address = served(&h);
    let put = |more: &str, token: &str, bytes: &[u8]| {
        http(&address, "PUT", &format!("/api/blob?token={token}&patient={patient}&title=note"), more, bytes)
    };
    let get = |id: &str, token: &str| http(&address, "GET", &format!("/api/blob/{id}?token={token}"), "", b"");
    let Reply::Ok(id) = told(&put("", &token, b"a note")) else { panic!() };
    let id = id.as_str().unwrap();
    assert!(put("Origin: http://evil.example\r\n", &token, b"a note").head.contains(" 403 "));
    assert!(get(id, "guess").head.contains(" 401 "));
    assert!(matches!(told(&put("", "guess", b"a note")), Reply::Err(ApiError::NoSession)));
    assert!(get(&Id([7; 16]).to_string(), &token).head.contains(" 404 "));
    assert!(get("no-id", &token).head.contains(" 404 "));
    assert_eq!(problem(&put("", &token, b"\x7fELF\x02\x01")), Problem::FileKind);
    assert_eq!(problem(&put("", &token, b"")), Problem::Nothing);
    let much = vec![b'a'; ATTACHMENT_BYTES_MAX + 1];
    assert_eq!(problem(&put("", &token, &much)), Problem::FileTooLarge { max: ATTACHMENT_BYTES_MAX });
    // A retry of the same request writes nothing.
    let size = || call(&h, Some(&token), Overview {}).unwrap().size;
    let twice = format!("/api/blob?token={token}&patient={patient}&title=note&request={}", Id([9; 16]));
    let first = http(&address, "PUT", &twice, "", b"a note").body;
    let before = size();
    assert_eq!(http(&address, "PUT", &twice, "", b"a note").body, first);
    assert_eq!(size(), before);
    call(&h, Some(&token), LockScreen {}).unwrap();
    assert!(get(id, &token).head.contains(" 401 "));
}

#[test]
fn a_picture_that_is_cut_off_damaged_or_enormous_is_refused_with_the_reason_and_nothing_is_stored() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let patient = call(&h, Some(&token), Register { patient: named("Amina", "Hassan") }).unwrap();
    let address = served(&h);
    let put = |bytes: &[u8]| {
        http(&address, "PUT", &format!("/api/blob?token={token}&patient={patient}&title=x-ray"), "", bytes)
    };
    let size = || call(&h, Some(&token), Overview {}).unwrap().size;
    let before = size();
    for file in ["drawn.png", "drawn.jpg", "lossy.webp", "lossless.webp"] {
        let whole = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pictures").join(file)).unwrap();
        for end in [whole.len() / 2, whole.len() - 1] {
            assert_eq!(problem(&put(&whole[..end])), Problem::PictureDamaged, "{file} cut at {end}");
        }
    }
    let mut flipped = picture(9, &[7; 500]);
    flipped[200] ^= 4;
    assert_eq!(problem(&put(&flipped)), Problem::PictureDamaged);
    // Fourteen gigabytes once it is drawn.
    let enormous = picture(60_000, b"few bytes");
    assert!(matches!(problem(&put(&enormous)), Problem::PictureTooLarge { .. }));
    assert_eq!(size(), before);
    assert!(call(&h, Some(&token), Chart { id: patient }).unwrap().all::<Attachment>().next().is_none());
}

#[test]
fn an_attachment_opened_is_a_chart_opened() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let patient = call(&h, Some(&token), Register { patient: named("Amina", "Hassan") }).unwrap();
    let address = served(&h);
    let path = format!("/api/blob?token={token}&patient={patient}&title=note");
    let Reply::Ok(id) = told(&http(&address, "PUT", &path, "", b"a note")) else { panic!() };
    h.lock_store();
    // Another session begins with nothing noted.
    let log_in = domain::api::session::LogIn { passphrase: crate::support::PASSPHRASE.into() };
    let token = call(&h, None, log_in).unwrap();
    let before = call(&h, Some(&token), Overview {}).unwrap().size;
    let path = format!("/api/blob/{}?token={token}", id.as_str().unwrap());
    assert_eq!(http(&address, "GET", &path, "", b"").body, b"a note");
    h.flush();
    let after = call(&h, Some(&token), Overview {}).unwrap();
    assert_eq!((after.size, after.entries[0].class.as_str()), (before + 1, "access"));
    h.lock_store();
    let (text, ok) = run(fieldchart(dir.path()).arg("fsck"));
    assert!(ok, "{text}");
}
