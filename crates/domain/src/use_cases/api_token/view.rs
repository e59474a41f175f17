//! The legacy token, shown again.

use async_trait::async_trait;

use crate::model::access::Denied;
use crate::model::refusal::{Kind, Refusal};
use crate::model::secret::{LegacyToken, Unreadable};
use crate::ports::{Purpose, StoreError};
use crate::use_cases::{View, ViewScope};

/// Shows the legacy token of the person who asks.
#[derive(Debug)]
pub struct ViewLegacyToken;

/// Why nothing is shown.
#[derive(Debug, thiserror::Error)]
pub enum ViewLegacyTokenError {
    /// Nobody is signed in.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// It can only be replaced.
    #[error("your token cannot be shown: {0}")]
    Unreadable(#[from] Unreadable),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for ViewLegacyTokenError {
    fn kind(&self) -> Kind {
        match self {
            Self::Denied(denied) => denied.kind(),
            Self::Unreadable(_) => Kind::NotFound,
            Self::Store(error) => error.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Denied(denied) => denied.code(),
            Self::Unreadable(_) => "secret_unreadable",
            Self::Store(error) => error.code(),
        }
    }
}

#[async_trait]
impl View for ViewLegacyToken {
    type Output = LegacyToken;
    type Error = ViewLegacyTokenError;

    async fn read(&self, scope: &ViewScope<'_>) -> Result<LegacyToken, ViewLegacyTokenError> {
        let user = scope.person()?;
        let stored = scope.directory().find_legacy_token(user).await?;
        let stored = stored.ok_or(StoreError::Missing("legacy_tokens"))?;
        let token = scope.sealer().open(Purpose::LegacyToken, &stored.sealed)?;
        Ok(LegacyToken::new(token))
    }
}
