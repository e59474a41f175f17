//! What was typed into a form whose sender was logged out meanwhile. A short-lived cookie keeps it until the page with the
//! form is shown again: to the same person and in the same organization, to be looked over and sent by a press of its
//! button. Only forms without a secret in them are kept.

use std::sync::Arc;
use std::time::Duration;

use muster_domain::model::actor::Actor;
use poem::http::StatusCode;
use poem::web::cookie::{Cookie, CookieJar, SameSite};
use poem::{Endpoint, IntoEndpoint, IntoResponse as _, Request, Response, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::browser::{redirect, with_query};
use super::flash::{self, Flash};
use crate::edge::{FromIdentity as _, HttpConfig, Problem, PublicUrl, RequestInfo, Visit};

const COOKIE: &str = "draft";
/// Long enough to look up a password.
const LIFE: Duration = Duration::from_mins(15);
/// Proxies pass on heads of 4 KiB at least, and there is more in one.
const LONGEST: usize = 3000;
/// The hidden field that says whose form it was.
const SENDER: &str = "account";
/// The hidden field that says whose people and settings the form is about.
const ORGANIZATION: &str = "organization";

/// A form as it was sent.
#[derive(Debug, PartialEq, Eq, Deserialize, Serialize)]
struct Draft {
    form: String,
    fields: Vec<(String, String)>,
}

/// A form that is kept for its sender where nobody is logged in, and stands on this page.
pub(super) struct Keeping<E> {
    page: &'static str,
    form: E,
}

/// Has what is sent to this form kept where it comes after the end of the session.
pub(super) fn keeping<E: IntoEndpoint>(page: &'static str, form: E) -> Keeping<E::Endpoint> {
    Keeping {
        page,
        form: form.into_endpoint(),
    }
}

impl<E: Endpoint> Endpoint for Keeping<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        let is_visitor = Visit::from_identity(&request)?
            .caller
            .actor
            .user()
            .is_none();
        if is_visitor && let Some(answer) = self.keep(&mut request).await? {
            return Ok(answer);
        }
        Ok(self.form.call(request).await?.into_response())
    }
}

impl<E> Keeping<E> {
    /// Leads to the log-in page and from there to the page with the form, if the form can be kept.
    async fn keep(&self, request: &mut Request) -> Result<Option<Response>> {
        let body = request.take_body().into_bytes().await?;
        let lost = || Problem::internal("a form outside the application");
        let info: &RequestInfo = request.data().ok_or_else(lost)?;
        let public = &request
            .data::<Arc<HttpConfig>>()
            .ok_or_else(lost)?
            .public_url;
        let kept = Draft::sent_to(&info.path, &body).and_then(|draft| draft.cookie(public));
        let answer = kept.map(|cookie| {
            request.cookie().add(cookie);
            flash::put(request.cookie(), public, Flash::FormKept);
            let log_in = with_query("/user/login", &[("next", &public.path(self.page))]);
            redirect(StatusCode::FOUND, &public.path(&log_in))
        });
        request.set_body(body);
        Ok(answer)
    }
}

/// What this person typed into this form of this organization before the session ended, if anything was kept.
pub(super) fn take<T: DeserializeOwned>(
    jar: &CookieJar,
    public: &PublicUrl,
    form: &str,
    actor: &Actor,
) -> Option<T> {
    let kept = jar.get(COOKIE)?;
    let draft: Draft = serde_json::from_str(kept.value_str()).ok()?;
    if draft.form != form {
        return None;
    }
    jar.add(cookie("", Duration::ZERO, public));
    let sent = serde_urlencoded::to_string(&draft.fields).ok()?;
    let sent = serde_urlencoded::from_str(&sent).ok()?;
    draft.is_of(actor).then_some(sent)
}

impl Draft {
    /// None of a form that does not say whose it is.
    fn sent_to(form: &str, body: &[u8]) -> Option<Self> {
        let mut fields: Vec<(String, String)> = serde_urlencoded::from_bytes(body).ok()?;
        fields.retain(|(name, _)| name != "csrfmiddlewaretoken");
        let draft = Self {
            form: form.to_owned(),
            fields,
        };
        draft.number(SENDER).map(|_| draft)
    }

    /// None where it is too long for one.
    fn cookie(&self, public: &PublicUrl) -> Option<Cookie> {
        let cookie = cookie(&serde_json::to_string(self).ok()?, LIFE, public);
        (cookie.to_string().len() <= LONGEST).then_some(cookie)
    }

    fn is_of(&self, actor: &Actor) -> bool {
        let Actor::Person(person) = actor else {
            return false;
        };
        let place = person.place.map(|place| place.organization.get());
        let organization = self.number(ORGANIZATION);
        self.number(SENDER) == Some(person.user.get())
            && (organization.is_none() || organization == place)
    }

    fn number(&self, field: &str) -> Option<i64> {
        let (_, value) = self.fields.iter().find(|(name, _)| name == field)?;
        value.parse().ok()
    }
}

fn cookie(value: &str, life: Duration, public: &PublicUrl) -> Cookie {
    let mut cookie = Cookie::new_with_str(COOKIE, value);
    cookie.set_path(public.cookie_path());
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    cookie.set_secure(public.is_https());
    cookie.set_max_age(life);
    cookie
}
