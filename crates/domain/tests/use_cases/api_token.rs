//! The legacy token.

use muster_domain::ports::{Addressed, Credential};
use muster_domain::use_cases::api_token::{RenewLegacyToken, ViewLegacyToken};

use crate::world::{World, code};

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
