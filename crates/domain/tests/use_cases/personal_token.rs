//! Personal access tokens: made, exchanged, rotated, revoked, switched off.

use muster_domain::model::actor::{Actor, Caller};
use muster_domain::model::api_token::{SwitchedOff, TokenKinds, TokenLife};
use muster_domain::model::audit::{AuditAction, Cause};
use muster_domain::model::membership::MemberRole;
use muster_domain::model::refusal::Refusal as _;
use muster_domain::model::secret::{AccessToken, PersonalAccessToken};
use muster_domain::model::time::Duration;
use muster_domain::ports::{Addressed, Credential};
use muster_domain::use_cases::account::{
    ChangePassword, RequestPasswordReset, ResetPassword, UpdateAccount,
};
use muster_domain::use_cases::api_token::{
    IssuePersonalToken, ListPersonalTokens, RefreshAccessToken, RevokePersonalToken,
    RotatePersonalToken, ViewLegacyToken, ViewTokens,
};
use muster_domain::use_cases::membership::RemoveMember;
use muster_domain::use_cases::organization::SetTokenPolicy;
use secrecy::SecretString;

use crate::world::{Guest, PASSWORD, World, address, code, password, visitor};

impl World {
    async fn issues(&self, guest: &Guest) -> PersonalAccessToken {
        let issued = self.runs(guest, &IssuePersonalToken).await;
        issued.expect("issued").token
    }

    /// Exchanges a personal access token; the code of the refusal where there is one.
    async fn refreshes(&self, token: &PersonalAccessToken) -> Result<AccessToken, String> {
        let refresh = token.secret().clone();
        let view = RefreshAccessToken { refresh };
        let outcome = self.muster.view(&visitor(), &view).await;
        outcome.map_err(|error| error.to_string())
    }

    /// Who bears this access token, or why nobody does.
    async fn bears(&self, token: &SecretString) -> Result<Caller, String> {
        let credential = match self.muster.read_access_token(token) {
            Ok(credential) => credential,
            Err(refused) => return Err(refused.to_string()),
        };
        let found = self
            .muster
            .authenticate(credential, Addressed::Active)
            .await;
        let found = found.map_err(|error| error.to_string())?;
        Ok(Caller {
            actor: found.actor,
            cause: Cause::command("test"),
        })
    }

    async fn sets(&self, host: &Guest, personal: bool, legacy: bool) {
        let set = SetTokenPolicy {
            organization: self.home(host).await,
            personal: Some(personal),
            legacy: Some(legacy),
            life: None,
        };
        self.runs(host, &set).await.expect("may set it");
    }

    /// The kinds of token that remain.
    async fn chooses_password(&self, guest: &Guest, present: &str, new: &str) -> TokenKinds {
        let caller = self.caller(guest).await.expect("signed in");
        let (present, new) = (SecretString::from(present), password(new));
        let (directory, hasher) = (self.muster.directory(), &*self.muster.tools().hasher);
        let change = ChangePassword::prepare(&caller.actor, &present, &new, directory, hasher);
        let change = change.await.expect("the present password");
        self.muster.run(&caller, &change).await.expect("changed")
    }
}

#[tokio::test]
async fn a_token_is_shown_once_and_exchanged_for_short_lived_ones() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let token = world.issues(&olga).await;
    let refused = world.runs(&olga, &IssuePersonalToken).await;
    assert_eq!(code(refused), "personal_token_exists");
    let listed = world
        .sees(&olga, &ListPersonalTokens)
        .await
        .expect("listed");
    assert_eq!(listed.len(), 1);
    assert_eq!(
        listed[0].expires_at - listed[0].created_at,
        Duration::days(73_000)
    );
    assert!(!listed[0].truncated.ends_with("signed"), "{:?}", listed[0]);
    let access = world.refreshes(&token).await.expect("exchanged");
    let caller = world.bears(access.secret()).await.expect("good");
    assert_eq!(caller.actor.user(), Some(olga.user));
    let refused = world
        .bears(token.secret())
        .await
        .expect_err("not to be shown with requests");
    assert!(refused.contains("/api/token/refresh/"), "K75: {refused}");
    world.turn(Duration::minutes(5));
    assert_eq!(
        world.bears(access.secret()).await.expect_err("over"),
        "Token is expired"
    );
}

#[tokio::test]
async fn k54_revoking_ends_the_token_and_what_was_made_from_it() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    for truncated in [false, true] {
        let token = world.issues(&olga).await;
        let access = world.refreshes(&token).await.expect("exchanged");
        let listed = world
            .sees(&olga, &ListPersonalTokens)
            .await
            .expect("listed");
        let named = if truncated {
            SecretString::from(listed[0].truncated.clone())
        } else {
            token.secret().clone()
        };
        let revoke = RevokePersonalToken { token: named };
        world
            .muster
            .run(&visitor(), &revoke)
            .await
            .expect("revoked");
        assert_eq!(
            code(world.muster.run(&visitor(), &revoke).await),
            "not_found"
        );
        assert_eq!(
            world.refreshes(&token).await.expect_err("revoked"),
            "Token is blacklisted"
        );
        assert_eq!(
            world.bears(access.secret()).await.expect_err("revoked"),
            "Token is blacklisted"
        );
    }
}

#[tokio::test]
async fn an_access_token_revokes_nothing() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let token = world.issues(&olga).await;
    let access = world.refreshes(&token).await.expect("exchanged");
    let revoke = RevokePersonalToken {
        token: access.secret().clone(),
    };
    assert_eq!(
        code(world.muster.run(&visitor(), &revoke).await),
        "not_found"
    );
    let forged = RevokePersonalToken {
        token: "head.x.signed".into(),
    };
    assert_eq!(
        code(world.muster.run(&visitor(), &forged).await),
        "not_found"
    );
    assert_eq!(
        world
            .refreshes(&PersonalAccessToken::new(access.secret().clone()))
            .await
            .expect_err("refused"),
        "Token is invalid"
    );
}

#[tokio::test]
async fn rotating_gives_a_new_token_and_ends_the_old_one() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let otto = world.founds("otto@example.com").await;
    let old = world.issues(&olga).await;
    let rotate = RotatePersonalToken {
        refresh: old.secret().clone(),
    };
    let stolen = world.runs(&otto, &rotate).await.map(|_| ());
    assert_eq!(stolen.expect_err("not his").fields()[0].field, "refresh");
    let new = world.runs(&olga, &rotate).await.expect("rotated").token;
    assert_eq!(
        world.refreshes(&old).await.expect_err("ended"),
        "Token is blacklisted"
    );
    world.refreshes(&new).await.expect("the new one works");
    assert_eq!(code(world.runs(&olga, &rotate).await), "invalid");
}

#[tokio::test]
async fn a_shorter_life_is_that_of_new_tokens() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let set = SetTokenPolicy {
        organization: world.home(&olga).await,
        personal: None,
        legacy: None,
        life: Some(TokenLife::new(1).expect("a day")),
    };
    world.runs(&olga, &set).await.expect("set");
    let token = world.issues(&olga).await;
    world.turn(Duration::hours(23));
    world.refreshes(&token).await.expect("good");
    world.turn(Duration::hours(1));
    assert_eq!(
        world.refreshes(&token).await.expect_err("over"),
        "Token is expired"
    );
    world.issues(&olga).await;
}

#[tokio::test]
async fn k76_a_kind_that_is_switched_off_is_refused_and_says_so() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let token = world.issues(&olga).await;
    let access = world.refreshes(&token).await.expect("exchanged");
    let legacy = world.sees(&olga, &ViewLegacyToken).await.expect("shown");
    let legacy = Credential::LegacyToken(world.digest(legacy.secret()));
    let by_legacy = async |world: &World| {
        let found = world.muster.authenticate(legacy, Addressed::Active).await;
        found.map(|_| ()).map_err(|error| error.to_string())
    };
    world.sets(&olga, false, false).await;
    assert!(
        world
            .bears(access.secret())
            .await
            .expect_err("off")
            .contains("personal access tokens have been disabled")
    );
    assert!(
        world
            .refreshes(&token)
            .await
            .expect_err("off")
            .contains("personal access tokens have been disabled")
    );
    assert!(
        by_legacy(&world)
            .await
            .expect_err("off")
            .contains("legacy token authentication has been disabled")
    );
    assert_eq!(
        code(world.runs(&olga, &IssuePersonalToken).await),
        "personal_tokens_off"
    );
    world.sets(&olga, true, true).await;
    world.bears(access.secret()).await.expect("on again");
    by_legacy(&world).await.expect("on again");
    let world = world.restarted(|settings| {
        settings.token_kinds = TokenKinds {
            personal: true,
            legacy: false,
        };
    });
    assert!(
        by_legacy(&world).await.is_err(),
        "the operator's word holds"
    );
    world.bears(access.secret()).await.expect("untouched");
}

#[tokio::test]
async fn only_owner_and_administrators_set_the_policy() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    world
        .gives(&olga, &ann, MemberRole::Manager)
        .await
        .expect("given");
    let set = SetTokenPolicy {
        organization: world.home(&olga).await,
        personal: Some(false),
        legacy: None,
        life: None,
    };
    assert_eq!(code(world.runs(&ann, &set).await), "forbidden");
    world
        .gives(&olga, &ann, MemberRole::Administrator)
        .await
        .expect("given");
    assert_eq!(code(world.runs(&ann, &set).await), "ok");
    let log = world.log(&olga).await;
    let changed = log
        .iter()
        .find(|entry| entry.event.happening.action == AuditAction::TokenPolicyChanged)
        .expect("it is in the log");
    assert_eq!(changed.event.actor, Some(ann.user));
    let after = changed.event.happening.after.as_deref();
    assert_eq!(after, Some("personal off, legacy on, 73000 days"));
}

#[tokio::test]
async fn a_pending_member_makes_no_token() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    assert_eq!(
        code(world.runs(&ann, &IssuePersonalToken).await),
        "membership_pending"
    );
}

#[tokio::test]
async fn one_is_told_what_can_be_done_with_ones_tokens() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let none = world.sees(&olga, &ViewTokens).await.expect("told");
    assert_eq!((none.personal.len(), none.issue.is_ok()), (0, true));
    assert_eq!((none.personal_off, none.legacy_off), (None, None));
    world.issues(&olga).await;
    let one = world.sees(&olga, &ViewTokens).await.expect("told");
    let listed = world.sees(&olga, &ListPersonalTokens).await;
    assert_eq!(one.personal, listed.expect("listed"));
    assert_eq!(code(one.issue), "personal_token_exists");
    world.sets(&olga, false, true).await;
    let off = world.sees(&olga, &ViewTokens).await.expect("told");
    assert_eq!(code(off.issue), "personal_tokens_off");
    let here = SwitchedOff::InOrganization;
    assert_eq!((off.personal_off, off.legacy_off), (Some(here), None));
    let world = world.restarted(|settings| {
        settings.token_kinds = TokenKinds {
            personal: false,
            legacy: false,
        };
    });
    let off = world.sees(&olga, &ViewTokens).await.expect("told");
    let server = Some(SwitchedOff::OnServer);
    assert_eq!((off.personal_off, off.legacy_off), (server, server));
    let ann = world.joins("ann@example.com", &olga).await;
    let waits = world.sees(&ann, &ViewTokens).await.expect("told");
    assert_eq!(code(waits.issue), "membership_pending");
}

#[tokio::test]
async fn k53_a_change_of_password_tells_which_tokens_remain() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let legacy = world.sees(&olga, &ViewLegacyToken).await.expect("shown");
    let remain = world.chooses_password(&olga, PASSWORD, "another horse");
    assert_eq!(
        remain.await,
        TokenKinds {
            personal: false,
            legacy: true
        }
    );
    let token = world.issues(&olga).await;
    let remain = world.chooses_password(&olga, "another horse", PASSWORD);
    assert_eq!(remain.await, TokenKinds::BOTH);
    world.refreshes(&token).await.expect("it remains");
    let credential = Credential::LegacyToken(world.digest(legacy.secret()));
    let found = world.muster.authenticate(credential, Addressed::Active);
    found.await.expect("it remains");
    let revoke = RevokePersonalToken {
        token: token.secret().clone(),
    };
    let revoked = world.muster.run(&visitor(), &revoke).await;
    revoked.expect("revoked");
    let remain = world.chooses_password(&olga, PASSWORD, "another horse");
    assert!(!remain.await.personal, "it was revoked");
}

#[tokio::test]
async fn k52_deactivation_and_removal_end_tokens_at_once() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    world
        .gives(&olga, &ann, MemberRole::Reviewer)
        .await
        .expect("given");
    let token = world.issues(&ann).await;
    let access = world.refreshes(&token).await.expect("exchanged");
    world
        .gives(&olga, &ann, MemberRole::Deactivated)
        .await
        .expect("taken");
    assert!(world.bears(access.secret()).await.is_err());
    assert!(world.refreshes(&token).await.is_err());
    world.changes(&olga, &ann, None).await.expect("given back");
    assert_eq!(
        world
            .refreshes(&token)
            .await
            .expect_err("does not come back"),
        "Token is blacklisted"
    );
    let bob = world.joins("bob@example.com", &olga).await;
    world
        .gives(&olga, &bob, MemberRole::Reviewer)
        .await
        .expect("given");
    let access = world
        .refreshes(&world.issues(&bob).await)
        .await
        .expect("exchanged");
    let remove = RemoveMember {
        organization: world.home(&olga).await,
        user: bob.user,
    };
    world.runs(&olga, &remove).await.expect("removed");
    assert!(world.bears(access.secret()).await.is_err());
}

#[tokio::test]
async fn k53_a_reset_by_mail_ends_personal_tokens_too() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let token = world.issues(&olga).await;
    let email = address("olga@example.com");
    let request = RequestPasswordReset::prepare(&email, world.muster.directory());
    let request = request.await.expect("looked for").expect("found");
    world.muster.run(&visitor(), &request).await.expect("asked");
    let link = world.mailed_link().await;
    let new = password("a new password");
    let reset = ResetPassword::prepare(link, &new, &*world.muster.tools().hasher)
        .await
        .expect("hashes");
    world.muster.run(&visitor(), &reset).await.expect("reset");
    assert_eq!(
        world.refreshes(&token).await.expect_err("ended"),
        "Token is blacklisted"
    );
}

#[tokio::test]
async fn a_token_that_was_revoked_while_its_request_was_under_way_changes_nothing() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let token = world.issues(&olga).await;
    let access = world.refreshes(&token).await.expect("exchanged");
    let caller = world.bears(access.secret()).await.expect("good");
    assert!(matches!(caller.actor, Actor::Person(_)));
    let revoke = RevokePersonalToken {
        token: token.secret().clone(),
    };
    world
        .muster
        .run(&visitor(), &revoke)
        .await
        .expect("revoked");
    let update = UpdateAccount::default();
    assert_eq!(
        code(world.muster.run(&caller, &update).await),
        "unauthenticated"
    );
}
