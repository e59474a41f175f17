//! Logging out.

use async_trait::async_trait;

use crate::model::id::SessionId;
use crate::model::secret::Digest;
use crate::ports::{Addressed, Credential, Directory, StoreError};
use crate::use_cases::{Scope, UseCase};

/// Ends the session of a browser. Whoever has none is passed over.
#[derive(Debug)]
pub struct LogOut {
    session: Option<SessionId>,
}

impl LogOut {
    /// Finds the session by the digest of what the browser holds, also where it gives no access any
    /// more: access may be given back, and a session that was logged out must not come back with it.
    pub async fn prepare(
        secret: Option<Digest>,
        directory: &dyn Directory,
    ) -> Result<Self, StoreError> {
        let bearer = match secret {
            Some(digest) => {
                let credential = Credential::Session(digest);
                directory.find_bearer(credential, Addressed::Active).await?
            }
            None => None,
        };
        let session = bearer.and_then(|bearer| bearer.session);
        Ok(Self {
            session: session.map(|session| session.id),
        })
    }
}

#[async_trait]
impl UseCase for LogOut {
    type Output = ();
    type Error = StoreError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<(), StoreError> {
        if let Some(session) = self.session {
            scope.sessions().delete(session).await?;
        }
        Ok(())
    }
}
