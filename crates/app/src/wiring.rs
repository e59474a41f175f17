//! Wires the domain to its adapters: the one place that knows them all.

use std::path::PathBuf;
use std::sync::Arc;

use muster_crypto::{
    AeadSealer, Argon2Hasher, KeyMatch, OsTokenMint, ServerKey, ServerKeyError, SystemClock,
};
use muster_domain::Muster;
use muster_domain::ports::{StoreError, Tools};
use muster_persistence::{ConnectError, SqlStore};
use secrecy::SecretString;

use crate::config::{Config, Storage};
use crate::data_dir::{self, DataDirError};
use crate::key_file::{self, KeyFileError};

/// The domain on its database.
pub(crate) struct Wired {
    /// The domain.
    pub(crate) muster: Muster,
    /// Its store.
    pub(crate) store: SqlStore,
    /// The changes that the database's schema needed.
    pub(crate) migrated: Vec<String>,
}

/// Why the domain cannot be wired.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WiringError {
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// What the key file holds is no key.
    #[error("{} is damaged: {error}", path.display())]
    Key {
        path: PathBuf,
        error: ServerKeyError,
    },
    /// The key that the database was used with is gone.
    #[error(
        "the server key is missing: {} is not there, and the database was used with a key; put the file back from a \
         backup, or set MUSTER_SECRET_KEY",
        .0.display()
    )]
    KeyMissing(PathBuf),
    /// The database was used with another key.
    #[error(
        "the database was used with another server key; set that one as MUSTER_SECRET_KEY, or as \
         MUSTER_SECRET_KEY_PREVIOUS if you mean to change it"
    )]
    OtherKey,
}

/// What is to be done on the wired domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// Serve: a change of the server key takes effect.
    Serve,
    /// A command, perhaps beside a running server, which may not know of a new key yet.
    Command,
}

/// Opens the database, brings its schema up to date, and compares the server key with it.
pub(crate) async fn wire(config: &Config, purpose: Use) -> Result<Wired, WiringError> {
    data_dir::make(&config.storage.data_dir)?;
    let store = SqlStore::connect(&config.storage.database()).await?;
    let migrated = store.migrate().await?;
    let key = server_key(config, &store, purpose).await?;
    let tools = Tools {
        hasher: Arc::new(Argon2Hasher::new()),
        mint: Arc::new(OsTokenMint),
        sealer: Arc::new(AeadSealer::new(key)),
        clock: Arc::new(SystemClock),
    };
    let shared = Arc::new(store.clone());
    let muster = Muster::new(shared.clone(), shared, tools, config.settings.clone());
    Ok(Wired {
        muster,
        store,
        migrated,
    })
}

/// The server key, if it is the one that the database was used with.
async fn server_key(
    config: &Config,
    store: &SqlStore,
    purpose: Use,
) -> Result<ServerKey, WiringError> {
    let check = store.key_check().await?;
    let current = match &config.key.current {
        Some(key) => key.clone(),
        None => key_in_file(&config.storage, check.is_none())?,
    };
    let path = key_file::path(&config.storage.data_dir);
    let key = ServerKey::parse(current, config.key.previous.clone());
    let key = key.map_err(|error| WiringError::Key { path, error })?;
    match check.map(|check| key.matches(&check)) {
        None => store.set_key_check(&key.check()).await?,
        Some(KeyMatch::Current) => {}
        Some(KeyMatch::Previous) if purpose == Use::Command => {}
        Some(KeyMatch::Previous) => {
            store.set_key_check(&key.check()).await?;
            tracing::info!(
                "the server key was changed; the previous one still opens what it sealed"
            );
        }
        Some(KeyMatch::Other) => return Err(WiringError::OtherKey),
    }
    Ok(key)
}

/// The key from its file. For a new database one is made.
fn key_in_file(storage: &Storage, database_is_new: bool) -> Result<SecretString, WiringError> {
    match key_file::read(&storage.data_dir)? {
        Some(key) => Ok(key),
        None if database_is_new => Ok(key_file::make(&storage.data_dir)?),
        None => Err(WiringError::KeyMissing(key_file::path(&storage.data_dir))),
    }
}
