//! `Directory`: what it tells beside bearers, members and the activity log.

use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::invite_link::InviteLink;
use muster_domain::model::page::PageRequest;
use muster_domain::model::time::Timestamp;
use muster_domain::ports::{Belonging, Overview};

use crate::World;
use crate::brief::Brief as _;
use crate::crowd::STANDINGS;
use crate::expect::assert_same;
use crate::fixtures::{ADMINISTRATOR, ANNOTATOR, PENDING, at};

pub async fn what_is_not_there_is_none(world: &World<'_>) {
    let directory = &world.handle.directory;
    let page = directory
        .list_organizations(PageRequest::everything())
        .await
        .expect("read");
    assert_eq!((page.items, page.total), (vec![], 0));
    world.invite_link(&world.organization().await).await;
    for id in [0, -1, i64::MAX, i64::MIN] {
        let (organization, user) = (OrganizationId::new(id), UserId::new(id));
        assert_eq!(directory.find_user(user).await.expect("it is read"), None);
        assert_eq!(
            directory
                .find_organization(organization)
                .await
                .expect("it is read"),
            None
        );
        assert_eq!(
            directory
                .find_invite_link(organization)
                .await
                .expect("it is read"),
            None
        );
        assert_eq!(
            directory.find_legacy_token(user).await.expect("it is read"),
            None
        );
        let account = directory.find_account(user).await;
        assert_eq!(account.expect("it is read"), None);
        let overview = directory.find_overview(organization, at(1)).await;
        assert_eq!(overview.expect("it is read"), None);
    }
}

pub async fn belongings_come_oldest_first_with_the_owners_address(world: &World<'_>) {
    let user = world.user().await;
    let mut meant = Vec::new();
    for n in 0..8 {
        let owner = world
            .user_at(&format!("Owner{n}@B\u{fc}cher.example"))
            .await;
        let organization = world.organization_of(&owner).await;
        let standing = [ANNOTATOR, PENDING, ADMINISTRATOR][n % 3];
        let membership = world.join(&organization, user.id, standing).await;
        if n % 4 == 1 {
            world.remove(&membership).await;
        } else {
            meant.push(Belonging {
                organization,
                membership,
                owner_email: owner.email,
                invited: None,
            });
        }
    }
    // One of the organizations becomes the person's own, one was left and joined again.
    meant[2].organization = world
        .edit_organization(meant[2].organization.id, |organization| {
            organization.owner = user.id;
        })
        .await;
    meant[2].owner_email = user.email.clone();
    let mut again = meant.remove(0);
    world.remove(&again.membership).await;
    again.membership = world.join(&again.organization, user.id, PENDING).await;
    meant.push(again);
    let found = world
        .handle
        .directory
        .list_belongings(user.id)
        .await
        .expect("they are read");
    assert_same(&found, &meant);
}

pub async fn who_belongs_nowhere_has_no_belongings(world: &World<'_>) {
    let organization = world.organization().await;
    let (user, member) = (
        world.user().await,
        world.member(&organization, ANNOTATOR).await,
    );
    world.remove(&member).await;
    for id in [user.id, member.user] {
        let directory = &world.handle.directory;
        let account = directory.find_account(id).await.expect("it is read");
        let account = account.expect("it is there");
        assert_eq!((account.user.id, account.belongings), (id, vec![]));
    }
}

pub async fn an_overview_tells_of_one_organization_what_the_single_reads_tell(world: &World<'_>) {
    let organization = world.organization().await;
    for standing in STANDINGS {
        let other = world.organization().await;
        world.member(&other, standing).await;
        world.invitation(&other).await;
        world.invite_link(&other).await;
        world.member(&organization, standing).await;
    }
    let gone = world.member(&organization, ANNOTATOR).await;
    world.remove(&gone).await;
    let directory = &world.handle.directory;
    let mut invited = 0;
    for link in [false, true] {
        if link {
            world.invite_link(&organization).await;
            world.invitation(&organization).await;
            invited = 1;
        }
        let read = |now| directory.find_overview(organization.id, now);
        let now = at(5);
        let found = read(now).await.expect("it is read").expect("it is there");
        let counted = directory.count_members(organization.id).await;
        let meant = Overview {
            organization: organization.clone(),
            headcount: counted.expect("they are counted"),
            license: None,
            pending_invitations: invited,
            link: directory
                .find_invite_link(organization.id)
                .await
                .expect("it is read"),
        };
        assert_same(&found, &meant);
        let people = 1 + STANDINGS.len() as u64;
        assert_eq!(
            (found.headcount.people(), found.link.is_some()),
            (people, link)
        );
        let later = read(Timestamp::MAX_UTC).await.expect("it is read");
        assert_eq!(later.map(|found| found.pending_invitations), Some(0));
    }
}

pub async fn organizations_come_oldest_first_with_their_owners(world: &World<'_>) {
    let mut meant = Vec::new();
    let twice = world.user().await;
    for n in 0..11 {
        let owner = if n % 5 == 0 {
            twice.clone()
        } else {
            world.user().await
        };
        let organization = world.organization_of(&owner).await;
        world.member(&organization, ANNOTATOR).await;
        meant.push((organization, owner));
    }
    // A change does not make one younger, and the Owner listed is the one of now.
    let heir = world.member(&meant[3].0, ADMINISTRATOR).await.user;
    meant[3].0 = world
        .edit_organization(meant[3].0.id, |organization| {
            organization.owner = heir;
            organization.updated_at = at(90);
        })
        .await;
    let directory = &world.handle.directory;
    meant[3].1 = directory
        .find_user(heir)
        .await
        .expect("it is read")
        .expect("it is there");
    let mut found = Vec::new();
    for page in 1..=4 {
        let page = directory
            .list_organizations(PageRequest { page, size: 4 })
            .await;
        let page = page.expect("they are read");
        assert_eq!(page.total, 11);
        found.extend(page.items);
    }
    assert_same(&found, &meant);
    let page = PageRequest {
        page: u32::MAX,
        size: PageRequest::MAX_SIZE,
    };
    let page = directory
        .list_organizations(page)
        .await
        .expect("they are read");
    assert_eq!((page.items, page.total), (vec![], 11));
}

pub async fn an_invite_link_is_found_by_its_token_also_after_a_reset(world: &World<'_>) {
    let (organization, other) = (world.organization().await, world.organization().await);
    let (link, digest) = world.invite_link(&organization).await;
    let (others, others_digest) = world.invite_link(&other).await;
    let directory = &world.handle.directory;
    let find = |digest| async move {
        directory
            .find_invite_link_by_digest(digest)
            .await
            .expect("it is read")
    };
    let current = |id| async move { directory.find_invite_link(id).await.expect("it is read") };
    assert_same(
        &find(digest).await,
        &Some((link.clone(), organization.clone())),
    );
    assert_same(&current(organization.id).await, &Some(link.clone()));
    assert_eq!(find(world.digest()).await, None);

    let limited = InviteLink {
        expires_at: Some(at(50)),
        max_uses: Some(3),
        used: 3,
        ..link.clone()
    };
    world.store_invite_link(&limited).await;
    assert_same(
        &find(digest).await,
        &Some((limited.clone(), organization.clone())),
    );
    assert_same(&current(organization.id).await, &Some(limited.clone()));

    let mut dead = limited;
    dead.reset(at(51));
    world.store_invite_link(&dead).await;
    assert_same(
        &find(digest).await,
        &Some((dead.clone(), organization.clone())),
    );
    assert_eq!(current(organization.id).await, None);

    let (new, new_digest) = world.invite_link(&organization).await;
    assert_same(&current(organization.id).await, &Some(new.clone()));
    assert_same(&find(new_digest).await, &Some((new, organization.clone())));
    assert_same(&find(digest).await, &Some((dead, organization)));
    assert_same(
        &find(others_digest).await,
        &Some((others.clone(), other.clone())),
    );
    assert_same(&current(other.id).await, &Some(others));
}
