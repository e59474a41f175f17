//! The mailer that sends.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use lettre::transport::smtp::extension::ClientId;
use muster_domain::model::mail::Attempt;
use muster_domain::ports::{Links, Mailer, OutgoingMail};

use crate::config::{Security, SmtpConfig};
use crate::connection::{Connection, Dialer, Negotiated, Parcel};
use crate::failure::{Failure, Server};
use crate::mail_from::MailFrom;
use crate::message;
use crate::pool::Pool;
use crate::tls::{self, TlsFileError};

/// Hands mails to an SMTP server, over connections that are kept for the next mail.
pub struct SmtpMailer {
    dialer: Dialer,
    pool: Arc<Pool>,
    timeout: Duration,
    from: MailFrom,
    links: Arc<dyn Links>,
}

impl SmtpMailer {
    /// Reads the files that the configuration names; connects to nothing yet.
    pub fn new(
        config: SmtpConfig,
        from: MailFrom,
        links: Arc<dyn Links>,
    ) -> Result<Self, TlsFileError> {
        let tls = match config.security {
            Security::None => None,
            _ => Some(tls::parameters(&config)?),
        };
        let dialer = Dialer {
            server: Server {
                host: config.host,
                port: config.port,
                security: config.security,
            },
            tls,
            login: config.login,
            hello: hello(links.host()),
            connect_timeout: config.timeout / 2,
        };
        Ok(Self {
            dialer,
            pool: Arc::default(),
            timeout: config.timeout,
            from,
            links,
        })
    }

    /// Connects and logs in, sends nothing, and tells what was agreed; or what went wrong, in a sentence.
    pub async fn negotiate(&self) -> Result<Negotiated, String> {
        let attempt = async {
            let connection = self.dialer.open().await?;
            let negotiated = self.dialer.negotiated(&connection);
            connection.quit().await;
            Ok(negotiated)
        };
        self.in_time(attempt)
            .await
            .map_err(|failure| match failure {
                Failure::NotNow(reason) | Failure::Never(reason) => reason,
            })
    }

    async fn deliver(&self, parcel: &Parcel) -> Result<(), Failure> {
        let mut connection = self.connection().await?;
        let outcome = connection.deliver(parcel).await;
        // A connection that was left in the middle of a mail never gets here: its attempt was dropped with it.
        if connection.stands() {
            self.pool.keep(connection);
        }
        outcome
    }

    /// One that waits and is alive, or a new one.
    async fn connection(&self) -> Result<Connection, Failure> {
        if let Some(mut kept) = self.pool.take() {
            if kept.is_alive().await {
                return Ok(kept);
            }
            self.pool.clear();
        }
        self.dialer.open().await
    }

    async fn in_time<T>(
        &self,
        attempt: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        tokio::time::timeout(self.timeout, attempt)
            .await
            .unwrap_or_else(|_| Err(self.dialer.server.silent(self.timeout)))
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: &OutgoingMail) -> Attempt {
        let parcel = match message::compose(mail, &self.from, self.links.as_ref()) {
            Ok(parcel) => parcel,
            Err(error) => return Attempt::Never(error.to_string()),
        };
        match self.in_time(self.deliver(&parcel)).await {
            Ok(()) => Attempt::Taken,
            Err(failure) => failure.into(),
        }
    }
}

/// How we introduce ourselves to the mail server: by the host of the public address.
fn hello(host: &str) -> ClientId {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse() {
        Ok(IpAddr::V4(ip)) => ClientId::Ipv4(ip),
        Ok(IpAddr::V6(ip)) => ClientId::Ipv6(ip),
        Err(_) if host.contains('.') => ClientId::Domain(host.to_owned()),
        // No full name: servers like an address better.
        Err(_) => ClientId::default(),
    }
}
