//! A database of its own for each test, made from one that was migrated once.

use muster_persistence::{ConnectOptions, SqlStore};
use sea_orm::{ConnectionTrait as _, Database as Sea, DatabaseConnection};
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::runtime::Handle;
use tokio::sync::OnceCell;
use tokio::task::block_in_place;

const SERVER: &str = "MUSTER_TEST_POSTGRES";

static TEMPLATE: OnceCell<String> = OnceCell::const_new();
static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A database, until dropped. The runtime of the test has several threads.
pub(crate) struct Database {
    pub(crate) name: String,
}

impl Database {
    /// Without a schema.
    pub(crate) async fn empty() -> Self {
        Self::create("template0", "UTF8").await
    }

    /// Without a schema, in this encoding.
    pub(crate) async fn encoded(encoding: &str) -> Self {
        Self::create("template0", encoding).await
    }

    /// With the current schema.
    pub(crate) async fn migrated() -> Self {
        let template = TEMPLATE.get_or_init(|| async {
            // It stays until the server goes: every test needs it.
            let name = std::mem::take(&mut Self::empty().await.name);
            let store = open(&name).await;
            store.migrate().await.expect("an empty one is migrated");
            store.close().await.expect("it closes");
            name
        });
        Self::create(template.await, "UTF8").await
    }

    async fn create(template: &str, encoding: &str) -> Self {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", std::process::id());
        run_on_server(&format!(
            "CREATE DATABASE {name} TEMPLATE {template} ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'"
        ))
        .await;
        Self { name }
    }

    pub(crate) fn url(&self) -> String {
        url(&self.name)
    }

    /// A store of its own, as another process would have.
    pub(crate) async fn open(&self) -> SqlStore {
        open(&self.name).await
    }

    /// The bare database, for what no store would do.
    pub(crate) async fn bare(&self) -> DatabaseConnection {
        Sea::connect(self.url()).await.expect("it opens")
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if !self.name.is_empty() {
            let drop = format!("DROP DATABASE {} WITH (FORCE)", self.name);
            block_in_place(|| Handle::current().block_on(run_on_server(&drop)));
        }
    }
}

async fn open(name: &str) -> SqlStore {
    let options = ConnectOptions::parse(&url(name)).expect("a URL");
    SqlStore::connect(&options).await.expect("it opens")
}

/// The server's URL with this database in place of its own.
fn url(name: &str) -> String {
    let server = std::env::var(SERVER).unwrap_or_else(|_| {
        panic!("{SERVER} names no server; `cargo xtask test persistence` starts one")
    });
    let (server, _) = server.rsplit_once('/').expect("a URL with a database");
    format!("{server}/{name}")
}

async fn run_on_server(sql: &str) {
    let server = Sea::connect(url("postgres")).await.expect("a server");
    server.execute_unprepared(sql).await.expect("it is done");
    server.close().await.expect("it closes");
}
