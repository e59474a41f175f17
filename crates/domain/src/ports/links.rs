//! Where letters lead to.

use crate::model::secret::{InvitationSecret, PasswordResetSecret};

/// The full addresses of the pages that letters lead to, under the configured public address and never under the
/// host that a request named.
pub trait Links: Send + Sync {
    /// The host of the public address, without port.
    fn host(&self) -> &str;

    /// The first page.
    fn home(&self) -> String;

    /// The page on which Owner and Administrators manage people.
    fn organization(&self) -> String;

    /// The page that shows the licence and the seats, and takes a new one.
    fn usage(&self) -> String;

    /// The page on which a person asks for a link to choose a password.
    fn password_reset_request(&self) -> String;

    /// The page of an invitation.
    fn invitation(&self, secret: &InvitationSecret) -> String;

    /// The page on which a person chooses a password.
    fn password_reset(&self, secret: &PasswordResetSecret) -> String;
}
