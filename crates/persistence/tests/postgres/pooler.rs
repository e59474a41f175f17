//! Behind a pooler that lends a connection for one transaction.

use muster_domain::model::account::NewUser;
use muster_domain::model::email::EmailAddress;
use muster_domain::model::time::Timestamp;
use muster_domain::ports::{Directory as _, Store as _};
use muster_persistence::{ConnectOptions, SqlStore};
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};

use crate::database::Database;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_asked_outside_of_a_transaction() {
    let database = Database::empty().await;
    let url = format!(
        "{}?pooler=transaction&application_name=pooled",
        database.url()
    );
    let options = ConnectOptions::parse(&url).expect("a URL");
    let store = SqlStore::connect(&options).await.expect("it opens");
    assert_eq!(store.key_check().await.expect("read"), None);
    store.migrate().await.expect("it is migrated");
    store.ping().await.expect("ready");
    let ann = EmailAddress::parse("ann@example.com").expect("an address");
    let mut unit = store.begin().await.expect("begun");
    let new = NewUser::new(ann.clone(), None, Timestamp::UNIX_EPOCH);
    let id = unit.users().insert(new).await.expect("stored").id;
    unit.commit().await.expect("committed");
    for _ in 0..3 {
        assert!(store.find_user(id).await.expect("read").is_some());
        let found = store.find_account(id).await.expect("read");
        assert!(found.is_some());
    }

    // What each connection was last asked.
    let query = "SELECT query FROM pg_stat_activity WHERE application_name = 'pooled' AND datname = current_database()";
    let query = Statement::from_string(DbBackend::Postgres, query);
    let bare = database.bare().await;
    let rows = bare.query_all_raw(query).await.expect("read");
    let last: Vec<String> = rows
        .iter()
        .map(|row| row.try_get("", "query").expect("text"))
        .collect();
    assert!(!last.is_empty());
    assert!(last.iter().all(|query| query == "COMMIT"), "{last:?}");
}
