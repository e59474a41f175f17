//! A place of its own for one server: a folder, a port, an environment. Commands run there too.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};

use serde_json::Value;
use tempfile::TempDir;

use super::database::{self, Database};

/// A folder, a port and an environment.
pub(crate) struct Place {
    folder: TempDir,
    database: Option<Database>,
    environment: BTreeMap<String, String>,
    flags: Vec<String>,
}

/// What a command did.
pub(crate) struct Outcome {
    /// Its exit code.
    pub(crate) code: i32,
    /// What it printed.
    pub(crate) stdout: String,
    /// What it complained of.
    pub(crate) stderr: String,
}

impl Place {
    /// An empty folder and a free port of this machine; on PostgreSQL an empty database too, and the key it asks for.
    pub(crate) fn new() -> Self {
        let mut place = Self {
            folder: tempfile::tempdir().expect("a folder"),
            database: Database::new(),
            environment: BTreeMap::new(),
            flags: Vec::new(),
        };
        if let Some(database) = &place.database {
            let (url, key) = (database.url(), "k".repeat(32));
            place.set("MUSTER_DATABASE_URL", Some(&url));
            place.set("MUSTER_SECRET_KEY", Some(&key));
        }
        place.with("MUSTER_LISTEN", &format!("127.0.0.1:{}", free_port()))
    }

    /// The same with one more variable; an empty `value` is a value.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.set(name, Some(value));
        self
    }

    /// The same with an env file of this text, which server and commands are told of.
    pub(crate) fn with_env_file(mut self, text: &str) -> Self {
        std::fs::write(self.path("prod.env"), text).expect("written");
        self.flags = vec!["--env-file".to_owned(), "prod.env".to_owned()];
        self
    }

    /// Sets a variable, or takes it away.
    pub(crate) fn set(&mut self, name: &str, value: Option<&str>) {
        match value {
            Some(value) => _ = self.environment.insert(name.to_owned(), value.to_owned()),
            None => _ = self.environment.remove(name),
        }
    }

    /// What a query finds in its database, each row an object.
    pub(crate) fn rows(&self, query: &str) -> Vec<Value> {
        let sqlite = self.path("muster-data/muster.db");
        database::rows(self.database.as_ref(), &sqlite, query)
    }

    /// All that its database keeps.
    pub(crate) fn dump(&self) -> Vec<u8> {
        match &self.database {
            Some(database) => database.dump(),
            None => std::fs::read(self.path("muster-data/muster.db")).expect("the database"),
        }
    }

    /// A file of the working directory, in which the data folder `muster-data` lies.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The binary with these words, in this folder, with this environment and no other.
    pub(crate) fn binary(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_muster"));
        command
            .args(&self.flags)
            .args(words)
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .env_clear()
            .envs(&self.environment);
        command
    }

    /// Runs a command to its end.
    pub(crate) fn command(&self, words: &[&str]) -> Outcome {
        let output = self.binary(words).output().expect("the binary runs");
        Outcome::from(output)
    }
}

impl From<Output> for Outcome {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the binary writes UTF-8");
        Self {
            code: output.status.code().expect("it was not killed"),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

impl Outcome {
    /// What it printed, if it was done.
    pub(crate) fn done(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.stdout, self.stderr);
        self.stdout
    }

    /// What it complained of, if it was refused with this exit code.
    pub(crate) fn refused(self, code: i32) -> String {
        assert_eq!(self.code, code, "{}{}", self.stdout, self.stderr);
        assert_eq!(self.stdout, "", "a refused command prints nothing");
        self.stderr
    }

    /// What it printed, read as JSON.
    pub(crate) fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.done()).expect("it prints JSON")
    }
}

/// A port below those that the system hands out by itself, so that it stays free while a server restarts.
pub(super) fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = u16::try_from(std::process::id() % 500).expect("small") * 20;
    loop {
        let port = 20_000 + (start + NEXT.fetch_add(1, Ordering::Relaxed)) % 12_000;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return port;
        }
    }
}
