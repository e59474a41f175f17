//! `InviteLinks`.

use muster_domain::model::id::{InviteLinkId, OrganizationId};
use muster_domain::model::invite_link::{InviteLink, NewInviteLink};
use muster_domain::model::secret::{Digest, Sealed};

use crate::World;
use crate::expect::{assert_missing, assert_refused, assert_same};
use crate::fixtures::{at, lock};

async fn find(world: &World<'_>, digest: Digest) -> Option<InviteLink> {
    let mut unit = world.begin().await;
    unit.invite_links().find(digest).await.expect("it is read")
}

async fn find_current(world: &World<'_>, organization: OrganizationId) -> Option<InviteLink> {
    let mut unit = world.begin().await;
    let locked = lock(&mut *unit, organization).await;
    unit.invite_links()
        .find_current(&locked)
        .await
        .expect("it is read")
}

pub async fn a_new_one_has_no_limits(world: &World<'_>) {
    let organization = world.organization().await;
    for sealed in [
        vec![],
        vec![0],
        vec![0, 0xff, 0xc3, 0x28],
        vec![0xaa; 5_000],
    ] {
        let new = world.new_invite_link();
        let (digest, sealed) = (new.digest, Sealed::new(sealed));
        let mut unit = world.begin().await;
        let locked = lock(&mut *unit, organization.id).await;
        let new = NewInviteLink {
            sealed: sealed.clone(),
            ..new
        };
        let mut inserted = unit
            .invite_links()
            .insert(&locked, new)
            .await
            .expect("it is the only");
        let meant = InviteLink {
            id: inserted.id,
            organization: organization.id,
            sealed: Some(sealed),
            created_at: at(2),
            expires_at: None,
            max_uses: None,
            used: 0,
            reset_at: None,
        };
        assert_same(&inserted, &meant);
        unit.commit().await.expect("it commits");
        assert_same(&find(world, digest).await, &Some(meant.clone()));
        assert_same(&find_current(world, organization.id).await, &Some(meant));
        inserted.reset(at(9));
        world.store_invite_link(&inserted).await;
    }
}

pub async fn every_field_is_kept(world: &World<'_>) {
    let organization = world.organization().await;
    let (mut link, digest) = world.invite_link(&organization).await;
    let limits = [
        (Some(at(50)), None, 0),
        (None, Some(1), 1),
        (Some(at(51)), Some(u32::MAX), u32::MAX),
        (None, None, 7),
    ];
    for (expires_at, max_uses, used) in limits {
        link = InviteLink {
            expires_at,
            max_uses,
            used,
            ..link
        };
        world.store_invite_link(&link).await;
        assert_same(&find(world, digest).await, &Some(link.clone()));
        assert_same(
            &find_current(world, organization.id).await,
            &Some(link.clone()),
        );
    }
}

pub async fn an_unknown_token_finds_none(world: &World<'_>) {
    let (organization, other) = (world.organization().await, world.organization().await);
    world.invite_link(&other).await;
    assert_eq!(find(world, world.digest()).await, None);
    assert_eq!(find_current(world, organization.id).await, None);
}

pub async fn a_second_one_is_refused(world: &World<'_>) {
    let organization = world.organization().await;
    let (link, _) = world.invite_link(&organization).await;
    let mut unit = world.begin().await;
    let locked = lock(&mut *unit, organization.id).await;
    assert_refused(
        unit.invite_links()
            .insert(&locked, world.new_invite_link())
            .await,
    );
    drop(unit);
    // One that ended by itself is still the one.
    let ended = InviteLink {
        expires_at: Some(at(3)),
        max_uses: Some(1),
        used: 1,
        ..link
    };
    world.store_invite_link(&ended).await;
    let mut unit = world.begin().await;
    let locked = lock(&mut *unit, organization.id).await;
    assert_refused(
        unit.invite_links()
            .insert(&locked, world.new_invite_link())
            .await,
    );
    drop(unit);
    assert_same(&find_current(world, organization.id).await, &Some(ended));
}

pub async fn one_that_was_reset_makes_place_and_is_remembered(world: &World<'_>) {
    let organization = world.organization().await;
    let mut dead: Vec<(InviteLink, Digest)> = Vec::new();
    for n in 0..4 {
        let (mut link, digest) = world.invite_link(&organization).await;
        assert_same(
            &find_current(world, organization.id).await,
            &Some(link.clone()),
        );
        for (dead, digest) in &dead {
            assert_same(&find(world, *digest).await, &Some(dead.clone()));
        }
        link.reset(at(60 + n));
        world.store_invite_link(&link).await;
        assert_same(&find_current(world, organization.id).await, &None);
        dead.push((link, digest));
    }
    for (dead, digest) in dead {
        assert_eq!(dead.sealed, None);
        assert_same(&find(world, digest).await, &Some(dead));
    }
}

pub async fn reset_and_new_are_one_unit(world: &World<'_>) {
    let organization = world.organization().await;
    let (mut link, digest) = world.invite_link(&organization).await;
    let mut unit = world.begin().await;
    let locked = lock(&mut *unit, organization.id).await;
    let links = unit.invite_links();
    let mut seen = links
        .find_current(&locked)
        .await
        .expect("it is read")
        .expect("it is there");
    seen.reset(at(9));
    links.update(&locked, &seen).await.expect("it is there");
    assert_eq!(links.find_current(&locked).await.expect("it is read"), None);
    let new = links
        .insert(&locked, world.new_invite_link())
        .await
        .expect("the place is free");
    assert_same(
        &links.find_current(&locked).await.expect("it is read"),
        &Some(new.clone()),
    );
    assert_same(
        &links.find(digest).await.expect("it is read"),
        &Some(seen.clone()),
    );
    unit.commit().await.expect("it commits");
    link.reset(at(9));
    assert_same(&find(world, digest).await, &Some(link));
    assert_same(&find_current(world, organization.id).await, &Some(new));
}

pub async fn one_that_was_reset_does_not_come_back_beside_a_new_one(world: &World<'_>) {
    let organization = world.organization().await;
    let (link, _) = world.invite_link(&organization).await;
    let mut reset = link.clone();
    reset.reset(at(9));
    world.store_invite_link(&reset).await;
    let (new, _) = world.invite_link(&organization).await;
    let mut unit = world.begin().await;
    let locked = lock(&mut *unit, organization.id).await;
    assert_refused(unit.invite_links().update(&locked, &link).await);
    drop(unit);
    assert_same(&find_current(world, organization.id).await, &Some(new));
}

pub async fn an_unknown_one_cannot_be_updated(world: &World<'_>) {
    let (organization, other) = (world.organization().await, world.organization().await);
    let (link, _) = world.invite_link(&other).await;
    let unknown = InviteLink {
        id: InviteLinkId::new(i64::MAX),
        ..link
    };
    let mut unit = world.begin().await;
    let locked = lock(&mut *unit, organization.id).await;
    assert_missing(unit.invite_links().update(&locked, &unknown).await);
}

pub async fn k50_one_of_another_organization_cannot_be_updated(world: &World<'_>) {
    let (organization, other) = (world.organization().await, world.organization().await);
    let (link, digest) = world.invite_link(&other).await;
    let mut reset = link.clone();
    reset.reset(at(9));
    let disguised = InviteLink {
        organization: organization.id,
        ..reset.clone()
    };
    for reset in [reset, disguised] {
        let mut unit = world.begin().await;
        let locked = lock(&mut *unit, organization.id).await;
        assert_missing(unit.invite_links().update(&locked, &reset).await);
    }
    assert_same(&find(world, digest).await, &Some(link));
}
