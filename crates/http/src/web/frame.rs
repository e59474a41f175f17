//! What every page has around it: the bar with the menu, the links, and what is said once.

use muster_domain::model::id::UserId;
use muster_domain::model::membership::MemberRole;
use muster_domain::use_cases::account::Account;

use super::assets;
use super::flash::Said;
use crate::edge::{PublicUrl, RequestInfo, Theme};

/// Everything that the layout shows. In templates it is `frame`.
pub(crate) struct PageFrame {
    public: PublicUrl,
    path: String,
    theme: Theme,
    pub(crate) csrf: String,
    pub(crate) flash: Option<Said>,
    pub(crate) who: Option<Who>,
}

/// The person in the bar.
pub(crate) struct Who {
    pub(crate) id: UserId,
    pub(crate) email: String,
    pub(crate) initials: String,
    /// The active organization.
    pub(crate) organization: Option<String>,
    /// How many organizations there are to switch between.
    pub(crate) organizations: usize,
    /// Whether the menu leads to the Organization page.
    pub(crate) manages: bool,
    /// Whether the person still waits for a role.
    pub(crate) waits: bool,
}

impl PageFrame {
    pub(super) fn new(
        public: PublicUrl,
        info: &RequestInfo,
        csrf: String,
        flash: Option<Said>,
        who: Option<Who>,
    ) -> Self {
        Self {
            public,
            path: info.path.clone(),
            theme: info.theme,
            csrf,
            flash,
            who,
        }
    }

    /// A path of ours as the browser must ask for it. Every link and every form goes through here.
    pub(crate) fn href(&self, path: &str) -> String {
        self.public.path(path)
    }

    /// How the pages look in this browser.
    pub(super) fn theme(&self) -> Theme {
        self.theme
    }

    /// The look that was chosen against the system's.
    pub(crate) fn forced_theme(&self) -> Option<&'static str> {
        (self.theme != Theme::System).then(|| self.theme.code())
    }

    /// The address of an asset.
    pub(crate) fn asset(&self, name: &str) -> String {
        self.public.path(&assets::path(name))
    }

    /// Whether this is the page with that path.
    pub(crate) fn is_at(&self, path: &str) -> bool {
        self.path == path || (path == "/organization" && self.path == "/people")
    }

    /// Whether this is that page, or what one of its forms is answered with.
    pub(crate) fn is_under(&self, path: &str) -> bool {
        let rest = self.path.strip_prefix(path);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl Who {
    /// The person with this account, whose role where the request was addressed is this one.
    pub(super) fn new(account: &Account, role: Option<MemberRole>, manages: bool) -> Self {
        Self {
            id: account.user.id,
            email: account.user.email.as_str().to_owned(),
            initials: account.user.initials(),
            organization: account
                .active()
                .map(|belonging| belonging.organization.title.as_str().to_owned()),
            organizations: account.belongings.len(),
            manages,
            waits: matches!(role, None | Some(MemberRole::Pending)),
        }
    }
}
