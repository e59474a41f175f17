//! What a page of the people list costs in an organization of 10,000 (K68).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use muster_domain::model::account::NewUser;
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::membership::{JoinedBy, NewMembership, Role, Standing};
use muster_domain::model::organization::NewOrganization;
use muster_domain::model::page::PageRequest;
use muster_domain::model::secret::Digest;
use muster_domain::model::time::Timestamp;
use muster_domain::ports::{
    Addressed, Credential, Directory as _, MemberOrder, MemberQuery, MemberSort, Store as _,
};

use crate::{ConnectOptions, SqlStore};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;
const PEOPLE: u64 = 10_000;

fn member(user: UserId, joined_by: JoinedBy) -> NewMembership {
    NewMembership {
        user,
        standing: Standing::Active(Role::Annotator),
        joined_by,
        created_at: NOW,
    }
}

fn address(number: u64) -> EmailAddress {
    EmailAddress::parse(&format!("p{number}@example.com")).expect("an address")
}

/// An organization of so many people; the first of them owns it.
async fn crowd(store: &SqlStore) -> (OrganizationId, UserId) {
    let mut unit = store.begin().await.expect("begun");
    let owner = NewUser::new(address(0), None, NOW);
    let owner = unit.users().insert(owner).await.expect("stored").id;
    let founded = NewOrganization::founded_by(owner, &address(0), None, NOW);
    let organization = unit.organizations().insert(founded).await.expect("stored");
    for number in 0..PEOPLE {
        let (user, joined_by) = if number == 0 {
            (owner, JoinedBy::Founding)
        } else {
            let new = NewUser::new(address(number), None, NOW);
            let user = unit.users().insert(new).await.expect("stored").id;
            (user, JoinedBy::Direct)
        };
        let membership = member(user, joined_by);
        let stored = unit.memberships().insert(&organization, membership).await;
        stored.expect("stored");
    }
    let id = organization.id;
    unit.commit().await.expect("committed");
    (id, owner)
}

#[tokio::test]
async fn k68_every_page_of_10_000_people_costs_four_selects() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let options = ConnectOptions::sqlite_file(folder.path().join("muster.db"));
    let mut store = SqlStore::connect(&options).await.expect("it opens");
    store.migrate().await.expect("it is migrated");
    let (organization, owner) = crowd(&store).await;
    let selects = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&selects);
    store.reader.db.set_metric_callback(move |_| {
        count.fetch_add(1, Ordering::Relaxed);
    });

    let list = |page, search: &str, by, descending| MemberQuery {
        search: (!search.is_empty()).then(|| search.to_owned()),
        order: MemberOrder { by, descending },
        ..MemberQuery::all(PageRequest { page, size: 50 })
    };
    for (query, rows, total) in [
        (list(1, "", MemberSort::Id, false), 50, PEOPLE),
        (list(200, "", MemberSort::Id, false), 50, PEOPLE),
        (list(200, "", MemberSort::Name, true), 50, PEOPLE),
        (list(2, "p99", MemberSort::Role, false), 50, 111),
        (list(1, "", MemberSort::Waiting, false), 50, PEOPLE),
        (list(1, "nobody", MemberSort::LastActivity, true), 0, 0),
    ] {
        selects.store(0, Ordering::Relaxed);
        let session = Credential::Session(Digest::new([1; 32]));
        let bearer = store.find_bearer(session, Addressed::Active).await;
        bearer.expect("read");
        store.find_account(owner).await.expect("read");
        store.find_overview(organization, NOW).await.expect("read");
        let page = store
            .list_members(organization, &query)
            .await
            .expect("read");
        assert_eq!((page.items.len(), page.total), (rows, total), "{query:?}");
        assert_eq!(selects.load(Ordering::Relaxed), 4, "{query:?}");
    }
}
