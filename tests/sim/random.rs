//! Everything that happens in a seed is drawn here, from that one number.
//! In scope: the generator (SplitMix64, Steele, Lea and Flood, OOPSLA 2014), choices.  Not here: keys and ids, which devices draw (`clock`).

/// A small generator whose whole state is one number.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed ^ 0x5eed_5eed_5eed_5eed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is not 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// Whether something happens that happens once in `n` times.
    pub(crate) fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// A number up to `most`, of every magnitude alike: small ones are as frequent as large ones.
    pub(crate) fn magnitude(&mut self, most: u64) -> u64 {
        let bits = self.below(64 - most.leading_zeros() as usize + 1);
        (self.next() & ((1 << bits) - 1)).min(most)
    }

    /// One of several.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}
