//! `PasswordResets`.

use muster_domain::model::id::UserId;
use muster_domain::model::password_reset::{NewPasswordReset, PasswordReset};
use muster_domain::model::secret::Digest;
use muster_domain::model::time::{Duration, Timestamp};

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
    insert_at(world, user, 6).await
}

/// One that was made then, and is good for ten moments.
async fn insert_at(world: &World<'_>, user: UserId, created: i64) -> (PasswordReset, Digest) {
    let digest = world.digest();
    let mut unit = world.begin().await;
    let new = NewPasswordReset {
        user,
        digest,
        created_at: at(created),
        expires_at: at(created + 10),
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

pub async fn those_made_since_then_are_counted(world: &World<'_>) {
    let (user, other) = (world.user().await.id, world.user().await.id);
    for created in [6, 7, 7, 8] {
        insert_at(world, user, created).await;
    }
    insert_at(world, other, 9).await;
    // Those that ended were made all the same.
    end_of(world, user, at(8)).await;
    let microsecond = Duration::microseconds(1);
    for (since, meant) in [
        (at(0), 4),
        (at(6), 4),
        (at(6) + microsecond, 3),
        (at(7), 3),
        (at(8), 1),
        (at(8) + microsecond, 0),
    ] {
        let mut unit = world.begin().await;
        let counted = unit.password_resets().count_since(user, since).await;
        assert_eq!(counted.expect("they are counted"), meant, "{since}");
    }
}

pub async fn those_that_expired_before_then_are_deleted(world: &World<'_>) {
    let user = world.user().await.id;
    let (_, early) = insert_at(world, user, 5).await;
    let (_, ended) = insert_at(world, user, 6).await;
    end_of(world, user, at(7)).await;
    let (kept, late) = insert_at(world, user, 7).await;
    let delete_expired = async |before| {
        let mut unit = world.begin().await;
        let deleted = unit.password_resets().delete_expired(before).await;
        unit.commit().await.expect("it commits");
        deleted.expect("they are deleted")
    };
    assert_eq!(delete_expired(at(15)).await, 0);
    assert!(find(world, early).await.is_some());
    assert_eq!(delete_expired(at(17)).await, 2);
    assert_eq!(find(world, early).await, None);
    assert_eq!(find(world, ended).await, None);
    assert_same(&find(world, late).await, &Some(kept));
    assert_eq!(delete_expired(at(17)).await, 0);
    assert_eq!(delete_expired(at(90)).await, 1);
    assert_eq!(find(world, late).await, None);
}
