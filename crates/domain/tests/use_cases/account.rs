//! Signing up, logging in, sessions, passwords, profile.

use muster_domain::model::actor::Caller;
use muster_domain::model::membership::MemberRole;
use muster_domain::model::secret::Password;
use muster_domain::model::session::Minutes;
use muster_domain::model::time::Duration;
use muster_domain::ports::{Addressed, Credential};
use muster_domain::use_cases::account::{
    ChangePassword, PreviewPasswordReset, RecordActivity, ResetPassword, UpdateAccount, ViewAccount,
};
use muster_domain::use_cases::api_token::{RenewLegacyToken, ViewLegacyToken};
use muster_domain::use_cases::membership::JoinByLink;
use muster_domain::use_cases::organization::{CreateOrganization, SetSessionPolicy};
use secrecy::SecretString;

use crate::world::{Guest, PASSWORD, World, address, code, password, visitor};

#[tokio::test]
async fn k37_k38_one_account_for_each_address() {
    let world = World::new();
    world.founds("ann@bücher.example").await;
    assert_eq!(
        code(world.signs_up("ANN@xn--bcher-kva.example", None).await),
        "invalid"
    );
    world.founds("t\u{435}st@example.com").await;
    world.founds("test@example.com").await;
    assert_eq!(
        code(world.logs_in("Ann@BÜCHER.example", PASSWORD).await),
        "ok"
    );
    assert_eq!(
        code(world.logs_in("te\u{200b}st@example.com", PASSWORD).await),
        "unauthenticated"
    );
    assert_eq!(
        code(world.logs_in("nobody@example.com", PASSWORD).await),
        "unauthenticated"
    );
    assert_eq!(
        code(world.logs_in("test@example.com", "wrong").await),
        "unauthenticated"
    );
}

#[tokio::test]
async fn a_session_ends_by_the_organizations_policy() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let organization = world.home(&olga).await;
    let minutes = |minutes| Minutes::new(minutes).ok();
    let policy = SetSessionPolicy {
        organization,
        max_age: minutes(100),
        max_idle: minutes(10),
    };
    world.runs(&olga, &policy).await.expect("set");
    for _ in 0..12 {
        world.turn(Duration::minutes(8));
        world.runs(&olga, &RecordActivity).await.expect("recorded");
    }
    world.turn(Duration::minutes(4));
    assert_eq!(
        code(world.caller(&olga).await),
        "unauthenticated",
        "100 minutes in all"
    );
    let again = world
        .logs_in("olga@example.com", PASSWORD)
        .await
        .expect("logged in");
    world.turn(Duration::minutes(10));
    assert_eq!(
        code(world.caller(&again).await),
        "unauthenticated",
        "10 minutes idle"
    );
}

#[tokio::test]
async fn a_browser_that_logs_out_is_out() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let other = world
        .logs_in("olga@example.com", PASSWORD)
        .await
        .expect("logged in");
    world.logs_out(&olga).await;
    assert_eq!(code(world.caller(&olga).await), "unauthenticated");
    assert_eq!(code(world.caller(&other).await), "ok");
}

async fn change(world: &World, guest: &Guest, current: &str, new: Password) -> &'static str {
    let caller = world.caller(guest).await.expect("signed in");
    let tools = world.muster.tools();
    let current = SecretString::from(current);
    match ChangePassword::prepare(
        &caller.actor,
        &current,
        &new,
        world.muster.directory(),
        &*tools.hasher,
    )
    .await
    {
        Ok(use_case) => code(world.muster.run(&caller, &use_case).await),
        Err(error) => code::<(), _>(Err(error)),
    }
}

#[tokio::test]
async fn k53_a_new_password_ends_the_other_browsers() {
    let world = World::new();
    let here = world.founds("olga@example.com").await;
    let there = world
        .logs_in("olga@example.com", PASSWORD)
        .await
        .expect("logged in");
    assert_eq!(
        change(&world, &here, "wrong", password("another horse")).await,
        "invalid"
    );
    assert_eq!(
        change(&world, &here, PASSWORD, password("another horse")).await,
        "ok"
    );
    assert_eq!(code(world.caller(&here).await), "ok");
    assert_eq!(code(world.caller(&there).await), "unauthenticated");
    assert_eq!(
        code(world.logs_in("olga@example.com", PASSWORD).await),
        "unauthenticated"
    );
    assert_eq!(
        code(world.logs_in("olga@example.com", "another horse").await),
        "ok"
    );
}

#[tokio::test]
async fn a_link_chooses_a_password_once_within_its_time() {
    let world = World::new();
    let create = CreateOrganization {
        owner: address("olga@example.com"),
        title: None,
    };
    let created = world.operator_runs(&create).await.expect("created");
    let secret = world.digest(created.password_reset.expect("no password yet").secret());
    let preview = PreviewPasswordReset { secret };
    assert_eq!(code(world.muster.view(&visitor(), &preview).await), "ok");
    let prepare = async |secret| {
        let hasher = &*world.muster.tools().hasher;
        ResetPassword::prepare(secret, &password(PASSWORD), hasher)
            .await
            .expect("hashed")
    };
    let wrong = prepare(world.digest(&"wrong".into())).await;
    assert_eq!(
        code(world.muster.run(&visitor(), &wrong).await),
        "password_reset_invalid"
    );
    let reset = prepare(secret).await;
    assert_eq!(code(world.muster.run(&visitor(), &reset).await), "ok");
    assert_eq!(
        code(world.muster.run(&visitor(), &reset).await),
        "password_reset_used"
    );
    assert_eq!(
        code(world.muster.view(&visitor(), &preview).await),
        "password_reset_used"
    );
    let olga = world
        .logs_in("olga@example.com", PASSWORD)
        .await
        .expect("logged in");
    assert_eq!(world.owner_of(&olga).await, olga.user);

    let create = CreateOrganization {
        owner: address("late@example.com"),
        title: None,
    };
    let created = world.operator_runs(&create).await.expect("created");
    let late =
        prepare(world.digest(created.password_reset.expect("no password yet").secret())).await;
    world.turn(Duration::days(7));
    assert_eq!(
        code(world.muster.run(&visitor(), &late).await),
        "password_reset_expired"
    );
}

#[tokio::test]
async fn a_reset_ends_every_other_link_of_the_account() {
    let world = World::new();
    let create = CreateOrganization {
        owner: address("olga@example.com"),
        title: None,
    };
    let first = world.operator_runs(&create).await.expect("created");
    let second = world.operator_runs(&create).await.expect("created");
    let hasher = &*world.muster.tools().hasher;
    let secret = world.digest(first.password_reset.expect("no password yet").secret());
    let use_case = ResetPassword::prepare(secret, &password(PASSWORD), hasher)
        .await
        .expect("hashed");
    world
        .muster
        .run(&visitor(), &use_case)
        .await
        .expect("chosen");
    let other = world.digest(second.password_reset.expect("no password yet").secret());
    let use_case = ResetPassword::prepare(other, &password("another horse"), hasher)
        .await
        .expect("hashed");
    assert_eq!(
        code(world.muster.run(&visitor(), &use_case).await),
        "password_reset_used",
        "one use ends them all"
    );
}

#[tokio::test]
async fn the_active_organization_changes_only_when_its_person_changes_it() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let eve = world.founds("eve@example.com").await;
    let first = world.home(&olga).await;
    let second = world.home(&eve).await;
    let to = |organization| UpdateAccount {
        active_organization: Some(organization),
        ..UpdateAccount::default()
    };
    assert_eq!(
        code(world.runs(&olga, &to(second)).await),
        "invalid",
        "not a member"
    );
    let link = world.link(&eve).await;
    world
        .runs(&olga, &JoinByLink { link })
        .await
        .expect("joined");
    assert_eq!(world.home(&olga).await, first);
    world.runs(&olga, &to(second)).await.expect("changed");
    assert_eq!(world.home(&olga).await, second);
    world
        .gives(&eve, &olga, MemberRole::Deactivated)
        .await
        .expect("deactivated");
    let caller = world
        .caller_in(&olga, Addressed::Organization(first))
        .await
        .expect("still the Owner there");
    assert_eq!(
        code(world.muster.run(&caller, &to(second)).await),
        "invalid",
        "no access there"
    );
}

#[tokio::test]
async fn an_address_never_changes() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let update = |email| UpdateAccount {
        email: Some(address(email)),
        ..UpdateAccount::default()
    };
    assert_eq!(
        code(world.runs(&olga, &update("OLGA@example.com")).await),
        "ok"
    );
    let refused = world.runs(&olga, &update("eve@example.com")).await;
    assert_eq!(
        refused.expect_err("fixed").to_string(),
        "Cannot update read-only field: email"
    );
    assert_eq!(
        world
            .sees(&olga, &ViewAccount)
            .await
            .expect("seen")
            .user
            .email
            .as_str(),
        "olga@example.com"
    );
}

#[tokio::test]
async fn a_refused_credential_moves_no_time_of_last_use() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    let token = world.sees(&ann, &ViewLegacyToken).await.expect("shown");
    let credential = Credential::LegacyToken(world.digest(token.secret()));
    world.turn(Duration::minutes(5));
    let found = world
        .muster
        .authenticate(credential, Addressed::Active)
        .await
        .expect("valid");
    assert!(found.activity_is_due);
    world
        .gives(&olga, &ann, MemberRole::Deactivated)
        .await
        .expect("deactivated");
    assert_eq!(
        code(
            world
                .muster
                .authenticate(credential, Addressed::Active)
                .await
        ),
        "unauthenticated"
    );
}

#[tokio::test]
async fn a_request_that_was_under_way_when_its_credential_ended_changes_nothing_more() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let token = world.sees(&olga, &ViewLegacyToken).await.expect("shown");
    let token = Credential::LegacyToken(world.digest(token.secret()));
    let by_token = world.muster.authenticate(token, Addressed::Active).await;
    let by_token = Caller {
        actor: by_token.expect("valid").actor,
        cause: visitor().cause,
    };
    let by_session = world.caller(&olga).await.expect("valid");

    // Both are authenticated; now the operator ends the token and the browser logs out.
    let renew = RenewLegacyToken { user: olga.user };
    world.operator_runs(&renew).await.expect("renewed");
    world.logs_out(&olga).await;
    let hash = world
        .muster
        .tools()
        .hasher
        .hash(&password("stolen horse"))
        .await
        .ok();
    let update = UpdateAccount {
        password: hash,
        ..UpdateAccount::default()
    };
    for caller in [&by_token, &by_session] {
        assert_eq!(
            code(world.muster.run(caller, &update).await),
            "unauthenticated"
        );
        assert_eq!(
            code(world.muster.run(caller, &renew).await),
            "unauthenticated"
        );
    }
    assert_eq!(
        code(world.logs_in("olga@example.com", PASSWORD).await),
        "ok"
    );
}

#[tokio::test]
async fn a_session_that_was_logged_out_does_not_come_back_with_access() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let eve = world.founds("eve@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    let link = world.link(&eve).await;
    world
        .runs(&ann, &JoinByLink { link })
        .await
        .expect("joined");
    let deactivated = Some(MemberRole::Deactivated);
    world
        .changes(&olga, &ann, deactivated)
        .await
        .expect("deactivated");
    world.logs_out(&ann).await;
    world.changes(&olga, &ann, None).await.expect("reactivated");
    assert_eq!(code(world.caller(&ann).await), "unauthenticated");
}
