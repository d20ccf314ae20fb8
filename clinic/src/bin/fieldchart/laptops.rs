//! Several laptops on the command line: joining, admitting, a stick, one that was lost.
//! In scope: arguments to words and JSON.  Not here: what the commands do (clinic's library, sync).

use crate::{Answer, words};
use clinic::Host;
use clinic::store::Store;
use domain::access::Permission;
use ledger::Unlocked;
use serde_json::json;
use std::sync::Arc;

/// The store, and the keys of whoever the passphrase is of, an administrator.
pub(crate) fn administrator(host: &Host, passphrase: &str) -> Result<(Arc<Store>, Arc<Unlocked>), String> {
    let token = host.log_in(passphrase).map_err(words)?;
    let session = host.session(Some(&token)).map_err(|e| e.to_string())?;
    if !session.user.permissions.has(Permission::Administer) {
        return Err("only an administrator may do this".to_owned());
    }
    Ok((host.store().map_err(|e| e.to_string())?, session.keys))
}

pub(crate) fn devices(store: &Store) -> Result<Answer, String> {
    let (mut text, mut list) = (Vec::new(), Vec::new());
    for laptop in clinic::laptops::known(store).map_err(words)? {
        let (id, entries) = (laptop.id, laptop.entries);
        let here = if laptop.here { ", this one" } else { "" };
        let state = if laptop.revoked { ", revoked" } else { "" };
        let met =
            laptop.met.map(|at| format!(", met {}, version {}", at.local_date(), laptop.program)).unwrap_or_default();
        let named = [laptop.name.as_str(), laptop.site.as_str()].into_iter().filter(|word| !word.is_empty());
        let named: String = named.map(|word| format!(", {word}")).collect();
        text.push(format!("{id}{named}  {entries} entries here{here}{state}{met}"));
        list.push(json!({
            "device": id, "name": laptop.name, "site": laptop.site, "entries": entries, "this": laptop.here, "revoked": laptop.revoked, "met_ms": laptop.met.map(|at| at.ms),
            "version": laptop.program, "clock_offset_ms": laptop.clock_offset_ms,
        }));
    }
    Answer::ok(text.join("\n"), json!({"devices": list}))
}

pub(crate) fn revoke_device(store: &Store, admin: &Unlocked, device: domain::id::Id) -> Result<Answer, String> {
    if device.0 == store.journal().device() {
        return Err("this is the laptop you are working on: revoke it from another one".to_owned());
    }
    const LOST: u16 = 2;
    clinic::laptops::revoke(store, admin, device, LOST).map_err(words)?;
    let text = format!(
        "{device} is revoked. Whatever is written from now on is under a key it never gets.\nSync with the other laptops soon: until they know, they go on under the old key."
    );
    Answer::ok(text, json!({"device": device}))
}

/// What a stick brought.
pub(crate) fn synced(report: &sync::Report, folder: &std::path::Path) -> Result<Answer, String> {
    let sync::Report { logs, entries, bodies, cosignatures, refused, left_out } = report;
    let mut text = format!(
        "{logs} logs on {}: {entries} new entries, {bodies} bodies, {cosignatures} cosignatures",
        folder.display()
    );
    for (log, why) in refused {
        text += &format!("\nnot taken in  {log}: {why}");
    }
    for (log, why) in left_out {
        text += &format!("\na cosignature was left out  {log}: {why}");
    }
    if !refused.is_empty() {
        text += "\nNothing was written to the stick. Keep it, and use another one.";
    }
    let json = json!({
        "logs": logs, "entries": entries, "bodies": bodies, "cosignatures": cosignatures, "refused": refused, "left_out": left_out,
    });
    Ok(Answer { text, json, ok: refused.is_empty() })
}

pub(crate) fn join(host: &Host, dir: &std::path::Path, folder: &std::path::Path) -> Result<Answer, String> {
    let config = host.config();
    let joining = ledger::Joining::new(&*config.env).map_err(|e| e.to_string())?;
    let said = clinic::joining::ask(folder, &joining).map_err(words)?;
    eprintln!("A request is on the stick. Six words: {said}");
    eprintln!("On an administrator's laptop: fieldchart admit FOLDER --words '{said}'");
    eprintln!("It shows six words in turn. Bring the stick back, and type them here:");
    // The request stays good until it was answered: whoever mistypes, or comes too early, types again.
    let entries = loop {
        let mut answer = String::new();
        if std::io::stdin().read_line(&mut answer).map_err(|e| e.to_string())? == 0 {
            return Err("not joined: no words were typed".to_owned());
        }
        match clinic::joining::complete(dir, config, folder, &joining, &answer) {
            Ok(entries) => break entries,
            Err(error) => eprintln!("{}\nNot joined yet. Type the six words again, or stop with Ctrl+C:", words(error)),
        }
    };
    let text = format!("joined; {entries} entries are here. Log in with the passphrase you have elsewhere");
    Answer::ok(text, json!({"entries": entries}))
}

pub(crate) fn admit(store: &Store, admin: &Unlocked, folder: &std::path::Path, said: &str) -> Result<Answer, String> {
    if said.is_empty() {
        let found = clinic::joining::requests(folder).map_err(words)?;
        let list: Vec<_> = found.iter().map(|(_, words)| words.as_str()).collect();
        let text = format!(
            "requests on the stick:\n{}\nAdmit with --words only what the other screen shows.",
            list.join("\n")
        );
        return Answer::ok(text, json!({"requests": list}));
    }
    let (device, answer) = clinic::joining::admit(store, admin, folder, said).map_err(words)?;
    let text = format!(
        "admitted laptop {device}; its answer and the records are on the stick.\nSix words to type on it: {answer}"
    );
    Answer::ok(text, json!({"device": device, "words": answer}))
}
