//! The pages in a real browser, with script and without, against the real binary: Debian's chromium, driven by
//! chromedriver. Nothing is known but what a person sees.

mod keyboard;
mod licenses;
mod looks;
mod scene;
mod screens;
mod script;
mod stories;
mod vendor;
mod window;

#[path = "../blackbox/support/mod.rs"]
#[expect(
    dead_code,
    unused_imports,
    reason = "the black-box tests use the rest of it"
)]
mod support;
