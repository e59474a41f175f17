//! `memberships`: who belongs where, as what.

use muster_domain::model::id::{InvitationId, InviteLinkId, MembershipId, OrganizationId, UserId};
use muster_domain::model::membership::{JoinedBy, Membership, Promise, Role, Standing};
use muster_domain::model::seats::holds_seat;
use muster_domain::ports::StoreError;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::NotSet, Set};

use crate::row::{Row, micros};

/// [`Standing::Active`]: the role is held.
pub(crate) const ACTIVE: &str = "active";
/// [`Standing::Pending`]: the role, if any, is promised.
pub(crate) const PENDING: &str = "pending";
/// [`Standing::Deactivated`]: the role, if any, was held before.
pub(crate) const DEACTIVATED: &str = "deactivated";

const FOUNDING: &str = "founding";
const INVITE_LINK: &str = "invite_link";
const INVITATION: &str = "invitation";
const DIRECT: &str = "direct";

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "memberships")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub organization_id: i64,
    pub user_id: i64,
    pub standing: String,
    /// The code of the role that is held, promised or was held before, as `standing` says.
    pub role: Option<String>,
    /// Since when a promised role is waited for.
    pub promised_at: Option<i64>,
    /// What the domain says of seats, written down for counting; never read back.
    pub holds_seat: bool,
    pub joined_by: String,
    pub invite_link_id: Option<i64>,
    pub invitation_id: Option<i64>,
    pub created_at: i64,
    pub removed_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for Membership {
    type Error = StoreError;

    fn try_from(model: Model) -> Result<Self, StoreError> {
        let row = Row::of::<Entity>(model.id);
        let way = (&*model.joined_by, model.invite_link_id, model.invitation_id);
        let joined_by = match way {
            (FOUNDING, None, None) => JoinedBy::Founding,
            (INVITE_LINK, Some(id), None) => JoinedBy::InviteLink(InviteLinkId::new(id)),
            (DIRECT, None, None) => JoinedBy::Direct,
            (INVITATION, None, Some(id)) => JoinedBy::Invitation(InvitationId::new(id)),
            _ => return Err(row.damaged("joined_by")),
        };
        Ok(Self {
            id: MembershipId::new(model.id),
            organization: OrganizationId::new(model.organization_id),
            user: UserId::new(model.user_id),
            standing: standing(row, &model)?,
            joined_by,
            created_at: row.time("created_at", model.created_at)?,
            removed_at: row.optional_time("removed_at", model.removed_at)?,
        })
    }
}

fn standing(row: Row, model: &Model) -> Result<Standing, StoreError> {
    let role = model
        .role
        .as_deref()
        .map(|code| row.need("role", Role::from_code(code)))
        .transpose()?;
    let since = row.optional_time("promised_at", model.promised_at)?;
    match (&*model.standing, role, since) {
        (ACTIVE, Some(role), None) => Ok(Standing::Active(role)),
        (PENDING, None, None) => Ok(Standing::Pending { promise: None }),
        (PENDING, Some(role), Some(since)) => Ok(Standing::Pending {
            promise: Some(Promise { role, since }),
        }),
        (DEACTIVATED, before, None) => Ok(Standing::Deactivated { before }),
        _ => Err(row.damaged("standing")),
    }
}

/// Everything but the id.
impl From<&Membership> for ActiveModel {
    fn from(membership: &Membership) -> Self {
        let (standing, role, promised_at) = match membership.standing {
            Standing::Active(role) => (ACTIVE, Some(role), None),
            Standing::Pending { promise: None } => (PENDING, None, None),
            Standing::Pending {
                promise: Some(promise),
            } => (PENDING, Some(promise.role), Some(promise.since)),
            Standing::Deactivated { before } => (DEACTIVATED, before, None),
        };
        let (joined_by, invite_link, invitation) = match membership.joined_by {
            JoinedBy::Founding => (FOUNDING, None, None),
            JoinedBy::InviteLink(id) => (INVITE_LINK, Some(id.get()), None),
            JoinedBy::Invitation(id) => (INVITATION, None, Some(id.get())),
            JoinedBy::Direct => (DIRECT, None, None),
        };
        Self {
            id: NotSet,
            organization_id: Set(membership.organization.get()),
            user_id: Set(membership.user.get()),
            standing: Set(standing.to_owned()),
            role: Set(role.map(|role| role.code().to_owned())),
            promised_at: Set(promised_at.map(micros)),
            holds_seat: Set(membership.removed_at.is_none() && holds_seat(membership.standing)),
            joined_by: Set(joined_by.to_owned()),
            invite_link_id: Set(invite_link),
            invitation_id: Set(invitation),
            created_at: Set(micros(membership.created_at)),
            removed_at: Set(membership.removed_at.map(micros)),
        }
    }
}
