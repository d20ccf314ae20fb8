//! An expiry as it is printed on a package: a day, or only a month, which means its last day.
//! In scope: what is typed, read into a date.  Not here: whether it has passed (domain::stock).

use domain::stock::last_day;
use domain::time::Date;

use crate::number;

/// Months as packages name them, whatever the language around.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Reads "06/2027", "2027-06", "06/27", "JUN 2027", "30/06/2027", "2027-06-30".
///
/// # Errors
/// The locale key of what is wrong.
pub(crate) fn read(text: &str) -> Result<Date, &'static str> {
    let parts: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || "-/.,".contains(c)).filter(|p| !p.is_empty()).collect();
    let long = |part: &str| part.chars().count() == 4 && part.chars().all(char::is_numeric);
    let date = match *parts.as_slice() {
        [year, month] if long(year) => last_day(year_of(year)?, month_of(month)?),
        [month, year] => last_day(year_of(year)?, month_of(month)?),
        [year, month, day] if long(year) => Date::new(year_of(year)?, month_of(month)?, day_of(day)?),
        [day, month, year] => Date::new(year_of(year)?, month_of(month)?, day_of(day)?),
        _ => None,
    };
    date.ok_or(WRONG)
}

const WRONG: &str = "expiry-wrong";

fn count(part: &str) -> Result<i32, &'static str> {
    number::parse(part, 1).map_err(|_| WRONG)
}

fn year_of(part: &str) -> Result<i16, &'static str> {
    let year = count(part)?;
    match part.chars().count() {
        2 => i16::try_from(2000 + year),
        4 => i16::try_from(year),
        _ => return Err(WRONG),
    }
    .map_err(|_| WRONG)
}

fn month_of(part: &str) -> Result<u8, &'static str> {
    let lower = part.to_lowercase();
    if let Some(at) = MONTHS.iter().position(|m| lower.starts_with(m)) {
        return u8::try_from(at + 1).map_err(|_| WRONG);
    }
    u8::try_from(count(part)?).map_err(|_| WRONG)
}

fn day_of(part: &str) -> Result<u8, &'static str> {
    u8::try_from(count(part)?).map_err(|_| WRONG)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_packages_print_it() {
        let june = Date::new(2027, 6, 30);
        for text in
            ["06/2027", "2027-06", "6.2027", "06/27", "JUN 2027", "june 27", "30/06/2027", "2027-06-30", "٠٦/٢٠٢٧"]
        {
            assert_eq!(read(text).ok(), june, "{text}");
        }
        assert_eq!(read("02/2028").ok(), Date::new(2028, 2, 29));
        assert_eq!(read(&june.unwrap().to_string()).ok(), june);
    }

    #[test]
    fn what_is_no_date_says_so() {
        for text in ["2027", "13/2027", "31/06/2027", "soon", "1/2/3/4", "06/027", ""] {
            assert_eq!(read(text), Err("expiry-wrong"), "{text}");
        }
    }
}
