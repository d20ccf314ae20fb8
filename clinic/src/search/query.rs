//! From what somebody types to the patients meant: words, the indexed terms that each may mean, and a score.
//! In scope: reading the query, expanding words over the term dictionary, scoring.  Not here: writing the index (search), folding (fold).
//!
//! Every word takes its best match in a patient; a patient's score is the sum over words, so that order does not matter and
//! a patient matching all words stands before one matching some. A rare match counts more than a common one. Scores depend
//! only on the living documents, never on how they lie in segments: a rebuilt index gives equal answers.

use super::Fields;
use super::fold::{distance, fold, sound, words};
use domain::id::Id;
use std::collections::BTreeMap;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED, Term};

/// Words read of a query; the rest is ignored.
const WORDS_MAX: usize = 12;
/// Characters read of a query.
const CHARS_MAX: usize = 400;
/// Share of a match's weight that does not depend on how rare it is.
const COMMON_SHARE: f32 = 0.4;

/// One way in which a word of the query can be meant.
#[derive(Debug, Clone, PartialEq)]
enum Want {
    /// This very term.
    Exact(Kind, String, f32),
    /// Terms beginning so; longer ones weigh a little less.
    Prefix(Kind, String, f32),
    /// Terms within an edit distance, weighed by it.
    Near(Kind, String, [f32; 2]),
    /// Terms that begin with something one edit away.
    NearPrefix(Kind, String, f32),
}

/// Where a term stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Name,
    Sound,
    Number,
    Birth,
    Word,
}

/// What one word of the query can mean.
type Wants = Vec<Want>;

/// Runs a query; best first, ties by the latest visit and then by id.
pub(super) fn run(searcher: &Searcher, fields: &Fields, query: &str, limit: usize) -> tantivy::Result<Vec<(Id, f32)>> {
    let wants = read(query);
    let living: u64 = searcher.num_docs();
    let mut sums: Vec<Vec<f32>> = searcher.segment_readers().iter().map(|s| vec![0.0; s.max_doc() as usize]).collect();
    let mut bests = sums.clone();
    for word in &wants {
        let mut terms = BTreeMap::new();
        for want in word {
            expand(searcher, fields, want, &mut terms)?;
        }
        let mut matches = Vec::new();
        for ((kind, term), weight) in terms {
            matches.push((
                weight,
                documents(searcher, fields.of(kind), &term)?,
                matches!(kind, Kind::Name) && weight >= 1.0,
            ));
        }
        // A rare misspelling of a common name is no better evidence than the name itself.
        let common = matches.iter().filter(|m| m.2).map(|m| count(&m.1)).max().unwrap_or(0);
        for (weight, found, _) in &matches {
            let score = weight * rarity(count(found).max(common), living);
            for (segment, docs) in found.iter().enumerate() {
                for d in docs {
                    let best = &mut bests[segment][*d as usize];
                    *best = best.max(score);
                }
            }
        }
        for (_, found, _) in &matches {
            for (segment, docs) in found.iter().enumerate() {
                for d in docs {
                    sums[segment][*d as usize] += std::mem::take(&mut bests[segment][*d as usize]);
                }
            }
        }
    }
    top(searcher, &sums, limit)
}

fn count(found: &[Vec<DocId>]) -> usize {
    found.iter().map(Vec::len).sum()
}

#[allow(clippy::cast_precision_loss)] // counts of patients, far below 2^24 in effect
fn rarity(found: usize, living: u64) -> f32 {
    let (found, living) = (found.max(1) as f32, living.max(2) as f32);
    COMMON_SHARE + (1.0 - COMMON_SHARE) * (1.0 - found.ln() / living.ln()).clamp(0.0, 1.0)
}

fn top(searcher: &Searcher, sums: &[Vec<f32>], limit: usize) -> tantivy::Result<Vec<(Id, f32)>> {
    let mut scores: Vec<f32> = sums.iter().flatten().copied().filter(|s| *s > 0.0).collect();
    if limit == 0 || scores.is_empty() {
        return Ok(Vec::new());
    }
    let last = limit.min(scores.len()) - 1;
    let (_, threshold, _) = scores.select_nth_unstable_by(last, |a, b| b.total_cmp(a));
    let threshold = *threshold;
    let mut hits = Vec::new();
    for (reader, sums) in searcher.segment_readers().iter().zip(sums) {
        let fast = reader.fast_fields();
        let (high, low, last_ms) = (fast.u64("high")?, fast.u64("low")?, fast.i64("last")?);
        for (doc, score) in (0..).zip(sums) {
            if *score >= threshold && *score > 0.0 {
                let mut id = [0; 16];
                id[..8].copy_from_slice(&high.first(doc).unwrap_or(0).to_be_bytes());
                id[8..].copy_from_slice(&low.first(doc).unwrap_or(0).to_be_bytes());
                hits.push((*score, last_ms.first(doc).unwrap_or(0), Id(id)));
            }
        }
    }
    hits.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)).then(a.2.cmp(&b.2)));
    hits.truncate(limit);
    Ok(hits.into_iter().map(|(score, _, id)| (id, score)).collect())
}

/// The living documents of a term, by segment.
fn documents(searcher: &Searcher, field: Field, term: &[u8]) -> tantivy::Result<Vec<Vec<DocId>>> {
    let mut out = Vec::with_capacity(searcher.segment_readers().len());
    for reader in searcher.segment_readers() {
        out.push(documents_of(reader, field, term)?);
    }
    Ok(out)
}

fn documents_of(reader: &SegmentReader, field: Field, term: &[u8]) -> tantivy::Result<Vec<DocId>> {
    let index = reader.inverted_index(field)?;
    let Some(info) = index.terms().get(term)? else { return Ok(Vec::new()) };
    let mut postings = index.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
    let mut docs = Vec::with_capacity(postings.doc_freq() as usize);
    let mut doc = postings.doc();
    while doc != TERMINATED {
        if !reader.is_deleted(doc) {
            docs.push(doc);
        }
        doc = postings.advance();
    }
    Ok(docs)
}

/// Gives every readable term of a stream to a function. A macro, since the trait of the stream's type is not re-exported.
macro_rules! each {
    ($stream:expr, $take:expr) => {{
        let mut stream = $stream;
        let mut take = $take;
        while stream.advance() {
            if let Ok(term) = std::str::from_utf8(stream.key()) {
                take(term);
            }
        }
    }};
}

/// Terms of a word with the best weight of each.
type Terms = BTreeMap<(Kind, Vec<u8>), f32>;

fn expand(searcher: &Searcher, fields: &Fields, want: &Want, out: &mut Terms) -> tantivy::Result<()> {
    let mut take = |kind: Kind, term: &[u8], weight: f32| {
        let w = out.entry((kind, term.to_vec())).or_insert(0.0);
        *w = w.max(weight);
    };
    let (kind, text) = match want {
        Want::Exact(kind, text, weight) => {
            take(*kind, text.as_bytes(), *weight);
            return Ok(());
        }
        Want::Prefix(k, t, _) | Want::Near(k, t, _) | Want::NearPrefix(k, t, _) => (*k, t),
    };
    let field = fields.of(kind);
    for reader in searcher.segment_readers() {
        let index = reader.inverted_index(field)?;
        match want {
            Want::Exact(..) => {}
            Want::Prefix(_, _, weight) => {
                let mut end = text.clone().into_bytes();
                end.push(0xff);
                each!(index.terms().range().ge(text.as_bytes()).lt(&end).into_stream()?, |term: &str| {
                    take(kind, term.as_bytes(), weight * share(text, term));
                });
            }
            Want::Near(_, _, weights) => {
                let reach = if weights[1] > 0.0 { 2 } else { 1 };
                let near = FuzzyTermQuery::new(Term::from_field_text(field, text), reach, true).automaton()?;
                each!(index.terms().search(near).into_stream()?, |term: &str| {
                    if let Some(weight) = distance(text, term).checked_sub(1).and_then(|d| weights.get(d)) {
                        take(kind, term.as_bytes(), *weight);
                    }
                });
            }
            Want::NearPrefix(_, _, weight) => {
                let near = FuzzyTermQuery::new_prefix(Term::from_field_text(field, text), 1, true).automaton()?;
                each!(index.terms().search(near).into_stream()?, |term: &str| take(
                    kind,
                    term.as_bytes(),
                    weight * share(text, term)
                ));
            }
        }
    }
    Ok(())
}

/// What a prefix is worth: 0.7 where nearly nothing was typed, 1 for the whole word.
#[allow(clippy::cast_precision_loss)] // lengths of words
fn share(typed: &str, term: &str) -> f32 {
    0.7 + 0.3 * (typed.len() as f32 / term.len().max(1) as f32).min(1.0)
}

/// Reads a query into what each of its words can mean.
fn read(query: &str) -> Vec<Wants> {
    let query: String = query.chars().take(CHARS_MAX).collect();
    let folded = fold(&query);
    let mut out: Vec<Wants> = Vec::new();
    let mut texts: Vec<String> = Vec::new();
    for chunk in folded.split_whitespace() {
        if let Some(dates) = separated_date(chunk) {
            out.push(dates.iter().flat_map(|d| birth(d)).collect());
            texts.push(String::new());
            continue;
        }
        let digits: String = chunk.chars().filter(char::is_ascii_digit).collect();
        if !digits.is_empty() && !chunk.chars().any(char::is_alphabetic) {
            out.push(number(&digits));
            texts.push(digits);
            continue;
        }
        let first = out.len();
        for w in words(chunk) {
            out.push(word(&w));
            texts.push(w);
        }
        if !digits.is_empty() {
            let whole: String = chunk.chars().filter(|c| c.is_alphanumeric()).collect();
            for wants in &mut out[first..] {
                wants.extend(id_number(&whole));
            }
        }
    }
    // What was typed apart may be one, in names ("Abdul Rahman") and in telephone numbers ("0712 345 678").
    for i in 1..texts.len() {
        let is_number = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        let joined = format!("{}{}", texts[i - 1], texts[i]);
        let wants = match (is_number(&texts[i - 1]), is_number(&texts[i])) {
            (true, true) => id_number(&joined),
            (false, false) if !texts[i - 1].is_empty() && !texts[i].is_empty() => {
                vec![Want::Exact(Kind::Name, joined.clone(), 0.95), near(Kind::Name, &joined)]
            }
            _ => continue,
        };
        out[i - 1].extend(wants.iter().cloned());
        out[i].extend(wants);
    }
    if !query.ends_with(char::is_whitespace)
        && let (Some(last), Some(text)) = (out.last_mut(), texts.last())
        && !text.is_empty()
    {
        last.push(Want::Prefix(Kind::Name, text.clone(), 0.9));
        if text.chars().count() >= 4 {
            last.push(Want::NearPrefix(Kind::Name, text.clone(), 0.55));
        }
    }
    out.truncate(WORDS_MAX);
    out
}

/// A word of letters: a name, or a word of complaints, problems and places.
fn word(text: &str) -> Wants {
    let length = text.chars().count();
    let mut out = vec![Want::Exact(Kind::Name, text.to_owned(), 1.0), Want::Exact(Kind::Word, text.to_owned(), 0.6)];
    if length >= 2 {
        out.push(Want::Prefix(Kind::Name, text.to_owned(), 0.65));
        out.push(near(Kind::Name, text));
    }
    if length >= 3 {
        out.push(Want::Prefix(Kind::Word, text.to_owned(), 0.5));
    }
    if length >= 5 {
        out.push(Want::Near(Kind::Word, text.to_owned(), [0.4, 0.0]));
    }
    let code = sound(text);
    if !code.is_empty() {
        out.push(Want::Exact(Kind::Sound, code, 0.6));
    }
    out
}

/// Misspellings of a name: fewer edits are allowed to a short one, and they say less.
fn near(kind: Kind, text: &str) -> Want {
    let weights = match text.chars().count() {
        0..=3 => [0.5, 0.0],
        4 => [0.7, 0.0],
        5..=7 => [0.75, 0.4],
        _ => [0.8, 0.6],
    };
    Want::Near(kind, text.to_owned(), weights)
}

/// Digits: an id, a telephone number, a birth date or a year.
fn number(digits: &str) -> Wants {
    let mut out = id_number(digits);
    match digits.len() {
        4 => {
            out.push(Want::Exact(Kind::Birth, digits.to_owned(), 0.9));
            out.push(Want::Prefix(Kind::Birth, digits.to_owned(), 0.7));
        }
        5..=7 => out.push(Want::Prefix(Kind::Birth, digits.to_owned(), 0.7)),
        8 => {
            out.extend(birth(digits));
            let turned = format!("{}{}{}", &digits[4..], &digits[2..4], &digits[..2]);
            if is_year(&turned[..4]) && !is_year(&digits[..4]) {
                out.extend(birth(&turned));
            }
        }
        _ => {}
    }
    out
}

fn id_number(text: &str) -> Wants {
    let mut out = vec![Want::Exact(Kind::Number, text.to_owned(), 1.5)];
    let bare = text.trim_start_matches('0');
    if bare.len() >= 3 {
        out.push(Want::Exact(Kind::Number, bare.to_owned(), 1.4));
        out.push(Want::Prefix(Kind::Number, text.to_owned(), 1.0));
        out.push(Want::Prefix(Kind::Number, bare.to_owned(), 0.9));
    }
    if bare.len() >= 9 && bare.bytes().all(|b| b.is_ascii_digit()) {
        out.push(Want::Exact(Kind::Number, bare[bare.len() - 9..].to_owned(), 1.4));
    }
    if text.len() >= 6 {
        out.push(Want::Near(Kind::Number, text.to_owned(), [0.7, 0.0]));
    }
    out
}

/// A birth date as eight digits, year first: exact, nearly, day and month confused, or only the year known.
fn birth(d: &str) -> Wants {
    let confused = format!("{}{}{}", &d[..4], &d[6..], &d[4..6]);
    vec![
        Want::Exact(Kind::Birth, d.to_owned(), 1.6),
        Want::Near(Kind::Birth, d.to_owned(), [1.1, 0.5]),
        Want::Exact(Kind::Birth, confused, 1.2),
        Want::Exact(Kind::Birth, d[..4].to_owned(), 0.6),
        Want::Prefix(Kind::Birth, d[..4].to_owned(), 0.15),
    ]
}

fn is_year(text: &str) -> bool {
    matches!(text.get(..2), Some("18" | "19" | "20"))
}

/// A date written with separators, year first or last, as eight digits with the year first.
fn separated_date(chunk: &str) -> Option<Vec<String>> {
    let parts: Vec<&str> = chunk.split(['-', '/', '.']).collect();
    let [a, b, c] = parts.as_slice() else { return None };
    let part = |s: &str| (!s.is_empty() && s.len() <= 2).then(|| s.parse::<u8>().ok()).flatten();
    let year = |s: &str| (s.len() == 4 && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.to_owned());
    if let (Some(y), Some(m), Some(d)) = (year(a), part(b), part(c)) {
        return Some(vec![format!("{y}{m:02}{d:02}")]);
    }
    let (d, m, y) = (part(a)?, part(b)?, year(c)?);
    // Most of the world writes the day first; the confused form is among what `birth` wants.
    Some(vec![if m > 12 { format!("{y}{d:02}{m:02}") } else { format!("{y}{m:02}{d:02}") }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_either_way() {
        for text in ["1930-02-13", "13/02/1930", "13.2.1930", "02/13/1930"] {
            assert_eq!(separated_date(text), Some(vec!["19300213".to_owned()]), "{text}");
        }
        assert_eq!(separated_date("1-2"), None);
        assert_eq!(separated_date("a/b/c"), None);
    }

    #[test]
    fn parts_of_a_telephone_number_are_joined() {
        let wants = read("0712 345 ");
        assert!(wants[0].contains(&Want::Exact(Kind::Number, "0712345".into(), 1.5)));
    }

    #[test]
    fn a_long_query_is_cut() {
        assert_eq!(read(&"a ".repeat(100_000)).len(), WORDS_MAX);
        assert!(read(" \t").is_empty());
    }
}
