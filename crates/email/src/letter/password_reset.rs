//! Here is the link to choose a password.

use muster_domain::model::time::Timestamp;

use super::words::moment;

pub(super) struct PasswordReset {
    host: String,
    until: String,
    link: String,
}

impl PasswordReset {
    pub(super) fn new(host: &str, expires_at: Timestamp, link: String) -> Self {
        Self {
            host: host.to_owned(),
            until: moment(expires_at),
            link,
        }
    }

    fn title(&self) -> String {
        format!("Choose a new password for {}", self.host)
    }
}

super::page!(PasswordReset, "password_reset.txt", "password_reset.html");
