//! `Memberships`.

use muster_domain::model::id::{MembershipId, OrganizationId, UserId};
use muster_domain::model::membership::{
    JoinedBy, Membership, NewMembership, Promise, Role, Standing,
};
use muster_domain::model::seats::holds_seat;

use crate::World;
use crate::expect::{assert_missing, assert_refused, assert_same};
use crate::fixtures::{ADMINISTRATOR, ANNOTATOR, PENDING, at, lock, new_membership};

/// Every standing there is.
fn standings() -> Vec<Standing> {
    let roles = [
        Role::Administrator,
        Role::Manager,
        Role::Reviewer,
        Role::Annotator,
    ];
    let mut standings = vec![PENDING, Standing::Deactivated { before: None }];
    for (role, since) in roles
        .into_iter()
        .zip([at(0), at(1), at(-1_000), at(1_000_000)])
    {
        standings.push(Standing::Active(role));
        standings.push(Standing::Pending {
            promise: Some(Promise { role, since }),
        });
        standings.push(Standing::Deactivated { before: Some(role) });
    }
    standings
}

async fn find(world: &World<'_>, organization: OrganizationId, user: UserId) -> Option<Membership> {
    let mut unit = world.begin().await;
    unit.memberships()
        .find(organization, user)
        .await
        .expect("it is read")
}

async fn list_of(world: &World<'_>, user: UserId) -> Vec<Membership> {
    let mut unit = world.begin().await;
    unit.memberships()
        .list_of(user)
        .await
        .expect("they are read")
}

pub async fn every_field_is_kept(world: &World<'_>) {
    let organization = world.organization().await;
    let (link, _) = world.invite_link(&organization).await;
    let invitation = world.invitation(&organization).await;
    let ways = [
        JoinedBy::Founding,
        JoinedBy::InviteLink(link.id),
        JoinedBy::Invitation(invitation.id),
        JoinedBy::Direct,
    ];
    for (n, standing) in standings().into_iter().enumerate() {
        let joined_by = ways[n % ways.len()];
        let (user, created_at) = (world.user().await.id, at(40 + i64::from(n % 2 == 0)));
        let mut unit = world.begin().await;
        let locked = lock(&mut *unit, organization.id).await;
        let new = NewMembership {
            user,
            standing,
            joined_by,
            created_at,
        };
        let inserted = unit
            .memberships()
            .insert(&locked, new)
            .await
            .expect("it is the first");
        let meant = Membership {
            id: inserted.id,
            organization: organization.id,
            user,
            standing,
            joined_by,
            created_at,
            removed_at: None,
        };
        assert_same(&inserted, &meant);
        unit.commit().await.expect("it commits");
        assert_same(
            &find(world, organization.id, user).await,
            &Some(meant.clone()),
        );
        assert_same(&list_of(world, user).await, &vec![meant]);
    }
}

pub async fn every_standing_is_updated(world: &World<'_>) {
    let organization = world.organization().await;
    let mut membership = world.member(&organization, PENDING).await;
    let bystander = world.member(&organization, ANNOTATOR).await;
    for standing in standings().into_iter().chain(standings().into_iter().rev()) {
        membership.standing = standing;
        world.store_membership(&membership).await;
        let found = find(world, organization.id, membership.user).await;
        assert_same(&found, &Some(membership.clone()));
    }
    assert_same(
        &find(world, organization.id, bystander.user).await,
        &Some(bystander),
    );
}

pub async fn a_stranger_has_none(world: &World<'_>) {
    let (organization, other) = (world.organization().await, world.organization().await);
    let user = world.user().await.id;
    assert_eq!(find(world, organization.id, user).await, None);
    assert_eq!(find(world, organization.id, other.owner).await, None);
    assert_eq!(
        find(world, OrganizationId::new(i64::MAX), organization.owner).await,
        None
    );
    assert_eq!(
        find(world, organization.id, UserId::new(i64::MAX)).await,
        None
    );
    assert_eq!(list_of(world, user).await, []);
}

pub async fn a_second_one_is_refused(world: &World<'_>) {
    let organization = world.organization().await;
    for standing in [PENDING, ANNOTATOR, Standing::Deactivated { before: None }] {
        let first = world.member(&organization, standing).await;
        let mut unit = world.begin().await;
        let locked = lock(&mut *unit, organization.id).await;
        let second = new_membership(first.user, ANNOTATOR);
        assert_refused(unit.memberships().insert(&locked, second).await);
        drop(unit);
        assert_same(&list_of(world, first.user).await, &vec![first]);
    }
}

pub async fn a_second_one_in_the_same_unit_is_refused(world: &World<'_>) {
    let (organization, user) = (world.organization().await, world.user().await.id);
    let mut unit = world.begin().await;
    let locked = lock(&mut *unit, organization.id).await;
    let memberships = unit.memberships();
    memberships
        .insert(&locked, new_membership(user, PENDING))
        .await
        .expect("it is the first");
    assert_refused(
        memberships
            .insert(&locked, new_membership(user, PENDING))
            .await,
    );
}

pub async fn k70_a_removed_one_stays_beside_a_new_one(world: &World<'_>) {
    let organization = world.organization().await;
    let first = world.member(&organization, ANNOTATOR).await;
    let user = first.user;
    for _ in 0..3 {
        let old = find(world, organization.id, user)
            .await
            .expect("a live one");
        world.remove(&old).await;
        assert_eq!(find(world, organization.id, user).await, None);
        assert_eq!(list_of(world, user).await, []);
        let new = world.join(&organization, user, PENDING).await;
        assert!(
            new.id > old.id,
            "a rejoining member is a new one, listed after the old"
        );
        assert_same(
            &find(world, organization.id, user).await,
            &Some(new.clone()),
        );
        assert_same(&list_of(world, user).await, &vec![new]);
    }
}

pub async fn a_removed_one_does_not_come_back_beside_a_new_one(world: &World<'_>) {
    let organization = world.organization().await;
    let first = world.member(&organization, ANNOTATOR).await;
    world.remove(&first).await;
    let second = world.join(&organization, first.user, PENDING).await;
    let mut unit = world.begin().await;
    let locked = lock(&mut *unit, organization.id).await;
    assert_refused(unit.memberships().update(&locked, &first).await);
    drop(unit);
    assert_same(
        &find(world, organization.id, first.user).await,
        &Some(second),
    );
}

pub async fn an_unknown_one_cannot_be_updated(world: &World<'_>) {
    let organization = world.organization().await;
    let member = world.member(&organization, ANNOTATOR).await;
    let unknown = Membership {
        id: MembershipId::new(i64::MAX),
        ..member.clone()
    };
    for unknown in [
        unknown.clone(),
        Membership {
            removed_at: Some(at(9)),
            ..unknown
        },
    ] {
        let unknown = Membership {
            user: world.user().await.id,
            ..unknown
        };
        let mut unit = world.begin().await;
        let locked = lock(&mut *unit, organization.id).await;
        assert_missing(unit.memberships().update(&locked, &unknown).await);
    }
    assert_same(
        &find(world, organization.id, member.user).await,
        &Some(member),
    );
}

pub async fn k50_one_of_another_organization_cannot_be_updated(world: &World<'_>) {
    let (organization, other) = (world.organization().await, world.organization().await);
    let member = world.member(&other, PENDING).await;
    let edited = Membership {
        standing: ADMINISTRATOR,
        ..member.clone()
    };
    let disguised = Membership {
        organization: organization.id,
        ..edited.clone()
    };
    for edited in [edited, disguised] {
        let mut unit = world.begin().await;
        let locked = lock(&mut *unit, organization.id).await;
        assert_missing(unit.memberships().update(&locked, &edited).await);
    }
    assert_same(&find(world, other.id, member.user).await, &Some(member));
}

pub async fn one_stays_in_its_organization(world: &World<'_>) {
    let (organization, other) = (world.organization().await, world.organization().await);
    let user = world.user().await.id;
    let here = world.join(&organization, user, ANNOTATOR).await;
    let there = world.join(&other, user, PENDING).await;
    assert_same(
        &find(world, organization.id, user).await,
        &Some(here.clone()),
    );
    assert_same(&find(world, other.id, user).await, &Some(there.clone()));
    assert_same(
        &list_of(world, user).await,
        &vec![here.clone(), there.clone()],
    );
    world.remove(&here).await;
    assert_eq!(find(world, organization.id, user).await, None);
    assert_same(&list_of(world, user).await, &vec![there]);
}

pub async fn those_of_a_person_come_oldest_first(world: &World<'_>) {
    let user = world.user().await;
    let mut meant = Vec::new();
    for n in 0..12 {
        let organization = world.organization().await;
        let membership = world.join(&organization, user.id, PENDING).await;
        if n % 3 == 0 {
            world.remove(&membership).await;
        } else {
            meant.push(membership);
        }
    }
    // A later change does not make one younger.
    meant[0].standing = ANNOTATOR;
    world.store_membership(&meant[0]).await;
    assert_same(&list_of(world, user.id).await, &meant);
}

pub async fn k25_seats_are_counted_as_the_domain_says(world: &World<'_>) {
    let (organization, other) = (world.organization().await, world.organization().await);
    world.member(&other, ANNOTATOR).await;
    let (mut meant, mut waiting) = (1, 0);
    for standing in standings() {
        let member = world.member(&organization, standing).await;
        meant += u64::from(holds_seat(standing));
        let gone = world.member(&organization, standing).await;
        world.remove(&gone).await;
        let mut unit = world.begin().await;
        let locked = lock(&mut *unit, organization.id).await;
        let counted = unit
            .memberships()
            .count_seats(&locked)
            .await
            .expect("they are counted");
        assert_eq!(counted, meant, "{:?}", member.standing);
        waiting += u64::from(matches!(standing, Standing::Pending { promise: Some(_) }));
        let counted = unit.memberships().count_waiting(&locked).await;
        assert_eq!(counted.expect("they are counted"), waiting);
    }
}

pub async fn seats_are_counted_with_the_units_own_changes(world: &World<'_>) {
    let organization = world.organization().await;
    let member = world.member(&organization, ANNOTATOR).await;
    let user = world.user().await.id;
    let mut unit = world.begin().await;
    let locked = lock(&mut *unit, organization.id).await;
    let memberships = unit.memberships();
    assert_eq!(
        memberships
            .count_seats(&locked)
            .await
            .expect("they are counted"),
        2
    );
    memberships
        .insert(&locked, new_membership(user, ANNOTATOR))
        .await
        .expect("it is the first");
    assert_eq!(
        memberships
            .count_seats(&locked)
            .await
            .expect("they are counted"),
        3
    );
    let removed = Membership {
        removed_at: Some(at(9)),
        ..member.clone()
    };
    memberships
        .update(&locked, &removed)
        .await
        .expect("it is there");
    assert_eq!(
        memberships
            .count_seats(&locked)
            .await
            .expect("they are counted"),
        2
    );
    drop(unit);
    let mut unit = world.begin().await;
    let locked = lock(&mut *unit, organization.id).await;
    assert_eq!(
        unit.memberships()
            .count_seats(&locked)
            .await
            .expect("they are counted"),
        2
    );
    assert_eq!(
        unit.memberships()
            .find(organization.id, user)
            .await
            .expect("it is read"),
        None
    );
}
