//! Whole bundles: real ones from FIELDCHART_DATA, and what malformed ones are told.

use super::*;
use domain::time::Date;
use proptest::prelude::*;
use std::io::Write;

const TWO_PEOPLE: &str = r#"{"resourceType":"Bundle","type":"document","entry":[
 {"fullUrl":"urn:uuid:c","resource":{"resourceType":"Composition","subject":{"reference":"Patient/a"}}},
 {"fullUrl":"http://x.org/fhir/Patient/a","resource":{"resourceType":"Patient","id":"a","name":[{"family":"Ro"}]}},
 {"fullUrl":"urn:uuid:b","resource":{"resourceType":"Patient","id":"b","name":[{"family":"Bo"}]}},
 {"resource":{"resourceType":"Condition","id":"1","subject":{"reference":"http://x.org/fhir/Patient/a"},"code":{"text":"Malaria","coding":[{"system":"http://snomed.info/sct","code":"61462000"},{"system":"http://hl7.org/fhir/sid/icd-10","code":"B54"}]}}},
 {"resource":{"resourceType":"Condition","id":"2","subject":{"reference":"Patient/b"},"code":{"text":"Cough"}}},
 {"resource":{"resourceType":"Condition","id":"3","subject":{"reference":"Patient/a"},"verificationStatus":{"coding":[{"code":"entered-in-error"}]}}},
 {"resource":{"resourceType":"Observation","id":"4","subject":{"reference":"Patient/a"},"valueQuantity":{"value":37.50,"unit":"Cel"}}},
 {"resource":{"resourceType":"NewThing","unheard":{"of":[1,2]}}},
 {"request":{"method":"GET"}}, 7, null
]}"#;

#[test]
fn the_subjects_findings_are_mapped_and_the_rest_is_kept_whole() {
    let b = parse(TWO_PEOPLE.as_bytes()).unwrap();
    assert_eq!(b.patient.family.as_deref(), Some("Ro"));
    let [Mapped { part: Part::Condition(c), .. }, Mapped { part: Part::Observation(o), .. }] = b.parts.as_slice()
    else {
        panic!("{:?}", b.parts);
    };
    assert_eq!((c.code.as_deref(), o.value.as_deref()), (Some("B54"), Some("37.50 Cel")));
    let kinds: Vec<&str> = b.others.iter().map(|r| r.kind.as_str()).collect();
    assert_eq!(kinds, ["Composition", "Patient", "Condition", "Condition", "NewThing"]);
    assert_eq!(b.others[4].json, br#"{"resourceType":"NewThing","unheard":{"of":[1,2]}}"#);
    assert_eq!((b.counts["Patient"], b.counts["Condition"], b.counts.values().sum::<u32>()), (2, 3, 8));
    assert_eq!(b.original, TWO_PEOPLE.as_bytes());
}

#[test]
fn gzip_and_byte_order_marks_change_nothing() {
    let plain = parse(TWO_PEOPLE.as_bytes()).unwrap();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(TWO_PEOPLE.as_bytes()).unwrap();
    let gz = gz.finish().unwrap();
    assert_eq!(parse(&gz).unwrap(), plain);
    assert!(matches!(parse(&gz[..gz.len() - 9]), Err(ImportError::Gzip { .. })));
    let marked = parse(format!("\u{feff}{TWO_PEOPLE}").as_bytes()).unwrap();
    assert_eq!(marked.parts, plain.parts);
}

#[test]
fn malformed_files_are_told_what_is_wrong_and_where() {
    let check = |text: &[u8], expected: &str| assert_eq!(parse(text).unwrap_err().to_string(), expected);
    check(b"", "the text ends early at line 1, column 0");
    check(b"{\n \"a\" 1}", "not JSON at line 2, column 6");
    check(b"\"Amina Hassan\"", "not a FHIR bundle: resourceType is missing");
    check(br#"{"resourceType":"Patient"}"#, "not a FHIR bundle: resourceType is Patient");
    check(br#"{"resourceType":"Bundle"}"#, "the bundle has no Patient among its 0 entries");
    check(b"{\"a\":\"\xff\"}", "the file is not UTF-8 text: byte 6");
    let anonymous = TWO_PEOPLE.replace("Composition", "Basic");
    check(anonymous.as_bytes(), "the bundle has 2 Patients and no Composition whose subject is one of them");
    assert_eq!(parse(&vec![b' '; BYTES_MAX + 1]), Err(ImportError::TooLarge { bytes: BYTES_MAX + 1, max: BYTES_MAX }));
}

#[test]
fn a_gzip_bomb_is_refused() {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let zeros = vec![0; 1 << 20];
    for _ in 0..65 {
        gz.write_all(&zeros).unwrap();
    }
    assert_eq!(parse(&gz.finish().unwrap()), Err(ImportError::GzipBomb { max: BYTES_MAX }));
}

fn files(dir: &std::path::Path, out: &mut Vec<std::path::PathBuf>) {
    for e in std::fs::read_dir(dir).unwrap() {
        let path = e.unwrap().path();
        if path.is_dir() { files(&path, out) } else { out.push(path) }
    }
    out.sort();
}

#[test]
fn every_real_bundle_is_read() {
    let Some(data) = ::tests::data() else { return };
    let mut all = Vec::new();
    for dir in ["synthea", "ips"] {
        files(&data.join(dir), &mut all);
    }
    assert_eq!(all.len(), 56);
    let today = Date::new(2026, 11, 23).unwrap();
    for file in all {
        let b = parse(&std::fs::read(&file).unwrap()).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let name = file.file_name().unwrap().to_string_lossy();
        assert_eq!(b.patient.problems(today), [], "{name}");
        assert_eq!(1 + b.parts.len() + b.others.len(), b.counts.values().sum::<u32>() as usize, "{name}");
        // Every visit named is one of the bundle's, and stands before what names it.
        for (at, mapped) in b.parts.iter().enumerate() {
            assert!(mapped.visit.is_none_or(|v| v < at && matches!(b.parts[v].part, Part::Encounter(_))), "{name}");
            assert_eq!(mapped.part.problems(), [], "{name}: {:?}", mapped.part);
        }
        if file.components().any(|c| c.as_os_str() == "synthea") {
            let clinical = ["Condition", "Observation", "Encounter", "AllergyIntolerance", "MedicationRequest"];
            let lost: Vec<&str> = b.others.iter().map(|r| r.kind.as_str()).filter(|k| clinical.contains(k)).collect();
            assert!(lost.is_empty(), "{name}: {lost:?}");
            assert!(b.parts.iter().all(|m| m.part.at().is_some()), "{name}");
            let linked = b.parts.iter().filter(|m| m.visit.is_some()).count();
            assert!(linked * 2 > b.parts.len(), "{name}: {linked} of {}", b.parts.len());
        }
        assert_eq!(parse(&b.original).unwrap(), b, "{name}");
    }
}

proptest! {
    #[test]
    fn a_cut_bundle_is_refused(at in 0..TWO_PEOPLE.len()) {
        prop_assert!(parse(&TWO_PEOPLE.as_bytes()[..at]).is_err());
    }
    #[test]
    fn changed_bytes_never_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = TWO_PEOPLE.as_bytes().to_vec();
        for (at, b) in changes {
            let at = at.index(bytes.len());
            bytes[at] = b;
        }
        if let Ok(b) = parse(&bytes) {
            prop_assert!(!b.patient.display_name().is_empty());
        }
    }
    #[test]
    fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), gzip: bool) {
        let head: &[u8] = if gzip { &[0x1f, 0x8b, 8, 0] } else { b"{" };
        let _ = parse(&[head, &bytes].concat());
    }
}
