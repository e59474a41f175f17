//! A small world with a row in every table, a change that uses every write, and all that is told of both.

mod change;
mod told;

use muster_domain::model::account::{NewUser, User};
use muster_domain::model::api_token::{NewPersonalToken, PersonalToken, StoredLegacyToken};
use muster_domain::model::audit::{AuditAction, Cause, Happening, NewAuditEvent};
use muster_domain::model::id::UserId;
use muster_domain::model::invitation::Invitation;
use muster_domain::model::invite_link::InviteLink;
use muster_domain::model::mail::Mail;
use muster_domain::model::membership::Membership;
use muster_domain::model::organization::Organization;
use muster_domain::model::password_reset::NewPasswordReset;
use muster_domain::model::secret::Digest;
use muster_domain::model::session::Session;
use muster_domain::model::text::OrganizationTitle;
use muster_domain::ports::UnitOfWork;

use crate::World;
use crate::fixtures::{ANNOTATOR, PENDING, at, email};

pub(crate) use change::change_everything;
pub(crate) use told::{KINDS, differing, everything};

/// A small world, of which every table has a row, and the names of what the change below adds.
pub(crate) struct Before {
    organization: Organization,
    founder: User,
    member: Membership,
    gone: Membership,
    link: InviteLink,
    invitation: Invitation,
    mail: Mail,
    session: Session,
    other_session: Session,
    token: StoredLegacyToken,
    newcomer: NewUser,
    new_token: StoredLegacyToken,
    personal_tokens: [PersonalToken; 2],
    new_personal_token: NewPersonalToken,
    new_title: OrganizationTitle,
    /// Digests of invite links, invitations, sessions, tokens and resets: those that are there and those to come.
    digests: Vec<Digest>,
}

/// Makes the small world.
pub(crate) async fn before(world: &World<'_>) -> Before {
    let founder = world.user().await;
    let organization = world.organization_of(&founder).await;
    let member = world.member(&organization, ANNOTATOR).await;
    let gone = world.member(&organization, PENDING).await;
    let (link, link_digest) = world.invite_link(&organization).await;
    let invitation = world.invitation(&organization).await;
    world.invitation_mail(&invitation).await;
    let mail = world.mail(30).await;
    let (session, session_digest) = world.session(founder.id).await;
    let (other_session, other_session_digest) = world.session(member.user).await;
    let token = world.legacy_token(founder.id).await;
    let new_token = world.new_legacy_token(founder.id);
    let personal_tokens = [
        world.personal_token(founder.id).await,
        world.personal_token(member.user).await,
    ];
    let new_personal_token = world.new_personal_token(founder.id);
    let mut digests = vec![
        link_digest,
        session_digest,
        other_session_digest,
        token.digest,
        new_token.digest,
    ];
    digests.extend((0..7).map(|_| world.digest()));
    digests.push(invitation.digest);
    let mut unit = world.begin().await;
    reset(&mut *unit, member.user, digests[5]).await;
    record(&mut *unit, &organization, founder.id).await;
    unit.commit().await.expect("it commits");
    let new_title = OrganizationTitle::parse("Renamed").expect("valid");
    let newcomer = NewUser::new(email("newcomer@example.com"), None, at(30));
    Before {
        organization,
        founder,
        member,
        gone,
        link,
        invitation,
        mail,
        session,
        other_session,
        token,
        newcomer,
        new_token,
        personal_tokens,
        new_personal_token,
        new_title,
        digests,
    }
}

async fn reset(unit: &mut dyn UnitOfWork, user: UserId, digest: Digest) {
    let new = NewPasswordReset {
        user,
        digest,
        created_at: at(30),
        expires_at: at(40),
    };
    unit.password_resets()
        .insert(new)
        .await
        .expect("it is stored");
}

async fn record(unit: &mut dyn UnitOfWork, organization: &Organization, actor: UserId) {
    let happening = Happening::in_organization(organization.id, AuditAction::RoleChanged);
    let cause = Cause::command("a test");
    let event = NewAuditEvent {
        at: at(30),
        actor: Some(actor),
        happening,
        cause,
    };
    unit.audit_log()
        .insert(vec![event])
        .await
        .expect("it is recorded");
}
