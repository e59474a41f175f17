//! `Sessions`. What they are is read by `Directory::find_bearer`.

use muster_domain::model::id::{SessionId, UserId};
use muster_domain::model::secret::Digest;
use muster_domain::model::session::{NewSession, Session};
use muster_domain::model::time::Duration;
use muster_domain::ports::{Addressed, Credential};

use crate::World;
use crate::expect::assert_same;
use crate::fixtures::at;

async fn find(world: &World<'_>, digest: Digest) -> Option<Session> {
    let credential = Credential::Session(digest);
    let bearer = world
        .handle
        .directory
        .find_bearer(credential, Addressed::Active)
        .await;
    bearer
        .expect("it is read")
        .map(|bearer| bearer.session.expect("the bearer's session"))
}

async fn delete(world: &World<'_>, id: SessionId) {
    let mut unit = world.begin().await;
    unit.sessions()
        .delete(id)
        .await
        .expect("it is deleted or passed over");
    unit.commit().await.expect("it commits");
}

async fn delete_of(world: &World<'_>, user: UserId, keep: Option<SessionId>) -> u64 {
    let mut unit = world.begin().await;
    let deleted = unit
        .sessions()
        .delete_of(user, keep)
        .await
        .expect("they are deleted");
    unit.commit().await.expect("it commits");
    deleted
}

pub async fn every_field_is_kept(world: &World<'_>) {
    let (user, digest) = (world.user().await.id, world.digest());
    let mut unit = world.begin().await;
    let new = NewSession {
        user,
        digest,
        created_at: at(9),
    };
    let inserted = unit.sessions().insert(new).await.expect("it is stored");
    let meant = Session {
        id: inserted.id,
        user,
        created_at: at(9),
        last_active_at: at(9),
    };
    assert_same(&inserted, &meant);
    unit.commit().await.expect("it commits");
    assert_same(&find(world, digest).await, &Some(meant));
}

pub async fn activity_moves_forward_and_never_back(world: &World<'_>) {
    let user = world.user().await.id;
    let (session, digest) = world.session(user).await;
    let (other, others) = world.session(user).await;
    let microsecond = Duration::microseconds(1);
    let forth = at(9) + microsecond;
    for (to, meant) in [
        (at(9), at(9)),
        (at(8), at(9)),
        (at(9) - microsecond, at(9)),
        (forth, forth),
    ] {
        let mut unit = world.begin().await;
        let sessions = unit.sessions();
        sessions
            .update_last_active(session.id, to)
            .await
            .expect("it is moved or not");
        unit.commit().await.expect("it commits");
        let meant = Session {
            last_active_at: meant,
            ..session.clone()
        };
        assert_same(&find(world, digest).await, &Some(meant));
    }
    assert_same(&find(world, others).await, &Some(other));
}

pub async fn one_that_is_gone_is_passed_over(world: &World<'_>) {
    let user = world.user().await.id;
    let (session, digest) = world.session(user).await;
    let (other, others) = world.session(user).await;
    delete(world, session.id).await;
    let mut unit = world.begin().await;
    let sessions = unit.sessions();
    sessions
        .update_last_active(session.id, at(9))
        .await
        .expect("it is passed over");
    unit.commit().await.expect("it commits");
    delete(world, session.id).await;
    delete(world, SessionId::new(i64::MAX)).await;
    assert_eq!(find(world, digest).await, None);
    assert_same(&find(world, others).await, &Some(other));
}

pub async fn one_is_found_until_it_ends(world: &World<'_>) {
    let user = world.user().await.id;
    let (session, _) = world.session(user).await;
    let mut unit = world.begin().await;
    let found = unit.sessions().find(session.id).await.expect("it is read");
    assert_same(&found, &Some(session.clone()));
    unit.sessions().delete(session.id).await.expect("it ends");
    let found = unit.sessions().find(session.id).await.expect("it is read");
    assert_eq!(found, None);
}

pub async fn a_new_one_is_never_taken_for_one_that_is_gone(world: &World<'_>) {
    let user = world.user().await.id;
    let (old, _) = world.session(user).await;
    delete(world, old.id).await;
    let (new, digest) = world.session(user).await;
    // Who still holds the old id, in a request that was under way, must not touch the new session.
    assert_ne!(old.id, new.id);
    delete(world, old.id).await;
    assert_same(&find(world, digest).await, &Some(new));
}

pub async fn all_of_a_person_end_but_the_one_to_keep(world: &World<'_>) {
    let (user, other) = (world.user().await.id, world.user().await.id);
    let mut digests = Vec::new();
    for _ in 0..3 {
        digests.push(world.session(user).await);
    }
    let (others_session, others) = world.session(other).await;
    let (kept, kept_digest) = digests.pop().expect("three");
    assert_eq!(delete_of(world, user, Some(kept.id)).await, 2);
    for (_, digest) in digests {
        assert_eq!(find(world, digest).await, None);
    }
    assert_same(&find(world, kept_digest).await, &Some(kept.clone()));
    assert_eq!(delete_of(world, user, Some(kept.id)).await, 0);
    // Another person's session is none to keep, and none to end.
    assert_eq!(delete_of(world, user, Some(others_session.id)).await, 1);
    assert_eq!(find(world, kept_digest).await, None);
    assert_same(&find(world, others).await, &Some(others_session));
    assert_eq!(delete_of(world, user, None).await, 0);
    assert_eq!(delete_of(world, other, None).await, 1);
    assert_eq!(find(world, others).await, None);
}

pub async fn those_without_activity_since_then_are_deleted(world: &World<'_>) {
    let user = world.user().await.id;
    let mut sessions = Vec::new();
    for active in [9, 10, 11] {
        let (session, digest) = world.session(user).await;
        let mut unit = world.begin().await;
        let moved = unit.sessions().update_last_active(session.id, at(active));
        moved.await.expect("it is moved");
        unit.commit().await.expect("it commits");
        sessions.push(digest);
    }
    let left = async || {
        let mut left = Vec::new();
        for digest in &sessions {
            left.push(find(world, *digest).await.is_some());
        }
        left
    };
    let delete_inactive = async |before| {
        let mut unit = world.begin().await;
        let deleted = unit.sessions().delete_inactive(before).await;
        unit.commit().await.expect("it commits");
        deleted.expect("they are deleted")
    };
    assert_eq!(delete_inactive(at(9)).await, 0);
    assert_eq!(left().await, [true, true, true]);
    assert_eq!(delete_inactive(at(10)).await, 1);
    assert_eq!(left().await, [false, true, true]);
    assert_eq!(delete_inactive(at(90)).await, 2);
    assert_eq!(left().await, [false, false, false]);
    assert_eq!(delete_inactive(at(90)).await, 0);
}
