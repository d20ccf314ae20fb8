//! Formulary and stock as CSV: one line a lot, or an item without any. Reads what spreadsheets write (RFC 4180, "," or ";").
//! In scope: text to items and lots, and back; every refusal with its line and column.  Not here: what is here already (handlers/stock).

use crate::search::fold::fold;
use domain::api::stock::Refused;
use domain::limits::{FieldError, Problem};
use domain::prescription::{Form, Route};
use domain::stock::{Batch, Item, MOVEMENT_MAX, last_day};
use domain::time::Date;

/// Bytes of a file.
const BYTES_MAX: usize = 2_000_000;
/// Lines of a file, the header left out.
const LINES_MAX: usize = 5_000;
/// Refusals told of one file.
pub(crate) const REFUSED_MAX: usize = 100;

/// Every column, in the order of an export.
const COLUMNS: [&str; 16] = [
    "generic",
    "ingredients",
    "strength",
    "form",
    "route",
    "brand",
    "pack_size",
    "unit_cost_milli",
    "controlled",
    "low_at",
    "lot",
    "expiry",
    "manufacturer",
    "place",
    "donor",
    "held",
];
/// What is left of a lot, or comes in.
const UNITS: &str = "units";

/// A line that holds.
pub(crate) struct Line {
    /// Its number, the header being 1.
    pub(crate) number: u32,
    /// The item, without an id.
    pub(crate) item: Item,
    /// The lot and its units, where the line names one.
    pub(crate) lot: Option<(Batch, u32)>,
}

/// By what an item of a file is one that is here: generic, strength, brand, form.
pub(crate) type Key = [String; 4];

/// The key of an item.
pub(crate) fn key(item: &Item) -> Key {
    let text = |t: &Option<String>| fold(t.as_deref().unwrap_or_default().trim());
    let form = item.form.as_ref().map_or("", Form::code).to_owned();
    [text(&item.generic), text(&item.strength), text(&item.brand), form]
}

/// Reads a file whole.
///
/// # Errors
/// What is wrong in which line and column.
pub(crate) fn read(text: &str) -> Result<Vec<Line>, Vec<Refused>> {
    let whole = |line, column: &str, reason: &str, found: String| {
        vec![Refused { line, column: column.to_owned(), reason: reason.to_owned(), found }]
    };
    if text.len() > BYTES_MAX {
        return Err(whole(1, "", "import-too-large", text.len().to_string()));
    }
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let delimiter = if first.contains(';') && !first.contains(',') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(|h| h.trim().to_lowercase()).collect(),
        Err(_) => return Err(whole(1, "", "import-not-a-row", String::new())),
    };
    for (n, column) in header.iter().enumerate() {
        if !COLUMNS.contains(&column.as_str()) && column != UNITS {
            return Err(whole(1, column, "import-unknown-column", column.clone()));
        }
        if header.iter().take(n).any(|c| c == column) {
            return Err(whole(1, column, "import-twice", column.clone()));
        }
    }
    if !header.iter().any(|c| c == "generic") {
        return Err(whole(1, "generic", "import-missing", first.chars().take(100).collect()));
    }
    let (mut lines, mut refused) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let Ok(record) = record else { return Err(whole(1, "", "import-not-a-row", String::new())) };
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let number = record.position().map_or(0, |p| u32::try_from(p.line()).unwrap_or(u32::MAX));
        if record.len() != header.len() {
            // Cells that stand under the wrong heads are not worth judging one by one.
            refused.extend(whole(number, "", "import-not-a-row", record.len().to_string()));
            continue;
        }
        if lines.len() == LINES_MAX {
            return Err(whole(number, "", "import-too-many-lines", String::new()));
        }
        let mut cells = Cells { number, header: &header, record: &record, refused: &mut refused };
        lines.push(cells.line());
        if refused.len() >= REFUSED_MAX {
            break;
        }
    }
    refused.truncate(REFUSED_MAX);
    if refused.is_empty() { Ok(lines) } else { Err(refused) }
}

/// The cells of a line, and what is wrong with them.
struct Cells<'a> {
    number: u32,
    header: &'a [String],
    record: &'a csv::StringRecord,
    refused: &'a mut Vec<Refused>,
}

impl Cells<'_> {
    fn line(&mut self) -> Line {
        let item = Item {
            generic: self.text("generic"),
            ingredients: self.text("ingredients").map(|i| parts(&i)).filter(|i| !i.is_empty()),
            strength: self.text("strength"),
            form: self.code("form", "import-not-a-form", Form::ALL, Form::code),
            route: self.code("route", "import-not-a-route", Route::ALL, Route::code),
            brand: self.text("brand"),
            pack_size: self.number("pack_size"),
            unit_cost_milli: self.number("unit_cost_milli"),
            controlled: self.yes("controlled"),
            low_at: self.number("low_at"),
            retired: None,
        };
        self.hold(&item.problems());
        Line { number: self.number, lot: self.lot(), item }
    }

    fn lot(&mut self) -> Option<(Batch, u32)> {
        let batch = Batch {
            item: None,
            lot: self.text("lot"),
            expiry: self.date("expiry"),
            manufacturer: self.text("manufacturer"),
            place: self.text("place"),
            donor: self.text("donor"),
            held: self.yes("held"),
        };
        let units = self.text(UNITS);
        if batch == Batch::default() && units.is_none() {
            return None;
        }
        // Of which item is said by the line itself.
        let wrong: Vec<FieldError> = batch.problems().into_iter().filter(|p| p.field != "item").collect();
        self.hold(&wrong);
        let found = units.unwrap_or_default();
        let units = found.parse().ok().filter(|n| (1..=MOVEMENT_MAX).contains(&i64::from(*n)));
        if units.is_none() {
            self.refuse(UNITS, "import-not-units", &found);
        }
        Some((batch, units.unwrap_or(0)))
    }

    fn refuse(&mut self, column: &str, reason: &str, found: &str) {
        self.refused.push(Refused {
            line: self.number,
            column: column.to_owned(),
            reason: reason.to_owned(),
            found: found.chars().take(100).collect(),
        });
    }

    fn hold(&mut self, wrong: &[FieldError]) {
        for FieldError { field, problem } in wrong {
            let found = self.text(field).unwrap_or_default();
            self.refuse(field, reason(problem), &found);
        }
    }

    fn text(&self, column: &str) -> Option<String> {
        let cell = self.record.get(self.header.iter().position(|c| c == column)?)?;
        Some(unguarded(cell.trim()).trim().to_owned()).filter(|t| !t.is_empty())
    }

    fn code<T: Clone>(&mut self, column: &str, reason: &str, all: &[T], code: fn(&T) -> &str) -> Option<T> {
        let found = self.text(column)?;
        let known = all.iter().find(|c| code(c) == found.to_lowercase()).cloned();
        if known.is_none() {
            self.refuse(column, reason, &found);
        }
        known
    }

    fn number(&mut self, column: &str) -> Option<u32> {
        let found = self.text(column)?;
        let number = found.parse().ok();
        if number.is_none() {
            self.refuse(column, "import-not-a-number", &found);
        }
        number
    }

    fn yes(&mut self, column: &str) -> Option<bool> {
        let found = self.text(column)?;
        match found.to_lowercase().as_str() {
            "yes" | "true" => Some(true),
            "no" | "false" => None,
            _ => {
                self.refuse(column, "import-not-yes-no", &found);
                None
            }
        }
    }

    fn date(&mut self, column: &str) -> Option<Date> {
        let found = self.text(column)?;
        let date = day_or_month(&found);
        if date.is_none() {
            self.refuse(column, "import-not-a-date", &found);
        }
        date
    }
}

/// The locale key of a problem in a file.
fn reason(problem: &Problem) -> &'static str {
    match problem {
        Problem::Nothing => "import-missing",
        Problem::TooHigh { .. } | Problem::TooLow { .. } => "import-not-a-date",
        Problem::OtherExpiry { .. } => "import-other-expiry",
        _ => "import-bad-text",
    }
}

/// A lot refused for what is here already.
pub(crate) fn refused(line: u32, column: &str, problem: &Problem, batch: &Batch) -> Refused {
    let found = batch.expiry.map(|e| e.to_string()).unwrap_or_default();
    Refused { line, column: column.to_owned(), reason: reason(problem).to_owned(), found }
}

/// "2027-06-30", or "2027-06" for its last day.
fn day_or_month(text: &str) -> Option<Date> {
    let (year, rest) = text.split_once('-')?;
    let year = year.parse().ok()?;
    match rest.split_once('-') {
        Some((month, day)) => Date::new(year, month.parse().ok()?, day.parse().ok()?),
        None => last_day(year, rest.parse().ok()?),
    }
}

/// Ingredients as a line writes them.
pub(crate) fn parts(ingredients: &str) -> Vec<String> {
    ingredients.split(';').map(|i| i.trim().to_owned()).filter(|i| !i.is_empty()).collect()
}

/// A text that a spreadsheet would run as a formula, behind any apostrophes.
fn runs(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@'])
}

/// A text as a spreadsheet takes it for text.
fn guarded(text: String) -> String {
    if runs(&text) { format!("'{text}") } else { text }
}

fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| runs(rest)).unwrap_or(text)
}

/// Writes items, each with its lots and what is left of them, in the order of their keys.
pub(crate) fn write(mut items: Vec<(Item, Vec<(Batch, i64)>)>) -> String {
    items.sort_by_key(|(item, _)| key(item));
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to a Vec cannot fail.
    let _ = writer.write_record(COLUMNS.iter().chain([&UNITS]));
    for (item, mut lots) in items {
        lots.sort_by_key(|(batch, _)| (batch.expiry.is_none(), batch.expiry, batch.lot.clone()));
        if lots.is_empty() {
            lots.push((Batch::default(), 0));
        }
        for (batch, units) in lots {
            let _ = writer.write_record(cells(&item, &batch, units).map(guarded));
        }
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn cells(item: &Item, batch: &Batch, units: i64) -> [String; 17] {
    let text = |t: &Option<String>| t.clone().unwrap_or_default();
    let number = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
    let yes = |b: Option<bool>| if b == Some(true) { "yes".to_owned() } else { String::new() };
    [
        text(&item.generic),
        item.ingredients.as_ref().map(|i| i.join("; ")).unwrap_or_default(),
        text(&item.strength),
        item.form.as_ref().map(|f| f.code().to_owned()).unwrap_or_default(),
        item.route.as_ref().map(|r| r.code().to_owned()).unwrap_or_default(),
        text(&item.brand),
        number(item.pack_size),
        number(item.unit_cost_milli),
        yes(item.controlled),
        number(item.low_at),
        text(&batch.lot),
        batch.expiry.map(|e| e.to_string()).unwrap_or_default(),
        text(&batch.manufacturer),
        text(&batch.place),
        text(&batch.donor),
        yes(batch.held),
        if units > 0 { units.to_string() } else { String::new() },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wrong(text: &str) -> Vec<(u32, String, String)> {
        let Err(refused) = read(text) else { return Vec::new() };
        refused.into_iter().map(|r| (r.line, r.column, r.reason)).collect()
    }

    #[test]
    fn every_refusal_names_line_and_column() {
        let check = |text: &str, line, column: &str, reason: &str| {
            assert_eq!(wrong(text), [(line, column.to_owned(), format!("import-{reason}"))], "{text}");
        };
        check("generic,colour\n", 1, "colour", "unknown-column");
        check("generic,lot,lot\n", 1, "lot", "twice");
        check("lot,units\n", 1, "generic", "missing");
        check("generic,form\nzinc,tablet\nzinc,brick\n", 3, "form", "not-a-form");
        check("generic,route\nzinc,sideways\n", 2, "route", "not-a-route");
        check("generic,low_at\nzinc,-1\n", 2, "low_at", "not-a-number");
        check("generic,controlled\nzinc,perhaps\n", 2, "controlled", "not-yes-no");
        check("generic,strength\n,5 mg\n", 2, "generic", "missing");
        check("generic,lot,units\nzinc,,5\n", 2, "lot", "missing");
        check("generic,lot,units\nzinc,A,0\n", 2, "units", "not-units");
        check("generic,lot,units\nzinc,A,\n", 2, "units", "not-units");
        check("generic,lot,expiry,units\nzinc,A,2027-02-30,5\n", 2, "expiry", "not-a-date");
        check("generic,lot,expiry,units\nzinc,A,1207-02-20,5\n", 2, "expiry", "not-a-date");
        check("generic\n\"a\nb\"\nzinc\u{202e}\n", 4, "generic", "bad-text");
        check("generic,lot,units\nzinc,A\n", 2, "", "not-a-row");
        check(&format!("generic\n{}", "zinc\n".repeat(LINES_MAX + 1)), 5_002, "", "too-many-lines");
        check(&"x".repeat(BYTES_MAX + 1), 1, "", "too-large");
    }

    #[test]
    fn spreadsheets_of_any_country_are_read() {
        let lines = read("\u{feff}Generic ; LOT;Expiry;Units\r\nzinc;A1;2028-02;30\r\n;;;\r\n").ok().unwrap();
        assert_eq!(lines.len(), 1);
        let (batch, units) = lines[0].lot.clone().unwrap();
        assert_eq!((batch.expiry, units), (Date::new(2028, 2, 29), 30));
    }

    fn word() -> impl Strategy<Value = Option<String>> {
        prop::option::of("[-=+@']{0,3}[a-z,\";\u{e9}\n ]{0,6}[a-z0-9]")
    }

    prop_compose! {
        fn item()(n in 0u32..1000, strength in word(), brand in word(), ingredients in prop::option::of(prop::collection::vec("[a-z]{1,8}", 1..3)),
            form in prop::option::of(prop::sample::select(Form::ALL)), route in prop::option::of(prop::sample::select(Route::ALL)),
            numbers in any::<[Option<u32>; 3]>(), controlled in any::<bool>()) -> Item {
            Item { generic: Some(format!("generic {n}")), strength: tidy(strength), brand: tidy(brand), ingredients, form, route,
                pack_size: numbers[0], unit_cost_milli: numbers[1], low_at: numbers[2], controlled: controlled.then_some(true), retired: None }
        }
    }

    prop_compose! {
        fn batch()(lot in "[A-Z0-9-]{1,8}", days in prop::option::of(8_000i64..40_000), texts in [word(), word(), word()], held in any::<bool>(), units in 1i64..=MOVEMENT_MAX) -> (Batch, i64) {
            let [manufacturer, place, donor] = texts.map(tidy);
            (Batch { item: None, lot: Some(lot), expiry: days.map(Date::from_days), manufacturer, place, donor, held: held.then_some(true) }, units)
        }
    }

    fn tidy(text: Option<String>) -> Option<String> {
        text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty())
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_the_same(items in prop::collection::vec((item(), prop::collection::vec(batch(), 0..3)), 0..4)) {
            let text = write(items.clone());
            let lines = read(&text).map_err(|refused| TestCaseError::fail(format!("{refused:?} in {text}")))?;
            let mut sent: Vec<(Item, Option<(Batch, i64)>)> = Vec::new();
            for (item, lots) in items {
                if lots.is_empty() { sent.push((item.clone(), None)); }
                sent.extend(lots.into_iter().map(|lot| (item.clone(), Some(lot))));
            }
            let mut back: Vec<_> = lines.into_iter().map(|l| (l.item, l.lot.map(|(b, n)| (b, i64::from(n))))).collect();
            let order = |x: &(Item, Option<(Batch, i64)>)| format!("{x:?}");
            sent.sort_by_key(order);
            back.sort_by_key(order);
            prop_assert_eq!(sent, back);
        }

        #[test]
        fn no_cell_runs_and_no_text_panics(text in "\\PC{0,80}", formula in "[-=+@][a-z(]{1,8}") {
            let _ = read(&text);
            let _ = read(&format!("generic,lot,expiry,units\n{text}"));
            let item = Item { generic: Some(formula), ..Item::default() };
            prop_assert!(write(vec![(item, vec![])]).lines().nth(1).unwrap().starts_with('\''));
        }
    }
}
