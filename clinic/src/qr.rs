//! QR codes as SVG, for sheets and digests.

/// A QR code of a text, as an SVG document; empty where the text does not fit one (over 2,953 bytes).
#[must_use]
pub fn svg(text: &str) -> String {
    let Ok(code) = qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::M) else { return String::new() };
    code.render::<qrcode::render::svg::Color>().min_dimensions(220, 220).build()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_digest_fits_and_a_book_does_not() {
        assert!(super::svg(&"x".repeat(300)).contains("<svg"));
        assert!(super::svg(&"x".repeat(9000)).is_empty());
    }
}
