//! The command, on folders: exit codes, words and JSON.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::builder::*;
use crate::outside::TESSERA_KEY;

fn run(args: &[&str]) -> (i32, String, Output) {
    let output = Command::new(env!("CARGO_BIN_EXE_fieldchart-audit")).args(args).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout.clone()).unwrap(), output)
}

fn write_to(folder: &Path) {
    let (first, second) = operation(40);
    for (path, bytes) in export(&[&first, &second], true).files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

#[test]
fn exit_codes_words_and_json() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("out");
    write_to(&out);
    let trust_line = format!("fieldchart-root+{}+{}\n", hex::encode(OPERATION), STANDARD.encode(public("root")));
    let key_file = temp.path().join("trust");
    fs::write(&key_file, &trust_line).unwrap();
    let (out_arg, key_arg) = (out.to_str().unwrap(), key_file.to_str().unwrap());

    let (code, text, _) = run(&["verify", out_arg, "--trust", key_arg]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("2 logs, 42 entries") && text.contains("Verified"), "{text}");

    let (code, text, _) = run(&["verify", out_arg, "--trust", key_arg, "--json"]);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((code, json["ok"].as_bool(), json["logs"].as_array().unwrap().len()), (0, Some(true), 2));

    fs::create_dir(out.join("empty")).unwrap();
    let (code, text, _) = run(&["verify", out_arg, "--trust", key_arg, "--json"]);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((code, json["ok"].as_bool()), (1, Some(false)));
    assert_eq!(json["faults"][0]["file"], "empty/");
    assert!(json["faults"][0]["log"].is_null() && json["faults"][0]["index"].is_null());
    fs::remove_dir(out.join("empty")).unwrap();

    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&key_file, out.join("link")).unwrap();
        assert_eq!(run(&["verify", out_arg, "--trust", key_arg]).0, 1, "a link is stray");
        fs::remove_file(out.join("link")).unwrap();
    }

    let inside = out.join("trust");
    fs::write(&inside, &trust_line).unwrap();
    let (code, _, output) = run(&["verify", out_arg, "--trust", inside.to_str().unwrap()]);
    assert_eq!(code, 2);
    assert!(String::from_utf8_lossy(&output.stderr).contains("inside the audited folder"));
    for args in [
        &["verify"][..],
        &["verify", out_arg],
        &["verify", "/nowhere", "--trust", key_arg],
        &["verify", "--plain", out_arg],
    ] {
        assert_eq!(run(args).0, 2, "{args:?}");
    }
}

#[test]
fn a_plain_log_on_disk() {
    let Some(folder) = tests::data().map(|data| data.join("tlog/tessera-log")) else { return };
    let (code, text, _) = run(&["verify", "--plain", folder.to_str().unwrap(), "--vkey", TESSERA_KEY]);
    assert_eq!(code, 0, "{text}");
}
