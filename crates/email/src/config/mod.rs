//! How to reach the mail server.

mod url;

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::SecretString;

/// How long one attempt may take, whatever is configured: the lease of a mail is 30 seconds.
pub const LONGEST_ATTEMPT: Duration = Duration::from_secs(25);

/// How long one attempt may take where nothing is configured.
const USUAL_ATTEMPT: Duration = Duration::from_secs(20);

/// Where the mail server is and how to speak to it.
#[derive(Clone, Debug)]
pub struct SmtpConfig {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) security: Security,
    pub(crate) login: Option<Login>,
    pub(crate) timeout: Duration,
    pub(crate) ca: Option<PathBuf>,
    pub(crate) client_certificate: Option<ClientCertificate>,
}

/// How the line to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (port 465, `smtps://`).
    Implicit,
    /// STARTTLS, and nothing is sent to a server that does not offer it.
    Required,
    /// STARTTLS where the server offers it; clear text where it does not, and then no password is sent.
    Opportunistic,
    /// Clear text.
    None,
}

impl Security {
    /// The port that servers of this kind listen on.
    pub const fn default_port(self) -> u16 {
        match self {
            Self::Implicit => 465,
            _ => 587,
        }
    }
}

/// Whom the mail server knows us as.
#[derive(Clone, Debug)]
pub(crate) struct Login {
    pub(crate) user: String,
    pub(crate) password: SecretString,
}

/// By which certificate the mail server knows us.
#[derive(Clone, Debug)]
pub(crate) struct ClientCertificate {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

/// What is wrong with the address of the mail server. It never repeats what may be a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmtpConfigError {
    /// Neither `smtp://` nor `smtps://`.
    #[error("it must begin with smtp:// or smtps://")]
    Scheme,
    /// No host, or something that cannot be one.
    #[error("it names no host; in user name and password write / as %2F, ? as %3F, # as %23")]
    Host,
    /// The port is not a number.
    #[error(
        "the port must be a number from 1 to 65535; in user name and password write / as %2F, ? as %3F, # as %23"
    )]
    Port,
    /// A percent sign that introduces nothing.
    #[error(
        "a % must be followed by two hexadecimal digits, in the encoding of UTF-8; write % itself as %25"
    )]
    Percent,
    /// A password without a user.
    #[error("it has a password and no user name")]
    NoUser,
    /// A user without a password.
    #[error("it has a user name and no password")]
    NoPassword,
    /// A control character.
    #[error("it holds a control character")]
    Control,
    /// A key that is not known.
    #[error("`{0}` is unknown; there are tls, timeout, ca, client_cert, client_key")]
    UnknownKey(String),
    /// A key stands there twice.
    #[error("{0} is set twice")]
    Twice(&'static str),
    /// What follows the question mark is not a list of keys with values.
    #[error("what follows the ? must be of the form key=value&key=value")]
    Query,
    /// A value that the key does not take.
    #[error("tls must be required, opportunistic or none")]
    Tls,
    /// `smtps://` and a weaker wish.
    #[error("smtps:// is always encrypted; leave tls out")]
    TlsOnSmtps,
    /// A value that the key does not take.
    #[error("timeout must be a number of seconds, 1 or more")]
    Timeout,
    /// A path is empty.
    #[error("{0} must name a file")]
    NoFile(&'static str),
    /// Half a pair.
    #[error("client_cert and client_key must be set together")]
    HalfCertificate,
}

impl SmtpConfig {
    /// A server at its kind's usual port, without a login. `host` is a name in ASCII, or an IP address.
    pub fn new(host: &str, security: Security) -> Result<Self, SmtpConfigError> {
        Ok(Self {
            host: url::host(host)?,
            port: security.default_port(),
            security,
            login: None,
            timeout: USUAL_ATTEMPT,
            ca: None,
            client_certificate: None,
        })
    }

    /// Reads `smtp://user:pass@host:port?tls=required|opportunistic|none` or `smtps://user:pass@host:port`. User and
    /// password may be percent-encoded. Further keys: `timeout` (seconds), `ca` (a file of root certificates beside
    /// the system's), `client_cert` and `client_key` (files). All files are PEM.
    pub fn parse(url: &SecretString) -> Result<Self, SmtpConfigError> {
        url::parse(url)
    }

    /// At this port.
    #[must_use]
    pub fn with_port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// With this user name and password.
    #[must_use]
    pub fn with_login(mut self, user: impl Into<String>, password: SecretString) -> Self {
        self.login = Some(Login {
            user: user.into(),
            password,
        });
        self
    }

    /// An attempt ends after this time, and after [`LONGEST_ATTEMPT`] at the latest.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout.min(LONGEST_ATTEMPT);
        self
    }

    /// Trusts the root certificates of this PEM file too.
    #[must_use]
    pub fn with_ca(mut self, file: impl AsRef<Path>) -> Self {
        self.ca = Some(file.as_ref().to_owned());
        self
    }

    /// Shows this certificate to the server; both files are PEM.
    #[must_use]
    pub fn with_client_certificate(
        mut self,
        certificate: impl AsRef<Path>,
        key: impl AsRef<Path>,
    ) -> Self {
        self.client_certificate = Some(ClientCertificate {
            certificate: certificate.as_ref().to_owned(),
            key: key.as_ref().to_owned(),
        });
        self
    }

    /// The server's name or IP address.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The server's port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// How the line is protected.
    pub fn security(&self) -> Security {
        self.security
    }

    /// The user name, where there is a login.
    pub fn user(&self) -> Option<&str> {
        self.login.as_ref().map(|login| login.user.as_str())
    }

    /// How long an attempt may take.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }
}

/// As an operator may see it: without the password.
impl fmt::Display for SmtpConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, tls) = match self.security {
            Security::Implicit => ("smtps", ""),
            Security::Required => ("smtp", "?tls=required"),
            Security::Opportunistic => ("smtp", "?tls=opportunistic"),
            Security::None => ("smtp", "?tls=none"),
        };
        write!(f, "{scheme}://")?;
        if let Some(user) = self.user() {
            write!(f, "{user}:***@")?;
        }
        if self.host.contains(':') {
            write!(f, "[{}]:{}{tls}", self.host, self.port)
        } else {
            write!(f, "{}:{}{tls}", self.host, self.port)
        }
    }
}
