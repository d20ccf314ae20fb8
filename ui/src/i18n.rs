//! Every visible sentence, from `locales/<lang>/*.ftl`: Mozilla's Fluent, embedded, one bundle a language.
//! In scope: the language chosen, looking words up, the pseudo-locale `qps` made from English.  Not here: what errors mean (errors.rs).
//! `t` follows the language where it is read in a closure; `words` is the pure half that tests use.

use std::borrow::Cow;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use leptos::prelude::*;
use unic_langid::LanguageIdentifier;

use crate::{dom, number};

/// Where the choice is kept; never patient data.
const KEY: &str = "fieldchart-language";

/// A language of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lang {
    En,
    Fr,
    Es,
    Ar,
    Sw,
    /// Accents and longer words made from English, to find what is not translated and what does not fit.
    Pseudo,
}

impl Lang {
    /// What the menu offers.
    pub(crate) const OFFERED: [Lang; 5] = [Lang::En, Lang::Fr, Lang::Es, Lang::Ar, Lang::Sw];
    const ALL: [Lang; 6] = [Lang::En, Lang::Fr, Lang::Es, Lang::Ar, Lang::Sw, Lang::Pseudo];

    /// Its BCP 47 code.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Fr => "fr",
            Lang::Es => "es",
            Lang::Ar => "ar",
            Lang::Sw => "sw",
            Lang::Pseudo => "qps",
        }
    }
    /// Which way it is written.
    pub(crate) fn direction(self) -> &'static str {
        if self == Lang::Ar { "rtl" } else { "ltr" }
    }
    /// Whether a native speaker has read it.
    pub(crate) fn reviewed(self) -> bool {
        matches!(self, Lang::En | Lang::Pseudo)
    }
    /// What separates decimals.
    pub(crate) fn decimal(self) -> char {
        if matches!(self, Lang::Fr | Lang::Es) { ',' } else { '.' }
    }
    fn of_code(code: &str) -> Option<Lang> {
        let short = code.split('-').next().unwrap_or_default();
        Lang::ALL.into_iter().find(|l| l.code() == short)
    }
    fn source(self) -> &'static str {
        macro_rules! files {
            ($lang:literal) => {
                concat!(
                    include_str!(concat!("../../locales/", $lang, "/fieldchart.ftl")),
                    include_str!(concat!("../../locales/", $lang, "/visit.ftl")),
                    include_str!(concat!("../../locales/", $lang, "/pharmacy.ftl")),
                    include_str!(concat!("../../locales/", $lang, "/people.ftl")),
                    include_str!(concat!("../../locales/", $lang, "/journal.ftl")),
                    include_str!(concat!("../../locales/", $lang, "/laptops.ftl")),
                    include_str!(concat!("../../locales/", $lang, "/pairing.ftl")),
                    include_str!(concat!("../../locales/", $lang, "/closing.ftl")),
                )
            };
        }
        match self {
            Lang::En | Lang::Pseudo => files!("en"),
            Lang::Fr => files!("fr"),
            Lang::Es => files!("es"),
            Lang::Ar => files!("ar"),
            Lang::Sw => files!("sw"),
        }
    }
    fn bundle(self) -> &'static FluentBundle<FluentResource> {
        static BUNDLES: [OnceLock<FluentBundle<FluentResource>>; 6] = [const { OnceLock::new() }; 6];
        BUNDLES[self as usize].get_or_init(|| {
            let id: LanguageIdentifier =
                if self == Lang::Pseudo { "en" } else { self.code() }.parse().unwrap_or_default();
            let mut bundle = FluentBundle::new_concurrent(vec![id]);
            // Done by [`isolated`], which knows what needs it.
            bundle.set_use_isolating(false);
            bundle.set_formatter(Some(match self {
                Lang::Fr | Lang::Es => format_number::<'\u{202f}', _>,
                _ => format_number::<',', _>,
            }));
            if self == Lang::Pseudo {
                bundle.set_transform(Some(pseudo));
            }
            // A file with a faulty message keeps its other messages; a test refuses such a file.
            let resource = FluentResource::try_new(self.source().to_owned()).unwrap_or_else(|(rest, _)| rest);
            bundle.add_resource_overriding(resource);
            bundle
        })
    }
}

/// Arguments of a sentence.
pub(crate) type Args<'a> = &'a [(&'static str, FluentValue<'a>)];

/// The sentence of a key in the language now chosen; follows it when read in a closure.
pub(crate) fn t(key: &str) -> String {
    words(current(), key, &[])
}

/// The same with arguments.
pub(crate) fn ta(key: &str, args: Args<'_>) -> String {
    words(current(), key, args)
}

/// A closure for views and attributes.
pub(crate) fn tr(key: &'static str) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    move || t(key)
}

/// The sentence of a key; a missing one shows itself as ⟦key⟧, which tests look for.
pub(crate) fn words(lang: Lang, key: &str, args: Args<'_>) -> String {
    known(lang, key, args).unwrap_or_else(|| format!("⟦{key}⟧"))
}

/// The words of a code (`prefix-code`), or the code itself where this version has no words for it.
pub(crate) fn code_words(prefix: &str, code: &str) -> String {
    let key: String = format!("{prefix}-{code}").replace('+', "-plus");
    known(current(), &key, &[]).unwrap_or_else(|| code.to_owned())
}

fn known(lang: Lang, key: &str, args: Args<'_>) -> Option<String> {
    let bundle = lang.bundle();
    let pattern = bundle.get_message(key)?.value()?;
    let mut given = FluentArgs::with_capacity(args.len());
    for (name, value) in args {
        given.set(*name, if lang == Lang::Ar { isolated(value) } else { value.clone() });
    }
    let mut errors = Vec::new();
    Some(bundle.format_pattern(pattern, Some(&given), &mut errors).into_owned())
}

/// A word as it stands in a sentence read from right to left. What runs the other way, such as a name in Latin script, is
/// isolated. Our own words are not: a date within isolates only would be read from the left.
fn isolated<'a>(value: &FluentValue<'a>) -> FluentValue<'a> {
    let arabic = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
    match value {
        FluentValue::String(text) if text.chars().any(|c| c.is_alphabetic() && !arabic(c)) => {
            FluentValue::String(format!("\u{2068}{text}\u{2069}").into())
        }
        other => other.clone(),
    }
}

fn signal() -> &'static ArcRwSignal<Lang> {
    static LANG: OnceLock<ArcRwSignal<Lang>> = OnceLock::new();
    LANG.get_or_init(|| ArcRwSignal::new(Lang::En))
}

/// The language chosen.
pub(crate) fn current() -> Lang {
    signal().get()
}

/// Chooses a language and remembers it.
pub(crate) fn choose(lang: Lang) {
    dom::remember(KEY, lang.code());
    apply(lang);
}

/// Takes the language from `?lang=`, else the one remembered, else the browser's.
pub(crate) fn start() {
    let asked = dom::query("lang").and_then(|c| Lang::of_code(&c));
    let lang = asked.or_else(|| Lang::of_code(&dom::recall(KEY)?)).or_else(|| Lang::of_code(&dom::browser_language()?));
    apply(lang.unwrap_or(Lang::En));
}

fn apply(lang: Lang) {
    dom::set_root("lang", lang.code());
    dom::set_root("dir", lang.direction());
    signal().set(lang);
}

fn format_number<const SEPARATOR: char, M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    let FluentValue::Number(n) = value else { return None };
    (n.value >= 0.0 && n.value.fract() == 0.0).then(|| number::grouped(n.value as u64, SEPARATOR))
}

/// Accents on every letter that has one and vowels doubled: about a third longer, still readable.
fn pseudo(text: &str) -> Cow<'_, str> {
    const FROM: &str = "aceinosuyACEINOSUY";
    const TO: &str = "àçéîñöšüýÀÇÉÎÑÖŠÜÝ";
    let mut out = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        let accented = FROM.chars().zip(TO.chars()).find(|(f, _)| *f == c).map_or(c, |(_, t)| t);
        out.push(accented);
        if "aeiouAEIOU".contains(c) {
            out.push(accented);
        }
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// Keys and, for each, the arguments it names.
    fn keys(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
        let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut at = String::new();
        for line in lang.source().lines() {
            if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
                at = line.split(' ').next().unwrap().to_owned();
                assert!(out.insert(at.clone(), BTreeSet::new()).is_none(), "{} stands twice in {lang:?}", at);
            }
            for rest in line.split('$').skip(1) {
                let name = rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap();
                out.get_mut(&at).unwrap().insert(name.to_owned());
            }
        }
        out
    }

    #[test]
    fn only_what_runs_from_the_left_is_isolated_in_arabic() {
        let sentence = |who: &str| words(Lang::Ar, "today-called", &[("name", who.into())]);
        assert!(sentence("Eva").contains("\u{2068}Eva\u{2069}"), "{}", sentence("Eva"));
        let day = words(Lang::Ar, "month-11", &[]);
        assert!(!sentence(&day).contains('\u{2068}'), "{}", sentence(&day));
        assert!(!words(Lang::En, "today-called", &[("name", "Eva".into())]).contains('\u{2068}'));
    }

    #[test]
    fn every_file_parses() {
        for lang in Lang::OFFERED {
            assert!(FluentResource::try_new(lang.source().to_owned()).is_ok(), "{lang:?}");
        }
    }

    #[test]
    fn all_languages_have_the_same_keys_and_arguments() {
        let english = keys(Lang::En);
        for lang in Lang::OFFERED {
            let other = keys(lang);
            let missing: Vec<_> = english.keys().filter(|k| !other.contains_key(*k)).collect();
            let surplus: Vec<_> = other.keys().filter(|k| !english.contains_key(*k)).collect();
            assert!(missing.is_empty() && surplus.is_empty(), "{lang:?}: missing {missing:?}, surplus {surplus:?}");
            for (key, args) in &english {
                assert_eq!(&other[key], args, "arguments of {key} in {lang:?}");
            }
        }
    }

    #[test]
    fn every_key_in_the_code_has_words() {
        let english = keys(Lang::En);
        let mut missing = BTreeSet::new();
        for file in sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
            let text = std::fs::read_to_string(&file).unwrap();
            for call in [
                " tr(\"", "=tr(\"", "{tr(\"", "(tr(\"", " t(\"", "(t(\"", "ta(\"", "fact(\"", "data(\"", "Err(\"",
                "Typed(\"",
            ] {
                for rest in text.split(call).skip(1) {
                    let key = rest.split('"').next().unwrap_or_default();
                    if !key.is_empty()
                        && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
                        && key.contains('-')
                        && !english.contains_key(key)
                    {
                        missing.insert(key.to_owned());
                    }
                }
            }
        }
        missing.remove("no-such-key");
        assert!(missing.is_empty(), "{missing:?}");
    }

    fn sources(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
        let entries = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
        entries.flat_map(|p| if p.is_dir() { sources(&p) } else { vec![p] }).collect()
    }

    #[test]
    fn every_field_sign_and_code_of_the_domain_has_words() {
        use domain::patient::{AgeClass, AgeUnit, Patient, Sex, Status};
        use domain::record::Payload;
        use domain::vitals::{Absence, Acvpu, SIGNS, Vitals};
        let english = keys(Lang::En);
        let mut wanted: Vec<String> = Vec::new();
        wanted.extend(Patient::FIELDS.iter().chain(Vitals::FIELDS).map(|f| format!("field-{f}")));
        wanted.extend(Sex::ALL.iter().map(|c| format!("sex-{}", c.code())));
        wanted.extend(Status::ALL.iter().map(|c| format!("status-{}", c.code())));
        wanted.extend(AgeClass::ALL.iter().map(|c| format!("age-class-{}", c.code().replace('+', "-plus"))));
        wanted.extend(AgeUnit::ALL.iter().map(|c| format!("age-unit-{}", c.code())));
        wanted.extend(Absence::ALL.iter().map(|c| format!("absence-{}", c.code())));
        wanted.extend(Acvpu::ALL.iter().map(|c| format!("acvpu-{}", c.code())));
        let missing: Vec<_> = wanted.into_iter().filter(|k| !english.contains_key(k)).collect();
        assert!(missing.is_empty() && SIGNS.len() == 12, "{missing:?}");
    }

    #[test]
    fn the_pseudo_locale_is_longer_accented_and_keeps_arguments() {
        let args: Args<'_> = &[("time", "14:02".into())];
        let (plain, pseudo) = (words(Lang::En, "saved-at", args), words(Lang::Pseudo, "saved-at", args));
        assert_ne!(plain, pseudo);
        assert!(pseudo.contains("14:02"));
        let (mut a, mut b) = (0, 0);
        for key in keys(Lang::En).keys() {
            a += words(Lang::En, key, &[]).chars().count();
            b += words(Lang::Pseudo, key, &[]).chars().count();
        }
        assert!(b * 100 >= a * 125, "{a} → {b}");
    }

    #[test]
    fn numbers_are_grouped_and_missing_keys_show() {
        assert_eq!(words(Lang::En, "journal-count", &[("n", 12_408.into())]), "12,408 records.");
        assert_eq!(words(Lang::En, "no-such-key", &[]), "⟦no-such-key⟧");
    }
}
