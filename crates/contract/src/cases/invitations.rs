//! `Invitations`.

use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::{InvitationId, OrganizationId};
use muster_domain::model::invitation::{HowEnded, Invitation, InvitationEnd, NewInvitation};
use muster_domain::model::membership::MemberRole;
use muster_domain::model::secret::{Digest, Sealed};
use muster_domain::model::text::PersonName;

use crate::World;
use crate::expect::{assert_missing, assert_same};
use crate::fixtures::{at, email, lock, sealed};
use crate::post::{ENDS, offer};

async fn find(world: &World<'_>, digest: Digest) -> Option<Invitation> {
    let mut unit = world.begin().await;
    unit.invitations().find(digest).await.expect("it is read")
}

async fn find_by_id(
    world: &World<'_>,
    organization: OrganizationId,
    id: InvitationId,
) -> Option<Invitation> {
    let mut unit = world.begin().await;
    let locked = lock(&mut *unit, organization).await;
    unit.invitations()
        .find_by_id(&locked, id)
        .await
        .expect("it is read")
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

pub async fn every_field_of_a_new_one_is_kept(world: &World<'_>) {
    let organization = world.organization().await;
    let odd = " %_\\'\" \u{e9} e\u{301} \u{202e}\u{5d0}<b> ";
    let long = "\u{1f469}".repeat(256);
    let roles = [
        MemberRole::Administrator,
        MemberRole::Manager,
        MemberRole::Reviewer,
        MemberRole::Annotator,
        MemberRole::Pending,
    ];
    for (n, role) in roles.into_iter().enumerate() {
        let new = NewInvitation {
            email: email(&format!("Gu.Est+{n}@B\u{fc}cher.example")),
            name: PersonName::parse(["", odd, &long][n % 3]).expect("a valid name"),
            role: offer(role),
            sealed: Sealed::new([vec![], vec![0, 0xff, 0xc3], vec![0xaa; 5_000]][n % 3].clone()),
            invited_by: (n % 2 == 0).then_some(organization.owner),
            created_at: at(11),
            expires_at: at(12),
            ..world.new_invitation(world.address())
        };
        let stored = world
            .store_invitations(organization.id, vec![new.clone()])
            .await;
        let meant = Invitation {
            id: stored[0].id,
            organization: organization.id,
            email: new.email.clone(),
            name: new.name,
            role: new.role,
            digest: new.digest,
            sealed: Some(new.sealed),
            invited_by: new.invited_by,
            created_at: at(11),
            expires_at: at(12),
            ended: None,
        };
        assert_same(&stored, &vec![meant.clone()]);
        assert_same(&find(world, meant.digest).await, &Some(meant.clone()));
        let found = find_by_id(world, organization.id, meant.id).await;
        assert_same(&found, &Some(meant.clone()));
        let found = list_open(world, organization.id, &[new.email]).await;
        assert_same(&found, &vec![meant]);
    }
}

pub async fn every_field_is_updated(world: &World<'_>) {
    let organization = world.organization().await;
    let bystander = world.invitation(&organization).await;
    for (n, how) in ENDS.into_iter().enumerate() {
        let mut invitation = world.invitation(&organization).await;
        invitation.role = offer(MemberRole::Pending);
        invitation.digest = world.digest();
        invitation.sealed = Some(sealed(world.number()));
        invitation.invited_by = Some(organization.owner);
        invitation.expires_at = at(400);
        world.update_invitation(&invitation).await;
        let found = find(world, invitation.digest).await;
        assert_same(&found, &Some(invitation.clone()));

        invitation.sealed = None;
        invitation.invited_by = None;
        let by = (n % 2 == 0).then_some(organization.owner);
        invitation.ended = Some(InvitationEnd {
            how,
            by,
            at: at(41),
        });
        world.update_invitation(&invitation).await;
        let found = find(world, invitation.digest).await;
        assert_same(&found, &Some(invitation.clone()));
        let found = find_by_id(world, organization.id, invitation.id).await;
        assert_same(&found, &Some(invitation));
    }
    assert_same(&find(world, bystander.digest).await, &Some(bystander));
}

pub async fn k04_one_is_found_by_every_secret_it_ever_had(world: &World<'_>) {
    let organization = world.organization().await;
    let other = world.invitation(&organization).await;
    for how in ENDS {
        let mut invitation = world.invitation(&organization).await;
        let mut digests = vec![invitation.digest];
        for _ in 0..3 {
            invitation.digest = world.digest();
            invitation.sealed = Some(sealed(world.number()));
            digests.push(invitation.digest);
            world.update_invitation(&invitation).await;
            for digest in &digests {
                assert_same(&find(world, *digest).await, &Some(invitation.clone()));
            }
        }
        let ended = world.end(invitation, how, at(40)).await;
        for digest in digests {
            assert_same(&find(world, digest).await, &Some(ended.clone()));
        }
    }
    assert_same(&find(world, other.digest).await, &Some(other));
}

pub async fn an_unknown_secret_finds_none(world: &World<'_>) {
    let organization = world.organization().await;
    world.invitation(&organization).await;
    assert_eq!(find(world, world.digest()).await, None);
    for id in [0, -1, i64::MAX] {
        let found = find_by_id(world, organization.id, InvitationId::new(id)).await;
        assert_eq!(found, None);
    }
    assert_eq!(list_open(world, organization.id, &[]).await, []);
    let strangers = [world.address(), world.address()];
    assert_eq!(list_open(world, organization.id, &strangers).await, []);
}

pub async fn k50_one_of_another_organization_is_not_found(world: &World<'_>) {
    let (organization, other) = (world.organization().await, world.organization().await);
    let invitation = world.invitation(&other).await;
    let found = find_by_id(world, organization.id, invitation.id).await;
    assert_eq!(found, None);
    let address = [invitation.email.clone()];
    assert_eq!(list_open(world, organization.id, &address).await, []);
    assert_same(
        &list_open(world, other.id, &address).await,
        &vec![invitation],
    );
}

pub async fn k50_one_of_another_organization_cannot_be_updated(world: &World<'_>) {
    let (organization, other) = (world.organization().await, world.organization().await);
    let invitation = world.invitation(&other).await;
    let mut ended = invitation.clone();
    ended.end(HowEnded::Revoked, None, at(30));
    let disguised = Invitation {
        organization: organization.id,
        ..ended.clone()
    };
    for edited in [ended, disguised] {
        let mut unit = world.begin().await;
        let locked = lock(&mut *unit, organization.id).await;
        assert_missing(unit.invitations().update(&locked, &[edited]).await);
    }
    assert_same(&find(world, invitation.digest).await, &Some(invitation));
}

pub async fn an_unknown_one_cannot_be_updated(world: &World<'_>) {
    let organization = world.organization().await;
    let invitation = world.invitation(&organization).await;
    let unknown = Invitation {
        id: InvitationId::new(i64::MAX),
        email: world.address(),
        digest: world.digest(),
        ..invitation.clone()
    };
    let mut ended = invitation.clone();
    ended.end(HowEnded::Revoked, None, at(30));
    // Neither alone nor among others that are there.
    for several in [
        vec![unknown.clone()],
        vec![ended.clone(), unknown.clone()],
        vec![unknown, ended],
    ] {
        let mut unit = world.begin().await;
        let locked = lock(&mut *unit, organization.id).await;
        assert_missing(unit.invitations().update(&locked, &several).await);
    }
    assert_same(&find(world, invitation.digest).await, &Some(invitation));
    let mut unit = world.begin().await;
    let locked = lock(&mut *unit, organization.id).await;
    let none = unit.invitations().update(&locked, &[]).await;
    none.expect("there is nothing to change");
}

pub async fn several_come_back_in_the_same_order(world: &World<'_>) {
    let organization = world.organization().await;
    // In no order of address or digest.
    let mut new: Vec<_> = (0..25)
        .map(|_| world.new_invitation(world.address()))
        .collect();
    for (n, swap) in [(0, 13), (3, 20), (7, 24), (9, 10)] {
        new.swap(n, swap);
    }
    let stored = world.store_invitations(organization.id, new.clone()).await;
    let digests = |rows: &[Invitation]| rows.iter().map(|row| row.digest).collect::<Vec<_>>();
    let meant: Vec<_> = new.iter().map(|new| new.digest).collect();
    assert_eq!(digests(&stored), meant);
    for invitation in stored {
        let found = find(world, invitation.digest).await;
        assert_same(&found, &Some(invitation));
    }
    assert_eq!(world.store_invitations(organization.id, vec![]).await, []);
}
