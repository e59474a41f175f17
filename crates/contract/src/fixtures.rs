//! A world to test in: people, organizations and secrets by the number. Each builder commits.

use std::sync::atomic::{AtomicU64, Ordering};

use muster_domain::model::account::{NewUser, User};
use muster_domain::model::api_token::{
    NewPersonalToken, PersonalToken, StoredLegacyToken, TokenName,
};
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::invite_link::{InviteLink, NewInviteLink};
use muster_domain::model::membership::{JoinedBy, Membership, NewMembership, Role, Standing};
use muster_domain::model::organization::{NewOrganization, Organization};
use muster_domain::model::secret::{Digest, PasswordHash, Sealed};
use muster_domain::model::session::{NewSession, Session};
use muster_domain::model::text::OrganizationTitle;
use muster_domain::model::time::Timestamp;
use muster_domain::ports::{Locked, UnitOfWork};

use crate::{Handle, Subject};

/// Has a role, as the Owner's membership stores it.
pub(crate) const ADMINISTRATOR: Standing = Standing::Active(Role::Administrator);
/// Has a role without rights over people.
pub(crate) const ANNOTATOR: Standing = Standing::Active(Role::Annotator);
/// Waits, without a promise.
pub(crate) const PENDING: Standing = Standing::Pending { promise: None };

/// One database, a handle on it, and a counter from which names and secrets are made.
pub struct World<'a> {
    subject: &'a dyn Subject,
    /// The handle that cases use unless they need several.
    pub(crate) handle: Handle,
    next: AtomicU64,
}

/// The time in a test: the `n`th of many moments, each with its own microseconds.
pub(crate) fn at(n: i64) -> Timestamp {
    let start = 1_700_000_000_000_001;
    Timestamp::from_timestamp_micros(start + n * 1_000_003).expect("a time of our age")
}

/// An address.
pub(crate) fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).expect("a valid address")
}

/// The `n`th digest. It has every kind of byte, zeros and such as make no text.
pub(crate) fn digest(n: u64) -> Digest {
    let mut bytes: [u8; 32] = std::array::from_fn(|i| [0x00, 0xff, 0x27, 0xc3][i % 4]);
    bytes[..8].copy_from_slice(&n.to_be_bytes());
    Digest::new(bytes)
}

/// The `n`th sealed secret.
pub(crate) fn sealed(n: u64) -> Sealed {
    Sealed::new([&[0x00, 0xff, 0xfe], n.to_be_bytes().as_slice()].concat())
}

/// The `n`th name of a personal access token. It has every kind of byte as well.
pub(crate) fn token_name(n: u64) -> TokenName {
    let mut bytes: [u8; 16] = std::array::from_fn(|i| [0x00, 0xff, 0x27, 0xc3][i % 4]);
    bytes[..8].copy_from_slice(&n.to_be_bytes());
    TokenName::new(bytes)
}

impl<'a> World<'a> {
    /// A world without anybody.
    pub async fn new(subject: &'a dyn Subject) -> Self {
        Self {
            subject,
            handle: subject.open().await,
            next: AtomicU64::new(1),
        }
    }

    /// One more handle on the database.
    pub(crate) async fn open(&self) -> Handle {
        self.subject.open().await
    }

    /// So many handles on the database, beside the world's own.
    pub(crate) async fn open_several(&self, count: usize) -> Vec<Handle> {
        let mut handles = Vec::with_capacity(count);
        for _ in 0..count {
            handles.push(self.open().await);
        }
        handles
    }

    /// A unit of work.
    pub(crate) async fn begin(&self) -> Box<dyn UnitOfWork> {
        self.handle.begin().await
    }

    /// A number that was not given before.
    pub(crate) fn number(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    /// A digest that was not given before.
    pub(crate) fn digest(&self) -> Digest {
        digest(self.number())
    }

    /// An account that is not stored yet.
    pub(crate) fn new_user(&self) -> NewUser {
        let n = self.number();
        let password = PasswordHash::new(format!("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA${n}"));
        NewUser::new(
            email(&format!("Person{n}@Example.com")),
            Some(password),
            at(0),
        )
    }

    /// A person without an organization.
    pub(crate) async fn user(&self) -> User {
        self.store_user(self.new_user()).await
    }

    /// A person with this address.
    pub(crate) async fn user_at(&self, address: &str) -> User {
        self.store_user(NewUser::new(email(address), None, at(0)))
            .await
    }

    /// A person as given.
    pub(crate) async fn store_user(&self, new: NewUser) -> User {
        let mut unit = self.begin().await;
        let user = unit.users().insert(new).await.expect("the address is new");
        let user = User::clone(&user);
        unit.commit().await.expect("it commits");
        user
    }

    /// Changes an account.
    pub(crate) async fn edit_user(&self, id: UserId, edit: impl FnOnce(&mut User)) -> User {
        let mut unit = self.begin().await;
        let mut user = lock_user(&mut *unit, id).await;
        edit(&mut user);
        unit.users()
            .update(&user)
            .await
            .expect("the account is there");
        unit.commit().await.expect("it commits");
        User::clone(&user)
    }

    /// An organization with its Owner.
    pub(crate) async fn organization(&self) -> Organization {
        let owner = self.user().await;
        self.organization_of(&owner).await
    }

    /// An organization of this person.
    pub(crate) async fn organization_of(&self, owner: &User) -> Organization {
        let title = format!("Organization {}", self.number());
        let title = OrganizationTitle::parse(&title).expect("a valid title");
        let mut unit = self.begin().await;
        let new = NewOrganization {
            title,
            owner: owner.id,
            created_at: at(1),
        };
        let organization = unit
            .organizations()
            .insert(new)
            .await
            .expect("it is stored");
        let membership = NewMembership {
            user: owner.id,
            standing: ADMINISTRATOR,
            joined_by: JoinedBy::Founding,
            created_at: at(1),
        };
        let memberships = unit.memberships();
        memberships
            .insert(&organization, membership)
            .await
            .expect("the first membership");
        let organization = Organization::clone(&organization);
        unit.commit().await.expect("it commits");
        organization
    }

    /// Changes an organization.
    pub(crate) async fn edit_organization(
        &self,
        id: OrganizationId,
        edit: impl FnOnce(&mut Organization),
    ) -> Organization {
        let mut unit = self.begin().await;
        let mut organization = lock(&mut *unit, id).await;
        edit(&mut organization);
        unit.organizations()
            .update(&organization)
            .await
            .expect("the organization is there");
        unit.commit().await.expect("it commits");
        Organization::clone(&organization)
    }

    /// A new person in the organization.
    pub(crate) async fn member(
        &self,
        organization: &Organization,
        standing: Standing,
    ) -> Membership {
        let mut unit = self.begin().await;
        let organization = lock(&mut *unit, organization.id).await;
        let user = unit.users().insert(self.new_user()).await;
        let new = new_membership(user.expect("the address is new").id, standing);
        let membership = unit.memberships().insert(&organization, new).await;
        let membership = membership.expect("it is the first membership");
        unit.commit().await.expect("it commits");
        membership
    }

    /// A person's membership in the organization.
    pub(crate) async fn join(
        &self,
        organization: &Organization,
        user: UserId,
        standing: Standing,
    ) -> Membership {
        let mut unit = self.begin().await;
        let organization = lock(&mut *unit, organization.id).await;
        let new = new_membership(user, standing);
        let membership = unit.memberships().insert(&organization, new).await;
        let membership = membership.expect("there is no other membership");
        unit.commit().await.expect("it commits");
        membership
    }

    /// Stores a membership as it stands.
    pub(crate) async fn store_membership(&self, membership: &Membership) {
        let mut unit = self.begin().await;
        let organization = lock(&mut *unit, membership.organization).await;
        let memberships = unit.memberships();
        memberships
            .update(&organization, membership)
            .await
            .expect("the membership is there");
        unit.commit().await.expect("it commits");
    }

    /// Ends a membership.
    pub(crate) async fn remove(&self, membership: &Membership) -> Membership {
        let removed = Membership {
            removed_at: Some(at(100)),
            ..membership.clone()
        };
        self.store_membership(&removed).await;
        removed
    }

    /// An invite link of an organization that has none, and its digest.
    pub(crate) async fn invite_link(&self, organization: &Organization) -> (InviteLink, Digest) {
        let mut unit = self.begin().await;
        let organization = lock(&mut *unit, organization.id).await;
        let new = self.new_invite_link();
        let digest = new.digest;
        let link = unit.invite_links().insert(&organization, new).await;
        let link = link.expect("there is no other link");
        unit.commit().await.expect("it commits");
        (link, digest)
    }

    /// An invite link that is not stored yet.
    pub(crate) fn new_invite_link(&self) -> NewInviteLink {
        let n = self.number();
        NewInviteLink {
            digest: digest(n),
            sealed: sealed(n),
            created_at: at(2),
        }
    }

    /// Stores an invite link as it stands.
    pub(crate) async fn store_invite_link(&self, link: &InviteLink) {
        let mut unit = self.begin().await;
        let organization = lock(&mut *unit, link.organization).await;
        unit.invite_links()
            .update(&organization, link)
            .await
            .expect("the link is there");
        unit.commit().await.expect("it commits");
    }

    /// A browser of this person, logged in, and its digest.
    pub(crate) async fn session(&self, user: UserId) -> (Session, Digest) {
        let digest = self.digest();
        let mut unit = self.begin().await;
        let new = NewSession {
            user,
            digest,
            created_at: at(3),
        };
        let session = unit.sessions().insert(new).await.expect("it is stored");
        unit.commit().await.expect("it commits");
        (session, digest)
    }

    /// The first legacy token of this person.
    pub(crate) async fn legacy_token(&self, user: UserId) -> StoredLegacyToken {
        let token = self.new_legacy_token(user);
        let mut unit = self.begin().await;
        unit.api_tokens()
            .insert_legacy(token.clone())
            .await
            .expect("it is the first");
        unit.commit().await.expect("it commits");
        token
    }

    /// A legacy token that is not stored yet.
    pub(crate) fn new_legacy_token(&self, user: UserId) -> StoredLegacyToken {
        let n = self.number();
        StoredLegacyToken {
            user,
            digest: digest(n),
            sealed: sealed(n),
            created_at: at(4),
        }
    }

    /// One more personal access token of this person.
    pub(crate) async fn personal_token(&self, user: UserId) -> PersonalToken {
        let mut unit = self.begin().await;
        let new = self.new_personal_token(user);
        let token = unit.api_tokens().insert_personal(new).await;
        let token = token.expect("the name is new");
        unit.commit().await.expect("it commits");
        token
    }

    /// A personal access token that is not stored yet.
    pub(crate) fn new_personal_token(&self, user: UserId) -> NewPersonalToken {
        NewPersonalToken {
            user,
            name: token_name(self.number()),
            created_at: at(4),
            expires_at: at(4_000),
        }
    }

    /// Ends a personal access token.
    pub(crate) async fn end_personal_token(&self, name: TokenName, at: Timestamp) {
        let mut unit = self.begin().await;
        let ended = unit.api_tokens().end_personal(name, at).await;
        ended.expect("it is ended or was");
        unit.commit().await.expect("it commits");
    }
}

/// A membership that is not stored yet, by no link.
pub(crate) fn new_membership(user: UserId, standing: Standing) -> NewMembership {
    NewMembership {
        user,
        standing,
        joined_by: JoinedBy::Founding,
        created_at: at(5),
    }
}

/// Locks an organization that is there.
pub(crate) async fn lock(unit: &mut dyn UnitOfWork, id: OrganizationId) -> Locked<Organization> {
    let locked = unit
        .organizations()
        .lock(id)
        .await
        .expect("the lock is had");
    locked.expect("the organization is there")
}

/// Locks an account that is there.
pub(crate) async fn lock_user(unit: &mut dyn UnitOfWork, id: UserId) -> Locked<User> {
    let locked = unit.users().lock(id).await.expect("the lock is had");
    locked.expect("the account is there")
}
