//! The session policy on the wire.

use muster_domain::model::id::OrganizationId;
use muster_domain::model::organization::Organization;
use muster_domain::model::session::Minutes;
use muster_domain::use_cases::organization::SetSessionPolicy;
use poem_openapi::Object;

use super::sent::{Sent, UpTo};
use super::time::Time;
use crate::edge::{Fields, InvalidFields};

/// How long sessions last.
#[derive(Object)]
pub(crate) struct SessionPolicy {
    /// Minutes from log-in until a session ends.
    max_session_age: u32,
    /// Minutes without activity until a session ends.
    max_time_between_activity: u32,
    created_at: Time,
    updated_at: Time,
}

impl From<Organization> for SessionPolicy {
    fn from(organization: Organization) -> Self {
        let policy = organization.session_policy;
        Self {
            max_session_age: policy.max_age.get(),
            max_time_between_activity: policy.max_idle.get(),
            created_at: Time(organization.created_at),
            updated_at: Time(policy.updated_at),
        }
    }
}

/// What to change; what is not sent stays.
#[derive(Object)]
pub(crate) struct SessionPolicyPatch {
    /// Minutes, from 1.
    max_session_age: Option<Sent<UpTo<{ Minutes::MAX }>>>,
    /// Minutes, from 1.
    max_time_between_activity: Option<Sent<UpTo<{ Minutes::MAX }>>>,
}

/// Reads [`SessionPolicyPatch`].
pub(crate) fn set_session_policy(
    mut fields: Fields,
    organization: OrganizationId,
) -> Result<SetSessionPolicy, InvalidFields> {
    let mut minutes = |field| {
        let sent = fields.integer(field);
        fields.judged(field, sent, Minutes::new)
    };
    let command = SetSessionPolicy {
        organization,
        max_age: minutes("max_session_age"),
        max_idle: minutes("max_time_between_activity"),
    };
    fields.finish(Some(command))
}
