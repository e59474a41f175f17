//! `Directory::list_members`, `find_member` and `count_members`: who is a member, and as what.

use std::collections::BTreeSet;

use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::invitation::{HowEnded, InvitationEnd};
use muster_domain::model::membership::{
    Invited, JoinedBy, Member, MemberRole, Membership, NewMembership,
};
use muster_domain::model::organization::Organization;
use muster_domain::model::seats::Headcount;
use muster_domain::ports::MemberQuery;

use crate::World;
use crate::brief::Brief as _;
use crate::crowd::{STANDINGS, crowd, everybody, ids, list, name};
use crate::expect::assert_same;
use crate::fixtures::{ADMINISTRATOR, ANNOTATOR, PENDING, at, lock, new_membership};

pub async fn an_organization_that_is_not_there_has_no_members(world: &World<'_>) {
    let organization = world.organization().await;
    for id in [0, -1, organization.id.get() + 1, i64::MAX] {
        let id = OrganizationId::new(id);
        let page = list(world, id, &everybody()).await;
        assert_eq!((page.items, page.total), (vec![], 0));
        let directory = &world.handle.directory;
        let member = directory
            .find_plain_member(id, organization.owner)
            .await
            .expect("it is read");
        assert_eq!(member, None);
        let headcount = directory.count_members(id).await.expect("they are counted");
        assert_eq!(headcount, Headcount::default());
    }
}

pub async fn the_owner_is_told_by_the_organization(world: &World<'_>) {
    let organization = world.organization().await;
    let heir = world.member(&organization, ADMINISTRATOR).await;
    let owners = MemberQuery {
        roles: vec![MemberRole::Owner],
        ..everybody()
    };
    for owner in [heir.user, organization.owner, heir.user] {
        world
            .edit_organization(organization.id, |organization| organization.owner = owner)
            .await;
        let found = list(world, organization.id, &owners).await;
        assert_eq!(
            found
                .items
                .iter()
                .map(|member| member.user.id)
                .collect::<Vec<_>>(),
            [owner]
        );
        let everyone = list(world, organization.id, &everybody()).await;
        for listed in everyone.items {
            let role = if listed.user.id == owner {
                MemberRole::Owner
            } else {
                MemberRole::Administrator
            };
            assert_eq!(listed.role, role);
            let found = world
                .handle
                .directory
                .find_plain_member(organization.id, listed.user.id)
                .await;
            assert_same(&found.expect("it is read"), &Some(listed));
        }
    }
}

pub async fn k70_removed_members_are_listed_only_when_asked_for(world: &World<'_>) {
    let organization = world.organization().await;
    let mut gone: Vec<Membership> = Vec::new();
    for standing in STANDINGS {
        let member = world.member(&organization, standing).await;
        world
            .edit_user(member.user, |user| user.first_name = name("Gone"))
            .await;
        gone.push(world.remove(&member).await);
    }
    // One of them comes back, and goes, and comes back.
    let back = world.join(&organization, gone[0].user, PENDING).await;
    gone.push(world.remove(&back).await);
    let back = world.join(&organization, gone[0].user, ANNOTATOR).await;

    let present = list(world, organization.id, &everybody()).await;
    assert_eq!(
        present
            .items
            .iter()
            .map(|member| member.user.id)
            .collect::<Vec<_>>(),
        [organization.owner, back.user]
    );
    assert_eq!(present.total, 2);

    let removed = MemberQuery {
        removed: true,
        ..everybody()
    };
    let found = list(world, organization.id, &removed).await;
    assert_eq!(found.total, gone.len() as u64);
    let memberships: Vec<_> = found
        .items
        .iter()
        .map(|member| member.membership.clone())
        .collect();
    assert_same(&memberships, &gone);
    for member in found.items {
        assert_eq!(member.role, member.membership.standing.role());
        let user = world
            .handle
            .directory
            .find_user(member.user.id)
            .await
            .expect("it is read");
        assert_same(&Some(member.user), &user);
    }

    let annotators = MemberQuery {
        roles: vec![MemberRole::Annotator],
        search: Some("gone".into()),
        ..removed
    };
    assert_eq!(
        ids(&list(world, organization.id, &annotators).await),
        [gone[0].id]
    );
    let annotators = MemberQuery {
        removed: false,
        ..annotators
    };
    assert_eq!(
        ids(&list(world, organization.id, &annotators).await),
        [back.id]
    );
}

pub async fn a_removed_owner_is_none(world: &World<'_>) {
    let organization = world.organization().await;
    let heir = world.member(&organization, ADMINISTRATOR).await;
    world
        .edit_organization(organization.id, |organization| {
            organization.owner = heir.user;
        })
        .await;
    let old = world
        .handle
        .directory
        .find_plain_member(organization.id, organization.owner)
        .await;
    let old = old.expect("it is read").expect("the old Owner is a member");
    world.remove(&old.membership).await;
    let removed = |roles| MemberQuery {
        removed: true,
        roles,
        ..everybody()
    };
    let found = list(
        world,
        organization.id,
        &removed(vec![MemberRole::Administrator]),
    )
    .await;
    assert_eq!(ids(&found), [old.membership.id]);
    // Even while the organization still names a person, a membership that was removed is no Owner's.
    world
        .edit_organization(organization.id, |organization| {
            organization.owner = old.user.id;
        })
        .await;
    let found = list(world, organization.id, &removed(vec![MemberRole::Owner])).await;
    assert_eq!(ids(&found), []);
    let found = list(
        world,
        organization.id,
        &removed(vec![MemberRole::Administrator]),
    )
    .await;
    assert_eq!(
        found
            .items
            .iter()
            .map(|member| member.role)
            .collect::<Vec<_>>(),
        [MemberRole::Administrator]
    );
}

pub async fn one_member_is_found_unless_removed(world: &World<'_>) {
    let (organization, members) = crowd(world, 14).await;
    let directory = &world.handle.directory;
    for member in &members {
        let found = directory
            .find_plain_member(organization.id, member.user.id)
            .await;
        assert_same(&found.expect("it is read"), &Some(member.clone()));
    }
    let stranger = world.organization().await.owner;
    for user in [stranger, UserId::new(i64::MAX)] {
        assert_eq!(
            directory
                .find_plain_member(organization.id, user)
                .await
                .expect("it is read"),
            None
        );
    }
    let member = &members[3];
    world.remove(&member.membership).await;
    let find = || async {
        directory
            .find_plain_member(organization.id, member.user.id)
            .await
            .expect("it is read")
    };
    assert_eq!(find().await, None);
    let back = world.join(&organization, member.user.id, PENDING).await;
    let meant = Member {
        membership: back,
        role: MemberRole::Pending,
        user: member.user.clone(),
        invited: None,
    };
    assert_same(&find().await, &Some(meant));
}

pub async fn everybody_present_is_counted(world: &World<'_>) {
    let organization = world.organization().await;
    world.member(&world.organization().await, ANNOTATOR).await;
    let count = || async {
        let counted = world.handle.directory.count_members(organization.id).await;
        counted.expect("they are counted")
    };
    let mut meant = Headcount {
        seated: 1,
        ..Headcount::default()
    };
    for standing in STANDINGS {
        let member = world.member(&organization, standing).await;
        world.member(&organization, standing).await;
        world.remove(&member).await;
        meant.add(standing);
        assert_eq!(count().await, meant, "{standing:?}");
    }
    let present = list(world, organization.id, &everybody()).await;
    assert_eq!(present.total, meant.people());
    let distinct: BTreeSet<_> = ids(&present).into_iter().collect();
    assert_eq!(distinct.len() as u64, meant.people());
}

/// Whichever way the membership began: who came by the link, waited and then accepted is one of those invited.
pub async fn who_was_invited_is_told_when_and_by_whom(world: &World<'_>) {
    let organization = world.organization().await;
    let (link, _) = world.invite_link(&organization).await;
    let mut members = Vec::new();
    let mut told = vec![None];
    // When each accepted, if at all; the memberships begin at 4.
    for (accepted, by) in [
        (None, None),
        (Some(at(3)), None),
        (Some(at(4)), None),
        (Some(at(60)), Some(organization.owner)),
    ] {
        let user = world.user().await.id;
        let mut invitation = world.invitation(&organization).await;
        invitation.invited_by = by;
        invitation.ended = accepted.map(|at| InvitationEnd {
            how: HowEnded::Accepted,
            by: Some(user),
            at,
        });
        world.update_invitation(&invitation).await;
        let mut unit = world.begin().await;
        let locked = lock(&mut *unit, organization.id).await;
        let new = NewMembership {
            joined_by: JoinedBy::InviteLink(link.id),
            created_at: at(4),
            ..new_membership(user, ANNOTATOR)
        };
        let inserted = unit.memberships().insert(&locked, new).await;
        members.push(inserted.expect("it is the first"));
        let found = unit.invitations().find_accepted(&locked, user).await;
        let found = found.expect("it is read");
        assert_same(&found, &accepted.map(|_| invitation.clone()));
        unit.commit().await.expect("it commits");
        let since = accepted.is_some_and(|accepted| accepted >= at(4));
        told.push(since.then_some(Invited {
            at: invitation.created_at,
            by,
        }));
    }
    let page = list(world, organization.id, &everybody()).await;
    assert_eq!(page.total, 5);
    let found: Vec<_> = page.items.iter().map(|member| member.invited).collect();
    assert_eq!(found, told);
    for listed in page.items {
        let directory = &world.handle.directory;
        let found = directory
            .find_plain_member(organization.id, listed.user.id)
            .await;
        assert_same(&found.expect("it is read"), &Some(listed));
    }
    let belongings = world.handle.directory.list_belongings(members[3].user);
    let belongings = belongings.await.expect("they are read");
    assert_eq!(belongings[0].invited, told[4]);
    world.remove(&members[3]).await;
    let removed = MemberQuery {
        removed: true,
        ..everybody()
    };
    let page = list(world, organization.id, &removed).await;
    let found: Vec<_> = page.items.iter().map(|member| member.invited).collect();
    assert_eq!(found, told[4..]);
}

pub async fn the_inviter_stands_beside_the_member(world: &World<'_>) {
    let organization = world.organization().await;
    let administrator = world.member(&organization, ADMINISTRATOR).await;
    for by in [Some(organization.owner), Some(administrator.user), None] {
        let user = world.user().await.id;
        let mut invitation = world.invitation(&organization).await;
        invitation.invited_by = by;
        invitation.ended = Some(InvitationEnd {
            how: HowEnded::Accepted,
            by: Some(user),
            at: at(60),
        });
        world.update_invitation(&invitation).await;
        world.join(&organization, user, ANNOTATOR).await;
    }
    world.remove(&administrator).await;
    let directory = &world.handle.directory;
    let page = directory.list_members(organization.id, &everybody()).await;
    let entries = page.expect("they are read").items;
    let inviters: Vec<_> = entries
        .iter()
        .map(|entry| entry.inviter.as_ref().map(|(user, now)| (user.id, *now)))
        .collect();
    let owner = (organization.owner, true);
    let gone = (administrator.user, false);
    assert_eq!(inviters, [None, Some(owner), Some(gone), None]);
    for entry in entries {
        let found = directory.find_member(organization.id, entry.member.user.id);
        assert_same(&found.await.expect("it is read"), &Some(entry));
    }
}

pub async fn of_several_invitations_the_one_accepted_last_tells(world: &World<'_>) {
    let (organization, other) = (world.organization().await, world.organization().await);
    let user = world.user().await.id;
    let accepted = async |organization: &Organization, how, when| {
        let mut invitation = world.invitation(organization).await;
        invitation.ended = Some(InvitationEnd {
            how,
            by: Some(user),
            at: at(when),
        });
        world.update_invitation(&invitation).await;
        invitation
    };
    accepted(&organization, HowEnded::Accepted, 50).await;
    let last = accepted(&organization, HowEnded::Accepted, 52).await;
    accepted(&organization, HowEnded::Accepted, 51).await;
    accepted(&organization, HowEnded::Revoked, 60).await;
    accepted(&other, HowEnded::Accepted, 61).await;
    let mut unit = world.begin().await;
    let locked = lock(&mut *unit, organization.id).await;
    let found = unit.invitations().find_accepted(&locked, user).await;
    assert_same(&found.expect("it is read"), &Some(last));
    let nobody = unit
        .invitations()
        .find_accepted(&locked, organization.owner);
    assert_same(&nobody.await.expect("it is read"), &None);
}
