//! Mails that wait to leave. The whole store is locked while a unit of work is open, so each row is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_trait::async_trait;
use muster_domain::model::id::{InvitationId, MailId, OrganizationId};
use muster_domain::model::mail::{Letter, Mail, MailState, NewMail, Urgency};
use muster_domain::model::time::Timestamp;
use muster_domain::ports::{Locked, Outbox, StoreError};

use crate::state::State;

/// A mail and what it is about.
#[derive(Clone)]
pub(crate) struct Post {
    pub(crate) mail: Mail,
    organization: Option<OrganizationId>,
}

impl Post {
    /// The invitation it is about.
    pub(crate) fn invitation(&self) -> Option<InvitationId> {
        match self.mail.letter {
            Letter::Invitation { invitation, .. } => Some(invitation),
            _ => None,
        }
    }

    /// Whether it is still to be sent.
    pub(crate) fn is_queued(&self) -> bool {
        self.mail.state == MailState::Queued
    }

    /// When it was sent or given up.
    fn finished_at(&self) -> Option<Timestamp> {
        match self.mail.state {
            MailState::Queued => None,
            MailState::Sent(at) | MailState::Failed(at) => Some(at),
        }
    }

    fn is_waiting_notice(&self, organization: OrganizationId) -> bool {
        self.organization == Some(organization)
            && matches!(self.mail.letter, Letter::SomebodyWaits { .. })
    }
}

#[async_trait]
impl Outbox for State {
    async fn insert(&mut self, mails: Vec<NewMail>) -> Result<(), StoreError> {
        let outbox = Arc::make_mut(&mut self.outbox);
        for new in mails {
            let mail = Mail {
                id: MailId::new(self.ids.mail.next()),
                to: new.to,
                name: new.name,
                letter: new.letter,
                secret: new.secret,
                created_at: new.created_at,
                due_at: new.due_at,
                attempts: 0,
                last_error: None,
                state: MailState::Queued,
            };
            let organization = new.organization;
            outbox.insert(mail.id, Arc::new(Post { mail, organization }));
        }
        Ok(())
    }

    async fn lock_due(
        &mut self,
        urgency: Urgency,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Locked<Mail>>, StoreError> {
        let mut due: Vec<_> = self
            .outbox
            .values()
            .filter(|post| post.mail.letter.urgency() == urgency)
            .filter(|post| post.is_queued() && post.mail.due_at <= now)
            .collect();
        due.sort_by_key(|post| post.mail.due_at);
        due.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(due
            .into_iter()
            .map(|post| Locked::by_store(post.mail.clone()))
            .collect())
    }

    async fn lock(&mut self, id: MailId) -> Result<Option<Locked<Mail>>, StoreError> {
        let post = self.outbox.get(&id);
        Ok(post.map(|post| Locked::by_store(post.mail.clone())))
    }

    async fn update(&mut self, mail: &Locked<Mail>) -> Result<(), StoreError> {
        let post = Arc::make_mut(&mut self.outbox)
            .get_mut(&mail.id)
            .ok_or(StoreError::Missing("mails"))?;
        Arc::make_mut(post).mail = Mail::clone(mail);
        Ok(())
    }

    async fn withdraw(&mut self, invitations: &[InvitationId]) -> Result<u64, StoreError> {
        let invitations: BTreeSet<_> = invitations.iter().collect();
        let withdrawn = |post: &Post| {
            post.is_queued()
                && post
                    .invitation()
                    .is_some_and(|id| invitations.contains(&id))
        };
        let outbox = Arc::make_mut(&mut self.outbox);
        let count = outbox.len();
        outbox.retain(|_, post| !withdrawn(post));
        Ok((count - outbox.len()) as u64)
    }

    async fn forget(&mut self, invitation: InvitationId) -> Result<(), StoreError> {
        Arc::make_mut(&mut self.outbox).retain(|_, post| post.invitation() != Some(invitation));
        Ok(())
    }

    async fn find_last_waiting_notice(
        &mut self,
        organization: OrganizationId,
    ) -> Result<Option<Mail>, StoreError> {
        let newest = self
            .outbox
            .values()
            .rev()
            .find(|post| post.is_waiting_notice(organization));
        Ok(newest.map(|post| post.mail.clone()))
    }

    async fn delete_finished(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        let outbox = Arc::make_mut(&mut self.outbox);
        let count = outbox.len();
        outbox.retain(|_, post| {
            post.invitation().is_some() || post.finished_at().is_none_or(|at| at >= before)
        });
        Ok((count - outbox.len()) as u64)
    }
}

impl State {
    /// The latest mail about each invitation.
    pub(crate) fn latest_mails(&self) -> BTreeMap<InvitationId, &Mail> {
        self.outbox
            .values()
            .filter_map(|post| Some((post.invitation()?, &post.mail)))
            .collect()
    }
}
