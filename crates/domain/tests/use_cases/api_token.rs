//! The legacy token.

use muster_domain::model::membership::MemberRole;
use muster_domain::ports::{Addressed, Credential};
use muster_domain::use_cases::account::ResetPassword;
use muster_domain::use_cases::api_token::{RenewLegacyToken, ViewLegacyToken};
use muster_domain::use_cases::membership::{JoinByLink, RemoveMember};
use muster_domain::use_cases::organization::CreateOrganization;

use crate::world::{Guest, PASSWORD, World, address, code, password, visitor};

#[tokio::test]
async fn a_renewed_token_replaces_the_old_one_at_once() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let bearer = async |token: &muster_domain::model::secret::LegacyToken| {
        let credential = Credential::LegacyToken(world.digest(token.secret()));
        code(
            world
                .muster
                .authenticate(credential, Addressed::Active)
                .await,
        )
    };
    let old = world.sees(&olga, &ViewLegacyToken).await.expect("shown");
    assert_eq!(bearer(&old).await, "ok");
    let new = world
        .runs(&olga, &RenewLegacyToken { user: olga.user })
        .await
        .expect("renewed");
    assert_eq!(bearer(&old).await, "unauthenticated");
    assert_eq!(bearer(&new).await, "ok");
    let shown = world.sees(&olga, &ViewLegacyToken).await.expect("shown");
    assert_eq!(world.digest(shown.secret()), world.digest(new.secret()));
}

#[tokio::test]
async fn nobody_but_the_operator_renews_another_persons_token() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    let renew = RenewLegacyToken { user: ann.user };
    assert_eq!(code(world.runs(&olga, &renew).await), "not_found");
    assert_eq!(code(world.operator_runs(&renew).await), "ok");
}

/// The person's legacy token, as a credential.
async fn token_of(world: &World, guest: &Guest) -> Credential {
    let token = world.sees(guest, &ViewLegacyToken).await.expect("shown");
    Credential::LegacyToken(world.digest(token.secret()))
}

/// Whether the store knows whose this is, whatever access it gives.
async fn is_known(world: &World, token: Credential) -> bool {
    let directory = world.muster.directory();
    let bearer = directory.find_bearer(token, Addressed::Active).await;
    bearer.expect("it is read").is_some()
}

#[tokio::test]
async fn k52_who_is_deactivated_everywhere_loses_the_token_for_good() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    let token = token_of(&world, &ann).await;
    let deactivated = Some(MemberRole::Deactivated);
    world
        .changes(&olga, &ann, deactivated)
        .await
        .expect("deactivated");
    assert!(!is_known(&world, token).await);
    world.changes(&olga, &ann, None).await.expect("reactivated");
    let outcome = world.muster.authenticate(token, Addressed::Active).await;
    assert_eq!(code(outcome), "unauthenticated");
}

#[tokio::test]
async fn who_is_removed_from_the_last_organization_that_gave_access_loses_the_token() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let eve = world.founds("eve@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    let link = world.link(&eve).await;
    world
        .runs(&ann, &JoinByLink { link })
        .await
        .expect("joined");
    let token = token_of(&world, &ann).await;
    let deactivated = Some(MemberRole::Deactivated);
    world
        .changes(&eve, &ann, deactivated)
        .await
        .expect("deactivated");
    assert!(
        is_known(&world, token).await,
        "the other organization still gives access"
    );
    let remove = RemoveMember {
        organization: world.home(&olga).await,
        user: ann.user,
    };
    world.runs(&olga, &remove).await.expect("removed");
    assert!(!is_known(&world, token).await);
}

#[tokio::test]
async fn k53_a_password_chosen_by_a_link_replaces_the_token() {
    let world = World::new();
    let create = CreateOrganization {
        owner: address("olga@example.com"),
        title: None,
    };
    let created = world.operator_runs(&create).await.expect("created");
    let renew = RenewLegacyToken {
        user: created.owner.id,
    };
    let token = world.operator_runs(&renew).await.expect("renewed");
    let token = Credential::LegacyToken(world.digest(token.secret()));
    assert!(is_known(&world, token).await);
    let secret = world.digest(created.password_reset.expect("no password yet").secret());
    let hasher = &*world.muster.tools().hasher;
    let reset = ResetPassword::prepare(secret, &password(PASSWORD), hasher).await;
    let reset = reset.expect("hashed");
    world.muster.run(&visitor(), &reset).await.expect("chosen");
    assert!(!is_known(&world, token).await);
}
