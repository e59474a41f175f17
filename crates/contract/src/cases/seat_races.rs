//! Races for seats and for the uses of a link.

use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::membership::{Membership, Role, RoleChange, RoleChangeError, Standing};
use muster_domain::model::organization::Organization;
use muster_domain::model::seats::{SeatLimit, Seats};
use muster_domain::model::secret::Digest;
use muster_domain::ports::{Locked, StoreError, UnitOfWork};

use crate::fixtures::{ANNOTATOR, PENDING, at, new_membership};
use crate::race::{HANDLES, ROUNDS, lock, others_go_on, race};
use crate::{Handle, World};

const WRITERS: usize = 50;

async fn seats(
    unit: &mut dyn UnitOfWork,
    organization: &Locked<Organization>,
    limit: u32,
) -> Result<Seats, StoreError> {
    let used = unit.memberships().count_seats(organization).await?;
    Ok(Seats::open(SeatLimit::Limited(limit), used))
}

/// Changes a standing as the domain's use case does; `false` where no seat is free.
async fn change(
    handle: Handle,
    id: OrganizationId,
    user: UserId,
    change: RoleChange,
    limit: u32,
) -> Result<bool, StoreError> {
    let mut unit = handle.store.begin().await?;
    let organization = lock(&mut *unit, id).await?;
    let membership = unit.memberships().find(id, user).await?;
    let mut membership = membership.expect("nobody removes members in this race");
    let seats = seats(&mut *unit, &organization, limit).await?;
    others_go_on().await;
    assert!(
        seats.used <= u64::from(limit),
        "{} of {limit} seats are taken",
        seats.used
    );
    match membership.standing.change(change, seats) {
        Ok(standing) => membership.standing = standing,
        Err(RoleChangeError::NoFreeSeat(_)) => return Ok(false),
        Err(error) => panic!("{error}"),
    }
    unit.memberships()
        .update(&organization, &membership)
        .await?;
    unit.commit().await?;
    Ok(true)
}

async fn seated(world: &World<'_>, id: OrganizationId) -> u64 {
    world
        .handle
        .directory
        .count_members(id)
        .await
        .expect("they are counted")
        .seated
}

pub async fn k21_of_fifty_writers_one_takes_the_last_seat(world: &World<'_>) {
    let handles = world.open_several(HANDLES).await;
    let organization = world.organization().await;
    let mut people = Vec::new();
    for _ in 0..WRITERS {
        people.push(world.member(&organization, PENDING).await.user);
    }
    let id = organization.id;
    for round in 0..ROUNDS {
        let assign = RoleChange::Assign(Role::Annotator);
        let outcomes = race(&handles, people.clone(), |handle, user| async move {
            (
                user,
                handle
                    .insist(|handle| change(handle, id, user, assign, 2))
                    .await,
            )
        });
        let winners: Vec<_> = outcomes
            .await
            .into_iter()
            .filter(|(_, won)| *won)
            .map(|(user, _)| user)
            .collect();
        assert_eq!(winners.len(), 1, "round {round}: {winners:?}");
        assert_eq!(seated(world, id).await, 2);
        let free = world
            .handle
            .insist(|handle| change(handle, id, winners[0], RoleChange::MakePending, 2));
        assert!(free.await);
        assert_eq!(seated(world, id).await, 1);
    }
}

pub async fn k21_seats_come_and_go_and_are_never_exceeded(world: &World<'_>) {
    let handles = world.open_several(HANDLES).await;
    let organization = world.organization().await;
    let mut people = Vec::new();
    for _ in 0..12 {
        people.push(world.member(&organization, PENDING).await.user);
    }
    let (id, limit) = (organization.id, 4);
    let changes = [
        RoleChange::Assign(Role::Annotator),
        RoleChange::Deactivate,
        RoleChange::Assign(Role::Manager),
        RoleChange::MakePending,
    ];
    race(&handles, people, |handle, user| async move {
        for role_change in changes.into_iter().cycle().take(12) {
            handle
                .insist(|handle| change(handle, id, user, role_change, limit))
                .await;
        }
    })
    .await;
    assert!(seated(world, id).await <= u64::from(limit));
}

/// Joins by the link as the domain's use case does: the link tells the organization, which is locked then.
async fn join(
    handle: Handle,
    digest: Digest,
    user: UserId,
    limit: u32,
) -> Result<Option<Membership>, StoreError> {
    let mut unit = handle.store.begin().await?;
    let link = unit
        .invite_links()
        .find(digest)
        .await?
        .expect("the link is there");
    let organization = lock(&mut *unit, link.organization).await?;
    let link = unit.invite_links().find(digest).await?;
    let mut link = link.expect("a link is never deleted");
    if link.admit(at(50)).is_err() {
        return Ok(None);
    }
    if let Some(membership) = unit.memberships().find(organization.id, user).await? {
        return Ok(Some(membership));
    }
    others_go_on().await;
    link.used += 1;
    unit.invite_links().update(&organization, &link).await?;
    let seats = seats(&mut *unit, &organization, limit).await?;
    others_go_on().await;
    let standing = Standing::on_joining(Some(Role::Annotator), seats, at(50));
    let new = new_membership(user, standing);
    let membership = unit.memberships().insert(&organization, new).await?;
    unit.commit().await?;
    Ok(Some(membership))
}

pub async fn k21_who_joins_without_a_seat_waits(world: &World<'_>) {
    let handles = world.open_several(HANDLES).await;
    let organization = world.organization().await;
    let (_, digest) = world.invite_link(&organization).await;
    let mut people = Vec::new();
    for _ in 0..24 {
        people.push(world.user().await.id);
    }
    let joined = race(&handles, people, |handle, user| async move {
        handle
            .insist(|handle| join(handle, digest, user, 4))
            .await
            .expect("the link admits all")
    });
    let active = joined
        .await
        .iter()
        .filter(|joined| joined.standing == ANNOTATOR)
        .count();
    assert_eq!(active, 3);
    let counted = world.handle.directory.count_members(organization.id).await;
    let counted = counted.expect("they are counted");
    assert_eq!(
        (counted.seated, counted.waiting, counted.people()),
        (4, 21, 25)
    );
}

pub async fn a_link_is_used_no_more_often_than_it_may(world: &World<'_>) {
    let handles = world.open_several(HANDLES).await;
    let organization = world.organization().await;
    let (mut link, digest) = world.invite_link(&organization).await;
    link.max_uses = Some(3);
    world.store_invite_link(&link).await;
    let mut people = Vec::new();
    for _ in 0..24 {
        people.push(world.user().await.id);
    }
    let joined = race(&handles, people, |handle, user| async move {
        handle
            .insist(|handle| join(handle, digest, user, 100))
            .await
    });
    assert_eq!(joined.await.into_iter().flatten().count(), 3);
    let link = world
        .handle
        .directory
        .find_invite_link(organization.id)
        .await;
    assert_eq!(link.expect("it is read").expect("it is there").used, 3);
    assert_eq!(seated(world, organization.id).await, 4);
}

pub async fn who_joins_many_times_at_once_is_one_member(world: &World<'_>) {
    let handles = world.open_several(HANDLES).await;
    let organization = world.organization().await;
    let (_, digest) = world.invite_link(&organization).await;
    for round in 1..=3 {
        let user = world.user().await.id;
        let joined = race(&handles, 0..20, |handle, _| async move {
            let joined = handle
                .insist(|handle| join(handle, digest, user, 100))
                .await;
            joined.expect("the link admits all")
        });
        let joined = joined.await;
        assert!(
            joined.iter().all(|membership| membership == &joined[0]),
            "{joined:?}"
        );
        let link = world
            .handle
            .directory
            .find_invite_link(organization.id)
            .await;
        assert_eq!(link.expect("it is read").expect("it is there").used, round);
        assert_eq!(seated(world, organization.id).await, u64::from(round) + 1);
    }
}
