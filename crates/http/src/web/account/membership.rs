//! Where the person belongs: the active organization in full, the others to switch to.

use muster_domain::model::id::OrganizationId;
use muster_domain::model::membership::{MemberRole, Standing};
use muster_domain::ports::Belonging;
use muster_domain::use_cases::account::Account;

use crate::web::browser::Browser;
use crate::web::membership::{Awaited, awaited};
use crate::web::moment::Moment;

/// What the section shows.
pub(super) struct MembershipInfo {
    /// The active organization, if any is.
    pub(super) active: Option<BelongingRow>,
    /// What a Pending member waits for there.
    pub(super) awaited: Option<Awaited>,
    pub(super) others: Vec<BelongingRow>,
    /// Whether one of them all is the person's own.
    pub(super) owns: bool,
}

/// One organization and the membership there.
pub(super) struct BelongingRow {
    pub(super) id: OrganizationId,
    pub(super) title: String,
    pub(super) created: Moment,
    pub(super) role: &'static str,
    pub(super) owner: String,
    /// Whether the person is the Owner.
    pub(super) is_own: bool,
    pub(super) since: Moment,
    pub(super) can_switch: bool,
    pub(super) leave: Option<String>,
}

impl MembershipInfo {
    pub(super) fn new(browser: &Browser, account: &Account) -> Self {
        let active = account.active();
        let active_id = active.map(|belonging| belonging.organization.id);
        let others = account
            .belongings
            .iter()
            .filter(|belonging| Some(belonging.organization.id) != active_id)
            .map(|belonging| BelongingRow::new(browser, belonging))
            .collect();
        Self {
            active: active.map(|belonging| BelongingRow::new(browser, belonging)),
            awaited: active.and_then(|belonging| awaited(&belonging.membership)),
            others,
            owns: account.belongings.iter().any(is_own),
        }
    }
}

impl BelongingRow {
    fn new(browser: &Browser, belonging: &Belonging) -> Self {
        let Belonging {
            organization,
            membership,
            owner_email,
            ..
        } = belonging;
        let is_live = !matches!(membership.standing, Standing::Deactivated { .. });
        let is_own = is_own(belonging);
        let can_leave = is_live && !is_own;
        Self {
            id: organization.id,
            title: organization.title.as_str().to_owned(),
            created: Moment::new(organization.created_at, browser.now()),
            role: organization.role_of(membership).label(),
            owner: owner_email.as_str().to_owned(),
            is_own,
            since: Moment::new(membership.created_at, browser.now()),
            can_switch: is_live,
            leave: can_leave.then(|| {
                browser.href(&format!(
                    "/user/account/organizations/{}/leave",
                    organization.id
                ))
            }),
        }
    }
}

fn is_own(belonging: &Belonging) -> bool {
    belonging.organization.role_of(&belonging.membership) == MemberRole::Owner
}
