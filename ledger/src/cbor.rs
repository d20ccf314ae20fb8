//! Deterministic CBOR (RFC 8949 §4.2), judged byte by byte.
//! In scope: finding where one item ends while refusing anything not deterministic.  Not here: what items mean.

/// Deepest nesting accepted.
pub const DEPTH_MAX: usize = 32;

/// Why bytes are not one deterministic CBOR item.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CborError {
    /// The bytes end within the item.
    #[error("the CBOR item is cut off at byte {0}")]
    Truncated(usize),
    /// More bytes follow the item.
    #[error("bytes follow the CBOR item, which ends at byte {0}")]
    Trailing(usize),
    /// A head that is longer than needed, indefinite, or reserved.
    #[error("the CBOR head at byte {0} is not the shortest definite one")]
    Head(usize),
    /// Floats, tags and unknown simple values have no place in a payload.
    #[error("the CBOR item at byte {0} is of a kind that payloads may not hold")]
    Kind(usize),
    /// Text that is not UTF-8.
    #[error("the CBOR text at byte {0} is not UTF-8")]
    Text(usize),
    /// Map keys out of order, or repeated.
    #[error("the CBOR map key at byte {0} is out of order")]
    KeyOrder(usize),
    /// Nested too deeply.
    #[error("the CBOR item at byte {0} is nested too deeply")]
    Depth(usize),
    /// The item is well-formed but not what stands in this place.
    #[error("the {what} is malformed: {detail}")]
    Shape {
        /// What should stand there.
        what: &'static str,
        /// What the decoder said.
        detail: String,
    },
}

/// Checks that `bytes` is exactly one deterministic item.
///
/// # Errors
/// Names the first byte that deviates.
pub fn check(bytes: &[u8]) -> Result<(), CborError> {
    let end = item(bytes, 0, 0)?;
    if end == bytes.len() { Ok(()) } else { Err(CborError::Trailing(end)) }
}

/// Cuts one deterministic array, and nothing else, into its elements.
///
/// # Errors
/// Names the first byte that deviates.
pub fn elements(bytes: &[u8]) -> Result<Vec<&[u8]>, CborError> {
    let (major, count, mut at) = head(bytes, 0)?;
    if major != 4 {
        return Err(CborError::Kind(0));
    }
    let mut cut = Vec::new();
    for _ in 0..count {
        let end = item(bytes, at, 1)?;
        cut.push(&bytes[at..end]);
        at = end;
    }
    if at == bytes.len() { Ok(cut) } else { Err(CborError::Trailing(at)) }
}

/// The head of an array of `count` elements.
#[must_use]
pub fn array_head(count: usize) -> Vec<u8> {
    match count {
        0..24 => vec![0x80 | count as u8],
        24..256 => vec![0x98, count as u8],
        256..65_536 => [&[0x99][..], &(count as u16).to_be_bytes()].concat(),
        _ => [&[0x9a][..], &(count as u32).to_be_bytes()].concat(),
    }
}

/// The end of the item that starts at `at`.
fn item(bytes: &[u8], at: usize, depth: usize) -> Result<usize, CborError> {
    if depth > DEPTH_MAX {
        return Err(CborError::Depth(at));
    }
    let (major, value, mut next) = head(bytes, at)?;
    match major {
        0 | 1 => Ok(next),
        2 | 3 => {
            let length = usize::try_from(value).map_err(|_| CborError::Truncated(bytes.len()))?;
            let end = next.checked_add(length).filter(|end| *end <= bytes.len());
            let end = end.ok_or(CborError::Truncated(bytes.len()))?;
            if major == 3 && std::str::from_utf8(&bytes[next..end]).is_err() {
                return Err(CborError::Text(at));
            }
            Ok(end)
        }
        4 => {
            for _ in 0..value {
                next = item(bytes, next, depth + 1)?;
            }
            Ok(next)
        }
        5 => {
            let mut last: Option<&[u8]> = None;
            for _ in 0..value {
                let key_end = item(bytes, next, depth + 1)?;
                let key = &bytes[next..key_end];
                if last.is_some_and(|last| last >= key) {
                    return Err(CborError::KeyOrder(next));
                }
                last = Some(key);
                next = item(bytes, key_end, depth + 1)?;
            }
            Ok(next)
        }
        7 if (20..24).contains(&value) && next == at + 1 => Ok(next),
        _ => Err(CborError::Kind(at)),
    }
}

/// Major type, argument and the position behind the head.
fn head(bytes: &[u8], at: usize) -> Result<(u8, u64, usize), CborError> {
    let first = *bytes.get(at).ok_or(CborError::Truncated(at))?;
    let (major, short) = (first >> 5, first & 0x1f);
    let (width, least) = match short {
        0..24 => return Ok((major, u64::from(short), at + 1)),
        24 => (1, 24),
        25 => (2, 1 << 8),
        26 => (4, 1 << 16),
        27 => (8, 1 << 32),
        _ => return Err(CborError::Head(at)),
    };
    let argument = bytes.get(at + 1..at + 1 + width).ok_or(CborError::Truncated(bytes.len()))?;
    let value = argument.iter().fold(0u64, |value, byte| value << 8 | u64::from(*byte));
    if major == 7 {
        return Err(CborError::Kind(at));
    }
    if value < least {
        return Err(CborError::Head(at));
    }
    Ok((major, value, at + 1 + width))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(hex: &str) -> Result<(), CborError> {
        check(&hex::decode(hex).unwrap())
    }

    #[test]
    fn deterministic_items_pass() {
        for hex in ["00", "1818", "3903e7", "43010203", "6161", "8301f6f7", "a201020304", "f4", "1b0000000100000000"] {
            assert_eq!(verdict(hex), Ok(()), "{hex}");
        }
    }

    #[test]
    fn everything_else_is_named() {
        assert_eq!(verdict("1817"), Err(CborError::Head(0)));
        assert_eq!(verdict("9f01ff"), Err(CborError::Head(0)));
        assert_eq!(verdict("f93c00"), Err(CborError::Kind(0)));
        assert_eq!(verdict("c001"), Err(CborError::Kind(0)));
        assert_eq!(verdict("a203040102"), Err(CborError::KeyOrder(3)));
        assert_eq!(verdict("0000"), Err(CborError::Trailing(1)));
        assert_eq!(verdict("61ff"), Err(CborError::Text(0)));
        assert_eq!(verdict("9a7fffffff"), Err(CborError::Truncated(5)));
        assert_eq!(verdict(&"81".repeat(40)), Err(CborError::Depth(33)));
    }
}
