//! Organizations on the wire.

use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::{OrganizationId as Id, UserId};
use muster_domain::model::organization;
use muster_domain::model::seats::SeatLimit;
use muster_domain::model::text::OrganizationTitle;
use muster_domain::ports::TokenMint;
use muster_domain::use_cases::organization::{
    OrganizationDetails, SeatReport, SetDefaultRole, TransferOwnership, UpdateOrganization,
    ViewOrganization,
};
use poem_openapi::Object;
use secrecy::{ExposeSecret as _, SecretString};

use super::role::{Role, RoleByDefault};
use super::sent::{Address, Identifier, OrNone, Sent, Visible};
use super::time::Time;
use super::{AnyJson, no_settings, nothing};
use crate::edge::{Fields, InvalidFields};

/// An organization in a list.
#[derive(Object)]
pub(crate) struct OrganizationId {
    id: i64,
    title: String,
    /// An address for enquiries.
    contact_info: Option<String>,
    created_at: Time,
}

impl From<organization::Organization> for OrganizationId {
    fn from(organization: organization::Organization) -> Self {
        Self {
            id: organization.id.get(),
            title: organization.title.as_str().to_owned(),
            contact_info: contact(&organization),
            created_at: Time(organization.created_at),
        }
    }
}

/// Organizations in the asked order; as they came where that is unknown.
pub(crate) fn ordered(
    mut organizations: Vec<organization::Organization>,
    ordering: Option<&str>,
) -> Vec<OrganizationId> {
    let ordering = ordering.unwrap_or_default();
    match ordering.trim_start_matches('-') {
        "id" => organizations.sort_by_key(|organization| organization.id),
        "title" => organizations.sort_by(|a, b| a.title.as_str().cmp(b.title.as_str())),
        "created_at" => organizations.sort_by_key(|organization| organization.created_at),
        _ => {}
    }
    if ordering.starts_with('-') {
        organizations.reverse();
    }
    organizations.into_iter().map(Into::into).collect()
}

/// An organization.
#[derive(Object)]
pub(crate) struct Organization {
    id: i64,
    title: String,
    /// The token of the invite link; empty for those who may not see it.
    token: String,
    /// An address for enquiries.
    contact_info: Option<String>,
    created_at: Time,
    updated_at: Time,
    /// The account of the Owner.
    created_by: i64,
    /// The accounts of the members; for those who may not list them only their own.
    users: Vec<i64>,
    /// What newcomers by the invite link get.
    default_role: Role,
    external_id: Option<String>,
    custom_scripts_enabled: bool,
    custom_interfaces_enabled: Option<bool>,
    email_notification_settings: AnyJson,
    embed_domains: AnyJson,
    embed_enabled: Option<bool>,
    embed_settings: AnyJson,
    interface_settings: AnyJson,
    react_code_settings: AnyJson,
    billing: Billing,
}

/// What the licence lets an organization do.
#[derive(Object)]
pub(crate) struct Billing {
    manual_role_management: bool,
    manual_workspace_management: bool,
    max_parallel_sessions: Option<i64>,
    enforce_session_concurrency: bool,
    session_concurrency_window_seconds: Option<i64>,
}

impl Billing {
    const CONSTANT: Self = Self {
        manual_role_management: true,
        manual_workspace_management: true,
        max_parallel_sessions: None,
        enforce_session_concurrency: false,
        session_concurrency_window_seconds: None,
    };
}

impl Organization {
    #[expect(
        clippy::disallowed_methods,
        reason = "the contract shows the token here, to those who may see it"
    )]
    pub(crate) fn new(details: OrganizationDetails, users: Vec<i64>) -> Self {
        let OrganizationDetails {
            organization,
            invite_token,
        } = details;
        Self {
            id: organization.id.get(),
            title: organization.title.as_str().to_owned(),
            token: invite_token
                .map(|token| token.secret().expose_secret().to_owned())
                .unwrap_or_default(),
            contact_info: contact(&organization),
            created_at: Time(organization.created_at),
            updated_at: Time(organization.updated_at),
            created_by: organization.owner.get(),
            users,
            default_role: organization.default_role.as_member_role().into(),
            external_id: None,
            custom_scripts_enabled: false,
            custom_interfaces_enabled: Some(false),
            email_notification_settings: no_settings(),
            embed_domains: nothing(),
            embed_enabled: Some(false),
            embed_settings: nothing(),
            interface_settings: nothing(),
            react_code_settings: no_settings(),
            billing: Billing::CONSTANT,
        }
    }
}

/// The default role, with the settings that the contract keeps beside it.
#[derive(Object)]
#[expect(clippy::struct_field_names, reason = "the contract's name")]
pub(crate) struct DefaultRole {
    organization: i64,
    default_role: Role,
    external_id: Option<String>,
    extra_data_on_activity_logs: bool,
    annotator_reviewer_firewall_enabled_at: Option<Time>,
    custom_scripts_enabled_at: Option<Time>,
    label_stream_navigation_disabled_at: Option<Time>,
    read_only_quick_view_enabled_at: Option<Time>,
    custom_interfaces_enabled: Option<bool>,
    email_notification_settings: AnyJson,
    embed_domains: AnyJson,
    embed_enabled: Option<bool>,
    embed_settings: AnyJson,
    interface_settings: AnyJson,
    react_code_settings: AnyJson,
}

impl From<organization::Organization> for DefaultRole {
    fn from(organization: organization::Organization) -> Self {
        Self {
            organization: organization.id.get(),
            default_role: organization.default_role.as_member_role().into(),
            external_id: None,
            extra_data_on_activity_logs: false,
            annotator_reviewer_firewall_enabled_at: None,
            custom_scripts_enabled_at: None,
            label_stream_navigation_disabled_at: None,
            read_only_quick_view_enabled_at: None,
            custom_interfaces_enabled: Some(false),
            email_notification_settings: no_settings(),
            embed_domains: nothing(),
            embed_enabled: Some(false),
            embed_settings: nothing(),
            interface_settings: nothing(),
            react_code_settings: no_settings(),
        }
    }
}

/// How many seats are taken.
#[derive(Object)]
pub(crate) struct Seats {
    /// Seats there are; null where there is no limit.
    limit: Option<u32>,
    /// Seats taken: members with a role.
    used: u64,
    /// Seats free; null where there is no limit.
    free: Option<u64>,
    /// Members without a role, those who wait for a seat included.
    pending: u64,
    /// Those of the pending who were promised a role.
    waiting: u64,
    /// Members whose access was taken away.
    deactivated: u64,
}

impl From<SeatReport> for Seats {
    fn from(report: SeatReport) -> Self {
        Self {
            limit: match report.seats.limit {
                SeatLimit::Unlimited => None,
                SeatLimit::Limited(limit) => Some(limit),
            },
            used: report.seats.used,
            free: report.seats.free(),
            pending: report.headcount.pending,
            waiting: report.headcount.waiting,
            deactivated: report.headcount.deactivated,
        }
    }
}

/// What to change; what is not sent stays. Other fields of an organization are passed over.
#[derive(Object)]
pub(crate) struct OrganizationPatch {
    /// 1 to 1000 characters.
    title: Option<Sent<Visible<1000>>>,
    /// An address for enquiries; null for none.
    contact_info: Option<Sent<OrNone<Address>>>,
    /// The present token. It is only changed by `POST /api/invite/reset-token`.
    token: Option<String>,
}

/// Reads [`OrganizationPatch`].
pub(crate) fn update_organization(
    mut fields: Fields,
    organization: Id,
    mint: &dyn TokenMint,
) -> Result<UpdateOrganization, InvalidFields> {
    let command = UpdateOrganization {
        organization,
        title: fields.parsed("title", OrganizationTitle::parse),
        contact_info: fields.nullable("contact_info", |fields, field| {
            fields.parsed(field, EmailAddress::parse)
        }),
        token: fields
            .text("token")
            .map(|token| mint.digest(&SecretString::from(token))),
    };
    fields.finish(Some(command))
}

/// What newcomers by the invite link get.
#[derive(Object)]
pub(crate) struct DefaultRolePatch {
    default_role: Option<RoleByDefault>,
}

/// Reads [`DefaultRolePatch`]; nothing to do where no role is sent.
pub(crate) fn set_default_role(
    mut fields: Fields,
    organization: Id,
) -> Result<Option<SetDefaultRole>, InvalidFields> {
    let command = fields
        .role("default_role")
        .map(|default_role| SetDefaultRole {
            organization,
            default_role,
        });
    fields.finish(Some(command))
}

/// Who becomes the Owner.
#[derive(Object)]
pub(crate) struct OwnershipTransfer {
    /// The account of an active member.
    user_id: Sent<Identifier>,
}

/// Reads [`OwnershipTransfer`].
pub(crate) fn transfer_ownership(
    mut fields: Fields,
    organization: Id,
) -> Result<TransferOwnership, InvalidFields> {
    let user = fields.required("user_id", Fields::integer);
    fields.finish(user.map(|user| TransferOwnership {
        organization,
        to: UserId::new(user),
        confirmed: None,
    }))
}

/// The view of one organization.
pub(crate) fn view(organization: Id) -> ViewOrganization {
    ViewOrganization { organization }
}

fn contact(organization: &organization::Organization) -> Option<String> {
    let contact = organization.contact_info.as_ref()?;
    Some(contact.as_str().to_owned())
}
