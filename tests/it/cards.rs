//! The card a patient carries: its number finds its owner and nobody else, however it is typed.

use crate::support::{call, named, register, started};
use domain::api::ApiError;
use domain::api::chart::{ReadCard, Search};
use domain::id::Id;
use domain::patient::Patient;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

#[test]
fn a_card_finds_its_owner_and_nobody_else() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let people: Vec<Id> = (0..40).map(|n| register(&h, &token, named(&format!("Amina {n}"), "Hassan")).0).collect();
    let find = |query: String| -> Vec<Id> {
        call(&h, Some(&token), Search { query, limit: 50 }).unwrap().rows.into_iter().map(|r| r.id).collect()
    };
    for id in &people {
        let card = call(&h, Some(&token), ReadCard { id: *id }).unwrap();
        assert!(card.qr_svg.contains("<svg"));
        let digits = card.number.replace(' ', "");
        assert_eq!((digits.len(), digits.bytes().all(|b| b.is_ascii_digit())), (12, true), "{}", card.number);
        let arabic: String = digits.chars().map(|c| char::from_u32(0x660 + c.to_digit(10).unwrap()).unwrap()).collect();
        for typed in
            [digits.clone(), card.number.clone(), card.number.replace(' ', "-"), arabic, format!(" {digits}\n")]
        {
            assert_eq!(find(typed.clone()), [*id], "{typed:?}");
        }
        // One digit wrong is somebody else's number, and nobody's here.
        let last = if digits.ends_with('0') { '1' } else { '0' };
        let wrong = format!("{}{last}", &digits[..11]);
        assert!(!find(wrong).contains(id));
    }
    // A phone of as many digits is still found.
    let (caller, _) = register(&h, &token, Patient { phone: Some("002547123456".into()), ..named("Zahra", "Noor") });
    assert_eq!(find("002547123456".into()).first(), Some(&caller));
    assert_eq!(call(&h, Some(&token), ReadCard { id: Id([9; 16]) }).unwrap_err(), ApiError::NotFound);
}

#[test]
fn whatever_a_scanner_reads_is_a_search_like_any_other_and_a_misread_card_is_nobodys() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let people: Vec<Id> = (0..5).map(|n| register(&h, &token, named(&format!("Amina {n}"), "Hassan")).0).collect();
    let find = |query: String| call(&h, Some(&token), Search { query, limit: 50 }).unwrap();
    let number = |id| call(&h, Some(&token), ReadCard { id }).unwrap().number.replace(' ', "");
    let cards: Vec<String> = people.iter().map(|id| number(*id)).collect();
    for (id, card) in people.iter().zip(&cards) {
        for at in 0..card.len() {
            // Another digit in any place: another card's number.
            let digit = if card.as_bytes()[at] == b'9' { '0' } else { '9' };
            let misread = format!("{}{digit}{}", &card[..at], &card[at + 1..]);
            assert!(find(misread.clone()).rows.iter().all(|row| row.id != *id), "{card} read as {misread}");
        }
    }
    // Other programs' codes, digests, addresses, control characters, right-to-left overrides, far too much.
    let texts =
        ["[\\PC\\x00-\\x1f\u{202e}\u{feff}]{0,400}", "(https?://|WIFI:S:|BEGIN:VCARD|fieldchart-hub\\+)[ -~]{0,200}"];
    let mut runner = TestRunner::new(Config { cases: 60, failure_persistence: None, ..Config::default() });
    for text in texts {
        runner
            .run(&text, |text| {
                prop_assert!(find(text).rows.len() <= people.len());
                Ok(())
            })
            .unwrap();
    }
    assert!(find("9".repeat(100_000)).rows.is_empty());
}
