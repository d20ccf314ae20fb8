//! The command, on folders: exit codes, words and JSON.

use std::fs;
use std::process::{Command, Output};

use crate::both::write_to;
use crate::builder::*;
use crate::outside::TESSERA_KEY;

fn run(args: &[&str]) -> (i32, String, Output) {
    let output = Command::new(env!("CARGO_BIN_EXE_fieldchart-audit")).args(args).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout.clone()).unwrap(), output)
}

#[test]
fn exit_codes_words_and_json() {
    let temp = tempfile::tempdir().unwrap();
    let (first, second) = operation(40);
    let (out, key_file) = write_to(temp.path(), &export(&[&first, &second], true));
    let trust_line = fs::read_to_string(&key_file).unwrap();
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
