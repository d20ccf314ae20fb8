//! Errors as sentences that say what happened, what is safe and what to do, with limits in the units people see.
//! In scope: `ApiError`, `Problem`, what a form itself finds wrong.  Not here: where they are shown (components/summary.rs).

use domain::api::ApiError;
use domain::limits::{FieldError, Problem};
use domain::time::{Date, Precision};
use domain::vitals::SIGNS;

use crate::i18n::{current, t, ta};
use crate::moment::date_words;
use crate::number;

/// What is wrong with one field of a form.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Wrong {
    /// The field's name.
    pub(crate) field: String,
    /// What is wrong with it.
    pub(crate) what: What,
}

/// A problem of the domain, or one of reading what was typed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum What {
    /// Found by the domain's rules, here or in the core.
    Problem(Problem),
    /// Found while reading the form: a locale key.
    Typed(&'static str),
}

impl Wrong {
    pub(crate) fn typed(field: &str, key: &'static str) -> Self {
        Wrong { field: field.to_owned(), what: What::Typed(key) }
    }
    /// The sentence, in the language now chosen.
    pub(crate) fn text(&self) -> String {
        match &self.what {
            What::Problem(problem) => problem_text(&self.field, problem),
            What::Typed(key) => t(key),
        }
    }
}

impl From<FieldError> for Wrong {
    fn from(e: FieldError) -> Self {
        Wrong { field: e.field, what: What::Problem(e.problem) }
    }
}

/// The sentence of an error that is not about single fields.
pub(crate) fn error_text(error: &ApiError) -> String {
    match error {
        ApiError::Invalid { .. } => t("error-invalid"),
        ApiError::NoOperation => t("error-no-operation"),
        ApiError::OperationExists => t("error-operation-exists"),
        ApiError::Locked => t("error-locked"),
        ApiError::ScreenLocked => t("error-screen-locked"),
        ApiError::NoSession => t("error-no-session"),
        ApiError::WrongPassphrase => t("error-wrong-passphrase"),
        ApiError::WrongRecoveryKey => t("error-wrong-recovery-key"),
        ApiError::TooManyTries { wait_s } => ta("error-too-many-tries", &[("seconds", (*wait_s).into())]),
        ApiError::WrongPin { left } => ta("error-wrong-pin", &[("left", (*left).into())]),
        ApiError::NoPin => t("error-no-pin"),
        ApiError::AccountEnded { on } => ta("error-account-ended", &[("day", date_words(*on, Precision::Day).into())]),
        ApiError::SecondSigner => t("error-second-signer"),
        ApiError::NotAnnounced => t("error-not-announced"),
        ApiError::ClosingDisputed => t("error-closing-disputed"),
        ApiError::LaptopsUnaccounted { laptops } => ta("error-laptops-unaccounted", &[("n", (*laptops).into())]),
        ApiError::OwnSignature => t("error-own-signature"),
        ApiError::Held => t("error-held"),
        ApiError::NotAllowed => t("error-not-allowed"),
        ApiError::NotFound => t("error-not-found"),
        ApiError::UnknownCall { .. } => t("error-unknown-call"),
        ApiError::Damaged { what } => ta("error-damaged", &[("what", what.as_str().into())]),
        ApiError::StoreFormat { found, newest, .. } if found > newest => {
            ta("error-store-newer", &[("found", (*found).into()), ("known", (*newest).into())])
        }
        ApiError::StoreFormat { found, oldest, .. } => {
            ta("error-store-older", &[("found", (*found).into()), ("known", (*oldest).into())])
        }
        ApiError::Disk => t("error-disk"),
        ApiError::Cancelled => t("error-cancelled"),
        ApiError::Internal { id } => ta("error-internal", &[("id", id.as_str().into())]),
        ApiError::Unreachable => t("error-unreachable"),
    }
}

/// A stored value of a field as people read it, with its unit.
pub(crate) fn shown(field: &str, value: i64) -> String {
    let separator = current().decimal();
    match SIGNS.iter().find(|s| s.field == field) {
        Some(s) => format!("{}\u{a0}{}", number::show(value, s.scale, s.decimals, separator), s.unit),
        None => number::show(value, 1, 0, separator),
    }
}

fn day(date: Date) -> String {
    date_words(date, Precision::Day)
}

fn problem_text(field: &str, problem: &Problem) -> String {
    match problem {
        Problem::NameOrLabelNeeded => t("problem-name-or-label-needed"),
        Problem::TooLong { length, max } => {
            ta("problem-too-long", &[("length", (*length).into()), ("max", (*max).into())])
        }
        Problem::ControlCharacter => t("problem-control-character"),
        Problem::InTheFuture => t("problem-in-the-future"),
        Problem::InThePast => t("problem-in-the-past"),
        Problem::TooHigh { limit, .. } if field == "birth" => ta("problem-too-old", &[("years", (*limit).into())]),
        Problem::TooHigh { value, limit } => {
            ta("problem-too-high", &[("value", shown(field, *value).into()), ("limit", shown(field, *limit).into())])
        }
        Problem::TooLow { value, limit } => {
            ta("problem-too-low", &[("value", shown(field, *value).into()), ("limit", shown(field, *limit).into())])
        }
        Problem::Nothing if field == "vitals" => t("problem-no-vitals"),
        Problem::Nothing => t("problem-nothing"),
        Problem::NotAnAddress => t("problem-not-an-address"),
        Problem::PassphraseTooShort { min } => ta("problem-passphrase-too-short", &[("min", (*min).into())]),
        Problem::FileTooLarge { max } => ta("problem-file-too-large", &[("max", (max / 1_000_000).into())]),
        Problem::FileKind => t("problem-file-kind"),
        Problem::PictureDamaged => t("problem-picture-damaged"),
        Problem::PictureTooLarge { max } => ta("problem-picture-too-large", &[("max", (max / 1_000_000).into())]),
        Problem::NobodyByThisName => t("problem-nobody-by-this-name"),
        Problem::PassphraseCommon => t("problem-passphrase-common"),
        Problem::BadPin => t("problem-bad-pin"),
        Problem::NameTaken if field == "laptop_name" => t("problem-laptop-name-taken"),
        Problem::NameTaken => t("problem-name-taken"),
        Problem::LastAdministrator => t("problem-last-administrator"),
        Problem::AlertNeedsReason { .. } => t("problem-alert-needs-reason"),
        Problem::Gone => t("problem-gone"),
        Problem::LotExpired { lot, expiry } => {
            ta("problem-lot-expired", &[("lot", lot.as_str().into()), ("expiry", day(*expiry).into())])
        }
        Problem::LotHeld { lot } => ta("problem-lot-held", &[("lot", lot.as_str().into())]),
        Problem::OtherExpiry { known } => ta("problem-other-expiry", &[("known", day(*known).into())]),
        Problem::MoreThanOwed { value, limit } => {
            ta("problem-more-than-owed", &[("value", (*value).into()), ("limit", (*limit).into())])
        }
        Problem::LessThanOwed { value, limit } => {
            ta("problem-less-than-owed", &[("value", (*value).into()), ("limit", (*limit).into())])
        }
        Problem::OtherMedicine => t("problem-other-medicine"),
        Problem::BeforeFirstDay => t("problem-before-first-day"),
        Problem::BeforeLastDay { last } => ta("problem-before-last-day", &[("day", day(*last).into())]),
        Problem::PathNotWhole => t("problem-path-not-whole"),
        Problem::FolderMissing { folder } => ta("problem-folder-missing", &[("folder", folder.as_str().into())]),
        Problem::FolderInUse => t("problem-folder-in-use"),
        Problem::FolderOfStore => t("problem-folder-of-store"),
        Problem::FolderNotWritable => t("problem-folder-not-writable"),
        Problem::FolderFull => t("problem-folder-full"),
        Problem::FolderUnreadable => t("problem-folder-unreadable"),
        Problem::NoBackup => t("problem-no-backup"),
        Problem::OtherOperation => t("problem-other-operation"),
        Problem::StickDamaged => t("problem-stick-damaged"),
        Problem::NoRequest => t("problem-no-request"),
        Problem::NoAnswer => t("problem-no-answer"),
        Problem::OtherWords => t("problem-other-words"),
        Problem::NotACode => t("problem-not-a-code"),
        Problem::OtherCode => t("problem-other-code"),
        Problem::NobodyThere => t("problem-nobody-there"),
        Problem::OfferOver => t("problem-offer-over"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_of_a_newer_format_is_told_from_one_of_an_older() {
        let told = |found| error_text(&ApiError::StoreFormat { found, oldest: 1, newest: 10 });
        let (newer, older) = (told(11), told(0));
        assert!(newer.contains("newer Fieldchart") && newer.contains("11") && newer.contains("10"), "{newer}");
        assert!(older.contains("format 0") && !older.contains("newer"), "{older}");
    }

    #[test]
    fn limits_are_told_in_the_units_people_see() {
        let wrong = Wrong {
            field: "temperature_mc".into(),
            what: What::Problem(Problem::TooHigh { value: 374_000, limit: 46_000 }),
        };
        let text = wrong.text();
        assert!(text.contains("46.0\u{a0}°C") && text.contains("374.0\u{a0}°C"), "{text}");
    }
}
