//! The card a patient carries: its number finds its owner and nobody else, however it is typed.

use crate::support::{call, named, register, started};
use domain::api::ApiError;
use domain::api::chart::{ReadCard, Search};
use domain::id::Id;
use domain::patient::Patient;

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
