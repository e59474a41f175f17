//! Ownership moved. One letter for the old Owner, another for the new.

use muster_domain::model::email::EmailAddress;
use muster_domain::model::text::OrganizationTitle;

use super::words::Name;

pub(super) struct OwnershipTransferred {
    organization: Name,
    from: Name,
    to: Name,
    /// Whether the recipient is the new Owner.
    is_new_owner: bool,
    link: String,
}

impl OwnershipTransferred {
    pub(super) fn new(
        organization: &OrganizationTitle,
        from: &EmailAddress,
        to: &EmailAddress,
        is_new_owner: bool,
        link: String,
    ) -> Self {
        Self {
            organization: Name::new(organization.as_str()),
            from: Name::new(from.as_str()),
            to: Name::new(to.as_str()),
            is_new_owner,
            link,
        }
    }

    fn title(&self) -> String {
        let organization = self.organization.short(60);
        if self.is_new_owner {
            format!("You are now the Owner of {organization}")
        } else {
            format!("{organization} has a new Owner")
        }
    }
}

super::page!(
    OwnershipTransferred,
    "ownership_transferred.txt",
    "ownership_transferred.html"
);
