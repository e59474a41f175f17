//! One connection to the mail server: opening it, and handing a mail over.
//!
//! The steps are taken here and not by lettre's transport, which does not tell a refusal of the server as a whole
//! from one of the mail, and which keeps a connection for others also when it was left in the middle of a mail.

use std::fmt;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use secrecy::ExposeSecret as _;

use crate::config::{Login, Security};
use crate::failure::{Failure, Server, Stage, is_reply};

const MECHANISMS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];

/// How long a connection that was kept may take to show that it still stands.
const SIGN_OF_LIFE: Duration = Duration::from_secs(5);

/// What opens connections.
pub(crate) struct Dialer {
    pub(crate) server: Server,
    /// None where the line is in clear text.
    pub(crate) tls: Option<TlsParameters>,
    pub(crate) login: Option<Login>,
    /// How we introduce ourselves.
    pub(crate) hello: ClientId,
    /// For each of the server's IP addresses, so that a dead one leaves time for the next.
    pub(crate) connect_timeout: Duration,
}

/// A mail as the server gets it.
#[derive(Debug)]
pub(crate) struct Parcel {
    pub(crate) from: Address,
    pub(crate) to: Address,
    pub(crate) content: Vec<u8>,
}

/// A connection that is ready for a mail.
pub(crate) struct Connection {
    line: AsyncSmtpConnection,
    server: Server,
    stands: bool,
}

/// What was agreed with a mail server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Negotiated {
    /// The name that the server gives itself.
    pub server: String,
    /// Whether the line is encrypted.
    pub encrypted: bool,
    /// As whom we logged in, where a login is configured.
    pub user: Option<String>,
    /// Whether addresses with letters outside ASCII before the `@` can be reached.
    pub smtputf8: bool,
}

impl fmt::Display for Negotiated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = if self.encrypted {
            "encrypted by TLS"
        } else {
            "in clear text"
        };
        write!(f, "{} answers, {line}, ", self.server)?;
        match &self.user {
            Some(user) => write!(f, "logged in as {user}"),
            None => f.write_str("without a login"),
        }
    }
}

impl Dialer {
    pub(crate) async fn open(&self) -> Result<Connection, Failure> {
        let Server { host, port, .. } = &self.server;
        let implicit = match self.server.security {
            Security::Implicit => self.tls.clone(),
            _ => None,
        };
        let mut line = AsyncSmtpConnection::connect_tokio1(
            (host.as_str(), *port),
            Some(self.connect_timeout),
            &self.hello,
            implicit,
            None,
        )
        .await
        .map_err(|error| self.server.judge(Stage::Opening, &error))?;
        self.encrypt(&mut line).await?;
        self.log_in(&mut line).await?;
        Ok(Connection {
            line,
            server: self.server.clone(),
            stands: true,
        })
    }

    async fn encrypt(&self, line: &mut AsyncSmtpConnection) -> Result<(), Failure> {
        let wanted = matches!(
            self.server.security,
            Security::Required | Security::Opportunistic
        );
        match &self.tls {
            Some(tls) if wanted && line.can_starttls() => line
                .starttls(tls.clone(), &self.hello)
                .await
                .map_err(|error| self.server.judge(Stage::Starttls, &error)),
            _ if self.server.security == Security::Required => Err(Failure::NotNow(
                "the mail server does not offer STARTTLS".to_owned(),
            )),
            _ => Ok(()),
        }
    }

    async fn log_in(&self, line: &mut AsyncSmtpConnection) -> Result<(), Failure> {
        let Some(login) = &self.login else {
            return Ok(());
        };
        if self.server.security == Security::Opportunistic && !line.is_encrypted() {
            return Err(Failure::NotNow(
                "the mail server does not offer STARTTLS, and a password is not sent in clear text; \
                 set tls=none to allow it"
                    .to_owned(),
            ));
        }
        if line.server_info().get_auth_mechanism(&MECHANISMS).is_none() {
            return Err(Failure::NotNow(
                "the mail server offers no login by PLAIN or LOGIN".to_owned(),
            ));
        }
        #[expect(
            clippy::disallowed_methods,
            reason = "the mail server is shown its password"
        )]
        let password = login.password.expose_secret().to_owned();
        line.auth(&MECHANISMS, &Credentials::new(login.user.clone(), password))
            .await
            .map_err(|error| self.server.judge(Stage::Login, &error))?;
        Ok(())
    }

    /// What was agreed on this connection.
    pub(crate) fn negotiated(&self, connection: &Connection) -> Negotiated {
        let info = connection.line.server_info();
        Negotiated {
            server: info.name().to_owned(),
            encrypted: connection.line.is_encrypted(),
            user: self.login.as_ref().map(|login| login.user.clone()),
            smtputf8: info.supports_feature(Extension::SmtpUtfEight),
        }
    }
}

impl Connection {
    /// Whether the server is still there, after the connection lay idle. Clears what an earlier refusal has left.
    pub(crate) async fn is_alive(&mut self) -> bool {
        tokio::time::timeout(SIGN_OF_LIFE, self.line.command(Rset))
            .await
            .is_ok_and(|answer| answer.is_ok())
    }

    /// Whether it can carry another mail.
    pub(crate) fn stands(&self) -> bool {
        self.stands
    }

    /// Hands the mail over. It is taken when this returns `Ok`.
    pub(crate) async fn deliver(&mut self, parcel: &Parcel) -> Result<(), Failure> {
        let options = self.options(parcel)?;
        self.say(Stage::Sender, Mail::new(Some(parcel.from.clone()), options))
            .await?;
        self.say(Stage::Envelope, Rcpt::new(parcel.to.clone(), Vec::new()))
            .await?;
        self.say(Stage::Envelope, Data).await?;
        let confirmed = self.line.message(&parcel.content).await;
        self.judged(Stage::Content, confirmed)
    }

    /// Takes leave.
    pub(crate) async fn quit(mut self) {
        // Nothing depends on the answer.
        _ = tokio::time::timeout(SIGN_OF_LIFE, self.line.quit()).await;
    }

    fn options(&self, parcel: &Parcel) -> Result<Vec<MailParameter>, Failure> {
        let to: &str = parcel.to.as_ref();
        let info = self.line.server_info();
        let mut options = Vec::new();
        if !to.is_ascii() {
            if !info.supports_feature(Extension::SmtpUtfEight) {
                return Err(Failure::Never(
                    "the mail server takes no address with letters outside ASCII before the @ \
                     (it does not offer SMTPUTF8)"
                        .to_owned(),
                ));
            }
            options.push(MailParameter::SmtpUtfEight);
            if info.supports_feature(Extension::EightBitMime) {
                options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
            }
        }
        Ok(options)
    }

    async fn say(&mut self, stage: Stage, command: impl fmt::Display) -> Result<(), Failure> {
        let answer = self.line.command(command).await;
        self.judged(stage, answer)
    }

    fn judged<T>(
        &mut self,
        stage: Stage,
        answer: Result<T, lettre::transport::smtp::Error>,
    ) -> Result<(), Failure> {
        match answer {
            Ok(_) => Ok(()),
            Err(error) => {
                self.stands = is_reply(&error);
                Err(self.server.judge(stage, &error))
            }
        }
    }
}
