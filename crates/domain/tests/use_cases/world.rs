//! A small world in which a scenario reads as a story: people, their browsers, a clock to turn.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use muster_domain::Muster;
use muster_domain::model::actor::{Actor, Caller};
use muster_domain::model::api_token::{
    TokenClaims, TokenKinds, TokenName, TokenPurpose, TokenRefused,
};
use muster_domain::model::audit::Cause;
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::license::{License, LicenseId, Term, UntrustedLicense};
use muster_domain::model::membership::MemberRole;
use muster_domain::model::page::PageRequest;
use muster_domain::model::refusal::Refusal;
use muster_domain::model::seats::SeatLimit;
use muster_domain::model::secret::{
    Digest, InvitationSecret, InviteToken, LegacyToken, Password, PasswordHash,
    PasswordResetSecret, Sealed, SessionSecret, Unreadable,
};
use muster_domain::model::settings::{MailPolicy, Settings, SignUpPolicy};
use muster_domain::model::text::LicenseHolder;
use muster_domain::model::time::{Day, Duration, Timestamp};
use muster_domain::ports::{
    Addressed, AuditEntry, AuditQuery, Clock, Credential, HasherError, LicenseVerifier,
    PasswordHasher, Purpose, Sealer, TokenMint, TokenSigner, Tools,
};
use muster_domain::use_cases::account::{
    AuthenticateError, LogIn, LogInError, LogOut, SignUp, SignUpError, SignUpForm,
};
use muster_domain::use_cases::audit::ListAuditEvents;
use muster_domain::use_cases::membership::{ChangeRole, ChangeRoleError};
use muster_domain::use_cases::organization::{
    SeatReport, ViewInviteLink, ViewOrganization, ViewSeats,
};
use muster_domain::use_cases::{UseCase, View};
use muster_memory::MemoryStore;
use secrecy::{ExposeSecret as _, SecretString};

/// The password of everybody.
pub(crate) const PASSWORD: &str = "correct horse";

/// A server of one test.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) muster: Muster,
    store: MemoryStore,
    clock: Arc<TurnedClock>,
}

/// A person with a browser.
#[derive(Clone, Debug)]
pub(crate) struct Guest {
    pub(crate) user: UserId,
    pub(crate) session: Digest,
}

impl World {
    /// Without a limit of seats, with sign-up open.
    pub(crate) fn new() -> Self {
        Self::with(SeatLimit::Unlimited, SignUpPolicy::Open)
    }

    /// With so many seats for each organization.
    pub(crate) fn with_seats(seats: u32) -> Self {
        Self::with(SeatLimit::Limited(seats), SignUpPolicy::Open)
    }

    pub(crate) fn with(unlicensed_seats: SeatLimit, sign_up: SignUpPolicy) -> Self {
        let clock = Arc::new(TurnedClock(Mutex::new(
            Timestamp::UNIX_EPOCH + Duration::days(20_000),
        )));
        let tools = Tools {
            hasher: Arc::new(PlainHasher),
            mint: Arc::new(CountingMint(AtomicU64::new(1))),
            sealer: Arc::new(MarkingSealer("first key")),
            signer: Arc::new(PlainSigner),
            licenses: Arc::new(PlainVerifier),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
        };
        let settings = Settings {
            unlicensed_seats,
            license: None,
            sign_up,
            invitation_life: Duration::days(7),
            mail: MailPolicy::On,
            token_kinds: TokenKinds::BOTH,
        };
        Self::of(MemoryStore::new(), clock, tools, settings)
    }

    fn of(store: MemoryStore, clock: Arc<TurnedClock>, tools: Tools, settings: Settings) -> Self {
        let shared = Arc::new(store.clone());
        Self {
            muster: Muster::new(shared.clone(), shared, tools, settings),
            store,
            clock,
        }
    }

    /// The same roll, on a server that was started anew with other settings.
    pub(crate) fn restarted(&self, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = self.muster.settings().clone();
        change(&mut settings);
        let tools = self.muster.tools().clone();
        Self::of(self.store.clone(), Arc::clone(&self.clock), tools, settings)
    }

    /// The same roll, on a server whose key was lost.
    pub(crate) fn with_another_key(&self) -> Self {
        let tools = Tools {
            sealer: Arc::new(MarkingSealer("second key")),
            ..self.muster.tools().clone()
        };
        let settings = self.muster.settings().clone();
        Self::of(self.store.clone(), Arc::clone(&self.clock), tools, settings)
    }

    /// Turns the clock forward.
    pub(crate) fn turn(&self, by: Duration) {
        *self
            .clock
            .0
            .lock()
            .expect("no test panics while turning the clock") += by;
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Signs up without a link.
    pub(crate) async fn founds(&self, email: &str) -> Guest {
        self.signs_up(email, None).await.expect("sign-up is open")
    }

    /// Signs up by the current link of this person's organization.
    pub(crate) async fn joins(&self, email: &str, host: &Guest) -> Guest {
        let link = self.link(host).await;
        self.signs_up(email, Some(link))
            .await
            .expect("the link is good")
    }

    pub(crate) async fn signs_up(
        &self,
        email: &str,
        link: Option<Digest>,
    ) -> Result<Guest, SignUpError> {
        let form = SignUpForm {
            email: address(email),
            password: password(PASSWORD),
            link,
        };
        let use_case = SignUp::prepare(form, &*self.muster.tools().hasher)
            .await
            .expect("hashes");
        let signed_in = self.muster.run(&visitor(), &use_case).await?;
        Ok(Guest {
            user: signed_in.user,
            session: self.digest(signed_in.secret.secret()),
        })
    }

    pub(crate) async fn logs_in(&self, email: &str, password: &str) -> Result<Guest, LogInError> {
        let tools = self.muster.tools();
        let secret = SecretString::from(password);
        let use_case =
            LogIn::prepare(email, &secret, self.muster.directory(), &*tools.hasher).await?;
        let signed_in = self.muster.run(&visitor(), &use_case).await?;
        Ok(Guest {
            user: signed_in.user,
            session: self.digest(signed_in.secret.secret()),
        })
    }

    /// The browser logs out, whatever access it has.
    pub(crate) async fn logs_out(&self, guest: &Guest) {
        let log_out = LogOut::prepare(Some(guest.session), self.muster.directory()).await;
        let log_out = log_out.expect("found");
        self.muster
            .run(&visitor(), &log_out)
            .await
            .expect("logged out");
    }

    /// Who this browser is now.
    pub(crate) async fn caller(&self, guest: &Guest) -> Result<Caller, AuthenticateError> {
        self.caller_in(guest, Addressed::Active).await
    }

    pub(crate) async fn caller_in(
        &self,
        guest: &Guest,
        addressed: Addressed,
    ) -> Result<Caller, AuthenticateError> {
        let found = self
            .muster
            .authenticate(Credential::Session(guest.session), addressed)
            .await?;
        Ok(Caller {
            actor: found.actor,
            cause: cause(),
        })
    }

    pub(crate) async fn runs<U: UseCase>(
        &self,
        guest: &Guest,
        use_case: &U,
    ) -> Result<U::Output, U::Error> {
        let caller = self.caller(guest).await.expect("the session is good");
        let outcome = self.muster.run(&caller, use_case).await;
        self.checks_seat_history().await;
        outcome
    }

    pub(crate) async fn sees<V: View>(
        &self,
        guest: &Guest,
        view: &V,
    ) -> Result<V::Output, V::Error> {
        let caller = self.caller(guest).await.expect("the session is good");
        self.muster.view(&caller, view).await
    }

    pub(crate) async fn operator_runs<U: UseCase>(
        &self,
        use_case: &U,
    ) -> Result<U::Output, U::Error> {
        let outcome = self.muster.run(&operator(), use_case).await;
        self.checks_seat_history().await;
        outcome
    }

    /// The last record of the seat history is what is taken, whatever was done.
    async fn checks_seat_history(&self) {
        let directory = self.muster.directory();
        let everything = PageRequest::everything();
        let all = directory
            .list_organizations(everything)
            .await
            .expect("read");
        for (organization, _) in all.items {
            let headcount = directory.count_members(organization.id).await;
            let days = directory
                .list_seat_days(organization.id, Day::MIN, Day::MAX)
                .await;
            let last = days.expect("read").pop().map(|last| last.used);
            assert_eq!(last, Some(headcount.expect("counted").seated));
        }
    }

    /// The organization where this person is.
    pub(crate) async fn home(&self, guest: &Guest) -> OrganizationId {
        match self.caller(guest).await.expect("the session is good").actor {
            Actor::Person(person) => person.place.expect("is somewhere").organization,
            Actor::Visitor | Actor::Operator => unreachable!("a session is a person's"),
        }
    }

    /// The digest of the current invite link.
    pub(crate) async fn link(&self, host: &Guest) -> Digest {
        let organization = self.home(host).await;
        let link = self
            .sees(host, &ViewInviteLink { organization })
            .await
            .expect("may see it");
        self.digest(link.token.expect("readable").secret())
    }

    /// The host gives somebody a role in his own organization.
    pub(crate) async fn gives(
        &self,
        host: &Guest,
        to: &Guest,
        role: MemberRole,
    ) -> Result<MemberRole, ChangeRoleError> {
        self.changes(host, to, Some(role)).await
    }

    pub(crate) async fn changes(
        &self,
        host: &Guest,
        to: &Guest,
        role: Option<MemberRole>,
    ) -> Result<MemberRole, ChangeRoleError> {
        let organization = self.home(host).await;
        let change = ChangeRole {
            organization,
            user: to.user,
            to: role,
        };
        Ok(self.runs(host, &change).await?.role)
    }

    pub(crate) async fn seats(&self, host: &Guest) -> SeatReport {
        let organization = self.home(host).await;
        self.sees(host, &ViewSeats { organization })
            .await
            .expect("may see them")
    }

    pub(crate) async fn owner_of(&self, guest: &Guest) -> UserId {
        let organization = self.home(guest).await;
        let details = self
            .sees(guest, &ViewOrganization { organization })
            .await
            .expect("may see it");
        details.organization.owner
    }

    pub(crate) async fn log(&self, host: &Guest) -> Vec<AuditEntry> {
        let organization = self.home(host).await;
        let view = ListAuditEvents {
            organization,
            query: AuditQuery::all(PageRequest::everything()),
        };
        self.sees(host, &view).await.expect("may see it").items
    }

    pub(crate) fn digest(&self, secret: &SecretString) -> Digest {
        self.muster.tools().mint.digest(secret)
    }
}

pub(crate) fn visitor() -> Caller {
    Caller {
        actor: Actor::Visitor,
        cause: cause(),
    }
}

pub(crate) fn operator() -> Caller {
    Caller {
        actor: Actor::Operator,
        cause: Cause::command("test"),
    }
}

fn cause() -> Cause {
    Cause {
        method: "POST".to_owned(),
        path: "/test".to_owned(),
        response_code: 200,
        ip_address: None,
        user_agent: None,
    }
}

/// Reads licences such as `signed l-1 3 2026-01-01 2026-06-30 for 7`: seats, first day, last day, organization. The
/// first day may be `ever`, the seats `unlimited`, and the organization left out. Each is issued on its last day.
struct PlainVerifier;

impl LicenseVerifier for PlainVerifier {
    fn verify(&self, text: &str) -> Result<License, UntrustedLicense> {
        let words: Vec<_> = text.split(' ').collect();
        let (&["signed", id, seats, first, last], bound) = words.split_at(words.len().min(5))
        else {
            return Err(UntrustedLicense::Signature);
        };
        let day = |text: &str| text.parse::<Day>().expect("a day");
        let last = day(last);
        Ok(License {
            id: LicenseId::parse(id).expect("an id"),
            holder: LicenseHolder::parse("Acme").expect("a name"),
            seats: match seats {
                "unlimited" => SeatLimit::Unlimited,
                seats => SeatLimit::Limited(seats.parse().expect("a number")),
            },
            term: Term::new((first != "ever").then(|| day(first)), last).expect("a term"),
            organization: match bound {
                ["for", id] => Some(OrganizationId::new(id.parse().expect("an id"))),
                _ => None,
            },
            issued_at: muster_domain::model::time::start_of(last),
        })
    }
}

pub(crate) fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).expect("a good address")
}

pub(crate) fn password(text: &str) -> Password {
    Password::parse(text.into()).expect("a good password")
}

/// The refusal's code, where there is one.
pub(crate) fn code<T, E: Refusal>(outcome: Result<T, E>) -> &'static str {
    match outcome {
        Ok(_) => "ok",
        Err(error) => error.code(),
    }
}

struct TurnedClock(Mutex<Timestamp>);

impl Clock for TurnedClock {
    fn now(&self) -> Timestamp {
        *self
            .0
            .lock()
            .expect("no test panics while turning the clock")
    }
}

/// Secrets that are numbers, and digests that are the secret's own bytes folded.
struct CountingMint(AtomicU64);

impl CountingMint {
    fn next(&self) -> String {
        format!("{:040x}", self.0.fetch_add(1, Ordering::Relaxed))
    }
}

impl TokenMint for CountingMint {
    fn session_secret(&self) -> SessionSecret {
        SessionSecret::new(format!("mus_{}", self.next()))
    }
    fn legacy_token(&self) -> LegacyToken {
        LegacyToken::new(self.next())
    }
    fn invite_token(&self) -> InviteToken {
        InviteToken::new(self.next())
    }
    fn invitation_secret(&self) -> InvitationSecret {
        InvitationSecret::new(format!("mui_{}", self.next()))
    }
    fn password_reset_secret(&self) -> PasswordResetSecret {
        PasswordResetSecret::new(format!("mur_{}", self.next()))
    }
    fn token_name(&self) -> TokenName {
        TokenName::new(u128::from(self.0.fetch_add(1, Ordering::Relaxed)).to_be_bytes())
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "the mint digests the secret itself"
    )]
    fn digest(&self, secret: &SecretString) -> Digest {
        let mut bytes = [0; 32];
        for (at, byte) in secret.expose_secret().bytes().enumerate() {
            let slot: &mut u8 = &mut bytes[at % 32];
            *slot = slot.wrapping_mul(31).wrapping_add(byte);
        }
        Digest::new(bytes)
    }
}

/// Marks with the name of its key instead of encrypting.
struct MarkingSealer(&'static str);

impl Sealer for MarkingSealer {
    #[expect(
        clippy::disallowed_methods,
        reason = "the sealer seals the secret itself"
    )]
    fn seal(&self, purpose: Purpose, secret: &SecretString) -> Sealed {
        let secret = secret.expose_secret();
        Sealed::new(format!("{}:{purpose:?}:{secret}", self.0).into_bytes())
    }
    fn open(&self, purpose: Purpose, sealed: &Sealed) -> Result<SecretString, Unreadable> {
        let text = String::from_utf8(sealed.as_bytes().to_vec()).map_err(|_| Unreadable)?;
        let secret = text
            .strip_prefix(&format!("{}:{purpose:?}:", self.0))
            .ok_or(Unreadable)?;
        Ok(secret.into())
    }
}

/// Keeps the password as its own hash.
struct PlainHasher;

#[async_trait]
impl PasswordHasher for PlainHasher {
    #[expect(
        clippy::disallowed_methods,
        reason = "the hasher hashes the password itself"
    )]
    async fn hash(&self, password: &Password) -> Result<PasswordHash, HasherError> {
        Ok(PasswordHash::new(
            password.secret().expose_secret().to_owned(),
        ))
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "the hasher compares the password itself"
    )]
    async fn verify(
        &self,
        password: &SecretString,
        hash: Option<PasswordHash>,
    ) -> Result<bool, HasherError> {
        Ok(hash.is_some_and(|hash| hash.as_str() == password.expose_secret()))
    }
}

/// Writes claims in the clear behind a fixed head, and a word for a signature.
struct PlainSigner;

impl TokenSigner for PlainSigner {
    fn sign(&self, claims: &TokenClaims) -> SecretString {
        let (issued, expires) = (claims.issued_at.timestamp(), claims.expires_at.timestamp());
        let purpose = claims.purpose.code();
        format!(
            "head.{purpose} {} {} {issued} {expires}.signed",
            claims.user, claims.name
        )
        .into()
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the signer reads the token itself"
    )]
    fn verify(&self, token: &SecretString) -> Result<TokenClaims, TokenRefused> {
        let truncated = token.expose_secret().strip_suffix(".signed");
        truncated
            .and_then(|truncated| self.read(&truncated.into()))
            .ok_or(TokenRefused::Invalid)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the signer reads the token itself"
    )]
    fn read(&self, truncated: &SecretString) -> Option<TokenClaims> {
        let body = truncated.expose_secret().strip_prefix("head.")?;
        let mut words = body.split(' ');
        let purpose = match words.next()? {
            "refresh" => TokenPurpose::Refresh,
            "access" => TokenPurpose::Access,
            _ => return None,
        };
        let user = UserId::new(words.next()?.parse().ok()?);
        let name = TokenName::parse(words.next()?)?;
        let mut time = || Timestamp::from_timestamp(words.next()?.parse().ok()?, 0);
        Some(TokenClaims {
            purpose,
            user,
            name,
            issued_at: time()?,
            expires_at: time()?,
        })
    }
}
