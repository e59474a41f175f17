//! The server: starts, says where it is, and ends when it is told to, after the requests in flight.

use std::net::SocketAddr;
use std::time::Duration;

use muster_domain::Muster;
use muster_domain::model::actor::{Actor, Caller};
use muster_domain::model::audit::Cause;
use muster_domain::model::settings::SignUpPolicy;
use muster_domain::use_cases::license::{InstallAtStart, InstallLicenseError, LicenseAtStart};
use muster_domain::use_cases::organization::EnsureOwner;
use muster_http::{HttpConfig, PublicUrl};
use poem::Server;
use poem::listener::TcpAcceptor;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use crate::acceptor::PatientAcceptor;
use crate::config::{self, Config, FirstOwner};
use crate::failure::Failure;
use crate::output;
use crate::wiring::{self, Use};
use crate::{VERSION, data_dir, worker};

/// How long requests in flight, and mails on their way, may take once the server was told to end.
const GRACE: Duration = Duration::from_secs(25);

/// How long a connection may be silent.
const IDLE: Duration = Duration::from_secs(75);

/// Serves until the process is told to end.
pub(crate) async fn serve(config: Config) -> Result<(), Failure> {
    for (settings, why) in config::by_reason(&config.no_effect) {
        tracing::warn!(settings, why, "settings have no effect");
    }
    data_dir::make(&config.storage.data_dir)?;
    let _taken = data_dir::take(&config.storage.data_dir)?;
    let end = Ends::listen()?;
    let wired = wiring::wire(&config, Use::Serve).await?;
    if !wired.migrated.is_empty() {
        tracing::info!(
            changes = wired.migrated.len(),
            "the database's schema was brought up to date"
        );
    }
    let listener = bind(config.server.listen).await?;
    // Commands keep to it. Not before the address is ours: a server that cannot start changes nothing.
    let seats = config.settings.unlicensed_seats;
    wired.store.set_unlicensed_seats(seats).await?;
    let listening = listener.local_addr()?;
    let public_url = config.server.public_url(listening);
    install_license(&config, &wired.muster).await?;
    ensure_owner(&config, &wired.muster).await?;
    let mailer = wiring::mailer(&config, &public_url)?;
    announce(&config, listening, &public_url)?;

    let (stop, stops) = watch::channel(false);
    let worker = tokio::spawn(worker::work(wired.muster.clone(), mailer, stops, GRACE));
    let http = HttpConfig {
        public_url,
        trusted_proxies: config.server.trusted_proxies,
        allowed_hosts: config.server.allowed_hosts,
        cors_allowed_origins: config.server.cors_allowed_origins,
        rate_limits: config.server.rate_limits,
        version: VERSION,
    };
    let app = muster_http::app(wired.muster, http);
    let acceptor = PatientAcceptor::new(TcpAcceptor::from_tokio(listener)?);
    let ended = async {
        end.first().await;
        stop.send_replace(true);
    };
    Server::new_with_acceptor(acceptor)
        .idle_timeout(IDLE)
        .run_with_graceful_shutdown(app, ended, Some(GRACE))
        .await?;
    worker.await?;
    wired.store.close().await?;
    tracing::info!("the server has ended");
    Ok(())
}

/// Makes the first Owner where the settings name one and there is no such account.
async fn ensure_owner(config: &Config, muster: &Muster) -> Result<(), Failure> {
    let Some(owner) = config.first_owner.clone() else {
        return Ok(());
    };
    let hasher = &*muster.tools().hasher;
    let FirstOwner {
        email,
        password,
        token,
    } = owner;
    let ensure = EnsureOwner::prepare(email, &password, token, muster.directory(), hasher).await?;
    if let Some(ensure) = ensure {
        muster.run(&caller(), &ensure).await?;
        tracing::info!("the first Owner was made, as the settings say");
    }
    Ok(())
}

/// Puts the licence of the settings in force. One that cannot be leaves the server and the licence before as they are.
async fn install_license(config: &Config, muster: &Muster) -> Result<(), Failure> {
    let file = config.licensing.license.as_ref();
    let path = file.map(|file| file.path.display().to_string());
    let signed = match wiring::license_at_start(config) {
        Ok(None) => return Ok(()),
        Ok(Some(signed)) => signed,
        Err(error) => {
            tracing::warn!(path, error = %error, "the licence was refused; what was in force stays so");
            return Ok(());
        }
    };
    let id = signed.license.id.to_string();
    let install = InstallAtStart::prepare(signed, muster.directory()).await?;
    match muster.run(&caller(), &install).await? {
        LicenseAtStart::Installed(organization) => {
            tracing::info!(path, id, %organization, "the licence is in force now");
        }
        LicenseAtStart::InForce(_) => {}
        LicenseAtStart::Older => {
            tracing::info!(path, id, "the licence in force was issued later, and stays");
        }
        LicenseAtStart::NoOrganization => {
            tracing::info!(
                path,
                id,
                "the licence will be in force from the founding on"
            );
        }
        LicenseAtStart::NeedsConfirmation(change) => {
            let error = InstallLicenseError::NeedsConfirmation(change);
            tracing::warn!(path, id, error = %error, "muster license install FILE --confirm");
        }
        LicenseAtStart::SeveralOrganizations => {
            tracing::warn!(
                path,
                id,
                "the licence names no organization, and there are several: muster license install FILE --organization ID"
            );
        }
    }
    Ok(())
}

fn caller() -> Caller {
    Caller {
        actor: Actor::Operator,
        cause: Cause::command("serve"),
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address)
        .await
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::AddrInUse => Failure::refused(format!(
                "{address} is in use by another program; set another MUSTER_LISTEN"
            )),
            _ => Failure::refused(format!("cannot listen on {address}: {error}")),
        })
}

/// Says where the server is and where people sign up; warns where that may be more people than meant.
fn announce(config: &Config, listening: SocketAddr, public_url: &PublicUrl) -> Result<(), Failure> {
    let is_local = listening.ip().to_canonical().is_loopback();
    let sign_up = match config.settings.sign_up {
        SignUpPolicy::Open => public_url.url("/user/signup"),
        SignUpPolicy::LinkOnly => {
            "by invite link only; the first Owner: muster organization create --owner EMAIL"
                .to_owned()
        }
    };
    if config.settings.sign_up == SignUpPolicy::Open && !is_local {
        tracing::warn!(
            setting = "MUSTER_DISABLE_SIGNUP_WITHOUT_LINK",
            "anybody who reaches this server can sign up and found an organization"
        );
    }
    let address = public_url.url("/");
    output::print(&format!(
        "Muster {VERSION} is listening on {listening}\n  Address: {address}\n  Sign up: {sign_up}\n"
    ))
}

/// The signals that end the server.
struct Ends {
    terminate: Signal,
    interrupt: Signal,
}

impl Ends {
    fn listen() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    /// Waits for the first of them. The second ends the process at once.
    async fn first(mut self) {
        self.next().await;
        tracing::info!(
            seconds = GRACE.as_secs(),
            "told to end; requests in flight are finished first"
        );
        tokio::spawn(async move {
            self.next().await;
            std::process::exit(1);
        });
    }
}
