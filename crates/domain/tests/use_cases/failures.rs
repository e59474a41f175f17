//! Ports that fail on purpose.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use muster_domain::Muster;
use muster_domain::model::refusal::{Kind, Refusal as _};
use muster_domain::ports::{HasherError, MockPasswordHasher, MockStore, Store as _, StoreError};
use muster_domain::use_cases::account::{RecordActivity, SignUp, SignUpForm};
use muster_memory::MemoryStore;

use crate::world::{PASSWORD, World, address, password, visitor};

/// A domain whose store is busy so many times before it works.
fn busy(times: u32) -> (Muster, Arc<AtomicU32>) {
    let begun = Arc::new(AtomicU32::new(0));
    let memory = MemoryStore::new();
    let mut store = MockStore::new();
    let (count, inner) = (Arc::clone(&begun), memory.clone());
    store.expect_begin().returning(move || {
        if count.fetch_add(1, Ordering::Relaxed) < times {
            return Err(StoreError::Busy(None));
        }
        tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(inner.begin()))
    });
    let world = World::new();
    let (tools, settings) = (
        world.muster.tools().clone(),
        world.muster.settings().clone(),
    );
    (
        Muster::new(Arc::new(store), Arc::new(memory), tools, settings),
        begun,
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_store_is_tried_three_times() {
    let (muster, begun) = busy(2);
    muster
        .run(&visitor(), &RecordActivity)
        .await
        .expect("the third unit of work succeeds");
    assert_eq!(begun.load(Ordering::Relaxed), 3);

    let (muster, begun) = busy(u32::MAX);
    let error = muster
        .run(&visitor(), &RecordActivity)
        .await
        .expect_err("busy for good");
    assert_eq!(
        (error.kind(), error.code()),
        (Kind::Unavailable, "unavailable")
    );
    assert_eq!(begun.load(Ordering::Relaxed), 3);
}

#[tokio::test]
async fn a_hasher_that_is_overrun_makes_no_account() {
    let mut hasher = MockPasswordHasher::new();
    hasher.expect_hash().returning(|_| Err(HasherError));
    let form = SignUpForm {
        email: address("ann@example.com"),
        password: password(PASSWORD),
        link: None,
    };
    let error = SignUp::prepare(form, &hasher).await.expect_err("overrun");
    assert_eq!(error.kind(), Kind::Unavailable);
}
