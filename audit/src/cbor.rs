//! Deterministic CBOR (RFC 8949 §4.2): is this the one right encoding?
//! In scope: cutting one item off, refusing long heads, indefinite lengths, floats, maps, tags.  Not here: values
//! (minicbor reads those, once the bytes passed here).

/// How deep items may nest.
const DEPTH_MAX: u8 = 32;

/// Cuts the first item off; `None` if it is truncated or not deterministic.
pub(crate) fn split_item(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = skip(bytes, 0)?;
    Some(bytes.split_at(bytes.len() - rest.len()))
}

/// Cuts an array, which must be all there is, into its items.
pub(crate) fn split_array(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let (4, count, mut rest) = head(bytes)? else { return None };
    let mut items = Vec::new();
    for _ in 0..count {
        let (item, tail) = split_item(rest)?;
        items.push(item);
        rest = tail;
    }
    rest.is_empty().then_some(items)
}

/// The shortest head of an array of `count` items.
pub(crate) fn array_head(count: u16) -> Vec<u8> {
    let [high, low] = count.to_be_bytes();
    match count {
        0..24 => vec![0x80 | low],
        24..256 => vec![0x98, low],
        256.. => vec![0x99, high, low],
    }
}

fn skip(bytes: &[u8], depth: u8) -> Option<&[u8]> {
    if depth > DEPTH_MAX {
        return None;
    }
    let (major, value, mut rest) = head(bytes)?;
    match major {
        0 | 1 => Some(rest),
        2 | 3 => {
            let (content, tail) = rest.split_at_checked(usize::try_from(value).ok()?)?;
            (major == 2 || std::str::from_utf8(content).is_ok()).then_some(tail)
        }
        4 => {
            for _ in 0..value {
                rest = skip(rest, depth + 1)?;
            }
            Some(rest)
        }
        // false, true, null, undefined; no other simple value, no float, no break.
        7 => (20..24).contains(&bytes[0].wrapping_sub(0xE0)).then_some(rest),
        // A map or a tag.
        _ => None,
    }
}

/// Major type, argument, what follows. Only the shortest form is read.
fn head(bytes: &[u8]) -> Option<(u8, u64, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    let (value, rest, least) = match first & 31 {
        short @ 0..24 => (u64::from(short), rest, 0),
        24 => rest.split_first().map(|(v, rest)| (u64::from(*v), rest, 24))?,
        25 => rest.split_first_chunk().map(|(v, rest)| (u64::from(u16::from_be_bytes(*v)), rest, 1 << 8))?,
        26 => rest.split_first_chunk().map(|(v, rest)| (u64::from(u32::from_be_bytes(*v)), rest, 1 << 16))?,
        27 => rest.split_first_chunk().map(|(v, rest)| (u64::from_be_bytes(*v), rest, 1 << 32))?,
        _ => return None,
    };
    (value >= least).then_some((first >> 5, value, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_deterministic_encoding_is_read() {
        for (bytes, whole) in [
            ("00", true),
            ("1818", true),
            ("1817", false),
            ("190100", true),
            ("1900ff", false),
            ("1b0000000100000000", true),
            ("1b00000000ffffffff", false),
            ("f6", true),
            ("f7", true),
            ("f4", true),
            ("f0", false),
            ("f800", false),
            ("f93c00", false),
            ("9fff", false),
            ("5f4100ff", false),
            ("820102", true),
            ("8201", false),
            ("a2010202f6", false),
            ("a0", false),
            ("c100", false),
            ("61ff", false),
            ("6161", true),
            ("9b00ffffffffffffff", false),
        ] {
            let raw = hex::decode(bytes.replace(' ', "")).expect("hex");
            assert_eq!(split_item(&raw).is_some_and(|(_, rest)| rest.is_empty()), whole, "{bytes}");
        }
        let deep = [[0x81; 40].as_slice(), &[0]].concat();
        assert!(split_item(&deep).is_none());
        for count in [0, 23, 24, 255, 256, 65535] {
            let head_of = array_head(count);
            assert_eq!(head(&head_of), Some((4, count.into(), &[][..])));
        }
    }
}
