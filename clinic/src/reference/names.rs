//! Names looked for in free text: "allergic to penicilin since 2010" names the penicillins.
//! In scope: whole words in a row, folded; the longest name wins; one typo in a long word that fits none exactly.
//! Not here: what the names stand for.

use crate::search::fold::{distance, fold, words};

/// Shortest word in which one typo is forgiven.
const TYPO_CHARS_MIN: usize = 6;

/// Names and what each stands for.
pub(super) struct Names<T> {
    /// Longest first; none twice.
    by_length: Vec<(Vec<String>, T)>,
}

impl<T: Copy + PartialEq> Names<T> {
    /// A table of names; of two equal ones that stand for different things, both count.
    pub(super) fn new<'a>(names: impl Iterator<Item = (&'a str, T)>) -> Self {
        let mut by_length: Vec<(Vec<String>, T)> = names.map(|(name, value)| (words(&fold(name)), value)).collect();
        by_length.retain(|(name, _)| !name.is_empty());
        by_length.sort_by(|(a, _), (b, _)| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        by_length.dedup();
        Names { by_length }
    }

    /// What the names in a text stand for, in its order.
    pub(super) fn in_text(&self, text: &str) -> Vec<T> {
        let text = words(&fold(text));
        let mut out = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let (mut length, mut found) = self.beginning(rest, |name, word| name == word);
            if found.is_empty() {
                (length, found) = self.beginning(rest, almost);
            }
            out.extend(found);
            at += length.max(1);
        }
        out
    }

    /// The longest names that a text begins with, and their length in words.
    fn beginning(&self, text: &[String], alike: impl Fn(&str, &str) -> bool) -> (usize, Vec<T>) {
        let mut length = 0;
        let mut found = Vec::new();
        for (name, value) in &self.by_length {
            let may = name.len() <= text.len() && (length == 0 || length == name.len());
            if may && name.iter().zip(text).all(|(name, word)| alike(name, word)) {
                length = name.len();
                found.push(*value);
            }
        }
        (length, found)
    }
}

fn almost(name: &str, word: &str) -> bool {
    name == word || (name.chars().count() >= TYPO_CHARS_MIN && distance(name, word) <= 1)
}
