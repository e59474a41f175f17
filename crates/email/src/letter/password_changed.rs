//! Your password was changed.

use muster_domain::model::time::Timestamp;

use super::words::moment;

pub(super) struct PasswordChanged {
    host: String,
    at: String,
    link: String,
}

impl PasswordChanged {
    pub(super) fn new(host: &str, at: Timestamp, link: String) -> Self {
        Self {
            host: host.to_owned(),
            at: moment(at),
            link,
        }
    }

    fn title(&self) -> String {
        format!("Your password for {} was changed", self.host)
    }
}

super::page!(
    PasswordChanged,
    "password_changed.txt",
    "password_changed.html"
);
