//! Who bears a credential: asked on every request, answered by one SELECT along indexes.

use muster_domain::ports::{Addressed, Bearer, Credential, FoundMembership, Presence, StoreError};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{JoinType, QueryResult};

use crate::entity::{legacy_tokens, memberships, organizations, personal_tokens, sessions, users};
use crate::row;

/// Credential, account, addressed organization, and the membership there: a live one, or whether
/// there was one.
pub(super) fn query(credential: Credential, addressed: Addressed) -> SelectStatement {
    let mut query = Query::select();
    let (key, shown) = match credential {
        Credential::Session(digest) => {
            row::select::<sessions::Entity>(&mut query, "credential");
            query.from_as(sessions::Entity, "credential");
            ("digest", digest.as_bytes().to_vec())
        }
        Credential::LegacyToken(digest) => {
            query.from_as(legacy_tokens::Entity, "credential");
            ("digest", digest.as_bytes().to_vec())
        }
        Credential::PersonalToken(name) => {
            row::select::<personal_tokens::Entity>(&mut query, "credential");
            query.from_as(personal_tokens::Entity, "credential");
            ("name", name.as_bytes().to_vec())
        }
    };
    let addressed = match addressed {
        Addressed::Active => Expr::col(("person", "active_organization_id")),
        Addressed::Organization(id) => Expr::val(id.get()),
    };
    row::select::<users::Entity>(&mut query, "person");
    row::select::<organizations::Entity>(&mut query, "organization");
    row::select::<memberships::Entity>(&mut query, "member");
    query
        .expr_as(Expr::exists(removed_membership()), "was_member")
        .join_as(
            JoinType::InnerJoin,
            users::Entity,
            "person",
            Expr::col(("person", "id")).equals(("credential", "user_id")),
        )
        .join_as(
            JoinType::LeftJoin,
            organizations::Entity,
            "organization",
            Expr::col(("organization", "id")).eq(addressed),
        )
        .join_as(
            JoinType::LeftJoin,
            memberships::Entity,
            "member",
            Expr::col(("member", "organization_id"))
                .equals(("organization", "id"))
                .and(Expr::col(("member", "user_id")).equals(("person", "id")))
                .and(Expr::col(("member", "removed_at")).is_null()),
        )
        .and_where(Expr::col(("credential", key)).eq(shown))
        .take()
}

fn removed_membership() -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from_as(memberships::Entity, "removed")
        .and_where(Expr::col(("removed", "organization_id")).equals(("organization", "id")))
        .and_where(Expr::col(("removed", "user_id")).equals(("person", "id")))
        .and_where(Expr::col(("removed", "removed_at")).is_not_null())
        .take()
}

/// Reads what [`query`] found.
pub(super) fn read(credential: Credential, found: &QueryResult) -> Result<Bearer, StoreError> {
    let (mut session, mut token) = (None, None);
    match credential {
        Credential::Session(_) => {
            session = Some(row::joined::<sessions::Entity, _>(found, "credential")?);
        }
        Credential::LegacyToken(_) => {}
        Credential::PersonalToken(_) => {
            token = Some(row::joined::<personal_tokens::Entity, _>(
                found,
                "credential",
            )?);
        }
    }
    let organization = row::left_joined::<organizations::Entity, _>(found, "organization")?;
    let membership = match row::left_joined::<memberships::Entity, _>(found, "member")? {
        Some(membership) => Some(FoundMembership::Live(membership)),
        None => row::computed::<bool>(found, "was_member")?.then_some(FoundMembership::Removed),
    };
    let presence = organization.zip(membership);
    Ok(Bearer {
        user: row::joined::<users::Entity, _>(found, "person")?,
        session,
        token,
        presence: presence.map(|(organization, membership)| Presence {
            organization,
            membership,
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_domain::model::api_token::TokenName;
    use muster_domain::model::id::OrganizationId;
    use muster_domain::model::secret::Digest;

    #[tokio::test]
    async fn a_bearer_is_found_along_indexes_whatever_the_size() {
        let digest = Digest::new([0; 32]);
        for credential in [
            Credential::Session(digest),
            Credential::LegacyToken(digest),
            Credential::PersonalToken(TokenName::new([0; 16])),
        ] {
            for addressed in [
                Addressed::Active,
                Addressed::Organization(OrganizationId::new(1)),
            ] {
                let plan = crate::plan::of(&query(credential, addressed)).await;
                let lookups = plan
                    .iter()
                    .filter(|step| step.starts_with("SEARCH"))
                    .count();
                assert_eq!(lookups, 5, "{plan:#?}");
                assert!(
                    !plan.iter().any(|step| step.starts_with("SCAN")),
                    "{plan:#?}"
                );
                assert!(
                    plan.iter().any(|step| step.contains("memberships_live")),
                    "{plan:#?}"
                );
            }
        }
    }
}
