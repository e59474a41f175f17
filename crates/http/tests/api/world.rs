//! A small world: people in organizations, and a client that speaks for them.

use std::sync::{Arc, Mutex};

use muster_crypto::{AeadSealer, Argon2Hasher, JwtTokenSigner, OsTokenMint, ServerKey};
use muster_domain::Muster;
use muster_domain::model::actor::{Actor, Caller};
use muster_domain::model::api_token::TokenKinds;
use muster_domain::model::audit::Cause;
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::UserId;
use muster_domain::model::mail::Attempt;
use muster_domain::model::seats::SeatLimit;
use muster_domain::model::secret::Password;
use muster_domain::model::settings::{MailPolicy, Settings, SignUpPolicy};
use muster_domain::model::time::{Duration, Timestamp};
use muster_domain::ports::{Clock, Directory, Store, Tools};
use muster_domain::use_cases::account::{SignUp, SignUpForm, SignedIn};
use muster_domain::use_cases::api_token::RenewLegacyToken;
use muster_domain::use_cases::invitation::AcceptForm;
use muster_domain::use_cases::mail::{ClaimMails, RecordAttempt};
use muster_http::{HttpConfig, PublicUrl, RateLimits, app};
use muster_memory::MemoryStore;
use poem::endpoint::BoxEndpoint;
use poem::http::{HeaderMap, Method};
use poem::test::{TestClient, TestRequestBuilder};
use poem::{EndpointExt as _, Response};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use crate::gone::Gone;

/// A clock that moves when it is told to.
#[derive(Clone)]
pub(crate) struct StandingClock(Arc<Mutex<Timestamp>>);

impl StandingClock {
    fn new() -> Self {
        let start = Timestamp::UNIX_EPOCH + Duration::days(20_000);
        Self(Arc::new(Mutex::new(start)))
    }

    pub(crate) fn advance(&self, by: Duration) {
        *self.0.lock().expect("unpoisoned") += by;
    }
}

impl Clock for StandingClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().expect("unpoisoned")
    }
}

/// A server and its people.
pub(crate) struct World {
    pub(crate) client: TestClient<BoxEndpoint<'static, Response>>,
    pub(crate) clock: StandingClock,
    pub(crate) muster: Muster,
}

/// A person with all that proves who it is.
pub(crate) struct Somebody {
    pub(crate) user: i64,
    pub(crate) organization: i64,
    pub(crate) token: String,
    pub(crate) session: String,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(SeatLimit::Unlimited, "http://127.0.0.1:8080", |_| {})
    }

    pub(crate) fn with(
        seats: SeatLimit,
        public_url: &str,
        change: impl FnOnce(&mut HttpConfig),
    ) -> Self {
        let mut config = config(public_url);
        change(&mut config);
        let settings = Settings {
            unlicensed_seats: seats,
            ..settings()
        };
        Self::set_up(settings, config)
    }

    /// Where mail is not set up.
    pub(crate) fn without_mail() -> Self {
        let settings = Settings {
            mail: MailPolicy::Off,
            ..settings()
        };
        Self::set_up(settings, config("http://127.0.0.1:8080"))
    }

    /// Where the operator lets in only these kinds of token.
    pub(crate) fn with_kinds(token_kinds: TokenKinds) -> Self {
        let settings = Settings {
            token_kinds,
            ..settings()
        };
        Self::set_up(settings, config("http://127.0.0.1:8080"))
    }

    fn set_up(settings: Settings, config: HttpConfig) -> Self {
        let memory = Arc::new(MemoryStore::new());
        Self::on(memory.clone(), memory, settings, config)
    }

    /// On another store than the usual one.
    pub(crate) fn on(
        store: Arc<dyn Store>,
        directory: Arc<dyn Directory>,
        settings: Settings,
        config: HttpConfig,
    ) -> Self {
        let clock = StandingClock::new();
        let key = ServerKey::parse(SecretString::from("k".repeat(32)), None).expect("long enough");
        let tools = Tools {
            hasher: Arc::new(Argon2Hasher::for_tests()),
            mint: Arc::new(OsTokenMint),
            sealer: Arc::new(AeadSealer::new(key.clone())),
            signer: Arc::new(JwtTokenSigner::new(key)),
            licenses: Arc::new(crate::vendor::verifier()),
            clock: Arc::new(clock.clone()),
        };
        let muster = Muster::new(store, directory, tools, settings);
        let endpoint = app(muster.clone(), config).map_to_response().boxed();
        Self {
            client: TestClient::new(endpoint),
            clock,
            muster,
        }
    }

    /// The same world after its store went away.
    pub(crate) fn without_store(self) -> Self {
        let tools = self.muster.tools().clone();
        let settings = self.muster.settings().clone();
        let muster = Muster::new(Arc::new(Gone), Arc::new(Gone), tools, settings);
        let endpoint = app(muster.clone(), config("http://127.0.0.1:8080"));
        Self {
            client: TestClient::new(endpoint.map_to_response().boxed()),
            muster,
            ..self
        }
    }

    /// Somebody who founds an organization.
    pub(crate) async fn founder(&self, email: &str) -> Somebody {
        self.sign_up(email, None).await
    }

    /// Somebody who comes by the organization's link: Pending.
    pub(crate) async fn newcomer(&self, owner: &Somebody, email: &str) -> Somebody {
        let invite = self.get(owner, "/api/invite").await;
        let token = invite.body["token"].as_str().expect("a token").to_owned();
        self.sign_up(email, Some(token)).await
    }

    /// Somebody who has this role in the organization.
    pub(crate) async fn member(&self, owner: &Somebody, email: &str, role: &str) -> Somebody {
        let somebody = self.newcomer(owner, email).await;
        let given = self.give_role(owner, &somebody, role).await;
        assert_eq!(given.status, 200, "{given:?}");
        somebody
    }

    pub(crate) async fn give_role(&self, by: &Somebody, to: &Somebody, role: &str) -> Answer {
        let path = format!("/api/organizations/{}/memberships", by.organization);
        let change = json!({"user_id": to.user, "role": role});
        self.send(by, Method::PATCH, &path, &change).await
    }

    /// Invites one person, and says by which invitation.
    pub(crate) async fn invite(&self, by: &Somebody, email: &str, role: &str) -> i64 {
        let order = json!({"emails": [email], "role": role});
        let answer = self
            .send(by, Method::POST, "/api/invite/send-email", &order)
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let id = &answer.body["results"][0]["invitation_id"];
        id.as_i64().expect("an invitation")
    }

    /// The token in the link of an invitation.
    pub(crate) async fn invitation_token(&self, by: &Somebody, invitation: i64) -> String {
        let organization = by.organization;
        let path = format!("/api/organizations/{organization}/invitations/{invitation}/link");
        let link = self.get(by, &path).await;
        let url = link.body["url"].as_str().expect("a link");
        let (_, token) = url.split_once("?token=").expect("a token");
        token.to_owned()
    }

    /// Somebody without an account comes in by an invitation.
    pub(crate) async fn accept(&self, token: String) -> Somebody {
        let link = self.muster.tools().mint.digest(&SecretString::from(token));
        let form = AcceptForm {
            email: None,
            password: SecretString::from("correct horse"),
        };
        let accepted = self
            .muster
            .accept_invitation(&caller(Actor::Visitor), link, &form)
            .await
            .expect("accepted");
        self.somebody(accepted.signed_in.expect("signed in")).await
    }

    /// Takes the mails that are due to the mail server, which answers each in the same way. Says how many.
    pub(crate) async fn deliver(&self, outcome: &Attempt) -> usize {
        let operator = caller(Actor::Operator);
        let claim = ClaimMails {
            limit: 100,
            bulk: 100,
        };
        let claimed = self.muster.run(&operator, &claim).await.expect("claimed");
        for claimed in &claimed {
            let record = RecordAttempt {
                mail: claimed.mail.id,
                attempt: claimed.attempt,
                outcome: outcome.clone(),
            };
            self.muster.run(&operator, &record).await.expect("recorded");
        }
        claimed.len()
    }

    async fn sign_up(&self, email: &str, link: Option<String>) -> Somebody {
        let mint = &self.muster.tools().mint;
        let form = SignUpForm {
            email: EmailAddress::parse(email).expect("valid"),
            password: Password::parse(SecretString::from("correct horse")).expect("valid"),
            link: link.map(|link| mint.digest(&SecretString::from(link))),
        };
        let prepared = SignUp::prepare(form, &*self.muster.tools().hasher).await;
        let sign_up = prepared.expect("hashed");
        let signed_in = self.muster.run(&caller(Actor::Visitor), &sign_up).await;
        self.somebody(signed_in.expect("signed up")).await
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the test is the bearer of these secrets"
    )]
    async fn somebody(&self, signed_in: SignedIn) -> Somebody {
        let renew = RenewLegacyToken {
            user: signed_in.user,
        };
        let token = self.muster.run(&caller(Actor::Operator), &renew).await;
        let mut somebody = Somebody {
            user: signed_in.user.get(),
            organization: 0,
            token: token.expect("renewed").secret().expose_secret().to_owned(),
            session: signed_in.secret.secret().expose_secret().to_owned(),
        };
        let whoami = self.get(&somebody, "/api/current-user/whoami").await;
        let organization = &whoami.body["active_organization"];
        somebody.organization = organization.as_i64().expect("an organization");
        assert_eq!(UserId::new(somebody.user), signed_in.user);
        somebody
    }

    pub(crate) async fn get(&self, by: &Somebody, path: &str) -> Answer {
        self.ask(by, Method::GET, path).await
    }

    /// A request without a body.
    pub(crate) async fn ask(&self, by: &Somebody, method: Method, path: &str) -> Answer {
        answered(self.by(by, method, path)).await
    }

    /// A request with a body of JSON.
    pub(crate) async fn send(
        &self,
        by: &Somebody,
        method: Method,
        path: &str,
        body: &Value,
    ) -> Answer {
        answered(self.by(by, method, path).body_json(body)).await
    }

    /// A request that shows this header and has a body of JSON, if any.
    pub(crate) async fn showing(
        &self,
        header: (&'static str, &str),
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Answer {
        let request = self.client.request(method, path).header(header.0, header.1);
        answered(match body {
            Some(body) => request.body_json(body),
            None => request,
        })
        .await
    }

    /// A request without any credential.
    pub(crate) async fn send_bare(&self, path: &str, body: &Value) -> Answer {
        answered(self.client.post(path).body_json(body)).await
    }

    /// A new personal access token.
    pub(crate) async fn personal_token(&self, by: &Somebody) -> String {
        let issued = self.ask(by, Method::POST, "/api/token/").await;
        assert_eq!(issued.status, 201, "{issued:?}");
        issued.body["token"].as_str().expect("a token").to_owned()
    }

    /// An access token made from it.
    pub(crate) async fn access_token(&self, refresh: &str) -> String {
        let path = "/api/token/refresh/";
        let answer = self.send_bare(path, &json!({"refresh": refresh})).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body["access"].as_str().expect("a token").to_owned()
    }

    /// A request that shows the legacy token.
    pub(crate) fn by(
        &self,
        by: &Somebody,
        method: Method,
        path: &str,
    ) -> TestRequestBuilder<'_, BoxEndpoint<'static, Response>> {
        let token = format!("Token {}", by.token);
        self.client
            .request(method, path)
            .header("Authorization", token)
    }

    /// A request that shows the session cookie.
    pub(crate) fn by_cookie(
        &self,
        by: &Somebody,
        method: Method,
        path: &str,
    ) -> TestRequestBuilder<'_, BoxEndpoint<'static, Response>> {
        let cookie = format!("sessionid={}", by.session);
        self.client.request(method, path).header("Cookie", cookie)
    }
}

/// Sends and reads. A body that is no JSON reads as text.
pub(crate) async fn answered(
    request: TestRequestBuilder<'_, BoxEndpoint<'static, Response>>,
) -> Answer {
    let response = request.send().await.0;
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let text = response.into_body().into_vec().await.expect("a body");
    let body = serde_json::from_slice(&text)
        .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&text).into_owned()));
    Answer {
        status,
        headers,
        body,
    }
}

pub(crate) fn settings() -> Settings {
    Settings {
        unlicensed_seats: SeatLimit::Unlimited,
        license: None,
        sign_up: SignUpPolicy::Open,
        invitation_life: Duration::days(7),
        mail: MailPolicy::On,
        token_kinds: TokenKinds::BOTH,
    }
}

pub(crate) fn config(public_url: &str) -> HttpConfig {
    HttpConfig {
        public_url: PublicUrl::parse(public_url).expect("valid"),
        trusted_proxies: Vec::new(),
        allowed_hosts: None,
        cors_allowed_origins: Vec::new(),
        rate_limits: RateLimits::On,
        version: "1.2.3",
    }
}

fn caller(actor: Actor) -> Caller {
    Caller {
        actor,
        cause: Cause::command("test"),
    }
}

/// Compares a body with its snapshot, without what differs from run to run.
macro_rules! assert_body {
    ($name:literal, $answer:expr) => {{
        let body = &$answer.body;
        insta::with_settings!({ sort_maps => true, omit_expression => true }, {
            insta::assert_json_snapshot!($name, body, {
                ".id" => insta::dynamic_redaction(|value, _| match value.as_str() {
                    Some(_) => insta::internals::Content::from("[request]"),
                    None => value,
                }),
                ".token" => "[token]",
                ".invite_url" => insta::dynamic_redaction(|value, _| crate::world::without_token(&value)),
                ".url" => insta::dynamic_redaction(|value, _| crate::world::without_token(&value)),
            });
        });
    }};
}
pub(crate) use assert_body;

/// A link with its secret left out.
pub(crate) fn without_token(value: &insta::internals::Content) -> insta::internals::Content {
    let link = value.as_str().unwrap_or_default();
    let shown = link.split("token=").next().unwrap_or_default();
    format!("{shown}token=[token]").into()
}
