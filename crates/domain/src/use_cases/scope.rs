//! What a use case works with: the time, who asks, the repositories of its unit of work.

use async_trait::async_trait;

use crate::model::access::{Action, Denied, judge};
use crate::model::account::User;
use crate::model::actor::{Actor, Caller, Proof};
use crate::model::audit::{Happening, NewAuditEvent};
use crate::model::id::{OrganizationId, UserId};
use crate::model::license::seats_under;
use crate::model::mail::{Letter, NewMail};
use crate::model::membership::{Membership, NewMembership};
use crate::model::organization::Organization;
use crate::model::refusal::{Refusal, delegate_refusal};
use crate::model::seat_history::SeatDay;
use crate::model::seats::Seats;
use crate::model::settings::{MailPolicy, Settings};
use crate::model::time::Timestamp;
use crate::ports::{
    ApiTokens, Directory, Invitations, InviteLinks, Licenses, Locked, Memberships, Organizations,
    Outbox, PasswordResets, Sealer, Sessions, StoreError, TokenMint, TokenSigner, Tools,
    UnitOfWork, Users,
};

/// A change, as a struct of parsed input. It takes `&self`, so that it can be run again when the store was busy.
#[async_trait]
pub trait UseCase: Send + Sync {
    /// What the caller learns.
    type Output: Send;
    /// What can happen instead.
    type Error: Refusal + From<StoreError>;

    /// Does it, in one unit of work. An error rolls everything back.
    async fn execute(&self, scope: &mut Scope<'_>) -> Result<Self::Output, Self::Error>;
}

/// A read.
#[async_trait]
pub trait View: Send + Sync {
    /// What the caller learns.
    type Output: Send;
    /// What can happen instead.
    type Error: Refusal + From<StoreError>;

    /// Reads it.
    async fn read(&self, scope: &ViewScope<'_>) -> Result<Self::Output, Self::Error>;
}

/// The world of one use case.
pub struct Scope<'a> {
    pub(crate) now: Timestamp,
    pub(crate) caller: &'a Caller,
    pub(crate) settings: &'a Settings,
    pub(crate) tools: &'a Tools,
    pub(crate) unit: &'a mut dyn UnitOfWork,
    /// Where members came, changed or went.
    pub(crate) moved: Vec<Locked<Organization>>,
}

/// The world of one read.
pub struct ViewScope<'a> {
    pub(crate) now: Timestamp,
    pub(crate) caller: &'a Caller,
    pub(crate) settings: &'a Settings,
    pub(crate) tools: &'a Tools,
    pub(crate) directory: &'a dyn Directory,
}

/// A use case was not begun: the caller may not, or the store failed.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

delegate_refusal!(AccessError { Denied, Store });

impl Scope<'_> {
    /// When this is done.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Who asks.
    pub fn actor(&self) -> &Actor {
        &self.caller.actor
    }

    /// The operator's settings.
    pub fn settings(&self) -> &Settings {
        self.settings
    }

    /// Mints secrets.
    pub fn mint(&self) -> &dyn TokenMint {
        &*self.tools.mint
    }

    /// Seals secrets.
    pub fn sealer(&self) -> &dyn Sealer {
        &*self.tools.sealer
    }

    /// Signs tokens.
    pub fn signer(&self) -> &dyn TokenSigner {
        &*self.tools.signer
    }

    /// Organizations.
    pub fn organizations(&mut self) -> &mut dyn Organizations {
        self.unit.organizations()
    }

    /// Invite links.
    pub fn invite_links(&mut self) -> &mut dyn InviteLinks {
        self.unit.invite_links()
    }

    /// E-mail invitations.
    pub fn invitations(&mut self) -> &mut dyn Invitations {
        self.unit.invitations()
    }

    /// Mails that wait to leave.
    pub fn outbox(&mut self) -> &mut dyn Outbox {
        self.unit.outbox()
    }

    /// Memberships, to read. Write by [`add_member`](Self::add_member) and [`change_member`](Self::change_member).
    pub fn memberships(&mut self) -> &mut dyn Memberships {
        self.unit.memberships()
    }

    /// Licences in force.
    pub fn licenses(&mut self) -> &mut dyn Licenses {
        self.unit.licenses()
    }

    /// Accounts.
    pub fn users(&mut self) -> &mut dyn Users {
        self.unit.users()
    }

    /// Browser sessions.
    pub fn sessions(&mut self) -> &mut dyn Sessions {
        self.unit.sessions()
    }

    /// API tokens.
    pub fn api_tokens(&mut self) -> &mut dyn ApiTokens {
        self.unit.api_tokens()
    }

    /// Links to choose a password.
    pub fn password_resets(&mut self) -> &mut dyn PasswordResets {
        self.unit.password_resets()
    }

    /// The person who asks.
    pub fn person(&self) -> Result<UserId, Denied> {
        self.actor().user().ok_or(Denied::Unauthenticated)
    }

    /// Turns everybody away but the operator and the server itself.
    pub fn for_the_operator(&self) -> Result<(), Denied> {
        match self.actor() {
            Actor::Operator => Ok(()),
            Actor::Visitor | Actor::Person(_) => Err(Denied::Forbidden),
        }
    }

    /// Locks the account of the person who asks. What the person showed must still stand under the
    /// lock: a request that was under way while a password reset ended it changes nothing more.
    pub async fn lock_self(&mut self) -> Result<Locked<User>, AccessError> {
        let Actor::Person(person) = self.actor() else {
            return Err(Denied::Unauthenticated.into());
        };
        let (id, proof) = (person.user, person.proof);
        let user = self
            .users()
            .lock(id)
            .await?
            .ok_or(Denied::Unauthenticated)?;
        let stands = match proof {
            Proof::Session(session) => self.sessions().find(session).await?.is_some(),
            Proof::LegacyToken(digest) => {
                let token = self.api_tokens().find_legacy(id).await?;
                token.is_some_and(|token| token.digest == digest)
            }
            Proof::AccessToken(name) => {
                let token = self.api_tokens().find_personal(name).await?;
                token.is_some_and(|token| token.admit(self.now).is_ok())
            }
        };
        if stands {
            Ok(user)
        } else {
            Err(Denied::Unauthenticated.into())
        }
    }

    /// Locks the organization and judges the caller by what the lock finds, whatever the edge remembered.
    /// The operator may everything.
    pub async fn lock(
        &mut self,
        id: OrganizationId,
        action: Action,
    ) -> Result<Locked<Organization>, AccessError> {
        let organization = self
            .organizations()
            .lock(id)
            .await?
            .ok_or(Denied::NotFound)?;
        match self.actor() {
            Actor::Operator => {}
            Actor::Visitor => return Err(Denied::Unauthenticated.into()),
            Actor::Person(person) => {
                let user = person.user;
                let membership = self
                    .memberships()
                    .find(id, user)
                    .await?
                    .ok_or(Denied::NotFound)?;
                judge(organization.role_of(&membership), action)?;
            }
        }
        Ok(organization)
    }

    /// The seats of a locked organization.
    pub async fn seats(
        &mut self,
        organization: &Locked<Organization>,
    ) -> Result<Seats, StoreError> {
        let used = self.unit.memberships().count_seats(organization).await?;
        let license = self.unit.licenses().find(organization).await?;
        Ok(seats_under(
            license.as_ref().map(|installed| &installed.signed.license),
            self.settings.unlicensed_seats,
            used,
            self.now,
        ))
    }

    /// Stores a new membership.
    pub async fn add_member(
        &mut self,
        organization: &Locked<Organization>,
        new: NewMembership,
    ) -> Result<Membership, StoreError> {
        self.moved_in(organization);
        self.unit.memberships().insert(organization, new).await
    }

    /// Stores a membership as it stands, removal included.
    pub async fn change_member(
        &mut self,
        organization: &Locked<Organization>,
        membership: &Membership,
    ) -> Result<(), StoreError> {
        self.moved_in(organization);
        self.unit
            .memberships()
            .update(organization, membership)
            .await
    }

    fn moved_in(&mut self, organization: &Locked<Organization>) {
        if self.moved.iter().all(|moved| moved.id != organization.id) {
            self.moved.push(organization.clone());
        }
    }

    /// Keeps what became of the seats wherever members came, changed or went.
    pub(crate) async fn close(mut self) -> Result<(), StoreError> {
        for organization in std::mem::take(&mut self.moved) {
            self.keep_seats(&organization, None).await?;
        }
        Ok(())
    }

    /// Keeps what became of the seats in the history, and tells Owner and Administrators if there is a free one that
    /// people wait for. `before` is what they were where more than their number changed.
    pub(super) async fn keep_seats(
        &mut self,
        organization: &Locked<Organization>,
        before: Option<Seats>,
    ) -> Result<(), StoreError> {
        let seats = self.seats(organization).await?;
        let last = self.unit.seat_history().find_last(organization).await?;
        let today = SeatDay::after(last, self.now.date_naive(), seats);
        if last != Some(today) {
            self.unit.seat_history().put(organization, today).await?;
        }
        let before = before.or(last.map(|last| Seats::open(last.limit, last.used)));
        let was_full = before.is_some_and(|before| before.admit().is_err());
        if was_full && seats.admit().is_ok() {
            self.tell_of_free_seat(organization).await?;
        }
        Ok(())
    }

    async fn tell_of_free_seat(
        &mut self,
        organization: &Locked<Organization>,
    ) -> Result<(), StoreError> {
        let waiting = self.unit.memberships().count_waiting(organization).await?;
        if waiting == 0 {
            return Ok(());
        }
        let letter = Letter::SeatFree {
            organization: organization.title.clone(),
            waiting,
        };
        let now = self.now;
        self.post_to_administrators(organization, &letter, now)
            .await
    }

    /// Records what was done, in the same unit of work.
    pub async fn record(&mut self, happening: Happening) -> Result<(), StoreError> {
        self.record_all(vec![happening]).await
    }

    /// Records several things that were done, in this order.
    pub async fn record_all(&mut self, happenings: Vec<Happening>) -> Result<(), StoreError> {
        let event = |happening| NewAuditEvent {
            at: self.now,
            actor: self.actor().user(),
            happening,
            cause: self.caller.cause.clone(),
        };
        let events = happenings.into_iter().map(event).collect();
        self.unit.audit_log().insert(events).await
    }

    /// Writes mails to the outbox, in the same unit of work; none where mail is not set up.
    pub async fn post(&mut self, mails: Vec<NewMail>) -> Result<(), StoreError> {
        match self.settings.mail {
            MailPolicy::On => self.unit.outbox().insert(mails).await,
            MailPolicy::Off => Ok(()),
        }
    }

    /// Writes the same letter to Owner and Administrators.
    pub async fn post_to_administrators(
        &mut self,
        organization: &Locked<Organization>,
        letter: &Letter,
        due_at: Timestamp,
    ) -> Result<(), StoreError> {
        let administrators = self
            .unit
            .memberships()
            .list_administrators(organization)
            .await?;
        let mail = |administrator| NewMail {
            organization: Some(organization.id),
            due_at,
            ..NewMail::to(administrator, letter.clone(), self.now)
        };
        self.post(administrators.iter().map(mail).collect()).await
    }
}

impl ViewScope<'_> {
    /// When this is read.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Who asks.
    pub fn actor(&self) -> &Actor {
        &self.caller.actor
    }

    /// The person who asks.
    pub fn person(&self) -> Result<UserId, Denied> {
        self.actor().user().ok_or(Denied::Unauthenticated)
    }

    /// The operator's settings.
    pub fn settings(&self) -> &Settings {
        self.settings
    }

    /// Mints digests.
    pub fn mint(&self) -> &dyn TokenMint {
        &*self.tools.mint
    }

    /// Opens sealed secrets.
    pub fn sealer(&self) -> &dyn Sealer {
        &*self.tools.sealer
    }

    /// Signs and verifies tokens.
    pub fn signer(&self) -> &dyn TokenSigner {
        &*self.tools.signer
    }

    /// The read side.
    pub fn directory(&self) -> &dyn Directory {
        self.directory
    }
}
