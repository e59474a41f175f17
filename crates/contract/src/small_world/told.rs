//! All that is told of the small world.

use muster_domain::model::page::PageRequest;
use muster_domain::ports::{Addressed, AuditQuery, Credential, InvitationQuery, MemberQuery};

use super::Before;
use crate::Handle;
use crate::brief::Brief as _;
use crate::fixtures::at;

/// All that the directory tells about the small world, as lines.
pub(crate) async fn everything(handle: &Handle, before: &Before) -> Vec<String> {
    let Handle { directory, .. } = handle;
    let mut told = Vec::new();
    let mut tell = |name: &str, what: String| told.push(format!("{name}: {what}"));
    let all = PageRequest::everything();
    let organizations = directory
        .list_organizations(all)
        .await
        .expect("they are read");
    for (organization, _) in &organizations.items {
        let present = MemberQuery::all(all);
        let removed = MemberQuery {
            removed: true,
            ..present.clone()
        };
        for query in [present, removed] {
            let members = directory.list_members(organization.id, &query).await;
            tell("members", format!("{:?}", members.expect("they are read")));
        }
        let counted = directory.count_members(organization.id).await;
        tell("count", format!("{:?}", counted.expect("they are counted")));
        let link = directory.find_invite_link(organization.id).await;
        tell("link", format!("{:?}", link.expect("it is read")));
        let query = InvitationQuery {
            state: None,
            now: at(31),
            page: all,
        };
        let invitations = directory.list_invitations(organization.id, query).await;
        let counted = directory.count_pending_invitations(organization.id, at(31));
        tell(
            "invitations",
            format!(
                "{:?} {}",
                invitations.expect("they are read"),
                counted.await.expect("they are counted")
            ),
        );
        let log = directory
            .list_audit_events(organization.id, &AuditQuery::all(all))
            .await;
        tell("log", format!("{:?}", log.expect("it is read")));
    }
    tell("organizations", format!("{organizations:?}"));
    let newcomer = directory.find_user_by_email(&before.newcomer.email).await;
    tell("newcomer", format!("{:?}", newcomer.expect("it is read")));
    for user in [before.founder.id, before.member.user, before.gone.user] {
        let (found, token) = (
            directory.find_user(user).await,
            directory.find_legacy_token(user).await,
        );
        tell(
            "user",
            format!(
                "{:?} {:?}",
                found.expect("it is read"),
                token.expect("it is read")
            ),
        );
        let tokens = directory.list_personal_tokens(user).await;
        tell("tokens", format!("{:?}", tokens.expect("they are read")));
        let belongings = directory.list_belongings(user).await;
        tell(
            "belongings",
            format!("{:?}", belongings.expect("they are read")),
        );
    }
    for digest in before.digests.iter().copied() {
        for credential in [Credential::Session(digest), Credential::LegacyToken(digest)] {
            let bearer = directory.find_bearer(credential, Addressed::Active).await;
            tell("bearer", format!("{:?}", bearer.expect("it is read")));
        }
        let link = directory.find_invite_link_by_digest(digest).await;
        tell("link", format!("{:?}", link.expect("it is read")));
        let invitation = directory.find_invitation_by_digest(digest).await;
        tell(
            "invitation",
            format!("{:?}", invitation.expect("it is read")),
        );
        let reset = directory.find_password_reset(digest).await;
        tell("reset", format!("{:?}", reset.expect("it is read")));
    }
    let names = before.personal_tokens.iter().map(|token| token.name);
    for name in names.chain([before.new_personal_token.name]) {
        let credential = Credential::PersonalToken(name);
        let bearer = directory.find_bearer(credential, Addressed::Active).await;
        tell("token bearer", format!("{:?}", bearer.expect("it is read")));
    }
    let next = directory.find_next_due_mail().await.expect("it is read");
    let report = directory.report_outbox().await.expect("it is counted");
    tell("outbox", format!("{next:?} {report:?}"));
    told
}

/// Of which kinds the lines are that differ.
pub(crate) fn differing(before: &[String], after: &[String]) -> Vec<String> {
    let kind = |line: &String| line.split(':').next().unwrap_or_default().to_owned();
    let mut kinds: Vec<_> = after
        .iter()
        .filter(|line| !before.contains(line))
        .map(kind)
        .collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

/// Every kind of line that [`change_everything`] changes.
pub(crate) const KINDS: [&str; 15] = [
    "bearer",
    "belongings",
    "count",
    "invitation",
    "invitations",
    "link",
    "log",
    "members",
    "newcomer",
    "organizations",
    "outbox",
    "reset",
    "token bearer",
    "tokens",
    "user",
];
