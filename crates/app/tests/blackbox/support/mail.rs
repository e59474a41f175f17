//! A real mail server for mails to arrive at: `crates/email/tests/smtp/server.py` on aiosmtpd.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::eventually;
use super::place::free_port;

/// A place for a mail server: a port, and a folder that keeps what arrives. Nobody listens before it is started.
pub(crate) struct MailServer {
    port: u16,
    folder: TempDir,
    process: Option<Child>,
}

/// A mail as it arrived.
#[derive(Debug)]
pub(crate) struct Received {
    /// To whom.
    pub(crate) to: String,
    /// Its `Subject`.
    pub(crate) subject: String,
    /// Its `Message-ID`.
    pub(crate) id: String,
    /// Its plain text.
    pub(crate) text: String,
}

impl MailServer {
    /// A place where nobody listens yet.
    pub(crate) fn down() -> Self {
        Self {
            port: free_port(),
            folder: tempfile::tempdir().expect("a folder"),
            process: None,
        }
    }

    /// One that takes everything.
    pub(crate) fn up() -> Self {
        Self::behaving(&[])
    }

    /// One that misbehaves, as the flags of `server.py` say.
    pub(crate) fn behaving(flags: &[&str]) -> Self {
        let mut server = Self::down();
        server.start(flags);
        server
    }

    /// Starts it, in place of the one that runs.
    pub(crate) fn start(&mut self, flags: &[&str]) {
        self.stop();
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../email/tests/smtp/server.py");
        let mut process = Command::new(python())
            .args([script, "--until-stdin-closes", "--port"])
            .arg(self.port.to_string())
            .arg("--dir")
            .arg(self.folder.path())
            .args(flags)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the mail server starts");
        let mut said = String::new();
        BufReader::new(process.stdout.take().expect("it is piped"))
            .read_line(&mut said)
            .expect("it says its port");
        assert_eq!(said.trim(), self.port.to_string());
        self.process = Some(process);
    }

    fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            // It may have ended already.
            let _ = process.kill();
            let _ = process.wait();
        }
    }

    /// Its port.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Its address, as `MUSTER_SMTP_URL` has it.
    pub(crate) fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}?tls=none", self.port)
    }

    /// What arrived, in order.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.files().iter().map(|path| read(path)).collect()
    }

    /// How many mails arrived.
    pub(crate) fn count(&self) -> usize {
        self.files().len()
    }

    fn files(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.folder.path()).expect("its folder");
        let mut mails: Vec<PathBuf> = entries
            .map(|entry| entry.expect("a file").path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
            .collect();
        mails.sort();
        mails
    }

    /// What arrived for this address so far.
    pub(crate) fn received_for(&self, address: &str) -> Vec<Received> {
        let mut received = self.received();
        received.retain(|mail| mail.to == address);
        received
    }

    /// Waits for a mail to this address whose subject or text says this. The newest where there are several.
    pub(crate) async fn mail(&self, address: &str, says: &str) -> Received {
        let is_it = |mail: &Received| mail.subject.contains(says) || mail.text.contains(says);
        eventually(
            &format!("a mail for {address} that says {says:?}"),
            async || self.received_for(address).into_iter().rfind(is_it),
        )
        .await
    }

    /// The commands that it was sent.
    pub(crate) fn commands(&self) -> Vec<String> {
        let path = self.folder.path().join("log.jsonl");
        let log = std::fs::read_to_string(path).expect("its log");
        log.lines()
            .filter_map(|line| {
                let event: Value = serde_json::from_str(line).expect("JSON");
                event["line"].as_str().map(str::to_owned)
            })
            .collect()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Received {
    /// The link in it to a path that begins so.
    pub(crate) fn link(&self, path: &str) -> String {
        link_in(&self.text, path)
    }
}

/// The first link in a text to a path that begins so.
pub(crate) fn link_in(text: &str, path: &str) -> String {
    let mut words = text.split(char::is_whitespace);
    let found = words.find(|word| word.starts_with("http") && word.contains(path));
    found
        .unwrap_or_else(|| panic!("no link to {path} in: {text}"))
        .to_owned()
}

fn read(mail: &Path) -> Received {
    let text = std::fs::read_to_string(mail.with_extension("json")).expect("its envelope");
    let envelope: Value = serde_json::from_str(&text).expect("JSON");
    let header = |name: &str| {
        let headers = envelope["headers"].as_array().expect("headers");
        let header = headers.iter().find(|header| header[0] == name);
        header.expect("a header")[1]
            .as_str()
            .expect("text")
            .to_owned()
    };
    Received {
        to: envelope["to"][0].as_str().expect("an address").to_owned(),
        subject: header("Subject"),
        id: header("Message-ID"),
        text: envelope["text"].as_str().expect("plain text").to_owned(),
    }
}

/// The Python that has what `server.py` needs.
pub(crate) fn python() -> PathBuf {
    let made = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tools/tests/bin/python");
    let python = std::env::var_os("MUSTER_TEST_PYTHON").map_or(made, PathBuf::from);
    assert!(
        python.exists(),
        "there is no {}: `cargo xtask test` prepares it (or name one with what tests need in MUSTER_TEST_PYTHON)",
        python.display()
    );
    python
}
