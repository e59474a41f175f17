//! The pages in a real browser: Debian's chromium, driven over WebDriver, with script and without, against the real
//! binary. Nothing is known but what a person sees.

mod stories;
mod window;

#[path = "../blackbox/support/mod.rs"]
#[expect(
    dead_code,
    unused_imports,
    reason = "the black-box tests use the rest of it"
)]
mod support;
