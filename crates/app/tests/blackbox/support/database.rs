//! The database of a place: SQLite in its data folder, or one on the PostgreSQL that `MUSTER_TEST_POSTGRES` names.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

use super::python;

/// A database on PostgreSQL, until dropped.
pub(crate) struct Database {
    server: String,
    name: String,
}

impl Database {
    /// A new one, where the tests are run on PostgreSQL.
    pub(crate) fn new() -> Option<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let url = std::env::var("MUSTER_TEST_POSTGRES").ok()?;
        let (server, _) = url.rsplit_once('/').expect("a URL with a database");
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let database = Self {
            server: server.to_owned(),
            name: format!("app_{}_{number}", std::process::id()),
        };
        database.on_server(&format!("CREATE DATABASE {}", database.name));
        Some(database)
    }

    pub(crate) fn url(&self) -> String {
        format!("{}/{}", self.server, self.name)
    }

    /// All that it keeps, as text.
    pub(super) fn dump(&self) -> Vec<u8> {
        said(Command::new("pg_dump").arg(self.url())).into_bytes()
    }

    fn on_server(&self, sql: &str) {
        psql(&format!("{}/postgres", self.server), sql);
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.on_server(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

/// What a query finds, each row an object.
pub(super) fn rows(postgres: Option<&Database>, sqlite: &Path, query: &str) -> Vec<Value> {
    let found = if let Some(database) = postgres {
        let query = format!("SELECT coalesce(json_agg(found), '[]') FROM ({query}) found");
        psql(&database.url(), &query)
    } else {
        let read = "import json, sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.row_factory = sqlite3.Row; \
                    print(json.dumps([dict(row) for row in c.execute(sys.argv[2])]))";
        let mut command = Command::new(python());
        said(command.args(["-c", read]).arg(sqlite).arg(query))
    };
    serde_json::from_str(&found).expect("JSON")
}

fn psql(url: &str, sql: &str) -> String {
    let mut command = Command::new("psql");
    said(command.args([
        "-X",
        "-q",
        "-A",
        "-t",
        "-v",
        "ON_ERROR_STOP=1",
        "-c",
        sql,
        url,
    ]))
}

fn said(command: &mut Command) -> String {
    let output = command.output().expect("it runs");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}
