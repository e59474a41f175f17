//! The driving side: runs use cases and views.

use std::sync::Arc;

use secrecy::SecretString;

use crate::model::actor::Caller;
use crate::model::api_token::TokenRefused;
use crate::model::refusal::{Kind, Refusal as _};
use crate::model::secret::Digest;
use crate::model::settings::Settings;
use crate::ports::{Addressed, Credential, Directory, Store, StoreError, Tools, UnitOfWork};
use crate::use_cases::account::{AuthenticateError, Authenticated, authenticate};
use crate::use_cases::invitation::{AcceptForm, AcceptInvitation, AcceptInvitationError, Accepted};
use crate::use_cases::{Scope, UseCase, View, ViewScope};

/// How often a unit of work is begun anew when the store was busy.
const RETRIES: u32 = 2;

/// The domain, wired to a store. Cheap to clone.
#[derive(Clone)]
pub struct Muster {
    store: Arc<dyn Store>,
    directory: Arc<dyn Directory>,
    tools: Tools,
    settings: Settings,
}

impl Muster {
    /// Wires the domain. `directory` reads what `store` commits.
    pub fn new(
        store: Arc<dyn Store>,
        directory: Arc<dyn Directory>,
        tools: Tools,
        settings: Settings,
    ) -> Self {
        Self {
            store,
            directory,
            tools,
            settings,
        }
    }

    /// Runs a use case in one unit of work and commits it. While the store is busy it is run again, at most twice.
    /// A commit whose outcome is unknown is not: the change may have been made.
    pub async fn run<U: UseCase>(
        &self,
        caller: &Caller,
        use_case: &U,
    ) -> Result<U::Output, U::Error> {
        let mut retries = RETRIES;
        loop {
            let error = match self.execute(caller, use_case).await {
                Ok((output, unit)) => match unit.commit().await {
                    Ok(()) => return Ok(output),
                    Err(unknown @ StoreError::Unreachable(_)) => return Err(unknown.into()),
                    Err(error) => error.into(),
                },
                Err(error) => error,
            };
            if error.kind() != Kind::Unavailable || retries == 0 {
                return Err(error);
            }
            retries -= 1;
        }
    }

    async fn execute<U: UseCase>(
        &self,
        caller: &Caller,
        use_case: &U,
    ) -> Result<(U::Output, Box<dyn UnitOfWork>), U::Error> {
        let mut unit = self.store.begin().await?;
        let mut scope = Scope {
            now: self.tools.clock.now(),
            caller,
            settings: &self.settings,
            tools: &self.tools,
            unit: unit.as_mut(),
            moved: Vec::new(),
        };
        let output = use_case.execute(&mut scope).await?;
        scope.close().await?;
        Ok((output, unit))
    }

    /// Runs a view.
    pub async fn view<V: View>(&self, caller: &Caller, view: &V) -> Result<V::Output, V::Error> {
        let scope = ViewScope {
            now: self.tools.clock.now(),
            caller,
            settings: &self.settings,
            tools: &self.tools,
            directory: &*self.directory,
        };
        view.read(&scope).await
    }

    /// Accepts an invitation for somebody who is not signed in. If the account appears or changes while the password is
    /// hashed, as it does for a person who accepts two invitations at once, it is tried again with what is there then.
    pub async fn accept_invitation(
        &self,
        caller: &Caller,
        link: Digest,
        form: &AcceptForm,
    ) -> Result<Accepted, AcceptInvitationError> {
        let hasher = &*self.tools.hasher;
        let mut tries = 2;
        loop {
            let now = self.tools.clock.now();
            let prepared =
                AcceptInvitation::prepare(link, form, now, &*self.directory, hasher).await?;
            tries -= 1;
            match self.run(caller, &prepared).await {
                Err(AcceptInvitationError::AccountChanged) if tries > 0 => {}
                outcome => return Ok(outcome??),
            }
        }
    }

    /// Tells who bears a credential. Nothing of the answer is kept: the next request asks again.
    pub async fn authenticate(
        &self,
        credential: Credential,
        addressed: Addressed,
    ) -> Result<Authenticated, AuthenticateError> {
        authenticate(
            &*self.directory,
            self.settings.token_kinds,
            self.tools.clock.now(),
            credential,
            addressed,
        )
        .await
    }

    /// Reads the access token of a request. Whether what it was made from still stands, [`authenticate`] tells.
    ///
    /// [`authenticate`]: Self::authenticate
    pub fn read_access_token(&self, token: &SecretString) -> Result<Credential, TokenRefused> {
        let claims = self.tools.signer.verify(token)?;
        let name = claims.admit_access(self.tools.clock.now())?;
        Ok(Credential::PersonalToken(name))
    }

    /// Succeeds when the store can be used.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.store.ping().await
    }

    /// The tools, for what is prepared before a unit of work.
    pub fn tools(&self) -> &Tools {
        &self.tools
    }

    /// The read side, for what is prepared before a unit of work.
    pub fn directory(&self) -> &dyn Directory {
        &*self.directory
    }

    /// The operator's settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }
}
