//! What went wrong with a mail server, in words for the person who runs it, and whether it may work later.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use lettre::transport::smtp::Error;
use muster_domain::model::mail::Attempt;

use crate::config::Security;

/// Why a mail was not taken: one line, without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It may work later.
    NotNow(String),
    /// It will not work, however often it is tried.
    Never(String),
}

impl From<Failure> for Attempt {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NotNow(reason) => Self::NotNow(reason),
            Failure::Never(reason) => Self::Never(reason),
        }
    }
}

/// How far the conversation had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Connecting, implicit TLS, greeting, EHLO.
    Opening,
    /// STARTTLS.
    Starttls,
    /// AUTH.
    Login,
    /// MAIL, which names the sender.
    Sender,
    /// RCPT and DATA.
    Envelope,
    /// The mail itself.
    Content,
}

/// The longest answer of a mail server that is repeated, in characters.
const MAX_REPLY_CHARS: usize = 300;

/// Whether the server said no, and still listens.
pub(crate) fn is_reply(error: &Error) -> bool {
    error.status().is_some_and(|code| code.to_string() != "421")
}

/// The server that was spoken to, for what is told about it.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) security: Security,
}

impl Server {
    /// Judges an error. Only a lasting refusal of this very mail is for ever: what is wrong with the server, the line,
    /// the login or the sender can be mended.
    pub(crate) fn judge(&self, stage: Stage, error: &Error) -> Failure {
        let Some(code) = error.status().map(|code| code.to_string()) else {
            return Failure::NotNow(self.trouble(stage, error));
        };
        let text = error.source().map(ToString::to_string);
        let reply = one_line(&format!("{code} {}", text.unwrap_or_default()));
        match stage {
            Stage::Opening => Failure::NotNow(format!("the mail server turned us away: {reply}")),
            Stage::Starttls => {
                Failure::NotNow(format!("the mail server refused STARTTLS: {reply}"))
            }
            Stage::Login => Failure::NotNow(format!("the mail server refused the login: {reply}")),
            Stage::Sender | Stage::Envelope | Stage::Content if wants_login(&code) => {
                Failure::NotNow(format!("the mail server wants another login: {reply}"))
            }
            Stage::Envelope | Stage::Content if is_of_the_server(&reply) => {
                Failure::NotNow(format!(
                    "the mail server answered {reply}; it may have to be told to take our mails"
                ))
            }
            Stage::Sender => Failure::NotNow(format!(
                "the mail server refused the sender, which MUSTER_MAIL_FROM sets: {reply}"
            )),
            Stage::Envelope | Stage::Content => {
                let reason = format!("the mail server answered {reply}");
                if error.is_permanent() {
                    Failure::Never(reason)
                } else {
                    Failure::NotNow(reason)
                }
            }
        }
    }

    /// The server did not do its part in time.
    pub(crate) fn silent(&self, limit: Duration) -> Failure {
        Failure::NotNow(format!(
            "the mail server did not answer within {} s{}",
            limit.as_secs_f64(),
            self.wants_smtps()
        ))
    }

    /// What happened on the line, where the server gave no reply.
    fn trouble(&self, stage: Stage, error: &Error) -> String {
        use io::ErrorKind as Io;
        let Self { host, port, .. } = self;
        let cause = io_cause(error);
        match cause.map(io::Error::kind) {
            Some(Io::ConnectionRefused) => format!("connection refused by {host}:{port}"),
            Some(Io::TimedOut) => format!("no connection to {host}:{port} in time"),
            Some(
                Io::UnexpectedEof | Io::ConnectionReset | Io::ConnectionAborted | Io::BrokenPipe,
            ) => self.closed(stage),
            Some(Io::InvalidData) => {
                let why = one_line(&cause.map(ToString::to_string).unwrap_or_default());
                let hint = match self.security {
                    Security::Implicit if why.contains("InvalidContentType") => {
                        "; a server with STARTTLS wants smtp:// instead of smtps://"
                    }
                    _ if why.contains("CaUsedAsEndEntity") => {
                        "; a server's own certificate must say CA:FALSE"
                    }
                    _ if why.contains("invalid peer certificate") => {
                        "; the certificate that vouches for it can be named with ca="
                    }
                    _ => "",
                };
                format!("no TLS with the mail server: {why}{hint}")
            }
            None if error.is_response() && ends_early(error) => self.closed(stage),
            None if error.is_response() => "the mail server does not speak SMTP".to_owned(),
            _ => {
                let why = one_line(&deepest(error));
                if why.contains("lookup address") {
                    format!("the mail server's name {host} was not found: {why}")
                } else {
                    format!("no connection to {host}:{port}: {why}")
                }
            }
        }
    }

    fn closed(&self, stage: Stage) -> String {
        match stage {
            Stage::Opening => format!(
                "the mail server closed the connection at once{}",
                self.wants_smtps()
            ),
            Stage::Content => {
                "the mail server closed the connection before it had confirmed the mail".to_owned()
            }
            _ => "the mail server closed the connection".to_owned(),
        }
    }

    fn wants_smtps(&self) -> &'static str {
        match (self.port, self.security) {
            (465, Security::Implicit) => "",
            (465, _) => "; port 465 usually wants smtps://",
            _ => "",
        }
    }
}

/// Replies that speak of who we are and not of the mail (RFC 4954, section 6).
fn wants_login(code: &str) -> bool {
    matches!(code, "530" | "534" | "535" | "538")
}

/// Replies that speak of the server or its rules and not of this recipient (RFC 3463): its system, and its policy,
/// such as a relay that is denied.
fn is_of_the_server(reply: &str) -> bool {
    let mut words = reply.split_whitespace().skip(1);
    words
        .next()
        .is_some_and(|code| code.starts_with("5.3.") || code.starts_with("5.7."))
}

fn io_cause(error: &Error) -> Option<&io::Error> {
    causes(error).find_map(|cause| cause.downcast_ref())
}

fn ends_early(error: &Error) -> bool {
    error
        .source()
        .is_some_and(|source| source.to_string() == "incomplete response")
}

fn deepest(error: &Error) -> String {
    causes(error)
        .last()
        .map_or_else(|| error.to_string(), ToString::to_string)
}

fn causes(error: &Error) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    std::iter::successors(error.source(), |&cause| cause.source())
}

/// The text without line breaks and other control characters, at a length that fits a list.
fn one_line(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").chars().take(MAX_REPLY_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_one_line_of_sensible_length() {
        assert_eq!(
            one_line("550 5.1.1 no\r\nsuch\u{1b}[31m  user\n"),
            "550 5.1.1 no such [31m user"
        );
        assert_eq!(one_line(&"x".repeat(1000)).len(), MAX_REPLY_CHARS);
    }
}
