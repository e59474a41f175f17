//! A server of one test, and browsers that keep cookies and send the forms they were given.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use muster_crypto::{
    AeadSealer, Argon2Hasher, JwtTokenSigner, OsTokenMint, ServerKey, SystemClock,
};
use muster_domain::Muster;
use muster_domain::model::actor::{Actor, Caller};
use muster_domain::model::api_token::TokenKinds;
use muster_domain::model::audit::Cause;
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::OrganizationId;
use muster_domain::model::mail::{Attempt, Letter};
use muster_domain::model::page::PageRequest;
use muster_domain::model::seats::SeatLimit;
use muster_domain::model::settings::{MailPolicy, Settings, SignUpPolicy};
use muster_domain::model::text::OrganizationTitle;
use muster_domain::model::time::{Duration, Timestamp};
use muster_domain::ports::{
    AuditEntry, AuditQuery, Clock, Links as _, MailSecret, OutgoingMail, Tools,
};
use muster_domain::use_cases::mail::{ClaimMails, RecordAttempt};
use muster_domain::use_cases::organization::{
    CreateOrganization, CreatedOrganization, SetTokenPolicy, UpdateOrganization,
};
use muster_http::{HttpConfig, PublicUrl, RateLimits};
use muster_memory::MemoryStore;
use poem::endpoint::BoxEndpoint;
use poem::http::{HeaderMap, Method, StatusCode, header};
use poem::test::TestClient;
use poem::{EndpointExt as _, Response};

use crate::reads::{Counted, Reads};

/// The password of everybody.
pub(crate) const PASSWORD: &str = "correct horse";

/// A server.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) muster: Muster,
    /// What was read so far.
    pub(crate) reads: Reads,
    public: PublicUrl,
    clock: ShiftedClock,
    client: Arc<TestClient<BoxEndpoint<'static, Response>>>,
}

/// How a server is set up.
pub(crate) struct Setup {
    pub(crate) public_url: &'static str,
    pub(crate) seats: SeatLimit,
    pub(crate) sign_up: SignUpPolicy,
    pub(crate) mail: MailPolicy,
    pub(crate) token_kinds: TokenKinds,
}

/// The time, put forward as tests wish.
#[derive(Clone, Default)]
struct ShiftedClock(Arc<AtomicI64>);

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        SystemClock.now() + Duration::seconds(self.0.load(Ordering::Relaxed))
    }
}

/// Who acts on the command line, or takes the mails out of the outbox.
fn operator() -> Caller {
    Caller {
        actor: Actor::Operator,
        cause: Cause::command("organization create"),
    }
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1:8080",
            seats: SeatLimit::Unlimited,
            sign_up: SignUpPolicy::Open,
            mail: MailPolicy::On,
            token_kinds: TokenKinds::BOTH,
        }
    }
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(&Setup::default())
    }

    /// Where nobody signs up without a link.
    pub(crate) fn closed() -> Self {
        Self::with(&Setup {
            sign_up: SignUpPolicy::LinkOnly,
            ..Setup::default()
        })
    }

    /// Where mail is not set up.
    pub(crate) fn without_mail() -> Self {
        Self::with(&Setup {
            mail: MailPolicy::Off,
            ..Setup::default()
        })
    }

    /// With so many seats.
    pub(crate) fn with_seats(seats: u32) -> Self {
        Self::with(&Setup {
            seats: SeatLimit::Limited(seats),
            ..Setup::default()
        })
    }

    pub(crate) fn with(setup: &Setup) -> Self {
        let key = "a server key of more than 32 characters".to_owned();
        let key = ServerKey::parse(key.into(), None).expect("long enough");
        let clock = ShiftedClock::default();
        let tools = Tools {
            hasher: Arc::new(Argon2Hasher::for_tests()),
            mint: Arc::new(OsTokenMint),
            sealer: Arc::new(AeadSealer::new(key.clone())),
            signer: Arc::new(JwtTokenSigner::new(key)),
            licenses: Arc::new(crate::vendor::verifier()),
            clock: Arc::new(clock.clone()),
        };
        let store = MemoryStore::new();
        let settings = Settings {
            unlicensed_seats: setup.seats,
            license: None,
            sign_up: setup.sign_up,
            invitation_life: Duration::days(7),
            mail: setup.mail,
            token_kinds: setup.token_kinds,
        };
        let reads = Reads::default();
        let directory = Counted {
            store: store.clone(),
            reads: reads.clone(),
        };
        let muster = Muster::new(Arc::new(store), Arc::new(directory), tools, settings);
        let public = PublicUrl::parse(setup.public_url).expect("a public address");
        let config = HttpConfig {
            public_url: public.clone(),
            trusted_proxies: Vec::new(),
            allowed_hosts: None,
            cors_allowed_origins: Vec::new(),
            rate_limits: RateLimits::On,
            version: "0.0.0-test",
        };
        let app = muster_http::app(muster.clone(), config);
        Self {
            muster,
            reads,
            public,
            clock,
            client: Arc::new(TestClient::new(app.map_to_response().boxed())),
        }
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, duration: Duration) {
        self.clock
            .0
            .fetch_add(duration.num_seconds(), Ordering::Relaxed);
    }

    /// The day that is so many days after today, or before.
    pub(crate) fn day(&self, after: i64) -> String {
        let day = self.clock.now() + Duration::days(after);
        day.format("%Y-%m-%d").to_string()
    }

    /// Takes the mails that are due to the mail server, which answers each in the same way.
    pub(crate) async fn deliver(&self, outcome: &Attempt) -> Vec<OutgoingMail> {
        // What was begun and not waited for gets its turn.
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        let claim = ClaimMails {
            limit: 100,
            bulk: 100,
        };
        let claimed = self.muster.run(&operator(), &claim).await.expect("claimed");
        for claimed in &claimed {
            let record = RecordAttempt {
                mail: claimed.mail.id,
                attempt: claimed.attempt,
                outcome: outcome.clone(),
            };
            self.muster
                .run(&operator(), &record)
                .await
                .expect("recorded");
        }
        claimed.into_iter().map(|claimed| claimed.mail).collect()
    }

    /// The paths of the links in the mails that have come for this address.
    pub(crate) async fn links_mailed_to(&self, email: &str) -> Vec<String> {
        let mails = self.deliver(&Attempt::Taken).await;
        let to = mails.iter().filter(|mail| mail.to.as_str() == email);
        to.filter_map(|mail| self.link_of(mail)).collect()
    }

    fn link_of(&self, mail: &OutgoingMail) -> Option<String> {
        let url = match mail.secret.as_ref()? {
            MailSecret::Invitation(secret) => self.public.invitation(secret),
            MailSecret::PasswordReset(secret) => self.public.password_reset(secret),
        };
        let path = url.strip_prefix(self.public.origin()).expect("our address");
        Some(path.to_owned())
    }

    /// Invites one person with this role, and gives the path of the mailed link.
    pub(crate) async fn invitation(&self, by: &Browser, email: &str, role: &str) -> String {
        by.invites(email, role).await.is(303);
        let mails = self.deliver(&Attempt::Taken).await;
        let invitation = mails.iter().rfind(|mail| {
            mail.to.as_str() == email && matches!(mail.letter, Letter::Invitation { .. })
        });
        let link = invitation.and_then(|mail| self.link_of(mail));
        link.expect("a mail with a link")
    }

    /// How often this was recorded in the organization made first.
    pub(crate) async fn count_events(&self, code: &str) -> usize {
        let organization = OrganizationId::new(1);
        let all = PageRequest::everything();
        let query = AuditQuery::all(all);
        let events = self
            .muster
            .directory()
            .list_audit_events(organization, &query);
        let events = events.await.expect("a log").items;
        let of_kind = |entry: &&AuditEntry| entry.event.happening.action.code() == code;
        events.iter().filter(of_kind).count()
    }

    /// Gives the organization made first another title.
    pub(crate) async fn rename(&self, title: &str) {
        let rename = UpdateOrganization {
            organization: OrganizationId::new(1),
            title: Some(OrganizationTitle::parse(title).expect("a title")),
            contact_info: None,
            token: None,
        };
        self.muster
            .run(&operator(), &rename)
            .await
            .expect("renamed");
    }

    /// Lets the people of the organization made first use these kinds of token.
    pub(crate) async fn allow_tokens(&self, kinds: TokenKinds) {
        let set = SetTokenPolicy {
            organization: OrganizationId::new(1),
            personal: Some(kinds.personal),
            legacy: Some(kinds.legacy),
            life: None,
        };
        self.muster.run(&operator(), &set).await.expect("set");
    }

    /// A fresh browser.
    pub(crate) fn browser(&self) -> Browser {
        Browser {
            world: self.clone(),
            cookies: Mutex::default(),
            headers: Mutex::default(),
        }
    }

    /// Somebody who signed up without a link, and so owns an organization.
    pub(crate) async fn owner(&self, email: &str) -> Browser {
        let browser = self.browser();
        browser.sign_up("/user/signup", email).await.leads_to("/");
        browser
    }

    /// Somebody who signed up by this link.
    pub(crate) async fn guest(&self, link: &str, email: &str) -> Browser {
        let browser = self.browser();
        browser.sign_up(link, email).await.leads_to("/");
        browser
    }

    /// The operator makes an organization; what comes back is the path of the link to choose a password.
    pub(crate) async fn organization_of(&self, email: &str) -> String {
        let create = CreateOrganization {
            owner: EmailAddress::parse(email).expect("an address"),
            title: None,
        };
        let made: CreatedOrganization = self
            .muster
            .run(&operator(), &create)
            .await
            .expect("the operator may");
        let secret = made.password_reset.expect("the owner has no password yet");
        #[expect(clippy::disallowed_methods, reason = "the test follows the link")]
        let secret = secrecy::ExposeSecret::expose_secret(secret.secret()).to_owned();
        format!("/user/password-reset?token={secret}")
    }
}

/// A browser without script.
pub(crate) struct Browser {
    world: World,
    cookies: Mutex<BTreeMap<String, String>>,
    headers: Mutex<Vec<(&'static str, String)>>,
}

/// What a browser got.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) location: String,
    pub(crate) html: String,
    pub(crate) cookies: Vec<String>,
    pub(crate) cache_control: String,
    pub(crate) headers: HeaderMap,
}

impl Browser {
    /// Sends this header with every request from now on.
    pub(crate) fn sends(&self, name: &'static str, value: &str) {
        let mut headers = self.headers.lock().expect("no panic");
        headers.push((name, value.to_owned()));
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().expect("no panic").get(name).cloned()
    }

    /// Has a cookie that the server did not give.
    pub(crate) fn keeps_cookie(&self, name: &str, value: &str) {
        self.keep(&[format!("{name}={value}")]);
    }

    pub(crate) async fn get(&self, path: &str) -> Page {
        self.send(Method::GET, path, None).await
    }

    pub(crate) async fn head(&self, path: &str) -> Page {
        self.send(Method::HEAD, path, None).await
    }

    /// Sends a form with the hidden field that our forms have.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        if self.cookie("csrftoken").is_none() {
            self.get("/user/login").await;
        }
        let token = self.cookie("csrftoken").expect("a page was seen");
        let mut form = vec![("csrfmiddlewaretoken", token.as_str())];
        form.extend_from_slice(fields);
        self.post_bare(path, &form).await
    }

    /// Sends these fields and nothing more.
    pub(crate) async fn post_bare(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.send(Method::POST, path, Some(urlencoded(fields)))
            .await
    }

    /// Sends no form at all, as a script may.
    pub(crate) async fn post_nothing(&self, path: &str) -> Page {
        self.send(Method::POST, path, None).await
    }

    async fn send(&self, method: Method, path: &str, form: Option<String>) -> Page {
        let mut request = self.world.client.request(method, path);
        let cookies = self.cookie_header();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies);
        }
        for (name, value) in self.headers.lock().expect("no panic").iter() {
            request = request.header(*name, value);
        }
        if let Some(form) = form {
            request = request
                .content_type("application/x-www-form-urlencoded")
                .body(form);
        }
        let mut response = request.send().await.0;
        let header =
            |response: &Response, name| response.header(name).unwrap_or_default().to_owned();
        let page = Page {
            status: response.status(),
            location: header(&response, header::LOCATION),
            cache_control: header(&response, header::CACHE_CONTROL),
            headers: response.headers().clone(),
            cookies: response
                .headers()
                .get_all(header::SET_COOKIE)
                .iter()
                .map(|cookie| cookie.to_str().expect("text").to_owned())
                .collect(),
            html: response.take_body().into_string().await.expect("text"),
        };
        self.keep(&page.cookies);
        page
    }

    fn cookie_header(&self) -> String {
        let cookies = self.cookies.lock().expect("no panic");
        let mut header = String::new();
        for (name, value) in cookies.iter() {
            write!(header, "{name}={value}; ").expect("memory");
        }
        header.trim_end_matches("; ").to_owned()
    }

    fn keep(&self, set: &[String]) {
        let mut cookies = self.cookies.lock().expect("no panic");
        for cookie in set {
            let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').expect("a pair");
            if attributes.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    pub(crate) async fn sign_up(&self, path: &str, email: &str) -> Page {
        self.post(path, &[("email", email), ("password", PASSWORD)])
            .await
    }

    pub(crate) async fn log_in(&self, email: &str, password: &str) -> Page {
        self.post("/user/login", &[("email", email), ("password", password)])
            .await
    }

    /// Sends the form of an invitation's page.
    pub(crate) async fn accept(&self, link: &str, email: &str, password: &str) -> Page {
        self.post(link, &[("email", email), ("password", password)])
            .await
    }

    /// Sends the invite form of the Organization page.
    pub(crate) async fn invites(&self, emails: &str, role: &str) -> Page {
        self.post(
            "/organization/invitations",
            &[("emails", emails), ("role", role)],
        )
        .await
    }

    /// The address of a form of an invitation in the list.
    pub(crate) async fn invitation_form(&self, email: &str, what: &str) -> String {
        let page = self.get("/organization/invitations").await.ok();
        let row = page.row_of(email);
        let mut forms = row.split("action=\"").skip(1);
        let form = forms.find_map(|rest| rest.split('"').next().filter(|form| form.contains(what)));
        form.expect("a form").to_owned()
    }

    /// Whether somebody is logged in here.
    pub(crate) async fn is_in(&self) -> bool {
        self.get("/user/account").await.status == StatusCode::OK
    }

    /// The path of the invite link, as the Organization page shows it.
    pub(crate) async fn invite_link(&self) -> String {
        let page = self.get("/organization").await;
        let url = page.value_of("invite_link");
        let path = url.split_once("/user/signup").expect("a link").1;
        format!("/user/signup{path}")
    }

    /// The address of the role form of a person on the Organization page.
    pub(crate) async fn role_form(&self, email: &str) -> String {
        let page = self.get("/organization").await.ok();
        let row = page.row_of(email);
        between(row, "action=\"", "\"")
            .expect("a role form")
            .to_owned()
    }

    pub(crate) async fn gives_role(&self, email: &str, role: &str) -> Page {
        let form = self.role_form(email).await;
        self.post(&form, &[("role", role)]).await
    }
}

impl Page {
    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Self {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{}{}",
            self.location,
            self.html
        );
        self
    }

    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        self.is(200)
    }

    #[track_caller]
    pub(crate) fn leads_to(self, location: &str) -> Self {
        assert_eq!(self.location, location, "{}", self.html);
        assert!(self.status.is_redirection(), "{}", self.status);
        self
    }

    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.html.contains(text), "{text:?} is not in {}", self.html);
        self
    }

    #[track_caller]
    pub(crate) fn does_not_say(self, text: &str) -> Self {
        assert!(!self.html.contains(text), "{text:?} is in {}", self.html);
        self
    }

    /// The value of the field with this id.
    #[track_caller]
    pub(crate) fn value_of(&self, id: &str) -> String {
        let field = self.html.split(&format!("id=\"{id}\"")).nth(1);
        let value = field.and_then(|rest| between(rest, "value=\"", "\""));
        unescaped(value.expect("a field with a value"))
    }

    /// The table row that names this address.
    #[track_caller]
    pub(crate) fn row_of(&self, email: &str) -> &str {
        let mut rows = self.html.split("<tr").skip(2);
        let row = rows.find(|row| row.contains(email)).expect("a row");
        row.split("</tr>").next().unwrap_or_default()
    }

    /// The attributes of a cookie that was set.
    #[track_caller]
    pub(crate) fn cookie(&self, name: &str) -> &str {
        let begins = format!("{name}=");
        let cookie = self
            .cookies
            .iter()
            .find(|cookie| cookie.starts_with(&begins));
        cookie.expect("a cookie")
    }
}

fn unescaped(html: &str) -> String {
    html.replace("&#39;", "'")
        .replace("&#34;", "\"")
        .replace("&#38;", "&")
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    text.split_once(from)?.1.split(to).next()
}

fn urlencoded(fields: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (name, value) in fields {
        write!(text, "{name}=").expect("memory");
        for byte in value.bytes() {
            write!(text, "%{byte:02X}").expect("memory");
        }
        text.push('&');
    }
    text
}
