//! Many callers and several processes on one file.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use muster_domain::model::membership::{Role, Standing};
use muster_domain::model::page::PageRequest;
use muster_domain::model::session::NewSession;
use muster_domain::ports::{
    Addressed, Credential, Directory as _, MemberQuery, Store as _, StoreError,
};
use muster_persistence::{ConnectOptions, SqlStore};

use crate::world::{NOW, World, address, begin, digest, found, join, sign_up};

/// What twenty callers tell of themselves.
#[derive(Default)]
struct Load {
    done: AtomicBool,
    slowest_ms: AtomicU64,
    signed_in: AtomicU64,
}

const PENDING: Standing = Standing::Pending { promise: None };

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k66_many_sign_in_while_5000_people_are_created() {
    const PEOPLE: u32 = 5_000;
    let world = World::migrated().await;
    let store = world.open().await;
    let (organization, _) = found(&store, "owner").await;
    let load = Arc::new(Load::default());
    let tasks: Vec<_> = (0..20)
        .map(|caller| {
            let (store, load) = (store.clone(), load.clone());
            tokio::spawn(async move {
                for round in 0.. {
                    let began = Instant::now();
                    sign_in(&store, 1_000_000 + caller * 100_000 + round).await;
                    let took = u64::try_from(began.elapsed().as_millis()).expect("short");
                    load.slowest_ms.fetch_max(took, Ordering::Relaxed);
                    load.signed_in.fetch_add(1, Ordering::Relaxed);
                    if load.done.load(Ordering::Relaxed) {
                        break;
                    }
                }
            })
        })
        .collect();
    for first in (0..PEOPLE).step_by(20) {
        let names: Vec<_> = (first..first + 20)
            .map(|number| format!("p{number}"))
            .collect();
        join(&store, organization, &names, PENDING)
            .await
            .expect("created");
    }
    load.done.store(true, Ordering::Relaxed);
    for task in tasks {
        task.await.expect("no caller fails");
    }

    let query = MemberQuery::all(PageRequest::everything());
    let page = store
        .list_members(organization, &query)
        .await
        .expect("read");
    assert_eq!(page.total, u64::from(PEOPLE) + 1);
    assert_eq!(page.items.len() as u64, page.total);
    let mut unit = begin(&store).await;
    let owner = page.items[0].member.membership.user;
    let sessions = unit
        .sessions()
        .delete_of(owner, None)
        .await
        .expect("counted");
    assert_eq!(sessions, load.signed_in.load(Ordering::Relaxed));
    let slowest = Duration::from_millis(load.slowest_ms.load(Ordering::Relaxed));
    assert!(slowest < Duration::from_secs(5), "{slowest:?}");
}

async fn sign_in(store: &SqlStore, number: u32) {
    let user = store
        .find_user_by_email(&address("owner"))
        .await
        .expect("read");
    let user = user.expect("the owner").id;
    let mut unit = begin(store).await;
    let new = NewSession {
        user,
        digest: digest(number),
        created_at: NOW,
    };
    unit.sessions().insert(new).await.expect("stored");
    unit.users()
        .update_last_activity(user, NOW + Duration::from_secs(number.into()))
        .await
        .expect("stored");
    unit.commit().await.expect("committed");
    let session = Credential::Session(digest(number));
    let bearer = store
        .find_bearer(session, Addressed::Active)
        .await
        .expect("read");
    assert_eq!(bearer.expect("a bearer").user.id, user);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_processes_write_to_one_file() {
    let world = World::migrated().await;
    let (organization, _) = found(&world.open().await, "owner").await;
    let mut tasks = Vec::new();
    for process in 0..3 {
        let store = world.open().await;
        tasks.extend((0..5).map(|task| {
            let store = store.clone();
            tokio::spawn(async move {
                for round in 0..20 {
                    let name = [format!("p{process}.{task}.{round}")];
                    let standing = Standing::Active(Role::Annotator);
                    while let Err(error) = join(&store, organization, &name, standing).await {
                        assert!(matches!(error, StoreError::Busy(_)), "{error:?}");
                    }
                }
            })
        }));
    }
    for task in tasks {
        task.await.expect("no process fails");
    }
    let headcount = world
        .open()
        .await
        .count_members(organization)
        .await
        .expect("read");
    assert_eq!(headcount.seated, 3 * 5 * 20 + 1);
}

#[tokio::test]
async fn who_waits_too_long_is_told_that_the_store_is_busy() {
    let world = World::migrated().await;
    let store = world.open().await;
    let impatient =
        ConnectOptions::sqlite_file(world.file()).busy_timeout(Duration::from_millis(20));
    let impatient = SqlStore::connect(&impatient).await.expect("it opens");

    let mut unit = begin(&store).await;
    sign_up(unit.as_mut(), "ann").await.expect("stored");
    assert!(matches!(
        impatient.begin().await.err(),
        Some(StoreError::Busy(_))
    ));
    let ann = impatient.find_user_by_email(&address("ann")).await;
    assert_eq!(ann.expect("reads never wait"), None);
    unit.commit().await.expect("committed");
    let ann = impatient.find_user_by_email(&address("ann")).await;
    assert!(ann.expect("read").is_some());
    begin(&impatient).await;
}

#[tokio::test]
async fn an_address_taken_in_the_same_moment_is_busy() {
    let world = World::migrated().await;
    let store = world.open().await;
    found(&store, "ann").await;
    let mut unit = begin(&store).await;
    let second = sign_up(unit.as_mut(), "Ann").await;
    assert!(
        matches!(second, Err(StoreError::Busy(Some(_)))),
        "{second:?}"
    );
}
