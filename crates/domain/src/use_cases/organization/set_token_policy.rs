//! Which kinds of token may be used, and how long they live.

use async_trait::async_trait;

use crate::model::access::Action;
use crate::model::api_token::{TokenKinds, TokenLife, TokenPolicy};
use crate::model::audit::{AuditAction, Happening};
use crate::model::id::OrganizationId;
use crate::use_cases::{AccessError, Scope, UseCase};

/// Sets the token policy. A kind that is switched off is refused at the next request, also tokens that were made
/// before; switched on again, they work again. What is `None` stays.
#[derive(Debug)]
pub struct SetTokenPolicy {
    /// The organization.
    pub organization: OrganizationId,
    /// Whether personal access tokens may be used.
    pub personal: Option<bool>,
    /// Whether legacy tokens may be used.
    pub legacy: Option<bool>,
    /// How long new personal access tokens are good.
    pub life: Option<TokenLife>,
}

#[async_trait]
impl UseCase for SetTokenPolicy {
    type Output = TokenPolicy;
    type Error = AccessError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<TokenPolicy, AccessError> {
        let mut organization = scope
            .lock(self.organization, Action::SetTokenPolicy)
            .await?;
        let old = organization.token_policy;
        let new = TokenPolicy {
            kinds: TokenKinds {
                personal: self.personal.unwrap_or(old.kinds.personal),
                legacy: self.legacy.unwrap_or(old.kinds.legacy),
            },
            life: self.life.unwrap_or(old.life),
        };
        if new == old {
            return Ok(old);
        }
        organization.token_policy = new;
        organization.updated_at = scope.now();
        scope.organizations().update(&organization).await?;
        let changed = Happening::in_organization(organization.id, AuditAction::TokenPolicyChanged)
            .from_value(words(old))
            .to_value(words(new));
        scope.record(changed).await?;
        Ok(new)
    }
}

fn words(policy: TokenPolicy) -> String {
    let switch = |on| if on { "on" } else { "off" };
    format!(
        "personal {}, legacy {}, {} days",
        switch(policy.kinds.personal),
        switch(policy.kinds.legacy),
        policy.life.days()
    )
}
