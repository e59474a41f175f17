//! A database file, and people to fill it with.

use std::path::PathBuf;

use muster_domain::model::account::NewUser;
use muster_domain::model::api_token::StoredLegacyToken;
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::invitation::{Invitation, InvitedRole, NewInvitation};
use muster_domain::model::mail::{Letter, NewMail, Sender};
use muster_domain::model::membership::{JoinedBy, MemberRole, NewMembership, Role, Standing};
use muster_domain::model::organization::NewOrganization;
use muster_domain::model::secret::{Digest, Sealed};
use muster_domain::model::text::PersonName;
use muster_domain::model::time::{Duration, Timestamp};
use muster_domain::ports::{Store, StoreError, UnitOfWork};
use muster_persistence::{ConnectOptions, SqlStore};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use tempfile::TempDir;

/// When everything here happens.
pub(crate) const NOW: Timestamp = Timestamp::UNIX_EPOCH;

/// A folder with a database file, until dropped.
pub(crate) struct World {
    folder: TempDir,
}

impl World {
    /// No file yet.
    pub(crate) fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    /// A file with the current schema.
    pub(crate) async fn migrated() -> Self {
        let world = Self::empty();
        let store = world.open().await;
        store.migrate().await.expect("it is migrated");
        world
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("muster.db")
    }

    /// The files as `kill -9` would leave them now: the log was not folded in.
    pub(crate) fn left_by_a_kill(&self) -> Self {
        let copy = Self::empty();
        for ending in ["", "-wal"] {
            let name = |world: &Self| format!("{}{ending}", world.file().display());
            std::fs::copy(name(self), name(&copy)).expect("copied");
        }
        copy
    }

    /// A store of its own, as another process would have.
    pub(crate) async fn open(&self) -> SqlStore {
        let options = ConnectOptions::sqlite_file(self.file());
        SqlStore::connect(&options).await.expect("the file opens")
    }

    /// The bare file, for what no store would do.
    pub(crate) async fn bare(&self) -> DatabaseConnection {
        let url = format!("sqlite://{}", self.file().display());
        Database::connect(url).await.expect("the file opens")
    }

    /// Runs one statement on the bare file, without foreign keys.
    pub(crate) async fn vandalize(&self, sql: &str) {
        let bare = self.bare().await;
        let sql = format!("PRAGMA foreign_keys = OFF; {sql}");
        bare.execute_unprepared(&sql).await.expect("it is done");
        bare.close().await.expect("it closes");
    }
}

pub(crate) fn address(name: &str) -> EmailAddress {
    EmailAddress::parse(&format!("{name}@example.com")).expect("an address")
}

/// A digest of which no two numbers share one.
pub(crate) fn digest(number: u32) -> Digest {
    let mut bytes = [7; 32];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    Digest::new(bytes)
}

/// A unit of work of a store that nobody else writes to.
pub(crate) async fn begin(store: &SqlStore) -> Box<dyn UnitOfWork> {
    store.begin().await.expect("a unit of work begins")
}

/// An account with a legacy token whose digest is that of its id.
pub(crate) async fn sign_up(unit: &mut dyn UnitOfWork, name: &str) -> Result<UserId, StoreError> {
    let new = NewUser::new(address(name), None, NOW);
    let user = unit.users().insert(new).await?.id;
    let token = StoredLegacyToken {
        user,
        digest: digest(u32::try_from(user.get()).expect("few people")),
        sealed: Sealed::new(vec![1]),
        created_at: NOW,
    };
    unit.api_tokens().insert_legacy(token).await?;
    Ok(user)
}

/// An organization with its Owner.
pub(crate) async fn found(store: &SqlStore, owner: &str) -> (OrganizationId, UserId) {
    let mut unit = begin(store).await;
    let user = sign_up(unit.as_mut(), owner).await.expect("an account");
    let new = NewOrganization::founded_by(user, &address(owner), None, NOW);
    let organization = unit.organizations().insert(new).await.expect("founded");
    let membership = NewMembership {
        user,
        standing: Standing::Active(Role::Administrator),
        joined_by: JoinedBy::Founding,
        created_at: NOW,
    };
    let id = organization.id;
    unit.memberships()
        .insert(&organization, membership)
        .await
        .expect("a member");
    unit.commit().await.expect("committed");
    (id, user)
}

/// An open invitation of the first account, and its mail.
pub(crate) async fn invite(
    store: &SqlStore,
    organization: OrganizationId,
    name: &str,
) -> Invitation {
    let mut unit = begin(store).await;
    let locked = unit.organizations().lock(organization).await;
    let locked = locked.expect("read").expect("the organization is there");
    let sealed = Sealed::new(vec![1]);
    let new = NewInvitation {
        email: address(name),
        name: PersonName::default(),
        role: InvitedRole::new(MemberRole::Annotator).expect("can be offered"),
        digest: digest(1_000),
        sealed: sealed.clone(),
        invited_by: Some(UserId::new(1)),
        created_at: NOW,
        expires_at: NOW + Duration::days(7),
    };
    let stored = unit.invitations().insert(&locked, vec![new]).await;
    let invitation = stored.expect("invited").remove(0);
    let letter = Letter::Invitation {
        invitation: invitation.id,
        organization: locked.title.clone(),
        inviter: Sender::Operator,
        role: invitation.role,
        expires_at: invitation.expires_at,
    };
    let mail = NewMail {
        to: invitation.email.clone(),
        name: PersonName::default(),
        organization: Some(organization),
        letter,
        secret: Some(sealed),
        created_at: NOW,
        due_at: NOW,
    };
    unit.outbox().insert(vec![mail]).await.expect("written");
    unit.commit().await.expect("committed");
    invitation
}

/// New people who join an organization, all in one unit of work.
pub(crate) async fn join(
    store: &SqlStore,
    organization: OrganizationId,
    names: &[String],
    standing: Standing,
) -> Result<(), StoreError> {
    let mut unit = store.begin().await?;
    let organization = unit.organizations().lock(organization).await?;
    let organization = organization.expect("the organization is there");
    for name in names {
        let user = sign_up(unit.as_mut(), name).await?;
        let membership = NewMembership {
            user,
            standing,
            joined_by: JoinedBy::Founding,
            created_at: NOW,
        };
        unit.memberships().insert(&organization, membership).await?;
    }
    unit.commit().await
}
