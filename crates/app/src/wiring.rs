//! Wires the domain to its adapters: the one place that knows them all.

use std::path::PathBuf;
use std::sync::Arc;

use muster_crypto::{
    AeadSealer, Argon2Hasher, Ed25519LicenseVerifier, JwtTokenSigner, KeyMatch, OsTokenMint,
    ServerKey, ServerKeyError, SystemClock,
};
use muster_domain::Muster;
use muster_domain::model::license::{SignedLicense, UntrustedLicense};
use muster_domain::model::seats::SeatLimit;
use muster_domain::model::settings::Settings;
use muster_domain::ports::{LicenseVerifier as _, Mailer, StoreError, Tools};
use muster_email::{LogMailer, SmtpConfig, SmtpMailer, TlsFileError};
use muster_http::PublicUrl;
use muster_persistence::{ConnectError, SqlStore};
use secrecy::SecretString;

use crate::config::{Config, Key, Storage, Way};
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
    /// A command is set to another seat limit than the server.
    #[error(
        "the seat limit is {} here ({set_by}), but the server was started with {}; restart it with the new \
         MUSTER_UNLICENSED_SEATS, or leave that out here",
        told(*own),
        told(*of_server)
    )]
    OtherSeatLimit {
        own: SeatLimit,
        set_by: String,
        of_server: SeatLimit,
    },
}

/// What is to be done on the wired domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// Serve: a change of the server key takes effect.
    Serve,
    /// A command, perhaps beside a running server, which may not know of a new key yet.
    Command,
    /// Bring the schema up to date: like a command, but the seat limit does not matter.
    Migrate,
}

/// Opens the database, compares the settings with it, and brings its schema up to date: whoever is refused leaves the
/// schema as it was.
pub(crate) async fn wire(config: &Config, purpose: Use) -> Result<Wired, WiringError> {
    data_dir::make(&config.storage.data_dir)?;
    let store = SqlStore::connect(&config.storage.database()).await?;
    let check = store.key_check().await?;
    let key = read_key(config, check.is_none())?;
    if let Some(check) = &check {
        recognise(&key, check)?;
    }
    let settings = settings(config, &store, purpose).await?;
    let migrated = store.migrate().await?;
    let check = match check {
        Some(check) => check,
        None => store.claim_key_check(&key.check()).await?,
    };
    let key = adopt(key, &check, config, &store, purpose).await?;
    let tools = Tools {
        hasher: Arc::new(Argon2Hasher::new()),
        mint: Arc::new(OsTokenMint),
        signer: Arc::new(JwtTokenSigner::new(key.clone())),
        licenses: Arc::new(license_verifier(config)),
        sealer: Arc::new(AeadSealer::new(key)),
        clock: Arc::new(SystemClock),
    };
    let shared = Arc::new(store.clone());
    let muster = Muster::new(shared.clone(), shared, tools, settings);
    Ok(Wired {
        muster,
        store,
        migrated,
    })
}

/// What reads licences, as the operator trusts vendors.
pub(crate) fn license_verifier(config: &Config) -> Ed25519LicenseVerifier {
    Ed25519LicenseVerifier::new(&config.licensing.trusted)
}

/// The licence that the operator hands over at start.
pub(crate) fn license_at_start(config: &Config) -> Result<Option<SignedLicense>, UntrustedLicense> {
    let Some(file) = &config.licensing.license else {
        return Ok(None);
    };
    let license = license_verifier(config).verify(&file.text)?;
    Ok(Some(SignedLicense {
        license,
        text: file.text.clone(),
    }))
}

/// What sends the mails of a server with this public address; none where mail is not set up.
pub(crate) fn mailer(
    config: &Config,
    public_url: &PublicUrl,
) -> Result<Option<Arc<dyn Mailer>>, TlsFileError> {
    match config.mail.way(public_url) {
        Way::Smtp(smtp) => {
            tracing::info!(
                host = smtp.host(),
                port = smtp.port(),
                security = ?smtp.security(),
                "mails leave by SMTP"
            );
            Ok(Some(Arc::new(smtp_mailer(smtp, config, public_url)?)))
        }
        Way::Log => {
            tracing::info!(
                "mails are printed in this log, links and all; MUSTER_SMTP_URL names a mail server"
            );
            let links = Arc::new(public_url.clone());
            Ok(Some(Arc::new(LogMailer::new(links))))
        }
        Way::Off => {
            tracing::warn!(
                "no mail is sent, and links are copied by hand; MUSTER_SMTP_URL names a mail server"
            );
            Ok(None)
        }
    }
}

/// What speaks to this mail server.
pub(crate) fn smtp_mailer(
    smtp: &SmtpConfig,
    config: &Config,
    public_url: &PublicUrl,
) -> Result<SmtpMailer, TlsFileError> {
    let from = config.mail.from(public_url);
    SmtpMailer::new(smtp.clone(), from, Arc::new(public_url.clone()))
}

/// The server key with the one before it.
fn read_key(config: &Config, database_is_new: bool) -> Result<ServerKey, WiringError> {
    let current = match &config.key.current {
        Some(key) => key.clone(),
        None => key_in_file(&config.storage, database_is_new)?,
    };
    key_of(config, current, config.key.previous.clone())
}

fn key_of(
    config: &Config,
    current: SecretString,
    previous: Option<SecretString>,
) -> Result<ServerKey, WiringError> {
    let path = key_file::path(&config.storage.data_dir);
    ServerKey::parse(current, previous).map_err(|error| WiringError::Key { path, error })
}

/// Refuses a key that the database was not used with.
fn recognise(key: &ServerKey, check: &[u8]) -> Result<KeyMatch, WiringError> {
    match key.matches(check) {
        KeyMatch::Other => Err(WiringError::OtherKey),
        known => Ok(known),
    }
}

/// Whether the key, as it is configured, is the one that the database was used with. Makes none.
pub(crate) fn check_key(config: &Config, check: &[u8]) -> Result<(), WiringError> {
    recognise(&read_key(config, false)?, check).map(drop)
}

/// Takes the key into use, if it is the one that the database was used with.
async fn adopt(
    key: ServerKey,
    check: &[u8],
    config: &Config,
    store: &SqlStore,
    purpose: Use,
) -> Result<ServerKey, WiringError> {
    if recognise(&key, check)? != KeyMatch::Previous {
        return Ok(key);
    }
    if purpose == Use::Serve {
        store.set_key_check(&key.check()).await?;
        tracing::info!("the server key was changed; the previous one still opens what it sealed");
        return Ok(key);
    }
    // The server still runs with the previous key: what is sealed here has to open there.
    match config.key.clone() {
        Key {
            current: Some(current),
            previous: Some(previous),
        } => key_of(config, previous, Some(current)),
        _ => Ok(key),
    }
}

/// The key from its file. For a new database one is made.
fn key_in_file(storage: &Storage, database_is_new: bool) -> Result<SecretString, WiringError> {
    match key_file::read(&storage.data_dir)? {
        Some(key) => Ok(key),
        None if database_is_new => Ok(key_file::make(&storage.data_dir)?),
        None => Err(WiringError::KeyMissing(key_file::path(&storage.data_dir))),
    }
}

/// The settings with the seat limit that holds: in a command, the one with which the server was started.
async fn settings(
    config: &Config,
    store: &SqlStore,
    purpose: Use,
) -> Result<Settings, WiringError> {
    let own = config.settings.unlicensed_seats;
    let of_server = match purpose {
        Use::Command => store.unlicensed_seats().await?.unwrap_or(own),
        Use::Serve | Use::Migrate => own,
    };
    match &config.seats_set_by {
        Some(set_by) if of_server != own => Err(WiringError::OtherSeatLimit {
            own,
            set_by: set_by.clone(),
            of_server,
        }),
        _ => Ok(Settings {
            unlicensed_seats: of_server,
            license: license_at_start(config).ok().flatten(),
            ..config.settings.clone()
        }),
    }
}

fn told(limit: SeatLimit) -> String {
    match limit {
        SeatLimit::Unlimited => "unlimited".to_owned(),
        SeatLimit::Limited(number) => number.to_string(),
    }
}
