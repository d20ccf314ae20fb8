//! Bugs planted on purpose, to show that the simulator (tests/sim) finds them: each is one condition where it would have been.
//! In scope: which there are, planting one for the calling thread.  Not here: the feature `planted-bugs` in anything but a test: without
//! it every question below is answered by the compiler, and an optimised build with it is refused.

#[cfg(all(feature = "planted-bugs", not(debug_assertions)))]
compile_error!("the feature `planted-bugs` is for tests of the simulator alone");

/// One bug.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bug {
    /// A writer is told that its entries are stored before they are committed.
    ToldBeforeCommit,
    /// Entries are taken in that do not lead to the signed root.
    RootUnchecked,
    /// Of a log that contradicts itself one history alone is kept.
    BranchDropped,
    /// Two histories are kept without the two notes that prove them.
    ProofDropped,
    /// The last of several bodies that came is not stored.
    LastBodyDropped,
    /// Heads of equal sizes count as equal.
    EqualSizes,
    /// A body that comes after its redaction is stored.
    LateBodyKept,
    /// What waited for a key is not looked at again when the key comes.
    UnparkForgotten,
    /// What somebody wrote who was revoked stays where it was shown before.
    RevokedShown,
    /// What is held already is put at positions of its own when it comes once more.
    PositionedTwice,
    /// A witness signs whichever history came last.
    BothCosigned,
}

/// Every bug.
pub const ALL: [Bug; 11] = [
    Bug::ToldBeforeCommit,
    Bug::RootUnchecked,
    Bug::BranchDropped,
    Bug::ProofDropped,
    Bug::LastBodyDropped,
    Bug::EqualSizes,
    Bug::LateBodyKept,
    Bug::UnparkForgotten,
    Bug::RevokedShown,
    Bug::PositionedTwice,
    Bug::BothCosigned,
];

#[cfg(feature = "planted-bugs")]
thread_local! {
    static PLANTED: std::cell::Cell<Option<Bug>> = const { std::cell::Cell::new(None) };
}

/// Plants a bug for the calling thread, in place of the one before.
#[cfg(feature = "planted-bugs")]
pub fn plant(bug: Option<Bug>) {
    PLANTED.set(bug);
}

/// Whether a bug is planted here.
#[cfg(feature = "planted-bugs")]
#[must_use]
pub fn is(bug: Bug) -> bool {
    PLANTED.get() == Some(bug)
}

/// Whether a bug is planted here: there is none.
#[cfg(not(feature = "planted-bugs"))]
#[must_use]
pub const fn is(_: Bug) -> bool {
    false
}
