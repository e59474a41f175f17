//! Many at once, over several handles on one database. Whatever the order, the rules hold.
//! Seats have a room of their own.

use muster_domain::model::account::{NewUser, User};
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::invite_link::NewInviteLink;
use muster_domain::model::membership::Standing;
use muster_domain::model::organization::NewOrganization;
use muster_domain::model::page::PageRequest;
use muster_domain::model::text::OrganizationTitle;
use muster_domain::ports::{MemberQuery, StoreError};

use crate::brief::Brief as _;
use crate::fixtures::{ADMINISTRATOR, ANNOTATOR, PENDING, at, email, new_membership};
use crate::race::{HANDLES, ROUNDS, lock, others_go_on, owners, race};
use crate::{Handle, World};

/// Hands the organization over as the domain's use case does; `false` where `from` is not the Owner any more.
async fn transfer(
    handle: Handle,
    id: OrganizationId,
    from: UserId,
    to: UserId,
) -> Result<bool, StoreError> {
    let mut unit = handle.store.begin().await?;
    let mut organization = lock(&mut *unit, id).await?;
    if organization.owner != from {
        return Ok(false);
    }
    let membership = unit.memberships().find(id, to).await?;
    others_go_on().await;
    let mut membership = membership.expect("nobody removes members in this race");
    if organization.transfer_to(&mut membership).is_err() {
        return Ok(false);
    }
    unit.memberships()
        .update(&organization, &membership)
        .await?;
    unit.organizations().update(&organization).await?;
    unit.commit().await?;
    Ok(true)
}

pub async fn of_many_transfers_one_happens(world: &World<'_>) {
    let handles = world.open_several(HANDLES).await;
    let organization = world.organization().await;
    let (id, mut owner) = (organization.id, organization.owner);
    let mut heirs = Vec::new();
    for _ in 0..12 {
        heirs.push(world.member(&organization, ANNOTATOR).await.user);
    }
    for round in 0..ROUNDS {
        let others: Vec<_> = heirs
            .iter()
            .copied()
            .filter(|heir| *heir != owner)
            .collect();
        let outcomes = race(&handles, others, |handle, heir| async move {
            (
                heir,
                handle
                    .insist(|handle| transfer(handle, id, owner, heir))
                    .await,
            )
        });
        let winners: Vec<_> = outcomes
            .await
            .into_iter()
            .filter(|(_, won)| *won)
            .map(|(heir, _)| heir)
            .collect();
        assert_eq!(winners.len(), 1, "round {round}: {winners:?}");
        let owners = owners(world, id).await;
        let found: Vec<_> = owners.iter().map(|row| (row.user, row.standing)).collect();
        assert_eq!(found, [(winners[0], ADMINISTRATOR)], "round {round}");
        owner = winners[0];
    }
}

/// Deactivates a member who is not the Owner, as the domain's use case does.
async fn deactivate(handle: Handle, id: OrganizationId, user: UserId) -> Result<bool, StoreError> {
    let mut unit = handle.store.begin().await?;
    let organization = lock(&mut *unit, id).await?;
    if organization.owner == user {
        return Ok(false);
    }
    let membership = unit.memberships().find(id, user).await?;
    others_go_on().await;
    let mut membership = membership.expect("nobody removes members in this race");
    membership.standing = Standing::Deactivated { before: None };
    unit.memberships()
        .update(&organization, &membership)
        .await?;
    unit.commit().await?;
    Ok(true)
}

pub async fn nobody_deactivates_the_one_who_becomes_the_owner(world: &World<'_>) {
    let handles = world.open_several(HANDLES).await;
    for _ in 0..10 {
        let organization = world.organization().await;
        let (id, owner) = (organization.id, organization.owner);
        let heir = world.member(&organization, ANNOTATOR).await.user;
        let done = race(&handles, 0..2, |handle, n| async move {
            if n == 0 {
                handle
                    .insist(|handle| transfer(handle, id, owner, heir))
                    .await
            } else {
                handle.insist(|handle| deactivate(handle, id, heir)).await
            }
        });
        assert_eq!(done.await.into_iter().filter(|done| *done).count(), 1);
        let owners = owners(world, id).await;
        assert_eq!(owners.len(), 1);
        assert_eq!(owners[0].standing, ADMINISTRATOR);
    }
}

/// Makes the account unless there is one, as signing up does.
async fn sign_up(handle: Handle, address: &str) -> Result<User, StoreError> {
    let mut unit = handle.store.begin().await?;
    let address = email(address);
    if let Some(user) = unit.users().find_by_email(&address).await? {
        return Ok(user);
    }
    others_go_on().await;
    let user = unit
        .users()
        .insert(NewUser::new(address, None, at(50)))
        .await?;
    let user = User::clone(&user);
    unit.commit().await?;
    Ok(user)
}

pub async fn k48_of_twenty_first_visitors_with_one_address_one_makes_the_account(
    world: &World<'_>,
) {
    let handles = world.open_several(HANDLES).await;
    for round in 0..ROUNDS {
        let spell = move |n: usize| {
            let name = if n.is_multiple_of(2) {
                "First"
            } else {
                "first"
            };
            format!("{name}{round}@example.com")
        };
        let accounts = race(&handles, 0..20, |handle, n| async move {
            let address = spell(n);
            handle.insist(|handle| sign_up(handle, &address)).await.id
        });
        let accounts = accounts.await;
        assert!(accounts.iter().all(|id| *id == accounts[0]), "{accounts:?}");
    }
}

/// Joins the organization with a new account, or with the one that the address has.
async fn accept(handle: Handle, id: OrganizationId, address: &str) -> Result<UserId, StoreError> {
    let mut unit = handle.store.begin().await?;
    let organization = lock(&mut *unit, id).await?;
    let address = email(address);
    let user = match unit.users().find_by_email(&address).await? {
        Some(user) => user.id,
        None => {
            unit.users()
                .insert(NewUser::new(address, None, at(50)))
                .await?
                .id
        }
    };
    if unit.memberships().find(id, user).await?.is_none() {
        others_go_on().await;
        let new = new_membership(user, PENDING);
        unit.memberships().insert(&organization, new).await?;
    }
    unit.commit().await?;
    Ok(user)
}

pub async fn accepting_in_two_organizations_at_once_makes_one_account(world: &World<'_>) {
    let handles = world.open_several(HANDLES).await;
    let (here, there) = (world.organization().await.id, world.organization().await.id);
    for round in 0..10 {
        let accounts = race(&handles, 0..8, |handle, n: usize| async move {
            let address = format!("guest{round}@example.com");
            let id = if n.is_multiple_of(2) { here } else { there };
            handle.insist(|handle| accept(handle, id, &address)).await
        });
        let accounts = accounts.await;
        assert!(accounts.iter().all(|id| *id == accounts[0]), "{accounts:?}");
        let belongings = world.handle.directory.list_belongings(accounts[0]).await;
        let mut found: Vec<_> = belongings
            .expect("they are read")
            .iter()
            .map(|belonging| belonging.organization.id)
            .collect();
        found.sort_unstable();
        assert_eq!(found, [here, there]);
    }
}

/// Founds an organization and its Owner's account in one unit.
async fn found(handle: Handle, address: &str) -> Result<OrganizationId, StoreError> {
    let mut unit = handle.store.begin().await?;
    let owner = unit
        .users()
        .insert(NewUser::new(email(address), None, at(50)))
        .await?
        .id;
    let title = OrganizationTitle::parse(address).expect("valid");
    let new = NewOrganization {
        title,
        owner,
        created_at: at(50),
    };
    let organization = unit.organizations().insert(new).await?;
    let new = new_membership(owner, ADMINISTRATOR);
    unit.memberships().insert(&organization, new).await?;
    unit.commit().await?;
    Ok(organization.id)
}

pub async fn k48_everybody_who_founds_at_once_owns_what_he_founded(world: &World<'_>) {
    let handles = world.open_several(HANDLES).await;
    let founded = race(&handles, 0..20, |handle, n| async move {
        let address = format!("founder{n}@example.com");
        (
            handle.insist(|handle| found(handle, &address)).await,
            address,
        )
    });
    let mut ids = Vec::new();
    for (id, address) in founded.await {
        let directory = &world.handle.directory;
        let organization = directory.find_organization(id).await.expect("it is read");
        let organization = organization.expect("it is there");
        let owner = directory
            .find_user(organization.owner)
            .await
            .expect("it is read");
        assert_eq!(owner.expect("it is there").email.as_str(), address);
        assert_eq!(owners(world, id).await.len(), 1);
        ids.push(id);
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 20);
}

/// Resets the link as the domain's use case does.
async fn reset(handle: Handle, id: OrganizationId, new: NewInviteLink) -> Result<(), StoreError> {
    let mut unit = handle.store.begin().await?;
    let organization = lock(&mut *unit, id).await?;
    if let Some(mut link) = unit.invite_links().find_current(&organization).await? {
        others_go_on().await;
        link.reset(at(50));
        unit.invite_links().update(&organization, &link).await?;
    }
    unit.invite_links().insert(&organization, new).await?;
    unit.commit().await
}

pub async fn of_many_resets_one_link_stays(world: &World<'_>) {
    let handles = world.open_several(HANDLES).await;
    let organization = world.organization().await;
    let id = organization.id;
    let links: Vec<_> = (0..20).map(|_| world.new_invite_link()).collect();
    race(&handles, links.clone(), |handle, new| async move {
        handle.insist(|handle| reset(handle, id, new.clone())).await;
    })
    .await;
    let directory = &world.handle.directory;
    let current = directory
        .find_invite_link(id)
        .await
        .expect("it is read")
        .expect("one is there");
    let mut alive = Vec::new();
    for link in links {
        let found = directory
            .find_invite_link_by_digest(link.digest)
            .await
            .expect("it is read");
        let (found, _) = found.expect("it is remembered");
        assert_eq!(found.reset_at.is_none(), found.sealed.is_some());
        alive.extend(found.reset_at.is_none().then_some(found.id));
    }
    assert_eq!(alive, [current.id]);
}

/// Moves the one seat from a member to the other, in one unit.
async fn swap(handle: Handle, id: OrganizationId, people: [UserId; 2]) -> Result<(), StoreError> {
    let mut unit = handle.store.begin().await?;
    let organization = lock(&mut *unit, id).await?;
    for user in people {
        let membership = unit.memberships().find(id, user).await?;
        let mut membership = membership.expect("nobody removes members in this race");
        membership.standing = if membership.standing == PENDING {
            ANNOTATOR
        } else {
            PENDING
        };
        unit.memberships()
            .update(&organization, &membership)
            .await?;
        others_go_on().await;
    }
    unit.commit().await
}

pub async fn a_reader_never_sees_half_a_unit(world: &World<'_>) {
    let handles = world.open_several(HANDLES).await;
    let organization = world.organization().await;
    let id = organization.id;
    let people = [
        world.member(&organization, ANNOTATOR).await.user,
        world.member(&organization, PENDING).await.user,
    ];
    let writer = tokio::spawn({
        let handle = handles[0].clone();
        async move {
            for _ in 0..100 {
                handle.insist(|handle| swap(handle, id, people)).await;
            }
        }
    });
    let mut reads = 0;
    while !writer.is_finished() || reads < 10 {
        let handle = &handles[1 + reads % (HANDLES - 1)];
        let counted = handle
            .directory
            .count_members(id)
            .await
            .expect("they are counted");
        assert_eq!((counted.seated, counted.pending), (2, 1));
        let query = MemberQuery::all(PageRequest::everything());
        let page = handle
            .directory
            .list_members(id, &query)
            .await
            .expect("they are read");
        let active = page
            .items
            .iter()
            .filter(|entry| entry.member.membership.standing == ANNOTATOR);
        assert_eq!((active.count(), page.items.len()), (1, 3));
        reads += 1;
    }
    writer.await.expect("the writer ends");
}
