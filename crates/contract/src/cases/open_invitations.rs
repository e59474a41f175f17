//! `Invitations`: one that has not ended for each organization and address.

use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::OrganizationId;
use muster_domain::model::invitation::{HowEnded, Invitation, NewInvitation};
use muster_domain::model::secret::Digest;

use crate::World;
use crate::expect::{assert_refused, assert_same};
use crate::fixtures::{at, email, lock};
use crate::post::{ENDS, SPELLINGS};

async fn find(world: &World<'_>, digest: Digest) -> Option<Invitation> {
    let mut unit = world.begin().await;
    unit.invitations().find(digest).await.expect("it is read")
}

/// Those that have not ended, oldest first.
async fn list_open(
    world: &World<'_>,
    organization: OrganizationId,
    addresses: &[EmailAddress],
) -> Vec<Invitation> {
    let mut unit = world.begin().await;
    let locked = lock(&mut *unit, organization).await;
    let mut found = unit
        .invitations()
        .list_open(&locked, addresses)
        .await
        .expect("they are read");
    found.sort_by_key(|invitation| invitation.id);
    found
}

async fn insert_is_refused(
    world: &World<'_>,
    organization: OrganizationId,
    new: Vec<NewInvitation>,
) {
    let mut unit = world.begin().await;
    let locked = lock(&mut *unit, organization).await;
    assert_refused(unit.invitations().insert(&locked, new).await);
}

pub async fn k40_an_open_one_is_found_however_its_address_is_written(world: &World<'_>) {
    let organization = world.organization().await;
    let written = email(SPELLINGS[0]);
    let new = world.new_invitation(written);
    let invitation = world
        .store_invitations(organization.id, vec![new])
        .await
        .remove(0);
    let other = world.invitation(&organization).await;
    for spelling in SPELLINGS {
        let found = list_open(world, organization.id, &[email(spelling)]).await;
        assert_same(&found, &vec![invitation.clone()]);
        let both = [
            other.email.clone(),
            world.address(),
            email(spelling),
            email("cafe@xn--bcher-kva.example"),
        ];
        let found = list_open(world, organization.id, &both).await;
        assert_same(&found, &vec![invitation.clone(), other.clone()]);
    }
    for how in ENDS {
        let ended = world.end(invitation.clone(), how, at(30)).await;
        let found = list_open(world, organization.id, &[ended.email]).await;
        assert_eq!(found, []);
    }
}

pub async fn k40_a_second_open_one_for_an_address_is_refused(world: &World<'_>) {
    let (organization, other) = (world.organization().await, world.organization().await);
    let new = world.new_invitation(email(SPELLINGS[0]));
    let mut first = world
        .store_invitations(organization.id, vec![new])
        .await
        .remove(0);
    for spelling in SPELLINGS {
        let second = world.new_invitation(email(spelling));
        insert_is_refused(world, organization.id, vec![second.clone()]).await;
        assert_eq!(find(world, second.digest).await, None);
    }
    // Expiry alone is no end.
    first.expires_at = at(1);
    world.update_invitation(&first).await;
    insert_is_refused(
        world,
        organization.id,
        vec![world.new_invitation(email(SPELLINGS[1]))],
    )
    .await;
    let found = list_open(world, organization.id, &[email(SPELLINGS[1])]).await;
    assert_same(&found, &vec![first]);
    // Another organization has its own.
    let elsewhere = world.new_invitation(email(SPELLINGS[1]));
    world.store_invitations(other.id, vec![elsewhere]).await;
}

pub async fn k08_one_that_ended_makes_place_and_is_remembered(world: &World<'_>) {
    let organization = world.organization().await;
    let mut dead = Vec::new();
    for (how, spelling) in ENDS.into_iter().zip(SPELLINGS.into_iter().cycle()) {
        let new = world.new_invitation(email(spelling));
        let open = world
            .store_invitations(organization.id, vec![new])
            .await
            .remove(0);
        let found = list_open(world, organization.id, &[email(SPELLINGS[0])]).await;
        assert_same(&found, &vec![open.clone()]);
        dead.push(world.end(open, how, at(30)).await);
        for dead in &dead {
            assert_same(&find(world, dead.digest).await, &Some(dead.clone()));
        }
    }
}

pub async fn end_and_new_are_one_unit(world: &World<'_>) {
    let organization = world.organization().await;
    let old = world.invitation(&organization).await;
    let mut unit = world.begin().await;
    let locked = lock(&mut *unit, organization.id).await;
    let invitations = unit.invitations();
    let address = [old.email.clone()];
    let mut seen = invitations
        .list_open(&locked, &address)
        .await
        .expect("they are read");
    assert_same(&seen, &vec![old.clone()]);
    seen[0].end(HowEnded::Replaced, None, at(30));
    invitations
        .update(&locked, &seen)
        .await
        .expect("it is there");
    let found = invitations.list_open(&locked, &address).await;
    assert_eq!(found.expect("they are read"), []);
    let new = world.new_invitation(old.email.clone());
    let new = invitations
        .insert(&locked, vec![new])
        .await
        .expect("the place is free");
    let found = invitations.list_open(&locked, &address).await;
    assert_same(&found.expect("they are read"), &new);
    let found = invitations.find_by_id(&locked, new[0].id).await;
    assert_same(&found.expect("it is read"), &Some(new[0].clone()));
    let found = invitations.find(old.digest).await;
    assert_same(&found.expect("it is read"), &Some(seen[0].clone()));
    unit.commit().await.expect("it commits");
    assert_same(&find(world, old.digest).await, &Some(seen[0].clone()));
    assert_same(&list_open(world, organization.id, &address).await, &new);
}

pub async fn one_that_ended_does_not_come_back_beside_a_new_one(world: &World<'_>) {
    let organization = world.organization().await;
    let old = world.invitation(&organization).await;
    world.end(old.clone(), HowEnded::Replaced, at(30)).await;
    let new = world.new_invitation(old.email.clone());
    let new = world.store_invitations(organization.id, vec![new]).await;
    let mut unit = world.begin().await;
    let locked = lock(&mut *unit, organization.id).await;
    let address = [old.email.clone()];
    assert_refused(unit.invitations().update(&locked, &[old]).await);
    drop(unit);
    assert_same(&list_open(world, organization.id, &address).await, &new);
}

pub async fn of_several_all_are_stored_or_none(world: &World<'_>) {
    let organization = world.organization().await;
    let open = world.invitation(&organization).await;
    let taken = email(&open.email.as_str().to_uppercase());
    let several = |address: EmailAddress| {
        vec![
            world.new_invitation(world.address()),
            world.new_invitation(address),
            world.new_invitation(world.address()),
        ]
    };
    // Beside one that is open, and beside one another.
    let mut twice = several(email("Ann@example.com"));
    twice.push(world.new_invitation(email("ann@EXAMPLE.com")));
    for new in [several(taken), twice] {
        insert_is_refused(world, organization.id, new.clone()).await;
        let addresses: Vec<_> = new.iter().map(|new| new.email.clone()).collect();
        let mut found = list_open(world, organization.id, &addresses).await;
        found.retain(|row| row.id != open.id);
        assert_eq!(found, []);
        for new in new {
            assert_eq!(find(world, new.digest).await, None);
        }
    }
    assert_same(&find(world, open.digest).await, &Some(open));
}
