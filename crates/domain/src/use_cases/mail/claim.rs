//! Taking mails out of the outbox to send them.

use async_trait::async_trait;

use crate::model::mail::{Attempt, Letter, Mail, Urgency};
use crate::model::secret::{InvitationSecret, PasswordResetSecret, Unreadable};
use crate::ports::{MailSecret, OutgoingMail, Purpose, Sealer, StoreError};
use crate::use_cases::{AccessError, Scope, UseCase};

/// Claims mails that are due, for [`LEASE`](crate::model::mail::LEASE): until then no other process has them. Prompt
/// ones come first. Those that would come too late, or whose link has ended, are given up. The server's alone.
#[derive(Debug)]
pub struct ClaimMails {
    /// How many at most.
    pub limit: u32,
    /// How many of them may be bulk, so that a long list of invitations leaves room for a password reset.
    pub bulk: u32,
}

/// A mail that is to be sent now.
#[derive(Clone, Debug)]
pub struct ClaimedMail {
    /// What to send.
    pub mail: OutgoingMail,
    /// The number of this attempt, to be named when its outcome is recorded.
    pub attempt: u32,
}

#[async_trait]
impl UseCase for ClaimMails {
    type Output = Vec<ClaimedMail>;
    type Error = AccessError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<Vec<ClaimedMail>, AccessError> {
        scope.for_the_operator()?;
        let now = scope.now();
        let mut due = scope
            .outbox()
            .lock_due(Urgency::Prompt, now, self.limit)
            .await?;
        let free = self.limit - u32::try_from(due.len()).unwrap_or(self.limit);
        let bulk = free.min(self.bulk);
        due.extend(scope.outbox().lock_due(Urgency::Bulk, now, bulk).await?);
        let mut claimed = Vec::with_capacity(due.len());
        for mut mail in due {
            if mail.is_too_late(now) {
                let reason = "it could not be delivered in time".to_owned();
                mail.record(Attempt::Never(reason), now);
            } else {
                mail.claim(now);
                match open(scope.sealer(), &mail) {
                    Ok(secret) if leads_somewhere(scope, secret.as_ref()).await? => {
                        claimed.push(outgoing(&mail, secret));
                    }
                    Ok(_) => {
                        let reason = "its link has ended meanwhile".to_owned();
                        mail.record(Attempt::Never(reason), now);
                    }
                    Err(unreadable) => mail.record(Attempt::Never(unreadable.to_string()), now),
                }
            }
            scope.outbox().update(&mail).await?;
        }
        Ok(claimed)
    }
}

/// Whether the link is still good. That of an invitation is: its mail is withdrawn when it ends.
async fn leads_somewhere(
    scope: &mut Scope<'_>,
    secret: Option<&MailSecret>,
) -> Result<bool, StoreError> {
    let Some(MailSecret::PasswordReset(secret)) = secret else {
        return Ok(true);
    };
    let digest = scope.mint().digest(secret.secret());
    let reset = scope.password_resets().find(digest).await?;
    Ok(reset.is_some_and(|reset| reset.admit(scope.now()).is_ok()))
}

/// Opens the secret that the letter's link carries.
fn open(sealer: &dyn Sealer, mail: &Mail) -> Result<Option<MailSecret>, Unreadable> {
    let kept = || mail.secret.as_ref().ok_or(Unreadable);
    match mail.letter {
        Letter::Invitation { .. } => {
            let secret = sealer.open(Purpose::Invitation, kept()?)?;
            Ok(Some(MailSecret::Invitation(InvitationSecret::new(secret))))
        }
        Letter::PasswordReset { .. } | Letter::Added { .. } => {
            let secret = sealer.open(Purpose::PasswordReset, kept()?)?;
            let secret = PasswordResetSecret::new(secret);
            Ok(Some(MailSecret::PasswordReset(secret)))
        }
        Letter::PasswordChanged { .. }
        | Letter::RoleGiven { .. }
        | Letter::SomebodyWaits { .. }
        | Letter::SeatFree { .. }
        | Letter::LicenseEnds { .. }
        | Letter::OwnershipTransferred { .. } => Ok(None),
    }
}

fn outgoing(mail: &Mail, secret: Option<MailSecret>) -> ClaimedMail {
    ClaimedMail {
        attempt: mail.attempts,
        mail: OutgoingMail {
            id: mail.id,
            to: mail.to.clone(),
            name: mail.name.clone(),
            letter: mail.letter.clone(),
            secret,
            created_at: mail.created_at,
        },
    }
}
