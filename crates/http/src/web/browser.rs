//! What every page handler works with: who looks, and how pages, redirects and cookies go back.

use std::sync::Arc;

use askama::Template;
use muster_domain::Muster;
use muster_domain::model::access::Action;
use muster_domain::model::actor::{Actor, Caller, Place};
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::refusal::Refusal;
use muster_domain::model::secret::{Digest, InvitationSecret, InviteToken};
use muster_domain::model::settings::MailPolicy;
use muster_domain::model::time::Timestamp;
use muster_domain::ports::Links as _;
use muster_domain::use_cases::View;
use muster_domain::use_cases::account::{Account, SignedIn, ViewAccount};
use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::web::cookie::CookieJar;
use poem::{FromRequest, IntoResponse as _, Request, RequestBody, Response, Result};
use secrecy::SecretString;
use serde::de::DeserializeOwned;

use super::draft;
use super::errors::FormErrors;
use super::flash::{self, Flash};
use super::frame::{PageFrame, Who};
use crate::edge::{
    CsrfToken, HttpConfig, Problem, RequestInfo, Theme, Visit, end_session, local_next,
    own_page_before, session_shown, start_session,
};

/// The browser at the other end, and the person before it.
pub(super) struct Browser {
    pub(super) muster: Muster,
    config: Arc<HttpConfig>,
    visit: Visit,
    jar: CookieJar,
    csrf: CsrfToken,
    info: RequestInfo,
    query: Option<String>,
    /// The page of ours that led here.
    before: Option<String>,
}

impl<'a> FromRequest<'a> for Browser {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> Result<Self> {
        let lost = || Problem::internal("a page outside the application");
        let info = <&RequestInfo>::from_request(request, body).await?;
        let config = Arc::clone(request.data::<Arc<HttpConfig>>().ok_or_else(lost)?);
        Ok(Self {
            before: own_page_before(request, &config.public_url),
            muster: request.data::<Muster>().ok_or_else(lost)?.clone(),
            config,
            visit: Visit::from_request(request, body).await?,
            jar: request.cookie().clone(),
            csrf: <&CsrfToken>::from_request(request, body).await?.clone(),
            info: info.clone(),
            query: request.uri().query().map(str::to_owned),
        })
    }
}

// Who looks.
impl Browser {
    pub(super) fn actor(&self) -> &Actor {
        &self.visit.caller.actor
    }

    /// The caller of a view.
    pub(super) fn caller(&self) -> &Caller {
        &self.visit.caller
    }

    /// The caller of a use case that is answered with this status where it succeeds.
    pub(super) fn answering(&self, status: StatusCode) -> Caller {
        let mut caller = self.visit.caller.clone();
        caller.cause.response_code = status.as_u16();
        caller
    }

    /// Why a session that the browser shows is not accepted.
    pub(super) fn ended(&self) -> Option<&str> {
        self.visit.ended.as_deref()
    }

    /// The person who is logged in; else the browser is sent to the log-in page, and back afterwards.
    pub(super) fn person(&self) -> Result<UserId> {
        match self.actor().user() {
            Some(user) => Ok(user),
            None => Err(poem::Error::from_response(self.to_log_in())),
        }
    }

    /// The organization that the person is in and may do this in.
    pub(super) fn place(&self, action: Action) -> Result<Place> {
        self.person()?;
        Ok(self.actor().authorize(action).map_err(Problem::from)?)
    }

    /// The same for a form, which acts on the organization that its page showed or on none. A script names none.
    pub(super) async fn place_of_form(
        &self,
        action: Action,
        shown: Option<OrganizationId>,
    ) -> Result<Place> {
        self.person()?;
        if let Actor::Person(person) = self.actor()
            && let (Some(place), Some(shown)) = (person.place, shown)
            && place.organization != shown
        {
            let account = self.account().await?;
            let active = account.active().map(|active| &active.organization.title);
            let active = active.map_or("another organization", |title| title.as_str());
            return Err(Problem::switched(active).into());
        }
        self.place(action)
    }

    /// The person's account and organizations.
    pub(super) async fn account(&self) -> Result<Account> {
        self.person()?;
        Ok(self.view(&ViewAccount).await?)
    }

    /// Runs a view for the caller.
    pub(super) async fn view<V: View>(&self, view: &V) -> Result<V::Output, Problem> {
        let read = self.muster.view(self.caller(), view).await;
        read.map_err(Problem::from)
    }

    /// Whether this server sends mails.
    pub(super) fn sends_mail(&self) -> bool {
        self.muster.settings().mail == MailPolicy::On
    }

    pub(super) fn now(&self) -> Timestamp {
        self.muster.tools().clock.now()
    }

    pub(super) fn digest(&self, secret: &str) -> Digest {
        self.muster
            .tools()
            .mint
            .digest(&SecretString::from(secret.to_owned()))
    }
}

// What goes back.
impl Browser {
    /// What stands around a page for this person.
    pub(super) async fn frame(&self) -> Result<PageFrame> {
        match self.actor() {
            Actor::Person(_) => Ok(self.frame_of(&self.account().await?)),
            Actor::Visitor | Actor::Operator => Ok(self.framed(None, None)),
        }
    }

    /// The same, where the account was read already.
    pub(super) fn frame_of(&self, account: &Account) -> PageFrame {
        let role = match self.actor() {
            Actor::Person(person) => person.place.map(|place| place.role),
            Actor::Visitor | Actor::Operator => None,
        };
        let manages = self.actor().authorize(Action::ManagePeople).is_ok();
        self.framed(Some(account), Some(Who::new(account, role, manages)))
    }

    fn framed(&self, account: Option<&Account>, who: Option<Who>) -> PageFrame {
        let flash = flash::take(&self.jar, &self.config.public_url);
        PageFrame::new(
            self.config.public_url.clone(),
            &self.info,
            self.csrf.as_str().to_owned(),
            flash.map(|flash| flash.said(account, self.muster.settings().mail)),
            who,
        )
    }

    /// What this person typed into the form at this path before the session ended. It is told by the page, so ask
    /// before its frame is made.
    pub(super) fn draft<T: DeserializeOwned>(&self, form: &str) -> Option<T> {
        let public = &self.config.public_url;
        let typed = draft::take(&self.jar, public, form, self.actor())?;
        flash::put(&self.jar, public, Flash::FilledInAgain);
        Some(typed)
    }

    /// The digest of the session cookie, whatever it is worth.
    pub(super) fn session_shown(&self) -> Option<Digest> {
        let secret = session_shown(&self.jar)?;
        Some(self.muster.tools().mint.digest(&secret))
    }

    /// A path of ours as the browser must ask for it.
    pub(super) fn href(&self, path: &str) -> String {
        self.config.public_url.path(path)
    }

    /// The invite link with this token, for people to send on.
    pub(super) fn invite_link(&self, token: &InviteToken) -> String {
        self.config.public_url.invite_link(token)
    }

    /// The link of the invitation with this secret, for those who invite to send on.
    pub(super) fn invitation_link(&self, secret: &InvitationSecret) -> String {
        self.config.public_url.invitation(secret)
    }

    /// Sends the browser to a path of ours.
    pub(super) fn lead(&self, path: &str) -> Response {
        redirect(StatusCode::FOUND, &self.href(path))
    }

    /// Sends the browser to a path of ours after a form.
    pub(super) fn see(&self, path: &str) -> Response {
        redirect(StatusCode::SEE_OTHER, &self.href(path))
    }

    /// The same as [`Browser::lead`], and says something once there.
    pub(super) fn lead_and_say(&self, path: &str, say: Flash) -> Response {
        flash::put(&self.jar, &self.config.public_url, say);
        self.lead(path)
    }

    /// The same as [`Browser::see`], and says something once there.
    pub(super) fn see_and_say(&self, path: &str, say: Flash) -> Response {
        flash::put(&self.jar, &self.config.public_url, say);
        self.see(path)
    }

    /// Sends the browser after a form to where it says, if that is a page of ours.
    pub(super) fn see_wish(&self, next: &str) -> Response {
        redirect(StatusCode::SEE_OTHER, &self.after_log_in(Some(next)))
    }

    /// Sends the browser where it wished to go before it had to log in, if that is a page of ours (K57).
    pub(super) fn go_on(&self, next: Option<&str>) -> Response {
        redirect(StatusCode::FOUND, &self.after_log_in(next))
    }

    fn after_log_in(&self, next: Option<&str>) -> String {
        let prefix = self.config.public_url.prefix();
        let next = local_next(next).unwrap_or("/");
        match next.strip_prefix(prefix) {
            Some(rest) if rest.is_empty() || rest.starts_with(['/', '?', '#']) => next.to_owned(),
            _ => self.href(next),
        }
    }

    /// The log-in page, and from there back here; after a form, back to its page.
    fn to_log_in(&self) -> Response {
        let path = &self.info.path;
        let back = match (&self.info.method, &self.query) {
            (&Method::GET | &Method::HEAD, Some(query)) => self.href(&format!("{path}?{query}")),
            (&Method::GET | &Method::HEAD, None) => self.href(path),
            _ => self.before.clone().unwrap_or_default(),
        };
        let wish = with_query("/user/login", &[("next", &back)]);
        redirect(StatusCode::FOUND, &self.href(&wish))
    }

    /// Gives the browser the session that was just opened, until it closes unless it is to persist.
    pub(super) fn log_in(&self, signed_in: &SignedIn, persist: bool) {
        let max_age = persist.then_some(signed_in.max_age);
        start_session(
            &self.jar,
            &self.config.public_url,
            &signed_in.secret,
            max_age,
        );
    }

    /// Has the browser keep how pages look in it.
    pub(super) fn keep_theme(&self, theme: Theme) {
        theme.give(&self.jar, &self.config.public_url);
    }

    /// Takes the session from the browser.
    pub(super) fn log_out(&self) {
        end_session(&self.jar, &self.config.public_url);
    }
}

/// A refusal as faults of the form that was sent; what no form can mend is an error page.
pub(super) fn faults<E: Refusal>(error: E) -> Result<(StatusCode, FormErrors), Problem> {
    let errors = FormErrors::of_refusal(&error);
    let problem = Problem::from(error);
    match problem.status {
        status if status.is_server_error() => Err(problem),
        StatusCode::NOT_FOUND => Err(problem),
        status => Ok((status, errors)),
    }
}

/// A path with these parameters, those that are empty left out.
pub(super) fn with_query(path: &str, parameters: &[(&str, &str)]) -> String {
    let told: Vec<_> = parameters
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    match serde_urlencoded::to_string(told) {
        Ok(query) if !query.is_empty() => format!("{path}?{query}"),
        _ => path.to_owned(),
    }
}

pub(super) fn redirect(status: StatusCode, location: &str) -> Response {
    let location =
        HeaderValue::from_str(location).unwrap_or_else(|_| HeaderValue::from_static("/"));
    Response::builder()
        .status(status)
        .header(header::LOCATION, location)
        .header(header::CACHE_CONTROL, "no-store")
        .finish()
}

/// Renders a page. Pages hold forms and secrets of one person, so nobody keeps a copy.
pub(super) fn page(status: StatusCode, page: &impl Template) -> Result<Response> {
    let html = page
        .render()
        .map_err(|_| Problem::internal("a template does not render"))?;
    let mut response = poem::web::Html(html).into_response();
    response.set_status(status);
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
