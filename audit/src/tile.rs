//! Files of a log (c2sp.org/tlog-tiles; docs/formats/entry-v1.md, "Export"): their names and how bundles are cut.
//! In scope: which files a log of a given size has, splitting bundles.  Not here: what is in an entry, a body or a tree.

use crate::fault::Fault;

/// Hashes in a full tile, entries in a full bundle.
pub(crate) const WIDTH: u64 = 256;
/// The longest body a version-1 entry may have.
pub(crate) const BODY_BYTES_MAX: u64 = 1 << 20;
/// Read limits: of a tile, an entry bundle, a body bundle.
pub(crate) const TILE_BYTES_MAX: u64 = WIDTH * 32;
pub(crate) const BUNDLE_BYTES_MAX: u64 = WIDTH * (2 + 0xFFFF);
pub(crate) const BODIES_BYTES_MAX: u64 = WIDTH * (4 + BODY_BYTES_MAX);
/// The length that stands for a body which is not held.
const NOT_HELD: u32 = u32::MAX;

/// One tile or bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Path inside the log's folder.
    pub(crate) path: String,
    /// Position in its row, from 0.
    pub(crate) number: u64,
    /// Hashes or entries in it, 1 to 256.
    pub(crate) width: u64,
}

/// The pieces that hold `count` items: full ones, then at most one partial.
pub(crate) fn pieces(prefix: &str, count: u64) -> impl Iterator<Item = Piece> + '_ {
    (0..count.div_ceil(WIDTH)).map(move |number| piece(prefix, count, number))
}

/// Piece `number`, which must be one of those that hold `count` items.
pub(crate) fn piece(prefix: &str, count: u64, number: u64) -> Piece {
    let width = WIDTH.min(count - number * WIDTH);
    Piece { path: format!("{prefix}/{}{}", numbered(number), partial(width)), number, width }
}

/// The body bundles beside `count` entries; these are never called partial.
pub(crate) fn body_paths(count: u64) -> impl Iterator<Item = String> {
    (0..count.div_ceil(WIDTH)).map(body_path)
}

/// The path of body bundle `number`.
pub(crate) fn body_path(number: u64) -> String {
    format!("bodies/{}", numbered(number))
}

/// The levels of tiles a log of `size` entries has, each with its count of hashes.
pub(crate) fn levels(size: u64) -> impl Iterator<Item = (u32, u64)> {
    (0..8).map(move |level| (level, size >> (8 * level))).take_while(|(_, count)| *count > 0)
}

/// Reads a tile's or bundle's path: which row it is in, and which piece.
pub(crate) fn parse_path(path: &str) -> Option<(String, Piece)> {
    let (row, rest) = path.strip_prefix("tile/")?.split_once('/')?;
    let (full, width) = match rest.split_once(".p/") {
        Some((full, width)) => (full, width.parse().ok().filter(|w| (1..WIDTH).contains(w))?),
        None => (rest, WIDTH),
    };
    let number = full.split('/').try_fold(0_u64, |number, part| {
        let digits: u64 = part.strip_prefix('x').unwrap_or(part).parse().ok()?;
        number.checked_mul(1000)?.checked_add(digits)
    })?;
    // Only the one right way to write it: build the path again and compare.
    let same = format!("tile/{row}/{}{}", numbered(number), partial(width)) == path;
    same.then(|| (row.to_owned(), Piece { path: path.to_owned(), number, width }))
}

/// Cuts an entry bundle into its entries: u16 length ‖ bytes, `width` times, and nothing after.
pub(crate) fn split_entries(bytes: &[u8], width: u64) -> Result<Vec<&[u8]>, Fault> {
    let mut rest = bytes;
    let mut entries = Vec::with_capacity(WIDTH as usize);
    for found in 0..width {
        let cut =
            rest.split_first_chunk().and_then(|(len, tail)| tail.split_at_checked(u16::from_be_bytes(*len).into()));
        let (entry, tail) = cut.ok_or(Fault::BundleTruncated { found, expected: width })?;
        entries.push(entry);
        rest = tail;
    }
    if rest.is_empty() { Ok(entries) } else { Err(Fault::BundleTrailing { bytes: rest.len() }) }
}

/// Cuts a body bundle into its bodies: u32 length ‖ bytes, `width` times, and nothing after; `None`: not held.
pub(crate) fn split_bodies(bytes: &[u8], width: u64) -> Result<Vec<Option<&[u8]>>, Fault> {
    let mut rest = bytes;
    let mut bodies = Vec::with_capacity(WIDTH as usize);
    for found in 0..width {
        let truncated = Fault::BundleTruncated { found, expected: width };
        let Some((len, tail)) = rest.split_first_chunk() else { return Err(truncated) };
        let len = u32::from_be_bytes(*len);
        if len == NOT_HELD {
            bodies.push(None);
            rest = tail;
            continue;
        }
        let Some((body, tail)) = tail.split_at_checked(len as usize) else { return Err(truncated) };
        bodies.push(Some(body));
        rest = tail;
    }
    if rest.is_empty() { Ok(bodies) } else { Err(Fault::BundleTrailing { bytes: rest.len() }) }
}

fn partial(width: u64) -> String {
    if width < WIDTH { format!(".p/{width}") } else { String::new() }
}

/// A tile's number as tlog-tiles writes it: 1234067 is `x001/x234/067`.
fn numbered(number: u64) -> String {
    let mut text = format!("{:03}", number % 1000);
    let mut rest = number / 1000;
    while rest > 0 {
        text = format!("x{:03}/{text}", rest % 1000);
        rest /= 1000;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_tlog_tiles() {
        assert_eq!(numbered(1_234_067), "x001/x234/067");
        let paths: Vec<_> = pieces("tile/0", 70_000).map(|p| p.path).collect();
        assert_eq!(paths.first().map(String::as_str), Some("tile/0/000"));
        assert_eq!(paths.last().map(String::as_str), Some("tile/0/273.p/112"));
        assert_eq!(levels(70_000).collect::<Vec<_>>(), [(0, 70_000), (1, 273), (2, 1)]);
    }
}
