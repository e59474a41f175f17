//! A change that uses every write of every port.

use muster_domain::model::api_token::StoredLegacyToken;
use muster_domain::model::id::UserId;
use muster_domain::model::invitation::{HowEnded, NewInvitation};
use muster_domain::model::invite_link::NewInviteLink;
use muster_domain::model::mail::{Attempt, NewMail};
use muster_domain::model::membership::Membership;
use muster_domain::model::organization::{NewOrganization, Organization};
use muster_domain::model::secret::PasswordHash;
use muster_domain::model::session::NewSession;
use muster_domain::model::text::{OrganizationTitle, PersonName};
use muster_domain::ports::{Locked, UnitOfWork};

use super::{Before, record, reset};
use crate::fixtures::{ANNOTATOR, PENDING, at, lock, lock_user, new_membership};
use crate::post::waiting_notice;

/// Uses every write of every port, in the order of locks.
pub(crate) async fn change_everything(unit: &mut dyn UnitOfWork, before: &Before) {
    let mut organization = lock(unit, before.organization.id).await;
    organization.title = before.new_title.clone();
    organization.owner = before.member.user;
    unit.organizations()
        .update(&organization)
        .await
        .expect("it is there");

    let mut founder = lock_user(unit, before.founder.id).await;
    founder.first_name = PersonName::parse("Changed").expect("valid");
    founder.password = Some(PasswordHash::new("$changed".into()));
    founder.active_organization = Some(organization.id);
    let users = unit.users();
    users.update(&founder).await.expect("it is there");
    users
        .update_last_activity(before.member.user, at(31))
        .await
        .expect("it is moved");
    let newcomer = users
        .insert(before.newcomer.clone())
        .await
        .expect("the address is new")
        .id;

    let memberships = unit.memberships();
    let removed = Membership {
        removed_at: Some(at(31)),
        ..before.gone.clone()
    };
    memberships
        .update(&organization, &removed)
        .await
        .expect("it is there");
    let changed = Membership {
        standing: PENDING,
        ..before.member.clone()
    };
    memberships
        .update(&organization, &changed)
        .await
        .expect("it is there");
    let new = new_membership(newcomer, ANNOTATOR);
    memberships
        .insert(&organization, new)
        .await
        .expect("it is the first");

    let links = unit.invite_links();
    let mut link = before.link.clone();
    link.used += 1;
    link.reset(at(31));
    links
        .update(&organization, &link)
        .await
        .expect("it is there");
    let digest = before.digests[6];
    let sealed = before.new_token.sealed.clone();
    let new = NewInviteLink {
        digest,
        sealed,
        created_at: at(31),
    };
    links
        .insert(&organization, new)
        .await
        .expect("the place is free");

    change_invitations(unit, &organization, before).await;
    change_outbox(unit, &organization, before).await;
    change_credentials(unit, before, newcomer).await;
    record(unit, &organization, newcomer).await;
    found(unit, newcomer).await;
}

/// Uses every write of invitations.
async fn change_invitations(
    unit: &mut dyn UnitOfWork,
    organization: &Locked<Organization>,
    before: &Before,
) {
    let invitations = unit.invitations();
    let mut invitation = before.invitation.clone();
    invitation.digest = before.digests[10];
    invitation.end(HowEnded::Replaced, None, at(31));
    invitations
        .update(organization, &[invitation])
        .await
        .expect("it is there");
    let new = NewInvitation {
        email: before.invitation.email.clone(),
        name: PersonName::default(),
        role: before.invitation.role,
        digest: before.digests[11],
        sealed: before.new_token.sealed.clone(),
        invited_by: Some(organization.owner),
        created_at: at(31),
        expires_at: at(41),
    };
    invitations
        .insert(organization, vec![new])
        .await
        .expect("the place is free");
}

/// Uses every write of the outbox.
async fn change_outbox(
    unit: &mut dyn UnitOfWork,
    organization: &Locked<Organization>,
    before: &Before,
) {
    let outbox = unit.outbox();
    outbox
        .withdraw(&[before.invitation.id])
        .await
        .expect("they are withdrawn");
    let locked = outbox.lock(before.mail.id).await.expect("the lock is had");
    let mut mail = locked.expect("it is there");
    mail.claim(at(31));
    mail.record(Attempt::Never("no such user".to_owned()), at(31));
    outbox.update(&mail).await.expect("it is there");
    let new = |due_at| NewMail {
        to: before.newcomer.email.clone(),
        name: PersonName::default(),
        organization: Some(organization.id),
        letter: waiting_notice(),
        secret: None,
        created_at: at(31),
        due_at,
    };
    outbox
        .insert(vec![new(at(32)), new(at(33))])
        .await
        .expect("they are stored");
    outbox
        .delete_finished(at(31))
        .await
        .expect("they are deleted");
}

/// Uses every write of sessions, tokens and password resets.
async fn change_credentials(unit: &mut dyn UnitOfWork, before: &Before, newcomer: UserId) {
    let sessions = unit.sessions();
    let new = NewSession {
        user: newcomer,
        digest: before.digests[7],
        created_at: at(31),
    };
    sessions.insert(new).await.expect("it is stored");
    sessions
        .delete(before.session.id)
        .await
        .expect("it is deleted");
    sessions
        .update_last_active(before.other_session.id, at(31))
        .await
        .expect("it is moved");
    sessions
        .delete_of(before.gone.user, None)
        .await
        .expect("they are deleted");
    sessions
        .delete_inactive(at(0))
        .await
        .expect("they are deleted");

    let tokens = unit.api_tokens();
    tokens
        .update_legacy(before.new_token.clone())
        .await
        .expect("there is one");
    let token = StoredLegacyToken {
        user: newcomer,
        digest: before.digests[8],
        ..before.token.clone()
    };
    tokens.insert_legacy(token).await.expect("it is the first");
    let [of_founder, of_member] = &before.personal_tokens;
    tokens
        .end_personal(of_founder.name, at(31))
        .await
        .expect("it is ended");
    tokens
        .end_personal_of(of_member.user, at(31))
        .await
        .expect("they are ended");
    tokens
        .insert_personal(before.new_personal_token.clone())
        .await
        .expect("the name is new");

    let resets = unit.password_resets();
    resets
        .delete_expired(at(0))
        .await
        .expect("they are deleted");
    resets
        .end_of(before.member.user, at(31))
        .await
        .expect("they are ended");
    reset(unit, newcomer, before.digests[9]).await;
}

/// Founds one more organization.
async fn found(unit: &mut dyn UnitOfWork, owner: UserId) {
    let title = OrganizationTitle::parse("Founded").expect("valid");
    let new = NewOrganization {
        title,
        owner,
        created_at: at(31),
    };
    let organization = unit
        .organizations()
        .insert(new)
        .await
        .expect("it is stored");
    let new = new_membership(owner, ANNOTATOR);
    unit.memberships()
        .insert(&organization, new)
        .await
        .expect("it is the first");
    record(unit, &organization, owner).await;
}
