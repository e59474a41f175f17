//! A vendor of licences, in the folder of the server that trusts him.

use std::process::Command;

use crate::support::{Place, Server};

/// A server that trusts the vendor whose key is in its folder, with these variables besides.
pub(crate) fn server_with_vendor(environment: &[(&str, &str)]) -> Server {
    let place = Place::new();
    place
        .command(&["license", "keygen", "--out", "keys"])
        .done();
    let place = place.with("MUSTER_LICENSE_PUBLIC_KEYS", "keys/license.pub");
    let place = environment
        .iter()
        .fold(place, |place, (name, value)| place.with(name, value));
    Server::start_in(place)
}

/// The text of a new licence for so many seats that is good through this day.
pub(crate) fn license(server: &Server, seats: u32, last: &str) -> String {
    let seats = seats.to_string();
    let words = ["license", "issue", "--key", "keys/license.key"];
    let says = ["--holder", "Acme Lab", "--seats", &seats, "--expires", last];
    server.command(&[words.as_slice(), &says].concat()).done()
}

/// The day that is so many days after today, or before.
pub(crate) fn day(after: i32) -> String {
    let date = Command::new("date")
        .args(["-u", "+%F", "-d", &format!("{after} days")])
        .output();
    let date = date.expect("the day is told");
    let date = String::from_utf8(date.stdout).expect("text");
    date.trim().to_owned()
}
