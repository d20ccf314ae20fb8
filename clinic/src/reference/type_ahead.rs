//! Rows found while somebody types: every word typed begins a word of the row; rows with one typo come after.
//! In scope: matching and order, the same on every device.  Not here: patients (search), which lists a screen offers.

use super::{Allergen, Complaint, Medicine, Problem};
use crate::search::fold::{distance, fold, words};

/// Shortest typed word in which one typo is forgiven.
const TYPO_CHARS_MIN: usize = 4;

/// A row that can be found by typing.
pub trait Findable {
    /// The text that is searched: what is shown first, then other names.
    fn text(&self) -> String;
}

impl Findable for Medicine {
    fn text(&self) -> String {
        [&self.generic, &self.strength, self.form.code(), &self.also.join(" ")].join(" ")
    }
}

impl Findable for Problem {
    fn text(&self) -> String {
        format!("{} {}", self.label_en, self.code)
    }
}

impl Findable for Complaint {
    fn text(&self) -> String {
        self.label_en.clone()
    }
}

impl Findable for Allergen {
    fn text(&self) -> String {
        format!("{} {}", self.name, self.also.join(" "))
    }
}

/// At most `limit` rows: those without a typo first, then whole words before beginnings, then by how early
/// the first typed word is found, then as listed.
#[must_use]
pub fn type_ahead<'a, T: Findable>(list: &'a [T], query: &str, limit: usize) -> Vec<&'a T> {
    let query = words(&fold(query));
    if query.is_empty() {
        return Vec::new();
    }
    let mut ranked: Vec<(Rank, usize)> = Vec::new();
    for (at, row) in list.iter().enumerate() {
        if let Some(rank) = rank(&words(&fold(&row.text())), &query) {
            ranked.push((rank, at));
        }
    }
    ranked.sort_unstable();
    ranked.into_iter().take(limit).map(|(_, at)| &list[at]).collect()
}

/// Typos, typed words that only begin a word of the row, the place of the first one; smaller is better.
type Rank = (usize, usize, usize);

fn rank(row: &[String], query: &[String]) -> Option<Rank> {
    let (mut typos, mut parts) = (0, 0);
    let mut place = None;
    for typed in query {
        let found = if let Some(whole) = row.iter().position(|word| word == typed) {
            whole
        } else if let Some(begun) = row.iter().position(|word| word.starts_with(typed.as_str())) {
            parts += 1;
            begun
        } else if typos == 0 {
            // One in the whole query: two words off by one each could be anything.
            typos = 1;
            row.iter().position(|word| begins_almost(word, typed))?
        } else {
            return None;
        };
        place.get_or_insert(found);
    }
    Some((typos, parts, place?))
}

/// Whether a word begins with what was typed, but for one letter too many, too few, wrong or swapped.
fn begins_almost(word: &str, typed: &str) -> bool {
    let length = typed.chars().count();
    if length < TYPO_CHARS_MIN || typed.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    (length - 1..=length + 1).any(|n| {
        let end = word.char_indices().nth(n).map_or(word.len(), |(at, _)| at);
        distance(&word[..end], typed) <= 1
    })
}
