//! Pages of a person's own account: coming in, going out, profile, password, token.

mod log_in;
mod log_out;
mod membership;
mod password;
mod password_reset;
mod personal_token;
mod profile;
mod request_password_reset;
mod sign_up;
mod theme;
mod token;

use muster_domain::model::access::Action;

use crate::edge::{Access, Pages};
use crate::web::draft::keeping;

/// Adds these pages.
pub(super) fn routes(pages: Pages) -> Pages {
    const PROFILE: &str = "/user/account";
    const NEW_TOKEN: &str = "/user/account/personal-token";
    const REVOKE_TOKEN: &str = "/user/account/personal-token/revoke";
    pages
        .get("/user/signup", Access::Public, sign_up::show)
        .post("/user/signup", Access::Public, sign_up::submit)
        .get("/user/login", Access::Public, log_in::show)
        .post("/user/login", Access::Public, log_in::submit)
        .get("/logout", Access::Public, log_out::show)
        .post("/logout", Access::Public, log_out::submit)
        .get("/user/password-reset", Access::Public, password_reset::show)
        .post(
            "/user/password-reset",
            Access::Public,
            password_reset::submit,
        )
        .get(PROFILE, Access::SignedIn, profile::show)
        .post(PROFILE, Access::SignedIn, keeping(PROFILE, profile::submit))
        .post("/user/account/password", Access::SignedIn, password::submit)
        .post(
            "/user/account/active-organization",
            Access::SignedIn,
            profile::switch_organization,
        )
        .post("/user/account/theme", Access::SignedIn, theme::submit)
        .post("/user/account/legacy-token", Access::SignedIn, token::renew)
        .post(
            NEW_TOKEN,
            Access::Role(Action::UseProduct),
            personal_token::create,
        )
        .get(REVOKE_TOKEN, Access::SignedIn, personal_token::ask)
        .post(REVOKE_TOKEN, Access::SignedIn, personal_token::revoke)
}
