//! `ApiTokens`.

use muster_domain::model::api_token::StoredLegacyToken;
use muster_domain::model::id::UserId;
use muster_domain::model::secret::{Digest, Sealed};
use muster_domain::ports::{Addressed, Credential};

use crate::World;
use crate::expect::{assert_missing, assert_refused, assert_same};
use crate::fixtures::at;

async fn bearer(world: &World<'_>, digest: Digest) -> Option<UserId> {
    let credential = Credential::LegacyToken(digest);
    let bearer = world
        .handle
        .directory
        .find_bearer(credential, Addressed::Active)
        .await;
    bearer.expect("it is read").map(|bearer| bearer.user.id)
}

async fn find(world: &World<'_>, user: UserId) -> Option<StoredLegacyToken> {
    world
        .handle
        .directory
        .find_legacy_token(user)
        .await
        .expect("it is read")
}

pub async fn every_field_is_kept(world: &World<'_>) {
    for sealed in [
        vec![],
        vec![0],
        vec![0, 0xff, 0xc3, 0x28],
        vec![0xaa; 5_000],
    ] {
        let user = world.user().await.id;
        assert_eq!(find(world, user).await, None);
        let sealed = Sealed::new(sealed);
        let token = StoredLegacyToken {
            user,
            digest: world.digest(),
            sealed,
            created_at: at(9),
        };
        let mut unit = world.begin().await;
        unit.api_tokens()
            .insert_legacy(token.clone())
            .await
            .expect("it is the first");
        unit.commit().await.expect("it commits");
        assert_eq!(bearer(world, token.digest).await, Some(user));
        assert_same(&find(world, user).await, &Some(token));
    }
}

pub async fn one_is_found_by_its_account(world: &World<'_>) {
    let (user, other) = (world.user().await.id, world.user().await.id);
    world.legacy_token(user).await;
    let stored = find(world, user).await;
    let mut unit = world.begin().await;
    let tokens = unit.api_tokens();
    assert_same(
        &tokens.find_legacy(user).await.expect("it is read"),
        &stored,
    );
    assert_eq!(tokens.find_legacy(other).await.expect("it is read"), None);
}

pub async fn a_second_one_is_refused(world: &World<'_>) {
    let user = world.user().await.id;
    let first = world.legacy_token(user).await;
    let second = world.new_legacy_token(user);
    let mut unit = world.begin().await;
    assert_refused(unit.api_tokens().insert_legacy(second.clone()).await);
    drop(unit);
    assert_eq!(bearer(world, second.digest).await, None);
    assert_eq!(bearer(world, first.digest).await, Some(user));
    assert_same(&find(world, user).await, &Some(first));
}

pub async fn the_old_one_is_refused_once_it_was_replaced(world: &World<'_>) {
    let (user, other) = (world.user().await.id, world.user().await.id);
    let others = world.legacy_token(other).await;
    let mut old = world.legacy_token(user).await;
    for n in 0..3 {
        let new = StoredLegacyToken {
            created_at: at(20 + n),
            ..world.new_legacy_token(user)
        };
        let mut unit = world.begin().await;
        unit.api_tokens()
            .update_legacy(new.clone())
            .await
            .expect("there is one to replace");
        unit.commit().await.expect("it commits");
        assert_eq!(bearer(world, old.digest).await, None);
        assert_eq!(bearer(world, new.digest).await, Some(user));
        assert_same(&find(world, user).await, &Some(new.clone()));
        old = new;
    }
    assert_eq!(bearer(world, others.digest).await, Some(other));
    assert_same(&find(world, other).await, &Some(others));
}

pub async fn none_cannot_be_replaced(world: &World<'_>) {
    let (user, other) = (world.user().await.id, world.user().await.id);
    world.legacy_token(other).await;
    let mut unit = world.begin().await;
    assert_missing(
        unit.api_tokens()
            .update_legacy(world.new_legacy_token(user))
            .await,
    );
    drop(unit);
    assert_eq!(find(world, user).await, None);
}
