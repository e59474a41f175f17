//! The suite that every store must pass. Each handle is a store of its own, as another process would open it.

use std::sync::Arc;

use async_trait::async_trait;
use muster_contract::{Handle, Subject};

use crate::database::Database;

#[async_trait]
impl Subject for Database {
    async fn fresh() -> Self {
        Self::migrated().await
    }

    async fn open(&self) -> Handle {
        let store = Arc::new(Database::open(self).await);
        Handle {
            store: store.clone(),
            directory: store,
        }
    }
}

muster_contract::suite!(Database);
