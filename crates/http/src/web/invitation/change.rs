//! What Owner and Administrators do with an open invitation: send it again, offer another role, take it back.

use muster_domain::model::access::Action;
use muster_domain::model::id::{InvitationId, OrganizationId};
use muster_domain::model::membership::MemberRole;
use muster_domain::use_cases::UseCase;
use muster_domain::use_cases::invitation::{
    ChangeInvitationRole, ResendInvitation, RevokeInvitation, Which,
};
use poem::http::StatusCode;
use poem::web::{Form, Path, Query};
use poem::{Response, Result, handler};
use serde::Deserialize;

use super::list::list;
use super::query::{InvitationsQuery, PATH};
use crate::edge::Problem;
use crate::web::browser::{Browser, faults};
use crate::web::flash::Flash;
use crate::web::organization::ShownOrganization;

#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    role: String,
    organization: Option<i64>,
}

/// Sends it again, with a new link.
#[handler]
pub(super) async fn resend(
    browser: Browser,
    Path(invitation): Path<i64>,
    Query(query): Query<InvitationsQuery>,
    ShownOrganization(shown): ShownOrganization,
) -> Result<Response> {
    let place = browser.place_of_form(Action::Invite, shown).await?;
    let resend = ResendInvitation {
        organization: place.organization,
        invitation: InvitationId::new(invitation),
    };
    let say = if browser.sends_mail() {
        Flash::InvitationResent
    } else {
        Flash::InvitationRenewed
    };
    change(&browser, &query, &resend, say).await
}

/// Offers another role.
#[handler]
pub(super) async fn role(
    browser: Browser,
    Path(invitation): Path<i64>,
    Query(query): Query<InvitationsQuery>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let shown = sent.organization.map(OrganizationId::new);
    let place = browser.place_of_form(Action::Invite, shown).await?;
    let role = MemberRole::from_code(&sent.role)
        .ok_or_else(|| Problem::invalid("There is no such role. Choose one from the list."))?;
    let offer = ChangeInvitationRole {
        organization: place.organization,
        invitation: InvitationId::new(invitation),
        role,
    };
    change(&browser, &query, &offer, Flash::InvitationRoleSaved).await
}

/// Takes it back.
#[handler]
pub(super) async fn revoke(
    browser: Browser,
    Path(invitation): Path<i64>,
    Query(query): Query<InvitationsQuery>,
    ShownOrganization(shown): ShownOrganization,
) -> Result<Response> {
    let place = browser.place_of_form(Action::Invite, shown).await?;
    let revoke = RevokeInvitation {
        organization: place.organization,
        which: Which::Id(InvitationId::new(invitation)),
    };
    change(&browser, &query, &revoke, Flash::InvitationRevoked).await
}

/// Does it, and shows the list again; with the reason, where it is refused.
async fn change<U: UseCase>(
    browser: &Browser,
    query: &InvitationsQuery,
    use_case: &U,
    say: Flash,
) -> Result<Response> {
    let caller = browser.answering(StatusCode::SEE_OTHER);
    match browser.muster.run(&caller, use_case).await {
        Ok(_) => Ok(browser.see_and_say(&query.at(PATH), say)),
        Err(error) => {
            let (status, errors) = faults(error)?;
            list(browser, query, status, errors).await
        }
    }
}
