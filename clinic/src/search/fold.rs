//! Folding of names: one spelling for what people mean to be the same letters, a code for what sounds alike, and edit distance.
//! Sources: Unicode NFKD (UAX 15); the usual normalisation of Arabic for retrieval (alef, yeh, teh marbuta, tatweel, marks).
//! In scope: pure functions of text.  Not here: transliteration between scripts, the index.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest word that is indexed, in characters; the rest of a longer one is cut.
const WORD_CHARS_MAX: usize = 40;

/// Lower case without accents or points; Arabic letters unified; digits of every script as ASCII.
#[must_use]
pub(crate) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Dropped characters go before marks are put in order, and once more as they come out of ligatures.
    for c in text.chars().filter(|c| !is_dropped(*c)).nfkd().flat_map(char::to_lowercase) {
        match c {
            c if is_dropped(c) => {}
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            'ø' | 'ɔ' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' | 'ɗ' => out.push('d'),
            'ɓ' => out.push('b'),
            'ŋ' | 'ɲ' => out.push('n'),
            'ɛ' | 'ə' => out.push('e'),
            'ƙ' => out.push('k'),
            'ı' => out.push('i'),
            'ى' | 'ی' | 'ې' | 'ے' | 'ۍ' => out.push('ي'),
            'ک' | 'ګ' | 'گ' => out.push('ك'),
            'ة' | 'ہ' | 'ھ' | 'ە' => out.push('ه'),
            'ٱ' => out.push('ا'),
            'ґ' => out.push('г'),
            c => out.push(digit(c).unwrap_or(c)),
        }
    }
    out
}

/// Marks above and below, direction and joining marks, tatweel, hamza alone, and the apostrophes inside names.
fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}'
        | '\u{640}' | 'ء' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}'
        | '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | 'ʿ' | 'ʾ' | '`' | '´')
}

fn digit(c: char) -> Option<char> {
    const ZEROS: [u32; 10] = [0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0x1040, 0x1090, 0xe50, 0x17e0, 0xff10];
    let zero = ZEROS.into_iter().find(|z| (*z..z + 10).contains(&u32::from(c)))?;
    char::from_digit(u32::from(c) - zero, 10)
}

/// Whether a character stands for a word or syllable by itself (Han, kana).
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The words of a folded text, in order; ideographs one by one.
#[must_use]
pub(crate) fn words(folded: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut word = String::new();
    let mut length = 0;
    for c in folded.chars().chain([' ']) {
        if is_ideograph(c) || !(c.is_alphanumeric() || is_combining_mark(c)) {
            if !word.is_empty() {
                out.push(std::mem::take(&mut word));
            }
            length = 0;
            if is_ideograph(c) {
                out.push(c.to_string());
            }
        } else if length < WORD_CHARS_MAX {
            word.push(c);
            length += 1;
        }
    }
    out
}

/// A code that names with the same consonants in the same order share, for Latin letters; empty where there is no code.
/// Built for names that reach Latin letters by ear from Arabic, Dari, Swahili, French and Spanish: Mohamed, Muhammad, Mahamat → `mmt`.
#[must_use]
pub(super) fn sound(word: &str) -> String {
    if !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return String::new();
    }
    let mut plain = word.to_owned();
    for (from, to) in [
        ("tch", "c"),
        ("sch", "s"),
        ("dj", "j"),
        ("dh", "d"),
        ("th", "t"),
        ("kh", "k"),
        ("gh", "g"),
        ("ph", "f"),
        ("sh", "s"),
        ("ch", "s"),
        ("ck", "k"),
        ("qu", "k"),
        ("ou", "u"),
        ("ce", "se"),
        ("ci", "si"),
        ("cy", "si"),
    ] {
        plain = plain.replace(from, to);
    }
    let mut code = String::new();
    let mut last = '\0';
    for (i, c) in plain.chars().enumerate() {
        let class = match c {
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' if i == 0 => 'a',
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' => {
                // A vowel parts equal consonants, an h does not.
                last = if c == 'h' { last } else { '\0' };
                continue;
            }
            'b' | 'p' => 'b',
            'f' | 'v' | 'w' => 'f',
            'c' | 'k' | 'q' | 'x' => 'k',
            'g' | 'j' => 'g',
            'd' | 't' => 't',
            's' | 'z' => 's',
            other => other,
        };
        if class != last {
            code.push(class);
        }
        last = class;
    }
    if code.len() < 2 { String::new() } else { code }
}

/// Edit distance with neighbours swapped counting one, up to 3; 3 means "or more".
#[must_use]
pub(crate) fn distance(a: &str, b: &str) -> usize {
    const FAR: usize = 3;
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) >= FAR {
        return FAR;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let swap = (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]).then(|| before[j - 2] + 1);
            let best = (above[j] + 1).min(row[j - 1] + 1).min(above[j - 1] + usize::from(a[i - 1] != b[j - 1]));
            row.push(swap.map_or(best, |s| s.min(best)));
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()].min(FAR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(words(&fold(text)), expected, "{text}");
    }

    #[test]
    fn accents_case_and_apostrophes_go() {
        check("Désirée O’Brien", &["desiree", "obrien"]);
        check("Łukasz Groß-Øster", &["lukasz", "gross", "oster"]);
        check("N'Diaye İbrahim", &["ndiaye", "ibrahim"]);
    }

    #[test]
    fn arabic_forms_are_one() {
        assert_eq!(fold("أَحْمَد"), fold("احمد"));
        assert_eq!(fold("فاطمة"), fold("فاطمه"));
        assert_eq!(fold("علی"), fold("علي"));
        assert_eq!(fold("محـــمد"), fold("محمد"));
        assert_eq!(fold("٢٠٢٤"), "2024");
    }

    #[test]
    fn scripts_keep_their_letters() {
        check("王大明", &["王", "大", "明"]);
        check("Олена Шевченко", &["олена", "шевченко"]);
        assert_eq!(words(&fold("အောင် မင်း")).len(), 2);
    }

    #[test]
    fn names_that_sound_alike_share_a_code() {
        for (a, b) in [
            ("mohamed", "muhammad"),
            ("aisha", "ayesha"),
            ("hussein", "husayn"),
            ("khaled", "kaled"),
            ("djamila", "jamila"),
            ("youssef", "yusuf"),
        ] {
            assert_eq!(sound(a), sound(b), "{a} {b}");
        }
        assert_ne!(sound("amina"), sound("karim"));
        assert_eq!(sound("محمد"), "");
    }

    #[test]
    fn a_swap_counts_one() {
        assert_eq!(distance("amina", "amnia"), 1);
        assert_eq!(distance("amina", "amin"), 1);
        assert_eq!(distance("amina", "karim"), 3);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
        #[test]
        fn distance_is_symmetric(a in "[a-d]{0,8}", b in "[a-d]{0,8}") {
            prop_assert_eq!(distance(&a, &b), distance(&b, &a));
        }
    }
}
