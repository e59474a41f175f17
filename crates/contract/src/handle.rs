//! What an adapter hands to the suite.

use std::sync::Arc;

use async_trait::async_trait;
use muster_domain::ports::{Directory, Store, StoreError, UnitOfWork};

/// A database under test. Dropping it ends it.
#[async_trait]
pub trait Subject: Send + Sync {
    /// A new, empty database.
    async fn fresh() -> Self
    where
        Self: Sized;

    /// One more handle on this database, as another process would open it. For a store in memory, a clone.
    async fn open(&self) -> Handle;
}

/// A store and the directory that reads what it commits.
#[derive(Clone)]
pub struct Handle {
    /// The write side.
    pub store: Arc<dyn Store>,
    /// The read side.
    pub directory: Arc<dyn Directory>,
}

impl Handle {
    /// A unit of work, where nothing stands in its way.
    pub(crate) async fn begin(&self) -> Box<dyn UnitOfWork> {
        self.store.begin().await.expect("a unit of work begins")
    }

    /// Runs an attempt until the store was not busy.
    pub(crate) async fn insist<T, F>(&self, attempt: impl Fn(Self) -> F) -> T
    where
        F: Future<Output = Result<T, StoreError>>,
    {
        for _ in 0..MANY {
            match attempt(self.clone()).await {
                Err(StoreError::Busy(_)) => tokio::task::yield_now().await,
                outcome => return outcome.expect("nothing but Busy refuses a well-formed unit"),
            }
        }
        panic!("the store was busy {MANY} times in a row");
    }
}

/// More often than this nobody is turned away by chance.
const MANY: usize = 200;
