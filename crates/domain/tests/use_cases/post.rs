//! Inviting by mail, and reading the mails that leave.

use muster_domain::model::address_list;
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::InvitationId;
use muster_domain::model::invitation::InvitationState;
use muster_domain::model::mail::{Attempt, Letter};
use muster_domain::model::membership::MemberRole;
use muster_domain::model::page::PageRequest;
use muster_domain::model::refusal::Refusal;
use muster_domain::model::secret::Digest;
use muster_domain::ports::{InvitationEntry, MailSecret, OutgoingMail};
use muster_domain::use_cases::invitation::{
    AcceptForm, AcceptInvitation, AcceptInvitationError, Accepted, InvitePeople, InvitePeopleError,
    InviteResult, ListInvitations, ResendInvitation,
};
use muster_domain::use_cases::mail::{ClaimMails, ClaimedMail, RecordAttempt};

use crate::world::{Guest, World, visitor};

impl World {
    /// Invites those on a pasted list.
    pub(crate) async fn invites(
        &self,
        host: &Guest,
        list: &str,
        role: MemberRole,
    ) -> Result<Vec<InviteResult>, InvitePeopleError> {
        let organization = self.home(host).await;
        let invite = InvitePeople {
            organization,
            entries: address_list::parse([list]).expect("a short list"),
            role: Some(role),
        };
        self.runs(host, &invite).await
    }

    /// Invites one person, and gives the link that the mail brings.
    pub(crate) async fn invites_one(&self, host: &Guest, email: &str, role: MemberRole) -> Digest {
        self.invites(host, email, role).await.expect("invited");
        self.mailed_link().await
    }

    /// The link in the one mail that is due.
    pub(crate) async fn mailed_link(&self) -> Digest {
        let mails = self.post().await;
        assert_eq!(mails.len(), 1, "{mails:?}");
        self.link_of(&mails[0])
    }

    /// The link in the mail to this address, among all that are due.
    pub(crate) async fn mailed_link_to(&self, email: &str) -> Digest {
        let mails = self.post().await;
        let mail = mails.iter().find(|mail| mail.to.as_str() == email);
        self.link_of(mail.expect("there is one"))
    }

    pub(crate) fn link_of(&self, mail: &OutgoingMail) -> Digest {
        match mail.secret.as_ref().expect("the letter has a link") {
            MailSecret::Invitation(secret) => self.digest(secret.secret()),
            MailSecret::PasswordReset(secret) => self.digest(secret.secret()),
        }
    }

    pub(crate) async fn resends(&self, host: &Guest, invitation: InvitationId) -> &'static str {
        let organization = self.home(host).await;
        let resend = ResendInvitation {
            organization,
            invitation,
        };
        match self.runs(host, &resend).await {
            Ok(()) => "ok",
            Err(error) => error.code(),
        }
    }

    /// Comes in by an invitation without being signed in.
    pub(crate) async fn accepts(
        &self,
        link: Digest,
        password: &str,
    ) -> Result<(Guest, Accepted), AcceptInvitationError> {
        self.accepts_as(None, link, password).await
    }

    pub(crate) async fn accepts_as(
        &self,
        email: Option<EmailAddress>,
        link: Digest,
        password: &str,
    ) -> Result<(Guest, Accepted), AcceptInvitationError> {
        let form = AcceptForm {
            email,
            password: password.into(),
        };
        let accepted = self
            .muster
            .accept_invitation(&visitor(), link, &form)
            .await?;
        let signed_in = accepted.signed_in.as_ref().expect("signed in");
        let guest = Guest {
            user: signed_in.user,
            session: self.digest(signed_in.secret.secret()),
        };
        Ok((guest, accepted))
    }

    /// Presses the button of an invitation while signed in.
    pub(crate) async fn joins_signed_in(
        &self,
        guest: &Guest,
        link: Digest,
    ) -> Result<Accepted, AcceptInvitationError> {
        Ok(self
            .runs(guest, &AcceptInvitation::as_caller(link))
            .await??)
    }

    pub(crate) async fn invitations(
        &self,
        host: &Guest,
        state: Option<InvitationState>,
    ) -> Vec<InvitationEntry> {
        let organization = self.home(host).await;
        let list = ListInvitations {
            organization,
            state,
            page: PageRequest::everything(),
        };
        self.sees(host, &list).await.expect("may see them").items
    }

    /// The mails that are due, claimed for sending.
    pub(crate) async fn claimed(&self) -> Vec<ClaimedMail> {
        let claim = ClaimMails {
            limit: 10_000,
            bulk: 10_000,
        };
        self.operator_runs(&claim).await.expect("claimed")
    }

    pub(crate) async fn records(&self, claimed: &ClaimedMail, outcome: Attempt) {
        let record = RecordAttempt {
            mail: claimed.mail.id,
            attempt: claimed.attempt,
            outcome,
        };
        self.operator_runs(&record).await.expect("recorded");
    }

    /// Takes all mails that are due, as a mail server that works does.
    pub(crate) async fn post(&self) -> Vec<OutgoingMail> {
        let claimed = self.claimed().await;
        for mail in &claimed {
            self.records(mail, Attempt::Taken).await;
        }
        claimed.into_iter().map(|claimed| claimed.mail).collect()
    }

    /// What those mails are, each as its recipient and the kind of letter.
    pub(crate) async fn letters(&self) -> Vec<(String, &'static str)> {
        let mails = self.post().await;
        let mut letters: Vec<_> = mails
            .iter()
            .map(|mail| (mail.to.as_str().to_owned(), kind(&mail.letter)))
            .collect();
        letters.sort();
        letters
    }
}

fn kind(letter: &Letter) -> &'static str {
    match letter {
        Letter::Invitation { .. } => "invitation",
        Letter::PasswordReset { .. } => "password reset",
        Letter::Added { .. } => "added",
        Letter::PasswordChanged { .. } => "password changed",
        Letter::RoleGiven { .. } => "role given",
        Letter::SomebodyWaits { .. } => "somebody waits",
        Letter::SeatFree { .. } => "seat free",
        Letter::LicenseEnds { .. } => "license ends",
        Letter::OwnershipTransferred { .. } => "ownership transferred",
    }
}
