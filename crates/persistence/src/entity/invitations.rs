//! `invitations`: the open ones and those that ended.

use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::{InvitationId, OrganizationId, UserId};
use muster_domain::model::invitation::{HowEnded, Invitation, InvitationEnd, InvitedRole};
use muster_domain::model::membership::{MemberRole, Role};
use muster_domain::model::secret::Sealed;
use muster_domain::model::text::PersonName;
use muster_domain::ports::StoreError;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::NotSet, Set};

use crate::row::{Row, micros};

/// [`HowEnded::Accepted`].
pub(crate) const ACCEPTED: &str = "accepted";
/// [`HowEnded::Revoked`].
pub(crate) const REVOKED: &str = "revoked";
/// [`HowEnded::Replaced`].
pub(crate) const REPLACED: &str = "replaced";
/// [`HowEnded::Lapsed`].
pub(crate) const LAPSED: &str = "lapsed";

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitations")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub organization_id: i64,
    pub email: String,
    pub email_canonical: String,
    pub name: String,
    /// The code of the role that is offered, if any.
    pub role: Option<String>,
    pub digest: Vec<u8>,
    pub sealed: Option<Vec<u8>>,
    pub invited_by: Option<i64>,
    pub created_at: i64,
    pub expires_at: i64,
    pub ended_how: Option<String>,
    pub ended_by: Option<i64>,
    pub ended_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for Invitation {
    type Error = StoreError;

    fn try_from(model: Model) -> Result<Self, StoreError> {
        let row = Row::of::<Entity>(model.id);
        let ended = ended(row, &model)?;
        Ok(Self {
            id: InvitationId::new(model.id),
            organization: OrganizationId::new(model.organization_id),
            email: row.need("email", EmailAddress::parse(&model.email).ok())?,
            name: row.need("name", PersonName::parse(&model.name).ok())?,
            role: row.need("role", invited_role(model.role.as_deref()))?,
            digest: row.digest("digest", model.digest)?,
            sealed: model.sealed.map(Sealed::new),
            invited_by: model.invited_by.map(UserId::new),
            created_at: row.time("created_at", model.created_at)?,
            expires_at: row.time("expires_at", model.expires_at)?,
            ended,
        })
    }
}

/// The offer with this code.
pub(super) fn invited_role(code: Option<&str>) -> Option<InvitedRole> {
    let role = match code {
        None => MemberRole::Pending,
        Some(code) => Role::from_code(code)?.into(),
    };
    InvitedRole::new(role).ok()
}

fn ended(row: Row, model: &Model) -> Result<Option<InvitationEnd>, StoreError> {
    let how = match model.ended_how.as_deref() {
        None => None,
        Some(ACCEPTED) => Some(HowEnded::Accepted),
        Some(REVOKED) => Some(HowEnded::Revoked),
        Some(REPLACED) => Some(HowEnded::Replaced),
        Some(LAPSED) => Some(HowEnded::Lapsed),
        Some(_) => return Err(row.damaged("ended_how")),
    };
    let at = row.optional_time("ended_at", model.ended_at)?;
    match (how, model.ended_by, at) {
        (None, None, None) => Ok(None),
        (Some(how), by, Some(at)) => Ok(Some(InvitationEnd {
            how,
            by: by.map(UserId::new),
            at,
        })),
        _ => Err(row.damaged("ended_how")),
    }
}

fn code(how: HowEnded) -> &'static str {
    match how {
        HowEnded::Accepted => ACCEPTED,
        HowEnded::Revoked => REVOKED,
        HowEnded::Replaced => REPLACED,
        HowEnded::Lapsed => LAPSED,
    }
}

/// Everything but the id.
impl From<&Invitation> for ActiveModel {
    fn from(invitation: &Invitation) -> Self {
        let sealed = invitation.sealed.as_ref();
        let ended = invitation.ended;
        Self {
            id: NotSet,
            organization_id: Set(invitation.organization.get()),
            email: Set(invitation.email.as_str().to_owned()),
            email_canonical: Set(invitation.email.canonical().to_owned()),
            name: Set(invitation.name.as_str().to_owned()),
            role: Set(invitation.role.role().map(|role| role.code().to_owned())),
            digest: Set(invitation.digest.as_bytes().to_vec()),
            sealed: Set(sealed.map(|sealed| sealed.as_bytes().to_vec())),
            invited_by: Set(invitation.invited_by.map(UserId::get)),
            created_at: Set(micros(invitation.created_at)),
            expires_at: Set(micros(invitation.expires_at)),
            ended_how: Set(ended.map(|end| code(end.how).to_owned())),
            ended_by: Set(ended.and_then(|end| end.by).map(UserId::get)),
            ended_at: Set(ended.map(|end| micros(end.at))),
        }
    }
}
