//! Founding an organization: itself, its invite link and the Owner's membership, together.

use super::invite_link::mint_invite_link;
use crate::model::account::User;
use crate::model::audit::{AuditAction, Happening};
use crate::model::membership::{JoinedBy, MemberRole, NewMembership, Role, Standing};
use crate::model::organization::{NewOrganization, Organization};
use crate::model::text::OrganizationTitle;
use crate::ports::{Locked, StoreError};
use crate::use_cases::Scope;
use crate::use_cases::license::install_at_founding;

/// Founds an organization whose Owner is this person, and makes it the person's active one if there was none.
pub(in crate::use_cases) async fn found(
    scope: &mut Scope<'_>,
    owner: &mut Locked<User>,
    title: Option<OrganizationTitle>,
) -> Result<Locked<Organization>, StoreError> {
    let now = scope.now();
    let new = NewOrganization::founded_by(owner.id, &owner.email, title, now);
    let organization = scope.organizations().insert(new).await?;
    let membership = NewMembership {
        user: owner.id,
        standing: Standing::Active(Role::Administrator),
        joined_by: JoinedBy::Founding,
        created_at: now,
    };
    scope.add_member(&organization, membership).await?;
    let link = mint_invite_link(scope);
    scope.invite_links().insert(&organization, link).await?;
    if owner.active_organization.is_none() {
        owner.active_organization = Some(organization.id);
        scope.users().update(owner).await?;
    }
    let founded = Happening::in_organization(organization.id, AuditAction::OrganizationCreated);
    scope
        .record(founded.to(owner.id).to_value(organization.title.as_str()))
        .await?;
    let joined = Happening::in_organization(organization.id, AuditAction::MemberJoined);
    scope
        .record(joined.to(owner.id).to_value(MemberRole::Owner.code()))
        .await?;
    install_at_founding(scope, &organization).await?;
    Ok(organization)
}
