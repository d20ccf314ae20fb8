//! Pictures as cameras, scanners and other programs write them: whether a file is whole, and how large it is once it is drawn.
//! Source: PNG (W3C, third edition), JPEG (ITU-T T.81, annex B), WebP (RFC 9649).
//! In scope: what holds a file together.  Not here: pixels, which the browser draws; telling the kinds apart (handlers).

use domain::limits::Problem;
use flate2::Crc;

/// Pixels of a picture: telephones take up to 64 million, and each takes four bytes once it is drawn.
pub(crate) const PIXELS_MAX: u64 = 70_000_000;

/// What is wrong with a picture of a media type, if anything; files of other types are none of its business.
pub(crate) fn problem(media: &str, bytes: &[u8]) -> Option<Problem> {
    let size = match media {
        "image/png" => png(bytes),
        "image/jpeg" => jpeg(bytes),
        "image/webp" => webp(bytes),
        _ => return None,
    };
    match size.map(|(width, height)| u64::from(width) * u64::from(height)) {
        None | Some(0) => Some(Problem::PictureDamaged),
        Some(pixels) if pixels > PIXELS_MAX => Some(Problem::PictureTooLarge { max: PIXELS_MAX }),
        Some(_) => None,
    }
}

/// Width and height of a whole PNG: its chunks carry checksums. What stands behind the last one is no part of the picture.
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut rest = bytes.get(8..)?;
    let (mut size, mut has_pixels) = (None, false);
    loop {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (named, after) = after.split_at_checked(u32::from_be_bytes(*length) as usize + 4)?;
        let (crc, after) = after.split_first_chunk::<4>()?;
        if checksum(named) != u32::from_be_bytes(*crc) {
            return None;
        }
        let (name, data) = named.split_first_chunk::<4>()?;
        match (name, size) {
            (b"IHDR", None) => {
                let (width, after) = data.split_first_chunk::<4>()?;
                size = Some((u32::from_be_bytes(*width), u32::from_be_bytes(*after.first_chunk::<4>()?)));
            }
            (b"IEND", _) => return size.filter(|_| has_pixels),
            (_, None) => return None,
            (b"IDAT", _) => has_pixels = true,
            _ => {}
        }
        rest = after;
    }
}

fn checksum(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// Width and height of a JPEG that comes to its end. Telephones put more behind it (small pictures, a short film).
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut rest = bytes.get(2..)?;
    let (mut size, mut has_pixels) = (None, false);
    loop {
        let (&[0xff, marker], after) = rest.split_first_chunk::<2>()? else { return None };
        if marker == 0xff {
            // Any number of these may stand before a marker.
            rest = &rest[1..];
            continue;
        }
        if marker == 0xd9 {
            return size.filter(|_| has_pixels);
        }
        let length = usize::from(u16::from_be_bytes(*after.first_chunk::<2>()?));
        let segment = after.get(2..length)?;
        rest = &after[length..];
        match marker {
            // Frames; the three left out are tables.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let &[_, h1, h0, w1, w0, ..] = segment else { return None };
                size = Some((u16::from_be_bytes([w1, w0]).into(), u16::from_be_bytes([h1, h0]).into()));
            }
            0xda => {
                let end = scan_bytes(rest)?;
                has_pixels |= end > 0;
                rest = &rest[end..];
            }
            // A beginning within the picture, and what stands alone only within a scan.
            0x00..=0xbf | 0xd0..=0xd8 => return None,
            _ => {}
        }
    }
}

/// Bytes up to the marker that ends a scan: within it 0xff is followed by 0, or by one of eight markers that restart it.
fn scan_bytes(scan: &[u8]) -> Option<usize> {
    scan.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7))
}

/// Width and height of a WebP whose chunks fill it as it says.
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    let (length, after) = bytes.get(4..)?.split_first_chunk::<4>()?;
    let mut rest = after.get(4..u32::from_le_bytes(*length) as usize)?;
    let (mut size, mut has_pixels) = (None, false);
    while !rest.is_empty() {
        let (name, after) = rest.split_first_chunk::<4>()?;
        let (length, after) = after.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length) as usize;
        let data = after.get(..length)?;
        rest = after.get(length + length % 2..)?;
        let own = match (name, data) {
            // Both less one, in 24 bits.
            (b"VP8X", &[_, _, _, _, w0, w1, w2, h0, h1, h2]) => {
                Some((u32::from_le_bytes([w0, w1, w2, 0]) + 1, u32::from_le_bytes([h0, h1, h2, 0]) + 1))
            }
            (b"VP8 ", &[_, _, _, 0x9d, 0x01, 0x2a, w0, w1, h0, h1, ..]) => Some((
                u32::from(u16::from_le_bytes([w0, w1]) & 0x3fff),
                u32::from(u16::from_le_bytes([h0, h1]) & 0x3fff),
            )),
            // Both less one, in 14 bits one behind the other.
            (b"VP8L", &[0x2f, a, b, c, d, ..]) => {
                let both = u32::from_le_bytes([a, b, c, d]);
                Some(((both & 0x3fff) + 1, (both >> 14 & 0x3fff) + 1))
            }
            (b"VP8X" | b"VP8 " | b"VP8L", _) => return None,
            _ => None,
        };
        has_pixels |= matches!(name, b"VP8 " | b"VP8L" | b"ANMF");
        size = size.or(own);
    }
    size.filter(|_| has_pixels)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PNG: &[u8] = include_bytes!("../../../tests/fixtures/pictures/drawn.png");
    const JPEG: &[u8] = include_bytes!("../../../tests/fixtures/pictures/drawn.jpg");
    const LOSSY: &[u8] = include_bytes!("../../../tests/fixtures/pictures/lossy.webp");
    const LOSSLESS: &[u8] = include_bytes!("../../../tests/fixtures/pictures/lossless.webp");
    const ALL: [(&str, &[u8]); 4] =
        [("image/png", PNG), ("image/jpeg", JPEG), ("image/webp", LOSSY), ("image/webp", LOSSLESS)];

    #[test]
    fn what_a_browser_drew_is_whole_and_as_large_as_it_was_drawn() {
        for (media, bytes) in ALL {
            assert_eq!(problem(media, bytes), None, "{media}");
        }
        assert_eq!([png(PNG), jpeg(JPEG), webp(LOSSY), webp(LOSSLESS)], [Some((9, 7)); 4]);
        assert_eq!(problem("application/pdf", b"%PDF-1.7"), None);
    }

    #[test]
    fn a_picture_cut_off_anywhere_is_refused() {
        for (media, bytes) in ALL {
            for end in 0..bytes.len() {
                assert_eq!(problem(media, &bytes[..end]), Some(Problem::PictureDamaged), "{media} cut at {end}");
            }
        }
    }

    #[test]
    fn a_png_with_any_bit_flipped_behind_its_signature_is_refused() {
        for at in 8..PNG.len() {
            for bit in 0..8 {
                let mut bytes = PNG.to_vec();
                bytes[at] ^= 1 << bit;
                assert!(problem("image/png", &bytes).is_some(), "bit {bit} of byte {at}");
            }
        }
    }

    #[test]
    fn what_cameras_put_behind_a_picture_does_no_harm() {
        for (media, bytes) in ALL {
            assert_eq!(problem(media, &[bytes, b"a short film"].concat()), None, "{media}");
        }
        // Padding before a marker, and a restart within a scan.
        let padded = [&JPEG[..2], &[0xff, 0xff], &JPEG[2..]].concat();
        assert_eq!(problem("image/jpeg", &padded), None);
        let (before, end) = JPEG.split_at(JPEG.len() - 2);
        assert_eq!(problem("image/jpeg", &[before, &[0xff, 0xd3, 0x11], end].concat()), None);
    }

    #[test]
    fn a_picture_that_would_fill_the_memory_once_drawn_is_refused_by_what_it_says_of_itself() {
        let mut small = PNG.to_vec();
        small[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
        let crc = checksum(&small[12..29]).to_be_bytes();
        small[29..33].copy_from_slice(&crc);
        assert_eq!(problem("image/png", &small), Some(Problem::PictureTooLarge { max: PIXELS_MAX }));
        let frame = JPEG.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
        let mut small = JPEG.to_vec();
        small[frame + 5..frame + 9].fill(0xff);
        assert_eq!(problem("image/jpeg", &small), Some(Problem::PictureTooLarge { max: PIXELS_MAX }));
        small[frame + 5..frame + 9].fill(0);
        assert_eq!(problem("image/jpeg", &small), Some(Problem::PictureDamaged));
        let extended = [&b"VP8X\x0a\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff"[..], &LOSSY[12..]].concat();
        let length = u32::try_from(extended.len() + 4).unwrap().to_le_bytes();
        let small = [&b"RIFF"[..], &length, b"WEBP", &extended].concat();
        assert_eq!(problem("image/webp", &small), Some(Problem::PictureTooLarge { max: PIXELS_MAX }));
    }

    proptest! {
        #[test]
        fn no_bytes_behind_a_signature_panic(
            of in 0..ALL.len(), from: prop::sample::Index, put in prop::collection::vec(any::<u8>(), 0..40), cut: prop::sample::Index,
        ) {
            let (media, bytes) = ALL[of];
            let mut bytes = bytes.to_vec();
            let at = from.index(bytes.len());
            bytes.splice(at..(at + put.len()).min(bytes.len()), put);
            bytes.truncate(cut.index(bytes.len() + 1));
            let _ = problem(media, &bytes);
        }
    }
}
