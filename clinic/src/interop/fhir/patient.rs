//! The FHIR Patient of a bundle as ours: names, sex, birth, contact.
//! In scope: choosing among several of a kind and cutting to our limits; the source stays whole in the attachment.  Not here: references.

use super::super::json::Node;
use super::words::{clean, concept_words, date, moment};
use domain::patient::{Birth, Identifier, Patient, Sex};

/// What somebody is called whose record names nobody.
const NO_NAME: &str = "No name in source";
/// Most identifiers taken over.
const IDS_MAX: usize = 50;

/// Reads a Patient.
pub(super) fn map(n: Node) -> Patient {
    let mut p = Patient {
        sex: n.string("gender").and_then(|g| clean(&g, 40)).map(|g| Sex::from(g.as_str())),
        birth: n.string("birthDate").and_then(|b| date(b.trim())).map(|(date, known)| Birth::Date { date, known }),
        phone: phone(&n.list("telecom")),
        ids: Some(n.list("identifier").into_iter().filter_map(identifier).take(IDS_MAX).collect())
            .filter(|i: &Vec<_>| !i.is_empty()),
        language: language(n),
        next_of_kin: n.list("contact").into_iter().find_map(contact),
        died: n.string("deceasedDateTime").and_then(|d| moment(&d)),
        ..Patient::default()
    };
    if p.died.is_none()
        && (n.string("deceasedDateTime").is_some() || n.string("deceasedBoolean").as_deref() == Some("true"))
    {
        p.flags = Some(vec!["deceased".to_owned()]);
    }
    names(n, &mut p);
    address(n, &mut p);
    p
}

/// One HumanName.
struct Name {
    rank: u8,
    given: String,
    family: String,
    text: String,
}

impl Name {
    fn read(n: &Node) -> Self {
        let join = |field: &str| {
            n.list(field).into_iter().filter_map(Node::text).collect::<Vec<_>>().join(" ").trim().to_owned()
        };
        let rank = match n.string("use").as_deref() {
            Some("official") => 0,
            Some("usual") => 1,
            None => 2,
            Some("temp" | "nickname" | "anonymous") => 3,
            Some(_) => 4,
        };
        Name { rank, given: join("given"), family: join("family"), text: n.string("text").unwrap_or_default() }
    }
    fn whole(&self) -> String {
        let parts = format!("{} {}", self.given, self.family).trim().to_owned();
        if parts.is_empty() { self.text.trim().to_owned() } else { parts }
    }
}

/// Whether a text is written in a script other than Latin.
fn is_other_script(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some()
        && letters.all(|c| !(c.is_ascii() || matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')))
}

fn names(n: Node, p: &mut Patient) {
    let mut all: Vec<Name> = n.list("name").iter().map(Name::read).filter(|n| !n.whole().is_empty()).collect();
    // A name in Latin letters first, as screens and labels read it; another script has a field of its own.
    all.sort_by_key(|n| (is_other_script(&n.whole()), n.rank));
    let Some(first) = all.first() else {
        p.label = Some(NO_NAME.to_owned());
        return;
    };
    if first.given.is_empty() && first.family.is_empty() {
        p.given = clean(&first.text, 200);
    } else {
        (p.given, p.family) = (clean(&first.given, 200), clean(&first.family, 200));
    }
    let shown = first.whole();
    let texts = all.iter().flat_map(|n| [n.whole(), n.text.trim().to_owned()]).filter(|t| *t != shown);
    let (scripts, others): (Vec<String>, Vec<String>) =
        texts.filter(|t| !t.is_empty()).partition(|t| is_other_script(t));
    p.script_name = scripts.first().and_then(|s| clean(s, 200));
    let mut rest: Vec<String> = Vec::new();
    for name in others.into_iter().chain(scripts.into_iter().skip(1)) {
        if !rest.contains(&name) && Some(&name) != p.script_name.as_ref() {
            rest.push(name);
        }
    }
    p.other_names = clean(&rest.join("; "), 200);
    if p.display_name().is_empty() {
        p.label = Some(NO_NAME.to_owned());
    }
}

/// An identifier with its system; without one the giver's name. Without either it could join two people, and is left out.
fn identifier(n: Node) -> Option<Identifier> {
    let system = n
        .string("system")
        .or_else(|| n.at(&["assigner", "display"])?.text())
        .or_else(|| concept_words(n.get("type")?))?;
    Some(Identifier { system: clean(&system, 300)?, value: clean(&n.string("value")?, 200)? })
}

fn phone(telecom: &[Node]) -> Option<String> {
    let rank = |n: &Node| match n.string("use").as_deref() {
        Some("mobile") => 0,
        Some("home") => 1,
        Some("old") => 3,
        _ => 2,
    };
    let is_phone = |n: &&Node| matches!(n.string("system").as_deref(), Some("phone" | "sms"));
    let best = telecom.iter().filter(is_phone).filter(|n| n.string("value").is_some()).min_by_key(|n| rank(n))?;
    let value = best.string("value")?;
    clean(value.strip_prefix("tel:").unwrap_or(&value), 60)
}

fn language(n: Node) -> Option<String> {
    let all = n.list("communication");
    let preferred = all.iter().find(|c| c.string("preferred").as_deref() == Some("true")).or(all.first())?;
    clean(&concept_words(preferred.get("language")?)?, 60)
}

fn contact(n: Node) -> Option<String> {
    let name = n.get("name").map(|x| Name::read(&x).whole()).filter(|w| !w.is_empty());
    let relation = n.list("relationship").into_iter().find_map(concept_words);
    let parts: Vec<String> = [name?].into_iter().chain(relation).chain(phone(&n.list("telecom"))).collect();
    clean(&parts.join(", "), 500)
}

fn address(n: Node, p: &mut Patient) {
    let all = n.list("address");
    let Some(a) = all.iter().find(|a| a.string("use").as_deref() == Some("home")).or(all.first()) else { return };
    let lines = a.list("line").into_iter().filter_map(Node::text);
    let rest = ["district", "state", "postalCode"].into_iter().filter_map(|f| a.string(f));
    let line = lines.chain(rest).collect::<Vec<_>>().join(", ");
    p.address = clean(&if line.is_empty() { a.string("text").unwrap_or_default() } else { line }, 500);
    p.city = a.string("city").and_then(|c| clean(&c, 200));
    p.country = a.string("country").and_then(|c| clean(&c, 100));
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Date;

    fn read(json: &str) -> Patient {
        map(Node::root(json).unwrap())
    }
    fn name(json: &str) -> [Option<String>; 4] {
        let p = read(&format!(r#"{{"name":{json}}}"#));
        [p.given, p.family, p.script_name, p.other_names]
    }
    fn some(s: &str) -> Option<String> {
        Some(s.to_owned())
    }

    #[test]
    fn names_are_chosen() {
        let two = r#"[{"use":"nickname","given":["Bo"]},{"use":"official","family":"Ro","given":["A","B"]}]"#;
        assert_eq!(name(two), [some("A B"), some("Ro"), None, some("Bo")]);
        assert_eq!(
            name(r#"[{"text":"王大明","family":"WANG","given":["DAMING"]}]"#),
            [some("DAMING"), some("WANG"), some("王大明"), None]
        );
        assert_eq!(
            name(r#"[{"use":"official","family":"حسن"},{"family":"Hassan"}]"#),
            [None, some("Hassan"), some("حسن"), None]
        );
        assert_eq!(name(r#"{"text":"Only Text"}"#), [some("Only Text"), None, None, None]);
        assert_eq!(read("{}").label.as_deref(), Some(NO_NAME));
        assert_eq!(read(r#"{"name":[{"text":"\u202e\u0007"}]}"#).label.as_deref(), Some(NO_NAME));
    }

    #[test]
    fn whatever_comes_fits_our_limits() {
        let long = "x\\u202e\\u0000".repeat(5_000);
        let p = read(&format!(
            r#"{{"name":[{{"family":"{long}","given":["{long}"]}}],"address":[{{"line":["{long}"],"city":"{long}","country":"{long}"}}],
            "telecom":[{{"system":"phone","value":"{long}"}}],"gender":"robot","birthDate":"2001-02","deceasedBoolean":true,
            "contact":[{{"name":{{"text":"{long}"}}}}],"identifier":[{{"value":"7"}},{{"system":"s","value":"8"}}]}}"#
        ));
        assert_eq!(p.problems(Date::new(2026, 1, 1).unwrap()), []);
        assert_eq!(p.sex, Some(Sex::Unknown("robot".into())));
        assert_eq!(p.ids.unwrap().len(), 1);
        assert_eq!(p.flags, Some(vec!["deceased".to_owned()]));
    }
}
