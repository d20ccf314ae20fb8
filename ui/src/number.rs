//! Numbers as people type and read them: "37.4", "37,4", "٣٧٫٤" and back, exactly, on scaled integers.
//! In scope: parsing, printing.  Not here: limits (domain::vitals), units.

/// Why a text is not a number of its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotNumber {
    /// It is no number.
    Words,
    /// It has more decimals than the field keeps.
    TooExact,
}

/// Reads a decimal number into units of 1/`scale` (a power of ten). "." and "," both separate decimals; grouping is not accepted,
/// since nobody could tell it from decimals.
pub(crate) fn parse(text: &str, scale: i32) -> Result<i32, NotNumber> {
    let plain: String = text.trim().chars().map(western).collect();
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && part.is_empty()) || !digits(whole) || !digits(part) || whole.len() > 7 {
        return Err(NotNumber::Words);
    }
    let kept = part.trim_end_matches('0');
    let places = scale.ilog10() as usize;
    if kept.len() > places {
        return Err(NotNumber::TooExact);
    }
    let number = format!("{whole}{kept:0<places$}");
    number.parse().map_err(|_| NotNumber::Words)
}

/// Writes a scaled integer with at least `decimals` decimals, and with as many as it has.
pub(crate) fn show(value: i64, scale: i32, decimals: u8, separator: char) -> String {
    let scale = i64::from(scale.max(1));
    let places = scale.ilog10() as usize;
    let (whole, part) = (value.abs() / scale, value.abs() % scale);
    let sign = if value < 0 { "−" } else { "" };
    let mut part = if places == 0 { String::new() } else { format!("{part:0places$}") };
    while part.len() > usize::from(decimals) && part.ends_with('0') {
        part.pop();
    }
    if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}{separator}{part}") }
}

/// Writes a count with its thousands apart.
pub(crate) fn grouped(n: u64, separator: char) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(c);
    }
    out
}

/// Arabic-Indic and Persian digits and separators as Western ones.
fn western(c: char) -> char {
    match c {
        ',' | '٫' => '.',
        '٠'..='٩' => digit(c, '٠'),
        '۰'..='۹' => digit(c, '۰'),
        _ => c,
    }
}

fn digit(c: char, zero: char) -> char {
    char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn point_comma_and_arabic_digits() {
        for text in ["37.4", "37,4", " 37.40 ", "٣٧٫٤", "۳۷٫۴"] {
            assert_eq!(parse(text, 1000), Ok(37_400), "{text}");
        }
        assert_eq!(parse("7", 1), Ok(7));
        assert_eq!(parse(",5", 10), Ok(5));
    }

    #[test]
    fn what_is_no_number_says_so() {
        for text in ["", ".", "3 7", "1.2.3", "-5", "x", "1,234.5", "123456789"] {
            assert_eq!(parse(text, 1000), Err(NotNumber::Words), "{text}");
        }
        assert_eq!(parse("72.5", 1), Err(NotNumber::TooExact));
        assert_eq!(parse("72.0", 1), Ok(72));
    }

    #[test]
    fn shows_every_digit_it_has() {
        assert_eq!(show(37_000, 1000, 1, '.'), "37.0");
        assert_eq!(show(3_245, 1000, 1, ','), "3,245");
        assert_eq!(show(90, 1, 0, '.'), "90");
        assert_eq!(show(-5, 10, 1, '.'), "−0.5");
        for v in [1, 999, 1000, 12_345] {
            assert_eq!(parse(&show(v.into(), 1000, 1, ','), 1000), Ok(v));
        }
    }

    #[test]
    fn thousands() {
        assert_eq!(grouped(0, ','), "0");
        assert_eq!(grouped(999, ','), "999");
        assert_eq!(grouped(12_408, ','), "12,408");
        assert_eq!(grouped(1_234_567, ' '), "1 234 567");
    }
}
