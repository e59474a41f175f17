//! Limiting the invite link in time and in number.

use std::num::NonZeroU32;

use async_trait::async_trait;

use super::invite_link::ShownInviteLink;
use crate::model::access::Action;
use crate::model::audit::{AuditAction, Happening};
use crate::model::id::OrganizationId;
use crate::model::invite_link::InviteLink;
use crate::model::time::Timestamp;
use crate::ports::StoreError;
use crate::use_cases::{AccessError, Scope, UseCase};

/// Sets or lifts the limits of the invite link. What is `None` stays.
#[derive(Debug)]
pub struct LimitInviteLink {
    /// The organization.
    pub organization: OrganizationId,
    /// From when on it no longer works; `Some(None)` for never.
    pub expires_at: Option<Option<Timestamp>>,
    /// How many people may join by it; `Some(None)` for any number.
    pub max_uses: Option<Option<NonZeroU32>>,
}

#[async_trait]
impl UseCase for LimitInviteLink {
    type Output = ShownInviteLink;
    type Error = AccessError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<ShownInviteLink, AccessError> {
        let organization = scope
            .lock(self.organization, Action::ManageInviteLink)
            .await?;
        let found = scope.invite_links().find_current(&organization).await?;
        let mut link = found.ok_or(StoreError::Missing("invite_links"))?;
        let before = limits(&link);
        link.expires_at = self.expires_at.unwrap_or(link.expires_at);
        if let Some(max_uses) = self.max_uses {
            link.max_uses = max_uses.map(NonZeroU32::get);
        }
        scope.invite_links().update(&organization, &link).await?;
        let limited = Happening::in_organization(organization.id, AuditAction::InviteLinkLimited);
        scope
            .record(limited.from_value(before).to_value(limits(&link)))
            .await?;
        Ok(ShownInviteLink::open(&link, scope.sealer()))
    }
}

fn limits(link: &InviteLink) -> String {
    let expiry = link
        .expires_at
        .map_or_else(|| "never".to_owned(), |at| at.to_rfc3339());
    let uses = link
        .max_uses
        .map_or_else(|| "any number".to_owned(), |max| max.to_string());
    format!("expires: {expiry}, uses: {uses}")
}
