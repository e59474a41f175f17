//! `Directory::find_bearer`: the one read on which all access rests.

use muster_domain::model::api_token::PersonalToken;
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::membership::{Membership, Role, Standing};
use muster_domain::model::organization::Organization;
use muster_domain::ports::{Addressed, Bearer, Credential, FoundMembership, Presence};

use crate::World;
use crate::expect::assert_same;
use crate::fixtures::{ADMINISTRATOR, ANNOTATOR, PENDING, at, token_name};

const DEACTIVATED: Standing = Standing::Deactivated {
    before: Some(Role::Annotator),
};

async fn find(world: &World<'_>, credential: Credential, addressed: Addressed) -> Option<Bearer> {
    world
        .handle
        .directory
        .find_bearer(credential, addressed)
        .await
        .expect("it is read")
}

/// What a person is found to be in the organization, however shown and however addressed.
async fn presence(
    world: &World<'_>,
    user: UserId,
    organization: OrganizationId,
) -> Option<Presence> {
    let user = world
        .edit_user(user, |user| user.active_organization = Some(organization))
        .await;
    let (session, digest) = world.session(user.id).await;
    let token = world
        .handle
        .directory
        .find_legacy_token(user.id)
        .await
        .expect("it is read");
    let token = match token {
        Some(token) => token,
        None => world.legacy_token(user.id).await,
    };
    let personal = world.personal_token(user.id).await;
    let mut found = Vec::new();
    for addressed in [Addressed::Active, Addressed::Organization(organization)] {
        let by_session = find(world, Credential::Session(digest), addressed).await;
        let by_session = by_session.expect("the session is known");
        assert_same(&by_session.user, &user);
        assert_same(&by_session.session, &Some(session.clone()));
        assert_eq!(by_session.token, None);
        let by_token = find(world, Credential::LegacyToken(token.digest), addressed).await;
        let by_token = by_token.expect("the token is known");
        assert_same(&by_token.user, &user);
        assert_eq!((by_token.session, by_token.token), (None, None));
        let by_name = find(world, Credential::PersonalToken(personal.name), addressed).await;
        let by_name = by_name.expect("the name is known");
        assert_same(&by_name.user, &user);
        assert_same(&by_name.token, &Some(personal.clone()));
        assert_eq!(by_name.session, None);
        found.extend([by_session.presence, by_token.presence, by_name.presence]);
    }
    for other in &found[1..] {
        assert_same(other, &found[0]);
    }
    found.swap_remove(0)
}

fn live(organization: &Organization, membership: &Membership) -> Presence {
    let membership = FoundMembership::Live(membership.clone());
    Presence {
        organization: organization.clone(),
        membership,
    }
}

pub async fn an_unknown_credential_has_no_bearer(world: &World<'_>) {
    let organization = world.organization().await;
    let (_, session) = world.session(organization.owner).await;
    let token = world.legacy_token(organization.owner).await.digest;
    world.personal_token(organization.owner).await;
    let unknown = world.digest();
    // A session is no token, nor a token a session.
    let credentials = [
        Credential::Session(unknown),
        Credential::LegacyToken(unknown),
        Credential::Session(token),
        Credential::LegacyToken(session),
        Credential::PersonalToken(token_name(world.number())),
    ];
    for credential in credentials {
        for addressed in [Addressed::Active, Addressed::Organization(organization.id)] {
            assert_eq!(find(world, credential, addressed).await, None);
        }
    }
}

pub async fn each_credential_is_its_own(world: &World<'_>) {
    let (ann, bob) = (world.user().await, world.user().await);
    let (anns, bobs) = (
        world.legacy_token(ann.id).await,
        world.legacy_token(bob.id).await,
    );
    let browsers = [
        world.session(ann.id).await,
        world.session(bob.id).await,
        world.session(ann.id).await,
    ];
    for (user, token) in [(&ann, &anns), (&bob, &bobs)] {
        let bearer = find(
            world,
            Credential::LegacyToken(token.digest),
            Addressed::Active,
        )
        .await;
        assert_same(&bearer.expect("it is known").user, user);
    }
    let tokens = [
        world.personal_token(bob.id).await,
        world.personal_token(ann.id).await,
        world.personal_token(bob.id).await,
    ];
    for token in tokens {
        let credential = Credential::PersonalToken(token.name);
        let bearer = find(world, credential, Addressed::Active).await;
        let bearer = bearer.expect("it is known");
        assert_eq!(bearer.user.id, token.user);
        assert_same(&bearer.token, &Some(token));
    }
    for (session, digest) in browsers {
        let bearer = find(world, Credential::Session(digest), Addressed::Active).await;
        let bearer = bearer.expect("it is known");
        assert_eq!(bearer.user.id, session.user);
        assert_same(&bearer.session, &Some(session));
    }
}

/// K54: who shows a personal access token that was revoked is told so, and not that it is unknown.
pub async fn k54_a_personal_token_that_ended_still_has_its_bearer(world: &World<'_>) {
    let organization = world.organization().await;
    let member = world.member(&organization, ANNOTATOR).await;
    let old = world.personal_token(member.user).await;
    let new = world.personal_token(member.user).await;
    let others = world.open_several(2).await;
    world.end_personal_token(old.name, at(90)).await;
    let ended = PersonalToken {
        ended_at: Some(at(90)),
        ..old
    };
    for handle in &others {
        for token in [&ended, &new] {
            let credential = Credential::PersonalToken(token.name);
            let there = Addressed::Organization(organization.id);
            let bearer = handle.directory.find_bearer(credential, there).await;
            let bearer = bearer.expect("it is read").expect("it is known");
            assert_same(&bearer.token.as_ref(), &Some(token));
            assert_same(&bearer.presence, &Some(live(&organization, &member)));
        }
    }
}

pub async fn without_an_active_organization_none_is_addressed(world: &World<'_>) {
    let organization = world.organization().await;
    let member = world.member(&organization, ANNOTATOR).await;
    let (_, digest) = world.session(member.user).await;
    let bearer = find(world, Credential::Session(digest), Addressed::Active).await;
    assert_eq!(bearer.expect("it is known").presence, None);
    let there = Addressed::Organization(organization.id);
    let bearer = find(world, Credential::Session(digest), there).await;
    assert_same(
        &bearer.expect("it is known").presence,
        &Some(live(&organization, &member)),
    );
}

pub async fn a_member_is_found_whatever_the_standing(world: &World<'_>) {
    let organization = world.organization().await;
    for standing in [ADMINISTRATOR, ANNOTATOR, PENDING, DEACTIVATED] {
        let member = world.member(&organization, standing).await;
        assert_same(
            &presence(world, member.user, organization.id).await,
            &Some(live(&organization, &member)),
        );
    }
}

pub async fn who_never_belonged_is_not_present(world: &World<'_>) {
    let (organization, other) = (world.organization().await, world.organization().await);
    let member = world.member(&other, ANNOTATOR).await;
    assert_eq!(presence(world, member.user, organization.id).await, None);
    assert_eq!(
        presence(world, world.user().await.id, organization.id).await,
        None
    );
}

pub async fn nobody_is_present_in_an_organization_that_is_not_there(world: &World<'_>) {
    let organization = world.organization().await;
    let (_, digest) = world.session(organization.owner).await;
    for id in [0, -1, organization.id.get() + 1, i64::MAX, i64::MIN] {
        let there = Addressed::Organization(OrganizationId::new(id));
        let bearer = find(world, Credential::Session(digest), there).await;
        assert_eq!(bearer.expect("it is known").presence, None, "{id}");
    }
}

pub async fn who_was_removed_is_told_as_removed(world: &World<'_>) {
    let organization = world.organization().await;
    let removed = || {
        Some(Presence {
            organization: organization.clone(),
            membership: FoundMembership::Removed,
        })
    };
    for standing in [ANNOTATOR, PENDING, DEACTIVATED] {
        let first = world.member(&organization, standing).await;
        world.remove(&first).await;
        assert_same(
            &presence(world, first.user, organization.id).await,
            &removed(),
        );
        // Removed twice is removed, and still one bearer.
        let second = world.join(&organization, first.user, standing).await;
        world.remove(&second).await;
        assert_same(
            &presence(world, first.user, organization.id).await,
            &removed(),
        );
    }
}

pub async fn who_came_back_after_a_removal_is_live(world: &World<'_>) {
    let organization = world.organization().await;
    let mut member = world.member(&organization, ANNOTATOR).await;
    for standing in [PENDING, DEACTIVATED, ANNOTATOR] {
        world.remove(&member).await;
        member = world.join(&organization, member.user, standing).await;
        assert_same(
            &presence(world, member.user, organization.id).await,
            &Some(live(&organization, &member)),
        );
    }
}

pub async fn each_organization_has_its_own_membership(world: &World<'_>) {
    let (here, there) = (world.organization().await, world.organization().await);
    let user = world.user().await.id;
    let inside = world.join(&here, user, DEACTIVATED).await;
    let outside = world.join(&there, user, ANNOTATOR).await;
    assert_same(
        &presence(world, user, here.id).await,
        &Some(live(&here, &inside)),
    );
    assert_same(
        &presence(world, user, there.id).await,
        &Some(live(&there, &outside)),
    );
    world.remove(&outside).await;
    assert_same(
        &presence(world, user, here.id).await,
        &Some(live(&here, &inside)),
    );
    let gone = Presence {
        organization: there.clone(),
        membership: FoundMembership::Removed,
    };
    assert_same(&presence(world, user, there.id).await, &Some(gone));
}

pub async fn the_path_tells_more_than_the_active_organization(world: &World<'_>) {
    let (here, there) = (world.organization().await, world.organization().await);
    let user = world.user().await.id;
    let inside = world.join(&here, user, ANNOTATOR).await;
    world
        .edit_user(user, |user| user.active_organization = Some(here.id))
        .await;
    let token = world.legacy_token(user).await.digest;
    let found = async |addressed| {
        let bearer = find(world, Credential::LegacyToken(token), addressed).await;
        bearer.expect("it is known").presence
    };
    // Never a member there: the active organization is none to fall back to.
    assert_eq!(found(Addressed::Organization(there.id)).await, None);
    let outside = world.join(&there, user, PENDING).await;
    assert_same(
        &found(Addressed::Organization(there.id)).await,
        &Some(live(&there, &outside)),
    );
    assert_same(&found(Addressed::Active).await, &Some(live(&here, &inside)));
}

/// K52: another server on the same database, or a command, takes access away.
pub async fn k52_access_ends_at_the_next_request_on_every_handle(world: &World<'_>) {
    let organization = world.organization().await;
    let member = world.member(&organization, ANNOTATOR).await;
    let token = world.legacy_token(member.user).await.digest;
    let others = world.open_several(3).await;
    for standing in [DEACTIVATED, ANNOTATOR, PENDING, ADMINISTRATOR] {
        let member = Membership {
            standing,
            ..member.clone()
        };
        world.store_membership(&member).await;
        for handle in &others {
            let credential = Credential::LegacyToken(token);
            let addressed = Addressed::Organization(organization.id);
            let bearer = handle.directory.find_bearer(credential, addressed).await;
            let bearer = bearer.expect("it is read").expect("it is known");
            assert_same(&bearer.presence, &Some(live(&organization, &member)));
        }
    }
    let organization = world
        .edit_organization(organization.id, |organization| {
            organization.updated_at = at(80);
        })
        .await;
    let member = Membership {
        standing: ADMINISTRATOR,
        ..member
    };
    for handle in &others {
        let addressed = Addressed::Organization(organization.id);
        let bearer = handle
            .directory
            .find_bearer(Credential::LegacyToken(token), addressed)
            .await;
        let bearer = bearer.expect("it is read").expect("it is known");
        assert_same(&bearer.presence, &Some(live(&organization, &member)));
    }
}
