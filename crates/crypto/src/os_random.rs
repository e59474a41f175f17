//! The operating system's randomness: the one place where it is asked for.

/// So many random bytes.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(
        clippy::disallowed_methods,
        reason = "this is where randomness comes from"
    )]
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    bytes
}
