//! Taking mails out of the outbox to send them.

use async_trait::async_trait;

use crate::model::access::Denied;
use crate::model::actor::Actor;
use crate::model::mail::{Attempt, Letter, Mail};
use crate::model::secret::{InvitationSecret, PasswordResetSecret, Unreadable};
use crate::ports::{MailSecret, OutgoingMail, Purpose, Sealer};
use crate::use_cases::{AccessError, Scope, UseCase};

/// Claims mails that are due, for [`LEASE`](crate::model::mail::LEASE): until then no other process has them. Those
/// that would come too late are given up. The server's alone.
#[derive(Debug)]
pub struct ClaimMails {
    /// How many at most.
    pub limit: u32,
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
        if *scope.actor() != Actor::Operator {
            return Err(Denied::Forbidden.into());
        }
        let now = scope.now();
        let due = scope.outbox().lock_due(now, self.limit).await?;
        let mut claimed = Vec::with_capacity(due.len());
        for mut mail in due {
            if mail.is_useless(now) {
                let reason = "its link expired before it could be delivered".to_owned();
                mail.record(Attempt::Never(reason), now);
            } else {
                mail.claim(now);
                match open(scope.sealer(), &mail) {
                    Ok(secret) => claimed.push(outgoing(&mail, secret)),
                    Err(unreadable) => mail.record(Attempt::Never(unreadable.to_string()), now),
                }
            }
            scope.outbox().update(&mail).await?;
        }
        Ok(claimed)
    }
}

/// Opens the secret that the letter's link carries.
fn open(sealer: &dyn Sealer, mail: &Mail) -> Result<Option<MailSecret>, Unreadable> {
    let kept = || mail.secret.as_ref().ok_or(Unreadable);
    match mail.letter {
        Letter::Invitation { .. } => {
            let secret = sealer.open(Purpose::Invitation, kept()?)?;
            Ok(Some(MailSecret::Invitation(InvitationSecret::new(secret))))
        }
        Letter::PasswordReset { .. } => {
            let secret = sealer.open(Purpose::PasswordReset, kept()?)?;
            let secret = PasswordResetSecret::new(secret);
            Ok(Some(MailSecret::PasswordReset(secret)))
        }
        Letter::PasswordChanged { .. }
        | Letter::RoleGiven { .. }
        | Letter::SomebodyWaits { .. }
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
