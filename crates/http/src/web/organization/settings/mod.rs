//! The settings of an organization: a card for each subject, each a form of its own.

mod about;
mod default_role;
mod link;
mod owner;
mod sessions;
mod tokens;

use askama::Template;
use muster_domain::model::access::Action;
use muster_domain::model::id::OrganizationId;
use muster_domain::use_cases::UseCase;
use muster_domain::use_cases::organization::ViewOverview;
use poem::http::StatusCode;
use poem::{Response, Result, handler};

use self::about::AboutCard;
use self::default_role::DefaultRoleCard;
use self::link::LinkCard;
use self::owner::OwnerCard;
use self::sessions::SessionsCard;
use self::tokens::TokensCard;
use super::tabs::Tabs;
use crate::edge::{Access, Pages};
use crate::web::browser::{Browser, faults, page};
use crate::web::draft::keeping;
use crate::web::errors::FormErrors;
use crate::web::flash::Flash;
use crate::web::frame::PageFrame;

const PATH: &str = "/organization/settings";

/// Adds these pages.
pub(super) fn routes(pages: Pages) -> Pages {
    const EDITS: Access = Access::Role(Action::EditOrganization);
    const LINK: Access = Access::Role(Action::ManageInviteLink);
    const TOKENS: Access = Access::Role(Action::SetTokenPolicy);
    const SESSIONS: Access = Access::Role(Action::SetSessionPolicy);
    const OWNER: Access = Access::Role(Action::TransferOwnership);
    pages
        .get(PATH, EDITS, show)
        .post(PATH, EDITS, keeping(PATH, about::submit))
        .post(
            "/organization/settings/default-role",
            EDITS,
            default_role::submit,
        )
        .post(
            link::PATH,
            LINK,
            keeping("/organization/settings#invite-link", link::submit),
        )
        .post(
            tokens::PATH,
            TOKENS,
            keeping("/organization/settings#tokens", tokens::submit),
        )
        .post(
            sessions::PATH,
            SESSIONS,
            keeping("/organization/settings#sessions", sessions::submit),
        )
        .post("/organization/settings/owner", OWNER, owner::submit)
}

#[derive(Template)]
#[template(path = "organization/settings.html")]
struct SettingsPage {
    frame: PageFrame,
    errors: FormErrors,
    organization_id: OrganizationId,
    organization: String,
    tabs: Tabs,
    cards: Cards,
}

/// What the cards show: what is stored, or what was typed where that was refused.
struct Cards {
    about: AboutCard,
    default_role: DefaultRoleCard,
    link: LinkCard,
    tokens: TokensCard,
    sessions: SessionsCard,
    owner: OwnerCard,
}

impl Cards {
    /// Shows what was typed before its sender was logged out.
    fn fill_in(&mut self, browser: &Browser) {
        if let Some(sent) = browser.draft::<about::Sent>(PATH) {
            sent.show(self);
        }
        if let Some(sent) = browser.draft::<link::Sent>(link::PATH) {
            sent.show(self);
        }
        if let Some(sent) = browser.draft::<tokens::Sent>(tokens::PATH) {
            sent.show(self);
        }
        if let Some(sent) = browser.draft::<sessions::Sent>(sessions::PATH) {
            sent.show(self);
        }
    }
}

/// The page.
#[handler]
async fn show(browser: Browser) -> Result<Response> {
    let typed = |cards: &mut Cards| cards.fill_in(&browser);
    form(&browser, StatusCode::OK, FormErrors::default(), typed).await
}

/// Saves one card. If that is refused the page comes back with the reason, and with what `typed` puts into the card.
async fn save<U: UseCase>(
    browser: &Browser,
    change: &U,
    say: Flash,
    typed: impl FnOnce(&mut Cards),
) -> Result<Response> {
    let caller = browser.answering(StatusCode::SEE_OTHER);
    match browser.muster.run(&caller, change).await {
        Ok(_) => Ok(browser.see_and_say(PATH, say)),
        Err(error) => {
            let (status, errors) = faults(error)?;
            form(browser, status, errors, typed).await
        }
    }
}

async fn form(
    browser: &Browser,
    status: StatusCode,
    errors: FormErrors,
    typed: impl FnOnce(&mut Cards),
) -> Result<Response> {
    let organization = browser.place(Action::EditOrganization)?.organization;
    let overview = browser.view(&ViewOverview { organization }).await?;
    let account = browser.account().await?;
    let mut cards = Cards {
        about: AboutCard::new(&overview.organization),
        default_role: DefaultRoleCard::new(overview.organization.default_role.as_member_role()),
        link: LinkCard::new(browser, &overview),
        tokens: TokensCard::new(browser, overview.organization.token_policy),
        sessions: SessionsCard::new(browser, overview.organization.session_policy),
        owner: OwnerCard::read(browser, organization, &account).await?,
    };
    typed(&mut cards);
    let shown = SettingsPage {
        frame: browser.frame_of(&account),
        errors,
        organization_id: organization,
        organization: overview.organization.title.as_str().to_owned(),
        tabs: Tabs::new(&overview),
        cards,
    };
    page(status, &shown)
}

/// A whole number as typed.
fn whole(typed: &str) -> Result<i64, String> {
    let number = typed.trim().parse();
    number.map_err(|_| "Enter a whole number.".to_owned())
}
