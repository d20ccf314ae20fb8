//! Log lines for operators: one JSON object a line on standard error, with nothing of a patient and no name of a person.
//! In scope: their shape.  Not here: what is worth one.

use ledger::Env;
use serde_json::{Map, Value, json};

/// Writes a line: when, what happened, and its values.
pub fn say(env: &dyn Env, what: &str, values: Value) {
    let mut line = Map::new();
    line.insert("ms".to_owned(), json!(env.now_ms()));
    line.insert("what".to_owned(), json!(what));
    if let Value::Object(values) = values {
        line.extend(values);
    }
    eprintln!("{}", Value::Object(line));
}
