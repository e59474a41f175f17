//! Invitations and mails to test with. Each builder commits.

use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::{InvitationId, MailId, OrganizationId};
use muster_domain::model::invitation::{HowEnded, Invitation, InvitedRole, NewInvitation};
use muster_domain::model::mail::{Attempt, Letter, Mail, NewMail, Sender, Urgency};
use muster_domain::model::membership::{MemberRole, Role};
use muster_domain::model::organization::Organization;
use muster_domain::model::text::{OrganizationTitle, PersonName};
use muster_domain::model::time::Timestamp;
use muster_domain::ports::{Locked, UnitOfWork};

use crate::World;
use crate::fixtures::{at, digest, email, lock, sealed};

/// Spellings of one address.
pub(crate) const SPELLINGS: [&str; 3] = [
    "Caf\u{e9}@B\u{fc}cher.example",
    "CAFE\u{301}@xn--bcher-kva.example",
    "cafe\u{301}@bu\u{308}cher.EXAMPLE",
];

/// Every end there is.
pub(crate) const ENDS: [HowEnded; 4] = [
    HowEnded::Accepted,
    HowEnded::Revoked,
    HowEnded::Replaced,
    HowEnded::Lapsed,
];

/// Later than any mail of a test is due.
pub(crate) fn in_the_end() -> Timestamp {
    at(1_000_000)
}

/// A role as an invitation offers it.
pub(crate) fn offer(role: MemberRole) -> InvitedRole {
    InvitedRole::new(role).expect("a role that can be offered")
}

impl World<'_> {
    /// An address that was not given before.
    pub(crate) fn address(&self) -> EmailAddress {
        email(&format!("Guest{}@Example.com", self.number()))
    }

    /// An invitation that is not stored yet, by the operator.
    pub(crate) fn new_invitation(&self, address: EmailAddress) -> NewInvitation {
        let n = self.number();
        NewInvitation {
            email: address,
            name: PersonName::default(),
            role: offer(MemberRole::Annotator),
            digest: digest(n),
            sealed: sealed(n),
            invited_by: None,
            created_at: at(10),
            expires_at: at(100),
        }
    }

    /// An invitation for somebody new.
    pub(crate) async fn invitation(&self, organization: &Organization) -> Invitation {
        let new = self.new_invitation(self.address());
        self.store_invitations(organization.id, vec![new])
            .await
            .remove(0)
    }

    /// Invitations as given.
    pub(crate) async fn store_invitations(
        &self,
        organization: OrganizationId,
        new: Vec<NewInvitation>,
    ) -> Vec<Invitation> {
        let mut unit = self.begin().await;
        let locked = lock(&mut *unit, organization).await;
        let stored = unit.invitations().insert(&locked, new).await;
        let stored = stored.expect("none has an open one beside it");
        unit.commit().await.expect("it commits");
        stored
    }

    /// Stores an invitation as it stands.
    pub(crate) async fn update_invitation(&self, invitation: &Invitation) {
        let mut unit = self.begin().await;
        let locked = lock(&mut *unit, invitation.organization).await;
        unit.invitations()
            .update(&locked, std::slice::from_ref(invitation))
            .await
            .expect("it is there");
        unit.commit().await.expect("it commits");
    }

    /// Ends an invitation.
    pub(crate) async fn end(
        &self,
        mut invitation: Invitation,
        how: HowEnded,
        at: Timestamp,
    ) -> Invitation {
        invitation.end(how, None, at);
        self.update_invitation(&invitation).await;
        invitation
    }

    /// A mail that is not stored yet, with a secret.
    pub(crate) fn new_mail(&self, letter: Letter, due: i64) -> NewMail {
        NewMail {
            to: self.address(),
            name: PersonName::default(),
            organization: None,
            letter,
            secret: Some(sealed(self.number())),
            created_at: at(20),
            due_at: at(due),
        }
    }

    /// Stores mails, and gives them as the outbox has them.
    pub(crate) async fn post(&self, mails: Vec<NewMail>) -> Vec<Mail> {
        let before: Vec<_> = self.queued().await.iter().map(|mail| mail.id).collect();
        let mut unit = self.begin().await;
        unit.outbox().insert(mails).await.expect("they are stored");
        unit.commit().await.expect("it commits");
        let mut new = self.queued().await;
        new.retain(|mail| !before.contains(&mail.id));
        new.sort_by_key(|mail| mail.id);
        new
    }

    /// A mail about nothing but its recipient, due then.
    pub(crate) async fn mail(&self, due: i64) -> Mail {
        let new = self.new_mail(plain_letter(), due);
        self.post(vec![new]).await.remove(0)
    }

    /// A mail about the invitation.
    pub(crate) async fn invitation_mail(&self, invitation: &Invitation) -> Mail {
        let letter = letter_about(invitation.id);
        let new = NewMail {
            organization: Some(invitation.organization),
            ..self.new_mail(letter, 20)
        };
        self.post(vec![new]).await.remove(0)
    }

    /// Every mail that is still to be sent, the longest due first.
    pub(crate) async fn queued(&self) -> Vec<Mail> {
        let mut unit = self.begin().await;
        let mut mails = Vec::new();
        for urgency in [Urgency::Prompt, Urgency::Bulk] {
            let locked = unit
                .outbox()
                .lock_due(urgency, in_the_end(), u32::MAX)
                .await;
            let locked = locked.expect("they are locked");
            mails.extend(locked.iter().map(|mail| Mail::clone(mail)));
        }
        // Ended and not dropped: a rollback may come later, and what is locked is passed over until then.
        unit.commit().await.expect("it commits");
        mails.sort_by_key(|mail| (mail.due_at, mail.id));
        mails
    }

    /// One mail, in whatever state.
    pub(crate) async fn find_mail(&self, id: MailId) -> Option<Mail> {
        let mut unit = self.begin().await;
        let locked = unit.outbox().lock(id).await.expect("it is looked for");
        // Ended and not dropped, as above.
        unit.commit().await.expect("it commits");
        locked.map(|mail| Mail::clone(&mail))
    }

    /// Changes a mail.
    pub(crate) async fn edit_mail(&self, id: MailId, edit: impl FnOnce(&mut Mail)) -> Mail {
        let mut unit = self.begin().await;
        let mut mail = lock_mail(&mut *unit, id).await;
        edit(&mut mail);
        unit.outbox().update(&mail).await.expect("it is there");
        unit.commit().await.expect("it commits");
        Mail::clone(&mail)
    }

    /// Tries a mail, which ends so.
    pub(crate) async fn finish(&self, id: MailId, attempt: Attempt, at: Timestamp) -> Mail {
        self.edit_mail(id, |mail| {
            mail.claim(at);
            mail.record(attempt, at);
        })
        .await
    }
}

/// A letter about nothing but its recipient.
pub(crate) fn plain_letter() -> Letter {
    Letter::PasswordChanged { at: at(20) }
}

/// A letter about the invitation.
pub(crate) fn letter_about(invitation: InvitationId) -> Letter {
    Letter::Invitation {
        invitation,
        organization: OrganizationTitle::parse("Lab").expect("valid"),
        inviter: Sender::Operator,
        role: offer(MemberRole::Annotator),
        expires_at: at(100),
    }
}

/// A letter that tells of somebody who waits.
pub(crate) fn waiting_notice() -> Letter {
    Letter::SomebodyWaits {
        organization: OrganizationTitle::parse("Lab").expect("valid"),
        person: "Ann".to_owned(),
        email: email("ann@example.com"),
        promised: Some(Role::Annotator),
    }
}

/// Locks a mail that is there.
pub(crate) async fn lock_mail(unit: &mut dyn UnitOfWork, id: MailId) -> Locked<Mail> {
    let locked = unit.outbox().lock(id).await.expect("the lock is had");
    locked.expect("the mail is there")
}
