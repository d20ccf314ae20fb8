//! A JSON text walked value by value, without refusing shapes it does not know and without turning decimals into floats.
//! In scope: limits, syntax errors with their place, lenient access.  Not here: FHIR's meaning (fhir).

use super::fhir::ImportError;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Deepest nesting read.
const DEPTH_MAX: usize = 100;
/// Most objects directly in an array of the outermost object: the entries of a bundle.
const ENTRIES_MAX: usize = 100_000;

/// A value somewhere in the text.
#[derive(Clone, Copy)]
pub(super) struct Node<'a>(&'a RawValue);

impl<'a> Node<'a> {
    /// The outermost value of a whole text.
    pub(super) fn root(text: &'a str) -> Result<Self, ImportError> {
        bound(text)?;
        // A syntax error's words never quote the text.
        serde_json::from_str(text).map(Node).map_err(|e| ImportError::Json {
            what: if e.is_eof() { "the text ends early" } else { "not JSON" },
            line: e.line(),
            column: e.column(),
        })
    }
    /// The text as it came.
    pub(super) fn raw(self) -> &'a str {
        self.0.get()
    }
    /// The fields of an object; none of anything else. Of two equal names the last counts.
    pub(super) fn fields(self) -> BTreeMap<String, Node<'a>> {
        if !self.raw().starts_with('{') {
            return BTreeMap::new();
        }
        let fields: BTreeMap<String, &'a RawValue> = serde_json::from_str(self.raw()).unwrap_or_default();
        fields.into_iter().map(|(k, v)| (k, Node(v))).collect()
    }
    /// One field of an object.
    pub(super) fn get(self, name: &str) -> Option<Node<'a>> {
        self.fields().remove(name)
    }
    /// The field at the end of a path of objects.
    pub(super) fn at(self, path: &[&str]) -> Option<Node<'a>> {
        path.iter().try_fold(self, |n, name| n.get(name))
    }
    /// The elements of an array; of a missing or other value, none or itself: some writers leave out the brackets of one.
    pub(super) fn items(self) -> Vec<Node<'a>> {
        if self.raw().starts_with('[') {
            let items: Vec<&'a RawValue> = serde_json::from_str(self.raw()).unwrap_or_default();
            items.into_iter().map(Node).collect()
        } else if self.raw() == "null" {
            Vec::new()
        } else {
            vec![self]
        }
    }
    /// The elements of the array in a field.
    pub(super) fn list(self, name: &str) -> Vec<Node<'a>> {
        self.get(name).map(Node::items).unwrap_or_default()
    }
    /// A string's text, a number or a boolean as it was written.
    pub(super) fn text(self) -> Option<String> {
        match self.raw().as_bytes().first()? {
            b'"' => serde_json::from_str(self.raw()).ok(),
            b'{' | b'[' | b'n' => None,
            _ => Some(self.raw().to_owned()),
        }
    }
    /// The text in a field.
    pub(super) fn string(self, name: &str) -> Option<String> {
        self.get(name)?.text().filter(|t| !t.trim().is_empty())
    }
    /// The value without white space between its parts: equal for two ways of printing one text.
    pub(super) fn compact(self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.raw().len());
        let (mut inside, mut escaped) = (false, false);
        for b in self.raw().bytes() {
            if inside || !b.is_ascii_whitespace() {
                out.push(b);
            }
            (inside, escaped) = match (inside, escaped, b) {
                (true, true, _) => (true, false),
                (true, false, b'\\') => (true, true),
                (_, false, b'"') => (!inside, false),
                _ => (inside, false),
            };
        }
        out
    }
}

/// Refuses a text nested deeper or with more entries than any record has, before anything is built of it.
fn bound(text: &str) -> Result<(), ImportError> {
    let (mut depth, mut entries, mut line) = (0usize, 0usize, 1usize);
    let (mut inside, mut escaped) = (false, false);
    for b in text.bytes() {
        match b {
            b'\n' => line += 1,
            _ if inside => {
                let end = b == b'"' && !escaped;
                escaped = b == b'\\' && !escaped;
                inside = !end;
            }
            b'"' => inside = true,
            b'{' | b'[' => {
                entries += usize::from(depth == 2);
                depth += 1;
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH_MAX {
            return Err(ImportError::TooDeep { max: DEPTH_MAX, line });
        }
        if entries > ENTRIES_MAX {
            return Err(ImportError::TooManyEntries { max: ENTRIES_MAX, line });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_stay_as_written() {
        let n = Node::root(r#"{"value": 1.10, "big": 123456789012345678901234567890.5e3}"#).unwrap();
        assert_eq!(n.string("value").unwrap(), "1.10");
        assert_eq!(n.string("big").unwrap(), "123456789012345678901234567890.5e3");
    }

    #[test]
    fn shapes_it_does_not_know_are_nothing() {
        let n = Node::root(r#"{"a": 7, "b": "x", "c": null}"#).unwrap();
        assert!(n.at(&["a", "b"]).is_none());
        assert_eq!(n.list("b").len(), 1);
        assert_eq!(n.list("c").len(), 0);
        assert!(n.string("c").is_none());
    }

    #[test]
    fn bombs_are_refused_before_they_are_built() {
        let deep = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
        assert!(matches!(Node::root(&deep), Err(ImportError::TooDeep { .. })));
        let many = format!("{{\"entry\":[{}{{}}]}}", "{},".repeat(ENTRIES_MAX));
        assert!(matches!(Node::root(&many), Err(ImportError::TooManyEntries { .. })));
        assert!(matches!(Node::root("{\n\"a\": x}"), Err(ImportError::Json { line: 2, .. })));
    }

    #[test]
    fn white_space_does_not_count() {
        let a = Node::root("{ \"a\" : \"b \\\" c\" ,\n \"d\":1}").unwrap().compact();
        assert_eq!(String::from_utf8(a).unwrap(), r#"{"a":"b \" c","d":1}"#);
    }
}
