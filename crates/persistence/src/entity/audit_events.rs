//! `audit_events`: the activity log.

use muster_domain::model::audit::{AuditAction, AuditEvent, Cause, Happening, NewAuditEvent};
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::{AuditEventId, OrganizationId, UserId};
use muster_domain::ports::StoreError;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::NotSet, Set};

use crate::row::{Row, micros};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_events")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub at: i64,
    pub actor_id: Option<i64>,
    pub organization_id: Option<i64>,
    pub action: String,
    pub subject_id: Option<i64>,
    pub address: Option<String>,
    pub value_before: Option<String>,
    pub value_after: Option<String>,
    pub method: String,
    pub path: String,
    pub response_code: i64,
    pub ip_address: Option<String>,
    pub user_agent: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for AuditEvent {
    type Error = StoreError;

    fn try_from(model: Model) -> Result<Self, StoreError> {
        let row = Row::of::<Entity>(model.id);
        let address = model
            .address
            .map(|text| row.need("address", EmailAddress::parse(&text).ok()));
        Ok(Self {
            id: AuditEventId::new(model.id),
            at: row.time("at", model.at)?,
            actor: model.actor_id.map(UserId::new),
            happening: Happening {
                organization: model.organization_id.map(OrganizationId::new),
                action: row.need("action", AuditAction::from_code(&model.action))?,
                subject: model.subject_id.map(UserId::new),
                address: address.transpose()?,
                before: model.value_before,
                after: model.value_after,
            },
            cause: Cause {
                method: model.method,
                path: model.path,
                response_code: row.number("response_code", model.response_code)?,
                ip_address: model.ip_address,
                user_agent: model.user_agent,
            },
        })
    }
}

impl From<NewAuditEvent> for ActiveModel {
    fn from(
        NewAuditEvent {
            at,
            actor,
            happening,
            cause,
        }: NewAuditEvent,
    ) -> Self {
        Self {
            id: NotSet,
            at: Set(micros(at)),
            actor_id: Set(actor.map(UserId::get)),
            organization_id: Set(happening.organization.map(OrganizationId::get)),
            action: Set(happening.action.code().to_owned()),
            subject_id: Set(happening.subject.map(UserId::get)),
            address: Set(happening.address.map(|address| address.as_str().to_owned())),
            value_before: Set(happening.before),
            value_after: Set(happening.after),
            method: Set(cause.method),
            path: Set(cause.path),
            response_code: Set(cause.response_code.into()),
            ip_address: Set(cause.ip_address),
            user_agent: Set(cause.user_agent),
        }
    }
}
