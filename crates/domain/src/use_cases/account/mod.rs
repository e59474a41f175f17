//! A person's own account: signing up, logging in, profile, password.

mod authenticate;
mod change_password;
mod confirm_password;
mod credentials;
mod issue_password_reset;
mod log_in;
mod log_out;
mod record_activity;
mod request_password_reset;
mod reset_password;
mod sign_up;
mod update;
mod view;

pub use authenticate::{AuthenticateError, Authenticated, authenticate};
pub use change_password::ChangePassword;
pub use confirm_password::{ConfirmPasswordError, ConfirmedPassword};
pub use credentials::SignedIn;
pub(super) use credentials::{
    admit, end_access_if_deactivated_everywhere, issue_legacy_token, issue_legacy_token_as,
    issue_password_reset, next_active_organization, renew_legacy_token,
};
pub use issue_password_reset::IssuePasswordReset;
pub use log_in::{LogIn, LogInError};
pub use log_out::LogOut;
pub use record_activity::RecordActivity;
pub use request_password_reset::{RequestPasswordReset, RequestPasswordResetError};
pub use reset_password::{PreviewPasswordReset, ResetPassword, ResetPasswordError};
pub use sign_up::{SignUp, SignUpError, SignUpForm};
pub use update::{UpdateAccount, UpdateAccountError};
pub use view::{Account, ViewAccount};
