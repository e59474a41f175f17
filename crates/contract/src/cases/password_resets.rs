//! `PasswordResets`.

use muster_domain::model::id::UserId;
use muster_domain::model::password_reset::{NewPasswordReset, PasswordReset};
use muster_domain::model::secret::Digest;
use muster_domain::model::time::Timestamp;

use crate::World;
use crate::expect::assert_same;
use crate::fixtures::at;

async fn find(world: &World<'_>, digest: Digest) -> Option<PasswordReset> {
    let mut unit = world.begin().await;
    unit.password_resets()
        .find(digest)
        .await
        .expect("it is read")
}

async fn insert(world: &World<'_>, user: UserId) -> (PasswordReset, Digest) {
    let digest = world.digest();
    let mut unit = world.begin().await;
    let new = NewPasswordReset {
        user,
        digest,
        created_at: at(6),
        expires_at: at(16),
    };
    let reset = unit
        .password_resets()
        .insert(new)
        .await
        .expect("it is stored");
    unit.commit().await.expect("it commits");
    (reset, digest)
}

async fn end_of(world: &World<'_>, user: UserId, at: Timestamp) {
    let mut unit = world.begin().await;
    unit.password_resets()
        .end_of(user, at)
        .await
        .expect("they are ended");
    unit.commit().await.expect("it commits");
}

pub async fn every_field_is_kept(world: &World<'_>) {
    let user = world.user().await;
    let (reset, digest) = insert(world, user.id).await;
    let meant = PasswordReset {
        id: reset.id,
        user: user.id,
        expires_at: at(16),
        ended_at: None,
    };
    assert_same(&reset, &meant);
    assert_same(&find(world, digest).await, &Some(meant.clone()));
    let found = world
        .handle
        .directory
        .find_password_reset(digest)
        .await
        .expect("it is read");
    assert_same(&found, &Some((meant, user)));
}

pub async fn an_unknown_secret_finds_none(world: &World<'_>) {
    insert(world, world.user().await.id).await;
    let unknown = world.digest();
    assert_eq!(find(world, unknown).await, None);
    let found = world.handle.directory.find_password_reset(unknown).await;
    assert_eq!(found.expect("it is read"), None);
}

pub async fn a_person_may_have_several_and_all_end_at_once(world: &World<'_>) {
    let (user, other) = (world.user().await, world.user().await);
    let (first, second) = (insert(world, user.id).await, insert(world, user.id).await);
    let (others, others_digest) = insert(world, other.id).await;
    assert_same(&find(world, first.1).await, &Some(first.0.clone()));
    assert_same(&find(world, second.1).await, &Some(second.0.clone()));
    end_of(world, user.id, at(10)).await;
    for (reset, digest) in [&first, &second] {
        let ended = PasswordReset {
            ended_at: Some(at(10)),
            ..reset.clone()
        };
        assert_same(&find(world, *digest).await, &Some(ended.clone()));
        let found = world.handle.directory.find_password_reset(*digest).await;
        assert_same(&found.expect("it is read"), &Some((ended, user.clone())));
    }
    assert_same(&find(world, others_digest).await, &Some(others));
}

pub async fn what_ended_keeps_its_time(world: &World<'_>) {
    let user = world.user().await.id;
    let (first, first_digest) = insert(world, user).await;
    end_of(world, user, at(10)).await;
    let (second, second_digest) = insert(world, user).await;
    end_of(world, user, at(11)).await;
    end_of(world, user, at(12)).await;
    let ended = |reset, at| {
        Some(PasswordReset {
            ended_at: Some(at),
            ..reset
        })
    };
    assert_same(&find(world, first_digest).await, &ended(first, at(10)));
    assert_same(&find(world, second_digest).await, &ended(second, at(11)));
}

pub async fn a_person_without_any_has_none_to_end(world: &World<'_>) {
    end_of(world, world.user().await.id, at(10)).await;
}
