//! `Directory`: invitations as lists show them and as their holders find them.

use muster_domain::model::account::User;
use muster_domain::model::id::{InvitationId, OrganizationId, UserId};
use muster_domain::model::invitation::{
    HowEnded, Invitation, InvitationEnd, InvitationState, NewInvitation,
};
use muster_domain::model::mail::{Attempt, Delivery, MailState};
use muster_domain::model::membership::Standing;
use muster_domain::model::page::{Page, PageRequest};
use muster_domain::model::secret::Digest;
use muster_domain::model::time::{Duration, Timestamp};
use muster_domain::ports::{FoundInvitation, InvitationEntry, InvitationQuery};

use crate::World;
use crate::brief::Brief as _;
use crate::expect::assert_same;
use crate::fixtures::{ADMINISTRATOR, PENDING, at};

/// A time at which the invitations of these cases are good, unless they say otherwise.
fn now() -> Timestamp {
    at(50)
}

fn everything() -> InvitationQuery {
    InvitationQuery {
        state: None,
        now: now(),
        page: PageRequest::everything(),
    }
}

async fn list(
    world: &World<'_>,
    organization: OrganizationId,
    query: InvitationQuery,
) -> Page<InvitationEntry> {
    let directory = &world.handle.directory;
    let page = directory.list_invitations(organization, query).await;
    page.expect("they are read")
}

async fn find(
    world: &World<'_>,
    organization: OrganizationId,
    id: InvitationId,
) -> Option<InvitationEntry> {
    let directory = &world.handle.directory;
    let found = directory.find_invitation(organization, id).await;
    found.expect("it is read")
}

async fn find_by_digest(world: &World<'_>, digest: Digest) -> Option<FoundInvitation> {
    let directory = &world.handle.directory;
    let found = directory.find_invitation_by_digest(digest).await;
    found.expect("it is read")
}

async fn count_pending(world: &World<'_>, organization: OrganizationId, now: Timestamp) -> u64 {
    let directory = &world.handle.directory;
    let counted = directory.count_pending_invitations(organization, now).await;
    counted.expect("they are counted")
}

async fn user(world: &World<'_>, id: UserId) -> User {
    let user = world.handle.directory.find_user(id).await;
    user.expect("it is read").expect("it is there")
}

fn ids(page: &Page<InvitationEntry>) -> Vec<InvitationId> {
    let items = page.items.iter();
    items.map(|entry| entry.invitation.id).collect()
}

/// Two invitations of each kind, one whose time is over and one whose time is not, and each with its state now.
async fn one_of_each(
    world: &World<'_>,
    organization: OrganizationId,
) -> Vec<(Invitation, InvitationState)> {
    let ends = [
        None,
        Some(HowEnded::Accepted),
        Some(HowEnded::Revoked),
        Some(HowEnded::Replaced),
        Some(HowEnded::Lapsed),
    ];
    let mut rows = Vec::new();
    for how in ends {
        for expires_at in [now(), now() + Duration::microseconds(1)] {
            let new = NewInvitation {
                expires_at,
                ..world.new_invitation(world.address())
            };
            let mut invitation = world
                .store_invitations(organization, vec![new])
                .await
                .remove(0);
            if let Some(how) = how {
                invitation.sealed = None;
                invitation.ended = Some(InvitationEnd {
                    how,
                    by: None,
                    at: at(40),
                });
                world.update_invitation(&invitation).await;
            }
            let state = invitation.state(now());
            rows.push((invitation, state));
        }
    }
    rows
}

pub async fn those_in_each_state_are_listed_newest_first(world: &World<'_>) {
    let (organization, other) = (world.organization().await, world.organization().await);
    let rows = one_of_each(world, organization.id).await;
    one_of_each(world, other.id).await;
    let asked = InvitationState::ALL.into_iter().map(Some).chain([None]);
    for state in asked {
        let query = InvitationQuery {
            state,
            ..everything()
        };
        let page = list(world, organization.id, query).await;
        let meant: Vec<_> = rows
            .iter()
            .rev()
            .filter(|(_, is)| state.is_none_or(|state| state == *is))
            .map(|(row, _)| row.clone())
            .collect();
        assert!(!meant.is_empty(), "{state:?}");
        assert_eq!(page.total, meant.len() as u64, "{state:?}");
        let found: Vec<_> = page.items.into_iter().map(|row| row.invitation).collect();
        assert_same(&found, &meant);
    }
    let nowhere = OrganizationId::new(i64::MAX);
    let page = list(world, nowhere, everything()).await;
    assert_eq!((page.items, page.total), (vec![], 0));
}

pub async fn k09_time_alone_makes_a_pending_one_expired(world: &World<'_>) {
    let organization = world.organization().await;
    let invitation = world.invitation(&organization).await;
    let end = invitation.expires_at;
    for (now, pending) in [
        (end - Duration::microseconds(1), true),
        (end, false),
        (end + Duration::days(1), false),
    ] {
        for (state, listed) in [
            (InvitationState::Pending, pending),
            (InvitationState::Expired, !pending),
        ] {
            let query = InvitationQuery {
                state: Some(state),
                now,
                ..everything()
            };
            let found = ids(&list(world, organization.id, query).await);
            assert_eq!(found.contains(&invitation.id), listed, "{state:?} {now}");
        }
        let counted = count_pending(world, organization.id, now).await;
        assert_eq!(counted, u64::from(pending), "{now}");
    }
}

pub async fn those_that_are_pending_are_counted(world: &World<'_>) {
    let (organization, other) = (world.organization().await, world.organization().await);
    assert_eq!(count_pending(world, organization.id, now()).await, 0);
    one_of_each(world, organization.id).await;
    assert_eq!(count_pending(world, organization.id, now()).await, 1);
    world.invitation(&organization).await;
    assert_eq!(count_pending(world, organization.id, now()).await, 2);
    assert_eq!(count_pending(world, other.id, now()).await, 0);
}

pub async fn the_pages_are_everything_once(world: &World<'_>) {
    let organization = world.organization().await;
    let mut meant = Vec::new();
    for n in 0..5 {
        // Invited together and therefore of one moment: the one stored later is newer.
        let new: Vec<_> = (0..5)
            .map(|_| NewInvitation {
                created_at: at(n),
                ..world.new_invitation(world.address())
            })
            .collect();
        meant.extend(world.store_invitations(organization.id, new).await);
    }
    // What happens to one later does not make it newer; several mails do not make it several.
    let changed = world.end(meant[7].clone(), HowEnded::Revoked, at(30)).await;
    for _ in 0..3 {
        world.invitation_mail(&meant[9]).await;
    }
    meant[7] = changed;
    meant.reverse();
    let mut found = Vec::new();
    for page in 1..=4 {
        let query = InvitationQuery {
            page: PageRequest { page, size: 7 },
            ..everything()
        };
        let page = list(world, organization.id, query).await;
        assert_eq!(page.total, 25);
        found.extend(page.items.into_iter().map(|entry| entry.invitation));
    }
    assert_same(&found, &meant);
    let query = InvitationQuery {
        page: PageRequest {
            page: u32::MAX,
            size: PageRequest::MAX_SIZE,
        },
        ..everything()
    };
    let page = list(world, organization.id, query).await;
    assert_eq!((page.items, page.total), (vec![], 25));
}

pub async fn who_answers_for_it_is_told_as_a_member_or_not(world: &World<'_>) {
    let (organization, other) = (world.organization().await, world.organization().await);
    let gone = world.member(&organization, ADMINISTRATOR).await;
    world.remove(&gone).await;
    let back = world.member(&organization, ADMINISTRATOR).await;
    world.remove(&back).await;
    world.join(&organization, back.user, PENDING).await;
    let idle = world
        .member(&organization, Standing::Deactivated { before: None })
        .await;
    let people = [
        (organization.owner, true),
        (gone.user, false),
        (back.user, true),
        (idle.user, true),
        (other.owner, false),
    ];
    for (person, is_member) in people {
        let mut invitation = world.invitation(&organization).await;
        let operators = InvitationEntry {
            invitation: invitation.clone(),
            inviter: None,
            delivery: Delivery::OFF,
        };
        let found = find(world, organization.id, invitation.id).await;
        assert_same(&found, &Some(operators));

        // Who changes the invitation answers for it from then on.
        invitation.invited_by = Some(person);
        world.update_invitation(&invitation).await;
        let meant = InvitationEntry {
            inviter: Some((user(world, person).await, is_member)),
            invitation: invitation.clone(),
            delivery: Delivery::OFF,
        };
        let found = find(world, organization.id, invitation.id).await;
        assert_same(&found, &Some(meant.clone()));
        let page = list(world, organization.id, everything()).await;
        assert_same(&page.items[0], &meant);
    }
}

pub async fn each_has_the_delivery_of_its_latest_mail(world: &World<'_>) {
    let organization = world.organization().await;
    let invitation = world.invitation(&organization).await;
    let without = world.invitation(&organization).await;
    let neighbour = world.invitation(&organization).await;
    world.invitation_mail(&neighbour).await;
    let told = async |meant: Delivery| {
        let found = find(world, organization.id, invitation.id).await;
        assert_same(&found.expect("it is there").delivery, &meant);
        let page = list(world, organization.id, everything()).await;
        let deliveries: Vec<_> = page.items.into_iter().map(|row| row.delivery).collect();
        let fresh = Delivery {
            state: Some(MailState::Queued),
            ..Delivery::OFF
        };
        assert_same(&deliveries, &vec![fresh, Delivery::OFF, meant]);
    };
    told(Delivery::OFF).await;

    let mail = world.invitation_mail(&invitation).await;
    told(Delivery::of(&mail)).await;
    let reason = "450 4.2.0 greylisted \u{e9}".to_owned();
    let tried = world.finish(mail.id, Attempt::NotNow(reason), at(30)).await;
    assert_eq!(tried.state, MailState::Queued);
    told(Delivery::of(&tried)).await;
    let sent = world.finish(mail.id, Attempt::Taken, at(31)).await;
    told(Delivery::of(&sent)).await;

    let second = world.invitation_mail(&invitation).await;
    told(Delivery::of(&second)).await;
    let reason = "550 5.1.1 no such user".to_owned();
    let failed = world
        .finish(second.id, Attempt::Never(reason), at(32))
        .await;
    told(Delivery::of(&failed)).await;
    // An earlier mail that moves is not the latest.
    world.edit_mail(mail.id, |mail| mail.attempts = 77).await;
    told(Delivery::of(&failed)).await;

    let found = find(world, organization.id, without.id).await;
    assert_eq!(found.expect("it is there").delivery, Delivery::OFF);
}

pub async fn k50_one_of_another_organization_is_not_found(world: &World<'_>) {
    let (organization, other) = (world.organization().await, world.organization().await);
    let invitation = world.invitation(&other).await;
    assert_eq!(find(world, organization.id, invitation.id).await, None);
    for id in [0, -1, i64::MAX] {
        let id = InvitationId::new(id);
        assert_eq!(find(world, organization.id, id).await, None);
    }
    let found = find(world, other.id, invitation.id).await;
    assert_same(&found.expect("it is there").invitation, &invitation);
}

pub async fn k04_its_holder_finds_it_by_every_secret_it_ever_had(world: &World<'_>) {
    let organization = world.organization().await;
    let mut invitation = world.invitation(&organization).await;
    let found = find_by_digest(world, invitation.digest).await;
    let mut meant = FoundInvitation {
        invitation: invitation.clone(),
        organization: organization.clone(),
        inviter: None,
    };
    assert_same(&found, &Some(meant.clone()));

    let mut digests = vec![invitation.digest];
    for _ in 0..2 {
        invitation.digest = world.digest();
        invitation.invited_by = Some(organization.owner);
        digests.push(invitation.digest);
        world.update_invitation(&invitation).await;
    }
    meant.invitation = invitation.clone();
    meant.inviter = Some(user(world, organization.owner).await);
    for digest in &digests {
        let found = find_by_digest(world, *digest).await;
        assert_same(&found, &Some(meant.clone()));
    }
    meant.invitation = world.end(invitation, HowEnded::Accepted, at(40)).await;
    for digest in digests {
        let found = find_by_digest(world, digest).await;
        assert_same(&found, &Some(meant.clone()));
    }
    assert_eq!(find_by_digest(world, world.digest()).await, None);
}
