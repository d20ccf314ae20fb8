//! FHIR values put into our fields: codings, quantities, moments, and texts made safe and short enough.
//! In scope: Condition, Observation and the data types that all share.  Not here: whose they are (fhir), other types (care).

use super::super::json::Node;
use domain::limits::is_unsafe_char;
use domain::record::{Condition, Observation};
use domain::time::{Date, Moment, Precision};

/// Longest text of a problem or finding, in characters.
pub(super) const TEXT_CHARS_MAX: usize = 1_000;
/// Longest value of a finding, in characters.
const VALUE_CHARS_MAX: usize = 2_000;
/// Systolic and diastolic blood pressure in LOINC: written "120/80" together.
const BLOOD_PRESSURE: [&str; 2] = ["8480-6", "8462-4"];

/// A Condition about the patient.
pub(super) fn condition(n: Node, source: String) -> Condition {
    let (system, code, text) = coded(n.get("code"));
    // "Refuted" outweighs "active": it says that the patient does not have this.
    let refuted = first_code(n, "verificationStatus").filter(|s| s == "refuted");
    Condition {
        patient: None,
        system,
        code,
        text: text.or_else(|| clean("No words in source", TEXT_CHARS_MAX)),
        status: refuted.or_else(|| first_code(n, "clinicalStatus")),
        onset: n.string("onsetDateTime").or_else(|| n.at(&["onsetPeriod", "start"])?.text()).and_then(|t| moment(&t)),
        source: Some(source),
        encounter: None,
    }
}

/// An Observation about the patient.
pub(super) fn observation(n: Node, source: String) -> Observation {
    let (system, code, text) = coded(n.get("code"));
    let at = ["effectiveDateTime", "effectiveInstant", "issued"].into_iter().find_map(|f| n.string(f));
    let at = n
        .at(&["effectivePeriod", "start"])
        .and_then(Node::text)
        .filter(|_| n.get("effectiveDateTime").is_none())
        .or(at);
    Observation {
        patient: None,
        system,
        code,
        text: text.or_else(|| clean("No words in source", TEXT_CHARS_MAX)),
        value: value(n).and_then(|v| clean(&v, VALUE_CHARS_MAX)),
        at: at.and_then(|t| moment(&t)),
        source: Some(source),
    }
}

/// Whether a resource says of itself that it should not have been written.
pub(super) fn is_error(n: Node) -> bool {
    n.string("status").is_some_and(|s| s == "entered-in-error")
        || first_code(n, "verificationStatus").is_some_and(|s| s == "entered-in-error")
}

/// A text without unsafe characters and ends of white space, cut to a number of characters; none if nothing is left.
pub(super) fn clean(text: &str, chars_max: usize) -> Option<String> {
    let safe: String = text.chars().filter(|c| !is_unsafe_char(*c)).collect();
    let cut: String = safe.trim().chars().take(chars_max).collect();
    Some(cut.trim_end().to_owned()).filter(|t| !t.is_empty())
}

/// The code of the first coding of a field, or its text.
pub(super) fn first_code(n: Node, field: &str) -> Option<String> {
    let concept = n.get(field)?;
    let code = concept.list("coding").into_iter().find_map(|c| c.string("code"));
    code.or_else(|| concept.string("text")).and_then(|c| clean(&c, 100))
}

/// System, code and words of a CodeableConcept. ICD-10 is preferred, as our own problems use it; otherwise the first counts.
pub(super) fn coded(concept: Option<Node>) -> (Option<String>, Option<String>, Option<String>) {
    let Some(concept) = concept else { return (None, None, None) };
    let codings = concept.list("coding");
    let is_icd10 =
        |c: &Node| c.string("system").is_some_and(|s| s.contains("icd-10") || s.ends_with("2.16.840.1.113883.6.90"));
    let coding = codings.iter().find(|c| is_icd10(c)).or_else(|| codings.iter().find(|c| c.string("code").is_some()));
    let system = coding.and_then(|c| c.string("system")).and_then(|s| clean(&s, 300));
    let code = coding.and_then(|c| c.string("code")).and_then(|c| clean(&c, 100));
    (system, code, concept_words(concept).and_then(|t| clean(&t, TEXT_CHARS_MAX)))
}

/// What a CodeableConcept is called: its text, else a display, else a code.
pub(super) fn concept_words(concept: Node) -> Option<String> {
    let codings = concept.list("coding");
    let from = |field: &str| codings.iter().find_map(|c| c.string(field));
    concept.string("text").or_else(|| from("display")).or_else(|| from("code"))
}

/// The value of an Observation or of one of its components, in words; its components where it has none itself.
fn value(n: Node) -> Option<String> {
    plain_value(n)
        .or_else(|| components(n))
        .or_else(|| Some(format!("no value: {}", concept_words(n.get("dataAbsentReason")?)?)))
}

fn plain_value(n: Node) -> Option<String> {
    let fields = n.fields();
    let (name, v) = fields.iter().find(|(k, _)| k.starts_with("value"))?;
    match name.as_str() {
        "valueQuantity" => quantity(*v),
        "valueCodeableConcept" => concept_words(*v),
        "valueRange" => join(&[v.get("low").and_then(quantity), v.get("high").and_then(quantity)], "–"),
        "valueRatio" => join(&[v.get("numerator").and_then(quantity), v.get("denominator").and_then(quantity)], ":"),
        "valuePeriod" => join(&[v.string("start"), v.string("end")], "–"),
        "valueSampledData" => Some("sampled data, see the attachment".to_owned()),
        _ => v.text(),
    }
}

fn join(parts: &[Option<String>], between: &str) -> Option<String> {
    let parts: Vec<&str> = parts.iter().flatten().map(String::as_str).collect();
    (!parts.is_empty()).then(|| parts.join(between))
}

/// Number and unit as they came: "< 1.10 mg/dL".
fn quantity(q: Node) -> Option<String> {
    let number = q.string("value")?;
    join(&[q.string("comparator"), Some(number), unit(q)], " ")
}

fn unit(q: Node) -> Option<String> {
    // "1" is UCUM for "no unit".
    q.string("unit").or_else(|| q.string("code")).filter(|u| u != "1")
}

fn components(n: Node) -> Option<String> {
    let parts = n.list("component");
    let of = |code: &str| {
        parts.iter().find(|c| {
            c.get("code").is_some_and(|k| k.list("coding").iter().any(|x| x.string("code").as_deref() == Some(code)))
        })
    };
    let both = BLOOD_PRESSURE.map(|code| of(code).and_then(|c| c.get("valueQuantity")));
    if let [Some(high), Some(low)] = both
        && parts.len() == 2
        && unit(high) == unit(low)
        && let (Some(high_number), Some(low_number)) = (high.string("value"), low.string("value"))
    {
        return join(&[Some(format!("{high_number}/{low_number}")), unit(high)], " ");
    }
    let words: Vec<Option<String>> = parts
        .iter()
        .map(|c| {
            let value = value(*c)?;
            Some(c.get("code").and_then(concept_words).map_or_else(|| value.clone(), |name| format!("{name}: {value}")))
        })
        .collect();
    join(&words, "; ")
}

/// A FHIR date, from `yyyy` to `yyyy-mm-dd`, in the years a record may have.
pub(super) fn date(text: &str) -> Option<(Date, Precision)> {
    let number = |s: &str| s.bytes().all(|b| b.is_ascii_digit()).then(|| s.parse::<u8>().ok()).flatten();
    let parts: Vec<&str> = text.split('-').collect();
    let year = parts.first().filter(|y| y.len() == 4 && y.bytes().all(|b| b.is_ascii_digit()))?.parse::<i16>().ok()?;
    if !(1850..=2200).contains(&year) {
        return None;
    }
    match parts.as_slice() {
        [_] => Some((Date::new(year, 1, 1)?, Precision::Year)),
        [_, m] => Some((Date::new(year, number(m)?, 1)?, Precision::Month)),
        [_, m, d] => Some((Date::new(year, number(m)?, number(d)?)?, Precision::Day)),
        _ => None,
    }
}

/// A FHIR dateTime or instant. A date alone is its midnight in UTC, with the precision that says so.
pub(super) fn moment(text: &str) -> Option<Moment> {
    let text = text.trim();
    let (day, clock) = text.split_once('T').map_or((text, None), |(d, c)| (d, Some(c)));
    let (date, precision) = date(day)?;
    let midnight = date.days() * 86_400_000;
    let Some(clock) = clock else { return Some(Moment { ms: midnight, offset_min: 0, precision }) };
    if precision != Precision::Day {
        return None;
    }
    let split = clock.find(['Z', '+', '-']).unwrap_or(clock.len());
    let (time, zone) = clock.split_at_checked(split)?;
    let offset_min = zone_min(zone)?;
    let mut parts = time.split(':');
    let mut two = || parts.next().filter(|p| p.len() == 2).and_then(|p| p.parse::<i64>().ok());
    let (hour, minute) = (two()?, two()?);
    let (seconds, precision) = match parts.next() {
        None => (0, Precision::Minute),
        Some(s) => (seconds_ms(s)?, Precision::Exact),
    };
    if !(0..24).contains(&hour) || !(0..60).contains(&minute) {
        return None;
    }
    let ms = midnight + (hour * 60 + minute - i64::from(offset_min)) * 60_000 + seconds;
    Some(Moment { ms, offset_min, precision })
}

/// Minutes east of UTC; a time without a zone is taken as UTC.
fn zone_min(zone: &str) -> Option<i16> {
    if zone.is_empty() || zone == "Z" {
        return Some(0);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let (hours, minutes): (i16, i16) = (hours.parse().ok()?, minutes.parse().ok()?);
    ((0..=14).contains(&hours) && (0..60).contains(&minutes)).then_some(sign * (hours * 60 + minutes))
}

fn seconds_ms(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    if whole.len() != 2 || !part.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // A leap second (60) is its minute's last.
    let whole = whole.parse::<i64>().ok().filter(|s| (0..=60).contains(s))?.min(59);
    let thousandths: String = part.chars().chain("000".chars()).take(3).collect();
    Some(whole * 1000 + thousandths.parse::<i64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_value(json: &str, expected: &str) {
        let found = value(Node::root(json).unwrap());
        assert_eq!(found.as_deref(), Some(expected), "{json}");
    }

    #[test]
    fn values_in_words() {
        check_value(r#"{"valueQuantity":{"value":1.10,"unit":"mg/dL","comparator":"<"}}"#, "< 1.10 mg/dL");
        check_value(r#"{"valueQuantity":{"value":5,"code":"1"}}"#, "5");
        check_value(r#"{"valueString":"clear"}"#, "clear");
        check_value(r#"{"valueBoolean":true}"#, "true");
        check_value(r#"{"valueCodeableConcept":{"coding":[{"code":"A","display":"Group A"}]}}"#, "Group A");
        check_value(r#"{"valueRange":{"low":{"value":1},"high":{"value":2.50,"unit":"g"}}}"#, "1–2.50 g");
        check_value(r#"{"dataAbsentReason":{"text":"not performed"}}"#, "no value: not performed");
        let part = |code: &str, v: &str| {
            format!(r#"{{"code":{{"coding":[{{"code":"{code}"}}]}},"valueQuantity":{{"value":{v},"unit":"mmHg"}}}}"#)
        };
        check_value(&format!(r#"{{"component":[{},{}]}}"#, part("8462-4", "80"), part("8480-6", "120")), "120/80 mmHg");
        check_value(&format!(r#"{{"component":[{},{}]}}"#, part("x", "1"), part("y", "2")), "x: 1 mmHg; y: 2 mmHg");
    }

    #[test]
    fn moments() {
        let m = moment("2015-08-22T10:15:30.5+02:00").unwrap();
        assert_eq!(
            (m.local_date().to_string(), m.local_time(), m.offset_min, m.ms % 60_000),
            ("2015-08-22".into(), (10, 15), 120, 30_500)
        );
        assert_eq!(moment("2015-08-22T10:15Z").unwrap().precision, Precision::Minute);
        assert_eq!(moment("2015-08").unwrap().precision, Precision::Month);
        for odd in [
            "",
            "yesterday",
            "2015-13-01",
            "2015-02-30",
            "20150822",
            "2015-08-22T25:00:00Z",
            "0001-01-01",
            "2015-08-22T10:15:30+",
            "2015-08T10:00:00Z",
        ] {
            assert_eq!(moment(odd), None, "{odd}");
        }
    }
}
