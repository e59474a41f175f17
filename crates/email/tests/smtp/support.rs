//! A mail server of one test, and mails to send to it.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::{InvitationId, MailId};
use muster_domain::model::invitation::InvitedRole;
use muster_domain::model::mail::{Attempt, Letter, Sender};
use muster_domain::model::membership::MemberRole;
use muster_domain::model::secret::{InvitationSecret, PasswordResetSecret};
use muster_domain::model::text::{OrganizationTitle, PersonName};
use muster_domain::model::time::{Duration, Timestamp};
use muster_domain::ports::{Links, MailSecret, OutgoingMail};
use muster_email::{MailFrom, SmtpConfig, SmtpMailer};
use secrecy::ExposeSecret as _;
use serde_json::Value;

/// A server process with a folder of its own. Ends with the test.
pub(crate) struct Server {
    process: Child,
    folder: tempfile::TempDir,
    pub(crate) port: u16,
}

impl Server {
    pub(crate) fn start(flags: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut process = Command::new(python())
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/smtp/server.py"))
            .arg("--until-stdin-closes")
            .arg("--dir")
            .arg(folder.path())
            .args(flags)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the mail server starts");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("its output"))
            .read_line(&mut line)
            .expect("its port");
        Self {
            process,
            folder,
            port: line.trim().parse().expect("a port"),
        }
    }

    /// A mailer by `{scheme}://{login}127.0.0.1:{port}{query}`.
    pub(crate) fn mailer(&self, scheme: &str, login: &str, query: &str) -> SmtpMailer {
        mailer(&format!("{scheme}://{login}127.0.0.1:{}{query}", self.port))
    }

    /// A mailer in clear text.
    pub(crate) fn plain_mailer(&self) -> SmtpMailer {
        self.mailer("smtp", "", "?tls=none")
    }

    /// A file that the server has made.
    pub(crate) fn file(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// What the server has taken, as `server.py` reads it.
    pub(crate) fn taken(&self) -> Vec<Value> {
        let mut files: Vec<PathBuf> = std::fs::read_dir(self.folder.path())
            .expect("its folder")
            .map(|entry| entry.expect("a file").path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
            .collect();
        files.sort();
        let read = |path: &PathBuf| {
            let text = std::fs::read_to_string(path.with_extension("json")).expect("an envelope");
            serde_json::from_str(&text).expect("JSON")
        };
        files.iter().map(read).collect()
    }

    /// The message as it came over the line.
    pub(crate) fn raw(&self, name: &str) -> String {
        std::fs::read_to_string(self.file(name)).expect("a message")
    }

    /// What happened, each event as one word or as the command's line.
    pub(crate) fn events(&self) -> Vec<String> {
        let log = std::fs::read_to_string(self.file("log.jsonl")).expect("a log");
        log.lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .map(|event: Value| {
                let words = event["line"].as_str().or(event["event"].as_str());
                words.unwrap_or_default().to_owned()
            })
            .collect()
    }

    /// How many events begin with this.
    pub(crate) fn count(&self, start: &str) -> usize {
        self.events()
            .iter()
            .filter(|event| event.starts_with(start))
            .count()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

/// The Python that has what `server.py` needs.
fn python() -> PathBuf {
    let made = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tools/tests/bin/python");
    let python = std::env::var_os("MUSTER_TEST_PYTHON").map_or(made, PathBuf::from);
    assert!(
        python.exists(),
        "there is no {}: `cargo xtask test email` prepares it (or name one with aiosmtpd and trustme in \
         MUSTER_TEST_PYTHON)",
        python.display()
    );
    python
}

pub(crate) fn mailer(url: &str) -> SmtpMailer {
    let config = SmtpConfig::parse(&url.into()).expect("a configuration");
    let from = MailFrom::parse("Muster <muster@lab.example.com>").expect("a sender");
    SmtpMailer::new(config, from, Arc::new(TestLinks)).expect("a mailer")
}

/// Links that carry their secret, as real ones do.
pub(crate) struct TestLinks;

#[expect(clippy::disallowed_methods, reason = "links carry their secret")]
impl Links for TestLinks {
    fn host(&self) -> &'static str {
        "lab.example.com"
    }
    fn home(&self) -> String {
        "https://lab.example.com/".to_owned()
    }
    fn organization(&self) -> String {
        "https://lab.example.com/organization".to_owned()
    }
    fn usage(&self) -> String {
        "https://lab.example.com/organization/usage".to_owned()
    }
    fn password_reset_request(&self) -> String {
        "https://lab.example.com/user/password-reset".to_owned()
    }
    fn invitation(&self, secret: &InvitationSecret) -> String {
        let secret = secret.secret().expose_secret();
        format!("https://lab.example.com/invitation/{secret}")
    }
    fn password_reset(&self, secret: &PasswordResetSecret) -> String {
        let secret = secret.secret().expose_secret();
        format!("https://lab.example.com/reset/{secret}")
    }
}

/// An invitation to "Lab" by Ann.
pub(crate) fn mail(to: &str) -> OutgoingMail {
    invitation(to, "Lab", "Ann Nguyen")
}

pub(crate) fn invitation(to: &str, organization: &str, inviter: &str) -> OutgoingMail {
    let now = Timestamp::UNIX_EPOCH + Duration::seconds(1_795_615_500);
    OutgoingMail {
        id: MailId::new(7),
        to: EmailAddress::parse(to).expect("an address"),
        name: PersonName::default(),
        letter: Letter::Invitation {
            invitation: InvitationId::new(1),
            organization: OrganizationTitle::parse(organization).expect("a title"),
            inviter: Sender::Person {
                name: inviter.to_owned(),
                email: EmailAddress::parse("ann@example.com").expect("an address"),
            },
            role: InvitedRole::new(MemberRole::Annotator).expect("can be offered"),
            expires_at: now + Duration::days(7),
        },
        secret: Some(MailSecret::Invitation(InvitationSecret::new(
            "mi_hush".to_owned(),
        ))),
        created_at: now,
    }
}

/// The reason of an attempt that may work later.
pub(crate) fn not_now(attempt: Attempt) -> String {
    match attempt {
        Attempt::NotNow(reason) => one_line(reason),
        other => panic!("expected to be told to come again: {other:?}"),
    }
}

/// The reason of an attempt that never will.
pub(crate) fn never(attempt: Attempt) -> String {
    match attempt {
        Attempt::Never(reason) => one_line(reason),
        other => panic!("expected a refusal for ever: {other:?}"),
    }
}

fn one_line(reason: String) -> String {
    assert!(!reason.contains(char::is_control), "{reason:?}");
    assert!(!reason.contains("hush"), "a secret is told: {reason}");
    reason
}
