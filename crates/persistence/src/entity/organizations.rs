//! `organizations`, each with its Owner.

use muster_domain::model::api_token::{TokenKinds, TokenLife, TokenPolicy};
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::membership::MemberRole;
use muster_domain::model::organization::{DefaultRole, Organization};
use muster_domain::model::session::{Minutes, SessionPolicy};
use muster_domain::model::text::OrganizationTitle;
use muster_domain::ports::StoreError;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::NotSet, Set};

use crate::row::{Row, micros};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organizations")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub title: String,
    pub contact_info: Option<String>,
    pub owner_id: i64,
    /// A role code; `NO` where newcomers wait.
    pub default_role: String,
    pub session_max_age_minutes: i64,
    pub session_max_idle_minutes: i64,
    pub session_policy_updated_at: i64,
    pub created_at: i64,
    pub updated_at: i64,
    pub personal_tokens_enabled: bool,
    pub legacy_tokens_enabled: bool,
    pub token_life_days: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for Organization {
    type Error = StoreError;

    fn try_from(model: Model) -> Result<Self, StoreError> {
        let row = Row::of::<Entity>(model.id);
        let contact_info = model
            .contact_info
            .map(|text| row.need("contact_info", EmailAddress::parse(&text).ok()));
        let default_role =
            MemberRole::from_code(&model.default_role).and_then(|role| DefaultRole::new(role).ok());
        Ok(Self {
            id: OrganizationId::new(model.id),
            title: row.need("title", OrganizationTitle::parse(&model.title).ok())?,
            contact_info: contact_info.transpose()?,
            owner: UserId::new(model.owner_id),
            default_role: row.need("default_role", default_role)?,
            session_policy: SessionPolicy {
                max_age: row.need(
                    "session_max_age_minutes",
                    Minutes::new(model.session_max_age_minutes).ok(),
                )?,
                max_idle: row.need(
                    "session_max_idle_minutes",
                    Minutes::new(model.session_max_idle_minutes).ok(),
                )?,
                updated_at: row
                    .time("session_policy_updated_at", model.session_policy_updated_at)?,
            },
            token_policy: TokenPolicy {
                kinds: TokenKinds {
                    personal: model.personal_tokens_enabled,
                    legacy: model.legacy_tokens_enabled,
                },
                life: row.need(
                    "token_life_days",
                    TokenLife::new(model.token_life_days).ok(),
                )?,
            },
            created_at: row.time("created_at", model.created_at)?,
            updated_at: row.time("updated_at", model.updated_at)?,
        })
    }
}

/// Everything but the id.
impl From<&Organization> for ActiveModel {
    fn from(organization: &Organization) -> Self {
        let policy = organization.session_policy;
        let tokens = organization.token_policy;
        Self {
            id: NotSet,
            title: Set(organization.title.as_str().to_owned()),
            contact_info: Set(organization
                .contact_info
                .as_ref()
                .map(|email| email.as_str().to_owned())),
            owner_id: Set(organization.owner.get()),
            default_role: Set(organization.default_role.as_member_role().code().to_owned()),
            session_max_age_minutes: Set(policy.max_age.get().into()),
            session_max_idle_minutes: Set(policy.max_idle.get().into()),
            session_policy_updated_at: Set(micros(policy.updated_at)),
            created_at: Set(micros(organization.created_at)),
            updated_at: Set(micros(organization.updated_at)),
            personal_tokens_enabled: Set(tokens.kinds.personal),
            legacy_tokens_enabled: Set(tokens.kinds.legacy),
            token_life_days: Set(tokens.life.days().into()),
        }
    }
}
