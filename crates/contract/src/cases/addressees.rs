//! `Memberships::list_by_email` and `list_administrators`: who is written to, and who need not be invited.

use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::OrganizationId;
use muster_domain::model::membership::{Promise, Role, Standing};

use crate::World;
use crate::crowd::STANDINGS;
use crate::expect::assert_same;
use crate::fixtures::{ADMINISTRATOR, ANNOTATOR, PENDING, at, email, lock, new_membership};
use crate::post::SPELLINGS;

/// The canonical forms of those that belong to members, in order.
async fn list_by_email(
    world: &World<'_>,
    organization: OrganizationId,
    addresses: &[EmailAddress],
) -> Vec<String> {
    let mut unit = world.begin().await;
    let locked = lock(&mut *unit, organization).await;
    let found = unit.memberships().list_by_email(&locked, addresses).await;
    let mut found: Vec<_> = found
        .expect("they are read")
        .iter()
        .map(|address| address.canonical().to_owned())
        .collect();
    found.sort_unstable();
    found
}

pub async fn k40_a_members_address_is_known_however_it_is_written(world: &World<'_>) {
    let organization = world.organization().await;
    let user = world.user_at(SPELLINGS[0]).await;
    world.join(&organization, user.id, PENDING).await;
    let canonical = user.email.canonical();
    for spelling in SPELLINGS {
        let asked = [
            world.address(),
            email(spelling),
            email("cafe@xn--bcher-kva.example"),
        ];
        let found = list_by_email(world, organization.id, &asked).await;
        assert_eq!(found, [canonical], "{spelling}");
    }
    assert!(list_by_email(world, organization.id, &[]).await.is_empty());
}

pub async fn whoever_was_not_removed_is_a_member(world: &World<'_>) {
    let (organization, other) = (world.organization().await, world.organization().await);
    let directory = &world.handle.directory;
    let address = async |id| {
        let user = directory.find_user(id).await.expect("it is read");
        user.expect("it is there").email
    };
    let mut members = vec![address(organization.owner).await];
    let mut others = vec![world.user().await.email, address(other.owner).await];
    for standing in STANDINGS {
        let member = world.member(&organization, standing).await;
        members.push(address(member.user).await);
        let gone = world.member(&organization, standing).await;
        world.remove(&gone).await;
        others.push(address(gone.user).await);
        let elsewhere = world.member(&other, standing).await;
        others.push(address(elsewhere.user).await);
        let back = world.member(&organization, standing).await;
        world.remove(&back).await;
        world.join(&organization, back.user, PENDING).await;
        members.push(address(back.user).await);
    }
    let asked: Vec<_> = others.into_iter().chain(members.clone()).collect();
    let mut meant: Vec<_> = members
        .iter()
        .map(|address| address.canonical().to_owned())
        .collect();
    meant.sort_unstable();
    assert_eq!(list_by_email(world, organization.id, &asked).await, meant);
}

pub async fn a_units_own_newcomer_is_a_member(world: &World<'_>) {
    let organization = world.organization().await;
    let user = world.user().await;
    let mut unit = world.begin().await;
    let locked = lock(&mut *unit, organization.id).await;
    let memberships = unit.memberships();
    let new = new_membership(user.id, ADMINISTRATOR);
    let inserted = memberships.insert(&locked, new).await;
    inserted.expect("it is the first");
    let address = [user.email.clone()];
    let found = memberships.list_by_email(&locked, &address).await;
    assert_eq!(found.expect("they are read"), address);
    let found = memberships.list_administrators(&locked).await;
    let found = found.expect("they are read").pop();
    assert_same(&found, &Some(user));
}

pub async fn administrators_come_oldest_membership_first(world: &World<'_>) {
    let (organization, other) = (world.organization().await, world.organization().await);
    let promise = Promise {
        role: Role::Administrator,
        since: at(9),
    };
    let idle = [
        Standing::Pending {
            promise: Some(promise),
        },
        Standing::Deactivated {
            before: Some(Role::Administrator),
        },
        Standing::Active(Role::Manager),
        ANNOTATOR,
        PENDING,
    ];
    let mut meant = vec![organization.owner];
    // The younger account has the older membership.
    let (older, younger) = (world.user().await.id, world.user().await.id);
    for user in [younger, older] {
        world.join(&organization, user, ADMINISTRATOR).await;
        meant.push(user);
    }
    for standing in idle {
        world.member(&organization, standing).await;
        world.member(&other, ADMINISTRATOR).await;
        let gone = world.member(&organization, ADMINISTRATOR).await;
        world.remove(&gone).await;
        let member = world.member(&organization, ADMINISTRATOR).await;
        meant.push(member.user);
    }
    // A change of role does not make a membership younger.
    let mut risen = world.member(&organization, PENDING).await;
    let last = world.member(&organization, ADMINISTRATOR).await;
    risen.standing = ADMINISTRATOR;
    world.store_membership(&risen).await;
    meant.extend([risen.user, last.user]);

    let mut people = Vec::new();
    for id in meant {
        let user = world.handle.directory.find_user(id).await;
        people.extend(user.expect("it is read"));
    }
    let mut unit = world.begin().await;
    let locked = lock(&mut *unit, organization.id).await;
    let found = unit.memberships().list_administrators(&locked).await;
    assert_same(&found.expect("they are read"), &people);
}
