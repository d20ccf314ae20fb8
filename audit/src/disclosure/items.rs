//! A disclosure's items, one after another (docs/formats/disclosure-v1.md, "The file"; RFC 8742).
//! In scope: cutting a stream of any length into items in bounded memory, the hash at its end.  Not here: what items say.

use std::io::Read;

use sha2::{Digest, Sha256};

use super::fault::DisclosureFault;
use crate::cbor;

/// The longest item that is read.
const ITEM_BYTES_MAX: usize = 4 << 20;
/// Bytes read at a time.
const CHUNK_BYTES: u64 = 1 << 16;
/// How the last item, a byte string of 32 bytes, begins.
const TRAILER_HEAD: [u8; 2] = [0x58, 0x20];

/// The items of a disclosure.
pub(super) struct Items<'s> {
    from: Box<dyn Read + 's>,
    buffer: Vec<u8>,
    /// Where in the buffer the next item begins.
    at: usize,
    hash: Sha256,
    ended: bool,
}

impl<'s> Items<'s> {
    pub(super) fn new(from: Box<dyn Read + 's>) -> Self {
        Self { from, buffer: Vec::new(), at: 0, hash: Sha256::new(), ended: false }
    }

    /// The next item's bytes; `None` after the last, once the hash at the end was found to be right.
    pub(super) fn next(&mut self) -> Result<Option<Vec<u8>>, DisclosureFault> {
        if self.ended {
            return Ok(None);
        }
        let item = loop {
            if let Some((item, _)) = cbor::split_item(&self.buffer[self.at..]) {
                break item.to_vec();
            }
            if self.buffer.len() - self.at > ITEM_BYTES_MAX {
                return Err(DisclosureFault::Malformed { what: "an item is too long, or no deterministic CBOR" });
            }
            if !self.fill()? {
                return Err(DisclosureFault::Malformed { what: "it is cut off, or an item is no deterministic CBOR" });
            }
        };
        self.at += item.len();
        if item.starts_with(&TRAILER_HEAD) {
            self.ended = true;
            self.finish(&item[2..])?;
            return Ok(None);
        }
        self.hash.update(&item);
        Ok(Some(item))
    }

    fn finish(&mut self, trailer: &[u8]) -> Result<(), DisclosureFault> {
        if self.at < self.buffer.len() || self.fill()? {
            return Err(DisclosureFault::Malformed { what: "bytes follow its end" });
        }
        if self.hash.finalize_reset()[..] == *trailer { Ok(()) } else { Err(DisclosureFault::Trailer) }
    }

    /// Reads on; `false` at the end.
    fn fill(&mut self) -> Result<bool, DisclosureFault> {
        self.buffer.drain(..self.at);
        self.at = 0;
        let read = (&mut self.from).take(CHUNK_BYTES).read_to_end(&mut self.buffer);
        read.map(|bytes| bytes > 0).map_err(|error| DisclosureFault::Unreadable { reason: error.to_string() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(bytes: &[u8]) -> Result<Vec<Vec<u8>>, DisclosureFault> {
        let mut items = Items::new(Box::new(bytes));
        let mut all = Vec::new();
        while let Some(item) = items.next()? {
            all.push(item);
        }
        Ok(all)
    }

    fn ended(items: &[u8]) -> Vec<u8> {
        [items, &TRAILER_HEAD, &Sha256::digest(items)[..]].concat()
    }

    #[test]
    fn items_longer_than_a_chunk_come_whole_and_the_end_is_checked() {
        let long = [&[0x5a, 0, 2, 0, 0][..], &vec![7; 1 << 17]].concat();
        let all = [&[0x81, 0x01][..], &long, &[0x80]].concat();
        assert_eq!(cut(&ended(&all)).unwrap(), [vec![0x81, 1], long.clone(), vec![0x80]]);
        assert_eq!(cut(&ended(&[])).unwrap().len(), 0);
        let mut flipped = ended(&all);
        flipped[1] = 2;
        assert_eq!(cut(&flipped), Err(DisclosureFault::Trailer));
        for wrong in [&all[..], &ended(&all)[..20], &[ended(&all), vec![0]].concat(), &[0xff], &[0x1b], &[]] {
            assert!(matches!(cut(wrong), Err(DisclosureFault::Malformed { .. })), "{}", wrong.len());
        }
    }
}
