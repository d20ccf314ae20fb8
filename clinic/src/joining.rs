//! A further laptop joins by way of a stick: it leaves a request there, an administrator's laptop answers it and writes the records
//! beside it, and the new laptop takes them in. Each of the two types the six words that the other's screen shows, so that nobody swaps
//! the request on the way, or the answer.
//! In scope: the two files and what becomes of them.  Not here: certificates and keys (ledger), reading a stick (sync).

use crate::config::Config;
use crate::fault::Fault;
use crate::store::Store;
use domain::api::ApiError;
use domain::id::Id;
use ledger::{JoinRequest, Joining, Unlocked, Welcome};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use sync::{Stick, read_to, six_words};

/// Bytes that an answer may have.
const WELCOME_BYTES_MAX: u64 = 1 << 20;
/// Bytes that a request has, in hex.
const REQUEST_BYTES: u64 = 2 * JoinRequest::BYTES as u64;

fn request_path(folder: &Path, device: [u8; 16]) -> PathBuf {
    folder.join(format!("join-{}.request", hex::encode(device)))
}

fn welcome_path(folder: &Path, device: [u8; 16]) -> PathBuf {
    folder.join(format!("join-{}.welcome", hex::encode(device)))
}

/// Leaves a request in a folder, and tells the six words that the administrator must see too.
///
/// # Errors
/// What the disk says.
pub fn ask(folder: &Path, joining: &Joining) -> Result<String, Fault> {
    let bytes = joining.request().to_bytes();
    std::fs::create_dir_all(folder)?;
    std::fs::write(request_path(folder, joining.request().device), hex::encode(&bytes))?;
    Ok(six_words(&bytes))
}

/// The requests in a folder, each with its six words.
///
/// # Errors
/// What the disk says.
pub fn requests(folder: &Path) -> Result<Vec<(JoinRequest, String)>, Fault> {
    let mut found = Vec::new();
    for item in std::fs::read_dir(folder)? {
        let path = item?.path();
        if path.extension().is_none_or(|end| end != "request") {
            continue;
        }
        let bytes = read_to(&path, REQUEST_BYTES).ok().and_then(|text| hex::decode(text).ok()).unwrap_or_default();
        if let Some(request) =
            JoinRequest::from_bytes(&bytes).filter(|request| path == request_path(folder, request.device))
        {
            found.push((request, six_words(&bytes)));
        }
    }
    found.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(found)
}

/// The six words of an answer, which say whose operation the new laptop joins.
fn answer_words(request: &JoinRequest, welcome: &Welcome) -> String {
    six_words(&[request.to_bytes(), welcome.identity()].concat())
}

fn are(words: &str, said: &str) -> bool {
    said.split_whitespace().map(str::to_lowercase).eq(words.split(' '))
}

/// Admits the laptop whose request has these six words, and writes the answer and the records beside it. Gives the device and
/// the six words that must be typed there.
///
/// # Errors
/// `NotFound` where no request has them; the journal's own; what the disk says.
pub fn admit(store: &Store, admin: &Unlocked, folder: &Path, said: &str) -> Result<(Id, String), Fault> {
    let (request, _) = requests(folder)?.into_iter().find(|(_, words)| are(words, said)).ok_or(ApiError::NotFound)?;
    // What is on the stick comes first: one that cannot be written admits nobody.
    let go_on = &mut |_: u64, _: u64| ControlFlow::Continue(());
    if !store.sync_stick(folder, go_on)?.refused.is_empty() {
        return Err(ApiError::Disk.into());
    }
    let welcome = store.journal().admit_device(admin, &request)?;
    store.pass_keys()?;
    store.sync_stick(folder, go_on)?;
    let path = welcome_path(folder, request.device);
    if std::fs::symlink_metadata(&path).is_ok() {
        std::fs::remove_file(&path)?;
    }
    std::fs::write(path, welcome.to_bytes())?;
    std::fs::remove_file(request_path(folder, request.device))?;
    Ok((Id(request.device), answer_words(&request, &welcome)))
}

/// Whether a folder has an answer to this request, whatever it says.
#[must_use]
pub fn is_answered(folder: &Path, joining: &Joining) -> bool {
    welcome_path(folder, joining.request().device).is_file()
}

/// Takes in the answer with these six words and the records, and makes the laptop's store in `dir`: whoever has a passphrase
/// elsewhere logs in with it.
///
/// # Errors
/// `NotFound` while there is no answer with these words; a stick of another operation; what the journal refuses; what the disk says.
pub fn complete(dir: &Path, config: &Config, folder: &Path, joining: &Joining, said: &str) -> Result<u64, Fault> {
    let request = joining.request();
    let path = welcome_path(folder, request.device);
    let welcome = Welcome::from_bytes(&read_to(&path, WELCOME_BYTES_MAX).map_err(|_| ApiError::NotFound)?)?;
    if !are(&answer_words(&request, &welcome), said) {
        return Err(ApiError::NotFound.into());
    }
    let stick = Stick::open(folder, &welcome.operation)?.ok_or(ApiError::NotFound)?;
    let journal = joining.join_by(dir, config.env.clone(), &welcome, |journal| -> Result<(), Fault> {
        let taken = sync::take_in(&stick, &**journal, &mut |_| Ok(()))?;
        if taken.refused.is_empty() { Ok(()) } else { Err(ApiError::Disk.into()) }
    })?;
    std::fs::remove_file(path)?;
    Ok(journal.length())
}
