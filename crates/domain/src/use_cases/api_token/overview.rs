//! One's own tokens, and what can be done with them where one is.

use async_trait::async_trait;

use super::issue::{IssuePersonalTokenError, judge};
use super::list::{ListedToken, listed};
use crate::model::access::{Action, Denied};
use crate::model::actor::Actor;
use crate::model::api_token::{PersonalToken, SwitchedOff, TokenKinds};
use crate::use_cases::{AccessError, View, ViewScope};

/// Tells the person who asks about the tokens there are and may be.
#[derive(Debug)]
pub struct ViewTokens;

/// The tokens of a person.
#[derive(Debug)]
pub struct TokenOverview {
    /// The personal access tokens that can be used.
    pub personal: Vec<ListedToken>,
    /// Whether [`IssuePersonalToken`](super::IssuePersonalToken) would make one now, or why not.
    pub issue: Result<(), IssuePersonalTokenError>,
    /// By whom personal access tokens are switched off where the person is, if they are.
    pub personal_off: Option<SwitchedOff>,
    /// By whom legacy tokens are switched off where the person is, if they are.
    pub legacy_off: Option<SwitchedOff>,
}

#[async_trait]
impl View for ViewTokens {
    type Output = TokenOverview;
    type Error = AccessError;

    async fn read(&self, scope: &ViewScope<'_>) -> Result<TokenOverview, AccessError> {
        let user = scope.person()?;
        let tokens = scope.directory().list_personal_tokens(user).await?;
        let server = scope.settings().token_kinds;
        let here = kinds_here(scope).await?;
        Ok(TokenOverview {
            personal: listed(scope, &tokens),
            issue: may_issue(scope, here, &tokens),
            personal_off: SwitchedOff::find(server.personal, here.personal),
            legacy_off: SwitchedOff::find(server.legacy, here.legacy),
        })
    }
}

fn may_issue(
    scope: &ViewScope<'_>,
    here: TokenKinds,
    present: &[PersonalToken],
) -> Result<(), IssuePersonalTokenError> {
    let allowed = scope.actor().authorize(Action::UseProduct);
    allowed.map_err(AccessError::from)?;
    judge(here, present, scope.now())
}

/// The kinds that may be used in the organization where the person is; in none, those that the server takes.
async fn kinds_here(scope: &ViewScope<'_>) -> Result<TokenKinds, AccessError> {
    let server = scope.settings().token_kinds;
    let Actor::Person(person) = scope.actor() else {
        return Err(Denied::Unauthenticated.into());
    };
    let Some(place) = person.place else {
        return Ok(server);
    };
    let found = scope
        .directory()
        .find_organization(place.organization)
        .await?;
    let organization = found.ok_or(Denied::NotFound)?;
    Ok(organization.token_policy.kinds.and(server))
}
