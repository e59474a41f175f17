//! Racing: one task for each of many writers, over several handles on one database.

use muster_domain::model::id::OrganizationId;
use muster_domain::model::membership::{MemberRole, Membership};
use muster_domain::model::organization::Organization;
use muster_domain::model::page::PageRequest;
use muster_domain::ports::{Locked, MemberQuery, StoreError, UnitOfWork};
use tokio::task::JoinSet;

use crate::{Handle, World};

/// Handles on the database, as so many processes would have.
pub(crate) const HANDLES: usize = 4;
/// How often a race is run.
pub(crate) const ROUNDS: usize = 5;

/// Runs one task for each item, the handles dealt out among them, and gives what each returned.
pub(crate) async fn race<I, T, F>(
    handles: &[Handle],
    items: I,
    run: impl Fn(Handle, I::Item) -> F,
) -> Vec<T>
where
    I: IntoIterator,
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let mut tasks = JoinSet::new();
    for (n, item) in items.into_iter().enumerate() {
        tasks.spawn(run(handles[n % handles.len()].clone(), item));
    }
    tasks.join_all().await
}

/// Lets the other writers go on between what a writer reads and what it writes, where a store
/// without locks would let them in. Nothing is waited for.
pub(crate) async fn others_go_on() {
    for _ in 0..3 {
        tokio::task::yield_now().await;
    }
}

/// Locks an organization that is there, unless the store is busy.
pub(crate) async fn lock(
    unit: &mut dyn UnitOfWork,
    id: OrganizationId,
) -> Result<Locked<Organization>, StoreError> {
    let locked = unit.organizations().lock(id).await?;
    Ok(locked.expect("the organization is there"))
}

/// The memberships that are told as the Owner's.
pub(crate) async fn owners(world: &World<'_>, id: OrganizationId) -> Vec<Membership> {
    let roles = vec![MemberRole::Owner];
    let query = MemberQuery {
        roles,
        ..MemberQuery::all(PageRequest::everything())
    };
    let page = world
        .handle
        .directory
        .list_members(id, &query)
        .await
        .expect("they are read");
    page.items
        .into_iter()
        .map(|entry| entry.member.membership)
        .collect()
}
