//! The licence in force.

use muster_domain::model::id::OrganizationId;
use muster_domain::model::license::{InstalledLicense, LicenseStanding, LicenseState};
use muster_domain::model::refusal::{Kind, Refusal as _};
use muster_domain::use_cases::membership::ViewMember;

use super::words;
use crate::edge::Problem;
use crate::web::browser::Browser;
use crate::web::moment::{Date, Moment};

/// The licence in force, as its card shows it.
pub(super) struct LicenseCard {
    pub(super) holder: String,
    pub(super) seats: String,
    pub(super) state: LicenseState,
    pub(super) first: Option<Date>,
    pub(super) last: Date,
    pub(super) id: String,
    pub(super) since: Moment,
    pub(super) by: Installer,
}

/// Who installed it.
pub(super) enum Installer {
    Operator,
    Member(String),
    FormerMember,
}

impl LicenseCard {
    pub(super) async fn read(
        browser: &Browser,
        organization: OrganizationId,
        standing: &LicenseStanding,
    ) -> Result<Self, Problem> {
        let installed = &standing.installed;
        let license = &installed.signed.license;
        Ok(Self {
            holder: license.holder.as_str().to_owned(),
            seats: words(license.seats),
            state: standing.state,
            first: license.term.not_before().map(Date::new),
            last: Date::new(license.term.last()),
            id: license.id.to_string(),
            since: Moment::new(installed.installed_at, browser.now()),
            by: installer(browser, organization, installed).await?,
        })
    }
}

async fn installer(
    browser: &Browser,
    organization: OrganizationId,
    installed: &InstalledLicense,
) -> Result<Installer, Problem> {
    let Some(user) = installed.installed_by else {
        return Ok(Installer::Operator);
    };
    let view = ViewMember { organization, user };
    match browser.muster.view(browser.caller(), &view).await {
        Ok(entry) => Ok(Installer::Member(entry.member.user.display_name())),
        Err(error) if error.kind() == Kind::NotFound => Ok(Installer::FormerMember),
        Err(error) => Err(error.into()),
    }
}
