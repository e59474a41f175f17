//! The read side. Each read looks at one committed state.

use async_trait::async_trait;
use muster_domain::model::account::User;
use muster_domain::model::api_token::{PersonalToken, StoredLegacyToken};
use muster_domain::model::audit::AuditEvent;
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::{InvitationId, OrganizationId, UserId};
use muster_domain::model::invitation::{Invitation, InvitationState};
use muster_domain::model::invite_link::InviteLink;
use muster_domain::model::license::InstalledLicense;
use muster_domain::model::mail::{Delivery, Mail, MailState, OutboxReport};
use muster_domain::model::organization::Organization;
use muster_domain::model::page::{Page, PageRequest};
use muster_domain::model::password_reset::PasswordReset;
use muster_domain::model::seat_history::SeatDay;
use muster_domain::model::seats::Headcount;
use muster_domain::model::secret::Digest;
use muster_domain::model::time::{Day, Timestamp};
use muster_domain::ports::{
    Account, Addressed, AuditEntry, AuditQuery, Bearer, Belonging, Credential, Directory,
    FoundInvitation, FoundMembership, InvitationEntry, InvitationQuery, MemberEntry, MemberQuery,
    Overview, Presence, StoreError,
};

use crate::MemoryStore;
use crate::state::{State, page};

#[async_trait]
impl Directory for MemoryStore {
    async fn find_bearer(
        &self,
        credential: Credential,
        addressed: Addressed,
    ) -> Result<Option<Bearer>, StoreError> {
        Ok(self.committed().bearer(credential, addressed))
    }

    async fn find_user_by_email(&self, email: &EmailAddress) -> Result<Option<User>, StoreError> {
        Ok(self.committed().user_by_email(email))
    }

    async fn find_user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        Ok(self.committed().user(id).cloned())
    }

    async fn find_account(&self, user: UserId) -> Result<Option<Account>, StoreError> {
        let state = self.committed();
        Ok(state.user(user).map(|found| Account {
            user: found.clone(),
            belongings: state.belongings(user),
        }))
    }

    async fn find_organization(
        &self,
        id: OrganizationId,
    ) -> Result<Option<Organization>, StoreError> {
        Ok(self.committed().organizations.get(&id).cloned())
    }

    async fn find_overview(
        &self,
        id: OrganizationId,
        now: Timestamp,
    ) -> Result<Option<Overview>, StoreError> {
        let state = self.committed();
        let Some(organization) = state.organizations.get(&id) else {
            return Ok(None);
        };
        let pending = state
            .invitations
            .all()
            .filter(|row| row.organization == id && row.state(now) == InvitationState::Pending);
        Ok(Some(Overview {
            organization: organization.clone(),
            headcount: state.headcount(id),
            license: state.licenses.get(&id).cloned(),
            pending_invitations: pending.count() as u64,
            link: state.current_invite_link(id).cloned(),
        }))
    }

    async fn list_organizations(
        &self,
        request: PageRequest,
    ) -> Result<Page<(Organization, User)>, StoreError> {
        let state = self.committed();
        let rows: Vec<_> = state
            .organizations
            .values()
            .filter_map(|organization| Some((organization, state.user(organization.owner)?)))
            .collect();
        Ok(page(&rows, request, |&(organization, owner)| {
            (organization.clone(), owner.clone())
        }))
    }

    async fn find_invite_link(
        &self,
        organization: OrganizationId,
    ) -> Result<Option<InviteLink>, StoreError> {
        Ok(self.committed().current_invite_link(organization).cloned())
    }

    async fn find_invite_link_by_digest(
        &self,
        digest: Digest,
    ) -> Result<Option<(InviteLink, Organization)>, StoreError> {
        let state = self.committed();
        Ok(state.invite_links.get(&digest).and_then(|link| {
            Some((
                link.clone(),
                state.organizations.get(&link.organization)?.clone(),
            ))
        }))
    }

    async fn list_invitations(
        &self,
        organization: OrganizationId,
        query: InvitationQuery,
    ) -> Result<Page<InvitationEntry>, StoreError> {
        let state = self.committed();
        let rows: Vec<_> = state
            .invitations
            .all()
            .rev()
            .filter(|row| row.organization == organization)
            .filter(|row| {
                query
                    .state
                    .is_none_or(|state| row.state(query.now) == state)
            })
            .collect();
        let mails = state.latest_mails();
        Ok(page(&rows, query.page, |row| {
            state.invitation_entry(row, mails.get(&row.id).copied())
        }))
    }

    async fn find_invitation(
        &self,
        organization: OrganizationId,
        id: InvitationId,
    ) -> Result<Option<InvitationEntry>, StoreError> {
        let state = self.committed();
        let row = state.invitations.of(organization, id);
        Ok(row.map(|row| state.invitation_entry(row, state.latest_mails().remove(&row.id))))
    }

    async fn find_invitation_by_digest(
        &self,
        digest: Digest,
    ) -> Result<Option<FoundInvitation>, StoreError> {
        Ok(self.committed().found_invitation(digest))
    }

    async fn list_members(
        &self,
        organization: OrganizationId,
        query: &MemberQuery,
    ) -> Result<Page<MemberEntry>, StoreError> {
        let state = self.committed();
        Ok(match state.organizations.get(&organization) {
            Some(organization) => state.members(organization, query),
            None => Page {
                items: Vec::new(),
                total: 0,
            },
        })
    }

    async fn find_member(
        &self,
        organization: OrganizationId,
        user: UserId,
    ) -> Result<Option<MemberEntry>, StoreError> {
        let state = self.committed();
        Ok(state
            .organizations
            .get(&organization)
            .and_then(|organization| {
                state.member(organization, state.live_membership(organization.id, user)?)
            }))
    }

    async fn count_members(&self, organization: OrganizationId) -> Result<Headcount, StoreError> {
        Ok(self.committed().headcount(organization))
    }

    async fn find_license(
        &self,
        organization: OrganizationId,
    ) -> Result<Option<InstalledLicense>, StoreError> {
        Ok(self.committed().licenses.get(&organization).cloned())
    }

    async fn list_seat_days(
        &self,
        organization: OrganizationId,
        from: Day,
        to: Day,
    ) -> Result<Vec<SeatDay>, StoreError> {
        Ok(self.committed().seat_days(organization, from, to))
    }

    async fn find_legacy_token(
        &self,
        user: UserId,
    ) -> Result<Option<StoredLegacyToken>, StoreError> {
        Ok(self.committed().legacy_token(user).cloned())
    }

    async fn list_personal_tokens(&self, user: UserId) -> Result<Vec<PersonalToken>, StoreError> {
        Ok(self.committed().personal_tokens_of(user))
    }

    async fn find_password_reset(
        &self,
        digest: Digest,
    ) -> Result<Option<(PasswordReset, User)>, StoreError> {
        let state = self.committed();
        Ok(state
            .password_resets
            .get(&digest)
            .and_then(|row| Some((row.link.clone(), state.user(row.link.user)?.clone()))))
    }

    async fn list_audit_events(
        &self,
        organization: OrganizationId,
        query: &AuditQuery,
    ) -> Result<Page<AuditEntry>, StoreError> {
        let state = self.committed();
        let mut rows: Vec<_> = state
            .audit_events
            .iter()
            .filter(|event| event.happening.organization == Some(organization))
            .filter(|event| matches(event, query))
            .collect();
        rows.sort_by_key(|event| (event.at, event.id));
        if !query.oldest_first {
            rows.reverse();
        }
        Ok(page(&rows, query.page, |event| {
            state.audit_entry(organization, event)
        }))
    }

    async fn find_next_due_mail(&self) -> Result<Option<Timestamp>, StoreError> {
        let state = self.committed();
        let queued = state.outbox.values().filter(|post| post.is_queued());
        Ok(queued.map(|post| post.mail.due_at).min())
    }

    async fn report_outbox(&self) -> Result<OutboxReport, StoreError> {
        let mut report = OutboxReport::default();
        for post in self.committed().outbox.values() {
            let written = post.mail.created_at;
            match post.mail.state {
                MailState::Queued => {
                    report.queued += 1;
                    report.oldest = Some(report.oldest.map_or(written, |at| at.min(written)));
                }
                MailState::Sent(_) => {}
                MailState::Failed(_) => report.failed += 1,
            }
        }
        Ok(report)
    }
}

impl State {
    fn bearer(&self, credential: Credential, addressed: Addressed) -> Option<Bearer> {
        let (user, session, token) = match credential {
            Credential::Session(digest) => {
                let session = self.sessions.get(&digest)?;
                (session.user, Some(session.clone()), None)
            }
            Credential::LegacyToken(digest) => (self.legacy_tokens.get(&digest)?.user, None, None),
            Credential::PersonalToken(name) => {
                let token = self.personal_tokens.get(&name)?;
                (token.user, None, Some(token.clone()))
            }
        };
        let user = self.user(user)?.clone();
        let organization = match addressed {
            Addressed::Active => user.active_organization,
            Addressed::Organization(id) => Some(id),
        };
        let presence = organization.and_then(|id| self.presence(id, user.id));
        Some(Bearer {
            user,
            session,
            token,
            presence,
        })
    }

    fn presence(&self, organization: OrganizationId, user: UserId) -> Option<Presence> {
        let membership = match self.live_membership(organization, user) {
            Some(membership) => FoundMembership::Live(membership.clone()),
            None if self
                .memberships_of(user)
                .any(|row| row.organization == organization) =>
            {
                FoundMembership::Removed
            }
            None => return None,
        };
        Some(Presence {
            organization: self.organizations.get(&organization)?.clone(),
            membership,
        })
    }

    pub(crate) fn headcount(&self, organization: OrganizationId) -> Headcount {
        let mut headcount = Headcount::default();
        for membership in self.memberships.values() {
            if membership.organization == organization && membership.removed_at.is_none() {
                headcount.add(membership.standing);
            }
        }
        headcount
    }

    fn belongings(&self, user: UserId) -> Vec<Belonging> {
        self.memberships_of(user)
            .filter(|membership| membership.removed_at.is_none())
            .filter_map(|membership| {
                let organization = self.organizations.get(&membership.organization)?.clone();
                let owner_email = self.user(organization.owner)?.email.clone();
                Some(Belonging {
                    organization,
                    invited: self.invited(membership),
                    membership: membership.clone(),
                    owner_email,
                })
            })
            .collect()
    }

    fn invitation_entry(&self, invitation: &Invitation, latest: Option<&Mail>) -> InvitationEntry {
        InvitationEntry {
            invitation: invitation.clone(),
            inviter: invitation
                .invited_by
                .and_then(|id| self.person(invitation.organization, id)),
            delivery: latest.map_or(Delivery::OFF, Delivery::of),
        }
    }

    fn found_invitation(&self, digest: Digest) -> Option<FoundInvitation> {
        let invitation = self.invitations.by_digest(digest)?;
        Some(FoundInvitation {
            invitation: invitation.clone(),
            organization: self.organizations.get(&invitation.organization)?.clone(),
            inviter: invitation.invited_by.and_then(|id| self.user(id).cloned()),
        })
    }

    /// A person, and whether this one is a member of the organization now.
    pub(crate) fn person(&self, organization: OrganizationId, id: UserId) -> Option<(User, bool)> {
        let is_member = self.live_membership(organization, id).is_some();
        Some((self.user(id)?.clone(), is_member))
    }

    fn audit_entry(&self, organization: OrganizationId, event: &AuditEvent) -> AuditEntry {
        let person = |id: UserId| self.person(organization, id);
        AuditEntry {
            event: event.clone(),
            actor: event.actor.and_then(person),
            subject: event.happening.subject.and_then(person),
        }
    }
}

fn matches(event: &AuditEvent, query: &AuditQuery) -> bool {
    let path = event.cause.path.to_ascii_lowercase();
    let has = |word: &String| path.contains(&word.to_ascii_lowercase());
    query.actor.is_none_or(|actor| event.actor == Some(actor))
        && query
            .subject
            .is_none_or(|subject| event.happening.subject == Some(subject))
        && (query.actions.is_empty() || query.actions.contains(&event.happening.action))
        && query
            .method
            .as_ref()
            .is_none_or(|method| *method == event.cause.method)
        && query.from.is_none_or(|from| event.at >= from)
        && query.to.is_none_or(|to| event.at <= to)
        && (query.search.is_empty() || query.search.iter().any(|group| group.iter().all(has)))
}
