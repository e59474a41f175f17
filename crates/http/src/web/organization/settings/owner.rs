//! Handing the organization over, by the Owner's password.

use muster_domain::model::access::Action;
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::membership::MemberRole;
use muster_domain::model::page::PageRequest;
use muster_domain::model::refusal::FieldError;
use muster_domain::model::text::searchable;
use muster_domain::ports::{MemberEntry, MemberQuery};
use muster_domain::use_cases::account::{Account, ConfirmedPassword};
use muster_domain::use_cases::membership::ListMembers;
use muster_domain::use_cases::organization::{TransferOwnership, TransferOwnershipError};
use poem::http::StatusCode;
use poem::web::Form;
use poem::{Response, Result, handler};
use secrecy::SecretString;
use serde::Deserialize;

use super::{Cards, PATH, form};
use crate::edge::Problem;
use crate::web::browser::{Browser, faults};
use crate::web::errors::{FormErrors, note};
use crate::web::flash::Flash;

/// How many Administrators are offered. Any other member can be typed.
const OFFERED: u32 = 100;

/// The card.
pub(super) struct OwnerCard {
    pub(super) may_transfer: bool,
    /// The Owner's address.
    pub(super) owner: String,
    pub(super) new_owner: String,
    /// The addresses of Administrators, who are the likeliest.
    pub(super) administrators: Vec<String>,
}

#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    new_owner: String,
    #[serde(default)]
    current_password: String,
    organization: Option<i64>,
}

/// Hands it over.
#[handler]
pub(super) async fn submit(browser: Browser, Form(sent): Form<Sent>) -> Result<Response> {
    let shown = sent.organization.map(OrganizationId::new);
    let place = browser
        .place_of_form(Action::TransferOwnership, shown)
        .await?;
    let (status, errors) = match transfer(&browser, place.organization, &sent).await? {
        Ok(()) => return Ok(browser.see_and_say(PATH, Flash::OwnershipTransferred)),
        Err(refused) => refused,
    };
    let typed = |cards: &mut Cards| cards.owner.new_owner = sent.new_owner;
    form(&browser, status, errors, typed).await
}

async fn transfer(
    browser: &Browser,
    organization: OrganizationId,
    sent: &Sent,
) -> Result<Result<(), (StatusCode, FormErrors)>, Problem> {
    let mut wrong = Vec::new();
    let email = note(
        &mut wrong,
        "new_owner",
        EmailAddress::parse(&sent.new_owner),
    );
    let to = match email {
        Some(email) => member(browser, organization, &email).await?,
        None => None,
    };
    let Some(to) = to else {
        if wrong.is_empty() {
            let nobody = "No member of this organization has this address.";
            wrong.push(FieldError::new("new_owner", nobody));
        }
        return Ok(Err((StatusCode::BAD_REQUEST, FormErrors::of_fields(wrong))));
    };
    let password = sent.current_password.clone().into();
    match confirm_and_run(browser, organization, to, &password).await {
        Ok(()) => Ok(Ok(())),
        Err(TransferOwnershipError::NewOwner(error)) => {
            let fault = FieldError::new("new_owner", error.to_string());
            let errors = FormErrors::of_fields(vec![fault]);
            Ok(Err((StatusCode::BAD_REQUEST, errors)))
        }
        Err(error) => faults(error).map(Err),
    }
}

async fn confirm_and_run(
    browser: &Browser,
    organization: OrganizationId,
    to: UserId,
    password: &SecretString,
) -> Result<(), TransferOwnershipError> {
    let muster = &browser.muster;
    let hasher = muster.tools().hasher.as_ref();
    let confirmed =
        ConfirmedPassword::prepare(browser.actor(), password, muster.directory(), hasher).await?;
    let transfer = TransferOwnership {
        organization,
        to,
        confirmed: Some(confirmed),
    };
    let caller = browser.answering(StatusCode::SEE_OTHER);
    muster.run(&caller, &transfer).await
}

/// The member with this address.
async fn member(
    browser: &Browser,
    organization: OrganizationId,
    email: &EmailAddress,
) -> Result<Option<UserId>, Problem> {
    let query = MemberQuery {
        search: Some(searchable(email.canonical())),
        ..MemberQuery::all(PageRequest::everything())
    };
    let view = ListMembers {
        organization,
        query,
    };
    let found = browser.view(&view).await?.items;
    let mut users = found.iter().map(|entry| &entry.member.user);
    Ok(users.find(|user| user.email == *email).map(|user| user.id))
}

impl OwnerCard {
    pub(super) async fn read(
        browser: &Browser,
        organization: OrganizationId,
        account: &Account,
    ) -> Result<Self, Problem> {
        let may_transfer = browser.actor().authorize(Action::TransferOwnership).is_ok();
        let owner = account.active().map(|active| active.owner_email.as_str());
        Ok(Self {
            may_transfer,
            owner: owner.unwrap_or_default().to_owned(),
            new_owner: String::new(),
            administrators: if may_transfer {
                administrators(browser, organization).await?
            } else {
                Vec::new()
            },
        })
    }
}

async fn administrators(
    browser: &Browser,
    organization: OrganizationId,
) -> Result<Vec<String>, Problem> {
    let first = PageRequest {
        page: 1,
        size: OFFERED,
    };
    let query = MemberQuery {
        roles: vec![MemberRole::Administrator],
        ..MemberQuery::all(first)
    };
    let view = ListMembers {
        organization,
        query,
    };
    let found = browser.view(&view).await?.items;
    let email = |entry: &MemberEntry| entry.member.user.email.as_str().to_owned();
    Ok(found.iter().map(email).collect())
}
