//! A vendor of licences, with the binary that everybody has.

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
        let before = self.issued_at(&self.issue(seats, last));
        eventually("the next second", async || {
            let license = self.issue(seats, last);
            (self.issued_at(&license) > before).then_some(license)
        })
        .await
    }

    fn issued_at(&self, license: &str) -> String {
        std::fs::write(self.0.path("license.txt"), license).expect("written");
        let show = [
            "license",
            "show",
            "license.txt",
            "--public-key",
            "keys/license.pub",
            "--json",
        ];
        let issued_at = &self.0.command(&show).json()["issued_at"];
        issued_at.as_str().expect("a time").to_owned()
    }

    /// The same with more to say.
    pub(crate) fn issue_with(&self, seats: &str, last: &str, more: &[&str]) -> String {
        let issue = ["license", "issue", "--key", "keys/license.key"];
        let what = ["--holder", "Acme", "--seats", seats, "--expires", last];
        self.0.command(&[&issue[..], &what, more].concat()).done()
    }
}
