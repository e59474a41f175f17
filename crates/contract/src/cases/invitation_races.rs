//! Many who invite, accept and revoke at once, over several handles on one database.

use muster_domain::model::account::NewUser;
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::invitation::{HowEnded, Invitation, InvitationState, NewInvitation};
use muster_domain::model::membership::{JoinedBy, NewMembership};
use muster_domain::model::page::PageRequest;
use muster_domain::model::secret::Digest;
use muster_domain::ports::{InvitationQuery, StoreError};

use crate::brief::Brief as _;
use crate::fixtures::{ANNOTATOR, at, email, new_membership};
use crate::race::{HANDLES, ROUNDS, lock, others_go_on, race};
use crate::{Handle, World};

/// Invites as the domain's use case does: a new invitation takes the place of the open one.
async fn invite(
    handle: Handle,
    id: OrganizationId,
    new: Vec<NewInvitation>,
) -> Result<(), StoreError> {
    let mut unit = handle.store.begin().await?;
    let organization = lock(&mut *unit, id).await?;
    let addresses: Vec<_> = new.iter().map(|new| new.email.clone()).collect();
    let invitations = unit.invitations();
    let mut open = invitations.list_open(&organization, &addresses).await?;
    others_go_on().await;
    for invitation in &mut open {
        invitation.end(HowEnded::Replaced, None, at(50));
    }
    invitations.update(&organization, &open).await?;
    invitations.insert(&organization, new).await?;
    unit.commit().await
}

async fn all(world: &World<'_>, id: OrganizationId) -> Vec<Invitation> {
    let query = InvitationQuery {
        state: None,
        now: at(50),
        page: PageRequest::everything(),
    };
    let page = world.handle.directory.list_invitations(id, query).await;
    let page = page.expect("they are read");
    page.items.into_iter().map(|row| row.invitation).collect()
}

pub async fn k40_of_many_invitations_for_one_address_one_is_open(world: &World<'_>) {
    let handles = world.open_several(HANDLES).await;
    for round in 0..ROUNDS {
        let id = world.organization().await.id;
        let new: Vec<_> = (0..20)
            .map(|n: usize| {
                let name = ["Guest", "guest"][n % 2];
                world.new_invitation(email(&format!("{name}{round}@example.com")))
            })
            .collect();
        race(&handles, new, |handle, new| async move {
            handle
                .insist(|handle| invite(handle, id, vec![new.clone()]))
                .await;
        })
        .await;
        let all = all(world, id).await;
        assert_eq!(all.len(), 20);
        let open = all.iter().filter(|row| row.ended.is_none());
        assert_eq!(open.count(), 1, "round {round}");
        assert!(all[0].ended.is_none(), "the newest is the open one");
    }
}

pub async fn lists_that_overlap_leave_one_open_for_each_address(world: &World<'_>) {
    let handles = world.open_several(HANDLES).await;
    let id = world.organization().await.id;
    let addresses: Vec<_> = (0..12).map(|_| world.address()).collect();
    // Each list begins elsewhere, so that two of them meet in opposite orders.
    let lists: Vec<Vec<_>> = (0..12)
        .map(|n| {
            let turned = addresses.iter().cycle().skip(n).take(8);
            turned
                .map(|address| world.new_invitation(EmailAddress::clone(address)))
                .collect()
        })
        .collect();
    race(&handles, lists, |handle, new| async move {
        handle
            .insist(|handle| invite(handle, id, new.clone()))
            .await;
    })
    .await;
    let all = all(world, id).await;
    assert_eq!(all.len(), 12 * 8);
    for address in addresses {
        let open = all
            .iter()
            .filter(|row| row.email == address && row.ended.is_none());
        assert_eq!(open.count(), 1);
    }
}

/// Accepts as the domain's use case does: with a new account, or the one that the address has.
async fn accept(handle: Handle, link: Digest) -> Result<Option<UserId>, StoreError> {
    let mut unit = handle.store.begin().await?;
    let found = unit.invitations().find(link).await?;
    let found = found.expect("nobody deletes invitations");
    let organization = lock(&mut *unit, found.organization).await?;
    let invitations = unit.invitations();
    let seen = invitations.find_by_id(&organization, found.id).await?;
    let mut invitation = seen.expect("nobody deletes invitations");
    others_go_on().await;
    if invitation.admit(link, at(50)).is_err() {
        return Ok(None);
    }
    let users = unit.users();
    let known = users.find_by_email(&invitation.email).await?;
    let user = if let Some(user) = known {
        user.id
    } else {
        let new = NewUser::new(invitation.email.clone(), None, at(50));
        users.insert(new).await?.id
    };
    let new = NewMembership {
        joined_by: JoinedBy::Invitation(invitation.id),
        ..new_membership(user, ANNOTATOR)
    };
    unit.memberships().insert(&organization, new).await?;
    invitation.end(HowEnded::Accepted, Some(user), at(50));
    unit.invitations()
        .update(&organization, &[invitation])
        .await?;
    unit.commit().await?;
    Ok(Some(user))
}

/// Revokes as the domain's use case does; `false` where it is over already.
async fn revoke(handle: Handle, link: Digest) -> Result<bool, StoreError> {
    let mut unit = handle.store.begin().await?;
    let found = unit.invitations().find(link).await?;
    let found = found.expect("nobody deletes invitations");
    let organization = lock(&mut *unit, found.organization).await?;
    let invitations = unit.invitations();
    let seen = invitations.find_by_id(&organization, found.id).await?;
    let mut invitation = seen.expect("nobody deletes invitations");
    others_go_on().await;
    if invitation.is_open().is_err() {
        return Ok(false);
    }
    invitation.end(HowEnded::Revoked, None, at(50));
    invitations.update(&organization, &[invitation]).await?;
    unit.commit().await?;
    Ok(true)
}

pub async fn k02_of_many_who_accept_at_once_one_comes_in(world: &World<'_>) {
    let handles = world.open_several(HANDLES).await;
    let organization = world.organization().await;
    for round in 0..ROUNDS {
        let link = world.invitation(&organization).await.digest;
        let accepted = race(&handles, 0..20, |handle, _| async move {
            handle.insist(|handle| accept(handle, link)).await
        });
        let accepted: Vec<_> = accepted.await.into_iter().flatten().collect();
        assert_eq!(accepted.len(), 1, "round {round}");
        let directory = &world.handle.directory;
        let member = directory
            .find_plain_member(organization.id, accepted[0])
            .await;
        let member = member.expect("it is read").expect("it came in");
        assert!(member.invited.is_some());
    }
}

pub async fn an_invitation_is_accepted_or_revoked_and_never_both(world: &World<'_>) {
    let handles = world.open_several(HANDLES).await;
    let organization = world.organization().await;
    for _ in 0..10 {
        let link = world.invitation(&organization).await.digest;
        let done = race(&handles, 0..2, |handle, n| async move {
            if n == 0 {
                let accepted = handle.insist(|handle| accept(handle, link)).await;
                accepted.map(|_| InvitationState::Accepted)
            } else {
                let revoked = handle.insist(|handle| revoke(handle, link)).await;
                revoked.then_some(InvitationState::Revoked)
            }
        });
        let done: Vec<_> = done.await.into_iter().flatten().collect();
        assert_eq!(done.len(), 1, "{done:?}");
        let found = world.handle.directory.find_invitation_by_digest(link).await;
        let found = found.expect("it is read").expect("it is there");
        assert_eq!(found.invitation.state(at(50)), done[0]);
        let came = world
            .handle
            .directory
            .find_user_by_email(&found.invitation.email)
            .await;
        let came = came.expect("it is read").is_some();
        assert_eq!(came, done[0] == InvitationState::Accepted);
    }
}
