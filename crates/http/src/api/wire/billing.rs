//! Billing information on the wire. What Muster knows nothing of is a constant.

use muster_domain::model::license::LicenseState;
use muster_domain::model::seats::SeatLimit;
use muster_domain::model::settings::MailPolicy;
use muster_domain::use_cases::organization::SeatReport;
use poem_openapi::Object;

use super::time::Time;
use super::{AnyJson, no_settings, nothing};

/// What the organization uses of its licence.
#[derive(Object)]
pub(crate) struct BillingInfo {
    billing_checks: BillingChecks,
    billing_flags: BillingFlags,
}

/// Counts and limits.
#[derive(Object)]
#[expect(clippy::struct_excessive_bools, reason = "the contract's fields")]
pub(crate) struct BillingChecks {
    /// Seats.
    users: UserCount,
    projects: Usage,
    results: Usage,
    import_storages: Usage,
    export_storages: Usage,
    license_issued: Option<String>,
    license_expires: Option<String>,
    license_warning: Option<String>,
    is_license_expired: bool,
    is_license_warning: bool,
    organization_is_active: bool,
    trial_days: i64,
    is_prompts_expire: bool,
    is_prompts_warning: bool,
    prompts_enabled: bool,
    prompts_api_keys_enabled: bool,
    prompts_expire: Option<String>,
    prompts_warning: Option<String>,
    prompts_status: String,
    flex: AnyJson,
}

/// How many seats are taken.
#[derive(Object)]
pub(crate) struct UserCount {
    /// Seats taken: members with a role.
    count: u64,
    /// Seats there are; 0 where there is no limit.
    limit: u32,
    /// Whether no seat is free.
    reached: bool,
    /// All members, those without a seat included.
    total: u64,
}

/// How many there are of something that is not here.
#[derive(Object)]
pub(crate) struct Usage {
    count: u64,
    limit: u64,
    reached: bool,
}

impl Usage {
    const NONE: Self = Self {
        count: 0,
        limit: 0,
        reached: false,
    };
}

/// What is switched on.
#[derive(Object)]
#[expect(clippy::struct_excessive_bools, reason = "the contract's fields")]
pub(crate) struct BillingFlags {
    allow_activity_log: bool,
    allow_ai: bool,
    allow_ask_ai: bool,
    allow_data_credentials: bool,
    allow_invite_people: bool,
    allow_invite_project_experts: bool,
    allow_nda: bool,
    allow_organization_webhooks: bool,
    allow_reviewing: bool,
    allow_sso: bool,
    allow_storage_proxy: bool,
    ask_ai_screenshots: bool,
    automax_enabled: bool,
    automax_token_exists: bool,
    cloud_instance: bool,
    disable_members_page: bool,
    disable_project_imports: bool,
    early_adopter: bool,
    /// Whether this server sends mails.
    email_configured: bool,
    embed_enabled: bool,
    manual_role_management: bool,
    manual_workspace_management: bool,
    secure_mode: bool,
    storage_persistence: bool,
    activated_at: Option<Time>,
    white_label_id: Option<String>,
    embed_domains: Vec<AnyJson>,
    embed_settings: AnyJson,
    allow_ask_ai_screenshots: Option<bool>,
}

impl BillingInfo {
    pub(crate) fn new(report: &SeatReport, mail: MailPolicy) -> Self {
        Self {
            billing_checks: BillingChecks::new(report),
            billing_flags: BillingFlags::new(mail == MailPolicy::On),
        }
    }
}

impl From<&SeatReport> for UserCount {
    fn from(report: &SeatReport) -> Self {
        let people = report.headcount;
        Self {
            count: report.seats.used,
            limit: match report.seats.limit {
                SeatLimit::Limited(limit) => limit,
                SeatLimit::Unlimited => 0,
            },
            reached: report.seats.free() == Some(0),
            total: people.seated + people.pending + people.deactivated,
        }
    }
}

impl BillingChecks {
    /// Dates are days. The licence counts as expired once nobody takes a seat by it, and warns from 30 days before its
    /// last day on.
    fn new(report: &SeatReport) -> Self {
        let standing = report.license.as_ref();
        let license = standing.map(|standing| &standing.installed.signed.license);
        let state = standing.map(|standing| standing.state);
        let is_expired = state == Some(LicenseState::Expired);
        Self {
            users: report.into(),
            projects: Usage::NONE,
            results: Usage::NONE,
            import_storages: Usage::NONE,
            export_storages: Usage::NONE,
            license_issued: license.map(|license| license.issued_at.date_naive().to_string()),
            license_expires: license.map(|license| license.term.last().to_string()),
            license_warning: license.map(|license| license.notice_from().date_naive().to_string()),
            is_license_expired: is_expired,
            is_license_warning: matches!(state, Some(LicenseState::Expiring | LicenseState::Grace)),
            organization_is_active: !is_expired,
            trial_days: 0,
            is_prompts_expire: false,
            is_prompts_warning: false,
            prompts_enabled: false,
            prompts_api_keys_enabled: false,
            prompts_expire: None,
            prompts_warning: None,
            prompts_status: "unknown".to_owned(),
            flex: nothing(),
        }
    }
}

impl BillingFlags {
    fn new(email_configured: bool) -> Self {
        Self {
            allow_activity_log: true,
            allow_ai: false,
            allow_ask_ai: false,
            allow_data_credentials: false,
            allow_invite_people: true,
            allow_invite_project_experts: false,
            allow_nda: false,
            allow_organization_webhooks: false,
            allow_reviewing: false,
            allow_sso: false,
            allow_storage_proxy: false,
            ask_ai_screenshots: false,
            automax_enabled: false,
            automax_token_exists: false,
            cloud_instance: false,
            disable_members_page: false,
            disable_project_imports: false,
            early_adopter: false,
            email_configured,
            embed_enabled: false,
            manual_role_management: true,
            manual_workspace_management: true,
            secure_mode: false,
            storage_persistence: false,
            activated_at: None,
            white_label_id: None,
            embed_domains: Vec::new(),
            embed_settings: no_settings(),
            allow_ask_ai_screenshots: None,
        }
    }
}
