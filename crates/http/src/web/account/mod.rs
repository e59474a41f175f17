//! Pages of a person's own account: coming in, going out, profile, password, token.

mod log_in;
mod log_out;
mod password;
mod password_reset;
mod profile;
mod request_password_reset;
mod sign_up;
mod token;

use poem::{Route, get, post};

/// Adds these pages.
pub(super) fn routes(routes: Route) -> Route {
    routes
        .at("/user/signup", get(sign_up::show).post(sign_up::submit))
        .at("/user/login", get(log_in::show).post(log_in::submit))
        .at("/logout", get(log_out::show).post(log_out::submit))
        .at(
            "/user/password-reset",
            get(password_reset::show).post(password_reset::submit),
        )
        .at("/user/account", get(profile::show).post(profile::submit))
        .at("/user/account/password", post(password::submit))
        .at(
            "/user/account/active-organization",
            post(profile::switch_organization),
        )
        .at("/user/account/legacy-token", post(token::renew))
}
