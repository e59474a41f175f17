//! The suite that every store must pass, on database files. Each handle is a store of its own, as
//! another process would open it.

use std::sync::Arc;

use async_trait::async_trait;
use muster_contract::{Handle, Subject};
use muster_persistence::{ConnectOptions, SqlStore};
use tempfile::TempDir;

struct Sqlite {
    folder: TempDir,
}

impl Sqlite {
    async fn connect(&self) -> SqlStore {
        let file = ConnectOptions::sqlite_file(self.folder.path().join("muster.db"));
        SqlStore::connect(&file).await.expect("the file opens")
    }
}

#[async_trait]
impl Subject for Sqlite {
    async fn fresh() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let subject = Self { folder };
        let store = subject.connect().await;
        store
            .migrate()
            .await
            .expect("an empty database is migrated");
        subject
    }

    async fn open(&self) -> Handle {
        let store = Arc::new(self.connect().await);
        Handle {
            store: store.clone(),
            directory: store,
        }
    }
}

muster_contract::suite!(Sqlite);
