//! Muster's rules inside another service.
//!
//! A print shop has two desks, a seat each, and lets `muster-domain` keep the roll of who may work
//! there. It brings its own tools for passwords and secrets, as your service may have its own, and
//! keeps the roll in memory. Run it with `cargo run -p muster-domain --example embed`.

use std::error::Error;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use muster_domain::Muster;
use muster_domain::model::actor::{Actor, Caller};
use muster_domain::model::api_token::{TokenClaims, TokenKinds, TokenName, TokenRefused};
use muster_domain::model::audit::Cause;
use muster_domain::model::email::EmailAddress;
use muster_domain::model::membership::MemberRole;
use muster_domain::model::refusal::Refusal as _;
use muster_domain::model::seats::SeatLimit;
use muster_domain::model::secret::{
    Digest, InvitationSecret, InviteToken, LegacyToken, Password, PasswordHash,
    PasswordResetSecret, Sealed, SessionSecret, Unreadable,
};
use muster_domain::model::settings::{MailPolicy, Settings, SignUpPolicy};
use muster_domain::model::time::{Duration, Timestamp};
use muster_domain::ports::{
    Addressed, Clock, Credential, HasherError, NoVendors, PasswordHasher, Purpose, Sealer,
    TokenMint, TokenSigner, Tools,
};
use muster_domain::use_cases::account::{SignUp, SignUpForm};
use muster_domain::use_cases::membership::ChangeRole;
use muster_domain::use_cases::organization::{ViewInviteLink, ViewSeats};
use muster_memory::MemoryStore;
use secrecy::SecretString;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let store = MemoryStore::new();
    let settings = Settings {
        unlicensed_seats: SeatLimit::Limited(2),
        license: None,
        sign_up: SignUpPolicy::Open,
        invitation_life: Duration::days(7),
        mail: MailPolicy::Off,
        token_kinds: TokenKinds::BOTH,
    };
    let muster = Muster::new(
        Arc::new(store.clone()),
        Arc::new(store),
        shop_tools(),
        settings,
    );

    // The shopkeeper founds the organization and shares its link; two people sign up by it.
    let olga = sign_up(&muster, "olga@example.com", None).await?;
    let Actor::Person(person) = &olga.actor else {
        unreachable!("a session is a person's")
    };
    let organization = person.place.ok_or("the founder has a place")?.organization;
    let link = muster
        .view(&olga, &ViewInviteLink { organization })
        .await?
        .token?;
    let link = muster.tools().mint.digest(link.secret());
    let ann = sign_up(&muster, "ann@example.com", Some(link)).await?;
    let bob = sign_up(&muster, "bob@example.com", Some(link)).await?;

    // Both wait for a role. The one seat that is left goes to Ann; Bob is refused, with the reason.
    for guest in [&ann, &bob] {
        let user = guest.actor.user().ok_or("a guest is a person")?;
        let to = Some(MemberRole::Annotator);
        match muster
            .run(
                &olga,
                &ChangeRole {
                    organization,
                    user,
                    to,
                },
            )
            .await
        {
            Ok(member) => println!("{} is {}", member.user.display_name(), member.role.label()),
            Err(refused) => {
                assert_eq!(refused.code(), "no_free_seat");
                println!("refused: {refused}");
            }
        }
    }
    let report = muster.view(&olga, &ViewSeats { organization }).await?;
    assert_eq!((report.seats.used, report.headcount.pending), (2, 1));
    Ok(())
}

/// Signs up and comes back as the caller of further requests.
async fn sign_up(
    muster: &Muster,
    email: &str,
    link: Option<Digest>,
) -> Result<Caller, Box<dyn Error>> {
    let visitor = Caller {
        actor: Actor::Visitor,
        cause: Cause::command("embed"),
    };
    let form = SignUpForm {
        email: EmailAddress::parse(email)?,
        password: Password::parse("correct horse".into())?,
        link,
    };
    let use_case = SignUp::prepare(form, &*muster.tools().hasher).await?;
    let secret = muster.run(&visitor, &use_case).await?.secret;
    let session = Credential::Session(muster.tools().mint.digest(secret.secret()));
    let actor = muster.authenticate(session, Addressed::Active).await?.actor;
    Ok(Caller { actor, ..visitor })
}

/// Toys, so that the example stands alone. Use `muster-crypto`, or what your service has.
fn shop_tools() -> Tools {
    Tools {
        hasher: Arc::new(Toy),
        mint: Arc::new(Numbers(AtomicU64::new(1))),
        sealer: Arc::new(Toy),
        signer: Arc::new(Toy),
        licenses: Arc::new(NoVendors),
        clock: Arc::new(Toy),
    }
}

struct Toy;

impl Clock for Toy {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH + Duration::days(20_000)
    }
}

#[async_trait]
impl PasswordHasher for Toy {
    async fn hash(&self, _: &Password) -> Result<PasswordHash, HasherError> {
        Ok(PasswordHash::new("toy".to_owned()))
    }
    async fn verify(&self, _: &SecretString, _: Option<PasswordHash>) -> Result<bool, HasherError> {
        Ok(false)
    }
}

impl Sealer for Toy {
    #[expect(clippy::disallowed_methods, reason = "a toy keeps the secret as it is")]
    fn seal(&self, _: Purpose, secret: &SecretString) -> Sealed {
        use secrecy::ExposeSecret as _;
        Sealed::new(secret.expose_secret().as_bytes().to_vec())
    }
    fn open(&self, _: Purpose, sealed: &Sealed) -> Result<SecretString, Unreadable> {
        String::from_utf8(sealed.as_bytes().to_vec())
            .map(Into::into)
            .map_err(|_| Unreadable)
    }
}

/// The shop uses no personal access tokens.
impl TokenSigner for Toy {
    fn sign(&self, claims: &TokenClaims) -> SecretString {
        format!("{claims:?}").into()
    }
    fn verify(&self, _: &SecretString) -> Result<TokenClaims, TokenRefused> {
        Err(TokenRefused::Invalid)
    }
    fn read(&self, _: &SecretString) -> Option<TokenClaims> {
        None
    }
}

/// Secrets that anybody can guess.
struct Numbers(AtomicU64);

impl Numbers {
    fn next(&self) -> String {
        format!("{:040x}", self.0.fetch_add(1, Ordering::Relaxed))
    }
}

impl TokenMint for Numbers {
    fn session_secret(&self) -> SessionSecret {
        SessionSecret::new(self.next())
    }
    fn legacy_token(&self) -> LegacyToken {
        LegacyToken::new(self.next())
    }
    fn invite_token(&self) -> InviteToken {
        InviteToken::new(self.next())
    }
    fn token_name(&self) -> TokenName {
        TokenName::new(u128::from(self.0.fetch_add(1, Ordering::Relaxed)).to_be_bytes())
    }
    fn invitation_secret(&self) -> InvitationSecret {
        InvitationSecret::new(self.next())
    }
    fn password_reset_secret(&self) -> PasswordResetSecret {
        PasswordResetSecret::new(self.next())
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "the mint digests the secret itself"
    )]
    fn digest(&self, secret: &SecretString) -> Digest {
        use secrecy::ExposeSecret as _;
        let mut hasher = DefaultHasher::new();
        secret.expose_secret().hash(&mut hasher);
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&hasher.finish().to_le_bytes());
        Digest::new(bytes)
    }
}
