//! A database that an earlier version filled keeps everything, and takes what is new.

use std::collections::BTreeMap;

use muster_domain::model::api_token::TokenPolicy;
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::invitation::HowEnded;
use muster_domain::model::membership::{JoinedBy, NewMembership, Role, Standing};
use muster_domain::model::page::PageRequest;
use muster_domain::model::seats::Headcount;
use muster_domain::ports::{AuditQuery, Directory as _, MemberQuery};
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, QueryResult, Statement};

use crate::world::{NOW, World, address, begin, invite};

/// The database of a server on which Olga founded the first organization and four people signed up by its link, of
/// whom one was given a role, one deactivated and one removed; one more waits for a seat; and whose operator founded
/// the second.
const RELEASED: &str = include_str!("released.sql");

const ORGANIZATION: OrganizationId = OrganizationId::new(1);

impl World {
    async fn released() -> Self {
        let world = Self::empty();
        std::fs::write(world.file(), "").expect("written");
        world.vandalize(RELEASED).await;
        world
    }
}

async fn ask(bare: &DatabaseConnection, sql: &str) -> Vec<QueryResult> {
    let query = Statement::from_string(DbBackend::Sqlite, sql);
    bare.query_all_raw(query).await.expect("answered")
}

fn text(row: &QueryResult, column: &str) -> String {
    row.try_get("", column).expect("text")
}

/// The columns of each table.
async fn columns(bare: &DatabaseConnection) -> BTreeMap<String, Vec<String>> {
    let sql = "SELECT t.name AS name, c.name AS field FROM sqlite_master t, pragma_table_info(t.name) c \
               WHERE t.type = 'table' AND t.name NOT IN ('seaql_migrations', 'sqlite_sequence')";
    let mut columns = BTreeMap::<_, Vec<_>>::new();
    for row in ask(bare, sql).await {
        let table = columns.entry(text(&row, "name")).or_default();
        table.push(text(&row, "field"));
    }
    columns
}

/// Every row of each table, as far as it has these columns.
async fn rows(
    bare: &DatabaseConnection,
    columns: &BTreeMap<String, Vec<String>>,
) -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    for (table, columns) in columns {
        let quoted: Vec<_> = columns
            .iter()
            .map(|name| format!("quote({name})"))
            .collect();
        let sql = format!(
            "SELECT {} AS line FROM {table} ORDER BY 1",
            quoted.join(" || ',' || ")
        );
        let lines = ask(bare, &sql).await;
        found.insert(
            table.clone(),
            lines.iter().map(|line| text(line, "line")).collect(),
        );
    }
    found
}

#[tokio::test]
async fn k65_an_upgrade_keeps_every_row_as_it_was() {
    let world = World::released().await;
    let bare = world.bare().await;
    let columns = columns(&bare).await;
    assert_eq!(columns.len(), 9, "{columns:?}");
    let before = rows(&bare, &columns).await;
    assert!(before.values().all(|rows| !rows.is_empty()));

    let store = world.open().await;
    let made = store.migrate().await.expect("migrated");
    assert_eq!(made.first().map(String::as_str), Some("m0011_invitations"));
    assert_eq!(rows(&bare, &columns).await, before);
    assert!(ask(&bare, "PRAGMA foreign_key_check").await.is_empty());
}

#[tokio::test]
async fn people_and_log_of_an_earlier_version_are_read() {
    let world = World::released().await;
    let store = world.open().await;
    store.migrate().await.expect("migrated");

    let mut query = MemberQuery::all(PageRequest::everything());
    let present = store.list_members(ORGANIZATION, &query).await;
    query.removed = true;
    let removed = store.list_members(ORGANIZATION, &query).await;
    let (present, removed) = (present.expect("read"), removed.expect("read"));
    assert_eq!((present.total, removed.total), (5, 1));
    for entry in present.items.iter().chain(&removed.items) {
        let member = &entry.member;
        assert!(member.invited.is_none());
        assert!(!matches!(
            member.membership.joined_by,
            JoinedBy::Invitation(_)
        ));
    }
    let headcount = store.count_members(ORGANIZATION).await.expect("read");
    let expected = Headcount {
        seated: 2,
        pending: 2,
        waiting: 1,
        deactivated: 1,
    };
    assert_eq!(headcount, expected);

    let query = AuditQuery::all(PageRequest::everything());
    let log = store.list_audit_events(ORGANIZATION, &query);
    let log = log.await.expect("read");
    assert_eq!(log.total, 13);
    assert!(
        log.items
            .iter()
            .all(|entry| entry.event.happening.address.is_none())
    );
}

#[tokio::test]
async fn k76_every_token_of_an_earlier_version_may_still_be_used() {
    let world = World::released().await;
    let store = world.open().await;
    store.migrate().await.expect("migrated");

    let all = PageRequest::everything();
    let organizations = store.list_organizations(all).await.expect("read");
    assert_eq!(organizations.total, 2);
    for (organization, owner) in organizations.items {
        assert_eq!(organization.token_policy, TokenPolicy::OF_NEW_ORGANIZATION);
        assert!(owner.hotkeys.is_none());
        let legacy = store.find_legacy_token(owner.id).await.expect("read");
        assert!(legacy.is_some());
        let personal = store.list_personal_tokens(owner.id).await.expect("read");
        assert!(personal.is_empty());
    }
}

#[tokio::test]
async fn an_upgraded_database_takes_a_member_by_invitation() {
    let world = World::released().await;
    let store = world.open().await;
    store.migrate().await.expect("migrated");
    let mut invitation = invite(&store, ORGANIZATION, "zoe").await;

    let mut unit = begin(&store).await;
    let zoe = unit.users().find_by_email(&address("Zoe")).await;
    let zoe = zoe.expect("read").expect("an account").id;
    let organization = unit.organizations().lock(ORGANIZATION).await;
    let new = NewMembership {
        user: zoe,
        standing: Standing::Active(Role::Annotator),
        joined_by: JoinedBy::Invitation(invitation.id),
        created_at: NOW,
    };
    let organization = organization.expect("read").expect("there");
    unit.memberships()
        .insert(&organization, new)
        .await
        .expect("a member");
    invitation.end(HowEnded::Accepted, Some(zoe), NOW);
    unit.invitations()
        .update(&organization, &[invitation])
        .await
        .expect("accepted");
    unit.commit().await.expect("committed");

    let member = store.find_member(ORGANIZATION, zoe).await.expect("read");
    let invited = member.and_then(|found| found.member.invited);
    assert_eq!(
        invited.map(|invited| (invited.at, invited.by)),
        Some((NOW, Some(UserId::new(1))))
    );
}
