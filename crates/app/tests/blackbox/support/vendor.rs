//! A vendor of licences, with the binary that everybody has.

use std::time::{SystemTime, UNIX_EPOCH};

use super::{Place, eventually};

/// A vendor's folder, with its key.
pub(crate) struct Vendor(Place);

impl Vendor {
    /// One who has just made a key.
    pub(crate) fn new() -> Self {
        let place = Place::new();
        place
            .command(&["license", "keygen", "--out", "keys"])
            .done();
        Self(place)
    }

    /// The file of the key by which servers trust the vendor.
    pub(crate) fn public_key(&self) -> String {
        self.0.path("keys/license.pub").display().to_string()
    }

    /// A licence for Acme with so many seats, good through this day.
    pub(crate) fn issue(&self, seats: &str, last: &str) -> String {
        self.issue_with(seats, last, &[])
    }

    /// The same, issued later than all before. Licences know when they were issued to the second.
    pub(crate) async fn issue_later(&self, seats: &str, last: &str) -> String {
        let second = || {
            let now = SystemTime::now().duration_since(UNIX_EPOCH);
            now.expect("after 1970").as_secs()
        };
        let before = second();
        eventually("the next second", async || {
            (second() > before).then_some(())
        })
        .await;
        self.issue(seats, last)
    }

    /// The same with more to say.
    pub(crate) fn issue_with(&self, seats: &str, last: &str, more: &[&str]) -> String {
        let issue = ["license", "issue", "--key", "keys/license.key"];
        let what = ["--holder", "Acme", "--seats", seats, "--expires", last];
        self.0.command(&[&issue[..], &what, more].concat()).done()
    }
}
