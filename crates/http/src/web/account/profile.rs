//! The account page: name, organizations, password, token.

use askama::Template;
use muster_domain::model::id::OrganizationId;
use muster_domain::model::membership::{MemberRole, Standing};
use muster_domain::model::text::{PersonName, Phone};
use muster_domain::ports::Belonging;
use muster_domain::use_cases::account::UpdateAccount;
use muster_domain::use_cases::api_token::{ViewLegacyToken, ViewLegacyTokenError};
use poem::http::StatusCode;
use poem::web::Form;
use poem::{Response, Result, handler};
use secrecy::ExposeSecret as _;
use serde::Deserialize;

use crate::edge::Problem;
use crate::web::browser::{Browser, faults, page};
use crate::web::errors::{FormErrors, note};
use crate::web::flash::Flash;
use crate::web::frame::PageFrame;
use crate::web::moment::Moment;

/// The profile as typed.
#[derive(Clone, Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    first_name: String,
    #[serde(default)]
    last_name: String,
    #[serde(default)]
    phone: String,
}

#[derive(Template)]
#[template(path = "account/profile.html")]
struct AccountPage {
    frame: PageFrame,
    errors: FormErrors,
    email: String,
    first_name: String,
    last_name: String,
    phone: String,
    organizations: Vec<OrganizationRow>,
    /// Whether one of them is the person's own.
    owns: bool,
    /// None where the token was sealed under another server key.
    token: Option<String>,
}

struct OrganizationRow {
    id: OrganizationId,
    title: String,
    role: &'static str,
    /// The Owner's address, where that is somebody else.
    owner: Option<String>,
    since: Moment,
    active: bool,
    can_switch: bool,
    leave: Option<String>,
}

/// The page.
#[handler]
pub(super) async fn show(browser: Browser) -> Result<Response> {
    form(&browser, StatusCode::OK, FormErrors::default(), None).await
}

/// Saves name and telephone.
#[handler]
pub(super) async fn submit(browser: Browser, Form(sent): Form<Sent>) -> Result<Response> {
    browser.person()?;
    let mut wrong = Vec::new();
    let update = UpdateAccount {
        first_name: note(
            &mut wrong,
            "first_name",
            PersonName::parse(&sent.first_name),
        ),
        last_name: note(&mut wrong, "last_name", PersonName::parse(&sent.last_name)),
        phone: note(&mut wrong, "phone", Phone::parse(&sent.phone)),
        ..UpdateAccount::default()
    };
    if !wrong.is_empty() {
        let errors = FormErrors::of_fields(wrong);
        return form(&browser, StatusCode::BAD_REQUEST, errors, Some(sent)).await;
    }
    save(&browser, &update, Flash::ProfileSaved).await
}

#[derive(Deserialize)]
struct Wished {
    organization: i64,
}

/// Makes another organization the active one.
#[handler]
pub(super) async fn switch_organization(
    browser: Browser,
    Form(wished): Form<Wished>,
) -> Result<Response> {
    browser.person()?;
    let update = UpdateAccount {
        active_organization: Some(OrganizationId::new(wished.organization)),
        ..UpdateAccount::default()
    };
    save(&browser, &update, Flash::Switched).await
}

async fn save(browser: &Browser, update: &UpdateAccount, say: Flash) -> Result<Response> {
    let caller = browser.answering(StatusCode::SEE_OTHER);
    match browser.muster.run(&caller, update).await {
        Ok(()) => Ok(browser.see_and_say("/user/account", say)),
        Err(error) => {
            let (status, errors) = faults(error)?;
            form(browser, status, errors, None).await
        }
    }
}

/// The page, with what was wrong and what was typed.
pub(super) async fn form(
    browser: &Browser,
    status: StatusCode,
    errors: FormErrors,
    typed: Option<Sent>,
) -> Result<Response> {
    let account = browser.account().await?;
    let user = &account.user;
    let Sent {
        first_name,
        last_name,
        phone,
    } = typed.unwrap_or_else(|| Sent {
        first_name: user.first_name.as_str().to_owned(),
        last_name: user.last_name.as_str().to_owned(),
        phone: user.phone.as_str().to_owned(),
    });
    let rows = account
        .belongings
        .iter()
        .map(|belonging| row(browser, belonging, user.active_organization));
    let organizations: Vec<_> = rows.collect();
    let shown = AccountPage {
        frame: browser.frame_of(&account),
        errors,
        email: user.email.as_str().to_owned(),
        first_name,
        last_name,
        phone,
        owns: organizations.iter().any(|row| row.owner.is_none()),
        organizations,
        token: legacy_token(browser).await?,
    };
    page(status, &shown)
}

fn row(
    browser: &Browser,
    belonging: &Belonging,
    active: Option<OrganizationId>,
) -> OrganizationRow {
    let Belonging {
        organization,
        membership,
        owner_email,
        ..
    } = belonging;
    let role = organization.role_of(membership);
    let is_live = !matches!(membership.standing, Standing::Deactivated { .. });
    let is_active = Some(organization.id) == active;
    let can_leave = is_live && role != MemberRole::Owner;
    OrganizationRow {
        id: organization.id,
        title: organization.title.as_str().to_owned(),
        role: role.label(),
        owner: (role != MemberRole::Owner).then(|| owner_email.as_str().to_owned()),
        since: Moment::new(membership.created_at, browser.now()),
        active: is_active,
        can_switch: is_live && !is_active,
        leave: can_leave.then(|| {
            browser.href(&format!(
                "/user/account/organizations/{}/leave",
                organization.id
            ))
        }),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the account page is where a person reads the token"
)]
async fn legacy_token(browser: &Browser) -> Result<Option<String>> {
    match browser
        .muster
        .view(browser.caller(), &ViewLegacyToken)
        .await
    {
        Ok(token) => Ok(Some(token.secret().expose_secret().to_owned())),
        Err(ViewLegacyTokenError::Unreadable(_)) => Ok(None),
        Err(error) => Err(Problem::from(error).into()),
    }
}
