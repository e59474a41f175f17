//! The same of invitations, of their mails, and of the log that tells of them.

use muster_domain::model::id::{InvitationId, MailId, OrganizationId};
use muster_domain::model::mail::Urgency;
use muster_domain::model::page::PageRequest;
use muster_domain::ports::{AuditQuery, Directory as _, InvitationQuery, StoreError};
use muster_persistence::SqlStore;

use crate::damage::tells_where;
use crate::world::{NOW, World, address, begin, digest, found, invite};

const ORGANIZATION: OrganizationId = OrganizationId::new(1);

/// What the reads of the one invitation and of its mail report.
async fn reports(store: &SqlStore) -> Vec<StoreError> {
    let (invitation, mail) = (InvitationId::new(1), MailId::new(1));
    let query = InvitationQuery {
        state: None,
        now: NOW,
        page: PageRequest::everything(),
    };
    let mut unit = begin(store).await;
    let organization = unit.organizations().lock(ORGANIZATION).await;
    let organization = organization.expect("read").expect("there");
    let to = [address("ben")];
    [
        store.list_invitations(ORGANIZATION, query).await.err(),
        store.find_invitation(ORGANIZATION, invitation).await.err(),
        store.find_invitation_by_digest(digest(1_000)).await.err(),
        unit.invitations().find(digest(1_000)).await.err(),
        unit.invitations()
            .find_by_id(&organization, invitation)
            .await
            .err(),
        unit.invitations().list_open(&organization, &to).await.err(),
        unit.outbox().lock(mail).await.err(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Breaks one value and expects `times` reads to say so.
async fn damaged(table: &'static str, column: &str, value: &str, times: usize) {
    let world = World::migrated().await;
    let store = world.open().await;
    found(&store, "ann").await;
    invite(&store, ORGANIZATION, "ben").await;
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

#[tokio::test]
async fn an_invitation_to_what_nobody_is_invited_to() {
    for role in ["'OW'", "'NO'", "'DI'", "'s3cret'"] {
        damaged("invitations", "role", role, 6).await;
    }
    damaged("invitations", "email", "'s3cret'", 6).await;
    damaged("invitations", "digest", "x'00'", 6).await;
}

#[tokio::test]
async fn an_invitation_that_ended_by_halves() {
    damaged("invitations", "ended_how", "'s3cret'", 6).await;
    damaged("invitations", "ended_how", "'accepted'", 6).await;
}

#[tokio::test]
async fn a_letter_that_nobody_knows() {
    for letter in [
        "'s3cret'",
        "'{}'",
        r#"'{"kind":"s3cret"}'"#,
        r#"'{"kind":"role_given","organization":"s3cret"}'"#,
        r#"'{"kind":"role_given","organization":"s3cret","role":"OW"}'"#,
        r#"'{"kind":"role_given","organization":"","role":"AN"}'"#,
        r#"'{"kind":"password_changed","at":9223372036854775807}'"#,
    ] {
        damaged("mails", "letter", letter, 1).await;
    }
}

#[tokio::test]
async fn a_mail_in_no_state() {
    damaged("mails", "state", "'s3cret'", 3).await;
    damaged("mails", "state", "'sent'", 3).await;
    damaged("mails", "attempts", "-1", 3).await;
}

#[tokio::test]
async fn a_damaged_mail_holds_up_no_other() {
    let world = World::migrated().await;
    let store = world.open().await;
    found(&store, "ann").await;
    invite(&store, ORGANIZATION, "ben").await;
    let riddles = "INSERT INTO mails (email, name, kind, invitation_id, letter, created_at, due_at, attempts, state) \
                   VALUES ('eve@example.com', '', 'riddle', 1, '{\"kind\":\"riddle\"}', -1, -1, 0, 'queued')";
    for limit in [1, 3] {
        for _ in 0..3 {
            world.vandalize(riddles).await;
        }
        let mut unit = begin(&store).await;
        let due = unit.outbox().lock_due(Urgency::Bulk, NOW, limit).await;
        let due: Vec<_> = due.expect("read").iter().map(|mail| mail.id).collect();
        assert_eq!(due, [MailId::new(1)], "limit {limit}");
        unit.commit().await.expect("committed");
    }
}

#[tokio::test]
async fn an_event_about_what_is_no_address() {
    let world = World::migrated().await;
    let store = world.open().await;
    found(&store, "ann").await;
    world
        .vandalize(
            "INSERT INTO audit_events (at, organization_id, action, address, method, path, response_code) \
             VALUES (0, 1, 'invitation_created', 's3cret', 'CLI', 'invite', 0)",
        )
        .await;
    let page = PageRequest::everything();
    let report = store
        .list_audit_events(ORGANIZATION, &AuditQuery::all(page))
        .await
        .err();
    tells_where(&report.expect("refused"), "audit_events", "address");
}
