//! The store in memory keeps every promise of the ports.

use std::sync::Arc;

use async_trait::async_trait;
use muster_contract::{Handle, Subject};
use muster_memory::MemoryStore;

/// One store; each handle is a clone of it.
struct Memory(MemoryStore);

#[async_trait]
impl Subject for Memory {
    async fn fresh() -> Self {
        Self(MemoryStore::new())
    }

    async fn open(&self) -> Handle {
        Handle {
            store: Arc::new(self.0.clone()),
            directory: Arc::new(self.0.clone()),
        }
    }
}

muster_contract::suite!(Memory);
