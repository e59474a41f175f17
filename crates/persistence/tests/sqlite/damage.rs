//! A row that breaks a rule of the domain is reported, by table, row and column, and never read as something else.

use muster_domain::model::api_token::{NewPersonalToken, TokenName};
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::page::PageRequest;
use muster_domain::ports::{Addressed, Credential, Directory as _, MemberQuery, StoreError};
use muster_persistence::SqlStore;

use crate::world::{NOW, World, begin, digest, found};

/// The report of the first member's rows, read in every way.
async fn reports(store: &SqlStore) -> Vec<StoreError> {
    let (organization, user) = (OrganizationId::new(1), UserId::new(1));
    let token = Credential::LegacyToken(digest(1));
    let mut unit = begin(store).await;
    let query = MemberQuery::all(PageRequest::everything());
    [
        store
            .find_bearer(token, Addressed::Organization(organization))
            .await
            .err(),
        store.list_members(organization, &query).await.err(),
        store.find_user(user).await.err(),
        store.find_organization(organization).await.err(),
        store.find_account(user).await.err(),
        store.find_legacy_token(user).await.err(),
        store.list_personal_tokens(user).await.err(),
        unit.memberships().find(organization, user).await.err(),
        unit.users().lock(user).await.err(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Breaks one value and expects `times` reads to say so.
async fn damaged(table: &'static str, column: &str, value: &str, times: usize) {
    let world = World::migrated().await;
    let store = world.open().await;
    let (_, ann) = found(&store, "ann").await;
    let mut unit = begin(&store).await;
    let token = NewPersonalToken {
        user: ann,
        name: TokenName::new([1; 16]),
        created_at: NOW,
        expires_at: NOW,
    };
    let stored = unit.api_tokens().insert_personal(token).await;
    stored.expect("a token");
    unit.commit().await.expect("committed");
    assert!(reports(&store).await.is_empty());
    world
        .vandalize(&format!("UPDATE {table} SET {column} = {value}"))
        .await;
    let reports = reports(&store).await;
    assert_eq!(reports.len(), times, "{table}.{column}: {reports:?}");
    for report in reports {
        tells_where(&report, table, column);
    }
}

/// Whether a report names table, row and column, and not the value.
pub(crate) fn tells_where(report: &StoreError, table: &str, column: &str) {
    match report {
        StoreError::Corrupt {
            table: named,
            reason,
        } => {
            assert_eq!(*named, table);
            assert!(
                reason.starts_with("row 1: ") && reason.contains(column),
                "{reason}"
            );
            assert!(!reason.contains("s3cret"), "{reason}");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_text_that_the_domain_refuses() {
    damaged("users", "email", "'s3cret'", 5).await;
    damaged("users", "first_name", "'s3cret' || char(10)", 5).await;
    damaged("users", "hotkeys", "hex(zeroblob(32769))", 5).await;
    damaged("organizations", "title", "''", 3).await;
}

#[tokio::test]
async fn a_code_that_nobody_knows() {
    damaged("memberships", "standing", "'s3cret'", 4).await;
    damaged("memberships", "role", "'OW'", 4).await;
    damaged("memberships", "joined_by", "'s3cret'", 4).await;
    damaged("organizations", "default_role", "'AD'", 3).await;
}

#[tokio::test]
async fn values_that_contradict_each_other() {
    let world = World::migrated().await;
    let store = world.open().await;
    found(&store, "ann").await;
    world.vandalize("UPDATE memberships SET role = NULL").await;
    for report in reports(&store).await {
        assert!(
            matches!(
                report,
                StoreError::Corrupt {
                    table: "memberships",
                    ..
                }
            ),
            "{report:?}"
        );
    }
}

#[tokio::test]
async fn a_number_out_of_range() {
    damaged("users", "last_activity", "9223372036854775807", 5).await;
    damaged("organizations", "session_max_age_minutes", "0", 3).await;
    damaged("organizations", "token_life_days", "73001", 3).await;
}

#[tokio::test]
async fn a_value_of_another_type() {
    damaged("users", "date_joined", "'s3cret'", 5).await;
    damaged("users", "username", "x'ff'", 5).await;
    damaged("legacy_tokens", "digest", "x'00' || 's3cret'", 1).await;
    damaged("personal_tokens", "name", "x'00'", 1).await;
    damaged("personal_tokens", "expires_at", "'s3cret'", 1).await;
}
