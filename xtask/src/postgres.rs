//! A PostgreSQL of our own for the tests: a port and a folder that nobody else has, gone when they are done.

use std::ffi::OsString;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::{command, debian};

/// Where Debian keeps each version's programs, which are not on the path.
const DEBIAN: &str = "/usr/lib/postgresql";

/// PostgreSQL refuses to run as root; there it runs as this user.
const UNPRIVILEGED: [&str; 4] = [
    "setpriv",
    "--reuid=nobody",
    "--regid=nogroup",
    "--clear-groups",
];

const USER: &str = "muster";
const PASSWORD: &str = "of the tests";
const PASSWORD_IN_URL: &str = "of%20the%20tests";

/// Speed before safety: what the tests keep dies with them. Many stores are open at once.
const SETTINGS: [&str; 7] = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=500",
    "shared_buffers=64MB",
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
];

const PATIENCE: Duration = Duration::from_secs(30);

/// A server that runs until it is dropped, also when tests failed. It ends with us when the terminal tells both.
pub(crate) struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
    server: Option<Child>,
}

impl Postgres {
    /// Makes and starts it; installs PostgreSQL first where it is missing.
    pub(crate) fn start() -> Result<Self> {
        let mut postgres = Self {
            programs: programs()?,
            folder: std::env::temp_dir().join(format!("muster-postgres-{}", std::process::id())),
            port: free_port()?,
            server: None,
        };
        postgres.make()?;
        postgres.run()?;
        Ok(postgres)
    }

    /// The URL of its first database; the user may make others.
    pub(crate) fn url(&self) -> OsString {
        let port = self.port;
        format!("postgres://{USER}:{PASSWORD_IN_URL}@127.0.0.1:{port}/postgres").into()
    }

    fn make(&self) -> Result<()> {
        std::fs::create_dir(&self.folder).context("making PostgreSQL's folder")?;
        let password = self.folder.join("password");
        std::fs::write(&password, PASSWORD)?;
        if command::is_root() {
            command::run(
                Command::new("chown")
                    .args(["-R", "nobody:nogroup"])
                    .arg(&self.folder),
            )?;
        }
        let mut initdb = self.program("initdb");
        initdb
            .args(["--username", USER, "--auth=scram-sha-256", "--no-sync"])
            .args(["--encoding=UTF8", "--locale=C.UTF-8", "--pwfile"])
            .arg(&password)
            .arg("--pgdata")
            .arg(self.data())
            .stdout(Stdio::null());
        command::run(&mut initdb)
    }

    fn run(&mut self) -> Result<()> {
        let mut server = self.program("postgres");
        server.arg("-D").arg(self.data());
        server.args(["-p", &self.port.to_string()]);
        for setting in SETTINGS {
            server.args(["-c", setting]);
        }
        let log = std::fs::File::create(self.folder.join("log"))?;
        let child = server
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("starting PostgreSQL")?;
        let child = self.server.insert(child);
        let port = self.port.to_string();
        let started = Instant::now();
        loop {
            if let Some(status) = child.try_wait()? {
                let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                bail!("PostgreSQL ended with {status}: {log}");
            }
            let ready = Command::new(self.programs.join("pg_isready"))
                .args(["-q", "-h", "127.0.0.1", "-p", &port])
                .status()
                .context("starting pg_isready")?;
            if ready.success() {
                return Ok(());
            }
            ensure!(started.elapsed() < PATIENCE, "PostgreSQL does not start");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        if !command::is_root() {
            return Command::new(program);
        }
        let [first, rest @ ..] = UNPRIVILEGED;
        let mut command = Command::new(first);
        command.args(rest).arg(program);
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(server) = &mut self.server {
            // SIGINT: it ends at once, in order, whoever is still connected.
            let id = server.id().to_string();
            let told = Command::new("kill").args(["-INT", &id]).status();
            if !told.is_ok_and(|status| status.success()) {
                _ = server.kill();
            }
            _ = server.wait();
        }
        // It may not have been made.
        _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The folder of PostgreSQL's programs.
fn programs() -> Result<PathBuf> {
    if let Some(folder) = newest() {
        return Ok(folder);
    }
    debian::install(&["postgresql"])?;
    newest().context("PostgreSQL was installed and is not where Debian keeps it")
}

/// Debian's newest, else what is on the path.
fn newest() -> Option<PathBuf> {
    let versions = std::fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let debian = versions
        .filter_map(|entry| {
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, folder)| has_server(folder))
        .max();
    if let Some((_, folder)) = debian {
        return Some(folder);
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).find(|folder| has_server(folder))
}

fn has_server(folder: &Path) -> bool {
    folder.join("initdb").exists() && folder.join("postgres").exists()
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}
